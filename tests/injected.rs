//! The n-th call of the real program fails with EIO, by strace: an error is shown or nothing of it
//! matters, what was acknowledged is there, and the next start is clean.

mod program;

use std::fs;
use std::process::Command;

use program::{Home, Ran, has};

/// The calls that can lose data. Source: `reliability`, G02.
const CALLS: [&str; 5] = ["write", "pwrite64", "fsync", "fdatasync", "rename"];
/// What the program is asked while a call fails, and what it answers when that was saved.
const COMMANDS: [&[&str]; 3] = [
    &["log", "T-1", "under strace"],
    &["new", "under strace"],
    &["import", "rows.jsonl"],
];

/// Whether the machine lets calls be made to fail; says why not.
fn can_inject(home: &Home) -> bool {
    if !has("strace") {
        return false;
    }
    let how = ["-o", "trace", "-e", "inject=fsync:error=EIO:when=1", "true"];
    let tried = Command::new("strace")
        .args(how)
        .current_dir(home.path())
        .output();
    let is_able = tried.is_ok_and(|output| output.status.success());
    if !is_able {
        eprintln!("left out: nothing may be traced on this machine");
    }
    is_able
}

/// Runs the program while its n-th call of a kind fails; whether that call came.
fn injected(home: &Home, call: &str, n: u32, args: &[&str], input: &[u8]) -> (Ran, bool) {
    let inject = format!("inject={call}:error=EIO:when={n}");
    let trace = home.path().join("trace");
    let trace_text = trace.to_str().expect("a name").to_owned();
    let before = ["strace", "-f", "-qq", "-o", &trace_text, "-e", &inject];
    home.file("input", input);
    let file = fs::File::open(home.path().join("input")).expect("a file");
    let ran = program::ended(home.command(&before).args(args).stdin(file));
    let text = String::from_utf8_lossy(&fs::read(&trace).expect("a trace")).into_owned();
    (ran, text.contains("(INJECTED)"))
}

/// After it: what was there is there, what was acknowledged too, and writing goes on.
fn is_clean_after(home: &Home, before: &[u8], what: &str, acknowledged: &[String]) {
    home.ok(&["log", "T-1", "after it"]);
    home.entries();
    let now = fs::read(home.journal()).expect("a journal");
    assert!(now.starts_with(before), "{what}: old lines changed");
    let text = String::from_utf8_lossy(&now[before.len()..]).into_owned();
    for saved in acknowledged {
        assert!(text.contains(saved.as_str()), "{what}: {saved} is lost");
    }
    assert!(!home.desk().join("fault").exists(), "{what}");
}

#[test]
fn each_call_of_a_command_fails_once_and_nothing_acknowledged_is_lost() {
    let home = Home::with_desk();
    if !can_inject(&home) {
        return;
    }
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    let (mut came, mut refused) = (0, 0);
    for call in CALLS {
        for args in &COMMANDS[..2] {
            for n in 1..=50 {
                let before = fs::read(home.journal()).expect("a journal");
                let (ran, has_come) = injected(&home, call, n, args, b"");
                if !has_come {
                    break;
                }
                came += 1;
                refused += u32::from(ran.status != 0);
                assert!(
                    ran.status == 0 || !ran.err.is_empty(),
                    "{call} {n}: {ran:?}"
                );
                let saved = (ran.status == 0).then(|| "under strace".to_owned());
                is_clean_after(&home, &before, &format!("{call} {n}"), saved.as_slice());
            }
        }
    }
    assert!(came >= 10 && refused >= 4, "{came} {refused}");
}

#[test]
#[ignore = "20 minutes: before a release"]
fn each_of_two_hundred_calls_of_a_writer_fails_once() {
    let home = Home::with_desk();
    if !can_inject(&home) {
        return;
    }
    for call in CALLS {
        let (mut came, mut told) = (0, 0);
        for n in 1..=200 {
            let before = fs::read(home.journal()).expect("a journal");
            let lines: Vec<_> = (0..90)
                .map(|k| format!("log T-1 {call}-{n}-{k}.\n"))
                .collect();
            let lines = lines.concat();
            let (ran, has_come) = injected(&home, call, n, &["--plain"], lines.as_bytes());
            if !has_come {
                break;
            }
            came += 1;
            // The k-th answer is the k-th line's: after the one that fails nothing is saved.
            let acks = ran.out.matches("Saved for T-1").count();
            told += acks;
            let saved: Vec<String> = (0..acks).map(|k| format!("{call}-{n}-{k}.")).collect();
            is_clean_after(&home, &before, &format!("{call} {n}"), &saved);
        }
        eprintln!("{call}: failed at each of 1..={came}; {told} entries acknowledged, none lost");
    }
}

#[test]
#[ignore = "10 minutes: before a release"]
fn each_call_of_an_import_fails_once_and_it_is_whole_or_not_there() {
    let home = Home::with_desk();
    if !can_inject(&home) {
        return;
    }
    for call in CALLS {
        let mut came = 0;
        for n in 1..=50 {
            let home = Home::with_desk();
            home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
            let before = fs::read(home.journal()).expect("a journal");
            let (ran, has_come) = injected(&home, call, n, COMMANDS[2], b"");
            if !has_come {
                break;
            }
            came += 1;
            is_clean_after(&home, &before, &format!("import, {call} {n}"), &[]);
            let open = home.titles().len();
            assert!(ran.status != 0 || open > 1, "{call} {n}: {ran:?}");
        }
        eprintln!("import, {call}: failed at each of 1..={came}");
    }
}
