//! How it came out, the narrative, the close, the claim; and the two short branches.

use std::sync::Arc;

use super::call::{about, caller};
use super::work::{vendor_said, visits};
use super::{Values, moment, text};
use crate::domain::callout::answer::Act;
use crate::domain::callout::ask::tell;
use crate::domain::callout::mended::{is_open, minute_of};
use crate::domain::callout::{Callout, claiming, claims, follow, times};
use crate::domain::claim::{Claim, ClaimState};
use crate::domain::command::{
    AnswerPrompt, AssignTicket, CloseTicket, Count, ReopenTicket, ResolveTicket, SetImpact, Told,
    WaitTicket, WriteNarrative,
};
use crate::domain::event::{ClaimDrafted, ClaimWithdrawn, Resolved};
use crate::domain::{ClaimId, Command, Records, Refusal, RuleId, State, StepName, Ticket};
use crate::text::Clean;
use crate::time::Stamp;

pub(super) fn outcome(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    visits(act);
    rang(act, values);
    let to = text(values, "to").map(ToOwned::to_owned);
    match how_of(act, values, ("how", "times.restored")) {
        Some(how) => came_out(act, &how, to.as_deref(), "times.restored"),
        None => Ok(()),
    }
}

/// How it came out, where that or the time since when it works was answered now.
fn how_of(act: &Act<'_>, values: &Values, parts: (&str, &str)) -> Option<String> {
    let (how, restored) = parts;
    if let Some(how) = text(values, how) {
        return Some(how.to_owned());
    }
    let callout = act.now_callout();
    let stands = callout.value(step_of(&callout), how)?;
    // Whoever mends the time alone hands nothing over a second time.
    let works = !is_open(stands);
    (works && values.contains_key(restored)).then(|| stands.to_owned())
}

/// The step that asks how it came out.
fn step_of(callout: &Callout) -> StepName {
    if callout.over {
        StepName::Over
    } else {
        StepName::Outcome
    }
}

/// When it rang, mended in the row of times: the ticket came in then.
fn rang(act: &mut Act<'_>, values: &Values) {
    let Some(rang) = moment(values, "times.rang") else {
        return;
    };
    let Ok(ticket) = act.ticket() else { return };
    let is_own = ticket.recorded == act.callout.started;
    // Nothing came in after it was resolved: such times stand in the row alone.
    let fits = ticket
        .resolved
        .as_ref()
        .is_none_or(|resolved| rang <= resolved.at);
    if is_own && fits && ticket.opened.minutes_since(rang) != 0 {
        let mut set = SetImpact::of(ticket.id);
        set.received = Some(rang);
        act.try_out(&Command::Impact(Box::new(set)));
        let _ = act.aware_at(rang);
    }
}

/// How it came out, as the ticket's own facts.
pub(super) fn came_out(
    act: &mut Act<'_>,
    how: &str,
    to: Option<&str>,
    restored: &str,
) -> Result<(), Refusal> {
    let ticket = act.ticket()?;
    let callout = act.now_callout();
    let happened = callout
        .value(step_of(&callout), restored)
        .and_then(|at| at.parse::<Stamp>().ok());
    // Times out of order are kept as they were given; the ticket's own are never before it came.
    let happened = happened.map(|at| at.max(ticket.opened));
    if is_open(how) && ticket.state == State::Resolved {
        // It was said to be fixed, and is not.
        act.run(&Command::Reopen(ReopenTicket {
            ticket: ticket.id,
            text: Clean::line("not fixed after all"),
        }))?;
    }
    match how {
        "handed" => {
            let Some(to) = to else { return Ok(()) };
            let person = act.ahead.person_named(to).filter(|p| p.staff && !p.left);
            match person {
                Some(person) => act.say(&Command::Assign(AssignTicket {
                    ticket: ticket.id,
                    to: person.id,
                })),
                None => act.log(&format!("Handed over to {to}"), None),
            }
        }
        "vendor" => {
            let until = act.next_opening();
            let until = until.unwrap_or_else(|| act.desk.now.plus_minutes(24 * 60));
            act.say(&Command::Wait(WaitTicket {
                ticket: ticket.id,
                what: Clean::line("the vendor"),
                until,
            }))
        }
        _ => {
            let words = said(how);
            if let Some(stood) = &ticket.resolved {
                mend(act, &ticket, stood.at, happened, how);
            } else {
                let tail = follow::tail(&callout, how);
                act.run(&Command::Resolve(ResolveTicket {
                    ticket: ticket.id,
                    text: Clean::line(&format!("{words}{tail}")),
                    happened,
                }))?;
            }
            follow::open(act, &ticket);
            Ok(())
        }
    }
}

/// How it came out and since when it works, where that is another word or another minute than the
/// one that stands: the old one stays in the journal.
fn mend(act: &mut Act<'_>, ticket: &Ticket, stood: Stamp, happened: Option<Stamp>, how: &str) {
    let words = said(how);
    let step = step_of(act.callout);
    let part = if act.callout.over { "fixed" } else { "how" };
    let before = act.callout.value(step, part).filter(|how| !is_open(how));
    let before = before.map(said);
    let text = match before.filter(|before| *before != words) {
        Some(before) => format!("{words}, which corrects: {}", before.to_lowercase()),
        None => format!("{words}, the time is corrected"),
    };
    let other = happened.filter(|at| minute_of(*at) != minute_of(stood));
    if other.is_none() && before.is_none_or(|before| before == words) {
        return;
    }
    let tail = follow::tail(&act.now_callout(), how);
    let resolved = Resolved {
        ticket: ticket.id,
        text: Clean::line(&format!("{text}{tail}")),
        happened: Some(other.unwrap_or(stood)),
    };
    act.ahead.write(act.desk.site, resolved);
}

