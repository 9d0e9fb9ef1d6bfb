//! The zones compared with chrono-tz, which reads the same database by other means.

use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::{Local, Zone};

/// The span in which both must agree on zones whose rules stand. Before it the two databases keep
/// different old records, and after it chrono-tz has no rules but a table.
const FROM: &str = "1975-01-01T00:00:00Z";
const TO: &str = "2037-12-31T00:00:00Z";
/// Until then both know of every change; of later ones the newer database alone.
const BOTH_KNOW: &str = "2025-01-01T00:00:00Z";

/// The same both ways: offsets of moments, and what wall times stand for.
fn assert_same(ours: Zone, peer: Tz, moment: DateTime<Utc>) {
    let theirs = moment.with_timezone(&peer);
    let stamp = ours.stamp(moment);
    assert_eq!(stamp.wall(), theirs.naive_local(), "{ours} {moment}");
    let short = theirs.format("%Z").to_string();
    assert_eq!(ours.abbreviation(stamp), short, "{ours} {moment}");
    let wall = theirs.naive_local();
    assert_eq!(
        moments(ours, wall),
        peer_moments(peer, wall),
        "{ours} {wall}"
    );
}

fn moments(zone: Zone, wall: NaiveDateTime) -> Vec<DateTime<Utc>> {
    match zone.resolve(wall) {
        Local::One(one) => vec![one.utc()],
        Local::Twice { first, second } => vec![first.utc(), second.utc()],
        Local::Missing { .. } => Vec::new(),
    }
}

fn peer_moments(zone: Tz, wall: NaiveDateTime) -> Vec<DateTime<Utc>> {
    let at = |offset: <Tz as chrono::TimeZone>::Offset| {
        wall.checked_sub_offset(offset.fix()).unwrap().and_utc()
    };
    match zone.offset_from_local_datetime(&wall) {
        LocalResult::Single(one) => vec![at(one)],
        LocalResult::Ambiguous(one, other) => {
            let mut both = vec![at(one), at(other)];
            both.sort();
            both
        }
        LocalResult::None => Vec::new(),
    }
}

/// The moments at which a zone's clocks change, found by halving the days in which they did.
fn changes(zone: Tz) -> Vec<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let (mut day, end): (DateTime<Utc>, DateTime<Utc>) =
        (FROM.parse().unwrap(), TO.parse().unwrap());
    let mut found = Vec::new();
    while day < end {
        let next = day + Duration::days(7);
        if offset(day) != offset(next) {
            let (mut low, mut high) = (day, next);
            while high - low > Duration::seconds(1) {
                let middle = low + Duration::seconds((high - low).num_seconds() / 2);
                if offset(middle) == offset(low) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            found.push(high);
        }
        day = next;
    }
    found
}

#[test]
fn every_zone_of_the_peer_is_known_by_its_name() {
    for peer in TZ_VARIANTS {
        let ours = Zone::named(peer.name()).map(Zone::name);
        assert_eq!(ours.ok(), Some(peer.name()));
    }
}

#[test]
fn the_zones_of_desks_change_when_the_peers_do() {
    for name in [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Europe/London",
        "Europe/Dublin",
        "Europe/Berlin",
        "Africa/Johannesburg",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Pacific/Apia",
        "Pacific/Chatham",
        "UTC",
    ] {
        let (ours, peer) = (Zone::named(name).unwrap(), name.parse().unwrap());
        for change in changes(peer) {
            for by in [-7201, -3601, -3600, -1, 0, 1, 1800, 3599, 3600, 7200] {
                assert_same(ours, peer, change + Duration::seconds(by));
            }
        }
    }
}

#[test]
fn all_zones_show_the_same_month_by_month() {
    let end: DateTime<Utc> = BOTH_KNOW.parse().unwrap();
    for peer in TZ_VARIANTS {
        let ours = Zone::named(peer.name()).unwrap();
        let mut moment: DateTime<Utc> = "2005-01-15T12:00:00Z".parse().unwrap();
        while moment < end {
            assert_same(ours, peer, moment);
            moment += Duration::days(61);
        }
    }
}
