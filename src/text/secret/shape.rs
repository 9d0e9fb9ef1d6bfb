//! Secrets that are known by their shape alone, whatever stands before them.
//!
//! Invariant: sums, serial numbers, tickets, addresses, times and telephone numbers have none of
//! these shapes.

use std::ops::Range;

use super::Secret;
use super::named::bare;

/// Where something was found, and what it looks like.
pub(super) type Hit = (Secret, Range<usize>);

/// How tokens of well-known services begin, and how many letters at least follow.
/// Source: the pages of these services on their tokens.
const TOKENS: [(&str, usize); 12] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 16),
    ("AIza", 35),
    ("eyJ", 40),
];
/// Words behind which a long number is no card.
const LABELS: [&str; 12] = [
    "serial", "sn", "s/n", "imei", "iccid", "sim", "order", "invoice", "barcode", "part", "ticket",
    "case",
];
/// Programs whose `-p` takes a password.
const LOGIN_TOOLS: [&str; 7] = [
    "sshpass",
    "psexec",
    "plink",
    "mysql",
    "mysqldump",
    "smbclient",
    "pscp",
];
/// Signs that a password has and few words do.
pub(super) const SIGNS: &str = "!@#$%^&*?";
/// Letters from which a word of mixed letters, digits and signs is a password by its looks alone.
/// Source: nightdesk; the shortest that a generator of passwords makes.
const MIXED_MIN: usize = 10;

/// The first secret of a line that is known by its shape.
pub(super) fn find(line: &str) -> Option<Hit> {
    private_key(line)
        .or_else(|| numbers(line))
        .or_else(|| command(line))
        .or_else(|| words(line).find_map(|word| one_word(line, word)))
}

/// The words of a line, by their place.
pub(super) fn words(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    line.split(char::is_whitespace).filter_map(move |word| {
        let from = at;
        let next = line.get(from + word.len()..)?;
        at = from + word.len() + next.chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some(from..from + word.len())
    })
}

fn private_key(line: &str) -> Option<Hit> {
    let from = line.find("-----BEGIN ")?;
    let is_key = line[from..].contains("PRIVATE KEY");
    is_key.then_some((Secret::Key, from..line.len()))
}

/// A word that is a token, holds the login of an address, or is mixed as no word of a language is.
fn one_word(line: &str, word: Range<usize>) -> Option<Hit> {
    let text = &line[word.clone()];
    let is_token = |(start, more): &(&str, usize)| {
        let at = text.find(start).filter(|at| {
            let before = text[..*at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '/' || c == '+')
        })?;
        let rest = &text[at + start.len()..];
        let is_letter = |c: &char| c.is_ascii_alphanumeric() || "_-.".contains(*c);
        let long = rest.chars().take_while(is_letter).count();
        // The tokens of the first service are in capitals, and as long as this.
        let fits = !start.starts_with('A')
            || *start == "AIza"
            || rest.chars().take(*more).all(|c| !c.is_ascii_lowercase()) && long == *more;
        (long >= *more && fits).then_some(at)
    };
    if let Some(at) = TOKENS.iter().find_map(is_token) {
        return Some((Secret::Key, word.start + at..word.end));
    }
    if let Some(hit) = address(text) {
        let range = word.start + hit.start..word.start + hit.end;
        return Some((Secret::Password, range));
    }
    let bare = bare(text);
    is_mixed(bare).then_some((Secret::Password, word))
}

/// The password of an address such as `ftp://name:word@host`.
fn address(text: &str) -> Option<Range<usize>> {
    let from = text.find("://")? + 3;
    let rest = &text[from..];
    let host = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    let login = &host[..host.rfind('@')?];
    let colon = login.find(':')?;
    let word = &login[colon + 1..];
    (!super::named::is_masked(word)).then_some(from + colon + 1..from + login.len())
}

