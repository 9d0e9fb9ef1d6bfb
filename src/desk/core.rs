//! What one process knows of a desk: the journal's groups, folded.

use std::sync::Arc;

use super::codec;
use super::rules::Rules;
use crate::domain::event::DeskMade;
use crate::domain::{Event, Register, Site};
use crate::journal::{Entry, Group};
use crate::time::{Boot, Stamp, Zone};

/// The journal, folded up to its last whole group.
#[derive(Debug, Default)]
pub(super) struct Core {
    pub(super) made: Option<DeskMade>,
    pub(super) register: Register,
    pub(super) site: Option<Arc<Site>>,
    pub(super) zone: Option<Zone>,
    /// The last line's seq, hash and clocks.
    pub(super) last: Option<Last>,
    rules: Rules,
}

/// The last line that was folded.
#[derive(Debug, Clone)]
pub(super) struct Last {
    pub(super) seq: u64,
    pub(super) hash16: String,
    pub(super) at: Stamp,
    pub(super) boot: Boot,
}

impl Core {
    /// Folds one whole group.
    ///
    /// # Errors
    /// A line is newer than this program or does not fit: nothing more may be written.
    pub(super) fn apply(&mut self, group: &Group) -> Result<(), String> {
        for entry in &group.entries {
            self.entry(entry)
                .map_err(|why| format!("entry {}: {why}", entry.seq))?;
        }
        if let Some(site) = self.rules.settle(self.zone, &mut self.register)? {
            self.site = Some(site);
        }
        if let Some(entry) = group.entries.last() {
            self.last = Some(Last {
                seq: entry.seq,
                hash16: entry.hash16(),
                at: entry.at,
                boot: entry.boot.clone(),
            });
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry) -> Result<(), String> {
        let Some(event) = codec::decode(entry).map_err(|error| error.to_string())? else {
            return Ok(());
        };
        if let Event::DeskMade(made) = &event {
            self.zone = Some(Zone::named(&made.zone).map_err(|error| error.to_string())?);
            self.made = Some(made.clone());
        }
        self.rules.take(entry.seq, &event)?;
        self.register.apply(&codec::head(entry), &event);
        Ok(())
    }
}
