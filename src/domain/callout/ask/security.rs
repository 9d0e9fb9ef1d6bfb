//! Branch S: a breach, theft, a virus, odd access. What was seen is written before anything is
//! touched, and nobody who may be suspected is told.

use super::tell::{TOLD, recipient, ring_owner};
use super::{Table, choices, derived, step};
use crate::domain::callout::times::began;
use crate::domain::callout::{Part, PartKind, Step, Walk};
use crate::domain::{PersonId, Records, Site, StepName};
use crate::text::Clean;

/// Is one of our own people suspected?
pub(in crate::domain::callout) const SUSPECTS: Table = &[
    (
        '1',
        "no",
        "no: an outsider, an accident, or the one who reports it",
    ),
    ('2', "yes", "yes"),
    ('3', "unknown", "nobody knows yet"),
];

/// Off the network?
pub(in crate::domain::callout) const ISOLATED: Table = &[
    ('1', "yes", "yes, it is off"),
    ('2', "no", "no"),
    ('3', "not in reach", "not in reach"),
    ('4', NO_DEVICE, "there is no device, only an account"),
];

/// The answer where nothing can be taken off the network, such as a mailbox that was broken into.
pub(in crate::domain::callout) const NO_DEVICE: &str = "none";

/// Who gave the word that nobody of our own is suspected any more.
pub(in crate::domain::callout) const LEAD: &str = "lead";
/// How they gave it.
pub(in crate::domain::callout) const LEAD_HOW: &str = "lead_how";

/// How the lead's word can have come.
const WORDS: Table = &[
    ('1', "by phone", "by phone"),
    ('2', "in person", "in person"),
    ('3', "in writing", "in writing"),
];

/// Whether a suspicion that stands is being taken back.
pub(in crate::domain::callout) fn is_taken_back(walk: &Walk<'_>) -> bool {
    let stood = walk.callout.answers.get(&StepName::Suspect);
    let stood = stood.is_some_and(|stood| {
        let said = stood.values.get("suspect").map(Clean::as_str);
        matches!(said, Some("yes" | "unknown")) || stood.unknown.contains("suspect")
    });
    stood && walk.value(StepName::Suspect, "suspect").as_deref() == Some("no")
}

/// Whether somebody holds the post of the lead.
pub(in crate::domain::callout) fn leads(
    records: &dyn Records,
    site: &Site,
    person: PersonId,
) -> bool {
    let posts = site.policy.profile.roles.posts_of("lead").iter();
    let mut holders = posts.flat_map(|post| records.holders(post));
    holders.any(|holder| holder.id == person)
}

/// Read and understood.
pub(in crate::domain::callout) const UNDERSTOOD: Table = &[('1', "ok", "understood")];

pub(super) fn suspect(walk: &Walk<'_>) -> Step {
    let said = walk.value(StepName::Suspect, "suspect");
    let who = match said.as_deref() {
        Some("no") => "Whose account or device is it? They are rung at once",
        Some(_) => "Who? The name stays in this record alone, and they are not told",
        None => "Whose account or device is it?",
    };
    let parts = vec![
        Part::new(
            "suspect",
            PartKind::Choice,
            "Is one of our own people suspected of doing this?",
        )
        .choosing(choices(SUSPECTS))
        .needed(),
        Part::new("who", PartKind::Line, who).needed(),
    ];
    let mut parts = parts;
    if is_taken_back(walk) && !leads(walk.records, walk.site, walk.callout.person) {
        parts.push(
            Part::new(LEAD, PartKind::Line, "On whose word? The lead's name")
                .needed()
                .hint("Only the lead says that none of our own is suspected after all."),
        );
        parts.push(
            Part::new(LEAD_HOW, PartKind::Choice, "How did they say so?")
                .choosing(choices(WORDS))
                .needed(),
        );
    }
    let lines = match said.as_deref() {
        Some("yes" | "unknown") => vec![
            "To ask for an explanation, to lock and to discipline wait for HR. To stop the harm \
             never waits."
                .to_owned(),
        ],
        Some("no") => vec!["No word of HR is needed: ring the owner and stop the harm.".to_owned()],
        _ => Vec::new(),
    };
    derived(step(StepName::Suspect, 73, parts), lines)
}

pub(super) fn seen(walk: &Walk<'_>) -> Step {
    let part = Part::new(
        "seen",
        PartKind::Line,
        "What was seen, where, when? Write it before you touch anything",
    )
    .needed()
    .hint("Facts, no judgement.");
    let rang = began(walk.callout);
    let when = Part::new("when", PartKind::Time, "When was it noticed first?")
        .at(rang, walk.hm(rang))
        .hint("The report's clock counts from there; a later time than the ring does not move it.");
    let asked = step(StepName::Seen, 71, vec![part, when]);
    derived(asked, ring_owner(walk))
}

pub(super) fn keep(_walk: &Walk<'_>) -> Step {
    let part = Part::new(
        "ok",
        PartKind::Choice,
        "Do not log in as the user. Delete nothing, hide nothing.",
    )
    .choosing(choices(UNDERSTOOD))
    .or("ok");
    step(StepName::Keep, 82, vec![part])
}

pub(super) fn isolate(walk: &Walk<'_>) -> Step {
    let mut parts = vec![
        Part::new(
            "isolate",
            PartKind::Choice,
            "Is the device off the network?",
        )
        .choosing(choices(ISOLATED))
        .needed()
        .hint("Pull the cable, switch Wi-Fi off. Leave it switched on."),
    ];
    match walk.value(StepName::Isolate, "isolate").as_deref() {
        Some("yes") => parts
            .push(Part::new("when", PartKind::Time, "Since when?").at(walk.now, walk.hm(walk.now))),
        Some("no" | "not in reach") => {
            parts.push(Part::new("why", PartKind::Line, "Why not?").needed());
        }
        _ => {}
    }
    step(StepName::Isolate, 72, parts)
}

pub(super) fn report(walk: &Walk<'_>) -> Step {
    let mut lines = Vec::new();
    let to = recipient(walk);
    let question = match &to {
        Some(person) => {
            let phone = person
                .phone
                .as_ref()
                .map_or_else(|| "no number known".to_owned(), ToString::to_string);
            format!("Tell {} now, {phone}.", person.name)
        }
        None => "Nobody else of the reporting line is known. Was somebody told?".to_owned(),
    };
    let mut parts = vec![
        Part::new("report", PartKind::Choice, question)
            .choosing(choices(TOLD))
            .needed()
            .hint("Say what was seen, since when, and what is off the network.")
            .hint("Not to report is itself a breach of the policy."),
    ];
    if to.is_none() {
        parts.push(Part::new("to", PartKind::Line, "Who else was told? The name").needed());
    }
    if let Some(incident) = &walk.ticket.incident
        && let Some(due) = incident.due
    {
        let zone = walk.site.calendar.zone;
        lines.push(format!(
            "The report is due by {}: {} hours from when it was noticed.",
            crate::time::zoned(due, zone),
            walk.site.policy.profile.security.breach_hours
        ));
    }
    if walk
        .value(StepName::Suspect, "suspect")
        .is_some_and(|said| said != "no")
    {
        lines.push("Not to the one suspected; no word of it to others.".to_owned());
    }
    derived(step(StepName::Report, 64, parts), lines)
}
