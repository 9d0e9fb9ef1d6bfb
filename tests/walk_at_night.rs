//! Whole nights with the shipped profiles and lists: what is asked, in which order, and never twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nightdesk::domain::callout::{PartKind, Step, debts, next_step, sheet, trail};
use nightdesk::domain::checklist::{StepState, steps};
use nightdesk::domain::command::{
    AnswerCallout, Console, FinishCallout, FreshIds, StartCallout, TellPerson, Told,
};
use nightdesk::domain::event::{PersonAdded, PostHeld, UnitAdded};
use nightdesk::domain::site::FileKind;
use nightdesk::domain::{
    Actor, CalloutId, Channel, ClaimId, Command, EntryHead, Event, PersonId, Records as _, Refusal,
    Register, Site, StepName as N, TicketId, ToldOutcome, UnitId, decide,
};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{Calendar, Stamp, Zone};
use uuid::Uuid;

const PROFILES: [&str; 5] = [
    "library-template",
    "bloomfield",
    "metro",
    "oak-park",
    "city",
];
const ME: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));
const BOSS: PersonId = PersonId(Uuid::from_u128(4));
const CALLER: PersonId = PersonId(Uuid::from_u128(5));
const EASTSIDE: UnitId = UnitId(Uuid::from_u128(3));
const TICKET: TicketId = TicketId(Uuid::from_u128(10));
const CALLOUT: CalloutId = CalloutId(Uuid::from_u128(12));

/// A desk in memory at a quarter past two, with a call on the line.
struct Night {
    site: Site,
    records: Register,
    now: Stamp,
    seq: u64,
    ids: u128,
    log: Vec<(EntryHead, Event)>,
    /// Every question that was asked, in order: step, part, words.
    asked: Vec<(N, String, String)>,
}

impl Night {
    fn new(profile: &str) -> Self {
        let policy = shipped().policy(profile).expect("it ships");
        let zone = Zone::named(&policy.profile.organisation.tz).expect("a zone");
        let mut night = Self {
            site: Site {
                calendar: Calendar::new(zone, Default::default()),
                policy,
            },
            records: Register::default(),
            now: "2026-11-24T02:12-05:00".parse().expect("a time"),
            seq: 0,
            ids: 100,
            log: Vec::new(),
            asked: Vec::new(),
        };
        for (n, template) in night.site.policy.templates.values().enumerate() {
            let seq = 1_000_000 + n as u64;
            let key = (FileKind::Checklist, template.id.clone());
            night.site.policy.seqs.insert(key, seq);
            night.records.know_template(seq, Arc::new(template.clone()));
        }
        let templates = night.site.policy.templates.keys().cloned();
        night.site.policy.profile.checklists = templates.collect();
        night.people();
        night
            .run(&Command::StartCallout(StartCallout {
                id: CALLOUT,
                ticket: TICKET,
                over: false,
                duty: None,
                console: Console::default(),
            }))
            .expect("nothing stands in the way");
        night
    }

    fn people(&mut self) {
        self.write([Event::from(UnitAdded {
            unit: EASTSIDE,
            short: None,
            name: Clean::from("Eastside"),
            heads: 9,
            head: Some(HEAD),
        })]);
        let known = [
            (ME, "Jo Dale", true, None),
            (HEAD, "Rae Moss", false, None),
            (BOSS, "Lea Osei", true, None),
            (CALLER, "Maria Ortiz", false, Some(EASTSIDE)),
        ];
        for (person, name, staff, unit) in known {
            self.write([Event::from(PersonAdded {
                person,
                name: Clean::from(name),
                staff,
                uid: None,
                unit,
                phone: Some(Clean::from("555-0100")),
                email: None,
            })]);
        }
        let mut held = vec![(ME, "it_staff".to_owned())];
        for role in ["director", "lead"] {
            let posts = self.site.policy.profile.roles.posts_of(role).iter();
            held.extend(posts.map(|post| (BOSS, post.clone())));
        }
        for (person, post) in held {
            self.write([Event::from(PostHeld { person, post })]);
        }
    }

