//! What is ready to be said stands in the form that records it, until somebody types other words.

use super::callout::at_step;
use super::rig::Rig;
use crate::domain::{Command, StepName};

/// It works again and nobody was told; the form for word is open.
fn owed() -> Rig {
    let mut rig = at_step(StepName::Debts);
    rig.keys("u");
    rig
}

fn said(rig: &Rig) -> String {
    rig.model.form().unwrap().text_of("text")
}

#[test]
fn word_that_is_owed_is_ready_in_the_form() {
    let mut rig = owed();
    assert!(said(&rig).contains("It has worked again since"));
    assert!(!rig.model.form().unwrap().is_touched());
    rig.keys("<Enter><Enter><Enter><Enter>");
    let told = rig
        .submitted
        .iter()
        .rev()
        .find_map(|command| match command {
            Command::Tell(told) => told.text.clone(),
            _ => None,
        });
    let told = told.unwrap();
    assert!(told.as_str().contains("It has worked again since"));
}

#[test]
fn somebody_else_hears_their_own_lines_or_none() {
    let mut rig = owed();
    rig.keys("Wes Park<Enter>");
    assert_eq!(said(&rig), "");
    let mut rig = owed();
    rig.keys("Rita Ortiz<Enter>");
    assert!(said(&rig).contains("You called about it"));
}

#[test]
fn own_words_stay() {
    let mut rig = owed();
    rig.keys("<Enter><Enter><Enter> Sorry.<Esc>");
    let mine = said(&rig);
    assert!(mine.ends_with(" Sorry."), "{mine}");
    rig.keys("<Up><Up><Up>");
    assert_eq!(said(&rig), mine);
}
