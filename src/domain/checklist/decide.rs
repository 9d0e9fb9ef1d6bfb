//! What may be done about a checklist.
//!
//! The order of the checks is the order in which a person would want to hear of them: who you are,
//! the list, its ticket, the step, the gate before it, what is missing. Whatever a step writes, the
//! end of the list is written in the same group.

use std::sync::Arc;

use uuid::Uuid;

use super::aim::{choose, find, is_over, is_worker, not_held, opens, reason, tickable, whose_word};
use super::made::is_tried;
use super::proof::{evidence, evidence_of_answer, missing};
use super::refuse::{
    closed_ticket, done_already, finished, gate_not_skipped, must_be_answered, needs_request,
    never_ticked, no_choice, no_list, no_template, no_ticket, not_asked, not_decider, not_enabled,
    not_staff, same_again, too_late, twice, unknown_decider,
};
use super::view::{Stand, view};
use super::{Checklist, Marked};
use crate::domain::command::{AnswerStep, DoStep, FailStep, SkipStep, StartList};
use crate::domain::event::{
    ChecklistFinished, ChecklistStarted, StepAnswered, StepDone, StepFailed, StepSkipped,
};
use crate::domain::site::{Fact, FileKind, Step, StepKind};
use crate::domain::{
    Actor, Callout, Command, EntryHead, Event, ListId, Number, NumberKind, Person, PersonId,
    Records, Refusal, Site, Ticket, TicketId,
};
use crate::time::Stamp;

/// The anchor of the lists that begin only from a request for a new person.
const NEW_PERSON: &str = "newhire.requested";

/// Judges a command about a checklist.
pub(in crate::domain) fn decide(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    command: &Command,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    let desk = Desk {
        records,
        site,
        actor: actor.person,
        now,
    };
    match command {
        Command::StartList(start) => desk.start(start),
        Command::DoStep(done) => desk.done(done),
        Command::SkipStep(skip) => desk.skip(skip),
        Command::FailStep(fail) => desk.fail(fail),
        Command::AnswerStep(answer) => desk.answer(answer),
        // The others are judged in their own folders and never come here.
        _ => Ok(Vec::new()),
    }
}

/// The `checklist.finished` entries that these events of a ticket bring about.
pub(in crate::domain) fn finished_by(
    records: &dyn Records,
    site: &Site,
    events: &[Event],
    now: Stamp,
) -> Vec<Event> {
    let mut tickets: Vec<Uuid> = events.iter().flat_map(Event::on).collect();
    tickets.sort_unstable();
    tickets.dedup();
    let mut finished = Vec::new();
    for id in tickets.into_iter().map(TicketId) {
        let Some(before) = records.ticket(id) else {
            continue;
        };
        let mut ticket = Ticket::clone(&before);
        for (event, seq) in events.iter().zip(before.last_seq.saturating_add(1)..) {
            ticket.apply(&unwritten(seq, now), event);
        }
        let ticket = Arc::new(ticket);
        let callouts = callouts_after(records, id, events, now);
        for list in records.lists_of(id) {
            let mut stand = Stand::new(records, site, &list, Some(ticket.clone()), now);
            stand.take_callouts(&callouts);
            finished.extend(end_of(&stand));
        }
    }
    finished
}

/// The callouts of a ticket after these events.
fn callouts_after(
    records: &dyn Records,
    ticket: TicketId,
    events: &[Event],
    now: Stamp,
) -> Vec<Arc<Callout>> {
    let mut callouts = records.callouts_of(ticket);
    for event in events {
        match event {
            Event::CalloutStarted(begun) if begun.ticket == ticket => {
                callouts.push(Arc::new(Callout::begin(&unwritten(0, now), begun)));
            }
            other => {
                let on = other.on();
                for callout in callouts.iter_mut().filter(|c| on.contains(&c.id.uuid())) {
                    Arc::make_mut(callout).apply(&unwritten(0, now), other);
                }
            }
        }
    }
    callouts
}

/// The frame of an entry that is not written yet.
fn unwritten(seq: u64, now: Stamp) -> EntryHead {
    EntryHead {
        seq,
        id: Uuid::nil(),
        at: now,
        by: None,
    }
}

fn end_of(stand: &Stand<'_, '_>) -> Option<Event> {
    let list = stand.list;
    let view = view(stand);
    let is_closed = stand
        .ticket
        .as_ref()
        .is_some_and(|ticket| ticket.closed.is_some());
    // What is owed can be paid only while the list is not over.
    let owes = view
        .steps
        .iter()
        .any(|s| s.step.required && !s.owes.is_empty());
    // None of the steps of a list that was made on the spot is required.
    let is_over = if list.made.is_some() {
        is_closed || is_tried(list)
    } else {
        view.done >= view.required && (is_closed || !owes)
    };
    (list.finished.is_none() && is_over).then(|| {
        Event::from(ChecklistFinished {
            list: list.id,
            ticket: list.ticket,
        })
    })
}

