//! The working store: what the journal says, folded and laid out to be found at once.
//!
//! The store never holds the only copy of anything. It can be thrown away and made again from the
//! journal; and because it keeps every line, it can give back lines that a journal file has lost.
//!
//! Invariants: sled and bincode are named in this room alone; every value lies in an `envelope`
//! with its version and checksum, so that a changed bit is an error and never another value; one
//! command is one transaction over all trees; nothing is overwritten by something older; a panic
//! inside sled is an error of ours; sled never writes into the only copy of files that may be damaged.

mod archive;
mod archived;
mod blocks;
mod copy;
mod db;
mod envelope;
mod fault;
mod flat;
mod folder;
mod identity;
mod kept;
mod lines;
mod lock;
mod open;
mod packing;
mod page;
mod parts;
mod prove;
mod reached;
mod seal;

pub use archive::{Archive, Found, Wanted};
pub use db::Store;
pub use fault::StoreFault;
pub use flat::{
    AssetRow, CalloutRow, ClaimRow, CureRow, ListRow, PersonRow, TicketRow, TurnRow, UnitRow,
};
pub use packing::Packing;
pub use page::{Page, PageFrame, PageTickets, RulesPlace};
pub use parts::{Applied, Batch, Line, ReadFrom, RowCheck};

#[cfg(test)]
mod tests;
