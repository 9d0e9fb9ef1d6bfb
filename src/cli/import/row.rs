//! One row of an older system's tickets, as the desk takes it.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::Fault;
use super::fields::Fields;
use crate::domain::command::{ImportAction, ImportBreach, ImportRow, ImportUpdate};
use crate::domain::event::{Deadline, DeadlineThen};
use crate::domain::{Affected, Channel, ListId, PersonId, State, TicketId, UnitId};
use crate::policy::sha256_hex;
use crate::text::Clean;
use crate::time::Stamp;

/// The most actions or words of one row.
const STORY_MAX: usize = 5000;
/// Columns of a callout's story that is kept as a remark.
const REMARK_MAX: usize = 2000;

/// A row as the desk takes it, with new ids.
///
/// # Errors
/// Every fault of the row; nothing of its file is taken.
pub(crate) fn ticket_row(
    line: u64,
    map: Map<String, Value>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<ImportRow, Vec<Fault>> {
    let mut fields = Fields::new(line, map);
    let no = fields.whole("no", 1_000_000_000_000);
    let opened = fields.required_time("opened");
    let title = fields.required_line("title");
    let originator = fields.line("originator");
    let (Some(opened), Some(title)) = (opened, title) else {
        return Err(fields.faults);
    };
    let actions = actions(&mut fields);
    let mut remarks = remarks(&mut fields);
    let (resolved, closed) = (fields.time("resolved"), fields.time("closed"));
    let state = state(&mut fields, resolved.is_some(), closed.is_some());
    let row = ImportRow {
        id: TicketId(fresh()),
        line,
        row: sum(no, opened, originator.as_ref(), &title),
        no,
        opened,
        channel: word(&mut fields, "channel", Channel::parse, Channel::Other),
        originator,
        unit: fields.line("unit"),
        title,
        seen: fields.text("seen"),
        affected: word(&mut fields, "affected", Affected::parse, Affected::Other),
        asset: fields.line("asset"),
        blocked: fields.people("blocked"),
        hampered: fields.people("hampered"),
        pc_dead: fields.flag("pc_dead"),
        public: fields.flag("public"),
        harm: fields.line("harm"),
        category: fields.line("record_category").map(Clean::into_string),
        fields: answers(&mut fields),
        confidential: fields.flag("confidential"),
        assigned: fields.line("assigned"),
        spare_people: (0..actions.len() + 4).map(|_| PersonId(fresh())).collect(),
        actions,
        result: fields.text("result"),
        updates: updates(&mut fields),
        checklist: fields
            .line("checklist")
            .map(|id| (id.into_string(), ListId(fresh()))),
        resolved,
        closed,
        state,
        waiting_for: fields.line("waiting_for"),
        waiting_until: fields.time("waiting_until"),
        deadline: deadline(&mut fields),
        breach: breach(&mut fields, &mut remarks),
        remarks,
        notes: Vec::new(),
        spare_unit: UnitId(fresh()),
    };
    fields.note_rest();
    if fields.faults.is_empty() {
        let notes = fields.notes;
        Ok(ImportRow { notes, ..row })
    } else {
        Err(fields.faults)
    }
}

/// The sum by which a row is known: SHA-256 over `no`, the moment of `opened` in milliseconds
/// since 1970 UTC, `originator` and `title`, in this order, with one LF between two. What is
/// missing is empty. Source: `docs/import.md`.
fn sum(no: Option<u64>, opened: Stamp, originator: Option<&Clean>, title: &Clean) -> String {
    let no = no.map_or_else(String::new, |no| no.to_string());
    let originator = originator.map_or("", Clean::as_str);
    sha256_hex(&format!(
        "{no}\n{}\n{originator}\n{title}",
        opened.epoch_ms()
    ))
}

/// A word of a table; another is kept as a note and `other` is used.
fn word<T>(fields: &mut Fields, key: &str, parse: impl Fn(&str) -> Option<T>, other: T) -> T {
    let Some(text) = fields.line(key) else {
        return other;
    };
    parse(text.as_str()).unwrap_or_else(|| {
        let text = crate::text::truncate(text.as_str(), 60);
        let note = format!("{key} there: {text}; `other` is used");
        fields.notes.push(Clean::line(&note));
        other
    })
}

fn state(fields: &mut Fields, resolved: bool, closed: bool) -> State {
    let Some(text) = fields.line("state") else {
        return match (closed, resolved) {
            (true, _) => State::Closed,
            (false, true) => State::Resolved,
            (false, false) => State::Open,
        };
    };
    State::parse(text.as_str()).unwrap_or_else(|| {
        let wrong = format!("`{}` is no state", crate::text::truncate(text.as_str(), 40));
        let mend = "write new, open, waiting, resolved or closed";
        fields.wrong("state", wrong, mend);
        State::Open
    })
}

/// The objects of a list, each read by `read`.
fn each<T>(
    fields: &mut Fields,
    key: &str,
    mut read: impl FnMut(&mut Fields) -> Option<T>,
) -> Vec<T> {
    let items = fields.list(key);
    if items.len() > STORY_MAX {
        let wrong = format!("it has more than {STORY_MAX} items");
        fields.wrong(key, wrong, "split the ticket");
        return Vec::new();
    }
    let mut read_items = Vec::new();
    for (n, item) in items.into_iter().enumerate() {
        if let Some(mut inner) = fields.within(&format!("{key}[{n}]"), item) {
            read_items.extend(read(&mut inner));
            fields.close(inner);
        }
    }
    read_items
}

fn actions(fields: &mut Fields) -> Vec<ImportAction> {
    each(fields, "actions", |inner| {
        let (at, by) = (inner.required_time("at"), inner.line("by"));
        let text = inner.text("text").unwrap_or_default();
        Some(ImportAction { at: at?, by, text })
    })
}

fn updates(fields: &mut Fields) -> Vec<ImportUpdate> {
    each(fields, "originator_updates", |inner| {
        let at = inner.required_time("at");
        let text = inner.text("text").unwrap_or_default();
        Some(ImportUpdate { at: at?, text })
    })
}

fn answers(fields: &mut Fields) -> Vec<(String, Clean)> {
    let Some(mut inner) = fields.object("fields") else {
        return Vec::new();
    };
    let texts = inner.texts();
    fields.close(inner);
    texts
}

fn minutes(inner: &mut Fields) -> u32 {
    let minutes = inner.whole("work_min", 1_000_000).unwrap_or(0);
    u32::try_from(minutes).unwrap_or(0)
}

fn deadline(fields: &mut Fields) -> Option<Deadline> {
    let mut inner = fields.object("deadline")?;
    let name = inner.required_line("name");
    let due = inner.required_time("due");
    let legal = inner.flag("legal");
    let work_min = minutes(&mut inner);
    let then = inner.object("then").map(|mut then| {
        let read = DeadlineThen {
            affected: word(&mut then, "affected", Affected::parse, Affected::Other),
            blocked: then.people("blocked").unwrap_or(0),
            hampered: then.people("hampered").unwrap_or(0),
        };
        inner.close(then);
        read
    });
    fields.close(inner);
    Some(Deadline {
        name: name?,
        due: due?,
        legal,
        work_min,
        then,
    })
}

fn breach(fields: &mut Fields, remarks: &mut Vec<Clean>) -> Option<ImportBreach> {
    let mut inner = fields.object("breach")?;
    let aware = inner.required_time("aware");
    let due = inner.time("due");
    let report_sent = inner.time("report_sent");
    let told = match inner.take("told") {
        Some(Value::String(text)) => vec![Clean::line(&text)],
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(Clean::line)
            .collect(),
        Some(_) | None => Vec::new(),
    };
    let work_min = minutes(&mut inner);
    let hr_answer = inner.text("hr_answer");
    let attempts = inner.whole("attempts", 1_000_000);
    fields.close(inner);
    if let Some(attempts) = attempts {
        remarks.push(Clean::line(&format!(
            "attempts to reach the person there: {attempts}"
        )));
    }
    Some(ImportBreach {
        aware: aware?,
        due,
        report_sent,
        told,
        work_min,
        hr_answer,
    })
}

/// What is kept as words only.
fn remarks(fields: &mut Fields) -> Vec<Clean> {
    let mut remarks = Vec::new();
    for (key, name) in [
        ("imported_note", "note there"),
        ("follow_up", "follow-up"),
        ("related", "related"),
        ("callout", "callout there"),
    ] {
        if let Some(value) = fields.take(key) {
            let words = crate::text::truncate(&story(&value), REMARK_MAX);
            remarks.push(Clean::new(&format!("{name}: {words}")));
        }
    }
    remarks
}

/// A value as one line of words.
fn story(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => Clean::line(text).into_string(),
        Value::Array(items) => items.iter().map(story).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let parts = map.iter().filter(|(_, value)| !value.is_null());
            let parts = parts.map(|(key, value)| format!("{key} {}", story(value)));
            parts.collect::<Vec<_>>().join("; ")
        }
    }
}
