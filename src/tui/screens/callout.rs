//! The callout: its head and trail, one question at a time, the last line, what is owed.
//!
//! At 80 columns the trail is a row above the question; from 100 on it stands at the left with
//! what was answered.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{callout_step, practice};
use crate::domain::Records as _;
use crate::domain::callout::{Callout, TrailState, line_words};
use crate::text::{pad_right, truncate_with, width};
use crate::time::hours;
use crate::tui::editor::one_line;
use crate::tui::model::{CalloutBox, Model, OverlayKind};
use crate::tui::theme::Role;
use crate::tui::widgets::{Para, Show, cue, draw_paras, pane, put};

/// From so many columns on the trail is a column.
const TRAIL_FROM: u16 = 100;
/// Columns of the trail where it is one.
const TRAIL_COLS: u16 = 30;

/// Whether the first screen stands, which shows nothing of the desk.
pub(super) fn is_first_screen(model: &Model) -> bool {
    let kind = model.overlay.as_ref().map(|overlay| &overlay.kind);
    let first = |kind: &CalloutBox| matches!(kind, CalloutBox::Resume(_));
    matches!(kind, Some(OverlayKind::Callout(kind)) if first(kind))
}

/// What row 1 says of the callout of the person who sits here, and of the roster.
pub(super) fn headline(model: &Model) -> String {
    if let Some(callout) = model.my_callout() {
        let (minutes, _) = crate::domain::callout::clock_min(&callout, model.now);
        let stopped = if callout.is_paused() { " stopped" } else { "" };
        return format!("callout {}{stopped}  ", hours(minutes));
    }
    let turns = model.snapshot.roster();
    let Some(id) = crate::domain::claim::on_call(&turns, model.now) else {
        return String::new();
    };
    if id == model.me.person {
        return "on call  ".to_owned();
    }
    let person = model.snapshot.person(id);
    person.map_or_else(String::new, |person| {
        format!("{} on call  ", person.initials())
    })
}

/// Draws the view.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let owed_rows = u16::from(area.height > 8);
    let rest = Rect::new(area.x, area.y, area.width, area.height - owed_rows);
    if area.width >= TRAIL_FROM {
        let left = Rect::new(rest.x, rest.y, TRAIL_COLS, rest.height);
        column(model, frame, left);
        let x = rest.x + TRAIL_COLS;
        let right = Rect::new(x, rest.y, rest.width - TRAIL_COLS, rest.height);
        below(model, frame, right);
    } else {
        let top = Rect::new(rest.x, rest.y, rest.width, 3.min(rest.height));
        row(model, frame, top);
        let height = rest.height - top.height;
        below(
            model,
            frame,
            Rect::new(rest.x, top.bottom(), rest.width, height),
        );
    }
    let owed = Rect::new(area.x, rest.bottom(), area.width, owed_rows);
    put(
        frame,
        owed,
        0,
        &[(owed_words(model), Role::Owed)],
        model.theme(),
    );
}

/// The title: whose callout, its clock, when it rang.
fn title(model: &Model) -> String {
    let Some(callout) = model.callout() else {
        let ticket = model.walk.ticket.and_then(|id| model.snapshot.ticket(id));
        let ticket = ticket.map_or_else(String::new, |t| format!(" for {}", t.number));
        return format!("Callout{ticket}");
    };
    let ticket = model.snapshot.ticket(callout.ticket);
    let ticket = ticket.map_or_else(|| "its ticket".to_owned(), |t| t.number.to_string());
    let (minutes, unsure) = &model.walk.clock;
    let clock = match (callout.is_paused(), callout.ended.is_some()) {
        (_, true) => format!("{} in all", hours(*minutes)),
        (true, false) => format!("clock {} stopped, t goes on", hours(*minutes)),
        (false, false) => format!("clock {}", hours(*minutes)),
    };
    let unsure = if unsure.is_some() { " (not sure)" } else { "" };
    format!(
        "Callout of {ticket}   {clock}{unsure}{}",
        rang(model, &callout)
    )
}

