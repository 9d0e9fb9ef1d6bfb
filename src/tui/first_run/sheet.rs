//! What stands within the box: lines, choices and fields, and the pages that are no question of
//! several lines.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::answers::open_settings;
use super::pages::HOW_IT_WORKS;
use super::{DIGITS, FirstRun, Page, SHARED_PLACE};
use crate::text::{Clean, pad_right, truncate_with, width, wrap};
use crate::tui::theme::Role;

/// The columns of what a line of the menu does, before what it is about.
const MENU_COLS: usize = 32;
/// The rows from which on there is room for empty lines.
const ROWS_ROOMY: usize = 16;

/// The rows of a sheet that is never full.
const ROWS_WHOLE: usize = u16::MAX as usize;

/// What is drawn: styled lines, and where the cursor stands if somebody types.
pub(super) struct Sheet {
    pub(super) lines: Vec<Line<'static>>,
    pub(super) cursor: Option<(usize, usize)>,
    pub(super) cols: usize,
    pub(super) rows: usize,
    /// Whether there is so little room that explanations come last, if at all.
    pub(super) is_tight: bool,
    /// Explanations that wait for what room is left.
    later: Vec<Vec<Line<'static>>>,
}

impl Sheet {
    /// An empty sheet of a size.
    pub(super) fn new(cols: usize, rows: usize) -> Self {
        Self {
            lines: Vec::new(),
            cursor: None,
            cols,
            rows,
            is_tight: false,
            later: Vec::new(),
        }
    }

    /// A sheet that takes whatever is written on it.
    pub(super) fn whole(cols: usize) -> Self {
        Self::new(cols, ROWS_WHOLE)
    }

    fn is_whole(&self) -> bool {
        self.rows == ROWS_WHOLE
    }

    /// Takes away what there is no room for, and says by which key it is read.
    pub(super) fn cut(&mut self, key: &str) {
        if self.lines.len() <= self.rows {
            return;
        }
        self.lines.truncate(self.rows);
        if let Some(last) = self.lines.last_mut().filter(|_| self.is_tight) {
            *last = Line::raw(format!("({key} shows the rest)"));
        }
    }

    /// Puts the explanations below the rest, each whole or not at all.
    pub(super) fn explain(&mut self) {
        for lines in std::mem::take(&mut self.later) {
            if self.lines.len() + lines.len() <= self.rows {
                self.lines.extend(lines);
            }
        }
    }

