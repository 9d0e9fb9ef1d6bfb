//! Who may change people and rules at all, and where a length, a number or a version is too much.

use super::*;
use crate::domain::event::PostLeft;
use crate::domain::site::{FileKind, Runbook};
use crate::text::Clean;

fn change(world: &mut World, id: PersonId, set: impl FnOnce(&mut ChangePerson)) -> String {
    let mut command = changed(id);
    set(&mut command);
    outcome(world.run(Command::ChangePerson(command)))
}

/// The rule of a refusal; `fine` where there is none.
fn outcome(result: Result<Vec<Event>, Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule.to_string(), |_| "fine".to_owned())
}

#[test]
fn only_staff_who_are_here_change_anything() {
    let mut world = World::new();
    let contact = world.contact("Ann Lee", &[]);
    let gone = world.staff("Pat Gone", 1001, &["it_staff"]);
    assert_eq!(change(&mut world, gone, |c| c.left = Some(true)), "fine");
    // Whoever makes the desk is not known yet.
    let maker = PersonId(world.uuid());
    for (who, expected) in [(contact, "N08"), (gone, "N08"), (maker, "fine")] {
        let add = person(&mut world, &format!("New {}", who.0), None, &[]);
        let result = world.run_as(who, Command::AddPerson(add));
        assert_eq!(outcome(result), expected);
    }
}

#[test]
fn names_and_texts_have_a_length_that_they_may_have_and_not_one_more() {
    let mut world = World::new();
    for (name, phone, email, expected) in [
        (200, 5, 5, "fine"),
        (201, 5, 5, "N04"),
        (9, 65_536, 65_536, "fine"),
        (8, 65_537, 5, "N04"),
        (7, 5, 65_537, "N04"),
    ] {
        let mut add = person(&mut world, &"n".repeat(name), None, &[]);
        add.phone = Some(clean(&"1".repeat(phone)));
        add.email = Some(clean(&"e".repeat(email)));
        let result = outcome(world.run(Command::AddPerson(add)));
        assert_eq!(result, expected, "{name} {phone} {email}");
    }
    let kim = world.contact("Kim", &[]);
    let long = |n: usize| -> Option<Clean> { Some(clean(&"1".repeat(n))) };
    assert_eq!(change(&mut world, kim, |c| c.phone = long(65_537)), "N04");
    assert_eq!(change(&mut world, kim, |c| c.phone = long(65_536)), "fine");
}

#[test]
fn a_person_is_of_a_unit_that_there_is() {
    let mut world = World::new();
    let (east, nowhere) = (world.unit_named("east"), UnitId(world.uuid()));
    for (unit, expected) in [(nowhere, "N03"), (east, "fine")] {
        let mut add = person(&mut world, "Kim", None, &[]);
        add.unit = Some(unit);
        assert_eq!(outcome(world.run(Command::AddPerson(add))), expected);
    }
}

#[test]
fn a_uuid_stands_for_one_record() {
    let mut world = World::new();
    let kim = world.contact("Kim", &[]);
    let mut add = person(&mut world, "Somebody else", None, &[]);
    add.id = kim;
    let refusal = world.run(Command::AddPerson(add)).unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(7));
    assert_eq!(refusal.because, "this person was added before");
}

#[test]
fn a_name_is_changed_to_one_that_nobody_here_has() {
    let mut world = World::new();
    let kim = world.contact("Kim Lee", &[]);
    let lee = world.contact("Ana Lee", &[]);
    let name = |name: &str| Some(clean(name));
    assert_eq!(change(&mut world, kim, |c| c.name = name("ana lee")), "N07");
    // One's own name may be written in another way.
    assert_eq!(
        change(&mut world, kim, |c| c.name = name("KIM LEE")),
        "fine"
    );
    assert_eq!(change(&mut world, lee, |c| c.left = Some(true)), "fine");
    assert_eq!(
        change(&mut world, kim, |c| c.name = name("Ana Lee")),
        "fine"
    );
}

#[test]
fn an_account_is_one_persons_as_long_as_they_are_here() {
    let mut world = World::new();
    let kim = world.staff("Kim", 1001, &["it_staff"]);
    assert_eq!(change(&mut world, kim, |c| c.uid = Some(1000)), "N07");
    assert_eq!(change(&mut world, kim, |c| c.left = Some(true)), "fine");
    world.staff("Bo", 1001, &["it_staff"]);
    // Who has left may be corrected all the same, and does not come back to that account.
    let phone = Some(clean("555 12"));
    assert_eq!(change(&mut world, kim, |c| c.phone = phone), "fine");
    assert_eq!(change(&mut world, kim, |c| c.left = Some(false)), "N07");
}

