//! Records with what is not written yet: what stands below is seen through, what is added stands
//! above it.

mod fixture;

use self::fixture::{ASSET, CLAIM, ENDED, LISTS, RUNS, TURN, begun, desk, drafted, end, started};
use super::super::decide_in_turn;
use super::*;
use crate::domain::claim::ClaimState;
use crate::domain::command::{LogAction, ResolveTicket, StartList};
use crate::domain::event::{
    ActionLogged, AssetAdded, ClaimWithdrawn, PersonAdded, PostHeld, StepSkipped, Told, UnitAdded,
};
use crate::domain::testing::{World, clean};
use crate::domain::{Channel, RuleId, ToldOutcome};

fn ahead(world: &World) -> Ahead<'_> {
    Ahead::of(&world.records, Some(world.actor.person), world.now)
}

#[test]
fn what_stands_below_is_seen_through() {
    let (world, ticket) = desk();
    let (below, me) = (&world.records, world.actor.person);
    let above = ahead(&world);
    assert_eq!(above.ticket(ticket), below.ticket(ticket));
    assert_eq!(above.list(LISTS[0]).map(|l| l.id), Some(LISTS[0]));
    assert_eq!(ids(&above.lists_of(ticket)), LISTS);
    assert_eq!(above.person(me).unwrap().name, clean("Dana Reyes"));
    let named = |name: &str| above.person_named(name).map(|p| p.name.to_string());
    assert_eq!(named("kim lee").as_deref(), Some("Kim Lee"));
    let kim = above.person_of_uid(1001).unwrap();
    assert_eq!(above.holders("hr"), [kim]);
    assert_eq!(above.units().len(), 7);
    assert_eq!(above.units(), below.units());
    let east = above.unit_named("east").unwrap();
    assert_eq!((east.heads, above.unit(east.id)), (9, Some(east.clone())));
    let server = above.asset(ASSET).unwrap();
    assert_eq!(above.asset_named("srv-1"), Some(server.clone()));
    assert_eq!(above.assets(), [server]);
    let seq = below.ticket(ticket).unwrap().opened_seq;
    assert_eq!(above.entry(ticket, seq).unwrap().kind, "ticket.opened");
    assert!(above.is_taken(Number::ticket(1)) && !above.is_taken(Number::ticket(9)));
    assert_eq!(above.next_number(NumberKind::Ticket), 3);
    assert!(above.is_row_known("sum of line 1") && !above.is_row_known("sum of line 2"));
}

#[test]
fn the_nights_below_are_seen_through() {
    let (world, ticket) = desk();
    let (below, me) = (&world.records, world.actor.person);
    let above = ahead(&world);
    assert_eq!(above.callout(RUNS), below.callout(RUNS));
    assert!(above.callout(RUNS).is_some());
    let numbers = |callouts: Vec<Arc<Callout>>| -> Vec<u64> {
        callouts.iter().map(|callout| callout.number.n).collect()
    };
    assert_eq!(numbers(above.callouts_of(ticket)), [1, 2]);
    assert_eq!(numbers(above.running_callouts()), [2]);
    assert_eq!(numbers(above.ended_callouts()), [1]);
    let caller = above.person_named("ann lee").unwrap().id;
    assert_eq!(above.last_callers(), [caller]);
    assert_eq!(above.claim(CLAIM).map(|claim| claim.number.n), Some(1));
    assert_eq!(above.claims_of(me).len(), 1);
    assert_eq!(above.claims_of(caller), []);
    let turns: Vec<_> = above.roster().iter().map(|turn| turn.id).collect();
    assert_eq!(turns, [TURN]);
    let cures = above.cures_of("srv-1");
    assert_eq!(cures.len(), 1);
    assert_eq!(cures[0].text, clean("restart it"));
}

fn ids(lists: &[Arc<Checklist>]) -> Vec<ListId> {
    lists.iter().map(|list| list.id).collect()
}

