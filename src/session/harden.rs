//! What a process that holds confidential text does before anything else.
//!
//! Invariants: no core file, no other process of the same person reading our memory, no file that
//! others can read; a file that would grow beyond a limit is a write that fails, not our end.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit};
use signal_hook::consts::SIGXFSZ;

/// Forbids core files and reading of our memory, makes every new file private, and lets a write
/// beyond the limit of a file's size fail instead of ending the process.
///
/// # Errors
/// When the kernel refuses one of them; all were tried. Say so and go on.
pub fn harden() -> io::Result<()> {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let no_core = rustix::process::setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
    let not_dumpable = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // Nobody asks the flag: with a handler the write itself says that the file is too large.
    let too_large = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    no_core
        .and(not_dumpable)
        .map_err(io::Error::from)
        .and(too_large.map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_core_is_left() {
        harden().unwrap();
        assert_eq!(rustix::process::getrlimit(Resource::Core).current, Some(0));
        assert_eq!(
            rustix::process::dumpable_behavior().unwrap(),
            DumpableBehavior::NotDumpable
        );
    }
}
