//! What a form will do, and how its drafts are named.

use uuid::Uuid;

use crate::desk::Snapshot;
use crate::domain::{ListId, Records as _, RosterId, TicketId};

/// What a form will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum FormKind {
    /// Open a ticket.
    New,
    /// Log an action.
    Action(TicketId),
    /// Somebody was told.
    Tell(TicketId),
    /// Who is stopped.
    Impact(TicketId),
    /// Harm is over.
    Contain(TicketId),
    /// Give it an owner.
    Owner(TicketId),
    /// Let it wait.
    Wait(TicketId),
    /// Write the narrative.
    Narrative(TicketId),
    /// The record category.
    Category(TicketId),
    /// Answer a prompt.
    Note(TicketId, String),
    /// The outcome.
    Resolve(TicketId),
    /// Open it again.
    Reopen(TicketId),
    /// Correct an entry.
    Correct(TicketId, u64),
    /// Move an entry.
    Move(TicketId, u64),
    /// Have the text of an entry taken out.
    Redact(TicketId, u64),
    /// The report was sent.
    Report(TicketId),
    /// Attach a file.
    Attach(TicketId),
    /// Close it.
    Close(TicketId),
    /// Begin a checklist.
    StartList(TicketId),
    /// Tick a step that asks for evidence.
    DoStep(ListId, String),
    /// Answer a step, by the number of the choice.
    Answer(ListId, String, usize),
    /// Leave a step out.
    Skip(ListId, String),
    /// A step failed.
    Fail(ListId, String),
    /// Put somebody on call; the turn that it makes.
    Turn(RosterId),
    /// Take a turn off the roster.
    EndTurn(RosterId),
}

impl FormKind {
    /// The record whose drafts its texts are; none where it makes a new one.
    pub(in crate::tui) fn on(&self) -> Option<Uuid> {
        match self {
            Self::New => None,
            Self::Action(id)
            | Self::Tell(id)
            | Self::Impact(id)
            | Self::Contain(id)
            | Self::Owner(id)
            | Self::Wait(id)
            | Self::Narrative(id)
            | Self::Category(id)
            | Self::Note(id, _)
            | Self::Resolve(id)
            | Self::Reopen(id)
            | Self::Correct(id, _)
            | Self::Move(id, _)
            | Self::Redact(id, _)
            | Self::Report(id)
            | Self::Attach(id)
            | Self::Close(id)
            | Self::StartList(id) => Some(id.uuid()),
            Self::DoStep(id, _)
            | Self::Answer(id, _, _)
            | Self::Skip(id, _)
            | Self::Fail(id, _) => Some(id.uuid()),
            Self::Turn(id) | Self::EndTurn(id) => Some(id.uuid()),
        }
    }

    /// Whether its first field is enough: Enter sends it, Tab opens the rest.
    pub(in crate::tui) const fn begins_short(&self) -> bool {
        matches!(
            self,
            Self::New | Self::Action(_) | Self::Contain(_) | Self::Resolve(_) | Self::Report(_)
        )
    }

    /// Its part of the name of a draft.
    pub(in crate::tui) fn tag(&self) -> String {
        match self {
            Self::New => "new".to_owned(),
            Self::Action(_) => "action".to_owned(),
            Self::Tell(_) => "tell".to_owned(),
            Self::Impact(_) => "impact".to_owned(),
            Self::Contain(_) => "contain".to_owned(),
            Self::Owner(_) => "owner".to_owned(),
            Self::Wait(_) => "wait".to_owned(),
            Self::Narrative(_) => "narrative".to_owned(),
            Self::Category(_) => "category".to_owned(),
            Self::Note(_, prompt) => format!("note--{prompt}"),
            Self::Resolve(_) => "resolve".to_owned(),
            Self::Reopen(_) => "reopen".to_owned(),
            Self::Correct(_, seq) => format!("correct--{seq}"),
            Self::Move(_, seq) => format!("move--{seq}"),
            Self::Redact(_, seq) => format!("redact--{seq}"),
            Self::Report(_) => "report".to_owned(),
            Self::Attach(_) => "attach".to_owned(),
            Self::Close(_) => "close".to_owned(),
            Self::StartList(_) => "start".to_owned(),
            Self::DoStep(_, step) => format!("done--{step}"),
            Self::Answer(_, step, choice) => format!("answer--{step}--{choice}"),
            Self::Skip(_, step) => format!("skip--{step}"),
            Self::Fail(_, step) => format!("fail--{step}"),
            Self::Turn(_) => "turn".to_owned(),
            Self::EndTurn(_) => "turn-ends".to_owned(),
        }
    }

