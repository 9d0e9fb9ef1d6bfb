//! The parts of a ticket that have parts of their own.

use serde::{Deserialize, Serialize};

use super::stamp::{FlatStamp, maybe};
use super::{id, ids};
use crate::domain::event::{Deadline, DeadlineThen};
use crate::domain::ticket::{Incident, ToldFact};
use crate::domain::{Affected, IncidentKind, ToldOutcome};
use crate::text::Clean;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DeadlineRow {
    name: String,
    due: FlatStamp,
    legal: bool,
    work_min: u32,
    then: Option<(String, u32, u32)>,
}

impl DeadlineRow {
    pub(super) fn of(deadline: &Deadline) -> Self {
        let then = deadline.then.as_ref();
        Self {
            name: deadline.name.to_string(),
            due: deadline.due.into(),
            legal: deadline.legal,
            work_min: deadline.work_min,
            then: then.map(|t| (t.affected.to_string(), t.blocked, t.hampered)),
        }
    }

    pub(super) fn read(&self) -> Option<Deadline> {
        let then = match &self.then {
            Some((affected, blocked, hampered)) => Some(DeadlineThen {
                affected: Affected::parse(affected)?,
                blocked: *blocked,
                hampered: *hampered,
            }),
            None => None,
        };
        Some(Deadline {
            name: Clean::new(&self.name),
            due: self.due.stamp()?,
            legal: self.legal,
            work_min: self.work_min,
            then,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IncidentRow {
    kind: String,
    aware: FlatStamp,
    due: Option<FlatStamp>,
    work_min: u32,
    lead_told: Option<FlatStamp>,
    report_sent: Option<FlatStamp>,
}

impl IncidentRow {
    pub(super) fn of(incident: &Incident) -> Self {
        Self {
            kind: incident.kind.to_string(),
            aware: incident.aware.into(),
            due: incident.due.map(Into::into),
            work_min: incident.work_min,
            lead_told: incident.lead_told.map(Into::into),
            report_sent: incident.report_sent.map(Into::into),
        }
    }

    pub(super) fn read(&self) -> Option<Incident> {
        Some(Incident {
            kind: IncidentKind::parse(&self.kind)?,
            aware: self.aware.stamp()?,
            due: maybe(self.due).ok()?,
            work_min: self.work_min,
            lead_told: maybe(self.lead_told).ok()?,
            report_sent: maybe(self.report_sent).ok()?,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ToldRow {
    seq: u64,
    at: FlatStamp,
    who: Option<u128>,
    requester: bool,
    outcome: String,
}

impl ToldRow {
    pub(super) fn of(told: &ToldFact) -> Self {
        Self {
            seq: told.seq,
            at: told.at.into(),
            who: told.who.map(id),
            requester: told.requester,
            outcome: told.outcome.to_string(),
        }
    }

    pub(super) fn read(&self) -> Option<ToldFact> {
        Some(ToldFact {
            seq: self.seq,
            at: self.at.stamp()?,
            who: self.who.map(ids),
            requester: self.requester,
            outcome: ToldOutcome::parse(&self.outcome)?,
        })
    }
}
