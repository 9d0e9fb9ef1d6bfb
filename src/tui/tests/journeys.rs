//! Journeys of keys: what a person presses, and what is on the desk afterwards.

use super::rig::{Rig, library, snapshot};
use crate::desk::SubmitError;
use crate::domain::command::Told;
use crate::domain::testing::World;
use crate::domain::{Affected, Command, State, ToldOutcome};
use crate::tui::{DraftKey, KeptDraft, Msg};

pub(super) fn morning() -> Rig {
    Rig::new(World::new().at("2026-05-14T13:00-04:00"))
}

#[test]
fn a_walk_up_is_a_title_and_enter() {
    let mut rig = morning();
    rig.keys("nPrinter jams<Enter>");
    let ticket = rig.world.ticket(1);
    assert_eq!(ticket.title.as_str(), "Printer jams");
    assert_eq!(ticket.blocked, None);
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
    assert!(rig.frame().contains("T-1 logged: Printer jams"));
    assert_eq!(rig.model.queue.selected, Some(ticket.id));
}

#[test]
fn three_are_logged_ordered_worked_on_and_one_is_closed() {
    let mut rig = morning();
    rig.keys("nToner wanted<Enter>")
        .keys("nMail is slow<Enter>");
    rig.keys("nServer room: catalogue down<Tab>");
    rig.keys("<Tab><Tab>phone<Tab>server<Tab><Tab>34<Tab><Esc><Enter>");
    assert_eq!(rig.world.ticket(3).affected, Affected::Server);
    assert_eq!(rig.world.ticket(3).blocked, Some(34));
    let order: Vec<u64> = rig
        .model
        .queue
        .rows
        .iter()
        .map(|r| r.ticket.number.n)
        .collect();
    assert_eq!(order, [3, 1, 2]);

    // The ticket that was just logged is selected; it is told about, worked on and resolved.
    rig.keys("arestarted the service<Enter>");
    rig.keys("u<Enter>walk<Enter><Enter>it is being worked on<Enter>");
    let told = rig.submitted.iter().find_map(|command| match command {
        Command::Tell(tell) => Some(tell),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!(told.who, Told::Requester);
    assert_eq!(told.outcome, ToldOutcome::Told);
    rig.keys("c");
    assert!(
        rig.frame().contains("T-3: nothing is owed"),
        "{}",
        rig.frame()
    );
    rig.keys("<Enter>");
    assert_eq!(rig.world.ticket(3).state, State::Closed);
    // The selection goes on to the row that stands there now.
    assert_eq!(rig.model.queue.at(), Some(0));
}

#[test]
fn the_close_leads_through_what_is_owed_to_the_end() {
    let mut rig = morning();
    rig.keys("nToner wanted<Enter>")
        .keys("atoner changed<Enter>");
    rig.keys("c");
    for _ in 0..6 {
        if rig.model.overlay.is_none() {
            break;
        }
        rig.keys("<Enter>");
        if rig.model.form().is_some() {
            rig.keys("<Enter><Enter><Enter>they know<Enter>");
        }
    }
    assert_eq!(rig.world.ticket(1).state, State::Closed, "{}", rig.frame());
}

#[test]
fn esc_throws_nothing_away() {
    let mut rig = morning();
    rig.keys("nhalf a title<Esc><Esc>");
    assert!(rig.model.active.is_none());
    assert_eq!(rig.drafts.values().collect::<Vec<_>>(), ["half a title"]);
    assert!(rig.frame().contains("kept as unfinished"));
    rig.keys(":drafts<Enter><Enter>!<Enter>");
    assert_eq!(rig.world.ticket(1).title.as_str(), "half a title!");
    assert!(rig.drafts.is_empty());
}

#[test]
fn only_discard_throws_a_text_away_and_it_shows_it_first() {
    let mut rig = morning();
    rig.keys("nwrong<Esc><Esc>:discard<Enter>");
    assert!(rig.frame().contains("wrong"));
    rig.keys("x");
    assert_eq!(rig.drafts.len(), 1);
    rig.keys(":discard<Enter><Enter>");
    assert!(rig.drafts.is_empty());
    assert_eq!(rig.model.unfinished().count(), 0);
}

#[test]
fn a_letter_in_nav_never_types_and_a_paste_runs_nothing() {
    let mut rig = Rig::new(library());
    rig.keys("<Enter>");
    let before = rig.world.log.len();
    rig.send(Msg::Paste("cq\nrm -rf\u{1b}[31m /\n".to_owned()));
    assert_eq!(rig.world.log.len(), before);
    assert!(!rig.has_quit);
    let kept: Vec<&String> = rig.drafts.values().collect();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].contains("rm -rf") && !kept[0].contains('\u{1b}'));
    assert!(rig.frame().contains("TYPE"));
}

