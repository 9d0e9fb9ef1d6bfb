//! Reads the sections of a profile, one function each, key by key.

use chrono::NaiveDate;

use super::node::{Node, formed};
use super::table::Table;
use crate::domain::site::{
    Access, AfterHours, CalloutRules, DeskRules, Disclosure, Hours, LogRules, Offset, OffsetUnit,
    Organisation, Passwords, Period, PolicyRules, Priority, RecordsRules, Reporting, Roles,
    Security, SiteUnit, Software, Span, Tiers, Units, Words,
};
use crate::text::Clean;
use crate::time::Zone;

/// How files spell the weekdays, Monday first.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn organisation(table: &Table<'_, '_>) -> Organisation {
    let tz = table.string("tz");
    if !tz.is_empty()
        && let Err(unknown) = Zone::named(&tz)
    {
        table.wrong(
            "tz",
            unknown,
            "write the zone's name, as \"America/New_York\"",
        );
    }
    Organisation {
        id: table.id("id"),
        name: table.text("name"),
        kind: table.word("kind"),
        country: table.string("country"),
        tz,
        language: table.string("language"),
        requester_types: table.strings("requester_types"),
    }
}

pub(super) fn words(table: &Table<'_, '_>) -> Words {
    Words {
        director: table.text("director"),
        lead: table.text("lead"),
        dept_head: table.text("dept_head"),
        employee: table.text("employee"),
        comp_time: table.text("comp_time"),
    }
}

/// The roles: a post, or a list of posts, for each; those that the program asks for are there.
pub(super) fn roles(root: &Table<'_, '_>) -> Roles {
    const NEEDED: [&str; 17] = [
        "director",
        "lead",
        "lead_deputy",
        "hr",
        "leadership",
        "records_officer",
        "evidence_examiner",
        "password_owner",
        "operator",
        "tech",
        "oncall",
        "owner",
        "supervisor",
        "dept_head",
        "facilities",
        "administration",
        "requester",
    ];
    let roles = Roles(root.map("roles", |_, node| {
        let posts = if node.value.is_array() {
            node.items()
        } else {
            vec![node.clone()]
        };
        if posts.is_empty() {
            node.wrong("no post stands behind this role", "name one");
        }
        Some(
            posts
                .iter()
                .filter_map(|post| post.text().map(str::to_owned))
                .collect(),
        )
    }));
    for role in NEEDED {
        if root.has("roles") && !roles.has(role) {
            root.wrong(
                "roles",
                format!("the role `{role}` is missing"),
                format!("add {role} = \"<post>\""),
            );
        }
    }
    roles
}

pub(super) fn reporting(table: &Table<'_, '_>) -> Reporting {
    let reporting = Reporting {
        breach: table.strings("breach"),
        violation: table.strings("violation"),
        prohibited: table.strings("prohibited"),
        second: table.strings("second"),
    };
    for (key, list) in [
        ("breach", &reporting.breach),
        ("violation", &reporting.violation),
        ("prohibited", &reporting.prohibited),
        ("second", &reporting.second),
    ] {
        if list.is_empty() && table.has(key) {
            table.wrong(key, "nobody is named", "name a role");
        }
    }
    reporting
}

fn spans(node: &Node<'_, '_>) -> Vec<Span> {
    let spans: Vec<Span> = node
        .items()
        .iter()
        .filter_map(|item| {
            formed(
                item,
                Span::parse,
                "\"08:30-16:30\", the end after the start",
            )
        })
        .collect();
    if spans
        .windows(2)
        .any(|pair| pair[1].from_min < pair[0].to_min)
    {
        node.wrong(
            "these hours overlap",
            "write them in order, each from-to once",
        );
    }
    spans
}

pub(super) fn hours(table: &Table<'_, '_>) -> Hours {
    let week = table.sub("week", |week| {
        DAYS.map(|day| week.need(day).map(|node| spans(&node)).unwrap_or_default())
    });
    let part = table.map("holiday_part", |day, node| {
        Some((date_key(day, node)?, spans(node)))
    });
    let own = table.need("holidays").map(|node| node.items());
    Hours {
        week,
        holiday_files: table.strings("holiday_files"),
        holidays: own
            .unwrap_or_default()
            .iter()
            .filter_map(Node::date)
            .collect(),
        holiday_part: part.into_values().collect(),
        quiet: quiet(table).unwrap_or_default(),
    }
}

fn date_key(day: &str, node: &Node<'_, '_>) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
    if date.is_none() {
        node.wrong(format!("`{day}` is no day"), "write it as \"2026-12-24\"");
    }
    date
}

fn quiet(table: &Table<'_, '_>) -> Option<(u16, u16)> {
    let node = table.need("quiet_hours")?;
    let items = node.items();
    let [from, to] = items.as_slice() else {
        node.wrong(
            "two times are wanted, from and to",
            "write [\"22:00\", \"07:00\"]",
        );
        return None;
    };
    let minute = |node| formed(node, crate::domain::site::minute_of_day, "\"22:00\"");
    Some((minute(from)?, minute(to)?))
}

pub(super) fn units(table: &Table<'_, '_>) -> Units {
    let items = table.need("list").map(|node| node.items());
    let unit = |node: &Node<'_, '_>| {
        let items = node.items();
        let [id, name, heads] = items.as_slice() else {
            node.wrong(
                "a unit has an id, a name and a head-count",
                "write [\"desk\", \"Front desk\", 4]; 0 = unknown",
            );
            return None;
        };
        Some(SiteUnit {
            id: id.text()?.to_owned(),
            name: Clean::new(name.text()?),
            heads: heads.number().filter(|heads| *heads > 0),
        })
    };
    let units: Vec<SiteUnit> = items.unwrap_or_default().iter().filter_map(unit).collect();
    for (index, one) in units.iter().enumerate() {
        if units[..index].iter().any(|other| other.id == one.id) {
            table.wrong(
                "list",
                format!("there are two units `{}`", one.id),
                "give one of them another id",
            );
        }
    }
    Units(units)
}

