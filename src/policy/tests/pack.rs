//! Every shipped file reads, and what the files promise of each other holds.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use crate::domain::site::{After, Class, Fact, FileKind, Limit, Moment, Period, When};
use crate::policy::pack::{Pack, shipped_sources};
use crate::policy::{sample_tickets, sha256_hex, shipped};

#[test]
fn every_shipped_file_reads_and_every_name_and_citation_holds() {
    let sources = shipped_sources();
    let pack = Pack::read(&sources).unwrap_or_else(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"));
    });
    assert_eq!(pack.files().count() + pack.texts().len(), sources.len());
    assert_eq!(pack.profiles().len(), 5);
    assert_eq!(pack.templates().len(), 25);
    assert_eq!(pack.clocks().unwrap().clocks.len(), 29);
    assert_eq!(pack.prompts().unwrap().categories.len(), 12);
    assert_eq!(pack.texts().len(), 5);
}

#[test]
fn each_policy_text_has_a_profile_and_an_unconfirmed_setting_has_no_source() {
    let ids: Vec<&str> = shipped().profile_ids().collect();
    assert_eq!(
        ids,
        [
            "bloomfield",
            "city",
            "library-template",
            "metro",
            "oak-park"
        ]
    );
    let town = shipped().find_profile("bloomfield").unwrap();
    assert_eq!(
        town.words.director.as_str(),
        "Director of Information Systems and Technology"
    );
    assert_eq!(town.roles.post_of("lead"), Some("director"));
    assert_eq!(
        town.roles.of_post("it_staff").collect::<Vec<_>>(),
        ["oncall", "operator", "tech"]
    );
    assert_eq!(town.promises.minutes(Class::One), Some(8 * 60));
    assert_eq!(town.promises.minutes(Class::Harm), None);
    assert_eq!(town.passwords.period, Period::Days(180));
    assert_eq!(town.hours.quiet, (22 * 60, 7 * 60));
    assert_eq!(town.units.0[0].heads, None);
    assert!(town.is_set("security.hr_gate") && !town.is_set("policy.agree_before_use"));
    let open: Vec<(&str, &str)> = town.unconfirmed().collect();
    assert!(open.contains(&("comp_time.rate", "3, 2")));
    assert!(open.contains(&("hours.week.sat", "none")));
    assert!(!open.iter().any(|(key, _)| *key == "comp_time.enabled"));
    let charity = shipped().find_profile("metro").unwrap();
    assert_eq!(charity.passwords.period, Period::Months(6));
    assert_eq!(charity.policy.return_to, None);
}

#[test]
fn the_lists_say_what_ticks_holds_and_limits_a_step() {
    let policy = shipped().policy("bloomfield").unwrap();
    let outage = policy.template("server-network-outage").unwrap();
    let gates: Vec<&str> = outage
        .gates_of("enter")
        .map(|(step, _)| step.id.as_str())
        .collect();
    assert_eq!(gates, ["safe"]);
    let esc = outage.step("esc").unwrap();
    assert_eq!(
        esc.limit.as_ref().unwrap().to_string(),
        "callout.started+2h"
    );
    assert!(matches!(esc.when, Some(When::Unsolved { .. })));
    let told = outage.step("tell2").unwrap();
    assert_eq!(
        (told.from, told.after),
        (Some(Fact::Told), Some(After::Outcome))
    );
    let rotation = policy.template("rotation-180").unwrap();
    assert!(matches!(rotation.anchor, Moment::Date(_)));
    assert_eq!(policy.enabled().count(), 24);
    let five: Vec<&str> = policy
        .prompts
        .gating("repair")
        .map(|p| p.id.as_str())
        .collect();
    let wanted = [
        "date",
        "time",
        "narrative",
        "actions",
        "closed",
        "machine",
        "fault",
    ];
    assert_eq!(five, wanted);
    assert_eq!(policy.prompts.gating("service-request").count(), 0);
    let update = policy.clocks.clock("originator-update").unwrap();
    assert_eq!(
        update.length_for(Some(Class::Server)).to_string(),
        "1 elapsed_h"
    );
    assert_eq!(update.length_for(None).to_string(), "1 work_day");
    let started: Vec<&str> = policy
        .clocks
        .started_by("incident.aware")
        .map(|c| &*c.id)
        .collect();
    assert_eq!(
        started,
        ["breach-internal", "breach-72h", "breach-us-state"]
    );
}

