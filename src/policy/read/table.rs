//! One table of a file while it is read: typed looks at its keys.
//!
//! A look that fails notes the fault and gives a harmless value back, so that the reader goes on
//! and finds the next fault too; the file is refused as a whole in the end.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::doc::Doc;
use super::node::{Node, Word, flag, formed, strings};
use super::trail::Trail;
use crate::policy::error::nearest;
use crate::text::Clean;

/// A table with where it stands.
pub(super) struct Table<'d, 'i> {
    pub(super) doc: &'d Doc<'d>,
    keys: Option<&'d DeTable<'i>>,
    path: Trail<'d>,
    line: usize,
    asked: RefCell<Vec<&'static str>>,
}

impl<'d, 'i> Table<'d, 'i> {
    /// The outermost table of a file.
    pub(super) fn root(doc: &'d Doc<'d>, table: &'d DeTable<'i>) -> Self {
        Self::at(doc, Some(table), Trail::default(), 1)
    }

    /// A table within a file; none where something else stands in its place.
    pub(super) fn at(
        doc: &'d Doc<'d>,
        keys: Option<&'d DeTable<'i>>,
        path: Trail<'d>,
        line: usize,
    ) -> Self {
        Self {
            doc,
            keys,
            path,
            line,
            asked: RefCell::default(),
        }
    }

    /// The dotted path of a key of it.
    pub(super) fn path_of(&self, key: &str) -> String {
        self.path.spelled(key)
    }

    /// Notes a fault at a key of it.
    pub(super) fn wrong(&self, key: &str, wrong: impl Display, mend: impl Display) {
        let line = self.line_of(key);
        self.doc.error(line, &self.path_of(key), wrong, mend);
    }

