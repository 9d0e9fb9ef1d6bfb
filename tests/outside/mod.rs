//! What the tests that break things share: a desk in an empty home, commands beside it, numbers
//! by chance that are the same in every run, and looks at the files that are left.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

#[path = "../../src/session/escapes.rs"]
mod escapes;

/// Numbers by chance, the same for the same seed (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }
}

/// The program, in a home and with nothing of the real one.
pub fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nightdesk"));
    command
        .env_clear()
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("PATH", "/usr/bin:/bin")
        .current_dir(home)
        .stdin(Stdio::null());
    command
}

/// One command, to its end.
pub fn run<S: AsRef<OsStr>>(home: &Path, args: &[S]) -> Output {
    program(home).args(args).output().expect("it runs")
}

/// One command that must go well; what it printed.
pub fn good<S: AsRef<OsStr> + std::fmt::Debug>(home: &Path, args: &[S]) -> String {
    let output = run(home, args);
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// An empty home with a desk in it.
pub fn home_with_desk() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    good(home.path(), &["init", "--name", "Millrow Library"]);
    home
}

/// Where the desk of a home is.
pub fn desk(home: &Path) -> PathBuf {
    home.join(".local/share/nightdesk")
}

/// The journal as it lies there.
pub fn journal(home: &Path) -> String {
    let bytes = std::fs::read(desk(home).join("journal/000001.jsonl")).expect("the journal");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Asserts that the journal is whole: `verify` is content, the entries count up without a gap,
/// and of every command all lines are there.
pub fn assert_whole(home: &Path) {
    let said = run(home, &["verify"]);
    assert_eq!(
        said.status.code(),
        Some(0),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
    let text = journal(home);
    let is_torn = says_torn(&String::from_utf8_lossy(&said.stdout));
    let mut left = 0;
    for (seq, line) in (1_u64..).zip(text.split_inclusive('\n')) {
        let Ok(entry) = serde_json::from_str::<Value>(line) else {
            assert!(is_torn, "not an entry, and no word of it: {line}");
            break;
        };
        assert_eq!(entry["seq"], seq);
        let (at, of) = (&entry["of"][0], &entry["of"][1]);
        let (at, of) = (at.as_u64().expect("of"), of.as_u64().expect("of"));
        assert!(left == 0 && at == 1 || left == of - at + 1, "{line}");
        left = of - at;
    }
    assert!(left == 0 || is_torn, "half a command stands in the journal");
}

/// The texts of all drafts on the disk, each with its file's first line.
pub fn drafts(home: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(people) = std::fs::read_dir(desk(home).join("drafts")) else {
        return found;
    };
    for person in people {
        let files = std::fs::read_dir(person.expect("a folder").path()).expect("a folder");
        for file in files {
            if let Ok(bytes) = std::fs::read(file.expect("a file").path()) {
                found.push(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    found
}

/// The first thing in captured output that must not reach a terminal: an escape that is not on
/// the list, a character that turns the direction or cannot be seen, a pile of accents.
pub fn forbidden(bytes: &[u8]) -> Option<String> {
    if let Some(found) = escapes::forbidden_escape(bytes) {
        return Some(found);
    }
    let mut marks = 0;
    for c in String::from_utf8_lossy(bytes).chars() {
        marks = if matches!(c, '\u{300}'..='\u{36f}') {
            marks + 1
        } else {
            0
        };
        let is_hidden = matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        if is_hidden || marks > 8 {
            return Some(format!("U+{:04X}", u32::from(c)));
        }
    }
    None
}

/// Asserts that nothing in captured output can do harm, and that no fault was reported in it.
pub fn assert_harmless(what: &str, bytes: &[u8]) {
    assert_eq!(forbidden(bytes), None, "{what}");
    let text = String::from_utf8_lossy(bytes);
    assert!(!text.contains("panicked"), "{what}: {text}");
    assert!(!text.contains("a fault of its own"), "{what}: {text}");
}

/// Whether the machine lets a program be traced; says why not.
pub fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    let why = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    eprintln!("left out: nothing can be traced here: {why}");
    false
}

/// Whether `verify` found a torn end; one that was moved aside before is named in other words.
pub fn says_torn(verified: &str) -> bool {
    verified.lines().any(|line| line.starts_with("torn: "))
}
