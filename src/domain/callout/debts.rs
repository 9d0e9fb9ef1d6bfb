//! What a callout owes: what nobody knows yet, whom nobody told, what was not ticked, what is due.
//!
//! A debt is a rule that could not be kept at three in the morning. It is computed from the facts,
//! so it goes away when somebody pays it, and never otherwise.

use super::ask::{ask, tell};
use super::{Callout, Debt, Walk};
use crate::domain::ticket::{Owed, OwedWhat, owed};
use crate::domain::{Records, RuleId, Site, StepName, claim::ClaimState};
use crate::time::Stamp;

/// What the callout owes now, what is wanted tonight first.
pub fn debts(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Vec<Debt> {
    Walk::of(records, site, callout, now).map_or_else(Vec::new, |walk| all(&walk))
}

/// The same in a frame.
pub(super) fn all(walk: &Walk<'_>) -> Vec<Debt> {
    let mut debts = untold(walk);
    debts.extend(unknown(walk));
    debts.extend(rotation(walk));
    debts.extend(approval(walk));
    debts.extend(of_ticket(walk));
    debts.extend(undecided(walk));
    for debt in &mut debts {
        if let Some(when) = walk.callout.value(StepName::Debts, &debt.key) {
            when.clone_into(&mut debt.when);
        }
    }
    debts.sort_by_key(|debt| !debt.tonight);
    debts
}

fn debt(key: impl Into<String>, text: String, rule: RuleId, pay: String) -> Debt {
    Debt {
        key: key.into(),
        text,
        rule,
        pay,
        due: None,
        tonight: false,
        when: "morning".to_owned(),
    }
}

/// Parts that nobody knows yet.
fn unknown(walk: &Walk<'_>) -> Vec<Debt> {
    let mut debts = Vec::new();
    for step in walk.steps() {
        let Some(answered) = walk.callout.answers.get(&step) else {
            continue;
        };
        if answered.unknown.is_empty() || matches!(step, StepName::Debts | StepName::Tell) {
            continue;
        }
        let asked = ask(walk, step);
        for part in &answered.unknown {
            let question = asked
                .as_ref()
                .and_then(|asked| asked.parts.iter().find(|one| one.key == *part))
                .map_or_else(|| part.clone(), |one| one.question.clone());
            let rule = asked.as_ref().map_or(RuleId::R(13), |asked| asked.rule);
            debts.push(debt(
                format!("{step}.{part}"),
                format!("not known yet: {question}"),
                rule,
                format!("nightdesk callout answer {step}.{part}=..."),
            ));
        }
    }
    debts
}

/// People who were not reached.
fn untold(walk: &Walk<'_>) -> Vec<Debt> {
    let number = walk.ticket.number;
    let steps = walk.steps();
    let asked = steps.contains(&StepName::Tell) && walk.is_past(StepName::Tell);
    let mut debts = Vec::new();
    if !asked && walk.callout.ended.is_none() {
        return debts;
    }
    for (n, notice) in tell::notices(walk).iter().enumerate() {
        if tell::told(walk, notice).is_some_and(crate::domain::ToldOutcome::reached) {
            continue;
        }
        if notice.requester && walk.ticket.cannot_be_told() {
            continue;
        }
        let who = match notice.person {
            Some(id) => walk.name(id),
            None => "the caller".to_owned(),
        };
        let to = if notice.requester {
            "requester".to_owned()
        } else {
            format!("\"{who}\"")
        };
        let mut one = debt(
            format!("tell.{}", n + 1),
            format!("{who} was not told ({})", notice.what),
            notice.rule,
            format!("nightdesk tell {number} {to}"),
        );
        one.tonight = notice.tonight && walk.callout.ended.is_none();
        debts.push(one);
    }
    debts
}

/// New passwords for what somebody from outside touched.
fn rotation(walk: &Walk<'_>) -> Vec<Debt> {
    let Some(outsider) = &walk.callout.outsider else {
        return Vec::new();
    };
    let lists = walk.records.lists_of(walk.callout.ticket);
    let list = lists
        .iter()
        .rev()
        .find(|list| list.checklist == super::ROTATION_LIST);
    if list.is_some_and(|list| list.finished.is_some()) {
        return Vec::new();
    }
    let pay = match list {
        Some(list) => format!("nightdesk check show {}", list.number),
        None => format!(
            "nightdesk check start {} --ticket {}",
            super::ROTATION_LIST,
            walk.ticket.number
        ),
    };
    let systems = outsider.systems.iter();
    systems
        .map(|system| {
            let mut one = debt(
                format!("V.{system}"),
                format!("new passwords for {system}: somebody from outside was at it"),
                RuleId::R(56),
                pay.clone(),
            );
            one.tonight = true;
            one
        })
        .collect()
}

/// Approval that was left to the morning, or to be explained.
fn approval(walk: &Walk<'_>) -> Option<Debt> {
    let asked = walk.callout.approval.as_ref()?;
    if asked.how == "phone" || walk.waits_for_morning() {
        return None;
    }
    let of = asked
        .of
        .map_or_else(|| "the director".to_owned(), |id| walk.name(id));
    let later = walk.ticket.told.iter();
    let told = asked.of.is_some_and(|of| {
        let mut later = later.filter(|told| told.who == Some(of) && told.outcome.reached());
        later.any(|told| told.at >= asked.at)
    });
    (!told).then(|| {
        debt(
            "emergency.approval",
            format!("{of} has not approved the work, which was no emergency"),
            RuleId::R(29),
            format!("nightdesk tell {} \"{of}\"", walk.ticket.number),
        )
    })
}

/// What the ticket itself owes, where it is not owed to people above.
fn of_ticket(walk: &Walk<'_>) -> Vec<Debt> {
    if walk.callout.ended.is_none() && !walk.is_past(StepName::Work) && !walk.callout.over {
        return Vec::new();
    }
    let owes = owed(walk.records, walk.site, &walk.ticket, walk.now);
    owes.into_iter()
        .filter_map(|one| ticket_debt(walk, one))
        .collect()
}

fn ticket_debt(walk: &Walk<'_>, owed: Owed) -> Option<Debt> {
    let key = match &owed.what {
        OwedWhat::Word | OwedWhat::Lead => {
            // The people above stand for it; only word after the outcome is more.
            walk.ticket.resolved?;
            "word".to_owned()
        }
        OwedWhat::Narrative if !walk.is_past(StepName::Narrative) => return None,
        OwedWhat::Outcome if !walk.is_past(StepName::Outcome) => return None,
        OwedWhat::Close => return None,
        OwedWhat::Action => "work.line".to_owned(),
        OwedWhat::Outcome => "outcome.how".to_owned(),
        OwedWhat::Prompt(prompt) => format!("narrative.{prompt}"),
        OwedWhat::Narrative => "narrative.text".to_owned(),
        OwedWhat::Report => "security.report.sent".to_owned(),
        OwedWhat::Step(list, step) => {
            let rotates = walk.callout.outsider.is_some()
                && walk
                    .records
                    .lists_of(walk.callout.ticket)
                    .iter()
                    .any(|one| {
                        one.checklist == super::ROTATION_LIST && one.number.to_string() == *list
                    });
            if rotates {
                return None;
            }
            format!("list.{step}")
        }
    };
    let mut one = debt(key, owed.text, owed.rule, owed.pay);
    one.due = owed.due;
    Some(one)
}

/// A claim that was left for tomorrow.
fn undecided(walk: &Walk<'_>) -> Option<Debt> {
    let tomorrow = walk.callout.value(StepName::Claim, "choice") == Some("tomorrow");
    let mut drafted = walk
        .callout
        .claims
        .iter()
        .filter_map(|id| walk.records.claim(*id));
    let stands = drafted.any(|claim| claim.state == ClaimState::Drafted);
    (tomorrow && !stands).then(|| {
        debt(
            "claim.choice",
            "whether to claim comp time is not decided".to_owned(),
            RuleId::R(27),
            format!(
                "nightdesk callout answer --callout {} claim=claim",
                walk.callout.number
            ),
        )
    })
}

/// Required prompts of the record category that nobody answered, by their questions.
pub(super) fn prompts(walk: &Walk<'_>) -> Vec<String> {
    let owes = owed(walk.records, walk.site, &walk.ticket, walk.now);
    owes.into_iter()
        .filter(|one| matches!(one.what, OwedWhat::Prompt(_)))
        .map(|one| one.text)
        .collect()
}

/// Whether nothing stands in the way of closing the ticket.
pub(super) fn may_close(walk: &Walk<'_>) -> bool {
    let owes = owed(walk.records, walk.site, &walk.ticket, walk.now);
    walk.ticket.resolved.is_some()
        && walk.ticket.closed.is_none()
        && !owes.iter().any(|one| one.gates_close)
}
