//! What may be done about the roster, and about a claim once it is drafted.

use std::sync::Arc;

use super::decide::Desk;
use super::mended::minute_of;
use crate::domain::claim::{ClaimState, Turn};
use crate::domain::command::{EndRoster, SetRoster, WithdrawClaim};
use crate::domain::event::{ClaimDrafted, ClaimWithdrawn, Interval, RosterEnded, RosterSet};
use crate::domain::{CalloutId, Claim, Event, PersonId, Records, Refusal, RuleId};
use crate::time::day_time;

impl Desk<'_> {
    pub(super) fn set_roster(&self, set: &SetRoster) -> Result<Vec<Event>, Refusal> {
        let person = self.staff(set.person)?;
        if set.from >= set.to {
            return Err(Refusal::new(
                RuleId::N(5),
                "a turn ends after it begins",
                format!(
                    "`nightdesk roster add \"{}\" --from {} --to {}`",
                    person.name,
                    set.to.rfc3339(),
                    set.from.rfc3339()
                ),
            ));
        }
        let same_turn = |turn: &&Arc<Turn>| {
            let minutes = |from, to| (minute_of(from), minute_of(to));
            let same = minutes(turn.from, turn.to) == minutes(set.from, set.to);
            turn.ended.is_none() && turn.person == set.person && same
        };
        if self.records.roster().iter().any(|turn| same_turn(&turn)) {
            return Err(Refusal::new(
                RuleId::N(7),
                format!("{} is on the roster for that already", person.name),
                "nothing is left to do",
            ));
        }
        let overlaps = |turn: &&Arc<Turn>| {
            let is_own = turn.person == set.person && turn.ended.is_none();
            is_own && turn.from < set.to && set.from < turn.to
        };
        if let Some(turn) = self.records.roster().iter().find(|turn| overlaps(turn)) {
            let zone = self.site.calendar.zone;
            let (from, to) = (day_time(turn.from, zone), day_time(turn.to, zone));
            return Err(Refusal::new(
                RuleId::N(7),
                format!(
                    "{} is on call from {from} to {to} already, and the two turns overlap",
                    person.name
                ),
                format!(
                    "take times outside it, or `nightdesk roster remove {} --because \"why\"` \
                     first",
                    turn.seq
                ),
            ));
        }
        Ok(vec![
            RosterSet {
                turn: set.turn,
                person: set.person,
                from: set.from,
                to: set.to,
            }
            .into(),
        ])
    }

    pub(super) fn end_roster(&self, end: &EndRoster) -> Result<Vec<Event>, Refusal> {
        let turns = self.records.roster();
        let turn = turns.iter().find(|turn| turn.id == end.turn);
        let Some(turn) = turn else {
            return Err(Refusal::new(
                RuleId::N(3),
                "there is no such turn on the roster",
                "`nightdesk roster list` lists them",
            ));
        };
        if turn.ended.is_some() {
            return Err(Refusal::new(
                RuleId::N(7),
                "that turn is off the roster already",
                "nothing is left to do",
            ));
        }
        if end.because.is_blank() {
            return Err(Refusal::new(
                RuleId::N(4),
                "a turn goes off the roster with a reason",
                format!("`nightdesk roster remove {} --because \"why\"`", turn.seq),
            ));
        }
        Ok(vec![
            RosterEnded {
                turn: end.turn,
                because: end.because.clone(),
            }
            .into(),
        ])
    }

    pub(super) fn withdraw(&self, withdraw: &WithdrawClaim) -> Result<Vec<Event>, Refusal> {
        let Some(claim) = self.records.claim(withdraw.claim) else {
            return Err(Refusal::new(
                RuleId::N(3),
                "there is no such claim",
                "`nightdesk claim list` lists them",
            ));
        };
        if claim.person != self.actor.person {
            let whose = self.records.person(claim.person);
            let whose = whose.map_or_else(|| "its claimant".to_owned(), |p| p.name.to_string());
            return Err(Refusal::new(
                RuleId::N(13),
                format!(
                    "{} is {whose}'s claim, and nobody else takes it back",
                    claim.number
                ),
                format!("{whose} types `nightdesk claim withdraw {}`", claim.number),
            ));
        }
        if claim.state != ClaimState::Drafted {
            return Err(Refusal::new(
                RuleId::N(13),
                format!("{} is {} already", claim.number, claim.state.as_str()),
                "nothing is left to do",
            ));
        }
        Ok(vec![
            ClaimWithdrawn {
                claim: claim.id,
                because: withdraw.because.clone().filter(|why| !why.is_blank()),
            }
            .into(),
        ])
    }
}

/// The first of a person's drafted claims, but for those of one callout, that covers a minute of
/// some intervals.
pub(super) fn covering(
    records: &dyn Records,
    person: PersonId,
    but: Option<CalloutId>,
    intervals: &[Interval],
) -> Option<Arc<Claim>> {
    let meets = |one: &Interval| {
        let mut intervals = intervals.iter();
        intervals.any(|two| one.from < two.to && two.from < one.to)
    };
    let mut others = records.claims_of(person).into_iter();
    others.find(|claim| {
        claim.state == ClaimState::Drafted
            && Some(claim.callout) != but
            && claim.intervals.iter().any(meets)
    })
}

/// Whether another claim of the person covers a minute of these intervals.
pub(super) fn overlap(records: &dyn Records, drafted: &ClaimDrafted) -> Result<(), Refusal> {
    match covering(records, drafted.person, None, &drafted.intervals) {
        None => Ok(()),
        Some(claim) => Err(Refusal::new(
            RuleId::N(12),
            format!("{} covers some of these minutes already", claim.number),
            format!(
                "`nightdesk claim withdraw {}` first, or no claim here",
                claim.number
            ),
        )),
    }
}
