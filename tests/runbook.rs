//! A runbook by keys, through the real program: adopted beside the open screen, read in the middle
//! of a sentence of the work log, and the sentence stands there afterwards.

mod night_rig;
mod outside;
mod pty;

use std::fmt::Write as _;

use night_rig::{entries, works_at_no_time};
use outside::good;
use pty::set_up;

const TEXT: &str = "# Restarting the circulation server\nFor: circ-srv\n\n\
                    1. Ring the desk downstairs before anything is switched off.\n\
                    2. systemctl restart circ\n";

#[test]
fn a_runbook_is_read_in_the_middle_of_a_sentence_which_stands_there_afterwards() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let mut desk = set_up(home);
    works_at_no_time(home);
    good(home, &["asset", "add", "circ-srv", "--what", "server"]);
    let file = home.join("circ.md");
    let mut text = TEXT.to_owned();
    for n in 3..60 {
        writeln!(text, "{n}. Look at rack {n}.").expect("a line");
    }
    std::fs::write(&file, text).expect("a file");
    let file = file.to_str().expect("a path");
    good(home, &["profile", "adopt", file, "--source", "the lead"]);

    desk.send("C");
    desk.sees("Is it happening now, or is it over?");
    desk.send("1");
    desk.sees("Who is calling?");
    desk.line("Maria Ortiz");
    desk.sees("Number to call back?");
    desk.line("555-0101");
    desk.send("\r\r\r");
    desk.sees("What is it about?");
    desk.send("1");
    desk.sees("Which one?");
    desk.line("circ-srv");
    desk.sees("How many cannot work now?");
    desk.send("W");
    desk.sees("What did you do?");
    desk.send("moved the lo");
    desk.sees("Runbook: Restarting the circulation server; ctrl-r reads it");

    desk.send("\x12");
    desk.sees("runbook: Restarting the circulation server");
    desk.sees("2. systemctl restart circ");
    // To its end and past it; a letter does nothing but say how to go back.
    desk.send("\x1b[6~\x1b[6~\x1b[6~\x1b[6~");
    desk.sees("59. Look at rack 59.");
    desk.resize(50, 12);
    desk.sees("Esc back  lines");
    desk.resize(80, 24);
    desk.sees("[2 Callout]");
    desk.send("x");
    desk.sees("Esc goes back");
    desk.escape();
    desk.no_longer_sees("Look at rack");
    desk.sees("> moved the lo");
    desk.send("gs away\r");
    desk.sees("moved the logs away");
    desk.escape();
    desk.sees("; B reads it");
    desk.send("B");
    desk.sees("2. systemctl restart circ");
    desk.escape();
    desk.no_longer_sees("systemctl");
    desk.escape();
    desk.sees("[1 Desk]");
    desk.send("qq");
    desk.ends();

    let entries = entries(home);
    let of = |kind: &str| entries.iter().filter(|entry| entry["kind"] == kind).count();
    assert_eq!(of("ticket.action_logged"), 1, "{entries:?}");
    let adopted = entries
        .iter()
        .filter(|entry| entry["kind"] == "template.adopted");
    let adopted = adopted.filter(|entry| entry["data"]["kind"] == "runbook");
    let adopted: Vec<_> = adopted.collect();
    assert_eq!(adopted.len(), 1);
    assert_eq!(adopted[0]["data"]["id"], "circ");
}
