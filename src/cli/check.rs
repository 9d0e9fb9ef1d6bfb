//! `check`: checklists, from their start to their last step.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::args::{list, pair, ticket};
use super::call::Call;
use super::fail::Fail;
use super::row::time;
use super::seat::Seat;
use super::steps::{shown, ticket_of};
use crate::domain::checklist::steps;
use crate::domain::command::{AnswerStep, DoStep, FailStep, SkipStep, StartList};
use crate::domain::event::Evidence;
use crate::domain::{Checklist, Command, ListId, Number, Records};
use crate::text::Clean;

/// The arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What is done with a checklist.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Checklists in use, and those that can be begun.
    List {
        /// Finished ones too.
        #[arg(long)]
        all: bool,
    },
    /// Begin a fresh checklist.
    Start {
        /// Its id, such as new-employee.
        checklist: String,
        /// The ticket it belongs to.
        #[arg(long, value_parser = ticket, value_name = "T-1")]
        ticket: Option<Number>,
    },
    /// A checklist's steps as they stand.
    Show {
        /// The checklist.
        #[arg(value_parser = list, value_name = "L-1")]
        id: Number,
    },
    /// A step is done.
    Done(DoneArgs),
    /// Leave a step out.
    Skip(BecauseArgs),
    /// A step was tried and failed.
    Fail(BecauseArgs),
    /// Answer a step's question, which ticks it.
    Answer(AnswerArgs),
}

/// The arguments of `check done`.
#[derive(Debug, Args)]
pub(super) struct DoneArgs {
    /// The checklist.
    #[arg(value_parser = list, value_name = "L-1")]
    id: Number,
    /// The step's id.
    step: String,
    /// What proves it, such as `name=Ada`.
    #[arg(long, value_parser = pair, value_name = "KEY=VALUE", num_args = 1..)]
    evidence: Vec<(String, String)>,
    /// When it happened, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `check skip` and `check fail`.
#[derive(Debug, Args)]
pub(super) struct BecauseArgs {
    /// The checklist.
    #[arg(value_parser = list, value_name = "L-1")]
    id: Number,
    /// The step's id.
    step: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    because: String,
}

/// The arguments of `check answer`.
#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    /// The checklist.
    #[arg(value_parser = list, value_name = "L-1")]
    id: Number,
    /// The step's id, or the kind of its gate.
    step: String,
    /// The choice's text, or its number from 1.
    value: String,
    /// Who decided; else you.
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// What proves it, such as `file_ref=letter.pdf`.
    #[arg(long, value_parser = pair, value_name = "KEY=VALUE", num_args = 1..)]
    evidence: Vec<(String, String)>,
    /// When it happened, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// Carries out a verb.
pub(super) fn run(call: &mut Call<'_, '_>, verb: &Verb) -> Result<Reply, Fail> {
    match verb {
        Verb::List { all } => {
            let mut seat = call.open()?;
            if *all {
                seat.load_all()?;
            }
            Ok(all_lists(&seat, *all))
        }
        Verb::Start { checklist, ticket } => start(call, checklist, *ticket),
        Verb::Show { id } => {
            let mut seat = call.open()?;
            let list = seat.list(*id)?;
            Ok(shown(&seat, &list))
        }
        Verb::Done(args) => {
            let (mut seat, list) = on(call, args.id)?;
            let command = Command::DoStep(DoStep {
                list,
                step: args.step.clone(),
                evidence: evidence(&args.evidence),
                happened: seat.when(
                    args.happened.as_ref(),
                    seat.known.list(list).and_then(|list| list.ticket),
                )?,
            });
            save(&mut seat, list, &command)
        }
        Verb::Skip(args) => {
            let (mut seat, list) = on(call, args.id)?;
            let because = call.said(&args.because, "--because")?;
            let step = args.step.clone();
            let command = Command::SkipStep(SkipStep {
                list,
                step,
                because,
            });
            save(&mut seat, list, &command)
        }
        Verb::Fail(args) => {
            let (mut seat, list) = on(call, args.id)?;
            let because = call.said(&args.because, "--because")?;
            let step = args.step.clone();
            let command = Command::FailStep(FailStep {
                list,
                step,
                because,
            });
            save(&mut seat, list, &command)
        }
        Verb::Answer(args) => answer(call, args),
    }
}

fn answer(call: &mut Call<'_, '_>, args: &AnswerArgs) -> Result<Reply, Fail> {
    let (mut seat, list) = on(call, args.id)?;
    let by = args.by.as_deref().map(|name| seat.person(name));
    let command = Command::AnswerStep(AnswerStep {
        list,
        step: args.step.clone(),
        answer: call.text(&args.value)?,
        by: by.transpose()?.map(|person| person.id),
        evidence: evidence(&args.evidence),
        happened: seat.when(
            args.happened.as_ref(),
            seat.known.list(list).and_then(|list| list.ticket),
        )?,
    });
    save(&mut seat, list, &command)
}

fn evidence(pairs: &[(String, String)]) -> Evidence {
    pairs
        .iter()
        .map(|(key, value)| (key.clone(), Clean::new(value.trim())))
        .collect()
}

fn on(call: &mut Call<'_, '_>, number: Number) -> Result<(Seat, ListId), Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let list = seat.list(number)?.id;
    Ok((seat, list))
}

