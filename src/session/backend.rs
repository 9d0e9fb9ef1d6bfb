//! What is drawn becomes bytes: one write for each frame.
//!
//! crossterm turns cells into escape sequences; it would also ask its own idea of the terminal for
//! the size and the cursor, which for a screen that is not this process's own would be wrong, and
//! the cursor's place by a question whose answer arrives among the keys. Both are ours here.
//!
//! Invariants: nothing is written before the frame is whole; no question is ever sent to the
//! terminal; no cell carries a control character or a change of direction out, whatever the
//! screens put into it.

use std::cell::{Cell as Shared, RefCell};
use std::io::{self, Write};
use std::rc::Rc;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// Cells in a row that are sent again rather than leapt over: a leap is a sequence of six bytes or
/// more, a plain cell is one.
const GAP_MAX: u16 = 5;

/// What stands for a cell whose content must not reach a terminal.
static HOSTILE: Cell = Cell::new("\u{fffd}");

/// Collects one frame's bytes.
#[derive(Debug, Clone, Default)]
struct FrameBytes(Rc<RefCell<Vec<u8>>>);

impl Write for FrameBytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The size that is drawn for, shared between whoever learns of a new one and the backend.
#[derive(Debug, Clone)]
pub struct SharedSize(Rc<Shared<Size>>);

impl SharedSize {
    /// A size to start with.
    pub fn new(cols: u16, rows: u16) -> Self {
        Self(Rc::new(Shared::new(Size::new(cols, rows))))
    }

    /// From the next frame on this size holds.
    pub fn set(&self, cols: u16, rows: u16) {
        self.0.set(Size::new(cols, rows));
    }

    /// Columns and rows.
    pub fn get(&self) -> (u16, u16) {
        let size = self.0.get();
        (size.width, size.height)
    }
}

/// Draws on anything that takes bytes.
#[derive(Debug)]
pub struct ScreenBackend<W: Write> {
    cells: CrosstermBackend<FrameBytes>,
    frame: FrameBytes,
    out: W,
    size: SharedSize,
    cursor: Position,
    /// What every cell shows, row by row; empty where that is not known.
    shown: Vec<Cell>,
    /// Whether the cursor is hidden; none where somebody else may have shown it.
    is_hidden: Option<bool>,
}

impl<W: Write> ScreenBackend<W> {
    /// A backend that writes its frames to `out`.
    pub fn new(out: W, size: SharedSize) -> Self {
        // Which colours there are is the theme's to say, not an environment variable's: crossterm
        // would send a reset instead of a colour under NO_COLOR, and that eats the reversal.
        crossterm::style::force_color_output(true);
        let frame = FrameBytes::default();
        let mut new = Self {
            cells: CrosstermBackend::new(frame.clone()),
            frame,
            out,
            size,
            cursor: Position::ORIGIN,
            shown: Vec::new(),
            is_hidden: None,
        };
        // Whoever draws the first frame takes the screen for an empty one too.
        new.forget();
        new
    }

    /// The cells between two that are sent, where they are few, plain and of the same style, so
    /// that to send them is shorter than to leap over them.
    fn between(&self, from: (u16, u16, &Cell), to: (u16, u16)) -> &[Cell] {
        let (x, y, cell) = from;
        let is_near = to.1 == y && to.0 > x + 1 && to.0 - x - 1 <= GAP_MAX;
        if !is_near || !is_plain(cell) || self.shown.len() != self.cell_count() {
            return &[];
        }
        let row = usize::from(y) * usize::from(self.size.get().0);
        let gap = row + usize::from(x) + 1..row + usize::from(to.0);
        let cells = self.shown.get(gap).unwrap_or_default();
        let is_same = |other: &Cell| is_plain(other) && other.style() == cell.style();
        if cells.iter().all(is_same) {
            cells
        } else {
            &[]
        }
    }

    /// From here on every cell shows nothing.
    fn forget(&mut self) {
        self.shown.clear();
        self.shown.resize(self.cell_count(), Cell::EMPTY);
    }