/// Easter Sunday of a year from 1900 to 2099, by the rule of Gauss.
fn easter(year: i32) -> NaiveDate {
    let moon = (19 * (year % 19) + 24) % 30;
    let sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
    let day = NaiveDate::from_ymd_opt(year, 3, 22).unwrap();
    day + TimeDelta::days(i64::from(moon + sunday))
}

#[test]
fn good_friday_and_the_holidays_of_each_country_lie_where_they_must() {
    assert_eq!(easter(2026).to_string(), "2026-04-05");
    let lists = shipped().holidays();
    assert_eq!(lists.len(), 4);
    for list in lists.values() {
        assert_eq!(list.years, [2026, 2027, 2028], "{}", list.id);
        for (day, name) in &list.days {
            let weekday = day.weekday();
            let is_weekend = matches!(weekday, Weekday::Sat | Weekday::Sun);
            assert!(!is_weekend, "{}: {day} {name} is a {weekday}", list.id);
        }
    }
    for id in ["england-wales", "northern-ireland", "scotland"] {
        for year in 2026..=2028 {
            let good_friday = easter(year) - TimeDelta::days(2);
            assert_eq!(lists[id].on(good_friday).unwrap().as_str(), "Good Friday");
        }
    }
    for (year, day) in [(2026, 26), (2027, 25), (2028, 23)] {
        let thanksgiving = NaiveDate::from_ymd_opt(year, 11, day).unwrap();
        assert_eq!(
            lists["us-federal"].on(thanksgiving).unwrap().as_str(),
            "Thanksgiving Day"
        );
        let fourth = NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4);
        assert_eq!(fourth, Some(thanksgiving));
    }
}

#[test]
fn an_adoption_carries_the_text_as_it_is_and_its_sum() {
    let file = shipped().file(FileKind::Checklist, "new-employee").unwrap();
    assert_eq!(file.version, 3);
    assert_eq!(file.sha256, sha256_hex(&file.text));
    assert_eq!(
        sha256_hex("abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    let files = shipped().files_for("metro");
    let profiles = files.filter(|f| f.kind == FileKind::Profile).count();
    assert_eq!(profiles, 1);
    assert_eq!(sample_tickets().lines().count(), 400);
}

#[test]
fn a_setting_of_the_profile_goes_before_the_length_of_a_clock() {
    let length = |profile: &str, clock: &str| {
        let policy = shipped().policy(profile).unwrap();
        let clock = policy.clocks.clock(clock).unwrap().clone();
        policy
            .length_of(&clock, None)
            .map(|length| length.to_string())
    };
    assert_eq!(
        length("bloomfield", "rotation").as_deref(),
        Some("180 cal_day")
    );
    assert_eq!(length("metro", "rotation").as_deref(), Some("6 cal_month"));
    assert_eq!(length("metro", "breach-us-state"), None);
    assert_eq!(
        length("bloomfield", "breach-us-state").as_deref(),
        Some("60 cal_day")
    );
    assert_eq!(
        length("bloomfield", "breach-72h").as_deref(),
        Some("72 elapsed_h")
    );
    assert_eq!(length("bloomfield", "loan").as_deref(), Some("at loan.due"));
}

/// Events that entries of the desk or a callout record.
const RECORDED: [&str; 6] = [
    "ticket.",
    "checklist.",
    "incident.",
    "lead.",
    "breach.",
    "callout.",
];

#[test]
fn every_limit_of_a_shipped_list_counts_from_a_moment_that_is_known() {
    for template in shipped().templates().values() {
        for step in &template.steps {
            let Some(Limit::At { moment, .. }) = &step.limit else {
                continue;
            };
            let is_set = template
                .steps
                .iter()
                .any(|s| s.sets.as_ref() == Some(moment));
            let is_begun = matches!(moment, Moment::Event(_)) && *moment == template.anchor;
            let is_recorded = RECORDED.iter().any(|of| moment.name().starts_with(of));
            assert!(
                is_set || is_begun || is_recorded,
                "{} {}: nothing says when {} is",
                template.id,
                step.id,
                moment.name()
            );
        }
    }
}
