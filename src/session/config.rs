//! A person's own settings: `$XDG_CONFIG_HOME/nightdesk/config.toml`.
//!
//! What belongs to the department lives in the desk's folder; here is only what one person likes
//! on the own screen. The form is small on purpose: `name = value` lines, `#` comments.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::editor::split_command;
use crate::cli::Machine;

/// A person's own settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// The theme's name.
    pub(super) theme: Option<String>,
    /// Plain borders.
    pub(super) ascii: bool,
    /// The own editor; none = off.
    pub(super) editor: Option<Vec<String>>,
}

impl Config {
    /// Reads the person's file; a file that is not there sets nothing.
    ///
    /// # Errors
    /// A line that is wrong, with its number and the mend.
    pub(super) fn read(machine: &Machine) -> Result<Self, String> {
        let Some(path) = path(machine) else {
            return Ok(Self::default());
        };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_err(|why| format!("{}:{why}", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut config = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, value) = line.split_once('=').ok_or_else(|| {
                format!("{number}: write `name = value`, such as theme = \"mono\"")
            })?;
            let value = value
                .split(" #")
                .next()
                .unwrap_or_default()
                .trim()
                .trim_matches('"');
            match name.trim() {
                "theme" => config.theme = Some(value.to_owned()),
                "ascii" => {
                    config.ascii = match value {
                        "true" => true,
                        "false" => false,
                        _ => return Err(format!("{number}: ascii is true or false")),
                    }
                }
                "editor" if value.is_empty() => config.editor = None,
                "editor" => {
                    let argv =
                        split_command(value).map_err(|error| format!("{number}: {error}"))?;
                    config.editor = Some(argv);
                }
                other => {
                    return Err(format!(
                        "{number}: there is no setting `{other}`; the settings are theme, ascii \
                         and editor"
                    ));
                }
            }
        }
        Ok(config)
    }
}

/// Notes in the person's file that they want plain borders, behind what stands there. A file that
/// sets them already, or cannot be written, is left as it is: the key is asked for again then.
pub(super) fn keep_plain_borders(machine: &Machine) {
    if let Some(path) = path(machine) {
        note_plain_borders(&path);
    }
}

fn note_plain_borders(path: &Path) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let sets_it = |line: &str| {
        let name = line.split('=').next().unwrap_or_default();
        name.trim() == "ascii"
    };
    if text.lines().any(sets_it) {
        return;
    }
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let kept = path.parent().map_or(Ok(()), |above| {
        let mut folders = fs::DirBuilder::new();
        folders.recursive(true).mode(0o700).create(above)
    });
    let file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path);
    if let (Ok(()), Ok(mut file)) = (kept, file) {
        // One short write: the line is there whole, or not at all.
        let _ = file.write_all(format!("{gap}ascii = true\n").as_bytes());
    }
}

fn path(machine: &Machine) -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = PathBuf::from(machine.env.get(name)?);
        value.is_absolute().then_some(value)
    };
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(config.join("nightdesk").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_sets_and_a_wrong_line_is_named() {
        let good = Config::parse(
            "# mine\ntheme = \"mono\"  # at night\nascii = true\neditor = \"vi -n\"\n",
        );
        let expected = Config {
            theme: Some("mono".to_owned()),
            ascii: true,
            editor: Some(vec!["vi".to_owned(), "-n".to_owned()]),
        };
        assert_eq!(good, Ok(expected));
        for (text, line) in [
            ("\nthema = 1", "2:"),
            ("ascii = yes", "1:"),
            ("theme", "1:"),
        ] {
            let why = Config::parse(text).unwrap_err();
            assert!(why.starts_with(line), "{why}");
        }
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("nightdesk/config.toml");
        note_plain_borders(&path);
        note_plain_borders(&path);
        assert_eq!(fs::read_to_string(&path).unwrap(), "ascii = true\n");
        fs::write(&path, "theme = \"mono\"").unwrap();
        note_plain_borders(&path);
        let kept = Config::parse(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(kept.ascii && kept.theme.as_deref() == Some("mono"));
        assert_eq!(Config::parse("editor = \"\"").unwrap().editor, None);
    }
}
