//! A callout: what was answered, when the clock stood, what was done and said.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::stamp::{FlatStamp, maybe, part};
use super::visit::{OutsiderRow, VisitRow};
use super::{id, ids};
use crate::domain::callout::{Answered, Approval, Break, Callout, Held, Line, Told};
use crate::domain::{Number, StepName, ToldOutcome};
use crate::text::Clean;

/// A callout as it is stored, with its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutRow {
    id: u128,
    number: u64,
    ticket: u128,
    person: u128,
    started: FlatStamp,
    host: String,
    tty: Option<String>,
    over: bool,
    on_duty: Option<u128>,
    inside_hours: bool,
    rules: u64,
    answers: Vec<AnswerRow>,
    at: Option<String>,
    holders: Vec<(u128, FlatStamp)>,
    breaks: Vec<(FlatStamp, Option<FlatStamp>)>,
    jumps: Vec<(FlatStamp, FlatStamp)>,
    lines: Vec<LineRow>,
    visit: Option<VisitRow>,
    head_told: Option<FlatStamp>,
    approval: Option<(Option<u128>, String, FlatStamp)>,
    tags: Vec<String>,
    outsider: Option<OutsiderRow>,
    ended: Option<FlatStamp>,
    to_bed: bool,
    claims: Vec<u128>,
    last_at: FlatStamp,
    entries: u32,
    last_seq: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct AnswerRow {
    step: String,
    values: Vec<(String, String)>,
    unknown: Vec<String>,
    left: bool,
    by: Option<u128>,
    at: FlatStamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LineRow {
    seq: u64,
    at: FlatStamp,
    by: Option<u128>,
    /// Whom it was said to and what came of it; none = an action.
    told: Option<(Option<u128>, String)>,
    text: String,
}

impl AnswerRow {
    fn of(step: StepName, answered: &Answered) -> Self {
        let values = answered.values.iter();
        Self {
            step: step.to_string(),
            values: values.map(|(k, v)| (k.clone(), v.to_string())).collect(),
            unknown: answered.unknown.iter().cloned().collect(),
            left: answered.left,
            by: answered.by.map(id),
            at: answered.at.into(),
        }
    }

    fn read(&self) -> Option<(StepName, Answered)> {
        let values = self.values.iter();
        let answered = Answered {
            values: values.map(|(k, v)| (k.clone(), Clean::new(v))).collect(),
            unknown: self.unknown.iter().cloned().collect(),
            left: self.left,
            by: self.by.map(ids),
            at: self.at.stamp()?,
        };
        Some((StepName::parse(&self.step)?, answered))
    }
}

impl LineRow {
    fn of(line: &Line) -> Self {
        let told = line.told.as_ref();
        Self {
            seq: line.seq,
            at: line.at.into(),
            by: line.by.map(id),
            told: told.map(|told| (told.who.map(id), told.outcome.to_string())),
            text: line.text.to_string(),
        }
    }

    fn read(&self) -> Option<Line> {
        let told = part(self.told.as_ref(), |(who, outcome)| {
            let outcome = ToldOutcome::parse(outcome)?;
            Some(Told {
                who: who.map(ids),
                outcome,
            })
        });
        Some(Line {
            seq: self.seq,
            at: self.at.stamp()?,
            by: self.by.map(ids),
            told: told.ok()?,
            text: Clean::new(&self.text),
        })
    }
}

impl From<&Callout> for CalloutRow {
    fn from(c: &Callout) -> Self {
        let answers = c.answers.iter();
        let approval = c.approval.as_ref();
        Self {
            id: id(c.id),
            number: c.number.n,
            ticket: id(c.ticket),
            person: id(c.person),
            started: c.started.into(),
            host: c.host.clone(),
            tty: c.tty.clone(),
            over: c.over,
            on_duty: c.on_duty.map(id),
            inside_hours: c.inside_hours,
            rules: c.rules,
            answers: answers.map(|(s, a)| AnswerRow::of(*s, a)).collect(),
            at: c.at.map(|step| step.to_string()),
            holders: c
                .holders
                .iter()
                .map(|h| (id(h.person), h.from.into()))
                .collect(),
            breaks: c
                .breaks
                .iter()
                .map(|b| (b.from.into(), b.to.map(Into::into)))
                .collect(),
            jumps: c
                .jumps
                .iter()
                .map(|(e, s)| ((*e).into(), (*s).into()))
                .collect(),
            lines: c.lines.iter().map(LineRow::of).collect(),
            visit: c.visit.as_ref().map(VisitRow::of),
            head_told: c.head_told.map(Into::into),
            approval: approval.map(|a| (a.of.map(id), a.how.clone(), a.at.into())),
            tags: c.tags.iter().cloned().collect(),
            outsider: c.outsider.as_ref().map(OutsiderRow::of),
            ended: c.ended.map(Into::into),
            to_bed: c.to_bed,
            claims: c.claims.iter().map(|claim| id(*claim)).collect(),
            last_at: c.last_at.into(),
            entries: c.entries,
            last_seq: c.last_seq,
        }
    }
}

impl CalloutRow {
    /// The callout; none where a word is not known to this version.
    pub fn callout(&self) -> Option<Callout> {
        Some(Callout {
            id: ids(self.id),
            number: Number::callout(self.number),
            ticket: ids(self.ticket),
            person: ids(self.person),
            started: self.started.stamp()?,
            host: self.host.clone(),
            tty: self.tty.clone(),
            over: self.over,
            on_duty: self.on_duty.map(ids),
            inside_hours: self.inside_hours,
            rules: self.rules,
            answers: self
                .answers
                .iter()
                .map(AnswerRow::read)
                .collect::<Option<_>>()?,
            at: part(self.at.as_ref(), |step| StepName::parse(step)).ok()?,
            holders: self.holders()?,
            breaks: self.breaks()?,
            jumps: self
                .jumps
                .iter()
                .map(|(expected, shown)| Some((expected.stamp()?, shown.stamp()?)))
                .collect::<Option<_>>()?,
            lines: self
                .lines
                .iter()
                .map(LineRow::read)
                .collect::<Option<_>>()?,
            visit: part(self.visit.as_ref(), VisitRow::read).ok()?,
            head_told: maybe(self.head_told).ok()?,
            approval: part(self.approval.as_ref(), |(of, how, at)| {
                Some(Approval {
                    of: of.map(ids),
                    how: how.clone(),
                    at: at.stamp()?,
                })
            })
            .ok()?,
            tags: self.tags.iter().cloned().collect::<BTreeSet<_>>(),
            outsider: part(self.outsider.as_ref(), OutsiderRow::read).ok()?,
            ended: maybe(self.ended).ok()?,
            to_bed: self.to_bed,
            claims: self.claims.iter().map(|claim| ids(*claim)).collect(),
            last_at: self.last_at.stamp()?,
            entries: self.entries,
            last_seq: self.last_seq,
        })
    }

    fn holders(&self) -> Option<Vec<Held>> {
        let holders = self.holders.iter();
        holders
            .map(|(person, from)| {
                let from = from.stamp()?;
                let person = ids(*person);
                Some(Held { person, from })
            })
            .collect()
    }

    fn breaks(&self) -> Option<Vec<Break>> {
        let breaks = self.breaks.iter();
        breaks
            .map(|(from, to)| {
                let to = maybe(*to).ok()?;
                let from = from.stamp()?;
                Some(Break { from, to })
            })
            .collect()
    }
}
