//! A head is written in one go; it is what a writer of JSON makes of the same values.

use proptest::prelude::*;
use serde::Serialize;

use super::super::tests::at;
use super::*;
use crate::time::Boot;

#[derive(Serialize)]
struct Head<'a> {
    v: u32,
    app: &'a str,
    replica: &'a str,
    seq: u64,
    of: [u32; 2],
    id: Uuid,
    hlc: String,
    at: String,
    boot: BootHead<'a>,
    by: &'a By,
    kind: &'a str,
    on: &'a [Uuid],
    sum: String,
    prev: String,
}

#[derive(Serialize)]
struct BootHead<'a> {
    id: &'a str,
    ms: u64,
}

/// The line as a writer of JSON makes it.
fn told(head: &Head<'_>, data: &str) -> String {
    let mut line = serde_json::to_string(head).unwrap();
    line.pop();
    let hash = hex::encode(&hex::sha256(line.as_bytes()));
    format!("{line},\"data\":{data},\"hash\":\"{hash}\"}}\n")
}

proptest! {
    #[test]
    fn a_line_is_what_a_writer_of_json_makes_and_is_read_back(
        (app, boot, host, how) in (".*", ".*", ".*", ".*"),
        (seq, ms, boot_ms, count) in (0..u64::MAX, 0..1_u64 << 50, any::<u64>(), any::<u16>()),
        of in (1..u32::MAX).prop_flat_map(|all| (1..=all, Just(all))),
        (id, person) in (any::<u128>(), any::<Option<u128>>()),
        on in prop::collection::vec(any::<u128>(), 0..4),
        (kind, text) in (".*", ".*"),
        (hash, minutes) in (any::<[u8; 32]>(), -900_000_000_i64..3_000_000_000),
    ) {
        let stamping = Stamping {
            app,
            replica: "5d2f0c4ab1e94f6f8a3e7c1d90b2a644".to_owned(),
            at: at("2026-11-22T02:14:07.120-05:00").plus_minutes(minutes),
            boot: Boot { id: boot, ms: boot_ms },
            by: By { person: person.map(Uuid::from_u128), uid: 1001, host, how },
        };
        let hlc = Hlc { ms, count };
        let on: Vec<Uuid> = on.into_iter().map(Uuid::from_u128).collect();
        let data = serde_json::json!({ "text": text }).to_string();
        let sum = hex::sha256(data.as_bytes());
        let parts = Parts {
            id: Uuid::from_u128(id),
            kind: &kind,
            on: &on,
            data: data.as_bytes(),
        };
        let mut line = b"before".to_vec();
        let frame = Frame::of(&stamping).unwrap();
        let made = frame.line(&mut line, &parts, (seq, hlc), of, &hash).unwrap();
        line.push(b'\n');
        let head = Head {
            v: VERSION,
            app: &stamping.app,
            replica: &stamping.replica,
            seq,
            of: [of.0, of.1],
            id: parts.id,
            hlc: hlc.to_string(),
            at: stamping.at.rfc3339_ms(),
            boot: BootHead { id: &stamping.boot.id, ms: stamping.boot.ms },
            by: &stamping.by,
            kind: &kind,
            on: &on,
            sum: hex::encode(&sum),
            prev: hex::encode(&hash),
        };
        prop_assert_eq!(std::str::from_utf8(&line[6..]).unwrap(), told(&head, &data));
        let read = Entry::parse(&line[6..]).unwrap();
        prop_assert_eq!((read.seq, read.of, read.id, read.hlc), (seq, of, parts.id, hlc));
        prop_assert_eq!((&read.on, &read.kind, &read.stamping.by), (&on, &kind, &stamping.by));
        prop_assert_eq!((read.sum, read.prev, read.hash), (sum, hash, made));
        prop_assert_eq!((read.stamping.at, &read.stamping.boot, read.data()), (stamping.at, &stamping.boot, &*data));
    }
}

#[test]
fn numbers_are_written_as_they_are_read() {
    for n in [0, 1, 9, 10, 99, 100, u64::from(u32::MAX), u64::MAX] {
        let mut out = b"n=".to_vec();
        push_number(&mut out, n);
        assert_eq!(out, format!("n={n}").into_bytes());
    }
}
