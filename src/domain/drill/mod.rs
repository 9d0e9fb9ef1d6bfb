//! The practice night: what the caller says next, what happens, and what was forgotten.
//!
//! Seven minutes with a made-up library, so that the first real night is the second one. The
//! night is a pure function of the record so far; a face shows its lines above the question and
//! knows nothing else of it.
//!
//! **Invariant:** nothing here is asked of the clock or of chance: the same record gives the same
//! lines, and each thing that was forgotten names its rule.

mod cast;
mod forgotten;

#[cfg(test)]
mod tests;

pub use cast::{LIBRARY, cast};
pub use forgotten::{Forgotten, forgotten};

use super::callout::{Callout, Step};
use super::{Records, StepName};

/// Minutes for which the line is down in the practice night. Source: more than the stretch after
/// which the walk asks whether there was work.
pub const LINE_DOWN_MIN: i64 = 12;

/// What is said to somebody who comes back after the line dropped.
pub const BACK: &str = "The line dropped, and you are back after 12 minutes, in which you could not \
                        work. What you saved is there.";

/// What is said after a night in which nothing was forgotten.
pub const PERFECT: &str = "Nothing forgotten. Good night.";

/// Whether the line drops now: the first line of the work log is written, and no other.
pub fn line_drops(callout: &Callout) -> bool {
    let lines = callout.lines.iter().filter(|line| line.told.is_none());
    callout.ended.is_none() && !callout.is_paused() && lines.count() == 1
}

/// What is said or happens at the question that stands now.
pub fn says(records: &dyn Records, callout: Option<&Callout>, step: Option<&Step>) -> &'static str {
    let Some(callout) = callout else {
        return match step {
            None => "It is 02:12 and the phone rings. You are on call: C takes it.",
            Some(_) => "It is 02:12 and the phone rings. It is happening now.",
        };
    };
    let Some(step) = step else {
        return "";
    };
    match step.name {
        StepName::Start => "It is 02:12 and the phone rings. It is happening now.",
        StepName::Caller => {
            "\"Dana Whitlow here, Ferry Road, on 555-0142. Nothing works! Ring me back tonight, \
             whatever comes of it.\""
        }
        StepName::What => "\"It is the circulation server, circ-1. All four branches say so.\"",
        StepName::Impact => {
            "\"Nobody is stopped now, we are closed. When we open it will be 38 of us.\""
        }
        StepName::Emergency => "A server is down, and 38 people cannot work in the morning.",
        StepName::Place => {
            "circ-1 does not answer from afar. It stands in the back room of Ferry Road, another \
             department's room; key 7 opens it."
        }
        StepName::Tell => {
            "Dana picks up at once. Priya Raman, head of Ferry Road, answers too. Sam Pryor, \
             your colleague, is not on the list."
        }
        StepName::List => {
            "You unlock the room, and somebody sits at circ-1: Theo Lang of Corvid Systems, the \
             vendor, since 01:30."
        }
        StepName::Vendor => "Theo Lang, Corvid Systems, since 01:30, at circ-1 and nothing else.",
        StepName::Work => work(records, callout),
        StepName::Outcome => "All four branches answer. It works again.",
        StepName::Narrative => {
            "Write what was seen, nobody's guilt. What fixed it: the service was started again."
        }
        StepName::Debts => "What is owed can be paid now, or is written down for the morning.",
        StepName::Claim => "The claim is made of the record alone: what stands in it counts.",
        StepName::Handover => "Enter ends the night, and says what was forgotten.",
        StepName::Suspect
        | StepName::Seen
        | StepName::Keep
        | StepName::Isolate
        | StepName::Report => {
            "That is the way for a breach. Nobody broke in here: go back to *what* and take the \
             server."
        }
        StepName::Later | StepName::Over => {
            "This one cannot wait, and it is not over. Go back to *what* and take the server."
        }
    }
}

/// What is seen at the work: a colleague's name first, and then who it was.
fn work(records: &dyn Records, callout: &Callout) -> &'static str {
    let lines = callout.lines.iter().filter(|line| line.told.is_none());
    match lines.count() {
        0 => {
            "The log of circ-1: \"01:38 spryor stopped the service\". Sam Pryor? Write down what \
             you see, as a line."
        }
        1 => {
            "Theo: \"That was me, Sam lent me the login in spring.\" So it was not Sam. Start \
             the service; log it: /server and what you did."
        }
        _ if forgotten::is_suspect_told(records, callout) => {
            "The service runs. Sam, whom you woke, is awake now. Tab leaves the work."
        }
        _ => "The service runs; Theo packs up. Tab leaves the work, or log another line.",
    }
}
