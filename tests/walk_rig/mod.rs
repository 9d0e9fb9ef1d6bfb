//! A desk in memory with a shipped profile and its lists, and a call on the line.

use std::collections::{BTreeMap, BTreeSet};

use nightdesk::domain::callout::{PartKind, Step, debts, next_step};
use nightdesk::domain::command::{AnswerCallout, Console, FreshIds, StartCallout};
use nightdesk::domain::event::{PersonAdded, PostHeld, UnitAdded};
use nightdesk::domain::site::FileKind;
use nightdesk::domain::{
    Actor, CalloutId, ClaimId, Command, EntryHead, Event, PersonId, Records as _, Refusal,
    Register, Site, StepName as N, TicketId, UnitId, decide,
};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{Calendar, Stamp, Zone};
use uuid::Uuid;

pub const PROFILES: [&str; 5] = [
    "library-template",
    "bloomfield",
    "metro",
    "oak-park",
    "city",
];
pub const ME: PersonId = PersonId(Uuid::from_u128(1));
pub const HEAD: PersonId = PersonId(Uuid::from_u128(2));
pub const BOSS: PersonId = PersonId(Uuid::from_u128(4));
pub const CALLER: PersonId = PersonId(Uuid::from_u128(5));
pub const EASTSIDE: UnitId = UnitId(Uuid::from_u128(3));
pub const TICKET: TicketId = TicketId(Uuid::from_u128(10));
pub const CALLOUT: CalloutId = CalloutId(Uuid::from_u128(12));

/// A desk in memory at a quarter past two, with a call on the line.
pub struct Night {
    pub site: Site,
    pub records: Register,
    pub now: Stamp,
    pub seq: u64,
    pub ids: u128,
    pub log: Vec<(EntryHead, Event)>,
    /// Every question that was asked, in order: step, part, words.
    pub asked: Vec<(N, String, String)>,
}

impl Night {
    pub fn new(profile: &str) -> Self {
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
            night.records.know_template(seq, template.clone());
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
                own: false,
                console: Console::default(),
            }))
            .expect("nothing stands in the way");
        night
    }

    pub fn people(&mut self) {
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

    pub fn write(&mut self, events: impl IntoIterator<Item = Event>) {
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

    pub fn run(&mut self, command: &Command) -> Result<(), Refusal> {
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
    pub fn check_fold(&self) {
        let mut again = Register::default();
        for (n, template) in self.site.policy.templates.values().enumerate() {
            again.know_template(1_000_000 + n as u64, template.clone());
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

    pub fn fresh(&mut self) -> FreshIds {
        self.ids += 10;
        let id = |n| Uuid::from_u128(self.ids + n);
        FreshIds {
            person: PersonId(id(1)),
            other: PersonId(id(2)),
            list: id(3),
            made: id(5),
            claim: ClaimId(id(4)),
            ticket: TicketId(id(6)),
        }
    }

    pub fn step(&self) -> Option<Step> {
        let callout = self.records.callout(CALLOUT).expect("it was begun");
        next_step(&self.records, &self.site, &callout, self.now)
    }

    pub fn asks(&self) -> &'static str {
        self.step().map_or("nothing", |step| step.name.as_str())
    }

    pub fn send(&mut self, step: N, values: &[(&str, &str)], leave: bool) -> Result<(), Refusal> {
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
    pub fn answer(&mut self, step: N, values: &[(&str, &str)]) {
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
    pub fn call(&mut self, kind: &str, which: &str, place: &[(&str, &str)]) {
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
    pub fn list(&mut self, answer: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
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
    pub fn rest(&mut self) {
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
    pub fn nothing_twice(&self) {
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

impl Night {
    /// What the test of an emergency would say of such a call: a walk of its own.
    pub fn emergency_of(kind: &str, which: &str) -> Option<&'static str> {
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
