//! The matching checklist, a step at a time; what is known ticks itself and is not asked.

use std::sync::Arc;

use super::{Table, choices, danger, derived, step, tell};
use crate::domain::callout::{
    Choice, Given, Part, PartKind, ROTATION_LIST, Step, Walk, book, word,
};
use crate::domain::checklist::{self, Marked, StepState, StepView, StepsView};
use crate::domain::site::{EvidenceKey, Step as SiteStep, StepKind, Template, When};
use crate::domain::ticket::list_rule;
use crate::domain::{Checklist, StepName};
use crate::text::fold;

/// Was somebody from outside at a server?
pub(in crate::domain::callout) const OUTSIDER: Table = &[('1', "no", "no"), ('2', "yes", "yes")];

/// What can become of a step.
pub(in crate::domain::callout) const DONE: Table = &[
    ('1', "done", "done"),
    ('2', "not-needed", "not needed"),
    ('3', "failed", "failed"),
];

/// The answer that leaves the list.
pub(in crate::domain::callout) const LEAVE: &str = "leave";

/// The part that says whether the rest of the list was left, and its words. The question behind
/// the list is asked all the same.
pub(in crate::domain::callout) const REST: &str = "rest";
/// The rest was left.
pub(in crate::domain::callout) const LEFT: &str = "left";
/// Somebody came back to it.
pub(in crate::domain::callout) const OPEN: &str = "open";

/// The lists of tonight that are not finished, the last one begun first; of those that began
/// together the one that was made of a cure.
pub(super) fn lists_of(walk: &Walk<'_>) -> impl Iterator<Item = Arc<Checklist>> {
    let lists = walk.records.lists_of(walk.callout.ticket).into_iter().rev();
    let open = lists.filter(|list| list.finished.is_none() && list.checklist != ROTATION_LIST);
    let mut open: Vec<Arc<Checklist>> = open.collect();
    open.sort_by_key(|list| (std::cmp::Reverse(list.started), list.made.is_none()));
    open.into_iter()
}

/// The list of tonight: the last one begun for the ticket that is not finished. One that was made
/// of a cure has no steps that the walk's answers tick.
pub(in crate::domain::callout) fn list_of(walk: &Walk<'_>) -> Option<Arc<Checklist>> {
    lists_of(walk).find(|list| list.made.is_none())
}

/// The step that is asked now, its list, and how many of that list are left with it.
pub(in crate::domain::callout) fn shown(
    walk: &Walk<'_>,
) -> Option<(Arc<Checklist>, String, usize)> {
    if walk.callout.value(StepName::List, REST) == Some(LEFT) {
        return None;
    }
    lists_of(walk).find_map(|list| {
        let view = checklist::steps(walk.records, walk.site, &list, walk.now);
        let open: Vec<&str> = open_steps(&view)
            .map(|step| step.step.id.as_str())
            .collect();
        let first = (*open.first()?).to_owned();
        Some((Arc::clone(&list), first, open.len()))
    })
}

/// How many steps of a list are asked at most before those that only may help are shown and not
/// asked. Source: `docs/callout.md`, "The list".
const ASKED_MAX: usize = 8;

/// The steps of a list that are asked now. What failed is not asked again.
fn open_steps<'a>(view: &'a StepsView<'a>) -> impl Iterator<Item = &'a StepView<'a>> {
    let is_long = is_long(view);
    open_by_hand(view).filter(move |step| !is_shown_only(step, is_long))
}

fn open_by_hand<'a>(view: &'a StepsView<'a>) -> impl Iterator<Item = &'a StepView<'a>> {
    checklist::to_tick(view).filter(|step| step.state == StepState::Open && step.held_by.is_none())
}

/// Whether a list has more steps for a hand than are asked at night, done or not.
fn is_long(view: &StepsView<'_>) -> bool {
    let by_hand = view.steps.iter().filter(|shown| {
        let kind = matches!(shown.step.kind, StepKind::Do | StepKind::Ask { .. });
        kind && shown.step.from.is_none()
    });
    by_hand.count() > ASKED_MAX
}

