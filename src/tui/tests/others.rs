//! Two people, or two consoles of one, at the same ticket.

use uuid::Uuid;

use super::rig::{Rig, library};
use crate::domain::{Records as _, TicketId};
use crate::drafts::{Doing, Present};
use crate::tui::Msg;

/// The account of Mara Kent in the rig's library.
const MARA: u32 = 1001;

impl Rig {
    fn number(&self, n: u64) -> TicketId {
        let mut tickets = self.model.snapshot.register.tickets();
        tickets.find(|it| it.number.n == n).unwrap().id
    }

    /// Another session of the person with this account.
    fn session(&self, uid: u32, n: u64, doing: Doing) -> Present {
        let mut people = self.model.snapshot.register.people();
        let person = people.find(|person| person.uid == Some(uid)).unwrap();
        Present {
            session: Uuid::from_u128(u128::from(uid) << 8),
            person: person.id.uuid(),
            uid,
            on: self.number(n).uuid(),
            doing,
            since: self.world.now,
        }
    }

    fn others(&mut self, others: Vec<Present>) -> &mut Self {
        self.send(Msg::Others(others));
        self
    }

    fn my_uid(&self) -> u32 {
        let person = self.model.snapshot.person(self.model.me.person);
        person.unwrap().uid.unwrap()
    }
}

#[test]
fn a_session_says_where_it_is_and_what_it_does() {
    let mut rig = Rig::new(library());
    let server = rig.number(3);
    assert_eq!(rig.model.is_at(), None, "passing by is not being there");
    rig.keys("<Enter>");
    assert_eq!(rig.model.is_at(), Some((server, Doing::Open)));
    rig.keys("a");
    assert_eq!(rig.model.is_at(), Some((server, Doing::Writes)));
    rig.keys("half a line<Esc><Esc>");
    assert_eq!(rig.model.is_at(), Some((server, Doing::Open)));
    rig.keys("<Esc>");
    assert_eq!(rig.model.is_at(), None);
    // A new ticket is nobody else's yet.
    rig.keys("n");
    assert_eq!(rig.model.is_at(), None);
    rig.keys("<Esc><Esc>").size(120, 36).keys("<Tab>");
    assert_eq!(rig.model.is_at(), Some((server, Doing::Open)));
}

#[test]
fn a_hidden_screen_has_nothing_open() {
    let mut rig = Rig::new(library());
    rig.keys("<Enter>");
    assert!(rig.model.is_at().is_some());
    rig.wait(24 * 60);
    assert!(rig.model.is_locked);
    assert_eq!(rig.model.is_at(), None);
}

#[test]
fn who_else_is_there_stands_over_the_ticket_at_every_size() {
    for (cols, rows) in [(50, 12), (60, 16), (80, 24), (120, 36), (160, 45)] {
        let mut rig = Rig::new(library());
        rig.size(cols, rows);
        let alone = rig.frame();
        let mara = rig.session(MARA, 3, Doing::Open);
        rig.others(vec![mara.clone()]);
        assert!(rig.frame().contains("mk has it open"), "{}", rig.frame());
        rig.keys("<Enter>");
        assert!(rig.frame().contains("mk has it open"), "{}", rig.frame());
        rig.keys("<Esc>");
        let writes = rig.session(MARA, 3, Doing::Writes);
        rig.others(vec![mara, writes]);
        assert!(rig.frame().contains("mk writes on it"), "{}", rig.frame());
        assert!(!rig.frame().contains("has it open"), "{}", rig.frame());
        rig.others(Vec::new());
        assert_eq!(rig.frame(), alone);
        // What happens at another ticket is not said here.
        let elsewhere = rig.session(MARA, 1, Doing::Writes);
        rig.others(vec![elsewhere]);
        assert_eq!(rig.frame(), alone);
    }
}

#[test]
fn writing_where_somebody_writes_is_said_once() {
    let mut rig = Rig::new(library());
    let mara = rig.session(MARA, 3, Doing::Writes);
    rig.others(vec![mara.clone()]);
    assert!(rig.model.status.is_empty(), "{}", rig.model.status);
    let said = "mk is writing on T-3 too; both texts are kept";
    rig.keys("a");
    assert!(rig.frame().contains(said), "{}", rig.frame());
    assert!(rig.frame().contains("mk writes on it"), "{}", rig.frame());
    rig.keys("rotated the logs");
    let times = |rig: &Rig| rig.model.messages.iter().filter(|m| m.1 == said).count();
    assert_eq!(times(&rig), 1);
    // The same again when they stop and begin once more.
    rig.others(Vec::new());
    rig.others(vec![mara]);
    assert_eq!(times(&rig), 2);
    rig.keys("<Enter>");
    assert!(rig.frame().contains("action saved"), "{}", rig.frame());
}

#[test]
fn somebody_who_begins_later_is_said_to_whom_writes_already() {
    let mut rig = Rig::new(library());
    rig.keys("aone line");
    let open = rig.session(MARA, 3, Doing::Open);
    rig.others(vec![open]);
    assert!(rig.model.status.is_empty(), "{}", rig.model.status);
    let writes = rig.session(MARA, 3, Doing::Writes);
    let me = rig.session(rig.my_uid(), 3, Doing::Writes);
    rig.others(vec![writes.clone()]);
    assert_eq!(
        rig.model.status,
        "mk is writing on T-3 too; both texts are kept"
    );
    rig.others(vec![writes, me]);
    assert_eq!(
        rig.model.status,
        "another console of yours is writing on T-3 too; both texts are kept"
    );
    let frame = rig.frame();
    assert!(frame.contains("one line"), "what is typed stays: {frame}");
}

#[test]
fn the_own_other_console_is_shown_as_such() {
    let mut rig = Rig::new(library());
    let me = rig.session(rig.my_uid(), 3, Doing::Open);
    rig.others(vec![me]);
    let words = "you have it open on another console";
    assert!(rig.frame().contains(words), "{}", rig.frame());
}

#[test]
fn a_file_of_another_account_or_of_nobody_is_not_believed() {
    let mut rig = Rig::new(library());
    let alone = rig.frame();
    let mara = rig.session(MARA, 3, Doing::Writes);
    let lie = Present {
        uid: rig.my_uid(),
        ..mara.clone()
    };
    let nobody = Present {
        person: Uuid::from_u128(77),
        ..mara
    };
    rig.others(vec![lie, nobody]);
    assert_eq!(rig.frame(), alone);
    rig.keys("a");
    assert!(rig.model.status.is_empty(), "{}", rig.model.status);
}
