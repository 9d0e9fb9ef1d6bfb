//! The first screen where there is no desk yet: set one up, look around, open one, read how.
//!
//! A small model of its own, because there is no snapshot to show. It asks three questions; every
//! other setting is taken from the nearest policy, and those that no policy states are listed as
//! unconfirmed.
//!
//! Invariants: `Esc` goes one step back and keeps what was typed; nothing is made before the last
//! page was seen.

mod pages;
mod view;

#[cfg(test)]
mod tests;

use super::editor::Editor;
use super::theme::Theme;
use super::{Key, KeyCode};
use crate::text::Clean;

pub use view::view;

/// A profile that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChoice {
    /// Its id.
    pub id: String,
    /// The organisation that the policy was written for.
    pub name: Clean,
    /// What kind of organisation that is.
    pub kind: String,
    /// The policy's file.
    pub policy: String,
    /// How many settings that policy does not state.
    pub unconfirmed: usize,
}

/// What the first screen must know of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The profiles that ship, the most general one first.
    pub profiles: Vec<ProfileChoice>,
    /// The person, by the machine's own list of accounts.
    pub person: Clean,
    /// The folder that the desk is to have.
    pub dir: Clean,
    /// What is known of the terminal, such as `80x24 ok, UTF-8 ok, 256 colours`.
    pub terminal: String,
    /// What the sample desk is called where it is there already.
    pub has_demo: bool,
}

/// What the three questions gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The department's name.
    pub name: Clean,
    /// The profile's id.
    pub profile: String,
    /// The group that shares the desk; none = for one person alone.
    pub group: Option<String>,
}

/// What the session is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstEffect {
    /// Make a desk and open it; what fails comes back by [`FirstRun::failed`].
    Make(SetUp),
    /// Make the sample desk where it is not there, and open it.
    Demo,
    /// Open the desk of a folder.
    Open(String),
    /// Draw every cell again.
    Repaint,
    /// Give the terminal back and stop, as `ctrl-z` does.
    Suspend,
    /// Leave.
    Quit,
}

/// Which page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Menu,
    Name,
    Policy,
    Sharing,
    Group,
    Confirm,
    OpenAt,
    HowTo(usize),
}

/// The lines of the menu. The digits are those of the menu that will be whole one day, so that a
/// digit learned stays right.
const MENU: [(char, Page); 3] = [
    ('1', Page::Name),
    ('4', Page::OpenAt),
    ('5', Page::HowTo(0)),
];
/// The lines that can be chosen, by their digit.
const DIGITS: [char; 4] = ['1', '2', '4', '5'];

/// The first screen.
#[derive(Debug)]
pub struct FirstRun {
    around: Surroundings,
    theme: Theme,
    page: Page,
    /// The line of the menu, of the profiles, or of the kinds of sharing.
    line: usize,
    name: Editor,
    profile: usize,
    group: Editor,
    is_shared: bool,
    path: Editor,
    /// What is wrong, shown until the next key.
    wrong: Option<String>,
    /// Whether `ctrl-c` was pressed just now.
    is_leaving: bool,
}

impl FirstRun {
    /// The first screen, at its menu.
    pub fn new(around: Surroundings, theme: Theme) -> Self {
        Self {
            around,
            theme,
            page: Page::Menu,
            line: 0,
            name: Editor::line(),
            profile: 0,
            group: Editor::line(),
            is_shared: false,
            path: Editor::line(),
            wrong: None,
            is_leaving: false,
        }
    }

    /// Something that was asked for could not be done; its text names the mend.
    pub fn failed(&mut self, why: &str) {
        self.wrong = Some(Clean::new(why).into_string());
    }

    /// A paste goes where text is typed, and nowhere else.
    pub fn paste(&mut self, text: &str) {
        if let Some(editor) = self.editor() {
            editor.insert(text);
        }
    }

    /// A key; what it asks of the session.
    pub fn key(&mut self, key: Key) -> Option<FirstEffect> {
        if key == Key::ctrl('c') {
            if std::mem::replace(&mut self.is_leaving, true) {
                return Some(FirstEffect::Quit);
            }
            self.wrong = Some("ctrl-c once more leaves; nothing was made".to_owned());
            return None;
        }
        self.is_leaving = false;
        self.wrong = None;
        if key == Key::ctrl('l') {
            return Some(FirstEffect::Repaint);
        }
        if key == Key::ctrl('z') {
            return Some(FirstEffect::Suspend);
        }
        match self.page {
            Page::Menu => self.menu(key),
            Page::Policy => {
                let count = self.around.profiles.len();
                self.choose(key, count);
                if key.code == KeyCode::Enter || is_digit_within(key, count) {
                    self.profile = self.line;
                    self.go(Page::Sharing);
                }
                None
            }
            Page::Sharing => {
                self.choose(key, 2);
                if key.code == KeyCode::Enter || is_digit_within(key, 2) {
                    self.is_shared = self.line == 1;
                    self.go(if self.is_shared {
                        Page::Group
                    } else {
                        Page::Confirm
                    });
                }
                None
            }
            Page::Confirm => self.confirm(key),
            Page::HowTo(at) => {
                self.how_to(at, key);
                None
            }
            Page::Name | Page::Group | Page::OpenAt => self.typing(key),
        }
    }

