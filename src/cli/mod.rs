//! The command line: one call of the program, from its arguments to its exit status.
//!
//! Scripts and cron use the desk by what is decided here, so words, statuses and JSON keys stay as
//! `docs/cli.md` has them. A command reads and writes through handles that it is given; beyond the
//! desk it opens only the files that its arguments name.
//!
//! Invariants: every text on the way out is clean; nothing is printed before the whole answer is
//! known; the exit status is one of the page's.

mod answer;
mod args;
mod backup;
mod call;
mod callout;
mod check;
mod claim;
mod demo;
mod doctor;
mod doubt;
mod drill;
mod fail;
mod find;
mod fit;
mod import;
mod init;
mod journal;
mod lean;
mod mail;
mod new;
mod noted;
mod page;
mod people;
mod place;
mod plain;
mod profile;
mod queue;
mod redact;
mod roster;
mod row;
mod runbooks;
mod seat;
mod shell;
mod show;
mod steps;
mod things;
mod triage;
mod typed;
mod verify;
mod why;
mod work;
mod write;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use self::answer::Reply;
use self::args::{Cli, Cmd};
use self::call::Call;
use self::fail::Fail;
use crate::desk::Caller;
use crate::text::Clean;
use crate::time::{Clock, Zone};

pub use self::call::away_from_machine;
pub use self::demo::{NoDemo, demo_folder, make_demo};
pub use self::drill::{NoPractice, Practice, drill_in_lines, sweep_practices};
pub use self::fail::open_fault;
pub use self::init::{group, out_of_reach};
pub use self::page::cli_page;
pub use self::place::{NoPlace, desk_folder};

/// The handles of one call.
pub struct Io<'a> {
    /// What is read where an argument is `-`.
    pub stdin: &'a mut dyn Read,
    /// Where answers go.
    pub stdout: &'a mut dyn Write,
    /// Where refusals and faults go.
    pub stderr: &'a mut dyn Write,
    /// Whether answers go to a terminal.
    pub stdout_is_terminal: bool,
    /// Whether a person types the input.
    pub stdin_is_terminal: bool,
    /// The terminal's width, where there is one.
    pub columns: Option<u16>,
    /// Whether colour is wanted.
    pub colour: bool,
}

/// The machine as the program finds it.
#[derive(Clone)]
pub struct Machine {
    /// Who runs the program.
    pub caller: Caller,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The environment: `HOME`, `XDG_*`, `NIGHTDESK_DIR`, `TERM`, `NO_COLOR` and the like.
    pub env: BTreeMap<String, OsString>,
    /// The machine's zone, where it has one.
    pub zone: Option<Zone>,
    /// Reads the person's own settings, for `doctor`; none where the machine has no place for them.
    pub settings: fn(&Self) -> Option<OwnSettings>,
}

/// The file of a person's own settings, as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSettings {
    /// Where it is, or would be.
    pub path: PathBuf,
    /// Whether it is there.
    pub is_there: bool,
    /// What is wrong in it, a line each, with the mend.
    pub problems: Vec<String>,
}

/// How the full screen is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScreenFlags {
    /// Only letters that every terminal has.
    pub ascii: bool,
    /// The theme's name; none = the person's own setting.
    pub theme: Option<String>,
}

/// What comes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The program ends with this status.
    Status(u8),
    /// The full screen is to be opened on a practice night.
    Drill {
        /// How.
        flags: ScreenFlags,
    },
    /// A practice night is to be talked through in lines.
    DrillInLines,
    /// The full screen is to be opened.
    Screen {
        /// The desk's folder.
        dir: PathBuf,
        /// Whether there is no desk yet.
        first_run: bool,
        /// How.
        flags: ScreenFlags,
    },
}

/// Runs one call. The first argument is the program's own name.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    io: &mut Io<'_>,
    machine: &Machine,
) -> Outcome {
    let width = usize::from(io.columns.unwrap_or(80)).clamp(40, 100);
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match lean::parse(&args, width) {
        Ok(cli) => cli,
        Err(error) => return Outcome::Status(usage(&error, io)),
    };
    let json = cli.flags.json;
    let mut call = Call::new(io, machine, &cli);
    let reply = dispatch(&mut call, cli);
    let reply = call.finish(reply).map_err(|fail| call.typed.fail(fail));
    answer::give(reply, json, io)
}

/// What the parser has to say: help on standard output, a wrong argument on standard error.
fn usage(error: &clap::Error, io: &mut Io<'_>) -> u8 {
    let text = Clean::new(&error.render().to_string());
    if error.use_stderr() {
        let _ = io.stderr.write_all(text.as_str().as_bytes());
        2
    } else {
        answer::write_out(io, text.as_str().as_bytes())
    }
}

