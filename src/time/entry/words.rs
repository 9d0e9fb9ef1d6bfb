//! The words of a typed time: which day, which time of day.
//!
//! Only the spelling is decided here; which of several Saturdays is meant is not.
//!
//! Invariant: the words come in lower case.

use chrono::{NaiveDate, NaiveTime, Weekday};

/// A day as it was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Day {
    /// None was given.
    Open,
    /// A whole date.
    Date(NaiveDate),
    /// Days from today.
    FromToday(i64),
    /// A day and month without a year.
    OfYear {
        /// From 1.
        month: u32,
        /// From 1.
        day: u32,
    },
    /// A day of the week.
    OfWeek(Weekday),
}

/// Why words are not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unread {
    /// They have no form that is known.
    Unknown,
    /// Their form is known, but the calendar or the clock has no such value.
    NoSuch,
}

/// Reads a day, a time of day, or a day and then a time of day.
pub(super) fn read(text: &str) -> Result<(Day, Option<NaiveTime>), Unread> {
    let spaced = spaced(text);
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let Some((last, before)) = words.split_last() else {
        return Err(Unread::Unknown);
    };
    // After a day and a month, four digits are the year.
    let is_year = before.len() >= 2 && is_digits(last);
    if is_year || !looks_like_clock(last) {
        return Ok((read_day(&words)?, None));
    }
    let time = read_clock(last).ok_or(Unread::NoSuch)?;
    Ok((read_day(before)?, Some(time)))
}

/// One space between words: without commas, `9 pm` as `9pm`, the T of a date and time as a space.
fn spaced(text: &str) -> String {
    let text = text.replace(',', " ");
    let text = match (text.get(..10), text.get(10..11), text.get(11..)) {
        (Some(date), Some("t"), Some(time)) if !time.is_empty() => format!("{date} {time}"),
        _ => text,
    };
    text.replace(" pm", "pm").replace(" am", "am")
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// `21:30`, `21.30`, `9:30pm`, `9pm`, `2130`, `930`.
fn looks_like_clock(word: &str) -> bool {
    let (digits, half) = split_half_day(word);
    if is_digits(digits) {
        return half.is_some() || matches!(digits.len(), 3 | 4);
    }
    let parts: Vec<&str> = digits.split([':', '.']).collect();
    matches!(parts.len(), 2 | 3) && parts.iter().all(|part| is_digits(part))
}

fn split_half_day(word: &str) -> (&str, Option<u32>) {
    if let Some(digits) = word.strip_suffix("am") {
        (digits, Some(0))
    } else if let Some(digits) = word.strip_suffix("pm") {
        (digits, Some(12))
    } else {
        (word, None)
    }
}

fn read_clock(word: &str) -> Option<NaiveTime> {
    let (digits, half) = split_half_day(word);
    let (hour, rest) = match digits.split_once([':', '.']) {
        Some(parts) => parts,
        None if digits.len() <= 2 => (digits, "0"),
        None => digits.split_at(digits.len() - 2),
    };
    let (minute, second) = rest.split_once([':', '.']).unwrap_or((rest, "0"));
    let hour: u32 = hour.parse().ok()?;
    let hour = match half {
        None => hour,
        Some(shift) if (1..=12).contains(&hour) => hour % 12 + shift,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute.parse().ok()?, second.parse().ok()?)
}

fn read_day(words: &[&str]) -> Result<Day, Unread> {
    match words {
        [] => Ok(Day::Open),
        [one] => read_one_word(one),
        // `sat 22 nov`: the date counts, people write the weekday for themselves.
        [first, rest @ ..] if rest.len() >= 2 && read_weekday(first).is_some() => read_day(rest),
        [first, second] => {
            let (month, day) = read_month_day(first, second)?;
            Ok(Day::OfYear { month, day })
        }
        [first, second, year] => {
            let (month, day) = read_month_day(first, second)?;
            let year = match year.parse::<i32>() {
                Ok(year) if year.to_string().len() == 4 => year,
                Ok(_) | Err(_) => return Err(Unread::Unknown),
            };
            let date = NaiveDate::from_ymd_opt(year, month, day);
            date.map(Day::Date).ok_or(Unread::NoSuch)
        }
        _ => Err(Unread::Unknown),
    }
}

fn read_one_word(word: &str) -> Result<Day, Unread> {
    match word {
        "today" => return Ok(Day::FromToday(0)),
        "tomorrow" => return Ok(Day::FromToday(1)),
        "yesterday" => return Ok(Day::FromToday(-1)),
        _ => {}
    }
    if let Some(weekday) = read_weekday(word) {
        return Ok(Day::OfWeek(weekday));
    }
    let parts: Vec<&str> = word.split('-').collect();
    let &[year, month, day] = &parts[..] else {
        return Err(Unread::Unknown);
    };
    let lengths_fit = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    if !lengths_fit || !parts.iter().all(|part| is_digits(part)) {
        return Err(Unread::Unknown);
    }
    let read = |part: &str| part.parse::<u32>().ok();
    let date = read(year).zip(read(month)).zip(read(day));
    date.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year as i32, month, day))
        .map(Day::Date)
        .ok_or(Unread::NoSuch)
}

/// A month and a day, in either order: `22 nov`, `nov 22`.
fn read_month_day(first: &str, second: &str) -> Result<(u32, u32), Unread> {
    let (month, day) = match (read_month(first), read_month(second)) {
        (Some(month), None) => (month, second),
        (None, Some(month)) => (month, first),
        (Some(_), Some(_)) | (None, None) => return Err(Unread::Unknown),
    };
    let day: u32 = match day.parse() {
        Ok(day) if is_digits(second) || is_digits(first) => day,
        Ok(_) | Err(_) => return Err(Unread::Unknown),
    };
    // In a leap year, so that 29 February is a day.
    let exists = NaiveDate::from_ymd_opt(2024, month, day).is_some();
    if exists {
        Ok((month, day))
    } else {
        Err(Unread::NoSuch)
    }
}

fn read_month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = MONTHS.iter().position(|name| is_short_for(word, name))?;
    Some(at as u32 + 1)
}

fn read_weekday(word: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let found = DAYS.iter().find(|(name, _)| is_short_for(word, name));
    found.map(|(_, weekday)| *weekday)
}

/// Whether a word is at least the first three letters of a name, and no other.
fn is_short_for(word: &str, name: &str) -> bool {
    word.trim_end_matches('.').len() >= 3 && name.starts_with(word.trim_end_matches('.'))
}
