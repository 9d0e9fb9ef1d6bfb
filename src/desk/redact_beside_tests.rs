//! A redaction while another process tries the store out: its copy is as old as the store.

use super::*;

/// What another process that tries the store out has done when the order comes: its lock is held,
/// and the files as they were found are kept beside.
fn tried_out_beside(dir: &Path) -> fs::File {
    let lock = fs::File::options()
        .write(true)
        .open(dir.join("store.lock"))
        .unwrap();
    flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
    let (store, original) = (dir.join("store"), dir.join("store.original"));
    for folder in ["", "lines", "blobs"] {
        let from = store.join(folder);
        if !from.is_dir() {
            continue;
        }
        fs::create_dir_all(original.join(folder)).unwrap();
        for item in fs::read_dir(&from).unwrap().flatten() {
            if item.path().is_file() {
                let to = original.join(folder).join(item.file_name());
                fs::copy(item.path(), to).unwrap();
            }
        }
    }
    lock
}

/// The store proves damaged: what was kept is the store again.
fn give_back(dir: &Path) {
    fs::remove_dir_all(dir.join("store")).unwrap();
    fs::rename(dir.join("store.original"), dir.join("store")).unwrap();
}

#[test]
fn a_store_that_another_process_tried_out_meanwhile_goes_when_that_process_has_died() {
    for is_given_back in [false, true] {
        for is_kept_late in [false, true] {
            let home = tempfile::tempdir().unwrap();
            let dir = home.path().join("desk");
            let (desk, order) = with_canary(&dir);
            let lock = if is_kept_late {
                // It has the store's lock, and copies after the order came.
                let lock = tried_out_beside(&dir);
                fs::remove_dir_all(dir.join("store.original")).unwrap();
                submit(&desk, &order).unwrap();
                drop(lock);
                tried_out_beside(&dir)
            } else {
                let lock = tried_out_beside(&dir);
                submit(&desk, &order).unwrap();
                lock
            };
            let news = desk.news().join("\n");
            assert!(news.contains("has the store open"), "{news}");
            if is_given_back {
                give_back(&dir);
            }
            drop(lock);
            submit(&desk, &log("The next one")).unwrap();
            assert_eq!(hits(&dir), Vec::<PathBuf>::new());
            assert!(!dir.join(MARK).exists());
        }
    }
}

#[test]
fn a_store_that_another_process_found_damaged_and_set_aside_meanwhile_is_named() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, order) = with_canary(&dir);
    let lock = tried_out_beside(&dir);
    submit(&desk, &order).unwrap();
    give_back(&dir);
    fs::rename(
        dir.join("store"),
        dir.join("store.damaged-20261122T070000Z"),
    )
    .unwrap();
    drop(lock);
    desk.news();
    submit(&desk, &log("The next one")).unwrap();
    let news = desk.news().join("\n");
    assert!(
        news.contains("store.damaged-20261122T070000Z, which was set aside, may still hold"),
        "{news}"
    );
    assert!(!dir.join(MARK).exists());
    // It is evidence: somebody looks at it first.
    assert!(!hits(&dir).is_empty());
}

#[test]
fn a_store_that_has_the_order_already_is_made_anew_without_waiting_for_another_entry() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, order) = with_canary(&dir);
    let console = Desk::open_with(&dir, caller(), clock(), OpenWith::Store).unwrap();
    let has_all = || {
        let seq = console.snapshot().seq;
        console.store_state() == StoreState::Ready
            && Store::reached(&dir, &console.snapshot().replica) == Some(seq)
    };
    let wait = |is_so: &dyn Fn() -> bool| {
        let limit = std::time::Instant::now() + Duration::from_secs(20);
        while !is_so() {
            assert!(std::time::Instant::now() < limit, "never");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    order_alone(&dir, &desk, &order);
    console.refresh();
    wait(&has_all);
    let holder = desk.moment().holder;
    desk.inner()
        .finish_redactions(Duration::ZERO, &holder)
        .unwrap();
    console.refresh();
    let store = dir.join("store");
    wait(&|| !store.exists() || hits(&store).is_empty());
    wait(&has_all);
    assert_eq!(hits(&dir), Vec::<PathBuf>::new());
}
