//! A screen that is killed leaves a store that nobody closed: the next one opens it on a copy, and
//! nothing is lost, left over or set aside. Where no copy can be made, the store stays as it is.

mod program;
mod pty;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use program::{Home, all_below, has, is_root};
use pty::{Start, Terminal};
use rustix::process::Signal;

fn screen(home: &Home) -> Terminal {
    Start::at(home.path())
        .size(120, 30)
        .env("NIGHTDESK_DIR", home.desk().to_str().expect("a name"))
        .start()
}

/// The files of the store, by name.
fn store(home: &Home) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = all_below(&home.desk().join("store"));
    let files = files.into_iter().filter(|path| path.is_file());
    files
        .map(|path| (path.clone(), fs::read(path).expect("a file")))
        .collect()
}

/// What lies beside the store under a name of its own.
fn beside(home: &Home) -> Vec<String> {
    let items = fs::read_dir(home.desk()).expect("the desk").flatten();
    let names = items.map(|item| item.file_name().to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with("store.") && name != "store.lock")
        .collect()
}

/// Waits until the store has everything.
fn is_filled(home: &Home) {
    for _ in 0..400 {
        let said = home.run(&["doctor", "--json"]).out;
        if said.contains("has all") {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("never filled: {}", home.run(&["doctor"]).out);
}

/// Waits until all that the store has is on the disk.
fn is_synced(home: &Home) {
    for _ in 0..400 {
        let note = fs::read_to_string(home.desk().join("store/reached")).unwrap_or_default();
        let figures: Vec<&str> = note.split_whitespace().collect();
        if let [_, seq, synced, _] = figures[..]
            && seq == synced
        {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("never synced");
}

/// A desk whose screen was killed while the store was open.
fn killed(home: &Home, is_idle: bool) {
    let mut screen = screen(home);
    screen.sees("The first");
    is_filled(home);
    if is_idle {
        is_synced(home);
    }
    screen.signal(Signal::KILL);
    screen.ends_by();
    assert!(!home.desk().join("store/closed").exists());
}

#[test]
fn a_killed_screen_costs_nothing_and_leaves_no_copy() {
    let home = Home::with_desk();
    for n in 0..4 {
        killed(&home, n % 2 == 0);
        home.ok(&["new", &format!("Between {n}")]);
        assert_eq!(beside(&home), [""; 0]);
        let found = store(&home);
        let looked = home.ok(&["verify"]).out;
        assert!(looked.contains("store: good"), "{looked}");
        assert!(store(&home) == found, "looking changed it");
    }
    let mut screen = screen(&home);
    screen.sees("Between 3");
    is_filled(&home);
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(!screen.text().contains("the store was wrong"));
    assert_eq!(beside(&home), [""; 0]);
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["store"]["state"], "good", "{verified}");
    assert_eq!(verified["store"]["behind"], 0, "{verified}");
    assert!(home.desk().join("store/closed").exists());
}

#[test]
fn a_damaged_store_is_told_kept_as_it_was_and_named_by_who_looks() {
    let home = Home::with_desk();
    killed(&home, true);
    let db = home.desk().join("store/db");
    let mut bytes = fs::read(&db).expect("a file");
    for byte in bytes.iter_mut().step_by(500) {
        *byte ^= 4;
    }
    fs::write(&db, &bytes).expect("it is damaged");
    let mut screen = screen(&home);
    screen.sees("the store was wrong");
    is_filled(&home);
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    let names = beside(&home);
    assert_eq!(names.len(), 1, "{names:?}");
    let kept = home.desk().join(&names[0]).join("db");
    assert!(fs::read(kept).expect("a file") == bytes, "it was changed");
    for command in ["doctor", "verify"] {
        let said = home.ok(&[command]).out;
        assert!(said.contains(&names[0]), "{said}");
    }
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["store"]["state"], "good", "{verified}");
    assert_eq!(verified["set_aside"][0]["name"], names[0], "{verified}");
    let size = verified["set_aside"][0]["bytes"].as_u64().expect("a size");
    assert!(size >= bytes.len() as u64, "{verified}");
}

/// A file system of 24 MiB, taken away at the end.
struct Mounted(PathBuf);

impl Mounted {
    fn at(path: &Path) -> Option<Self> {
        if !is_root() || !has("mount") {
            return None;
        }
        fs::create_dir(path).expect("a folder");
        let how = ["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs"];
        let is_mounted = Self::mount(path, &how);
        if !is_mounted {
            eprintln!("left out: this machine lets nobody mount a file system");
        }
        is_mounted.then(|| Self(path.to_owned()))
    }

    fn mount(path: &Path, how: &[&str]) -> bool {
        let output = Command::new("mount").args(how).arg(path).output();
        output.is_ok_and(|output| output.status.success())
    }

    fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        assert!(Self::mount(&self.0, &["-o", &how]), "{how}");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // A mount that stays is the machine's to clear; the test has said what it had to say.
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[test]
fn without_room_for_a_copy_the_store_stays_and_the_desk_goes_on() {
    let home = Home::bare();
    let Some(mount) = Mounted::at(&home.desk()) else {
        return;
    };
    mount.remount("size=64m");
    home.ok(&["init", "--profile", "bloomfield"]);
    home.ok(&["new", "The first"]);
    killed(&home, true);
    let found = store(&home);
    mount.remount("size=24m");
    let looked = home.ok(&["verify"]).out;
    assert!(looked.contains("there is no room for one"), "{looked}");
    let mut second = screen(&home);
    second.sees("goes on without the store");
    second.send("n");
    second.sees("new ticket");
    second.line("Without the store");
    second.sees("logged: Without the store");
    second.send("qq");
    assert_eq!(second.ends(), 0, "{}", second.text());
    assert!(store(&home) == found, "it was changed");
    assert_eq!(beside(&home), [""; 0]);
    mount.remount("size=64m");
    let mut third = screen(&home);
    third.sees("T-2");
    is_filled(&home);
    third.send("qq");
    assert_eq!(third.ends(), 0, "{}", third.text());
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["store"]["state"], "good", "{verified}");
    // Who cannot write cannot look at a copy, and says so.
    mount.remount("ro");
    let found = store(&home);
    let looked = home.ok(&["verify"]).out;
    assert!(looked.contains("store: not checked"), "{looked}");
    assert!(looked.contains("Read-only file system"), "{looked}");
    assert!(store(&home) == found, "it was changed");
}
