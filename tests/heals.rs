//! The store against the journal, through the real program: each fault in turn.
//!
//! Whatever is lost, changed or swapped, the answer is all of the desk's data or a fault that is
//! named with what to do; nothing that was saved goes, a damaged journal stays byte for byte, and
//! no call ends by a panic. What the journal lost comes back out of the store.

mod program;
mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use program::{Home, Ran, all_below};
use pty::Start;

/// What a fault leaves behind.
struct Fault {
    name: &'static str,
    /// Makes it, in a desk of six tickets whose store has them all; `other` is another desk alike.
    make: fn(&Home, &Home),
    /// What `verify` ends with and says.
    verify: (&'static [i32], &'static str),
    /// What `queue` and `new` end with, and what they say.
    queue: (i32, &'static str),
    /// What `rebuild` ends with and says.
    rebuild: (i32, &'static str),
    /// Whether all six are there after it.
    is_whole: bool,
}

/// A desk of six tickets, of which the store has everything.
fn desk() -> Home {
    let home = Home::with_desk();
    for n in 2..=6 {
        home.ok(&["new", &format!("Ticket {n}")]);
    }
    home.ok(&["rebuild"]);
    home
}

/// The same desk in another home.
fn again(home: &Home) -> Home {
    let other = Home::bare();
    copy(&home.desk(), &other.desk());
    other
}

fn db(home: &Home) -> PathBuf {
    home.desk().join("store/db")
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for path in all_below(from) {
        let at = to.join(path.strip_prefix(from).expect("it is below"));
        if path.is_dir() {
            fs::create_dir_all(&at).expect("a folder");
            fs::set_permissions(&at, fs::Permissions::from_mode(0o700)).expect("its mode");
        } else {
            fs::copy(&path, &at).expect("a copy");
        }
    }
}

/// Changes one letter in the middle of the journal.
fn flip(home: &Home) {
    let mut bytes = fs::read(home.journal()).expect("a journal");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(home.journal(), bytes).expect("it is written");
}

/// Takes lines off the journal's end, at the end of a whole command.
fn drop_lines(home: &Home, count: usize) {
    let text = fs::read_to_string(home.journal()).expect("a journal");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let kept = lines[..lines.len() - count].concat();
    fs::write(home.journal(), kept).expect("it is written");
}

/// Puts the journal's lines from the last `count` on into a file of their own.
fn in_two_files(home: &Home, count: usize) -> [PathBuf; 2] {
    let text = fs::read_to_string(home.journal()).expect("a journal");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (first, second) = lines.split_at(lines.len() - count);
    let next = home.journal().with_file_name("000002.jsonl");
    fs::write(&next, second.concat()).expect("it is written");
    fs::write(home.journal(), first.concat()).expect("it is written");
    [home.journal(), next]
}

const GOOD: (i32, &str) = (0, "");
const MADE: (i32, &str) = (0, "the store was made anew");
const BACK: (i32, &str) = (0, "gave ");
const NAMED: (i32, &str) = (5, "journal/0000");

fn faults_of_the_store() -> Vec<Fault> {
    let whole = |name, verify, make| Fault {
        name,
        make,
        verify,
        queue: GOOD,
        rebuild: MADE,
        is_whole: true,
    };
    vec![
        whole("deleted", (&[0], "good: "), |home, _| {
            fs::remove_dir_all(home.desk().join("store")).expect("it goes");
        }),
        whole("its file deleted", (&[5], "`db` is gone"), |home, _| {
            fs::remove_file(db(home)).expect("it goes");
        }),
        whole(
            "its settings deleted",
            (&[5], "`conf` is gone"),
            |home, _| {
                fs::remove_file(home.desk().join("store/conf")).expect("it goes");
            },
        ),
        whole("its note deleted", (&[0], "store: good"), |home, _| {
            fs::remove_file(home.desk().join("store/closed")).expect("it goes");
        }),
        whole("a note of noise", (&[0], "store: good"), |home, _| {
            fs::write(home.desk().join("store/closed"), [0xa5; 300]).expect("it is written");
        }),
        whole("short", (&[5], "`db` is not as it was left"), |home, _| {
            let bytes = fs::read(db(home)).expect("a file");
            fs::write(db(home), &bytes[..bytes.len() / 2]).expect("it is written");
        }),
        whole("empty", (&[5], "`db` is not as it was left"), |home, _| {
            fs::write(db(home), b"").expect("it is written");
        }),
        whole(
            "of noise",
            (&[5], "`db` is not as it was left"),
            |home, _| {
                fs::write(db(home), [0xa5; 70_000]).expect("it is written");
            },
        ),
        whole(
            "a bit in it flipped",
            (&[5], "`db` is not as it was left"),
            |home, _| {
                let mut bytes = fs::read(db(home)).expect("a file");
                let middle = bytes.len() / 3;
                bytes[middle] ^= 0x10;
                fs::write(db(home), bytes).expect("it is written");
            },
        ),
        whole("behind", (&[0], "more are taken over"), |home, _| {
            home.ok(&["new", "Ticket 7"]);
        }),
        whole(
            "another desk's",
            (&[5], "it belongs to another desk"),
            |home, other| {
                copy(&other.desk().join("store"), &home.desk().join("store"));
            },
        ),
        whole(
            "its file another desk's",
            (&[5], "`db` is not as it was left"),
            |home, other| {
                fs::copy(db(other), db(home)).expect("a copy");
            },
        ),
        whole(
            "its settings another desk's",
            (&[0, 5], "store: "),
            |home, other| {
                let conf = |home: &Home| home.desk().join("store/conf");
                fs::copy(conf(other), conf(home)).expect("a copy");
            },
        ),
        whole(
            "a folder in place of its file",
            (&[5], "`db` is no file"),
            |home, _| {
                fs::remove_file(db(home)).expect("it goes");
                fs::create_dir(db(home)).expect("a folder");
            },
        ),
        whole("a file in its place", (&[0, 5], "good: "), |home, _| {
            fs::remove_dir_all(home.desk().join("store")).expect("it goes");
            fs::write(home.desk().join("store"), b"no store").expect("a file");
        }),
        whole(
            "a pipe in place of its file",
            (&[5], "`db` is no file"),
            |home, _| {
                fs::remove_file(db(home)).expect("it goes");
                let mode = rustix::fs::Mode::from_raw_mode(0o600);
                let pipe = rustix::fs::FileType::Fifo;
                rustix::fs::mknodat(rustix::fs::CWD, db(home), pipe, mode, 0).expect("a pipe");
            },
        ),
    ]
}

fn faults_of_the_journal() -> Vec<Fault> {
    let lost = |name, words, make| Fault {
        name,
        make,
        verify: (&[5], words),
        queue: NAMED,
        rebuild: BACK,
        is_whole: true,
    };
    vec![
        lost("a letter changed", "DAMAGED", |home, _| flip(home)),
        lost("its last entries gone", "was acknowledged", |home, _| {
            drop_lines(home, 2);
        }),
        lost("cut within a line", "DAMAGED", |home, _| {
            let bytes = fs::read(home.journal()).expect("a journal");
            fs::write(home.journal(), &bytes[..bytes.len() - 700]).expect("it is written");
        }),
        Fault {
            name: "its last entries gone, and the mark and page with them",
            make: |home, _| {
                drop_lines(home, 2);
                for name in ["acked", "page"] {
                    let _ = fs::remove_file(home.desk().join(name));
                }
            },
            verify: (&[5], "LOST"),
            queue: (5, "the store"),
            rebuild: BACK,
            is_whole: true,
        },
        lost("its second file missing", "was acknowledged", |home, _| {
            let [_, second] = in_two_files(home, 2);
            fs::remove_file(second).expect("it goes");
        }),
        Fault {
            name: "two of its files swapped",
            make: |home, _| {
                let [first, second] = in_two_files(home, 2);
                let aside = first.with_extension("aside");
                fs::rename(&first, &aside).expect("it is moved");
                fs::rename(&second, &first).expect("it is moved");
                fs::rename(&aside, &second).expect("it is moved");
            },
            verify: (&[5], "DAMAGED"),
            queue: NAMED,
            // All of it is there, in the wrong place.
            rebuild: MADE,
            is_whole: true,
        },
        Fault {
            name: "another desk's in its place",
            make: |home, other| {
                fs::copy(other.journal(), home.journal()).expect("a copy");
            },
            verify: (&[5], "DAMAGED"),
            queue: NAMED,
            rebuild: (5, "Restore a backup"),
            is_whole: false,
        },
        Fault {
            name: "a page of noise",
            make: |home, _| fs::write(home.desk().join("page"), [0x5a; 4096]).expect("a file"),
            verify: (&[0], "good: "),
            queue: GOOD,
            rebuild: MADE,
            is_whole: true,
        },
        Fault {
            name: "another desk's page",
            make: |home, other| {
                let page = |home: &Home| home.desk().join("page");
                if page(other).exists() {
                    fs::copy(page(other), page(home)).expect("a copy");
                }
            },
            verify: (&[0], "good: "),
            queue: GOOD,
            rebuild: MADE,
            is_whole: true,
        },
    ]
}

fn says(what: &str, ran: &Ran, statuses: &[i32], words: &str) {
    assert!(statuses.contains(&ran.status), "{what}: {ran:?}");
    let text = format!("{}{}", ran.out, ran.err);
    let flat: Vec<&str> = text.split_whitespace().collect();
    let flat = flat.join(" ");
    assert!(flat.contains(words.trim()), "{what}: no `{words}`: {ran:?}");
}

/// Every file of the journal as it lies there.
fn journal_bytes(home: &Home) -> Vec<Vec<u8>> {
    let files = all_below(&home.desk().join("journal"));
    let mut files: Vec<PathBuf> = files.into_iter().filter(|path| path.is_file()).collect();
    files.sort();
    files
        .iter()
        .map(|path| fs::read(path).expect("a file"))
        .collect()
}

fn goes_through(fault: &Fault, home: &Home, other: &Home) {
    let Fault { name, .. } = fault;
    let good = home.ok(&["head"]).out;
    (fault.make)(home, other);
    let found = journal_bytes(home);
    says(name, &home.run(&["verify"]), fault.verify.0, fault.verify.1);
    let (status, words) = fault.queue;
    says(name, &home.run(&["queue"]), &[status], words);
    if status != 0 {
        let text = home.run(&["log", "T-1", "x"]);
        says(name, &text, &[5], "");
    } else {
        let titles = home.titles();
        assert!(titles.len() >= 6, "{name}: {titles:?}");
    }
    assert!(
        journal_bytes(home) == found,
        "{name}: the journal was changed by looking"
    );
    says(
        name,
        &home.run(&["rebuild"]),
        &[fault.rebuild.0],
        fault.rebuild.1,
    );
    if !fault.is_whole {
        assert!(
            journal_bytes(home) == found,
            "{name}: the journal was changed"
        );
        return;
    }
    // Everything is there again, what was found is kept, and the desk writes on.
    let is_kept = |bytes: &Vec<u8>| {
        let all = all_below(&home.desk());
        let mut files = all.iter().filter(|path| path.is_file());
        files.any(|path| fs::read(path).is_ok_and(|kept| kept == *bytes))
    };
    assert!(found.iter().all(is_kept), "{name}: what was found is gone");
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["store"]["state"], "good", "{name}: {verified}");
    let titles = home.titles();
    assert!(
        titles.iter().any(|title| title == "Ticket 6"),
        "{name}: {titles:?}"
    );
    let seq = |head: &str| {
        head.split(' ')
            .next()
            .and_then(|seq| seq.parse::<u64>().ok())
    };
    assert!(seq(&home.ok(&["head"]).out) >= seq(&good), "{name}");
    home.ok(&["new", "And on"]);
    home.entries();
}

#[test]
fn each_fault_of_the_store_costs_nothing() {
    let other = desk();
    for n in 7..12 {
        other.ok(&["new", &format!("Another desk's {n}")]);
    }
    other.ok(&["rebuild"]);
    let first = desk();
    for fault in faults_of_the_store() {
        goes_through(&fault, &again(&first), &other);
    }
}

#[test]
fn each_fault_of_the_journal_is_named_and_mended_out_of_the_store() {
    let other = desk();
    let first = desk();
    for fault in faults_of_the_journal() {
        goes_through(&fault, &again(&first), &other);
    }
}

#[test]
fn the_screen_works_while_a_large_store_is_made_and_shows_how_far_it_is() {
    let home = Home::with_desk();
    let row = |n: u32| {
        format!(
            "{{\"opened\":\"2026-02-02T09:22-05:00\",\"title\":\"Old {n}\",\"originator\":\"Ann \
             Lee\",\"actions\":[{{\"at\":\"2026-02-02T10:00-05:00\",\"text\":\"looked\"}}],\
             \"result\":\"mended\",\"closed\":\"2026-02-03T09:00-05:00\",\"state\":\"closed\"}}\n"
        )
    };
    let rows: String = (0..6000).map(row).collect();
    home.file("rows.jsonl", rows);
    home.ok(&["import", "rows.jsonl"]);
    let _ = fs::remove_dir_all(home.desk().join("store"));
    let desk = home.desk();
    let mut screen = Start::at(home.path())
        .size(120, 36)
        .env("NIGHTDESK_DIR", desk.to_str().expect("a name"))
        .start();
    screen.sees("the store is made ready: ");
    // A whole ticket, while it goes on.
    screen.send("n");
    screen.sees("new ticket");
    screen.send("Logged meanwhile\r");
    screen.sees("logged: Logged meanwhile");
    screen.sees_that("the end of it", |text| !text.contains("is made ready"));
    screen.send("qq");
    assert_eq!(screen.ends(), 0);
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["store"]["state"], "good", "{}", verified["store"]);
    // What the end of the session left undone the next one does.
    home.ok(&["rebuild"]);
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["store"]["behind"], 0);
}
