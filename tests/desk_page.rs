//! The page of a desk: opening by it and opening by the whole journal give the same records.

mod desk_rig;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use desk_rig::{Work, at, caller, new_desk, open, walk_up};
use nightdesk::desk::Desk;
use nightdesk::domain::command::{CloseTicket, CorrectEntry, LogAction, ReopenTicket, StartList};
use nightdesk::domain::{Command, ListId, Number, NumberKind, Records, State, TicketId};
use nightdesk::text::Clean;
use uuid::Uuid;

/// Opens the desk as if there were no page.
fn open_whole(dir: &Path) -> Desk {
    let (page, aside) = (dir.join("page"), dir.join("page.aside"));
    let had = fs::rename(&page, &aside).is_ok();
    let desk = open(dir);
    assert!(!desk.snapshot().register.is_partial());
    if had {
        fs::rename(&aside, &page).expect("it goes back");
    }
    desk
}

/// Compares two desks record by record; `by_page` may have to load the closed ones.
fn assert_same(by_page: &Desk, whole: &Desk) {
    let (a, b) = (by_page.snapshot(), whole.snapshot());
    assert_eq!((a.seq, &a.head), (b.seq, &b.head));
    assert_eq!(a.read_only, b.read_only);
    assert_eq!(a.made, b.made);
    assert_eq!(format!("{:?}", a.site), format!("{:?}", b.site));
    for kind in NumberKind::ALL {
        assert_eq!(a.next_number(kind), b.next_number(kind));
    }
    assert!(a.register.people().eq(b.register.people()));
    assert!(a.register.assets().eq(b.register.assets()));
    assert_eq!(a.units(), b.units());
    assert!(a.register.unit_names().eq(b.register.unit_names()));
    for person in b.register.people() {
        assert_eq!(
            a.person_named(person.name.as_str()),
            b.person_named(person.name.as_str())
        );
        for post in &person.posts {
            assert_eq!(a.holders(post), b.holders(post));
        }
    }
    for ticket in b.register.tickets() {
        if ticket.state == State::Closed {
            assert_eq!(
                a.story(ticket.id).expect("a story").ticket,
                *ticket,
                "folded for a look"
            );
            assert_eq!(
                by_page.ticket_numbered(ticket.number).as_ref(),
                Some(ticket)
            );
        } else {
            assert_eq!(a.ticket(ticket.id).as_ref(), Some(ticket));
        }
        let lists = by_page.snapshot().lists_of(ticket.id);
        assert_eq!(lists, b.lists_of(ticket.id), "{}", ticket.number);
        assert!(a.is_taken(ticket.number));
    }
    for list in b.register.lists() {
        assert_eq!(by_page.list_numbered(list.number).as_ref(), Some(list));
    }
    let ids: BTreeSet<_> = b.register.tickets().map(|t| t.id).collect();
    assert!(
        by_page
            .snapshot()
            .register
            .tickets()
            .all(|t| ids.contains(&t.id))
    );
    for callout in b.register.callouts() {
        let found = by_page.callout_numbered(callout.number);
        assert_eq!(found.as_ref(), Some(callout));
    }
    assert!(a.register.turns().eq(b.register.turns()));
    assert!(a.register.cures().eq(b.register.cures()));
    by_page.load_all().expect("it is read");
    let all = by_page.snapshot();
    assert!(all.register.callouts().eq(b.register.callouts()));
    assert!(all.register.claims().eq(b.register.claims()));
    assert!(all.register.tickets().eq(b.register.tickets()));
    assert!(all.register.lists().eq(b.register.lists()));
}

