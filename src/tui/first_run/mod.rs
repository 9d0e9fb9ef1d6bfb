//! The first screen where there is no desk yet: set one up, look around, open one, read how.
//!
//! A small model of its own, because there is no snapshot to show. It asks four questions; every
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
use crate::time::Zone;

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
    /// The time zone of its organisation; none where it was written for no place.
    pub zone: Option<String>,
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
    /// The folder that the desk of one person is to have.
    pub dir: Clean,
    /// The time zone that the machine says it is in.
    pub zone: Option<String>,
    /// A folder that a group can reach and that can be made by the person; none where there is
    /// no such place.
    pub shared: Option<String>,
    /// The person's number on this machine.
    pub uid: u32,
    /// What is known of the terminal, such as `80x24 ok, UTF-8 ok, 256 colours`.
    pub terminal: String,
    /// What the sample desk is called where it is there already.
    pub has_demo: bool,
}

/// What the questions gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The department's name.
    pub name: Clean,
    /// The profile's id.
    pub profile: String,
    /// The time zone's name.
    pub zone: String,
    /// The group that shares the desk, and its folder; none = for one person alone.
    pub group: Option<(String, String)>,
    /// Whether the person confirms, by name, the settings that no policy states.
    pub confirmed: bool,
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
    /// Practise a callout on a desk that is thrown away.
    Drill,
    /// Open the desk of a folder.
    Open(String),
    /// Draw every cell again.
    Repaint,
    /// Give the terminal back and stop, as `ctrl-z` does.
    Suspend,
    /// Leave.
    Quit,
}

/// Where a desk of several people is kept where the machine offers no place by itself.
const SHARED_PLACE: &str = "/srv/nightdesk";

/// Which page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Menu,
    Name,
    Policy,
    Zone,
    Sharing,
    Group,
    Place,
    Confirm,
    OpenAt,
    HowTo(usize),
}

/// The lines of the menu that lead to a page.
const MENU: [(char, Page); 3] = [
    ('1', Page::Name),
    ('4', Page::OpenAt),
    ('5', Page::HowTo(0)),
];
/// The lines that can be chosen, by their digit.
const DIGITS: [char; 5] = ['1', '2', '3', '4', '5'];

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
    zone: Editor,
    group: Editor,
    place: Editor,
    is_shared: bool,
    is_confirmed: bool,
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
            zone: Editor::line(),
            group: Editor::line(),
            place: Editor::line(),
            is_shared: false,
            is_confirmed: false,
            path: Editor::line(),
            wrong: None,
            is_leaving: false,
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
                    if self.profile != self.line || self.zone.is_blank() {
                        self.profile = self.line;
                        self.zone.set(&self.zone_of_profile());
                    }
                    self.go(Page::Zone);
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
            Page::Name | Page::Zone | Page::Group | Page::Place | Page::OpenAt => self.typing(key),
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
            None if digit == '3' => Some(FirstEffect::Drill),
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
        match self.unread() {
            Some(why) => self.failed(&why),
            None => match self.page {
                Page::Name => self.go(Page::Policy),
                Page::Zone => self.go(Page::Sharing),
                Page::Group => return Some(FirstEffect::Group(self.group_name())),
                Page::Place => self.go(Page::Confirm),
                Page::OpenAt => return Some(FirstEffect::Open(self.path.text())),
                Page::Menu | Page::Policy | Page::Sharing | Page::Confirm | Page::HowTo(_) => {}
            },
        }
        None
    }

    /// Why what is typed cannot be taken; none if it can.
    fn unread(&mut self) -> Option<String> {
        let page = self.page;
        let editor = self.editor()?;
        let text = editor.text();
        let text = text.trim();
        let is_blank = editor.is_blank();
        let why = match page {
            Page::Name if is_blank => {
                "a name is needed; it stands on every sheet, such as Millrow Library"
            }
            Page::Group if is_blank => {
                "name the group of the accounts that share the desk, such as it-staff"
            }
            Page::OpenAt if is_blank => "type the folder of the desk, such as /srv/desk",
            Page::Place if !text.starts_with('/') || text.len() < 2 => {
                "type the whole folder, from the first slash on, such as /srv/nightdesk"
            }
            Page::Zone => match Zone::named(text) {
                Ok(zone) => {
                    editor.set(zone.name());
                    return None;
                }
                Err(why) => return Some(why.to_string()),
            },
            Page::Name
            | Page::Group
            | Page::Place
            | Page::OpenAt
            | Page::Menu
            | Page::Policy
            | Page::Sharing
            | Page::Confirm
            | Page::HowTo(_) => return None,
        };
        Some(why.to_owned())
    }

    /// The zone of the policy's place; a policy of no place takes the machine's.
    fn zone_of_profile(&self) -> String {
        let profile = self.around.profiles.get(self.profile);
        let of_profile = profile.and_then(|profile| profile.zone.clone());
        of_profile
            .or_else(|| self.around.zone.clone())
            .unwrap_or_else(|| "Etc/UTC".to_owned())
    }

    fn group_name(&self) -> String {
        self.group.clean().as_str().trim().to_owned()
    }

    /// Whether plain borders were asked for.
    pub fn is_ascii(&self) -> bool {
        self.theme.ascii
    }

    fn confirm(&mut self, key: Key) -> Option<FirstEffect> {
        match key.code {
            KeyCode::Enter => Some(FirstEffect::Make(SetUp {
                name: self.name.clean(),
                profile: self.around.profiles.get(self.profile)?.id.clone(),
                zone: self.zone.clean().into_string(),
                confirmed: self.is_confirmed,
                group: self
                    .is_shared
                    .then(|| (self.group_name(), self.place.text().trim().to_owned())),
            })),
            KeyCode::Char('y') => {
                self.is_confirmed = !self.is_confirmed;
                None
            }
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
            | Page::Zone
            | Page::Group
            | Page::Place
            | Page::Confirm
            | Page::OpenAt
            | Page::HowTo(_) => 0,
        };
    }

    fn back(&mut self) {
        let page = match self.page {
            Page::Menu | Page::Name | Page::OpenAt | Page::HowTo(_) => Page::Menu,
            Page::Policy => Page::Name,
            Page::Zone => Page::Policy,
            Page::Sharing => Page::Zone,
            Page::Confirm if self.is_shared => Page::Place,
            Page::Place => Page::Group,
            Page::Group | Page::Confirm => Page::Sharing,
        };
        self.go(page);
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        match self.page {
            Page::Name => Some(&mut self.name),
            Page::Zone => Some(&mut self.zone),
            Page::Group => Some(&mut self.group),
            Page::Place => Some(&mut self.place),
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
