//! What happens at a session's end, whoever brings it about.
//!
//! A signal, a hang-up, a fault and an ordinary quit all end in the same order: drafts to disk,
//! then the terminal given back. They may come at the same time from different threads; the first
//! does the work and the others wait for it, so that no process leaves while drafts are being
//! written.
//!
//! Invariants: the order above, unless the disk is so slow that the terminal goes first; the work
//! is done once; it takes no longer than its limits, even when the thread that owns the screen
//! hangs or holds a lock.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, Once, PoisonError, mpsc};
use std::time::Duration;

use super::guard::Guard;

/// How long the terminal waits for drafts to reach the disk once a session ends.
const DRAFTS_WAIT: Duration = Duration::from_millis(500);
/// How much longer the process waits for a disk that is slower than that: nobody sits before it
/// any more, and leaving now would lose what was typed last.
const SLOW_DISK_WAIT: Duration = Duration::from_secs(3);

type Keep = Arc<dyn Fn() + Send + Sync>;

/// Ends a session; copies end the same one.
#[derive(Clone)]
pub struct Ends(Arc<Inner>);

struct Inner {
    guard: Guard,
    keep: Mutex<Option<Keep>>,
    once: Once,
    /// The status of the signal that ends the process, or 0.
    status: AtomicI32,
    /// Another program has the terminal for a while.
    away: AtomicBool,
}

impl Ends {
    /// The ends of the session on this terminal.
    pub(super) fn new(guard: Guard) -> Self {
        Self(Arc::new(Inner {
            guard,
            keep: Mutex::new(None),
            once: Once::new(),
            status: AtomicI32::new(0),
            away: AtomicBool::new(false),
        }))
    }

    /// Says how drafts reach the disk. It runs on a thread of its own, at most a few seconds, and
    /// must not wait for a lock that the session holds while it draws or reads.
    pub fn keep_drafts_by(&self, keep: impl Fn() + Send + Sync + 'static) {
        let mut place = self.0.keep.lock().unwrap_or_else(PoisonError::into_inner);
        *place = Some(Arc::new(keep));
    }

    /// Drafts to disk, then the terminal back. Once; whoever comes second waits for the first.
    pub fn end(&self) {
        self.0.once.call_once_force(|_| {
            let kept = self.begin_to_keep();
            let is_kept = kept.as_ref().is_none_or(|kept| {
                // Fallen over is over too; only a keeper that still works is waited for.
                kept.recv_timeout(DRAFTS_WAIT) != Err(RecvTimeoutError::Timeout)
            });
            self.0.guard.end();
            if let Some(kept) = kept.filter(|_| !is_kept) {
                let _ = kept.recv_timeout(SLOW_DISK_WAIT);
            }
        });
    }

    /// Ends because of a signal, which says how the process leaves.
    pub(super) fn end_by_signal(&self, signal: i32) -> i32 {
        let status = 128 + signal;
        let _ = self
            .0
            .status
            .compare_exchange(0, status, Ordering::SeqCst, Ordering::SeqCst);
        self.end();
        self.0.status.load(Ordering::SeqCst)
    }

    /// The status that a signal has set, if one ends the process.
    pub(super) fn signal_status(&self) -> Option<i32> {
        Some(self.0.status.load(Ordering::SeqCst)).filter(|status| *status != 0)
    }

    /// While another program has the terminal, its interrupts are not ours.
    pub(super) fn set_away(&self, away: bool) {
        self.0.away.store(away, Ordering::SeqCst);
    }

    pub(super) fn is_away(&self) -> bool {
        self.0.away.load(Ordering::SeqCst)
    }

    /// Begins to bring the drafts to the disk; says on the channel when that is done.
    fn begin_to_keep(&self) -> Option<Receiver<()>> {
        let keep = self.0.keep.try_lock().ok().and_then(|keep| keep.clone())?;
        let (done, finished) = mpsc::channel();
        let run = move || {
            keep();
            let _ = done.send(());
        };
        let started = std::thread::Builder::new()
            .name("last drafts".to_owned())
            .spawn(run);
        started.ok().map(|_| finished)
    }
}

impl std::fmt::Debug for Ends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ends")
            .field("status", &self.0.status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Tty;
    use super::*;
    use portable_pty::{PtySize, native_pty_system};
    use std::sync::atomic::AtomicUsize;

    fn ends() -> (portable_pty::PtyPair, Guard, Ends) {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let path = pair.master.tty_name().unwrap();
        let guard = Guard::new(Tty::open_path(path.to_str().unwrap()).unwrap()).unwrap();
        let ends = Ends::new(guard.clone());
        (pair, guard, ends)
    }

    #[test]
    fn drafts_are_kept_once_and_before_the_terminal_is_given_back() {
        let (_pair, guard, ends) = ends();
        guard.enter().unwrap();
        let count = Arc::new(AtomicUsize::new(0));
        let (seen, at_keep) = (Arc::clone(&count), guard.clone());
        ends.keep_drafts_by(move || {
            assert!(at_keep.is_inside());
            seen.fetch_add(1, Ordering::SeqCst);
        });
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| ends.end());
            }
        });
        assert_eq!(count.load(Ordering::SeqCst), 1);
        assert!(!guard.is_inside());
    }

    #[test]
    fn drafts_that_hang_or_fall_over_do_not_stop_the_end() {
        for hang in [true, false] {
            let (_pair, guard, ends) = ends();
            guard.enter().unwrap();
            ends.keep_drafts_by(move || {
                assert!(hang, "the disk is gone");
                loop {
                    std::thread::park();
                }
            });
            assert_eq!(ends.end_by_signal(15), 143);
            assert!(!guard.is_inside());
        }
    }

    #[test]
    fn a_slow_disk_holds_the_process_and_not_the_terminal() {
        let (_pair, guard, ends) = ends();
        guard.enter().unwrap();
        let (kept, at_keep) = (Arc::new(AtomicBool::new(false)), guard.clone());
        let was_kept = Arc::clone(&kept);
        ends.keep_drafts_by(move || {
            // The disk is done only after the terminal was given back.
            while at_keep.is_inside() {
                std::thread::yield_now();
            }
            was_kept.store(true, Ordering::SeqCst);
        });
        ends.end();
        assert!(!guard.is_inside() && kept.load(Ordering::SeqCst));
    }

    #[test]
    fn the_first_signal_says_how_the_process_leaves() {
        let (_pair, _guard, ends) = ends();
        assert_eq!(ends.signal_status(), None);
        assert_eq!(ends.end_by_signal(1), 129);
        assert_eq!(ends.end_by_signal(15), 129);
        assert_eq!(ends.signal_status(), Some(129));
    }
}
