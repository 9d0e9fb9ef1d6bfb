//! Callouts, claims, the roster and cures: from the page, from the journal, by number, after a jump
//! of the clock.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nightdesk::desk::{Caller, Desk, NewDesk, OpenWith, make};
use nightdesk::domain::command::{AddAsset, OpenTicket, ReopenTicket, SetImpact};
use nightdesk::domain::{AssetId, Command, Event, Number, Records, TicketId};
use nightdesk::journal::{By, Holder, Journal, NewEntry, ReadLimit, Stamping};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{Boot, FixedClock, Stamp};
use serde_json::{Value, json};
use uuid::Uuid;

const LONG_AGO: &str = "2026-11-22T03:00:00-05:00";
const NIGHT: &str = "2027-01-10T02:14:00-05:00";

fn caller() -> Caller {
    Caller {
        uid: rustix::process::getuid().as_raw(),
        name: Clean::from("Jo Dale"),
        host: "desk1".to_owned(),
        tty: "-".to_owned(),
        pid: std::process::id(),
    }
}

fn at(text: &str) -> Arc<FixedClock> {
    Arc::new(FixedClock(text.parse::<Stamp>().expect("a time")))
}

fn new_desk(dir: &Path) {
    let new = NewDesk::of("library-template");
    make(dir, &new, shipped(), &caller(), at(LONG_AGO).as_ref()).expect("the desk is made");
}

fn open_at(dir: &Path, now: &str) -> Desk {
    Desk::open(dir, caller(), at(now)).expect("the desk opens")
}

fn id(n: u128) -> Uuid {
    // Made in 2026, as the uuids of a desk are.
    Uuid::from_u128(0x019a_b55a_2c11_7000_8000_0000_0000_0000 + n)
}

/// Writes entries as some program did, one group at one moment.
fn write(dir: &Path, now: &str, entries: &[(&str, Value)]) {
    let known = open_at(dir, now).snapshot();
    let now: Stamp = now.parse().unwrap();
    let mut journal = Journal::open(dir).unwrap();
    journal.read_new(ReadLimit::Acked).unwrap();
    let me = known.person_of_uid(caller().uid).unwrap();
    let stamping = Stamping {
        app: "0.1.0".to_owned(),
        replica: known.made.replica.clone(),
        at: now,
        boot: Boot {
            id: "fixed".to_owned(),
            ms: u64::try_from(now.epoch_ms()).unwrap(),
        },
        by: By {
            person: Some(me.id.uuid()),
            uid: caller().uid,
            host: "desk1".to_owned(),
            how: "uid".to_owned(),
        },
    };
    let group = entries.iter().map(|(kind, data)| {
        let text = data.to_string();
        let mut reader = serde_json::Deserializer::from_str(&text);
        let event = Event::decode(kind, &mut reader).unwrap().unwrap();
        NewEntry {
            id: Uuid::now_v7(),
            on: event.on(),
            salted: event.is_salted(),
            kind: (*kind).to_owned(),
            data: data.clone(),
        }
    });
    let holder = Holder {
        pid: 1,
        uid: caller().uid,
        tty: "-".to_owned(),
        since: now,
    };
    let group = group.collect();
    let mut locked = journal.lock(Duration::from_secs(5), &holder).unwrap();
    locked.append(vec![group], &stamping).unwrap();
}

/// A ticket, its callout and its claim, by one number.
#[derive(Clone, Copy)]
struct Night(u128);

impl Night {
    fn ticket(self) -> TicketId {
        TicketId(id(100 + self.0))
    }

    fn callout(self) -> Uuid {
        id(200 + self.0)
    }

    fn claim(self) -> Uuid {
        id(300 + self.0)
    }

    /// Opens the ticket and begins its callout.
    fn begin(self, dir: &Path, now: &str) {
        let desk = open_at(dir, now);
        let actor = desk.actor().unwrap();
        let open = OpenTicket::walk_up(self.ticket(), Clean::from("No network"));
        desk.submit(&actor, &Command::Open(Box::new(open))).unwrap();
        let mut impact = SetImpact::of(self.ticket());
        impact.asset = Some(Clean::from("SW-1"));
        desk.submit(&actor, &Command::Impact(Box::new(impact)))
            .unwrap();
        drop(desk);
        let (c, t, p) = (self.callout(), self.ticket().uuid(), actor.person.uuid());
        let number = format!("K-{}", self.0);
        write(
            dir,
            now,
            &[
                (
                    "callout.started",
                    json!({"callout": c, "number": number, "ticket": t, "person": p, "host": "desk1", "tty": "pts/1", "over": false, "inside_hours": false, "rules": 2}),
                ),
                (
                    "callout.answered",
                    json!({"callout": c, "ticket": t, "step": "caller", "values": {"name": "Ann Reed"}, "unknown": ["phone"], "left": true}),
                ),
                (
                    "callout.answered",
                    json!({"callout": c, "ticket": t, "step": "place", "values": {"where": "room"}, "left": false}),
                ),
                (
                    "visit.planned",
                    json!({"callout": c, "ticket": t, "room": "Eastside", "foreign": true, "key": "K12"}),
                ),
                (
                    "visit.entered",
                    json!({"callout": c, "ticket": t, "happened": now}),
                ),
                ("head.told", json!({"callout": c, "ticket": t, "who": p})),
                (
                    "approval.asked",
                    json!({"callout": c, "ticket": t, "of": p, "how": "phone"}),
                ),
                (
                    "ticket.action_logged",
                    json!({"ticket": t, "text": "Restarted the switch", "callout": c}),
                ),
                (
                    "ticket.told",
                    json!({"ticket": t, "who": p, "requester": false, "how": "phone", "outcome": "message", "text": "seen", "callout": c}),
                ),
                (
                    "callout.action_tagged",
                    json!({"callout": c, "ticket": t, "category": "router-configuration"}),
                ),
                ("callout.paused", json!({"callout": c, "ticket": t})),
                (
                    "outsider.access_ended",
                    json!({"callout": c, "ticket": t, "company": "Alder Lines", "systems": ["SW-1"]}),
                ),
            ],
        );
    }

