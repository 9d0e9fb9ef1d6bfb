//! Drafts on a disk of their own: kept, found again, shared between consoles, damaged.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use tempfile::TempDir;
use uuid::Uuid;

use super::{DRAFT_BYTES_MAX, Draft, DraftFault, DraftKey, Drafts, Taken};
use crate::domain::PersonId;

const ON: Uuid = Uuid::from_u128(42);

fn desk() -> (TempDir, Drafts) {
    let desk = TempDir::new().unwrap();
    let drafts = again(&desk);
    (desk, drafts)
}

fn again(desk: &TempDir) -> Drafts {
    Drafts::open(desk.path(), PersonId(Uuid::from_u128(1))).unwrap()
}

fn key() -> DraftKey {
    DraftKey::new(ON, "action")
}

fn draft(text: &str) -> Draft {
    Draft {
        on: ON,
        field: "action".to_owned(),
        step: Some("work".to_owned()),
        cursor: 3,
        at: "2026-11-22T02:14:07.120-05:00".parse().unwrap(),
        text: text.to_owned(),
    }
}

fn keep(drafts: &Drafts, text: &str) {
    let mut held = drafts.take(&key()).unwrap().into_held();
    held.save(&draft(text)).unwrap();
}

#[test]
fn a_text_is_found_again_as_it_was_typed() {
    let (desk, drafts) = desk();
    let text = "line one\nline two \u{1b}[31m \u{202e}x\r\n\n";
    keep(&drafts, text);
    let kept = again(&desk).list().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].draft, Ok(draft(text)));
    assert_eq!((kept[0].is_held, &kept[0].key), (false, &key()));
}

#[test]
fn each_save_replaces_the_text_before_it_and_keeps_the_lock() {
    let (desk, drafts) = desk();
    let mut held = drafts.take(&key()).unwrap().into_held();
    for text in ["a", "ab", "abc"] {
        held.save(&draft(text)).unwrap();
        let kept = again(&desk).list().unwrap();
        assert_eq!(kept.len(), 1, "no other file is left");
        assert_eq!(kept[0].draft, Ok(draft(text)));
        assert!(kept[0].is_held);
    }
    let refused = drafts.remove(&key());
    assert!(matches!(refused, Err(DraftFault::Elsewhere)));
    held.remove().unwrap();
    assert!(drafts.list().unwrap().is_empty());
}

#[test]
fn a_second_console_sees_the_text_and_writes_a_copy_of_its_own() {
    let (desk, drafts) = desk();
    let mut first = drafts.take(&key()).unwrap().into_held();
    first.save(&draft("at work")).unwrap();
    let Taken::Elsewhere(seen, mut second) = again(&desk).take(&key()).unwrap() else {
        panic!("the first console has the lock");
    };
    assert_eq!(seen.text, "at work");
    second.save(&draft("at home")).unwrap();
    assert_eq!(second.key().copy, 2);
    first.save(&draft("at work, later")).unwrap();
    let texts: Vec<String> = drafts
        .list()
        .unwrap()
        .into_iter()
        .map(|k| k.draft.unwrap().text)
        .collect();
    assert_eq!(texts, ["at work, later", "at home"]);
}

#[test]
fn two_first_saves_of_one_field_do_not_overwrite_each_other() {
    let (desk, drafts) = desk();
    let mut first = drafts.take(&key()).unwrap().into_held();
    let mut second = again(&desk).take(&key()).unwrap().into_held();
    first.save(&draft("one")).unwrap();
    second.save(&draft("two")).unwrap();
    assert_eq!((first.key().copy, second.key().copy), (1, 2));
    assert_eq!(drafts.list().unwrap().len(), 2);
}

#[test]
fn a_draft_that_its_session_left_is_taken_over_with_its_text() {
    let (desk, drafts) = desk();
    keep(&drafts, "left behind");
    let Taken::Mine(mut held, Some(found)) = again(&desk).take(&key()).unwrap() else {
        panic!("nobody writes it");
    };
    assert_eq!(found.text, "left behind");
    held.save(&draft("gone on")).unwrap();
    assert_eq!(drafts.list().unwrap()[0].draft, Ok(draft("gone on")));
}

#[test]
fn a_damaged_draft_is_listed_and_never_written_over() {
    let (_desk, drafts) = desk();
    keep(&drafts, "whole");
    let path = drafts.list().unwrap()[0].path.clone();
    let wrong: [&[u8]; 5] = [b"", b"no head\ntext", b"{\"v\":0}\nx", b"\xff\xfe\n", b"{}"];
    for bytes in wrong {
        fs::write(&path, bytes).unwrap();
        let kept = drafts.list().unwrap();
        assert_eq!(kept.len(), 1);
        assert!(kept[0].draft.is_err());
        let Taken::Damaged(_, at, mut held) = drafts.take(&key()).unwrap() else {
            panic!("it is damaged");
        };
        assert_eq!(at, path);
        held.save(&draft("beside it")).unwrap();
        assert_eq!(held.key().copy, 2);
        held.remove().unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn the_longest_text_is_kept_and_a_longer_one_refused() {
    let (_desk, drafts) = desk();
    let longest = "x".repeat(DRAFT_BYTES_MAX);
    let mut held = drafts.take(&key()).unwrap().into_held();
    held.save(&draft(&longest)).unwrap();
    let refused = held.save(&draft(&format!("{longest}x")));
    assert!(matches!(refused, Err(DraftFault::TooLong)));
    assert_eq!(drafts.list().unwrap()[0].draft, Ok(draft(&longest)));
}

#[test]
fn nobody_else_reads_a_draft() {
    let (desk, drafts) = desk();
    keep(&drafts, "private");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = &drafts.list().unwrap()[0].path;
    assert_eq!(mode(file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    assert_eq!(mode(&desk.path().join("drafts")), 0o700);
}

#[test]
fn on_a_departments_desk_each_member_makes_a_folder_of_their_own() {
    let desk = TempDir::new().unwrap();
    fs::set_permissions(desk.path(), fs::Permissions::from_mode(0o770)).unwrap();
    keep(&again(&desk), "private");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let all = desk.path().join("drafts");
    assert_eq!(mode(&all), 0o770);
    assert_eq!(mode(&all.join(Uuid::from_u128(1).to_string())), 0o700);
}

#[test]
fn a_link_is_not_followed() {
    let (desk, drafts) = desk();
    keep(&drafts, "mine");
    let path = drafts.list().unwrap()[0].path.clone();
    let other = desk.path().join("elsewhere");
    fs::rename(&path, &other).unwrap();
    symlink(&other, &path).unwrap();
    assert!(drafts.list().unwrap()[0].draft.is_err());
    assert!(matches!(drafts.take(&key()), Err(DraftFault::Io { .. })));

    let linked = TempDir::new().unwrap();
    symlink(desk.path(), linked.path().join("drafts")).unwrap();
    let opened = Drafts::open(linked.path(), PersonId(Uuid::from_u128(1)));
    assert!(matches!(opened, Err(DraftFault::NoFolder(_))));
}

#[test]
fn what_a_save_that_died_left_is_swept_and_other_files_are_not() {
    let (desk, drafts) = desk();
    keep(&drafts, "whole");
    let folder = drafts.list().unwrap()[0].path.parent().unwrap().to_owned();
    fs::write(folder.join(format!(".{ON}.action.0.tmp")), "half").unwrap();
    fs::write(folder.join("README"), "mine").unwrap();
    let drafts = again(&desk);
    assert_eq!(drafts.list().unwrap().len(), 1);
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [format!("{ON}.action"), "README".to_owned()]);
}
