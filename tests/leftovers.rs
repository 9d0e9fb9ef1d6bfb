//! Backups and restores that were killed or hang, and what the next one finds.

mod program;

use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nightdesk::journal::{WitnessLine, note_head, witness_file};
use program::{Home, ended, has};
use rustix::process::{Pid, Signal, kill_process};

/// A desk with attachments enough that a restore takes a while, and a backup of it.
fn made() -> Home {
    let home = Home::with_desk();
    let mut chance = 7_u64;
    for n in 0..3 {
        let bytes: Vec<u8> = (0..3_000_000)
            .map(|_| {
                chance = chance.wrapping_mul(6_364_136_223_846_793_005) + 1;
                (chance >> 56) as u8
            })
            .collect();
        let name = format!("scan{n}.bin");
        home.file(&name, bytes);
        home.ok(&["attach", "T-1", &name]);
    }
    home.ok(&["backup", "b.tar.zst"]);
    home
}

/// Hidden names beside the desk.
fn hidden(home: &Home) -> Vec<String> {
    let names = fs::read_dir(home.path()).expect("a folder");
    let names = names.map(|item| item.expect("an item").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.contains(".restoring-")).collect()
}

/// A restore that has begun to put a desk together.
fn begun(home: &Home) -> Child {
    let was = hidden(home);
    let mut command = home.command(&[]);
    command.args(["restore", "b.tar.zst", "--into", "new"]);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let child = quiet.spawn().expect("it starts");
    let limit = Instant::now() + Duration::from_secs(20);
    let is_new =
        |name: &String| !was.contains(name) && home.path().join(name).join("journal").exists();
    while !hidden(home).iter().any(is_new) {
        assert!(Instant::now() < limit, "it never began");
        std::thread::yield_now();
    }
    child
}

fn signal(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(child.id().cast_signed()).expect("a pid");
    kill_process(pid, signal).expect("it is sent");
}

#[test]
fn what_a_killed_restore_left_goes_with_the_next_one_and_what_lives_stays() {
    let home = made();
    let mut dead = begun(&home);
    signal(&dead, Signal::KILL);
    dead.wait().expect("it is gone");
    assert_eq!(hidden(&home).len(), 1, "{:?}", hidden(&home));
    // A living one is stopped in the middle: nobody may take its folder away.
    let mut living = begun(&home);
    signal(&living, Signal::STOP);
    let left = hidden(&home);
    assert_eq!(left.len(), 1, "the dead one's went: {left:?}");
    home.ok(&["restore", "b.tar.zst", "--into", "new"]);
    assert_eq!(hidden(&home), left);
    signal(&living, Signal::CONT);
    let status = living.wait().expect("it ends");
    assert_eq!(status.code(), Some(2), "its place was taken meanwhile");
    assert_eq!(hidden(&home), [""; 0]);
    let new = home.path().join("new");
    assert!(!new.join("restoring").exists());
    let good = ended(home.command(&[]).env("NIGHTDESK_DIR", &new).arg("verify"));
    assert_eq!(good.status, 0, "{good:?}");
}

#[test]
fn a_folder_of_heads_that_does_not_answer_holds_no_restore_and_no_check() {
    if !has("strace") {
        return;
    }
    let home = Home::with_desk();
    home.ok(&["backup", "b.tar.zst"]);
    let info = home.ok(&["backup", "c.tar.zst", "--json"]).json();
    let noted = home.path().join("noted");
    fs::create_dir(&noted).expect("a folder");
    let file = witness_file(&noted, info["replica"].as_str().expect("a replica"));
    let head = WitnessLine {
        seq: 1,
        hash16: "00ff00ff00ff00ff".to_owned(),
        next_number: 9,
        at: "2026-11-22T02:14:07-05:00".parse().expect("a time"),
    };
    note_head(&file, &head).expect("it is noted");
    let (noted, file) = (noted.to_str().expect("a name"), file);
    let file = file.to_str().expect("a name");
    let slow = "inject=openat:delay_enter=12000000";
    let before = [
        "strace", "-f", "-qq", "-o", "trace", "-P", noted, "-P", file, "-e", slow,
    ];
    let args = ["restore", "b.tar.zst", "--into", "new", "--witness", noted];
    let ran = home.run_by(&before, &args);
    if ran.err.contains("ptrace") {
        return;
    }
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.err.contains("it does not answer"), "{ran:?}");
    let ran = home.run_by(&before, &["verify", "--witness", noted]);
    assert_eq!(ran.status, 9, "{ran:?}");
    assert!(ran.err.contains("it does not answer"), "{ran:?}");
}
