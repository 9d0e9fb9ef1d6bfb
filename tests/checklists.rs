//! Every shipped list, walked from its first step to its end through the one door: `decide`.
//!
//! A list that could not be finished, a gate that nothing opens, or a question whose answers lead
//! nowhere would hold up a department's work; here each of them fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use nightdesk::domain::checklist::{StepState, StepView, steps};
use nightdesk::domain::command::{
    AnswerStep, CloseTicket, DoStep, LogAction, OpenTicket, PersonRef, ResolveTicket, SetCategory,
    SkipStep, StartList, TellPerson, Told,
};
use nightdesk::domain::event::{PersonAdded, PostHeld};
use nightdesk::domain::site::{EvidenceKey, Fact, FileKind, Step, StepKind};
use nightdesk::domain::{
    Actor, Channel, Checklist, Command, EntryHead, Event, ListId, PersonId, Records, Refusal,
    Register, RuleId, Site, TicketId, ToldOutcome, decide,
};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{Calendar, Span, Stamp, Zone};
use uuid::Uuid;

/// A library's desk in memory, with everybody whom the lists name.
struct Desk {
    site: Site,
    records: Register,
    actor: Actor,
    now: Stamp,
    seq: u64,
    ids: u128,
}

impl Desk {
    fn new() -> Self {
        let mut policy = shipped().policy("library-template").expect("it ships");
        policy.profile.checklists = policy.templates.keys().cloned().collect();
        let day = Span::new(8 * 60, 17 * 60).expect("a span");
        let week = std::array::from_fn(|n| if n < 5 { vec![day] } else { Vec::new() });
        let zone = Zone::named(&policy.profile.organisation.tz).expect("a zone");
        let me = PersonId(Uuid::from_u128(1));
        let mut desk = Self {
            site: Site {
                calendar: Calendar::new(zone, week),
                policy,
            },
            records: Register::default(),
            actor: Actor {
                person: me,
                uid: 1000,
                host: "desk".to_owned(),
                how: "uid".to_owned(),
            },
            now: "2026-11-23T10:00-05:00".parse().expect("a time"),
            seq: 0,
            ids: 100,
        };
        for (n, template) in desk.site.policy.templates.values().enumerate() {
            let seq = 1_000_000 + n as u64;
            let key = (FileKind::Checklist, template.id.clone());
            desk.site.policy.seqs.insert(key, seq);
            desk.records.know_template(seq, template.clone());
        }
        desk.person(me, "Jo Dale", &["it_staff", "it_manager"]);
        desk.person(PersonId(Uuid::from_u128(2)), "Hana Ruiz", &["hr"]);
        desk.person(
            PersonId(Uuid::from_u128(3)),
            "Mo West",
            &["library_director"],
        );
        desk
    }

    fn person(&mut self, person: PersonId, name: &str, posts: &[&str]) {
        self.write(vec![Event::from(PersonAdded {
            person,
            name: Clean::new(name),
            staff: true,
            uid: None,
            unit: None,
            phone: None,
            email: None,
        })]);
        for post in posts {
            let post = (*post).to_owned();
            self.write(vec![Event::from(PostHeld { person, post })]);
        }
    }

