//! The guided callout: from the ring of the phone to a claim that can be decided in the morning.
//!
//! [`Callout`] is what was recorded; [`next_step`] says what is asked next, as a pure function of
//! the records and the moment. The screen, the line mode and the command line drive the same
//! walk and write the same entries.
//!
//! **Invariant:** no fact is asked twice: what an entry says already is shown, not asked.

mod answer;
mod approval;
mod ask;
mod bed;
mod book;
mod claiming;
mod claims;
mod debts;
mod decide;
mod fold;
mod follow;
mod judge;
mod kept;
mod lasted;
mod mended;
mod order;
mod outbox;
mod outsider;
mod read;
mod reporting;
mod said;
mod second;
mod step;
mod story;
mod suspected;
mod times;
mod walk;
mod word;
mod write;

pub use book::{runbooks, runbooks_of};
pub use debts::debts;
pub use follow::follow_up;
pub use kept::{Kept, is_recorded};
pub use lasted::{Interruption, interruption};
pub use order::hardly_meant;
pub use outbox::{Ready, outbox};
pub use read::unreadable;
pub use said::{key_words, said, said_unknown};
pub use second::{running_beside, who_has};
pub use step::{Card, Choice, Debt, Part, PartKind, Step, TrailMark, TrailState};
pub use story::{cards, line_words, sheet};
pub use times::clock_min;
pub use walk::{Given, begin, next_step, open_for, step_named, trail, unsure};
pub(super) use word::promised_word;
pub use word::{Word, word_due};
pub use write::{as_line, noted};

pub(super) use ask::is_choice;
pub(super) use decide::decide;
pub(super) use follow::is_link;
pub(super) use reporting::recipient_of;
pub(super) use suspected::{has_hr_answered, is_suspected, suspected_of};

use walk::Walk;

/// The list that is begun when somebody from outside was at a server.
const ROTATION_LIST: &str = "credential-rotation-outsider";

use std::collections::{BTreeMap, BTreeSet};

use super::{CalloutId, ClaimId, Number, PersonId, StepName, TicketId, ToldOutcome, UnitId};
use crate::text::Clean;
use crate::time::Stamp;

/// A callout as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout {
    /// Identity.
    pub id: CalloutId,
    /// Its number, `K-7`.
    pub number: Number,
    /// The ticket that is worked on.
    pub ticket: TicketId,
    /// Who has it now.
    pub person: PersonId,
    /// When it was begun on the desk.
    pub started: Stamp,
    /// The machine on which it was begun or taken over last.
    pub host: String,
    /// The terminal.
    pub tty: Option<String>,
    /// Whether it was over before it was recorded (branch P).
    pub over: bool,
    /// Who was on duty by the roster, where that was somebody else.
    pub on_duty: Option<PersonId>,
    /// Whether it began inside the person's working hours.
    pub inside_hours: bool,
    /// The seq of the profile under which it is judged.
    pub rules: u64,
    /// What was answered, by step: the last answer counts, part by part.
    pub answers: BTreeMap<StepName, Answered>,
    /// The step that somebody went to and has not left.
    pub at: Option<StepName>,
    /// Who had it, and since when, oldest first.
    pub holders: Vec<Held>,
    /// Stretches that are no work: the clock was stopped, or there was no line and no work.
    pub breaks: Vec<Break>,
    /// Jumps of the machine's clock while it ran: what it should show, what it showed.
    pub jumps: Vec<(Stamp, Stamp)>,
    /// The lines of its work log and the words to people, oldest first.
    pub lines: Vec<Line>,
    /// Rooms to be entered.
    pub visit: Option<Visit>,
    /// Whether the head of the rooms was told.
    pub head_told: Option<Stamp>,
    /// Whether approval was asked for, and how.
    pub approval: Option<Approval>,
    /// Changes that were tagged in the work log: record categories.
    pub tags: BTreeSet<String>,
    /// Somebody from outside at a server.
    pub outsider: Option<Outsider>,
    /// When it ended.
    pub ended: Option<Stamp>,
    /// Whether the rest was left for the morning.
    pub to_bed: bool,
    /// The claims that were drafted from it, oldest first.
    pub claims: Vec<ClaimId>,
    /// When its last entry was recorded.
    pub last_at: Stamp,
    /// How many entries it has.
    pub entries: u32,
    /// The last of them.
    pub last_seq: u64,
}

