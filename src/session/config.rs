//! A person's own settings: `$XDG_CONFIG_HOME/nightdesk/config.toml`.
//!
//! What belongs to the department lives in the desk's folder; here is only what one person likes
//! on the own screen. `docs/settings.md` tells all of it, and a test holds the two together.
//!
//! Invariants: no fault in the file keeps the screen from opening; each one is told, with its
//! line, its key and the mend; a setting that is wrong is as if it were not there, and the others
//! are heeded.

use std::fs;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::editor::split_command;
use crate::cli::{Machine, OwnSettings};
use crate::text::Clean;
use crate::tui::action::{KeyChange, Keymap};
use crate::tui::{Bell, ThemeKind};

/// Bytes of the file that are read; far more than all settings together need.
const FILE_BYTES_MAX: u64 = 64 << 10;

/// Lines that are no TOML and are told one by one; with more of them nothing is read.
const BROKEN_LINES_MAX: usize = 50;

/// Every setting, by its name in the file.
const NAMES: [&str; 8] = [
    "theme", "ascii", "editor", "mouse", "bell", "title", "plain", "keys",
];

/// A person's own settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own in the file"
)]
pub(super) struct Config {
    /// The colours.
    pub(super) theme: ThemeKind,
    /// Plain borders.
    pub(super) ascii: bool,
    /// The own editor; none = off.
    pub(super) editor: Option<Vec<String>>,
    /// Whether the mouse is heeded from the start.
    pub(super) mouse: bool,
    /// When the bell rings.
    pub(super) bell: Bell,
    /// Whether the terminal's title is ours meanwhile.
    pub(super) title: bool,
    /// Lines instead of the screen.
    pub(super) plain: bool,
    /// The person's keys.
    pub(super) keymap: Arc<Keymap>,
    /// What is wrong in the file, a line each, in the order of the file.
    pub(super) problems: Vec<String>,
}

impl Config {
    /// Reads the person's file; a file that is not there sets nothing.
    pub(super) fn read(machine: &Machine) -> Self {
        let Some(path) = path(machine) else {
            return Self::default();
        };
        match read_file(&path) {
            Ok(text) => Self::parse(&text, &path.display().to_string()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            Err(error) => {
                let said = format!("{} cannot be read: {error}", path.display());
                Self {
                    problems: vec![Clean::line(&said).into_string()],
                    ..Self::default()
                }
            }
        }
    }

    /// What a look at the person's file finds.
    fn look(machine: &Machine) -> Option<OwnSettings> {
        let path = path(machine)?;
        Some(OwnSettings {
            is_there: fs::symlink_metadata(&path).is_ok(),
            problems: Self::read(machine).problems,
            path,
        })
    }

    fn parse(text: &str, file: &str) -> Self {
        let mut reader = Reader {
            text,
            problems: Vec::new(),
        };
        let whole = reader.whole_lines();
        let mut config = Self::default();
        match DeTable::parse(&whole) {
            Ok(table) => {
                for (name, value) in table.get_ref() {
                    reader.setting(&mut config, name, value);
                }
            }
            Err(error) => {
                let says = format!("nothing of it can be read: {}", error.message());
                reader.problem(&error.span().unwrap_or_default(), "", &says);
            }
        }
        reader.problems.sort();
        reader.problems.dedup();
        let said = |(line, text): (usize, String)| format!("{file}:{line}: {text}");
        config.problems = reader
            .problems
            .into_iter()
            .map(|problem| Clean::line(&said(problem)).into_string())
            .collect();
        config
    }
}

/// The file of the person's own settings, and what is wrong in it; none where there is no place for
/// one.
pub fn own_settings(machine: &Machine) -> Option<OwnSettings> {
    Config::look(machine)
}

/// The colours by their name, as the file and `--theme` have it.
///
/// # Errors
/// There is no such theme; the text names those that there are.
pub(super) fn theme(name: &str) -> Result<ThemeKind, String> {
    ThemeKind::parse(name).ok_or_else(|| {
        let known: Vec<&str> = ThemeKind::ALL.iter().map(|(_, name)| *name).collect();
        format!(
            "there is no theme `{name}`; the themes are {}",
            known.join(", ")
        )
    })
}

/// The file while it is read.
struct Reader<'t> {
    text: &'t str,
    /// The line and the words of each fault.
    problems: Vec<(usize, String)>,
}

