//! The `nightdesk` program: the machine is looked at once, then the command line decides.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use nightdesk::cli::{self, Io, Machine, Outcome};
use nightdesk::desk::Caller;
use nightdesk::session::{self, FAULT, Identity, caught, harden, report_faults};
use nightdesk::text::Clean;
use nightdesk::time::{Clock, SystemClock, Zone};

fn main() -> ExitCode {
    let hardened = harden();
    let mut machine = machine();
    // Before our own reports, which take the place of its hook for faults.
    let installed = color_eyre::install();
    report_faults(None, Arc::clone(&machine.clock));
    if let Err(error) = hardened {
        // Standard error that is closed has no reader to tell.
        let _ = writeln!(
            std::io::stderr(),
            "nightdesk: this process could not be closed to others: {error}"
        );
    }
    if let Err(error) = installed {
        let _ = writeln!(std::io::stderr(), "nightdesk: {error}");
    }
    prefer_lines(&mut machine);
    let status = caught(|| run(&machine));
    ExitCode::from(u8::try_from(status).unwrap_or(FAULT as u8))
}

fn run(machine: &Machine) -> i32 {
    // Not locked: while the screen is open other threads say what goes wrong.
    let (mut stdin, mut stdout, mut stderr) =
        (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let stdout_is_terminal = stdout.is_terminal();
    let size = rustix::termios::tcgetwinsize(&stdout).ok();
    let no_colour = machine.env.get("NO_COLOR").is_some_and(|v| !v.is_empty());
    let mut io = Io {
        stdin_is_terminal: stdin.is_terminal(),
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_is_terminal,
        columns: size.map(|size| size.ws_col).filter(|columns| *columns > 0),
        colour: stdout_is_terminal && !no_colour,
    };
    match cli::run(std::env::args_os(), &mut io, machine) {
        Outcome::Status(status) => i32::from(status),
        Outcome::DrillInLines => session::drill_in_lines(machine, &mut io),
        Outcome::Drill { flags } => session::drill(machine, &flags, io.stderr),
        Outcome::Screen {
            dir,
            first_run,
            flags,
        } => session::open(machine, dir, first_run, &flags, io.stderr),
    }
}

/// The person's own wish for lines counts as if the environment said it, where no command is named
/// and the environment says nothing.
fn prefer_lines(machine: &mut Machine) {
    let is_command = |arg: OsString| arg.to_str().is_some_and(|arg| !arg.starts_with('-'));
    if std::env::args_os().nth(1).is_some_and(is_command) {
        return;
    }
    let is_said = machine.env.contains_key(cli::ACCESSIBLE);
    if !is_said && session::prefers_lines(machine, &mut std::io::stderr()) {
        machine.env.insert(cli::ACCESSIBLE.to_owned(), "1".into());
    }
}

fn machine() -> Machine {
    let who = Identity::of_this_process();
    let env: BTreeMap<String, OsString> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .collect();
    let tz = env.get("TZ").and_then(|tz| tz.to_str());
    let zone = Zone::machine(tz);
    let clock: Arc<dyn Clock> = Arc::new(zone.map_or_else(SystemClock::default, SystemClock::new));
    Machine {
        caller: Caller {
            uid: who.uid,
            name: who.name,
            host: who.host.into_string(),
            tty: who.tty.map_or_else(|| "-".to_owned(), Clean::into_string),
            pid: std::process::id(),
        },
        clock,
        env,
        zone,
        settings: session::own_settings,
    }
}