    fn cell_count(&self) -> usize {
        let (cols, rows) = self.size.get();
        usize::from(cols) * usize::from(rows)
    }

    fn remember(&mut self, content: &[(u16, u16, &Cell)]) {
        let cols = usize::from(self.size.get().0);
        for (x, y, cell) in content {
            let at = usize::from(*y) * cols + usize::from(*x);
            if let Some(shown) = self.shown.get_mut(at) {
                shown.clone_from(cell);
            }
        }
    }
}

impl<W: Write> Backend for ScreenBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let content: Vec<(u16, u16, &Cell)> = content
            .map(|(x, y, cell)| (x, y, if is_hostile(cell) { &HOSTILE } else { cell }))
            .collect();
        if content.is_empty() {
            // Nothing changed: not even the resets at a frame's end.
            return Ok(());
        }
        let mut sent: Vec<(u16, u16, Cell)> = Vec::with_capacity(content.len());
        for (at, (x, y, cell)) in content.iter().enumerate() {
            if let Some(before) = at.checked_sub(1).map(|before| content[before]) {
                let gap = (before.0 + 1..).zip(self.between(before, (*x, *y)));
                sent.extend(gap.map(|(x, cell)| (x, *y, cell.clone())));
            }
            sent.push((*x, *y, (*cell).clone()));
        }
        self.remember(&content);
        self.cells
            .draw(sent.iter().map(|(x, y, cell)| (*x, *y, cell)))
    }

    fn append_lines(&mut self, n: u16) -> io::Result<()> {
        self.cells.append_lines(n)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        // Every frame says it again; once is enough for the terminal.
        if self.is_hidden == Some(true) {
            return Ok(());
        }
        self.is_hidden = Some(true);
        self.cells.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.is_hidden == Some(false) {
            return Ok(());
        }
        self.is_hidden = Some(false);
        self.cells.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        self.cells.set_cursor_position(self.cursor)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.is_hidden = None;
        self.forget();
        self.cells.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.is_hidden = None;
        match clear_type {
            ClearType::All => self.forget(),
            ClearType::AfterCursor
            | ClearType::BeforeCursor
            | ClearType::CurrentLine
            | ClearType::UntilNewLine => self.shown.clear(),
        }
        self.cells.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size.0.get())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size.0.get(),
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        let bytes = self.frame.0.take();
        if bytes.is_empty() {
            return Ok(());
        }
        self.out.write_all(&bytes)?;
        self.out.flush()
    }
}

/// Whether a terminal would obey what is in this cell instead of showing it.
fn is_hostile(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    // Nearly every cell is one printable byte.
    !is_plain(cell) && symbol.chars().any(is_obeyed)
}

/// Whether a cell is one printable byte, one column wide on every terminal.
fn is_plain(cell: &Cell) -> bool {
    matches!(cell.symbol().as_bytes(), [0x20..=0x7e])
}

fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::super::escapes::forbidden_escape;
    use super::*;
    use ratatui::Terminal;
    use ratatui::style::{Color, Modifier, Style};

    #[derive(Clone, Default)]
    struct Writes(Rc<RefCell<Vec<Vec<u8>>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn draw(frames: &[&str], sizes: &[(u16, u16)]) -> Vec<Vec<u8>> {
        let writes = Writes::default();
        let size = SharedSize::new(80, 24);
        let mut terminal = Terminal::new(ScreenBackend::new(writes.clone(), size.clone())).unwrap();
        for (at, text) in frames.iter().enumerate() {
            if let Some((cols, rows)) = sizes.get(at) {
                size.set(*cols, *rows);
            }
            terminal
                .draw(|frame| {
                    let area = frame.area();
                    for (n, c) in text.chars().enumerate() {
                        let (x, y) = (n as u16 % area.width, n as u16 / area.width);
                        if y < area.height {
                            let style = Style::new()
                                .fg(Color::Indexed((n % 16) as u8))
                                .add_modifier(Modifier::from_bits_truncate(1 << (n % 9)));
                            frame.buffer_mut()[(x, y)].set_char(c).set_style(style);
                        }
                    }
                    if at % 2 == 0 {
                        frame.set_cursor_position((0, 0));
                    }
                })
                .unwrap();
        }
        writes.0.take()
    }

    #[test]
    fn a_frame_is_one_write() {
        assert_eq!(draw(&["one", "two", "two"], &[]).len(), 3);
    }

    #[test]
    fn only_the_allowed_escapes_leave() {
        let text = "nightdesk ┃ é 漢 ".repeat(100);
        for write in draw(
            &[&text, "x", &text, "", &text],
            &[(80, 24), (1, 1), (300, 100), (20, 5), (80, 24)],
        ) {
            assert_eq!(forbidden_escape(&write), None);
        }
    }

    #[test]
    fn no_cell_carries_a_command_out() {
        let writes = Writes::default();
        let mut backend = ScreenBackend::new(writes.clone(), SharedSize::new(80, 24));
        let cells: Vec<Cell> = ('\0'..='\u{9f}')
            .filter(|c| c.is_control())
            .chain("\u{202e}\u{2066}\u{200f}\u{61c}".chars())
            .map(|c| {
                let mut cell = Cell::default();
                cell.set_symbol(&format!("A{c}[31337m"));
                cell
            })
            .collect();
        backend
            .draw(
                cells
                    .iter()
                    .enumerate()
                    .map(|(n, cell)| (n as u16, 0, cell)),
            )
            .unwrap();
        backend.flush().unwrap();
        let all = writes.0.take().concat();
        assert_eq!(forbidden_escape(&all), None);
        let shown = String::from_utf8(all).unwrap();
        assert_eq!(shown.matches('\u{fffd}').count(), cells.len());
        assert!(!shown.contains("31337"));
    }

    #[test]
    fn a_character_typed_costs_little() {
        let writes = draw(&["a", "ab", "abc"], &[]);
        assert!(writes[2].len() <= 96, "{} bytes", writes[2].len());
    }

    #[test]
    fn a_colour_stays_a_colour() {
        let all = String::from_utf8(draw(&["abc"], &[]).concat()).unwrap();
        assert!(all.contains("38;5;"), "{all:?}");
    }

    #[test]
    fn what_is_sent_again_shows_the_same() {
        let writes = Writes::default();
        let size = SharedSize::new(40, 5);
        let mut terminal = Terminal::new(ScreenBackend::new(writes.clone(), size)).unwrap();
        terminal.clear().unwrap();
        let cells = |n: u16| std::num::NonZero::new(n).unwrap();
        let mut screen = vt100::Parser::new(cells(5), cells(40), 0);
        let mut chance = 7_u64;
        let mut next = |end: u64| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (chance >> 33) % end
        };
        let symbols = ["a", "b", " ", "é", "漢", "-"];
        let mut wanted: Vec<(String, u8)> = vec![("a".to_owned(), 0); 200];
        for _ in 0..500 {
            for _ in 0..=next(40) {
                let symbol = symbols[next(6) as usize].to_owned();
                wanted[next(200) as usize] = (symbol, next(2) as u8);
            }
            let mut drawn = String::new();
            terminal
                .draw(|frame| {
                    for y in 0..5_u16 {
                        let row = &wanted[usize::from(y) * 40..usize::from(y) * 40 + 40];
                        let mut x = 0;
                        for (symbol, colour) in row {
                            let cols = if symbol == "漢" { 2 } else { 1 };
                            if x + cols <= 40 {
                                let style = Style::new().fg(Color::Indexed(*colour));
                                frame.buffer_mut().set_string(x, y, symbol, style);
                                drawn.push_str(symbol);
                                x += cols;
                            }
                        }
                        drawn = drawn.trim_end().to_owned() + "\n";
                    }
                })
                .unwrap();
            screen.process(&writes.0.take().concat());
            let shown: Vec<String> = screen.screen().rows(0, 40).collect();
            let shown = shown.join("\n") + "\n";
            let trimmed = |text: &str| -> Vec<String> {
                text.lines()
                    .map(|line| line.trim_end().to_owned())
                    .collect()
            };
            assert_eq!(trimmed(&shown), trimmed(&drawn));
        }
    }
}
