//! Heads noted outside the desk.
//!
//! A chain that nobody else has seen proves nothing: who can write the folder can write a new
//! chain. So the head is noted in a folder that others keep, one line a note, and compared.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use rustix::fs::{CWD, Mode, OFlags};

use super::disk::{self, Disk, MachineDisk};
use super::hex;
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
    let flags = OFlags::RDWR.union(OFlags::CREATE).union(NOFOLLOW);
    let opened = File::from(rustix::fs::openat(
        CWD,
        file,
        flags,
        Mode::from_raw_mode(0o600),
    )?);
    let length = (&opened).seek(SeekFrom::End(0))?;
    // Whoever noted the last one may have died within the line.
    let mut end = [b'\n'];
    if length > 0 {
        disk::read_at(&opened, &mut end, length - 1)?;
    }
    let lead = if end == *b"\n" { "" } else { "\n" };
    let line = format!("{lead}{head}\n");
    disk::write_all(&MachineDisk, &opened, line.as_bytes(), length)?;
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

/// The same, where the disk answers within `limit`: it may be another machine's, which is away.
///
/// # Errors
/// As [`read_heads`]; and [`io::ErrorKind::TimedOut`] where nothing came.
pub fn read_heads_within(file: &Path, limit: Duration) -> io::Result<Vec<WitnessLine>> {
    let file = file.to_owned();
    within(limit, move || read_heads(&file))
}

/// Adds a line as [`note_head`] does, where the disk takes it within `limit`.
///
/// # Errors
/// As [`note_head`]; and [`io::ErrorKind::TimedOut`] where nothing came.
pub fn note_head_within(file: &Path, head: &WitnessLine, limit: Duration) -> io::Result<()> {
    let (file, head) = (file.to_owned(), head.clone());
    within(limit, move || note_head(&file, &head))
}

/// Has something done that may never come back, and waits for it so long at most.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (done, end) = sync_channel(1);
    std::thread::Builder::new()
        .name("witness".to_owned())
        .spawn(move || {
            // Nobody may wait for it any more.
            let _ = done.send(work());
        })?;
    end.recv_timeout(limit).unwrap_or_else(|_| {
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "it does not answer",
        ))
    })
}

/// Every line of a journal by its hash: 8 bytes an entry.
#[derive(Debug, Default)]
pub(super) struct Seen {
    hashes: Vec<[u8; 8]>,
    /// Where the seqs do not go on by one: the seq, and its place among the hashes.
    runs: Vec<(u64, usize)>,
    /// The last seq of each replica, in the order of the journal.
    replicas: Vec<(String, u64)>,
}

impl Seen {
    /// Looks at a line that was found good.
    pub(super) fn see(&mut self, entry: &Entry) {
        let next = self
            .runs
            .last()
            .map(|(seq, at)| seq + (self.hashes.len() - at) as u64);
        if next != Some(entry.seq) {
            self.runs.push((entry.seq, self.hashes.len()));
        }
        let mut hash = [0; 8];
        hash.copy_from_slice(&entry.hash[..8]);
        self.hashes.push(hash);
        match self.replicas.last_mut() {
            Some((replica, seq)) if *replica == entry.stamping.replica => *seq = entry.seq,
            Some(_) | None => self
                .replicas
                .push((entry.stamping.replica.clone(), entry.seq)),
        }
    }

    /// The first 16 hexadecimal digits of an entry's hash; none where it was not seen.
    fn hash16(&self, seq: u64) -> Option<String> {
        let ends = self.runs.iter().skip(1).map(|(_, at)| *at);
        let mut runs = self.runs.iter().zip(ends.chain([self.hashes.len()]));
        runs.find_map(|((first, at), end)| {
            let place = at + usize::try_from(seq.checked_sub(*first)?).ok()?;
            let hash = self.hashes.get(place).filter(|_| place < end)?;
            Some(hex::encode(hash))
        })
    }

    /// Whether a head is another desk's, or of lines that a recorded restore left behind.
    fn is_not_ours(&self, replica: &str, seq: u64) -> bool {
        match self.replicas.iter().position(|(name, _)| name == replica) {
            None => true,
            Some(i) => i + 1 < self.replicas.len() && seq > self.replicas[i].1,
        }
    }
}

