//! What lies over the desk: lists to choose from, boxes to read, and the two lines to type in.

use uuid::Uuid;

use crate::domain::site::Runbook;
use crate::domain::{CalloutId, ClaimId, Refusal, TicketId};
use crate::time::Stamp;
use crate::tui::action::Spot;
use crate::tui::editor::Editor;

/// What lies over the desk.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Overlay {
    /// What it is.
    pub(in crate::tui) kind: OverlayKind,
    /// The chosen row, or the first one shown.
    pub(in crate::tui) at: usize,
}

/// The kinds of lists and boxes.
#[derive(Debug, Clone)]
pub(in crate::tui) enum OverlayKind {
    /// Every action by name.
    Palette(Editor),
    /// Find and narrow.
    Find(Editor),
    /// The filters.
    Filter,
    /// The keys of a pane and the rule behind it.
    Help(Spot),
    /// A refusal; stays until a key.
    Refusal(Box<Refusal>),
    /// Lines to read under a title.
    Read(String, Vec<String>),
    /// One of the department's runbooks, to be read.
    Runbook(Box<Runbook>),
    /// Several of them, one to be chosen.
    Runbooks(Vec<Runbook>),
    /// The messages.
    Messages,
    /// The unfinished texts.
    Drafts,
    /// Whether to throw one away.
    Discard(Uuid),
    /// What a close owes.
    Close(TicketId),
    /// The questions of the record category.
    Notes(TicketId),
    /// Whether to leave, and what is owed.
    Quit(Vec<String>),
    /// A list of the callout.
    Callout(CalloutBox),
}

/// The lists of the callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum CalloutBox {
    /// The callout that is open, first thing in a session.
    Resume(CalloutId),
    /// Whether it was work while the line was down, from when to when.
    Gap(CalloutId, Stamp, Stamp),
    /// Whom to hand it to.
    Give(CalloutId),
    /// What may follow `v`.
    Views,
    /// The callouts that run.
    Running,
    /// Last night's cards.
    Cards,
    /// Who is on call.
    Roster,
    /// The own claims.
    Claims,
    /// Whether to take one back.
    Withdraw(ClaimId),
}

impl Overlay {
    /// A list or box with its first row chosen.
    pub(in crate::tui) const fn new(kind: OverlayKind) -> Self {
        Self { kind, at: 0 }
    }
}

impl OverlayKind {
    /// The line that is typed in.
    pub(in crate::tui) const fn editor(&self) -> Option<&Editor> {
        match self {
            Self::Palette(editor) | Self::Find(editor) => Some(editor),
            Self::Filter
            | Self::Help(_)
            | Self::Refusal(_)
            | Self::Read(_, _)
            | Self::Runbook(_)
            | Self::Runbooks(_)
            | Self::Messages
            | Self::Drafts
            | Self::Discard(_)
            | Self::Close(_)
            | Self::Notes(_)
            | Self::Quit(_)
            | Self::Callout(_) => None,
        }
    }

    /// The same, to be changed.
    pub(in crate::tui) const fn editor_mut(&mut self) -> Option<&mut Editor> {
        match self {
            Self::Palette(editor) | Self::Find(editor) => Some(editor),
            Self::Filter
            | Self::Help(_)
            | Self::Refusal(_)
            | Self::Read(_, _)
            | Self::Runbook(_)
            | Self::Runbooks(_)
            | Self::Messages
            | Self::Drafts
            | Self::Discard(_)
            | Self::Close(_)
            | Self::Notes(_)
            | Self::Quit(_)
            | Self::Callout(_) => None,
        }
    }

    /// Whether a row of it is chosen; else it is only read and scrolled.
    pub(in crate::tui) const fn is_list(&self) -> bool {
        match self {
            Self::Palette(_)
            | Self::Filter
            | Self::Drafts
            | Self::Close(_)
            | Self::Notes(_)
            | Self::Runbooks(_)
            | Self::Callout(_) => true,
            Self::Find(_)
            | Self::Help(_)
            | Self::Refusal(_)
            | Self::Read(_, _)
            | Self::Runbook(_)
            | Self::Messages
            | Self::Discard(_)
            | Self::Quit(_) => false,
        }
    }
}
