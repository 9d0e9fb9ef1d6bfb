//! Somebody from outside at a server: the end of their access, and new passwords for each system.
//!
//! **Invariant:** what the walk was told of them is not asked again by the list for new passwords,
//! and each system is paid by itself: the list waits for the close, the passwords do not.

use super::Values;
use crate::domain::callout::answer::Act;
use crate::domain::callout::outsider::{UNNAMED, changed_part, is_changed};
use crate::domain::callout::{Callout, ROTATION_LIST};
use crate::domain::command::{DoStep, SetCategory, StartList};
use crate::domain::event::{Evidence, OutsiderEnded};
use crate::domain::{Command, ListId, Records, Refusal, StepName};
use crate::text::{Clean, fold};

/// The step of the list that asks who it was, of which firm, and when.
const WHO_STEP: &str = "who";
/// The step of the list that asks for new passwords.
const CHANGE_STEP: &str = "chg";

/// What was answered of an outsider, or of the passwords of what they touched.
pub(super) fn vendor(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let is_new = callout.outsider.is_none();
    let prefix = changed_part("");
    let says_who = values.keys().any(|part| !part.starts_with(&prefix));
    if is_new || says_who {
        end_of_access(act, &callout);
        begin(act, &callout)?;
        who(act, &callout);
    }
    changed(act);
    Ok(())
}

fn end_of_access(act: &mut Act<'_>, callout: &Callout) {
    let value = |part: &str| callout.value(StepName::Vendor, part);
    let named = value("systems")
        .unwrap_or(UNNAMED)
        .split(',')
        .map(str::trim);
    let mut systems: Vec<Clean> = Vec::new();
    // One that is named twice has one set of passwords.
    for one in named.filter(|one| !one.is_empty()).map(Clean::line) {
        if !systems
            .iter()
            .any(|known| fold(known.as_str()) == fold(one.as_str()))
        {
            systems.push(one);
        }
    }
    let ended = OutsiderEnded {
        callout: callout.id,
        ticket: callout.ticket,
        name: value("name").map(Clean::line),
        company: value("company").map(Clean::line),
        arrived: value("arrived").and_then(|at| at.parse().ok()),
        left: value("left").and_then(|at| at.parse().ok()),
        systems,
    };
    act.ahead.write(act.desk.site, ended);
}

/// The list for new passwords begins, and the record stands under its category too.
fn begin(act: &mut Act<'_>, callout: &Callout) -> Result<(), Refusal> {
    let policy = &act.desk.site.policy;
    let template = policy.template(ROTATION_LIST);
    let Some(template) = template.filter(|t| policy.profile.has_checklist(&t.id)) else {
        return Ok(());
    };
    let lists = act.ahead.lists_of(callout.ticket);
    if lists.iter().any(|list| list.checklist == ROTATION_LIST) {
        return Ok(());
    }
    let category = template.record_category.clone();
    act.run(&Command::StartList(StartList {
        id: ListId(act.fresh.list),
        checklist: ROTATION_LIST.to_owned(),
        ticket: Some(callout.ticket),
    }))?;
    if policy.prompts.category(&category).is_some() {
        act.say(&Command::Category(SetCategory {
            ticket: callout.ticket,
            category,
            secondary: true,
        }))?;
    }
    Ok(())
}

/// Who it was, of which firm, and when: the walk asked it.
fn who(act: &mut Act<'_>, callout: &Callout) {
    let value = |part: &str| callout.value(StepName::Vendor, part);
    let Some(name) = value("name") else { return };
    let firm = value("company").map_or(String::new(), |firm| format!(", {firm}"));
    let mut evidence: Evidence =
        [("name".to_owned(), Clean::line(&format!("{name}{firm}")))].into();
    if let Some(at) = value("arrived").or_else(|| value("left")) {
        evidence.insert("time".to_owned(), Clean::line(at));
    }
    done(act, WHO_STEP, evidence);
}

/// Every system has new passwords: so says the list too.
fn changed(act: &mut Act<'_>) {
    let callout = act.now_callout();
    let Some(outsider) = &callout.outsider else {
        return;
    };
    let mut systems = outsider.systems.iter();
    if systems.all(|system| is_changed(&callout, system.as_str())) {
        let count = outsider.systems.len().to_string();
        done(
            act,
            CHANGE_STEP,
            [("number".to_owned(), Clean::line(&count))].into(),
        );
    }
}

/// Ticks a step of the list for new passwords; what it does not take stays open there.
fn done(act: &mut Act<'_>, step: &str, evidence: Evidence) {
    let lists = act.ahead.lists_of(act.callout.ticket);
    let list = lists.iter().rev();
    let list = list
        .filter(|list| list.finished.is_none())
        .find(|list| list.checklist == ROTATION_LIST);
    let Some(list) = list else { return };
    let is_open = !list.marks.contains_key(step);
    if is_open && list.template.step(step).is_some() {
        act.try_out(&Command::DoStep(DoStep {
            list: list.id,
            step: step.to_owned(),
            evidence,
            happened: None,
        }));
    }
}
