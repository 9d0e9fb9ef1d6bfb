//! What ends a command without its answer, each with its exit status.
//!
//! A status is what a script decides by, so every kind of end has one of its own, and the text
//! always names what can be done now.

use std::fmt::Write as _;
use std::io;

use serde_json::{Value, json};

use super::call::shown;
use crate::desk::{NotMade, OpenFault, SubmitError};
use crate::domain::Refusal;
use crate::domain::site::RuleId;
use crate::journal::{MakeError, OpenError, ReadError};
use crate::policy::{PackError, find_rule};
use crate::text::Clean;

/// The product's rule that what a command names must be there.
const NO_SUCH: RuleId = RuleId::N(3);
/// The product's rule that an answer is one that its question takes.
pub(super) const NO_ANSWER: RuleId = RuleId::N(16);

/// Why a command ends without its answer.
#[derive(Debug)]
pub(super) enum Fail {
    /// 1: the answer could not be given, such as a full disk behind standard output.
    Output(String),
    /// 2: the arguments are wrong.
    Usage(String),
    /// 3: a rule stands in the way.
    Refused(Box<Refusal>),
    /// 4: there is no such record, or no desk.
    Missing(String),
    /// 5: the journal is damaged.
    Damaged(String),
    /// 5: the desk's folder is not to be trusted or cannot be read.
    Unreadable(String),
    /// 6: it was not saved.
    NotSaved(String),
    /// 6: it may have been saved.
    Unsure(String),
    /// 7: the desk is busy.
    Busy(String),
    /// 8: a newer program made it.
    Newer(String),
    /// 9: a file that was given is wrong; a line each fault.
    File(Vec<String>),
    /// 10: it is not the caller's.
    NotYours(String),
}

impl Fail {
    /// The exit status.
    pub(super) fn status(&self) -> u8 {
        match self {
            // What is named is not there: a refusal by its words, and no rule of the policy.
            Self::Refused(refusal) if refusal.rule == NO_SUCH => 4,
            // What was typed is no answer: bad input, told like a refusal with the choices.
            Self::Refused(refusal) if refusal.rule == NO_ANSWER => 2,
            Self::Output(_) => 1,
            Self::Usage(_) => 2,
            Self::Refused(_) => 3,
            Self::Missing(_) => 4,
            Self::Damaged(_) | Self::Unreadable(_) => 5,
            Self::NotSaved(_) | Self::Unsure(_) => 6,
            Self::Busy(_) => 7,
            Self::Newer(_) => 8,
            Self::File(_) => 9,
            Self::NotYours(_) => 10,
        }
    }

    /// The lines for people.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Refused(refusal) => refused_text(refusal),
            Self::Output(_)
            | Self::Usage(_)
            | Self::Missing(_)
            | Self::Damaged(_)
            | Self::Unreadable(_)
            | Self::NotSaved(_)
            | Self::Unsure(_)
            | Self::Busy(_)
            | Self::Newer(_)
            | Self::File(_)
            | Self::NotYours(_) => without_numbers(&self.full_text()),
        }
    }

    fn full_text(&self) -> String {
        match self {
            Self::Output(why) => format!("nightdesk: {why}\n"),
            Self::Usage(why) | Self::Missing(why) | Self::NotYours(why) | Self::Newer(why) => {
                format!("nightdesk: {why}\n")
            }
            Self::Damaged(why) => format!(
                "nightdesk: {why}\nNothing was changed. `nightdesk verify` says which lines do \
                 not fit.\n"
            ),
            Self::Unreadable(why) => format!("nightdesk: {why}\nNothing was changed.\n"),
            Self::NotSaved(why) => format!("nightdesk: NOT SAVED: {why}\n"),
            Self::Unsure(why) => format!(
                "nightdesk: MAY HAVE BEEN SAVED: {why}\nLook whether it is there before you give \
                 the command again.\n"
            ),
            Self::Busy(why) => {
                let mut text =
                    format!("nightdesk: {why}\nNothing was saved. Try again when that is done.\n");
                if let Some(pid) = pid_of(why) {
                    let _ = writeln!(text, "If that process hangs, end it: kill {pid}");
                }
                text
            }
            Self::File(lines) => {
                let lines = lines.iter().map(|line| format!("nightdesk: {line}\n"));
                lines.collect()
            }
            Self::Refused(refusal) => refused_text(refusal),
        }
    }

    /// The JSON value, where there is one.
    pub(super) fn json(&self) -> Option<Value> {
        match self {
            Self::Refused(refusal) => {
                let mut value = one(refusal);
                value["also"] = refusal.also.iter().map(one).collect();
                Some(json!({"schema": 1, "refused": value}))
            }
            Self::Output(_)
            | Self::Usage(_)
            | Self::Missing(_)
            | Self::Damaged(_)
            | Self::Unreadable(_)
            | Self::NotSaved(_)
            | Self::Unsure(_)
            | Self::Busy(_)
            | Self::Newer(_)
            | Self::File(_)
            | Self::NotYours(_) => None,
        }
    }

    /// Faults of the site's files.
    pub(super) fn pack(errors: &[PackError]) -> Self {
        Self::File(errors.iter().map(ToString::to_string).collect())
    }
}

