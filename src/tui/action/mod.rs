//! Every action of the screen, once: its name, keys, where it applies, and its help.
//!
//! The keys, the `:` palette, the footer and the `?` help are all read from [`ACTIONS`]; a key
//! that stands nowhere in it does nothing. A letter means the same thing wherever it applies,
//! which a test checks.
//!
//! Not used, on purpose: ctrl-s and ctrl-q (flow control), ctrl-a and ctrl-b (screen, tmux),
//! ctrl-h, ctrl-i, ctrl-j, ctrl-m and ctrl-[ (the bytes of other keys), ctrl-w (closes web
//! terminals), Alt with letters (the timing of Esc), F-keys alone.
//!
//! A person's own keys stand in a [`Keymap`], which every reader of keys asks.

mod keymap;
mod keys;
mod table;

pub use keymap::{KeyChange, KeyFault, Keymap, is_fixed};
pub use keys::{key_name, parse_key};
pub use table::ACTIONS;

use super::Key;
use crate::domain::RuleId;

/// What a key or the palette can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Open, commit, answer.
    Open,
    /// Back, or leave a field; discards nothing.
    Back,
    /// One down.
    Down,
    /// One up.
    Up,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// The first.
    Home,
    /// The last.
    End,
    /// The pane to the left.
    Left,
    /// The pane to the right.
    Right,
    /// The next pane or field.
    Next,
    /// The previous pane or field.
    Prev,
    /// The desk.
    Desk,
    /// A choice by its number.
    Answer,
    /// The focused pane alone.
    Zoom,
    /// Find and narrow.
    Find,
    /// Filters.
    Filter,
    /// The palette.
    Palette,
    /// Help of this pane, and the rule behind it.
    Help,
    /// A new ticket.
    New,
    /// An action line.
    Act,
    /// Somebody was told.
    Tell,
    /// Who is stopped.
    Impact,
    /// The owner.
    Owner,
    /// Waiting for something.
    Wait,
    /// Tick or mark.
    Tick,
    /// Skip a step.
    Skip,
    /// A step failed.
    Fail,
    /// Write the narrative.
    Narrative,
    /// The text in the own editor.
    Editor,
    /// Close.
    Close,
    /// Correct a line.
    Correct,
    /// Move a line to another ticket.
    Move,
    /// Have the text of a line taken out.
    Redact,
    /// The record category.
    Category,
    /// Answer a question of the category.
    Note,
    /// Harm is over.
    Contain,
    /// The report was sent.
    Report,
    /// The service works again.
    Resolve,
    /// Open again.
    Reopen,
    /// Why this order.
    Why,
    /// Begin a checklist.
    StartList,
    /// Attach a file.
    Attach,
    /// Copy the number or the text.
    Copy,
    /// Sort again.
    Resort,
    /// The mouse, on and off.
    Mouse,
    /// The messages.
    Messages,
    /// How a backup is made.
    Backup,
    /// The unfinished texts.
    Drafts,
    /// Throw an unfinished text away.
    Discard,
    /// Start a callout, or go to it.
    Callout,
    /// The view of the callout.
    CalloutView,
    /// Another view, by its digit.
    Views,
    /// Back one question.
    BackOne,
    /// Nobody knows yet.
    DontKnow,
    /// The work log, at once.
    Work,
    /// Stop the callout's clock, or let it go on.
    Clock,
    /// Whom to call.
    Call,
    /// Tonight's list from what fixed it before.
    Cure,
    /// Read the department's runbook.
    Runbook,
    /// To bed.
    Bed,
    /// Take a callout over.
    TakeOver,
    /// Hand the callout to somebody else.
    Give,
    /// The callouts that run.
    Callouts,
    /// Last night.
    Night,
    /// Who is on call.
    Roster,
    /// The own claims.
    Claims,
    /// Leave.
    Quit,
    /// Clear a prompt; twice: leave.
    Interrupt,
    /// Stop, as a shell's job.
    Suspend,
    /// Draw again.
    Repaint,
}

