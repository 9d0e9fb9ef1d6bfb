//! Reads a profile: the sections, who says each setting, and every setting as text.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::Read;
use super::doc::read;
use super::node::Node;
use super::sections;
use super::source::provenance;
use super::table::Table;
use crate::domain::site::{Profile, Promises, Provenance};
use crate::policy::error::one_of;
use crate::text::Clean;

/// The version of the profile's form that this program reads.
pub const PROFILE_SCHEMA: u32 = 2;

/// Reads a profile.
///
/// # Errors
/// Every fault of the text; show them to whoever wrote it.
pub fn read_profile(text: &str, name: &str) -> Read<Profile> {
    read(text, name, |root| {
        let profile = build(root);
        schema(root, profile.schema);
        settings_said(root, &profile);
        roles_named(root, &profile);
        notes(root, &profile);
        profile
    })
}

fn build(root: &Table<'_, '_>) -> Profile {
    Profile {
        schema: root.number("schema"),
        organisation: root.sub("organisation", sections::organisation),
        words: root.sub("words", sections::words),
        roles: sections::roles(root),
        reporting: root.sub("reporting", sections::reporting),
        hours: root.sub("hours", sections::hours),
        units: root.sub("units", sections::units),
        tiers: root.sub("tiers", sections::tiers),
        priority: root.sub("priority", sections::priority),
        promises: root.sub("promises", promises),
        log: root.sub("log", sections::log),
        security: root.sub("security", sections::security),
        passwords: root.sub("passwords", sections::passwords),
        access: root.sub("access", sections::access),
        software: root.sub("software", sections::software),
        after_hours: root.sub("after_hours", sections::after_hours),
        callout: root.sub("callout", sections::callout),
        comp_time: root.sub("comp_time", super::comp_time::comp_time),
        policy: root.sub("policy", sections::policy),
        records: root.sub("records", sections::records),
        disclosure: root.sub("disclosure", sections::disclosure),
        checklists: root.sub("checklists", |table| table.strings("enabled")),
        desk: root.sub("desk", sections::desk),
        provenance: root.map("provenance", |_, node| provenance(node)),
        settings: settings(root),
    }
}

fn promises(table: &Table<'_, '_>) -> Promises {
    let classes = table.word_list("classes");
    let items = table.need("work_hours").map(|n| n.items());
    let hours: Vec<u32> = items
        .unwrap_or_default()
        .iter()
        .filter_map(Node::number)
        .collect();
    if classes.len() != hours.len() {
        table.wrong(
            "work_hours",
            format!("{} hours for {} classes", hours.len(), classes.len()),
            "write one number for each of `classes`, in the same order",
        );
    }
    Promises(classes.into_iter().zip(hours).collect())
}

fn schema(root: &Table<'_, '_>, schema: u32) {
    if root.has("schema") && schema != PROFILE_SCHEMA {
        root.wrong(
            "schema",
            format!("this program reads form {PROFILE_SCHEMA}, not {schema}"),
            "begin from a profile that ships with this program",
        );
    }
}

/// Every setting as text by its dotted key: what the profile is, without its id and provenance.
fn settings(root: &Table<'_, '_>) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    for (name, node) in root.entries() {
        if name != "schema" && name != "provenance" {
            flatten(&name, node.value, &mut settings);
        }
    }
    settings.remove("organisation.id");
    settings
}

fn flatten(key: &str, value: &DeValue<'_>, into: &mut BTreeMap<String, String>) {
    match value.as_table() {
        Some(table) if !table.is_empty() => {
            for (name, value) in table {
                flatten(&format!("{key}.{}", name.get_ref()), value.get_ref(), into);
            }
        }
        Some(_) | None => {
            into.insert(key.to_owned(), Clean::new(&plain(value)).to_string());
        }
    }
}

/// A value as a person reads it.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.is_empty() => "none".to_owned(),
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(items) if items.is_empty() => "none".to_owned(),
        DeValue::Array(items) => {
            let nested = items.iter().any(|item| item.get_ref().is_array());
            let texts: Vec<String> = items.iter().map(|item| plain(item.get_ref())).collect();
            texts.join(if nested { "; " } else { ", " })
        }
        DeValue::Table(_) => "none".to_owned(),
    }
}

