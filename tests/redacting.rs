//! A redaction by the program itself: no byte of the text is left anywhere in the desk's folder,
//! the chain stands, and whoever is killed on the way leaves it to the next one.

mod program;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nightdesk::desk::{Caller, Desk, OpenWith, StoreState};
use nightdesk::drafts::{Draft, Drafts};
use nightdesk::text::Clean;
use nightdesk::time::{Clock, SystemClock};
use program::{Home, all_below};

/// What must not be kept.
const CANARY: &str = "Zx9-canary-Qq7";

/// Every file below a folder that holds the canary, and every name.
fn hits(desk: &Path) -> Vec<String> {
    let needle = CANARY.as_bytes();
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
    let paths = all_below(desk).into_iter();
    let hit = paths.filter(|path| {
        let name = path.file_name().unwrap_or_default();
        holds(name.as_encoded_bytes()) || fs::read(path).is_ok_and(|bytes| holds(&bytes))
    });
    hit.map(|path| path.display().to_string()).collect()
}

fn caller() -> Caller {
    Caller {
        uid: rustix::process::getuid().as_raw(),
        name: Clean::from("Jo Dale"),
        host: "desk1".to_owned(),
        tty: "-".to_owned(),
        pid: std::process::id(),
    }
}

fn console(dir: &Path) -> Desk {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    Desk::open_with(dir, caller(), clock, OpenWith::Store).expect("the desk opens")
}

