//! Checking a journal that comes as a stream, such as out of a backup: no folder, no lock.
//!
//! It is held to the same rules as the files of a desk, and to one more: nothing may be torn, for
//! a copy ends where the one who made it was told that it was saved.
//!
//! Invariant: after [`Stream::end`] every line, the chain, the groups and the orders of what was
//! taken out fit; one line is held in memory, not the journal.

use std::collections::BTreeMap;
use std::io::BufRead;

use uuid::Uuid;

use super::chain::{Damage, Position, ReadError};
use super::folder::segment_name;
use super::hex;
use super::line::{Entry, LineFault};
use super::report::Head;
use super::scan::{line_without_end, misfit, read_line};
use super::verify::REDACTED_KIND;

/// A journal on its way through a reader.
#[derive(Debug)]
pub struct Stream {
    cursor: Position,
    pending: Option<Entry>,
    line: u64,
    /// Lines without their data: the id, the place, and the entry that should have ordered it.
    taken_out: Vec<(Uuid, Damage, u64)>,
    orders: BTreeMap<u64, Vec<Uuid>>,
}

impl Default for Stream {
    fn default() -> Self {
        Self::new()
    }
}

impl Stream {
    /// Before the first line.
    pub fn new() -> Self {
        Self {
            cursor: Position::START,
            pending: None,
            line: 0,
            taken_out: Vec::new(),
            orders: BTreeMap::new(),
        }
    }

    /// Reads the next file to its end, and hands on each line that fits.
    ///
    /// # Errors
    /// See [`ReadError`]; nothing behind the place is to be trusted.
    pub fn file(
        &mut self,
        number: u32,
        source: &mut impl BufRead,
        on_entry: &mut dyn FnMut(Entry),
    ) -> Result<(), ReadError> {
        let is_next = self.cursor.seq == 0 && number == 1 || number == self.cursor.file + 1;
        (self.cursor.file, self.cursor.offset, self.line) = (number, 0, 0);
        if !is_next {
            return Err(self
                .damage("the file before it is missing".to_owned())
                .into());
        }
        let mut line = Vec::new();
        loop {
            read_line(source, &mut line).map_err(|error| ReadError::Io {
                path: segment_name(number).into(),
                error,
            })?;
            if line.is_empty() {
                break;
            }
            self.line += 1;
            on_entry(self.one(&line)?);
        }
        if self.pending.is_some() {
            return Err(self.damage("its group is not whole".to_owned()).into());
        }
        Ok(())
    }

    /// After the last file: whether what was taken out was ordered, and where the journal ends.
    ///
    /// # Errors
    /// The first line whose data is gone without an order.
    pub fn end(self) -> Result<Position, Damage> {
        for (id, damage, order) in self.taken_out {
            let named = self.orders.get(&order).filter(|_| order > damage.seq);
            if !named.is_some_and(|on| on.contains(&id)) {
                return Err(damage);
            }
        }
        Ok(self.cursor)
    }

    fn one(&mut self, line: &[u8]) -> Result<Entry, ReadError> {
        if line.last() != Some(&b'\n') {
            return Err(self.damage(line_without_end(line).to_string()).into());
        }
        let entry = match Entry::parse(line) {
            Ok(entry) => entry,
            Err(LineFault::Newer(v)) => {
                let seq = self.cursor.seq + 1;
                return Err(ReadError::Newer { v, seq });
            }
            Err(
                fault @ (LineFault::NotWhole
                | LineFault::TooLong
                | LineFault::Hash
                | LineFault::Sum
                | LineFault::Head(_)
                | LineFault::Data),
            ) => return Err(self.damage(fault.to_string()).into()),
        };
        if let Some(why) = misfit(&entry, &self.cursor, self.pending.as_ref().map(|e| e.of)) {
            return Err(self.damage(why).into());
        }
        if let Some(order) = entry.redacted {
            let why = "its data was taken out, and no entry orders it".to_owned();
            let damage = self.damage(why);
            self.taken_out.push((entry.id, damage, order));
        }
        if entry.kind == REDACTED_KIND {
            self.orders.insert(entry.seq, entry.on.clone());
        }
        self.cursor.pass(&entry, line.len() as u64);
        self.pending = (entry.of.0 < entry.of.1).then(|| entry.clone());
        Ok(entry)
    }

    fn damage(&self, why: String) -> Damage {
        Damage {
            file: segment_name(self.cursor.file),
            line: self.line,
            seq: self.cursor.seq + 1,
            why,
        }
    }
}

impl Position {
    /// The line before this place, as heads are printed.
    pub fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash16: hex::encode(&self.hash[..8]),
        }
    }

    /// The whole hash of the line before, 64 lower-case hexadecimal digits.
    pub fn hash_hex(&self) -> String {
        hex::encode(&self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{desk, fill};
    use super::super::{Journal, ReadLimit};
    use super::*;

    #[test]
    fn a_stream_ends_where_the_journal_does_and_stops_at_what_does_not_fit() {
        let desk = desk();
        let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(3000);
        fill(&mut journal, &[1, 2, 3, 1, 2, 3, 1, 2]);
        journal.read_new(ReadLimit::Acked).unwrap();
        let files: Vec<Vec<u8>> = super::super::journal_files(&desk.dir)
            .unwrap()
            .iter()
            .map(|file| std::fs::read(&file.path).unwrap())
            .collect();
        assert!(files.len() > 1, "more than one file");
        let read = |files: &[Vec<u8>]| {
            let (mut stream, mut entries) = (Stream::new(), 0);
            for (number, file) in (1..).zip(files) {
                stream.file(number, &mut &file[..], &mut |_| entries += 1)?;
            }
            Ok::<_, ReadError>((stream.end()?, entries))
        };
        let (end, entries) = read(&files).unwrap();
        assert_eq!(end, journal.position());
        assert_eq!(end.seq, entries);
        // A file that is gone, a byte that is another, a group that is cut.
        assert!(read(&files[1..]).is_err());
        let mut cut = files.clone();
        let last = cut.last_mut().unwrap();
        last.pop();
        assert!(read(&cut).is_err());
        for at in (0..files[0].len()).step_by(97) {
            let mut other = files.clone();
            other[0][at] ^= 1;
            assert!(read(&other).is_err(), "byte {at}");
        }
    }
}
