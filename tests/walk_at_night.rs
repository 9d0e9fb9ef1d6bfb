//! Whole nights with the shipped profiles and lists: what is asked, in which order, and never twice.

mod walk_rig;

use std::collections::BTreeMap;

use nightdesk::domain::callout::{debts, sheet, trail};
use nightdesk::domain::checklist::{StepState, steps};
use nightdesk::domain::command::{FinishCallout, TellPerson, Told};
use nightdesk::domain::{Channel, Command, Records as _, StepName as N, ToldOutcome};
use nightdesk::text::Clean;
use walk_rig::{BOSS, CALLOUT, Night, PROFILES, TICKET};

/// Steps of lists that ask for what a question of the walk has answered, and that question. What
/// is not in this table is another question.
const SAME: [(&str, N, &str); 8] = [
    ("vend", N::List, "outsider"),
    ("suspect", N::Suspect, "suspect"),
    ("dev", N::Isolate, "isolate"),
    ("iso", N::Isolate, "isolate"),
    ("rec", N::Seen, "seen"),
    ("ring", N::Tell, "1"),
    ("lead", N::Report, "report"),
    ("who", N::Impact, "now"),
];

fn same_fact_twice(night: &Night) {
    let has = |step: N, part: &str| {
        let mut asked = night.asked.iter();
        asked.any(|(s, p, _)| *s == step && p == part)
    };
    for (id, step, part) in SAME {
        // A stolen device has its own `who`: where it was seen last.
        assert!(
            !(has(N::List, id) && has(step, part)),
            "list.{id} asks what {step}.{part} has answered"
        );
    }
}

#[test]
fn a_server_outage_is_walked_with_its_list_and_no_fact_is_asked_twice() {
    let places: [&[(&str, &str)]; 3] = [
        &[("where", "1")],
        &[("where", "2"), ("key", "A1")],
        &[("where", "3"), ("room", "Eastside"), ("key", "B2")],
    ];
    for profile in PROFILES {
        for place in places {
            let mut night = Night::new(profile);
            night.call("1", "the mail server does not answer", place);
            let ids = night.list(|_| None);
            // The question behind the list is one of them.
            assert!(ids.len() <= 8, "{profile}: {ids:?}");
            assert_eq!(ids.last().map(String::as_str), Some("outsider"));
            night.rest();
            night.nothing_twice();
            same_fact_twice(&night);
        }
    }
}

#[test]
fn security_lists_do_not_ask_again_what_branch_s_has_answered() {
    for which in ["1", "3", "4"] {
        let mut night = Night::new("library-template");
        night.call("7", which, &[("where", "1")]);
        night.list(|_| None);
        night.rest();
        night.nothing_twice();
        same_fact_twice(&night);
    }
}

#[test]
fn what_only_may_help_in_a_long_list_is_shown_beside_the_steps() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    let mut hints = Vec::new();
    while night.asks() == "list" {
        let step = night.step().expect("a step");
        hints.extend(step.parts[0].hints.clone());
        let first = step.parts[0].key.clone();
        night.answer(N::List, &[(first.as_str(), "1")]);
    }
    for words in ["the six", "copy logs"] {
        let found = hints.iter().filter(|hint| hint.contains(words));
        assert_eq!(found.count(), 1, "{words}: {hints:?}");
    }
}

#[test]
fn a_vendor_at_a_server_is_asked_for_once_and_ticks_the_list() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    night.list(|id| (id == "outsider").then_some("yes"));
    assert_eq!(night.asks(), "V");
    let list = night.records.lists_of(TICKET).remove(0);
    let view = steps(&night.records, &night.site, &list, night.now);
    let vendor = view.steps.iter().find(|step| step.step.id == "vend");
    assert_eq!(vendor.expect("it is shown").state, StepState::Done);
}

#[test]
fn a_list_that_is_left_still_asks_for_outsiders_and_never_blocks() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    // Two steps that did not go, then the rest is left.
    night.answer(N::List, &[("safe", "?")]);
    night.answer(N::List, &[("sec", "unknown")]);
    assert_eq!(night.asks(), "list");
    let third = night.step().expect("a step").parts[0].key.clone();
    assert!(third != "safe" && third != "sec", "{third}");
    night.answer(N::List, &[(third.as_str(), "0")]);
    let step = night.step().expect("a question");
    assert_eq!(step.parts[0].key, "outsider");
    night.answer(N::List, &[]);
    assert_eq!(night.asks(), "work");
    // Going back shows what was left.
    night.send(N::List, &[], false).expect("it goes back");
    let back = night.step().expect("a step").parts[0].key.clone();
    assert_eq!(back, third);
    night.answer(N::List, &[(back.as_str(), "leave")]);
    assert_eq!(night.asks(), "work");
}

#[test]
fn what_was_seen_at_a_step_is_kept_where_nobody_says_done() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    for _ in 0..9 {
        let step = night.step().expect("a step");
        let first = step.parts[0].key.clone();
        if first == "scope" {
            night.answer(N::List, &[("scope.note", "one switch, east wing")]);
            break;
        }
        night.answer(N::List, &[(first.as_str(), "1")]);
    }
    let list = night.records.lists_of(TICKET).pop().expect("it was begun");
    let view = steps(&night.records, &night.site, &list, night.now);
    let scope = view.steps.iter().find(|step| step.step.id == "scope");
    let scope = scope.expect("it is shown");
    assert_eq!(scope.state, StepState::Done);
    assert_eq!(scope.evidence["note"].as_str(), "one switch, east wing");
}

