//! Lines in and lines out, and what is kept of a line that was never finished.
//!
//! **Invariant:** nothing is written while a line is being typed; news comes before the next
//! prompt only.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};

use uuid::Uuid;

use super::drill::Night;
use super::words::{owed, spell};
use crate::cli::call::TEXT_BYTES_MAX;
use crate::cli::fail::Fail;
use crate::cli::row::owing;
use crate::cli::seat::Seat;
use crate::domain::ticket::OwedWhat;
use crate::domain::{PersonId, TicketId};
use crate::drafts::{Draft, Drafts, Taken};
use crate::text::{Clean, wrap};
use crate::time::Stamp;

/// Rows of a list that are said at once. Source: `docs/callout.md`, "Line mode".
pub(super) const ROWS: usize = 5;

/// Columns of a line that can be broken between words. Source: `docs/cli.md`, fit for 80 columns.
const COLS: usize = 80;

/// Minutes before something is owed in which it is said. Source: nightdesk, "Line mode".
const SOON_MIN: i64 = 10;

/// Where a text belongs that is typed and not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The record, or the one that is to be.
    pub(super) on: Uuid,
    /// The form and its field, as the full screen calls them.
    pub(super) field: String,
    /// The step of the walk.
    pub(super) step: Option<String>,
}

/// A list that is said a few rows at a time.
#[derive(Debug, Default)]
struct Pages {
    rows: Vec<String>,
    /// The first row that was said last.
    from: usize,
    /// The first row that was not said yet.
    next: usize,
    /// Whether it is a text of the department, said as it stands.
    is_text: bool,
}

/// One person at one end, the desk at the other.
pub(super) struct Talk<'a> {
    /// The desk.
    pub(super) seat: Seat,
    /// Who talks.
    pub(super) me: PersonId,
    input: BufReader<&'a mut dyn Read>,
    output: &'a mut dyn Write,
    drafts: Option<Drafts>,
    pages: Pages,
    /// The practice night, where it is one.
    pub(super) night: Option<Night>,
    seen: BTreeSet<TicketId>,
    reminded: BTreeSet<(TicketId, String)>,
}

impl<'a> Talk<'a> {
    /// A talk about a desk.
    pub(super) fn new(
        seat: Seat,
        me: PersonId,
        input: &'a mut dyn Read,
        output: &'a mut dyn Write,
    ) -> Self {
        // Nothing is changed in a newer program's folder.
        let drafts = (!seat.desk.is_newer())
            .then(|| Drafts::open(seat.desk.dir(), me.uuid()).ok())
            .flatten();
        let mut talk = Self {
            seat,
            me,
            input: BufReader::new(input),
            output,
            drafts,
            pages: Pages::default(),
            night: None,
            seen: BTreeSet::new(),
            reminded: BTreeSet::new(),
        };
        talk.know();
        talk
    }

    /// Whether a half-typed line would be kept.
    pub(super) fn keeps_drafts(&self) -> bool {
        self.drafts.is_some()
    }

    /// Says a line, in words.
    pub(super) fn say(&mut self, line: &str) -> io::Result<()> {
        let line = Clean::line(&spell(line));
        for line in wrap(line.as_str().trim_end(), COLS) {
            writeln!(self.output, "{line}")?;
        }
        Ok(())
    }

    /// Says why something was not done.
    pub(super) fn say_fail(&mut self, fail: &Fail) -> io::Result<()> {
        for line in fail.text().lines() {
            let line = line.strip_prefix("nightdesk: ").unwrap_or(line);
            self.say(line)?;
        }
        Ok(())
    }

    /// Says the first rows of a list; `more` says the next ones.
    pub(super) fn say_rows(&mut self, rows: Vec<String>) -> io::Result<()> {
        self.pages = Pages {
            rows,
            ..Pages::default()
        };
        self.more()
    }

    /// Reads the first lines of a text as they stand; `more` reads the next ones.
    pub(super) fn read_rows(&mut self, rows: Vec<String>) -> io::Result<()> {
        self.pages = Pages {
            rows,
            is_text: true,
            ..Pages::default()
        };
        self.more()
    }

    /// Whether a text is being read and has lines left.
    pub(super) fn is_reading(&self) -> bool {
        self.pages.is_text && self.pages.next < self.pages.rows.len()
    }

    /// Says a line as it stands, with its spaces; a long one is broken.
    fn say_as_it_stands(&mut self, line: &str) -> io::Result<()> {
        for line in wrap(Clean::new(line).as_str(), COLS) {
            writeln!(self.output, "{line}")?;
        }
        Ok(())
    }

    /// Says the next rows.
    pub(super) fn more(&mut self) -> io::Result<()> {
        if self.pages.next >= self.pages.rows.len() {
            return self.say("There is no more.");
        }
        self.pages.from = self.pages.next;
        self.rows()
    }

    /// Says the last rows once more.
    pub(super) fn again(&mut self) -> io::Result<()> {
        if self.pages.rows.is_empty() {
            return self.say("Nothing was listed yet.");
        }
        self.rows()
    }

    /// Says where in the list one is.
    pub(super) fn where_in_list(&mut self) -> io::Result<()> {
        let (from, next, all) = (self.pages.from, self.pages.next, self.pages.rows.len());
        if all == 0 {
            return self.say("Nothing was listed yet.");
        }
        self.say(&format!("Lines {} to {next} of {all}.", from + 1))
    }

