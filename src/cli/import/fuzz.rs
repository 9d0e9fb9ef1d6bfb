//! Files by chance: each is taken row by row, or told with lines that it has.

use super::lines::text;
use super::{Fault, objects, table, ticket_row};
use crate::text::spoil::rounds;

const ROWS: &str = include_str!("../../../assets/sample/tickets.jsonl");
const TABLES: [&str; 3] = [
    "opened,title,originator\n2026-02-02T09:22-05:00,\"no, it, is\",Ann\n",
    "name,staff,uid,unit,phone,email,posts\nAnn,yes,1001,Lib,555,a@x,lead\n",
    "name,what,unit,note\nPC-1,a computer,Lib,\"two\nlines\"\n",
];

/// Faults name lines of the file and say something.
fn is_told(faults: &[Fault], text: &str) {
    assert!(!faults.is_empty());
    let last = text.matches(['\n', '\r']).count() as u64 + 2;
    for fault in faults {
        assert!(
            (1..=last).contains(&fault.line),
            "{fault:?} of {last} lines"
        );
        assert!(!fault.wrong.is_empty(), "{fault:?}");
    }
}

#[test]
fn no_file_makes_the_reader_fall_over() {
    let rows: Vec<&str> = ROWS.lines().collect();
    rounds(|spoil| {
        let row = spoil.one(&rows).as_bytes();
        let bytes = spoil.spoilt(row);
        if let Ok(text) = text(bytes) {
            match objects(&text) {
                Ok(read) => {
                    for (line, map) in read {
                        if let Err(faults) = ticket_row(line, map, &mut uuid::Uuid::now_v7) {
                            is_told(&faults, &text);
                        }
                    }
                }
                Err(faults) => is_told(&faults, &text),
            }
        }
        let table_bytes = spoil.one(&TABLES).as_bytes();
        if let Ok(text) = text(spoil.spoilt(table_bytes))
            && let Err(faults) = table::read(&text)
        {
            is_told(&faults, &text);
        }
    });
}
