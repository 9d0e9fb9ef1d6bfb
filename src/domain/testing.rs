//! A small desk in memory for the tests of the domain: rules, records, people and a moment.
//!
//! The rules are those of the triage vectors: Bloomfield's hours and units, with no files behind
//! them. Nothing here knows the machine's clock; uuids count up from 1.

#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::needless_pass_by_value,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "tests read better so, and nobody else calls it"
)]

#[cfg(test)]
mod fuzz;
mod prompts;
mod rules;

use std::sync::Arc;

use uuid::Uuid;

use super::command::{
    AssignTicket, CloseTicket, LogAction, OpenTicket, ResolveTicket, TellPerson, Told, WaitTicket,
};
use super::event::{PersonAdded, PostHeld, UnitAdded};
use super::site::{FileKind, Policy, Template};
use super::{
    Actor, Channel, Command, EntryHead, Event, ListId, Number, PersonId, Records, Refusal,
    Register, Site, Ticket, TicketId, ToldOutcome, UnitId, decide,
};
use crate::text::Clean;
use crate::time::Stamp;

pub use rules::{policy, site};

/// The moment of the triage vectors: a Thursday, 13:00, in working hours.
pub const NOW: &str = "2026-05-14T13:00-04:00";

/// A stamp as the tests write it.
pub fn at(text: &str) -> Stamp {
    text.parse().unwrap()
}

/// Text.
pub fn clean(text: &str) -> Clean {
    Clean::new(text)
}

/// A desk in memory that decides and applies.
#[derive(Debug, Clone)]
pub struct World {
    /// The rules in force.
    pub site: Site,
    /// The records.
    pub records: Register,
    /// Who acts: Dana Reyes, staff, who holds the posts `it_staff` and `director`.
    pub actor: Actor,
    /// The moment.
    pub now: Stamp,
    /// Every entry so far.
    pub log: Vec<(EntryHead, Event)>,
    ids: u128,
}

impl World {
    /// A desk with one member of staff and the units of the profile.
    pub fn new() -> Self {
        let mut world = Self {
            site: site(),
            records: Register::default(),
            actor: Actor {
                person: PersonId(Uuid::from_u128(1)),
                uid: 1000,
                host: "desk".to_owned(),
                how: "uid".to_owned(),
            },
            now: at(NOW),
            log: Vec::new(),
            ids: 1,
        };
        world.apply_all(rules::founding(&world.site, world.actor.person));
        world
    }

    /// The same desk at another moment.
    pub fn at(mut self, now: &str) -> Self {
        self.now = at(now);
        self
    }

