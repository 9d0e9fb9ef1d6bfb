//! Lines whose data was taken out, each with the entry that ordered it.
//!
//! The order stands behind the line that it empties, and it alone says what is left of that line.
//! A reader who goes forward does not have it yet, so it is looked for over all files, once, and
//! only where such a line was met.
//!
//! Invariant: an order is given only to a line that it names and that stands before it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::find;
use super::folder::Folder;
use super::line::Entry;
use super::verify::REDACTED_KIND;

/// The orders of a journal, read when they are first needed.
pub(super) struct Orders<'a> {
    folder: &'a Folder,
    known: Option<BTreeMap<u64, Arc<Entry>>>,
}

impl<'a> Orders<'a> {
    pub(super) fn of(folder: &'a Folder) -> Self {
        Self {
            folder,
            known: None,
        }
    }

    /// Gives each emptied line its order. One that has none is left without: `verify` names it.
    pub(super) fn fill(&mut self, entries: &mut [Entry]) {
        for entry in entries.iter_mut().filter(|entry| is_bare(entry)) {
            let known = self.known.get_or_insert_with(|| read(self.folder));
            give(entry, known);
        }
    }
}

/// Gives each emptied line among `entries` its order, where that is among them too: for lines that
/// were not read from the journal's files.
pub fn link_orders(entries: &mut [Entry]) {
    if !entries.iter().any(is_bare) {
        return;
    }
    let orders = entries.iter().filter(|entry| entry.kind == REDACTED_KIND);
    let known = orders.map(|order| (order.seq, Arc::new(order.clone())));
    let known: BTreeMap<u64, Arc<Entry>> = known.collect();
    for entry in entries.iter_mut().filter(|entry| is_bare(entry)) {
        give(entry, &known);
    }
}

fn is_bare(entry: &Entry) -> bool {
    entry.redacted.is_some() && entry.order.is_none()
}

fn give(entry: &mut Entry, known: &BTreeMap<u64, Arc<Entry>>) {
    let order = entry.redacted.and_then(|seq| known.get(&seq));
    entry.order = order
        .filter(|order| order.seq > entry.seq && order.on.contains(&entry.id))
        .cloned();
}

/// Every order that stands in the files; a file that cannot be read gives none, for whoever reads
/// the lines themselves says so.
fn read(folder: &Folder) -> BTreeMap<u64, Arc<Entry>> {
    let needle = format!("\"kind\":\"{REDACTED_KIND}\"");
    let files = folder.segments().unwrap_or_default();
    let mut orders = BTreeMap::new();
    for file in files {
        find::each_line(folder, file.number, needle.as_bytes(), &mut |line| {
            if let Ok(entry) = Entry::parse(line)
                && entry.kind == REDACTED_KIND
            {
                orders.insert(entry.seq, Arc::new(entry));
            }
        });
    }
    orders
}
