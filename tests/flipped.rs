//! One bit of the store flipped at any place: it is noticed, or everything is there all the same.
//! Looking changes no file, the damaged ones are kept byte for byte, the journal stays as it is,
//! and the desk goes on.

mod desk_rig;
mod fault_rig;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk_rig::{Work, at, caller, new_desk, open, walk_up};
use fault_rig::check::journal;
use fault_rig::{Chance, Said, copy_desk, seed};
use nightdesk::desk::{Desk, OpenWith, StoreCheck, StoreState};
use nightdesk::store::Store;
use nightdesk::time::FixedClock;

/// The files of a store, by name.
type Files = BTreeMap<PathBuf, Vec<u8>>;

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

fn files(store: &Path) -> Files {
    let mut found = Files::new();
    for item in fs::read_dir(store).expect("a folder").flatten() {
        let (path, name) = (item.path(), PathBuf::from(item.file_name()));
        if path.is_dir() {
            let inside = files(&path).into_iter();
            found.extend(inside.map(|(below, bytes)| (name.join(below), bytes)));
        } else {
            found.insert(name, fs::read(path).expect("a file"));
        }
    }
    found
}

/// What lies beside the store under a name of its own.
fn beside(dir: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(dir).expect("the desk").flatten();
    let is_beside = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy();
        name.starts_with("store.") && name != "store.lock"
    };
    items.map(|item| item.path()).filter(is_beside).collect()
}

/// A bit of a file, the most of them in the one that holds everything.
fn place(whole: &Files, used: &[usize], chance: &mut Chance) -> (PathBuf, usize, u64) {
    let (name, at) = if chance.once_in(8) {
        let nth = chance.below(whole.len() as u64) as usize;
        let (name, bytes) = whole.iter().nth(nth).expect("a file");
        (name.clone(), chance.below(bytes.len() as u64) as usize)
    } else {
        // Most of it is empty: half of them hit what is written there.
        let length = whole[Path::new("db")].len() as u64;
        let at = if chance.once_in(2) {
            chance.below(length) as usize
        } else {
            used[chance.below(used.len() as u64) as usize]
        };
        (PathBuf::from("db"), at)
    };
    (name, at, chance.below(8))
}

/// Flips so many bits of a store, one at a time, that was closed or whose process died; how many
/// were noticed.
fn flips(own: u64, count: u64, is_closed: bool) -> u64 {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    worked(&dir);
    if !is_closed {
        fs::remove_file(dir.join("store/closed")).expect("it was closed");
    }
    let good = journal(&dir);
    let entries = open(&dir).snapshot().seq;
    let whole = files(&dir.join("store"));
    let found = Desk::verify(&dir, None, &mut |_, _| {}).expect("it can be checked");
    assert_eq!(found.store, StoreCheck::Good { entries, behind: 0 });
    assert!(files(&dir.join("store")) == whole, "looking changed it");
    let db = &whole[Path::new("db")];
    let used: Vec<usize> = (0..db.len()).filter(|at| db[*at] != 0).collect();
    let mut chance = Chance(seed(own));
    let mut noticed = 0;
    for n in 0..count {
        let (name, place, bit) = place(&whole, &used, &mut chance);
        let _said = Said(format!(
            "byte {place}, bit {bit} of store/{}",
            name.display()
        ));
        let copy = home.path().join("copy");
        copy_desk(&dir, &copy);
        let mut flipped = whole.clone();
        let bytes = flipped.get_mut(&name).expect("a file");
        bytes[place] ^= 1 << bit;
        fs::write(copy.join("store").join(&name), bytes).expect("it is damaged");
        // The two notes have sums of their own; without them nothing is less.
        let is_note = ["closed", "reached"].contains(&name.to_str().expect("a name"));
        let is_certain = is_closed && !is_note;
        // A look reads the whole journal: where the change is certain, one in five is enough.
        if !is_certain || n % 5 == 0 {
            let is_noticed = looked_at(&copy, entries, &flipped);
            assert!(!is_certain || is_noticed, "it was not noticed");
            noticed += u64::from(is_noticed);
        } else {
            noticed += 1;
        }
        if Store::open(&copy).is_err() {
            assert!(files(&copy.join("store")) == flipped, "opening changed it");
        } else {
            assert!(!is_certain, "it was opened");
        }
        assert_eq!(beside(&copy), Vec::<PathBuf>::new());
        if n % 10 == 0 {
            goes_on(&copy, entries, &flipped, is_certain);
        }
        assert!(journal(&copy).starts_with(&good), "the journal changed");
        fs::remove_dir_all(&copy).expect("it goes");
    }
    noticed
}

/// Looks at a damaged store, which changes nothing; whether it was noticed.
fn looked_at(dir: &Path, entries: u64, flipped: &Files) -> bool {
    let found = Desk::verify(dir, None, &mut |_, _| {}).expect("it can be checked");
    assert!(found.journal.ok, "{:?}", found.journal.faults);
    assert!(files(&dir.join("store")) == *flipped, "looking changed it");
    assert_eq!(beside(dir), Vec::<PathBuf>::new());
    match found.store {
        // Every line was compared with the journal's; what it lost it takes over anew.
        StoreCheck::Good { entries: n, behind } => {
            assert_eq!(n + behind, entries);
            behind > 0
        }
        StoreCheck::Wrong(_) => true,
        other @ (StoreCheck::None | StoreCheck::NotChecked(_) | StoreCheck::Ahead { .. }) => {
            panic!("{other:?}")
        }
    }
}

/// A session on the desk knows all, saves, leaves a good store, and keeps the damaged one as it
/// was found, unless nothing was wrong with it.
fn goes_on(dir: &Path, entries: u64, flipped: &Files, is_certain: bool) {
    let desk = with_store(dir);
    assert_eq!(desk.store_state(), StoreState::Ready);
    assert_eq!(desk.snapshot().seq, entries);
    assert_eq!(desk.snapshot().read_only, None);
    let actor = desk.actor().expect("the maker");
    let saved = desk.submit(&actor, &walk_up("after it")).expect("saved");
    assert!(saved.seq > entries);
    let news = desk.news();
    desk.close();
    match beside(dir).as_slice() {
        [] => assert!(!is_certain && news.is_empty(), "{news:?}"),
        [kept] => {
            assert!(files(kept) == *flipped, "it is not kept as it was found");
            let name = kept.file_name().expect("a name").to_string_lossy();
            assert!(name.starts_with("store.damaged-"), "{name}");
            assert!(news.iter().any(|said| said.contains(&*name)), "{news:?}");
        }
        more => panic!("{more:?}"),
    }
}

#[test]
fn three_hundred_and_fifty_flips_of_a_closed_store_are_noticed_and_lose_nothing() {
    let noticed = flips(4, 350, true);
    eprintln!("{noticed} of 350 were noticed, the rest are in notes");
}

#[test]
fn a_hundred_and_fifty_flips_after_a_kill_lose_nothing() {
    let noticed = flips(4, 150, false);
    eprintln!("{noticed} of 150 were noticed, the rest changed nothing");
}

#[test]
#[ignore = "half an hour: before a release"]
fn ten_thousand_flips_of_the_store_lose_nothing() {
    let (closed, killed) = (flips(5, 5_000, true), flips(6, 5_000, false));
    eprintln!("{closed} and {killed} of 5,000 each were noticed, the rest changed nothing");
}
