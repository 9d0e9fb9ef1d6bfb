//! The full screen, from an empty terminal to the exit status.

use std::io::{IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::Arc;

use rustix::fs::Access;

use super::config::{Config, theme};
use super::drill::Drill;
use super::panic::report_faults;
use super::reading::Reading;
use super::run::Session;
use super::stage::{House, Stage};
use crate::cli::{Machine, ScreenFlags, demo_folder, sweep_practices};
use crate::desk::Watch;
use crate::text::Clean;
use crate::tui::first_run::{FirstRun, ProfileChoice, Surroundings};
use crate::tui::{Settings, Theme, ThemeKind};

/// The status of a call that is wrong where it stands: no terminal, no such theme.
const USAGE: i32 = 2;

/// Where a machine keeps what its people share, the best place first.
const SHARED_PLACES: [(&str, &str); 2] = [
    ("/srv", "/srv/nightdesk"),
    ("/var/lib", "/var/lib/nightdesk"),
];

/// The first place for a group's desk that can be made, or was made for it and is empty yet.
fn shared_place() -> Option<&'static str> {
    let may_write = |path: &str| rustix::fs::access(path, Access::WRITE_OK | Access::EXEC_OK);
    SHARED_PLACES
        .into_iter()
        .find(|(above, place)| match std::fs::read_dir(place) {
            Ok(mut within) => within.next().is_none() && may_write(place).is_ok(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound && may_write(above).is_ok(),
        })
        .map(|(_, place)| place)
}

/// Opens the full screen on a desk, or the first run where there is none; gives the exit status.
///
/// What keeps the screen from being opened is said on `errors`, with the mend.
pub fn open(
    machine: &Machine,
    dir: PathBuf,
    first_run: bool,
    flags: &ScreenFlags,
    errors: &mut dyn Write,
) -> i32 {
    open_on(machine, &Opening::At { dir, first_run }, flags, errors)
}

/// Opens the full screen on a practice night; gives the exit status.
pub fn drill(machine: &Machine, flags: &ScreenFlags, errors: &mut dyn Write) -> i32 {
    open_on(machine, &Opening::Practice, flags, errors)
}

/// What the screen opens on.
enum Opening {
    /// A desk's folder, or the first run that makes one there.
    At {
        /// The folder.
        dir: PathBuf,
        /// Whether there is no desk yet.
        first_run: bool,
    },
    /// A practice night, made now.
    Practice,
}

fn open_on(
    machine: &Machine,
    opening: &Opening,
    flags: &ScreenFlags,
    errors: &mut dyn Write,
) -> i32 {
    sweep_practices(machine);
    let config = Config::read(machine);
    let settings = match settings(machine, flags, &config) {
        Ok(settings) => settings,
        Err(why) => return say(errors, &why, USAGE),
    };
    let session = match Session::open() {
        Ok(session) => session,
        Err(error) => return say(errors, &error.to_string(), USAGE),
    };
    session.dress(settings.mouse, config.title && knows_titles(machine));
    let watch = Watch::new().ok();
    let waiter = watch.as_ref().and_then(|watch| watch.waiter().ok());
    let mut house = House {
        machine: machine.clone(),
        settings: settings.clone(),
        editor: config.editor,
        problems: config.problems,
        wake: session.wake(),
        ends: session.ends(),
        watch,
    };
    let opened = match opening {
        Opening::At {
            dir,
            first_run: true,
        } => {
            let (cols, rows) = session.size();
            let around = surroundings(machine, dir, cols, rows);
            let theme = Theme {
                kind: settings.theme,
                ascii: settings.ascii,
            };
            let first = FirstRun::new(around, theme);
            Ok(Stage::first(house, first, dir.clone()))
        }
        Opening::At { dir, .. } => {
            let mut nowhere = std::io::sink();
            let is_seen = std::io::stderr().is_terminal();
            let mut reading = Reading::begin(if is_seen { &mut *errors } else { &mut nowhere });
            let opened = house.open(dir, &mut |done, all| reading.at(done, all));
            reading.end();
            opened.map(|screen| Stage::Desk(Box::new(screen)))
        }
        Opening::Practice => Drill::begin(house).map(|drill| Stage::Drill(Box::new(drill))),
    };
    let mut stage = match opened {
        Ok(stage) => stage,
        Err(not) => return say(errors, &not.why, i32::from(not.status)),
    };
    report_faults(Some(session.ends()), Arc::clone(&machine.clock));
    let watched: Vec<_> = waiter.iter().map(AsFd::as_fd).collect();
    let status = session.run(&mut stage, &watched);
    stage.close();
    status
}

/// Whether the person's own settings ask for lines instead of a screen. Where they do, what is
/// wrong in them is said on `errors`, for no screen will tell it.
pub fn prefers_lines(machine: &Machine, errors: &mut dyn Write) -> bool {
    let config = Config::read(machine);
    if config.plain {
        for problem in &config.problems {
            say(errors, problem, 0);
        }
    }
    config.plain
}

fn say(errors: &mut dyn Write, why: &str, status: i32) -> i32 {
    // Nobody is left to tell where even this cannot be written.
    let _ = writeln!(errors, "nightdesk: {}", Clean::new(why));
    status
}

/// What the flags say, then the environment, then the person's own file.
fn settings(machine: &Machine, flags: &ScreenFlags, config: &Config) -> Result<Settings, String> {
    let theme = match &flags.theme {
        Some(name) => theme(name)?,
        None => config.theme,
    };
    let is_mono = machine
        .env
        .get("NO_COLOR")
        .is_some_and(|value| !value.is_empty())
        || has_old_terminal(machine);
    Ok(Settings {
        theme: if is_mono { ThemeKind::Mono } else { theme },
        ascii: flags.ascii || config.ascii || !is_utf8(machine),
        has_editor: config.editor.is_some(),
        mouse: config.mouse,
        bell: config.bell,
        keymap: Arc::clone(&config.keymap),
    })
}

fn variable<'a>(machine: &'a Machine, name: &str) -> &'a str {
    machine
        .env
        .get(name)
        .and_then(|value| value.to_str())
        .unwrap_or_default()
}

