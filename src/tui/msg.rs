//! What comes into the model, and what it asks of the session.
//!
//! Everything durable is an [`Effect::Submit`], an [`Effect::Attach`] or a draft; there are at most
//! eight effects, so that a session stays a thin adapter.

use std::sync::Arc;

use uuid::Uuid;

use super::action::Keymap;
use super::theme::ThemeKind;
use super::{Key, Mouse};
use crate::desk::{Receipt, Snapshot, Story, SubmitError};
use crate::domain::command::Console;
use crate::domain::{AttachedAs, Command, PersonId, TicketId};
use crate::drafts::Present;
use crate::text::Clean;
use crate::time::Stamp;

/// Names one command that was sent to the desk, so that its answer finds the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmitId(pub u64);

/// Gives uuids for new records: version 7 in a session, a counter in tests.
pub type Fresh = Box<dyn FnMut() -> Uuid + Send>;

/// Names one draft: the record or form that it belongs to, and the field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    /// The uuid of the ticket or list, or of the form where there is no record yet.
    pub on: Uuid,
    /// The form and field, in letters, digits, `-` and `_`: `action--text`.
    pub field: String,
}

/// A draft that was found at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// Whose text it is.
    pub key: DraftKey,
    /// The text as it was typed.
    pub text: String,
    /// Where the cursor stood, in characters from the start.
    pub cursor: usize,
    /// When it was kept.
    pub at: Stamp,
}

/// A file that somebody named, to be kept and attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAsked {
    /// The ticket.
    pub ticket: TicketId,
    /// Its path as it was typed.
    pub path: String,
    /// What it is for.
    pub purpose: AttachedAs,
}

/// Who sits in front of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: Clean,
    /// Where they sit.
    pub console: Console,
}

/// When the terminal's bell rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bell {
    /// Never.
    #[default]
    Off,
    /// When a word, a promise or a deadline comes due.
    Deadlines,
}

/// What a person set for the own screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The colours.
    pub theme: ThemeKind,
    /// Borders of `+`, `-`, `|`, `#` and `=` alone.
    pub ascii: bool,
    /// Whether an editor of the person's own is set, so that `E` is offered.
    pub has_editor: bool,
    /// Whether the mouse is heeded; `:mouse` changes it.
    pub mouse: bool,
    /// When the bell rings.
    pub bell: Bell,
    /// The person's keys.
    pub keymap: Arc<Keymap>,
}

/// What happened.
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has another size.
    Resize {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// The desk changed.
    Desk(Arc<Snapshot>),
    /// How many entries the store has taken over, and of how many; none where it has them all.
    Store(Option<(u64, u64)>),
    /// Time went on.
    Now(Stamp),
    /// The desk answered a command.
    Done(SubmitId, Result<Receipt, SubmitError>),
    /// The file that was named cannot be attached, and why.
    NotAttached(SubmitId, String),
    /// A ticket's story was read.
    Story(TicketId, Result<Box<Story>, String>),
    /// The drafts that lie on the disk, at the start.
    Drafts(Vec<KeptDraft>),
    /// A draft was written, or could not be.
    DraftSaved(DraftKey, Result<Stamp, String>),
    /// The own editor was left; this is the text now.
    EditorLeft(DraftKey, String),
    /// Other sessions came to a ticket, began to write on one, or went: all that are there now.
    Others(Vec<Present>),
    /// Something to tell the person, such as a signal or a slow disk.
    Note(String),
    /// What is wrong in the person's own settings, a line each.
    WrongSettings(Vec<String>),
}

/// What the session is asked to do; `tests/floor_plan.rs` counts them.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a command to the desk and answer with [`Msg::Done`].
    Submit(SubmitId, Box<Command>),
    /// Keep a file and attach it; answer with [`Msg::Done`], or with [`Msg::NotAttached`] where
    /// the file is not one that can be taken.
    Attach(SubmitId, FileAsked),
    /// Keep a text, with the cursor in characters from its start, and at most a second may pass;
    /// or, with none, remove the draft: its text is saved, or was discarded by its owner.
    Draft(DraftKey, Option<(String, usize)>),
    /// Read a ticket's story and answer with [`Msg::Story`].
    Load(TicketId),
    /// Open a draft in the person's own editor and answer with [`Msg::EditorLeft`].
    Editor(DraftKey, String),
    /// Something of the terminal alone.
    Terminal(Terminal),
    /// Leave.
    Quit,
}

impl Effect {
    /// Keeps a text, with the cursor in characters from its start.
    pub(super) fn keep(key: DraftKey, text: String, cursor: usize) -> Self {
        Self::Draft(key, Some((text, cursor)))
    }

    /// Removes a draft.
    pub(super) fn drop_draft(key: DraftKey) -> Self {
        Self::Draft(key, None)
    }
}

/// What the terminal is asked for; nothing of it lasts.
#[derive(Debug, PartialEq, Eq)]
pub enum Terminal {
    /// Put a text on its clipboard.
    Copy(String),
    /// Report the mouse from now on, or no longer.
    Mouse(bool),
    /// Ring its bell.
    Bell,
    /// Draw every cell again.
    Repaint,
    /// Give it back and stop, as `ctrl-z` does.
    Suspend,
}
