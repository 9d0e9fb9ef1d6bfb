//! The line mode, through a pipe.

use std::fmt::Write as _;

use super::night::by_commands;
use super::rig::Rig;

/// The lines of the night that `by_commands` walks.
const BEFORE: &str = "callout\n1\nMaria Ortiz\n555-01\n\n\n1\n\
1\ncirculation server down\n0\n38\nyes\n1\n1\n0\n1\n\
rotated the logs, 14 GB free\n/server restarted the service\ndone\nquit\n";
const AFTER: &str = "\nfixed\nrest\n\nrotate the logs of /var\nrest\n1\n\nquit\n";

impl Rig {
    /// Talks in lines, to the end of the input.
    fn talk(&self, lines: &str) -> String {
        let ran = self.run_with(&["--plain"], lines.as_bytes());
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.out
    }
}

/// What was said, without the places at which a long line was broken.
fn flat(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_line_is_no_wider_than_a_page_and_a_step_has_its_name_and_what_people_call_it() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    let said = rig.talk(
        "\n?\ngo what\n2\nno network anywhere in the building since the storm last night\n4\n\n\n\n\n\n\n\n\n\n\n?\n\
         /etc full\n\ndone\ngo outcome\n1\nrest\nrest\nwhere\n?\nquit\n",
    );
    for line in said.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let said = rig.talk("\ngo debts\nwhere\nquit\n");
    assert!(flat(&said).contains("debts, what is open: "), "{said}");
    assert!(flat(&said).contains("It asks "), "{said}");
}

#[test]
fn a_word_that_the_log_does_not_know_is_kept_and_enter_logs_it_as_text() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    let said = rig.talk("\nwork\n/etc full\n\n /var too\n/etc again\nsomething else\nquit\n");
    assert!(said.contains("/etc is no word of the work log"), "{said}");
    let sheet = rig.ok(&["callout", "show"]);
    for line in ["/etc full", "/var too", "something else"] {
        assert!(sheet.contains(line), "{sheet}{said}");
    }
    assert!(!sheet.contains("//"), "{sheet}");
}

#[test]
fn a_night_in_lines_writes_the_same_entries_as_by_commands() {
    let mut commands = Rig::at_night();
    by_commands(&mut commands);
    let mut lines = Rig::at_night();
    let before = lines.talk(BEFORE);
    assert!(
        before.contains("Question 2, caller: Who is calling?"),
        "{before}"
    );
    assert!(before.contains("Callout K-1 runs on."), "{before}");
    assert!(before.contains("Rest takes all as they stand"), "{before}");
    assert!(!before.contains("Enter takes all"), "{before}");
    lines.clock("2026-11-24T03:05:00-05:00");
    // The long stretch before was work.
    let after = lines.talk(&format!("\n{AFTER}"));
    assert!(
        after
            .contains("Callout K-1 of T-1 is open, last saved 02:12:00. Enter goes on at outcome."),
        "{after}"
    );
    assert!(
        after.contains("No line from 02:12 to 03:05: were you working?"),
        "{after}"
    );
    assert!(after.contains("Callout K-1 has ended."), "{after}");
    let mut kinds = lines.kinds();
    let gap = kinds.iter().position(|kind| kind == "callout.resumed");
    kinds.remove(gap.expect("the stretch was asked about"));
    assert_eq!(kinds, commands.kinds(), "{before}\n----\n{after}");
    let ours = lines.json(&["show", "T-1"]);
    assert_eq!(ours["title"], "circulation server down");
    assert_eq!(ours["requester"], "Maria Ortiz");
    assert_eq!(lines.json(&["claim", "show", "M-1"])["minutes_outside"], 53);
}

