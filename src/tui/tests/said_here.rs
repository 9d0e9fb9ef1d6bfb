//! Command lines in a sentence, as the screen says them.

use super::rig::{Rig, library};
use crate::tui::update::with_key;

#[test]
fn a_command_of_the_callout_is_said_as_the_question_or_the_key() {
    let rig = Rig::new(library());
    let said = |text: &str| with_key(&rig.model, text);
    assert_eq!(
        said("`nightdesk callout answer impact.now=38` gives the number"),
        "the question \"impact\" gives the number"
    );
    assert_eq!(
        said("`nightdesk callout status` goes on with it, `nightdesk callout finish` ends it"),
        "C goes on with it, Z ends it"
    );
    assert_eq!(
        said("done by: nightdesk callout answer --callout K-1 security.isolate.when=..."),
        "done by: the question \"off the network\""
    );
    assert_eq!(
        said("nightdesk callout answer claim=2"),
        "the question \"claim\""
    );
    assert_eq!(said("done by: nightdesk tell T-6 requester"), "done by: u");
    let steps = "L-2 at its ticket (Enter, then Tab)";
    assert_eq!(
        said("Rule R56, done by: nightdesk check show L-2"),
        format!("Rule R56, done by: {steps}")
    );
    assert_eq!(
        said("`nightdesk check show L-2` lists its steps"),
        format!("{steps} lists its steps")
    );
    assert_eq!(said("answer with `1` or `2`"), "answer with `1` or `2`");
}
