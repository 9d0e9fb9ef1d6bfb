//! Killed without a word at any moment: what was acknowledged is there, and nothing by halves.

mod outside;
mod pty;

use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use outside::{Chance, assert_whole, good, home_with_desk, journal, program, says_torn};
use pty::Start;
use rustix::process::Signal;

/// The longest that a command is let run when it is meant to come to its end.
const LONG: Duration = Duration::from_secs(20);

/// Starts a command and kills it after so long; what it had printed, and how long it ran.
fn killed_after(home: &Path, args: &[&str], after: Duration) -> (String, Duration) {
    let begun = Instant::now();
    let mut child = program(home)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut output = child.stdout.take().expect("its output");
    let (sender, answer) = channel();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).expect("text");
        // Nobody waits any more where it was killed.
        let _ = sender.send(());
        text
    });
    let _ = answer.recv_timeout(after);
    let ran = begun.elapsed();
    child.kill().expect("it is ours to kill");
    child.wait().expect("it is gone");
    (reader.join().expect("read"), ran)
}

/// Kills commands of all sizes at random moments.
fn commands(seed: u64, rounds: u64) {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The line that everything hangs on"]);
    let mut chance = Chance(seed);
    let mut typical = Duration::from_millis(50);
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let text = format!("entry-{seed}-{round}.");
        let args: &[&str] = match chance.below(3) {
            0 => &["log", "T-1", &text],
            1 => &["tell", "T-1", "requester", &text],
            _ => &["new", &text, "--done", "--minutes", "5"],
        };
        // One in eight comes to its end and says how long that takes now.
        let is_whole = round % 8 == 0;
        let after = if is_whole {
            LONG
        } else {
            Duration::from_micros(chance.below(typical.as_micros() as u64 * 5 / 4))
        };
        let (answer, ran) = killed_after(home, args, after);
        if answer.ends_with('\n') {
            acknowledged.push(text);
        }
        if is_whole {
            typical = ran;
        }
        let now = journal(home);
        for text in &acknowledged {
            assert!(now.contains(text.as_str()), "{text} was acknowledged");
        }
        if round % 10 == 9 {
            assert_whole(home);
        }
    }
    assert!(acknowledged.len() as u64 >= rounds / 8);
    // Once more with the journal settled by a last command.
    good(home, &["log", "T-1", "the last word"]);
    assert_whole(home);
    assert!(!says_torn(&good(home, &["verify"])));
    for text in &acknowledged {
        assert!(journal(home).contains(text.as_str()), "{text}");
    }
}

/// Types tickets into the screen until it is killed, not before so many were logged; the titles
/// that it said were logged.
fn until_killed(home: &Path, name: &str, after: Duration, least: usize) -> Vec<String> {
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    let end = Instant::now() + after;
    let mut logged = Vec::new();
    for n in 0.. {
        let title = format!("{name}-{n}.");
        screen.send("n");
        screen.line(&title);
        let left = if logged.len() < least {
            LONG
        } else {
            end.saturating_duration_since(Instant::now())
        };
        let said = format!("logged: {title}");
        if !screen.sees_within(left, |text| text.contains(&said)) {
            break;
        }
        logged.push(title);
    }
    screen.signal(Signal::KILL);
    assert_eq!(screen.ends_by(), "Killed");
    logged
}

/// Kills the full screen at random moments of writing.
fn screens(seed: u64, rounds: u64) {
    let home = home_with_desk();
    let home = home.path();
    let mut chance = Chance(seed);
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let after = Duration::from_millis(chance.below(300));
        let name = format!("s{seed}-{round}");
        // One in four is let come to a ticket, however slow the machine is.
        let least = usize::from(round % 4 == 0);
        acknowledged.extend(until_killed(home, &name, after, least));
        let now = journal(home);
        for title in &acknowledged {
            assert!(now.contains(title.as_str()), "{title} was acknowledged");
        }
        assert_whole(home);
    }
    assert!(acknowledged.len() as u64 >= rounds / 4);
    let queue = good(home, &["queue", "--limit", "100000"]);
    for title in &acknowledged {
        assert!(queue.contains(title.as_str()), "{title} in\n{queue}");
    }
}

#[test]
fn commands_killed_at_random_lose_nothing_first_forty() {
    commands(1, 40);
}

#[test]
fn commands_killed_at_random_lose_nothing_second_forty() {
    commands(2, 40);
}

#[test]
fn commands_killed_at_random_lose_nothing_third_forty() {
    commands(3, 40);
}

#[test]
fn commands_killed_at_random_lose_nothing_fourth_forty() {
    commands(4, 40);
}

#[test]
fn screens_killed_at_random_lose_nothing_first_twenty() {
    screens(5, 20);
}

#[test]
fn screens_killed_at_random_lose_nothing_second_twenty() {
    screens(6, 20);
}
