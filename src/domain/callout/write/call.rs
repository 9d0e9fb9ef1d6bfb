//! Who called, and what it is about: title, category and tonight's list.

use std::sync::Arc;

use super::lists::{cure, lists};
use super::{Values, moment, text};
use crate::domain::callout::answer::Act;
use crate::domain::callout::ask::call;
use crate::domain::callout::times::began;
use crate::domain::command::{Count, PersonRef, SetImpact};
use crate::domain::event::{Corrected, PersonChanged};
use crate::domain::{Asset, Channel, Command, Records, Refusal, StepName, Ticket};
use crate::text::{Clean, fold};

pub(super) fn caller(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let ticket = act.ticket()?;
    let mut set = SetImpact::of(ticket.id);
    set.from = text(values, "name").map(|name| PersonRef::Named {
        name: Clean::line(name),
        id: act.fresh.person,
    });
    set.channel = text(values, "channel").and_then(Channel::parse);
    let rang = moment(values, "rang");
    set.received = rang.filter(|rang| ticket.opened.minutes_since(*rang) != 0);
    act.say(&Command::Impact(Box::new(set)))?;
    if let Some(rang) = rang {
        act.aware_at(rang)?;
    }
    number_of_caller(act, values)
}

/// The number to call back is the caller's from now on: the next night offers it.
fn number_of_caller(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(from) = act.ticket()?.from else {
        return Ok(());
    };
    let callout = act.now_callout();
    // A number that was given before its name is the number of that name.
    let said = text(values, "phone").or_else(|| {
        let named = values.contains_key("name");
        callout.value(StepName::Caller, "phone").filter(|_| named)
    });
    let Some(said) = said.map(Clean::line).filter(is_number) else {
        return Ok(());
    };
    let known = act
        .ahead
        .person(from)
        .and_then(|person| person.phone.clone());
    if known.is_some_and(|known| known.as_str() == said.as_str()) {
        return Ok(());
    }
    let changed = PersonChanged {
        person: from,
        name: None,
        staff: None,
        uid: None,
        unit: None,
        phone: Some(said),
        email: None,
        left: None,
        saw: Vec::new(),
    };
    act.ahead.write(act.desk.site, changed);
    Ok(())
}

/// Whether something that was given as a number can be rung: `none` is no number.
fn is_number(said: &Clean) -> bool {
    said.as_str().chars().any(|c| c.is_ascii_digit())
}

/// The asset that a text names: by its whole name, or within the caller's words.
pub(in crate::domain::callout) fn asset_in(
    records: &dyn Records,
    said: &str,
) -> Option<Arc<Asset>> {
    if let Some(known) = records.asset_named(said) {
        return Some(known);
    }
    let said = fold(said);
    let words: Vec<&str> = said
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .collect();
    let mut named: Vec<Arc<Asset>> = records
        .assets()
        .into_iter()
        .filter(|asset| {
            let name = fold(asset.name.as_str());
            let name: Vec<&str> = name
                .split(|c: char| !c.is_alphanumeric() && c != '-')
                .collect();
            !name.is_empty() && words.windows(name.len()).any(|window| window == name)
        })
        .collect();
    named.sort_by_key(|asset| std::cmp::Reverse(asset.name.len_chars()));
    named.into_iter().next()
}

pub(super) fn what(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let kind = callout
        .value(StepName::What, "kind")
        .unwrap_or_default()
        .to_owned();
    let which = callout
        .value(StepName::What, "which")
        .unwrap_or_default()
        .to_owned();
    about(act, &kind, &which)?;
    cure(act)
}

/// What it is about: affected, asset, title, category and tonight's list.
pub(super) fn about(act: &mut Act<'_>, kind: &str, which: &str) -> Result<(), Refusal> {
    if kind.is_empty() {
        return Ok(());
    }
    let ticket = act.ticket()?;
    let named = matches!(kind, "server" | "network" | "pc" | "program" | "printer");
    let asset = asset_in(&act.ahead, which).filter(|_| named);
    let unit = act.ahead.unit_named(which).filter(|_| kind == "network");
    let mut set = SetImpact::of(ticket.id);
    let mut affected = call::affected_of(kind, which);
    if kind == "program"
        && asset
            .as_ref()
            .is_some_and(|a| fold(a.what.as_str()).contains("service"))
    {
        affected = crate::domain::Affected::Service;
    }
    set.affected = Some(affected);
    set.asset = asset.as_ref().map(|asset| asset.name.clone());
    set.unit = unit.as_ref().map(|unit| unit.id);
    // A kind that was answered before may have said that it was.
    set.pc_dead = (kind == "pc" || ticket.pc_dead).then_some(kind == "pc");
    if kind == "security" {
        // Who took the call knew of it from the ring on, not from when it was typed.
        let rang = began(&act.now_callout());
        set.happened = Some(rang).filter(|rang| *rang <= act.desk.now);
    }
    if kind == "later" {
        set.blocked = Some(Count::Number(0));
    }
    set.cleared = gone(act, &ticket, kind, set.asset.is_none());
    act.say(&Command::Impact(Box::new(set)))?;
    if ticket.recorded == act.callout.started {
        let title = title(kind, which, asset.as_deref());
        if title.as_str() != ticket.title.as_str() {
            let corrected = Corrected {
                ticket: ticket.id,
                entry: ticket.opened_seq,
                text: title,
            };
            act.ahead.write(act.desk.site, corrected);
        }
    }
    lists(act, ticket.id, kind, which, unit.is_some())
}

/// What an earlier kind said of the ticket, and this one does not.
fn gone(act: &Act<'_>, ticket: &Ticket, kind: &str, no_asset: bool) -> Vec<String> {
    let Some((before, which)) = super::lists::stood(act).filter(|(before, _)| before != kind)
    else {
        return Vec::new();
    };
    let mut gone = Vec::new();
    let named = asset_in(&act.ahead, &which).map(|asset| asset.name.clone());
    let stands = ticket.asset.as_ref().map(|asset| asset.name.clone());
    if no_asset && stands.is_some() && stands == named {
        gone.push("asset".to_owned());
    }
    // What can wait stops nobody; of anything else nobody has said so yet.
    if before == "later" && act.now_callout().value(StepName::Impact, "now").is_none() {
        gone.push("blocked".to_owned());
    }
    gone
}

pub(super) fn title(kind: &str, which: &str, asset: Option<&Asset>) -> Clean {
    let words = match (kind, which) {
        ("server", _) => "Server down",
        ("network", _) => "Network down",
        ("pc", _) => "PC dead",
        ("program", _) => "Program or service fails",
        ("printer", _) => "Printer or device fails",
        ("building", "power") => "Power fails",
        ("building", "phone") => "Phones fail",
        ("building", _) => "Door or alarm",
        ("security", "theft") => "Security: lost or stolen",
        ("security", "virus") => "Security: malware",
        ("security", "odd") => "Security: odd access",
        ("security", _) => "Security: breach",
        _ => "It can wait",
    };
    let is_choice = matches!(kind, "building" | "security");
    match asset {
        // The caller's own words say more than the name that was found in them.
        Some(asset) if fold(asset.name.as_str()) == fold(which) => {
            Clean::line(&format!("{words}: {}", asset.name))
        }
        _ if !which.is_empty() && !is_choice => Clean::line(which),
        _ => Clean::line(words),
    }
}
