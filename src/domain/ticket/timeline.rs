//! The story of a ticket, entry by entry.
//!
//! One line an entry, in plain words, and nothing is joined. Texts that were corrected stand with
//! both wordings, and the wording that stands now is beside them. An answer of a callout whose
//! facts are entries of their own in the same group is kept apart: people read the facts.

mod callout;
mod redaction;
mod words;

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::domain::event::{TicketImported, TicketOpened};
use crate::domain::{EntryHead, Event, PersonId, Records, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// From how many minutes on an entry counts as recorded late: the rule of the record's sheet.
const LATE_MIN: i64 = 5;

/// One entry of a ticket's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// Its place in the journal: the ENTRY of `correct` and `move`.
    pub seq: u64,
    /// Its identity.
    pub id: Uuid,
    /// The journal's kind.
    pub kind: &'static str,
    /// When it was recorded.
    pub at: Stamp,
    /// When it happened.
    pub happened: Stamp,
    /// Who did it.
    pub by: Option<PersonId>,
    /// What it says, in words.
    pub text: Clean,
    /// Whether it was recorded more than five minutes after it happened.
    pub late: bool,
    /// The later entry that corrects it.
    pub corrected_by: Option<u64>,
    /// The ticket to which it was moved.
    pub moved_to: Option<TicketId>,
    /// The later entry by whose order its text was taken out.
    pub redacted_by: Option<u64>,
}

/// A ticket's story: its lines and the texts that stand now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// Every entry, oldest first by when it happened, then by place.
    pub lines: Vec<TimelineLine>,
    /// The answers of a callout that say nothing which the entries beside them do not say.
    pub silent: Vec<TimelineLine>,
    /// The narrative that stands now.
    pub narrative: Option<Clean>,
    /// The outcome that stands now.
    pub outcome: Option<Clean>,
    /// The answers that stand now, by prompt.
    pub answers: BTreeMap<String, Clean>,
}

impl Timeline {
    /// The story that a ticket's entries tell; names are looked up in `records`.
    pub fn of(ticket: TicketId, entries: &[(EntryHead, Event)], records: &dyn Records) -> Self {
        let mut entries: Vec<&(EntryHead, Event)> = entries
            .iter()
            .filter(|(_, event)| event.on().contains(&ticket.uuid()))
            .collect();
        entries.sort_by_key(|(head, _)| head.seq);
        let mut story = Self::default();
        let mut texts = Texts::default();
        // An action that was moved here keeps the number under which it was logged.
        let mut moved_here = BTreeMap::new();
        let mut import = None;
        let mut opening = None;
        let mut received = None;
        for (at, (head, event)) in entries.iter().enumerate() {
            if let Event::TicketImported(_) = event {
                import = Some(head.at);
            }
            story.add(
                line(ticket, head, event, records),
                event,
                &group(&entries, at),
            );
            if let Event::TicketOpened(TicketOpened { title, .. })
            | Event::TicketImported(TicketImported {
                opened: TicketOpened { title, .. },
                ..
            }) = event
            {
                opening = Some((head.seq, title.clone()));
            }
            story.keep_received(event, head.at, &mut received);
            story.keep_title(event, opening.as_ref());
            texts.take(head.seq, event);
            story.link(ticket, head.seq, event, &moved_here);
            if let Event::ActionMoved(e) = event
                && e.to == ticket
            {
                moved_here.insert(e.entry, head.seq);
            }
        }
        story.redact(&entries, records);
        story.as_imported(import);
        story.put_in_order();
        story.narrative = texts.narrative.map(|(_, text)| text);
        story.outcome = texts.outcome.map(|(_, text)| text);
        let answers = texts.answers.into_iter();
        story.answers = answers.map(|(field, (_, text))| (field, text)).collect();
        story
    }

    /// Every line, with those that say nothing of their own, in the order of [`Timeline::lines`].
    pub fn whole(&self) -> Vec<&TimelineLine> {
        let mut lines: Vec<_> = self.lines.iter().chain(&self.silent).collect();
        let when = moments(&lines);
        lines.sort_by_key(|line| (when.get(&line.seq).copied(), line.seq));
        lines
    }

    fn put_in_order(&mut self) {
        let when = moments(&self.lines.iter().collect::<Vec<_>>());
        self.lines
            .sort_by_key(|line| (when.get(&line.seq).copied(), line.seq));
    }

    /// Adds a line: to those that people read, or to those that say nothing of their own.
    fn add(&mut self, mut line: TimelineLine, event: &Event, beside: &[&Event]) {
        if let Event::CalloutAnswered(answered) = event {
            match callout::shown(answered, beside) {
                callout::Shown::Nothing => return self.silent.push(line),
                callout::Shown::Unknown => line.text = callout::only_unknown(answered),
                callout::Shown::All => {}
            }
        }
        self.lines.push(line);
    }

    /// What an import wrote is history: nobody was late with it, and what the file gives no time
    /// for stands where the ticket began.
    fn as_imported(&mut self, import: Option<Stamp>) {
        let Some(import) = import else { return };
        let is_opening = |line: &&TimelineLine| line.kind == "ticket.imported";
        let began = self.lines.iter().find(is_opening).map(|line| line.happened);
        for line in self.lines.iter_mut().filter(|line| line.at == import) {
            line.late = false;
            if line.happened == import {
                line.happened = began.unwrap_or(import);
            }
        }
    }

