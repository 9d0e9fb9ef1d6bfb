//! What is ready to be said in the morning: two lines for each who is owed word, true then.

use super::super::{outbox, sheet};
use super::Night;
use crate::domain::command::{ReopenTicket, ResolveTicket};
use crate::domain::testing::{at, clean};
use crate::domain::{Command, StepName as N};

/// A server was down; nobody was told of it.
fn ended(how: &[(&str, &str)]) -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    let caller = [("name", "Ann Lee"), ("phone", "0123 9"), ("word", "2")];
    night.answer(N::Caller, &caller);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "3"), ("opening", "38")]);
    night.answer(N::Emergency, &[("verdict", "1")]);
    night.answer(N::Place, &[("where", "1")]);
    night.answer(N::Tell, &[]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:10-04:00");
    night.answer(N::Outcome, how);
    night.sleep().unwrap();
    night.world.now = at("2026-05-14T08:10-04:00");
    night
}

/// The lines for each, by name.
fn ready(night: &Night) -> Vec<(String, String)> {
    let world = &night.world;
    let ready = outbox(&world.records, &world.site, &night.callout(), world.now);
    let said = ready.into_iter().map(|one| (one.name, one.text.join(" ")));
    said.collect()
}

fn to_ann(night: &Night) -> String {
    let ready = ready(night).into_iter();
    let mut of_ann = ready.filter(|(name, _)| name == "Ann Lee");
    of_ann.next().unwrap().1
}

#[test]
fn who_is_owed_word_hears_since_when_it_works() {
    let night = ended(&[("how", "1"), ("times", "restored 0300")]);
    let said = to_ann(&night);
    assert_eq!(
        said,
        "You called about it: mail server: 3 people could not work. \
         It has worked again since 03:00."
    );
    let world = &night.world;
    let ready = outbox(&world.records, &world.site, &night.callout(), world.now);
    let ann = ready.iter().find(|one| one.requester).unwrap();
    assert_eq!(ann.phone.as_deref(), Some("0123 9"));
    assert_eq!(ann.pay, "nightdesk tell T-1 requester");
    let lines = sheet(&world.records, &world.site, &night.callout(), world.now);
    let section = lines
        .iter()
        .skip_while(|line| !line.starts_with("To be told, ready"));
    let section: Vec<_> = section.take(4).cloned().collect();
    assert_eq!(
        section.join("\n"),
        "To be told, ready; nothing is sent by the program:\n  Ann Lee, 0123 9 (who called)\n    \
         You called about it: mail server: 3 people could not work.\n    \
         It has worked again since 03:00."
    );
}

#[test]
fn word_that_was_said_is_ready_no_more() {
    let mut night = ended(&[("how", "1"), ("times", "restored 0300")]);
    assert!(ready(&night).iter().any(|(name, _)| name == "Ann Lee"));
    let ticket = night.callout().ticket;
    night.world.tell(ticket, "it works again").unwrap();
    assert!(!ready(&night).iter().any(|(name, _)| name == "Ann Lee"));
}

#[test]
fn the_lines_follow_what_came_out_since() {
    let mut night = ended(&[("how", "5")]);
    assert!(to_ann(&night).ends_with("It is not fixed yet: it waits for the vendor."));
    assert!(to_ann(&night).contains("cannot work"));
    let ticket = night.callout().ticket;
    let resolve = ResolveTicket {
        ticket,
        text: clean("the vendor changed the disk"),
        happened: None,
    };
    night.world.run(Command::Resolve(resolve)).unwrap();
    assert!(to_ann(&night).ends_with("It has worked again since 08:10."));
}

#[test]
fn what_came_back_in_the_morning_is_not_said_to_work() {
    let mut night = ended(&[("how", "1"), ("times", "restored 0300")]);
    let reopen = ReopenTicket {
        ticket: night.callout().ticket,
        text: clean("down again"),
    };
    night.world.run(Command::Reopen(reopen)).unwrap();
    let said = to_ann(&night);
    assert!(said.contains("cannot work"), "{said}");
    assert!(said.ends_with("It had worked again, and is open once more."));
}

#[test]
fn nothing_is_ready_before_anybody_is_owed_word() {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "2")]);
    assert!(ready(&night).is_empty());
}

#[test]
fn rooms_that_were_entered_are_told_of_as_past() {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    let head = night.world.contact("Hope Diaz", &[]);
    let unit = crate::domain::UnitId(night.world.uuid());
    let unit = crate::domain::event::UnitAdded {
        unit,
        short: None,
        name: clean("Eastside"),
        heads: 4,
        head: Some(head),
    };
    night.world.apply_all([crate::domain::Event::from(unit)]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "2")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Place, &[("where", "3"), ("room", "Eastside")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:10-04:00");
    let times = "arrived 0230, restored 0300, stopped 0305";
    night.answer(N::Outcome, &[("how", "1"), ("times", times)]);
    night.sleep().unwrap();
    let all = ready(&night);
    let head = all.iter().find(|(name, _)| name == "Hope Diaz");
    assert_eq!(
        head.unwrap().1,
        "We went into Eastside at 02:30, in an emergency. mail server: how many could not work \
         is not known yet. It has worked again since 03:00."
    );
}