fn rang(model: &Model, callout: &Callout) -> String {
    use crate::domain::StepName;
    let given = callout.value(StepName::Caller, "rang");
    let given = given.or_else(|| callout.value(StepName::Over, "rang"));
    let at: Option<crate::time::Stamp> = given.and_then(|text| text.parse().ok());
    at.map_or_else(String::new, |at| format!("   rang {}", model.hour_of(at)))
}

/// The trail as a row, so far that the step of now is in it.
fn row(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let inner = pane(frame, area, &title(model), false, theme);
    let asked = model.walk.name();
    let word = |mark: &crate::domain::callout::TrailMark| {
        let name = mark.name.title();
        if Some(mark.name) == asked {
            return (format!(" {}", name.to_uppercase()), Role::Strong);
        }
        match mark.state {
            TrailState::Done => (format!(" {name} ok"), Role::Plain),
            TrailState::Owed => (format!(" {name} owed"), Role::Owed),
            TrailState::Now | TrailState::Later => (format!(" {name}"), Role::Plain),
        }
    };
    let words: Vec<(String, Role)> = model.walk.trail.iter().map(word).collect();
    let at = model
        .walk
        .trail
        .iter()
        .position(|mark| Some(mark.name) == asked);
    let room = usize::from(inner.width);
    let mut first = 0;
    let cols = |first: usize| -> usize {
        let upto = at.map_or(words.len(), |at| (at + 2).min(words.len()));
        words[first.min(upto)..upto]
            .iter()
            .map(|(text, _)| width(text) + 1)
            .sum()
    };
    while first < at.unwrap_or(0) && cols(first) + 4 > room {
        first += 1;
    }
    let mut pieces = Vec::new();
    if first > 0 {
        pieces.push((" ..".to_owned(), Role::Plain));
    }
    for (text, role) in words.into_iter().skip(first) {
        pieces.push((text, role));
        pieces.push((" ".to_owned(), Role::Plain));
    }
    if pieces.is_empty() {
        pieces.push((
            " one question at a time; every answer is saved".to_owned(),
            Role::Plain,
        ));
    }
    put(frame, inner, 0, &pieces, theme);
}

/// The trail as a column, with what was answered.
fn column(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let inner = pane(frame, area, "steps", false, theme);
    let asked = model.walk.name();
    let cols = usize::from(inner.width);
    let widest = model.walk.trail.iter().map(|mark| width(mark.name.title()));
    let names = widest.max().unwrap_or(0).min(cols);
    for (at, mark) in model.walk.trail.iter().enumerate() {
        let is_asked = Some(mark.name) == asked;
        let (sign, role) = match mark.state {
            _ if is_asked => ("> ", Role::Strong),
            TrailState::Done => ("ok", Role::Done),
            TrailState::Owed => ("! ", Role::Owed),
            TrailState::Now => ("..", Role::Plain),
            TrailState::Later => ("  ", Role::Plain),
        };
        let name_role = if is_asked { Role::Strong } else { Role::Plain };
        let says = if mark.state == TrailState::Owed && mark.says.is_empty() {
            "owed".to_owned()
        } else {
            one_line(&mark.says)
        };
        let name = pad_right(mark.name.title(), names);
        let room = cols.saturating_sub(width(&name) + 4);
        let pieces = [
            (format!("{sign} "), role),
            (name, name_role),
            (
                format!(" {}", truncate_with(&says, room, theme.ellipsis())),
                Role::Plain,
            ),
        ];
        put(frame, inner, at as u16, &pieces, theme);
    }
}

