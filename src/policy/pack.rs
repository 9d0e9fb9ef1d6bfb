//! All files of a site together: what ships with the program, and the site's own over it.
//!
//! The shipped files are compiled in by walking `assets/`; none is named in the code. A site's file
//! of the same kind and id replaces the shipped one, another id stands beside it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::check::check_pack;
use super::citation::PolicyText;
use super::error::{Note, PackError};
use super::read::{
    kind_of, read_checklist, read_clocks, read_holidays, read_profile, read_prompts, read_runbook,
};
use crate::domain::site::{
    ClockRules, FileKind, HolidayList, Later, Policy, Profile, Prompts, Runbook, Template,
};
use crate::text::Clean;

/// Everything under `assets/`, compiled in.
pub(super) static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");
static SHIPPED: LazyLock<Pack> = LazyLock::new(|| {
    Pack::read(&shipped_sources()).expect("the pack test reads every shipped file")
});

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It ships with the program.
    Shipped,
    /// It is the site's own.
    Site,
}

/// A file before it is read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its name, as faults print it.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A file that was read, as an adoption writes it into the journal.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its kind.
    pub kind: FileKind,
    /// Its id within its kind.
    pub id: String,
    /// Its version; for a profile the version of its form.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// Its whole text, unchanged.
    pub text: Arc<str>,
    /// The SHA-256 of the text, as 64 hexadecimal digits.
    pub sha256: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// The rules of a site, or those that ship.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    sources: Vec<SourceFile>,
    files: BTreeMap<(FileKind, String), PackFile>,
    profiles: BTreeMap<String, Profile>,
    templates: BTreeMap<String, Later<Template>>,
    prompts: Option<Prompts>,
    clocks: Option<ClockRules>,
    holidays: BTreeMap<String, HolidayList>,
    runbooks: BTreeMap<String, Runbook>,
    texts: BTreeMap<String, PolicyText>,
    notes: Vec<Note>,
}

/// The files that ship with the program, read and checked.
pub fn shipped() -> &'static Pack {
    &SHIPPED
}

/// Every shipped file before it is read.
pub(super) fn shipped_sources() -> Vec<SourceFile> {
    let mut sources = Vec::new();
    walk(&ASSETS, &mut sources);
    sources
}

fn walk(dir: &Dir<'_>, sources: &mut Vec<SourceFile>) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().into_owned();
        if let Some(text) = file.contents_utf8().filter(|_| is_ours(&name)) {
            sources.push(SourceFile {
                name,
                text: text.into(),
                origin: Origin::Shipped,
            });
        }
    }
    for inner in dir.dirs() {
        walk(inner, sources);
    }
}

/// Whether a file of that name is one of the site's: a TOML file, a policy's text, or a runbook.
pub(super) fn is_ours(name: &str) -> bool {
    has_end(name, "toml") || is_policy_text(name) || is_runbook(name)
}

fn is_runbook(name: &str) -> bool {
    name.starts_with("runbooks/") && (has_end(name, "txt") || has_end(name, "md"))
}

fn is_policy_text(name: &str) -> bool {
    name.starts_with("policies/") && has_end(name, "txt")
}

fn has_end(name: &str, end: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(end))
}

