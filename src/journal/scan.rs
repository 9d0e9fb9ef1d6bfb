//! Reading the chain: from a position on, group by group, to the end or to the first fault.
//!
//! One pass serves every reader, with the lock and without it. It holds one group in memory, not
//! the journal; for whoever throws all away after a fault, some lines of a group and not an import
//! of a hundred thousand.
//!
//! Invariants:
//! - Nothing is handed on before its line and its chain were checked, and, unless pieces are asked
//!   for, its whole group.
//! - Bytes are called torn only where nobody can have been told of them: everything else that does
//!   not fit is damage, named by file, line and seq, and left as it is.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::LINE_BYTES_MAX;
use super::acked::{Acked, MAYBE_MARK};
use super::ahead::{Parsed, with_lines};
use super::chain::{Damage, Piece, Position, ReadError, ReadLimit};
use super::folder::{Folder, Segment, segment_name};
use super::line::{Entry, LineFault, Place};

/// What stands behind the last whole group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Torn {
    pub(super) place: Place,
    pub(super) bytes: u64,
}

/// What a pass found.
#[derive(Debug)]
pub(super) struct Scanned {
    pub(super) end: Position,
    /// Where the acknowledged groups ended; none where that is before the pass began or at it.
    pub(super) acked_end: Option<Position>,
    pub(super) torn: Option<Torn>,
}

/// What is asked of a pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub(super) from: Position,
    pub(super) limit: ReadLimit,
    pub(super) acked: Option<Acked>,
    /// The highest seq that anyone was told of, beyond `acked`.
    pub(super) told: u64,
    /// Who knows of it, in words.
    pub(super) teller: &'static str,
    /// After how many lines of a group those are handed on; none = the whole group.
    pub(super) piece: Option<usize>,
}

struct Scan<'a> {
    folder: &'a Folder,
    ask: Ask,
    good: Position,
    cursor: Position,
    acked_end: Option<Position>,
    pending: Vec<Entry>,
    /// The place in its group of the line before; none = it ended one.
    within: Option<(u32, u32)>,
}

enum Step {
    Next,
    Piece(Piece),
    Bad(String),
}

/// Reads from `ask.from` on and hands each group to `on_piece`, whole or in the pieces asked for.
pub(super) fn scan(
    folder: &Folder,
    ask: Ask,
    on_piece: &mut dyn FnMut(Piece),
) -> Result<Scanned, ReadError> {
    let files = folder.segments().map_err(|error| ReadError::Io {
        path: folder.journal(),
        error,
    })?;
    let mut scan = Scan {
        folder,
        ask,
        good: ask.from,
        cursor: ask.from,
        acked_end: None,
        pending: Vec::new(),
        within: None,
    };
    scan.check_files(&files)?;
    let torn = scan.run(&files, on_piece)?;
    Ok(Scanned {
        end: scan.good,
        acked_end: scan.acked_end,
        torn,
    })
}

