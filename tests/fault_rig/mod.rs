//! A machine in small for the tests of faults: a disk whose calls fail when they are told to, and
//! whose power can be cut.
//!
//! The files that a test sees are what the kernel would show. Beside them the disk keeps what is
//! really on the platter: what was synced, and of the rest whatever chance left there.
//!
//! Invariants:
//! - What was written since the last good sync may be lost by a power cut, whole or by sectors.
//! - A failed sync drops what it should have written: no later sync brings it to the platter, but
//!   for the file's length.
//! - A name that was made or removed is on the platter once its folder was synced.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

pub mod check;
pub mod replay;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use nightdesk::journal::{Disk, MachineDisk};
use rustix::io::Errno;

/// Bytes that a platter writes whole or not at all.
const SECTOR: u64 = 512;
/// A file as long as this is the reserve, whose content is nothing.
const LONG_BYTES: u64 = 8 << 20;

/// Numbers by chance, from a seed.
#[derive(Debug, Clone)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit.max(1)
    }

    /// Whether something comes about that does so once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// The seed of a run: `NIGHTDESK_SEED`, or the test's own.
pub fn seed(own: u64) -> u64 {
    let set = std::env::var("NIGHTDESK_SEED").ok();
    set.map_or(own, |text| {
        text.parse().expect("NIGHTDESK_SEED is a number")
    })
}

/// Says on a failure what was being tried.
pub struct Said(pub String);

impl Drop for Said {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was tried: {}", self.0);
        }
    }
}

/// What is asked of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Write,
    Sync,
    Cut,
    /// Making, renaming and removing.
    Name,
    /// The sync of a folder.
    NameSync,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The system says so, and nothing was done.
    Error(Errno),
    /// The same, but of a write the first part was done.
    Torn(Errno),
    /// The machine stops there: of this call a part may be done, of later ones nothing.
    Stop,
}

/// Which call fails, and how.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The call that fails, from 1; 0 for none.
    pub at: u64,
    /// How many fail from there on.
    pub calls: u64,
    /// What is counted; none for every call.
    pub call: Option<Call>,
    pub fault: Fault,
}

impl Plan {
    pub const NONE: Self = Self {
        at: 0,
        calls: 0,
        call: None,
        fault: Fault::Stop,
    };
}

/// Bytes on their way to the platter.
#[derive(Debug, Clone)]
enum Op {
    Write(u64, Vec<u8>),
    Cut(u64),
}

impl Op {
    /// Does it to the bytes of a file: all of it, or the sectors that chance picks.
    fn onto(&self, bytes: &mut Vec<u8>, mut chance: Option<&mut Chance>) {
        match self {
            Self::Cut(length) => bytes.resize(*length as usize, 0),
            Self::Write(offset, data) => {
                let mut done = 0;
                while done < data.len() {
                    let at = offset + done as u64;
                    let n = ((SECTOR - at % SECTOR) as usize).min(data.len() - done);
                    let is_lost = chance.as_mut().is_some_and(|chance| chance.once_in(4));
                    let (from, to) = (at as usize, at as usize + n);
                    if !is_lost {
                        if bytes.len() < to {
                            bytes.resize(to, 0);
                        }
                        bytes[from..to].copy_from_slice(&data[done..done + n]);
                    }
                    done += n;
                }
            }
        }
    }
}

/// A file as the platter has it, and what is on its way there.
#[derive(Debug, Clone, Default)]
struct Platter {
    bytes: Vec<u8>,
    ops: Vec<Op>,
}

impl Platter {
    /// Each of what is on its way comes there, comes there in part, or is lost.
    fn settle_by(&mut self, chance: &mut Chance) {
        let all = chance.below(4);
        for op in std::mem::take(&mut self.ops) {
            match all {
                0 => {}
                1 => op.onto(&mut self.bytes, None),
                _ if chance.once_in(2) => {}
                _ => op.onto(&mut self.bytes, Some(chance)),
            }
        }
    }
}

/// A name that changed since its folder was synced.
#[derive(Debug)]
enum Name {
    Made(PathBuf),
    Removed(PathBuf, Vec<u8>),
}

impl Name {
    fn path(&self) -> &Path {
        match self {
            Self::Made(path) | Self::Removed(path, _) => path,
        }
    }
}

