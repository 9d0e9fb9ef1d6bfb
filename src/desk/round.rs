//! One round: commands that are decided one after the other and saved together.
//!
//! Each is decided on a copy of the records on which those before it are folded already, as they
//! will stand in the journal. The copy takes the place of the records once all of it is saved, and
//! is thrown away where it is not. A command of more than [`LONG_ENTRIES`] has a round of its own.
//!
//! Invariants:
//! - What is put into the batch was folded first: nothing is written that could not be read back.
//! - A command that names what is not in memory ends the round before it; it is first in the next.

use uuid::Uuid;

use super::core::Core;
use super::long::{Long, Own, Source};
use super::needs::Needs;
use super::outcome::{Receipt, SubmitError};
use super::submit::{Moment, Waiting};
use super::{codec, load};
use crate::domain::event::ClockJumped;
use crate::domain::{
    Actor, Command, Event, ImportPlan, Number, PersonId, Records, Refusal, Register, Site, decide,
};
use crate::journal::{Batch, By, Stamping};
use crate::time::{Boot, Stamp, full, minutes};

/// Minutes by which the wall clock may differ from the clock since boot before it is recorded.
/// Source: `docs/journal.md`, "Clocks".
const JUMP_MINUTES: i64 = 5;
/// Entries above which a command is written in several pieces with one sync at the end.
const LONG_ENTRIES: usize = 2000;

/// What comes of one command.
pub(super) type Answer = Result<Receipt, SubmitError>;

/// What a rule said of a command.
pub(super) type Decided<'a> = Result<Own<'a>, Refusal>;

/// How far a round came.
pub(super) enum Taken<'a> {
    /// Its commands are in the batch.
    Short,
    /// Its only command is a long one.
    Long(Box<Long<'a>>),
}

/// Commands on their way to one sync.
pub(super) struct Round<'a> {
    moment: &'a Moment,
    /// The journal's clock at the page that the records began from, in milliseconds.
    page_ms: u64,
    /// The records as the commands so far leave them.
    core: Core,
    batch: Batch,
    outcomes: Vec<Answer>,
}

impl<'a> Round<'a> {
    pub(super) fn new(core: Core, batch: Batch, moment: &'a Moment, page_ms: u64) -> Self {
        Self {
            moment,
            page_ms,
            core,
            batch,
            outcomes: Vec::new(),
        }
    }

    /// Decides commands in their order, as many as can share the round. `early` is what was
    /// decided on the first before the lock was had.
    pub(super) fn take_all<'b>(
        &mut self,
        waiting: &[Waiting<'b>],
        mut early: Option<Decided<'b>>,
    ) -> Taken<'b> {
        // What it orders is carried out before anything else is decided.
        let mut is_redaction = false;
        for next in waiting {
            if !self.outcomes.is_empty() && (is_redaction || !self.can_share(next.command)) {
                break;
            }
            is_redaction = matches!(next.command, Command::Redact(_));
            let decided = match early.take() {
                Some(decided) => decided,
                None => match self.decide(next) {
                    Ok(decided) => decided,
                    Err(error) => {
                        self.outcomes.push(Err(error));
                        continue;
                    }
                },
            };
            let own = match decided {
                Ok(own) => own,
                Err(refusal) => {
                    let refused = SubmitError::Refused(Box::new(refusal));
                    self.outcomes.push(Err(refused));
                    continue;
                }
            };
            match own {
                Own::Short(events) => {
                    let outcome = self.put(next.actor, events);
                    self.outcomes.push(outcome);
                }
                Own::Long(source) if self.outcomes.is_empty() => {
                    return Taken::Long(Box::new(self.long(next.actor, source)));
                }
                Own::Long(_) => break,
            }
        }
        Taken::Short
    }

    /// The batch, the records after it, and what comes of each command once it is saved.
    pub(super) fn end(self) -> (Batch, Core, Vec<Answer>) {
        (self.batch, self.core, self.outcomes)
    }

    /// Whether everything that a command names is in memory, and it is short enough to be thought
    /// about while others wait for the lock.
    fn can_share(&self, command: &Command) -> bool {
        let is_new = |id: Uuid| !load::may_be_before(self.page_ms, id);
        !is_thought_about_first(command)
            && !matches!(command, Command::Redact(_))
            && self.core.absent.is_empty()
            && Needs::of(command).are_in(&self.core.register, &is_new)
    }

    fn decide<'b>(&self, next: &Waiting<'b>) -> Result<Decided<'b>, SubmitError> {
        let site = self.core.site.as_ref().ok_or_else(|| {
            SubmitError::Damaged("the desk's first entries are missing".to_owned())
        })?;
        let now = self.moment.now;
        // A jump of the clock is written before the command's own entries, so it is known to what
        // decides them: a claim drafted now counts what the callout truly took.
        let jumped = jump(&self.core, now, &self.moment.boot);
        let jumped = jumped.map(|jump| self.core.register.after_jump(&jump));
        let records = jumped.as_ref().unwrap_or(&self.core.register);
        Ok(own(records, site, next, now))
    }

    /// Puts what was decided behind what is in the batch, and folds it.
    fn put(&mut self, actor: &Actor, own: Vec<Event>) -> Answer {
        let now = self.moment.now;
        if own.is_empty() {
            // Everything was known already, as with an import that is repeated.
            let seq = self.core.last.as_ref().map_or(0, |last| last.seq);
            return Ok(receipt((seq + 1, seq), now, None));
        }
        let events = self.with_jump(own);
        let number = number_given(&self.core, &events);
        let stamping = stamping(&self.core, actor, self.moment);
        let entries = events
            .iter()
            .map(|event| codec::encode(event, Uuid::now_v7()))
            .collect::<Result<Vec<_>, String>>()
            .map_err(SubmitError::NotSaved)?;
        let first_seq = self.core.last.as_ref().map_or(0, |last| last.seq) + 1;
        let before = self.batch.mark();
        let group = self
            .batch
            .add(&stamping, &entries)
            .map_err(SubmitError::NotSaved)?;
        if let Err(why) = self.core.apply(&group) {
            self.batch.back_to(before);
            return Err(SubmitError::NotSaved(format!(
                "this program could not read what it was to write: {why}"
            )));
        }
        Ok(receipt((first_seq, group.end.seq), now, number))
    }

    fn long<'b>(&self, actor: &Actor, source: Source<'b>) -> Long<'b> {
        let jump = jump(&self.core, self.moment.now, &self.moment.boot).map(Event::from);
        let number = match &source {
            Source::Events(events) => number_given(&self.core, events),
            Source::Rows(plan) => plan.first_number(),
        };
        Long {
            jump,
            source,
            stamping: stamping(&self.core, actor, self.moment),
            number,
        }
    }

    /// The events of a command, after the clock's jump where there was one.
    fn with_jump(&self, own: Vec<Event>) -> Vec<Event> {
        let jump = jump(&self.core, self.moment.now, &self.moment.boot);
        jump.map(Event::from).into_iter().chain(own).collect()
    }
}

