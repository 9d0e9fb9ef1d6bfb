//! A power cut at any call of a session of the real program: its calls are recorded by strace, and
//! the disk is rebuilt as it may stand after each of them, with what was not synced lost, in part
//! or out of its order. What somebody had been told is saved is there.

mod desk_rig;
mod fault_rig;
mod program;

use std::fs;
use std::sync::Arc;

use desk_rig::{Work, at, caller, new_desk, open, walk_up};
use fault_rig::check::{is_good, journal};
use fault_rig::replay::Replay;
use fault_rig::{Chance, Plan, Said, SmallDisk, seed};
use nightdesk::desk::Desk;
use program::{Home, has};

const LINES: usize = 40;
const CALLS: &str =
    "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2";

/// Records a session that writes so many lines; none where nothing may be traced here.
fn recorded(home: &Home) -> Option<Replay> {
    if !has("strace") {
        return None;
    }
    let mut replay = Replay::begin(&home.desk());
    let trace = home.path().join("trace");
    let name = trace.to_str().expect("a name").to_owned();
    let before = [
        "strace", "-f", "-qq", "-y", "-xx", "-s", "9999999", "-e", CALLS, "-o", &name,
    ];
    let lines: Vec<_> = (0..LINES).map(|n| format!("log T-1 line-{n}.\n")).collect();
    let lines = lines.concat();
    home.file("input", lines);
    let input = fs::File::open(home.path().join("input")).expect("a file");
    let ran = program::ended(home.command(&before).arg("--plain").stdin(input));
    if ran.err.contains("ptrace") {
        eprintln!("left out: nothing may be traced on this machine");
        return None;
    }
    assert_eq!(ran.out.matches("Saved for T-1").count(), LINES, "{ran:?}");
    replay.read(
        &fs::read_to_string(&trace).expect("the trace"),
        "Saved for T-1",
    );
    Some(replay)
}

/// Cuts the power so many times.
fn cuts(own: u64, times: usize) {
    let home = Home::with_desk();
    let Some(replay) = recorded(&home) else {
        return;
    };
    assert!(replay.calls() > LINES * 4, "{} calls", replay.calls());
    let mut chance = Chance(seed(own));
    let mut most = 0;
    for n in 0..times {
        let calls = replay.calls() * n / times;
        let _said = Said(format!("power cut {n}, after {calls} calls"));
        let after = home.path().join("after");
        let told = replay.cut_after(calls, &mut chance, &after);
        most = most.max(told);
        let platter = Arc::new(SmallDisk::new(n as u64, Plan::NONE));
        let clock = at("2027-11-22T02:15:00-05:00");
        let desk = Desk::open_on(&after, caller(), clock, platter).expect("the desk opens");
        assert_eq!(desk.snapshot().read_only, None);
        let text = String::from_utf8_lossy(&journal(&after)).into_owned();
        for line in 0..told {
            assert!(
                text.contains(&format!("line-{line}.")),
                "line {line} is lost"
            );
        }
        let actor = desk.actor().expect("the maker");
        desk.submit(&actor, &walk_up("after it"))
            .expect("it is saved");
        is_good(&after);
        fs::remove_dir_all(&after).expect("it goes");
    }
    assert!(most + 2 >= LINES, "{most} lines were told");
    eprintln!(
        "{times} power cuts over {} calls, nothing lost",
        replay.calls()
    );
}

#[test]
fn forty_power_cuts_lose_nothing_that_was_told() {
    cuts(1, 40);
}

#[test]
#[ignore = "minutes: before a release"]
fn five_hundred_power_cuts_lose_nothing_that_was_told() {
    cuts(2, 500);
}

#[test]
fn a_desk_of_the_rig_is_good() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let command = Work::new(1).command(&desk.snapshot());
    let _ = desk.submit(&desk.actor().expect("the maker"), &command);
    is_good(&dir);
}
