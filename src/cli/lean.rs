//! Reading the arguments of a call without the parsers of the commands that it does not name.
//!
//! To put together all commands with their arguments takes longer than to open a desk. What is
//! called most, the screen and the short commands, is read by a parser of its own.
//!
//! Invariant: what this parser does not take is read by the whole one, so that help and errors are
//! always those of all commands.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Args as _, Command, CommandFactory as _, FromArgMatches as _};

use super::args::{Cli, Flags};
use super::{find, new, queue, show, why, work};

/// The flags that take a value, which is no command.
const WITH_VALUE: [&str; 2] = ["--desk", "--theme"];

/// Adds the arguments of a command to its parser.
type Arguments = fn(Command) -> Command;

/// The commands that are read alone.
const ALONE: [(&str, Arguments); 8] = [
    ("new", new::NewArgs::augment_args),
    ("log", work::LogArgs::augment_args),
    ("tell", work::TellArgs::augment_args),
    ("close", work::CloseArgs::augment_args),
    ("queue", queue::QueueArgs::augment_args),
    ("show", show::ShowArgs::augment_args),
    ("why", why::WhyArgs::augment_args),
    ("find", find::FindArgs::augment_args),
];

/// Reads the arguments; help is `width` columns wide.
///
/// # Errors
/// What the parser has to say: help, the version, or what is wrong.
pub(super) fn parse(args: &[OsString], width: usize) -> Result<Cli, clap::Error> {
    if let Some(mut lean) = lean(args) {
        let parsed = lean.try_get_matches_from_mut(args);
        match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
            Ok(cli) => return Ok(cli),
            Err(error) if error.kind() == ErrorKind::DisplayVersion => return Err(error),
            Err(_) => {}
        }
    }
    let mut whole = Cli::command().term_width(width);
    let parsed = whole.try_get_matches_from_mut(args);
    parsed.and_then(|matches| Cli::from_arg_matches(&matches))
}

/// The parser of the one command that is named, or of none.
fn lean(args: &[OsString]) -> Option<Command> {
    let program = Command::new("nightdesk").version(env!("CARGO_PKG_VERSION"));
    let program = Flags::augment_args(program);
    let Some(name) = named(args) else {
        return Some(program);
    };
    let (name, arguments) = ALONE.into_iter().find(|(known, _)| *known == name)?;
    Some(program.subcommand(arguments(Command::new(name))))
}

/// The first word that is neither a flag nor its value.
fn named(args: &[OsString]) -> Option<&str> {
    let mut words = args.iter().skip(1);
    while let Some(word) = words.next() {
        let word = word.to_str().unwrap_or("-");
        if WITH_VALUE.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            return Some(word);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    /// What the whole parser makes of a line.
    fn whole(line: &str) -> Result<Cli, clap::Error> {
        let matches = Cli::command().try_get_matches_from(words(line))?;
        Cli::from_arg_matches(&matches)
    }

    #[test]
    fn a_lean_call_is_read_as_by_the_whole_parser() {
        for line in [
            "nightdesk",
            "nightdesk --ascii --theme mono --desk d",
            "nightdesk --desk queue --json",
            "nightdesk --version",
            "nightdesk --help",
            "nightdesk help",
            "nightdesk --desk d queue --limit 50",
            "nightdesk queue --json --mine --desk=d",
            "nightdesk queue --limit -1",
            "nightdesk -- queue",
            "nightdesk --desk",
            "nightdesk queue --help",
            "nightdesk queue extra",
            "nightdesk log T-1 words --json",
            "nightdesk log T-x words",
            "nightdesk new The_printer",
            "nightdesk tell T-1 requester words",
            "nightdesk close T-1",
            "nightdesk show T-1",
            "nightdesk why T-1 T-2",
            "nightdesk find toner",
            "nightdesk --plain find toner",
            "nightdesk find --plain",
            "nightdesk quue",
            "nightdesk staff list",
        ] {
            let said = parse(&words(line), 100).map_err(|error| error.to_string());
            let whole = whole(line).map_err(|error| error.to_string());
            assert_eq!(format!("{said:?}"), format!("{whole:?}"), "{line}");
        }
    }

    #[test]
    fn the_commands_called_most_are_read_without_the_others() {
        for line in ["nightdesk --ascii", "nightdesk --desk d queue --limit 50"] {
            let lean = lean(&words(line)).expect("it is lean");
            assert!(lean.get_subcommands().count() <= 1, "{line}");
        }
        assert!(lean(&words("nightdesk staff list")).is_none());
    }
}
