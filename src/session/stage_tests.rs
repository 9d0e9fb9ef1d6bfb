//! A whole session on a terminal that the test holds the other end of.

use super::*;
use crate::desk::Caller;
use crate::desk::{NewDesk, make};
use crate::policy::shipped;
use crate::session::{Session, Tty};
use crate::time::{Boot, Clock, FixedClock, Stamp};
use portable_pty::{MasterPty, PtySize, native_pty_system};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Far above anything seen.
const LIMIT: Duration = Duration::from_secs(20);

/// A clock that falls over where the store's thread asks it.
struct FallsInStore(FixedClock);

impl Clock for FallsInStore {
    fn now(&self) -> Stamp {
        assert_ne!(
            std::thread::current().name(),
            Some("store"),
            "a fault on purpose"
        );
        self.0.now()
    }

    fn boot(&self) -> Boot {
        self.0.boot()
    }
}

/// The other end of the terminal.
struct Person {
    keys: Box<dyn Write + Send>,
    shown: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Person {
    fn at(master: &dyn MasterPty) -> Self {
        let mut reader = master.try_clone_reader().unwrap();
        let (sender, shown) = channel();
        std::thread::spawn(move || {
            let mut piece = vec![0; 65536];
            while let Ok(read @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let cells = |n| NonZero::new(n).unwrap();
        Self {
            keys: master.take_writer().unwrap(),
            shown,
            screen: vt100::Parser::new(cells(24), cells(120), 0),
            bytes: Vec::new(),
        }
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn sees(&mut self, text: &str) {
        while !self.screen.screen().contents().contains(text) {
            let Ok(bytes) = self.shown.recv_timeout(LIMIT) else {
                panic!("never saw {text}:\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
            self.bytes.extend(bytes);
        }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The session would wait for keys for ever.
            let _ = self.keys.write_all(b"\x03\x03");
        }
    }
}

fn machine() -> Machine {
    let now = "2026-11-22T02:15:00-05:00".parse().unwrap();
    Machine {
        caller: Caller::of_tests(),
        clock: Arc::new(FallsInStore(FixedClock(now))),
        env: BTreeMap::new(),
        zone: None,
        settings: |_| None,
    }
}

fn drafts_in(dir: &Path) -> Vec<String> {
    let people = fs::read_dir(dir.join("drafts")).unwrap();
    let files = people.flat_map(|person| fs::read_dir(person.unwrap().path()).unwrap());
    files
        .filter_map(|file| fs::read_to_string(file.unwrap().path()).ok())
        .collect()
}

fn house(machine: Machine, session: &Session) -> House {
    House {
        problems: Vec::new(),
        machine,
        settings: Settings::default(),
        editor: None,
        wake: session.wake(),
        ends: session.ends(),
        watch: None,
    }
}

#[test]
fn what_was_still_being_saved_at_the_end_is_no_draft_afterwards() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let machine = machine();
    let new = NewDesk::of("library-template");
    make(&dir, &new, shipped(), &machine.caller, &*machine.clock).unwrap();
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let path = pair.master.tty_name().unwrap();
    let session = Session::on(Tty::open_path(path.to_str().unwrap()).unwrap()).unwrap();
    let mut house = house(machine, &session);
    let mut stage = match house.open(&dir, &mut |_, _| {}) {
        Ok(screen) => Stage::Desk(Box::new(screen)),
        Err(not) => panic!("{}", not.why),
    };
    stage.resized(120, 24);
    for letter in "nsaved at the last moment".chars() {
        stage.input(Event::Key(crate::tui::Key::char(letter)));
    }
    stage.input(Event::Key(crate::tui::Key::plain(
        crate::tui::KeyCode::Enter,
    )));
    // The session ends before it hears what became of it.
    stage.close();
    let journal = fs::read_to_string(dir.join("journal/000001.jsonl")).unwrap();
    assert!(journal.contains("saved at the last moment"));
    assert_eq!(drafts_in(&dir), [""; 0]);
}

#[test]
fn a_store_that_falls_over_stops_neither_the_typing_nor_the_saving() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let machine = machine();
    let new = NewDesk::of("library-template");
    make(&dir, &new, shipped(), &machine.caller, &*machine.clock).unwrap();
    let size = PtySize {
        rows: 24,
        cols: 120,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let path = pair.master.tty_name().unwrap();
    let session = Session::on(Tty::open_path(path.to_str().unwrap()).unwrap()).unwrap();
    let mut house = house(machine, &session);
    let mut person = Person::at(&*pair.master);
    let dir_of = dir.clone();
    let at_the_screen = std::thread::spawn(move || {
        let dir = dir_of;
        // The status says it without a key.
        person.sees("the store stopped by a fault");
        person.types("n");
        person.sees("new ticket");
        person.types("half a title");
        person.sees("draft kept");
        let kept = drafts_in(&dir);
        let is_kept = kept.iter().any(|draft| draft.contains("half a title"));
        assert!(is_kept, "{kept:?}");
        person.types(" and all of it\r");
        person.sees("T-1 logged: half a title and all of it");
        person.sees("saved ");
        person.types("qq");
        person
    });
    let mut stage = match house.open(&dir, &mut |_, _| {}) {
        Ok(screen) => Stage::Desk(Box::new(screen)),
        Err(not) => panic!("{}", not.why),
    };
    assert_eq!(session.run(&mut stage, &[]), 0);
    stage.close();
    let person = at_the_screen.join().unwrap();
    let shown = String::from_utf8_lossy(&person.bytes);
    assert!(!shown.contains("panicked") && !shown.contains("on purpose"));
    assert!(drafts_in(&dir).is_empty());
    let journal = fs::read_to_string(dir.join("journal/000001.jsonl")).unwrap();
    assert!(journal.contains("half a title and all of it"));
    // Whoever comes next reads it from the page and the journal.
    let next = Desk::open(&dir, house.machine.caller.clone(), house.machine.clock).unwrap();
    assert_eq!(next.snapshot().register.tickets().count(), 1);
}
