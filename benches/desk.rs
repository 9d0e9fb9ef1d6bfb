//! What the parts of the desk cost, on desks of 1,000 and 10,000 tickets.
//!
//! `cargo bench` prints the times; `docs/performance.md` says how the whole program is measured.
//! The desks are made once, by the real program, from the rows of `tests/load_rig`.

#[path = "../tests/load_rig/mod.rs"]
mod load_rig;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use divan::Bencher;
use nightdesk::desk::{Caller, Desk, data_of};
use nightdesk::domain::command::{Console, OpenTicket};
use nightdesk::domain::event::DeskMade;
use nightdesk::domain::triage::rank;
use nightdesk::domain::{Command as Order, Event, TicketId};
use nightdesk::journal::{
    By, Entry, Holder, Journal, NewEntry, Place, Position, ReadLimit, Stamping,
};
use nightdesk::text::Clean;
use nightdesk::time::{Clock as _, FixedClock, Stamp};
use nightdesk::tui::{Key, KeyCode, Me, Model, Msg, Settings, update, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use uuid::Uuid;

const SIZES: [u64; 2] = [1_000, 10_000];
const NOW: &str = "2026-05-14T13:00:00-04:00";

fn main() {
    divan::main();
}

/// The home folder of a desk of this size; made at the first call.
fn home(tickets: u64) -> &'static Path {
    static MADE: [OnceLock<tempfile::TempDir>; 2] = [const { OnceLock::new() }; 2];
    let at = SIZES.iter().position(|size| *size == tickets);
    let made = &MADE[at.expect("a size of the list")];
    made.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        program(home.path(), &["init", "--profile", "library-template"]);
        for (n, text) in load_rig::files(tickets, 4).iter().enumerate() {
            let name = format!("load-{n}.jsonl");
            std::fs::write(home.path().join(&name), text).expect("a file");
            program(home.path(), &["import", &name]);
        }
        home
    })
    .path()
}

fn program(home: &Path, args: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_nightdesk"))
        .args(args)
        .env_clear()
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("NIGHTDESK_DIR", home.join("desk"))
        .current_dir(home)
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("it runs").success(), "{args:?}");
}

fn caller() -> Caller {
    Caller {
        uid: rustix::process::getuid().as_raw(),
        name: Clean::from("Jo Dale"),
        host: "desk1".to_owned(),
        tty: "-".to_owned(),
        pid: std::process::id(),
    }
}

fn open(dir: &Path) -> Desk {
    let clock = FixedClock(NOW.parse::<Stamp>().expect("a time"));
    Desk::open(dir, caller(), Arc::new(clock)).expect("the desk opens")
}

fn desk_of(tickets: u64) -> PathBuf {
    home(tickets).join("desk")
}

/// A copy of a desk's journal in a folder of its own, to be written or opened without a page.
fn copy_of(tickets: u64, with_page: bool) -> tempfile::TempDir {
    let (from, to) = (desk_of(tickets), tempfile::tempdir().expect("a folder"));
    let dir = to.path().join("desk");
    let status = Command::new("cp").arg("-a").arg(&from).arg(&dir).status();
    assert!(status.expect("cp runs").success());
    if !with_page {
        std::fs::remove_file(dir.join("page")).expect("it goes");
    }
    to
}

/// Opening by the page, as every command and every session does.
#[divan::bench(args = SIZES)]
fn open_by_the_page(bencher: Bencher<'_, '_>, tickets: u64) {
    let dir = desk_of(tickets);
    bencher.bench_local(|| open(&dir));
}

/// Opening without a page: every line read, its chain checked and folded.
#[divan::bench(args = SIZES, sample_count = 10)]
fn rebuild_from_the_journal(bencher: Bencher<'_, '_>, tickets: u64) {
    let copy = copy_of(tickets, false);
    let dir = copy.path().join("desk");
    bencher.bench_local(|| open(&dir));
}

/// The lines alone: read, split, chain checked.
#[divan::bench(args = SIZES, sample_count = 10)]
fn read_the_lines(bencher: Bencher<'_, '_>, tickets: u64) {
    let dir = desk_of(tickets);
    bencher.bench_local(|| {
        let mut journal = Journal::open(&dir).expect("a journal");
        let mut entries = 0;
        let read = journal.for_each_group(ReadLimit::Whole, |group| entries += group.entries.len());
        read.expect("it is good");
        entries
    });
}

/// Everything that was ever written, into memory, for a desk that knows its page.
#[divan::bench(args = SIZES, sample_count = 10)]
fn fold_everything(bencher: Bencher<'_, '_>, tickets: u64) {
    let dir = desk_of(tickets);
    bencher
        .with_inputs(|| open(&dir))
        .bench_local_values(|desk| desk.load_all().expect("a good journal"));
}

