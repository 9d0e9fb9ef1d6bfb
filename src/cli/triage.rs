//! `triage rank`: a rehearsal of the rules over a file of tickets; no desk is needed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::call::Call;
use super::fail::Fail;
use super::import::{Fault, NOT_IMPORTED, Row, fail, objects, strict, text_of, tickets};
use super::init::DEFAULT_PROFILE;
use super::row::count;
use crate::desk::calendar;
use crate::domain::command::Import;
use crate::domain::event::PersonAdded;
use crate::domain::site::FileKind;
use crate::domain::triage::{Standing, decided, rank, why};
use crate::domain::{
    Actor, Command, EntryHead, Event, PersonId, Register, Site, Ticket, Unit, UnitId, decide,
};
use crate::policy::{read_profile, set_setting, shipped};
use crate::text::{Clean, pad_left, pad_right, wrap};
use crate::time::{Stamp, Zone};

/// The arguments of `triage`.
#[derive(Debug, Args)]
pub(super) struct TriageArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What is rehearsed.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Order a file of tickets, with the deciding fact for each neighbour pair.
    Rank {
        /// JSON with now, profile and tickets, or JSON Lines as import takes them; - reads standard input.
        file: PathBuf,
    },
}

/// Orders a file.
pub(super) fn run(call: &mut Call<'_, '_>, verb: &Verb) -> Result<Reply, Fail> {
    let Verb::Rank { file } = verb;
    rehearse(call, file).map_err(|fail| match fail {
        Fail::File(lines) => Fail::File(lines.iter().map(|line| not_ranked(line)).collect()),
        other => other,
    })
}

/// A fault's line as it is told of a rehearsal, which imports nothing.
fn not_ranked(line: &str) -> String {
    line.strip_suffix(NOT_IMPORTED).map_or_else(
        || line.to_owned(),
        |file| format!("{file}nothing was ranked"),
    )
}

/// What a file asks to order.
struct Case {
    now: Option<Stamp>,
    profile: Map<String, Value>,
    rows: Vec<Row>,
}

fn rehearse(call: &mut Call<'_, '_>, path: &Path) -> Result<Reply, Fail> {
    let (file, text) = text_of(call, path)?;
    let case = read(&text).map_err(|faults| fail(&file, &faults))?;
    let site = site(&file, &case.profile)?;
    let zone = site.calendar.zone;
    let now = case.now.unwrap_or_else(|| call.machine.clock.now());
    let now = zone.see(now);
    let import = tickets(&file, case.rows)?;
    let register = register(&site, import, now)?;
    let queued = register.tickets().filter(|ticket| ticket.is_queued());
    let ranked = rank(&register, &site, queued.cloned(), now);
    Ok(answer(&register, &site, &ranked, now))
}

fn read(text: &str) -> Result<Case, Vec<Fault>> {
    let whole = strict(text).ok();
    let Some(Value::Object(mut map)) = whole.filter(|value| value.get("tickets").is_some()) else {
        return Ok(Case {
            now: None,
            profile: Map::new(),
            rows: objects(text)?,
        });
    };
    let fault = |field: &str, wrong: &str, mend: &str| {
        vec![Fault {
            line: 1,
            field: field.to_owned(),
            wrong: wrong.to_owned(),
            mend: mend.to_owned(),
        }]
    };
    let Some(Value::Array(items)) = map.remove("tickets") else {
        return Err(fault("tickets", "it is no list", "write it as [ … ]"));
    };
    let now = match map.remove("now") {
        None | Some(Value::Null) => None,
        Some(now) => Some(
            now.as_str()
                .and_then(|now| now.parse().ok())
                .ok_or_else(|| {
                    let mend = "write it like 2026-05-14T13:00-04:00";
                    fault("now", "it is no date and time", mend)
                })?,
        ),
    };
    let profile = match map.remove("profile") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(profile)) => profile,
        Some(_) => return Err(fault("profile", "it is no object", "write it as { … }")),
    };
    let mut rows = Vec::new();
    for (n, item) in (1..).zip(items) {
        let Value::Object(row) = item else {
            let field = format!("tickets[{}]", n - 1);
            return Err(fault(&field, "it is no object", "write it as { … }"));
        };
        rows.push((n, row));
    }
    Ok(Case { now, profile, rows })
}

