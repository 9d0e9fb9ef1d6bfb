//! Making and trusting a desk's folder.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn refusal(dir: &Path) -> String {
    Journal::open(dir).unwrap_err().to_string()
}

#[test]
fn a_new_desk_is_its_owners_alone() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(10);
    fill(&mut journal, &[1, 1]);
    assert_eq!(mode(&desk.dir), 0o700);
    assert_eq!(mode(&desk.dir.join("journal")), 0o700);
    let files = [
        "lock",
        "acked",
        "reserve",
        "journal/000001.jsonl",
        "journal/000002.jsonl",
    ];
    for name in files {
        assert_eq!(mode(&desk.dir.join(name)), 0o600, "{name}");
    }
    assert_eq!(
        std::fs::metadata(desk.dir.join("reserve")).unwrap().len(),
        64 * 1024
    );
    assert_eq!(journal.warnings(), [] as [String; 0]);
}

#[test]
fn a_departments_desk_is_open_to_its_group() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("desk");
    let make = Make {
        group: Some(rustix::process::getegid().as_raw()),
        reserve_bytes: 0,
    };
    let mut journal = Journal::create(&dir, make).unwrap().with_segment_bytes(10);
    fill(&mut journal, &[1, 1]);
    assert_eq!(mode(&dir), 0o2770);
    assert_eq!(mode(&dir.join("journal/000002.jsonl")), 0o660);
    assert!(Journal::open(&dir).is_ok());
}

#[test]
fn what_others_can_write_is_refused_with_the_mend() {
    let desk = desk();
    for (path, bits, mend) in [
        (desk.dir.clone(), 0o702, "chmod o-w"),
        (desk.dir.clone(), 0o720, "chmod g-w"),
        (desk.dir.join("journal"), 0o702, "chmod o-w"),
        (first_file(&desk.dir), 0o602, "chmod o-w"),
        (first_file(&desk.dir), 0o620, "chmod g-w"),
        (desk.dir.join("acked"), 0o602, "chmod o-w"),
        (desk.dir.join("acked"), 0o620, "chmod g-w"),
        (desk.dir.join("lock"), 0o602, "chmod o-w"),
    ] {
        let before = mode(&path);
        chmod(&path, bits);
        assert!(refusal(&desk.dir).contains(mend), "{}", refusal(&desk.dir));
        chmod(&path, before);
    }
    assert!(Journal::open(&desk.dir).is_ok());
}

#[test]
fn a_common_folder_without_a_desk_is_not_to_be_mended() {
    let place = tempfile::tempdir().unwrap();
    chmod(place.path(), 0o1777);
    let refused = Journal::open(place.path()).err().unwrap();
    assert!(matches!(refused, OpenError::NotADesk(_)), "{refused}");
}

#[test]
fn what_others_can_only_read_is_a_warning() {
    let desk = desk();
    chmod(&desk.dir, 0o755);
    let warnings = Journal::open(&desk.dir).unwrap().warnings();
    assert!(warnings[0].contains("chmod -R go="), "{warnings:?}");
}

#[test]
fn another_users_desk_is_refused() {
    let desk = desk();
    if !rustix::process::geteuid().is_root() {
        return;
    }
    std::os::unix::fs::chown(&desk.dir, Some(12345), None).unwrap();
    let text = refusal(&desk.dir);
    assert!(
        text.contains("belongs to user 12345") && text.contains("adopt"),
        "{text}"
    );
}

