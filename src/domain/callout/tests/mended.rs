//! Counts and times that are answered again: the last one counts, and the old one stays to be seen.

use super::Night;
use crate::domain::testing::at;
use crate::domain::ticket::Timeline;
use crate::domain::{State, StepName as N};

/// A server down, 38 people at opening time.
fn called() -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "3"), ("opening", "38")]);
    night
}

fn sheet(night: &Night) -> String {
    let world = &night.world;
    let callout = night.callout();
    super::super::sheet(&world.records, &world.site, &callout, world.now).join("\n")
}

/// How many the ticket says are stopped when the site opens.
fn at_opening(night: &Night) -> u32 {
    let ticket = night.world.ticket(1);
    ticket
        .deadline
        .as_ref()
        .unwrap()
        .then
        .as_ref()
        .unwrap()
        .blocked
}

#[test]
fn a_lower_number_at_opening_time_counts_and_the_old_one_stays_to_be_seen() {
    let mut night = called();
    let due = night.world.ticket(1).deadline.as_ref().unwrap().due;
    assert_eq!(at_opening(&night), 38);
    night.answer(N::Impact, &[("opening", "12")]);
    assert_eq!(at_opening(&night), 12);
    // Not more than now any more: it counts all the same.
    night.answer(N::Impact, &[("opening", "0")]);
    assert_eq!(at_opening(&night), 0);
    assert_eq!(night.world.ticket(1).deadline.as_ref().unwrap().due, due);
    let sheet = sheet(&night);
    assert!(
        sheet.contains("Corrected: at opening time 0, before that 38, 12."),
        "{sheet}"
    );
}

#[test]
fn a_number_corrected_after_the_opening_leaves_its_date_alone() {
    let mut night = called();
    let due = night.world.ticket(1).deadline.as_ref().unwrap().due;
    night.world.now = at("2026-05-14T11:00-04:00");
    night.answer(N::Impact, &[("opening", "20")]);
    assert_eq!(night.world.ticket(1).deadline.as_ref().unwrap().due, due);
    assert_eq!(at_opening(&night), 20);
}

/// Fixed at three, and slept.
fn fixed() -> Night {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:10-04:00");
    night.answer(
        N::Outcome,
        &[("how", "fixed"), ("times", "restored 0300, stopped 0305")],
    );
    night
}

#[test]
fn a_corrected_restored_time_moves_the_resolved_time_and_the_length() {
    let mut night = fixed();
    let ticket = night.callout().ticket;
    night.world.tell(ticket, "it works again").unwrap();
    assert!(!night.world.ticket(1).owes_word());
    let kinds = night.answer(N::Outcome, &[("times.restored", "0240")]);
    assert_eq!(kinds, ["callout.answered", "ticket.resolved"]);
    let known = night.world.ticket(1);
    assert_eq!(known.resolved.unwrap().at, at("2026-05-14T02:40-04:00"));
    // Who was told was told; nobody opens it again.
    assert!(!known.owes_word());
    assert_eq!(known.state, State::Resolved);
    let sheet = sheet(&night);
    assert!(sheet.contains("since 02:40, after 28 min"), "{sheet}");
    assert!(
        sheet.contains("Corrected: works again 02:40, before that 03:00."),
        "{sheet}"
    );
    // The same minute again is no correction.
    let kinds = night.answer(N::Outcome, &[("times.restored", "0240")]);
    assert_eq!(kinds, ["callout.answered"]);
}

#[test]
fn a_time_corrected_after_the_close_leaves_the_ticket_closed() {
    let mut night = fixed();
    let ticket = night.callout().ticket;
    let closed = crate::domain::event::Closed {
        ticket,
        agreed: None,
        missing: Vec::new(),
        happened: None,
        rules: 0,
    };
    night.world.apply_all([crate::domain::Event::from(closed)]);
    night.answer(N::Outcome, &[("times.restored", "0250")]);
    let known = night.world.ticket(1);
    assert_eq!(known.state, State::Closed);
    assert_eq!(known.resolved.unwrap().at, at("2026-05-14T02:50-04:00"));
}

#[test]
fn the_ring_corrected_in_the_row_is_when_the_ticket_came_in() {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed"), ("times.rang", "0150")]);
    assert_eq!(night.world.ticket(1).opened, at("2026-05-14T01:50-04:00"));
    // Later than it was resolved it cannot have come in: the row keeps it, the ticket does not.
    night.answer(N::Outcome, &[("times.rang", "0213")]);
    let ticket = night.world.ticket(1);
    assert!(ticket.opened <= ticket.resolved.unwrap().at);
}

