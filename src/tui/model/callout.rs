//! The callout's view: which walk is shown, which part is being answered, and what was typed.
//!
//! The question on the screen is read from the records and never kept: what is kept here is only
//! where the person stands in it and what they typed of it and did not send.
//!
//! Invariant: while an answer is on its way the question stays; the next one is drawn after the
//! receipt.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Model;
use super::calls::first_step;
use crate::domain::callout::{
    Callout, Debt, Given, Part, PartKind, Step, TrailMark, clock_min, debts, next_step, open_for,
    running_beside, step_named, trail, who_has,
};
use crate::domain::{CalloutId, Records as _, StepName, TicketId};
use crate::time::Stamp;
use crate::tui::Key;
use crate::tui::editor::Editor;
use crate::tui::msg::{DraftKey, SubmitId};

/// Milliseconds after which an answer that is on its way is shown as waiting. Source: the walk's
/// own promise, "slower than 200 ms is shown".
pub(in crate::tui) const WAITING_MS: i64 = 200;
/// How many parts may hang on one another within a step.
const PARTS_MAX: usize = 4;
/// What stands before the name of a draft that belongs to the walk.
const DRAFT: &str = "callout--";

/// What was sent and is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum Sent {
    /// The callout that is begun.
    Start(CalloutId),
    /// A step was answered.
    Step(StepName),
    /// A step was gone to; nothing was answered.
    To(StepName),
    /// A line of the work log.
    Line(String),
    /// To bed.
    Finish,
    /// Somebody took the callout over.
    Take(CalloutId),
}

/// An answer on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct OnItsWay {
    /// Its name.
    pub(in crate::tui) id: SubmitId,
    /// Since when.
    pub(in crate::tui) at: Stamp,
    /// What it is.
    pub(in crate::tui) what: Sent,
}

/// Last night's cards, as far as this person has seen them.
#[derive(Debug, Default)]
pub(in crate::tui) struct LastNight {
    /// The cards as they were put away.
    pub(in crate::tui) seen: BTreeMap<CalloutId, Vec<String>>,
    /// Whether the cards stand there because a session began: then those put away are left out.
    pub(in crate::tui) is_first_look: bool,
}

/// Where a person stands in a walk.
#[derive(Debug, Default)]
pub(in crate::tui) struct Walk {
    /// Whether its view is on the screen, instead of the desk.
    pub(in crate::tui) is_shown: bool,
    /// The callout; none = the question before there is one.
    pub(in crate::tui) id: Option<CalloutId>,
    /// The ticket for which one is begun, where it is about one that is known.
    pub(in crate::tui) ticket: Option<TicketId>,
    /// The same ticket, where it is one's own beside the one that runs there.
    pub(in crate::tui) own: Option<TicketId>,
    /// The step that somebody went back to.
    pub(in crate::tui) named: Option<StepName>,
    /// The question; none = the callout has ended, or somebody else has it.
    pub(in crate::tui) step: Option<Step>,
    /// The steps, as far as they are known.
    pub(in crate::tui) trail: Vec<TrailMark>,
    /// What is owed.
    pub(in crate::tui) debts: Vec<Debt>,
    /// Minutes on the clock, and why they are not sure.
    pub(in crate::tui) clock: (i64, Option<String>),
    /// What was given of the parts so far.
    pub(in crate::tui) given: Given,
    /// The texts of the parts, as typed.
    pub(in crate::tui) typed: BTreeMap<String, Editor>,
    /// What cannot be read of what was typed, in words, by part; it stands under the field.
    pub(in crate::tui) wrong: BTreeMap<String, String>,
    /// The text about which it was asked whether a secret in it is kept.
    pub(in crate::tui) asked: Option<String>,
    /// The part that is answered; one past the last = the button.
    pub(in crate::tui) at: usize,
    /// The choice that is marked, where somebody moved.
    pub(in crate::tui) mark: Option<usize>,
    /// Whether keys are text.
    pub(in crate::tui) is_typing: bool,
    /// How far a question without parts is scrolled.
    pub(in crate::tui) scroll: usize,
    /// An answer on its way.
    pub(in crate::tui) sent: Option<OnItsWay>,
    /// Whether it is to bed as soon as that is saved.
    pub(in crate::tui) is_bedtime: bool,
    /// Keys that were pressed while it was.
    pub(in crate::tui) ahead: Vec<Key>,
    /// Texts that were kept, by step and name, with the cursor; each goes back into its part.
    pub(in crate::tui) kept: BTreeMap<(StepName, String), (String, usize)>,
    /// Last night's cards.
    pub(in crate::tui) night: LastNight,
    /// The last entry of the open callout when this session began, and when that was: whether the
    /// time between was work is asked once.
    pub(in crate::tui) gap: Option<(Stamp, Stamp)>,
    /// The callout that is to be finished as soon as that is answered.
    pub(in crate::tui) finishes: Option<CalloutId>,
    /// The callout that this person had open when the desk was looked at last.
    pub(in crate::tui) mine: Option<CalloutId>,
}