/// The open tickets in the policy's order.
#[divan::bench(args = SIZES)]
fn triage(bencher: Bencher<'_, '_>, tickets: u64) {
    let desk = open(&desk_of(tickets));
    let (known, now) = (desk.snapshot(), desk.now());
    bencher.bench_local(|| rank(&*known, &known.site, known.queued(), now));
}

/// One entry into its line.
#[divan::bench]
fn encode(bencher: Bencher<'_, '_>) {
    let copy = copy_of(1_000, true);
    let dir = copy.path().join("desk");
    let journal = Journal::open(&dir).expect("a journal");
    let mut journal = journal.again_at(Position::START).expect("its start");
    let at: Stamp = NOW.parse().expect("a time");
    let holder = Holder {
        pid: 1,
        uid: 1,
        tty: "-".to_owned(),
        since: at,
    };
    let locked = journal.lock(nightdesk::desk::LOCK_WAIT, &holder);
    let locked = locked.unwrap_or_else(|_| panic!("nobody else is here"));
    let stamping = Stamping {
        app: "0.1.0".to_owned(),
        replica: "0".repeat(32),
        at,
        boot: FixedClock(at).boot(),
        by: By {
            person: None,
            uid: 1,
            host: "desk1".to_owned(),
            how: "uid".to_owned(),
        },
    };
    let data = data_of(&Event::DeskMade(DeskMade {
        replica: "0".repeat(32),
        name: Clean::from("The library of a town"),
        zone: "America/New_York".to_owned(),
        group: None,
    }));
    let entry = [NewEntry {
        id: Uuid::now_v7(),
        kind: "desk.made".to_owned(),
        on: Vec::new(),
        data,
        salted: true,
    }];
    let mut batch = locked.batch().expect("it may be written");
    let before = batch.mark();
    bencher.bench_local(|| {
        batch.add(&stamping, &entry).expect("a line");
        batch.back_to(before);
    });
}

/// One line back into its entry, its sum and hash checked.
#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    let journal = Journal::open(&desk_of(1_000)).expect("a journal");
    let entry: Entry = journal
        .read_at(Place { file: 1, offset: 0 })
        .expect("the first line");
    let text = std::fs::read(desk_of(1_000).join("journal/000001.jsonl")).expect("a file");
    let line = text.split(|byte| *byte == b'\n').next_back();
    let line = line.filter(|line| !line.is_empty());
    let line = line.or_else(|| text.split(|byte| *byte == b'\n').rev().nth(1));
    let line = line.expect("a line").to_vec();
    divan::black_box(entry);
    bencher.bench_local(|| Entry::parse(&line).expect("a good line"));
}

/// One ticket logged and saved: lock, decide, write, sync.
#[divan::bench(args = SIZES)]
fn append(bencher: Bencher<'_, '_>, tickets: u64) {
    let copy = copy_of(tickets, true);
    let desk = open(&copy.path().join("desk"));
    let actor = desk.actor().expect("the maker");
    bencher
        .with_inputs(|| {
            let id = TicketId(Uuid::now_v7());
            let opened = OpenTicket::walk_up(id, Clean::from("The printer is out of toner"));
            Order::Open(Box::new(opened))
        })
        .bench_local_values(|order| desk.submit(&actor, &order).expect("it is saved"));
}

fn screen(tickets: u64) -> (Model, Terminal<TestBackend>) {
    let desk = open(&desk_of(tickets));
    let actor = desk.actor().expect("the maker");
    let me = Me {
        person: actor.person,
        name: Clean::from("Jo Dale"),
        console: Console {
            host: "desk1".to_owned(),
            tty: None,
        },
    };
    let fresh = Box::new(Uuid::now_v7);
    let mut model = Model::new(desk.snapshot(), me, Settings::default(), desk.now(), fresh);
    update(
        &mut model,
        Msg::Resize {
            cols: 120,
            rows: 36,
        },
    );
    let terminal = Terminal::new(TestBackend::new(120, 36)).expect("a terminal in memory");
    (model, terminal)
}

/// One frame of the queue, 120x36, into cells.
#[divan::bench(args = SIZES)]
fn draw(bencher: Bencher<'_, '_>, tickets: u64) {
    let (model, mut terminal) = screen(tickets);
    bencher.bench_local(|| {
        let drawn = terminal.draw(|frame| view(&model, frame));
        drawn.expect("a frame").count
    });
}

/// One key that moves the selection, without its frame.
#[divan::bench(args = SIZES)]
fn key(bencher: Bencher<'_, '_>, tickets: u64) {
    let (mut model, _) = screen(tickets);
    let mut is_down = false;
    bencher.bench_local(|| {
        is_down = !is_down;
        let code = if is_down { 'j' } else { 'k' };
        update(
            &mut model,
            Msg::Key(Key {
                code: KeyCode::Char(code),
                ctrl: false,
                alt: false,
            }),
        )
    });
}
