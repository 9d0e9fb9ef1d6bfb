//! What a checklist says about the other files: categories, roles, clocks, settings, citations.

use super::Check;
use crate::domain::site::{ClockChoice, Step, StepKind, Tell, Template};
use crate::policy::error::one_of;

/// The list that a callout walks through at night, and the most steps of it that a tired person
/// has to tick: what the callout's own answers tick is not among them.
const CALLOUT_LIST: &str = "server-network-outage";
const CALLOUT_TICKS_MAX: usize = 8;

/// Checks one list.
pub(super) fn check(check: &mut Check<'_>) {
    let pack = check.pack;
    let Some(template) = pack.templates().get(&check.file.id) else {
        return;
    };
    check.sources("source", &template.sources);
    let categories = pack.prompts().map(|prompts| &prompts.categories);
    if let Some(categories) = categories
        && !categories.contains_key(&template.record_category)
    {
        let wanted = &template.record_category;
        check.wrong(
            "record_category",
            &format!("there is no category `{wanted}`"),
            &one_of(wanted, categories.keys().map(String::as_str)),
        );
    }
    for (index, step) in template.steps.iter().enumerate() {
        check_step(check, &format!("step[{index}]"), step);
    }
    if template.id == CALLOUT_LIST {
        ticks(check, template);
    }
}

fn check_step(check: &mut Check<'_>, path: &str, step: &Step) {
    check.sources(&format!("{path}.source"), &step.sources);
    role(check, &format!("{path}.who"), &step.who);
    for (index, tell) in step.to.iter().enumerate() {
        if let Tell::Role(name) = tell {
            role(check, &format!("{path}.to[{index}]"), name);
        }
    }
    let clocks = check.pack.clocks();
    if let (Some(clock), Some(clocks)) = (&step.clock, clocks)
        && let ClockChoice::Named(id) = &clock.clock
        && clocks.clock(id).is_none()
    {
        let known = clocks.clocks.iter().map(|clock| clock.id.as_str());
        check.wrong(
            &format!("{path}.clock.id"),
            &format!("there is no clock `{id}`"),
            &one_of(id, known),
        );
    }
    if let Some(setting) = step.gate.as_ref().and_then(|gate| gate.setting.as_ref()) {
        let pack = check.pack;
        let mut profiles = pack.profiles().values();
        let first = profiles.next();
        let is_flag = |value: &str| value == "true" || value == "false";
        if let Some(profile) = first
            && !profile.settings.get(setting).is_some_and(|v| is_flag(v))
        {
            let flags = profile.settings.iter().filter(|(_, v)| is_flag(v));
            check.wrong(
                &format!("{path}.gate.setting"),
                &format!("`{setting}` is no setting of the profile that is true or false"),
                &one_of(setting, flags.map(|(key, _)| key.as_str())),
            );
        }
    }
}

fn role(check: &mut Check<'_>, path: &str, name: &str) {
    let pack = check.pack;
    if !pack.profiles().values().any(|p| p.roles.has(name)) {
        let roles = pack.profiles().values().next();
        let known = roles.into_iter().flat_map(|p| p.roles.0.keys());
        check.wrong(
            path,
            &format!("`{name}` is no role of any profile"),
            &one_of(name, known.map(String::as_str)),
        );
    }
}

/// Whether a person must tick a step in a callout: required, and no answer of the callout does it.
fn is_ticked(step: &Step) -> bool {
    let by_hand = matches!(step.kind, StepKind::Do | StepKind::Ask { .. });
    step.required && by_hand && step.from.is_none()
}

fn ticks(check: &mut Check<'_>, template: &Template) {
    let ticked: Vec<&str> = template
        .steps
        .iter()
        .filter(|step| is_ticked(step))
        .map(|step| step.id.as_str())
        .collect();
    if ticked.len() > CALLOUT_TICKS_MAX {
        check.wrong(
            "step",
            &format!(
                "{} required steps are to be ticked in a callout, {CALLOUT_TICKS_MAX} are the \
                 most: {}",
                ticked.len(),
                ticked.join(", ")
            ),
            "give a step the fact that ticks it (`from`), or make it optional",
        );
    }
}
