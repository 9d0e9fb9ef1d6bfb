//! Full and read-only disks, and a line that a disk spoiled, through the real program.
//!
//! The writing is refused with a text that says what to do, the reading goes on, and the journal is
//! good after it. A machine that lets nobody mount leaves them out with a printed reason.

mod program;
mod pty;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use program::{Home, has, is_root};
use pty::Start;

/// A file system of its own, taken away at the end.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    /// 24 MiB at `path`; nothing where the machine does not allow it.
    fn at(path: &'a Path) -> Option<Self> {
        if !is_root() || !has("mount") {
            return None;
        }
        fs::create_dir(path).expect("a folder");
        let mounted = Self::mount(path, &["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs"]);
        if !mounted {
            eprintln!("left out: this machine lets nobody mount a file system");
        }
        mounted.then_some(Self(path))
    }

    fn mount(path: &Path, how: &[&str]) -> bool {
        let output = Command::new("mount").args(how).arg(path).output();
        output.is_ok_and(|output| output.status.success())
    }

    fn remount(&self, how: &str) -> bool {
        Self::mount(self.0, &["-o", &format!("remount,{how}")])
    }

    /// Fills it to the last byte.
    fn fill(&self, number: usize) -> PathBuf {
        let path = self.0.join(format!("fill{number}"));
        let mut file = fs::File::create(&path).expect("a file");
        for size in [1 << 16, 1 << 10, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // A mount that stays is the machine's to clear; the test has said what it had to say.
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

#[test]
fn a_full_disk_refuses_the_writing_and_keeps_the_reading() {
    let home = Home::bare();
    let desk = home.desk();
    let Some(mount) = Mounted::at(&desk) else {
        return;
    };
    home.ok(&["init", "--profile", "bloomfield"]);
    home.ok(&["new", "Before"]);
    let text = "a".repeat(60_000);
    let mut fills = Vec::new();
    let mut refused = None;
    // The reserve carries the next writes; when that is full too, the refusal says so.
    for _ in 0..3 {
        fills.push(mount.fill(fills.len()));
        let ran = home.run_with(&["log", "T-1", "-"], text.as_bytes());
        if ran.status != 0 {
            refused = Some(ran);
            break;
        }
        if fills.len() == 1 {
            ran.says(
                0,
                &["WARNING: free some space: the disk is full. This was saved"],
            );
        } else {
            assert_eq!(ran.err, "", "it is said once");
        }
    }
    assert!(fills.len() > 1, "the reserve is freed for the first write");
    let refused = refused.expect("a full disk is noticed");
    refused.says(6, &["NOT SAVED", "the disk is full. Free some space"]);
    home.file("large", vec![b'x'; 1 << 20]);
    home.run(&["attach", "T-1", "large"]).says(
        6,
        &[
            "NOT SAVED",
            "large is not attached: the disk is full. Free some space",
        ],
    );
    assert_eq!(home.titles(), ["Before"]);
    home.ok(&["show", "T-1"]);
    // Whoever looks is told that nothing can be saved, and what to do.
    home.ok(&["queue"]).says(
        0,
        &["open for reading only: the disk is full. Free some space"],
    );
    let looked = home.ok(&["doctor"]).out;
    assert!(
        looked.contains("LOOK entries    open for reading only: the disk is full"),
        "{looked}"
    );
    let entries = home.entries();
    for fill in fills {
        fs::remove_file(fill).expect("it goes");
    }
    let ran = home.ok(&["new", "After"]);
    assert_eq!((&ran.out[..], &ran.err[..]), ("T-2\n", ""));
    assert!(home.entries() > entries);
    assert!(desk.join("reserve").exists(), "the reserve is taken back");
}

#[test]
fn a_screen_says_that_the_disk_is_full_keeps_the_text_and_saves_it_once_there_is_room() {
    let home = Home::bare();
    let desk = home.desk();
    let Some(mount) = Mounted::at(&desk) else {
        return;
    };
    home.ok(&["init", "--profile", "bloomfield"]);
    home.ok(&["new", "Before"]);
    let start = || {
        Start::at(home.path())
            .env("NIGHTDESK_DIR", desk.to_str().expect("a name"))
            .size(160, 40)
            .start()
    };
    // Full to the last byte, without the reserve, before the screen is opened for the first time.
    let first = mount.fill(0);
    fs::remove_file(desk.join("reserve")).expect("it goes");
    let second = mount.fill(1);
    let text = "x".repeat(5000);
    let mut screen = start();
    screen.sees("NOT SAVED, read only: the disk is full");
    screen.sees("Before");
    screen.send("a");
    screen.sees("T-1 action");
    screen.send(&format!("\x1b[200~{text}\x1b[201~"));
    screen.sees("the disk is full: what you type is NOT on the disk");
    screen.send(" the end\r");
    screen.sees(" NOT SAVED: the disk is full. Free some space");
    screen.sees("the end");
    // Reading goes on beside it; what was typed stands in its form.
    home.ok(&["show", "T-1"]);
    fs::remove_file(first).expect("it goes");
    fs::remove_file(second).expect("it goes");
    screen.send("\r");
    screen.sees("there is room on the disk again");
    screen.no_longer_sees("read only");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(home.ok(&["show", "T-1"]).out.contains("the end"));
    assert!(desk.join("reserve").exists(), "the reserve is taken back");
}

#[test]
fn little_room_is_said_when_a_callout_begins() {
    let home = Home::bare();
    let desk = home.desk();
    let Some(_mount) = Mounted::at(&desk) else {
        return;
    };
    home.ok(&["init", "--profile", "bloomfield"]);
    let said = home.ok(&["callout", "start"]).out;
    assert!(said.contains("MiB of the disk are free"), "{said}");
    let said = home.run_with(&["--plain"], b"").out;
    assert!(said.contains("MiB of the disk are free"), "{said}");
}

#[test]
fn a_read_only_disk_is_read() {
    let home = Home::bare();
    let desk = home.desk();
    let Some(mount) = Mounted::at(&desk) else {
        return;
    };
    home.ok(&["init", "--profile", "bloomfield"]);
    home.ok(&["new", "Before"]);
    let entries = home.entries();
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    if !mount.remount("ro") {
        eprintln!("left out: this machine mounts nothing read-only");
        return;
    }
    home.refuses(&["new", "x"], 6, &["NOT SAVED", "Read-only file system"]);
    home.refuses(
        &["import", "rows.jsonl"],
        6,
        &["NOT SAVED", "Read-only file system"],
    );
    home.refuses(
        &["--desk", "desk/other", "init"],
        6,
        &["NOT SAVED", "desk/other"],
    );
    let dry = home
        .ok(&["import", "rows.jsonl", "--dry-run", "--json"])
        .json();
    assert_eq!(dry["read"], 400);
    let looked = home.ok(&["doctor"]).out;
    assert!(
        looked.contains("LOOK lock       cannot be written: Read-only file system"),
        "{looked}"
    );
    assert_eq!(home.titles(), ["Before"]);
    assert_eq!(home.entries(), entries);
    let said = home.run(&["queue"]).err;
    assert!(
        said.contains("open for reading only: you may only read"),
        "{said}"
    );
    assert!(mount.remount("rw"), "it can be written again");
    assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
    home.entries();
}

#[test]
fn damage_within_a_group_names_the_first_entry_that_is_not_shown() {
    let home = Home::with_desk();
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    home.ok(&["import", "rows.jsonl"]);
    let text = fs::read_to_string(home.journal()).expect("a journal");
    let of = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let number = |at: usize| value["of"][at].as_u64().expect("a number");
        (number(0), number(1))
    };
    let lines: Vec<&str> = text.lines().collect();
    let ends = |line: &&str| matches!(of(line), (k, n) if k == n && n > 1);
    let last = lines.iter().rposition(ends).expect("a group of many");
    // The group's last line is damaged: none of its lines counts, though the others read well.
    let good = last + 1 - usize::try_from(of(lines[last]).1).expect("a small number");
    let mut bytes = text.clone().into_bytes();
    let end = lines[..=last]
        .iter()
        .map(|line| line.len() + 1)
        .sum::<usize>();
    bytes[end - 10] ^= 1;
    fs::write(home.journal(), bytes).expect("it is written");
    let hidden = format!("Entries {} and later are not shown; `nightdesk", good + 1);
    home.refuses(&["queue"], 5, &["WARNING", &hidden]);
    let verified = home.refuses(&["verify"], 5, &[]).out;
    assert!(verified.contains(&format!("head: {good} ")), "{verified}");
    let unwrapped = verified.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains(&hidden), "{verified}");
}
