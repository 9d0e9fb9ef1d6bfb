//! The entries of a callout in one line of plain words each.

use super::words::{moment, person};
use crate::domain::event::{CalloutAnswered, OutsiderEnded};
use crate::domain::{Event, Records};
use crate::text::Clean;

/// What an entry of a callout says; the kind itself for any other.
pub(super) fn say(event: &Event, records: &dyn Records) -> String {
    let name = |id| person(records, id);
    if let Event::CalloutStarted(e) = event {
        let how = if e.over {
            "recorded after it was over"
        } else {
            "the call was taken"
        };
        let duty = e
            .on_duty
            .map_or(String::new(), |id| format!(", on duty was {}", name(id)));
        format!("callout {}: {how} by {}{duty}", e.number, name(e.person))
    } else if let Event::CalloutAnswered(e) = event {
        answered(e)
    } else if let Event::ActionTagged(e) = event {
        format!("that was a change: {}", e.category)
    } else if let Event::CalloutPaused(_) = event {
        "the clock stopped".to_owned()
    } else if let Event::CalloutResumed(e) = event {
        match e.gap {
            None => "the clock goes on".to_owned(),
            Some(gap) => format!(
                "no line from {} to {}: {}",
                moment(gap.from),
                moment(gap.to),
                if gap.worked { "worked on" } else { "no work" }
            ),
        }
    } else if let Event::CalloutTakenOver(e) = event {
        format!("{} took the callout over from {}", name(e.to), name(e.from))
    } else if let Event::CalloutHandedOver(e) = event {
        format!("{} handed the callout to {}", name(e.from), name(e.to))
    } else if let Event::CalloutEnded(e) = event {
        let bed = if e.to_bed {
            ", the rest in the morning"
        } else {
            ""
        };
        format!("the callout ended{bed}")
    } else if let Event::VisitPlanned(e) = event {
        let key = e
            .key
            .as_ref()
            .map_or(String::new(), |key| format!(", key {key}"));
        format!("to be entered: {}{key}", e.room)
    } else if let Event::VisitEntered(_) = event {
        "rooms entered".to_owned()
    } else if let Event::VisitLeft(_) = event {
        "rooms left".to_owned()
    } else if let Event::HeadTold(e) = event {
        format!("the head of the rooms was told: {}", name(e.who))
    } else if let Event::ApprovalAsked(e) = event {
        let of = e.of.map_or_else(|| "nobody in the post".to_owned(), name);
        format!("approval to be had of {of}: {}", e.how)
    } else if let Event::OutsiderEnded(e) = event {
        outsider(e)
    } else if let Event::ClaimDrafted(e) = event {
        format!(
            "claim {} drafted for {}: {} min worked, {} outside the hours",
            e.number,
            name(e.person),
            e.minutes_worked,
            e.minutes_outside
        )
    } else {
        event.kind().to_owned()
    }
}

fn answered(event: &CalloutAnswered) -> String {
    let mut parts: Vec<String> = event
        .values
        .iter()
        .map(|(part, value)| format!("{part} {value}"))
        .collect();
    parts.extend(
        event
            .unknown
            .iter()
            .map(|part| format!("{part} not known yet")),
    );
    match (parts.is_empty(), event.left) {
        (true, true) => format!("{} left", event.step),
        (true, false) => format!("went to {}", event.step),
        (false, _) => format!("{}: {}", event.step, parts.join(", ")),
    }
}

fn outsider(event: &OutsiderEnded) -> String {
    let who: Vec<&str> = [&event.name, &event.company]
        .into_iter()
        .flatten()
        .map(Clean::as_str)
        .collect();
    let who = if who.is_empty() {
        "somebody".to_owned()
    } else {
        who.join(", ")
    };
    let systems: Vec<&str> = event.systems.iter().map(Clean::as_str).collect();
    format!("from outside: {who}, at {}", systems.join(", "))
}
