//! A damaged mark: told from a journal that lost lines, and put right where that is certain.
//!
//! The mark names a line twice, by its seq and by eight bytes of its hash. Where the journal is
//! whole and six of the eight are those of exactly one line at the end of a group, the mark stood
//! for that line and its file was damaged: that six bytes fit another line by chance happens once
//! in 10^13 lines. Then nothing is lost, for the line and all before it are there. A mark whose
//! hash fits no line may name one that is gone, so it is left alone.
//!
//! Invariants: before the mark is touched the note of the fault is on the disk, so that the next
//! opening writes an entry about it; the journal's lines are never touched here.

use std::path::PathBuf;
use std::time::Duration;

use super::acked::Acked;
use super::chain::{Position, ReadLimit};
use super::lock::{Holder, LockError};
use super::read::Journal;
use super::scan::{Ask, scan};
use crate::modes;
use crate::time::Stamp;

/// How many bytes of the mark's hash must be a line's. Source: the head of this file.
const BYTES_THAT_FIT: usize = 6;

/// What a look at the whole journal says of its mark.
enum Mark {
    /// The journal itself does not fit, or the mark is not there: nothing to be said.
    Unknown,
    /// It names a line that is there.
    Right,
    /// It stood for the line that ends here.
    StoodFor(Position),
    /// It stands for no line that is there; the journal ends with this seq.
    Astray { end: u64 },
}

impl Journal {
    /// Puts a damaged mark right where it is certain for which line it stood, and notes that as a
    /// fault: open the desk again, and the note becomes an entry. Gives what was done in words;
    /// nothing where nothing was, also because another process has the lock.
    ///
    /// # Errors
    /// The mark or the note cannot be written; the desk stays as it is.
    pub fn mend_mark(&mut self, holder: &Holder) -> Result<Option<String>, LockError> {
        // Who cannot mend it leaves even the lock as it is.
        let acked = self.read_acked()?;
        if !matches!(self.look_at(acked), Mark::StoodFor(_)) {
            return Ok(None);
        }
        let guard = match self.hold(Duration::ZERO, holder) {
            Ok(guard) => guard,
            Err(LockError::Busy { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let acked = self.read_acked()?;
        let (Some(acked), Mark::StoodFor(line)) = (acked, self.look_at(acked)) else {
            return Ok(None);
        };
        let said = format!(
            "the file `acked` was damaged: it named entry {}, and by its hash it stood for entry \
             {}. The journal is whole; the file was put right",
            acked.seq, line.seq
        );
        self.note_mark(&said, holder.since)?;
        let failed = |error| LockError::Io {
            path: self.folder.acked(),
            error,
        };
        let file = Acked::open(&self.folder, &*self.disk).map_err(failed)?;
        Acked::at(&line).write(&*self.disk, &file).map_err(failed)?;
        self.disk.sync_data(&file).map_err(failed)?;
        drop(guard);
        Ok(Some(said))
    }

    /// Sets a mark aside that fits no line, because its owner takes the journal as it stands, and
    /// notes that as a fault. Gives where it lies; nothing where the mark is good or the journal
    /// itself does not fit.
    ///
    /// # Errors
    /// Another process has the lock, or the mark cannot be moved; the desk stays as it is.
    pub fn forget_mark(
        &mut self,
        wait: Duration,
        holder: &Holder,
    ) -> Result<Option<PathBuf>, LockError> {
        let guard = self.hold(wait, holder)?;
        let acked = self.read_acked()?;
        let (Some(acked), Mark::Astray { end }) = (acked, self.look_at(acked)) else {
            return Ok(None);
        };
        let said = format!(
            "the file `acked` named entry {}, the journal ends at entry {end}; user {} took the \
             journal as it stands",
            acked.seq, holder.uid
        );
        let time = holder.since.utc().format("%Y%m%dT%H%M%SZ");
        let name = format!("acked.damaged-{time}");
        let aside = modes::free_name(self.folder.dir(), &name, "");
        let failed = |error| LockError::Io {
            path: self.folder.acked(),
            error,
        };
        self.note_mark(&said, holder.since)?;
        self.disk
            .rename(&self.folder.acked(), &aside)
            .and_then(|()| self.disk.sync_dir(self.folder.dir()))
            .map_err(failed)?;
        drop(guard);
        Ok(Some(aside))
    }

    /// Reads the whole journal without its mark, and compares.
    fn look_at(&self, acked: Option<Acked>) -> Mark {
        let Some(acked) = acked else {
            return Mark::Unknown;
        };
        let mut is_right = acked == Acked::NOTHING;
        let mut fitting = Vec::new();
        let ask = Ask {
            from: Position::START,
            limit: ReadLimit::Whole,
            acked: None,
            told: self.told,
            teller: self.teller,
            piece: None,
        };
        let scanned = scan(&self.folder, ask, &mut |group| {
            let Some(end) = group.end else { return };
            let mark = Acked::at(&end);
            is_right |= mark == acked;
            let same = mark.hash.iter().zip(acked.hash).filter(|(a, b)| **a == *b);
            if same.count() >= BYTES_THAT_FIT {
                fitting.push(end);
            }
        });
        match (scanned, &fitting[..]) {
            (Err(_), _) => Mark::Unknown,
            (Ok(_), _) if is_right => Mark::Right,
            (Ok(_), [line]) => Mark::StoodFor(*line),
            (Ok(scanned), _) => Mark::Astray {
                end: scanned.end.seq,
            },
        }
    }

    /// Notes what became of the mark, unless an older fault stands there already.
    fn note_mark(&self, said: &str, now: Stamp) -> Result<(), LockError> {
        match self.write_fault(&format!("{now} {said}")) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(LockError::Io {
                path: self.folder.fault(),
                error,
            }),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
