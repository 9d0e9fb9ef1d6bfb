//! Draws the model: row 1, the body by its layout, the status row and the keys.
//!
//! Each screen is a file; this is the router. Nothing here changes the model.

mod callout;
mod callout_keys;
mod callout_part;
mod callout_step;
mod desk;
mod form;
mod hit;
mod overlay;
mod panes;
mod practice;
mod queue;
mod runbook;
mod small;
mod steps;

pub(super) use hit::{Hit, hit};
pub(super) use runbook::{last_of_overlay, page_of_overlay};

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::{ACTIONS, Action, Spec, Spot, key_name};
use super::editor::one_line;
use super::model::{Layout, Model, Saved};
use super::theme::Role;
use super::update::lack_of;
use super::widgets::{guard, put};
use crate::text::{truncate_with, width};

/// Draws the whole screen.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    frame.buffer_mut().reset();
    if model.is_locked {
        small::locked(model, frame, area);
    } else if is_tiny(model, area) {
        if !runbook::tiny(model, frame, area) {
            small::tiny(model, frame, area);
        }
    } else {
        let row = |y| Rect::new(area.x, y, area.width, 1);
        header(model, frame, row(area.y));
        let body = practice::strip(model, frame, body(area));
        let beside = if callout::is_first_screen(model) {
            body
        } else if model.walk.is_shown {
            callout::draw(model, frame, body);
            body
        } else {
            desk::draw(model, frame, body);
            desk::beside_queue(model, body)
        };
        if let Some(form) = model.form() {
            form::draw(model, form, frame, beside);
        }
        if let Some(overlay) = &model.overlay {
            overlay::draw(model, overlay, frame, body);
        }
        status(model, frame, row(area.bottom() - 2));
        footer(model, frame, row(area.bottom() - 1));
    }
    guard(frame);
}

/// Whether there is no room for panes.
fn is_tiny(model: &Model, area: Rect) -> bool {
    model.layout() == Layout::Tiny || area.width < 60 || area.height < 16
}

/// The window between row 1 and the two rows at its foot.
const fn body(area: Rect) -> Rect {
    Rect::new(area.x, area.y + 1, area.width, area.height - 3)
}

/// Row 1: the view, whose desk it is, who sits here, and the minute.
fn header(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let clock = crate::time::day_time(model.now, model.zone);
    let name = truncate_with(&one_line(model.me.name.as_str()), 20, theme.ellipsis());
    let right = format!("{}{name}  {clock} ", callout::headline(model));
    let room = usize::from(area.width).saturating_sub(width(&right) + 1);
    let mut left = if model.walk.is_shown {
        vec![
            (" 1 Desk ".to_owned(), Role::Plain),
            (" [2 Callout]".to_owned(), Role::Strong),
        ]
    } else {
        vec![
            ("[1 Desk]".to_owned(), Role::Strong),
            ("  2 Callout ".to_owned(), Role::Plain),
        ]
    };
    if model.snapshot.practice {
        left.push(("  PRACTICE".to_owned(), Role::Urgent));
    }
    if model.snapshot.demo {
        left.push(("  DEMO".to_owned(), Role::Urgent));
    }
    let desk = one_line(model.snapshot.made.name.as_str());
    left.push((format!("  {desk}"), Role::Plain));
    put(
        frame,
        Rect::new(area.x, area.y, room as u16, 1),
        0,
        &left,
        theme,
    );
    flush_right(frame, area, (right, Role::Plain), model);
}

/// Writes a piece at the right end of a row.
fn flush_right(frame: &mut Frame<'_>, area: Rect, piece: (String, Role), model: &Model) {
    let x = area.width.saturating_sub(width(&piece.0) as u16);
    let area = Rect::new(area.x + x, area.y, area.width - x, 1);
    put(frame, area, 0, &[piece], model.theme());
}

/// What the status row says of saving, and how loud.
fn saved_words(model: &Model) -> (String, Role) {
    if let Some(why) = &model.snapshot.read_only {
        let what = if model.saved == Saved::Unsure {
            "MAY BE SAVED"
        } else {
            "NOT SAVED"
        };
        return (format!("{what}, read only: {why}"), Role::Owed);
    }
    if !model.unkept.is_empty() && model.saved != Saved::Unsure {
        return ("NOT SAVED".to_owned(), Role::Owed);
    }
    match &model.saved {
        Saved::Nothing => (String::new(), Role::Plain),
        Saved::Sending => ("saving".to_owned(), Role::Plain),
        Saved::At(at) => (format!("saved {}", crate::time::clock(*at)), Role::Done),
        Saved::Draft(at) => {
            let at = crate::time::clock(*at);
            (format!("draft kept {at}"), Role::Plain)
        }
        Saved::Not(_) => ("NOT SAVED".to_owned(), Role::Owed),
        Saved::Unsure => ("MAY BE SAVED".to_owned(), Role::Owed),
    }
}

