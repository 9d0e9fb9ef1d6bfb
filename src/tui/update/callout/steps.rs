//! The steps of the walk by name, for the palette: where one can be gone to, and else why not.

use std::sync::Arc;

use super::{go_to, show};
use crate::domain::StepName;
use crate::domain::callout::{Callout, trail};
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::msg::Effect;

/// The steps that can be named: those of the callout at hand, and those whose name is being typed,
/// so that it is said why one of them cannot be gone to.
pub(in crate::tui) fn named(model: &Model, typed: &str) -> Vec<StepName> {
    let walked = at_hand(model).map_or_else(Vec::new, |callout| steps_of(model, &callout));
    let is_typed = |name: &StepName| !typed.is_empty() && name.as_str().starts_with(typed);
    let all = StepName::ALL.iter().copied();
    all.filter(|name| !has_action(*name) && !matches!(name, StepName::Start | StepName::Handover))
        .filter(|name| walked.contains(name) || is_typed(name))
        .collect()
}

/// Why a step cannot be gone to; none where it can.
pub(in crate::tui) fn lack(model: &Model, name: StepName) -> Option<String> {
    let shown = model.callout().filter(|_| model.walk.is_shown);
    if let Some(ended) = shown.as_ref().filter(|callout| callout.ended.is_some()) {
        let number = ended.number;
        return Some(format!(
            "{number} has ended; nightdesk callout answer --callout {number} {name}=... corrects it"
        ));
    }
    if shown.is_some() && model.is_looking() {
        let key = model.key_of(Action::TakeOver);
        return Some(format!("somebody else has it; {key} takes it over"));
    }
    let Some(callout) = at_hand(model) else {
        let key = model.key_of(Action::Callout);
        return Some(format!("no callout of yours is open; {key} takes a call"));
    };
    let is_there = steps_of(model, &callout).contains(&name);
    (!is_there).then(|| {
        format!(
            "{} has no step {name}: what was answered leads past it",
            callout.number
        )
    })
}

/// Goes to a step of the own callout, from wherever one is.
pub(in crate::tui) fn go(model: &mut Model, name: StepName, fx: &mut Vec<Effect>) {
    if let Some(lack) = lack(model, name) {
        return model.say(lack);
    }
    let Some(callout) = at_hand(model) else {
        return;
    };
    show(model, Some(callout.id));
    go_to(model, name, fx);
}

/// The callout whose steps are meant: the own one that runs.
fn at_hand(model: &Model) -> Option<Arc<Callout>> {
    model.my_callout()
}

fn steps_of(model: &Model, callout: &Callout) -> Vec<StepName> {
    let (known, now) = (&*model.snapshot, model.now);
    let marks = trail(known, &known.site, callout, now).into_iter();
    marks.map(|mark| mark.name).collect()
}

/// Steps that an action goes to by the same name.
const fn has_action(name: StepName) -> bool {
    matches!(name, StepName::Work | StepName::Narrative)
}
