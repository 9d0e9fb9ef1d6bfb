//! What people ask of the desk by day.

use std::sync::Arc;

use nightdesk::desk::Snapshot;
use nightdesk::domain::command::{
    AssignTicket, ContainHarm, Count, EndRoster, FailStep, Import, ImportAction, ImportRow,
    NewDeadline, OpenTicket, PersonRef, SendReport, SetImpact, SetRoster, WaitTicket,
    WithdrawClaim,
};
use nightdesk::domain::{
    Affected, Channel, Command, PersonId, RosterId, State, Ticket, TicketId, UnitId,
};
use nightdesk::text::Clean;
use uuid::Uuid;

use super::Year;
use crate::desk_rig::walk_up;

const CATEGORIES: [&str; 4] = [
    "service-request",
    "security-breach",
    "server-change",
    "hardware",
];

impl Year {
    /// A text that no other command has; its number is higher than those of `Work`.
    pub(super) fn words(&mut self) -> Clean {
        self.held.words += 1;
        Clean::line(&format!("words {}", 1_000_000 + self.held.words))
    }

    fn any<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.chance.below(of.len() as u64) as usize).cloned()
    }

    /// One to three commands that wait together.
    pub(super) fn commands(&mut self, which: usize) -> Vec<Command> {
        let known = self.known(which);
        let count = if self.chance.once_in(4) { 3 } else { 1 };
        (0..count).map(|_| self.command(&known)).collect()
    }

    fn command(&mut self, known: &Arc<Snapshot>) -> Command {
        let open = known.queued();
        let Some(on) = self.any(&open) else {
            return self.opens(known);
        };
        match self.chance.below(12) {
            0..=1 => self.opens(known),
            2 => self.impact(known, &on),
            3 => self.special(known, &on),
            4 => self.roster(known),
            5 if self.chance.once_in(4) => self.import(),
            _ => self.work.command(known),
        }
    }

    /// A ticket of any kind.
    fn opens(&mut self, known: &Snapshot) -> Command {
        if self.chance.once_in(4) {
            let title = self.words();
            return walk_up(title.as_str());
        }
        let mut open = OpenTicket::walk_up(TicketId(Uuid::now_v7()), self.words());
        let contact = PersonRef::Named {
            name: Clean::line(&format!("Caller {}", self.chance.below(9))),
            id: PersonId(Uuid::now_v7()),
        };
        open.from = self.chance.once_in(2).then_some(contact);
        open.channel = self.any(Channel::ALL).expect("some");
        open.affected = self.any(Affected::ALL);
        open.unit = self.unit(known);
        open.blocked = self.count();
        open.hampered = self.count();
        open.pc_dead = self.chance.once_in(8);
        open.public = self.chance.once_in(6);
        open.harm = self.chance.once_in(12).then(|| self.words());
        open.deadline = self.deadline();
        open.confidential = self.chance.once_in(10);
        if self.chance.once_in(3) {
            open.category = self.any(&CATEGORIES).map(str::to_owned);
        }
        if self.chance.once_in(4) {
            open.narrative = Some(self.words());
        }
        if self.chance.once_in(6) {
            let before = self.chance.below(5000) as i64;
            open.happened = Some(self.now().plus_minutes(-before));
        }
        Command::Open(Box::new(open))
    }

    fn unit(&mut self, known: &Snapshot) -> Option<UnitId> {
        use nightdesk::domain::Records as _;
        let units: Vec<UnitId> = known.units().iter().map(|unit| unit.id).collect();
        self.any(&units).filter(|_| self.chance.once_in(2))
    }

    fn count(&mut self) -> Option<Count> {
        match self.chance.below(8) {
            0 => Some(Count::Number(0)),
            1 => Some(Count::Number(1)),
            2 => Some(Count::Number(2 + self.chance.below(40) as u32)),
            3 => Some(Count::Unit),
            4 if self.chance.once_in(4) => Some(Count::Everyone),
            _ => None,
        }
    }

    fn deadline(&mut self) -> Option<NewDeadline> {
        self.chance.once_in(6).then(|| {
            let ahead = self.chance.below(30_000) as i64 - 500;
            NewDeadline {
                name: self.words(),
                due: self.now().plus_minutes(ahead),
                legal: self.chance.once_in(3),
                work_min: self.chance.below(600) as u32,
                then: None,
            }
        })
    }

    fn impact(&mut self, known: &Snapshot, on: &Ticket) -> Command {
        let mut impact = SetImpact::of(on.id);
        impact.blocked = self.count();
        impact.hampered = self.count();
        impact.affected = self.any(Affected::ALL).filter(|_| self.chance.once_in(2));
        impact.unit = self.unit(known);
        impact.harm = self.chance.once_in(8).then(|| self.words());
        impact.deadline = self.deadline();
        impact.pc_dead = self.chance.once_in(5).then_some(true);
        Command::Impact(Box::new(impact))
    }

    fn special(&mut self, known: &Snapshot, on: &Ticket) -> Command {
        let ticket = on.id;
        match self.chance.below(6) {
            0 => Command::Contain(ContainHarm {
                ticket,
                text: self.words(),
                happened: None,
            }),
            1 => Command::Report(SendReport {
                ticket,
                to: PersonRef::Id(self.staff[1].person),
                happened: None,
            }),
            2 => {
                let ahead = 30 + self.chance.below(9000) as i64;
                Command::Wait(WaitTicket {
                    ticket,
                    what: self.words(),
                    until: self.now().plus_minutes(ahead),
                })
            }
            3 => {
                let who = self.chance.below(self.staff.len() as u64) as usize;
                Command::Assign(AssignTicket {
                    ticket,
                    to: self.staff[who].person,
                })
            }
            4 => {
                let lists: Vec<_> = known.register.lists().cloned().collect();
                let Some(list) = self.any(&lists) else {
                    return self.opens(known);
                };
                let steps: Vec<_> = list.template.steps.iter().map(|s| s.id.clone()).collect();
                Command::FailStep(FailStep {
                    list: list.id,
                    step: self.any(&steps).unwrap_or_default(),
                    because: self.words(),
                })
            }
            _ => {
                let claims: Vec<_> = known.register.claims().map(|claim| claim.id).collect();
                let Some(claim) = self.any(&claims) else {
                    return self.opens(known);
                };
                Command::WithdrawClaim(WithdrawClaim {
                    claim,
                    because: Some(self.words()),
                })
            }
        }
    }

    fn roster(&mut self, known: &Snapshot) -> Command {
        let turns: Vec<RosterId> = known.register.turns().map(|turn| turn.id).collect();
        if let Some(turn) = self.any(&turns).filter(|_| self.chance.once_in(3)) {
            return Command::EndRoster(EndRoster {
                turn,
                because: self.words(),
            });
        }
        let who = self.chance.below(self.staff.len() as u64) as usize;
        let from = self.now().plus_minutes(self.chance.below(10_000) as i64);
        Command::SetRoster(SetRoster {
            turn: RosterId(Uuid::now_v7()),
            person: self.staff[who].person,
            from,
            to: from.plus_minutes(60 + self.chance.below(10_000) as i64),
        })
    }

    fn import(&mut self) -> Command {
        let count = 1 + self.chance.below(5);
        let rows = (0..count).map(|line| self.row(line + 1)).collect();
        Command::Import(Box::new(Import {
            file: Clean::from("old.jsonl"),
            rows,
        }))
    }

    fn row(&mut self, line: u64) -> ImportRow {
        let opened = self.now().plus_minutes(-(self.chance.below(90_000) as i64));
        let is_closed = self.chance.once_in(2);
        let ended = is_closed.then(|| opened.plus_minutes(90));
        let title = self.words();
        ImportRow {
            id: TicketId(Uuid::now_v7()),
            line,
            row: format!("{:064x}", Uuid::now_v7().as_u128()),
            no: None,
            opened,
            channel: Channel::Email,
            originator: Some(Clean::from("Caller 3")),
            unit: Some(Clean::from("Archive")),
            title,
            seen: None,
            affected: self.any(Affected::ALL).expect("some"),
            asset: None,
            blocked: Some(self.chance.below(4) as u32),
            hampered: None,
            pc_dead: false,
            public: false,
            harm: None,
            category: None,
            fields: Vec::new(),
            confidential: false,
            assigned: None,
            actions: vec![ImportAction {
                at: opened.plus_minutes(5),
                by: None,
                text: self.words(),
            }],
            result: ended.map(|_| Clean::from("done")),
            updates: Vec::new(),
            checklist: None,
            resolved: ended,
            closed: ended,
            state: if is_closed {
                State::Closed
            } else {
                State::Open
            },
            waiting_for: None,
            waiting_until: None,
            deadline: None,
            breach: None,
            remarks: Vec::new(),
            notes: Vec::new(),
            spare_people: (0..4).map(|_| PersonId(Uuid::now_v7())).collect(),
            spare_unit: UnitId(Uuid::now_v7()),
        }
    }
}
