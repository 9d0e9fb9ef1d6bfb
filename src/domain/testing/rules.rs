//! The rules of the tests, built by hand: the profile of the triage vectors and a few prompts.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use uuid::Uuid;

use super::clean;
use super::prompts::prompts;
use crate::domain::event::{PersonAdded, PostHeld, UnitAdded};
use crate::domain::site::{
    Access, AfterHours, Basis, CalloutRules, Class, ClockRules, CompTime, DeskRules, Disclosure,
    FileKind, Hours, LogRules, MinCallout, Offset, OffsetUnit, OrgKind, Organisation, OverCap,
    Passwords, PayPeriod, Period, Policy, PolicyRules, PreApproval, Priority, Profile, Promises,
    Rate, RateBy, RecordsRules, RepeatRule, Reporting, Roles, RoundMode, Security, SiteUnit,
    Software, Span, Tiers, TopupRate, Travel, Units, Words,
};
use crate::domain::{Event, PersonId, Site, UnitId};
use crate::time::{self, Calendar, Zone};

/// The units of the triage vectors: id, name, head-count (0 = unknown).
const UNITS: [(&str, &str, u32); 7] = [
    ("all", "Whole organisation", 0),
    ("main", "Main", 34),
    ("east", "Eastside", 9),
    ("west", "Westside", 7),
    ("archive", "Archive", 4),
    ("it", "IT", 5),
    ("press", "Press office", 1),
];

/// The rules and their calendar: Monday to Friday 08:30 to 16:30, New York.
pub fn site() -> Site {
    let day = time::Span::new(510, 990).unwrap();
    let week = std::array::from_fn(|n| if n < 5 { vec![day] } else { Vec::new() });
    Site {
        policy: policy(),
        calendar: Calendar::new(Zone::named("America/New_York").unwrap(), week),
    }
}

/// The rules, every file adopted: the profile as entry 1, the prompts as entry 2.
pub fn policy() -> Policy {
    let seqs = [
        ((FileKind::Profile, "bloomfield".to_owned()), 1),
        ((FileKind::Prompts, "prompts".to_owned()), 2),
        ((FileKind::Clocks, "clocks".to_owned()), 3),
    ];
    Policy {
        profile: profile(),
        prompts: prompts(),
        templates: BTreeMap::new(),
        clocks: ClockRules {
            version: 1,
            events: BTreeMap::new(),
            dates: BTreeMap::new(),
            clocks: Vec::new(),
        },
        holidays: Vec::new(),
        runbooks: BTreeMap::new(),
        seqs: seqs.into(),
        confirmed: false,
    }
}

/// The events that make the actor and the units known.
pub(super) fn founding(site: &Site, actor: PersonId) -> Vec<Event> {
    let mut events = vec![Event::from(PersonAdded {
        person: actor,
        name: clean("Dana Reyes"),
        staff: true,
        uid: Some(1000),
        unit: None,
        phone: None,
        email: None,
    })];
    for post in ["director", "it_staff"] {
        events.push(Event::from(PostHeld {
            person: actor,
            post: post.to_owned(),
        }));
    }
    let units = site.policy.profile.units.0.iter().zip(0u128..);
    events.extend(units.map(|(unit, n)| {
        Event::from(UnitAdded {
            unit: UnitId(Uuid::from_u128((1 << 100) + n)),
            short: Some(unit.id.clone()),
            name: unit.name.clone(),
            heads: unit.heads.unwrap_or(0),
            head: None,
        })
    }));
    events
}

pub(super) fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn roles() -> Roles {
    let pairs = [
        ("director", "director"),
        ("lead", "director"),
        ("lead_deputy", "leadership"),
        ("hr", "hr"),
        ("leadership", "leadership"),
        ("records_officer", "records_officer"),
        ("evidence_examiner", "director"),
        ("password_owner", "director"),
        ("operator", "it_staff"),
        ("tech", "it_staff"),
        ("oncall", "it_staff"),
        ("owner", "data_owner"),
        ("supervisor", "supervisor"),
        ("dept_head", "unit_head"),
        ("facilities", "facilities"),
        ("administration", "administration"),
        ("designated", "designated_person"),
        ("requester", "originator"),
    ];
    Roles(pairs.map(|(r, p)| (r.to_owned(), names(&[p]))).into())
}

fn profile() -> Profile {
    let units = UNITS.iter().map(|(id, name, heads)| SiteUnit {
        id: (*id).to_owned(),
        name: clean(name),
        heads: (*heads > 0).then_some(*heads),
    });
    Profile {
        schema: 2,
        organisation: organisation(),
        words: words(),
        roles: roles(),
        reporting: Reporting {
            breach: names(&["director"]),
            violation: names(&["director"]),
            prohibited: names(&["director"]),
            second: names(&["leadership"]),
        },
        hours: hours(),
        units: Units(units.collect()),
        tiers: Tiers::default(),
        priority: priority(),
        promises: promises(),
        log: LogRules {
            quick_log_minutes: 2,
            originator_updates: true,
            tracking_name: clean("the desk"),
        },
        security: security(),
        passwords: passwords(),
        access: access(),
        software: Software {
            permission_from: names(&["tech"]),
            written: true,
        },
        after_hours: AfterHours {
            notify_head: true,
            notice: Offset {
                count: 1,
                unit: OffsetUnit::WorkDays,
            },
            emergency: clean("as soon as possible"),
        },
        callout: CalloutRules {
            emergency_people: 5,
            public_opening_h: 4,
            tell_every_min: 30,
            rest_hours: 11,
        },
        comp_time: comp_time(),
        policy: policy_rules(),
        records: records(),
        disclosure: disclosure(),
        checklists: Vec::new(),
        desk: DeskRules {
            network_fs: false,
            witness_dir: None,
            lock_minutes: 15,
            print_command: None,
        },
        provenance: BTreeMap::new(),
        settings: [("security.hr_gate".to_owned(), "true".to_owned())].into(),
    }
}

