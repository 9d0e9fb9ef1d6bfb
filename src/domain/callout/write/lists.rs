//! Tonight's lists: the one that the kind leads to, another one that is chosen, one made of a cure.
//!
//! **Invariant:** a list on which something was done is left for no other that somebody chooses; its
//! rest is owed. Where the kind was wrong it is left with what was done on it, for the list of the
//! right kind, unless one of its gates holds in the night too.

use super::Given;
use crate::domain::callout::answer::Act;
use crate::domain::callout::ask::list;
use crate::domain::callout::read::Read;
use crate::domain::checklist::{held_at_night, is_untouched, lines_of};
use crate::domain::command::{SetCategory, StartList};
use crate::domain::event::{ListLeft, ListMade};
use crate::domain::{
    Command, ListId, Number, NumberKind, Records, Refusal, RuleId, StepName, TicketId,
};
use crate::text::{Clean, fold};

/// Why the list of a kind that was wrong is left.
const ELSE: &str = "it is about something else now";

/// The list that a kind leads to.
fn list_for(kind: &str, which: &str, one_site: bool) -> Option<&'static str> {
    match (kind, which) {
        ("network", _) if one_site => Some("wan-failure"),
        ("server" | "network", _) => Some("server-network-outage"),
        ("pc", _) => Some("total-pc-failure"),
        ("building", "power") => Some("power-ups"),
        ("building", "phone") => Some("phone-failure"),
        ("security", "theft") => Some("lost-stolen-device"),
        ("security", "virus") => Some("malware-first-hour"),
        ("security", _) => Some("security-incident"),
        _ => None,
    }
}

/// The kind that stood before this answer, and which one.
pub(super) fn stood(act: &Act<'_>) -> Option<(String, String)> {
    let value = |over: &str, part: &str| {
        let callout = act.callout;
        let value = callout.value(StepName::What, part);
        value
            .or_else(|| callout.value(StepName::Over, over))
            .map(ToOwned::to_owned)
    };
    Some((
        value("what", "kind")?,
        value("which", "which").unwrap_or_default(),
    ))
}

/// The category of a ticket of which nothing is known, where the kind that stood set another one.
fn default_again(act: &Act<'_>, ticket: TicketId, kind: &str) -> Option<String> {
    let (before, which) = stood(act).filter(|(before, _)| before != kind)?;
    let policy = &act.desk.site.policy;
    let one_site = before == "network" && act.ahead.unit_named(&which).is_some();
    let list = list_for(&before, &which, one_site).and_then(|id| policy.template(id));
    let by_list = list.map(|list| list.record_category.as_str());
    let set = match before.as_str() {
        "pc" | "printer" => Some("repair"),
        _ => by_list,
    };
    let stands = act.ahead.ticket(ticket)?;
    let is_own = Some(stands.category.as_str()) == set;
    is_own.then(|| policy.prompts.default.clone())
}

/// The kind that stood before this answer, and the list it led to.
fn before(act: &Act<'_>) -> (Option<String>, Option<&'static str>) {
    let Some((kind, which)) = stood(act) else {
        return (None, None);
    };
    let one_site = kind == "network" && act.ahead.unit_named(&which).is_some();
    let list = list_for(&kind, &which, one_site);
    (Some(kind), list)
}

