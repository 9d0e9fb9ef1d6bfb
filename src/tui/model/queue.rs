//! The queue: which tickets are shown, in which order, and which is selected.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::desk::Snapshot;
use crate::domain::ticket::{OwedWhat, owed};
use crate::domain::triage::{Standing, rank, standing};
use crate::domain::{PersonId, Records as _, State, Ticket, TicketId};
use crate::text::{fold, words};
use crate::time::Stamp;

/// Which tickets are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::tui) enum Filter {
    /// New, open and waiting: the queue of the policy.
    #[default]
    Queue,
    /// Those that are mine.
    Mine,
    /// Those that are nobody's.
    Unowned,
    /// Those that wait.
    Waiting,
    /// Resolved and not closed.
    Resolved,
    /// Closed.
    Closed,
    /// All of them.
    All,
}

impl Filter {
    /// Every filter, as listed.
    pub(in crate::tui) const ALL: [Self; 7] = [
        Self::Queue,
        Self::Mine,
        Self::Unowned,
        Self::Waiting,
        Self::Resolved,
        Self::Closed,
        Self::All,
    ];

    /// What it is called.
    pub(in crate::tui) const fn name(self) -> &'static str {
        match self {
            Self::Queue => "the queue",
            Self::Mine => "mine",
            Self::Unowned => "nobody's",
            Self::Waiting => "waiting",
            Self::Resolved => "resolved, not closed",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }

    fn takes(self, ticket: &Ticket, me: PersonId, now: Stamp) -> bool {
        match self {
            Self::Queue => ticket.is_queued(),
            Self::Mine => ticket.is_queued() && ticket.owner == Some(me),
            Self::Unowned => ticket.is_queued() && ticket.owner.is_none(),
            Self::Waiting => ticket.state_at(now) == State::Waiting,
            Self::Resolved => ticket.state == State::Resolved,
            Self::Closed => ticket.state == State::Closed,
            Self::All => true,
        }
    }
}

/// When each report that a ticket still owes is due; only incidents owe one.
fn reports_due(snapshot: &Snapshot, ticket: &Ticket, now: Stamp) -> Vec<Option<Stamp>> {
    if ticket.incident.is_none() {
        return Vec::new();
    }
    let owed = owed(snapshot, &snapshot.site, ticket, now).into_iter();
    let reports = owed.filter(|one| one.what == OwedWhat::Report);
    reports.take(1).map(|one| one.due).collect()
}

/// How many resolved and closed tickets are listed at most; words narrow them.
const ENDED_ROWS_MAX: usize = 500;

/// One row.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Row {
    /// The ticket.
    pub(in crate::tui) ticket: Arc<Ticket>,
    /// Where it stands.
    pub(in crate::tui) standing: Standing,
    /// What it owes, in letters, once the row was shown: as of the last look at the clock, like
    /// its standing.
    pub(in crate::tui) owes: OnceCell<String>,
}

impl Row {
    fn new(ticket: Arc<Ticket>, standing: Standing) -> Self {
        Self {
            ticket,
            standing,
            owes: OnceCell::new(),
        }
    }

    /// Whether it stands below the rule.
    fn is_waiting(&self) -> bool {
        self.standing.waits_until.is_some() && self.ticket.is_queued()
    }
}

/// A line of the queue.
pub(in crate::tui) enum Line<'a> {
    /// A ticket.
    Row(&'a Row),
    /// The rule above the waiting ones, and how many they are.
    Waiting(usize),
}

/// The queue as it is shown.
#[derive(Debug, Clone, Default)]
pub(in crate::tui) struct Queue {
    /// The rows, in their order.
    pub(in crate::tui) rows: Vec<Row>,
    /// The selected ticket.
    pub(in crate::tui) selected: Option<TicketId>,
    /// The marked tickets, in the order of marking.
    pub(in crate::tui) marked: Vec<TicketId>,
    /// Which tickets are shown.
    pub(in crate::tui) filter: Filter,
    /// The words that narrow it; found among all tickets, closed ones too.
    pub(in crate::tui) find: String,
    /// The ticket that was selected before something was looked for.
    pub(in crate::tui) before_find: Option<TicketId>,
    /// How many tickets came while the order was held.
    pub(in crate::tui) newer: usize,
    /// How many fit that are not among the rows, because there are so many.
    pub(in crate::tui) more: usize,
    /// How many are resolved and not closed.
    pub(in crate::tui) resolved: usize,
    /// When the reports are due that tickets among those still owe, the first one first.
    pub(in crate::tui) reports: Vec<Option<Stamp>>,
    /// The widest number among the rows, in columns.
    pub(in crate::tui) number_cols: usize,
    /// When the first of the rows stands elsewhere by the passing of time alone.
    pub(in crate::tui) changes_at: Option<Stamp>,
    /// The first row that stands below the rule, and how many do.
    waiting: Option<(usize, usize)>,
    /// Where the last two tickets stood that a place was asked of, so that a key does not go
    /// through all rows: it asks for the selected one and the one that is shown.
    found: Cell<[usize; 2]>,
    /// What each ticket is found by, folded, and the entry up to which that is so.
    index: BTreeMap<TicketId, (u64, String)>,
}