/// What the outcome says of times that are typed and not sent yet.
fn warned(night: &Night, typed: &[(&str, &str)]) -> String {
    let world = &night.world;
    let typed = typed
        .iter()
        .map(|(part, value)| ((*part).to_owned(), (*value).to_owned()));
    let callout = night.callout();
    let step = super::super::step_named(
        &world.records,
        &world.site,
        &callout,
        N::Outcome,
        &typed.collect(),
        world.now,
    );
    step.unwrap().derived.join("\n")
}

#[test]
fn times_out_of_order_are_warned_at_once_with_both_times() {
    let mut night = called();
    night.answer(N::Place, &[("where", "2")]);
    night.world.now = at("2026-05-14T04:00-04:00");
    for (typed, said) in [
        (
            ("times.restored", "0155"),
            "works again 01:55 is before it rang 02:12",
        ),
        (
            ("times.stopped", "0200"),
            "stopped 02:00 is before began 02:12",
        ),
    ] {
        let warned = warned(&night, &[typed]);
        assert!(warned.contains("Times out of order"), "{warned}");
        assert!(warned.contains(said), "{warned}");
    }
    let way = warned(&night, &[("times.left", "0230"), ("times.home", "0220")]);
    assert!(
        way.contains("home 02:20 is before left home 02:30"),
        "{way}"
    );
    let fine = [
        ("times.restored", "0300"),
        ("times.stopped", "0310"),
        ("times.home", "0330"),
    ];
    assert!(!warned(&night, &fine).contains("out of order"));
}

#[test]
fn a_night_written_down_afterwards_is_warned_of_its_times_too() {
    let mut night = Night::begun(crate::domain::testing::World::new().at(super::NIGHT), true);
    let typed = [("rang", "0130"), ("restored", "0110"), ("stopped", "0200")];
    let typed = typed.map(|(part, value)| (part.to_owned(), value.to_owned()));
    let world = &night.world;
    let callout = night.callout();
    let step = super::super::step_named(
        &world.records,
        &world.site,
        &callout,
        N::Over,
        &typed.into(),
        world.now,
    );
    let step = step.unwrap();
    assert!(step.derived[1].starts_with("Times out of order: works again 01:10"));
    let restored = step.parts.iter().find(|part| part.key == "restored");
    assert!(restored.unwrap().warns.is_some());
    // Kept all the same: no length is negative, and the claim says so.
    night.answer(
        N::Over,
        &[
            ("name", "Ann Lee"),
            ("what", "1"),
            ("which", "mail server"),
            ("rang", "0130"),
            ("restored", "0110"),
            ("stopped", "0200"),
            ("fixed", "fixed"),
        ],
    );
    let ticket = night.world.ticket(1);
    assert_eq!(ticket.resolved.unwrap().at, ticket.opened);
    assert!(sheet(&night).contains("Times out of order"));
}

#[test]
fn times_out_of_order_may_be_kept_and_stand_on_the_claim() {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:30-04:00");
    night.answer(
        N::Outcome,
        &[("how", "fixed"), ("times", "restored 0155, stopped 0320")],
    );
    let known = night.world.ticket(1);
    // Nothing is resolved before it came in.
    assert_eq!(known.resolved.unwrap().at, known.opened);
    let told = sheet(&night);
    assert!(
        told.contains("works again 01:55 is before it rang 02:12"),
        "{told}"
    );
    assert!(told.contains("since 01:55."), "{told}");
    night.sleep().unwrap();
    let claim = night.claim();
    assert_eq!(claim.minutes_worked, 68);
    let unsure = claim.unsure.clone().unwrap();
    assert!(unsure.as_str().contains("times out of order"), "{unsure}");
}

