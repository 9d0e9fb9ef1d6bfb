//! Every question of the callout has its frames: each step at each size, without colour, and with
//! plain borders; and the boxes around it.
//!
//! The compiler keeps the table complete: a new step has no keys until it stands in it.

use super::callout::{at_night, walk_to};
use super::every::frames;
use crate::domain::{Records as _, StepName};
use crate::tui::Msg;
use crate::tui::model::{CalloutBox, Overlay, OverlayKind};

/// What leads to a step that the plain walk does not have.
const fn branch(step: StepName) -> Option<&'static str> {
    match step {
        StepName::Start => Some("C"),
        StepName::Suspect => Some("71"),
        StepName::Seen => Some("711<Enter>"),
        StepName::Keep => Some("711<Enter>mail opened<Enter><Enter>"),
        StepName::Isolate => Some("711<Enter>mail opened<Enter><Enter><Enter>"),
        StepName::Report => Some("711<Enter>mail opened<Enter><Enter><Enter>1<Enter>"),
        StepName::Later => Some("8new mouse<Enter>"),
        StepName::Vendor => Some("5plotter<Enter>9<Enter><Enter><Enter><Enter><Enter>2"),
        StepName::Over => Some("C2"),
        StepName::Caller
        | StepName::What
        | StepName::Impact
        | StepName::Emergency
        | StepName::Place
        | StepName::Tell
        | StepName::List
        | StepName::Work
        | StepName::Outcome
        | StepName::Narrative
        | StepName::Debts
        | StepName::Claim
        | StepName::Handover => None,
    }
}

fn name_of(step: StepName) -> String {
    format!("callout_{}", step.as_str().replace('.', "_"))
}

#[test]
fn every_step_has_its_frames() {
    for step in StepName::ALL.iter().copied() {
        frames(&name_of(step), at_night, |rig| {
            match branch(step) {
                None => walk_to(rig, step),
                Some(keys) if keys.starts_with('C') => {
                    rig.keys(keys);
                }
                Some(keys) => {
                    walk_to(rig, StepName::What);
                    rig.keys(keys);
                }
            }
            let frame = rig.frame();
            assert_eq!(rig.model.walk.name(), Some(step), "{frame}");
        });
    }
}

#[test]
fn every_box_of_the_callout_has_its_frames() {
    let open = |kind: CalloutBox| Some(Overlay::new(OverlayKind::Callout(kind)));
    let id = |rig: &super::rig::Rig| rig.world.records.running_callouts()[0].id;
    frames("callout_box_resume", at_night, |rig| {
        walk_to(rig, StepName::Work);
        rig.model.walk.is_shown = false;
        rig.send(Msg::Drafts(Vec::new()));
    });
    frames("callout_box_gap", at_night, |rig| {
        walk_to(rig, StepName::Work);
        let (from, to) = (rig.world.now, rig.world.now.plus_minutes(13));
        rig.model.overlay = open(CalloutBox::Gap(id(rig), from, to));
    });
    frames("callout_box_give", at_night, |rig| {
        walk_to(rig, StepName::Place);
        rig.model.overlay = open(CalloutBox::Give(id(rig)));
    });
    frames("callout_box_running", at_night, |rig| {
        walk_to(rig, StepName::Place);
        rig.keys(":callouts<Enter>");
    });
    for (name, kind) in [
        ("cards", CalloutBox::Cards),
        ("roster", CalloutBox::Roster),
        ("claims", CalloutBox::Claims),
    ] {
        frames(&format!("callout_box_{name}"), at_night, |rig| {
            walk_to(rig, StepName::Narrative);
            rig.keys("Z<Enter>");
            rig.model.overlay = open(kind);
        });
    }
    frames("callout_box_help", at_night, |rig| {
        walk_to(rig, StepName::Place);
        rig.keys("?");
    });
    frames("callout_good_night", at_night, |rig| {
        walk_to(rig, StepName::Narrative);
        rig.keys("Z");
    });
    frames("callout_locked", at_night, |rig| {
        walk_to(rig, StepName::Place);
        rig.model.is_locked = true;
    });
}