impl Queue {
    /// Orders the rows by the policy.
    pub(in crate::tui) fn sort(&mut self, snapshot: &Snapshot, me: PersonId, now: Stamp) {
        let place = self.at().unwrap_or(0);
        self.rows = self.ranked(snapshot, me, now);
        self.number_cols = widest_number(&self.rows);
        self.look_over();
        self.newer = 0;
        self.marked
            .retain(|id| self.rows.iter().any(|row| row.ticket.id == *id));
        let is_shown = |id: TicketId| self.rows.iter().any(|row| row.ticket.id == id);
        if !self
            .selected
            .is_some_and(|id| is_shown(id) || snapshot.ticket(id).is_none())
        {
            // It left the queue: the row that stands in its place now is the next.
            let next = self.rows.get(place).or(self.rows.last());
            self.selected = next.map(|row| row.ticket.id);
        }
    }

    /// Brings the rows up to date where they stand, and counts what a sort would change.
    pub(in crate::tui) fn refresh(&mut self, snapshot: &Snapshot, me: PersonId, now: Stamp) {
        let fresh = self.ranked(snapshot, me, now).into_iter();
        let mut fresh: BTreeMap<TicketId, Row> = fresh.map(|row| (row.ticket.id, row)).collect();
        for row in &mut self.rows {
            if let Some(fresh) = fresh.remove(&row.ticket.id) {
                *row = fresh;
            } else if let Some(ticket) = snapshot.ticket(row.ticket.id) {
                // It belongs here no longer, and stays until the rows are put in order again.
                let standing = standing(snapshot, &snapshot.site, &ticket, now);
                *row = Row::new(ticket, standing);
            }
        }
        self.newer = fresh.len();
        self.look_over();
    }

    /// Notes what each key would else look for in all rows.
    fn look_over(&mut self) {
        let changes = self.rows.iter().filter_map(|row| row.standing.changes_at);
        self.changes_at = changes.min();
        let first = self.rows.iter().position(Row::is_waiting);
        let count = |first: usize| self.rows[first..].iter().filter(|row| row.is_waiting());
        self.waiting = first.map(|first| (first, count(first).count()));
    }

    /// How many lines the queue has.
    pub(in crate::tui) fn line_count(&self) -> usize {
        self.rows.len() + usize::from(self.waiting.is_some())
    }