/// The heads that were noted of some desks.
#[derive(Debug, Default)]
pub struct Noted(
    /// Each with the replica for which it was noted where the file's name says it.
    Vec<(Option<String>, WitnessLine)>,
);

impl Noted {
    /// Reads a file of heads, or all such files of a folder.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    pub fn read(path: &Path) -> io::Result<Self> {
        if !path.is_dir() {
            let heads = read_heads(path)?;
            return Ok(Self(heads.into_iter().map(|h| (None, h)).collect()));
        }
        let mut noted = Self::default();
        for item in std::fs::read_dir(path)? {
            let item = item?;
            let name = item.file_name();
            let replica = name
                .to_str()
                .and_then(|n| n.strip_prefix("nightdesk-")?.strip_suffix(".heads"));
            if let Some(replica) = replica {
                let heads = read_heads(&item.path())?;
                let tagged = heads.into_iter().map(|h| (Some(replica.to_owned()), h));
                noted.0.extend(tagged);
            }
        }
        Ok(noted)
    }

    /// The same, where the disk answers within `limit`.
    ///
    /// # Errors
    /// As [`Noted::read`]; and [`io::ErrorKind::TimedOut`] where nothing came.
    pub fn read_within(path: &Path, limit: Duration) -> io::Result<Self> {
        let path = path.to_owned();
        within(limit, move || Self::read(&path))
    }

    /// How many heads were found, and the first that was not: its seq and why.
    pub(super) fn compare(&self, seen: &Seen) -> (u32, Option<(u64, String)>) {
        let ours = self.0.iter().filter(|(replica, head)| {
            let replica = replica.as_ref();
            head.seq > 0 && !replica.is_some_and(|replica| seen.is_not_ours(replica, head.seq))
        });
        let mut heads: Vec<(&WitnessLine, Option<String>)> = ours
            .map(|(_, head)| (head, seen.hash16(head.seq)))
            .collect();
        heads.sort_by_key(|(head, _)| head.seq);
        let is_found =
            |(head, hash16): &(&WitnessLine, Option<String>)| hash16.as_ref() == Some(&head.hash16);
        let found = heads.iter().filter(|head| is_found(head)).count();
        let first = heads
            .iter()
            .find(|head| !is_found(head))
            .map(|(head, hash16)| {
                let WitnessLine { seq, at, .. } = head;
                let why = match hash16 {
                    Some(hash16) => format!(
                        "entry {seq} has hash {hash16}, but {} was noted on {at}",
                        head.hash16
                    ),
                    None => format!("entry {seq} was noted on {at} and is gone"),
                };
                let before = heads.iter().rfind(|h| h.0.seq < *seq && is_found(h));
                let good = before.map_or_else(
                    || "no earlier head was noted".to_owned(),
                    |(good, _)| format!("up to entry {} all is as it was noted", good.seq),
                );
                (*seq, format!("{why}; {good}"))
            });
        (u32::try_from(found).unwrap_or(u32::MAX), first)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{desk, fill};
    use super::super::{Journal, ReadLimit};
    use super::*;

    #[test]
    fn seqs_that_go_on_by_one_are_one_run_and_cost_their_hashes_alone() {
        let desk = desk();
        let mut journal = Journal::open(&desk.dir).unwrap();
        fill(&mut journal, &[8]);
        let mut reader = Journal::open(&desk.dir).unwrap();
        let groups = reader.read_new(ReadLimit::Acked).unwrap();
        let entries = &groups[0].entries;
        let mut seen = Seen::default();
        for entry in entries.iter().filter(|entry| entry.seq != 4) {
            seen.see(entry);
        }
        assert_eq!(seen.runs, [(1, 0), (5, 3)]);
        for entry in entries {
            let expected = (entry.seq != 4).then(|| entry.hash16());
            assert_eq!(seen.hash16(entry.seq), expected, "{}", entry.seq);
        }
        assert_eq!(seen.hash16(9), None);
    }
}
