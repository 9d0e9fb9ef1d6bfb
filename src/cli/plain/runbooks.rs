//! The department's runbooks in lines: which there are, and one read five lines at a time.
//!
//! The lines of a runbook are said as they stand, because a command may be among them that
//! somebody types off. Nothing of it is run.

use std::io;

use super::talk::Talk;
use crate::cli::args;
use crate::cli::runbooks::{find, of_callout};
use crate::domain::Records as _;
use crate::domain::callout::{Callout, runbooks_of};
use crate::domain::site::Runbook;

/// The wish for a runbook, and which: its number among those that were listed, or its id.
pub(super) fn wished(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("runbook")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let which = rest.trim();
    let is_alone = rest.is_empty() || rest.starts_with(' ');
    // Several words are a sentence about a runbook, and no wish.
    (is_alone && !which.contains(' ')).then_some(which)
}

/// In a callout: the one for its system, or the list of several.
pub(super) fn at_callout(talk: &mut Talk<'_>, callout: &Callout, which: &str) -> io::Result<()> {
    let found = of_callout(&talk.seat, callout).into_iter().cloned();
    let found: Vec<Runbook> = found.collect();
    offer(talk, found, which)
}

/// At the desk: those for a ticket that is named, else all.
pub(super) fn at_desk(talk: &mut Talk<'_>, which: &str) -> io::Result<()> {
    let number = args::ticket(which).ok();
    let Some(number) = number.filter(|_| which.contains('-')) else {
        return offer(talk, Vec::new(), which);
    };
    let ticket = match talk.seat.ticket(number) {
        Ok(found) => talk.seat.known.ticket(found.id),
        Err(fail) => return talk.say_fail(&fail),
    };
    let site = &talk.seat.known.site;
    let found = ticket.map(|ticket| runbooks_of(site, &ticket));
    let found: Vec<Runbook> = found.into_iter().flatten().cloned().collect();
    if found.is_empty() {
        return talk.say(&format!(
            "No runbook is for {number}. Runbook alone lists all."
        ));
    }
    offer(talk, found, "")
}

fn offer(talk: &mut Talk<'_>, mut found: Vec<Runbook>, which: &str) -> io::Result<()> {
    if found.is_empty() {
        let policy = &talk.seat.known.site.policy;
        found = policy.runbooks_in_force().cloned().collect();
        if found.is_empty() {
            return talk.say("The department has no runbook yet.");
        }
    } else if which.is_empty()
        && let [only] = &found[..]
    {
        return read(talk, only);
    }
    if which.is_empty() {
        let row = |(n, one): (usize, &Runbook)| format!("{n}, {}, {}.", one.title, one.id);
        let rows = (1..).zip(&found).map(row).collect();
        talk.say_rows(rows)?;
        return talk.say("Say runbook and its number to hear one.");
    }
    let by_number = which.parse::<usize>().ok();
    let by_number = by_number
        .and_then(|n| found.get(n.checked_sub(1)?))
        .cloned();
    match by_number.or_else(|| find(&talk.seat, which).cloned()) {
        Some(one) => read(talk, &one),
        None => talk.say(&format!(
            "There is no runbook {which}. Runbook alone lists them."
        )),
    }
}

fn read(talk: &mut Talk<'_>, runbook: &Runbook) -> io::Result<()> {
    talk.say(&format!("Runbook: {}.", runbook.title))?;
    // A blank line says nothing to somebody who hears it.
    let lines = runbook.lines.iter().filter(|line| !line.is_blank());
    let lines: Vec<String> = lines.map(ToString::to_string).collect();
    if lines.is_empty() {
        return talk.say("Nothing stands in it but its title.");
    }
    talk.read_rows(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_about_a_runbook_is_no_wish() {
        assert_eq!(wished("runbook"), Some(""));
        assert_eq!(wished("runbooks"), Some(""));
        assert_eq!(wished("runbook 2"), Some("2"));
        assert_eq!(wished("runbook circ-srv"), Some("circ-srv"));
        assert_eq!(wished("runbook says to reboot"), None);
        assert_eq!(wished("runbooking"), None);
        assert_eq!(wished("the runbook"), None);
    }
}
