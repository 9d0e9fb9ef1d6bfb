//! Taking out the text of an entry: anybody of the staff asks, a director decides.
//!
//! Two people stand behind each: whoever asked and a director, who did not write the entry and is
//! not suspected of what the ticket is about. The reason must not say again what is taken out. What
//! was asked is taken back by whoever asked, or declined by such a director.

use std::collections::BTreeSet;

use super::{Frame, check, write};
use crate::domain::callout::suspected_of;
use crate::domain::command::{RedactEntry, RedactWish};
use crate::domain::event::{
    EntryRedacted, Left, RedactionAsked, RedactionDeclined, RedactionWithdrawn,
};
use crate::domain::ticket::RedactionAsk;
use crate::domain::{EntryView, Event, PersonId, Refusal, RuleId, Ticket};
use crate::text::{Clean, fold};

/// The rule of all that stands here.
const RULE: RuleId = RuleId::N(17);
/// Words in a row that a reason may not share with the text. Source: nightdesk; three in a row
/// happen by chance.
const RUN_WORDS: usize = 4;
/// Letters from which a word with a digit or a sign in it counts as a secret of its own.
const SECRET_CHARS: usize = 6;

/// Asks for a redaction, orders it, or ends the asking.
pub(super) fn redact(frame: &Frame<'_>, command: &RedactEntry) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.ticket(command.ticket)?;
    let entry = frame.records.entry(ticket.id, command.entry);
    let entry = entry.ok_or_else(|| write::no_entry(ticket.number, command.entry))?;
    let case = Case {
        frame,
        ticket: &ticket,
        entry: &entry,
        command,
    };
    case.check_entry()?;
    let asks = ticket.asks.iter().filter(|ask| ask.entry == command.entry);
    match command.wish {
        RedactWish::TakeOut => {}
        RedactWish::Withdraw => return case.withdraw(case.ask_of(asks.clone().next())?),
        RedactWish::Decline => return case.decline(case.ask_of(asks.clone().next())?),
    }
    let asked = asks.clone().find(|ask| ask.by != Some(frame.actor));
    if command.decision.is_some() {
        let ask = asked.or(asks.clone().next()).copied();
        return case.order(ask);
    }
    if let Some(ask) = asked.filter(|_| case.is_director(frame.actor)) {
        return case.order(Some(*ask));
    }
    match asks.clone().next() {
        Some(ask) => Err(case.waits(ask)),
        None => case.ask(),
    }
}

struct Case<'a> {
    frame: &'a Frame<'a>,
    ticket: &'a Ticket,
    entry: &'a EntryView,
    command: &'a RedactEntry,
}

