//! Given a desk, when somebody changes its people or rules, then this is written or refused.

use crate::domain::command::{
    AddAsset, AddMany, AddPerson, AddRow, AddUnit, AdoptDesk, AdoptProfile, AdoptTemplate,
    ChangePerson, ChangeUnit, HoldPost, LeavePost, PersonRef, SetHours,
};
use crate::domain::event::{ProfileAdopted, TemplateAdopted};
use crate::domain::site::RuleId;
use crate::domain::testing::{World, clean};
use crate::domain::{AssetId, Command, Event, PersonId, Records, Refusal, UnitId};

mod limits;

fn person(world: &mut World, name: &str, uid: Option<u32>, posts: &[&str]) -> AddPerson {
    AddPerson {
        id: PersonId(world.uuid()),
        name: clean(name),
        staff: uid.is_some(),
        uid,
        unit: None,
        phone: None,
        email: None,
        posts: posts.iter().map(|post| (*post).to_owned()).collect(),
    }
}

fn changed(id: PersonId) -> ChangePerson {
    ChangePerson {
        id,
        name: None,
        staff: None,
        uid: None,
        unit: None,
        phone: None,
        email: None,
        left: None,
    }
}

fn rule(result: Result<Vec<Event>, Refusal>) -> RuleId {
    let refusal = result.unwrap_err();
    assert!(!refusal.because.is_empty() && !refusal.instead.is_empty());
    refusal.rule
}

#[test]
fn a_new_member_of_staff_is_found_by_name_account_and_post() {
    let mut world = World::new();
    let add = person(
        &mut world,
        "José  Muñoz",
        Some(1001),
        &["it_staff", "it_staff"],
    );
    let events = world.run(Command::AddPerson(add.clone())).unwrap();
    assert_eq!(events.len(), 2, "a post given twice is held once");
    let id = Some(add.id);
    assert_eq!(world.records.person_named("jose munoz").map(|p| p.id), id);
    assert_eq!(world.records.person_of_uid(1001).map(|p| p.id), id);
    let holders = world.records.holders("it_staff");
    assert_eq!(holders.iter().filter(|p| p.id == add.id).count(), 1);
}

#[test]
fn a_person_needs_a_name_a_free_account_and_a_known_post() {
    let mut world = World::new();
    let blank = person(&mut world, " ", None, &[]);
    assert_eq!(rule(world.run(Command::AddPerson(blank))), RuleId::N(4));
    let long = person(&mut world, &"n".repeat(201), None, &[]);
    assert_eq!(rule(world.run(Command::AddPerson(long))), RuleId::N(4));
    let taken = person(&mut world, "Kim", Some(1000), &[]);
    assert_eq!(rule(world.run(Command::AddPerson(taken))), RuleId::N(7));
    let unknown = person(&mut world, "Kim", None, &["king"]);
    assert_eq!(rule(world.run(Command::AddPerson(unknown))), RuleId::N(3));
    let mut contact = person(&mut world, "Kim", Some(1001), &[]);
    contact.staff = false;
    assert_eq!(rule(world.run(Command::AddPerson(contact))), RuleId::N(8));
}

#[test]
fn the_same_person_sent_twice_is_added_once() {
    let mut world = World::new();
    let add = person(&mut world, "Kim", None, &[]);
    world.run(Command::AddPerson(add.clone())).unwrap();
    assert_eq!(rule(world.run(Command::AddPerson(add))), RuleId::N(7));
}

#[test]
fn the_last_member_of_staff_with_a_post_cannot_leave() {
    let mut world = World::new();
    let own = world.actor.person;
    let leave = |id| {
        let left = Some(true);
        Command::ChangePerson(ChangePerson {
            left,
            ..changed(id)
        })
    };
    let refusal = world.run(leave(own)).unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(8));
    assert!(
        refusal.instead.contains("nightdesk staff add"),
        "{refusal:?}"
    );
    let kim = world.staff("Kim", 1001, &["it_staff"]);
    world.run(leave(own)).unwrap();
    assert!(world.records.person_of_uid(1000).is_none());
    let refusal = world.run(leave(kim)).unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(8), "who has left may do nothing");
}

#[test]
fn a_changed_name_is_the_one_by_which_a_person_is_found() {
    let mut world = World::new();
    let kim = world.contact("Kim Lee", &[]);
    let name = Some(clean("Kim Ortiz"));
    let command = Command::ChangePerson(ChangePerson {
        name,
        ..changed(kim)
    });
    world.run(command.clone()).unwrap();
    assert!(world.records.person_named("Kim Lee").is_none());
    assert_eq!(
        world.records.person_named("kim ortiz").map(|p| p.id),
        Some(kim)
    );
    assert_eq!(rule(world.run(command)), RuleId::N(7), "nothing changes");
}

