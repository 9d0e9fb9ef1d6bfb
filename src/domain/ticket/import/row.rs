//! One row of an older system as the entries of one ticket.
//!
//! The entries are written in the order in which things happened, so that the facts fold as they
//! did: an outcome before the word about it, the close last.

use super::super::Ticket;
use super::super::facts::rules_seq;
use super::super::owed::is_answered;
use super::cast::Cast;
use crate::domain::command::{ImportBreach, ImportRow};
use crate::domain::event::{
    ActionLogged, AssetRef, Assigned, Closed, ImportedFrom, IncidentAware, LeadTold,
    NarrativeWritten, PromptAnswered, ReportSent, Resolved, TicketImported, TicketOpened, Told,
    WaitingSet,
};
use crate::domain::site::FileKind;
use crate::domain::{
    EntryHead, Event, IncidentKind, Number, PersonId, State, TicketId, ToldOutcome, UnitId,
};
use crate::text::Clean;
use crate::time::Stamp;

/// Who stands in a row.
struct Named {
    from: Option<PersonId>,
    unit: Option<UnitId>,
    owner: Option<PersonId>,
    actors: Vec<Option<PersonId>>,
}

/// What happens at the same moment keeps this order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Aware,
    Action,
    Resolved,
    Word,
}

/// The entries of one row.
pub(super) fn ticket(
    cast: &mut Cast<'_>,
    file: &Clean,
    row: &ImportRow,
    number: Number,
    now: Stamp,
    events: &mut Vec<Event>,
) {
    let mut spare = row.spare_people.iter().copied();
    let unit = cast.unit(row.unit.as_ref(), row.spare_unit, events);
    let mut person = |name: Option<&Clean>, unit, events: &mut Vec<Event>| {
        cast.person(name, unit, &mut spare, events)
    };
    let named = Named {
        from: person(row.originator.as_ref(), unit, events),
        unit,
        owner: person(row.assigned.as_ref(), None, events),
        actors: row
            .actions
            .iter()
            .map(|action| person(action.by.as_ref(), None, events))
            .collect(),
    };
    let told = row.breach.as_ref().and_then(told_name);
    let report_to = cast.person(told.as_ref(), None, &mut spare, events);
    let mut notes = notes(row);
    let (category, known) = category(cast, row, &mut notes);
    let mut rest = written(row, &named, &category, cast);
    rest.extend(happened(
        row,
        &named,
        report_to,
        kind_of(cast, row),
        &mut notes,
    ));
    rest.extend(ended(row, cast, &mut notes));
    let opened = opening(cast, row, number, &named, category, known);
    // A ticket that is not closed still owes its answers; they are no gap of the history yet.
    let without = match row.state {
        State::Closed => without(cast, &opened, &rest, now),
        State::New | State::Open | State::Waiting | State::Resolved => Vec::new(),
    };
    let from = ImportedFrom {
        file: file.clone(),
        line: row.line,
        row: row.row.clone(),
        no: row.no,
        state: Some(row.state),
        without,
        notes,
    };
    events.push(TicketImported { opened, from }.into());
    events.extend(rest);
}

/// The category of the row where the site knows it, else the default; whether the row's stands.
fn category(cast: &Cast<'_>, row: &ImportRow, notes: &mut Vec<Clean>) -> (String, bool) {
    let prompts = &cast.site.policy.prompts;
    match &row.category {
        Some(id) if prompts.category(id).is_some() => (id.clone(), true),
        Some(id) => {
            notes.push(Clean::new(&format!("record category there: {id}")));
            (prompts.default.clone(), false)
        }
        None => (prompts.default.clone(), false),
    }
}

fn opening(
    cast: &Cast<'_>,
    row: &ImportRow,
    number: Number,
    named: &Named,
    category: String,
    known: bool,
) -> TicketOpened {
    let asset = row.asset.as_ref().filter(|name| !name.is_blank());
    let sealed = cast.site.policy.prompts.category(&category);
    TicketOpened {
        ticket: row.id,
        number,
        title: Clean::line(row.title.as_str()),
        from: named.from,
        unit: named.unit,
        channel: row.channel,
        affected: row.affected,
        asset: asset.map(|name| AssetRef {
            id: cast.records.asset_named(name.as_str()).map(|a| a.id),
            name: name.clone(),
        }),
        blocked: row.blocked,
        hampered: row.hampered,
        pc_dead: row.pc_dead,
        public: row.public,
        harm: row.harm.clone(),
        deadline: row.deadline.clone(),
        confidential: row.confidential || sealed.is_some_and(|c| c.confidential),
        category,
        category_chosen: known,
        happened: Some(row.opened),
        rules: rules_seq(cast.site, FileKind::Profile),
        follows: None,
    }
}

