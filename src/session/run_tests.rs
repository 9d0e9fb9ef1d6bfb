//! The loop on a terminal that the test holds the other end of.

use super::*;
use crate::tui::{Key, KeyCode};
use portable_pty::{MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Writes down what it is told; `q` quits, `b` rings, `y` copies, `e` edits; `!` falls over,
/// and what is drawn after `~` does.
#[derive(Default)]
struct Notes {
    keys: String,
    frames: usize,
    drawn: usize,
    sizes: Vec<(u16, u16)>,
    wokens: usize,
    wants: VecDeque<Want>,
    edits: usize,
}

impl App for Notes {
    fn input(&mut self, event: Event) {
        match event {
            Event::Mouse(mouse) => self.keys.extend(["<", &format!("{:?}", mouse.what), ">"]),
            Event::Paste(text) => self.keys.extend(["[", &text, "]"]),
            Event::Key(Key {
                code: KeyCode::Char(c),
                ..
            }) => {
                self.keys.push(c);
                self.wants.extend(match c {
                    'q' => Some(Want::Quit(7)),
                    'b' => Some(Want::Bell),
                    'y' => Some(Want::Copy("copied".to_owned())),
                    'l' => Some(Want::Repaint),
                    'e' => Some(Want::Editor {
                        argv: vec!["true".to_owned()],
                        path: "/dev/null".into(),
                    }),
                    '!' => panic!("a fault on purpose"),
                    _ => None,
                });
            }
            Event::Key(key) => self.keys.extend(["<", &format!("{:?}", key.code), ">"]),
        }
    }

    fn resized(&mut self, cols: u16, rows: u16) {
        self.sizes.push((cols, rows));
    }

    fn woken(&mut self) {
        self.wokens += 1;
        self.wants.push_back(Want::Quit(0));
    }

    fn due(&self) -> Option<Instant> {
        None
    }

    fn tick_due(&mut self) {}

    fn draw(&mut self, frame: &mut Frame<'_>) {
        assert!(!self.keys.contains('~'), "a fault on purpose");
        frame.render_widget(self.keys.as_str(), frame.area());
        self.frames += 1;
        self.drawn = self.keys.len();
    }

    fn dirty(&self) -> bool {
        self.drawn != self.keys.len()
    }

    fn wants(&mut self) -> Option<Want> {
        self.wants.pop_front()
    }

    fn edited(&mut self, ended: Result<(), EditorError>) {
        assert!(ended.is_ok());
        self.edits += 1;
    }
}

fn session() -> (Box<dyn MasterPty + Send>, Session) {
    let size = PtySize {
        rows: 24,
        cols: 80,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let path = pair.master.tty_name().unwrap();
    let tty = Tty::open_path(path.to_str().unwrap()).unwrap();
    let session = Session::on(tty).unwrap();
    // The keys are typed before the session reads them; the terminal must not echo or edit them.
    session.guard.enter().unwrap();
    (pair.master, session)
}

fn type_keys(master: &dyn MasterPty, keys: &[u8]) {
    master.take_writer().unwrap().write_all(keys).unwrap();
}

fn read_some(master: &dyn MasterPty) -> String {
    let mut bytes = vec![0; 1 << 16];
    let n = master.try_clone_reader().unwrap().read(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes[..n]).into_owned()
}

#[test]
fn keys_that_wait_make_one_frame_and_quit_gives_the_terminal_back() {
    let (master, session) = session();
    let mut app = Notes::default();
    type_keys(&*master, b"abc\x1b[A\x1b[200~p\rq\x1b[201~defqxyz");
    assert_eq!(session.run(&mut app, &[]), 7);
    assert_eq!(app.keys, "abc<Up>[p\rq]defq");
    assert_eq!(
        app.frames, 1,
        "one frame before the keys, none after quitting"
    );
    assert_eq!(app.sizes, [(80, 24)]);
    assert!(!session.guard.is_inside());
}

#[test]
fn a_line_that_drops_ends_the_session_and_keeps_the_drafts() {
    let (master, session) = session();
    let kept = Arc::new(AtomicBool::new(false));
    let at_end = Arc::clone(&kept);
    session
        .ends()
        .keep_drafts_by(move || at_end.store(true, Ordering::SeqCst));
    drop(master);
    assert_eq!(session.run(&mut Notes::default(), &[]), 129);
    assert!(kept.load(Ordering::SeqCst));
}

#[test]
fn another_thread_wakes_the_session() {
    let (_master, session) = session();
    session.wake().desk_changed();
    let mut app = Notes::default();
    assert_eq!(session.run(&mut app, &[]), 0);
    assert_eq!(app.wokens, 1);
}

#[test]
fn a_watched_descriptor_wakes_the_session() {
    let (_master, session) = session();
    let watched = Wake::new().unwrap();
    watched.desk_changed();
    let mut app = Notes::default();
    assert_eq!(session.run(&mut app, &[watched.as_fd()]), 0);
    assert_eq!(app.wokens, 1);
}

#[test]
fn a_new_size_is_told_and_drawn() {
    let (master, session) = session();
    let mut app = Notes::default();
    let size = |rows, cols| PtySize {
        rows,
        cols,
        ..PtySize::default()
    };
    master.resize(size(1, 1)).unwrap();
    type_keys(&*master, b"q");
    assert_eq!(session.run(&mut app, &[]), 7);
    assert_eq!(app.sizes, [(1, 1)]);
    master.resize(size(0, 0)).unwrap();
    assert!(session.size().0 > 0 && session.size().1 > 0);
}

#[test]
fn bell_copy_repaint_and_editor_come_in_their_order() {
    let (master, session) = session();
    let mut app = Notes::default();
    type_keys(&*master, b"bylq");
    assert_eq!(session.run(&mut app, &[]), 7);
    let mut shown = String::new();
    while !shown.contains("?1049l") {
        shown.push_str(&read_some(&*master));
    }
    let bell = shown.find('\x07').unwrap();
    let copy = shown.find("\x1b]52;c;Y29waWVk").unwrap();
    assert!(bell < copy);
}

#[test]
fn the_editor_has_the_terminal_and_the_session_goes_on_after() {
    let (master, session) = session();
    let mut app = Notes::default();
    type_keys(&*master, b"e");
    let wake = session.wake();
    let reader = std::thread::spawn(move || {
        // The second entry into the alternate screen says that the session is back.
        let mut shown = String::new();
        while shown.matches("?1049h").count() < 3 {
            shown.push_str(&read_some(&*master));
        }
        wake.desk_changed();
        (master, shown)
    });
    assert_eq!(session.run(&mut app, &[]), 0);
    assert_eq!(app.edits, 1);
    let (_master, shown) = reader.join().unwrap();
    assert!(shown.contains("?1049l"));
}

#[test]
fn a_fault_in_the_screen_keeps_the_drafts_and_gives_the_terminal_back_with_status_1() {
    for key in [b"!", b"~"] {
        let (master, session) = session();
        let (kept, at_keep) = (Arc::new(AtomicBool::new(false)), session.guard.clone());
        let was_kept = Arc::clone(&kept);
        session.ends().keep_drafts_by(move || {
            was_kept.store(at_keep.is_inside(), Ordering::SeqCst);
        });
        type_keys(&*master, key);
        assert_eq!(session.run(&mut Notes::default(), &[]), 1);
        assert!(!session.guard.is_inside());
        assert!(kept.load(Ordering::SeqCst));
    }
}

/// Writes as much as the terminal's queue takes: until somebody reads, it takes no more.
fn fill(master: &dyn MasterPty) {
    let path = master.tty_name().unwrap();
    let tty = Tty::open_path(path.to_str().unwrap()).unwrap();
    tty.write_within(&vec![b'x'; 1 << 20], Duration::from_millis(500));
    // A few letters are taken after it has said that it takes no more.
    while tty.write_some(b"x").unwrap() > 0 {}
}

#[test]
fn keys_are_read_and_heeded_while_the_terminal_reads_nothing() {
    let (master, session) = session();
    fill(&*master);
    let wake = session.wake();
    wake.resized();
    type_keys(&*master, b"abyyl\x1b[200~pasted\x1b[201~cq");
    let mut app = Notes::default();
    assert_eq!(session.run(&mut app, &[]), 7);
    assert_eq!(app.keys, "abyyl[pasted]cq");
    assert_eq!(app.frames, 0, "nothing is drawn that nobody takes");
    assert!(!session.guard.is_inside());
}

#[test]
fn what_is_asked_of_a_terminal_that_does_not_read_comes_once_it_does() {
    let (master, session) = session();
    let guard = &session.guard;
    guard.write(&vec![b'x'; 1 << 20]).unwrap();
    let mut later = Later::default();
    for n in 0..100 {
        later.bell(guard).unwrap();
        later.copy(guard, format!("text {n}")).unwrap();
        later.mouse(guard, n % 2 == 1).unwrap();
    }
    let mut shown = String::new();
    while guard.is_sending() {
        shown.push_str(&read_some(&*master));
        guard.send_on().unwrap();
    }
    later.send(guard).unwrap();
    while !shown.contains("]52;") {
        shown.push_str(&read_some(&*master));
    }
    let (_, end) = shown.rsplit_once('x').unwrap();
    assert_eq!(end.matches('\x07').count(), 1, "{end:?}");
    assert_eq!(end.matches("]52;").count(), 1, "{end:?}");
    assert_eq!(end.matches("?1000h").count(), 1, "{end:?}");
    guard.stay_out();
    later.bell(guard).unwrap();
}
