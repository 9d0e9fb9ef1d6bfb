//! The table of forms: which fields each has.

use crate::desk::Snapshot;
use crate::domain::command::RedactWish;
use crate::domain::site::{EvidenceKey, Moment};
use crate::domain::{Affected, AttachedAs, Channel, ListId, Records as _, TicketId, ToldOutcome};

use super::FormKind;

/// What may stand in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum FieldKind {
    /// One line of text.
    Line,
    /// A text whose Enter is the next field, or the commit; a paste may have several lines.
    Log,
    /// A text of several lines.
    Text,
    /// How many people.
    Count,
    /// Minutes.
    Minutes,
    /// One of these words.
    Choice(Vec<String>),
    /// Anybody; an unknown name becomes a contact.
    Person,
    /// A member of staff.
    Staff,
    /// A unit of the site.
    Unit,
    /// An asset, by name.
    Asset,
    /// A record category.
    Category,
    /// A checklist that may be begun.
    Template,
    /// Another ticket's number.
    Ticket,
    /// A moment that is over.
    Past,
    /// A moment to come.
    Future,
    /// A moment on either side of now.
    Moment,
}

impl FieldKind {
    /// Whether it may have several lines.
    pub(in crate::tui) const fn is_area(&self) -> bool {
        matches!(self, Self::Log | Self::Text)
    }
}

/// What a field asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct FieldSpec {
    /// Its name within the form.
    pub(in crate::tui) id: String,
    /// What is written before it.
    pub(in crate::tui) label: String,
    /// What may stand in it.
    pub(in crate::tui) kind: FieldKind,
    /// Whether the form cannot go without it.
    pub(in crate::tui) is_required: bool,
    /// What to type, in a few words.
    pub(in crate::tui) hint: String,
}

/// What is said where a department is asked for and the desk has none.
pub(in crate::tui) const NO_UNITS: &str =
    "no departments yet: leave it empty, or `nightdesk unit add`";

fn field(id: &str, label: &str, kind: FieldKind, hint: &str) -> FieldSpec {
    FieldSpec {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        is_required: false,
        hint: hint.to_owned(),
    }
}

pub(super) fn required(id: &str, label: &str, kind: FieldKind, hint: &str) -> FieldSpec {
    FieldSpec {
        is_required: true,
        ..field(id, label, kind, hint)
    }
}

fn words(all: &[&str]) -> FieldKind {
    FieldKind::Choice(all.iter().map(|word| (*word).to_owned()).collect())
}

fn affected() -> FieldKind {
    words(&Affected::ALL.iter().map(|a| a.as_str()).collect::<Vec<_>>())
}

fn channel() -> FieldKind {
    words(&Channel::ALL.iter().map(|c| c.as_str()).collect::<Vec<_>>())
}

fn yes_no() -> FieldKind {
    words(&["no", "yes"])
}

fn happened() -> FieldSpec {
    field(
        "happened",
        "when",
        FieldKind::Past,
        "empty = now; -20, 21:30",
    )
}

fn log_text(label: &str, hint: &str) -> FieldSpec {
    required("text", label, FieldKind::Log, hint)
}

fn because() -> FieldSpec {
    required(
        "because",
        "because",
        FieldKind::Log,
        "the reason is recorded",
    )
}

