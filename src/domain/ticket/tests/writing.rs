//! Answers, narratives, corrections, moves, files.

use uuid::Uuid;

use super::{category, closed, rule};
use crate::domain::command::{AnswerPrompt, AttachFile, CorrectEntry, MoveAction, WriteNarrative};
use crate::domain::testing::{World, clean};
use crate::domain::{AttachedAs, Command, Event, Refusal, TicketId};

fn note(
    world: &mut World,
    ticket: TicketId,
    field: &str,
    saw: Option<Uuid>,
) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Note(AnswerPrompt {
        ticket,
        field: field.to_owned(),
        text: clean("an answer"),
        saw,
    }))
}

fn narrative(
    world: &mut World,
    ticket: TicketId,
    text: &str,
    saw: Option<Uuid>,
) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Narrative(WriteNarrative {
        ticket,
        text: clean(text),
        saw,
    }))
}

fn correct(
    world: &mut World,
    ticket: TicketId,
    entry: u64,
    text: &str,
) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Correct(CorrectEntry {
        ticket,
        entry,
        text: clean(text),
    }))
}

fn move_action(
    world: &mut World,
    ticket: TicketId,
    entry: u64,
    to: TicketId,
) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Move(MoveAction {
        ticket,
        to,
        entry,
        because: clean("wrong ticket"),
    }))
}

/// The seq of the newest entry.
fn newest(world: &World) -> u64 {
    world.log.last().unwrap().0.seq
}

#[test]
fn only_what_its_categories_ask_is_answered() {
    let mut world = World::new();
    let id = world.open("x");
    note(&mut world, id, "cure", None).unwrap();
    assert_eq!(rule(note(&mut world, id, "fault", None)), "N03");
    category(&mut world, id, "repair").unwrap();
    note(&mut world, id, "fault", None).unwrap();
    let ticket = world.ticket(1);
    assert!(ticket.answered.contains_key("fault") && ticket.answered.contains_key("cure"));
}

#[test]
fn the_narrative_may_be_written_as_the_answer_to_its_prompt() {
    let mut world = World::new();
    let id = world.open("x");
    note(&mut world, id, "narrative", None).unwrap();
    assert!(world.ticket(1).narrative.is_some());
}

#[test]
fn what_somebody_wrote_meanwhile_is_shown_with_what_you_wrote() {
    let mut world = World::new();
    let id = world.open("x");
    narrative(&mut world, id, "first", None).unwrap();
    let saw = world.ticket(1).narrative;
    narrative(&mut world, id, "theirs", saw).unwrap();
    let refusal = narrative(&mut world, id, "mine", saw).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N06");
    assert!(refusal.because.contains("theirs") && refusal.because.contains("mine"));
    narrative(&mut world, id, "mine", None).unwrap();
}

#[test]
fn an_answer_that_changed_meanwhile_is_refused() {
    let mut world = World::new();
    let id = world.open("x");
    note(&mut world, id, "cure", None).unwrap();
    let saw = world.ticket(1).answered.get("cure").copied();
    note(&mut world, id, "cure", saw).unwrap();
    let refusal = note(&mut world, id, "cure", saw).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N06");
    assert!(
        refusal.because.contains("Theirs: \"an answer\"") && refusal.because.contains("Yours:"),
        "both stand: {}",
        refusal.because
    );
}

#[test]
fn a_title_is_corrected_through_its_opening_entry() {
    let mut world = World::new();
    let id = world.open("Teh printer");
    let opening = newest(&world);
    assert_eq!(
        rule(correct(&mut world, id, opening, &"x".repeat(201))),
        "N04"
    );
    assert_eq!(
        rule(correct(&mut world, id, opening, "Teh\nprinter")),
        "N07"
    );
    correct(&mut world, id, opening, "The\nprinter").unwrap();
    assert_eq!(world.ticket(1).title, clean("The printer"));
    let entries = world.entries_on(id.uuid());
    assert_eq!(entries.len(), 2, "both wordings stand");
}

#[test]
fn a_refusal_names_no_other_ticket() {
    let mut world = World::new();
    world.open("x");
    let id = world.open("y");
    let refusal = narrative(&mut world, id, &"x".repeat(65_537), None).unwrap_err();
    assert!(!refusal.instead.contains("T-1"), "{}", refusal.instead);
}

#[test]
fn only_entries_with_a_text_are_corrected_and_both_stand() {
    let mut world = World::new();
    let id = world.open("x");
    let other = world.open("y");
    let opening = newest(&world);
    world.log(id, "rebooted").unwrap();
    let action = newest(&world);
    assert_eq!(rule(correct(&mut world, id, 9_999, "z")), "N03");
    assert_eq!(rule(correct(&mut world, other, action, "z")), "N03");
    assert_eq!(rule(correct(&mut world, id, opening, "z")), "N03");
    assert_eq!(rule(correct(&mut world, id, action, "rebooted")), "N07");
    assert_eq!(rule(correct(&mut world, id, action, " ")), "N04");
    correct(&mut world, id, action, "rebooted twice").unwrap();
    assert_eq!(world.ticket(1).actions, 1);
}

#[test]
fn the_record_of_a_closed_ticket_may_be_corrected() {
    let mut world = World::new();
    let id = closed(&mut world);
    let entries = world.entries_on(id.uuid());
    let action = entries
        .iter()
        .find(|(_, e)| e.kind() == "ticket.action_logged");
    let seq = action.unwrap().0.seq;
    correct(&mut world, id, seq, "Changed the drum").unwrap();
}

#[test]
fn an_action_counts_where_it_belongs() {
    let mut world = World::new();
    let (a, b) = (world.open("a"), world.open("b"));
    world.log(a, "swapped the cable").unwrap();
    let entry = newest(&world);
    assert_eq!(rule(move_action(&mut world, a, entry, a)), "N07");
    assert_eq!(rule(move_action(&mut world, b, entry, a)), "N03");
    assert_eq!(rule(move_action(&mut world, a, 9_999, b)), "N03");
    move_action(&mut world, a, entry, b).unwrap();
    assert_eq!((world.ticket(1).actions, world.ticket(2).actions), (0, 1));
    assert_eq!(world.ticket(1).last_action, None);
    assert_eq!(rule(move_action(&mut world, a, entry, b)), "N03");
    world.tell(a, "hello").unwrap();
    let told = newest(&world);
    assert_eq!(rule(move_action(&mut world, a, told, b)), "N03");
    let done = closed(&mut world);
    assert_eq!(rule(move_action(&mut world, b, entry, done)), "N02");
}

#[test]
fn a_file_is_attached_by_its_sum() {
    let mut world = World::new();
    let id = world.open("x");
    let mut attach = |sha256: &str, name: &str| {
        world.run(Command::Attach(AttachFile {
            ticket: id,
            sha256: sha256.to_owned(),
            bytes: 12,
            name: clean(name),
            purpose: AttachedAs::Request,
        }))
    };
    attach(&"0a".repeat(32), "letter.pdf").unwrap();
    assert_eq!(rule(attach("0a", "letter.pdf")), "N03");
    assert_eq!(rule(attach(&"../0a".repeat(16), "letter.pdf")), "N03");
    assert_eq!(rule(attach(&"0a".repeat(32), "")), "N04");
}
