//! How long it did not work: from the ring of the phone until it worked again.
//!
//! A clock that jumped between the two makes that length unsure. It is said wherever the length is:
//! at the outcome, at the claim, on the sheet, and to scripts.

use super::times::began;
use super::{Callout, StepName, Walk, mended, order};
use crate::domain::{Records, Site};
use crate::time::{Stamp, minutes};

/// Why the length of an interruption is not sure.
const UNSURE: &str = " by a clock that jumped meanwhile, so that length is not sure";

/// How long it did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interruption {
    /// From the ring of the phone until it worked again, in minutes of the machine's clock.
    pub minutes: i64,
    /// Whether that clock jumped meanwhile, so that the length is not sure.
    pub is_unsure: bool,
}

impl Interruption {
    /// From the ring to a moment; none where that was before the ring.
    pub(super) fn until(walk: &Walk<'_>, at: Stamp) -> Option<Self> {
        let minutes = at.minutes_since(began(walk.callout));
        (minutes >= 0).then(|| Self {
            minutes,
            is_unsure: mended::is_over_a_jump(walk.callout, at),
        })
    }

    /// The length in words, and that it is not sure where that is so.
    pub(super) fn words(self) -> String {
        let jumped = if self.is_unsure { UNSURE } else { "" };
        format!("{}{jumped}", minutes(self.minutes))
    }

    /// The length in a sentence, where it is not sure.
    pub(super) fn doubt(self) -> Option<String> {
        self.is_unsure
            .then(|| format!("The interruption: {}.", self.words()))
    }
}

/// How long it did not work; none where it does not work yet, or nobody knows since when.
pub fn interruption(
    records: &dyn Records,
    site: &Site,
    callout: &Callout,
    now: Stamp,
) -> Option<Interruption> {
    of(&Walk::of(records, site, callout, now)?)
}

/// The same in a frame.
pub(super) fn of(walk: &Walk<'_>) -> Option<Interruption> {
    let how = walk.value(StepName::Outcome, "how");
    let how = how.or_else(|| walk.value(StepName::Over, "fixed"))?;
    let restored = order::stands(walk, "restored").filter(|_| !mended::is_open(&how));
    Interruption::until(walk, restored?)
}
