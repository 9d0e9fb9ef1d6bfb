//! The entries of a callout in one line of plain words each.

use super::words::{moment, person};
use crate::domain::callout::{key_words, said, said_unknown};
use crate::domain::event::{CalloutAnswered, OutsiderEnded};
use crate::domain::{Event, Records, StepName};
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
            .map_or(String::new(), |key| format!(", {}", key_words(key)));
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

/// How much of an answer people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// All of it: no other entry says it.
    All,
    /// What nobody knew: the rest stands in entries of its own.
    Unknown,
    /// Nothing: the entries beside it say it, or nothing was answered.
    Nothing,
}

/// How much of an answer people read, by the entries of its group.
pub(super) fn shown(event: &CalloutAnswered, beside: &[&Event]) -> Shown {
    let is_empty = event.values.is_empty();
    let has_fact = || beside.iter().any(|other| is_fact(event.step, other));
    match (is_empty || has_fact(), event.unknown.is_empty()) {
        (true, true) => Shown::Nothing,
        (true, false) => Shown::Unknown,
        (false, _) => Shown::All,
    }
}

/// Whether an entry is the fact that was answered at a question.
fn is_fact(step: StepName, event: &Event) -> bool {
    match step {
        // The reason, the suspicion and the verdict stand in the answer alone.
        StepName::Start | StepName::Suspect | StepName::Emergency => false,
        StepName::Place => matches!(event, Event::VisitPlanned(_)),
        StepName::Tell | StepName::Later => matches!(event, Event::Told(_)),
        StepName::Claim => matches!(event, Event::ClaimDrafted(_)),
        StepName::Debts => matches!(event, Event::Closed(_)),
        StepName::Caller
        | StepName::What
        | StepName::Seen
        | StepName::Keep
        | StepName::Isolate
        | StepName::Report
        | StepName::Impact
        | StepName::List
        | StepName::Vendor
        | StepName::Work
        | StepName::Outcome
        | StepName::Narrative
        | StepName::Handover
        | StepName::Over => !matches!(event, Event::CalloutAnswered(_) | Event::CalloutEnded(_)),
    }
}

/// What nobody knew, where that alone is read.
pub(super) fn only_unknown(event: &CalloutAnswered) -> Clean {
    Clean::new(&said_unknown(event))
}

fn answered(event: &CalloutAnswered) -> String {
    match (
        event.values.is_empty() && event.unknown.is_empty(),
        event.left,
    ) {
        (true, true) => format!("{} left", event.step.title()),
        (true, false) => format!("went to {}", event.step.title()),
        (false, _) => said(event),
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
