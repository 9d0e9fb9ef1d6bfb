//! Tonight's list: another one that is chosen, the one of a kind that was corrected, and one made of
//! what fixed it before.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Night;
use crate::domain::command::{AddAsset, FailStep, SkipStep};
use crate::domain::site::{EventName, Moment, Step, StepKind, Template};
use crate::domain::testing::{World, clean};
use crate::domain::{AssetId, Checklist, Command, Event, Records as _, StepName as N};

fn step(id: &str) -> Step {
    Step {
        id: id.to_owned(),
        text: clean(&format!("text of {id}")),
        why: clean("because"),
        kind: StepKind::Do,
        from: None,
        to: Vec::new(),
        after: None,
        evidence: Vec::new(),
        when: None,
        gate: None,
        clock: None,
        limit: None,
        sets: None,
        required: true,
        who: "tech".to_owned(),
        phase: None,
        sources: Vec::new(),
    }
}

pub(super) fn template(id: &str) -> Template {
    let (group, anchor) = match id {
        "security-incident" | "lost-stolen-device" => ("security", "incident.aware"),
        _ => ("outage", "callout.started"),
    };
    Template {
        id: id.to_owned(),
        version: 1,
        title: clean(&format!("The list {id}")),
        group: group.to_owned(),
        record_category: "service-request".to_owned(),
        anchor: Moment::Event(EventName(anchor.to_owned())),
        note: clean(""),
        sources: Vec::new(),
        phases: BTreeMap::new(),
        steps: vec![step("one"), step("two")],
    }
}

/// A call about a server; four lists are enabled, and there is an asset.
pub(super) fn called() -> Night {
    let mut world = World::new().at(super::NIGHT);
    for id in [
        "server-network-outage",
        "total-pc-failure",
        "wan-failure",
        "security-incident",
        "lost-stolen-device",
    ] {
        world.adopt(template(id));
    }
    let asset = AddAsset {
        id: AssetId(world.uuid()),
        name: clean("ils01"),
        what: clean("server"),
        unit: None,
        note: None,
    };
    world.run(Command::AddAsset(asset)).unwrap();
    on_ils01(world)
}

/// A call about that server.
fn on_ils01(world: World) -> Night {
    let mut night = Night::begun(world, false);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "ils01")]);
    night
}

/// Goes to the list.
pub(super) fn at_list(night: &mut Night) {
    night.try_answer(N::List, &[], false).unwrap();
    assert_eq!(night.asks(), "list");
}

/// The lists of the callout's ticket, by number.
pub(super) fn lists(night: &Night) -> Vec<Arc<Checklist>> {
    let mut lists = night.world.records.lists_of(night.callout().ticket);
    lists.sort_by_key(|list| list.number.n);
    lists
}

pub(super) fn why_left(list: &Checklist) -> &str {
    list.left.as_ref().map_or("", |because| because.as_str())
}

#[test]
fn another_list_is_chosen_and_the_first_is_left_with_its_reason() {
    let mut night = called();
    at_list(&mut night);
    let asked = night.step().unwrap();
    assert_eq!(
        asked.derived[0],
        "The list server-network-outage: 2 left to tick"
    );
    assert!(
        asked.parts[0]
            .choices
            .iter()
            .any(|choice| choice.key == 'o')
    );
    let events = night
        .try_answer(N::List, &[("one", "o"), ("other", "wan-failure")], false)
        .unwrap();
    let kinds: Vec<_> = events.iter().map(Event::kind).collect();
    assert!(
        kinds.starts_with(&["checklist.left", "checklist.started"]),
        "{kinds:?}"
    );
    let known = lists(&night);
    assert_eq!(why_left(&known[0]), "another list was chosen: wan-failure");
    assert_eq!(known[1].checklist, "wan-failure");
    let asked = night.step().unwrap();
    assert_eq!(asked.derived[0], "The list wan-failure: 2 left to tick");
    // Nothing of the list that was left is owed.
    night.answer(N::Work, &[]);
    let owes = night.owes();
    let steps = owes.iter().filter(|key| *key == "list.one");
    assert_eq!(steps.count(), 1, "{owes:?}");
}

