//! Commands about callouts, the roster and claims.

use uuid::Uuid;

use crate::domain::event::LineGap;
use crate::domain::{CalloutId, ClaimId, PersonId, RosterId, StepName, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// Where somebody sits who walks a callout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Console {
    /// The machine.
    pub host: String,
    /// The terminal, where there is one.
    pub tty: Option<String>,
}

/// Begin a callout: a call was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartCallout {
    /// The callout's uuid.
    pub id: CalloutId,
    /// The ticket: an open one, or the uuid of the one that is opened with it.
    pub ticket: TicketId,
    /// Whether it was over before it is recorded.
    pub over: bool,
    /// How it comes that somebody else is on duty by the roster, where that is so: `know` or
    /// `no-answer`.
    pub duty: Option<Clean>,
    /// Whether it is a callout of one's own beside somebody else's that runs on the ticket.
    pub own: bool,
    /// Where the caller of this command sits.
    pub console: Console,
}

/// The uuids of what an answer may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreshIds {
    /// A contact who was not known.
    pub person: PersonId,
    /// A second one.
    pub other: PersonId,
    /// A checklist instance.
    pub list: Uuid,
    /// A list that is made on the spot.
    pub made: Uuid,
    /// A claim.
    pub claim: ClaimId,
    /// A follow-up ticket.
    pub ticket: TicketId,
}

/// Answer a step of the walk, or some of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerCallout {
    /// The callout.
    pub callout: CalloutId,
    /// The step.
    pub step: StepName,
    /// The answers by part, as they were typed or chosen; `?` = nobody knows yet. Parts that are
    /// not given take their default, or are owed.
    pub values: Vec<(String, Clean)>,
    /// Whether the step is left; else the walk goes to it, or stays at it.
    pub leave: bool,
    /// The uuids of what the answer may make.
    pub fresh: FreshIds,
}

/// Stop the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseCallout {
    /// The callout.
    pub callout: CalloutId,
    /// Since when, where that is not now.
    pub happened: Option<Stamp>,
}

/// Let the clock go on, or say how it was while the line was down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumeCallout {
    /// The callout.
    pub callout: CalloutId,
    /// The stretch without a line.
    pub gap: Option<LineGap>,
}

/// Give the callout to somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveCallout {
    /// The callout.
    pub callout: CalloutId,
    /// To whom, a member of staff.
    pub to: PersonId,
}

/// Take a callout over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeCallout {
    /// The callout.
    pub callout: CalloutId,
    /// Where the one sits who takes it.
    pub console: Console,
}

/// To bed: the clock stops, what is owed waits for the morning, the claim is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishCallout {
    /// The callout.
    pub callout: CalloutId,
    /// The uuids of what it may make.
    pub fresh: FreshIds,
}

/// Put somebody on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRoster {
    /// The turn's uuid.
    pub turn: RosterId,
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Stamp,
    /// Until when, outside.
    pub to: Stamp,
}

/// Take a turn off the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndRoster {
    /// The turn.
    pub turn: RosterId,
    /// Why.
    pub because: Clean,
}

/// Take a claim back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawClaim {
    /// The claim.
    pub claim: ClaimId,
    /// Why, where a reason is given.
    pub because: Option<Clean>,
}
