//! Everything that can happen, as the journal keeps it.
//!
//! One struct an event, past tense, named fields; the variant's `kind` is the journal's kind and
//! the struct is its `data`. `docs/journal.md` tells each in prose. From format version 1 on a
//! line is frozen: a new field is an `Option` with a default, a changed meaning is a new version.
//!
//! **Invariant:** this folder is the only place in the domain that knows serde.

mod callout;
mod checklist;
mod claim;
mod desk;
mod people;
mod redaction;
mod texts;
mod ticket;
mod wire;

pub use callout::{
    ActionTagged, ApprovalAsked, CalloutAnswered, CalloutEnded, CalloutHandedOver, CalloutPaused,
    CalloutResumed, CalloutStarted, CalloutTakenOver, HeadTold, LineGap, OutsiderEnded,
    VisitEntered, VisitLeft, VisitPlanned,
};
pub use checklist::{
    ChecklistFinished, ChecklistStarted, Evidence, ListLeft, ListMade, StepAnswered, StepDone,
    StepFailed, StepSkipped,
};
pub use claim::{ClaimDrafted, ClaimWithdrawn, Interval, RosterEnded, RosterSet};
pub use desk::{
    ClockJumped, DeskAdopted, DeskMade, DeskRestored, FaultCleared, ProfileAdopted, TemplateAdopted,
};
pub use people::{AssetAdded, HoursSet, PersonAdded, PersonChanged, PostHeld, PostLeft, UnitAdded};
pub use redaction::{EntryRedacted, Left, RedactionAsked, RedactionDeclined, RedactionWithdrawn};
pub use ticket::{
    ActionLogged, ActionMoved, AssetRef, Assigned, Attached, Begun, CategorySet, Closed, Corrected,
    Deadline, DeadlineThen, HarmContained, ImpactSet, ImportedFrom, IncidentAware, LeadTold,
    Missing, NarrativeWritten, PromptAnswered, Reopened, ReportSent, Resolved, TicketImported,
    TicketOpened, Told, WaitingSet,
};

/// The events of a callout after its first one, as a pattern: what is folded the same way stands in
/// one place, and the matches stay exhaustive.
macro_rules! of_callout {
    () => {
        $crate::domain::Event::CalloutAnswered(_)
            | $crate::domain::Event::ActionTagged(_)
            | $crate::domain::Event::CalloutPaused(_)
            | $crate::domain::Event::CalloutResumed(_)
            | $crate::domain::Event::CalloutTakenOver(_)
            | $crate::domain::Event::CalloutHandedOver(_)
            | $crate::domain::Event::CalloutEnded(_)
            | $crate::domain::Event::VisitPlanned(_)
            | $crate::domain::Event::VisitEntered(_)
            | $crate::domain::Event::VisitLeft(_)
            | $crate::domain::Event::HeadTold(_)
            | $crate::domain::Event::ApprovalAsked(_)
            | $crate::domain::Event::OutsiderEnded(_)
    };
}
pub(in crate::domain) use of_callout;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// Which records an event is about, for the journal's `on`.
pub trait Concerns {
    /// The uuids of the records concerned, the first one being its own.
    fn on(&self) -> Vec<Uuid>;
}

/// Whether `data` holds free text, and so carries a random salt in the journal.
enum Text {
    Free,
    None,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $kind:literal $text:ident),* $(,)?) => {
        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $name($name)),*
        }

        impl Event {
            /// Every kind of the journal that this version writes.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The journal's name of its kind.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind),* }
            }

            /// Whether its data holds free text, and so is salted in the journal.
            pub const fn is_salted(&self) -> bool {
                match self { $(Self::$name(_) => matches!(Text::$text, Text::Free)),* }
            }

            /// The records concerned.
            pub fn on(&self) -> Vec<Uuid> {
                match self { $(Self::$name(data) => data.on()),* }
            }

            /// Writes its data, without the kind.
            ///
            /// # Errors
            /// Those of the serializer.
            pub fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$name(data) => data.serialize(serializer)),* }
            }

            /// Reads the data of a kind; `None` where this version knows no such kind.
            ///
            /// # Errors
            /// The data does not fit its kind: the line is newer or damaged, so the desk opens
            /// for reading only and names the line.
            pub fn decode<'de, D: Deserializer<'de>>(
                kind: &str,
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                match kind {
                    $($kind => $name::deserialize(deserializer).map(|data| Some(Self::$name(data))),)*
                    _ => Ok(None),
                }
            }
        }

        $(impl From<$name> for Event {
            fn from(data: $name) -> Self {
                Self::$name(data)
            }
        })*
    };
}

