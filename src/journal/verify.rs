//! Checking every line of a journal, and naming each that does not fit.
//!
//! Unlike a reader this goes on after a fault, so that the report shows how far it reaches. It
//! changes nothing and takes no lock: what a writer is adding behind the mark counts as torn.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::path::Path;

use uuid::Uuid;

use super::acked::{Acked, MAYBE_MARK};
use super::chain::Position;
use super::folder::{Folder, Segment, segment_name};
use super::hex;
use super::line::{By, Entry, LineFault};
use super::scan::{line_without_end, misfit, read_line};
use super::witness::Witness;
use crate::time::Stamp;

/// The kind of an entry that orders the removal of other entries' data.
pub(super) const REDACTED_KIND: &str = "entry.redacted";
/// Faults that are named; a journal that is wrong throughout would else fill the memory.
const FAULTS_MAX: usize = 1000;
/// Lines between two calls that tell of progress.
const PROGRESS_LINES: u64 = 1024;

/// One place that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 0 where a whole file is meant.
    pub line: u64,
    /// The seq that should stand there.
    pub seq: u64,
    /// What does not fit.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            seq,
            why,
        } = self;
        if *line == 0 {
            return write!(f, "{file}: {why} (seq {seq})");
        }
        write!(f, "journal/{file}, line {line}, seq {seq}: {why}")
    }
}

/// An entry whose data was taken out by an order that stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The entry without its data.
    pub seq: u64,
    /// The entry that ordered it.
    pub ordered_by: u64,
    /// Who ordered it.
    pub by: By,
    /// When.
    pub at: Stamp,
    /// The order's data, in which the reason stands.
    pub data: String,
}

/// The end of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The last line's seq; 0 for an empty journal.
    pub seq: u64,
    /// The first 16 hexadecimal digits of its hash.
    pub hash16: String,
}

/// What a check of the whole journal found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Whether everything fits. A torn tail, which nobody was told of, is no fault.
    pub ok: bool,
    /// Good lines of whole groups.
    pub entries: u64,
    /// Journal files.
    pub files: u32,
    /// The end of the chain, as far as it is good.
    pub head: Head,
    /// Entries without their data, and who ordered that.
    pub redacted: Vec<Redaction>,
    /// What does not fit, in the files' order, at most 1,000.
    pub faults: Vec<Fault>,
    /// Whether the lines fit together, and the mark of what was acknowledged alone does not fit them.
    pub is_mark_alone: bool,
    /// The first entry that a newer program wrote, and the version of its line. From there on
    /// nothing is known; it is no fault.
    pub newer: Option<(u64, u32)>,
    /// Bytes behind the last whole group that nobody can have been told of.
    pub torn_bytes: u64,
    /// Noted heads that were found in the chain.
    pub witnessed: u32,
}

struct Check {
    acked: Option<Acked>,
    report: Report,
    cursor: Position,
    /// The end of the last whole group before any fault.
    good: Position,
    /// How many good lines there were up to there.
    good_entries: u64,
    /// Whether the line before the cursor was good, so that the next must follow from it.
    is_chained: bool,
    pending: Option<Entry>,
    file: Segment,
    is_last_file: bool,
    line: u64,
    /// Without the mark: how many faults there were when the tail began to look torn.
    maybe_torn: Option<usize>,
    witness: Witness,
    /// How many of the faults are of the mark.
    mark_faults: usize,
    taken_out: Vec<(Uuid, u64, Fault)>,
    orders: BTreeMap<u64, Entry>,
}

