//! The callout in words: the narrative filled from the record, the sheet, the card of the morning.

use super::ask::tell;
use super::judge::{is_judged, standing};
use super::lasted::Interruption;
use super::said::key_words;
use super::times::{TIMES, began, clock_min, time_of};
use super::{Callout, Card, Line, Told, Walk, claiming, debts, follow, mended, order, outbox};
use crate::domain::claim::ClaimState;
use crate::domain::{Records, Site, StepName, ToldOutcome};
use crate::time::{Stamp, day_time, minutes};

/// Hours back from now in which a night that owes nothing is still shown on its card. Source:
/// `docs/callout.md`, "The morning after".
const CARD_HOURS: i64 = 18;

/// The narrative from the record, in neutral words, a sentence a fact.
pub(super) fn narrative(walk: &Walk<'_>) -> String {
    let mut said = vec![call(walk)];
    said.extend(impact(walk));
    let callout = walk.callout;
    said.extend(callout.lines.iter().map(|line| line_of(walk, line)));
    said.extend(vendor(walk));
    said.extend(outcome(walk));
    said.join("\n")
}

fn call(walk: &Walk<'_>) -> String {
    let zone = walk.site.calendar.zone;
    let who = walk
        .ticket
        .from
        .map_or_else(|| "Somebody".to_owned(), |id| walk.name(id));
    let rang = day_time(began(walk.callout), zone);
    format!("{rang}: {who} reported: {}.", walk.ticket.title)
}

fn impact(walk: &Walk<'_>) -> Option<String> {
    if can_wait(walk) {
        return None;
    }
    let stopped = walk.ticket.blocked?;
    let opening = walk.opening_count().filter(|n| *n != stopped);
    let opening = opening.map_or(String::new(), |n| format!(", {n} at opening time"));
    Some(match stopped {
        0 => format!("Nobody was stopped yet{opening}."),
        1 => format!("1 person could not work{opening}."),
        _ => format!("{stopped} people could not work{opening}."),
    })
}

/// Whether it can wait: then nobody was asked how many are stopped, nor whether it is an emergency.
fn can_wait(walk: &Walk<'_>) -> bool {
    walk.kind().as_deref() == Some("later")
}

/// A line of the log; what somebody did who had no part in the callout stands under their name.
pub(super) fn by_whom(walk: &Walk<'_>, line: &Line) -> String {
    let other = line.by.filter(|by| !walk.callout.had(*by));
    let by = other.map_or(String::new(), |by| format!("{}: ", walk.name(by)));
    format!("{by}{}", line_words(walk.records, line))
}

fn line_of(walk: &Walk<'_>, line: &Line) -> String {
    let at = walk.hm(line.at);
    let Some(told) = line.told else {
        return format!("{at} {}", by_whom(walk, line));
    };
    let other = line.by.filter(|by| !walk.callout.had(*by));
    let by = other.map_or(String::new(), |by| format!(" ({})", walk.name(by)));
    format!("{at} {}{by}.", came_of(walk.records, told))
}

/// Who was to be told, and what came of it.
fn came_of(records: &dyn Records, told: Told) -> String {
    let person = told.who.and_then(|id| records.person(id));
    let who = person.map_or_else(|| "the caller".to_owned(), |person| person.name.to_string());
    let did = match told.outcome {
        ToldOutcome::Told => "was told",
        ToldOutcome::Message => "got a message",
        ToldOutcome::NoAnswer => "did not answer",
        ToldOutcome::Cannot => "cannot be told",
    };
    format!("{who} {did}")
}

/// A line of the work log in words, without its time: what was done, or who was told what. Words
/// that reached nobody are not repeated, because they were not said.
pub fn line_words(records: &dyn Records, line: &Line) -> String {
    match line.told {
        None => line.text.to_string(),
        Some(told) if told.outcome.reached() && !line.text.is_empty() => {
            format!("{}: {}", came_of(records, told), line.text)
        }
        Some(told) => came_of(records, told),
    }
}

fn outcome(walk: &Walk<'_>) -> Option<String> {
    let how = walk
        .value(StepName::Outcome, "how")
        .or_else(|| walk.value(StepName::Over, "fixed"))?;
    let words = match how.as_str() {
        "fixed" => "It works again",
        "workaround" => "It was worked round",
        "handed" => "It was not fixed and is handed over",
        "false-alarm" => "It was a false alarm",
        "vendor" => "It waits for the vendor",
        _ => "It ended",
    };
    let restored = time_of(walk.callout, "restored").filter(|_| !mended::is_open(&how));
    let since = restored.map_or(String::new(), |at| {
        let lasted = Interruption::until(walk, at);
        let after = lasted.map_or(String::new(), |lasted| {
            format!(", after {}", lasted.words())
        });
        format!(" since {}{after}", walk.hm(at))
    });
    Some(format!("{words}{since}."))
}

