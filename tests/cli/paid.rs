//! What a night owes is paid by the commands that it prints.

use serde_json::Value;

use super::rig::Rig;

/// What is owed of K-1, by its key.
fn owed(rig: &Rig) -> Vec<(String, String)> {
    let shown = rig.json(&["callout", "show", "K-1"]);
    let debts = shown["debts"].as_array().expect("debts").iter();
    let text = |debt: &Value, key: &str| debt[key].as_str().expect("a text").to_owned();
    debts
        .map(|debt| (text(debt, "what"), text(debt, "pay")))
        .collect()
}

/// A printed command, as a shell takes it apart, with something said for its dots.
fn words(pay: &str, value: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for one in pay.chars() {
        match one {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(one),
        }
    }
    let fill = |word: String| match word.as_str() {
        "PERSON" => "Jo Dale".to_owned(),
        _ => word.replace("...", value).replace('…', value),
    };
    words.into_iter().skip(1).map(fill).collect()
}

/// An outsider was at two servers.
fn with_outsider() -> Rig {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "what=2", "what.which=no network"]);
    rig.ok(&["callout", "answer", "list.outsider=yes"]);
    rig.ok(&[
        "callout",
        "answer",
        "V.name=P. Kahn",
        "V.company=Acme",
        "V.arrived=0155",
        "V.left=0205",
        "V.systems=mail server, backup",
    ]);
    rig
}

#[test]
fn new_passwords_are_owed_and_paid_system_by_system() {
    let rig = with_outsider();
    rig.ok(&["callout", "answer", "outcome=1"]);
    rig.ok(&["callout", "finish"]);
    let systems = |rig: &Rig| -> Vec<(String, String)> {
        let mut owed = owed(rig);
        owed.retain(|(key, _)| key.starts_with("V."));
        owed
    };
    let owes = systems(&rig);
    assert_eq!(owes.len(), 2, "{owes:?}");
    for (paid, (_, pay)) in owes.iter().enumerate() {
        assert_eq!(systems(&rig).len(), 2 - paid);
        let words = words(pay, "changed");
        rig.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    assert!(systems(&rig).is_empty());
    // What is left of the list shows, and the passwords are no part of it.
    let owes = owed(&rig);
    let asks = |step: &str| {
        owes.iter()
            .any(|(_, pay)| pay.contains(&format!(" L-2 {step} ")))
    };
    assert!(!asks("chg") && asks("vault"), "{owes:?}");
}

#[test]
fn the_list_for_new_passwords_asks_nothing_that_the_walk_was_told() {
    let rig = with_outsider();
    let ticket = rig.json(&["show", "T-1"]);
    assert!(
        ticket["also"].to_string().contains("server-change"),
        "{ticket}"
    );
    let lists = ["L-1", "L-2"].map(|list| rig.json(&["check", "show", list]));
    let mut lists = lists.into_iter();
    let list = lists.find(|list| list["checklist"] == "credential-rotation-outsider");
    let list = list.expect("the list has begun");
    let state = |id: &str| {
        let steps = list["steps"].as_array().expect("steps").iter();
        let step = steps.filter(|step| step["id"] == id);
        step.map(|step| step["state"].to_string())
            .collect::<String>()
    };
    assert_eq!(state("who"), "\"done\"", "{list}");
    assert_eq!(state("rec"), "\"done\"", "{list}");
    assert_eq!(state("chg"), "\"open\"", "{list}");
}

/// What is said where a command of a debt has dots.
fn value(key: &str) -> &'static str {
    match key {
        "impact.now" | "impact.opening" => "3",
        "place.where" | "list.outsider" => "1",
        "caller.name" => "Maria Ortiz",
        _ => "0205",
    }
}

#[test]
fn every_command_that_a_night_left_early_prints_pays_its_debt() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "?"]);
    rig.ok(&["callout", "answer", "what=2", "what.which=no network"]);
    rig.ok(&["callout", "answer", "outcome=1"]);
    rig.ok(&["callout", "finish"]);
    let first = owed(&rig);
    assert!(
        first.iter().any(|(key, _)| key == "list.outsider"),
        "{first:?}"
    );
    for _ in 0..60 {
        let Some((key, pay)) = owed(&rig).into_iter().next() else {
            return;
        };
        let words = words(&pay, value(&key));
        rig.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let owed = owed(&rig);
        assert!(
            owed.iter().all(|(still, _)| *still != key),
            "{pay}: {owed:?}"
        );
    }
    panic!("it is never paid: {:?}", owed(&rig));
}
