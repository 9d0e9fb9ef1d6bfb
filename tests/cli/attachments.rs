//! Attached files and `verify`: evidence that was lost or changed is named.

use std::fs;
use std::path::{Path, PathBuf};

use super::rig::Rig;

/// A desk with a file attached to two tickets, and where its copy lies.
fn desk() -> (Rig, PathBuf) {
    let rig = Rig::new();
    rig.ok(&["new", "The lock of the side door"]);
    rig.ok(&["new", "The same lock again"]);
    let photo = rig.file("lock.jpg", "a picture\n");
    rig.ok(&["attach", "T-1", &photo]);
    rig.ok(&["attach", "T-2", &photo]);
    let copy = only_one_in(&only_one_in(&rig.dir().join("files")));
    (rig, copy)
}

fn only_one_in(folder: &Path) -> PathBuf {
    let mut found = fs::read_dir(folder).expect("a folder");
    let one = found.next().expect("something in it").expect("an entry");
    assert!(found.next().is_none(), "more than one copy");
    one.path()
}

#[test]
fn a_copy_that_is_as_it_was_is_good() {
    let (rig, _) = desk();
    assert!(rig.ok(&["verify"]).contains("attachments: good, 1 file\n"));
    let found = &rig.json(&["verify"])["attachments"];
    assert_eq!((&found["files"], &found["wrong"]), (&1.into(), &0.into()));
    let none = Rig::new();
    assert!(!none.ok(&["verify"]).contains("attachment"));
}

#[test]
fn a_copy_that_was_changed_or_lost_is_named_and_made_good_by_attaching_it_again() {
    let (rig, copy) = desk();
    for (break_it, why) in [
        (true, "it was changed since it was attached"),
        (false, "it is not there"),
    ] {
        if break_it {
            fs::write(&copy, "a pictura\n").unwrap();
        } else {
            fs::remove_file(&copy).unwrap();
        }
        let ran = rig.run(&["verify"]);
        assert_eq!(ran.status, 5, "{ran:?}");
        assert!(ran.out.contains("attachment lock.jpg, entry "), "{ran:?}");
        assert!(ran.out.contains(why), "{ran:?}");
        let found = rig.run(&["verify", "--json"]).json();
        assert_eq!(found["ok"], false);
        assert_eq!(found["attachments"]["faults"][0]["name"], "lock.jpg");
        let again = rig.file("lock.jpg", "a picture\n");
        rig.ok(&["attach", "T-1", &again]);
        rig.ok(&["verify"]);
    }
}
