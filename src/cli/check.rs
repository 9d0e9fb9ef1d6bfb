//! `check`: checklists, from their start to their last step.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::args::{list, pair, ticket};
use super::call::Call;
use super::fail::Fail;
use super::row::time;
use super::seat::Seat;
use crate::domain::checklist::{StepState, StepView, StepsView, steps};
use crate::domain::command::{AnswerStep, DoStep, FailStep, SkipStep, StartList};
use crate::domain::event::Evidence;
use crate::domain::{Checklist, Command, ListId, Number, Records};
use crate::text::{Clean, wrap};
use crate::time::day_time;

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
                happened: seat.when(args.happened.as_ref())?,
            });
            save(&mut seat, list, &command)
        }
        Verb::Skip(args) => {
            let (mut seat, list) = on(call, args.id)?;
            let because = call.text(&args.because)?;
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
            let because = call.text(&args.because)?;
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
        happened: seat.when(args.happened.as_ref())?,
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
            "{:<6} {:<8} {:>2} of {:<2} {}",
            list.number.to_string(),
            ticket.as_deref().unwrap_or("-"),
            view.done,
            view.required,
            list.template.title
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
        }));
    }
    if text.is_empty() {
        text.push_str("no checklist is in use\n");
    }
    text.push_str("\nTo begin one: nightdesk check start CHECKLIST --ticket T-1\n");
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

fn ticket_of(seat: &Seat, list: &Checklist) -> Option<String> {
    let ticket = seat.known.ticket(list.ticket?)?;
    Some(ticket.number.to_string())
}

/// A checklist as `check show` and every verb give it.
fn shown(seat: &Seat, list: &Checklist) -> Reply {
    let view = steps(&*seat.known, &seat.known.site, list, seat.now);
    let name = |id| seat.known.person(id).map(|person| person.name.to_string());
    let rows: Vec<Value> = view
        .steps
        .iter()
        .map(|step| {
            json!({
                "id": step.step.id,
                "text": step.step.text.as_str(),
                "kind": step.step.kind.as_str(),
                "required": step.step.required,
                "state": state(step.state),
                "by": step.by.and_then(name),
                "at": time(step.at),
                "evidence": step.evidence.iter().map(|(key, value)| {
                    (key.clone(), Value::from(value.as_str()))
                }).collect::<serde_json::Map<_, _>>(),
                "from_fact": step.from_fact,
                "held_by": step.held_by,
                "due": time(step.due),
                "choices": step.step.kind.choices().iter().map(Clean::as_str).collect::<Vec<_>>(),
            })
        })
        .collect();
    let gates: Vec<Value> = view
        .gates
        .iter()
        .map(|gate| {
            json!({
                "step": gate.step,
                "kind": gate.kind,
                "open": gate.open,
                "answer": gate.answer,
                "by": gate.by.and_then(name),
                "rule": gate.rule.to_string(),
            })
        })
        .collect();
    let json = json!({
        "id": list.number.to_string(),
        "checklist": list.checklist,
        "version": list.version,
        "ticket": ticket_of(seat, list),
        "finished": time(list.finished),
        "steps": rows,
        "gates": gates,
    });
    Answer::reply(page(seat, list, &view), json)
}

const fn state(state: StepState) -> &'static str {
    match state {
        StepState::Open => "open",
        StepState::Done => "done",
        StepState::Skipped => "skipped",
        StepState::Failed => "failed",
        StepState::Held => "held",
        StepState::Shown => "shown",
    }
}

const fn mark(state: StepState) -> &'static str {
    match state {
        StepState::Open => "[ ]",
        StepState::Done => "[x]",
        StepState::Skipped => "[-]",
        StepState::Failed => "[!]",
        StepState::Held => "[=]",
        StepState::Shown => "   ",
    }
}

fn page(seat: &Seat, list: &Checklist, view: &StepsView<'_>) -> String {
    let mut text = String::new();
    let ticket = ticket_of(seat, list).map_or_else(String::new, |ticket| format!(" for {ticket}"));
    let _ = writeln!(
        text,
        "{}  {}{ticket}  {} of {} required steps",
        list.number, list.template.title, view.done, view.required
    );
    if let Some(finished) = list.finished {
        let _ = writeln!(text, "finished {}", day_time(finished, seat.zone()));
    }
    for step in &view.steps {
        step_lines(&mut text, seat, step);
    }
    text
}

fn step_lines(text: &mut String, seat: &Seat, step: &StepView<'_>) {
    let optional = if step.step.required {
        ""
    } else {
        " (optional)"
    };
    let words = format!("{}: {}{optional}", step.step.id, step.step.text);
    for (n, line) in wrap(&words, 70).iter().enumerate() {
        let lead = if n == 0 { mark(step.state) } else { "   " };
        let _ = writeln!(text, "{lead} {line}");
    }
    let mut beside = Vec::new();
    let choices = step.step.kind.choices();
    if step.state == StepState::Open && !choices.is_empty() {
        let choices = (1..).zip(choices).map(|(n, c)| format!("{n} {c}"));
        beside.push(choices.collect::<Vec<_>>().join("; "));
    }
    beside.extend(step.held_by.iter().cloned());
    beside.extend(step.from_fact.iter().cloned());
    if let (Some(by), Some(at)) = (step.by, step.at) {
        let at = day_time(at, seat.zone());
        beside.push(format!("{}, {at}", seat.name_of(Some(by))));
    }
    for (key, value) in &step.evidence {
        beside.push(format!("{key}: {value}"));
    }
    for line in beside.iter().flat_map(|line| wrap(line, 68)) {
        let _ = writeln!(text, "      {line}");
    }
}
