//! A night that ends in the middle of every question: killed, hung up, told to go, out of disk.
//! It goes on at that question with what was typed, and nothing that was answered is asked again.

mod night_rig;
mod outside;
mod pty;

use std::path::Path;
use std::time::Duration;

use night_rig::{answered, kept, kinds, works_at_no_time};
use outside::{assert_whole, desk, good};
use pty::{Start, Terminal};
use rustix::process::{Pid, Resource, Rlimit, Signal, prlimit};

/// How a session ends at a question.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// `kill -9`.
    Kill,
    /// The line is gone.
    Line,
    /// Hung up and told to go, in turns.
    Signals,
    /// Nothing more goes into the journal until there is room.
    FullDisk,
}

/// A question of the walk.
struct At {
    /// Its step.
    step: &'static str,
    /// What it asks, as it is read.
    asks: &'static str,
    /// Keys of half an answer.
    half: &'static str,
    /// What is read of that half.
    seen: &'static str,
    /// The drafts that are kept of it; the last is the text that is typed.
    kept: &'static [&'static str],
    /// The keys of the other half; the last of them sends the step.
    rest: &'static str,
}

/// Keys of half an answer, what is read of it, what is kept of it.
type Half = (&'static str, &'static str, &'static [&'static str]);

const fn at(
    step: &'static str,
    asks: &'static str,
    (half, seen, kept): Half,
    rest: &'static str,
) -> At {
    At {
        step,
        asks,
        half,
        seen,
        kept,
        rest,
    }
}

impl At {
    /// What stands on the screen before the end, and after it.
    fn stands(&self) -> &str {
        if self.half.is_empty() {
            self.asks
        } else {
            self.seen
        }
    }

    /// What is typed of the part that was begun.
    fn text(&self) -> &str {
        self.kept.last().copied().unwrap_or_default()
    }

    /// A text of the answer as it is sent; else what is asked.
    fn whole(&self) -> String {
        let is_text = !self.half.is_empty() && self.half.ends_with(self.text());
        let mut rest = self.rest.split(['\r', '\t']);
        let end = rest.next().filter(|_| is_text);
        // The rows of a long form scroll: the last text is at the cursor.
        let last = rest.rfind(|text| text.len() > 6);
        let last = last.map(|text| text.trim_start_matches(|c: char| c.is_ascii_digit()));
        match (last, end) {
            (Some(last), _) => last.to_owned(),
            (None, Some(end)) => format!("{}{end}", self.text()),
            (None, None) => self.stands().to_owned(),
        }
    }
}

/// How long the screen is looked at before the disk is.
const MOMENT: Duration = Duration::from_millis(50);

/// Nothing is typed before the end.
const BARE: Half = ("", "", &[]);

