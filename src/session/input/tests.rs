//! Every way a line can cut and delay a terminal's bytes.

use super::*;
use crate::tui::MouseWhat;
use std::time::Duration;

/// Milliseconds that the pieces of a split sequence come apart on a very slow line.
const LAG_MS: u64 = 300;

struct Line {
    input: Input,
    now: Instant,
    got: Vec<Event>,
}

impl Line {
    fn new() -> Self {
        Self {
            input: Input::new(),
            now: Instant::now(),
            got: Vec::new(),
        }
    }

    fn send(&mut self, bytes: &[u8]) -> &mut Self {
        self.got.extend(self.input.feed(bytes, self.now));
        self
    }

    /// Time passes without a byte; every deadline is met on the way.
    fn pause(&mut self, ms: u64) -> &mut Self {
        let end = self.now + Duration::from_millis(ms);
        while let Some(due) = self.input.deadline().filter(|due| *due <= end) {
            self.got.extend(self.input.expire(due));
        }
        self.now = end;
        self
    }

    fn done(&mut self) -> Vec<Event> {
        self.pause(10_000);
        assert_eq!(self.input.deadline(), None, "a state that lasts for ever");
        std::mem::take(&mut self.got)
    }
}

fn read(bytes: &[u8]) -> Vec<Event> {
    Line::new().send(bytes).done()
}

fn plain(code: KeyCode) -> Event {
    Event::Key(Key::plain(code))
}

fn text(s: &str) -> Vec<Event> {
    s.chars().map(|c| Event::Key(Key::char(c))).collect()
}

fn alt(c: char) -> Event {
    Event::Key(Key {
        alt: true,
        ..Key::char(c)
    })
}

#[test]
fn keys_are_what_a_person_calls_them() {
    use KeyCode::*;
    let table: &[(&[u8], Key)] = &[
        (b"a", Key::char('a')),
        (b"Q", Key::char('Q')),
        ("é".as_bytes(), Key::char('é')),
        ("😀".as_bytes(), Key::char('😀')),
        (b"\r", Key::plain(Enter)),
        (b"\n", Key::plain(Enter)),
        (b"\t", Key::plain(Tab)),
        (b"\x08", Key::plain(Backspace)),
        (b"\x7f", Key::plain(Backspace)),
        (b"\x1b", Key::plain(Esc)),
        (b"\x03", Key::ctrl('c')),
        (b"\x1a", Key::ctrl('z')),
        (b"\x0c", Key::ctrl('l')),
        (b"\0", Key::ctrl(' ')),
        (b"\x1c", Key::ctrl('\\')),
        (b"\x1b[A", Key::plain(Up)),
        (b"\x1bOA", Key::plain(Up)),
        (b"\x1b[Z", Key::plain(BackTab)),
        (b"\x1b[1~", Key::plain(Home)),
        (b"\x1b[4~", Key::plain(End)),
        (b"\x1b[2~", Key::plain(Insert)),
        (b"\x1b[3~", Key::plain(Delete)),
        (b"\x1b[5~", Key::plain(PageUp)),
        (b"\x1b[6~", Key::plain(PageDown)),
        (b"\x1bOP", Key::plain(F(1))),
        (b"\x1b[[A", Key::plain(F(1))),
        (b"\x1b[15~", Key::plain(F(5))),
        (b"\x1b[24~", Key::plain(F(12))),
        (b"\x1b[1;2A", Key::plain(Up)),
        (
            b"\x1b[1;5C",
            Key {
                ctrl: true,
                ..Key::plain(Right)
            },
        ),
        (
            b"\x1bx",
            Key {
                alt: true,
                ..Key::char('x')
            },
        ),
        (
            b"\x1b]",
            Key {
                alt: true,
                ..Key::char(']')
            },
        ),
    ];
    for (bytes, key) in table {
        assert_eq!(read(bytes), [Event::Key(*key)], "{bytes:?}");
    }
}

