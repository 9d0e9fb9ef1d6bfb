//! A desk that knows its closed tickets packed says of every ticket, number and search the same as
//! one that has folded all of its journal: from the archive's file and from the journal, and after
//! what was opened again, written by others, taken out or restored.

mod desk_rig;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use desk_rig::{Work, at, caller, new_desk, open, walk_up};
use nightdesk::desk::{Desk, Restore, Snapshot, Waiting};
use nightdesk::domain::command::{
    AddPerson, CloseTicket, Decision, LogAction, RedactEntry, RedactWish, ReopenTicket,
    ResolveTicket, SetCategory, TellPerson, Told,
};
use nightdesk::domain::{
    Channel, Command, PersonId, Proof, Records, State, Ticket, TicketId, ToldOutcome,
};
use nightdesk::text::{Clean, fold};
use uuid::Uuid;

/// More closed tickets than any desk here has.
const ALL: usize = 100_000;

/// The entries behind an archive's file after which it is written again.
const KEPT_AFTER: usize = 4096;
/// Commands that are given together.
const ROUND: usize = 64;

/// A desk so long that its closed tickets are kept in a file, as a session before left it.
fn keep(dir: &Path) {
    let desk = open(dir);
    let actor = desk.actor().expect("the maker");
    let begin = walk_up("It goes on");
    let Command::Open(opened) = &begin else {
        panic!("it is an opening")
    };
    desk.submit(&actor, &begin).expect("it is open");
    let log = Command::Log(LogAction {
        ticket: opened.id,
        text: Clean::from("looked again"),
        minutes: None,
        happened: None,
    });
    let (actor, command) = (&actor, &log);
    for _ in 0..=KEPT_AFTER / ROUND {
        for done in desk.submit_all(&[Waiting { actor, command }; ROUND]) {
            done.expect("it is written");
        }
    }
    desk.close();
    let desk = open(dir);
    make_known(&desk);
    assert!(dir.join("archive").exists());
    desk.close();
}

fn make_known(desk: &Desk) {
    let mut loading = None;
    while !desk.load_part(&mut loading).expect("it is read") {}
    assert!(desk.snapshot().is_all_known());
}

fn work(desk: &Desk, seed: u64, commands: usize) {
    let actor = desk.actor().expect("the maker");
    let mut work = Work::new(seed);
    for _ in 0..commands {
        let command = work.command(&desk.snapshot());
        // What the rules refuse is no matter here. The rig's own choice closes little.
        let commands = match command {
            Command::Log(LogAction { ticket, .. })
            | Command::Category(SetCategory { ticket, .. })
            | Command::Close(CloseTicket { ticket, .. }) => ends(ticket).to_vec(),
            other => vec![other],
        };
        for command in &commands {
            let _ = desk.submit(&actor, command);
        }
    }
}

/// What a desk is that has everything folded.
fn whole(dir: &Path) -> Arc<Snapshot> {
    let desk = open(dir);
    desk.load_all().expect("it is read");
    desk.snapshot()
}

fn closed_with(known: &Snapshot, words: &[String]) -> Vec<Arc<Ticket>> {
    let name = |id: Option<PersonId>| {
        let person = id.and_then(|id| known.person(id));
        person.map_or_else(String::new, |person| person.name.to_string())
    };
    let mut found: Vec<Arc<Ticket>> = known.register.tickets().cloned().collect();
    found.retain(|ticket| {
        let text = fold(&format!(
            "{} {} {} {} {}",
            ticket.number,
            ticket.title,
            name(ticket.from),
            name(ticket.owner),
            ticket.category
        ));
        ticket.state == State::Closed && words.iter().all(|word| text.contains(word))
    });
    found.sort_by_key(|ticket| ticket.closed.map(|at| -at.epoch_ms()));
    found
}