impl Case<'_> {
    /// An entry that still has a text.
    fn check_entry(&self) -> Result<(), Refusal> {
        let (entry, number) = (self.command.entry, self.ticket.number);
        if let Some(order) = self.entry.redacted {
            return Err(Refusal::new(
                RuleId::N(7),
                format!("the text of entry {entry} was taken out already, by entry {order}"),
                format!("`nightdesk show {number}` says by whom and why"),
            ));
        }
        if self.entry.event.texts().is_empty() {
            return Err(Refusal::new(
                RULE,
                format!("entry {entry} of {number} has no text to take out"),
                format!("`nightdesk show {number}` lists its entries with their texts"),
            ));
        }
        Ok(())
    }

    fn is_director(&self, person: PersonId) -> bool {
        self.directors().contains(&person)
    }

    fn directors(&self) -> BTreeSet<PersonId> {
        let posts = self.frame.site.policy.profile.roles.posts_of("director");
        let holders = posts
            .iter()
            .flat_map(|post| self.frame.records.holders(post));
        holders.map(|person| person.id).collect()
    }

    /// Why somebody may not approve it; none where they may.
    fn bar(&self, person: PersonId, asked_by: PersonId) -> Option<&'static str> {
        if !self.is_director(person) {
            return Some("does not hold the post of the director");
        }
        if person == asked_by {
            return Some("asked for it");
        }
        if self.entry.by == Some(person) {
            return Some("wrote the entry");
        }
        let is_suspect = suspected_of(self.frame.records, self.ticket) == Some(person);
        is_suspect.then_some("is suspected of what the ticket is about")
    }

    fn name(&self, person: PersonId) -> String {
        let person = self.frame.records.person(person);
        person.map_or_else(|| "somebody".to_owned(), |person| person.name.to_string())
    }

    /// What helps where the one at hand may not approve it.
    fn who_else(&self, asked_by: PersonId) -> String {
        let (number, entry) = (self.ticket.number, self.command.entry);
        let free = self
            .directors()
            .into_iter()
            .find(|person| *person != self.frame.actor && self.bar(*person, asked_by).is_none());
        if let Some(person) = free {
            let name = self.name(person);
            let wish = match self.command.wish {
                RedactWish::TakeOut | RedactWish::Withdraw => "",
                RedactWish::Decline => " --decline --because \"why\"",
            };
            let command = format!("nightdesk redact {number} {entry}{wish}");
            return format!(
                "{name} gives `{command}`, or signs, and somebody else enters `{command} --by \
                 \"{name}\" --how paper --ref \"where it is kept\"`"
            );
        }
        let roles = &self.frame.site.policy.profile.roles;
        let post = roles.post_of("director").unwrap_or("director");
        format!("somebody else is given the post: `nightdesk staff post NAME {post}`")
    }

    /// It was asked for, and whoever is here does not decide on it.
    fn waits(&self, ask: &RedactionAsk) -> Refusal {
        let asker = ask.by.unwrap_or(self.frame.actor);
        let (entry, who) = (self.command.entry, self.name(asker));
        Refusal::new(
            RULE,
            format!(
                "{who} asked for entry {entry} already, and a director other than the asker decides"
            ),
            self.who_else(asker),
        )
    }

    fn ask(&self) -> Result<Vec<Event>, Refusal> {
        let asker = self.frame.actor;
        let because = self.reason(None)?;
        let is_alone = |person: &PersonId| self.bar(*person, asker).is_some();
        if self.is_director(asker) && self.directors().iter().all(is_alone) {
            return Err(Refusal::new(
                RULE,
                "nobody else holds the post of the director, and the asker does not decide",
                self.who_else(asker),
            ));
        }
        Ok(vec![
            RedactionAsked {
                ticket: self.ticket.id,
                entry: self.command.entry,
                because,
            }
            .into(),
        ])
    }

    /// What was asked, where it waits.
    fn ask_of<'r>(&self, ask: Option<&'r RedactionAsk>) -> Result<&'r RedactionAsk, Refusal> {
        let (number, entry) = (self.ticket.number, self.command.entry);
        ask.ok_or_else(|| {
            Refusal::new(
                RULE,
                format!("nobody waits for the text of entry {entry} of {number} to be taken out"),
                "`nightdesk redact` lists what waits",
            )
        })
    }

    fn withdraw(&self, ask: &RedactionAsk) -> Result<Vec<Event>, Refusal> {
        let (number, entry) = (self.ticket.number, self.command.entry);
        if let Some(asker) = ask.by.filter(|asker| *asker != self.frame.actor) {
            return Err(Refusal::new(
                RULE,
                format!(
                    "{} asked for it, and takes it back or nobody does",
                    self.name(asker)
                ),
                format!(
                    "a director declines it: `nightdesk redact {number} {entry} --decline \
                     --because \"why\"`"
                ),
            ));
        }
        let because = check::optional(self.command.because.as_ref(), "the reason")?;
        if let Some(because) = &because {
            self.check_silent(because, "the reason")?;
        }
        Ok(vec![
            RedactionWithdrawn {
                ticket: self.ticket.id,
                entry,
                asked: ask.seq,
                because,
            }
            .into(),
        ])
    }

    fn decline(&self, ask: &RedactionAsk) -> Result<Vec<Event>, Refusal> {
        let (number, entry) = (self.ticket.number, self.command.entry);
        let decision = self.command.decision.as_ref();
        if decision.is_none() && ask.by == Some(self.frame.actor) {
            return Err(Refusal::new(
                RULE,
                "nobody declines what they asked for themselves",
                format!("take it back: `nightdesk redact {number} {entry} --withdraw`"),
            ));
        }
        let declined_by = self.decider(ask.by.unwrap_or(self.frame.actor))?;
        let because = self.command.because.clone().unwrap_or_default();
        self.check_reason(&because)?;
        let reference = decision.map(|decision| self.reference(&decision.reference));
        let declined = RedactionDeclined {
            ticket: self.ticket.id,
            entry,
            asked: ask.seq,
            because,
            declined_by,
            how: decision.map(|decision| decision.how),
            reference: reference.transpose()?,
        };
        Ok(vec![declined.into()])
    }

    /// The director whose decision it is, where that one may decide.
    fn decider(&self, asked_by: PersonId) -> Result<PersonId, Refusal> {
        let actor = self.frame.actor;
        let decision = self.command.decision.as_ref();
        let decider = decision.map_or(actor, |decision| decision.by);
        if decision.is_some() && decider == actor {
            return Err(Refusal::new(
                RULE,
                "nobody enters a decision of their own as somebody else's",
                self.who_else(asked_by),
            ));
        }
        let Some(why) = self.bar(decider, asked_by) else {
            return Ok(decider);
        };
        let (name, what) = (self.name(decider), self.command.wish.verb());
        Err(Refusal::new(
            RULE,
            format!("{name} cannot {what} it: {name} {why}"),
            self.who_else(asked_by),
        ))
    }

    fn order(&self, ask: Option<RedactionAsk>) -> Result<Vec<Event>, Refusal> {
        let actor = self.frame.actor;
        let asked_by = ask.and_then(|ask| ask.by).unwrap_or(actor);
        let because = self.reason(ask)?;
        let decision = self.command.decision.as_ref();
        let approved_by = self.decider(asked_by)?;
        let reference = decision.map(|decision| self.reference(&decision.reference));
        let order = EntryRedacted {
            ticket: self.ticket.id,
            entry: self.command.entry,
            id: self.entry.id,
            because,
            asked_by,
            asked: ask.map(|ask| ask.seq),
            approved_by,
            how: decision.map(|decision| decision.how),
            reference: reference.transpose()?,
            left: Left(Box::new(self.entry.event.without_texts())),
        };
        Ok(vec![order.into()])
    }

    fn reference(&self, text: &Clean) -> Result<Clean, Refusal> {
        let text = check::line(text, "where the decision is kept")?;
        self.check_silent(&text, "where the decision is kept")?;
        Ok(text)
    }

    /// Why: what is given now, else what was given when it was asked for.
    fn reason(&self, ask: Option<RedactionAsk>) -> Result<Clean, Refusal> {
        let asked = || {
            let asked = self.frame.records.entry(self.ticket.id, ask?.seq)?;
            Some(asked.text)
        };
        let given = self.command.because.clone().or_else(asked);
        let because = given.unwrap_or_default();
        self.check_reason(&because)?;
        Ok(because)
    }

    fn check_reason(&self, because: &Clean) -> Result<(), Refusal> {
        let (number, entry) = (self.ticket.number, self.command.entry);
        let wish = self.command.wish.option();
        let why = match self.command.wish {
            RedactWish::TakeOut | RedactWish::Withdraw => "a password",
            RedactWish::Decline => "it is no secret",
        };
        let by = self.command.decision.as_ref().map(|decision| {
            let (name, how) = (self.name(decision.by), decision.how);
            format!(" --by \"{name}\" --how {how} --ref \"where it is kept\"")
        });
        let by = by.unwrap_or_default();
        let how = format!("nightdesk redact {number} {entry}{wish} --because \"{why}\"{by}");
        check::reason(because, &how)?;
        self.check_silent(because, "the reason")
    }

    /// Refuses a text that says again what is to be taken out.
    fn check_silent(&self, said: &Clean, what: &str) -> Result<(), Refusal> {
        let texts = self.entry.event.texts();
        let repeats = texts
            .iter()
            .any(|text| repeats(said.as_str(), text.as_str()));
        if !repeats {
            return Ok(());
        }
        Err(Refusal::new(
            RULE,
            format!("{what} says again what is to be taken out"),
            "say what kind of thing it is, such as \"a password\", and not the thing itself",
        ))
    }
}

/// Whether `said` has a run of words, or a word that looks like a secret, out of `text`.
fn repeats(said: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = fold(text);
        let words = words.split_whitespace().map(trimmed);
        words.filter(|word| !word.is_empty()).collect()
    };
    let (said, text) = (words(said), words(text));
    let is_secret = |word: &String| {
        word.chars().count() >= SECRET_CHARS && word.chars().any(|c| !c.is_alphabetic())
    };
    if said
        .iter()
        .any(|word| is_secret(word) && text.contains(word))
    {
        return true;
    }
    if text.len() < RUN_WORDS {
        // A text of a few words is a secret as a whole.
        let is_long = text.iter().map(String::len).sum::<usize>() >= SECRET_CHARS;
        return is_long && said.windows(text.len().max(1)).any(|run| run == text);
    }
    text.windows(RUN_WORDS)
        .any(|run| said.windows(RUN_WORDS).any(|own| own == run))
}

/// A word without the signs around it.
fn trimmed(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
