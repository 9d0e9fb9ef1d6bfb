//! A desk that a command has opened: look-ups by the names that people type, and saving.

use std::sync::Arc;

use uuid::Uuid;

use super::fail::{Fail, NO_ANSWER, newer};
use super::typed::Typed;
use crate::desk::{Desk, Receipt, Snapshot, SubmitError};
use crate::domain::command::PersonRef;
use crate::domain::{
    Actor, Asset, Callout, Checklist, Claim, Command, Number, Person, PersonId, Records, Refusal,
    Ticket, TicketId, Unit,
};
use crate::text::{Clean, fold};
use crate::time::{Stamp, Strayed, Zone, parse_due, parse_until, parse_when, strayed};

/// Entries after which what is open is kept in the page again, so that the next command opens
/// quickly also where nobody uses the full screen. Source: `docs/architecture.md`, "The page".
const PAGE_ENTRIES: u64 = 256;

/// An open desk at the moment of the command.
pub(super) struct Seat {
    /// The desk.
    pub(super) desk: Desk,
    /// What it knew when it was opened, or after the last save.
    pub(super) known: Arc<Snapshot>,
    /// The moment of the command, in the desk's zone.
    pub(super) now: Stamp,
    /// Commands as they are typed for this desk.
    pub(super) typed: Typed,
}

impl Seat {
    /// A seat at an open desk.
    pub(super) fn new(desk: Desk, typed: Typed) -> Self {
        Self {
            known: desk.snapshot(),
            now: desk.now(),
            desk,
            typed,
        }
    }

    /// The desk's zone.
    pub(super) fn zone(&self) -> Zone {
        self.known.site.calendar.zone
    }

    /// Why nothing can be written here, where nothing can.
    fn stopped(&self) -> Option<Fail> {
        // On a full disk a command is tried for real: there may be room by now.
        let why = self
            .known
            .read_only
            .clone()
            .filter(|_| !self.known.is_full)?;
        Some(if self.desk.is_newer() {
            Fail::Newer(newer(&why))
        } else if self.desk.is_damaged() {
            Fail::Damaged(why)
        } else {
            SubmitError::ReadOnly(why).into()
        })
    }

    /// What is not there; on a desk that could not be read to its end, why.
    fn missing(&self, what: String) -> Fail {
        self.stopped().unwrap_or(Fail::Missing(what))
    }

    /// Who writes, where the desk can be written.
    pub(super) fn writer(&self) -> Result<Actor, Fail> {
        match self.stopped() {
            Some(stopped) => Err(stopped),
            None => self.actor(),
        }
    }

    /// Who acts.
    pub(super) fn actor(&self) -> Result<Actor, Fail> {
        self.desk.actor().ok_or_else(|| {
            let caller = self.desk.caller();
            Fail::NotYours(format!(
                "{} (uid {}) is not of this desk's staff; one who is runs: nightdesk staff add \
                 \"{}\" --uid {} --post POST",
                caller.name, caller.uid, caller.name, caller.uid
            ))
        })
    }

    /// Decides and saves a command.
    pub(super) fn submit(&mut self, command: &Command) -> Result<Receipt, Fail> {
        let actor = self.writer()?;
        let receipt = self
            .desk
            .submit(&actor, command)
            .map_err(|error| match error {
                SubmitError::ReadOnly(why) if self.desk.is_newer() => Fail::Newer(newer(&why)),
                other => other.into(),
            })?;
        self.desk.keep_up();
        if (receipt.first_seq - 1) / PAGE_ENTRIES != receipt.seq / PAGE_ENTRIES {
            self.desk.close();
        }
        self.known = self.desk.snapshot();
        Ok(receipt)
    }

    /// Brings every closed ticket and list into memory, for whoever goes through them all.
    pub(super) fn load_all(&mut self) -> Result<(), Fail> {
        self.desk.load_all().map_err(Fail::Damaged)?;
        self.known = self.desk.snapshot();
        Ok(())
    }

    /// A ticket by its number, open or closed.
    pub(super) fn ticket(&mut self, number: Number) -> Result<Arc<Ticket>, Fail> {
        let ticket = self.desk.ticket_numbered(number);
        self.known = self.desk.snapshot();
        ticket.ok_or_else(|| self.missing(format!("there is no ticket {number}")))
    }

    /// A checklist in use by its number.
    pub(super) fn list(&mut self, number: Number) -> Result<Arc<Checklist>, Fail> {
        let list = self.desk.list_numbered(number);
        self.known = self.desk.snapshot();
        list.ok_or_else(|| {
            self.missing(format!(
                "there is no checklist {number}; `nightdesk check list` shows those in use"
            ))
        })
    }

    /// A callout by its number, with the texts of its ticket.
    pub(super) fn callout(&mut self, number: Number) -> Result<Arc<Callout>, Fail> {
        let callout = self.desk.callout_numbered(number);
        self.known = self.desk.snapshot();
        callout.ok_or_else(|| {
            self.missing(format!(
                "there is no callout {number}; `nightdesk callout list` shows them"
            ))
        })
    }

    /// A claim by its number.
    pub(super) fn claim(&mut self, number: Number) -> Result<Arc<Claim>, Fail> {
        let claim = self.desk.claim_numbered(number);
        self.known = self.desk.snapshot();
        claim.ok_or_else(|| {
            self.missing(format!(
                "there is no claim {number}; `nightdesk claim list --all` shows them"
            ))
        })
    }

