//! The rules in force, as the adopted texts of the journal say them.
//!
//! An adopted text was checked when it was adopted; here it is read again into the domain's
//! types. What was begun under an older text keeps it, so every checklist that was ever adopted
//! stays known by its seq.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::event::TemplateAdopted;
use crate::domain::site::{
    ClockRules, FileKind, HolidayList, Later, Policy, Profile, Prompts, Runbook, Template,
};
use crate::domain::{Event, Records as _, Register, Site, Unit, UnitId};
use crate::policy::{
    PackError, is_shipped, later_checklist, read_checklist, read_clocks, read_holidays,
    read_profile, read_prompts, read_runbook, sha256_hex,
};
use crate::time::{Calendar, PersonHours, Span, Week, Zone};

/// The adopted texts, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    profile: Option<Profile>,
    prompts: Option<Prompts>,
    clocks: Option<Arc<ClockRules>>,
    /// Whether those clocks ship with the program.
    has_shipped_clocks: bool,
    templates: BTreeMap<String, Later<Template>>,
    holidays: BTreeMap<String, HolidayList>,
    runbooks: BTreeMap<String, Runbook>,
    seqs: BTreeMap<(FileKind, String), u64>,
    /// Checklists of a group whose clocks may stand behind them.
    waiting: Vec<(u64, TemplateAdopted)>,
    is_changed: bool,
    is_confirmed: bool,
}

