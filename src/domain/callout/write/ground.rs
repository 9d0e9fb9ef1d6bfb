//! Security, how many are stopped, the ground, the place, and whom one told.

use super::{Values, moment, text};
use crate::domain::callout::answer::Act;
use crate::domain::callout::ask::security::NO_DEVICE;
use crate::domain::callout::ask::tell;
use crate::domain::callout::{Given, Walk};
use crate::domain::command::{Count, PersonRef, SetImpact, Told};
use crate::domain::event::{ApprovalAsked, Deadline, DeadlineThen, HeadTold, VisitPlanned};
use crate::domain::{Command, PersonId, Records, Refusal, RuleId, StepName, ToldOutcome};
use crate::text::Clean;

/// The name of the date by which people come to work.
const OPENING: &str = "opening time";

pub(super) fn suspect(act: &mut Act<'_>, values: &Values) {
    if let Some(name) = text(values, "who") {
        act.person(name, act.fresh.other);
    }
    if let Some(answer) = text(values, "suspect") {
        act.tick_from("suspect", Some(answer), "");
    }
}

pub(super) fn seen(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    if let Some(seen) = text(values, "seen") {
        act.log(&format!("Seen: {seen}"), None)?;
        act.tick_from("rec", None, seen);
    }
    if let Some(at) = moment(values, "when") {
        act.aware_at(at)?;
    }
    Ok(())
}

pub(super) fn isolate(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(answer) = text(values, "isolate") else {
        return Ok(());
    };
    if answer == NO_DEVICE {
        act.log("No device is concerned, only an account", None)?;
        act.skip_from("dev", "there is no device");
        act.skip_from("iso", "there is no device");
        return Ok(());
    }
    if answer == "yes" {
        act.log("The device is off the network", moment(values, "when"))?;
    } else {
        let why = text(values, "why").unwrap_or("why is not known yet");
        act.log(&format!("The device is not off the network: {why}"), None)?;
    }
    act.tick_from("dev", Some(answer), "");
    if answer == "yes" {
        act.tick_from("iso", None, "");
    }
    Ok(())
}

pub(super) fn report(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(outcome) = text(values, "report").and_then(tell::outcome_of) else {
        return Ok(());
    };
    let known = act
        .with_walk(|walk| tell::recipient(walk).map(|person| person.id))
        .flatten();
    let who = match (known, text(values, "to")) {
        (Some(id), _) => id,
        (None, Some(name)) => act.person(name, act.fresh.other),
        (None, None) => return Ok(()),
    };
    if who == act.desk.actor.person {
        return Err(Refusal::new(
            RuleId::R(64),
            "nobody reports to themselves, and nothing was recorded",
            "`nightdesk callout answer security.report.to=NAME` says who else was told; ? = not \
             known yet",
        ));
    }
    let said = Clean::line("a security incident: what was seen, since when, what is off");
    act.tell(Told::Person(PersonRef::Id(who)), outcome, Some(said))
}

pub(super) fn impact(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let ticket = act.ticket()?;
    let number = |part: &str| text(values, part).and_then(|n| n.parse::<u32>().ok());
    let mut set = SetImpact::of(ticket.id);
    set.blocked = number("now").map(Count::Number);
    let stopped = number("now").or(ticket.blocked).unwrap_or_default();
    let stands = ticket.deadline.as_ref();
    let is_other = stands.is_some_and(|stands| stands.name.as_str() != OPENING);
    // A number that is answered again replaces the one that stands, also where it is lower.
    let due = stands
        .map(|stands| stands.due)
        .or_else(|| act.next_opening());
    if let (Some(opening), Some(due)) = (number("opening"), due)
        && (opening > stopped || stands.is_some())
        && !is_other
    {
        set.deadline = Some(Deadline {
            name: Clean::line(OPENING),
            due,
            legal: false,
            work_min: 0,
            then: Some(DeadlineThen {
                affected: ticket.affected,
                blocked: opening,
                hampered: 0,
            }),
        });
    }
    act.say(&Command::Impact(Box::new(set)))
}

