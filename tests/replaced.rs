//! A desk that is restored over while sessions are open on it.
//!
//! Who sits there is told, nothing that they do reaches the desk that was set aside, and what they
//! are typing is offered on the desk that stands there now.

mod newer;
mod outside;
mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use newer::bytes_below;
use outside::{assert_whole, desk, drafts, good, home_with_desk, run};
use pty::{Start, Terminal};

/// The folder of the desk that was set aside.
fn aside(home: &Path) -> PathBuf {
    let above = desk(home).parent().expect("a folder").to_owned();
    let mut names = fs::read_dir(above).expect("a folder");
    let is_aside = |path: &PathBuf| path.to_string_lossy().contains(".before-");
    let found = names.find_map(|item| Some(item.expect("an item").path()).filter(is_aside));
    found.expect("it is set aside")
}

/// What of a desk must stay as it is: all but its store and who is there.
fn kept(desk: &Path) -> String {
    let files = ["acked", "lock", "page"].map(|name| fs::read(desk.join(name)).ok());
    let folders = ["journal", "drafts", "files"].map(|name| desk.join(name));
    let below: Vec<_> = folders.iter().filter(|folder| folder.is_dir()).collect();
    let below: Vec<_> = below
        .into_iter()
        .map(|folder| bytes_below(folder))
        .collect();
    format!("{files:?} {below:?}")
}

fn has_draft(home: &Path, text: &str) {
    let limit = Instant::now() + Duration::from_secs(20);
    while !drafts(home).iter().any(|draft| draft.contains(text)) {
        assert!(Instant::now() < limit, "never kept: {text}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// Two sessions on a desk, one in the middle of a sentence, and the desk restored over.
fn restored_over() -> (tempfile::TempDir, [Terminal; 2]) {
    let home = home_with_desk();
    let at = home.path();
    good(at, &["new", "The printer in the hall"]);
    good(at, &["backup", "b.tar.zst"]);
    good(at, &["new", "Later one"]);
    let [mut one, mut two] = [(); 2].map(|()| Start::at(at).size(120, 36).start());
    for screen in [&mut one, &mut two] {
        screen.sees("Later one");
    }
    one.send("/printer\r");
    one.sees("1 of 1");
    one.send("a");
    one.sees("T-1 action");
    one.send("the fuser was ");
    has_draft(at, "the fuser was ");
    let into = desk(at);
    let into = into.to_str().expect("a name");
    let args = ["restore", "b.tar.zst", "--into", into, "--replace"];
    good(at, &args);
    (home, [one, two])
}

#[test]
fn who_has_it_open_is_told_and_goes_on_with_the_sentence_after_a_new_start() {
    let (home, [mut one, mut two]) = restored_over();
    let home = home.path();
    let before = kept(&aside(home));
    for screen in [&mut one, &mut two] {
        screen.sees("leave and start again");
    }
    one.send("changed");
    has_draft(home, "the fuser was changed");
    one.send("\r");
    two.send("n");
    two.line("typed on the old desk");
    has_draft(home, "typed on the old desk");
    for mut screen in [one, two] {
        screen.escape();
        screen.escape();
        screen.send("qq");
        assert_eq!(screen.ends(), 0, "{}", screen.text());
    }
    assert!(kept(&aside(home)) == before, "the old desk was written to");
    let mut next = Start::at(home).size(120, 36).start();
    next.sees("NAV");
    assert!(!next.text().contains("start again:"), "{}", next.text());
    next.send("a");
    next.sees("the fuser was changed");
    next.send("\r");
    next.sees("action saved");
    next.send("qq");
    assert_eq!(next.ends(), 0, "{}", next.text());
    assert!(good(home, &["show", "T-1"]).contains("the fuser was changed"));
    assert!(kept(&aside(home)) == before, "the old desk was written to");
    assert_whole(home);
}

#[test]
fn a_sentence_that_was_only_on_the_disk_goes_along_though_its_session_is_killed() {
    let (home, [mut one, two]) = restored_over();
    drop(two);
    let home = home.path();
    one.sees("leave and start again");
    has_draft(home, "the fuser was ");
    one.signal(rustix::process::Signal::KILL);
    assert_eq!(one.ends_by(), "Killed");
    let mut next = Start::at(home).size(120, 36).start();
    next.sees("NAV");
    next.send("a");
    next.sees("the fuser was ");
    // The old one opens as it was, by its own name.
    let old = aside(home);
    let ran = run(home, &["--desk", old.to_str().expect("a name"), "queue"]);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(said.contains("Later one"), "{said}");
}
