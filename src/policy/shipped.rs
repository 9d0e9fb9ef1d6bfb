//! Whether a text ships with this program, which is known to be right before it is read.
//!
//! A desk adopts the shipped lists first of all, and most of them stay as they are. The pack test
//! reads every shipped file, so a start need not read those again that nobody asks for.
//!
//! Invariant: a text that differs by one byte is not the shipped one.

use std::path::Path;
use std::sync::Arc;

use super::pack::ASSETS;
use super::read::read_checklist;
use crate::domain::site::{ClockRules, Later, Template};

fn shipped(name: &str, text: &str) -> Option<&'static str> {
    let found = ASSETS.get_file(name)?.contents_utf8()?;
    (found == text).then_some(found)
}

/// Whether a text is, byte for byte, the shipped file of that name.
pub fn is_shipped(name: &str, text: &str) -> bool {
    shipped(name, text).is_some()
}

/// A shipped checklist, read when it is first asked for; none where text or id are not those of the
/// shipped file of that name. `clocks` must be the shipped ones, which the list is checked against.
pub fn later_checklist(
    text: &str,
    name: &str,
    id: &str,
    clocks: &Arc<ClockRules>,
) -> Option<Later<Template>> {
    let text = shipped(name, text)?;
    let name = Path::new(name);
    if name.file_stem()? != id {
        return None;
    }
    let (name, clocks) = (name.to_string_lossy().into_owned(), Arc::clone(clocks));
    Some(Later::new(move || read_shipped(text, &name, &clocks)))
}

fn read_shipped(text: &str, name: &str, clocks: &ClockRules) -> Template {
    let read = read_checklist(text, name, clocks);
    read.expect("the pack test reads every shipped file").0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::FileKind;
    use crate::policy;

    #[test]
    fn every_shipped_list_is_read_later_and_as_it_is() {
        let pack = policy::shipped();
        let clocks = Arc::new(pack.clocks().unwrap().clone());
        for file in pack.files().filter(|f| f.kind == FileKind::Checklist) {
            let later = later_checklist(&file.text, &file.name, &file.id, &clocks).unwrap();
            assert_eq!(Some(&later), pack.templates().get(&file.id), "{}", file.id);
        }
    }

    #[test]
    fn a_list_that_somebody_changed_is_not_the_shipped_one() {
        let pack = policy::shipped();
        let clocks = Arc::new(pack.clocks().unwrap().clone());
        let mut lists = pack.files().filter(|f| f.kind == FileKind::Checklist);
        let (one, other) = (lists.next().unwrap(), lists.next().unwrap());
        let later = |text: &str, name: &str, id: &str| {
            later_checklist(text, name, id, &clocks).is_some() && is_shipped(name, text)
        };
        assert!(later(&one.text, &one.name, &one.id));
        assert!(!later(&format!("{}\n", one.text), &one.name, &one.id));
        assert!(!later(&one.text, &other.name, &one.id));
        assert!(!later(&one.text, &one.name, &other.id));
        assert!(!later(&one.text, "site/own.toml", &one.id));
    }
}
