//! A desk in a folder of its own for the tests of `desk`, and work of every kind for it.

use std::path::Path;
use std::sync::Arc;

use nightdesk::desk::{Caller, Desk, NewDesk, Snapshot, make};
use nightdesk::domain::command::{
    AddAsset, AddPerson, AddUnit, AnswerPrompt, AnswerStep, AssignTicket, ChangePerson,
    CloseTicket, CorrectEntry, DoStep, HoldPost, LeavePost, LogAction, MoveAction, OpenTicket,
    QuickLog, ReopenTicket, ResolveTicket, SetCategory, SetHours, SetImpact, SkipStep, StartList,
    TellPerson, Told, WaitTicket, WriteNarrative,
};
use nightdesk::domain::event::Evidence;
use nightdesk::domain::{
    AssetId, Channel, Checklist, Command, ListId, PersonId, State, Ticket, TicketId, ToldOutcome,
    UnitId,
};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{FixedClock, Stamp};
use uuid::Uuid;

pub fn caller() -> Caller {
    Caller {
        uid: rustix::process::getuid().as_raw(),
        name: Clean::from("Jo Dale"),
        host: "desk1".to_owned(),
        tty: "-".to_owned(),
        pid: std::process::id(),
    }
}

pub fn at(text: &str) -> Arc<FixedClock> {
    Arc::new(FixedClock(text.parse::<Stamp>().expect("a time")))
}

pub fn new_desk(dir: &Path) {
    let new = NewDesk {
        name: Some(Clean::from("Millrow Library")),
        ..NewDesk::of("library-template")
    };
    let clock = at("2026-11-22T02:14:07-05:00");
    make(dir, &new, shipped(), &caller(), clock.as_ref()).expect("the desk is made");
}

pub fn open(dir: &Path) -> Desk {
    Desk::open(dir, caller(), at("2026-11-22T02:15:00-05:00")).expect("the desk opens")
}

pub fn walk_up(title: &str) -> Command {
    Command::Open(Box::new(OpenTicket::walk_up(
        TicketId(Uuid::now_v7()),
        Clean::from(title),
    )))
}

/// Work in an order that its seed decides.
pub struct Work {
    state: u64,
    made: u32,
}

