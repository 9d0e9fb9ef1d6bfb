//! The texts of a walk: what is typed at its parts, put aside and put in place again.
//!
//! A question goes and comes back, the line drops, a draft lies on the disk: each time what was
//! typed stands at its part again, with the cursor where it was.
//!
//! Invariant: a text that somebody emptied is gone from every place that could bring it back.

use super::callout::{Walk, safe};
use crate::domain::StepName;
use crate::domain::callout::{Part, PartKind};
use crate::tui::editor::Editor;

impl Walk {
    /// Takes in a draft of the walk that lies on the disk.
    pub(in crate::tui) fn take_draft(&mut self, place: (StepName, String), text: &str, at: usize) {
        self.kept.insert(place, (text.to_owned(), at));
    }

    /// Somebody emptied a part: what was given or kept of it comes back from nowhere.
    pub(in crate::tui) fn emptied(&mut self, part: &str) {
        self.given.remove(part);
        if let Some(name) = self.name() {
            self.kept.remove(&(name, safe(part)));
        }
    }

    /// Puts what is typed and chosen aside, so that it is there when its question comes back.
    pub(super) fn put_aside(&mut self) {
        let Some(name) = self.name() else {
            return;
        };
        for (part, value) in std::mem::take(&mut self.given) {
            let place = (name, safe(&part));
            self.kept.entry(place).or_insert((value, usize::MAX));
        }
        for (part, editor) in std::mem::take(&mut self.typed) {
            let is_asked = |known: &&Part| known.key == part;
            let parts = self.step.as_ref().map_or(&[][..], |step| &step.parts);
            let stands = parts.iter().find(is_asked).map(stands_in);
            if !editor.is_blank() && stands.as_deref() != Some(editor.text().trim_end()) {
                let text = (editor.text(), editor.cursor());
                self.kept.insert((name, safe(&part)), text);
            } else {
                // It was sent or emptied since it was put in place.
                self.kept.remove(&(name, safe(&part)));
            }
        }
    }

    /// Puts in place what was typed before, and what a text begins with.
    pub(super) fn fill(&mut self) {
        let Some(step) = &self.step else {
            return;
        };
        for part in &step.parts {
            let kept = self.kept.get(&(step.name, safe(&part.key)));
            if part.kind == PartKind::Choice {
                let choice = kept.and_then(|(text, _)| part.choice(text));
                if let Some(choice) = choice.filter(|_| !self.given.contains_key(&part.key)) {
                    let value = choice.value.clone();
                    self.given.insert(part.key.clone(), value);
                }
                continue;
            }
            if self.typed.contains_key(&part.key) {
                continue;
            }
            let mut editor = if part.kind == PartKind::Text {
                Editor::area()
            } else {
                Editor::line()
            };
            if let Some((text, cursor)) = kept {
                editor.set(text);
                editor.move_to(*cursor);
            } else if part.kind == PartKind::Text && !stands_in(part).is_empty() {
                editor.set(&stands_in(part));
            }
            self.typed.insert(part.key.clone(), editor);
        }
    }

    /// Whether something was typed or chosen that is not sent.
    pub(in crate::tui) fn is_touched(&self) -> bool {
        let parts = self.step.as_ref().map_or(&[][..], |step| &step.parts);
        !self.given.is_empty() || parts.iter().any(|part| self.is_typed(&part.key))
    }

    /// Whether something was typed at a part that did not stand there before.
    pub(in crate::tui) fn is_typed(&self, part: &str) -> bool {
        let parts = self.step.as_ref().map_or(&[][..], |step| &step.parts);
        let asked = parts.iter().find(|known| known.key == part);
        let editor = self.editor(part).filter(|editor| !editor.is_blank());
        editor.zip(asked).is_some_and(|(editor, asked)| {
            // A cursor in a text that stands there already is nothing typed.
            editor.text().trim_end() != stands_in(asked)
        })
    }

    /// Goes to the part that was answered last, where something of the step was kept.
    pub(super) fn go_to_kept(&mut self) {
        let Some(step) = &self.step else {
            return;
        };
        let is_kept = |part: &Part| self.kept.contains_key(&(step.name, safe(&part.key)));
        if let Some(last) = step.parts.iter().rposition(is_kept) {
            let is_chosen = step.parts[last].kind == PartKind::Choice;
            let next = last + usize::from(is_chosen);
            self.at = next.min(step.parts.len().saturating_sub(1));
            self.enter_part();
        }
    }
}

/// The text with which a text area begins.
fn stands_in(part: &Part) -> String {
    if part.kind != PartKind::Text {
        return String::new();
    }
    let stands = part.answer.as_ref().or(part.default.as_ref());
    stands.map_or_else(String::new, |text| text.trim_end().to_owned())
}
