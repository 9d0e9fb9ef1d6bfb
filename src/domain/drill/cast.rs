//! The made-up library of the practice night: its branch, its people, its server.

use uuid::Uuid;

use crate::domain::command::{AddAsset, AddPerson, AddUnit, PersonRef};
use crate::domain::{AssetId, Command, PersonId, Site, UnitId};
use crate::text::Clean;

/// The library's name; its end marks it on every sheet.
pub const LIBRARY: &str = "Hollin Bridge Library (PRACTICE)";
/// Who calls.
pub(super) const CALLER: &str = "Dana Whitlow";
/// The branch in whose room the server stands.
const BRANCH: &str = "Ferry Road";
/// The head of that branch.
pub(super) const HEAD: &str = "Priya Raman";
/// Who looks guilty first, and is not.
pub(super) const SUSPECT: &str = "Sam Pryor";
/// How many people cannot work when the branches open.
pub(super) const PEOPLE: u32 = 38;
/// The director, whom nobody wakes.
const DIRECTOR: &str = "Ruth Abel";
/// The server that is down.
const SERVER: &str = "circ-1";

/// The commands that put everybody into a new desk, in their order. `fresh` gives new uuids.
pub fn cast(site: &Site, fresh: &mut dyn FnMut() -> Uuid) -> Vec<Command> {
    let unit = UnitId(fresh());
    let head = PersonId(fresh());
    let roles = &site.policy.profile.roles;
    let posts = |names: &[&str]| -> Vec<String> {
        let behind = names.iter().flat_map(|role| roles.posts_of(role));
        behind.cloned().collect()
    };
    let person = |id: PersonId, name: &str, phone: &str, of: Option<UnitId>, held: &[&str]| {
        Command::AddPerson(AddPerson {
            id,
            name: Clean::from(name),
            staff: false,
            uid: None,
            unit: of,
            phone: Some(Clean::from(phone)),
            email: None,
            posts: posts(held),
        })
    };
    let priya = person(head, HEAD, "555-0150", None, &[]);
    let branch = Command::AddUnit(AddUnit {
        id: unit,
        short: None,
        name: Clean::from(BRANCH),
        heads: PEOPLE,
        head: Some(PersonRef::Id(head)),
    });
    vec![
        priya,
        branch,
        person(PersonId(fresh()), CALLER, "555-0142", Some(unit), &[]),
        person(PersonId(fresh()), SUSPECT, "555-0177", None, &["tech"]),
        person(
            PersonId(fresh()),
            DIRECTOR,
            "555-0101",
            None,
            &["director", "lead"],
        ),
        Command::AddAsset(AddAsset {
            id: AssetId(fresh()),
            name: Clean::from(SERVER),
            what: Clean::from("circulation server"),
            unit: Some(unit),
            note: None,
        }),
    ]
}