#[test]
fn the_last_member_of_staff_may_change_what_is_not_their_leaving() {
    let mut world = World::new();
    let own = world.actor.person;
    let phone = Some(clean("555 12"));
    assert_eq!(change(&mut world, own, |c| c.phone = phone.clone()), "fine");
    assert_eq!(change(&mut world, own, |c| c.staff = Some(false)), "N08");
    // Where nobody holds a post a contact may go: no desk is lost by that.
    let contact = world.contact("Ann Lee", &[]);
    for post in ["director", "it_staff"] {
        let post = post.to_owned();
        world.apply_all([Event::from(PostLeft { person: own, post })]);
    }
    assert_eq!(change(&mut world, contact, |c| c.phone = phone), "fine");
    assert_eq!(change(&mut world, contact, |c| c.left = Some(true)), "fine");
}

#[test]
fn a_stretch_of_hours_may_begin_where_the_one_before_it_ends() {
    let mut world = World::new();
    let person = world.actor.person;
    let mut week = vec![Vec::new(); 7];
    week[0] = vec!["08:00-12:00".to_owned(), "12:00-16:00".to_owned()];
    let set = SetHours { person, week };
    world.run(Command::SetHours(set)).unwrap();
}

#[test]
fn a_unit_has_100_000_people_at_most_and_as_many_as_its_profile_says() {
    let mut world = World::new();
    let unit = world.unit("Bindery", 0);
    let head = world.contact("Pat Doe", &[]);
    let mut change = |id, heads, head: Option<PersonId>| {
        let head = head.map(PersonRef::Id);
        let heads = Some(heads);
        outcome(world.run(Command::ChangeUnit(ChangeUnit { id, heads, head })))
    };
    assert_eq!(change(unit, 100_000, None), "fine");
    assert_eq!(change(unit, 100_001, None), "N10");
    let east = World::new().unit_named("east");
    assert_eq!(change(east, 12, None), "N10");
    assert_eq!(change(east, 9, Some(head)), "fine");
}

#[test]
fn what_the_product_ships_and_nobody_adopted_is_adopted_as_it_is() {
    let mut world = World::new();
    let adopt = |kind: &str| {
        Command::AdoptTemplate(Box::new(AdoptTemplate {
            entry: template(kind, "prompts", 2),
        }))
    };
    assert_eq!(outcome(world.run(adopt("prompts"))), "N07");
    let prompts = (FileKind::Prompts, "prompts".to_owned());
    world.site.policy.seqs.insert(prompts, 0);
    assert_eq!(outcome(world.run(adopt("prompts"))), "fine");
    let profile = world.site.policy.profile.clone();
    let adopt = |profile| {
        let entry = ProfileAdopted {
            file: "001-bloomfield.toml".to_owned(),
            id: "bloomfield".to_owned(),
            version: 2,
            sha256: "0".repeat(64),
            text: String::new(),
            source: clean("Dana Reyes"),
            confirmed: false,
        };
        Command::AdoptProfile(Box::new(AdoptProfile { entry, profile }))
    };
    assert_eq!(outcome(world.run(adopt(profile.clone()))), "N07");
    let own = (FileKind::Profile, "bloomfield".to_owned());
    world.site.policy.seqs.remove(&own);
    assert_eq!(outcome(world.run(adopt(profile))), "fine");
}

fn template(kind: &str, id: &str, version: u32) -> TemplateAdopted {
    TemplateAdopted {
        file: format!("{id}.toml"),
        kind: kind.to_owned(),
        id: id.to_owned(),
        version,
        sha256: "0".repeat(64),
        text: String::new(),
        source: clean("Dana Reyes"),
    }
}

#[test]
fn another_text_of_a_runbook_replaces_it_and_the_same_one_does_not() {
    let mut world = World::new();
    let mut adopt = |version| {
        let entry = template("runbook", "mail", version);
        world.run(Command::AdoptTemplate(Box::new(AdoptTemplate { entry })))
    };
    assert_eq!(adopt(8).unwrap().len(), 1);
    let runbook = Runbook {
        id: "mail".to_owned(),
        version: 8,
        title: clean("Mail"),
        targets: vec![clean("SRV-1")],
        lines: Vec::new(),
    };
    let runbooks = &mut world.site.policy.runbooks;
    runbooks.insert("mail".to_owned(), runbook);
    let mut adopt = |version| {
        let entry = template("runbook", "mail", version);
        outcome(world.run(Command::AdoptTemplate(Box::new(AdoptTemplate { entry }))))
    };
    assert_eq!(adopt(8), "N07");
    assert_eq!(adopt(9), "fine");
    assert_eq!(adopt(7), "fine", "an older text is another one too");
}
