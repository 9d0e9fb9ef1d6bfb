//! A ticket's facts.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::incident::{DeadlineRow, IncidentRow, ToldRow};
use super::stamp::{FlatStamp, maybe, part};
use super::{id, ids};
use crate::domain::event::AssetRef;
use crate::domain::ticket::{Imported, RedactionAsk, ResolvedFact, Waiting};
use crate::domain::{Affected, Channel, Number, State, Ticket, TicketId};
use crate::text::Clean;

/// The names of the single facts whose last entry a ticket keeps.
const FACTS: [&str; 4] = ["owner", "waiting", "category", "impact"];

/// A ticket as it is stored: every fact of it, none of its texts but the title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of a ticket, as in the domain"
)]
pub struct TicketRow {
    id: u128,
    number: u64,
    title: String,
    opened_seq: u64,
    opened: FlatStamp,
    recorded: FlatStamp,
    opened_by: Option<u128>,
    from: Option<u128>,
    channel: String,
    unit: Option<u128>,
    affected: String,
    asset: Option<(Option<u128>, String)>,
    blocked: Option<u32>,
    hampered: Option<u32>,
    pc_dead: bool,
    public: bool,
    harm: Option<String>,
    deadline: Option<DeadlineRow>,
    incident: Option<IncidentRow>,
    state: String,
    owner: Option<u128>,
    waiting: Option<(String, FlatStamp)>,
    category: String,
    category_chosen: bool,
    secondary: Vec<String>,
    confidential: bool,
    answered: Vec<(String, u128)>,
    narrative: Option<u128>,
    actions: u32,
    last_action: Option<FlatStamp>,
    told: Vec<ToldRow>,
    resolved: Option<(u64, FlatStamp)>,
    closed: Option<FlatStamp>,
    reopened: Option<u64>,
    imported: Option<(Option<u64>, Vec<String>)>,
    set_by: Vec<(String, u128)>,
    lists: Vec<u128>,
    asks: Vec<(u64, u64, Option<u128>)>,
    entries: u32,
    last_seq: u64,
}

impl From<&Ticket> for TicketRow {
    fn from(t: &Ticket) -> Self {
        let text = |text: &Clean| text.to_string();
        Self {
            id: id(t.id),
            number: t.number.n,
            title: text(&t.title),
            opened_seq: t.opened_seq,
            opened: t.opened.into(),
            recorded: t.recorded.into(),
            opened_by: t.opened_by.map(id),
            from: t.from.map(id),
            channel: t.channel.to_string(),
            unit: t.unit.map(id),
            affected: t.affected.to_string(),
            asset: t.asset.as_ref().map(|a| (a.id.map(id), text(&a.name))),
            blocked: t.blocked,
            hampered: t.hampered,
            pc_dead: t.pc_dead,
            public: t.public,
            harm: t.harm.as_ref().map(text),
            deadline: t.deadline.as_ref().map(DeadlineRow::of),
            incident: t.incident.as_ref().map(IncidentRow::of),
            state: t.state.to_string(),
            owner: t.owner.map(id),
            waiting: t.waiting.as_ref().map(|w| (text(&w.what), w.until.into())),
            category: t.category.clone(),
            category_chosen: t.category_chosen,
            secondary: t.secondary.iter().cloned().collect(),
            confidential: t.confidential,
            answered: entries(t.answered.iter().map(|(k, v)| (k.as_str(), v))),
            narrative: t.narrative.map(|id| id.as_u128()),
            actions: t.actions,
            last_action: t.last_action.map(Into::into),
            told: t.told.iter().map(ToldRow::of).collect(),
            resolved: t.resolved.map(|r| (r.seq, r.at.into())),
            closed: t.closed.map(Into::into),
            reopened: t.reopened,
            imported: t.imported.as_ref().map(|i| (i.no, i.without.clone())),
            set_by: entries(t.set_by.iter().map(|(k, v)| (*k, v))),
            lists: t.lists.iter().map(|list| id(*list)).collect(),
            asks: t
                .asks
                .iter()
                .map(|a| (a.seq, a.entry, a.by.map(id)))
                .collect(),
            entries: t.entries,
            last_seq: t.last_seq,
        }
    }
}

