//! What one session knows and shows.
//!
//! Everything is found by id, never by row: the selection stays with its ticket while the queue is
//! ordered anew around it.

mod callout;
mod callout_texts;
mod calls;
mod others;
mod overlay;
mod panes;
mod queue;
mod runbooks;

pub(super) use callout::{OnItsWay, Sent, WAITING_MS, Walk, place_of, safe};
pub(super) use calls::Call;
pub(super) use overlay::{CalloutBox, Overlay, OverlayKind};
pub(super) use panes::{Layout, StepRow};
pub(super) use queue::{Filter, Line, Queue, Row};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::action::{Action, Spot};
use super::form::{Context, Form};
use super::msg::{DraftKey, Fresh, Me, Settings, SubmitId};
use super::theme::Theme;
use crate::desk::{Snapshot, Story};
use crate::domain::{ListId, Records as _, State, Ticket, TicketId};
use crate::drafts::Present;
use crate::time::{Stamp, Zone};

/// How many messages are kept to be read again.
const MESSAGES_MAX: usize = 500;
/// A minute.
const MINUTE_MS: i64 = 60_000;

/// What the status row says about saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Saved {
    /// Nothing was sent yet.
    Nothing,
    /// A command is on its way.
    Sending,
    /// The desk has it on its disk since.
    At(Stamp),
    /// A text is kept as a draft since.
    Draft(Stamp),
    /// The desk did not take it, and why.
    Not(String),
    /// The disk failed behind the writing: it may be there.
    Unsure,
}

/// The marks within the panes.
#[derive(Debug, Clone, Default)]
pub(super) struct Cursors {
    /// The line of the timeline, by its place in the journal; none = the last.
    pub(super) line: Option<u64>,
    /// The step of a checklist.
    pub(super) step: Option<(ListId, String)>,
    /// The line of what is owed.
    pub(super) owed: usize,
    /// How far a pane of text is scrolled.
    pub(super) scroll: usize,
}

/// A command without a form that is on its way.
#[derive(Debug, Clone)]
pub(super) struct Quick {
    /// What it does, in words.
    pub(super) what: String,
}

/// One session's state.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that is on or off, and they do not depend on each other"
)]
pub struct Model {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) me: Me,
    pub(super) settings: Settings,
    pub(super) now: Stamp,
    pub(super) zone: Zone,
    pub(super) cols: u16,
    pub(super) rows: u16,
    pub(super) fresh: Fresh,
    pub(super) last_submit: u64,
    pub(super) queue: Queue,
    pub(super) focus: Spot,
    pub(super) is_open: bool,
    pub(super) is_zoomed: bool,
    pub(super) cursors: Cursors,
    /// The ticket that the panes show: the selected one, once the moving has paused.
    pub(super) shown: Option<TicketId>,
    pub(super) story: Option<(TicketId, Result<Box<Story>, String>)>,
    pub(super) asked_for: Option<(TicketId, u64)>,
    pub(super) forms: Vec<Form>,
    pub(super) active: Option<Uuid>,
    /// How many unfinished forms there were at the last key; a change of it is said once.
    pub(super) unfinished_seen: usize,
    pub(super) overlay: Option<Overlay>,
    pub(super) walk: Walk,
    pub(super) quick: BTreeMap<SubmitId, Quick>,
    pub(super) messages: Vec<(Stamp, String)>,
    pub(super) status: String,
    pub(super) saved: Saved,
    /// The texts whose last draft is not on the disk, and why.
    pub(super) unkept: BTreeMap<DraftKey, String>,
    /// The form whose text is not on the disk and whose writer was told so at Esc.
    pub(super) told_unkept: Option<Uuid>,
    /// How many entries the store has taken over, and of how many, while it does.
    pub(super) store_progress: Option<(u64, u64)>,
    pub(super) is_interrupted: bool,
    pub(super) last_key: Stamp,
    pub(super) is_locked: bool,
    /// The other sessions that are at a ticket.
    pub(super) others: Vec<Present>,
    /// The sessions that write where this one writes, as far as it was said.
    pub(super) said_of: BTreeSet<(TicketId, Uuid)>,
    /// Up to when the bell has rung for what came due.
    pub(super) rung: Stamp,
}

impl Model {
    /// A session of `me` that shows `snapshot`; `fresh` gives the uuids of new records.
    pub fn new(
        snapshot: Arc<Snapshot>,
        me: Me,
        settings: Settings,
        now: Stamp,
        fresh: Fresh,
    ) -> Self {
        // The zone was checked when the desk was made; a name this build does not know any more
        // is shown in universal time, which the clock in row 1 then names.
        let zone = Zone::named(&snapshot.made.zone).unwrap_or_else(|_| Zone::utc());
        let now = zone.see(now);
        let mut model = Self {
            snapshot,
            me,
            settings,
            now,
            zone,
            cols: 80,
            rows: 24,
            fresh,
            last_submit: 0,
            queue: Queue::default(),
            focus: Spot::Queue,
            is_open: false,
            is_zoomed: false,
            cursors: Cursors::default(),
            shown: None,
            story: None,
            asked_for: None,
            forms: Vec::new(),
            active: None,
            unfinished_seen: 0,
            overlay: None,
            walk: Walk::default(),
            quick: BTreeMap::new(),
            messages: Vec::new(),
            status: String::new(),
            saved: Saved::Nothing,
            unkept: BTreeMap::new(),
            told_unkept: None,
            store_progress: None,
            is_interrupted: false,
            last_key: now,
            is_locked: false,
            others: Vec::new(),
            said_of: BTreeSet::new(),
            rung: now,
        };
        model.sort();
        model.shown = model.queue.selected;
        model
    }

