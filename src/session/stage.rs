//! What stands on the screen: the first run, and then the desk that came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use ratatui::Frame;

use super::drill::Drill;
use super::editor::EditorError;
use super::ends::Ends;
use super::first::First;
use super::input::Event;
use super::presence::Presence;
use super::run::{App, Want};
use super::screen::{Begin, Screen};
use super::shelf::Shelf;
use super::wait::Wake;
use crate::cli::{Machine, away_from_machine, open_fault};
use crate::desk::{Desk, OpenWith, Snapshot, Watch};
use crate::domain::Records as _;
use crate::domain::command::Console;
use crate::drafts::Drafts;
use crate::tui::first_run::FirstRun;
use crate::tui::{Me, Settings};

/// The status where the caller is not on the staff. Source: `docs/cli.md`.
const NOT_YOURS: u8 = 10;
/// The status where nothing could be kept. Source: `docs/cli.md`.
const NOT_SAVED: u8 = 6;

/// Why nothing typed at a newer program's desk is kept.
const NEWER: &str = "nothing is changed in a newer nightdesk's folder; copy the text elsewhere";

/// Why a desk could not be opened on the screen.
pub(super) struct NotOpened {
    /// The exit status.
    pub(super) status: u8,
    /// What is wrong, with the mend.
    pub(super) why: String,
}

/// What a session needs besides its terminal.
pub(super) struct House {
    pub(super) machine: Machine,
    pub(super) settings: Settings,
    pub(super) editor: Option<Vec<String>>,
    /// What is wrong in the person's own settings; told by the first desk that opens.
    pub(super) problems: Vec<String>,
    pub(super) wake: Wake,
    pub(super) ends: Ends,
    pub(super) watch: Option<Watch>,
}

impl House {
    /// The same for another desk; the watch stays, which a desk that nobody shares does without.
    pub(super) fn beside(&self) -> Self {
        Self {
            machine: self.machine.clone(),
            settings: self.settings.clone(),
            editor: self.editor.clone(),
            problems: self.problems.clone(),
            wake: self.wake.clone(),
            ends: self.ends.clone(),
            watch: None,
        }
    }
}

impl House {
    /// Opens the desk of a folder on the screen. While a long journal is read `progress` is told
    /// how many bytes were, and of how many.
    ///
    /// # Errors
    /// There is no desk, it is not the caller's, or they are not on its staff; the text names the
    /// mend.
    pub(super) fn open(
        &mut self,
        dir: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Screen, NotOpened> {
        let caller = self.machine.caller.clone();
        let time = Arc::clone(&self.machine.clock);
        let is_fit = |known: &Snapshot| away_from_machine(dir, known).map_or(Ok(()), Err);
        let opened = Desk::open_where(dir, caller, time, OpenWith::Page, &is_fit, progress);
        let desk = opened.map_err(|fault| {
            let (status, why) = open_fault(fault);
            NotOpened { status, why }
        })?;
        let desk = Arc::new(desk);
        let stranger = || NotOpened {
            status: NOT_YOURS,
            why: format!(
                "you ({}) are not on the staff of this desk; one of them adds you with: \
                 nightdesk staff add \"NAME\" --uid {} --post POST",
                self.machine.caller.name, self.machine.caller.uid
            ),
        };
        let actor = desk.actor().ok_or_else(stranger)?;
        let person = desk.snapshot().person(actor.person).ok_or_else(stranger)?;
        let unsaved = |error: std::io::Error| NotOpened {
            status: NOT_SAVED,
            why: format!("what you type could not be kept: {error}"),
        };
        let (drafts, presence) = if desk.is_newer() {
            (Drafts::never(NEWER), Presence::nowhere())
        } else {
            let person = actor.person.uuid();
            let drafts = Drafts::open(dir, person).map_err(unsaved)?;
            (drafts, Presence::new(dir, person))
        };
        let keeper = Shelf::new(drafts, self.wake.clone()).map_err(unsaved)?;
        let (last, at_end) = (keeper.clone(), presence.clone());
        self.ends.keep_drafts_by(move || {
            last.keep_all();
            at_end.end();
        });
        let begin = Begin {
            me: Me {
                person: actor.person,
                name: person.name.clone(),
                console: Console {
                    host: self.machine.caller.host.clone(),
                    tty: Some(self.machine.caller.tty.clone()).filter(|tty| tty != "-"),
                },
            },
            desk,
            actor,
            settings: self.settings.clone(),
            shelf: keeper,
            presence,
            watch: self.watch.take(),
            editor: self.editor.clone(),
            problems: std::mem::take(&mut self.problems),
            home: self.machine.env.get("HOME").map(PathBuf::from),
        };
        Screen::new(begin, self.wake.clone()).map_err(unsaved)
    }
}

/// What stands on the screen.
pub(super) enum Stage {
    /// No desk yet.
    First(Box<First>),
    /// The desk.
    Desk(Box<Screen>),
    /// A practice night.
    Drill(Box<Drill>),
}

impl Stage {
    /// The first run; the desk that is set up gets the folder `dir`.
    pub(super) fn first(house: House, page: FirstRun, dir: PathBuf) -> Self {
        Self::First(Box::new(First::new(house, page, dir)))
    }
}

impl Stage {
    /// Ends the session's work on the desk, where one was opened.
    pub(super) fn close(&mut self) {
        match self {
            Self::First(_) => {}
            Self::Desk(screen) => screen.close(),
            Self::Drill(drill) => drill.screen_mut().close(),
        }
    }

