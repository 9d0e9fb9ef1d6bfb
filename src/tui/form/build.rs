//! Turns what a form holds into a command, or says in words what is wrong with which field.

use std::collections::BTreeMap;

use crate::desk::Snapshot;
use crate::domain::command::{
    AnswerPrompt, AnswerStep, AssignTicket, CloseTicket, ContainHarm, CorrectEntry, Count, DoStep,
    FailStep, LogAction, MoveAction, NewDeadline, OpenTicket, PersonRef, QuickLog, RedactEntry,
    RedactWish, ReopenTicket, ResolveTicket, SendReport, SetCategory, SetImpact, SkipStep,
    StartList, TellPerson, Told, WaitTicket, WriteNarrative,
};
use crate::domain::site::Moment;
use crate::domain::{
    Affected, AttachedAs, Channel, Command, ListId, PersonId, Records as _, Ticket, TicketId,
    ToldOutcome, UnitId,
};
use crate::text::Clean;
use crate::tui::msg::FileAsked;
use uuid::Uuid;

use crate::time::{Stamp, Zone, parse_due, parse_until, parse_when};

use super::check::{count, minutes, number};
use super::{Form, FormKind, lookup};

/// What a form is read against.
#[derive(Clone, Copy)]
pub(in crate::tui) struct Context<'a> {
    /// The desk.
    pub(in crate::tui) snapshot: &'a Snapshot,
    /// Who types.
    pub(in crate::tui) me: PersonId,
    /// When.
    pub(in crate::tui) now: Stamp,
    /// Where times are read.
    pub(in crate::tui) zone: Zone,
}

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum Asked {
    /// A command.
    Command(Box<Command>),
    /// A file: it is read before it can be a command.
    File(FileAsked),
}

/// Which field is wrong, and why.
type Complaints = Vec<(String, String)>;

/// Reads a form's fields; by the time it is made, every field was checked.
struct Reader<'a> {
    form: &'a Form,
    context: &'a Context<'a>,
}

impl Reader<'_> {
    fn text(&self, id: &str) -> Option<Clean> {
        let clean = Clean::new(self.form.text_of(id).trim());
        (!clean.is_blank()).then_some(clean)
    }

    fn must(&self, id: &str) -> Clean {
        self.text(id).unwrap_or_default()
    }

    fn word(&self, id: &str) -> String {
        self.form.text_of(id).trim().to_owned()
    }

    fn is_yes(&self, id: &str) -> bool {
        self.word(id) == "yes"
    }

    fn flag(&self, id: &str) -> Option<bool> {
        let word = self.word(id);
        (!word.is_empty()).then(|| word == "yes")
    }

    fn count(&self, id: &str) -> Option<Count> {
        count(&self.word(id)).ok().flatten()
    }

    fn past(&self, id: &str) -> Option<Stamp> {
        parse_when(&self.word(id), self.context.now, self.context.zone).ok()
    }

    fn future(&self, id: &str) -> Option<Stamp> {
        parse_until(&self.word(id), self.context.now, self.context.zone).ok()
    }

    fn person(&self, id: &str) -> Option<PersonRef> {
        let name = self.text(id)?;
        let known = self.context.snapshot.person_named(name.as_str());
        Some(match known {
            Some(person) => PersonRef::Id(person.id),
            None => PersonRef::Named {
                name,
                id: PersonId(self.form.contact),
            },
        })
    }

    fn known_person(&self, id: &str) -> Option<PersonId> {
        let name = self.text(id)?;
        let known = self.context.snapshot.person_named(name.as_str());
        known.map(|person| person.id)
    }

    fn unit(&self, id: &str) -> Option<UnitId> {
        let name = self.word(id);
        self.context.snapshot.unit_named(&name).map(|unit| unit.id)
    }

    fn affected(&self) -> Option<Affected> {
        Affected::parse(&self.word("affected"))
    }

    fn deadline(&self) -> Option<NewDeadline> {
        Some(NewDeadline {
            name: self.must("due_for"),
            due: parse_due(&self.word("due"), self.context.now, self.context.zone).ok()?,
            legal: self.is_yes("legal"),
            work_min: minutes(&self.word("work")).unwrap_or(0),
            then: None,
        })
    }

    /// The entry that the writer saw when beginning. Who saw none while there is one by now names
    /// one that never was, so that the desk refuses to replace it unseen.
    fn saw(&self, now: impl Fn(&Ticket) -> Option<Uuid>) -> Option<Uuid> {
        let ticket = self.form.kind.ticket(self.context.snapshot);
        let ticket = ticket.and_then(|id| self.context.snapshot.ticket(id));
        let now = ticket.and_then(|ticket| now(&ticket));
        self.form.saw.or(now.map(|_| Uuid::nil()))
    }

    /// A proof as it is recorded: a moment with its offset, whatever way it was typed.
    fn proof(&self, key: &str) -> Option<Clean> {
        if key != "time" {
            return self.text(key);
        }
        let at = self.past(key)?;
        Some(Clean::new(&self.context.zone.see(at).rfc3339()))
    }

    fn evidence(&self, list: ListId, step: &str) -> BTreeMap<String, Clean> {
        let list = self.context.snapshot.list(list);
        let Some(step) = list.as_ref().and_then(|l| l.template.step(step)) else {
            return BTreeMap::new();
        };
        let keys = step.evidence.iter().map(|key| key.as_str());
        // A moment that gives a date of the list may lie ahead; it is read where it is judged.
        let given = |key| match step.sets {
            Some(Moment::Date(_)) => self.text(key),
            Some(Moment::Event(_)) | None => self.proof(key),
        };
        keys.filter_map(|key| Some((key.to_owned(), given(key)?)))
            .collect()
    }
}

