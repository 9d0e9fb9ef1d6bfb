//! One value of a file while it is read, and the fixed words that files are written in.

use std::fmt::Display;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::DeValue;

use super::doc::Doc;
use super::table::Table;
use super::trail::Trail;
use crate::domain::site::{
    Basis, Class, ClockAction, EvidenceKey, Fact, LengthBasis, OrgKind, OverCap, Place,
    PreApproval, RateBy, RepeatRule, RoundMode, RuleFrom, TopupRate, Travel,
};
use crate::policy::error::one_of;
use crate::text::Clean;

/// A fixed word of the files.
pub(super) trait Word: Copy + 'static {
    /// Every word.
    fn all() -> &'static [Self];
    /// Its spelling.
    fn text(self) -> &'static str;
    /// The word of that spelling.
    fn read(text: &str) -> Option<Self>;
}

macro_rules! word {
    ($($name:ty),+) => {$(
        impl Word for $name {
            fn all() -> &'static [Self] { Self::ALL }
            fn text(self) -> &'static str { self.as_str() }
            fn read(text: &str) -> Option<Self> { Self::parse(text) }
        }
    )+};
}

word!(
    Basis,
    Class,
    ClockAction,
    EvidenceKey,
    Fact,
    LengthBasis,
    OrgKind,
    OverCap,
    Place,
    PreApproval,
    RateBy,
    RepeatRule,
    RoundMode,
    RuleFrom,
    TopupRate,
    Travel
);

/// A value with where it stands.
#[derive(Clone)]
pub(super) struct Node<'d, 'i> {
    pub(super) doc: &'d Doc<'d>,
    pub(super) value: &'d DeValue<'i>,
    pub(super) path: Trail<'d>,
    pub(super) line: usize,
}

impl<'d, 'i> Node<'d, 'i> {
    /// Notes a fault here.
    pub(super) fn wrong(&self, wrong: impl Display, mend: impl Display) {
        self.doc
            .error(self.line, &self.path.to_string(), wrong, mend);
    }

    fn type_fault(&self, wanted: &str, example: &str) {
        self.wrong(
            format!("{} stands where {wanted} belongs", self.value.type_str()),
            format!("write it as {example}"),
        );
    }

    /// The text here; what a terminal would obey, or nobody would see, is a fault.
    pub(super) fn text(&self) -> Option<&'d str> {
        let Some(text) = self.value.as_str() else {
            self.type_fault("text", "\"text\"");
            return None;
        };
        let marks = |text: &str| text.matches("<U+").count();
        if marks(Clean::new(text).as_str()) > marks(text) {
            self.wrong(
                "it holds a character that a terminal would obey or nobody would see",
                "take it out",
            );
        }
        Some(text)
    }

    /// The elements of an array here.
    pub(super) fn items(&self) -> Vec<Node<'d, 'i>> {
        let Some(array) = self.value.as_array() else {
            self.type_fault("a list", "[\"one\", \"two\"]");
            return Vec::new();
        };
        array
            .iter()
            .enumerate()
            .map(|(index, item)| self.child(self.path.at(index), item))
            .collect()
    }

    fn child(&self, path: Trail<'d>, item: &'d Spanned<DeValue<'i>>) -> Node<'d, 'i> {
        Node {
            doc: self.doc,
            value: item.get_ref(),
            path,
            line: self.doc.line(item.span().start),
        }
    }

    /// The number here, 0 and up.
    pub(super) fn number(&self) -> Option<u32> {
        let number = self
            .value
            .as_integer()
            .and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok())
            .filter(|n| *n <= 1_000_000);
        if number.is_none() {
            self.type_fault("a whole number from 0 to 1,000,000", "30");
        }
        number
    }

    /// A word here.
    pub(super) fn word<W: Word>(&self) -> Option<W> {
        let text = self.text()?;
        let word = W::read(text);
        if word.is_none() {
            self.wrong(
                format!("`{text}` is no word known here"),
                one_of(text, W::all().iter().map(|w| w.text())),
            );
        }
        word
    }

    /// A date here.
    pub(super) fn date(&self) -> Option<NaiveDate> {
        let text = self.text()?;
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            self.wrong(
                format!("`{text}` is no day"),
                "write year, month and day, as \"2026-12-24\"",
            );
        }
        date
    }

    /// The table here.
    pub(super) fn table(&self) -> Table<'d, 'i> {
        let table = self.value.as_table();
        if table.is_none() {
            self.type_fault("a table", "{ key = \"value\" }");
        }
        Table::at(self.doc, table, self.path.clone(), self.line)
    }
}

pub(super) fn flag(node: &Node<'_, '_>) -> bool {
    let flag = node.value.as_bool();
    if flag.is_none() {
        node.type_fault("true or false", "true");
    }
    flag.unwrap_or_default()
}

pub(super) fn strings(items: &[Node<'_, '_>]) -> Vec<String> {
    items
        .iter()
        .filter_map(|item| item.text().map(str::to_owned))
        .collect()
}

/// A text of a form of its own.
pub(super) fn formed<T>(
    node: &Node<'_, '_>,
    read: impl Fn(&str) -> Option<T>,
    example: &str,
) -> Option<T> {
    let text = node.text()?;
    let value = read(text);
    if value.is_none() {
        node.wrong(
            format!("`{text}` has not the form wanted here"),
            format!("write it as {example}"),
        );
    }
    value
}
