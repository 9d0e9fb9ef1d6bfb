//! Whose a callout is: its clock that stands and goes on, whom it is given to, and who fills in what
//! is left of it.

use super::Night;
use crate::domain::command::{
    Console, EndRoster, GiveCallout, LogAction, PauseCallout, ResumeCallout, SetRoster,
    StartCallout, TakeCallout,
};
use crate::domain::event::{LineGap, PersonChanged};
use crate::domain::testing::{at, clean};
use crate::domain::{
    CalloutId, Command, Event, PersonId, Records as _, Refusal, RosterId, StepName as N,
};
use crate::time::Stamp;

/// A callout that runs from 02:12; it is 03:00.
fn at_three() -> Night {
    let mut night = Night::taken();
    night.world.now = at("2026-05-14T03:00-04:00");
    night
}

/// What a command is refused by; `fine` where it is not.
fn rule(result: Result<Vec<Event>, Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule.to_string(), |_| "fine".to_owned())
}

fn clock(hm: &str) -> Stamp {
    at(&format!("2026-05-14T{hm}-04:00"))
}

#[test]
fn a_pause_lies_between_the_start_and_now() {
    for (since, expected) in [
        ("02:11", "N05"),
        ("02:12", "fine"),
        ("02:40", "fine"),
        ("03:00", "fine"),
        ("03:01", "N05"),
    ] {
        let mut night = at_three();
        let pause = PauseCallout {
            callout: night.id,
            happened: Some(clock(since)),
        };
        let result = night.world.run(Command::PauseCallout(pause));
        assert_eq!(rule(result), expected, "{since}");
    }
}

#[test]
fn a_stretch_without_a_line_lies_between_the_start_and_now() {
    for (from, to, expected) in [
        ("02:11", "02:40", "N05"),
        ("02:12", "03:00", "fine"),
        ("02:20", "02:20", "fine"),
        ("02:21", "02:20", "N05"),
        ("02:20", "03:01", "N05"),
        ("03:00", "03:00", "fine"),
    ] {
        let mut night = at_three();
        let gap = LineGap {
            from: clock(from),
            to: clock(to),
            worked: false,
        };
        let resume = ResumeCallout {
            callout: night.id,
            gap: Some(gap),
        };
        let result = night.world.run(Command::ResumeCallout(resume));
        assert_eq!(rule(result), expected, "{from} to {to}");
    }
}

#[test]
fn a_clock_that_runs_is_not_started_again() {
    let mut night = at_three();
    let callout = night.id;
    let mut resume = || {
        let resume = ResumeCallout { callout, gap: None };
        night.world.run(Command::ResumeCallout(resume))
    };
    assert_eq!(rule(resume()), "N07");
}

fn give(night: &mut Night, to: PersonId) -> Result<Vec<Event>, Refusal> {
    let give = GiveCallout {
        callout: night.id,
        to,
    };
    night.world.run(Command::GiveCallout(give))
}

fn take(night: &mut Night, who: PersonId) -> Result<Vec<Event>, Refusal> {
    let take = TakeCallout {
        callout: night.id,
        console: Console::default(),
    };
    night.world.run_as(who, Command::TakeCallout(take))
}

#[test]
fn it_is_given_to_staff_who_are_here_and_have_none_of_their_own() {
    let mut night = at_three();
    let dana = night.world.actor.person;
    let contact = night.world.contact("Ann Lee", &[]);
    let gone = night.world.staff("Pat Gone", 1002, &["it_staff"]);
    let busy = night.world.staff("Bo Park", 1003, &["it_staff"]);
    let free = night.world.staff("Nils Birkett", 1004, &["it_staff"]);
    night.world.apply_all([Event::from(PersonChanged {
        person: gone,
        name: None,
        staff: None,
        uid: None,
        unit: None,
        phone: None,
        email: None,
        left: Some(true),
        saw: Vec::new(),
    })]);
    begin_own(&mut night, busy);
    assert_eq!(rule(give(&mut night, contact)), "N08");
    assert_eq!(rule(give(&mut night, gone)), "N08");
    assert_eq!(rule(give(&mut night, dana)), "N07");
    let refusal = give(&mut night, busy).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N14");
    assert_eq!(refusal.because, "Bo Park has K-2 open");
    assert_eq!(rule(take(&mut night, busy)), "N14");
    assert_eq!(rule(take(&mut night, dana)), "N07");
    give(&mut night, free).unwrap();
    assert_eq!(night.callout().person, free);
}

/// Somebody else begins a callout of their own on the same ticket.
fn begin_own(night: &mut Night, who: PersonId) -> CalloutId {
    let id = CalloutId(night.world.uuid());
    let start = StartCallout {
        id,
        ticket: night.callout().ticket,
        over: false,
        duty: None,
        own: true,
        console: Console::default(),
    };
    night
        .world
        .run_as(who, Command::StartCallout(start))
        .unwrap();
    id
}

