//! The rules in force, as the adopted texts of the journal say them.
//!
//! What was begun under an older text keeps it, so every checklist that was ever in force stays
//! known by the seq of its adoption.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::event::{ProfileAdopted, TemplateAdopted};
use crate::domain::site::{self, FileKind, Policy};
use crate::domain::{Event, Register, Site, Unit, UnitId};
use crate::policy::{Adopted, PackError, calendar_parts, read_adopted, sha256_hex};
use crate::time::{Calendar, PersonHours, Span, Zone};

/// The last adopted text of each kind and id.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    files: BTreeMap<(FileKind, String), Text>,
    is_changed: bool,
}

#[derive(Debug, Clone)]
struct Text {
    seq: u64,
    name: String,
    text: String,
}

impl Rules {
    /// Takes an adoption of a group; other events change nothing.
    ///
    /// # Errors
    /// The entry adopts something that this program does not know: open for reading only.
    pub(super) fn take(&mut self, seq: u64, event: &Event) -> Result<(), String> {
        match event {
            Event::ProfileAdopted(ProfileAdopted { id, file, text, .. }) => {
                // One profile is in force: the last one, whatever its id.
                self.files.retain(|(kind, _), _| *kind != FileKind::Profile);
                self.put(FileKind::Profile, id, seq, file, text);
            }
            Event::TemplateAdopted(TemplateAdopted {
                kind,
                id,
                file,
                text,
                ..
            }) => {
                let known = FileKind::parse(kind)
                    .ok_or_else(|| format!("it adopts a `{kind}`, which is not known here"))?;
                self.put(known, id, seq, file, text);
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, kind: FileKind, id: &str, seq: u64, name: &str, text: &str) {
        let text = Text {
            seq,
            name: name.to_owned(),
            text: text.to_owned(),
        };
        self.files.insert((kind, id.to_owned()), text);
        self.is_changed = true;
    }

    /// At the end of a group: the site by the rules in force, where they changed. Checklists and
    /// the units of the profile become known to the register.
    ///
    /// # Errors
    /// An adopted text cannot be read by this program: open for reading only.
    pub(super) fn settle(
        &mut self,
        zone: Option<Zone>,
        register: &mut Register,
    ) -> Result<Option<Arc<Site>>, String> {
        if !std::mem::take(&mut self.is_changed) {
            return Ok(None);
        }
        let adopted: Vec<Adopted<'_>> = self
            .files
            .iter()
            .map(|((kind, id), file)| Adopted {
                kind: *kind,
                id,
                name: &file.name,
                text: &file.text,
                seq: file.seq,
            })
            .collect();
        let policy = read_adopted(&adopted).map_err(|faults| first(&faults))?;
        for template in policy.templates.values() {
            let seq = policy.seq(FileKind::Checklist, &template.id);
            register.know_template(seq, Arc::new(template.clone()));
        }
        for unit in &policy.profile.units.0 {
            register.know_unit(Unit {
                id: unit_id(&unit.id),
                short: Some(unit.id.clone()),
                name: unit.name.clone(),
                heads: unit.heads.unwrap_or(0),
                head: None,
            });
        }
        let calendar = calendar(&policy, zone);
        Ok(Some(Arc::new(Site { policy, calendar })))
    }
}

fn first(faults: &[PackError]) -> String {
    faults.first().map_or_else(
        || "an adopted text is empty".to_owned(),
        ToString::to_string,
    )
}

/// The identity of a unit that stands in the profile: the same on every reading.
fn unit_id(short: &str) -> UnitId {
    let sum = sha256_hex(&format!("nightdesk profile unit {short}"));
    let bytes: [u8; 16] =
        std::array::from_fn(|i| u8::from_str_radix(&sum[i * 2..i * 2 + 2], 16).unwrap_or_default());
    UnitId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The site's working hours: its week, holidays in force, and its own days.
pub fn calendar(policy: &Policy, zone: Option<Zone>) -> Calendar {
    let parts = calendar_parts(&policy.profile, &policy.holidays);
    let zone = zone
        .or_else(|| Zone::named(&parts.tz).ok())
        .unwrap_or_else(Zone::utc);
    let mut calendar = Calendar::new(zone, parts.week.map(|day| spans(&day)));
    calendar.closed_days = parts.closed;
    calendar.part_days = parts
        .part
        .iter()
        .map(|(date, day)| (*date, spans(day)))
        .collect();
    calendar
}

fn spans(of: &[site::Span]) -> Vec<Span> {
    of.iter()
        .filter_map(|span| Span::new(span.from_min, span.to_min))
        .collect()
}

/// A person's own hours, from the spans of an entry; `None` where they keep the site's.
pub fn person_hours(week: &[Vec<String>]) -> Option<PersonHours> {
    if week.iter().all(Vec::is_empty) {
        return None;
    }
    let day = |n: usize| -> Vec<Span> {
        let texts = week.get(n).map_or(&[][..], Vec::as_slice);
        let read: Vec<_> = texts
            .iter()
            .filter_map(|text| site::Span::parse(text))
            .collect();
        spans(&read)
    };
    Some(PersonHours {
        week: std::array::from_fn(day),
    })
}
