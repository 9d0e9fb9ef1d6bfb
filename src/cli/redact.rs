//! `redact`: the text of an entry taken out, by the decision of a director.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::args::{entry, proof, ticket};
use super::call::Call;
use super::fail::Fail;
use super::seat::Seat;
use super::work::saved;
use crate::desk::Ordered;
use crate::domain::command::{Decision, RedactEntry, RedactWish};
use crate::domain::ticket::RedactionAsk;
use crate::domain::{Command, Number, Proof, Records, Ticket};
use crate::journal::Report;
use crate::text::Clean;

/// The arguments of `redact`.
#[derive(Debug, Args)]
pub(super) struct RedactArgs {
    /// The ticket; without one, what waits for a director is listed.
    #[arg(value_parser = ticket, value_name = "T-1", requires = "entry")]
    ticket: Option<Number>,
    /// The entry's number, as `show` prints it.
    #[arg(value_parser = entry, allow_negative_numbers = true)]
    entry: Option<u64>,
    /// Why, and never the text itself; as it was asked where it is left out.
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// Take back what you asked.
    #[arg(long, requires = "entry", conflicts_with_all = ["decline", "by"])]
    withdraw: bool,
    /// Decline what was asked: the text stays.
    #[arg(long, requires = "entry")]
    decline: bool,
    /// The director whose decision this is, where somebody else enters it.
    #[arg(long, value_name = "PERSON", requires_all = ["how", "reference"])]
    by: Option<String>,
    /// How the decision came in.
    #[arg(long, value_parser = proof(), value_name = "HOW", requires = "by")]
    how: Option<Proof>,
    /// Where the decision is kept.
    #[arg(long = "ref", value_name = "TEXT", requires = "by")]
    reference: Option<String>,
}

/// Said with every text that is gone. No list is kept of the backups that were made.
const BACKUPS: &str = "backups and exports made before still hold it: destroy those that must not";

impl RedactArgs {
    fn wish(&self) -> RedactWish {
        match (self.withdraw, self.decline) {
            (true, _) => RedactWish::Withdraw,
            (false, true) => RedactWish::Decline,
            (false, false) => RedactWish::TakeOut,
        }
    }
}

/// Asks that the text of an entry be taken out, takes it out, or ends the asking.
pub(super) fn run(call: &mut Call<'_, '_>, args: &RedactArgs) -> Result<Reply, Fail> {
    let (Some(number), Some(entry)) = (args.ticket, args.entry) else {
        let mut seat = call.open()?;
        return waiting(&mut seat);
    };
    let because = call.maybe_said(args.because.as_ref(), "--because")?;
    let reference = call.maybe_said(args.reference.as_ref(), "--ref")?;
    let mut seat = call.open()?;
    seat.writer()?;
    let ticket = seat.ticket(number)?.id;
    let decision = match (&args.by, args.how, reference) {
        (Some(by), Some(how), Some(reference)) => Some(Decision {
            by: seat.person(by)?.id,
            how,
            reference,
        }),
        _ => None,
    };
    let command = Command::Redact(RedactEntry {
        ticket,
        entry,
        because,
        wish: args.wish(),
        decision,
    });
    let receipt = seat.submit(&command)?;
    let is_asked = seat.known.ticket(ticket).is_some_and(|ticket| {
        let mut asks = ticket.asks.iter();
        asks.any(|ask| ask.seq == receipt.seq)
    });
    let mut notes = seat.desk.news();
    let ended = match args.wish() {
        RedactWish::TakeOut if is_asked => Some("asked to take its text out; a director decides"),
        RedactWish::TakeOut => None,
        RedactWish::Withdraw => Some("no longer asked to be taken out; its text stays"),
        RedactWish::Decline => Some("declined; its text stays"),
    };
    if let Some(said) = ended {
        return Ok(saved(
            &seat,
            ticket,
            &receipt,
            &format!("entry {entry}: {said}"),
        ));
    }
    notes.push(BACKUPS.to_owned());
    let said = format!("entry {entry}: its text is gone; why and by whom stays");
    Ok(with_notes(saved(&seat, ticket, &receipt, &said), &notes))
}

/// An answer with what is to be known beside it.
fn with_notes(reply: Reply, notes: &[String]) -> Reply {
    let Reply::Answer(mut answer) = reply else {
        return reply;
    };
    for note in notes {
        let _ = write!(answer.text, "\n{note}");
    }
    if let Value::Object(value) = &mut answer.json {
        value.insert("notes".to_owned(), json!(notes));
    }
    Reply::Answer(answer)
}

/// What waits for a director, on closed tickets too.
fn waiting(seat: &mut Seat) -> Result<Reply, Fail> {
    seat.load_all()?;
    let tickets = seat.known.register.tickets();
    let mut asks: Vec<(&Ticket, RedactionAsk)> = Vec::new();
    for ticket in tickets {
        asks.extend(ticket.asks.iter().map(|ask| (&**ticket, *ask)));
    }
    asks.sort_by_key(|(_, ask)| ask.seq);
    let (mut text, mut rows) = (String::new(), Vec::new());
    for (ticket, ask) in asks {
        let story = seat.known.story(ticket.id).map_err(Fail::Damaged)?;
        let line = story.timeline.lines.iter().find(|line| line.seq == ask.seq);
        let said = line.map_or("", |line| line.text.as_str());
        let who = seat.name_of(ask.by);
        let _ = writeln!(text, "{} entry {}: {who} {said}", ticket.number, ask.entry);
        rows.push(json!({
            "number": ticket.number.to_string(),
            "entry": ask.entry,
            "seq": ask.seq,
            "asked_by": who,
            "at": line.map(|line| line.at.rfc3339()),
            "text": said,
        }));
    }
    if text.is_empty() {
        text.push_str("nothing waits to be taken out");
    }
    Ok(Answer::reply(text.trim_end(), json!({ "asks": rows })))
}

/// What the check of a journal says of entries without their texts.
pub(super) fn taken_out(report: &Report, orders: &[Ordered]) -> String {
    let mut text = String::new();
    for redaction in &report.redacted {
        let order = orders.iter().find(|o| o.order == redaction.ordered_by);
        let why = order.map_or_else(String::new, |order| format!(": {}", order.words()));
        let _ = writeln!(
            text,
            "entry {} was taken out by order of entry {}, {}{why}",
            redaction.seq, redaction.ordered_by, redaction.at
        );
    }
    text
}

/// The same for scripts.
pub(super) fn taken_out_json(report: &Report, orders: &[Ordered]) -> Value {
    let rows = report.redacted.iter().map(|redaction| {
        let order = orders.iter().find(|o| o.order == redaction.ordered_by);
        json!({
            "seq": redaction.seq,
            "ordered_by": redaction.ordered_by,
            "at": redaction.at.rfc3339(),
            "because": order.map(|order| order.because.as_str()),
            "asked_by": order.map(|order| order.asked_by.as_str()),
            "approved_by": order.map(|order| order.approved_by.as_str()),
            "how": order.and_then(|order| order.how).map(Proof::as_str),
            "ref": order.and_then(|order| order.reference.as_ref()).map(Clean::as_str),
        })
    });
    rows.collect()
}
