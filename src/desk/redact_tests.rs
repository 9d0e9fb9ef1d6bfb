//! A redaction that was cut off between any two of its steps, or that the disk did not take, is
//! finished by the next one.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use uuid::Uuid;

use super::*;
use crate::desk::tests::{caller, clock, new_desk};
use crate::desk::{Desk, OpenWith, StoreState, SubmitError};
use crate::domain::command::{AddPerson, Decision, LogAction, OpenTicket, RedactEntry, RedactWish};
use crate::domain::{Command, PersonId, Proof, TicketId};
use crate::journal::failing::{FailingDisk, Plan};
use crate::journal::{Disk, MachineDisk};
use crate::text::Clean;

const CANARY: &str = "Zx9-canary-Qq7";
const TICKET: TicketId = TicketId(Uuid::from_u128(0x0193_5599_0000_7000_8000_0000_0000_0001));
const HEAD: PersonId = PersonId(Uuid::from_u128(77));

fn submit(desk: &Desk, command: &Command) -> Result<u64, SubmitError> {
    let actor = desk.actor().unwrap();
    desk.submit(&actor, command).map(|receipt| receipt.seq)
}

fn log(text: &str) -> Command {
    Command::Log(LogAction {
        ticket: TICKET,
        text: Clean::from(text),
        minutes: None,
        happened: None,
    })
}

/// A desk with the canary in journal, page, store and a draft; gives the order to be written.
fn with_canary(dir: &Path) -> (Desk, Command) {
    let desk = new_desk(dir);
    let add = AddPerson {
        id: HEAD,
        name: Clean::from("Hilda Head"),
        staff: true,
        uid: Some(4242),
        unit: None,
        phone: None,
        email: None,
        posts: vec!["library_director".to_owned()],
    };
    submit(&desk, &Command::AddPerson(add)).unwrap();
    let open = OpenTicket::walk_up(TICKET, Clean::from("Nobody can log in"));
    submit(&desk, &Command::Open(Box::new(open))).unwrap();
    let entry = submit(&desk, &log(&format!("The password is {CANARY} there"))).unwrap();
    desk.close();
    drop(desk);
    let desk = Desk::open_with(dir, caller(), clock(), OpenWith::Store).unwrap();
    while desk.store_state() != StoreState::Ready {
        std::thread::sleep(Duration::from_millis(5));
    }
    desk.close();
    let folder = dir.join("drafts").join(Uuid::from_u128(7).to_string());
    fs::create_dir_all(&folder).unwrap();
    let draft = folder.join(format!("{}.action--text", TICKET.uuid()));
    fs::write(draft, format!("{{}}\nThe password is {CANARY} there")).unwrap();
    let order = Command::Redact(RedactEntry {
        ticket: TICKET,
        entry,
        because: Some(Clean::from("a password")),
        wish: RedactWish::TakeOut,
        decision: Some(Decision {
            by: HEAD,
            how: Proof::Paper,
            reference: Clean::from("folder 7"),
        }),
    });
    (Desk::open(dir, caller(), clock()).unwrap(), order)
}

fn hits(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(hits(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            if memchr::memmem::find(&bytes, CANARY.as_bytes()).is_some() {
                found.push(path);
            }
        }
    }
    found
}

/// Writes the order and nothing of what it orders: a folder stands where the mark is to be made.
fn order_alone(dir: &Path, desk: &Desk, order: &Command) {
    let in_the_way = dir.join("redacting.new");
    fs::create_dir(&in_the_way).unwrap();
    let refused = submit(desk, order).unwrap_err().to_string();
    fs::remove_dir(&in_the_way).unwrap();
    assert!(refused.contains("the text is still there"), "{refused}");
    assert!(!hits(dir).is_empty());
}

/// Does the steps of the first order up to one of them.
fn steps_up_to(dir: &Path, desk: &Desk, last: u32) {
    let moment = desk.moment();
    let mut inner = desk.inner();
    let Inner { journal, core, .. } = &mut *inner;
    let (order, target) = core
        .orders
        .first_key_value()
        .map(|(o, t)| (*o, *t))
        .unwrap();
    let mut locked = journal.lock(Duration::ZERO, &moment.holder).unwrap();
    let reader = Journal::open_at(dir, locked.position()).unwrap();
    let named = reader.find_bytes(target.to_string().as_bytes()).unwrap();
    let entry = named.iter().find(|entry| entry.id == target).unwrap();
    let event = codec::decode(entry).unwrap();
    let found = Found::of(entry, event.as_ref());
    if last >= 1 {
        mark(dir).unwrap();
    }
    if last >= 2 {
        sweep::drafts(dir, &found).unwrap();
    }
    if last >= 3 {
        remove(&dir.join("page")).unwrap();
    }
    if last >= 4 {
        locked.redact(target, order).unwrap();
    }
    if last >= 5 {
        fs::rename(dir.join("store"), dir.join("store.gone-1")).unwrap();
    }
}

#[test]
fn one_that_was_cut_off_after_any_step_is_finished_by_the_next_holder_of_the_lock() {
    for last in 0..=5 {
        for is_by_command in [false, true] {
            let home = tempfile::tempdir().unwrap();
            let dir = home.path().join("desk");
            let (desk, order) = with_canary(&dir);
            assert!(hits(&dir).len() >= 3, "{:?}", hits(&dir));
            let beside = Desk::open(&dir, caller(), clock()).unwrap();
            order_alone(&dir, &desk, &order);
            steps_up_to(&dir, &desk, last);
            drop(desk);
            assert!(!hits(&dir).is_empty());
            if is_by_command {
                submit(&beside, &log("The next one")).unwrap();
            } else {
                drop(Desk::open(&dir, caller(), clock()).unwrap());
            }
            assert_eq!(hits(&dir), Vec::<PathBuf>::new(), "after step {last}");
            assert!(!dir.join(MARK).exists());
            let report = Desk::verify(&dir, None, &mut |_, _| {}).unwrap().journal;
            assert!(report.ok && report.redacted.len() == 1, "{report:?}");
        }
    }
}

