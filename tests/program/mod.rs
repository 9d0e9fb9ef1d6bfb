//! The real program on a desk of its own, called as an administrator's shell calls it.
//!
//! Nothing of the real machine's home or environment is seen. No call may end in a panic or by a
//! signal, whatever it was given; every helper here checks that.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a call of the program gave.
#[derive(Debug)]
pub struct Ran {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The one JSON value of standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks the status and that standard error says each of these.
    pub fn says(&self, status: i32, parts: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        for part in parts {
            assert!(self.err.contains(part), "`{part}` is missing: {self:?}");
        }
        self
    }
}

/// A home folder with a desk in it.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// A home without a desk.
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { folder }
    }

    /// A home without a desk in a folder, such as that of another disk.
    pub fn bare_in(parent: &Path) -> Self {
        let folder = tempfile::tempdir_in(parent).expect("a folder can be made");
        Self { folder }
    }

    /// A home with a desk and one ticket, T-1.
    pub fn with_desk() -> Self {
        Self::bare().begun()
    }

    /// The same home with a desk and one ticket, T-1.
    pub fn begun(self) -> Self {
        let home = self;
        home.ok(&["init", "--profile", "bloomfield"]);
        assert_eq!(home.ok(&["new", "The first"]).out, "T-1\n");
        home
    }

    /// The home's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The desk's folder.
    pub fn desk(&self) -> PathBuf {
        self.path().join("desk")
    }

    /// The journal's first file.
    pub fn journal(&self) -> PathBuf {
        self.desk().join("journal/000001.jsonl")
    }

    /// The program, or another that starts it with the words behind.
    pub fn command(&self, before: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_nightdesk");
        let mut words = before.iter().copied().chain([program]);
        let mut command = Command::new(words.next().expect("the program is one"));
        command.args(words);
        command
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
            .env("LANG", "C.UTF-8")
            .env("TZ", "America/New_York")
            .env("NIGHTDESK_DIR", self.desk())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str]) -> Ran {
        ended(self.command(&[]).args(args))
    }

    /// Runs the program behind another, such as `prlimit --nofile=16`.
    pub fn run_by(&self, before: &[&str], args: &[&str]) -> Ran {
        ended(self.command(before).args(args))
    }

    /// Runs the program with this on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(&[]);
        let pipes = command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = pipes.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        // A program that refuses early does not read all; that is no fault.
        let _ = stdin.write_all(input);
        drop(stdin);
        ran(&child.wait_with_output().expect("the program ends"))
    }

    /// Runs the program and expects status 0.
    pub fn ok(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
        ran
    }

    /// Writes a file beside the desk.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), bytes).expect("the file can be written");
    }

    /// How many entries the journal has; it must be good.
    pub fn entries(&self) -> u64 {
        let verified = self.ok(&["verify", "--json"]).json();
        assert_eq!(verified["ok"], true, "{verified}");
        assert_eq!(verified["entries"], verified["head"]["seq"]);
        verified["entries"].as_u64().expect("a number")
    }

    /// The queue's titles in its order.
    pub fn titles(&self) -> Vec<String> {
        let queue = self.ok(&["queue", "--json"]).json();
        let rows = queue["tickets"].as_array().expect("rows");
        rows.iter()
            .map(|row| row["title"].as_str().expect("a title").to_owned())
            .collect()
    }

    /// A call that must change nothing: the status, what it says, and the journal byte for byte.
    pub fn refuses(&self, args: &[&str], status: i32, parts: &[&str]) -> Ran {
        let before = std::fs::read(self.journal()).expect("a journal");
        let ran = self.run(args);
        assert_eq!(ran.status, status, "{args:?}: {ran:?}");
        ran.says(status, parts);
        let after = std::fs::read(self.journal()).expect("a journal");
        assert!(before == after, "{args:?} changed the journal");
        ran
    }
}

/// What a command gave, which ended sanely.
pub fn ended(command: &mut Command) -> Ran {
    ran(&command.output().expect("the program starts"))
}

fn ran(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(!err.contains("panicked"), "{err}");
    let status = output.status.code();
    let status = status.unwrap_or_else(|| panic!("ended by {}: {err}", output.status));
    assert!(matches!(status, 0..=10), "status {status}: {err}");
    Ran { status, out, err }
}

/// Whether this machine has a program; where not, the reason is printed and the test is left.
pub fn has(program: &str) -> bool {
    let found = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).is_file());
    if !found {
        eprintln!("left out: this machine has no {program}");
    }
    found
}

/// Whether the test runs as root; where not, the reason is printed and the test is left.
pub fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("left out: only root may try this");
    }
    is_root
}

/// Everything below a folder, the folder with it.
pub fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut at = 0;
    while at < found.len() {
        if found[at].is_dir() {
            let entries = std::fs::read_dir(&found[at]).expect("a folder");
            found.extend(entries.map(|entry| entry.expect("an entry").path()));
        }
        at += 1;
    }
    found
}
