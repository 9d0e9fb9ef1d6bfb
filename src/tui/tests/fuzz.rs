//! Random keys, pastes and sizes: nothing panics, nothing typed is lost.

use proptest::prelude::*;

use super::rig::{Rig, library};
use crate::tui::{Bell, Key, KeyCode, Mouse, MouseWhat, Msg, Settings};

fn key() -> impl Strategy<Value = Key> {
    let named = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::F(1),
    ]);
    prop_oneof![
        3 => prop::char::range(' ', '~').prop_map(Key::char),
        1 => any::<char>().prop_map(Key::char),
        3 => named.prop_map(Key::plain),
        1 => prop::char::range('a', 'z').prop_map(Key::ctrl),
    ]
}

#[derive(Debug, Clone)]
enum Step {
    Key(Key),
    Paste(String),
    Size(u16, u16),
    Wait(i64),
    Mouse(Mouse),
}

fn mouse() -> impl Strategy<Value = Mouse> {
    let what = prop::sample::select(vec![
        MouseWhat::Click,
        MouseWhat::WheelUp,
        MouseWhat::WheelDown,
    ]);
    (what, 0u16..200, 0u16..60).prop_map(|(what, col, row)| Mouse { what, col, row })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => key().prop_map(Step::Key),
        1 => any::<String>().prop_map(Step::Paste),
        1 => (1u16..300, 1u16..100).prop_map(|(cols, rows)| Step::Size(cols, rows)),
        1 => (0i64..5).prop_map(Step::Wait),
        5 => mouse().prop_map(Step::Mouse),
    ]
}

fn run(rig: &mut Rig, step: Step) {
    match step {
        Step::Key(key) => rig.send(Msg::Key(key)),
        Step::Mouse(mouse) => rig.send(Msg::Mouse(mouse)),
        Step::Paste(text) => rig.send(Msg::Paste(text)),
        Step::Size(cols, rows) => {
            rig.size(cols, rows);
        }
        Step::Wait(minutes) => {
            rig.wait(minutes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn five_hundred_random_steps_neither_panic_nor_lose_a_text(
        steps in prop::collection::vec(step(), 500),
    ) {
        let settings = Settings {
            mouse: true,
            bell: Bell::Deadlines,
            ..Settings::default()
        };
        let mut rig = Rig::with(library(), settings);
        for (n, step) in steps.into_iter().enumerate() {
            run(&mut rig, step);
            if n % 5 == 0 {
                let frame = rig.frame();
                prop_assert!(!frame.chars().any(|c| c.is_control() && c != '\n'));
            }
            // Whatever is typed and not saved lies among the drafts, word for word.
            for form in &rig.model.forms {
                for (index, field) in form.fields.iter().enumerate() {
                    let key = form.draft_key(index).unwrap();
                    let text = field.editor.text();
                    if field.is_touched() {
                        let others = rig.model.forms.iter().filter(|other| other.kind == form.kind);
                        if others.count() == 1 {
                            prop_assert_eq!(rig.drafts.get(&key), Some(&text));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_title_of_any_text_is_drawn_at_any_size(
        title in any::<String>(),
        cols in 1u16..220,
        rows in 1u16..60,
    ) {
        let mut rig = Rig::new(library());
        rig.world.open(&format!("a{title}"));
        let snapshot = super::rig::snapshot(&rig.world);
        rig.send(Msg::Desk(snapshot));
        rig.size(cols, rows).keys("R");
        let (text, _) = rig.drawn();
        for line in text.lines() {
            prop_assert!(crate::text::width(line) <= usize::from(cols));
        }
    }
}