/// The fields of a form.
pub(super) fn fields(kind: &FormKind, snapshot: &Snapshot) -> Vec<FieldSpec> {
    let few = "type a few letters";
    match kind {
        FormKind::New => new_ticket(),
        FormKind::Action(_) => vec![log_text("done", "what was done"), happened()],
        FormKind::Tell(_) => tell(),
        FormKind::Impact(_) => {
            // Who is stopped comes first: that is what the key is for.
            let mut all = impact();
            let asked = all.iter().position(|one| one.id == "harm").unwrap_or(0);
            all.insert(asked, field("from", "from", FieldKind::Person, "who asks"));
            all.insert(asked + 1, field("unit", "unit", FieldKind::Unit, few));
            all
        }
        FormKind::Contain(_) => vec![log_text("how", "how it was stopped"), happened()],
        FormKind::Owner(_) => vec![field("owner", "owner", FieldKind::Staff, "empty = you")],
        FormKind::Wait(_) => wait(),
        FormKind::Narrative(_) => vec![narrative()],
        FormKind::Category(_) => vec![
            required("category", "category", FieldKind::Category, few),
            field(
                "beside",
                "beside the first",
                yes_no(),
                "yes = a further one",
            ),
        ],
        FormKind::Note(_, prompt) => vec![log_text(&ask(kind, prompt, snapshot), "")],
        FormKind::Resolve(_) => {
            vec![
                log_text("outcome", "what it was, and that it works"),
                happened(),
            ]
        }
        FormKind::Reopen(_) => vec![log_text("because", "why it is open again")],
        FormKind::Correct(_, _) => {
            vec![log_text(
                "should read",
                "what it should say; both stay in the record",
            )]
        }
        FormKind::Move(_, _) => vec![
            required("to", "to", FieldKind::Ticket, "the number, such as T-12"),
            because(),
        ],
        FormKind::Redact(ticket, entry) => redact(snapshot, *ticket, *entry),
        FormKind::Report(_) => vec![
            required("to", "sent to", FieldKind::Person, "who got the report"),
            happened(),
        ],
        FormKind::Attach(_) => attach(),
        FormKind::Close(_) => close(),
        FormKind::StartList(_) => {
            vec![required("checklist", "checklist", FieldKind::Template, few)]
        }
        FormKind::DoStep(list, step) => step_fields(snapshot, *list, step),
        FormKind::Answer(list, step, _) => {
            let mut all = vec![field("by", "decided by", FieldKind::Person, "empty = you")];
            all.extend(step_fields(snapshot, *list, step));
            all
        }
        FormKind::Skip(_, _) | FormKind::Fail(_, _) | FormKind::EndTurn(_) => vec![because()],
        FormKind::Turn(_) => super::roster::fields(),
    }
}

/// What waits for a director is taken back or declined in the same form.
fn redact(snapshot: &Snapshot, ticket: TicketId, entry: u64) -> Vec<FieldSpec> {
    let ticket = snapshot.ticket(ticket);
    let is_asked = ticket.is_some_and(|t| t.asks.iter().any(|ask| ask.entry == entry));
    let wishes = RedactWish::ALL.map(RedactWish::as_str);
    let wish = || {
        field(
            "wish",
            "what",
            words(&wishes),
            "empty = take out; who asked withdraws it, a director declines it",
        )
    };
    let because = field(
        "because",
        "because",
        FieldKind::Log,
        "why, and never the text itself; empty = as it was asked",
    );
    is_asked.then(wish).into_iter().chain([because]).collect()
}

fn wait() -> Vec<FieldSpec> {
    vec![
        required(
            "what",
            "waiting for",
            FieldKind::Line,
            "a part, a vendor, an answer",
        ),
        required(
            "until",
            "until",
            FieldKind::Future,
            "+2d, mon 9:00, 27 Nov 14:00",
        ),
    ]
}

fn narrative() -> FieldSpec {
    required(
        "text",
        "narrative",
        FieldKind::Text,
        "Enter is a new line; Tab or Esc, then Enter saves",
    )
}

fn attach() -> Vec<FieldSpec> {
    let purposes: Vec<_> = AttachedAs::ALL.iter().map(|a| a.as_str()).collect();
    vec![
        required(
            "file",
            "file",
            FieldKind::Line,
            "its path, such as ~/letter.pdf; a copy is kept with the record",
        ),
        field("as", "as", words(&purposes), "empty = evidence"),
    ]
}

fn close() -> Vec<FieldSpec> {
    let reason = "the recorded reason for what is missing";
    vec![
        field(
            "result",
            "outcome",
            FieldKind::Log,
            "where it is not resolved yet",
        ),
        field(
            "agreed",
            "agreed by",
            FieldKind::Person,
            "who said that it works",
        ),
        field("reason", "without, because", FieldKind::Log, reason),
    ]
}

fn new_ticket() -> Vec<FieldSpec> {
    let mut all = vec![
        required(
            "title",
            "title",
            FieldKind::Line,
            "Enter logs it now, Tab opens the full form",
        ),
        field(
            "from",
            "from",
            FieldKind::Person,
            "who asks; empty = not asked",
        ),
        field("unit", "unit", FieldKind::Unit, "empty = theirs"),
        field("channel", "channel", channel(), "empty = walk-in"),
    ];
    all.extend(impact());
    all.push(field(
        "happened",
        "came in",
        FieldKind::Past,
        "empty = now; -20, 21:30",
    ));
    all.push(field(
        "done",
        "done already",
        FieldKind::Minutes,
        "minutes it took: logged, told and closed at once",
    ));
    all.push(field("confidential", "confidential", yes_no(), ""));
    all.push(field(
        "category",
        "category",
        FieldKind::Category,
        "empty = the default",
    ));
    all.push(field(
        "narrative",
        "narrative",
        FieldKind::Text,
        "what was seen",
    ));
    all
}

