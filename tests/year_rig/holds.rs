//! What must hold after every step, and what is looked at now and then because it takes long.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use nightdesk::desk::{Desk, OpenWith, Snapshot};
use nightdesk::domain::callout::clock_min;
use nightdesk::domain::triage::{compare, rank};
use nightdesk::domain::{Number, NumberKind, State, Ticket, TicketId};
use nightdesk::time::Stamp;

use super::Year;
use crate::desk_rig::caller;
use crate::fault_rig::check::{all_of, differs, is_good};
use crate::fault_rig::copy_desk;

/// What was true before.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// How many texts were made.
    pub(super) words: u32,
    /// Each ticket's number, once it has one.
    numbers: BTreeMap<TicketId, Number>,
}

/// The order of the queue, by number.
fn order(known: &Snapshot, now: Stamp) -> Vec<String> {
    let ranked = rank(known, &known.site, known.queued(), now);
    let place = |(ticket, standing): &(_, nightdesk::domain::triage::Standing)| {
        let ticket: &Ticket = std::sync::Arc::as_ref(ticket);
        format!("{} {:?} {:?}", ticket.number, standing.class, standing.key)
    };
    ranked.iter().map(place).collect()
}

/// The order is total, and the same from whatever order one begins.
fn is_total(known: &Snapshot, now: Stamp) {
    let ranked = rank(known, &known.site, known.queued(), now);
    for (n, a) in ranked.iter().enumerate() {
        assert_eq!(compare(a, a), Ordering::Equal);
        for b in ranked.iter().skip(n + 1).step_by(1 + ranked.len() / 12) {
            assert_eq!(
                compare(a, b),
                Ordering::Less,
                "{} {}",
                a.0.number,
                b.0.number
            );
            assert_eq!(compare(b, a), Ordering::Greater);
        }
    }
    let mut turned = known.queued();
    turned.reverse();
    let again = rank(known, &known.site, turned, now);
    assert!(ranked == again, "the order hangs on where one begins");
}

/// A ticket's facts fit its state.
fn is_legal(ticket: &Ticket) {
    let is_fit = match ticket.state {
        State::New | State::Open | State::Resolved => {
            ticket.closed.is_none() && ticket.waiting.is_none()
        }
        State::Waiting => ticket.waiting.is_some() && ticket.closed.is_none(),
        State::Closed => ticket.closed.is_some() && ticket.waiting.is_none(),
    };
    assert!(is_fit, "{ticket:#?}");
    assert_eq!(
        ticket.is_queued(),
        !matches!(ticket.state, State::Closed | State::Resolved)
    );
}

/// Numbers from 1 without a gap, each once.
fn is_dense(what: NumberKind, numbers: impl Iterator<Item = Number>) {
    let mut all: Vec<u64> = numbers.map(|number| number.n).collect();
    all.sort_unstable();
    let wanted: Vec<u64> = (1..=all.len() as u64).collect();
    assert!(all == wanted, "{what:?}: {all:?}");
}

impl Year {
    /// After every step.
    pub(super) fn holds_now(&mut self, which: usize) {
        let known = self.known(which);
        for ticket in known.register.tickets() {
            is_legal(ticket);
            let number = *self.held.numbers.entry(ticket.id).or_insert(ticket.number);
            assert_eq!(number, ticket.number, "a ticket has another number");
        }
        let now = self.now();
        if self.chance.once_in(8) {
            is_total(&known, now);
        }
    }

    /// Now and then: the journal, the records of it, the page, the other process.
    pub fn holds_all(&mut self) {
        self.tally.checks += 1;
        self.mend();
        self.told.holds(&self.dir);
        let seq = self.known(0).seq;
        self.desk(1).refresh();
        self.told.takes(&self.dir, seq);
        is_good(&self.dir);
        self.tally.entries = seq;
        self.tally.days = self.clock.minutes() / (24 * 60);
        let now = self.now();
        // From the first entry on, without the page, in a folder of its own.
        let aside = tempfile::tempdir().expect("a folder");
        let copy = aside.path().join("desk");
        copy_desk(&self.dir, &copy);
        let _ = std::fs::remove_file(copy.join("page"));
        let clock = self.clock.clone();
        let fresh = Desk::open_with(&copy, caller(), clock, OpenWith::Page).expect("it opens");
        let fresh = fresh.snapshot();
        assert_eq!(fresh.seq, seq);
        let whole = all_of(&fresh);
        let queue = order(&fresh, now);
        for which in 0..2 {
            let known = self.known(which);
            assert_eq!(known.seq, seq, "{which} is behind");
            assert_eq!(differs(&all_of(&known), &whole), None, "process {which}");
            assert_eq!(order(&known, now), queue, "the queue of process {which}");
        }
        is_total(&fresh, now);
        self.numbers_and_times(&fresh, now);
        // The page gives the same queue.
        for desk in &mut self.desks {
            if let Some(desk) = desk.take() {
                desk.close();
            }
        }
        let known = self.known(0);
        assert_eq!(order(&known, now), queue, "the queue of the page");
        assert_eq!(differs(&all_of(&known), &whole), None, "the page");
    }

    fn numbers_and_times(&mut self, fresh: &Snapshot, now: Stamp) {
        let register = &fresh.register;
        assert!(!register.is_partial());
        is_dense(NumberKind::Ticket, register.tickets().map(|it| it.number));
        is_dense(NumberKind::List, register.lists().map(|it| it.number));
        is_dense(NumberKind::Callout, register.callouts().map(|it| it.number));
        is_dense(NumberKind::Claim, register.claims().map(|it| it.number));
        let there: BTreeSet<TicketId> = register.tickets().map(|it| it.id).collect();
        for (id, number) in &self.held.numbers {
            assert!(there.contains(id), "{number} was shown and is gone");
        }
        for ticket in register.tickets() {
            is_legal(ticket);
        }
        for callout in register.callouts() {
            let (minutes, _) = clock_min(callout, now);
            assert!(minutes >= 0, "{callout:?}");
        }
        self.tally.claims = register.claims().count() as u64;
        for claim in register.claims() {
            assert!(claim.minutes_outside <= claim.minutes_worked, "{claim:?}");
            let mut last = None;
            for one in &claim.intervals {
                assert!(one.from <= one.to && last <= Some(one.from), "{claim:?}");
                last = Some(one.to);
            }
        }
    }
}
