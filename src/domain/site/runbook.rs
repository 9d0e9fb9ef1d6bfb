//! Runbooks: the department's own procedures for a system, as text to be read.
//!
//! A runbook is never run. It says which systems it is for, so that whoever is called out finds it
//! at the question where the system is named, and wherever they work afterwards.
//!
//! Invariants: every line is [`Clean`]; one that is for nothing is retired, kept by its name alone
//! and offered nowhere.

use crate::domain::Affected;
use crate::text::{Clean, fold};

use super::Policy;

/// How many runbooks a line names; the rest is counted.
pub const RUNBOOKS_NAMED_MAX: usize = 3;

/// A procedure of the department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runbook {
    /// Its id: the name of its file without the ending.
    pub id: String,
    /// The first eight hexadecimal digits of its text's SHA-256, as a number: another text is
    /// another version.
    pub version: u32,
    /// Its title.
    pub title: Clean,
    /// What it is for: names of assets, and words of what is affected. Empty = it is retired.
    pub targets: Vec<Clean>,
    /// Its lines, without the title and without the line that says what it is for.
    pub lines: Vec<Clean>,
}

impl Runbook {
    /// Whether it is not to be offered any more.
    pub fn is_retired(&self) -> bool {
        self.targets.is_empty()
    }

    /// Whether it names a thing, or names it within the words that somebody said of it.
    fn is_for_thing(&self, said: &str) -> bool {
        let said = fold(said);
        let said = words_of(&said);
        self.targets.iter().any(|target| {
            let target = fold(target.as_str());
            let target = words_of(&target);
            let is_word = matches!(target[..], [one] if Affected::parse(one).is_some());
            // `server` within a sentence is a kind of thing, and the name of none.
            if is_word || target.is_empty() {
                return said == target;
            }
            said.windows(target.len()).any(|window| window == target)
        })
    }

    /// Whether it is for a kind of thing.
    fn is_for_kind(&self, kind: Affected) -> bool {
        let is_kind = |target: &Clean| fold(target.as_str()).trim() == kind.as_str();
        self.targets.iter().any(is_kind)
    }
}

/// The words of a folded name.
fn words_of(folded: &str) -> Vec<&str> {
    let parts = folded.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.'));
    parts.filter(|part| !part.is_empty()).collect()
}

/// The titles in one line, the first ones by name; none where there is no runbook.
pub fn runbooks_line(runbooks: &[&Runbook]) -> Option<String> {
    let named = runbooks.iter().take(RUNBOOKS_NAMED_MAX);
    let named: Vec<&str> = named.map(|runbook| runbook.title.as_str()).collect();
    let word = match named.len() {
        0 => return None,
        1 => "Runbook",
        _ => "Runbooks",
    };
    let more = match runbooks.len() - named.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Some(format!("{word}: {}{more}", named.join("; ")))
}

impl Policy {
    /// The runbooks that are in force, by id.
    pub fn runbooks_in_force(&self) -> impl Iterator<Item = &Runbook> {
        self.runbooks.values().filter(|one| !one.is_retired())
    }

    /// The runbook in force of that id.
    pub fn runbook(&self, id: &str) -> Option<&Runbook> {
        self.runbooks.get(id).filter(|one| !one.is_retired())
    }

    /// The runbooks for a thing, by its name or the words said of it, then those for its kind.
    pub fn runbooks_for(&self, thing: Option<&str>, kind: Option<Affected>) -> Vec<&Runbook> {
        let of_thing = |one: &&Runbook| thing.is_some_and(|thing| one.is_for_thing(thing));
        let of_kind = |one: &&Runbook| kind.is_some_and(|kind| one.is_for_kind(kind));
        let first = self.runbooks_in_force().filter(of_thing);
        let then = self.runbooks_in_force().filter(|one| !of_thing(one));
        first.chain(then.filter(of_kind)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::policy;

    fn with(books: &[(&str, &[&str])]) -> Policy {
        let mut policy = policy();
        for (id, targets) in books {
            let runbook = Runbook {
                id: (*id).to_owned(),
                version: 1,
                title: Clean::new(&format!("All about {id}")),
                targets: targets.iter().map(|target| Clean::new(target)).collect(),
                lines: Vec::new(),
            };
            policy.runbooks.insert((*id).to_owned(), runbook);
        }
        policy
    }

    fn found(policy: &Policy, thing: Option<&str>, kind: Option<Affected>) -> Vec<String> {
        let found = policy.runbooks_for(thing, kind).into_iter();
        found.map(|one| one.id.clone()).collect()
    }

    #[test]
    fn what_is_for_the_thing_stands_before_what_is_for_its_kind() {
        let policy = with(&[
            ("a-servers", &["server"]),
            ("b-circ", &["CIRC-srv", "Firewall"]),
            ("c-net", &["network"]),
        ]);
        let server = Some(Affected::Server);
        assert_eq!(
            found(&policy, Some("circ-srv"), server),
            ["b-circ", "a-servers"]
        );
        assert_eq!(found(&policy, None, server), ["a-servers"]);
        assert_eq!(
            found(&policy, Some("mail"), Some(Affected::Network)),
            ["c-net"]
        );
        assert_eq!(found(&policy, Some("firewall"), None), ["b-circ"]);
        assert!(found(&policy, None, None).is_empty());
    }

    #[test]
    fn a_name_is_found_within_what_the_caller_says_and_a_kind_is_not() {
        let policy = with(&[("circ", &["circ-srv"]), ("any", &["server"])]);
        let said = Some("the circ-srv server, again");
        assert_eq!(found(&policy, said, None), ["circ"]);
        assert!(found(&policy, Some("circ-srv2 is down"), None).is_empty());
        assert_eq!(found(&policy, Some("Server"), None), ["any"]);
    }

    #[test]
    fn one_for_both_is_named_once_and_a_retired_one_never() {
        let policy = with(&[("both", &["circ-srv", "server"]), ("old", &[])]);
        let server = Some(Affected::Server);
        assert_eq!(found(&policy, Some("circ-srv"), server), ["both"]);
        assert!(policy.runbook("old").is_none());
        assert_eq!(policy.runbooks_in_force().count(), 1);
    }

    #[test]
    fn three_are_named_and_the_rest_is_counted() {
        let policy = with(&[("a", &["x"]), ("b", &["x"]), ("c", &["x"]), ("d", &["x"])]);
        let all = policy.runbooks_for(Some("x"), None);
        assert_eq!(
            runbooks_line(&all).unwrap(),
            "Runbooks: All about a; All about b; All about c, and 1 more"
        );
        assert_eq!(runbooks_line(&all[..1]).unwrap(), "Runbook: All about a");
        assert_eq!(runbooks_line(&[]), None);
    }
}
