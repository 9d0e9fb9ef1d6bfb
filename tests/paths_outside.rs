//! Where the program writes: in the desk, in the state folder, and nowhere else; and what lies there
//! while the own editor has a text.

mod outside;
mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use outside::{assert_whole, can_trace, desk, drafts, good, home_with_desk, program};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// What is traced: whatever can make, change or take away a name.
const TRACED: &str = "trace=open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,\
                      symlink,symlinkat,unlink,unlinkat,truncate,chmod,fchmodat,chown,fchownat,\
                      mknod,mknodat";

/// The absolute paths of a trace that were made, changed or taken away.
fn changed(trace: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(trace).expect("the trace");
    let mut found = Vec::new();
    for line in text.lines() {
        let call = line
            .split_once(' ')
            .map_or(line, |(_, call)| call.trim_start());
        let is_open = call.starts_with("open");
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
        let is_change = !is_open || writes.iter().any(|flag| call.contains(flag));
        if !is_change || call.starts_with('<') || call.starts_with("---") || call.starts_with("+++")
        {
            continue;
        }
        // With -y a folder's descriptor carries its path: `openat(5</desk/journal>, "a"`.
        let folder = call
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        let mut names = call.split('"');
        names.next();
        let Some(name) = names.next() else {
            continue;
        };
        let path = match folder {
            Some((folder, _)) if !name.starts_with('/') => Path::new(folder).join(name),
            Some(_) | None => PathBuf::from(name),
        };
        found.push(path);
    }
    found
}

/// What of a trace lies where nothing may be written.
fn strays(trace: &Path, home: &Path, also: &[&Path]) -> Vec<PathBuf> {
    let allowed = [
        home.join(".local/share/nightdesk"),
        home.join(".local/state/nightdesk"),
    ];
    let is_allowed = |path: &PathBuf| {
        let is_parent = allowed.iter().any(|folder| folder.starts_with(path));
        let is_terminal = path.starts_with("/dev/pts")
            || ["/dev/tty", "/dev/null", "/dev/ptmx"]
                .iter()
                .any(|known| path == Path::new(known))
            || path.starts_with("/proc/self/fd");
        is_parent
            || is_terminal
            || allowed.iter().any(|folder| path.starts_with(folder))
            || also.iter().any(|folder| path.starts_with(folder))
    };
    changed(trace)
        .into_iter()
        .filter(|path| !is_allowed(path))
        .collect()
}

#[test]
fn nothing_is_written_outside_of_the_desk_and_the_state_folder() {
    if !can_trace() {
        return;
    }
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let (open, trace) = (home.join("tmp"), home.join("trace"));
    fs::create_dir(&open).expect("a folder");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).expect("its mode");
    fs::write(
        home.join("rows.jsonl"),
        include_str!("../assets/sample/tickets.jsonl"),
    )
    .expect("a file");
    fs::write(
        home.join("mine.toml"),
        include_str!("../assets/profiles/001-bloomfield.toml"),
    )
    .expect("a file");
    for args in [
        &["init", "--name", "Millrow Library"][..],
        &["new", "x", "--from", "Ann"],
        &["attach", "T-1", "rows.jsonl"],
        &["import", "rows.jsonl"],
        &["profile", "adopt", "mine.toml"],
        &["check", "start", "total-pc-failure", "--ticket", "T-1"],
        &["callout", "start"],
        &["rebuild"],
        &["queue"],
        &["verify"],
        &["head"],
        &["doctor"],
        &["find", "x"],
        &["man"],
    ] {
        let mut command = Command::new("strace");
        let words = ["-f", "-y", "-s", "4096", "-e", TRACED, "-o"];
        command
            .args(words)
            .arg(&trace)
            .arg(env!("CARGO_BIN_EXE_nightdesk"));
        let command = command.args(args).env_clear().current_dir(home);
        command
            .env("HOME", home)
            .env("TMPDIR", &open)
            .env("PATH", "/usr/bin:/bin");
        let ran = command
            .stdin(std::process::Stdio::null())
            .output()
            .expect("it runs");
        assert_eq!(ran.status.code(), Some(0), "{args:?}: {ran:?}");
        assert_eq!(
            strays(&trace, home, &[]),
            [""; 0].map(PathBuf::from),
            "{args:?}"
        );
    }
    the_screen(home, &open, &trace);
    assert_eq!(
        fs::read_dir(&open).expect("a folder").count(),
        0,
        "TMPDIR is not used"
    );
}

