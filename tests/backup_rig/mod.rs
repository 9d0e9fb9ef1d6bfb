//! A desk with a backup of it, and backups put together by hand.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nightdesk::desk::{BadBackup, Desk, NotRestored, Restore, Restored, files};
use nightdesk::domain::command::AttachFile;
use nightdesk::domain::{AttachedAs, Command};
use nightdesk::text::Clean;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::desk_rig::{Work, at, caller, new_desk, open, walk_up};

/// A desk with some work, an attachment and a backup of it.
pub struct Made {
    pub home: tempfile::TempDir,
}

impl Made {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let made = Self { home };
        new_desk(&made.at("desk"));
        let desk = made.desk();
        let mut work = Work::new(7);
        for _ in 0..30 {
            let command = work.command(&desk.snapshot());
            let actor = desk.actor().expect("the maker");
            // What the rules refuse is no matter here.
            let _ = desk.submit(&actor, &command);
        }
        made.attach(&desk, "dear desk");
        desk.backup(&made.at("b"), &mut |_, _| {})
            .expect("a backup");
        made
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn desk(&self) -> Desk {
        open(&self.at("desk"))
    }

    pub fn attach(&self, desk: &Desk, text: &str) -> String {
        let kept = files::keep(&self.at("desk"), &mut text.as_bytes()).expect("it is kept");
        let actor = desk.actor().expect("the maker");
        desk.submit(&actor, &walk_up(text)).expect("a ticket");
        let known = desk.snapshot();
        let tickets = known.register.tickets();
        let ticket = tickets.max_by_key(|t| t.number).expect("a ticket").id;
        let command = Command::Attach(AttachFile {
            ticket,
            sha256: kept.sha256.clone(),
            bytes: kept.bytes,
            name: Clean::from("letter.txt"),
            purpose: AttachedAs::ALL[0],
        });
        desk.submit(&actor, &command).expect("it is attached");
        kept.sha256
    }

    pub fn restore(&self, file: &Path, into: &str) -> Result<Restored, NotRestored> {
        let into = self.at(into);
        restore(&Restore {
            file,
            into: &into,
            group: None,
            witness: None,
            replace: false,
        })
    }

    /// Writes a file and tries it; nothing may be left of the try.
    pub fn refused(&self, name: &str, bytes: &[u8]) -> BadBackup {
        let file = self.at("try");
        fs::write(&file, bytes).expect("it is written");
        let before = fs::read_dir(self.home.path()).expect("a folder").count();
        let tried = self.restore(&file, "new");
        let after = fs::read_dir(self.home.path()).expect("a folder").count();
        assert_eq!(before, after, "{name} left something");
        match tried {
            Err(NotRestored::Bad(bad)) => bad,
            other => panic!("{name}: {other:?}"),
        }
    }
}

pub fn restore(what: &Restore<'_>) -> Result<Restored, NotRestored> {
    let clock = at("2026-11-23T09:00:00-05:00");
    Desk::restore(what, &caller(), clock.as_ref(), &mut |_, _| {})
}

pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A member of an archive: its type, its name, and what is in it.
pub type Member = (tar::EntryType, String, Vec<u8>);

/// A backup put together from members, with the sum at its end as it should be.
pub fn pack(members: &[Member], behind: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (kind, name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        // Names that the crate itself would refuse to write.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        if *kind == tar::EntryType::Symlink {
            header.set_link_name("/etc/passwd").expect("a name");
        }
        header.set_cksum();
        archive.append(&header, &bytes[..]).expect("it is taken");
    }
    let mut plain = archive.into_inner().expect("an archive");
    plain.extend_from_slice(behind);
    let mut file = zstd::encode_all(&plain[..], 1).expect("it is packed");
    let sum = Sha256::digest(&file);
    file.extend_from_slice(&0x184D_2A5E_u32.to_le_bytes());
    file.extend_from_slice(&40_u32.to_le_bytes());
    file.extend_from_slice(b"NIGHTDSK");
    file.extend_from_slice(&sum);
    file
}

pub fn unpack(file: &Path) -> Vec<Member> {
    let bytes = fs::read(file).expect("a backup");
    let plain = zstd::decode_all(&bytes[..]).expect("it is zstd");
    let mut archive = tar::Archive::new(&plain[..]);
    let entries = archive.entries().expect("an archive");
    entries
        .map(|entry| {
            let mut entry = entry.expect("a member");
            let name = entry.path().expect("a name").display().to_string();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).expect("its bytes");
            (entry.header().entry_type(), name, bytes)
        })
        .collect()
}

/// The manifest made to fit the members behind it, where `is_fit`, and changed.
pub fn manifest(members: &mut [Member], change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&members[0].2).expect("a manifest");
    value["files"] = members[1..]
        .iter()
        .map(|(_, name, bytes)| json!({"name": name, "bytes": bytes.len(), "sha256": hex(bytes)}))
        .collect();
    change(&mut value);
    members[0].2 = value.to_string().into_bytes();
}
