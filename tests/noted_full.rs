//! A folder for noted heads whose disk is full or may only be read: nobody's save waits for it or
//! fails by it, a person at the screen is told once, and `doctor` says it.
//!
//! A machine that lets nobody mount a file system leaves it out with a printed reason.

mod outside;
mod pty;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use outside::{good, home_with_desk, run};
use pty::Start;

/// A file system of its own, taken away at the end.
struct Mounted(PathBuf);

impl Mounted {
    fn at(path: PathBuf) -> Option<Self> {
        fs::create_dir(&path).expect("a folder");
        let args = ["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs"];
        let mount = Command::new("mount").args(args).arg(&path).output();
        let is_mounted = mount.is_ok_and(|output| output.status.success());
        if !is_mounted {
            eprintln!("left out: this machine lets nobody mount a file system");
        }
        is_mounted.then_some(Self(path))
    }

    fn spoil(&self, is_full: bool) {
        if is_full {
            let mut file = fs::File::create(self.0.join("film")).expect("a file");
            while file.write_all(&[b'x'; 512]).is_ok() {}
            return;
        }
        let args = ["-o", "remount,ro"];
        let done = Command::new("mount").args(args).arg(&self.0).output();
        assert!(done.expect("it runs").status.success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

fn witness_row(home: &Path) -> String {
    let ran = run(home, &["doctor"]);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = said.find(" witness ").expect("a row");
    said[at - 4..].chars().take(300).collect()
}

#[test]
fn what_is_done_is_saved_and_it_is_told_once() {
    for (is_full, why) in [(true, "full"), (false, "Read-only")] {
        let home = home_with_desk();
        let home = home.path();
        let Some(mounted) = Mounted::at(home.join("noted")) else {
            return;
        };
        let named = mounted.0.to_str().expect("a name");
        mounted.spoil(is_full);
        let key = "desk.witness_dir";
        good(home, &["profile", "set", key, named, "--source", "Jo"]);
        let mut screen = Start::at(home).size(160, 36).start();
        screen.sees("NAV");
        for n in 1..=3 {
            screen.send("n");
            screen.line(&format!("typed {n}"));
            screen.sees(&format!("typed {n}"));
        }
        screen.sees("3 open");
        screen.send(":messages\r");
        screen.sees("the head was not noted");
        assert_eq!(screen.text().matches("the head was not noted").count(), 1);
        screen.escape();
        screen.send("qq");
        assert_eq!(screen.ends(), 0, "{}", screen.text());
        assert!(good(home, &["queue"]).contains("typed 3"));
        good(home, &["new", "by a command"]);
        let row = witness_row(home);
        assert!(row.starts_with("LOOK"), "{why}: {row}");
        assert!(row.contains(why), "{why}: {row}");
        good(home, &["verify"]);
    }
}
