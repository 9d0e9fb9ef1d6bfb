//! Commands, from the lock to their receipts.
//!
//! What waits shares one round: the lock is taken once, each command is decided on the records as
//! those before it leave them, and one sync saves them all. Whoever waits at another console gets
//! the lock after at most [`ROUND_COMMANDS`].

use uuid::Uuid;

use super::core::Core;
use super::open::{Stop, stop_of};
use super::outcome::{Receipt, SubmitError};
use super::redact::{self, Orders};
use super::round::{self, Answer, Early, Round, Taken};
use super::{Desk, Inner, LOCK_WAIT, codec, load, long};
use crate::domain::event::FaultCleared;
use crate::domain::{Actor, Command, Event};
use crate::journal::{
    AppendError, By, Holder, LockError, Locked, RESERVE_BYTES, ReadError, ReadLimit,
};
use crate::text::Clean;
use crate::time::{Boot, Stamp};

/// Commands that share one lock and one sync at most. Source: `docs/architecture.md`.
pub const ROUND_COMMANDS: usize = 64;

/// A command that somebody waits for.
#[derive(Debug, Clone, Copy)]
pub struct Waiting<'a> {
    /// Who gives it.
    pub actor: &'a Actor,
    /// What is to be done.
    pub command: &'a Command,
}

/// When a round takes place, and for whom the lock is held.
pub(super) struct Moment {
    pub(super) now: Stamp,
    pub(super) boot: Boot,
    pub(super) holder: Holder,
}

/// Said where a redaction was ordered and not carried out.
const STILL_THERE: &str = "the text is still there";

impl Desk {
    /// Decides and writes one command. [`Desk::keep_up`] comes after it, once its outcome was told.
    ///
    /// # Errors
    /// See [`SubmitError`]: in every case nothing was saved, and what was typed must be kept.
    #[expect(clippy::missing_panics_doc, reason = "one command has one outcome")]
    pub fn submit(&self, actor: &Actor, command: &Command) -> Result<Receipt, SubmitError> {
        self.submit_all(&[Waiting { actor, command }])
            .pop()
            .expect("each command has an outcome")
    }

