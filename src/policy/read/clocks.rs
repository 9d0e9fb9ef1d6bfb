//! Reads the deadlines, and the names of the moments that lists and deadlines use.

use std::collections::{BTreeMap, BTreeSet};

use super::Read;
use super::doc::read;
use super::node::{Node, formed};
use super::source::sources;
use super::table::Table;
use crate::domain::site::{
    Class, ClockRule, ClockRules, DateName, EventName, Length, LengthBasis, Offset, Warn,
};
use crate::policy::error::one_of;
use crate::text::Clean;

const LENGTH: &str = "\"72 elapsed_h\" (elapsed_h, work_h, work_day, cal_day, cal_month) or \
                      \"at <name of [dates]>\"";
const WARN: &str = "\"75%\", \"-7d\", \"+2h\", \"daily\" or \"0\"";

/// Reads the deadlines of a site.
///
/// # Errors
/// Every fault of the text; show them to whoever wrote it.
pub fn read_clocks(text: &str, name: &str) -> Read<ClockRules> {
    read(text, name, |root| {
        let events = names(root, "events");
        let dates = names(root, "dates");
        for name in events.keys().filter(|name| dates.contains_key(*name)) {
            root.wrong(
                "dates",
                format!("`{name}` is an event and a date"),
                "give one of them another name",
            );
        }
        let mut seen = BTreeSet::new();
        let clocks = root.subs("clock", |table| {
            let clock = clock(table, &events, &dates);
            if !seen.insert(clock.id.clone()) {
                table.wrong(
                    "id",
                    format!("there are two clocks `{}`", clock.id),
                    "give one of them another id",
                );
            }
            if clock.verify {
                table.doc.note(
                    table.line_of("verify"),
                    &table.path_of("verify"),
                    "to be confirmed before anybody relies on it",
                );
            }
            clock
        });
        ClockRules {
            version: root.count("version"),
            events,
            dates,
            clocks,
        }
    })
}

fn names(root: &Table<'_, '_>, key: &'static str) -> BTreeMap<String, Clean> {
    root.map(key, |name, node| {
        let fits = name.contains('.')
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_'));
        if !fits {
            node.wrong(
                format!("`{name}` is no name of a moment"),
                "write it as \"thing.happened\"",
            );
        }
        node.text().map(Clean::new)
    })
}

fn clock(
    table: &Table<'_, '_>,
    events: &BTreeMap<String, Clean>,
    dates: &BTreeMap<String, Clean>,
) -> ClockRule {
    let length = table.need("length").and_then(|n| length(&n, dates));
    let by_class = table.opt_sub("length_by_class", |by_class| {
        Class::ALL
            .iter()
            .filter_map(|class| {
                let node = by_class.opt(class.as_str())?;
                Some((*class, self::length(&node, dates)?))
            })
            .collect()
    });
    ClockRule {
        id: table.id("id"),
        name: table.text("name"),
        start: event_list(table, "start", events),
        stop: event_list(table, "stop", events),
        length: length.unwrap_or(Length::For {
            count: 0,
            basis: LengthBasis::ElapsedHours,
        }),
        length_by_class: by_class.unwrap_or_default(),
        warn: warnings(table),
        tells: table.strings("tells"),
        pausable: table.opt_text("pausable"),
        rule_from: table.word("rule_from"),
        length_from: table.word("length_from"),
        law: table.flag("law"),
        verify: table.opt_flag("verify"),
        sources: sources(table),
        note: table.opt_text("note").unwrap_or_default(),
    }
}

fn event_list(
    table: &Table<'_, '_>,
    key: &'static str,
    events: &BTreeMap<String, Clean>,
) -> Vec<EventName> {
    let items = table.need(key).map(|node| node.items());
    if items.as_ref().is_some_and(Vec::is_empty) {
        table.wrong(key, "no event is named", "name one of [events]");
    }
    items
        .unwrap_or_default()
        .iter()
        .filter_map(|item| {
            let name = item.text()?;
            if !events.contains_key(name) {
                item.wrong(
                    format!("`{name}` is no event"),
                    one_of(name, events.keys().map(String::as_str)),
                );
            }
            Some(EventName(name.to_owned()))
        })
        .collect()
}

fn length(node: &Node<'_, '_>, dates: &BTreeMap<String, Clean>) -> Option<Length> {
    if let Some(date) = node.text()?.strip_prefix("at ") {
        if !dates.contains_key(date) {
            node.wrong(
                format!("`{date}` is no date"),
                one_of(date, dates.keys().map(String::as_str)),
            );
        }
        return Some(Length::At(DateName(date.to_owned())));
    }
    formed(node, parse_length, LENGTH)
}

fn parse_length(text: &str) -> Option<Length> {
    let (count, basis) = text.split_once(' ')?;
    Some(Length::For {
        count: count.parse().ok().filter(|n| *n <= 100_000)?,
        basis: LengthBasis::parse(basis)?,
    })
}

fn warnings(table: &Table<'_, '_>) -> Vec<Warn> {
    let items = table.need("warn").map(|node| node.items());
    items
        .unwrap_or_default()
        .iter()
        .filter_map(|item| formed(item, parse_warn, WARN))
        .collect()
}

fn parse_warn(text: &str) -> Option<Warn> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.parse().ok().filter(|p| (1..=1000).contains(p))?;
        return Some(Warn::Percent(percent));
    }
    match text {
        "daily" => Some(Warn::Daily),
        "0" => Some(Warn::AtEnd),
        _ => {
            let offset = Offset::parse(text).filter(|offset| offset.count != 0)?;
            match text.as_bytes()[0] {
                b'-' => Some(Warn::BeforeEnd(offset)),
                b'+' => Some(Warn::AfterStart(offset)),
                _ => None,
            }
        }
    }
}