/// Whether the terminal is one that may not know colours.
fn has_old_terminal(machine: &Machine) -> bool {
    matches!(
        variable(machine, "TERM"),
        "" | "dumb" | "vt100" | "vt102" | "vt220" | "ansi" | "unknown"
    )
}

/// Whether the terminal takes a title. An old one would print it.
fn knows_titles(machine: &Machine) -> bool {
    !has_old_terminal(machine) && variable(machine, "TERM") != "linux"
}

/// Whether the terminal says that it takes UTF-8.
fn is_utf8(machine: &Machine) -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .map(|name| variable(machine, name))
        .find(|value| !value.is_empty())
        .unwrap_or_default()
        .to_ascii_lowercase();
    said.contains("utf-8") || said.contains("utf8")
}

fn surroundings(machine: &Machine, dir: &std::path::Path, cols: u16, rows: u16) -> Surroundings {
    let colours = if variable(machine, "TERM").contains("256") {
        "256 colours"
    } else {
        "16 colours"
    };
    let utf8 = if is_utf8(machine) {
        "UTF-8 ok"
    } else {
        "no UTF-8, plain borders"
    };
    let size = if cols >= 80 && rows >= 24 {
        "ok"
    } else {
        "small, 80x24 is better"
    };
    Surroundings {
        profiles: ProfileChoice::shipped(),
        person: machine.caller.name.clone(),
        dir: Clean::line(&dir.to_string_lossy()),
        zone: machine.zone.map(|zone| zone.name().to_owned()),
        shared: shared_place().map(str::to_owned),
        uid: machine.caller.uid,
        terminal: format!("{cols}x{rows} {size}, {utf8}, {colours}"),
        has_demo: demo_folder(&machine.env).is_ok_and(|dir| dir.exists()),
    }
}
