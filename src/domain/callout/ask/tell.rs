//! Whom to tell: tonight those whom a rule names, everybody else in the morning.
//!
//! In the quiet of the night nobody is woken whom the policy does not wake.

use std::sync::Arc;

use super::say::{self, about};
pub(in crate::domain::callout) use super::told::{
    CANNOT, TOLD, outcome_of, outcome_word, told, told_at, tries,
};
use super::{choices, derived, step};
use crate::domain::callout::judge::standing;
use crate::domain::callout::times::is_quiet;
use crate::domain::callout::{
    Part, PartKind, Step, Visit, Walk, outbox, reporting, suspected as suspicion,
};
use crate::domain::{Person, PersonId, RuleId, StepName, ToldOutcome};

/// Somebody who is to be told.
#[derive(Debug, Clone)]
pub(in crate::domain::callout) struct Notice {
    /// The part by which it is answered, from 1. It stays once something was answered here.
    pub(in crate::domain::callout) no: usize,
    /// Who; none = a requester without a name.
    pub(in crate::domain::callout) person: Option<PersonId>,
    /// Whether it is the requester.
    pub(in crate::domain::callout) requester: bool,
    /// Whether it is the head of the rooms that are entered.
    pub(in crate::domain::callout) head: bool,
    /// What they are here: `head of Eastside`.
    pub(in crate::domain::callout) what: String,
    /// Whether a rule wants it tonight.
    pub(in crate::domain::callout) tonight: bool,
    /// The rule.
    pub(in crate::domain::callout) rule: RuleId,
    /// Two lines to say.
    pub(in crate::domain::callout) say: [String; 2],
}

/// The rule by which the owner of a misused account is rung.
const OWNER: RuleId = RuleId::R(71);
/// The rule by which the reporting line hears of an incident.
const LEAD: RuleId = RuleId::R(64);
/// The rule by which work that is no emergency is approved.
const APPROVAL: RuleId = RuleId::R(29);

impl Notice {
    /// Whether it is the owner of an account or device that somebody misuses.
    pub(in crate::domain::callout) fn is_owner(&self) -> bool {
        self.rule == OWNER
    }

    /// Whether it is who is asked tonight to approve work that is no emergency.
    pub(in crate::domain::callout) fn approves(&self) -> bool {
        self.rule == APPROVAL && self.tonight && !self.requester
    }

    /// What they are here, in a word.
    pub(in crate::domain::callout) fn role(&self) -> &str {
        match self.rule {
            _ if self.requester => "requester",
            OWNER => "owner",
            // Not "lead": where the lead is suspected, somebody else is told.
            LEAD => "report",
            APPROVAL if self.tonight => "approver",
            _ if self.head => "head",
            _ => &self.what,
        }
    }
}

/// Everybody who is to be told of this callout, tonight's first.
pub(in crate::domain::callout) fn notices(walk: &Walk<'_>) -> Vec<Notice> {
    let mut all: Vec<Notice> = Vec::new();
    let mut add = |notice: Notice| {
        let known = |one: &Notice| {
            one.requester && notice.requester || one.person.is_some() && one.person == notice.person
        };
        if !all.iter().any(known) {
            all.push(notice);
        }
    };
    let tonight = walk.value(StepName::Caller, "word").as_deref() == Some("yes");
    if walk.kind().as_deref() == Some("later") {
        // What can wait concerns nobody but the caller.
        requester(walk, false).into_iter().for_each(&mut add);
    } else {
        // While one of our own may have done it, heads hear nothing of it from here.
        let is_open = !is_inside(walk);
        owner(walk).into_iter().for_each(&mut add);
        lead(walk).into_iter().for_each(&mut add);
        let head = head_of_room(walk).filter(|_| is_open);
        head.into_iter().for_each(&mut add);
        approver(walk).into_iter().for_each(&mut add);
        requester(walk, tonight).into_iter().for_each(&mut add);
        let head = head_of_unit(walk).filter(|_| is_open);
        head.into_iter().for_each(&mut add);
        director(walk).into_iter().for_each(&mut add);
    }
    // Not a word to the one suspected, and none to oneself.
    let not = [suspected(walk), Some(walk.callout.person)];
    all.retain(|notice| {
        let is_none = notice.person.is_none();
        is_none || !not.contains(&notice.person) || notice.requester && notice.person == not[1]
    });
    all.sort_by_key(|notice| !notice.tonight);
    number(walk, &mut all);
    all
}

/// The part that says who a number stands for.
pub(in crate::domain::callout) fn who_part(no: usize) -> String {
    format!("{no}.who")
}

