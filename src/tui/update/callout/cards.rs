//! Last night's cards: shown at the start until somebody put them away, and again once something
//! on one of them has changed.
//!
//! What was put away is a small text beside the person's drafts, one for each callout: the card as
//! it was seen. It goes away with the card.

use std::sync::Arc;

use uuid::Uuid;

use super::boxes;
use crate::domain::callout::{Card, cards, sheet};
use crate::domain::{CalloutId, Records as _};
use crate::tui::model::{CalloutBox, Model, Overlay, OverlayKind};
use crate::tui::msg::{DraftKey, Effect, KeptDraft};

/// The name of the text.
const SEEN: &str = "card--seen";

/// Days as a time of another day has them before it; the same card has none on its own day.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn all(model: &Model) -> Vec<Card> {
    let snapshot = Arc::clone(&model.snapshot);
    cards(&*snapshot, &snapshot.site, model.now)
}

/// What stands on a card, in one line.
fn face(card: &Card) -> String {
    let lines = card.lines.join("; ");
    let words = lines.split_whitespace().filter(|word| !DAYS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

fn is_seen(model: &Model, card: &Card) -> bool {
    let seen = model.walk.night.seen.get(&card.callout);
    seen.is_some_and(|faces| faces.contains(&face(card)))
}

/// The cards of the box: at the start those that were not put away, else all.
pub(super) fn shown(model: &Model) -> Vec<Card> {
    let mut cards = all(model);
    if model.walk.night.is_first_look {
        cards.retain(|card| !is_seen(model, card));
    }
    cards
}

/// Opens the box at the start, where a card is new or has changed. What was put away of nights
/// that have no card any more is forgotten.
pub(super) fn at_the_start(model: &mut Model, fx: &mut Vec<Effect>) {
    let cards = all(model);
    let has_card = |id: &CalloutId| cards.iter().any(|card| card.callout == *id);
    let seen = std::mem::take(&mut model.walk.night.seen);
    let (kept, old) = seen.into_iter().partition(|(id, _)| has_card(id));
    model.walk.night.seen = kept;
    fx.extend(std::collections::BTreeMap::into_keys(old).map(|id| Effect::drop_draft(key(id))));
    model.walk.night.is_first_look = true;
    if !shown(model).is_empty() {
        boxes::open(model, CalloutBox::Cards);
    }
}

/// All cards, asked for by name.
pub(super) fn open_all(model: &mut Model) {
    model.walk.night.is_first_look = false;
    boxes::open(model, CalloutBox::Cards);
}

/// The shown cards were seen, and stay away until something on them changes.
pub(super) fn put_away(model: &mut Model, fx: &mut Vec<Effect>) {
    for card in shown(model) {
        note(model, &card, fx);
    }
}

fn note(model: &mut Model, card: &Card, fx: &mut Vec<Effect>) {
    if is_seen(model, card) {
        return;
    }
    let face = face(card);
    let cursor = face.chars().count();
    fx.push(Effect::keep(key(card.callout), face.clone(), cursor));
    model.walk.night.seen.insert(card.callout, vec![face]);
}

fn key(id: CalloutId) -> DraftKey {
    DraftKey {
        on: id.uuid(),
        field: SEEN.to_owned(),
    }
}

/// Takes in what an earlier session put away; says whether it is that.
pub(super) fn take(model: &mut Model, draft: &KeptDraft) -> bool {
    if draft.key.field != SEEN {
        return false;
    }
    let id: Uuid = draft.key.on;
    let faces = model.walk.night.seen.entry(CalloutId(id)).or_default();
    faces.push(draft.text.clone());
    true
}

/// The sheet of a card; whoever opens it has seen the card.
pub(super) fn open_sheet(model: &mut Model, at: usize, fx: &mut Vec<Effect>) {
    let Some(card) = shown(model).into_iter().nth(at) else {
        return;
    };
    let snapshot = Arc::clone(&model.snapshot);
    if let Some(callout) = snapshot.callout(card.callout) {
        let mut lines = sheet(&*snapshot, &snapshot.site, &callout, model.now);
        lines.push(snapshot.head_line());
        let title = callout.number.to_string();
        model.overlay = Some(Overlay::new(OverlayKind::Read(title, lines)));
        note(model, &card, fx);
    }
}
