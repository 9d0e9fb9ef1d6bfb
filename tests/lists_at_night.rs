//! The shipped lists in a callout: what the walk has answered is ticked, and little is left to do by
//! hand.

use nightdesk::domain::checklist::{StepState, StepsView, steps, to_tick};
use nightdesk::domain::command::{OpenTicket, PersonRef, SetImpact, StartList, TellPerson, Told};
use nightdesk::domain::event::{
    CalloutAnswered, CalloutStarted, PersonAdded, PostHeld, VisitEntered, VisitPlanned,
};
use nightdesk::domain::site::{Fact, FileKind};
use nightdesk::domain::{
    Actor, Affected, CalloutId, Channel, Command, EntryHead, Event, ListId, Number, PersonId,
    Records, Register, Site, StepName, TicketId, ToldOutcome, UnitId, decide,
};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{Calendar, Stamp, Zone};
use uuid::Uuid;

const ME: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));
const EASTSIDE: UnitId = UnitId(Uuid::from_u128(3));
const TICKET: TicketId = TicketId(Uuid::from_u128(10));
const LIST: ListId = ListId(Uuid::from_u128(11));
const CALLOUT: CalloutId = CalloutId(Uuid::from_u128(12));

/// A desk in memory at night, with a callout on its way.
struct Night {
    site: Site,
    records: Register,
    actor: Actor,
    now: Stamp,
    seq: u64,
}

impl Night {
    fn new() -> Self {
        let policy = shipped().policy("library-template").expect("it ships");
        let zone = Zone::named(&policy.profile.organisation.tz).expect("a zone");
        let mut night = Self {
            site: Site {
                calendar: Calendar::new(zone, Default::default()),
                policy,
            },
            records: Register::default(),
            actor: Actor {
                person: ME,
                uid: 1000,
                host: "desk".to_owned(),
                how: "uid".to_owned(),
            },
            now: "2026-11-22T02:14-05:00".parse().expect("a time"),
            seq: 0,
        };
        for (n, template) in night.site.policy.templates.values().enumerate() {
            let seq = 1_000_000 + n as u64;
            let key = (FileKind::Checklist, template.id.clone());
            night.site.policy.seqs.insert(key, seq);
            night.records.know_template(seq, template.clone());
        }
        let templates = night.site.policy.templates.keys().cloned();
        night.site.policy.profile.checklists = templates.collect();
        night.person(ME, "Jo Dale", true);
        night.person(HEAD, "Rae Moss", false);
        let post = "it_staff".to_owned();
        night.write([Event::from(PostHeld { person: ME, post })]);
        let unit = nightdesk::domain::event::UnitAdded {
            unit: EASTSIDE,
            short: None,
            name: Clean::from("Eastside"),
            heads: 9,
            head: Some(HEAD),
        };
        night.write([Event::from(unit)]);
        night
    }

