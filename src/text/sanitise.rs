//! Makes any text harmless, in one pass and in linear time.
//!
//! Three things are kept from a terminal: what it obeys (control characters), what deceives the
//! reader (characters that turn the direction or cannot be seen) and what chokes it (a letter
//! with a million accents). The first two become marks such as `<U+202E>`; of the third, a few
//! stay and a count says how many were left out.
//!
//! Invariants: the result passes through unchanged; of the control characters it holds LF alone;
//! no cluster of it has more than [`MAX_CLUSTER`] characters; every combining mark has a base.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{decompose_canonical, is_combining_mark, is_public_assigned};
use unicode_segmentation::UnicodeSegmentation as _;

/// Combining marks that one base may carry. Source: our reliability rules, "max 8 combining marks".
pub(super) const MAX_MARKS: usize = 8;

/// Characters of one cluster; the longest emoji in use has ten.
pub(super) const MAX_CLUSTER: usize = 32;

/// Columns of a tab, which does not depend on where it stands.
const TAB: &str = "    ";

const JOINER: char = '\u{200D}';
const KEYCAP: char = '\u{20E3}';
/// Stands under a combining mark that came without a letter.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// Makes any text harmless.
pub(super) fn sanitise(raw: &str) -> String {
    if is_plain(raw) {
        return raw.to_owned();
    }
    let mut pass = Pass::new(raw);
    while let Some(c) = pass.rest.next() {
        pass.take(c);
    }
    pass.tell_dropped();
    shorten_clusters(pass.out.nfc().collect())
}

/// Whether a text is of ASCII letters and line ends alone, which pass as they are.
pub(super) fn is_plain(raw: &str) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b'\n' | b' '..=b'~');
    // Without a way out in between, a block is looked at as a whole.
    let mut blocks = raw.as_bytes().chunks_exact(32);
    blocks.all(|block| block.iter().fold(true, |all, byte| all & is_plain(byte)))
        && blocks.remainder().iter().all(is_plain)
}

/// Whether a character is shown as a mark, wherever it stands.
///
/// Emoji joiners and variation selectors count too; the pass above lets them through in emoji.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() || is_format(c) || is_ignorable(c) || !is_public_assigned(c)
}

/// General category Cf: format characters, the ones for direction among them.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}'
        | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Default-ignorable code points that are not format characters: fillers and selectors.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{34F}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}')
}

/// Whether a character is a picture that a joiner may join to another.
///
/// Asked of the segmentation tables, which carry the property but do not publish it.
fn is_picture(c: char) -> bool {
    c >= '\u{A9}' && {
        let pair = String::from_iter([c, JOINER, '\u{2764}']);
        pair.graphemes(true).count() == 1
    }
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_keycap_base(c: char) -> bool {
    c.is_ascii_digit() || c == '#' || c == '*'
}

/// What stands last in the output, as far as the next character cares.
#[derive(Clone, Copy)]
enum Tail {
    /// Nothing that could carry a mark: the start, a line end, one of our own marks.
    Bare,
    /// A character that carries nothing yet.
    Base(char),
    /// A picture with a selector or a skin tone.
    Emoji,
    /// A base with combining marks.
    Marked,
}

struct Pass<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    tail: Tail,
    marks: usize,
    dropped: usize,
}

impl<'a> Pass<'a> {
    fn new(raw: &'a str) -> Self {
        Self {
            rest: raw.chars().peekable(),
            out: String::with_capacity(raw.len() + raw.len() / 8),
            tail: Tail::Bare,
            marks: 0,
            dropped: 0,
        }
    }

    fn take(&mut self, c: char) {
        let next = self.rest.peek().copied();
        if is_combining_mark(c) && !is_hidden(c) {
            self.combine(c);
            return;
        }
        self.tell_dropped();
        match c {
            '\r' if next == Some('\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                self.out.push('\n');
                self.tail = Tail::Bare;
            }
            '\t' => {
                self.out.push_str(TAB);
                self.tail = Tail::Base(' ');
            }
            JOINER if self.joins_to(next) => self.out.push(c),
            '\u{FE0E}' | '\u{FE0F}' if self.selects(next) => {
                self.out.push(c);
                self.tail = Tail::Emoji;
            }
            _ if is_hidden(c) => self.show_mark(c),
            _ => self.base(c),
        }
    }

    fn joins_to(&self, next: Option<char>) -> bool {
        let after_picture = match self.tail {
            Tail::Emoji => true,
            Tail::Base(c) => is_picture(c),
            Tail::Bare | Tail::Marked => false,
        };
        // A picture with a combining mark may become another character when composed.
        let mut rest = self.rest.clone().skip(1);
        let is_marked = rest
            .next()
            .is_some_and(|c| is_combining_mark(c) && !is_hidden(c));
        // Room for pictures to come is a picture to the tables, and a mark to us.
        after_picture && !is_marked && next.is_some_and(|c| is_picture(c) && !is_hidden(c))
    }

    fn selects(&self, next: Option<char>) -> bool {
        match self.tail {
            Tail::Base(c) => is_picture(c) || (is_keycap_base(c) && next == Some(KEYCAP)),
            Tail::Emoji | Tail::Bare | Tail::Marked => false,
        }
    }

    fn base(&mut self, c: char) {
        if is_skin_tone(c) && matches!(self.tail, Tail::Base(p) if is_picture(p)) {
            self.out.push(c);
            self.tail = Tail::Emoji;
            return;
        }
        // Counted in decomposed form, so that composing cannot make room for more.
        let (out, mut marks) = (&mut self.out, 0);
        decompose_canonical(c, |part| {
            out.push(part);
            marks += usize::from(is_combining_mark(part));
        });
        self.marks = marks;
        self.tail = Tail::Base(c);
    }

    fn combine(&mut self, c: char) {
        if matches!(self.tail, Tail::Bare) {
            self.out.push(DOTTED_CIRCLE);
            self.marks = 0;
        } else if matches!(self.tail, Tail::Emoji) {
            self.marks = 0;
        }
        self.tail = Tail::Marked;
        let (out, marks, dropped) = (&mut self.out, &mut self.marks, &mut self.dropped);
        decompose_canonical(c, |part| {
            if *marks < MAX_MARKS {
                out.push(part);
                *marks += 1;
            } else {
                *dropped += 1;
            }
        });
    }

    fn show_mark(&mut self, c: char) {
        // Writing into a String does not fail.
        let _ = write!(self.out, "<U+{:04X}>", u32::from(c));
        self.tail = Tail::Bare;
    }

    fn tell_dropped(&mut self) {
        if self.dropped > 0 {
            let _ = write!(self.out, "<+{} marks>", self.dropped);
            self.dropped = 0;
            self.tail = Tail::Bare;
        }
    }
}

/// Cuts clusters that are longer than any script needs, and says by how much.
fn shorten_clusters(text: String) -> String {
    let is_long = |cluster: &str| cluster.chars().nth(MAX_CLUSTER).is_some();
    if !text.graphemes(true).any(is_long) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        if is_long(cluster) {
            // One less, for a character that joins whatever follows takes in the count's `<`.
            let kept: String = cluster.chars().take(MAX_CLUSTER - 1).collect();
            let kept = kept.trim_end_matches([JOINER, '\u{FE0E}', '\u{FE0F}']);
            out.push_str(kept);
            let left_out = cluster.chars().count() - kept.chars().count();
            let _ = write!(out, "<+{left_out} joined>");
        } else {
            out.push_str(cluster);
        }
    }
    out
}

#[cfg(test)]
mod tests;
