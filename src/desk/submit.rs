//! One command, from the lock to the receipt.

use std::path::Path;

use uuid::Uuid;

use super::core::Core;
use super::open::{Stop, stop_of};
use super::outcome::{Receipt, SubmitError};
use super::{Desk, Inner, LOCK_WAIT, codec, load};
use crate::domain::event::{ClockJumped, FaultCleared};
use crate::domain::{Actor, Command, Event, Number, PersonId, Records, Refusal, decide};
use crate::journal::{
    AppendError, By, Group, Holder, Journal, LockError, Locked, NewEntry, RESERVE_BYTES, ReadError,
    ReadLimit, Stamping,
};
use crate::text::Clean;
use crate::time::{Boot, Stamp};

/// Minutes by which the wall clock may differ from the clock since boot before it is recorded.
/// Source: `docs/journal.md`, "Clocks".
const JUMP_MINUTES: i64 = 5;
/// Entries above which a group is written in several pieces with one sync at the end.
const BULK_ENTRIES: usize = 2000;

impl Desk {
    /// Decides and writes one command. [`Desk::keep_up`] comes after it, once its outcome was told.
    ///
    /// # Errors
    /// See [`SubmitError`]: in every case nothing was saved, and what was typed must be kept.
    pub fn submit(&self, actor: &Actor, command: &Command) -> Result<Receipt, SubmitError> {
        let now = self.now();
        let boot = self.clock.boot();
        let holder = self.holder(now);
        let mut inner = self.inner();
        let result = inner.submit(actor, command, now, &boot, &holder);
        self.publish(&inner);
        result
    }
}

impl Inner {
    fn submit(
        &mut self,
        actor: &Actor,
        command: &Command,
        now: Stamp,
        boot: &Boot,
        holder: &Holder,
    ) -> Result<Receipt, SubmitError> {
        // A journal that was replaced behind us is read anew, and the lock asked for once more.
        for _ in 0..2 {
            self.catch_up(ReadLimit::Acked);
            self.refuse_when_stopped()?;
            self.load_named(command)
                .map_err(|why| stopped(&mut self.stop, Stop::Damaged(why)))?;
            match self.submit_once(actor, command, now, boot, holder) {
                Ok(receipt) => return Ok(receipt),
                Err(Missed::Replaced) => self.forget(),
                Err(Missed::Not(error)) => return Err(error),
            }
        }
        Err(SubmitError::Busy(
            "the journal's files are being replaced; try again".to_owned(),
        ))
    }

    pub(super) fn submit_once(
        &mut self,
        actor: &Actor,
        command: &Command,
        now: Stamp,
        boot: &Boot,
        holder: &Holder,
    ) -> Result<Receipt, Missed> {
        let Self {
            journal,
            core,
            stop,
            news,
            ..
        } = self;
        let dir = journal.dir().to_owned();
        let early = Early::of(core, actor, command, now);
        let mut locked = journal
            .lock(LOCK_WAIT, holder)
            .map_err(|error| refuse(&error, stop))?;
        if locked.torn_bytes() > 0 {
            news.push(torn_news(locked.torn_bytes()));
        }
        for group in locked.new_groups() {
            core.apply(&group)
                .map_err(|why| stopped(stop, Stop::Newer(why)))?;
        }
        load::fill(&dir, locked.position(), core)
            .map_err(|why| stopped(stop, Stop::Damaged(why)))?;
        let site = core.site.clone().ok_or_else(|| {
            SubmitError::Damaged("the desk's first entries are missing".to_owned())
        })?;
        let decided = match early.and_then(|early| early.still_holds(core)) {
            Some(decided) => decided,
            None => decide(&core.register, &site, actor, command, now),
        };
        let decided = decided.map_err(|refusal| SubmitError::Refused(Box::new(refusal)))?;
        let mut events: Vec<Event> = jump(core, now, boot).map(Event::from).into_iter().collect();
        let first_own = events.len();
        events.extend(decided);
        if events.len() == first_own {
            // Everything was known already, as with an import that is repeated.
            let seq = core.last.as_ref().map_or(0, |last| last.seq);
            return Ok(Receipt {
                first_seq: seq + 1,
                seq,
                at: now,
                number: None,
            });
        }
        let number = number_given(core, &events);
        let stamping = stamping(core, actor, now, boot);
        let written = write(&dir, &mut locked, &events, &stamping)
            .map_err(|error| refuse_append(error, stop))?;
        locked.keep_reserve(RESERVE_BYTES, now);
        drop(locked);
        let (first_seq, seq) = take(core, written).map_err(|why| stopped(stop, why))?;
        Ok(Receipt {
            first_seq,
            seq,
            at: now,
            number,
        })
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
        let dir = journal.dir().to_owned();
        let mut locked = match journal.lock_after_fault(LOCK_WAIT, holder) {
            Ok(locked) => locked,
            Err(error) => {
                *stop = Some(Stop::Failed(error.to_string()));
                return;
            }
        };
        if locked.torn_bytes() > 0 {
            news.push(torn_news(locked.torn_bytes()));
        }
        for group in locked.new_groups() {
            if let Err(why) = core.apply(&group) {
                *stop = Some(Stop::Newer(why));
                return;
            }
        }
        let Some(was) = locked.fault().map(str::to_owned) else {
            return;
        };
        let event = Event::from(FaultCleared {
            was: Clean::new(&was),
        });
        let stamping = Stamping {
            app: env!("CARGO_PKG_VERSION").to_owned(),
            replica: core
                .made
                .as_ref()
                .map(|made| made.replica.clone())
                .unwrap_or_default(),
            at: core
                .zone
                .map_or(holder.since, |zone| zone.see(holder.since)),
            boot,
            by: By {
                person: None,
                uid: holder.uid,
                host: host.to_owned(),
                how: "uid".to_owned(),
            },
        };
        match write(&dir, &mut locked, &[event], &stamping) {
            Ok(Written::Groups(groups)) => {
                for group in &groups {
                    if let Err(why) = core.apply(group) {
                        *stop = Some(Stop::Damaged(why));
                        return;
                    }
                }
                news.push(format!(
                    "the journal was checked, found good again, and that recorded. It was: {was}"
                ));
            }
            Ok(Written::From(_)) => {}
            Err(error) => *stop = Some(Stop::Failed(error.to_string())),
        }
    }
}