    /// A line of the queue, from the top.
    pub(in crate::tui) fn line(&self, at: usize) -> Option<Line<'_>> {
        let row = match self.waiting {
            Some((first, count)) if at == first => return Some(Line::Waiting(count)),
            Some((first, _)) if at > first => at - 1,
            Some(_) | None => at,
        };
        self.rows.get(row).map(Line::Row)
    }

    /// The line on which a row stands.
    pub(in crate::tui) fn line_of(&self, row: usize) -> usize {
        row + usize::from(self.waiting.is_some_and(|(first, _)| first <= row))
    }

    /// Forgets what tickets are found by, so that the next search reads it anew.
    pub(in crate::tui) fn forget_index(&mut self) {
        self.index.clear();
    }

    /// The tickets of the register that fit the words, or the filter where there are none.
    fn fitting(
        &mut self,
        snapshot: &Snapshot,
        wanted: &[String],
        me: PersonId,
        now: Stamp,
    ) -> Vec<Arc<Ticket>> {
        let mut fits = Vec::new();
        (self.resolved, self.reports) = (0, Vec::new());
        for ticket in snapshot.register.tickets() {
            if ticket.state == State::Resolved {
                self.resolved += 1;
                self.reports.extend(reports_due(snapshot, ticket, now));
            }
            let is_wanted = if wanted.is_empty() {
                self.filter.takes(ticket, me, now)
            } else {
                let entry = self.index.entry(ticket.id).or_default();
                if entry.0 != ticket.last_seq || entry.1.is_empty() {
                    *entry = (ticket.last_seq, haystack(snapshot, ticket));
                }
                wanted.iter().all(|word| entry.1.contains(word))
            };
            if is_wanted {
                fits.push(Arc::clone(ticket));
            }
        }
        self.reports.sort_by_key(|due| (due.is_none(), *due));
        fits
    }

    fn ranked(&mut self, snapshot: &Snapshot, me: PersonId, now: Stamp) -> Vec<Row> {
        let wanted = words(&self.find);
        let fits = self.fitting(snapshot, &wanted, me, now);
        let (mut tickets, mut ended): (Vec<_>, Vec<_>) =
            fits.into_iter().partition(|ticket| ticket.is_queued());
        let is_packed = !wanted.is_empty() || matches!(self.filter, Filter::Closed | Filter::All);
        if is_packed {
            // Only those that can be among the rows are unpacked.
            let resolved = ended
                .iter()
                .filter(|ticket| ticket.state == State::Resolved);
            let room = ENDED_ROWS_MAX.saturating_sub(resolved.count());
            let packed = snapshot.packed(&wanted, room);
            ended.extend(packed.tickets);
            self.more = packed.more;
        } else {
            self.more = 0;
        }
        ended.sort_by_cached_key(|ticket| {
            let at = ticket.closed.or(ticket.resolved.map(|r| r.at));
            (ticket.state, -at.map_or(0, Stamp::epoch_ms), ticket.id)
        });
        self.more += ended.len().saturating_sub(ENDED_ROWS_MAX);
        ended.truncate(ENDED_ROWS_MAX);
        tickets.extend(ended);
        let mut rows: Vec<Row> = rank(snapshot, &snapshot.site, tickets, now)
            .into_iter()
            .map(|(ticket, standing)| Row::new(ticket, standing))
            .collect();
        // Resolved and closed ones stand after the queue, the latest first.
        rows.sort_by_key(|row| match row.ticket.state {
            State::New | State::Open | State::Waiting => (0, 0),
            State::Resolved => (1, -row.ticket.resolved.map_or(0, |r| r.at.epoch_ms())),
            State::Closed => (2, -row.ticket.closed.map_or(0, Stamp::epoch_ms)),
        });
        rows
    }

    /// The place of the selected row.
    pub(in crate::tui) fn at(&self) -> Option<usize> {
        self.place(self.selected?)
    }

    /// The place of a ticket.
    pub(in crate::tui) fn place(&self, id: TicketId) -> Option<usize> {
        let is_it = |row: &Row| row.ticket.id == id;
        let [last, before] = self.found.get();
        if self.rows.get(last).is_some_and(is_it) {
            return Some(last);
        }
        let at = if self.rows.get(before).is_some_and(is_it) {
            before
        } else {
            self.rows.iter().position(is_it)?
        };
        self.found.set([at, last]);
        Some(at)
    }

    /// Selects the row so far away; held at the ends.
    pub(in crate::tui) fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        let at = self.at().unwrap_or(0).saturating_add_signed(by).min(last);
        if let Some(row) = self.rows.get(at) {
            self.selected = Some(row.ticket.id);
            let [last, _] = self.found.get();
            self.found.set([at, last]);
        }
    }

    /// Marks the selected ticket, or takes its mark away.
    pub(in crate::tui) fn mark(&mut self) {
        let Some(id) = self.selected else {
            return;
        };
        if self.marked.contains(&id) {
            self.marked.retain(|marked| *marked != id);
        } else {
            self.marked.push(id);
        }
    }

    /// The row of a ticket.
    pub(in crate::tui) fn row(&self, id: TicketId) -> Option<&Row> {
        self.rows.get(self.place(id)?)
    }
}

fn widest_number(rows: &[Row]) -> usize {
    let digits = rows.iter().map(|row| row.ticket.number.n).max();
    // The letter and the dash stand before the digits.
    digits.map_or(0, |n| n.to_string().len() + 2)
}

/// What a ticket is found by, folded.
fn haystack(snapshot: &Snapshot, ticket: &Ticket) -> String {
    let name = |id: Option<PersonId>| {
        id.and_then(|id| snapshot.person(id))
            .map(|person| person.name.as_str().to_owned())
            .unwrap_or_default()
    };
    let unit = ticket
        .unit
        .and_then(|id| snapshot.unit(id))
        .map(|unit| unit.name.as_str().to_owned())
        .unwrap_or_default();
    let asset = ticket.asset.as_ref().map_or("", |a| a.name.as_str());
    fold(&format!(
        "{} {} {} {} {} {asset} {}",
        ticket.number,
        ticket.title,
        name(ticket.from),
        name(ticket.owner),
        unit,
        ticket.category
    ))
}
