//! What lies in a desk's folder because it was found damaged and set aside.
//!
//! It is evidence, so nothing here removes it; but it takes room, so whoever looks at the desk is
//! told of it.

use std::fs::{self, Metadata};
use std::path::Path;

use crate::text::Clean;

/// How the names of what was found damaged and set aside begin.
const BEGINS: [&str; 4] = [
    "torn-",
    "store.damaged-",
    "journal.damaged-",
    "acked.damaged-",
];

/// Whether a file or folder in a desk's folder was set aside, by its name.
pub(super) fn is_set_aside(name: &str) -> bool {
    BEGINS.iter().any(|begin| name.starts_with(begin))
}

/// A file or folder that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Its name in the desk's folder.
    pub name: Clean,
    /// The room that it takes, in bytes.
    pub bytes: u64,
}

/// What was set aside in a desk's folder, by name; what cannot be looked at counts nothing.
pub fn set_aside(dir: &Path) -> Vec<SetAside> {
    let items = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut found: Vec<SetAside> = items
        .filter_map(|item| {
            let name = item.file_name();
            is_set_aside(&name.to_string_lossy()).then_some(())?;
            let meta = item.metadata().ok()?;
            Some(SetAside {
                name: Clean::from_os(&name),
                bytes: bytes(&item.path(), &meta),
            })
        })
        .collect();
    found.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    found
}

fn bytes(path: &Path, meta: &Metadata) -> u64 {
    if !meta.is_dir() {
        return meta.len();
    }
    let items = fs::read_dir(path).into_iter().flatten().flatten();
    items
        .filter_map(|item| Some(bytes(&item.path(), &item.metadata().ok()?)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_is_named_with_its_room_and_nothing_else_is() {
        let desk = tempfile::tempdir().unwrap();
        let at = |name: &str| desk.path().join(name);
        fs::create_dir_all(at("store.damaged-2/lines")).unwrap();
        fs::write(at("store.damaged-2/db"), [0; 70]).unwrap();
        fs::write(at("store.damaged-2/lines/7"), [0; 30]).unwrap();
        fs::write(at("acked.damaged-1"), [0; 16]).unwrap();
        fs::write(at("page"), [0; 9]).unwrap();
        let found = set_aside(desk.path());
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.name.as_str(), it.bytes))
            .collect();
        assert_eq!(found, [("acked.damaged-1", 16), ("store.damaged-2", 100)]);
        assert_eq!(set_aside(&at("nowhere")), []);
    }
}
