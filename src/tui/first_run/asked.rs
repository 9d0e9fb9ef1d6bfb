//! How the questions of several lines are drawn: posts, departments, hours, holidays, settings.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::FirstRun;
use super::answers::{Settled, open_settings, posts};
use super::duties::duty;
use super::meanings::meaning;
use super::sheet::Sheet;
use super::units::UnitRow;
use crate::domain::site::Provenance;
use crate::policy::{setting_hint, shipped, spoken_post};
use crate::text::{pad_right, truncate_with, wrap};
use crate::tui::theme::Role;

/// The widest label of a post.
const POST_COLS: usize = 31;

impl Sheet {
    pub(super) fn posts(&mut self, first: &FirstRun) {
        self.question(first, "who holds which post?");
        self.say(
            "Names, with commas between; empty is allowed. What an empty post decides, or your \
             own, you record as somebody else's decision (R29, R73).",
        );
        self.gap();
        let (Some(choice), Some(answers)) = (first.choice(), first.answers()) else {
            return;
        };
        let slots = posts(&choice.rules);
        let here = slots.get(first.line);
        let says = here.map_or_else(String::new, |post| {
            let duties: Vec<&str> = post.roles.iter().filter_map(|role| duty(role)).collect();
            let cited = post.roles.iter().find_map(|role| {
                let who = choice.rules.provenance_of(&format!("roles.{role}"))?;
                match who {
                    Provenance::Policy { at, .. } => Some(format!("; named under {at}")),
                    Provenance::Said { .. } => None,
                }
            });
            let cited = cited.filter(|_| self.is_roomy()).unwrap_or_default();
            format!("{}: {}{cited}", spoken_post(&post.id), duties.join("; "))
        });
        let says = wrap(&says, self.cols);
        let gap = usize::from(self.is_roomy());
        let cols = POST_COLS.min(self.cols / 2);
        let shown = window(slots.len(), first.line, self.room(says.len() + gap));
        for (at, (post, editor)) in slots.iter().zip(&answers.posts).enumerate() {
            if !shown.contains(&at) {
                continue;
            }
            let label = truncate_with(&spoken_post(&post.id), cols - 1, first.theme.ellipsis());
            let label = pad_right(&label, cols);
            if at == first.line {
                self.input(first, &format!("> {label}"), editor);
            } else {
                let name = truncate_with(&editor.text(), self.cols - cols - 2, "~");
                self.lines.push(Line::raw(format!("  {label}{name}")));
            }
        }
        self.gap();
        self.lines.extend(says.into_iter().map(Line::raw));
    }

    pub(super) fn units(&mut self, first: &FirstRun) {
        self.question(first, "which departments are there?");
        self.say(
            "A department that stops counts as all of its people, and its head hears of work \
             after hours (R30, R31). Enter on an empty name goes on.",
        );
        self.gap();
        let units = &first.units;
        let above = self.room(4);
        let shown = window(units.rows.len(), units.row, above);
        for (at, row) in units.rows.iter().enumerate() {
            if at == units.row {
                let fields = [
                    ("> Department ", &row.name),
                    ("  Its head   ", &row.head),
                    ("  People     ", &row.heads),
                ];
                for (field, (label, editor)) in fields.into_iter().enumerate() {
                    if field == units.field {
                        self.input(first, label, editor);
                    } else {
                        self.lines
                            .push(Line::raw(format!("{label}{}", editor.text())));
                    }
                }
            } else if shown.contains(&at) {
                let line = format!("  {}", unit_line(row));
                let line = truncate_with(&line, self.cols, first.theme.ellipsis());
                self.lines.push(Line::raw(line));
            }
        }
    }

    pub(super) fn hours(&mut self, first: &FirstRun) {
        self.question(first, "when do you work?");
        self.say(
            "Promises run in these hours, and work outside them may earn time off (R28). The \
             policy's own stand there; Enter keeps them.",
        );
        if let Some(answers) = first.answers() {
            self.field(first, "Hours", &answers.hours);
        }
        self.say("Such as 09:00-17:00, or mon-thu 08:00-12:00, 13:00-17:00; fri 08:00-13:00.");
    }