#[test]
fn everything_is_said_in_words_without_marks_or_movement() {
    let rig = Rig::at_night();
    rig.ok(&[
        "new",
        "Circulation down",
        "--affected",
        "server",
        "--blocked",
        "38",
    ]);
    for n in 1..=6 {
        rig.ok(&["new", &format!("Toner {n}"), "--blocked", "0"]);
    }
    let said = rig.talk(
        "help\nqueue\nmore\nagain\nwhere\nwhy T-1\nshow T-1\nnonsense\nshow T-99\ncallout\n\n?\n\
         Maria Ortiz\nback\nagain\nwhere\nbed\ndesk\nquit\n",
    );
    assert!(
        said.contains("\n1. T-1, server, 38 people stopped, "),
        "{said}"
    );
    assert!(said.contains("2 more. Say more to hear them.\n"), "{said}");
    assert!(said.contains("\nLines 6 to 7 of 7.\n"), "{said}");
    assert!(said.contains("\nThere is no command nonsense."), "{said}");
    assert!(said.contains("\nthere is no ticket T-99\n"), "{said}");
    assert!(
        said.contains("\nThe rule is R01: Every request for service becomes a ticket. "),
        "{said}"
    );
    assert!(!said.contains(".txt"), "{said}");
    assert!(said.contains("rule: N15, "), "{said}");
    assert_eq!(
        said.matches("\nQuestion 2, caller: Who is calling?\n")
            .count(),
        3,
        "{said}"
    );
    assert_eq!(
        said.matches("\nQuestion 2, caller, phone: ").count(),
        1,
        "{said}"
    );
    let strange = |c: char| c.is_control() && c != '\n' || "·…`│─█".contains(c);
    assert!(!said.contains(strange), "{said}");
}

#[test]
fn another_list_is_chosen_and_times_out_of_order_are_said_at_once() {
    let rig = Rig::at_night();
    let said = rig.talk(
        "callout\n1\nMaria Ortiz\nrest\n1\nmail server\n0\n38\nyes\nrest\nrest\no\n\
         wan-failure\n0\nno\ndone\n1\n\n\n0100\nquit\n",
    );
    assert!(said.contains("\no, another list.\n"), "{said}");
    assert!(said.contains("list, another list: Which list?"), "{said}");
    assert!(said.contains("WAN line failure: 8 left to tick"), "{said}");
    assert!(said.contains("Out of order: works again"), "{said}");
    assert!(said.contains("is before it rang"), "{said}");
}

#[test]
fn a_prompt_behind_the_name_of_its_step_is_words_and_no_id() {
    let rig = Rig::at_night();
    let said = flat(&rig.talk(
        "callout\n1\nMaria Ortiz\nrest\n1\nmail server\n0\n38\nyes\n\nrest\n\
         1\n1\n1\nlooked at the log\n1\nquit\n",
    ));
    for prompt in [
        "caller, phone: Number to call back?",
        "what: Which one?",
        "list, step 1 of 24: Anything hot",
        "list, step 10 of 24, Find the edge: What did you see or do?",
    ] {
        assert!(said.contains(prompt), "{prompt}: {said}");
    }
    let said = flat(&rig.talk("\ngo outcome\n1\n\n\n\nrest\ngo debts\nwhere\nquit\n"));
    assert!(said.contains("outcome, when it rang: When?"), "{said}");
    assert!(said.contains("debts, what is open: 1 of "), "{said}");
    let is_id = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let of_letters =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        let mut parts = bare.split(['.', '_']);
        bare.contains(['.', '_']) && parts.all(of_letters)
    };
    let ids: Vec<&str> = said.split(' ').filter(|word| is_id(word)).collect();
    assert!(ids.is_empty(), "{ids:?}: {said}");
    assert!(!said.contains("()") && !said.contains('['), "{said}");
    for doubled in ["which one: Which", "what fixed it: What fixed it"] {
        assert!(!said.contains(doubled), "{doubled}: {said}");
    }
}

#[test]
fn five_answers_are_said_at_once_and_a_wrong_one_is_asked_again() {
    let rig = Rig::at_night();
    let said = rig.talk("callout\n\nMaria Ortiz\nrest\nmore\n9\n1\n?\nquit\n");
    assert!(
        said.contains("\n5, a printer or other device.\n3 more. Say more to hear them.\nEnter leaves it open, and it is owed.\n6, a door"),
        "{said}"
    );
    assert!(said.contains("\n9 is none of the answers."), "{said}");
    let said = rig.talk("quit\n");
    assert!(said.contains("Enter goes on at what."), "{said}");
}

