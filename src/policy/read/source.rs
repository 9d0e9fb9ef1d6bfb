//! Reads who says so: the citation at a step, a prompt, a clock, or a setting.

use super::node::Node;
use super::table::Table;
use crate::domain::site::{Provenance, Source};

/// The sources of a table, under `source`; there must be one.
pub(super) fn sources(table: &Table<'_, '_>) -> Vec<Source> {
    let Some(node) = table.need("source") else {
        return Vec::new();
    };
    let sources: Vec<Source> = node.items().iter().filter_map(source).collect();
    if node.value.as_array().is_some_and(|list| list.is_empty()) {
        node.wrong(
            "nobody is named as the source",
            "cite the policy, a public standard, or write [ { ours = true } ]",
        );
    }
    sources
}

fn source(node: &Node<'_, '_>) -> Option<Source> {
    let table = node.table();
    let source = if table.has("policy") {
        Some(Source::Policy {
            file: table.string("policy"),
            at: table.text("at"),
            words: table.text("words"),
        })
    } else if table.has("public") {
        Some(Source::Public(table.text("public")))
    } else if table.has("ours") {
        if !table.flag("ours") {
            node.wrong("`ours = false` says nothing", "cite the source, or true");
        }
        Some(Source::Ours)
    } else {
        node.wrong(
            "this names no source",
            "write { policy, at, words }, { public } or { ours = true }",
        );
        return None;
    };
    table.finish();
    source
}

/// Who says a setting.
pub(super) fn provenance(node: &Node<'_, '_>) -> Option<Provenance> {
    node.value.as_table().or_else(|| {
        node.wrong(
            "this names no source",
            "write { file, at, words }, or { said = \"who, when, in which paper\" }",
        );
        None
    })?;
    let table = node.table();
    let provenance = if table.has("said") {
        Provenance::Said {
            by: table.text("said"),
        }
    } else {
        Provenance::Policy {
            file: table.string("file"),
            at: table.text("at"),
            words: table.text("words"),
        }
    };
    table.finish();
    Some(provenance)
}