#[test]
fn the_screen_is_asked_which_list_once_another_is_wanted() {
    let mut night = called();
    at_list(&mut night);
    let world = &night.world;
    let typed = [("one".to_owned(), "other".to_owned())].into();
    let callout = night.callout();
    let asked = super::super::step_named(
        &world.records,
        &world.site,
        &callout,
        N::List,
        &typed,
        world.now,
    );
    let asked = asked.unwrap();
    let which = &asked.parts[1];
    assert_eq!(which.key, "other");
    let offered: Vec<&str> = which.choices.iter().map(|c| c.value.as_str()).collect();
    assert_eq!(
        offered,
        [
            "total-pc-failure",
            "wan-failure",
            "lost-stolen-device",
            "security-incident"
        ]
    );
}

#[test]
fn a_list_is_named_at_once_by_its_id_and_one_that_is_not_enabled_is_bad_input() {
    let mut night = called();
    at_list(&mut night);
    for wrong in [&[("other", "leaver")][..], &[("one", "o")][..]] {
        let refusal = night.try_answer(N::List, wrong, true).unwrap_err();
        assert_eq!(refusal.rule.to_string(), "N16", "{refusal:?}");
        assert!(refusal.instead.contains("wan-failure"), "{refusal:?}");
    }
    night
        .try_answer(N::List, &[("", "wan-failure")], true)
        .unwrap();
    assert_eq!(lists(&night)[1].checklist, "wan-failure");
    // The first one can be had again, as a fresh one.
    night
        .try_answer(N::List, &[("", "server-network-outage")], true)
        .unwrap();
    let known = lists(&night);
    assert_eq!(
        why_left(&known[1]),
        "another list was chosen: server-network-outage"
    );
    assert_eq!(known[2].checklist, "server-network-outage");
    assert!(known[2].finished.is_none());
}

#[test]
fn a_list_on_which_something_was_done_stays_beside_the_chosen_one() {
    let mut night = called();
    at_list(&mut night);
    night
        .try_answer(N::List, &[("one", "done")], false)
        .unwrap();
    night
        .try_answer(N::List, &[("other", "wan-failure")], false)
        .unwrap();
    assert!(lists(&night)[0].finished.is_none());
    night.answer(N::Work, &[]);
    assert!(night.owes().contains(&"list.two".to_owned()));
}

#[test]
fn the_list_of_a_kind_that_was_corrected_is_left_where_nothing_was_done() {
    let mut night = called();
    night.answer(N::What, &[("kind", "3"), ("which", "the front desk")]);
    let known = lists(&night);
    assert_eq!(why_left(&known[0]), "it is about something else now");
    assert_eq!(known[1].checklist, "total-pc-failure");
    assert!(night.world.ticket(1).pc_dead);
    // Back again: a fresh list, and the PC is dead no more.
    night.answer(N::What, &[("kind", "1"), ("which", "ils01")]);
    let known = lists(&night);
    assert!(!night.world.ticket(1).pc_dead);
    assert_eq!(known.len(), 3);
    assert!(known[1].finished.is_some() && known[2].finished.is_none());
    // Answered again with the same kind, nothing is begun.
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    assert_eq!(lists(&night).len(), 3);
}

#[test]
fn where_the_new_kind_has_no_list_the_old_one_stays_and_is_owed() {
    let mut night = called();
    at_list(&mut night);
    night
        .try_answer(N::List, &[("one", "done")], false)
        .unwrap();
    night.answer(N::What, &[("kind", "4"), ("which", "the catalogue")]);
    assert!(lists(&night)[0].finished.is_none());
    night.answer(N::Work, &[]);
    assert!(
        night.owes().contains(&"list.two".to_owned()),
        "{:?}",
        night.owes()
    );
}

#[test]
fn a_list_of_an_incident_stays_open_beside_another_one() {
    let mut night = called();
    night.answer(N::What, &[("kind", "7"), ("which", "2")]);
    at_list(&mut night);
    night
        .try_answer(N::List, &[("other", "wan-failure")], false)
        .unwrap();
    let known = lists(&night);
    let theft = known
        .iter()
        .find(|list| list.checklist == "lost-stolen-device");
    assert!(theft.unwrap().finished.is_none());
}

/// A night on that server whose cure was written down; then another call about it.
fn cured(cure: &str) -> Night {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.answer(N::Narrative, &[("cure", cure)]);
    night.sleep().unwrap();
    night.world.wait(60);
    on_ils01(night.world)
}