impl Walk {
    /// The part that is answered.
    pub(in crate::tui) fn part(&self) -> Option<&Part> {
        self.step.as_ref()?.parts.get(self.at)
    }

    /// The name of the step that is asked.
    pub(in crate::tui) fn name(&self) -> Option<StepName> {
        self.step.as_ref().map(|step| step.name)
    }

    /// What is typed at a part.
    pub(in crate::tui) fn editor(&self, part: &str) -> Option<&Editor> {
        self.typed.get(part)
    }

    /// The names of this callout's draft of a part.
    pub(in crate::tui) fn draft_key(&self, part: &str) -> Option<DraftKey> {
        self.draft_key_at(self.name()?, part)
    }

    /// The same, of a question that may not be the one that is shown.
    pub(in crate::tui) fn draft_key_at(&self, step: StepName, part: &str) -> Option<DraftKey> {
        Some(DraftKey {
            on: self.id?.uuid(),
            field: format!("{DRAFT}{}--{}", safe(step.as_str()), safe(part)),
        })
    }

    /// The choices that fit what is typed, by their place.
    pub(in crate::tui) fn fitting(&self, part: &Part) -> Vec<usize> {
        let typed = self.editor(&part.key).map(Editor::text).unwrap_or_default();
        if part.kind == PartKind::Choice || typed.trim().is_empty() {
            return (0..part.choices.len()).collect();
        }
        let texts: Vec<String> = part.choices.iter().map(|c| c.text.clone()).collect();
        let fits = crate::tui::form::matching(&texts, &typed);
        let place = |text: &String| texts.iter().position(|known| known == text);
        fits.iter().filter_map(place).collect()
    }

    /// The choice that Enter takes, by its place: the marked one, else the default.
    pub(in crate::tui) fn chosen(&self, part: &Part) -> Option<usize> {
        if self.mark.is_some() {
            return self.mark;
        }
        let stands = self.given.get(&part.key).or(part.answer.as_ref());
        let stands = stands.or(part.default.as_ref())?;
        let value = &part.choice(stands)?.value;
        part.choices.iter().position(|c| c.value == *value)
    }

    /// Begins a question anew.
    pub(in crate::tui) fn begin_step(&mut self) {
        self.wrong.clear();
        self.given.clear();
        self.typed.clear();
        self.at = 0;
        self.mark = None;
        self.scroll = 0;
        self.fill();
        self.enter_part();
    }

    /// From when an answer that is on its way is shown as waiting.
    pub(in crate::tui) fn waiting_from(&self) -> Option<Stamp> {
        let at = self.sent.as_ref()?.at;
        let wait = chrono::TimeDelta::milliseconds(WAITING_MS);
        Some(Stamp::at_offset(at.utc() + wait, at.offset()))
    }

    /// The part that is answered changed: a line is typed at once. A text is filled in already and
    /// what is owed has its digits, so that there the letters stay commands, `Z` among them.
    pub(in crate::tui) fn enter_part(&mut self) {
        self.mark = None;
        self.scroll = 0;
        let is_debts = self.name() == Some(StepName::Debts);
        self.is_typing = self.part().is_some_and(|part| match part.kind {
            PartKind::Line | PartKind::Time => !is_debts,
            PartKind::Choice | PartKind::Count | PartKind::Text => false,
        });
    }
}

/// The step and the part, as it stands in the name of a file, of a draft's name; none where it is
/// no draft of the walk.
pub(in crate::tui) fn place_of(field: &str) -> Option<(StepName, String)> {
    let (step, part) = field.strip_prefix(DRAFT)?.rsplit_once("--")?;
    let mut names = StepName::ALL.iter();
    let name = names.find(|name| safe(name.as_str()) == step)?;
    Some((*name, part.to_owned()))
}

/// A name as it may stand in the name of a file.
pub(in crate::tui) fn safe(name: &str) -> String {
    let keep = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    name.chars().map(keep).collect()
}

impl Model {
    /// The callout that is shown.
    pub(in crate::tui) fn callout(&self) -> Option<Arc<Callout>> {
        self.snapshot.callout(self.walk.id?)
    }

