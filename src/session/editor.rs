//! A person's own editor gets the terminal for a while.
//!
//! Two programs reading one terminal lose each other's keys, so the session leaves it wholly:
//! modes, screen and reading. The command is split into words here and never passes a shell.
//!
//! Invariants: no shell; the terminal is ours again afterwards, whatever became of the editor; an
//! interrupt meant for the editor does not end the session.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use super::ends::Ends;
use super::guard::Guard;
use crate::modes::Modes;

/// Why the editor did not end well. The file is as the editor left it.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// No words: no editor is set.
    #[error("no editor is set")]
    NotSet,
    /// The setting cannot be split into words.
    #[error("the editor setting has a quote that does not end")]
    OpenQuote,
    /// It could not be started.
    #[error("the editor could not be started: {0}")]
    NotStarted(io::Error),
    /// It ended with a fault.
    #[error("the editor ended with {0}")]
    Failed(std::process::ExitStatus),
    /// The terminal could not be taken again.
    #[error("the terminal is gone: {0}")]
    TerminalGone(io::Error),
}

/// Splits a setting such as `vi -u "my rc"` into words. Quotes group; nothing else is special.
///
/// # Errors
/// When there is no word in it, or a quote does not end: tell the person what is set.
pub fn split_command(setting: &str) -> Result<Vec<String>, EditorError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for c in setting.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (Some(_) | None, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(EditorError::OpenQuote);
    }
    words.extend(word);
    if words.first().is_none_or(String::is_empty) {
        return Err(EditorError::NotSet);
    }
    Ok(words)
}

/// Leaves the terminal, runs the editor on a file, takes the terminal again.
///
/// # Errors
/// Says what became of the editor. Only `TerminalGone` ends the session; after all others the
/// screen is drawn anew and the file read.
pub(super) fn hand_over(
    guard: &Guard,
    ends: &Ends,
    argv: &[String],
    path: &Path,
) -> Result<(), EditorError> {
    let (program, rest) = argv.split_first().ok_or(EditorError::NotSet)?;
    let terminal = || -> io::Result<Stdio> { Ok(guard.tty().for_child()?.into()) };
    let mut command = Command::new(program);
    command.args(rest).arg(path);
    command.stdin(terminal().map_err(EditorError::NotStarted)?);
    command.stdout(terminal().map_err(EditorError::NotStarted)?);
    command.stderr(terminal().map_err(EditorError::NotStarted)?);
    ends.set_away(true);
    guard.leave();
    let ended = command.status();
    let back = guard.enter();
    ends.set_away(false);
    back.map_err(EditorError::TerminalGone)?;
    let status = ended.map_err(EditorError::NotStarted)?;
    if status.success() {
        Ok(())
    } else {
        Err(EditorError::Failed(status))
    }
}

/// Writes the text that the editor gets, for its owner alone.
pub(super) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = Modes::OWN.open_or_create(path)?;
    file.set_len(0)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::super::Tty;
    use super::*;
    use crate::drafts::{DRAFT_BYTES_MAX, read_edited};
    use portable_pty::{PtySize, native_pty_system};

    fn words(setting: &str) -> Vec<String> {
        split_command(setting).unwrap()
    }

    #[test]
    fn a_setting_is_split_without_a_shell() {
        assert_eq!(words("vi"), ["vi"]);
        assert_eq!(words("  nano  -w "), ["nano", "-w"]);
        assert_eq!(words("vi -u 'my rc' \"a;b\""), ["vi", "-u", "my rc", "a;b"]);
        assert_eq!(words("ed $HOME `id`"), ["ed", "$HOME", "`id`"]);
        assert!(matches!(split_command(" "), Err(EditorError::NotSet)));
        assert!(matches!(split_command("''"), Err(EditorError::NotSet)));
        assert!(matches!(
            split_command("vi 'x"),
            Err(EditorError::OpenQuote)
        ));
    }

    #[test]
    fn what_the_editor_left_is_read_up_to_what_a_draft_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text.edit");
        write_private(&path, "first and longer").unwrap();
        write_private(&path, "second").unwrap();
        assert_eq!(read_edited(&path).unwrap(), "second");
        let long = "x".repeat(DRAFT_BYTES_MAX);
        write_private(&path, &long).unwrap();
        assert_eq!(read_edited(&path).unwrap().len(), DRAFT_BYTES_MAX);
        write_private(&path, &format!("{long}x")).unwrap();
        let refused = read_edited(&path).unwrap_err().to_string();
        assert!(refused.contains("longer than 1 MiB"), "{refused}");
        let link = folder.path().join("link.edit");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(read_edited(&link).is_err() && write_private(&link, "x").is_err());
    }

    #[test]
    fn the_terminal_is_ours_again_whatever_the_editor_does() {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let path = pair.master.tty_name().unwrap();
        let guard = Guard::new(Tty::open_path(path.to_str().unwrap()).unwrap()).unwrap();
        let ends = Ends::new(guard.clone());
        guard.enter().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let run = |words: &[&str]| {
            let argv: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let ended = hand_over(&guard, &ends, &argv, file.path());
            assert!(guard.is_inside() && !ends.is_away());
            ended
        };
        assert!(run(&["true"]).is_ok());
        assert!(matches!(run(&["false"]), Err(EditorError::Failed(_))));
        let missing = run(&["/no/such/editor"]);
        assert!(matches!(missing, Err(EditorError::NotStarted(_))));
        assert!(matches!(run(&[]), Err(EditorError::NotSet)));
    }
}
