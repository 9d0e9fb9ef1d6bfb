//! What may be done about people, units, assets and the rules in force.

use crate::domain::{Actor, Command, Event, Records, Refusal, Site};
use crate::time::Stamp;

/// Judges a command about people, units, assets or the rules in force.
pub(in crate::domain) fn decide(
    _records: &dyn Records,
    _site: &Site,
    _actor: &Actor,
    _command: &Command,
    _now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new())
}
