//! Rows of an older system.

use uuid::Uuid;

use super::kinds;
use crate::domain::command::{Import, ImportAction, ImportBreach, ImportRow, ImportUpdate};
use crate::domain::testing::{World, at, clean};
use crate::domain::ticket::Timeline;
use crate::domain::{
    Affected, Channel, Command, Event, IncidentKind, PersonId, Records, State, TicketId, UnitId,
};

fn row(line: u64) -> ImportRow {
    let id = |n: u64| Uuid::from_u128(u128::from(line * 100 + n) << 40);
    ImportRow {
        id: TicketId(id(0)),
        line,
        row: format!("sum of line {line}"),
        no: Some(line),
        opened: at("2026-02-02T09:22-05:00"),
        channel: Channel::Phone,
        originator: Some(clean("Nils Birkett")),
        unit: Some(clean("Eastside")),
        title: clean("EAS-PC08 stops at a black screen"),
        seen: Some(clean("No boot device found.")),
        affected: Affected::Pc,
        asset: None,
        blocked: Some(1),
        hampered: Some(0),
        pc_dead: true,
        public: false,
        harm: None,
        category: Some("repair".to_owned()),
        fields: vec![("fault".to_owned(), clean("disk"))],
        confidential: false,
        assigned: Some(clean("Tobias Wren")),
        actions: vec![ImportAction {
            at: at("2026-02-02T09:42-05:00"),
            by: Some(clean("Tobias Wren")),
            text: clean("New disk"),
        }],
        result: Some(clean("Rebuilt")),
        updates: vec![
            ImportUpdate {
                at: at("2026-02-02T10:46-05:00"),
                text: clean("Told it is done"),
            },
            ImportUpdate {
                at: at("2026-02-02T09:32-05:00"),
                text: clean("Seen"),
            },
        ],
        checklist: None,
        resolved: Some(at("2026-02-02T10:46-05:00")),
        closed: Some(at("2026-02-03T10:46-05:00")),
        state: State::Closed,
        waiting_for: None,
        waiting_until: None,
        deadline: None,
        breach: None,
        remarks: Vec::new(),
        notes: Vec::new(),
        spare_people: (1..9).map(|n| PersonId(id(n))).collect(),
        spare_unit: UnitId(id(9)),
    }
}

fn import(world: &mut World, rows: Vec<ImportRow>) -> Vec<Event> {
    let import = Import {
        file: clean("tickets.jsonl"),
        rows,
    };
    world.run(Command::Import(Box::new(import))).unwrap()
}

fn imported(events: &[Event]) -> Vec<(u64, u64)> {
    let each = events.iter().filter_map(|event| match event {
        Event::TicketImported(e) => Some((e.from.line, e.opened.number.n)),
        _ => None,
    });
    each.collect()
}

#[test]
fn a_row_becomes_a_ticket_as_it_was() {
    let mut world = World::new();
    let events = import(&mut world, vec![row(7)]);
    let expected = [
        "person.added",
        "person.added",
        "ticket.imported",
        "ticket.narrative_written",
        "ticket.assigned",
        "ticket.prompt_answered",
        "ticket.told",
        "ticket.action_logged",
        "ticket.resolved",
        "ticket.told",
        "ticket.closed",
    ];
    assert_eq!(kinds(&events), expected);
    let ticket = world.ticket(7);
    assert_eq!(ticket.opened, at("2026-02-02T09:22-05:00"));
    assert_eq!(ticket.recorded, world.now);
    assert_eq!(ticket.state, State::Closed);
    assert_eq!(ticket.closed, Some(at("2026-02-03T10:46-05:00")));
    assert_eq!(ticket.unit, Some(world.unit_named("east")));
    assert!(!ticket.owes_word());
    let imported = ticket.imported.clone().unwrap();
    assert_eq!(
        (imported.no, imported.without),
        (Some(7), vec!["machine".to_owned()])
    );
}