/// Provenance speaks only of settings that are there.
fn settings_said(root: &Table<'_, '_>, profile: &Profile) {
    let Some(node) = root.opt("provenance") else {
        return;
    };
    for (key, node) in node.table().entries() {
        let inside = format!("{key}.");
        let known = profile
            .settings
            .keys()
            .any(|k| *k == key || k.starts_with(&inside));
        if !known {
            node.wrong(
                format!("there is no setting `{key}`"),
                one_of(&key, profile.settings.keys().map(String::as_str)),
            );
        }
    }
}

/// Whatever names somebody names a role.
fn roles_named(root: &Table<'_, '_>, profile: &Profile) {
    let p = profile;
    let lists: [(&'static str, &'static str, &[String]); 11] = [
        ("reporting", "breach", &p.reporting.breach),
        ("reporting", "violation", &p.reporting.violation),
        ("reporting", "prohibited", &p.reporting.prohibited),
        ("reporting", "second", &p.reporting.second),
        ("priority", "pin_roles", &p.priority.pin_roles),
        ("security", "breach_report_to", &p.security.breach_report_to),
        ("access", "authorisers", &p.access.authorisers),
        ("access", "leaver_source", &p.access.leaver_source),
        ("software", "permission_from", &p.software.permission_from),
        ("comp_time", "approver_roles", &p.comp_time.approver_roles),
        ("policy", "return_to", p.policy.return_to.as_slice()),
    ];
    let singles = [
        ("access", "connect_authority", &p.access.connect_authority),
        (
            "comp_time",
            "deputy_for_own_claims",
            &p.comp_time.deputy_for_own_claims,
        ),
        ("policy", "custodian", &p.policy.custodian),
        ("policy", "reviewer", &p.policy.reviewer),
        ("disclosure", "decider", &p.disclosure.decider),
    ];
    let singles = singles.map(|(section, key, role)| (section, key, std::slice::from_ref(role)));
    for (section, key, roles) in lists.into_iter().chain(singles) {
        for role in roles.iter().filter(|r| !r.is_empty() && !p.roles.has(r)) {
            let line = root.line_in(section, key);
            root.doc.error(
                line,
                &format!("{section}.{key}"),
                format!("`{role}` is no role"),
                one_of(role, p.roles.0.keys().map(String::as_str)),
            );
        }
    }
}

/// What is allowed and yet worth a second look.
fn notes(root: &Table<'_, '_>, profile: &Profile) {
    let looks: [(bool, &'static str, &'static str, &str); 5] = [
        (
            profile.comp_time.approve_own,
            "comp_time",
            "approve_own",
            "the program never lets anybody decide their own claim, whatever stands here",
        ),
        (
            profile.records.erase_allowed,
            "records",
            "erase_allowed",
            "the program never erases a record, whatever stands here",
        ),
        (
            profile.passwords.printed_allowed,
            "passwords",
            "printed_allowed",
            "the program has no field for a password, so it prints none",
        ),
        (
            profile.security.breach_report_to.is_empty(),
            "security",
            "breach_report_to",
            "nobody is named yet who receives a breach report",
        ),
        (
            profile.security.contact_suspect_before_hr,
            "security",
            "contact_suspect_before_hr",
            "a suspect is contacted before personnel decided",
        ),
    ];
    for (applies, section, key, text) in looks {
        if applies {
            let line = root.line_in(section, key);
            root.doc.note(line, &format!("{section}.{key}"), text);
        }
    }
    let confirmed = profile
        .provenance
        .values()
        .filter(|p| matches!(p, Provenance::Said { .. }))
        .count();
    let open = profile.unconfirmed().count();
    root.doc.note(
        root.line_of("provenance"),
        "provenance",
        format!("our defaults: {open} settings; confirmed by your site: {confirmed}"),
    );
}
