//! The program itself: its processes, its output, its folder's modes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nightdesk"));
    command
        .env_clear()
        .env("HOME", home)
        .env("TZ", "America/New_York")
        .stdin(Stdio::null());
    command
}

fn ok(home: &Path, args: &[&str]) -> String {
    let out = program(home).args(args).output().expect("it runs");
    assert_eq!(out.status.code(), Some(0), "{args:?}: {out:?}");
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn two_processes_may_write_at_once() {
    let home = tempfile::tempdir().unwrap();
    ok(home.path(), &["init"]);
    ok(home.path(), &["new", "One"]);
    std::thread::scope(|scope| {
        for who in ["a", "b"] {
            let home = home.path();
            scope.spawn(move || {
                for n in 0..50 {
                    ok(home, &["log", "T-1", &format!("{who} {n}")]);
                }
            });
        }
    });
    let verified: serde_json::Value =
        serde_json::from_str(&ok(home.path(), &["verify", "--json"])).unwrap();
    assert_eq!(verified["ok"], true);
    assert_eq!(verified["entries"], verified["head"]["seq"]);
    let shown: serde_json::Value =
        serde_json::from_str(&ok(home.path(), &["show", "T-1", "--json"])).unwrap();
    assert_eq!(shown["timeline"].as_array().unwrap().len(), 101);
}

#[test]
fn a_reader_that_goes_and_a_full_disk_end_in_order() {
    let home = tempfile::tempdir().unwrap();
    ok(home.path(), &["init"]);
    let mut child = program(home.path())
        .args(["profile", "show"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert!(matches!(out.status.code(), Some(0 | 1)), "{out:?}");
    assert!(out.stderr.is_empty(), "{out:?}");
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let out = program(home.path())
        .arg("queue")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1), "{out:?}");
}

#[test]
fn what_it_makes_is_private_and_without_a_home_it_says_so() {
    let home = tempfile::tempdir().unwrap();
    ok(home.path(), &["init"]);
    ok(home.path(), &["new", "One"]);
    let mut folders = vec![home.path().join(".local")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let meta = entry.metadata().unwrap();
            let mode = meta.permissions().mode();
            assert_eq!(mode & 0o077, 0, "{:?} {mode:o}", entry.path());
            if meta.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    let out = program(home.path())
        .env_remove("HOME")
        .arg("queue")
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2), "{out:?}");
    let out = program(home.path()).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "no terminal: {out:?}");
}

#[test]
fn a_wish_for_lines_in_ones_own_settings_is_heeded_through_a_pipe() {
    use std::io::Write as _;
    let home = tempfile::tempdir().unwrap();
    ok(home.path(), &["init"]);
    let folder = home.path().join(".config/nightdesk");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "plain = true\nthema = 1\n").unwrap();
    let talk = |variable: &str| {
        let mut child = program(home.path())
            .env("ACCESSIBLE", variable)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        // A program that leaves at once does not read it.
        let _ = input.write_all(b"queue\nquit\n");
        drop(input);
        child.wait_with_output().unwrap()
    };
    assert_eq!(talk("0").status.code(), Some(2));
    let mut without = program(home.path());
    let out = without.stdin(Stdio::null()).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(told.contains("config.toml:2: thema: "), "{told}");
    let out = talk("1");
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(said.contains("\nNothing is in the queue.\n"), "{said}");
    assert_eq!(out.status.code(), Some(0));
}
