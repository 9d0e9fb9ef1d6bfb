//! Whether it is an emergency, by the profile's test, and on what ground.
//!
//! R29 asks for approval before the work except in an emergency; no policy says what one is, so
//! the profile's `[callout] emergency` does. The verdict that was judged then stands in the record.

use super::Walk;
use crate::domain::site::Class;
use crate::domain::{Affected, StepName, triage};

/// The verdict that the facts give, and its ground in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether it is an emergency.
    pub(super) yes: bool,
    /// The ground, or why it is none.
    pub(super) ground: String,
}

/// Judges by what is known now.
pub(super) fn judge(walk: &Walk<'_>) -> Verdict {
    let yes = |ground: String| Verdict { yes: true, ground };
    let ticket = &walk.ticket;
    let rules = &walk.site.policy.profile.callout;
    if let Some(harm) = &ticket.harm {
        return yes(format!("danger going on: {harm}"));
    }
    if ticket.affected == Affected::Safety {
        return yes("safety: a door or a room stands open".to_owned());
    }
    if ticket.incident.is_some() {
        return yes("a breach of security".to_owned());
    }
    match ticket.affected {
        Affected::Server => return yes("a server is down".to_owned()),
        Affected::Network => return yes("the network is down".to_owned()),
        _ => {}
    }
    let standing = triage::standing(walk.records, walk.site, ticket, walk.now);
    if standing.class == Class::Server {
        return yes("a core service is down".to_owned());
    }
    let now = ticket.blocked.unwrap_or_default();
    let opening = walk.opening_count().unwrap_or_default();
    let people = now.max(opening);
    if people >= rules.emergency_people && rules.emergency_people > 0 {
        return yes(format!(
            "{people} people stopped ({} or more)",
            rules.emergency_people
        ));
    }
    let within = i64::from(rules.public_opening_h) * 60;
    if let Some(open) = walk.next_opening()
        && opening > 0
        && open.minutes_since(walk.now) <= within
    {
        return yes(format!("opens at {}, {}", walk.hm(open), stopped(people)));
    }
    let not_known = unknowns(walk);
    let ground = if not_known.is_empty() {
        format!(
            "no danger, no server or network, {} (under {})",
            stopped(people),
            rules.emergency_people
        )
    } else {
        format!("not known: {}", not_known.join(", "))
    };
    Verdict { yes: false, ground }
}

/// What the test asks and nobody knows. A number that somebody gave is enough, because it would be
/// an emergency by it where it is one.
pub(super) fn unknowns(walk: &Walk<'_>) -> Vec<&'static str> {
    let mut not_known = Vec::new();
    if walk.kind().is_none() {
        not_known.push("what");
    }
    if walk.ticket.blocked.is_none() {
        not_known.push("how many");
    }
    not_known
}

/// How many are stopped, in words.
fn stopped(people: u32) -> String {
    match people {
        0 => "nobody stopped".to_owned(),
        1 => "1 person stopped".to_owned(),
        _ => format!("{people} people stopped"),
    }
}

/// What stands: the verdict that was given, else the one that the facts give; and its ground.
pub(super) fn standing(walk: &Walk<'_>) -> Verdict {
    let judged = judge(walk);
    let Some(said) = walk.value(StepName::Emergency, "verdict") else {
        return judged;
    };
    let yes = said == "yes";
    if walk.asking != Some(StepName::Emergency)
        && let Some(stood) = walk.callout.value(StepName::Emergency, "ground")
    {
        return Verdict {
            yes,
            ground: stood.to_owned(),
        };
    }
    let because = walk
        .value(StepName::Emergency, "because")
        .filter(|_| yes != judged.yes);
    Verdict {
        yes,
        ground: because.unwrap_or(judged.ground),
    }
}

/// Whether a verdict was given; until then what the facts give is shown to nobody as one.
pub(super) fn is_judged(walk: &Walk<'_>) -> bool {
    walk.value(StepName::Emergency, "verdict").is_some()
}
