//! Options with nothing behind them.

use super::rig::Rig;

#[test]
fn an_option_that_says_nothing_is_refused_by_its_name() {
    let rig = Rig::new();
    rig.ok(&["new", "A thing"]);
    rig.ok(&["new", "Another"]);
    rig.ok(&["log", "T-1", "did it"]);
    let entry = rig.json(&["show", "T-1"])["timeline"][1]["seq"].to_string();
    rig.ok(&["staff", "add", "Hilda Head", "--post", "library_director"]);
    let by = ["--by", "Hilda Head", "--how", "paper", "--ref"];
    let redact = ["redact", "T-1", &entry];
    let with = |more: &[&'static str]| [&redact[..], more].concat();
    for (status, option, args) in [
        (3, "--because", with(&[])),
        (3, "--because", with(&["--because", " "])),
        (
            3,
            "--because",
            [&with(&[])[..], &by, &["folder 7"]].concat(),
        ),
        (
            3,
            "--ref",
            [&with(&["--because", "x"])[..], &by, &[""]].concat(),
        ),
        (3, "--from", vec!["new", "x", "--from", ""]),
        (3, "--harm", vec!["new", "x", "--harm", ""]),
        (
            3,
            "--due-for",
            vec!["new", "x", "--due", "+2d", "--due-for", ""],
        ),
        (2, "--due", vec!["new", "x", "--due", "", "--due-for", "y"]),
        (2, "--happened", vec!["log", "T-1", "x", "--happened", ""]),
        (3, "--from", vec!["impact", "T-1", "--from", ""]),
        (3, "--harm", vec!["impact", "T-1", "--harm", ""]),
        (3, "--to", vec!["report", "T-1", "--to", ""]),
        (
            3,
            "--for",
            vec!["wait", "T-1", "--for", "", "--until", "+2d"],
        ),
        (
            2,
            "--until",
            vec!["wait", "T-1", "--for", "x", "--until", ""],
        ),
        (
            3,
            "--because",
            vec!["move", "T-1", &entry, "T-2", "--because", ""],
        ),
        (
            3,
            "--with-reason",
            vec!["close", "T-1", "--with-reason", ""],
        ),
        (3, "--result", vec!["close", "T-1", "--result", ""]),
        (3, "--what", vec!["asset", "add", "X", "--what", ""]),
        (
            2,
            "--from",
            vec!["roster", "add", "me", "--from", "", "--to", "+2d"],
        ),
        (
            2,
            "--to",
            vec!["roster", "add", "me", "--from", "+1d", "--to", ""],
        ),
    ] {
        let said = rig.fails(status, &args);
        assert!(said.contains(option), "{args:?}: {said}");
    }
}
