//! `new`: logs a ticket.

use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, Reply, warn};
use super::args::{affected, channel, count, minutes};
use super::call::{Call, not_blank};
use super::fail::Fail;
use super::mail::Mail;
use super::seat::Seat;
use crate::desk::files;
use crate::domain::command::{AttachFile, Count, NewDeadline, OpenTicket, QuickLog};
use crate::domain::{Affected, AttachedAs, Channel, Command, Records, TicketId, triage};
use crate::text::Clean;
use crate::time::dated;

/// The longest mail that is taken, in bytes. Source: `docs/cli.md`.
const MAIL_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The arguments of `new`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub(super) struct NewArgs {
    /// The request in one line; - reads standard input.
    #[arg(required_unless_present = "from_mail")]
    title: Option<String>,
    /// Who asks: a name, or me.
    #[arg(long, value_name = "PERSON")]
    from: Option<String>,
    /// For which unit; else the requester's.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// How it came in; else at the desk.
    #[arg(long, value_parser = channel(), value_name = "CHANNEL")]
    channel: Option<Channel>,
    /// What it is about.
    #[arg(long, value_parser = affected(), value_name = "WHAT")]
    affected: Option<Affected>,
    /// Which machine, service or line.
    #[arg(long, value_name = "NAME")]
    asset: Option<String>,
    /// How many cannot do a duty they have today: a number, unit or all.
    #[arg(long, value_parser = count, value_name = "N", allow_negative_numbers = true)]
    blocked: Option<Count>,
    /// How many are only slowed.
    #[arg(long, value_parser = count, value_name = "N", allow_negative_numbers = true)]
    hampered: Option<Count>,
    /// The one PC is completely dead.
    #[arg(long)]
    pc_dead: bool,
    /// A public place of service stands still.
    #[arg(long)]
    public: bool,
    /// Harm going on now, in words.
    #[arg(long, value_name = "TEXT")]
    harm: Option<String>,
    #[command(flatten)]
    date: DateArgs,
    /// When it came in, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
    /// The record category.
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    /// Mark it confidential.
    #[arg(long)]
    confidential: bool,
    /// Quick log: it is done already.
    #[arg(long, requires = "minutes")]
    done: bool,
    /// How long it took.
    #[arg(long, value_parser = minutes, value_name = "N", requires = "done",
          allow_negative_numbers = true)]
    minutes: Option<u32>,
    /// The requester was not told.
    #[arg(long, requires = "done")]
    untold: bool,
    /// Take a mail from standard input: its subject is the title, its text the narrative.
    #[arg(long, value_name = "-", conflicts_with_all = ["title", "done"])]
    from_mail: Option<String>,
}

/// A date by which the work must be done.
#[derive(Debug, Args)]
pub(super) struct DateArgs {
    /// By when it must be done; a day without a time lasts to its end.
    #[arg(
        long,
        value_name = "TIME",
        requires = "due_for",
        allow_hyphen_values = true
    )]
    due: Option<String>,
    /// What falls due then.
    #[arg(long, value_name = "TEXT", requires = "due")]
    due_for: Option<String>,
    /// How long the work takes.
    #[arg(long, value_parser = minutes, value_name = "MINUTES", requires = "due",
          allow_negative_numbers = true)]
    work: Option<u32>,
    /// Law or personnel set the date.
    #[arg(long, requires = "due")]
    legal: bool,
}

impl DateArgs {
    /// The date, where one is given.
    pub(super) fn deadline(
        &self,
        call: &mut Call<'_, '_>,
        seat: &Seat,
    ) -> Result<Option<NewDeadline>, Fail> {
        let (Some(due), Some(name)) = (&self.due, &self.due_for) else {
            return Ok(None);
        };
        let due = seat.due(due)?;
        if due < seat.now {
            // A date that was missed is a reason for a ticket too, so it is taken.
            let said = format!(
                "--due is over already, {}: the date counts as missed. Was another meant, \
                 `nightdesk impact T-N --due TIME --due-for TEXT` sets it",
                dated(due, seat.now, seat.zone())
            );
            let said = call.typed.text(&said);
            warn(call.io, &format!("nightdesk: WARNING: {said}\n"));
        }
        Ok(Some(NewDeadline {
            name: Clean::line(call.said(name, "--due-for")?.as_str()),
            due,
            legal: self.legal,
            work_min: self.work.unwrap_or(0),
            then: None,
        }))
    }
}

