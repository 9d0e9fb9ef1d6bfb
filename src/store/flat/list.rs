//! A checklist instance; its template is found by the entry that adopted it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stamp::{FlatStamp, maybe, part};
use super::{id, ids};
use crate::domain::checklist::{Made, Mark, Marked};
use crate::domain::site::Template;
use crate::domain::{Checklist, Number};
use crate::text::Clean;

/// A checklist instance as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    id: u128,
    number: u64,
    checklist: String,
    version: u32,
    rules: u64,
    ticket: Option<u128>,
    started: FlatStamp,
    started_by: Option<u128>,
    marks: Vec<MarkRow>,
    finished: Option<FlatStamp>,
    left: Option<String>,
    /// The number of the source, the title and the steps of a list that was made on the spot.
    made: Option<(String, String, Vec<String>)>,
    entries: u32,
    last_seq: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MarkRow {
    step: String,
    /// `done`, `skipped`, `answered` or `failed`.
    what: String,
    /// The reason or the answer.
    text: String,
    by: Option<u128>,
    at: FlatStamp,
    seq: u64,
    evidence: Vec<(String, String)>,
}

impl MarkRow {
    fn of(step: &str, mark: &Mark) -> Self {
        let (what, text) = match &mark.what {
            Marked::Done => ("done", String::new()),
            Marked::Skipped(because) => ("skipped", because.to_string()),
            Marked::Answered(answer) => ("answered", answer.clone()),
            Marked::Failed(because) => ("failed", because.to_string()),
        };
        let evidence = mark.evidence.iter();
        Self {
            step: step.to_owned(),
            what: what.to_owned(),
            text,
            by: mark.by.map(id),
            at: mark.at.into(),
            seq: mark.seq,
            evidence: evidence.map(|(k, v)| (k.clone(), v.to_string())).collect(),
        }
    }

    fn read(&self) -> Option<(String, Mark)> {
        let what = match self.what.as_str() {
            "done" => Marked::Done,
            "skipped" => Marked::Skipped(Clean::new(&self.text)),
            "answered" => Marked::Answered(self.text.clone()),
            "failed" => Marked::Failed(Clean::new(&self.text)),
            _ => return None,
        };
        let evidence = self.evidence.iter();
        let mark = Mark {
            what,
            by: self.by.map(ids),
            at: self.at.stamp()?,
            seq: self.seq,
            evidence: evidence.map(|(k, v)| (k.clone(), Clean::new(v))).collect(),
        };
        Some((self.step.clone(), mark))
    }
}

impl From<&Checklist> for ListRow {
    fn from(list: &Checklist) -> Self {
        let marks = list.marks.iter();
        Self {
            id: id(list.id),
            number: list.number.n,
            checklist: list.checklist.clone(),
            version: list.version,
            rules: list.rules,
            ticket: list.ticket.map(id),
            started: list.started.into(),
            started_by: list.started_by.map(id),
            marks: marks.map(|(step, mark)| MarkRow::of(step, mark)).collect(),
            finished: list.finished.map(Into::into),
            left: list.left.as_ref().map(ToString::to_string),
            made: list.made.as_ref().map(|made| {
                let steps = made.steps.iter().map(ToString::to_string);
                (
                    made.source.to_string(),
                    made.title.to_string(),
                    steps.collect(),
                )
            }),
            entries: list.entries,
            last_seq: list.last_seq,
        }
    }
}

impl ListRow {
    /// The instance, with the text that it follows: the one that `text` knows by the seq of its
    /// adoption, or its own lines; none where a word or the text is not known.
    pub fn list(&self, text: impl Fn(u64) -> Option<Arc<Template>>) -> Option<Checklist> {
        let made = part(self.made.as_ref(), |(source, title, steps)| {
            Some(Made {
                source: source.parse().ok()?,
                title: Clean::new(title),
                steps: steps.iter().map(|step| Clean::new(step)).collect(),
            })
        })
        .ok()?;
        let template = match &made {
            Some(made) => Arc::new(made.template()),
            None => text(self.rules)?,
        };
        Some(Checklist {
            id: ids(self.id),
            number: Number::list(self.number),
            checklist: self.checklist.clone(),
            version: self.version,
            rules: self.rules,
            template,
            ticket: self.ticket.map(ids),
            started: self.started.stamp()?,
            started_by: self.started_by.map(ids),
            marks: self
                .marks
                .iter()
                .map(MarkRow::read)
                .collect::<Option<_>>()?,
            finished: maybe(self.finished).ok()?,
            left: self.left.as_ref().map(|text| Clean::new(text)),
            made,
            entries: self.entries,
            last_seq: self.last_seq,
        })
    }
}