#[test]
fn any_work_leaves_a_page_that_says_what_the_journal_says() {
    for seed in 1..=8 {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        new_desk(&dir);
        let mut work = Work::new(seed);
        let mut desk = open(&dir);
        for _ in 0..60 {
            match work.up_to(12) {
                0 => desk.close(),
                1 => {
                    if work.up_to(2) == 0 {
                        desk.close();
                    }
                    drop(desk);
                    desk = open(&dir);
                }
                _ => {
                    let whole = open_whole(&dir);
                    let command = work.command(&whole.snapshot());
                    let actor = desk.actor().unwrap();
                    let before = desk.snapshot().seq;
                    let done = desk.submit(&actor, &command);
                    let known = format!("{:?}", done.map_err(|e| e.to_string()).map(|r| r.number));
                    if desk.snapshot().seq == before {
                        // Refused: the desk that knows everything refuses it in the same words.
                        let refused = whole.submit(&actor, &command);
                        let refused = refused.map_err(|e| e.to_string()).map(|r| r.number);
                        assert_eq!(format!("{refused:?}"), known, "{command:?}");
                    }
                }
            }
        }
        let again = open(&dir);
        assert_same(&again, &open_whole(&dir));
        again.close();
        assert_same(&open(&dir), &open_whole(&dir));
    }
}

fn closed_ticket(desk: &Desk) -> TicketId {
    let actor = desk.actor().expect("known");
    let id = TicketId(Uuid::now_v7());
    let mut open = nightdesk::domain::command::OpenTicket::walk_up(id, Clean::from("Toner"));
    open.done = Some(nightdesk::domain::command::QuickLog {
        minutes: 3,
        told: true,
    });
    desk.submit(&actor, &Command::Open(Box::new(open)))
        .expect("known");
    assert_eq!(
        desk.snapshot().ticket(id).expect("known").state,
        State::Closed
    );
    id
}

#[test]
fn a_closed_ticket_is_not_in_the_page_and_is_found_when_it_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().unwrap();
    let id = closed_ticket(&desk);
    desk.submit(&actor, &walk_up("Scanner")).unwrap();
    desk.close();
    let next = open(&dir);
    let known = next.snapshot();
    assert!(known.register.is_partial());
    assert!(known.ticket(id).is_none());
    assert!(known.is_taken(Number::ticket(1)));
    assert_eq!(known.next_number(NumberKind::Ticket), 3);
    assert_eq!(known.story(id).unwrap().ticket.title.as_str(), "Toner");
    assert_eq!(next.ticket_numbered(Number::ticket(1)).unwrap().id, id);
    assert_eq!(next.ticket_numbered(Number::ticket(9)), None);
    assert_eq!(next.load(TicketId(Uuid::now_v7())), None);
    // A command about it is judged on all of it, in a desk that does not have it in memory.
    let third = open(&dir);
    let log = Command::Log(LogAction {
        ticket: id,
        text: Clean::from("again"),
        minutes: None,
        happened: None,
    });
    assert!(third.submit(&actor, &log).is_err(), "it is closed");
    let first = third.snapshot().story(id).unwrap().timeline.lines;
    let logged = first
        .iter()
        .find(|l| l.kind == "ticket.action_logged")
        .unwrap();
    let correct = Command::Correct(CorrectEntry {
        ticket: id,
        entry: logged.seq,
        text: Clean::from("Toner in the other printer"),
    });
    third.submit(&actor, &correct).unwrap();
    let reopen = Command::Reopen(ReopenTicket {
        ticket: id,
        text: Clean::from("streaks"),
    });
    third.submit(&actor, &reopen).unwrap();
    assert_same(&open(&dir), &open_whole(&dir));
}

#[test]
fn another_process_that_reopens_a_closed_ticket_is_followed() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let one = open(&dir);
    let actor = one.actor().unwrap();
    let id = closed_ticket(&one);
    one.close();
    let two = open(&dir);
    assert!(two.snapshot().ticket(id).is_none());
    let reopen = Command::Reopen(ReopenTicket {
        ticket: id,
        text: Clean::from("streaks"),
    });
    one.submit(&actor, &reopen).unwrap();
    let list = StartList {
        id: ListId(Uuid::now_v7()),
        checklist: "callout".to_owned(),
        ticket: Some(id),
    };
    let _ = one.submit(&actor, &Command::StartList(list));
    assert!(two.refresh());
    assert_eq!(two.snapshot().ticket(id), one.snapshot().ticket(id));
    assert_eq!(two.snapshot().lists_of(id), one.snapshot().lists_of(id));
    let close = Command::Close(CloseTicket::of(id));
    let _ = two.submit(&actor, &close);
    assert_same(&open(&dir), &open_whole(&dir));
}

