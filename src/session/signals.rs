//! Signals end the session from a thread of their own.
//!
//! The thread that draws may be writing to a slow terminal, waiting for a disk, or hanging in a
//! fault; a dropped line must end the process all the same. So nothing is left to a flag that the
//! loop would have to look at.
//!
//! Invariants: after HUP, TERM, INT or QUIT the process is gone within a second (a disk that is
//! slower gets three more for the drafts), its drafts on disk and the terminal given back, with
//! status 128 + signal; nothing else in the program ends
//! the process on its own.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::ends::Ends;
use super::wait::Wake;

/// Listens from now on.
///
/// # Errors
/// When the kernel refuses a handler or a thread: without it a dropped line would leave the
/// terminal raw, so do not start the screen.
pub(super) fn listen(ends: Ends, wake: Wake) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGWINCH, SIGCONT])?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                match meaning(signal, ends.is_away()) {
                    Meaning::Resized => wake.resized(),
                    Meaning::Continued => wake.continued(),
                    Meaning::NotOurs => {}
                    Meaning::End => {
                        leave_process(last_status(signal, || ends.end_by_signal(signal)))
                    }
                }
            }
        })
        .map(|_| ())
}

/// What a signal asks for.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Resized,
    Continued,
    NotOurs,
    End,
}

fn meaning(signal: i32, is_away: bool) -> Meaning {
    match signal {
        SIGWINCH => Meaning::Resized,
        SIGCONT => Meaning::Continued,
        // The keys of the program that has the terminal: it answers them itself.
        SIGINT | SIGQUIT if is_away => Meaning::NotOurs,
        _ => Meaning::End,
    }
}

/// The status of the end; a fault on the way to it does not keep the process alive.
fn last_status(signal: i32, end: impl FnOnce() -> i32) -> i32 {
    catch_unwind(AssertUnwindSafe(end)).unwrap_or(128 + signal)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that ends the process: the thread of `main` may hang"
)]
fn leave_process(status: i32) -> ! {
    std::process::exit(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editors_interrupt_does_not_end_the_session() {
        assert_eq!(meaning(SIGINT, true), Meaning::NotOurs);
        assert_eq!(meaning(SIGINT, false), Meaning::End);
        assert_eq!(meaning(SIGHUP, true), Meaning::End);
        assert_eq!(meaning(SIGTERM, true), Meaning::End);
        assert_eq!(meaning(SIGCONT, false), Meaning::Continued);
    }

    #[test]
    fn a_fault_on_the_way_out_is_no_reason_to_stay() {
        let fault = || panic!("a fault on purpose");
        assert_eq!(last_status(SIGTERM, fault), 143);
        assert_eq!(last_status(SIGTERM, || 129), 129);
    }
}
