//! The practice night in lines: the script before each question, the dropped line, the end.

use std::io;
use std::sync::Arc;

use super::talk::Talk;
use super::{Next, begin};
use crate::cli::answer::Reply;
use crate::cli::fail::Fail;
use crate::cli::seat::Seat;
use crate::cli::typed::Typed;
use crate::cli::{Io, Machine, Practice};
use crate::desk::Desk;
use crate::domain::callout::{Callout, Step};
use crate::domain::drill::{BACK, LINE_DOWN_MIN, PERFECT, forgotten, line_drops, says};
use crate::domain::{CalloutId, Records as _};

/// A practice night in a talk.
pub(super) struct Night {
    practice: Arc<Practice>,
    /// Whether the line has dropped already.
    has_dropped: bool,
}

/// Talks a practice night through.
pub(in crate::cli) fn drill(
    io: &mut Io<'_>,
    machine: &Machine,
    practice: Arc<Practice>,
) -> Result<Reply, Fail> {
    let clock = Arc::clone(&machine.clock);
    let desk = Desk::open(practice.dir(), machine.caller.clone(), clock)?;
    let seat = Seat::new(desk, Typed::new(Some(practice.dir())));
    let me = seat.actor()?.person;
    let mut talk = Talk::new(seat, me, &mut *io.stdin, &mut *io.stdout);
    talk.night = Some(Night {
        practice,
        has_dropped: false,
    });
    let talked = night(&mut talk);
    talk.seat.desk.close();
    match talked {
        Ok(()) => Ok(Reply::Raw(Vec::new())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reply::Raw(Vec::new())),
        Err(error) => Err(Fail::Output(format!("the talk ended: {error}"))),
    }
}

fn night(talk: &mut Talk<'_>) -> io::Result<()> {
    talk.say("PRACTICE. A made-up library; nothing is real, and nothing of it is kept.")?;
    begin::callout(talk, "")?;
    talk.say("The practice is over.")
}

/// Says what is said or happens at a question; nothing outside a practice.
pub(super) fn say_script(
    talk: &mut Talk<'_>,
    callout: Option<&Callout>,
    step: &Step,
) -> io::Result<()> {
    if talk.night.is_none() {
        return Ok(());
    }
    let said = says(&*talk.seat.known, callout, Some(step));
    talk.say(said)
}

/// After a line of the work log: the line drops where the script says so. Gives how the talk goes
/// on after it was taken up again.
pub(super) fn after_line(talk: &mut Talk<'_>, id: CalloutId) -> io::Result<Option<Next>> {
    let Some(callout) = talk.seat.known.callout(id) else {
        return Ok(None);
    };
    let Some(night) = &mut talk.night else {
        return Ok(None);
    };
    if night.has_dropped || !line_drops(&callout) {
        return Ok(None);
    }
    night.has_dropped = true;
    night.practice.pass(LINE_DOWN_MIN);
    talk.refresh();
    talk.say("The line drops.")?;
    talk.say(BACK)?;
    begin::resume(talk, &callout).map(Some)
}

/// Says what was forgotten, a line each with its rule; nothing outside a practice.
pub(super) fn say_forgotten(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
    if talk.night.is_none() {
        return Ok(());
    }
    let all = forgotten(&*talk.seat.known, callout);
    if all.is_empty() {
        return talk.say(PERFECT);
    }
    talk.say("What was forgotten:")?;
    for one in all {
        talk.say(&one.line())?;
    }
    Ok(())
}
