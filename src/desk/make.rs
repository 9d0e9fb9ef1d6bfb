//! Making a desk: its folder and its first group of entries.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use uuid::Uuid;

use super::caller::Caller;
use super::codec;
use super::roll::{Roll, known_post};
use crate::domain::event::{DeskMade, PersonAdded, PostHeld, ProfileAdopted, TemplateAdopted};
use crate::domain::site::{FileKind, Profile};
use crate::domain::{Event, PersonId};
use crate::journal::{By, Holder, Journal, Make, MakeError, RESERVE_BYTES, Stamping, new_replica};
use crate::policy::{Origin, Pack, PackFile};
use crate::text::Clean;
use crate::time::{Clock, Zone};

/// The name of a desk that was given none, where its policy has only a gap for one.
pub const NAMELESS: &str = "The help desk";

/// What a new desk is to be.
#[derive(Debug, Clone)]
pub struct NewDesk {
    /// The organisation's name; none = the profile's.
    pub name: Option<Clean>,
    /// The zone's name; none = the profile's.
    pub zone: Option<String>,
    /// The profile's id.
    pub profile: String,
    /// The posts that the caller holds; none = those behind `tech`, `oncall`, `lead`, `director`.
    pub posts: Option<Vec<String>>,
    /// The group that shares the desk, by name and number; none = for the caller alone.
    pub group: Option<(String, u32)>,
    /// Whether the caller confirms our defaults by name.
    pub confirmed: bool,
    /// Who holds the other posts, and the departments.
    pub roll: Roll,
}

impl NewDesk {
    /// A desk of a profile for the caller alone, with everything as the profile has it.
    pub fn of(profile: &str) -> Self {
        Self {
            name: None,
            zone: None,
            profile: profile.to_owned(),
            posts: None,
            group: None,
            confirmed: false,
            roll: Roll::default(),
        }
    }
}

/// Why a desk was not made. Nothing is left that would pass for a desk.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The folder cannot be made or holds something already.
    #[error(transparent)]
    Folder(#[from] MakeError),
    /// The choice of the profile, zone or posts is wrong; the text names the mend.
    #[error("{0}")]
    Choice(String),
    /// The first entries could not be written.
    #[error("the first entries could not be written: {0}")]
    Write(String),
}

/// Makes a desk with its first group: `desk.made`, the profile and every list in force, the
/// caller as the first member of staff, and the posts held.
///
/// # Errors
/// See [`NotMade`]; show its text.
pub fn make(
    dir: &Path,
    new: &NewDesk,
    pack: &Pack,
    caller: &Caller,
    clock: &dyn Clock,
) -> Result<(), NotMade> {
    let profile = pack.find_profile(&new.profile).ok_or_else(|| {
        let known: Vec<&str> = pack.profile_ids().collect();
        NotMade::Choice(format!(
            "there is no profile `{}`; the known ones are {}",
            Clean::line(&new.profile),
            known.join(", ")
        ))
    })?;
    let files: Vec<&PackFile> = pack.files_for(&new.profile).collect();
    make_from(dir, new, &files, profile, caller, clock)
}