    fn uuid(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn write(&mut self, events: Vec<Event>) {
        for event in events {
            self.seq += 1;
            let head = EntryHead {
                seq: self.seq,
                id: self.uuid(),
                at: self.now,
                by: Some(self.actor.person),
            };
            self.records.apply(&head, &event);
        }
    }

    fn run(&mut self, command: &Command) -> Result<(), Refusal> {
        let events = decide(&self.records, &self.site, &self.actor, command, self.now)?;
        self.write(events);
        Ok(())
    }

    fn open(&mut self, title: &str) -> TicketId {
        let id = TicketId(self.uuid());
        let mut open = OpenTicket::walk_up(id, Clean::new(title));
        let spare = PersonId(self.uuid());
        open.from = Some(PersonRef::Named {
            name: Clean::new("Ann Reed"),
            id: spare,
        });
        self.run(&Command::Open(Box::new(open)))
            .expect("a ticket opens");
        id
    }

    fn start(&mut self, checklist: &str, ticket: Option<TicketId>) -> ListId {
        let id = ListId(self.uuid());
        let checklist = checklist.to_owned();
        self.run(&Command::StartList(StartList {
            id,
            checklist,
            ticket,
        }))
        .expect("the list begins");
        id
    }

    fn list(&self, id: ListId) -> Arc<Checklist> {
        self.records.list(id).expect("it was begun")
    }

    fn done(&mut self, list: ListId, step: &str) -> Result<(), Refusal> {
        let template = self.list(list).template.clone();
        let keys = template.step(step).expect("a step").evidence.iter();
        let evidence = keys.copied().map(proof).collect();
        self.run(&Command::DoStep(DoStep {
            list,
            step: step.to_owned(),
            evidence,
            happened: None,
        }))
    }

    fn answer(&mut self, list: ListId, step: &str, answer: &str, by: u128) -> Result<(), Refusal> {
        let template = self.list(list).template.clone();
        let keys = template.step(step).expect("a step").evidence.iter();
        let given = |key: &&EvidenceKey| !matches!(key, EvidenceKey::Choice);
        self.run(&Command::AnswerStep(AnswerStep {
            list,
            step: step.to_owned(),
            answer: Clean::new(answer),
            by: Some(PersonId(Uuid::from_u128(by))),
            evidence: keys.filter(given).copied().map(proof).collect(),
            happened: None,
        }))
    }

    /// Records as many attempts as the site asks for that nobody answered.
    fn try_in_vain(&mut self, ticket: Option<TicketId>) {
        let attempts = self.site.policy.profile.security.contact_attempts;
        for _ in 0..ticket.map_or(0, |_| attempts) {
            let tell = Command::Tell(TellPerson {
                ticket: ticket.expect("there is one"),
                who: Told::Person(PersonRef::Id(PersonId(Uuid::from_u128(3)))),
                how: Channel::Phone,
                outcome: ToldOutcome::NoAnswer,
                text: None,
                happened: None,
            });
            self.run(&tell).expect("an attempt is recorded");
        }
    }

    fn states(&self, list: ListId) -> Vec<(String, StepState)> {
        let list = self.list(list);
        let view = steps(&self.records, &self.site, &list, self.now);
        let each = view.steps.iter();
        each.map(|s| (s.step.id.clone(), s.state)).collect()
    }

    fn state(&self, list: ListId, step: &str) -> Option<StepState> {
        let states = self.states(list);
        states.into_iter().find(|(id, _)| id == step).map(|s| s.1)
    }

    /// Does the first step that can be done; `takes_last` takes the last answer of each question where
    /// that opens, else the first that does. Whether there was one.
    fn walk_one(&mut self, id: ListId, takes_last: bool) -> bool {
        let list = self.list(id);
        if list.finished.is_some() {
            return false;
        }
        let view = steps(&self.records, &self.site, &list, self.now);
        let open = view.steps.iter().find(|s| is_open(s));
        let Some(step) = open.map(|s| s.step.clone()) else {
            return false;
        };
        match &step.kind {
            StepKind::Ask { choices } => {
                let opens = step.gate.as_ref().map_or(&[][..], |gate| &gate.opens);
                let choices = if opens.is_empty() { choices } else { opens };
                let choice = if takes_last {
                    choices.last()
                } else {
                    choices.first()
                };
                let choice = choice.expect("a question has choices").to_string();
                let by = match (step.gate.as_ref(), step.who.as_str()) {
                    (Some(_), "lead") if step.id != "hrq" => 1,
                    (Some(_), "director") => 3,
                    _ => 2,
                };
                self.answer(id, &step.id, &choice, by)
            }
            StepKind::Do | StepKind::Know | StepKind::Auto { .. } => {
                let attempts = step.gate.as_ref().map(|gate| gate.kind.as_str());
                if attempts == Some("attempts_done") {
                    self.try_in_vain(list.ticket);
                }
                self.done(id, &step.id)
            }
        }
        .unwrap_or_else(|refusal| panic!("{} {}: {refusal:?}", list.checklist, step.id));
        true
    }

    /// Leaves out what only an event of a later version would tick.
    /// Files the ticket where the list wants it, where it says so in a step that is open.
    fn file_under_its_category(&mut self, list: ListId) {
        let template = self.list(list).template.clone();
        let by_category = |step: &Step| step.from == Some(Fact::Category);
        let waits = self.states(list).into_iter().any(|(step, state)| {
            state == StepState::Open && template.step(&step).is_some_and(by_category)
        });
        if let Some(ticket) = self.list(list).ticket.filter(|_| waits) {
            self.run(&Command::Category(SetCategory {
                ticket,
                category: template.record_category.clone(),
                secondary: true,
            }))
            .expect("it can be filed there");
        }
    }

    fn leave_out_what_waits(&mut self, list: ListId) {
        for (step, state) in self.states(list) {
            let template = self.list(list).template.clone();
            let found = template.step(&step).expect("a step");
            let waits = matches!(found.kind, StepKind::Auto { .. });
            if state == StepState::Open && waits && found.from.is_none() {
                let because = Clean::new("recorded elsewhere");
                let skip = SkipStep {
                    list,
                    step,
                    because,
                };
                // The last one ends the list, and then nothing more is left out.
                let _ = self.run(&Command::SkipStep(skip));
            }
        }
    }
}

fn is_open(step: &StepView<'_>) -> bool {
    let auto = matches!(step.step.kind, StepKind::Auto { .. });
    let by_close = step.step.from == Some(Fact::Close);
    step.state == StepState::Open && !auto && !by_close
}

#[test]
fn every_shipped_list_can_be_finished_whichever_way_its_questions_go() {
    let ids: Vec<String> = Desk::new().site.policy.templates.keys().cloned().collect();
    assert!(ids.len() >= 25, "{} lists", ids.len());
    for id in ids {
        for last in [false, true] {
            let mut desk = Desk::new();
            let ticket = desk.open("Something to do");
            let list = desk.start(&id, Some(ticket));
            while desk.walk_one(list, last) {}
            desk.file_under_its_category(list);
            desk.leave_out_what_waits(list);
            if desk.list(list).finished.is_none() {
                desk.run(&Command::Log(LogAction {
                    ticket,
                    text: Clean::new("Did it"),
                    minutes: None,
                    happened: None,
                }))
                .unwrap();
                desk.run(&Command::Resolve(ResolveTicket {
                    ticket,
                    text: Clean::new("It is done"),
                    happened: None,
                }))
                .unwrap();
                desk.run(&Command::Tell(TellPerson {
                    ticket,
                    who: Told::Requester,
                    how: Channel::Phone,
                    outcome: ToldOutcome::Told,
                    text: None,
                    happened: None,
                }))
                .unwrap();
                while desk.walk_one(list, last) {}
                let close = desk.run(&Command::Close(CloseTicket::of(ticket)));
                close.unwrap_or_else(|refusal| panic!("{id}: {refusal:#?}"));
            }
            let states = desk.states(list);
            assert!(desk.list(list).finished.is_some(), "{id}: {states:#?}");
        }
    }
}

#[test]
fn no_account_is_made_without_the_written_request_of_whoever_may_ask() {
    let mut desk = Desk::new();
    let ticket = desk.open("Account for Kim Roe");
    let list = desk.start("new-employee", Some(ticket));
    assert_eq!(desk.done(list, "acct").unwrap_err().rule, RuleId::R(34));
    desk.done(list, "req").unwrap();
    desk.answer(list, "who", "no", 1).unwrap();
    assert_eq!(desk.done(list, "acct").unwrap_err().rule, RuleId::R(34));
    assert_eq!(desk.state(list, "no"), Some(StepState::Open));
    desk.answer(list, "who", "yes", 1).unwrap();
    assert_eq!(desk.state(list, "no"), None);
    desk.done(list, "acct").unwrap();
    assert_eq!(desk.done(list, "sens").unwrap_err().rule, RuleId::R(35));
}

#[test]
fn nobody_is_asked_or_locked_out_before_hr_has_answered() {
    let mut desk = Desk::new();
    let ticket = desk.open("Odd mails from an account");
    let list = desk.start("security-incident", Some(ticket));
    desk.answer(list, "suspect", "unknown", 1).unwrap();
    assert_eq!(desk.state(list, "hrq"), Some(StepState::Open));
    // Containment waits for nobody.
    assert_eq!(desk.state(list, "acc"), Some(StepState::Open));
    desk.done(list, "acc").unwrap();
    let refusal = desk.answer(list, "hrq", "no discipline", 1).unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(73));
    desk.answer(list, "hrq", "not answered yet", 1).unwrap();
    assert_eq!(desk.state(list, "user"), None);
    desk.answer(list, "hrq", "no discipline", 2).unwrap();
    assert_eq!(desk.done(list, "lock").unwrap_err().rule, RuleId::R(75));
    desk.done(list, "user").unwrap();
    desk.done(list, "try2").unwrap();
    assert_eq!(desk.done(list, "lock").unwrap_err().rule, RuleId::R(75));
    desk.try_in_vain(Some(ticket));
    desk.done(list, "lock").unwrap();
}

