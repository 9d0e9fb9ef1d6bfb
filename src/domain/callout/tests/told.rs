//! Whom one told, and how often one tried.

use super::Night;
use crate::domain::command::{TellPerson, Told};
use crate::domain::testing::at;
use crate::domain::{Channel, Command, StepName as N, ToldOutcome};

/// Ann Lee called about the mail server and wants word tonight.
fn called() -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "3"), ("opening", "38")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    night
}

fn outcomes(night: &Night) -> Vec<ToldOutcome> {
    let ticket = night.world.ticket(1);
    ticket.told.iter().map(|told| told.outcome).collect()
}

#[test]
fn who_cannot_be_reached_is_not_written_down_as_told() {
    let mut night = called();
    let tell = TellPerson {
        ticket: night.callout().ticket,
        who: Told::Requester,
        how: Channel::Phone,
        outcome: ToldOutcome::Cannot,
        text: None,
        happened: None,
    };
    night.world.run(Command::Tell(tell)).unwrap();
    let step = night.step().unwrap();
    assert_eq!(step.parts[0].default.as_deref(), Some("later"), "{step:?}");
    assert_eq!(night.answer(N::Tell, &[]), ["callout.answered"]);
    assert_eq!(outcomes(&night), [ToldOutcome::Cannot]);
}

#[test]
fn a_second_vain_try_is_an_entry_too_and_another_one_is_owed() {
    let mut night = called();
    night.answer(N::Tell, &[("1", "3")]);
    night.world.wait(9);
    let kinds = night.answer(N::Tell, &[("1", "3")]);
    assert_eq!(kinds, ["callout.answered", "ticket.told"]);
    assert_eq!(outcomes(&night), [ToldOutcome::NoAnswer; 2]);
    let world = &night.world;
    let debts = super::super::debts(&world.records, &world.site, &night.callout(), world.now);
    let owed = debts.iter().find(|debt| debt.key == "tell.1").unwrap();
    assert!(
        owed.text.ends_with("no answer at 02:17, 02:27, try again"),
        "{owed:?}"
    );
    // Enter alone writes nothing a second time.
    assert_eq!(night.answer(N::Tell, &[]), ["callout.answered"]);
    night.answer(N::Tell, &[("1", "1")]);
    assert_eq!(outcomes(&night).last(), Some(&ToldOutcome::Told));
    assert!(!night.owes().contains(&"tell.1".to_owned()));
}

#[test]
fn a_call_without_an_answer_reads_in_the_log_as_what_it_was() {
    let mut night = called();
    night.answer(N::Tell, &[("1", "3")]);
    night.try_answer(N::Work, &[], false).unwrap();
    let step = night.step().unwrap();
    assert_eq!(
        step.derived.last().unwrap(),
        "02:17 Ann Lee did not answer",
        "{step:?}"
    );
    night.answer(N::Tell, &[("1", "1")]);
    let callout = night.callout();
    let said = super::super::line_words(&night.world.records, callout.lines.last().unwrap());
    assert!(said.starts_with("Ann Lee was told: "), "{said}");
}

