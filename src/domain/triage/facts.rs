//! What the order needs to know of one ticket, looked up once, before any moment is judged.
//!
//! Moments after which a ticket stands elsewhere (last safe starts, the end of waiting) are
//! worked out here, so that judging a moment only compares numbers.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::domain::event::Deadline;
use crate::domain::ticket::Incident;
use crate::domain::{Affected, Records, Site, State, Ticket, UnitId};
use crate::text::{Clean, fold};
use crate::time::Stamp;

/// One day in minutes, the reserve of a legal clock where the site has no working hours.
const DAY_MIN: i64 = 24 * 60;

/// The facts of one ticket that the order is made of.
#[derive(Debug, Clone)]
pub(super) struct Facts<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) site: &'a Site,
    /// The head-count of its unit, where it is known and two or more.
    pub(super) heads: Option<u32>,
    /// Whether it is a problem of a server, the network or a core service.
    pub(super) shared: bool,
    /// Its date, and the last moment to begin that still keeps it.
    pub(super) dated: Option<(&'a Deadline, Stamp)>,
    /// A breach or violation whose report is not sent yet.
    pub(super) report: Option<Report<'a>>,
}

/// A report that is not sent yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report<'a> {
    pub(super) incident: &'a Incident,
    /// When it is due; a report due at once counts from when somebody became aware.
    pub(super) clock: Stamp,
    /// The last moment to begin; none where it is due at once.
    pub(super) start: Option<Stamp>,
}

/// What many tickets of one look at the records have in common, looked up once.
pub(super) struct Common<'a> {
    records: &'a dyn Records,
    site: &'a Site,
    /// The names of the core services, folded.
    core: OnceCell<Vec<String>>,
    heads: BTreeMap<UnitId, Option<u32>>,
}

impl<'a> Common<'a> {
    pub(super) fn new(records: &'a dyn Records, site: &'a Site) -> Self {
        Self {
            records,
            site,
            core: OnceCell::new(),
            heads: BTreeMap::new(),
        }
    }

    /// The head-count of a ticket's unit, where it is two or more.
    fn heads(&mut self, ticket: &Ticket) -> Option<u32> {
        let (records, site) = (self.records, self.site);
        let unit = ticket.unit?;
        *self
            .heads
            .entry(unit)
            .or_insert_with(|| heads(records, site, unit))
    }

    fn is_core_service(&self, name: &Clean) -> bool {
        let named = &self.site.policy.profile.priority.core_services;
        let core = self
            .core
            .get_or_init(|| named.iter().map(|name| fold(name.trim())).collect());
        !core.is_empty() && core.contains(&fold(name.as_str().trim()))
    }
}

impl<'a> Facts<'a> {
    pub(super) fn of(records: &'a dyn Records, site: &'a Site, ticket: &'a Ticket) -> Self {
        Self::within(&mut Common::new(records, site), ticket)
    }

    /// The facts of one of many tickets.
    pub(super) fn within(common: &mut Common<'a>, ticket: &'a Ticket) -> Self {
        let site = common.site;
        let dated = ticket.deadline.as_ref().map(|deadline| {
            let start = last_safe_start(site, deadline.due, deadline.work_min, deadline.legal);
            (deadline, start)
        });
        let unsent = ticket.incident.as_ref();
        let report = unsent
            .filter(|incident| incident.report_sent.is_none())
            .map(|incident| Report {
                incident,
                clock: incident.due.unwrap_or(incident.aware),
                start: incident
                    .due
                    .map(|due| last_safe_start(site, due, incident.work_min, true)),
            });
        Self {
            ticket,
            site,
            heads: common.heads(ticket),
            shared: is_shared(common, ticket),
            dated,
            report,
        }
    }

    /// How many are stopped now; a count that nobody asked yet is one.
    pub(super) fn blocked(&self) -> u32 {
        self.ticket.blocked.unwrap_or(1)
    }

    /// How many are slowed now, as far as anybody knows.
    pub(super) fn hampered(&self) -> u32 {
        self.ticket.hampered.unwrap_or(0)
    }

    /// Whether so many are everybody of the unit.
    pub(super) fn is_whole_unit(&self, blocked: u32, hampered: u32) -> bool {
        let all = blocked.saturating_add(hampered);
        self.site.policy.profile.priority.whole_unit_is_many
            && self.heads.is_some_and(|heads| all >= heads)
    }

    /// The moments at which time alone may move it, in no order.
    pub(super) fn moments(&self) -> impl Iterator<Item = Stamp> {
        let waiting = self.ticket.waiting.as_ref();
        let until = waiting.filter(|_| self.ticket.state == State::Waiting);
        let report = self.report.and_then(|report| report.start);
        [
            until.map(|waiting| waiting.until),
            self.dated.map(|(_, start)| start),
            report,
        ]
        .into_iter()
        .flatten()
    }
}

/// The last moment to begin: the due time less the work and the reserve, in working time.
fn last_safe_start(site: &Site, due: Stamp, work_min: u32, legal: bool) -> Stamp {
    let priority = &site.policy.profile.priority;
    let reserve = if legal {
        i64::from(priority.reserve_legal_work_day) * site.calendar.average_day_min()
    } else {
        i64::from(priority.reserve_dated_work_h) * 60
    };
    let minutes = i64::from(work_min) + reserve;
    site.calendar.sub_work(due, minutes).unwrap_or_else(|| {
        // A site without hours in sight: count the plain minutes, and a day for a legal clock.
        let days = i64::from(legal) * i64::from(priority.reserve_legal_work_day);
        due.plus_minutes(-(minutes + days * DAY_MIN))
    })
}

/// The head-count of a unit: as the profile lists it, else as it was added.
fn heads(records: &dyn Records, site: &Site, unit: UnitId) -> Option<u32> {
    let unit = records.unit(unit)?;
    let listed = &site.policy.profile.units;
    let short = unit.short.as_deref().and_then(|short| listed.find(short));
    let listed = short.or_else(|| listed.find(unit.name.as_str()));
    let heads = listed.and_then(|unit| unit.heads).unwrap_or(unit.heads);
    (heads >= 2).then_some(heads)
}

fn is_shared(common: &Common<'_>, ticket: &Ticket) -> bool {
    match ticket.affected {
        Affected::Server | Affected::Network => true,
        Affected::Change | Affected::Request => false,
        Affected::Service
        | Affected::Software
        | Affected::Device
        | Affected::Printer
        | Affected::Phone
        | Affected::Pc
        | Affected::Account
        | Affected::Access
        | Affected::Equipment
        | Affected::Public
        | Affected::NewHire
        | Affected::Leaver
        | Affected::Records
        | Affected::Security
        | Affected::Safety
        | Affected::Other => is_core(common, ticket),
    }
}

/// Whether the ticket's asset is one of the systems that the profile names as core services.
fn is_core(common: &Common<'_>, ticket: &Ticket) -> bool {
    let Some(asset) = &ticket.asset else {
        return false;
    };
    let known = asset.id.and_then(|id| common.records.asset(id));
    common.is_core_service(&asset.name)
        || known
            .is_some_and(|known| known.name != asset.name && common.is_core_service(&known.name))
}