#[test]
fn people_units_and_assets_that_are_added_stand_beside_those_below() {
    let (world, _) = desk();
    let mut above = ahead(&world);
    let (person, unit, asset) = (
        PersonId(Uuid::from_u128(801)),
        UnitId(Uuid::from_u128(802)),
        AssetId(Uuid::from_u128(803)),
    );
    let site = &world.site;
    let added = PersonAdded {
        person,
        name: clean("Bo Ray"),
        staff: true,
        uid: Some(1002),
        unit: None,
        phone: None,
        email: None,
    };
    above.write(site, added);
    let post = "hr".to_owned();
    above.write(site, PostHeld { person, post });
    let added = UnitAdded {
        unit,
        short: Some("annex".to_owned()),
        name: clean("The annex"),
        heads: 4,
        head: None,
    };
    above.write(site, added);
    let added = AssetAdded {
        asset,
        name: clean("FILE-1"),
        what: clean("server"),
        unit: None,
        note: None,
    };
    above.write(site, added);
    assert_eq!(above.person(person).unwrap().uid, Some(1002));
    let bo = Some(person);
    assert_eq!(above.person_named("bo ray").map(|p| p.id), bo);
    assert_eq!(above.person_of_uid(1002).map(|p| p.id), bo);
    assert_eq!(above.holders("hr").len(), 2);
    assert_eq!(above.unit(unit).unwrap().heads, 4);
    assert_eq!(above.unit_named("annex").map(|u| u.id), Some(unit));
    let heads = |records: &dyn Records| -> u32 { records.units().iter().map(|u| u.heads).sum() };
    assert_eq!((above.units().len(), heads(&above)), (8, 64));
    let east = above.unit_named("east").unwrap();
    let more = UnitAdded {
        unit: east.id,
        short: Some("east".to_owned()),
        name: east.name.clone(),
        heads: 12,
        head: None,
    };
    above.write(site, more);
    assert_eq!((above.units().len(), heads(&above)), (8, 67), "told anew");
    assert_eq!(heads(&world.records), 60);
    assert_eq!(above.asset(asset).unwrap().name, clean("FILE-1"));
    assert_eq!(above.asset_named("file-1").map(|a| a.id), Some(asset));
    let names: Vec<_> = above.assets().iter().map(|a| a.name.to_string()).collect();
    assert_eq!(names, ["FILE-1", "SRV-1"], "by name");
    assert!(world.records.person(person).is_none(), "nothing is written");
}

#[test]
fn what_is_written_changes_what_stands_above_and_nothing_below() {
    let (world, ticket) = desk();
    let mut above = ahead(&world);
    let before = world.records.ticket(ticket).unwrap();
    for text in ["looked at it", "restarted it"] {
        above.write(&world.site, action(ticket, text, None));
    }
    let after = above.ticket(ticket).unwrap();
    assert_eq!(after.actions, before.actions + 2);
    assert_eq!(
        after.last_seq,
        UNWRITTEN + 1,
        "later than all that is written"
    );
    assert_eq!(world.records.ticket(ticket).unwrap(), before);
    let texts: Vec<_> = above.into_events().iter().map(said).collect();
    assert_eq!(texts, ["looked at it", "restarted it"]);
}

fn action(ticket: TicketId, text: &str, callout: Option<CalloutId>) -> ActionLogged {
    ActionLogged {
        ticket,
        text: clean(text),
        by: None,
        minutes: None,
        happened: None,
        callout,
    }
}

fn said(event: &Event) -> String {
    let Event::ActionLogged(logged) = event else {
        panic!("{event:?}");
    };
    logged.text.to_string()
}

#[test]
fn records_that_begin_above_are_found_with_those_below() {
    let (world, ticket) = desk();
    let mut above = ahead(&world);
    let (list, callout, claim) = (
        ListId(Uuid::from_u128(811)),
        CalloutId(Uuid::from_u128(812)),
        ClaimId(Uuid::from_u128(813)),
    );
    let start = StartList {
        id: list,
        checklist: "trial".to_owned(),
        ticket: Some(ticket),
    };
    let mut third = begun(&world, &start);
    // The text under which it begins is known by the rules alone.
    third.rules = 77;
    above.write(&world.site, third);
    above.write(&world.site, started(&world, callout, 3, ticket));
    above.write(&world.site, drafted(&world, claim, 2, ticket));
    assert_eq!(ids(&above.lists_of(ticket)), [LISTS[0], LISTS[1], list]);
    assert!(above.list(list).is_some());
    assert_eq!(above.callout(callout).unwrap().number.n, 3);
    assert_eq!(above.callouts_of(ticket).len(), 3);
    let running = above.running_callouts();
    let running: Vec<_> = running.iter().map(|one| one.id).collect();
    assert_eq!(running, [RUNS, callout]);
    assert_eq!(above.claim(claim).unwrap().number.n, 2);
    assert_eq!(above.claims_of(world.actor.person).len(), 2);
    assert!(above.is_taken(Number::callout(3)));
    for kind in [NumberKind::List, NumberKind::Callout, NumberKind::Claim] {
        let next = world.records.next_number(kind);
        assert_eq!(above.next_number(kind), next + 1, "{kind:?}");
    }
}

