//! How the site counts comp time: its section `[comp_time]`.
//!
//! No policy states a rate, a rounding or a minimum, so every figure made with these is
//! provisional until somebody confirmed them by name.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::words::words;

words! {
    /// Which rate a part of a callout takes.
    RateBy {
        /// Each minute takes the rate of its own day.
        Minute = "minute",
        /// The whole callout takes the rate of the day on which it began.
        CalloutStart = "callout_start",
    }
}

words! {
    /// The rate of what is added up to the minimum.
    TopupRate {
        /// The rate of the work.
        Same = "same",
        /// One for one.
        Straight = "straight",
    }
}

words! {
    /// Which minutes earn comp time.
    Basis {
        /// Those outside the person's hours.
        OutsideHours = "outside_hours",
        /// Those above the week's threshold.
        WeeklyThreshold = "weekly_threshold",
    }
}

words! {
    /// How a callout's total is rounded.
    RoundMode {
        /// Not at all.
        None = "none",
        /// To the nearest unit, half up.
        Nearest = "nearest",
        /// Up to the next unit.
        Up = "up",
    }
}

words! {
    /// What a second call within the minimum of the first is.
    RepeatRule {
        /// The same callout.
        Absorb = "absorb",
        /// A callout of its own.
        Separate = "separate",
        /// A callout of its own, but only the first of a day has the minimum.
        FirstPerDay = "first_per_day",
    }
}

words! {
    /// Which travel counts.
    Travel {
        /// None.
        None = "none",
        /// The way there.
        To = "to",
        /// There and back.
        RoundTrip = "round_trip",
    }
}

words! {
    /// What happens above the cap.
    OverCap {
        /// It is paid.
        Cash = "cash",
        /// The claim is refused.
        Refuse = "refuse",
    }
}

words! {
    /// When work must have been approved before it was done.
    PreApproval {
        /// Always.
        Always = "always",
        /// Except in an emergency, which is reviewed afterwards.
        UnlessEmergency = "unless_emergency",
        /// Never.
        Never = "never",
    }
}

/// Comp minutes earned for minutes worked, as a fraction: 3 / 2 is one and a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Comp minutes.
    pub num: u32,
    /// For so many worked; never 0.
    pub den: u32,
}

/// The least that a callout counts, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinCallout {
    /// For one in the rooms.
    pub onsite: u32,
    /// For one from afar.
    pub remote: u32,
}

/// The pay period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayPeriod {
    /// The first day of one of them.
    pub first: NaiveDate,
    /// Its length in days; 0 is the calendar month.
    pub days: u32,
}

/// The section `[comp_time]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a clause that a site may switch"
)]
pub struct CompTime {
    /// Whether the site has comp time at all.
    pub enabled: bool,
    /// The role that decides the claims of those who decide.
    pub deputy_for_own_claims: String,
    /// The first day of the working week.
    pub workweek_start: Weekday,
    /// The pay period.
    pub pay_period: PayPeriod,
    /// The ordinary rate.
    pub rate: Rate,
    /// The rate on holidays; none = the ordinary one.
    pub rate_holiday: Option<Rate>,
    /// Rates of single weekdays, keyed by days from Monday (0 to 6).
    pub rate_by_weekday: BTreeMap<u8, Rate>,
    /// Which rate a part takes.
    pub rate_by: RateBy,
    /// The rate of what is added up to the minimum.
    pub topup_rate: TopupRate,
    /// Which minutes earn comp time.
    pub basis: Basis,
    /// Minutes a week above which the basis `weekly_threshold` counts.
    pub weekly_threshold_min: u32,
    /// Minutes to round to; 0 = no rounding.
    pub round_unit_min: u32,
    /// How to round.
    pub round_mode: RoundMode,
    /// The least that a callout counts.
    pub min_callout_min: MinCallout,
    /// Minutes of work up to which there is no minimum.
    pub min_grace_min: u32,
    /// Whether the minimum also applies to work that touches the working hours.
    pub min_when_contiguous: bool,
    /// What a second call within the minimum is.
    pub repeat_rule: RepeatRule,
    /// Which travel counts.
    pub travel: Travel,
    /// The most comp minutes that a person may hold; 0 = no cap.
    pub cap_min: u32,
    /// What happens above the cap.
    pub over_cap: OverCap,
    /// Whether a claim needs its entry in the log.
    pub require_log_entry: bool,
    /// When work must have been approved before.
    pub pre_approval: PreApproval,
    /// Whether an agreement must stand before the work.
    pub agreement_required: bool,
    /// The kinds of employment that may claim.
    pub eligible: Vec<String>,
    /// The roles that may decide a claim.
    pub approver_roles: Vec<String>,
    /// Whether somebody may decide their own claim.
    pub approve_own: bool,
}
