//! The branches that are one form: it can wait (N), it is over (P), an outsider at a server (V).

use super::call::KINDS;
use super::end::OUTCOMES;
use super::list::OUTSIDER;
use super::tell::{TOLD, outcome_of};
use super::{choices, derived, step};
use crate::domain::StepName;
use crate::domain::callout::outsider::{CHANGED, UNNAMED, changed_part};
use crate::domain::callout::times::{TIMES, question};
use crate::domain::callout::{Choice, Part, PartKind, Step, Walk, follow, order};

pub(super) fn later(walk: &Walk<'_>) -> Step {
    let when = walk.next_opening();
    let when = when.map_or_else(
        || "when we open".to_owned(),
        |open| format!("at {}, when we open", walk.hm(open)),
    );
    let part = Part::new(
        "told",
        PartKind::Choice,
        format!("Tell the caller: it is logged, and somebody looks at it {when}."),
    )
    .choosing(choices(TOLD))
    .or("later");
    let lines = vec![format!(
        "{} is logged. Nothing of it is claimed.",
        walk.ticket.number
    )];
    derived(step(StepName::Later, 5, vec![part]), lines)
}

pub(super) fn vendor(walk: &Walk<'_>) -> Step {
    let asset = walk
        .ticket
        .asset
        .as_ref()
        .map(|asset| asset.name.to_string());
    let mut systems = Part::new(
        "systems",
        PartKind::Line,
        "Which systems? With commas between",
    )
    .needed();
    systems.default = asset;
    let mut parts = vec![
        Part::new("name", PartKind::Line, "Who was it?").needed(),
        Part::new("company", PartKind::Line, "Of which company?").needed(),
        Part::new("arrived", PartKind::Time, "Since when?"),
        Part::new("left", PartKind::Time, "Until when?").at(walk.now, walk.hm(walk.now)),
        systems,
    ];
    let known = walk.callout.outsider.iter();
    let known = known.flat_map(|outsider| &outsider.systems);
    parts.extend(
        known
            .filter(|system| system.as_str() != UNNAMED)
            .map(|system| {
                let question = format!("New passwords for {system}?");
                Part::new(changed_part(system.as_str()), PartKind::Choice, question)
                    .choosing([Choice::new('1', CHANGED, "changed")])
            }),
    );
    let lines = vec![
        "Every system they touched needs new passwords at once; the list for it is begun."
            .to_owned(),
    ];
    derived(step(StepName::Vendor, 56, parts), lines)
}

pub(super) fn over(walk: &Walk<'_>) -> Step {
    let mut name = Part::new("name", PartKind::Line, "Who called?").needed();
    name.default = walk.ticket.from.map(|id| walk.name(id));
    let mut parts = vec![
        name,
        Part::new("what", PartKind::Choice, "What was it about?")
            .choosing(choices(KINDS))
            .needed(),
        Part::new(
            "which",
            PartKind::Line,
            "Which one? Its name, or what the caller said",
        )
        .needed(),
        Part::new("impact", PartKind::Count, "How many could not work?").needed(),
    ];
    for (key, _) in TIMES {
        let part = Part::new(key, PartKind::Time, question(key));
        let needed = matches!(key, "rang" | "restored" | "stopped");
        parts.push(if needed { part.needed() } else { part });
    }
    parts.push(
        Part::new("fixed", PartKind::Choice, "How did it come out?")
            .choosing(choices(OUTCOMES))
            .or("fixed")
            .hint(follow::will(walk, StepName::Over)),
    );
    if walk.value(StepName::Over, "fixed").as_deref() == Some("handed") {
        parts.push(Part::new("to", PartKind::Line, "Handed over to whom?").needed());
    }
    parts.push(Part::new("how", PartKind::Line, "What fixed it?").needed());
    parts.push(
        Part::new("told", PartKind::Choice, "Was the caller told?")
            .choosing(choices(TOLD))
            .or("later"),
    );
    parts.extend(told_at(walk));
    let question = "Was anybody from outside at a server, on site or from afar?";
    parts.push(
        Part::new("outsider", PartKind::Choice, question)
            .choosing(choices(OUTSIDER))
            .or("no"),
    );
    let mut lines =
        vec!["Times as 0225, or -90 for minutes ago; empty = there was none.".to_owned()];
    lines.extend(order::warn(walk, "", &mut parts));
    derived(step(StepName::Over, 27, parts), lines)
}

/// When the caller was told: not while it is written down, but then.
fn told_at(walk: &Walk<'_>) -> Option<Part> {
    let said = walk.value(StepName::Over, "told")?;
    outcome_of(&said)?;
    let part = Part::new("told_at", PartKind::Time, "When was that?").needed();
    let known = ["stopped", "restored"];
    let at = known.iter().find_map(|name| order::stands(walk, name));
    Some(match at {
        Some(at) => part.at(at, walk.hm(at)),
        None => part,
    })
}
