//! Every screen has its frames: each pane, form, box and state at each size, as text and as runs
//! of style, and once without colour and once with plain borders.
//!
//! The tables are held complete by the compiler: a new kind of form or box has no number below
//! until it has one, and no frames until it stands in its table.

use std::fmt::Write as _;
use std::sync::Arc;

use uuid::Uuid;

use super::rig::{Rig, library, settings, snapshot};
use super::runbooks::runbook;
use crate::domain::testing::World;
use crate::domain::{ListId, Records as _, Refusal, RosterId, RuleId, TicketId};
use crate::tui::action::Spot;
use crate::tui::editor::Editor;
use crate::tui::form::{Form, FormKind};
use crate::tui::model::{CalloutBox, Overlay, OverlayKind, Saved};
use crate::tui::{Msg, ThemeKind};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

/// Draws a screen that `prepare` brings about: coloured at each size, then at 80x24 without colour
/// and with plain borders, then where there is hardly any room.
pub(super) fn frames(name: &str, world: fn() -> World, prepare: impl Fn(&mut Rig)) {
    let mut out = String::new();
    let mut add = |theme, is_plain, size: (u16, u16), has_styles| {
        let mut rig = Rig::with(world(), settings(theme, is_plain));
        rig.size(size.0, size.1);
        prepare(&mut rig);
        let (text, styles) = rig.drawn();
        if is_plain {
            let is_drawn = |c: char| ('\u{2500}'..='\u{25ff}').contains(&c);
            assert!(!text.contains(is_drawn), "{name}: {text}");
        }
        let how = if is_plain { "plain borders" } else { "" };
        writeln!(out, "== {}x{} {theme:?} {how}", size.0, size.1).unwrap();
        out.push_str(&text);
        if has_styles {
            writeln!(out, "--\n{styles}").unwrap();
        }
    };
    for size in SIZES {
        add(ThemeKind::Auto, false, size, true);
    }
    add(ThemeKind::Mono, false, SIZES[0], true);
    add(ThemeKind::Mono, true, SIZES[0], false);
    add(ThemeKind::Mono, false, (50, 12), false);
    insta::assert_snapshot!(format!("every_{name}"), out);
}

/// The library with a checklist on its first ticket.
fn with_list() -> World {
    let mut rig = Rig::new(library());
    rig.keys(":check start server-network-outage<Enter>");
    rig.world
}

fn list_of(rig: &Rig) -> (TicketId, ListId, String) {
    let ticket = rig.model.queue.selected.unwrap();
    let list = &rig.model.snapshot.lists_of(ticket)[0];
    (ticket, list.id, list.template.steps[0].id.clone())
}

#[test]
fn every_pane_has_its_frames() {
    for spot in Spot::ALL {
        let name = match spot {
            Spot::Queue => "pane_queue",
            Spot::Why => "pane_why",
            Spot::Narrative => "pane_narrative",
            Spot::Timeline => "pane_timeline",
            Spot::Facts => "pane_facts",
            Spot::Checklist => "pane_checklist",
            Spot::Owed => "pane_owed",
            // These are drawn below, or are the checklists at a step with choices.
            Spot::Question | Spot::Form | Spot::Box | Spot::Walk => continue,
        };
        frames(name, with_list, |rig| {
            if spot != Spot::Queue {
                rig.keys("<Enter>");
            }
            if rig.model.panes().contains(&spot) {
                rig.model.focus = spot;
            }
        });
    }
}

/// The number of a kind of form, which is its place in the table.
const fn form_no(kind: &FormKind) -> usize {
    match kind {
        FormKind::New => 0,
        FormKind::Action(_) => 1,
        FormKind::Tell(_) => 2,
        FormKind::Impact(_) => 3,
        FormKind::Contain(_) => 4,
        FormKind::Owner(_) => 5,
        FormKind::Wait(_) => 6,
        FormKind::Narrative(_) => 7,
        FormKind::Category(_) => 8,
        FormKind::Note(_, _) => 9,
        FormKind::Resolve(_) => 10,
        FormKind::Reopen(_) => 11,
        FormKind::Correct(_, _) => 12,
        FormKind::Move(_, _) => 13,
        FormKind::Report(_) => 14,
        FormKind::Close(_) => 15,
        FormKind::StartList(_) => 16,
        FormKind::DoStep(_, _) => 17,
        FormKind::Answer(_, _, _) => 18,
        FormKind::Skip(_, _) => 19,
        FormKind::Fail(_, _) => 20,
        FormKind::Attach(_) => 21,
        FormKind::Turn(_) => 22,
        FormKind::EndTurn(_) => 23,
        FormKind::Redact(_, _) => 24,
    }
}

const FORMS: usize = 25;

