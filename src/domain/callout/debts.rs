//! What a callout owes: what nobody knows yet, whom nobody told, what was not ticked, what is due.
//!
//! A debt is a rule that could not be kept at three in the morning. It is computed from the facts,
//! so it goes away when somebody pays it, and never otherwise.

use super::ask::{ask, tell};
use super::{Callout, Debt, Walk, approval, claiming, outbox, outsider, word};
use crate::domain::ticket::{NOT_ANSWERED, Owed, OwedWhat, owed};
use crate::domain::{PersonId, Records, RuleId, Site, StepName, ToldOutcome, claim::ClaimState};
use crate::time::Stamp;

/// What the callout owes now, what is wanted tonight first.
pub fn debts(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Vec<Debt> {
    Walk::of(records, site, callout, now).map_or_else(Vec::new, |walk| all(&walk))
}

/// The same in a frame.
pub(super) fn all(walk: &Walk<'_>) -> Vec<Debt> {
    let mut debts: Vec<Debt> = word(walk).into_iter().collect();
    debts.extend(approval::owed(walk));
    debts.extend(untold(walk));
    debts.extend(head_unknown(walk));
    debts.extend(unknown(walk));
    debts.extend(rooms(walk));
    debts.extend(outsider::debts(walk));
    debts.extend(of_ticket(walk));
    debts.extend(undecided(walk));
    debts.extend(stale_claims(walk));
    let mut debts = once_a_person(debts);
    for debt in &mut debts {
        if let Some(when) = walk.callout.value(StepName::Debts, &debt.key) {
            when.clone_into(&mut debt.when);
        }
    }
    debts.sort_by_key(|debt| !debt.tonight);
    debts
}

/// One word to a person pays all that they are to be told: it is owed once, as what is said first.
fn once_a_person(debts: Vec<Debt>) -> Vec<Debt> {
    let mut kept: Vec<Debt> = Vec::new();
    for debt in debts {
        let is_word = |one: &&Debt| one.pay.starts_with("nightdesk tell ");
        let mut words = kept.iter().filter(is_word);
        if !words.any(|one| debt.pay.starts_with(&one.pay)) {
            kept.push(debt);
        }
    }
    kept
}

/// Where in the walk a debt is paid; none where it is paid outside of it.
pub(super) fn step_of(walk: &Walk<'_>, key: &str) -> Option<StepName> {
    let steps = walk.steps();
    let named = steps.iter().copied().filter(|step| {
        let rest = key.strip_prefix(step.as_str());
        rest.is_some_and(|rest| rest.starts_with('.'))
    });
    let step = match key {
        // Whoever is to be told is told there.
        "word" | "emergency.approval" => Some(StepName::Tell),
        _ => named.max_by_key(|step| step.as_str().len()),
    };
    let is_walked = |step: &StepName| {
        steps.contains(step) && !matches!(step, StepName::Start | StepName::Vendor)
    };
    step.filter(is_walked)
}

pub(super) fn debt(key: impl Into<String>, text: String, rule: RuleId, pay: String) -> Debt {
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
        let Some(asked) = ask(walk, step) else {
            continue;
        };
        for part in &answered.unknown {
            // What is not asked any more is not owed, but for the question behind the list.
            let question = match asked.parts.iter().find(|one| one.key == *part) {
                Some(one) => one.question.clone(),
                None if step == StepName::List => "was anybody from outside at a server?".into(),
                None => continue,
            };
            let of = walk.callout;
            let whose = match of.ended {
                Some(_) => format!("--callout {} ", of.number),
                None => String::new(),
            };
            debts.push(debt(
                format!("{step}.{part}"),
                format!("not known yet: {question}"),
                asked.rule,
                format!("nightdesk callout answer {whose}{step}.{part}=..."),
            ));
        }
    }
    debts
}

/// Word that the caller asked for tonight, and that is due.
fn word(walk: &Walk<'_>) -> Option<Debt> {
    let word = word::of(walk).filter(|word| word.due <= walk.now)?;
    let mut one = debt(
        "word",
        format!("word is due to {}", word.name),
        RuleId::R(5),
        format!("nightdesk tell {} requester", walk.ticket.number),
    );
    one.due = Some(word.due);
    one.tonight = true;
    Some(one)
}

