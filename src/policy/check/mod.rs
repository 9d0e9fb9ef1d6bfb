//! What one file says about another: every name that crosses files, and every citation.
//!
//! A fault names the file and the line that must change, also where another file gave the reason.

mod checklist;
mod profile;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

use super::citation::{Library, fold};
use super::error::PackError;
use super::pack::{Pack, PackFile};
use super::read::line_of_path;
use crate::domain::site::{FileKind, Provenance, Source};
use crate::text::Clean;

/// Every fault that shows only when the files are seen together.
pub fn check_pack(pack: &Pack) -> Vec<PackError> {
    let mut faults = Faults::default();
    if !rest::has_all(pack, &mut faults) {
        return faults.0;
    }
    let library = library(pack);
    for file in pack.files() {
        let mut check = Check {
            pack,
            library: &library,
            file,
            faults: &mut faults,
        };
        match file.kind {
            FileKind::Profile => profile::check(&mut check),
            FileKind::Checklist => checklist::check(&mut check),
            FileKind::Prompts => rest::prompts(&mut check),
            FileKind::Clocks => rest::clocks(&mut check),
            FileKind::Holidays | FileKind::Runbook => {}
        }
    }
    faults.0
}

/// The faults found so far.
#[derive(Default)]
struct Faults(Vec<PackError>);

/// One file among the others.
struct Check<'a> {
    pack: &'a Pack,
    library: &'a Library<'a>,
    file: &'a PackFile,
    faults: &'a mut Faults,
}

impl Check<'_> {
    /// Notes a fault at a dotted path of the file.
    fn wrong(&mut self, path: &str, wrong: &str, mend: &str) {
        self.faults.0.push(PackError {
            file: self.file.name.clone(),
            line: line_of_path(&self.file.text, path),
            field: path.to_owned(),
            wrong: Clean::new(wrong),
            mend: Clean::new(mend),
        });
    }

    /// Checks the citations of a list of sources at a dotted path.
    fn sources(&mut self, path: &str, sources: &[Source]) {
        for (index, source) in sources.iter().enumerate() {
            if let Source::Policy { file, at, words } = source
                && let Some((key, wrong, mend)) =
                    self.library.fault(file, at.as_str(), words.as_str())
            {
                self.wrong(&format!("{path}[{index}].{key}"), &wrong, &mend);
            }
        }
    }
}

/// The texts and every heading that a file of the pack cites.
fn library(pack: &Pack) -> Library<'_> {
    let mut headings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut cite = |file: &str, at: &Clean| {
        let known = headings.entry(file.to_owned()).or_default();
        known.insert(fold(at.as_str()));
    };
    let templates = pack.templates().values();
    let of_lists = templates.flat_map(|t| t.sources.iter().chain(steps_sources(t)));
    let of_prompts = pack.prompts().into_iter().flat_map(|prompts| {
        let categories = prompts.categories.values().flat_map(|c| &c.sources);
        prompts.common.sources.iter().chain(categories)
    });
    let of_clocks = pack
        .clocks()
        .into_iter()
        .flat_map(|clocks| clocks.clocks.iter().flat_map(|clock| &clock.sources));
    for source in of_lists.chain(of_prompts).chain(of_clocks) {
        if let Source::Policy { file, at, .. } = source {
            cite(file, at);
        }
    }
    for profile in pack.profiles().values() {
        for said in profile.provenance.values() {
            if let Provenance::Policy { file, at, .. } = said {
                cite(file, at);
            }
        }
    }
    Library {
        texts: pack.texts(),
        headings,
    }
}

fn steps_sources(template: &crate::domain::site::Template) -> impl Iterator<Item = &Source> {
    template.steps.iter().flat_map(|step| &step.sources)
}