    /// The page that is shown.
    pub(super) fn page(&mut self, first: &FirstRun) {
        match first.page {
            Page::Menu => self.menu(first),
            Page::Whom => self.whom(first),
            Page::Name => {
                self.question(first, "what is it called?");
                self.say("The name stands on every sheet and report.");
                self.field(first, "Name", &first.name);
                self.say(
                    "Enter on an empty line takes the policy's own name; where that is a gap, \
                     The help desk.",
                );
            }
            Page::Policy => self.policies(first),
            Page::Posts => self.posts(first),
            Page::Units => self.units(first),
            Page::Zone => self.zone(first),
            Page::Hours => self.hours(first),
            Page::Holidays => self.holidays(first),
            Page::Settings => self.settings(first),
            Page::Group => {
                self.question(first, "which group?");
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

    /// The title of a question, with its number.
    pub(super) fn question(&mut self, first: &FirstRun, text: &str) {
        let number = first.page.question().unwrap_or_default();
        self.title(first, &format!("Question {number} of 7: {text}"));
    }

    /// Whether there is room for empty lines.
    pub(super) fn is_roomy(&self) -> bool {
        self.rows >= ROWS_ROOMY
    }

    /// The room that is left, in rows, when so many are wanted below.
    pub(super) fn room(&self, below: usize) -> usize {
        self.rows.saturating_sub(self.lines.len() + below).max(1)
    }

    fn menu(&mut self, first: &FirstRun) {
        self.title(first, "Welcome to nightdesk. Records stay on this machine.");
        let sample = if first.around.has_demo {
            "a made-up library, as you left it"
        } else {
            "a made-up library, kept apart"
        };
        let go_on = first.begun.map(|page| {
            let at = page.question();
            let at = at.map_or_else(
                || "all answered".to_owned(),
                |number| format!("question {number} of 7"),
            );
            let name = first.department();
            [
                format!("Go on with setting up {name} ({at})"),
                format!("Go on with setting up ({at})"),
            ]
        });
        let set_up = ("Set up our department", "7 questions, about 3 minutes");
        let below = [
            ("Look around with sample data", sample),
            ("Practise a callout", "seven minutes, nothing is real"),
            ("Open a desk that exists", ""),
            ("How it works", "3 screens"),
        ];
        let ways = |(what, about)| [pad_right(what, MENU_COLS) + about, what.to_owned()];
        let lines = std::iter::once(go_on.unwrap_or_else(|| ways(set_up)));
        for (at, line) in lines.chain(below.map(ways)).enumerate() {
            self.choice(
                first,
                at,
                &line.map(|line| format!("{}  {line}", DIGITS[at])),
            );
        }
        self.gap();
        self.say(&format!(
            "Screen check: {}, no mouse needed.",
            first.around.terminal
        ));
        self.say("If the lines around this box look broken, press b for plain borders.");
    }

    fn whom(&mut self, first: &FirstRun) {
        self.question(first, "for whom is the desk?");
        self.choice(first, 0, &["1  for me alone"]);
        let group = [
            "2  for a group of accounts on this machine",
            "2  for a group of accounts",
        ];
        self.choice(first, 1, &group);
        self.gap();
        if first.line == 0 {
            self.tell("The desk will lie in this folder, which only you can enter:");
            self.tell(first.around.dir.as_str());
        } else {
            self.say("The group and the folder that they share are asked for next.");
        }
    }

    fn place(&mut self, first: &FirstRun) {
        self.question(first, "the folder that the group shares");
        self.say(
            "Not below your home: the others cannot enter that. The desk's own folder is made by \
             this program; the one above it must be there.",
        );
        self.field(first, "Folder", &first.place);
        if first.around.shared.is_none() {
            self.tell(
                "/srv and /var/lib can be written by root alone on this machine. So that you can \
                 have a desk there, root types:",
            );
            let place = first.place.text();
            let place = place.trim();
            let place = if place.starts_with('/') {
                place
            } else {
                SHARED_PLACE
            };
            self.tell(&format!(
                "  install -d -o {} -g {} -m 2770 {}",
                first.around.uid,
                first.group.clean(),
                Clean::line(place)
            ));
        }
    }

    fn policies(&mut self, first: &FirstRun) {
        self.question(first, "which policy is nearest to yours?");
        self.say(
            "Its rules come into force; you can change each of them later. What it does not \
             state is asked in question 7.",
        );
        self.gap();
        for (at, profile) in first.around.profiles.iter().enumerate() {
            let name = format!("{}  {}", at + 1, profile.name);
            self.choice(first, at, &[format!("{name} ({})", profile.kind), name]);
        }
        self.gap();
        if let Some(profile) = first.around.profiles.get(first.line) {
            self.say(&format!(
                "{}; it leaves {} settings open.",
                profile.policy,
                open_settings(&profile.rules).len()
            ));
        }
    }

    fn zone(&mut self, first: &FirstRun) {
        self.question(first, "the time zone");
        self.say(
            "Working hours, promises and every time on a sheet are in it. It cannot be changed \
             later.",
        );
        let machine = first.around.zone.as_deref().unwrap_or("not known");
        self.tell(&format!("This machine's own zone: {machine}"));
        let profile = first.around.profiles.get(first.profile);
        if let Some(zone) = profile.and_then(|profile| profile.zone.as_ref()) {
            self.say(&format!("The policy's place:      {zone}"));
        }
        if let Some(answers) = first.answers() {
            self.field(first, "Zone", &answers.zone);
        }
        self.say("Named by a city, such as America/New_York or Europe/London.");
    }

    fn confirm(&mut self, first: &FirstRun) {
        self.title(first, "This is what will be made");
        let policy = first.choice().map_or("", |choice| choice.name.as_str());
        let (whom, folder) = if first.is_shared {
            let folder = first.place.clean().into_string();
            (format!("the group {}", first.group.clean()), folder)
        } else {
            let folder = first.around.dir.as_str().to_owned();
            ("you alone".to_owned(), folder)
        };
        let (zone, hours) = first.answers().map_or_else(Default::default, |answers| {
            (answers.zone.text(), answers.hours.text())
        });
        let (confirmed, changed, left) = first.settled();
        for (label, value) in [
            ("For", format!("{whom}, {folder}")),
            ("Department", first.department().into_string()),
            ("Policy", policy.to_owned()),
            ("You", you(first)),
            ("Posts", posts_line(first)),
            ("Units", units_line(first)),
            ("Hours", format!("{hours}, {zone}")),
            (
                "Settings",
                format!("{confirmed} confirmed, {changed} changed, {left} left unconfirmed"),
            ),
        ] {
            let line = format!("{label:<12}{value}");
            if self.is_whole() {
                self.tell(&line);
            } else {
                self.tell(&truncate_with(&line, self.cols, first.theme.ellipsis()));
            }
        }
        self.gap();
        if left > 0 {
            self.say("nightdesk profile show lists what is unconfirmed; profile confirm does it.");
        }
        if first.is_shared && folder != first.around.dir.as_str() {
            self.say(&format!(
                "Everybody opens it by: nightdesk --desk {folder}, or with NIGHTDESK_DIR={folder} \
                 set for all, such as in /etc/environment."
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
            self.tell(line);
            self.gap();
        }
    }

    pub(super) fn title(&mut self, first: &FirstRun, text: &str) {
        let style = first.theme.style(Role::Strong);
        for line in wrap(text, self.cols) {
            self.lines.push(Line::styled(line, style));
        }
        self.gap();
    }

    /// An explanation: where there is little room it comes behind what is asked.
    pub(super) fn say(&mut self, text: &str) {
        if self.is_tight {
            let lines = wrap(text, self.cols).into_iter().map(Line::raw);
            self.later.push(lines.collect());
        } else {
            self.tell(text);
        }
    }

    /// What nobody can answer without.
    pub(super) fn tell(&mut self, text: &str) {
        self.lines
            .extend(wrap(text, self.cols).into_iter().map(Line::raw));
    }

    /// An empty line, where there is room for such.
    pub(super) fn gap(&mut self) {
        if self.is_roomy() {
            self.break_line();
        }
    }

    fn break_line(&mut self) {
        self.lines.push(Line::default());
    }

    /// A line that can be chosen: marked by `>` and, on its text alone, reversed. Of several
    /// texts it is the first one that fits.
    pub(super) fn choice<T: AsRef<str>>(&mut self, first: &FirstRun, at: usize, texts: &[T]) {
        let is_here = at == first.line;
        let mark = if is_here { "> " } else { "  " };
        let style = if is_here {
            first.theme.style(Role::Selected)
        } else {
            Style::new()
        };
        let room = self.cols.saturating_sub(2);
        let mut fitting = texts.iter().map(AsRef::as_ref);
        let text = fitting.find(|text| width(text) <= room);
        let text = text.or_else(|| texts.last().map(AsRef::as_ref));
        let text = truncate_with(text.unwrap_or_default(), room, first.theme.ellipsis());
        self.lines
            .push(Line::from(vec![Span::raw(mark), Span::styled(text, style)]));
    }

    pub(super) fn field(
        &mut self,
        first: &FirstRun,
        label: &str,
        editor: &crate::tui::editor::Editor,
    ) {
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

/// Who the person is here: the first member of staff, whatever posts they hold.
fn you(first: &FirstRun) -> String {
    format!("{}, the first member of staff", first.around.person)
}

/// How many posts have a name, and how many have none.
fn posts_line(first: &FirstRun) -> String {
    let editors = first.answers().map(|answers| answers.posts.as_slice());
    let editors = editors.unwrap_or_default();
    let held = editors.iter().filter(|editor| !editor.is_blank()).count();
    let empty = editors.len() - held;
    format!("{held} held, {empty} empty")
}

fn units_line(first: &FirstRun) -> String {
    let units = first.units.named();
    let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    if names.is_empty() {
        "none; nightdesk unit add names one later".to_owned()
    } else {
        names.join(", ")
    }
}
