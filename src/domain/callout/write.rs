//! The facts that an answer writes: each as the entry it would be without a callout.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Act;
use super::ask::{call, list, tell};
use super::read::Read;
use super::{ROTATION_LIST, Walk, claiming, decide, times};
use crate::domain::command::{
    AnswerPrompt, AnswerStep, AssignTicket, CloseTicket, Count, DoStep, FailStep, LogAction,
    PersonRef, ResolveTicket, SetCategory, SetImpact, SkipStep, StartList, TellPerson, Told,
    WaitTicket, WriteNarrative,
};
use crate::domain::event::{
    ActionTagged, ApprovalAsked, CalloutAnswered, Corrected, Deadline, DeadlineThen, Evidence,
    HeadTold, OutsiderEnded, PersonAdded, VisitEntered, VisitLeft, VisitPlanned,
};
use crate::domain::{
    Asset, Channel, Command, ListId, PersonId, Records, Refusal, RuleId, StepName, Ticket,
    TicketId, ToldOutcome,
};
use crate::text::{Clean, fold};
use crate::time::{Stamp, parse_when};

type Values = BTreeMap<String, Clean>;

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

/// Writes the facts of a step that was answered.
pub(super) fn facts(act: &mut Act<'_>, step: StepName, values: &Values) -> Result<(), Refusal> {
    match step {
        StepName::Caller => caller(act, values),
        StepName::What => what(act),
        StepName::Suspect => suspect(act, values),
        StepName::Seen => seen(act, values),
        StepName::Isolate => isolate(act, values),
        StepName::Report => report(act, values),
        StepName::Impact => impact(act, values),
        StepName::Emergency => emergency(act),
        StepName::Place => place(act),
        StepName::Tell => told(act, values),
        StepName::Vendor => vendor(act),
        StepName::Outcome => outcome(act, values),
        StepName::Narrative => narrative(act, values),
        StepName::Debts => close(act, values),
        StepName::Claim => claim(act, values),
        StepName::Later => later(act, values),
        StepName::Over => over(act, values),
        StepName::Start | StepName::Keep | StepName::List | StepName::Work | StepName::Handover => {
            Ok(())
        }
    }
}

fn text<'v>(values: &'v Values, part: &str) -> Option<&'v str> {
    values.get(part).map(Clean::as_str)
}

fn moment(values: &Values, part: &str) -> Option<Stamp> {
    text(values, part)?.parse().ok()
}

impl Act<'_> {
    fn ticket(&self) -> Result<Arc<Ticket>, Refusal> {
        self.ahead.ticket(self.callout.ticket).ok_or_else(|| {
            Refusal::new(
                RuleId::N(3),
                "the callout's ticket is not known",
                "`nightdesk verify` says what is wrong with the desk",
            )
        })
    }

    fn run(&mut self, command: &Command) -> Result<(), Refusal> {
        self.ahead.run(self.desk.site, self.desk.actor, command)
    }

    /// Runs a command that may have nothing new to say.
    fn say(&mut self, command: &Command) -> Result<(), Refusal> {
        match self.run(command) {
            Err(refusal) if refusal.rule == RuleId::N(7) => Ok(()),
            other => other,
        }
    }

    /// Runs a command that is worth a try: what a checklist does not take stays open, and is owed.
    fn try_out(&mut self, command: &Command) {
        let _ = self.run(command);
    }

    fn with_walk<T>(&self, look: impl FnOnce(&Walk<'_>) -> T) -> Option<T> {
        let callout = self.now_callout();
        let walk = Walk::of(&self.ahead, self.desk.site, &callout, self.desk.now)?;
        Some(look(&walk))
    }

    /// A person by name; a new contact where nobody is known by it.
    fn person(&mut self, name: &str, fresh: PersonId) -> PersonId {
        if let Some(known) = self.ahead.person_named(name) {
            return known.id;
        }
        let added = PersonAdded {
            person: fresh,
            name: Clean::line(name),
            staff: false,
            uid: None,
            unit: None,
            phone: None,
            email: None,
        };
        self.ahead.write(self.desk.site, added);
        fresh
    }

    fn log(&mut self, text: &str, happened: Option<Stamp>) -> Result<(), Refusal> {
        self.run(&Command::Log(LogAction {
            ticket: self.callout.ticket,
            text: Clean::line(text),
            minutes: None,
            happened,
        }))
    }

    fn tell(
        &mut self,
        who: Told,
        outcome: ToldOutcome,
        text: Option<Clean>,
    ) -> Result<(), Refusal> {
        self.run(&Command::Tell(TellPerson {
            ticket: self.callout.ticket,
            who,
            how: Channel::Phone,
            outcome,
            text,
            happened: None,
        }))
    }

    /// Ticks a step of tonight's list from an answer, where the list has one by that name.
    fn tick_from(&mut self, step: &str, answer: Option<&str>, note: &str) {
        let Some(Some(list)) = self.with_walk(list::list_of) else {
            return;
        };
        let Some(known) = list.template.step(step) else {
            return;
        };
        let evidence: Evidence = [("note", note)]
            .into_iter()
            .filter(|(key, value)| {
                !value.is_empty() && known.evidence.iter().any(|asked| asked.as_str() == *key)
            })
            .map(|(key, value)| (key.to_owned(), Clean::line(value)))
            .collect();
        let command = match answer {
            Some(answer) => Command::AnswerStep(AnswerStep {
                list: list.id,
                step: step.to_owned(),
                answer: Clean::line(answer),
                by: None,
                evidence,
                happened: None,
            }),
            None => Command::DoStep(DoStep {
                list: list.id,
                step: step.to_owned(),
                evidence,
                happened: None,
            }),
        };
        self.try_out(&command);
    }
}

