//! What a profile says about the other files: lists, holidays, clocks, categories, citations.

use super::Check;
use crate::domain::site::{Profile, Provenance, Tell, Template};
use crate::policy::error::one_of;

/// Checks one profile.
pub(super) fn check(check: &mut Check<'_>) {
    let pack = check.pack;
    let Some(profile) = pack.profiles().get(&check.file.id) else {
        return;
    };
    let holidays: Vec<&str> = pack.holidays().keys().map(String::as_str).collect();
    known(
        check,
        "hours.holiday_files",
        &profile.hours.holiday_files,
        &holidays,
        "holiday list",
    );
    let lists: Vec<&str> = pack.templates().keys().map(String::as_str).collect();
    known(
        check,
        "checklists.enabled",
        &profile.checklists,
        &lists,
        "checklist",
    );
    if let Some(clocks) = pack.clocks() {
        let ids: Vec<&str> = clocks.clocks.iter().map(|c| c.id.as_str()).collect();
        known(
            check,
            "disclosure.clocks",
            &profile.disclosure.clocks,
            &ids,
            "clock",
        );
    }
    if let Some(prompts) = pack.prompts() {
        let ids: Vec<&str> = prompts.categories.keys().map(String::as_str).collect();
        known(
            check,
            "records.categories",
            &profile.records.categories,
            &ids,
            "category",
        );
        let fields: Vec<&str> = prompts
            .common
            .prompts
            .iter()
            .map(|p| p.id.as_str())
            .collect();
        known(
            check,
            "records.fields",
            &profile.records.fields,
            &fields,
            "common prompt",
        );
        if !profile.records.categories.contains(&prompts.default) {
            check.wrong(
                "records.categories",
                &format!("the default category `{}` is missing", prompts.default),
                "add it",
            );
        }
    }
    enabled_lists(check, profile);
    provenance(check, profile);
}

/// Every name of a list must be known.
fn known(check: &mut Check<'_>, path: &str, names: &[String], known: &[&str], what: &str) {
    for (index, name) in names.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            check.wrong(
                &format!("{path}[{index}]"),
                &format!("there is no {what} `{name}`"),
                &one_of(name, known.iter().copied()),
            );
        }
    }
}

/// An enabled list needs its roles and its category in this profile.
fn enabled_lists(check: &mut Check<'_>, profile: &Profile) {
    for (index, id) in profile.checklists.iter().enumerate() {
        let Some(template) = check.pack.templates().get(id) else {
            continue;
        };
        let path = format!("checklists.enabled[{index}]");
        if let Some(role) = roles_of(template).find(|role| !profile.roles.has(role)) {
            check.wrong(
                &path,
                &format!("the list `{id}` needs the role `{role}`"),
                "add it to [roles], or take the list out",
            );
        }
        let category = &template.record_category;
        if !profile.records.categories.contains(category) {
            check.wrong(
                &path,
                &format!("the list `{id}` needs the category `{category}`"),
                "add it to records.categories, or take the list out",
            );
        }
    }
}

fn roles_of(template: &Template) -> impl Iterator<Item = &str> {
    template.steps.iter().flat_map(|step| {
        let told = step.to.iter().filter_map(|tell| match tell {
            Tell::Role(role) => Some(role.as_str()),
            Tell::Reporting(_) => None,
        });
        std::iter::once(step.who.as_str()).chain(told)
    })
}

fn provenance(check: &mut Check<'_>, profile: &Profile) {
    for (key, said) in &profile.provenance {
        if let Provenance::Policy { file, at, words } = said
            && let Some((field, wrong, mend)) =
                check.library.fault(file, at.as_str(), words.as_str())
        {
            let field = if field == "policy" { "file" } else { field };
            check.wrong(&format!("provenance.{key}.{field}"), &wrong, &mend);
        }
    }
}
