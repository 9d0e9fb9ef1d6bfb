//! Identity. A record's uuid is what it is; its number (`T-1042`) is only its name.

use std::fmt;

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The record's uuid, as the journal's `on` lists it.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for RecordId {
            fn from(id: $name) -> Self {
                RecordId(id.0)
            }
        }
    )*};
}

/// Any record, whatever its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub Uuid);

ids! {
    /// A ticket.
    TicketId,
    /// A person: staff or contact.
    PersonId,
    /// A department or branch.
    UnitId,
    /// A machine, service or line that the department looks after.
    AssetId,
    /// An instance of a checklist.
    ListId,
    /// A callout.
    CalloutId,
    /// A comp-time claim.
    ClaimId,
    /// A turn on the roster.
    RosterId,
}
