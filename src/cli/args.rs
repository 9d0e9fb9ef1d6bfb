//! The table of commands and the words that their arguments take.
//!
//! Help texts, the man page, the completions and `docs/cli.md` are all made from it.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use super::{
    backup, callout as callouts, check, claim as claims, demo, drill, find, import, init, journal,
    new, people, profile, queue, redact, roster, shell, show, things, triage, verify, why, work,
    write,
};
use crate::domain::command::Count;
use crate::domain::{Affected, AttachedAs, Channel, Number, NumberKind, Proof, ToldOutcome};

/// A help desk that carries out the department's written policy.
///
/// Without a command it opens the full screen.
#[derive(Debug, Parser)]
#[command(name = "nightdesk", version, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) flags: Flags,
    #[command(subcommand)]
    pub(super) command: Option<Cmd>,
}

/// What every call may say.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The desk's folder; else `NIGHTDESK_DIR`, else `~/.local/share/nightdesk`.
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) desk: Option<PathBuf>,
    /// Answer with one JSON value.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Lines instead of the full screen, for a screen reader or a pipe.
    #[arg(long, visible_alias = "screen-reader", overrides_with = "plain")]
    pub(super) plain: bool,
    /// Draw the full screen with plain letters only.
    #[arg(long)]
    pub(super) ascii: bool,
    /// The theme of the full screen.
    #[arg(long, value_name = "NAME")]
    pub(super) theme: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Cmd {
    /// Make a desk; asks nothing.
    Init(init::InitArgs),
    /// Open a desk of its own with sample data.
    Demo(demo::DemoArgs),
    /// Practise a callout: seven minutes, nothing is real.
    Drill(drill::DrillArgs),
    /// Log a ticket and print its number.
    New(Box<new::NewArgs>),
    /// Log what was done about a ticket.
    Log(work::LogArgs),
    /// Record that somebody was told, or tried to be.
    Tell(work::TellArgs),
    /// Harm is over: the ordinary class returns.
    Contain(work::TextArgs),
    /// The report of a breach or violation was sent.
    Report(work::ReportArgs),
    /// Say who is stopped and what is affected.
    Impact(Box<work::ImpactArgs>),
    /// Give a ticket an owner.
    Assign(work::AssignArgs),
    /// Let a ticket wait for something until a time.
    Wait(work::WaitArgs),
    /// Set the record category.
    Category(write::CategoryArgs),
    /// Answer a question of the ticket's category.
    Note(write::NoteArgs),
    /// Write the narrative.
    Narrative(write::NarrativeArgs),
    /// It works again: record the outcome.
    Resolve(work::TextArgs),
    /// Close a ticket.
    Close(work::CloseArgs),
    /// Open a closed or resolved ticket again.
    Reopen(work::ReopenArgs),
    /// Correct an earlier entry; both stand.
    Correct(write::CorrectArgs),
    /// Move an action to the ticket it belongs to.
    Move(write::MoveArgs),
    /// Have the text of an entry taken out, by the decision of a director.
    Redact(redact::RedactArgs),
    /// Attach a file, kept by its sum.
    Attach(write::AttachArgs),
    /// Open tickets in the policy's order.
    Queue(queue::QueueArgs),
    /// Why a ticket stands where it stands.
    Why(why::WhyArgs),
    /// All of a ticket.
    Show(show::ShowArgs),
    /// Checklists.
    Check(check::CheckArgs),
    /// The guided callout, one question at a time.
    Callout(callouts::CalloutArgs),
    /// Who is on call.
    Roster(roster::RosterArgs),
    /// Comp time, drafted from callouts.
    Claim(claims::ClaimArgs),
    /// Rehearse the order of the queue.
    Triage(triage::TriageArgs),
    /// The department's own people.
    Staff(people::StaffArgs),
    /// People who ask, and others that records name.
    Person(people::PersonArgs),
    /// Departments and branches.
    Unit(things::UnitArgs),
    /// Machines, services and lines.
    Asset(things::AssetArgs),
    /// The site's rules, with who says them.
    Profile(profile::ProfileArgs),
    /// Search tickets, people and assets.
    Find(find::FindArgs),
    /// Take in tickets, people, units or assets of an older system.
    Import(import::ImportArgs),
    /// Check every line of the journal.
    Verify(verify::VerifyArgs),
    /// Copy the desk into one file, checked, while others go on working.
    Backup(backup::BackupArgs),
    /// Make a desk out of a backup.
    Restore(backup::RestoreArgs),
    /// The journal's last entry, for a witness.
    Head,
    /// Set the working store aside; it is made anew from the journal.
    Rebuild(journal::RebuildArgs),
    /// Take over a desk whose folder changed its owner.
    Adopt(journal::AdoptArgs),
    /// Look at the machine, the terminal and the desk's folder.
    Doctor,
    /// Print completions for a shell.
    Completions(shell::CompletionsArgs),
    /// Print the man page.
    Man,
}