#[test]
fn a_post_is_held_once_and_left_once() {
    let mut world = World::new();
    let kim = world.contact("Kim", &[]);
    let post = "hr".to_owned();
    let hold = Command::HoldPost(HoldPost {
        person: kim,
        post: post.clone(),
    });
    world.run(hold.clone()).unwrap();
    assert_eq!(world.records.holders("hr").len(), 1);
    assert_eq!(rule(world.run(hold)), RuleId::N(7));
    let leave = Command::LeavePost(LeavePost { person: kim, post });
    world.run(leave.clone()).unwrap();
    assert!(world.records.holders("hr").is_empty());
    assert_eq!(rule(world.run(leave)), RuleId::N(7));
}

#[test]
fn hours_are_seven_days_of_spans_in_order() {
    let mut world = World::new();
    let person = world.actor.person;
    let week = |monday: &[&str]| {
        let mut week = vec![Vec::new(); 7];
        week[0] = monday.iter().map(|span| (*span).to_owned()).collect();
        Command::SetHours(SetHours { person, week })
    };
    world.run(week(&["08:00-12:00", "13:00-24:00"])).unwrap();
    assert_eq!(world.records.person(person).unwrap().week[0].len(), 2);
    for (wrong, why) in [
        (&["8-12"][..], "`8-12` on Monday is no stretch of hours"),
        (&["12:00-08:00"], "is no stretch of hours"),
        (
            &["08:00-12:00", "11:00-13:00"],
            "`11:00-13:00` on Monday begins before the stretch in front of it ends",
        ),
    ] {
        let refused = world.run(week(wrong)).unwrap_err();
        assert_eq!(refused.rule, RuleId::N(10), "{wrong:?}");
        assert!(refused.because.contains(why), "{refused:?}");
    }
    let short = Command::SetHours(SetHours {
        person,
        week: vec![Vec::new(); 6],
    });
    assert_eq!(rule(world.run(short)), RuleId::N(10));
    world.run(week(&[])).unwrap();
    assert!(world.records.person(person).unwrap().week.is_empty());
}

#[test]
fn a_unit_is_there_once_under_its_name_and_short_name() {
    let mut world = World::new();
    let (unit, head) = (UnitId(world.uuid()), PersonId(world.uuid()));
    let add = |id, name: &str, heads| {
        let name = clean(name);
        let head = Some(PersonRef::Named {
            name: clean("Pat Doe"),
            id: head,
        });
        Command::AddUnit(AddUnit {
            id,
            short: None,
            name,
            heads,
            head,
        })
    };
    let events = world.run(add(unit, "Bindery", 3)).unwrap();
    assert_eq!(events.len(), 2, "its head became a contact");
    let head = world.records.unit(unit).unwrap().head;
    assert_eq!(head, world.records.person_named("pat doe").map(|p| p.id));
    let other = UnitId(world.uuid());
    assert_eq!(rule(world.run(add(other, "BINDERY", 3))), RuleId::N(7));
    assert_eq!(rule(world.run(add(other, "east", 3))), RuleId::N(7));
    assert_eq!(rule(world.run(add(other, "Huge", 100_001))), RuleId::N(10));
}

#[test]
fn a_head_count_that_was_left_out_is_given_later() {
    let mut world = World::new();
    let unit = world.unit("Bindery", 0);
    let change = |heads| {
        Command::ChangeUnit(ChangeUnit {
            id: unit,
            heads: Some(heads),
            head: None,
        })
    };
    assert_eq!(rule(world.run(change(0))), RuleId::N(7));
    assert_eq!(rule(world.run(change(100_001))), RuleId::N(10));
    world.run(change(7)).unwrap();
    let known = world.records.unit_named("bindery").unwrap();
    assert_eq!((known.id, known.heads), (unit, 7));
}

#[test]
fn a_name_that_is_known_is_not_given_to_somebody_else() {
    let mut world = World::new();
    let add = |id, name: &str, uid: Option<u32>| {
        Command::AddPerson(AddPerson {
            id,
            name: clean(name),
            staff: uid.is_some(),
            uid,
            unit: None,
            phone: None,
            email: None,
            posts: if uid.is_some() {
                vec!["hr".to_owned()]
            } else {
                Vec::new()
            },
        })
    };
    let (first, second, third) = (world.uuid(), world.uuid(), world.uuid());
    world.run(add(PersonId(first), "Hana Ruiz", None)).unwrap();
    let again = world.run(add(PersonId(second), "hana ruiz", None));
    assert_eq!(rule(again), RuleId::N(7));
    world
        .run(add(PersonId(third), "Hana Ruiz", Some(1005)))
        .unwrap();
    let hana = world.records.person_named("Hana Ruiz").unwrap();
    assert_eq!(hana.id, PersonId(first), "the contact became staff");
    assert!(hana.staff && hana.posts.contains("hr") && hana.uid == Some(1005));
    let fourth = PersonId(world.uuid());
    assert_eq!(
        rule(world.run(add(fourth, "Hana Ruiz", Some(1006)))),
        RuleId::N(7)
    );
}

