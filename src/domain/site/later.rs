//! A value that is read when it is first asked for.
//!
//! A start reads the site's texts again, and the first screen and the short commands ask for few of
//! them. To whoever looks at it the value is there all along.
//!
//! Invariant: it is read at most once, whoever shares it; reading cannot fail, so only a text that
//! is known to be right is put off.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A value, or what reads it. Its copies share the value.
pub struct Later<T>(Arc<Slot<T>>);

struct Slot<T> {
    value: OnceLock<Arc<T>>,
    read: Box<dyn Fn() -> Arc<T> + Send + Sync>,
}

impl<T> Later<T> {
    /// A value that `read` gives when it is first asked for.
    pub fn new(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(Arc::new(Slot {
            value: OnceLock::new(),
            read: Box::new(move || Arc::new(read())),
        }))
    }

    /// The value, shared.
    pub fn get(&self) -> &Arc<T> {
        self.0.value.get_or_init(|| (self.0.read)())
    }

    /// Whether anybody asked for it so far.
    pub fn is_read(&self) -> bool {
        self.0.value.get().is_some()
    }
}

impl<T: Send + Sync + 'static> From<Arc<T>> for Later<T> {
    fn from(value: Arc<T>) -> Self {
        let there = Arc::clone(&value);
        Self(Arc::new(Slot {
            value: value.into(),
            read: Box::new(move || Arc::clone(&there)),
        }))
    }
}

impl<T: Send + Sync + 'static> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Arc::new(value).into()
    }
}

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.get()
    }
}

impl<T> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || **self == **other
    }
}

impl<T: Eq> Eq for Later<T> {}

impl<T: fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn it_is_read_when_it_is_asked_for_and_once() {
        let reads = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&reads);
        let later = Later::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            "text".to_owned()
        });
        let copy = later.clone();
        assert!(!later.is_read() && !copy.is_read());
        assert_eq!(later.len(), 4);
        assert!(copy.is_read());
        assert_eq!(copy, Later::from("text".to_owned()));
        assert_eq!(format!("{copy:?}"), "\"text\"");
        assert_eq!(reads.load(Ordering::Relaxed), 1);
    }
}
