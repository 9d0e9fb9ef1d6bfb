//! Secrets that are known by the word before them: `password: ...`, `pw=...`, a PIN, a key.
//!
//! Invariant: the word alone is no secret. What stands behind it must look like one, by letters
//! mixed with digits or signs, or stand alone behind a `:` or a `=`.

use std::ops::Range;

use super::Secret;
use super::shape::{Hit, SIGNS, words};

/// What a word announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// A password; a plain word alone behind it counts too.
    Password,
    /// Passwords, a pass: only what looks like one counts.
    Loose,
    /// A key or a token.
    Key,
    /// A PIN or the code of a door.
    Code,
    /// A person's number.
    Social,
    /// A login: its second half may be a password.
    Login,
}

/// How names of a password end.
const PASSWORDS: [&str; 6] = ["password", "passwd", "passphrase", "_pw", "_pwd", "_pass"];
/// Whole names of a password.
const SHORT: [&str; 5] = ["pw", "pwd", "psw", "psk", "userpw"];
/// What makes a `key` one that is kept secret, before it.
const KEYS: [&str; 9] = [
    "api",
    "access",
    "secret",
    "wifi",
    "wlan",
    "wpa",
    "wpa2",
    "wpa3",
    "encryption",
];
/// What makes a `code` one that opens something, before it.
const CODES: [&str; 7] = ["door", "alarm", "gate", "safe", "keypad", "unlock", "entry"];
/// Words that stand behind a password's name where no password does.
const ORDINARY: [&str; 44] = [
    "reset",
    "ok",
    "okay",
    "done",
    "none",
    "unknown",
    "yes",
    "no",
    "vault",
    "keepass",
    "safe",
    "new",
    "old",
    "same",
    "both",
    "all",
    "see",
    "sealed",
    "envelope",
    "forgotten",
    "lost",
    "set",
    "known",
    "wrong",
    "missing",
    "valid",
    "invalid",
    "empty",
    "blank",
    "open",
    "pending",
    "later",
    "tomorrow",
    "today",
    "again",
    "here",
    "there",
    "works",
    "working",
    "fine",
    "failed",
    "unset",
    "policy",
    "rotation",
];
/// Words between a name and what it names.
const BETWEEN: [&str; 17] = [
    "is",
    "was",
    "now",
    "set",
    "reset",
    "changed",
    "been",
    "has",
    "to",
    "as",
    "again",
    "back",
    "temporarily",
    "still",
    "just",
    "will",
    "be",
];
/// Things whose names end in a number.
const THINGS: [&str; 22] = [
    "windows",
    "win",
    "office",
    "exchange",
    "server",
    "iphone",
    "ipad",
    "android",
    "outlook",
    "word",
    "excel",
    "ubuntu",
    "debian",
    "sql",
    "sharepoint",
    "adobe",
    "firefox",
    "teams",
    "version",
    "room",
    "ticket",
    "sha",
];
/// How far behind a name it is looked, in words. Source: nightdesk; `password for bob on SRV1 is`.
const WORDS_MAX: usize = 7;

/// The first secret of a line that has its name before it.
pub(super) fn find(line: &str) -> Option<Hit> {
    let lower = line.to_ascii_lowercase();
    let mut before = "";
    for place in names(&lower) {
        let word = lower[place.clone()].trim_matches('-');
        let name = name_of(word, before);
        before = word;
        let Some(name) = name else { continue };
        if let Some(range) = value(line, &lower, place.end, name) {
            let kind = match name {
                Name::Password | Name::Loose | Name::Login => Secret::Password,
                Name::Key => Secret::Key,
                Name::Code => Secret::Code,
                Name::Social => Secret::Social,
            };
            return Some((kind, range));
        }
    }
    None
}

/// The words of letters, digits, `_` and `-`.
fn names(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + line[at..].find(is_name)?;
        let rest = &line[from..];
        at = from + rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        Some(from..at)
    })
}

fn name_of(word: &str, before: &str) -> Option<Name> {
    let last = word.rsplit(['_', '-']).next().unwrap_or_default();
    let first = word
        .strip_suffix(last)
        .map(|first| first.trim_end_matches(['_', '-']));
    let first = first.and_then(|first| first.rsplit(['_', '-']).next());
    let before = first.filter(|first| !first.is_empty()).unwrap_or(before);
    match last {
        _ if SHORT.contains(&word) || PASSWORDS.iter().any(|end| word.ends_with(end)) => {
            Some(Name::Password)
        }
        "passwords" | "pass" => Some(Name::Loose),
        "pin" | "passcode" | "pincode" => Some(Name::Code),
        "code" if CODES.contains(&before) => Some(Name::Code),
        "key" if KEYS.contains(&before) => Some(Name::Key),
        "apikey" | "secret" | "token" => Some(Name::Key),
        "ssn" => Some(Name::Social),
        "security" if before == "social" => Some(Name::Social),
        "login" | "logon" | "credentials" | "creds" => Some(Name::Login),
        _ => None,
    }
}

