//! Who was told, and who must be still: the steps that a word to somebody ticks.
//!
//! In a callout the head of a department is that of the rooms that are entered, where some are.

use super::facts::Seen;
use super::view::Stand;
use crate::domain::callout::{Callout, Visit, recipient_of, suspected_of};
use crate::domain::site::{After, Step, Tell};
use crate::domain::ticket::ToldFact;
use crate::domain::{PersonId, Records, Site, Ticket, ToldOutcome, UnitId};
use crate::time::Stamp;

/// What the words to people are judged by.
pub(super) struct Telling<'a> {
    records: &'a dyn Records,
    site: &'a Site,
    ticket: &'a Ticket,
    callout: Option<&'a Callout>,
}

/// Whom the next word must go to before a step that ticks itself once somebody was told does so:
/// `requester`, or a name in quotes. None where that is nobody who can be named.
pub fn untold(records: &dyn Records, site: &Site, ticket: &Ticket, step: &Step) -> Option<String> {
    let callout = records.callouts_of(ticket.id).pop();
    let telling = Telling {
        records,
        site,
        ticket,
        callout: callout.as_deref(),
    };
    telling.untold(step)
}

impl<'a> Telling<'a> {
    pub(super) fn of(stand: &'a Stand<'_, '_>, ticket: &'a Ticket) -> Self {
        Self {
            records: stand.records,
            site: stand.site,
            ticket,
            callout: stand.callout.as_deref(),
        }
    }

    /// Every role named was told, of a reporting list any one; after the outcome where that is
    /// asked.
    pub(super) fn told(&self, step: &Step) -> Option<Seen> {
        if step.to.is_empty() {
            return None;
        }
        let since = self.since(step)?;
        let mut names = Vec::new();
        let mut last = None;
        for tell in &step.to {
            let (name, at) = match tell {
                Tell::Role(role) => self.role(role, since)?,
                Tell::Reporting(report) => {
                    let reporting = &self.site.policy.profile.reporting;
                    let roles = reporting.of(*report).iter().chain(&reporting.second);
                    let suspected = suspected_of(self.records, self.ticket);
                    let mut found = roles.filter_map(|role| self.role_but(role, since, suspected));
                    found.next().or_else(|| self.lead(step.after))?
                }
            };
            if !names.contains(&name) {
                names.push(name);
            }
            last = last.max(Some(at));
        }
        Some(Seen::new(format!("told: {}", names.join(", ")), last))
    }

    fn untold(&self, step: &Step) -> Option<String> {
        let since = self.since(step)?;
        let suspected = suspected_of(self.records, self.ticket);
        let name_of = |role: &String| {
            if self.is_requester(role) {
                return Some("requester".to_owned());
            }
            let people = self.people_of(role).into_iter();
            let people = people.filter(|id| Some(*id) != suspected);
            let mut named = people.filter_map(|id| self.records.person(id));
            named.next().map(|person| format!("\"{}\"", person.name))
        };
        step.to.iter().find_map(|tell| match tell {
            Tell::Role(role) if self.role(role, since).is_some() => None,
            Tell::Role(role) => name_of(role),
            Tell::Reporting(report) => {
                let to = recipient_of(self.records, self.site, self.ticket);
                let to = to.map(|person| format!("\"{}\"", person.name));
                let reporting = &self.site.policy.profile.reporting;
                let roles = reporting.of(*report).iter().chain(&reporting.second);
                to.or_else(|| roles.into_iter().find_map(name_of))
            }
        })
    }

    /// The seq after which a word counts; none where its time has not come.
    fn since(&self, step: &Step) -> Option<u64> {
        match step.after {
            Some(After::Outcome) => Some(self.ticket.resolved?.seq),
            None => Some(0),
        }
    }

    fn lead(&self, after: Option<After>) -> Option<(String, Stamp)> {
        let at = self.ticket.incident.as_ref()?.lead_told?;
        after.is_none().then(|| ("the lead".to_owned(), at))
    }

    fn role(&self, role: &str, since: u64) -> Option<(String, Stamp)> {
        self.role_but(role, since, None)
    }

    /// Whether somebody of a role was told; word to `but` does not count.
    fn role_but(&self, role: &str, since: u64, but: Option<PersonId>) -> Option<(String, Stamp)> {
        let later = || self.ticket.told.iter().filter(|t| t.seq > since);
        if self.is_requester(role) {
            let told = later().find(|t| t.requester && counts_for_requester(t))?;
            return Some(("the requester".to_owned(), told.at));
        }
        let mut people = self.people_of(role);
        people.retain(|id| Some(*id) != but);
        let told = later().find(|t| {
            let who = t.who.or(if t.requester { self.ticket.from } else { None });
            t.outcome.reached() && who.is_some_and(|who| people.contains(&who))
        });
        let Some(told) = told else {
            return self.head_told(role, since);
        };
        let who = told.who.or(self.ticket.from)?;
        let name = self.records.person(who).map(|p| p.name.to_string())?;
        Some((name, told.at))
    }

    /// The head of the rooms, told by an entry of its own.
    fn head_told(&self, role: &str, since: u64) -> Option<(String, Stamp)> {
        let callout = self.callout.filter(|_| since == 0 && self.is_head(role))?;
        let at = callout.head_told?;
        let room = callout.visit.as_ref()?.room.as_str();
        Some((format!("the head of {room}"), at))
    }

    /// The people behind a role, as far as this ticket knows them.
    fn people_of(&self, role: &str) -> Vec<PersonId> {
        let mut people = Vec::new();
        for post in self.posts_of(role) {
            match post {
                "originator" => people.extend(self.ticket.from),
                "unit_head" | "supervisor" => people.extend(self.head()),
                _ => people.extend(self.records.holders(post).iter().map(|p| p.id)),
            }
        }
        people
    }

    /// The posts of a role; where the profile has none it is a post itself.
    fn posts_of<'s>(&'s self, role: &'s str) -> Vec<&'s str> {
        let posts = self.site.policy.profile.roles.posts_of(role);
        if posts.is_empty() {
            vec![role]
        } else {
            posts.iter().map(String::as_str).collect()
        }
    }

    fn is_head(&self, role: &str) -> bool {
        self.posts_of(role).contains(&"unit_head")
    }

    fn is_requester(&self, role: &str) -> bool {
        ["requester", "originator"].contains(&role) || self.posts_of(role).contains(&"originator")
    }

    fn head(&self) -> Option<PersonId> {
        let of_requester = || self.records.person(self.ticket.from?)?.unit;
        let of_ticket = || self.ticket.unit.or_else(of_requester);
        let unit = self.room().or_else(of_ticket)?;
        self.records.unit(unit)?.head
    }

    /// The unit whose rooms are entered.
    fn room(&self) -> Option<UnitId> {
        let foreign = |visit: &&Visit| visit.foreign;
        self.callout?.visit.as_ref().filter(foreign)?.unit
    }
}

/// Whoever cannot be told for good has had all the word there can be.
fn counts_for_requester(told: &ToldFact) -> bool {
    told.outcome.reached() || told.outcome == ToldOutcome::Cannot
}