#[test]
fn a_half_typed_line_is_kept_when_the_pipe_ends() {
    let rig = Rig::at_night();
    rig.talk("callout\n1\nMaria Ort");
    let said = rig.talk("\n\n555-01\nrest\nwork\npulled the pl");
    assert!(
        said.contains("You had typed: Maria Ort. Enter takes it."),
        "{said}"
    );
    let said = rig.talk("\n\ndone\nquit\n");
    assert!(
        said.contains("You had typed: pulled the pl. Enter logs it."),
        "{said}"
    );
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(shown["requester"], "Maria Ort");
    assert!(
        shown["timeline"].to_string().contains("pulled the pl"),
        "{shown}"
    );
    let drafts: Vec<_> = walk(&rig.dir().join("drafts"));
    assert!(drafts.is_empty(), "{drafts:?}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else if path.extension().is_some_and(|ext| ext == "draft") {
            found.push(path);
        }
    }
    found
}

#[test]
fn tickets_are_logged_told_and_ended_in_lines() {
    let rig = Rig::at_night();
    let said = rig.talk(
        "new\nPrinter jams\nMaria Ortiz\n1\nlog T-1\ntook the tray out\nlog T-1 put it back\n\
         close T-1 Maria\nresolve T-1 a new roller\ntell T-1\n\n1\nclose T-1\nMaria\nqueue\n",
    );
    assert!(said.contains("\nSaved: T-1.\n"), "{said}");
    assert!(said.contains("\nrefused: "), "{said}");
    assert!(said.contains("\nNothing is in the queue.\n"), "{said}");
    assert!(!said.contains("News: T-1, Printer jams"), "{said}");
    assert_eq!(rig.json(&["show", "T-1"])["state"], "closed");
}

#[test]
fn a_ticket_and_a_narrative_that_were_begun_are_offered_again() {
    let rig = Rig::at_night();
    rig.talk("new\nThe wifi in the ha");
    let said = rig.talk("new\n\n\n\nlog T-1\nlooked at the ro");
    assert!(
        flat(&said).contains("You had typed: The wifi in the ha. Enter takes it."),
        "{said}"
    );
    let said = rig.talk("log T-1\n\nquit\n");
    assert!(
        said.contains("You had typed: looked at the ro. Enter takes it."),
        "{said}"
    );
    rig.talk("callout\n\ngo what\n2\nno network\ngo narrative\nOne line\nand ha");
    let said = rig.talk("\ngo narrative\n\nrest\nquit\n");
    assert!(said.contains("You had typed: One line"), "{said}");
    let shown = rig.json(&["show", "T-2"]);
    assert_eq!(shown["narrative"], "One line\nand ha");
    assert!(walk(&rig.dir().join("drafts")).is_empty());
}

#[test]
fn the_variable_asks_for_lines_too_and_without_a_desk_it_says_how_to_make_one() {
    let mut rig = Rig::bare();
    rig.machine.env.insert("ACCESSIBLE".to_owned(), "1".into());
    let said = rig.fails(4, &[]);
    assert!(said.contains("nightdesk init"), "{said}");
    rig.ok(&["init"]);
    let ran = rig.run_with(&[], b"quit\n");
    assert!(ran.out.starts_with("The desk of "), "{ran:?}");
    rig.machine.env.insert("ACCESSIBLE".to_owned(), "0".into());
    rig.fails(2, &[]);
    assert_eq!(rig.run_with(&["--screen-reader"], b"").status, 0);
    let both = ["--plain", "--screen-reader", "--plain"];
    assert_eq!(rig.run_with(&both, b"").status, 0);
}