/// The SHA-256 of a text, as 64 hexadecimal digits.
pub fn sha256_hex(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

impl Pack {
    /// Reads files into one pack; a site's file replaces the shipped one of its kind and id.
    ///
    /// # Errors
    /// Every fault of every file; show them to whoever wrote them. Nothing of the pack is used.
    pub fn read(sources: &[SourceFile]) -> Result<Self, Vec<PackError>> {
        let mut pack = Self {
            sources: sources.to_vec(),
            ..Self::default()
        };
        let mut errors = Vec::new();
        let mut later = Vec::new();
        for source in sources {
            if is_policy_text(&source.name) {
                let name = source.name.trim_start_matches("policies/").to_owned();
                pack.texts.insert(name, PolicyText::new(&source.text));
                continue;
            }
            match kind_of(&source.text, &source.name) {
                Ok(FileKind::Checklist) => later.push(source),
                Ok(kind) => errors.extend(pack.take(kind, source).err().into_iter().flatten()),
                Err(error) => errors.push(error),
            }
        }
        if pack.clocks.is_some() {
            for source in later {
                let read = pack.take(FileKind::Checklist, source);
                errors.extend(read.err().into_iter().flatten());
            }
        }
        if errors.is_empty() {
            errors = check_pack(&pack);
        }
        if errors.is_empty() {
            Ok(pack)
        } else {
            Err(errors)
        }
    }

    fn take(&mut self, kind: FileKind, source: &SourceFile) -> Result<(), Vec<PackError>> {
        let (text, name) = (&*source.text, &*source.name);
        match kind {
            FileKind::Profile => {
                let (profile, notes) = read_profile(text, name)?;
                self.note(source, notes);
                let id = profile.organisation.id.clone();
                self.enter(kind, &id, profile.schema, source)?;
                self.profiles.insert(id, profile);
            }
            FileKind::Checklist => {
                let Some(clocks) = &self.clocks else {
                    return Ok(());
                };
                let (template, notes) = read_checklist(text, name, clocks)?;
                self.note(source, notes);
                let id = template.id.clone();
                self.enter(kind, &id, template.version, source)?;
                self.templates.insert(id, template.into());
            }
            FileKind::Prompts => {
                let (prompts, notes) = read_prompts(text, name)?;
                self.note(source, notes);
                self.enter(kind, kind.as_str(), prompts.version, source)?;
                self.prompts = Some(prompts);
            }
            FileKind::Clocks => {
                let (clocks, notes) = read_clocks(text, name)?;
                self.note(source, notes);
                self.enter(kind, kind.as_str(), clocks.version, source)?;
                self.clocks = Some(clocks);
            }
            FileKind::Holidays => {
                let (list, notes) = read_holidays(text, name)?;
                self.note(source, notes);
                let id = list.id.clone();
                self.enter(kind, &id, 1, source)?;
                self.holidays.insert(id, list);
            }
            FileKind::Runbook => {
                let (runbook, notes) = read_runbook(text, name)?;
                self.note(source, notes);
                let id = runbook.id.clone();
                self.enter(kind, &id, runbook.version, source)?;
                self.runbooks.insert(id, runbook);
            }
        }
        Ok(())
    }

    fn note(&mut self, source: &SourceFile, notes: Vec<Note>) {
        if source.origin == Origin::Site {
            self.notes.extend(notes);
        }
    }

    fn enter(
        &mut self,
        kind: FileKind,
        id: &str,
        version: u32,
        source: &SourceFile,
    ) -> Result<(), Vec<PackError>> {
        let key = (kind, id.to_owned());
        if let Some(other) = self.files.get(&key)
            && other.origin == source.origin
        {
            return Err(vec![PackError {
                file: source.name.clone(),
                line: 1,
                field: "id".to_owned(),
                wrong: Clean::new(&format!("{} is a {kind} `{id}` too", other.name)),
                mend: Clean::from("give one of them another id, or take one away"),
            }]);
        }
        let file = PackFile {
            kind,
            id: id.to_owned(),
            version,
            name: source.name.clone(),
            text: Arc::clone(&source.text),
            sha256: sha256_hex(&source.text),
            origin: source.origin,
        };
        self.files.insert(key, file);
        Ok(())
    }

    /// Checks one file as if the site had it: alone, and together with everything else here.
    ///
    /// # Errors
    /// Every fault, also of another file that this one would break.
    pub fn checked(&self, name: &str, text: &str) -> Result<(PackFile, Vec<Note>), Vec<PackError>> {
        let kind = kind_of(text, name).map_err(|error| vec![error])?;
        let source = SourceFile {
            name: name.to_owned(),
            text: text.into(),
            origin: Origin::Site,
        };
        let sha256 = sha256_hex(text);
        let id = self.id_in(kind, &source)?;
        let before = self.files.get(&(kind, id.clone()));
        let replaced = before.filter(|file| file.origin == Origin::Site);
        let mut sources: Vec<SourceFile> = self
            .sources
            .iter()
            .filter(|other| replaced.is_none_or(|file| file.name != other.name))
            .cloned()
            .collect();
        sources.push(source);
        let pack = Self::read(&sources).map_err(|faults| of_this_first(faults, name))?;
        let notes = pack.notes.iter().filter(|n| n.file == name);
        let file = pack.files.get(&(kind, id)).filter(|f| f.sha256 == sha256);
        file.map(|file| (file.clone(), notes.cloned().collect()))
            .ok_or_else(Vec::new)
    }

    /// The id that a file of that kind gives itself.
    fn id_in(&self, kind: FileKind, source: &SourceFile) -> Result<String, Vec<PackError>> {
        let mut alone = Self {
            clocks: self.clocks.clone(),
            ..Self::default()
        };
        alone.take(kind, source)?;
        let id = alone.files.into_keys().map(|(_, id)| id).next();
        id.ok_or_else(Vec::new)
    }

    /// The files in the order in which a new desk adopts them, of the profiles only that one.
    pub fn files_for<'a>(&'a self, profile_id: &'a str) -> impl Iterator<Item = &'a PackFile> {
        self.files
            .values()
            .filter(move |file| file.kind != FileKind::Profile || file.id == profile_id)
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = &PackFile> {
        self.files.values()
    }

    /// The file of that kind and id.
    pub fn file(&self, kind: FileKind, id: &str) -> Option<&PackFile> {
        self.files.get(&(kind, id.to_owned()))
    }

    /// The ids of the profiles.
    pub fn profile_ids(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// The profile of that id.
    pub fn find_profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.get(id)
    }

    /// The profiles by id.
    pub fn profiles(&self) -> &BTreeMap<String, Profile> {
        &self.profiles
    }

    /// The checklists by id.
    pub fn templates(&self) -> &BTreeMap<String, Later<Template>> {
        &self.templates
    }

    /// The prompts; none in a pack that has no such file.
    pub fn prompts(&self) -> Option<&Prompts> {
        self.prompts.as_ref()
    }

    /// The deadlines; none in a pack that has no such file.
    pub fn clocks(&self) -> Option<&ClockRules> {
        self.clocks.as_ref()
    }

    /// The holiday lists by id.
    pub fn holidays(&self) -> &BTreeMap<String, HolidayList> {
        &self.holidays
    }

    /// The policy texts by file name.
    pub fn texts(&self) -> &BTreeMap<String, PolicyText> {
        &self.texts
    }

    /// What is worth a second look in the site's own files.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The rules as they would be in force under one profile; none where a part is missing.
    pub fn policy(&self, profile_id: &str) -> Option<Policy> {
        Some(Policy {
            profile: self.profiles.get(profile_id)?.clone(),
            prompts: self.prompts.clone()?,
            templates: self.templates.clone(),
            clocks: self.clocks.clone()?,
            holidays: self.holidays.values().cloned().collect(),
            runbooks: self.runbooks.clone(),
            seqs: BTreeMap::new(),
            confirmed: false,
        })
    }
}

/// What is wrong in the file that is checked; what the others say of it only where nothing is wrong
/// in it, for that follows from it and cannot be mended there.
fn of_this_first(faults: Vec<PackError>, name: &str) -> Vec<PackError> {
    if faults.iter().any(|fault| fault.file == name) {
        let own = faults.into_iter().filter(|fault| fault.file == name);
        return own.collect();
    }
    faults
}
