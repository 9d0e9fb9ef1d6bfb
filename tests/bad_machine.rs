//! Bad machines through the real program: closed pipes, odd homes, foreign folders, limits.
//!
//! Each has its status and a text that says what to do, and the journal is good after it. What
//! needs root or a tool that is not there is left out with a printed reason.

mod program;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use program::{Home, Ran, all_below, ended, has, is_root};

/// A user and a group that no machine has.
const STRANGER: &str = "48211";

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
}

/// The program started by a shell with its streams bent.
fn bent(home: &Home, args: &[&str], streams: &str) -> Ran {
    let script = format!("exec \"$0\" \"$@\" {streams}");
    ended(home.command(&["sh", "-c", &script]).args(args))
}

#[test]
fn closed_and_full_streams_end_in_order() {
    let home = Home::with_desk();
    for args in [
        &["queue"][..],
        &["show", "T-1", "--json"],
        &["man"],
        &["--help"],
    ] {
        assert_eq!(bent(&home, args, ">&-").status, 0, "{args:?}");
        assert_eq!(bent(&home, args, "<&-").status, 0, "{args:?}");
        assert_eq!(bent(&home, args, "2>&-").status, 0, "{args:?}");
        assert_eq!(bent(&home, args, "<&- >&- 2>&-").status, 0, "{args:?}");
    }
    for args in [&["queue"][..], &["queue", "--json"], &["man"], &["verify"]] {
        bent(&home, args, "> /dev/full").says(1, &["could not be written", "No space"]);
    }
    assert_eq!(bent(&home, &["log", "T-99", "x"], "2> /dev/full").status, 4);
    assert_eq!(bent(&home, &["log", "T-99", "x"], "2>&-").status, 4);
    assert_eq!(bent(&home, &["new", "-"], "<&-").status, 3);
    assert_eq!(bent(&home, &["import", "-"], "<&-").status, 0);
    // What was saved is saved, whoever could not read the answer.
    assert_eq!(bent(&home, &["new", "full"], "> /dev/full").status, 1);
    assert_eq!(bent(&home, &["new", "closed"], "<&- >&- 2>&-").status, 0);
    assert_eq!(home.titles(), ["The first", "full", "closed"]);
    // Without a terminal there is no full screen, and the commands are named.
    home.refuses(&[], 2, &["needs a terminal", "nightdesk queue"]);
    home.entries();
}

#[test]
fn a_reader_that_leaves_after_one_line_is_no_fault() {
    let home = Home::with_desk();
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    home.ok(&["import", "rows.jsonl"]);
    for args in [&["queue", "--all"][..], &["profile", "show"], &["man"]] {
        let mut child = home
            .command(&[])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut first = String::new();
        let mut reader = BufReader::with_capacity(1, child.stdout.take().expect("it is piped"));
        reader.read_line(&mut first).expect("a line");
        drop(reader);
        let output = child.wait_with_output().expect("it ends");
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{args:?}: {output:?}"
        );
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
    home.entries();
}

#[test]
fn a_home_that_is_none_is_told_and_an_odd_one_works() {
    let home = Home::bare();
    let bare = |set: &[(&str, &std::ffi::OsStr)], args: &[&str]| {
        let mut command = home.command(&[]);
        command
            .env_remove("HOME")
            .env_remove("NIGHTDESK_DIR")
            .args(args);
        ended(command.envs(set.iter().copied()))
    };
    let none = ["XDG_DATA_HOME", "HOME", "--desk DIR"];
    bare(&[], &["queue"]).says(2, &none);
    bare(&[("HOME", "".as_ref())], &["queue"]).says(2, &none);
    bare(&[("HOME", "here".as_ref())], &["init"]).says(2, &none);
    bare(&[("XDG_DATA_HOME", "here".as_ref())], &["init"]).says(2, &none);
    assert!(
        !home.path().join("here").exists(),
        "a relative home is not followed"
    );
    for name in [
        &b"line\nbreak"[..],
        b"no\xff\xfetext",
        b"esc\x1b[31m",
        b"a 'b' \"c\" $d",
    ] {
        let odd = home.path().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir(&odd).expect("a folder");
        let set = [
            ("HOME", odd.as_os_str()),
            ("XDG_DATA_HOME", "here".as_ref()),
        ];
        bare(&set, &["queue"]).says(4, &["there is no desk at", "nightdesk init"]);
        for args in [
            &["init"][..],
            &["new", "x"],
            &["queue"],
            &["verify"],
            &["doctor"],
        ] {
            let ran = bare(&set, args);
            assert_eq!(ran.status, 0, "{odd:?} {args:?}: {ran:?}");
            assert!(
                !ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'),
                "{ran:?}"
            );
        }
        assert!(
            odd.join(".local/share/nightdesk/journal/000001.jsonl")
                .is_file()
        );
    }
}

