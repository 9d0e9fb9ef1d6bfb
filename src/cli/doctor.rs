//! `doctor`: looks at the machine, the terminal and the desk's folder, and changes nothing.

use std::fmt::Write as _;
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::call::Call;
use super::fail::Fail;
use super::journal::last_entry;
use super::noted;
use super::verify::aside_text;
use crate::desk::{FREE_BYTES_MIN, Snapshot, set_aside};
use crate::journal::{Journal, RESERVE_BYTES, network_file_system};
use crate::store::Store;
use crate::text::Clean;

/// The smallest terminal of the full screen, in columns.
const COLUMNS_MIN: u16 = 80;

/// The same in rows.
const ROWS_MIN: u16 = 24;
/// How far back the machine's clock may stand behind the last entry, in minutes.
const CLOCK_BACK_MIN: i64 = 1;

/// What was looked at, whether it is well, and what it says.
pub(super) struct Found {
    pub(super) name: &'static str,
    pub(super) ok: bool,
    pub(super) says: String,
}

/// Looks.
pub(super) fn run(call: &mut Call<'_, '_>) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    let mut found = terminal(call);
    found.extend(multiplexer(call));
    found.push(zone(call));
    found.push(hardened());
    found.extend(settings(call));
    let status = match Journal::open(&dir) {
        Ok(_) => 0,
        Err(error) => Fail::from(error).status(),
    };
    found.extend(desk(call, &dir));
    let mut text = String::new();
    for one in &found {
        let mark = if one.ok { "ok  " } else { "LOOK" };
        let _ = writeln!(text, "{mark} {:<10} {}", one.name, one.says);
    }
    let rows: Vec<Value> = found
        .iter()
        .map(|one| json!({"name": one.name, "ok": one.ok, "says": one.says}))
        .collect();
    let ok = found.iter().all(|one| one.ok);
    Ok(Reply::Answer(Answer {
        text,
        json: json!({"ok": ok, "checks": rows}),
        status,
        beside: Vec::new(),
    }))
}

fn of_env(call: &Call<'_, '_>, name: &str) -> String {
    let value = call.machine.env.get(name);
    value.map_or_else(String::new, |value| {
        Clean::line(Clean::from_os(value).as_str()).into_string()
    })
}

fn terminal(call: &Call<'_, '_>) -> Vec<Found> {
    let term = of_env(call, "TERM");
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .map(|name| of_env(call, name))
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    let is_utf8 = locale.to_lowercase().replace('-', "").ends_with("utf8");
    let size = match (call.io.stdout_is_terminal, call.io.columns) {
        (true, Some(columns)) => {
            let size = rustix::termios::tcgetwinsize(std::io::stdout());
            let rows = size.ok().map(|size| size.ws_row).filter(|rows| *rows > 0);
            let rows_said = rows.map_or_else(|| "?".to_owned(), |rows| rows.to_string());
            let ok = columns >= COLUMNS_MIN && rows.is_none_or(|rows| rows >= ROWS_MIN);
            let mend = if ok { "" } else { "; 80x24 shows all of it" };
            (ok, format!("{columns}x{rows_said}{mend}"))
        }
        (true, None) => (false, "its size is not known".to_owned()),
        (false, _) => (true, "the output is no terminal".to_owned()),
    };
    let bad_term = !super::can_draw(&call.machine.env);
    vec![
        Found {
            name: "terminal",
            ok: !bad_term,
            says: if bad_term {
                "TERM names no terminal that draws, so lines come in place of the full screen; \
                 set it, as in TERM=xterm-256color"
                    .to_owned()
            } else {
                term
            },
        },
        Found {
            name: "size",
            ok: size.0,
            says: size.1,
        },
        Found {
            name: "colour",
            ok: true,
            says: if call.io.colour { "on" } else { "off" }.to_owned(),
        },
        Found {
            name: "letters",
            ok: is_utf8,
            says: if is_utf8 {
                locale
            } else {
                "the locale is not UTF-8; use --ascii for the full screen".to_owned()
            },
        },
    ]
}

