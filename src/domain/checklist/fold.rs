//! How entries change an instance.

use std::sync::Arc;

use super::Checklist;
use crate::domain::event::ChecklistStarted;
use crate::domain::site::Template;
use crate::domain::{EntryHead, Event};

impl Checklist {
    /// The instance that a `checklist.started` entry makes.
    pub fn begin(head: &EntryHead, event: &ChecklistStarted, template: Arc<Template>) -> Self {
        Self {
            id: event.list,
            number: event.number,
            checklist: event.checklist.clone(),
            version: event.version,
            rules: event.rules,
            template,
            ticket: event.ticket,
            started: head.at,
            started_by: head.by,
            marks: std::collections::BTreeMap::new(),
            finished: None,
            entries: 1,
            last_seq: head.seq,
        }
    }

    /// Takes over what a later entry of this instance says; others change nothing.
    pub fn apply(&mut self, _head: &EntryHead, _event: &Event) {}
}
