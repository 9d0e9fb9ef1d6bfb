//! Beginning and ending a callout, its clock, who has it, its sheet, and the list of all.

use serde_json::{Value, json};

use super::shown::{about, lines, outbox_rows, owed, saved, standing, trail_rows};
use super::walk::{self, again, named_or_last, named_or_open};
use super::{LogArgs, PauseArgs, StartArgs, StatusArgs};
use crate::cli::answer::{Answer, Reply, count};
use crate::cli::call::Call;
use crate::cli::doubt;
use crate::cli::fail::Fail;
use crate::cli::seat::{Seat, asked_for};
use crate::desk::Receipt;
use crate::domain::callout::{Callout, Given, as_line, clock_min, sheet, trail, unsure};
use crate::domain::command::{GiveCallout, PauseCallout, ResumeCallout};
use crate::domain::{Command, Number, Records, StepName};
use crate::text::Clean;
use crate::time::{day_time, minutes, strayed};

/// A call is taken.
pub(super) fn start(call: &mut Call<'_, '_>, args: &StartArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let caller = caller(call, args)?;
    // No day stands in four digits: half a day ago it hardly rang.
    let rang = args.rang.as_deref();
    let rang = rang.and_then(|rang| strayed(rang, seat.now, seat.zone(), None));
    if let Some(found) = rang {
        return Err(asked_for("--rang ", &found));
    }
    if let Some(open) = walk::open(&mut seat)? {
        return go_on_with(&mut seat, &open, args, caller);
    }
    let ticket = match args.ticket {
        Some(number) => Some(seat.ticket(number)?.id),
        None => None,
    };
    let begins = walk::Begins {
        over: args.over,
        ticket,
        duty: args.duty.as_deref(),
        own: args.own,
    };
    let (receipt, callout) = if caller.is_empty() {
        walk::start(&mut seat, begins)?
    } else {
        walk::start_with(&mut seat, begins, caller)?
    };
    Ok(saved(&seat, &callout, &receipt))
}

/// What was said of the caller, by part.
fn caller(call: &mut Call<'_, '_>, args: &StartArgs) -> Result<Vec<(String, Clean)>, Fail> {
    let given = [
        ("name", &args.caller),
        ("phone", &args.phone),
        ("rang", &args.rang),
    ];
    let given = given.into_iter();
    given
        .filter_map(|(part, given)| Some((part, given.as_ref()?)))
        .map(|(part, given)| Ok((part.to_owned(), call.line(given)?)))
        .collect()
}

/// A callout is open already: who calls answers its first step, where nobody did so yet; whatever
/// else was said is not used, and that is said.
fn go_on_with(
    seat: &mut Seat,
    open: &Callout,
    args: &StartArgs,
    caller: Vec<(String, Clean)>,
) -> Result<Reply, Fail> {
    if !caller.is_empty() && !open.answers.contains_key(&StepName::Caller) {
        let receipt = walk::answer(seat, open, StepName::Caller, caller, true)?;
        let callout = again(seat, open.id)?;
        return Ok(saved(seat, &callout, &receipt));
    }
    let step = walk::asked(seat, open);
    let mut reply = standing(seat, open, step.as_ref());
    let given = [
        ("--caller", args.caller.is_some()),
        ("--phone", args.phone.is_some()),
        ("--rang", args.rang.is_some()),
        ("--over", args.over),
        ("--ticket", args.ticket.is_some()),
        ("--duty", args.duty.is_some()),
        ("--own", args.own),
    ];
    let unused: Vec<&str> = given
        .into_iter()
        .filter_map(|(word, is_given)| is_given.then_some(word))
        .collect();
    if let Reply::Answer(answer) = &mut reply
        && !unused.is_empty()
    {
        let (number, words) = (open.number, unused.join(" "));
        let mut note = String::new();
        lines(
            &mut note,
            "",
            &format!("{number} is open already: {words} not used."),
        );
        if !caller.is_empty() {
            let way = "nightdesk callout answer caller.name=... corrects who calls";
            lines(&mut note, "", way);
        }
        answer.text.insert_str(0, &note);
        answer.json["unused"] = unused.into();
    }
    Ok(reply)
}

