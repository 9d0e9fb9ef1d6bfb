//! `show`: all of a ticket.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::args::ticket;
use super::call::Call;
use super::fail::Fail;
use super::row::{count, facts, owing, time};
use super::seat::Seat;
use crate::desk::Story;
use crate::domain::callout::follow_up;
use crate::domain::ticket::TimelineLine;
use crate::domain::triage::{Standing, class_title, standing};
use crate::domain::{EntryHead, Event, Number, Records, Ticket, checklist};
use crate::text::wrap;
use crate::time::{ago, dated, day_time, full};

/// Columns of a page for people.
const COLUMNS: usize = 78;

/// The arguments of `show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
}

/// Shows a ticket.
pub(super) fn run(call: &mut Call<'_, '_>, args: &ShowArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    let id = seat.ticket(args.ticket)?.id;
    let known = &seat.known;
    let story = known.story(id).map_err(Fail::Damaged)?;
    let entries = known.stories.entries_on(id.uuid()).map_err(Fail::Damaged)?;
    let at = standing(&**known, &known.site, &story.ticket, seat.now);
    let links = Links::of(&seat, &story, &entries);
    let text = page(&seat, &story, &at, &links);
    let mut json = value(&seat, &story, &at, &entries);
    json["follows"] = links.follows.map(|number| number.to_string()).into();
    json["follow_up"] = links.follow_up.map(|number| number.to_string()).into();
    Ok(Answer::reply(text, json))
}

/// The tickets of one cause: what was worked round, and what is left of it.
struct Links {
    /// The ticket that this one follows up.
    follows: Option<Number>,
    /// The ticket that follows this one up, the latest of them.
    follow_up: Option<Number>,
}

impl Links {
    fn of(seat: &Seat, story: &Story, entries: &[(EntryHead, Event)]) -> Self {
        let followed = entries.iter().find_map(|(_, event)| {
            let Event::TicketOpened(opened) = event else {
                return None;
            };
            opened.follows
        });
        // It may be too old to be in memory; then its own story names it.
        let known = |id| match seat.known.ticket(id) {
            Some(ticket) => Some(ticket.number),
            None => seat.known.story(id).ok().map(|story| story.ticket.number),
        };
        let nights = seat.known.callouts_of(story.ticket.id).into_iter();
        let after = nights.filter_map(|night| follow_up(&night));
        Self {
            follows: followed.and_then(known),
            follow_up: after.map(|(number, _)| number).max(),
        }
    }
}

