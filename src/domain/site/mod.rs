//! The site's own rules as plain types: its profile, lists, prompts, clocks, holidays and runbooks.
//!
//! The room `policy` reads them from files; everything else only asks them. They stand here, below
//! the files, so that a decision can be tested with a policy that was never on a disk.
//!
//! Invariants: nothing here reads, writes or knows the time; a value that exists was checked when
//! it was read; text that people see is [`Clean`](crate::text::Clean).

mod clocks;
mod comp_time;
mod holidays;
mod hours;
mod later;
mod moment;
mod policy;
mod profile;
mod prompts;
mod rule_id;
mod runbook;
mod sections;
mod source;
mod template;
mod words;

pub use clocks::{Basis as LengthBasis, ClockRule, ClockRules, Length, RuleFrom, Warn};
pub use comp_time::{
    Basis, CompTime, MinCallout, OverCap, PayPeriod, PreApproval, Rate, RateBy, RepeatRule,
    RoundMode, TopupRate, Travel,
};
pub use holidays::HolidayList;
pub(crate) use hours::minute_of_day;
pub use hours::{Hours, Span};
pub use later::Later;
pub use moment::{DateName, EventName, Limit, Moment, Offset, OffsetUnit, Period};
pub use policy::{FileKind, Policy};
pub use profile::{Profile, Provenance};
pub use prompts::{Category, Common, Prompt, Prompts};
pub use rule_id::{ParseRuleIdError, Rule, RuleId};
pub use runbook::{Runbook, runbooks_line};
pub use sections::{
    Access, AfterHours, CalloutRules, DeskRules, Disclosure, LogRules, Organisation, Passwords,
    PolicyRules, Priority, Promises, RecordsRules, Reporting, Roles, Security, SiteUnit, Software,
    Tiers, Units, Words,
};
pub use source::Source;
pub use template::{
    After, ClockAction, ClockChoice, Gate, Step, StepClock, StepKind, Tell, Template, When,
};
pub use words::{Class, EvidenceKey, Fact, OrgKind, Place, Report};