    fn menu(&mut self, key: Key) -> Option<FirstEffect> {
        let digit = match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Some(FirstEffect::Quit),
            KeyCode::Char('b') => {
                self.theme.ascii = !self.theme.ascii;
                return Some(FirstEffect::Repaint);
            }
            KeyCode::Enter => DIGITS.get(self.line).copied(),
            KeyCode::Char(c) if DIGITS.contains(&c) => Some(c),
            _ => {
                self.choose(key, DIGITS.len());
                None
            }
        }?;
        self.line = DIGITS.iter().position(|d| *d == digit).unwrap_or(0);
        match MENU.iter().find(|(d, _)| *d == digit) {
            Some((_, page)) => {
                self.go(*page);
                None
            }
            None => Some(FirstEffect::Demo),
        }
    }

    fn typing(&mut self, key: Key) -> Option<FirstEffect> {
        match key.code {
            KeyCode::Esc | KeyCode::BackTab => {
                self.back();
                return None;
            }
            KeyCode::Enter | KeyCode::Tab => {}
            _ => {
                if let Some(editor) = self.editor() {
                    editor.key(key);
                }
                return None;
            }
        }
        let is_blank = self.editor().is_some_and(|editor| editor.is_blank());
        match (self.page, is_blank) {
            (Page::Name, true) => {
                self.failed("a name is needed; it stands on every sheet, such as Millrow Library");
            }
            (Page::Group, true) => {
                self.failed("name the group of the accounts that share the desk, such as it-staff");
            }
            (Page::OpenAt, true) => self.failed("type the folder of the desk, such as /srv/desk"),
            (Page::Name, false) => self.go(Page::Policy),
            (Page::Group, false) => self.go(Page::Confirm),
            (Page::OpenAt, false) => return Some(FirstEffect::Open(self.path.text())),
            (Page::Menu | Page::Policy | Page::Sharing | Page::Confirm | Page::HowTo(_), _) => {}
        }
        None
    }

    fn confirm(&mut self, key: Key) -> Option<FirstEffect> {
        match key.code {
            KeyCode::Enter => Some(FirstEffect::Make(SetUp {
                name: self.name.clean(),
                profile: self.around.profiles.get(self.profile)?.id.clone(),
                group: self.is_shared.then(|| self.group.clean().into_string()),
            })),
            KeyCode::Esc | KeyCode::BackTab | KeyCode::Left => {
                self.back();
                None
            }
            _ => None,
        }
    }

    fn how_to(&mut self, at: usize, key: Key) {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => self.go(Page::Menu),
            KeyCode::Left | KeyCode::PageUp | KeyCode::BackTab | KeyCode::Char('k') => {
                self.page = Page::HowTo(at.saturating_sub(1));
            }
            KeyCode::Enter
            | KeyCode::Right
            | KeyCode::PageDown
            | KeyCode::Tab
            | KeyCode::Char(' ' | 'j') => {
                if at + 1 < pages::HOW_IT_WORKS.len() {
                    self.page = Page::HowTo(at + 1);
                } else {
                    self.go(Page::Menu);
                }
            }
            _ => {}
        }
    }

    /// Moves among the lines of a page, or to the line of a digit; `Esc` goes back.
    fn choose(&mut self, key: Key, count: usize) {
        let last = count.saturating_sub(1);
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.line = self.line.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.line = (self.line + 1).min(last),
            KeyCode::Home | KeyCode::Char('g') => self.line = 0,
            KeyCode::End | KeyCode::Char('G') => self.line = last,
            KeyCode::Esc | KeyCode::BackTab | KeyCode::Left => self.back(),
            KeyCode::Char(c) if is_digit_within(key, count) => {
                self.line = c.to_digit(10).map_or(0, |d| d as usize - 1);
            }
            _ => {}
        }
    }

    fn go(&mut self, page: Page) {
        self.page = page;
        self.line = match page {
            Page::Policy => self.profile,
            Page::Sharing => usize::from(self.is_shared),
            Page::Menu
            | Page::Name
            | Page::Group
            | Page::Confirm
            | Page::OpenAt
            | Page::HowTo(_) => 0,
        };
    }

    fn back(&mut self) {
        let page = match self.page {
            Page::Menu | Page::Name | Page::OpenAt | Page::HowTo(_) => Page::Menu,
            Page::Policy => Page::Name,
            Page::Sharing => Page::Policy,
            Page::Group => Page::Sharing,
            Page::Confirm if self.is_shared => Page::Group,
            Page::Confirm => Page::Sharing,
        };
        self.go(page);
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        match self.page {
            Page::Name => Some(&mut self.name),
            Page::Group => Some(&mut self.group),
            Page::OpenAt => Some(&mut self.path),
            Page::Menu | Page::Policy | Page::Sharing | Page::Confirm | Page::HowTo(_) => None,
        }
    }
}