/// The record category and tonight's list, as the kind says; the list of the kind that stood before
/// is left where nothing was done on it.
pub(super) fn lists(
    act: &mut Act<'_>,
    ticket: TicketId,
    kind: &str,
    which: &str,
    one_site: bool,
) -> Result<(), Refusal> {
    let policy = &act.desk.site.policy;
    let id = list_for(kind, which, one_site);
    let template = id.and_then(|id| policy.template(id));
    let template = template.filter(|template| policy.profile.has_checklist(&template.id));
    let by_list = template.map(|template| template.record_category.clone());
    let category = match kind {
        "pc" | "printer" => Some("repair".to_owned()),
        _ => by_list.or_else(|| default_again(act, ticket, kind)),
    };
    if let Some(category) = category.filter(|c| policy.prompts.category(c).is_some()) {
        act.say(&Command::Category(SetCategory {
            ticket,
            category,
            secondary: false,
        }))?;
    }
    // What is over is asked none of the night's steps; what an intruder leaves behind is not over.
    let is_wanted = !act.callout.over || kind == "security";
    let new = template.filter(|_| is_wanted);
    let (kind_before, list_before) = before(act);
    let is_same = list_before == id && kind_before.as_deref() == Some(kind);
    if kind_before.is_some() && !is_same {
        let chosen = act
            .callout
            .value(StepName::List, list::OTHER)
            .map(ToOwned::to_owned);
        let old = list_before.map(ToOwned::to_owned).into_iter().chain(chosen);
        let old: Vec<String> = old.filter(|old| Some(old.as_str()) != id).collect();
        for old in old {
            leave(act, ticket, &old, ELSE);
            if new.is_some() {
                put_away(act, ticket, &old)?;
            }
        }
    }
    let Some(template) = new else {
        return Ok(());
    };
    let id = template.id.clone();
    let runs = act.ahead.lists_of(ticket).into_iter();
    let mut runs = runs.filter(|list| list.checklist == id);
    // Where the kind is the one that stood, its list is not begun a second time.
    if runs.any(|list| list.finished.is_none() || is_same) {
        return Ok(());
    }
    act.run(&Command::StartList(StartList {
        id: ListId(act.fresh.list),
        checklist: id,
        ticket: Some(ticket),
    }))
}

/// Leaves the open instances of the list of a kind that was wrong, on which something was done: the
/// list of the right kind is asked in its place. One with a closed gate that holds in the night
/// stays, and the log says so.
fn put_away(act: &mut Act<'_>, ticket: TicketId, checklist: &str) -> Result<(), Refusal> {
    let runs = act.ahead.lists_of(ticket).into_iter();
    let old = runs.filter(|list| list.checklist == checklist && list.finished.is_none());
    for list in old.collect::<Vec<_>>() {
        let (site, now) = (act.desk.site, act.desk.now);
        if let Some(gate) = held_at_night(&act.ahead, site, &list, now) {
            let step = list.template.step(&gate.step);
            let asks = step.map_or_else(String::new, |step| format!(", \"{}\"", step.text));
            let words = format!(
                "{} ({}) stays beside the new list: its step {}{asks} is not settled ({})",
                list.number, list.template.title, gate.step, gate.rule
            );
            super::log(act, &words)?;
            continue;
        }
        let left = ListLeft {
            list: list.id,
            ticket: Some(ticket),
            because: Clean::line(ELSE),
        };
        act.ahead.write(site, left);
    }
    Ok(())
}

/// Leaves the open instances of a list on which nothing was done.
fn leave(act: &mut Act<'_>, ticket: TicketId, checklist: &str, because: &str) {
    let runs = act.ahead.lists_of(ticket).into_iter();
    let old: Vec<ListId> = runs
        .filter(|list| list.checklist == checklist && is_untouched(list))
        .map(|list| list.id)
        .collect();
    for list in old {
        let left = ListLeft {
            list,
            ticket: Some(ticket),
            because: Clean::line(because),
        };
        act.ahead.write(act.desk.site, left);
    }
}

/// The list that somebody chose in place of the one that is shown, by its id.
pub(in crate::domain::callout) fn chosen(
    act: &Act<'_>,
    given: &Given,
    first: &str,
    said: &str,
) -> Result<Option<String>, Refusal> {
    let others = act.with_walk(list::others).unwrap_or_default();
    let named = |word: &str| {
        let word = fold(word.trim());
        let by_key = word
            .parse::<usize>()
            .ok()
            .and_then(|n| others.get(n.checked_sub(1)?));
        let mut all = others.iter();
        let by_name = all.find(|(id, title)| fold(id) == word || fold(title) == word);
        by_name.or(by_key).map(|(id, _)| id.clone())
    };
    let wants = said == "o" || said.eq_ignore_ascii_case("other");
    if let Some(word) = given.get(list::OTHER) {
        return match named(word) {
            Some(id) => Ok(Some(id)),
            None => Err(no_list(word, &others)),
        };
    }
    if wants {
        return Err(no_list("", &others));
    }
    // `list=wan-failure` names it at once, where the step has no such answer of its own.
    let by_id = others.iter().find(|(id, _)| id == said);
    Ok(by_id
        .filter(|_| !first.is_empty())
        .map(|(id, _)| id.clone()))
}

