//! One call of the program: its handles, the machine, and the arguments that every command takes.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::answer::{Reply, warn};
use super::args::{Cli, Cmd};
use super::fail::Fail;
use super::place::desk_folder;
use super::seat::Seat;
use super::typed::Typed;
use super::{Io, Machine};
use crate::desk::{Desk, OpenWith, RESERVE_SPENT, Snapshot};
use crate::domain::Refusal;
use crate::domain::site::RuleId;
use crate::journal::network_file_system;
use crate::text::Clean;

/// The longest text that an argument may be, in bytes. Source: `docs/cli.md`.
pub(super) const TEXT_BYTES_MAX: usize = 64 * 1024;

/// One call of the program.
pub(super) struct Call<'a, 'io> {
    /// The handles.
    pub(super) io: &'a mut Io<'io>,
    /// The machine.
    pub(super) machine: &'a Machine,
    /// Commands as they are typed for the desk.
    pub(super) typed: Typed,
    /// Whether a script asked, so that nobody reads the words for people.
    pub(super) json: bool,
    desk: Option<PathBuf>,
    /// Why the desk could not be read to its end, with the status of that.
    early: Option<(u8, String)>,
    /// The reserve of the open desk, where it was there at opening.
    reserve: Option<PathBuf>,
    /// Whether the command is for a desk on a network file system too.
    is_place_free: bool,
}

impl<'a, 'io> Call<'a, 'io> {
    /// A call with its common arguments.
    pub(super) fn new(io: &'a mut Io<'io>, machine: &'a Machine, cli: &Cli) -> Self {
        Self {
            io,
            machine,
            typed: Typed::new(cli.flags.desk.as_deref()),
            json: cli.flags.json,
            desk: cli.flags.desk.clone(),
            early: None,
            reserve: None,
            is_place_free: matches!(
                cli.command,
                Some(Cmd::Init(_) | Cmd::Profile(_) | Cmd::Backup(_) | Cmd::Doctor)
            ),
        }
    }

    /// The desk's folder.
    pub(super) fn dir(&self) -> Result<PathBuf, Fail> {
        desk_folder(self.desk.as_deref(), &self.machine.env)
            .map_err(|error| Fail::Usage(error.to_string()))
    }

    /// Opens the desk.
    pub(super) fn open(&mut self) -> Result<Seat, Fail> {
        let dir = self.dir()?;
        self.open_at(&dir)
    }

    /// Opens the desk of a folder.
    pub(super) fn open_at(&mut self, dir: &Path) -> Result<Seat, Fail> {
        let clock = Arc::clone(&self.machine.clock);
        let is_free = self.is_place_free;
        let caller = self.machine.caller.clone();
        let desk = Desk::open_where(
            dir,
            caller,
            clock,
            OpenWith::Page,
            &|known| match away_from_machine(dir, known) {
                Some(why) if !is_free => Err(why),
                Some(_) | None => Ok(()),
            },
            &mut |_, _| {},
        )?;
        for line in desk.news() {
            let line = self.typed.text(line.as_ref());
            warn(self.io, &format!("nightdesk: {line}\n"));
        }
        let seat = Seat::new(desk, self.typed.clone());
        self.reserve = Some(dir.join("reserve")).filter(|file| file.exists());
        if let Some(why) = away_from_machine(dir, &seat.known) {
            let why = self.typed.text(&why);
            warn(self.io, &format!("nightdesk: WARNING: {why}\n"));
        }
        if let Some(why) = &seat.known.read_only {
            let missing = not_shown(seat.known.seq);
            if seat.desk.is_newer() {
                self.early = Some((8, format!("nightdesk: WARNING: {why}. {missing}.\n")));
            } else if seat.desk.is_damaged() {
                let text = format!("nightdesk: WARNING: {why}. {missing}{MAYBE_BACK}.\n");
                self.early = Some((5, text));
            } else {
                warn(
                    self.io,
                    &format!("nightdesk: open for reading only: {why}\n"),
                );
            }
        }
        Ok(seat)
    }

    /// Says beside the answer that the desk could not be read to its end, and ends with the status
    /// of that. A command that failed for it has said so itself.
    pub(super) fn finish(&mut self, mut reply: Result<Reply, Fail>) -> Result<Reply, Fail> {
        let is_spent = self.reserve.take().is_some_and(|file| !file.exists());
        if is_spent && matches!(reply, Ok(Reply::Answer(_) | Reply::Raw(_))) {
            warn(self.io, &format!("nightdesk: WARNING: {RESERVE_SPENT}\n"));
        }
        let Some((status, text)) = self.early.take() else {
            return reply;
        };
        let is_told = match &mut reply {
            Ok(Reply::Answer(answer)) if answer.status == 0 => {
                answer.status = status;
                false
            }
            Ok(Reply::Answer(_) | Reply::Raw(_) | Reply::Screen(_)) => false,
            Err(fail) => fail.status() == status,
        };
        if !is_told {
            warn(self.io, &text);
        }
        reply
    }

