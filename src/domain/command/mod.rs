//! What people ask the desk to do: imperative, plain values, one struct a verb.
//!
//! A command carries the uuids of what it makes (a form has its uuid from its first key), so that
//! sending one twice is noticed and [`decide`](super::decide()) stays pure.

mod callout;
mod checklist;
mod import;
mod people;
mod redaction;
mod site;
mod ticket;

pub use callout::{
    AnswerCallout, Console, EndRoster, FinishCallout, FreshIds, GiveCallout, PauseCallout,
    ResumeCallout, SetRoster, StartCallout, TakeCallout, WithdrawClaim,
};
pub use checklist::{AnswerStep, DoStep, FailStep, SkipStep, StartList};
pub use import::{Import, ImportAction, ImportBreach, ImportRow, ImportUpdate};
pub use people::{
    AddAsset, AddMany, AddPerson, AddRow, AddUnit, ChangePerson, ChangeUnit, HoldPost, LeavePost,
    PersonRef, SetHours,
};
pub use redaction::{Decision, RedactEntry, RedactWish};
pub use site::{AdoptDesk, AdoptProfile, AdoptTemplate};
pub use ticket::{
    AnswerPrompt, AssignTicket, AttachFile, CloseTicket, ContainHarm, CorrectEntry, Count,
    LogAction, MoveAction, NewDeadline, OpenTicket, QuickLog, ReopenTicket, ResolveTicket,
    SendReport, SetCategory, SetImpact, TellPerson, Told, WaitTicket, WriteNarrative,
};

/// One thing that somebody wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open a ticket.
    Open(Box<OpenTicket>),
    /// Log an action.
    Log(LogAction),
    /// Record that somebody was told.
    Tell(TellPerson),
    /// Say who is stopped.
    Impact(Box<SetImpact>),
    /// Harm is over.
    Contain(ContainHarm),
    /// The report was sent.
    Report(SendReport),
    /// Give a ticket an owner.
    Assign(AssignTicket),
    /// Let a ticket wait.
    Wait(WaitTicket),
    /// Set the record category.
    Category(SetCategory),
    /// Answer a question of the category.
    Note(AnswerPrompt),
    /// Write the narrative.
    Narrative(WriteNarrative),
    /// Correct an earlier entry.
    Correct(CorrectEntry),
    /// Move an action to the ticket it belongs to.
    Move(MoveAction),
    /// Attach a file.
    Attach(AttachFile),
    /// Ask that the text of an entry be taken out, or take it out.
    Redact(RedactEntry),
    /// The service works again.
    Resolve(ResolveTicket),
    /// Close a ticket.
    Close(CloseTicket),
    /// Open a ticket again.
    Reopen(ReopenTicket),
    /// Begin a checklist.
    StartList(StartList),
    /// A step is done.
    DoStep(DoStep),
    /// Leave a step out.
    SkipStep(SkipStep),
    /// A step failed.
    FailStep(FailStep),
    /// Answer a step's question.
    AnswerStep(AnswerStep),
    /// Begin a callout.
    StartCallout(StartCallout),
    /// Answer a step of the walk.
    AnswerCallout(Box<AnswerCallout>),
    /// Stop the clock.
    PauseCallout(PauseCallout),
    /// Let the clock go on.
    ResumeCallout(ResumeCallout),
    /// Give a callout to somebody else.
    GiveCallout(GiveCallout),
    /// Take a callout over.
    TakeCallout(TakeCallout),
    /// To bed.
    FinishCallout(FinishCallout),
    /// Put somebody on call.
    SetRoster(SetRoster),
    /// Take a turn off the roster.
    EndRoster(EndRoster),
    /// Take a claim back.
    WithdrawClaim(WithdrawClaim),
    /// Add a person.
    AddPerson(AddPerson),
    /// Change what is known of a person.
    ChangePerson(ChangePerson),
    /// Give a person a post.
    HoldPost(HoldPost),
    /// Take a post from a person.
    LeavePost(LeavePost),
    /// Set a person's own hours.
    SetHours(SetHours),
    /// Add a unit.
    AddUnit(AddUnit),
    /// Change a unit.
    ChangeUnit(ChangeUnit),
    /// Add an asset.
    AddAsset(AddAsset),
    /// Take in a list of people, units or assets.
    AddMany(AddMany),
    /// Bring a profile into force.
    AdoptProfile(Box<AdoptProfile>),
    /// Bring a checklist, prompts, clocks or a holiday list into force.
    AdoptTemplate(Box<AdoptTemplate>),
    /// Take over the desk's folder.
    AdoptDesk(AdoptDesk),
    /// Take in tickets of an older system.
    Import(Box<Import>),
}
