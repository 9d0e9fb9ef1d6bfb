//! The record of a ticket: its category, answers, narrative, corrections and files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::answer::Reply;
use super::args::{entry, purpose, ticket};
use super::call::{Call, file_name};
use super::doubt::save_text;
use super::fail::Fail;
use super::work::{on, save};
use crate::desk::files::{self, NotKept};
use crate::domain::command::{
    AnswerPrompt, AttachFile, CorrectEntry, MoveAction, SetCategory, WriteNarrative,
};
use crate::domain::{AttachedAs, Command, Number};
use crate::text::Clean;

/// The arguments of `category`.
#[derive(Debug, Args)]
pub(super) struct CategoryArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// The category, such as repair.
    category: String,
    /// A further category beside the first.
    #[arg(long)]
    secondary: bool,
}

/// The arguments of `note`.
#[derive(Debug, Args)]
pub(super) struct NoteArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// The question of its category; `show` lists those that are open.
    field: String,
    /// The answer; - reads standard input.
    text: String,
}

/// The arguments of `narrative`.
#[derive(Debug, Args)]
pub(super) struct NarrativeArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// What happened, whole; - reads standard input.
    text: String,
}

/// The arguments of `correct`.
#[derive(Debug, Args)]
pub(super) struct CorrectArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// The entry's number, as `show` prints it.
    #[arg(value_parser = entry, allow_negative_numbers = true)]
    entry: u64,
    /// What it should say; - reads standard input.
    text: String,
}

/// The arguments of `move`.
#[derive(Debug, Args)]
pub(super) struct MoveArgs {
    /// The ticket under which it was logged.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// The entry's number, as `show` prints it.
    #[arg(value_parser = entry, allow_negative_numbers = true)]
    entry: u64,
    /// The ticket to which it belongs.
    #[arg(value_parser = ticket, value_name = "T-2")]
    to: Number,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    because: String,
}

/// The arguments of `attach`.
#[derive(Debug, Args)]
pub(super) struct AttachArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// The file; - reads standard input.
    file: PathBuf,
    /// What it is for.
    #[arg(long = "as", value_parser = purpose(), value_name = "WHAT", default_value = "evidence")]
    purpose: AttachedAs,
}

/// Sets the category.
pub(super) fn category(call: &mut Call<'_, '_>, args: &CategoryArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let command = Command::Category(SetCategory {
        ticket,
        category: args.category.clone(),
        secondary: args.secondary,
    });
    let said = format!("category {}", args.category);
    save(&mut seat, ticket, &command, &said)
}

/// Answers a question.
pub(super) fn note(call: &mut Call<'_, '_>, args: &NoteArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Note(AnswerPrompt {
        ticket,
        field: args.field.clone(),
        text: text.clone(),
        saw: None,
    });
    let said = format!("{} answered", args.field);
    save_text(&mut seat, ticket, (&command, &text), &said)
}

/// Writes the narrative.
pub(super) fn narrative(call: &mut Call<'_, '_>, args: &NarrativeArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Narrative(WriteNarrative {
        ticket,
        text: text.clone(),
        saw: None,
    });
    save_text(&mut seat, ticket, (&command, &text), "narrative written")
}

/// Corrects an entry.
pub(super) fn correct(call: &mut Call<'_, '_>, args: &CorrectArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Correct(CorrectEntry {
        ticket,
        entry: args.entry,
        text: text.clone(),
    });
    let said = format!("entry {} corrected; both stand", args.entry);
    save_text(&mut seat, ticket, (&command, &text), &said)
}

/// Moves an action.
pub(super) fn move_action(call: &mut Call<'_, '_>, args: &MoveArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let to = seat.ticket(args.to)?;
    let command = Command::Move(MoveAction {
        ticket,
        to: to.id,
        entry: args.entry,
        because: call.said(&args.because, "--because")?,
    });
    let said = format!("entry {} moved to {}", args.entry, to.number);
    save(&mut seat, ticket, &command, &said)
}

/// Attaches a file.
pub(super) fn attach(call: &mut Call<'_, '_>, args: &AttachArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let dir = seat.desk.dir().to_owned();
    let kept = if args.file == Path::new("-") {
        let kept = files::keep(&dir, &mut *call.input(&args.file)?);
        kept.map(|kept| (kept, Clean::from("standard-input")))
    } else {
        files::keep_named(&dir, &args.file)
    };
    let (kept, name) = kept.map_err(|not| not_kept(&file_name(&args.file), not))?;
    let command = Command::Attach(AttachFile {
        ticket,
        sha256: kept.sha256,
        bytes: kept.bytes,
        name: name.clone(),
        purpose: args.purpose,
    });
    save(&mut seat, ticket, &command, &format!("{name} attached"))
}

fn not_kept(name: &Clean, not: NotKept) -> Fail {
    match not {
        NotKept::Source(why) => Fail::File(vec![format!("{name}: {why}")]),
        NotKept::Disk(error) => Fail::NotSaved(NotKept::by_disk(name.as_str(), &error)),
    }
}