pub(super) fn emergency(act: &mut Act<'_>) {
    let callout = act.now_callout();
    if callout.value(StepName::Emergency, "verdict") != Some("no") {
        return;
    }
    let how = callout
        .value(StepName::Emergency, "approval")
        .unwrap_or("morning")
        .to_owned();
    if callout
        .approval
        .as_ref()
        .is_some_and(|asked| asked.how == how)
    {
        return;
    }
    let of = act.with_walk(approver);
    let asked = ApprovalAsked {
        callout: callout.id,
        ticket: callout.ticket,
        of: of.flatten(),
        how,
    };
    act.ahead.write(act.desk.site, asked);
}

/// Who approves work that is no emergency: never whoever does it. What one of those who approve
/// does goes to the deputy whom the profile names for it.
fn approver(walk: &Walk<'_>) -> Option<PersonId> {
    let rules = &walk.site.policy.profile.comp_time;
    let behind = |role: &String| walk.behind(role).into_iter().map(|person| person.id);
    let approvers: Vec<PersonId> = rules.approver_roles.iter().flat_map(behind).collect();
    let mut deputies = behind(&rules.deputy_for_own_claims);
    let me = walk.callout.person;
    let mut others = approvers.iter().copied().filter(|id| *id != me);
    if approvers.contains(&me) {
        return deputies.find(|id| *id != me).or_else(|| others.next());
    }
    others.next().or_else(|| deputies.find(|id| *id != me))
}

pub(super) fn place(act: &mut Act<'_>) {
    let callout = act.now_callout();
    let at = callout.value(StepName::Place, "where").unwrap_or_default();
    if !matches!(at, "room" | "office") {
        return;
    }
    let foreign = at == "room";
    let said = callout.value(StepName::Place, "room").filter(|_| foreign);
    let room = said.unwrap_or(if foreign {
        "another department"
    } else {
        "our own office"
    });
    let unit = act.ahead.unit_named(room).filter(|_| foreign);
    let planned = VisitPlanned {
        callout: callout.id,
        ticket: callout.ticket,
        room: Clean::line(room),
        unit: unit.map(|unit| unit.id),
        foreign,
        key: callout.value(StepName::Place, "key").map(Clean::line),
    };
    let stands = callout.visit.as_ref().is_some_and(|visit| {
        let same_room = visit.room == planned.room && visit.unit == planned.unit;
        same_room && visit.foreign == foreign && visit.key == planned.key
    });
    if !stands {
        act.ahead.write(act.desk.site, planned);
    }
    // Times that were noted before the rooms were named belong to them.
    super::work::visits(act);
}

/// Whom one told: each answer that is given anew is an entry, also a second vain try. What a step
/// that is left fills in stands already.
pub(super) fn told(act: &mut Act<'_>, values: &Values, given: &Given) -> Result<(), Refusal> {
    let notices = act.with_walk(tell::notices).unwrap_or_default();
    for notice in &notices {
        let part = notice.no.to_string();
        let said = text(values, &part).filter(|_| given.contains_key(&part));
        let Some(outcome) = said.and_then(tell::outcome_of) else {
            continue;
        };
        let who = match (notice.requester, notice.person) {
            (true, _) => Told::Requester,
            (false, Some(id)) => Told::Person(PersonRef::Id(id)),
            (false, None) => continue,
        };
        act.tell(who, outcome, Some(Clean::line(&notice.say.join(" "))))?;
        if notice.is_owner() && outcome == ToldOutcome::Told {
            act.tick_from("ring", None, "");
        }
        if let (true, Some(who), true) = (notice.head, notice.person, outcome.reached()) {
            let told = HeadTold {
                callout: act.callout.id,
                ticket: act.callout.ticket,
                who,
                happened: None,
            };
            act.ahead.write(act.desk.site, told);
        }
    }
    Ok(())
}
