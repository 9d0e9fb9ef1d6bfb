//! The branches: security, an outsider, it can wait, it is over.

use super::Night;
use crate::domain::command::{PersonRef, TellPerson, Told};
use crate::domain::testing::{World, at};
use crate::domain::{Channel, Command, RuleId, State, StepName as N, ToldOutcome};

/// A call about security of some kind.
fn security(which: &str) -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("phone", "555-03")]);
    night.answer(N::What, &[("kind", "7"), ("which", which)]);
    night
}

#[test]
fn a_hijacked_mailbox_is_no_matter_for_hr_and_its_owner_is_rung_at_once() {
    let mut night = security("1");
    assert!(night.world.ticket(1).incident.is_some());
    assert_eq!(night.asks(), "security.suspect");
    night.answer(N::Suspect, &[("suspect", "1"), ("who", "Ann Lee")]);
    night.answer(N::Seen, &[("seen", "mails in her name to 200 people")]);
    night.answer(N::Keep, &[]);
    night.answer(
        N::Isolate,
        &[("isolate", "2"), ("why", "a mailbox, no device")],
    );
    let report = night.step().unwrap();
    assert!(
        report.derived[0].contains("The report is due by Sun 17 May 02:12"),
        "{report:?}"
    );
    night.answer(N::Report, &[("report", "1")]);
    night.answer(N::Impact, &[("now", "1")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    let tell = night.step().unwrap();
    assert!(tell.parts[0].question.contains("Ann Lee"), "{tell:?}");
    assert!(tell.parts[0].question.starts_with("TONIGHT"), "{tell:?}");
    assert!(tell.parts[0].hints[0].contains("Stop working"), "{tell:?}");
}

#[test]
fn a_suspected_colleague_is_not_told_and_the_report_goes_to_the_second_recipient() {
    let mut night = security("4");
    let second = night.world.staff("Lea Osei", 1004, &["leadership"]);
    // Dana Reyes holds the post that breaches are reported to, and is suspected.
    night.answer(N::Suspect, &[("suspect", "2"), ("who", "Dana Reyes")]);
    night.answer(N::Seen, &[("seen", "odd log-ins")]);
    night.answer(N::Keep, &[]);
    night.answer(N::Isolate, &[("isolate", "3"), ("why", "not on site")]);
    let report = night.step().unwrap();
    assert!(report.parts[0].question.contains("Lea Osei"), "{report:?}");
    night.answer(N::Report, &[("report", "told")]);
    let ticket = night.world.ticket(1);
    assert!(ticket.told.iter().any(|told| told.who == Some(second)));
    assert!(
        ticket
            .told
            .iter()
            .all(|told| told.who != Some(night.world.actor.person))
    );
}

#[test]
fn a_word_to_the_one_suspected_waits_for_hr_and_is_no_report() {
    let mut night = security("4");
    let lead = night.world.staff("Rae Moss", 1005, &["it_manager"]);
    night.answer(N::Suspect, &[("suspect", "3"), ("who", "Rae Moss")]);
    let word = TellPerson {
        ticket: night.world.ticket(1).id,
        who: Told::Person(PersonRef::Id(lead)),
        how: Channel::Phone,
        outcome: ToldOutcome::Told,
        text: None,
        happened: None,
    };
    let refused = night.world.run(Command::Tell(word.clone())).unwrap_err();
    assert_eq!(refused.rule, RuleId::R(73));
    assert!(night.world.ticket(1).told.is_empty());
    // Nobody of ours is suspected any more: then they are who is to be told.
    night.answer(N::Suspect, &[("suspect", "1")]);
    night.world.run(Command::Tell(word)).unwrap();
    assert_eq!(night.world.ticket(1).told.len(), 1);
}

#[test]
fn an_outsider_at_a_server_owes_new_passwords_for_each_system() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "3")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    night.answer(N::Tell, &[]);
    night.answer(N::List, &[("outsider", "yes")]);
    assert_eq!(night.asks(), "V");
    let kinds = night.answer(
        N::Vendor,
        &[
            ("name", "P. Kahn"),
            ("company", "Acme"),
            ("arrived", "0200"),
            ("systems", "mail, backup, Mail"),
        ],
    );
    assert_eq!(kinds, ["callout.answered", "outsider.access_ended"]);
    let sheet = sheet(&night);
    let who = "From outside at a server: P. Kahn of Acme, from 02:00";
    assert!(sheet.contains(who), "{sheet}");
    assert!(sheet.contains("systems: mail, backup."), "{sheet}");
    let owes = night.owes();
    assert!(
        owes.contains(&"V.mail".to_owned()) && owes.contains(&"V.backup".to_owned()),
        "{owes:?}"
    );
    // Each is paid by itself, and who it was is not said a second time.
    let kinds = night.answer(N::Vendor, &[("new.mail", "changed")]);
    assert_eq!(kinds, ["callout.answered"]);
    let owes = night.owes();
    assert!(
        !owes.contains(&"V.mail".to_owned()) && owes.contains(&"V.backup".to_owned()),
        "{owes:?}"
    );
}

