//! PLACEHOLDER
use crate::domain::{Actor, Command, Event, Records, Refusal, Site};
use crate::time::Stamp;

pub(in crate::domain) fn decide(
    _records: &dyn Records,
    _site: &Site,
    _actor: &Actor,
    _command: &Command,
    _now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new())
}
