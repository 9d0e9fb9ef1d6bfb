//! The first member of a backup: what it holds, and of which desk it was made.
//!
//! Whoever reads a backup believes nothing else: a member that is not named here, in this order,
//! with this length and this sum, is refused before a byte of it is used.
//!
//! Invariant: a [`Manifest`] that was read names only files that a desk has, each once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::BadBackup;
use crate::domain::{Number, NumberKind};
use crate::journal::By;
use crate::text::Clean;

/// The version of the container that this program writes, and the newest that it reads.
pub(super) const FORMAT: u32 = 1;
/// The manifest's own name.
pub(super) const NAME: &str = "backup.json";
/// The longest manifest, in bytes: some 300,000 attachments.
pub(super) const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The longest journal file: where a new one begins, and one group more. An import is one group.
const JOURNAL_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// The longest of the site's own files that a backup takes.
pub(super) const SITE_BYTES_MAX: u64 = 1024 * 1024;
/// The longest name of a site's file within `site/`.
const SITE_NAME_MAX: usize = 80;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of the container.
    pub(super) format: u32,
    /// The version of the program that made it.
    pub(super) app: String,
    /// When, in the desk's zone.
    pub(super) made: String,
    /// Who made it.
    pub(super) by: By,
    /// The desk's name.
    pub(super) desk: String,
    /// The copy of the desk that it was made of.
    pub(super) replica: String,
    /// The last entry.
    pub(super) head: ManifestHead,
    /// The number that the next record of each kind would get.
    pub(super) next: Vec<String>,
    /// Every other member, in its order.
    pub(super) files: Vec<Member>,
}

/// The last entry of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ManifestHead {
    pub(super) seq: u64,
    /// 64 hex digits.
    pub(super) hash: String,
}

/// A file in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// What a member is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file of the journal, by its number.
    Journal(u32),
    /// An attachment.
    Attachment,
    /// A file of the site that is being edited.
    Site,
    /// The mark of a demo desk.
    Demo,
}

#[derive(Deserialize)]
struct Version {
    format: u32,
}

impl Member {
    /// What it is; none for a name that no file of a desk has.
    pub(super) fn kind(&self) -> Option<Kind> {
        let name = self.name.as_str();
        if name == "demo" {
            return Some(Kind::Demo);
        }
        if let Some(rest) = name.strip_prefix("site/") {
            return is_site_name(rest).then_some(Kind::Site);
        }
        if let Some(rest) = name.strip_prefix("files/") {
            let (folder, sum) = rest.split_once('/')?;
            let fits = is_sum(sum) && folder == &sum[..2] && sum == self.sha256;
            return fits.then_some(Kind::Attachment);
        }
        let digits = name.strip_prefix("journal/")?.strip_suffix(".jsonl")?;
        let is_number = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.parse().ok().filter(|n| *n > 0 && is_number)?;
        Some(Kind::Journal(number))
    }
}

impl Kind {
    const fn bytes_max(self) -> u64 {
        match self {
            Self::Journal(_) => JOURNAL_BYTES_MAX,
            Self::Attachment => crate::desk::files::FILE_BYTES_MAX,
            Self::Site | Self::Demo => SITE_BYTES_MAX,
        }
    }
}

impl Manifest {
    /// Reads a manifest and judges every name, length and sum in it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BadBackup> {
        let wrong = |why: &str| BadBackup::Damaged(format!("{NAME}: {}", Clean::line(why)));
        let version: Version =
            serde_json::from_slice(bytes).map_err(|error| wrong(&error.to_string()))?;
        if version.format > FORMAT {
            return Err(BadBackup::Newer(format!(
                "a newer nightdesk made it (format {})",
                version.format
            )));
        }
        let read: Self =
            serde_json::from_slice(bytes).map_err(|error| wrong(&error.to_string()))?;
        if !is_sum(&read.head.hash) || !is_replica(&read.replica) {
            return Err(wrong("`head` or `replica` is not what stands there"));
        }
        let (mut seen, mut journals) = (BTreeSet::new(), 0);
        for member in &read.files {
            let Some(kind) = member.kind() else {
                return Err(wrong(&format!("no desk has a file {}", member.name)));
            };
            if let Kind::Journal(number) = kind {
                journals += 1;
                if number != journals {
                    return Err(wrong(&format!("{} stands out of order", member.name)));
                }
            }
            if !seen.insert(member.name.as_str()) {
                return Err(wrong(&format!("{} stands there twice", member.name)));
            }
            if member.bytes > kind.bytes_max() || !is_sum(&member.sha256) {
                return Err(wrong(&format!("{} has no such length or sum", member.name)));
            }
        }
        if journals == 0 {
            return Err(wrong("there is no journal in it"));
        }
        Ok(read)
    }

    /// Bytes of all members.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|member| member.bytes).sum()
    }
}

