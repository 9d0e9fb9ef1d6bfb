//! What stands in the lists and boxes, row by row, and what a chosen row does.

use std::sync::Arc;

use crate::domain::site::{RuleId, Runbook};
use crate::domain::triage::{explain_one, explain_two};
use crate::domain::{Records as _, Refusal};
use crate::policy::find_rule;
use crate::text::{Clean, truncate_with};
use crate::tui::action::{ACTIONS, Action, Spec, Spot};
use crate::tui::editor::one_line;
use crate::tui::model::{Filter, Model, Overlay, OverlayKind};
use crate::tui::theme::Role;

use super::callout::boxes;
use super::close::{close, close_rows, close_title, is_owed, notes};
use super::palette;
use super::said_here::with_key;

/// Columns of an unfinished text in the list of them.
const GIST_COLS: usize = 60;

/// A line of a list or box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Line {
    /// Stands before it; the lines after the first are indented by as much.
    pub(in crate::tui) before: String,
    /// What it says.
    pub(in crate::tui) text: String,
    /// What it means.
    pub(in crate::tui) role: Role,
}

/// A list or box as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Entry {
    /// Its title.
    pub(in crate::tui) title: String,
    /// Its lines; of a list, one a row.
    pub(in crate::tui) lines: Vec<Line>,
    /// What the keys do, at its lower border.
    pub(in crate::tui) keys: String,
}

pub(super) fn plain(text: impl Into<String>) -> Line {
    lead(Role::Plain, text)
}

pub(super) fn behind(before: String, text: impl Into<String>) -> Line {
    Line {
        before,
        ..plain(text)
    }
}

pub(super) fn lead(role: Role, text: impl Into<String>) -> Line {
    Line {
        before: String::new(),
        text: text.into(),
        role,
    }
}

/// A rule with its file and section, and below it what it says.
pub(in crate::tui) fn rule_lines(id: RuleId) -> Vec<String> {
    match find_rule(id) {
        Some(rule) => {
            vec![format!("{rule}"), format!("  {}", rule.line)]
        }
        None => vec![id.to_string()],
    }
}

impl Overlay {
    /// What it shows.
    pub(in crate::tui) fn entry(&self, model: &Model) -> Entry {
        let (title, keys) = self.words(model);
        let keys = if let OverlayKind::Quit(_) = self.kind {
            format!("{} or {keys}", model.key_of(Action::Quit))
        } else {
            keys.to_owned()
        };
        Entry {
            title,
            lines: self.lines(model),
            keys,
        }
    }

    /// Its title, and what the keys do.
    fn words(&self, model: &Model) -> (String, &'static str) {
        match &self.kind {
            OverlayKind::Palette(_) => ("every action".to_owned(), "Enter runs it  Esc back"),
            OverlayKind::Find(_) => ("find".to_owned(), "Enter keeps  Esc clears"),
            OverlayKind::Filter => ("show".to_owned(), "Enter or digit  Esc back"),
            OverlayKind::Help(spot) => {
                let title = format!("help: {}", spot.title());
                (title, "arrows scroll  Esc back")
            }
            OverlayKind::Refusal(_) => {
                ("refused".to_owned(), "arrows scroll  any other key goes on")
            }
            OverlayKind::Read(title, _) => (title.clone(), "arrows scroll  Esc back"),
            OverlayKind::Runbook(runbook) => (
                format!("runbook: {}", runbook.title),
                "arrows, PgDn, PgUp scroll  Esc back  commands here are text, never run",
            ),
            OverlayKind::Runbooks(_) => ("runbooks".to_owned(), "Enter or digit reads  Esc back"),
            OverlayKind::Messages => ("messages".to_owned(), "arrows scroll  Esc back"),
            OverlayKind::Drafts => ("unfinished".to_owned(), "Enter goes on  Esc back"),
            OverlayKind::Discard(_) => (
                "discard".to_owned(),
                "Enter throws it away  any other key keeps it",
            ),
            OverlayKind::Close(ticket) => {
                let keys = if is_owed(&close_rows(model, *ticket)) {
                    "Enter goes there  Esc back"
                } else {
                    "Enter closes it  Esc back"
                };
                (close_title(model, *ticket), keys)
            }
            OverlayKind::Notes(_) => (
                "what the record category asks".to_owned(),
                "Enter answers  Esc back",
            ),
            OverlayKind::Callout(kind) => boxes::words(model, *kind),
            OverlayKind::Quit(_) => ("leave".to_owned(), "Enter leaves  any other key stays"),
        }
    }

