//! A department's desk through the real program, by two of its members.
//!
//! Each works under a uid and a group of its own that no machine has; the desk's group is what they
//! have in common. It takes root and `setpriv`; where they are not, the reason is printed.

mod program;
mod pty;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::PathBuf;

use program::{Home, Ran, all_below, ended, has, is_root};
use pty::{Start, Terminal};

/// The two members and somebody else: users that no machine has.
const ANN: &str = "48211";
const BEN: &str = "48212";
const ELSE: &str = "48213";

/// A department's desk that Ann made and to which she added Ben.
struct Department {
    home: Home,
    group: String,
}

impl Department {
    fn new() -> Option<Self> {
        if !is_root() || !has("setpriv") {
            return None;
        }
        let groups = fs::read_to_string("/etc/group").unwrap_or_default();
        let Some(group) = groups.lines().find_map(|line| {
            let number: u32 = line.split(':').nth(2)?.parse().ok()?;
            (number > 0).then(|| number.to_string())
        }) else {
            eprintln!("left out: this machine has no group but root's");
            return None;
        };
        let home = Home::bare();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        for (folder, uid) in [("desks", 48211), (ANN, 48211), (BEN, 48212), (ELSE, 48213)] {
            let path = home.path().join(folder);
            fs::create_dir(&path).expect("a folder");
            chown(&path, Some(uid), Some(uid)).expect("a folder of theirs");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
        }
        let own = Self { home, group };
        own.ok(
            ANN,
            &["init", "--profile", "bloomfield", "--group", &own.group],
        );
        own.ok(
            ANN,
            &[
                "staff", "add", "Ben Poe", "--uid", BEN, "--post", "it_staff",
            ],
        );
        Some(own)
    }

    fn desk(&self) -> PathBuf {
        self.home.path().join("desks/it")
    }

    /// How a user with a private group, and this list of further ones, starts a program.
    fn user(uid: &str, groups: &str) -> Vec<String> {
        let words = ["setpriv", "--reuid", uid, "--regid", uid, groups];
        words.map(str::to_owned).to_vec()
    }

    fn run_in(&self, uid: &str, groups: &str, args: &[&str]) -> Ran {
        let before = Self::user(uid, groups);
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let mut command = self.home.command(&before);
        command
            .env("NIGHTDESK_DIR", self.desk())
            .env("HOME", self.home.path().join(uid));
        ended(command.args(args))
    }

    fn run(&self, uid: &str, args: &[&str]) -> Ran {
        self.run_in(uid, &format!("--groups={}", self.group), args)
    }

    fn ok(&self, uid: &str, args: &[&str]) -> Ran {
        let ran = self.run(uid, args);
        assert_eq!(ran.status, 0, "{uid} {args:?}: {ran:?}");
        ran
    }

    fn screen(&self, uid: &str) -> Terminal {
        let before = Self::user(uid, &format!("--groups={}", self.group));
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let home = self.home.path().join(uid);
        let desk = self.desk();
        let mut screen = Start::at(&home)
            .under(&before)
            .env("NIGHTDESK_DIR", desk.to_str().expect("a name"))
            .start();
        screen.sees("NAV");
        screen
    }

    /// Nobody else may do anything with what lies there; the members may, but for what is one
    /// person's alone.
    fn check_modes(&self) {
        let group: u32 = self.group.parse().expect("a number");
        for path in all_below(&self.desk()) {
            let meta = fs::symlink_metadata(&path).expect("it is there");
            let mode = meta.permissions().mode();
            assert_eq!(mode & 0o007, 0, "{} is {mode:o}", path.display());
            let shown = path.display().to_string();
            if shown.contains("/drafts/") || shown.contains(".damaged-") {
                continue;
            }
            let wanted = if meta.is_dir() { 0o070 } else { 0o060 };
            assert_eq!(mode & wanted, wanted, "{shown} is {mode:o}");
            assert_eq!(meta.gid(), group, "{shown}");
        }
    }
}

