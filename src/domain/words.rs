//! The words of the department, the same on the screen, in the journal, in imports and in JSON.
//!
//! `docs/cli.md` lists them; a word that is not in these tables is refused at every way in.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant),*
        }

        impl $name {
            /// Every value, in its natural order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The value that a word names, if it names one.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// The way by which a request or a word travelled.
    Channel {
        /// A telephone call.
        Phone = "phone",
        /// An e-mail.
        Email = "email",
        /// Somebody stood there.
        WalkIn = "walk-in",
        /// The department's own desk: logged by staff for someone.
        Desk = "desk",
        /// A monitoring alarm.
        Alarm = "alarm",
        /// A call to whoever is on call.
        OnCall = "on-call",
        /// A text message.
        Text = "text",
        /// Staff saw it themselves.
        Own = "self",
        /// Any other way.
        Other = "other",
    }
}

impl Channel {
    /// How something came or went, as a sentence says it: `by phone`, `at the desk`.
    pub fn way(self) -> String {
        match self {
            Self::Desk => "at the desk".to_owned(),
            Self::OnCall => "through the on-call number".to_owned(),
            Self::Own => "as staff saw it".to_owned(),
            Self::Text => "by text message".to_owned(),
            Self::Other => "in another way".to_owned(),
            Self::Phone | Self::Email | Self::WalkIn | Self::Alarm => format!("by {self}"),
        }
    }
}

words! {
    /// What a ticket is about.
    Affected {
        /// A server.
        Server = "server",
        /// The network.
        Network = "network",
        /// A service that several people use.
        Service = "service",
        /// A program.
        Software = "software",
        /// A shared device.
        Device = "device",
        /// A printer.
        Printer = "printer",
        /// A telephone.
        Phone = "phone",
        /// One PC.
        Pc = "pc",
        /// An account.
        Account = "account",
        /// Access to something.
        Access = "access",
        /// Equipment to lend, deploy or dispose of.
        Equipment = "equipment",
        /// A public place of service.
        Public = "public",
        /// A request that stops nobody.
        Request = "request",
        /// A new member of staff.
        NewHire = "newhire",
        /// A leaver.
        Leaver = "leaver",
        /// A request for records.
        Records = "records",
        /// A security matter.
        Security = "security",
        /// Safety or health.
        Safety = "safety",
        /// A planned change.
        Change = "change",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// Where a ticket is in its life.
    State {
        /// Logged, nobody has acted, been told or taken it.
        New = "new",
        /// Being worked on.
        Open = "open",
        /// Waiting for something, until a date.
        Waiting = "waiting",
        /// The service works again; not closed yet.
        Resolved = "resolved",
        /// Closed.
        Closed = "closed",
    }
}

words! {
    /// What came of telling somebody.
    ToldOutcome {
        /// They know.
        Told = "told",
        /// A message was left.
        Message = "message",
        /// Nobody answered.
        NoAnswer = "no-answer",
        /// They cannot be told: anonymous, or out of reach for good.
        Cannot = "cannot",
    }
}

impl ToldOutcome {
    /// Whether it starts the last-told clock anew: word or a message reached them.
    pub const fn reached(self) -> bool {
        matches!(self, Self::Told | Self::Message)
    }
}

words! {
    /// What an attached file is for.
    AttachedAs {
        /// The written request itself.
        Request = "request",
        /// Evidence.
        Evidence = "evidence",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// What kind of incident somebody became aware of.
    IncidentKind {
        /// A breach of security: the outer limit counts from awareness.
        Breach = "breach",
        /// A violation of the policy: reported at once.
        Violation = "violation",
    }
}

words! {
    /// A step of the guided callout, by the name that people type.
    StepName {
        /// Whether it is happening now.
        Start = "start",
        /// Who called, how, and when it rang.
        Caller = "caller",
        /// What it is about.
        What = "what",
        /// Whether one of our own people is suspected.
        Suspect = "security.suspect",
        /// What was seen, before anything is touched.
        Seen = "security.seen",
        /// What is kept as it is.
        Keep = "security.keep",
        /// Whether the device is off the network.
        Isolate = "security.isolate",
        /// The report, told now.
        Report = "security.report",
        /// How many cannot work.
        Impact = "impact",
        /// Whether it is an emergency.
        Emergency = "emergency",
        /// Where it is worked on.
        Place = "place",
        /// Whom to tell.
        Tell = "tell",
        /// The matching checklist.
        List = "list",
        /// Somebody from outside at a server (branch V).
        Vendor = "V",
        /// The work log.
        Work = "work",
        /// How it came out, and the times.
        Outcome = "outcome",
        /// The narrative, filled from the timeline.
        Narrative = "narrative",
        /// What is owed, and who pays it.
        Debts = "debts",
        /// The claim for comp time.
        Claim = "claim",
        /// The sheet, and good night.
        Handover = "handover",
        /// It can wait: when the caller hears more (branch N).
        Later = "N",
        /// It is over: one form (branch P).
        Over = "P",
    }
}

impl StepName {
    /// What the step is called among people; most have a name that says it. What is typed to
    /// answer it is always the name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Suspect => "suspicion",
            Self::Seen => "what was seen",
            Self::Keep => "keep the traces",
            Self::Isolate => "off the network",
            Self::Report => "the report",
            Self::Vendor => "outsider",
            Self::Debts => "what is open",
            Self::Handover => "good night",
            Self::Later => "it can wait",
            Self::Over => "it is over",
            Self::Start
            | Self::Caller
            | Self::What
            | Self::Impact
            | Self::Emergency
            | Self::Place
            | Self::Tell
            | Self::List
            | Self::Work
            | Self::Outcome
            | Self::Narrative
            | Self::Claim => self.as_str(),
        }
    }

    /// The title, and the name behind it where that is another word: `what is open (debts)`.
    pub fn title_and_name(self) -> String {
        if self.title() == self.as_str() {
            return self.as_str().to_owned();
        }
        format!("{} ({self})", self.title())
    }
}

words! {
    /// What a stretch of a callout was.
    IntervalKind {
        /// Work.
        Work = "work",
        /// On the way.
        Travel = "travel",
    }
}

words! {
    /// Which way a claim goes to the director.
    ClaimPath {
        /// It was an emergency: reviewed afterwards.
        Emergency = "emergency",
        /// It needs approval like planned work.
        Approval = "approval",
    }
}
words! {
    /// How the decision of somebody who does not use the program came in.
    Proof {
        /// Signed on paper.
        Paper = "paper",
        /// By mail.
        Mail = "mail",
        /// Said on the telephone.
        Phone = "phone",
    }
}