#[derive(Debug)]
struct Machine {
    plan: Plan,
    counted: u64,
    is_stopped: bool,
    chance: Chance,
    files: BTreeMap<u64, Platter>,
    names: Vec<Name>,
}

/// The disk; give it to `Desk::open_on`.
#[derive(Debug)]
pub struct SmallDisk(Mutex<Machine>);

/// How a call goes on.
enum Goes {
    Well,
    /// It fails with this after so much of a write, in hundredths.
    Wrong(io::Error, u64),
}

impl SmallDisk {
    pub fn new(seed: u64, plan: Plan) -> Self {
        Self(Mutex::new(Machine {
            plan,
            counted: 0,
            is_stopped: false,
            chance: Chance(seed),
            files: BTreeMap::new(),
            names: Vec::new(),
        }))
    }

    fn machine(&self) -> std::sync::MutexGuard<'_, Machine> {
        self.0.lock().expect("no test falls over with the machine")
    }

    /// Another plan from here on; calls are counted anew.
    pub fn plan(&self, plan: Plan) {
        let mut machine = self.machine();
        (machine.plan, machine.counted) = (plan, 0);
    }

    /// Whether the machine has stopped: nothing that it says any more is heard by anybody.
    pub fn is_stopped(&self) -> bool {
        self.machine().is_stopped
    }

    /// Whether the plan's call has come.
    pub fn has_failed(&self) -> bool {
        let machine = self.machine();
        machine.plan.at > 0 && machine.counted >= machine.plan.at
    }

    fn step(&self, call: Call) -> Goes {
        let machine = &mut *self.machine();
        let plan = machine.plan;
        if machine.is_stopped {
            return Goes::Wrong(Errno::IO.into(), 0);
        }
        if plan.call.is_some_and(|counted| counted != call) {
            return Goes::Well;
        }
        machine.counted += 1;
        if plan.at == 0 || !(plan.at..plan.at + plan.calls).contains(&machine.counted) {
            return Goes::Well;
        }
        match plan.fault {
            Fault::Error(errno) => Goes::Wrong(errno.into(), 0),
            Fault::Torn(errno) => Goes::Wrong(errno.into(), machine.chance.below(100)),
            Fault::Stop => {
                machine.is_stopped = true;
                Goes::Wrong(Errno::IO.into(), machine.chance.below(101))
            }
        }
    }

    fn note(&self, file: &File, op: Op) -> io::Result<()> {
        let meta = file.metadata()?;
        let machine = &mut *self.machine();
        let platter = machine.files.entry(meta.ino());
        platter.or_insert_with(|| before(file, &meta)).ops.push(op);
        Ok(())
    }

    fn write(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        // What stood there before is known before anything is written.
        self.note(file, Op::Write(offset, bytes.to_vec()))?;
        MachineDisk.write_at(file, bytes, offset)
    }

    /// The folder as it is after a power cut, in another place.
    pub fn power_cut(&self, dir: &Path, to: &Path) {
        let machine = &mut *self.machine();
        let mut image: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
        for path in files_below(dir) {
            let meta = fs::metadata(&path).expect("a file");
            let mut bytes = if meta.len() > LONG_BYTES {
                Vec::new()
            } else {
                fs::read(&path).expect("a file")
            };
            if let Some(platter) = machine.files.get_mut(&meta.ino()) {
                platter.settle_by(&mut machine.chance);
                bytes.clone_from(&platter.bytes);
            } else if path.ends_with("page") && machine.chance.once_in(3) {
                // It is never synced, and can be made again.
                bytes.truncate(machine.chance.below(bytes.len() as u64) as usize);
            }
            image.insert(path, bytes);
        }
        for name in std::mem::take(&mut machine.names).into_iter().rev() {
            if machine.chance.once_in(2) {
                continue;
            }
            match name {
                Name::Made(path) => drop(image.remove(&path)),
                Name::Removed(path, bytes) => drop(image.entry(path).or_insert(bytes)),
            }
        }
        lay_out(dir, to, &image);
    }
}