    /// Takes the form's own part off a draft's name: the name, the part, and the entry that the
    /// writer of a text that replaces another saw when beginning.
    pub(in crate::tui) fn part_of_draft(name: &str) -> (&str, Option<Uuid>, Option<Uuid>) {
        let found = name.rsplit_once("--").and_then(|(rest, last)| {
            let (part, saw) = last.split_once('-').unwrap_or((last, ""));
            let is_part = part.len() == 32;
            let part = Uuid::try_parse(part).ok().filter(|_| is_part)?;
            Some((rest, Some(part), Uuid::try_parse(saw).ok()))
        });
        found.unwrap_or((name, None, None))
    }

    /// The kind of a draft's name with the field that it belongs to; none where it is no form's.
    pub(in crate::tui) fn of_draft(on: Uuid, name: &str) -> Option<(Self, String)> {
        let (tag, field) = name.rsplit_once("--")?;
        let mut parts = tag.split("--");
        let (ticket, list) = (TicketId(on), ListId(on));
        let kind = match parts.next()? {
            "new" => Self::New,
            "action" => Self::Action(ticket),
            "tell" => Self::Tell(ticket),
            "impact" => Self::Impact(ticket),
            "contain" => Self::Contain(ticket),
            "owner" => Self::Owner(ticket),
            "wait" => Self::Wait(ticket),
            "narrative" => Self::Narrative(ticket),
            "category" => Self::Category(ticket),
            "note" => Self::Note(ticket, parts.next()?.to_owned()),
            "resolve" => Self::Resolve(ticket),
            "reopen" => Self::Reopen(ticket),
            "correct" => Self::Correct(ticket, parts.next()?.parse().ok()?),
            "move" => Self::Move(ticket, parts.next()?.parse().ok()?),
            "redact" => Self::Redact(ticket, parts.next()?.parse().ok()?),
            "report" => Self::Report(ticket),
            "attach" => Self::Attach(ticket),
            "close" => Self::Close(ticket),
            "start" => Self::StartList(ticket),
            "done" => Self::DoStep(list, parts.next()?.to_owned()),
            "answer" => {
                let step = parts.next()?.to_owned();
                Self::Answer(list, step, parts.next()?.parse().ok()?)
            }
            "skip" => Self::Skip(list, parts.next()?.to_owned()),
            "fail" => Self::Fail(list, parts.next()?.to_owned()),
            "turn" => Self::Turn(RosterId(on)),
            "turn-ends" => Self::EndTurn(RosterId(on)),
            _ => return None,
        };
        Some((kind, field.to_owned()))
    }

    /// The ticket that it is about, through its list where it is about a step.
    pub(in crate::tui) fn ticket(&self, snapshot: &Snapshot) -> Option<TicketId> {
        match self {
            Self::New | Self::Turn(_) | Self::EndTurn(_) => None,
            Self::DoStep(id, _)
            | Self::Answer(id, _, _)
            | Self::Skip(id, _)
            | Self::Fail(id, _) => snapshot.list(*id)?.ticket,
            Self::Action(id)
            | Self::Tell(id)
            | Self::Impact(id)
            | Self::Contain(id)
            | Self::Owner(id)
            | Self::Wait(id)
            | Self::Narrative(id)
            | Self::Category(id)
            | Self::Note(id, _)
            | Self::Resolve(id)
            | Self::Reopen(id)
            | Self::Correct(id, _)
            | Self::Move(id, _)
            | Self::Redact(id, _)
            | Self::Report(id)
            | Self::Attach(id)
            | Self::Close(id)
            | Self::StartList(id) => Some(*id),
        }
    }

