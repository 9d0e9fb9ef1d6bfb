//! Working hours and holidays as somebody types them, and as they are shown.
//!
//! Invariant: what is shown can be typed again and means the same.

use std::fmt::Write as _;

use crate::domain::site::{Hours, Span};
use crate::text::Clean;

/// The days as they are typed and shown, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Words for a day without hours.
const FREE: [&str; 5] = ["none", "off", "free", "closed", "-"];

/// A week as text: `mon-fri 08:30-16:30; sat 09:00-12:00`.
pub(super) fn week_text(hours: &Hours) -> String {
    let days: Vec<String> = hours.week.iter().map(|spans| spans_text(spans)).collect();
    let mut groups: Vec<String> = Vec::new();
    let mut from = 0;
    while from < days.len() {
        let same = days[from..].iter().take_while(|day| **day == days[from]);
        let to = from + same.count() - 1;
        if !days[from].is_empty() {
            let name = if from == to {
                DAYS[from].to_owned()
            } else {
                format!("{}-{}", DAYS[from], DAYS[to])
            };
            groups.push(format!("{name} {}", days[from]));
        }
        from = to + 1;
    }
    groups.join("; ")
}

fn spans_text(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        let gap = if text.is_empty() { "" } else { ", " };
        let (from, to) = (span.from_min, span.to_min);
        let _ = write!(
            text,
            "{gap}{:02}:{:02}-{:02}:{:02}",
            from / 60,
            from % 60,
            to / 60,
            to % 60
        );
    }
    text
}

/// A week from text. A day that is not named is free; hours without a day are Monday to Friday's.
///
/// # Errors
/// It cannot be read; the text names the mend.
pub(super) fn read_week(text: &str) -> Result<[Vec<String>; 7], String> {
    let mut week: [Vec<Span>; 7] = Default::default();
    let mut named = [false; 7];
    let mut present: Vec<usize> = Vec::new();
    for piece in text.split([',', ';']) {
        let mut words = piece.split([' ', '=']).filter(|word| !word.is_empty());
        let mut next = words.next();
        if let Some(days) = next.and_then(read_days) {
            for day in &days {
                if std::mem::replace(&mut named[*day], true) {
                    return Err(format!("{} stands there twice; name it once", DAYS[*day]));
                }
            }
            present = days;
            next = words.next();
        } else if present.is_empty() && next.is_some() {
            present = (0..5).collect();
            named[..5].fill(true);
        }
        for word in next.into_iter().chain(words) {
            if FREE.contains(&word.to_lowercase().as_str()) {
                continue;
            }
            let span = read_span(word).ok_or_else(|| unread(word))?;
            for day in &present {
                let before = week[*day].last();
                if before.is_some_and(|before| before.to_min > span.from_min) {
                    return Err(format!(
                        "`{}` begins before the hours in front of it end; write them in order",
                        Clean::line(word)
                    ));
                }
                week[*day].push(span);
            }
        }
    }
    if week.iter().all(Vec::is_empty) {
        return Err("no day has hours; write such as mon-fri 08:30-16:30".to_owned());
    }
    Ok(week.map(|day| day.iter().map(|span| spans_text(&[*span])).collect()))
}

fn unread(word: &str) -> String {
    format!(
        "`{}` is neither a day nor hours; write such as mon-fri 08:30-16:30; sat 09:00-12:00",
        Clean::line(word)
    )
}

/// `mon`, `monday`, `mon-fri`; a range may run over the week's end.
fn read_days(word: &str) -> Option<Vec<usize>> {
    let day = |word: &str| {
        let word = word.trim_end_matches(':').to_lowercase();
        let known = DAYS.iter().position(|day| word.starts_with(day))?;
        word.chars().all(char::is_alphabetic).then_some(known)
    };
    match word.split_once('-') {
        None => Some(vec![day(word)?]),
        Some((from, to)) => {
            let (from, to) = (day(from)?, day(to)?);
            let count = (to + 7 - from) % 7 + 1;
            Some((0..count).map(|n| (from + n) % 7).collect())
        }
    }
}

