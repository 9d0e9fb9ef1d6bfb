//! What happens to a half-typed text when sessions end, die, or sit beside each other.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::time::Stamp;

fn at() -> Stamp {
    "2026-11-21T21:58:00-05:00".parse().unwrap()
}

fn draft(text: &str) -> Draft {
    Draft {
        on: Uuid::from_u128(7),
        field: "action--text".to_owned(),
        step: None,
        cursor: text.chars().count(),
        at: at(),
        text: text.to_owned(),
    }
}

#[test]
fn a_text_outlives_its_session_and_is_taken_up_again() {
    let desk = tempfile::tempdir().unwrap();
    let person = Uuid::from_u128(1);
    let mut first = Drafts::open(desk.path(), person).unwrap();
    first.save(&draft("rotated the l")).unwrap();
    first.save(&draft("rotated the logs\n14 GB free")).unwrap();
    drop(first);
    let mut next = Drafts::open(desk.path(), person).unwrap();
    let listed = next.list().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].draft, Ok(draft("rotated the logs\n14 GB free")));
    assert!(!listed[0].is_elsewhere);
    let taken = next.take(Uuid::from_u128(7), "action--text").unwrap();
    assert_eq!(taken, Taken::Here(draft("rotated the logs\n14 GB free")));
    next.remove(Uuid::from_u128(7), "action--text").unwrap();
    assert!(next.list().unwrap().is_empty());
    drop(next);
    let folder = desk.path().join("drafts").join(person.to_string());
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "nothing is left");
}

#[test]
fn a_second_session_looks_and_writes_beside() {
    let desk = tempfile::tempdir().unwrap();
    let person = Uuid::from_u128(1);
    let mut one = Drafts::open(desk.path(), person).unwrap();
    one.save(&draft("the first one's words")).unwrap();
    let mut two = Drafts::open(desk.path(), person).unwrap();
    assert!(two.list().unwrap()[0].is_elsewhere);
    let taken = two.take(Uuid::from_u128(7), "action--text").unwrap();
    assert_eq!(taken, Taken::Elsewhere(draft("the first one's words")));
    two.save(&draft("the second one's words")).unwrap();
    one.save(&draft("the first one's words, longer")).unwrap();
    drop((one, two));
    let third = Drafts::open(desk.path(), person).unwrap();
    let mut texts: Vec<String> = third
        .list()
        .unwrap()
        .into_iter()
        .map(|l| l.draft.unwrap().text)
        .collect();
    texts.sort();
    assert_eq!(
        texts,
        ["the first one's words, longer", "the second one's words"]
    );
}

#[test]
fn a_kept_text_is_never_written_over_by_a_new_one() {
    let desk = tempfile::tempdir().unwrap();
    let person = Uuid::from_u128(1);
    let mut before = Drafts::open(desk.path(), person).unwrap();
    before.save(&draft("from before the line dropped")).unwrap();
    drop(before);
    let mut now = Drafts::open(desk.path(), person).unwrap();
    now.save(&draft("typed without looking")).unwrap();
    drop(now);
    assert_eq!(
        Drafts::open(desk.path(), person)
            .unwrap()
            .list()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn what_cannot_be_read_is_listed_and_stays() {
    let desk = tempfile::tempdir().unwrap();
    let person = Uuid::from_u128(1);
    let drafts = Drafts::open(desk.path(), person).unwrap();
    let folder = desk.path().join("drafts").join(person.to_string());
    let path = folder.join("00000000-0000-0000-0000-000000000007.x.draft");
    for bytes in [
        &b"rubbish"[..],
        b"{}\ntext",
        b"{\"v\":9}\n",
        b"\xff\xfe\n\xff",
        b"",
    ] {
        fs::write(&path, bytes).unwrap();
        let listed = drafts.list().unwrap();
        assert!(listed[0].draft.is_err(), "{bytes:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn files_are_for_their_owner_alone() {
    let desk = tempfile::tempdir().unwrap();
    let mut drafts = Drafts::open(desk.path(), Uuid::from_u128(1)).unwrap();
    drafts.save(&draft("private")).unwrap();
    let folder = desk.path().join("drafts");
    assert_eq!(
        fs::metadata(&folder).unwrap().permissions().mode() & 0o077,
        0
    );
    for entry in fs::read_dir(folder.join(Uuid::from_u128(1).to_string())).unwrap() {
        assert_eq!(
            entry.unwrap().metadata().unwrap().permissions().mode() & 0o077,
            0
        );
    }
}

#[test]
fn a_text_that_is_too_long_leaves_what_was_kept() {
    let desk = tempfile::tempdir().unwrap();
    let mut drafts = Drafts::open(desk.path(), Uuid::from_u128(1)).unwrap();
    drafts.save(&draft("short")).unwrap();
    assert!(
        drafts
            .save(&draft(&"x".repeat(DRAFT_BYTES_MAX + 1)))
            .is_err()
    );
    drop(drafts);
    let again = Drafts::open(desk.path(), Uuid::from_u128(1)).unwrap();
    assert_eq!(again.list().unwrap()[0].draft, Ok(draft("short")));
}

proptest! {
    #[test]
    fn a_draft_is_read_as_it_was_written(text in "\\PC*|[\\n\\t a-z\u{1b}]*", cursor in 0_usize..80) {
        let mut written = draft(&text);
        written.cursor = cursor.min(text.chars().count());
        prop_assert_eq!(Draft::parse(&written.to_bytes()), Ok(written));
    }
}