/// What lies between the terminal and the program: how long it holds Esc back, and whether a copied
/// text comes through it.
fn multiplexer(call: &Call<'_, '_>) -> [Found; 2] {
    let term = of_env(call, "TERM");
    let is_in = |name: &str| !of_env(call, name).is_empty();
    let (esc, copy) = if is_in("TMUX") || term.starts_with("tmux") {
        (
            "tmux: if Esc comes late, put `set -s escape-time 20` into ~/.tmux.conf",
            "y copies through tmux once `set -s set-clipboard on` is in ~/.tmux.conf",
        )
    } else if is_in("STY") || term.starts_with("screen") {
        (
            "screen: if Esc comes late, put `maptimeout 20` into ~/.screenrc",
            "screen passes no copied text on; mark it with the mouse",
        )
    } else if matches!(
        term.as_str(),
        "linux" | "dumb" | "vt100" | "vt220" | "ansi" | ""
    ) {
        (
            "no multiplexer: Esc comes at once",
            "this terminal takes no copied text; y shows it in the status row",
        )
    } else {
        (
            "no multiplexer: Esc comes at once",
            "y copies where the terminal allows it (OSC 52)",
        )
    };
    let found = |name, says: &str| Found {
        name,
        ok: true,
        says: says.to_owned(),
    };
    [found("Esc", esc), found("copy", copy)]
}

fn zone(call: &Call<'_, '_>) -> Found {
    let zone = call.machine.zone;
    Found {
        name: "zone",
        ok: zone.is_some(),
        says: zone.map_or_else(
            || "the machine's time zone is not known".to_owned(),
            |zone| zone.name().to_owned(),
        ),
    }
}

/// The person's own settings: each fault has a row of its own.
fn settings(call: &Call<'_, '_>) -> Vec<Found> {
    let found = |ok, says| Found {
        name: "settings",
        ok,
        says,
    };
    let Some(own) = (call.machine.settings)(call.machine) else {
        return vec![found(true, "there is no place for your own".to_owned())];
    };
    let path = Clean::line(Clean::from_os(own.path.as_os_str()).as_str()).into_string();
    if !own.problems.is_empty() {
        let rows = own
            .problems
            .into_iter()
            .map(|problem| found(false, problem));
        return rows.collect();
    }
    let what = if own.is_there {
        "all of it is heeded"
    } else {
        "none of your own are set"
    };
    vec![found(true, format!("{path}: {what}"))]
}

/// Whether others of the same user may read this process's memory.
fn hardened() -> Found {
    let dumpable = rustix::process::dumpable_behavior();
    let is_hard = dumpable
        .as_ref()
        .is_ok_and(|behavior| *behavior == rustix::process::DumpableBehavior::NotDumpable);
    Found {
        name: "memory",
        ok: is_hard,
        says: if is_hard {
            "no core files, not readable by others".to_owned()
        } else {
            "this process could leave a core file".to_owned()
        },
    }
}

fn desk(call: &mut Call<'_, '_>, dir: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    let shown = Clean::from_os(dir.as_os_str());
    let mut say = |name, ok, says: String| found.push(Found { name, ok, says });
    match Journal::open(dir) {
        Err(error) => {
            say("desk", false, error.to_string());
            return found;
        }
        Ok(journal) => {
            say("desk", true, shown.into_string());
            for warning in journal.warnings() {
                say("folder", false, warning);
            }
        }
    }
    if let Ok(meta) = std::fs::metadata(dir) {
        let mode = meta.mode() & 0o7777;
        say(
            "mode",
            mode.trailing_zeros() >= 3,
            format!("{mode:04o}, owned by user {}", meta.uid()),
        );
    }
    if let Ok(disk) = rustix::fs::statvfs(dir) {
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let mib = free / (1024 * 1024);
        let ok = free >= FREE_BYTES_MIN;
        let mend = "; free some space, or soon nothing can be saved";
        let mend = if ok { "" } else { mend };
        say("disk", ok, format!("{mib} MiB free{mend}"));
    }
    match network_file_system(dir) {
        Ok(None) => say("place", true, "a disk of this machine".to_owned()),
        Ok(Some(kind)) => say(
            "place",
            false,
            format!("{kind}, a network file system, does not keep locks and syncs safely"),
        ),
        Err(error) => say("place", false, error.to_string()),
    }
    let reserve = std::fs::metadata(dir.join("reserve")).map_or(0, |meta| meta.len());
    let ok = reserve >= RESERVE_BYTES;
    let mend = "; the next save takes it back where the disk has room";
    let mend = if ok { "" } else { mend };
    let mib = reserve / (1024 * 1024);
    say("reserve", ok, format!("{mib} MiB for the last write{mend}"));
    found.extend(aside(dir));
    found.push(lock(dir));
    found.push(clock(call, dir));
    found.extend(opened(call, dir));
    call.is_told();
    found
}