<<<<<<< HEAD
fn is_digit_within(key: Key, count: usize) -> bool {
    match key.code {
        KeyCode::Char(c) => c
            .to_digit(10)
            .is_some_and(|digit| digit >= 1 && digit as usize <= count),
        _ => false,
    }
}
=======
/// The shipped profiles: id and what they are for.
fn profiles() -> Vec<(String, String)> {
    shipped()
        .profiles()
        .values()
        .map(|profile| {
            let organisation = &profile.organisation;
            let said = format!("{} ({})", organisation.name, organisation.kind);
            (organisation.id.clone(), said)
        })
        .collect()
}

/// Takes one message and says what the session must do.
pub fn update(model: &mut FirstRun, msg: FirstMsg) -> Vec<FirstEffect> {
    match msg {
        FirstMsg::Resize { cols, rows } => {
            model.cols = cols;
            model.rows = rows;
            Vec::new()
        }
        FirstMsg::Paste(text) => {
            if let Some(editor) = model.editor() {
                editor.insert(&text);
            }
            Vec::new()
        }
        FirstMsg::Failed(why) => {
            model.said = why;
            Vec::new()
        }
        FirstMsg::Key(key) => key_pressed(model, key),
    }
}

fn key_pressed(model: &mut FirstRun, key: Key) -> Vec<FirstEffect> {
    let was_interrupted = std::mem::take(&mut model.is_interrupted);
    match key {
        _ if key == Key::ctrl('c') && was_interrupted => return vec![FirstEffect::Quit],
        _ if key == Key::ctrl('c') => {
            model.is_interrupted = true;
            "ctrl-c again leaves".clone_into(&mut model.said);
            return Vec::new();
        }
        _ if key == Key::ctrl('z') => return vec![FirstEffect::Suspend],
        _ if key == Key::ctrl('l') => return vec![FirstEffect::Repaint],
        _ => {}
    }
    model.said.clear();
    match model.stage {
        Stage::Menu => menu(model, key),
        Stage::How(page) => {
            how(model, key, page);
            Vec::new()
        }
        Stage::Profile => {
            choose_profile(model, key);
            Vec::new()
        }
        Stage::Review => review(model, key),
        Stage::Name | Stage::Zone | Stage::Group | Stage::Path => typing(model, key),
    }
}

/// How many lines the menu has.
const LINES: usize = 4;

fn menu(model: &mut FirstRun, key: Key) -> Vec<FirstEffect> {
    match key.code {
        KeyCode::Down | KeyCode::Char('j') | KeyCode::Tab => model.at = (model.at + 1) % LINES,
        KeyCode::Up | KeyCode::Char('k') | KeyCode::BackTab => {
            model.at = (model.at + LINES - 1) % LINES;
        }
        KeyCode::Char('b') => model.theme.ascii = !model.theme.ascii,
        KeyCode::Char('q') => return vec![FirstEffect::Quit],
        KeyCode::Char(digit @ '1'..='4') => {
            model.at = digit as usize - '1' as usize;
            return take(model);
        }
        KeyCode::Enter | KeyCode::Right => return take(model),
        _ => {}
    }
    Vec::new()
}

fn take(model: &mut FirstRun) -> Vec<FirstEffect> {
    match model.at {
        0 => model.stage = Stage::Name,
        1 => return vec![FirstEffect::Demo],
        2 => model.stage = Stage::Path,
        _ => model.stage = Stage::How(0),
    }
    Vec::new()
}