impl Form {
    /// What the form stands for.
    ///
    /// # Errors
    /// The fields that are wrong, each with what to do in words; show them under the fields.
    pub(in crate::tui) fn asked(&self, context: &Context<'_>) -> Result<Asked, Complaints> {
        let mut complaints = Complaints::new();
        for field in &self.fields {
            if field.editor.is_blank() {
                if field.spec.is_required {
                    complaints.push((field.spec.id.clone(), "this is needed".to_owned()));
                }
            } else if let Some(said) = self.fault(field, context) {
                complaints.push((field.spec.id.clone(), said));
            }
        }
        let reader = Reader {
            form: self,
            context,
        };
        match (reader.text("due"), reader.text("due_for")) {
            (Some(_), None) => {
                let said = "say what falls due then, in a few words".to_owned();
                complaints.push(("due_for".to_owned(), said));
            }
            (None, Some(_)) => {
                let said = "say by when, such as +2d or fri 17:00".to_owned();
                complaints.push(("due".to_owned(), said));
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
        if self.fields.iter().any(|f| f.spec.id == "by")
            && reader.text("by").is_some()
            && reader.known_person("by").is_none()
        {
            complaints.push(("by".to_owned(), "nobody is known by that name".to_owned()));
        }
        if complaints.is_empty() {
            Ok(self.build(&reader))
        } else {
            Err(complaints)
        }
    }

    fn build(&self, r: &Reader<'_>) -> Asked {
        let command = match &self.kind {
            FormKind::New => Command::Open(Box::new(self.open(r))),
            FormKind::Action(ticket) => Command::Log(LogAction {
                ticket: *ticket,
                text: r.must("text"),
                minutes: None,
                happened: r.past("happened"),
            }),
            FormKind::Tell(ticket) => Command::Tell(tell(*ticket, r)),
            FormKind::Impact(ticket) => Command::Impact(Box::new(impact(*ticket, r))),
            FormKind::Contain(ticket) => Command::Contain(ContainHarm {
                ticket: *ticket,
                text: r.must("text"),
                happened: r.past("happened"),
            }),
            FormKind::Owner(ticket) => Command::Assign(AssignTicket {
                ticket: *ticket,
                to: r.known_person("owner").unwrap_or(r.context.me),
            }),
            FormKind::Wait(ticket) => Command::Wait(WaitTicket {
                ticket: *ticket,
                what: r.must("what"),
                until: r.future("until").unwrap_or(r.context.now),
            }),
            FormKind::Narrative(ticket) => Command::Narrative(WriteNarrative {
                ticket: *ticket,
                text: r.must("text"),
                saw: r.saw(|ticket| ticket.narrative),
            }),
            FormKind::Category(ticket) => Command::Category(SetCategory {
                ticket: *ticket,
                category: r.word("category"),
                secondary: r.is_yes("beside"),
            }),
            FormKind::Note(ticket, prompt) => Command::Note(AnswerPrompt {
                ticket: *ticket,
                field: prompt.clone(),
                text: r.must("text"),
                saw: r.saw(|ticket| ticket.answered.get(prompt).copied()),
            }),
            FormKind::Resolve(ticket) => resolve(*ticket, r),
            FormKind::Reopen(ticket) => Command::Reopen(ReopenTicket {
                ticket: *ticket,
                text: r.must("text"),
            }),
            FormKind::Correct(ticket, entry) => correct(*ticket, *entry, r),
            FormKind::Move(ticket, entry) => move_action(*ticket, *entry, r),
            FormKind::Redact(ticket, entry) => redact(*ticket, *entry, r),
            FormKind::Report(ticket) => report(*ticket, r),
            FormKind::Attach(ticket) => return Asked::File(file(*ticket, r)),
            FormKind::Close(ticket) => close(*ticket, r),
            FormKind::StartList(ticket) => Command::StartList(StartList {
                id: ListId(self.id),
                checklist: lookup::id_of(&r.word("checklist")).to_owned(),
                ticket: Some(*ticket),
            }),
            FormKind::DoStep(list, step) => do_step(*list, step, r),
            FormKind::Answer(list, step, choice) => answer_step(*list, step, *choice, r),
            FormKind::Skip(list, step) => skip(*list, step, r),
            FormKind::Fail(list, step) => fail(*list, step, r),
            FormKind::Turn(turn) => super::roster::set(*turn, self, r.context),
            FormKind::EndTurn(turn) => super::roster::end(*turn, r.must("because")),
        };
        Asked::Command(Box::new(command))
    }

    fn open(&self, r: &Reader<'_>) -> OpenTicket {
        OpenTicket {
            from: r.person("from"),
            unit: r.unit("unit"),
            channel: Channel::parse(&r.word("channel")).unwrap_or(Channel::WalkIn),
            affected: r.affected(),
            asset: r.text("asset"),
            blocked: r.count("blocked"),
            hampered: r.count("hampered"),
            pc_dead: r.is_yes("pc_dead"),
            public: r.is_yes("public"),
            harm: r.text("harm"),
            deadline: r.deadline(),
            category: r.text("category").map(String::from),
            confidential: r.is_yes("confidential"),
            narrative: r.text("narrative"),
            happened: r.past("happened"),
            done: minutes(&r.word("done")).ok().map(|minutes| QuickLog {
                minutes,
                told: true,
            }),
            ..OpenTicket::walk_up(TicketId(self.id), r.must("title"))
        }
    }
}

fn tell(ticket: TicketId, r: &Reader<'_>) -> TellPerson {
    TellPerson {
        ticket,
        who: match r.person("who") {
            Some(_) if r.word("who") == "requester" => Told::Requester,
            Some(person) => Told::Person(person),
            None => Told::Requester,
        },
        how: Channel::parse(&r.word("how")).unwrap_or_else(|| {
            let known = r.context.snapshot.ticket(ticket);
            known.map_or(Channel::WalkIn, |known| known.channel)
        }),
        outcome: ToldOutcome::parse(&r.word("outcome")).unwrap_or(ToldOutcome::Told),
        text: r.text("text"),
        happened: r.past("happened"),
    }
}

fn impact(ticket: TicketId, r: &Reader<'_>) -> SetImpact {
    SetImpact {
        from: r.person("from"),
        blocked: r.count("blocked"),
        hampered: r.count("hampered"),
        pc_dead: r.flag("pc_dead"),
        public: r.flag("public"),
        affected: r.affected(),
        asset: r.text("asset"),
        unit: r.unit("unit"),
        harm: r.text("harm"),
        deadline: r.deadline(),
        ..SetImpact::of(ticket)
    }
}

fn resolve(ticket: TicketId, r: &Reader<'_>) -> Command {
    Command::Resolve(ResolveTicket {
        ticket,
        text: r.must("text"),
        happened: r.past("happened"),
    })
}

fn correct(ticket: TicketId, entry: u64, r: &Reader<'_>) -> Command {
    Command::Correct(CorrectEntry {
        ticket,
        entry,
        text: r.must("text"),
    })
}

fn move_action(ticket: TicketId, entry: u64, r: &Reader<'_>) -> Command {
    Command::Move(MoveAction {
        ticket,
        to: number(&r.word("to"), r.context).unwrap_or(ticket),
        entry,
        because: r.must("because"),
    })
}

fn redact(ticket: TicketId, entry: u64, r: &Reader<'_>) -> Command {
    Command::Redact(RedactEntry {
        ticket,
        entry,
        because: r.text("because"),
        wish: RedactWish::parse(&r.word("wish")).unwrap_or_default(),
        decision: None,
    })
}

fn report(ticket: TicketId, r: &Reader<'_>) -> Command {
    Command::Report(SendReport {
        ticket,
        to: r.person("to").unwrap_or(PersonRef::Id(r.context.me)),
        happened: r.past("happened"),
    })
}

fn file(ticket: TicketId, r: &Reader<'_>) -> FileAsked {
    FileAsked {
        ticket,
        path: r.word("file"),
        purpose: AttachedAs::parse(&r.word("as")).unwrap_or(AttachedAs::Evidence),
    }
}

fn close(ticket: TicketId, r: &Reader<'_>) -> Command {
    Command::Close(CloseTicket {
        agreed: r.text("agreed"),
        result: r.text("result"),
        with_reason: r.text("reason"),
        ..CloseTicket::of(ticket)
    })
}

fn do_step(list: ListId, step: &str, r: &Reader<'_>) -> Command {
    Command::DoStep(DoStep {
        list,
        step: step.to_owned(),
        evidence: r.evidence(list, step),
        happened: r.past("happened"),
    })
}

fn answer_step(list: ListId, step: &str, choice: usize, r: &Reader<'_>) -> Command {
    Command::AnswerStep(AnswerStep {
        list,
        step: step.to_owned(),
        answer: Clean::new(&choice.to_string()),
        by: r.known_person("by"),
        evidence: r.evidence(list, step),
        happened: r.past("happened"),
    })
}

fn skip(list: ListId, step: &str, r: &Reader<'_>) -> Command {
    Command::SkipStep(SkipStep {
        list,
        step: step.to_owned(),
        because: r.must("because"),
    })
}

fn fail(list: ListId, step: &str, r: &Reader<'_>) -> Command {
    Command::FailStep(FailStep {
        list,
        step: step.to_owned(),
        because: r.must("because"),
    })
}
