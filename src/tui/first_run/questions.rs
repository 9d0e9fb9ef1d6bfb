//! The questions that are more than one line: posts, departments, settings, and the last page.

use super::answers::{self, Settled, check, open_settings, posts, zone_of};
use super::{
    Answers, FirstEffect, FirstRun, NAME_MAX, NAMELESS, Page, ProfileChoice, SetUp, Zone,
    holiday_lists,
};
use crate::desk::Roll;
use crate::text::Clean;
use crate::tui::{Key, KeyCode};

impl FirstRun {
    /// The policy that is nearest.
    pub(super) fn choice(&self) -> Option<&ProfileChoice> {
        self.around.profiles.get(self.profile)
    }

    /// The answers under it.
    pub(super) fn answers(&self) -> Option<&Answers> {
        self.under.get(self.profile)
    }

    fn answers_mut(&mut self) -> Option<&mut Answers> {
        self.under.get_mut(self.profile)
    }

    /// The department's name: the one typed, else the policy's own, where it is more than a gap.
    pub(super) fn department(&self) -> Clean {
        if !self.name.is_blank() {
            return Clean::line(self.name.clean().as_str());
        }
        let of_policy = self.choice().map(|choice| &choice.name);
        let of_policy = of_policy.filter(|name| !name.as_str().contains('['));
        of_policy.map_or_else(|| Clean::from(NAMELESS), Clone::clone)
    }

    pub(super) fn posts_key(&mut self, key: Key) {
        let count = self.answers().map_or(0, |answers| answers.posts.len());
        match key.code {
            KeyCode::Esc => self.back(),
            KeyCode::Up | KeyCode::BackTab => {
                if self.name_is_good() {
                    self.line = self.line.saturating_sub(1);
                }
            }
            KeyCode::Down if self.line + 1 == count => {}
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => {
                if self.name_is_good() {
                    if self.line + 1 < count {
                        self.line += 1;
                    } else {
                        self.go(Page::Units);
                    }
                }
            }
            KeyCode::PageDown => {
                if self.name_is_good() {
                    self.go(Page::Units);
                }
            }
            KeyCode::Char('t') if key.ctrl => {
                let own = self.around.person.clone();
                if let Some(editor) = self.editor() {
                    editor.set(own.as_str());
                }
            }
            _ => {
                if let Some(editor) = self.editor() {
                    editor.key(key);
                }
            }
        }
    }

    /// Whether the names at the cursor can be; `me` becomes the person's own.
    fn name_is_good(&mut self) -> bool {
        let own = self.around.person.clone();
        let Some(editor) = self.editor() else {
            return true;
        };
        let text = editor.text();
        let names: Vec<&str> = names(&text)
            .map(|name| match name {
                "me" | "Me" => own.as_str(),
                other => other,
            })
            .collect();
        let is_long = |name: &&str| name.chars().count() > NAME_MAX;
        if names.iter().any(is_long) {
            self.failed(&format!("a name has at most {NAME_MAX} characters"));
            return false;
        }
        let names = names.join(", ");
        if names != text {
            editor.set(&names);
        }
        true
    }

    pub(super) fn units_key(&mut self, key: Key) {
        let row = self.units.row;
        let went = match key.code {
            KeyCode::Esc => {
                self.back();
                Ok(false)
            }
            KeyCode::Enter | KeyCode::Tab => self.units.forward(),
            KeyCode::BackTab => {
                self.units.backward();
                Ok(false)
            }
            KeyCode::Up => self.units.go_to_row(row.saturating_sub(1)).map(|()| false),
            KeyCode::Down => self.units.go_to_row(row + 1).map(|()| false),
            KeyCode::PageDown => Ok(true),
            _ => {
                if let Some(editor) = self.units.editor() {
                    editor.key(key);
                }
                Ok(false)
            }
        };
        let went = went.and_then(|is_over| {
            if is_over {
                self.units.check()?;
            }
            Ok(is_over)
        });
        match went {
            Ok(true) => self.go(Page::Zone),
            Ok(false) => {}
            Err(why) => self.failed(&why),
        }
    }

