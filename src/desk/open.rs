//! Opening a desk, and keeping up with what others write.

use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use super::caller::Caller;
use super::core::{Core, Folding, PIECE_ENTRIES};
use super::keeper::Keeper;
use super::snapshot::Snapshot;
use super::state::{OpenWith, StoreState};
use super::submit::torn_news;
use super::witness::Noter;
use super::{Desk, Inner, load, page};
use crate::journal::{
    Disk, Group, Holder, Journal, LockError, OpenError, RESERVE_BYTES, ReadError, ReadLimit,
    witness_file,
};
use crate::store::Store;
use crate::time::{Clock, Stamp};

/// The file that marks a desk as a practice night.
pub const PRACTICE_MARK: &str = "practice";
/// The kind of the entry that says that a failed write was looked into.
const FAULT_CLEARED: &str = "fault.cleared";
/// The store in a message of the journal's.
const STORE: &str = "the store (`nightdesk rebuild` gives back what it has)";

/// Why a desk could not be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// There is no desk, or it may not be trusted; the text names the mend.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// The first entries are damaged, so that nothing can be shown.
    #[error("{0}")]
    Damaged(String),
    /// A newer program wrote it.
    #[error("{0}")]
    Newer(String),
    /// It may not be used where it lies; nothing was touched.
    #[error("{0}")]
    Place(String),
}

/// Why a process writes no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// The journal is damaged.
    Damaged(String),
    /// A newer program wrote an entry.
    Newer(String),
    /// A write or sync failed, and nobody has looked into it since.
    Failed(String),
    /// A fault of this program stopped it halfway; what it knows is not trusted any more.
    Fallen(String),
}

impl Stop {
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Damaged(why) | Self::Newer(why) | Self::Failed(why) | Self::Fallen(why) => why,
        }
    }

    /// Whether reading goes on all the same.
    fn is_for_writing_alone(&self) -> bool {
        match self {
            Self::Failed(_) => true,
            Self::Damaged(_) | Self::Newer(_) | Self::Fallen(_) => false,
        }
    }
}

impl Desk {
    /// Opens the desk of a folder: reads the journal, and where the lock is free syncs what a
    /// process that died left behind.
    ///
    /// A desk whose later part is damaged opens for reading only, up to the damage.
    ///
    /// # Errors
    /// See [`OpenFault`]; show its text.
    pub fn open(dir: &Path, caller: Caller, clock: Arc<dyn Clock>) -> Result<Self, OpenFault> {
        Self::open_with(dir, caller, clock, OpenWith::Page)
    }

    /// The same, with the store where `with` asks for it. The store is opened on a thread of its
    /// own: the desk is there at once, and goes on without the store where it is in use or wrong.
    ///
    /// # Errors
    /// See [`OpenFault`]; show its text.
    pub fn open_with(
        dir: &Path,
        caller: Caller,
        clock: Arc<dyn Clock>,
        with: OpenWith,
    ) -> Result<Self, OpenFault> {
        Self::open_where(dir, caller, clock, with, &|_| Ok(()), &mut |_, _| {})
    }

