//! The rules in force by commands: shown, checked, changed, confirmed, adopted.

use super::rig::Rig;

#[test]
fn a_default_is_confirmed_by_its_own_name_and_a_change_takes_no_confirmation_back() {
    let rig = Rig::new();
    let open = |rig: &Rig| -> Vec<String> {
        let shown = rig.json(&["profile", "show"]);
        let open = shown["unconfirmed"].as_array().unwrap().clone();
        open.iter()
            .map(|key| key.as_str().unwrap().to_owned())
            .collect()
    };
    let before = open(&rig);
    rig.ok(&["profile", "confirm", "comp_time.rate", "comp_time.basis"]);
    let after = open(&rig);
    assert_eq!(after.len() + 2, before.len());
    assert!(!after.contains(&"comp_time.rate".to_owned()));
    let said = rig.fails(2, &["profile", "confirm", "comp_time.rate"]);
    assert!(said.contains("confirmed already"), "{said}");
    let said = rig.fails(2, &["profile", "confirm", "comp_time.rat"]);
    assert!(said.contains("did you mean `comp_time.rate`?"), "{said}");
    rig.fails(2, &["profile", "confirm"]);
    // A change says nothing of the others, and takes nothing back from them.
    rig.ok(&["profile", "confirm", "--all"]);
    assert!(open(&rig).is_empty());
    rig.ok(&[
        "profile",
        "set",
        "log.quick_log_minutes",
        "4",
        "--source",
        "board",
    ]);
    assert!(open(&rig).is_empty());
}

#[test]
fn what_init_confirmed_stays_confirmed_when_one_setting_changes() {
    let rig = Rig::bare();
    rig.ok(&["init", "--yes"]);
    rig.ok(&[
        "profile",
        "set",
        "log.quick_log_minutes",
        "4",
        "--source",
        "board",
    ]);
    let shown = rig.json(&["profile", "show"]);
    assert_eq!(shown["unconfirmed"].as_array().unwrap().len(), 0);
}

#[test]
fn a_profile_is_shown_checked_and_adopted() {
    let rig = Rig::new();
    let shown = rig.json(&["profile", "show"]);
    assert_eq!(shown["profile"], "library-template");
    assert!(!shown["unconfirmed"].as_array().unwrap().is_empty());
    let text = std::fs::read_to_string("assets/profiles/000-library-template.toml").unwrap();
    let changed = text.replace("quick_log_minutes = 2", "quick_log_minutes = 3");
    assert_ne!(changed, text);
    let own = rig.file("own.toml", changed);
    rig.ok(&["profile", "check", &own]);
    rig.ok(&["profile", "adopt", &own, "--source", "board, 3 November"]);
    let shown = rig.json(&["profile", "show"]);
    let mut settings = shown["settings"].as_array().unwrap().iter();
    let set = settings.find(|row| row["key"] == "log.quick_log_minutes");
    assert_eq!(set.unwrap()["value"], "3");
    rig.fails(3, &["profile", "adopt", &own]);
    let set = ["profile", "set", "log.quick_log_minutes", "4"];
    rig.fails(2, &set);
    rig.ok(&[&set[..], &["--source", "board"]].concat());
    let shown = rig.ok(&["profile", "show"]);
    assert!(
        shown.contains("log.quick_log_minutes = 4\n    said: board"),
        "{shown}"
    );
    let wrong = ["profile", "set", "log.colour", "4", "--source", "board"];
    assert!(rig.fails(2, &wrong).contains("no such setting"));
}

/// A runbook for a server, in a file.
fn runbook(rig: &Rig, targets: &str) -> String {
    let text = format!(
        "# Restarting the circulation server\nFor: {targets}\n\n1. Ring the desk downstairs.\n\
         2. systemctl restart circ\n"
    );
    rig.file("circ.md", text)
}

#[test]
fn a_runbook_is_checked_adopted_read_and_retired() {
    let rig = Rig::new();
    let file = runbook(&rig, "circ-srv, firewall");
    let checked = rig.json(&["profile", "check", &file]);
    assert_eq!(
        (&checked["kind"], &checked["id"]),
        (&"runbook".into(), &"circ".into())
    );
    assert!(
        rig.ok(&["profile", "show", "runbook"])
            .contains("No runbook is in force")
    );
    let adopted = rig.json(&[
        "profile",
        "adopt",
        &file,
        "--source",
        "the lead, 3 November",
    ]);
    assert_eq!(adopted["kind"], "runbook");
    let said = rig.fails(3, &["profile", "adopt", &file]);
    assert!(said.contains("in force already"), "{said}");
    let listed = rig.json(&["profile", "show", "runbook"]);
    assert_eq!(
        listed["runbooks"][0]["title"],
        "Restarting the circulation server"
    );
    let shown = rig.ok(&["profile", "show", "runbook/CIRC"]);
    assert!(shown.contains("for circ-srv, firewall"), "{shown}");
    assert!(shown.contains("2. systemctl restart circ"), "{shown}");
    let shown = rig.json(&["profile", "show", "runbook/circ"]);
    assert_eq!(shown["seq"], adopted["seq"]);
    rig.fails(4, &["profile", "show", "runbook/mail"]);
    rig.fails(2, &["profile", "show", "clocks"]);
    let said = rig.ok(&["profile", "adopt", &runbook(&rig, "")]);
    assert!(said.contains("runbook `circ` is retired"), "{said}");
    rig.fails(4, &["profile", "show", "runbook/circ"]);
    // An earlier text may come back.
    rig.ok(&["profile", "adopt", &runbook(&rig, "circ-srv, firewall")]);
    rig.ok(&["profile", "show", "runbook/circ"]);
}

#[test]
fn a_runbook_with_a_fault_is_told_with_its_line() {
    let rig = Rig::new();
    let file = rig.file("bad.md", "For: circ-srv\n");
    let said = rig.fails(9, &["profile", "check", &file]);
    assert!(
        said.contains("bad.md:1: title: the first line is to be the title;"),
        "{said}"
    );
    let file = rig.file("bytes.md", b"Title\n\n\xff\n");
    let said = rig.fails(9, &["profile", "adopt", &file]);
    assert!(said.contains("bytes.md:3: it is not UTF-8 text"), "{said}");
}

#[test]
fn the_callout_names_the_runbooks_of_its_system() {
    let rig = Rig::new();
    rig.ok(&["profile", "adopt", &runbook(&rig, "circ-srv")]);
    rig.ok(&["asset", "add", "circ-srv", "--what", "server"]);
    let begun = rig.json(&["callout", "start"]);
    assert_eq!(begun["runbooks"], serde_json::json!([]));
    rig.ok(&["callout", "answer", "caller.name=Ann Lee"]);
    let answered = [
        "callout",
        "answer",
        "what.kind=server",
        "what.which=circ-srv",
    ];
    let answered = rig.json(&answered);
    let title = "Restarting the circulation server";
    let row = serde_json::json!([{"id": "circ", "title": title}]);
    assert_eq!(answered["runbooks"], row);
    rig.ok(&["callout", "answer", "work="]);
    let status = rig.json(&["callout", "status"]);
    assert_eq!(
        (&status["step"], &status["runbooks"]),
        (&"work".into(), &row)
    );
    let derived = status["derived"].as_array().unwrap();
    assert!(
        derived.contains(&format!("Runbook: {title}").into()),
        "{derived:?}"
    );
    let page = rig.ok(&["callout", "status"]);
    assert!(page.contains("profile show runbook/circ"), "{page}");
}
