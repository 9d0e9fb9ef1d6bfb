//! A backup against the desk that stands where it is to go, and against the heads that others noted.

use std::fmt;
use std::path::{Path, PathBuf};

use super::shown;
use super::tally::{Tally, number_of};
use crate::desk::{WITNESS_WAIT, codec};
use crate::domain::{Number, NumberKind};
use crate::journal::{Journal, Position, ReadLimit, WitnessLine, read_heads_within, witness_file};

/// Numbers that a message lists; the rest is counted.
const NUMBERS_MAX: usize = 40;

/// The desk that stands where a backup is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its folder.
    pub dir: PathBuf,
    /// How it stands to the backup.
    pub is: Than,
    /// Its last entry, as far as it can be read.
    pub seq: u64,
    /// The numbers that it gave and that the backup does not know.
    pub numbers: Vec<Number>,
    /// Why it cannot be read to its end, where it cannot.
    pub damaged: Option<String>,
}

/// How a desk stands to a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Than {
    /// It has what the backup has, and so many entries more.
    Ahead(u64),
    /// The backup has so many entries more.
    Behind(u64),
    /// It came from the same desk and went another way.
    Apart,
    /// It is another desk.
    Other,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} holds a desk already", shown(&self.dir))?;
        match self.is {
            Than::Ahead(0) => write!(f, ", and it has all that the backup has")?,
            Than::Ahead(more) => write!(
                f,
                ", and the backup has not its last {more} {}",
                if more == 1 { "entry" } else { "entries" }
            )?,
            Than::Behind(more) => write!(f, ", and the backup has {more} more entries than it")?,
            Than::Apart => write!(f, ", which went another way than the backup")?,
            Than::Other => write!(f, ", and it is another desk than the backup's")?,
        }
        if !self.numbers.is_empty() {
            let named = self.numbers.iter().take(NUMBERS_MAX);
            let named: Vec<String> = named.map(ToString::to_string).collect();
            write!(f, "; these would be lost: {}", named.join(", "))?;
            if self.numbers.len() > NUMBERS_MAX {
                write!(f, " and {} more", self.numbers.len() - NUMBERS_MAX)?;
            }
        }
        if let Some(why) = &self.damaged {
            write!(f, "; it cannot be read to its end: {why}")?;
        }
        Ok(())
    }
}

/// Looks at the desk in `dir`. Only its journal is read, and nothing is changed.
pub(super) fn standing(dir: &Path, tally: &Tally, head: &Position) -> Standing {
    let mut found = Standing {
        dir: dir.to_owned(),
        is: Than::Other,
        seq: 0,
        numbers: Vec::new(),
        damaged: None,
    };
    let origin = tally.made.as_ref().map(|made| made.replica.as_str());
    let (mut is_same, mut met) = (false, None);
    let mut behind = Vec::new();
    let read = Journal::open(dir).map_err(|error| error.to_string());
    let read = read.and_then(|mut journal| {
        let read = journal.for_each_group(ReadLimit::Acked, |group| {
            for entry in &group.entries {
                if entry.seq == 1 {
                    is_same = origin == Some(entry.stamping.replica.as_str());
                }
                if entry.seq == head.seq {
                    met = Some(entry.hash == head.hash);
                }
                if let Ok(Some(event)) = codec::decode(entry) {
                    behind.extend(number_of(&event));
                }
                found.seq = entry.seq;
            }
        });
        read.map_err(|error| error.to_string())
    });
    found.damaged = read.err();
    found.is = match met {
        _ if !is_same => Than::Other,
        Some(true) => Than::Ahead(found.seq - head.seq),
        Some(false) => Than::Apart,
        None => Than::Behind(head.seq.saturating_sub(found.seq)),
    };
    let next = tally.next();
    let is_lost = |number: &Number| {
        let known = NumberKind::ALL.into_iter().zip(next);
        is_same
            && known
                .into_iter()
                .any(|(kind, n)| kind == number.kind && number.n >= n)
    };
    behind.retain(is_lost);
    behind.sort_unstable();
    behind.dedup();
    found.numbers = behind;
    found
}

/// What the heads say that were noted of a backup's copy of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Noted {
    /// The furthest head behind the backup's last entry.
    pub(super) beyond: Option<WitnessLine>,
    /// The highest next number of tickets.
    pub(super) next: u64,
    /// Why the heads cannot be read, where there is a folder for them.
    pub(super) unread: Option<String>,
}

/// Reads the heads that were noted in a folder.
pub(super) fn noted(folder: &Path, replica: &str, head: &Position) -> Noted {
    let file = witness_file(folder, replica);
    match read_heads_within(&file, WITNESS_WAIT) {
        Ok(heads) => Noted {
            next: heads.iter().map(|head| head.next_number).max().unwrap_or(0),
            beyond: heads
                .into_iter()
                .filter(|noted| noted.seq > head.seq)
                .max_by_key(|noted| noted.seq),
            unread: None,
        },
        Err(error) => Noted {
            unread: Some(format!(
                "the heads noted in {} cannot be read ({error}), so the numbers go on from the \
                 backup's own: name the folder that has them with --witness",
                shown(&file)
            )),
            ..Noted::default()
        },
    }
}