    fn write(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.seq += 1;
            let head = EntryHead {
                seq: self.seq,
                id: Uuid::from_u128(1_000 + u128::from(self.seq)),
                at: self.now,
                by: Some(ME),
            };
            self.records.apply(&head, &event);
            self.log.push((head, event));
        }
    }

    fn run(&mut self, command: &Command) -> Result<(), Refusal> {
        let actor = Actor {
            person: ME,
            uid: 1000,
            host: "desk".to_owned(),
            how: "uid".to_owned(),
        };
        let events = decide(&self.records, &self.site, &actor, command, self.now)?;
        self.write(events);
        self.check_fold();
        Ok(())
    }

    /// A desk that was killed here asks the same with the same answers.
    fn check_fold(&self) {
        let mut again = Register::default();
        for (n, template) in self.site.policy.templates.values().enumerate() {
            again.know_template(1_000_000 + n as u64, Arc::new(template.clone()));
        }
        for (head, event) in &self.log {
            again.apply(head, event);
        }
        let (was, is) = (self.records.callout(CALLOUT), again.callout(CALLOUT));
        assert_eq!(was, is);
        let Some(callout) = is else { return };
        let (site, now) = (&self.site, self.now);
        assert_eq!(
            next_step(&self.records, site, &callout, now),
            next_step(&again, site, &callout, now)
        );
        assert_eq!(
            debts(&self.records, site, &callout, now),
            debts(&again, site, &callout, now)
        );
    }

    fn fresh(&mut self) -> FreshIds {
        self.ids += 10;
        let id = |n| Uuid::from_u128(self.ids + n);
        FreshIds {
            person: PersonId(id(1)),
            other: PersonId(id(2)),
            list: id(3),
            claim: ClaimId(id(4)),
        }
    }

    fn step(&self) -> Option<Step> {
        let callout = self.records.callout(CALLOUT).expect("it was begun");
        next_step(&self.records, &self.site, &callout, self.now)
    }

    fn asks(&self) -> &'static str {
        self.step().map_or("nothing", |step| step.name.as_str())
    }

    fn send(&mut self, step: N, values: &[(&str, &str)], leave: bool) -> Result<(), Refusal> {
        let values = values.iter();
        let command = AnswerCallout {
            callout: CALLOUT,
            step,
            values: values
                .map(|(part, typed)| ((*part).to_owned(), Clean::from(*typed)))
                .collect(),
            leave,
            fresh: self.fresh(),
        };
        self.run(&Command::AnswerCallout(Box::new(command)))
    }

    /// Answers what is asked, as a face does: notes the questions, then the answers.
    fn answer(&mut self, step: N, values: &[(&str, &str)]) {
        let shown = self.step().expect("something is asked");
        assert_eq!(shown.name, step, "{shown:?}");
        for part in &shown.parts {
            let asked = (step, part.key.clone(), part.question.clone());
            self.asked.push(asked);
        }
        self.send(step, values, true).expect("it is taken");
        self.now = self.now.plus_minutes(1);
    }

    /// The call, up to the list.
    fn call(&mut self, kind: &str, which: &str, place: &[(&str, &str)]) {
        self.answer(
            N::Caller,
            &[("name", "Maria Ortiz"), ("rang", "-5"), ("word", "1")],
        );
        self.answer(N::What, &[("kind", kind), ("which", which)]);
        if kind == "7" {
            self.answer(N::Suspect, &[("suspect", "1"), ("who", "Maria Ortiz")]);
            self.answer(N::Seen, &[("seen", "files with odd names")]);
            self.answer(N::Keep, &[]);
            self.answer(N::Isolate, &[("isolate", "1")]);
            self.answer(N::Report, &[("report", "1")]);
        }
        self.answer(N::Impact, &[("now", "12"), ("opening", "40")]);
        self.answer(N::Emergency, &[]);
        self.answer(N::Place, place);
        self.answer(N::Tell, &[("1", "1")]);
    }

    /// Ticks the list to its end with the same answer; the ids of the steps that were asked.
    fn list(&mut self, answer: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
        let mut ids = Vec::new();
        while self.asks() == "list" {
            let shown = self.step().expect("it is asked");
            let first = shown.parts[0].clone();
            assert!(ids.len() < 60, "the list never ends: {ids:?}");
            ids.push(first.key.clone());
            let said = answer(&first.key)
                .unwrap_or(&first.choices[0].value)
                .to_owned();
            let note = format!("{}.note", first.key);
            let mut values = vec![(first.key.as_str(), said.as_str())];
            if shown.parts.iter().any(|part| part.key == note) {
                values.push((note.as_str(), "as it should be"));
            }
            self.answer(N::List, &values);
        }
        ids
    }

    /// From the work to bed.
    fn rest(&mut self) {
        self.send(N::Work, &[("line", "restarted the switch")], false)
            .expect("a line");
        self.answer(N::Work, &[]);
        self.answer(N::Outcome, &[("how", "1")]);
        self.answer(N::Narrative, &[("cure", "a restart")]);
        self.answer(N::Debts, &[]);
        self.answer(N::Claim, &[]);
        self.answer(N::Handover, &[]);
        assert_eq!(self.asks(), "nothing");
    }

    /// Fails where a question came twice, by its part or by its words.
    fn nothing_twice(&self) {
        let (mut parts, mut words) = (BTreeSet::new(), BTreeMap::new());
        for (step, part, question) in &self.asked {
            assert!(parts.insert((step, part)), "{step}.{part} is asked twice");
            // What a step wants as proof is asked in the same words of each.
            if part.contains('.') && *step == N::List {
                continue;
            }
            if let Some(first) = words.insert(question, (step, part)) {
                panic!("{question}: asked at {first:?} and at {step}.{part}");
            }
        }
    }
}

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
        let given = Default::default();
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
        let emergency = night.clone_to_emergency(kind, which);
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

impl Night {
    /// What the test of an emergency would say of such a call: a walk of its own.
    fn clone_to_emergency(&self, kind: &str, which: &str) -> Option<&'static str> {
        let mut other = Night::new("library-template");
        other.answer(N::Caller, &[("name", "Maria Ortiz")]);
        other.answer(N::What, &[("kind", kind), ("which", which)]);
        if kind == "7" {
            return Some("yes");
        }
        other.answer(N::Impact, &[("now", "12"), ("opening", "40")]);
        let step = other.step()?;
        let first = step.parts.first()?;
        assert_eq!(first.kind, PartKind::Choice);
        first
            .default
            .as_deref()
            .map(|said| if said == "yes" { "yes" } else { "no" })
    }
}