#[test]
fn a_refusal_stays_and_the_text_comes_back() {
    let mut rig = morning();
    rig.keys("nToner<Enter>");
    rig.keys(":reopen<Enter>");
    assert!(rig.frame().contains("neither resolved nor closed"));
    let refusal = crate::domain::Refusal::new(
        crate::domain::RuleId::R(3),
        "nothing is logged",
        "log an action first",
    );
    rig.fails = Some(SubmitError::Refused(Box::new(refusal)));
    rig.keys("asomething<Enter>");
    let frame = rig.frame();
    for said in [
        "because: nothing is logged",
        "rule: R03, 001_",
        "instead: log an action",
    ] {
        assert!(frame.contains(said), "{said}\n{frame}");
    }
    rig.fails = None;
    rig.keys("<Esc><Enter>");
    assert_eq!(rig.world.ticket(1).actions, 1);
}

#[test]
fn not_saved_is_said_and_stays_and_the_text_is_kept() {
    let mut rig = morning();
    rig.fails = Some(SubmitError::NotSaved("the disk is full".to_owned()));
    rig.keys("nToner<Enter>");
    rig.keys("<Esc><Esc>j");
    assert!(rig.frame().contains("NOT SAVED"));
    assert_eq!(rig.drafts.values().collect::<Vec<_>>(), ["Toner"]);
    rig.fails = None;
    rig.keys(":drafts<Enter><Enter><Enter>");
    assert!(rig.frame().contains("saved 13:00:00"), "{}", rig.frame());
    assert!(!rig.frame().contains("NOT SAVED"));
}

#[test]
fn drafts_of_a_dropped_line_are_offered_and_go_on() {
    let mut rig = Rig::new(library());
    let ticket = rig.world.ticket(3).id;
    rig.send(Msg::Drafts(vec![KeptDraft {
        key: DraftKey {
            on: ticket.uuid(),
            field: "action--text".to_owned(),
        },
        text: "asked the vend".to_owned(),
        cursor: 14,
        at: rig.world.now,
    }]));
    assert!(
        rig.frame().contains("1 draft kept, 13:41"),
        "{}",
        rig.frame()
    );
    rig.keys(":drafts<Enter><Enter>or<Enter>");
    let story = snapshot(&rig.world).story(ticket).unwrap();
    assert_eq!(
        story.timeline.lines.last().unwrap().text.as_str(),
        "asked the vendor"
    );
}

#[test]
fn the_order_is_held_while_a_row_is_worked_on() {
    let mut rig = Rig::new(library());
    rig.keys("<Enter>");
    let selected = rig.model.queue.selected;
    rig.world.open_with("Everything on fire", |o| {
        o.harm = Some("smoke in the server room".into());
    });
    let snapshot = snapshot(&rig.world);
    rig.send(Msg::Desk(snapshot));
    assert!(
        rig.frame().contains("1 newer, R re-sorts"),
        "{}",
        rig.frame()
    );
    assert_eq!(rig.model.queue.selected, selected);
    rig.keys("R");
    assert_eq!(rig.model.queue.rows[0].ticket.number.n, 6);
    assert_eq!(rig.model.queue.selected, selected);
}