fn entries<'a>(pairs: impl Iterator<Item = (&'a str, &'a Uuid)>) -> Vec<(String, u128)> {
    pairs.map(|(k, v)| (k.to_owned(), v.as_u128())).collect()
}

impl TicketRow {
    /// Whose row it is.
    pub fn id(&self) -> TicketId {
        ids(self.id)
    }

    /// The last entry that it has taken over.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// How many entries it has taken over.
    pub fn entries(&self) -> u32 {
        self.entries
    }

    /// The ticket; none where a word is not known to this version.
    pub fn ticket(&self) -> Option<Ticket> {
        let clean = |text: &String| Clean::new(text);
        let asset = self.asset.as_ref().map(|(id, name)| AssetRef {
            id: id.map(ids),
            name: clean(name),
        });
        Some(Ticket {
            id: ids(self.id),
            number: Number::ticket(self.number),
            title: clean(&self.title),
            opened_seq: self.opened_seq,
            opened: self.opened.stamp()?,
            recorded: self.recorded.stamp()?,
            opened_by: self.opened_by.map(ids),
            from: self.from.map(ids),
            channel: Channel::parse(&self.channel)?,
            unit: self.unit.map(ids),
            affected: Affected::parse(&self.affected)?,
            asset,
            blocked: self.blocked,
            hampered: self.hampered,
            pc_dead: self.pc_dead,
            public: self.public,
            harm: self.harm.as_ref().map(clean),
            deadline: part(self.deadline.as_ref(), DeadlineRow::read).ok()?,
            incident: part(self.incident.as_ref(), IncidentRow::read).ok()?,
            state: State::parse(&self.state)?,
            owner: self.owner.map(ids),
            waiting: part(self.waiting.as_ref(), |(what, until)| {
                let (what, until) = (clean(what), until.stamp()?);
                Some(Waiting { what, until })
            })
            .ok()?,
            category: self.category.clone(),
            category_chosen: self.category_chosen,
            secondary: self.secondary.iter().cloned().collect(),
            confidential: self.confidential,
            answered: self.answered_entries(),
            narrative: self.narrative.map(Uuid::from_u128),
            actions: self.actions,
            last_action: maybe(self.last_action).ok()?,
            told: self.told.iter().map(ToldRow::read).collect::<Option<_>>()?,
            resolved: part(self.resolved.as_ref(), |(seq, at)| {
                let (seq, at) = (*seq, at.stamp()?);
                Some(ResolvedFact { seq, at })
            })
            .ok()?,
            closed: maybe(self.closed).ok()?,
            reopened: self.reopened,
            imported: self.imported(),
            set_by: self.set_by()?,
            lists: self.lists.iter().map(|id| ids(*id)).collect(),
            asks: self.asks(),
            entries: self.entries,
            last_seq: self.last_seq,
        })
    }

    fn answered_entries(&self) -> std::collections::BTreeMap<String, Uuid> {
        let pairs = self.answered.iter();
        pairs
            .map(|(key, id)| (key.clone(), Uuid::from_u128(*id)))
            .collect()
    }

    fn asks(&self) -> Vec<RedactionAsk> {
        let ask = |(seq, entry, by): &(u64, u64, Option<u128>)| RedactionAsk {
            seq: *seq,
            entry: *entry,
            by: by.map(ids),
        };
        self.asks.iter().map(ask).collect()
    }

    fn imported(&self) -> Option<Imported> {
        let (no, without) = self.imported.clone()?;
        Some(Imported { no, without })
    }

    fn set_by(&self) -> Option<std::collections::BTreeMap<&'static str, Uuid>> {
        let pairs = self.set_by.iter();
        pairs
            .map(|(key, id)| {
                let known = FACTS.into_iter().find(|fact| fact == key)?;
                Some((known, Uuid::from_u128(*id)))
            })
            .collect()
    }
}