/// Small and capital letters, digits and signs in one word, no two of them doubled too often.
fn is_mixed(word: &str) -> bool {
    let has = |is: fn(char) -> bool| word.chars().any(is);
    let plain = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c) || "+_-.".contains(c);
    // A word with a sign at its start alone is a mark, a variable or a hash tag.
    let inner: String = word.chars().skip(1).collect();
    let is_reference = word.split_once('#').is_some_and(|(name, number)| {
        let is_plain = !name.contains(|c| SIGNS.contains(c));
        is_plain && number.chars().all(|c| c.is_ascii_digit())
    });
    let is_address = word.contains('@') && word.rsplit('@').next().is_some_and(is_host);
    word.chars().count() >= MIXED_MIN
        && word.chars().all(plain)
        && !word.starts_with(['$', '%', '-', '@'])
        && !(is_address || is_reference)
        && has(|c| c.is_ascii_lowercase())
        && has(|c| c.is_ascii_uppercase())
        && has(|c| c.is_ascii_digit())
        && inner.contains(|c: char| SIGNS.contains(c))
        && disorder(word) >= 3.0
}

/// Whether it is what stands behind the `@` of a mail address.
fn is_host(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    text.contains('.') && text.chars().all(is_letter)
}

/// How mixed the letters of a word are, in bits a letter.
#[expect(
    clippy::cast_precision_loss,
    reason = "a word has far fewer letters than a float counts exactly"
)]
fn disorder(word: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::<char, usize>::new();
    for c in word.chars() {
        *counts.entry(c).or_default() += 1;
    }
    let all = word.chars().count() as f64;
    let part = |count: usize| count as f64 / all;
    let bits = counts
        .values()
        .map(|count| -part(*count) * part(*count).log2());
    bits.sum()
}

/// Numbers: cards, people, and the keys that open an encrypted disk.
fn numbers(line: &str) -> Option<Hit> {
    let is_part = |c: char| c.is_ascii_digit() || c == '-' || c == ' ';
    let mut at = 0;
    while let Some(start) = line[at..].find(|c: char| c.is_ascii_digit()) {
        let from = at + start;
        let rest = &line[from..];
        let end = from + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let text = line[from..end].trim_end_matches([' ', '-']);
        let to = from + text.len();
        let glued = |c: char| c.is_alphanumeric() || "_-./\\".contains(c);
        let is_glued = line[..from].ends_with(glued);
        let goes_on = line[to..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if !is_glued
            && !goes_on
            && let Some((kind, range)) = number(&line[..from], text)
        {
            return Some((kind, from + range.start..from + range.end));
        }
        at = end;
    }
    None
}

/// One run of digits with its blanks and dashes.
fn number(before: &str, text: &str) -> Option<Hit> {
    let words: Vec<Range<usize>> = words(text).collect();
    for (index, word) in words.iter().enumerate() {
        let one = &text[word.clone()];
        let groups: Vec<usize> = one.split('-').map(str::len).collect();
        if groups == [3, 2, 4] && is_person(one) {
            return Some((Secret::Social, word.clone()));
        }
        if groups == [6; 8] {
            return Some((Secret::Key, word.clone()));
        }
        // Four groups of four may stand apart from each other.
        let sizes = |to: &[Range<usize>]| to.iter().map(Range::len).collect::<Vec<usize>>();
        let apart = words.get(index..index + 4).filter(|to| sizes(to) == [4; 4]);
        let amex = words
            .get(index..index + 3)
            .filter(|to| sizes(to) == [4, 6, 5]);
        let whole = [&[15][..], &[16], &[4, 4, 4, 4], &[4, 6, 5]].contains(&&groups[..]);
        let range = match apart.or(amex).and_then(<[_]>::last) {
            Some(last) => word.start..last.end,
            None if whole => word.clone(),
            None => continue,
        };
        let digits: Vec<u32> = text[range.clone()]
            .chars()
            .filter_map(|c| c.to_digit(10))
            .collect();
        if is_card(&digits) && !is_labelled(before) {
            return Some((Secret::Card, range));
        }
    }
    None
}

/// Whether the word before says that the number is another one.
fn is_labelled(before: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || ":#.=".contains(c);
    let mut words = before.rsplit(ends).filter(|word| !word.is_empty());
    let near = words.by_ref().take(2);
    near.map(str::to_lowercase)
        .any(|word| LABELS.contains(&word.as_str()))
}

/// Whether the digits are a card's: how cards begin, and the sum that they check by.
/// Source: ISO/IEC 7812-1.
fn is_card(digits: &[u32]) -> bool {
    let start = digits.iter().take(4).fold(0, |sum, digit| sum * 10 + digit);
    let begins = match digits.len() {
        15 => matches!(start / 100, 34 | 37),
        16 => matches!(start, 4000..=4999 | 5100..=5599 | 2221..=2720 | 6011 | 6440..=6599),
        _ => false,
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            // Its two digits; tens of it do not matter.
            (_, twice) => twice / 10 + twice,
        })
        .sum();
    begins && sum.is_multiple_of(10)
}