#[test]
fn the_same_rows_add_nothing_again() {
    let mut world = World::new();
    import(&mut world, vec![row(1), row(1)]);
    let before = world.log.len();
    assert_eq!(import(&mut world, vec![row(1)]), []);
    assert_eq!(world.log.len(), before);
}

#[test]
fn a_number_is_kept_where_it_is_free_else_it_is_one_above_the_highest() {
    let mut world = World::new();
    world.open("T-1 is taken");
    let mut rows: Vec<ImportRow> = (1..=5).map(row).collect();
    rows[1].no = Some(40);
    rows[2].no = Some(40);
    rows[3].no = None;
    rows[4].no = Some(u64::MAX);
    let events = import(&mut world, rows);
    assert_eq!(
        imported(&events),
        [(1, 41), (2, 40), (3, 42), (4, 43), (5, 44)]
    );
    world.open("the next one");
    assert_eq!(world.ticket(45).title, clean("the next one"));
}

#[test]
fn people_and_units_are_made_once() {
    let mut world = World::new();
    let mut rows = vec![row(1), row(2), row(3)];
    for row in &mut rows {
        row.unit = Some(clean("Bookmobile"));
    }
    rows[1].originator = Some(clean("NILS BIRKETT"));
    rows[2].originator = Some(clean("  "));
    let events = import(&mut world, rows);
    let count = |kind: &str| kinds(&events).iter().filter(|k| **k == kind).count();
    assert_eq!((count("person.added"), count("unit.added")), (2, 1));
    assert_eq!(world.ticket(1).from, world.ticket(2).from);
    assert_eq!(world.ticket(3).from, None);
    assert_eq!(world.records.unit_named("bookmobile").unwrap().heads, 0);
}

#[test]
fn what_a_required_prompt_lacks_is_said_and_nothing_is_refused() {
    let mut world = World::new();
    let mut bare = row(1);
    bare.fields.clear();
    bare.seen = None;
    bare.actions.clear();
    bare.affected = Affected::Other;
    bare.category = Some("repair".to_owned());
    let mut open = row(2);
    open.fields.clear();
    open.state = State::Open;
    import(&mut world, vec![bare, open]);
    let without = |n| world.ticket(n).imported.clone().unwrap().without;
    let lacks = ["narrative", "actions", "machine", "fault"];
    assert_eq!(without(1), lacks);
    assert!(without(2).is_empty(), "what is open still owes it");
}

#[test]
fn what_cannot_be_a_fact_is_kept_as_a_note() {
    let mut world = World::new();
    let mut odd = row(1);
    odd.category = Some("gardening".to_owned());
    odd.state = State::Waiting;
    odd.waiting_for = Some(clean("rain"));
    odd.checklist = Some(("watering".to_owned(), world.list_id()));
    odd.remarks = vec![clean("see also 12")];
    let events = import(&mut world, vec![odd]);
    let from = events.iter().find_map(|event| match event {
        Event::TicketImported(e) => Some(e.from.clone()),
        _ => None,
    });
    let notes: Vec<String> = from
        .unwrap()
        .notes
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "see also 12",
        "used checklist watering",
        "record category there: gardening",
        "result there: Rebuilt",
        "waited there for rain, without a date",
    ];
    assert_eq!(notes, expected);
    let ticket = world.ticket(1);
    assert_eq!(
        (ticket.category.as_str(), ticket.state),
        ("service-request", State::Open)
    );
}

#[test]
fn a_waiting_row_waits_also_after_its_actions() {
    let mut world = World::new();
    let mut waiting = row(1);
    waiting.state = State::Waiting;
    waiting.waiting_for = Some(clean("the vendor"));
    waiting.waiting_until = Some(at("2026-08-03T12:00-04:00"));
    import(&mut world, vec![waiting]);
    let ticket = world.ticket(1);
    assert_eq!(ticket.state, State::Waiting);
    assert!(ticket.closed.is_none() && ticket.resolved.is_none());
}

