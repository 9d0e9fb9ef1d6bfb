//! What the timeline of the ticket says of the answers.

use super::Night;
use crate::domain::command::{PersonRef, TellPerson, Told};
use crate::domain::testing::World;
use crate::domain::ticket::Timeline;
use crate::domain::{Channel, Command, Records as _, StepName as N, ToldOutcome};

fn story(night: &Night) -> Timeline {
    let ticket = night.callout().ticket;
    let entries = night.world.entries_on(ticket.uuid());
    Timeline::of(ticket, &entries, &night.world.records)
}

fn lines(night: &Night) -> Vec<String> {
    let story = story(night);
    story.lines.iter().map(|l| l.text.to_string()).collect()
}

#[test]
fn the_timeline_says_answers_in_words_and_leaves_out_what_a_fact_says() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Maria Ortiz"), ("phone", "555-01")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server down")]);
    night.answer(N::Impact, &[("now", "0"), ("opening", "38")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    let lines = lines(&night);
    let says = |text: &str| lines.iter().any(|line| line == text);
    assert!(
        says("emergency: an emergency, a server is down"),
        "{lines:#?}"
    );
    assert!(says("place: remote"), "{lines:#?}");
    let raw = ["caller:", "what:", "impact:", "where remote", "verdict yes"];
    for raw in raw {
        assert!(!lines.iter().any(|line| line.contains(raw)), "{lines:#?}");
    }
    // Nothing is lost: the entries are kept apart, for `show --json`.
    let kept = story(&night).silent;
    assert!(
        kept.iter().any(|line| line.text.as_str().contains("38")),
        "{kept:#?}"
    );
}

#[test]
fn a_night_that_is_over_is_said_without_keys_and_machine_times() {
    let mut world = World::new().at("2026-05-14T12:00-04:00");
    world.contact("Maria Ortiz", &[]);
    let mut night = Night::begun(world, true);
    night.answer(
        N::Over,
        &[
            ("name", "Maria Ortiz"),
            ("what", "1"),
            ("which", "mail"),
            ("impact", "3"),
            ("rang", "0155"),
            ("restored", "0225"),
            ("stopped", "0230"),
            ("how", "?"),
        ],
    );
    let lines = lines(&night);
    let says = |text: &str| lines.iter().any(|line| line == text);
    assert!(
        says("it is over: what fixed it not known yet"),
        "{lines:#?}"
    );
    let raw = lines
        .iter()
        .any(|l| l.contains("T0") || l.starts_with("P:"));
    assert!(!raw, "{lines:#?}");
}

#[test]
fn a_ring_that_is_corrected_is_said_with_both_times() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Maria Ortiz"), ("phone", "555-01")]);
    night.answer(N::Caller, &[("rang", "0155")]);
    night.answer(N::Caller, &[("rang", "0150")]);
    let lines = lines(&night);
    let said = "it came in 01:50, not 01:55";
    assert!(lines.iter().any(|line| line == said), "{lines:#?}");
    assert!(lines.iter().all(|line| !line.is_empty()), "{lines:#?}");
}

#[test]
fn a_key_is_named_once_however_it_was_typed() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Maria Ortiz"), ("phone", "555-01")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server down")]);
    night.answer(N::Impact, &[("now", "0"), ("opening", "38")]);
    night.answer(N::Emergency, &[]);
    for (typed, said) in [
        ("key 14", ", key 14"),
        ("Key 15", ", Key 15"),
        ("16", ", key 16"),
    ] {
        let key = [("where", "3"), ("room", "Archive"), ("key", typed)];
        night.answer(N::Place, &key);
        let lines = lines(&night);
        assert!(lines.iter().any(|line| line.ends_with(said)), "{lines:#?}");
    }
}

#[test]
fn the_owner_of_a_hijacked_account_is_rung_before_anything_is_written() {
    let mut night = Night::taken();
    night.world.contact("Maria Ortiz", &[]);
    night.answer(N::Caller, &[("name", "Maria Ortiz"), ("phone", "555-0142")]);
    night.answer(N::What, &[("kind", "7"), ("which", "breach")]);
    night.answer(N::Suspect, &[("suspect", "1"), ("who", "Maria Ortiz")]);
    assert_eq!(night.asks(), "security.seen");
    let lines = night.step().unwrap().derived.join("\n");
    assert!(
        lines.contains("Ring Maria Ortiz now, 555-0142: "),
        "{lines}"
    );
    // Once they were told nobody is to be rung.
    let owner = night.world.records.person_named("Maria Ortiz").unwrap().id;
    let told = TellPerson {
        ticket: night.callout().ticket,
        who: Told::Person(PersonRef::Id(owner)),
        how: Channel::Phone,
        outcome: ToldOutcome::Told,
        text: None,
        happened: None,
    };
    night.world.run(Command::Tell(told)).unwrap();
    let lines = night.step().unwrap().derived.join("\n");
    assert!(!lines.contains("Ring Maria"), "{lines}");
}

#[test]
fn of_what_is_over_nothing_is_said_of_hours_and_its_times_are_asked_as_questions() {
    use crate::domain::callout::begin;
    let world = World::new().at("2026-05-14T12:00-04:00");
    let me = world.actor.person;
    let lines = begin(&world.records, &world.site, me, world.now).derived;
    assert!(lines[0].starts_with("A call now is inside"), "{lines:?}");
    let night = Night::begun(world, true);
    let step = night.step().unwrap();
    assert!(
        step.derived.iter().all(|line| !line.contains("hours")),
        "{step:?}"
    );
    let asked: Vec<&str> = step
        .parts
        .iter()
        .map(|part| part.question.as_str())
        .collect();
    assert!(asked.contains(&"When did it ring?"), "{asked:?}");
    assert!(
        asked.iter().all(|one| !one.starts_with("When: ")),
        "{asked:?}"
    );
}
