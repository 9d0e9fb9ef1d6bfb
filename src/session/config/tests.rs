//! The person's own file: what it sets, what is told of a fault, and its page in the docs.

use super::*;
use crate::tui::action::{ACTIONS, Action, key_name};
use crate::tui::{Key, KeyCode};

fn parse(text: &str) -> Config {
    Config::parse(text, "config.toml")
}

fn problem(text: &str) -> String {
    let config = parse(text);
    assert_eq!(config.problems.len(), 1, "{text}: {:?}", config.problems);
    config.problems[0].clone()
}

#[test]
fn a_file_says_what_it_sets() {
    let config = parse(
        "# mine\ntheme = \"mono\"  # at night\nascii = true\neditor = 'vi -u \"my rc\"'\n\
         mouse = true\nbell = \"deadlines\"\ntitle = true\n[keys]\nnew = [\"N\"]\n\
         \"page down\" = \"ctrl-f\"\n",
    );
    assert_eq!(config.problems, Vec::<String>::new());
    assert_eq!(config.theme, ThemeKind::Mono);
    let argv = ["vi", "-u", "my rc"].map(str::to_owned);
    assert_eq!(config.editor, Some(argv.to_vec()));
    assert_eq!(config.bell, Bell::Deadlines);
    assert!(config.ascii && config.mouse && config.title);
    assert_eq!(config.keymap.key_of(Action::New), "N");
    assert_eq!(config.keymap.key_of(Action::PageDown), "ctrl-f");
    assert_eq!(parse(""), Config::default());
    assert_eq!(parse("editor = \"\"").editor, None);
}

#[test]
fn a_fault_is_told_with_its_line_its_key_and_the_mend() {
    for (text, start, mend) in [
        ("\nthema = 1", "config.toml:2: thema: ", "theme, ascii"),
        ("ascii = \"yes\"", "config.toml:1: ascii: ", "true or false"),
        ("theme = \"pink\"", "config.toml:1: theme: ", "blue-orange"),
        ("theme = 3", "config.toml:1: theme: ", "quotation marks"),
        (
            "\n\nbell = \"on\"",
            "config.toml:3: bell: ",
            "\"deadlines\"",
        ),
        ("editor = \"vi 'x\"", "config.toml:1: editor: ", "quote"),
        ("editor = \" \"", "config.toml:1: editor: ", "\"vi\""),
        ("keys = 1", "config.toml:1: keys: ", "[keys]"),
        (
            "[keys]\nnew = 1",
            "config.toml:2: keys.new: ",
            "[\"n\", \"N\"]",
        ),
        (
            "[keys]\nknew = [\"k\"]",
            "config.toml:2: keys.knew: ",
            "lists all",
        ),
        (
            "[keys]\n\nnew = [\"a\"]",
            "config.toml:3: keys.new: ",
            "`action`",
        ),
        (
            "[keys]\nnew = [\"Enter\"]",
            "config.toml:2: keys.new: ",
            "another",
        ),
        (
            "[keys]\nnew = [\"ctrl-s\"]",
            "config.toml:2: keys.new: ",
            "output",
        ),
    ] {
        let said = problem(text);
        assert!(said.starts_with(start), "{said}");
        assert!(said.contains(mend), "{said}");
    }
}

#[test]
fn the_rest_of_a_file_with_faults_is_heeded_and_all_of_them_are_told() {
    let config = parse(
        "theme = \"pink\"\nmouse = true\nthis is no setting\ntitle = true\n[keys]\nnew = [\"a\"]\n\
         find = [\"F\"]\nquit = [\"alt-q\"]\n",
    );
    let lines: Vec<&str> = config.problems.iter().map(|p| &p[12..13]).collect();
    assert_eq!(lines, ["1", "3", "6", "8"], "{:?}", config.problems);
    assert!(config.mouse && config.title);
    assert_eq!(config.keymap.key_of(Action::Find), "F");
    assert_eq!(config.keymap.key_of(Action::New), "n");
    assert_eq!(config.keymap.key_of(Action::Quit), "q");
}