#[test]
fn what_can_wait_is_logged_told_and_two_keys_from_bed() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "8"), ("which", "the scanner is slow")]);
    assert_eq!(night.world.ticket(1).title.as_str(), "the scanner is slow");
    assert_eq!(night.asks(), "N");
    // Enter tells nobody anything: that the caller was told is an answer of its own.
    night.answer(N::Later, &[("told", "later")]);
    assert_eq!(night.asks(), "handover");
    assert!(night.world.ticket(1).told.is_empty());
    let waits = night.owes();
    assert!(waits.contains(&"tell.1".to_owned()), "{waits:?}");
    night.answer(N::Handover, &[]);
    assert_eq!(night.asks(), "nothing");
    assert!(night.callout().claims.is_empty());
    assert_eq!(night.owes(), waits, "what waits does not change by the end");
    let sheet = sheet(&night);
    for unasked in ["could not work", "No emergency", "Nobody was stopped"] {
        assert!(!sheet.contains(unasked), "{sheet}");
    }
    assert!(sheet.contains("It could wait"), "{sheet}");
}

#[test]
fn that_something_can_wait_tells_nobody_by_itself() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "8"), ("which", "the scanner is slow")]);
    let asked = night.step().unwrap();
    assert_eq!(asked.parts[0].default.as_deref(), Some("later"));
    night.answer(N::Later, &[("told", "1")]);
    assert_eq!(night.world.ticket(1).told.len(), 1);
}

fn sheet(night: &Night) -> String {
    let world = &night.world;
    let lines =
        crate::domain::callout::sheet(&world.records, &world.site, &night.callout(), world.now);
    lines.join("\n")
}

#[test]
fn what_is_over_is_one_form_with_seven_times() {
    let world = World::new().at("2026-05-14T12:00-04:00");
    let mut night = Night::begun(world, true);
    assert_eq!(night.asks(), "P");
    night.answer(
        N::Over,
        &[
            ("name", "Ann Lee"),
            ("what", "2"),
            ("which", "no network at Eastside"),
            ("impact", "9"),
            ("rang", "0155"),
            ("left", "0210"),
            ("arrived", "0240"),
            ("began", "0245"),
            ("restored", "0330"),
            ("stopped", "0345"),
            ("home", "0415"),
            ("fixed", "1"),
            ("how", "a switch had no power"),
            ("told", "1"),
        ],
    );
    let ticket = night.world.ticket(1);
    assert_eq!(ticket.opened, at("2026-05-14T01:55-04:00"));
    assert_eq!(ticket.state, State::Resolved);
    assert_eq!(night.asks(), "emergency");
    night.answer(N::Emergency, &[]);
    night.answer(N::Narrative, &[]);
    night.answer(N::Debts, &[("close", "2")]);
    night.answer(N::Claim, &[]);
    night.answer(N::Handover, &[]);
    let claim = night.claim();
    // 01:55 to 04:15 without a pause: 140 minutes, travel both ways.
    assert_eq!(claim.minutes_worked, 140);
    assert_eq!(claim.minutes_outside, 140);
    assert_eq!(claim.intervals.len(), 4);
}

