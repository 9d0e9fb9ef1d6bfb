//! Texts of a ticket: answers, the narrative, corrections, moved actions, files.

use uuid::Uuid;

use super::{Frame, check};
use crate::domain::command::{AnswerPrompt, AttachFile, CorrectEntry, MoveAction, WriteNarrative};
use crate::domain::event::{ActionMoved, Attached, Corrected, NarrativeWritten, PromptAnswered};
use crate::domain::{Event, Number, Refusal, RuleId, Ticket};
use crate::text::Clean;

/// The kinds of entries whose text may be corrected.
const CORRECTABLE: [&str; 11] = [
    "ticket.opened",
    "ticket.imported",
    "ticket.action_logged",
    "ticket.action_moved",
    "ticket.told",
    "ticket.narrative_written",
    "ticket.prompt_answered",
    "ticket.resolved",
    "ticket.reopened",
    "ticket.waiting",
    "ticket.harm_contained",
];

/// Answers a question of the ticket's categories.
pub(super) fn note(frame: &Frame<'_>, command: &AnswerPrompt) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    check::text(&command.text, "the answer")?;
    if command.field == "narrative" {
        return narrative(
            frame,
            &WriteNarrative {
                ticket: command.ticket,
                text: command.text.clone(),
                saw: command.saw,
            },
        );
    }
    let fields = fields(frame, &ticket);
    if !fields.contains(&command.field.as_str()) {
        return Err(Refusal::new(
            RuleId::N(3),
            format!(
                "a {} record does not ask `{}`",
                ticket.category, command.field
            ),
            format!(
                "`nightdesk note {} FIELD \"…\"` with one of: {}",
                ticket.number,
                fields.join(", ")
            ),
        ));
    }
    let stands = ticket.answered.get(&command.field).copied();
    changed_meanwhile(frame, &ticket, command.saw, stands, &command.text)?;
    let event = PromptAnswered {
        ticket: command.ticket,
        field: command.field.clone(),
        text: command.text.clone(),
        saw: stands.into_iter().collect(),
    };
    Ok(vec![event.into()])
}

/// The prompts of a ticket's categories, by id, each once.
fn fields<'a>(frame: &'a Frame<'_>, ticket: &'a Ticket) -> Vec<&'a str> {
    let prompts = &frame.site.policy.prompts;
    let mut ids: Vec<&str> = Vec::new();
    let categories = std::iter::once(&ticket.category).chain(&ticket.secondary);
    for prompt in categories.flat_map(|category| prompts.of(category)) {
        if !ids.contains(&prompt.id.as_str()) {
            ids.push(&prompt.id);
        }
    }
    ids
}

/// Refuses where somebody wrote since the writer began; both texts are shown.
fn changed_meanwhile(
    frame: &Frame<'_>,
    ticket: &Ticket,
    saw: Option<Uuid>,
    stands: Option<Uuid>,
    yours: &Clean,
) -> Result<(), Refusal> {
    if saw.is_none() || saw == stands {
        return Ok(());
    }
    let theirs = stands.and_then(|id| text_of(frame, ticket, id));
    let theirs = theirs.map_or(String::new(), |text| format!(" Theirs: \"{text}\"."));
    let number = ticket.number;
    Err(Refusal::new(
        RuleId::N(6),
        format!("somebody else wrote it meanwhile.{theirs} Yours: \"{yours}\""),
        format!("`nightdesk show {number}` shows what stands; then write it again"),
    ))
}

/// The text of an entry of a ticket, looked for from its last entry backwards.
fn text_of(frame: &Frame<'_>, ticket: &Ticket, id: Uuid) -> Option<Clean> {
    (ticket.opened_seq..=ticket.last_seq)
        .rev()
        .filter_map(|seq| frame.records.entry(ticket.id, seq))
        .find(|entry| entry.id == id)
        .map(|entry| entry.text)
}

/// Writes the narrative.
pub(super) fn narrative(
    frame: &Frame<'_>,
    command: &WriteNarrative,
) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    check::text(&command.text, "the narrative")?;
    changed_meanwhile(frame, &ticket, command.saw, ticket.narrative, &command.text)?;
    let event = NarrativeWritten {
        ticket: command.ticket,
        text: command.text.clone(),
        saw: ticket.narrative.into_iter().collect(),
    };
    Ok(vec![event.into()])
}

/// There is no such entry on this ticket.
pub(super) fn no_entry(number: Number, entry: u64) -> Refusal {
    Refusal::new(
        RuleId::N(3),
        format!("{number} has no entry {entry}"),
        format!("`nightdesk show {number}` lists its entries with their numbers"),
    )
}

/// Corrects an earlier entry; both stand. The record of a closed ticket may be corrected too.
pub(super) fn correct(frame: &Frame<'_>, command: &CorrectEntry) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.ticket(command.ticket)?;
    check::text(&command.text, "the correction")?;
    let number = ticket.number;
    let entry = frame.records.entry(ticket.id, command.entry);
    let entry = entry.ok_or_else(|| no_entry(number, command.entry))?;
    if !CORRECTABLE.contains(&entry.kind) {
        return Err(Refusal::new(
            RuleId::N(3),
            format!("entry {} of {number} has no text to correct", command.entry),
            format!("`nightdesk log {number} \"…\"` says what is right"),
        ));
    }
    let text = if command.entry == ticket.opened_seq {
        check::line(&command.text, "the title")?
    } else {
        command.text.clone()
    };
    if entry.text == text {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("entry {} says so already", command.entry),
            "nothing is left to do",
        ));
    }
    let event = Corrected {
        ticket: command.ticket,
        entry: command.entry,
        text,
    };
    Ok(vec![event.into()])
}

/// Moves an action to the ticket it belongs to.
pub(super) fn move_action(frame: &Frame<'_>, command: &MoveAction) -> Result<Vec<Event>, Refusal> {
    let from = frame.live(command.ticket)?;
    let to = frame.live(command.to)?;
    check::text(&command.because, "the reason")?;
    let number = from.number;
    if from.id == to.id {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("it stands under {number} already"),
            "name the ticket to which it belongs",
        ));
    }
    let entry = frame.records.entry(from.id, command.entry);
    let entry = entry
        .filter(|entry| entry.ticket == from.id)
        .ok_or_else(|| no_entry(number, command.entry))?;
    if entry.kind != "ticket.action_logged" {
        return Err(Refusal::new(
            RuleId::N(3),
            format!("entry {} of {number} is not an action", command.entry),
            "only actions move; say the rest again on the right ticket",
        ));
    }
    let event = ActionMoved {
        ticket: from.id,
        to: to.id,
        entry: command.entry,
        text: entry.text,
        happened: entry.happened,
        because: command.because.clone(),
    };
    Ok(vec![event.into()])
}

/// Attaches a file that lies under its sum.
pub(super) fn attach(frame: &Frame<'_>, command: &AttachFile) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let name = check::line(&command.name, "the file's name")?;
    let sum = command.sha256.as_bytes();
    let hex = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
    if sum.len() != 64 || !sum.iter().all(hex) {
        return Err(Refusal::new(
            RuleId::N(3),
            "that is not the sum of a file",
            format!("`nightdesk attach {} FILE`", ticket.number),
        ));
    }
    let event = Attached {
        ticket: command.ticket,
        sha256: command.sha256.clone(),
        bytes: command.bytes,
        name,
        purpose: command.purpose,
    };
    Ok(vec![event.into()])
}
