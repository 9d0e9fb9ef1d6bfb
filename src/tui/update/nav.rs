//! Actions on the desk: moving, opening, and starting whatever has a form.

use std::sync::Arc;

use super::{
    callout, close, close_ticket, forms, keep_focus, kept, leave, lists, mouse, open_ticket,
};
use crate::domain::checklist::StepState;
use crate::domain::checklist::to_write;
use crate::domain::command::{AnswerStep, DoStep};
use crate::domain::site::Step;
use crate::domain::{Command, Records as _};
use crate::text::Clean;
use crate::tui::action::{Action, Spot};
use crate::tui::editor::{Editor, one_line};
use crate::tui::form::FormKind;
use crate::tui::model::{Cursors, Model, Overlay, OverlayKind, StepRow};
use crate::tui::msg::{Effect, Terminal};
use crate::tui::{Key, KeyCode};

/// Carries out an action on the desk.
pub(super) fn act(model: &mut Model, action: Action, key: Key, fx: &mut Vec<Effect>) {
    match action {
        Action::Open => open(model, fx),
        Action::Back => back(model),
        Action::Down => step(model, 1),
        Action::Up => step(model, -1),
        Action::PageDown => step(model, page(model)),
        Action::PageUp => step(model, -page(model)),
        Action::Home => step(model, isize::MIN / 2),
        Action::End => step(model, isize::MAX / 2),
        Action::Left => turn(model, -1),
        Action::Right => turn(model, 1),
        Action::Next => next_pane(model, 1),
        Action::Prev => next_pane(model, -1),
        Action::Desk => close_ticket(model),
        Action::Zoom => model.is_zoomed = !model.is_zoomed,
        Action::Tick => tick(model, fx),
        Action::Answer => answer(model, key, fx),
        Action::Find
        | Action::Filter
        | Action::Palette
        | Action::Help
        | Action::Messages
        | Action::Drafts
        | Action::Close
        | Action::Note => open_box(model, action),
        Action::Discard => kept::ask_discard(model),
        Action::Mouse => mouse::toggle(model, fx),
        Action::Backup => model.say(BACKUP),
        Action::Resort => model.sort(),
        Action::Why => lists::why(model),
        Action::Copy => copy(model, fx),
        Action::Quit => leave::quit(model, fx),
        Action::New
        | Action::Act
        | Action::Tell
        | Action::Impact
        | Action::Owner
        | Action::Wait
        | Action::Narrative
        | Action::Category
        | Action::Contain
        | Action::Report
        | Action::Attach
        | Action::Resolve
        | Action::Reopen
        | Action::Correct
        | Action::Move
        | Action::Redact
        | Action::StartList
        | Action::Skip
        | Action::Fail => {
            if let Some(kind) = form_of(model, action) {
                forms::begin(model, kind);
            }
        }
        // The editor belongs to a form; the other three are taken before.
        Action::Editor | Action::Interrupt | Action::Suspend | Action::Repaint => {}
        other => callout::from_desk(model, other),
    }
}

/// What makes a backup, and a desk out of one: commands, so that a timer can give them too.
const BACKUP: &str = "in a shell: nightdesk backup FILE, or restore FILE --into DIR";

/// Opens a list or box over the desk.
fn open_box(model: &mut Model, action: Action) {
    let kind = match action {
        Action::Find => {
            let mut editor = Editor::line();
            editor.set(&model.queue.find);
            if model.queue.find.is_empty() {
                model.queue.before_find = model.queue.selected;
            }
            model.queue.forget_index();
            OverlayKind::Find(editor)
        }
        Action::Filter => OverlayKind::Filter,
        Action::Palette => OverlayKind::Palette(Editor::line()),
        // On two marked tickets the question is which of them comes first.
        Action::Help if model.focus == Spot::Queue && model.queue.marked.len() == 2 => {
            return lists::why(model);
        }
        Action::Help => OverlayKind::Help(model.spot()),
        Action::Messages => OverlayKind::Messages,
        Action::Drafts => OverlayKind::Drafts,
        _ => match (action, model.queue.selected) {
            (Action::Close, Some(ticket)) => OverlayKind::Close(ticket),
            (_, Some(ticket)) => OverlayKind::Notes(ticket),
            (_, None) => return,
        },
    };
    model.overlay = Some(Overlay::new(kind));
}

