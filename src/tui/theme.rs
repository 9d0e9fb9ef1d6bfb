//! Roles and how they look. Colour never says what a word does not say already.
//!
//! Only the terminal's own 16 colours by default, default foreground and background; no dim, no
//! blink, no fill. `mono` is also what `NO_COLOR` and old terminals get.

use ratatui::style::{Color, Modifier, Style};

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeKind {
    /// The terminal's 16 colours, fit for dark and light.
    #[default]
    Auto,
    /// For a light background.
    Light,
    /// For a dark background.
    Dark,
    /// Bold, underline and reverse alone.
    Mono,
    /// For eyes that do not tell red from green.
    BlueOrange,
}

impl ThemeKind {
    /// Every set with the name by which it is chosen.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Auto, "auto"),
        (Self::Light, "light"),
        (Self::Dark, "dark"),
        (Self::Mono, "mono"),
        (Self::BlueOrange, "blue-orange"),
    ];

    /// The set of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| kind)
    }
}

/// What a piece of the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Anything.
    Plain,
    /// A title or a label that leads.
    Strong,
    /// Classes 0 to 2.
    Urgent,
    /// Classes 3 and 4.
    Pressing,
    /// Owed, overdue, not saved.
    Owed,
    /// Done.
    Done,
    /// Held by a gate.
    Blocked,
    /// Not asked yet.
    Unknown,
    /// The number and title of the selected row, and the cursor.
    Selected,
}

/// The colours and borders of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    /// The colours.
    pub kind: ThemeKind,
    /// Plain borders.
    pub ascii: bool,
}

impl Theme {
    /// How a role looks.
    pub(super) fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        match role {
            Role::Plain => plain,
            Role::Strong => bold,
            Role::Selected => plain.add_modifier(Modifier::REVERSED),
            Role::Urgent => self.hued(Color::Red, Color::Indexed(208)).patch(bold),
            Role::Pressing => match self.kind {
                ThemeKind::Light => plain.fg(Color::Blue),
                ThemeKind::Auto | ThemeKind::Dark | ThemeKind::Mono | ThemeKind::BlueOrange => {
                    self.hued(Color::Yellow, Color::Indexed(39))
                }
            },
            Role::Owed => match self.kind {
                ThemeKind::Mono => bold.add_modifier(Modifier::UNDERLINED),
                ThemeKind::Auto | ThemeKind::Light | ThemeKind::Dark | ThemeKind::BlueOrange => {
                    self.hued(Color::Red, Color::Indexed(208))
                }
            },
            Role::Blocked => match self.kind {
                ThemeKind::Mono => bold,
                ThemeKind::Auto | ThemeKind::Light | ThemeKind::Dark | ThemeKind::BlueOrange => {
                    self.hued(Color::Red, Color::Indexed(208))
                }
            },
            Role::Done => self.hued(Color::Green, Color::Indexed(39)),
            Role::Unknown => match self.kind {
                ThemeKind::BlueOrange => plain,
                ThemeKind::Auto | ThemeKind::Light | ThemeKind::Dark | ThemeKind::Mono => {
                    self.hued(Color::Magenta, Color::Magenta)
                }
            },
        }
    }

    /// The colour of the usual sets or of the blue and orange one; none in mono.
    fn hued(self, usual: Color, blue_orange: Color) -> Style {
        match self.kind {
            ThemeKind::Auto | ThemeKind::Light | ThemeKind::Dark => Style::new().fg(usual),
            ThemeKind::BlueOrange => Style::new().fg(blue_orange),
            ThemeKind::Mono => Style::new(),
        }
    }

    /// What stands where text was cut.
    pub(super) const fn ellipsis(self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mono_has_no_colour_and_still_tells_owed_and_selected_apart() {
        let mono = Theme {
            kind: ThemeKind::Mono,
            ascii: false,
        };
        for role in [
            Role::Plain,
            Role::Strong,
            Role::Urgent,
            Role::Pressing,
            Role::Owed,
            Role::Done,
            Role::Blocked,
            Role::Unknown,
            Role::Selected,
        ] {
            assert_eq!(mono.style(role).fg, None, "{role:?}");
            assert_eq!(mono.style(role).bg, None, "{role:?}");
        }
        assert_ne!(mono.style(Role::Owed), mono.style(Role::Selected));
    }

    #[test]
    fn every_theme_has_a_name() {
        for (kind, name) in ThemeKind::ALL {
            assert_eq!(ThemeKind::parse(name), Some(kind));
        }
        assert_eq!(ThemeKind::parse("pink"), None);
    }
}
