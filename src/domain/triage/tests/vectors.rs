//! The 25 tickets of `tests/data/triage_vectors.json` and their places.

use serde_json::Value;

use super::*;

fn read() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/triage_vectors.json"
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn stamp(value: &Value) -> Option<Stamp> {
    value.as_str().map(at)
}

fn count(value: &Value) -> Option<u32> {
    value.as_u64().map(|n| n as u32)
}

fn date(value: &Value) -> Option<Deadline> {
    let then = &value["then"];
    Some(Deadline {
        name: clean(value["name"].as_str()?),
        due: stamp(&value["due"])?,
        legal: value["legal"].as_bool()?,
        work_min: count(&value["work_min"])?,
        then: then["affected"].as_str().map(|affected| DeadlineThen {
            affected: Affected::parse(affected).unwrap(),
            blocked: count(&then["blocked"]).unwrap(),
            hampered: count(&then["hampered"]).unwrap_or(0),
        }),
    })
}

fn breach(value: &Value) -> Option<Incident> {
    Some(Incident {
        kind: IncidentKind::Breach,
        aware: stamp(&value["aware"])?,
        due: stamp(&value["due"]),
        work_min: count(&value["work_min"])?,
        lead_told: None,
        report_sent: stamp(&value["report_sent"]),
    })
}

fn row(world: &World, row: &Value) -> Ticket {
    let unit = row["unit"].as_str().map(|name| world.unit_named(name));
    with(row["no"].as_u64().unwrap(), |ticket| {
        ticket.title = clean(row["title"].as_str().unwrap());
        ticket.opened = stamp(&row["opened"]).unwrap();
        ticket.affected = Affected::parse(row["affected"].as_str().unwrap()).unwrap();
        ticket.asset = row["asset"].as_str().map(asset);
        ticket.unit = unit;
        ticket.blocked = count(&row["blocked"]);
        ticket.hampered = count(&row["hampered"]);
        ticket.pc_dead = row["pc_dead"].as_bool().unwrap();
        ticket.public = row["public"].as_bool().unwrap();
        ticket.harm = row["harm"].as_str().map(clean);
        ticket.state = State::parse(row["state"].as_str().unwrap()).unwrap();
        ticket.waiting = row["waiting_until"].as_str().map(waiting);
        ticket.deadline = date(&row["deadline"]);
        ticket.incident = breach(&row["breach"]);
    })
}

#[test]
fn the_vectors_stand_in_their_places_with_their_classes_and_reasons() {
    let (world, file) = (World::new(), read());
    assert_eq!(stamp(&file["now"]).unwrap(), world.now);
    let rows = file["tickets"].as_array().unwrap();
    let tickets = rows.iter().map(|r| Arc::new(row(&world, r)));
    let ranked = rank(&world.records, &world.site, tickets, world.now);
    assert_eq!(ranked.len(), 25);
    for (place, (ticket, standing)) in (1u64..).zip(&ranked) {
        let no = ticket.number.n;
        let row = rows.iter().find(|r| r["no"] == no).unwrap();
        assert_eq!(row["rank"], place, "the place of {no}");
        assert_eq!(row["class"], standing.class.number(), "the class of {no}");
        assert_eq!(row["class_name"], standing.class.as_str(), "of {no}");
        let said = why(&world.records, &world.site, ticket, world.now);
        assert_eq!(row["why"], Value::from(said), "why {no}");
    }
}

#[test]
fn each_neighbour_pair_of_the_vectors_has_a_deciding_fact() {
    let (world, file) = (World::new(), read());
    let rows = file["tickets"].as_array().unwrap();
    let tickets = rows.iter().map(|r| Arc::new(row(&world, r)));
    let ranked = rank(&world.records, &world.site, tickets, world.now);
    let elements: Vec<_> = ranked
        .windows(2)
        .map(|pair| decided(&pair[0], &pair[1], world.site.calendar.zone).element)
        .collect();
    assert_eq!(
        elements,
        [
            "class", "clock", "class", "blocked", "blocked", "blocked", "hampered", "class",
            "hampered", "class", "dead_pc", "report", "unasked", "now", "class", "hampered",
            "promised", "promised", "class", "promised", "promised", "promised", "waiting",
            "waiting"
        ]
    );
    assert_eq!(
        decided(&ranked[4], &ranked[5], world.site.calendar.zone).because,
        "more people are stopped (52 > 34)"
    );
}
