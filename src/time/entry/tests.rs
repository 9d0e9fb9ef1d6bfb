//! What people type for a time, and what it is taken for.

use proptest::prelude::*;

use super::*;

fn new_york() -> Zone {
    Zone::named("America/New_York").unwrap()
}

fn stamp(text: &str) -> Stamp {
    text.parse().unwrap()
}

/// Reads at Sunday 22 November 2026, 02:14:07 in New York.
fn when(text: &str) -> Result<Stamp, WhenError> {
    parse_when(text, stamp("2026-11-22T02:14:07-05:00"), new_york())
}

fn until(text: &str) -> Result<Stamp, WhenError> {
    parse_until(text, stamp("2026-11-22T02:14:07-05:00"), new_york())
}

#[test]
fn what_happened_is_the_last_such_time() {
    for (text, moment) in [
        ("now", "2026-11-22T02:14:07-05:00"),
        ("-20", "2026-11-22T01:54:07-05:00"),
        ("-90", "2026-11-22T00:44:07-05:00"),
        ("0155", "2026-11-22T01:55-05:00"),
        ("02:15", "2026-11-22T02:15-05:00"),
        ("02:16", "2026-11-21T02:16-05:00"),
        ("21:30", "2026-11-21T21:30-05:00"),
        (" 2130 ", "2026-11-21T21:30-05:00"),
        ("9:30 pm", "2026-11-21T21:30-05:00"),
        ("12am", "2026-11-22T00:00-05:00"),
        ("930", "2026-11-21T09:30-05:00"),
        ("2026-11-22", "2026-11-22T00:00-05:00"),
        ("2026-11-20 21:30", "2026-11-20T21:30-05:00"),
        ("2026-11-20T21:30", "2026-11-20T21:30-05:00"),
        ("2026-11-21T21:30:00Z", "2026-11-21T16:30-05:00"),
        ("20 Nov 21:30", "2026-11-20T21:30-05:00"),
        ("Fri, 20 November 2026 21:30", "2026-11-20T21:30-05:00"),
        ("Dec 24", "2025-12-24T00:00-05:00"),
        ("29 feb 9:00", "2024-02-29T09:00-05:00"),
        ("sat 21:30", "2026-11-21T21:30-05:00"),
        ("sun 21:30", "2026-11-15T21:30-05:00"),
        ("yesterday 2130", "2026-11-21T21:30-05:00"),
        ("14 Nov 2025", "2025-11-14T00:00-05:00"),
    ] {
        assert_eq!(when(text), Ok(stamp(moment)), "{text}");
    }
    assert_eq!(when("-20").unwrap().offset().local_minus_utc(), -5 * 3600);
}

#[test]
fn what_is_to_come_is_the_next_such_time() {
    for (text, moment) in [
        ("+45", "2026-11-22T02:59:07-05:00"),
        ("+3h", "2026-11-22T05:14:07-05:00"),
        ("+2d", "2026-11-24T02:14:07-05:00"),
        ("14:30", "2026-11-22T14:30-05:00"),
        ("0155", "2026-11-23T01:55-05:00"),
        ("tomorrow", "2026-11-23T00:00-05:00"),
        ("tomorrow 9:00", "2026-11-23T09:00-05:00"),
        ("mon", "2026-11-23T00:00-05:00"),
        ("sun", "2026-11-29T00:00-05:00"),
        ("Sunday 14:30", "2026-11-22T14:30-05:00"),
        ("24 Dec 12:00", "2026-12-24T12:00-05:00"),
        ("2 Feb", "2027-02-02T00:00-05:00"),
        ("2026-11-20 17:00", "2026-11-20T17:00-05:00"),
        ("9999-12-31", "9999-12-31T00:00-05:00"),
    ] {
        assert_eq!(until(text), Ok(stamp(moment)), "{text}");
    }
    assert!(matches!(until("-20"), Err(WhenError::Over(_))));
    assert!(matches!(until("today"), Err(WhenError::Over(_))));
}

#[test]
fn what_is_no_time_is_refused_in_words() {
    for text in [
        "",
        " ",
        "soon",
        "22",
        "-",
        "-x",
        "+2y",
        "22 Foo",
        "21:30 22 Nov",
        "-20 h x",
        "é-ü-ö",
    ] {
        assert!(
            matches!(when(text), Err(WhenError::NotATime { .. })),
            "{text}"
        );
    }
    for text in [
        "24:00",
        "2575",
        "21:60",
        "2026-02-29",
        "31 Nov",
        "13pm",
        "0:00 am",
    ] {
        assert!(
            matches!(when(text), Err(WhenError::NoSuchTime { .. })),
            "{text}"
        );
    }
    for text in ["2026-11-23", "tomorrow", "+20", "2027-01-01T00:00:00Z"] {
        assert!(matches!(when(text), Err(WhenError::NotYet(_))), "{text}");
    }
    assert_eq!(
        when("soon").unwrap_err().to_string(),
        "`soon` is not a time; type it like now, -20, 21:30, 22 Nov 21:30 or 2026-11-22 21:30"
    );
}

#[test]
fn the_doubled_hour_is_asked_about_and_both_answers_can_be_typed() {
    let noon = stamp("2026-11-01T12:00-05:00");
    let error = parse_when("01:30", noon, new_york()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "1 Nov 01:30 came twice: the clocks were put back; \
         type 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00"
    );
    for typed in ["2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"] {
        assert_eq!(parse_when(typed, noon, new_york()), Ok(stamp(typed)));
    }
    // Before the clocks were put back only the first can have happened.
    let between = stamp("2026-11-01T01:45-04:00");
    let first = parse_when("01:30", between, new_york());
    assert_eq!(first, Ok(stamp("2026-11-01T01:30-04:00")));
    let second = parse_until("01:30", between, new_york());
    assert_eq!(second, Ok(stamp("2026-11-01T01:30-05:00")));
}

#[test]
fn the_missing_hour_is_asked_about() {
    let noon = stamp("2026-03-08T12:00-04:00");
    let error = parse_when("2:30", noon, new_york()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "8 Mar 02:30 does not exist: the clocks were put forward; \
         type 2026-03-08T02:30-05:00 or 2026-03-08T02:30-04:00"
    );
    let typed = parse_when("2026-03-08T02:30-05:00", noon, new_york());
    assert_eq!(typed, Ok(stamp("2026-03-08T03:30-04:00")));
}

proptest! {
    #[test]
    fn nothing_typed_panics_or_happens_later_than_now(
        text in "[-+0-9:. tTapmhdnovsun]{0,16}|\\PC{0,12}"
    ) {
        if let Ok(moment) = when(&text) {
            prop_assert!(moment <= stamp("2026-11-22T02:15:07-05:00"));
        }
        let _ = until(&text);
    }
}

#[test]
fn a_day_by_which_something_is_due_lasts_to_its_end() {
    let zone = Zone::named("America/New_York").unwrap();
    let now: Stamp = "2026-11-21T21:52-05:00".parse().unwrap();
    for (typed, due) in [
        ("2026-11-25", "2026-11-25T23:59-05:00"),
        ("tomorrow", "2026-11-22T23:59-05:00"),
        ("25 nov 14:00", "2026-11-25T14:00-05:00"),
        ("2026-11-21", "2026-11-21T23:59-05:00"),
        ("2020-01-01", "2020-01-01T23:59-05:00"),
    ] {
        let due: Stamp = due.parse().unwrap();
        assert_eq!(parse_due(typed, now, zone), Ok(due), "{typed}");
    }
}
