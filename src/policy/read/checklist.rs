//! Reads a checklist, and checks that its steps, gates and answers fit together.
//!
//! Which names are events and which are dates stands in the site's clocks, so they are read first.

use super::Read;
use super::doc::read;
use super::node::{Node, formed};
use super::source::sources;
use super::table::Table;
use crate::domain::site::{
    After, ClockAction, ClockChoice, ClockRules, EventName, Fact, Gate, Limit, Moment, Offset,
    Place, Report, Step, StepClock, StepKind, Tell, Template, When,
};
use crate::policy::error::one_of;

mod fit;

/// The most characters of a step's text: two lines of the screen.
const STEP_TEXT_MAX: usize = 150;
const LIMIT: &str = "\"<event or date>+30m\" (m, h, d, wd), \"every 4h\" or \"same day\"";

/// Reads a checklist; `clocks` tells which names are events and which are dates.
///
/// # Errors
/// Every fault of the text; show them to whoever wrote it.
pub fn read_checklist(text: &str, name: &str, clocks: &ClockRules) -> Read<Template> {
    read(text, name, |root| {
        let anchor = root
            .need("anchor")
            .and_then(|n| moment(&n, n.text()?, clocks));
        let template = Template {
            id: root.id("id"),
            version: root.count("version"),
            title: root.text("title"),
            group: root.id("group"),
            record_category: root.string("record_category"),
            anchor: anchor.unwrap_or(Moment::Event(EventName(String::new()))),
            note: root.opt_text("note").unwrap_or_default(),
            sources: sources(root),
            phases: if root.has("phases") {
                root.map("phases", |_, node| node.text().map(Into::into))
            } else {
                root.opt("phases");
                std::collections::BTreeMap::new()
            },
            steps: root.subs("step", |table| step(table, clocks)),
        };
        fit::check(root, &template);
        template
    })
}

/// An event or a date by its name.
fn moment(node: &Node<'_, '_>, name: &str, clocks: &ClockRules) -> Option<Moment> {
    if clocks.events.contains_key(name) {
        return Some(Moment::Event(EventName(name.to_owned())));
    }
    if clocks.dates.contains_key(name) {
        return Some(Moment::Date(crate::domain::site::DateName(name.to_owned())));
    }
    let known = clocks.events.keys().chain(clocks.dates.keys());
    node.wrong(
        format!("`{name}` is no event and no date"),
        one_of(name, known.map(String::as_str)),
    );
    None
}

fn event(node: &Node<'_, '_>, clocks: &ClockRules) -> Option<EventName> {
    let name = node.text()?;
    if clocks.events.contains_key(name) {
        return Some(EventName(name.to_owned()));
    }
    node.wrong(
        format!("`{name}` is no event"),
        one_of(name, clocks.events.keys().map(String::as_str)),
    );
    None
}

fn step(table: &Table<'_, '_>, clocks: &ClockRules) -> Step {
    let text = table.text("text");
    let length = text.as_str().chars().count();
    if length > STEP_TEXT_MAX {
        table.wrong(
            "text",
            format!("it has {length} characters"),
            format!("say it in at most {STEP_TEXT_MAX}"),
        );
    }
    Step {
        id: table.id("id"),
        text,
        why: table.text("why"),
        kind: kind(table, clocks),
        from: table.opt_word("from"),
        to: tells(table),
        after: after(table),
        evidence: table.word_list("evidence"),
        when: table.opt_sub("when", |t| when(t, clocks)).flatten(),
        gate: table.opt_sub("gate", gate),
        clock: table.opt_sub("clock", clock),
        limit: table.opt("limit").and_then(|node| limit(&node, clocks)),
        sets: table
            .opt("sets")
            .and_then(|node| moment(&node, node.text()?, clocks)),
        required: table.flag("required"),
        who: table.string("who"),
        phase: table
            .opt("phase")
            .and_then(|node| node.text().map(str::to_owned)),
        sources: sources(table),
    }
}

