//! The first run by keys, from an empty home to a desk, and what it wrote.

mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use pty::{Start, Terminal, command, set_up, up_to_sharing};

/// The files in which answers are kept.
fn kept(home: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(home.join(".local/state/nightdesk")) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.to_string_lossy().contains("first-run"))
        .collect()
}

/// The first four questions; the lead and the director are Ada Holt.
fn up_to_departments(home: &Path) -> Terminal {
    let mut desk = up_to_sharing(home);
    desk.send("1");
    desk.sees("what is it called?");
    desk.line("Millrow Library");
    desk.sees("which policy is nearest");
    desk.send("1");
    desk.sees("who holds which post?");
    desk.send("\rAda Holt\rAda Holt\x1b[6~");
    desk.sees("Question 5 of 7");
    desk
}

#[test]
fn seven_answers_are_in_the_records() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let mut desk = up_to_departments(home);
    desk.send("Front desk\rAnn Lee\r4\r\r");
    desk.sees("Question 6 of 7: the time zone");
    desk.send("\x15Europe/London\r");
    desk.sees("when do you work?");
    desk.send("\x159-17; sat 9-12\r");
    desk.sees("which days are free?");
    desk.send("\x15england-wales, 2026-12-24\r");
    desk.sees("what no policy states, 1 of");
    // The basis of claims is confirmed, the rate is changed after a value that cannot be.
    desk.send("\r");
    desk.sees("what no policy states, 2 of");
    desk.line("2, x");
    desk.sees("is no value for it; write numbers");
    desk.send("\x152, 1\r");
    desk.sees("what no policy states, 3 of");
    desk.send("s");
    desk.sees("1 confirmed, 1 changed");
    desk.send("\r");
    desk.sees("No open tickets");
    assert!(kept(home).is_empty(), "the answers are in the records now");
    desk.send("qq");
    assert_eq!(desk.ends(), 0);

    let staff = command(home, &["staff", "list"]);
    assert!(staff.contains("IT staff"), "{staff}");
    let ada = staff.lines().find(|line| line.starts_with("Ada Holt"));
    let ada = ada.expect("she is there");
    assert!(
        ada.contains("IT manager") && ada.contains("library director"),
        "{staff}"
    );
    let units = command(home, &["unit", "list", "--json"]);
    assert!(
        units.contains("Front desk") && units.contains("Ann Lee"),
        "{units}"
    );
    let ann = command(home, &["person", "show", "Ann Lee"]);
    assert!(!ann.contains("staff"), "a head is a contact: {ann}");
    let rules = command(home, &["profile", "show"]);
    for (setting, says) in [
        ("hours.week.mon = 09:00-17:00", "when the desk was made"),
        ("hours.week.sat = 09:00-12:00", "when the desk was made"),
        (
            "hours.holiday_files = england-wales",
            "when the desk was made",
        ),
        ("hours.holidays = 2026-12-24", "when the desk was made"),
        ("organisation.tz = Europe/London", "when the desk was made"),
        ("comp_time.rate = 2, 1", "when the desk was made"),
        (
            "comp_time.basis = outside_hours",
            "confirmed our default when",
        ),
        (
            "comp_time.travel = round_trip",
            "our default, not confirmed",
        ),
    ] {
        let at = rules
            .find(setting)
            .unwrap_or_else(|| panic!("{setting}: {rules}"));
        let line = rules[at..].lines().nth(1).unwrap_or_default();
        assert!(line.contains(says), "{setting}: {line}");
    }
    assert!(rules.starts_with("Millrow Library, "), "{rules}");
    // What was left is confirmed later, one by one or all at once.
    command(home, &["profile", "confirm", "comp_time.travel"]);
    command(home, &["profile", "confirm", "--all"]);
    let rules = command(home, &["profile", "show"]);
    assert!(!rules.contains("not confirmed") && !rules.contains("nobody has confirmed"));
    command(home, &["verify"]);
}

#[test]
fn a_line_that_drops_at_the_fifth_question_loses_no_answer() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let mut desk = up_to_departments(home);
    desk.send("Front desk\rAnn Le");
    desk.sees("Ann Le");
    desk.settles();
    desk.drop_line();
    desk.ends();
    let files = kept(home);
    let [file] = files.as_slice() else {
        panic!("{files:?}")
    };
    let mode = fs::metadata(file)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "for nobody else");

    let mut desk = Start::at(home).start();
    desk.sees("Go on with setting up Millrow Library (question 5 of 7)");
    desk.send("1");
    desk.sees("Its head   Ann Le");
    desk.send("e\r4\r\r\r\r\rs");
    desk.sees("This is what will be made");
    desk.send("\r");
    desk.sees("No open tickets");
    desk.send("qq");
    assert_eq!(desk.ends(), 0);
    let units = command(home, &["unit", "list", "--json"]);
    assert!(
        units.contains("Front desk") && units.contains("Ann Lee"),
        "{units}"
    );
    let staff = command(home, &["staff", "list"]);
    assert!(staff.contains("Ada Holt"), "{staff}");
    assert!(kept(home).is_empty());
}

#[test]
fn answers_that_are_thrown_away_are_not_offered_again() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let mut desk = up_to_departments(home);
    for _ in 0..5 {
        desk.escape();
    }
    desk.sees("Go on with setting up");
    desk.send("x");
    desk.sees("x once more throws your answers away");
    desk.send("x");
    desk.sees("Set up our department");
    desk.send("q");
    desk.ends();
    assert!(kept(home).is_empty());
    // Rubbish in the file's place is no answer and no harm.
    let folder = home.join(".local/state/nightdesk");
    let mut desk = up_to_departments(home);
    desk.send("\x03\x03");
    desk.ends();
    for file in kept(home) {
        fs::write(file, "{\"page\": 7").expect("rubbish");
    }
    assert!(folder.is_dir());
    let mut desk = Start::at(home).start();
    desk.sees("Set up our department");
    drop(desk);
    let mut desk = set_up(home);
    desk.send("qq");
    desk.ends();
}