#[test]
fn what_is_logged_on_the_ticket_is_of_the_callout_of_whoever_logs_it() {
    let mut night = at_three();
    let dana = night.world.actor.person;
    let nils = night.world.staff("Nils Birkett", 1004, &["it_staff"]);
    let bo = night.world.staff("Bo Park", 1003, &["it_staff"]);
    let second = begin_own(&mut night, nils);
    // Who has none looks on at the first.
    for (who, callout) in [(dana, night.id), (nils, second), (bo, night.id)] {
        let log = LogAction {
            ticket: night.callout().ticket,
            text: clean("Looked at it"),
            minutes: None,
            happened: None,
        };
        let events = night.world.run_as(who, Command::Log(log)).unwrap();
        let Event::ActionLogged(logged) = &events[0] else {
            panic!("{events:?}")
        };
        assert_eq!(logged.callout, Some(callout));
    }
}

#[test]
fn a_callout_is_judged_by_the_profile_that_is_in_force() {
    let mut night = at_three();
    assert_eq!(night.callout().rules, 1, "the newest file is another one");
    let profile = |name: &str| (crate::domain::site::FileKind::Profile, name.to_owned());
    let nils = night.world.staff("Nils Birkett", 1004, &["it_staff"]);
    night.world.site.policy.seqs.insert(profile("next"), 9);
    let second = begin_own(&mut night, nils);
    let second = night.world.records.callout(second).unwrap();
    assert_eq!(second.rules, 9);
}

#[test]
fn a_turn_is_put_on_the_roster_and_taken_off() {
    let mut night = at_three();
    let turn = RosterId(night.world.uuid());
    let set = SetRoster {
        turn,
        person: night.world.actor.person,
        from: night.world.now,
        to: night.world.now.plus_minutes(60),
    };
    night.world.run(Command::SetRoster(set)).unwrap();
    let end = EndRoster {
        turn,
        because: clean("swapped"),
    };
    night.world.run(Command::EndRoster(end)).unwrap();
    let known = night.world.records.roster();
    assert_eq!(known[0].ended, Some(clean("swapped")));
}

/// A night that has ended, of which somebody was not reached and somebody was; and a colleague.
fn slept() -> (Night, PersonId) {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "3"), ("opening", "38")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    night.answer(N::Tell, &[("1", "3")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    let nils = night.world.staff("Nils Birkett", 1004, &["it_staff"]);
    (night, nils)
}

#[test]
fn a_colleague_says_whom_they_reached_and_rewrites_nobody_who_was_told() {
    let (mut night, nils) = slept();
    let dana = std::mem::replace(&mut night.world.actor.person, nils);
    assert_eq!(night.callout().value(N::Tell, "1"), Some("no-answer"));
    night.answer(N::Tell, &[("1", "1")]);
    assert_eq!(night.callout().value(N::Tell, "1"), Some("told"));
    let again = night.try_answer(N::Tell, &[("1", "2")], true).unwrap_err();
    assert_eq!(again.rule.to_string(), "N14");
    assert_eq!(again.because, "K-1 ended, and tell.1 was answered: told");
    let rewritten = night.try_answer(N::Impact, &[("now", "5")], true);
    let refusal = rewritten.unwrap_err();
    assert!(
        refusal.because.contains("impact.now was answered: 3"),
        "{refusal:?}"
    );
    assert!(
        refusal.instead.starts_with("Dana Reyes corrects it"),
        "{refusal:?}"
    );
    // Whoever had it corrects what they said.
    night.world.actor.person = dana;
    night.answer(N::Impact, &[("now", "5")]);
}

#[test]
fn a_colleague_says_what_became_of_a_suspicion_that_nobody_knew_of() {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "7"), ("which", "4")]);
    night.answer(N::Suspect, &[("suspect", "3"), ("who", "Ann Lee")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    let nils = night.world.staff("Nils Birkett", 1004, &["it_staff"]);
    night.world.actor.person = nils;
    assert_eq!(
        night.callout().value(N::Suspect, "suspect"),
        Some("unknown")
    );
    night.answer(N::Suspect, &[("suspect", "2")]);
    let refusal = night.try_answer(N::Suspect, &[("suspect", "3")], true);
    let refusal = refusal.unwrap_err();
    assert!(
        refusal.because.contains("suspect.suspect was answered"),
        "{refusal:?}"
    );
}

#[test]
fn the_lines_and_the_end_of_a_night_stay_those_of_whoever_had_it() {
    let (mut night, nils) = slept();
    night.world.actor.person = nils;
    for (step, values) in [(N::Work, &[("line", "rebooted")][..]), (N::Handover, &[])] {
        let refusal = night.try_answer(step, values, false).unwrap_err();
        assert_eq!(refusal.rule.to_string(), "N14");
        assert_eq!(refusal.because, "Dana Reyes has K-1");
        assert!(refusal.instead.contains("nightdesk log T-1"), "{refusal:?}");
    }
}