    fn lines(&self, model: &Model) -> Vec<Line> {
        match &self.kind {
            OverlayKind::Palette(editor) => palette::lines(model, &editor.text())
                .into_iter()
                .map(|(before, help)| behind(before, help))
                .collect(),
            OverlayKind::Find(_) => vec![plain(
                "number, title, requester, unit, owner; closed ones too",
            )],
            OverlayKind::Filter => Filter::ALL
                .iter()
                .enumerate()
                .map(|(at, filter)| plain(format!("{} {}", at + 1, filter.name())))
                .collect(),
            OverlayKind::Help(spot) => help(model, *spot),
            OverlayKind::Refusal(refusal) => refused(model, refusal),
            OverlayKind::Read(_, lines) => lines.iter().map(plain).collect(),
            OverlayKind::Runbook(runbook) => runbook_lines(runbook),
            OverlayKind::Runbooks(listed) => (1..)
                .zip(listed)
                .map(|(n, one)| behind(format!("{n} "), format!("{} ({})", one.title, one.id)))
                .collect(),
            OverlayKind::Messages => messages(model),
            OverlayKind::Drafts => drafts(model),
            OverlayKind::Discard(id) => discard(model, *id),
            OverlayKind::Close(ticket) => close(model, *ticket),
            OverlayKind::Notes(ticket) => {
                let notes = notes(model, *ticket).into_iter();
                notes.map(|(_, line)| line).collect()
            }
            OverlayKind::Callout(kind) => {
                let row = |(before, text, role)| Line { before, text, role };
                boxes::rows(model, *kind).into_iter().map(row).collect()
            }
            OverlayKind::Quit(why) => {
                let mut lines = vec![plain("Before you leave:")];
                lines.extend(why.iter().map(|text| lead(Role::Owed, text)));
                lines
            }
        }
    }
}

/// The lines of a runbook; what is set in stays so where it is broken.
fn runbook_lines(runbook: &Runbook) -> Vec<Line> {
    let line = |text: &Clean| {
        let text = text.as_str();
        let (before, text) = text.split_at(text.len() - text.trim_start_matches(' ').len());
        behind(before.to_owned(), text)
    };
    if runbook.lines.is_empty() {
        return vec![plain("nothing stands in it but its title")];
    }
    runbook.lines.iter().map(line).collect()
}

fn discard(model: &Model, id: uuid::Uuid) -> Vec<Line> {
    let mut lines = vec![plain("Throw this away? It is nowhere else.")];
    if let Some(form) = model.forms.iter().find(|form| form.id == id) {
        lines.push(lead(Role::Strong, form.kind.title(&model.snapshot)));
        for field in form.fields.iter().filter(|f| f.is_touched()) {
            let text = field.editor.clean();
            lines.push(behind(format!("{}: ", field.spec.label), text.as_str()));
        }
    }
    lines
}

fn help(model: &Model, spot: Spot) -> Vec<Line> {
    let mut rule_ids = Vec::new();
    let mut lines = Vec::new();
    if spot == Spot::Queue {
        lines.extend(why_here(model));
        lines.extend(legend());
        lines.push(lead(Role::Strong, "Keys"));
    }
    if spot == Spot::Walk
        && let Some(step) = &model.walk.step
    {
        lines.push(lead(
            Role::Strong,
            format!("The rule behind this question, {}", step.name.title()),
        ));
        lines.extend(rule_lines(step.rule).into_iter().map(plain));
        lines.push(lead(Role::Strong, "Keys"));
    }
    let here = ACTIONS.iter().filter(|spec| spec.spots.contains(&spot));
    // What is the same everywhere stands last.
    let (common, own): (Vec<&Spec>, Vec<&Spec>) = here.partition(|spec| spec.spots == Spot::ALL);
    lines.extend(own.into_iter().chain(common).map(|spec| {
        if super::lack_of(model, spec.needs).is_none() {
            rule_ids.extend(spec.rule);
        }
        let keys = model.settings.keymap.names(spec);
        behind(format!("{} ", crate::text::pad_right(&keys, 16)), spec.help)
    }));
    let mut rules = Vec::new();
    if matches!(spot, Spot::Checklist | Spot::Question) {
        rules.extend(step_sources(model));
    }
    rule_ids.sort();
    rule_ids.dedup();
    rules.extend(rule_ids.into_iter().flat_map(rule_lines).map(plain));
    if !rules.is_empty() {
        lines.push(lead(Role::Strong, "The rules behind it"));
        lines.extend(rules);
    }
    lines
}

