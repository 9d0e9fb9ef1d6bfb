//! The panes of a ticket: narrative, timeline, facts, checklists, what is owed, and why it stands
//! where it stands.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::steps::{next_step, owed_lines, owed_paras, steps};
use crate::domain::callout::runbooks_of;
use crate::domain::ticket::TimelineLine;
use crate::domain::triage::explain_one;
use crate::domain::{PersonId, Records as _, Ticket};
use crate::text::{truncate_with, width, wrap};
use crate::tui::action::{Action, Spot};
use crate::tui::editor::one_line;
use crate::tui::model::{Layout, Model, state_word};
use crate::tui::theme::Role;
use crate::tui::widgets::{Para, Show, cue, draw_paras, pane, para_at};

/// Draws one pane of the selected ticket.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect, spot: Spot) {
    let theme = model.theme();
    let is_focused = model.focus == spot && model.active.is_none();
    let mut tail = String::new();
    // Where several panes of the ticket are shown, the uppermost says who else is there.
    let is_alone = model.layout() <= Layout::Stacked || model.is_zoomed;
    if is_alone || spot == Spot::Narrative {
        tail.push_str(&others(model));
    }
    if model.layout() <= Layout::Stacked
        && let Some(at) = model.panes().iter().position(|pane| *pane == spot)
    {
        // Where one pane is shown at a time, its title says that there are others.
        let _ = write!(tail, "  pane {} of {}, Tab", at + 1, model.panes().len());
    }
    // The title gives way to what stands behind it, for that is nowhere else.
    let room = usize::from(area.width).saturating_sub(6 + width(&tail));
    let title = truncate_with(&title(model, spot), room, theme.ellipsis()) + &tail;
    let inner = pane(frame, area, &title, is_focused, theme);
    let paras = paras(model, spot);
    let show = show(model, spot, is_focused);
    let said = draw_paras(frame, inner, &paras, show, theme);
    cue(frame, area, &said, theme);
}

/// The line, step or debt in a row of a pane's inside, by its place; none where the pane is only
/// read.
pub(super) fn place_at(model: &Model, inner: Rect, spot: Spot, row: u16) -> Option<usize> {
    let show = show(model, spot, model.focus == spot);
    match show {
        Show::Chosen(_) | Show::Around(_) => para_at(inner, &paras(model, spot), show, row),
        Show::From(_) => None,
    }
}

/// The beginning of the selected ticket, below the queue.
pub(super) fn preview(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let Some(ticket) = model.shown_ticket() else {
        let inner = pane(frame, area, "No ticket", false, theme);
        let what = paras(model, Spot::Timeline);
        draw_paras(frame, inner, &what, Show::From(0), theme);
        return;
    };
    let zoom = model.key_of(Action::Zoom);
    let others = others(model);
    let title = format!(
        "{} preview   Enter opens, {zoom} zooms{others}",
        ticket.number
    );
    let inner = pane(frame, area, &title, false, theme);
    let mut paras = vec![headline(model, &ticket)];
    paras.extend(owed_lines(model).into_iter().take(2));
    let step = next_step(model);
    let cols = usize::from(inner.width);
    let rows =
        |para: &Para| wrap(&para.text, cols.saturating_sub(width(&para.prefix)).max(1)).len();
    // What comes next is reserved first; then the newest line, and those before it that fit whole.
    let taken: usize = paras.iter().chain(&step).map(rows).sum();
    let mut room = usize::from(inner.height).saturating_sub(taken);
    let mut last = Vec::new();
    for line in model.lines().iter().rev() {
        let mut para = timeline_para(model, line);
        if last.is_empty() && room > 0 {
            // The newest is never left out: what does not fit of it is cut at its end.
            let fits = room * cols.saturating_sub(width(&para.prefix) + 2);
            para.text = truncate_with(&para.text, fits, theme.ellipsis());
        }
        let tall = rows(&para);
        if tall > room {
            break;
        }
        room -= tall;
        last.push(para);
    }
    paras.extend(last.into_iter().rev());
    // What is left of the room says why it stands there; a line of it may break.
    let next = model.before_next();
    let next = next.map(|text| Para::new("", text, Role::Plain));
    for para in why(model, &ticket).into_iter().take(1).chain(next) {
        let used: usize = paras.iter().chain(&step).map(rows).sum();
        // A reason is shown whole or not at all.
        if used + rows(&para) <= usize::from(inner.height) {
            paras.push(para);
        }
    }
    if let Some(Err(why)) = model.story.as_ref().map(|(_, story)| story) {
        paras.push(Para::new(
            "",
            format!("the story cannot be read: {why}"),
            Role::Owed,
        ));
    }
    paras.extend(step);
    draw_paras(frame, inner, &paras, Show::From(0), theme);
}