#[test]
fn a_callout_is_handed_on_and_ended_from_the_first_question() {
    let rig = Rig::at_night();
    rig.talk("callout\n\ngo what\n2\nno network\ngo outcome\n1\nrest\nquit\n");
    let said = rig.talk("1\nmore\nmore\nmore\nmore\nmore\ndesk\nquit\n");
    let seq = rig.json(&["head"])["seq"].to_string();
    assert!(said.contains(&format!("\nhead: {seq} ")), "{said}");
    let said = rig.talk("1\nmore\n2\n\n2\nnobody\n3\nquit\n");
    assert!(said.contains("K-1 of T-1: no network"), "{said}");
    assert!(
        said.contains("nobody is known by the name nobody"),
        "{said}"
    );
    assert!(
        said.contains("Callout K-1 has ended. Good night."),
        "{said}"
    );
    assert!(said.contains("wait for the morning."), "{said}");
    let said = rig.talk("callout\n2\n\n\n\nquit\n");
    assert!(said.contains("P, it is over: Who called?"), "{said}");
    let said = rig.talk("2\nNils Birkett\nquit\n");
    assert!(said.contains("Nils Birkett has K-2 now."), "{said}");
}

#[test]
fn a_call_can_be_about_a_ticket_that_is_named() {
    let rig = Rig::at_night();
    rig.ok(&["new", "No network"]);
    let said = flat(&rig.talk("help\nquit\n"));
    assert!(said.contains("Callout T-1: a call about T-1."), "{said}");
    let said = rig.talk("C T-9\ncallout x\nc T-1\n1\ndesk\nquit\n");
    assert!(said.contains("there is no ticket T-9"), "{said}");
    assert!(said.contains("A call about T-1, No network."), "{said}");
    assert!(said.contains("Callout K-1 of T-1 runs."), "{said}");
    // One that is open goes on.
    let said = rig.talk("desk\ncallout T-1\ndesk\nquit\n");
    assert!(said.contains("K-1 is open already"), "{said}");
    // Somebody else's of that ticket is named, and one's own is begun by its word.
    rig.ok(&["callout", "give", "Nils Birkett"]);
    let said = flat(&rig.talk("callout T-1\nquit\n"));
    assert!(said.contains("Nils Birkett has K-1 since"), "{said}");
    assert!(said.contains("Say callout T-1 own to begin one"), "{said}");
    let said = rig.talk("callout T-1 own\n1\ndesk\nquit\n");
    assert!(said.contains("Callout K-2 of T-1 runs."), "{said}");
}

#[test]
fn a_runbook_is_heard_five_lines_at_a_time_and_the_log_goes_on() {
    let rig = Rig::at_night();
    let mut text = "# Restarting the circulation server\nFor: circ-srv\n\n".to_owned();
    text.push_str("1. Ring the desk.\n\n2. `systemctl   restart circ`\n");
    for n in 3..9 {
        writeln!(text, "{n}. Look at rack {n}, 2 h.").unwrap();
    }
    rig.ok(&["profile", "adopt", &rig.file("circ.md", text)]);
    rig.ok(&["asset", "add", "circ-srv", "--what", "server"]);
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    let what = [
        "callout",
        "answer",
        "what.kind=server",
        "what.which=circ-srv",
    ];
    rig.ok(&what);
    let said = rig.talk(
        "\nwork\nrunbook\nmore\nmore\nthe runbook helped\nrunbook 7\nrunbook circ\ndesk\n\
         runbook\nrunbook t-1\nquit\n",
    );
    let flat = flat(&said);
    let named = "Runbook: Restarting the circulation server. Say runbook to hear it.";
    assert!(flat.contains(named), "{said}");
    // A command stands as it is typed off, with its spaces.
    assert!(said.contains("\n2. `systemctl   restart circ`\n"), "{said}");
    assert!(
        said.contains("\n5. Look at rack 5, 2 h.\n3 more. Say more"),
        "{said}"
    );
    assert!(said.contains("\n8. Look at rack 8, 2 h.\n"), "{said}");
    assert!(flat.contains("There is no runbook 7."), "{said}");
    assert!(
        flat.contains("1, Restarting the circulation server, circ."),
        "{said}"
    );
    assert_eq!(said.matches("1. Ring the desk.").count(), 3, "{said}");
    let sheet = rig.ok(&["callout", "show"]);
    assert!(sheet.contains("the runbook helped"), "{sheet}");
    assert!(!sheet.contains("runbook circ"), "{sheet}");
}