fn wait_ready(desk: &Desk) {
    for _ in 0..1000 {
        if desk.store_state() == StoreState::Ready {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the store stayed {:?}", desk.store_state());
}

/// A desk with a second director and a ticket in whose actions the canary stands; gives the entry.
fn desk_with_canary() -> (Home, String) {
    let home = Home::with_desk();
    home.ok(&[
        "staff",
        "add",
        "Hilda Head",
        "--uid",
        "4242",
        "--post",
        "director",
    ]);
    home.ok(&["log", "T-1", &format!("The password is {CANARY} on both")]);
    let entry = seq_of(&home, CANARY);
    (home, entry)
}

/// The entry of T-1 that says something.
fn seq_of(home: &Home, text: &str) -> String {
    let shown = home.ok(&["show", "T-1", "--json"]).json();
    let lines = shown["timeline"].as_array().expect("lines");
    let line = lines
        .iter()
        .find(|line| line["text"].as_str().is_some_and(|t| t.contains(text)));
    line.expect("it is there")["seq"].to_string()
}

fn by_paper(entry: &str) -> [&str; 11] {
    [
        "redact",
        "T-1",
        entry,
        "--because",
        "a password",
        "--by",
        "Hilda Head",
        "--how",
        "paper",
        "--ref",
        "folder 7",
    ]
}

#[test]
fn nothing_of_it_is_left_in_journal_store_page_drafts_and_files() {
    let (home, entry) = desk_with_canary();
    let desk = home.desk();
    let open = console(&desk);
    wait_ready(&open);
    open.close();
    drop(open);
    let ticket = home.ok(&["show", "T-1", "--json"]).json()["id"]
        .as_str()
        .unwrap()
        .parse();
    let actor = fs::read_dir(desk.join("drafts")).ok();
    assert!(actor.is_none_or(|mut folders| folders.next().is_none()));
    let mut drafts = Drafts::open(&desk, uuid::Uuid::from_u128(7)).unwrap();
    let draft = Draft {
        on: ticket.unwrap(),
        field: "action--text".to_owned(),
        step: None,
        cursor: 0,
        at: SystemClock::default().now(),
        text: format!("The password is {CANARY} on both"),
    };
    drafts.save(&draft).unwrap();
    let before = hits(&desk).join("\n");
    for place in ["journal/000001.jsonl", "/store/", "/drafts/"] {
        assert!(before.contains(place), "{place} is not in {before}");
    }
    let ran = home.ok(&by_paper(&entry));
    assert!(ran.out.contains("its text is gone"), "{ran:?}");
    assert_eq!(hits(&desk), Vec::<String>::new());
    assert!(!desk.join("redacting").exists() && !desk.join("store").exists());
    // Whoever had the draft open types on; the file of it is gone with its text.
    let verified = home.ok(&["verify", "--json"]).json();
    assert_eq!(verified["ok"], true);
    assert_eq!(verified["redacted"].as_array().unwrap().len(), 1);
    let found = home.ok(&["find", "canary", "--json"]).json();
    assert_eq!(found["tickets"].as_array().unwrap().len(), 0, "{found}");
    let shown = home.ok(&["show", "T-1"]).out;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "redacted",
        "a password; asked by",
        "approved by Hilda Head (paper, folder 7)",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let again = console(&desk);
    wait_ready(&again);
    again.close();
    drop(again);
    assert_eq!(hits(&desk), Vec::<String>::new());
}

#[test]
fn another_console_shows_it_no_more_once_it_looked_and_lets_go_of_its_store() {
    let (home, entry) = desk_with_canary();
    let desk = home.desk();
    let other = console(&desk);
    wait_ready(&other);
    let ticket = other.ticket_numbered("T-1".parse().unwrap()).unwrap().id;
    let told = |desk: &Desk| format!("{:?}", desk.snapshot().story(ticket).unwrap());
    assert!(told(&other).contains(CANARY));
    home.ok(&by_paper(&entry));
    assert!(other.refresh());
    assert!(!told(&other).contains(CANARY));
    assert!(told(&other).contains("redacted"));
    wait_ready(&other);
    assert!(!told(&other).contains(CANARY));
    other.close();
    drop(other);
    assert_eq!(hits(&desk), Vec::<String>::new());
    home.ok(&["log", "T-1", "went on"]);
    assert!(
        !desk.join("redacting").exists(),
        "the next command is done with it"
    );
}

#[test]
fn an_attached_file_goes_with_its_entry_and_stays_while_another_names_it() {
    let home = Home::with_desk();
    home.ok(&[
        "staff",
        "add",
        "Hilda Head",
        "--uid",
        "4242",
        "--post",
        "director",
    ]);
    home.file("keys.txt", format!("the key: {CANARY}\n"));
    for _ in 0..2 {
        home.ok(&["attach", "T-1", "keys.txt"]);
    }
    let shown = home.ok(&["show", "T-1", "--json"]).json();
    let lines = shown["timeline"].as_array().unwrap().iter();
    let attached = lines.filter(|line| line["kind"] == "ticket.attached");
    let entries: Vec<String> = attached.map(|line| line["seq"].to_string()).collect();
    let first = home.ok(&by_paper(&entries[0]));
    assert!(first.out.contains("the file itself stays"), "{first:?}");
    assert_eq!(hits(&home.desk()).len(), 1);
    home.ok(&by_paper(&entries[1]));
    assert_eq!(hits(&home.desk()), Vec::<String>::new());
    home.ok(&["verify"]);
}

#[test]
fn the_opening_itself_is_taken_out_and_the_ticket_goes_on() {
    let home = Home::with_desk();
    home.ok(&[
        "staff",
        "add",
        "Hilda Head",
        "--uid",
        "4242",
        "--post",
        "director",
    ]);
    home.ok(&[
        "new",
        &format!("Ann Poe, {CANARY}, cannot log in"),
        "--blocked",
        "2",
    ]);
    console(&home.desk()).close();
    assert!(
        hits(&home.desk())
            .iter()
            .any(|path| path.ends_with("/page"))
    );
    let shown = home.ok(&["show", "T-2", "--json"]).json();
    let entry = shown["timeline"][0]["seq"].to_string();
    let mut args = by_paper(&entry);
    args[1] = "T-2";
    home.ok(&args);
    assert_eq!(hits(&home.desk()), Vec::<String>::new());
    let shown = home.ok(&["show", "T-2", "--json"]).json();
    assert!(
        shown["title"]
            .as_str()
            .unwrap()
            .starts_with("redacted, see entry"),
        "{shown}"
    );
    assert_eq!(shown["blocked"], 2);
    home.ok(&["correct", "T-2", &entry, "Cannot log in"]);
    home.ok(&["log", "T-2", "Unlocked"]);
    home.ok(&["tell", "T-2", "requester"]);
    home.ok(&["close", "T-2"]);
    // Closed, it is looked for in the journal, where its opening line has no number any more.
    assert_eq!(
        home.ok(&["show", "T-2", "--json"]).json()["title"],
        "Cannot log in"
    );
    home.ok(&["verify"]);
}

#[test]
fn whoever_is_killed_on_the_way_leaves_it_to_the_next_one() {
    for round in 0..12_u64 {
        let (home, entry) = desk_with_canary();
        let open = console(&home.desk());
        wait_ready(&open);
        open.close();
        drop(open);
        let mut child = home
            .command(&[])
            .args(by_paper(&entry))
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_micros(2_000 + round * 3_400));
        child.kill().expect("it is ours to kill");
        child.wait().expect("it is gone");
        let is_ordered = fs::read_to_string(home.journal())
            .unwrap()
            .contains("entry.redacted");
        home.ok(&["log", "T-1", "The next one"]);
        if is_ordered {
            assert_eq!(hits(&home.desk()), Vec::<String>::new(), "round {round}");
            assert!(!home.desk().join("redacting").exists());
        } else {
            assert!(!hits(&home.desk()).is_empty());
            home.ok(&by_paper(&entry));
            assert_eq!(hits(&home.desk()), Vec::<String>::new(), "round {round}");
        }
        let verified = home.ok(&["verify", "--json"]).json();
        assert_eq!(verified["redacted"].as_array().unwrap().len(), 1);
    }
}

/// Every byte of a backup, unpacked.
fn unpacked(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).expect("it is there");
    zstd::decode_all(file).expect("it is zstd")
}

