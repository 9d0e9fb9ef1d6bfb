//! The page `docs/policy.md`, made from the table of rules.

use std::fmt::Write;

use super::rules::{rules, shown};
use crate::domain::site::{Rule, RuleId};

const HEAD: &str = "# The rules, and what the program does about them

This page is made from the table of rules (`src/policy/rules/`); change that, then run
`UPDATE_DOCS=1 cargo nextest run --lib policy_page`. `R` rules are the policies', `N` rules the
program's own. The words are our summary; the policy's own words stand in its text.
";

const COLUMNS: &str = "
| rule | says | source | what the program does now | shown by |
|---|---|---|---|---|
";

/// The whole page as Markdown.
pub fn policy_page() -> String {
    let mut page = HEAD.to_owned();
    for (title, is_own) in [
        ("The policies' rules", false),
        ("The program's own rules", true),
    ] {
        let _ = write!(page, "\n## {title}\n{COLUMNS}");
        for rule in rules().filter(|rule| matches!(rule.id, RuleId::N(_)) == is_own) {
            row(&mut page, rule);
        }
    }
    page
}

fn row(page: &mut String, rule: &Rule) {
    let mut source = rule.source();
    for (file, section) in rule.also {
        let _ = write!(source, "; {file}, {section}");
    }
    let (does, tests) = shown(rule.id).map_or(("not yet built", &[][..]), |s| (s.does, s.tests));
    let tests: Vec<String> = tests.iter().map(|test| format!("`{test}`")).collect();
    let _ = writeln!(
        page,
        "| {} | {} | {source} | {does} | {} |",
        rule.id,
        rule.line,
        tests.join(", ")
    );
}
