//! Leaving: at once, or after a look at what is owed.
//!
//! Whoever goes home while a word is owed hears of it once; the same key again leaves. What was
//! typed is kept either way.

use std::sync::Arc;

use crate::domain::Ticket;
use crate::domain::ticket::{Owed, OwedWhat, owed};
use crate::tui::form::Form;
use crate::tui::model::{Model, Overlay, OverlayKind};
use crate::tui::msg::Effect;

/// How many tickets are named before the rest is only counted.
const NAMED_MAX: usize = 8;

/// How soon a word is owed to be asked about on the way out, in minutes, as in the queue.
const SOON_MIN: i64 = 120;

/// Leaves, or asks first where word is owed, a clock runs, or something is not saved.
pub(super) fn quit(model: &mut Model, fx: &mut Vec<Effect>) {
    let mut why = Vec::new();
    let is_kept = |form: &&Form| model.unkept_of(form).is_none();
    let unfinished = model.unfinished().filter(is_kept).count();
    if unfinished > 0 {
        why.push(format!("{unfinished} unfinished, kept as drafts"));
    }
    if let Some(because) = model.unkept.values().next() {
        why.push(format!(
            "what you typed is NOT on the disk ({because}): it is lost if you leave"
        ));
    }
    let sent = model
        .forms
        .iter()
        .filter(|form| form.sent.is_some())
        .count();
    if sent + model.quick.len() > 0 {
        why.push("something is still being saved".to_owned());
    }
    if let Some(callout) = model.my_callout() {
        why.push(format!("{} runs, and its clock with it", callout.number));
    }
    why.extend(owed_words(model));
    if why.is_empty() {
        fx.push(Effect::Quit);
    } else {
        model.overlay = Some(Overlay::new(OverlayKind::Quit(why)));
    }
}

/// What is owed to people, a line a ticket: the own tickets first, then nobody's, then the others';
/// of each the most late first.
fn owed_words(model: &Model) -> Vec<String> {
    let snapshot = Arc::clone(&model.snapshot);
    let mut found: Vec<(u8, i64, String)> = Vec::new();
    for ticket in snapshot.queued() {
        let owes = owed(&*snapshot, &snapshot.site, &ticket, model.now);
        let pressing = owes.iter().filter(|owed| is_pressing(model, owed));
        let left = |owed: &&Owed| owed.due.map_or(0, |due| due.minutes_since(model.now));
        if let Some(first) = pressing.min_by_key(left) {
            let line = format!("{} {}", ticket.number, model.owed_words(first));
            found.push((whose(model, &ticket), left(&first), line));
        }
    }
    found.sort();
    let more = found.len().saturating_sub(NAMED_MAX);
    let mut lines: Vec<String> = found
        .into_iter()
        .take(NAMED_MAX)
        .map(|(_, _, line)| line)
        .collect();
    if more > 0 {
        lines.push(format!("and {more} more; the queue shows u and r on them"));
    }
    lines
}

fn whose(model: &Model, ticket: &Ticket) -> u8 {
    match ticket.owner {
        Some(owner) if owner == model.me.person => 0,
        None => 1,
        Some(_) => 2,
    }
}

/// Whether it is owed to people by a clock that ends today or soon, or ended already.
fn is_pressing(model: &Model, owed: &Owed) -> bool {
    let is_soon = owed.due.is_none_or(|due| {
        due.minutes_since(model.now) <= SOON_MIN
            || model.zone.see(due).wall().date() <= model.now.wall().date()
    });
    match &owed.what {
        // A report to the authorities or the lead is a clock that runs, however long it still has.
        OwedWhat::Report | OwedWhat::Lead => true,
        OwedWhat::Word => is_soon,
        OwedWhat::Step(_, _) => owed.due.is_some() && is_soon,
        OwedWhat::Action
        | OwedWhat::Outcome
        | OwedWhat::Prompt(_)
        | OwedWhat::Narrative
        | OwedWhat::Close
        | OwedWhat::Redaction(_) => false,
    }
}
