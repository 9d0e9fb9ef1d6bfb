//! A desk in memory that has one of everything.

use super::super::*;
use crate::domain::command::{AddAsset, PersonRef, StartList};
use crate::domain::event::{
    CalloutEnded, CalloutStarted, ChecklistStarted, ClaimDrafted, ImportedFrom, PromptAnswered,
    RosterSet, TicketImported,
};
use crate::domain::site::{EventName, Moment, Template};
use crate::domain::testing::{World, clean};
use crate::domain::{ClaimPath, RosterId};

pub(super) const ENDED: CalloutId = CalloutId(Uuid::from_u128(701));
pub(super) const RUNS: CalloutId = CalloutId(Uuid::from_u128(702));
pub(super) const CLAIM: ClaimId = ClaimId(Uuid::from_u128(703));
pub(super) const LISTS: [ListId; 2] = [ListId(Uuid::from_u128(704)), ListId(Uuid::from_u128(705))];
pub(super) const ASSET: AssetId = AssetId(Uuid::from_u128(706));
pub(super) const TURN: RosterId = RosterId(Uuid::from_u128(707));

/// A desk that has one of everything, and its ticket.
pub(super) fn desk() -> (World, TicketId) {
    let mut world = World::new();
    world.adopt(template());
    world.staff("Kim Lee", 1001, &["hr"]);
    let asset = AddAsset {
        id: ASSET,
        name: clean("SRV-1"),
        what: clean("server"),
        unit: None,
        note: None,
    };
    world.run(Command::AddAsset(asset)).unwrap();
    let caller = PersonId(world.uuid());
    let ticket = world.open_with("The catalogue is down", |open| {
        let name = clean("Ann Lee");
        open.from = Some(PersonRef::Named { name, id: caller });
        open.asset = Some(clean("SRV-1"));
    });
    for id in LISTS {
        let start = StartList {
            id,
            checklist: "trial".to_owned(),
            ticket: Some(ticket),
        };
        world.apply_all([Event::from(begun(&world, &start))]);
    }
    let cure = PromptAnswered {
        ticket,
        field: "cure".to_owned(),
        text: clean("restart it"),
        saw: Vec::new(),
    };
    let turn = RosterSet {
        turn: TURN,
        person: world.actor.person,
        from: world.now,
        to: world.now.plus_minutes(60),
    };
    let drafted = drafted(&world, CLAIM, 1, ticket);
    let (ended, runs) = (
        started(&world, ENDED, 1, ticket),
        started(&world, RUNS, 2, ticket),
    );
    world.apply_all([
        cure.into(),
        ended.into(),
        end(ENDED, ticket),
        runs.into(),
        drafted.into(),
        turn.into(),
        imported(&world, ticket),
    ]);
    (world, ticket)
}

pub(super) fn template() -> Template {
    Template {
        id: "trial".to_owned(),
        version: 3,
        title: clean("A trial"),
        group: "service".to_owned(),
        record_category: "service-request".to_owned(),
        anchor: Moment::Event(EventName("ticket.opened".to_owned())),
        note: clean(""),
        sources: Vec::new(),
        phases: std::collections::BTreeMap::new(),
        steps: Vec::new(),
    }
}

pub(super) fn begun(world: &World, start: &StartList) -> ChecklistStarted {
    ChecklistStarted {
        list: start.id,
        number: Number::list(world.records.next_number(NumberKind::List)),
        checklist: start.checklist.clone(),
        version: 3,
        rules: 1_000_000,
        ticket: start.ticket,
    }
}

pub(super) fn started(world: &World, id: CalloutId, n: u64, ticket: TicketId) -> CalloutStarted {
    CalloutStarted {
        callout: id,
        number: Number::callout(n),
        ticket,
        person: world.actor.person,
        host: String::new(),
        tty: None,
        over: false,
        on_duty: None,
        inside_hours: false,
        rules: 1,
    }
}

pub(super) fn end(callout: CalloutId, ticket: TicketId) -> Event {
    let end = CalloutEnded {
        callout,
        ticket,
        to_bed: false,
        happened: None,
    };
    end.into()
}

pub(super) fn drafted(world: &World, claim: ClaimId, n: u64, ticket: TicketId) -> ClaimDrafted {
    ClaimDrafted {
        claim,
        number: Number::claim(n),
        callout: ENDED,
        ticket,
        person: world.actor.person,
        intervals: Vec::new(),
        minutes_worked: 5,
        minutes_outside: 5,
        path: ClaimPath::Emergency,
        ground: None,
        unsure: None,
        provisional: false,
        rules: 1,
    }
}

/// The same ticket's opening as a row of another system would bring it, under another number.
pub(super) fn imported(world: &World, ticket: TicketId) -> Event {
    let is_opening = |event: &Event| matches!(event, Event::TicketOpened(_));
    let opened = world.log.iter().find(|(_, event)| is_opening(event));
    let Some((_, Event::TicketOpened(opened))) = opened else {
        panic!("{ticket:?} was opened");
    };
    let mut opened = opened.clone();
    (opened.ticket, opened.number) = (TicketId(Uuid::from_u128(799)), Number::ticket(2));
    let from = ImportedFrom {
        file: clean("old.csv"),
        line: 1,
        row: "sum of line 1".to_owned(),
        no: None,
        state: None,
        without: Vec::new(),
        notes: Vec::new(),
    };
    TicketImported { opened, from }.into()
}
