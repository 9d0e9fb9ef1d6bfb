//! Working: steps of the list, lines of the log, times, an outsider at a server.

use std::collections::BTreeSet;

use super::text;
use crate::domain::callout::Callout;
use crate::domain::callout::answer::Act;
use crate::domain::callout::ask::danger::{self, Danger};
use crate::domain::callout::ask::list;
use crate::domain::callout::order;
use crate::domain::callout::read::Read;
use crate::domain::callout::times::{TIMES, time_of};
use crate::domain::checklist::NOT_KNOWN;
use crate::domain::command::{AnswerStep, DoStep, FailStep, SetCategory, SkipStep, StartList};
use crate::domain::event::{ActionTagged, CalloutAnswered, Evidence, VisitEntered, VisitLeft};
use crate::domain::{Checklist, Command, ListId, Records, Refusal, RuleId, StepName};
use crate::text::Clean;
use crate::time::{Stamp, Strayed, parse_when};

/// Words by which a line of the work log says that it was a change of a kind.
const TAGS: [(&str, &str); 5] = [
    ("/server", "server-change"),
    ("/firewall", "firewall-change"),
    ("/router", "router-change"),
    ("/software", "software-configuration"),
    ("/backup", "backup-record"),
];

/// Words by which a line notes a time.
const MARKS: [(&str, &str); 4] = [
    ("/left", "left"),
    ("/arrived", "arrived"),
    ("/stopped", "stopped"),
    ("/home", "home"),
];

/// What a line begins with whose first word is text although it looks like one of those.
const TEXT: &str = "//";

/// A line of the work log as somebody typed it, to be answered at `work`: a space before the
/// first `/` says that it is text, such as the name of a folder.
pub fn as_line(typed: &str) -> Clean {
    let line = typed.trim();
    let is_text = typed.starts_with(char::is_whitespace) && line.starts_with('/');
    if is_text && !line.starts_with(TEXT) {
        return Clean::line(&format!("/{line}"));
    }
    Clean::line(line)
}

/// The time that a line of the work log notes, as it stands now: its words and the moment; none
/// where it is a line of another kind.
pub fn noted(callout: &Callout, line: &str) -> Option<(&'static str, Stamp)> {
    let first = line.split_whitespace().next()?;
    let (_, name) = MARKS.iter().find(|(word, _)| *word == first)?;
    let (_, words) = TIMES.iter().find(|(known, _)| known == name)?;
    Some((words, time_of(callout, name)?))
}

/// The step of the lists that asks for signs of an intruder.
const INTRUDER_STEP: &str = "sec";
/// The list that then goes before.
const SECURITY_LIST: &str = "security-incident";

/// A step of the checklist.
pub(in crate::domain::callout) fn tick(
    act: &mut Act<'_>,
    step: &str,
    read: &Read,
) -> Result<(), Refusal> {
    let Some(Some((list, _))) = act.with_walk(|walk| list::holding(walk, step)) else {
        return Ok(());
    };
    let prefix = format!("{step}.");
    let evidence: Evidence = read
        .values
        .iter()
        .filter_map(|(key, value)| {
            let key = key.strip_prefix(prefix.as_str())?;
            Some((key.to_owned(), value.clone()))
        })
        .collect();
    let asks = list
        .template
        .step(step)
        .is_some_and(|step| !step.kind.choices().is_empty());
    let said = match text(&read.values, step) {
        Some(said) => said,
        // Whoever writes down what they saw did the step.
        None if !asks && !evidence.is_empty() && !read.unknown.contains(step) => "done",
        None if !asks || read.unknown.contains(step) => {
            // Not known yet: it stays open, and is owed.
            return act.run(&Command::FailStep(FailStep {
                list: list.id,
                step: step.to_owned(),
                because: Clean::line(NOT_KNOWN),
            }));
        }
        None => return Err(unanswered(&list, step)),
    };
    let because = || {
        let note = evidence.get("note").cloned();
        note.unwrap_or_else(|| Clean::line("said so in the callout"))
    };
    let command = match said {
        _ if asks => Command::AnswerStep(AnswerStep {
            list: list.id,
            step: step.to_owned(),
            answer: Clean::line(said),
            by: None,
            evidence,
            happened: None,
        }),
        "not-needed" => Command::SkipStep(SkipStep {
            list: list.id,
            step: step.to_owned(),
            because: because(),
        }),
        "failed" => Command::FailStep(FailStep {
            list: list.id,
            step: step.to_owned(),
            because: because(),
        }),
        _ => Command::DoStep(DoStep {
            list: list.id,
            step: step.to_owned(),
            evidence,
            happened: None,
        }),
    };
    act.run(&command)?;
    if asks {
        follow(act, step, said)?;
    }
    Ok(())
}

