//! Words instead of marks and abbreviations, for whoever listens to the desk.

use crate::domain::site::Rule;
use crate::domain::{Channel, StepName};
use crate::time::{Stamp, Zone};

/// Days as the rest of the program shortens them.
const DAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// Months likewise; May is whole.
const MONTHS: [(&str, &str); 11] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];

/// The words of the queue's classes.
const CLASSES: [(&str, &str); 9] = [
    ("HARM", "harm going on"),
    ("LAW", "a date set by law"),
    ("SRV", "server"),
    ("NET", "network"),
    ("MANY", "several people"),
    ("DEAD", "one computer dead"),
    ("ONE", "one person"),
    ("SLOW", "slowed down"),
    ("REQ", "request"),
];

/// A class in words.
pub(super) fn class(word: &str) -> &str {
    find(&CLASSES, word).unwrap_or(word)
}

fn find<'t>(table: &'t [(&str, &str)], word: &str) -> Option<&'t str> {
    let row = table.iter().find(|(short, _)| *short == word);
    row.map(|(_, whole)| *whole)
}

/// A line as it is read out: units, days and months whole, no marks.
pub(super) fn spell(line: &str) -> String {
    let plain = line
        .strip_prefix("- ")
        .unwrap_or(line)
        .replace('`', "")
        .replace(" · ", ", ")
        .replace('…', "...")
        .replace("TONIGHT:", "Tonight:");
    let plain = match plain.split_once(": ") {
        Some((word, rest)) => format!("{}: {rest}", class(word)),
        None => plain,
    };
    let words: Vec<&str> = plain.split(' ').collect();
    let mut spelled: Vec<String> = Vec::with_capacity(words.len());
    for (n, word) in words.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| words.get(n)).copied();
        let after = words.get(n + 1).copied();
        spelled.push(one(word, before, after));
    }
    spelled.join(" ")
}

/// Whether a word is the name of a policy's file, which says nothing to an ear.
fn is_policy_file(word: &str) -> bool {
    let name = word
        .strip_suffix(".txt")
        .and_then(|name| name.split_once('_'));
    name.is_some_and(|(number, sum)| {
        number.len() == 3
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && sum.len() == 16
            && sum.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn one(word: &str, before: Option<&str>, after: Option<&str>) -> String {
    let bare = word.trim_end_matches([',', '.', ';', ':', ')']);
    let rest = &word[bare.len()..];
    let number = before.and_then(|word| word.trim_start_matches('(').parse::<i64>().ok());
    let whole = match (bare, number) {
        ("min", Some(n)) => Some(plural(n, "minute", "minutes")),
        ("h", Some(n)) => Some(plural(n, "hour", "hours")),
        _ => None,
    };
    let starts_with_digit = |word: Option<&str>| {
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let day = || find(&DAYS, bare).filter(|_| starts_with_digit(after));
    let month = || find(&MONTHS, bare).filter(|_| number.is_some());
    let file = || is_policy_file(bare).then_some("the policy");
    match whole.or_else(file).or_else(day).or_else(month) {
        Some(whole) => format!("{whole}{rest}"),
        None => word.to_owned(),
    }
}

const fn plural(n: i64, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

/// A step by its name, which goes there, and what people call it where that is another word.
pub(super) fn called(step: StepName) -> String {
    if step.title() == step.as_str() {
        return step.to_string();
    }
    format!("{step}, {}", step.title())
}

/// A rule with what it says, and where the policy says so.
pub(super) fn rule_in_words(rule: &Rule) -> String {
    let clause = match rule.clause {
        "" => String::new(),
        clause => format!(", {clause}"),
    };
    format!(
        "{}: {}. It stands under {}{clause}.",
        rule.id, rule.line, rule.section
    )
}

/// How something came in.
pub(super) const fn came(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "by phone",
        Channel::Email => "by e-mail",
        Channel::WalkIn => "in person",
        Channel::Desk => "at the desk",
        Channel::Alarm => "by an alarm",
        Channel::OnCall => "by a call to whoever was on call",
        Channel::Text => "by a text message",
        Channel::Own => "seen by staff themselves",
        Channel::Other => "in another way",
    }
}

/// A line that ends as a sentence.
pub(super) fn sentence(line: &str) -> String {
    if line.ends_with(['?', '.', '!', ':']) {
        line.to_owned()
    } else {
        format!("{line}.")
    }
}

/// How many, with the word for it.
pub(super) fn number(n: i64, one: &'static str, many: &'static str) -> String {
    format!("{n} {}", plural(n, one, many))
}

/// Minutes in words: `8 minutes`, `1 hour 5 minutes`, `2 days 3 hours`.
pub(super) fn length(minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let day = number(days, "day", "days");
    let hour = number(hours, "hour", "hours");
    let minute = number(rest, "minute", "minutes");
    match (days, hours, rest) {
        (0, 0, _) => minute,
        (0, _, 0) => hour,
        (0, _, _) => format!("{hour} {minute}"),
        (_, 0, _) => day,
        (_, _, _) => format!("{day} {hour}"),
    }
}

/// When something is owed: `owed in 8 minutes`, `overdue by 5 minutes`.
pub(super) fn owed(due: Stamp, now: Stamp) -> String {
    let left = due.minutes_since(now);
    if left >= 0 {
        format!("owed in {}", length(left))
    } else {
        format!("overdue by {}", length(-left))
    }
}

/// A time of day, to the second.
pub(super) fn second(stamp: Stamp, zone: Zone) -> String {
    zone.see(stamp).wall().format("%H:%M:%S").to_string()
}

/// A time of day.
pub(super) fn minute(stamp: Stamp, zone: Zone) -> String {
    zone.see(stamp).wall().format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_days_and_months_are_spelled_and_other_words_stay() {
        let check = |line: &str, spelled: &str| assert_eq!(spell(line), spelled);
        check("The clock: 1 h 15 min.", "The clock: 1 hour 15 minutes.");
        check("1 min, then", "1 minute, then");
        check("due Thu 14 Nov 02:13", "due Thursday 14 November 02:13");
        check("the Sun server", "the Sun server");
        check("Sat down in Mar", "Sat down in Mar");
        check("TONIGHT: Ann (`x`)", "Tonight: Ann (x)");
        check("a · b", "a, b");
        check("MANY: 3 people", "several people: 3 people");
        check(
            "rule: R05, 001_e326ec992fc63302.txt, D. RECORD KEEPING (ii)",
            "rule: R05, the policy, D. RECORD KEEPING (ii)",
        );
        check("see 024_plan.txt.", "see 024_plan.txt.");
    }

    #[test]
    fn lengths_are_words() {
        assert_eq!(length(8), "8 minutes");
        assert_eq!(length(61), "1 hour 1 minute");
        assert_eq!(length(120), "2 hours");
        assert_eq!(length(1500), "1 day 1 hour");
    }
}
