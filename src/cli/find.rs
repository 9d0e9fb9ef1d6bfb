//! `find`: a search of tickets, people and assets.
//!
//! A word is found in any letter case and with or without accents. A ticket is a hit where each
//! word stands somewhere in it: number, title, names, or the text of any of its entries.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::call::Call;
use super::fail::Fail;
use super::row::{facts, state_word};
use super::seat::Seat;
use crate::domain::triage::standing;
use crate::domain::{Records, Ticket};
use crate::journal::{Journal, ReadLimit};
use crate::text::{fold, pad_right};

/// Lines of a long group that are held at a time: about 1 MiB.
const PIECE_ENTRIES: usize = 1024;
/// Keys of an entry's data that hold no words of people.
const NO_WORDS: [&str; 8] = [
    "salt", "ticket", "list", "sha256", "row", "saw", "id", "rules",
];

/// The arguments of `find`.
#[derive(Debug, Args)]
pub(super) struct FindArgs {
    /// What is looked for; each word must be found.
    #[arg(required = true)]
    words: Vec<String>,
}

/// Searches.
pub(super) fn run(call: &mut Call<'_, '_>, args: &FindArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.load_all()?;
    let joined = fold(&args.words.join(" "));
    let words: Vec<&str> = joined.split_whitespace().collect();
    if words.is_empty() || words.len() > 64 {
        return Err(Fail::Usage("name one to 64 words to look for".to_owned()));
    }
    let found = tickets(&seat, &words)?;
    let has = |text: String| {
        let text = fold(&text);
        words.iter().all(|word| text.contains(word))
    };
    let register = &seat.known.register;
    let people: Vec<String> = register
        .people()
        .filter(|p| {
            has(format!(
                "{} {}",
                p.name,
                p.email.as_ref().map_or("", |e| e.as_str())
            ))
        })
        .map(|person| person.name.to_string())
        .collect();
    let assets: Vec<String> = register
        .assets()
        .filter(|asset| has(format!("{} {}", asset.name, asset.what)))
        .map(|asset| asset.name.to_string())
        .collect();
    let mut text = String::new();
    let mut rows: Vec<Value> = Vec::new();
    for ticket in &found {
        let at = standing(&*seat.known, &seat.known.site, ticket, seat.now);
        let _ = writeln!(
            text,
            "{} {} {}",
            pad_right(&ticket.number.to_string(), 7),
            state_word(ticket.state_at(seat.now)),
            crate::text::truncate(ticket.title.as_str(), 66)
        );
        rows.push(facts(&seat, ticket, &at));
    }
    for name in &people {
        let _ = writeln!(text, "person  {name}");
    }
    for name in &assets {
        let _ = writeln!(text, "asset   {name}");
    }
    if text.is_empty() {
        text.push_str("nothing is found\n");
    }
    let json = json!({"tickets": rows, "people": people, "assets": assets});
    Ok(Answer::reply(text, json))
}

/// The tickets in which each word stands, the latest first.
fn tickets(seat: &Seat, words: &[&str]) -> Result<Vec<Arc<Ticket>>, Fail> {
    let all: u64 = u64::MAX >> (64 - words.len());
    let hits = |text: &str| {
        let text = fold(text);
        let found = words.iter().enumerate();
        found
            .filter(|(_, word)| text.contains(*word))
            .fold(0_u64, |bits, (n, _)| bits | 1 << n)
    };
    let mut seen: BTreeMap<Uuid, u64> = BTreeMap::new();
    for ticket in seat.known.register.tickets() {
        seen.insert(ticket.id.uuid(), hits(&own_words(seat, ticket)));
    }
    let mut journal = Journal::open(seat.desk.dir())?;
    // An import is one group of any length: of that some lines are in memory at a time.
    let read = journal.for_each_piece(ReadLimit::Acked, PIECE_ENTRIES, |piece| {
        for entry in &piece.entries {
            let tickets: Vec<&Uuid> = entry.on.iter().filter(|id| seen.contains_key(id)).collect();
            if tickets.is_empty() {
                continue;
            }
            let data: Value = serde_json::from_str(entry.data()).unwrap_or_default();
            let mut text = String::new();
            gather(&data, &mut text);
            let bits = hits(&text);
            for id in tickets {
                if let Some(known) = seen.get_mut(id) {
                    *known |= bits;
                }
            }
        }
    });
    read.map_err(|error| Fail::Damaged(error.to_string()))?;
    let mut found: Vec<Arc<Ticket>> = seat
        .known
        .register
        .tickets()
        .filter(|ticket| seen.get(&ticket.id.uuid()) == Some(&all))
        .cloned()
        .collect();
    found.sort_by_key(|ticket| std::cmp::Reverse(ticket.number));
    Ok(found)
}

fn own_words(seat: &Seat, ticket: &Ticket) -> String {
    let unit = ticket.unit.and_then(|id| seat.known.unit(id));
    let asset = ticket.asset.as_ref();
    format!(
        "{} {} {} {} {} {}",
        ticket.number,
        ticket.title,
        seat.name_of(ticket.from),
        seat.name_of(ticket.owner),
        unit.map_or_else(String::new, |unit| unit.name.to_string()),
        asset.map_or("", |asset| asset.name.as_str())
    )
}

/// Every text of an entry's data that people wrote.
fn gather(data: &Value, text: &mut String) {
    match data {
        Value::String(words) => {
            text.push(' ');
            text.push_str(words);
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, text)),
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| !NO_WORDS.contains(&key.as_str()))
            .for_each(|(_, item)| gather(item, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
