//! Where the cutting of a terminal's bytes can stand, and how long each place may wait.
//!
//! The times weigh two harms: a key that is late to answer, and the rest of a split sequence that
//! becomes text. Lines with 300 ms between two bytes are the slowest that were thought of.

use std::time::Duration;

/// How long an escape byte may stand alone before it is the Escape key.
pub(super) const ESCAPE_ALONE: Duration = Duration::from_millis(50);
/// How long after a lone Escape a bracket is still taken for the rest of a split sequence.
pub(super) const LATE: Duration = Duration::from_secs(1);
/// How long after a lone Escape an `O` is still taken for the rest of a split function key.
pub(super) const LATE_FUNCTION: Duration = Duration::from_millis(500);
/// How long a sequence that has begun may wait for its next byte before it is dropped.
pub(super) const STALL: Duration = Duration::from_secs(2);
/// How long a terminal's string answer may take in all before it is dropped.
pub(super) const ANSWER_MAX: Duration = Duration::from_secs(5);
/// How long a paste may stand still before what is there is handed on.
pub(super) const PASTE_STALL: Duration = Duration::from_secs(1);

/// Where in the stream of bytes we stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Between units, or inside a character of several bytes.
    Ground,
    /// After an escape byte.
    Escape,
    /// Inside a control sequence.
    Control,
    /// After `ESC O`.
    Function,
    /// Inside a string that the terminal sent (OSC, DCS, APC, PM, SOS).
    Answer,
    /// After an escape byte inside such a string.
    AnswerEscape,
    /// This many bytes of an old mouse report are still to be skipped.
    Skip(u8),
    /// After a lone Escape: its second byte came late.
    Late,
    /// Inside a paste.
    Paste,
    /// Inside a paste that stood still: a single key ends it, a burst goes on with it.
    PasteStalled,
}