    fn rows(&mut self) -> io::Result<()> {
        let from = self.pages.from;
        let to = (from + ROWS).min(self.pages.rows.len());
        let rows: Vec<String> = self.pages.rows[from..to].into();
        for row in &rows {
            if self.pages.is_text {
                self.say_as_it_stands(row)?;
            } else {
                self.say(row)?;
            }
        }
        self.pages.next = to;
        match self.pages.rows.len() - to {
            0 => Ok(()),
            left => self.say(&format!("{left} more. Say more to hear them.")),
        }
    }

    /// Looks at the desk anew.
    pub(super) fn refresh(&mut self) {
        self.seat.desk.refresh();
        self.seat.known = self.seat.desk.snapshot();
        self.seat.now = self.seat.desk.now();
    }

    /// Takes the tickets that there are as known.
    pub(super) fn know(&mut self) {
        self.seen = self.seat.known.queued().iter().map(|t| t.id).collect();
    }

    /// Says what happened meanwhile.
    pub(super) fn catch_up(&mut self) -> io::Result<()> {
        self.refresh();
        for news in self.news() {
            self.say(&format!("News: {news}"))?;
        }
        Ok(())
    }

    /// Says what happened meanwhile, then what is asked, and takes a line as [`Self::take`] does.
    pub(super) fn hear(
        &mut self,
        prompt: &str,
        place: Option<&Place>,
    ) -> io::Result<Option<String>> {
        self.catch_up()?;
        self.say(prompt)?;
        self.take(place)
    }

    /// Takes a line; none at the end of the input. What was typed of a line without its end is
    /// kept as a draft.
    pub(super) fn take(&mut self, place: Option<&Place>) -> io::Result<Option<String>> {
        let (text, is_whole) = self.read()?;
        if is_whole {
            return Ok(Some(text));
        }
        if let Some(place) = place.filter(|_| !text.trim().is_empty()) {
            self.keep(place, &text);
        }
        Ok(None)
    }

    /// Takes a line, and whether it had its end.
    pub(super) fn read(&mut self) -> io::Result<(String, bool)> {
        self.output.flush()?;
        loop {
            let mut bytes = Vec::new();
            let max = TEXT_BYTES_MAX as u64 + 1;
            let read = Read::take(&mut self.input, max).read_until(b'\n', &mut bytes)?;
            if read > TEXT_BYTES_MAX && bytes.last() != Some(&b'\n') {
                self.skip_line()?;
                self.say("That line is longer than 64 kibibytes, and was not taken.")?;
                self.output.flush()?;
                continue;
            }
            let is_whole = bytes.pop_if(|last| *last == b'\n').is_some();
            let text = Clean::from_bytes(&bytes).into_string();
            self.refresh();
            return Ok((text.trim_end_matches('\r').to_owned(), is_whole));
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = memchr::memchr(b'\n', buffer);
            let length = end.map_or(buffer.len(), |end| end + 1);
            self.input.consume(length);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// What others did, and what is owed soon; each is said once.
    fn news(&mut self) -> Vec<String> {
        let mut news = self.seat.desk.news();
        for ticket in self.seat.known.queued() {
            if self.seen.insert(ticket.id) {
                news.push(format!("{}, {}, was logged.", ticket.number, ticket.title));
            }
            for debt in owing(&self.seat, &ticket) {
                if !matches!(
                    debt.what,
                    OwedWhat::Word | OwedWhat::Report | OwedWhat::Lead
                ) {
                    continue;
                }
                let Some(due) = debt.due else { continue };
                if due.minutes_since(self.seat.now) > SOON_MIN {
                    continue;
                }
                let key = format!("{} {}", debt.text, due.rfc3339());
                if self.reminded.insert((ticket.id, key)) {
                    let when = owed(due, self.seat.now);
                    news.push(format!("{}, {}, {when}.", ticket.number, debt.text));
                }
            }
        }
        news
    }

    /// Keeps a text as a draft; what cannot be kept is said by nobody, for the input has ended.
    pub(super) fn keep(&mut self, place: &Place, text: &str) {
        let draft = Draft {
            on: place.on,
            field: place.field.clone(),
            step: place.step.clone(),
            cursor: text.chars().count(),
            at: self.seat.now,
            text: text.to_owned(),
        };
        if let Some(drafts) = &mut self.drafts {
            let _ = drafts.save(&draft);
        }
    }

    /// A text that was kept of an earlier talk, or on the full screen.
    pub(super) fn kept(&mut self, place: &Place) -> Option<String> {
        self.kept_since(place).map(|(text, _)| text)
    }

    /// The same, with the moment at which it was typed last.
    pub(super) fn kept_since(&mut self, place: &Place) -> Option<(String, Stamp)> {
        let drafts = self.drafts.as_mut()?;
        match drafts.take(place.on, &place.field).ok()? {
            Taken::Here(draft) => {
                let text = Clean::new(&draft.text).into_string();
                Some((text, draft.at)).filter(|(text, _)| !text.trim().is_empty())
            }
            Taken::Elsewhere(_) | Taken::None => None,
        }
    }

    /// A new ticket that was begun and not saved: its uuid and its title.
    pub(super) fn kept_new(&mut self, field: &str) -> Option<(Uuid, String)> {
        let listed = self.drafts.as_ref()?.list().ok()?;
        let free = listed.into_iter().filter(|one| !one.is_elsewhere);
        let mut begun = free.filter_map(|one| one.draft.ok());
        let on = begun.find(|draft| draft.field == field)?.on;
        let place = Place {
            on,
            field: field.to_owned(),
            step: None,
        };
        self.kept(&place).map(|text| (on, text))
    }

    /// Forgets a draft: its text is saved.
    pub(super) fn forget(&mut self, place: &Place) {
        if let Some(drafts) = &mut self.drafts {
            let _ = drafts.remove(place.on, &place.field);
        }
    }
}
