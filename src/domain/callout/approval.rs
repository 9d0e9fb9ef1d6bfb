//! Approval of work that is no emergency: it is asked for before the work, and given by a decision.

use super::debts::debt;
use super::mended::minute_of;
use super::{Debt, Walk};
use crate::domain::{RuleId, StepName, ToldOutcome};

/// Approval of work that is no emergency: to be asked for, then to be given. Only a word that was
/// said asks; a message does not, and no word is itself the approval.
pub(super) fn owed(walk: &Walk<'_>) -> Option<Debt> {
    let asked = walk.callout.approval.as_ref()?;
    let is_none = walk.callout.value(StepName::Emergency, "verdict") == Some("no");
    if !is_none || walk.waits_for_morning() {
        return None;
    }
    let Some(id) = asked.of else {
        return unexplained(walk);
    };
    let of = walk.name(id);
    let mut words = walk.ticket.told.iter();
    let is_asked = words.any(|told| {
        let said = told.who == Some(id) && told.outcome == ToldOutcome::Told;
        said && minute_of(told.at) >= minute_of(asked.at)
    });
    if is_asked {
        return Some(debt(
            "emergency.approval",
            format!("{of} has not approved the work, which was no emergency"),
            RuleId::R(29),
            format!("nightdesk callout show {}", walk.callout.number),
        ));
    }
    let mut one = debt(
        "emergency.approval",
        format!("{of} was not asked to approve the work, which is no emergency"),
        RuleId::R(29),
        format!("nightdesk tell {} \"{of}\"", walk.ticket.number),
    );
    one.tonight = asked.how == "phone" && walk.callout.ended.is_none();
    Some(one)
}

/// Nobody but whoever worked may approve the work: then the record says why it was done.
fn unexplained(walk: &Walk<'_>) -> Option<Debt> {
    let is_explained = walk.callout.value(StepName::Emergency, "because").is_some();
    (!is_explained).then(|| {
        debt(
            "emergency.because",
            "nobody can approve the work, which was no emergency: explain it".to_owned(),
            RuleId::R(29),
            format!(
                "nightdesk callout answer --callout {} emergency.because=...",
                walk.callout.number
            ),
        )
    })
}