    pub(super) fn settings_key(&mut self, key: Key) {
        if self.answers().is_some_and(|answers| answers.is_typing) {
            return self.value_key(key);
        }
        let open: Vec<(String, String)> = self.choice().map_or_else(Vec::new, |choice| {
            let open = open_settings(&choice.rules).into_iter();
            open.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
        });
        let Some(answers) = self.answers_mut() else {
            return;
        };
        let last = open.len().saturating_sub(1);
        let Some((here, default)) = open.get(answers.at) else {
            // A policy that states everything leaves nothing to ask.
            return match key.code {
                KeyCode::Esc => self.back(),
                _ => self.go(Page::Confirm),
            };
        };
        match key.code {
            KeyCode::Enter => {
                let settled = answers.settled.entry(here.clone());
                settled.or_insert(Settled::Confirmed);
                if answers.at == last {
                    self.go(Page::Confirm);
                } else {
                    answers.at += 1;
                }
            }
            KeyCode::Char('A') => {
                for (key, _) in open {
                    answers.settled.entry(key).or_insert(Settled::Confirmed);
                }
                self.go(Page::Confirm);
            }
            KeyCode::Char('s') | KeyCode::PageDown => self.go(Page::Confirm),
            KeyCode::Char('u') => drop(answers.settled.remove(here)),
            KeyCode::Down | KeyCode::Right | KeyCode::Char('j') => {
                answers.at = (answers.at + 1).min(last);
            }
            KeyCode::Up | KeyCode::Left | KeyCode::Char('k') => {
                answers.at = answers.at.saturating_sub(1);
            }
            KeyCode::Home | KeyCode::Char('g') => answers.at = 0,
            KeyCode::End | KeyCode::Char('G') => answers.at = last,
            KeyCode::Char('e') => {
                let present = match answers.settled.get(here) {
                    Some(Settled::Changed(value)) => value.clone(),
                    Some(Settled::Confirmed) | None => default.clone(),
                };
                answers.type_value(&present);
            }
            KeyCode::Char(c) if c.is_ascii_digit() => answers.type_value(&c.to_string()),
            KeyCode::Esc | KeyCode::BackTab => self.back(),
            _ => {}
        }
    }

    /// A key while a value is typed.
    fn value_key(&mut self, key: Key) {
        let Some(answers) = self.answers_mut() else {
            return;
        };
        match key.code {
            KeyCode::Esc => answers.is_typing = false,
            KeyCode::Enter | KeyCode::Tab => match self.take_value() {
                Ok(()) => {
                    if let Some(answers) = self.answers_mut() {
                        answers.is_typing = false;
                    }
                    self.settings_key(Key::plain(KeyCode::Enter));
                }
                Err(why) => self.failed(&why),
            },
            _ => drop(answers.value.key(key)),
        }
    }

    /// Judges the typed value as `profile check` would, and keeps it.
    fn take_value(&mut self) -> Result<(), String> {
        let (Some(choice), Some(answers)) = (self.choice(), self.answers()) else {
            return Ok(());
        };
        let open = open_settings(&choice.rules);
        let Some((key, default)) = open.get(answers.at).copied() else {
            return Ok(());
        };
        let value = answers.value.clean().into_string();
        let is_same = value.trim() == default || value.trim().is_empty() && default == "none";
        let settled = if is_same {
            Settled::Confirmed
        } else {
            let text = answers.changed(choice, &self.around.person, Some((key, &value)))?;
            check(&text, choice)?;
            Settled::Changed(value)
        };
        let key = key.to_owned();
        if let Some(answers) = self.answers_mut() {
            answers.settled.insert(key, settled);
            answers.value_at = None;
        }
        Ok(())
    }

