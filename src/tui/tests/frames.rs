//! Frames of every screen, as text and as runs of style.

use super::rig::{Rig, library, settings};
use crate::desk::SubmitError;
use crate::domain::testing::World;
use crate::domain::{Refusal, RuleId};
use crate::text::Clean;
use crate::tui::{Msg, Settings, ThemeKind};

/// The text and the styles of a frame, in one snapshot.
fn both(rig: &Rig) -> String {
    let (text, styles) = rig.drawn();
    format!("{text}---\n{styles}")
}

#[test]
fn the_desk_at_every_layout() {
    let mut rig = Rig::new(library());
    for (cols, rows) in [(80, 24), (120, 36), (200, 50), (60, 16), (40, 10)] {
        rig.size(cols, rows);
        insta::assert_snapshot!(format!("desk_{cols}x{rows}"), both(&rig));
    }
}

#[test]
fn the_open_ticket() {
    let mut rig = Rig::new(library());
    rig.keys("<Enter>");
    for (cols, rows) in [(80, 24), (60, 16), (120, 36)] {
        rig.size(cols, rows);
        insta::assert_snapshot!(format!("ticket_{cols}x{rows}"), both(&rig));
    }
    rig.size(80, 24).keys("<Tab>");
    insta::assert_snapshot!("ticket_narrative", rig.frame());
    rig.keys("<Tab><Tab>");
    insta::assert_snapshot!("ticket_owed", rig.frame());
    rig.keys("<Tab>");
    insta::assert_snapshot!("ticket_facts", rig.frame());
}

#[test]
fn a_checklist_with_its_choices() {
    let mut world = library();
    let shipped = crate::policy::shipped();
    let clocks = shipped.clocks().unwrap().clone();
    world.site.policy.clocks = clocks;
    let mut rig = Rig::new(world);
    rig.keys(":check start security<Enter>");
    rig.keys("<Enter><Tab><Tab>");
    insta::assert_snapshot!("checklist_80x24", both(&rig));
    rig.size(120, 36);
    insta::assert_snapshot!("checklist_120x36", rig.frame());
}

#[test]
fn forms_short_and_full() {
    let mut rig = Rig::new(library());
    rig.keys("nKiosk frozen");
    insta::assert_snapshot!("new_80x24", both(&rig));
    rig.keys("<Tab><Tab><Tab><Tab><Tab><Tab>x<Tab>");
    insta::assert_snapshot!("new_full_80x24", both(&rig));
    rig.size(60, 16);
    insta::assert_snapshot!("new_full_60x16", rig.frame());
    rig.size(40, 10);
    insta::assert_snapshot!("new_full_40x10", rig.frame());
    rig.size(120, 36);
    insta::assert_snapshot!("new_full_120x36", rig.frame());
    let mut rig = Rig::new(library());
    rig.keys("eThe disk was full.<Enter>Logs were rotated.");
    insta::assert_snapshot!("narrative_80x24", both(&rig));
    rig.size(200, 50);
    insta::assert_snapshot!("narrative_200x50", rig.frame());
    let mut rig = Rig::new(library());
    rig.keys("u");
    insta::assert_snapshot!("told_80x24", rig.frame());
}

#[test]
fn lists_and_boxes() {
    let mut rig = Rig::new(library());
    for (name, keys) in [
        ("palette", ":clo"),
        ("help", "?"),
        ("filter", "f"),
        ("find", "/server"),
        ("close", "c"),
        ("why", ":why<Enter>"),
        ("notes", ":note<Enter>"),
        ("messages", ":messages<Enter>"),
    ] {
        rig.keys(keys);
        insta::assert_snapshot!(format!("box_{name}"), rig.frame());
        rig.keys("<Esc>");
    }
    rig.keys("?");
    rig.size(60, 16);
    insta::assert_snapshot!("box_help_60x16", rig.frame());
}

#[test]
fn a_refusal_and_not_saved() {
    let mut rig = Rig::new(library());
    let mut refusal = Refusal::new(
        RuleId::R(5),
        "the requester was not told since it was resolved",
        "nightdesk tell T-3 requester",
    );
    refusal.also.push(Refusal::new(
        RuleId::R(13),
        "the narrative is empty",
        "nightdesk narrative T-3 TEXT",
    ));
    rig.fails = Some(SubmitError::Refused(Box::new(refusal)));
    rig.keys("adone<Enter>");
    insta::assert_snapshot!("refusal_80x24", both(&rig));
    rig.fails = Some(SubmitError::NotSaved("No space left on device".to_owned()));
    rig.keys("<Esc><Enter>");
    insta::assert_snapshot!("not_saved_80x24", both(&rig));
}

#[test]
fn an_empty_desk_teaches() {
    let mut rig = Rig::new(World::new());
    for (cols, rows) in [(80, 24), (120, 36), (40, 10)] {
        rig.size(cols, rows);
        insta::assert_snapshot!(format!("empty_{cols}x{rows}"), rig.frame());
    }
}

#[test]
fn black_on_white_and_plain_borders_lose_nothing() {
    let mut mono = Rig::with(library(), settings(ThemeKind::Mono, false));
    let colour = Rig::new(library());
    assert_eq!(mono.frame(), colour.frame());
    mono.keys("c");
    let (_, styles) = mono.drawn();
    assert!(
        !styles.contains("Red") && !styles.contains("Indexed"),
        "{styles}"
    );
    insta::assert_snapshot!("mono_close", both(&mono));
    let orange = Rig::with(library(), settings(ThemeKind::BlueOrange, false));
    insta::assert_snapshot!("blue_orange_desk", orange.drawn().1);
    let mut ascii = Rig::with(library(), settings(ThemeKind::Mono, true));
    ascii.size(120, 36);
    assert!(ascii.frame().is_ascii(), "{}", ascii.frame());
    insta::assert_snapshot!("ascii_120x36", ascii.frame());
}

#[test]
fn wide_and_foreign_letters_keep_the_borders_in_their_columns() {
    let mut world = World::new();
    for title in [
        "図書館のサーバーが止まっています、四つの支店すべてで使えません",
        "👨‍👩‍👧 family at the desk \u{202e}gpj.exe \u{1b}[31m",
        "العربية 123 في الطابعة",
    ] {
        world.open(title);
    }
    let mut rig = Rig::new(world);
    rig.size(80, 24).keys("");
    insta::assert_snapshot!("foreign_80x24", rig.frame());
    let frame = rig.frame();
    for line in frame.lines().skip(2).take(8) {
        assert_eq!(crate::text::width(line), 80, "{line}");
    }
}

#[test]
fn what_was_said_is_cleaned_on_its_way_out() {
    let mut rig = Rig::with(library(), Settings::default());
    rig.send(Msg::Note("bad \u{1b}[31m news".to_owned()));
    assert!(!rig.frame().contains('\u{1b}'));
    assert!(!Clean::new("\u{1b}").as_str().contains('\u{1b}'));
}

#[test]
fn the_palette_says_which_command_makes_a_backup() {
    let mut rig = Rig::new(library());
    rig.keys(":backup<Enter>");
    let shown = rig.frame();
    assert!(shown.contains("nightdesk backup FILE"), "{shown}");
    assert!(shown.contains("restore FILE --into DIR"), "{shown}");
}
