//! A desk in a folder of its own, a clock that stands still, and handles in memory.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use nightdesk::cli::{Io, Machine, Outcome, run};
use nightdesk::desk::Caller;
use nightdesk::text::Clean;
use nightdesk::time::{FixedClock, Stamp, Zone};
use serde_json::Value;

/// A Tuesday morning in working hours.
pub const NOW: &str = "2026-11-24T10:00:00-05:00";

/// A machine with an empty home.
pub struct Rig {
    pub home: tempfile::TempDir,
    pub machine: Machine,
}

/// What a call gave.
#[derive(Debug)]
pub struct Ran {
    pub status: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Rig {
    /// A machine without a desk.
    pub fn bare() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let data = home.path().join("data").into_os_string();
        let now: Stamp = NOW.parse().expect("a time");
        let machine = Machine {
            caller: Caller {
                uid: rustix::process::getuid().as_raw(),
                name: Clean::from("Jo Dale"),
                host: "desk1".to_owned(),
                tty: "-".to_owned(),
                pid: std::process::id(),
            },
            clock: Arc::new(FixedClock(now)),
            env: BTreeMap::from([("XDG_DATA_HOME".to_owned(), data)]),
            zone: Zone::named("America/New_York").ok(),
            settings: |_| None,
        };
        Self { home, machine }
    }

    /// A machine with a desk.
    pub fn new() -> Self {
        let rig = Self::bare();
        rig.ok(&["init", "--name", "Millrow Library"]);
        rig
    }

    pub fn dir(&self) -> PathBuf {
        self.home.path().join("data/nightdesk")
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, bytes).expect("it is written");
        path.to_str().expect("a plain path").to_owned()
    }

    /// Runs a call.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// Runs a call with standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), input);
        let words = std::iter::once("nightdesk").chain(args.iter().copied());
        let outcome = run(
            words.map(OsString::from),
            &mut Io {
                stdin: &mut input,
                stdout: &mut out,
                stderr: &mut err,
                stdout_is_terminal: false,
                stdin_is_terminal: false,
                columns: None,
                colour: false,
            },
            &self.machine,
        );
        let Outcome::Status(status) = outcome else {
            panic!("{args:?}: {outcome:?}");
        };
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Ran {
            status,
            out: text(out),
            err: text(err),
        }
    }

    /// Runs a call that must do its work, and gives its text.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
        ran.out
    }

    /// Runs a call that must do its work, and gives its JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        let mut args = args.to_vec();
        args.push("--json");
        let ran = self.run(&args);
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
        let value = ran.json();
        assert_eq!(value["schema"], 1);
        value
    }

    /// Runs a call that must end with a status, and gives what it said.
    pub fn fails(&self, status: u8, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.status, status, "{args:?}: {ran:?}");
        assert!(!ran.err.is_empty(), "{args:?} said nothing");
        ran.err
    }

    /// How many entries the desk has.
    pub fn entries(&self) -> u64 {
        self.json(&["head"])["seq"].as_u64().expect("a seq")
    }
}