/// The question, and the last line below it.
fn below(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let is_work = model.walk.name() == Some(crate::domain::StepName::Work);
    let last_rows = if is_work || area.height < 12 { 0 } else { 3 };
    let top = Rect::new(area.x, area.y, area.width, area.height - last_rows);
    if model.walk.step.is_some() {
        callout_step::draw(model, frame, top, &question_title(model));
    } else {
        standing(model, frame, top);
    }
    if last_rows > 0 {
        let area = Rect::new(area.x, top.bottom(), area.width, last_rows);
        let inner = pane(frame, area, "last line", false, model.theme());
        put(
            frame,
            inner,
            0,
            &[(last_line(model), Role::Plain)],
            model.theme(),
        );
    }
}

/// At 100 columns and wider the head of the callout stands over the question.
fn question_title(model: &Model) -> String {
    if model.cols >= TRAIL_FROM {
        title(model)
    } else {
        String::new()
    }
}

fn last_line(model: &Model) -> String {
    let callout = model.callout();
    let Some(line) = callout.as_ref().and_then(|callout| callout.lines.last()) else {
        return " nothing yet".to_owned();
    };
    let at = model.zone.see(line.at).wall().format("%H:%M");
    let by = line.by.and_then(|id| model.snapshot.person(id));
    let by = by.map_or_else(|| "--".to_owned(), |person| person.initials());
    let words = line_words(&*model.snapshot, line);
    one_line(&format!(" {at} {by}  {words}"))
}

/// The most pressing of what is owed, and how many more.
pub(super) fn owed_words(model: &Model) -> String {
    let due = |debt: &&crate::domain::callout::Debt| {
        (
            !debt.tonight,
            debt.due.is_none(),
            debt.due.map_or(0, crate::time::Stamp::epoch_ms),
        )
    };
    let debts = &model.walk.debts;
    let Some(first) = debts.iter().min_by_key(due) else {
        return String::new();
    };
    let more = debts.len() - 1;
    let more = if more == 0 {
        String::new()
    } else {
        format!("  and {more} more")
    };
    let by = first.due.map_or_else(String::new, |at| {
        let left = at.minutes_since(model.now);
        let hm = model.zone.see(at).wall().format("%H:%M");
        if left < 0 {
            format!(" OVERDUE since {hm}")
        } else {
            format!(" by {hm} ({left} min)")
        }
    });
    one_line(&format!(" owed: {}{by}{more}", first.text))
}

/// Where nothing is asked: the sheet after the end, or the lines of somebody else's callout.
fn standing(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let Some(callout) = model.callout() else {
        return;
    };
    let snapshot = &*model.snapshot;
    let (title, mut lines) = if callout.ended.is_some() && snapshot.practice {
        let title = format!("{}: what was forgotten", callout.number);
        (title, practice::forgotten_lines(snapshot, &callout))
    } else if callout.ended.is_some() {
        let lines = crate::domain::callout::sheet(snapshot, &snapshot.site, &callout, model.now);
        (format!("{}: good night", callout.number), lines)
    } else {
        let who = snapshot
            .person(callout.person)
            .map(|person| person.name.to_string());
        let who = who.unwrap_or_default();
        let at = model
            .walk
            .trail
            .iter()
            .find(|mark| mark.state == TrailState::Now);
        let at = at.map_or_else(String::new, |mark| {
            format!(", at \"{}\"", mark.name.title())
        });
        let mut lines = vec![format!("{who} has it{at}.")];
        lines.extend(callout.lines.iter().map(|line| {
            let at = model.zone.see(line.at).wall().format("%H:%M");
            let by = line.by.and_then(|id| snapshot.person(id));
            let by = by.map_or_else(|| "--".to_owned(), |person| person.initials());
            format!("{at} {by}  {}", one_line(&line_words(snapshot, line)))
        }));
        (format!("{}: looking on", callout.number), lines)
    };
    if lines.is_empty() {
        lines.push("Good night.".to_owned());
    }
    let inner = pane(frame, area, &title, true, theme);
    let paras: Vec<Para> = lines
        .into_iter()
        .map(|line| Para::new("", line, Role::Plain))
        .collect();
    let said = draw_paras(frame, inner, &paras, Show::From(model.walk.scroll), theme);
    cue(frame, area, &said, theme);
}