/// What was answered at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// By part, as it was given.
    pub values: BTreeMap<String, Clean>,
    /// Parts that nobody knows yet.
    pub unknown: BTreeSet<String>,
    /// Whether the step was left.
    pub left: bool,
    /// Who answered last.
    pub by: Option<PersonId>,
    /// When.
    pub at: Stamp,
}

/// A line of the work log, or a word to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The place of its entry.
    pub seq: u64,
    /// When it happened.
    pub at: Stamp,
    /// Who wrote it.
    pub by: Option<PersonId>,
    /// Whom it was said to; none = an action.
    pub told: Option<Told>,
    /// What was done or said.
    pub text: Clean,
}

/// Whom a word was for, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Whom; none = a requester without a name.
    pub who: Option<PersonId>,
    /// What came of it.
    pub outcome: ToldOutcome,
}

/// Who had the callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub from: Stamp,
}

/// A stretch that is no work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// From.
    pub from: Stamp,
    /// To; none while the clock stands.
    pub to: Option<Stamp>,
}

/// Rooms that are entered after hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Which room.
    pub room: Clean,
    /// Whose.
    pub unit: Option<UnitId>,
    /// Whether it is another department's.
    pub foreign: bool,
    /// Which key.
    pub key: Option<Clean>,
    /// When it was planned.
    pub planned: Stamp,
    /// When they were entered.
    pub entered: Option<Stamp>,
    /// When they were left.
    pub left: Option<Stamp>,
}

/// Approval that was asked for, or is left to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Of whom.
    pub of: Option<PersonId>,
    /// `phone`, `morning` or `explain`.
    pub how: String,
    /// When.
    pub at: Stamp,
}

/// Somebody from outside at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outsider {
    /// Their name.
    pub name: Option<Clean>,
    /// Their company.
    pub company: Option<Clean>,
    /// Since when.
    pub arrived: Option<Stamp>,
    /// Until when.
    pub left: Option<Stamp>,
    /// What they touched.
    pub systems: Vec<Clean>,
}

impl Callout {
    /// What was answered at a part of a step.
    pub fn value(&self, step: StepName, part: &str) -> Option<&str> {
        let answered = self.answers.get(&step)?;
        answered.values.get(part).map(Clean::as_str)
    }

    /// Whether a step was left.
    pub fn has_left(&self, step: StepName) -> bool {
        self.answers
            .get(&step)
            .is_some_and(|answered| answered.left)
    }

    /// What the machine's clock since boot says that a recorded moment was: the wall clock, with
    /// its jumps taken back.
    pub fn true_time(&self, at: Stamp) -> Stamp {
        let back = self.jumps.iter();
        let skew: i64 = back
            .map(|(expected, shown)| expected.minutes_since(*shown))
            .sum();
        at.plus_minutes(skew)
    }

    /// Whether it had begun at a moment: the ring of the phone counts, to the minute.
    pub fn began_by(&self, at: Stamp) -> bool {
        mended::minute_of(times::began(self).min(self.started)) <= mended::minute_of(at)
    }

    /// Whether something may have fixed it: nobody said that it is not fixed, or was nothing.
    pub fn may_have_cure(&self) -> bool {
        let how = self.value(StepName::Outcome, "how");
        let how = how.or_else(|| self.value(StepName::Over, "fixed"));
        how.is_none_or(|how| matches!(how, "fixed" | "workaround"))
    }

    /// Whether a person had it, now or before.
    pub fn had(&self, person: PersonId) -> bool {
        self.holders.iter().any(|held| held.person == person)
    }

    /// What somebody who handed the callout on said at `claim` about their own part.
    pub fn own_choice(&self, person: PersonId) -> Option<&str> {
        self.value(StepName::Claim, &own_part("choice", person))
    }

    /// Whether the clock stands because somebody stopped it.
    pub fn is_paused(&self) -> bool {
        self.ended.is_none() && self.breaks.last().is_some_and(|b| b.to.is_none())
    }
}

/// The part of `claim` that holds what somebody said of their own part of a callout that somebody
/// else has now.
fn own_part(part: &str, person: PersonId) -> String {
    format!("{part}.{}", person.0)
}

#[cfg(test)]
mod tests;