fn organisation() -> Organisation {
    Organisation {
        id: "bloomfield".to_owned(),
        name: clean("Town of Bloomfield"),
        kind: OrgKind::Town,
        country: "US".to_owned(),
        tz: "America/New_York".to_owned(),
        language: "en-US".to_owned(),
        requester_types: names(&["staff"]),
    }
}

fn words() -> Words {
    Words {
        director: clean("Director of Information Systems and Technology"),
        lead: clean("IT Director"),
        dept_head: clean("Department Head"),
        employee: clean("employee"),
        comp_time: clean("comp time"),
    }
}

fn passwords() -> Passwords {
    Passwords {
        period: Period::Days(180),
        rotate_after_outsider: true,
        shared_vault: true,
        printed_allowed: false,
        pin_allowed: false,
    }
}

fn access() -> Access {
    Access {
        written_request: true,
        authorisers: names(&["supervisor", "designated", "owner"]),
        owner_must_confirm: true,
        connect_authority: "lead".to_owned(),
        leaver_source: names(&["hr"]),
    }
}

fn policy_rules() -> PolicyRules {
    PolicyRules {
        acknowledgement: "signature".to_owned(),
        return_to: Some("director".to_owned()),
        before_first_day: true,
        agree_before_use: false,
        redistribute: Period::Months(12),
        custodian: "hr".to_owned(),
        reviewer: "director".to_owned(),
    }
}

fn records() -> RecordsRules {
    RecordsRules {
        categories: names(&["service-request", "repair", "security-breach"]),
        fields: names(&["date", "time", "narrative", "actions", "closed"]),
        erase_allowed: false,
        corrections: "append".to_owned(),
    }
}

fn disclosure() -> Disclosure {
    Disclosure {
        law: Vec::new(),
        clocks: Vec::new(),
        decider: "records_officer".to_owned(),
        mail_may_be_disclosed: true,
    }
}

fn hours() -> Hours {
    let day = Span::parse("08:30-16:30").unwrap();
    Hours {
        week: std::array::from_fn(|n| if n < 5 { vec![day] } else { Vec::new() }),
        quiet: (1320, 420),
        ..Hours::default()
    }
}

fn priority() -> Priority {
    Priority {
        server_always_first: true,
        one_person_second: true,
        dead_pc_first: true,
        whole_unit_is_many: true,
        core_services: names(&["catalogue", "mail"]),
        reserve_dated_work_h: 1,
        reserve_legal_work_day: 1,
        pin_roles: names(&["director"]),
        pin_max: 1,
        pin_expires_work_hours: 8,
    }
}

fn promises() -> Promises {
    let hours = [
        (Class::Server, 2),
        (Class::Many, 4),
        (Class::One, 8),
        (Class::Hampered, 24),
        (Class::Request, 40),
    ];
    Promises(hours.into())
}

fn security() -> Security {
    Security {
        breach_hours: 72,
        breach_internal_at_once: true,
        breach_report_to: names(&["director"]),
        hr_gate: true,
        containment_before_hr: true,
        contact_suspect_before_hr: false,
        remove_device: true,
        ask_user_if_no_discipline: true,
        contact_attempts: 3,
        lock_after_attempts: true,
        immediate_removal_on_server_harm: true,
        us_state_notice_days: 60,
    }
}

fn comp_time() -> CompTime {
    CompTime {
        enabled: true,
        deputy_for_own_claims: "leadership".to_owned(),
        workweek_start: Weekday::Sun,
        pay_period: PayPeriod {
            first: NaiveDate::from_ymd_opt(2026, 1, 4).unwrap(),
            days: 14,
        },
        rate: Rate { num: 3, den: 2 },
        rate_holiday: None,
        rate_by_weekday: BTreeMap::new(),
        rate_by: RateBy::Minute,
        topup_rate: TopupRate::Same,
        basis: Basis::OutsideHours,
        weekly_threshold_min: 2400,
        round_unit_min: 15,
        round_mode: RoundMode::Nearest,
        min_callout_min: MinCallout {
            onsite: 120,
            remote: 0,
        },
        min_grace_min: 0,
        min_when_contiguous: false,
        repeat_rule: RepeatRule::Absorb,
        travel: Travel::RoundTrip,
        cap_min: 14400,
        over_cap: OverCap::Cash,
        require_log_entry: true,
        pre_approval: PreApproval::UnlessEmergency,
        agreement_required: true,
        eligible: names(&["nonexempt"]),
        approver_roles: names(&["director"]),
        approve_own: false,
    }
}