/// Judges a command. What a long import writes is not kept.
fn own<'a>(records: &Register, site: &Site, next: &Waiting<'a>, now: Stamp) -> Decided<'a> {
    let Waiting { actor, command } = *next;
    let Command::Import(import) = command else {
        let events = decide(records, site, actor, command, now)?;
        return Ok(if events.len() <= LONG_ENTRIES {
            Own::Short(events)
        } else {
            Own::Long(Source::Events(events))
        });
    };
    let plan = ImportPlan::of(records, actor, import, now)?;
    // A row is at least one entry; how many there are is counted when they are written.
    let is_long = plan.len() > LONG_ENTRIES || plan.entries(records, site) > LONG_ENTRIES;
    Ok(if is_long {
        Own::Long(Source::Rows(plan))
    } else {
        Own::Short(plan.rows(records, site).flatten().collect())
    })
}

pub(super) fn receipt((first_seq, seq): (u64, u64), at: Stamp, number: Option<Number>) -> Receipt {
    Receipt {
        first_seq,
        seq,
        at,
        number,
    }
}

/// What the lines of a command have in common.
fn stamping(core: &Core, actor: &Actor, moment: &Moment) -> Stamping {
    let by = By {
        person: Some(PersonId::uuid(actor.person)),
        uid: actor.uid,
        host: actor.host.clone(),
        how: actor.how.clone(),
    };
    core.stamping(moment.now, moment.boot.clone(), by)
}

/// Whether the wall clock jumped since the last entry, by the clock since the same boot. After
/// another start of the machine only a wall clock behind the last entry is known to be wrong.
pub(super) fn jump(core: &Core, now: Stamp, boot: &Boot) -> Option<ClockJumped> {
    let last = core.last.as_ref()?;
    let is_same_boot =
        !last.boot.id.is_empty() && last.boot.id == boot.id && boot.ms >= last.boot.ms;
    let expected = if is_same_boot {
        let passed = i64::try_from((boot.ms - last.boot.ms) / 60_000).ok()?;
        last.at.plus_minutes(passed)
    } else {
        now.max(last.at)
    };
    (now.minutes_since(expected).abs() > JUMP_MINUTES).then_some(ClockJumped {
        expected,
        shown: now,
    })
}

/// A jump in words, for whoever can set the clock.
pub(super) fn jump_words(jump: &ClockJumped) -> String {
    let min = jump.shown.minutes_since(jump.expected);
    let way = if min < 0 { "behind" } else { "ahead of" };
    let (by, shown, expected) = (minutes(min.abs()), full(jump.shown), full(jump.expected));
    format!(
        "the machine's clock is {by} {way} what was expected: it shows {shown}, not {expected}. \
         What is saved keeps its order, and both times are recorded; have the clock set right"
    )
}

/// The number that a command gave; of a callout that of its ticket.
fn number_given(core: &Core, events: &[Event]) -> Option<Number> {
    events.iter().find_map(|event| match event {
        Event::TicketOpened(opened) => Some(opened.number),
        Event::ChecklistStarted(started) => Some(started.number),
        Event::ListMade(made) => Some(made.number),
        Event::CalloutStarted(started) => {
            let ticket = core.register.ticket(started.ticket);
            ticket.map(|ticket| ticket.number)
        }
        _ => None,
    })
}

/// What was decided before the lock was had: a long import is not thought about while others wait.
pub(super) struct Early<'a> {
    seq: Option<u64>,
    decided: Decided<'a>,
}

impl<'a> Early<'a> {
    pub(super) fn of(core: &Core, next: &Waiting<'a>, now: Stamp) -> Option<Self> {
        if !is_thought_about_first(next.command) {
            return None;
        }
        let site = core.site.as_ref()?;
        Some(Self {
            seq: core.last.as_ref().map(|last| last.seq),
            decided: own(&core.register, site, next, now),
        })
    }

    /// The decision, where nobody has written since; else it is to be made again.
    pub(super) fn still_holds(self, core: &Core) -> Option<Decided<'a>> {
        (self.seq == core.last.as_ref().map(|last| last.seq)).then_some(self.decided)
    }
}

/// Whether so much is to be decided on that nobody should wait for it behind the lock.
fn is_thought_about_first(command: &Command) -> bool {
    matches!(command, Command::Import(_))
}