/// The frame of one judgement.
struct Desk<'r> {
    records: &'r dyn Records,
    site: &'r Site,
    actor: PersonId,
    now: Stamp,
}

impl Desk<'_> {
    fn start(&self, start: &StartList) -> Result<Vec<Event>, Refusal> {
        self.staff()?;
        if let Some(list) = self.records.list(start.id) {
            return Err(same_again(&format!("{} was begun already", list.number)));
        }
        let policy = &self.site.policy;
        let template = policy
            .template(&start.checklist)
            .ok_or_else(|| no_template(self.site, &start.checklist))?;
        if !policy.profile.has_checklist(&template.id) {
            return Err(not_enabled(self.site, template));
        }
        if let Some(id) = start.ticket {
            self.open_ticket(id)?;
            let lists = self.records.lists_of(id);
            let same = |l: &&Arc<Checklist>| l.checklist == template.id && l.marks.is_empty();
            if let Some(list) = lists.iter().filter(|l| l.finished.is_none()).find(same) {
                return Err(twice(list));
            }
        } else if template.anchor.name() == NEW_PERSON {
            return Err(needs_request(template));
        }
        let started = ChecklistStarted {
            list: start.id,
            number: Number::list(self.records.next_number(NumberKind::List)),
            checklist: template.id.clone(),
            version: template.version,
            rules: policy.seq(FileKind::Checklist, &template.id),
            ticket: start.ticket,
        };
        Ok(vec![started.into()])
    }

    fn done(&self, done: &DoStep) -> Result<Vec<Event>, Refusal> {
        let list = self.list(done.list)?;
        let stand = self.stand(&list);
        let step = find(&stand, &done.step)?;
        tickable(&stand, step)?;
        if let StepKind::Ask { .. } = step.kind {
            return Err(must_be_answered(&list, step));
        }
        not_held(&stand, step)?;
        let at = self.happened(done.happened)?;
        let before = list.marks.get(&step.id);
        // In a callout a step may be done before its proof is there, which is then owed.
        if before.is_some_and(|mark| mark.what == Marked::Done && missing(step, mark).is_empty()) {
            return Err(done_already(&list, step));
        }
        let evidence = evidence(&stand, step, &done.evidence, (at, self.now))?;
        let event = StepDone {
            list: list.id,
            ticket: list.ticket,
            step: step.id.clone(),
            evidence,
            happened: done.happened,
        };
        Ok(self.with_end(&list, event.into()))
    }

    fn answer(&self, answer: &AnswerStep) -> Result<Vec<Event>, Refusal> {
        let list = self.list(answer.list)?;
        let stand = self.stand(&list);
        let step = find(&stand, &answer.step)?;
        tickable(&stand, step)?;
        let choices = step.kind.choices();
        if choices.is_empty() {
            return Err(not_asked(&list, step));
        }
        not_held(&stand, step)?;
        let choice = choose(choices, &answer.answer).ok_or_else(|| no_choice(&list, step))?;
        let decider = self.decider(&stand, step, choice, answer.by)?;
        let at = self.happened(answer.happened)?;
        // Who answers has decided only where that is asked of their own post.
        let named = answer.by.is_some() || self.is_own_word(step);
        let name = Some(&decider.name).filter(|_| named);
        let times = (at, self.now);
        let evidence = evidence_of_answer(&stand, step, &answer.evidence, choice, name, times)?;
        if stand.answer(&step.id) == Some(choice)
            && answer.happened.is_none()
            && list
                .marks
                .get(&step.id)
                .is_some_and(|m| m.by == Some(decider.id) && m.evidence == evidence)
        {
            let what = format!(
                "{} {} is answered \"{choice}\" already",
                list.number, step.id
            );
            return Err(same_again(&what));
        }
        let event = StepAnswered {
            list: list.id,
            ticket: list.ticket,
            step: step.id.clone(),
            answer: choice.to_owned(),
            by: decider.id,
            evidence,
            happened: answer.happened,
        };
        Ok(self.with_end(&list, event.into()))
    }

    fn skip(&self, skip: &SkipStep) -> Result<Vec<Event>, Refusal> {
        let list = self.list(skip.list)?;
        let stand = self.stand(&list);
        let step = find(&stand, &skip.step)?;
        if step.kind == StepKind::Know {
            return Err(never_ticked(&list, step, "it is a statement to know"));
        }
        if let (Some(Fact::Close), Some(waits)) = (step.from, stand.waits(step)) {
            return Err(never_ticked(&list, step, &waits));
        }
        if let Some(gate) = step.gate.as_ref().filter(|gate| stand.holds(step, gate)) {
            return Err(gate_not_skipped(&list, step, gate));
        }
        if list.marks.get(&step.id).is_some_and(|m| is_over(&m.what)) {
            return Err(same_again(&format!(
                "{} {} is over already",
                list.number, step.id
            )));
        }
        let because = reason(&list, step, "skip", &skip.because)?;
        let event = StepSkipped {
            list: list.id,
            ticket: list.ticket,
            step: step.id.clone(),
            because,
        };
        Ok(self.with_end(&list, event.into()))
    }

    fn fail(&self, fail: &FailStep) -> Result<Vec<Event>, Refusal> {
        let list = self.list(fail.list)?;
        let stand = self.stand(&list);
        let step = find(&stand, &fail.step)?;
        tickable(&stand, step)?;
        let because = reason(&list, step, "fail", &fail.because)?;
        let event = StepFailed {
            list: list.id,
            ticket: list.ticket,
            step: step.id.clone(),
            because,
        };
        Ok(self.with_end(&list, event.into()))
    }

    fn stand<'a>(&'a self, list: &'a Checklist) -> Stand<'a, 'a> {
        let ticket = list.ticket.and_then(|id| self.records.ticket(id));
        Stand::new(self.records, self.site, list, ticket, self.now)
    }

    /// The instance, if it may still be worked on.
    fn list(&self, id: ListId) -> Result<Arc<Checklist>, Refusal> {
        self.staff()?;
        let list = self.records.list(id).ok_or_else(no_list)?;
        if list.finished.is_some() {
            let ticket = list.ticket.and_then(|id| self.records.ticket(id));
            return Err(finished(&list, ticket.as_deref()));
        }
        if let Some(ticket) = list.ticket {
            self.open_ticket(ticket)?;
        }
        Ok(list)
    }

    fn open_ticket(&self, id: TicketId) -> Result<(), Refusal> {
        let ticket = self.records.ticket(id).ok_or_else(no_ticket)?;
        if ticket.closed.is_some() {
            return Err(closed_ticket(&ticket));
        }
        Ok(())
    }

    fn staff(&self) -> Result<Arc<Person>, Refusal> {
        let person = self.records.person(self.actor);
        person.filter(|p| p.staff && !p.left).ok_or_else(not_staff)
    }

    fn happened(&self, happened: Option<Stamp>) -> Result<Stamp, Refusal> {
        match happened {
            Some(at) if at > self.now => Err(too_late(at)),
            Some(at) => Ok(at),
            None => Ok(self.now),
        }
    }

    /// Who decided. The word that opens a gate of HR, the lead or the director is their own:
    /// whoever records it names the one who gave it.
    fn decider(
        &self,
        stand: &Stand<'_, '_>,
        step: &Step,
        choice: &str,
        by: Option<PersonId>,
    ) -> Result<Arc<Person>, Refusal> {
        let id = by.unwrap_or(self.actor);
        let person = self.records.person(id).ok_or_else(unknown_decider)?;
        let opening = step.gate.as_ref().filter(|gate| opens(gate, choice));
        let Some((gate, roles)) = opening.and_then(|gate| Some((gate, whose_word(step, gate)?)))
        else {
            return Ok(person);
        };
        let deciders: Vec<_> = roles.iter().flat_map(|role| self.behind(role)).collect();
        let is_one = deciders.iter().any(|p| p.id == id);
        // Where nobody holds the post here, the name that is given stands for it.
        if is_one || deciders.is_empty() && by.is_some_and(|by| by != self.actor) {
            return Ok(person);
        }
        Err(not_decider(stand.list, step, gate, choice, &deciders))
    }

    /// Whether a step is the word of a post that the one who acts holds.
    fn is_own_word(&self, step: &Step) -> bool {
        !is_worker(&step.who) && self.behind(&step.who).iter().any(|p| p.id == self.actor)
    }

    fn behind(&self, role: &str) -> Vec<Arc<Person>> {
        let posts = self.site.policy.profile.roles.posts_of(role);
        posts.iter().flat_map(|p| self.records.holders(p)).collect()
    }

    /// The entry and, where it was the last that the list needed, its end.
    fn with_end(&self, list: &Checklist, event: Event) -> Vec<Event> {
        let mut after = list.clone();
        after.apply(&unwritten(list.last_seq + 1, self.now), &event);
        let end = end_of(&self.stand(&after));
        std::iter::once(event).chain(end).collect()
    }
}