    /// The line of a key, or of the table where the key is missing.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.keys
            .and_then(|table| table.get_key_value(key))
            .map_or(self.line, |(key, _)| self.doc.line(key.span().start))
    }

    /// The line of a field of the n-th table of a list of tables; of that table where it has none.
    pub(super) fn line_below(&self, list: &str, index: usize, field: &str) -> usize {
        let item = self
            .keys
            .and_then(|table| table.get(list)?.get_ref().as_array()?.get(index));
        let Some(item) = item else {
            return self.line_of(list);
        };
        item.get_ref()
            .as_table()
            .and_then(|table| table.get_key_value(field))
            .map_or(self.doc.line(item.span().start), |(key, _)| {
                self.doc.line(key.span().start)
            })
    }

    /// The line of a key of a table within it; of that table where the key is missing.
    pub(super) fn line_in(&self, section: &str, key: &str) -> usize {
        self.keys
            .and_then(|table| table.get(section)?.get_ref().as_table()?.get_key_value(key))
            .map_or_else(
                || self.line_of(section),
                |(key, _)| self.doc.line(key.span().start),
            )
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.is_some_and(|table| table.contains_key(key))
    }

    /// All keys with their values, for tables whose keys are the site's.
    pub(super) fn entries(&self) -> Vec<(String, Node<'d, 'i>)> {
        self.keys
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.get_ref().to_string(), self.node(key, value)))
            .collect()
    }

    fn node(
        &self,
        key: &'d Spanned<Cow<'i, str>>,
        value: &'d Spanned<DeValue<'i>>,
    ) -> Node<'d, 'i> {
        Node {
            doc: self.doc,
            value: value.get_ref(),
            path: self.path.to(key.get_ref()),
            line: self.doc.line(key.span().start),
        }
    }

    /// The value of a key that may be missing.
    pub(super) fn opt(&self, key: &'static str) -> Option<Node<'d, 'i>> {
        self.asked.borrow_mut().push(key);
        let (found, value) = self.keys?.get_key_value(key)?;
        Some(self.node(found, value))
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &'static str) -> Option<Node<'d, 'i>> {
        let node = self.opt(key);
        if node.is_none() && self.keys.is_some() {
            self.wrong(
                key,
                format!("`{key}` is missing"),
                format!("add `{key} = …` here; a shipped file of this kind shows it"),
            );
        }
        node
    }

    /// A text that must be there and not be blank.
    pub(super) fn text(&self, key: &'static str) -> Clean {
        Clean::new(&self.string(key))
    }

    /// A text that may be missing.
    pub(super) fn opt_text(&self, key: &'static str) -> Option<Clean> {
        self.opt(key)?.text().map(Clean::new)
    }

    /// A text for the machine: an id or a word of the site's own.
    pub(super) fn string(&self, key: &'static str) -> String {
        let Some(node) = self.need(key) else {
            return String::new();
        };
        let text = node.text().unwrap_or_default();
        if text.trim().is_empty() && node.value.is_str() {
            node.wrong("it is empty", "write its text");
        }
        text.to_owned()
    }

    /// A text that may be empty: none then.
    pub(super) fn filled(&self, key: &'static str) -> Option<String> {
        let text = self.need(key)?.text()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    /// An id: small letters, digits and hyphens.
    pub(super) fn id(&self, key: &'static str) -> String {
        let id = self.string(key);
        let fits = id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if !fits {
            self.wrong(
                key,
                format!("`{id}` is no id"),
                "use small letters, digits, hyphens and underscores",
            );
        }
        id
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &'static str) -> bool {
        self.need(key).is_some_and(|node| flag(&node))
    }

    /// `true` or `false`, `false` where missing.
    pub(super) fn opt_flag(&self, key: &'static str) -> bool {
        self.opt(key).is_some_and(|node| flag(&node))
    }

    /// A number, 0 and up.
    pub(super) fn number(&self, key: &'static str) -> u32 {
        self.need(key)
            .and_then(|node| node.number())
            .unwrap_or_default()
    }

    /// A number from 1 up.
    pub(super) fn count(&self, key: &'static str) -> u32 {
        let read = self.need(key).and_then(|node| node.number());
        // A fault that is noted already is not noted twice.
        if read == Some(0) {
            self.wrong(key, "0 is not possible here", "write 1 or more");
        }
        read.unwrap_or_default()
    }

    /// A word.
    pub(super) fn word<W: Word>(&self, key: &'static str) -> W {
        self.need(key)
            .and_then(|node| node.word())
            .unwrap_or(W::all()[0])
    }

    /// A word that may be missing.
    pub(super) fn opt_word<W: Word>(&self, key: &'static str) -> Option<W> {
        self.opt(key)?.word()
    }

    /// Words.
    pub(super) fn word_list<W: Word>(&self, key: &'static str) -> Vec<W> {
        let items = self.need(key).map(|node| node.items()).unwrap_or_default();
        items.iter().filter_map(Node::word).collect()
    }

    /// Texts for the machine.
    pub(super) fn strings(&self, key: &'static str) -> Vec<String> {
        let items = self.need(key).map(|node| node.items()).unwrap_or_default();
        strings(&items)
    }

    /// Texts for the machine, none where missing.
    pub(super) fn opt_strings(&self, key: &'static str) -> Vec<String> {
        let items = self.opt(key).map(|node| node.items()).unwrap_or_default();
        strings(&items)
    }

    /// Texts for people.
    pub(super) fn texts(&self, key: &'static str) -> Vec<Clean> {
        self.strings(key).iter().map(|t| Clean::new(t)).collect()
    }

    /// Texts for people, none where missing.
    pub(super) fn opt_texts(&self, key: &'static str) -> Vec<Clean> {
        self.opt_strings(key)
            .iter()
            .map(|t| Clean::new(t))
            .collect()
    }

    /// A text of a form of its own; `example` shows it.
    pub(super) fn formed<T>(
        &self,
        key: &'static str,
        read: impl Fn(&str) -> Option<T>,
        example: &str,
    ) -> Option<T> {
        let node = self.need(key)?;
        formed(&node, read, example)
    }

    /// A table within it.
    pub(super) fn sub<T>(&self, key: &'static str, build: impl FnOnce(&Table<'d, 'i>) -> T) -> T {
        let table = self.need(key).map_or_else(
            || Table::at(self.doc, None, self.path.to(key), self.line),
            |node| node.table(),
        );
        let value = build(&table);
        table.finish();
        value
    }

    /// A table within it that may be missing.
    pub(super) fn opt_sub<T>(
        &self,
        key: &'static str,
        build: impl FnOnce(&Table<'d, 'i>) -> T,
    ) -> Option<T> {
        let table = self.opt(key)?.table();
        let value = build(&table);
        table.finish();
        Some(value)
    }

    /// A list of tables.
    pub(super) fn subs<T>(
        &self,
        key: &'static str,
        mut build: impl FnMut(&Table<'d, 'i>) -> T,
    ) -> Vec<T> {
        let items = self.need(key).map(|node| node.items()).unwrap_or_default();
        items
            .iter()
            .map(|item| {
                let table = item.table();
                let value = build(&table);
                table.finish();
                value
            })
            .collect()
    }

    /// A table whose keys are the site's, each with a value of one form.
    pub(super) fn map<T>(
        &self,
        key: &'static str,
        build: impl Fn(&str, &Node<'d, 'i>) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let table = self.need(key).map(|node| node.table());
        let entries = table.map(|table| table.entries()).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|(name, node)| build(&name, &node).map(|value| (name, value)))
            .collect()
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, value) in self.keys.into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if !asked.contains(&name) {
                let node = self.node(key, value);
                let mend = nearest(name, asked.iter().copied()).map_or_else(
                    || "take it out; the shipped files show the keys".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                node.wrong(format!("the key `{name}` is not known here"), mend);
            }
        }
    }
}