/// The form that an action opens here.
fn form_of(model: &Model, action: Action) -> Option<FormKind> {
    if action == Action::New {
        return Some(FormKind::New);
    }
    let ticket = model.queue.selected?;
    match action {
        Action::Act => Some(FormKind::Action(ticket)),
        Action::Tell => Some(FormKind::Tell(ticket)),
        Action::Impact => Some(FormKind::Impact(ticket)),
        Action::Owner => Some(FormKind::Owner(ticket)),
        Action::Wait => Some(FormKind::Wait(ticket)),
        Action::Narrative => Some(FormKind::Narrative(ticket)),
        Action::Category => Some(FormKind::Category(ticket)),
        Action::Contain => Some(FormKind::Contain(ticket)),
        Action::Report => Some(FormKind::Report(ticket)),
        Action::Resolve => Some(FormKind::Resolve(ticket)),
        Action::Reopen => Some(FormKind::Reopen(ticket)),
        Action::Attach => Some(FormKind::Attach(ticket)),
        Action::StartList => Some(FormKind::StartList(ticket)),
        Action::Correct => Some(FormKind::Correct(ticket, model.line()?.seq)),
        Action::Redact => Some(FormKind::Redact(ticket, model.line()?.seq)),
        Action::Move => Some(FormKind::Move(ticket, model.line()?.seq)),
        Action::Skip => model.step().map(|s| FormKind::Skip(s.list.id, s.id)),
        Action::Fail => model.step().map(|s| FormKind::Fail(s.list.id, s.id)),
        _ => None,
    }
}

fn page(model: &Model) -> isize {
    (isize::try_from(model.rows).unwrap_or(24) / 2 - 2).max(1)
}

fn open(model: &mut Model, fx: &mut Vec<Effect>) {
    match model.focus {
        Spot::Owed => {
            if let Some(ticket) = model.queue.selected {
                close::pay(model, ticket, model.cursors.owed, false);
            }
        }
        Spot::Checklist | Spot::Question if model.is_open => tick(model, fx),
        Spot::Queue
        | Spot::Why
        | Spot::Narrative
        | Spot::Timeline
        | Spot::Facts
        | Spot::Checklist
        | Spot::Question
        | Spot::Walk
        | Spot::Form
        | Spot::Box => open_ticket(model),
    }
}

fn back(model: &mut Model) {
    if model.is_zoomed {
        model.is_zoomed = false;
    } else if model.is_open || model.focus != Spot::Queue {
        close_ticket(model);
    } else if !model.queue.find.is_empty() {
        model.find_nothing();
    } else if !model.queue.marked.is_empty() {
        model.queue.marked.clear();
        model.refresh();
    }
}

fn turn(model: &mut Model, by: isize) {
    let panes = model.panes();
    let at = panes
        .iter()
        .position(|pane| *pane == model.focus)
        .unwrap_or(0);
    if by < 0 && at == 0 {
        back(model);
    } else if by > 0 && model.focus == Spot::Queue {
        open_ticket(model);
    } else {
        next_pane(model, by);
    }
}

fn next_pane(model: &mut Model, by: isize) {
    let panes = model.panes();
    if panes.len() < 2 {
        open_ticket(model);
        return;
    }
    let at = panes
        .iter()
        .position(|pane| *pane == model.focus)
        .unwrap_or(0);
    let next = (at as isize + by).rem_euclid(panes.len() as isize) as usize;
    model.focus = panes[next];
    model.cursors.scroll = 0;
    keep_focus(model);
}

pub(super) fn step(model: &mut Model, by: isize) {
    match model.focus {
        Spot::Queue => {
            let before = model.queue.selected;
            model.queue.step(by);
            if model.queue.selected != before {
                model.cursors = Cursors::default();
            }
        }
        Spot::Timeline => mark(model, model.line_at().saturating_add_signed(by)),
        Spot::Checklist | Spot::Question => {
            let at = model.step_at(&model.steps());
            mark(model, at.saturating_add_signed(by));
        }
        Spot::Owed => mark(model, model.cursors.owed.saturating_add_signed(by)),
        Spot::Why | Spot::Narrative | Spot::Facts | Spot::Walk | Spot::Form | Spot::Box => {
            let most = 10_000;
            model.cursors.scroll = model.cursors.scroll.saturating_add_signed(by).min(most);
        }
    }
}

/// Marks a line, step or debt of the focused pane by its place; the last one beyond the end.
pub(super) fn mark(model: &mut Model, at: usize) {
    match model.focus {
        Spot::Timeline => {
            let lines = model.lines();
            let at = at.min(lines.len().saturating_sub(1));
            model.cursors.line = lines.get(at).map(|line| line.seq);
        }
        Spot::Checklist | Spot::Question => {
            let rows = model.steps();
            let at = at.min(rows.len().saturating_sub(1));
            model.cursors.step = rows.get(at).map(|row| (row.list.id, row.id.clone()));
        }
        Spot::Owed => model.cursors.owed = at.min(model.owed().len().saturating_sub(1)),
        Spot::Queue
        | Spot::Why
        | Spot::Narrative
        | Spot::Facts
        | Spot::Walk
        | Spot::Form
        | Spot::Box => {}
    }
}

