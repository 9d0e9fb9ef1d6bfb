//! Forms: everything that is typed on the way to a command.
//!
//! A form is a row of fields. Each field's text is a draft on its own, so whatever dies, the text
//! is found again. A form keeps its text until the desk gave a receipt; leaving it keeps it as
//! unfinished, and only its owner may discard it.

mod build;
mod check;
mod kind;
mod lookup;
mod ready;
mod roster;
mod spec;

pub(in crate::tui) use build::{Asked, Context};
pub(in crate::tui) use kind::FormKind;
pub(in crate::tui) use lookup::matching;
pub(in crate::tui) use spec::{FieldKind, FieldSpec, NO_UNITS, proof_word};

use uuid::Uuid;

use super::editor::Editor;
use super::msg::{DraftKey, SubmitId};
use super::{Key, KeyCode};
use crate::desk::Snapshot;
use crate::time::Stamp;

/// One field and what stands in it.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Field {
    /// What it asks.
    pub(in crate::tui) spec: FieldSpec,
    /// What is being typed.
    pub(in crate::tui) editor: Editor,
    /// What is wrong with it, once it was left.
    pub(in crate::tui) error: Option<String>,
    /// The text about which it was asked whether it is meant so.
    asked: Option<String>,
    /// What stood in it at first.
    start: String,
    /// Whether a draft of it may lie on the disk.
    pub(in crate::tui) is_kept: bool,
}

/// A form that somebody fills in.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Form {
    /// What it will do.
    pub(in crate::tui) kind: FormKind,
    /// Its uuid, which what it makes will have.
    pub(in crate::tui) id: Uuid,
    /// The uuid of a contact that it may have to make.
    contact: Uuid,
    /// Its fields.
    pub(in crate::tui) fields: Vec<Field>,
    /// The field that has the focus; one past the last is the button.
    pub(in crate::tui) at: usize,
    /// The field that Esc left for the button; the way back leads there.
    pub(in crate::tui) left: Option<usize>,
    /// Whether keys are text.
    pub(in crate::tui) is_typing: bool,
    /// Whether only the first field is shown; Tab opens the rest.
    pub(in crate::tui) is_short: bool,
    /// The command that was sent and not yet answered.
    pub(in crate::tui) sent: Option<SubmitId>,
    /// The entry that its writer saw when beginning, for texts that replace another.
    pub(in crate::tui) saw: Option<Uuid>,
    /// Its own part in the names of its drafts, so that a second form of the same kind keeps its
    /// text apart; none for drafts of before there was one.
    pub(in crate::tui) part: Option<Uuid>,
    /// Whether it was opened to pay what a close owes, so that the close comes back after it.
    pub(in crate::tui) is_for_close: bool,
    /// When its text was last touched or kept.
    pub(in crate::tui) touched: Stamp,
}

/// What a key did to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Typed {
    /// Nothing that matters outside.
    Nothing,
    /// The text of the focused field changed.
    Changed,
    /// The focused field was left; the one with this index is to be kept.
    Left(usize),
    /// The form is to be sent.
    Commit,
}

impl Form {
    /// A fresh form.
    pub(in crate::tui) fn new(
        kind: FormKind,
        snapshot: &Snapshot,
        ids: (Uuid, Uuid),
        now: Stamp,
    ) -> Self {
        let fields = spec::fields(&kind, snapshot)
            .into_iter()
            .map(|spec| Field {
                editor: if spec.kind.is_area() {
                    Editor::area()
                } else {
                    Editor::line()
                },
                error: None,
                asked: None,
                start: String::new(),
                is_kept: false,
                spec,
            })
            .collect();
        Self {
            is_short: kind.begins_short(),
            kind,
            id: ids.0,
            contact: ids.1,
            fields,
            at: 0,
            left: None,
            is_typing: true,
            sent: None,
            saw: None,
            part: Some(ids.0),
            is_for_close: false,
            touched: now,
        }
    }

    /// Puts a text in a field as what stands there already; it is no draft until it is changed.
    pub(in crate::tui) fn prefill(&mut self, field: &str, text: &str) {
        if let Some(field) = self.fields.iter_mut().find(|f| f.spec.id == field) {
            field.editor.set(text);
            field.start = field.editor.text();
        }
    }

