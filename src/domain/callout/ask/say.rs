//! What to say to somebody: two lines that are true at the moment they are said.
//!
//! The same words are recorded as what was said, so they follow what is known: while it lasts,
//! once it works again, and where nobody works on it before the morning.

use super::tell;
use crate::domain::StepName;
use crate::domain::callout::mended::is_open;
use crate::domain::callout::times::time_of;
use crate::domain::callout::{Visit, Walk, judge};

/// How it came out, where that was said.
fn came_out(walk: &Walk<'_>) -> Option<String> {
    let said = walk
        .value(StepName::Outcome, "how")
        .or_else(|| walk.value(StepName::Over, "fixed"));
    // What was left open in the night may work since.
    let said = said.filter(|how| walk.ticket.resolved.is_none() || !is_open(how));
    said.or_else(|| walk.ticket.resolved.map(|_| "fixed".to_owned()))
}

/// Whether nobody is stopped by it any more.
fn is_over(walk: &Walk<'_>) -> bool {
    let how = came_out(walk).filter(|_| !is_back(walk));
    matches!(how.as_deref(), Some("fixed" | "workaround" | "false-alarm"))
}

/// Whether it came back after the callout had ended: the ticket was opened again.
fn is_back(walk: &Walk<'_>) -> bool {
    let ticket = &walk.ticket;
    let is_again = ticket.reopened.is_some() && ticket.resolved.is_none();
    let how = walk.callout.value(StepName::Outcome, "how");
    let how = how.or_else(|| walk.callout.value(StepName::Over, "fixed"));
    walk.callout.ended.is_some() && is_again && how.is_some_and(|how| !is_open(how))
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
    if is_back(walk) {
        return "It had worked again, and is open once more.".to_owned();
    }
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
        Some(_) | None if walk.callout.ended.is_some() => {
            "It is still open; you hear from us when it works.".to_owned()
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

/// The second line to the director: how it stands, where that was said, and the ground.
pub(super) fn to_director(walk: &Walk<'_>, ground: &str) -> String {
    let stands = came_out(walk).map_or_else(String::new, |_| format!("{} ", standing(walk)));
    format!("{stands}Ground: {ground}. The sheet is on the desk.")
}

/// The words to the head of rooms that are entered, by the verdict and by whether one was in.
pub(super) fn to_head(walk: &Walk<'_>, visit: &Visit) -> [String; 2] {
    let room = &visit.room;
    let is_emergency = judge::standing(walk).yes;
    if walk.callout.ended.is_some() {
        let why = if is_emergency {
            "in an emergency"
        } else {
            "which was no emergency"
        };
        let first = match visit.entered {
            Some(at) => format!("We went into {room} at {}, {why}.", walk.hm(at)),
            None => format!("Work in {room} was planned in the night, {why}."),
        };
        return [first, format!("{}. {}", about(walk), standing(walk))];
    }
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