    /// The same, where `is_fit` finds nothing against it in what the desk says of itself. It is
    /// asked before the lock is taken and before anything is written or the store is touched. While
    /// a long journal is read `progress` is told how many bytes were, and of how many.
    ///
    /// # Errors
    /// See [`OpenFault`]; [`OpenFault::Place`] with the text of `is_fit`.
    pub fn open_where(
        dir: &Path,
        caller: Caller,
        clock: Arc<dyn Clock>,
        with: OpenWith,
        is_fit: &dyn Fn(&Snapshot) -> Result<(), String>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, OpenFault> {
        let mut inner = Inner::begun(page::begin(dir)?);
        inner.catch_up_telling(ReadLimit::Acked, progress);
        Self::open_begun(dir, caller, clock, with, is_fit, inner)
    }

    /// The same over another disk under the journal, for whoever lets its calls fail one after the
    /// other and looks at what is left.
    ///
    /// # Errors
    /// See [`OpenFault`].
    pub fn open_on(
        dir: &Path,
        caller: Caller,
        clock: Arc<dyn Clock>,
        disk: Arc<dyn Disk>,
    ) -> Result<Self, OpenFault> {
        let mut begun = page::begin(dir)?;
        begun.journal = begun.journal.with_disk(disk);
        let mut inner = Inner::begun(begun);
        inner.catch_up(ReadLimit::Acked);
        Self::open_begun(dir, caller, clock, OpenWith::Page, &|_| Ok(()), inner)
    }

    fn open_begun(
        dir: &Path,
        caller: Caller,
        clock: Arc<dyn Clock>,
        with: OpenWith,
        is_fit: &dyn Fn(&Snapshot) -> Result<(), String>,
        mut inner: Inner,
    ) -> Result<Self, OpenFault> {
        inner.be_told();
        if let Ok(known) = first_snapshot(dir, &inner) {
            is_fit(&known).map_err(OpenFault::Place)?;
        }
        inner.settle(&caller, clock.as_ref());
        inner.look_at_clock(clock.as_ref());
        is_fit(&first_snapshot(dir, &inner)?).map_err(OpenFault::Place)?;
        if with == OpenWith::Store {
            inner.begin_store(&clock);
        }
        let first = first_snapshot(dir, &inner)?;
        let desk = Self {
            dir: dir.to_owned(),
            caller,
            clock,
            inner: Mutex::new(inner),
            latest: RwLock::new(Arc::new(first)),
        };
        Ok(desk)
    }
}

impl Inner {
    fn begun(begun: page::Begun) -> Self {
        let news = begun.journal.warnings();
        Self {
            journal: begun.journal,
            core: begun.core,
            archive: None,
            unkept: None,
            page_seq: begun.page_seq,
            page_ms: begun.page_ms,
            resets: 0,
            keeper: None,
            noter: Noter::new(),
            stop: None,
            news,
            looked: None,
            redaction_tried: None,
        }
    }

    /// Begins the store's thread. Not one byte of a newer program's desk is changed, and so not of
    /// its store.
    pub(super) fn begin_store(&mut self, clock: &Arc<dyn Clock>) {
        if !matches!(self.stop, Some(Stop::Newer(_) | Stop::Fallen(_))) {
            let seq = self.core.last.as_ref().map_or(0, |last| last.seq);
            self.keeper = Keeper::start(self.journal.dir(), Arc::clone(clock), seq);
        }
    }

    /// Tells where the machine's clock does not go on from the last entry.
    fn look_at_clock(&mut self, clock: &dyn Clock) {
        let now = clock.now();
        let now = self.core.zone.map_or(now, |zone| zone.see(now));
        let jump = super::round::jump(&self.core, now, &clock.boot());
        self.news
            .extend(jump.as_ref().map(super::round::jump_words));
    }

    /// Reads on to what was acknowledged; after damage this process writes no more.
    pub(super) fn catch_up(&mut self, limit: ReadLimit) {
        self.catch_up_telling(limit, &mut |_, _| {});
    }

    fn catch_up_telling(&mut self, limit: ReadLimit, progress: &mut dyn FnMut(u64, u64)) {
        self.read_on(limit, progress);
        self.fill();
    }

    /// Loads what the entries read so far concern and the page does not have.
    pub(super) fn fill(&mut self) {
        let (dir, position) = (self.journal.dir(), self.journal.position());
        if let Err(why) = load::fill(dir, position, &mut self.core) {
            self.stop.get_or_insert(Stop::Damaged(why));
        }
    }

    fn read_on(&mut self, limit: ReadLimit, progress: &mut dyn FnMut(u64, u64)) {
        if self
            .stop
            .as_ref()
            .is_some_and(|stop| !stop.is_for_writing_alone())
        {
            return;
        }
        for _ in 0..2 {
            match self.read_once(limit, progress) {
                Ok(()) => break,
                Err(ReadError::Reset) => self.forget(),
                Err(error) => {
                    self.stop = Some(stop_of(&error));
                    return;
                }
            }
        }
        // A failed write that somebody has looked into since stops nobody any more.
        let is_failed = matches!(self.stop, Some(Stop::Failed(_)));
        if is_failed && !self.journal.is_at_fault() {
            self.stop = None;
        }
    }

