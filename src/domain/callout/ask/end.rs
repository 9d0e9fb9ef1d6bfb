//! Working, and the end of it: the outcome, the narrative, what is owed, the claim, the sheet.

use super::list::{overdue, tonight};
use super::{Table, choices, danger, derived, step};
use crate::domain::StepName;
use crate::domain::callout::times::{TIMES, clock_min, time_of};
use crate::domain::callout::{
    Choice, Part, PartKind, Step, Walk, book, claiming, debts as owing, follow, lasted, order,
    story, word,
};
use crate::time::Stamp;

/// How it came out.
pub(in crate::domain::callout) const OUTCOMES: Table = &[
    ('1', "fixed", "fixed"),
    ('2', "workaround", "worked round"),
    ('3', "handed", "not fixed, handed over"),
    ('4', "false-alarm", "a false alarm"),
    ('5', "vendor", "waiting for the vendor"),
];

/// Claim or not.
pub(in crate::domain::callout) const CLAIMS: Table = &[
    ('1', "claim", "claim it"),
    ('2', "none", "no claim"),
    ('3', "tomorrow", "decide tomorrow"),
];

/// Now, or in the morning.
pub(in crate::domain::callout) const PAID: Table = &[
    ('1', "now", "I do it now"),
    ('2', "morning", "in the morning"),
];

/// Yes or no.
pub(in crate::domain::callout) const CLOSE: Table = &[
    ('1', "yes", "yes, close it"),
    ('2', "no", "no, leave it open"),
];

/// How many lines of the work log are shown above the box.
const LINES_MAX: usize = 5;

pub(super) fn work(walk: &Walk<'_>) -> Step {
    let part = Part::new(
        "line",
        PartKind::Line,
        "What did you do? Enter logs it, Tab leaves",
    )
    .hint("A change? Begin with /server /firewall /router /software or /backup.")
    .hint("/left /arrived /stopped /home alone note the time now.");
    let danger = danger::of(walk).filter(danger::Danger::is_known);
    let mut lines: Vec<String> = danger.iter().map(|_| danger::warning(walk)).collect();
    lines.extend(word::line(walk));
    lines.extend(overdue(walk));
    lines.extend(tonight(walk));
    lines.extend(noted(walk));
    lines.extend(book::line(walk));
    let logged = &walk.callout.lines;
    let from = logged.len().saturating_sub(LINES_MAX);
    lines.extend(
        logged[from..]
            .iter()
            .map(|line| format!("{} {}", walk.hm(line.at), story::by_whom(walk, line))),
    );
    derived(step(StepName::Work, 3, vec![part]), lines)
}

