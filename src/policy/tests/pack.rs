//! Every shipped file reads, and what the files promise of each other holds.

use crate::policy::pack::{Pack, shipped_sources};

#[test]
fn every_shipped_file_reads_and_every_name_and_citation_holds() {
    let sources = shipped_sources();
    let pack = Pack::read(&sources).unwrap_or_else(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"));
    });
    let toml = sources.iter().filter(|s| s.name.ends_with(".toml")).count();
    assert_eq!(pack.files().count(), toml);
    assert_eq!(pack.profiles().len(), 5);
    assert_eq!(pack.templates().len(), 25);
    assert_eq!(pack.clocks().unwrap().clocks.len(), 29);
    assert_eq!(pack.prompts().unwrap().categories.len(), 12);
    assert_eq!(pack.texts().len(), 5);
}
