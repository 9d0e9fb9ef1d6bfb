//! An answer: what it records of the walk, and the facts that it writes in the same group.

use std::collections::BTreeMap;

use super::ask::{self, list, security};
use super::decide::Desk;
use super::read::{Read, read};
use super::{Callout, Given, Step, Walk, follow, order, write};
use crate::domain::ahead::Ahead;
use crate::domain::command::{AnswerCallout, FinishCallout, FreshIds};
use crate::domain::event::CalloutAnswered;
use crate::domain::{Event, Records as _, Refusal, RuleId, StepName};
use crate::text::Clean;

/// Judges an answer.
pub(super) fn answer(desk: &Desk<'_>, command: &AnswerCallout) -> Result<Vec<Event>, Refusal> {
    let callout = desk.answerable(command.callout, command.step)?;
    if matches!(command.step, StepName::Work | StepName::Handover) {
        desk.running(&callout)?;
    }
    let given = spread(desk, &callout, command)?;
    desk.may_fill(&callout, command.step, &given)?;
    let step = asked(desk, &callout, command.step, &given)?;
    let mut act = Act::new(desk, &callout, command.fresh);
    match command.step {
        StepName::Work => act.work(&step, &given, command.leave)?,
        StepName::List => act.list(&step, &given, command.leave)?,
        StepName::Handover => {
            if command.leave {
                act.end_walk(false)?;
            }
        }
        _ => act.plain(&step, &given, command.leave)?,
    }
    Ok(act.ahead.into_events())
}

/// To bed: what is left of the walk is kept as it stands, and the claim is drafted.
pub(super) fn finish(desk: &Desk<'_>, command: &FinishCallout) -> Result<Vec<Event>, Refusal> {
    let callout = desk.mine(command.callout)?;
    desk.running(&callout)?;
    let mut act = Act::new(desk, &callout, command.fresh);
    act.end_walk(true)?;
    Ok(act.ahead.into_events())
}

pub(super) fn walk_of<'a>(desk: &'a Desk<'_>, callout: &'a Callout) -> Result<Walk<'a>, Refusal> {
    Walk::of(desk.records, desk.site, callout, desk.now).ok_or_else(|| {
        Refusal::new(
            RuleId::N(3),
            format!("the ticket of {} is not known", callout.number),
            "`nightdesk verify` says what is wrong with the desk",
        )
    })
}

/// The step, as it is asked with what is typed; refused where the walk does not have it.
fn asked(
    desk: &Desk<'_>,
    callout: &Callout,
    name: StepName,
    given: &Given,
) -> Result<Step, Refusal> {
    let walk = walk_of(desk, callout)?;
    let steps = walk.steps();
    let now = walk.current();
    let step = steps
        .contains(&name)
        .then(|| ask::ask(&walk.asking(name, given), name));
    step.flatten().ok_or_else(|| {
        let asks = now.map_or_else(
            || "it has ended".to_owned(),
            |now| format!("it asks {now} now"),
        );
        Refusal::new(
            RuleId::N(3),
            format!("{} has no step {name}; {asks}", callout.number),
            "`nightdesk callout status` shows the question",
        )
    })
}

/// What was typed by part: an empty key is the first part, `times` holds several.
fn spread(desk: &Desk<'_>, callout: &Callout, command: &AnswerCallout) -> Result<Given, Refusal> {
    let mut given = Given::new();
    for (key, typed) in &command.values {
        let typed = typed.as_str();
        if key.is_empty() {
            let step = asked(desk, callout, command.step, &given)?;
            let first = step.parts.first().map_or("", |part| part.key.as_str());
            given.insert(first.to_owned(), typed.to_owned());
        } else {
            given.extend(order::single(command.step, key, typed));
        }
    }
    Ok(given)
}

/// That the rest of the list was left, or is asked again.
fn rest(word: &str) -> Read {
    let mut read = Read::default();
    read.values.insert(list::REST.to_owned(), Clean::line(word));
    read
}

/// One judgement on the way, with the records as they will be.
pub(super) struct Act<'a> {
    pub(super) desk: &'a Desk<'a>,
    pub(super) callout: &'a Callout,
    pub(super) ahead: Ahead<'a>,
    pub(super) fresh: FreshIds,
}