    /// What was found at opening stands in the answer itself.
    pub(super) fn is_told(&mut self) {
        self.early = None;
    }

    /// A text argument: as given, or standard input where it is `-`.
    pub(super) fn text(&mut self, given: &str) -> Result<Clean, Fail> {
        let text = if given == "-" {
            let bytes = self.stdin(TEXT_BYTES_MAX)?;
            Clean::from_bytes(&bytes)
        } else {
            Clean::new(given)
        };
        if text.as_str().len() > TEXT_BYTES_MAX {
            return Err(too_long());
        }
        Ok(text.trim())
    }

    /// A text argument of one line.
    pub(super) fn line(&mut self, given: &str) -> Result<Clean, Fail> {
        let text = self.text(given)?;
        Ok(Clean::line(text.as_str()))
    }

    /// A text argument that may be missing.
    pub(super) fn maybe_text(&mut self, given: Option<&String>) -> Result<Option<Clean>, Fail> {
        given.map(|text| self.text(text)).transpose()
    }

    /// The text of an option that says something wherever it is given, such as `--harm`.
    pub(super) fn said(&mut self, given: &str, option: &str) -> Result<Clean, Fail> {
        let text = self.text(given)?;
        not_blank(text.as_str(), option)?;
        Ok(text)
    }

    /// The same of an option that may be missing.
    pub(super) fn maybe_said(
        &mut self,
        given: Option<&String>,
        option: &str,
    ) -> Result<Option<Clean>, Fail> {
        given.map(|text| self.said(text, option)).transpose()
    }

    /// All of standard input, up to so many bytes.
    pub(super) fn stdin(&mut self, bytes_max: usize) -> Result<Vec<u8>, Fail> {
        let mut bytes = Vec::new();
        let mut input = Read::take(&mut *self.io.stdin, bytes_max as u64 + 1);
        input
            .read_to_end(&mut bytes)
            .map_err(|error| Fail::Usage(format!("standard input cannot be read: {error}")))?;
        if bytes.len() > bytes_max {
            return Err(too_long());
        }
        Ok(bytes)
    }

    /// A file that an argument names, or standard input where it is `-`.
    pub(super) fn input<'b>(&'b mut self, path: &Path) -> Result<Box<dyn Read + 'b>, Fail> {
        if path == Path::new("-") {
            return Ok(Box::new(&mut *self.io.stdin));
        }
        let name = file_name(path);
        let file = File::open(path).map_err(|error| cannot_read(&name, &error))?;
        let is_folder = file.metadata().is_ok_and(|meta| meta.is_dir());
        if is_folder {
            return Err(Fail::File(vec![format!(
                "{name}: this is a folder; name a file"
            )]));
        }
        Ok(Box::new(file))
    }
}

/// A file's name as messages print it.
pub(super) fn file_name(path: &Path) -> Clean {
    if path == Path::new("-") {
        return Clean::from("standard input");
    }
    shown(path)
}

/// What is said where nothing behind an entry is shown.
pub(super) fn not_shown(last: u64) -> String {
    format!("Entries {} and later are not shown", last + 1)
}

/// What follows where the store may have what is not shown.
pub(super) const MAYBE_BACK: &str = "; `nightdesk rebuild` may give them back";

/// A path as messages print it, on one line.
pub(super) fn shown(path: &Path) -> Clean {
    Clean::line(Clean::from_os(path.as_os_str()).as_str())
}

/// A file that was named and cannot be read.
pub(super) fn cannot_read(name: &Clean, error: &std::io::Error) -> Fail {
    if error.kind() == ErrorKind::NotFound {
        return Fail::File(vec![format!(
            "{name}: there is no such file; check the name"
        )]);
    }
    Fail::File(vec![format!("{name}: it cannot be read: {error}")])
}

/// Refuses an option that says nothing, by its name.
pub(super) fn not_blank(given: &str, option: &str) -> Result<(), Fail> {
    if !Clean::new(given).is_blank() {
        return Ok(());
    }
    Err(Fail::Refused(Box::new(Refusal::new(
        RuleId::N(4),
        format!("{option} is empty"),
        format!("give the same command again with the text behind {option}, between quotes"),
    ))))
}

fn too_long() -> Fail {
    Fail::Usage("the text is longer than 64 KiB; shorten it, or attach it as a file".to_owned())
}

/// Why a desk is not opened where it lies: a network file system that its profile does not allow.
pub fn away_from_machine(dir: &Path, known: &Snapshot) -> Option<String> {
    if known.site.policy.profile.desk.network_fs {
        return None;
    }
    let kind = network_file_system(dir).ok().flatten()?;
    Some(format!(
        "{} lies on {kind}, a network file system, which does not keep locks and syncs safely. \
         Move the desk to a disk of this machine, or take the risk by name: nightdesk profile set \
         desk.network_fs true --source WHO",
        shown(dir)
    ))
}
