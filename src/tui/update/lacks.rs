//! What an action needs and does not find here, in words that name the key which helps.
//!
//! The palette, the help, the footer and the action itself ask the same function, so that nothing
//! is offered that is then refused.

use crate::domain::State;
use crate::tui::action::{ACTIONS, Action, Needs};
use crate::tui::model::Model;

/// What an action lacks here, in words; none if nothing.
pub(super) fn lacks(model: &Model, action: Action) -> Option<String> {
    let needs = ACTIONS.iter().find(|spec| spec.action == action)?.needs;
    lack_of(model, needs)
}

/// What is missing of something needed.
pub(in crate::tui) fn lack_of(model: &Model, needs: Needs) -> Option<String> {
    let ticket = model.ticket();
    let ticket = ticket.as_deref();
    // What stands behind the words: the key that helps, and what it does.
    let with = |what: &str, action, does: &str| format!("{what}{}{does}", model.key_of(action));
    let none = || with("no ticket is selected; ", Action::New, " logs one");
    let (is_there, said): (bool, &dyn Fn() -> String) = match needs {
        Needs::Nothing => (true, &String::new),
        Needs::Ticket => (ticket.is_some(), &none),
        Needs::Unclosed => (
            ticket.is_some_and(|t| t.state != State::Closed),
            &|| match ticket {
                None => none(),
                Some(_) => with("it is closed; ", Action::Reopen, " opens it again"),
            },
        ),
        Needs::Finished => (
            ticket.is_some_and(|t| matches!(t.state, State::Resolved | State::Closed)),
            &|| "it is neither resolved nor closed".to_owned(),
        ),
        Needs::Harm => (ticket.is_some_and(|t| t.harm.is_some()), &|| {
            with(
                "no harm is going on; ",
                Action::Impact,
                " says so when it begins",
            )
        }),
        Needs::Report => (
            ticket
                .and_then(|t| t.incident.as_ref())
                .is_some_and(|i| i.report_sent.is_none()),
            &|| "no report is owed here".to_owned(),
        ),
        Needs::Line => (model.line().is_some(), &|| {
            with("there is no line yet; ", Action::Act, " logs one")
        }),
        Needs::Step => (model.step().is_some(), &|| {
            with("there is no checklist; ", Action::StartList, " begins one")
        }),
        Needs::Draft => (model.unfinished().next().is_some(), &|| {
            "nothing is unfinished".to_owned()
        }),
        Needs::Editor => (model.settings.has_editor && model.active.is_some(), &|| {
            if model.settings.has_editor {
                with(
                    "open a text first, for example with ",
                    Action::Narrative,
                    "",
                )
            } else {
                "no editor is set in config.toml".to_owned()
            }
        }),
    };
    (!is_there).then(said)
}