fn start(call: &mut Call<'_, '_>, checklist: &str, ticket: Option<Number>) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    if seat.known.site.policy.template(checklist).is_none() {
        return Err(Fail::Missing(format!(
            "there is no checklist `{}`; `nightdesk check list` shows those that can be begun",
            Clean::line(checklist)
        )));
    }
    let id = ListId(Uuid::now_v7());
    let ticket = ticket.map(|number| seat.ticket(number)).transpose()?;
    let command = Command::StartList(StartList {
        id,
        checklist: checklist.to_owned(),
        ticket: ticket.map(|ticket| ticket.id),
    });
    save(&mut seat, id, &command)
}

fn save(seat: &mut Seat, list: ListId, command: &Command) -> Result<Reply, Fail> {
    seat.submit(command)?;
    match seat.known.list(list) {
        Some(list) => Ok(shown(seat, &list)),
        None => Err(Fail::Damaged(
            "the checklist that was saved is not there".to_owned(),
        )),
    }
}

fn all_lists(seat: &Seat, all: bool) -> Reply {
    let policy = &seat.known.site.policy;
    let mut lists: Vec<&Arc<Checklist>> = seat
        .known
        .register
        .lists()
        .filter(|list| all || list.finished.is_none())
        .collect();
    lists.sort_by_key(|list| list.number);
    let mut text = String::new();
    let mut rows = Vec::new();
    for list in lists {
        let view = steps(&*seat.known, &seat.known.site, list, seat.now);
        let ticket = ticket_of(seat, list);
        let _ = writeln!(
            text,
            "{:<6} {:<8} {:>2} of {:<2} {}{}",
            list.number.to_string(),
            ticket.as_deref().unwrap_or("-"),
            view.done,
            view.required,
            list.template.title,
            if list.left.is_some() { ", left" } else { "" }
        );
        rows.push(json!({
            "id": list.number.to_string(),
            "checklist": list.checklist,
            "title": list.template.title.as_str(),
            "version": list.version,
            "ticket": ticket,
            "done": view.done,
            "required": view.required,
            "started": list.started.rfc3339(),
            "finished": time(list.finished),
            "left": list.left.as_ref().map(crate::text::Clean::as_str),
        }));
    }
    if text.is_empty() {
        text.push_str("no checklist is in use\n");
    }
    let begin = "nightdesk check start CHECKLIST --ticket T-1";
    let _ = writeln!(text, "\nTo begin one: {}", seat.typed.text(begin));
    let mut available = Vec::new();
    for template in policy.enabled() {
        let _ = writeln!(text, "  {:<29} {}", template.id, template.title);
        available.push(json!({
            "checklist": template.id,
            "title": template.title.as_str(),
            "version": template.version,
            "group": template.group,
        }));
    }
    let json = json!({"checklists": rows, "available": available});
    Answer::reply(text, json)
}