/// The same for the full screen, with a text begun in each of its forms.
fn the_screen(home: &Path, open: &Path, trace: &Path) {
    let written = trace.to_str().expect("a plain path").to_owned();
    let under = [
        "/usr/bin/strace",
        "-f",
        "-y",
        "-s",
        "4096",
        "-e",
        TRACED,
        "-o",
        &written,
    ];
    let mut screen = Start::at(home)
        .under(&under)
        .env("TMPDIR", open.to_str().expect("a plain path"))
        .size(120, 40)
        .start();
    screen.sees("NAV");
    for keys in ["n", "a", "e", "/", ":"] {
        screen.send(keys);
        screen.settles();
        screen.send("half a word");
        screen.settles();
        screen.escape();
        screen.escape();
        screen.settles();
    }
    screen.send("\x03\x03");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert_eq!(
        strays(trace, home, &[]),
        [""; 0].map(PathBuf::from),
        "the screen"
    );
    assert!(
        changed(trace)
            .iter()
            .any(|path| path.starts_with(desk(home))),
        "nothing was traced"
    );
}

/// An editor that says which file it got, with its modes, and stays until it is told to go.
fn editor(home: &Path) -> PathBuf {
    let script = home.join("editor");
    let text = "#!/bin/sh\nstat -c '%a %n' \"$1\" > seen.new\necho changed >> \"$1\"\n\
                mv seen.new seen\nwhile [ ! -e go ]; do sleep 0.05; done\n";
    fs::write(&script, text).expect("a script");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("its mode");
    let folder = home.join(".config/nightdesk");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(
        folder.join("config.toml"),
        format!("editor = \"{}\"\n", script.display()),
    )
    .expect("settings");
    script
}

/// The editor's word of its file: the mode and the path.
fn seen(home: &Path) -> (String, PathBuf) {
    let limit = Instant::now() + Duration::from_secs(20);
    loop {
        if let Ok(text) = fs::read_to_string(home.join("seen")) {
            let (mode, path) = text.trim().split_once(' ').expect("a mode and a path");
            return (mode.to_owned(), PathBuf::from(path));
        }
        assert!(Instant::now() < limit, "the editor never began");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// A text that is in the own editor.
fn in_the_editor(home: &Path) -> (Terminal, PathBuf) {
    editor(home);
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).size(100, 30).start();
    screen.sees("NAV");
    screen.send("e");
    screen.sees("TYPE");
    screen.send("half of the story");
    screen.sees("half of the story");
    screen.escape();
    screen.send("E");
    let (mode, path) = seen(home);
    assert_eq!(mode, "600");
    assert!(
        path.starts_with(desk(home).join("drafts")),
        "{}",
        path.display()
    );
    (screen, path)
}

/// The files below a folder that others than their owner can read.
fn open_to_others(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let mode = fs::symlink_metadata(&path)
            .expect("its mode")
            .permissions()
            .mode();
        if path.is_dir() {
            found.extend(open_to_others(&path));
        } else if mode & 0o077 != 0 {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_own_editors_file_is_private_and_goes_after_both_were_killed() {
    let home = home_with_desk();
    let home = home.path();
    let (mut screen, path) = in_the_editor(home);
    assert_eq!(open_to_others(&desk(home)), [""; 0].map(PathBuf::from));
    // Nothing of the text lies anywhere else in the home.
    let elsewhere = Command::new("grep")
        .args(["-rl", "half of the story", "--exclude-dir=nightdesk"])
        .arg(home)
        .output();
    assert_eq!(
        String::from_utf8_lossy(&elsewhere.expect("grep").stdout),
        ""
    );
    screen.signal(Signal::KILL);
    assert_eq!(screen.ends_by(), "Killed");
    fs::write(home.join("go"), "").expect("a file");
    let mut again = Start::at(home).size(100, 30).start();
    again.sees("1 draft kept");
    again.send(":");
    again.sees("every action");
    again.line("drafts");
    again.sees("unfinished");
    again.send("\r");
    again.sees("half of the story");
    again.sees("changed");
    // The first key takes it up: from then on it is an ordinary draft, and the file is gone.
    again.send("x");
    again.sees("draft kept");
    again.signal(Signal::TERM);
    assert_eq!(again.ends(), 143);
    assert!(!path.exists(), "{} is gone", path.display());
    let kept = drafts(home);
    assert!(
        kept.iter().any(|draft| draft.contains("changed")),
        "{kept:?}"
    );
    assert_whole(home);
}

#[test]
fn what_the_own_editor_leaves_is_in_the_form_and_its_file_is_gone() {
    let home = home_with_desk();
    let home = home.path();
    let (mut screen, path) = in_the_editor(home);
    fs::write(home.join("go"), "").expect("a file");
    screen.sees("changed");
    screen.settles();
    screen.signal(Signal::TERM);
    assert_eq!(screen.ends(), 143);
    assert!(!path.exists(), "{} is gone", path.display());
    let state = home.join(".local/state");
    assert!(!state.exists() || open_to_others(&state).is_empty());
    assert!(
        program(home)
            .arg("verify")
            .output()
            .expect("it runs")
            .status
            .success()
    );
}
