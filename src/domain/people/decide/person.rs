//! People: added, changed, their posts and hours.

use super::{known_person, known_unit, name, new_uuid, text};
use crate::domain::command::{AddPerson, ChangePerson, HoldPost, LeavePost, SetHours};
use crate::domain::event::{HoursSet, PersonAdded, PersonChanged, PostHeld, PostLeft};
use crate::domain::site::{RuleId, Span};
use crate::domain::{Event, Person, PersonId, Records, Refusal, Site};
use crate::text::Clean;

/// The days of a week, Monday first.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

pub(super) fn add(
    records: &dyn Records,
    site: &Site,
    command: &AddPerson,
) -> Result<Vec<Event>, Refusal> {
    new_uuid(records.person(command.id).is_some(), "person")?;
    name(&command.name, "the name")?;
    reachable(command.phone.as_ref(), command.email.as_ref())?;
    known_unit(records, command.unit)?;
    free_account(records, command.uid, command.id)?;
    if let (Some(uid), false) = (command.uid, command.staff) {
        let name = &command.name;
        return Err(Refusal::new(
            RuleId::N(8),
            format!("{name} has the account {uid} but is not staff"),
            format!("add them as staff: `nightdesk staff add \"{name}\" --uid {uid}`"),
        ));
    }
    let known = records.person_named(command.name.as_str());
    let (id, event) = match known.filter(|known| !known.left) {
        Some(known) if command.staff && !known.staff => (known.id, made_staff(command, known.id)),
        Some(known) => return Err(same_name(&known)),
        None => (command.id, Event::from(added(command))),
    };
    let mut events = vec![event];
    let mut held: Vec<&str> = Vec::new();
    for post in &command.posts {
        known_post(site, post)?;
        if !held.contains(&post.as_str()) {
            held.push(post);
            events.push(post_held(id, post));
        }
    }
    Ok(events)
}

fn added(command: &AddPerson) -> PersonAdded {
    PersonAdded {
        person: command.id,
        name: command.name.clone(),
        staff: command.staff,
        uid: command.uid,
        unit: command.unit,
        phone: command.phone.clone(),
        email: command.email.clone(),
    }
}

/// A contact who joins the staff stays the same person, with every word that they were told.
fn made_staff(command: &AddPerson, person: PersonId) -> Event {
    Event::from(PersonChanged {
        person,
        name: None,
        staff: Some(true),
        uid: command.uid,
        unit: command.unit,
        phone: command.phone.clone(),
        email: command.email.clone(),
        left: None,
        saw: Vec::new(),
    })
}

/// People are found by their names, so two of the same are told apart by them.
fn same_name(known: &Person) -> Refusal {
    let name = &known.name;
    Refusal::new(
        RuleId::N(7),
        format!("{name} is known already"),
        format!(
            "see who that is: nightdesk person show \"{name}\"; somebody else of that name gets \
             a name that differs, such as \"{name} (Eastside)\""
        ),
    )
}

pub(super) fn change(
    records: &dyn Records,
    site: &Site,
    command: &ChangePerson,
) -> Result<Vec<Event>, Refusal> {
    let person = known_person(records, command.id)?;
    if let Some(new) = &command.name {
        name(new, "the name")?;
        let known = records.person_named(new.as_str());
        if let Some(known) = known.filter(|known| known.id != command.id && !known.left) {
            return Err(same_name(&known));
        }
    }
    reachable(command.phone.as_ref(), command.email.as_ref())?;
    known_unit(records, command.unit)?;
    let event = PersonChanged {
        person: command.id,
        name: command.name.clone(),
        staff: command.staff,
        uid: command.uid,
        unit: command.unit,
        phone: command.phone.clone(),
        email: command.email.clone(),
        left: command.left,
        saw: Vec::new(),
    };
    let mut after = Person::clone(&person);
    after.change(&event);
    if after == *person {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("that is what is known of {} already", person.name),
            "nothing needs to be done",
        ));
    }
    if !after.left {
        free_account(records, after.uid, after.id)?;
    }
    let (was, is) = (person.staff && !person.left, after.staff && !after.left);
    if was && !is && !others_remain(records, site, person.id) {
        return Err(Refusal::new(
            RuleId::N(8),
            format!(
                "no other member of staff would hold a post once {} has left",
                person.name
            ),
            "add one first: `nightdesk staff add NAME --uid N --post POST`",
        ));
    }
    Ok(vec![Event::from(event)])
}

