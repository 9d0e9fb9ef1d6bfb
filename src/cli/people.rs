//! `staff` and `person`: who works in the department, and who else is known.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::args::pair;
use super::call::Call;
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::command::{AddPerson, ChangePerson, HoldPost, LeavePost, SetHours};
use crate::domain::{Command, Person, PersonId, Records};
use crate::policy::spoken_post;
use crate::text::{Clean, pad_right};

/// The days as `staff hours` takes them, from Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The arguments of `staff`.
#[derive(Debug, Args)]
pub(super) struct StaffArgs {
    #[command(subcommand)]
    pub(super) verb: StaffVerb,
}

/// What is done about the department's people.
#[derive(Debug, Subcommand)]
pub(super) enum StaffVerb {
    /// Add a member of staff.
    Add {
        /// The name.
        name: String,
        /// The account's number on this machine.
        #[arg(long, value_parser = super::args::uid, value_name = "N", allow_negative_numbers = true)]
        uid: Option<u32>,
        /// The posts held.
        #[arg(long, value_name = "POST", num_args = 1..)]
        post: Vec<String>,
        #[command(flatten)]
        details: Details,
    },
    /// The department's people with their posts.
    List,
    /// One of them.
    Show {
        /// The name, or me.
        name: String,
    },
    /// Give somebody a post.
    Post {
        /// The name, or me.
        name: String,
        /// The post, as the profile's `[roles]` have it.
        post: String,
    },
    /// Take a post from somebody.
    Unpost {
        /// The name, or me.
        name: String,
        /// The post.
        post: String,
    },
    /// Set somebody's own hours.
    Hours {
        /// The name, or me.
        name: String,
        /// Days with their spans, such as mon=08:30-12:00,13:00-16:30; a day left out, or tue=none,
        /// is free. Without any day the site's hours hold again.
        #[arg(value_parser = pair, value_name = "DAY=SPANS")]
        days: Vec<(String, String)>,
    },
    /// Somebody leaves: the name stays on what they did.
    Leave {
        /// The name.
        name: String,
    },
}

/// The arguments of `person`.
#[derive(Debug, Args)]
pub(super) struct PersonArgs {
    #[command(subcommand)]
    pub(super) verb: PersonVerb,
}

/// What is done about people.
#[derive(Debug, Subcommand)]
pub(super) enum PersonVerb {
    /// Add a person.
    Add {
        /// The name.
        name: String,
        #[command(flatten)]
        details: Details,
    },
    /// Everybody who is known.
    List,
    /// One of them.
    Show {
        /// The name, or me.
        name: String,
    },
    /// Change what is known of somebody; only what is given changes.
    Change {
        /// The name, or me.
        name: String,
        /// The new name.
        #[arg(long = "name", value_name = "NAME", id = "new_name")]
        rename: Option<String>,
        /// The account's number on this machine.
        #[arg(long, value_parser = super::args::uid, value_name = "N", allow_negative_numbers = true)]
        uid: Option<u32>,
        /// They have left.
        #[arg(long)]
        left: bool,
        #[command(flatten)]
        details: Details,
    },
}

/// How to reach somebody.
#[derive(Debug, Args)]
pub(super) struct Details {
    /// The unit.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// The telephone.
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// The mail address.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
}

impl Details {
    fn unit(&self, seat: &Seat) -> Result<Option<crate::domain::UnitId>, Fail> {
        let unit = self.unit.as_deref().map(|name| seat.unit(name));
        Ok(unit.transpose()?.map(|unit| unit.id))
    }
}

/// Carries out a verb of `staff`.
pub(super) fn staff(call: &mut Call<'_, '_>, verb: &StaffVerb) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    match verb {
        StaffVerb::Add {
            name,
            uid,
            post,
            details,
        } => {
            let command = AddPerson {
                staff: true,
                uid: *uid,
                posts: post.clone(),
                ..adding(&seat, name, details)?
            };
            added(&mut seat, command)
        }
        StaffVerb::List => Ok(listed(&seat, "staff", true)),
        StaffVerb::Show { name } => Ok(one(&seat, &*staff_named(&seat, name)?)),
        StaffVerb::Post { name, post } => {
            let person = staff_named(&seat, name)?.id;
            let post = post.clone();
            save(
                &mut seat,
                person,
                &Command::HoldPost(HoldPost { person, post }),
            )
        }
        StaffVerb::Unpost { name, post } => {
            let person = staff_named(&seat, name)?.id;
            let post = post.clone();
            let command = Command::LeavePost(LeavePost { person, post });
            save(&mut seat, person, &command)
        }
        StaffVerb::Hours { name, days } => {
            let person = staff_named(&seat, name)?.id;
            let week = week(days)?;
            save(
                &mut seat,
                person,
                &Command::SetHours(SetHours { person, week }),
            )
        }
        StaffVerb::Leave { name } => {
            let person = staff_named(&seat, name)?.id;
            let command = ChangePerson {
                left: Some(true),
                ..change_of(person)
            };
            save(&mut seat, person, &Command::ChangePerson(command))
        }
    }
}

/// Carries out a verb of `person`.
pub(super) fn person(call: &mut Call<'_, '_>, verb: &PersonVerb) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    match verb {
        PersonVerb::Add { name, details } => {
            let command = adding(&seat, name, details)?;
            added(&mut seat, command)
        }
        PersonVerb::List => Ok(listed(&seat, "people", false)),
        PersonVerb::Show { name } => Ok(one(&seat, &*seat.person(name)?)),
        PersonVerb::Change {
            name,
            rename,
            uid,
            left,
            details,
        } => {
            let person = seat.person(name)?.id;
            let command = ChangePerson {
                name: rename.as_deref().map(Clean::line),
                uid: *uid,
                unit: details.unit(&seat)?,
                phone: details.phone.as_deref().map(Clean::line),
                email: details.email.as_deref().map(Clean::line),
                left: left.then_some(true),
                ..change_of(person)
            };
            if command == change_of(person) {
                return Err(Fail::Usage(
                    "say what changes, such as --phone NUMBER".to_owned(),
                ));
            }
            save(&mut seat, person, &Command::ChangePerson(command))
        }
    }
}

