//! The open journal: what was read so far, and reading on.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::SEGMENT_BYTES;
use super::acked::Acked;
use super::chain::{Extent, Group, Piece, Position, ReadError, ReadLimit};
use super::disk::{self, Disk, MachineDisk};
use super::folder::{Folder, OpenError};
use super::hex;
use super::line::{AFTER_DATA_BYTES, BEFORE_HASH};
use super::orders::Orders;
use super::room::Room;
use super::scan::{Ask, Scanned, scan};
use crate::time::Stamp;

/// Who knows of what this process, or the page that it began from, has read itself.
const READER: &str = "what was read before";

/// Lines of a long group that are held at a time where nobody wants them.
const PASSED_ENTRIES: usize = 256;

/// A desk's journal, open for reading; [`Journal::lock`] opens it for writing.
pub struct Journal {
    pub(super) folder: Folder,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) segment_bytes: u64,
    pub(super) position: Position,
    /// The number and inode of each file read so far.
    pub(super) known: Vec<(u32, u64)>,
    pub(super) told: u64,
    /// Who knows of that seq, in words.
    pub(super) teller: &'static str,
    /// Where the heads of this journal are noted outside of it.
    pub(super) heads: Option<PathBuf>,
    /// Groups before the position that the caller has not been given yet.
    pub(super) unseen: Vec<Group>,
    /// Why this process writes no more, where it must not.
    pub(super) poisoned: Option<String>,
    /// When the reserve was last looked for.
    pub(super) reserve_seen: Option<Stamp>,
    /// Whether there was room when it was last asked for.
    pub(super) room: Room,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("dir", &self.folder.dir())
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl Journal {
    /// Opens a desk's journal for reading, with nothing read yet. Changes nothing.
    ///
    /// # Errors
    /// It is no desk, or it may not be trusted; the message says the mend.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_at(dir, Position::START)
    }

    /// Opens a desk's journal as one that was read up to `position`, so that a saved page need not
    /// read what it knows. Where the files no longer fit the position the next reading says
    /// [`ReadError::Reset`].
    ///
    /// # Errors
    /// It is no desk, or it may not be trusted; the message says the mend.
    pub fn open_at(dir: &Path, position: Position) -> Result<Self, OpenError> {
        Ok(Self {
            folder: Folder::open(dir)?,
            disk: Arc::new(MachineDisk),
            segment_bytes: SEGMENT_BYTES,
            position,
            known: Vec::new(),
            told: position.seq,
            teller: READER,
            heads: None,
            unseen: Vec::new(),
            poisoned: None,
            reserve_seen: None,
            room: Room::default(),
        })
    }

    /// The same journal for the same process, read up to `position` and no further: what this
    /// process knows of a failed write and of a full disk goes with it.
    ///
    /// # Errors
    /// As [`Journal::open_at`].
    pub fn again_at(&self, position: Position) -> Result<Self, OpenError> {
        let again = Self::open_at(self.dir(), position)?;
        Ok(Self {
            disk: Arc::clone(&self.disk),
            segment_bytes: self.segment_bytes,
            heads: self.heads.clone(),
            poisoned: self.poisoned.clone(),
            reserve_seen: self.reserve_seen,
            room: self.room.clone(),
            folder: again.folder.kept_as(&self.folder),
            ..again
        })
    }

    /// Whether another desk stands now where this one was opened, as after a restore that took its
    /// place: nothing that is known of this one is true of that one.
    pub fn is_replaced(&self) -> bool {
        self.folder.is_replaced()
    }

    /// The same journal over another disk, for tests that let it fail.
    #[must_use]
    pub fn with_disk(mut self, disk: Arc<dyn Disk>) -> Self {
        self.disk = disk;
        self
    }

    /// The same journal with another length after which a new file begins.
    #[must_use]
    pub fn with_segment_bytes(mut self, bytes: u64) -> Self {
        self.segment_bytes = bytes;
        self
    }

    /// The desk's folder.
    pub fn dir(&self) -> &Path {
        self.folder.dir()
    }

    /// How far it was read.
    pub fn position(&self) -> Position {
        self.position
    }

    /// How long its files are, for telling how far a reading is; nothing where they cannot be listed.
    pub fn extent(&self) -> Extent {
        let files = self.folder.segments().unwrap_or_default();
        Extent(files.into_iter().map(|s| (s.number, s.bytes)).collect())
    }

    /// The last entry that whoever reads was given.
    pub fn given(&self) -> u64 {
        let first = self.unseen.first().and_then(|group| group.entries.first());
        first.map_or(self.position.seq, |entry| entry.seq - 1)
    }

    /// What the owner should change although the desk can be used, in words.
    pub fn warnings(&self) -> Vec<String> {
        self.folder.warnings()
    }

    /// The highest seq that is known to have been acknowledged: by the store, the page or a
    /// witness. What stands at or below it is never torn.
    pub fn told(&mut self, seq: u64) {
        self.told_by(seq, READER);
    }

    /// The same, with the name of who knows of it, as in "the store".
    pub fn told_by(&mut self, seq: u64, teller: &'static str) {
        if seq > self.told {
            (self.told, self.teller) = (seq, teller);
        }
    }

    /// Says in which file the heads are noted. It is read before a torn tail is moved: what stands
    /// at or below a noted head was acknowledged.
    pub fn noted_in(&mut self, file: PathBuf) {
        self.heads = Some(file);
    }

    /// Reads the whole groups behind the position, and moves it.
    ///
    /// # Errors
    /// See [`ReadError`]. The good groups before a damage are kept and given by the next call of
    /// [`Journal::for_each_group`].
    pub fn read_new(&mut self, limit: ReadLimit) -> Result<Vec<Group>, ReadError> {
        let acked = self.read_acked()?;
        self.collect(limit, acked)?;
        Ok(std::mem::take(&mut self.unseen))
    }

    /// Hands the whole groups behind the position to `on_group` one at a time, and moves the
    /// position behind each.
    ///
    /// # Errors
    /// See [`ReadError`]; what was handed on before is good.
    pub fn for_each_group(
        &mut self,
        limit: ReadLimit,
        mut on_group: impl FnMut(Group),
    ) -> Result<(), ReadError> {
        std::mem::take(&mut self.unseen)
            .into_iter()
            .for_each(&mut on_group);
        // The mark is read before the files: what it tells of is then in them.
        let acked = self.read_acked()?;
        self.pass(limit, acked, on_group).map(|_| ())
    }

    /// The same for whoever can take a group back: of a long one, such as an import, the lines come
    /// in pieces of at most `most`, so that it is never whole in memory. A group that nobody was
    /// told of comes whole, for it may be torn.
    ///
    /// # Errors
    /// See [`ReadError`]. The last piece may be of a group that is not whole; throw away what came
    /// of its pieces.
    pub fn for_each_piece(
        &mut self,
        limit: ReadLimit,
        most: usize,
        mut on_piece: impl FnMut(Piece),
    ) -> Result<(), ReadError> {
        for group in std::mem::take(&mut self.unseen) {
            on_piece(Piece {
                entries: group.entries,
                end: Some(group.end),
            });
        }
        let acked = self.read_acked()?;
        self.pieces(limit, acked, Some(most), on_piece).map(|_| ())
    }

    /// Checks the lines behind the position, and moves it to their end; no line is handed on.
    ///
    /// # Errors
    /// See [`ReadError`]; the position is behind the last good group.
    pub fn read_through(&mut self, limit: ReadLimit) -> Result<(), ReadError> {
        self.for_each_piece(limit, PASSED_ENTRIES, |_| {})
    }

    pub(super) fn read_acked(&self) -> Result<Option<Acked>, ReadError> {
        Acked::read(&self.folder).map_err(|error| ReadError::Io {
            path: self.folder.acked(),
            error,
        })
    }

    /// Reads on and keeps the groups, so that no error can lose one between file and caller.
    pub(super) fn collect(
        &mut self,
        limit: ReadLimit,
        acked: Option<Acked>,
    ) -> Result<Scanned, ReadError> {
        let mut unseen = std::mem::take(&mut self.unseen);
        let done = self.pass(limit, acked, |group| unseen.push(group));
        if !matches!(done, Err(ReadError::Reset)) {
            self.unseen = unseen;
        }
        done
    }

    fn pass(
        &mut self,
        limit: ReadLimit,
        acked: Option<Acked>,
        mut on_group: impl FnMut(Group),
    ) -> Result<Scanned, ReadError> {
        self.pieces(limit, acked, None, |piece| {
            if let Piece {
                entries,
                end: Some(end),
            } = piece
            {
                on_group(Group { entries, end });
            }
        })
    }

    fn pieces(
        &mut self,
        limit: ReadLimit,
        acked: Option<Acked>,
        most: Option<usize>,
        mut on_piece: impl FnMut(Piece),
    ) -> Result<Scanned, ReadError> {
        self.check_same()?;
        let ask = Ask {
            from: self.position,
            limit,
            acked,
            told: self.told,
            teller: self.teller,
            piece: most,
        };
        let position = &mut self.position;
        let mut orders = Orders::of(&self.folder);
        let scanned = scan(&self.folder, ask, &mut |mut piece| {
            orders.fill(&mut piece.entries);
            *position = piece.end.unwrap_or(*position);
            on_piece(piece);
        })?;
        self.know_files();
        Ok(scanned)
    }

    /// Compares the files with what was read: an inode that changed, a file that shrank, or another
    /// line before the position mean that everything must be read again.
    pub(super) fn check_same(&mut self) -> Result<(), ReadError> {
        if self.position.seq == 0 {
            self.position = Position::START;
            self.known.clear();
            return Ok(());
        }
        let found = self.folder.segments().map_err(|error| ReadError::Io {
            path: self.folder.journal(),
            error,
        })?;
        let is_same = self.known.iter().all(|(number, inode)| {
            found
                .iter()
                .any(|s| s.number == *number && s.inode == *inode)
        });
        if is_same && self.is_line_before().unwrap_or(false) {
            return Ok(());
        }
        self.forget();
        Err(ReadError::Reset)
    }

    /// Whether the line that ends at the position has the position's hash.
    fn is_line_before(&self) -> std::io::Result<bool> {
        let (mut file, mut offset) = (self.position.file, self.position.offset);
        if offset == 0 {
            // The line before a file's first stands at the end of the file before it.
            file = file.saturating_sub(1);
            offset = self.folder.open_segment(file, false)?.metadata()?.len();
        }
        let mut end = [0; AFTER_DATA_BYTES + 1];
        let Some(start) = offset.checked_sub(end.len() as u64) else {
            return Ok(false);
        };
        let file = self.folder.open_segment(file, false)?;
        let n = disk::read_at(&file, &mut end, start)?;
        let mut expected = BEFORE_HASH.to_vec();
        expected.extend_from_slice(hex::encode(&self.position.hash).as_bytes());
        expected.extend_from_slice(b"\"}\n");
        Ok(n == end.len() && end[..] == expected[..])
    }

    pub(super) fn forget(&mut self) {
        self.position = Position::START;
        self.known.clear();
        self.unseen.clear();
    }

    pub(super) fn know_files(&mut self) {
        // Files that cannot be listed now are compared by their last line alone next time.
        self.known = self
            .folder
            .segments()
            .unwrap_or_default()
            .into_iter()
            .filter(|s| s.number <= self.position.file)
            .map(|s| (s.number, s.inode))
            .collect();
    }
}