impl Work {
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            made: 0,
        }
    }

    /// A number below `end`.
    pub fn up_to(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % end.max(1)
    }

    fn text(&mut self) -> Clean {
        self.made += 1;
        Clean::line(&format!("words {}", self.made))
    }

    fn any<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let n = self.up_to(of.len());
        of.get(n).cloned()
    }

    /// A command that fits what a desk knows, or one that it refuses.
    pub fn command(&mut self, known: &Snapshot) -> Command {
        let tickets: Vec<Arc<Ticket>> = known.register.tickets().cloned().collect();
        let Some(ticket) = self.any(&tickets) else {
            return self.begin();
        };
        match self.up_to(7) {
            0 => self.begin(),
            1..=3 => self.about(known, &ticket, &tickets),
            4 => self.ends(&ticket),
            5 => self.lists(known, &ticket),
            _ => self.people(known),
        }
    }

    fn begin(&mut self) -> Command {
        let mut open = OpenTicket::walk_up(TicketId(Uuid::now_v7()), self.text());
        if self.up_to(3) == 0 {
            open.done = Some(QuickLog {
                minutes: 4,
                told: true,
            });
        }
        Command::Open(Box::new(open))
    }

    fn about(&mut self, known: &Snapshot, on: &Ticket, all: &[Arc<Ticket>]) -> Command {
        let ticket = on.id;
        let lines = known.story(ticket).expect("a story").timeline.lines;
        let seqs: Vec<u64> = lines.iter().map(|line| line.seq).collect();
        let entry = self.any(&seqs).unwrap_or(1);
        match self.up_to(8) {
            0 => Command::Log(LogAction {
                ticket,
                text: self.text(),
                minutes: None,
                happened: None,
            }),
            1 => Command::Correct(CorrectEntry {
                ticket,
                entry,
                text: self.text(),
            }),
            2 => {
                let to = self.any(all).map_or(ticket, |other| other.id);
                Command::Move(MoveAction {
                    ticket,
                    to,
                    entry,
                    because: self.text(),
                })
            }
            3 => Command::Narrative(WriteNarrative {
                ticket,
                text: self.text(),
                saw: if self.up_to(2) == 0 {
                    on.narrative
                } else {
                    None
                },
            }),
            4 => Command::Note(AnswerPrompt {
                ticket,
                field: "cause".to_owned(),
                text: self.text(),
                saw: None,
            }),
            5 => Command::Category(SetCategory {
                ticket,
                category: "service-request".to_owned(),
                secondary: self.up_to(2) == 0,
            }),
            6 => {
                let mut impact = SetImpact::of(ticket);
                impact.pc_dead = Some(self.up_to(2) == 0);
                Command::Impact(Box::new(impact))
            }
            _ => {
                let people: Vec<PersonId> = known.register.people().map(|p| p.id).collect();
                let to = self.any(&people).expect("the maker");
                Command::Assign(AssignTicket { ticket, to })
            }
        }
    }

    fn ends(&mut self, on: &Ticket) -> Command {
        let ticket = on.id;
        match self.up_to(6) {
            0 => Command::Wait(WaitTicket {
                ticket,
                what: self.text(),
                until: "2026-12-01T10:00:00-05:00".parse().expect("a time"),
            }),
            1 => Command::Resolve(ResolveTicket {
                ticket,
                text: self.text(),
                happened: None,
            }),
            2 => Command::Tell(TellPerson {
                ticket,
                who: Told::Requester,
                how: Channel::Phone,
                outcome: ToldOutcome::Told,
                text: Some(self.text()),
                happened: None,
            }),
            _ if on.state == State::Closed => Command::Reopen(ReopenTicket {
                ticket,
                text: self.text(),
            }),
            _ => Command::Close(CloseTicket {
                with_reason: Some(self.text()),
                result: Some(self.text()),
                ..CloseTicket::of(ticket)
            }),
        }
    }

    fn lists(&mut self, known: &Snapshot, on: &Ticket) -> Command {
        let lists: Vec<Arc<Checklist>> = known.register.lists().cloned().collect();
        let begin = self.up_to(3) == 0;
        let Some(list) = self.any(&lists).filter(|_| !begin) else {
            let ids: Vec<String> = known.site.policy.templates.keys().cloned().collect();
            return Command::StartList(StartList {
                id: ListId(Uuid::now_v7()),
                checklist: self.any(&ids).expect("lists ship"),
                ticket: (self.up_to(3) > 0).then_some(on.id),
            });
        };
        let steps: Vec<String> = list.template.steps.iter().map(|s| s.id.clone()).collect();
        let step = self.any(&steps).unwrap_or_default();
        match self.up_to(3) {
            0 => Command::DoStep(DoStep {
                list: list.id,
                step,
                evidence: Evidence::new(),
                happened: None,
            }),
            1 => Command::SkipStep(SkipStep {
                list: list.id,
                step,
                because: self.text(),
            }),
            _ => Command::AnswerStep(AnswerStep {
                list: list.id,
                step,
                answer: Clean::from("1"),
                by: None,
                evidence: Evidence::new(),
                happened: None,
            }),
        }
    }

    fn people(&mut self, known: &Snapshot) -> Command {
        let people: Vec<PersonId> = known.register.people().map(|p| p.id).collect();
        let person = self.any(&people).expect("the maker");
        match self.up_to(7) {
            0 => Command::AddPerson(AddPerson {
                id: PersonId(Uuid::now_v7()),
                name: self.text(),
                staff: false,
                uid: None,
                unit: None,
                phone: None,
                email: None,
                posts: Vec::new(),
            }),
            1 => Command::AddUnit(AddUnit {
                id: UnitId(Uuid::now_v7()),
                short: None,
                name: self.text(),
                heads: 4,
                head: None,
            }),
            2 => Command::AddAsset(AddAsset {
                id: AssetId(Uuid::now_v7()),
                name: self.text(),
                what: self.text(),
                unit: None,
                note: None,
            }),
            3 => Command::ChangePerson(ChangePerson {
                id: person,
                name: Some(self.text()),
                staff: None,
                uid: None,
                unit: None,
                phone: Some(self.text()),
                email: None,
                left: None,
            }),
            4 => Command::HoldPost(HoldPost {
                person,
                post: "director".to_owned(),
            }),
            5 => Command::LeavePost(LeavePost {
                person,
                post: "director".to_owned(),
            }),
            _ => {
                let week = vec![
                    vec!["09:00-12:00".to_owned()],
                    vec![],
                    vec![],
                    vec![],
                    vec![],
                    vec![],
                    vec![],
                ];
                Command::SetHours(SetHours { person, week })
            }
        }
    }
}
