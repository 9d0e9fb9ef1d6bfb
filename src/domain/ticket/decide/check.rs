//! Checks of what people type, the same for every verb.

use crate::domain::command::Count;
use crate::domain::event::AssetRef;
use crate::domain::{Refusal, RuleId, UnitId};
use crate::text::Clean;

use super::Frame;

/// The longest title, in characters: it must fit a line of a wide screen.
const TITLE_CHARS: usize = 200;

/// The longest other text, in bytes: the import's limit for one field.
const TEXT_BYTES: usize = 65_536;

/// The most people that a count may name: more than any site of this kind has.
const MOST_PEOPLE: u32 = 100_000;

/// A text that must say something; `what` as in "an action needs …".
pub(super) fn text(text: &Clean, what: &str) -> Result<(), Refusal> {
    if text.is_blank() {
        return Err(Refusal::new(
            RuleId::N(4),
            format!("{what} is empty"),
            "give the same command again with the text between quotes",
        ));
    }
    limit(text, what)
}

/// A reason that is owed: its refusal shows the whole command with it.
pub(super) fn reason(text: &Clean, command: &str) -> Result<(), Refusal> {
    if text.is_blank() {
        return Err(Refusal::new(
            RuleId::N(4),
            "the reason is missing",
            format!("say it: `{command}`"),
        ));
    }
    limit(text, "the reason")
}

/// A text that may be left out, with nothing in it as none.
pub(super) fn optional(given: Option<&Clean>, what: &str) -> Result<Option<Clean>, Refusal> {
    match given {
        Some(given) if !given.is_blank() => limit(given, what).map(|()| Some(given.clone())),
        Some(_) | None => Ok(None),
    }
}

/// A text of one line, such as a title or a name: line ends in it become spaces.
pub(super) fn line(given: &Clean, what: &str) -> Result<Clean, Refusal> {
    text(given, what)?;
    let line = Clean::line(given.as_str());
    let chars = line.len_chars();
    if chars > TITLE_CHARS {
        return Err(Refusal::new(
            RuleId::N(4),
            format!("{what} has {chars} characters; {TITLE_CHARS} fit"),
            "shorten it; the rest belongs into the narrative",
        ));
    }
    Ok(line)
}

fn limit(text: &Clean, what: &str) -> Result<(), Refusal> {
    let bytes = text.as_str().len();
    if bytes > TEXT_BYTES {
        return Err(Refusal::new(
            RuleId::N(4),
            format!("{what} has {bytes} bytes; {TEXT_BYTES} fit"),
            "shorten it, or put the long text into a file and attach that",
        ));
    }
    Ok(())
}

/// Minutes of work: some.
pub(super) fn minutes(minutes: Option<u32>) -> Result<(), Refusal> {
    if minutes == Some(0) {
        return Err(Refusal::new(
            RuleId::N(10),
            "0 minutes is no work",
            "give at least 1 minute, or leave the minutes out",
        ));
    }
    Ok(())
}

impl Frame<'_> {
    /// How many people a count names.
    pub(super) fn people(&self, count: Count, unit: Option<UnitId>) -> Result<u32, Refusal> {
        let unknown = |whose: &str| {
            Refusal::new(
                RuleId::N(10),
                format!("nobody has said how many people {whose} has"),
                "give the number of people, such as 12",
            )
        };
        match count {
            Count::Number(n) if n > MOST_PEOPLE => Err(Refusal::new(
                RuleId::N(10),
                format!("{n} people are more than a site can have"),
                format!("give a number up to {MOST_PEOPLE}"),
            )),
            Count::Number(n) => Ok(n),
            Count::Unit => {
                let unit = unit
                    .and_then(|id| self.records.unit(id))
                    .ok_or_else(|| unknown("the ticket's unit"))?;
                match unit.heads {
                    0 => Err(unknown(unit.name.as_str())),
                    heads => Ok(heads.min(MOST_PEOPLE)),
                }
            }
            Count::Everyone => {
                let units = self.records.units();
                let all: u32 = units.iter().fold(0, |n, u| n.saturating_add(u.heads));
                match all {
                    0 => Err(unknown("the organisation")),
                    heads => Ok(heads.min(MOST_PEOPLE)),
                }
            }
        }
    }

    /// A unit that is known.
    pub(super) fn unit(&self, unit: Option<UnitId>) -> Result<Option<UnitId>, Refusal> {
        match unit {
            Some(id) if self.records.unit(id).is_none() => Err(Refusal::new(
                RuleId::N(3),
                "there is no such unit",
                "`nightdesk profile show` lists the units",
            )),
            unit => Ok(unit),
        }
    }

    /// An asset as it was named, and the one of the register where it is there.
    pub(super) fn asset(&self, name: Option<&Clean>) -> Result<Option<AssetRef>, Refusal> {
        let Some(name) = name.filter(|name| !name.is_blank()) else {
            return Ok(None);
        };
        let name = line(name, "the asset's name")?;
        let known = self.records.asset_named(name.as_str());
        Ok(Some(AssetRef {
            id: known.map(|asset| asset.id),
            name,
        }))
    }

    /// A record category that the site knows and uses.
    pub(super) fn category(&self, id: &str) -> Result<(), Refusal> {
        let policy = &self.site.policy;
        let used = policy.profile.records.categories.iter().any(|c| c == id);
        if used && policy.prompts.category(id).is_some() {
            return Ok(());
        }
        Err(Refusal::new(
            RuleId::N(3),
            format!("`{id}` is no record category here"),
            format!("one of: {}", policy.profile.records.categories.join(", ")),
        ))
    }
}
