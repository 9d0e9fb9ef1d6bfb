//! The first screen where there is no desk yet: set one up, look around, open one, read how.
//!
//! A small model of its own, because there is no snapshot to show. Seven questions make a desk:
//! for whom it is, its name, the nearest policy, who holds which post, the departments, the hours,
//! and each setting that the policy does not state.
//!
//! Invariants: `Esc` goes one step back and keeps what was typed; nothing is made before the last
//! page was seen; what was answered can be kept at every key and gone on with later.

mod answers;
mod around;
mod asked;
mod duties;
mod help;
mod hours;
mod kept;
mod meanings;
mod pages;
mod questions;
mod sheet;
mod units;
mod view;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use self::answers::{Answers, holiday_lists};
use self::units::Units;
use super::editor::Editor;
use super::theme::Theme;
use super::{Key, KeyCode};
use crate::desk::NAMELESS;
use crate::text::Clean;
use crate::time::Zone;

pub use around::{FirstEffect, ProfileChoice, SetUp, Surroundings};
pub use kept::Kept;
pub use view::view;

/// Most characters of a name. Source: rule N04.
const NAME_MAX: usize = 200;

/// Where a desk of several people is kept where the machine offers no place by itself.
const SHARED_PLACE: &str = "/srv/nightdesk";

/// Which page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Page {
    #[default]
    Menu,
    Whom,
    Group,
    Place,
    Name,
    Policy,
    Posts,
    Units,
    Zone,
    Hours,
    Holidays,
    Settings,
    Confirm,
    OpenAt,
    HowTo(usize),
}

impl Page {
    /// The number of the question that the page belongs to; none for another page.
    fn question(self) -> Option<usize> {
        Some(match self {
            Self::Whom | Self::Group | Self::Place => 1,
            Self::Name => 2,
            Self::Policy => 3,
            Self::Posts => 4,
            Self::Units => 5,
            Self::Zone | Self::Hours | Self::Holidays => 6,
            Self::Settings => 7,
            Self::Menu | Self::Confirm | Self::OpenAt | Self::HowTo(_) => return None,
        })
    }
}

/// The lines of the menu that can be chosen, by their digit.
const DIGITS: [char; 5] = ['1', '2', '3', '4', '5'];

/// The first screen.
#[derive(Debug)]
pub struct FirstRun {
    around: Surroundings,
    theme: Theme,
    page: Page,
    /// The line of the menu, of the profiles, of the kinds of sharing, or of the posts.
    line: usize,
    name: Editor,
    profile: usize,
    group: Editor,
    place: Editor,
    is_shared: bool,
    units: Units,
    /// The answers under each profile.
    under: Vec<Answers>,
    /// The post where the cursor was.
    post: usize,
    /// The page of a setting up that was begun; none before that.
    begun: Option<Page>,
    /// The folder of a desk that exists.
    path: Editor,
    /// What is wrong, shown until the next key.
    wrong: Option<String>,
    /// Whether `ctrl-c` was pressed just now.
    is_leaving: bool,
    /// Whether the key that throws the answers away was pressed just now.
    is_discarding: bool,
    /// The line that the page of keys was scrolled to; none while it is not shown.
    help: Option<usize>,
}

impl FirstRun {
    /// The first screen, at its menu.
    pub fn new(around: Surroundings, theme: Theme) -> Self {
        let under = around.profiles.iter();
        Self {
            under: under.map(|choice| Answers::new(choice, &around)).collect(),
            around,
            theme,
            page: Page::Menu,
            line: 0,
            name: Editor::line(),
            profile: 0,
            group: Editor::line(),
            place: Editor::line(),
            is_shared: false,
            units: Units::default(),
            post: 0,
            begun: None,
            path: Editor::line(),
            wrong: None,
            is_leaving: false,
            is_discarding: false,
            help: None,
        }
    }

    /// Something that was asked for could not be done; its text names the mend.
    pub fn failed(&mut self, why: &str) {
        self.wrong = Some(Clean::new(why).into_string());
    }

    /// What the machine says of the group that was typed: on to the folder, or what is wrong
    /// with it while its field is still there.
    pub fn group_looked_up(&mut self, found: Result<(), String>) {
        match found {
            Ok(()) if self.page == Page::Group => {
                if self.place.is_blank() {
                    let place = self.around.shared.as_deref();
                    self.place.set(place.unwrap_or(SHARED_PLACE));
                }
                self.go(Page::Place);
            }
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
            let kept = if self.begun.is_some() {
                "your answers are kept for the next start"
            } else {
                "nothing was made"
            };
            self.wrong = Some(format!("ctrl-c once more leaves; {kept}"));
            return None;
        }
        self.is_leaving = false;
        self.wrong = None;
        let was_discarding = std::mem::take(&mut self.is_discarding);
        if key == Key::ctrl('l') {
            return Some(FirstEffect::Repaint);
        }
        if key == Key::ctrl('z') {
            return Some(FirstEffect::Suspend);
        }
        if self.help_key(key) {
            return None;
        }
        match self.page {
            Page::Menu => return self.menu(key, was_discarding),
            Page::Policy => {
                let count = self.around.profiles.len();
                if self.chosen(key, count) {
                    self.profile = self.line;
                    self.post = 0;
                    self.go(Page::Posts);
                }
            }
            Page::Whom => {
                if self.chosen(key, 2) {
                    self.is_shared = self.line == 1;
                    self.go(if self.is_shared {
                        Page::Group
                    } else {
                        Page::Name
                    });
                }
            }
            Page::Confirm => return self.confirm(key),
            Page::HowTo(at) => self.how_to(at, key),
            Page::Posts => {
                self.posts_key(key);
                if self.page == Page::Posts {
                    self.post = self.line;
                }
            }
            Page::Units => self.units_key(key),
            Page::Settings => self.settings_key(key),
            Page::Name
            | Page::Zone
            | Page::Hours
            | Page::Holidays
            | Page::Group
            | Page::Place
            | Page::OpenAt => return self.typing(key),
        }
        None
    }