impl Disk for SmallDisk {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        match self.step(Call::Write) {
            Goes::Well => self.write(file, bytes, offset),
            Goes::Wrong(error, part) => {
                // What lies in one sector is written or not.
                let n = bytes.len() * part as usize / 100;
                if n > 0 && bytes.len() as u64 > SECTOR {
                    self.write(file, &bytes[..n], offset)?;
                }
                Err(error)
            }
        }
    }

    fn sync_data(&self, file: &File) -> io::Result<()> {
        let goes = self.step(Call::Sync);
        let (ino, length) = (file.metadata()?.ino(), file.metadata()?.len());
        let machine = &mut *self.machine();
        let platter = machine.files.get_mut(&ino);
        match goes {
            Goes::Well => {
                if let Some(platter) = platter {
                    for op in std::mem::take(&mut platter.ops) {
                        op.onto(&mut platter.bytes, None);
                    }
                    // The length is no page: what an earlier sync failed to bring is brought now.
                    platter.bytes.resize(length as usize, 0);
                }
                Ok(())
            }
            Goes::Wrong(error, _) => {
                if let Some(platter) = platter.filter(|_| !machine.is_stopped) {
                    platter.settle_by(&mut machine.chance);
                }
                Err(error)
            }
        }
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        if let Goes::Wrong(error, _) = self.step(Call::Cut) {
            return Err(error);
        }
        self.note(file, Op::Cut(length))?;
        MachineDisk.truncate(file, length)
    }

    fn allocate(&self, file: &File, bytes: u64) -> io::Result<()> {
        match self.step(Call::Cut) {
            Goes::Well => file.set_len(bytes),
            Goes::Wrong(error, _) => Err(error),
        }
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<File> {
        if let Goes::Wrong(error, _) = self.step(Call::Name) {
            return Err(error);
        }
        let file = MachineDisk.create(path, mode)?;
        let ino = file.metadata()?.ino();
        let machine = &mut *self.machine();
        // The number may have been another file's, which is gone.
        machine.files.insert(ino, Platter::default());
        machine.names.push(Name::Made(path.to_owned()));
        Ok(file)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        match self.step(Call::Name) {
            Goes::Well => MachineDisk.rename(from, to),
            Goes::Wrong(error, _) => Err(error),
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        if let Goes::Wrong(error, _) = self.step(Call::Name) {
            return Err(error);
        }
        let meta = fs::metadata(path)?;
        let is_long = meta.len() > LONG_BYTES;
        let bytes = if is_long { Vec::new() } else { fs::read(path)? };
        MachineDisk.remove(path)?;
        let machine = &mut *self.machine();
        machine.files.remove(&meta.ino());
        machine.names.push(Name::Removed(path.to_owned(), bytes));
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        if let Goes::Wrong(error, _) = self.step(Call::NameSync) {
            return Err(error);
        }
        let machine = &mut *self.machine();
        machine
            .names
            .retain(|name| name.path().parent() != Some(dir));
        Ok(())
    }
}

/// A file that is touched for the first time is on the platter as it stands.
fn before(file: &File, meta: &fs::Metadata) -> Platter {
    let mut bytes = vec![0; meta.len().min(LONG_BYTES) as usize];
    file.read_exact_at(&mut bytes, 0).expect("it can be read");
    Platter {
        bytes,
        ops: Vec::new(),
    }
}

fn lay_out(dir: &Path, to: &Path, image: &BTreeMap<PathBuf, Vec<u8>>) {
    copy_folders(dir, to);
    for (path, bytes) in image {
        let there = to.join(path.strip_prefix(dir).expect("it is below"));
        fs::write(&there, bytes).expect("it is written");
        fs::set_permissions(&there, fs::Permissions::from_mode(0o600)).expect("a mode");
        if path.ends_with("reserve") {
            let file = File::options().write(true).open(&there).expect("a file");
            file.set_len(nightdesk::journal::RESERVE_BYTES)
                .expect("a length");
        }
    }
}

fn copy_folders(dir: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).expect("a mode");
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            copy_folders(&path, &to.join(path.file_name().expect("a name")));
        }
    }
}

/// Every file below a folder.
pub fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The same folder in another place.
pub fn copy_desk(dir: &Path, to: &Path) {
    let files = files_below(dir).into_iter().map(|path| {
        let is_long = fs::metadata(&path).expect("a file").len() > LONG_BYTES;
        let bytes = if is_long {
            Vec::new()
        } else {
            fs::read(&path).expect("a file")
        };
        (path, bytes)
    });
    lay_out(dir, to, &files.collect());
}