/// The shipped template with a case's settings laid over it.
fn site(file: &Clean, over: &Map<String, Value>) -> Result<Site, Fail> {
    let missing = || Fail::Damaged("the program ships no template".to_owned());
    let mut policy = shipped().policy(DEFAULT_PROFILE).ok_or_else(missing)?;
    let own = shipped().file(FileKind::Profile, DEFAULT_PROFILE);
    let mut text = own.ok_or_else(missing)?.text.to_string();
    let mut settings = Vec::new();
    flatten("", over, &policy.profile.settings, &mut settings);
    for (key, value) in settings {
        text = set_setting(&text, file.as_str(), &key, &value, "rehearsal")
            .map_err(|errors| Fail::pack(&errors))?;
    }
    let (profile, _) = read_profile(&text, file.as_str()).map_err(|errors| Fail::pack(&errors))?;
    policy.profile = profile;
    let zone = Zone::named(&policy.profile.organisation.tz).ok();
    let calendar = calendar(&policy, zone);
    Ok(Site { policy, calendar })
}

/// Every setting under its dotted key; an empty table changes nothing.
fn flatten(
    within: &str,
    map: &Map<String, Value>,
    known: &std::collections::BTreeMap<String, String>,
    out: &mut Vec<(String, String)>,
) {
    for (key, value) in map {
        let key = if within.is_empty() {
            key.clone()
        } else {
            format!("{within}.{key}")
        };
        match value {
            Value::Object(inner) if !known.contains_key(&key) => flatten(&key, inner, known, out),
            Value::Object(inner) if inner.is_empty() => {}
            _ => out.push((key, value.to_string())),
        }
    }
}

/// The records that the file's rows make.
fn register(site: &Site, import: Import, now: Stamp) -> Result<Register, Fail> {
    let mut register = Register::default();
    for unit in &site.policy.profile.units.0 {
        register.know_unit(Unit {
            id: UnitId(Uuid::now_v7()),
            short: Some(unit.id.clone()),
            name: unit.name.clone(),
            heads: unit.heads.unwrap_or(0),
            head: None,
        });
    }
    let person = PersonId(Uuid::now_v7());
    let head = |seq| EntryHead {
        seq,
        id: Uuid::now_v7(),
        at: now,
        by: None,
    };
    // Only staff work on tickets, also on imagined ones.
    let member = Event::from(PersonAdded {
        person,
        name: Clean::from("(rehearsal)"),
        staff: true,
        uid: None,
        unit: None,
        phone: None,
        email: None,
    });
    register.apply(&head(1), &member);
    let nobody = Actor {
        person,
        uid: 0,
        host: String::new(),
        how: "rehearsal".to_owned(),
    };
    let command = Command::Import(Box::new(import));
    let events = decide(&register, site, &nobody, &command, now)
        .map_err(|refusal| Fail::Refused(Box::new(refusal)))?;
    for (seq, event) in (2..).zip(&events) {
        register.apply(&head(seq), event);
    }
    Ok(register)
}

fn answer(
    register: &Register,
    site: &Site,
    ranked: &[(Arc<Ticket>, Standing)],
    now: Stamp,
) -> Reply {
    let zone = site.calendar.zone;
    let mut text = String::new();
    let mut rows = Vec::new();
    for (place, (ticket, at)) in (1..).zip(ranked) {
        let decided = ranked
            .get(place)
            .map(|next| decided(&ranked[place - 1], next, zone));
        let no = ticket.imported.as_ref().and_then(|from| from.no);
        let no = no.unwrap_or(ticket.number.n);
        let line = format!(
            "{} {} {} {} {}",
            pad_left(&place.to_string(), 3),
            pad_right(at.word, 4),
            pad_left(&count(ticket.blocked), 4),
            pad_right(&format!("#{no}"), 6),
            crate::text::truncate(ticket.title.as_str(), 58),
        );
        let _ = writeln!(text, "{}", line.trim_end());
        if let Some(decided) = &decided {
            let words = format!("{}: {}", decided.element, decided.because);
            for line in wrap(&words, 66) {
                let _ = writeln!(text, "          {line}");
            }
        }
        rows.push(json!({
            "no": no,
            "rank": place,
            "class": at.class.number(),
            "class_name": at.class.as_str(),
            "decided_by": decided.as_ref().map(|decided| decided.element),
            "because": decided.as_ref().map(|decided| decided.because.as_str()),
            "why": why(register, site, ticket, now),
        }));
    }
    if text.is_empty() {
        text.push_str("no ticket of the file is open\n");
    }
    Answer::reply(text, json!({ "tickets": rows }))
}
