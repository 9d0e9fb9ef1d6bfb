//! Checking every line of a journal, and naming each that does not fit.
//!
//! Unlike a reader this goes on after a fault, so that the report shows how far it reaches. It
//! changes nothing and takes no lock: what a writer is adding behind the mark counts as torn.
//!
//! Invariant: each file is read once. Whoever has to know more of the lines than their sums is
//! handed each whole group on the way, as long as nothing was found wrong.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::path::Path;

use uuid::Uuid;

use super::acked::{Acked, MAYBE_MARK};
use super::chain::{Group, Position};
use super::folder::{Folder, Segment, segment_name};
use super::hex;
use super::line::{Entry, LineFault};
use super::orders::Orders;
use super::report::{Fault, Head, Redaction, Report};
use super::scan::{line_without_end, misfit, read_line};
use super::witness::{Noted, Seen};

/// The kind of an entry that orders the removal of other entries' data.
pub(super) const REDACTED_KIND: &str = "entry.redacted";
/// Faults that are named; a journal that is wrong throughout would else fill the memory.
const FAULTS_MAX: usize = 1000;
/// Lines between two calls that tell of progress.
const PROGRESS_LINES: u64 = 1024;

/// A journal that was read through once.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    seen: Seen,
    /// The last seq that the files reach.
    ended: u64,
}

impl Checked {
    /// Compares the noted heads with the lines, and adds what does not fit to the report.
    pub fn compare(&mut self, noted: &Noted) {
        let (found, missing) = noted.compare(&self.seen);
        self.report.witnessed += found;
        if let Some((seq, why)) = missing
            && self.report.faults.len() < FAULTS_MAX
        {
            self.report.is_mark_alone = false;
            self.report.ok = false;
            self.report.faults.push(Fault {
                file: "witness".to_owned(),
                line: 0,
                seq: seq.min(self.ended + 1),
                why,
            });
        }
    }
}

struct Check<'a> {
    acked: Option<Acked>,
    report: Report,
    cursor: Position,
    /// The end of the last whole group before any fault.
    good: Position,
    /// How many good lines there were up to there.
    good_entries: u64,
    /// Whether the line before the cursor was good, so that the next must follow from it.
    is_chained: bool,
    /// The lines so far of a group that is not whole yet; of one that counts for nothing the last.
    pending: Vec<Entry>,
    on_group: &'a mut dyn FnMut(Group),
    /// What lines without their data get from the entries that took it.
    givers: Orders<'a>,
    file: Segment,
    is_last_file: bool,
    line: u64,
    /// Without the mark: how many faults there were when the tail began to look torn.
    maybe_torn: Option<usize>,
    seen: Seen,
    /// How many of the faults are of the mark.
    mark_faults: usize,
    taken_out: Vec<(Uuid, u64, Fault)>,
    orders: BTreeMap<u64, Entry>,
}

/// Checks every line of the desk in `dir`. `progress` is told the bytes done and the bytes in all.
///
/// # Errors
/// A file cannot be read at all. What can be read and does not fit is in the report.
pub fn verify(dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> io::Result<Report> {
    Ok(check(dir, progress, &mut |_| {})?.report)
}

/// The same, after which noted heads may be compared. Each whole group before the first
/// fault is handed to `on_group`, acknowledged or not.
///
/// # Errors
/// As [`verify`].
pub fn check(
    dir: &Path,
    progress: &mut dyn FnMut(u64, u64),
    on_group: &mut dyn FnMut(Group),
) -> io::Result<Checked> {
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
        pending: Vec::new(),
        on_group,
        givers: Orders::of(&folder),
        file: *first,
        is_last_file: false,
        line: 0,
        maybe_torn: None,
        seen: Seen::default(),
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

impl Check<'_> {
    fn begin(&mut self, file: Segment, number: u32, is_last: bool) {
        if self.file.number + 1 < file.number || (number == 1 && file.number > 1) {
            let missing = if number == 1 { 1 } else { self.file.number + 1 };
            self.file.number = missing;
            self.line = 0;
            self.fault("the file is missing");
            self.is_chained = false;
            self.pending.clear();
        } else if !self.pending.is_empty() {
            self.fault("its group is not whole");
            self.pending.clear();
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
                let is_cut = self.is_last_file && !self.pending.is_empty();
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
                self.pending.clear();
                return false;
            }
        };
        let why = if self.is_chained {
            misfit(&entry, &self.cursor, self.pending.last().map(|e| e.of))
        } else {
            (entry.seq != self.cursor.seq + 1).then(|| format!("seq {} stands there", entry.seq))
        };
        if let Some(why) = why
            && self.stumble(&why)
        {
            return true;
        }
        self.take(entry, line.len() as u64);
        false
    }

    fn take(&mut self, mut entry: Entry, bytes: u64) {
        entry.place = self.cursor.place();
        self.maybe_torn = None;
        self.report.entries += 1;
        self.is_chained = true;
        self.cursor.pass(&entry, bytes);
        let is_other = self
            .acked
            .is_some_and(|a| a.seq == entry.seq && a.hash[..] != entry.hash[..8]);
        if is_other {
            let why = format!("another line than this one was acknowledged {MAYBE_MARK}");
            let fault = self.fault_at(entry.seq, &why);
            self.push(fault);
            self.mark_faults += 1;
        }
        self.seen.see(&entry);
        if let Some(order) = entry.redacted {
            let fault = self.fault_at(entry.seq, "its data was taken out, and no entry orders it");
            self.taken_out.push((entry.id, order, fault));
        }
        if entry.kind == REDACTED_KIND {
            self.orders.insert(entry.seq, entry.clone());
        }
        let is_end = entry.of.0 == entry.of.1;
        let is_sound = self.report.faults.is_empty() && self.report.newer.is_none();
        if !is_sound {
            // Only what the next line must follow is of use.
            self.pending.clear();
        }
        self.pending.push(entry);
        if !is_end {
            return;
        }
        let mut entries = std::mem::take(&mut self.pending);
        if is_sound {
            self.givers.fill(&mut entries);
            self.good = self.cursor;
            self.good_entries = self.report.entries;
            let end = self.good;
            (self.on_group)(Group { entries, end });
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

    fn finish(mut self, files: usize) -> Checked {
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
                        by: by.stamping.by.clone(),
                        at: by.stamping.at,
                        data: by.data().to_owned(),
                    });
                }
                Some(_) | None => self.push(fault),
            }
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
        Checked {
            report: self.report,
            seen: self.seen,
            ended,
        }
    }
}