    /// Puts a kept draft back into its field.
    pub(in crate::tui) fn restore(&mut self, field: &str, text: &str, cursor: usize) {
        let short = self.is_short;
        for (index, kept) in self.fields.iter_mut().enumerate() {
            if kept.spec.id == field {
                kept.editor.set(text);
                kept.editor.move_to(cursor);
                kept.is_kept = true;
                self.is_short = short && index == 0;
            }
        }
    }

    /// How many fields are shown.
    pub(in crate::tui) fn shown(&self) -> usize {
        if self.is_short { 1 } else { self.fields.len() }
    }

    /// The field that has the focus; none on the button.
    pub(in crate::tui) fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// The text of a field.
    pub(in crate::tui) fn text_of(&self, id: &str) -> String {
        self.fields
            .iter()
            .find(|f| f.spec.id == id)
            .map(|f| f.editor.text())
            .unwrap_or_default()
    }

    /// Whether anything was typed that is not saved.
    pub(in crate::tui) fn is_touched(&self) -> bool {
        self.fields.iter().any(Field::is_touched)
    }

    /// The first words that were typed, for lists.
    pub(in crate::tui) fn gist(&self) -> String {
        self.fields
            .iter()
            .filter(|f| f.is_touched() && !f.editor.is_blank())
            .map(|f| super::editor::one_line(f.editor.clean().as_str()))
            .next()
            .unwrap_or_default()
    }

    /// The names of the drafts that may lie on the disk.
    pub(in crate::tui) fn kept_drafts(&self) -> Vec<DraftKey> {
        (0..self.fields.len())
            .filter(|index| self.fields[*index].is_kept)
            .filter_map(|index| self.draft_key(index))
            .collect()
    }

    /// The name of a field's draft.
    pub(in crate::tui) fn draft_key(&self, index: usize) -> Option<DraftKey> {
        let field = self.fields.get(index)?;
        let on = self.kind.on();
        let part = on.and(self.part).map_or_else(String::new, |part| {
            let saw = self.saw.map(|saw| format!("-{}", saw.simple()));
            format!("--{}{}", part.simple(), saw.unwrap_or_default())
        });
        Some(DraftKey {
            on: on.unwrap_or(self.id),
            field: format!("{}--{}{part}", self.kind.tag(), field.spec.id),
        })
    }