#[test]
fn a_groups_desk_is_for_its_members_and_its_staff() {
    let Some(desk) = Department::new() else {
        return;
    };
    desk.ok(ANN, &["new", "One"]);
    assert_eq!(desk.ok(BEN, &["new", "Two"]).out, "T-2\n");
    desk.ok(BEN, &["log", "T-1", "seen"]);
    desk.run(ELSE, &["new", "x"]).says(10, &[ELSE, "staff add"]);
    desk.run_in(ELSE, "--clear-groups", &["queue"])
        .says(10, &[&desk.group, ELSE]);
    let shown = desk.ok(ANN, &["show", "T-2", "--json"]).json();
    assert_eq!(shown["timeline"][0]["by"], "Ben Poe");
    desk.check_modes();
    desk.ok(BEN, &["verify"]);
}

#[test]
fn both_members_attach_import_and_rebuild() {
    let Some(desk) = Department::new() else {
        return;
    };
    let sample = include_str!("../assets/sample/tickets.jsonl");
    desk.home.file("rows.jsonl", sample);
    let rows = desk.home.path().join("rows.jsonl");
    let rows = rows.to_str().expect("a name");
    desk.ok(ANN, &["new", "One"]);
    for (n, uid) in [ANN, BEN, ANN, BEN].into_iter().enumerate() {
        let name = format!("note-{n}");
        desk.home.file(&name, &name);
        let path = desk.home.path().join(&name);
        desk.ok(uid, &["attach", "T-1", path.to_str().expect("a name")]);
        desk.check_modes();
    }
    desk.ok(ANN, &["import", rows]);
    desk.check_modes();
    desk.ok(BEN, &["import", rows]);
    for (uid, other) in [(ANN, BEN), (BEN, ANN)] {
        desk.ok(uid, &["rebuild"]);
        desk.check_modes();
        desk.ok(other, &["queue"]);
        desk.ok(other, &["new", "after the rebuild"]);
        desk.ok(other, &["verify"]);
    }
}

#[test]
fn a_journal_that_one_member_mended_is_read_and_written_by_the_other() {
    let Some(desk) = Department::new() else {
        return;
    };
    desk.ok(ANN, &["new", "One"]);
    desk.ok(ANN, &["rebuild"]);
    let journal = desk.desk().join("journal/000001.jsonl");
    let whole = fs::read(&journal).expect("a journal");
    let text =
        String::from_utf8_lossy(&whole).replacen("\"title\":\"One\"", "\"title\":\"Onx\"", 1);
    assert_ne!(text.as_bytes(), whole);
    fs::write(&journal, text.as_bytes()).expect("it is written");
    assert_eq!(desk.run(BEN, &["verify"]).status, 5);
    desk.ok(BEN, &["rebuild"]);
    assert_eq!(fs::read(&journal).expect("a journal"), whole);
    desk.check_modes();
    desk.ok(ANN, &["queue"]);
    assert_eq!(desk.ok(ANN, &["new", "Two"]).out, "T-2\n");
    assert_eq!(desk.ok(BEN, &["new", "Three"]).out, "T-3\n");
}

#[test]
fn both_members_have_a_screen_and_keep_what_they_type() {
    let Some(desk) = Department::new() else {
        return;
    };
    let mut screens = [desk.screen(ANN), desk.screen(BEN)];
    for (screen, title) in screens.iter_mut().zip(["Anns", "Bens"]) {
        screen.send("n");
        screen.sees("new ticket");
        screen.send(title);
        screen.sees("draft kept");
        screen.send("\r");
        screen.sees(&format!("logged: {title}"));
    }
    desk.check_modes();
    for screen in &mut screens {
        screen.sees("Bens");
        screen.sees("Anns");
        screen.send("qq");
        assert_eq!(screen.ends(), 0);
    }
    // The store goes from one to the other.
    for uid in [BEN, ANN] {
        let mut screen = desk.screen(uid);
        screen.send("qq");
        assert_eq!(screen.ends(), 0);
        desk.check_modes();
        let verified = desk.ok(uid, &["verify", "--json"]).json();
        assert_eq!(verified["ok"], true, "{verified}");
    }
}