/// Proof was given of a question that was not answered.
fn unanswered(list: &Checklist, step: &str) -> Refusal {
    let choices = list.template.step(step).map(|step| step.kind.choices());
    let choices: Vec<&str> = choices
        .unwrap_or_default()
        .iter()
        .map(Clean::as_str)
        .collect();
    Refusal::new(
        RuleId::N(16),
        format!("`{step}` asks for an answer too"),
        format!("answer with {}; ? = not known yet", choices.join(" · ")),
    )
}

/// What follows from an answer to a list.
fn follow(act: &mut Act<'_>, step: &str, said: &str) -> Result<(), Refusal> {
    if step == INTRUDER_STEP && said == "yes" {
        return intruder(act);
    }
    Ok(())
}

/// Signs of an intruder: the security list begins, the record stands under its category too, and
/// the report's clock runs.
fn intruder(act: &mut Act<'_>) -> Result<(), Refusal> {
    let policy = &act.desk.site.policy;
    let ticket = act.callout.ticket;
    let template = policy.template(SECURITY_LIST);
    let Some(template) = template.filter(|t| policy.profile.has_checklist(&t.id)) else {
        return Ok(());
    };
    let lists = act.ahead.lists_of(ticket);
    let stands = |list: &Checklist| list.checklist == SECURITY_LIST && list.left.is_none();
    if lists.iter().any(|list| stands(list)) {
        return Ok(());
    }
    let category = template.record_category.clone();
    act.run(&Command::StartList(StartList {
        id: ListId(act.fresh.list),
        checklist: SECURITY_LIST.to_owned(),
        ticket: Some(ticket),
    }))?;
    if policy.prompts.category(&category).is_some() {
        act.say(&Command::Category(SetCategory {
            ticket,
            category,
            secondary: true,
        }))?;
    }
    Ok(())
}

/// The question behind the list answers the list's own question for vendors.
pub(in crate::domain::callout) fn vendor_said(act: &mut Act<'_>, answer: Option<&str>) {
    // A vendor who was only telephoned was at no server: `no` says nothing of that step.
    if answer == Some("yes") {
        act.tick_from(list::VENDOR_STEP, answer, "");
    }
}

/// A line of the work log: an action, a tagged change, or a time.
pub(in crate::domain::callout) fn work_line(act: &mut Act<'_>, typed: &str) -> Result<(), Refusal> {
    let (first, rest) = typed.split_once(' ').unwrap_or((typed, ""));
    if let Some((_, name)) = MARKS.iter().find(|(word, _)| *word == first) {
        return mark(act, name, rest.trim());
    }
    let tag = TAGS.iter().find(|(word, _)| *word == first);
    let Some((word, category)) = tag else {
        if first.starts_with(TEXT) {
            return act.log(&typed[1..], None);
        }
        if first.starts_with('/') {
            return Err(Refusal::new(
                RuleId::N(16),
                format!("{first} is no word of the work log, and nothing was logged"),
                "if it is text, put a space before it. Words are /server /firewall /router \
                 /software /backup for a change, /left /arrived /stopped /home for a time",
            ));
        }
        return act.log(typed, None);
    };
    if rest.trim().is_empty() {
        return Err(Refusal::new(
            RuleId::N(4),
            format!("{word} needs the change behind it"),
            format!("`{word} restarted the service`"),
        ));
    }
    act.log(rest.trim(), None)?;
    let tagged = ActionTagged {
        callout: act.callout.id,
        ticket: act.callout.ticket,
        category: (*category).to_owned(),
    };
    act.ahead.write(act.desk.site, tagged);
    if act.desk.site.policy.prompts.category(category).is_some() {
        let ticket = act.ticket()?;
        let is_default = ticket.category == act.desk.site.policy.prompts.default;
        let primary = *category == "software-configuration" && is_default;
        act.say(&Command::Category(SetCategory {
            ticket: ticket.id,
            category: (*category).to_owned(),
            secondary: !primary,
        }))?;
    }
    Ok(())
}