    /// Why what is typed on one line cannot be taken; none if it can.
    pub(super) fn unread(&mut self) -> Option<String> {
        let page = self.page;
        let fresh = self
            .choice()
            .map(|choice| Answers::new(choice, &self.around));
        let zone = self.choice().map(|choice| zone_of(choice, &self.around));
        let editor = self.editor()?;
        let text = editor.text();
        let text = text.trim();
        let is_blank = editor.is_blank();
        let why = match page {
            Page::Name if text.chars().count() > NAME_MAX => {
                return Some(format!("a name has at most {NAME_MAX} characters"));
            }
            Page::Group if is_blank => {
                "name the group of the accounts that share the desk, such as it-staff"
            }
            Page::OpenAt if is_blank => "type the folder of the desk, such as /srv/desk",
            Page::Place if !text.starts_with('/') || text.len() < 2 => {
                "type the whole folder, from the first slash on, such as /srv/nightdesk"
            }
            Page::Zone => {
                let wanted = if is_blank { zone.as_deref()? } else { text };
                match Zone::named(wanted) {
                    Ok(zone) => {
                        editor.set(zone.name());
                        return None;
                    }
                    Err(why) => return Some(why.to_string()),
                }
            }
            Page::Hours if is_blank => {
                editor.set(&fresh?.hours.text());
                return None;
            }
            Page::Hours => return super::hours::read_week(text).err(),
            Page::Holidays if is_blank => {
                editor.set("none");
                return None;
            }
            Page::Holidays => return super::hours::read_holidays(text, &holiday_lists()).err(),
            Page::Name
            | Page::Group
            | Page::Place
            | Page::OpenAt
            | Page::Menu
            | Page::Policy
            | Page::Whom
            | Page::Posts
            | Page::Units
            | Page::Settings
            | Page::Confirm
            | Page::HowTo(_) => return None,
        };
        Some(why.to_owned())
    }

    pub(super) fn confirm(&mut self, key: Key) -> Option<FirstEffect> {
        match key.code {
            KeyCode::Enter => match self.set_up() {
                Ok(setup) => return Some(FirstEffect::Make(Box::new(setup?))),
                Err(why) => self.failed(&why),
            },
            KeyCode::Esc | KeyCode::BackTab | KeyCode::Left => self.back(),
            _ => {}
        }
        None
    }

    /// What all answers make together; none where there is no policy to choose.
    fn set_up(&self) -> Result<Option<SetUp>, String> {
        let (Some(choice), Some(answers)) = (self.choice(), self.answers()) else {
            return Ok(None);
        };
        let slots = posts(&choice.rules).into_iter().zip(&answers.posts);
        let holders = slots
            .flat_map(|(post, editor)| {
                let text = editor.text();
                let held: Vec<(Clean, String)> = names(&text)
                    .map(|name| (Clean::line(name), post.id.clone()))
                    .collect();
                held
            })
            .collect();
        Ok(Some(SetUp {
            name: self.department(),
            profile: choice.id.clone(),
            file: choice.file.clone(),
            text: answers.whole(choice, &self.around.person)?,
            zone: answers.zone.clean().into_string(),
            group: self
                .is_shared
                .then(|| (self.group_name(), self.place.text().trim().to_owned())),
            roll: Roll {
                holders,
                units: self.units.named(),
            },
        }))
    }

    /// How many settings are confirmed, changed, and left as they are.
    pub(super) fn settled(&self) -> (usize, usize, usize) {
        let (Some(choice), Some(under)) = (self.choice(), self.answers()) else {
            return (0, 0, 0);
        };
        let open = answers::open_settings(&choice.rules).len();
        let is_changed = |how: &&Settled| matches!(how, Settled::Changed(_));
        let changed = under.settled.values().filter(is_changed).count();
        let confirmed = under.settled.len() - changed;
        (confirmed, changed, open.saturating_sub(under.settled.len()))
    }
}

/// The names of a line, with commas between them.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}