/// How it came out, in the words of a resolution.
fn said(how: &str) -> &'static str {
    match how {
        "workaround" => "Worked round",
        "false-alarm" => "A false alarm",
        _ => "Fixed",
    }
}

pub(super) fn narrative(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let ticket = act.callout.ticket;
    if let Some(text) = values.get("text") {
        act.say(&Command::Narrative(WriteNarrative {
            ticket,
            text: text.clone(),
            saw: None,
        }))?;
    }
    if let Some(cure) = values.get("cure") {
        act.say(&Command::Note(AnswerPrompt {
            ticket,
            field: "cure".to_owned(),
            text: cure.clone(),
            saw: None,
        }))?;
    }
    Ok(())
}

pub(super) fn close(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    if text(values, "close") != Some("yes") {
        return Ok(());
    }
    act.run(&Command::Close(CloseTicket::of(act.callout.ticket)))
}

/// The claim of whoever answers: each claims their own part of the callout.
pub(super) fn claim(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let stands = standing_claim(act);
    match text(values, "choice") {
        Some("claim") => {
            let Some(draft) = drafted(act) else {
                return Ok(());
            };
            if let Some(claim) = &stands {
                if claim.intervals == draft.intervals {
                    return Ok(());
                }
                take_back(act, claim.id, "drafted anew: the times are others now");
            }
            claimable(act, &draft)?;
            act.ahead.write(act.desk.site, draft);
        }
        Some("none") => {
            if let Some(claim) = stands {
                take_back(act, claim.id, "no claim after all");
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether a claim that was chosen cannot be drafted as things stand.
pub(in crate::domain::callout) fn claim_refused(act: &Act<'_>, values: &Values) -> bool {
    let chosen = text(values, "choice") == Some("claim");
    chosen && drafted(act).is_none_or(|draft| claimable(act, &draft).is_err())
}

fn drafted(act: &Act<'_>) -> Option<ClaimDrafted> {
    let (id, person) = (act.fresh.claim, act.desk.actor.person);
    act.with_walk(|walk| claiming::draft(walk, id, person))
}

/// The claim of whoever answers that stands for this callout.
fn standing_claim(act: &Act<'_>) -> Option<Arc<Claim>> {
    let mine = act.ahead.claims_of(act.desk.actor.person);
    let of_this =
        |claim: &&Arc<Claim>| claim.callout == act.callout.id && claim.state == ClaimState::Drafted;
    mine.iter().find(of_this).cloned()
}

fn take_back(act: &mut Act<'_>, claim: ClaimId, because: &str) {
    let because = Some(Clean::line(because));
    let withdrawn = ClaimWithdrawn { claim, because };
    act.ahead.write(act.desk.site, withdrawn);
}

/// Whether a draft holds anything, and no minute twice.
fn claimable(act: &Act<'_>, draft: &ClaimDrafted) -> Result<(), Refusal> {
    if draft.minutes_outside == 0 {
        let number = act.callout.number;
        return Err(Refusal::new(
            RuleId::R(27),
            format!("nothing of your part of {number} lies outside your working hours"),
            format!("`nightdesk callout answer --callout {number} claim=none`"),
        ));
    }
    claims::overlap(&act.ahead, draft)
}

pub(super) fn later(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(outcome) = text(values, "told").and_then(tell::outcome_of) else {
        return Ok(());
    };
    let said = Clean::line("it is logged, and somebody looks at it when we open");
    act.tell(Told::Requester, outcome, Some(said))
}

/// Everything of a callout that was over before it was recorded.
pub(super) fn over(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    caller(act, values)?;
    let kind = text(values, "what").unwrap_or_default().to_owned();
    let which = text(values, "which").unwrap_or_default().to_owned();
    about(act, &kind, &which)?;
    if let Some(stopped) = text(values, "impact").and_then(|n| n.parse::<u32>().ok()) {
        let mut set = SetImpact::of(act.callout.ticket);
        set.blocked = Some(Count::Number(stopped));
        act.say(&Command::Impact(Box::new(set)))?;
    }
    let restored = moment(values, "restored");
    if let Some(how) = text(values, "how") {
        let began = times::time_of(&act.now_callout(), "began");
        act.log(how, restored.or(began))?;
    }
    if let Some(fixed) = how_of(act, values, ("fixed", "restored")) {
        let callout = act.now_callout();
        came_out(act, &fixed, callout.value(StepName::Over, "to"), "restored")?;
    }
    vendor_said(act, text(values, "outsider"));
    if let Some(outcome) = text(values, "told").and_then(tell::outcome_of) {
        let at = moment(values, "told_at");
        act.tell_at(Told::Requester, outcome, None, at)?;
    }
    Ok(())
}
