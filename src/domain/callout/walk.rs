//! The walk: which steps there are, which comes next, and what stands where.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Timelike as _;

use super::ask;
use super::debts;
use super::{Callout, Step, TrailMark, TrailState};
use crate::domain::event::Interval;
use crate::domain::{Person, PersonId, Records, Site, StepName, Ticket, TicketId, claim};
use crate::time::Stamp;

use StepName as N;

/// What was typed at a step and is not sent yet, by part: it decides which parts follow.
pub type Given = BTreeMap<String, String>;

/// Nothing typed.
static NOTHING: Given = Given::new();

/// The frame in which a callout is asked and judged.
pub(super) struct Walk<'a> {
    pub(super) records: &'a dyn Records,
    pub(super) site: &'a Site,
    pub(super) callout: &'a Callout,
    pub(super) ticket: Arc<Ticket>,
    /// The step that is asked, to which `given` belongs.
    pub(super) asking: Option<StepName>,
    pub(super) given: &'a Given,
    pub(super) now: Stamp,
}

impl<'a> Walk<'a> {
    /// The frame; none where the ticket is not known.
    pub(super) fn of(
        records: &'a dyn Records,
        site: &'a Site,
        callout: &'a Callout,
        now: Stamp,
    ) -> Option<Self> {
        Some(Self {
            records,
            site,
            callout,
            ticket: records.ticket(callout.ticket)?,
            asking: None,
            given: &NOTHING,
            now,
        })
    }

    /// The same frame, asking a step of which something is typed already.
    pub(super) fn asking(mut self, step: StepName, given: &'a Given) -> Self {
        self.asking = Some(step);
        self.given = given;
        self
    }

    /// What stands at a part: what is typed now, else what was answered.
    pub(super) fn value(&self, step: StepName, part: &str) -> Option<String> {
        if self.asking == Some(step)
            && let Some(typed) = self.given.get(part)
            && !typed.trim().is_empty()
        {
            return ask::plain(step, part, typed);
        }
        self.callout.value(step, part).map(ToOwned::to_owned)
    }

    /// What kind of thing it is, as `what` was answered.
    pub(super) fn kind(&self) -> Option<String> {
        self.value(N::What, "kind")
            .or_else(|| self.value(N::Over, "what"))
    }

    /// A time of day as the walk shows it, with the day where that is another one.
    pub(super) fn hm(&self, at: Stamp) -> String {
        let (at, now) = (
            self.site.calendar.zone.see(at).wall(),
            self.site.calendar.zone.see(self.now).wall(),
        );
        if at.date() == now.date() {
            format!("{:02}:{:02}", at.hour(), at.minute())
        } else {
            at.format("%a %H:%M").to_string()
        }
    }

    /// When the site opens next.
    pub(super) fn next_opening(&self) -> Option<Stamp> {
        self.site.calendar.next_open(self.now)
    }

    /// How many cannot work at opening time.
    pub(super) fn opening_count(&self) -> Option<u32> {
        let said = self.value(N::Impact, "opening")?;
        said.parse().ok()
    }

    /// A person's name; a word where it is not known.
    pub(super) fn name(&self, id: PersonId) -> String {
        let known = self.records.person(id);
        known.map_or_else(|| "somebody".to_owned(), |person| person.name.to_string())
    }

    /// The people behind a role of the profile, in the order of their posts.
    pub(super) fn behind(&self, role: &str) -> Vec<Arc<Person>> {
        let posts = self.site.policy.profile.roles.posts_of(role).iter();
        let mut people: Vec<Arc<Person>> = Vec::new();
        for post in posts {
            for person in self.records.holders(post) {
                if !people.iter().any(|known| known.id == person.id) {
                    people.push(person);
                }
            }
        }
        people
    }

    /// The steps of this walk, in order. It grows with what is answered.
    pub(super) fn steps(&self) -> Vec<StepName> {
        if self.callout.over {
            return self.steps_of_over();
        }
        let mut steps = vec![N::Start, N::Caller, N::What];
        match self.kind().as_deref() {
            Some("later") => {
                steps.extend([N::Later, N::Handover]);
                return steps;
            }
            Some("security") => {
                steps.extend([N::Suspect, N::Seen, N::Keep, N::Isolate, N::Report]);
            }
            _ => {}
        }
        steps.extend([N::Impact, N::Emergency]);
        if self.waits_for_morning() {
            // Who was rung awake worked those minutes, whatever comes of them.
            steps.extend([N::Tell, N::Claim, N::Handover]);
            return steps;
        }
        steps.extend([N::Place, N::Tell, N::List]);
        if self.has_outsider() {
            steps.push(N::Vendor);
        }
        steps.extend([
            N::Work,
            N::Outcome,
            N::Narrative,
            N::Debts,
            N::Claim,
            N::Handover,
        ]);
        steps
    }

    /// The steps of what was over before it was recorded, with what its kind asks more.
    fn steps_of_over(&self) -> Vec<StepName> {
        let mut steps = vec![N::Start, N::Over];
        if self.kind().as_deref() == Some("security") {
            steps.extend([N::Suspect, N::Seen, N::Report]);
        }
        if self.has_outsider() {
            steps.push(N::Vendor);
        }
        steps.extend([N::Emergency, N::Narrative, N::Debts, N::Claim, N::Handover]);
        steps
    }

