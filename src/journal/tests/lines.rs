//! One line: any bytes may come, and only good ones become an entry.

use proptest::prelude::*;

use super::*;

fn good_line() -> Vec<u8> {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    std::fs::read(first_file(&desk.dir)).unwrap()
}

#[test]
fn a_line_is_read_with_and_without_its_end_and_keeps_its_bytes() {
    let line = good_line();
    let entry = Entry::parse(&line).unwrap();
    assert_eq!(entry.raw().as_bytes(), &line[..line.len() - 1]);
    assert_eq!(Entry::parse(entry.raw().as_bytes()).unwrap(), entry);
    assert!(
        entry
            .data()
            .starts_with("{\"title\":\"no dial tone\",\"salt\":\"")
    );
    assert_eq!(entry.stamping.by.uid, 1001);
    assert_eq!(entry.stamping.at, now().at);
}

#[test]
fn text_that_looks_like_the_data_key_is_only_text() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut odd = entry(1, "a\",\"data\":{}\u{2028}\n\",\"hash\":\"");
    odd.kind = "odd\",\"data\":{".to_owned();
    let made = lock(&mut journal)
        .append(vec![vec![odd.clone()]], &now())
        .unwrap();
    assert_eq!(made[0].entries[0].kind, odd.kind);
    assert!(check(&desk.dir).ok);
    assert_eq!(read_all(&desk.dir).unwrap(), [1]);
}

#[test]
fn only_a_plain_number_is_a_redaction() {
    let line = String::from_utf8(good_line()).unwrap();
    let line = line.trim_end();
    let (start, end) = (line.find(",\"data\":").unwrap() + 8, line.len() - 75);
    let with = |data: &str| {
        let text = format!("{}{data}{}", &line[..start], &line[end..]);
        Entry::parse(text.as_bytes()).map(|e| e.redacted)
    };
    assert_eq!(with("{\"redacted\":12}"), Ok(Some(12)));
    let wrong = [
        "0",
        "01",
        "-1",
        "1.0",
        "",
        "1,\"x\":2",
        " 1",
        "99999999999999999999",
    ];
    for number in wrong {
        let data = format!("{{\"redacted\":{number}}}");
        assert_eq!(with(&data), Err(LineFault::Sum), "{data}");
    }
}

/// A good line with another head and other data, with sums and hashes that fit.
fn forged(data: &str, change: impl FnOnce(String) -> String) -> Result<Entry, LineFault> {
    let line = String::from_utf8(good_line()).unwrap();
    let (head, _) = line.split_once(",\"data\":").unwrap();
    let at = head.find("\"sum\":\"").unwrap() + 7;
    let sum = hex::encode(&hex::sha256(data.as_bytes()));
    let head = change(format!("{}{sum}{}", &head[..at], &head[at + 64..]));
    let hash = hex::encode(&hex::sha256(head.as_bytes()));
    Entry::parse(format!("{head},\"data\":{data},\"hash\":\"{hash}\"}}").as_bytes())
}

#[test]
fn a_line_has_its_place_in_a_group_that_is_as_long() {
    let of = |of: &str| {
        forged("{}", |head| {
            head.replace("\"of\":[1,1]", &format!("\"of\":{of}"))
        })
    };
    for good in ["[1,1]", "[1,2]", "[2,2]"] {
        assert!(of(good).is_ok(), "{good}");
    }
    for wrong in ["[0,1]", "[0,0]", "[2,1]"] {
        assert!(matches!(of(wrong), Err(LineFault::Head(_))), "{wrong}");
    }
}

#[test]
fn data_is_an_object_whatever_its_sum_is() {
    assert!(forged("{\"a\":1}", |head| head).is_ok());
    for wrong in ["[1]", "1", "\"{}\"", "{", "{\"a\"}", ""] {
        assert_eq!(forged(wrong, |head| head), Err(LineFault::Data), "{wrong}");
    }
}

#[test]
fn a_head_is_printed_by_the_first_sixteen_digits_of_the_lines_hash() {
    let line = String::from_utf8(good_line()).unwrap();
    let (_, hash) = line.split_once(",\"hash\":\"").unwrap();
    let entry = Entry::parse(line.as_bytes()).unwrap();
    assert_eq!(entry.hash16(), hash[..16]);
}

#[test]
fn a_newer_line_with_other_keys_is_newer_and_not_damage() {
    let made = |head: &str| {
        let hash = hex::encode(&hex::sha256(head.as_bytes()));
        let line = format!("{head},\"data\":{{}},\"hash\":\"{hash}\"}}");
        Entry::parse(line.as_bytes()).unwrap_err()
    };
    assert_eq!(made("{\"v\":3,\"unheard\":[]"), LineFault::Newer(3));
    assert!(matches!(
        made("{\"v\":0,\"unheard\":[]"),
        LineFault::Head(_)
    ));
    assert!(matches!(made("{\"unheard\":[]"), LineFault::Head(_)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Entry::parse(&bytes).is_err());
    }

    #[test]
    fn no_bytes_around_the_keys_make_the_reader_panic(
        head in "[ -~]{0,40}", data in "[ -~]{0,40}", hash in "[0-9a-fA-F]{64}",
    ) {
        let line = format!("{head},\"data\":{data},\"hash\":\"{hash}\"}}");
        prop_assert!(Entry::parse(line.as_bytes()).is_err());
    }
}