/// A desk with packed tickets against one that has all of them in memory.
fn assert_same(desk: &Desk, whole: &Snapshot) {
    let known = desk.snapshot();
    assert_eq!((known.seq, &known.head), (whole.seq, &whole.head));
    assert!(known.is_all_known() && !whole.register.is_partial());
    let mut all: Vec<Arc<Ticket>> = known.tickets().collect();
    all.sort_by_key(|ticket| ticket.id);
    let expected: Vec<Arc<Ticket>> = whole.register.tickets().cloned().collect();
    assert_eq!(all, expected);
    for ticket in &expected {
        assert_eq!(known.ticket(ticket.id).as_ref(), Some(ticket));
        let numbered = known.ticket_numbered(ticket.number);
        assert_eq!(numbered.as_ref(), Some(ticket));
        let story = known.story(ticket.id).expect("a story");
        let told = whole.story(ticket.id).expect("a story");
        assert_eq!((story.timeline, story.lists), (told.timeline, told.lists));
    }
    for words in [
        "",
        "words",
        "words 1",
        "jo",
        "t-1 words",
        "repair",
        "nowhere",
    ] {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let mut found = known.packed(&words, ALL).tickets;
        found.extend(closed_with(&known, &words));
        found.sort_by_key(|ticket| (ticket.closed.map(|at| -at.epoch_ms()), ticket.id));
        let mut expected = closed_with(whole, &words);
        expected.sort_by_key(|ticket| (ticket.closed.map(|at| -at.epoch_ms()), ticket.id));
        assert_eq!(found, expected, "{words:?}");
    }
}

fn folded(desk: &Desk) -> usize {
    let known = desk.snapshot();
    let closed = known
        .register
        .tickets()
        .filter(|ticket| ticket.state == State::Closed);
    closed.count()
}

#[test]
fn packed_tickets_are_those_that_folding_everything_gives() {
    for seed in 0..6 {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        new_desk(&dir);
        let first = open(&dir);
        work(&first, seed, 90);
        first.close();
        drop(first);
        if seed % 2 == 0 {
            keep(&dir);
            work(&open(&dir), seed + 30, 25);
        }
        let desk = open(&dir);
        assert!(desk.snapshot().register.is_partial());
        let before = folded(&desk);
        make_known(&desk);
        assert_eq!(folded(&desk), before, "none is folded for it");
        let archive = desk.snapshot().archive.clone().expect("they are packed");
        assert!(archive.len() > 1, "{} are closed", archive.len());
        assert_eq!(archive.decoded(), 0);
        assert_same(&desk, &whole(&dir));
        // What is written after it, here and elsewhere.
        work(&desk, seed + 50, 25);
        assert_same(&desk, &whole(&dir));
        work(&open(&dir), seed + 70, 25);
        desk.refresh();
        assert_same(&desk, &whole(&dir));
        desk.close();
    }
}

/// A desk with three closed tickets, the first of which says a word in its title and an action.
fn with_secret(dir: &Path) -> (TicketId, u64) {
    new_desk(dir);
    let desk = open(dir);
    let actor = desk.actor().expect("the maker");
    let add = AddPerson {
        id: PersonId(Uuid::from_u128(77)),
        name: Clean::from("Hilda Head"),
        staff: true,
        uid: Some(4242),
        unit: None,
        phone: None,
        email: None,
        posts: vec!["library_director".to_owned()],
    };
    desk.submit(&actor, &Command::AddPerson(add))
        .expect("a director");
    let mut first = None;
    for title in ["The canary sang", "Scanner", "Printer"] {
        let command = walk_up(title);
        let Command::Open(begun) = &command else {
            panic!("it is an opening")
        };
        let receipt = desk.submit(&actor, &command).expect("it is open");
        first.get_or_insert((begun.id, receipt.first_seq));
        close(&desk, begun.id);
    }
    desk.close();
    first.expect("three were opened")
}

fn close(desk: &Desk, ticket: TicketId) {
    let actor = desk.actor().expect("the maker");
    for command in ends(ticket) {
        desk.submit(&actor, &command).expect("it is closed");
    }
}