fn value(seat: &Seat, story: &Story, at: &Standing, entries: &[(EntryHead, Event)]) -> Value {
    let ticket = &story.ticket;
    let mut value = facts(seat, ticket, at);
    let name = |id| seat.known.person(id).map(|person| person.name.to_string());
    let lines = story.timeline.whole();
    let nights = seat.known.callouts_of(ticket.id);
    let claims = nights.iter().flat_map(|night| &night.claims);
    let claims: Vec<String> = claims
        .filter_map(|id| seat.known.claim(*id))
        .map(|claim| claim.number.to_string())
        .collect();
    let more = json!({
        "id": ticket.id.uuid().to_string(),
        "requester": ticket.from.and_then(name),
        "channel": ticket.channel.as_str(),
        "affected": ticket.affected.as_str(),
        "asset": ticket.asset.as_ref().map(|asset| asset.name.as_str()),
        "pc_dead": ticket.pc_dead,
        "public": ticket.public,
        "harm": ticket.harm.as_ref().map(crate::text::Clean::as_str),
        "category": ticket.category,
        "also": ticket.secondary,
        "confidential": ticket.confidential,
        "narrative": story.timeline.narrative.as_ref().map(crate::text::Clean::as_str),
        "outcome": story.timeline.outcome.as_ref().map(crate::text::Clean::as_str),
        "fields": story.timeline.answers.iter().map(|(field, text)| {
            (field.clone(), Value::from(text.as_str()))
        }).collect::<serde_json::Map<_, _>>(),
        "last_told": time(ticket.last_told()),
        "resolved": time(ticket.resolved.map(|resolved| resolved.at)),
        "closed": time(ticket.closed),
        "waiting_for": ticket.waiting.as_ref().map(|waiting| waiting.what.as_str()),
        "waiting_until": time(ticket.waiting.as_ref().map(|waiting| waiting.until)),
        "deadline": ticket.deadline.as_ref().map(|date| json!({
            "name": date.name.as_str(), "due": date.due.rfc3339(),
            "legal": date.legal, "work_min": date.work_min,
        })),
        "imported_no": ticket.imported.as_ref().and_then(|from| from.no),
        "timeline": lines.into_iter().map(|line| timeline_row(seat, line)).collect::<Vec<_>>(),
        "told": entries.iter().filter_map(|entry| told_row(seat, entry)).collect::<Vec<_>>(),
        "lists": story.lists.iter().map(|list| list.number.to_string()).collect::<Vec<_>>(),
        "callouts": nights.iter().map(|night| night.number.to_string()).collect::<Vec<_>>(),
        "claims": claims,
    });
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

fn timeline_row(seat: &Seat, line: &TimelineLine) -> Value {
    let by = line.by.and_then(|id| seat.known.person(id));
    json!({
        "seq": line.seq,
        "at": line.at.rfc3339(),
        "happened": line.happened.rfc3339(),
        "by": by.map(|person| person.name.to_string()),
        "kind": line.kind,
        "text": line.text.as_str(),
        "late": line.late,
        "corrected_by": line.corrected_by,
        "redacted_by": line.redacted_by,
    })
}

fn told_row(seat: &Seat, (head, event): &(EntryHead, Event)) -> Option<Value> {
    let Event::Told(told) = event else {
        return None;
    };
    let who = told.who.and_then(|id| seat.known.person(id));
    let who = who.map(|person| person.name.to_string());
    Some(json!({
        "seq": head.seq,
        "at": head.at.rfc3339(),
        "happened": told.happened.unwrap_or(head.at).rfc3339(),
        "who": who.or_else(|| told.requester.then(|| "requester".to_owned())),
        "how": told.how.as_str(),
        "outcome": told.outcome.as_str(),
        "text": told.text.as_ref().map(crate::text::Clean::as_str),
    }))
}

fn page(seat: &Seat, story: &Story, at: &Standing, links: &Links) -> String {
    let ticket = &story.ticket;
    let mut text = String::new();
    block(
        &mut text,
        "",
        &format!("{}  {}", ticket.number, ticket.title),
    );
    head(&mut text, seat, ticket, at);
    for (name, number) in [("follows", links.follows), ("follow-up", links.follow_up)] {
        if let Some(number) = number {
            let _ = writeln!(text, "  {name:<10} {number}");
        }
    }
    if let Some(narrative) = &story.timeline.narrative {
        section(&mut text, "Narrative");
        block(&mut text, "  ", narrative.as_str());
    }
    if !story.timeline.answers.is_empty() {
        section(&mut text, "Answers");
        for (field, answer) in &story.timeline.answers {
            block(&mut text, "  ", &format!("{field}: {answer}"));
        }
    }
    if let Some(outcome) = &story.timeline.outcome {
        section(&mut text, "Outcome");
        block(&mut text, "  ", outcome.as_str());
    }
    section(&mut text, "Timeline");
    for line in &story.timeline.lines {
        timeline_line(&mut text, seat, line);
    }
    lists(&mut text, seat, story);
    let owing = owing(seat, ticket);
    if !owing.is_empty() {
        section(&mut text, "Owed");
        for debt in &owing {
            let due = debt.due.map_or_else(String::new, |due| {
                let late = if due < seat.now { ", OVERDUE" } else { "" };
                format!(" by {}{late}", dated(due, seat.now, seat.zone()))
            });
            block(
                &mut text,
                "  ",
                &format!("{}{due} ({})", debt.text, debt.rule),
            );
            block(&mut text, "      ", &seat.typed.text(&debt.pay));
        }
    }
    text
}

fn head(text: &mut String, seat: &Seat, ticket: &Ticket, at: &Standing) {
    let zone = seat.zone();
    let (known, now) = (&seat.known, seat.now);
    let unit = ticket.unit.and_then(|id| known.unit(id));
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<10} {value}");
    };
    let class = at.class;
    let (number, title) = (class.number(), class_title(class));
    line("state", ticket.state_at(now).to_string());
    if let Some(waiting) = &ticket.waiting {
        let until = day_time(waiting.until, zone);
        line("waits for", format!("{} until {until}", waiting.what));
    }
    line("class", format!("{number} {title} ({})", at.word));
    let (stopped, slowed) = (count(ticket.blocked), count(ticket.hampered));
    line("people", format!("{stopped} stopped, {slowed} slowed"));
    let asset = ticket.asset.as_ref();
    let asset = asset.map_or_else(String::new, |asset| format!(", {}", asset.name));
    line("affected", format!("{}{asset}", ticket.affected));
    if let Some(harm) = &ticket.harm {
        line("harm now", harm.to_string());
    }
    let unit = unit.map_or_else(String::new, |unit| format!(", {}", unit.name));
    line(
        "from",
        format!("{}{unit} ({})", seat.name_of(ticket.from), ticket.channel),
    );
    line("owner", seat.name_of(ticket.owner));
    let also = ticket.secondary.iter().map(String::as_str);
    let categories: Vec<&str> = std::iter::once(ticket.category.as_str())
        .chain(also)
        .collect();
    line("category", categories.join(", "));
    if ticket.confidential {
        line("", "confidential".to_owned());
    }
    let opened = day_time(ticket.opened, zone);
    line(
        "opened",
        format!("{opened} ({} ago)", ago(ticket.opened, now).trim()),
    );
    if let Some(date) = &ticket.deadline {
        let due = dated(date.due, now, zone);
        line("date", format!("{}, due {due}", date.name));
    }
    match (ticket.closed, at.promised) {
        (Some(closed), _) => line("closed", day_time(closed, zone)),
        (None, Some(promised)) => line("promised", day_time(promised, zone)),
        (None, None) => {}
    }
    let told = ticket.last_told();
    let told = told.map_or_else(|| "not yet".to_owned(), |told| day_time(told, zone));
    line("told", told);
    if let Some(from) = &ticket.imported {
        let no = from
            .no
            .map_or_else(String::new, |no| format!(", number {no} there"));
        line("imported", format!("from an older system{no}"));
        if !from.without.is_empty() {
            line("", format!("without {}", from.without.join(", ")));
        }
    }
}