impl Reader<'_> {
    /// The line of a piece of the file, from 1.
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() + 1
    }

    /// The text with its broken lines left out, each noted: one slip costs one setting, not all.
    fn whole_lines(&mut self) -> String {
        let mut bytes = self.text.as_bytes().to_vec();
        for _ in 0..BROKEN_LINES_MAX {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Err(error) = DeTable::parse(&text) else {
                return text;
            };
            let span = error.span().unwrap_or_default();
            let at = span.start.min(bytes.len());
            let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1);
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |more| at + more);
            if bytes[start..end].iter().all(u8::is_ascii_whitespace) {
                return text;
            }
            let says = format!("it is not TOML: {}; write name = value", error.message());
            self.problem(&span, "", &says);
            // As long as before, so that the lines below keep their numbers.
            bytes[start..end].fill(b' ');
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn problem(&mut self, span: &Range<usize>, key: &str, says: &str) {
        let line = self.line(span);
        let says = if key.is_empty() {
            says.to_owned()
        } else {
            format!("{key}: {says}")
        };
        self.problems.push((line, says));
    }

    /// Takes one setting, or notes what is wrong with it.
    fn setting(
        &mut self,
        config: &mut Config,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let (at, is) = (name.span(), value.get_ref());
        let name = name.get_ref().as_ref();
        let taken = match name {
            "theme" => word(is).and_then(theme).map(|kind| config.theme = kind),
            "ascii" => flag(is).map(|on| config.ascii = on),
            "mouse" => flag(is).map(|on| config.mouse = on),
            "title" => flag(is).map(|on| config.title = on),
            "plain" => flag(is).map(|on| config.plain = on),
            "bell" => word(is).and_then(bell).map(|bell| config.bell = bell),
            "editor" => word(is).and_then(editor).map(|argv| config.editor = argv),
            "keys" => match is {
                DeValue::Table(table) => {
                    self.keys(config, table);
                    Ok(())
                }
                _ => Err("write [keys] on a line, and below it action = [\"key\"]".to_owned()),
            },
            _ => Err(format!(
                "there is no such setting; the settings are {}",
                NAMES.join(", ")
            )),
        };
        if let Err(says) = taken {
            self.problem(&at, name, &says);
        }
    }

    /// The table of keys.
    fn keys(&mut self, config: &mut Config, table: &DeTable<'_>) {
        let mut set: Vec<(Range<usize>, KeyChange)> = Vec::new();
        for (name, value) in table {
            let (at, name) = (name.span(), name.get_ref().as_ref());
            match list(value.get_ref()) {
                Ok(keys) => {
                    let name = name.to_owned();
                    set.push((at, KeyChange { name, keys }));
                }
                Err(says) => self.problem(&at, &format!("keys.{name}"), &says),
            }
        }
        // In the order of the file: of two that want the same key, the later is told.
        set.sort_by_key(|(at, _)| at.start);
        let changes: Vec<KeyChange> = set.iter().map(|(_, change)| change.clone()).collect();
        let (keymap, faults) = Keymap::with(&changes);
        config.keymap = Arc::new(keymap);
        for fault in faults {
            let (at, change) = &set[fault.at];
            self.problem(at, &format!("keys.{}", change.name), &fault.says);
        }
    }
}

fn flag(value: &DeValue<'_>) -> Result<bool, String> {
    match value {
        DeValue::Boolean(on) => Ok(*on),
        _ => Err("write true or false".to_owned()),
    }
}

fn word<'v>(value: &'v DeValue<'_>) -> Result<&'v str, String> {
    match value {
        DeValue::String(text) => Ok(text.as_ref()),
        _ => Err("write a text between quotation marks".to_owned()),
    }
}

fn bell(name: &str) -> Result<Bell, String> {
    match name {
        "off" => Ok(Bell::Off),
        "deadlines" => Ok(Bell::Deadlines),
        _ => Err("write \"off\" or \"deadlines\"".to_owned()),
    }
}

fn editor(setting: &str) -> Result<Option<Vec<String>>, String> {
    if setting.is_empty() {
        return Ok(None);
    }
    match split_command(setting) {
        Ok(argv) => Ok(Some(argv)),
        Err(error) => Err(format!("{error}; write it as in editor = \"vi\"")),
    }
}

/// One key, or a list of them.
fn list(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let one = |value: &DeValue<'_>| word(value).map(str::to_owned);
    let keys = match value {
        DeValue::Array(values) => values.iter().map(|key| one(key.get_ref())).collect(),
        single => one(single).map(|key| vec![key]),
    };
    keys.map_err(|_| "write its keys as in [\"n\", \"N\"]".to_owned())
}

/// The text of the file; one that is too long or no text is a fault.
fn read_file(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let limit = FILE_BYTES_MAX + 1;
    if file.take(limit).read_to_string(&mut text)? as u64 >= limit {
        return Err(io::Error::other("it is longer than 64 KiB"));
    }
    Ok(text)
}

/// Where the file is.
pub(super) fn path(machine: &Machine) -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = PathBuf::from(machine.env.get(name)?);
        value.is_absolute().then_some(value)
    };
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(config.join("nightdesk").join("config.toml"))
}

#[cfg(test)]
mod tests;