/// Whether it is a number as people have it. Source: 20 CFR 422.103, ranges never given out.
fn is_person(text: &str) -> bool {
    let area = &text[..3];
    area != "000"
        && area != "666"
        && !area.starts_with('9')
        && &text[4..6] != "00"
        && !text.ends_with("0000")
}

/// A password that a command has as its argument.
fn command(line: &str) -> Option<Hit> {
    let places: Vec<Range<usize>> = words(line).collect();
    let lower = |place: &Range<usize>| line[place.clone()].to_lowercase();
    let mut rest = &places[..];
    while let [first, behind @ ..] = rest {
        let first = lower(first);
        let tool = first
            .rsplit(['\\', '/', '`', '"'])
            .next()
            .unwrap_or_default();
        let tool = tool.strip_suffix(".exe").unwrap_or(tool);
        let found = match (tool, behind) {
            ("net", [verb, more @ ..]) if lower(verb) == "user" => net_user(line, more),
            ("net", [verb, more @ ..]) if lower(verb) == "use" => net_use(line, more),
            (tool, _) if LOGIN_TOOLS.contains(&tool) => after_flag(line, behind),
            _ => None,
        };
        if let Some(range) = found {
            return Some((Secret::Password, range));
        }
        rest = behind;
    }
    None
}

/// `net user NAME PASSWORD`: with an option behind it, or where the word is no word of a language.
fn net_user(line: &str, rest: &[Range<usize>]) -> Option<Range<usize>> {
    let given = rest.get(1)?;
    let text = bare(&line[given.clone()]);
    let has_option = rest
        .iter()
        .skip(2)
        .any(|word| line[word.clone()].starts_with('/'));
    let is_word = text.starts_with('/') || super::named::is_masked(text);
    let is_secret = has_option || super::named::is_strong(text);
    (!is_word && is_secret).then(|| given.clone())
}

/// `net use SHARE PASSWORD /user:NAME`.
fn net_use(line: &str, rest: &[Range<usize>]) -> Option<Range<usize>> {
    let has_user = |word: &Range<usize>| line[word.clone()].to_lowercase().starts_with("/user:");
    if !rest.iter().any(has_user) {
        return None;
    }
    let share = rest
        .iter()
        .position(|word| line[word.clone()].starts_with("\\\\"))?;
    let mut words = rest.iter().skip(share + 1).take(3);
    let given = words.find(|word| !line[(*word).clone()].starts_with('/'))?;
    let text = bare(&line[given.clone()]);
    super::named::is_strong(text).then(|| given.clone())
}

/// What stands behind `-p`, or in the same word with it.
fn after_flag(line: &str, rest: &[Range<usize>]) -> Option<Range<usize>> {
    let mut words = rest.iter();
    let flag = words.find(|word| line[(*word).clone()].starts_with("-p"))?;
    let text = &line[flag.clone()];
    let given = match text {
        "-p" | "-pw" => words.next()?.clone(),
        _ => flag.start + 2..flag.end,
    };
    let is_secret = super::named::is_strong(bare(&line[given.clone()]));
    is_secret.then_some(given)
}