/// A hijacked mailbox, a vendor at the server, a room of another department: every question of the
/// walk, in its order.
const WALK: [At; 23] = [
    at("start", "Is it happening now", BARE, "1"),
    at(
        "caller",
        "Who is calling?",
        ("Maria Ortiz\r555-01", "555-01", &["Maria Ortiz", "555-01"]),
        "42\r\r-20\r1",
    ),
    at(
        "what",
        "What is it about?",
        ("7", "Which of them?", &["security"]),
        "1",
    ),
    at(
        "security.suspect",
        "Is one of our own people suspected",
        ("1Maria Or", "Maria Or", &["no", "Maria Or"]),
        "tiz\r",
    ),
    at(
        "security.seen",
        "What was seen",
        ("mails to 200", "mails to 200", &["mails to 200"]),
        " people\r\r",
    ),
    at("security.keep", "Do not log in", BARE, "\r"),
    at(
        "security.isolate",
        "off the network?",
        ("2a mailb", "a mailb", &["no", "a mailb"]),
        "ox, no device\r",
    ),
    at(
        "security.report",
        "(security.report): Nobody else",
        ("1Rae M", "Rae M", &["told", "Rae M"]),
        "oss\r",
    ),
    at(
        "impact",
        "How many cannot work now?",
        ("3", "> 3", &["3"]),
        "8\r40\r",
    ),
    at("emergency", "Is it an emergency?", BARE, "\r"),
    at(
        "place",
        "Where will you work?",
        ("3North br", "North br", &["room", "North br"]),
        "anch\rkey B2\r",
    ),
    at("tell", "TONIGHT: ", BARE, "\r"),
    at(
        "list",
        "list: Ring the account",
        ("1rang Mar", "rang Mar", &["done", "rang Mar"]),
        "ia\r",
    ),
    at("list", "list: Which systems, accounts", BARE, "0"),
    at("list", "Was anybody from outside", BARE, "2"),
    at(
        "V",
        "Who was it?",
        ("P. Kahn\rAcm", "Acm", &["P. Kahn", "Acm"]),
        "e\r\r\rmail, backup\r",
    ),
    at(
        "work",
        "What did you do?",
        ("reset the pass", "reset the pass", &["reset the pass"]),
        "word\r",
    ),
    at("work", "reset the password", BARE, "\t"),
    at(
        "outcome",
        "How did it come out?",
        ("1", "it rang", &["fixed"]),
        "\r",
    ),
    at(
        "narrative",
        "The narrative",
        ("\tnew pass", "new pass", &["new pass"]),
        "word\r",
    ),
    at("debts", "Finished, not closed", BARE, "\r"),
    at("claim", "Claim comp time for it?", BARE, "1"),
    at("handover", "wait for the morning", BARE, "\r"),
];

/// What can wait.
const LATER: [At; 5] = [
    at("start", "Is it happening now", BARE, "1"),
    at(
        "caller",
        "Who is calling?",
        ("Ann L", "Ann L", &["Ann L"]),
        "ee\r555\r\r\r1",
    ),
    at(
        "what",
        "What is it about?",
        (
            "8the scanner is",
            "the scanner is",
            &["later", "the scanner is"],
        ),
        " slow\r",
    ),
    at("N", "Tell the caller", BARE, "1"),
    at("handover", "for the morning", BARE, "\r"),
];

/// What is over, recorded afterwards.
const OVER: [At; 7] = [
    at("start", "Is it happening now", BARE, "2"),
    at(
        "P",
        "Who called?",
        (
            "Ann Lee\r2no network at East",
            "no network at East",
            &["Ann Lee", "network", "no network at East"],
        ),
        "side\r9\r-140\r-125\r-95\r-90\r-45\r-30\r-1\r1a switch had no power\r1\r1",
    ),
    at("emergency", "Is it an emergency?", BARE, "\r"),
    at(
        "narrative",
        "The narrative",
        ("\tswitch on", "switch on", &["switch on"]),
        " again\r",
    ),
    at("debts", "(debts): ", BARE, "\r"),
    at("claim", "Claim comp time for it?", BARE, "1"),
    at("handover", "for the morning", BARE, "\r"),
];

/// A home with a desk in the night, and the desk on the screen.
fn begin(home: &Path) -> Terminal {
    good(home, &["init", "--name", "Millrow Library", "--yes"]);
    works_at_no_time(home);
    again(home)
}

fn again(home: &Path) -> Terminal {
    Start::at(home).start()
}

/// Waits until these drafts lie on the disk.
fn wait_kept(screen: &mut Terminal, home: &Path, texts: &[&str]) {
    let has = |_: &str| {
        let kept = kept(home);
        texts
            .iter()
            .all(|text| kept.iter().any(|kept| kept == text))
    };
    // A second is promised; the machine may have much to do.
    let is_kept = texts.is_empty() || (0..200).any(|_| screen.sees_within(MOMENT, has));
    assert!(is_kept, "not kept: {texts:?} in {:?}", kept(home));
}

