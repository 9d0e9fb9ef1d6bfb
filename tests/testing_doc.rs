//! `docs/testing.md` names every case once, and no test that is not there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How many cases each letter has. Source: the list of cases of our reliability rules.
const CASES: [(char, u32); 11] = [
    ('A', 14),
    ('B', 8),
    ('C', 6),
    ('D', 5),
    ('E', 7),
    ('F', 5),
    ('G', 8),
    ('H', 7),
    ('I', 6),
    ('J', 5),
    ('K', 8),
];

fn page() -> String {
    fs::read_to_string(root().join("docs/testing.md")).expect("the page")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of the cases: the case, and what shows it.
fn rows(page: &str) -> Vec<(String, String)> {
    let cells = page.lines().filter_map(|line| {
        let line = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let cells: Vec<&str> = line.split(" | ").collect();
        let [case, _, shown] = cells[..] else {
            return None;
        };
        let mut letters = case.chars();
        let is_case = letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && case.len() == 3
            && letters.all(|c| c.is_ascii_digit());
        is_case.then(|| (case.to_owned(), shown.to_owned()))
    });
    cells.collect()
}

/// The tests that are named anywhere in a text: `file::function` between backticks.
fn named(text: &str) -> Vec<(String, String)> {
    let quoted = text.split('`').skip(1).step_by(2);
    let names = quoted.filter_map(|name| name.split_once("::"));
    let is_plain = |text: &str| {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_/".contains(c);
        !text.is_empty() && text.chars().all(letters)
    };
    names
        .filter(|(file, function)| is_plain(file) && is_plain(function))
        .map(|(file, function)| (file.to_owned(), function.to_owned()))
        .collect()
}

fn file_of(name: &str) -> PathBuf {
    let folder = if name.starts_with("src/") {
        ""
    } else {
        "tests"
    };
    root().join(folder).join(format!("{name}.rs"))
}

#[test]
fn every_case_stands_on_the_page_once() {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for (case, _) in rows(&page()) {
        *found.entry(case).or_default() += 1;
    }
    let all = CASES.iter().flat_map(|(letter, last)| {
        (1..=*last).map(move |number| (format!("{letter}{number:02}"), 1))
    });
    assert_eq!(found, all.collect());
}

#[test]
fn every_case_names_its_test_or_what_it_waits_for() {
    for (case, shown) in rows(&page()) {
        assert!(
            shown.starts_with("owed with ") || !named(&shown).is_empty(),
            "{case}: {shown}"
        );
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    // The two that show what a name looks like.
    let examples = ["hostile::x", "src/text/fuzz::x", "file::function"];
    let mut wrong = Vec::new();
    for (file, function) in named(&page()) {
        let name = format!("{file}::{function}");
        if examples.contains(&name.as_str()) {
            continue;
        }
        let text = fs::read_to_string(file_of(&file)).unwrap_or_default();
        if !text.contains(&format!("fn {function}(")) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "these are not there: {wrong:#?}");
}
