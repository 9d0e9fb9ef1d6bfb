//! The line mode: the desk in lines, for a screen reader, a braille row, a teletype or a pipe.
//!
//! It reads lines from one handle and writes lines to another; nothing is drawn, nothing moves,
//! and nothing is written into a line that is being typed. It drives the same walk as the full
//! screen and writes the same entries.

mod ask;
mod begin;
mod desk;
mod drill;
mod end;
mod parts;
mod runbooks;
mod secret;
mod talk;
mod tickets;
mod walk;
mod words;
mod work;

use std::path::Path;

pub(super) use self::drill::drill;
use self::talk::Talk;
use super::answer::Reply;
use super::call::Call;
use super::drill::sweep_practices;
use super::fail::Fail;

/// What a part of the talk ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Back to the commands of the desk.
    Desk,
    /// The talk is over.
    Quit,
}

/// Talks until somebody quits or the input ends.
pub(super) fn run(call: &mut Call<'_, '_>) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    run_at(call, &dir)
}

/// The same on the desk of a folder.
pub(super) fn run_at(call: &mut Call<'_, '_>, dir: &Path) -> Result<Reply, Fail> {
    sweep_practices(call.machine);
    let seat = call.open_at(dir)?;
    let me = seat.actor()?.person;
    let io = &mut *call.io;
    let mut talk = Talk::new(seat, me, &mut *io.stdin, &mut *io.stdout);
    let talked = desk::talk(&mut talk);
    talk.seat.desk.close();
    match talked {
        Ok(()) => Ok(Reply::Raw(Vec::new())),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Reply::Raw(Vec::new())),
        Err(error) => Err(Fail::Output(format!("the talk ended: {error}"))),
    }
}