#[test]
fn what_is_no_emergency_and_left_to_the_morning_has_no_work_and_claims_its_minutes() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "5"), ("which", "printer jams")]);
    night.answer(N::Impact, &[("now", "1"), ("opening", "1")]);
    let step = night.step().unwrap();
    assert_eq!(step.parts[0].default.as_deref(), Some("no"), "{step:?}");
    let kinds = night.answer(N::Emergency, &[]);
    assert_eq!(kinds, ["callout.answered", "approval.asked"]);
    assert_eq!(night.asks(), "tell");
    night.answer(N::Tell, &[]);
    assert_eq!(night.asks(), "claim");
    let kinds = night.answer(N::Claim, &[]);
    assert_eq!(kinds, ["callout.answered", "claim.drafted"]);
    let claim = night.claim();
    assert_eq!(claim.minutes_outside, 5);
    assert_eq!(claim.path, crate::domain::ClaimPath::Approval);
    assert_eq!(night.asks(), "handover");
}

#[test]
fn the_head_of_the_room_that_is_entered_is_told_as_soon_as_possible() {
    let mut night = Night::taken();
    let head = night.world.contact("Hanna Brandt", &[]);
    let unit = crate::domain::UnitId(night.world.uuid());
    night.world.apply_all([crate::domain::Event::from(
        crate::domain::event::UnitAdded {
            unit,
            short: None,
            name: crate::domain::testing::clean("North branch"),
            heads: 6,
            head: Some(head),
        },
    )]);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "2")]);
    night.answer(N::Impact, &[("now", "6")]);
    night.answer(N::Emergency, &[]);
    night.answer(
        N::Place,
        &[("where", "3"), ("room", "North branch"), ("key", "B2")],
    );
    let tell = night.step().unwrap();
    assert!(tell.parts[0].question.contains("Hanna Brandt"), "{tell:?}");
    let kinds = night.answer(N::Tell, &[("1", "2")]);
    assert_eq!(kinds, ["callout.answered", "ticket.told", "head.told"]);
    night.line("/arrived 0215");
    assert_eq!(night.asks(), "list");
    assert!(night.callout().visit.as_ref().unwrap().entered.is_some());
}

#[test]
fn nobody_reports_to_themselves_and_the_next_of_the_line_is_told() {
    // Dana Reyes, who walks it, holds the post that breaches are reported to.
    let mut night = security("1");
    let report = |night: &Night| {
        let world = &night.world;
        let (callout, nothing) = (night.callout(), super::super::Given::new());
        let (records, site) = (&world.records, &world.site);
        super::super::step_named(records, site, &callout, N::Report, &nothing, world.now).unwrap()
    };
    let asked = report(&night);
    assert_eq!(asked.parts[1].key, "to", "{asked:?}");
    let me = night.world.actor.person;
    let refusal = night
        .try_answer(N::Report, &[("report", "1"), ("to", "Dana Reyes")], true)
        .unwrap_err();
    assert!(refusal.because.contains("to themselves"), "{refusal:?}");
    night.answer(N::Report, &[("report", "1")]);
    assert!(night.world.ticket(1).told.is_empty());
    assert!(night.owes().contains(&"security.report.to".to_owned()));
    let second = night.world.staff("Lea Osei", 1004, &["leadership"]);
    assert!(report(&night).parts[0].question.contains("Lea Osei"));
    night.answer(N::Report, &[("report", "1")]);
    let ticket = night.world.ticket(1);
    let told: Vec<_> = ticket.told.iter().map(|told| told.who).collect();
    assert_eq!(told, [Some(second)]);
    assert!(!told.contains(&Some(me)));
}