    /// The callout that this person has open.
    pub(in crate::tui) fn my_callout(&self) -> Option<Arc<Callout>> {
        open_for(&*self.snapshot, self.me.person)
    }

    /// Who else has a callout of a ticket that runs, and since when.
    pub(in crate::tui) fn callout_beside(&self, ticket: TicketId) -> Option<String> {
        let known = &*self.snapshot;
        let other = running_beside(known, ticket, self.me.person)?;
        Some(who_has(known, self.zone, &other, self.now))
    }

    /// A time of day, with the day where that is another one than today.
    pub(in crate::tui) fn hour_of(&self, at: Stamp) -> String {
        let (at, now) = (self.zone.see(at).wall(), self.zone.see(self.now).wall());
        if at.date() == now.date() {
            return at.format("%H:%M").to_string();
        }
        at.format("%a %H:%M").to_string()
    }

    /// Whether the shown callout is somebody else's, so that it is only looked at.
    pub(in crate::tui) fn is_looking(&self) -> bool {
        let other = |c: Arc<Callout>| c.ended.is_none() && c.person != self.me.person;
        self.callout().is_some_and(other)
    }

    /// Whether the clock of the shown callout shows another minute by now.
    pub(in crate::tui) fn is_clock_behind(&self) -> bool {
        let shown = self.callout().filter(|_| self.walk.is_shown);
        shown.is_some_and(|callout| clock_min(&callout, self.now).0 != self.walk.clock.0)
    }

    /// Reads the question anew, unless an answer is on its way.
    pub(in crate::tui) fn read_walk(&mut self) {
        if !self.walk.is_shown || self.walk.sent.is_some() {
            return;
        }
        let snapshot = Arc::clone(&self.snapshot);
        let callout = self.callout();
        let step = match &callout {
            None => Some(first_step(self)),
            Some(_) if self.is_looking() => None,
            Some(callout) => self.asked(callout),
        };
        if let Some(callout) = &callout {
            let site = &snapshot.site;
            self.walk.trail = trail(&*snapshot, site, callout, self.now);
            self.walk.debts = debts(&*snapshot, site, callout, self.now);
            self.walk.clock = clock_min(callout, self.now);
        } else {
            self.walk.trail.clear();
            self.walk.debts.clear();
            self.walk.clock = (0, None);
        }
        let is_new = self.show_step(step);
        // What was chosen before the line dropped decides which parts follow.
        for _ in 0..PARTS_MAX {
            let given = self.walk.given.len();
            if let Some(callout) = callout.as_ref().filter(|_| is_new && given > 0) {
                let step = self.asked(callout);
                self.show_step(step);
            }
            if self.walk.given.len() == given {
                break;
            }
        }
        if is_new {
            self.walk.go_to_kept();
        }
    }

    /// The step that is asked of a callout: the one gone back to, else the next.
    fn asked(&mut self, callout: &Callout) -> Option<Step> {
        let snapshot = Arc::clone(&self.snapshot);
        let site = &snapshot.site;
        let next = || next_step(&*snapshot, site, callout, self.now);
        let asked = self.walk.named.or_else(|| next().map(|step| step.name))?;
        let given = &self.walk.given;
        let is_same = self.walk.name() == Some(asked);
        let nothing = Given::new();
        let given = if is_same { given } else { &nothing };
        step_named(&*snapshot, site, callout, asked, given, self.now).or_else(next)
    }

    /// Puts a question on the screen; what was typed stays where it is the same one. Says whether
    /// it is another.
    fn show_step(&mut self, step: Option<Step>) -> bool {
        let key = |step: &Option<Step>| {
            let step = step.as_ref()?;
            // At a list each shown step is a question of its own.
            let first = step.parts.first().map(|part| part.key.clone());
            Some((step.name, first))
        };
        let walk = &mut self.walk;
        let is_same = key(&walk.step) == key(&step);
        if is_same {
            walk.step = step;
            walk.fill();
        } else {
            walk.put_aside();
            walk.step = step;
            walk.begin_step();
        }
        let last = walk.step.as_ref().map_or(0, |step| step.parts.len());
        walk.at = walk.at.min(last);
        !is_same
    }

    /// The uuids of what an answer may make.
    pub(in crate::tui) fn fresh_ids(&mut self) -> crate::domain::command::FreshIds {
        let mut next = || -> Uuid { (self.fresh)() };
        crate::domain::command::FreshIds {
            person: crate::domain::PersonId(next()),
            other: crate::domain::PersonId(next()),
            list: next(),
            made: next(),
            claim: crate::domain::ClaimId(next()),
            ticket: crate::domain::TicketId(next()),
        }
    }
}