#[test]
fn records_that_change_above_stand_in_the_place_of_those_below() {
    let (world, ticket) = desk();
    let mut above = ahead(&world);
    let left = StepSkipped {
        list: LISTS[1],
        ticket: Some(ticket),
        step: "one".to_owned(),
        because: clean("not needed"),
    };
    above.write(&world.site, left);
    above.write(&world.site, end(RUNS, ticket));
    let claim = CLAIM;
    let because = None;
    above.write(&world.site, ClaimWithdrawn { claim, because });
    let lists = above.lists_of(ticket);
    assert_eq!(ids(&lists), LISTS);
    assert!(lists[0].marks.is_empty() && !lists[1].marks.is_empty());
    assert!(!above.list(LISTS[1]).unwrap().marks.is_empty());
    let ended = |callout: &Arc<Callout>| callout.ended.is_some();
    let callouts = above.callouts_of(ticket);
    assert!(callouts.len() == 2 && callouts.iter().all(ended));
    assert_eq!(above.running_callouts(), []);
    let claims = above.claims_of(world.actor.person);
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].state, ClaimState::Withdrawn(None));
    assert_eq!(above.claim(CLAIM).unwrap().state, claims[0].state);
}

#[test]
fn actions_and_words_are_those_of_the_callout_that_goes_on() {
    let (world, ticket) = desk();
    let told = Told {
        ticket,
        who: None,
        requester: true,
        how: Channel::Phone,
        outcome: ToldOutcome::Told,
        text: None,
        by: None,
        happened: None,
        callout: None,
    };
    let of = |above: Ahead<'_>| -> Vec<Option<CalloutId>> {
        let callouts = above.into_events().into_iter().map(|event| match event {
            Event::ActionLogged(e) => e.callout,
            Event::Told(e) => e.callout,
            other => panic!("{other:?}"),
        });
        callouts.collect()
    };
    let mut plain = ahead(&world);
    plain.write(&world.site, action(ticket, "looked", Some(ENDED)));
    plain.write(&world.site, told.clone());
    assert_eq!(of(plain), [Some(ENDED), None]);
    let mut night = ahead(&world);
    night.in_callout(RUNS);
    night.write(&world.site, action(ticket, "looked", Some(ENDED)));
    night.write(&world.site, told);
    assert_eq!(of(night), [Some(RUNS), Some(RUNS)]);
}

#[test]
fn each_command_is_judged_on_what_those_before_it_write() {
    let (world, ticket) = desk();
    let log = Command::Log(LogAction {
        ticket,
        text: clean("restarted it"),
        minutes: None,
        happened: None,
    });
    let resolve = Command::Resolve(ResolveTicket {
        ticket,
        text: clean("it answers"),
        happened: None,
    });
    let run = |commands: &[Command]| {
        let (records, site) = (&world.records, &world.site);
        decide_in_turn(records, site, &world.actor, commands, world.now)
    };
    let events = run(&[log, resolve.clone()]).unwrap();
    let kinds = events.iter().map(Event::kind);
    let kinds: Vec<_> = kinds.filter(|kind| kind.starts_with("ticket.")).collect();
    assert_eq!(kinds, ["ticket.action_logged", "ticket.resolved"]);
    let refusal = run(&[resolve.clone(), resolve]).unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(7), "{refusal:?}");
}

#[test]
fn a_ticket_that_stands_differently_is_that_one() {
    let (world, ticket) = desk();
    let mut other = Ticket::clone(&world.records.ticket(ticket).unwrap());
    other.pc_dead = true;
    let above = Ahead::with_ticket(&world.records, other.clone(), world.now);
    assert_eq!(*above.ticket(ticket).unwrap(), other);
}
