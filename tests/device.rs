//! A power cut on a file system of its own: the device of a working desk is copied at one moment,
//! and what is on the copy is what a machine finds that starts again.
//!
//! The desk lies on ext4 on a loop device, whose file lies on another one with xfs, for that can
//! copy a file at once while it is written. Both need root, so the test is asked for by name.

mod program;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use program::{Ran, ended, has, is_root};

/// Times that the power is cut.
const CUTS: usize = 200;
/// Cuts on one desk, before another is made: a debug build reads a long journal slowly.
const ON_ONE_DESK: usize = 20;
/// Lines that a writer gets; it is cut off at one of them.
const LINES: usize = 40;
/// The size of the outer file in MiB: xfs takes no less than 300.
const OUTER_MIB: u64 = 400;
/// The size of the desk's disk in MiB.
const DISK_MIB: u64 = 96;
/// What this needs of the machine.
const TOOLS: [&str; 5] = ["mkfs.ext4", "mkfs.xfs", "losetup", "mount", "umount"];

/// Runs a program of the machine.
fn does(words: &[&str]) {
    let out = Command::new(words[0]).args(&words[1..]).output();
    let out = out.expect("it starts");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{words:?}: {said}");
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

/// A file with a file system, mounted; unmounted when it goes.
struct Mounted {
    at: PathBuf,
}

impl Mounted {
    /// Mounts the file system that a file has.
    fn of(file: &Path, at: PathBuf) -> Self {
        std::fs::create_dir_all(&at).expect("a folder");
        does(&["mount", "-o", "loop", name(file), name(&at)]);
        Self { at }
    }

    /// Makes a file of so many MiB with a file system, and mounts it.
    fn new(make: &[&str], file: &Path, mib: u64, at: PathBuf) -> Self {
        let empty = std::fs::File::create(file).expect("a file");
        empty.set_len(mib << 20).expect("it may be empty");
        does(&[make, &[name(file)]].concat());
        Self::of(file, at)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // What is still busy goes with the machine; a test that failed says why by itself.
        let _ = Command::new("umount").arg(&self.at).status();
    }
}

/// Starts a writer, lets so many lines be acknowledged, and copies the device.
fn cut_after(home: &program::Home, words: &str, told: usize, from: &Path, to: &Path) {
    let mut child = home
        .command(&[])
        .arg("--plain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("it is piped");
    let lines: Vec<_> = (0..LINES)
        .map(|n| format!("log T-1 {words}-{n}.\n"))
        .collect();
    let writer = std::thread::spawn(move || {
        // It is killed while it reads; nobody takes the rest.
        let _ = input.write_all(lines.concat().as_bytes());
    });
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut heard = output.lines().map_while(Result::ok);
    for _ in 0..told {
        let said = heard.find(|line| line.contains("Saved for T-1"));
        assert!(said.is_some(), "the writer ended early");
    }
    // The writer goes on while the device is copied.
    does(&["cp", "--reflink=always", name(from), name(to)]);
    child.kill().expect("it is ours to kill");
    drop(heard);
    child.wait().expect("it is gone");
    writer.join().expect("written");
}

/// The next start on the copy finds all that was told, and writes on.
fn is_right(home: &program::Home, desk: &Path, words: &str, told: usize) {
    let run = |args: &[&str]| -> Ran {
        let ran = ended(home.command(&[]).env("NIGHTDESK_DIR", desk).args(args));
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
        ran
    };
    run(&["log", "T-1", "the last word"]);
    let journal = std::fs::read_to_string(desk.join("journal/000001.jsonl")).expect("a journal");
    for n in 0..told {
        let text = format!("{words}-{n}.");
        assert!(journal.contains(&text), "{text} was acknowledged");
    }
    let verified = run(&["verify", "--json"]).json();
    assert_eq!(
        (&verified["ok"], &verified["torn"]),
        (&true.into(), &0.into())
    );
}

#[test]
#[ignore = "root and loop devices, minutes: before a release"]
fn two_hundred_power_cuts_of_a_device_lose_nothing_that_was_told() {
    if !is_root() || !TOOLS.iter().all(|tool| has(tool)) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let below = |name: &str| folder.path().join(name);
    let xfs = ["mkfs.xfs", "-q", "-m", "reflink=1"];
    let outer = Mounted::new(&xfs, &below("outer.img"), OUTER_MIB, below("outer"));
    let image = outer.at.join("disk.img");
    let copy = outer.at.join("cut.img");
    for first in (0..CUTS).step_by(ON_ONE_DESK) {
        let ext = Mounted::new(&["mkfs.ext4", "-qF"], &image, DISK_MIB, below("disk"));
        let home = program::Home::bare_in(&ext.at).begun();
        let desk = home.desk();
        let desk = desk.strip_prefix(&ext.at).expect("it is there");
        for cut in first..first + ON_ONE_DESK {
            let (words, told) = (format!("cut-{cut}"), cut * 7 % (LINES - 2));
            cut_after(&home, &words, told, &image, &copy);
            let after = Mounted::of(&copy, below("after"));
            is_right(&home, &after.at.join(desk), &words, told);
            drop(after);
            std::fs::remove_file(&copy).expect("it goes");
        }
        drop(home);
        drop(ext);
        std::fs::remove_file(&image).expect("it goes");
    }
    eprintln!("{CUTS} power cuts of a device, nothing lost");
}
