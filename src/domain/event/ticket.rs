//! A ticket's life, and the incidents that start a legal clock.
//!
//! `happened` is given where something happened earlier than it was recorded; the timeline then
//! marks the entry as late. `by` is given where somebody else did it than the one who recorded it.

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::{Concerns, Event};
use crate::domain::{
    Affected, AssetId, AttachedAs, CalloutId, Channel, IncidentKind, Number, PersonId, State,
    TicketId, ToldOutcome, UnitId,
};
use crate::text::Clean;
use crate::time::Stamp;

/// An asset as it was named, and the one of the register where it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetRef {
    /// The asset of the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AssetId>,
    /// The name as given.
    pub name: Clean,
}

/// What a missed date stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineThen {
    /// What is affected then.
    pub affected: Affected,
    /// How many are stopped then.
    #[serde(default)]
    pub blocked: u32,
    /// How many are slowed then.
    #[serde(default)]
    pub hampered: u32,
}

/// A date by which the work must be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// What falls due.
    pub name: Clean,
    /// When.
    pub due: Stamp,
    /// Whether law or HR set it: past its last safe start it enters the legal class.
    #[serde(default)]
    pub legal: bool,
    /// How long the work takes, in minutes.
    #[serde(default)]
    pub work_min: u32,
    /// What it stops when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<DeadlineThen>,
}

/// A ticket was opened.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of the form, answered yes or no"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketOpened {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Number,
    /// The request in one line.
    pub title: Clean,
    /// Who asked; none = not asked, or anonymous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PersonId>,
    /// For which unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// How it came in.
    pub channel: Channel,
    /// What it is about.
    pub affected: Affected,
    /// Which asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetRef>,
    /// How many cannot do a duty they have today; none = not asked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u32>,
    /// How many are only slowed; none = not asked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hampered: Option<u32>,
    /// Whether the one PC is completely dead.
    #[serde(default)]
    pub pc_dead: bool,
    /// Whether a public place of service stands still.
    #[serde(default)]
    pub public: bool,
    /// Harm going on now, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harm: Option<Clean>,
    /// A date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// The record category.
    pub category: String,
    /// Whether a person chose the category; else it is the default.
    #[serde(default)]
    pub category_chosen: bool,
    /// Whether it is marked confidential.
    #[serde(default)]
    pub confidential: bool,
    /// When it came in, where that is not when it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
    /// The seq of the profile under which it was judged.
    pub rules: u64,
    /// The ticket whose cause it follows up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<TicketId>,
}

/// Where an imported ticket came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFrom {
    /// The file's name.
    pub file: Clean,
    /// The line, from 1.
    pub line: u64,
    /// SHA-256 of the row's `no`, `opened`, `originator` and `title`, hex: a known row is skipped.
    pub row: String,
    /// The number it had there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<u64>,
    /// Where it stood there; none in lines of before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Required prompts of its category that the file does not answer.
    #[serde(default)]
    pub without: Vec<String>,
    /// What the reader of the file had to say.
    #[serde(default)]
    pub notes: Vec<Clean>,
}

/// A ticket came in from an older system: the opening as the file says it, never refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketImported {
    /// The opening; `happened` is the file's time.
    pub opened: TicketOpened,
    /// Where it came from.
    pub from: ImportedFrom,
}

/// What an entry that began a ticket says of its number and its row. Whoever asks that of a hundred
/// thousand entries reads no more of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Number,
    /// The sum of the row that it was imported from.
    pub row: Option<String>,
}

impl Begun {
    /// Reads that of an entry's data; none of any other kind.
    ///
    /// # Errors
    /// The data does not fit its kind.
    pub fn read<'de, D: Deserializer<'de>>(kind: &str, data: D) -> Result<Option<Self>, D::Error> {
        #[derive(Deserialize)]
        struct Opened {
            ticket: TicketId,
            number: Number,
        }
        #[derive(Deserialize)]
        struct From {
            row: String,
        }
        #[derive(Deserialize)]
        struct Imported {
            opened: Opened,
            from: From,
        }
        let (Opened { ticket, number }, row) = match kind {
            "ticket.opened" => (Opened::deserialize(data)?, None),
            "ticket.imported" => {
                let Imported { opened, from } = Imported::deserialize(data)?;
                (opened, Some(from.row))
            }
            _ => return Ok(None),
        };
        Ok(Some(Self {
            ticket,
            number,
            row,
        }))
    }

    /// The same of an event; of one whose text was taken out, what is left.
    pub fn of(event: &Event) -> Option<Self> {
        let (opened, row) = match event {
            Event::TicketOpened(opened) => (opened, None),
            Event::TicketImported(imported) => (&imported.opened, Some(imported.from.row.clone())),
            Event::EntryRedacted(order) => return Self::of(&order.left.0),
            _ => return None,
        };
        Some(Self {
            ticket: opened.ticket,
            number: opened.number,
            row,
        })
    }
}

/// Something was done about a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionLogged {
    /// The ticket.
    pub ticket: TicketId,
    /// What was done.
    pub text: Clean,
    /// Who did it, where that is not the one who recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// Minutes of work, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
    /// The callout in which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callout: Option<CalloutId>,
}

/// Somebody was told, or tried to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The ticket.
    pub ticket: TicketId,
    /// Whom; none = the requester, where nobody knows the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<PersonId>,
    /// Whether this is the ticket's requester: the last-told clock is theirs.
    #[serde(default)]
    pub requester: bool,
    /// How.
    pub how: Channel,
    /// What came of it.
    pub outcome: ToldOutcome,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Clean>,
    /// Who told them, where that is not the one who recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
    /// The callout in which it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callout: Option<CalloutId>,
}