impl<'a> Act<'a> {
    pub(super) fn new(desk: &'a Desk<'a>, callout: &'a Callout, fresh: FreshIds) -> Self {
        let mut ahead = Ahead::of(desk.records, Some(desk.actor.person), desk.now);
        ahead.in_callout(callout.id);
        Self {
            desk,
            callout,
            ahead,
            fresh,
        }
    }

    /// Writes an entry of the walk.
    pub(super) fn note(&mut self, step: StepName, read: Read, left: bool) {
        let event = CalloutAnswered {
            callout: self.callout.id,
            ticket: self.callout.ticket,
            step,
            values: read.values,
            unknown: read.unknown,
            left,
        };
        self.ahead.write(self.desk.site, event);
    }

    fn plain(&mut self, step: &Step, given: &Given, leave: bool) -> Result<(), Refusal> {
        let mut read = {
            let walk = walk_of(self.desk, self.callout)?.asking(step.name, given);
            read(&walk, step, given, leave)?
        };
        self.own_words(step.name, given, &mut read)?;
        let words = self.lead_word(step.name, given, &mut read)?;
        let values = read.values.clone();
        let paid = self.paid_now(step, given, &values)?;
        self.note(step.name, read, leave && paid.is_none());
        write::facts(self, step.name, &values, given)?;
        match paid {
            None => {}
            Some(StepName::List) => self.note(StepName::List, rest(list::OPEN), false),
            Some(paid) => self.note(paid, Read::default(), false),
        }
        words.map_or(Ok(()), |words| write::log(self, &words))
    }

    /// Where the first debt is paid that somebody pays now: the walk goes there, and comes back to
    /// the debts.
    fn paid_now(
        &self,
        step: &Step,
        given: &Given,
        values: &BTreeMap<String, Clean>,
    ) -> Result<Option<StepName>, Refusal> {
        if step.name != StepName::Debts || self.callout.ended.is_some() {
            return Ok(None);
        }
        let walk = walk_of(self.desk, self.callout)?;
        let now = step.parts.iter().filter(|part| {
            let said = values.get(&part.key).map(Clean::as_str);
            given.contains_key(&part.key) && said == Some("now")
        });
        let mut now = now.filter_map(|part| super::debts::step_of(&walk, &part.key));
        Ok(now.next())
    }

    /// A suspicion is taken back by the lead alone, or on the lead's recorded word; the words for
    /// the log, where it is. Whose account it is, is asked anew: nobody rings the one suspected.
    fn lead_word(
        &self,
        step: StepName,
        given: &Given,
        read: &mut Read,
    ) -> Result<Option<String>, Refusal> {
        let walk = walk_of(self.desk, self.callout)?.asking(step, given);
        let says_no = read
            .values
            .get("suspect")
            .is_some_and(|said| said.as_str() == "no");
        if step != StepName::Suspect || !says_no || !security::is_taken_back(&walk) {
            return Ok(None);
        }
        let (records, site) = (self.desk.records, self.desk.site);
        let me = self.desk.actor.person;
        let lead = match read.values.get(security::LEAD) {
            _ if security::leads(records, site, me) => Some(walk.name(me)),
            Some(name) => {
                let person = records.person_named(name.as_str());
                let person = person.filter(|person| security::leads(records, site, person.id));
                let how = read.values.get(security::LEAD_HOW);
                person
                    .zip(how)
                    .map(|(person, how)| format!("{}, {how}", person.name))
            }
            None => None,
        };
        let Some(lead) = lead else {
            return Err(Refusal::new(
                RuleId::R(73),
                "only the lead takes back that one of our own may have done it; nothing was \
                 recorded",
                "`nightdesk callout answer security.suspect=1 security.suspect.lead=NAME \
                 security.suspect.lead_how=1` records the lead's word",
            ));
        };
        if !given.contains_key("who") {
            read.unknown.insert("who".to_owned());
        }
        Ok(Some(format!(
            "None of our own is suspected any more: the word of {lead}"
        )))
    }