/// The same from checked files, of which one is the profile; for a profile that does not ship.
///
/// # Errors
/// See [`NotMade`]; show its text.
pub fn make_from(
    dir: &Path,
    new: &NewDesk,
    files: &[&PackFile],
    profile: &Profile,
    caller: &Caller,
    clock: &dyn Clock,
) -> Result<(), NotMade> {
    let events = first_events(new, files, profile, caller)?;
    let person = events.iter().find_map(|event| match event {
        Event::PersonAdded(added) => Some(added.person),
        _ => None,
    });
    let made = events.iter().find_map(|event| match event {
        Event::DeskMade(made) => Some(made.clone()),
        _ => None,
    });
    let made = made.ok_or_else(|| NotMade::Write("there is no first entry".to_owned()))?;
    let zone = Zone::named(&made.zone).map_err(|error| NotMade::Choice(error.to_string()))?;
    let entries = events
        .iter()
        .map(|event| codec::encode(event, Uuid::now_v7()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(NotMade::Write)?;
    let group = new.group.as_ref().map(|(_, gid)| *gid);
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(parent)
            .map_err(|error| {
                NotMade::Choice(format!("{} cannot be made: {error}", parent.display()))
            })?;
    }
    let mut journal = Journal::create(
        dir,
        Make {
            group,
            reserve_bytes: RESERVE_BYTES,
        },
    )?;
    let now = zone.see(clock.now());
    let stamping = Stamping {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        replica: made.replica,
        at: now,
        boot: clock.boot(),
        by: By {
            person: person.map(PersonId::uuid),
            uid: caller.uid,
            host: caller.host.clone(),
            how: "uid".to_owned(),
        },
    };
    let holder = Holder {
        pid: caller.pid,
        uid: caller.uid,
        tty: caller.tty.clone(),
        since: now,
    };
    let mut locked = journal
        .lock(super::LOCK_WAIT, &holder)
        .map_err(|error| NotMade::Write(error.to_string()))?;
    locked
        .append(vec![entries], &stamping)
        .map_err(|error| NotMade::Write(error.to_string()))?;
    Ok(())
}

fn first_events(
    new: &NewDesk,
    files: &[&PackFile],
    profile: &Profile,
    caller: &Caller,
) -> Result<Vec<Event>, NotMade> {
    let zone = new
        .zone
        .clone()
        .unwrap_or_else(|| profile.organisation.tz.clone());
    let replica = new_replica().map_err(|error| NotMade::Write(error.to_string()))?;
    let mut events = vec![Event::from(DeskMade {
        replica,
        name: new
            .name
            .clone()
            .unwrap_or_else(|| profile.organisation.name.clone()),
        zone,
        group: new.group.as_ref().map(|(name, _)| name.clone()),
    })];
    let source = Clean::new(if new.confirmed {
        "init; our defaults confirmed by whoever made the desk"
    } else {
        "init"
    });
    for file in files {
        events.push(adoption(file, &source, new.confirmed));
    }
    let person = PersonId(Uuid::now_v7());
    events.push(Event::from(PersonAdded {
        person,
        name: caller.name.clone(),
        staff: true,
        uid: Some(caller.uid),
        unit: None,
        phone: None,
        email: None,
    }));
    for post in posts(new, profile)? {
        events.push(Event::from(PostHeld { person, post }));
    }
    events.extend(new.roll.events((person, &caller.name), profile)?);
    Ok(events)
}

/// The entry by which a file comes into force.
pub fn adoption(file: &PackFile, source: &Clean, confirmed: bool) -> Event {
    let origin = match file.origin {
        Origin::Shipped => format!("{source}, as shipped with {}", env!("CARGO_PKG_VERSION")),
        Origin::Site => source.to_string(),
    };
    let source = Clean::line(&origin);
    match file.kind {
        FileKind::Profile => Event::from(ProfileAdopted {
            file: file.name.clone(),
            id: file.id.clone(),
            version: file.version,
            sha256: file.sha256.clone(),
            text: file.text.to_string(),
            source,
            confirmed,
        }),
        FileKind::Checklist
        | FileKind::Prompts
        | FileKind::Clocks
        | FileKind::Holidays
        | FileKind::Runbook => Event::from(TemplateAdopted {
            file: file.name.clone(),
            kind: file.kind.as_str().to_owned(),
            id: file.id.clone(),
            version: file.version,
            sha256: file.sha256.clone(),
            text: file.text.to_string(),
            source,
        }),
    }
}

/// The posts that the caller holds from the start, without doubles, in the order of the roles.
fn posts(new: &NewDesk, profile: &Profile) -> Result<Vec<String>, NotMade> {
    let wanted: Vec<String> = match &new.posts {
        Some(posts) => posts.clone(),
        None => ["tech", "oncall", "lead", "director"]
            .iter()
            .flat_map(|role| profile.roles.posts_of(role).to_vec())
            .collect(),
    };
    let mut held: Vec<String> = Vec::new();
    for post in wanted {
        known_post(profile, &post)?;
        if !held.contains(&post) {
            held.push(post);
        }
    }
    Ok(held)
}