    fn read_once(
        &mut self,
        limit: ReadLimit,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), ReadError> {
        let Self { journal, core, .. } = self;
        let extent = journal.extent();
        let mut untold = 0;
        let mut known = journal.position();
        let (mut misfit, mut is_mended) = (None, false);
        let mut folding = Folding::new(core);
        let read = journal.for_each_piece(limit, PIECE_ENTRIES, |piece| {
            if misfit.is_some() {
                return;
            }
            is_mended |= piece
                .entries
                .iter()
                .any(|entry| entry.kind == FAULT_CLEARED);
            let end = piece.end;
            untold += piece.entries.len();
            if let Some(last) = piece.entries.last().filter(|_| untold >= PIECE_ENTRIES) {
                untold = 0;
                progress(extent.before(last.place), extent.all());
            }
            match folding.take(piece) {
                Ok(()) => known = end.unwrap_or(known),
                Err(why) => misfit = Some(why),
            }
        });
        folding.end();
        if is_mended {
            journal.mended_by_another();
        }
        let Some(why) = misfit else {
            return read;
        };
        self.stop = Some(Stop::Newer(why));
        // What was not understood is not counted as read.
        if let Ok(before) = journal.again_at(known) {
            self.journal = before;
        }
        Ok(())
    }

    /// Forgets what was read: the journal's files were replaced, and it stands at its start again.
    pub(super) fn forget(&mut self) {
        self.core = Core::new();
        (self.archive, self.unkept) = (None, None);
        self.resets += 1;
        if let Some(keeper) = &self.keeper {
            keeper.doubt();
        }
    }

    /// Folds what the lock brought to light; the records then stand where the journal does.
    pub(super) fn take_new(&mut self, groups: &[Group]) -> Result<(), Stop> {
        for group in groups {
            self.core.apply(group).map_err(Stop::Newer)?;
        }
        Ok(())
    }

    /// Why nothing can be written, if nothing can.
    pub(super) fn read_only(&self) -> Option<String> {
        let full = || self.journal.no_room().map(str::to_owned);
        let closed = || self.journal.is_closed();
        self.stopped().or_else(full).or_else(closed)
    }

    /// Why no command is even tried, if none is.
    fn stopped(&self) -> Option<String> {
        let stop = self.stop.as_ref().map(|stop| stop.why().to_owned());
        stop.or_else(|| self.ahead())
    }

    /// Whether it is room alone that is missing, or the right to write: each command is tried all
    /// the same.
    fn is_full(&self) -> bool {
        self.stopped().is_none() && self.read_only().is_some()
    }

    /// What the journal has lost and the store has, in words.
    pub(super) fn ahead(&self) -> Option<String> {
        match self.keeper.as_ref()?.shared.state() {
            StoreState::Ahead(why) => Some(why),
            StoreState::Off
            | StoreState::Opening
            | StoreState::Building { .. }
            | StoreState::Ready
            | StoreState::InUse
            | StoreState::Failed(_) => None,
        }
    }

    /// Learns how far the store and the noted heads go: what stands at or below was acknowledged,
    /// and is never called torn.
    pub(super) fn be_told(&mut self) {
        let dir = self.journal.dir().to_owned();
        let Some(made) = &self.core.made else {
            return;
        };
        if let Some(seq) = Store::reached(&dir, &made.replica) {
            self.journal.told_by(seq, STORE);
        }
        let site = self.core.site.as_ref();
        if let Some(folder) = site.and_then(|site| site.policy.profile.desk.witness_dir.as_ref()) {
            let replica = self.core.replica.as_ref().unwrap_or(&made.replica);
            self.journal
                .noted_in(witness_file(&dir.join(folder), replica));
        }
    }

    /// What a newer program wrote behind the mark, in words; nothing is taken over.
    fn newer_behind(&self) -> Option<String> {
        let mut journal = Journal::open_at(self.journal.dir(), self.journal.position()).ok()?;
        let (mut core, mut newer) = (None, None);
        let read = journal.for_each_group(ReadLimit::Whole, |group| {
            if newer.is_none() {
                let core = core.get_or_insert_with(|| self.core.clone());
                newer = core.apply(&group).err();
            }
        });
        match read {
            Err(error @ ReadError::Newer { .. }) => newer.or_else(|| Some(error.to_string())),
            // What else does not fit is found under the lock.
            Ok(()) | Err(ReadError::Damage(_) | ReadError::Io { .. } | ReadError::Reset) => newer,
        }
    }