/// Where a callout stands.
pub(super) fn status(call: &mut Call<'_, '_>, args: &StatusArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    let callout = match args.callout {
        Some(number) => Some(seat.callout(number)?),
        None => walk::open(&mut seat)?,
    };
    let Some(callout) = callout else {
        return Ok(nothing(&seat));
    };
    let Some(word) = &args.step else {
        let step = walk::asked(&seat, &callout);
        return Ok(standing(&seat, &callout, step.as_ref()));
    };
    let step =
        StepName::parse(word).and_then(|name| walk::step(&seat, &callout, name, &Given::new()));
    let step = step.ok_or_else(|| {
        let known = trail(&*seat.known, &seat.known.site, &callout, seat.now);
        let known: Vec<&str> = known.iter().map(|mark| mark.name.as_str()).collect();
        Fail::Missing(format!(
            "{} has no step `{}` to answer now; its steps are {}",
            callout.number,
            Clean::line(word),
            known.join(" ")
        ))
    })?;
    Ok(standing(&seat, &callout, Some(&step)))
}

/// No callout of the caller is open; those of others may be.
fn nothing(seat: &Seat) -> Reply {
    let running = seat.known.running_callouts();
    let mut text = "no callout of yours is open\n".to_owned();
    for callout in &running {
        lines(&mut text, "", &row_line(seat, callout));
    }
    let next = running.first().map_or_else(
        || "nightdesk callout start begins one".to_owned(),
        |one| format!("nightdesk callout take {} takes it over", one.number),
    );
    lines(&mut text, "", &seat.typed.text(&next));
    let rows: Vec<Value> = running.iter().map(|callout| about(seat, callout)).collect();
    Answer::reply(
        text,
        json!({
            "id": null, "number": null, "ticket": null, "step": null, "done": false,
            "running": rows,
        }),
    )
}

/// Adds a line to the work log.
pub(super) fn log(call: &mut Call<'_, '_>, args: &LogArgs) -> Result<Reply, Fail> {
    let line = match args.text.as_str() {
        "-" => call.line("-")?,
        text => as_line(text),
    };
    if line.is_blank() {
        return Err(Fail::Usage("say what was done".to_owned()));
    }
    let mut seat = call.open()?;
    seat.writer()?;
    let callout = named_or_open(&mut seat, None)?;
    let values = vec![("line".to_owned(), line.clone())];
    let receipt = walk::answer(&mut seat, &callout, StepName::Work, values, false)?;
    let callout = again(&seat, callout.id)?;
    let reply = saved(&seat, &callout, &receipt);
    Ok(doubt::told(
        reply,
        &seat,
        (callout.ticket, &receipt),
        [&line],
    ))
}

/// Stops the clock.
pub(super) fn pause(call: &mut Call<'_, '_>, args: &PauseArgs) -> Result<Reply, Fail> {
    on_open(call, |seat, callout| {
        let happened = seat.when(args.happened.as_ref(), Some(callout.ticket))?;
        let command = PauseCallout {
            callout: callout.id,
            happened,
        };
        seat.submit(&Command::PauseCallout(command))
    })
}

/// Lets the clock go on.
pub(super) fn go_on(call: &mut Call<'_, '_>) -> Result<Reply, Fail> {
    on_open(call, |seat, callout| {
        let command = ResumeCallout {
            callout: callout.id,
            gap: None,
        };
        seat.submit(&Command::ResumeCallout(command))
    })
}

/// Gives the callout to somebody else.
pub(super) fn give(call: &mut Call<'_, '_>, person: &str) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let callout = named_or_open(&mut seat, None)?;
    let to = seat.person(person)?;
    let command = GiveCallout {
        callout: callout.id,
        to: to.id,
    };
    let receipt = seat.submit(&Command::GiveCallout(command))?;
    let callout = again(&seat, callout.id)?;
    Ok(handed(&seat, &callout, &receipt, to.name.as_str()))
}

