//! The end of the walk: what was not answered is left as it stands, and stays to be seen.
//!
//! **Invariant:** what was answered is never taken back here, and nothing that a rule asks for is
//! passed over in silence: it is owed. Going to bed is refused for one thing alone, that nobody
//! said how it came out.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Act, walk_of};
use super::read::{Read, read};
use super::{Callout, Given, Step, Walk, ask, judge, times, write};
use crate::domain::event::CalloutEnded;
use crate::domain::{Refusal, RuleId, StepName};
use crate::text::Clean;

impl Act<'_> {
    /// Ends the callout; what was not asked yet is left for the morning.
    ///
    /// # Errors
    /// Nobody said how it came out.
    pub(super) fn end_walk(&mut self, to_bed: bool) -> Result<(), Refusal> {
        let callout = self.callout;
        let walk = walk_of(self.desk, callout)?;
        let is_short = walk.steps().contains(&StepName::Later) || walk.waits_for_morning();
        if !is_short && !callout.over && !callout.has_left(StepName::Outcome) {
            return Err(Refusal::new(
                RuleId::N(15),
                format!("how {} came out is not said yet", callout.number),
                "`nightdesk callout answer outcome=1` says it: 1 fixed · 2 worked round · 3 \
                 handed over · 4 a false alarm · 5 waiting for the vendor",
            ));
        }
        let steps = walk.steps().into_iter();
        let rest: Vec<StepName> = steps
            .filter(|step| !walk.is_past(*step) && *step != StepName::Handover)
            .collect();
        for step in rest {
            self.leave_as_is(step);
        }
        self.end(to_bed);
        Ok(())
    }

    /// A step that is left as it stands.
    fn leave_as_is(&mut self, name: StepName) {
        let callout = self.now_callout();
        let read = {
            let Some(walk) = Walk::of(&self.ahead, self.desk.site, &callout, self.desk.now) else {
                return;
            };
            let nothing = Given::new();
            let walk = walk.asking(name, &nothing);
            let Some(step) = ask::ask(&walk, name) else {
                return;
            };
            as_it_stands(&walk, &callout, &step)
        };
        let mut read = read;
        // Whoever goes to bed has not agreed to a close.
        read.values.remove("close");
        if name == StepName::Claim && write::claim_refused(self, &read.values) {
            read.values
                .insert("choice".to_owned(), Clean::line("tomorrow"));
        }
        let values = read.values.clone();
        self.note(name, read, true);
        if matches!(
            name,
            StepName::Emergency | StepName::Narrative | StepName::Claim
        ) {
            // What cannot be written now stays in the answer, and is owed.
            let _ = write::facts(self, name, &values, &Given::new());
        }
    }

    /// The end of the work.
    fn end(&mut self, to_bed: bool) {
        let callout = self.now_callout();
        let stopped = times::time_of(&callout, "stopped");
        let restored = callout
            .over
            .then(|| times::time_of(&callout, "restored"))
            .flatten();
        let event = CalloutEnded {
            callout: callout.id,
            ticket: callout.ticket,
            to_bed,
            happened: stopped.or(restored),
        };
        self.ahead.write(self.desk.site, event);
    }
}

/// What is recorded of a step that nobody answered: what the program fills in itself, and what is
/// owed. What stands is left alone.
fn as_it_stands(walk: &Walk<'_>, callout: &Callout, step: &Step) -> Read {
    let stands = |part: &str| {
        let said = callout.answers.get(&step.name);
        said.is_some_and(|said| said.values.contains_key(part) || said.unknown.contains(part))
    };
    match step.name {
        StepName::Narrative | StepName::Debts | StepName::Claim => {
            read(walk, step, &Given::new(), true).unwrap_or_default()
        }
        StepName::Emergency if !stands("verdict") => judged(walk),
        StepName::List if !stands("outsider") => owed(["outsider"]),
        StepName::Place if !stands("where") => owed(["where"]),
        _ => {
            // A part with a default is known from the record.
            let open = step.parts.iter();
            let open = open.filter(|p| p.is_needed && p.default.is_none() && !stands(&p.key));
            owed(open.map(|part| part.key.as_str()))
        }
    }
}

fn owed<'p>(parts: impl IntoIterator<Item = &'p str>) -> Read {
    let unknown: BTreeSet<String> = parts.into_iter().map(ToOwned::to_owned).collect();
    Read {
        values: BTreeMap::new(),
        unknown,
    }
}

/// The verdict that the facts give, with its ground. Whoever worked without asking went ahead, and
/// explains it.
fn judged(walk: &Walk<'_>) -> Read {
    let verdict = judge::judge(walk);
    let mut values: BTreeMap<String, Clean> = BTreeMap::new();
    let word = if verdict.yes { "yes" } else { "no" };
    values.insert("verdict".to_owned(), Clean::line(word));
    values.insert("ground".to_owned(), Clean::line(&verdict.ground));
    if !verdict.yes {
        values.insert("approval".to_owned(), Clean::line("explain"));
    }
    Read {
        values,
        unknown: BTreeSet::new(),
    }
}
