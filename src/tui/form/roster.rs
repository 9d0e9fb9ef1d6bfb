//! The forms of the roster: a person is put on call, a turn is taken off.
//!
//! Whether it may be is decided where `nightdesk roster` is decided too.

use super::Form;
use super::build::Context;
use super::spec::{FieldKind, FieldSpec, required};
use crate::domain::command::{EndRoster, SetRoster};
use crate::domain::{Command, Records as _, RosterId};
use crate::text::Clean;
use crate::time::{Stamp, parse_until, parse_when};

/// Who, from when, until when.
pub(super) fn fields() -> Vec<FieldSpec> {
    let few = "type a few letters";
    let until = "the end, such as mon 8:00, +7d or 27 Nov 8:00";
    vec![
        required("who", "on call", FieldKind::Staff, few),
        required(
            "from",
            "from",
            FieldKind::Moment,
            "now, fri 17:00, 20 Nov 8:00",
        ),
        required("until", "until", FieldKind::Future, until),
    ]
}

/// Reads a moment that may lie on either side of now: one to come before one that is over.
///
/// # Errors
/// It is neither; the text says how one is written.
pub(super) fn moment(text: &str, context: &Context<'_>) -> Result<Stamp, String> {
    let (now, zone) = (context.now, context.zone);
    let to_come = parse_until(text, now, zone);
    to_come
        .or_else(|_| parse_when(text, now, zone))
        .map_err(|error| error.to_string())
}

/// The command of a turn; by now each field was checked.
pub(super) fn set(turn: RosterId, form: &Form, context: &Context<'_>) -> Command {
    let at = |id: &str| {
        let typed = form.text_of(id);
        moment(typed.trim(), context).unwrap_or(context.now)
    };
    let known = context.snapshot.person_named(form.text_of("who").trim());
    Command::SetRoster(SetRoster {
        turn,
        person: known.map_or(context.me, |person| person.id),
        from: at("from"),
        to: at("until"),
    })
}

/// The command that takes a turn off.
pub(super) const fn end(turn: RosterId, because: Clean) -> Command {
    Command::EndRoster(EndRoster { turn, because })
}
