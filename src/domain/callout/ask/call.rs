//! The call itself: taken now or over, who called, what it is about.

use super::{Table, choices, derived, step};
use crate::domain::callout::times::{is_quiet, time_of};
use crate::domain::callout::{Choice, Part, PartKind, Step, Walk, book};
use crate::domain::{Affected, Person, StepName};

/// Now or over.
const WHEN: Table = &[
    ('1', "now", "it is happening now"),
    ('2', "over", "it is over: I only write it down"),
];

/// How it comes that somebody else is on duty.
pub(in crate::domain::callout) const DUTY: Table = &[
    ('1', "know", "they know that I took it"),
    ('2', "no-answer", "they could not be reached"),
];

/// What it can be about.
pub(in crate::domain::callout) const KINDS: Table = &[
    ('1', "server", "a server"),
    ('2', "network", "the network"),
    ('3', "pc", "one PC, dead"),
    ('4', "program", "a program or service"),
    ('5', "printer", "a printer or other device"),
    ('6', "building", "a door, power, or the phones"),
    (
        '7',
        "security",
        "security: a breach, theft, a virus, odd access",
    ),
    ('8', "later", "it can wait"),
];

/// Door, power, phone.
pub(in crate::domain::callout) const BUILDING: Table = &[
    ('1', "door", "a door or alarm"),
    ('2', "power", "power"),
    ('3', "phone", "the phones"),
];

/// The four of security.
pub(in crate::domain::callout) const SECURITY: Table = &[
    ('1', "breach", "a breach, or a hijacked account"),
    ('2', "theft", "something lost or stolen"),
    ('3', "virus", "a virus or other malware"),
    ('4', "odd", "odd access, nobody knows yet"),
];

/// Ways by which a call comes in at night.
pub(in crate::domain::callout) const CHANNELS: Table = &[
    ('1', "phone", "phone"),
    ('2', "text", "text message"),
    ('3', "alarm", "alarm"),
    ('4', "email", "e-mail"),
    ('5', "self", "seen myself"),
    ('6', "on-call", "through the on-call number"),
    ('7', "walk-in", "walked in"),
    ('8', "other", "other"),
];

/// Word tonight, or in the morning.
pub(in crate::domain::callout) const WORD: Table = &[
    ('1', "yes", "yes, tonight"),
    ('2', "morning", "in the morning"),
];

/// How many of the last callers are offered by a digit.
const CALLERS_MAX: usize = 5;
/// How many assets are offered by a digit.
const ASSETS_MAX: usize = 9;

/// Before there is a callout.
pub(in crate::domain::callout) fn start(on_duty: Option<&str>, inside: bool) -> Step {
    let mut parts = vec![
        Part::new(
            "when",
            PartKind::Choice,
            "A call. Is it happening now, or is it over?",
        )
        .choosing(choices(WHEN))
        .or("now"),
    ];
    let mut lines = Vec::new();
    if let Some(name) = on_duty {
        let part = Part::new(
            "duty",
            PartKind::Choice,
            format!("On call is {name}. Why do you take it?"),
        );
        parts.push(part.choosing(choices(DUTY)).or("know"));
        lines.push(format!("On call by the roster: {name}."));
    }
    // Of what is over nothing is said of hours: its times are not known yet.
    lines.push(if inside {
        "A call now is inside your hours: it is logged, and earns no comp time.".to_owned()
    } else {
        "A call now is outside your hours: what is logged here can be claimed.".to_owned()
    });
    derived(step(StepName::Start, 27, parts), lines)
}

/// The same once the callout runs: why somebody else took it, where that is not said yet.
pub(super) fn duty(walk: &Walk<'_>) -> Option<Step> {
    let name = walk.name(walk.callout.on_duty?);
    let part = Part::new(
        "duty",
        PartKind::Choice,
        format!("On call was {name}. Why did somebody else take it?"),
    );
    let part = part.choosing(choices(DUTY)).needed();
    Some(step(StepName::Start, 27, vec![part]))
}

pub(super) fn caller(walk: &Walk<'_>) -> Step {
    let typed = walk.value(StepName::Caller, "name");
    let person = match &typed {
        Some(name) => walk.records.person_named(name),
        None => walk.ticket.from.and_then(|id| walk.records.person(id)),
    };
    let last = walk.records.last_callers().into_iter();
    let last = last
        .filter(|id| Some(*id) != walk.ticket.from)
        .take(CALLERS_MAX);
    let callers = last.zip('1'..).map(|(id, key)| {
        let name = walk.name(id);
        Choice::new(key, name.clone(), name)
    });
    let mut name = Part::new("name", PartKind::Line, "Who is calling?")
        .choosing(callers)
        .needed();
    name.default = walk.ticket.from.map(|id| walk.name(id));
    let mut phone = Part::new("phone", PartKind::Line, "Number to call back?").needed();
    phone.default = person
        .as_ref()
        .and_then(|p| p.phone.as_ref())
        .map(ToString::to_string);
    let word = if is_quiet(walk.site, walk.now) {
        "morning"
    } else {
        "yes"
    };
    let rang = time_of(walk.callout, "rang").unwrap_or(walk.callout.started);
    let parts = vec![
        name,
        phone,
        Part::new("channel", PartKind::Choice, "How did it come in?")
            .choosing(choices(CHANNELS))
            .or("phone"),
        Part::new("rang", PartKind::Time, "When did it ring?").at(rang, walk.hm(rang)),
        Part::new(
            "word",
            PartKind::Choice,
            "Does the caller want word tonight?",
        )
        .choosing(choices(WORD))
        .or(word),
    ];
    let lines = person
        .map(|person| about(walk, &person))
        .unwrap_or_default();
    derived(step(StepName::Caller, 1, parts), lines)
}