#[test]
fn every_gate_of_the_shipped_lists_names_a_rule_or_is_our_own_counsel() {
    let desk = Desk::new();
    let own: BTreeSet<&str> = ["safe", "backup_safe"].into();
    for template in desk.site.policy.templates.values() {
        let mut desk = Desk::new();
        let ticket = desk.open("Something to do");
        let list = desk.start(&template.id, Some(ticket));
        let list = desk.list(list);
        for gate in steps(&desk.records, &desk.site, &list, desk.now).gates {
            let is_own = own.contains(gate.kind.as_str());
            assert_eq!(is_own, gate.rule == RuleId::N(9), "{}", gate.kind);
        }
    }
}

#[test]
fn misuse_is_acted_on_only_after_the_finding_and_the_word_of_hr() {
    let mut desk = Desk::new();
    let ticket = desk.open("Odd files on a public PC");
    let list = desk.start("inappropriate-use", Some(ticket));
    let told = desk.answer(list, "hr", "misconduct, HR told", 1);
    assert_eq!(told.unwrap_err().rule, RuleId::R(73));
    desk.answer(list, "hr", "misconduct, HR told", 3).unwrap();
    assert_eq!(desk.done(list, "act").unwrap_err().rule, RuleId::R(65));
    desk.done(list, "exa").unwrap();
    desk.done(list, "act").unwrap();
}

#[test]
fn an_incident_begins_with_what_is_known_the_lead_and_the_device() {
    let mut desk = Desk::new();
    let ticket = desk.open("Odd mails from an account");
    let list = desk.start("security-incident", Some(ticket));
    for first in ["rec", "lead", "dev"] {
        assert_eq!(desk.state(list, first), Some(StepState::Open), "{first}");
    }
    assert_eq!(desk.state(list, "dev2"), None);
    desk.answer(list, "dev", "yes", 1).unwrap();
    assert_eq!(desk.state(list, "dev2"), Some(StepState::Open));
}

/// Something that each kind of evidence takes.
fn proof(key: EvidenceKey) -> (String, Clean) {
    let value = match key {
        EvidenceKey::Time => "now",
        EvidenceKey::Date => "tomorrow",
        EvidenceKey::Number => "12",
        EvidenceKey::TicketRef => "L-1",
        EvidenceKey::Note
        | EvidenceKey::Name
        | EvidenceKey::FileRef
        | EvidenceKey::Choice
        | EvidenceKey::Signature => "shown",
    };
    (key.as_str().to_owned(), Clean::new(value))
}
