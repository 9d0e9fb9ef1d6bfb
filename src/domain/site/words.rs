//! The fixed words of the site's files, each an enum that knows its spelling.
//!
//! A word is written in files, on the command line and in exports; its spelling stands once, here.

/// Makes an enum of words: the variants, their spelling, and the way back.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every word, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How files and people spell it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The word of that exact spelling.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The class of a ticket in the queue, most pressing first.
    Class {
        /// 0: somebody or something is being harmed now.
        Harm = "harm",
        /// 1: a legal or personnel deadline has passed its last safe start.
        Legal = "legal",
        /// 2: a problem of a server or the network.
        Server = "server",
        /// 3: several people, or a whole unit, cannot work.
        Many = "many",
        /// 4: one person cannot work.
        One = "one",
        /// 5: somebody is slowed.
        Hampered = "hampered",
        /// 6: nobody is blocked.
        Request = "request",
    }
}

impl Class {
    /// Its number, 0 (harm) to 6 (request).
    pub const fn number(self) -> u8 {
        match self {
            Self::Harm => 0,
            Self::Legal => 1,
            Self::Server => 2,
            Self::Many => 3,
            Self::One => 4,
            Self::Hampered => 5,
            Self::Request => 6,
        }
    }
}

words! {
    /// What kind of organisation the profile is for.
    OrgKind {
        /// A library.
        Library = "library",
        /// A town.
        Town = "town",
        /// A city.
        City = "city",
        /// A charity.
        Charity = "charity",
        /// A school or college.
        School = "school",
        /// A county or district.
        County = "county",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// A fact of a ticket or callout that answers a prompt or ticks a step by itself.
    Fact {
        /// Who called, and by which channel.
        Caller = "caller",
        /// What is affected, and which asset.
        What = "what",
        /// How many cannot work, how many are slowed.
        Impact = "impact",
        /// Whether it is an emergency; only in a callout.
        Emergency = "emergency",
        /// On site or remote; only in a callout.
        Place = "place",
        /// Who was told.
        Told = "told",
        /// When it began and when it was opened.
        Times = "times",
        /// What was done: at least one action.
        Actions = "actions",
        /// How it came out: the text of the resolution.
        Outcome = "outcome",
        /// The record category.
        Category = "category",
        /// The close itself.
        Close = "close",
    }
}

words! {
    /// A kind of evidence that a step asks for.
    EvidenceKey {
        /// A line of text.
        Note = "note",
        /// A person's name.
        Name = "name",
        /// A time.
        Time = "time",
        /// A day.
        Date = "date",
        /// A number: a count, an inventory or case number.
        Number = "number",
        /// A file, kept by its hash, or where it lies.
        FileRef = "file_ref",
        /// Another ticket or list.
        TicketRef = "ticket_ref",
        /// One of the step's choices.
        Choice = "choice",
        /// Who signed.
        Signature = "signature",
    }
}

words! {
    /// Where a callout is worked.
    Place {
        /// In the rooms.
        Onsite = "onsite",
        /// From afar.
        Remote = "remote",
    }
}

words! {
    /// What a report is about; the profile names its recipients.
    Report {
        /// A security breach.
        Breach = "breach",
        /// A violation of the policy.
        Violation = "violation",
        /// A prohibited activity that somebody saw.
        Prohibited = "prohibited",
    }
}
