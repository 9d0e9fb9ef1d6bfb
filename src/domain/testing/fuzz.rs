//! Times by chance: what is typed is a time that fits, or a sentence.
//!
//! It stands here and not beside the reader of times because spoiled texts are made in `text`, on the
//! same floor.

use crate::text::spoil::rounds;
use crate::time::{Stamp, Zone, parse_due, parse_until, parse_when};

const SAMPLES: [&str; 16] = [
    "now",
    "-20",
    "21:30",
    "2130",
    "9pm",
    "2026-11-22 21:30",
    "22 Nov 21:30",
    "sat 21:30",
    "yesterday 21:30",
    "2026-11-22T21:30:00-05:00",
    "+45",
    "+3h",
    "+2d",
    "tomorrow 9:00",
    "29 feb 2028",
    "9999-12-31 23:59",
];

const ZONES: [&str; 4] = ["America/New_York", "Europe/London", "Pacific/Apia", "UTC"];

const NOWS: [&str; 6] = [
    "2026-11-22T02:14:07-05:00",
    "2026-03-08T03:00:00-04:00",
    "2026-11-01T01:30:00-05:00",
    "2028-02-29T12:00:00+00:00",
    "2038-01-19T03:14:07+00:00",
    "9999-12-31T23:59:59+00:00",
];

#[test]
fn no_typed_time_falls_over_or_is_on_the_wrong_side_of_now() {
    rounds(|spoil| {
        let sample = spoil.one(&SAMPLES).as_bytes();
        let bytes = if spoil.below(8) == 0 {
            spoil.any(20)
        } else {
            spoil.spoilt(sample)
        };
        let text = String::from_utf8_lossy(&bytes);
        let zone = Zone::named(spoil.one(&ZONES)).expect("a zone");
        let now: Stamp = spoil.one(&NOWS).parse().expect("a time");
        match parse_when(&text, now, zone) {
            Ok(moment) => assert!(
                moment <= now.plus_minutes(1),
                "{text:?} at {now:?}: {moment:?}"
            ),
            Err(why) => assert!(!why.to_string().is_empty()),
        }
        for read in [parse_until(&text, now, zone), parse_due(&text, now, zone)] {
            match read {
                // What was read can be written, and read back as the same moment.
                Ok(moment) => assert_eq!(moment.rfc3339_ms().parse(), Ok(moment), "{text:?}"),
                Err(why) => assert!(!why.to_string().is_empty()),
            }
        }
        let _ = text.parse::<Stamp>();
    });
}