/// The variable that asks for lines instead of a screen; `0` asks for the screen.
pub const ACCESSIBLE: &str = "ACCESSIBLE";

/// Whether the environment asks for the line mode.
fn wants_plain(env: &BTreeMap<String, OsString>) -> bool {
    env.get(ACCESSIBLE)
        .is_some_and(|value| !value.is_empty() && value != "0")
}

/// Whether the terminal has a name under which a screen can be drawn. One of none may show every
/// sequence as letters.
fn can_draw(env: &BTreeMap<String, OsString>) -> bool {
    let term = env.get("TERM").and_then(|term| term.to_str());
    !matches!(term, None | Some("" | "dumb" | "unknown"))
}

/// Whether lines take the place of the screen that a terminal cannot be asked to draw; says so.
/// Whoever sets the variable to `0` has the screen.
fn draws_lines(call: &mut Call<'_, '_>) -> bool {
    let env = &call.machine.env;
    let is_terminal = call.io.stdout_is_terminal && call.io.stdin_is_terminal;
    if !is_terminal || can_draw(env) || env.get(ACCESSIBLE).is_some_and(|value| value == "0") {
        return false;
    }
    // Standard error that is closed has no reader to tell.
    let _ = writeln!(
        call.io.stderr,
        "TERM names no terminal that draws, so these are lines; {ACCESSIBLE}=0 draws the screen"
    );
    true
}

fn dispatch(call: &mut Call<'_, '_>, cli: Cli) -> Result<Reply, Fail> {
    let flags = ScreenFlags {
        ascii: cli.flags.ascii,
        theme: cli.flags.theme,
    };
    let plain = cli.flags.plain || wants_plain(&call.machine.env);
    let Some(command) = cli.command else {
        if plain || draws_lines(call) {
            return plain::run(call);
        }
        return init::screen(call, flags);
    };
    match command {
        Cmd::Init(args) => init::run(call, &args),
        Cmd::Demo(args) => match demo::run(call, &args, flags)? {
            Reply::Screen(Outcome::Screen { dir, .. }) if plain || draws_lines(call) => {
                plain::run_at(call, &dir)
            }
            reply => Ok(reply),
        },
        Cmd::Drill(args) => drill::run(call, &args, flags, plain),
        Cmd::New(args) => new::run(call, &args),
        Cmd::Log(args) => work::log(call, &args),
        Cmd::Tell(args) => work::tell(call, &args),
        Cmd::Contain(args) => work::contain(call, &args),
        Cmd::Report(args) => work::report(call, &args),
        Cmd::Impact(args) => work::impact(call, &args),
        Cmd::Assign(args) => work::assign(call, &args),
        Cmd::Wait(args) => work::wait(call, &args),
        Cmd::Category(args) => write::category(call, &args),
        Cmd::Note(args) => write::note(call, &args),
        Cmd::Narrative(args) => write::narrative(call, &args),
        Cmd::Resolve(args) => work::resolve(call, &args),
        Cmd::Close(args) => work::close(call, &args),
        Cmd::Reopen(args) => work::reopen(call, &args),
        Cmd::Correct(args) => write::correct(call, &args),
        Cmd::Move(args) => write::move_action(call, &args),
        Cmd::Redact(args) => redact::run(call, &args),
        Cmd::Attach(args) => write::attach(call, &args),
        Cmd::Queue(args) => queue::run(call, &args),
        Cmd::Why(args) => why::run(call, &args),
        Cmd::Show(args) => show::run(call, &args),
        Cmd::Check(args) => check::run(call, &args.verb),
        Cmd::Callout(args) => callout::run(call, &args.verb),
        Cmd::Roster(args) => roster::run(call, &args.verb),
        Cmd::Claim(args) => claim::run(call, &args.verb),
        Cmd::Triage(args) => triage::run(call, &args.verb),
        Cmd::Staff(args) => people::staff(call, &args.verb),
        Cmd::Person(args) => people::person(call, &args.verb),
        Cmd::Unit(args) => things::unit(call, &args.verb),
        Cmd::Asset(args) => things::asset(call, &args.verb),
        Cmd::Profile(args) => profile::run(call, &args.verb),
        Cmd::Find(args) => find::run(call, &args),
        Cmd::Import(args) => import::run(call, &args),
        Cmd::Verify(args) => verify::verify(call, &args),
        Cmd::Backup(args) => backup::backup(call, &args),
        Cmd::Restore(args) => backup::restore(call, &args),
        Cmd::Head => journal::head(call),
        Cmd::Rebuild(args) => journal::rebuild(call, &args),
        Cmd::Adopt(args) => journal::adopt(call, &args),
        Cmd::Doctor => doctor::run(call),
        Cmd::Completions(args) => Ok(shell::completions(&args)),
        Cmd::Man => shell::man(),
    }
}
