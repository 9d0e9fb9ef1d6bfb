//! Who else is at a ticket, and where this session is.
//!
//! Nobody is held up by it: both may write, and both texts are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Model;
use crate::domain::{Person, PersonId, Records as _, TicketId};
use crate::drafts::{Doing, Present};
use crate::tui::action::Spot;

/// How many others are named at a ticket.
const NAMED_MAX: usize = 3;

impl Model {
    /// The ticket at which this session is, and what it does there: it writes where a form has the
    /// keys, it has it open where the panes were entered and the screen is not hidden.
    pub fn is_at(&self) -> Option<(TicketId, Doing)> {
        if let Some(form) = self.form() {
            let ticket = form.kind.ticket(&self.snapshot)?;
            return Some((ticket, Doing::Writes));
        }
        let is_inside = self.is_open || self.focus != Spot::Queue;
        let ticket = self.queue.selected.filter(|_| is_inside && !self.is_locked);
        Some((ticket?, Doing::Open))
    }

    /// The other sessions at a ticket that are who they say.
    pub(in crate::tui) fn present(
        &self,
        ticket: TicketId,
    ) -> impl Iterator<Item = (&Present, Arc<Person>)> {
        let there = self.others.iter().filter(move |it| it.on == ticket.uuid());
        there.filter_map(|it| {
            let person = self.snapshot.person(PersonId(it.person))?;
            // A file can claim anything; its owner is the kernel's word.
            (person.uid == Some(it.uid)).then_some((it, person))
        })
    }

    /// Who else is at a ticket, in words; none where nobody is.
    pub(in crate::tui) fn others_words(&self, ticket: TicketId) -> Option<String> {
        let mut people: BTreeMap<PersonId, (Doing, Arc<Person>)> = BTreeMap::new();
        for (it, person) in self.present(ticket) {
            let known = people.entry(person.id).or_insert((it.doing, person));
            known.0 = known.0.max(it.doing);
        }
        let mut people: Vec<(Doing, Arc<Person>)> = people.into_values().collect();
        people.sort_by_key(|(doing, person)| (std::cmp::Reverse(*doing), person.initials()));
        let more = people.len().saturating_sub(NAMED_MAX);
        let mut words: Vec<String> = people
            .iter()
            .take(NAMED_MAX)
            .map(|(doing, person)| self.other_words(*doing, person))
            .collect();
        if more > 0 {
            words.push(format!("and {more} more"));
        }
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn other_words(&self, doing: Doing, person: &Person) -> String {
        let is_me = person.id == self.me.person;
        match (doing, is_me) {
            (Doing::Open, true) => "you have it open on another console".to_owned(),
            (Doing::Writes, true) => "you write on it on another console".to_owned(),
            (Doing::Open, false) => format!("{} has it open", person.initials()),
            (Doing::Writes, false) => format!("{} writes on it", person.initials()),
        }
    }

    /// Says once of each session that it writes on the ticket on which this one writes.
    pub(in crate::tui) fn say_who_writes_too(&mut self) {
        let Some((ticket, Doing::Writes)) = self.is_at() else {
            self.said_of.clear();
            return;
        };
        let writers: Vec<(TicketId, uuid::Uuid, String)> = self
            .present(ticket)
            .filter(|(it, _)| it.doing == Doing::Writes)
            .map(|(it, person)| {
                let who = if person.id == self.me.person {
                    "another console of yours".to_owned()
                } else {
                    person.initials()
                };
                (ticket, it.session, who)
            })
            .collect();
        let mut new: Vec<&str> = writers
            .iter()
            .filter(|(ticket, session, _)| !self.said_of.contains(&(*ticket, *session)))
            .map(|(_, _, who)| who.as_str())
            .collect();
        new.sort_unstable();
        new.dedup();
        let number = self.snapshot.ticket(ticket).map(|it| it.number.to_string());
        let said = number.filter(|_| !new.is_empty()).map(|number| {
            let (is, both) = if new.len() == 1 {
                ("is", "both")
            } else {
                ("are", "all")
            };
            format!(
                "{} {is} writing on {number} too; {both} texts are kept",
                new.join(" and ")
            )
        });
        self.said_of = writers.iter().map(|it| (it.0, it.1)).collect();
        if let Some(said) = said {
            self.say(said);
        }
    }
}
