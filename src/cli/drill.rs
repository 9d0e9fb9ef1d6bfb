//! `drill`: a practice night on a desk that is thrown away.
//!
//! The desk lies where nothing lasts, under the folder for what runs now, and says PRACTICE on
//! every screen. Its clock stands at a quarter past two in the night.
//!
//! Invariants: nothing of a real desk is read or written; the folder is gone at the end, and what
//! a crash left of one is gone at the next start.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Datelike as _, Days, NaiveTime, Weekday};
use clap::Args;
use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use super::answer::{self, Reply};
use super::call::Call;
use super::fail::Fail;
use super::init::{DEFAULT_PROFILE, make_parents};
use super::{Io, Machine, Outcome, ScreenFlags, plain};
use crate::desk::{Desk, NewDesk, PRACTICE_MARK, make_from};
use crate::domain::drill::{LIBRARY, cast};
use crate::domain::site::FileKind;
use crate::policy::{read_profile, shipped};
use crate::text::Clean;
use crate::time::{Clock, NightClock, Zone};

/// How a practice folder is named, before what makes it the only one.
const PREFIX: &str = "nightdesk-practice-";
/// What is locked beside them while one is made: until it is marked, its folder is nobody's.
const MAKING: &str = ".nightdesk-drill.lock";
/// How often a folder is tried to be removed that somebody still writes into.
const REMOVE_TRIES: usize = 5;
/// When the phone rings.
const RINGS: (u32, u32) = (2, 12);
/// The list that a real night would walk; the practice has no time for its two dozen steps.
const LONG_LIST: &str = "  \"server-network-outage\",\n";

/// The arguments of `drill`.
#[derive(Debug, Args)]
pub(super) struct DrillArgs {
    /// Lines instead of the full screen.
    #[arg(long, visible_alias = "screen-reader", overrides_with = "plain")]
    plain: bool,
}

/// Why there is no practice; the text names the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoPractice(pub String);

/// A practice night: its desk, until this is dropped.
pub struct Practice {
    dir: PathBuf,
    clock: Arc<NightClock>,
    /// Held as long as the practice runs: a folder whose mark nobody holds was left by a crash.
    _mark: File,
}

impl Practice {
    /// Makes the desk, with everybody in it, after clearing away what a crash left.
    ///
    /// # Errors
    /// No folder is known for it, or it cannot be written; show the text.
    pub fn make(machine: &Machine) -> Result<Self, NoPractice> {
        let wrong =
            |what: &str, error: &dyn std::fmt::Display| NoPractice(format!("{what}: {error}"));
        let above = place(machine).ok_or_else(|| {
            NoPractice(
                "neither XDG_RUNTIME_DIR, XDG_STATE_HOME nor HOME names a folder; set one of them"
                    .to_owned(),
            )
        })?;
        let dir = above.join(format!("{PREFIX}{}", Uuid::now_v7()));
        make_parents(&dir).map_err(|fail| NoPractice(fail.text()))?;
        let making = making(&above)
            .map_err(|error| wrong("the folder for a practice cannot be locked", &error))?;
        sweep(&above, Some(&making));
        let zone = machine.zone.unwrap_or_default();
        let clock = NightClock::new(Arc::clone(&machine.clock), ahead_ms(machine, zone));
        let clock = Arc::new(clock);
        make_desk(&dir, machine, zone, clock.as_ref())
            .map_err(|why| wrong("the practice cannot be made", &why))?;
        let mark = mark(&dir).map_err(|error| wrong("the practice cannot be marked", &error))?;
        drop(making);
        let practice = Self {
            dir,
            clock,
            _mark: mark,
        };
        practice
            .fill(machine)
            .map_err(|why| wrong("the practice has nobody in it", &why))?;
        Ok(practice)
    }

    /// The desk's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The machine as the practice sees it: its clock is that of the night.
    pub fn machine(&self, machine: &Machine) -> Machine {
        Machine {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            ..machine.clone()
        }
    }

    /// Lets minutes of the night pass at once.
    pub fn pass(&self, minutes: i64) {
        self.clock.pass(minutes);
    }

    /// What removes the folder where the process ends without dropping this: a signal leaves no
    /// time for it.
    pub fn removal(&self) -> impl Fn() + Send + Sync + 'static {
        let dir = self.dir.clone();
        move || remove(&dir)
    }

    fn fill(&self, machine: &Machine) -> Result<(), String> {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let desk = Desk::open(&self.dir, machine.caller.clone(), clock)
            .map_err(|error| error.to_string())?;
        let actor = desk.actor().ok_or("its maker is not known")?;
        let site = Arc::clone(&desk.snapshot().site);
        for command in cast(&site, &mut Uuid::now_v7) {
            desk.submit(&actor, &command)
                .map_err(|error| error.to_string())?;
        }
        desk.close();
        Ok(())
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        remove(&self.dir);
    }
}

