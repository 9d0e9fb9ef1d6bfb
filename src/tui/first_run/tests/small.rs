//! Small windows: the keys that work are shown, or the key that shows them.

use super::*;

const SIZES: [(u16, u16); 4] = [(120, 36), (80, 24), (60, 16), (40, 10)];

#[test]
fn the_last_row_names_whole_keys_and_the_one_that_shows_all_of_them() {
    for (cols, rows) in SIZES {
        for (name, keys, _) in pages() {
            let mut first = first();
            press(&mut first, &keys);
            let page = shown(&first, cols, rows);
            let last = page.lines().last().unwrap().trim_matches('"').trim_end();
            let all = if first.is_typed() {
                "F1 keys"
            } else {
                "? keys"
            };
            assert!(last.ends_with(all), "{name} {cols}x{rows}: {last}");
            let wanted = if name.starts_with("how") {
                "Enter next"
            } else {
                "Enter "
            };
            assert!(last.contains(wanted), "{name} {cols}x{rows}: {last}");
        }
    }
}

#[test]
fn what_is_typed_is_in_sight_at_every_size() {
    for (cols, rows) in SIZES {
        for (keys, typed) in [
            ("12it-st", "it-st"),
            ("12it-staff\r", "/srv/nightdesk"),
            ("11Millrow Lib", "Millrow Lib"),
            (TO_ZONE, "Europe/London"),
            (TO_HOURS, "mon-fri 08:30"),
            (TO_HOLIDAYS, "us-federal"),
            ("4/srv/desk", "/srv/desk"),
        ] {
            let mut first = first();
            press(&mut first, keys);
            let page = shown(&first, cols, rows);
            assert!(page.contains(typed), "{keys} {cols}x{rows}:\n{page}");
        }
        let mut first = first();
        press(&mut first, &format!("{TO_SETTINGS}e\u{15}both"));
        let page = shown(&first, cols, rows);
        assert!(page.contains("New value: both"), "{cols}x{rows}:\n{page}");
        press(&mut first, "\u{15}x\r");
        let page = shown(&first, cols, rows);
        assert!(page.contains("New value: x"), "{cols}x{rows}:\n{page}");
        assert!(page.contains("comp_time.basis: "), "{cols}x{rows}:\n{page}");
    }
}

#[test]
fn the_page_of_keys_has_each_of_them_and_the_whole_page_and_goes_with_any_other_key() {
    let mut first = first();
    press(&mut first, &format!("{TO_SETTINGS}?"));
    let page = shown(&first, 60, 16);
    for wanted in ["u          takes back", "ctrl-c     twice: leaves", "HELP"] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    press(&mut first, &"j".repeat(14));
    assert!(shown(&first, 60, 16).contains("our default stands until"));
    press(&mut first, "A");
    let page = shown(&first, 60, 16);
    assert!(
        page.contains("1 of 106"),
        "closed, and nothing else: {page}"
    );
    // Where letters are text it is F1, and a question mark is text.
    let mut first = self::first();
    press(&mut first, "11Who?");
    assert!(shown(&first, 80, 24).contains("Name: Who?"));
    first.key(Key::plain(KeyCode::F(1)));
    let page = shown(&first, 40, 10);
    assert!(page.contains("Esc        back, keeps the text"), "{page}");
    first.key(Key::plain(KeyCode::Esc));
    assert!(shown(&first, 80, 24).contains("Name: Who?"));
}

#[test]
fn a_text_that_is_none_is_said_before_it_is_typed_and_taken_so() {
    let mut first = first();
    let open = answers::open_settings(&first.around.profiles[0].rules);
    let at = open
        .iter()
        .position(|(key, _)| *key == "desk.witness_dir")
        .unwrap();
    press(&mut first, &format!("{TO_SETTINGS}{}e", "j".repeat(at)));
    let page = shown(&first, 80, 24);
    assert!(page.contains("Empty or none: nothing."), "{page}");
    press(&mut first, "\u{15}/mnt/w\rke\u{15}none\r");
    let setup = match press(&mut first, "s\r") {
        Some(FirstEffect::Make(setup)) => setup,
        other => panic!("{other:?}"),
    };
    assert_eq!(profile_of(&setup).settings["desk.witness_dir"], "none");
    assert!(setup.text.contains("witness_dir = \"\""), "{}", setup.text);
}