    /// Lets minutes pass.
    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }

    /// The next uuid.
    pub fn uuid(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    /// Decides a command and applies what it writes.
    pub fn run(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        let events = decide(&self.records, &self.site, &self.actor, &command, self.now)?;
        self.apply_all(events.clone());
        Ok(events)
    }

    /// Runs a command as somebody else.
    pub fn run_as(&mut self, person: PersonId, command: Command) -> Result<Vec<Event>, Refusal> {
        let before = std::mem::replace(&mut self.actor.person, person);
        let result = self.run(command);
        self.actor.person = before;
        result
    }

    /// Applies events without judging them.
    pub fn apply_all(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let head = EntryHead {
                seq: self.log.len() as u64 + 1,
                id: self.uuid(),
                at: self.now,
                by: Some(self.actor.person),
            };
            self.records.apply(&head, &event);
            self.log.push((head, event));
        }
    }

    /// The entries that concern a record, oldest first.
    pub fn entries_on(&self, record: Uuid) -> Vec<(EntryHead, Event)> {
        let log = self.log.iter();
        log.filter(|(_, event)| event.on().contains(&record))
            .cloned()
            .collect()
    }

    /// The ticket `T-n`.
    pub fn ticket(&self, n: u64) -> Arc<Ticket> {
        self.records.ticket_numbered(Number::ticket(n)).unwrap()
    }

    /// Opens a walk-up with a title.
    pub fn open(&mut self, title: &str) -> TicketId {
        self.open_with(title, |_| {})
    }

    /// Opens a walk-up with a title and whatever the test sets.
    pub fn open_with(&mut self, title: &str, set: impl FnOnce(&mut OpenTicket)) -> TicketId {
        let id = TicketId(self.uuid());
        let mut command = OpenTicket::walk_up(id, clean(title));
        set(&mut command);
        self.run(Command::Open(Box::new(command))).unwrap();
        id
    }

    /// Logs an action.
    pub fn log(&mut self, ticket: TicketId, text: &str) -> Result<Vec<Event>, Refusal> {
        self.run(Command::Log(LogAction {
            ticket,
            text: clean(text),
            minutes: None,
            happened: None,
        }))
    }

    /// Tells the requester.
    pub fn tell(&mut self, ticket: TicketId, text: &str) -> Result<Vec<Event>, Refusal> {
        self.run(Command::Tell(TellPerson {
            ticket,
            who: Told::Requester,
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: Some(clean(text)),
            happened: None,
        }))
    }

    /// Gives a ticket an owner.
    pub fn assign(&mut self, ticket: TicketId, to: PersonId) -> Result<Vec<Event>, Refusal> {
        self.run(Command::Assign(AssignTicket { ticket, to }))
    }

    /// Lets a ticket wait.
    pub fn wait_for(
        &mut self,
        ticket: TicketId,
        what: &str,
        until: &str,
    ) -> Result<Vec<Event>, Refusal> {
        self.run(Command::Wait(WaitTicket {
            ticket,
            what: clean(what),
            until: at(until),
        }))
    }

    /// Resolves a ticket.
    pub fn resolve(&mut self, ticket: TicketId, text: &str) -> Result<Vec<Event>, Refusal> {
        self.run(Command::Resolve(ResolveTicket {
            ticket,
            text: clean(text),
            happened: None,
        }))
    }

    /// Closes a ticket.
    pub fn close(&mut self, ticket: TicketId) -> Result<Vec<Event>, Refusal> {
        self.run(Command::Close(CloseTicket::of(ticket)))
    }

    /// Adds a member of staff with posts, without the judgement of `decide`.
    pub fn staff(&mut self, name: &str, uid: u32, posts: &[&str]) -> PersonId {
        self.person(name, Some(uid), posts)
    }

    /// Adds a contact with posts.
    pub fn contact(&mut self, name: &str, posts: &[&str]) -> PersonId {
        self.person(name, None, posts)
    }

    fn person(&mut self, name: &str, uid: Option<u32>, posts: &[&str]) -> PersonId {
        let id = PersonId(self.uuid());
        let added = PersonAdded {
            person: id,
            name: clean(name),
            staff: uid.is_some(),
            uid,
            unit: None,
            phone: None,
            email: None,
        };
        let held = posts.iter().map(|post| {
            Event::from(PostHeld {
                person: id,
                post: (*post).to_owned(),
            })
        });
        self.apply_all(std::iter::once(Event::from(added)).chain(held));
        id
    }

    /// Adds a unit.
    pub fn unit(&mut self, name: &str, heads: u32) -> UnitId {
        let id = UnitId(self.uuid());
        self.apply_all([Event::from(UnitAdded {
            unit: id,
            short: None,
            name: clean(name),
            heads,
            head: None,
        })]);
        id
    }

    /// The unit of the profile or one added, by name or short name.
    pub fn unit_named(&self, name: &str) -> UnitId {
        self.records.unit_named(name).unwrap().id
    }

    /// Puts a list into force and enables it.
    pub fn adopt(&mut self, template: Template) {
        let seq = 1_000_000 + self.site.policy.templates.len() as u64;
        let id = template.id.clone();
        self.records.know_template(seq, template.clone());
        let policy: &mut Policy = &mut self.site.policy;
        policy.seqs.insert((FileKind::Checklist, id.clone()), seq);
        policy.profile.checklists.push(id.clone());
        policy.templates.insert(id, template.into());
    }

    /// The next uuid, as a list's.
    pub fn list_id(&mut self) -> ListId {
        ListId(self.uuid())
    }
}
