//! The story of a ticket in words.

use uuid::Uuid;

use super::{category, impact};
use crate::domain::command::{
    AnswerPrompt, CorrectEntry, Count, LogAction, MoveAction, PersonRef, ReopenTicket,
    WriteNarrative,
};
use crate::domain::testing::{World, clean};
use crate::domain::ticket::Timeline;
use crate::domain::{Command, TicketId};

fn story(world: &World, ticket: TicketId) -> Timeline {
    Timeline::of(ticket, &world.entries_on(ticket.uuid()), &world.records)
}

fn texts(timeline: &Timeline) -> Vec<String> {
    timeline
        .lines
        .iter()
        .map(|line| line.text.to_string())
        .collect()
}

fn correct(world: &mut World, ticket: TicketId, entry: u64, text: &str) {
    let command = CorrectEntry {
        ticket,
        entry,
        text: clean(text),
    };
    world.run(Command::Correct(command)).unwrap();
}

#[test]
fn each_entry_is_one_line_of_plain_words() {
    let mut world = World::new();
    let ana = world.contact("Ana Reyes", &[]);
    let id = world.open_with("No network", |c| c.from = Some(PersonRef::Id(ana)));
    impact(&mut world, id, |c| {
        c.blocked = Some(Count::Number(38));
        c.hampered = Some(Count::Number(2));
    })
    .unwrap();
    world.assign(id, world.actor.person).unwrap();
    world.tell(id, "on it").unwrap();
    world
        .wait_for(id, "the board", "2026-05-18T12:00-04:00")
        .unwrap();
    world.log(id, "Board swapped").unwrap();
    category(&mut world, id, "repair").unwrap();
    world.resolve(id, "works").unwrap();
    let expected = [
        "opened by walk-in, from Ana Reyes",
        "38 stopped, 2 slowed",
        "owner: Dana Reyes",
        "told Ana Reyes by phone: on it",
        "waits for the board until Mon 18 May 12:00",
        "Board swapped",
        "record category: repair",
        "resolved: works",
    ];
    assert_eq!(texts(&story(&world, id)), expected);
}

#[test]
fn what_was_written_late_stands_where_it_happened_and_says_so() {
    let mut world = World::new();
    let id = world.open("x");
    world.wait(20);
    world.log(id, "now").unwrap();
    for (minutes, text) in [(-10, "ten minutes ago"), (-5, "five minutes ago")] {
        let command = LogAction {
            ticket: id,
            text: clean(text),
            minutes: Some(3),
            happened: Some(world.now.plus_minutes(minutes)),
        };
        world.run(Command::Log(command)).unwrap();
    }
    let story = story(&world, id);
    let late: Vec<bool> = story.lines.iter().map(|line| line.late).collect();
    assert_eq!(
        texts(&story)[1..],
        ["ten minutes ago (3 min)", "five minutes ago (3 min)", "now"]
    );
    assert_eq!(late, [false, true, false, false]);
}

#[test]
fn a_correction_is_linked_and_both_texts_stand() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "rebooted").unwrap();
    let entry = world.log.last().unwrap().0.seq;
    correct(&mut world, id, entry, "rebooted twice");
    let story = story(&world, id);
    assert_eq!(story.lines[1].corrected_by, Some(entry + 1));
    assert_eq!(texts(&story)[1], "rebooted");
    assert_eq!(
        texts(&story)[2],
        format!("corrects entry {entry}: rebooted twice")
    );
}

#[test]
fn a_title_that_was_corrected_stands_in_the_line_that_gave_it() {
    let mut world = World::new();
    let id = world.open("Circulation server down");
    let entry = world.log.last().unwrap().0.seq;
    correct(&mut world, id, entry, "Circulation is slow");
    correct(&mut world, id, entry, "Circulation is slow today");
    let story = story(&world, id);
    let said = "title: Circulation server down; opened by walk-in";
    assert_eq!(texts(&story)[0], said);
    assert_eq!(
        texts(&story)[1],
        format!("corrects entry {entry}: Circulation is slow")
    );
}

#[test]
fn the_texts_that_stand_are_the_last_ones_as_corrected() {
    let mut world = World::new();
    let id = world.open("x");
    for text in ["first", "second"] {
        let command = WriteNarrative {
            ticket: id,
            text: clean(text),
            saw: None,
        };
        world.run(Command::Narrative(command)).unwrap();
    }
    let entry = world.log.last().unwrap().0.seq;
    correct(&mut world, id, entry, "second, mended");
    let command = AnswerPrompt {
        ticket: id,
        field: "cure".to_owned(),
        text: clean("a new board"),
        saw: None,
    };
    world.run(Command::Note(command)).unwrap();
    world.resolve(id, "works").unwrap();
    let before = story(&world, id);
    assert_eq!(before.narrative, Some(clean("second, mended")));
    assert_eq!(before.outcome, Some(clean("works")));
    assert_eq!(before.answers.get("cure"), Some(&clean("a new board")));
    let command = ReopenTicket {
        ticket: id,
        text: clean("it is back"),
    };
    world.run(Command::Reopen(command)).unwrap();
    assert_eq!(story(&world, id).outcome, None);
}

#[test]
fn a_moved_action_is_seen_in_both_tickets_and_may_move_on() {
    let mut world = World::new();
    let (a, b, c) = (world.open("a"), world.open("b"), world.open("c"));
    world.log(a, "swapped the cable").unwrap();
    let entry = world.log.last().unwrap().0.seq;
    let mut move_on = |ticket, to| {
        let command = MoveAction {
            ticket,
            to,
            entry,
            because: clean("wrong ticket"),
        };
        world.run(Command::Move(command)).unwrap();
    };
    move_on(a, b);
    move_on(b, c);
    let from = story(&world, a);
    assert_eq!(from.lines[1].moved_to, Some(b));
    assert_eq!(
        texts(&from)[2],
        format!("entry {entry} moved to T-2: wrong ticket")
    );
    let between = story(&world, b);
    assert_eq!(
        texts(&between)[1],
        "swapped the cable (moved here from T-1: wrong ticket)"
    );
    assert_eq!(between.lines[1].moved_to, Some(c));
}

#[test]
fn entries_of_other_records_are_not_of_the_story() {
    let mut world = World::new();
    let id = world.open("x");
    world.open("y");
    let story = Timeline::of(id, &world.log, &world.records);
    assert_eq!(story.lines.len(), 1);
    let nobody = TicketId(Uuid::nil());
    assert_eq!(
        Timeline::of(nobody, &world.log, &world.records),
        Timeline::default()
    );
}