fn adding(seat: &Seat, name: &str, details: &Details) -> Result<AddPerson, Fail> {
    Ok(AddPerson {
        id: PersonId(Uuid::now_v7()),
        name: Clean::line(name),
        staff: false,
        uid: None,
        unit: details.unit(seat)?,
        phone: details.phone.as_deref().map(Clean::line),
        email: details.email.as_deref().map(Clean::line),
        posts: Vec::new(),
    })
}

fn added(seat: &mut Seat, command: AddPerson) -> Result<Reply, Fail> {
    // A contact of that name who joins the staff stays who they are.
    let known = seat.known.person_named(command.name.as_str());
    let known = known.filter(|known| command.staff && !known.staff && !known.left);
    let person = known.map_or(command.id, |known| known.id);
    save(seat, person, &Command::AddPerson(command))
}

fn change_of(id: PersonId) -> ChangePerson {
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

fn save(seat: &mut Seat, person: PersonId, command: &Command) -> Result<Reply, Fail> {
    seat.submit(command)?;
    match seat.known.person(person) {
        Some(person) => Ok(one(seat, &person)),
        None => Err(Fail::Damaged(
            "the person that was saved is not there".to_owned(),
        )),
    }
}

fn staff_named(seat: &Seat, name: &str) -> Result<Arc<Person>, Fail> {
    let person = seat.person(name)?;
    if person.staff {
        Ok(person)
    } else {
        Err(Fail::Missing(format!(
            "{} is not of the department's staff; `nightdesk staff list` shows who is",
            person.name
        )))
    }
}

/// A week from `mon=08:30-12:00,13:00-16:30 …`; no days at all are the site's hours again.
/// Words for a free day are taken, for people write them.
fn week(days: &[(String, String)]) -> Result<Vec<Vec<String>>, Fail> {
    let mut week = vec![Vec::new(); 7];
    for (day, spans) in days {
        let place = DAYS.iter().position(|known| *known == day.to_lowercase());
        let Some(place) = place else {
            return Err(Fail::Usage(format!(
                "`{}` is no day; write mon, tue, wed, thu, fri, sat or sun",
                Clean::line(day)
            )));
        };
        let is_free = ["none", "off", "free", "-"].contains(&spans.trim().to_lowercase().as_str());
        let spans = spans.split(',').map(str::trim).filter(|s| !s.is_empty());
        let spans = spans.filter(|_| !is_free);
        week[place] = spans.map(str::to_owned).collect();
    }
    if !days.is_empty() && week.iter().all(Vec::is_empty) {
        return Err(Fail::Usage(
            "a week without any hours cannot be kept; name a day with hours, or no day at all for \
             the site's hours"
                .to_owned(),
        ));
    }
    Ok(week)
}

fn listed(seat: &Seat, key: &str, staff: bool) -> Reply {
    let mut people: Vec<&Arc<Person>> = seat
        .known
        .register
        .people()
        .filter(|person| person.staff || !staff)
        .collect();
    people.sort_by_key(|person| (person.left, crate::text::fold(person.name.as_str())));
    let mut text = String::new();
    for person in &people {
        let beside = if staff {
            posts(person)
        } else {
            let unit = person.unit.and_then(|id| seat.known.unit(id));
            unit.map_or_else(String::new, |unit| unit.name.to_string())
        };
        let left = if person.left { " (left)" } else { "" };
        let line = format!("{} {beside}{left}", pad_right(person.name.as_str(), 28));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if text.is_empty() {
        text.push_str("nobody is known yet\n");
    }
    let rows: Vec<Value> = people.iter().map(|person| row(seat, person)).collect();
    Answer::reply(text, json!({ key: rows }))
}

/// The posts of somebody in words.
fn posts(person: &Person) -> String {
    let posts = person.posts.iter().map(|post| spoken_post(post));
    posts.collect::<Vec<_>>().join(", ")
}

fn row(seat: &Seat, person: &Person) -> Value {
    let unit = person.unit.and_then(|id| seat.known.unit(id));
    json!({
        "id": person.id.uuid().to_string(),
        "name": person.name.as_str(),
        "staff": person.staff,
        "uid": person.uid,
        "unit": unit.map(|unit| unit.name.to_string()),
        "phone": person.phone.as_ref().map(Clean::as_str),
        "email": person.email.as_ref().map(Clean::as_str),
        "posts": person.posts,
        "week": person.week,
        "left": person.left,
    })
}

fn one(seat: &Seat, person: &Person) -> Reply {
    let mut text = format!("{}\n", person.name);
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = writeln!(text, "  {name:<7} {value}");
        }
    };
    line("staff", person.staff.then(|| "yes".to_owned()));
    line("account", person.uid.map(|uid| uid.to_string()));
    let unit = person.unit.and_then(|id| seat.known.unit(id));
    line("unit", unit.map(|unit| unit.name.to_string()));
    line("phone", person.phone.as_ref().map(Clean::to_string));
    line("email", person.email.as_ref().map(Clean::to_string));
    line("posts", Some(posts(person)));
    for (day, spans) in DAYS.iter().zip(&person.week) {
        let hours = spans.join(", ");
        line(
            day,
            Some(if hours.is_empty() {
                "free".to_owned()
            } else {
                hours
            }),
        );
    }
    line("left", person.left.then(|| "yes".to_owned()));
    Answer::reply(text, row(seat, person))
}