impl Rules {
    /// Takes an adoption of a group; other events change nothing.
    ///
    /// # Errors
    /// An adopted text cannot be read by this program: say so and open for reading only.
    pub(super) fn take(&mut self, seq: u64, event: &Event) -> Result<(), String> {
        match event {
            Event::ProfileAdopted(adopted) => {
                let (profile, _) =
                    read_profile(&adopted.text, &adopted.file).map_err(|faults| first(&faults))?;
                self.seqs
                    .insert((FileKind::Profile, adopted.id.clone()), seq);
                self.profile = Some(profile);
                self.is_confirmed = adopted.confirmed;
                self.is_changed = true;
            }
            Event::TemplateAdopted(adopted) => {
                let kind = FileKind::parse(&adopted.kind)
                    .ok_or_else(|| format!("entry {seq} adopts a `{}`", adopted.kind))?;
                self.seqs.insert((kind, adopted.id.clone()), seq);
                self.is_changed = true;
                self.take_file(kind, seq, adopted)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn take_file(
        &mut self,
        kind: FileKind,
        seq: u64,
        adopted: &TemplateAdopted,
    ) -> Result<(), String> {
        let (text, name) = (&*adopted.text, &*adopted.file);
        match kind {
            FileKind::Profile => Err(format!("entry {seq} adopts a profile as a list")),
            FileKind::Checklist => {
                self.waiting.push((seq, adopted.clone()));
                Ok(())
            }
            FileKind::Prompts => {
                let (prompts, _) = read_prompts(text, name).map_err(|faults| first(&faults))?;
                self.prompts = Some(prompts);
                Ok(())
            }
            FileKind::Clocks => {
                let (clocks, _) = read_clocks(text, name).map_err(|faults| first(&faults))?;
                self.clocks = Some(Arc::new(clocks));
                self.has_shipped_clocks = is_shipped(name, text);
                Ok(())
            }
            FileKind::Holidays => {
                let (list, _) = read_holidays(text, name).map_err(|faults| first(&faults))?;
                self.holidays.insert(list.id.clone(), list);
                Ok(())
            }
            FileKind::Runbook => {
                let (runbook, _) = read_runbook(text, name).map_err(|faults| first(&faults))?;
                self.runbooks.insert(runbook.id.clone(), runbook);
                Ok(())
            }
        }
    }

    /// Whether something was adopted that is not in force yet.
    pub(super) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// At the end of a group: the site by the rules in force, where they changed. Checklists and
    /// units of the profile become known to the register.
    ///
    /// # Errors
    /// As [`Rules::take`], or the first group lacks a part.
    pub(super) fn settle(
        &mut self,
        zone: Option<Zone>,
        register: &mut Register,
    ) -> Result<Option<Arc<Site>>, String> {
        if !std::mem::take(&mut self.is_changed) {
            return Ok(None);
        }
        let clocks = self.clocks.as_ref().ok_or("no clocks were adopted")?;
        for (seq, adopted) in std::mem::take(&mut self.waiting) {
            let (id, template) = list(&adopted, clocks, self.has_shipped_clocks)?;
            register.know_template(seq, template.clone());
            self.templates.insert(id, template);
        }
        let profile = self.profile.clone().ok_or("no profile was adopted")?;
        for unit in &profile.units.0 {
            let id = unit_id(&unit.id);
            // What the profile leaves open an entry may have said.
            let said = register.unit(id);
            let said = said.map_or((0, None), |said| (said.heads, said.head));
            register.know_unit(Unit {
                id,
                short: Some(unit.id.clone()),
                name: unit.name.clone(),
                heads: unit.heads.unwrap_or(said.0),
                head: said.1,
            });
        }
        let policy = Policy {
            prompts: self.prompts.clone().ok_or("no prompts were adopted")?,
            clocks: (**clocks).clone(),
            templates: self.templates.clone(),
            holidays: self.holidays.values().cloned().collect(),
            runbooks: self.runbooks.clone(),
            seqs: self.seqs.clone(),
            confirmed: self.is_confirmed,
            profile,
        };
        let calendar = calendar(&policy, zone);
        Ok(Some(Arc::new(Site { policy, calendar })))
    }
}

/// A checklist with its id. One that ships is known to be right, and is read when somebody asks
/// for it; any other is read now, so that what is wrong in it is told.
fn list(
    adopted: &TemplateAdopted,
    clocks: &Arc<ClockRules>,
    has_shipped_clocks: bool,
) -> Result<(String, Later<Template>), String> {
    let TemplateAdopted { text, file, id, .. } = adopted;
    if has_shipped_clocks && let Some(later) = later_checklist(text, file, id, clocks) {
        return Ok((id.clone(), later));
    }
    let read = read_checklist(text, file, clocks);
    let (template, _) = read.map_err(|faults| first(&faults))?;
    Ok((template.id.clone(), template.into()))
}

fn first(faults: &[PackError]) -> String {
    faults.first().map_or_else(
        || "an adopted text is empty".to_owned(),
        ToString::to_string,
    )
}

/// The identity of a unit that stands in the profile: the same on every reading.
pub(super) fn unit_id(short: &str) -> UnitId {
    let sum = sha256_hex(&format!("nightdesk profile unit {short}"));
    let mut bytes = [0_u8; 16];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&sum[i * 2..i * 2 + 2], 16).unwrap_or_default();
    }
    UnitId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The site's working hours: its week, holidays in force, and its own days.
pub fn calendar(policy: &Policy, zone: Option<Zone>) -> Calendar {
    let hours = &policy.profile.hours;
    let zone = zone
        .or_else(|| Zone::named(&policy.profile.organisation.tz).ok())
        .unwrap_or_else(Zone::utc);
    let spans = |list: &[crate::domain::site::Span]| -> Vec<Span> {
        list.iter()
            .filter_map(|s| Span::new(s.from_min, s.to_min))
            .collect()
    };
    let week: Week = std::array::from_fn(|day| spans(&hours.week[day]));
    let mut calendar = Calendar::new(zone, week);
    for list in policy.holidays_in_force() {
        calendar
            .closed_days
            .extend(list.days.iter().map(|(date, _)| *date));
    }
    calendar.closed_days.extend(hours.holidays.iter().copied());
    for (date, list) in &hours.holiday_part {
        calendar.part_days.insert(*date, spans(list));
    }
    calendar
}

/// A person's own hours, from the spans of an entry; `None` where they keep the site's.
pub fn person_hours(week: &[Vec<String>]) -> Option<PersonHours> {
    if week.iter().all(Vec::is_empty) {
        return None;
    }
    let day = |n: usize| -> Vec<Span> {
        week.get(n)
            .map(|spans| {
                spans
                    .iter()
                    .filter_map(|text| crate::domain::site::Span::parse(text))
                    .filter_map(|s| Span::new(s.from_min, s.to_min))
                    .collect()
            })
            .unwrap_or_default()
    };
    Some(PersonHours {
        week: std::array::from_fn(day),
    })
}
