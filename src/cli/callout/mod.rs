//! `callout`: the guided callout, one question at a time.
//!
//! Every verb drives the same walk as the full screen and the line mode, and answers with the
//! question that comes next, so that a night can be walked by commands alone.

mod answer;
mod shown;
mod verbs;
pub(super) mod walk;

use clap::{Args, Subcommand};

use super::answer::Reply;
use super::args::{callout, ticket};
use super::call::Call;
use super::fail::Fail;
use crate::domain::Number;

/// The arguments of `callout`.
#[derive(Debug, Args)]
pub(super) struct CalloutArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What is done with a callout.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// A call: begin a callout. With one open it gives that one.
    Start(StartArgs),
    /// Where your callout stands, and what is asked now.
    Status(StatusArgs),
    /// Answer what is asked, or a step or part by its name.
    Answer(AnswerArgs),
    /// Add a line to the work log.
    Log(LogArgs),
    /// Stop the clock.
    Pause(PauseArgs),
    /// Let the clock go on.
    GoOn,
    /// Give your callout to somebody else.
    Give {
        /// To whom, a member of staff.
        person: String,
    },
    /// Take somebody else's callout over.
    Take {
        /// The callout.
        #[arg(value_parser = callout, value_name = "K-1")]
        id: Number,
    },
    /// To bed: the clock stops, and what is open waits for the morning.
    Finish,
    /// The sheet of a callout: times, log, what is owed, comp time.
    Show {
        /// The callout; else yours.
        #[arg(value_parser = callout, value_name = "K-1")]
        id: Option<Number>,
    },
    /// Callouts, the latest first.
    List {
        /// Those of long ago too.
        #[arg(long)]
        all: bool,
    },
}

/// The arguments of `callout start`.
#[derive(Debug, Args)]
pub(super) struct StartArgs {
    /// Who calls, which answers the step `caller`.
    #[arg(long, value_name = "PERSON")]
    caller: Option<String>,
    /// The number to call back.
    #[arg(long, value_name = "NUMBER", requires = "caller")]
    phone: Option<String>,
    /// When it rang, where that is not now.
    #[arg(
        long,
        value_name = "TIME",
        requires = "caller",
        allow_hyphen_values = true
    )]
    rang: Option<String>,
    /// It is over, and only written down; who called and when is asked then.
    #[arg(long, conflicts_with_all = ["caller", "phone", "rang"])]
    over: bool,
    /// The open ticket that it is about; else a new one.
    #[arg(long, value_parser = ticket, value_name = "T-1")]
    ticket: Option<Number>,
    /// How it comes that somebody else is on call: know, or no-answer.
    #[arg(long, value_parser = ["know", "no-answer"], value_name = "WHY")]
    duty: Option<String>,
    /// A callout of your own, where somebody else has one of the ticket.
    #[arg(long, requires = "ticket")]
    own: bool,
}

/// The arguments of `callout status`.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// The step whose questions are shown; else the one that is asked now.
    step: Option<String>,
    /// The callout; else yours.
    #[arg(long, value_parser = callout, value_name = "K-1")]
    callout: Option<Number>,
}

/// The arguments of `callout answer`.
#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    /// VALUE, STEP=VALUE or STEP.PART=VALUE; ? is not known yet, - reads standard input.
    #[arg(
        required = true,
        value_name = "[STEP[.PART]=]VALUE",
        allow_negative_numbers = true
    )]
    values: Vec<String>,
    /// The callout; else yours.
    #[arg(long, value_parser = callout, value_name = "K-1")]
    callout: Option<Number>,
}

/// The arguments of `callout log`.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// What was done; - reads standard input. `/server TEXT` marks a change of a server.
    text: String,
}

/// The arguments of `callout pause`.
#[derive(Debug, Args)]
pub(super) struct PauseArgs {
    /// Since when, where that is not now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    happened: Option<String>,
}

/// Does what was asked with a callout.
pub(super) fn run(call: &mut Call<'_, '_>, verb: &Verb) -> Result<Reply, Fail> {
    match verb {
        Verb::Start(args) => verbs::start(call, args),
        Verb::Status(args) => verbs::status(call, args),
        Verb::Answer(args) => answer::run(call, args),
        Verb::Log(args) => verbs::log(call, args),
        Verb::Pause(args) => verbs::pause(call, args),
        Verb::GoOn => verbs::go_on(call),
        Verb::Give { person } => verbs::give(call, person),
        Verb::Take { id } => verbs::take(call, *id),
        Verb::Finish => verbs::finish(call),
        Verb::Show { id } => verbs::show(call, *id),
        Verb::List { all } => verbs::list(call, *all),
    }
}