    /// Ends the callout with a claim and closes the ticket.
    fn end(self, dir: &Path, now: &str, withdrawn: bool) {
        let (c, t) = (self.callout(), self.ticket().uuid());
        let me = open_at(dir, now).actor().unwrap().person.uuid();
        let mut entries = vec![
            (
                "callout.resumed",
                json!({"callout": c, "ticket": t, "gap": {"from": now, "to": now, "worked": false}}),
            ),
            (
                "ticket.prompt_answered",
                json!({"ticket": t, "field": "cure", "text": "a new cable", "saw": []}),
            ),
            (
                "claim.drafted",
                json!({"claim": self.claim(), "number": format!("M-{}", self.0), "callout": c, "ticket": t, "person": me, "intervals": [{"from": now, "to": now, "kind": "work"}], "minutes_worked": 30, "minutes_outside": 30, "path": "emergency", "ground": "down", "provisional": true, "rules": 2}),
            ),
            (
                "callout.ended",
                json!({"callout": c, "ticket": t, "to_bed": true}),
            ),
        ];
        if withdrawn {
            entries.push((
                "claim.withdrawn",
                json!({"claim": self.claim(), "because": "flexitime"}),
            ));
        }
        entries.push(("ticket.resolved", json!({"ticket": t, "text": "works"})));
        entries.push((
            "ticket.closed",
            json!({"ticket": t, "missing": [], "rules": 2}),
        ));
        write(dir, now, &entries);
    }
}

const OLD: Night = Night(1);
const LATE: Night = Night(2);
const RUNNING: Night = Night(3);

/// A desk with a callout of long ago, one of the last days, and one that runs.
fn nights(dir: &Path) {
    new_desk(dir);
    let desk = open_at(dir, LONG_AGO);
    let actor = desk.actor().unwrap();
    let asset = AddAsset {
        id: AssetId(id(1)),
        name: Clean::from("SW-1"),
        what: Clean::from("switch"),
        unit: None,
        note: None,
    };
    desk.submit(&actor, &Command::AddAsset(asset)).unwrap();
    let me = actor.person.uuid();
    drop(desk);
    OLD.begin(dir, LONG_AGO);
    write(
        dir,
        LONG_AGO,
        &[
            (
                "clock.jumped",
                json!({"expected": "2026-11-22T03:20:00-05:00", "shown": LONG_AGO}),
            ),
            (
                "roster.set",
                json!({"turn": id(11), "person": me, "from": "2025-01-01T17:00:00-05:00", "to": "2025-01-08T08:00:00-05:00"}),
            ),
            (
                "roster.set",
                json!({"turn": id(12), "person": me, "from": "2027-01-08T17:00:00-05:00", "to": "2027-01-15T08:00:00-05:00"}),
            ),
            ("roster.ended", json!({"turn": id(12), "because": "ill"})),
        ],
    );
    OLD.end(dir, "2026-11-22T04:00:00-05:00", true);
    LATE.begin(dir, "2027-01-04T02:00:00-05:00");
    LATE.end(dir, "2027-01-04T03:00:00-05:00", false);
    RUNNING.begin(dir, NIGHT);
}

/// The desk from its page, and from the whole journal.
fn both(dir: &Path) -> (Desk, Desk) {
    open_at(dir, NIGHT).close();
    let by_page = open_at(dir, NIGHT);
    let (page, aside) = (dir.join("page"), dir.join("page.aside"));
    fs::rename(&page, &aside).unwrap();
    let whole = open_at(dir, NIGHT);
    fs::rename(&aside, &page).unwrap();
    (by_page, whole)
}