/// What stands behind a name that ends at `end`, where it is a secret.
fn value(line: &str, lower: &str, end: usize, name: Name) -> Option<Range<usize>> {
    let rest = line[end..].trim_start_matches(['"', '\'', ')']);
    let blank = rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let marks = ["->", "=>", ":=", ":", "="];
    let mark = marks
        .iter()
        .find(|mark| rest.starts_with(**mark) && !rest.starts_with("://"));
    if let Some(mark) = mark {
        let from = line.len() - rest.len() + mark.len();
        let is_tight = *mark == "=" && blank == 0 && !line[from..].starts_with(' ');
        return behind_mark(line, from, name, is_tight);
    }
    // Another sign than a bracket ends what the name can announce.
    if blank == 0 || rest.starts_with([',', ';', '.', '/']) {
        return None;
    }
    behind_words(line, lower, line.len() - rest.len(), name)
}

/// What stands behind a `:` or a `=`.
fn behind_mark(line: &str, from: usize, name: Name, is_tight: bool) -> Option<Range<usize>> {
    let mut places = words(&line[from..]).map(|word| from + word.start..from + word.end);
    if name == Name::Login {
        return places.take(4).find(|place| {
            let halves = line[place.clone()].rsplit('/');
            halves.map(bare).any(is_mixed)
        });
    }
    let first = places.next()?;
    let raw = &line[first.clone()];
    let raw = raw
        .split_once([';', '&'])
        .filter(|_| is_tight)
        .map_or(raw, |(one, _)| one);
    let text = bare(raw);
    let ends = is_tight || raw.ends_with([',', ';']) || places.next().is_none();
    let is_hit = match name {
        Name::Password => is_strong(text) && (ends || !is_machine(text)) || ends && is_lone(raw),
        Name::Loose => is_mixed(text),
        Name::Key => is_key(text),
        Name::Code => is_code(text),
        Name::Social => is_social(text),
        Name::Login => false,
    };
    (is_hit && !is_masked(text)).then_some(first)
}

/// What stands behind the name and some words, such as `password for bob is now ...`.
fn behind_words(line: &str, lower: &str, from: usize, name: Name) -> Option<Range<usize>> {
    let places = words(&line[from..]).map(|word| from + word.start..from + word.end);
    let mut last = "";
    let mut is_set = false;
    for (index, place) in places.take(WORDS_MAX).enumerate() {
        let (raw, word) = (&line[place.clone()], &lower[place.clone()]);
        let text = bare(raw);
        let is_between = BETWEEN.contains(&word);
        let is_near = index == 0 || BETWEEN.contains(&last) || last.ends_with([':', '=']);
        if is_near && !is_between && !is_masked(text) {
            let is_hit = match name {
                Name::Password if is_set => is_strong(text),
                Name::Password | Name::Loose if index > 0 => is_mixed(text),
                Name::Password => is_mixed(text) && (has_sign(text) || is_odd(text)),
                Name::Loose => is_mixed(text) && has_sign(text),
                Name::Key => is_key(text),
                Name::Code => is_code(text),
                Name::Social => is_social(text),
                Name::Login => false,
            };
            if is_hit {
                return Some(place);
            }
        }
        // "password is" and "password set to" announce it; "password to SRV1" does not.
        is_set = is_between && (is_set || index == 0 && word != "to");
        if raw.ends_with(['.', ';', '!', '?'])
            || !is_between && index > 0 && is_near && name == Name::Code
        {
            return None;
        }
        last = word;
    }
    None
}

/// Of mixed words a long one that begins small: nobody's name of a thing.
fn is_odd(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().count() >= 8
}

/// A word of a text without its quotes, brackets and the stop behind it.
pub(super) fn bare(word: &str) -> &str {
    let quotes = [
        '"', '\'', '`', '(', ')', '[', ']', '<', '>', '{', '}', '\u{201c}', '\u{201d}',
    ];
    let word = word.trim_start_matches(quotes);
    word.trim_end_matches(|c| quotes.contains(&c) || ".,;:".contains(c))
}

/// Whether it stands for a secret that was left out, or is empty.
pub(super) fn is_masked(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    let is_same =
        chars.all(|c| Some(c.to_ascii_lowercase()) == first.map(|f| f.to_ascii_lowercase()));
    let has_capitals = |text: &str| text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let is_variable = text.strip_prefix('$').is_some_and(has_capitals)
        || text
            .strip_prefix('%')
            .and_then(|t| t.strip_suffix('%'))
            .is_some_and(has_capitals);
    is_same || is_variable
}