#[test]
fn a_later_backup_has_nothing_of_it_and_the_answer_names_the_earlier_ones() {
    let (home, entry) = desk_with_canary();
    let holds = |bytes: &[u8]| {
        let needle = CANARY.as_bytes();
        bytes.windows(needle.len()).any(|part| part == needle)
    };
    home.ok(&["backup", "before.tar.zst"]);
    assert!(holds(&unpacked(&home.path().join("before.tar.zst"))));
    let ran = home.ok(&by_paper(&entry));
    assert!(
        ran.out
            .contains("backups and exports made before still hold it"),
        "{ran:?}"
    );
    home.ok(&["backup", "after.tar.zst"]);
    let after = unpacked(&home.path().join("after.tar.zst"));
    assert!(!after.is_empty() && !holds(&after));
    home.ok(&["restore", "after.tar.zst", "--into", "again"]);
    assert_eq!(hits(&home.path().join("again")), Vec::<String>::new());
    home.ok(&["verify", "--desk", "again"]);
}

#[test]
fn what_was_asked_waits_until_it_is_taken_back_or_declined() {
    let (home, entry) = desk_with_canary();
    let waits = || home.ok(&["redact"]).out;
    home.ok(&["redact", "T-1", &entry, "--because", "a password"]);
    assert!(
        waits().contains(&format!("T-1 entry {entry}")),
        "{}",
        waits()
    );
    let ran = home.ok(&["redact", "T-1", &entry, "--withdraw"]);
    assert!(ran.out.contains("no longer asked"), "{ran:?}");
    assert_eq!(waits().trim(), "nothing waits to be taken out");
    home.ok(&["redact", "T-1", &entry, "--because", "a password"]);
    let mut decline = by_paper(&entry).to_vec();
    decline[4] = "it was changed the same day";
    decline.push("--decline");
    let ran = home.ok(&decline);
    assert!(ran.out.contains("declined"), "{ran:?}");
    assert_eq!(waits().trim(), "nothing waits to be taken out");
    let shown = home.ok(&["show", "T-1"]).out;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        CANARY,
        &format!("took back that the text of entry {entry} be taken out"),
        "stays: it was changed the same day; decided by Hilda Head (paper, folder 7)",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    home.ok(&["verify"]);
}