pub(super) fn tiers(table: &Table<'_, '_>) -> Tiers {
    Tiers {
        levels: table.texts("levels"),
        special_groups: table.texts("special_groups"),
    }
}

pub(super) fn priority(table: &Table<'_, '_>) -> Priority {
    Priority {
        server_always_first: table.flag("server_always_first"),
        one_person_second: table.flag("one_person_second"),
        dead_pc_first: table.flag("dead_pc_first"),
        whole_unit_is_many: table.flag("whole_unit_is_many"),
        core_services: table.strings("core_services"),
        reserve_dated_work_h: table.number("reserve_dated_work_h"),
        reserve_legal_work_day: table.number("reserve_legal_work_day"),
        pin_roles: table.strings("pin_roles"),
        pin_max: table.number("pin_max"),
        pin_expires_work_hours: table.count("pin_expires_work_hours"),
    }
}

pub(super) fn log(table: &Table<'_, '_>) -> LogRules {
    LogRules {
        quick_log_minutes: table.number("quick_log_minutes"),
        originator_updates: table.flag("originator_updates"),
        tracking_name: table.text("tracking_name"),
    }
}

pub(super) fn security(table: &Table<'_, '_>) -> Security {
    Security {
        breach_hours: table.count("breach_hours"),
        breach_internal_at_once: table.flag("breach_internal_at_once"),
        breach_report_to: table.strings("breach_report_to"),
        hr_gate: table.flag("hr_gate"),
        containment_before_hr: table.flag("containment_before_hr"),
        contact_suspect_before_hr: table.flag("contact_suspect_before_hr"),
        remove_device: table.flag("remove_device"),
        ask_user_if_no_discipline: table.flag("ask_user_if_no_discipline"),
        contact_attempts: table.count("contact_attempts"),
        lock_after_attempts: table.flag("lock_after_attempts"),
        immediate_removal_on_server_harm: table.flag("immediate_removal_on_server_harm"),
        us_state_notice_days: table.number("us_state_notice_days"),
    }
}

fn period(table: &Table<'_, '_>, key: &'static str) -> Period {
    table
        .formed(key, Period::parse, "\"180d\" (days) or \"6m\" (months)")
        .unwrap_or(Period::Days(1))
}

pub(super) fn passwords(table: &Table<'_, '_>) -> Passwords {
    Passwords {
        period: period(table, "period"),
        rotate_after_outsider: table.flag("rotate_after_outsider"),
        shared_vault: table.flag("shared_vault"),
        printed_allowed: table.flag("printed_allowed"),
        pin_allowed: table.flag("pin_allowed"),
    }
}

pub(super) fn access(table: &Table<'_, '_>) -> Access {
    Access {
        written_request: table.flag("written_request"),
        authorisers: table.strings("authorisers"),
        owner_must_confirm: table.flag("owner_must_confirm"),
        connect_authority: table.string("connect_authority"),
        leaver_source: table.strings("leaver_source"),
    }
}

pub(super) fn software(table: &Table<'_, '_>) -> Software {
    Software {
        permission_from: table.strings("permission_from"),
        written: table.flag("written"),
    }
}

pub(super) fn after_hours(table: &Table<'_, '_>) -> AfterHours {
    let notice = table.formed("notice", Offset::parse, "\"1wd\", \"24h\" or \"2d\"");
    AfterHours {
        notify_head: table.flag("notify_head"),
        notice: notice.unwrap_or(Offset {
            count: 1,
            unit: OffsetUnit::WorkDays,
        }),
        emergency: table.text("emergency"),
    }
}

pub(super) fn callout(table: &Table<'_, '_>) -> CalloutRules {
    let (emergency_people, public_opening_h) = table.sub("emergency", |table| {
        (table.count("people"), table.number("public_opening_h"))
    });
    CalloutRules {
        emergency_people,
        public_opening_h,
        tell_every_min: table.count("tell_every_min"),
        rest_hours: table.number("rest_hours"),
    }
}

pub(super) fn policy(table: &Table<'_, '_>) -> PolicyRules {
    PolicyRules {
        acknowledgement: table.string("acknowledgement"),
        return_to: table.filled("return_to").filter(|role| role != "none"),
        before_first_day: table.flag("before_first_day"),
        agree_before_use: table.flag("agree_before_use"),
        redistribute: period(table, "redistribute"),
        custodian: table.string("custodian"),
        reviewer: table.string("reviewer"),
    }
}

pub(super) fn records(table: &Table<'_, '_>) -> RecordsRules {
    RecordsRules {
        categories: table.strings("categories"),
        fields: table.strings("fields"),
        erase_allowed: table.flag("erase_allowed"),
        corrections: table.string("corrections"),
    }
}

pub(super) fn disclosure(table: &Table<'_, '_>) -> Disclosure {
    Disclosure {
        law: table.texts("law"),
        clocks: table.strings("clocks"),
        decider: table.string("decider"),
        mail_may_be_disclosed: table.flag("mail_may_be_disclosed"),
    }
}

pub(super) fn desk(table: &Table<'_, '_>) -> DeskRules {
    DeskRules {
        network_fs: table.flag("network_fs"),
        witness_dir: table.filled("witness_dir"),
        lock_minutes: table.count("lock_minutes"),
        print_command: table.filled("print_command"),
    }
}