    pub(super) fn holidays(&mut self, first: &FirstRun) {
        self.question(first, "which days are free?");
        self.say(
            "On a holiday nobody is at work, so no promise runs. Lists by name and days of your \
             own, with commas between; none for none.",
        );
        if let Some(answers) = first.answers() {
            self.field(first, "Holidays", &answers.holidays);
        }
        for (id, list) in shipped().holidays() {
            let line = format!("{id}: {}", list.source);
            self.say(&truncate_with(&line, self.cols, first.theme.ellipsis()));
        }
        self.say("A day is such as 2026-12-24.");
    }

    pub(super) fn settings(&mut self, first: &FirstRun) {
        let (Some(choice), Some(answers)) = (first.choice(), first.answers()) else {
            return;
        };
        let open = open_settings(&choice.rules);
        let title = format!(
            "what no policy states, {} of {}",
            answers.at + 1,
            open.len()
        );
        self.question(first, &title);
        self.say(
            "No policy says these; our default stands until you say otherwise. What you leave \
             stays marked as unconfirmed, and claims under it are provisional.",
        );
        self.gap();
        let Some((key, default)) = open.get(answers.at).copied() else {
            return;
        };
        let strong = first.theme.style(Role::Strong);
        self.lines.push(Line::styled(key.to_owned(), strong));
        let meaning = meaning(key).unwrap_or("Our default; no policy states it.");
        if answers.is_typing {
            self.say(meaning);
        } else {
            self.tell(meaning);
        }
        let present = match answers.settled.get(key) {
            Some(Settled::Changed(value)) => format!("{value}   (you said so; ours was {default})"),
            Some(Settled::Confirmed) => format!("{default}   (confirmed by you)"),
            None => default.to_owned(),
        };
        let mut present = wrap(&format!("= {present}"), self.cols);
        let room = self.room(2);
        if present.len() > room {
            present.truncate(room);
            if let Some(last) = present.last_mut() {
                last.push_str(first.theme.ellipsis());
            }
        }
        self.lines.extend(present.into_iter().map(Line::raw));
        if answers.is_typing {
            self.field(first, "New value", &answers.value);
            self.say(&setting_hint(&choice.text, key));
        }
        self.gap();
        if self.is_tight && answers.is_typing {
            return;
        }
        for (key, value) in open.iter().skip(answers.at + 1) {
            if self.lines.len() >= self.rows {
                break;
            }
            let how = match answers.settled.get(*key) {
                Some(Settled::Changed(value)) => format!("{key} = {value}, changed"),
                Some(Settled::Confirmed) => format!("{key} = {value}, confirmed"),
                None => format!("{key} = {value}"),
            };
            let line = truncate_with(&how, self.cols, first.theme.ellipsis());
            self.lines
                .push(Line::styled(line, first.theme.style(Role::Plain)));
        }
    }

    /// A line that is being typed, behind a label.
    fn input(&mut self, first: &FirstRun, label: &str, editor: &crate::tui::editor::Editor) {
        let width = crate::text::width(label);
        let (text, column) = editor.line_window(self.cols.saturating_sub(width));
        self.cursor = Some((self.lines.len(), width + column));
        let style = first.theme.style(Role::Strong);
        self.lines.push(Line::from(vec![
            Span::styled(label.to_owned(), style),
            Span::styled(text, Style::new()),
        ]));
    }
}

/// A department on one line.
fn unit_line(row: &UnitRow) -> String {
    let mut line = row.name.text().trim().to_owned();
    if !row.head.is_blank() {
        line = format!("{line}, head {}", row.head.text().trim());
    }
    if !row.heads.is_blank() {
        line = format!("{line}, {} people", row.heads.text().trim());
    }
    line
}

/// The lines of a list that are shown around one of them.
fn window(count: usize, at: usize, room: usize) -> std::ops::Range<usize> {
    let from = at.saturating_sub(room / 2).min(count.saturating_sub(room));
    from..(from + room).min(count)
}
