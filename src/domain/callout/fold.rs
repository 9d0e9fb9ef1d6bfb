//! How entries change a callout. The fold is total: any order of entries gives some callout.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answered, Approval, Break, Callout, Held, Line, Outsider, Told, Visit, mended};
use crate::domain::event::{
    CalloutAnswered, CalloutResumed, CalloutStarted, ClockJumped, OutsiderEnded, VisitPlanned,
};
use crate::domain::{EntryHead, Event, PersonId, StepName};
use crate::text::Clean;
use crate::time::Stamp;

impl Callout {
    /// The callout that an entry begins.
    pub fn begin(head: &EntryHead, event: &CalloutStarted) -> Self {
        Self {
            id: event.callout,
            number: event.number,
            ticket: event.ticket,
            person: event.person,
            started: head.at,
            host: event.host.clone(),
            tty: event.tty.clone(),
            over: event.over,
            on_duty: event.on_duty,
            inside_hours: event.inside_hours,
            rules: event.rules,
            answers: BTreeMap::new(),
            at: None,
            holders: vec![Held {
                person: event.person,
                from: head.at,
            }],
            breaks: Vec::new(),
            jumps: Vec::new(),
            lines: Vec::new(),
            visit: None,
            head_told: None,
            approval: None,
            tags: BTreeSet::new(),
            outsider: None,
            ended: None,
            to_bed: false,
            claims: Vec::new(),
            last_at: head.at,
            entries: 1,
            last_seq: head.seq,
        }
    }

    /// Takes over what a later entry says of this callout; others change nothing.
    pub fn apply(&mut self, head: &EntryHead, event: &Event) {
        if !event.on().contains(&self.id.uuid()) {
            return;
        }
        self.entries = self.entries.saturating_add(1);
        self.last_seq = self.last_seq.max(head.seq);
        // Somebody else's line says nothing of where the one who works was.
        if head.by.is_none_or(|by| by == self.person) || !is_line(event) {
            self.last_at = head.at;
        }
        if let Event::CalloutAnswered(e) = event {
            self.answered(head, e);
        } else if let Event::ActionTagged(e) = event {
            self.tags.insert(e.category.clone());
        } else if let Event::CalloutPaused(e) = event {
            self.stop(e.happened.unwrap_or_else(|| self.true_time(head.at)));
        } else if let Event::CalloutResumed(e) = event {
            self.resumed(self.true_time(head.at), e);
        } else if let Event::CalloutTakenOver(e) = event {
            self.host.clone_from(&e.host);
            self.tty = None;
            self.held_by(e.to, self.true_time(head.at));
        } else if let Event::CalloutHandedOver(e) = event {
            self.held_by(e.to, self.true_time(head.at));
        } else if let Event::CalloutEnded(e) = event {
            let at = e.happened.unwrap_or_else(|| self.true_time(head.at));
            self.go_on(at);
            self.ended = Some(at);
            self.to_bed = e.to_bed;
            self.at = None;
        } else if let Event::ActionLogged(e) = event {
            self.lines.push(Line {
                seq: head.seq,
                at: e.happened.unwrap_or(head.at),
                by: e.by.or(head.by),
                told: None,
                text: e.text.clone(),
            });
        } else if let Event::Told(e) = event {
            let told = Told {
                who: e.who,
                outcome: e.outcome,
            };
            self.lines.push(Line {
                seq: head.seq,
                at: e.happened.unwrap_or(head.at),
                by: e.by.or(head.by),
                told: Some(told),
                text: e.text.clone().unwrap_or_default(),
            });
        } else {
            self.facts(head, event);
        }
    }

    /// Whether an entry on its ticket is its holder's, such as a step of a list: they were at work.
    pub fn is_work(&self, head: &EntryHead) -> bool {
        self.ended.is_none() && head.by == Some(self.person) && head.at != self.last_at
    }

    /// The facts around the walk.
    fn facts(&mut self, head: &EntryHead, event: &Event) {
        if let Event::VisitPlanned(e) = event {
            let same = self.visit.take().filter(|visit| visit.room == e.room);
            let mut visit = planned(head.at, e);
            visit.entered = same.as_ref().and_then(|visit| visit.entered);
            visit.left = same.as_ref().and_then(|visit| visit.left);
            self.visit = Some(visit);
        } else if let Event::VisitEntered(e) = event
            && let Some(visit) = &mut self.visit
        {
            visit.entered = Some(e.happened);
        } else if let Event::VisitLeft(e) = event
            && let Some(visit) = &mut self.visit
        {
            visit.left = Some(e.happened);
        } else if let Event::HeadTold(e) = event {
            self.head_told = Some(e.happened.unwrap_or(head.at));
        } else if let Event::ApprovalAsked(e) = event {
            self.approval = Some(Approval {
                of: e.of,
                how: e.how.clone(),
                at: head.at,
            });
        } else if let Event::OutsiderEnded(e) = event {
            self.outsider = Some(outsider(e));
        } else if let Event::ClaimDrafted(e) = event
            && !self.claims.contains(&e.claim)
        {
            self.claims.push(e.claim);
        }
    }