fn caller(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let ticket = act.ticket()?;
    let mut set = SetImpact::of(ticket.id);
    set.from = text(values, "name").map(|name| PersonRef::Named {
        name: Clean::line(name),
        id: act.fresh.person,
    });
    set.channel = text(values, "channel").and_then(Channel::parse);
    let rang = moment(values, "rang");
    set.received = rang.filter(|rang| ticket.opened.minutes_since(*rang) != 0);
    act.say(&Command::Impact(Box::new(set)))
}

/// The asset that a text names: by its whole name, or within the caller's words.
pub(super) fn asset_in(records: &dyn Records, said: &str) -> Option<Arc<Asset>> {
    if let Some(known) = records.asset_named(said) {
        return Some(known);
    }
    let said = fold(said);
    let words: Vec<&str> = said
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .collect();
    let mut named: Vec<Arc<Asset>> = records
        .assets()
        .into_iter()
        .filter(|asset| {
            let name = fold(asset.name.as_str());
            let name: Vec<&str> = name
                .split(|c: char| !c.is_alphanumeric() && c != '-')
                .collect();
            !name.is_empty() && words.windows(name.len()).any(|window| window == name)
        })
        .collect();
    named.sort_by_key(|asset| std::cmp::Reverse(asset.name.len_chars()));
    named.into_iter().next()
}

fn what(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let kind = callout
        .value(StepName::What, "kind")
        .unwrap_or_default()
        .to_owned();
    let which = callout
        .value(StepName::What, "which")
        .unwrap_or_default()
        .to_owned();
    about(act, &kind, &which)
}

/// What it is about: affected, asset, title, category and tonight's list.
fn about(act: &mut Act<'_>, kind: &str, which: &str) -> Result<(), Refusal> {
    if kind.is_empty() {
        return Ok(());
    }
    let ticket = act.ticket()?;
    let named = matches!(kind, "server" | "network" | "pc" | "program" | "printer");
    let asset = asset_in(&act.ahead, which).filter(|_| named);
    let unit = act.ahead.unit_named(which).filter(|_| kind == "network");
    let mut set = SetImpact::of(ticket.id);
    let mut affected = call::affected_of(kind, which);
    if kind == "program"
        && asset
            .as_ref()
            .is_some_and(|a| fold(a.what.as_str()).contains("service"))
    {
        affected = crate::domain::Affected::Service;
    }
    set.affected = Some(affected);
    set.asset = asset.as_ref().map(|asset| asset.name.clone());
    set.unit = unit.as_ref().map(|unit| unit.id);
    set.pc_dead = (kind == "pc").then_some(true);
    if kind == "later" {
        set.blocked = Some(Count::Number(0));
    }
    act.say(&Command::Impact(Box::new(set)))?;
    if ticket.recorded == act.callout.started {
        let title = title(kind, which, asset.as_deref());
        if title.as_str() != ticket.title.as_str() {
            let corrected = Corrected {
                ticket: ticket.id,
                entry: ticket.opened_seq,
                text: title,
            };
            act.ahead.write(act.desk.site, corrected);
        }
    }
    lists(act, ticket.id, kind, which, unit.is_some())
}

