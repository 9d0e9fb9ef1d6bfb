//! How entries change the facts of a ticket.
//!
//! The fold is total: any order of entries gives some ticket, because a journal that was merged or
//! imported may hold what no command would allow today.

use uuid::Uuid;

use super::{Imported, Incident, RedactionAsk, ResolvedFact, Ticket, ToldFact, Waiting};
use crate::domain::event::of_callout;
use crate::domain::event::{
    ActionMoved, CategorySet, ImpactSet, IncidentAware, TicketImported, TicketOpened, Told,
    WaitingSet,
};
use crate::domain::{EntryHead, Event, IncidentKind, ListId, PersonId, State};
use crate::time::Stamp;
use std::collections::{BTreeMap, BTreeSet};

impl Ticket {
    /// The ticket that an opening or imported entry makes; none for any other.
    pub fn begin(head: &EntryHead, event: &Event) -> Option<Self> {
        if let Event::TicketOpened(opened) = event {
            return Some(opened_ticket(head, opened));
        }
        if let Event::TicketImported(TicketImported { opened, from }) = event {
            let mut ticket = opened_ticket(head, opened);
            ticket.imported = Some(Imported {
                no: from.no,
                without: from.without.clone(),
            });
            // What was begun there is begun, also where no action of it came along.
            if from.state.is_some_and(|state| state != State::New) {
                ticket.state = State::Open;
            }
            return Some(ticket);
        }
        None
    }

