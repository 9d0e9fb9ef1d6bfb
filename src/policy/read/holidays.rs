//! Reads a list of holidays.

use chrono::{Datelike, NaiveDate};

use super::Read;
use super::doc::read;
use super::table::Table;
use crate::domain::site::HolidayList;
use crate::text::Clean;

/// Reads a list of holidays.
///
/// # Errors
/// Every fault of the text; show them to whoever wrote it.
pub fn read_holidays(text: &str, name: &str) -> Read<HolidayList> {
    read(text, name, |root| {
        let list = HolidayList {
            id: root.id("id"),
            name: root.text("name"),
            source: root.text("source"),
            note: root.opt_text("note").unwrap_or_default(),
            years: years(root),
            days: root.subs("days", day),
        };
        check(root, &list);
        list
    })
}

fn years(root: &Table<'_, '_>) -> Vec<i32> {
    let items = root.need("years").map(|n| n.items()).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| {
            let year = item.number()? as i32;
            if !(1970..=9999).contains(&year) {
                item.wrong(format!("{year} is no year"), "write it with four digits");
            }
            Some(year)
        })
        .collect()
}

fn day(table: &Table<'_, '_>) -> (NaiveDate, Clean) {
    let date = table.need("date").and_then(|node| node.date());
    (date.unwrap_or_default(), table.text("name"))
}

fn check(root: &Table<'_, '_>, list: &HolidayList) {
    let mut before = NaiveDate::MIN;
    for (index, (day, _)) in list.days.iter().enumerate() {
        // A day that could not be read has its own fault.
        if *day == NaiveDate::default() {
            continue;
        }
        let wrong = |wrong: String, mend: String| {
            let line = root.line_below("days", index, "date");
            root.doc
                .error(line, &format!("days[{index}].date"), wrong, mend);
        };
        if *day <= before {
            wrong(
                format!("{day} stands after {before}"),
                "write each day once, in the order of the calendar".to_owned(),
            );
        }
        if !list.years.contains(&day.year()) {
            wrong(
                format!("{day} lies in no year that the list says it covers"),
                format!("add {} to `years`, or mend the day", day.year()),
            );
        }
        before = *day;
    }
    for year in &list.years {
        if !list.days.iter().any(|(date, _)| date.year() == *year) {
            root.wrong(
                "years",
                format!("there is no day of {year}"),
                "add its days, or take the year out of `years`",
            );
        }
    }
}