/// Logs the ticket.
pub(super) fn run(call: &mut Call<'_, '_>, args: &NewArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let id = TicketId(Uuid::now_v7());
    match &args.from_mail {
        Some(from) if from != "-" => Err(Fail::Usage(
            "--from-mail reads the mail from standard input; write --from-mail -".to_owned(),
        )),
        Some(_) => from_mail(call, &mut seat, args, id),
        None => {
            let title = args.title.as_deref().unwrap_or_default();
            let title = call.line(title)?;
            let mut open = OpenTicket::walk_up(id, title);
            open.channel = Channel::Desk;
            let open = opening(call, &seat, args, open)?;
            opened(&mut seat, open)
        }
    }
}

/// The opening with what the arguments say of it.
fn opening(
    call: &mut Call<'_, '_>,
    seat: &Seat,
    args: &NewArgs,
    mut open: OpenTicket,
) -> Result<OpenTicket, Fail> {
    if let Some(from) = &args.from {
        not_blank(from, "--from")?;
        open.from = Some(seat.person_or_new(from)?);
    }
    if let Some(unit) = &args.unit {
        open.unit = Some(seat.unit(unit)?.id);
    }
    open.channel = args.channel.unwrap_or(open.channel);
    open.affected = args.affected;
    open.asset = args.asset.as_deref().map(Clean::line);
    open.blocked = args.blocked;
    open.hampered = args.hampered;
    open.pc_dead = args.pc_dead;
    open.public = args.public;
    open.harm = call.maybe_said(args.harm.as_ref(), "--harm")?;
    open.deadline = args.date.deadline(call, seat)?;
    open.category.clone_from(&args.category);
    open.confidential = args.confidential;
    if let Some(happened) = seat.when(args.happened.as_ref(), None)? {
        open.happened = Some(happened);
    }
    open.done = args.minutes.filter(|_| args.done).map(|minutes| QuickLog {
        minutes,
        told: !args.untold,
    });
    Ok(open)
}

/// Takes a mail: its subject is the title, its text the narrative, its bytes are attached.
fn from_mail(
    call: &mut Call<'_, '_>,
    seat: &mut Seat,
    args: &NewArgs,
    id: TicketId,
) -> Result<Reply, Fail> {
    let bytes = call.stdin(MAIL_BYTES_MAX)?;
    let mail = Mail::read(&bytes);
    let title = if mail.subject.is_blank() {
        Clean::from("A mail without a subject")
    } else {
        mail.subject.clone()
    };
    let mut open = OpenTicket::walk_up(id, title);
    open.channel = Channel::Email;
    if !mail.from.is_blank() {
        open.from = Some(seat.person_or_new(mail.from.as_str())?);
    }
    open.narrative = Some(mail.text).filter(|text| !text.is_blank());
    let open = opening(call, seat, args, open)?;
    let kept = files::keep(seat.desk.dir(), &mut bytes.as_slice())
        .map_err(|error| Fail::NotSaved(format!("the mail could not be kept: {error}")))?;
    let reply = opened(seat, open)?;
    seat.submit(&Command::Attach(AttachFile {
        ticket: id,
        sha256: kept.sha256,
        bytes: kept.bytes,
        name: Clean::from("mail.eml"),
        purpose: AttachedAs::Request,
    }))?;
    Ok(reply)
}

fn opened(seat: &mut Seat, open: OpenTicket) -> Result<Reply, Fail> {
    let id = open.id;
    let receipt = seat.submit(&Command::Open(Box::new(open)))?;
    let ticket = seat
        .known
        .ticket(id)
        .ok_or_else(|| Fail::Damaged("the ticket that was saved is not there".to_owned()))?;
    let known = &seat.known;
    let class = triage::standing(&**known, &known.site, &ticket, seat.now).class;
    let number = ticket.number.to_string();
    let json = json!({
        "number": number,
        "id": id.uuid().to_string(),
        "seq": receipt.seq,
        "at": receipt.at.rfc3339(),
        "class": class.number(),
        "class_name": class.as_str(),
    });
    Ok(Answer::reply(number, json))
}
