//! What is owed for somebody from outside at a server: new passwords, each system by itself.

use super::{Callout, Debt, ROTATION_LIST, StepName, Walk};
use crate::domain::checklist::{owed_steps, steps};
use crate::domain::{Checklist, RuleId};

/// What they touched, where nobody named it.
pub(super) const UNNAMED: &str = "a server that is not named yet";

/// The step of the list that asks for new passwords.
const CHANGE_STEP: &str = "chg";

/// The answer that says that a system has new passwords.
pub(super) const CHANGED: &str = "changed";

/// The part of `V` that says so of a system.
pub(super) fn changed_part(system: &str) -> String {
    format!("new.{system}")
}

/// Whether somebody said that a system has new passwords.
pub(super) fn is_changed(callout: &Callout, system: &str) -> bool {
    callout.value(StepName::Vendor, &changed_part(system)) == Some(CHANGED)
}

/// New passwords for what somebody from outside touched, a debt a system.
pub(super) fn debts(walk: &Walk<'_>) -> Vec<Debt> {
    let Some(outsider) = &walk.callout.outsider else {
        return Vec::new();
    };
    let lists = walk.records.lists_of(walk.callout.ticket);
    let list = lists
        .iter()
        .rev()
        .find(|list| list.checklist == ROTATION_LIST);
    if list.is_some_and(|list| is_rotated(walk, list)) {
        return Vec::new();
    }
    let number = walk.callout.number;
    let systems = outsider.systems.iter();
    let open = systems.filter(|system| !is_changed(walk.callout, system.as_str()));
    open.map(|system| {
        let part = if system.as_str() == UNNAMED {
            "V.systems=...".to_owned()
        } else {
            format!("\"V.{}={CHANGED}\"", changed_part(system.as_str()))
        };
        let text = format!("new passwords for {system}: somebody from outside was at it");
        let pay = format!("nightdesk callout answer --callout {number} {part}");
        let mut one = super::debts::debt(format!("V.{system}"), text, RuleId::R(56), pay);
        one.tonight = true;
        one
    })
    .collect()
}

/// Whether every step of the list is done that does not wait for the ticket's own end.
fn is_rotated(walk: &Walk<'_>, list: &Checklist) -> bool {
    let view = steps(walk.records, walk.site, list, walk.now);
    list.finished.is_some() || owed_steps(&view).next().is_none()
}

/// Whether a step of the list for new passwords is owed by the systems already.
pub(super) fn is_owed_by_system(walk: &Walk<'_>, list: &str, step: &str) -> bool {
    let lists = walk.records.lists_of(walk.callout.ticket);
    let rotates =
        |one: &Checklist| one.checklist == ROTATION_LIST && one.number.to_string() == list;
    walk.callout.outsider.is_some()
        && lists.iter().any(|list| rotates(list))
        && (step == CHANGE_STEP || !debts(walk).is_empty())
}
