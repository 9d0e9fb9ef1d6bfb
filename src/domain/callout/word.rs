//! Word to the caller, again and again while it lasts: R5 keeps whoever asked informed.
//!
//! The profile's `tell_every_min` says how often. Whoever asked for word in the morning is let
//! sleep, and once it works again the word of the outcome is another one.

use super::times::began;
use super::{Callout, Walk};
use crate::domain::{PersonId, Records, Site, StepName, Ticket};
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

/// When word of a ticket is owed to whoever asked, `due` by the ticket's own clock: what the last
/// of its callouts promised goes before it.
///
/// Tonight that is the callout's own clock while it runs; who wants word in the morning is owed
/// it when the site opens.
pub(in crate::domain) fn promised_word(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    due: Option<Stamp>,
    now: Stamp,
) -> Option<Stamp> {
    let callouts = records.callouts_of(ticket.id).into_iter();
    let Some(callout) = callouts.max_by_key(|callout| callout.started) else {
        return due;
    };
    if callout.value(StepName::Caller, "word") == Some("morning") {
        let begun = began(&callout);
        let morning = site.calendar.next_open(begun).filter(|open| *open > begun);
        let is_told = |open: &Stamp| ticket.last_told().is_some_and(|told| told >= *open);
        return morning.filter(|open| !is_told(open)).or(due);
    }
    word_due(records, site, &callout, now).map_or(due, |word| Some(word.due))
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
