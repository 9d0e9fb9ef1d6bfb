//! What stands on the screen: the first run, and then the desk that came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use ratatui::Frame;

use super::borders::keep_plain_borders;
use super::drill::Drill;
use super::editor::EditorError;
use super::ends::Ends;
use super::input::Event;
use super::presence::Presence;
use super::run::{App, Want};
use super::screen::{Begin, Screen};
use super::shelf::Shelf;
use super::wait::Wake;
use crate::cli::{
    Machine, away_from_machine, demo_folder, group, make_demo, open_fault, out_of_reach,
};
use crate::desk::{Desk, NewDesk, OpenWith, Snapshot, Watch, make};
use crate::domain::Records as _;
use crate::domain::command::Console;
use crate::drafts::Drafts;
use crate::policy::shipped;
use crate::text::Clean;
use crate::tui::first_run::{self, FirstEffect, FirstRun, SetUp};
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
    /// Opens the desk of a folder on the screen.
    ///
    /// # Errors
    /// There is no desk, it is not the caller's, or they are not on its staff; the text names the
    /// mend.
    pub(super) fn open(&mut self, dir: &Path) -> Result<Screen, NotOpened> {
        let caller = self.machine.caller.clone();
        let time = Arc::clone(&self.machine.clock);
        let is_fit = |known: &Snapshot| away_from_machine(dir, known).map_or(Ok(()), Err);
        let opened = Desk::open_where(dir, caller, time, OpenWith::Store, &is_fit);
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

/// The first run, until there is a desk.
pub(super) struct First {
    house: House,
    page: FirstRun,
    dir: PathBuf,
    /// Whether the borders were plain from the start.
    began_ascii: bool,
    want: Option<Want>,
    is_dirty: bool,
    size: (u16, u16),
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
    pub(super) fn first(house: House, mut first: FirstRun, dir: PathBuf) -> Self {
        if let Some(problem) = house.problems.first() {
            // The box with all of them comes once there is a desk to lie over.
            first.failed(problem);
        }
        let first = First {
            house,
            began_ascii: first.is_ascii(),
            page: first,
            dir,
            want: None,
            is_dirty: true,
            size: (80, 24),
        };
        Self::First(Box::new(first))
    }
}

impl Stage {
    /// Ends the session's work on the desk, where one was opened.
    pub(super) fn close(&self) {
        match self {
            Self::First(_) => {}
            Self::Desk(screen) => screen.close(),
            Self::Drill(drill) => drill.screen().close(),
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

impl First {
    fn carry_out(&mut self, effect: FirstEffect) -> Option<Stage> {
        // The desk looks as the first screen was made to look.
        self.house.settings.ascii = self.page.is_ascii();
        let opened = match effect {
            FirstEffect::Drill => {
                let began = Drill::begin(self.house.beside());
                let began = began.map(|drill| Stage::Drill(Box::new(drill)));
                return began.map_err(|not| self.page.failed(&not.why)).ok();
            }
            FirstEffect::Make(setup) => self.make(&setup),
            FirstEffect::Group(name) => {
                self.page.group_looked_up(group(&name).map(|_| ()));
                return None;
            }
            FirstEffect::Demo => self.demo(),
            FirstEffect::Open(path) => self.house.open(Path::new(&path)).map_err(|not| not.why),
            FirstEffect::Repaint => return self.want(Want::Repaint),
            FirstEffect::Suspend => return self.want(Want::Suspend),
            FirstEffect::Quit => return self.want(Want::Quit(0)),
        };
        match opened {
            Ok(screen) => {
                if self.page.is_ascii() && !self.began_ascii {
                    keep_plain_borders(&self.house.machine);
                }
                Some(Stage::Desk(Box::new(screen)))
            }
            Err(why) => {
                self.page.failed(&why);
                None
            }
        }
    }

    fn want(&mut self, want: Want) -> Option<Stage> {
        self.want = Some(want);
        None
    }

    fn demo(&mut self) -> Result<Screen, String> {
        let machine = &self.house.machine;
        let dir = demo_folder(&machine.env).map_err(|error| error.to_string())?;
        make_demo(&dir, false, machine).map_err(|error| error.to_string())?;
        self.house.open(&dir).map_err(|not| not.why)
    }

    fn make(&mut self, setup: &SetUp) -> Result<Screen, String> {
        let (group, dir) = match &setup.group {
            None => (None, self.dir.clone()),
            Some((name, place)) => {
                let (group, place) = (group(name)?, PathBuf::from(place));
                match out_of_reach(&place, group.1) {
                    Some(why) => return Err(why),
                    None => (Some(group), place),
                }
            }
        };
        let new = NewDesk {
            name: Some(Clean::line(setup.name.as_str())),
            zone: Some(setup.zone.clone()),
            group,
            confirmed: setup.confirmed,
            ..NewDesk::of(&setup.profile)
        };
        let machine = &self.house.machine;
        make(
            &dir,
            &new,
            shipped(),
            &machine.caller,
            machine.clock.as_ref(),
        )
        .map_err(|error| error.to_string())?;
        self.house.open(&dir).map_err(|not| not.why)
    }
}

impl App for Stage {
    fn input(&mut self, event: Event) {
        let opened = match self {
            Self::Desk(screen) => return screen.input(event),
            Self::Drill(drill) => return drill.input(event),
            Self::First(first) => {
                first.is_dirty = true;
                let effect = match event {
                    Event::Key(key) => first.page.key(key),
                    Event::Paste(text) => {
                        first.page.paste(&text);
                        None
                    }
                    // The first run is a page of keys.
                    Event::Mouse(_) => None,
                };
                let size = first.size;
                effect
                    .and_then(|effect| first.carry_out(effect))
                    .map(|stage| (stage, size))
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
                first_run::view(&first.page, frame);
                first.is_dirty = false;
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