fn status(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let mode = if model.is_typing() {
        " TYPE  "
    } else {
        " NAV  "
    };
    let (saved, role) = saved_words(model);
    let is_other = |form: &&super::form::Form| Some(form.id) != model.active;
    let unfinished = model.unfinished().filter(is_other).count();
    let mut left = one_line(&model.status);
    if left.is_empty() && model.queue.newer > 0 && !model.walk.is_shown {
        let key = model.key_of(Action::Resort);
        left = format!("{} newer, {key} re-sorts", model.queue.newer);
    }
    if let (true, Some((done, all))) = (left.is_empty(), model.store_progress) {
        // The desk can be used meanwhile; only looking into closed tickets is slower.
        left = format!("the store is made ready: {} %", done * 100 / all.max(1));
    }
    if left.is_empty() && unfinished > 0 && unfinished != model.unfinished_seen {
        left = format!("{unfinished} unfinished, :drafts goes on");
    }
    let saved = format!("{} ", fitting(saved, &left, area, model));
    let room = usize::from(area.width).saturating_sub(width(&saved) + 1);
    let left_area = Rect::new(area.x, area.y, room as u16, 1);
    let pieces = [(mode.to_owned(), Role::Strong), (left, Role::Plain)];
    put(frame, left_area, 0, &pieces, theme);
    flush_right(frame, area, (saved, role), model);
}

/// What is said of saving, as far as there is room: the whole row where nothing stands at its
/// left, else half of it, and then without the reason rather than with half of one.
fn fitting(saved: String, left: &str, area: Rect, model: &Model) -> String {
    let cols = usize::from(area.width);
    let half = cols / 2;
    if width(&saved) <= half {
        return saved;
    }
    let whole = cols.saturating_sub(9);
    match saved.split_once(": ") {
        Some((short, _)) if !left.is_empty() => short.to_owned(),
        Some(_) | None => truncate_with(&saved, whole, model.theme().ellipsis()),
    }
}

/// The keys that do something now, the most used first; help is always among them.
fn footer_words(model: &Model, cols: usize) -> String {
    if let Some(overlay) = &model.overlay {
        return format!(" {}", overlay.entry(model).keys);
    }
    if let Some(form) = model.form() {
        return form::keys(model, form);
    }
    let spot = model.spot();
    if spot == Spot::Walk {
        return callout_keys::keys(model);
    }
    let word_of = |action: Action| {
        ACTIONS
            .iter()
            .find(|spec| spec.action == action && spec.spots.contains(&spot))
            .filter(|spec| lack_of(model, spec.needs).is_none())
            .and_then(|spec| {
                let key = model.settings.keymap.keys(spec).first()?;
                Some((key_name(*key), spec.footer?))
            })
            .map(|(key, word)| format!("{key} {word}"))
    };
    let is_last = |action| matches!(action, Action::Palette | Action::Help | Action::Quit);
    // In a narrow window the work comes first; the help names the rest.
    let always: &[Action] = if cols < 70 {
        &[Action::Help]
    } else {
        &[Action::Palette, Action::Help, Action::Quit]
    };
    let last: Vec<String> = always.iter().copied().filter_map(word_of).collect();
    let last = last.join("  ");
    let mut words = String::from(" ");
    // What only this pane has stands first.
    let is_own = |spec: &&Spec| spec.spots == [spot];
    let own = ACTIONS.iter().filter(is_own);
    let others = ACTIONS.iter().filter(|spec| !is_own(spec));
    for spec in own.chain(others).filter(|spec| !is_last(spec.action)) {
        let word = match spec.action {
            Action::Next if model.panes().len() < 2 => None,
            Action::Open if model.ticket().is_none() => None,
            Action::Open if !matches!(spot, Spot::Queue | Spot::Owed) => None,
            Action::Tick if spot != Spot::Checklist => None,
            Action::Tick if model.step().is_none_or(|step| step.ticks_itself) => None,
            Action::Answer if spot == Spot::Question => {
                Some(format!("1-{} answer", model.step_choices()))
            }
            _ => word_of(spec.action),
        };
        if let Some(word) = word
            && width(&words) + width(&word) + width(&last) + 2 <= cols
        {
            words.push_str(&word);
            words.push_str("  ");
        }
    }
    words.push_str(&last);
    words
}

fn footer(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let words = footer_words(model, usize::from(area.width));
    put(frame, area, 0, &[(words, Role::Plain)], model.theme());
}
