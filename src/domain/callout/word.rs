//! Word to the caller, again and again while it lasts: R5 keeps whoever asked informed.
//!
//! The profile's `tell_every_min` says how often. Whoever asked for word in the morning is let
//! sleep, and once it works again the word of the outcome is another one.

use super::times::began;
use super::{Callout, Walk};
use crate::domain::{PersonId, Records, Site, StepName};
use crate::time::Stamp;

/// The next word to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Whom; none = a caller without a name.
    pub who: Option<PersonId>,
    /// The name, or `the caller`.
    pub name: String,
    /// By when.
    pub due: Stamp,
}

/// The next word to the caller; none where nobody waits for one tonight.
pub fn word_due(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Option<Word> {
    of(&Walk::of(records, site, callout, now)?)
}

/// The same in a frame.
pub(super) fn of(walk: &Walk<'_>) -> Option<Word> {
    let (callout, ticket) = (walk.callout, &walk.ticket);
    let every = i64::from(walk.site.policy.profile.callout.tell_every_min);
    let asked = callout.value(StepName::Caller, "word") == Some("yes");
    let over = callout.over || callout.ended.is_some() || ticket.resolved.is_some();
    if every == 0 || !asked || over || ticket.asked_by_nobody() || ticket.cannot_be_told() {
        return None;
    }
    let begun = began(callout);
    let reached = ticket.told.iter().filter(|told| {
        let them = told.requester || told.who.is_some() && told.who == ticket.from;
        them && told.outcome.reached()
    });
    let last = reached.map(|told| told.at).max().unwrap_or(begun);
    let name = ticket.from.map(|id| walk.name(id));
    Some(Word {
        who: ticket.from,
        name: name.unwrap_or_else(|| "the caller".to_owned()),
        due: last.max(begun).plus_minutes(every),
    })
}

/// The strip above the work: the next word, or that it is due.
pub(super) fn line(walk: &Walk<'_>) -> Option<String> {
    let word = of(walk)?;
    let at = walk.hm(word.due);
    Some(if word.due <= walk.now {
        format!("Word is due to {} since {at}.", word.name)
    } else {
        format!("Next word to {} by {at}.", word.name)
    })
}