/// What the desk knows of somebody who calls.
fn about(walk: &Walk<'_>, person: &Person) -> Vec<String> {
    let mut lines = Vec::new();
    if person.left {
        lines.push(format!(
            "Careful: {} has left, and access was taken back. Use after that is a violation \
             (R81).",
            person.name
        ));
    }
    let unit = person.unit.and_then(|id| walk.records.unit(id));
    if let Some(unit) = unit {
        let head = unit.head.map_or_else(
            || "no head is known".to_owned(),
            |head| format!("its head is {}", walk.name(head)),
        );
        lines.push(format!("{} is of {}; {head}.", person.name, unit.name));
    }
    lines
}

pub(super) fn what(walk: &Walk<'_>) -> Step {
    let kind = Part::new("kind", PartKind::Choice, "What is it about?")
        .choosing(choices(KINDS))
        .needed();
    let mut parts = vec![kind];
    match walk.kind().as_deref() {
        None => {}
        Some("building") => parts.push(
            Part::new("which", PartKind::Choice, "Which of them?")
                .choosing(choices(BUILDING))
                .needed(),
        ),
        Some("security") => parts.push(
            Part::new("which", PartKind::Choice, "Which of them?")
                .choosing(choices(SECURITY))
                .needed(),
        ),
        Some("later") => parts.push(
            Part::new(
                "which",
                PartKind::Line,
                "What is it, in the caller's words?",
            )
            .needed(),
        ),
        Some(_) => {
            parts.push(which(walk));
            parts.extend(cure(walk));
        }
    }
    let lines = cures(walk).into_iter().chain(book::line(walk));
    derived(step(StepName::What, 6, parts), lines)
}

fn which(walk: &Walk<'_>) -> Part {
    let assets = walk
        .records
        .assets()
        .into_iter()
        .take(ASSETS_MAX)
        .zip('1'..);
    let assets = assets.map(|(asset, key)| {
        let name = asset.name.to_string();
        Choice::new(key, name.clone(), format!("{name} ({})", asset.what))
    });
    Part::new(
        "which",
        PartKind::Line,
        "Which one? Its name, or what the caller says",
    )
    .choosing(assets)
    .needed()
}

/// The asset that is typed or recorded, by name.
fn asset_name(walk: &Walk<'_>) -> Option<String> {
    let said = walk.value(StepName::What, "which")?;
    let named = crate::domain::callout::write::asset_in(walk.records, &said);
    named.map(|asset| asset.name.to_string())
}

/// What fixed the asset before.
fn cures(walk: &Walk<'_>) -> Vec<String> {
    let Some(asset) = asset_name(walk) else {
        return Vec::new();
    };
    let cures = walk.records.cures_of(&asset).into_iter();
    cures
        .map(|cure| format!("What fixed {asset} before: {} ({})", cure.text, cure.ticket))
        .collect()
}

fn cure(walk: &Walk<'_>) -> Option<Part> {
    let cures = walk.records.cures_of(&asset_name(walk)?);
    if cures.is_empty() {
        return None;
    }
    let choices = cures
        .into_iter()
        .zip('1'..)
        .map(|(cure, key)| Choice::new(key, cure.ticket.to_string(), cure.text.to_string()));
    let question = "Make tonight's list from what fixed it before?";
    Some(Part::new("cure", PartKind::Choice, question).choosing(choices))
}

/// What a kind is in the words of a ticket; `which` where the kind alone does not say it.
pub(in crate::domain::callout) fn affected_of(kind: &str, which: &str) -> Affected {
    match (kind, which) {
        ("server", _) => Affected::Server,
        ("network", _) => Affected::Network,
        ("pc", _) => Affected::Pc,
        ("program", _) => Affected::Software,
        ("printer", _) => Affected::Printer,
        ("building", "phone") => Affected::Phone,
        ("building", "power") => Affected::Equipment,
        ("building", _) => Affected::Safety,
        ("security", _) => Affected::Security,
        ("later", _) => Affected::Request,
        _ => Affected::Other,
    }
}