pub(super) fn hold(
    records: &dyn Records,
    site: &Site,
    command: &HoldPost,
) -> Result<Vec<Event>, Refusal> {
    let person = known_person(records, command.person)?;
    known_post(site, &command.post)?;
    if person.left {
        return Err(Refusal::new(
            RuleId::N(8),
            format!("{} has left", person.name),
            "give the post to somebody who is here",
        ));
    }
    if person.posts.contains(&command.post) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} holds the post {} already", person.name, command.post),
            "nothing needs to be done",
        ));
    }
    Ok(vec![post_held(command.person, &command.post)])
}

pub(super) fn leave(records: &dyn Records, command: &LeavePost) -> Result<Vec<Event>, Refusal> {
    let person = known_person(records, command.person)?;
    if !person.posts.contains(&command.post) {
        let held: Vec<_> = person.posts.iter().map(String::as_str).collect();
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} does not hold the post {}", person.name, command.post),
            if held.is_empty() {
                "nothing needs to be done".to_owned()
            } else {
                format!("name one of theirs: {}", held.join(", "))
            },
        ));
    }
    Ok(vec![Event::from(PostLeft {
        person: command.person,
        post: command.post.clone(),
    })])
}

pub(super) fn set_hours(records: &dyn Records, command: &SetHours) -> Result<Vec<Event>, Refusal> {
    let person = known_person(records, command.person)?;
    let days = command.week.len();
    if days != 0 && days != DAYS.len() {
        return Err(Refusal::new(
            RuleId::N(10),
            format!("the week has {days} days"),
            "give seven, Monday first; a day off has no spans",
        ));
    }
    for (day, spans) in DAYS.iter().zip(&command.week) {
        day_of_spans(day, spans)?;
    }
    let free = command.week.iter().all(Vec::is_empty);
    let week = if free {
        Vec::new()
    } else {
        command.week.clone()
    };
    if week == person.week {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} has these hours already", person.name),
            "nothing needs to be done",
        ));
    }
    let person = command.person;
    Ok(vec![Event::from(HoursSet { person, week })])
}

/// The spans of a day can be read, and follow each other.
fn day_of_spans(day: &str, spans: &[String]) -> Result<(), Refusal> {
    let mut end = 0;
    for span in spans {
        let refused = |why: &str| {
            Refusal::new(
                RuleId::N(10),
                format!("`{span}` on {day} {why}"),
                "write each as `08:30-16:30`, in order; the end may be 24:00",
            )
        };
        let Some(read) = Span::parse(span) else {
            return Err(refused("is no stretch of hours"));
        };
        if read.from_min < end {
            return Err(refused("begins before the stretch in front of it ends"));
        }
        end = read.to_min;
    }
    Ok(())
}

fn post_held(person: PersonId, post: &str) -> Event {
    Event::from(PostHeld {
        person,
        post: post.to_owned(),
    })
}

fn reachable(phone: Option<&Clean>, email: Option<&Clean>) -> Result<(), Refusal> {
    phone.map_or(Ok(()), |phone| text(phone, "the telephone number"))?;
    email.map_or(Ok(()), |email| text(email, "the address"))
}

fn free_account(records: &dyn Records, uid: Option<u32>, own: PersonId) -> Result<(), Refusal> {
    let holder = uid.and_then(|uid| records.person_of_uid(uid));
    match holder.filter(|person| person.id != own) {
        Some(person) => Err(Refusal::new(
            RuleId::N(7),
            format!("that account is {}'s", person.name),
            "give another account, or let them leave it first",
        )),
        None => Ok(()),
    }
}

fn known_post(site: &Site, post: &str) -> Result<(), Refusal> {
    let roles = &site.policy.profile.roles.0;
    let known = || roles.values().flatten();
    if known().any(|known| known == post) {
        return Ok(());
    }
    let mut posts: Vec<_> = known().map(String::as_str).collect();
    posts.sort_unstable();
    posts.dedup();
    Err(Refusal::new(
        RuleId::N(3),
        format!("the profile knows no post `{post}`"),
        format!("name one of: {}", posts.join(", ")),
    ))
}

/// Whether another member of staff holds a post of the profile.
fn others_remain(records: &dyn Records, site: &Site, leaver: PersonId) -> bool {
    let posts = site.policy.profile.roles.0.values().flatten();
    posts
        .flat_map(|post| records.holders(post))
        .any(|person| person.staff && person.id != leaver)
}