    pub(super) fn settle(&mut self, caller: &Caller, clock: &dyn Clock) {
        let boot = clock.boot();
        let holder = holder(caller, clock.now());
        // Where the mark alone is damaged, and certainly so, the desk goes on; what follows finds
        // the note of it and writes the entry.
        let is_damaged = matches!(self.stop, Some(Stop::Damaged(_)));
        if is_damaged && matches!(self.journal.mend_mark(&holder), Ok(Some(_))) {
            self.stop = None;
            self.catch_up(ReadLimit::Acked);
        }
        if self.stop.is_none() {
            // Not one byte of a newer program's desk is changed, and so not of its lock.
            self.stop = self.newer_behind().map(Stop::Newer);
        }
        if self.stop.is_some() {
            return;
        }
        match self.journal.settle(&holder) {
            Ok(Some((groups, torn_bytes))) => {
                if torn_bytes > 0 {
                    self.news.push(torn_news(torn_bytes));
                }
                if let Err(stop) = self.take_new(&groups) {
                    self.stop = Some(stop);
                    return;
                }
                self.fill();
            }
            Err(LockError::Fault(_)) => self.clear_fault(&holder, &caller.host, boot),
            Err(LockError::Read(ReadError::Reset)) => {
                self.forget();
                self.catch_up(ReadLimit::Acked);
            }
            Err(LockError::Read(error)) => self.stop = Some(stop_of(&error)),
            // Somebody else writes just now, or the folder is read-only: reading goes on.
            Ok(None) | Err(LockError::Busy { .. } | LockError::Io { .. }) => {}
        }
        if self.stop.is_none() && self.is_redaction_due(holder.since.epoch_ms()) {
            // Whoever has the lock just now finishes it, or the next command.
            let _ = self.finish_redactions(Duration::ZERO, &holder);
        }
        if self.stop.is_none() && self.journal.is_reserve_gone() {
            self.journal.look_for_room(RESERVE_BYTES, &holder);
        }
    }
}

/// Who takes the lock, as others are told.
pub(super) fn holder(caller: &Caller, since: Stamp) -> Holder {
    Holder {
        pid: caller.pid,
        uid: caller.uid,
        tty: caller.tty.clone(),
        since,
    }
}

/// What a reading that stopped means for writing.
pub(super) fn stop_of(error: &ReadError) -> Stop {
    match error {
        ReadError::Newer { .. } => Stop::Newer(error.to_string()),
        ReadError::Damage(_) | ReadError::Io { .. } | ReadError::Reset => {
            Stop::Damaged(error.to_string())
        }
    }
}

fn first_snapshot(dir: &Path, inner: &Inner) -> Result<Snapshot, OpenFault> {
    let core = &inner.core;
    let (Some(made), Some(site)) = (&core.made, &core.site) else {
        return Err(match &inner.stop {
            Some(Stop::Newer(why)) => OpenFault::Newer(why.clone()),
            Some(Stop::Damaged(why) | Stop::Failed(why) | Stop::Fallen(why)) => {
                OpenFault::Damaged(why.clone())
            }
            None => OpenFault::Damaged(format!(
                "{} holds no whole first entry; if `nightdesk init` was cut off, take the \
                 folder away and make the desk again",
                dir.display()
            )),
        });
    };
    let last = core.last.as_ref();
    Ok(Snapshot {
        made: made.clone(),
        replica: core.replica.clone().unwrap_or_default(),
        register: core.register.clone(),
        archive: inner.archive.clone().filter(|_| core.register.is_partial()),
        site: Arc::clone(site),
        seq: last.map_or(0, |last| last.seq),
        head: last.map_or_else(String::new, |last| last.hash16.clone()),
        read_only: inner.read_only(),
        is_full: inner.is_full(),
        low_disk: super::room::low_mib(dir),
        demo: dir.join("demo").exists(),
        practice: dir.join(PRACTICE_MARK).exists(),
        stories: Arc::new(inner.source(inner.journal.position())),
    })
}

/// What is known now; what cannot be known keeps what was known before.
pub(super) fn snapshot(dir: &Path, inner: &Inner, before: &Snapshot) -> Snapshot {
    let as_before = || Snapshot {
        read_only: inner.read_only(),
        is_full: inner.is_full(),
        ..before.clone()
    };
    if matches!(inner.stop, Some(Stop::Fallen(_))) {
        return as_before();
    }
    first_snapshot(dir, inner).unwrap_or_else(|_| as_before())
}
