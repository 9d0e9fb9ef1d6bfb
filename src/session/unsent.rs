//! What was written to the terminal and not taken by it yet.
//!
//! A terminal at the end of a slow line takes a frame in pieces, and a line that stalls takes none.
//! What waits here is one frame at most, for the session draws the next one only when this is
//! empty: so a stall takes no more memory than a screen.
//!
//! Invariants: bytes leave in the order in which they came, each once; what is cut off is cut
//! between two sequences, never within one.

use std::io;

/// What the terminal has not taken.
#[derive(Debug, Default)]
pub(super) struct Unsent {
    bytes: Vec<u8>,
    /// How many of them were sent.
    sent: usize,
}

impl Unsent {
    /// Whether all was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes more to send.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Sends what waits by a `write` that says how much was taken, once.
    pub(super) fn send(
        &mut self,
        write: impl FnOnce(&[u8]) -> io::Result<usize>,
    ) -> io::Result<()> {
        self.sent += write(&self.bytes[self.sent..])?;
        if self.sent >= self.bytes.len() {
            *self = Self::default();
        }
        Ok(())
    }

    /// Forgets all, but for the bytes without which the terminal would stand within a sequence or
    /// a letter: those are given back, to be sent first.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let Self { bytes, sent } = std::mem::take(self);
        if sent == 0 {
            return Vec::new();
        }
        let rest = &bytes[sent..];
        let is_escape = |byte: &u8| *byte == 0x1b;
        let Some(begun) = bytes[..sent].iter().rposition(is_escape) else {
            return rest[..letter_end(rest)].to_vec();
        };
        let end = sequence_end(&bytes[begun..]).map_or(bytes.len(), |len| begun + len);
        let end = if end > sent {
            end
        } else {
            sent + letter_end(rest)
        };
        bytes[sent..end].to_vec()
    }
}

/// The bytes that still belong to a letter that has begun.
fn letter_end(bytes: &[u8]) -> usize {
    let is_inner = |byte: &&u8| **byte & 0xc0 == 0x80;
    bytes.iter().take_while(is_inner).count()
}

/// How long the escape sequence is that begins here; none where its end is not there.
fn sequence_end(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.get(2..)?;
    let len = match bytes[1] {
        b'[' => rest.iter().position(|byte| (0x40..=0x7e).contains(byte))? + 3,
        // A title or a copy: up to the bell, or to the sequence that ends it.
        b']' => {
            let bell = rest.iter().position(|byte| *byte == 0x07).map(|at| at + 3);
            let end = rest.windows(2).position(|two| two == b"\x1b\\");
            let end = end.map(|at| at + 4);
            bell.into_iter().chain(end).min()?
        }
        b'(' => 3,
        _ => 2,
    };
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: &[u8], sent: usize) -> Vec<u8> {
        let mut unsent = Unsent::default();
        unsent.put(bytes);
        unsent.send(|_| Ok(sent)).unwrap();
        unsent.take()
    }

    #[test]
    fn what_was_not_taken_waits_in_its_order() {
        let mut unsent = Unsent::default();
        unsent.put(b"abc");
        unsent.send(|_| Ok(1)).unwrap();
        unsent.put(b"def");
        let mut seen = Vec::new();
        unsent
            .send(|rest| {
                seen.extend_from_slice(rest);
                Ok(rest.len())
            })
            .unwrap();
        assert_eq!(seen, b"bcdef");
        assert!(unsent.is_empty());
        assert!(
            unsent
                .send(|_| Err(io::ErrorKind::BrokenPipe.into()))
                .is_err()
        );
    }

    #[test]
    fn a_frame_is_cut_between_two_sequences() {
        let frame = "a\x1b[1;31mé漢\x1b]52;c;YQ==\x1b\\x\x1b]2;t\x07\x1b(Bz\x1b[0m".as_bytes();
        assert_eq!(cut(frame, 0), b"", "nothing has begun");
        for sent in 1..frame.len() {
            let whole = [&frame[..sent], &cut(frame, sent)].concat();
            assert!(frame.starts_with(&whole));
            let text = std::str::from_utf8(&whole).expect("whole letters");
            let ends = ["a", "m", "é", "漢", "\x1b\\", "x", "\x07", "\x1b(B", "z"];
            assert!(ends.iter().any(|end| text.ends_with(end)), "{text:?}");
            assert!(whole.len() - sent < 14, "{text:?}");
        }
    }

    #[test]
    fn a_sequence_without_its_end_is_sent_as_far_as_it_goes() {
        assert_eq!(cut(b"\x1b[12", 2), b"12");
        assert_eq!(cut(b"\x1b", 1), b"");
    }
}