/// Whether a step is shown beside the others and not asked: what may help, in a long list. The
/// question for vendors is the one behind the list.
fn is_shown_only(shown: &StepView<'_>, is_long: bool) -> bool {
    let step = shown.step;
    let is_extra = is_long
        && !step.required
        && step.kind == StepKind::Do
        && !matches!(step.when, Some(When::Answer { .. } | When::Unsolved { .. }));
    is_extra || step.id == VENDOR_STEP
}

/// What may help before a step, or after it where it is the last one.
fn beside(view: &StepsView<'_>, id: &str) -> Vec<String> {
    let is_long = is_long(view);
    let mut lines: Vec<String> = Vec::new();
    let mut before = None;
    for shown in &view.steps {
        let is_asked = !is_shown_only(shown, is_long)
            && shown.step.from.is_none()
            && matches!(shown.step.kind, StepKind::Do | StepKind::Ask { .. });
        if shown.step.id == id {
            before = Some(lines.len());
        } else if is_asked && let Some(before) = before {
            // What stands after this one is shown at the next.
            lines.truncate(before);
            return lines;
        } else if is_asked {
            lines.clear();
        } else if shown.state == StepState::Open
            && shown.step.kind == StepKind::Do
            && is_shown_only(shown, is_long)
        {
            lines.push(format!("If it helps: {}", shown.step.text));
        }
    }
    lines
}

/// What the lists ask only of a callout that lasts, where its time has come: shown while somebody
/// works, because the list may lie behind them.
pub(super) fn overdue(walk: &Walk<'_>) -> Vec<String> {
    let of_list = |list: Arc<Checklist>| {
        let view = checklist::steps(walk.records, walk.site, &list, walk.now);
        let late = open_steps(&view).filter(|s| matches!(s.step.when, Some(When::Unsolved { .. })));
        let say = |step: &StepView<'_>| format!("Now: {}", step.step.text);
        late.map(say).collect::<Vec<_>>()
    };
    lists_of(walk).flat_map(of_list).collect()
}

/// Whether the question behind the list was answered, or is known not to be known.
pub(in crate::domain::callout) fn outsider_said(walk: &Walk<'_>) -> bool {
    let said = walk.callout.answers.get(&StepName::List);
    said.is_some_and(|said| {
        said.values.contains_key("outsider") || said.unknown.contains("outsider")
    })
}

/// Whether nothing is left to tick and nothing to ask.
pub(in crate::domain::callout) fn is_empty(walk: &Walk<'_>) -> bool {
    shown(walk).is_none() && outsider_said(walk)
}

pub(super) fn list(walk: &Walk<'_>) -> Step {
    let mut asked = match shown(walk) {
        Some((list, id, left)) => of_list(walk, &list, &id, left),
        None => outsider(walk),
    };
    asked.derived.splice(0..0, book::line(walk));
    let danger = danger::of(walk).filter(danger::Danger::is_known);
    if let Some(danger) = danger.filter(|danger| asked.parts[0].key != danger.step) {
        asked.derived.insert(0, danger::warning(walk));
        asked.parts.extend(danger::again(&danger));
    }
    asked
}

/// A step of tonight's lists, or the question behind them, that somebody names while another one
/// is shown.
pub(in crate::domain::callout) fn named(walk: &Walk<'_>, given: &Given) -> Option<Step> {
    let part = given.keys().next()?;
    if part == "outsider" {
        return Some(outsider(walk));
    }
    let (list, id) = holding(walk, part.split('.').next()?)?;
    Some(of_list(walk, &list, &id, 0))
}

/// The list of tonight that has a step, and the step.
pub(in crate::domain::callout) fn holding(
    walk: &Walk<'_>,
    id: &str,
) -> Option<(Arc<Checklist>, String)> {
    let mut lists = lists_of(walk);
    let list = lists.find(|list| list.template.step(id).is_some())?;
    Some((list, id.to_owned()))
}