#[test]
fn an_empty_queue_that_is_held_does_not_say_that_nothing_is_open() {
    let mut rig = Rig::new(World::new());
    rig.keys("nToner low");
    rig.world.open("Everything on fire");
    let snapshot = snapshot(&rig.world);
    rig.send(Msg::Desk(snapshot));
    let frame = rig.frame();
    assert!(!frame.contains("No open tickets"), "{frame}");
    assert!(frame.contains("Tickets came in meanwhile"), "{frame}");
}

#[test]
fn a_checklist_is_begun_ticked_and_answered_by_key() {
    let mut rig = Rig::new(library());
    rig.size(120, 36).keys(":check start equip<Enter>");
    assert_eq!(rig.model.lists().len(), 1, "{}", rig.frame());
    let open = rig.model.steps().len();
    assert!(open > 0);
    assert_eq!(rig.model.focus, crate::tui::action::Spot::Checklist);
    rig.keys("sno such machine here<Enter>");
    let skipped = |c: &Command| matches!(c, Command::SkipStep(_));
    assert!(rig.submitted.iter().any(skipped), "{}", rig.frame());
}

#[test]
fn find_narrows_by_every_word_and_esc_clears() {
    let mut rig = Rig::new(library());
    rig.keys("/ortiz pay");
    assert_eq!(rig.model.queue.rows.len(), 1);
    rig.keys("<Enter>");
    assert!(rig.frame().contains("Found 1"));
    rig.keys("<Esc>");
    assert_eq!(rig.model.queue.rows.len(), 5);
    rig.keys("f4");
    assert_eq!(rig.model.queue.rows.len(), 1);
}

#[test]
fn leaving_asks_when_something_is_unfinished_and_ctrl_c_twice_leaves() {
    let mut rig = morning();
    rig.keys("nhalf<Esc><Esc>q");
    assert!(!rig.has_quit && rig.frame().contains("1 unfinished"));
    rig.keys("<Esc>");
    assert!(!rig.has_quit);
    rig.keys("<c-c>");
    assert!(!rig.has_quit);
    rig.keys("<c-c>");
    assert!(rig.has_quit);
    let mut rig = Rig::new(crate::domain::testing::World::new());
    rig.keys("q");
    assert!(rig.has_quit, "an empty desk owes nobody a word");
}

#[test]
fn leaving_asks_once_where_word_is_owed_whoever_has_the_ticket() {
    for leaves in ["q", "<Enter>"] {
        let mut rig = Rig::new(library());
        rig.wait(3 * 24 * 60);
        // It was hidden meanwhile.
        rig.keys("<Enter>q");
        let frame = rig.frame();
        assert!(
            !rig.has_quit,
            "nobody owns these, and word is owed all the same"
        );
        assert!(frame.contains("Before you leave:"), "{frame}");
        assert!(
            frame.contains("OVERDUE") && frame.contains("T-1"),
            "{frame}"
        );
        rig.keys("x");
        assert!(!rig.has_quit, "another key stays");
        rig.keys("q").keys(leaves);
        assert!(rig.has_quit);
    }
}

#[test]
fn two_marked_tickets_say_which_fact_decides() {
    let mut rig = Rig::new(library());
    rig.keys(" j :why<Enter>");
    assert!(rig.frame().contains("stands before"), "{}", rig.frame());
}

#[test]
fn idle_hides_the_text_and_enter_shows_it_again() {
    let mut rig = Rig::new(library());
    let lock = rig.world.site.policy.profile.desk.lock_minutes;
    if lock == 0 {
        return;
    }
    rig.wait(i64::from(lock));
    assert!(!rig.frame().contains("Circulation"));
    rig.keys("q");
    assert!(!rig.has_quit && !rig.frame().contains("Circulation"));
    rig.keys("<Enter>");
    assert!(rig.frame().contains("Circulation"));
}

#[test]
fn the_next_due_moment_is_at_most_a_minute_away() {
    let rig = Rig::new(library());
    let due = rig.model.next_due().unwrap();
    assert!(due > rig.model.now && due.minutes_since(rig.model.now) <= 1);
}
