//! Which records a command names, so that they are in memory when it is judged.

use uuid::Uuid;

use crate::domain::{CalloutId, ClaimId, Command, ListId, Records, Register, TicketId};

/// What a command must be judged on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Tickets that it names.
    pub(super) tickets: Vec<TicketId>,
    /// Tickets of which it needs the texts as well.
    pub(super) told: Vec<TicketId>,
    /// Lists that it names.
    pub(super) lists: Vec<ListId>,
    /// The ticket that it begins.
    pub(super) begins: Option<Uuid>,
    /// The list that it begins.
    pub(super) begins_list: Option<ListId>,
    /// Callouts that it names; their tickets are needed with their texts.
    pub(super) callouts: Vec<CalloutId>,
    /// The callout that it begins.
    pub(super) begins_callout: Option<CalloutId>,
    /// Claims that it names.
    pub(super) claims: Vec<ClaimId>,
    /// Whether it asks which rows were imported and which numbers were given.
    pub(super) rows: bool,
}

impl Needs {
    /// What a command names.
    pub(super) fn of(command: &Command) -> Self {
        let mut needs = Self::default();
        match command {
            Command::Open(c) => needs.begins = Some(c.id.uuid()),
            Command::Log(c) => needs.tickets.push(c.ticket),
            Command::Tell(c) => needs.tickets.push(c.ticket),
            Command::Impact(c) => needs.tickets.push(c.ticket),
            Command::Contain(c) => needs.tickets.push(c.ticket),
            Command::Report(c) => needs.tickets.push(c.ticket),
            Command::Assign(c) => needs.tickets.push(c.ticket),
            Command::Wait(c) => needs.tickets.push(c.ticket),
            Command::Category(c) => needs.tickets.push(c.ticket),
            Command::Note(c) => needs.told.push(c.ticket),
            Command::Narrative(c) => needs.told.push(c.ticket),
            Command::Correct(c) => needs.told.push(c.ticket),
            Command::Move(c) => needs.told.extend([c.ticket, c.to]),
            Command::Redact(c) => needs.told.push(c.ticket),
            Command::Attach(c) => needs.tickets.push(c.ticket),
            Command::Resolve(c) => needs.tickets.push(c.ticket),
            Command::Close(c) => needs.tickets.push(c.ticket),
            Command::Reopen(c) => needs.tickets.push(c.ticket),
            Command::StartList(c) => {
                needs.tickets.extend(c.ticket);
                needs.begins_list = Some(c.id);
            }
            Command::DoStep(c) => needs.lists.push(c.list),
            Command::SkipStep(c) => needs.lists.push(c.list),
            Command::FailStep(c) => needs.lists.push(c.list),
            Command::AnswerStep(c) => needs.lists.push(c.list),
            Command::Import(_) => needs.rows = true,
            Command::StartCallout(c) => {
                needs.begins = Some(c.ticket.uuid());
                needs.begins_callout = Some(c.id);
            }
            Command::AnswerCallout(c) => {
                needs.callouts.push(c.callout);
                needs.begins_list = Some(ListId(c.fresh.list));
            }
            Command::PauseCallout(c) => needs.callouts.push(c.callout),
            Command::ResumeCallout(c) => needs.callouts.push(c.callout),
            Command::GiveCallout(c) => needs.callouts.push(c.callout),
            Command::TakeCallout(c) => needs.callouts.push(c.callout),
            Command::FinishCallout(c) => needs.callouts.push(c.callout),
            Command::WithdrawClaim(c) => needs.claims.push(c.claim),
            Command::SetRoster(_)
            | Command::EndRoster(_)
            | Command::AddPerson(_)
            | Command::ChangePerson(_)
            | Command::HoldPost(_)
            | Command::LeavePost(_)
            | Command::SetHours(_)
            | Command::AddUnit(_)
            | Command::ChangeUnit(_)
            | Command::AddAsset(_)
            | Command::AddMany(_)
            | Command::AdoptProfile(_)
            | Command::AdoptTemplate(_)
            | Command::AdoptDesk(_) => {}
        }
        needs
    }
    /// Whether records have all of it in memory, so that nothing need be read. `is_new` says of a
    /// record that is to begin whether no entry can have named it yet.
    pub(super) fn are_in(&self, register: &Register, is_new: &dyn Fn(Uuid) -> bool) -> bool {
        let is_told = |id: &TicketId| register.is_told(*id);
        let has_texts = |id: &CalloutId| register.callout(*id).is_some_and(|c| is_told(&c.ticket));
        let list = self.begins_list.map(ListId::uuid);
        let callout = self.begins_callout.map(CalloutId::uuid);
        let begun = [self.begins, list, callout];
        self.told.iter().all(is_told)
            && self.callouts.iter().all(has_texts)
            && (!register.is_partial()
                || (!self.rows || register.has_rows())
                    && self.tickets.iter().all(|id| register.ticket(*id).is_some())
                    && self.lists.iter().all(|id| register.list(*id).is_some())
                    && self.claims.iter().all(|id| register.claim(*id).is_some())
                    && begun.into_iter().flatten().all(is_new))
    }
}
