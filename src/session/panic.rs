//! A fault of the program leaves a usable terminal and a report without ticket text.
//!
//! The report says where and which version, enough to mend it. What a fault's message quotes may
//! be what someone typed, so quoted parts are cut off before anything is written.
//!
//! Invariants: the terminal is given back only for the session's own thread, never under a
//! running screen; the hook never panics; the report is readable by its owner alone; nothing is
//! written over an existing file.

use std::backtrace::Backtrace;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::ThreadId;

use crate::text::Clean;
use crate::time::Clock;

use super::ends::Ends;

/// Characters of a fault's message that are kept.
const MESSAGE_CHARS_MAX: usize = 200;
/// The status of a process that ended by its own fault.
pub const FAULT: i32 = 1;

/// Runs the program's work; a fault in it is status 1 after the hook has reported it.
pub fn caught(work: impl FnOnce() -> i32) -> i32 {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(FAULT)
}

/// Reports faults from now on; replaces the hook of before.
///
/// The calling thread is taken for the session's own. Without `ends` (no screen) a fault in that
/// thread is only reported.
pub fn report_faults(ends: Option<Ends>, clock: Arc<dyn Clock>) {
    let own = std::thread::current().id();
    let folder = state_folder(&|name| std::env::var(name).ok());
    std::panic::set_hook(Box::new(move |info| {
        let fault = Fault::new(info, own);
        if fault.is_own
            && let Some(ends) = &ends
        {
            ends.end();
        }
        let written = folder
            .as_deref()
            .map(|folder| fault.write(folder, &clock.now().rfc3339_ms()));
        if fault.is_own {
            // A closed standard error has no reader to tell.
            let _ = io::stderr().write_all(last_line(written).as_bytes());
        }
    }));
}

/// What is known of a fault.
struct Fault {
    is_own: bool,
    thread: String,
    place: String,
    message: String,
    trace: String,
}

impl Fault {
    fn new(info: &PanicHookInfo<'_>, own: ThreadId) -> Self {
        let thread = std::thread::current();
        let payload = info.payload();
        let fixed = payload.downcast_ref::<&'static str>().copied();
        let formatted = payload.downcast_ref::<String>().map(String::as_str);
        Self {
            is_own: thread.id() == own,
            thread: thread.name().unwrap_or("unnamed").to_owned(),
            place: info
                .location()
                .map_or_else(|| "unknown".to_owned(), ToString::to_string),
            message: message(fixed, formatted),
            trace: Backtrace::force_capture().to_string(),
        }
    }

    fn write(&self, folder: &Path, at: &str) -> io::Result<PathBuf> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let time: String = at.chars().filter(char::is_ascii_alphanumeric).collect();
        let stem = format!("panic-{time}-{}", std::process::id());
        let mut file = None;
        let mut path = PathBuf::new();
        for n in 1..=9 {
            path = folder.join(if n == 1 {
                format!("{stem}.txt")
            } else {
                format!("{stem}-{n}.txt")
            });
            let opened = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path);
            match opened {
                Ok(new) => {
                    file = Some(new);
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        let mut file = file.ok_or(io::ErrorKind::AlreadyExists)?;
        file.write_all(self.text(at).as_bytes())?;
        file.sync_data()?;
        Ok(path)
    }

    fn text(&self, at: &str) -> String {
        let Self {
            thread,
            place,
            message,
            trace,
            ..
        } = self;
        let raw = format!(
            "nightdesk {} ended by a fault of its own\nat: {at}\nwhere: {place}\n\
             thread: {thread}\nmessage: {message}\n\n{trace}\n",
            env!("CARGO_PKG_VERSION"),
        );
        Clean::new(&raw).to_string()
    }
}

/// A fault's message as far as it can hold nothing that was typed.
///
/// A message that stands in the program's text is kept; one that was put together while running
/// is kept up to its first quotation, which may be a person's words.
fn message(fixed: Option<&'static str>, formatted: Option<&str>) -> String {
    let kept = match (fixed, formatted) {
        (Some(fixed), _) => fixed.to_owned(),
        (None, Some(text)) => match text.split_once(['"', '`', '\n']) {
            Some((before, _)) => format!("{before}[cut]"),
            None => text.to_owned(),
        },
        (None, None) => "none".to_owned(),
    };
    Clean::line(&kept)
        .as_str()
        .chars()
        .take(MESSAGE_CHARS_MAX)
        .collect()
}

fn last_line(written: Option<io::Result<PathBuf>>) -> String {
    let report = match written {
        Some(Ok(path)) => format!("report: {}", path.display()),
        Some(Err(error)) => format!("no report could be written: {error}"),
        None => "no report: neither XDG_STATE_HOME nor HOME names a folder".to_owned(),
    };
    let line = format!("nightdesk ended by a fault of its own; drafts are kept; {report}");
    format!("{}\n", Clean::line(&line))
}

/// Where reports go: `$XDG_STATE_HOME/nightdesk`, else `~/.local/state/nightdesk`.
///
/// Relative paths are not followed, as the standard says.
pub fn state_folder(env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let absolute = |name: &str| {
        env(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
        .map(|state| state.join("nightdesk"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn fault(message: &str) -> Fault {
        Fault {
            is_own: true,
            thread: "main".to_owned(),
            place: "src/a.rs:1:2".to_owned(),
            message: message.to_owned(),
            trace: String::new(),
        }
    }

    #[test]
    fn a_report_is_private_and_never_written_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let at = "2026-11-22T02:14:07.120-05:00";
        let state = folder.path().join("a/nightdesk");
        let first = fault("one").write(&state, at).unwrap();
        let second = fault("two").write(&state, at).unwrap();
        assert_ne!(first, second);
        let mode = std::fs::metadata(&first).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(first).unwrap();
        assert!(text.contains("where: src/a.rs:1:2") && text.contains("message: one"));
    }

    #[test]
    fn no_words_of_a_ticket_are_in_a_message() {
        let cut = |text: &str| message(None, Some(text));
        let typed = "byte index 4 is not a char boundary; it is inside 'é' of `Ms Kerr said`";
        assert!(!cut(typed).contains("Kerr"));
        assert!(!cut("called `Result::unwrap()` on an `Err` value: \"Kerr\"").contains("Kerr"));
        assert_eq!(cut("index 9 out of 3"), "index 9 out of 3");
        assert_eq!(message(Some("a `fixed` one"), None), "a `fixed` one");
        assert!(!cut("a\x1b[31337m").contains('\x1b'));
        assert_eq!(cut(&"x".repeat(900)).len(), MESSAGE_CHARS_MAX);
    }

    #[test]
    fn reports_go_where_the_standard_says() {
        let folder = |state: Option<&str>, home: Option<&str>| {
            state_folder(&|name| {
                let value = if name == "HOME" { home } else { state };
                value.map(str::to_owned)
            })
        };
        assert_eq!(folder(Some("/s"), Some("/h")), Some("/s/nightdesk".into()));
        assert_eq!(
            folder(Some("relative"), Some("/h")),
            Some("/h/.local/state/nightdesk".into())
        );
        assert_eq!(folder(None, None), None);
    }

    #[test]
    fn the_last_line_is_one_line() {
        for written in [None, Some(Ok(PathBuf::from("/a\nb\x1b")))] {
            let line = last_line(written);
            assert_eq!(line.lines().count(), 1);
            assert!(!line.contains('\x1b'));
        }
    }
}
