//! The callout by its keys: what is asked, what each key writes, and what comes back after a drop.

use super::rig::{Rig, library, snapshot};
use crate::desk::SubmitError;
use crate::domain::callout::{Callout, open_for};
use crate::domain::command::AddAsset;
use crate::domain::testing::{World, clean};
use crate::domain::{AssetId, Command, Records as _, StepName};
use crate::tui::{Effect, Key, Msg, update};

/// The library at ten past two in the morning.
pub(super) fn at_night() -> World {
    let mut world = library();
    world.wait(12 * 60 + 30);
    world
}

fn night() -> Rig {
    Rig::new(at_night())
}

/// A call taken and answered up to a step, by keys alone.
const TO: [(StepName, &str); 12] = [
    (StepName::Caller, "C1"),
    (
        StepName::What,
        "Rita Ortiz<Enter>555-0101<Enter><Enter><Enter><Enter>",
    ),
    (StepName::Impact, "1circ<Enter>"),
    (StepName::Emergency, "4<Enter><Enter>"),
    (StepName::Place, "<Enter>"),
    (StepName::Tell, "<Enter>"),
    (StepName::List, "<Enter>"),
    (StepName::Work, "0<Enter>"),
    (StepName::Outcome, "<Tab>"),
    (StepName::Narrative, "1<Enter>"),
    (StepName::Debts, "<Tab><Enter>"),
    (StepName::Claim, "<Enter>"),
];

/// A rig whose callout asks a step.
pub(super) fn at_step(step: StepName) -> Rig {
    let mut rig = night();
    walk_to(&mut rig, step);
    rig
}

pub(super) fn walk_to(rig: &mut Rig, step: StepName) {
    for (at, keys) in TO {
        rig.keys(keys);
        assert_eq!(rig.model.walk.name(), Some(at), "{}", rig.frame());
        if at == step {
            return;
        }
    }
    rig.keys("<Enter>");
    assert_eq!(rig.model.walk.name(), Some(step), "{}", rig.frame());
}

pub(super) fn mine(rig: &Rig) -> Callout {
    let open = open_for(&rig.world.records, rig.world.actor.person);
    Callout::clone(&open.unwrap())
}

fn last_answer(rig: &Rig) -> (StepName, Vec<(String, String)>, bool) {
    let answers = rig
        .submitted
        .iter()
        .rev()
        .find_map(|command| match command {
            Command::AnswerCallout(answer) => Some(answer),
            _ => None,
        });
    let answer = answers.unwrap();
    let values = answer.values.iter();
    let values = values.map(|(part, text)| (part.clone(), text.to_string()));
    (answer.step, values.collect(), answer.leave)
}

#[test]
fn the_number_is_on_the_screen_after_the_first_answer() {
    let mut rig = night();
    rig.keys("C");
    assert!(
        rig.frame().contains("Is it happening now"),
        "{}",
        rig.frame()
    );
    rig.keys("1");
    assert!(rig.frame().contains("Callout of T-6"), "{}", rig.frame());
    assert!(rig.frame().contains("saved 02:11:00"));
    assert!(rig.frame().contains("callout 0h00"));
}

#[test]
fn the_work_log_is_four_keys_away_and_takes_a_line_an_enter() {
    let mut rig = night();
    rig.keys("C1<Esc>W");
    assert_eq!(rig.model.walk.name(), Some(StepName::Work));
    rig.keys("restarted it<Enter>/server more disk<Enter>");
    let callout = mine(&rig);
    let texts: Vec<&str> = callout.lines.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(texts, ["restarted it", "more disk"]);
    assert!(callout.tags.contains("server-change"), "{:?}", callout.tags);
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
    rig.keys("<Tab>");
    assert_eq!(rig.model.walk.name(), Some(StepName::Caller));
}

#[test]
fn the_whole_walk_takes_twenty_five_keys_besides_text() {
    let mut rig = night();
    let count = |keys: &str| {
        let text = ["Rita Ortiz", "555-0101", "circ"];
        let bare = text
            .iter()
            .fold(keys.to_owned(), |keys, text| keys.replace(text, ""));
        let named = bare.matches('<').count();
        let letters = bare
            .split('<')
            .map(|part| part.rsplit('>').next().unwrap().len());
        named + letters.sum::<usize>()
    };
    let keys: usize = TO.iter().map(|(_, keys)| count(keys)).sum();
    // Two more: the claim as it stands, and good night.
    assert!(keys + 2 <= 25, "{keys}");
    walk_to(&mut rig, StepName::Handover);
    rig.keys("<Enter>");
    assert!(rig.world.records.running_callouts().is_empty());
    assert!(rig.frame().contains("good night"), "{}", rig.frame());
    rig.keys("<Enter>");
    assert!(!rig.model.walk.is_shown);
}

