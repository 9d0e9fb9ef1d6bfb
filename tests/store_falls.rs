//! A store that makes sled fall over when it is opened, beneath the real program.
//!
//! The fault is real: damages by chance are tried on a copy until one makes sled panic, and not
//! only complain. A copy of the store is all that is lost.

mod outside;
mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use nightdesk::store::Store;
use outside::{Chance, assert_harmless, assert_whole, desk, drafts, good, home_with_desk};
use pty::Start;

/// How many faults there were in this process.
static FAULTS: AtomicUsize = AtomicUsize::new(0);
/// Damages that are tried; one in thirty makes it fall over.
const TRIES: u64 = 2000;
/// The name of the damaged file; sled reads the one that comes last.
const NAME: &str = "snap.7fffffffffffffff";

/// A damage under which sled panics while it opens a store: a file of its own, the checksum right,
/// the content by chance, as memory that flipped before it was written would leave it.
fn damage(store: &Path) -> Option<Vec<u8>> {
    let mut chance = Chance(7);
    let scratch = tempfile::tempdir().expect("a folder");
    let copy = scratch.path().join("store");
    (0..TRIES).find_map(|_| {
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir(&copy).expect("a folder");
        for name in ["conf", "db"] {
            fs::copy(store.join(name), copy.join(name)).expect("a copy");
        }
        let mut bytes: Vec<u8> = (0..=chance.below(60))
            .map(|_| chance.next().to_le_bytes()[0])
            .collect();
        let sum = crc32fast::hash(&bytes);
        bytes.extend((bytes.len() as u64).to_le_bytes());
        bytes.extend(sum.to_le_bytes());
        fs::write(copy.join(NAME), &bytes).expect("a file");
        let before = FAULTS.load(Ordering::SeqCst);
        let is_open = Store::open(scratch.path()).is_ok();
        (!is_open && FAULTS.load(Ordering::SeqCst) > before).then_some(bytes)
    })
}

/// The reports of faults that the program wrote.
fn reports(home: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(home.join(".local/state/nightdesk"));
    let files = folder
        .into_iter()
        .flatten()
        .map(|file| file.expect("a file").path());
    files
        .filter(|path| path.to_string_lossy().contains("panic-"))
        .collect()
}

/// Hundredths of a second that a process has worked so far.
fn worked(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    let rest = stat.rsplit_once(") ").expect("its name").1;
    let field = |n: usize| rest.split(' ').nth(n).and_then(|it| it.parse::<u64>().ok());
    field(11).expect("user") + field(12).expect("system")
}

#[test]
fn the_screen_goes_on_and_the_store_is_made_again() {
    let home = home_with_desk();
    let home = home.path();
    for n in 0..8 {
        good(home, &["new", &format!("The printer in hall {n}")]);
    }
    // A session fills the store.
    let mut first = Start::at(home).start();
    first.sees("1 of 8");
    first.quiet();
    first.send("qq");
    assert_eq!(first.ends(), 0);
    let store = desk(home).join("store");

    std::panic::set_hook(Box::new(|_| {
        FAULTS.fetch_add(1, Ordering::SeqCst);
    }));
    let found = damage(&store);
    drop(std::panic::take_hook());
    let bytes = found.expect("a damage under which sled falls over");
    fs::write(store.join(NAME), bytes).expect("it is damaged");
    // As a process that died leaves it: nothing says what was closed.
    fs::remove_file(store.join("closed")).expect("it was closed");

    let mut screen = Start::at(home).size(200, 30).start();
    screen.sees("the store was wrong");
    screen.sees("made again from the journal");
    // It did fall over, on the store's own thread.
    let reports = reports(home);
    assert!(!reports.is_empty(), "no fault was reported");
    let report = fs::read_to_string(&reports[0]).expect("a report");
    assert!(report.contains("thread: store"), "{report}");
    screen.send("n");
    screen.sees("new ticket");
    screen.send("half a title");
    screen.sees("draft kept");
    assert!(
        drafts(home)
            .iter()
            .any(|draft| draft.ends_with("half a title"))
    );
    screen.send(" and the rest\r");
    screen.sees("T-9 logged: half a title and the rest");
    screen.quiet();
    let before = worked(screen.pid());
    screen.quiet();
    let busy = worked(screen.pid()) - before;
    assert!(
        busy <= 10,
        "{busy} hundredths of a second while nobody does anything"
    );
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert_harmless("the screen", &screen.bytes);
    assert!(drafts(home).is_empty());
    let names = fs::read_dir(desk(home)).expect("the desk");
    let names: Vec<_> = names.map(|it| it.expect("a name").file_name()).collect();
    let is_aside =
        |name: &&std::ffi::OsString| name.to_string_lossy().starts_with("store.damaged-");
    assert_eq!(names.iter().filter(is_aside).count(), 1, "{names:?}");
    assert_whole(home);
    let said = good(home, &["verify"]);
    assert!(said.contains("store"), "{said}");
}
