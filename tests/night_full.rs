//! A disk that is full to its last byte in the middle of a question: it is said, the text stays on
//! the screen, and when there is room the same key saves it.
//!
//! A machine that lets nobody mount a file system leaves it out with a printed reason; the same
//! with a limit of the journal's size needs nothing of the machine and is in `night_dies`.

mod night_rig;
mod outside;
mod pty;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use night_rig::{answered, kept};
use outside::{assert_whole, desk, good};
use pty::Start;

/// Bytes of a page of the file system.
const PAGE: u64 = 4096;

/// A file system of its own, taken away at the end.
struct Mounted(PathBuf);

impl Mounted {
    /// 40 MiB; nothing where the machine does not allow it.
    fn at(path: PathBuf) -> Option<Self> {
        fs::create_dir(&path).expect("a folder");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs"])
            .arg(&path)
            .output();
        let is_mounted = mount.is_ok_and(|output| output.status.success());
        if !is_mounted {
            eprintln!("left out: this machine lets nobody mount a file system");
        }
        is_mounted.then_some(Self(path))
    }

    /// Fills it to the last byte.
    fn fill(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        let mut file = fs::File::create(&path).expect("a file");
        for size in [1 << 16, 1 << 10, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // A mount that stays is the machine's to clear; the test has said what it had to say.
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

/// Brings the journal's end to the end of a page: what the last page has room for would still be
/// taken where no page is left.
fn no_slack(home: &Path) {
    let long = || {
        let journal = desk(home).join("journal/000001.jsonl");
        fs::metadata(journal).expect("the journal").len()
    };
    let before = long();
    good(home, &["log", "T-1", "x"]);
    let line = long() - before;
    let end = (long() + line) % PAGE;
    // A few bytes less: a number in the line may be longer than in the one before.
    let more = (2 * PAGE - 32 - end) % PAGE;
    good(home, &["log", "T-1", &"x".repeat(1 + more as usize)]);
    assert!(PAGE - long() % PAGE < 128, "{}", long());
}

fn is_kept(home: &Path, text: &str) -> bool {
    kept(home).iter().any(|kept| kept == text)
}

#[test]
fn full_to_the_last_byte_in_the_middle_of_a_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(mounted) = Mounted::at(folder.path().join("home")) else {
        return;
    };
    let home = mounted.0.as_path();
    good(home, &["init", "--name", "Millrow Library", "--yes"]);
    let mut screen = Start::at(home).start();
    screen.sees("No open tickets");
    screen.send("C1");
    screen.sees("Who is calling?");
    screen.send("Maria Or");
    screen.sees("draft kept");
    no_slack(home);
    // What is held back for the last answers goes too.
    let first = mounted.fill("first");
    fs::remove_file(desk(home).join("reserve")).expect("it is there");
    let second = mounted.fill("second");
    screen.send("tiz");
    screen.sees("NOT SAVED");
    screen.sees("> Maria Ortiz");
    screen.send("\r555-0142\r\r\r1");
    screen.sees("555-0142");
    screen.sees("NOT SAVED");
    screen.sees("Does the caller want word tonight?");
    assert!(answered(home).is_empty());
    for file in [first, second] {
        fs::remove_file(file).expect("it goes");
    }
    screen.send("1");
    screen.sees("What is it about?");
    screen.no_longer_sees("NOT SAVED");
    screen.send("1the mail ser");
    screen.sees("> the mail ser");
    screen.sees_that("its draft", |_| is_kept(home, "the mail ser"));
    screen.send("ver\r");
    screen.sees("How many cannot work now?");
    screen.send("qq");
    screen.ends();
    assert_eq!(answered(home), ["caller", "what"]);
    assert_whole(home);
}
