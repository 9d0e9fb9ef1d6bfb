//! The real program in a pseudo-terminal, driven by keys and read as a person reads it.
//!
//! Waiting is always for something to be seen or to end, with a limit that only a broken program
//! reaches.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long a sign may take to appear before the test fails: far above anything seen.
const LIMIT: Duration = Duration::from_secs(20);

/// A program in a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// Every byte that was shown.
    pub bytes: Vec<u8>,
    is_over: bool,
    /// Nobody reads any more: whoever holds the line's reading end lets go of it.
    is_dropped: Arc<AtomicBool>,
    /// Nobody reads at the moment: the line is up, and what is shown waits in it.
    is_stalled: Arc<AtomicBool>,
}

/// How a program is started.
pub struct Start<'a> {
    /// A program, with its arguments, that starts ours.
    pub under: &'a [&'a str],
    /// Arguments behind the program's name.
    pub args: &'a [&'a str],
    /// The home folder; nothing of the real one is seen.
    pub home: &'a Path,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Further variables.
    pub env: BTreeMap<&'a str, String>,
}

impl<'a> Start<'a> {
    /// The program without arguments, at 80x24.
    pub fn at(home: &'a Path) -> Self {
        Self {
            under: &[],
            args: &[],
            home,
            size: (80, 24),
            env: BTreeMap::new(),
        }
    }

    /// Started by another program, such as a tracer.
    pub fn under(mut self, under: &'a [&'a str]) -> Self {
        self.under = under;
        self
    }

    /// With arguments.
    pub fn args(mut self, args: &'a [&'a str]) -> Self {
        self.args = args;
        self
    }

    /// With a size in columns and rows.
    pub fn size(mut self, cols: u16, rows: u16) -> Self {
        self.size = (cols, rows);
        self
    }

    /// With a variable.
    pub fn env(mut self, name: &'a str, value: &str) -> Self {
        self.env.insert(name, value.to_owned());
        self
    }

    /// Starts it.
    pub fn start(self) -> Terminal {
        let (cols, rows) = self.size;
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let words = [self.under, &[env!("CARGO_BIN_EXE_nightdesk")]].concat();
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        command.env_clear();
        command.env("HOME", self.home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("PATH", "/usr/bin:/bin");
        command.cwd(self.home);
        for (name, value) in &self.env {
            command.env(name, value);
        }
        for arg in self.args {
            command.arg(arg);
        }
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let writer = pair.master.take_writer().expect("its input");
        let (sender, output) = channel();
        let is_dropped = Arc::new(AtomicBool::new(false));
        let dropped = Arc::clone(&is_dropped);
        let is_stalled = Arc::new(AtomicBool::new(false));
        let stalled = Arc::clone(&is_stalled);
        std::thread::spawn(move || {
            let mut piece = vec![0; 65536];
            while let Ok(read) = reader.read(&mut piece) {
                let is_over = read == 0 || dropped.load(Ordering::SeqCst);
                if is_over || sender.send(piece[..read].to_vec()).is_err() {
                    break;
                }
                while stalled.load(Ordering::SeqCst) {
                    std::thread::park_timeout(Duration::from_millis(10));
                }
            }
        });
        Terminal {
            child,
            master: Some(pair.master),
            writer: Some(writer),
            output,
            screen: vt100::Parser::new(cells(rows), cells(cols), 0),
            bytes: Vec::new(),
            is_over: false,
            is_dropped,
            is_stalled,
        }
    }
}

/// A size as the reader of screens wants it.
fn cells(n: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(n.max(1)).expect("one at least")
}

/// Whether a whole screen was cleared and drawn; the cursor comes last.
fn is_drawn(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.rfind("\x1b[2J").is_some_and(|at| {
        let frame = &text[at..];
        let shown = frame.find("\x1b[?25h").map(|at| &frame[at..]);
        frame.contains("\x1b[?25l") || shown.is_some_and(|rest| rest.contains('H'))
    })
}

