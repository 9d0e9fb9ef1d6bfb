//! Modes under any umask, and links in the place of what is ours.

use super::*;

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

/// A folder marked as a group's, with our own group.
fn shared() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::set_permissions(desk.path(), fs::Permissions::from_mode(0o2770)).unwrap();
    desk
}

#[test]
fn what_is_made_has_the_desks_mode_whatever_stood_there() {
    let own = tempfile::tempdir().unwrap();
    let shared = shared();
    for (desk, folder, file) in [(&own, 0o700, 0o600), (&shared, 0o2770, 0o660)] {
        let modes = Modes::of(desk.path()).unwrap();
        let inside = desk.path().join("inside");
        fs::create_dir(&inside).unwrap();
        fs::set_permissions(&inside, fs::Permissions::from_mode(0o755)).unwrap();
        modes.make_folder(&inside).unwrap();
        assert_eq!(mode(&inside), folder);
        modes.make_folder(&inside).unwrap();
        let common = desk.path().join("common");
        let sticky = if folder == 0o700 { 0 } else { 0o1000 };
        for _ in 0..2 {
            modes.make_common(&common).unwrap();
            assert_eq!(mode(&common), folder | sticky);
        }
        let made = inside.join("file");
        modes.create(&made).unwrap();
        assert_eq!(mode(&made), file);
        let again = modes.create(&made).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        modes.open_or_create(&made).unwrap();
        let beside = inside.join("beside");
        modes.open_or_create(&beside).unwrap();
        assert_eq!(mode(&beside), file);
    }
    let slip = tempfile::tempdir().unwrap();
    fs::set_permissions(slip.path(), fs::Permissions::from_mode(0o770)).unwrap();
    assert_eq!(Modes::of(slip.path()).unwrap(), Modes::OWN);
}

#[test]
fn a_link_or_a_file_in_the_place_of_a_folder_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let away = tempfile::tempdir().unwrap();
    let link = desk.path().join("drafts");
    std::os::unix::fs::symlink(away.path(), &link).unwrap();
    let refused = Modes::OWN.make_folder(&link).unwrap_err().to_string();
    assert!(refused.contains("drafts is a symbolic link; remove it"));
    assert!(open_folder(&link).is_err());
    let file = desk.path().join("file");
    Modes::OWN.create(&file).unwrap();
    let refused = Modes::OWN.make_folder(&file).unwrap_err().to_string();
    assert!(refused.contains("file is no folder; remove it"));
    let to_file = desk.path().join("to-file");
    std::os::unix::fs::symlink(&file, &to_file).unwrap();
    assert!(Modes::OWN.open_or_create(&to_file).is_err());
    assert!(open_regular(desk.path(), false).is_err());
}

#[test]
fn a_free_name_is_one_that_nothing_has() {
    let desk = tempfile::tempdir().unwrap();
    assert_eq!(
        free_name(desk.path(), "torn-1", ".txt"),
        desk.path().join("torn-1.txt")
    );
    fs::write(desk.path().join("torn-1.txt"), "").unwrap();
    std::os::unix::fs::symlink("nowhere", desk.path().join("torn-1-2.txt")).unwrap();
    assert_eq!(
        free_name(desk.path(), "torn-1", ".txt"),
        desk.path().join("torn-1-3.txt")
    );
}
