//! The texts that are ready in the morning: for each person who is still owed word, the two lines
//! to say as they are true now.
//!
//! Nothing is sent by the program. Somebody says or writes the lines and records it, and with the
//! debt the text goes.

use super::ask::tell::{self, Notice};
use super::{Callout, Walk, debts};
use crate::domain::{PersonId, Records, Site, StepName};
use crate::time::Stamp;

/// Word to somebody that is ready to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// Whom; none = a caller without a name.
    pub who: Option<PersonId>,
    /// The name, or `the caller`.
    pub name: String,
    /// Whether it is who asked for help.
    pub requester: bool,
    /// The number to ring: the one they called from, else the one that is known.
    pub phone: Option<String>,
    /// What they are here: `who called`, `head of Eastside`.
    pub why: String,
    /// Two lines that are true now.
    pub text: [String; 2],
    /// The command that records it, without what was said.
    pub pay: String,
}

/// Word that a callout still owes, in the order of its debts.
pub fn outbox(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Vec<Ready> {
    Walk::of(records, site, callout, now).map_or_else(Vec::new, |walk| all(&walk))
}

/// The same in a frame.
fn all(walk: &Walk<'_>) -> Vec<Ready> {
    let notices = tell::notices(walk);
    let owed = debts::all(walk);
    let mut ready: Vec<Ready> = Vec::new();
    for debt in &owed {
        let to = notices
            .iter()
            .find(|one| debt.pay.starts_with(&pay(walk, one)));
        let Some(one) = to.map(|notice| of(walk, notice)) else {
            continue;
        };
        if !ready.iter().any(|known| known.pay == one.pay) {
            ready.push(one);
        }
    }
    ready
}

fn of(walk: &Walk<'_>, notice: &Notice) -> Ready {
    Ready {
        who: notice.person,
        name: name(walk, notice),
        requester: notice.requester,
        phone: phone(walk, notice),
        why: notice.what.clone(),
        text: notice.say.clone(),
        pay: pay(walk, notice),
    }
}

/// The number of somebody who is to be told.
pub(super) fn phone(walk: &Walk<'_>, notice: &Notice) -> Option<String> {
    let called = || walk.value(StepName::Caller, "phone");
    let known = || {
        let person = walk.records.person(notice.person?)?;
        person.phone.as_ref().map(ToString::to_string)
    };
    let called = notice.requester.then(called).flatten();
    called.or_else(known)
}

fn name(walk: &Walk<'_>, notice: &Notice) -> String {
    notice
        .person
        .map_or_else(|| "the caller".to_owned(), |id| walk.name(id))
}

/// The command by which word to somebody is recorded.
pub(super) fn pay(walk: &Walk<'_>, notice: &Notice) -> String {
    let number = walk.ticket.number;
    if notice.requester {
        format!("nightdesk tell {number} requester")
    } else {
        format!("nightdesk tell {number} \"{}\"", name(walk, notice))
    }
}

/// The section of the sheet: the lines for each.
pub(super) fn lines(walk: &Walk<'_>) -> Vec<String> {
    let ready = all(walk);
    if ready.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["To be told, ready; nothing is sent by the program:".to_owned()];
    for one in ready {
        let phone = one.phone.unwrap_or_else(|| "no number known".to_owned());
        lines.push(format!("  {}, {phone} ({})", one.name, one.why));
        lines.extend(one.text.iter().map(|text| format!("    {text}")));
    }
    lines
}
