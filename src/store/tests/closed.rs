//! A store that was closed, one whose process died, and one that was changed meanwhile: what is
//! opened where it lies, what on a copy, what not at all; and how the files lie there afterwards.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::copy;
use super::super::envelope::{self, Kind};
use super::super::seal::{self, READ_BYTES_MAX, Verdict};
use super::stores::{A, B, first};
use super::*;
use crate::modes::Modes;

/// Every file below a folder with its bytes, without the lock that each caller takes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for item in fs::read_dir(at).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("store.lock") {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What lies in a desk's folder.
fn names(desk: &TempDir) -> Vec<String> {
    let items = fs::read_dir(desk.path()).unwrap();
    let names = items.map(|item| item.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "store.lock").collect();
    names.sort();
    names
}

/// A desk whose store has a batch of three lines and was closed.
fn closed() -> TempDir {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    store.apply(&first()).unwrap();
    store.keep_setting(PersonId(A), "pane", "timeline").unwrap();
    store.close().unwrap();
    desk
}

/// The same, but its process died: the files are there as sled had synced them.
fn killed() -> TempDir {
    let desk = closed();
    fs::remove_file(desk.path().join("store/closed")).unwrap();
    desk
}

fn is_whole(store: &Store) {
    assert_eq!(store.applied().unwrap(), applied(3));
    assert_eq!(store.rows().unwrap().len(), 2);
    let seqs: Vec<u64> = store.seqs_after(0).unwrap().iter().map(|l| l.0).collect();
    assert_eq!(seqs, [1, 2, 3]);
    assert_eq!(store.check_row(TicketId(B)).unwrap(), RowCheck::Right);
}