#[test]
fn an_asset_is_there_once_and_says_what_it_is() {
    let mut world = World::new();
    let mut add = |name: &str, what: &str| {
        let id = AssetId(world.uuid());
        let (name, what) = (clean(name), clean(what));
        let command = AddAsset {
            id,
            name,
            what,
            unit: None,
            note: None,
        };
        world.run(Command::AddAsset(command))
    };
    add("SRV-1", "server").unwrap();
    assert_eq!(rule(add("srv-1", "server")), RuleId::N(7));
    assert_eq!(rule(add("SRV-2", "")), RuleId::N(4));
}

#[test]
fn a_profile_in_force_is_not_adopted_again_but_a_changed_one_is() {
    let mut world = World::new();
    let mut profile = world.site.policy.profile.clone();
    let entry = ProfileAdopted {
        file: "001-bloomfield.toml".to_owned(),
        id: "bloomfield".to_owned(),
        version: 2,
        sha256: "0".repeat(64),
        text: String::new(),
        source: clean("Dana Reyes"),
        confirmed: false,
    };
    let adopt = |profile| {
        let entry = entry.clone();
        Command::AdoptProfile(Box::new(AdoptProfile { entry, profile }))
    };
    assert_eq!(rule(world.run(adopt(profile.clone()))), RuleId::N(7));
    profile.priority.pin_max = 2;
    assert_eq!(world.run(adopt(profile)).unwrap().len(), 1);
}

#[test]
fn a_changed_text_needs_a_greater_version() {
    let mut world = World::new();
    let adopt = |kind: &str, version| {
        Command::AdoptTemplate(Box::new(AdoptTemplate {
            entry: TemplateAdopted {
                file: "prompts.toml".to_owned(),
                kind: kind.to_owned(),
                id: "prompts".to_owned(),
                version,
                sha256: "0".repeat(64),
                text: String::new(),
                source: clean("Dana Reyes"),
            },
        }))
    };
    assert_eq!(rule(world.run(adopt("prompts", 2))), RuleId::N(7));
    assert_eq!(rule(world.run(adopt("menu", 3))), RuleId::N(3));
    assert_eq!(world.run(adopt("prompts", 3)).unwrap().len(), 1);
}

#[test]
fn a_new_keeper_says_why() {
    let mut world = World::new();
    let mut adopt = |old_uid, because: &str| {
        let because = clean(because);
        world.run(Command::AdoptDesk(AdoptDesk { old_uid, because }))
    };
    assert_eq!(rule(adopt(900, " ")), RuleId::N(4));
    assert_eq!(rule(adopt(1000, "new server")), RuleId::N(7));
    assert_eq!(adopt(900, "new server").unwrap().len(), 1);
}

#[test]
fn a_list_is_taken_whole_or_not_at_all() {
    let mut world = World::new();
    let (ann, bo) = (
        person(&mut world, "Ann Lee", Some(1001), &["it_staff"]),
        person(&mut world, "Bo Ray", None, &[]),
    );
    let unit = AddUnit {
        id: UnitId(world.uuid()),
        short: Some("ANNEX".to_owned()),
        name: clean("The annex"),
        heads: 4,
        head: Some(PersonRef::Named {
            name: clean("bo ray"),
            id: PersonId(world.uuid()),
        }),
    };
    let asset = AddAsset {
        id: AssetId(world.uuid()),
        name: clean("FILE01"),
        what: clean("server"),
        unit: Some(unit.id),
        note: None,
    };
    let list = AddMany {
        rows: vec![
            (2, AddRow::Person(ann.clone())),
            (3, AddRow::Person(bo)),
            (4, AddRow::Unit(unit)),
            (5, AddRow::Asset(asset)),
            (6, AddRow::Person(person(&mut world, "ANN LEE", None, &[]))),
        ],
    };
    // A row is judged on those before it: Bo is known as the head, the unit as the asset's place.
    let events = world.run(Command::AddMany(list.clone())).unwrap();
    assert_eq!(events.len(), 5, "{events:?}");
    // The same list again adds nothing.
    assert_eq!(world.run(Command::AddMany(list)).unwrap(), []);

    let wrong = AddMany {
        rows: vec![
            (
                2,
                AddRow::Person(person(&mut world, "Cy Roe", Some(1002), &[])),
            ),
            (
                3,
                AddRow::Person(person(&mut world, "Di Moe", Some(1002), &[])),
            ),
        ],
    };
    let refusal = world.run(Command::AddMany(wrong)).unwrap_err();
    assert_eq!(refusal.because, "line 3: that account is Cy Roe's");
    assert!(world.records.person_named("Cy Roe").is_none());
}