#[test]
fn nothing_is_open_to_others_under_any_umask() {
    let home = Home::bare();
    let open = home.path().join("tmp");
    fs::create_dir(&open).expect("a folder");
    mode(&open, 0o777);
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    let script = "umask 000; exec \"$0\" \"$@\"";
    for args in [
        &["init"][..],
        &["new", "x"],
        &["attach", "T-1", "rows.jsonl"],
        &["import", "rows.jsonl"],
        &["rebuild"],
        &["queue"],
        &["demo", "--json"],
        &["verify"],
    ] {
        let mut command = home.command(&["sh", "-c", script]);
        let ran = ended(command.env("TMPDIR", &open).args(args));
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
    }
    let folders = [home.desk(), home.path().join(".local")];
    for path in folders.iter().flat_map(|folder| all_below(folder)) {
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{} is {mode:o}", path.display());
    }
    assert_eq!(all_below(&open), [open], "TMPDIR is not used");
}

#[test]
fn a_desk_path_that_is_no_folder_is_refused_and_left_alone() {
    let home = Home::with_desk();
    home.file("file", "mine");
    symlink(home.desk(), home.path().join("link")).expect("a link");
    let mut things = vec!["link", "link/", "link/.", "file", "/dev/null"];
    if has("mkfifo") {
        let made = Command::new("mkfifo")
            .arg(home.path().join("pipe"))
            .status();
        assert!(made.expect("it runs").success());
        things.push("pipe");
    }
    for thing in things {
        for args in [&["queue"][..], &["new", "x"], &["init"], &["verify"]] {
            let args: Vec<&str> = ["--desk", thing].iter().chain(args).copied().collect();
            let is = match thing {
                "file" => "a file",
                "pipe" | "/dev/null" => "a pipe or a device",
                _ => "a symbolic link",
            };
            home.refuses(&args, 5, &[thing, is, "not a folder"]);
        }
    }
    assert_eq!(fs::read(home.path().join("file")).expect("a file"), b"mine");
    fs::create_dir(home.path().join("full")).expect("a folder");
    home.file("full/letter", "mine");
    home.refuses(
        &["--desk", "full", "queue"],
        4,
        &["no desk at full", "init"],
    );
    home.refuses(&["--desk", "full", "init"], 2, &["full", "empty folder"]);
    assert_eq!(all_below(&home.path().join("full")).len(), 2);
    // A journal file that is a link or a folder is no journal file.
    let second = home.desk().join("journal/000002.jsonl");
    symlink("/etc/passwd", &second).expect("a link");
    home.refuses(&["queue"], 5, &["000002.jsonl", "symbolic link"]);
    fs::remove_file(&second).expect("it goes");
    fs::create_dir(&second).expect("a folder");
    home.refuses(&["queue"], 5, &["000002.jsonl", "folder"]);
    fs::remove_dir(&second).expect("it goes");
    home.entries();
}

#[test]
fn a_desk_that_others_can_write_is_refused_with_the_mend() {
    let home = Home::with_desk();
    for (wrong, mend) in [(0o777, "chmod o-w"), (0o770, "chmod g-w")] {
        mode(&home.desk(), wrong);
        home.refuses(&["queue"], 5, &["can be written by", mend]);
        home.refuses(&["new", "x"], 5, &["can be written by", mend]);
    }
    mode(&home.desk(), 0o755);
    let ran = home.ok(&["queue"]);
    assert!(
        ran.err.contains("open to other users") && ran.err.contains("chmod"),
        "{ran:?}"
    );
    mode(&home.desk(), 0o700);
    mode(&home.journal(), 0o666);
    home.refuses(&["queue"], 5, &["000001.jsonl", "chmod o-w"]);
    mode(&home.journal(), 0o600);
    home.entries();
}