#[test]
fn bed_is_one_key_after_the_outcome() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("Z");
    let callouts = rig.world.records.running_callouts();
    assert!(callouts.is_empty(), "{}", rig.frame());
    assert!(rig.frame().contains("good night"), "{}", rig.frame());
}

#[test]
fn what_was_changed_in_the_narrative_is_in_the_record_when_one_goes_to_bed() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("e And more.<Esc>Z");
    assert!(
        rig.world.records.running_callouts().is_empty(),
        "{}",
        rig.frame()
    );
    let ticket = rig.world.ticket(6).id;
    let story = snapshot(&rig.world).story(ticket).unwrap();
    let narrative = story.timeline.narrative.unwrap();
    assert!(narrative.as_str().contains("And more."), "{narrative}");
}

#[test]
fn digits_are_the_number_where_a_count_is_asked() {
    let mut rig = at_step(StepName::Impact);
    rig.keys("40<BS>2<Enter><Enter>");
    let (step, values, leave) = last_answer(&rig);
    assert_eq!(step, StepName::Impact);
    assert_eq!(values, [("now".to_owned(), "42".to_owned())]);
    assert!(leave);
}

#[test]
fn nobody_knows_yet_is_an_answer_and_owed() {
    let mut rig = at_step(StepName::Impact);
    rig.keys("dd");
    let (_, values, _) = last_answer(&rig);
    let unknown = |part: &str| (part.to_owned(), "?".to_owned());
    assert_eq!(values, [unknown("now"), unknown("opening")]);
    assert_eq!(rig.model.walk.name(), Some(StepName::Emergency));
    assert!(rig.frame().contains("owed: "), "{}", rig.frame());
}

#[test]
fn back_one_question_shows_the_answer_and_takes_another() {
    let mut rig = at_step(StepName::Place);
    rig.keys("bb");
    assert_eq!(rig.model.walk.name(), Some(StepName::Impact));
    assert!(rig.frame().contains("(Enter: 4)"), "{}", rig.frame());
    let sent = rig.submitted.len();
    rig.keys("9<Enter><Enter>");
    assert_eq!(rig.submitted.len(), sent + 1);
    assert_eq!(mine(&rig).value(StepName::Impact, "now"), Some("9"));
    assert_eq!(rig.model.walk.name(), Some(StepName::Place));
}

#[test]
fn the_verdict_is_turned_round_with_a_reason() {
    let mut rig = at_step(StepName::Tell);
    rig.keys("x");
    assert_eq!(rig.model.walk.name(), Some(StepName::Emergency));
    rig.keys("nobody works there<Enter>3");
    assert_eq!(mine(&rig).value(StepName::Emergency, "verdict"), Some("no"));
    let because = mine(&rig)
        .value(StepName::Emergency, "because")
        .map(ToOwned::to_owned);
    assert_eq!(because.as_deref(), Some("nobody works there"));
}

#[test]
fn the_next_question_comes_only_with_the_receipt() {
    let mut rig = at_step(StepName::Place);
    let fx = update(&mut rig.model, Msg::Key(Key::char('1')));
    let submit = fx.into_iter().find_map(|effect| match effect {
        Effect::Submit(id, command) => Some((id, command)),
        _ => None,
    });
    let (id, command) = submit.unwrap();
    assert_eq!(rig.model.walk.name(), Some(StepName::Place));
    // The desk has it, and the receipt is still on its way.
    rig.world.run(*command).unwrap();
    rig.send(Msg::Desk(snapshot(&rig.world)));
    assert_eq!(rig.model.walk.name(), Some(StepName::Place));
    // A key within the first moment waits for the next question.
    rig.keys("4");
    let later = rig.world.now.plus_minutes(1);
    rig.send(Msg::Now(later));
    assert!(
        rig.frame().contains("waiting for the disk"),
        "{}",
        rig.frame()
    );
    rig.keys("4");
    assert!(
        rig.model.status.starts_with("waiting"),
        "{}",
        rig.model.status
    );
    let receipt = crate::desk::Receipt {
        first_seq: 1,
        seq: rig.world.log.len() as u64,
        at: rig.world.now,
        number: None,
    };
    rig.send(Msg::Done(id, Ok(receipt)));
    // The kept key answered the only one who is to be told.
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::List),
        "{}",
        rig.frame()
    );
}