fn of_list(walk: &Walk<'_>, list: &Checklist, id: &str, left: usize) -> Step {
    let Some(shown) = list.template.step(id) else {
        return outsider(walk);
    };
    let mut answers: Vec<Choice> = match &shown.kind {
        StepKind::Ask { choices } => ('1'..)
            .zip(choices)
            .map(|(key, text)| Choice::new(key, text.to_string(), text.to_string()))
            .collect(),
        StepKind::Do | StepKind::Know | StepKind::Auto { .. } => choices(DONE).collect(),
    };
    answers.push(Choice::new('0', LEAVE, "leave the list; the rest is owed"));
    answers.extend(another(walk));
    let ask = Part::new(id.to_owned(), PartKind::Choice, shown.text.to_string())
        .choosing(answers)
        .hint(format!("Why: {}", shown.why));
    let view = checklist::steps(walk.records, walk.site, list, walk.now);
    let ask = beside(&view, id).into_iter().fold(ask, Part::hint);
    let ask = instead_of_lead(walk, shown)
        .into_iter()
        .fold(ask, Part::hint);
    let mut parts = vec![ask];
    if is_another(walk, id) {
        parts.push(which(walk));
    } else if !is_unknown(walk, id) {
        parts.extend(proofs(id, &shown.evidence));
    }
    let mut lines = match left {
        0 => vec![list.template.title.to_string()],
        _ => vec![format!("{}: {left} left to tick", list.template.title)],
    };
    lines.extend(word::line(walk));
    lines.extend(tonight(walk).filter(|_| list.made.is_none()));
    let phase = shown
        .phase
        .as_ref()
        .and_then(|phase| list.template.phases.get(phase));
    lines.extend(phase.map(|phase| format!("Phase: {phase}")));
    let asked = Step {
        rule: list_rule(&list.checklist),
        ..step(StepName::List, 13, parts)
    };
    derived(asked, lines)
}

/// Who hears what a step wants said to the lead, where one of our own people is suspected.
fn instead_of_lead(walk: &Walk<'_>, step: &SiteStep) -> Option<String> {
    tell::suspected(walk).filter(|_| fold(step.text.as_str()).contains("the lead"))?;
    Some(match tell::recipient(walk) {
        Some(person) => format!(
            "The word goes to {}, not to the one suspected.",
            person.name
        ),
        None => "Not to the one suspected.".to_owned(),
    })
}

/// Whether somebody says of a step that nobody knows yet: then there is nothing to show for it.
fn is_unknown(walk: &Walk<'_>, part: &str) -> bool {
    let typed = walk.given.get(part).map(|typed| typed.trim());
    walk.asking == Some(StepName::List) && matches!(typed, Some("?" | "d"))
}

/// What a step wants to be shown for it: name, time and choice are filled in by the entry itself.
fn proofs(id: &str, evidence: &[EvidenceKey]) -> Vec<Part> {
    let asked = evidence.iter().filter_map(|key| {
        let question = match key {
            EvidenceKey::Note => "What did you see or do?",
            EvidenceKey::Number => "Which number?",
            EvidenceKey::Date => "Which day?",
            EvidenceKey::FileRef => "Where does it lie?",
            EvidenceKey::TicketRef => "Which ticket?",
            EvidenceKey::Signature => "Who signed?",
            EvidenceKey::Name | EvidenceKey::Time | EvidenceKey::Choice => return None,
        };
        Some(Part::new(
            format!("{id}.{}", key.as_str()),
            PartKind::Line,
            question,
        ))
    });
    asked.collect()
}

fn outsider(walk: &Walk<'_>) -> Step {
    let called = vendor_called(walk);
    let part = Part::new(
        "outsider",
        PartKind::Choice,
        "Was anybody from outside at a server tonight, on site or from afar?",
    )
    .choosing(choices(OUTSIDER).chain(another(walk)))
    .or(if called { "yes" } else { "no" });
    let mut parts = vec![part];
    parts.extend(is_another(walk, "outsider").then(|| which(walk)));
    let mut lines = match list_of(walk) {
        _ if walk.callout.value(StepName::List, REST) == Some(LEFT) => {
            vec!["The rest of the list is owed.".to_owned()]
        }
        Some(list) => vec![format!("{}: nothing left to tick", list.template.title)],
        None => Vec::new(),
    };
    if called {
        lines.push("A vendor or provider was called, says the list.".to_owned());
    }
    derived(step(StepName::List, 56, parts), lines)
}

