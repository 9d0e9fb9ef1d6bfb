//! Who is seen at a ticket, and whose word about it is not taken.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use super::*;
use crate::time::Stamp;

const MK: Uuid = Uuid::from_u128(1);
const JD: Uuid = Uuid::from_u128(2);
const T3: Uuid = Uuid::from_u128(3);

fn now() -> Stamp {
    "2026-11-22T02:14:07-05:00".parse().unwrap()
}

fn seen(by: &Here) -> Vec<(Uuid, Uuid, Doing)> {
    let others = by.others();
    others
        .iter()
        .map(|it| (it.person, it.on, it.doing))
        .collect()
}

fn files(desk: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(desk.join(HERE))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

#[test]
fn the_others_see_who_opens_writes_and_goes() {
    let desk = tempfile::tempdir().unwrap();
    let mut mk = Here::open(desk.path(), MK).unwrap();
    let mut jd = Here::open(desk.path(), JD).unwrap();
    assert!(seen(&jd).is_empty() && files(desk.path()).is_empty());
    mk.say(Some((T3, Doing::Open)), now()).unwrap();
    assert_eq!(seen(&jd), [(MK, T3, Doing::Open)]);
    assert!(seen(&mk).is_empty(), "nobody is their own company");
    mk.say(Some((T3, Doing::Writes)), now()).unwrap();
    jd.say(Some((T3, Doing::Open)), now()).unwrap();
    assert_eq!(seen(&jd), [(MK, T3, Doing::Writes)]);
    assert_eq!(seen(&mk), [(JD, T3, Doing::Open)]);
    assert_eq!(jd.others()[0].since, now());
    assert_eq!(jd.others()[0].uid, rustix::process::geteuid().as_raw());
    mk.say(None, now()).unwrap();
    assert!(seen(&jd).is_empty());
    drop(jd);
    assert!(files(desk.path()).is_empty(), "nothing is left behind");
}

#[test]
fn two_consoles_of_one_person_see_each_other() {
    let desk = tempfile::tempdir().unwrap();
    let mut one = Here::open(desk.path(), MK).unwrap();
    let two = Here::open(desk.path(), MK).unwrap();
    one.say(Some((T3, Doing::Writes)), now()).unwrap();
    assert_eq!(seen(&two), [(MK, T3, Doing::Writes)]);
}

#[test]
fn what_a_dead_session_left_is_nobodys_and_is_removed() {
    let desk = tempfile::tempdir().unwrap();
    let mut mk = Here::open(desk.path(), MK).unwrap();
    let jd = Here::open(desk.path(), JD).unwrap();
    mk.say(Some((T3, Doing::Open)), now()).unwrap();
    // One died between two steps of writing, too.
    let half = files(desk.path())[0].with_extension(format!("{}.new", "0".repeat(32)));
    fs::write(&half, "{").unwrap();
    mk.die();
    assert_eq!(files(desk.path()).len(), 2);
    assert!(seen(&jd).is_empty());
    assert!(files(desk.path()).is_empty());
}

#[test]
fn hostile_files_are_neither_believed_nor_followed_nor_removed() {
    let desk = tempfile::tempdir().unwrap();
    let jd = Here::open(desk.path(), JD).unwrap();
    let folder = desk.path().join(HERE);
    let outside = desk.path().join("outside");
    fs::write(&outside, "precious").unwrap();
    let name = |n: u128| format!("{MK}.{}", Uuid::from_u128(n).simple());
    symlink(&outside, folder.join(name(1))).unwrap();
    fs::create_dir(folder.join(name(2))).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.join(name(3)),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    for other in ["README", ".x", "a.b", &format!("{MK}.short")] {
        fs::write(folder.join(other), "not ours").unwrap();
    }
    let all = files(desk.path());
    assert!(seen(&jd).is_empty());
    assert_eq!(files(desk.path()), all);
    assert_eq!(fs::read(&outside).unwrap(), b"precious");
}

#[test]
fn a_living_file_with_other_content_is_ignored() {
    let desk = tempfile::tempdir().unwrap();
    let jd = Here::open(desk.path(), JD).unwrap();
    let path = desk
        .path()
        .join(HERE)
        .join(format!("{MK}.{}", Uuid::from_u128(9).simple()));
    let line = |v: u32, person: Uuid, doing: &str, at: &str| {
        format!(
            "{{\"v\":{v},\"person\":\"{person}\",\"on\":\"{T3}\",\"doing\":\"{doing}\",\"at\":\"{at}\"}}\n"
        )
    };
    let at = now().rfc3339_ms();
    let holder = File::create(&path).unwrap();
    flock(&holder, FlockOperation::NonBlockingLockExclusive).unwrap();
    fs::write(&path, line(0, MK, "open", &at)).unwrap();
    assert_eq!(seen(&jd), [(MK, T3, Doing::Open)]);
    for text in [
        String::new(),
        "\u{1b}]0;x\u{7}".to_owned(),
        line(1, MK, "open", &at),
        line(0, JD, "open", &at),
        line(0, MK, "\u{1b}[31m", &at),
        line(0, MK, "open", "yesterday"),
        format!("{}{}", " ".repeat(1 << 20), line(0, MK, "open", &at)),
    ] {
        fs::write(&path, &text).unwrap();
        assert!(seen(&jd).is_empty(), "{text:?}");
    }
    assert!(path.exists());
}

#[test]
fn more_names_than_people_are_not_all_read() {
    let desk = tempfile::tempdir().unwrap();
    let jd = Here::open(desk.path(), JD).unwrap();
    let folder = desk.path().join(HERE);
    for n in 0..300 {
        let name = format!("{MK}.{}", Uuid::from_u128(n).simple());
        fs::write(folder.join(name), "").unwrap();
    }
    assert!(jd.others().is_empty());
    assert_eq!(files(desk.path()).len(), 300 - 256);
}

#[test]
fn a_link_in_the_folders_place_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), desk.path().join(HERE)).unwrap();
    assert!(Here::open(desk.path(), MK).is_err());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn files_are_for_those_who_share_the_desk() {
    for (desk_mode, folder_mode, file_mode) in [(0o700, 0o700, 0o600), (0o2770, 0o2770, 0o660)] {
        let desk = tempfile::tempdir().unwrap();
        fs::set_permissions(desk.path(), Permissions::from_mode(desk_mode)).unwrap();
        let mut mk = Here::open(desk.path(), MK).unwrap();
        mk.say(Some((T3, Doing::Open)), now()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
        assert_eq!(mode(&desk.path().join(HERE)), folder_mode);
        assert_eq!(mode(&files(desk.path())[0]), file_mode);
        // Each person's drafts are theirs alone, in a folder where everybody may make one.
        Drafts::open(desk.path(), MK).unwrap();
        let drafts = desk.path().join("drafts");
        let shared = if desk_mode == 0o700 { 0o700 } else { 0o3770 };
        assert_eq!(mode(&drafts), shared);
        assert_eq!(mode(&drafts.join(MK.to_string())) & 0o777, 0o700);
    }
}

#[test]
fn many_looking_and_writing_at_once_never_lose_a_living_session() {
    let desk = tempfile::tempdir().unwrap();
    let mut mk = Here::open(desk.path(), MK).unwrap();
    mk.say(Some((T3, Doing::Open)), now()).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let jd = Here::open(desk.path(), JD).unwrap();
                while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                    jd.others();
                }
            });
        }
        for n in 0..300 {
            let doing = [Doing::Open, Doing::Writes][n % 2];
            mk.say(Some((T3, doing)), now()).unwrap();
            assert!(!files(desk.path()).is_empty());
        }
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    let jd = Here::open(desk.path(), JD).unwrap();
    assert_eq!(seen(&jd), [(MK, T3, Doing::Writes)]);
}