/// Refuses to go in while a list says that there is danger, or nobody has looked.
fn refuse_danger(act: &Act<'_>) -> Result<(), Refusal> {
    let found = act.with_walk(|walk| {
        let onsite = walk.callout.visit.is_some();
        let danger = danger::of(walk).filter(|danger| onsite || danger.is_known())?;
        Some((danger, danger::warning(walk)))
    });
    let Some((danger, warning)) = found.flatten() else {
        return Ok(());
    };
    let step = &danger.step;
    let because = match &danger.answer {
        Some(answer) => format!("the list says \"{answer}\": {}", lower(&warning)),
        None => format!(
            "nobody has said yet whether it is safe to enter ({} {step})",
            danger.list.number
        ),
    };
    Err(Refusal::new(
        RuleId::N(9),
        because,
        format!(
            "`nightdesk callout answer list.{step}=no` says that it is safe; then the time can be \
             given, also later"
        ),
    ))
}

/// The words behind the first one of a warning.
fn lower(warning: &str) -> &str {
    warning.strip_prefix("DANGER: ").unwrap_or(warning)
}

/// Answers the question of danger anew, beside whatever the list asks now.
pub(in crate::domain::callout) fn safe_again(
    act: &mut Act<'_>,
    danger: &Danger,
    said: &str,
) -> Result<(), Refusal> {
    act.run(&Command::AnswerStep(AnswerStep {
        list: danger.list.id,
        step: danger.step.clone(),
        answer: Clean::line(said),
        by: None,
        evidence: Evidence::default(),
        happened: None,
    }))?;
    visits(act);
    Ok(())
}

/// A time of the row that is noted while somebody works.
pub(super) fn mark(act: &mut Act<'_>, name: &str, typed: &str) -> Result<(), Refusal> {
    if name == "arrived" {
        refuse_danger(act)?;
    }
    let zone = act.desk.site.calendar.zone;
    let typed = if typed.is_empty() { "now" } else { typed };
    let at = parse_when(typed, act.desk.now, zone).map_err(|error| {
        Refusal::new(
            RuleId::N(16),
            error.to_string(),
            format!("`/{name} 0215`, or `/{name}` alone, which means this minute"),
        )
    })?;
    let part = format!("times.{name}");
    let strayed = act.with_walk(|walk| order::strayed(walk, &part, typed));
    if let Some(Strayed { said, with_day, .. }) = strayed.flatten() {
        return Err(Refusal::new(
            RuleId::N(16),
            format!("{said}; nothing was noted"),
            format!("`/{name} -20`, or the day with it where it was so: `/{name} {with_day}`"),
        ));
    }
    let answered = CalloutAnswered {
        callout: act.callout.id,
        ticket: act.callout.ticket,
        step: StepName::Outcome,
        values: [(part, Clean::line(&at.rfc3339()))].into(),
        unknown: BTreeSet::new(),
        left: false,
    };
    // Times alone move the walk nowhere: it stays where one stands.
    act.ahead.write(act.desk.site, answered);
    visits(act);
    Ok(())
}

/// Rooms that were entered and left, once their times are known.
pub(super) fn visits(act: &mut Act<'_>) {
    let callout = act.now_callout();
    let Some(visit) = callout.visit.clone() else {
        return;
    };
    let given = |name: &str| {
        let part = format!("times.{name}");
        callout
            .value(StepName::Outcome, &part)
            .and_then(|at| at.parse::<Stamp>().ok())
    };
    // Whoever is there in time stays out while there is danger; the time itself stands.
    let danger = act.with_walk(danger::of).flatten();
    let is_out = danger.is_some_and(|danger| danger.is_known());
    let arrived = given("arrived").filter(|_| !is_out);
    if let Some(happened) = arrived.filter(|at| visit.entered != Some(*at)) {
        let entered = VisitEntered {
            callout: callout.id,
            ticket: callout.ticket,
            happened,
        };
        act.ahead.write(act.desk.site, entered);
    }
    if let Some(happened) = given("stopped").filter(|at| visit.left != Some(*at)) {
        let left = VisitLeft {
            callout: callout.id,
            ticket: callout.ticket,
            happened,
        };
        act.ahead.write(act.desk.site, left);
    }
}