#[test]
fn a_page_holds_the_nights_of_late_and_the_journal_the_others() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    nights(&dir);
    let (by_page, whole) = both(&dir);
    let (a, b) = (by_page.snapshot(), whole.snapshot());
    assert!(a.register.is_partial() && !b.register.is_partial());
    assert_eq!(
        (a.register.callouts().count(), b.register.callouts().count()),
        (2, 3)
    );
    assert_eq!(
        (a.register.turns().count(), b.register.turns().count()),
        (1, 2)
    );
    assert!(a.register.turns().all(|turn| turn.ended.is_some()));
    assert!(a.register.cures().eq(b.register.cures()));
    assert_eq!(a.cures_of("sw-1").len(), 2);
    assert_eq!(a.running_callouts(), b.running_callouts());
    assert_eq!(a.running_callouts().len(), 1);
    for callout in a.register.callouts() {
        assert_eq!(b.callout(callout.id).as_ref(), Some(callout));
        assert_eq!(a.ticket(callout.ticket), b.ticket(callout.ticket));
    }
    assert!(a.ticket(LATE.ticket()).is_some() && a.ticket(OLD.ticket()).is_none());
    let me = by_page.actor().unwrap().person;
    assert_eq!(
        (a.claims_of(me), a.claims_of(me).len()),
        (b.claims_of(me), 2)
    );
    assert_eq!(by_page.callout_numbered(Number::callout(9)), None);
    assert_eq!(by_page.claim_numbered(Number::claim(9)), None);

    // What the page does not have is found by its number, with the jump of its clock.
    let old = by_page.callout_numbered(Number::callout(1)).unwrap();
    assert_eq!(old.jumps.len(), 1);
    assert_eq!(Some(old), b.register.callout_numbered(Number::callout(1)));
    let again = open_at(&dir, NIGHT);
    let claim = again.claim_numbered(Number::claim(1));
    assert_eq!(claim, b.register.claim_numbered(Number::claim(1)));
    let third = open_at(&dir, NIGHT);
    third.load_claims().unwrap();
    assert_eq!(third.snapshot().claims_of(me), b.claims_of(me));
    by_page.load_all().unwrap();
    let all = by_page.snapshot();
    assert!(all.register.callouts().eq(b.register.callouts()));
    assert!(all.register.claims().eq(b.register.claims()));
    assert!(all.register.turns().eq(b.register.turns()));
}

#[test]
fn a_claim_that_was_taken_back_is_on_the_page_for_four_hundred_days() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    nights(&dir);
    let me = open_at(&dir, NIGHT).actor().unwrap().person;
    let claims_at = |now: &str| {
        let turn = json!({"turn": Uuid::now_v7(), "person": me.uuid(), "from": now, "to": now});
        write(&dir, now, &[("roster.set", turn)]);
        open_at(&dir, now).close();
        let desk = open_at(&dir, now);
        let before = desk.snapshot();
        assert!(before.register.is_partial());
        desk.load_claims().unwrap();
        let known = desk.snapshot();
        let claims = known.claims_of(me);
        assert!(claims.iter().all(|c| known.callout(c.callout).is_some()));
        (before.claims_of(me).len(), claims.len())
    };
    // Drafted on 22 November 2026: the 400th day ends on 27 December of the next year.
    assert_eq!(claims_at("2027-12-27T03:00:00-05:00"), (2, 2));
    assert_eq!(claims_at("2027-12-28T03:00:00-05:00"), (1, 2));
}

#[test]
fn the_entries_of_a_callout_and_a_claim_are_read_by_uuid() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    nights(&dir);
    let desk = Desk::open_with(&dir, caller(), at(NIGHT), OpenWith::Store).unwrap();
    let known = desk.snapshot();
    let callout = known.stories.entries_on(OLD.callout()).unwrap();
    assert_eq!(callout.len(), 15);
    assert!(matches!(callout[0].1, Event::CalloutStarted(_)));
    let claim = known.stories.entries_on(OLD.claim()).unwrap();
    assert_eq!(claim.len(), 2);
    desk.close();
}

#[test]
fn another_process_goes_on_with_a_callout_that_is_not_in_memory() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    nights(&dir);
    let (by_page, _) = both(&dir);
    let (c, t) = (OLD.callout(), OLD.ticket().uuid());
    let other = open_at(&dir, NIGHT);
    let actor = other.actor().unwrap();
    let reopen = ReopenTicket {
        ticket: OLD.ticket(),
        text: Clean::from("again"),
    };
    other.submit(&actor, &Command::Reopen(reopen)).unwrap();
    drop(other);
    write(
        &dir,
        NIGHT,
        &[
            (
                "ticket.action_logged",
                json!({"ticket": t, "text": "Looked again", "callout": c}),
            ),
            (
                "ticket.prompt_answered",
                json!({"ticket": t, "field": "cure", "text": "a better cable", "saw": []}),
            ),
        ],
    );
    assert!(by_page.refresh());
    let (again, whole) = both(&dir);
    for desk in [&by_page, &again] {
        let (a, b) = (desk.snapshot(), whole.snapshot());
        assert_eq!(a.callouts_of(OLD.ticket()), b.callouts_of(OLD.ticket()));
        assert_eq!(a.callouts_of(OLD.ticket()).len(), 1);
        assert_eq!(a.ticket(OLD.ticket()), b.ticket(OLD.ticket()));
        assert!(a.register.cures().eq(b.register.cures()));
        let claim = |desk: &Desk| desk.snapshot().register.claim_numbered(Number::claim(1));
        assert_eq!(claim(desk), claim(&whole));
    }
}
