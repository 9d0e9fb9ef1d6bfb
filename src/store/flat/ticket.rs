//! A ticket's facts.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::incident::{DeadlineRow, IncidentRow, ToldRow};
use super::stamp::{FlatStamp, Unread, maybe, part};
use super::{id, ids};
use crate::domain::event::AssetRef;
use crate::domain::ticket::{Imported, RedactionAsk, ResolvedFact, Waiting};
use crate::domain::{Affected, Channel, Number, State, Ticket, TicketId};
use crate::text::Clean;

/// The names of the single facts whose last entry a ticket keeps.
const FACTS: [&str; 4] = ["owner", "waiting", "category", "impact"];

/// A ticket as it is stored: every fact of it, none of its texts but the title.
/// Its words are its own, or those of the bytes that it is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of a ticket, as in the domain"
)]
pub struct TicketRow<S = String> {
    id: u128,
    number: u64,
    title: S,
    opened_seq: u64,
    opened: FlatStamp,
    recorded: FlatStamp,
    opened_by: Option<u128>,
    from: Option<u128>,
    channel: S,
    unit: Option<u128>,
    affected: S,
    asset: Option<(Option<u128>, S)>,
    blocked: Option<u32>,
    hampered: Option<u32>,
    pc_dead: bool,
    public: bool,
    harm: Option<S>,
    deadline: Option<DeadlineRow>,
    incident: Option<IncidentRow>,
    state: S,
    owner: Option<u128>,
    waiting: Option<(S, FlatStamp)>,
    category: S,
    category_chosen: bool,
    secondary: Vec<S>,
    confidential: bool,
    answered: Vec<(S, u128)>,
    narrative: Option<u128>,
    actions: u32,
    last_action: Option<FlatStamp>,
    told: Vec<ToldRow>,
    resolved: Option<(u64, FlatStamp)>,
    closed: Option<FlatStamp>,
    reopened: Option<u64>,
    imported: Option<(Option<u64>, Vec<S>)>,
    set_by: Vec<(S, u128)>,
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

impl<S> TicketRow<S> {
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
}

impl<S: AsRef<str>> TicketRow<S> {
    /// The ticket; none where a word is not known to this version.
    pub fn ticket(&self) -> Option<Ticket> {
        let clean = |text: &S| Clean::new(text.as_ref());
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
            channel: Channel::parse(self.channel.as_ref())?,
            unit: self.unit.map(ids),
            affected: Affected::parse(self.affected.as_ref())?,
            asset,
            blocked: self.blocked,
            hampered: self.hampered,
            pc_dead: self.pc_dead,
            public: self.public,
            harm: self.harm.as_ref().map(clean),
            deadline: part(self.deadline.as_ref(), DeadlineRow::read).ok()?,
            incident: part(self.incident.as_ref(), IncidentRow::read).ok()?,
            state: State::parse(self.state.as_ref())?,
            owner: self.owner.map(ids),
            waiting: part(self.waiting.as_ref(), |(what, until)| {
                let (what, until) = (clean(what), until.stamp()?);
                Some(Waiting { what, until })
            })
            .ok()?,
            category: self.category.as_ref().to_owned(),
            category_chosen: self.category_chosen,
            secondary: owned(&self.secondary).collect(),
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
            .map(|(key, id)| (key.as_ref().to_owned(), Uuid::from_u128(*id)))
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
        let (no, without) = self.imported.as_ref()?;
        Some(Imported {
            no: *no,
            without: owned(without).collect(),
        })
    }

    fn set_by(&self) -> Option<std::collections::BTreeMap<&'static str, Uuid>> {
        let pairs = self.set_by.iter();
        pairs
            .map(|(key, id)| Some((fact(key.as_ref())?, Uuid::from_u128(*id))))
            .collect()
    }
}

/// One of the facts whose last entry a ticket keeps, by its name.
fn fact(name: &str) -> Option<&'static str> {
    FACTS.into_iter().find(|fact| *fact == name)
}

fn owned<S: AsRef<str>>(words: &[S]) -> impl Iterator<Item = String> {
    words.iter().map(|word| word.as_ref().to_owned())
}

/// What a closed ticket is found and put in order by.
#[derive(Debug)]
pub(in crate::store) struct ClosedFacts<'r> {
    pub(in crate::store) id: Uuid,
    pub(in crate::store) number: u64,
    /// When it ended, in milliseconds since 1970; 0 where nothing says so.
    pub(in crate::store) ended_ms: i64,
    pub(in crate::store) title: &'r str,
    pub(in crate::store) asset: &'r str,
    pub(in crate::store) category: &'r str,
    pub(in crate::store) from: Option<u128>,
    pub(in crate::store) owner: Option<u128>,
    pub(in crate::store) unit: Option<u128>,
}

impl<S: AsRef<str>> TicketRow<S> {
    /// What it is found by where it is closed.
    ///
    /// # Errors
    /// A word or a moment is not known to this version: fold the ticket again.
    pub(in crate::store) fn closed(&self) -> Result<Option<ClosedFacts<'_>>, Unread> {
        let state = State::parse(self.state.as_ref()).ok_or(Unread)?;
        if state != State::Closed {
            return Ok(None);
        }
        self.is_read().ok_or(Unread)?;
        let ended = self.closed.or(self.resolved.map(|(_, at)| at));
        Ok(Some(ClosedFacts {
            id: Uuid::from_u128(self.id),
            number: self.number,
            ended_ms: ended.map_or(0, FlatStamp::ms),
            title: self.title.as_ref(),
            asset: self.asset.as_ref().map_or("", |(_, name)| name.as_ref()),
            category: self.category.as_ref(),
            from: self.from,
            owner: self.owner,
            unit: self.unit,
        }))
    }

    /// Whether [`TicketRow::ticket`] gives one: the same readings, and nothing is copied.
    fn is_read(&self) -> Option<()> {
        Channel::parse(self.channel.as_ref())?;
        Affected::parse(self.affected.as_ref())?;
        self.opened.stamp()?;
        self.recorded.stamp()?;
        part(self.deadline.as_ref(), DeadlineRow::read).ok()?;
        part(self.incident.as_ref(), IncidentRow::read).ok()?;
        part(self.waiting.as_ref(), |(_, until)| until.stamp()).ok()?;
        maybe(self.last_action).ok()?;
        maybe(self.closed).ok()?;
        part(self.resolved.as_ref(), |(_, at)| at.stamp()).ok()?;
        self.told
            .iter()
            .try_for_each(|told| told.read().map(drop))?;
        self.set_by
            .iter()
            .try_for_each(|(key, _)| fact(key.as_ref()).map(drop))
    }
}
