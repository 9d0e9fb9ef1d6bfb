//! What the walk asks: one step at a time, in parts, with the answer that Enter gives.

use crate::domain::{CalloutId, RuleId, StepName};
use crate::time::Stamp;

/// One question of the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name, as people type it.
    pub name: StepName,
    /// Its parts; the first one is the step itself. Only the last step has none.
    pub parts: Vec<Part>,
    /// What the program worked out, a line each.
    pub derived: Vec<String>,
    /// The rule behind it.
    pub rule: RuleId,
}

/// One field of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its key: `name` of `caller.name`.
    pub key: String,
    /// The question, a short sentence.
    pub question: String,
    /// What is asked for.
    pub kind: PartKind,
    /// The choices, where there are some; with others, suggestions for the line.
    pub choices: Vec<Choice>,
    /// What Enter gives; none = an empty answer is owed, or means nothing where that is allowed.
    pub default: Option<String>,
    /// The moment that Enter gives, where the default is a time that is known to the second.
    pub at: Option<Stamp>,
    /// What was answered already, where somebody came back to the step.
    pub answer: Option<String>,
    /// Whether leaving it empty is owed.
    pub is_needed: bool,
    /// What to say or to know, a line each: the words for a call, a telephone number.
    pub hints: Vec<String>,
    /// What cannot be so beside the other parts, such as a time before the ring; it may be kept.
    pub warns: Option<String>,
}

/// What a part asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// One of its choices, by its key.
    Choice,
    /// How many people: digits are the number, `w` is the whole unit.
    Count,
    /// A line of text; the choices are suggestions by digit or by the letters typed.
    Line,
    /// A text of several lines.
    Text,
    /// A time: `21:30`, `2130`, `-20`, `now`.
    Time,
}

impl PartKind {
    /// Whether it takes whatever somebody types.
    pub const fn is_free_text(self) -> bool {
        match self {
            Self::Line | Self::Text => true,
            Self::Choice | Self::Count | Self::Time => false,
        }
    }
}

/// One answer that can be given by a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The key, a digit or a letter.
    pub key: char,
    /// What is recorded.
    pub value: String,
    /// In words.
    pub text: String,
}

impl Choice {
    /// A choice.
    pub fn new(key: char, value: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            key,
            value: value.into(),
            text: text.into(),
        }
    }
}

impl Part {
    /// A part without an answer yet.
    pub fn new(key: impl Into<String>, kind: PartKind, question: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            question: question.into(),
            kind,
            choices: Vec::new(),
            default: None,
            at: None,
            answer: None,
            is_needed: false,
            hints: Vec::new(),
            warns: None,
        }
    }

    /// With choices by key.
    #[must_use]
    pub fn choosing(mut self, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.choices = choices.into_iter().collect();
        self
    }

    /// With what Enter gives.
    #[must_use]
    pub fn or(mut self, default: impl Into<String>) -> Self {
        self.default = Some(default.into());
        self
    }

    /// With a moment that Enter gives, and how it is shown.
    #[must_use]
    pub fn at(mut self, at: Stamp, shown: impl Into<String>) -> Self {
        self.at = Some(at);
        self.or(shown)
    }

    /// Owed, where it is left empty.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.is_needed = true;
        self
    }

    /// With a line to say or to know.
    #[must_use]
    pub fn hint(mut self, line: impl Into<String>) -> Self {
        self.hints.push(line.into());
        self
    }

    /// The choice that a person named: by its key, its value or its text.
    pub fn choice(&self, typed: &str) -> Option<&Choice> {
        let typed = typed.trim();
        let by_key = |c: &&Choice| typed.chars().eq(std::iter::once(c.key));
        let by_word =
            |c: &&Choice| c.value.eq_ignore_ascii_case(typed) || c.text.eq_ignore_ascii_case(typed);
        let mut choices = self.choices.iter();
        choices
            .clone()
            .find(by_key)
            .or_else(|| choices.find(by_word))
    }
}

/// Where a step of the trail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailState {
    /// Left, every part answered.
    Done,
    /// Left, with something owed.
    Owed,
    /// Asked now.
    Now,
    /// To come.
    Later,
}

/// A step of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailMark {
    /// The step.
    pub name: StepName,
    /// Where it stands.
    pub state: TrailState,
    /// What was answered, in a few words; empty where it was not.
    pub says: String,
}

/// Something that a callout owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// A short name that stays, such as `head` or `impact.now`.
    pub key: String,
    /// In words, such as `the head of Eastside was not told`.
    pub text: String,
    /// The rule that asks for it.
    pub rule: RuleId,
    /// The command that pays it, whole.
    pub pay: String,
    /// By when, where a clock runs.
    pub due: Option<Stamp>,
    /// Whether a rule wants it tonight.
    pub tonight: bool,
    /// Who pays it: `now`, `morning`, or a person's name; as it was answered at `debts`.
    pub when: String,
}

impl Debt {
    /// How a debt is called that a rule wants tonight: nobody has to, and in the morning it is
    /// owed still. None where the morning will do.
    #[must_use]
    pub fn label(&self) -> Option<&'static str> {
        self.tonight.then_some("Tonight, if you can")
    }

    /// Its text, with that label before it.
    #[must_use]
    pub fn labelled(&self) -> String {
        match self.label() {
            Some(label) => format!("{label}: {}", self.text),
            None => self.text.clone(),
        }
    }
}

/// The line of a callout on the card of the morning after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The callout.
    pub callout: CalloutId,
    /// A line each: what it was, who, when, how it ended; what is owed; the claim.
    pub lines: Vec<String>,
    /// What is owed still.
    pub debts: Vec<Debt>,
}