    /// When the screen changes by the passing of time alone: the next minute, a standing that
    /// changes, or the lock. The session sends [`Msg::Now`](super::Msg::Now) then.
    pub fn next_due(&self) -> Option<Stamp> {
        // Offsets are whole minutes: the wall's minute turns with that of universal time.
        let next_minute = MINUTE_MS - self.now.epoch_ms().rem_euclid(MINUTE_MS);
        let is_coming = |at: &Stamp| *at > self.now;
        let changes = self.queue.changes_at.filter(is_coming).or_else(|| {
            // The first of them has come, and no row was looked at since.
            let rows = self.queue.rows.iter();
            let changes = rows.filter_map(|row| row.standing.changes_at);
            changes.filter(is_coming).min()
        });
        changes
            .into_iter()
            .chain(self.walk.waiting_from().filter(is_coming))
            .chain([self.now.plus_ms(next_minute)])
            .min()
    }

    /// The selected ticket, open or closed.
    pub(super) fn ticket(&self) -> Option<Arc<Ticket>> {
        self.snapshot.ticket(self.queue.selected?)
    }

    /// The ticket that the panes show, open or closed.
    pub(super) fn shown_ticket(&self) -> Option<Arc<Ticket>> {
        self.snapshot.ticket(self.shown?)
    }

    /// The story of the shown ticket, once it was read.
    pub(super) fn story(&self) -> Option<&Story> {
        let (id, story) = self.story.as_ref()?;
        match story {
            Ok(story) if Some(*id) == self.shown => Some(story),
            Ok(_) | Err(_) => None,
        }
    }

    /// The form that has the keys.
    pub(super) fn form(&self) -> Option<&Form> {
        let id = self.active?;
        self.forms.iter().find(|form| form.id == id)
    }

    /// The same, to be changed.
    pub(super) fn form_mut(&mut self) -> Option<&mut Form> {
        let id = self.active?;
        self.forms.iter_mut().find(|form| form.id == id)
    }

    /// Whether keys are text now.
    pub(super) fn is_typing(&self) -> bool {
        match &self.overlay {
            Some(overlay) => overlay.kind.editor().is_some(),
            None => self.is_text_beneath(),
        }
    }

    /// Whether text is typed beneath what lies over the screen.
    pub(super) fn is_text_beneath(&self) -> bool {
        if self.active.is_none() && self.walk.is_shown {
            return self.walk.is_typing;
        }
        self.form().is_some_and(|form| form.is_typing)
    }

    /// Where the keys go.
    pub(super) fn spot(&self) -> Spot {
        if self.overlay.is_some() {
            return Spot::Box;
        }
        if self.active.is_some() {
            return Spot::Form;
        }
        if self.walk.is_shown {
            return Spot::Walk;
        }
        if self.focus == Spot::Checklist && self.step_choices() > 0 {
            return Spot::Question;
        }
        self.focus
    }

    /// The unfinished forms that nobody waits for: touched, and not sent.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = &Form> {
        self.forms
            .iter()
            .filter(|form| form.sent.is_none() && form.is_touched())
    }

    /// Why the last draft of a form is not on the disk, where it is not.
    pub(super) fn unkept_of(&self, form: &Form) -> Option<&String> {
        let keys = form.kept_drafts();
        keys.iter().find_map(|key| self.unkept.get(key))
    }

    /// What forms are read against.
    pub(super) fn context<'a>(&'a self, snapshot: &'a Snapshot) -> Context<'a> {
        Context {
            snapshot,
            me: self.me.person,
            now: self.now,
            zone: self.zone,
        }
    }

    /// Whether somebody works on a row, so that the order should not move under them.
    pub(super) fn is_working(&self) -> bool {
        let is_away = self.active.is_some() || self.walk.is_shown;
        self.is_open || is_away || !self.queue.marked.is_empty()
    }

    /// Sorts the queue by the policy, or only refreshes its rows while somebody works on one.
    pub(super) fn refresh(&mut self) {
        if self.is_working() {
            let snapshot = Arc::clone(&self.snapshot);
            self.queue.refresh(&snapshot, self.me.person, self.now);
        } else {
            self.sort();
        }
    }

    /// Sorts the queue by the policy.
    pub(super) fn sort(&mut self) {
        let snapshot = Arc::clone(&self.snapshot);
        self.queue.sort(&snapshot, self.me.person, self.now);
    }

    /// Looks for nothing any more: what was selected before is selected again.
    pub(super) fn find_nothing(&mut self) {
        self.queue.find.clear();
        self.queue.selected = self.queue.before_find.take().or(self.queue.selected);
        self.sort();
    }

    /// Says something in the status row and keeps it among the messages.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.messages.push((self.now, text.clone()));
        if self.messages.len() > MESSAGES_MAX {
            self.messages.remove(0);
        }
        self.status = text;
    }

    /// The key of an action, as sentences name it.
    pub(super) fn key_of(&self, action: Action) -> String {
        self.settings.keymap.key_of(action)
    }

    /// The colours and borders.
    pub(super) fn theme(&self) -> Theme {
        Theme {
            kind: self.settings.theme,
            ascii: self.settings.ascii,
        }
    }

    /// The name of a ticket's owner in two letters; `--` where it has none.
    pub(super) fn initials(&self, ticket: &Ticket) -> String {
        ticket
            .owner
            .and_then(|id| self.snapshot.person(id))
            .map_or_else(|| "--".to_owned(), |person| person.initials())
    }
}

/// The word of a state on the screen.
pub(super) const fn state_word(state: State) -> &'static str {
    match state {
        State::New => "NEW",
        State::Open => "OPN",
        State::Waiting => "WAI",
        State::Resolved => "RES",
        State::Closed => "CLO",
    }
}