/// What was found damaged and set aside, with the room that it takes; nothing where there is none.
fn aside(dir: &Path) -> Option<Found> {
    let aside = set_aside(dir);
    if aside.is_empty() {
        return None;
    }
    Some(Found {
        name: "aside",
        ok: true,
        says: aside_text(&aside),
    })
}

/// Whether the machine's clock goes on from the desk's last entry.
fn clock(call: &Call<'_, '_>, dir: &Path) -> Found {
    let now = call.machine.clock.now();
    let last = last_entry(dir).ok().flatten();
    let back = last.map_or(0, |last| last.stamping.at.minutes_since(now));
    let ok = back <= CLOCK_BACK_MIN;
    Found {
        name: "clock",
        ok,
        says: if ok {
            now.rfc3339()
        } else {
            format!(
                "{}, {back} min before the last entry; set the machine's clock",
                now.rfc3339()
            )
        },
    }
}

/// Who has the lock now, or had it last, and whether it can be written at all.
fn lock(dir: &Path) -> Found {
    // Opened for writing, and nothing is written: a disk that is read-only says so.
    let written = File::options().write(true).open(dir.join("lock"));
    if let Err(error) = written.map(drop).or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }) {
        return Found {
            name: "lock",
            ok: false,
            says: format!("cannot be written: {error}; nothing can be saved until it can"),
        };
    }
    let is_free = File::open(dir.join("lock")).is_ok_and(|file| {
        // Taken in common and given back at once, when the file is closed.
        flock(&file, FlockOperation::NonBlockingLockShared) != Err(Errno::WOULDBLOCK)
    });
    let says = std::fs::read(dir.join("lock")).unwrap_or_default();
    let says = Clean::line(Clean::from_bytes(&says).as_str()).into_string();
    Found {
        name: "lock",
        ok: is_free || says.is_empty(),
        says: if says.is_empty() {
            "nobody has written yet".to_owned()
        } else if !is_free {
            format!("held NOW by {says}")
        } else {
            format!("last held by {says}")
        },
    }
}

/// What the desk says when it is opened, and whether the clock goes on from its last entry.
fn opened(call: &mut Call<'_, '_>, dir: &Path) -> Vec<Found> {
    let found = |ok, says| Found {
        name: "entries",
        ok,
        says,
    };
    let seat = match call.open_at(dir) {
        Ok(seat) => seat,
        Err(fail) => return vec![found(false, Clean::line(&fail.text()).into_string())],
    };
    let entries = match &seat.known.read_only {
        Some(why) => found(false, format!("open for reading only: {why}")),
        None => found(true, format!("{} entries, all read", seat.known.seq)),
    };
    let now = seat.now;
    vec![
        entries,
        store(dir, &seat.known),
        noted::witness(dir, &seat.known, now),
    ]
}

/// How far the store has come, and who has it; it is not opened for that.
fn store(dir: &Path, known: &Snapshot) -> Found {
    let is_free = !Store::is_open(dir);
    let who = match Store::holder(dir) {
        _ if is_free => String::new(),
        Some(pid) => format!("in use by process {pid}, "),
        None => "in use, ".to_owned(),
    };
    let all = known.seq;
    let has = Store::reached(dir, &known.made.replica);
    let (ok, says) = match has {
        None if is_free => (true, "none yet; the full screen makes it".to_owned()),
        None => (true, format!("{who}nothing taken over yet")),
        Some(has) if has > all => (
            false,
            format!("{who}goes up to entry {has}, but the journal ends at {all}; see `verify`"),
        ),
        Some(has) if has == all => (true, format!("{who}has all {all} entries")),
        Some(has) => {
            let share = has * 100 / all.max(1);
            let rest = if is_free {
                "; the rest at the next session"
            } else {
                ""
            };
            (
                true,
                format!("{who}has {has} of {all} entries, {share} %{rest}"),
            )
        }
    };
    Found {
        name: "store",
        ok,
        says,
    }
}
