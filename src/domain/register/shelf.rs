//! A sorted map whose copies share what did not change.
//!
//! Every reader holds a copy of the records, and each entry makes the next copy. A plain map
//! would be copied whole each time; this one is a row of small sorted blocks, so that a change
//! copies one block and the row, whatever the size of the rest.
//!
//! Invariants: keys rise through the blocks; no block is empty or longer than [`BLOCK`].

use std::borrow::Borrow;
use std::sync::Arc;

/// Most pairs in a block: small enough to copy in a microsecond or so.
const BLOCK: usize = 256;

type Block<K, V> = Arc<Vec<(K, V)>>;

/// A sorted map; a clone costs one count, a change after it one block.
#[derive(Debug, Clone)]
pub(super) struct Shelf<K, V>(Arc<Vec<Block<K, V>>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Arc::new(Vec::new()))
    }
}

impl<K: Ord + Clone, V: Clone> Shelf<K, V> {
    /// The value of a key.
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let block = self.0.get(self.block_of(key))?;
        let at = block.binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        Some(&block[at].1)
    }

    /// Whether there is such a key.
    pub(super) fn has<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Changes the value of a key; `None` = there is no such key.
    pub(super) fn change<R>(&mut self, key: &K, change: impl FnOnce(&mut V) -> R) -> Option<R> {
        let at = self.block_of(key);
        let place = self.0.get(at)?.binary_search_by(|(k, _)| k.cmp(key)).ok()?;
        let block = Arc::make_mut(Arc::make_mut(&mut self.0).get_mut(at)?);
        Some(change(&mut block[place].1))
    }

    /// Puts a value under a key, in place of the one that stood there.
    pub(super) fn put(&mut self, key: K, value: V) {
        let at = self.block_of(&key);
        let blocks = Arc::make_mut(&mut self.0);
        let Some(block) = blocks.get_mut(at) else {
            blocks.push(Arc::new(vec![(key, value)]));
            return;
        };
        let block = Arc::make_mut(block);
        match block.binary_search_by(|(k, _)| k.cmp(&key)) {
            Ok(place) => block[place].1 = value,
            Err(place) => block.insert(place, (key, value)),
        }
        if block.len() > BLOCK {
            let upper = block.split_off(BLOCK / 2);
            blocks.insert(at + 1, Arc::new(upper));
        }
    }

    /// Puts in many at once, each in place of what stood under its key; of two for one key the later
    /// stays. One walk over all of them, where each alone would look for its place.
    pub(super) fn put_all(&mut self, mut pairs: Vec<(K, V)>) {
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let old = std::mem::take(&mut self.0);
        let mut old = old
            .iter()
            .flat_map(|block| block.iter())
            .cloned()
            .peekable();
        let mut blocks: Vec<Vec<(K, V)>> = Vec::new();
        let mut add = |pair: (K, V)| match blocks.last_mut() {
            Some(block) if block.last().is_some_and(|last| last.0 == pair.0) => {
                block.pop();
                block.push(pair);
            }
            Some(block) if block.len() < BLOCK / 2 => block.push(pair),
            Some(_) | None => {
                let mut block = Vec::with_capacity(BLOCK / 2);
                block.push(pair);
                blocks.push(block);
            }
        };
        for pair in pairs {
            while let Some(before) = old.next_if(|known| known.0 <= pair.0) {
                add(before);
            }
            add(pair);
        }
        old.for_each(add);
        self.0 = Arc::new(blocks.into_iter().map(Arc::new).collect());
    }

    /// The values in the order of their keys.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.0
            .iter()
            .flat_map(|block| block.iter().map(|pair| &pair.1))
    }

    /// The pairs in the order of their keys.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0
            .iter()
            .flat_map(|block| block.iter().map(|pair| (&pair.0, &pair.1)))
    }

    /// The block in which a key stands or would stand; 0 where there is none yet.
    fn block_of<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        let after = self
            .0
            .partition_point(|block| block.first().is_some_and(|(k, _)| k.borrow() <= key));
        after.saturating_sub(1)
    }
}

impl<K: Ord + Clone, I: Ord + Copy> Shelf<K, Vec<I>> {
    /// Adds one more to the sorted list of a key.
    pub(super) fn add(&mut self, key: K, item: I) {
        let added = self.change(&key, |list| {
            if let Err(place) = list.binary_search(&item) {
                list.insert(place, item);
            }
        });
        if added.is_none() {
            self.put(key, vec![item]);
        }
    }

    /// Takes one out of the list of a key.
    pub(super) fn drop_from(&mut self, key: &K, item: I) {
        self.change(key, |list| list.retain(|known| *known != item));
    }

    /// The list of a key.
    pub(super) fn list<Q: Ord + ?Sized>(&self, key: &Q) -> &[I]
    where
        K: Borrow<Q>,
    {
        self.get(key).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_plain_map_holds(pairs in prop::collection::vec((0u32..900, 0u8..9), 0..1200)) {
            let (mut shelf, mut map) = (Shelf::default(), BTreeMap::new());
            for (key, value) in pairs {
                shelf.put(key, value);
                map.insert(key, value);
            }
            prop_assert_eq!(shelf.values().copied().collect::<Vec<_>>(), map.values().copied().collect::<Vec<_>>());
            for key in 0u32..900 {
                prop_assert_eq!(shelf.get(&key), map.get(&key));
            }
        }
    }

    proptest! {
        #[test]
        fn many_at_once_are_as_one_by_one(
            before in prop::collection::vec((0u32..900, 0u8..9), 0..600),
            many in prop::collection::vec((0u32..900, 9u8..99), 0..1200),
        ) {
            let (mut one, mut all) = (Shelf::default(), Shelf::default());
            for (key, value) in before {
                one.put(key, value);
                all.put(key, value);
            }
            let copy = all.clone();
            let kept: Vec<_> = copy.pairs().map(|(key, value)| (*key, *value)).collect();
            all.put_all(many.clone());
            for (key, value) in many {
                one.put(key, value);
            }
            prop_assert_eq!(all.pairs().collect::<Vec<_>>(), one.pairs().collect::<Vec<_>>());
            prop_assert!(all.0.iter().all(|block| (1..=BLOCK).contains(&block.len())));
            prop_assert_eq!(copy.pairs().map(|(key, value)| (*key, *value)).collect::<Vec<_>>(), kept);
            // What comes later finds its place.
            all.put(450, 255);
            prop_assert_eq!(all.get(&450), Some(&255));
        }
    }

    #[test]
    fn a_copy_does_not_see_later_changes() {
        let mut shelf = Shelf::default();
        shelf.put(1, "before");
        let copy = shelf.clone();
        shelf.put(1, "after");
        shelf.put(2, "new");
        assert_eq!(copy.get(&1), Some(&"before"));
        assert_eq!(copy.get(&2), None);
        assert_eq!(shelf.get(&1), Some(&"after"));
    }
}
