//! Reads what a narrative asks.

use std::collections::BTreeSet;

use super::Read;
use super::doc::read;
use super::source::sources;
use super::table::Table;
use crate::domain::site::{Category, Common, Prompt, Prompts};

/// Reads the prompts of a site.
///
/// # Errors
/// Every fault of the text; show them to whoever wrote it.
pub fn read_prompts(text: &str, name: &str) -> Read<Prompts> {
    read(text, name, |root| {
        let prompts = Prompts {
            version: root.count("version"),
            default: root.string("default"),
            common: root.sub("common", common),
            categories: root.map("category", |_, node| {
                let table = node.table();
                let category = category(&table);
                table.finish();
                Some(category)
            }),
        };
        check(root, &prompts);
        prompts
    })
}

fn common(table: &Table<'_, '_>) -> Common {
    let common = Common {
        mandatory: table.strings("mandatory"),
        prompts: prompts(table),
        sources: sources(table),
    };
    for id in &common.mandatory {
        if !common.prompts.iter().any(|prompt| prompt.id == *id) {
            table.wrong(
                "mandatory",
                format!("`{id}` is no prompt of [common]"),
                "name the id of one of its prompts",
            );
        }
    }
    common
}

fn category(table: &Table<'_, '_>) -> Category {
    Category {
        name: table.text("name"),
        five: table.flag("five"),
        confidential: table.opt_flag("confidential"),
        clock: table
            .opt("clock")
            .and_then(|node| node.text().map(str::to_owned)),
        note: table.opt_text("note").unwrap_or_default(),
        prompts: prompts(table),
        sources: sources(table),
    }
}

fn prompts(table: &Table<'_, '_>) -> Vec<Prompt> {
    let mut seen = BTreeSet::new();
    table.subs("prompts", |table| {
        let prompt = Prompt {
            id: table.id("id"),
            ask: table.text("ask"),
            required: table.flag("required"),
            from: table.opt_word("from"),
        };
        if !seen.insert(prompt.id.clone()) {
            table.wrong(
                "id",
                format!("there are two prompts `{}`", prompt.id),
                "give one of them another id",
            );
        }
        prompt
    })
}

fn check(root: &Table<'_, '_>, prompts: &Prompts) {
    if !prompts.default.is_empty() && !prompts.categories.contains_key(&prompts.default) {
        root.wrong(
            "default",
            format!("there is no category `{}`", prompts.default),
            "name one of the [category.…] tables",
        );
    }
    for (id, category) in &prompts.categories {
        for prompt in &category.prompts {
            if prompts.common.prompts.iter().any(|c| c.id == prompt.id) {
                root.wrong(
                    "category",
                    format!(
                        "the prompt `{}` of `{id}` is one of [common] too",
                        prompt.id
                    ),
                    "give it another id",
                );
            }
        }
    }
}
