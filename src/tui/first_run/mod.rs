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
    /// Look whether the machine has this group and the person is in it; the answer comes back by
    /// [`FirstRun::group_looked_up`].
    Group(String),
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

    /// What the machine says of the group that was typed: on to the last page, or what is wrong
    /// with it while its field is still there.
    pub fn group_looked_up(&mut self, found: Result<(), String>) {
        match found {
            Ok(()) if self.page == Page::Group => self.go(Page::Confirm),
            Ok(()) => {}
            Err(why) => self.failed(&why),
        }
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
            KeyCode::Char('q') => return Some(FirstEffect::Quit),
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
            (Page::Group, false) => {
                return Some(FirstEffect::Group(self.group.clean().into_string()));
            }
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
            Page::Confirm if self.is_shared => Page::Group,
            Page::Group | Page::Confirm => Page::Sharing,
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

fn is_digit_within(key: Key, count: usize) -> bool {
    match key.code {
        KeyCode::Char(c) => c
            .to_digit(10)
            .is_some_and(|digit| digit >= 1 && digit as usize <= count),
        _ => false,
    }
}