fn form_kinds(ticket: TicketId, list: ListId, step: &str) -> [FormKind; FORMS] {
    let step = || step.to_owned();
    [
        FormKind::New,
        FormKind::Action(ticket),
        FormKind::Tell(ticket),
        FormKind::Impact(ticket),
        FormKind::Contain(ticket),
        FormKind::Owner(ticket),
        FormKind::Wait(ticket),
        FormKind::Narrative(ticket),
        FormKind::Category(ticket),
        FormKind::Note(ticket, "what_seen".to_owned()),
        FormKind::Resolve(ticket),
        FormKind::Reopen(ticket),
        FormKind::Correct(ticket, 1),
        FormKind::Move(ticket, 1),
        FormKind::Report(ticket),
        FormKind::Close(ticket),
        FormKind::StartList(ticket),
        FormKind::DoStep(list, step()),
        FormKind::Answer(list, step(), 1),
        FormKind::Skip(list, step()),
        FormKind::Fail(list, step()),
        FormKind::Attach(ticket),
        FormKind::Turn(RosterId(uuid::Uuid::from_u128(1))),
        FormKind::EndTurn(RosterId(uuid::Uuid::from_u128(1))),
        FormKind::Redact(ticket, 1),
    ]
}

#[test]
fn every_form_has_its_frames() {
    for no in 0..FORMS {
        let name = format!("form_{no:02}");
        frames(&name, with_list, |rig| {
            if no == 3 {
                // Its hints say what stands now.
                rig.keys("i");
                return;
            }
            let (ticket, list, step) = list_of(rig);
            let kind = form_kinds(ticket, list, &step)[no].clone();
            assert_eq!(form_no(&kind), no, "a form without its row");
            let ids = (Uuid::from_u128(1), Uuid::from_u128(2));
            let shown = Arc::clone(&rig.model.snapshot);
            let mut form = Form::new(kind, &shown, ids, rig.model.now);
            form.is_short = false;
            rig.model.active = Some(form.id);
            rig.model.forms.push(form);
        });
    }
}

/// The number of a kind of box, which is its place in the table.
const fn box_no(kind: &OverlayKind) -> usize {
    match kind {
        OverlayKind::Palette(_) => 0,
        OverlayKind::Find(_) => 1,
        OverlayKind::Filter => 2,
        OverlayKind::Help(_) => 3,
        OverlayKind::Refusal(_) => 4,
        OverlayKind::Read(_, _) => 5,
        OverlayKind::Messages => 6,
        OverlayKind::Drafts => 7,
        OverlayKind::Discard(_) => 8,
        OverlayKind::Close(_) => 9,
        OverlayKind::Notes(_) => 10,
        OverlayKind::Quit(_) => 11,
        OverlayKind::Callout(_) => 12,
        OverlayKind::Runbook(_) => 13,
        OverlayKind::Runbooks(_) => 14,
    }
}

const BOXES: usize = 15;

fn box_kinds(ticket: TicketId, draft: Uuid) -> [OverlayKind; BOXES] {
    let refusal = Refusal::new(RuleId::R(13), "the narrative is empty", "write it with e");
    [
        OverlayKind::Palette(Editor::line()),
        OverlayKind::Find(Editor::line()),
        OverlayKind::Filter,
        OverlayKind::Help(Spot::Queue),
        OverlayKind::Refusal(Box::new(refusal)),
        OverlayKind::Read(
            "T-3: why here".to_owned(),
            vec!["Why first? Class 2.".to_owned()],
        ),
        OverlayKind::Messages,
        OverlayKind::Drafts,
        OverlayKind::Discard(draft),
        OverlayKind::Close(ticket),
        OverlayKind::Notes(ticket),
        OverlayKind::Quit(vec!["T-3 owes a word".to_owned()]),
        OverlayKind::Callout(CalloutBox::Views),
        OverlayKind::Runbook(Box::new(runbook("circ", "Restarting the server", "circ"))),
        OverlayKind::Runbooks(vec![runbook("cut", "After a power cut", "server")]),
    ]
}

#[test]
fn every_box_has_its_frames() {
    for no in 0..BOXES {
        let name = format!("box_{no:02}");
        frames(&name, library, |rig| {
            rig.keys("nhalf a title<Esc><Esc>");
            let ticket = rig.model.queue.selected.unwrap();
            let draft = rig.model.unfinished().next().unwrap().id;
            let kind = box_kinds(ticket, draft)[no].clone();
            assert_eq!(box_no(&kind), no, "a box without its row");
            rig.model.overlay = Some(Overlay::new(kind));
        });
    }
}

#[test]
fn the_help_of_every_pane_has_its_frames() {
    for (at, spot) in Spot::ALL.into_iter().enumerate() {
        frames(&format!("help_{at}"), with_list, |rig| {
            rig.model.overlay = Some(Overlay::new(OverlayKind::Help(spot)));
        });
    }
}

#[test]
fn every_state_has_its_frames() {
    let shown = |rig: &mut Rig, change: fn(&mut crate::desk::Snapshot)| {
        let mut whole = snapshot(&rig.world);
        change(Arc::get_mut(&mut whole).unwrap());
        rig.send(Msg::Desk(whole));
    };
    frames("state_empty", World::new, |_| {});
    frames("state_busy", library, |rig| {
        rig.model.saved = Saved::Sending;
    });
    frames("state_locked", library, |rig| rig.model.is_locked = true);
    frames("state_not_saved", library, |rig| {
        rig.model.saved = Saved::Not("No space left on device".to_owned());
    });
    frames("state_read_only", library, |rig| {
        shown(rig, |s| {
            s.read_only = Some("it is somebody else's desk".to_owned());
        });
    });
    frames("state_demo", library, |rig| shown(rig, |s| s.demo = true));
    frames("state_nothing_owed", library, |rig| {
        rig.keys("Gadone<Enter>u<Enter><Enter><Enter>it works<Enter>c");
    });
}