/// The times that were noted on the way; they are no lines of the log.
fn noted(walk: &Walk<'_>) -> Option<String> {
    let way = TIMES
        .iter()
        .filter(|(key, _)| !matches!(*key, "rang" | "began" | "restored"));
    let said = way.filter_map(|(key, words)| {
        let at = walk
            .callout
            .value(StepName::Outcome, &format!("times.{key}"))?;
        Some(format!("{words} {}", walk.hm(at.parse().ok()?)))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| format!("Noted: {}.", said.join(", ")))
}

pub(super) fn outcome(walk: &Walk<'_>) -> Step {
    let mut parts = vec![
        Part::new("how", PartKind::Choice, "How did it come out?")
            .choosing(choices(OUTCOMES))
            .needed()
            .hint(follow::will(walk, StepName::Outcome)),
    ];
    if walk.value(StepName::Outcome, "how").as_deref() == Some("handed") {
        parts.push(Part::new("to", PartKind::Line, "To whom?").needed());
    }
    let onsite = walk
        .value(StepName::Place, "where")
        .is_some_and(|place| place != "remote");
    for (key, words) in TIMES {
        // What somebody noted is shown, wherever they meant to work.
        let is_noted = time_of(walk.callout, key).is_some();
        if !onsite && !is_noted && matches!(key, "left" | "arrived" | "home") {
            continue;
        }
        let part = Part::new(format!("times.{key}"), PartKind::Time, words);
        parts.push(match default_time(walk, key) {
            Some(at) => part.at(at, walk.hm(at)),
            None => part,
        });
    }
    let warned = order::warn(walk, "times.", &mut parts);
    let (minutes, _) = clock_min(walk.callout, walk.now);
    let mut lines = vec![format!("The clock: {}.", crate::time::minutes(minutes))];
    lines.extend(lasted::of(walk).and_then(lasted::Interruption::doubt));
    lines.extend(warned);
    derived(step(StepName::Outcome, 4, parts), lines)
}

/// A time of the row that is known, or that lies at hand.
pub(in crate::domain::callout) fn default_time(walk: &Walk<'_>, key: &str) -> Option<Stamp> {
    if let Some(at) = time_of(walk.callout, key) {
        return Some(at);
    }
    let how = walk.value(StepName::Outcome, "how");
    let works = matches!(how.as_deref(), Some("fixed" | "workaround" | "false-alarm"));
    match key {
        "began" => order::stands(walk, "arrived").or_else(|| time_of(walk.callout, "rang")),
        "restored" if works => Some(walk.now),
        _ => None,
    }
}

pub(super) fn narrative(walk: &Walk<'_>) -> Step {
    let mut parts = vec![
        Part::new(
            "text",
            PartKind::Text,
            "The narrative, filled from the record. Change what is wrong",
        )
        .or(story::narrative(walk))
        .needed(),
    ];
    parts.extend(cure(walk));
    let mut lines = Vec::new();
    let missing = owing::prompts(walk);
    if missing.is_empty() {
        lines.push("The report is complete with it.".to_owned());
    } else {
        lines.push(format!("Its record still asks: {}", missing.join(" ")));
    }
    derived(step(StepName::Narrative, 13, parts), lines)
}

/// What fixed it, where something did: a try that failed is no help to the next one.
fn cure(walk: &Walk<'_>) -> Option<Part> {
    if !walk.callout.may_have_cure() {
        return None;
    }
    let mut cure = Part::new(
        "cure",
        PartKind::Line,
        "What fixed it, in one line, for the next one?",
    );
    cure.default = walk
        .callout
        .value(StepName::Over, "how")
        .map(ToOwned::to_owned);
    Some(cure)
}

pub(super) fn debts(walk: &Walk<'_>) -> Step {
    let owed = owing::all(walk);
    let mut parts: Vec<Part> = owed
        .iter()
        .map(|debt| {
            let due = debt
                .due
                .map_or(String::new(), |due| format!(", by {}", walk.hm(due)));
            Part::new(
                debt.key.clone(),
                PartKind::Line,
                format!("{}{due}", debt.labelled()),
            )
            .choosing(choices(PAID))
            .or("morning")
            .hint(format!("Rule {}, done by: {}", debt.rule, debt.pay))
        })
        .collect();
    let mut lines = Vec::new();
    if owing::may_close(walk) {
        parts.push(
            Part::new(
                "close",
                PartKind::Choice,
                "Nothing stands in the way. Close the ticket?",
            )
            .choosing(choices(CLOSE))
            .or("yes"),
        );
    } else {
        lines.push("Finished, not closed: the ticket stays open until this is done.".to_owned());
    }
    let tonight = match owed.iter().filter(|debt| debt.tonight).count() {
        0 => String::new(),
        n => format!(", {n} of them tonight if you can"),
    };
    lines.push(match owed.len() {
        0 => "Nothing is owed.".to_owned(),
        1 if tonight.is_empty() => "1 thing is owed. Enter leaves it for the morning.".to_owned(),
        1 => "1 thing is owed, tonight if you can. Enter leaves it for the morning.".to_owned(),
        n => format!("{n} things are owed{tonight}. Enter leaves them for the morning."),
    });
    derived(step(StepName::Debts, 5, parts), lines)
}

pub(super) fn claim(walk: &Walk<'_>) -> Step {
    let sum = claiming::sum(walk, walk.callout.person);
    let enabled = walk.site.policy.profile.comp_time.enabled;
    let covered = claiming::covered(walk, walk.callout.person, &sum).filter(|_| enabled);
    let default = match covered {
        Some(_) => "tomorrow",
        None if enabled && sum.outside_min > 0 => "claim",
        None => "none",
    };
    let claims: Vec<Choice> = choices(CLAIMS)
        .filter(|c| enabled || c.value != "claim")
        .collect();
    let part = Part::new("choice", PartKind::Choice, "Claim comp time for it?")
        .choosing(claims)
        .or(default);
    let mut lines: Vec<String> = covered.into_iter().collect();
    lines.extend(sum.lines);
    lines.extend(lasted::of(walk).and_then(lasted::Interruption::doubt));
    lines.extend(claiming::others(walk));
    derived(step(StepName::Claim, 28, vec![part]), lines)
}

pub(super) fn handover(walk: &Walk<'_>) -> Step {
    derived(
        step(StepName::Handover, 27, Vec::new()),
        story::good_night(walk),
    )
}