    /// Whether it is no emergency and nobody goes ahead before the morning.
    pub(super) fn waits_for_morning(&self) -> bool {
        let is = |part: &str, word: &str| self.value(N::Emergency, part).as_deref() == Some(word);
        is("verdict", "no") && is("approval", "morning")
    }

    /// Whether somebody from outside was at a server.
    pub(super) fn has_outsider(&self) -> bool {
        let said = |step: StepName| self.value(step, "outsider").as_deref() == Some("yes");
        self.callout.outsider.is_some() || said(N::List) || said(N::Over)
    }

    /// Whether a step is behind us.
    pub(super) fn is_past(&self, step: StepName) -> bool {
        step == N::Start || self.callout.has_left(step) || self.passes_by(step)
    }

    /// Steps that pass by themselves: a list with nothing left to tick and nothing to ask.
    fn passes_by(&self, step: StepName) -> bool {
        step == N::List && ask::list::is_empty(self)
    }

    /// The step that is asked now.
    pub(super) fn current(&self) -> Option<StepName> {
        if self.callout.ended.is_some() {
            return None;
        }
        let steps = self.steps();
        let gone_to = self.callout.at.filter(|at| steps.contains(at));
        gone_to.or_else(|| steps.into_iter().find(|step| !self.is_past(*step)))
    }

    /// What the claimant may claim of this callout.
    pub(super) fn intervals(&self, person: PersonId) -> Vec<Interval> {
        super::times::intervals_of(self.site, self.callout, person, self.now)
    }
}

/// The question before there is a callout: is it happening now, or is it over?
pub fn begin(records: &dyn Records, site: &Site, me: PersonId, now: Stamp) -> Step {
    let on_duty = claim::on_call(&records.roster(), now).filter(|person| *person != me);
    let name = on_duty
        .and_then(|id| records.person(id))
        .map(|p| p.name.to_string());
    let inside = super::times::calendar_of(records, site, me).is_working(now);
    ask::call::start(name.as_deref(), inside)
}

/// What is asked next; none once the callout has ended.
pub fn next_step(
    records: &dyn Records,
    site: &Site,
    callout: &Callout,
    now: Stamp,
) -> Option<Step> {
    let walk = Walk::of(records, site, callout, now)?;
    let step = walk.current()?;
    ask::ask(&walk.asking(step, &NOTHING), step)
}

/// A step by name, with the parts that follow from what was typed so far; none where the walk
/// does not have that step.
pub fn step_named(
    records: &dyn Records,
    site: &Site,
    callout: &Callout,
    name: StepName,
    given: &Given,
    now: Stamp,
) -> Option<Step> {
    let walk = Walk::of(records, site, callout, now)?;
    if callout.ended.is_some() || !walk.steps().contains(&name) || name == N::Start {
        return None;
    }
    ask::ask(&walk.asking(name, given), name)
}

/// Why the length of a callout is not sure: the clock jumped, or its times are out of order.
pub fn unsure(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Option<String> {
    super::claiming::doubts(&Walk::of(records, site, callout, now)?)
}

/// The steps of the walk as far as they are known, in order.
pub fn trail(records: &dyn Records, site: &Site, callout: &Callout, now: Stamp) -> Vec<TrailMark> {
    let Some(walk) = Walk::of(records, site, callout, now) else {
        return Vec::new();
    };
    let current = walk.current();
    let owed = debts::all(&walk);
    let mark = |name: StepName| {
        let is_owing = owed.iter().any(|debt| {
            debt.key
                .strip_prefix(name.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        });
        let state = if current == Some(name) {
            TrailState::Now
        } else if !walk.is_past(name) && callout.ended.is_none() {
            TrailState::Later
        } else if is_owing {
            TrailState::Owed
        } else {
            TrailState::Done
        };
        TrailMark {
            name,
            state,
            says: says(&walk, name),
        }
    };
    walk.steps().into_iter().map(mark).collect()
}

/// What was answered at a step, as somebody would type it; texts are not repeated here.
fn says(walk: &Walk<'_>, name: StepName) -> String {
    if !walk.callout.answers.contains_key(&name) || matches!(name, N::Narrative | N::Debts) {
        return String::new();
    }
    let parts = ask::ask(walk, name).map_or_else(Vec::new, |step| step.parts);
    let said = parts.into_iter().filter_map(|part| part.answer);
    said.collect::<Vec<_>>().join(", ")
}

/// The callout that a person has open.
pub fn open_for(records: &dyn Records, person: PersonId) -> Option<Arc<Callout>> {
    let mut running = records.running_callouts().into_iter();
    running.find(|callout| callout.person == person)
}

/// The ticket of a callout, for words that name it.
pub(super) fn number_of(records: &dyn Records, id: TicketId) -> String {
    let ticket = records.ticket(id);
    ticket.map_or_else(
        || "its ticket".to_owned(),
        |ticket| ticket.number.to_string(),
    )
}