/// What was written: the groups themselves, or a reader that stands before them.
enum Written {
    Groups(Vec<Group>),
    From(Box<Journal>),
}

fn write(
    dir: &Path,
    locked: &mut Locked<'_>,
    events: &[Event],
    stamping: &Stamping,
) -> Result<Written, AppendError> {
    let encoded = |event: &Event| codec::encode(event, Uuid::now_v7());
    if events.len() <= BULK_ENTRIES {
        let entries = events
            .iter()
            .map(encoded)
            .collect::<Result<Vec<NewEntry>, String>>();
        let entries = entries.map_err(AppendError::Refused)?;
        return locked.append(vec![entries], stamping).map(Written::Groups);
    }
    let count = u32::try_from(events.len())
        .map_err(|_| AppendError::Refused("too many entries for one group".to_owned()))?;
    // One after the other, so that a long import never stands in memory as lines as well. One that
    // cannot be a line ends the row, and the journal takes back what was written of the group.
    let mut misfit = None;
    let entries = events.iter().map_while(|event| match encoded(event) {
        Ok(entry) => Some(entry),
        Err(why) => {
            misfit = Some(why);
            None
        }
    });
    let written = locked.append_bulk(count, entries, stamping);
    let bulk = written.map_err(|error| misfit.map_or(error, AppendError::Refused))?;
    let reader = Journal::open_at(dir, bulk.start)
        .map_err(|error| AppendError::ReadOnly(error.to_string()))?;
    Ok(Written::From(Box::new(reader)))
}

/// Folds what was written, as any reader will; gives its first and last seq.
fn take(core: &mut Core, written: Written) -> Result<(u64, u64), Stop> {
    let groups = match written {
        Written::Groups(groups) => groups,
        Written::From(mut reader) => reader
            .read_new(ReadLimit::Acked)
            .map_err(|error| stop_of(&error))?,
    };
    let mut span = (u64::MAX, 0);
    for group in &groups {
        for entry in &group.entries {
            span = (span.0.min(entry.seq), span.1.max(entry.seq));
        }
        core.apply(group).map_err(Stop::Damaged)?;
    }
    Ok(span)
}

fn stamping(core: &Core, actor: &Actor, now: Stamp, boot: &Boot) -> Stamping {
    Stamping {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        replica: core
            .made
            .as_ref()
            .map(|made| made.replica.clone())
            .unwrap_or_default(),
        at: now,
        boot: boot.clone(),
        by: By {
            person: Some(PersonId::uuid(actor.person)),
            uid: actor.uid,
            host: actor.host.clone(),
            how: actor.how.clone(),
        },
    }
}

/// Whether the wall clock jumped since the last entry, by the clock since the same boot. After
/// another start of the machine only a wall clock behind the last entry is known to be wrong.
fn jump(core: &Core, now: Stamp, boot: &Boot) -> Option<ClockJumped> {
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

pub(super) fn torn_news(bytes: u64) -> String {
    format!("{bytes} bytes of a command that was never finished were moved to a torn file")
}

fn stopped(stop: &mut Option<Stop>, why: Stop) -> SubmitError {
    let error = SubmitError::ReadOnly(why.why().to_owned());
    *stop = Some(why);
    error
}

/// What was decided before the lock was had: a long import is not thought about while others wait.
pub(super) struct Early {
    seq: Option<u64>,
    decided: Result<Vec<Event>, Refusal>,
}

impl Early {
    pub(super) fn of(core: &Core, actor: &Actor, command: &Command, now: Stamp) -> Option<Self> {
        if !matches!(command, Command::Import(_)) {
            return None;
        }
        let site = core.site.as_ref()?;
        Some(Self {
            seq: core.last.as_ref().map(|last| last.seq),
            decided: decide(&core.register, site, actor, command, now),
        })
    }

    /// The decision, where nobody has written since; else it is to be made again.
    pub(super) fn still_holds(self, core: &Core) -> Option<Result<Vec<Event>, Refusal>> {
        (self.seq == core.last.as_ref().map(|last| last.seq)).then_some(self.decided)
    }
}

/// Why one try at a command came to nothing.
#[derive(Debug)]
pub(super) enum Missed {
    /// The journal's files were replaced before the lock was had: read anew and try again.
    Replaced,
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
