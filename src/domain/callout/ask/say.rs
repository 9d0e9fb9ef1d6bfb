//! What to say to somebody: two lines that are true at the moment they are said.
//!
//! The same words are recorded as what was said, so they follow what is known: while it lasts,
//! once it works again, and where nobody works on it before the morning.

use super::tell;
use crate::domain::StepName;
use crate::domain::callout::times::time_of;
use crate::domain::callout::{Visit, Walk, judge};

/// How it came out, where that was said.
fn came_out(walk: &Walk<'_>) -> Option<String> {
    let said = walk
        .value(StepName::Outcome, "how")
        .or_else(|| walk.value(StepName::Over, "fixed"));
    said.or_else(|| walk.ticket.resolved.map(|_| "fixed".to_owned()))
}

/// Whether nobody is stopped by it any more.
fn is_over(walk: &Walk<'_>) -> bool {
    let how = came_out(walk);
    matches!(how.as_deref(), Some("fixed" | "workaround" | "false-alarm"))
}

/// What it is about, in half a sentence.
pub(super) fn about(walk: &Walk<'_>) -> String {
    let cannot = if is_over(walk) { "could not" } else { "cannot" };
    let stopped = match walk.ticket.blocked {
        Some(0) if is_over(walk) => "nobody was stopped".to_owned(),
        Some(0) => "nobody is stopped yet".to_owned(),
        Some(1) => format!("1 person {cannot} work"),
        Some(n) => format!("{n} people {cannot} work"),
        None if is_over(walk) => "how many could not work is not known yet".to_owned(),
        None => "how many cannot work is not known yet".to_owned(),
    };
    format!("{}: {stopped}", walk.ticket.title)
}

/// How it stands now, in one sentence.
pub(super) fn standing(walk: &Walk<'_>) -> String {
    let restored = time_of(walk.callout, "restored");
    let restored = restored.or_else(|| walk.ticket.resolved.map(|resolved| resolved.at));
    let since = restored.map_or(String::new(), |at| format!(" since {}", walk.hm(at)));
    match came_out(walk).as_deref() {
        Some("fixed") => format!("It has worked again{since}."),
        Some("workaround") => format!("It is worked round{since}."),
        Some("false-alarm") => "It was a false alarm.".to_owned(),
        Some("vendor") => "It is not fixed yet: it waits for the vendor.".to_owned(),
        Some("handed") => match walk.value(StepName::Outcome, "to") {
            Some(to) => format!("It is not fixed yet: {to} goes on with it."),
            None => "It is not fixed yet, and is handed over.".to_owned(),
        },
        Some(_) | None if walk.waits_for_morning() => {
            let open = walk.next_opening();
            let open = open.map_or_else(
                || "in the morning".to_owned(),
                |at| format!("at {}", walk.hm(at)),
            );
            format!("It is no emergency by our rules; somebody looks at it {open}.")
        }
        Some(_) | None => going_on(walk),
    }
}

fn going_on(walk: &Walk<'_>) -> String {
    let next = i64::from(walk.site.policy.profile.callout.tell_every_min);
    format!(
        "We are on it; next word by {}.",
        walk.hm(walk.now.plus_minutes(next))
    )
}

/// The words to the caller.
pub(super) fn to_caller(walk: &Walk<'_>) -> [String; 2] {
    if tell::is_inside(walk) {
        // No word of the suspicion, and nobody's name.
        return [
            format!("Your call is logged as {}.", walk.ticket.number),
            "It is looked after. Leave everything as it is, and keep it to yourself.".to_owned(),
        ];
    }
    let first = if came_out(walk).is_some() {
        format!("You called about it: {}.", about(walk))
    } else {
        format!("We know of it: {}.", about(walk))
    };
    [first, standing(walk)]
}

/// The words to the head of rooms that are entered, by the verdict and by whether one was in.
pub(super) fn to_head(walk: &Walk<'_>, visit: &Visit) -> [String; 2] {
    let room = &visit.room;
    let is_emergency = judge::standing(walk).yes;
    let first = match (visit.entered.is_some(), is_emergency) {
        (true, true) => format!("I went into {room} tonight, in an emergency."),
        (true, false) => format!("I went into {room} tonight; it was no emergency."),
        (false, true) => format!("I have to go into {room} tonight, in an emergency."),
        (false, false) => {
            format!("I would go into {room} tonight. It is no emergency; may I?")
        }
    };
    [first, format!("{}. I lock up behind me.", about(walk))]
}
