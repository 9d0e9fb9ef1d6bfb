//! The department's runbooks at the questions of a night.

use super::Night;
use crate::domain::callout::{Given, runbooks, runbooks_of};
use crate::domain::command::AddAsset;
use crate::domain::site::Runbook;
use crate::domain::testing::{World, clean};
use crate::domain::{AssetId, Command, Records as _, StepName as N};

/// A call on a desk with one server, a runbook for it, and one for every server.
fn called() -> Night {
    let mut world = World::new().at(super::NIGHT);
    for (id, title, targets) in [
        ("circ", "Restarting the circulation server", "circ-srv"),
        ("power", "After a power cut", "server"),
        ("net", "The line is down", "network"),
    ] {
        let runbook = Runbook {
            id: id.to_owned(),
            version: 1,
            title: clean(title),
            targets: vec![clean(targets)],
            lines: vec![clean("First this, then that.")],
        };
        let policy = &mut world.site.policy;
        policy.runbooks.insert(id.to_owned(), runbook);
    }
    let asset = AddAsset {
        id: AssetId(world.uuid()),
        name: clean("circ-srv"),
        what: clean("server"),
        unit: None,
        note: None,
    };
    world.run(Command::AddAsset(asset)).unwrap();
    let mut night = Night::begun(world, false);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night
}

fn offered(night: &Night, typed: &[(&str, &str)]) -> Vec<String> {
    let typed = typed.iter();
    let given: Given = typed
        .map(|(part, text)| ((*part).to_owned(), (*text).to_owned()))
        .collect();
    let world = &night.world;
    let callout = night.callout();
    let found = runbooks(&world.records, &world.site, &callout, &given, world.now);
    found.into_iter().map(|one| one.id.clone()).collect()
}

#[test]
fn a_runbook_is_offered_as_soon_as_the_system_is_typed() {
    let night = called();
    assert!(offered(&night, &[]).is_empty());
    assert_eq!(offered(&night, &[("kind", "1")]), ["power"]);
    assert_eq!(
        offered(&night, &[("kind", "1"), ("which", "circ-srv")]),
        ["circ", "power"]
    );
    assert_eq!(
        offered(&night, &[("kind", "2"), ("which", "the circ-srv is gone")]),
        ["circ", "net"]
    );
}

#[test]
fn it_stands_at_what_and_wherever_one_works_afterwards() {
    let mut night = called();
    assert_eq!(night.asks(), "what");
    assert!(night.step().unwrap().derived.is_empty());
    night.answer(N::What, &[("kind", "server"), ("which", "circ-srv")]);
    let said = "Runbooks: Restarting the circulation server; After a power cut";
    for step in [N::What, N::List, N::Work] {
        let world = &night.world;
        let (callout, given) = (night.callout(), Given::new());
        let asked = crate::domain::callout::step_named(
            &world.records,
            &world.site,
            &callout,
            step,
            &given,
            world.now,
        );
        let lines = asked.unwrap().derived;
        assert!(lines.iter().any(|line| line == said), "{step}: {lines:?}");
    }
    night.try_answer(N::Work, &[], false).unwrap();
    night.line("rebooted it");
    let work = night.step().unwrap().derived;
    assert!(work.last().unwrap().contains("rebooted it"), "{work:?}");
    let ticket = night.world.records.ticket(night.callout().ticket).unwrap();
    let found = runbooks_of(&night.world.site, &ticket);
    assert_eq!(found[0].id, "circ");
}

#[test]
fn where_there_is_none_nothing_is_said() {
    let mut night = called();
    night.answer(
        N::What,
        &[("kind", "printer"), ("which", "the one upstairs")],
    );
    assert!(offered(&night, &[]).is_empty());
    let text = format!("{:?}", night.step());
    assert!(!text.contains("Runbook"), "{text}");
}
