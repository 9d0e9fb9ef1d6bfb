//! Journeys of keys: what a person presses, and what is on the desk afterwards.

use super::rig::{Rig, library, snapshot};
use crate::desk::SubmitError;
use crate::domain::command::Told;
use crate::domain::testing::World;
use crate::domain::{Affected, AttachedAs, Command, Records as _, State, ToldOutcome};
use crate::tui::{DraftKey, KeptDraft, Msg};

fn morning() -> Rig {
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
    let mut rig = morning();
    rig.keys("q");
    assert!(rig.has_quit);
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

#[test]
fn what_a_person_types_in_another_form_survives_the_receipt_of_the_first() {
    let mut rig = morning();
    rig.keys("nToner<Enter>");
    // The first line is on its way while the second is typed.
    let effects = crate::tui::update(&mut rig.model, Msg::Key(crate::tui::Key::char('a')));
    assert!(effects.is_empty());
    rig.keys("one");
    let sent = crate::tui::update(
        &mut rig.model,
        Msg::Key(crate::tui::Key::plain(crate::tui::KeyCode::Enter)),
    );
    let id = sent.iter().find_map(|effect| match effect {
        crate::tui::Effect::Submit(id, _) => Some(*id),
        _ => None,
    });
    rig.keys("atwo");
    let receipt = crate::desk::Receipt {
        first_seq: 9,
        seq: 9,
        at: rig.world.now,
        number: None,
    };
    rig.send(Msg::Done(id.unwrap(), Ok(receipt)));
    // Each form names its own drafts, so that the second text is neither lost nor mixed up.
    assert_eq!(rig.drafts.values().collect::<Vec<_>>(), ["two"]);
}

#[test]
fn owner_waiting_and_a_correction_by_key() {
    let mut rig = morning();
    rig.keys("nToner<Enter>o<Enter>");
    assert_eq!(rig.world.ticket(1).owner, Some(rig.world.actor.person));
    rig.keys("atoner chnged<Enter><Enter>xtoner changed");
    // The line to correct stands in the field; it is replaced as a whole.
    for _ in 0..40 {
        rig.keys("<BS>");
    }
    rig.keys("toner changed<Enter>");
    let id = rig.world.ticket(1).id;
    let story = snapshot(&rig.world).story(id).unwrap();
    let texts: Vec<&str> = story
        .timeline
        .lines
        .iter()
        .map(|l| l.text.as_str())
        .collect();
    assert!(
        texts.iter().any(|t| t.contains("toner chnged")),
        "{texts:?}"
    );
    assert!(
        texts.iter().any(|t| t.contains("toner changed")),
        "{texts:?}"
    );
    rig.keys("wa drum<Enter>+2d<Enter>");
    assert_eq!(rig.world.ticket(1).state, State::Waiting, "{}", rig.frame());
}

#[test]
fn a_time_that_cannot_be_read_is_said_under_the_field_and_the_text_stays() {
    let mut rig = morning();
    rig.keys("nToner<Enter>wa drum<Enter>whenever<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("`whenever` is not a time"), "{frame}");
    assert!(frame.contains("a drum") && frame.contains("whenever"));
    assert_eq!(rig.world.ticket(1).waiting, None);
}

#[test]
fn steps_are_ticked_with_space_and_questions_answered_with_digits() {
    let mut rig = Rig::new(library());
    rig.size(120, 36).keys(":check start malware<Enter>");
    for _ in 0..20 {
        let question = rig.model.step_choices() > 0;
        rig.keys(if question { "1" } else { " " });
        // What proves the step is asked, and typed.
        while let Some(form) = rig.model.form() {
            let is_required = form.field().is_some_and(|f| f.spec.is_required);
            let is_empty = form.field().is_some_and(|f| f.editor.is_blank());
            assert_eq!(
                form.fields
                    .iter()
                    .find(|f| f.error.is_some())
                    .map(|f| &f.error),
                None
            );
            rig.keys(if is_required && is_empty { "now" } else { "" })
                .keys("<Enter>");
        }
        if rig.model.overlay.is_some() {
            rig.keys("<Esc><Esc>");
            if rig.model.form().is_some() {
                rig.keys("<Esc><Esc>");
            }
        }
        rig.keys("j");
    }
    let did = |c: &Command| matches!(c, Command::DoStep(_) | Command::AnswerStep(_));
    assert!(rig.submitted.iter().any(did), "{}", rig.frame());
}

#[test]
fn an_answer_of_the_desk_never_takes_a_key_of_what_is_typed() {
    let mut rig = morning();
    rig.keys("nToner<Enter>aone");
    let sent = crate::tui::update(
        &mut rig.model,
        Msg::Key(crate::tui::Key::plain(crate::tui::KeyCode::Enter)),
    );
    let id = sent.iter().find_map(|effect| match effect {
        crate::tui::Effect::Submit(id, _) => Some(*id),
        _ => None,
    });
    rig.keys("nmail is sl");
    let refusal = crate::domain::Refusal::new(crate::domain::RuleId::R(3), "because", "instead");
    let error = SubmitError::Refused(Box::new(refusal));
    rig.send(Msg::Done(id.unwrap(), Err(error)));
    rig.keys("ow<Enter>");
    assert_eq!(rig.world.ticket(2).title.as_str(), "mail is slow");
    assert_eq!(rig.model.unfinished().count(), 1);
}

#[test]
fn a_kept_narrative_does_not_replace_unseen_what_came_since() {
    let mut rig = Rig::new(library());
    rig.keys("emine");
    let (key, text) = rig.drafts.iter().next().unwrap();
    let kept = KeptDraft {
        key: key.clone(),
        text: text.clone(),
        cursor: 4,
        at: rig.world.now,
    };
    // Somebody else wrote while this console was down.
    let ticket = rig.world.ticket(3).id;
    let theirs = crate::domain::command::WriteNarrative {
        ticket,
        text: crate::text::Clean::new("theirs"),
        saw: None,
    };
    rig.world.run(Command::Narrative(theirs)).unwrap();
    let mut rig = Rig::new(rig.world);
    rig.send(Msg::Drafts(vec![kept]));
    rig.keys(":drafts<Enter><Enter><Tab><Enter>");
    let refused = matches!(
        rig.model.overlay.as_ref().map(|o| &o.kind),
        Some(crate::tui::model::OverlayKind::Refusal(_))
    );
    assert!(refused, "{}", rig.frame());
    assert!(
        !rig.submitted
            .iter()
            .any(|c| matches!(c, Command::Narrative(_)))
    );
    // Seen, it may be sent again; then no draft of it is left under any name.
    rig.keys("<Esc><Tab><Enter>");
    assert!(
        rig.submitted
            .iter()
            .any(|c| matches!(c, Command::Narrative(_)))
    );
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
}

#[test]
fn a_story_that_came_too_late_is_asked_for_again() {
    use crate::tui::{Effect, Key, update};
    let mut rig = Rig::new(library());
    let down = |rig: &mut Rig| update(&mut rig.model, Msg::Key(Key::char('j')));
    let first = rig.model.queue.selected.unwrap();
    let asked = down(&mut rig);
    let second = rig.model.queue.selected.unwrap();
    assert!(asked.contains(&Effect::Load(second)));
    // The panes stay with the first until the story is there.
    assert_eq!(rig.model.shown, Some(first));
    update(&mut rig.model, Msg::Key(Key::char('k')));
    let story = snapshot(&rig.world).story(second).map(Box::new);
    update(&mut rig.model, Msg::Story(second, story));
    assert_eq!(rig.model.shown, Some(first));
    assert!(down(&mut rig).contains(&Effect::Load(second)));
    // Any key that does more than move acts on what is selected, and shows it.
    update(&mut rig.model, Msg::Key(Key::char('c')));
    assert_eq!(rig.model.shown, Some(second));
}

#[test]
fn a_file_is_attached_by_its_path_and_a_wrong_path_stays_in_the_form() {
    let mut rig = Rig::new(library());
    rig.keys(":attach<Enter>~/leter.pdf<Enter>re<Right><Enter>");
    let frame = rig.frame();
    assert!(
        frame.contains("there is no such file; check the name"),
        "{frame}"
    );
    assert!(frame.contains("~/leter.pdf"), "{frame}");
    assert!(rig.submitted.is_empty());
    let kept: Vec<&String> = rig.drafts.values().collect();
    assert_eq!(kept, ["request", "~/leter.pdf"], "both are on the disk");
    // The cursor stands in the field that is wrong.
    rig.keys("<Home><Right><Right><Right><Right><Right>t<Enter><Enter>");
    let Some(Command::Attach(attached)) = rig.submitted.last() else {
        panic!("{:?}", rig.submitted)
    };
    assert_eq!(attached.purpose, AttachedAs::Request);
    assert!(rig.frame().contains("T-3 file attached"), "{}", rig.frame());
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
}

#[test]
fn esc_and_enter_send_a_form_from_every_field_and_shift_tab_goes_back_to_it() {
    let mut rig = morning();
    rig.keys("nScanner<Tab>Rita Ortiz<Esc>");
    assert!(rig.frame().contains("Enter: log it"), "{}", rig.frame());
    rig.keys("<BackTab> Jr<Esc><Enter>");
    assert_eq!(rig.world.ticket(1).title.as_str(), "Scanner");
    let from = rig.world.ticket(1).from.unwrap();
    let name = rig.world.records.person(from).unwrap().name.clone();
    assert_eq!(name.as_str(), "Rita Ortiz Jr");
    // Esc twice leaves and keeps; what goes on goes on in the field that was left.
    rig.keys("nToner<Tab>Mara<Esc><Esc>");
    assert!(rig.model.active.is_none());
    rig.keys(":drafts<Enter><Enter> Kent<Esc><Enter>");
    let from = rig.world.ticket(2).from.unwrap();
    let name = rig.world.records.person(from).unwrap().name.clone();
    assert_eq!(name.as_str(), "Mara Kent");
}