/// Who else is at the shown ticket, as the end of a title.
fn others(model: &Model) -> String {
    let callout = model.shown.and_then(|ticket| model.callout_beside(ticket));
    let words = model.shown.and_then(|ticket| model.others_words(ticket));
    let said = callout.into_iter().chain(words);
    said.fold(String::new(), |all, words| all + "   " + &words)
}

fn title(model: &Model, spot: Spot) -> String {
    let number = model.shown_ticket().map(|t| t.number.to_string());
    let number = number.map_or_else(String::new, |number| number + " ");
    match spot {
        Spot::Why => "Why this order".to_owned(),
        Spot::Narrative => format!("{number}narrative"),
        Spot::Timeline => format!("{number}timeline, nothing is erased"),
        Spot::Facts => format!("{number}facts"),
        Spot::Owed => format!("{number}owed {}", model.owed().len()),
        Spot::Checklist | Spot::Question => {
            let lists = model.lists();
            let parts = lists.iter().map(|list| {
                let (done, required) = model.progress(list);
                format!("{done} of {required} needed: {}", list.template.title)
            });
            let parts: Vec<String> = parts.collect();
            // In this layout what is owed shares the place with the checklists.
            let owed = match (model.layout(), model.owed().len()) {
                (Layout::Wide, owed) if owed > 0 => format!("  owed {owed}, Tab"),
                (Layout::Tiny | Layout::Stacked | Layout::Wide | Layout::Full, _) => String::new(),
            };
            let gap = if parts.is_empty() { "" } else { "  " };
            format!("{number}checklists{owed}{gap}{}", parts.join(", "))
        }
        Spot::Queue | Spot::Walk | Spot::Form | Spot::Box => String::new(),
    }
}

fn show(model: &Model, spot: Spot, is_focused: bool) -> Show {
    let chosen = |at| {
        if is_focused {
            Show::Chosen(at)
        } else {
            Show::Around(at)
        }
    };
    match spot {
        Spot::Timeline if !model.lines().is_empty() => chosen(model.line_at()),
        Spot::Checklist | Spot::Question => {
            let steps = model.steps();
            if steps.is_empty() {
                Show::From(0)
            } else {
                chosen(model.step_at(&steps))
            }
        }
        Spot::Owed if !model.owed().is_empty() => chosen(model.cursors.owed),
        Spot::Queue
        | Spot::Why
        | Spot::Narrative
        | Spot::Timeline
        | Spot::Facts
        | Spot::Owed
        | Spot::Form
        | Spot::Walk
        | Spot::Box => Show::From(if is_focused { model.cursors.scroll } else { 0 }),
    }
}

fn paras(model: &Model, spot: Spot) -> Vec<Para> {
    let Some(ticket) = model.shown_ticket() else {
        return vec![Para::new(
            "",
            format!(
                "No ticket is selected. {} logs one, {} shows the keys, {} finds every action by \
                 name.",
                model.key_of(Action::New),
                model.key_of(Action::Help),
                model.key_of(Action::Palette)
            ),
            Role::Plain,
        )];
    };
    match spot {
        Spot::Why => why(model, &ticket),
        Spot::Narrative => narrative(model, &ticket),
        Spot::Timeline => timeline(model),
        Spot::Facts => facts(model, &ticket),
        Spot::Checklist | Spot::Question => steps(model),
        Spot::Owed => owed_paras(model),
        Spot::Queue | Spot::Walk | Spot::Form | Spot::Box => Vec::new(),
    }
}

fn headline(model: &Model, ticket: &Ticket) -> Para {
    let row = model.queue.row(ticket.id);
    let class = row.map_or("", |row| row.standing.word);
    let state = state_word(ticket.state_at(model.now));
    let title = one_line(ticket.title.as_str());
    Para::new(
        "",
        format!(
            "{} {class} {title}   {state} {}",
            ticket.number,
            model.initials(ticket)
        ),
        Role::Strong,
    )
}

fn why(model: &Model, ticket: &Ticket) -> Vec<Para> {
    let place = model.queue.place(ticket.id).map_or(0, |at| at + 1);
    explain_one(
        &*model.snapshot,
        &model.snapshot.site,
        ticket,
        place,
        model.now,
    )
    .into_iter()
    .chain(model.before_next())
    .map(|line| Para::new("", crate::tui::update::with_key(model, &line), Role::Plain))
    .collect()
}