    /// Takes over what a later entry of this ticket says; others change nothing.
    #[expect(
        clippy::unnested_or_patterns,
        reason = "the events of a callout are one pattern of their own"
    )]
    pub fn apply(&mut self, head: &EntryHead, event: &Event) {
        if !event.on().contains(&self.id.uuid()) {
            return;
        }
        self.entries = self.entries.saturating_add(1);
        self.last_seq = self.last_seq.max(head.seq);
        match event {
            Event::ActionLogged(e) => self.acted(e.happened.unwrap_or(head.at)),
            Event::ActionMoved(e) => self.moved(e),
            Event::Told(e) => self.told_entry(head, e),
            Event::ImpactSet(e) => self.impact_entry(head.id, e),
            Event::HarmContained(_) => self.harm = None,
            Event::Assigned(e) => self.assigned_entry(head.id, e.to),
            Event::WaitingSet(e) => self.waiting_entry(head.id, e),
            Event::CategorySet(e) => self.category_entry(head.id, e),
            Event::PromptAnswered(e) => {
                self.answered.insert(e.field.clone(), head.id);
            }
            Event::NarrativeWritten(_) => self.narrative = Some(head.id),
            Event::Resolved(e) => self.resolved_entry(head, e.happened),
            Event::Closed(e) => self.closed_entry(e.happened.unwrap_or(head.at)),
            Event::Reopened(_) => self.reopened_entry(head.seq),
            Event::IncidentAware(e) => self.aware_entry(e),
            Event::LeadTold(e) => self.lead_entry(e.happened.unwrap_or(head.at)),
            Event::ReportSent(e) => self.report_entry(e.happened.unwrap_or(head.at)),
            Event::ChecklistStarted(e) => self.listed(e.list),
            Event::ListMade(e) => self.listed(e.list),
            Event::Corrected(e) => {
                if e.entry == self.opened_seq {
                    self.title = e.text.clone();
                }
            }
            Event::RedactionAsked(e) => self.asked(head, e.entry),
            Event::EntryRedacted(e) => self.decided(e.entry),
            Event::RedactionWithdrawn(e) => self.decided(e.entry),
            Event::RedactionDeclined(e) => self.decided(e.entry),
            Event::TicketOpened(_)
            | Event::TicketImported(_)
            | Event::Attached(_)
            | Event::StepDone(_)
            | Event::StepSkipped(_)
            | Event::StepAnswered(_)
            | Event::StepFailed(_)
            | Event::ChecklistFinished(_)
            | Event::ListLeft(_)
            | Event::CalloutStarted(_)
            | of_callout!()
            | Event::RosterSet(_)
            | Event::RosterEnded(_)
            | Event::ClaimDrafted(_)
            | Event::ClaimWithdrawn(_)
            | Event::DeskMade(_)
            | Event::ProfileAdopted(_)
            | Event::TemplateAdopted(_)
            | Event::DeskAdopted(_)
            | Event::DeskRestored(_)
            | Event::ClockJumped(_)
            | Event::FaultCleared(_)
            | Event::PersonAdded(_)
            | Event::PersonChanged(_)
            | Event::PostHeld(_)
            | Event::PostLeft(_)
            | Event::HoursSet(_)
            | Event::UnitAdded(_)
            | Event::AssetAdded(_) => {}
        }
    }

    fn closed_entry(&mut self, at: Stamp) {
        let resolved = self.resolved;
        self.stands(State::Closed);
        self.resolved = resolved;
        self.closed = Some(at);
    }

    fn asked(&mut self, head: &EntryHead, entry: u64) {
        self.asks.push(RedactionAsk {
            seq: head.seq,
            entry,
            by: head.by,
        });
    }

    /// What was asked of an entry waits for nobody any more.
    fn decided(&mut self, entry: u64) {
        self.asks.retain(|ask| ask.entry != entry);
    }

    fn listed(&mut self, list: ListId) {
        if !self.lists.contains(&list) {
            self.lists.push(list);
        }
    }

    /// Enters a state, with nothing left of the one before.
    fn stands(&mut self, state: State) {
        self.state = state;
        self.waiting = None;
        self.resolved = None;
        self.closed = None;
    }

    /// What was done before is done; whoever opens it again begins anew.
    fn reopened_entry(&mut self, seq: u64) {
        self.stands(State::Open);
        self.reopened = Some(seq);
        self.actions = 0;
        self.last_action = None;
    }

    fn waiting_entry(&mut self, id: Uuid, event: &WaitingSet) {
        self.stands(State::Waiting);
        self.waiting = Some(Waiting {
            what: event.what.clone(),
            until: event.until,
        });
        self.set_by.insert("waiting", id);
    }

    /// It works again. Of a ticket that is resolved already only the time is mended: who was told
    /// since then was told.
    fn resolved_entry(&mut self, head: &EntryHead, happened: Option<Stamp>) {
        if let Some(resolved) = &mut self.resolved {
            resolved.at = happened.unwrap_or(resolved.at);
            return;
        }
        self.stands(State::Resolved);
        self.resolved = Some(ResolvedFact {
            seq: head.seq,
            at: happened.unwrap_or(head.at),
        });
    }

    fn category_entry(&mut self, id: Uuid, event: &CategorySet) {
        self.confidential |= event.confidential;
        if event.secondary {
            self.secondary.insert(event.category.clone());
            return;
        }
        self.category.clone_from(&event.category);
        self.category_chosen = true;
        self.secondary.remove(&event.category);
        self.set_by.insert("category", id);
    }

    /// Somebody took care of it: a new ticket is open.
    fn taken_up(&mut self) {
        if self.state == State::New {
            self.state = State::Open;
        }
    }

    /// An action: a new or waiting ticket is open.
    fn acted(&mut self, at: Stamp) {
        self.actions = self.actions.saturating_add(1);
        self.last_action = self.last_action.max(Some(at));
        if self.state == State::Waiting {
            self.state = State::Open;
            self.waiting = None;
        }
        self.taken_up();
    }

    /// An action changes tickets: it counts where it belongs.
    fn moved(&mut self, event: &ActionMoved) {
        if event.ticket == event.to {
            return;
        }
        if event.ticket == self.id {
            if self.reopened.is_some_and(|seq| event.entry < seq) {
                return;
            }
            self.actions = self.actions.saturating_sub(1);
            if self.actions == 0 {
                self.last_action = None;
            }
        } else {
            self.acted(event.happened);
        }
    }

    fn told_entry(&mut self, head: &EntryHead, event: &Told) {
        self.told.push(ToldFact {
            seq: head.seq,
            at: event.happened.unwrap_or(head.at),
            who: event.who,
            requester: event.requester,
            outcome: event.outcome,
        });
        self.taken_up();
    }

    fn assigned_entry(&mut self, id: Uuid, to: PersonId) {
        self.owner = Some(to);
        self.set_by.insert("owner", id);
        self.taken_up();
    }

    fn impact_entry(&mut self, id: Uuid, event: &ImpactSet) {
        if let Some(from) = event.from {
            self.asked_by(from);
        }
        self.channel = event.channel.unwrap_or(self.channel);
        self.opened = event.received.unwrap_or(self.opened);
        for gone in &event.cleared {
            match gone.as_str() {
                "asset" => self.asset = None,
                "blocked" => self.blocked = None,
                // An entry of a newer version may say more, which changes nothing here.
                _ => {}
            }
        }
        self.blocked = event.blocked.or(self.blocked);
        self.hampered = event.hampered.or(self.hampered);
        self.pc_dead = event.pc_dead.unwrap_or(self.pc_dead);
        self.public = event.public.unwrap_or(self.public);
        self.affected = event.affected.unwrap_or(self.affected);
        self.unit = event.unit.or(self.unit);
        if event.asset.is_some() {
            self.asset.clone_from(&event.asset);
        }
        if event.harm.is_some() {
            self.harm.clone_from(&event.harm);
        }
        if event.deadline.is_some() {
            self.deadline.clone_from(&event.deadline);
        }
        self.set_by.insert("impact", id);
    }

    /// Who asked. Words to somebody else, whom a mistake had named before, are theirs alone.
    fn asked_by(&mut self, from: PersonId) {
        let before = self.from.replace(from).filter(|before| *before != from);
        let Some(before) = before else { return };
        for told in &mut self.told {
            if told.requester {
                told.who = told.who.or(Some(before));
            }
            told.requester = told.who == Some(from);
        }
    }

    /// The first awareness stands, and a breach stays a breach.
    fn aware_entry(&mut self, event: &IncidentAware) {
        let Some(incident) = &mut self.incident else {
            self.incident = Some(Incident {
                kind: event.kind,
                aware: event.aware,
                due: event.due,
                work_min: event.work_min,
                lead_told: None,
                report_sent: None,
            });
            return;
        };
        incident.aware = incident.aware.min(event.aware);
        incident.work_min = incident.work_min.max(event.work_min);
        incident.due = match (incident.due, event.due) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if event.kind == IncidentKind::Breach {
            incident.kind = IncidentKind::Breach;
        }
    }

    fn lead_entry(&mut self, at: Stamp) {
        if let Some(incident) = &mut self.incident {
            incident.lead_told.get_or_insert(at);
        }
    }

    fn report_entry(&mut self, at: Stamp) {
        if let Some(incident) = &mut self.incident {
            incident.report_sent.get_or_insert(at);
        }
    }
}

