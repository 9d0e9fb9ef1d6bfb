//! A text that looks like a secret: a script's is saved and said, whoever types lines is asked.

use super::rig::Rig;

const SECRETS: [(&str, &str, &str); 7] = [
    ("password: Hunter2!", "Hunter2", "a password"),
    ("logged in, pw=sunshine", "sunshine", "a password"),
    ("AKIAIOSFODNN7EXAMPLE in the script", "AKIA", "a key"),
    (
        "kept: -----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "MIIE",
        "a key",
    ),
    ("net user x P@ss /add", "P@ss", "a password"),
    ("paid with 4111 1111 1111 1111", "4111", "a card number"),
    (
        "her number is 123-45-6789",
        "6789",
        "a social security number",
    ),
];

/// What was said, without the places at which a long line was broken.
fn flat(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_script_saves_is_kept_and_said_with_the_way_out_and_without_the_secret() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    for (text, secret, kind) in SECRETS {
        for args in [["log", "T-1", text], ["narrative", "T-1", text]] {
            let ran = rig.run(&args);
            assert_eq!(ran.status, 0, "{ran:?}");
            let entry = rig.entries();
            let way = format!("nightdesk redact T-1 {entry} --because");
            let said = flat(&ran.err);
            assert!(said.contains(&format!("what looks like {kind}")), "{ran:?}");
            assert!(said.contains(&way), "{way}: {ran:?}");
            assert!(!ran.err.contains(secret), "{ran:?}");
        }
        let shown = rig.json(&["show", "T-1"]);
        assert_eq!(shown["narrative"], text);
    }
    rig.ok(&["category", "T-1", "repair"]);
    let ran = rig.run(&["note", "T-1", "fault", "password: Hunter2!"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.err.contains("nightdesk redact T-1 "), "{ran:?}");
    let ran = rig.run(&["log", "T-1", "password reset done"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
}

#[test]
fn an_answer_of_the_walk_is_kept_and_said() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    let ran = rig.run(&["callout", "log", "root password: Hunter2!"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let said = flat(&ran.err);
    assert!(said.contains("looks like a password"), "{ran:?}");
    assert!(said.contains("nightdesk redact T-1 "), "{ran:?}");
    assert!(!ran.err.contains("Hunter2"), "{ran:?}");
    let ran = rig.run(&["callout", "answer", "work=net user x P@ss /add"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(flat(&ran.err).contains("looks like a password"), "{ran:?}");
    assert!(
        rig.ok(&["callout", "show"])
            .contains("root password: Hunter2!")
    );
}

#[test]
fn who_types_lines_is_asked_and_back_takes_the_line_away() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    let lines = "\nwork\npw=sunshine1\nback\nreset the service\npassword: Hunter2!\n\ndesk\n\
                 log T-1 pin: 4711\nback\nquit\n";
    let ran = rig.run_with(&["--plain"], lines.as_bytes());
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        flat(&ran.out).matches("This looks like").count(),
        3,
        "{ran:?}"
    );
    let sheet = rig.ok(&["callout", "show"]);
    assert!(
        !sheet.contains("sunshine1") && !sheet.contains("4711"),
        "{sheet}"
    );
    for line in ["reset the service", "password: Hunter2!"] {
        assert!(sheet.contains(line), "{sheet}");
    }
}

#[test]
fn the_narrative_in_lines_is_asked_about() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "work=restarted it"]);
    let ran = rig.run_with(
        &["--plain"],
        b"\ngo narrative\nServer down.\npassword: Hunter2!\nend\n\n\nquit\n",
    );
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        flat(&ran.out).contains("Line 2 looks like a password: take it out"),
        "{ran:?}"
    );
}
