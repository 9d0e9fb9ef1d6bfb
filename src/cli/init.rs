//! `init`: makes a desk and asks nothing.

use std::fmt::Write as _;
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, MetadataExt as _};
use std::path::{Path, PathBuf};

use clap::Args;
use memchr::memchr_iter;
use serde_json::json;

use super::answer::{Answer, Reply, warn};
use super::call::{Call, file_name, shown};
use super::fail::Fail;
use super::{Outcome, ScreenFlags};
use crate::desk::{NAMELESS, NewDesk, make, make_from};
use crate::domain::Records;
use crate::domain::site::{FileKind, Profile};
use crate::policy::{FILE_BYTES_MAX, read_profile, shipped, spoken_post};
use crate::text::Clean;

/// The profile of a desk that names none.
pub(super) const DEFAULT_PROFILE: &str = "library-template";
/// Where the machine keeps its groups.
const GROUPS: &str = "/etc/group";

/// The arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// A profile's id, such as bloomfield, or a profile's file.
    #[arg(long, value_name = "ID or FILE", default_value = DEFAULT_PROFILE)]
    profile: String,
    /// The organisation's name; else the profile's.
    #[arg(long, value_name = "ORG")]
    name: Option<String>,
    /// The time zone, such as `America/New_York`.
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
    /// The posts you hold; else the technician, on-call, lead and director.
    #[arg(long, value_name = "POST", num_args = 1..)]
    post: Vec<String>,
    /// The group that shares the desk; else it is yours alone.
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Confirm, by your name, the settings that no policy states.
    #[arg(long)]
    yes: bool,
}

/// Opens the full screen, on the desk or on the first-run page.
pub(super) fn screen(call: &Call<'_, '_>, flags: ScreenFlags) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    if !call.io.stdout_is_terminal || !call.io.stdin_is_terminal {
        return Err(Fail::Usage(
            "the full screen needs a terminal; `nightdesk queue` prints the queue, `nightdesk \
             --help` the commands"
                .to_owned(),
        ));
    }
    Ok(Reply::Screen(Outcome::Screen {
        first_run: is_free(&dir),
        dir,
        flags,
    }))
}

/// Whether there is nothing yet where a desk would be.
fn is_free(dir: &Path) -> bool {
    match std::fs::symlink_metadata(dir) {
        Ok(meta) if meta.is_dir() => {
            std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none())
        }
        Ok(_) => false,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Makes the desk.
pub(super) fn run(call: &mut Call<'_, '_>, args: &InitArgs) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    if args
        .name
        .as_deref()
        .is_some_and(|name| Clean::line(name).is_blank())
    {
        return Err(Fail::Usage(
            "--name needs a name, such as --name \"Millrow Library\"; without it the profile's is \
             taken"
                .to_owned(),
        ));
    }
    let mut new = wanted(call, args)?;
    make_parents(&dir)?;
    let caller = &call.machine.caller;
    let clock = call.machine.clock.as_ref();
    if shipped().find_profile(&args.profile).is_none() && looks_like_a_file(&args.profile) {
        let path = PathBuf::from(&args.profile);
        let text = text_of(call, &path)?;
        let name = file_name(&path);
        let (file, _) = shipped()
            .checked(name.as_str(), &text)
            .map_err(|errors| Fail::pack(&errors))?;
        if file.kind != FileKind::Profile {
            let kind = file.kind;
            return Err(Fail::Usage(format!("{name} is a {kind}, not a profile")));
        }
        let (profile, _) =
            read_profile(&text, name.as_str()).map_err(|errors| Fail::pack(&errors))?;
        name_it(&mut new, &profile);
        let others = shipped()
            .files()
            .filter(|file| file.kind != FileKind::Profile);
        let files: Vec<_> = std::iter::once(&file).chain(others).collect();
        make_from(&dir, &new, &files, &profile, caller, clock)?;
    } else {
        if let Some(profile) = shipped().find_profile(&args.profile) {
            name_it(&mut new, profile);
        }
        make(&dir, &new, shipped(), caller, clock)?;
    }
    if let Some(why) = new
        .group
        .as_ref()
        .and_then(|group| out_of_reach(&dir, group.1))
    {
        warn(call.io, &format!("nightdesk: WARNING: {why}\n"));
    }
    made(call, &dir)
}

/// A gap in a profile's name is nobody's name.
fn name_it(new: &mut NewDesk, profile: &Profile) {
    let is_gap = profile.organisation.name.as_str().contains('[');
    if new.name.is_none() && is_gap {
        new.name = Some(Clean::from(NAMELESS));
    }
}

/// The folders above a new desk, private where they are made.
pub(super) fn make_parents(dir: &Path) -> Result<(), Fail> {
    let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(parent)
        .map_err(|error| Fail::NotSaved(format!("{} cannot be made: {error}", shown(parent))))
}

fn wanted(call: &Call<'_, '_>, args: &InitArgs) -> Result<NewDesk, Fail> {
    let machine = call.machine.zone.map(|zone| zone.name().to_owned());
    // The template belongs to no place, so the machine's zone fits better than its own.
    let of_machine = machine.filter(|_| args.profile == DEFAULT_PROFILE);
    Ok(NewDesk {
        name: args.name.as_deref().map(Clean::line),
        zone: args.tz.clone().or(of_machine),
        posts: (!args.post.is_empty()).then(|| args.post.clone()),
        group: args
            .group
            .as_deref()
            .map(group)
            .transpose()
            .map_err(Fail::Usage)?,
        confirmed: args.yes,
        ..NewDesk::of(&args.profile)
    })
}