impl Scan<'_> {
    fn run(
        &mut self,
        files: &[Segment],
        on_piece: &mut dyn FnMut(Piece),
    ) -> Result<Option<Torn>, ReadError> {
        for (i, file) in files.iter().enumerate() {
            if file.number < self.ask.from.file {
                continue;
            }
            if file.number > self.cursor.file {
                self.cursor.file = file.number;
                self.cursor.offset = 0;
            }
            if self.is_at_limit() {
                return Ok(None);
            }
            let is_last = i + 1 == files.len();
            match self.file(file, on_piece)? {
                None if self.is_at_limit() => return Ok(None),
                None => {}
                Some(why) if is_last => return self.tail(file, &why),
                Some(why) => return Err(self.damage(why).into()),
            }
        }
        if self.told() > self.good.seq {
            return Err(self.damage(self.too_short()).into());
        }
        Ok(None)
    }

    /// One file, from the cursor on; gives why it could not be read to its end.
    fn file(
        &mut self,
        file: &Segment,
        on_piece: &mut dyn FnMut(Piece),
    ) -> Result<Option<String>, ReadError> {
        let path = self.folder.segment(file.number);
        let io = |error| ReadError::Io {
            path: path.clone(),
            error,
        };
        let mut opened = self.folder.open_segment(file.number, false).map_err(io)?;
        opened
            .seek(SeekFrom::Start(self.cursor.offset))
            .map_err(io)?;
        let reader = BufReader::with_capacity(256 * 1024, opened);
        let bytes = file.bytes.saturating_sub(self.cursor.offset);
        with_lines(reader, bytes, |next| {
            self.lines(&mut || next().map_err(io), on_piece)
        })
    }

    /// The lines of a file, from the cursor on; gives why they could not be read to their end.
    fn lines(
        &mut self,
        next: &mut dyn FnMut() -> Result<Option<Parsed>, ReadError>,
        on_piece: &mut dyn FnMut(Piece),
    ) -> Result<Option<String>, ReadError> {
        loop {
            let Some(parsed) = next()? else {
                return Ok(self
                    .within
                    .is_some()
                    .then(|| "its group is not whole".to_owned()));
            };
            match self.line(parsed)? {
                Step::Next => {}
                Step::Bad(why) => return Ok(Some(why)),
                Step::Piece(piece) => {
                    let is_end = piece.end.is_some();
                    on_piece(piece);
                    if is_end && self.is_at_limit() {
                        return Ok(None);
                    }
                }
            }
        }
    }

    fn line(&mut self, parsed: Parsed) -> Result<Step, ReadError> {
        let mut entry = match parsed.entry {
            Ok(entry) => entry,
            Err(LineFault::Newer(v)) => {
                return Err(ReadError::Newer {
                    v,
                    seq: self.cursor.seq + 1,
                });
            }
            Err(
                fault @ (LineFault::NotWhole
                | LineFault::TooLong
                | LineFault::Hash
                | LineFault::Sum
                | LineFault::Head(_)
                | LineFault::Data),
            ) => return Ok(Step::Bad(fault.to_string())),
        };
        if let Some(why) = misfit(&entry, &self.cursor, self.within) {
            return Ok(Step::Bad(why));
        }
        entry.place = self.cursor.place();
        self.cursor.pass(&entry, parsed.bytes);
        self.check_acked(&entry)?;
        self.within = (entry.of.0 < entry.of.1).then_some(entry.of);
        self.pending.push(entry);
        if self.within.is_some() {
            return Ok(if self.is_piece() {
                self.hand_on(None)
            } else {
                Step::Next
            });
        }
        self.good = self.cursor;
        if self.ask.acked.is_some_and(|a| a.seq == self.good.seq) {
            self.acked_end = Some(self.good);
        }
        Ok(self.hand_on(Some(self.good)))
    }

    /// Whether the lines held are as many as were asked for, of a group that is surely whole: one
    /// that nobody was told of may be torn.
    fn is_piece(&self) -> bool {
        let is_full = self
            .ask
            .piece
            .is_some_and(|most| self.pending.len() >= most);
        let left = self.within.map_or(0, |(at, all)| all.saturating_sub(at));
        is_full && self.cursor.seq + u64::from(left) <= self.told()
    }

    fn hand_on(&mut self, end: Option<Position>) -> Step {
        Step::Piece(Piece {
            entries: std::mem::take(&mut self.pending),
            end,
        })
    }

    fn check_acked(&self, entry: &Entry) -> Result<(), Damage> {
        let is_other = self
            .ask
            .acked
            .is_some_and(|a| a.seq == entry.seq && a.hash[..] != entry.hash[..8]);
        if is_other {
            return Err(Damage {
                file: segment_name(entry.place.file),
                line: line_number(self.folder, entry.place),
                seq: entry.seq,
                why: format!("another line than this one was acknowledged {MAYBE_MARK}"),
            });
        }
        Ok(())
    }

    fn is_at_limit(&self) -> bool {
        match (self.ask.limit, self.ask.acked) {
            (ReadLimit::Acked, Some(acked)) => self.good.seq >= acked.seq,
            (ReadLimit::Upto(seq), Some(acked)) => self.good.seq >= acked.seq.min(seq),
            (ReadLimit::Upto(seq), None) => self.good.seq >= seq,
            (ReadLimit::Acked, None) | (ReadLimit::Whole, _) => false,
        }
    }

    fn told(&self) -> u64 {
        self.ask.told.max(self.ask.acked.map_or(0, |a| a.seq))
    }

    /// Why a journal that ends before what was acknowledged is damaged.
    fn too_short(&self) -> String {
        let marked = self.ask.acked.map_or(0, |a| a.seq);
        if marked > self.good.seq {
            return format!(
                "the journal ends here, but seq {marked} was acknowledged {MAYBE_MARK}"
            );
        }
        format!(
            "the journal ends here, but {} goes up to seq {}",
            self.ask.teller, self.ask.told
        )
    }

    /// Decides whether what follows the last whole group is torn or damaged.
    fn tail(&self, file: &Segment, why: &str) -> Result<Option<Torn>, ReadError> {
        if self.told() > self.good.seq {
            let is_marked = self.ask.acked.is_some_and(|a| a.seq > self.good.seq);
            let why = if is_marked {
                why.to_owned()
            } else {
                let Ask { teller, told, .. } = self.ask;
                format!("{why}; it was saved once, for {teller} goes up to seq {told}")
            };
            return Err(self.damage(why).into());
        }
        let offset = if self.good.file == file.number {
            self.good.offset
        } else {
            0
        };
        // Without the mark nobody knows what was acknowledged: a good line behind the bad one
        // then says that the bad one was once good too.
        if self.ask.acked.is_none() && self.has_good_behind(file.number)? {
            return Err(self.damage(why.to_owned()).into());
        }
        Ok(Some(Torn {
            place: Place {
                file: file.number,
                offset,
            },
            bytes: file.bytes.saturating_sub(offset),
        }))
    }

    /// Whether a good line stands behind the bad one at the cursor; one line is held at a time.
    fn has_good_behind(&self, file: u32) -> Result<bool, ReadError> {
        let read = || -> io::Result<bool> {
            let mut opened = self.folder.open_segment(file, false)?;
            opened.seek(SeekFrom::Start(self.cursor.offset))?;
            let mut reader = BufReader::with_capacity(256 * 1024, opened);
            let mut line = Vec::new();
            read_line(&mut reader, &mut line)?;
            loop {
                read_line(&mut reader, &mut line)?;
                if line.is_empty() {
                    return Ok(false);
                }
                if line.ends_with(b"\n") && Entry::parse(&line).is_ok() {
                    return Ok(true);
                }
            }
        };
        read().map_err(|error| ReadError::Io {
            path: self.folder.segment(file),
            error,
        })
    }

    fn check_files(&self, files: &[Segment]) -> Result<(), Damage> {
        let missing = (1..)
            .zip(files)
            .find(|(number, file)| file.number != *number)
            .map(|(number, _)| number)
            .or_else(|| (files.len() < self.ask.from.file as usize).then_some(self.ask.from.file));
        match missing {
            None => Ok(()),
            Some(number) => Err(Damage {
                file: segment_name(number),
                line: 1,
                seq: if number >= self.ask.from.file {
                    self.ask.from.seq + 1
                } else {
                    self.ask.from.seq
                },
                why: "the file is missing".to_owned(),
            }),
        }
    }

    fn damage(&self, why: String) -> Damage {
        Damage {
            file: segment_name(self.cursor.file),
            line: line_number(self.folder, self.cursor.place()),
            seq: self.cursor.seq + 1,
            why,
        }
    }
}

