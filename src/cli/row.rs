//! The facts of a ticket as `queue`, `find` and `show` give them.

use serde_json::{Value, json};

use super::seat::Seat;
use crate::domain::site::RuleId;
use crate::domain::ticket::{Owed, OwedWhat, owed};
use crate::domain::triage::{Standing, why};
use crate::domain::{Records, State, Ticket};
use crate::time::Stamp;

/// The facts of the queue.
pub(super) fn facts(seat: &Seat, ticket: &Ticket, at: &Standing) -> Value {
    let known = &seat.known;
    let owner = ticket.owner.and_then(|id| known.person(id));
    let unit = ticket.unit.and_then(|id| known.unit(id));
    let is_over = ticket.state == State::Closed;
    json!({
        "number": ticket.number.to_string(),
        "title": ticket.title.as_str(),
        "class": at.class.number(),
        "class_name": at.class.as_str(),
        "blocked": ticket.blocked,
        "hampered": ticket.hampered,
        "state": ticket.state_at(seat.now).as_str(),
        "owner": owner.map(|person| person.name.to_string()),
        "unit": unit.map(|unit| unit.name.to_string()),
        "opened": ticket.opened.rfc3339(),
        "promised": time(at.promised.filter(|_| !is_over)),
        "owed": owed_rows(seat, &owing(seat, ticket)),
        "why": why(&*seat.known, &seat.known.site, ticket, seat.now),
    })
}

/// What a ticket owes now.
pub(super) fn owing(seat: &Seat, ticket: &Ticket) -> Vec<Owed> {
    owed(&*seat.known, &seat.known.site, ticket, seat.now)
}

fn owed_rows(seat: &Seat, owing: &[Owed]) -> Vec<Value> {
    owing
        .iter()
        .map(|debt| {
            json!({
                "what": word(&debt.what),
                "text": debt.text,
                "rule": RuleId::to_string(&debt.rule),
                "pay": seat.typed.text(&debt.pay),
                "due": time(debt.due),
                "gates_close": debt.gates_close,
            })
        })
        .collect()
}

/// The kind of a debt in one word.
fn word(what: &OwedWhat) -> String {
    match what {
        OwedWhat::Action => "action".to_owned(),
        OwedWhat::Word => "word".to_owned(),
        OwedWhat::Outcome => "outcome".to_owned(),
        OwedWhat::Prompt(id) => format!("prompt:{id}"),
        OwedWhat::Narrative => "narrative".to_owned(),
        OwedWhat::Report => "report".to_owned(),
        OwedWhat::Lead => "lead".to_owned(),
        OwedWhat::Step(list, step) => format!("step:{list}:{step}"),
        OwedWhat::Close => "close".to_owned(),
        OwedWhat::Redaction(entry) => format!("redaction:{entry}"),
    }
}

/// A moment as JSON has it.
pub(super) fn time(stamp: Option<Stamp>) -> Value {
    stamp.map_or(Value::Null, |stamp| stamp.rfc3339().into())
}

/// The state in the three letters of the screen.
pub(super) const fn state_word(state: State) -> &'static str {
    match state {
        State::New => "NEW",
        State::Open => "OPN",
        State::Waiting => "WAI",
        State::Resolved => "RES",
        State::Closed => "CLO",
    }
}

/// A count, or a mark that nobody has asked yet.
pub(super) fn count(count: Option<u32>) -> String {
    count.map_or_else(|| "?".to_owned(), |count| count.to_string())
}