#[test]
fn a_departments_desk_is_its_owners_and_its_groups() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let desk = desk();
    let own = rustix::process::getegid().as_raw();
    for (owner, group, is_open) in [(0, 54321, true), (12345, own, true), (12345, 54321, false)] {
        std::os::unix::fs::chown(&desk.dir, Some(owner), Some(group)).unwrap();
        chmod(&desk.dir, 0o2770);
        let said = Journal::open(&desk.dir).err().map(|e| e.to_string());
        assert_eq!(said.is_none(), is_open, "{owner} {group}: {said:?}");
        if let Some(said) = said {
            assert!(
                said.contains("is for group 54321, and user 0 is not"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_desk_whose_journal_is_gone_is_lost_and_names_its_last_entry() {
    let desk = desk();
    fill(&mut Journal::open(&desk.dir).unwrap(), &[2, 1]);
    std::fs::remove_file(first_file(&desk.dir)).unwrap();
    for _ in 0..2 {
        let refused = Journal::open(&desk.dir).unwrap_err();
        assert!(
            matches!(refused, OpenError::Lost { seq: 3, .. }),
            "{refused}"
        );
        let refused = Journal::create(&desk.dir, Make::default()).unwrap_err();
        let is_lost = matches!(refused, MakeError::Open(OpenError::Lost { seq: 3, .. }));
        assert!(is_lost, "{refused}");
        // The files are gone; then their folder is.
        drop(std::fs::remove_dir(desk.dir.join("journal")));
    }
}

#[test]
fn a_name_of_other_than_six_digits_is_no_file_of_the_journal() {
    let desk = desk();
    for name in ["1", "0000001", "+00001", "00000a", "00001 "] {
        std::fs::write(desk.dir.join(format!("journal/{name}.jsonl")), "x").unwrap();
    }
    std::fs::write(desk.dir.join("journal/000002.json"), "x").unwrap();
    let files = journal_files(&desk.dir).unwrap();
    let names = files.iter().map(|f| (f.number, f.path.clone()));
    assert_eq!(names.collect::<Vec<_>>(), [(1, first_file(&desk.dir))]);
    assert_eq!(
        files[0].inode,
        std::fs::metadata(&files[0].path).unwrap().ino()
    );
    assert!(Journal::open(&desk.dir).is_ok());
}

#[test]
fn a_path_through_a_file_cannot_be_read_and_is_not_called_no_desk() {
    let desk = desk();
    let inside = first_file(&desk.dir).join("desk");
    let text = refusal(&inside);
    assert!(text.contains("desk cannot be read: "), "{text}");
    let refused = Journal::create(&inside, Make::default()).unwrap_err();
    assert!(matches!(refused, MakeError::Io { .. }), "{refused}");
}

#[test]
fn links_pipes_and_files_are_no_desks() {
    let desk = desk();
    let beside = |name: &str| desk.dir.parent().unwrap().join(name);
    symlink(&desk.dir, beside("link")).unwrap();
    std::fs::write(beside("file"), "x").unwrap();
    let fifo = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(
        rustix::fs::CWD,
        beside("pipe"),
        rustix::fs::FileType::Fifo,
        fifo,
        0,
    )
    .unwrap();
    std::fs::create_dir(beside("empty")).unwrap();
    assert!(refusal(&beside("link")).contains("is a symbolic link"));
    assert!(refusal(&beside("file")).contains("is a file"));
    assert!(refusal(&beside("pipe")).contains("is a pipe"));
    assert!(refusal(&beside("empty")).contains("is not a desk"));
    assert!(refusal(&beside("nothing")).contains("is not a desk"));
}

#[test]
fn links_and_pipes_in_place_of_a_desks_files_are_not_followed() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let aside = desk.dir.join("aside");
    for name in ["journal/000001.jsonl", "lock", "acked"] {
        let path = desk.dir.join(name);
        std::fs::rename(&path, &aside).unwrap();
        symlink(&aside, &path).unwrap();
        let is_refused = match Journal::open(&desk.dir) {
            Ok(mut other) => other.lock(Duration::ZERO, &holder()).is_err(),
            Err(_) => true,
        };
        assert!(is_refused, "{name}");
        std::fs::remove_file(&path).unwrap();
        std::fs::rename(&aside, &path).unwrap();
    }
    fill(&mut journal, &[1]);
}

#[test]
fn a_folder_with_something_in_it_is_not_made_into_a_desk() {
    let desk = desk();
    let again = Journal::create(&desk.dir, Make::default()).unwrap_err();
    assert!(matches!(again, MakeError::IsADesk(_)), "{again}");
    let other = desk.dir.parent().unwrap().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("letter.txt"), "x").unwrap();
    let refused = Journal::create(&other, Make::default()).unwrap_err();
    assert!(matches!(refused, MakeError::NotEmpty(_)), "{refused}");
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 1);
}

#[test]
fn what_stands_in_the_way_of_a_new_desk_is_named() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    let make = |dir: &Path| Journal::create(dir, Make::default()).unwrap_err();
    std::fs::write(at("file"), "x").unwrap();
    symlink(root.path(), at("link")).unwrap();
    for (name, said) in [("file", "is a file"), ("link", "is a symbolic link")] {
        let refused = make(&at(name)).to_string();
        assert!(refused.contains(said), "{refused}");
    }
    for (name, is_folder) in [("journal", false), ("lock", true), ("acked", true)] {
        let dir = at(&format!("with {name}"));
        std::fs::create_dir(&dir).unwrap();
        if is_folder {
            std::fs::create_dir(dir.join(name)).unwrap();
        } else {
            std::fs::write(dir.join(name), "x").unwrap();
        }
        let MakeError::Io { path, error } = make(&dir) else {
            panic!("{name} is in the way");
        };
        assert_eq!(path, dir, "{name}: {error}");
        assert_ne!(error.kind(), std::io::ErrorKind::AlreadyExists, "{name}");
    }
    // An empty folder is not in the way.
    std::fs::create_dir(at("empty")).unwrap();
    let mut journal = Journal::create(&at("empty"), Make::default()).unwrap();
    fill(&mut journal, &[1]);
}

#[test]
fn a_desk_that_could_not_be_made_says_what_to_do() {
    let said = |kind: std::io::ErrorKind| {
        let error = kind.into();
        let path = PathBuf::from("/srv/desk/acked");
        MakeError::Io { path, error }.to_string()
    };
    let full = "the disk is full. Free 20 MiB or more, then try again. The desk was to be at \
                /srv/desk";
    assert_eq!(said(std::io::ErrorKind::StorageFull), full);
    assert_eq!(said(std::io::ErrorKind::QuotaExceeded), full);
    assert_eq!(
        said(std::io::ErrorKind::PermissionDenied),
        "/srv/desk/acked cannot be made: permission denied"
    );
}

#[test]
fn a_desk_is_made_where_the_folder_above_may_not_be_read() {
    let name = "folders::a_desk_is_made_where_the_folder_above_may_not_be_read";
    as_somebody(name, |root| {
        let above = root.join("above");
        std::fs::create_dir(&above).unwrap();
        chmod(&above, 0o300);
        let made = Journal::create(&above.join("desk"), Make::default());
        chmod(&above, 0o700);
        fill(&mut made.unwrap(), &[1]);
    });
}

#[test]
fn a_making_that_was_cut_off_is_made_again() {
    let desk = desk();
    std::fs::remove_file(first_file(&desk.dir)).unwrap();
    let make = Make {
        group: None,
        reserve_bytes: 4096,
    };
    let mut journal = Journal::create(&desk.dir, make).unwrap();
    fill(&mut journal, &[1]);
    assert!(check(&desk.dir).ok);
}

#[test]
fn the_kind_of_file_system_is_asked_of_what_is_there() {
    let desk = desk();
    assert_eq!(
        network_file_system(&desk.dir).unwrap(),
        network_file_system(&desk.dir.join("journal")).unwrap()
    );
    assert!(network_file_system(&desk.dir.join("nothing")).is_err());
}
