//! Taking data out by order, and what a failure of it leaves.

use std::sync::Arc;

use rustix::io::Errno;

use super::failing::{FailingDisk, Plan};
use super::*;

/// A journal in which line 5 orders the redaction of line 2, in another file.
fn ordered(desk: &Desk) -> Journal {
    let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(1800);
    fill(&mut journal, &[1, 2, 1]);
    let mut order = entry(50, "the caller asked for it");
    order.kind = "entry.redacted".to_owned();
    order.on = vec![Uuid::from_u128(2)];
    lock(&mut journal)
        .append(vec![vec![order]], &now())
        .unwrap();
    journal
}

#[test]
fn the_data_is_gone_the_chain_stands_and_others_read_again() {
    let desk = desk();
    let mut journal = ordered(&desk);
    let mut other = Journal::open_at(&desk.dir, journal.position()).unwrap();
    assert_eq!(other.read_new(ReadLimit::Acked).unwrap(), []);
    let mut locked = lock(&mut journal);
    locked.redact(Uuid::from_u128(2), 5).unwrap();
    drop(locked.into_held());
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!(
        (report.redacted[0].seq, report.redacted[0].ordered_by),
        (2, 5)
    );
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    assert_eq!(text.matches("no dial tone").count(), 2);
    for reader in [&mut journal, &mut other] {
        let _ = reader.read_new(ReadLimit::Acked);
        reader.read_new(ReadLimit::Acked).unwrap();
        assert_eq!(reader.position().seq, 5);
    }
    fill(&mut other, &[1]);
    assert!(check(&desk.dir).ok);
}

#[test]
fn what_no_entry_orders_is_not_taken_out() {
    let desk = desk();
    let mut journal = ordered(&desk);
    let before = std::fs::read(first_file(&desk.dir)).unwrap();
    for (target, order) in [(1, 5), (2, 4), (2, 6), (50, 5)] {
        let refused = lock(&mut journal).redact(Uuid::from_u128(target), order);
        assert!(
            matches!(refused, Err(RedactError::NoOrder { .. })),
            "{refused:?}"
        );
    }
    let refused = lock(&mut journal).redact(Uuid::from_u128(77), 5);
    assert!(
        matches!(refused, Err(RedactError::NoEntry(_))),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), before);
}

#[test]
fn a_redaction_that_fails_at_any_call_leaves_a_good_journal_and_can_be_done_again() {
    for at_call in 1..=6 {
        let desk = desk();
        let position = ordered(&desk).position();
        let faulty = Arc::new(FailingDisk::default());
        let mut journal = Journal::open_at(&desk.dir, position)
            .unwrap()
            .with_disk(faulty.clone());
        let mut locked = lock(&mut journal);
        faulty.plan(Plan {
            at_call,
            calls: 1,
            errno: Errno::IO.raw_os_error(),
            is_half_written: true,
            room_bytes: None,
        });
        let refused = locked.redact(Uuid::from_u128(2), 5);
        drop(locked.into_held());
        assert!(
            matches!(refused, Err(RedactError::NotSaved(_))),
            "{at_call}: {refused:?}"
        );
        assert!(check(&desk.dir).ok);
        let mut again = Journal::open_at(&desk.dir, position).unwrap();
        let done = match again.lock(Duration::ZERO, &holder()) {
            Ok(mut locked) => locked.redact(Uuid::from_u128(2), 5),
            Err(LockError::Read(ReadError::Reset)) => {
                lock(&mut again).redact(Uuid::from_u128(2), 5)
            }
            Err(other) => panic!("{other}"),
        };
        done.unwrap();
        let report = check(&desk.dir);
        assert!(report.ok && report.redacted.len() == 1, "{report:?}");
        assert_eq!(
            std::fs::read_dir(desk.dir.join("journal")).unwrap().count() as u32,
            report.files
        );
    }
}