/// The numbers of a manifest or an entry, one of each kind.
pub(super) fn numbers(next: [u64; 4]) -> Vec<Number> {
    let kinds = NumberKind::ALL.into_iter().zip(next);
    kinds.map(|(kind, n)| Number { kind, n }).collect()
}

/// Whether a text is a SHA-256 as this program writes it.
pub(super) fn is_sum(text: &str) -> bool {
    text.len() == 64 && is_lower_hex(text)
}

fn is_replica(text: &str) -> bool {
    text.len() == 32 && is_lower_hex(text)
}

fn is_lower_hex(text: &str) -> bool {
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.bytes().all(is_digit)
}

/// Whether a name within `site/` is plain: no hidden part, no way out, nothing but plain letters.
pub(super) fn is_site_name(name: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain);
    name.len() <= SITE_NAME_MAX && name.split('/').count() <= 5 && name.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, u64)]) -> Vec<u8> {
        let sum = "ab".repeat(32);
        let files: Vec<_> = files
            .iter()
            .map(|(name, bytes)| serde_json::json!({"name": name, "bytes": bytes, "sha256": sum}))
            .collect();
        let value = serde_json::json!({
            "format": 1, "app": "0.1.0", "made": "2026-11-22T02:14:07.120-05:00",
            "by": {"person": null, "uid": 1, "host": "h", "how": "uid"},
            "desk": "Millrow", "replica": "0".repeat(32),
            "head": {"seq": 1, "hash": sum}, "next": ["T-1"], "files": files,
        });
        value.to_string().into_bytes()
    }

    #[test]
    fn only_the_names_that_a_desk_has_are_taken() {
        let sum = "ab".repeat(32);
        let attached = format!("files/ab/{sum}");
        let good = [
            ("journal/000001.jsonl", 9),
            ("journal/000002.jsonl", 9),
            (attached.as_str(), 9),
            ("site/checklists/wan-failure.toml", 9),
            ("demo", 0),
        ];
        assert!(Manifest::parse(&manifest(&good)).is_ok());
        let first = good[0];
        let wrong_shelf = format!("files/ac/{sum}");
        let long = format!("site/{}", "x".repeat(81));
        for bad in [
            "../journal/000002.jsonl",
            "/etc/passwd",
            "journal/000003.jsonl",
            "journal/2.jsonl",
            "journal/000001.jsonl",
            "journal/../acked",
            "acked",
            "store/db",
            "drafts/x",
            "site/../lock",
            "site/.bashrc",
            "site//x",
            "site/",
            "site/a\u{1b}[31m",
            "files/ab/../../lock",
            wrong_shelf.as_str(),
            long.as_str(),
        ] {
            let read = Manifest::parse(&manifest(&[first, (bad, 9)]));
            assert!(
                matches!(read, Err(BadBackup::Damaged(_))),
                "{bad}: {read:?}"
            );
        }
        for (name, bytes) in [
            ("journal/000002.jsonl", JOURNAL_BYTES_MAX + 1),
            (attached.as_str(), 64 * 1024 * 1024 + 1),
            ("site/profile.toml", SITE_BYTES_MAX + 1),
        ] {
            assert!(Manifest::parse(&manifest(&[first, (name, bytes)])).is_err());
        }
        assert!(Manifest::parse(&manifest(&[])).is_err(), "no journal");
    }

    #[test]
    fn a_newer_container_is_told_as_that_whatever_else_it_says() {
        let newer = Manifest::parse(br#"{"format":2,"all":"else"}"#);
        assert!(matches!(newer, Err(BadBackup::Newer(_))), "{newer:?}");
        assert!(matches!(Manifest::parse(b"{"), Err(BadBackup::Damaged(_))));
    }
}