    /// What it is called, and the word of its button.
    pub(in crate::tui) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::New => ("new ticket", "log it"),
            Self::Action(_) => ("action", "log it"),
            Self::Tell(_) => ("told", "log it"),
            Self::Impact(_) => ("impact", "save"),
            Self::Contain(_) => ("harm over", "save"),
            Self::Owner(_) => ("owner", "save"),
            Self::Wait(_) => ("waiting", "save"),
            Self::Narrative(_) => ("narrative", "save"),
            Self::Category(_) => ("category", "save"),
            Self::Note(_, _) => ("question of the record", "save"),
            Self::Resolve(_) => ("resolved", "save"),
            Self::Reopen(_) => ("open again", "open it again"),
            Self::Correct(_, _) => ("correction", "save"),
            Self::Move(_, _) => ("move to another ticket", "move it"),
            Self::Redact(_, _) => ("text to be taken out", "save"),
            Self::Report(_) => ("report sent", "save"),
            Self::Attach(_) => ("attach a file", "attach it"),
            Self::Close(_) => ("close", "close it"),
            Self::StartList(_) => ("begin a checklist", "begin it"),
            Self::DoStep(_, _) => ("step done", "tick it"),
            Self::Answer(_, _, _) => ("answer", "save"),
            Self::Skip(_, _) => ("skip a step", "skip it"),
            Self::Fail(_, _) => ("step failed", "save"),
            Self::Turn(_) => ("on call", "put on call"),
            Self::EndTurn(_) => ("off the roster", "take it off"),
        }
    }

    /// Its title: the ticket's number and what it is.
    pub(in crate::tui) fn title(&self, snapshot: &Snapshot) -> String {
        let (what, _) = self.words();
        let ticket = self.ticket(snapshot).and_then(|id| snapshot.ticket(id));
        let mut title = match ticket {
            Some(ticket) => format!("{} {what}", ticket.number),
            None => what.to_owned(),
        };
        if let Self::DoStep(list, step)
        | Self::Answer(list, step, _)
        | Self::Skip(list, step)
        | Self::Fail(list, step) = self
            && let Some(list) = snapshot.list(*list)
            && let Some(step) = list.template.step(step)
        {
            title = format!("{title}: {}", step.text);
        }
        if let Self::EndTurn(id) = self
            && let Some(turn) = snapshot.roster().iter().find(|turn| turn.id == *id)
            && let Some(person) = snapshot.person(turn.person)
        {
            title = format!("{title}: {}", person.name);
        }
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_found_again_by_its_name() {
        let on = Uuid::from_u128(7);
        let (ticket, list) = (TicketId(on), ListId(on));
        for kind in [
            FormKind::New,
            FormKind::Action(ticket),
            FormKind::Note(ticket, "what_seen".to_owned()),
            FormKind::Correct(ticket, 1042),
            FormKind::Answer(list, "hr-decides".to_owned(), 2),
            FormKind::Skip(list, "a-b".to_owned()),
            FormKind::Attach(ticket),
            FormKind::Close(ticket),
            FormKind::Turn(RosterId(on)),
            FormKind::EndTurn(RosterId(on)),
        ] {
            let name = format!("{}--text", kind.tag());
            assert_eq!(
                FormKind::of_draft(on, &name),
                Some((kind, "text".to_owned()))
            );
            let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            assert!(name.chars().all(is_safe), "{name}");
        }
        assert_eq!(FormKind::of_draft(on, "note"), None);
        assert_eq!(FormKind::of_draft(on, "else--text"), None);
    }
}
