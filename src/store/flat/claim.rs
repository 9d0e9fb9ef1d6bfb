//! Claims, turns on the roster, and the cures that are kept of an asset.

use serde::{Deserialize, Serialize};

use super::stamp::FlatStamp;
use super::{id, ids};
use crate::domain::claim::{Claim, ClaimState, Turn};
use crate::domain::event::Interval;
use crate::domain::{ClaimPath, Cure, IntervalKind, Number};
use crate::text::Clean;

/// A claim for comp time as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRow {
    id: u128,
    number: u64,
    callout: u128,
    ticket: u128,
    person: u128,
    /// From, to, and `work` or `travel`.
    intervals: Vec<(FlatStamp, FlatStamp, String)>,
    minutes_worked: u32,
    minutes_outside: u32,
    path: String,
    ground: Option<String>,
    unsure: Option<String>,
    provisional: bool,
    rules: u64,
    drafted: FlatStamp,
    /// `drafted` or `withdrawn`.
    state: String,
    /// Why it was taken back.
    because: Option<String>,
}

/// A turn on the roster as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRow {
    id: u128,
    seq: u64,
    person: u128,
    from: FlatStamp,
    to: FlatStamp,
    ended: Option<String>,
}

/// The cures of an asset as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CureRow {
    /// The asset's name, folded.
    asset: String,
    /// Ticket number, moment and text, the newest first.
    cures: Vec<(u64, FlatStamp, String)>,
}

impl From<&Claim> for ClaimRow {
    fn from(claim: &Claim) -> Self {
        let text = |text: &Clean| text.to_string();
        let because = match &claim.state {
            ClaimState::Drafted => None,
            ClaimState::Withdrawn(because) => because.as_ref().map(text),
        };
        let intervals = claim.intervals.iter();
        Self {
            id: id(claim.id),
            number: claim.number.n,
            callout: id(claim.callout),
            ticket: id(claim.ticket),
            person: id(claim.person),
            intervals: intervals
                .map(|i| (i.from.into(), i.to.into(), i.kind.to_string()))
                .collect(),
            minutes_worked: claim.minutes_worked,
            minutes_outside: claim.minutes_outside,
            path: claim.path.to_string(),
            ground: claim.ground.as_ref().map(text),
            unsure: claim.unsure.as_ref().map(text),
            provisional: claim.provisional,
            rules: claim.rules,
            drafted: claim.drafted.into(),
            state: claim.state.as_str().to_owned(),
            because,
        }
    }
}

impl ClaimRow {
    /// The claim; none where a word is not known to this version.
    pub fn claim(&self) -> Option<Claim> {
        let clean = |text: &String| Clean::new(text);
        let state = match self.state.as_str() {
            "drafted" => ClaimState::Drafted,
            "withdrawn" => ClaimState::Withdrawn(self.because.as_ref().map(clean)),
            _ => return None,
        };
        let interval = |(from, to, kind): &(FlatStamp, FlatStamp, String)| {
            Some(Interval {
                from: from.stamp()?,
                to: to.stamp()?,
                kind: IntervalKind::parse(kind)?,
            })
        };
        Some(Claim {
            id: ids(self.id),
            number: Number::claim(self.number),
            callout: ids(self.callout),
            ticket: ids(self.ticket),
            person: ids(self.person),
            intervals: self.intervals.iter().map(interval).collect::<Option<_>>()?,
            minutes_worked: self.minutes_worked,
            minutes_outside: self.minutes_outside,
            path: ClaimPath::parse(&self.path)?,
            ground: self.ground.as_ref().map(clean),
            unsure: self.unsure.as_ref().map(clean),
            provisional: self.provisional,
            rules: self.rules,
            drafted: self.drafted.stamp()?,
            state,
        })
    }
}

impl From<&Turn> for TurnRow {
    fn from(turn: &Turn) -> Self {
        Self {
            id: id(turn.id),
            seq: turn.seq,
            person: id(turn.person),
            from: turn.from.into(),
            to: turn.to.into(),
            ended: turn.ended.as_ref().map(ToString::to_string),
        }
    }
}

impl TurnRow {
    /// The turn; none where a moment is none.
    pub fn turn(&self) -> Option<Turn> {
        Some(Turn {
            id: ids(self.id),
            seq: self.seq,
            person: ids(self.person),
            from: self.from.stamp()?,
            to: self.to.stamp()?,
            ended: self.ended.as_ref().map(|text| Clean::new(text)),
        })
    }
}

impl CureRow {
    /// The cures of an asset, by its folded name.
    pub fn of(asset: &str, cures: &[Cure]) -> Self {
        let cures = cures.iter();
        Self {
            asset: asset.to_owned(),
            cures: cures
                .map(|cure| (cure.ticket.n, cure.at.into(), cure.text.to_string()))
                .collect(),
        }
    }

    /// The asset's folded name and its cures; none where a moment is none.
    pub fn cures(&self) -> Option<(String, Vec<Cure>)> {
        let cure = |(ticket, at, text): &(u64, FlatStamp, String)| {
            Some(Cure {
                ticket: Number::ticket(*ticket),
                at: at.stamp()?,
                text: Clean::new(text),
            })
        };
        let cures = self.cures.iter().map(cure).collect::<Option<_>>()?;
        Some((self.asset.clone(), cures))
    }
}