    /// What the program adds to an answer: the ground on which it was judged then, and who was
    /// meant.
    fn own_words(&self, step: StepName, given: &Given, read: &mut Read) -> Result<(), Refusal> {
        if step == StepName::Emergency && read.values.contains_key("verdict") {
            let walk = walk_of(self.desk, self.callout)?.asking(step, given);
            let ground = super::judge::standing(&walk).ground;
            read.values
                .insert("ground".to_owned(), Clean::line(&ground));
        }
        let came_out = match step {
            StepName::Outcome => read.values.get("how"),
            StepName::Over => read.values.get("fixed"),
            _ => None,
        };
        if let Some(how) = came_out {
            let walk = walk_of(self.desk, self.callout)?;
            let link = follow::link(&walk, how.as_str(), self.fresh.ticket);
            read.values.extend(link);
        }
        if step == StepName::Tell && !read.values.is_empty() {
            // Who each number stood for when it was answered.
            let walk = walk_of(self.desk, self.callout)?;
            for notice in ask::tell::notices(&walk) {
                let who = Clean::line(&ask::tell::who_word(&walk, &notice));
                read.values.insert(ask::tell::who_part(notice.no), who);
            }
        }
        Ok(())
    }

    /// Lines of the work log; leaving it, or going to it.
    fn work(&mut self, step: &Step, given: &Given, leave: bool) -> Result<(), Refusal> {
        let typed = given
            .get("line")
            .map(|line| line.trim())
            .unwrap_or_default();
        if let Some(other) = given.keys().find(|key| *key != "line") {
            let walk = walk_of(self.desk, self.callout)?;
            return read(&walk, step, &[(other.clone(), String::new())].into(), false).map(|_| ());
        }
        if !typed.is_empty() && typed != "done" {
            write::work_line(self, typed)?;
        }
        let leaves = leave && (typed.is_empty() || typed == "done");
        let at_work = self.callout.at == Some(StepName::Work);
        if leaves || typed.is_empty() && !at_work {
            self.note(StepName::Work, Read::default(), leaves);
        }
        Ok(())
    }

    /// A step of the checklist, the question behind it, or leaving the list.
    fn list(&mut self, step: &Step, given: &Given, leave: bool) -> Result<(), Refusal> {
        let first_of = |step: &Step| step.parts.first().map(|part| part.key.clone());
        let shown = first_of(step).unwrap_or_default();
        // A step is answered by its name whatever is shown, as what is owed prints it.
        let is_shown = given
            .keys()
            .any(|key| step.parts.iter().any(|part| part.key == *key));
        let walk = walk_of(self.desk, self.callout)?;
        let named = list::named(&walk, given).filter(|_| !is_shown);
        let step = named.as_ref().unwrap_or(step);
        let first = first_of(step).unwrap_or_default();
        let said = given
            .get(&first)
            .map(String::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned();
        if let Some(other) = write::chosen(self, given, &first, &said)? {
            return write::choose(self, &other);
        }
        let is_key = said == "0" && first != "outsider";
        let danger = ask::danger::of(&walk).filter(|danger| danger.step != first);
        if let Some(danger) = danger
            && let Some(said) = given.get(&danger.step)
        {
            return write::safe_again(self, &danger, said);
        }
        let is_said = list::outsider_said(&walk);
        if said == list::LEAVE || is_key || given.is_empty() && leave && first != "outsider" {
            self.note(StepName::List, rest(list::LEFT), is_said);
            return Ok(());
        }
        if given.is_empty() && !leave {
            // Somebody goes to the list: what was left of it is asked again.
            self.note(StepName::List, rest(list::OPEN), false);
            return Ok(());
        }
        if first == "outsider" {
            let read = read(&walk, step, given, leave)?;
            let answer = read.values.get("outsider").map(ToString::to_string);
            // Steps that are asked still are not left by it.
            let is_last = shown == first || self.callout.ended.is_some();
            self.note(
                StepName::List,
                read,
                is_last || self.callout.has_left(StepName::List),
            );
            write::vendor_said(self, answer.as_deref());
            return Ok(());
        }
        let read = read(&walk, step, given, false)?;
        write::tick(self, &first, &read)?;
        let callout = self.now_callout();
        let is_over = {
            let walk = Walk::of(&self.ahead, self.desk.site, &callout, self.desk.now);
            walk.is_some_and(|walk| list::is_empty(&walk))
        };
        if is_over && callout.at == Some(StepName::List) {
            self.note(StepName::List, Read::default(), true);
        }
        Ok(())
    }

    /// The callout with what was answered so far.
    pub(super) fn now_callout(&self) -> Callout {
        let known = self.ahead.callout(self.callout.id);
        known.map_or_else(|| self.callout.clone(), |known| Callout::clone(&known))
    }
}