/// The head of rooms that are entered, where nobody knows who that is.
fn head_unknown(walk: &Walk<'_>) -> Option<Debt> {
    let visit = tell::room_entered(walk).filter(|_| !tell::is_inside(walk))?;
    let place = walk.callout.answers.get(&StepName::Place);
    if place.is_some_and(|place| place.unknown.contains("room")) {
        return None;
    }
    let unit = visit.unit.and_then(|id| walk.records.unit(id));
    let head = unit.and_then(|unit| unit.head);
    if head.is_some() || walk.callout.head_told.is_some() {
        return None;
    }
    Some(debt(
        "place.room",
        format!("whose head must be told of {} is not known", visit.room),
        tell::room_rule(walk),
        format!(
            "nightdesk callout answer --callout {} place.room=...",
            walk.callout.number
        ),
    ))
}

/// People who were not reached.
fn untold(walk: &Walk<'_>) -> Vec<Debt> {
    let steps = walk.steps();
    let asked = steps.contains(&StepName::Tell) && walk.is_past(StepName::Tell);
    let mut debts = Vec::new();
    // What was over is told by nobody in the walk: it is owed at once.
    let is_over = walk.callout.over && walk.is_past(StepName::Over);
    if !asked && !is_over && !is_at_the_end(walk) {
        return debts;
    }
    let word_due = word(walk).is_some();
    for notice in &tell::notices(walk) {
        if notice.requester && word_due {
            continue;
        }
        if tell::told(walk, notice).is_some_and(ToldOutcome::reached) {
            continue;
        }
        if notice.requester && walk.ticket.cannot_be_told() {
            continue;
        }
        if notice.approves() {
            // Owed as the approval itself.
            continue;
        }
        let who = match notice.person {
            Some(id) => walk.name(id),
            None => "the caller".to_owned(),
        };
        let mut one = debt(
            format!("tell.{}", notice.no),
            match &tell::tries(walk, notice)[..] {
                [] => format!("{who} was not told ({})", notice.what),
                tries => format!(
                    "{who} was not told ({}): no answer at {}, try again",
                    notice.what,
                    tries.join(", ")
                ),
            },
            notice.rule,
            outbox::pay(walk, notice),
        );
        one.tonight = notice.tonight && walk.callout.ended.is_none();
        debts.push(one);
    }
    debts
}

/// When another department's rooms were entered and left, once the night is over.
fn rooms(walk: &Walk<'_>) -> Vec<Debt> {
    let callout = walk.callout;
    let Some(visit) = tell::room_entered(walk).filter(|_| callout.ended.is_some()) else {
        return Vec::new();
    };
    let times = [
        ("arrived", "entered", visit.entered),
        ("stopped", "left", visit.left),
    ];
    let is_unknown = |part: &str| {
        let said = callout.answers.get(&StepName::Outcome);
        said.is_some_and(|said| said.unknown.contains(part))
    };
    let open = times
        .into_iter()
        .filter(|(name, _, at)| at.is_none() && !is_unknown(&format!("times.{name}")));
    let owed = open.map(|(name, did, _)| {
        debt(
            format!("outcome.times.{name}"),
            format!("when {} was {did} is not noted", visit.room),
            RuleId::R(32),
            format!(
                "nightdesk callout answer --callout {} outcome.times.{name}=...",
                callout.number
            ),
        )
    });
    owed.collect()
}

/// Whether nothing more is asked: what is owed then is owed in the morning too.
fn is_at_the_end(walk: &Walk<'_>) -> bool {
    walk.callout.ended.is_some() || walk.current() == Some(StepName::Handover)
}