fn narrative(model: &Model, ticket: &Ticket) -> Vec<Para> {
    let mut paras = vec![headline(model, ticket)];
    let text =
        |label: &str, text: &crate::text::Clean| Para::new(label, text.as_str(), Role::Plain);
    match &model.story {
        Some((id, Err(why))) if *id == ticket.id => {
            paras.push(Para::new(
                "",
                format!("the story cannot be read: {why}"),
                Role::Owed,
            ));
        }
        _ => match model.story().map(|story| &story.timeline) {
            Some(timeline) => {
                if let Some(narrative) = &timeline.narrative {
                    paras.push(text("", narrative));
                } else {
                    let key = model.key_of(Action::Narrative);
                    let said = format!("No narrative yet. {key} writes it.");
                    paras.push(Para::new("", said, Role::Plain));
                }
                let answers = timeline.answers.iter();
                paras.extend(answers.map(|(prompt, answer)| text(&format!("{prompt}: "), answer)));
                paras.extend(
                    timeline
                        .outcome
                        .as_ref()
                        .map(|outcome| text("outcome: ", outcome)),
                );
            }
            None => paras.push(Para::new("", "reading", Role::Plain)),
        },
    }
    paras
}

fn timeline(model: &Model) -> Vec<Para> {
    let lines = model.lines();
    if lines.is_empty() {
        return vec![Para::new(
            "",
            format!(
                "Nothing yet. {} logs what was done.",
                model.key_of(Action::Act)
            ),
            Role::Plain,
        )];
    }
    lines
        .iter()
        .map(|line| timeline_para(model, line))
        .collect()
}

fn timeline_para(model: &Model, line: &TimelineLine) -> Para {
    let at = model.zone.see(line.happened).wall();
    let is_today = at.date() == model.now.wall().date();
    let when = at.format(if is_today { "%H:%M" } else { "%d %b %H:%M" });
    let mut text = line.text.as_str().to_owned();
    if line.late {
        text.push_str("  (recorded late)");
    }
    if line.corrected_by.is_some() {
        text.push_str("  (corrected below)");
    }
    if let Some(to) = line.moved_to.and_then(|id| model.snapshot.ticket(id)) {
        let _ = write!(text, "  (moved to {})", to.number);
    }
    let by = initials(model, line.by);
    Para::new(format!("{when} {by}  "), text, Role::Plain)
}

fn initials(model: &Model, person: Option<PersonId>) -> String {
    person
        .and_then(|id| model.snapshot.person(id))
        .map_or_else(|| "--".to_owned(), |person| person.initials())
}

fn name(model: &Model, person: Option<PersonId>) -> String {
    person
        .and_then(|id| model.snapshot.person(id))
        .map_or_else(|| "?".to_owned(), |person| one_line(person.name.as_str()))
}

fn facts(model: &Model, ticket: &Ticket) -> Vec<Para> {
    let count = |n: Option<u32>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let unit = ticket.unit.and_then(|id| model.snapshot.unit(id));
    let day_time = |at| crate::time::day_time(at, model.zone);
    let mut all = vec![
        ("from", name(model, ticket.from)),
        (
            "unit",
            unit.map_or_else(|| "?".to_owned(), |unit| one_line(unit.name.as_str())),
        ),
        ("by", ticket.channel.to_string()),
        ("opened", day_time(ticket.opened)),
        ("owner", name(model, ticket.owner)),
        ("affected", ticket.affected.to_string()),
        ("cannot work", count(ticket.blocked)),
        ("slowed", count(ticket.hampered)),
        ("category", ticket.category.clone()),
    ];
    if let Some(asset) = &ticket.asset {
        all.push(("asset", one_line(asset.name.as_str())));
    }
    if ticket.pc_dead {
        all.push(("PC", "dead".to_owned()));
    }
    if ticket.public {
        all.push(("public", "a service point stands still".to_owned()));
    }
    if let Some(harm) = &ticket.harm {
        all.push(("HARM", one_line(harm.as_str())));
    }
    if let Some(deadline) = &ticket.deadline {
        let due = day_time(deadline.due);
        all.push(("due", format!("{due} {}", one_line(deadline.name.as_str()))));
    }
    if let Some(waiting) = &ticket.waiting {
        let until = day_time(waiting.until);
        all.push((
            "waits for",
            format!("{} until {until}", one_line(waiting.what.as_str())),
        ));
    }
    if let Some(told) = ticket.last_told() {
        all.push(("last told", day_time(told)));
    }
    let promised = model
        .queue
        .row(ticket.id)
        .and_then(|row| row.standing.promised);
    all.extend(promised.map(|at| ("promised", day_time(at))));
    let runbooks = model.runbooks_words(&runbooks_of(&model.snapshot.site, ticket));
    let runbooks = runbooks.as_deref().and_then(|words| words.split_once(": "));
    all.extend(runbooks.map(|(_, words)| ("runbook", words.to_owned())));
    all.into_iter()
        .map(|(label, text)| {
            let role = if text == "?" {
                Role::Unknown
            } else {
                Role::Plain
            };
            Para::new(format!("{label}: "), text, role)
        })
        .collect()
}