/// What stands for somebody in that part.
pub(in crate::domain::callout) fn who_word(walk: &Walk<'_>, notice: &Notice) -> String {
    match notice.person {
        Some(id) if !notice.requester => walk.name(id),
        _ => "the caller".to_owned(),
    }
}

/// Gives each notice its number: those of an earlier answer stay, so that an answer never goes to
/// somebody else because the list has changed since it was shown.
fn number(walk: &Walk<'_>, all: &mut [Notice]) {
    let said = walk.callout.answers.get(&StepName::Tell);
    let mut stands: Vec<(usize, String)> = said
        .into_iter()
        .flat_map(|said| &said.values)
        .filter_map(|(part, who)| {
            let no = part.strip_suffix(".who")?.parse().ok()?;
            Some((no, who.to_string()))
        })
        .collect();
    let mut next = stands.iter().map(|(no, _)| *no).max().unwrap_or(0);
    for notice in all {
        let word = who_word(walk, notice);
        let known = stands.iter().position(|(_, who)| *who == word);
        notice.no = if let Some(at) = known {
            stands.swap_remove(at).0
        } else {
            next += 1;
            next
        };
    }
}

/// The line that has the owner rung at once, before anything else is asked; none once they were
/// reached.
pub(super) fn ring_owner(walk: &Walk<'_>) -> Option<String> {
    let notice = owner(walk)?;
    let mine = notice.person == Some(walk.callout.person);
    if mine || told(walk, &notice).is_some_and(ToldOutcome::reached) {
        return None;
    }
    let person = walk.records.person(notice.person?)?;
    let phone = person
        .phone
        .as_ref()
        .map_or_else(|| "no number known".to_owned(), ToString::to_string);
    let (name, say) = (&person.name, &notice.say[0]);
    Some(format!(
        "Ring {name} now, {phone}: {say} What came of it is asked at tell."
    ))
}

/// The owner of an account that somebody outside misuses: a victim, rung at once.
fn owner(walk: &Walk<'_>) -> Option<Notice> {
    let no = walk.value(StepName::Suspect, "suspect").as_deref() == Some("no");
    let name = walk.value(StepName::Suspect, "who").filter(|_| no)?;
    let person = walk.records.person_named(&name)?;
    Some(Notice {
        no: 0,
        person: Some(person.id),
        requester: false,
        head: false,
        what: "owner of the account or device".to_owned(),
        tonight: true,
        rule: OWNER,
        say: [
            "Somebody may be using your account. Stop working with it now.".to_owned(),
            "What did you open, when, and where did you type your password?".to_owned(),
        ],
    })
}

/// The person whom the profile's reporting line names: the next of it, where the first is suspected
/// or is the one at the keyboard, whom nobody need tell.
pub(in crate::domain::callout) fn recipient(walk: &Walk<'_>) -> Option<Arc<Person>> {
    let has_it = Some(walk.callout.person);
    let (records, site) = (walk.records, walk.site);
    let known = reporting::recipient(records, site, &walk.ticket, suspected(walk), has_it);
    known.filter(|person| Some(person.id) != has_it)
}

/// Who is suspected, where one of our own people is, or may be.
pub(in crate::domain::callout) fn suspected(walk: &Walk<'_>) -> Option<PersonId> {
    let said = walk.value(StepName::Suspect, "suspect")?;
    let name = walk.value(StepName::Suspect, "who")?;
    suspicion::suspected(walk.records, &said, &name)
}

/// Whether one of our own people did it, or may have: nobody has said that it was not so.
pub(in crate::domain::callout) fn is_inside(walk: &Walk<'_>) -> bool {
    let is_security = walk.kind().as_deref() == Some("security");
    is_security && walk.value(StepName::Suspect, "suspect").as_deref() != Some("no")
}

fn lead(walk: &Walk<'_>) -> Option<Notice> {
    let person = recipient(walk)?;
    Some(Notice {
        no: 0,
        person: Some(person.id),
        requester: false,
        head: false,
        what: "to be told of a security incident at once".to_owned(),
        tonight: true,
        rule: LEAD,
        say: [
            format!("A security incident: {}.", about(walk)),
            "Seen, not touched more than needed; the report's clock runs.".to_owned(),
        ],
    })
}

/// Another department's rooms, where they are entered or are to be.
pub(in crate::domain::callout) fn room_entered<'w>(walk: &'w Walk<'_>) -> Option<&'w Visit> {
    let visit = walk.callout.visit.as_ref().filter(|visit| visit.foreign)?;
    let is_planned = walk.callout.value(StepName::Place, "where") == Some("room");
    (is_planned || visit.entered.is_some()).then_some(visit)
}