/// What the ticket itself owes, where it is not owed to people above.
fn of_ticket(walk: &Walk<'_>) -> Vec<Debt> {
    if !is_at_the_end(walk) && !walk.is_past(StepName::Work) && !walk.callout.over {
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
        OwedWhat::Close | OwedWhat::Redaction(_) => return None,
        OwedWhat::Action => "work.line".to_owned(),
        OwedWhat::Outcome => "outcome.how".to_owned(),
        OwedWhat::Prompt(prompt) => format!("narrative.{prompt}"),
        OwedWhat::Narrative => "narrative.text".to_owned(),
        OwedWhat::Report => "security.report.sent".to_owned(),
        OwedWhat::Step(list, step) => {
            if outsider::is_owed_by_system(walk, list, step) {
                return None;
            }
            format!("list.{step}")
        }
    };
    let mut one = debt(key, owed.text, owed.rule, owed.pay);
    one.due = owed.due;
    Some(one)
}

/// Claims that were drafted before their times were corrected.
fn stale_claims(walk: &Walk<'_>) -> Vec<Debt> {
    let callout = walk.callout;
    let claims = callout
        .claims
        .iter()
        .filter_map(|id| walk.records.claim(*id));
    let stale = claims
        .filter(|claim| claim.state == ClaimState::Drafted && claiming::is_stale(walk, claim));
    let owed = stale.map(|claim| {
        debt(
            format!("claim.{}", claim.number),
            format!(
                "{} was drafted with other times than those that stand",
                claim.number
            ),
            RuleId::R(27),
            pay_claim(walk, claim.person),
        )
    });
    owed.collect()
}

/// The command that decides a person's claim: to claim, where that can be done as things stand.
fn pay_claim(walk: &Walk<'_>, person: PersonId) -> String {
    let sum = claiming::sum(walk, person);
    let is_free = claiming::covered(walk, person, &sum).is_none();
    let choice = if sum.outside_min > 0 && is_free {
        "claim"
    } else {
        "none"
    };
    let number = walk.callout.number;
    format!("nightdesk callout answer --callout {number} claim={choice}")
}

/// Claims that were left for tomorrow, and the parts of those who handed the callout on.
fn undecided(walk: &Walk<'_>) -> Vec<Debt> {
    let callout = walk.callout;
    let mut debts = Vec::new();
    let tomorrow = callout.value(StepName::Claim, "choice") == Some("tomorrow");
    if tomorrow && !is_claimed(walk, callout.person) {
        debts.push(debt(
            "claim.choice",
            "whether to claim comp time is not decided".to_owned(),
            RuleId::R(27),
            pay_claim(walk, callout.person),
        ));
    }
    if !walk.site.policy.profile.comp_time.enabled {
        return debts;
    }
    for person in claiming::former(walk) {
        let is_none = callout.own_choice(person) == Some("none");
        let sum = claiming::sum(walk, person);
        if is_none || sum.outside_min == 0 || is_claimed(walk, person) {
            continue;
        }
        let name = walk.name(person);
        debts.push(debt(
            format!("claim.{name}"),
            format!("{name} has not said whether to claim their part of it"),
            RuleId::R(27),
            pay_claim(walk, person),
        ));
    }
    debts
}

/// Whether a claim of a person stands for this callout.
fn is_claimed(walk: &Walk<'_>, person: PersonId) -> bool {
    let claims = walk.callout.claims.iter();
    let mut claims = claims.filter_map(|id| walk.records.claim(*id));
    claims.any(|claim| claim.person == person && claim.state == ClaimState::Drafted)
}

/// Required prompts of the record category that nobody answered, by their questions.
pub(super) fn prompts(walk: &Walk<'_>) -> Vec<String> {
    let owes = owed(walk.records, walk.site, &walk.ticket, walk.now);
    owes.into_iter()
        .filter(|one| matches!(one.what, OwedWhat::Prompt(_)))
        .map(|one| match one.text.strip_prefix(NOT_ANSWERED) {
            Some(question) => question.to_owned(),
            None => one.text,
        })
        .collect()
}

/// Whether nothing stands in the way of closing the ticket.
pub(super) fn may_close(walk: &Walk<'_>) -> bool {
    let owes = owed(walk.records, walk.site, &walk.ticket, walk.now);
    walk.ticket.resolved.is_some()
        && walk.ticket.closed.is_none()
        && !owes.iter().any(|one| one.gates_close)
}
