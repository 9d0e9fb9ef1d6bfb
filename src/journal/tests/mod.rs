//! Tests of the journal: what a reader, a writer and an auditor may rely on.

mod again;
mod checking;
mod damage;
mod disk_faults;
mod disks;
mod finding;
mod folders;
mod fuzz;
mod lines;
mod locking;
mod mark;
mod noting;
mod reading;
mod redacting;
mod room;
mod saving;
mod settling;
mod stopping;
mod streaming;
mod verifying;
mod witnessing;
mod writers;

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::time::{Boot, Stamp};

/// A desk's folder that goes away with the test.
pub(super) struct Desk {
    _root: TempDir,
    pub(super) dir: PathBuf,
}

pub(super) fn desk() -> Desk {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("desk");
    let make = Make {
        group: None,
        reserve_bytes: 64 * 1024,
    };
    Journal::create(&dir, make).unwrap();
    Desk { _root: root, dir }
}

/// Does something in a folder as a user to whom the system says no: root has it done by a child
/// process that is somebody else, which runs the test of this name anew. Where nobody else may
/// start this program it is left out.
fn as_somebody(test: &str, work: impl FnOnce(&Path)) {
    const FOLDER: &str = "NIGHTDESK_TEST_SOMEBODY";
    const SOMEBODY: u32 = 12_345;
    if let Ok(folder) = std::env::var(FOLDER) {
        return work(Path::new(&folder));
    }
    let root = tempfile::tempdir().unwrap();
    if !rustix::process::geteuid().is_root() {
        return work(root.path());
    }
    std::os::unix::fs::chown(root.path(), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("journal::tests::{test}")])
        .env(FOLDER, root.path())
        .uid(SOMEBODY)
        .gid(SOMEBODY)
        .output();
    if let Ok(done) = child {
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("1 passed"), "{said}");
    }
}

impl Locked<'_> {
    /// A long group of entries, each of them a piece.
    fn append_bulk(
        &mut self,
        count: u32,
        entries: impl IntoIterator<Item = NewEntry>,
        stamping: &Stamping,
    ) -> Result<Bulk, AppendError> {
        let mut salts = Salts::new();
        let pieces = entries.into_iter().map(|entry| {
            let mut ready = Ready::default();
            ready.add_entry(&entry, &mut salts).map(|()| ready)
        });
        self.append_pieces(count, pieces, stamping)
    }
}

pub(super) fn at(text: &str) -> Stamp {
    text.parse().unwrap()
}

pub(super) fn stamping(now: &str) -> Stamping {
    Stamping {
        app: "0.1.0".to_owned(),
        replica: "00112233445566778899aabbccddeeff".to_owned(),
        at: at(now),
        boot: Boot {
            id: "b".to_owned(),
            ms: 5,
        },
        by: By {
            person: Some(Uuid::from_u128(9)),
            uid: 1001,
            host: "desk1".to_owned(),
            how: "uid".to_owned(),
        },
    }
}

pub(super) fn now() -> Stamping {
    stamping("2026-11-22T02:14:07.120-05:00")
}

pub(super) fn holder() -> Holder {
    Holder {
        pid: 42,
        uid: 1001,
        tty: "pts/3".to_owned(),
        since: now().at,
    }
}

pub(super) fn entry(n: u128, text: &str) -> NewEntry {
    NewEntry {
        id: Uuid::from_u128(n),
        kind: "ticket.opened".to_owned(),
        on: vec![Uuid::from_u128(n + 1_000_000)],
        data: json!({ "title": text }),
        salted: true,
    }
}

/// Appends groups of so many lines each.
pub(super) fn fill(journal: &mut Journal, sizes: &[usize]) {
    let mut n = u128::from(journal.position().seq);
    for size in sizes {
        let group = (0..*size)
            .map(|_| {
                n += 1;
                entry(n, "no dial tone")
            })
            .collect();
        let mut locked = lock(journal);
        locked.append(vec![group], &now()).unwrap();
    }
}

pub(super) fn lock(journal: &mut Journal) -> Locked<'_> {
    journal.lock(Duration::from_secs(60), &holder()).unwrap()
}

pub(super) fn first_file(dir: &Path) -> PathBuf {
    dir.join("journal/000001.jsonl")
}

pub(super) fn seqs(groups: &[Group]) -> Vec<u64> {
    groups
        .iter()
        .flat_map(|g| g.entries.iter().map(|e| e.seq))
        .collect()
}

pub(super) fn read_all(dir: &Path) -> Result<Vec<u64>, ReadError> {
    let mut journal = Journal::open(dir).unwrap();
    journal.read_new(ReadLimit::Acked).map(|g| seqs(&g))
}

pub(super) fn check(dir: &Path) -> Report {
    verify(dir, &mut |_, _| {}).unwrap()
}
