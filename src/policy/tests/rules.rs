//! The table of rules is whole, and each rule of a policy stands where it says.

use std::path::Path;

use crate::domain::Command;
use crate::domain::command::SetCategory;
use crate::domain::site::RuleId;
use crate::domain::testing::World;
use crate::policy::{find_rule, policy_page, rules, shipped, shown};

#[test]
fn every_rule_of_a_policy_cites_a_heading_that_stands_in_its_text() {
    let mut numbers = Vec::new();
    for rule in rules() {
        let RuleId::R(number) = rule.id else {
            assert_eq!(rule.source_file, "nightdesk");
            continue;
        };
        numbers.push(number);
        let places = [(rule.source_file, rule.section)];
        for (file, section) in places.iter().chain(rule.also) {
            let text = &shipped().texts()[*file];
            assert!(text.has_heading(section), "{}: {file}, {section}", rule.id);
        }
    }
    assert_eq!(numbers, (1..=96).collect::<Vec<u8>>());
}

#[test]
fn a_rule_is_found_by_its_number() {
    for rule in rules() {
        assert_eq!(find_rule(rule.id), Some(rule));
        assert!(!rule.line.contains(['|', '\n']) && !rule.line.ends_with('.'));
    }
    assert_eq!(find_rule(RuleId::R(0)), None);
    assert_eq!(find_rule(RuleId::R(97)), None);
    assert_eq!(find_rule(RuleId::N(99)), None);
}

/// The text of every source file under a folder.
fn sources(dir: &Path, into: &mut String) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_test_that_is_said_to_show_a_rule_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    sources(&root.join("src"), &mut text);
    sources(&root.join("tests"), &mut text);
    for shown in rules().filter_map(|rule| shown(rule.id)) {
        assert!(
            !shown.tests.is_empty(),
            "{} is shown by no test",
            shown.rule
        );
        for test in shown.tests {
            assert!(
                text.contains(&format!("fn {test}(")),
                "{}: {test}",
                shown.rule
            );
        }
    }
}

#[test]
fn policy_page_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policy.md");
    let page = policy_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, page, "rewrite it with UPDATE_DOCS=1");
}

#[test]
fn each_of_the_ten_records_asks_its_own_questions_by_its_own_rule() {
    let ten = [
        "server-change",
        "software-configuration",
        "backup-record",
        "firewall-change",
        "router-change",
        "policy-violation",
        "security-breach",
        "customer-interaction",
        "staff-interaction",
        "network-interruption",
    ];
    for (category, number) in ten.into_iter().zip(14_u8..) {
        let mut world = World::new();
        world.site.policy = shipped().policy("library-template").unwrap();
        let ticket = world.open("Something was changed");
        let set = SetCategory {
            ticket,
            category: category.to_owned(),
            secondary: false,
        };
        world.run(Command::Category(set)).unwrap();
        let refusal = world.close(ticket).unwrap_err();
        let rules: Vec<RuleId> = refusal.each().map(|each| each.rule).collect();
        let has = |number| rules.contains(&RuleId::R(number));
        assert!(has(number) && has(13) && has(3), "{category}: {rules:?}");
        let others = (14..=23).filter(|n| *n != number).any(has);
        assert!(!others, "{category}: {rules:?}");
    }
}