/// Ends the session in a way; nothing is left of it.
fn end(screen: &mut Terminal, way: Way, nth: usize) {
    match way {
        Way::Kill => {
            screen.signal(Signal::KILL);
            assert_eq!(screen.ends_by(), "Killed");
        }
        Way::Line => {
            screen.drop_line();
            assert_eq!(screen.ends(), 129);
        }
        Way::Signals if nth.is_multiple_of(2) => {
            screen.signal(Signal::HUP);
            assert_eq!(screen.ends(), 129);
        }
        Way::Signals => {
            screen.signal(Signal::TERM);
            assert_eq!(screen.ends(), 143);
        }
        Way::FullDisk => panic!("a full disk ends no session"),
    }
}

/// Steps that write the start and the end of the callout, and no answer.
const NO_ANSWER: [&str; 2] = ["start", "handover"];

/// Lets the journal grow by no byte, or as it likes.
fn room(screen: &Terminal, home: &Path, has_room: bool) {
    let journal = desk(home).join("journal/000001.jsonl");
    let long = std::fs::metadata(journal).expect("the journal").len();
    let limit = Rlimit {
        current: (!has_room).then_some(long),
        maximum: None,
    };
    let pid = Pid::from_raw(i32::try_from(screen.pid()).expect("a pid"));
    prlimit(pid, Resource::Fsize, limit).expect("the limit is set");
}

/// Walks a table to its end, dying at each of its questions.
fn dies_at_each(walk: &[At], way: Way) {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let mut screen = begin(home);
    screen.sees("No open tickets");
    screen.send("C");
    for (nth, at) in walk.iter().enumerate() {
        screen.sees(at.asks);
        screen.send(at.half);
        screen.sees(at.seen);
        if way == Way::FullDisk {
            room(&screen, home, false);
            screen.send(at.rest);
            screen.sees("NOT SAVED");
            screen.sees(&at.whole());
            room(&screen, home, true);
            let key = at.rest.chars().next_back().expect("a key");
            screen.send(&key.to_string());
            screen.no_longer_sees("NOT SAVED");
            continue;
        }
        wait_kept(&mut screen, home, at.kept);
        end(&mut screen, way, nth);
        screen = again(home);
        if at.step == "start" {
            screen.sees("No open tickets");
            screen.send("C");
        } else {
            screen.sees("Callout of T-1 is open");
            screen.send("\r");
        }
        screen.sees(at.stands());
        screen.send(at.rest);
    }
    screen.sees("good night");
    screen.escape();
    screen.sees("[1 Desk]");
    screen.send("qq");
    screen.ends();
    let asked = walk.iter().map(|at| at.step);
    let mut steps: Vec<&str> = asked.filter(|step| !NO_ANSWER.contains(step)).collect();
    steps.dedup();
    assert_eq!(answered(home), steps);
    let ended = kinds(home)
        .into_iter()
        .filter(|kind| kind == "callout.ended");
    assert_eq!(ended.count(), 1);
    assert!(kept(home).is_empty(), "{:?}", kept(home));
    assert_whole(home);
}

#[test]
fn killed_at_every_question() {
    dies_at_each(&WALK, Way::Kill);
}

#[test]
fn hung_up_at_every_question() {
    dies_at_each(&WALK, Way::Line);
}

#[test]
fn told_to_go_at_every_question() {
    dies_at_each(&WALK, Way::Signals);
}

#[test]
fn without_room_on_the_disk_at_every_question() {
    dies_at_each(&WALK, Way::FullDisk);
}

const ALL: [Way; 4] = [Way::Kill, Way::Line, Way::Signals, Way::FullDisk];

#[test]
fn at_every_question_of_what_can_wait() {
    for way in ALL {
        dies_at_each(&LATER, way);
    }
}

#[test]
fn at_every_question_of_what_is_over() {
    for way in ALL {
        dies_at_each(&OVER, way);
    }
}