/// Without the numbers that the system gives its errors; its words stand before them.
fn without_numbers(text: &str) -> String {
    const OPEN: &str = " (os error ";
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let number = &rest[at + OPEN.len()..];
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let (keep, from) = if number[digits..].starts_with(')') {
            (at, at + OPEN.len() + digits + 1)
        } else {
            (at + OPEN.len(), at + OPEN.len())
        };
        plain.push_str(&rest[..keep]);
        rest = &rest[from..];
    }
    plain.push_str(rest);
    plain
}

/// The process that a text names as `pid N`.
fn pid_of(why: &str) -> Option<u32> {
    let (_, rest) = why.split_once("pid ")?;
    rest.split(' ').next()?.parse().ok()
}

fn refused_text(refusal: &Refusal) -> String {
    let mut text = String::new();
    for obstacle in refusal.each() {
        let rule = rule_line(obstacle);
        let (because, instead) = (&obstacle.because, &obstacle.instead);
        let _ = writeln!(text, "refused: {because}\nrule: {rule}\ninstead: {instead}");
    }
    text
}

/// The rule as a refusal prints it: number, file, section.
fn rule_line(refusal: &Refusal) -> String {
    find_rule(refusal.rule).map_or_else(|| refusal.rule.to_string(), ToString::to_string)
}

fn one(refusal: &Refusal) -> Value {
    let source = find_rule(refusal.rule).map(crate::domain::site::Rule::source);
    json!({
        "rule": refusal.rule.to_string(),
        "source": source,
        "because": refusal.because,
        "instead": refusal.instead,
    })
}

impl From<SubmitError> for Fail {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Refused(refusal) => Self::Refused(refusal),
            SubmitError::NotSaved(why) => Self::NotSaved(why),
            SubmitError::ReadOnly(why) => {
                Self::NotSaved(format!("the desk is open for reading only: {why}"))
            }
            SubmitError::Unsure(why) => Self::Unsure(why),
            SubmitError::Busy(why) => Self::Busy(why),
            SubmitError::Damaged(why) => Self::Damaged(why),
        }
    }
}

/// What a desk that cannot be opened means for whoever wanted the screen: status and words.
pub fn open_fault(fault: OpenFault) -> (u8, String) {
    let fail = Fail::from(fault);
    let text = fail.text();
    let why = text.strip_prefix("nightdesk: ").unwrap_or(&text);
    (fail.status(), why.trim_end().to_owned())
}

impl From<OpenFault> for Fail {
    fn from(fault: OpenFault) -> Self {
        match fault {
            OpenFault::Folder(error) => error.into(),
            OpenFault::Damaged(why) => Self::Damaged(why),
            OpenFault::Newer(why) => Self::Newer(newer(&why)),
            OpenFault::Place(why) => Self::Unreadable(why),
        }
    }
}

/// What to do with a desk of a newer program.
pub(super) fn newer(why: &str) -> String {
    format!("{why}. Nothing was changed; use the newer nightdesk for this desk")
}

/// An error's text on one line, for a folder's name may have line breaks in it.
fn one_line(error: &impl ToString) -> String {
    Clean::line(&error.to_string()).into_string()
}

impl From<OpenError> for Fail {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NotADesk(path) => Self::Missing(format!(
                "there is no desk at {}; `nightdesk init` makes one",
                shown(&path)
            )),
            OpenError::Foreign { .. } | OpenError::NotInGroup { .. } => {
                Self::NotYours(one_line(&error))
            }
            OpenError::Io { path, error } if error.kind() == io::ErrorKind::PermissionDenied => {
                Self::NotYours(format!(
                    "{} may not be read by your account. Is it a department's desk, have root add \
                     you to its group",
                    shown(&path)
                ))
            }
            OpenError::NotAFolder { .. }
            | OpenError::NotAFile { .. }
            | OpenError::Writable { .. }
            | OpenError::Lost { .. }
            | OpenError::Link(_)
            | OpenError::Io { .. } => Self::Unreadable(one_line(&error)),
        }
    }
}

impl From<ReadError> for Fail {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Newer { .. } => Self::Newer(newer(&error.to_string())),
            ReadError::Damage(_) => Self::Damaged(error.to_string()),
            ReadError::Reset | ReadError::Io { .. } => Self::Unreadable(one_line(&error)),
        }
    }
}

impl From<NotMade> for Fail {
    fn from(error: NotMade) -> Self {
        match error {
            NotMade::Choice(why) => Self::Usage(why),
            NotMade::Write(why) => Self::NotSaved(why),
            NotMade::Folder(MakeError::Open(open @ OpenError::Lost { .. })) => {
                Self::Usage(one_line(&open))
            }
            NotMade::Folder(MakeError::Open(open)) => open.into(),
            NotMade::Folder(MakeError::IsADesk(_) | MakeError::NotEmpty(_)) => {
                Self::Usage(one_line(&error))
            }
            NotMade::Folder(MakeError::Io { .. }) => Self::NotSaved(one_line(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    #[test]
    fn the_numbers_of_the_system_are_not_for_people() {
        assert_eq!(
            without_numbers("x: Permission denied (os error 13). Mend it (os error x)"),
            "x: Permission denied. Mend it (os error x)"
        );
        assert_eq!(without_numbers("plain"), "plain");
    }
}
