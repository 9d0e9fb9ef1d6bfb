//! How the first screen is drawn: one box, made for 80x24.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

use super::pages::HOW_IT_WORKS;
use super::{DIGITS, FirstRun, Page};
use crate::text::{take_cols, truncate_with, wrap};
use crate::tui::theme::Role;

/// The size below which there is one line instead of a box.
const COLS_MIN: u16 = 40;
const ROWS_MIN: u16 = 12;
/// The widest box, so that lines stay short enough to read.
const COLS_MAX: u16 = 80;

/// What is drawn: styled lines, and where the cursor stands if somebody types.
struct Sheet {
    lines: Vec<Line<'static>>,
    cursor: Option<(usize, usize)>,
    cols: usize,
}

/// Draws the first screen.
pub fn view(first: &FirstRun, frame: &mut Frame<'_>) {
    let area = frame.area();
    frame.render_widget(Clear, area);
    if area.width < COLS_MIN || area.height < ROWS_MIN {
        let text = "nightdesk: no desk yet. 1 sets one up; a larger window shows more; q leaves";
        let cut = truncate_with(text, area.width.into(), first.theme.ellipsis());
        frame.render_widget(Paragraph::new(cut), area);
        return;
    }
    let inside = draw_box(first, frame, area);
    let mut sheet = Sheet {
        lines: Vec::new(),
        cursor: None,
        cols: inside.width.into(),
    };
    sheet.page(first);
    let rows: usize = inside.height.into();
    if let Some(wrong) = &first.wrong {
        let style = first.theme.style(Role::Owed);
        let said = wrap(wrong, sheet.cols);
        sheet.lines.truncate(rows.saturating_sub(said.len() + 1));
        sheet.lines.push(Line::default());
        sheet
            .lines
            .extend(said.into_iter().map(|line| Line::styled(line, style)));
    }
    if let Some((row, col)) = sheet.cursor {
        let (x, y) = (inside.x + clip(col), inside.y + clip(row));
        if x < inside.right() && y < inside.bottom() {
            frame.set_cursor_position(Position::new(x, y));
        }
    }
    frame.render_widget(Paragraph::new(sheet.lines), inside);
}

fn clip(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// The box and the row of keys under it; gives the room inside.
fn draw_box(first: &FirstRun, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let width = area.width.min(COLS_MAX);
    let boxed = Rect {
        width,
        height: area.height - 2,
        ..area
    };
    let block = Block::default().borders(Borders::ALL);
    let block = if first.theme.ascii {
        block.border_set(ratatui::symbols::border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        })
    } else {
        block
    };
    frame.render_widget(block, boxed);
    let mode = if is_typed(first.page) { "TYPE" } else { "NAV" };
    let keys = format!(" {mode}  {}", keys_of(first.page));
    let keys = take_cols(&keys, area.width.into()).to_owned();
    let row = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..area
    };
    frame.render_widget(Paragraph::new(keys), row);
    Rect {
        x: boxed.x + 2,
        y: boxed.y + 1,
        width: boxed.width - 4,
        height: boxed.height - 2,
    }
}

fn is_typed(page: Page) -> bool {
    match page {
        Page::Name | Page::Zone | Page::Group | Page::Place | Page::OpenAt => true,
        Page::Menu | Page::Policy | Page::Sharing | Page::Confirm | Page::HowTo(_) => false,
    }
}

fn keys_of(page: Page) -> &'static str {
    match page {
        Page::Menu => "digit or Enter chooses  j k move  b plain borders  q quit",
        Page::Name | Page::Zone | Page::Group | Page::Place => {
            "Enter goes on  Esc back, keeps the text"
        }
        Page::OpenAt => "Enter opens it  Esc back, keeps the text",
        Page::Policy | Page::Sharing => "digit or Enter chooses  j k move  Esc back",
        Page::Confirm => "Enter makes the desk  Esc back",
        Page::HowTo(_) => "Enter next  Left back  Esc menu",
    }
}

