//! The page: a cache that is right or not there.

use super::*;
use crate::domain::command::{AnswerStep, StartList};
use crate::domain::event::Evidence;
use crate::domain::site::Template;
use crate::domain::{Command, NumberKind, Records};
use crate::store::RulesPlace;

fn frame(seq: u64) -> PageFrame {
    PageFrame {
        replica: "00ff".to_owned(),
        seq,
        hash: [7; 32],
        file: 1,
        offset: 4096,
        hlc: (1_700_000_000_000, 3),
        last: (1, 3900),
        files: vec![(1, 77)],
        rules: vec![RulesPlace {
            seq: 2,
            hash: [3; 32],
            file: 1,
            offset: 900,
        }],
    }
}

fn world() -> World {
    let mut world = World::new();
    world.open("The scanner is dead");
    let done = world.open("Paper is out");
    world.log(done, "Filled the tray").unwrap();
    world.tell(done, "It prints").unwrap();
    world.close(done).unwrap();
    world.contact("Hana Ruiz", &["hr"]);
    world
}

#[test]
fn a_page_holds_what_is_open_and_whom_it_names() {
    let desk = TempDir::new().unwrap();
    let world = world();
    let page = Page::of(&world.records, world.now, frame(40));
    assert!(page.write(desk.path()).unwrap());
    let mut back = Page::read(desk.path()).unwrap();
    assert_eq!(back.frame(), &frame(40));
    assert_eq!(back.take_tickets().unwrap(), [world.ticket(1)]);
    let people: Vec<_> = world.records.people().map(|p| (**p).clone()).collect();
    assert_eq!(back.people(), people);
    let units: Vec<_> = world
        .records
        .units()
        .iter()
        .map(|u| (**u).clone())
        .collect();
    assert_eq!(back.units(), units);
    assert_eq!(back.next_number(NumberKind::Ticket), 3);
    assert_eq!(back.next_number(NumberKind::List), 1);
    let file = desk.path().join("page");
    assert_eq!(
        fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

fn question() -> Template {
    use crate::domain::site::{EventName, Moment, Step, StepKind};
    let step = |id: &str| Step {
        id: id.to_owned(),
        text: clean("Is it safe?"),
        why: clean(""),
        kind: StepKind::Ask {
            choices: vec![clean("yes"), clean("no")],
        },
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
    };
    Template {
        id: "trial".to_owned(),
        version: 1,
        title: clean("A trial"),
        group: "service".to_owned(),
        record_category: "service-request".to_owned(),
        anchor: Moment::Event(EventName("ticket.opened".to_owned())),
        note: clean(""),
        sources: Vec::new(),
        phases: std::collections::BTreeMap::new(),
        steps: vec![step("a"), step("b")],
    }
}

#[test]
fn an_open_list_comes_back_with_its_marks_and_its_text() {
    let mut world = world();
    world.adopt(question());
    let ticket = Some(world.ticket(1).id);
    let id = world.list_id();
    let checklist = "trial".to_owned();
    let start = StartList {
        id,
        checklist,
        ticket,
    };
    world.run(Command::StartList(start)).unwrap();
    let answer = AnswerStep {
        list: id,
        step: "a".to_owned(),
        answer: clean("no"),
        by: None,
        evidence: Evidence::from([("note".to_owned(), clean("smells"))]),
        happened: None,
    };
    world.run(Command::AnswerStep(answer)).unwrap();
    let list = world.records.list(id).unwrap();
    let row = ListRow::from(list.as_ref());
    assert_eq!(
        row.list(|_| Some(list.template.clone())).as_ref(),
        Some(&*list)
    );
    let page = Page::of(&world.records, world.now, frame(1));
    let text = |seq| (seq == list.rules).then(|| list.template.clone());
    assert_eq!(page.lists(text), Some(vec![(*list).clone()]));
    assert_eq!(page.lists(|_| None), None);
}

#[test]
fn a_page_never_replaces_one_that_has_come_further() {
    let desk = TempDir::new().unwrap();
    let world = world();
    let page = |seq| Page::of(&world.records, world.now, frame(seq));
    assert!(page(40).write(desk.path()).unwrap());
    assert!(!page(39).write(desk.path()).unwrap());
    assert_eq!(Page::read(desk.path()).unwrap().frame().seq, 40);
    assert!(page(40).write(desk.path()).unwrap());
    assert!(page(41).write(desk.path()).unwrap());
    let restored = PageFrame {
        replica: "aa00".to_owned(),
        ..frame(5)
    };
    let restored = Page::of(&world.records, world.now, restored);
    assert!(
        restored.write(desk.path()).unwrap(),
        "another replica began anew"
    );
}

#[test]
fn a_damaged_page_is_no_page() {
    let desk = TempDir::new().unwrap();
    assert_eq!(Page::read(desk.path()), None);
    let world = world();
    let page = Page::of(&world.records, world.now, frame(40));
    page.write(desk.path()).unwrap();
    let file = desk.path().join("page");
    let whole = fs::read(&file).unwrap();
    for byte in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[byte] ^= 0x10;
        fs::write(&file, bytes).unwrap();
        assert_eq!(Page::read(desk.path()), None, "byte {byte}");
    }
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(Page::read(desk.path()), None);
    // What is damaged does not stand in the way of a new one.
    assert!(page.write(desk.path()).unwrap());
    let elsewhere = desk.path().join("elsewhere");
    fs::rename(&file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    assert_eq!(Page::read(desk.path()), None);
}
