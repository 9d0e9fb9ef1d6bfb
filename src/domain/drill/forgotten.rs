//! What was forgotten or done wrong in the practice night, each with the rule behind it.

use super::cast::{HEAD, PEOPLE, SUSPECT};
use crate::domain::callout::Callout;
use crate::domain::{Records, RuleId, StepName as N, Ticket};

/// One thing that was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// A short name that stays.
    pub key: &'static str,
    /// The rule behind it.
    pub rule: RuleId,
    /// What was forgotten, or done wrong.
    pub what: &'static str,
    /// What should have been done.
    pub instead: &'static str,
}

impl Forgotten {
    /// As one line.
    pub fn line(&self) -> String {
        format!("{}: {} ({})", self.what, self.instead, self.rule)
    }
}

/// Whether somebody rang the colleague who looked guilty.
pub(super) fn is_suspect_told(records: &dyn Records, callout: &Callout) -> bool {
    reached(records, callout, SUSPECT)
}

/// Whether word was said to somebody of the cast.
fn reached(records: &dyn Records, callout: &Callout, name: &str) -> bool {
    let person = records.person_named(name).map(|person| person.id);
    let ticket = records.ticket(callout.ticket);
    person.is_some()
        && ticket.is_some_and(|ticket| {
            let mut told = ticket.told.iter();
            told.any(|told| told.who == person && told.outcome.reached())
        })
}

/// Everything that was forgotten, in the order of the walk; empty = a perfect night.
pub fn forgotten(records: &dyn Records, callout: &Callout) -> Vec<Forgotten> {
    let Some(ticket) = records.ticket(callout.ticket) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut check = |is_kept: bool, key, rule, what, instead| {
        if !is_kept {
            all.push(Forgotten {
                key,
                rule: RuleId::R(rule),
                what,
                instead,
            });
        }
    };
    call(records, callout, &ticket, &mut check);
    ground(records, callout, &mut check);
    work(records, callout, &ticket, &mut check);
    end(callout, &ticket, &mut check);
    all
}

/// Notes a thing unless it was kept: its key, its rule, what was forgotten, what to do instead.
type Check<'a> = dyn FnMut(bool, &'static str, u8, &'static str, &'static str) + 'a;

fn call(records: &dyn Records, callout: &Callout, ticket: &Ticket, check: &mut Check<'_>) {
    let said = |step, part| callout.value(step, part);
    check(
        said(N::Caller, "name").is_some(),
        "caller",
        1,
        "Who called was not written down",
        "ask for the name first: Dana Whitlow",
    );
    check(
        said(N::Caller, "phone").is_some(),
        "number",
        5,
        "The caller's number was not written down",
        "ask for it before you hang up: 555-0142",
    );
    check(
        said(N::What, "kind") == Some("server"),
        "what",
        7,
        "It was not taken as a server",
        "a server that is down goes before all but harm and the law",
    );
    check(
        said(N::Impact, "opening") == Some(PEOPLE.to_string().as_str()),
        "count",
        6,
        "How many cannot work was not counted",
        "38 when the branches open; the order of work hangs on it",
    );
    let tonight = said(N::Caller, "word") == Some("yes");
    let told = ticket
        .told
        .iter()
        .any(|told| told.requester && told.outcome.reached());
    check(
        tonight && told || reached(records, callout, super::cast::CALLER),
        "word",
        5,
        "Dana asked for word tonight, and nobody rang her",
        "word tonight is yes, and at *tell* she is told",
    );
}

fn ground(records: &dyn Records, callout: &Callout, check: &mut Check<'_>) {
    let said = |step, part| callout.value(step, part);
    check(
        said(N::Emergency, "verdict") == Some("yes") && said(N::Emergency, "ground").is_some(),
        "ground",
        29,
        "The ground of the emergency is not on record",
        "a server down is one: Enter takes the verdict, else comp time needs approval before",
    );
    let visit = callout.visit.as_ref();
    let foreign = visit.filter(|visit| visit.foreign);
    check(
        foreign.is_some_and(|visit| visit.key.is_some()),
        "room",
        32,
        "The room and its key are not on record",
        "another department's room is entered with a key for the work alone: Ferry Road, key 7",
    );
    check(
        callout.head_told.is_some() || reached(records, callout, HEAD),
        "head",
        31,
        "The head of the room was not told",
        "in an emergency heads are told as soon as possible: Priya Raman, 555-0150",
    );
}

fn work(records: &dyn Records, callout: &Callout, ticket: &Ticket, check: &mut Check<'_>) {
    check(
        callout.outsider.is_some(),
        "outsider",
        56,
        "Somebody from outside was at the server, and no new passwords are owed for it",
        "at *list* say yes, and name Theo Lang, Corvid Systems and circ-1",
    );
    check(
        !is_suspect_told(records, callout),
        "suspect",
        76,
        "Sam Pryor was told of it while he looked guilty, and he was not",
        "write down what was seen; the lead and HR decide who speaks with whom",
    );
    check(
        ticket.actions > 0,
        "actions",
        3,
        "Nothing of what was done is logged",
        "a line for each thing done, as it is done",
    );
    check(
        callout.tags.contains("server-change"),
        "change",
        14,
        "The change to the server is not marked as one",
        "/server before the line makes it a record of that kind",
    );
    check(
        callout.breaks.iter().any(|one| one.to.is_some()),
        "line",
        27,
        "The minutes without a line are claimed as work",
        "nobody could work then: answer no when it is asked",
    );
}

fn end(callout: &Callout, ticket: &Ticket, check: &mut Check<'_>) {
    let said = |step, part| callout.value(step, part);
    check(
        said(N::Outcome, "times.restored").is_some(),
        "times",
        4,
        "When it worked again is not on record",
        "the row of times at *outcome* is filled in; Enter takes it",
    );
    check(
        ticket.narrative.is_some(),
        "narrative",
        13,
        "There is no narrative",
        "it is filled in from your lines at *narrative*; Enter takes it",
    );
    check(
        said(N::Narrative, "cure").is_some(),
        "cure",
        13,
        "What fixed it is not written down for the next one",
        "one line at *narrative*: the service was started again",
    );
    let decided = !callout.claims.is_empty() || said(N::Claim, "choice").is_some();
    check(
        decided,
        "claim",
        27,
        "Nothing was said of a claim",
        "at *claim* the record itself becomes the claim, or it is none",
    );
}