/// The ticket as its opening says it.
fn opened_ticket(head: &EntryHead, opened: &TicketOpened) -> Ticket {
    let mut set_by = BTreeMap::new();
    if opened.category_chosen {
        set_by.insert("category", head.id);
    }
    if opened.blocked.is_some() || opened.hampered.is_some() {
        set_by.insert("impact", head.id);
    }
    Ticket {
        id: opened.ticket,
        number: opened.number,
        title: opened.title.clone(),
        opened_seq: head.seq,
        opened: opened.happened.unwrap_or(head.at),
        recorded: head.at,
        opened_by: head.by,
        from: opened.from,
        channel: opened.channel,
        unit: opened.unit,
        affected: opened.affected,
        asset: opened.asset.clone(),
        blocked: opened.blocked,
        hampered: opened.hampered,
        pc_dead: opened.pc_dead,
        public: opened.public,
        harm: opened.harm.clone(),
        deadline: opened.deadline.clone(),
        incident: None,
        state: State::New,
        owner: None,
        waiting: None,
        category: opened.category.clone(),
        category_chosen: opened.category_chosen,
        secondary: BTreeSet::new(),
        confidential: opened.confidential,
        answered: BTreeMap::new(),
        narrative: None,
        actions: 0,
        last_action: None,
        told: Vec::new(),
        resolved: None,
        closed: None,
        reopened: None,
        imported: None,
        set_by,
        lists: Vec::new(),
        asks: Vec::new(),
        entries: 1,
        last_seq: head.seq,
    }
}