fn change(desk: &TempDir, name: &str, with: impl FnOnce(&mut Vec<u8>)) {
    let path = desk.path().join("store").join(name);
    let mut bytes = fs::read(&path).unwrap();
    with(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn look(desk: &TempDir) -> Verdict {
    seal::look(&desk.path().join("store")).unwrap()
}

#[test]
fn a_store_that_was_closed_is_known_to_be_as_it_was_left() {
    let desk = TempDir::new().unwrap();
    assert_eq!(look(&desk), Verdict::New);
    let desk = closed();
    assert_eq!(look(&desk), Verdict::Closed);
    let store = Store::open(desk.path()).unwrap();
    assert!(!desk.path().join("store/closed").exists());
    assert_eq!(look(&desk), Verdict::Unknown);
    is_whole(&store);
    drop(store);
    let store = Store::open(desk.path()).unwrap();
    is_whole(&store);
    store.close().unwrap();
    assert_eq!(look(&desk), Verdict::Closed);
    assert_eq!(names(&desk), ["store"]);
}

#[test]
fn every_byte_that_is_another_is_seen_before_the_store_is_opened() {
    let desk = closed();
    let whole = files(desk.path());
    let mut tried = 0;
    for (name, bytes) in &whole {
        let name = name.strip_prefix("store").unwrap().to_str().unwrap();
        let step = bytes.len().div_ceil(40).max(1);
        for at in (0..bytes.len()).step_by(step) {
            tried += 1;
            change(&desk, name, |bytes| bytes[at] ^= 1 << (at % 8));
            let found = files(desk.path());
            match name {
                "closed" => assert_eq!(look(&desk), Verdict::Unknown),
                // It has a sum of its own, and is no file of sled's.
                "reached" => assert_eq!(look(&desk), Verdict::Closed),
                _ => {
                    let opened = Store::open(desk.path()).map(drop);
                    let Err(StoreFault::Damaged(why)) = opened else {
                        panic!("{name}, byte {at}: {opened:?}");
                    };
                    assert_eq!(why, format!("its file `{name}` is not as it was left"));
                }
            }
            assert!(files(desk.path()) == found, "{name}, byte {at}: changed");
            change(&desk, name, |changed| changed.clone_from(bytes));
        }
    }
    assert!(tried > 100, "{tried}");
    is_whole(&Store::open(desk.path()).unwrap());
}

#[test]
fn a_file_that_is_gone_longer_added_or_no_file_is_named() {
    let says = |make: &dyn Fn(&Path)| {
        let desk = closed();
        make(&desk.path().join("store"));
        let names = names(&desk);
        let fault = Store::open(desk.path()).map(drop).unwrap_err();
        assert_eq!(self::names(&desk), names);
        fault.to_string()
    };
    let gone = says(&|store| fs::remove_file(store.join("conf")).unwrap());
    assert_eq!(gone, "the store is damaged: its file `conf` is gone");
    let longer = says(&|store| {
        let mut bytes = fs::read(store.join("db")).unwrap();
        bytes.push(0);
        fs::write(store.join("db"), bytes).unwrap();
    });
    let left = "the store is damaged: its file `db` is not as it was left";
    assert_eq!(longer, left);
    let added = says(&|store| fs::write(store.join("snap.7f"), b"x").unwrap());
    assert_eq!(added, "the store is damaged: a file `snap.7f` was added");
    let no_file = says(&|store| {
        fs::remove_file(store.join("db")).unwrap();
        fs::create_dir(store.join("db")).unwrap();
    });
    assert_eq!(no_file, "the store is damaged: its file `db` is no file");
    // Without the note too, what is left of a store is not taken for a new one.
    let part = says(&|store| {
        for name in ["closed", "db"] {
            fs::remove_file(store.join(name)).unwrap();
        }
        fs::write(store.join("snap.10"), b"x").unwrap();
    });
    assert_eq!(part, "the store is damaged: its file `db` is gone");
}

#[test]
fn a_store_whose_process_died_is_whole_and_leaves_no_copy() {
    let desk = killed();
    let store = Store::open(desk.path()).unwrap();
    is_whole(&store);
    let setting = store.setting(PersonId(A), "pane").unwrap();
    assert_eq!(setting.as_deref(), Some("timeline"));
    assert_eq!(names(&desk), ["store"]);
    drop(store);
    assert_eq!(names(&desk), ["store"]);
}

#[test]
fn flipped_after_its_process_died_it_is_whole_or_left_as_it_was_found() {
    let desk = killed();
    let whole = files(desk.path());
    let db = PathBuf::from("store/db");
    let used = whole[&db].iter().rposition(|byte| *byte != 0).unwrap();
    let (mut refused, mut good) = (0, 0);
    for at in (0..=used).step_by((used / 120).max(1)) {
        fs::remove_dir_all(desk.path().join("store")).unwrap();
        fs::create_dir_all(desk.path().join("store/lines")).unwrap();
        for (name, bytes) in &whole {
            fs::write(desk.path().join(name), bytes).unwrap();
        }
        change(&desk, "db", |bytes| bytes[at] ^= 1 << (at % 8));
        let found = files(desk.path());
        if let Ok(store) = Store::open(desk.path()) {
            is_whole(&store);
            good += 1;
        } else {
            assert!(files(desk.path()) == found, "byte {at}: changed");
            refused += 1;
        }
        assert_eq!(names(&desk), ["store"], "byte {at}");
    }
    assert!(refused > 50 && good > 0, "{refused} and {good}");
}

#[test]
fn a_look_changes_nothing_and_keeps_others_out_meanwhile() {
    for desk in [closed(), killed()] {
        let found = files(desk.path());
        let store = Store::look(desk.path()).unwrap().unwrap();
        is_whole(&store);
        assert!(Store::is_open(desk.path()));
        assert_eq!(Store::holder(desk.path()), Some(std::process::id()));
        assert!(matches!(Store::open(desk.path()), Err(StoreFault::Busy)));
        drop(store);
        assert!(!Store::is_open(desk.path()));
        assert!(files(desk.path()) == found);
        // What was changed is said, and can still be read for what is left in it.
        change(&desk, "db", |bytes| bytes.push(0));
        let found = files(desk.path());
        let is_noted = desk.path().join("store/closed").exists();
        let looked = Store::look(desk.path()).map(drop);
        assert_eq!(looked.is_err(), is_noted, "{looked:?}");
        is_whole(&Store::salvage(desk.path()).unwrap().unwrap());
        assert!(files(desk.path()) == found);
    }
    let none = TempDir::new().unwrap();
    assert!(Store::look(none.path()).unwrap().is_none());
    assert_eq!(names(&none), [""; 0]);
}

#[test]
fn a_copy_that_was_cut_off_is_begun_again_and_one_that_was_kept_comes_back() {
    let desk = killed();
    let at = |name: &str| desk.path().join(name);
    for name in ["store.copying", "store.look-12", "store.gone-12"] {
        fs::create_dir(at(name)).unwrap();
        fs::write(at(name).join("db"), b"half").unwrap();
    }
    is_whole(&Store::open(desk.path()).unwrap());
    assert_eq!(names(&desk), ["store"]);
    // Killed while it was tried out: what sled has made of it does not count.
    for is_there in [true, false] {
        let desk = killed();
        let at = |name: &str| desk.path().join(name);
        fs::rename(at("store"), at("store.original")).unwrap();
        if is_there {
            fs::create_dir(at("store")).unwrap();
            fs::write(at("store/db"), [0xa5; 5000]).unwrap();
        }
        assert_eq!(Store::reached(desk.path(), "00ff"), Some(3));
        is_whole(&Store::look(desk.path()).unwrap().unwrap());
        is_whole(&Store::open(desk.path()).unwrap());
        assert_eq!(names(&desk), ["store"]);
    }
}

#[test]
fn one_that_lost_what_was_on_the_disk_is_not_taken_for_good() {
    let desk = killed();
    let store = desk.path().join("store");
    let note = fs::read(store.join("reached")).unwrap();
    for name in ["db", "conf"] {
        fs::remove_file(store.join(name)).unwrap();
    }
    // An earlier state of the same store, sound in itself.
    let earlier = TempDir::new().unwrap();
    let young = Store::open(earlier.path()).unwrap();
    let batch = batch(
        vec![row(TicketId(A), 1, 2)],
        vec![line(1, &[]), line(2, &[A])],
    );
    young.apply(&batch).unwrap();
    young.close().unwrap();
    for name in ["db", "conf"] {
        fs::copy(earlier.path().join("store").join(name), store.join(name)).unwrap();
    }
    let fault = Store::open(desk.path()).map(drop).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the store is damaged: it ends at entry 2, and had 3 on the disk"
    );
    assert_eq!(fs::read(store.join("reached")).unwrap(), note);
    // A process that died had said 3, but had not synced it: that is no damage.
    fs::write(store.join("reached"), note_of(3, 2)).unwrap();
    let opened = Store::open(desk.path()).unwrap();
    assert_eq!(opened.applied().unwrap().seq, 2);
    assert_eq!(Store::reached(desk.path(), "00ff"), Some(3));
}

fn note_of(seq: u64, synced: u64) -> String {
    let said = format!("00ff {seq:020} {synced:020}");
    format!("{said} {:08x}\n", crc32fast::hash(said.as_bytes()))
}

#[test]
fn a_flipped_note_of_how_far_it_came_says_nothing() {
    let desk = closed();
    assert_eq!(Store::reached(desk.path(), "00ff"), Some(3));
    assert_eq!(Store::reached(desk.path(), "00aa"), None);
    let length = fs::read(desk.path().join("store/reached")).unwrap().len();
    for at in 0..length - 1 {
        change(&desk, "reached", |bytes| bytes[at] ^= 1 << (at % 8));
        let said = Store::reached(desk.path(), "00ff");
        assert!(said.is_none(), "byte {at}: {said:?}");
        change(&desk, "reached", |bytes| bytes[at] ^= 1 << (at % 8));
    }
}

#[test]
fn a_store_of_a_newer_program_stays_as_it_is() {
    let desk = TempDir::new().unwrap();
    Store::open(desk.path()).unwrap().close().unwrap();
    // Only the form of its own state is another.
    let newer = sled::open(desk.path().join("store")).unwrap();
    let mut meta = envelope::seal(Kind::Meta, &applied(3)).unwrap();
    meta[1] += 1;
    let body = [&meta[..4], &meta[8..]].concat();
    meta.splice(4..8, crc32fast::hash(&body).to_be_bytes());
    newer
        .open_tree("meta")
        .unwrap()
        .insert(b"meta", meta)
        .unwrap();
    drop(newer);
    fs::remove_file(desk.path().join("store/closed")).unwrap();
    let found = files(desk.path());
    let fault = Store::open(desk.path()).map(drop).unwrap_err();
    assert!(matches!(fault, StoreFault::Newer { .. }), "{fault}");
    assert!(files(desk.path()) == found);
    assert_eq!(names(&desk), ["store"]);
}

#[test]
fn a_large_file_is_known_by_its_times_and_another_time_is_only_a_doubt() {
    let desk = TempDir::new().unwrap();
    let store = desk.path().join("store");
    fs::create_dir(&store).unwrap();
    let large = fs::File::create(store.join("db")).unwrap();
    large.set_len(READ_BYTES_MAX + 1).unwrap();
    seal::put(Modes::OWN, &store).unwrap();
    assert_eq!(look(&desk), Verdict::Closed);
    let later = large.metadata().unwrap().modified().unwrap() + std::time::Duration::from_secs(1);
    large.set_modified(later).unwrap();
    assert_eq!(look(&desk), Verdict::Unknown);
    large.set_len(READ_BYTES_MAX + 2).unwrap();
    assert!(matches!(look(&desk), Verdict::Changed(_)));
}

#[test]
fn what_another_process_has_brought_back_is_not_thrown_away() {
    let desk = killed();
    let found = files(desk.path());
    copy::keep(desk.path(), Modes::OWN).unwrap();
    copy::give_back(desk.path()).unwrap();
    // Whoever lost the lock in between comes second.
    copy::give_back(desk.path()).unwrap();
    assert!(files(desk.path()) == found);
    assert_eq!(names(&desk), ["store"]);
}

#[test]
fn a_file_in_the_place_of_a_copy_stops_no_opening() {
    let desk = killed();
    for name in ["store.copying", "store.look-7", "store.gone-7"] {
        fs::write(desk.path().join(name), "x").unwrap();
    }
    is_whole(&Store::open(desk.path()).unwrap());
    assert_eq!(names(&desk), ["store"]);
}

#[test]
fn a_store_keeps_its_word_when_it_is_tried_out_brought_back_and_set_aside_and_the_next_has_another()
{
    let desk = killed();
    let word = Store::identity(desk.path());
    assert!(word.is_some());
    copy::keep(desk.path(), Modes::OWN).unwrap();
    assert_eq!(Store::identity(desk.path()), word);
    copy::give_back(desk.path()).unwrap();
    assert_eq!(Store::identity(desk.path()), word);
    let aside = Store::set_aside(desk.path(), at("2026-11-22T02:00:00-05:00")).unwrap();
    assert_eq!(Store::identity_in(&aside), word);
    assert_eq!(Store::identity(desk.path()), None);
    drop(Store::open(desk.path()).unwrap());
    let next = Store::identity(desk.path());
    assert!(next.is_some() && next != word);
}