/// Where the keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// The queue.
    Queue,
    /// Why it stands where it stands.
    Why,
    /// The narrative.
    Narrative,
    /// The timeline.
    Timeline,
    /// The facts.
    Facts,
    /// The checklists, at a step without choices.
    Checklist,
    /// The checklists, at a step with choices.
    Question,
    /// What is owed before the close.
    Owed,
    /// The callout, between its texts.
    Walk,
    /// A form, between its fields.
    Form,
    /// A list or box over the desk.
    Box,
}

impl Spot {
    /// Every spot.
    pub const ALL: [Self; 11] = [
        Self::Queue,
        Self::Why,
        Self::Narrative,
        Self::Timeline,
        Self::Facts,
        Self::Checklist,
        Self::Question,
        Self::Owed,
        Self::Form,
        Self::Box,
        Self::Walk,
    ];

    /// What it is called in the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Queue => "the queue",
            Self::Why => "why this order",
            Self::Narrative => "the narrative",
            Self::Timeline => "the timeline",
            Self::Facts => "the facts",
            Self::Checklist | Self::Question => "the checklists",
            Self::Owed => "owed before close",
            Self::Walk => "the callout",
            Self::Form => "a form",
            Self::Box => "a list",
        }
    }
}

/// What must be there for an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A selected ticket.
    Ticket,
    /// A selected ticket that is not closed.
    Unclosed,
    /// A selected ticket that is resolved or closed.
    Finished,
    /// A selected ticket with harm going on.
    Harm,
    /// A selected ticket whose report is not sent.
    Report,
    /// A line of the timeline.
    Line,
    /// A step that can be ticked or left out.
    Step,
    /// An unfinished text.
    Draft,
    /// An unfinished text that is open, and an own editor.
    Editor,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name in the palette.
    pub name: &'static str,
    /// Its keys in the table; a [`Keymap`] has those of the person.
    pub keys: &'static [Key],
    /// Where its keys apply.
    pub spots: &'static [Spot],
    /// What must be there.
    pub needs: Needs,
    /// Its word in the footer, where it stands there.
    pub footer: Option<&'static str>,
    /// Its line of help.
    pub help: &'static str,
    /// The rule that it carries out.
    pub rule: Option<RuleId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::KeyCode;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn no_key_means_two_things_at_one_spot() {
        for spot in Spot::ALL {
            let mut seen: BTreeMap<Key, Action> = BTreeMap::new();
            for spec in ACTIONS.iter().filter(|s| s.spots.contains(&spot)) {
                for key in spec.keys {
                    let before = seen.insert(*key, spec.action);
                    assert_eq!(before, None, "{spot:?} {}", key_name(*key));
                }
            }
        }
    }

    #[test]
    fn a_letter_means_the_same_everywhere() {
        let mut meaning: BTreeMap<Key, Action> = BTreeMap::new();
        for spec in ACTIONS {
            for key in spec.keys {
                if matches!(key.code, KeyCode::Char(c) if c.is_alphabetic()) {
                    let known = *meaning.entry(*key).or_insert(spec.action);
                    assert_eq!(known, spec.action, "{}", key_name(*key));
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_keys_that_terminals_eat_are_not_used() {
        let names: BTreeSet<_> = ACTIONS.iter().map(|s| s.name).collect();
        assert_eq!(names.len(), ACTIONS.len());
        for spec in ACTIONS {
            for key in spec.keys {
                assert!(!key.alt, "{}", spec.name);
                if let (KeyCode::Char(c), true) = (key.code, key.ctrl) {
                    assert!(!"sqabhijm[w".contains(c), "{}", spec.name);
                }
            }
        }
    }

    #[test]
    fn every_action_has_one_row() {
        let rows: BTreeSet<_> = ACTIONS.iter().map(|s| s.action).collect();
        assert_eq!(rows.len(), ACTIONS.len());
    }
}