    /// Inserts a pasted text where the cursor stands.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.editor.insert(text);
            field.error = None;
        }
    }

    /// Puts the focus back from the button to the field that was left for it, else to the last.
    pub(in crate::tui) fn resume(&mut self) {
        let last = self.shown().saturating_sub(1);
        if self.at > last {
            self.at = self.left.unwrap_or(last).min(last);
        }
        self.left = None;
    }

    /// Moves the focus by so many fields, around the button.
    pub(in crate::tui) fn step(&mut self, by: isize) {
        if by < 0 && self.at >= self.shown() && self.left.is_some() {
            self.resume();
            return;
        }
        self.left = None;
        let stops = self.shown() as isize + 1;
        self.at = (self.at as isize + by).rem_euclid(stops) as usize;
    }

    /// Opens the rest of a short form.
    pub(in crate::tui) fn lengthen(&mut self) {
        self.is_short = false;
    }

    /// Takes a key while it is typed in.
    pub(in crate::tui) fn key(&mut self, key: Key, snapshot: &Snapshot) -> Typed {
        let from = self.at;
        let Some(field) = self.fields.get_mut(self.at) else {
            self.is_typing = false;
            return Typed::Nothing;
        };
        let is_area = field.spec.kind.is_area();
        match (key.code, key.ctrl) {
            (KeyCode::Esc, _) => {
                // From every field the same two keys: Esc, then Enter on the button.
                self.is_typing = false;
                self.left = Some(from);
                self.at = self.shown();
                Typed::Left(from)
            }
            (KeyCode::Tab, _) => {
                self.lengthen();
                self.go(1);
                Typed::Left(from)
            }
            (KeyCode::BackTab, _) => {
                self.go(-1);
                Typed::Left(from)
            }
            (KeyCode::Enter, false) if field.spec.kind != FieldKind::Text => {
                if self.ends_here() {
                    return Typed::Commit;
                }
                self.go(1);
                Typed::Left(from)
            }
            (KeyCode::Down | KeyCode::Up, _) if field.spec.kind == FieldKind::Template => {
                let code = if key.code == KeyCode::Down {
                    KeyCode::Right
                } else {
                    KeyCode::Left
                };
                field.editor.key(Key::plain(KeyCode::End));
                if field.cycle(code, snapshot) {
                    Typed::Changed
                } else {
                    Typed::Nothing
                }
            }
            (KeyCode::Down, _) if !is_area => {
                self.go(1);
                Typed::Left(from)
            }
            (KeyCode::Up, _) if !is_area => {
                self.go(-1);
                Typed::Left(from)
            }
            (KeyCode::Right | KeyCode::Left, false) if field.cycle(key.code, snapshot) => {
                Typed::Changed
            }
            _ => {
                if field.editor.key(key) {
                    field.error = None;
                    Typed::Changed
                } else {
                    Typed::Nothing
                }
            }
        }
    }

    /// Whether Enter sends the form from the field that has the focus: from the last one, and from
    /// what was said to somebody, behind which only the time stands.
    pub(in crate::tui) fn ends_here(&self) -> bool {
        let is_said = matches!(self.kind, FormKind::Tell(_))
            && self.field().is_some_and(|field| field.spec.id == "text");
        is_said || self.at + 1 >= self.shown()
    }

    /// Moves the focus and says whether what has it now is typed in.
    fn go(&mut self, by: isize) {
        self.step(by);
        self.is_typing = self.at < self.shown();
    }

    /// Checks a field that was left, completing what is clear.
    pub(in crate::tui) fn check(&mut self, index: usize, context: &Context<'_>) {
        let Some(field) = self.fields.get_mut(index) else {
            return;
        };
        if let Some(whole) = lookup::complete(field, context.snapshot) {
            field.editor.set(&whole);
        }
        let field = &self.fields[index];
        let error = (!field.editor.is_blank()).then(|| self.fault(field, context));
        self.fields[index].error = error.flatten();
        self.named(index, context);
    }

    /// What is wrong with what stands in a field, or is asked about it.
    fn fault(&self, field: &Field, context: &Context<'_>) -> Option<String> {
        let wrong = check::check(field, context).err();
        let asked = || check::strays(field, self, context).or_else(|| check::secret(field));
        wrong.or_else(asked)
    }

    /// Marks what is wrong, and puts the focus there.
    pub(in crate::tui) fn complain(&mut self, complaints: &[(String, String)]) {
        for (id, said) in complaints {
            for (index, field) in self.fields.iter_mut().enumerate() {
                if field.spec.id == *id {
                    field.error = Some(said.clone());
                    field.asked = Some(field.editor.text());
                    self.is_short = self.is_short && index == 0;
                }
            }
        }
        let wrong = self.fields.iter().position(|f| f.error.is_some());
        if let Some(index) = wrong {
            self.at = index;
            self.is_typing = true;
        }
    }
}

impl Field {
    /// Whether its text differs from what stood in it at first.
    pub(in crate::tui) fn is_touched(&self) -> bool {
        self.editor.text() != self.start
    }

    /// What it offers for what is typed.
    pub(in crate::tui) fn offers(&self, snapshot: &Snapshot) -> Vec<String> {
        let all = lookup::options(&self.spec.kind, snapshot);
        let text = self.editor.text();
        if all.contains(&text) {
            return all;
        }
        let found = matching(&all, &text);
        // Whoever typed none of the words sees them all.
        if found.is_empty() && matches!(self.spec.kind, FieldKind::Choice(_)) {
            all
        } else {
            found
        }
    }

    /// At the end of the text, Right takes the next of what is offered and Left the one before.
    fn cycle(&mut self, code: KeyCode, snapshot: &Snapshot) -> bool {
        let text = self.editor.text();
        let offers = self.offers(snapshot);
        if offers.is_empty() || self.editor.cursor() < text.chars().count() {
            return false;
        }
        let at = offers.iter().position(|offer| *offer == text);
        let next = match (at, code) {
            (Some(at), KeyCode::Right) => (at + 1) % offers.len(),
            (Some(at), _) => (at + offers.len() - 1) % offers.len(),
            (None, KeyCode::Right) => 0,
            (None, _) => return false,
        };
        self.editor.set(&offers[next]);
        self.error = None;
        true
    }
}