fn looks_like_a_file(text: &str) -> bool {
    let path = Path::new(text);
    text.contains('/') || path.extension().is_some_and(|end| end == "toml") || path.is_file()
}

/// The text of one of the site's files that an argument names.
pub(super) fn text_of(call: &mut Call<'_, '_>, path: &Path) -> Result<String, Fail> {
    let name = file_name(path);
    let mut bytes = Vec::new();
    let input = call.input(path)?;
    input
        .take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| super::call::cannot_read(&name, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = 1 + memchr_iter(b'\n', &error.as_bytes()[..good]).count();
        Fail::File(vec![format!(
            "{name}:{line}: it is not UTF-8 text; save it as UTF-8"
        )])
    })
}

/// A group of the machine, by its name or number, that the caller is in.
///
/// # Errors
/// There is no such group, or the caller is not in it; show the text, which names the mend.
pub fn group(wanted: &str) -> Result<(String, u32), String> {
    let groups = std::fs::read(GROUPS).unwrap_or_default();
    let found = find_group(&String::from_utf8_lossy(&groups), wanted.trim()).ok_or_else(|| {
        format!(
            "there is no group `{}` on this machine; have root make it",
            Clean::line(wanted)
        )
    })?;
    if is_in_group(found.1) {
        return Ok(found);
    }
    Err(format!(
        "you are not in the group `{}`, so its desk would be closed to you; have root add you, \
         then log in again",
        found.0
    ))
}

/// Whether this process may give files to a group: it is in it, or it is root.
fn is_in_group(number: u32) -> bool {
    rustix::process::geteuid().is_root()
        || rustix::process::getegid().as_raw() == number
        || rustix::process::getgroups()
            .is_ok_and(|groups| groups.iter().any(|group| group.as_raw() == number))
}

/// Why a group could not come to a folder: one above it is missing, or closed to them. None where
/// the way is free.
pub fn out_of_reach(dir: &Path, gid: u32) -> Option<String> {
    let named = |path: &Path| Clean::from_os(path.as_os_str());
    for above in dir.ancestors().skip(1) {
        let meta = match std::fs::metadata(above) {
            Ok(meta) => meta,
            Err(error) => {
                return Some(format!(
                    "{} is not there to hold it ({}); make it first, or name another folder",
                    named(above),
                    error.kind()
                ));
            }
        };
        // The right to pass through a folder is its x: of everybody, or of its group.
        let is_open = meta.mode() & 0o001 != 0 || (meta.gid() == gid && meta.mode() & 0o010 != 0);
        if !is_open {
            return Some(format!(
                "the group could not reach it: {} is closed to them; name a folder elsewhere, \
                 such as /srv/nightdesk",
                named(above)
            ));
        }
    }
    None
}

fn find_group(groups: &str, wanted: &str) -> Option<(String, u32)> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let number: u32 = fields.nth(1)?.parse().ok()?;
        let is_it = name == wanted || wanted.parse() == Ok(number);
        is_it.then(|| (Clean::line(name).into_string(), number))
    })
}

fn made(call: &mut Call<'_, '_>, dir: &Path) -> Result<Reply, Fail> {
    let seat = call.open_at(dir)?;
    let profile = &seat.known.site.policy.profile;
    let unconfirmed = unconfirmed(&seat);
    let caller = &call.machine.caller;
    let posts: Vec<String> = seat
        .known
        .person_of_uid(caller.uid)
        .map(|person| person.posts.iter().cloned().collect())
        .unwrap_or_default();
    let (name, id, zone) = (
        &seat.known.made.name,
        &profile.organisation.id,
        seat.zone().name(),
    );
    let held: Vec<String> = posts.iter().map(|post| spoken_post(post)).collect();
    let mut text = format!(
        "made the desk of {name} at {}\nprofile {id}, zone {zone}\n{} is its first member of \
         staff, with the posts: {}\n",
        shown(dir),
        caller.name,
        held.join(", ")
    );
    if name.as_str() == NAMELESS {
        text.push_str("it has no name of its own: init --name ORG gives a desk one\n");
    }
    if unconfirmed > 0 {
        let _ = writeln!(
            text,
            "{unconfirmed} settings are our defaults and nobody has confirmed them: nightdesk \
             profile show"
        );
    }
    text.push_str("next: nightdesk new \"what somebody asks for\"\n");
    let json = json!({
        "desk": dir.to_string_lossy(),
        "name": name.as_str(),
        "profile": id,
        "zone": zone,
        "person": caller.name.as_str(),
        "posts": posts,
        "unconfirmed": unconfirmed,
    });
    Ok(Answer::reply(text, json))
}

/// How many settings are our defaults that nobody has confirmed.
pub(super) fn unconfirmed(seat: &super::seat::Seat) -> usize {
    super::profile::unconfirmed(seat).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_below_a_closed_one_is_out_of_reach() {
        let home = tempfile::tempdir().unwrap();
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(home.path(), closed).unwrap();
        let why = out_of_reach(&home.path().join("desk"), 60_000).unwrap();
        assert!(why.contains("closed to them"), "{why}");
        let why = out_of_reach(Path::new("/no/such/desk"), 60_000).unwrap();
        assert!(why.starts_with("/no/such is not there"), "{why}");
        assert_eq!(out_of_reach(Path::new("/desk"), 60_000), None);
    }

    #[test]
    fn a_group_is_known_by_name_or_number() {
        let groups = "root:x:0:\nhelp:x:60:ada,bob\n";
        assert_eq!(find_group(groups, "help"), Some(("help".to_owned(), 60)));
        assert_eq!(find_group(groups, "60"), Some(("help".to_owned(), 60)));
        assert_eq!(find_group(groups, "61"), None);
    }
}
