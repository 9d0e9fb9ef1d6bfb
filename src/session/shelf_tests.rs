//! What may be slow or away while somebody types, and what two consoles do to each other.

use super::*;
use uuid::Uuid;

fn key(field: &str) -> DraftKey {
    DraftKey {
        on: Uuid::from_u128(7),
        field: field.to_owned(),
    }
}

fn at() -> Stamp {
    "2026-11-21T21:58:00-05:00".parse().unwrap()
}

fn drafts(desk: &tempfile::TempDir) -> Drafts {
    Drafts::open(desk.path(), Uuid::from_u128(1)).unwrap()
}

fn shelf(desk: &tempfile::TempDir) -> Shelf {
    Shelf::new(drafts(desk), Wake::new().unwrap()).unwrap()
}

/// Waits for the next news, which no test can hurry.
fn next(shelf: &Shelf) -> Vec<ShelfNews> {
    for _ in 0..2000 {
        let news = shelf.news();
        if !news.is_empty() {
            return news;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("nothing was told");
}

fn texts(desk: &tempfile::TempDir) -> Vec<String> {
    let listed = drafts(desk).list().unwrap();
    listed
        .into_iter()
        .map(|one| one.draft.unwrap().text)
        .collect()
}

#[test]
fn a_text_is_written_without_anybody_asking_again() {
    let desk = tempfile::tempdir().unwrap();
    let shelf = shelf(&desk);
    shelf.put(key("a--text"), "half a".to_owned(), 6, at());
    shelf.put(key("a--text"), "half a line".to_owned(), 11, at());
    assert!(matches!(&next(&shelf)[..], [ShelfNews::Kept(_, Ok(_))]));
    assert_eq!(texts(&desk), ["half a line"]);
    shelf.remove(key("a--text"));
    shelf.keep_all();
    assert!(texts(&desk).is_empty());
}

#[test]
fn a_disk_that_hangs_holds_nobody_and_is_told_of() {
    let desk = tempfile::tempdir().unwrap();
    let shelf = shelf(&desk);
    let hanging = shelf.files();
    shelf.put(key("a--text"), "typed".to_owned(), 5, at());
    shelf.remove(key("b--text"));
    let late = next(&shelf);
    assert!(matches!(&late[..], [ShelfNews::Kept(_, Err(why))] if why.contains("not answered")));
    shelf.put(key("a--text"), "typed on".to_owned(), 8, at());
    assert!(shelf.due().is_none(), "it is told once");
    drop(hanging);
    assert!(matches!(&next(&shelf)[..], [ShelfNews::Kept(_, Ok(_))]));
    assert_eq!(texts(&desk), ["typed on"]);
}

#[test]
fn a_failure_is_told_and_the_text_tried_again() {
    let desk = tempfile::tempdir().unwrap();
    let shelf = Shelf::without_thread(drafts(&desk), Wake::new().unwrap());
    let folder = desk
        .path()
        .join("drafts")
        .join(Uuid::from_u128(1).to_string());
    let away = desk.path().join("away");
    std::fs::rename(&folder, &away).unwrap();
    shelf.put(key("a--text"), "typed".to_owned(), 5, at());
    shelf.keep_all();
    assert!(matches!(&shelf.news()[..], [ShelfNews::Kept(_, Err(_))]));
    std::fs::rename(&away, &folder).unwrap();
    shelf.keep_all();
    assert!(matches!(&shelf.news()[..], [ShelfNews::Kept(_, Ok(_))]));
    assert_eq!(texts(&desk), ["typed"]);
}

#[test]
fn what_is_only_offered_is_offered_to_every_console_and_the_first_key_takes_it_up() {
    let desk = tempfile::tempdir().unwrap();
    let before = shelf(&desk);
    before.put(key("a--text"), "from yesterday".to_owned(), 4, at());
    before.keep_all();
    drop(before.files().drafts.take_up("none"));
    // The session of yesterday is gone with its locks.
    let before = Arc::clone(&before.0);
    *before.files.lock().unwrap() = Files {
        drafts: drafts(&desk),
        offered: BTreeMap::new(),
    };
    let (one, two) = (shelf(&desk), shelf(&desk));
    for console in [&one, &two] {
        let (kept, news) = console.left();
        assert_eq!(kept.len(), 1);
        assert!(news.is_empty(), "{news:?}");
    }
    one.put(key("a--text"), "from yesterday, on".to_owned(), 4, at());
    one.keep_all();
    assert_eq!(texts(&desk), ["from yesterday, on"]);
    // A third console sees the words, and the second writes beside them.
    let (kept, news) = shelf(&desk).left();
    assert!(
        kept.is_empty() && news[0].contains("from yesterday, on"),
        "{news:?}"
    );
    two.put(key("a--text"), "mine".to_owned(), 4, at());
    two.keep_all();
    assert_eq!(texts(&desk).len(), 2);
    one.remove(key("a--text"));
    one.keep_all();
    assert_eq!(texts(&desk), ["mine"]);
}

#[test]
fn what_the_own_editor_left_is_offered_before_the_older_draft() {
    let desk = tempfile::tempdir().unwrap();
    let dying = Shelf::without_thread(drafts(&desk), Wake::new().unwrap());
    dying.put(key("a--text"), "handed over".to_owned(), 4, at());
    dying.keep_all();
    let file = dying.edit_file(&key("a--text")).unwrap();
    std::fs::write(&file, "handed over, and edited").unwrap();
    let (kept, news) = shelf(&desk).left();
    assert!(
        kept.is_empty() && news.len() == 1,
        "its editor is still open: {news:?}"
    );
    drop(dying);
    let next = Shelf::without_thread(drafts(&desk), Wake::new().unwrap());
    let (kept, _) = next.left();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].text, "handed over, and edited");
    assert_eq!(kept[0].key, key("a--text"));
    next.put(
        key("a--text"),
        "handed over, and edited.".to_owned(),
        4,
        at(),
    );
    next.keep_all();
    assert!(!file.exists());
    assert_eq!(texts(&desk), ["handed over, and edited."]);
    // An editor that was left well.
    let file = next.edit_file(&key("a--text")).unwrap();
    std::fs::write(&file, "edited again").unwrap();
    next.put(key("a--text"), "unrelated".to_owned(), 4, at());
    next.keep_all();
    assert!(file.exists(), "its text is not in the form yet");
    next.edited(key("a--text"));
    next.put(key("a--text"), "edited again".to_owned(), 4, at());
    next.keep_all();
    assert!(!file.exists());
    next.remove(key("a--text"));
    next.keep_all();
    assert!(texts(&desk).is_empty());
}