fn title(kind: &str, which: &str, asset: Option<&Asset>) -> Clean {
    let words = match (kind, which) {
        ("server", _) => "Server down",
        ("network", _) => "Network down",
        ("pc", _) => "PC dead",
        ("program", _) => "Program or service fails",
        ("printer", _) => "Printer or device fails",
        ("building", "power") => "Power fails",
        ("building", "phone") => "Phones fail",
        ("building", _) => "Door or alarm",
        ("security", "theft") => "Security: lost or stolen",
        ("security", "virus") => "Security: malware",
        ("security", "odd") => "Security: odd access",
        ("security", _) => "Security: breach",
        _ => "It can wait",
    };
    let is_choice = matches!(kind, "building" | "security");
    match asset {
        // The caller's own words say more than the name that was found in them.
        Some(asset) if fold(asset.name.as_str()) == fold(which) => {
            Clean::line(&format!("{words}: {}", asset.name))
        }
        _ if !which.is_empty() && !is_choice => Clean::line(which),
        _ => Clean::line(words),
    }
}

/// The record category and tonight's list, as the kind says.
fn lists(
    act: &mut Act<'_>,
    ticket: TicketId,
    kind: &str,
    which: &str,
    one_site: bool,
) -> Result<(), Refusal> {
    let id = match (kind, which) {
        ("network", _) if one_site => Some("wan-failure"),
        ("server" | "network", _) => Some("server-network-outage"),
        ("pc", _) => Some("total-pc-failure"),
        ("building", "power") => Some("power-ups"),
        ("building", "phone") => Some("phone-failure"),
        ("security", "theft") => Some("lost-stolen-device"),
        ("security", "virus") => Some("malware-first-hour"),
        ("security", _) => Some("security-incident"),
        _ => None,
    };
    let policy = &act.desk.site.policy;
    let template = id.and_then(|id| policy.template(id));
    let template = template.filter(|template| policy.profile.has_checklist(&template.id));
    let by_list = template.map(|template| template.record_category.clone());
    let category = match kind {
        "pc" | "printer" => Some("repair".to_owned()),
        _ => by_list,
    };
    if let Some(category) = category.filter(|c| policy.prompts.category(c).is_some()) {
        act.say(&Command::Category(SetCategory {
            ticket,
            category,
            secondary: false,
        }))?;
    }
    let Some(template) = template else {
        return Ok(());
    };
    let id = template.id.clone();
    let runs = act.ahead.lists_of(ticket).into_iter();
    if runs
        .filter(|list| list.finished.is_none())
        .any(|list| list.checklist == id)
    {
        return Ok(());
    }
    act.run(&Command::StartList(StartList {
        id: ListId(act.fresh.list),
        checklist: id,
        ticket: Some(ticket),
    }))
}

fn suspect(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    if let Some(name) = text(values, "who") {
        act.person(name, act.fresh.other);
    }
    if let Some(answer) = text(values, "suspect") {
        act.tick_from("suspect", Some(answer), "");
    }
    Ok(())
}

fn seen(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    if let Some(seen) = text(values, "seen") {
        act.log(&format!("Seen: {seen}"), None)?;
        act.tick_from("rec", None, seen);
    }
    Ok(())
}

fn isolate(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(answer) = text(values, "isolate") else {
        return Ok(());
    };
    match answer {
        "yes" => act.log("The device is off the network", moment(values, "when"))?,
        _ => {
            let why = text(values, "why").unwrap_or("why is not known yet");
            act.log(&format!("The device is not off the network: {why}"), None)?;
        }
    }
    act.tick_from("dev", Some(answer), "");
    Ok(())
}