    /// When it came in, where that is corrected: the time that stood stands behind the new one.
    fn keep_received(&mut self, event: &Event, at: Stamp, received: &mut Option<Stamp>) {
        if matches!(event, Event::TicketOpened(_) | Event::TicketImported(_)) {
            *received = Some(words::happened(event).unwrap_or(at));
        }
        let Event::ImpactSet(set) = event else { return };
        let Some(new) = set.received else { return };
        if let (Some(old), Some(line)) = (received.replace(new), self.lines.last_mut()) {
            line.text = Clean::new(&format!("{}, not {}", line.text, words::clock(old)));
        }
    }

    /// A title that was corrected stands in the line that gave it, for the head shows the new one.
    fn keep_title(&mut self, event: &Event, opening: Option<&(u64, Clean)>) {
        if let (Event::Corrected(e), Some((seq, title))) = (event, opening)
            && e.entry == *seq
            && let Some(line) = self.lines.iter_mut().find(|line| line.seq == *seq)
            && line.corrected_by.is_none()
        {
            line.text = Clean::new(&format!("title: {title}; {}", line.text));
        }
    }

    /// Marks the earlier line that an entry corrects or moves.
    fn link(&mut self, ticket: TicketId, seq: u64, event: &Event, moved_here: &BTreeMap<u64, u64>) {
        let find = |lines: &[TimelineLine], entry: u64| {
            let here = moved_here.get(&entry).copied().unwrap_or(entry);
            lines
                .iter()
                .position(|line| line.seq == here && here != seq)
        };
        if let Event::Corrected(e) = event
            && let Some(at) = find(&self.lines, e.entry)
        {
            self.lines[at].corrected_by = Some(seq);
        }
        if let Event::ActionMoved(e) = event
            && e.ticket == ticket
            && let Some(at) = find(&self.lines, e.entry)
        {
            self.lines[at].moved_to = Some(e.to);
        }
    }
}

/// The other entries of the group that one was written with: those beside it of the same moment
/// and hand.
fn group<'e>(entries: &[&'e (EntryHead, Event)], at: usize) -> Vec<&'e Event> {
    let head = &entries[at].0;
    let same = |entry: &&&(EntryHead, Event)| entry.0.at == head.at && entry.0.by == head.by;
    let before = entries[..at].iter().rev().take_while(same);
    let after = entries[at + 1..].iter().take_while(same);
    before.chain(after).map(|(_, event)| event).collect()
}

/// The texts that stand, each with the entry that said them.
#[derive(Default)]
struct Texts {
    narrative: Option<(u64, Clean)>,
    outcome: Option<(u64, Clean)>,
    answers: BTreeMap<String, (u64, Clean)>,
}

impl Texts {
    fn take(&mut self, seq: u64, event: &Event) {
        if let Event::NarrativeWritten(e) = event {
            self.narrative = Some((seq, e.text.clone()));
        } else if let Event::Resolved(e) = event {
            self.outcome = Some((seq, e.text.clone()));
        } else if let Event::Reopened(_) = event {
            self.outcome = None;
        } else if let Event::PromptAnswered(e) = event {
            self.answers.insert(e.field.clone(), (seq, e.text.clone()));
        } else if let Event::Corrected(e) = event {
            let all = self.narrative.iter_mut().chain(self.outcome.iter_mut());
            for (said, text) in all.chain(self.answers.values_mut()) {
                if *said == e.entry {
                    *text = e.text.clone();
                }
            }
        }
    }
}

fn line(ticket: TicketId, head: &EntryHead, event: &Event, records: &dyn Records) -> TimelineLine {
    let happened = words::happened(event).unwrap_or(head.at);
    TimelineLine {
        seq: head.seq,
        id: head.id,
        kind: event.kind(),
        at: head.at,
        happened,
        by: words::by(event).or(head.by),
        text: Clean::new(&words::say(ticket, event, records)),
        late: head.at.epoch_ms() - happened.epoch_ms() > LATE_MIN * 60_000,
        corrected_by: None,
        moved_to: None,
        redacted_by: None,
    }
}

/// By which moment each line stands in its place. Nothing happened after something else was
/// recorded behind it: what a clock wrote that was years ahead would else stand below all that
/// comes for as many years.
fn moments(lines: &[&TimelineLine]) -> BTreeMap<u64, Stamp> {
    let mut by_seq: BTreeMap<u64, (Stamp, Stamp)> = lines
        .iter()
        .map(|line| (line.seq, (line.at, line.happened)))
        .collect();
    let mut behind = None;
    for (at, happened) in by_seq.values_mut().rev() {
        let latest = behind.map_or(*at, |behind| (*at).min(behind));
        behind = Some(latest);
        *happened = (*happened).min(latest);
    }
    let moments = by_seq.into_iter();
    moments.map(|(seq, (_, moment))| (seq, moment)).collect()
}
