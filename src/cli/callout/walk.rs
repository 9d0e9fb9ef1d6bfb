//! The walk as the command line and the line mode drive it: the callout at hand, and its commands.

use std::sync::Arc;

use uuid::Uuid;

use crate::cli::fail::Fail;
use crate::cli::seat::Seat;
use crate::desk::Receipt;
use crate::domain::callout::{Callout, Given, Step, next_step, open_for, step_named};
use crate::domain::command::{
    AnswerCallout, Console, FinishCallout, FreshIds, StartCallout, TakeCallout,
};
use crate::domain::{
    CalloutId, ClaimId, Command, Number, PersonId, Records, StepName, TicketId, decide_in_turn,
};
use crate::text::Clean;

/// Fresh uuids for what an answer may make.
pub(in crate::cli) fn fresh() -> FreshIds {
    FreshIds {
        person: PersonId(Uuid::now_v7()),
        other: PersonId(Uuid::now_v7()),
        list: Uuid::now_v7(),
        made: Uuid::now_v7(),
        claim: ClaimId(Uuid::now_v7()),
        ticket: TicketId(Uuid::now_v7()),
    }
}

/// Where the caller sits.
pub(in crate::cli) fn console(seat: &Seat) -> Console {
    let caller = seat.desk.caller();
    Console {
        host: caller.host.clone(),
        tty: Some(caller.tty.clone()).filter(|tty| tty != "-"),
    }
}

/// The caller's open callout, with the texts of its ticket.
pub(in crate::cli) fn open(seat: &mut Seat) -> Result<Option<Arc<Callout>>, Fail> {
    let me = seat.actor()?.person;
    match open_for(&*seat.known, me) {
        Some(open) => seat.callout(open.number).map(Some),
        None => Ok(None),
    }
}

/// The callout that is named, else the caller's open one.
pub(in crate::cli) fn named_or_open(
    seat: &mut Seat,
    named: Option<Number>,
) -> Result<Arc<Callout>, Fail> {
    match named {
        Some(number) => seat.callout(number),
        None => open(seat)?.ok_or_else(none_open),
    }
}

/// The callout that is named, else the caller's open one, else the last that was theirs.
pub(in crate::cli) fn named_or_last(
    seat: &mut Seat,
    named: Option<Number>,
) -> Result<Arc<Callout>, Fail> {
    if named.is_some() {
        return named_or_open(seat, named);
    }
    if let Some(open) = open(seat)? {
        return Ok(open);
    }
    let me = seat.actor()?.person;
    let mut ended = seat.known.ended_callouts().into_iter().rev();
    let last = ended.find(|callout| callout.person == me);
    let last = last.ok_or_else(none_open)?;
    seat.callout(last.number)
}

fn none_open() -> Fail {
    Fail::Missing("no callout of yours is open; `nightdesk callout start` begins one".to_owned())
}

/// What is asked now; none once the callout has ended.
pub(in crate::cli) fn asked(seat: &Seat, callout: &Callout) -> Option<Step> {
    next_step(&*seat.known, &seat.known.site, callout, seat.now)
}

/// A step by its name, with what was given so far.
pub(in crate::cli) fn step(
    seat: &Seat,
    callout: &Callout,
    name: StepName,
    given: &Given,
) -> Option<Step> {
    step_named(
        &*seat.known,
        &seat.known.site,
        callout,
        name,
        given,
        seat.now,
    )
}

/// The callout as it stands after a save.
pub(in crate::cli) fn again(seat: &Seat, id: CalloutId) -> Result<Arc<Callout>, Fail> {
    let known = seat.known.callout(id);
    known.ok_or_else(|| Fail::Damaged("the callout that was saved is not there".to_owned()))
}

/// What is said of a callout that begins.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Begins<'a> {
    /// Whether it is over, and only written down.
    pub(in crate::cli) over: bool,
    /// The open ticket it is about; else one is opened with it.
    pub(in crate::cli) ticket: Option<TicketId>,
    /// How it comes that somebody else is on call.
    pub(in crate::cli) duty: Option<&'a str>,
    /// Whether it stands beside somebody else's on the ticket.
    pub(in crate::cli) own: bool,
}

/// Begins a callout on an open ticket, or on one that is opened with it.
pub(in crate::cli) fn start(
    seat: &mut Seat,
    begins: Begins<'_>,
) -> Result<(Receipt, Arc<Callout>), Fail> {
    let command = start_of(seat, begins);
    let id = command.id;
    let receipt = seat.submit(&Command::StartCallout(command))?;
    Ok((receipt, again(seat, id)?))
}

fn start_of(seat: &Seat, begins: Begins<'_>) -> StartCallout {
    StartCallout {
        id: CalloutId(Uuid::now_v7()),
        ticket: begins.ticket.unwrap_or_else(|| TicketId(Uuid::now_v7())),
        over: begins.over,
        duty: begins.duty.map(Clean::line),
        own: begins.own,
        console: console(seat),
    }
}

/// Begins a callout and answers its first step; nothing is begun where the answer is refused.
pub(super) fn start_with(
    seat: &mut Seat,
    begins: Begins<'_>,
    caller: Vec<(String, Clean)>,
) -> Result<(Receipt, Arc<Callout>), Fail> {
    let start = start_of(seat, begins);
    let id = start.id;
    let both = [
        Command::StartCallout(start),
        answer_of(id, StepName::Caller, caller, true),
    ];
    let actor = seat.actor()?;
    decide_in_turn(&*seat.known, &seat.known.site, &actor, &both, seat.now)
        .map_err(|refusal| Fail::Refused(Box::new(refusal)))?;
    let [start, answer] = both;
    seat.submit(&start)?;
    let receipt = seat.submit(&answer)?;
    Ok((receipt, again(seat, id)?))
}

/// Answers a step, or some of its parts.
pub(in crate::cli) fn answer(
    seat: &mut Seat,
    callout: &Callout,
    step: StepName,
    values: Vec<(String, Clean)>,
    leave: bool,
) -> Result<Receipt, Fail> {
    seat.submit(&answer_of(callout.id, step, values, leave))
}

fn answer_of(
    callout: CalloutId,
    step: StepName,
    values: Vec<(String, Clean)>,
    leave: bool,
) -> Command {
    Command::AnswerCallout(Box::new(AnswerCallout {
        callout,
        step,
        values,
        leave,
        fresh: fresh(),
    }))
}

/// To bed.
pub(in crate::cli) fn finish(seat: &mut Seat, callout: &Callout) -> Result<Receipt, Fail> {
    let command = FinishCallout {
        callout: callout.id,
        fresh: fresh(),
    };
    seat.submit(&Command::FinishCallout(command))
}

/// Takes somebody else's callout over.
pub(in crate::cli) fn take(seat: &mut Seat, callout: &Callout) -> Result<Receipt, Fail> {
    let command = TakeCallout {
        callout: callout.id,
        console: console(seat),
    };
    seat.submit(&Command::TakeCallout(command))
}
