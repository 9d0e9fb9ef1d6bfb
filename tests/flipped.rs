//! One bit of the store flipped at any place: it is noticed, or every line in it is still the
//! journal's own; the journal stays as it is, and the desk goes on.

mod desk_rig;
mod fault_rig;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use desk_rig::{Work, at, caller, new_desk, open, walk_up};
use fault_rig::check::journal;
use fault_rig::{Chance, Said, copy_desk, seed};
use nightdesk::desk::{Desk, OpenWith, StoreCheck, StoreState};
use nightdesk::time::FixedClock;

fn clock() -> Arc<FixedClock> {
    at("2026-11-22T02:15:00-05:00")
}

/// Opens a desk with its store, and waits until the store is there or has failed.
fn with_store(dir: &Path) -> Desk {
    let desk = Desk::open_with(dir, caller(), clock(), OpenWith::Store).expect("the desk opens");
    for _ in 0..2000 {
        match desk.store_state() {
            StoreState::Opening | StoreState::Building { .. } => {
                std::thread::sleep(Duration::from_millis(5));
            }
            StoreState::Ready
            | StoreState::Failed(_)
            | StoreState::Ahead(_)
            | StoreState::InUse
            | StoreState::Off => return desk,
        }
    }
    panic!("the store stayed {:?}", desk.store_state());
}

/// A desk with some work and a full store.
fn worked(dir: &Path) {
    new_desk(dir);
    let desk = with_store(dir);
    let actor = desk.actor().expect("the maker");
    let mut work = Work::new(9);
    for _ in 0..20 {
        let command = work.command(&desk.snapshot());
        let _ = desk.submit(&actor, &command);
    }
    desk.close();
}

/// Flips so many bits of the store, one at a time; how many were noticed.
fn flips(own: u64, count: u64) -> u64 {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    worked(&dir);
    let good = journal(&dir);
    let entries = open(&dir).snapshot().seq;
    let db = fs::read(dir.join("store/db")).expect("the store");
    let whole = home.path().join("whole");
    copy_desk(&dir, &whole);
    let found = Desk::verify(&whole, None, &mut |_, _| {}).expect("it can be checked");
    assert_eq!(found.store, StoreCheck::Good { entries, behind: 0 });
    let used: Vec<usize> = (0..db.len()).filter(|at| db[*at] != 0).collect();
    let mut chance = Chance(seed(own));
    let mut noticed = 0;
    for n in 0..count {
        // Most of the file is empty: seven of eight hit what is written there.
        let place = if chance.once_in(8) {
            chance.below(db.len() as u64) as usize
        } else {
            used[chance.below(used.len() as u64) as usize]
        };
        let bit = chance.below(8);
        let _said = Said(format!("byte {place}, bit {bit} of store/db"));
        let copy = home.path().join("copy");
        copy_desk(&dir, &copy);
        let mut flipped = db.clone();
        flipped[place] ^= 1 << bit;
        fs::write(copy.join("store/db"), &flipped).expect("it is damaged");
        let found = Desk::verify(&copy, None, &mut |_, _| {}).expect("it can be checked");
        assert!(found.journal.ok, "{:?}", found.journal.faults);
        match found.store {
            // Every line was compared with the journal's.
            StoreCheck::Good { entries: n, behind } => {
                assert_eq!(n + behind, entries);
                // What it has lost it takes over anew.
                noticed += u64::from(behind > 0);
            }
            StoreCheck::None
            | StoreCheck::NotChecked(_)
            | StoreCheck::Ahead { .. }
            | StoreCheck::Wrong(_) => noticed += 1,
        }
        if n % 10 == 0 {
            goes_on(&copy, entries);
        }
        assert!(journal(&copy).starts_with(&good), "the journal changed");
        fs::remove_dir_all(&copy).expect("it goes");
    }
    noticed
}

/// A session on the desk knows all, saves, and leaves a good store.
fn goes_on(dir: &Path, entries: u64) {
    let desk = with_store(dir);
    assert_eq!(desk.snapshot().seq, entries);
    assert_eq!(desk.snapshot().read_only, None);
    let actor = desk.actor().expect("the maker");
    let saved = desk.submit(&actor, &walk_up("after it")).expect("saved");
    assert!(saved.seq > entries);
    desk.close();
}

#[test]
fn sixty_flips_of_the_store_lose_nothing() {
    let noticed = flips(4, 60);
    eprintln!("{noticed} of 60 were noticed, the rest changed nothing");
}

#[test]
#[ignore = "half an hour: before a release"]
fn ten_thousand_flips_of_the_store_lose_nothing() {
    let noticed = flips(5, 10_000);
    eprintln!("{noticed} of 10,000 were noticed, the rest changed nothing");
}
