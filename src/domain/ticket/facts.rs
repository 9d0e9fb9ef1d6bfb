//! What the facts of a ticket say by themselves, without anybody writing it down again.
//!
//! Prompts and steps name a fact by `from`; both are answered from here, so that they agree.

use super::{Ticket, ToldFact};
use crate::domain::callout::{recipient_of, suspected_of};
use crate::domain::event::IncidentAware;
use crate::domain::site::{FileKind, Report};
use crate::domain::{
    Affected, Channel, IncidentKind, Person, Records, Site, TicketId, ToldOutcome,
};
use crate::text::fold;
use crate::time::Stamp;

use crate::domain::site::Fact;

/// How long a report takes, in minutes: our estimate for a form of one page.
const REPORT_WORK_MIN: u32 = 30;

/// The words by which people name whoever asked, in what a ticket waits for.
const REQUESTER_WORDS: [&str; 3] = ["requester", "originator", "caller"];

impl Ticket {
    /// Whether a fact is known of this ticket; `closing` = its close is being judged.
    pub(in crate::domain) fn shows(&self, fact: Fact, closing: bool) -> bool {
        match fact {
            Fact::Caller => self.from.is_some(),
            Fact::What => self.asset.is_some() || self.affected != Affected::Other,
            Fact::Impact => self.blocked.is_some(),
            Fact::Told => self
                .told_since()
                .any(|t| t.outcome != ToldOutcome::NoAnswer),
            Fact::Times | Fact::Category => true,
            Fact::Actions => self.actions > 0,
            Fact::Outcome => self.resolved.is_some(),
            Fact::Close => closing || self.closed.is_some(),
            Fact::Emergency | Fact::Place => false,
        }
    }

    /// Whether nobody asked: staff or an alarm noticed it, so nobody waits for word.
    pub(in crate::domain) fn asked_by_nobody(&self) -> bool {
        self.from.is_none() && matches!(self.channel, Channel::Own | Channel::Alarm)
    }

    /// Whether the requester still waits for the outcome.
    ///
    /// A resolved ticket needs word after its outcome; one that was never resolved ends with its
    /// last action, and word after that is enough.
    pub(in crate::domain) fn owes_word(&self) -> bool {
        if self.asked_by_nobody() || self.cannot_be_told() {
            return false;
        }
        let mut after = self.reached().filter(|t| self.is_since(t)).filter(|t| {
            // A time that somebody gives has no seconds.
            let since = |at: Stamp| t.at.epoch_ms() / 60_000 >= at.epoch_ms() / 60_000;
            match (&self.resolved, self.last_action) {
                (Some(resolved), _) => t.seq > resolved.seq && since(resolved.at),
                (None, Some(action)) => since(action),
                (None, None) => true,
            }
        });
        after.next().is_none()
    }

    /// Whether a word is of this opening, not of one before it was opened again.
    fn is_since(&self, told: &ToldFact) -> bool {
        self.reopened.is_none_or(|seq| told.seq > seq)
    }

    fn told_since(&self) -> impl Iterator<Item = &ToldFact> {
        self.told.iter().filter(|t| self.is_since(t))
    }

    /// The words that reached the requester; where nobody knows who asked, any word.
    pub(super) fn reached(&self) -> impl Iterator<Item = &ToldFact> {
        self.told
            .iter()
            .filter(|t| t.outcome.reached() && (t.requester || self.from.is_none()))
    }

    /// Whether it is on record that the requester cannot be told, and no word reached them since.
    pub(in crate::domain) fn cannot_be_told(&self) -> bool {
        let cannot = |t: &&ToldFact| t.requester && t.outcome == ToldOutcome::Cannot;
        let Some(cannot) = self.told_since().filter(cannot).last() else {
            return false;
        };
        let later = |t: &ToldFact| t.requester && t.outcome.reached() && t.seq > cannot.seq;
        !self.told.iter().any(later)
    }

    /// Until when it waits for its requester, where that is what it waits for.
    pub(super) fn waits_for_requester(&self, records: &dyn Records) -> Option<Stamp> {
        let waiting = self.waiting.as_ref()?;
        let what = fold(waiting.what.as_str());
        let mut words = what.split(|c: char| !c.is_alphanumeric());
        let said = words.any(|word| REQUESTER_WORDS.contains(&word));
        let by_name = || {
            let name = fold(records.person(self.from?)?.name.as_str().trim());
            Some(!name.is_empty() && what.contains(&name))
        };
        (said || by_name().unwrap_or_default()).then_some(waiting.until)
    }
}

/// The kind of incident that a record category starts, by the clock it names.
pub(in crate::domain) fn incident_of(site: &Site, category: &str) -> Option<IncidentKind> {
    match site.policy.prompts.category(category)?.clock.as_deref()? {
        "breach-72h" => Some(IncidentKind::Breach),
        "breach-internal" => Some(IncidentKind::Violation),
        _ => None,
    }
}

/// The entry that starts the clock of an incident.
pub(in crate::domain) fn incident_aware(
    site: &Site,
    ticket: TicketId,
    kind: IncidentKind,
    aware: Stamp,
) -> IncidentAware {
    let hours = i64::from(site.policy.profile.security.breach_hours);
    let due = match kind {
        IncidentKind::Breach => Some(aware.plus_minutes(hours * 60)),
        IncidentKind::Violation => None,
    };
    IncidentAware {
        ticket,
        kind,
        aware,
        due,
        work_min: REPORT_WORK_MIN,
    }
}

/// The posts that the profile's reporting line names for an incident, in its order; those who
/// are told where one of the line is suspected come last.
fn reporting_posts(site: &Site, kind: IncidentKind) -> impl Iterator<Item = &str> {
    let profile = &site.policy.profile;
    let report = match kind {
        IncidentKind::Breach => Report::Breach,
        IncidentKind::Violation => Report::Violation,
    };
    profile
        .reporting
        .of(report)
        .iter()
        .chain(&profile.reporting.second)
        .flat_map(|role| profile.roles.posts_of(role))
        .map(String::as_str)
}

/// Whether word to a person is word to the reporting line: whom it names, or who stands in for
/// them; never the one suspected.
pub(super) fn is_recipient(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    person: &Person,
) -> bool {
    let Some(incident) = &ticket.incident else {
        return false;
    };
    if suspected_of(records, ticket) == Some(person.id) {
        return false;
    }
    let mut posts = reporting_posts(site, incident.kind);
    posts.any(|post| person.posts.contains(post))
        || recipient_of(records, site, ticket).is_some_and(|to| to.id == person.id)
}

/// The seq of the newest adopted file of a kind; 0 = as shipped.
pub(in crate::domain) fn rules_seq(site: &Site, kind: FileKind) -> u64 {
    let of_kind = site.policy.seqs.iter().filter(|((k, _), _)| *k == kind);
    of_kind.map(|(_, seq)| *seq).max().unwrap_or_default()
}