#[test]
fn what_fixed_it_before_is_a_list_of_its_own_to_tick() {
    let mut night = cured("1. clear /var; 2. restart the ils; look whether it answers");
    let kinds = night.answer(N::What, &[("cure", "1")]);
    assert!(kinds.contains(&"checklist.made"), "{kinds:?}");
    // Answered once more it is not made again.
    let kinds = night.answer(N::What, &[("cure", "1")]);
    assert!(!kinds.contains(&"checklist.made"), "{kinds:?}");
    at_list(&mut night);
    let asked = night.step().unwrap();
    assert_eq!(asked.parts[0].question, "clear /var");
    assert_eq!(asked.parts[0].hints[0], "Why: it fixed T-1");
    assert_eq!(
        asked.derived[0],
        "What fixed ils01 before (T-1): 3 left to tick"
    );
    night.try_answer(N::List, &[("c1", "1")], false).unwrap();
    night.try_answer(N::List, &[("c2", "3")], false).unwrap();
    night.try_answer(N::List, &[("c3", "2")], false).unwrap();
    let made = lists(&night).into_iter().find(|list| list.made.is_some());
    let made = made.unwrap();
    // What was tried and failed is over too.
    assert!(made.finished.is_some());
    assert_eq!(made.marks.len(), 3);
    // Behind it comes the list of the kind.
    let asked = night.step().unwrap();
    assert_eq!(
        asked.derived[0],
        "The list server-network-outage: 2 left to tick"
    );
}

#[test]
fn a_list_made_of_a_cure_holds_nothing_and_goes_with_the_close() {
    let mut night = cured("clear /var; restart");
    night.answer(N::What, &[("cure", "1")]);
    night.answer(N::Work, &[]);
    let owes = night.owes();
    assert!(
        !owes.iter().any(|key| key.starts_with("list.c")),
        "{owes:?}"
    );
}

#[test]
fn lists_that_were_made_and_left_are_the_same_when_the_journal_is_read_again() {
    let mut night = cured("clear /var; restart");
    night.answer(N::What, &[("cure", "1")]);
    at_list(&mut night);
    night
        .try_answer(N::List, &[("other", "wan-failure")], false)
        .unwrap();
    let mut again = crate::domain::Register::default();
    for template in night.world.site.policy.templates.values() {
        let key = (
            crate::domain::site::FileKind::Checklist,
            template.id.clone(),
        );
        let seq = night.world.site.policy.seqs[&key];
        again.know_template(seq, template.clone());
    }
    for (head, event) in &night.world.log {
        again.apply(head, event);
    }
    let ticket = night.callout().ticket;
    assert_eq!(again.lists_of(ticket), night.world.records.lists_of(ticket));
}

#[test]
fn a_step_of_a_list_is_a_line_of_who_works() {
    let mut night = called();
    at_list(&mut night);
    let list = lists(&night).pop().unwrap();
    let fail = FailStep {
        list: list.id,
        step: "one".to_owned(),
        because: clean("the room is locked"),
    };
    night.world.wait(9);
    night.world.run(Command::FailStep(fail)).unwrap();
    assert_eq!(night.callout().last_at, night.world.now);
    // What somebody else does there says nothing of where the one who works was.
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    night.world.wait(4);
    let skip = SkipStep {
        list: list.id,
        step: "two".to_owned(),
        because: clean("it is for the morning"),
    };
    night.world.run_as(nils, Command::SkipStep(skip)).unwrap();
    assert_ne!(night.callout().last_at, night.world.now);
}

#[test]
fn what_is_over_begins_no_list_of_the_night_but_that_of_an_intruder() {
    let over = |kind: &str, which: &str| {
        let mut world = World::new().at("2026-05-14T12:00-04:00");
        for id in ["server-network-outage", "security-incident"] {
            world.adopt(template(id));
        }
        let mut night = Night::begun(world, true);
        let times = [("rang", "0155"), ("restored", "0330"), ("stopped", "0345")];
        let what = [("name", "Ann Lee"), ("what", kind), ("which", which)];
        night.answer(N::Over, &[&what[..], &times[..]].concat());
        let names: Vec<String> = lists(&night).iter().map(|l| l.checklist.clone()).collect();
        names
    };
    assert_eq!(over("1", "server"), Vec::<String>::new());
    assert_eq!(over("7", "breach"), ["security-incident"]);
}
