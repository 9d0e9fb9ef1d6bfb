//! Help, the man page, the completions and `docs/cli.md`.

use super::rig::Rig;

#[test]
fn the_page_of_the_command_line_is_up_to_date() {
    let page = nightdesk::cli::cli_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write("docs/cli.md", &page).unwrap();
    }
    let written = std::fs::read_to_string("docs/cli.md").unwrap();
    assert!(written == page, "run it with UPDATE_DOCS=1");
}

#[test]
fn help_names_every_command_and_each_has_its_own() {
    let rig = Rig::bare();
    let help = rig.ok(&["--help"]);
    let commands = "init demo new log tell contain report impact assign wait category note \
                    narrative resolve close reopen correct move attach queue why show check callout roster claim triage \
                    staff person unit asset profile find import verify backup restore head rebuild adopt doctor \
                    completions man";
    for command in commands.split_whitespace() {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        let own = rig.ok(&[command, "--help"]);
        assert!(own.contains("Usage: nightdesk"), "{command}: {own}");
        assert!(own.lines().all(|line| line.chars().count() <= 80), "{own}");
    }
    assert!(rig.ok(&["--version"]).starts_with("nightdesk 0."));
    assert!(rig.ok(&["man"]).contains(".TH nightdesk"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(rig.ok(&["completions", shell]).contains("nightdesk"));
    }
}