    fn person(&mut self, person: PersonId, name: &str, staff: bool) {
        self.write([Event::from(PersonAdded {
            person,
            name: Clean::from(name),
            staff,
            uid: None,
            unit: None,
            phone: None,
            email: None,
        })]);
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
        }
    }

    fn run(&mut self, command: &Command) {
        let events = decide(&self.records, &self.site, &self.actor, command, self.now);
        self.write(events.expect("nothing stands in the way"));
    }

    /// The call: who, what, how many.
    fn call(&mut self) {
        let mut open = OpenTicket::walk_up(TICKET, Clean::from("No network"));
        open.channel = Channel::OnCall;
        open.from = Some(PersonRef::Id(HEAD));
        self.run(&Command::Open(Box::new(open)));
        self.write([Event::from(CalloutStarted {
            callout: CALLOUT,
            number: Number::callout(1),
            ticket: TICKET,
            person: ME,
            host: "desk".to_owned(),
            tty: None,
            over: false,
            on_duty: None,
            inside_hours: false,
            rules: 1,
        })]);
        let mut impact = SetImpact::of(TICKET);
        impact.affected = Some(Affected::Network);
        impact.blocked = Some(nightdesk::domain::command::Count::Number(40));
        self.run(&Command::Impact(Box::new(impact)));
        self.answer(StepName::Emergency, &[("verdict", "yes")]);
    }

    fn answer(&mut self, step: StepName, values: &[(&str, &str)]) {
        let values = values.iter();
        self.write([Event::from(CalloutAnswered {
            callout: CALLOUT,
            ticket: TICKET,
            step,
            values: values
                .map(|(part, value)| ((*part).to_owned(), Clean::from(*value)))
                .collect(),
            unknown: std::collections::BTreeSet::new(),
            left: true,
        })]);
    }

    /// Where it is worked; a room is planned and entered.
    fn place(&mut self, place: &str) {
        self.answer(StepName::Place, &[("where", place)]);
        if place == "room" {
            let (callout, ticket, happened) = (CALLOUT, TICKET, self.now);
            let planned = VisitPlanned {
                callout,
                ticket,
                room: Clean::from("Eastside"),
                unit: Some(EASTSIDE),
                foreign: true,
                key: None,
            };
            let entered = VisitEntered {
                callout,
                ticket,
                happened,
            };
            self.write([Event::from(planned), Event::from(entered)]);
        }
    }

    fn tell(&mut self) {
        for who in [Told::Requester, Told::Person(PersonRef::Id(HEAD))] {
            self.run(&Command::Tell(TellPerson {
                ticket: TICKET,
                who,
                how: Channel::Phone,
                outcome: ToldOutcome::Told,
                text: Some(Clean::from("We are on it")),
                happened: None,
            }));
        }
    }

    fn begin(&mut self, checklist: &str) {
        self.run(&Command::StartList(StartList {
            id: LIST,
            checklist: checklist.to_owned(),
            ticket: Some(TICKET),
        }));
    }

    /// Looks at the list as it stands.
    fn look(&self, at: impl FnOnce(&StepsView<'_>)) {
        let list = self.records.list(LIST).expect("it was begun");
        at(&steps(&self.records, &self.site, &list, self.now));
    }
}

/// The facts that the walk has answered before it comes to the list.
const ANSWERED: [Fact; 6] = [
    Fact::Caller,
    Fact::What,
    Fact::Impact,
    Fact::Emergency,
    Fact::Place,
    Fact::Times,
];

#[test]
fn the_outage_list_leaves_at_most_eight_steps_to_tick() {
    for place in ["remote", "office", "room"] {
        let mut night = Night::new();
        night.call();
        night.place(place);
        night.tell();
        night.begin("server-network-outage");
        night.look(|view| {
            let required = to_tick(view).filter(|s| s.step.required);
            let ids: Vec<&str> = required.map(|s| s.step.id.as_str()).collect();
            assert!(ids.len() <= 8, "{place}: {ids:?}");
            assert_eq!(ids[0], "safe", "{place}");
            let notice = view.steps.iter().find(|s| s.step.id == "notice");
            assert_eq!(notice.is_some(), place != "remote");
        });
        // Two hours later, unsolved: the lead is called.
        night.now = night.now.plus_minutes(120);
        night.look(|view| {
            let call = view.steps.iter().find(|s| s.step.id == "esc");
            assert_eq!(call.expect("it is shown").state, StepState::Open);
        });
    }
}

#[test]
fn no_list_asks_again_what_the_walk_has_answered() {
    for template in Night::new().site.policy.templates.into_values() {
        // The list for new staff begins from their head's request alone.
        if template.anchor.name() == "newhire.requested" {
            continue;
        }
        for place in ["remote", "office", "room"] {
            let mut night = Night::new();
            night.call();
            night.place(place);
            night.tell();
            night.begin(&template.id);
            night.look(|view| {
                for shown in &view.steps {
                    let is_answered = shown.step.from.is_some_and(|f| ANSWERED.contains(&f));
                    // A gate of danger, data or HR goes before a fact; a visit has its own times.
                    let is_visit = template.anchor.name().starts_with("visit.");
                    let is_open = shown.state == StepState::Open;
                    assert!(
                        !is_answered || !is_open || is_visit,
                        "{} {} {place}",
                        template.id,
                        shown.step.id
                    );
                }
            });
        }
    }
}