fn report(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(outcome) = text(values, "report").and_then(tell::outcome_of) else {
        return Ok(());
    };
    let known = act
        .with_walk(|walk| tell::recipient(walk).map(|person| person.id))
        .flatten();
    let who = match (known, text(values, "to")) {
        (Some(id), _) => id,
        (None, Some(name)) => act.person(name, act.fresh.other),
        (None, None) => return Ok(()),
    };
    let said = Clean::line("a security incident: what was seen, since when, what is off");
    act.tell(Told::Person(PersonRef::Id(who)), outcome, Some(said))
}

fn impact(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let ticket = act.ticket()?;
    let number = |part: &str| text(values, part).and_then(|n| n.parse::<u32>().ok());
    let mut set = SetImpact::of(ticket.id);
    set.blocked = number("now").map(Count::Number);
    let opens = act.with_walk(|walk| walk.next_opening()).flatten();
    if let (Some(opening), Some(due)) = (number("opening"), opens)
        && opening > number("now").unwrap_or_default()
        && ticket.deadline.is_none()
    {
        set.deadline = Some(Deadline {
            name: Clean::line("opening time"),
            due,
            legal: false,
            work_min: 0,
            then: Some(DeadlineThen {
                affected: ticket.affected,
                blocked: opening,
                hampered: 0,
            }),
        });
    }
    act.say(&Command::Impact(Box::new(set)))
}

fn emergency(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    if callout.value(StepName::Emergency, "verdict") != Some("no") {
        return Ok(());
    }
    let how = callout
        .value(StepName::Emergency, "approval")
        .unwrap_or("morning")
        .to_owned();
    if callout
        .approval
        .as_ref()
        .is_some_and(|asked| asked.how == how)
    {
        return Ok(());
    }
    let roles = act
        .desk
        .site
        .policy
        .profile
        .comp_time
        .approver_roles
        .clone();
    let of = act.with_walk(|walk| {
        let mut people = roles.iter().flat_map(|role| walk.behind(role));
        people
            .find(|person| person.id != callout.person)
            .map(|person| person.id)
    });
    let asked = ApprovalAsked {
        callout: callout.id,
        ticket: callout.ticket,
        of: of.flatten(),
        how,
    };
    act.ahead.write(act.desk.site, asked);
    Ok(())
}

fn place(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let at = callout.value(StepName::Place, "where").unwrap_or_default();
    if !matches!(at, "room" | "office") {
        return Ok(());
    }
    let foreign = at == "room";
    let said = callout.value(StepName::Place, "room").filter(|_| foreign);
    let room = said.unwrap_or(if foreign {
        "another department"
    } else {
        "our own office"
    });
    let unit = act.ahead.unit_named(room).filter(|_| foreign);
    let planned = VisitPlanned {
        callout: callout.id,
        ticket: callout.ticket,
        room: Clean::line(room),
        unit: unit.map(|unit| unit.id),
        foreign,
        key: callout.value(StepName::Place, "key").map(Clean::line),
    };
    act.ahead.write(act.desk.site, planned);
    Ok(())
}

fn told(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let notices = act.with_walk(tell::notices).unwrap_or_default();
    for (n, notice) in notices.iter().enumerate() {
        let said = text(values, &(n + 1).to_string());
        let Some(outcome) = said.and_then(tell::outcome_of) else {
            continue;
        };
        let stands = act.with_walk(|walk| tell::told(walk, notice)).flatten();
        if stands == Some(outcome) {
            continue;
        }
        let who = match (notice.requester, notice.person) {
            (true, _) => Told::Requester,
            (false, Some(id)) => Told::Person(PersonRef::Id(id)),
            (false, None) => continue,
        };
        act.tell(who, outcome, Some(Clean::line(&notice.say.join(" "))))?;
        if let (true, Some(who), true) = (notice.head, notice.person, outcome.reached()) {
            let told = HeadTold {
                callout: act.callout.id,
                ticket: act.callout.ticket,
                who,
                happened: None,
            };
            act.ahead.write(act.desk.site, told);
        }
    }
    Ok(())
}