/// `08:30-16:30`; `9-17` is `09:00-17:00`.
fn read_span(word: &str) -> Option<Span> {
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
        format!("{hour:0>2}:{minute}")
    };
    let (from, to) = word.split_once('-')?;
    Span::parse(&format!("{}-{}", time(from), time(to)))
}

/// The holidays as text: lists by their names, and days of one's own.
pub(super) fn holidays_text(hours: &Hours) -> String {
    let days = hours.holidays.iter().map(ToString::to_string);
    let all: Vec<String> = hours.holiday_files.iter().cloned().chain(days).collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

/// Lists and days from text; `known` are the lists that there are.
///
/// # Errors
/// A word is neither; the text names the mend.
pub(super) fn read_holidays(
    text: &str,
    known: &[&str],
) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut lists, mut days) = (Vec::new(), Vec::new());
    let words = text.split([',', ';', ' ']).filter(|word| !word.is_empty());
    for word in words.filter(|word| !FREE.contains(&word.to_lowercase().as_str())) {
        let list = known
            .iter()
            .find(|known| **known == word.to_lowercase().as_str());
        let day = chrono::NaiveDate::parse_from_str(word, "%Y-%m-%d");
        let (into, found) = match (list, day) {
            (Some(list), _) => (&mut lists, (*list).to_owned()),
            (None, Ok(day)) => (&mut days, day.to_string()),
            (None, Err(_)) => {
                return Err(format!(
                    "`{}` is neither a list nor a day; the lists are {}, and a day is such as \
                     2026-12-24",
                    Clean::line(word),
                    known.join(", ")
                ));
            }
        };
        if !into.contains(&found) {
            into.push(found);
        }
    }
    days.sort_unstable();
    Ok((lists, days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> String {
        let week = read_week(text).unwrap();
        let spans = |day: &Vec<String>| day.iter().filter_map(|s| Span::parse(s)).collect();
        let hours = Hours {
            week: std::array::from_fn(|day| spans(&week[day])),
            ..Hours::default()
        };
        week_text(&hours)
    }

    #[test]
    fn hours_are_read_as_people_write_them_and_shown_as_they_can_be_typed() {
        for (typed, shown) in [
            ("mon-fri 08:30-16:30", "mon-fri 08:30-16:30"),
            ("09:00-17:00", "mon-fri 09:00-17:00"),
            ("9-17", "mon-fri 09:00-17:00"),
            (
                "Monday-Thu 8-12, 13-17; fri=8-13",
                "mon-thu 08:00-12:00, 13:00-17:00; fri 08:00-13:00",
            ),
            (
                "mon-fri 8:30-16:30, sat 9-12, sun none",
                "mon-fri 08:30-16:30; sat 09:00-12:00",
            ),
            ("sat-mon 10-14", "mon 10:00-14:00; sat-sun 10:00-14:00"),
        ] {
            assert_eq!(again(typed), shown, "{typed}");
            assert_eq!(again(shown), shown);
        }
    }

    #[test]
    fn hours_that_cannot_be_are_refused_with_the_mend() {
        for (typed, why) in [
            ("", "no day has hours"),
            ("mon-fri none", "no day has hours"),
            ("xyz 8-12", "neither a day nor hours"),
            ("mon 17-9", "neither a day nor hours"),
            ("mon 8-12; mon 13-17", "mon stands there twice"),
            ("mon 8-12, 11-13", "begins before"),
        ] {
            let said = read_week(typed).unwrap_err();
            assert!(said.contains(why), "{typed}: {said}");
        }
    }

    #[test]
    fn holidays_are_lists_and_days() {
        let known = ["scotland", "us-federal"];
        let read = |text| read_holidays(text, &known);
        let (lists, days) = read("us-federal, 2026-12-24 2026-11-27, us-federal").unwrap();
        assert_eq!(lists, ["us-federal"]);
        assert_eq!(days, ["2026-11-27", "2026-12-24"]);
        assert_eq!(read("none").unwrap(), (vec![], vec![]));
        let said = read("christmas").unwrap_err();
        assert!(said.contains("scotland, us-federal"), "{said}");
    }
}
