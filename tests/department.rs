//! A department's desk: two accounts of one machine at two consoles, and each keeps what is theirs.
//!
//! Accounts can be changed by root alone; elsewhere this is left out with a printed reason.

mod program;
mod pty;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use program::{Home, has, is_root};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// A user that no machine has.
const ZED: &str = "48211";

#[test]
fn colleagues_see_each_other_at_a_ticket_and_each_has_drafts_of_their_own() {
    if !is_root() || !has("setpriv") {
        return;
    }
    let home = Home::bare();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
    let groups = fs::read_to_string("/etc/group").unwrap_or_default();
    let Some(group) = groups.lines().find_map(|line| {
        let number: u32 = line.split(':').nth(2)?.parse().ok()?;
        (number > 0).then(|| number.to_string())
    }) else {
        eprintln!("left out: this machine has no group but root's");
        return;
    };
    home.ok(&["init", "--profile", "bloomfield", "--group", &group]);
    home.ok(&[
        "staff", "add", "Zed Poe", "--uid", ZED, "--post", "it_staff",
    ]);
    home.ok(&["new", "The printer in the hall"]);
    home.file("picture.png", "a picture");
    home.ok(&["attach", "T-1", "picture.png"]);
    let desk = home.desk();
    let dir = desk.to_str().expect("a path");
    let member = format!("--groups={group}");
    let zed = ["setpriv", "--reuid", ZED, "--regid", ZED, &member];
    let start = |under: &[&str]| -> Terminal {
        let mut screen = Start::at(home.path())
            .under(under)
            .env("NIGHTDESK_DIR", dir)
            .start();
        screen.sees("1 of 1");
        screen
    };
    let mut first = start(&[]);
    let mut second = start(&zed);
    second.send("a");
    second.sees("T-1 action");
    first.sees("zp writes on it");
    first.send("a");
    first.sees("zp is writing on T-1 too; both texts are kept");
    first.send("from the first");
    first.sees("draft kept");
    second.send("from the second");
    second.sees("draft kept");
    second.sees("writing on T-1 too; both texts are kept");

    // Each one's drafts are in a folder that the other cannot read, and cannot take away.
    let people: Vec<_> = fs::read_dir(desk.join("drafts"))
        .expect("the folder")
        .map(|person| person.expect("a folder").metadata().expect("its owner"))
        .collect();
    let mut owners: Vec<u32> = people.iter().map(MetadataExt::uid).collect();
    owners.sort_unstable();
    assert_eq!(owners, [0, ZED.parse().expect("a number")]);
    assert!(people.iter().all(|person| person.mode() & 0o777 == 0o700));
    let all = fs::metadata(desk.join("drafts")).expect("the folder");
    assert_eq!(all.mode() & 0o1007, 0o1000, "{:o}", all.mode());

    first.send("\r");
    first.sees("action saved");
    second.send("\r");
    second.sees("action saved");
    first.no_longer_sees("zp writes on it");
    // A colleague may attach too, where the first one made the folder.
    home.file("other.png", "another picture");
    let picture = home.path().join("other.png");
    fs::set_permissions(&picture, fs::Permissions::from_mode(0o644)).expect("a mode");
    let picture = picture.to_str().expect("a path");
    let ran = home.run_by(&zed, &["attach", "T-1", picture]);
    assert_eq!(ran.status, 0, "{ran:?}");

    // What a session of the one left behind is taken away by the other.
    second.send("\r");
    first.sees("zp has it open");
    second.signal(Signal::KILL);
    first.no_longer_sees("zp has it open");
    first.quiet();
    let left = fs::read_dir(desk.join("here")).expect("the folder").count();
    assert_eq!(left, 0);
    first.send("qq");
    assert_eq!(first.ends(), 0);
    home.entries();
}
