//! A text that looks like a secret is asked about once before it is sent; the next Enter keeps it.
//!
//! Invariants: the text is never changed, and what is asked does not say it again.

use crate::domain::callout::Step;
use crate::text::{Clean, find_secret};
use crate::tui::model::Model;

/// Whether the free texts of a step are asked about now: one looks like a secret, and the same
/// texts were not asked about yet.
pub(super) fn asks(model: &mut Model, step: &Step, values: &[(String, Clean)]) -> bool {
    let is_free = |key: &str| {
        let part = step.parts.iter().find(|part| part.key == key);
        part.is_some_and(|part| part.kind.is_free_text())
    };
    let texts = values.iter().filter(|(key, _)| is_free(key));
    let texts: Vec<&str> = texts.map(|(_, text)| text.as_str()).collect();
    let said = texts
        .iter()
        .find_map(|text| Some(find_secret(text)?.said(text)));
    let Some(said) = said else {
        return false;
    };
    let all = texts.join("\n");
    if model.walk.asked.as_ref() == Some(&all) {
        return false;
    }
    model.walk.asked = Some(all);
    model.say(asked(&said));
    true
}

/// The same for a line of the work log; what is asked stands under the box.
pub(super) fn asks_line(model: &mut Model, line: &str) -> bool {
    let Some(found) = find_secret(line) else {
        return false;
    };
    if model.walk.asked.as_deref() == Some(line) {
        return false;
    }
    model.walk.asked = Some(line.to_owned());
    let said = asked(&found.said(line));
    model.walk.wrong.insert("line".to_owned(), said.clone());
    model.say(said);
    true
}

/// What is asked, with what looks like a secret before the two ways on.
fn asked(said: &str) -> String {
    format!("{said}: take it out. Enter keeps it")
}
