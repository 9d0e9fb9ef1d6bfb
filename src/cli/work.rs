//! The life of a ticket: what is done about it, who is told, and how it ends.

use clap::Args;
use serde_json::json;

use super::answer::{Answer, Reply};
use super::args::{affected, channel, count, minutes, ticket, told};
use super::call::{Call, not_blank};
use super::doubt::save_text;
use super::fail::Fail;
use super::new::DateArgs;
use super::seat::Seat;
use crate::desk::Receipt;
use crate::domain::command::{
    AssignTicket, CloseTicket, ContainHarm, Count, LogAction, ReopenTicket, ResolveTicket,
    SendReport, SetImpact, TellPerson, Told, WaitTicket,
};
use crate::domain::{Affected, Channel, Command, Number, Records, TicketId, ToldOutcome, triage};
use crate::text::Clean;
use crate::time::{WhenError, day_time};

/// The arguments of `log`.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// What was done; - reads standard input.
    text: String,
    /// Minutes of work.
    #[arg(long, value_parser = minutes, value_name = "N", allow_negative_numbers = true)]
    minutes: Option<u32>,
    /// When it happened, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `tell`.
#[derive(Debug, Args)]
pub(super) struct TellArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// Whom: a name, or requester.
    who: String,
    /// What was said; - reads standard input.
    text: Option<String>,
    /// How; else as the ticket came in.
    #[arg(long, value_parser = channel(), value_name = "CHANNEL")]
    how: Option<Channel>,
    /// What came of it.
    #[arg(long, value_parser = told(), value_name = "OUTCOME", default_value = "told")]
    outcome: ToldOutcome,
    /// When it happened, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `contain` and `resolve`.
#[derive(Debug, Args)]
pub(super) struct TextArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// How it ended; - reads standard input.
    text: String,
    /// When it happened, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// To whom it was sent.
    #[arg(long, value_name = "PERSON")]
    to: String,
    /// When it was sent, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `impact`.
#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// Who asked: a name. Words to somebody noted by mistake before stay theirs.
    #[arg(long, value_name = "PERSON")]
    from: Option<String>,
    /// How many cannot do a duty they have today: a number, unit or all.
    #[arg(long, value_parser = count, value_name = "N", allow_negative_numbers = true)]
    blocked: Option<Count>,
    /// How many are only slowed.
    #[arg(long, value_parser = count, value_name = "N", allow_negative_numbers = true)]
    hampered: Option<Count>,
    /// Whether the one PC is completely dead.
    #[arg(long, value_name = "yes|no", num_args = 0..=1, require_equals = true,
          default_missing_value = "yes", value_parser = yes_or_no)]
    pc_dead: Option<bool>,
    /// Whether a public place of service stands still.
    #[arg(long, value_name = "yes|no", num_args = 0..=1, require_equals = true,
          default_missing_value = "yes", value_parser = yes_or_no)]
    public: Option<bool>,
    /// What it is about.
    #[arg(long, value_parser = affected(), value_name = "WHAT")]
    affected: Option<Affected>,
    /// Which machine, service or line.
    #[arg(long, value_name = "NAME")]
    asset: Option<String>,
    /// Which unit.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Harm going on now, in words.
    #[arg(long, value_name = "TEXT")]
    harm: Option<String>,
    #[command(flatten)]
    date: DateArgs,
    /// When it was so, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `assign`.
#[derive(Debug, Args)]
pub(super) struct AssignArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// Its owner: a name, or me.
    person: String,
}

/// The arguments of `wait`.
#[derive(Debug, Args)]
pub(super) struct WaitArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// For what.
    #[arg(long = "for", value_name = "WHAT")]
    what: String,
    /// Until when.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: String,
}

/// The arguments of `close`.
#[derive(Debug, Args)]
pub(super) struct CloseArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// Who agreed that it works.
    #[arg(long, value_name = "WHO")]
    agreed: Option<String>,
    /// Resolve it first, with this outcome.
    #[arg(long, value_name = "TEXT")]
    result: Option<String>,
    /// The recorded reason for what is missing.
    #[arg(long, value_name = "TEXT")]
    with_reason: Option<String>,
    /// When it was closed, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// The arguments of `reopen`.
#[derive(Debug, Args)]
pub(super) struct ReopenArgs {
    /// The ticket.
    #[arg(value_parser = ticket, value_name = "T-1")]
    ticket: Number,
    /// Why; - reads standard input.
    text: String,
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("write yes or no".to_owned()),
    }
}

/// Logs an action.
pub(super) fn log(call: &mut Call<'_, '_>, args: &LogArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Log(LogAction {
        ticket,
        text: text.clone(),
        minutes: args.minutes,
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
    });
    save_text(&mut seat, ticket, (&command, &text), "logged")
}

/// Records that somebody was told.
pub(super) fn tell(call: &mut Call<'_, '_>, args: &TellArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let who = match args.who.as_str() {
        "requester" => Told::Requester,
        name => Told::Person(seat.person_or_new(name)?),
    };
    let came_in = seat.known.ticket(ticket).map(|ticket| ticket.channel);
    let command = Command::Tell(TellPerson {
        ticket,
        who,
        how: args.how.or(came_in).unwrap_or(Channel::Desk),
        outcome: args.outcome,
        text: call.maybe_text(args.text.as_ref())?,
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
    });
    let said = match args.outcome {
        ToldOutcome::Told => "told",
        ToldOutcome::Message => "message left",
        ToldOutcome::NoAnswer => "no answer: the attempt is recorded, nobody was told",
        ToldOutcome::Cannot => "cannot be told: that is recorded",
    };
    save(&mut seat, ticket, &command, said)
}

