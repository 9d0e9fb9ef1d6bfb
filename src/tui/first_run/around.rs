//! What the first screen is told of the machine, and what it asks of the session.

use std::sync::Arc;

use crate::desk::Roll;
use crate::domain::site::{FileKind, Profile, Provenance};
use crate::policy::shipped;
use crate::text::Clean;

/// The profile that was written for no place.
const TEMPLATE: &str = "library-template";

/// A profile that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChoice {
    /// Its id.
    pub id: String,
    /// The organisation that the policy was written for.
    pub name: Clean,
    /// What kind of organisation that is.
    pub kind: String,
    /// The policy's file.
    pub policy: String,
    /// The time zone of its organisation; none where it was written for no place.
    pub zone: Option<String>,
    /// What it says.
    pub rules: Profile,
    /// The profile's file.
    pub file: String,
    /// The profile's text.
    pub text: Arc<str>,
}

impl ProfileChoice {
    /// The profiles that ship, the most general one first.
    pub fn shipped() -> Vec<Self> {
        let mut choices: Vec<Self> = shipped()
            .profiles()
            .values()
            .filter_map(|rules| {
                let id = rules.organisation.id.clone();
                let file = shipped().file(FileKind::Profile, &id)?;
                let cited = rules.provenance.values().find_map(|who| match who {
                    Provenance::Policy { file, .. } => Some(file.clone()),
                    Provenance::Said { .. } => None,
                });
                Some(Self {
                    name: rules.organisation.name.clone(),
                    kind: rules.organisation.kind.as_str().to_owned(),
                    policy: cited.unwrap_or_default(),
                    // The template was written for no place, so its zone says nothing.
                    zone: (id != TEMPLATE).then(|| rules.organisation.tz.clone()),
                    rules: rules.clone(),
                    file: file.name.clone(),
                    text: Arc::clone(&file.text),
                    id,
                })
            })
            .collect();
        choices.sort_by_key(|choice| choice.id != TEMPLATE);
        choices
    }
}

/// What the first screen must know of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The profiles that can be chosen, at least one.
    pub profiles: Vec<ProfileChoice>,
    /// The person, by the machine's own list of accounts.
    pub person: Clean,
    /// The folder that the desk of one person is to have.
    pub dir: Clean,
    /// The time zone that the machine says it is in.
    pub zone: Option<String>,
    /// A folder that a group can reach and that can be made by the person; none where there is
    /// no such place.
    pub shared: Option<String>,
    /// The person's number on this machine.
    pub uid: u32,
    /// What is known of the terminal, such as `80x24 ok, UTF-8 ok, 256 colours`.
    pub terminal: String,
    /// What the sample desk is called where it is there already.
    pub has_demo: bool,
}

/// What the questions gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The department's name.
    pub name: Clean,
    /// The profile's id.
    pub profile: String,
    /// The profile's file.
    pub file: String,
    /// The profile's text, with what was changed and confirmed.
    pub text: String,
    /// The time zone's name.
    pub zone: String,
    /// The group that shares the desk, and its folder; none = for one person alone.
    pub group: Option<(String, String)>,
    /// Who holds which post, and the departments.
    pub roll: Roll,
}

/// What the session is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstEffect {
    /// Make a desk and open it; what fails comes back by [`failed`](super::FirstRun::failed).
    Make(Box<SetUp>),
    /// Look whether the machine has this group and the person is in it; the answer comes back by
    /// [`group_looked_up`](super::FirstRun::group_looked_up).
    Group(String),
    /// Make the sample desk where it is not there, and open it.
    Demo,
    /// Practise a callout on a desk that is thrown away.
    Drill,
    /// Open the desk of a folder.
    Open(String),
    /// Draw every cell again.
    Repaint,
    /// Give the terminal back and stop, as `ctrl-z` does.
    Suspend,
    /// Leave.
    Quit,
}
