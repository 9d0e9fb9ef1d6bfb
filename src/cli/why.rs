//! `why`: why a ticket stands where it stands, and which fact decides between two.

use clap::Args;
use serde_json::json;

use super::answer::{Answer, Reply};
use super::args::ticket;
use super::call::Call;
use super::fail::Fail;
use super::queue::ranked;
use super::seat::Seat;
use crate::domain::Number;
use crate::domain::triage::{compare, decided, explain_one, explain_two, standing, why};
use crate::text::wrap;

/// The arguments of `why`.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// Another: which fact decides between the two?
    #[arg(value_parser = ticket, value_name = "T-2")]
    other: Option<Number>,
}

/// Explains.
pub(super) fn run(call: &mut Call<'_, '_>, args: &WhyArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    match args.other {
        None => one(&mut seat, args.ticket),
        Some(other) => two(&mut seat, args.ticket, other),
    }
}

fn one(seat: &mut Seat, number: Number) -> Result<Reply, Fail> {
    let ticket = seat.ticket(number)?;
    let known = &seat.known;
    let at = standing(&**known, &known.site, &ticket, seat.now);
    let place = ranked(seat)
        .iter()
        .position(|(other, _)| other.id == ticket.id)
        .map(|place| place + 1);
    let lines = match place {
        Some(place) => explain_one(&**known, &known.site, &ticket, place, seat.now)
            .iter()
            .map(|line| seat.typed.text(line))
            .collect(),
        None => vec![format!(
            "{number} is {}: it stands in no queue.",
            ticket.state
        )],
    };
    let json = json!({
        "number": number.to_string(),
        "place": place,
        "class": at.class.number(),
        "class_name": at.class.as_str(),
        "why": why(&**known, &known.site, &ticket, seat.now),
        "lines": lines,
    });
    Ok(Answer::reply(paragraphs(&lines), json))
}

fn two(seat: &mut Seat, number: Number, other: Number) -> Result<Reply, Fail> {
    let (a, b) = (seat.ticket(number)?, seat.ticket(other)?);
    if a.id == b.id {
        return Err(Fail::Usage(format!("{number} is named twice")));
    }
    let known = &seat.known;
    if let Some(out) = [&a, &b].into_iter().find(|ticket| !ticket.is_queued()) {
        // An answer, as with one ticket: there is nothing to decide between them.
        let because = format!("{} is {}: it stands in no queue.", out.number, out.state);
        let json = json!({
            "first": a.number.to_string(),
            "second": b.number.to_string(),
            "decided_by": null,
            "because": because,
            "lines": [because],
        });
        return Ok(Answer::reply(paragraphs(&[because]), json));
    }
    let lines = explain_two(&**known, &known.site, &a, &b, seat.now);
    let at = |ticket: &std::sync::Arc<_>| {
        let at = standing(&**known, &known.site, ticket, seat.now);
        (std::sync::Arc::clone(ticket), at)
    };
    let (a, b) = (at(&a), at(&b));
    let decided = decided(&a, &b, known.site.calendar.zone);
    let (first, second) = if compare(&a, &b).is_le() {
        (a.0, b.0)
    } else {
        (b.0, a.0)
    };
    let json = json!({
        "first": first.number.to_string(),
        "second": second.number.to_string(),
        "decided_by": decided.element,
        "because": decided.because,
        "lines": lines,
    });
    Ok(Answer::reply(paragraphs(&lines), json))
}

fn paragraphs(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        for part in wrap(line, 78) {
            text.push_str(&part);
            text.push('\n');
        }
    }
    text
}