fn handed(seat: &Seat, callout: &Callout, receipt: &Receipt, to: &str) -> Reply {
    let mut json = about(seat, callout);
    json["seq"] = receipt.seq.into();
    json["at"] = receipt.at.rfc3339().into();
    let text = format!("{} is {to}'s now (entry {})", callout.number, receipt.seq);
    Answer::reply(text, json)
}

/// Takes somebody else's callout over.
pub(super) fn take(call: &mut Call<'_, '_>, id: Number) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let callout = seat.callout(id)?;
    let receipt = walk::take(&mut seat, &callout)?;
    let callout = again(&seat, callout.id)?;
    Ok(saved(&seat, &callout, &receipt))
}

/// To bed.
pub(super) fn finish(call: &mut Call<'_, '_>) -> Result<Reply, Fail> {
    on_open(call, walk::finish)
}

/// The sheet.
pub(super) fn show(call: &mut Call<'_, '_>, id: Option<Number>) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    let callout = named_or_last(&mut seat, id)?;
    let known = &seat.known;
    let sheet = sheet(&**known, &known.site, &callout, seat.now);
    let mut text = String::new();
    for line in &sheet {
        let words = line.trim_start();
        let lead = &line[..line.len() - words.len()];
        lines(&mut text, lead, words);
    }
    lines(&mut text, "", &known.head_line());
    let mut json = about(&seat, &callout);
    json["sheet"] = sheet.into();
    json["outbox"] = outbox_rows(&seat, &callout);
    json["head"] = known.head_line().into();
    let known = &seat.known;
    json["trail"] = trail_rows(&trail(&**known, &known.site, &callout, seat.now));
    Ok(Answer::reply(text, json))
}

/// The callouts, the latest first.
pub(super) fn list(call: &mut Call<'_, '_>, all: bool) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    if all {
        seat.load_all()?;
    }
    let mut callouts = seat.known.running_callouts();
    callouts.extend(seat.known.ended_callouts());
    callouts.sort_by_key(|callout| std::cmp::Reverse(callout.number));
    let mut text = String::new();
    for callout in &callouts {
        lines(&mut text, "", &row_line(&seat, callout));
    }
    if callouts.is_empty() {
        text.push_str("there is no callout\n");
    }
    let rows: Vec<Value> = callouts
        .iter()
        .map(|callout| about(&seat, callout))
        .collect();
    Ok(Answer::reply(text, json!({ "callouts": rows })))
}

/// A callout in a line: whose, of what, since when, how long, what it owes.
fn row_line(seat: &Seat, callout: &Callout) -> String {
    let ticket = seat.known.ticket(callout.ticket);
    let of = ticket.map_or_else(String::new, |t| format!(" of {}: {}", t.number, t.title));
    let (length, _) = clock_min(callout, seat.now);
    let owes = count(owed(seat, callout).len() as u64, "thing", "things");
    let stands = match (callout.ended, callout.is_paused()) {
        (Some(_), _) => "ended",
        (None, true) => "its clock is stopped",
        (None, false) => "runs",
    };
    let unsure = unsure(&*seat.known, &seat.known.site, callout, seat.now);
    let sure = if unsure.is_some() { " (not sure)" } else { "" };
    format!(
        "{}{of}; {}, {}, {}{sure}, {stands}, {owes} owed",
        callout.number,
        seat.name_of(Some(callout.person)),
        day_time(callout.started, seat.zone()),
        minutes(length),
    )
}

/// Does something with the caller's open callout, and answers with what is asked next.
fn on_open(
    call: &mut Call<'_, '_>,
    act: impl FnOnce(&mut Seat, &Callout) -> Result<Receipt, Fail>,
) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let callout = named_or_open(&mut seat, None)?;
    let receipt = act(&mut seat, &callout)?;
    let callout = again(&seat, callout.id)?;
    Ok(saved(&seat, &callout, &receipt))
}
