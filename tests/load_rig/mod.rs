//! Desks of any size, always the same ones: the rows of an older system's tickets, made from a
//! fixed seed.
//!
//! The tests of exact counts, the benches and the example `load` all take their tickets from here,
//! so that a figure of one is a figure of the others. About ten entries a ticket, 0.9 KB of text a
//! ticket, one ticket in a hundred open.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::fmt::Write as _;

use serde_json::{Value, json};

/// One in so many tickets is open.
pub const OPEN_EVERY: u64 = 100;
/// How many people ask.
const PEOPLE: u64 = 480;
/// Words of the account of a ticket.
const ACCOUNT_WORDS: usize = 60;

const WORDS: [&str; 56] = [
    "printer",
    "server",
    "network",
    "router",
    "switch",
    "reading",
    "room",
    "public",
    "catalog",
    "login",
    "password",
    "reset",
    "monitor",
    "keyboard",
    "laptop",
    "projector",
    "slow",
    "offline",
    "error",
    "blue",
    "screen",
    "toner",
    "jam",
    "cable",
    "replaced",
    "patched",
    "restored",
    "backup",
    "tape",
    "mail",
    "outage",
    "branch",
    "desk",
    "staff",
    "patron",
    "wireless",
    "access",
    "point",
    "firewall",
    "rule",
    "vendor",
    "called",
    "escalated",
    "director",
    "checked",
    "rebooted",
    "verified",
    "update",
    "scanner",
    "drawer",
    "phone",
    "handset",
    "socket",
    "light",
    "fan",
    "noise",
];
const FIRST: [&str; 24] = [
    "Ada", "Bert", "Cleo", "Dan", "Edna", "Finn", "Gail", "Hugo", "Ines", "Jon", "Kay", "Leo",
    "Mara", "Nils", "Olga", "Piet", "Rosa", "Saul", "Tess", "Ugo", "Vera", "Walt", "Xenia", "Yves",
];
const LAST: [&str; 20] = [
    "Abbot", "Birkett", "Corvin", "Dahl", "Eames", "Fisk", "Garrow", "Holm", "Ivers", "Juno",
    "Kemp", "Lund", "Moss", "Nash", "Orr", "Pell", "Quill", "Reed", "Stern", "Thorne",
];
const UNITS: [&str; 6] = [
    "Circulation",
    "Reference",
    "Children",
    "Technical Services",
    "Eastgate Branch",
    "Local History",
];
const STAFF: [&str; 3] = ["Pat Lindqvist", "Tobias Wren", "Marguerite Oyelaran"];
const AFFECTED: [&str; 6] = ["pc", "printer", "account", "server", "network", "other"];
const CHANNELS: [&str; 4] = ["phone", "email", "walk-in", "desk"];
const CATEGORIES: [&str; 4] = [
    "repair",
    "service-request",
    "staff-interaction",
    "customer-interaction",
];

/// Numbers that the seed decides (xorshift).
pub struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            chance.next();
        }
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end.max(1)
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }

    fn words(&mut self, count: usize) -> String {
        let mut text = String::new();
        for n in 0..count {
            let gap = if n == 0 { "" } else { " " };
            let _ = write!(text, "{gap}{}", self.of(&WORDS));
        }
        text
    }
}

/// The name of one of the people who ask; each name is another one.
fn person(n: u64) -> String {
    let (n, last) = (n % PEOPLE, LAST.len() as u64);
    format!(
        "{} {}",
        FIRST[(n / last) as usize],
        LAST[(n % last) as usize]
    )
}

/// A moment some minutes after the first ticket's, as text.
fn at(minutes: u64) -> String {
    // Days of 24 hours from 1 January 2017, in months of 28 days: always a date that exists.
    let (day, minute) = (minutes / 1440, minutes % 1440);
    let (year, month, day) = (2017 + day / 336, 1 + day % 336 / 28, 1 + day % 28);
    let (hour, minute) = (minute / 60, minute % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00-05:00")
}

/// The ticket with this number, of `count` in all, as a row of `nightdesk import`; one in
/// `open_every` is open.
pub fn row(n: u64, count: u64, open_every: u64) -> Value {
    let mut chance = Chance::new(n + 4711);
    // Nine years of 336 days, the tickets evenly among them.
    let opened = (n * (9 * 336 * 1440 - 10_000) / count.max(1)).max(1);
    let is_open = n.is_multiple_of(open_every);
    let owner = chance.of(&STAFF);
    let actions: Vec<Value> = (1..=4)
        .map(|k| json!({"at": at(opened + k * 17), "by": owner, "text": chance.words(9)}))
        .collect();
    let unit = chance.of(&UNITS);
    let title = format!("{} {n}", chance.words(5));
    let mut row = json!({
        "no": n,
        "opened": at(opened),
        "channel": chance.of(&CHANNELS),
        "originator": person(chance.below(PEOPLE)),
        "unit": unit,
        "title": title,
        "seen": format!("{}.", chance.words(ACCOUNT_WORDS)),
        "affected": chance.of(&AFFECTED),
        "blocked": chance.below(4),
        "hampered": chance.below(9),
        "record_category": chance.of(&CATEGORIES),
        "assigned": owner,
        "actions": actions,
        "originator_updates": [
            {"at": at(opened + 9), "text": "Told: seen, working on it."},
        ],
        "state": if is_open { "open" } else { "closed" },
    });
    if !is_open {
        row["result"] = chance.words(8).into();
        row["resolved"] = at(opened + 90).into();
        row["closed"] = at(opened + 200).into();
    }
    row
}

/// All rows, cut into `files` texts of JSON Lines, as `nightdesk import` takes them; one ticket in
/// a hundred is open.
pub fn files(count: u64, files: u64) -> Vec<String> {
    files_with(count, files, OPEN_EVERY)
}

/// The same with another share of open tickets.
pub fn files_with(count: u64, files: u64, open_every: u64) -> Vec<String> {
    let size = count.div_ceil(files.max(1)).max(1);
    (0..files)
        .map(|file| {
            let last = (file * size + size).min(count);
            let rows = file * size + 1..=last;
            rows.fold(String::new(), |mut text, n| {
                let _ = writeln!(text, "{}", row(n, count, open_every));
                text
            })
        })
        .collect()
}