    /// Decides and writes commands that wait together, in their order, and gives the outcome of
    /// each. They share locks and syncs; a refusal concerns its own command alone.
    pub fn submit_all(&self, waiting: &[Waiting<'_>]) -> Vec<Result<Receipt, SubmitError>> {
        let mut outcomes = Vec::with_capacity(waiting.len());
        while outcomes.len() < waiting.len() {
            let rest = waiting.iter().skip(outcomes.len());
            let together: Vec<Waiting<'_>> = rest.take(ROUND_COMMANDS).copied().collect();
            let moment = self.moment();
            let mut inner = self.inner();
            outcomes.extend(inner.submit(&together, &moment));
            self.publish(&inner);
        }
        outcomes
    }

    pub(super) fn moment(&self) -> Moment {
        let now = self.now();
        Moment {
            now,
            boot: self.clock.boot(),
            holder: self.holder(now),
        }
    }
}

impl Inner {
    /// One round; at least the first command has an outcome after it.
    fn submit(&mut self, waiting: &[Waiting<'_>], moment: &Moment) -> Vec<Answer> {
        let Some(first) = waiting.first() else {
            return Vec::new();
        };
        // A journal that was replaced behind us is read anew, and the lock asked for once more.
        for _ in 0..3 {
            self.catch_up(ReadLimit::Acked);
            self.finish_what_was_cut_off(moment);
            let ready = self.refuse_when_stopped().and_then(|()| {
                self.load_named(first.command)
                    .map_err(|why| stopped(&mut self.stop, Stop::Damaged(why)))
            });
            match ready
                .map_err(Missed::Not)
                .and_then(|()| self.submit_once(waiting, moment))
            {
                Ok(outcomes) => return outcomes,
                Err(Missed::Replaced) => self.forget(),
                Err(Missed::Ordered) => {}
                Err(Missed::Not(error)) => return vec![Err(error); waiting.len()],
            }
        }
        let busy = "the journal's files are being replaced; try again";
        vec![Err(SubmitError::Busy(busy.to_owned())); waiting.len()]
    }

    /// Carries out redactions that another process ordered and did not come to carry out. Where that
    /// fails the work goes on: it is tried again later.
    fn finish_what_was_cut_off(&mut self, moment: &Moment) {
        if self.stop.is_none()
            && self.is_redaction_due(moment.now.epoch_ms())
            && let Err(why) = self.finish_redactions(LOCK_WAIT, &moment.holder)
        {
            self.news.push(format!("{STILL_THERE}: {why}"));
        }
    }

    pub(super) fn submit_once(
        &mut self,
        waiting: &[Waiting<'_>],
        moment: &Moment,
    ) -> Result<Vec<Answer>, Missed> {
        let page_ms = self.page_ms;
        let Self {
            journal,
            core,
            stop,
            news,
            ..
        } = self;
        let dir = journal.dir().to_owned();
        let early = waiting
            .first()
            .and_then(|first| Early::of(core, first, moment.now));
        let mut locked = journal
            .lock(LOCK_WAIT, &moment.holder)
            .map_err(|error| refuse(&error, stop))?;
        take_over(&mut locked, core, news).map_err(|why| stopped(stop, why))?;
        load::fill(&dir, locked.position(), core)
            .map_err(|why| stopped(stop, Stop::Damaged(why)))?;
        if !core.orders.is_empty() && self.redaction_tried.is_none() {
            return Err(Missed::Ordered);
        }
        let early = early.and_then(|early| early.still_holds(core));
        let batch = locked.batch().map_err(|error| refuse_append(error, stop))?;
        let jumped = round::jump(core, moment.now, &moment.boot);
        let mut round = Round::new(core.clone(), batch, moment, page_ms);
        match round.take_all(waiting, early) {
            Taken::Short => {}
            Taken::Long(command) => {
                drop(round);
                let receipt = long::write(&mut locked, core, &command)
                    .map_err(|error| refuse_append(error, stop))?;
                locked.keep_reserve(RESERVE_BYTES, moment.now);
                return Ok(vec![Ok(receipt)]);
            }
        }
        let (batch, after, mut outcomes) = round.end();
        if batch.is_empty() {
            return Ok(outcomes);
        }
        if let Err(error) = locked.save(&batch, moment.now) {
            refuse_all(&mut outcomes, &refuse_append(error, stop));
            return Ok(outcomes);
        }
        locked.keep_reserve(RESERVE_BYTES, moment.now);
        news.extend(jumped.as_ref().map(round::jump_words));
        let was = std::mem::replace(core, after);
        let new = core
            .orders
            .iter()
            .filter(|(order, _)| !was.orders.contains_key(order));
        let ordered: Orders = new.map(|(order, target)| (*order, *target)).collect();
        if ordered.is_empty() {
            return Ok(outcomes);
        }
        // The lock is not given up in between: nobody reads or writes on an order half carried out.
        let done = redact::at_once(&dir, locked, &ordered, core, news);
        self.read_anew();
        if let Err(why) = done {
            refuse_all(&mut outcomes, &still_there(&ordered, &why));
        }
        Ok(outcomes)
    }

    fn refuse_when_stopped(&self) -> Result<(), SubmitError> {
        match &self.stop {
            None => self
                .ahead()
                .map_or(Ok(()), |why| Err(SubmitError::ReadOnly(why))),
            Some(Stop::Damaged(why)) => Err(SubmitError::Damaged(why.clone())),
            Some(Stop::Newer(why) | Stop::Failed(why) | Stop::Fallen(why)) => {
                Err(SubmitError::ReadOnly(why.clone()))
            }
        }
    }

    /// At opening: the journal's end is checked and synced again after a failed write, and the
    /// mark of the fault goes with an entry that says so.
    pub(super) fn clear_fault(&mut self, holder: &Holder, host: &str, boot: Boot) {
        let Self {
            journal,
            core,
            stop,
            news,
            ..
        } = self;
        let mut locked = match journal.lock_after_fault(LOCK_WAIT, holder) {
            Ok(locked) => locked,
            Err(error) => {
                *stop = Some(Stop::Failed(error.to_string()));
                return;
            }
        };
        if let Err(why) = take_over(&mut locked, core, news) {
            *stop = Some(why);
            return;
        }
        let Some(was) = locked.fault().map(str::to_owned) else {
            return;
        };
        let event = Event::from(FaultCleared {
            was: Clean::new(&was),
        });
        let at = core
            .zone
            .map_or(holder.since, |zone| zone.see(holder.since));
        let by = By {
            person: None,
            uid: holder.uid,
            host: host.to_owned(),
            how: "uid".to_owned(),
        };
        // An entry with the new time would hide a jump of the clock from the command behind it.
        let jumped = round::jump(core, at, &boot);
        let stamping = core.stamping(at, boot, by);
        let events = jumped.clone().map(Event::from).into_iter().chain([event]);
        let entries: Result<Vec<_>, String> = events
            .map(|event| codec::encode(&event, Uuid::now_v7()))
            .collect();
        let entries = entries.map_err(AppendError::Refused);
        let written = entries.and_then(|entries| locked.append(vec![entries], &stamping));
        match written {
            Ok(groups) => {
                for group in &groups {
                    if let Err(why) = core.apply(group) {
                        *stop = Some(Stop::Damaged(why));
                        return;
                    }
                }
                news.extend(jumped.as_ref().map(round::jump_words));
                news.push(format!(
                    "the journal was checked and is good again; this is recorded. What had gone wrong: {was}"
                ));
            }
            Err(error) => *stop = Some(Stop::Failed(error.to_string())),
        }
    }
}

/// Folds what others wrote before the lock was had, and says what was torn.
pub(super) fn take_over(
    locked: &mut Locked<'_>,
    core: &mut Core,
    news: &mut Vec<String>,
) -> Result<(), Stop> {
    if locked.torn_bytes() > 0 {
        news.push(torn_news(locked.torn_bytes()));
    }
    let mut new = locked.new_groups().into_iter();
    new.try_for_each(|group| core.apply(&group).map_err(Stop::Newer))
}

pub(super) fn torn_news(bytes: u64) -> String {
    format!("{bytes} bytes of a command that was never finished were moved to a torn file")
}

/// Tells all who would have had a receipt that they have none.
fn refuse_all(outcomes: &mut [Answer], error: &SubmitError) {
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_ok()) {
        *outcome = Err(error.clone());
    }
}

/// The order is saved and its text not gone: a receipt is given only when it is.
fn still_there(ordered: &Orders, why: &str) -> SubmitError {
    let order = ordered.keys().copied().max().unwrap_or_default();
    SubmitError::NotSaved(format!(
        "the order is entry {order}, but {STILL_THERE}: {why}. The next command on this desk goes \
         on with it"
    ))
}

fn stopped(stop: &mut Option<Stop>, why: Stop) -> SubmitError {
    let error = SubmitError::ReadOnly(why.why().to_owned());
    *stop = Some(why);
    error
}

/// Why one try at a command came to nothing.
#[derive(Debug)]
pub(super) enum Missed {
    /// The journal's files were replaced before the lock was had: read anew and try again.
    Replaced,
    /// A redaction that another process ordered comes first.
    Ordered,
    /// This is the answer.
    Not(SubmitError),
}

impl From<SubmitError> for Missed {
    fn from(error: SubmitError) -> Self {
        Self::Not(error)
    }
}

fn refuse(error: &LockError, stop: &mut Option<Stop>) -> Missed {
    Missed::Not(match error {
        LockError::Busy { .. } => SubmitError::Busy(error.to_string()),
        LockError::Fault(_) => stopped(stop, Stop::Failed(error.to_string())),
        LockError::Read(ReadError::Reset) => return Missed::Replaced,
        LockError::Read(read) => {
            *stop = Some(stop_of(read));
            SubmitError::Damaged(error.to_string())
        }
        LockError::Io { .. } => SubmitError::ReadOnly(error.to_string()),
    })
}

fn refuse_append(error: AppendError, stop: &mut Option<Stop>) -> SubmitError {
    match error {
        AppendError::Refused(why) | AppendError::NotSaved(why) => SubmitError::NotSaved(why),
        AppendError::ReadOnly(why) => stopped(stop, Stop::Failed(why)),
        AppendError::Unsure(why) => {
            *stop = Some(Stop::Failed(why.clone()));
            SubmitError::Unsure(why)
        }
    }
}