/// Why a good line does not belong at the cursor; `within` is the place in its group of the line
/// before, where that did not end one.
pub(super) fn misfit(
    entry: &Entry,
    cursor: &Position,
    within: Option<(u32, u32)>,
) -> Option<String> {
    if entry.seq != cursor.seq + 1 {
        return Some(format!("seq {} stands there", entry.seq));
    }
    if entry.prev != cursor.hash {
        return Some("it does not follow from the line before".to_owned());
    }
    let expected = match within {
        Some((before, all)) => (before + 1, all),
        None => (1, entry.of.1),
    };
    (entry.of != expected).then(|| {
        format!(
            "it is line {} of {} of a group, where line {} of {} should stand",
            entry.of.0, entry.of.1, expected.0, expected.1
        )
    })
}

pub(super) fn line_without_end(line: &[u8]) -> LineFault {
    if line.len() >= LINE_BYTES_MAX {
        LineFault::TooLong
    } else {
        LineFault::NotWhole
    }
}

/// Reads one line with its end into `line`; empty at the end of the file.
pub(super) fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<()> {
    line.clear();
    reader
        .by_ref()
        .take(LINE_BYTES_MAX as u64)
        .read_until(b'\n', line)?;
    Ok(())
}

/// Which line begins at a place, from 1.
pub(super) fn line_number(folder: &Folder, place: Place) -> u64 {
    let count = || -> io::Result<u64> {
        let opened = folder.open_segment(place.file, false)?;
        let mut reader = BufReader::with_capacity(256 * 1024, opened.take(place.offset));
        let mut lines = 0;
        loop {
            let block = reader.fill_buf()?;
            if block.is_empty() {
                return Ok(lines + 1);
            }
            lines += memchr::memchr_iter(b'\n', block).count() as u64;
            let n = block.len();
            reader.consume(n);
        }
    };
    // A file that can no longer be read has its own message; the number is then not known.
    count().unwrap_or(0)
}
