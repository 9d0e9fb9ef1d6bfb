//! Rooms that are entered after hours, and somebody from outside at a server.

use serde::{Deserialize, Serialize};

use super::stamp::{FlatStamp, maybe};
use super::{id, ids};
use crate::domain::callout::{Outsider, Visit};
use crate::text::Clean;

/// A visit of a callout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VisitRow {
    room: String,
    unit: Option<u128>,
    foreign: bool,
    key: Option<String>,
    planned: FlatStamp,
    entered: Option<FlatStamp>,
    left: Option<FlatStamp>,
}

/// An outsider of a callout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OutsiderRow {
    name: Option<String>,
    company: Option<String>,
    arrived: Option<FlatStamp>,
    left: Option<FlatStamp>,
    systems: Vec<String>,
}

fn text(text: &Clean) -> String {
    text.to_string()
}

fn clean(text: impl AsRef<str>) -> Clean {
    Clean::new(text.as_ref())
}

impl VisitRow {
    pub(super) fn of(visit: &Visit) -> Self {
        Self {
            room: text(&visit.room),
            unit: visit.unit.map(id),
            foreign: visit.foreign,
            key: visit.key.as_ref().map(text),
            planned: visit.planned.into(),
            entered: visit.entered.map(Into::into),
            left: visit.left.map(Into::into),
        }
    }

    pub(super) fn read(&self) -> Option<Visit> {
        Some(Visit {
            room: clean(&self.room),
            unit: self.unit.map(ids),
            foreign: self.foreign,
            key: self.key.as_ref().map(clean),
            planned: self.planned.stamp()?,
            entered: maybe(self.entered).ok()?,
            left: maybe(self.left).ok()?,
        })
    }
}

impl OutsiderRow {
    pub(super) fn of(outsider: &Outsider) -> Self {
        Self {
            name: outsider.name.as_ref().map(text),
            company: outsider.company.as_ref().map(text),
            arrived: outsider.arrived.map(Into::into),
            left: outsider.left.map(Into::into),
            systems: outsider.systems.iter().map(text).collect(),
        }
    }

    pub(super) fn read(&self) -> Option<Outsider> {
        Some(Outsider {
            name: self.name.as_ref().map(clean),
            company: self.company.as_ref().map(clean),
            arrived: maybe(self.arrived).ok()?,
            left: maybe(self.left).ok()?,
            systems: self.systems.iter().map(clean).collect(),
        })
    }
}
