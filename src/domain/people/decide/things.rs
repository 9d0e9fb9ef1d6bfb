//! Units and assets: added once, under a name of their own.

use super::{known_person, known_unit, name, new_uuid, text};
use crate::domain::command::{AddAsset, AddUnit, ChangeUnit, PersonRef};
use crate::domain::event::{AssetAdded, PersonAdded, UnitAdded};
use crate::domain::site::RuleId;
use crate::domain::{Event, PersonId, Records, Refusal, Site};

/// Most people of a unit. Source: rule N10.
const HEADS_MAX: u32 = 100_000;

pub(super) fn add_unit(records: &dyn Records, command: &AddUnit) -> Result<Vec<Event>, Refusal> {
    new_uuid(records.unit(command.id).is_some(), "unit")?;
    name(&command.name, "the unit's name")?;
    let names = std::iter::once(command.name.as_str()).chain(command.short.as_deref());
    for called in names {
        if let Some(unit) = records.unit_named(called) {
            return Err(Refusal::new(
                RuleId::N(7),
                format!("there is a unit called `{called}`: {}", unit.name),
                "give it another name",
            ));
        }
    }
    possible(command.heads)?;
    let mut events = Vec::new();
    let head = match &command.head {
        None => None,
        Some(person) => Some(head_of(records, person, &mut events)?),
    };
    events.push(Event::from(UnitAdded {
        unit: command.id,
        short: command.short.clone(),
        name: command.name.clone(),
        heads: command.heads,
        head,
    }));
    Ok(events)
}

/// What is known of a unit stands in its last entry.
pub(super) fn change_unit(
    records: &dyn Records,
    site: &Site,
    command: &ChangeUnit,
) -> Result<Vec<Event>, Refusal> {
    known_unit(records, Some(command.id))?;
    let Some(unit) = records.unit(command.id) else {
        return Ok(Vec::new());
    };
    let heads = command.heads.unwrap_or(unit.heads);
    possible(heads)?;
    let of_profile = site.policy.profile.units.find(unit.name.as_str());
    if let Some(said) = of_profile
        .and_then(|unit| unit.heads)
        .filter(|n| *n != heads)
    {
        return Err(Refusal::new(
            RuleId::N(10),
            format!("the profile says that {} has {said} people", unit.name),
            "change it there: nightdesk profile show, then nightdesk profile set units.list",
        ));
    }
    let mut events = Vec::new();
    let head = match &command.head {
        None => unit.head,
        Some(person) => Some(head_of(records, person, &mut events)?),
    };
    if (heads, head) == (unit.heads, unit.head) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("that is what is known of {} already", unit.name),
            "nothing needs to be done",
        ));
    }
    events.push(Event::from(UnitAdded {
        unit: unit.id,
        short: unit.short.clone(),
        name: unit.name.clone(),
        heads,
        head,
    }));
    Ok(events)
}

fn possible(heads: u32) -> Result<(), Refusal> {
    if heads > HEADS_MAX {
        return Err(Refusal::new(
            RuleId::N(10),
            format!("a unit of {heads} people cannot be"),
            "give the head-count, or 0 where nobody knows it",
        ));
    }
    Ok(())
}

/// The head named: a known person, else a contact that is added first.
fn head_of(
    records: &dyn Records,
    person: &PersonRef,
    events: &mut Vec<Event>,
) -> Result<PersonId, Refusal> {
    match person {
        PersonRef::Id(id) => Ok(known_person(records, *id)?.id),
        PersonRef::Named { name: called, id } => {
            name(called, "the name of its head")?;
            if let Some(person) = records.person_named(called.as_str()) {
                return Ok(person.id);
            }
            new_uuid(records.person(*id).is_some(), "person")?;
            events.push(Event::from(PersonAdded {
                person: *id,
                name: called.clone(),
                staff: false,
                uid: None,
                unit: None,
                phone: None,
                email: None,
            }));
            Ok(*id)
        }
    }
}

pub(super) fn add_asset(records: &dyn Records, command: &AddAsset) -> Result<Vec<Event>, Refusal> {
    new_uuid(records.asset(command.id).is_some(), "asset")?;
    name(&command.name, "the asset's name")?;
    name(&command.what, "what the asset is")?;
    if let Some(note) = &command.note {
        text(note, "the note")?;
    }
    known_unit(records, command.unit)?;
    if let Some(asset) = records.asset_named(command.name.as_str()) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!(
                "there is an asset called `{}`, a {}",
                asset.name, asset.what
            ),
            "give it another name, as on its label",
        ));
    }
    Ok(vec![Event::from(AssetAdded {
        asset: command.id,
        name: command.name.clone(),
        what: command.what.clone(),
        unit: command.unit,
        note: command.note.clone(),
    })])
}