#[test]
fn a_line_that_is_not_saved_stands_in_the_box_again() {
    let mut rig = at_step(StepName::Work);
    rig.fails = Some(SubmitError::NotSaved("No space left on device".to_owned()));
    rig.keys("restarted<Enter>");
    assert!(rig.frame().contains("> restarted"), "{}", rig.frame());
    assert!(rig.frame().contains("NOT SAVED"));
    assert_eq!(rig.drafts.len(), 1);
    rig.fails = None;
    rig.keys("<Enter>");
    assert_eq!(mine(&rig).lines.last().unwrap().text.as_str(), "restarted");
    assert!(rig.drafts.is_empty());
}

#[test]
fn what_fixed_it_before_is_a_key_away() {
    let mut rig = night();
    let asset = AddAsset {
        id: AssetId(rig.world.uuid()),
        name: clean("ils01"),
        what: clean("server"),
        unit: None,
        note: None,
    };
    rig.world.run(Command::AddAsset(asset)).unwrap();
    let snapshot = snapshot(&rig.world);
    rig.send(Msg::Desk(snapshot));
    walk_to(&mut rig, StepName::What);
    rig.keys(
        "1ils01<Enter>4<Enter><Enter><Enter><Enter><Enter>0<Enter><Tab>1<Enter><Tab>cleared /var<Enter>",
    );
    rig.keys("Z<Enter>");
    rig.wait(30);
    rig.keys("<Enter>");
    walk_to(&mut rig, StepName::What);
    rig.keys("1ils01<Enter>");
    assert!(rig.frame().contains("cleared /var"), "{}", rig.frame());
    rig.keys("r");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Impact),
        "{}",
        rig.frame()
    );
    assert_eq!(mine(&rig).value(StepName::What, "cure"), Some("T-6"));
    rig.keys("4<Enter><Enter><Enter><Enter><Enter>");
    let frame = rig.frame();
    assert_eq!(rig.model.walk.name(), Some(StepName::List), "{frame}");
    assert!(frame.contains("list: cleared /var"), "{frame}");
    assert!(frame.contains("What fixed ils01 before (T-6)"), "{frame}");
}

#[test]
fn the_clock_is_stopped_and_goes_on() {
    let mut rig = at_step(StepName::Place);
    rig.keys("t");
    rig.wait(10);
    assert!(
        rig.frame().contains("clock 0h00 stopped"),
        "{}",
        rig.frame()
    );
    rig.keys("t");
    rig.wait(5);
    assert!(rig.frame().contains("clock 0h05"), "{}", rig.frame());
}

#[test]
fn views_whom_to_call_and_the_rule_are_a_key_away() {
    let mut rig = at_step(StepName::Place);
    rig.keys("H");
    assert!(
        rig.frame().contains("who called: Rita Ortiz"),
        "{}",
        rig.frame()
    );
    rig.keys("<Esc>?");
    assert!(
        rig.frame().contains("The rule behind this question, place"),
        "{}",
        rig.frame()
    );
    rig.keys("<Esc>v1");
    assert!(!rig.model.walk.is_shown);
    rig.keys("2");
    assert_eq!(rig.model.walk.name(), Some(StepName::Place));
    rig.keys("<Esc>");
    assert!(rig.frame().contains("[1 Desk]") && rig.frame().contains("callout 0h00"));
}

#[test]
fn a_callout_on_an_open_ticket_is_for_that_ticket() {
    let mut rig = night();
    rig.keys("<Enter>C31");
    assert!(rig.frame().contains("Callout of T-3"), "{}", rig.frame());
}

#[test]
fn a_paste_in_nav_runs_nothing_and_one_in_a_text_is_text() {
    let mut rig = at_step(StepName::Place);
    let sent = rig.submitted.len();
    rig.send(Msg::Paste("1\n2\n".to_owned()));
    assert_eq!(rig.submitted.len(), sent);
    assert!(rig.model.active.is_some(), "a draft of an action line");
    let mut rig = at_step(StepName::Work);
    let sent = rig.submitted.len();
    rig.send(Msg::Paste("one\ntwo\n".to_owned()));
    assert_eq!(rig.submitted.len(), sent);
    assert!(rig.frame().contains("> one two"), "{}", rig.frame());
}

#[test]
fn roster_and_claims_are_in_the_palette() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("Z<Enter>:roster<Enter>");
    assert!(rig.frame().contains("now: nobody"), "{}", rig.frame());
    rig.keys("<Esc>:claim list<Enter>");
    assert!(rig.frame().contains("your claims"), "{}", rig.frame());
}