/// Records that harm is over.
pub(super) fn contain(call: &mut Call<'_, '_>, args: &TextArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Contain(ContainHarm {
        ticket,
        text: text.clone(),
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
    });
    save_text(&mut seat, ticket, (&command, &text), "contained")
}

/// Records that the report was sent.
pub(super) fn report(call: &mut Call<'_, '_>, args: &ReportArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    not_blank(&args.to, "--to")?;
    let command = Command::Report(SendReport {
        ticket,
        to: seat.person_or_new(&args.to)?,
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
    });
    save(&mut seat, ticket, &command, "report sent")
}

/// Says who is stopped.
pub(super) fn impact(call: &mut Call<'_, '_>, args: &ImpactArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let unit = args.unit.as_deref().map(|name| seat.unit(name));
    let from = args.from.as_deref().map(|name| {
        not_blank(name, "--from")?;
        seat.person_or_new(name)
    });
    let command = SetImpact {
        ticket,
        channel: None,
        received: None,
        from: from.transpose()?,
        blocked: args.blocked,
        hampered: args.hampered,
        pc_dead: args.pc_dead,
        public: args.public,
        affected: args.affected,
        asset: args.asset.as_deref().map(Clean::line),
        unit: unit.transpose()?.map(|unit| unit.id),
        harm: call.maybe_said(args.harm.as_ref(), "--harm")?,
        deadline: args.date.deadline(call, &seat)?,
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
        cleared: Vec::new(),
    };
    let nothing = SetImpact {
        happened: command.happened,
        ..SetImpact::of(ticket)
    };
    if command == nothing {
        return Err(Fail::Usage(
            "say what changes, such as --blocked 12; `nightdesk impact --help` lists it all"
                .to_owned(),
        ));
    }
    save(
        &mut seat,
        ticket,
        &Command::Impact(Box::new(command)),
        "impact set",
    )
}

/// Gives a ticket an owner.
pub(super) fn assign(call: &mut Call<'_, '_>, args: &AssignArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let to = seat.person(&args.person)?;
    let command = Command::Assign(AssignTicket { ticket, to: to.id });
    save(
        &mut seat,
        ticket,
        &command,
        &format!("assigned to {}", to.name),
    )
}

/// Lets a ticket wait.
pub(super) fn wait(call: &mut Call<'_, '_>, args: &WaitArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let until = seat.until(&args.until)?;
    if until <= seat.now {
        // A whole date may lie in the past where a date was missed; nothing waits until then.
        return Err(Fail::Usage(WhenError::Over(until).to_string()));
    }
    let command = Command::Wait(WaitTicket {
        ticket,
        what: call.said(&args.what, "--for")?,
        until,
    });
    let said = format!("waits until {}", day_time(until, seat.zone()));
    save(&mut seat, ticket, &command, &said)
}

/// Records the outcome.
pub(super) fn resolve(call: &mut Call<'_, '_>, args: &TextArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Resolve(ResolveTicket {
        ticket,
        text: text.clone(),
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
    });
    save_text(&mut seat, ticket, (&command, &text), "resolved")
}

/// Closes a ticket.
pub(super) fn close(call: &mut Call<'_, '_>, args: &CloseArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let command = Command::Close(CloseTicket {
        ticket,
        agreed: args.agreed.as_deref().map(Clean::line),
        result: call.maybe_said(args.result.as_ref(), "--result")?,
        with_reason: call.maybe_said(args.with_reason.as_ref(), "--with-reason")?,
        happened: seat.when(args.happened.as_ref(), Some(ticket))?,
    });
    save(&mut seat, ticket, &command, "closed")
}

/// Opens a ticket again.
pub(super) fn reopen(call: &mut Call<'_, '_>, args: &ReopenArgs) -> Result<Reply, Fail> {
    let (mut seat, ticket) = on(call, args.ticket)?;
    let text = call.text(&args.text)?;
    let command = Command::Reopen(ReopenTicket { ticket, text });
    save(&mut seat, ticket, &command, "open again")
}

/// The desk and the ticket of a command that writes.
pub(super) fn on(call: &mut Call<'_, '_>, number: Number) -> Result<(Seat, TicketId), Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let ticket = seat.ticket(number)?.id;
    Ok((seat, ticket))
}

/// Saves a command about a ticket and says so.
pub(super) fn save(
    seat: &mut Seat,
    ticket: TicketId,
    command: &Command,
    said: &str,
) -> Result<Reply, Fail> {
    let receipt = seat.submit(command)?;
    Ok(saved(seat, ticket, &receipt, said))
}

/// What a command about a ticket answers: where the ticket stands now.
pub(super) fn saved(seat: &Seat, id: TicketId, receipt: &Receipt, said: &str) -> Reply {
    let known = &seat.known;
    let Some(ticket) = known.ticket(id) else {
        return Answer::reply(said, json!({"seq": receipt.seq}));
    };
    let class = triage::standing(&**known, &known.site, &ticket, seat.now).class;
    let state = ticket.state_at(seat.now);
    let text = format!("{} {said} (entry {})", ticket.number, receipt.seq);
    let json = json!({
        "number": ticket.number.to_string(),
        "id": id.uuid().to_string(),
        "seq": receipt.seq,
        "at": receipt.at.rfc3339(),
        "state": state.as_str(),
        "class": class.number(),
        "class_name": class.as_str(),
    });
    Answer::reply(text, json)
}
