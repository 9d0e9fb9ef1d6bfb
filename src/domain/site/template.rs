//! A checklist as it is written: its steps, gates, clocks and limits.
//!
//! An instance that somebody works through keeps the version of the template it was begun under.

use std::collections::BTreeMap;

use super::moment::{EventName, Limit, Moment, Offset};
use super::source::Source;
use super::words::{EvidenceKey, Fact, Place, Report, words};
use crate::text::Clean;

/// A checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its id, such as `new-employee`.
    pub id: String,
    /// Its version, counted up with each change.
    pub version: u32,
    /// Its title.
    pub title: Clean,
    /// What it is listed under.
    pub group: String,
    /// The record category of what it is begun for.
    pub record_category: String,
    /// What it counts from: an event, or a date that somebody set.
    pub anchor: Moment,
    /// One line about it.
    pub note: Clean,
    /// Who orders the list.
    pub sources: Vec<Source>,
    /// Its phases by id, where steps have one.
    pub phases: BTreeMap<String, Clean>,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

impl Template {
    /// The step of that id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The gates that hold a step, each with the step that opens it.
    pub fn gates_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a Step, &'a Gate)> {
        self.steps.iter().filter_map(move |step| {
            let gate = step.gate.as_ref()?;
            gate.blocks.iter().any(|b| b == id).then_some((step, gate))
        })
    }
}

/// One step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id within the list.
    pub id: String,
    /// What to do, at most 150 characters.
    pub text: Clean,
    /// Why, in a few words.
    pub why: Clean,
    /// What kind of step it is.
    pub kind: StepKind,
    /// The fact that ticks it.
    pub from: Option<Fact>,
    /// Who must have been told, where the fact is `told`.
    pub to: Vec<Tell>,
    /// The fact after which that must have been.
    pub after: Option<After>,
    /// What evidence it asks for.
    pub evidence: Vec<EvidenceKey>,
    /// When it is shown at all.
    pub when: Option<When>,
    /// What it holds until it is done.
    pub gate: Option<Gate>,
    /// The clock that it starts or stops.
    pub clock: Option<StepClock>,
    /// By when it is to be done.
    pub limit: Option<Limit>,
    /// The date that its evidence gives, or the event that it records, for the limits of its list.
    pub sets: Option<Moment>,
    /// Whether the list needs it.
    pub required: bool,
    /// The role that does it.
    pub who: String,
    /// The phase it belongs to.
    pub phase: Option<String>,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// The kinds of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// Done by somebody, and ticked.
    Do,
    /// A question with choices; it takes one of them with one key.
    Ask {
        /// The answers.
        choices: Vec<Clean>,
    },
    /// A statement: shown, never ticked.
    Know,
    /// Ticks itself, at an event or by the step's fact.
    Auto {
        /// The event, where it is one.
        on: Option<EventName>,
    },
}

impl StepKind {
    /// How files spell it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Ask { .. } => "ask",
            Self::Know => "know",
            Self::Auto { .. } => "auto",
        }
    }

    /// The choices of a question; none for the others.
    pub fn choices(&self) -> &[Clean] {
        match self {
            Self::Ask { choices } => choices,
            Self::Do | Self::Know | Self::Auto { .. } => &[],
        }
    }
}

/// Whom a step's telling must reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tell {
    /// The holder of a role.
    Role(String),
    /// Any one of the profile's recipients of a report.
    Reporting(Report),
}

words! {
    /// The fact that a telling must follow.
    After {
        /// The outcome.
        Outcome = "outcome",
    }
}

/// When a step is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Another step was answered with one of these.
    Answer {
        /// That step.
        step: String,
        /// The answers.
        is: Vec<Clean>,
    },
    /// The callout is worked there.
    Place(Place),
    /// It is not solved so long after an event.
    Unsolved {
        /// The event.
        event: EventName,
        /// How long after.
        offset: Offset,
    },
}

/// What a step holds until it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its kind, such as `written_request`.
    pub kind: String,
    /// The steps that it holds.
    pub blocks: Vec<String>,
    /// The answers that open it; empty = being done does.
    pub opens: Vec<Clean>,
    /// The profile's setting that must be true for it to hold at all.
    pub setting: Option<String>,
}

words! {
    /// What a step does to a clock.
    ClockAction {
        /// Starts it.
        Start = "start",
        /// Stops it.
        Stop = "stop",
    }
}

/// Which clock a step starts or stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockChoice {
    /// One clock by its id.
    Named(String),
    /// Those that the profile names under `disclosure.clocks`.
    OfDisclosure,
}

/// The clock that a step starts or stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepClock {
    /// Which.
    pub clock: ClockChoice,
    /// What happens to it.
    pub action: ClockAction,
    /// The answers at which; empty = whenever the step is done.
    pub is: Vec<Clean>,
}