#[test]
fn of_two_that_want_one_key_the_later_in_the_file_is_told() {
    let said = problem(
        "[keys]\nzoom = [\"N\"]\nact = []\nnew = [\"N\"]\n"
            .replace("act = []\n", "")
            .as_str(),
    );
    assert!(
        said.starts_with("config.toml:3: keys.new: N is the key of `zoom`"),
        "{said}"
    );
}

#[test]
fn what_stands_in_the_file_is_shown_without_harm() {
    for text in [
        "[keys]\n\"\\u001b[2J\" = [\"n\"]",
        "theme = \"\\u001b]0;x\\u0007\"",
        "[keys]\nnew = [\"\\u202e\\u202e\"]",
    ] {
        let said = problem(text);
        assert!(
            !said.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{said:?}"
        );
    }
    // Nothing of this may fall over.
    for text in [
        "\u{0}",
        "=",
        "[",
        "[keys",
        "[[keys]]\nnew=1",
        "\"",
        "a=[",
        "keys.new='N'",
        "\r",
    ] {
        let _ = parse(text);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    assert_eq!(
        read_file(&file).unwrap_err().kind(),
        io::ErrorKind::NotFound
    );
    assert!(read_file(folder.path()).is_err());
    fs::write(&file, b"\xff").unwrap();
    assert!(read_file(&file).is_err());
    fs::write(&file, vec![b'#'; 65 << 10]).unwrap();
    assert!(read_file(&file).is_err());
    fs::write(&file, "mouse = true").unwrap();
    assert_eq!(read_file(&file).unwrap(), "mouse = true");
}

/// The page of the settings, and the rows that the program says stand in it.
fn page_and_rows() -> (String, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/settings.md")).unwrap();
    let rows = ACTIONS.iter().map(|spec| {
        let keys: Vec<String> = spec
            .keys
            .iter()
            .map(|key| format!("`{}`", key_name(*key)))
            .collect();
        format!("| `{}` | {} | {} |", spec.name, keys.join(" "), spec.help)
    });
    (page, rows.collect())
}

#[test]
fn the_page_names_every_setting_and_every_action_with_its_keys() {
    let (page, rows) = page_and_rows();
    let begin = "| action | keys | does |\n|---|---|---|\n";
    let table = page
        .split_once(begin)
        .expect("the page has the table of actions")
        .1;
    let table = table.split_once("\n\n").map_or(table, |(table, _)| table);
    let wanted = rows.join("\n");
    assert_eq!(
        table.trim_end(),
        wanted,
        "docs/settings.md; the rows are\n{wanted}"
    );
    for name in NAMES {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
    for (_, name) in ThemeKind::ALL {
        assert!(page.contains(&format!("`\"{name}\"`")), "{name}");
    }
}

#[test]
fn what_the_page_shows_as_a_file_is_one_and_the_defaults_are_as_it_says() {
    let (page, _) = page_and_rows();
    let files: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("```")?.0))
        .collect();
    assert_eq!(files.len(), 2, "the defaults, and the keys");
    let defaults = parse(files[0]);
    assert_eq!(defaults, Config::default());
    let keys = parse(files[1]);
    assert_eq!(keys.problems, Vec::<String>::new());
    assert_ne!(keys.keymap, Config::default().keymap);
    for name in NAMES.iter().filter(|name| **name != "keys") {
        assert!(files[0].contains(&format!("{name} = ")), "{name}");
    }
}

#[test]
fn the_fixed_keys_are_those_of_the_page() {
    let (page, _) = page_and_rows();
    for code in [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Char(':'),
    ] {
        let key = Key::plain(code);
        assert!(crate::tui::action::is_fixed(key));
        assert!(page.contains(&key_name(key)));
    }
}
