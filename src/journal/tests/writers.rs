//! Several writers at once, and writers that are killed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use super::*;

/// Names the desk in which a child process of these tests writes.
const CHILD_DIR: &str = "NIGHTDESK_TEST_JOURNAL";

/// Appends one entry after another for ever where it runs as a child; else does nothing.
#[test]
fn child_writer() {
    let Ok(dir) = std::env::var(CHILD_DIR) else {
        return;
    };
    let mut journal = Journal::open(Path::new(&dir)).unwrap();
    journal.read_new(ReadLimit::Acked).unwrap();
    for n in 0.. {
        let mut locked = lock(&mut journal);
        let group = vec![entry(n, "one"), entry(n, "two"), entry(n, "three")];
        let made = locked.append(vec![group], &now()).unwrap();
        let last = &made[0].entries[2];
        if writeln!(std::io::stdout(), "acked {} {}", last.seq, last.hash16()).is_err() {
            return;
        }
    }
}

fn spawn(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "journal::tests::writers::child_writer",
            "--nocapture",
        ])
        .env(CHILD_DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn acked(line: &str) -> Option<(u64, String)> {
    let (_, words) = line.split_once("acked ")?;
    let (seq, hash) = words.split_once(' ')?;
    Some((seq.parse().ok()?, hash.to_owned()))
}

#[test]
fn eight_threads_lose_nothing_and_number_without_gaps() {
    let desk = desk();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let dir = &desk.dir;
            scope.spawn(move || {
                let mut journal = Journal::open(dir).unwrap().with_segment_bytes(20_000);
                let mut seen = Vec::new();
                for n in 0..25 {
                    let mut locked = lock(&mut journal);
                    seen.extend(seqs(&locked.new_groups()));
                    let own = vec![entry(thread * 100 + n, "a"), entry(n, "b")];
                    seen.extend(seqs(&locked.append(vec![own], &now()).unwrap()));
                }
                let end = seen.len() as u64;
                assert_eq!(seen, (1..=end).collect::<Vec<_>>());
            });
        }
    });
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!(report.entries, 8 * 25 * 2);
    assert!(report.files > 3);
}

#[test]
fn a_reader_beside_writers_sees_whole_groups_in_order_only() {
    let desk = desk();
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut journal = Journal::open(&desk.dir).unwrap();
                    for _ in 0..40 {
                        let mut locked = lock(&mut journal);
                        let group = vec![entry(1, "a"), entry(2, "b"), entry(3, "c")];
                        locked.append(vec![group], &now()).unwrap();
                    }
                })
            })
            .collect();
        let mut reader = Journal::open(&desk.dir).unwrap();
        let mut seen = Vec::new();
        loop {
            let is_done = writers
                .iter()
                .all(std::thread::ScopedJoinHandle::is_finished);
            let groups = reader.read_new(ReadLimit::Acked).unwrap();
            assert!(groups.iter().all(|g| g.entries.len() == 3));
            seen.extend(seqs(&groups));
            assert!(check(&desk.dir).ok);
            if is_done {
                break;
            }
        }
        assert_eq!(seen, (1..=240).collect::<Vec<_>>());
    });
}

#[test]
fn a_killed_writer_loses_nothing_that_it_said_was_saved() {
    let desk = desk();
    let mut said = Vec::new();
    for round in 0..20 {
        let mut child = spawn(&desk.dir);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut left = round % 7 + 1;
        let mut lines = lines.map_while(Result::ok).filter_map(|l| acked(&l));
        for line in lines.by_ref() {
            said.push(line);
            left -= 1;
            if left == 0 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let mut journal = Journal::open(&desk.dir).unwrap();
        let mut found = std::collections::BTreeMap::new();
        journal
            .for_each_group(ReadLimit::Acked, |g| {
                found.extend(g.entries.iter().map(|e| (e.seq, e.hash16())));
            })
            .unwrap();
        assert!(said.iter().all(|(seq, hash)| found.get(seq) == Some(hash)));
        assert!(check(&desk.dir).ok);
    }
    assert!(said.len() >= 20);
}

#[test]
fn two_processes_and_this_one_write_in_turn() {
    let desk = desk();
    let mut children: Vec<_> = (0..2).map(|_| spawn(&desk.dir)).collect();
    let mut outs: Vec<_> = children
        .iter_mut()
        .map(|c| BufReader::new(c.stdout.take().unwrap()).lines())
        .collect();
    let mut journal = Journal::open(&desk.dir).unwrap();
    for _ in 0..10 {
        for out in &mut outs {
            while acked(&out.next().unwrap().unwrap()).is_none() {}
        }
        fill(&mut journal, &[1]);
    }
    for child in &mut children {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    lock(&mut journal);
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    assert!(report.entries >= 10 + 2 * 10 * 3);
}