fn no_list(word: &str, others: &[(String, String)]) -> Refusal {
    let ids: Vec<&str> = others.iter().map(|(id, _)| id.as_str()).collect();
    let because = match word {
        "" => "which list is not said".to_owned(),
        _ => format!("`{word}` is no list that can be begun here"),
    };
    let instead = match ids.len() {
        0 => "the profile has enabled no other; `nightdesk check list` lists them".to_owned(),
        _ => format!(
            "`nightdesk callout answer list.other=NAME` with one of {}",
            ids.join(" ")
        ),
    };
    Refusal::new(RuleId::N(16), because, instead)
}

/// Begins the list that was chosen, in place of the one that is shown. That one is left where
/// nothing was done on it; but a list of an incident of security stays open beside it.
pub(in crate::domain::callout) fn choose(act: &mut Act<'_>, id: &str) -> Result<(), Refusal> {
    let ticket = act.callout.ticket;
    let shown = act.with_walk(list::list_of).flatten();
    let of_incident = |name: &str| name.starts_with("incident.");
    if let Some(shown) = shown.filter(|list| !of_incident(list.template.anchor.name())) {
        leave(
            act,
            ticket,
            &shown.checklist,
            &format!("another list was chosen: {id}"),
        );
    }
    act.run(&Command::StartList(StartList {
        id: ListId(act.fresh.list),
        checklist: id.to_owned(),
        ticket: Some(ticket),
    }))?;
    let policy = &act.desk.site.policy;
    let category = policy
        .template(id)
        .map(|template| template.record_category.clone());
    if let Some(category) = category.filter(|c| policy.prompts.category(c).is_some()) {
        let secondary = act.ticket()?.category != policy.prompts.default;
        act.say(&Command::Category(SetCategory {
            ticket,
            category,
            secondary,
        }))?;
    }
    let mut read = Read::default();
    read.values.insert(list::OTHER.to_owned(), Clean::line(id));
    read.values
        .insert(list::REST.to_owned(), Clean::line(list::OPEN));
    act.note(StepName::List, read, false);
    Ok(())
}

/// Tonight's list of what fixed the asset before, a step a line.
pub(super) fn cure(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let ticket = act.ticket()?;
    let Some(chosen) = callout.value(StepName::What, "cure") else {
        return Ok(());
    };
    let Some(asset) = &ticket.asset else {
        return Ok(());
    };
    let cures = act.ahead.cures_of(asset.name.as_str()).into_iter();
    let mut cures = cures.filter(|cure| cure.ticket.to_string() == chosen);
    let Some(cure) = cures.next() else {
        return Ok(());
    };
    let runs = act.ahead.lists_of(ticket.id);
    let source = |list: &crate::domain::Checklist| list.made.as_ref().map(|made| made.source);
    if runs.iter().any(|list| source(list) == Some(cure.ticket)) {
        return Ok(());
    }
    for list in runs
        .iter()
        .filter(|list| list.made.is_some() && is_untouched(list))
    {
        let left = ListLeft {
            list: list.id,
            ticket: Some(ticket.id),
            because: Clean::line(&format!("another cure was chosen: {}", cure.ticket)),
        };
        act.ahead.write(act.desk.site, left);
    }
    let steps = lines_of(cure.text.as_str());
    if steps.is_empty() {
        return Ok(());
    }
    let made = ListMade {
        list: ListId(act.fresh.made),
        number: Number::list(act.ahead.next_number(NumberKind::List)),
        ticket: Some(ticket.id),
        title: Clean::line(&format!(
            "What fixed {} before ({})",
            asset.name, cure.ticket
        )),
        source: cure.ticket,
        steps,
    };
    act.ahead.write(act.desk.site, made);
    Ok(())
}