/// Who is stopped and what is affected. Only the fields given change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactSet {
    /// The ticket.
    pub ticket: TicketId,
    /// Who asked, where nobody had noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PersonId>,
    /// How it came in, where that was not known when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// When it came in, where that was before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Stamp>,
    /// How many cannot do a duty they have today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u32>,
    /// How many are only slowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hampered: Option<u32>,
    /// Whether the one PC is completely dead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pc_dead: Option<bool>,
    /// Whether a public place of service stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
    /// What is affected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected: Option<Affected>,
    /// Which asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetRef>,
    /// Which unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Harm that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harm: Option<Clean>,
    /// A date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// When it was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
    /// What is known no more, because it was said of something else: `asset`, `blocked`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<String>,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// Harm that was going on is over: the ticket's ordinary class returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarmContained {
    /// The ticket.
    pub ticket: TicketId,
    /// How.
    pub text: Clean,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// A ticket has an owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The ticket.
    pub ticket: TicketId,
    /// Its owner.
    pub to: PersonId,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// A ticket waits for something, until a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingSet {
    /// The ticket.
    pub ticket: TicketId,
    /// For what.
    pub what: Clean,
    /// Until when; after that it is open again.
    pub until: Stamp,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// A ticket's record category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategorySet {
    /// The ticket.
    pub ticket: TicketId,
    /// The category's id.
    pub category: String,
    /// Whether it is a further category beside the primary one.
    #[serde(default)]
    pub secondary: bool,
    /// Whether such records are confidential, which the ticket then is.
    #[serde(default)]
    pub confidential: bool,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// A question of the category was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptAnswered {
    /// The ticket.
    pub ticket: TicketId,
    /// The prompt's id.
    pub field: String,
    /// The answer.
    pub text: Clean,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// The narrative was written; an earlier one stays in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NarrativeWritten {
    /// The ticket.
    pub ticket: TicketId,
    /// The whole narrative.
    pub text: Clean,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// An earlier entry was corrected; both stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// The ticket.
    pub ticket: TicketId,
    /// The seq of the entry.
    pub entry: u64,
    /// What it should say.
    pub text: Clean,
}

/// An action was logged under the wrong ticket and belongs to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionMoved {
    /// The ticket under which it was logged.
    pub ticket: TicketId,
    /// The ticket to which it belongs.
    pub to: TicketId,
    /// The seq of the entry.
    pub entry: u64,
    /// What the entry says.
    pub text: Clean,
    /// When the action happened.
    pub happened: Stamp,
    /// Why.
    pub because: Clean,
}

/// A file was attached: it is kept by its sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The ticket.
    pub ticket: TicketId,
    /// SHA-256 of the file, hex: its name under `files/`.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The name it had.
    pub name: Clean,
    /// What it is for.
    pub purpose: AttachedAs,
}

/// The service works again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The ticket.
    pub ticket: TicketId,
    /// The outcome in words.
    pub text: Clean,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// What a closed ticket lacks, and the recorded reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The prompt's or step's id.
    pub what: String,
    /// Why it was closed without.
    pub because: Clean,
}

/// The ticket was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The ticket.
    pub ticket: TicketId,
    /// Who agreed that it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Clean>,
    /// What it was closed without.
    #[serde(default)]
    pub missing: Vec<Missing>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
    /// The seq of the prompts under which the close was judged.
    pub rules: u64,
}

/// The ticket was opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// The ticket.
    pub ticket: TicketId,
    /// Why.
    pub text: Clean,
}

/// A member of staff became aware of a breach or violation: its clock counts from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentAware {
    /// The ticket.
    pub ticket: TicketId,
    /// What it is.
    pub kind: IncidentKind,
    /// When the first member of staff became aware.
    pub aware: Stamp,
    /// The outer limit of the report; none = at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Stamp>,
    /// How long the report takes, in minutes.
    pub work_min: u32,
}

/// The recipient named in the profile's reporting line was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTold {
    /// The ticket.
    pub ticket: TicketId,
    /// Who was told; none where a record of an older system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<PersonId>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// The report of a breach or violation was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSent {
    /// The ticket.
    pub ticket: TicketId,
    /// To whom; none where a record of an older system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

impl Concerns for TicketImported {
    fn on(&self) -> Vec<Uuid> {
        self.opened.on()
    }
}

impl Concerns for ActionMoved {
    fn on(&self) -> Vec<Uuid> {
        vec![self.ticket.uuid(), self.to.uuid()]
    }
}

macro_rules! about_work {
    ($($name:ident),*) => {$(
        impl Concerns for $name {
            fn on(&self) -> Vec<Uuid> {
                let ticket = std::iter::once(self.ticket.uuid());
                ticket.chain(self.callout.map(CalloutId::uuid)).collect()
            }
        }
    )*};
}

about_work!(ActionLogged, Told);

macro_rules! about_ticket {
    ($($name:ident),* $(,)?) => {$(
        impl Concerns for $name {
            fn on(&self) -> Vec<Uuid> {
                vec![self.ticket.uuid()]
            }
        }
    )*};
}

about_ticket!(
    TicketOpened,
    ImpactSet,
    HarmContained,
    Assigned,
    WaitingSet,
    CategorySet,
    PromptAnswered,
    NarrativeWritten,
    Corrected,
    Attached,
    Resolved,
    Closed,
    Reopened,
    IncidentAware,
    LeadTold,
    ReportSent,
);
