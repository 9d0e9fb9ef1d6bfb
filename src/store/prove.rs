//! Whether a store that was not closed holds together: every value, every line, every row.
//!
//! sled may open a damaged file with a part of it missing and say nothing. What it must have is
//! known: each line up to the last one, each row as many lines as it says, and no less than was
//! surely on the disk.

use uuid::Uuid;

use super::db::{Store, fenced, of_sled};
use super::envelope::{self, Kind};
use super::fault::StoreFault;
use super::flat::TicketRow;
use super::lines;
use super::reached::{self, Reached};
use crate::domain::TicketId;

/// Numbers that are in one word of the marks.
const BITS: u64 = u64::BITS as u64;

impl Store {
    /// Reads everything once. Takes some seconds on a store of a million lines.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] with what is wrong; make it anew.
    pub(super) fn prove(&self) -> Result<(), StoreFault> {
        let applied = self.applied()?;
        // What has lost everything does not even know whose it is.
        if let Some((replica, Reached { synced, .. })) = reached::any(self.folder())
            && (synced > applied.seq || (synced > 0 && replica != applied.replica))
        {
            return Err(StoreFault::damaged(format!(
                "it ends at entry {}, and had {synced} on the disk",
                applied.seq
            )));
        }
        let rows = self.prove_rows()?;
        let with_row = self.prove_lines(applied.seq)?;
        if rows == with_row {
            Ok(())
        } else {
            Err(StoreFault::damaged("a ticket has lost its lines"))
        }
    }

    /// Every row can be read; how many there are.
    fn prove_rows(&self) -> Result<u64, StoreFault> {
        fenced(|| {
            let mut count = 0;
            for row in self.row_tree().iter().values() {
                let bytes = row.map_err(|e| of_sled(self.folder(), e))?;
                let _: TicketRow = envelope::open(Kind::Ticket, &bytes)?;
                count += 1;
            }
            Ok(count)
        })
    }

    /// Every line up to the last one is there and can be read, and each row has its own; how many
    /// records with lines have a row.
    fn prove_lines(&self, last: u64) -> Result<u64, StoreFault> {
        let mut seen = vec![0_u64; (last / BITS) as usize + 1];
        let mut of = Lines::default();
        let mut with_row = 0;
        fenced(|| {
            for pair in self.entry_tree() {
                let (key, value) = pair.map_err(|e| of_sled(self.folder(), e))?;
                let record = lines::record_of(&key);
                if of.record != record {
                    with_row += u64::from(self.fits(&of)?);
                    of = Lines {
                        record,
                        count: 0,
                        last: 0,
                    };
                }
                for line in lines::stored(&value)? {
                    let seq = line.seq;
                    if seq == 0 || seq > last {
                        return Err(StoreFault::damaged(format!("it has a line {seq}")));
                    }
                    self.check_blob(&line)?;
                    seen[(seq / BITS) as usize] |= 1 << (seq % BITS);
                    of.count += 1;
                    of.last = seq;
                }
            }
            with_row += u64::from(self.fits(&of)?);
            Ok(())
        })?;
        let is_there = |seq: u64| seen[(seq / BITS) as usize] & (1 << (seq % BITS)) != 0;
        match (1..=last).find(|seq| !is_there(*seq)) {
            None => Ok(with_row),
            Some(seq) => Err(StoreFault::damaged(format!("line {seq} is missing"))),
        }
    }

    /// Whether a record has a row; one that it has must say as many lines.
    fn fits(&self, of: &Lines) -> Result<bool, StoreFault> {
        let Some(row) = self.row(TicketId(of.record))? else {
            return Ok(false);
        };
        if (row.entries(), row.last_seq()) == (of.count, of.last) {
            Ok(true)
        } else {
            Err(StoreFault::damaged(format!(
                "ticket {} does not have the lines that it should",
                of.record
            )))
        }
    }
}

/// The lines of one record.
#[derive(Debug, Default)]
struct Lines {
    record: Uuid,
    count: u32,
    last: u64,
}
