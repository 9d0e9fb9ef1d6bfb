//! One draft as a file: a line about it, then the text.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Stamp;

/// A text that somebody is typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The record, or the form that has none yet.
    pub on: Uuid,
    /// The form and field, in letters, digits, `-` and `_`.
    pub field: String,
    /// The step of a walk, where it is one.
    pub step: Option<String>,
    /// Where the cursor stood, in characters from the start.
    pub cursor: usize,
    /// When it was kept.
    pub at: Stamp,
    /// The text as it was typed.
    pub text: String,
}

/// Why a draft's file could not be read as one. It stays where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftFault {
    /// The first line is not what a draft begins with.
    #[error("its first line is not a draft's: {0}")]
    Head(String),
    /// The text is not UTF-8.
    #[error("its text is not UTF-8")]
    Text,
    /// A newer program wrote it.
    #[error("a newer program wrote it (version {0})")]
    Newer(u32),
}

/// The version of the form, counted up when it changes.
const VERSION: u32 = 0;

#[derive(Serialize, Deserialize)]
struct Head {
    v: u32,
    app: String,
    on: Uuid,
    field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    cursor: usize,
    at: String,
}

impl Draft {
    /// The bytes of its file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let head = Head {
            v: VERSION,
            app: env!("CARGO_PKG_VERSION").to_owned(),
            on: self.on,
            field: self.field.clone(),
            step: self.step.clone(),
            cursor: self.cursor,
            at: self.at.rfc3339_ms(),
        };
        let mut bytes = serde_json::to_vec(&head).expect("words and numbers are JSON");
        bytes.push(b'\n');
        bytes.extend_from_slice(self.text.as_bytes());
        bytes
    }

    /// The draft of a file's bytes.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, DraftFault> {
        let end = bytes
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or_else(|| DraftFault::Head("it has no first line".to_owned()))?;
        let head: Head = serde_json::from_slice(&bytes[..end])
            .map_err(|error| DraftFault::Head(error.to_string()))?;
        if head.v > VERSION {
            return Err(DraftFault::Newer(head.v));
        }
        let text = std::str::from_utf8(&bytes[end + 1..]).map_err(|_| DraftFault::Text)?;
        let at = head
            .at
            .parse()
            .map_err(|_| DraftFault::Head("its time".to_owned()))?;
        Ok(Self {
            on: head.on,
            field: head.field,
            step: head.step,
            cursor: head.cursor.min(text.chars().count()),
            at,
            text: text.to_owned(),
        })
    }
}