events! {
    /// The desk was made.
    DeskMade = "desk.made" Free,
    /// A profile came into force.
    ProfileAdopted = "profile.adopted" Free,
    /// A checklist, the prompts, the clocks or a holiday list came into force.
    TemplateAdopted = "template.adopted" Free,
    /// A new keeper took over the desk's folder.
    DeskAdopted = "desk.adopted" Free,
    /// The desk was made again from a backup.
    DeskRestored = "desk.restored" Free,
    /// The machine's clock jumped.
    ClockJumped = "clock.jumped" None,
    /// Writing was possible again after a fault.
    FaultCleared = "fault.cleared" Free,
    /// A person became known: staff or contact.
    PersonAdded = "person.added" Free,
    /// What is known of a person changed.
    PersonChanged = "person.changed" Free,
    /// A person took a post.
    PostHeld = "post.held" None,
    /// A person left a post.
    PostLeft = "post.left" None,
    /// A person's own working hours.
    HoursSet = "hours.set" None,
    /// A department or branch became known.
    UnitAdded = "unit.added" Free,
    /// A machine, service or line became known.
    AssetAdded = "asset.added" Free,
    /// A ticket was opened.
    TicketOpened = "ticket.opened" Free,
    /// A ticket came in from an older system.
    TicketImported = "ticket.imported" Free,
    /// Something was done about a ticket.
    ActionLogged = "ticket.action_logged" Free,
    /// Somebody was told, or tried to be.
    Told = "ticket.told" Free,
    /// Who is stopped and what is affected.
    ImpactSet = "ticket.impact_set" Free,
    /// Harm that was going on is over.
    HarmContained = "ticket.harm_contained" Free,
    /// A ticket has an owner.
    Assigned = "ticket.assigned" None,
    /// A ticket waits, until a date.
    WaitingSet = "ticket.waiting" Free,
    /// A ticket's record category.
    CategorySet = "ticket.category_set" None,
    /// A question of the category was answered.
    PromptAnswered = "ticket.prompt_answered" Free,
    /// The narrative was written.
    NarrativeWritten = "ticket.narrative_written" Free,
    /// An earlier entry was corrected; the old text stays.
    Corrected = "ticket.corrected" Free,
    /// An action belongs to another ticket.
    ActionMoved = "ticket.action_moved" Free,
    /// A file was attached.
    Attached = "ticket.attached" Free,
    /// The service works again.
    Resolved = "ticket.resolved" Free,
    /// The ticket was closed.
    Closed = "ticket.closed" Free,
    /// The ticket was opened again.
    Reopened = "ticket.reopened" Free,
    /// A member of staff became aware of a breach or violation.
    IncidentAware = "incident.aware" None,
    /// The recipient named in the profile's reporting line was told.
    LeadTold = "lead.told" None,
    /// The report of a breach or violation was sent.
    ReportSent = "breach.report_sent" None,
    /// A checklist was begun.
    ChecklistStarted = "checklist.started" None,
    /// A list was made on the spot.
    ListMade = "checklist.made" Free,
    /// A list was left for another one.
    ListLeft = "checklist.left" Free,
    /// A step was done.
    StepDone = "checklist.step_done" Free,
    /// A step was left out, with a reason.
    StepSkipped = "checklist.step_skipped" Free,
    /// A question was answered.
    StepAnswered = "checklist.step_answered" Free,
    /// A step was tried and failed.
    StepFailed = "checklist.step_failed" Free,
    /// The last required step is done.
    ChecklistFinished = "checklist.finished" None,
    /// A call was taken.
    CalloutStarted = "callout.started" None,
    /// A step of the walk was answered.
    CalloutAnswered = "callout.answered" Free,
    /// A line of the work log is a change of a kind.
    ActionTagged = "callout.action_tagged" None,
    /// The clock was stopped.
    CalloutPaused = "callout.paused" None,
    /// The clock goes on.
    CalloutResumed = "callout.resumed" None,
    /// Somebody else took the callout over.
    CalloutTakenOver = "callout.taken_over" None,
    /// The callout was given to somebody else.
    CalloutHandedOver = "callout.handed_over" None,
    /// The work is over.
    CalloutEnded = "callout.ended" None,
    /// Rooms will be entered after hours.
    VisitPlanned = "visit.planned" Free,
    /// Rooms were entered.
    VisitEntered = "visit.entered" None,
    /// Rooms were left.
    VisitLeft = "visit.left" None,
    /// The head of the rooms was told.
    HeadTold = "head.told" None,
    /// Approval was asked for.
    ApprovalAsked = "approval.asked" None,
    /// Somebody from outside had access and has it no longer.
    OutsiderEnded = "outsider.access_ended" Free,
    /// Somebody is on call for a while.
    RosterSet = "roster.set" None,
    /// A turn on the roster does not hold any more.
    RosterEnded = "roster.ended" Free,
    /// A claim for comp time was drafted.
    ClaimDrafted = "claim.drafted" Free,
    /// A claim was taken back.
    ClaimWithdrawn = "claim.withdrawn" Free,
    /// Somebody asked that the text of an entry be taken out.
    RedactionAsked = "redaction.asked" Free,
    /// The text of an entry is taken out.
    EntryRedacted = "entry.redacted" Free,
    /// Whoever asked that the text of an entry be taken out took that back.
    RedactionWithdrawn = "redaction.withdrawn" Free,
    /// A director decided that the text of an entry stays.
    RedactionDeclined = "redaction.declined" Free,
}
