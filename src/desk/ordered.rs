//! Redactions for whoever checks a desk: who asked, who approved, and why.

use std::collections::BTreeMap;
use std::path::Path;

use super::codec;
use crate::domain::{Event, PersonId, Proof};
use crate::journal::{Journal, ReadLimit};
use crate::text::Clean;
use crate::time::Stamp;

/// A redaction as its order says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// The entry whose text was taken out.
    pub seq: u64,
    /// The entry that ordered it.
    pub order: u64,
    /// When.
    pub at: Stamp,
    /// Why.
    pub because: Clean,
    /// Who asked.
    pub asked_by: Clean,
    /// Who approved it.
    pub approved_by: Clean,
    /// How the decision of somebody who did not enter it came in.
    pub how: Option<Proof>,
    /// Where that decision is kept.
    pub reference: Option<Clean>,
}

/// Every order of the journal, as far as it can be read, oldest first; persons by their last name.
pub fn orders(dir: &Path) -> Vec<Ordered> {
    let (mut names, mut orders) = (BTreeMap::new(), Vec::new());
    let Ok(mut journal) = Journal::open(dir) else {
        return Vec::new();
    };
    // Where the journal is damaged its own check names the place.
    let _ = journal.for_each_group(ReadLimit::Whole, |group| {
        for entry in &group.entries {
            match codec::decode(entry) {
                Ok(Some(Event::PersonAdded(added))) => {
                    names.insert(added.person, added.name);
                }
                Ok(Some(Event::PersonChanged(changed))) => {
                    if let Some(name) = changed.name {
                        names.insert(changed.person, name);
                    }
                }
                Ok(Some(Event::EntryRedacted(order))) => {
                    orders.push((entry.seq, entry.stamping.at, order));
                }
                _ => {}
            }
        }
    });
    let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
    let told = orders.into_iter().map(|(order, at, said)| Ordered {
        seq: said.entry,
        order,
        at,
        asked_by: name(said.asked_by),
        approved_by: name(said.approved_by),
        because: said.because,
        how: said.how,
        reference: said.reference,
    });
    told.collect()
}

impl Ordered {
    /// Why, who asked, and who approved it, with how that came in.
    pub fn words(&self) -> String {
        let reference = self.reference.as_ref();
        let reference = reference.map_or_else(String::new, |text| format!(", {text}"));
        let how = self.how.map(|how| format!(" ({how}{reference})"));
        format!(
            "{}; asked by {}, approved by {}{}",
            self.because,
            self.asked_by,
            self.approved_by,
            how.unwrap_or_default()
        )
    }
}