#[test]
fn a_page_that_is_damaged_or_of_another_journal_counts_as_none() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().unwrap();
    closed_ticket(&desk);
    desk.submit(&actor, &walk_up("Scanner")).unwrap();
    desk.close();
    let seq = desk.snapshot().seq;
    let page = fs::read(dir.join("page")).unwrap();
    let step = page.len() / 24;
    for byte in (0..page.len()).step_by(step) {
        let mut flipped = page.clone();
        flipped[byte] ^= 0x04;
        fs::write(dir.join("page"), &flipped).unwrap();
        let again = open(&dir);
        let known = again.snapshot();
        assert_eq!(
            (known.seq, known.read_only.clone()),
            (seq, None),
            "byte {byte}"
        );
        assert!(!known.register.is_partial(), "byte {byte}");
    }
    // Another desk's page.
    let other = home.path().join("other");
    new_desk(&other);
    open(&other).close();
    fs::copy(other.join("page"), dir.join("page")).unwrap();
    let again = open(&dir);
    assert!(!again.snapshot().register.is_partial());
    assert_eq!(
        (again.snapshot().seq, again.snapshot().read_only.clone()),
        (seq, None)
    );
    // A journal that was written anew beside the page: the same bytes, another file.
    fs::write(dir.join("page"), &page).unwrap();
    assert!(open(&dir).snapshot().register.is_partial());
    let journal = dir.join("journal/000001.jsonl");
    let bytes = fs::read(&journal).unwrap();
    fs::write(dir.join("beside"), bytes).unwrap();
    fs::rename(dir.join("beside"), &journal).unwrap();
    assert!(!open(&dir).snapshot().register.is_partial());
}

#[test]
fn lines_that_the_page_has_seen_are_never_called_torn() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().unwrap();
    let before = fs::read(dir.join("journal/000001.jsonl")).unwrap();
    desk.submit(&actor, &walk_up("Scanner")).unwrap();
    desk.close();
    drop(desk);
    fs::write(dir.join("journal/000001.jsonl"), &before).unwrap();
    fs::remove_file(dir.join("acked")).unwrap();
    let again = open(&dir);
    assert!(
        again.snapshot().read_only.is_some(),
        "an acknowledged line is gone"
    );
    assert!(again.submit(&actor, &walk_up("Printer")).is_err());
}

#[test]
fn a_desk_whose_journal_was_replaced_behind_it_reads_it_anew() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().unwrap();
    let id = closed_ticket(&desk);
    desk.close();
    let two = open(&dir);
    let journal = dir.join("journal/000001.jsonl");
    fs::copy(&journal, dir.join("beside")).unwrap();
    fs::rename(dir.join("beside"), &journal).unwrap();
    two.refresh();
    assert_eq!(two.snapshot().read_only, None);
    assert!(two.snapshot().ticket(id).is_some(), "everything was read");
    two.submit(&actor, &walk_up("Printer")).unwrap();
    assert_same(&open(&dir), &open_whole(&dir));
}

#[test]
fn the_page_is_written_again_after_so_many_entries() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = Desk::open(&dir, caller(), at("2026-11-22T02:15:00-05:00")).unwrap();
    let actor = desk.actor().unwrap();
    for n in 0..260 {
        desk.submit(&actor, &walk_up(&format!("Ticket {n}")))
            .unwrap();
        desk.keep_up();
    }
    drop(desk);
    assert!(dir.join("page").exists());
    assert_same(&open(&dir), &open_whole(&dir));
}