/// The answer by which another list is chosen.
const ANOTHER: &str = "other";

/// The part that names it; afterwards it says which was chosen last.
pub(in crate::domain::callout) const OTHER: &str = "other";

/// How many lists are offered by a digit.
const OFFERED_MAX: usize = 9;

/// The choice of another list; none where there is no other.
fn another(walk: &Walk<'_>) -> Option<Choice> {
    (!others(walk).is_empty()).then(|| Choice::new('o', ANOTHER, "another list"))
}

/// Whether another list is asked for at a step.
fn is_another(walk: &Walk<'_>, part: &str) -> bool {
    let typed = walk
        .given
        .get(part)
        .filter(|_| walk.asking == Some(StepName::List));
    let says = |typed: &str| typed.trim() == "o" || typed.trim().eq_ignore_ascii_case(ANOTHER);
    typed.is_some_and(|typed| says(typed)) || walk.given.contains_key(OTHER)
}

/// The lists that can be chosen in place of the one that is shown: those that the profile has
/// enabled, but for the ones that are open. Those for a callout come first, then those for an
/// incident, then those for any ticket.
pub(in crate::domain::callout) fn others(walk: &Walk<'_>) -> Vec<(String, String)> {
    let open: Vec<String> = lists_of(walk).map(|list| list.checklist.clone()).collect();
    let enabled: Vec<&Template> = walk.site.policy.enabled().collect();
    let of_night: Vec<&str> = enabled
        .iter()
        .filter(|template| template.anchor.name().starts_with("callout."))
        .map(|template| template.group.as_str())
        .collect();
    let rank = |template: &Template| match template.anchor.name().split('.').next() {
        _ if of_night.contains(&template.group.as_str()) => 0,
        Some("incident") => 1,
        Some("ticket") => 2,
        _ => 3,
    };
    let mut others: Vec<_> = enabled
        .iter()
        .filter(|template| template.id != ROTATION_LIST && !open.contains(&template.id))
        .map(|template| {
            (
                rank(template),
                template.title.to_string(),
                template.id.clone(),
            )
        })
        .collect();
    others.sort();
    others
        .into_iter()
        .map(|(_, title, id)| (id, title))
        .collect()
}

/// Which list it is to be.
fn which(walk: &Walk<'_>) -> Part {
    let others = others(walk).into_iter().take(OFFERED_MAX).zip('1'..);
    let others = others.map(|((id, title), key)| Choice::new(key, id, title));
    Part::new(OTHER, PartKind::Line, "Which list? Its number or its name")
        .choosing(others)
        .needed()
}

/// The step of the lists that asks for vendors: the question behind the list asks it.
pub(in crate::domain::callout) const VENDOR_STEP: &str = "vend";

/// Whether a list says that a vendor was called.
fn vendor_called(walk: &Walk<'_>) -> bool {
    lists_of(walk).any(|list| {
        let mark = list.marks.get(VENDOR_STEP);
        mark.is_some_and(|mark| matches!(&mark.what, Marked::Answered(said) if &**said == "yes"))
    })
}

/// Tonight's list, where it was made from what fixed it before.
pub(super) fn tonight(walk: &Walk<'_>) -> Option<String> {
    let chosen = walk.callout.value(StepName::What, "cure")?;
    let runs = walk.records.lists_of(walk.callout.ticket);
    let is_made = |list: &Arc<Checklist>| {
        let made = list.made.as_ref();
        made.is_some_and(|made| made.source.to_string() == chosen)
    };
    if runs
        .iter()
        .any(|list| is_made(list) && list.finished.is_some())
    {
        // Every step of it was tried, or it was left: nothing is to be tried first.
        return None;
    }
    let asset = walk.ticket.asset.as_ref()?;
    let cures = walk.records.cures_of(asset.name.as_str());
    let cure = cures
        .into_iter()
        .find(|cure| cure.ticket.to_string() == chosen)?;
    Some(format!("Try first, it fixed {chosen}: {}", cure.text))
}