/// What ends a ticket: it works, its requester is told, it is closed.
fn ends(ticket: TicketId) -> [Command; 3] {
    let text = || Clean::from("it works");
    [
        Command::Resolve(ResolveTicket {
            ticket,
            text: text(),
            happened: None,
        }),
        Command::Tell(TellPerson {
            ticket,
            who: Told::Requester,
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: Some(text()),
            happened: None,
        }),
        Command::Close(CloseTicket {
            with_reason: Some(text()),
            ..CloseTicket::of(ticket)
        }),
    ]
}

fn titles(desk: &Desk, word: &str) -> usize {
    desk.snapshot()
        .packed(&[word.to_owned()], ALL)
        .tickets
        .len()
}

#[test]
fn one_that_is_opened_again_leaves_the_packed_ones() {
    for is_kept in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let (ticket, _) = with_secret(&dir);
        if is_kept {
            keep(&dir);
        }
        let desk = open(&dir);
        make_known(&desk);
        assert!(desk.snapshot().is_packed(ticket));
        assert_eq!(titles(&desk, "canary"), 1);
        let reopen = ReopenTicket {
            ticket,
            text: Clean::from("again"),
        };
        let actor = desk.actor().unwrap();
        desk.submit(&actor, &Command::Reopen(reopen)).unwrap();
        assert_eq!((titles(&desk, "canary"), folded(&desk)), (0, 0));
        assert_eq!(desk.snapshot().ticket(ticket).unwrap().state, State::Open);
        close(&desk, ticket);
        assert_same(&desk, &whole(&dir));
    }
}

#[test]
fn what_is_taken_out_is_not_among_the_packed_ones() {
    for is_kept in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let (ticket, entry) = with_secret(&dir);
        if is_kept {
            keep(&dir);
        }
        let desk = open(&dir);
        make_known(&desk);
        assert_eq!(titles(&desk, "canary"), 1);
        assert_eq!(dir.join("archive").exists(), is_kept);
        let order = RedactEntry {
            ticket,
            entry,
            because: Some(Clean::from("a name")),
            wish: RedactWish::TakeOut,
            decision: Some(Decision {
                by: PersonId(Uuid::from_u128(77)),
                how: Proof::Paper,
                reference: Clean::from("folder 7"),
            }),
        };
        let actor = desk.actor().unwrap();
        desk.submit(&actor, &Command::Redact(order)).unwrap();
        desk.refresh();
        assert!(desk.snapshot().archive.is_none(), "it is thrown away");
        assert!(!dir.join("archive").exists());
        make_known(&desk);
        let known = desk.snapshot();
        assert!(
            known
                .tickets()
                .all(|ticket| !ticket.title.as_str().contains("canary"))
        );
        assert_same(&desk, &whole(&dir));
        desk.close();
        // The next session begins from the page, and packs what is left.
        let next = open(&dir);
        make_known(&next);
        assert_eq!((titles(&next, "canary"), titles(&next, "scanner")), (0, 1));
        assert_same(&next, &whole(&dir));
    }
}

#[test]
fn a_restored_desk_packs_what_came_back() {
    let home = tempfile::tempdir().unwrap();
    let [dir, file, into] = ["desk", "backup", "again"].map(|name| home.path().join(name));
    with_secret(&dir);
    open(&dir).backup(&file, &mut |_, _| {}).unwrap();
    let restore = Restore {
        file: &file,
        into: &into,
        group: None,
        witness: None,
        replace: false,
    };
    let clock = at("2026-11-23T09:00:00-05:00");
    Desk::restore(&restore, &caller(), clock.as_ref(), &mut |_, _| {}).unwrap();
    open(&into).close();
    // Of the old desk: its lines are others.
    keep(&dir);
    fs::copy(dir.join("archive"), into.join("archive")).unwrap();
    let desk = open(&into);
    make_known(&desk);
    assert_same(&desk, &whole(&into));
    assert_eq!(desk.snapshot().tickets().count(), 3);
}
