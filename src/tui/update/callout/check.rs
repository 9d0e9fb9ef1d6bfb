//! What was typed at a time or a count is read when its part is left: what is wrong stands under
//! its field in words, and the keys stay free.
//!
//! Invariant: a step with a time or a count that cannot be read is not sent; the part that is wrong
//! has the keys then.

use crate::domain::callout::{Part, PartKind, Step, unreadable};
use crate::tui::editor::one_line;
use crate::tui::model::Model;

/// What is typed at a time or a count; none where nothing is, or where the part is another one.
fn typed(model: &Model, part: &Part) -> Option<String> {
    let is_read = matches!(part.kind, PartKind::Time | PartKind::Count);
    let editor = model.walk.editor(&part.key).filter(|_| is_read)?;
    (!editor.is_blank()).then(|| editor.text())
}

fn wrong(model: &Model, step: &Step, part: &Part, typed: &str) -> Option<String> {
    let callout = model.callout()?;
    let (snapshot, now) = (&*model.snapshot, model.now);
    let asked = (step.name, part, typed);
    unreadable(snapshot, &snapshot.site, &callout, asked, now)
}

/// The part that is answered is left: what is typed there counts from now on, so that what it
/// makes impossible is said too, or it is said why it cannot be read.
pub(super) fn part_left(model: &mut Model) {
    let Some((step, part)) = model.walk.step.clone().zip(model.walk.part().cloned()) else {
        return;
    };
    let Some(typed) = typed(model, &part) else {
        return;
    };
    if let Some(said) = wrong(model, &step, &part, &typed) {
        model.walk.given.remove(&part.key);
        model.walk.wrong.insert(part.key, said);
    } else {
        model.walk.wrong.remove(&part.key);
        model.walk.given.insert(part.key, typed);
        model.read_walk();
    }
}

/// Whether every time and count of the step can be read; else the first that cannot has the keys.
pub(super) fn is_sound(model: &mut Model) -> bool {
    let Some(step) = model.walk.step.clone() else {
        return true;
    };
    let found = step.parts.iter().enumerate().find_map(|(at, part)| {
        let said = wrong(model, &step, part, &typed(model, part)?)?;
        Some((at, part, said))
    });
    let Some((at, part, said)) = found else {
        return true;
    };
    model.walk.at = at;
    model.walk.enter_part();
    model.say(format!("{} {said}", one_line(&part.question)));
    model.walk.wrong.insert(part.key.clone(), said);
    false
}

/// The part that a refusal names, by its place.
pub(super) fn named(model: &Model, because: &str) -> Option<usize> {
    let step = model.walk.step.as_ref()?;
    let names = |part: &Part| because.contains(&format!("{}.{}", step.name, part.key));
    step.parts.iter().position(names)
}