    /// The desk that is on the screen; none in the first run.
    fn desk(&mut self) -> Option<&mut Screen> {
        match self {
            Self::First(_) => None,
            Self::Desk(screen) => Some(screen),
            Self::Drill(drill) => Some(drill.screen_mut()),
        }
    }
}

impl App for Stage {
    fn input(&mut self, event: Event) {
        let opened = match self {
            Self::Desk(screen) => return screen.input(event),
            Self::Drill(drill) => return drill.input(event),
            Self::First(first) => {
                let size = first.size;
                first.input(event).map(|stage| (stage, size))
            }
        };
        if let Some((mut stage, (cols, rows))) = opened {
            stage.resized(cols, rows);
            *self = stage;
        }
    }

    fn resized(&mut self, cols: u16, rows: u16) {
        match self {
            Self::First(first) => {
                first.size = (cols, rows);
                first.is_dirty = true;
            }
            Self::Desk(screen) => screen.resized(cols, rows),
            Self::Drill(drill) => drill.resized(cols, rows),
        }
    }

    fn woken(&mut self) {
        match self {
            Self::First(_) => {}
            Self::Desk(screen) => screen.woken(),
            Self::Drill(drill) => drill.woken(),
        }
    }

    fn due(&self) -> Option<Instant> {
        match self {
            Self::First(_) => None,
            Self::Desk(screen) => screen.due(),
            Self::Drill(drill) => drill.screen().due(),
        }
    }

    fn tick_due(&mut self) {
        if let Some(screen) = self.desk() {
            screen.tick_due();
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        match self {
            Self::First(first) => {
                first.draw(frame);
            }
            Self::Desk(screen) => screen.draw(frame),
            Self::Drill(drill) => drill.screen_mut().draw(frame),
        }
    }

    fn dirty(&self) -> bool {
        match self {
            Self::First(first) => first.is_dirty,
            Self::Desk(screen) => screen.dirty(),
            Self::Drill(drill) => drill.screen().dirty(),
        }
    }

    fn wants(&mut self) -> Option<Want> {
        match self {
            Self::First(first) => first.want.take(),
            Self::Desk(screen) => screen.wants(),
            Self::Drill(drill) => drill.screen_mut().wants(),
        }
    }

    fn edited(&mut self, ended: Result<(), EditorError>) {
        if let Some(screen) = self.desk() {
            screen.edited(ended);
        }
    }
}

#[cfg(test)]
#[path = "stage_tests.rs"]
mod tests;
