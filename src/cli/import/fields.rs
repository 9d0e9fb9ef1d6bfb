//! The fields of one row, taken out by name; what is left over is noted, what is wrong is a fault.

use serde_json::{Map, Value};

use super::Fault;
use crate::text::Clean;
use crate::time::Stamp;

/// The fields of a row or of an object in it.
pub(super) struct Fields {
    map: Map<String, Value>,
    line: u64,
    within: String,
    /// What is wrong so far.
    pub(super) faults: Vec<Fault>,
    /// What is worth saying so far.
    pub(super) notes: Vec<Clean>,
}

impl Fields {
    /// The fields of a row.
    pub(super) fn new(line: u64, map: Map<String, Value>) -> Self {
        Self {
            map,
            line,
            within: String::new(),
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A fault of a field.
    pub(super) fn wrong(&mut self, key: &str, wrong: impl Into<String>, mend: &str) {
        self.faults.push(Fault {
            line: self.line,
            field: format!("{}{key}", self.within),
            wrong: wrong.into(),
            mend: mend.to_owned(),
        });
    }

    /// A field as it is; nothing where it is missing or null.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.map.remove(key).filter(|value| !value.is_null())
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<Clean> {
        if let Value::String(text) = self.take(key)? {
            return Some(Clean::from(text));
        }
        self.wrong(key, "it is no text", "write it in quotes, or null");
        None
    }

    /// A text of one line that is not blank.
    pub(super) fn line(&mut self, key: &str) -> Option<Clean> {
        let text = self.text(key)?;
        Some(Clean::line(text.as_str())).filter(|text| !text.is_blank())
    }

    /// A moment.
    pub(super) fn time(&mut self, key: &str) -> Option<Stamp> {
        if let Some(Value::String(text)) = self.map.get(key)
            && let Ok(stamp) = text.parse()
        {
            self.map.remove(key);
            return Some(stamp);
        }
        let text = self.text(key)?;
        if let Ok(stamp) = text.as_str().trim().parse() {
            return Some(stamp);
        }
        let wrong = format!(
            "`{}` is no date and time",
            crate::text::truncate(text.as_str(), 40)
        );
        self.wrong(key, wrong, "write it like 2026-02-02T09:22-05:00");
        None
    }

    /// A moment that must be there.
    pub(super) fn required_time(&mut self, key: &str) -> Option<Stamp> {
        if self.map.get(key).is_none_or(Value::is_null) {
            self.wrong(key, "it is missing", "write it like 2026-02-02T09:22-05:00");
        }
        self.time(key)
    }

    /// A text of one line that must be there.
    pub(super) fn required_line(&mut self, key: &str) -> Option<Clean> {
        let faults = self.faults.len();
        let text = self.line(key);
        if text.is_none() && self.faults.len() == faults {
            self.wrong(key, "it is missing", "every row has one");
        }
        text
    }

    /// A whole number up to a limit.
    pub(super) fn whole(&mut self, key: &str, max: u64) -> Option<u64> {
        let value = self.take(key)?;
        let number = value.as_u64().filter(|number| *number <= max);
        if number.is_none() {
            let mend = format!("write one from 0 to {max}, or null");
            self.wrong(key, "it is no whole number in bounds", &mend);
        }
        number
    }

    /// A number of people.
    pub(super) fn people(&mut self, key: &str) -> Option<u32> {
        let number = self.whole(key, 1_000_000)?;
        u32::try_from(number).ok()
    }

    /// Yes or no; missing is no.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        match self.take(key) {
            None => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => {
                self.wrong(key, "it is neither true nor false", "write true or false");
                false
            }
        }
    }

    /// A list; missing is empty.
    pub(super) fn list(&mut self, key: &str) -> Vec<Value> {
        match self.take(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.wrong(key, "it is no list", "write it as [ … ]");
                Vec::new()
            }
        }
    }

    /// An object of its own, whose faults and notes come back with [`Fields::close`].
    pub(super) fn object(&mut self, key: &str) -> Option<Self> {
        let value = self.take(key)?;
        self.within(key, value)
    }

    /// A value that must be an object.
    pub(super) fn within(&mut self, key: &str, value: Value) -> Option<Self> {
        let Value::Object(map) = value else {
            self.wrong(key, "it is no object", "write it as { … }, or null");
            return None;
        };
        Some(Self {
            within: format!("{}{key}.", self.within),
            ..Self::new(self.line, map)
        })
    }

    /// Takes over what an inner object had to say; what is left in it is noted.
    pub(super) fn close(&mut self, mut inner: Self) {
        inner.note_rest();
        self.faults.append(&mut inner.faults);
        self.notes.append(&mut inner.notes);
    }

    /// Notes the fields that nobody asked for.
    pub(super) fn note_rest(&mut self) {
        let within = &self.within;
        let rest = std::mem::take(&mut self.map);
        for (key, _) in rest
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .take(20)
        {
            let key = crate::text::truncate(&key, 60);
            let note = format!("`{within}{key}` is not known here and was left out");
            self.notes.push(Clean::line(&note));
        }
    }

    /// Every field that is left, as texts.
    pub(super) fn texts(&mut self) -> Vec<(String, Clean)> {
        let keys: Vec<String> = self.map.keys().cloned().collect();
        keys.into_iter()
            .filter_map(|key| {
                let text = self.text(&key)?;
                Some((Clean::line(&key).into_string(), text))
            })
            .collect()
    }
}