/// Reads `T-12`.
pub(super) fn ticket(text: &str) -> Result<Number, String> {
    numbered(text, NumberKind::Ticket, "T-12")
}

/// Reads `L-7`.
pub(super) fn list(text: &str) -> Result<Number, String> {
    numbered(text, NumberKind::List, "L-7")
}

/// Reads `K-7`.
pub(super) fn callout(text: &str) -> Result<Number, String> {
    numbered(text, NumberKind::Callout, "K-7")
}

/// Reads `M-7`.
pub(super) fn claim(text: &str) -> Result<Number, String> {
    numbered(text, NumberKind::Claim, "M-7")
}

fn numbered(text: &str, kind: NumberKind, like: &str) -> Result<Number, String> {
    match text.parse::<Number>() {
        Ok(number) if number.kind == kind => Ok(number),
        Ok(_) | Err(_) => Err(format!("write it like {like}")),
    }
}

/// Reads a number of people, `unit` or `all`.
pub(super) fn count(text: &str) -> Result<Count, String> {
    match text {
        "unit" => Ok(Count::Unit),
        "all" => Ok(Count::Everyone),
        digits => match digits.parse::<u32>() {
            Ok(number) if number <= 1_000_000 => Ok(Count::Number(number)),
            Ok(_) | Err(_) => Err("write a number of people, `unit` or `all`".to_owned()),
        },
    }
}

/// Minutes of work at most: a year of working days. Source: nightdesk, rule N10.
const MINUTES_MAX: u32 = 120_000;

/// Reads minutes of work.
pub(super) fn minutes(text: &str) -> Result<u32, String> {
    let minutes = text.parse().ok().filter(|minutes| *minutes <= MINUTES_MAX);
    minutes.ok_or_else(|| format!("write whole minutes, 0 to {MINUTES_MAX}"))
}

/// Reads the number of an account.
pub(super) fn uid(text: &str) -> Result<u32, String> {
    let uid = text.parse();
    uid.map_err(|_| "write the account's number, as `id -u` prints it".to_owned())
}

/// Reads how many rows are wanted.
pub(super) fn limit(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|limit| *limit > 0)
        .ok_or_else(|| "--limit takes 1 or more".to_owned())
}

/// Reads the number of an entry.
pub(super) fn entry(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "write the entry's number, as `nightdesk show T-1` lists it".to_owned())
}

/// Reads `KEY=VALUE`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok((key.trim().to_owned(), value.to_owned()))
        }
        Some(_) | None => Err("write it as KEY=VALUE".to_owned()),
    }
}

macro_rules! word {
    ($(#[$about:meta])* $name:ident, $word:ty) => {
        $(#[$about])*
        pub(super) fn $name() -> impl TypedValueParser<Value = $word> {
            PossibleValuesParser::new(<$word>::ALL.iter().map(|word| word.as_str()))
                .map(|word| <$word>::parse(&word).expect("the parser lets only known words by"))
        }
    };
}

word!(
    /// A way by which word travels.
    channel,
    Channel
);
word!(
    /// What a ticket is about.
    affected,
    Affected
);
word!(
    /// What came of telling somebody.
    told,
    ToldOutcome
);
word!(
    /// What a file is for.
    purpose,
    AttachedAs
);
word!(
    /// How a decision came in.
    proof,
    Proof
);
