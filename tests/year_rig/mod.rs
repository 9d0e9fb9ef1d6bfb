//! A year at a desk in small: six people, two processes that take turns, a machine whose clock
//! jumps, whose disk fails and whose power is cut.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

mod acts;
mod holds;
mod nights;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use nightdesk::desk::{Desk, Snapshot, SubmitError, Waiting};
use nightdesk::domain::command::{AddAsset, AddPerson, AddUnit, PersonRef};
use nightdesk::domain::{Actor, AssetId, Command, PersonId, UnitId};
use nightdesk::text::Clean;
use nightdesk::time::{Boot, Clock, Stamp};
use rustix::io::Errno;
use uuid::Uuid;

use super::desk_rig::{Work, caller, new_desk};
use super::fault_rig::check::Told;
use super::fault_rig::{Chance, Fault, Plan, SmallDisk};
use nights::Nights;

/// The staff beside the maker of the desk.
const STAFF: [&str; 5] = ["Ann Bell", "Rae Moss", "Lea Osei", "Sam Ruiz", "Kit Vane"];
const MINUTES_A_YEAR: u64 = 365 * 24 * 60;

/// The machine's clocks: the true minutes, how far the wall clock is off, and the last start.
#[derive(Debug)]
pub struct YearClock(Mutex<Hands>);

#[derive(Debug, Clone, Copy)]
struct Hands {
    minutes: i64,
    off: i64,
    boots: u64,
    booted: i64,
}

impl YearClock {
    fn new() -> Self {
        Self(Mutex::new(Hands {
            minutes: 0,
            off: 0,
            boots: 1,
            booted: 0,
        }))
    }

    fn hands(&self) -> std::sync::MutexGuard<'_, Hands> {
        self.0.lock().expect("no test falls over with the clock")
    }

    /// Minutes that have truly gone by.
    fn minutes(&self) -> i64 {
        self.hands().minutes
    }

    fn pass(&self, minutes: i64) {
        self.hands().minutes += minutes;
    }

    fn jump(&self, minutes: i64) {
        self.hands().off += minutes;
    }

    fn reboot(&self) {
        let mut hands = self.hands();
        hands.boots += 1;
        hands.booted = hands.minutes;
    }
}

impl Clock for YearClock {
    fn now(&self) -> Stamp {
        let hands = self.hands();
        let start: Stamp = "2026-11-22T06:00:00-05:00".parse().expect("a time");
        start.plus_minutes(hands.minutes + hands.off)
    }

    fn boot(&self) -> Boot {
        let hands = self.hands();
        Boot {
            id: format!("boot-{}", hands.boots),
            ms: (hands.minutes - hands.booted) as u64 * 60_000,
        }
    }
}

/// What happened in it, for whoever reads the figures.
#[derive(Debug, Default)]
pub struct Tally {
    pub saved: u64,
    pub refused: u64,
    pub unsaved: u64,
    pub faults: u64,
    pub cuts: u64,
    pub jumps: u64,
    pub boots: u64,
    pub callouts: u64,
    pub measured: u64,
    pub claims: u64,
    pub checks: u64,
    pub entries: u64,
    pub days: i64,
    /// Refusals by rule.
    pub rules: std::collections::BTreeMap<String, u64>,
}

/// The year.
pub struct Year {
    home: tempfile::TempDir,
    dir: PathBuf,
    folders: u32,
    seed: u64,
    chance: Chance,
    clock: Arc<YearClock>,
    disk: Arc<SmallDisk>,
    desks: [Option<Desk>; 2],
    told: Told,
    work: Work,
    staff: Vec<Actor>,
    nights: Nights,
    held: holds::Held,
    /// Minutes that a step takes on average.
    pace: u64,
    pub tally: Tally,
}

