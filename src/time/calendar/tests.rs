//! Counting in working hours, at the edges of days, holidays and changes of the clocks.

use chrono::TimeZone as _;
use proptest::prelude::*;

use super::*;

const OFFICE: Span = Span {
    from_min: 8 * 60 + 30,
    to_min: 16 * 60 + 30,
};

fn stamp(text: &str) -> Stamp {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Monday to Friday, 08:30 to 16:30, in New York.
fn office() -> Calendar {
    let mut week = Week::default();
    week[..5].fill(vec![OFFICE]);
    Calendar::new(Zone::named("America/New_York").unwrap(), week)
}

fn around_the_clock() -> Calendar {
    let all_day = vec![Span::new(0, 1440).unwrap()];
    Calendar::new(
        Zone::named("America/New_York").unwrap(),
        std::array::from_fn(|_| all_day.clone()),
    )
}

#[test]
fn the_last_minute_is_inside_and_closing_time_is_not() {
    for (moment, is_working) in [
        ("2026-11-20T08:29:59-05:00", false),
        ("2026-11-20T08:30:00-05:00", true),
        ("2026-11-20T16:29:59-05:00", true),
        ("2026-11-20T16:30:00-05:00", false),
        ("2026-11-20T15:00:00Z", true),
        ("2026-11-21T12:00:00-05:00", false),
    ] {
        assert_eq!(office().is_working(stamp(moment)), is_working, "{moment}");
    }
}

#[test]
fn a_last_safe_start_is_counted_back_in_working_hours() {
    // triage_vectors.json, tickets 14 and 9.
    let office = office();
    assert_eq!(office.average_day_min(), 480);
    for (due, minutes, start) in [
        ("2026-05-14T14:30-04:00", 30 + 480, "2026-05-13T14:00-04:00"),
        ("2026-05-15T08:30-04:00", 240 + 60, "2026-05-14T11:30-04:00"),
        ("2026-05-14T14:30-04:00", 360, "2026-05-14T08:30-04:00"),
        ("2026-05-17T12:00-04:00", 60, "2026-05-15T15:30-04:00"),
        ("2026-05-17T12:00-04:00", 0, "2026-05-17T12:00-04:00"),
    ] {
        assert_eq!(
            office.sub_work(stamp(due), minutes),
            Some(stamp(start)),
            "{due}"
        );
    }
}

#[test]
fn minutes_below_zero_count_the_other_way() {
    let office = office();
    let (before, after) = (
        stamp("2026-11-20T16:00-05:00"),
        stamp("2026-11-23T08:45-05:00"),
    );
    assert_eq!(office.add_work(after, -45), Some(before));
    assert_eq!(office.sub_work(before, -45), Some(after));
    assert_eq!(office.work_between(before, after), 45);
    assert_eq!(office.work_between(before, before), 0);
    for noon in [stamp("2026-11-21T12:00-05:00"), before] {
        assert_eq!(office.add_work(noon, 0), Some(noon));
        assert_eq!(office.sub_work(noon, 0), Some(noon));
    }
}

#[test]
fn counting_looks_three_years_far_and_no_day_further() {
    // One working hour in all the time; counting begins with the day before.
    let now = stamp("2026-01-01T12:00-05:00");
    let on = |days: i64| {
        let mut rare = Calendar::new(Zone::named("America/New_York").unwrap(), Week::default());
        let date = date("2026-01-01") + Duration::days(days);
        rare.part_days
            .insert(date, vec![Span::new(600, 660).unwrap()]);
        rare
    };
    // The day before and 1,095 more are the 1,096 of three years with a leap day.
    assert_eq!(
        on(1094).add_work(now, 60),
        Some(stamp("2028-12-30T11:00-05:00"))
    );
    assert_eq!(on(1095).add_work(now, 60), None);
    assert_eq!(
        on(1094).next_open(now),
        Some(stamp("2028-12-30T10:00-05:00"))
    );
    assert_eq!(on(1095).next_open(now), None);
    assert_eq!(
        on(-1094).sub_work(now, 60),
        Some(stamp("2023-01-03T10:00-05:00"))
    );
    assert_eq!(on(-1095).sub_work(now, 60), None);
    assert!(on(1095).add_work_days(now, 1).is_some());
    assert_eq!(on(1096).add_work_days(now, 1), None);
}

#[test]
fn at_closing_time_the_next_opening_is_that_of_another_day() {
    let friday = stamp("2026-11-20T16:30-05:00");
    let last = stamp("2026-11-20T16:29:59-05:00");
    assert_eq!(office().next_open(last), Some(last));
    assert_eq!(
        office().next_open(friday),
        Some(stamp("2026-11-23T08:30-05:00"))
    );
}

#[test]
fn an_average_day_is_rounded_to_whole_minutes_half_of_one_up() {
    let of = |lengths: &[u16]| {
        let mut week = Week::default();
        for (day, length) in week.iter_mut().zip(lengths) {
            *day = vec![Span::new(480, 480 + length).unwrap()];
        }
        Calendar::new(Zone::default(), week).average_day_min()
    };
    assert_eq!(of(&[480, 481]), 481);
    assert_eq!(of(&[480, 480, 481]), 480);
    assert_eq!(of(&[480, 481, 481]), 481);
    assert_eq!(of(&[60, 60, 60, 61, 61]), 60);
}

#[test]
fn work_goes_on_after_a_weekend_and_a_holiday_across_a_change_of_the_clocks() {
    // E07: Friday to Monday, the clocks go forward on Sunday, Monday is a holiday.
    let mut office = office();
    office.closed_days.insert(date("2026-03-09"));
    office
        .part_days
        .insert(date("2026-03-10"), vec![Span::new(510, 720).unwrap()]);
    let friday = stamp("2026-03-06T16:00-05:00");
    assert_eq!(
        office.add_work(friday, 30),
        Some(stamp("2026-03-06T16:30-05:00"))
    );
    assert_eq!(
        office.add_work(friday, 31),
        Some(stamp("2026-03-10T08:31-04:00"))
    );
    assert_eq!(
        office.add_work(friday, 30 + 210 + 1),
        Some(stamp("2026-03-11T08:31-04:00"))
    );
    assert_eq!(
        office.add_work_days(friday, 1),
        Some(stamp("2026-03-10T16:00-04:00"))
    );
    assert_eq!(
        office.add_work_days(stamp("2026-03-10T16:00-04:00"), -1),
        Some(friday)
    );
    assert_eq!(office.next_open(friday), Some(friday));
    let saturday = stamp("2026-03-07T03:00-05:00");
    assert_eq!(
        office.next_open(saturday),
        Some(stamp("2026-03-10T08:30-04:00"))
    );
}

#[test]
fn the_missing_hour_is_no_work_and_the_doubled_hour_counts_twice() {
    let calendar = around_the_clock();
    let day = |text: &str| -> i64 {
        let spans = calendar.day_spans(date(text));
        spans.iter().map(|(from, to)| to.minutes_since(*from)).sum()
    };
    assert_eq!(day("2026-03-08"), 23 * 60);
    assert_eq!(day("2026-11-01"), 25 * 60);
    assert_eq!(day("2026-11-02"), 24 * 60);
    for unbroken in ["2026-03-08", "2026-11-01", "2026-11-02"] {
        assert_eq!(calendar.day_spans(date(unbroken)).len(), 1, "{unbroken}");
    }
    let mut night = calendar.clone();
    night.week[6] = vec![Span::new(60, 90).unwrap()];
    assert_eq!(
        night.day_spans(date("2026-11-01")),
        [
            (
                stamp("2026-11-01T01:00-04:00"),
                stamp("2026-11-01T01:30-04:00")
            ),
            (
                stamp("2026-11-01T01:00-05:00"),
                stamp("2026-11-01T01:30-05:00")
            ),
        ]
    );
    night.week[6] = vec![Span::new(120, 240).unwrap()];
    let spring = [(
        stamp("2026-03-08T03:00-04:00"),
        stamp("2026-03-08T04:00-04:00"),
    )];
    assert_eq!(night.day_spans(date("2026-03-08")), spring);
}

#[test]
fn time_outside_hours_is_what_is_left() {
    let office = office();
    let (from, to) = (
        stamp("2026-11-20T16:00-05:00"),
        stamp("2026-11-23T09:00-05:00"),
    );
    let outside = [(
        stamp("2026-11-20T16:30-05:00"),
        stamp("2026-11-23T08:30-05:00"),
    )];
    assert_eq!(office.outside(from, to), outside);
    assert_eq!(office.work_between(from, to), 60);
    assert_eq!(office.work_between(to, from), -60);
    assert_eq!(office.outside(from, stamp("2026-11-20T16:30-05:00")), []);
}

#[test]
fn a_calendar_without_hours_ends_its_search() {
    let empty = Calendar::default();
    let now = stamp("2026-11-22T02:14:07-05:00");
    assert_eq!(empty.add_work(now, 1), None);
    assert_eq!(empty.sub_work(now, 1), None);
    assert_eq!(empty.next_open(now), None);
    assert_eq!(empty.add_work_days(now, 1), None);
    assert_eq!(empty.average_day_min(), 0);
    assert_eq!(office().add_work(now, i64::MAX), None);
    assert_eq!(office().sub_work(now, i64::MIN), None);
}

#[test]
fn leap_days_and_far_years_are_days_like_others() {
    let office = office();
    // E06: 2028-02-29 is a Tuesday.
    let monday = stamp("2028-02-28T16:00-05:00");
    assert_eq!(
        office.add_work(monday, 60),
        Some(stamp("2028-02-29T09:00-05:00"))
    );
    assert!(
        office
            .add_work(stamp("2038-01-19T03:14:08Z"), 600)
            .is_some()
    );
    assert!(
        office
            .add_work(stamp("9999-12-31T23:59:59Z"), 600)
            .is_some()
    );
    for end in [
        chrono::DateTime::<chrono::Utc>::MAX_UTC,
        chrono::DateTime::<chrono::Utc>::MIN_UTC,
    ] {
        let end = Stamp::new(end.fixed_offset());
        let _ = (
            office.add_work(end, 600),
            office.sub_work(end, 600),
            office.next_open(end),
        );
        let _ = (
            office.is_working(end),
            office.add_work_days(end, 3),
            office.outside(end, end),
        );
    }
}

#[test]
fn a_person_has_an_own_week_and_the_sites_holidays() {
    let mut office = office();
    office.closed_days.insert(date("2026-11-26"));
    office
        .part_days
        .insert(date("2026-12-24"), vec![Span::new(510, 720).unwrap()]);
    let mut week = Week::default();
    week[3] = vec![Span::new(600, 1080).unwrap()];
    let own = office.overridden_by(&PersonHours { week });
    assert!(own.is_working(stamp("2026-11-19T17:59-05:00")));
    assert!(!own.is_working(stamp("2026-11-20T12:00-05:00")));
    assert!(!own.is_working(stamp("2026-11-26T12:00-05:00")));
    assert_eq!(
        own.spans_of(date("2026-12-24")),
        [Span::new(600, 720).unwrap()]
    );
}

#[test]
fn spans_that_overlap_count_once() {
    let mut calendar = office();
    calendar.week[0] = vec![
        Span {
            from_min: 600,
            to_min: 720,
        },
        Span {
            from_min: 540,
            to_min: 660,
        },
        Span {
            from_min: 900,
            to_min: 800,
        },
    ];
    let (from, to) = (
        stamp("2026-11-23T00:00-05:00"),
        stamp("2026-11-24T00:00-05:00"),
    );
    assert_eq!(calendar.work_between(from, to), 180);
}

/// Any moment within two weeks of a change of the clocks, at a whole minute.
fn moment() -> impl Strategy<Value = Stamp> {
    let changes = prop::sample::select(vec!["2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"]);
    (changes, -20_000_i64..20_000).prop_map(|(change, min)| stamp(change).plus_minutes(min))
}

fn calendar() -> impl Strategy<Value = Calendar> {
    let zones = prop::sample::select(vec![
        "America/New_York",
        "Europe/London",
        "Atlantic/Azores",
        "America/Havana",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "UTC",
    ]);
    let span = (0_u16..1440, 1_u16..=720).prop_map(|(from, length)| Span {
        from_min: from,
        to_min: (from + length).min(1440),
    });
    let day = prop::collection::vec(span, 0..3);
    (zones, prop::collection::vec(day, 7)).prop_map(|(zone, days)| {
        let week: Week = days.try_into().unwrap();
        Calendar::new(Zone::named(zone).unwrap(), week)
    })
}

proptest! {
    #[test]
    fn work_added_is_the_work_between(calendar in calendar(), from in moment(), min in 0_i64..5_000) {
        if let Some(to) = calendar.add_work(from, min) {
            prop_assert_eq!(calendar.work_between(from, to), min);
            let back = calendar.sub_work(to, min).unwrap();
            prop_assert!(back >= from);
            prop_assert_eq!(calendar.work_between(back, to), min);
            prop_assert_eq!(calendar.work_between(from, back), 0);
        }
    }

    #[test]
    fn working_time_adds_up(
        calendar in calendar(), a in moment(), b in moment(), c in moment()
    ) {
        let (ab, bc) = (calendar.work_between(a, b), calendar.work_between(b, c));
        prop_assert_eq!(ab + bc, calendar.work_between(a, c));
        let outside: i64 = calendar.outside(a, b).iter().map(|(x, y)| y.minutes_since(*x)).sum();
        if a <= b {
            prop_assert_eq!(outside + ab, b.minutes_since(a));
        }
    }

    #[test]
    fn counting_and_asking_agree(calendar in calendar(), at in moment()) {
        let minute = calendar.work_between(at, at.plus_minutes(1));
        prop_assert_eq!(minute == 1, calendar.is_working(at));
        if let Some(open) = calendar.next_open(at) {
            prop_assert!(calendar.is_working(open));
            prop_assert_eq!(calendar.work_between(at, open), 0);
        }
    }
}

#[test]
fn the_test_dates_are_what_they_say() {
    let utc = chrono::Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap();
    assert_eq!(utc.weekday(), chrono::Weekday::Sun);
}