fn how(model: &mut FirstRun, key: Key, page: usize) {
    let is_back = matches!(key.code, KeyCode::Left | KeyCode::Up | KeyCode::PageUp);
    let is_out = matches!(key.code, KeyCode::Esc | KeyCode::Char('q'));
    model.stage = match page {
        page if is_back && page > 0 => Stage::How(page - 1),
        page if !is_back && !is_out && page + 1 < PAGES => Stage::How(page + 1),
        _ => Stage::Menu,
    };
}

fn choose_profile(model: &mut FirstRun, key: Key) {
    let count = profiles().len().max(1);
    match key.code {
        KeyCode::Down | KeyCode::Char('j') => model.profile = (model.profile + 1) % count,
        KeyCode::Up | KeyCode::Char('k') => model.profile = (model.profile + count - 1) % count,
        KeyCode::Char(digit @ '1'..='9') => {
            let at = digit as usize - '1' as usize;
            if at < count {
                model.profile = at;
            }
        }
        KeyCode::Enter | KeyCode::Tab | KeyCode::Right => {
            model.stage = Stage::Zone;
            if model.zone.is_blank() {
                let ids = profiles();
                let profile = ids
                    .get(model.profile)
                    .and_then(|p| shipped().find_profile(&p.0));
                let tz = profile.map(|p| p.organisation.tz.clone());
                model.zone.set(&tz.unwrap_or_default());
            }
        }
        KeyCode::Esc | KeyCode::BackTab | KeyCode::Left => model.stage = Stage::Name,
        _ => {}
    }
}

fn typing(model: &mut FirstRun, key: Key) -> Vec<FirstEffect> {
    match key.code {
        KeyCode::Enter | KeyCode::Tab => return next(model),
        KeyCode::Esc | KeyCode::BackTab => {
            model.stage = match model.stage {
                Stage::Zone => Stage::Profile,
                Stage::Group => Stage::Zone,
                Stage::Menu
                | Stage::Name
                | Stage::Profile
                | Stage::Review
                | Stage::Path
                | Stage::How(_) => Stage::Menu,
            };
        }
        _ => {
            if let Some(editor) = model.editor() {
                editor.key(key);
            }
        }
    }
    Vec::new()
}

fn next(model: &mut FirstRun) -> Vec<FirstEffect> {
    match model.stage {
        Stage::Name if model.name.is_blank() => {
            "a name is needed; it stands on every page".clone_into(&mut model.said);
        }
        Stage::Name => model.stage = Stage::Profile,
        Stage::Zone => match Zone::named(model.zone.text().trim()) {
            Ok(zone) => {
                model.zone.set(zone.name());
                model.stage = Stage::Group;
            }
            Err(unknown) => model.said = unknown.to_string(),
        },
        Stage::Group => {
            model.scroll = 0;
            model.stage = Stage::Review;
        }
        Stage::Path if model.path.is_blank() => {
            "the folder of the desk, such as /srv/helpdesk".clone_into(&mut model.said);
        }
        Stage::Path => return vec![FirstEffect::OpenAt(model.path.text().trim().to_owned())],
        Stage::Menu | Stage::Profile | Stage::Review | Stage::How(_) => {}
    }
    Vec::new()
}

fn review(model: &mut FirstRun, key: Key) -> Vec<FirstEffect> {
    let last = model.unconfirmed().len();
    match key.code {
        KeyCode::Down | KeyCode::Char('j') => model.scroll = (model.scroll + 1).min(last),
        KeyCode::Up | KeyCode::Char('k') => model.scroll = model.scroll.saturating_sub(1),
        KeyCode::PageDown => model.scroll = (model.scroll + 10).min(last),
        KeyCode::PageUp => model.scroll = model.scroll.saturating_sub(10),
        KeyCode::Esc | KeyCode::BackTab | KeyCode::Left => model.stage = Stage::Group,
        KeyCode::Enter => {
            let ids = profiles();
            let group = model.group.text().trim().to_owned();
            return vec![FirstEffect::MakeDesk {
                name: model.name.clean().as_str().to_owned(),
                profile: ids
                    .get(model.profile)
                    .map(|p| p.0.clone())
                    .unwrap_or_default(),
                zone: model.zone.text().trim().to_owned(),
                group: (!group.is_empty()).then_some(group),
            }];
        }
        _ => {}
    }
    Vec::new()
}

/// The zones that fit what is typed, for the hint.
fn zones(typed: &str) -> Vec<String> {
    let known = [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "Europe/London",
        "Europe/Berlin",
        "Europe/Zurich",
        "Australia/Sydney",
    ];
    let all: Vec<String> = known.iter().map(|z| (*z).to_owned()).collect();
    matching(&all, typed)
}
>>>>>>> h-tui