impl Sheet {
    fn page(&mut self, first: &FirstRun) {
        match first.page {
            Page::Menu => self.menu(first),
            Page::Name => {
                self.title(first, "1 of 4: the department's name");
                self.say("It stands on every sheet and report.");
                self.field(first, "Name", &first.name);
            }
            Page::Policy => self.policies(first),
            Page::Zone => self.zone(first),
            Page::Sharing => self.sharing(first),
            Page::Group => {
                self.title(first, "4 of 4: the group");
                self.say(
                    "Everybody in this group of the machine can open the desk's folder. It must \
                     exist, and you must be in it.",
                );
                self.field(first, "Group", &first.group);
            }
            Page::Place => self.place(first),
            Page::Confirm => self.confirm(first),
            Page::OpenAt => {
                self.title(first, "Open a desk that exists");
                self.say("The folder in which it lies, whole, from the first slash on.");
                self.field(first, "Folder", &first.path);
            }
            Page::HowTo(at) => self.how_to(first, at),
        }
    }

    fn menu(&mut self, first: &FirstRun) {
        self.title(first, "Welcome to nightdesk. Records stay on this machine.");
        let sample = if first.around.has_demo {
            "a made-up library, as you left it"
        } else {
            "a made-up library, kept apart"
        };
        let lines = [
            ("Set up our department", "4 questions, about a minute"),
            ("Look around with sample data", sample),
            ("Open a desk that exists", ""),
            ("How it works", "3 screens"),
        ];
        for (at, (what, about)) in lines.iter().enumerate() {
            let text = format!("{}  {what:<32}{about}", DIGITS[at]);
            self.choice(first, at, &text);
        }
        self.gap();
        self.say(&format!(
            "Screen check: {}, no mouse needed.",
            first.around.terminal
        ));
        self.say("If the lines around this box look broken, press b for plain borders.");
    }

    fn policies(&mut self, first: &FirstRun) {
        self.title(first, "2 of 4: which policy is nearest to yours?");
        self.say(
            "Its rules come into force; you can change each of them later. Settings that the \
             policy does not state are our defaults and stay marked until you confirm them.",
        );
        self.gap();
        for (at, profile) in first.around.profiles.iter().enumerate() {
            let text = format!("{}  {} ({})", at + 1, profile.name, profile.kind);
            self.choice(first, at, &text);
        }
        self.gap();
        if let Some(profile) = first.around.profiles.get(first.line) {
            self.say(&format!(
                "{}; {} settings are ours to confirm.",
                profile.policy, profile.unconfirmed
            ));
        }
    }

    fn zone(&mut self, first: &FirstRun) {
        self.title(first, "3 of 4: the time zone");
        self.say(
            "Working hours, promises and every time on a sheet are in it. It cannot be changed \
             later.",
        );
        let machine = first.around.zone.as_deref().unwrap_or("not known");
        self.say(&format!("This machine's own zone: {machine}"));
        let profile = first.around.profiles.get(first.profile);
        if let Some(zone) = profile.and_then(|profile| profile.zone.as_ref()) {
            self.say(&format!("The policy's place:      {zone}"));
        }
        self.field(first, "Zone", &first.zone);
        self.say("Named by a city, such as America/New_York or Europe/London.");
    }

    fn sharing(&mut self, first: &FirstRun) {
        self.title(first, "4 of 4: for whom?");
        self.choice(first, 0, "1  for me alone");
        self.choice(first, 1, "2  for a group of accounts on this machine");
        self.gap();
        if first.line == 0 {
            self.say("The desk will lie in this folder, which only you can enter:");
            self.say(first.around.dir.as_str());
        } else {
            self.say("The group and the folder that they share are asked for next.");
        }
    }

