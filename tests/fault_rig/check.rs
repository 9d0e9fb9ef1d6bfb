//! What must be true of a desk after any fault: what was acknowledged is there byte for byte, what
//! was not saved is nowhere, the journal is good, and the records are what a reading of the whole
//! journal gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use nightdesk::desk::{Desk, Receipt, Snapshot, SubmitError, Verified};
use nightdesk::domain::Command;

/// The journal's first file; no test here writes a second.
pub fn journal(dir: &Path) -> Vec<u8> {
    fs::read(dir.join("journal/000001.jsonl")).expect("the journal")
}

/// The numbers of the texts `words n` in something.
pub fn words_in(text: &str) -> BTreeSet<u32> {
    let pieces = text.split("words ").skip(1);
    let digits = pieces.map(|piece| piece.split(|c: char| !c.is_ascii_digit()).next());
    digits.filter_map(|n| n?.parse().ok()).collect()
}

/// What somebody was told.
#[derive(Debug)]
pub struct Told {
    /// The journal up to the last entry that was acknowledged.
    saved: Vec<u8>,
    /// The texts that stood there before, and those that somebody has typed since.
    typed: BTreeSet<u32>,
    /// The last entry that was acknowledged.
    pub seq: u64,
    /// The texts of which it was said that they were not saved.
    unsaved: BTreeMap<u32, String>,
    /// The commands that were saved.
    pub count: usize,
}

impl Told {
    /// Somebody who begins with a desk as it stands.
    pub fn at(dir: &Path) -> Self {
        let saved = journal(dir);
        Self {
            typed: words_in(&String::from_utf8_lossy(&saved)),
            seq: saved.split(|byte| *byte == b'\n').count() as u64 - 1,
            saved,
            unsaved: BTreeMap::new(),
            count: 0,
        }
    }

    /// What came of commands that were given together.
    pub fn hears(
        &mut self,
        dir: &Path,
        given: &[Command],
        outcomes: &[Result<Receipt, SubmitError>],
    ) {
        assert_eq!(given.len(), outcomes.len());
        let mut last = self.seq;
        for (command, outcome) in given.iter().zip(outcomes) {
            let texts = words_in(&format!("{command:?}"));
            // One that was said before may be said again, and stands there from then.
            let new: Vec<u32> = texts.difference(&self.typed).copied().collect();
            self.typed.extend(&new);
            match outcome {
                Ok(receipt) => {
                    last = last.max(receipt.seq);
                    self.count += 1;
                }
                Err(SubmitError::Unsure(_)) => {}
                Err(
                    error @ (SubmitError::Refused(_)
                    | SubmitError::NotSaved(_)
                    | SubmitError::ReadOnly(_)
                    | SubmitError::Busy(_)
                    | SubmitError::Damaged(_)),
                ) => {
                    let why = new
                        .into_iter()
                        .map(|n| (n, format!("{error}: {command:?}")));
                    self.unsaved.extend(why);
                }
            }
        }
        if last > self.seq {
            self.takes(dir, last);
        }
    }

    /// The journal up to an entry is acknowledged.
    pub fn takes(&mut self, dir: &Path, seq: u64) {
        let file = fs::File::open(dir.join("journal/000001.jsonl")).expect("the journal");
        let length = file.metadata().expect("a file").len() as usize;
        let mut new = vec![0; length.saturating_sub(self.saved.len())];
        file.read_exact_at(&mut new, self.saved.len() as u64)
            .expect("it can be read");
        let lines = new.split_inclusive(|byte| *byte == b'\n');
        let lines: Vec<&[u8]> = lines.take((seq - self.seq) as usize).collect();
        assert_eq!(lines.len() as u64, seq - self.seq, "acknowledged and gone");
        self.saved.extend(lines.concat());
        self.seq = seq;
    }

    /// Nothing that was acknowledged is lost or changed, and nothing is there of which somebody
    /// was told that it was not saved.
    pub fn holds(&self, dir: &Path) {
        let bytes = journal(dir);
        assert!(
            bytes.starts_with(&self.saved),
            "of {} saved bytes not all are in {}",
            self.saved.len(),
            bytes.len()
        );
        let there = words_in(&String::from_utf8_lossy(&bytes));
        let wrong: Vec<_> = there.iter().filter_map(|n| self.unsaved.get(n)).collect();
        assert!(
            wrong.is_empty(),
            "not saved and there all the same: {wrong:?}"
        );
    }
}

/// The journal is good to its last byte; gives what was found.
pub fn is_good(dir: &Path) -> Verified {
    let found = Desk::verify(dir, None, &mut |_, _| {}).expect("it can be checked");
    let report = &found.journal;
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!(report.torn_bytes, 0);
    assert_eq!(report.entries, report.head.seq, "a hole");
    found
}

/// What a snapshot knows, in words, whatever order its maps have.
pub fn all_of(known: &Snapshot) -> Vec<String> {
    let register = &known.register;
    let mut all: Vec<String> = register.tickets().map(|it| format!("{it:?}")).collect();
    all.extend(register.lists().map(|it| format!("{it:?}")));
    all.extend(register.callouts().map(|it| format!("{it:?}")));
    all.extend(register.claims().map(|it| format!("{it:?}")));
    all.extend(register.turns().map(|it| format!("{it:?}")));
    all.extend(register.people().map(|it| format!("{it:?}")));
    all.sort();
    all
}

/// What one snapshot knows and another does not have so.
pub fn differs(known: &[String], from: &[String]) -> Option<String> {
    let odd = known.iter().find(|it| from.binary_search(it).is_err())?;
    let id = odd.get(..70).unwrap_or(odd);
    let there = from.iter().find(|it| it.starts_with(id));
    Some(format!("{odd}\nis\n{there:?}"))
}
