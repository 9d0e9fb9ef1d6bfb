//! Records as flat values of our own, which alone are stored.
//!
//! The domain's types may grow and change their order; these are the store's form, and a change of
//! one is a new `SCHEMA`. Words stand as text, ids as numbers, a moment as milliseconds and
//! offset. Reading back gives `None` where a word is unknown: then the record is folded again from
//! the journal.

mod callout;
mod claim;
mod incident;
mod list;
mod people;
mod stamp;
mod ticket;
mod visit;

pub use callout::CalloutRow;
pub use claim::{ClaimRow, CureRow, TurnRow};
pub use list::ListRow;
pub use people::{AssetRow, PersonRow, UnitRow};
pub(super) use stamp::Unread;
pub(super) use ticket::ClosedFacts;
pub use ticket::TicketRow;

use uuid::Uuid;

fn id(id: impl Into<crate::domain::RecordId>) -> u128 {
    id.into().0.as_u128()
}

fn ids<T>(number: u128) -> T
where
    T: From<Uuid>,
{
    T::from(Uuid::from_u128(number))
}
