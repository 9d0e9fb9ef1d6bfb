//! Commands by chance while the disk beneath them fails or the machine stops, and what is there
//! after it.
//!
//! The seed is printed where something is wrong; `NIGHTDESK_SEED` sets another.

mod desk_rig;
mod fault_rig;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use desk_rig::{Work, at, caller, new_desk, walk_up};
use fault_rig::check::{Told, all_of, differs, is_good};
use fault_rig::{Call, Chance, Fault, Plan, Said, SmallDisk, copy_desk, files_below, seed};
use nightdesk::desk::{Desk, Waiting};
use nightdesk::domain::Command;
use rustix::io::Errno;

/// How many times somebody gives commands in one run, at least, and after a call of one kind failed.
const TIMES: u64 = 4;
/// How many times they are given at most while a call of one kind has not come.
const TIMES_MAX: u64 = 4000;
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

/// What a session leaves that died in the middle of a write on a disk that was full: a torn last
/// line, and no reserve. To put that right makes, cuts and removes files.
fn leave_torn(dir: &Path, chance: &mut Chance) {
    let mut files: Vec<_> = files_below(&dir.join("journal"));
    files.sort();
    let last = files.last().expect("a journal");
    let mut file = File::options().append(true).open(last).expect("a file");
    let torn = vec![b'{'; 1 + chance.below(200) as usize];
    file.write_all(&torn).expect("it is written");
    let _ = fs::remove_file(dir.join("reserve"));
}

/// Gives commands until the machine stops or the day is over; whether the plan's call came.
/// Where `is_torn`, a session now and then leaves a torn line to the next.
fn works(
    dir: &Path,
    platter: &Arc<SmallDisk>,
    seed: u64,
    (times, after): (u64, u64),
    is_torn: bool,
    told: &mut Told,
) -> bool {
    let mut chance = Chance(seed);
    let mut work = Work::new(seed);
    if is_torn {
        leave_torn(dir, &mut chance);
    }
    let mut desk = open_on(dir, platter);
    let (mut given, mut left) = (0, after);
    while given < times && left > 0 && !platter.is_stopped() {
        given += 1;
        left -= u64::from(platter.has_failed());
        let known = desk.snapshot();
        let together = 1 + chance.below(3);
        let commands: Vec<Command> = (0..together).map(|_| work.command(&known)).collect();
        let actor = desk.actor().expect("the maker");
        let waiting: Vec<_> = commands
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
        told.hears(dir, &commands, &outcomes);
        if chance.once_in(if is_torn { 2 } else { 6 }) {
            // It leaves, and comes again.
            if chance.once_in(2) {
                desk.close();
            }
            drop(desk);
            if is_torn {
                leave_torn(dir, &mut chance);
            }
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
    // These calls come where something is put right.
    let is_torn = matches!(plan.call, Some(Call::Cut | Call::Name | Call::NameSync));
    let some = TIMES + plan.at / 3;
    let times = plan.call.map_or((some, some), |_| (TIMES_MAX, TIMES));
    let came = works(&dir, &disk, seed, times, is_torn, &mut told);
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

/// Every n up to `last` of a kind of call, each fault in its turn, and both ends; how many runs that
/// were, and in how many the call came.
fn tries(last: u64, counted: Option<Call>, faults: &[Fault]) -> (u64, u64) {
    let home = tempfile::tempdir().expect("a folder");
    let template_dir = home.path().join("desk");
    template(&template_dir);
    let (mut runs, mut came, mut missed) = (0, 0, 0);
    let own = seed(20_261_122);
    for n in 1..=last {
        let plan = Plan {
            at: n,
            calls: if n % 5 == 0 { 1000 } else { 1 },
            call: counted,
            fault: faults[n as usize % faults.len()],
        };
        let end = [End::Killed, End::PowerCut][(n / faults.len() as u64 % 2) as usize];
        let has_come = run(&template_dir, own ^ (n << 8), plan, end);
        runs += 1;
        came += u64::from(has_come);
        missed = if has_come { 0 } else { missed + 1 };
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
    let (runs, came) = tries(50, None, &ERRORS);
    assert!(came * 4 > runs * 3, "{came} of {runs}");
}

#[test]
fn the_machine_stops_at_each_of_fifty_calls() {
    let (runs, came) = tries(50, None, &[Fault::Stop]);
    assert!(came * 4 > runs * 3, "{came} of {runs}");
}

/// Every one of five hundred calls of a kind fails once, each in its turn by another fault.
fn five_hundred(call: Call) {
    let faults = [ERRORS[0], ERRORS[1], ERRORS[2], Fault::Stop];
    let (runs, came) = tries(500, Some(call), &faults);
    eprintln!("{call:?}: {runs} runs, in {came} of them the call came");
    assert!(came * 10 > runs * 9, "{call:?}: {came} of {runs}");
    assert_eq!(runs, 500, "the calls came to an end");
}

#[test]
#[ignore = "minutes: before a release"]
fn each_of_five_hundred_writes_fails() {
    five_hundred(Call::Write);
}

#[test]
#[ignore = "minutes: before a release"]
fn each_of_five_hundred_syncs_fails() {
    five_hundred(Call::Sync);
}

#[test]
#[ignore = "minutes: before a release"]
fn each_of_five_hundred_cuts_fails() {
    five_hundred(Call::Cut);
}

#[test]
#[ignore = "minutes: before a release"]
fn each_of_five_hundred_changes_of_a_name_fails() {
    five_hundred(Call::Name);
}

#[test]
#[ignore = "minutes: before a release"]
fn each_of_five_hundred_syncs_of_a_folder_fails() {
    five_hundred(Call::NameSync);
}
