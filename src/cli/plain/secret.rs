//! A text that looks like a secret is asked about once before it is saved; Enter keeps it.
//!
//! Invariant: what is asked does not say the text again, and leaves it as it is.

use std::io;

use super::ask::Said;
use super::talk::Talk;
use super::walk::keeps;
use crate::text::find_secret;

/// What becomes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is saved as it stands.
    Kept,
    /// It is taken away.
    Gone,
    /// The input has ended, or is left; the text is neither saved nor taken away.
    Quit,
}

/// Asks what becomes of a text; one that looks like no secret is kept without a word.
pub(super) fn asks(talk: &mut Talk<'_>, text: &str) -> io::Result<Fate> {
    let Some(found) = find_secret(text) else {
        return Ok(Fate::Kept);
    };
    let kind = found.kind.words();
    talk.say(&format!(
        "This looks like {kind}. None is written down here. Back takes the line away."
    ))?;
    Ok(match keeps(talk)? {
        Said::Enter => Fate::Kept,
        Said::Back => Fate::Gone,
        Said::Value(_)
        | Said::Rest
        | Said::To(_)
        | Said::Bed
        | Said::Clock(_)
        | Said::Where
        | Said::Runbook(_)
        | Said::Desk
        | Said::Quit => Fate::Quit,
    })
}