#[test]
fn keys_typed_fast_come_one_by_one() {
    let mut want = text("ab");
    want.push(plain(KeyCode::Up));
    want.push(plain(KeyCode::Enter));
    want.extend(text("ö"));
    assert_eq!(read("ab\x1b[A\rö".as_bytes()), want);
}

#[test]
fn a_split_changes_nothing_while_no_deadline_passes() {
    let whole = "a\x1b[Aé\x1b[200~p\x1b[Aq\r\né\x1b[201~b\x1bOP\x1b[15~\x1b[1;5C\x1b[?1;2c\x1b[24;80R\
                 \x1b]11;rgb:0000/0000/0000\x07\x1bP1$r0m\x1b\\\x1b[<0;10;10M\x1b[IzZ😀";
    let bytes = whole.as_bytes();
    let want = read(bytes);
    assert!(want.contains(&Event::Paste("p\x1b[Aq\r\né".to_owned())));
    for first in 0..=bytes.len() {
        for second in [first, (first + 3).min(bytes.len()), bytes.len()] {
            let mut line = Line::new();
            line.send(&bytes[..first]).pause(20);
            line.send(&bytes[first..second]).pause(20);
            line.send(&bytes[second..]);
            assert_eq!(line.done(), want, "split at {first} and {second}");
        }
    }
    let mut line = Line::new();
    for byte in bytes {
        line.send(&[*byte]).pause(10);
    }
    assert_eq!(line.done(), want, "byte by byte");
}

#[test]
fn a_lone_escape_is_a_key_after_its_time_and_not_before() {
    let mut line = Line::new();
    line.send(b"\x1b").pause(49);
    assert_eq!(line.got, []);
    line.pause(1);
    assert_eq!(line.got, [plain(KeyCode::Esc)]);
}

#[test]
fn two_escapes_are_two_keys() {
    assert_eq!(
        read(b"\x1b\x1b"),
        [plain(KeyCode::Esc), plain(KeyCode::Esc)]
    );
}