#[test]
fn what_nobody_knows_is_no_ground_to_go_to_bed() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "?")]);
    night.answer(N::What, &[("kind", "?")]);
    night.answer(N::Impact, &[("now", "?"), ("opening", "?")]);
    let step = night.step().unwrap();
    assert_eq!(step.name, N::Emergency);
    assert!(
        step.derived[0].contains("not known: what, how many"),
        "{step:?}"
    );
    night.answer(N::Emergency, &[]);
    let callout = night.callout();
    assert_eq!(
        callout.value(N::Emergency, "ground"),
        Some("not known: what, how many")
    );
    assert_eq!(callout.value(N::Emergency, "approval"), Some("explain"));
    assert_eq!(night.asks(), "place");
}

#[test]
fn a_suspicion_is_taken_back_by_the_lead_or_on_the_leads_recorded_word() {
    let mut night = security("4");
    let tech = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    night.answer(N::Suspect, &[("suspect", "3"), ("who", "Ann Lee")]);
    let take = crate::domain::command::TakeCallout {
        callout: night.id,
        console: crate::domain::command::Console::default(),
    };
    let lead = std::mem::replace(&mut night.world.actor.person, tech);
    night
        .world
        .run(crate::domain::Command::TakeCallout(take))
        .unwrap();
    let no = ("suspect", "1");
    let refusal = night.try_answer(N::Suspect, &[no], true).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "R73");
    // The word of somebody who is not the lead is none.
    let word = [no, ("lead", "Ann Lee"), ("lead_how", "1")];
    night.try_answer(N::Suspect, &word, true).unwrap_err();
    assert_eq!(
        night.callout().value(N::Suspect, "suspect"),
        Some("unknown")
    );
    let word = [no, ("lead", "Dana Reyes"), ("lead_how", "1")];
    night.answer(N::Suspect, &word);
    let callout = night.callout();
    assert_eq!(callout.value(N::Suspect, "suspect"), Some("no"));
    // The one suspected is not taken for the owner who is rung.
    assert_eq!(callout.value(N::Suspect, "who"), None);
    assert_eq!(
        callout.lines.last().unwrap().text.as_str(),
        "None of our own is suspected any more: the word of Dana Reyes, by phone"
    );
    // Who holds the post says so without more.
    night.answer(N::Suspect, &[("suspect", "2")]);
    night.world.actor.person = lead;
    let take = crate::domain::command::TakeCallout {
        callout: night.id,
        console: crate::domain::command::Console::default(),
    };
    night
        .world
        .run(crate::domain::Command::TakeCallout(take))
        .unwrap();
    night.answer(N::Suspect, &[no]);
    assert_eq!(night.callout().value(N::Suspect, "suspect"), Some("no"));
}

#[test]
fn the_report_counts_from_the_ring_or_from_when_it_was_noticed_not_from_typing() {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.world.now = at("2026-05-14T02:40-04:00");
    night.answer(N::Caller, &[("name", "Ann Lee"), ("rang", "0155")]);
    night.answer(N::What, &[("kind", "7"), ("which", "1")]);
    let aware = |night: &Night| night.world.ticket(1).incident.clone().unwrap();
    assert_eq!(aware(&night).aware, at("2026-05-14T01:55-04:00"));
    assert_eq!(aware(&night).due, Some(at("2026-05-17T01:55-04:00")));
    night.answer(N::Suspect, &[("suspect", "1"), ("who", "?")]);
    let asked = night.step().unwrap();
    assert_eq!(
        asked.parts[1].default.as_deref(),
        Some("01:55"),
        "{asked:?}"
    );
    night.answer(N::Seen, &[("seen", "mails in her name"), ("when", "0130")]);
    assert_eq!(aware(&night).aware, at("2026-05-14T01:30-04:00"));
    // A later time does not win back the hours.
    night.answer(N::Seen, &[("when", "0230")]);
    assert_eq!(aware(&night).aware, at("2026-05-14T01:30-04:00"));
    // The ring, mended: what was known before it rang stays known.
    night.answer(N::Caller, &[("rang", "0120")]);
    assert_eq!(aware(&night).aware, at("2026-05-14T01:20-04:00"));
}
