//! Reads the section `[comp_time]` of a profile.

use std::collections::BTreeMap;

use chrono::Weekday;

use super::node::Node;
use super::sections::DAYS;
use super::table::Table;
use crate::domain::site::{CompTime, MinCallout, PayPeriod, Rate};
use crate::policy::error::one_of;

/// How a file spells a weekday, as days from Monday.
fn days_of_weekday(text: &str) -> Option<u8> {
    let at = DAYS.iter().position(|day| *day == text)?;
    u8::try_from(at).ok()
}

fn rate(node: &Node<'_, '_>) -> Option<Rate> {
    let numbers: Vec<u32> = node.items().iter().filter_map(Node::number).collect();
    match numbers[..] {
        [num, den] if num > 0 && den > 0 => Some(Rate { num, den }),
        _ => {
            node.wrong(
                "a rate is two whole numbers, both above 0",
                "write [3, 2] for one and a half",
            );
            None
        }
    }
}

fn rate_holiday(table: &Table<'_, '_>) -> Option<Rate> {
    let node = table.need("rate_holiday")?;
    let is_empty = node.value.as_array().is_some_and(|list| list.is_empty());
    if is_empty { None } else { rate(&node) }
}

fn rates_by_weekday(table: &Table<'_, '_>) -> BTreeMap<u8, Rate> {
    let rates = table.map("rate_by_weekday", |day, node| {
        let Some(number) = days_of_weekday(day) else {
            node.wrong(
                format!("`{day}` is no weekday"),
                one_of(day, DAYS.into_iter()),
            );
            return None;
        };
        Some((number, rate(node)?))
    });
    rates.into_values().collect()
}

fn weekday(table: &Table<'_, '_>, key: &'static str) -> Weekday {
    table
        .formed(key, days_of_weekday, "\"mon\" or \"sun\"")
        .and_then(|days| Weekday::try_from(days).ok())
        .unwrap_or(Weekday::Mon)
}

pub(super) fn comp_time(table: &Table<'_, '_>) -> CompTime {
    let pay_period = table.sub("pay_period", |table| {
        let first = table.need("first").and_then(|node| node.date());
        PayPeriod {
            first: first.unwrap_or_default(),
            days: table.number("days"),
        }
    });
    let min_callout_min = table.sub("min_callout_min", |table| MinCallout {
        onsite: table.number("onsite"),
        remote: table.number("remote"),
    });
    let ordinary = table.need("rate").and_then(|node| rate(&node));
    CompTime {
        enabled: table.flag("enabled"),
        deputy_for_own_claims: table.string("deputy_for_own_claims"),
        workweek_start: weekday(table, "workweek_start"),
        pay_period,
        rate: ordinary.unwrap_or(Rate { num: 1, den: 1 }),
        rate_holiday: rate_holiday(table),
        rate_by_weekday: rates_by_weekday(table),
        rate_by: table.word("rate_by"),
        topup_rate: table.word("topup_rate"),
        basis: table.word("basis"),
        weekly_threshold_min: table.number("weekly_threshold_min"),
        round_unit_min: table.number("round_unit_min"),
        round_mode: table.word("round_mode"),
        min_callout_min,
        min_grace_min: table.number("min_grace_min"),
        min_when_contiguous: table.flag("min_when_contiguous"),
        repeat_rule: table.word("repeat_rule"),
        travel: table.word("travel"),
        cap_min: table.number("cap_min"),
        over_cap: table.word("over_cap"),
        require_log_entry: table.flag("require_log_entry"),
        pre_approval: table.word("pre_approval"),
        agreement_required: table.flag("agreement_required"),
        eligible: table.strings("eligible"),
        approver_roles: table.strings("approver_roles"),
        approve_own: table.flag("approve_own"),
    }
}
