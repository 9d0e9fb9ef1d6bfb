//! Which of the department's runbooks belong to what is on the screen.

use super::{Model, Overlay, OverlayKind};
use crate::domain::callout::{runbooks, runbooks_of};
use crate::domain::site::{Runbook, runbooks_line};
use crate::domain::{Records as _, StepName};
use crate::tui::KeyCode;
use crate::tui::action::{ACTIONS, Action, key_name};
use crate::tui::editor::Editor;

/// The part of `what` that names the thing.
const WHICH: &str = "which";

impl Model {
    /// The runbooks for the callout that is shown, else for the ticket of the open form, else for
    /// the selected one.
    pub(in crate::tui) fn runbooks_here(&self) -> Vec<&Runbook> {
        let site = &self.snapshot.site;
        if self.walk.is_shown {
            let Some(callout) = self.callout() else {
                return Vec::new();
            };
            let mut given = crate::domain::callout::Given::new();
            if self.walk.name() == Some(StepName::What) {
                given.clone_from(&self.walk.given);
                let typed = self.walk.editor(WHICH).filter(|typed| !typed.is_blank());
                given.extend(typed.map(|typed| (WHICH.to_owned(), Editor::text(typed))));
            }
            return runbooks(&*self.snapshot, site, &callout, &given, self.now);
        }
        let form = self
            .form()
            .and_then(|form| form.kind.ticket(&self.snapshot));
        let ticket = form.and_then(|id| self.snapshot.ticket(id));
        let ticket = ticket.or_else(|| self.ticket());
        ticket.map_or_else(Vec::new, |ticket| runbooks_of(site, &ticket))
    }

    /// What is said of runbooks, with the key that reads them; none where there are none.
    pub(in crate::tui) fn runbooks_words(&self, runbooks: &[&Runbook]) -> Option<String> {
        let line = runbooks_line(runbooks)?;
        let it = if runbooks.len() == 1 { "it" } else { "them" };
        Some(format!("{line}; {} reads {it}", self.runbook_key()))
    }

    /// The key that opens a runbook: while letters are text, one that types nothing.
    fn runbook_key(&self) -> String {
        if !self.is_text_beneath() {
            return self.key_of(Action::Runbook);
        }
        let spec = ACTIONS.iter().find(|spec| spec.action == Action::Runbook);
        let mut keys = spec
            .into_iter()
            .flat_map(|spec| self.settings.keymap.keys(spec));
        let types_nothing = |code, ctrl| ctrl || matches!(code, KeyCode::F(_));
        keys.find(|key| types_nothing(key.code, key.ctrl))
            .map_or_else(
                || format!("Esc, then {}", self.key_of(Action::Runbook)),
                |key| key_name(*key),
            )
    }

    /// Opens a runbook over what is on the screen, which stays as it is.
    pub(in crate::tui) fn read_runbook(&mut self, runbook: Runbook) {
        self.overlay = Some(Overlay::new(OverlayKind::Runbook(Box::new(runbook))));
    }
}
