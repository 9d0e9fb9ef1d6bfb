//! What came of telling somebody: how often one tried, and whether word reached them.

use super::Table;
use super::tell::Notice;
use crate::domain::ToldOutcome;
use crate::domain::callout::Walk;
use crate::domain::callout::mended::minute_of;
use crate::domain::callout::times::began;
use crate::domain::ticket::ToldFact;
use crate::time::Stamp;

/// What came of it.
pub(in crate::domain::callout) const TOLD: Table = &[
    ('1', "told", "told"),
    ('2', "message", "left a message"),
    ('3', "no-answer", "no answer"),
    ('4', "later", "later"),
];

/// The word for somebody of whom it is on record that they cannot be reached. Nobody answers with
/// it here: it stands until another outcome is recorded.
pub(in crate::domain::callout) const CANNOT: &str = "cannot be reached";

/// What came of telling somebody, as far as the ticket knows: word that reached them goes before a
/// vain try.
pub(in crate::domain::callout) fn told(walk: &Walk<'_>, notice: &Notice) -> Option<ToldOutcome> {
    told_at(walk, notice).map(|(outcome, _)| outcome)
}

/// The same, and when.
pub(in crate::domain::callout) fn told_at(
    walk: &Walk<'_>,
    notice: &Notice,
) -> Option<(ToldOutcome, Stamp)> {
    let outcomes: Vec<_> = words_to(walk, notice)
        .map(|told| (told.outcome, told.at))
        .collect();
    let reached = outcomes.iter().find(|(outcome, _)| outcome.reached());
    reached.or(outcomes.last()).copied()
}

/// The words of this callout to somebody.
fn words_to<'w>(walk: &'w Walk<'_>, notice: &'w Notice) -> impl Iterator<Item = &'w ToldFact> {
    let since = walk.callout.started.min(began(walk.callout));
    walk.ticket.told.iter().filter(move |told| {
        let same = notice.requester && told.requester
            || notice.person.is_some() && told.who == notice.person;
        same && minute_of(told.at) >= minute_of(since)
    })
}

/// When somebody was tried in vain; empty once word reached them.
pub(in crate::domain::callout) fn tries(walk: &Walk<'_>, notice: &Notice) -> Vec<String> {
    if told(walk, notice) != Some(ToldOutcome::NoAnswer) {
        return Vec::new();
    }
    let of = words_to(walk, notice);
    let vain = of.filter(|told| told.outcome == ToldOutcome::NoAnswer);
    vain.map(|told| walk.hm(told.at)).collect()
}

/// The word of an outcome at this step.
pub(in crate::domain::callout) fn outcome_word(outcome: ToldOutcome) -> &'static str {
    match outcome {
        ToldOutcome::Told => "told",
        ToldOutcome::Cannot => CANNOT,
        ToldOutcome::Message => "message",
        ToldOutcome::NoAnswer => "no-answer",
    }
}

/// The outcome of a word at this step; none for `later`.
pub(in crate::domain::callout) fn outcome_of(word: &str) -> Option<ToldOutcome> {
    match word {
        "told" => Some(ToldOutcome::Told),
        "message" => Some(ToldOutcome::Message),
        "no-answer" => Some(ToldOutcome::NoAnswer),
        _ => None,
    }
}
