//! Commands by chance while the disk beneath them fails or the machine stops, and what is there
//! after it.
//!
//! The seed is printed where something is wrong; `NIGHTDESK_SEED` sets another.

mod desk_rig;
mod fault_rig;

use std::path::Path;
use std::sync::Arc;

use desk_rig::{Work, at, caller, new_desk, walk_up};
use fault_rig::check::{Told, all_of, differs, is_good};
use fault_rig::{CALLS, Call, Chance, Fault, Plan, Said, SmallDisk, copy_desk, seed};
use nightdesk::desk::{Desk, Waiting};
use nightdesk::domain::Command;
use rustix::io::Errno;

/// How many times somebody gives commands in one run, at least.
const TIMES: u64 = 4;
/// So many calls that never came end the trying of a kind of call.
const MISSED_MAX: u64 = 12;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The process dies; what it wrote is read by the next.
    Killed,
    /// The power is cut; the next reads what is on the platter.
    PowerCut,
}

/// A desk with some work in it, from which every run begins.
fn template(dir: &Path) {
    new_desk(dir);
    let desk = desk_rig::open(dir);
    let actor = desk.actor().expect("the maker");
    let mut work = Work::new(1);
    for _ in 0..25 {
        let command = work.command(&desk.snapshot());
        let _ = desk.submit(&actor, &command);
    }
    desk.close();
}

fn open_on(dir: &Path, disk: &Arc<SmallDisk>) -> Desk {
    let clock = at("2026-11-22T03:00:00-05:00");
    Desk::open_on(dir, caller(), clock, disk.clone()).expect("the desk opens")
}

/// Gives commands until the machine stops or the day is over; whether the plan's call came.
fn works(dir: &Path, platter: &Arc<SmallDisk>, seed: u64, times: u64, told: &mut Told) -> bool {
    let mut chance = Chance(seed);
    let mut work = Work::new(seed);
    let mut desk = open_on(dir, platter);
    for _ in 0..times {
        if platter.is_stopped() {
            break;
        }
        let known = desk.snapshot();
        let together = 1 + chance.below(3);
        let given: Vec<Command> = (0..together).map(|_| work.command(&known)).collect();
        let actor = desk.actor().expect("the maker");
        let waiting: Vec<_> = given
            .iter()
            .map(|command| Waiting {
                actor: &actor,
                command,
            })
            .collect();
        let outcomes = desk.submit_all(&waiting);
        if platter.is_stopped() {
            break;
        }
        told.hears(dir, &given, &outcomes);
        if chance.once_in(6) {
            // It leaves, and comes again.
            if chance.once_in(2) {
                desk.close();
            }
            drop(desk);
            desk = open_on(dir, platter);
        }
    }
    platter.has_failed()
}

/// One run from the template to the desk after it; whether the plan's call came.
fn run(template: &Path, seed: u64, plan: Plan, end: End) -> bool {
    let _said = Said(format!("NIGHTDESK_SEED={seed} with {plan:?}, {end:?}"));
    let home = tempfile::tempdir().expect("a folder");
    let mut dir = home.path().join("desk");
    copy_desk(template, &dir);
    let disk = Arc::new(SmallDisk::new(seed, plan));
    let mut told = Told::at(&dir);
    let came = works(&dir, &disk, seed, TIMES + plan.at / 3, &mut told);
    if end == End::PowerCut {
        let after = home.path().join("after");
        disk.power_cut(&dir, &after);
        dir = after;
    }
    is_right(&dir, seed, &mut told);
    came
}

/// The next process finds all that was saved, writes on, and knows what the journal says.
fn is_right(dir: &Path, seed: u64, told: &mut Told) {
    let good = Arc::new(SmallDisk::new(seed, Plan::NONE));
    let desk = open_on(dir, &good);
    assert_eq!(desk.snapshot().read_only, None);
    told.holds(dir);
    let actor = desk.actor().expect("the maker");
    let last = walk_up("the last word");
    let receipt = desk.submit(&actor, &last).expect("it is saved");
    assert!(receipt.seq > told.seq);
    told.takes(dir, receipt.seq);
    is_good(dir);
    desk.close();
    let again = open_on(dir, &good);
    let _ = std::fs::remove_file(dir.join("page"));
    let fresh = open_on(dir, &good);
    assert_eq!(again.snapshot().seq, receipt.seq);
    // The page has what is open; a closed ticket is folded when somebody asks.
    let whole = all_of(&fresh.snapshot());
    for desk in [&desk, &again] {
        assert_eq!(differs(&all_of(&desk.snapshot()), &whole), None);
        let queued = desk.snapshot().queued().len();
        assert_eq!(queued, fresh.snapshot().queued().len());
    }
}

/// Every n up to `last` of a kind of call, each fault in turn or all of them, and both ends.
fn tries(last: u64, counted: Option<Call>, faults: &[Fault], is_each: bool) -> (u64, u64) {
    let home = tempfile::tempdir().expect("a folder");
    let template_dir = home.path().join("desk");
    template(&template_dir);
    let (mut runs, mut came, mut missed) = (0, 0, 0);
    let own = seed(20_261_122);
    for n in 1..=last {
        let of_this = n as usize % faults.len();
        for (k, fault) in faults.iter().enumerate() {
            if !is_each && k != of_this {
                continue;
            }
            let plan = Plan {
                at: n,
                calls: if n % 5 == 0 { 1000 } else { 1 },
                call: counted,
                fault: *fault,
            };
            let end = [End::Killed, End::PowerCut][((n + k as u64) % 2) as usize];
            let has_come = run(&template_dir, own ^ (n << 8) ^ k as u64, plan, end);
            runs += 1;
            came += u64::from(has_come);
            missed = if has_come { 0 } else { missed + 1 };
        }
        if missed > MISSED_MAX {
            break;
        }
    }
    (runs, came)
}

const ERRORS: [Fault; 3] = [
    Fault::Error(Errno::IO),
    Fault::Torn(Errno::IO),
    Fault::Torn(Errno::NOSPC),
];

#[test]
fn each_of_fifty_calls_fails_under_random_commands() {
    let (runs, came) = tries(50, None, &ERRORS, false);
    assert!(came * 4 > runs * 3, "{came} of {runs}");
}

#[test]
fn the_machine_stops_at_each_of_fifty_calls() {
    let (runs, came) = tries(50, None, &[Fault::Stop], false);
    assert!(came * 4 > runs * 3, "{came} of {runs}");
}

#[test]
#[ignore = "an hour: before a release"]
fn each_of_five_hundred_calls_of_five_kinds_fails() {
    let faults = [ERRORS[0], ERRORS[1], ERRORS[2], Fault::Stop];
    for call in CALLS {
        let (runs, came) = tries(500, Some(call), &faults, true);
        eprintln!("{call:?}: {runs} runs, in {came} of them the call came");
    }
}
