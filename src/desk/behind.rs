//! A thread that nobody waits for, behind those that answer a person.

use rustix::process::{getpriority_process, setpriority_process};

/// How much nicer to others the thread is than the process: it gets about a tenth of a core that
/// somebody else wants. Source: `sched(7)`.
const BEHIND: i32 = 10;
/// The nicest that a thread can be. Source: `setpriority(2)`.
const NICE_MAX: i32 = 19;

/// Puts this thread, and those that sled begins from it, behind whatever answers a person.
pub(super) fn be_behind() {
    let nice = getpriority_process(None).unwrap_or_default();
    // Where the system refuses, it is a thread like the others.
    let _ = setpriority_process(None, nice.saturating_add(BEHIND).min(NICE_MAX));
}
