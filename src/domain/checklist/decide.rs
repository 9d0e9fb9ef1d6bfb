//! What may be done about a checklist.

use crate::domain::{Actor, Command, Event, Records, Refusal, Site};
use crate::time::Stamp;

/// Judges a command about a checklist.
pub(in crate::domain) fn decide(
    _records: &dyn Records,
    _site: &Site,
    _actor: &Actor,
    _command: &Command,
    _now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new())
}

/// The `checklist.finished` entries that these events of a ticket bring about.
pub(in crate::domain) fn finished_by(
    _records: &dyn Records,
    _site: &Site,
    _events: &[Event],
    _now: Stamp,
) -> Vec<Event> {
    Vec::new()
}
