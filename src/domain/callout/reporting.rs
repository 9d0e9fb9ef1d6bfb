//! Whom an incident is reported to, never the one suspected of it.
//!
//! The walk, what a ticket owes and what a list owes name the same person, so that no command that
//! is printed hands the word to whoever it is about.
//!
//! **Invariant:** the one suspected in a callout of the ticket is never named here.

use std::sync::Arc;

use super::Callout;
use super::suspected::suspected_of;
use crate::domain::site::Report;
use crate::domain::{IncidentKind, Person, PersonId, Records, Site, Ticket};

/// Who hears of it where everybody whom the reporting line names is suspected or is nobody.
const LAST: &str = "director";

/// The person whom the profile's reporting line names; somebody else than who has the callout,
/// where there is somebody.
pub(in crate::domain) fn recipient_of(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
) -> Option<Arc<Person>> {
    let night = records.callouts_of(ticket.id).pop();
    let has_it = night.as_deref().map(|night: &Callout| night.person);
    recipient(records, site, ticket, suspected_of(records, ticket), has_it)
}

/// The same, where the walk knows who is suspected and who has the callout.
pub(super) fn recipient(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    suspected: Option<PersonId>,
    has_it: Option<PersonId>,
) -> Option<Arc<Person>> {
    let profile = &site.policy.profile;
    let report = match ticket.incident.as_ref()?.kind {
        IncidentKind::Breach => Report::Breach,
        IncidentKind::Violation => Report::Violation,
    };
    let line = profile.reporting.of(report).iter();
    let line = line.chain(&profile.reporting.second).map(String::as_str);
    let posts = line
        .chain([LAST])
        .flat_map(|role| profile.roles.posts_of(role));
    let people: Vec<Arc<Person>> = posts
        .flat_map(|post| records.holders(post))
        .filter(|person| Some(person.id) != suspected)
        .collect();
    let mut others = people.iter().filter(|person| Some(person.id) != has_it);
    others.next().or(people.first()).cloned()
}
