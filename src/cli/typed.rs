//! Commands as they are typed for this desk.
//!
//! A command that is copied from an answer must reach the desk that gave it, also where that desk
//! was named by `--desk`; typed without it, it would write to another one.

use std::path::Path;

use clap::Subcommand as _;

use super::args::Cmd;
use super::call::shown;
use super::fail::Fail;
use crate::domain::Refusal;

/// How the program is called before every command that is named.
const NAME: &str = "nightdesk ";

/// The desk that the caller named, as they typed it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    desk: Option<String>,
}

impl Typed {
    /// For the desk of `--desk`; without one commands stand as they are.
    pub(super) fn new(desk: Option<&Path>) -> Self {
        let desk = desk.map(|path| quoted(shown(path).as_str()));
        Self { desk }
    }

    /// What ended a command, its commands for this desk.
    pub(super) fn fail(&self, fail: Fail) -> Fail {
        if self.desk.is_none() {
            return fail;
        }
        let text = |why: String| self.text(&why);
        match fail {
            Fail::Output(why) => Fail::Output(text(why)),
            Fail::Usage(why) => Fail::Usage(text(why)),
            Fail::Refused(mut refusal) => {
                self.refusal(&mut refusal);
                Fail::Refused(refusal)
            }
            Fail::Missing(why) => Fail::Missing(text(why)),
            Fail::Damaged(why) => Fail::Damaged(text(why)),
            Fail::Unreadable(why) => Fail::Unreadable(text(why)),
            Fail::NotSaved(why) => Fail::NotSaved(text(why)),
            Fail::Unsure(why) => Fail::Unsure(text(why)),
            Fail::Busy(why) => Fail::Busy(text(why)),
            Fail::Newer(why) => Fail::Newer(text(why)),
            Fail::File(lines) => Fail::File(lines.into_iter().map(text).collect()),
            Fail::NotYours(why) => Fail::NotYours(text(why)),
        }
    }

    fn refusal(&self, refusal: &mut Refusal) {
        refusal.instead = self.text(&refusal.instead);
        for also in &mut refusal.also {
            self.refusal(also);
        }
    }

    /// Words of the program, each command in them with the desk that it is for.
    pub(super) fn text(&self, words: &str) -> String {
        let Some(desk) = self.desk.as_ref().filter(|_| words.contains(NAME)) else {
            return words.to_owned();
        };
        let mut text = String::new();
        let mut rest = words;
        while let Some(at) = rest.find(NAME) {
            let (before, from) = rest.split_at(at + NAME.len());
            text.push_str(before);
            let word = from.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let before = before.as_bytes();
            let stands_alone = at == 0 || !before[at - 1].is_ascii_alphanumeric();
            if stands_alone && word.into_iter().next().is_some_and(Cmd::has_subcommand) {
                text.push_str("--desk ");
                text.push_str(desk);
                text.push(' ');
            }
            rest = from;
        }
        text.push_str(rest);
        text
    }
}

/// A path as a shell reads it back.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !path.is_empty() && path.chars().all(is_plain) {
        return path.to_owned();
    }
    format!("'{}'", path.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_names_the_desk_and_nothing_else_changes() {
        let typed = Typed::new(Some(Path::new("/tmp/my desk")));
        assert_eq!(
            typed.text("`nightdesk tell T-1 …` first, then nightdesk close T-1"),
            "`nightdesk --desk '/tmp/my desk' tell T-1 …` first, then nightdesk --desk \
             '/tmp/my desk' close T-1"
        );
        let plain = "the nightdesk program; mynightdesk close";
        assert_eq!(typed.text(plain), plain);
        let none = Typed::new(None);
        assert_eq!(none.text("nightdesk close T-1"), "nightdesk close T-1");
        let plain = Typed::new(Some(Path::new("d/e")));
        assert_eq!(plain.text("nightdesk init"), "nightdesk --desk d/e init");
    }
}
