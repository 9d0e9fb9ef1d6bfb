//! What the ticket already knows: facts that tick a step without anybody's hand.
//!
//! Nothing is asked twice. A step with `from` is shown by the fact of its ticket, with the fact in
//! words beside it; without a ticket, or before the fact is there, it is an ordinary step.

use chrono::NaiveDate;

use super::{Checklist, Marked};
use crate::domain::event::AssetRef;
use crate::domain::site::{After, EvidenceKey, Fact, Moment, Step, StepKind, Tell};
use crate::domain::ticket::ToldFact;
use crate::domain::{Affected, PersonId, Records, Site, Ticket, ToldOutcome};
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
    fn new(text: impl Into<String>, at: impl Into<Option<Stamp>>) -> Self {
        Self {
            text: text.into(),
            at: at.into(),
        }
    }
}

/// What ticks a step by itself, if it is so: the step's fact, or the event of an `auto` step.
pub(super) fn seen(
    records: &dyn Records,
    site: &Site,
    list: &Checklist,
    ticket: Option<&Ticket>,
    step: &Step,
) -> Option<Seen> {
    if let StepKind::Auto { on: Some(event) } = &step.kind {
        let at = moment(site, list, ticket, &Moment::Event(event.clone()))?;
        return Some(Seen::new(event_words(site, &event.0), at));
    }
    fact(records, site, list, ticket?, step)
}