#[test]
fn once_it_works_again_the_words_say_so_and_are_recorded_so() {
    let mut night = called();
    night.answer(N::Tell, &[]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:06-04:00");
    night.answer(N::Outcome, &[("how", "1"), ("times", "restored 0305")]);
    night.answer(N::Tell, &[("1", "1")]);
    let callout = night.callout();
    let said = callout.lines.last().unwrap().text.to_string();
    assert_eq!(
        said,
        "You called about it: mail server: 3 people could not work. \
         It has worked again since 03:05."
    );
}

/// A call by Ann Lee, and a room of the North branch that is to be entered; its head is Hanna
/// Brandt.
fn into_north(kind: &str, which: &str, suspect: Option<&str>) -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    let head = night.world.contact("Hanna Brandt", &[]);
    let unit = crate::domain::UnitId(night.world.uuid());
    let added = crate::domain::event::UnitAdded {
        unit,
        short: None,
        name: crate::domain::testing::clean("North branch"),
        heads: 6,
        head: Some(head),
    };
    night.world.apply_all([crate::domain::Event::from(added)]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", kind), ("which", which)]);
    if let Some(suspect) = suspect {
        night.answer(N::Suspect, &[("suspect", suspect), ("who", "?")]);
    }
    night.answer(N::Impact, &[("now", "1"), ("opening", "1")]);
    night.answer(
        N::Emergency,
        &[("approval", "3")][..usize::from(kind == "5")],
    );
    night.answer(N::Place, &[("where", "3"), ("room", "North branch")]);
    night
}

/// What `tell` says now, in one text.
fn tell_text(night: &Night) -> String {
    let world = &night.world;
    let nothing = super::super::Given::new();
    let callout = night.callout();
    let step = super::super::step_named(
        &world.records,
        &world.site,
        &callout,
        N::Tell,
        &nothing,
        world.now,
    );
    format!("{:?}", step.unwrap().parts)
}

#[test]
fn the_words_to_the_head_of_a_room_follow_the_verdict() {
    let mut night = into_north("5", "printer jams", None);
    let said = tell_text(&night);
    assert!(said.contains("It is no emergency; may I?"), "{said}");
    night.line("/arrived now");
    let said = tell_text(&night);
    assert!(said.contains("tonight; it was no emergency"), "{said}");
    night.answer(N::Tell, &[]);
    let world = &night.world;
    let owed = super::super::debts(&world.records, &world.site, &night.callout(), world.now);
    let head = owed.iter().find(|debt| debt.text.contains("Hanna Brandt"));
    assert_eq!(head.unwrap().rule.to_string(), "R30");
    let night = into_north("1", "mail server", None);
    assert!(tell_text(&night).contains("tonight, in an emergency"));
}

#[test]
fn while_one_of_our_own_may_have_done_it_heads_hear_nothing_and_the_caller_neutral_words() {
    let night = into_north("7", "4", Some("3"));
    let said = tell_text(&night);
    assert!(!said.contains("Hanna Brandt"), "{said}");
    assert!(said.contains("Your call is logged as T-1."), "{said}");
    assert!(!said.contains("odd access"), "{said}");
    let night = into_north("7", "4", Some("1"));
    assert!(tell_text(&night).contains("Hanna Brandt"));
}

#[test]
fn a_message_asks_nobody_to_approve_and_a_word_is_no_approval() {
    let mut night = Night::taken();
    let boss = night.world.staff("Bea Boss", 1005, &["director"]);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "5"), ("which", "printer jams")]);
    night.answer(N::Impact, &[("now", "1"), ("opening", "1")]);
    night.answer(N::Emergency, &[("approval", "1")]);
    night.answer(N::Place, &[]);
    let approval = |night: &Night| {
        let world = &night.world;
        let debts = super::super::debts(&world.records, &world.site, &night.callout(), world.now);
        let mut owed = debts.into_iter();
        owed.find(|debt| debt.key == "emergency.approval")
            .map(|debt| debt.text)
    };
    assert_eq!(night.callout().approval.as_ref().unwrap().of, Some(boss));
    let no = notice_of(&night, "Bea Boss");
    night.answer(N::Tell, &[(&no, "2")]);
    let owed = approval(&night).unwrap();
    assert!(owed.starts_with("Bea Boss was not asked"), "{owed}");
    night.answer(N::Tell, &[(&no, "1")]);
    let owed = approval(&night).unwrap();
    assert!(owed.starts_with("Bea Boss has not approved"), "{owed}");
    // Owed once, as the approval.
    assert!(!night.owes().contains(&format!("tell.{no}")));
}

/// The part of `tell` that stands for somebody.
fn notice_of(night: &Night, name: &str) -> String {
    let step = night.step().unwrap();
    let mut parts = step.parts.into_iter();
    parts.find(|part| part.question.contains(name)).unwrap().key
}

#[test]
fn what_is_paid_now_is_gone_to_and_the_debts_are_asked_again_behind_it() {
    let mut night = called();
    night.answer(N::Tell, &[]);
    night.answer(N::List, &[]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "1")]);
    night.answer(N::Narrative, &[]);
    assert_eq!(night.asks(), "debts");
    assert!(night.owes().contains(&"tell.1".to_owned()));
    night.answer(N::Debts, &[("tell.1", "1")]);
    assert_eq!(night.asks(), "tell");
    night.answer(N::Tell, &[("1", "1")]);
    assert_eq!(night.asks(), "debts");
    assert!(!night.owes().contains(&"tell.1".to_owned()));
    night.answer(N::Debts, &[]);
    assert_eq!(night.asks(), "claim");
}

#[test]
fn word_to_one_person_is_owed_once() {
    let mut night = called();
    night.answer(N::Tell, &[]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "1")]);
    let world = &night.world;
    let debts = super::super::debts(&world.records, &world.site, &night.callout(), world.now);
    let to = |debt: &&super::super::Debt| debt.pay.contains(" requester");
    let owed: Vec<_> = debts.iter().filter(to).map(|debt| &debt.key).collect();
    assert_eq!(owed, ["tell.1"], "{debts:?}");
}