impl Terminal {
    /// Types what is given, byte for byte.
    pub fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().expect("the line is up");
        writer
            .write_all(keys.as_bytes())
            .expect("keys reach the program");
        writer.flush().expect("keys reach the program");
    }

    /// Types a text and Enter.
    pub fn line(&mut self, text: &str) {
        self.send(text);
        self.send("\r");
    }

    /// Waits until the screen shows a text.
    pub fn sees(&mut self, text: &str) {
        self.sees_that(text, |screen| screen.contains(text));
    }

    /// Waits until the screen no longer shows a text.
    pub fn no_longer_sees(&mut self, text: &str) {
        self.sees_that(&format!("no `{text}`"), |screen| !screen.contains(text));
    }

    /// Waits until the screen is as described.
    pub fn sees_that(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        let limit = Instant::now() + LIMIT;
        loop {
            self.take_waiting();
            if is_so(&self.text()) {
                return;
            }
            let left = limit.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Disconnected) if !self.is_over => self.is_over = true,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("never saw {what}; the screen is\n{}", self.text())
                }
            }
        }
    }

    /// Waits until the screen is as described, at most so long; whether it came to be.
    pub fn sees_within(&mut self, limit: Duration, is_so: impl Fn(&str) -> bool) -> bool {
        let limit = Instant::now() + limit;
        loop {
            self.take_waiting();
            if is_so(&self.text()) {
                return true;
            }
            let left = limit.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// Presses Esc, told apart from the start of a sequence whatever comes behind it.
    pub fn escape(&mut self) {
        self.send("\x1b[27u");
    }

    /// Has everything drawn again, and waits until all that was sent before has been heeded and
    /// is on the screen.
    pub fn settles(&mut self) {
        // Twice: a change of size under way draws everything too.
        for _ in 0..2 {
            let from = self.bytes.len();
            self.send("\x0c");
            let limit = Instant::now() + LIMIT;
            while !is_drawn(&self.bytes[from..]) {
                let left = limit.saturating_duration_since(Instant::now());
                match self.output.recv_timeout(left) {
                    Ok(bytes) => self.show(&bytes),
                    Err(error) => panic!("not drawn anew ({error}); it is\n{}", self.text()),
                }
            }
        }
    }

    /// Where the cursor is, row and column.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen.screen().cursor_position()
    }

    /// The screen as text, a line each.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The screen with its colours, cell by cell, and where the cursor is if it is shown.
    pub fn cells(&self) -> (Vec<String>, Option<(u16, u16)>) {
        let screen = self.screen.screen();
        let (rows, cols) = screen.size();
        let (rows, cols) = (rows.get(), cols.get());
        let all = (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col)));
        let cells = all.filter_map(|(row, col)| screen.cell(row, col));
        let looks = cells.map(|cell| {
            let text = Some(cell.contents()).filter(|text| !text.is_empty());
            let colours = (cell.fgcolor(), cell.bgcolor(), cell.bold(), cell.inverse());
            format!("{} {colours:?}", text.unwrap_or(" "))
        });
        let cursor = (!screen.hide_cursor()).then(|| self.cursor());
        (looks.collect(), cursor)
    }

    /// One line of the screen, from 0.
    pub fn row(&self, row: u16) -> String {
        self.text()
            .lines()
            .nth(row.into())
            .unwrap_or_default()
            .to_owned()
    }

    /// Whether the program is on its own screen and not on the shell's.
    pub fn is_on_own_screen(&self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Changes the size of the terminal.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let master = self.master.as_ref().expect("the line is up");
        master.resize(size).expect("the terminal has another size");
        self.screen.screen_mut().set_size(cells(rows), cells(cols));
    }

    /// The line stays up, and from the next piece on nobody reads what is shown, or reads again.
    pub fn stall(&mut self, is_stalled: bool) {
        self.is_stalled.store(is_stalled, Ordering::SeqCst);
    }

    /// The program's process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.pid()).expect("a pid");
        let pid = rustix::process::Pid::from_raw(pid).expect("a pid");
        rustix::process::kill_process(pid, signal).expect("the signal is sent");
    }

    /// The line drops: the terminal is gone, without a word.
    ///
    /// The thread that reads holds the line too and only lets go of it at the next byte, so a
    /// last change of size makes the program draw.
    pub fn drop_line(&mut self) {
        self.is_dropped.store(true, Ordering::SeqCst);
        self.forget_end_of_file();
        self.resize(91, 27);
        self.writer = None;
        self.master = None;
    }

    /// Our writing end, when it goes, would type Enter and the end of file where there is a
    /// character for it; a line that drops types nothing.
    fn forget_end_of_file(&self) {
        let path = self.master.as_ref().and_then(|master| master.tty_name());
        let tty = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed())
            .open(path.expect("the terminal has a name"))
            .expect("the terminal opens");
        let mut modes = rustix::termios::tcgetattr(&tty).expect("its modes");
        modes.special_codes[rustix::termios::SpecialCodeIndex::VEOF] = 0;
        let now = rustix::termios::OptionalActions::Now;
        rustix::termios::tcsetattr(&tty, now, &modes).expect("its modes are set");
    }

    /// Waits until the program is gone and gives its status; it must have ended by itself.
    pub fn ends(&mut self) -> u32 {
        let ended = self.ended();
        assert_eq!(ended.signal(), None, "the screen is\n{}", self.text());
        ended.exit_code()
    }

    /// Waits until a signal has ended the program, and gives the signal's name.
    pub fn ends_by(&mut self) -> String {
        let ended = self.ended();
        let signal = ended.signal().map(str::to_owned);
        signal.unwrap_or_else(|| panic!("it ended by itself, with {}", ended.exit_code()))
    }

    fn ended(&mut self) -> ExitStatus {
        let limit = Instant::now() + LIMIT;
        loop {
            // Draining lets a program that still writes come to its end.
            match self.output.recv_timeout(Duration::from_millis(20)) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                // Its last words may still be on the way; the line's end comes behind them.
                let left = limit.saturating_duration_since(Instant::now());
                while let Ok(bytes) = self.output.recv_timeout(left) {
                    self.show(&bytes);
                }
                return status;
            }
            assert!(
                Instant::now() < limit,
                "it does not end; the screen is\n{}",
                self.text()
            );
        }
    }

    /// How many bytes come within the time in which a key is answered and nothing that waits for
    /// a pause (the preview, 80 ms later) has begun.
    pub fn first_answer(&mut self) -> usize {
        let before = self.bytes.len();
        if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(70)) {
            self.show(&bytes);
            // One frame may come in two pieces.
            while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(5)) {
                self.show(&bytes);
            }
        }
        self.bytes.len() - before
    }

    /// Waits until nothing has come for a while, and says how many bytes came until then.
    pub fn quiet(&mut self) -> usize {
        let before = self.bytes.len();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(400)) {
            self.show(&bytes);
        }
        self.bytes.len() - before
    }

    fn take_waiting(&mut self) {
        while let Ok(bytes) = self.output.try_recv() {
            self.show(&bytes);
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.screen.process(bytes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may be gone already; nothing outlives its test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first run by keys, up to the question for whom the desk is.
pub fn up_to_sharing(home: &Path) -> Terminal {
    let mut desk = Start::at(home).start();
    desk.sees("Welcome to nightdesk");
    desk.send("1");
    desk.sees("for whom is the desk?");
    desk
}

/// Sets a desk up for one person by the first run: a name, the general policy, and all else as it
/// stands there.
pub fn set_up(home: &Path) -> Terminal {
    let mut desk = up_to_sharing(home);
    desk.send("1");
    desk.sees("what is it called?");
    desk.line("Millrow Library");
    desk.sees("which policy is nearest");
    desk.send("1");
    desk.sees("who holds which post?");
    // Who sets a desk up alone is the lead and the director too.
    desk.send("\r\x14\r\x14\x1b[6~");
    desk.sees("which departments are there?");
    desk.send("\r");
    desk.sees("the time zone");
    desk.send("\r");
    desk.sees("when do you work?");
    desk.send("\r");
    desk.sees("which days are free?");
    desk.send("\r");
    desk.sees("what no policy states");
    desk.send("s");
    desk.sees("This is what will be made");
    desk.send("\r");
    desk.sees("No open tickets");
    desk
}

/// One command beside the screen, with what it printed.
pub fn command(home: &Path, args: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_nightdesk"))
        .args(args)
        .env_clear()
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}