fn fact(
    records: &dyn Records,
    site: &Site,
    list: &Checklist,
    ticket: &Ticket,
    step: &Step,
) -> Option<Seen> {
    let opened = ticket.opened;
    match step.from? {
        Fact::Caller => {
            let person = records.person(ticket.from?)?;
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
        Fact::Emergency | Fact::Place => None,
        // The times of a planned visit are not those of its ticket.
        Fact::Times if list.template.anchor.name().starts_with("visit.") => None,
        Fact::Times => Some(Seen::new("the ticket's times", opened)),
        Fact::Told => told(records, site, ticket, step),
        Fact::Actions => {
            let plural = if ticket.actions == 1 { "" } else { "s" };
            let text = format!("{} action{plural} logged", ticket.actions);
            (ticket.actions > 0).then(|| Seen::new(text, ticket.last_action))
        }
        Fact::Outcome => ticket.resolved.map(|r| Seen::new("resolved", r.at)),
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

fn what(affected: Affected, asset: Option<&AssetRef>) -> Option<String> {
    match asset {
        Some(asset) => Some(format!("{affected} {}", asset.name)),
        None => (affected != Affected::Other).then(|| affected.to_string()),
    }
}

/// Every role named was told, of a reporting list any one; after the outcome where that is asked.
fn told(records: &dyn Records, site: &Site, ticket: &Ticket, step: &Step) -> Option<Seen> {
    if step.to.is_empty() {
        return None;
    }
    let since = match step.after {
        Some(After::Outcome) => ticket.resolved?.seq,
        None => 0,
    };
    let mut names = Vec::new();
    let mut last = None;
    for tell in &step.to {
        let (name, at) = match tell {
            Tell::Role(role) => told_role(records, site, ticket, role, since)?,
            Tell::Reporting(report) => {
                let reporting = &site.policy.profile.reporting;
                let roles = reporting.of(*report).iter().chain(&reporting.second);
                let mut found = roles.filter_map(|r| told_role(records, site, ticket, r, since));
                found.next().or_else(|| lead_told(ticket, step.after))?
            }
        };
        if !names.contains(&name) {
            names.push(name);
        }
        last = last.max(Some(at));
    }
    Some(Seen::new(format!("told: {}", names.join(", ")), last))
}

/// Whom the next word must go to before a step that ticks itself once somebody was told does so:
/// `requester`, or a name in quotes. None where that is nobody who can be named.
pub fn untold(records: &dyn Records, site: &Site, ticket: &Ticket, step: &Step) -> Option<String> {
    let since = match step.after {
        Some(After::Outcome) => ticket.resolved?.seq,
        None => 0,
    };
    let name_of = |role: &String| {
        if is_requester(site, role) {
            return Some("requester".to_owned());
        }
        let people = people_of(records, site, ticket, role).into_iter();
        let mut named = people.filter_map(|id| records.person(id));
        named.next().map(|person| format!("\"{}\"", person.name))
    };
    step.to.iter().find_map(|tell| match tell {
        Tell::Role(role) => {
            let told = told_role(records, site, ticket, role, since);
            if told.is_some() { None } else { name_of(role) }
        }
        Tell::Reporting(report) => {
            let reporting = &site.policy.profile.reporting;
            let roles = reporting.of(*report).iter().chain(&reporting.second);
            roles.into_iter().find_map(name_of)
        }
    })
}

fn lead_told(ticket: &Ticket, after: Option<After>) -> Option<(String, Stamp)> {
    let at = ticket.incident.as_ref()?.lead_told?;
    after.is_none().then(|| ("the lead".to_owned(), at))
}

fn told_role(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    role: &str,
    since: u64,
) -> Option<(String, Stamp)> {
    let later = || ticket.told.iter().filter(|t| t.seq > since);
    if is_requester(site, role) {
        let told = later().find(|t| t.requester && counts_for_requester(t))?;
        return Some(("the requester".to_owned(), told.at));
    }
    let people = people_of(records, site, ticket, role);
    let told = later().find(|t| {
        let who = t.who.or(if t.requester { ticket.from } else { None });
        t.outcome.reached() && who.is_some_and(|who| people.contains(&who))
    })?;
    let who = told.who.or(ticket.from)?;
    let name = records.person(who).map(|p| p.name.to_string())?;
    Some((name, told.at))
}

/// Whoever cannot be told for good has had all the word there can be.
fn counts_for_requester(told: &ToldFact) -> bool {
    told.outcome.reached() || told.outcome == ToldOutcome::Cannot
}

fn is_requester(site: &Site, role: &str) -> bool {
    let posts = site.policy.profile.roles.posts_of(role);
    ["requester", "originator"].contains(&role) || posts.iter().any(|p| p == "originator")
}

/// The people behind a role, as far as this ticket knows them.
pub(super) fn people_of(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    role: &str,
) -> Vec<PersonId> {
    let posts = site.policy.profile.roles.posts_of(role);
    let own = [role.to_owned()];
    let posts = if posts.is_empty() { &own[..] } else { posts };
    let mut people = Vec::new();
    for post in posts {
        match post.as_str() {
            "originator" => people.extend(ticket.from),
            "unit_head" | "supervisor" => people.extend(head_of(records, ticket)),
            _ => people.extend(records.holders(post).iter().map(|p| p.id)),
        }
    }
    people
}

fn head_of(records: &dyn Records, ticket: &Ticket) -> Option<PersonId> {
    let of_requester = || records.person(ticket.from?)?.unit;
    records.unit(ticket.unit.or_else(of_requester)?)?.head
}

/// When a moment that a limit or an `auto` step names was, as far as it is known here.
pub(super) fn moment(
    site: &Site,
    list: &Checklist,
    ticket: Option<&Ticket>,
    moment: &Moment,
) -> Option<Stamp> {
    let incident = ticket.and_then(|t| t.incident.as_ref());
    match moment.name() {
        "checklist.started" => Some(list.started),
        "checklist.finished" => list.finished,
        "ticket.opened" => ticket.map(|t| t.opened),
        "ticket.told" => ticket.and_then(Ticket::last_told),
        "ticket.resolved" => ticket.and_then(|t| t.resolved).map(|r| r.at),
        "ticket.closed" => ticket.and_then(|t| t.closed),
        "incident.aware" => incident.map(|i| i.aware),
        "lead.told" => incident.and_then(|i| i.lead_told),
        "breach.report_sent" => incident.and_then(|i| i.report_sent),
        "ticket.promised" => ticket.and_then(|t| t.deadline.as_ref()).map(|d| d.due),
        // Visits, rotations and the rest are known from the list's own steps.
        _ => set_by_step(site, list, moment),
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