    /// Brings every claim into memory, those that were taken back long ago too.
    pub(super) fn load_claims(&mut self) -> Result<(), Fail> {
        self.desk.load_claims().map_err(Fail::Damaged)?;
        self.known = self.desk.snapshot();
        Ok(())
    }

    /// A known person; `me` is the caller.
    pub(super) fn person(&self, name: &str) -> Result<Arc<Person>, Fail> {
        if name == "me" {
            let actor = self.actor()?;
            if let Some(person) = self.known.person(actor.person) {
                return Ok(person);
            }
        }
        if let Some(person) = self.by_id(name) {
            return Ok(person);
        }
        self.only_one(name)?;
        let known = self.known.person_named(name);
        known.ok_or_else(|| {
            Fail::Missing(format!(
                "nobody is known by the name `{}`; `nightdesk person list` shows who is",
                Clean::line(name)
            ))
        })
    }

    fn by_id(&self, text: &str) -> Option<Arc<Person>> {
        self.known.person(PersonId(text.parse().ok()?))
    }

    /// Refuses a name that two people bear: nobody is picked for the caller.
    fn only_one(&self, name: &str) -> Result<(), Fail> {
        let key = fold(name.trim());
        let people = self.known.register.people();
        let named: Vec<String> = people
            .filter(|person| !person.left && fold(person.name.as_str()) == key)
            .map(|person| {
                let what = if person.staff { "staff" } else { "contact" };
                format!("{} ({what})", person.id.uuid())
            })
            .collect();
        if named.len() < 2 {
            return Ok(());
        }
        Err(Fail::Usage(format!(
            "{} people are known as `{}`; say which by the id: {}. To tell them apart: nightdesk \
             person change ID --rename NAME",
            named.len(),
            Clean::line(name),
            named.join(", ")
        )))
    }

    /// Somebody by name, who becomes a contact where nobody is known by it.
    pub(super) fn person_or_new(&self, name: &str) -> Result<PersonRef, Fail> {
        if name == "me" {
            return Ok(PersonRef::Id(self.person(name)?.id));
        }
        if let Some(person) = self.by_id(name) {
            return Ok(PersonRef::Id(person.id));
        }
        self.only_one(name)?;
        Ok(match self.known.person_named(name) {
            Some(person) => PersonRef::Id(person.id),
            None => PersonRef::Named {
                name: Clean::line(name),
                id: PersonId(Uuid::now_v7()),
            },
        })
    }

    /// A unit by its name or short name.
    pub(super) fn unit(&self, name: &str) -> Result<Arc<Unit>, Fail> {
        self.known.unit_named(name).ok_or_else(|| {
            Fail::Missing(format!(
                "there is no unit `{}`; `nightdesk unit list` shows them",
                Clean::line(name)
            ))
        })
    }

    /// An asset by its name.
    pub(super) fn asset(&self, name: &str) -> Result<Arc<Asset>, Fail> {
        self.known.asset_named(name).ok_or_else(|| {
            Fail::Missing(format!(
                "there is no asset `{}`; `nightdesk asset list` shows them",
                Clean::line(name)
            ))
        })
    }

    /// When something happened, as typed behind `--happened`; on a ticket, hardly before it came in.
    pub(super) fn when(
        &self,
        text: Option<&String>,
        ticket: Option<TicketId>,
    ) -> Result<Option<Stamp>, Fail> {
        let Some(text) = text else { return Ok(None) };
        let came_in = ticket.and_then(|id| self.known.ticket(id));
        let came_in = came_in.map(|ticket| ("it came in", ticket.opened));
        if let Some(found) = strayed(text, self.now, self.zone(), came_in) {
            return Err(asked_for("", &found));
        }
        parse_when(text, self.now, self.zone())
            .map(Some)
            .map_err(|error| Fail::Usage(format!("--happened: {error}")))
    }

    /// A moment to come, as typed behind `--until`.
    pub(super) fn until(&self, text: &str) -> Result<Stamp, Fail> {
        parse_until(text, self.now, self.zone())
            .map_err(|error| Fail::Usage(format!("--until: {error}")))
    }

    /// By when something is due, as typed behind `--due`: a day without a time lasts to its end.
    pub(super) fn due(&self, text: &str) -> Result<Stamp, Fail> {
        parse_due(text, self.now, self.zone())
            .map_err(|error| Fail::Usage(format!("--due: {error}")))
    }

    /// A person's name, or a dash.
    pub(super) fn name_of(&self, id: Option<PersonId>) -> String {
        id.and_then(|id| self.known.person(id))
            .map_or_else(|| "-".to_owned(), |person| person.name.to_string())
    }
}

/// A time without its day that is hardly the one that was meant: both readings, each as it can be
/// typed; `before` is what stands before the time there, such as `V.left=`.
pub(super) fn asked_for(before: &str, found: &Strayed) -> Fail {
    let Strayed {
        said,
        with_day,
        other,
        other_said,
        ..
    } = found;
    Fail::Refused(Box::new(Refusal::new(
        NO_ANSWER,
        format!("{said}; nothing was recorded"),
        format!(
            "type the day with it: {before}'{with_day}' takes it; {before}'{other}' {other_said}"
        ),
    )))
}