#[test]
fn after_two_hours_unsolved_the_lead_is_to_be_called_at_the_list_and_at_work() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    let open = |night: &Night| night.step().expect("a step").parts[0].key.clone();
    for _ in 0..20 {
        if open(&night) == "test" {
            break;
        }
        let first = open(&night);
        night.answer(N::List, &[(first.as_str(), "1")]);
    }
    assert_eq!(open(&night), "test");
    night.now = night.now.plus_minutes(120);
    assert_eq!(open(&night), "esc");
    night.send(N::Work, &[], false).expect("to work");
    let work = night.step().expect("work");
    assert!(
        work.derived
            .iter()
            .any(|line| line.contains("Call the lead")),
        "{work:?}"
    );
}

#[test]
fn signs_of_an_intruder_begin_the_security_list_and_its_report() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    night.answer(N::List, &[("safe", "no")]);
    night.answer(N::List, &[("sec", "yes")]);
    let step = night.step().expect("a step");
    assert!(step.derived[0].starts_with("Security incident"), "{step:?}");
    let ticket = night.records.ticket(TICKET).expect("it is open");
    assert!(ticket.incident.is_some(), "the report's clock runs");
    let callout = night.records.callout(CALLOUT).expect("it was begun");
    let owed = debts(&night.records, &night.site, &callout, night.now);
    assert!(
        owed.iter()
            .any(|debt| debt.tonight && debt.text.contains("Lea Osei")),
        "{owed:?}"
    );
}

#[test]
fn the_walk_without_list_and_text_takes_at_most_twenty_five_keys() {
    let mut night = Night::new("library-template");
    // Enter a part, one key more where a choice or a number is given.
    let mut keys = 0;
    let given = [
        (N::Caller, 0, vec![("name", "1")]),
        (N::What, 2, vec![("kind", "1"), ("which", "server")]),
        (N::Impact, 2, vec![("now", "40")]),
        (N::Emergency, 1, vec![]),
        (N::Place, 1, vec![]),
        (N::Tell, 1, vec![]),
    ];
    for (step, more, values) in given {
        let values: Vec<(&str, &str)> = values;
        night.answer(step, &values);
        keys += 1 + more;
    }
    let first = night.step().expect("a step").parts[0].key.clone();
    night.answer(N::List, &[(first.as_str(), "0")]);
    night.answer(N::List, &[]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "1")]);
    let fresh = night.fresh();
    let finish = FinishCallout {
        callout: CALLOUT,
        fresh,
    };
    night.run(&Command::FinishCallout(finish)).expect("to bed");
    keys += 2 + 1 + 1 + 2 + 1;
    assert!(keys <= 25, "{keys}");
    assert_eq!(night.asks(), "nothing");
}

#[test]
fn who_a_number_means_stays_when_somebody_else_tells_or_the_list_grows() {
    let mut night = Night::new("library-template");
    night.call("1", "server", &[("where", "1")]);
    let callout = night.records.callout(CALLOUT).expect("it was begun");
    let numbers = |night: &Night| -> BTreeMap<String, String> {
        let given = BTreeMap::new();
        let (site, now) = (&night.site, night.now);
        let callout = night.records.callout(CALLOUT).expect("it was begun");
        let tell = nightdesk::domain::callout::step_named(
            &night.records,
            site,
            &callout,
            N::Tell,
            &given,
            now,
        );
        let parts = tell.expect("it is a step").parts.into_iter();
        parts
            .map(|part| {
                let who = part.question.split([':', ',']).nth(1).unwrap_or_default();
                (part.key, who.trim().to_owned())
            })
            .collect()
    };
    let before = numbers(&night);
    // Another console tells the director.
    night
        .run(&Command::Tell(TellPerson {
            ticket: callout.ticket,
            who: Told::Person(nightdesk::domain::command::PersonRef::Id(BOSS)),
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: Some(Clean::from("by another console")),
            happened: None,
        }))
        .expect("told");
    assert_eq!(numbers(&night), before);
    // A room is entered after all: its head comes first tonight, under a number of their own.
    night
        .send(N::Place, &[("where", "3"), ("room", "Eastside")], true)
        .expect("taken");
    let after = numbers(&night);
    for (no, who) in &before {
        assert_eq!(after.get(no), Some(who), "{before:?} {after:?}");
    }
}

#[test]
fn every_text_of_the_walk_is_short_and_plain() {
    let jargon = [
        "debt", "fold", "journal", "tier", "seq", "uuid", "null", "enum",
    ];
    let check = |text: &str| {
        assert!(text.chars().count() <= 150, "too long: {text}");
        let lower = text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        assert!(!words.any(|word| jargon.contains(&word)), "{text}");
    };
    for (kind, which) in [
        ("1", "x"),
        ("3", "pc"),
        ("5", "p"),
        ("6", "2"),
        ("7", "1"),
        ("7", "3"),
    ] {
        let mut night = Night::new("library-template");
        let room: &[(&str, &str)] = &[("where", "3"), ("room", "Eastside")];
        let emergency = Night::emergency_of(kind, which);
        if emergency == Some("no") {
            continue;
        }
        night.call(kind, which, room);
        night.list(|_| None);
        night.rest();
        for (_, _, question) in &night.asked {
            check(question);
        }
        let callout = night.records.callout(CALLOUT).expect("it was begun");
        for debt in debts(&night.records, &night.site, &callout, night.now) {
            // A step of a list has its own limit, and what it lacks behind it.
            if !debt.key.starts_with("list.") {
                check(&debt.text);
            }
        }
        let sheet = sheet(&night.records, &night.site, &callout, night.now);
        for line in sheet.iter().filter(|line| !line.contains("L-")) {
            check(line);
        }
        for mark in trail(&night.records, &night.site, &callout, night.now) {
            check(&mark.says);
        }
    }
}
