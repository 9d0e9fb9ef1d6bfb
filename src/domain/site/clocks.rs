//! The deadlines of a site: what starts one, what stops it, how long it runs and whom it warns.

use std::collections::BTreeMap;
use std::fmt;

use super::moment::{DateName, EventName, Offset};
use super::source::Source;
use super::words::{Class, words};
use crate::text::Clean;

words! {
    /// What a length is counted in.
    Basis {
        /// Absolute hours: weekends, holidays and clock changes alter nothing.
        ElapsedHours = "elapsed_h",
        /// Working hours of the site.
        WorkHours = "work_h",
        /// Working days of the site.
        WorkDays = "work_day",
        /// Local days, until the end of the day.
        CalendarDays = "cal_day",
        /// Local months, until the end of the day.
        CalendarMonths = "cal_month",
    }
}

words! {
    /// Who says that there is a clock, or how long it is.
    RuleFrom {
        /// The policy.
        Policy = "policy",
        /// The law.
        Law = "law",
        /// The product.
        Ours = "ours",
    }
}

/// How long a clock runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    /// So many units.
    For {
        /// How many; 0 is at once.
        count: u32,
        /// Of what.
        basis: Basis,
    },
    /// Until a date that somebody set.
    At(DateName),
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::For { count, basis } => write!(f, "{count} {basis}"),
            Self::At(date) => write!(f, "at {date}"),
        }
    }
}

/// When a clock warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warn {
    /// At so many per cent of the length; above 100 is after the end.
    Percent(u32),
    /// So long before the end.
    BeforeEnd(Offset),
    /// So long after the start; for a length of 0 and for a date, after the due moment.
    AfterStart(Offset),
    /// Each day from the due moment on.
    Daily,
    /// At the end.
    AtEnd,
}

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRule {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Clean,
    /// The events that start it.
    pub start: Vec<EventName>,
    /// The events that stop it; one that also starts it restarts it.
    pub stop: Vec<EventName>,
    /// How long it runs.
    pub length: Length,
    /// How long it runs for a class; it goes before `length`.
    pub length_by_class: BTreeMap<Class, Length>,
    /// When it warns.
    pub warn: Vec<Warn>,
    /// The roles that it warns.
    pub tells: Vec<String>,
    /// What may hold it, in words; none = nothing may.
    pub pausable: Option<Clean>,
    /// Who says that there is such a clock.
    pub rule_from: RuleFrom,
    /// Who says how long it is.
    pub length_from: RuleFrom,
    /// Whether the law knows it.
    pub law: bool,
    /// Whether it must be confirmed at set-up before anybody relies on it.
    pub verify: bool,
    /// Who says so.
    pub sources: Vec<Source>,
    /// One line about it.
    pub note: Clean,
}

impl ClockRule {
    /// The length for a ticket of that class.
    pub fn length_for(&self, class: Option<Class>) -> &Length {
        class
            .and_then(|class| self.length_by_class.get(&class))
            .unwrap_or(&self.length)
    }
}

/// All deadlines of a site, and the names of the moments that they and the lists use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRules {
    /// The version of the text.
    pub version: u32,
    /// What happens, by name.
    pub events: BTreeMap<String, Clean>,
    /// What somebody sets, by name.
    pub dates: BTreeMap<String, Clean>,
    /// The deadlines in the order of the file.
    pub clocks: Vec<ClockRule>,
}

impl ClockRules {
    /// The clock of that id.
    pub fn clock(&self, id: &str) -> Option<&ClockRule> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// The clocks that an event starts.
    pub fn started_by<'a>(&'a self, event: &'a str) -> impl Iterator<Item = &'a ClockRule> {
        self.clocks
            .iter()
            .filter(move |clock| clock.start.iter().any(|name| name.0 == event))
    }

    /// The clocks that an event stops.
    pub fn stopped_by<'a>(&'a self, event: &'a str) -> impl Iterator<Item = &'a ClockRule> {
        self.clocks
            .iter()
            .filter(move |clock| clock.stop.iter().any(|name| name.0 == event))
    }
}