#[test]
fn one_that_the_disk_does_not_take_is_said_and_goes_on_with_the_next_command() {
    let mut is_past_the_end = false;
    for at_call in 1..40 {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let (desk, order) = with_canary(&dir);
        let failing = Arc::new(FailingDisk::new(Plan::default()));
        {
            let mut inner = desk.inner();
            let journal = Journal::open_at(&dir, inner.journal.position()).unwrap();
            inner.journal = journal.with_disk(Arc::clone(&failing) as Arc<dyn Disk>);
        }
        order_alone(&dir, &desk, &order);
        failing.plan(Plan {
            at_call,
            calls: 1,
            errno: Errno::IO.raw_os_error(),
            is_half_written: true,
            room_bytes: None,
        });
        let holder = desk.moment().holder;
        let done = desk.inner().finish_redactions(Duration::ZERO, &holder);
        if failing.calls() < at_call {
            done.unwrap();
            is_past_the_end = true;
            break;
        }
        drop(desk);
        let next = Desk::open(&dir, caller(), clock()).unwrap();
        submit(&next, &log("The next one")).unwrap();
        assert_eq!(
            hits(&dir),
            Vec::<PathBuf>::new(),
            "call {at_call}: {done:?}"
        );
        let report = Desk::verify(&dir, None, &mut |_, _| {}).unwrap().journal;
        assert!(report.ok && report.redacted.len() == 1, "{report:?}");
    }
    assert!(is_past_the_end);
}

/// A disk behind which another writer waits for the lock from the first sync on.
#[derive(Debug, Default)]
struct Beside {
    dir: PathBuf,
    waiting: Mutex<Option<JoinHandle<Vec<PathBuf>>>>,
}

impl Beside {
    /// Starts the other writer, once, and sees that it stands in the queue. It gives what holds the
    /// text when it has the lock.
    fn wait_behind(&self) {
        let mut waiting = self.waiting.lock().unwrap();
        if waiting.is_some() {
            return;
        }
        let dir = self.dir.clone();
        *waiting = Some(std::thread::spawn(move || {
            let holder = Holder {
                pid: 7,
                uid: 7,
                tty: "-".to_owned(),
                since: crate::time::Clock::now(clock().as_ref()),
            };
            let journal = Journal::open(&dir).unwrap();
            let held = journal.hold(Duration::from_secs(60), &holder).unwrap();
            let found = hits(&dir);
            drop(held);
            found
        }));
        let queue = fs::File::open(self.dir.join("journal")).unwrap();
        while flock(&queue, FlockOperation::NonBlockingLockExclusive).is_ok() {
            flock(&queue, FlockOperation::Unlock).unwrap();
            std::thread::yield_now();
        }
    }
}

impl Disk for Beside {
    fn write_at(&self, file: &fs::File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        MachineDisk.write_at(file, bytes, offset)
    }

    fn sync_data(&self, file: &fs::File) -> io::Result<()> {
        self.wait_behind();
        MachineDisk.sync_data(file)
    }

    fn truncate(&self, file: &fs::File, length: u64) -> io::Result<()> {
        MachineDisk.truncate(file, length)
    }

    fn allocate(&self, file: &fs::File, bytes: u64) -> io::Result<()> {
        MachineDisk.allocate(file, bytes)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<fs::File> {
        MachineDisk.create(path, mode)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        MachineDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        MachineDisk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        MachineDisk.sync_dir(dir)
    }
}

#[test]
fn nobody_has_the_lock_between_an_order_and_what_it_orders() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, order) = with_canary(&dir);
    let watched = Arc::new(Beside {
        dir: dir.clone(),
        ..Beside::default()
    });
    let journal = Journal::open_at(&dir, desk.inner().journal.position()).unwrap();
    desk.inner().journal = journal.with_disk(Arc::clone(&watched) as Arc<dyn Disk>);
    submit(&desk, &order).unwrap();
    let waiting = watched.waiting.lock().unwrap().take().unwrap();
    assert_eq!(waiting.join().unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn what_is_saved_while_an_order_cannot_be_carried_out_has_its_receipt() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, order) = with_canary(&dir);
    let in_the_way = dir.join("redacting.new");
    fs::create_dir(&in_the_way).unwrap();
    submit(&desk, &order).unwrap_err();
    desk.news();
    let first = submit(&desk, &log("The next one")).unwrap();
    assert!(desk.news().join("\n").contains("the text is still there"));
    let second = submit(&desk, &log("One more")).unwrap();
    assert_eq!(second, first + 1);
    fs::remove_dir(&in_the_way).unwrap();
    drop(Desk::open(&dir, caller(), clock()).unwrap());
    assert_eq!(hits(&dir), Vec::<PathBuf>::new());
}

#[test]
fn what_was_set_aside_and_what_says_the_same_is_named() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, order) = with_canary(&dir);
    let text = format!("The password is {CANARY} there");
    submit(&desk, &log(&text)).unwrap();
    fs::write(dir.join("torn-20260101T000000.txt"), format!("half {text}")).unwrap();
    desk.news();
    submit(&desk, &order).unwrap();
    let news = desk.news().join("\n");
    assert!(
        news.contains("torn-20260101T000000.txt, which was set aside"),
        "{news}"
    );
    assert!(news.contains("of T-1 too"), "{news}");
    assert!(!news.contains(CANARY));
}

#[path = "redact_beside_tests.rs"]
mod beside;