/// Letters with a digit, or with a sign among them, that are no name of a machine, a ticket, a file
/// or a program.
pub(super) fn is_strong(text: &str) -> bool {
    let core = text.trim_end_matches(['!', '?', '*']);
    let letters = core.chars().filter(|c| c.is_alphabetic()).count();
    let head = core.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let head = head.to_ascii_lowercase();
    let is_thing = THINGS.contains(&head.trim_end_matches('-'));
    let is_capitals = core
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    let tail = core.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_measure = tail.len() <= 3;
    let has_digit = core.contains(|c: char| c.is_ascii_digit());
    core.chars().count() >= 4
        && letters >= 2
        && (has_digit && text.chars().count() >= 5 || has_sign(text))
        && !(is_thing || is_capitals || is_measure || is_place(core))
}

/// A path, a file, a mail or web address, a login with its domain.
fn is_place(core: &str) -> bool {
    let (name, ending) = core.rsplit_once('.').unwrap_or((core, ""));
    let is_ending =
        (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_lowercase());
    let is_file = is_ending && !name.contains(['!', '#', '$', '%', '^', '*']);
    core.contains(['\\', '/', ':']) || is_file
}

/// A sign among the letters: not the first, and not a mark at the end.
fn has_sign(text: &str) -> bool {
    let core = text.trim_end_matches(['!', '?', '*', '%']);
    let inner = core
        .chars()
        .skip(1)
        .any(|c| SIGNS.contains(c) && !"&?".contains(c));
    // `Hunter2!` has its sign at the end, behind a digit.
    let behind_digit = text.len() > core.len() && core.ends_with(|c: char| c.is_ascii_digit());
    inner || behind_digit && !text.ends_with(['?', '%'])
}

/// Strong, and mixed as the name of a machine hardly is.
fn is_mixed(text: &str) -> bool {
    let has = |is: fn(&char) -> bool| text.chars().any(|c| is(&c));
    let cases = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    is_strong(text) && (has_sign(text) || cases && has(char::is_ascii_digit))
}

/// Small letters and a short number, as machines are called.
fn is_machine(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - letters.len();
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '-';
    (1..=3).contains(&digits) && letters.chars().all(is_letter)
}

/// A word alone behind the mark that is no everyday word of a record.
fn is_lone(raw: &str) -> bool {
    let text = bare(raw);
    let lower = text.to_lowercase();
    let digits = text.chars().all(|c| c.is_ascii_digit());
    let letters = text
        .chars()
        .all(|c| c.is_alphanumeric() || SIGNS.contains(c));
    let is_state = lower.ends_with("ed") || ORDINARY.contains(&lower.trim_end_matches(['!', '?']));
    let is_number = text.trim_end_matches(|c: char| c.is_ascii_digit()).len() <= 2 && !digits;
    let is_capitals = text
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && !digits;
    text.chars().count() >= 4
        && letters
        && !(raw.ends_with(['.', '?', '\u{2026}']) || is_state || is_number || is_capitals)
}

/// Long enough for a key, of letters and digits, and no path, file or sum.
fn is_key(text: &str) -> bool {
    let has = |is: fn(&char) -> bool| text.chars().any(|c| is(&c));
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-+/=.!@#$%^&*".contains(c);
    let lower = text.to_ascii_lowercase();
    let is_sum = lower.starts_with("sha") || lower.starts_with("md5");
    let is_path = text.starts_with('/') || text.len() < 20 && is_place(text);
    let is_date = text.starts_with("20") && text.contains('-');
    text.len() >= 8
        && text.chars().all(plain)
        && has(char::is_ascii_alphabetic)
        && has(char::is_ascii_digit)
        && !(is_sum || is_path || is_date)
}

/// Four to eight digits, with the sign that a lock wants behind them.
fn is_code(text: &str) -> bool {
    let core = text.trim_end_matches(['#', '*']);
    (4..=8).contains(&core.len()) && core.chars().all(|c| c.is_ascii_digit())
}

/// Nine digits behind the name of the number.
fn is_social(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits == 9 && text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// Whether a line ends in a name and its mark, so that the secret may stand in the next one.
pub(super) fn ends_open(line: &str) -> bool {
    let lower = line.trim_end().to_ascii_lowercase();
    let Some(name) = lower.strip_suffix(':') else {
        return false;
    };
    let last = names(name)
        .last()
        .filter(|place| place.end == name.trim_end().len());
    let word = last.map(|place| name[place].to_owned());
    word.is_some_and(|word| name_of(&word, "") == Some(Name::Password))
}

/// A line that is one word which looks like a password.
pub(super) fn alone(line: &str) -> Option<Hit> {
    let mut places = words(line);
    let (first, more) = (places.next()?, places.next());
    let is_one = more.is_none() && is_strong(bare(&line[first.clone()]));
    is_one.then_some((Secret::Password, first))
}