fn kind(table: &Table<'_, '_>, clocks: &ClockRules) -> StepKind {
    let spelled = table
        .opt("kind")
        .map(|node| node.text().unwrap_or_default());
    let choices = table.opt_texts("choices");
    let on = table.opt("on");
    let kind = match spelled.unwrap_or("do") {
        "do" => StepKind::Do,
        "ask" => StepKind::Ask {
            choices: choices.clone(),
        },
        "know" => StepKind::Know,
        "auto" => StepKind::Auto {
            on: on.as_ref().and_then(|node| event(node, clocks)),
        },
        other => {
            table.wrong(
                "kind",
                format!("`{other}` is no kind of step"),
                one_of(other, ["do", "ask", "know", "auto"].into_iter()),
            );
            StepKind::Do
        }
    };
    let asks = matches!(kind, StepKind::Ask { .. });
    if asks && choices.len() < 2 {
        table.wrong(
            "kind",
            "a question needs choices",
            "add choices = [\"no\", \"yes\"]",
        );
    }
    if !asks && !choices.is_empty() {
        table.wrong(
            "choices",
            "only a question has choices",
            "add kind = \"ask\"",
        );
    }
    let auto = matches!(kind, StepKind::Auto { .. });
    if on.is_some() && !auto {
        table.wrong(
            "on",
            "only an automatic step has an event",
            "add kind = \"auto\"",
        );
    }
    if auto && on.is_none() && !table.has("from") {
        table.wrong(
            "kind",
            "nothing ticks it",
            "add on = \"<event>\" or from = \"<fact>\"",
        );
    }
    kind
}

fn tells(table: &Table<'_, '_>) -> Vec<Tell> {
    let told = table.opt("from").and_then(|node| node.value.as_str()) == Some(Fact::Told.as_str());
    if told != table.has("to") {
        table.wrong(
            if told { "from" } else { "to" },
            "`from = \"told\"` and `to` belong together",
            "name the roles in to = [\"requester\"], or take it out",
        );
    }
    let Some(node) = table.opt("to") else {
        return Vec::new();
    };
    let tell = |item: &Node<'_, '_>| {
        let text = item.text()?;
        let Some(report) = text.strip_prefix("reporting.") else {
            return Some(Tell::Role(text.to_owned()));
        };
        let known = Report::parse(report);
        if known.is_none() {
            item.wrong(
                format!("`{text}` is no list of [reporting]"),
                one_of(report, Report::ALL.iter().map(|r| r.as_str())),
            );
        }
        known.map(Tell::Reporting)
    };
    node.items().iter().filter_map(tell).collect()
}

fn after(table: &Table<'_, '_>) -> Option<After> {
    let node = table.opt("after")?;
    if !table.has("to") {
        node.wrong("only a step with `to` has it", "take it out");
    }
    formed(&node, After::parse, "\"outcome\"")
}

fn when(table: &Table<'_, '_>, clocks: &ClockRules) -> Option<When> {
    if let Some(node) = table.opt("answer") {
        return Some(When::Answer {
            step: node.text()?.to_owned(),
            is: table.texts("is"),
        });
    }
    if table.has("place") {
        return Some(When::Place(table.word::<Place>("place")));
    }
    let node = table.need("unsolved")?;
    let (name, offset) = formed(&node, split_offset, "\"<event>+2h\"")?;
    match moment(&node, &name, clocks)? {
        Moment::Event(event) => Some(When::Unsolved { event, offset }),
        Moment::Date(date) => {
            node.wrong(format!("`{date}` is a date"), "name an event");
            None
        }
    }
}

fn gate(table: &Table<'_, '_>) -> Gate {
    let gate = Gate {
        kind: table.id("kind"),
        blocks: table.strings("blocks"),
        opens: table.opt_texts("opens"),
        setting: table
            .opt("setting")
            .and_then(|node| node.text().map(str::to_owned)),
    };
    if gate.blocks.is_empty() {
        table.wrong("blocks", "it holds nothing", "name the steps that it holds");
    }
    gate
}

fn clock(table: &Table<'_, '_>) -> StepClock {
    let id = table.string("id");
    StepClock {
        clock: match id.as_str() {
            "profile:disclosure.clocks" => ClockChoice::OfDisclosure,
            _ => ClockChoice::Named(id),
        },
        action: table.word::<ClockAction>("action"),
        is: table.opt_texts("is"),
    }
}

fn limit(node: &Node<'_, '_>, clocks: &ClockRules) -> Option<Limit> {
    let text = node.text()?;
    if text == "same day" {
        return Some(Limit::SameDay);
    }
    if text.starts_with("every ") {
        return formed(node, every_hours, LIMIT).map(|hours| Limit::Every { hours });
    }
    let (name, offset) = formed(node, split_offset, LIMIT)?;
    Some(Limit::At {
        moment: moment(node, &name, clocks)?,
        offset,
    })
}

/// Reads `every 4h` as the hours.
fn every_hours(text: &str) -> Option<u32> {
    let hours = text.strip_prefix("every ")?.strip_suffix('h')?;
    hours.parse().ok().filter(|n| *n > 0)
}

/// Reads `name+2h` as the name and the distance.
fn split_offset(text: &str) -> Option<(String, Offset)> {
    let at = text.find(['+', '-'])?;
    let offset = Offset::parse(&text[at..])?;
    Some((text[..at].to_owned(), offset))
}