/// What is said when the callout ends.
pub(super) fn good_night(walk: &Walk<'_>) -> Vec<String> {
    let owed = debts::all(walk);
    let mut lines = vec!["Good night.".to_owned()];
    lines.push(match owed.len() {
        0 => "Nothing waits for the morning.".to_owned(),
        1 => "One thing waits for the morning:".to_owned(),
        n => format!("{n} things wait for the morning:"),
    });
    lines.extend(owed.iter().map(|debt| {
        let who = if matches!(debt.when.as_str(), "morning" | "now") {
            String::new()
        } else {
            format!(" ({})", debt.when)
        };
        format!("- {}{who}", debt.text)
    }));
    lines.extend(follow::line(walk));
    lines.extend(claims(walk));
    lines.extend(rest(walk));
    lines
}

/// When the next shift may begin after the rest that the profile wants.
fn rest(walk: &Walk<'_>) -> Option<String> {
    let hours = i64::from(walk.site.policy.profile.callout.rest_hours);
    let ended = walk
        .callout
        .ended
        .unwrap_or_else(|| walk.callout.true_time(walk.now));
    let rested = ended.plus_minutes(hours * 60);
    let mine = super::times::calendar_of(walk.records, walk.site, walk.callout.person);
    let shift = mine.next_open(ended)?;
    (hours > 0 && shift < rested).then(|| {
        format!(
            "{hours} hours of rest end at {}; your next shift begins at {}.",
            walk.hm(rested),
            walk.hm(shift)
        )
    })
}

fn claims(walk: &Walk<'_>) -> Vec<String> {
    let claims = walk
        .callout
        .claims
        .iter()
        .filter_map(|id| walk.records.claim(*id));
    claims
        .filter(|claim| claim.state == ClaimState::Drafted)
        .map(|claim| {
            let whose = if walk.callout.holders.len() > 1 {
                format!(" of {}", walk.name(claim.person))
            } else {
                String::new()
            };
            format!(
                "Claim {}{whose} is drafted: {} outside the hours.",
                claim.number,
                minutes(i64::from(claim.minutes_outside))
            )
        })
        .collect()
}

