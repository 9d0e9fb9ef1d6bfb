//! Stopped, woken, and given another size: the screen goes on as if nothing had been.

mod outside;
mod pty;

use outside::{Chance, assert_harmless, assert_whole, good, home_with_desk};
use pty::Start;
use rustix::process::Signal;

#[test]
fn stopped_and_woken_with_another_size() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    screen.send("half of it");
    screen.sees("half of it");
    for (cols, rows) in [(100, 30), (60, 16), (80, 24)] {
        screen.signal(Signal::STOP);
        screen.resize(cols, rows);
        good(home, &["log", "T-1", "written meanwhile"]);
        screen.signal(Signal::CONT);
        screen.settles();
        screen.sees("half of it");
    }
    screen.send(" and more\r");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0);
    assert!(good(home, &["show", "T-1"]).contains("half of it and more"));
    assert_whole(home);
}

#[test]
fn ctrl_z_without_a_shell_goes_on() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    for keys in ["\x1a", "a"] {
        screen.send(keys);
    }
    screen.sees("T-1 action");
    screen.send("half of it");
    screen.sees("half of it");
    // While text is typed too: nothing of it is lost, and it is no part of the text.
    screen.send("\x1a");
    screen.send(" goes on");
    screen.sees("half of it goes on");
    assert!(screen.is_on_own_screen());
    let left = String::from_utf8_lossy(&screen.bytes)
        .matches("?1049l")
        .count();
    assert!(left >= 1, "the terminal was given to the shell");
    screen.send("\r");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0);
    assert_whole(home);
}

#[test]
fn a_storm_of_sizes_leaves_the_right_screen() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    screen.send("half of it");
    let mut chance = Chance(7);
    for round in 0..200 {
        let (cols, rows) = match round % 20 {
            0 => (1, 1),
            1 => (500, 200),
            2 => (0, 0),
            _ => (1 + chance.below(300) as u16, 1 + chance.below(100) as u16),
        };
        screen.resize(cols, rows);
        if round % 7 == 0 {
            screen.send("x");
        }
    }
    screen.resize(80, 24);
    screen.settles();
    screen.sees(&format!("half of it{}", "x".repeat(29)));
    screen.sees("TYPE");
    screen.send("\r");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0);
    assert_harmless("all of it", &screen.bytes);
    assert_whole(home);
}