/// The rule by which the head of a room is told: after emergency access as soon as possible, before
/// any other.
pub(in crate::domain::callout) fn room_rule(walk: &Walk<'_>) -> RuleId {
    RuleId::R(if standing(walk).yes { 31 } else { 30 })
}

fn head_of_room(walk: &Walk<'_>) -> Option<Notice> {
    let visit = room_entered(walk)?;
    let unit = walk.records.unit(visit.unit?)?;
    Some(Notice {
        no: 0,
        person: unit.head,
        requester: false,
        head: true,
        what: format!("head of {}", unit.name),
        tonight: true,
        rule: room_rule(walk),
        say: say::to_head(walk, visit),
    })
    .filter(|notice| notice.person.is_some())
}

fn approver(walk: &Walk<'_>) -> Option<Notice> {
    let asked = walk.callout.approval.as_ref()?;
    let is_none = walk.callout.value(StepName::Emergency, "verdict") == Some("no");
    if asked.how != "phone" || !is_none {
        return None;
    }
    Some(Notice {
        no: 0,
        person: Some(asked.of?),
        requester: false,
        head: false,
        what: "to approve work that is no emergency".to_owned(),
        tonight: true,
        rule: APPROVAL,
        say: [
            format!("{}. By our rules it is no emergency.", about(walk)),
            if walk.callout.ended.is_some() {
                "I worked on it in the night. Do you approve?".to_owned()
            } else {
                "May I work on it tonight?".to_owned()
            },
        ],
    })
}

fn requester(walk: &Walk<'_>, tonight: bool) -> Option<Notice> {
    if walk.ticket.asked_by_nobody() {
        return None;
    }
    Some(Notice {
        no: 0,
        person: walk.ticket.from,
        requester: true,
        head: false,
        what: "who called".to_owned(),
        tonight,
        rule: RuleId::R(5),
        say: say::to_caller(walk),
    })
}

fn head_of_unit(walk: &Walk<'_>) -> Option<Notice> {
    let of_caller = || walk.records.person(walk.ticket.from?)?.unit;
    let unit = walk.records.unit(walk.ticket.unit.or_else(of_caller)?)?;
    Some(Notice {
        no: 0,
        person: Some(unit.head?),
        requester: false,
        head: false,
        what: format!("head of {}", unit.name),
        tonight: false,
        rule: RuleId::R(5),
        say: [
            format!("In the night: {}.", about(walk)),
            say::standing(walk),
        ],
    })
}

fn director(walk: &Walk<'_>) -> Option<Notice> {
    let behind = walk.behind("director").into_iter();
    let suspected = suspected(walk);
    let is_other = |id| id != walk.callout.person && Some(id) != suspected;
    let mut others = behind.filter(|person| is_other(person.id));
    let person = others.next()?;
    let verdict = standing(walk);
    Some(Notice {
        no: 0,
        person: Some(person.id),
        requester: false,
        head: false,
        what: "director".to_owned(),
        tonight: false,
        rule: APPROVAL,
        say: [
            format!("A callout in the night: {}.", about(walk)),
            say::to_director(walk, &verdict.ground),
        ],
    })
}

fn line(walk: &Walk<'_>, notice: &Notice) -> String {
    let who = match notice.person {
        Some(id) => {
            let phone = outbox::phone(walk, notice);
            let phone = phone.unwrap_or_else(|| "no number known".to_owned());
            format!("{}, {phone}", walk.name(id))
        }
        None => "the caller".to_owned(),
    };
    let when = if notice.tonight {
        "TONIGHT"
    } else {
        "In the morning"
    };
    format!("{when}: {who} ({})", notice.what)
}

pub(super) fn tell(walk: &Walk<'_>) -> Step {
    let notices = notices(walk);
    let parts: Vec<Part> = notices
        .iter()
        .map(|notice| {
            let done = told(walk, notice);
            let word = done.map_or("later", outcome_word);
            let part = Part::new(notice.no.to_string(), PartKind::Choice, line(walk, notice))
                .choosing(choices(TOLD))
                .or(if word == CANNOT { "later" } else { word });
            let part = part.hint(notice.say[0].clone()).hint(notice.say[1].clone());
            match &tries(walk, notice)[..] {
                [] => part,
                tries => part.hint(format!("No answer at {}: try again.", tries.join(", "))),
            }
        })
        .collect();
    let mut lines = Vec::new();
    if is_quiet(walk.site, walk.now) {
        lines.push("Quiet hours: only those whom a rule names are told tonight.".to_owned());
    }
    if parts.is_empty() {
        lines.push("Nobody is to be told.".to_owned());
    } else {
        lines
            .push("Enter takes all as they stand; whoever hears it later is owed word.".to_owned());
    }
    derived(step(StepName::Tell, 5, parts), lines)
}
