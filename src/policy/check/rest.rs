//! What prompts and clocks say about the other files, and whether a pack has all its parts.

use super::{Check, Faults};
use crate::policy::error::{PackError, one_of};
use crate::policy::pack::Pack;
use crate::text::Clean;

/// Whether the parts are there that everything else needs.
pub(super) fn has_all(pack: &Pack, faults: &mut Faults) -> bool {
    let parts = [
        (pack.prompts().is_some(), "prompts.toml"),
        (pack.clocks().is_some(), "clocks.toml"),
        (!pack.profiles().is_empty(), "profiles/"),
    ];
    for (_, name) in parts.into_iter().filter(|(there, _)| !there) {
        faults.0.push(PackError {
            file: name.to_owned(),
            line: 1,
            field: String::new(),
            wrong: Clean::from("the file is missing"),
            mend: Clean::from("put it back; a copy ships with the program"),
        });
    }
    faults.0.is_empty()
}

/// Checks the prompts.
pub(super) fn prompts(check: &mut Check<'_>) {
    let pack = check.pack;
    let (Some(prompts), Some(clocks)) = (pack.prompts(), pack.clocks()) else {
        return;
    };
    check.sources("common.source", &prompts.common.sources);
    for (id, category) in &prompts.categories {
        let path = format!("category.{id}");
        check.sources(&format!("{path}.source"), &category.sources);
        if let Some(clock) = &category.clock
            && clocks.clock(clock).is_none()
        {
            check.wrong(
                &format!("{path}.clock"),
                &format!("there is no clock `{clock}`"),
                &one_of(clock, clocks.clocks.iter().map(|c| c.id.as_str())),
            );
        }
    }
}

/// Checks the clocks.
pub(super) fn clocks(check: &mut Check<'_>) {
    let pack = check.pack;
    let Some(clocks) = pack.clocks() else {
        return;
    };
    for (index, clock) in clocks.clocks.iter().enumerate() {
        let path = format!("clock[{index}]");
        check.sources(&format!("{path}.source"), &clock.sources);
        for (at, role) in clock.tells.iter().enumerate() {
            let mut profiles = pack.profiles().values();
            if profiles.all(|profile| !profile.roles.has(role)) {
                let roles = pack.profiles().values().flat_map(|p| p.roles.0.keys());
                let known: std::collections::BTreeSet<&str> = roles.map(String::as_str).collect();
                check.wrong(
                    &format!("{path}.tells[{at}]"),
                    &format!("`{role}` is no role of any profile"),
                    &one_of(role, known.iter().copied()),
                );
            }
        }
    }
}
