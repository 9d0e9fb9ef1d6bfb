//! The desk itself and the rules in force.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Concerns;
use crate::domain::Number;
use crate::text::Clean;
use crate::time::Stamp;

/// The desk was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskMade {
    /// 32 hex digits, random; made anew by every restore, never the actor.
    pub replica: String,
    /// The organisation's name.
    pub name: Clean,
    /// The time zone's name, such as `America/New_York`.
    pub zone: String,
    /// The group that shares the desk; `None` where it is for one person alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// A profile came into force; claims, refusals and classes cite its entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileAdopted {
    /// The file's name.
    pub file: String,
    /// `organisation.id`.
    pub id: String,
    /// The file's `schema`.
    pub version: u32,
    /// SHA-256 of `text`, hex.
    pub sha256: String,
    /// The whole file. Kept as it is, so that its sum can be checked.
    pub text: String,
    /// Where it came from, in the words of whoever adopted it.
    pub source: Clean,
    /// Whether somebody confirmed the settings that no policy states.
    #[serde(default)]
    pub confirmed: bool,
}

/// A checklist, the prompts, the clocks, a holiday list or a runbook came into force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateAdopted {
    /// The file's name.
    pub file: String,
    /// `checklist`, `prompts`, `clocks`, `holidays` or `runbook`.
    pub kind: String,
    /// The list's id; `prompts` and `clocks` for those two.
    pub id: String,
    /// The file's version.
    pub version: u32,
    /// SHA-256 of `text`, hex.
    pub sha256: String,
    /// The whole file.
    pub text: String,
    /// Where it came from.
    pub source: Clean,
}

/// A new keeper took over the desk's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskAdopted {
    /// The owner's uid before, as the last entries show it.
    pub old_uid: u32,
    /// The owner's uid now.
    pub new_uid: u32,
    /// Why.
    pub because: Clean,
}

/// The desk was made again from a backup; what its numbers go on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRestored {
    /// 32 hex digits, random: the copy that begins with this entry.
    pub replica: String,
    /// The copy that the backup was made of.
    pub from: String,
    /// The last entry of the backup.
    pub seq: u64,
    /// Its hash, 64 hex digits.
    pub hash: String,
    /// SHA-256 of the backup's file, hex.
    pub sha256: String,
    /// When the backup was made.
    pub made: Stamp,
    /// The number that the next record of each kind gets, such as `T-1043`.
    pub next: Vec<Number>,
    /// Whence those numbers are known, in words.
    pub source: Clean,
    /// How many entries behind the backup are known to have been made and are not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<u64>,
    /// The folder of the desk in whose place this one stands, set aside as it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Clean>,
}

/// The wall clock and the clock since boot disagree by more than five minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockJumped {
    /// What the wall clock should show by the clock since boot.
    pub expected: Stamp,
    /// What it shows.
    pub shown: Stamp,
}

/// Writing was possible again after a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultCleared {
    /// What the fault file said.
    pub was: Clean,
}

macro_rules! about_nothing {
    ($($name:ident),*) => {$(
        impl Concerns for $name {
            fn on(&self) -> Vec<Uuid> {
                Vec::new()
            }
        }
    )*};
}

about_nothing!(
    DeskMade,
    ProfileAdopted,
    TemplateAdopted,
    DeskAdopted,
    DeskRestored,
    ClockJumped,
    FaultCleared
);
