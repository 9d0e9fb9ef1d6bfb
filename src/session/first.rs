//! The first run on the screen, until there is a desk.
//!
//! It carries out what the page asks for, and keeps the answers at every key, so that a line that
//! drops loses nothing.

use std::path::{Path, PathBuf};

use ratatui::Frame;

use super::answers::AnswerKeeper;
use super::borders::keep_plain_borders;
use super::drill::Drill;
use super::input::Event;
use super::run::Want;
use super::screen::Screen;
use super::stage::{House, Stage};
use crate::cli::{demo_folder, group, make_demo, out_of_reach};
use crate::desk::{NewDesk, make_from};
use crate::domain::site::FileKind;
use crate::policy::{PackError, read_profile, shipped};
use crate::tui::first_run::{self, FirstEffect, FirstRun, SetUp};

/// The first run, until there is a desk.
pub(super) struct First {
    house: House,
    page: FirstRun,
    keeper: AnswerKeeper,
    dir: PathBuf,
    /// Whether the borders were plain from the start.
    began_ascii: bool,
    pub(super) want: Option<Want>,
    pub(super) is_dirty: bool,
    pub(super) size: (u16, u16),
}

impl First {
    /// The first run; the desk that is set up gets the folder `dir`. Answers that were kept are
    /// taken up.
    pub(super) fn new(house: House, mut page: FirstRun, dir: PathBuf) -> Self {
        let (keeper, kept) = AnswerKeeper::open(&house.machine, &dir);
        if let Some(kept) = kept {
            page.take_up(&kept);
        }
        if let Some(problem) = house.problems.first() {
            // The box with all of them comes once there is a desk to lie over.
            page.failed(problem);
        }
        Self {
            house,
            began_ascii: page.is_ascii(),
            page,
            keeper,
            dir,
            want: None,
            is_dirty: true,
            size: (80, 24),
        }
    }

    /// The person did something; the stage that comes of it.
    pub(super) fn input(&mut self, event: Event) -> Option<Stage> {
        self.is_dirty = true;
        let effect = match event {
            Event::Key(key) => self.page.key(key),
            Event::Paste(text) => {
                self.page.paste(&text);
                None
            }
            // The first run is a page of keys.
            Event::Mouse(_) => None,
        };
        if let Err(why) = self.keeper.keep(self.page.kept()) {
            self.page.failed(&why);
        }
        effect.and_then(|effect| self.carry_out(effect))
    }

    /// Draws the page.
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>) {
        first_run::view(&self.page, frame);
        self.is_dirty = false;
    }

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
            FirstEffect::Open(path) => self
                .house
                .open(Path::new(&path), &mut |_, _| {})
                .map_err(|not| not.why),
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
        self.house.open(&dir, &mut |_, _| {}).map_err(|not| not.why)
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
            name: Some(setup.name.clone()),
            zone: Some(setup.zone.clone()),
            profile: setup.profile.clone(),
            // Each post was asked for.
            posts: Some(Vec::new()),
            group,
            confirmed: false,
            roll: setup.roll.clone(),
        };
        self.write(&dir, &new, setup)?;
        self.keeper.forget();
        self.house.open(&dir, &mut |_, _| {}).map_err(|not| not.why)
    }

    /// Makes the desk's folder with the profile as it was changed and confirmed.
    fn write(&self, dir: &Path, new: &NewDesk, setup: &SetUp) -> Result<(), String> {
        let faults = |faults: Vec<PackError>| {
            let first = faults.first().map(ToString::to_string);
            first.unwrap_or_else(|| "the policy cannot be read".to_owned())
        };
        let (file, _) = shipped()
            .checked(&setup.file, &setup.text)
            .map_err(faults)?;
        let (profile, _) = read_profile(&setup.text, &setup.file).map_err(faults)?;
        let machine = &self.house.machine;
        let others = shipped()
            .files()
            .filter(|file| file.kind != FileKind::Profile);
        let files: Vec<_> = std::iter::once(&file).chain(others).collect();
        let clock = machine.clock.as_ref();
        make_from(dir, new, &files, &profile, &machine.caller, clock)
            .map_err(|error| error.to_string())
    }
}