#[test]
fn another_persons_desk_is_not_opened() {
    if !is_root() || !has("setpriv") {
        return;
    }
    let home = Home::with_desk();
    mode(home.path(), 0o755);
    mode(&home.desk(), 0o755);
    let stranger = ["setpriv", "--reuid", STRANGER, "--clear-groups"];
    let before = fs::read(home.journal()).expect("a journal");
    for args in [&["queue"][..], &["new", "x"], &["show", "T-1"], &["verify"]] {
        let ran = home.run_by(&stranger, args);
        ran.says(10, &["belongs to user 0", STRANGER, "adopt"]);
        assert_eq!(ran.out, "");
    }
    home.run_by(&stranger, &["init"])
        .says(10, &["belongs to user 0", STRANGER]);
    // Whether others may look into it or not.
    mode(&home.desk(), 0o700);
    home.run_by(&stranger, &["init"])
        .says(10, &["belongs to user 0", STRANGER]);
    mode(&home.desk(), 0o755);
    assert!(before == fs::read(home.journal()).expect("a journal"));
    // After root gave the folder over, the new keeper says why; what was there is still there.
    mode(&home.desk(), 0o700);
    let chown = Command::new("chown")
        .args(["-R", STRANGER])
        .arg(home.desk())
        .status();
    assert!(chown.expect("it runs").success());
    home.run(&["queue"]).says(10, &["belongs to user"]);
    let desk = home.desk();
    let desk = desk.to_str().expect("a name");
    let adopt = ["adopt", desk, "--because"];
    home.run_by(&stranger, &[&adopt[..], &[" "]].concat())
        .says(3, &["refused:", "instead:"]);
    assert_eq!(
        home.run_by(&stranger, &[&adopt[..], &["Ann left"]].concat())
            .status,
        0
    );
    assert_eq!(home.run_by(&stranger, &["new", "Second"]).out, "T-2\n");
    assert_eq!(home.run_by(&stranger, &["verify"]).status, 0);
}

#[test]
fn a_limit_of_a_files_size_refuses_the_writing_and_keeps_the_reading() {
    if !has("prlimit") {
        return;
    }
    let home = Home::with_desk();
    let entries = home.entries();
    let long = fs::metadata(home.journal()).expect("a journal").len();
    let limit = format!("--fsize={}", long + 20);
    let ran = home.run_by(&["prlimit", &limit], &["new", "x"]);
    ran.says(6, &["NOT SAVED", "may not grow", "ulimit -f"]);
    let ran = home.run_by(&["prlimit", &limit], &["queue"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(home.entries(), entries);
    assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
}

#[test]
fn few_files_and_little_memory_are_enough() {
    if !has("prlimit") {
        return;
    }
    let home = Home::with_desk();
    for limit in ["--nofile=16", "--as=268435456"] {
        for args in [
            &["new", "x"][..],
            &["queue"],
            &["show", "T-1"],
            &["verify"],
            &["head"],
        ] {
            let ran = home.run_by(&["prlimit", limit], args);
            assert_eq!(ran.status, 0, "{limit} {args:?}: {ran:?}");
        }
    }
    for limit in ["--nofile=5", "--nofile=4"] {
        let ran = home.run_by(&["prlimit", limit], &["new", "x"]);
        assert!(matches!(ran.status, 5 | 6), "{limit}: {ran:?}");
        assert!(ran.err.contains("Too many open files"), "{ran:?}");
    }
    assert_eq!(home.titles().len(), 3);
    home.entries();
}

#[test]
fn doctor_says_what_is_wrong_in_the_persons_own_settings() {
    let home = Home::with_desk();
    let rows = || {
        let looked = home.ok(&["doctor", "--json"]).json();
        let checks = looked["checks"].as_array().expect("rows").clone();
        let own = checks.iter().filter(|row| row["name"] == "settings");
        own.map(|row| format!("{} {}", row["ok"], row["says"]))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let says = |parts: &[&str]| {
        let rows = rows();
        let missing = parts.iter().find(|part| !rows.contains(**part));
        assert_eq!(missing, None, "{rows}");
    };
    says(&["true ", "config.toml: none of your own are set"]);
    let folder = home.path().join(".config/nightdesk");
    fs::create_dir_all(&folder).expect("a folder");
    let write = |text: &str| fs::write(folder.join("config.toml"), text).expect("it is written");
    write("theme = \"mono\"\n");
    says(&["true ", "config.toml: all of it is heeded"]);
    write("theme = \"pink\"\nmouse = 3\n");
    says(&[
        "config.toml:1: theme: there is no theme `pink`",
        "config.toml:2: mouse: write true or false",
    ]);
    assert!(rows().lines().all(|row| row.starts_with("false ")));
}
