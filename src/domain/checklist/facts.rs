//! What the ticket already knows: facts that tick a step without anybody's hand.
//!
//! Nothing is asked twice. A step with `from` is shown by the fact of its ticket, with the fact in
//! words beside it; without a ticket, or before the fact is there, it is an ordinary step.

use chrono::NaiveDate;

use super::night;
use super::telling::Telling;
use super::view::Stand;
use super::{Checklist, Marked};
use crate::domain::event::AssetRef;
use crate::domain::site::{EvidenceKey, Fact, Moment, Step, StepKind};
use crate::domain::{Affected, Site, Ticket};
use crate::text::Clean;
use crate::time::Stamp;

/// A fact as it is shown beside the step that it ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// In words, such as `38 people stopped`.
    pub(super) text: String,
    /// Since when it is so, where that is known.
    pub(super) at: Option<Stamp>,
}

impl Seen {
    pub(super) fn new(text: impl Into<String>, at: impl Into<Option<Stamp>>) -> Self {
        Self {
            text: text.into(),
            at: at.into(),
        }
    }
}

/// What ticks a step by itself, if it is so: the step's fact, or the event of an `auto` step.
pub(super) fn seen(stand: &Stand<'_, '_>, step: &Step) -> Option<Seen> {
    if let StepKind::Auto { on: Some(event) } = &step.kind {
        let at = moment(stand, &Moment::Event(event.clone()))?;
        return Some(Seen::new(event_words(stand.site, &event.0), at));
    }
    fact(stand, stand.ticket.as_deref()?, step)
}

fn fact(stand: &Stand<'_, '_>, ticket: &Ticket, step: &Step) -> Option<Seen> {
    let opened = ticket.opened;
    let callout = stand.callout.as_deref();
    match step.from? {
        Fact::Caller => {
            let person = stand.records.person(ticket.from?)?;
            let text = format!("{} {}", person.name, ticket.channel.way());
            Some(Seen::new(text, opened))
        }
        Fact::What => what(ticket.affected, ticket.asset.as_ref()).map(|t| Seen::new(t, opened)),
        Fact::Impact => {
            let stopped = ticket.blocked?;
            let slowed = match ticket.hampered {
                Some(slowed) => format!("{slowed} slowed"),
                None => "slowed not asked".to_owned(),
            };
            let people = if stopped == 1 { "person" } else { "people" };
            let text = format!("{stopped} {people} stopped, {slowed}");
            Some(Seen::new(text, None))
        }
        // They exist only in a callout; outside one their steps are not shown.
        Fact::Emergency => night::emergency(callout?),
        Fact::Place => night::worked_at(callout?, step),
        Fact::Times => match callout {
            Some(callout) => night::times(stand, callout, step),
            // The times of a planned visit are not those of its ticket.
            None if stand.list.template.anchor.name().starts_with("visit.") => None,
            None => Some(Seen::new("the ticket's times", opened)),
        },
        Fact::Told => {
            let none = callout.and_then(|callout| night::no_head(callout, step));
            let source = Telling::of(stand, ticket);
            none.or_else(|| source.told(step))
        }
        Fact::Actions => {
            let plural = if ticket.actions == 1 { "" } else { "s" };
            let text = format!("{} action{plural} logged", ticket.actions);
            (ticket.actions > 0).then(|| Seen::new(text, ticket.last_action))
        }
        Fact::Outcome => ticket.resolved.map(|r| Seen::new("resolved", r.at)),
        Fact::Category if !is_filed(stand, ticket) => None,
        Fact::Category => {
            let how = if ticket.category_chosen {
                ""
            } else {
                " (default)"
            };
            Some(Seen::new(format!("{}{how}", ticket.category), None))
        }
        Fact::Close => ticket.closed.map(|at| Seen::new("closed", at)),
    }
}

/// Whether a ticket stands under the category of its list; a list that names none is filed under
/// whatever its ticket is.
fn is_filed(stand: &Stand<'_, '_>, ticket: &Ticket) -> bool {
    let category = &stand.list.template.record_category;
    category.is_empty() || ticket.category == *category || ticket.secondary.contains(category)
}

fn what(affected: Affected, asset: Option<&AssetRef>) -> Option<String> {
    match asset {
        Some(asset) => Some(format!("{affected} {}", asset.name)),
        None => (affected != Affected::Other).then(|| affected.to_string()),
    }
}

/// When a moment that a limit or an `auto` step names was, as far as it is known here.
pub(super) fn moment(stand: &Stand<'_, '_>, moment: &Moment) -> Option<Stamp> {
    let ticket = stand.ticket.as_deref();
    let incident = ticket.and_then(|t| t.incident.as_ref());
    match moment.name() {
        "checklist.started" => Some(stand.list.started),
        "checklist.finished" => stand.list.finished,
        "ticket.opened" => ticket.map(|t| t.opened),
        "ticket.told" => ticket.and_then(Ticket::last_told),
        "ticket.resolved" => ticket.and_then(|t| t.resolved).map(|r| r.at),
        "ticket.closed" => ticket.and_then(|t| t.closed),
        "incident.aware" => incident.map(|i| i.aware),
        "lead.told" => incident.and_then(|i| i.lead_told),
        "breach.report_sent" => incident.and_then(|i| i.report_sent),
        "ticket.promised" => ticket.and_then(|t| t.deadline.as_ref()).map(|d| d.due),
        name => {
            let of_night = |callout| night::moment(stand, callout, name);
            // Rotations and the rest are known from the list's own steps.
            let of_night = stand.latest.as_deref().and_then(of_night);
            of_night.or_else(|| set_by_step(stand.site, stand.list, moment))
        }
    }
}

/// The events that the desk records; whoever waits for another one ticks its step by hand.
const RECORDED: [&str; 9] = [
    "checklist.started",
    "checklist.finished",
    "ticket.opened",
    "ticket.told",
    "ticket.resolved",
    "ticket.closed",
    "incident.aware",
    "lead.told",
    "breach.report_sent",
];

/// Whether an `auto` step can tick itself here.
pub(super) fn is_recorded(event: &str) -> bool {
    RECORDED.contains(&event)
}

/// The moment that a done step of this list gave.
fn set_by_step(site: &Site, list: &Checklist, moment: &Moment) -> Option<Stamp> {
    let mut steps = list.template.steps.iter();
    let step = steps.find(|step| step.sets.as_ref() == Some(moment))?;
    let mark = list.marks.get(&step.id)?;
    match mark.what {
        Marked::Done | Marked::Answered(_) => {}
        Marked::Skipped(_) | Marked::Failed(_) => return None,
    }
    let written = |key: EvidenceKey| mark.evidence.get(key.as_str()).map(Clean::as_str);
    if let Some(day) = written(EvidenceKey::Date) {
        return end_of(site, day.parse().ok()?);
    }
    let time = written(EvidenceKey::Time).and_then(|time| time.parse().ok());
    match moment {
        Moment::Date(_) => time,
        Moment::Event(_) => Some(time.unwrap_or(mark.at)),
    }
}

/// The last minute of a day of the site: what is to be done on a day may be done until then.
fn end_of(site: &Site, day: NaiveDate) -> Option<Stamp> {
    let last = day.and_hms_opt(23, 59, 0)?;
    Some(site.calendar.zone.resolve(last).settle())
}

/// An event in the words of the site's table.
pub(super) fn event_words(site: &Site, event: &str) -> String {
    let known = site.policy.clocks.events.get(event);
    known.map_or_else(|| event.to_owned(), ToString::to_string)
}