/// Why the selected ticket stands where it does, and before which.
fn why_here(model: &Model) -> Vec<Line> {
    let Some(ticket) = model.ticket() else {
        return Vec::new();
    };
    let snapshot = &*model.snapshot;
    let place = model.queue.at().map_or(0, |at| at + 1);
    let mut lines = vec![lead(Role::Strong, format!("{}: why here", ticket.number))];
    let why = explain_one(snapshot, &snapshot.site, &ticket, place, model.now);
    let here = why.into_iter().map(|line| with_key(model, &line));
    lines.extend(here.map(plain));
    lines.extend(model.before_next().map(plain));
    lines
}

/// What the columns of the queue say.
fn legend() -> Vec<Line> {
    let mut lines = vec![lead(Role::Strong, "The columns")];
    for (before, text) in [
        (
            "!!! !!   ",
            "the class: harm, law, server, network; many, dead, one; the rest",
        ),
        (
            "stop     ",
            "how many cannot work; ~ only slowed, ? nobody asked yet",
        ),
        (
            "sta ow   ",
            "NEW, OPN open, RES resolved, WAI waiting, CLO closed; the owner",
        ),
        ("age      ", "since it was opened: 2h05, 3d04, 12d"),
        (
            "owe      ",
            "u a word soon, r a report, c a checklist's step",
        ),
    ] {
        lines.push(behind(before.to_owned(), text));
    }
    lines
}

/// Why the marked step is there, and who says so.
fn step_sources(model: &Model) -> Vec<Line> {
    let Some(row) = model.step() else {
        return Vec::new();
    };
    let Some(step) = row.list.template.step(&row.id) else {
        return Vec::new();
    };
    let mut lines = vec![plain(format!("this step: {}", step.text))];
    if !step.why.is_blank() {
        lines.push(plain(format!("  why: {}", step.why)));
    }
    lines.extend(
        step.sources
            .iter()
            .map(|source| plain(format!("  {source}"))),
    );
    lines
}

fn refused(model: &Model, refusal: &Refusal) -> Vec<Line> {
    let mut lines = Vec::new();
    for one in std::iter::once(refusal).chain(&refusal.also) {
        if !lines.is_empty() {
            lines.push(plain(""));
        }
        lines.push(lead(Role::Blocked, format!("because: {}", one.because)));
        let rule = find_rule(one.rule).map_or_else(|| one.rule.to_string(), ToString::to_string);
        lines.push(plain(format!("rule: {rule}")));
        let instead = with_key(model, &one.instead);
        lines.push(plain(format!("instead: {instead}")));
    }
    lines
}

fn messages(model: &Model) -> Vec<Line> {
    let mut lines: Vec<Line> = model
        .messages
        .iter()
        .rev()
        .take(200)
        .map(|(at, text)| plain(format!("{} {text}", crate::time::clock(*at))))
        .collect();
    if lines.is_empty() {
        lines.push(plain("nothing was said yet"));
    }
    lines
}

fn drafts(model: &Model) -> Vec<Line> {
    model
        .unfinished()
        .map(|form| {
            let at = model.zone.see(form.touched);
            plain(format!(
                "{} {} {}",
                at.wall().format("%H:%M"),
                crate::text::pad_right(&form.kind.title(&model.snapshot), 22),
                truncate_with(&one_line(&form.gist()), GIST_COLS, model.theme().ellipsis())
            ))
        })
        .collect()
}

/// Why the selected ticket stands where it does; with two marked, which fact decides.
pub(super) fn why(model: &mut Model) {
    let snapshot = Arc::clone(&model.snapshot);
    let marked: Vec<_> = model
        .queue
        .marked
        .iter()
        .filter_map(|id| snapshot.ticket(*id))
        .collect();
    let (title, lines) = if let [a, b] = &marked[..] {
        let lines = explain_two(&*snapshot, &snapshot.site, a, b, model.now);
        (format!("{} or {}", a.number, b.number), lines)
    } else if let Some(ticket) = model.ticket() {
        let place = model.queue.at().map_or(0, |at| at + 1);
        let why = explain_one(&*snapshot, &snapshot.site, &ticket, place, model.now);
        let lines = why.into_iter().map(|line| with_key(model, &line)).collect();
        (format!("{}: why here", ticket.number), lines)
    } else {
        return;
    };
    model.overlay = Some(Overlay::new(OverlayKind::Read(title, lines)));
}