/// Checks every line of the desk in `dir`. `witness` is a file of noted heads, or a folder with one
/// such file a replica. `progress` is told the bytes done and the bytes in all.
///
/// # Errors
/// A file cannot be read at all. What can be read and does not fit is in the report.
pub fn verify(
    dir: &Path,
    witness: Option<&Path>,
    progress: &mut dyn FnMut(u64, u64),
) -> io::Result<Report> {
    let folder = Folder::new(dir, false);
    // The mark is read before the files: what it tells of is then in them.
    let acked = Acked::read(&folder)?;
    let files = folder.segments()?;
    let (Some(first), Some(last)) = (files.first(), files.last()) else {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "it is not a desk: it has no journal",
        ));
    };
    let mut check = Check {
        acked,
        report: Report::default(),
        cursor: Position::START,
        good: Position::START,
        good_entries: 0,
        is_chained: true,
        pending: None,
        file: *first,
        is_last_file: false,
        line: 0,
        maybe_torn: None,
        witness: Witness::read(witness)?,
        mark_faults: 0,
        taken_out: Vec::new(),
        orders: BTreeMap::new(),
    };
    let all = files.iter().map(|f| f.bytes).sum();
    let mut done = 0;
    for (number, file) in (1..).zip(&files) {
        check.begin(*file, number, file == last);
        let is_torn = check.read(&folder, &mut |bytes| progress(done + bytes, all))?;
        done += file.bytes;
        if is_torn {
            break;
        }
    }
    progress(all, all);
    Ok(check.finish(files.len()))
}

impl Check {
    fn begin(&mut self, file: Segment, number: u32, is_last: bool) {
        if self.file.number + 1 < file.number || (number == 1 && file.number > 1) {
            let missing = if number == 1 { 1 } else { self.file.number + 1 };
            self.file.number = missing;
            self.line = 0;
            self.fault("the file is missing");
            self.is_chained = false;
            self.pending = None;
        } else if self.pending.is_some() {
            self.fault("its group is not whole");
            self.pending = None;
        }
        self.file = file;
        self.is_last_file = is_last;
        self.line = 0;
        self.cursor.file = file.number;
        self.cursor.offset = 0;
    }

    /// Reads one file; gives whether a torn tail ended it.
    fn read(&mut self, folder: &Folder, progress: &mut dyn FnMut(u64)) -> io::Result<bool> {
        let opened = folder.open_segment(self.file.number, false)?;
        // What a writer adds meanwhile is not looked at.
        let mut reader = BufReader::with_capacity(256 * 1024, opened.take(self.file.bytes));
        let mut line = Vec::new();
        loop {
            read_line(&mut reader, &mut line)?;
            if line.is_empty() {
                let is_cut = self.is_last_file && self.pending.is_some();
                return Ok(is_cut && self.stumble("its group is not whole"));
            }
            self.line += 1;
            if self.one(&line) {
                return Ok(true);
            }
            if self.line.is_multiple_of(PROGRESS_LINES) {
                progress(self.cursor.offset);
            }
        }
    }

    /// Checks one line; gives whether a torn tail begins with it.
    fn one(&mut self, line: &[u8]) -> bool {
        let read = if line.ends_with(b"\n") {
            Entry::parse(line)
        } else {
            Err(line_without_end(line))
        };
        let entry = match read {
            Ok(entry) => entry,
            Err(fault) => {
                if let LineFault::Newer(version) = fault {
                    let seq = self.cursor.seq + 1;
                    self.report.newer.get_or_insert((seq, version));
                } else if self.stumble(&fault.to_string()) {
                    return true;
                }
                self.cursor.seq += 1;
                self.cursor.offset += line.len() as u64;
                self.is_chained = false;
                self.pending = None;
                return false;
            }
        };
        let why = if self.is_chained {
            misfit(&entry, &self.cursor, self.pending.as_ref())
        } else {
            (entry.seq != self.cursor.seq + 1).then(|| format!("seq {} stands there", entry.seq))
        };
        if let Some(why) = why
            && self.stumble(&why)
        {
            return true;
        }
        self.cursor.offset += line.len() as u64;
        self.take(entry);
        false
    }

