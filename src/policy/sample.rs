//! What ships for the demo: tickets, and a runbook for one of their servers.
//!
//! None of it is a rule, and no desk but the demo's takes it.

use super::pack::ASSETS;

/// The runbook's file.
const RUNBOOK: &str = "ils-app1.md";

/// The sample of tickets that ships for the demo, as JSON Lines.
pub fn sample_tickets() -> &'static str {
    text_of("tickets.jsonl")
}

/// The sample's runbook: its file's name, and its text.
pub fn sample_runbook() -> (&'static str, &'static str) {
    (RUNBOOK, text_of(RUNBOOK))
}

fn text_of(name: &str) -> &'static str {
    let file = ASSETS.get_file(format!("sample/{name}"));
    let text = file.and_then(|file| file.contents_utf8());
    text.unwrap_or_default()
}