/// What of the row is kept as words only.
fn notes(row: &ImportRow) -> Vec<Clean> {
    let mut notes: Vec<Clean> = row.notes.iter().chain(&row.remarks).cloned().collect();
    if let Some((checklist, _)) = &row.checklist {
        notes.push(Clean::new(&format!("used checklist {checklist}")));
    }
    notes
}

/// The texts of the row: owner, narrative, answers.
fn written(row: &ImportRow, named: &Named, category: &str, cast: &Cast<'_>) -> Vec<Event> {
    let ticket = row.id;
    let mut events = Vec::new();
    if let Some(text) = row.seen.as_ref().filter(|text| !text.is_blank()) {
        let text = text.clone();
        let saw = Vec::new();
        events.push(NarrativeWritten { ticket, text, saw }.into());
    }
    if let Some(to) = named.owner {
        let saw = Vec::new();
        events.push(Assigned { ticket, to, saw }.into());
    }
    let fields = row.fields.iter().filter(|(_, text)| !text.is_blank());
    events.extend(fields.map(|(field, text)| answer(ticket, field, text)));
    let hr = row
        .breach
        .as_ref()
        .and_then(|breach| breach.hr_answer.as_ref());
    if let Some(text) = hr {
        let asked = cast
            .site
            .policy
            .prompts
            .of(category)
            .any(|p| p.id == "hr_answer");
        let given = row.fields.iter().any(|(field, _)| field == "hr_answer");
        if asked && !given {
            events.push(answer(ticket, "hr_answer", text));
        }
    }
    events
}

fn answer(ticket: TicketId, field: &str, text: &Clean) -> Event {
    PromptAnswered {
        ticket,
        field: field.to_owned(),
        text: text.clone(),
        saw: Vec::new(),
    }
    .into()
}

/// Everything with a time of its own, in the order in which it happened.
fn happened(
    row: &ImportRow,
    named: &Named,
    report_to: Option<PersonId>,
    kind: IncidentKind,
    notes: &mut Vec<Clean>,
) -> Vec<Event> {
    let ticket = row.id;
    let mut timed: Vec<(Stamp, Place, Event)> = Vec::new();
    for (action, by) in row.actions.iter().zip(&named.actors) {
        let event = ActionLogged {
            ticket,
            text: action.text.clone(),
            by: *by,
            minutes: None,
            happened: Some(action.at),
            callout: None,
        };
        timed.push((action.at, Place::Action, event.into()));
    }
    for update in &row.updates {
        let event = Told {
            ticket,
            who: named.from,
            requester: true,
            how: row.channel,
            outcome: ToldOutcome::Told,
            text: Some(update.text.clone()).filter(|text| !text.is_blank()),
            by: named.owner,
            happened: Some(update.at),
            callout: None,
        };
        timed.push((update.at, Place::Word, event.into()));
    }
    if let Some((at, event)) = resolved(row, notes) {
        timed.push((at, Place::Resolved, event.into()));
    }
    if let Some(breach) = &row.breach {
        timed.extend(incident(ticket, breach, kind, report_to));
    }
    timed.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    timed.into_iter().map(|(_, _, event)| event).collect()
}

/// The outcome, where the row ends with one; an outcome of an open ticket is kept as a note.
fn resolved(row: &ImportRow, notes: &mut Vec<Clean>) -> Option<(Stamp, Resolved)> {
    let result = row.result.as_ref().filter(|text| !text.is_blank());
    if !matches!(row.state, State::Resolved | State::Closed) {
        notes.extend(result.map(|text| Clean::new(&format!("result there: {text}"))));
        return None;
    }
    if result.is_none() && row.resolved.is_none() && row.state == State::Closed {
        return None;
    }
    let at = row.resolved.or(row.closed).unwrap_or_else(|| last(row));
    let text = result.cloned().unwrap_or_else(|| "resolved".into());
    let happened = Some(at);
    let ticket = row.id;
    Some((
        at,
        Resolved {
            ticket,
            text,
            happened,
        },
    ))
}

