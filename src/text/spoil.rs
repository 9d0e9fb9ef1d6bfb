//! Inputs by chance for the tests: good samples that were spoiled, the same for the same seed.
//!
//! Every reader of bytes from outside has one such test. `NIGHTDESK_FUZZ` sets the number of its
//! inputs and `NIGHTDESK_SEED` the first of them; a failure names the two that repeat it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Inputs of one test where nothing else is asked for. Source: our reliability figures.
const ROUNDS: u64 = 20_000;
/// The first input where nothing else is asked for.
const SEED: u64 = 0x00de_5c00;

/// What is put into a sample: what readers, terminals and calendars trip over.
const PIECES: [&[u8]; 32] = [
    b"\x1b[31337m",
    b"\x1b]52;c;Q0FO\x07",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1bP",
    b"\x00",
    b"\xff\xfe",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\t",
    b"\"",
    b"\\u001b",
    b"\\ud800",
    b",\"\"",
    b"{\"a\":[",
    b"]}",
    b"-0",
    b"1e400",
    b"18446744073709551616",
    b"-1",
    b"9999-12-31",
    b"02-29",
    b"24:60",
    b"+00:00",
    "\u{202e}".as_bytes(),
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".as_bytes(),
    "\u{1f468}\u{200d}\u{1f469}".as_bytes(),
    "\u{4e00}".as_bytes(),
    "<+3 marks>".as_bytes(),
    b"T-1",
];

/// Numbers by chance, the same for the same seed (splitmix64).
pub(crate) struct Spoil(u64);

impl Spoil {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// One of these.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// A sample with one to four faults: a bit, a piece, a part gone, doubled or cut off.
    pub(crate) fn spoilt(&mut self, sample: &[u8]) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + self.below(24)).min(bytes.len());
            match self.below(6) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[at] = self.next() as u8,
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                4 if self.below(4) == 0 => bytes.truncate(at),
                _ => {
                    let piece = self.one(&PIECES);
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
        }
        bytes
    }

    /// Any bytes, at most so many.
    pub(crate) fn any(&mut self, max: usize) -> Vec<u8> {
        let length = self.below(max + 1);
        (0..length).map(|_| self.next() as u8).collect()
    }
}

/// Tries one input after the other.
pub(crate) fn rounds(mut one: impl FnMut(&mut Spoil)) {
    let asked = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let first: u64 = asked("NIGHTDESK_SEED").unwrap_or(SEED);
    let count: u64 = asked("NIGHTDESK_FUZZ").unwrap_or(ROUNDS);
    for n in 0..count {
        let mut spoil = Spoil(first + n);
        let tried = catch_unwind(AssertUnwindSafe(|| one(&mut spoil)));
        if let Err(fault) = tried {
            let said = fault.downcast_ref::<String>().cloned();
            if let Some(said) = said {
                panic!(
                    "{said}\nrepeat it: NIGHTDESK_SEED={} NIGHTDESK_FUZZ=1",
                    first + n
                );
            }
            resume_unwind(fault);
        }
    }
}
