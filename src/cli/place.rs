//! Where a desk lies, by argument and environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// No folder for desks is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "neither XDG_DATA_HOME nor HOME names a folder; name the desk with --desk DIR or NIGHTDESK_DIR"
)]
pub struct NoPlace;

/// The folder of the desk: `--desk`, `NIGHTDESK_DIR`, else `$XDG_DATA_HOME/nightdesk`.
///
/// # Errors
/// See [`NoPlace`]; name the desk.
pub fn desk_folder(
    named: Option<&Path>,
    env: &BTreeMap<String, OsString>,
) -> Result<PathBuf, NoPlace> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    if let Some(named) = env.get("NIGHTDESK_DIR").filter(|dir| !dir.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    data_folder(env).map(|data| data.join("nightdesk"))
}

/// Where programs keep their data. Relative paths are not followed, as the standard says.
pub(super) fn data_folder(env: &BTreeMap<String, OsString>) -> Result<PathBuf, NoPlace> {
    let absolute = |name: &str| {
        env.get(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        .ok_or(NoPlace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, OsString> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), OsString::from(value)))
            .collect()
    }

    #[test]
    fn the_desk_lies_where_the_standard_says_unless_it_is_named() {
        let all = env(&[
            ("NIGHTDESK_DIR", "/d"),
            ("XDG_DATA_HOME", "/x"),
            ("HOME", "/h"),
        ]);
        let folder = |named: Option<&str>, env| desk_folder(named.map(Path::new), env);
        assert_eq!(folder(Some("rel"), &all), Ok("rel".into()));
        assert_eq!(folder(None, &all), Ok("/d".into()));
        let relative = env(&[("XDG_DATA_HOME", "x"), ("HOME", "/h")]);
        let home = Ok("/h/.local/share/nightdesk".into());
        assert_eq!(folder(None, &relative), home);
        let empty = env(&[("NIGHTDESK_DIR", ""), ("HOME", "h")]);
        assert_eq!(folder(None, &empty), Err(NoPlace));
    }
}