/// The sheet: the entry, its timeline and the arithmetic of the claim, a line each.
pub fn sheet(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Vec<String> {
    let Some(walk) = Walk::of(records, site, callout, now) else {
        return vec![format!("{}: its ticket is not in memory", callout.number)];
    };
    let mut lines = vec![format!(
        "{} of {}: {}",
        callout.number, walk.ticket.number, walk.ticket.title
    )];
    if callout.over {
        lines.push("Recorded after it was over.".to_owned());
    }
    lines.push(format!("Worked by {}.", holders(&walk)));
    lines.extend(impact(&walk));
    lines.push(ground(&walk));
    let times: Vec<String> = TIMES
        .iter()
        .filter_map(|(key, words)| {
            time_of(callout, key).map(|at| format!("{words} {}", walk.hm(at)))
        })
        .collect();
    lines.push(format!("Times: {}.", times.join(", ")));
    lines.extend(mended::lines(&walk));
    lines.extend(order::sentence(&walk));
    let (length, why) = clock_min(callout, now);
    lines.push(format!("Length: {}, pauses out.", minutes(length)));
    lines.extend(why);
    lines.extend(visit(&walk));
    lines.extend(vendor(&walk));
    if callout.lines.is_empty() {
        lines.push("Log: nothing was logged.".to_owned());
    } else {
        lines.push("Log:".to_owned());
    }
    lines.extend(
        callout
            .lines
            .iter()
            .map(|line| format!("  {}", line_of(&walk, line))),
    );
    lines.extend(outcome(&walk));
    lines.extend(follow::line(&walk));
    let owed = debts::all(&walk);
    if !owed.is_empty() {
        lines.push("Owed:".to_owned());
        lines.extend(
            owed.iter()
                .map(|debt| format!("  {} ({})", debt.labelled(), debt.rule)),
        );
    }
    lines.extend(outbox::lines(&walk));
    if can_wait(&walk) {
        return lines;
    }
    lines.push("Comp time:".to_owned());
    let sum = claiming::sum(&walk, callout.person);
    lines.extend(sum.lines.into_iter().map(|line| format!("  {line}")));
    lines.extend(claims(&walk));
    lines
}

fn ground(walk: &Walk<'_>) -> String {
    if can_wait(walk) {
        return "It could wait: no more was asked.".to_owned();
    }
    if !is_judged(walk) {
        return "Emergency: not judged yet.".to_owned();
    }
    let verdict = standing(walk);
    let word = if verdict.yes {
        "Emergency"
    } else {
        "No emergency"
    };
    format!("{word}: {}.", verdict.ground)
}

fn holders(walk: &Walk<'_>) -> String {
    let mut names: Vec<String> = Vec::new();
    for held in &walk.callout.holders {
        let name = walk.name(held.person);
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    names.join(", then ")
}

/// Who was at a server from outside: name, firm, times and systems.
fn vendor(walk: &Walk<'_>) -> Option<String> {
    let outsider = walk.callout.outsider.as_ref()?;
    let name = outsider.name.as_ref();
    let name = name.map_or("somebody, name not known", |name| name.as_str());
    let firm = outsider.company.as_ref();
    let firm = firm.map_or(String::new(), |firm| format!(" of {firm}"));
    let time = |word: &str, at: Option<Stamp>| {
        at.map_or(String::new(), |at| format!(", {word} {}", walk.hm(at)))
    };
    let systems: Vec<&str> = outsider
        .systems
        .iter()
        .map(crate::text::Clean::as_str)
        .collect();
    Some(format!(
        "From outside at a server: {name}{firm}{}{}; systems: {}.",
        time("from", outsider.arrived),
        time("until", outsider.left),
        systems.join(", ")
    ))
}

fn visit(walk: &Walk<'_>) -> Option<String> {
    let visit = walk.callout.visit.as_ref()?;
    let at = |at: Option<Stamp>| at.map_or_else(|| "?".to_owned(), |at| walk.hm(at));
    let key = visit
        .key
        .as_ref()
        .map_or(String::new(), |key| format!(", {}", key_words(key)));
    Some(format!(
        "Rooms: {}{key}, in {}, out {}.",
        visit.room,
        at(visit.entered),
        at(visit.left)
    ))
}

/// The cards of the last nights, the latest first: callouts that ended within eighteen hours.
pub fn cards(records: &dyn Records, site: &Site, now: Stamp) -> Vec<Card> {
    let mut cards = Vec::new();
    for callout in records.ended_callouts() {
        let Some(ended) = callout.ended else { continue };
        if now.minutes_since(ended) > CARD_HOURS * 60 {
            continue;
        }
        if let Some(walk) = Walk::of(records, site, &callout, now) {
            cards.push((ended, card(&walk)));
        }
    }
    cards.sort_by_key(|(ended, _)| std::cmp::Reverse(*ended));
    cards.into_iter().map(|(_, card)| card).collect()
}

fn card(walk: &Walk<'_>) -> Card {
    let callout = walk.callout;
    let debts = debts::all(walk);
    let restored = time_of(callout, "restored");
    let mut what = vec![
        format!("{} {}", walk.ticket.number, walk.ticket.title),
        walk.name(callout.person),
        format!("called {}", walk.hm(began(callout))),
    ];
    what.extend(restored.map(|at| format!("restored {}", walk.hm(at))));
    let mut lines = vec![what.join(", ")];
    let verdict = standing(walk);
    let mut ground = Vec::new();
    ground.extend(
        walk.opening_count()
            .map(|n| format!("{n} people at opening")),
    );
    ground.push(if can_wait(walk) {
        "it could wait".to_owned()
    } else if !is_judged(walk) {
        "emergency not judged".to_owned()
    } else if verdict.yes {
        format!("emergency ({})", verdict.ground)
    } else {
        "no emergency".to_owned()
    });
    lines.push(ground.join(", "));
    lines.push(told(walk));
    lines.push(match debts.len() {
        0 => "owed: nothing".to_owned(),
        n => format!("owed: {n}"),
    });
    lines.extend(debts.iter().map(|debt| format!("- {}", debt.text)));
    lines.extend(follow::line(walk));
    lines.extend(claims(walk));
    Card {
        callout: callout.id,
        lines,
        debts,
    }
}

/// Who was told, by what they are here, and when: `requester 02:15, head 02:20, director morning`.
fn told(walk: &Walk<'_>) -> String {
    let notices = tell::notices(walk);
    let said: Vec<String> = notices
        .iter()
        .map(|notice| {
            let word = match tell::told_at(walk, notice) {
                Some((ToldOutcome::Told, at)) => walk.hm(at),
                Some((ToldOutcome::Message, at)) => format!("message {}", walk.hm(at)),
                Some((ToldOutcome::NoAnswer, at)) => format!("no answer {}", walk.hm(at)),
                Some((ToldOutcome::Cannot, _)) => "cannot be told".to_owned(),
                None if notice.tonight => "not yet".to_owned(),
                None => "morning".to_owned(),
            };
            format!("{} {word}", notice.role())
        })
        .collect();
    format!("told: {}", said.join(", "))
}
