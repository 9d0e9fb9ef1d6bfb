//! The first run: set a desk up, look around, open one that exists, or read how it works.
//!
//! A model of its own, because there is no desk yet. It asks four things (the name, the nearest
//! policy, the zone, for whom) and takes the policy's answers for the rest; those that no policy
//! states are listed, and stay unconfirmed until somebody of the site confirms them.

mod draw;

pub use draw::view;

use super::editor::Editor;
use super::form::matching;
use super::theme::Theme;
use super::{Key, KeyCode};
use crate::policy::shipped;
use crate::time::Zone;

/// What the session found out about the terminal, for the check at the foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScreenCheck {
    /// Whether the locale is UTF-8.
    pub is_utf8: bool,
    /// How many colours the terminal has; 0 = none.
    pub colours: u32,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstMsg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resize {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// What was asked for could not be done; the text names the mend.
    Failed(String),
}

/// What the session is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstEffect {
    /// Make a desk and open it.
    MakeDesk {
        /// The organisation's name.
        name: String,
        /// The profile's id.
        profile: String,
        /// The time zone's name.
        zone: String,
        /// The group that shares it; none = for this person alone.
        group: Option<String>,
    },
    /// Open the sample desk.
    Demo,
    /// Open the desk in this folder.
    OpenAt(String),
    /// Draw every cell again.
    Repaint,
    /// Give the terminal back and stop.
    Suspend,
    /// Leave.
    Quit,
}

/// Where somebody is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The choices.
    Menu,
    /// The organisation's name.
    Name,
    /// Which policy is nearest.
    Profile,
    /// The time zone.
    Zone,
    /// For whom.
    Group,
    /// Everything once more, and what is only our default.
    Review,
    /// The folder of a desk that exists.
    Path,
    /// How it works, by page.
    How(usize),
}

/// How many screens tell how it works.
const PAGES: usize = 3;

/// The model of the first run.
#[derive(Debug)]
pub struct FirstRun {
    stage: Stage,
    at: usize,
    scroll: usize,
    theme: Theme,
    check: ScreenCheck,
    cols: u16,
    rows: u16,
    name: Editor,
    zone: Editor,
    group: Editor,
    path: Editor,
    profile: usize,
    said: String,
    is_interrupted: bool,
}

impl FirstRun {
    /// The first run; `zone` is the machine's, where it has one that is known.
    pub fn new(theme: Theme, check: ScreenCheck, zone: Option<&str>) -> Self {
        let mut zone_editor = Editor::line();
        zone_editor.set(zone.unwrap_or_default());
        let ids = profiles();
        let template = ids.iter().position(|(id, _)| id == "library-template");
        Self {
            stage: Stage::Menu,
            at: 0,
            scroll: 0,
            theme,
            check,
            cols: 80,
            rows: 24,
            name: Editor::line(),
            zone: zone_editor,
            group: Editor::line(),
            path: Editor::line(),
            profile: template.unwrap_or(0),
            said: String::new(),
            is_interrupted: false,
        }
    }

    /// The borders and colours now; `b` changes the borders.
    pub fn theme(&self) -> Theme {
        self.theme
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        match self.stage {
            Stage::Name => Some(&mut self.name),
            Stage::Zone => Some(&mut self.zone),
            Stage::Group => Some(&mut self.group),
            Stage::Path => Some(&mut self.path),
            Stage::Menu | Stage::Profile | Stage::Review | Stage::How(_) => None,
        }
    }

    /// The settings of the chosen profile that no policy states: key and value.
    fn unconfirmed(&self) -> Vec<(String, String)> {
        let ids = profiles();
        let profile = ids
            .get(self.profile)
            .and_then(|(id, _)| shipped().find_profile(id));
        profile.map_or_else(Vec::new, |profile| {
            let open = profile.unconfirmed();
            open.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
        })
    }
}

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