#[test]
fn a_stop_before_the_ring_makes_no_length_negative() {
    let mut night = called();
    night.answer(N::Place, &[("where", "2")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:30-04:00");
    night.answer(
        N::Outcome,
        &[("how", "fixed"), ("times", "stopped 0130, home 0140")],
    );
    let world = &night.world;
    let (minutes, _) = super::super::clock_min(&night.callout(), world.now);
    assert_eq!(minutes, 0);
    night.sleep().unwrap();
}

#[test]
fn what_is_not_fixed_after_all_does_not_work_again_since_any_time() {
    for how in ["vendor", "handed"] {
        let mut night = fixed();
        let to = [("how", how), ("to", "Nils Birkett")];
        let given = if how == "handed" { &to[..] } else { &to[..1] };
        night.answer(N::Outcome, given);
        let told = sheet(&night);
        assert!(!told.contains("works again 03:00,"), "{told}");
        assert!(!told.contains("since 03:00"), "{told}");
        // What stood is not lost.
        assert!(
            told.contains("Corrected: works again not known, before that 03:00."),
            "{told}"
        );
        // And it works again from the moment at which it does, not from the old one.
        night.world.now = at("2026-05-14T04:00-04:00");
        night.answer(N::Outcome, &[("how", "fixed")]);
        assert_eq!(
            night.world.ticket(1).resolved.unwrap().at,
            at("2026-05-14T04:00-04:00")
        );
    }
}

#[test]
fn another_word_for_how_it_came_out_corrects_the_resolution() {
    let mut night = fixed();
    let kinds = night.answer(N::Outcome, &[("how", "false-alarm")]);
    assert_eq!(kinds, ["callout.answered", "ticket.resolved"]);
    let ticket = night.callout().ticket;
    let entries = night.world.entries_on(ticket.uuid());
    let story = Timeline::of(ticket, &entries, &night.world.records);
    let outcome = story.outcome.unwrap().to_string();
    assert_eq!(outcome, "A false alarm, which corrects: fixed");
    // The time stays.
    let resolved = night.world.ticket(1).resolved.unwrap();
    assert_eq!(resolved.at, at("2026-05-14T03:00-04:00"));
    // The same word again is no correction.
    let kinds = night.answer(N::Outcome, &[("how", "false-alarm")]);
    assert_eq!(kinds, ["callout.answered"]);
}

#[test]
fn a_try_that_failed_is_offered_to_nobody_as_what_fixed_it() {
    use crate::domain::{AssetId, Command, Records as _, command::AddAsset};
    let known = |night: &Night| night.world.records.cures_of("mail").len();
    let begun = || {
        let mut night = Night::taken();
        let asset = AddAsset {
            id: AssetId(night.world.uuid()),
            name: crate::domain::testing::clean("mail"),
            what: crate::domain::testing::clean("server"),
            unit: None,
            note: None,
        };
        night.world.run(Command::AddAsset(asset)).unwrap();
        night.answer(N::Caller, &[("name", "Ann Lee")]);
        night.answer(N::What, &[("kind", "1"), ("which", "mail")]);
        night.answer(N::Work, &[]);
        night
    };
    let mut night = begun();
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.answer(N::Narrative, &[("cure", "restarted the service")]);
    assert_eq!(known(&night), 1);
    // It was not fixed: nobody is offered it any more.
    night.answer(N::Outcome, &[("how", "vendor")]);
    assert_eq!(known(&night), 0);
    // And where nothing was fixed, nobody is asked what fixed it.
    let mut night = begun();
    night.answer(N::Outcome, &[("how", "vendor")]);
    let (world, callout) = (&night.world, night.callout());
    let (nothing, now) = (super::super::Given::new(), world.now);
    let step = |name| {
        let (records, site) = (&world.records, &world.site);
        super::super::step_named(records, site, &callout, name, &nothing, now).unwrap()
    };
    let parts: Vec<String> = step(N::Narrative)
        .parts
        .into_iter()
        .map(|part| part.key)
        .collect();
    assert_eq!(parts, ["text"]);
    let refused = night.try_answer(N::Narrative, &[("cure", "restarted it")], true);
    assert_eq!(refused.unwrap_err().rule.to_string(), "N16");
    assert_eq!(known(&night), 0);
}

#[test]
fn nobody_rewrites_the_finished_night_of_somebody_else() {
    let mut night = fixed();
    night.sleep().unwrap();
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    night.world.now = at("2026-05-14T09:00-04:00");
    let dana = std::mem::replace(&mut night.world.actor.person, nils);
    for (step, part, typed) in [
        (N::Outcome, "times.restored", "0530"),
        (N::Outcome, "how", "vendor"),
        (N::Emergency, "verdict", "no"),
        (N::Impact, "now", "1"),
    ] {
        let refusal = night.try_answer(step, &[(part, typed)], true).unwrap_err();
        assert_eq!(refusal.rule.to_string(), "N14", "{part}");
        assert!(
            refusal.instead.contains("Dana Reyes corrects it"),
            "{refusal:?}"
        );
    }
    // What nobody knows they fill in, and nothing else is answered with it.
    night.answer(N::Place, &[("where", "1")]);
    assert!(!night.owes().contains(&"place.where".to_owned()));
    // Who had it corrects it: with what stood, who, and when.
    night.world.actor.person = dana;
    night.answer(N::Outcome, &[("times.restored", "0250")]);
    night.answer(
        N::Emergency,
        &[("verdict", "no"), ("because", "nobody was in")],
    );
    let told = sheet(&night);
    for line in [
        "Corrected (Dana Reyes, 09:01): works again 02:50, before that 03:00.",
        "Corrected (Dana Reyes, 09:02): emergency no, before that yes.",
        "Corrected (Dana Reyes, 09:02): ground nobody was in, before that a server is down.",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}
