//! Runbooks: read, refused with the line, laid beside the other files, and retired.

use std::fs;

use crate::domain::site::{FileKind, Runbook};
use crate::policy::{RUNBOOK_BYTES_MAX, kind_of, read_runbook, shipped, site_files};
use crate::text::Clean;

const TEXT: &str = "# Restarting the circulation server\nFor: circ-srv, Firewall, server\n\n\
                    1. Ring the desk downstairs.\n2. `systemctl restart circ`\n\n";

fn read(text: &str) -> Runbook {
    read_runbook(text, "site/runbooks/circ-srv.md").unwrap().0
}

fn faults(text: &str, name: &str) -> Vec<String> {
    let faults = read_runbook(text, name).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

fn words(runbook: &Runbook) -> Vec<&str> {
    runbook.targets.iter().map(Clean::as_str).collect()
}

#[test]
fn a_runbook_has_its_title_what_it_is_for_and_its_lines() {
    let runbook = read(TEXT);
    assert_eq!(runbook.id, "circ-srv");
    assert_eq!(runbook.title.as_str(), "Restarting the circulation server");
    assert_eq!(words(&runbook), ["circ-srv", "Firewall", "server"]);
    let lines: Vec<&str> = runbook.lines.iter().map(Clean::as_str).collect();
    assert_eq!(
        lines,
        [
            "1. Ring the desk downstairs.",
            "2. `systemctl restart circ`"
        ]
    );
    assert_ne!(read(&TEXT.replace("Ring", "Call")).version, runbook.version);
}

#[test]
fn without_a_line_for_the_name_of_the_file_is_the_thing() {
    let runbook = read("\u{feff}\r\n\r\nThe old printer\r\n\r\n    lpstat -a\r\n");
    assert_eq!(words(&runbook), ["circ-srv"]);
    assert_eq!(runbook.title.as_str(), "The old printer");
    assert_eq!(runbook.lines[0].as_str(), "    lpstat -a");
    let late = "Title\n1\n2\n3\n4\n5\nFor: another\n";
    assert_eq!(words(&read(late)), ["circ-srv"]);
    assert_eq!(read(late).lines.len(), 6);
}

#[test]
fn for_with_nothing_or_none_retires_it_and_says_so() {
    for says in ["For:", "for: none", "FOR: ,"] {
        let text = TEXT.replace("For: circ-srv, Firewall, server", says);
        let (runbook, notes) = read_runbook(&text, "circ-srv.md").unwrap();
        assert!(runbook.is_retired(), "{says}");
        assert!(notes[0].text.as_str().contains("retires"), "{says}");
    }
}

#[test]
fn every_fault_names_the_file_the_line_and_the_mend() {
    let cases = [
        ("", "runbooks/a.md:1: there is nothing in it; write a title"),
        (
            "\n\nFor: circ-srv\nText\n",
            "runbooks/a.md:3: title: the first line is to be the title; write in one short line",
        ),
        ("##\nFor: x\n", "runbooks/a.md:1: title: the title is empty"),
        (
            "Title\n\nFor: a\nfor: b\n",
            "runbooks/a.md:4: For: line 3 says already what it is for; write all of it in one line",
        ),
        (
            "Title\nFor: a, none\n",
            "runbooks/a.md:2: For: `none` stands among names; take it out",
        ),
    ];
    for (text, said) in cases {
        let faults = faults(text, "runbooks/a.md");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(said), "{faults:?}");
    }
    let long = format!("{}\n\nFor: {}\n", "T".repeat(61), "x".repeat(61));
    assert_eq!(faults(&long, "a.md").len(), 2);
    assert!(faults("T\n", &format!("{}.md", "n".repeat(61)))[0].contains("61 characters"));
    let large = "T\n".repeat(RUNBOOK_BYTES_MAX / 2 + 1);
    assert!(faults(&large, "a.md")[0].contains("65538 bytes, 65536 are the most"));
    read("T\n".repeat(RUNBOOK_BYTES_MAX / 2).as_str());
}

#[test]
fn a_word_that_is_nearly_a_kind_is_worth_a_second_look() {
    let (_, notes) = read_runbook("T\nFor: servers, mail\n", "a.md").unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0].to_string(),
        "a.md:2: For: `servers` is taken for the name of a thing; every server is written `server`"
    );
}

#[test]
fn nothing_in_it_is_obeyed_by_a_terminal() {
    let runbook = read("T\u{1b}[2J\nFor: a\u{202e}\n\u{1b}]0;x\u{7}\n");
    let all = format!("{:?}", (&runbook.title, &runbook.targets, &runbook.lines));
    assert!(!all.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{all}");
}

#[test]
fn a_text_file_is_a_runbook_unless_it_holds_rules_or_a_policy() {
    assert_eq!(kind_of(TEXT, "x/circ.md"), Ok(FileKind::Runbook));
    assert_eq!(kind_of(TEXT, "circ.TXT"), Ok(FileKind::Runbook));
    assert!(kind_of(TEXT, "circ.toml").is_err());
    let fault = kind_of(TEXT, "site/policies/ours.txt").unwrap_err();
    assert!(fault.wrong.as_str().contains("text of a policy"));
    let list = shipped()
        .file(FileKind::Checklist, "phone-failure")
        .unwrap();
    assert_eq!(kind_of(&list.text, "mine.txt"), Ok(FileKind::Checklist));
}

#[test]
fn those_in_their_folder_belong_to_the_site_and_one_name_is_one_runbook() {
    let site = tempfile::tempdir().unwrap();
    let folder = site.path().join("runbooks");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("circ-srv.md"), TEXT).unwrap();
    fs::write(folder.join("notes.odt"), "no runbook").unwrap();
    fs::write(site.path().join("readme.md"), "no runbook").unwrap();
    let pack = site_files(site.path()).unwrap();
    assert_eq!(pack.files().count(), shipped().files().count() + 1);
    let policy = pack.policy("bloomfield").unwrap();
    assert!(policy.runbook("circ-srv").is_some());
    let (file, _) = pack.checked("elsewhere/circ-srv.md", TEXT).unwrap();
    assert_eq!(
        (file.kind, file.id.as_str()),
        (FileKind::Runbook, "circ-srv")
    );
    assert_eq!(file.version, policy.runbooks["circ-srv"].version);
    fs::write(folder.join("circ-srv.txt"), TEXT).unwrap();
    let faults = site_files(site.path()).unwrap_err();
    assert!(
        faults[0]
            .to_string()
            .contains("runbooks/circ-srv.md is a runbook `circ-srv` too"),
        "{faults:?}"
    );
}