    fn menu(&mut self, key: Key, was_discarding: bool) -> Option<FirstEffect> {
        let digit = match key.code {
            KeyCode::Char('q') => return Some(FirstEffect::Quit),
            KeyCode::Char('b') => {
                self.theme.ascii = !self.theme.ascii;
                return Some(FirstEffect::Repaint);
            }
            KeyCode::Char('x') if self.begun.is_some() => {
                if was_discarding {
                    self.discard();
                } else {
                    self.is_discarding = true;
                    self.failed("x once more throws your answers away; any other key keeps them");
                }
                None
            }
            KeyCode::Enter => DIGITS.get(self.line).copied(),
            KeyCode::Char(c) if DIGITS.contains(&c) => Some(c),
            _ => {
                self.choose(key, DIGITS.len());
                None
            }
        }?;
        self.line = DIGITS.iter().position(|d| *d == digit).unwrap_or(0);
        match self.line {
            0 => self.go(self.begun.unwrap_or(Page::Whom)),
            1 => return Some(FirstEffect::Demo),
            2 => return Some(FirstEffect::Drill),
            3 => self.go(Page::OpenAt),
            _ => self.go(Page::HowTo(0)),
        }
        None
    }

    fn discard(&mut self) {
        let is_ascii = self.theme.ascii;
        *self = Self::new(self.around.clone(), self.theme);
        self.theme.ascii = is_ascii;
    }

    fn typing(&mut self, key: Key) -> Option<FirstEffect> {
        match key.code {
            KeyCode::Esc | KeyCode::BackTab => {
                self.back();
                return None;
            }
            KeyCode::Enter | KeyCode::Tab | KeyCode::PageDown => {}
            _ => {
                if let Some(editor) = self.editor() {
                    editor.key(key);
                }
                return None;
            }
        }
        match self.unread() {
            Some(why) => self.failed(&why),
            None => match self.page {
                Page::Group => return Some(FirstEffect::Group(self.group_name())),
                Page::OpenAt => return Some(FirstEffect::Open(self.path.text())),
                Page::Place => self.go(Page::Name),
                Page::Name => self.go(Page::Policy),
                Page::Zone => self.go(Page::Hours),
                Page::Hours => self.go(Page::Holidays),
                Page::Holidays => self.go(Page::Settings),
                Page::Menu
                | Page::Whom
                | Page::Policy
                | Page::Posts
                | Page::Units
                | Page::Settings
                | Page::Confirm
                | Page::HowTo(_) => {}
            },
        }
        None
    }

    fn group_name(&self) -> String {
        self.group.clean().as_str().trim().to_owned()
    }

    /// Whether plain borders were asked for.
    pub fn is_ascii(&self) -> bool {
        self.theme.ascii
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

    /// Moves among the lines of a page; whether one of them was chosen.
    fn chosen(&mut self, key: Key, count: usize) -> bool {
        self.choose(key, count);
        key.code == KeyCode::Enter || is_digit_within(key, count)
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
        // Nothing is begun before the first question was answered.
        let is_begun = self.begun.is_some() || page != Page::Whom;
        if is_begun && (page.question().is_some() || page == Page::Confirm) {
            self.begun = Some(page);
        }
        self.line = match page {
            Page::Policy => self.profile,
            Page::Posts => self.post,
            Page::Whom => usize::from(self.is_shared),
            Page::Menu
            | Page::Name
            | Page::Zone
            | Page::Hours
            | Page::Holidays
            | Page::Units
            | Page::Settings
            | Page::Group
            | Page::Place
            | Page::Confirm
            | Page::OpenAt
            | Page::HowTo(_) => 0,
        };
    }

    fn back(&mut self) {
        let page = match self.page {
            Page::Menu | Page::Whom | Page::OpenAt | Page::HowTo(_) => Page::Menu,
            Page::Place => Page::Group,
            Page::Name if self.is_shared => Page::Place,
            Page::Group | Page::Name => Page::Whom,
            Page::Policy => Page::Name,
            Page::Posts => Page::Policy,
            Page::Units => Page::Posts,
            Page::Zone => Page::Units,
            Page::Hours => Page::Zone,
            Page::Holidays => Page::Hours,
            Page::Settings => Page::Holidays,
            Page::Confirm => Page::Settings,
        };
        self.go(page);
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        let under = self.under.get_mut(self.profile);
        match self.page {
            Page::Name => Some(&mut self.name),
            Page::Group => Some(&mut self.group),
            Page::Place => Some(&mut self.place),
            Page::OpenAt => Some(&mut self.path),
            Page::Zone => Some(&mut under?.zone),
            Page::Hours => Some(&mut under?.hours),
            Page::Holidays => Some(&mut under?.holidays),
            Page::Posts => under?.posts.get_mut(self.line),
            Page::Units => self.units.editor(),
            Page::Settings => under.filter(|under| under.is_typing).map(|u| &mut u.value),
            Page::Menu | Page::Whom | Page::Policy | Page::Confirm | Page::HowTo(_) => None,
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