impl Year {
    pub fn new(seed: u64, steps: u64) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("desk0");
        new_desk(&dir);
        let mut year = Self {
            told: Told::at(&dir),
            home,
            dir,
            folders: 0,
            seed,
            chance: Chance(seed),
            clock: Arc::new(YearClock::new()),
            disk: Arc::new(SmallDisk::new(seed, Plan::NONE)),
            desks: [None, None],
            work: Work::new(seed),
            staff: Vec::new(),
            nights: Nights::default(),
            held: holds::Held::default(),
            pace: (MINUTES_A_YEAR / steps).max(2) * 2,
            tally: Tally::default(),
        };
        year.people();
        year
    }

    /// The department.
    fn people(&mut self) {
        let maker = self.desk(0).actor().expect("the maker");
        self.staff.push(maker);
        let mut commands = Vec::new();
        for (n, name) in (1..).zip(STAFF) {
            let id = PersonId(Uuid::now_v7());
            let posts = match n {
                1 => vec!["library_director".to_owned(), "hr".to_owned()],
                _ => vec!["it_staff".to_owned()],
            };
            self.staff.push(Actor {
                person: id,
                uid: 60_000 + n,
                ..self.staff[0].clone()
            });
            commands.push(Command::AddPerson(AddPerson {
                id,
                name: Clean::from(name),
                staff: true,
                uid: Some(60_000 + n),
                unit: None,
                phone: Some(Clean::from("555-0100")),
                email: None,
                posts,
            }));
        }
        for (name, heads) in [("Circulation", 9), ("Archive", 4), ("Childrens", 6)] {
            commands.push(Command::AddUnit(AddUnit {
                id: UnitId(Uuid::now_v7()),
                short: None,
                name: Clean::from(name),
                heads,
                head: Some(PersonRef::Id(self.staff[2].person)),
            }));
        }
        for name in ["SRV1", "Switch-2", "PC-17"] {
            commands.push(Command::AddAsset(AddAsset {
                id: AssetId(Uuid::now_v7()),
                name: Clean::from(name),
                what: Clean::from("a machine"),
                unit: None,
                note: None,
            }));
        }
        let maker = self.staff[0].clone();
        for command in commands {
            let said = format!("{command:?}");
            assert!(
                self.give(0, &maker, &[command]),
                "{said}: {:?}",
                self.tally.rules
            );
        }
    }

    /// A process on the desk, begun where there is none.
    fn desk(&mut self, which: usize) -> &Desk {
        let (dir, clock, disk) = (self.dir.clone(), self.clock.clone(), self.disk.clone());
        self.desks[which].get_or_insert_with(|| {
            Desk::open_on(&dir, caller(), clock, disk).expect("the desk opens")
        })
    }

    fn known(&mut self, which: usize) -> Arc<Snapshot> {
        self.desk(which).snapshot()
    }

    fn now(&mut self) -> Stamp {
        self.desk(0).now()
    }

    /// Somebody gives commands; whether the first was saved.
    fn give(&mut self, which: usize, actor: &Actor, given: &[Command]) -> bool {
        let waiting: Vec<_> = given
            .iter()
            .map(|command| Waiting { actor, command })
            .collect();
        let outcomes = self.desk(which).submit_all(&waiting);
        if self.disk.is_stopped() {
            // Nobody hears what a machine without power has to say.
            self.power_cut();
            return false;
        }
        self.told.hears(&self.dir, given, &outcomes);
        let mut is_broken = false;
        for outcome in &outcomes {
            match outcome {
                Ok(_) => self.tally.saved += 1,
                Err(SubmitError::Refused(refusal)) => {
                    self.tally.refused += 1;
                    *self
                        .tally
                        .rules
                        .entry(refusal.rule.to_string())
                        .or_default() += 1;
                }
                Err(error) => {
                    assert!(
                        !matches!(error, SubmitError::Busy(_) | SubmitError::Damaged(_)),
                        "{error}"
                    );
                    self.tally.unsaved += 1;
                    is_broken = true;
                }
            }
        }
        if is_broken && self.chance.once_in(2) {
            self.mend();
        }
        matches!(outcomes.first(), Some(Ok(_)))
    }

    /// The disk is in order again and both processes begin anew.
    fn mend(&mut self) {
        self.disk.plan(Plan::NONE);
        self.desks = [None, None];
        let known = self.known(0);
        assert_eq!(known.read_only, None);
        self.told.holds(&self.dir);
    }

    /// The power fails: what was not synced may be gone, and the machine starts again.
    fn power_cut(&mut self) {
        self.tally.cuts += 1;
        self.desks = [None, None];
        self.folders += 1;
        let after = self.home.path().join(format!("desk{}", self.folders));
        self.disk.power_cut(&self.dir, &after);
        std::fs::remove_dir_all(&self.dir).expect("it goes");
        self.dir = after;
        self.seed = self.seed.wrapping_add(1);
        self.disk = Arc::new(SmallDisk::new(self.seed, Plan::NONE));
        self.reboot();
        self.mend();
    }

    fn reboot(&mut self) {
        self.tally.boots += 1;
        self.clock.reboot();
        self.nights.reboots();
    }

    /// One thing happens.
    pub fn step(&mut self) {
        self.time_passes();
        self.machine();
        let which = self.chance.below(2) as usize;
        if self.chance.once_in(3) {
            self.desk(which).refresh();
        }
        let who = self.chance.below(self.staff.len() as u64) as usize;
        let actor = self.staff[who].clone();
        if self.chance.once_in(16) || self.nights.is_busy() {
            self.night(which, &actor);
        } else {
            let given = self.commands(which);
            self.give(which, &actor, &given);
        }
        self.holds_now(which);
    }

    fn time_passes(&mut self) {
        let minutes = match self.chance.below(6) {
            _ if self.nights.is_busy() => self.chance.below(8),
            0..=3 => self.chance.below(30),
            _ => self.chance.below(self.pace * 6),
        };
        self.clock.pass(minutes as i64);
    }

    /// What machines do: clocks jump, processes end, disks fail, the power goes.
    fn machine(&mut self) {
        if self.chance.once_in(40) {
            let by = 7 + self.chance.below(170) as i64;
            let by = if self.chance.once_in(2) { by } else { -by };
            self.clock.jump(by);
            self.nights.jumps();
            self.tally.jumps += 1;
        }
        match self.chance.below(120) {
            0 => {
                self.desks = [None, None];
                self.reboot();
            }
            1..=4 => {
                let which = self.chance.below(2) as usize;
                if let Some(desk) = self.desks[which].take()
                    && self.chance.once_in(2)
                {
                    desk.close();
                }
            }
            5..=8 => {
                let faults = [
                    Fault::Error(Errno::IO),
                    Fault::Torn(Errno::IO),
                    Fault::Torn(Errno::NOSPC),
                    Fault::Stop,
                ];
                self.tally.faults += 1;
                self.disk.plan(Plan {
                    at: 1 + self.chance.below(8),
                    calls: if self.chance.once_in(3) { 50 } else { 1 },
                    call: None,
                    fault: faults[self.chance.below(4) as usize],
                });
            }
            9 => {
                self.mend();
                self.power_cut();
            }
            _ => {}
        }
    }
}
