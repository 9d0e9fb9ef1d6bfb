//! On what ground one acts: how many are stopped, whether it is an emergency, where it is worked.

use super::{Table, choices, derived, step, tell};
use crate::domain::callout::judge::{judge, standing, unknowns};
use crate::domain::callout::{Choice, Part, PartKind, Step, Walk};
use crate::domain::{State, StepName, triage};

/// Yes or no.
pub(in crate::domain::callout) const VERDICTS: Table =
    &[('1', "yes", "an emergency"), ('2', "no", "no emergency")];

/// What to do where it is none.
pub(in crate::domain::callout) const APPROVALS: Table = &[
    ('1', "phone", "phone the director now"),
    ('2', "morning", "leave it to the morning"),
    ('3', "explain", "go ahead and explain"),
];

/// Where it is worked on.
pub(in crate::domain::callout) const PLACES: Table = &[
    ('1', "remote", "remote"),
    ('2', "office", "on site, our own office"),
    ('3', "room", "on site, another department's room"),
];

/// How many units are offered by a digit.
const UNITS_MAX: usize = 9;

pub(super) fn impact(walk: &Walk<'_>) -> Step {
    let mut now = Part::new("now", PartKind::Count, "How many cannot work now?")
        .needed()
        .hint("The digits are the number; w is the whole unit.");
    now.default = walk.ticket.blocked.map(|n| n.to_string());
    let typed = walk
        .value(StepName::Impact, "now")
        .or_else(|| now.default.clone());
    let opening = walk.next_opening().map_or_else(
        || "at opening time".to_owned(),
        |open| format!("when we open ({})", walk.hm(open)),
    );
    let mut later = Part::new(
        "opening",
        PartKind::Count,
        format!("And how many {opening}, if it is not fixed?"),
    )
    .needed();
    // What is no number, such as a word half typed, is no default.
    later.default = typed.filter(|n| n.parse::<u32>().is_ok() || n.eq_ignore_ascii_case("w"));
    derived(step(StepName::Impact, 6, vec![now, later]), stands(walk))
}

/// Where the ticket stands in the queue, and why.
fn stands(walk: &Walk<'_>) -> Vec<String> {
    let at = triage::standing(walk.records, walk.site, &walk.ticket, walk.now);
    let zone = walk.site.calendar.zone;
    let why = triage::spoken_why(walk.records, walk.site, &walk.ticket, walk.now, zone);
    let mut lines = vec![format!("{}: {}", at.word, why.join(", "))];
    if walk.ticket.state == State::Waiting {
        lines.push("It waits, out of the order.".to_owned());
    }
    lines
}

pub(super) fn emergency(walk: &Walk<'_>) -> Step {
    let judged = judge(walk);
    let verdict = if judged.yes { "yes" } else { "no" };
    let mut parts = vec![
        Part::new("verdict", PartKind::Choice, "Is it an emergency?")
            .choosing(choices(VERDICTS))
            .or(verdict),
    ];
    let verdict_now = standing(walk);
    let said = walk.value(StepName::Emergency, "verdict");
    let asked = walk.callout.approval.as_ref();
    if said.as_deref().is_some_and(|said| said != verdict) {
        parts.push(
            Part::new("because", PartKind::Line, "What makes you say so?")
                .needed()
                .hint("The director reads this in the morning."),
        );
    } else if asked.is_some_and(|asked| asked.of.is_none()) {
        let why = "Nobody can approve it but you. Why was it done?";
        parts.push(Part::new("because", PartKind::Line, why));
    }
    if !verdict_now.yes {
        parts.push(
            Part::new(
                "approval",
                PartKind::Choice,
                "Work needs approval first. What now?",
            )
            .choosing(choices(APPROVALS))
            .or(if has_begun(walk) || !unknowns(walk).is_empty() {
                "explain"
            } else {
                "morning"
            }),
        );
    }
    let mut lines = vec![format!(
        "By your rules: {}, {}.",
        if !judged.yes && !unknowns(walk).is_empty() {
            "it cannot be said"
        } else if judged.yes {
            "an emergency"
        } else {
            "no emergency"
        },
        judged.ground
    )];
    lines.push(if verdict_now.yes {
        "The claim is reviewed afterwards; heads are told as soon as possible.".to_owned()
    } else {
        "Comp time then needs the director's approval.".to_owned()
    });
    derived(step(StepName::Emergency, 29, parts), lines)
}

/// Whether somebody works on it already: then the morning is no choice that Enter takes.
fn has_begun(walk: &Walk<'_>) -> bool {
    walk.callout.lines.iter().any(|line| line.told.is_none())
        || walk.callout.has_left(StepName::Outcome)
}

pub(super) fn place(walk: &Walk<'_>) -> Step {
    let mut parts = vec![
        Part::new("where", PartKind::Choice, "Where will you work?")
            .choosing(choices(PLACES))
            .or("remote"),
    ];
    let at = walk.value(StepName::Place, "where");
    if at.as_deref() == Some("room") {
        let units = walk.records.units().into_iter().take(UNITS_MAX).zip('1'..);
        let units =
            units.map(|(unit, key)| Choice::new(key, unit.name.to_string(), unit.name.to_string()));
        parts.push(
            Part::new("room", PartKind::Line, "Whose room?")
                .choosing(units)
                .needed(),
        );
    }
    if matches!(at.as_deref(), Some("room" | "office")) {
        parts.push(Part::new("key", PartKind::Line, "Which key?"));
    }
    let mut lines = Vec::new();
    if at.as_deref() == Some("room") {
        lines.push("Keys are for the work alone. Write down what you found locked.".to_owned());
        lines.extend(head_of_room(walk));
    }
    let mut asked = derived(step(StepName::Place, 31, parts), lines);
    asked.rule = tell::room_rule(walk);
    asked
}

/// Who must be told of a room that is entered.
fn head_of_room(walk: &Walk<'_>) -> Option<String> {
    let room = walk.value(StepName::Place, "room")?;
    if tell::is_inside(walk) {
        let none = "No word to the head of the room: nobody knows yet who did it.";
        return Some(none.to_owned());
    }
    let when = if standing(walk).yes {
        "as soon as possible"
    } else {
        "before you go in"
    };
    let unit = walk.records.unit_named(&room)?;
    Some(match unit.head.and_then(|head| walk.records.person(head)) {
        Some(head) => {
            let phone = head
                .phone
                .as_ref()
                .map_or_else(|| "no number is known".to_owned(), ToString::to_string);
            format!(
                "To be told {when}: {}, head of {}, {phone}.",
                head.name, unit.name
            )
        }
        None => format!("Nobody is known as the head of {}; it is owed.", unit.name),
    })
}
