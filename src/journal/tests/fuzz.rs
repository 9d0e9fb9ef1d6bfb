//! Lines by chance: the reader never falls over, takes no spoiled line for a good one, and gives back
//! the bytes of a good one.

use super::*;
use crate::text::spoil::{Spoil, rounds};

const GOOD: &str = include_str!("../../../tests/golden/v0.jsonl");

/// A line whose head or data was spoiled and whose sums were made to fit again, as a program would
/// write it that is not ours.
fn forged(spoil: &mut Spoil, line: &str) -> Vec<u8> {
    let (head, rest) = line.split_once(",\"data\":").expect("a line has data");
    let (data, _) = rest.rsplit_once(",\"hash\":").expect("a line has a hash");
    let (mut head, data) = if spoil.below(2) == 0 {
        (head.to_owned(), spoil.spoilt(data.as_bytes()))
    } else {
        let head = spoil.spoilt(head.as_bytes());
        (
            String::from_utf8_lossy(&head).into_owned(),
            data.as_bytes().to_vec(),
        )
    };
    let sum = hex::encode(&hex::sha256(&data));
    if let Some(at) = head.find("\"sum\":\"").map(|at| at + 7)
        && head.is_char_boundary(at + 64)
        && head.len() >= at + 64
    {
        head.replace_range(at..at + 64, &sum);
    }
    let hash = hex::encode(&hex::sha256(head.as_bytes()));
    let tail = format!(",\"hash\":\"{hash}\"}}");
    [head.as_bytes(), b",\"data\":", &data, tail.as_bytes()].concat()
}

#[test]
fn no_line_makes_the_reader_fall_over() {
    let lines: Vec<&str> = GOOD.lines().collect();
    rounds(|spoil| {
        let line = spoil.one(&lines);
        let spoilt = spoil.spoilt(line.as_bytes());
        if let Ok(entry) = Entry::parse(&spoilt) {
            // Only what is not covered by a sum may differ: nothing is.
            assert_eq!(entry.raw(), line);
        }
        let forged = forged(spoil, line);
        if let Ok(entry) = Entry::parse(&forged) {
            assert_eq!(entry.raw().as_bytes(), forged);
            // Its data is read as an event, or refused.
            let mut reader = serde_json::Deserializer::from_str(entry.data());
            let _ = crate::domain::Event::decode(&entry.kind, &mut reader);
        }
        assert!(Entry::parse(&spoil.any(200)).is_err());
    });
}