/// Removes a practice. What cannot be removed now is cleared away at the next start.
fn remove(dir: &Path) {
    // A file that another thread makes meanwhile stands in the way once.
    for _ in 0..REMOVE_TRIES {
        let removed = fs::remove_dir_all(dir);
        if removed.is_ok() || !dir.exists() {
            return;
        }
    }
}

/// Clears away what a crash left of practices; whatever opens a desk for a person does it too.
pub fn sweep_practices(machine: &Machine) {
    if let Some(above) = place(machine) {
        // While a practice is being made its folder has no mark yet.
        let making = File::open(above.join(MAKING)).ok();
        let free = |lock: &File| flock(lock, FlockOperation::NonBlockingLockExclusive).is_ok();
        sweep(&above, making.filter(free).as_ref());
    }
}

/// Where a practice lies: the folder for what runs now, else the state folder.
fn place(machine: &Machine) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(machine.env.get(name)?);
        path.is_absolute().then_some(path)
    };
    absolute("XDG_RUNTIME_DIR")
        .or_else(|| absolute("XDG_STATE_HOME").map(|state| state.join("nightdesk")))
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state/nightdesk")))
}

/// Milliseconds from now to the night of the practice, to the second at which the phone rings: a
/// night after which a working day comes.
fn ahead_ms(machine: &Machine, zone: Zone) -> i64 {
    let now = zone.see(machine.clock.now());
    let mut day = now.wall().date();
    for _ in 0..7 {
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if day.weekday() == Weekday::Wed {
            break;
        }
    }
    let rings = NaiveTime::from_hms_opt(RINGS.0, RINGS.1, 0).unwrap_or_default();
    let night = zone.resolve(day.and_time(rings)).settle();
    night.epoch_ms() - now.epoch_ms()
}

/// Makes the empty desk: the general policy, without the long list.
fn make_desk(dir: &Path, machine: &Machine, zone: Zone, clock: &dyn Clock) -> Result<(), String> {
    let shipped = shipped();
    let general = shipped
        .files()
        .find(|file| file.kind == FileKind::Profile && file.id == DEFAULT_PROFILE)
        .ok_or("the general policy is not there")?;
    let text = general.text.replace(LONG_LIST, "");
    let name = general.name.as_str();
    let first = |errors: Vec<crate::policy::PackError>| {
        let first = errors.first().map(ToString::to_string);
        first.unwrap_or_else(|| "the policy cannot be read".to_owned())
    };
    let (file, _) = shipped.checked(name, &text).map_err(first)?;
    let (profile, _) = read_profile(&text, name).map_err(first)?;
    let others = shipped
        .files()
        .filter(|file| file.kind != FileKind::Profile);
    let files: Vec<_> = std::iter::once(&file).chain(others).collect();
    let new = NewDesk {
        name: Some(Clean::from(LIBRARY)),
        zone: Some(zone.name().to_owned()),
        confirmed: true,
        ..NewDesk::of(DEFAULT_PROFILE)
    };
    make_from(dir, &new, &files, &profile, &machine.caller, clock)
        .map_err(|error| error.to_string())
}

/// Marks the folder as a practice that runs.
fn mark(dir: &Path) -> Result<File, std::io::Error> {
    let mark = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(dir.join(PRACTICE_MARK))?;
    flock(&mark, FlockOperation::NonBlockingLockExclusive)?;
    Ok(mark)
}

/// Says that a practice is being made; waits for another one to be done with it, which is short.
fn making(above: &Path) -> Result<File, std::io::Error> {
    let lock = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(above.join(MAKING))?;
    flock(&lock, FlockOperation::LockExclusive)?;
    Ok(lock)
}

/// Clears away practices that a crash left: nobody holds their mark; or they were never marked, and
/// none is being made, which whoever calls this knows by the lock that they hold.
fn sweep(above: &Path, making: Option<&File>) {
    let Ok(entries) = fs::read_dir(above) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let Some(rest) = rest.filter(|_| entry.file_type().is_ok_and(|kind| kind.is_dir())) else {
            continue;
        };
        let is_dead = match File::open(entry.path().join(PRACTICE_MARK)) {
            Ok(mark) => flock(&mark, FlockOperation::NonBlockingLockExclusive).is_ok(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                making.is_some() && rest.parse::<Uuid>().is_ok() && is_mine(&entry.path())
            }
            Err(_) => false,
        };
        if is_dead {
            // Another account's stays; it is not ours to remove.
            remove(&entry.path());
        }
    }
}

/// Whether a folder is of this account.
fn is_mine(dir: &Path) -> bool {
    let of = fs::symlink_metadata(dir).map(|meta| meta.uid());
    of.is_ok_and(|uid| uid == rustix::process::geteuid().as_raw())
}