/// A step of the checklist.
pub(super) fn tick(act: &mut Act<'_>, step: &str, read: &Read) -> Result<(), Refusal> {
    let Some(Some(list)) = act.with_walk(list::list_of) else {
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
    let Some(said) = text(&read.values, step) else {
        // Not known yet: it stays open and is asked after the others.
        return act.run(&Command::FailStep(FailStep {
            list: list.id,
            step: step.to_owned(),
            because: Clean::line("not known yet"),
        }));
    };
    let asks = list
        .template
        .step(step)
        .is_some_and(|step| !step.kind.choices().is_empty());
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
    act.run(&command)
}

fn vendor(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let value = |part: &str| callout.value(StepName::Vendor, part);
    let systems = value("systems").unwrap_or("a server that is not named yet");
    let systems = systems
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty());
    let ended = OutsiderEnded {
        callout: callout.id,
        ticket: callout.ticket,
        name: value("name").map(Clean::line),
        company: value("company").map(Clean::line),
        arrived: value("arrived").and_then(|at| at.parse().ok()),
        left: value("left").and_then(|at| at.parse().ok()),
        systems: systems.map(Clean::line).collect(),
    };
    act.ahead.write(act.desk.site, ended);
    let profile = &act.desk.site.policy.profile;
    let lists = act.ahead.lists_of(callout.ticket);
    let begun = lists.iter().any(|list| list.checklist == ROTATION_LIST);
    if begun
        || !profile.has_checklist(ROTATION_LIST)
        || act.desk.site.policy.template(ROTATION_LIST).is_none()
    {
        return Ok(());
    }
    act.run(&Command::StartList(StartList {
        id: ListId(act.fresh.list),
        checklist: ROTATION_LIST.to_owned(),
        ticket: Some(callout.ticket),
    }))
}