/// The last moment of which the row tells.
fn last(row: &ImportRow) -> Stamp {
    let actions = row.actions.iter().map(|action| action.at);
    let updates = row.updates.iter().map(|update| update.at);
    actions
        .chain(updates)
        .chain(row.resolved)
        .fold(row.opened, Stamp::max)
}

/// The breach or violation: awareness, the reporting line, the report.
fn incident(
    ticket: TicketId,
    breach: &ImportBreach,
    kind: IncidentKind,
    to: Option<PersonId>,
) -> Vec<(Stamp, Place, Event)> {
    let aware = IncidentAware {
        ticket,
        kind,
        aware: breach.aware,
        due: breach.due,
        work_min: breach.work_min,
    };
    let mut timed = vec![(breach.aware, Place::Aware, aware.into())];
    if let Some(at) = told_at(breach) {
        let event = LeadTold {
            ticket,
            who: to,
            happened: Some(at),
        };
        timed.push((at, Place::Word, event.into()));
    }
    if let Some(at) = breach.report_sent {
        let event = ReportSent {
            ticket,
            to,
            happened: Some(at),
        };
        timed.push((at, Place::Word, event.into()));
    }
    timed
}

/// When the file says that the reporting line was told.
fn told_at(breach: &ImportBreach) -> Option<Stamp> {
    breach
        .told
        .iter()
        .find_map(|word| word.as_str().trim().parse().ok())
}

/// Who the file says was told, where it names somebody: nobody else is put in their place.
fn told_name(breach: &ImportBreach) -> Option<Clean> {
    let no_time = |word: &&Clean| word.as_str().trim().parse::<Stamp>().is_err();
    breach.told.iter().find(no_time).cloned()
}

fn kind_of(cast: &Cast<'_>, row: &ImportRow) -> IncidentKind {
    let category = row.category.as_deref().unwrap_or_default();
    let by_category = super::super::facts::incident_of(cast.site, category);
    by_category.unwrap_or(match row.breach.as_ref().and_then(|breach| breach.due) {
        Some(_) => IncidentKind::Breach,
        None => IncidentKind::Violation,
    })
}

/// Where the row stands at its end: waiting or closed.
fn ended(row: &ImportRow, cast: &Cast<'_>, notes: &mut Vec<Clean>) -> Option<Event> {
    let ticket = row.id;
    match row.state {
        State::Waiting => {
            let what = row.waiting_for.clone().unwrap_or_else(|| "not said".into());
            let Some(until) = row.waiting_until else {
                let text = format!("waited there for {what}, without a date");
                notes.push(Clean::new(&text));
                return None;
            };
            let saw = Vec::new();
            Some(
                WaitingSet {
                    ticket,
                    what,
                    until,
                    saw,
                }
                .into(),
            )
        }
        State::Closed => {
            let closed = Closed {
                ticket,
                agreed: None,
                missing: Vec::new(),
                happened: Some(row.closed.unwrap_or_else(|| last(row))),
                rules: rules_seq(cast.site, FileKind::Prompts),
            };
            Some(closed.into())
        }
        State::New | State::Open | State::Resolved => None,
    }
}

/// The required prompts that the row leaves unanswered: the five of every record may be answered
/// by its facts, the category's own only by its fields, as its old note counts them.
fn without(cast: &Cast<'_>, opened: &TicketOpened, rest: &[Event], now: Stamp) -> Vec<String> {
    let head = |seq| EntryHead {
        seq,
        id: uuid::Uuid::nil(),
        at: now,
        by: None,
    };
    let Some(mut ticket) = Ticket::begin(&head(1), &Event::from(opened.clone())) else {
        return Vec::new();
    };
    for (event, seq) in rest.iter().zip(2..) {
        ticket.apply(&head(seq), event);
    }
    let prompts = &cast.site.policy.prompts;
    let open = prompts.gating(&ticket.category).filter(|prompt| {
        if prompts.common.mandatory.contains(&prompt.id) {
            !is_answered(&ticket, prompt)
        } else {
            !ticket.answered.contains_key(&prompt.id)
        }
    });
    open.map(|prompt| prompt.id.clone()).collect()
}
