//! Commands about tickets.

use uuid::Uuid;

use super::PersonRef;
use crate::domain::event::Deadline;
use crate::domain::{Affected, AttachedAs, Channel, PersonId, TicketId, ToldOutcome, UnitId};
use crate::text::Clean;
use crate::time::Stamp;

/// How many people: a number, or everybody of a place whose head-count is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Number(u32),
    /// Everybody of the ticket's unit.
    Unit,
    /// Everybody of the organisation.
    Everyone,
}

/// A date by which the work must be done.
pub type NewDeadline = Deadline;

/// The quick log: a job of a few minutes that is already done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickLog {
    /// How long it took, in minutes.
    pub minutes: u32,
    /// Whether the requester was told, which is the rule for a job done beside them.
    pub told: bool,
}

/// Open a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTicket {
    /// The ticket's uuid, which its form had from the first key.
    pub id: TicketId,
    /// The request in one line.
    pub title: Clean,
    /// Who asked.
    pub from: Option<PersonRef>,
    /// For which unit; none = the requester's.
    pub unit: Option<UnitId>,
    /// How it came in.
    pub channel: Channel,
    /// What it is about; none = derived from the other facts, else `other`.
    pub affected: Option<Affected>,
    /// Which asset, by name.
    pub asset: Option<Clean>,
    /// How many are stopped.
    pub blocked: Option<Count>,
    /// How many are slowed.
    pub hampered: Option<Count>,
    /// Whether the one PC is dead.
    pub pc_dead: bool,
    /// Whether a public place of service stands still.
    pub public: bool,
    /// Harm going on now.
    pub harm: Option<Clean>,
    /// A date.
    pub deadline: Option<NewDeadline>,
    /// The record category; none = the default.
    pub category: Option<String>,
    /// Whether it is confidential.
    pub confidential: bool,
    /// What was seen, if the full form was used.
    pub narrative: Option<Clean>,
    /// When it came in, where that is not now.
    pub happened: Option<Stamp>,
    /// Already done: logs the title as its action and closes it.
    pub done: Option<QuickLog>,
}

impl OpenTicket {
    /// A walk-up: a title and nothing else asked yet.
    pub fn walk_up(id: TicketId, title: Clean) -> Self {
        Self {
            id,
            title,
            from: None,
            unit: None,
            channel: Channel::WalkIn,
            affected: None,
            asset: None,
            blocked: None,
            hampered: None,
            pc_dead: false,
            public: false,
            harm: None,
            deadline: None,
            category: None,
            confidential: false,
            narrative: None,
            happened: None,
            done: None,
        }
    }
}

/// Log an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogAction {
    /// The ticket.
    pub ticket: TicketId,
    /// What was done.
    pub text: Clean,
    /// Minutes of work, where they are given.
    pub minutes: Option<u32>,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

/// Whom somebody told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The ticket's requester.
    Requester,
    /// Somebody.
    Person(PersonRef),
}

/// Record that somebody was told, or tried to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellPerson {
    /// The ticket.
    pub ticket: TicketId,
    /// Whom.
    pub who: Told,
    /// How.
    pub how: Channel,
    /// What came of it.
    pub outcome: ToldOutcome,
    /// What was said.
    pub text: Option<Clean>,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

/// Say who is stopped and what is affected; only the fields given change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetImpact {
    /// The ticket.
    pub ticket: TicketId,
    /// Who asked, where nobody had noted it.
    pub from: Option<PersonRef>,
    /// How it came in, where that was not known when it was opened.
    pub channel: Option<Channel>,
    /// When it came in, where that was before it was recorded.
    pub received: Option<Stamp>,
    /// How many are stopped.
    pub blocked: Option<Count>,
    /// How many are slowed.
    pub hampered: Option<Count>,
    /// Whether the one PC is dead.
    pub pc_dead: Option<bool>,
    /// Whether a public place of service stands still.
    pub public: Option<bool>,
    /// What is affected.
    pub affected: Option<Affected>,
    /// Which asset, by name.
    pub asset: Option<Clean>,
    /// Which unit.
    pub unit: Option<UnitId>,
    /// Harm that began.
    pub harm: Option<Clean>,
    /// A date.
    pub deadline: Option<NewDeadline>,
    /// When it was so, where that is not now.
    pub happened: Option<Stamp>,
    /// What is known no more, because it was said of something else: `asset`, `blocked`.
    pub cleared: Vec<String>,
}

impl SetImpact {
    /// A change of nothing yet.
    pub fn of(ticket: TicketId) -> Self {
        Self {
            ticket,
            from: None,
            channel: None,
            received: None,
            blocked: None,
            hampered: None,
            pc_dead: None,
            public: None,
            affected: None,
            asset: None,
            unit: None,
            harm: None,
            deadline: None,
            happened: None,
            cleared: Vec::new(),
        }
    }
}

/// Harm is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainHarm {
    /// The ticket.
    pub ticket: TicketId,
    /// How it was stopped.
    pub text: Clean,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

/// The report of a breach or violation was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendReport {
    /// The ticket.
    pub ticket: TicketId,
    /// To whom.
    pub to: PersonRef,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

/// Give a ticket an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Its owner, a member of staff.
    pub to: PersonId,
}

/// Let a ticket wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// For what.
    pub what: Clean,
    /// Until when.
    pub until: Stamp,
}

/// Set the record category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCategory {
    /// The ticket.
    pub ticket: TicketId,
    /// The category's id.
    pub category: String,
    /// Whether it is a further category beside the primary one.
    pub secondary: bool,
}

/// Answer a question of the ticket's category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPrompt {
    /// The ticket.
    pub ticket: TicketId,
    /// The prompt's id.
    pub field: String,
    /// The answer.
    pub text: Clean,
    /// The entry that the writer saw when beginning; another one since is a refusal that shows
    /// it. None = overwrite whatever stands there.
    pub saw: Option<Uuid>,
}

/// Write the narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteNarrative {
    /// The ticket.
    pub ticket: TicketId,
    /// The whole narrative.
    pub text: Clean,
    /// As in [`AnswerPrompt::saw`].
    pub saw: Option<Uuid>,
}

/// Correct an earlier entry: both stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectEntry {
    /// The ticket.
    pub ticket: TicketId,
    /// The entry's seq.
    pub entry: u64,
    /// What it should say.
    pub text: Clean,
}

/// Move an action to the ticket it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveAction {
    /// The ticket under which it was logged.
    pub ticket: TicketId,
    /// The ticket to which it belongs.
    pub to: TicketId,
    /// The entry's seq.
    pub entry: u64,
    /// Why.
    pub because: Clean,
}

/// Attach a file that already lies under its sum in `files/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachFile {
    /// The ticket.
    pub ticket: TicketId,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The name it had.
    pub name: Clean,
    /// What it is for.
    pub purpose: AttachedAs,
}

/// The service works again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// The outcome in words.
    pub text: Clean,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

/// Close a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Who agreed that it works.
    pub agreed: Option<Clean>,
    /// Resolves it first, with this outcome.
    pub result: Option<Clean>,
    /// The recorded reason for what is missing; never for a gate that somebody else must open.
    pub with_reason: Option<Clean>,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

impl CloseTicket {
    /// A close without further words.
    pub fn of(ticket: TicketId) -> Self {
        Self {
            ticket,
            agreed: None,
            result: None,
            with_reason: None,
            happened: None,
        }
    }
}

/// Open a ticket again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReopenTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Why.
    pub text: Clean,
}