/// A line of the work log: an action, a tagged change, or a time.
pub(super) fn work_line(act: &mut Act<'_>, typed: &str) -> Result<(), Refusal> {
    let (first, rest) = typed.split_once(' ').unwrap_or((typed, ""));
    if let Some((_, name)) = MARKS.iter().find(|(word, _)| *word == first) {
        return mark(act, name, rest.trim());
    }
    let tag = TAGS.iter().find(|(word, _)| *word == first);
    let Some((word, category)) = tag else {
        if first.starts_with('/') {
            return Err(Refusal::new(
                RuleId::N(3),
                format!("there is no `{first}` in the work log"),
                "/server /firewall /router /software /backup tag a change; /left /arrived \
                 /stopped /home note a time; a space before the / makes it text",
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

/// A time of the row that is noted while somebody works.
fn mark(act: &mut Act<'_>, name: &str, typed: &str) -> Result<(), Refusal> {
    let zone = act.desk.site.calendar.zone;
    let typed = if typed.is_empty() { "now" } else { typed };
    let at = parse_when(typed, act.desk.now, zone).map_err(|error| {
        Refusal::new(
            RuleId::N(5),
            error.to_string(),
            format!("`/{name} 0215`, or `/{name}` alone for now"),
        )
    })?;
    let part = format!("times.{name}");
    let answered = CalloutAnswered {
        callout: act.callout.id,
        ticket: act.callout.ticket,
        step: StepName::Outcome,
        values: [(part, Clean::line(&at.rfc3339()))].into(),
        unknown: std::collections::BTreeSet::new(),
        left: false,
    };
    let at_work = act.callout.at;
    act.ahead.write(act.desk.site, answered);
    visits(act)?;
    if at_work != Some(StepName::Outcome) {
        // The mark is noted from where one stands; the walk does not go to the outcome for it.
        let stay = CalloutAnswered {
            callout: act.callout.id,
            ticket: act.callout.ticket,
            step: StepName::Work,
            values: BTreeMap::new(),
            unknown: std::collections::BTreeSet::new(),
            left: false,
        };
        act.ahead.write(act.desk.site, stay);
    }
    Ok(())
}

/// Rooms that were entered and left, once their times are known.
fn visits(act: &mut Act<'_>) -> Result<(), Refusal> {
    let callout = act.now_callout();
    let Some(visit) = callout.visit.clone() else {
        return Ok(());
    };
    let given = |name: &str| {
        let part = format!("times.{name}");
        callout
            .value(StepName::Outcome, &part)
            .and_then(|at| at.parse::<Stamp>().ok())
    };
    if let Some(happened) = given("arrived").filter(|at| visit.entered != Some(*at)) {
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
    Ok(())
}

fn outcome(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    visits(act)?;
    let Some(how) = text(values, "how") else {
        return Ok(());
    };
    let to = text(values, "to").map(ToOwned::to_owned);
    came_out(act, how, to.as_deref(), "times.restored")
}

/// How it came out, as the ticket's own facts.
fn came_out(act: &mut Act<'_>, how: &str, to: Option<&str>, restored: &str) -> Result<(), Refusal> {
    let ticket = act.ticket()?;
    let callout = act.now_callout();
    let step = if callout.over {
        StepName::Over
    } else {
        StepName::Outcome
    };
    let happened = callout
        .value(step, restored)
        .and_then(|at| at.parse::<Stamp>().ok());
    match how {
        "handed" => {
            let Some(to) = to else { return Ok(()) };
            let person = act.ahead.person_named(to).filter(|p| p.staff && !p.left);
            match person {
                Some(person) => act.say(&Command::Assign(AssignTicket {
                    ticket: ticket.id,
                    to: person.id,
                })),
                None => act.log(&format!("Handed over to {to}"), None),
            }
        }
        "vendor" => {
            let until = act.with_walk(|walk| walk.next_opening()).flatten();
            let until = until.unwrap_or_else(|| act.desk.now.plus_minutes(24 * 60));
            act.say(&Command::Wait(WaitTicket {
                ticket: ticket.id,
                what: Clean::line("the vendor"),
                until,
            }))
        }
        _ => {
            if ticket.resolved.is_some() {
                return Ok(());
            }
            let words = match how {
                "workaround" => "Worked round",
                "false-alarm" => "A false alarm",
                _ => "Fixed",
            };
            act.run(&Command::Resolve(ResolveTicket {
                ticket: ticket.id,
                text: Clean::line(words),
                happened,
            }))
        }
    }
}

fn narrative(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let ticket = act.callout.ticket;
    if let Some(text) = values.get("text") {
        act.say(&Command::Narrative(WriteNarrative {
            ticket,
            text: text.clone(),
            saw: None,
        }))?;
    }
    if let Some(cure) = values.get("cure") {
        act.say(&Command::Note(AnswerPrompt {
            ticket,
            field: "cure".to_owned(),
            text: cure.clone(),
            saw: None,
        }))?;
    }
    Ok(())
}

fn close(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    if text(values, "close") != Some("yes") {
        return Ok(());
    }
    act.run(&Command::Close(CloseTicket::of(act.callout.ticket)))
}

fn claim(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    if text(values, "choice") != Some("claim") {
        return Ok(());
    }
    let mut drafts = Vec::new();
    let person = act.callout.person;
    let id = act.fresh.claim;
    drafts.extend(act.with_walk(|walk| claiming::draft(walk, id, person)));
    for draft in drafts {
        if draft.minutes_outside == 0 {
            return Err(Refusal::new(
                RuleId::R(27),
                "nothing of this callout lies outside your working hours",
                "`nightdesk callout answer claim=none`",
            ));
        }
        decide::overlap(act.desk, &draft)?;
        act.ahead.write(act.desk.site, draft);
    }
    Ok(())
}

fn later(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    let Some(outcome) = text(values, "told").and_then(tell::outcome_of) else {
        return Ok(());
    };
    let said = Clean::line("it is logged, and somebody looks at it when we open");
    act.tell(Told::Requester, outcome, Some(said))
}

/// Everything of a callout that was over before it was recorded.
fn over(act: &mut Act<'_>, values: &Values) -> Result<(), Refusal> {
    caller(act, values)?;
    let kind = text(values, "what").unwrap_or_default().to_owned();
    let which = text(values, "which").unwrap_or_default().to_owned();
    about(act, &kind, &which)?;
    if let Some(stopped) = text(values, "impact").and_then(|n| n.parse::<u32>().ok()) {
        let mut set = SetImpact::of(act.callout.ticket);
        set.blocked = Some(Count::Number(stopped));
        act.say(&Command::Impact(Box::new(set)))?;
    }
    let restored = moment(values, "restored");
    if let Some(how) = text(values, "how") {
        let began = times::time_of(&act.now_callout(), "began");
        act.log(how, restored.or(began))?;
    }
    if let Some(fixed) = text(values, "fixed") {
        came_out(act, fixed, None, "restored")?;
    }
    if let Some(outcome) = text(values, "told").and_then(tell::outcome_of) {
        act.tell(Told::Requester, outcome, None)?;
    }
    Ok(())
}
