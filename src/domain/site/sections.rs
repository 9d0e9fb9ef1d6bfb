//! The sections of a site's profile, one struct each, every key typed.
//!
//! A field is named after its key in the file; what names a person names a role, and roles are the
//! keys of `[roles]`.

use std::collections::BTreeMap;

use super::moment::{Offset, Period};
use super::words::{Class, OrgKind, Report};
use crate::text::Clean;

/// The section `[organisation]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The id of the profile, such as `bloomfield`.
    pub id: String,
    /// The organisation's name.
    pub name: Clean,
    /// What kind of organisation it is.
    pub kind: OrgKind,
    /// Two letters of ISO 3166.
    pub country: String,
    /// The zone's name in the tz database.
    pub tz: String,
    /// The language tag, such as `en-US`.
    pub language: String,
    /// Who may ask for help.
    pub requester_types: Vec<String>,
}

/// The section `[words]`: what the site calls its people and things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The director.
    pub director: Clean,
    /// The lead of IT.
    pub lead: Clean,
    /// The head of a unit.
    pub dept_head: Clean,
    /// One who works there.
    pub employee: Clean,
    /// Time off in lieu.
    pub comp_time: Clean,
}

/// The section `[roles]`: which posts stand behind a role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles(pub BTreeMap<String, Vec<String>>);

impl Roles {
    /// The posts behind a role; none where the role is unknown.
    pub fn posts_of(&self, role: &str) -> &[String] {
        self.0.get(role).map_or(&[], Vec::as_slice)
    }

    /// The first post behind a role.
    pub fn post_of(&self, role: &str) -> Option<&str> {
        self.posts_of(role).first().map(String::as_str)
    }

    /// Whether there is such a role.
    pub fn has(&self, role: &str) -> bool {
        self.0.contains_key(role)
    }

    /// The roles that a post fills, in the order of their names.
    pub fn of_post<'a>(&'a self, post: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(_, posts)| posts.iter().any(|p| p == post))
            .map(|(role, _)| role.as_str())
    }
}

/// The section `[reporting]`: any one of a list is told, never the one suspected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Roles told of a breach.
    pub breach: Vec<String>,
    /// Roles told of a violation.
    pub violation: Vec<String>,
    /// Roles told of a prohibited activity.
    pub prohibited: Vec<String>,
    /// Roles told where the suspected person is one of the above.
    pub second: Vec<String>,
}

impl Reporting {
    /// The roles that a report goes to.
    pub fn of(&self, report: Report) -> &[String] {
        match report {
            Report::Breach => &self.breach,
            Report::Violation => &self.violation,
            Report::Prohibited => &self.prohibited,
        }
    }
}

/// A unit of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteUnit {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Clean,
    /// How many work there; none = unknown, and then it is never counted as a whole unit.
    pub heads: Option<u32>,
}

/// The section `[units]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Units(pub Vec<SiteUnit>);

impl Units {
    /// The unit of that id or name, upper and lower case alike.
    pub fn find(&self, id_or_name: &str) -> Option<&SiteUnit> {
        let wanted = id_or_name.trim();
        let is_it = |text: &str| {
            text.eq_ignore_ascii_case(wanted)
                || !(text.is_ascii() && wanted.is_ascii())
                    && text.to_lowercase() == wanted.to_lowercase()
        };
        let by_id = self.0.iter().find(|unit| is_it(&unit.id));
        by_id.or_else(|| self.0.iter().find(|unit| is_it(unit.name.as_str())))
    }
}

/// The section `[tiers]`: levels of access and closed groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tiers {
    /// The levels, lowest first.
    pub levels: Vec<Clean>,
    /// Groups with a need to know of their own.
    pub special_groups: Vec<Clean>,
}

/// The section `[priority]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one sentence of the policy that a site may switch"
)]
pub struct Priority {
    /// Servers and the network stand before any number of people.
    pub server_always_first: bool,
    /// One person who is stopped stands before those who are slowed.
    pub one_person_second: bool,
    /// A dead PC stands first among those of one person.
    pub dead_pc_first: bool,
    /// A whole unit that is slowed counts as many stopped.
    pub whole_unit_is_many: bool,
    /// Systems that count as server or network wherever they run.
    pub core_services: Vec<String>,
    /// Working hours kept in reserve before dated work.
    pub reserve_dated_work_h: u32,
    /// Working days kept in reserve before a legal deadline.
    pub reserve_legal_work_day: u32,
    /// The roles that may pin a ticket.
    pub pin_roles: Vec<String>,
    /// How many may be pinned at a time.
    pub pin_max: u32,
    /// Working hours after which a pin ends.
    pub pin_expires_work_hours: u32,
}

/// The section `[promises]`: working hours within which a class is promised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Promises(pub BTreeMap<Class, u32>);