    fn take(&mut self, entry: Entry) {
        self.maybe_torn = None;
        self.report.entries += 1;
        self.is_chained = true;
        self.cursor.seq = entry.seq;
        self.cursor.hash = entry.hash;
        let is_other = self
            .acked
            .is_some_and(|a| a.seq == entry.seq && a.hash[..] != entry.hash[..8]);
        if is_other {
            let why = format!("another line than this one was acknowledged {MAYBE_MARK}");
            let fault = self.fault_at(entry.seq, &why);
            self.push(fault);
            self.mark_faults += 1;
        }
        self.witness.see(&entry);
        if let Some(order) = entry.redacted {
            let fault = self.fault_at(entry.seq, "its data was taken out, and no entry orders it");
            self.taken_out.push((entry.id, order, fault));
        }
        if entry.kind == REDACTED_KIND {
            self.orders.insert(entry.seq, entry.clone());
        }
        self.pending = (entry.of.0 < entry.of.1).then_some(entry);
        let is_sound = self.report.faults.is_empty() && self.report.newer.is_none();
        if self.pending.is_none() && is_sound {
            self.good = self.cursor;
            self.good_entries = self.report.entries;
        }
    }

    /// Notes a fault, unless the last file's tail is torn here; gives whether it is.
    fn stumble(&mut self, why: &str) -> bool {
        let is_first = self.is_last_file && self.report.faults.is_empty();
        match self.acked {
            Some(acked) if is_first && acked.seq <= self.good.seq => {
                self.set_torn();
                return true;
            }
            None if is_first => self.maybe_torn = Some(self.report.faults.len()),
            Some(_) | None => {}
        }
        self.fault(why);
        false
    }

    /// What stands behind the last whole group is torn: its lines count for nothing.
    fn set_torn(&mut self) {
        self.report.torn_bytes = self.torn_bytes();
        self.report.entries = self.good_entries;
    }

    fn torn_bytes(&self) -> u64 {
        if self.good.file < self.file.number {
            return self.file.bytes;
        }
        self.file.bytes - self.good.offset
    }

    fn fault(&mut self, why: &str) {
        let fault = self.fault_at(self.cursor.seq + 1, why);
        self.push(fault);
    }

    fn fault_at(&self, seq: u64, why: &str) -> Fault {
        Fault {
            file: segment_name(self.file.number),
            line: self.line,
            seq,
            why: why.to_owned(),
        }
    }

    fn push(&mut self, fault: Fault) {
        if self.report.faults.len() < FAULTS_MAX {
            self.report.faults.push(fault);
        }
    }

    fn finish(mut self, files: usize) -> Report {
        if let Some(faults) = self.maybe_torn {
            self.report.faults.truncate(faults);
            self.set_torn();
        }
        let ended = self.good.seq.max(self.cursor.seq);
        if let Some(acked) = self.acked.filter(|a| a.seq > ended) {
            self.line += 1;
            let why = format!(
                "the journal ends here, but seq {} was acknowledged {MAYBE_MARK}",
                acked.seq
            );
            self.fault(&why);
            self.mark_faults += 1;
        }
        for (id, order, fault) in std::mem::take(&mut self.taken_out) {
            match self.orders.get(&order) {
                Some(by) if by.on.contains(&id) && by.seq > fault.seq => {
                    self.report.redacted.push(Redaction {
                        seq: fault.seq,
                        ordered_by: order,
                        by: by.by.clone(),
                        at: by.at,
                        data: by.data().to_owned(),
                    });
                }
                Some(_) | None => self.push(fault),
            }
        }
        let (witnessed, missing) = self.witness.compare();
        self.report.witnessed = witnessed;
        for (seq, why) in missing {
            self.push(Fault {
                file: "witness".to_owned(),
                line: 0,
                seq: seq.min(ended + 1),
                why,
            });
        }
        self.report.files = u32::try_from(files).unwrap_or(u32::MAX);
        if self.good.seq > 0 {
            self.report.head = Head {
                seq: self.good.seq,
                hash16: hex::encode(&self.good.hash[..8]),
            };
        }
        self.report.is_mark_alone =
            self.mark_faults > 0 && self.mark_faults == self.report.faults.len();
        self.report.ok = self.report.faults.is_empty() && self.report.newer.is_none();
        self.report
    }
}
