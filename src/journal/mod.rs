//! The journal: the append-only files that are the truth of a desk.
//!
//! Everything that happens at a desk is a line here, chained to the line before, and is said to be
//! saved only after the disk confirmed it. This room knows lines, groups, files and the chain; it
//! knows nothing of tickets: `kind` is a word and `data` is JSON that it carries byte for byte.
//! `docs/journal.md` describes the format for whoever has to check it without this program.
//!
//! Invariants:
//! - A group is read whole or not at all.
//! - `write`, then `fdatasync`, then `acked`, then the answer; never another order.
//! - Nothing is taken out of a file but a torn tail, which nobody can have been told of and which
//!   is kept beside as `torn-<time>.txt`, and data whose redaction an entry orders.
//! - A failed sync is never tried again and called good.

mod acked;
mod ahead;
mod append;
mod batch;
mod chain;
mod compose;
mod disk;
mod find;
mod folder;
mod head;
mod hex;
mod hlc;
mod line;
mod lock;
mod make;
mod mark;
mod orders;
mod random;
mod read;
mod ready;
mod redact;
mod report;
mod room;
mod scan;
mod settle;
mod stream;
mod verify;
mod witness;

#[cfg(test)]
pub mod failing;
#[cfg(test)]
mod tests;

pub use append::{AppendError, Bulk};
pub use batch::{Batch, Mark};
pub use chain::{Damage, Extent, Group, Piece, Position, ReadError, ReadLimit};
pub use compose::{NewEntry, Stamping, new_replica};
pub use disk::{Disk, MachineDisk};
pub use folder::{JournalFile, OpenError, journal_files, network_file_system};
pub use hlc::Hlc;
pub use line::{By, Entry, LineFault, Place, VERSION};
pub use lock::{Held, Holder, LockError, Locked};
pub use make::{Make, MakeError};
pub use orders::link_orders;
pub use random::Ids;
pub use read::Journal;
pub use ready::{Ready, Salts};
pub use redact::RedactError;
pub use report::{Fault, Head, Redaction, Report};
pub use stream::Stream;
pub use verify::{Checked, check, verify};
pub use witness::{
    Noted, WitnessLine, note_head, note_head_within, read_heads, read_heads_within, witness_file,
};

/// Bytes after which a new journal file begins. Source: the design, 64 MiB.
pub const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes kept aside for the last write on a full disk. Source: the design, 16 MiB.
pub const RESERVE_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes that one line may have, so that a damaged file cannot fill the memory.
pub const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;
