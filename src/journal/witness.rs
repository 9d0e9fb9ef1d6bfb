//! Heads noted outside the desk.
//!
//! A chain that nobody else has seen proves nothing: who can write the folder can write a new
//! chain. So the head is noted in a folder that others keep, one line a note, and compared.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rustix::fs::{CWD, Mode, OFlags};

use super::disk::{self, Disk, MachineDisk};
use super::line::Entry;
use crate::modes::NOFOLLOW;
use crate::time::Stamp;

/// A head as it was noted: `seq hash16 next_number time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessLine {
    /// The seq of the last line.
    pub seq: u64,
    /// The first 16 hexadecimal digits of its hash.
    pub hash16: String,
    /// The number that the next ticket gets.
    pub next_number: u64,
    /// When it was noted.
    pub at: Stamp,
}

impl fmt::Display for WitnessLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} {}",
            self.seq, self.hash16, self.next_number, self.at
        )
    }
}

impl FromStr for WitnessLine {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [seq, hash16, next_number, at] = words[..] else {
            return Err(());
        };
        let is_hash = hash16.len() == 16
            && hash16
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !is_hash {
            return Err(());
        }
        Ok(Self {
            seq: seq.parse().map_err(|_| ())?,
            hash16: hash16.to_owned(),
            next_number: next_number.parse().map_err(|_| ())?,
            at: at.parse().map_err(|_| ())?,
        })
    }
}

/// The file in a witness folder that holds the heads of one desk's copy.
pub fn witness_file(dir: &Path, replica: &str) -> PathBuf {
    dir.join(format!("nightdesk-{replica}.heads"))
}

/// Adds a line to a witness file, which is made where it is not there, and syncs it.
///
/// # Errors
/// The file cannot be written; say so, the desk itself is not touched.
pub fn note_head(file: &Path, head: &WitnessLine) -> io::Result<()> {
    let flags = OFlags::RDWR | OFlags::CREATE | NOFOLLOW;
    let opened = File::from(rustix::fs::openat(
        CWD,
        file,
        flags,
        Mode::from_raw_mode(0o600),
    )?);
    let length = (&opened).seek(SeekFrom::End(0))?;
    disk::write_all(
        &MachineDisk,
        &opened,
        format!("{head}\n").as_bytes(),
        length,
    )?;
    MachineDisk.sync_data(&opened)
}

/// The heads that were noted, oldest first. A line that is no head is left out.
///
/// # Errors
/// The file cannot be read.
pub fn read_heads(file: &Path) -> io::Result<Vec<WitnessLine>> {
    let mut heads = Vec::new();
    for line in BufReader::new(disk::open_regular(file, false)?).lines() {
        heads.extend(line?.parse());
    }
    Ok(heads)
}

/// The noted heads of a desk, and what the journal shows at their places.
#[derive(Debug, Default)]
pub(super) struct Witness {
    /// Heads, with the replica for which they were noted where the file's name says it.
    noted: Vec<(Option<String>, WitnessLine)>,
    seen: BTreeMap<u64, String>,
    /// The last seq of each replica, in the order of the journal.
    replicas: Vec<(String, u64)>,
}

impl Witness {
    /// Reads a file of heads, or all such files of a folder; nothing for no path.
    pub(super) fn read(path: Option<&Path>) -> io::Result<Self> {
        let mut witness = Self::default();
        let Some(path) = path else {
            return Ok(witness);
        };
        if !path.is_dir() {
            let heads = read_heads(path)?;
            witness.noted = heads.into_iter().map(|h| (None, h)).collect();
            return Ok(witness);
        }
        for item in std::fs::read_dir(path)? {
            let item = item?;
            let name = item.file_name();
            let replica = name
                .to_str()
                .and_then(|n| n.strip_prefix("nightdesk-")?.strip_suffix(".heads"));
            if let Some(replica) = replica {
                let heads = read_heads(&item.path())?;
                let tagged = heads.into_iter().map(|h| (Some(replica.to_owned()), h));
                witness.noted.extend(tagged);
            }
        }
        Ok(witness)
    }

    /// Looks at a line that was found good.
    pub(super) fn see(&mut self, entry: &Entry) {
        if self.noted.iter().any(|(_, head)| head.seq == entry.seq) {
            self.seen.insert(entry.seq, entry.hash16());
        }
        match self.replicas.last_mut() {
            Some((replica, seq)) if *replica == entry.replica => *seq = entry.seq,
            Some(_) | None => self.replicas.push((entry.replica.clone(), entry.seq)),
        }
    }

    /// How many heads were found, and which were not: the seq and why.
    pub(super) fn compare(&self) -> (u32, Vec<(u64, String)>) {
        let mut found = 0;
        let mut missing = Vec::new();
        for (replica, head) in &self.noted {
            if replica
                .as_ref()
                .is_some_and(|r| self.is_not_ours(r, head.seq))
            {
                continue;
            }
            match self.seen.get(&head.seq) {
                Some(hash16) if *hash16 == head.hash16 => found += 1,
                Some(hash16) => missing.push((
                    head.seq,
                    format!(
                        "entry {} has hash {hash16}, but {} was noted on {}",
                        head.seq, head.hash16, head.at
                    ),
                )),
                None if head.seq == 0 => {}
                None => missing.push((
                    head.seq,
                    format!("entry {} was noted on {} and is gone", head.seq, head.at),
                )),
            }
        }
        (found, missing)
    }

    /// Whether a head is another desk's, or of lines that a recorded restore left behind.
    fn is_not_ours(&self, replica: &str, seq: u64) -> bool {
        match self.replicas.iter().position(|(name, _)| name == replica) {
            None => true,
            Some(i) => i + 1 < self.replicas.len() && seq > self.replicas[i].1,
        }
    }
}