impl Promises {
    /// Working minutes within which a ticket of that class is promised; none = no promise.
    pub fn minutes(&self, class: Class) -> Option<u32> {
        self.0.get(&class).map(|hours| hours * 60)
    }
}

/// The section `[log]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRules {
    /// Minutes above which everything is logged.
    pub quick_log_minutes: u32,
    /// Whether originators are kept informed.
    pub originator_updates: bool,
    /// What the site calls its ticket system.
    pub tracking_name: Clean,
}

/// The section `[security]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one sentence of the policy that a site may switch"
)]
pub struct Security {
    /// Hours from awareness within which a breach is reported at the latest.
    pub breach_hours: u32,
    /// Whether it is told at once within the house.
    pub breach_internal_at_once: bool,
    /// Who receives the breach report; empty = asked at set-up.
    pub breach_report_to: Vec<String>,
    /// Whether personnel decides before anybody is asked.
    pub hr_gate: bool,
    /// Whether harm may be contained before personnel decided.
    pub containment_before_hr: bool,
    /// Whether the suspected person may be contacted before personnel decided.
    pub contact_suspect_before_hr: bool,
    /// Whether the device is taken off the network.
    pub remove_device: bool,
    /// Whether the user is asked where there is no discipline.
    pub ask_user_if_no_discipline: bool,
    /// Attempts to reach the account's owner before locking.
    pub contact_attempts: u32,
    /// Whether the account may be locked after them.
    pub lock_after_attempts: bool,
    /// Whether access is removed at once from one who endangers servers.
    pub immediate_removal_on_server_harm: bool,
    /// Days of the state's notice law; 0 = off.
    pub us_state_notice_days: u32,
}

/// The section `[passwords]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one sentence of the policy that a site may switch"
)]
pub struct Passwords {
    /// How long a password may live.
    pub period: Period,
    /// Whether it is changed after an outsider's access.
    pub rotate_after_outsider: bool,
    /// Whether IT shares its logins in a vault.
    pub shared_vault: bool,
    /// Whether logins may be printed.
    pub printed_allowed: bool,
    /// Whether a number code is enough on a mobile device.
    pub pin_allowed: bool,
}

/// The section `[access]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Whether access needs a written request.
    pub written_request: bool,
    /// Roles that may ask for access.
    pub authorisers: Vec<String>,
    /// Whether the owner of the data must agree.
    pub owner_must_confirm: bool,
    /// The role that allows equipment on the network.
    pub connect_authority: String,
    /// Roles that report leavers.
    pub leaver_source: Vec<String>,
}

/// The section `[software]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// Roles that must all permit an installation.
    pub permission_from: Vec<String>,
    /// Whether in writing.
    pub written: bool,
}

/// The section `[after_hours]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AfterHours {
    /// Whether the head of the rooms is told before planned access.
    pub notify_head: bool,
    /// How long before.
    pub notice: Offset,
    /// When in an emergency, in the policy's words.
    pub emergency: Clean,
}

/// The section `[callout]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalloutRules {
    /// People stopped from which on it is an emergency.
    pub emergency_people: u32,
    /// Hours before a public opening in which it is one.
    pub public_opening_h: u32,
    /// Minutes between two words to the originator.
    pub tell_every_min: u32,
    /// Hours of rest after a night's work.
    pub rest_hours: u32,
}

/// The section `[policy]`: how the text itself is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRules {
    /// How it is acknowledged: `signature`, `continued_use` or `none_stated`.
    pub acknowledgement: String,
    /// The role that gets the signed page; none = nobody.
    pub return_to: Option<String>,
    /// Whether a new person has it before the first day.
    pub before_first_day: bool,
    /// Whether no account is enabled before the agreement.
    pub agree_before_use: bool,
    /// How often it goes round.
    pub redistribute: Period,
    /// The role that keeps it.
    pub custodian: String,
    /// The role that reviews it.
    pub reviewer: String,
}

/// The section `[records]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsRules {
    /// The record categories in use.
    pub categories: Vec<String>,
    /// The fields of every report.
    pub fields: Vec<String>,
    /// Whether records may be erased.
    pub erase_allowed: bool,
    /// How records are corrected.
    pub corrections: String,
}

/// The section `[disclosure]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// The laws that apply.
    pub law: Vec<Clean>,
    /// The clocks of a disclosure request.
    pub clocks: Vec<String>,
    /// The role that decides.
    pub decider: String,
    /// Whether mail may have to be disclosed.
    pub mail_may_be_disclosed: bool,
}

/// The section `[desk]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRules {
    /// Whether the desk may lie on a network file system.
    pub network_fs: bool,
    /// Where the head is written for others to see; none = nowhere yet.
    pub witness_dir: Option<String>,
    /// Minutes without a key until the console locks.
    pub lock_minutes: u32,
    /// The command that prints; none = to a file.
    pub print_command: Option<String>,
}
