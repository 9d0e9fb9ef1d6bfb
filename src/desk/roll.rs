//! Who and what a new desk knows from its first group on, beside the person who makes it.
//!
//! A person is named by their name, as everywhere: one name is one person, also where it holds
//! several posts and is the head of a department, and the maker's own name is the maker.

use uuid::Uuid;

use super::make::NotMade;
use super::rules::unit_id;
use crate::domain::event::{PersonAdded, PostHeld, UnitAdded};
use crate::domain::site::Profile;
use crate::domain::{Event, PersonId, UnitId};
use crate::text::{Clean, fold};

/// Who holds which post of a new desk, and its departments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    /// Names with the post that each holds; whoever holds one is a member of staff.
    pub holders: Vec<(Clean, String)>,
    /// The departments.
    pub units: Vec<NewUnit>,
}

/// A department or branch of a new desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    /// Its name; that of a unit of the profile is that unit.
    pub name: Clean,
    /// How many people work there; 0 = unknown.
    pub heads: u32,
    /// The name of its head; whoever holds no post is a contact.
    pub head: Option<Clean>,
}

impl Roll {
    /// The entries of the roll; `maker` is known already.
    ///
    /// # Errors
    /// A post that the profile does not know; the text names those that it knows.
    pub(super) fn events(
        &self,
        maker: (PersonId, &Clean),
        profile: &Profile,
    ) -> Result<Vec<Event>, NotMade> {
        let mut people = People {
            known: vec![(name_key(maker.1), maker.0)],
            events: Vec::new(),
        };
        let mut held: Vec<(PersonId, &str)> = Vec::new();
        for (name, post) in self.holders.iter().filter(|(name, _)| !name.is_blank()) {
            known_post(profile, post)?;
            let person = people.named(name, true);
            if !held.contains(&(person, post)) {
                held.push((person, post));
                let post = post.clone();
                people.events.push(Event::from(PostHeld { person, post }));
            }
        }
        for unit in self.units.iter().filter(|unit| !unit.name.is_blank()) {
            let name = Clean::line(unit.name.as_str());
            let chief = unit.head.as_ref().filter(|chief| !chief.is_blank());
            let chief = chief.map(|chief| people.named(chief, false));
            let ours = profile.units.find(name.as_str());
            people.events.push(Event::from(UnitAdded {
                unit: ours.map_or_else(|| UnitId(Uuid::now_v7()), |ours| unit_id(&ours.id)),
                short: ours.map(|ours| ours.id.clone()),
                name: ours.map_or(name, |ours| ours.name.clone()),
                heads: unit.heads,
                head: chief,
            }));
        }
        Ok(people.events)
    }
}

/// The people so far, by their names, and what is written.
struct People {
    known: Vec<(String, PersonId)>,
    events: Vec<Event>,
}

impl People {
    /// The person of that name, added where nobody has it yet.
    fn named(&mut self, name: &Clean, staff: bool) -> PersonId {
        let name = Clean::line(name.as_str()).trim();
        let key = name_key(&name);
        if let Some((_, person)) = self.known.iter().find(|(known, _)| *known == key) {
            return *person;
        }
        let person = PersonId(Uuid::now_v7());
        self.known.push((key, person));
        self.events.push(Event::from(PersonAdded {
            person,
            name,
            staff,
            uid: None,
            unit: None,
            phone: None,
            email: None,
        }));
        person
    }
}

/// Whether a profile knows a post.
///
/// # Errors
/// It does not; the text names those that it knows.
pub(super) fn known_post(profile: &Profile, post: &str) -> Result<(), NotMade> {
    let posts = || profile.roles.0.values().flatten().map(String::as_str);
    if posts().any(|known| known == post) {
        return Ok(());
    }
    let mut known: Vec<&str> = posts().collect();
    known.sort_unstable();
    known.dedup();
    Err(NotMade::Choice(format!(
        "there is no post `{}`; this profile knows {}",
        Clean::line(post),
        known.join(", ")
    )))
}

/// A name as it is looked up: folded, with single spaces.
fn name_key(name: &Clean) -> String {
    let folded = fold(name.as_str());
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::desk::{Caller, Desk, NewDesk, make};
    use crate::domain::Records as _;
    use crate::policy::shipped;
    use crate::time::FixedClock;

    fn caller() -> Caller {
        Caller::of_tests()
    }

    fn new(roll: Roll) -> NewDesk {
        NewDesk {
            posts: Some(Vec::new()),
            roll,
            ..NewDesk::of("library-template")
        }
    }

    fn unit(name: &str, heads: u32, head: &str) -> NewUnit {
        NewUnit {
            name: Clean::from(name),
            heads,
            head: Some(Clean::from(head)),
        }
    }

    #[test]
    fn one_name_is_one_person_and_the_makers_name_is_the_maker() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let hold = |name: &str, post: &str| (Clean::from(name), post.to_owned());
        let roll = Roll {
            holders: vec![
                hold("jo  dale", "it_staff"),
                hold("Ada Holt", "it_manager"),
                hold("ADA HOLT", "library_director"),
                hold("Ada Holt", "library_director"),
                hold(" ", "hr"),
            ],
            units: vec![
                unit("Front desk", 4, "Ada Holt"),
                unit("whole organisation", 38, "Ann Lee"),
                unit("Branches", 0, ""),
            ],
        };
        let clock = Arc::new(FixedClock("2026-11-22T02:14:07-05:00".parse().unwrap()));
        make(&dir, &new(roll), shipped(), &caller(), clock.as_ref()).unwrap();
        let known = Desk::open(&dir, caller(), clock).unwrap().snapshot();
        let mut people: Vec<(String, bool, usize)> = known
            .register
            .people()
            .map(|person| (person.name.to_string(), person.staff, person.posts.len()))
            .collect();
        people.sort();
        let ann = ("Ann Lee".to_owned(), false, 0);
        assert_eq!(
            people,
            [
                ("Ada Holt".to_owned(), true, 2),
                ann,
                ("Jo Dale".to_owned(), true, 1)
            ]
        );
        let named = |name: &str| known.unit_named(name).unwrap();
        let ada = known.person_named("Ada Holt").unwrap().id;
        assert_eq!(
            (named("Front desk").heads, named("Front desk").head),
            (4, Some(ada))
        );
        assert_eq!(named("Branches").head, None);
        // The profile's own unit is not there a second time.
        assert_eq!((named("all").heads, known.units().len()), (38, 3));
    }

    #[test]
    fn a_post_that_is_none_makes_no_desk() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let roll = Roll {
            holders: vec![(Clean::from("Ada Holt"), "king".to_owned())],
            units: Vec::new(),
        };
        let clock = FixedClock("2026-11-22T02:14:07-05:00".parse().unwrap());
        let made = make(&dir, &new(roll), shipped(), &caller(), &clock);
        assert!(made.unwrap_err().to_string().contains("it_manager"));
        assert!(!dir.exists());
    }
}