fn tick(model: &mut Model, fx: &mut Vec<Effect>) {
    if model.focus == Spot::Queue {
        model.queue.mark();
        return;
    }
    let Some(row) = model.step() else {
        return;
    };
    if row.choices > 0 {
        model.say("answer with the number of the choice");
        return;
    }
    if row.state == StepState::Held {
        model.say(format!("step {} is held: {}", row.no, row.note));
        return;
    }
    if row.ticks_itself {
        model.say(format!("step {}: {}", row.no, row.note));
        return;
    }
    if matches!(row.state, StepState::Done | StepState::Shown) {
        model.say("nothing is to be ticked there");
        return;
    }
    let asks = row
        .list
        .template
        .step(&row.id)
        .is_some_and(|s| !s.evidence.is_empty());
    if asks {
        forms::begin(model, FormKind::DoStep(row.list.id, row.id));
        return;
    }
    next_open(model, &row);
    let command = Command::DoStep(DoStep {
        list: row.list.id,
        step: row.id,
        evidence: std::collections::BTreeMap::new(),
        happened: None,
    });
    forms::send_quick(
        model,
        command,
        format!("{} step {} done", row.list.number, row.no),
        fx,
    );
}

/// Puts the mark on the open step after one that is being ticked; it stays where there is none.
fn next_open(model: &mut Model, row: &StepRow) {
    let rows = model.steps();
    let at = model.step_at(&rows);
    let is_next = |next: &&StepRow| next.state == StepState::Open && next.list.id == row.list.id;
    let next = rows.iter().skip(at + 1).find(is_next).unwrap_or(row);
    model.cursors.step = Some((next.list.id, next.id.clone()));
}

/// Whether somebody else decides a step, so that their name must be asked for: HR's word always,
/// else whatever stands behind a gate for a post that the person at the screen does not hold.
fn is_for_another(model: &Model, step: &Step) -> bool {
    let Some(gate) = &step.gate else { return false };
    let roles = &model.snapshot.site.policy.profile.roles;
    let posts = roles.posts_of(&step.who);
    let is_mine = model
        .snapshot
        .person(model.me.person)
        .is_some_and(|me| posts.iter().any(|post| me.posts.contains(post)));
    gate.kind.starts_with("hr_") || !is_mine
}

fn answer(model: &mut Model, key: Key, fx: &mut Vec<Effect>) {
    let KeyCode::Char(digit) = key.code else {
        return;
    };
    let Some(row) = model.step() else {
        return;
    };
    if row.state == StepState::Held {
        model.say(format!("step {} is held: {}", row.no, row.note));
        return;
    }
    let choice = digit.to_digit(10).unwrap_or(0) as usize;
    if choice == 0 || choice > row.choices {
        model.say(format!("1 to {} answer this step", row.choices));
        return;
    }
    let step = row.list.template.step(&row.id);
    let asks = |step: &Step| {
        let chosen = step.kind.choices().get(choice - 1).map(Clean::as_str);
        !to_write(step, chosen).is_empty()
    };
    if step.is_some_and(|step| is_for_another(model, step) || asks(step)) {
        forms::begin(model, FormKind::Answer(row.list.id, row.id, choice));
        return;
    }
    next_open(model, &row);
    let command = Command::AnswerStep(AnswerStep {
        list: row.list.id,
        step: row.id,
        answer: Clean::new(&choice.to_string()),
        by: None,
        evidence: std::collections::BTreeMap::new(),
        happened: None,
    });
    forms::send_quick(
        model,
        command,
        format!("{} step {} answered", row.list.number, row.no),
        fx,
    );
}

fn copy(model: &mut Model, fx: &mut Vec<Effect>) {
    let snapshot = Arc::clone(&model.snapshot);
    let text = match model.focus {
        Spot::Timeline => model.line().map(|line| line.text.as_str().to_owned()),
        Spot::Narrative => model
            .story()
            .and_then(|story| story.timeline.narrative.as_ref())
            .map(|text| text.as_str().to_owned()),
        Spot::Queue
        | Spot::Why
        | Spot::Facts
        | Spot::Checklist
        | Spot::Question
        | Spot::Owed
        | Spot::Walk
        | Spot::Form
        | Spot::Box => crate::domain::Records::ticket(
            &*snapshot,
            model
                .queue
                .selected
                .unwrap_or(crate::domain::TicketId(uuid::Uuid::nil())),
        )
        .map(|ticket| ticket.number.to_string()),
    };
    if let Some(text) = text {
        let shown = one_line(crate::text::take_cols(&text, 40));
        model.say(format!("copied: {shown}"));
        fx.push(Effect::Terminal(Terminal::Copy(text)));
    }
}