#[test]
fn a_breach_keeps_its_clock_and_its_report() {
    let mut world = World::new();
    let mut breach = row(1);
    breach.category = Some("security-breach".to_owned());
    breach.breach = Some(ImportBreach {
        aware: at("2026-02-02T09:30-05:00"),
        due: Some(at("2026-02-05T09:30-05:00")),
        report_sent: Some(at("2026-02-02T10:50-05:00")),
        told: vec![clean("2026-02-02T09:35-05:00")],
        work_min: 45,
        hr_answer: Some(clean("no discipline")),
    });
    import(&mut world, vec![breach]);
    let incident = world.ticket(1).incident.clone().unwrap();
    assert_eq!(
        (incident.kind, incident.work_min),
        (IncidentKind::Breach, 45)
    );
    assert_eq!(incident.lead_told, Some(at("2026-02-02T09:35-05:00")));
    assert_eq!(incident.report_sent, Some(at("2026-02-02T10:50-05:00")));
    let id = world.ticket(1).id;
    let story = Timeline::of(id, &world.entries_on(id.uuid()), &world.records);
    let said: Vec<&str> = story.lines.iter().map(|line| line.text.as_str()).collect();
    assert!(said.contains(&"reporting line told"), "{said:?}");
    assert!(said.contains(&"report sent"), "nobody is made up: {said:?}");
}

#[test]
fn whom_the_file_names_is_who_was_told() {
    let mut world = World::new();
    let mut breach = row(1);
    breach.category = Some("security-breach".to_owned());
    breach
        .spare_people
        .push(crate::domain::PersonId(uuid::Uuid::from_u128(77)));
    breach.breach = Some(ImportBreach {
        aware: at("2026-02-02T09:30-05:00"),
        due: None,
        report_sent: None,
        told: vec![clean("Ida Bell"), clean("2026-02-02T09:35-05:00")],
        work_min: 45,
        hr_answer: None,
    });
    import(&mut world, vec![breach]);
    let id = world.ticket(1).id;
    let story = Timeline::of(id, &world.entries_on(id.uuid()), &world.records);
    let told = story
        .lines
        .iter()
        .any(|l| l.text.as_str() == "reporting line told: Ida Bell");
    assert!(told, "{:?}", story.lines);
}

#[test]
fn a_thousand_rows_go_in_at_once() {
    let mut world = World::new();
    let rows: Vec<ImportRow> = (1..=1_000).map(row).collect();
    let events = import(&mut world, rows);
    assert_eq!(imported(&events).len(), 1_000);
    assert_eq!(world.ticket(1_000).state, State::Closed);
}

#[test]
fn an_open_row_stays_open_although_nothing_of_its_work_came_along() {
    let mut world = World::new();
    let bare = |line: u64, state: State| ImportRow {
        state,
        originator: None,
        assigned: None,
        actions: Vec::new(),
        updates: Vec::new(),
        result: None,
        ..row(line)
    };
    import(&mut world, vec![bare(1, State::Open), bare(2, State::New)]);
    assert_eq!(world.ticket(1).state, State::Open);
    assert_eq!(world.ticket(2).state, State::New);
}

#[test]
fn who_has_no_place_in_the_staff_takes_nothing_in() {
    let mut world = World::new();
    let contact = world.contact("Ana Reyes", &[]);
    let import = Import {
        file: clean("tickets.jsonl"),
        rows: vec![row(1)],
    };
    let refusal = world.run_as(contact, Command::Import(Box::new(import)));
    assert_eq!(super::rule(refusal), "N08");
}

#[test]
fn an_imported_story_is_history_and_nobody_was_late_with_it() {
    let mut world = World::new();
    import(&mut world, vec![row(7)]);
    let id = world.ticket(7).id;
    let story = Timeline::of(id, &world.entries_on(id.uuid()), &world.records);
    assert!(story.lines.iter().all(|line| !line.late));
    assert_eq!(story.lines[0].kind, "ticket.imported");
    let opened = at("2026-02-02T09:22-05:00");
    let narrative = story
        .lines
        .iter()
        .find(|l| l.kind == "ticket.narrative_written");
    assert_eq!(narrative.map(|line| line.happened), Some(opened));
    assert!(story.lines.iter().all(|line| line.happened < world.now));
}
