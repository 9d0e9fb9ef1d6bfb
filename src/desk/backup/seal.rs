//! The sum at a backup's end.
//!
//! zstd checks what it holds, and not every byte in which it holds it. So behind the compressed
//! archive stands one more frame of the kind that every zstd program passes over, with the SHA-256
//! of all bytes before it: a backup of which any byte differs is refused before it is opened.

use std::fs::File;
use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use super::BadBackup;

/// The frame's first four bytes: one of the sixteen that zstd passes over. Source: RFC 8878, 3.1.2.
const SKIPPED: [u8; 4] = 0x184D_2A5E_u32.to_le_bytes();
/// How every zstd frame begins. Source: RFC 8878, 3.1.1.
const ZSTD: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// What stands before the sum.
const WORD: &[u8; 8] = b"NIGHTDSK";
/// Bytes of the frame: its start, its length, the word and the sum.
const BYTES: usize = 4 + 4 + 8 + 32;

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file that is written and summed up on the way.
pub(super) struct Sealing<'a> {
    file: &'a File,
    sum: Sha256,
}

impl<'a> Sealing<'a> {
    pub(super) fn new(file: &'a File) -> Self {
        Self {
            file,
            sum: Sha256::new(),
        }
    }

    /// Writes the sum behind everything, and gives the sum of the whole file.
    pub(super) fn end(mut self) -> io::Result<String> {
        let mut frame = Vec::with_capacity(BYTES);
        frame.extend_from_slice(&SKIPPED);
        frame.extend_from_slice(&40_u32.to_le_bytes());
        frame.extend_from_slice(WORD);
        frame.extend_from_slice(&self.sum.clone().finalize());
        self.write_all(&frame)?;
        Ok(hex(&self.sum.finalize()))
    }
}

impl Write for Sealing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Compares a backup's bytes with the sum at its end. Gives how many bytes the archive has, and the
/// sum of the whole file.
pub(super) fn check(mut file: &File) -> Result<(u64, String), BadBackup> {
    use std::io::Seek;
    let io = |error: io::Error| BadBackup::Damaged(format!("it cannot be read: {error}"));
    let all = file.metadata().map_err(io)?.len();
    file.rewind().map_err(io)?;
    let mut start = [0; 4];
    let is_zstd = all >= 4 && {
        file.read_exact(&mut start).map_err(io)?;
        start == ZSTD
    };
    file.rewind().map_err(io)?;
    let Some(archive) = all.checked_sub(BYTES as u64).filter(|_| is_zstd) else {
        return Err(BadBackup::Damaged(
            "it is no backup of nightdesk".to_owned(),
        ));
    };
    let mut sum = Sha256::new();
    let mut piece = vec![0; 256 * 1024];
    let mut left = archive;
    while left > 0 {
        let want = left.min(piece.len() as u64) as usize;
        let read = file.read(&mut piece[..want]).map_err(io)?;
        if read == 0 {
            return Err(BadBackup::Damaged(
                "it became shorter while it was read".to_owned(),
            ));
        }
        sum.update(&piece[..read]);
        left -= read as u64;
    }
    let mut frame = [0; BYTES];
    file.read_exact(&mut frame).map_err(io)?;
    let (head, written) = frame.split_at(BYTES - 32);
    if head[..4] != SKIPPED || head[4..8] != 40_u32.to_le_bytes() || head[8..] != WORD[..] {
        let why = "its end is missing: it was cut off, or is no backup of nightdesk";
        return Err(BadBackup::Damaged(why.to_owned()));
    }
    if sum.clone().finalize()[..] != *written {
        let why = format!(
            "its {all} bytes do not fit the sum at its end; it was changed since it was made"
        );
        return Err(BadBackup::Damaged(why));
    }
    sum.update(frame);
    Ok((archive, hex(&sum.finalize())))
}