#[test]
fn the_late_rest_of_a_sequence_is_never_text() {
    let sequences: &[&[u8]] = &[
        b"\x1b[A",
        b"\x1b[3~",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[1;5C",
        b"\x1b[?1;2c",
        b"\x1b[?2026;2$y",
        b"\x1b[24;80R",
        b"\x1b[<0;10;10M",
        b"\x1bOP",
        b"\x1b]11;rgb:00/00/00\x07",
    ];
    for bytes in sequences {
        for gap in [60, LAG_MS] {
            let mut line = Line::new();
            for byte in *bytes {
                line.send(&[*byte]).pause(gap);
            }
            line.pause(2_500).send(b"k");
            let got = line.done();
            let mut want = vec![plain(KeyCode::Esc)];
            want.extend(text("k"));
            assert_eq!(got, want, "{bytes:?} {gap} ms apart");
            // Split once, at each place.
            for at in 1..bytes.len() {
                let mut line = Line::new();
                line.send(&bytes[..at]).pause(gap).send(&bytes[at..]);
                let typed = |event: &Event| matches!(event, Event::Key(k) if matches!(k.code, KeyCode::Char(_)));
                assert!(!line.done().iter().any(typed), "{bytes:?} at {at}");
            }
        }
    }
}

#[test]
fn a_slow_paste_marker_still_opens_a_paste() {
    let mut line = Line::new();
    for byte in b"\x1b[200~dd\r\x1b[201~" {
        line.send(&[*byte]).pause(LAG_MS);
    }
    line.send(b"j");
    let mut want = vec![plain(KeyCode::Esc), Event::Paste("dd\r".to_owned())];
    want.extend(text("j"));
    assert_eq!(line.done(), want);
}

#[test]
fn a_bracket_typed_after_escape_is_typed() {
    let mut line = Line::new();
    line.send(b"\x1b").pause(200).send(b"[").pause(100);
    line.send(b"x");
    let mut want = vec![plain(KeyCode::Esc)];
    want.extend(text("[x"));
    assert_eq!(line.done(), want);

    let mut line = Line::new();
    line.send(b"\x1b").pause(1_500).send(b"[A");
    let mut want = vec![plain(KeyCode::Esc)];
    want.extend(text("[A"));
    assert_eq!(line.done(), want);
}

#[test]
fn a_paste_of_a_mebibyte_arrives_whole_in_any_pieces() {
    let body = "Zeile äöü \x1b[A 😀\r\n".repeat(60_000);
    assert!(body.len() > 1 << 20);
    let all = format!("\x1b[200~{body}\x1b[201~x");
    for piece in [1021, 4096, 65_536] {
        let mut line = Line::new();
        for bytes in all.as_bytes().chunks(piece) {
            line.send(bytes).pause(1);
        }
        let got = line.done();
        assert_eq!(got.len(), 2);
        assert!(got[0] == Event::Paste(body.clone()), "pieces of {piece}");
        assert_eq!(got[1], text("x")[0]);
    }
}

#[test]
fn a_paste_that_stands_still_never_becomes_keys() {
    let body = "rm é notes\n".as_bytes();
    for at in 0..=body.len() {
        let mut line = Line::new();
        line.send(b"\x1b[200~").send(&body[..at]).pause(5_000);
        line.send(&body[at..]).send(b"\x1b[201~");
        let got = line.done();
        let joined: String = got
            .iter()
            .map(|event| match event {
                Event::Paste(text) => text.clone(),
                Event::Key(key) => format!("<{key:?}>"),
                Event::Mouse(mouse) => format!("<{mouse:?}>"),
            })
            .collect();
        if body.len() - at > 2 {
            assert_eq!(joined, "rm é notes\n", "stood still at {at}");
        }
    }
}

#[test]
fn a_paste_without_its_end_gives_the_keys_back() {
    let mut line = Line::new();
    line.send(b"\x1b[200~abc").pause(1_000);
    line.send(b"\x03").pause(10).send(b"q");
    let mut want = vec![Event::Paste("abc".to_owned()), Event::Key(Key::ctrl('c'))];
    want.extend(text("q"));
    assert_eq!(line.done(), want);
}

#[test]
fn what_a_terminal_answers_is_swallowed() {
    let answers: &[&[u8]] = &[
        b"\x1b[?62;1;2c",
        b"\x1b[>41;354;0c",
        b"\x1b[24;80R",
        b"\x1b[0n",
        b"\x1b[?1;2$y",
        b"\x1b[3;0;0t",
        b"\x1b[I",
        b"\x1b[O",
        b"\x1b[M !!",
        b"\x1b]52;c;Q0FOQVJZ\x07",
        b"\x1b]52;c;Q0FOQVJZ\x1b\\",
        b"\x1b]0;title\x1b\\",
        b"\x1bP$qm\x1b\\",
        b"\x1bP>|term 1.0\x1b\\",
        b"\x1b_app\x1b\\",
        b"\x1b^pm\x1b\\",
        b"\x1bXsos\x1b\\",
        b"\x1bPtmux;\x1b\x1b]52;c;Q0FOQVJZ\x07\x1b\\",
        b"\x1b[999999999999999999999999999999999999999999999999999999999999999999999999999m",
    ];
    for bytes in answers {
        assert_eq!(read(bytes), [], "{bytes:?}");
    }
}

/// Reports of a mouse: the form that is asked for, and the old one that comes unasked.
const REPORTS: &[&[u8]] = &[
    b"\x1b[<0;10;3M",
    b"\x1b[<0;10;3m",
    b"\x1b[<64;1;1M",
    b"\x1b[<65;223;99M",
    b"\x1b[<2;5;5M",
    b"\x1b[<35;5;5M",
    b"\x1b[<16;500;200M",
    b"\x1b[M !!",
    b"\x1b[Maqq",
    b"\x1b[M\x03:q",
];

#[test]
fn the_mouse_clicks_and_turns_its_wheel() {
    let mouse = |what, col, row| [Event::Mouse(Mouse { what, col, row })];
    assert_eq!(read(REPORTS[0]), mouse(MouseWhat::Click, 9, 2));
    assert_eq!(read(REPORTS[2]), mouse(MouseWhat::WheelUp, 0, 0));
    assert_eq!(read(REPORTS[3]), mouse(MouseWhat::WheelDown, 222, 98));
    for other in [1, 4, 5, 7, 8, 9] {
        assert_eq!(read(REPORTS[other]), [], "{:?}", REPORTS[other]);
    }
}

#[test]
fn a_report_of_the_mouse_is_never_text_however_it_is_cut() {
    for report in REPORTS {
        for at in 0..=report.len() {
            for pause in [0, 10, LAG_MS, 900] {
                let mut line = Line::new();
                line.send(b"x").pause(100);
                line.send(&report[..at]).pause(pause).send(&report[at..]);
                line.pause(3_000).send(b"y");
                let typed: Vec<Event> = line
                    .done()
                    .into_iter()
                    .filter(|event| !matches!(event, Event::Mouse(_)))
                    .filter(|event| *event != plain(KeyCode::Esc))
                    .collect();
                assert_eq!(typed, text("xy"), "{report:?} at {at}, {pause} ms");
            }
        }
    }
    // Not even where a paste stood still without its end.
    for report in &REPORTS[..8] {
        let mut line = Line::new();
        line.send(b"\x1b[200~abc")
            .pause(5_000)
            .send(report)
            .pause(3_000);
        let got = line.done();
        assert_eq!(got[0], Event::Paste("abc".to_owned()));
        let is_text = |event: &Event| matches!(event, Event::Paste(_) | Event::Key(_));
        assert!(!got[1..].iter().any(is_text), "{report:?}: {got:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_dropped_and_nothing_else() {
    assert_eq!(read(b"a\xffb"), text("ab"));
    assert_eq!(read(b"a\xc3b"), text("ab"));
    assert_eq!(read(b"\xe2\x82a\xe2\x82\xac"), text("a€"));
    assert_eq!(read(b"\xed\xa0\x80a"), text("a"));
    assert_eq!(read(b"\xc2\x9ba"), text("a"));
    assert_eq!(read(b"\x9b\x80a"), text("a"));
    assert_eq!(
        read(b"\x1b[200~a\xffb\x1b[201~"),
        [Event::Paste("a\u{fffd}b".to_owned())]
    );
}

#[test]
fn an_answer_that_never_ends_gives_the_keys_back() {
    let mut line = Line::new();
    line.send(b"\x1b]52;").pause(3_000).send(b"a");
    assert_eq!(line.done(), text("a"));
}

#[test]
fn alt_keys_are_never_the_bare_key() {
    assert_eq!(read(b"\x1bd"), [alt('d')]);
    assert_eq!(read("\x1bé".as_bytes()), [alt('é')]);
    assert_eq!(read(b"\x1bP"), [alt('P')]);
}

#[test]
fn any_bytes_at_all_leave_it_whole() {
    let mut seed: u64 = 0x5eed;
    let mut line = Line::new();
    let alphabet = b"\x1b\x1b[]OPM?;~0123456789ABCRmu\x07\\\x18\xc3\xa9\xff ax\r\x03";
    for _ in 0..200_000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let byte = alphabet[(seed >> 33) as usize % alphabet.len()];
        line.send(&[byte]);
        if seed >> 60 == 0 {
            line.pause((seed >> 40) % 3_000);
        }
        line.got.clear();
    }
    line.pause(10_000).send(b"\x18").pause(10_000).send(b"k");
    assert_eq!(line.done().last(), text("k").last());
}
