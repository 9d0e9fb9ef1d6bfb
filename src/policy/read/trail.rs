//! Where a value stands in its file, as faults name it: `step[3].clock.id`.
//!
//! Every value that is looked at has one and few are ever told, so it is spelled only then.

use std::fmt;
use std::rc::Rc;

/// The way from a file's root to a value.
#[derive(Clone, Default)]
pub(super) struct Trail<'d>(Option<Rc<Link<'d>>>);

struct Link<'d> {
    before: Trail<'d>,
    part: Part<'d>,
}

enum Part<'d> {
    Key(&'d str),
    Index(usize),
}

impl<'d> Trail<'d> {
    /// On to a key of the table here.
    pub(super) fn to(&self, key: &'d str) -> Self {
        self.on(Part::Key(key))
    }

    /// On to an element of the list here.
    pub(super) fn at(&self, index: usize) -> Self {
        self.on(Part::Index(index))
    }

    /// The spelling of a key of the table here.
    pub(super) fn spelled(&self, key: &str) -> String {
        match &self.0 {
            None => key.to_owned(),
            Some(_) => format!("{self}.{key}"),
        }
    }

    fn on(&self, part: Part<'d>) -> Self {
        let before = self.clone();
        Self(Some(Rc::new(Link { before, part })))
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(link) = &self.0 else {
            return Ok(());
        };
        link.before.fmt(f)?;
        match link.part {
            Part::Key(key) if link.before.0.is_none() => f.write_str(key),
            Part::Key(key) => write!(f, ".{key}"),
            Part::Index(index) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_is_spelled_as_it_was_gone() {
        let root = Trail::default();
        let step = root.to("step").at(3);
        assert_eq!(root.to_string(), "");
        assert_eq!(root.spelled("title"), "title");
        assert_eq!(step.to_string(), "step[3]");
        assert_eq!(step.to("clock").to("id").to_string(), "step[3].clock.id");
        assert_eq!(step.spelled("when"), "step[3].when");
    }
}