fn timeline_line(text: &mut String, seat: &Seat, line: &TimelineLine) {
    let when = day_time(line.happened, seat.zone());
    let late = if line.late {
        format!(" [recorded {}]", full(line.at))
    } else {
        String::new()
    };
    let corrected = line
        .corrected_by
        .map_or_else(String::new, |seq| format!(" [corrected by {seq}]"));
    let _ = writeln!(
        text,
        "  {:>5}  {when}  {}{late}{corrected}",
        line.seq,
        seat.name_of(line.by)
    );
    block(text, "         ", line.text.as_str());
}

fn lists(text: &mut String, seat: &Seat, story: &Story) {
    if story.lists.is_empty() {
        return;
    }
    section(text, "Checklists");
    for list in &story.lists {
        let view = checklist::steps(&*seat.known, &seat.known.site, list, seat.now);
        let _ = writeln!(
            text,
            "  {}  {}  {} of {} required steps{}",
            list.number,
            list.template.title,
            view.done,
            view.required,
            if list.left.is_some() { ", left" } else { "" }
        );
    }
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{title}");
}

/// A text in lines that fit the page.
fn block(text: &mut String, indent: &str, words: &str) {
    for line in wrap(words, COLUMNS - indent.len()) {
        let _ = writeln!(text, "{indent}{line}");
    }
}