/// Practises: on the full screen, or in lines.
pub(super) fn run(
    call: &mut Call<'_, '_>,
    args: &DrillArgs,
    flags: ScreenFlags,
    plain: bool,
) -> Result<Reply, Fail> {
    let is_lines = args.plain || plain || super::draws_lines(call);
    if !is_lines {
        if call.io.stdout_is_terminal && call.io.stdin_is_terminal {
            return Ok(Reply::Screen(Outcome::Drill { flags }));
        }
        return Err(Fail::Usage(
            "the full screen needs a terminal; `nightdesk drill --plain` practises in lines"
                .to_owned(),
        ));
    }
    Ok(Reply::Screen(Outcome::DrillInLines))
}

/// Talks a practice night through, in lines; gives the exit status. `made` gets what removes the
/// practice, for whoever ends the process by a signal.
pub fn drill_in_lines(
    io: &mut Io<'_>,
    machine: &Machine,
    made: &mut dyn FnMut(Box<dyn Fn() + Send + Sync>),
) -> u8 {
    let reply = Practice::make(machine).map_err(|why| Fail::NotSaved(why.0));
    let reply = reply.and_then(|practice| {
        made(Box::new(practice.removal()));
        let night = practice.machine(machine);
        plain::drill(io, &night, Arc::new(practice))
    });
    match answer::give(reply, false, io) {
        Outcome::Status(status) => status,
        // A talk opens no screen.
        Outcome::Drill { .. } | Outcome::DrillInLines | Outcome::Screen { .. } => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Caller;
    use crate::domain::Records as _;
    use crate::time::FixedClock;

    fn machine(home: &Path) -> Machine {
        Machine {
            caller: Caller {
                uid: rustix::process::getuid().as_raw(),
                name: Clean::from("Jo Dale"),
                host: "desk".to_owned(),
                tty: "-".to_owned(),
                pid: 1,
            },
            clock: Arc::new(FixedClock("2026-05-14T13:00:47-04:00".parse().unwrap())),
            env: [("HOME".to_owned(), home.into())].into(),
            zone: Zone::named("America/New_York").ok(),
            settings: |_| None,
        }
    }

    #[test]
    fn a_practice_is_a_desk_in_the_night_and_gone_at_the_end() {
        let home = tempfile::tempdir().unwrap();
        let machine = machine(home.path());
        let practice = Practice::make(&machine).unwrap();
        let dir = practice.dir().to_owned();
        assert!(dir.starts_with(home.path().join(".local/state/nightdesk")));
        let night = practice.machine(&machine);
        let desk = Desk::open(&dir, night.caller.clone(), Arc::clone(&night.clock)).unwrap();
        assert_eq!(desk.now().rfc3339(), "2026-05-20T02:12:00-04:00");
        let known = desk.snapshot();
        assert!(known.practice && known.made.name.as_str().contains("PRACTICE"));
        let branch = known.unit_named("Ferry Road").unwrap();
        assert!(branch.heads == 38 && branch.head.is_some());
        practice.pass(12);
        assert_eq!(desk.now().rfc3339(), "2026-05-20T02:24:00-04:00");
        drop((desk, practice));
        assert!(!dir.exists());
    }

    #[test]
    fn what_a_crash_left_is_cleared_away_and_what_runs_stays() {
        let home = tempfile::tempdir().unwrap();
        let machine = machine(home.path());
        let runs = Practice::make(&machine).unwrap();
        let left = runs.dir().with_file_name(format!("{PREFIX}left"));
        fs::create_dir(&left).unwrap();
        fs::write(left.join(PRACTICE_MARK), "").unwrap();
        let other = Practice::make(&machine).unwrap();
        assert!(!left.exists());
        assert!(runs.dir().exists() && other.dir().exists());
    }

    #[test]
    fn what_was_killed_before_it_was_marked_is_cleared_away_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let machine = machine(home.path());
        let runs = Practice::make(&machine).unwrap();
        let above = runs.dir().parent().unwrap().to_owned();
        let unmarked = above.join(format!("{PREFIX}{}", Uuid::now_v7()));
        let foreign = above.join(format!("{PREFIX}notes"));
        let plain = above.join(format!("{PREFIX}{}", Uuid::now_v7()));
        for dir in [&unmarked, &foreign] {
            fs::create_dir_all(dir.join("journal")).unwrap();
        }
        fs::write(&plain, "a file").unwrap();
        // While another one is being made, its folder is not touched.
        let making = making(&above).unwrap();
        sweep_practices(&machine);
        assert!(unmarked.exists());
        drop(making);
        let other = Practice::make(&machine).unwrap();
        assert!(!unmarked.exists());
        assert!(foreign.exists() && plain.exists());
        assert!(runs.dir().exists() && other.dir().exists());
        // Whatever opens a desk clears it away too.
        fs::create_dir(&unmarked).unwrap();
        sweep_practices(&machine);
        assert!(!unmarked.exists());
    }
}
