//! What a session asked of the disk, read from a trace of its system calls, and what a power cut
//! at any of them may leave behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Chance, Op, Platter, files_below, lay_out};

/// One call of a trace.
#[derive(Debug, Clone)]
enum Event {
    Made(PathBuf),
    Written(PathBuf, u64, Vec<u8>),
    Cut(PathBuf, u64),
    Synced(PathBuf),
    Renamed(PathBuf, PathBuf),
    /// Somebody was told that something is saved.
    Told,
}

/// The letters of `\x41\x42`.
fn letters(text: &str) -> Vec<u8> {
    let pairs = text.split("\\x").skip(1);
    pairs
        .filter_map(|pair| u8::from_str_radix(pair.get(..2)?, 16).ok())
        .collect()
}

fn path_of(text: &str) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&letters(text)).into_owned())
}

/// The file of `4<path>`.
fn file_of(args: &str) -> Option<PathBuf> {
    let inside = args.split_once('<')?.1.split_once('>')?.0;
    Some(path_of(inside))
}

/// The texts between quotes.
fn quoted(args: &str) -> Vec<&str> {
    args.split('"').skip(1).step_by(2).collect()
}

fn event(line: &str, told: &[u8]) -> Option<Event> {
    let (call, rest) = line.split_once('(')?;
    let call = call.rsplit(' ').next()?;
    let (args, result) = rest.rsplit_once(") = ")?;
    if result.starts_with('-') {
        return None;
    }
    let number = |back: usize| args.rsplit(", ").nth(back)?.trim().parse::<u64>().ok();
    match call {
        "openat" if args.contains("O_CREAT") => Some(Event::Made(file_of(result)?)),
        "write" => {
            let bytes = letters(quoted(args).first()?);
            let is_told = args.starts_with("1<") && bytes.windows(told.len()).any(|it| it == told);
            is_told.then_some(Event::Told)
        }
        "pwrite64" => {
            let mut bytes = letters(quoted(args).first()?);
            bytes.truncate(result.trim().parse().ok()?);
            Some(Event::Written(file_of(args)?, number(0)?, bytes))
        }
        "ftruncate" => Some(Event::Cut(file_of(args)?, number(0)?)),
        "fsync" | "fdatasync" => Some(Event::Synced(file_of(args)?)),
        "rename" | "renameat" | "renameat2" => {
            let names = quoted(args);
            Some(Event::Renamed(
                path_of(names.first()?),
                path_of(names.get(1)?),
            ))
        }
        _ => None,
    }
}

/// A session on a desk, call by call.
#[derive(Debug)]
pub struct Replay {
    dir: PathBuf,
    before: BTreeMap<PathBuf, Vec<u8>>,
    events: Vec<Event>,
}

/// What stands on the platter, and which names are on their way there.
#[derive(Debug, Clone)]
struct Disk {
    files: BTreeMap<PathBuf, Platter>,
    made: Vec<PathBuf>,
    /// What a file was before another took its name.
    renamed: Vec<(PathBuf, Option<Platter>)>,
    told: usize,
}

impl Replay {
    /// Keeps the desk as it is before the session.
    pub fn begin(dir: &Path) -> Self {
        let read = |path: PathBuf| {
            let is_long = path.ends_with("reserve");
            let bytes = if is_long {
                Vec::new()
            } else {
                fs::read(&path).expect("a file")
            };
            (path, bytes)
        };
        Self {
            dir: dir.to_owned(),
            before: files_below(dir).into_iter().map(read).collect(),
            events: Vec::new(),
        }
    }

    /// Reads the trace of the session; `told` is what it says once something is saved.
    pub fn read(&mut self, trace: &str, told: &str) {
        let mut halves: BTreeMap<&str, String> = BTreeMap::new();
        for line in trace.lines() {
            let Some((thread, rest)) = line.split_once(' ') else {
                continue;
            };
            let rest = rest.trim_start();
            let whole = if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
                halves.insert(thread, first.to_owned());
                continue;
            } else if let Some((_, second)) = rest.split_once(" resumed>") {
                halves.remove(thread).unwrap_or_default() + second
            } else {
                rest.to_owned()
            };
            self.events.extend(event(&whole, told.as_bytes()));
        }
    }

    /// How many calls there are.
    pub fn calls(&self) -> usize {
        self.events.len()
    }

    fn until(&self, calls: usize) -> Disk {
        let files = self.before.iter().map(|(path, bytes)| {
            let platter = Platter {
                bytes: bytes.clone(),
                ops: Vec::new(),
            };
            (path.clone(), platter)
        });
        let mut disk = Disk {
            files: files.collect(),
            made: Vec::new(),
            renamed: Vec::new(),
            told: 0,
        };
        for event in &self.events[..calls] {
            disk.does(event, &self.dir);
        }
        disk
    }

    /// The desk as a power cut after so many calls leaves it by chance; how often somebody had been
    /// told that something was saved.
    pub fn cut_after(&self, calls: usize, chance: &mut Chance, to: &Path) -> usize {
        let mut disk = self.until(calls);
        for (path, old) in disk.renamed.iter().rev() {
            if chance.once_in(2) {
                match old {
                    Some(old) => drop(disk.files.insert(path.clone(), old.clone())),
                    None => drop(disk.files.remove(path)),
                }
            }
        }
        for path in &disk.made {
            if chance.once_in(2) {
                disk.files.remove(path);
            }
        }
        let image = disk.files.into_iter().map(|(path, mut platter)| {
            platter.settle_by(chance);
            (path, platter.bytes)
        });
        lay_out(&self.dir, to, &image.collect());
        disk.told
    }
}

impl Disk {
    fn does(&mut self, event: &Event, dir: &Path) {
        match event {
            Event::Told => self.told += 1,
            Event::Made(path) if path.starts_with(dir) => {
                if !self.files.contains_key(path) {
                    self.files.insert(path.clone(), Platter::default());
                    self.made.push(path.clone());
                }
            }
            Event::Written(path, at, bytes) if path.starts_with(dir) => {
                let platter = self.files.entry(path.clone()).or_default();
                platter.ops.push(Op::Write(*at, bytes.clone()));
            }
            Event::Cut(path, length) if path.starts_with(dir) => {
                let platter = self.files.entry(path.clone()).or_default();
                platter.ops.push(Op::Cut(*length));
            }
            Event::Synced(path) => {
                if let Some(platter) = self.files.get_mut(path) {
                    for op in std::mem::take(&mut platter.ops) {
                        op.onto(&mut platter.bytes, None);
                    }
                }
                let is_in = |name: &PathBuf| name.parent() == Some(path);
                self.made.retain(|name| !is_in(name));
                self.renamed.retain(|(name, _)| !is_in(name));
            }
            Event::Renamed(from, to) if to.starts_with(dir) => {
                let Some(moved) = self.files.remove(from) else {
                    return;
                };
                self.made.retain(|name| name != from);
                let old = self.files.insert(to.clone(), moved);
                self.renamed.push((to.clone(), old));
            }
            Event::Made(_) | Event::Written(..) | Event::Cut(..) | Event::Renamed(..) => {}
        }
    }
}
