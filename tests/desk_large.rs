//! A desk of many tickets, measured. `cargo test --release --test desk_large -- --ignored --nocapture`
//! prints the figures; `NIGHTDESK_TICKETS` says how many, 100,000 where it says nothing.

#[expect(dead_code, reason = "work of every kind is not measured here")]
mod desk_rig;

use std::io::Write as _;
use std::time::{Duration, Instant};

use desk_rig::{at, caller, new_desk, open, walk_up};
use nightdesk::desk::{Desk, OpenWith, StoreState};
use nightdesk::domain::command::{Import, ImportAction, ImportRow};
use nightdesk::domain::{Affected, Channel, Command, Number, PersonId, State, TicketId, UnitId};
use nightdesk::text::Clean;
use nightdesk::time::Stamp;
use uuid::Uuid;

fn row(n: u64, is_open: bool) -> ImportRow {
    let opened: Stamp = "2025-03-04T09:00:00-05:00".parse().expect("a time");
    let opened = opened.plus_minutes(n as i64 % 400_000);
    let later = |minutes| opened.plus_minutes(minutes);
    let action = |k: i64| ImportAction {
        at: later(k),
        by: None,
        text: Clean::from(format!("step {k} of {n}: looked at the printer again").as_str()),
    };
    ImportRow {
        id: TicketId(Uuid::now_v7()),
        line: n,
        row: format!("{n:064x}"),
        no: Some(n),
        opened,
        channel: Channel::Phone,
        originator: Some(Clean::from(format!("Person {}", n % 500).as_str())),
        unit: None,
        title: Clean::from(format!("The printer of desk {n} does not print").as_str()),
        seen: Some(Clean::from(
            "It blinks and pulls no paper. ".repeat(6).as_str(),
        )),
        affected: Affected::Other,
        asset: None,
        blocked: None,
        hampered: None,
        pc_dead: false,
        public: false,
        harm: None,
        category: None,
        fields: Vec::new(),
        confidential: false,
        assigned: None,
        actions: (1..=6).map(action).collect(),
        result: Some(Clean::from("It prints again.")),
        updates: Vec::new(),
        checklist: None,
        resolved: (!is_open).then(|| later(50)),
        closed: (!is_open).then(|| later(60)),
        state: if is_open { State::Open } else { State::Closed },
        waiting_for: None,
        waiting_until: None,
        deadline: None,
        breach: None,
        remarks: Vec::new(),
        notes: Vec::new(),
        spare_people: (0..8).map(|_| PersonId(Uuid::now_v7())).collect(),
        spare_unit: UnitId(Uuid::now_v7()),
    }
}

fn memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let digits = line.and_then(|line| line.split_whitespace().nth(1));
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn say(what: &str, took: Duration) {
    let ms = took.as_secs_f64() * 1000.0;
    let _ = writeln!(
        std::io::stderr(),
        "{what:<44} {ms:>10.1} ms   {} KiB",
        memory_kib()
    );
}

fn time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    say(what, start.elapsed());
    done
}

#[test]
#[ignore = "a measurement of minutes, not a test"]
fn a_desk_of_many_tickets() {
    let tickets: u64 = std::env::var("NIGHTDESK_TICKETS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000);
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().unwrap();
    let piece = tickets.div_ceil(4);
    let mut from = 1;
    time("import", || {
        while from <= tickets {
            let to = (from + piece).min(tickets + 1);
            let rows = (from..to).map(|n| row(n, n % 100 == 0)).collect();
            let file = Clean::from("old.csv");
            let import = Command::Import(Box::new(Import { file, rows }));
            desk.submit(&actor, &import).unwrap();
            from = to;
        }
    });
    time("close, with its page", || desk.close());
    let seq = desk.snapshot().seq;
    drop(desk);
    let _ = writeln!(std::io::stderr(), "{tickets} tickets, {seq} entries");
    let desk = time("open by the page", || open(&dir));
    time("a ticket more, saved", || {
        desk.submit(&actor, &walk_up("One more")).unwrap()
    });
    time("a closed ticket by its number", || {
        desk.ticket_numbered(Number::ticket(tickets / 2 + 1))
            .unwrap()
    });
    time("everything known", || desk.load_all().unwrap());
    drop(desk);
    std::fs::remove_file(dir.join("page")).unwrap();
    drop(time("open by the whole journal", || open(&dir)));
    let clock = at("2026-11-22T02:15:00-05:00");
    let desk = time("open beside a store to be made", || {
        Desk::open_with(&dir, caller(), clock, OpenWith::Store).unwrap()
    });
    time("the store made", || {
        while desk.store_state() != StoreState::Ready {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let id = desk
        .ticket_numbered(Number::ticket(tickets / 2 + 1))
        .unwrap()
        .id;
    time("a story out of the store", || {
        desk.snapshot().story(id).unwrap()
    });
    time("close, with the store", || desk.close());
}
