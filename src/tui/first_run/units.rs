//! The departments as they are typed: a short form that repeats.
//!
//! Invariant: the last row is empty, so that there is always a place for one more.

use super::{NAME_MAX, answers::line_of};
use crate::desk::NewUnit;
use crate::text::{Clean, fold};
use crate::tui::editor::Editor;

/// Most people of a unit. Source: rule N10.
const HEADS_MAX: u32 = 100_000;

/// A department that is being typed.
#[derive(Debug)]
pub(super) struct UnitRow {
    pub(super) name: Editor,
    pub(super) head: Editor,
    pub(super) heads: Editor,
}

impl UnitRow {
    pub(super) fn of(name: &str, head: &str, heads: &str) -> Self {
        Self {
            name: line_of(name),
            head: line_of(head),
            heads: line_of(heads),
        }
    }

    /// Whether nothing is typed in it.
    pub(super) fn is_blank(&self) -> bool {
        self.name.is_blank() && self.head.is_blank() && self.heads.is_blank()
    }

    fn count(&self) -> Option<u32> {
        if self.heads.is_blank() {
            return Some(0);
        }
        let count: u32 = self.heads.text().trim().parse().ok()?;
        (count <= HEADS_MAX).then_some(count)
    }
}

/// The departments, and the field where the cursor is.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) rows: Vec<UnitRow>,
    pub(super) row: usize,
    /// 0 = the name, 1 = the head, 2 = the people.
    pub(super) field: usize,
}

impl Default for Units {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Units {
    /// These departments, with the cursor behind them.
    pub(super) fn of(mut rows: Vec<UnitRow>) -> Self {
        rows.retain(|row| !row.is_blank());
        rows.push(UnitRow::of("", "", ""));
        Self {
            row: rows.len() - 1,
            rows,
            field: 0,
        }
    }

    /// The field where the cursor is.
    pub(super) fn editor(&mut self) -> Option<&mut Editor> {
        let row = self.rows.get_mut(self.row)?;
        Some(match self.field {
            0 => &mut row.name,
            1 => &mut row.head,
            _ => &mut row.heads,
        })
    }

    /// To the next field, or whether there is nothing more to name.
    ///
    /// # Errors
    /// What is typed cannot be; the text names the mend.
    pub(super) fn forward(&mut self) -> Result<bool, String> {
        self.unread(self.row)?;
        let is_last = self.row + 1 == self.rows.len();
        if self.rows.get(self.row).is_none_or(UnitRow::is_blank) {
            if is_last {
                return Ok(true);
            }
            // An emptied row is no department any more.
            self.rows.remove(self.row);
            self.field = 0;
        } else if self.field < 2 {
            self.field += 1;
        } else {
            if is_last {
                self.rows.push(UnitRow::of("", "", ""));
            }
            self.row += 1;
            self.field = 0;
        }
        Ok(false)
    }

    /// To the field before.
    pub(super) fn backward(&mut self) {
        if self.field > 0 {
            self.field -= 1;
        } else if self.row > 0 {
            self.row -= 1;
            self.field = 2;
        }
    }

    /// Up or down by a row.
    ///
    /// # Errors
    /// As [`Units::forward`].
    pub(super) fn go_to_row(&mut self, row: usize) -> Result<(), String> {
        self.unread(self.row)?;
        if row < self.rows.len() {
            (self.row, self.field) = (row, 0);
        }
        Ok(())
    }

    /// Whether every row can be.
    ///
    /// # Errors
    /// One cannot, and the cursor is there; the text names the mend.
    pub(super) fn check(&mut self) -> Result<(), String> {
        for row in 0..self.rows.len() {
            if let Err(why) = self.unread(row) {
                self.row = row;
                return Err(why);
            }
        }
        Ok(())
    }

    /// Whether a row can be, as far as it is typed.
    fn unread(&mut self, at: usize) -> Result<(), String> {
        let Some(row) = self.rows.get(at).filter(|row| !row.is_blank()) else {
            return Ok(());
        };
        let name = row.name.clean();
        let called = fold(name.as_str());
        let is_twice = self
            .rows
            .iter()
            .enumerate()
            .any(|(other, row)| other != at && fold(row.name.clean().as_str()) == called);
        let is_long = |name: &Clean| name.as_str().chars().count() > NAME_MAX;
        let (field, why) = if name.is_blank() {
            (
                0,
                "give it a name, or empty its other fields too".to_owned(),
            )
        } else if is_twice {
            (
                0,
                format!("{name} stands there already; give it another name"),
            )
        } else if is_long(&name) || is_long(&row.head.clean()) {
            let field = usize::from(!is_long(&name));
            (field, format!("a name has at most {NAME_MAX} characters"))
        } else if row.count().is_none() {
            let why = "type how many people work there, such as 12; empty is unknown";
            (2, why.to_owned())
        } else {
            return Ok(());
        };
        if at == self.row {
            self.field = field;
        }
        Err(why)
    }

    /// The departments that were named.
    pub(super) fn named(&self) -> Vec<NewUnit> {
        let named = self.rows.iter().filter(|row| !row.name.is_blank());
        named
            .map(|row| NewUnit {
                name: Clean::line(row.name.clean().as_str()),
                heads: row.count().unwrap_or(0),
                head: (!row.head.is_blank()).then(|| Clean::line(row.head.clean().as_str())),
            })
            .collect()
    }
}