fn impact() -> Vec<FieldSpec> {
    let people = "digits, w whole unit, all, ? not asked";
    vec![
        field("affected", "affected", affected(), "Right takes the next"),
        field("asset", "asset", FieldKind::Asset, "its name"),
        field("blocked", "cannot work", FieldKind::Count, people),
        field("hampered", "slowed", FieldKind::Count, people),
        field("pc_dead", "PC dead", yes_no(), ""),
        field(
            "public",
            "public place",
            yes_no(),
            "a public service point stands still",
        ),
        field(
            "harm",
            "harm now",
            FieldKind::Line,
            "fire, attacker, spreading; empty = none",
        ),
        field(
            "due",
            "due",
            FieldKind::Future,
            "a date by which it must be done",
        ),
        field("due_for", "due for", FieldKind::Line, "what falls due then"),
        field("work", "work", FieldKind::Minutes, "minutes that it takes"),
        field(
            "legal",
            "set by law",
            yes_no(),
            "yes = law or personnel set the date",
        ),
    ]
}

fn tell() -> Vec<FieldSpec> {
    let outcomes: Vec<_> = ToldOutcome::ALL.iter().map(|o| o.as_str()).collect();
    vec![
        field("who", "who", FieldKind::Person, "empty = the requester"),
        field("how", "how", channel(), "empty = as it came in"),
        field("outcome", "came of it", words(&outcomes), "empty = told"),
        field(
            "text",
            "said",
            FieldKind::Log,
            "may be empty; Enter logs it, Tab: when it was",
        ),
        happened(),
    ]
}

/// The question of a prompt, of any category of the ticket.
fn ask(kind: &FormKind, prompt: &str, snapshot: &Snapshot) -> String {
    let prompts = &snapshot.site.policy.prompts;
    let category = kind
        .ticket(snapshot)
        .and_then(|id| snapshot.ticket(id))
        .map(|ticket| ticket.category.clone())
        .unwrap_or_default();
    prompts
        .of(&category)
        .find(|known| known.id == prompt)
        .map_or_else(
            || prompt.replace('_', " "),
            |known| known.ask.as_str().to_owned(),
        )
}

/// A proof in words: what is written before it, what may stand in it, and the hint.
fn proof(key: &str) -> (&str, FieldKind, &'static str) {
    match key {
        "time" => ("when", FieldKind::Past, "now, -20, 21:30"),
        "name" => ("who", FieldKind::Line, "the person's name"),
        "note" => ("note", FieldKind::Line, "what was found or done"),
        "number" => ("number", FieldKind::Line, "the number that proves it"),
        "date" => ("date", FieldKind::Line, "such as 27 Nov 2026"),
        "file_ref" => ("where the file is", FieldKind::Line, "a folder or a shelf"),
        "ticket_ref" => (
            "ticket or list",
            FieldKind::Line,
            "its number, such as T-12",
        ),
        "signature" => ("signed by", FieldKind::Line, "whose signature is on paper"),
        other => (other, FieldKind::Line, "what proves it"),
    }
}

/// What a step asks as proof.
fn step_fields(snapshot: &Snapshot, list: ListId, id: &str) -> Vec<FieldSpec> {
    let mut all = Vec::new();
    if let Some(list) = snapshot.list(list)
        && let Some(step) = list.template.step(id)
    {
        for key in &step.evidence {
            let (label, kind, hint) = match (key, &step.sets) {
                (EvidenceKey::Time, Some(Moment::Date(_))) => (
                    "when",
                    FieldKind::Line,
                    "17:00, tomorrow 9:00, 2026-11-30 17:00",
                ),
                (key, _) => proof(key.as_str()),
            };
            all.push(required(key.as_str(), label, kind, hint));
        }
    }
    // One moment is enough: where the proof is a time, that is when it was done.
    if !all.iter().any(|one| one.id == "time") {
        all.push(happened());
    }
    all
}

/// What a proof is called in a list of what a step needs.
pub(in crate::tui) fn proof_word(key: &str) -> &str {
    proof(key).0
}
