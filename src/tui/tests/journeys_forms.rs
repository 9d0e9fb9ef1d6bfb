//! Journeys of keys through forms that wait for each other, for the desk and for their text.

use super::journeys::morning;
use super::rig::{Rig, library, snapshot};
use crate::desk::SubmitError;
use crate::domain::{AttachedAs, Command, Records as _, State};
use crate::tui::{KeptDraft, Msg};

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
fn what_was_asked_to_be_taken_out_is_taken_back_in_the_same_form() {
    let mut world = library();
    world.staff("Hilda Head", 1002, &["director"]);
    let mut rig = Rig::new(world);
    rig.keys("nToner<Enter>aits code is 99-toner-1<Enter><Enter>");
    rig.keys(":redact<Enter>");
    assert!(!rig.frame().contains("withdraw"), "{}", rig.frame());
    rig.keys("a code<Enter>");
    let number = rig.world.records.tickets().count() as u64;
    assert_eq!(rig.world.ticket(number).asks.len(), 1, "{}", rig.frame());
    rig.keys("<Up>:redact<Enter>");
    assert!(rig.frame().contains("withdraw"), "{}", rig.frame());
    rig.keys("with<Enter><Enter>");
    assert!(rig.world.ticket(number).asks.is_empty(), "{}", rig.frame());
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
        for _ in 0..20 {
            let Some(form) = rig.model.form() else { break };
            let proof = match form.field().map(|f| f.spec.id.as_str()) {
                Some("number") => "12",
                Some("ticket_ref") => "T-1",
                Some("date") => "tomorrow",
                Some(_) | None => "now",
            };
            let is_required = form.field().is_some_and(|f| f.spec.is_required);
            let is_empty = form.field().is_some_and(|f| f.editor.is_blank());
            assert_eq!(
                form.fields
                    .iter()
                    .find(|f| f.error.is_some())
                    .map(|f| &f.error),
                None
            );
            rig.keys(if is_required && is_empty { proof } else { "" })
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
    assert!(rig.model.form().is_none(), "{}", rig.frame());
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