    /// Takes over that the machine's clock jumped while the callout ran.
    pub fn jumped(&mut self, event: &ClockJumped) {
        if self.ended.is_none() {
            self.jumps.push((event.expected, event.shown));
        }
    }

    fn answered(&mut self, head: &EntryHead, event: &CalloutAnswered) {
        // Whoever handed it on claims their own part, and the walk of the other does not move.
        let former = head.by.filter(|by| *by != self.person && self.had(*by));
        let former = former.filter(|_| event.step == StepName::Claim);
        let answered = self.answers.entry(event.step).or_insert_with(|| Answered {
            values: BTreeMap::new(),
            unknown: BTreeSet::new(),
            left: false,
            by: None,
            at: head.at,
        });
        if let Some(former) = former {
            let own = event.values.iter();
            let own = own.map(|(part, value)| (super::own_part(part, former), value.clone()));
            answered.values.extend(own);
            return;
        }
        let ended = self.ended.is_some();
        let keep = |values: &mut BTreeMap<String, Clean>, part: &str, stood: &Clean| {
            mended::keep(values, part, stood);
            if let Some(by) = head.by.filter(|_| ended) {
                mended::sign(values, part, by, head.at);
            }
        };
        let (step, unknown) = (event.step, Clean::default());
        for (part, value) in &event.values {
            answered.unknown.remove(part);
            let stood = answered.values.insert(part.clone(), value.clone());
            if let Some(stood) = stood.filter(|it| mended::is_other(step, part, it, value)) {
                keep(&mut answered.values, part, &stood);
            }
        }
        for part in &event.unknown {
            let stood = answered.values.remove(part);
            if let Some(stood) = stood.filter(|it| mended::is_other(step, part, it, &unknown)) {
                keep(&mut answered.values, part, &stood);
            }
            answered.unknown.insert(part.clone());
        }
        if let Some(part) = mended::fell(event)
            && let Some(stood) = answered.values.remove(part)
        {
            keep(&mut answered.values, part, &stood);
        }
        answered.left |= event.left;
        answered.by = head.by;
        answered.at = head.at;
        if event.left {
            self.at = self.at.filter(|at| *at != event.step);
        } else if !is_mark(event) {
            self.at = Some(event.step);
        }
    }

    fn stop(&mut self, from: Stamp) {
        if !self.is_paused() {
            self.breaks.push(Break { from, to: None });
        }
    }

    fn go_on(&mut self, to: Stamp) {
        if let Some(open) = self.breaks.last_mut().filter(|b| b.to.is_none()) {
            open.to = Some(to.max(open.from));
        }
    }

    fn resumed(&mut self, at: Stamp, event: &CalloutResumed) {
        self.go_on(at);
        if let Some(gap) = event.gap.filter(|gap| !gap.worked) {
            self.breaks.push(Break {
                from: gap.from,
                to: Some(gap.to),
            });
        }
    }

    fn held_by(&mut self, person: PersonId, from: Stamp) {
        self.person = person;
        self.holders.push(Held { person, from });
    }
}

fn planned(at: Stamp, event: &VisitPlanned) -> Visit {
    Visit {
        room: event.room.clone(),
        unit: event.unit,
        foreign: event.foreign,
        key: event.key.clone(),
        planned: at,
        entered: None,
        left: None,
    }
}

/// Whether an entry is a line of the log, which anybody of the staff may add.
fn is_line(event: &Event) -> bool {
    matches!(event, Event::ActionLogged(_) | Event::Told(_))
}

/// Whether an answer only notes times of the row, as a line of the work log does: the walk stays
/// where it stands.
fn is_mark(event: &CalloutAnswered) -> bool {
    let mut parts = event.values.keys();
    event.step == StepName::Outcome
        && !event.values.is_empty()
        && event.unknown.is_empty()
        && parts.all(|part| part.starts_with("times."))
}

fn outsider(event: &OutsiderEnded) -> Outsider {
    Outsider {
        name: event.name.clone(),
        company: event.company.clone(),
        arrived: event.arrived,
        left: event.left,
        systems: event.systems.clone(),
    }
}