    fn place(&mut self, first: &FirstRun) {
        self.title(first, "4 of 4: the folder that the group shares");
        self.say(
            "Not below your home: the others cannot enter that. The desk's own folder is made by \
             this program; the one above it must be there.",
        );
        self.field(first, "Folder", &first.place);
        if first.around.shared.is_none() {
            self.say(
                "/srv and /var/lib can be written by root alone on this machine. So that you can \
                 have a desk there, root types:",
            );
            let place = first.place.text();
            let place = place.trim();
            let place = if place.starts_with('/') {
                place
            } else {
                super::SHARED_PLACE
            };
            self.say(&format!(
                "  install -d -o {} -g {} -m 2770 {}",
                first.around.uid,
                first.group.clean(),
                crate::text::Clean::line(place)
            ));
        }
    }

    fn confirm(&mut self, first: &FirstRun) {
        self.title(first, "This is what will be made");
        let profile = first.around.profiles.get(first.profile);
        let policy = profile.map_or("", |profile| profile.name.as_str());
        let (whom, folder) = if first.is_shared {
            let folder = first.place.clean().into_string();
            (format!("the group {}", first.group.clean()), folder)
        } else {
            let folder = first.around.dir.as_str().to_owned();
            ("you alone".to_owned(), folder)
        };
        for (label, value) in [
            ("Department", first.name.clean().into_string()),
            ("Policy", policy.to_owned()),
            ("Zone", first.zone.clean().into_string()),
            ("For", whom),
            ("Folder", folder.clone()),
            ("You", first.around.person.as_str().to_owned()),
        ] {
            self.say(&format!("{label:<12}{value}"));
        }
        self.gap();
        if first.is_shared && folder != first.around.dir.as_str() {
            self.say(&format!(
                "Everybody opens it by: nightdesk --desk {folder}, or with NIGHTDESK_DIR={folder} \
                 set for all, such as in /etc/environment."
            ));
        }
        self.say(
            "You become the first member of staff, with the posts of technician, on-call, lead \
             and director; the other posts are empty, and what needs them asks who decided.",
        );
        if let Some(profile) = profile {
            self.say(&format!(
                "{} settings are not stated by the policy. They are in force as our defaults, \
                 listed as unconfirmed by: nightdesk profile show",
                profile.unconfirmed
            ));
        }
    }

    fn how_to(&mut self, first: &FirstRun, at: usize) {
        let Some(page) = HOW_IT_WORKS.get(at) else {
            return;
        };
        self.title(
            first,
            &format!("{} of {}: {}", at + 1, HOW_IT_WORKS.len(), page.title),
        );
        for line in page.lines {
            self.say(line);
            self.gap();
        }
    }

    fn title(&mut self, first: &FirstRun, text: &str) {
        let style = first.theme.style(Role::Strong);
        for line in wrap(text, self.cols) {
            self.lines.push(Line::styled(line, style));
        }
        self.gap();
    }

    fn say(&mut self, text: &str) {
        self.lines
            .extend(wrap(text, self.cols).into_iter().map(Line::raw));
    }

    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// A line that can be chosen: marked by `>` and, on its text alone, reversed.
    fn choice(&mut self, first: &FirstRun, at: usize, text: &str) {
        let is_here = at == first.line;
        let mark = if is_here { "> " } else { "  " };
        let style = if is_here {
            first.theme.style(Role::Selected)
        } else {
            Style::new()
        };
        let text = truncate_with(text, self.cols.saturating_sub(2), first.theme.ellipsis());
        self.lines
            .push(Line::from(vec![Span::raw(mark), Span::styled(text, style)]));
    }

    fn field(&mut self, first: &FirstRun, label: &str, editor: &crate::tui::editor::Editor) {
        self.gap();
        let room = self.cols.saturating_sub(label.len() + 3);
        let (text, column) = editor.line_window(room);
        self.cursor = Some((self.lines.len(), label.len() + 2 + column));
        self.lines.push(Line::from(vec![
            Span::styled(format!("{label}: "), first.theme.style(Role::Strong)),
            Span::raw(text),
        ]));
        self.gap();
    }
}
