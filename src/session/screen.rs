//! The desk on a screen: the model's effects carried out, and the world's news brought to it.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::Frame;

use super::attach::path_of;
use super::editor::{EditorError, write_private};
use super::input::Event;
use super::presence::Presence;
use super::run::{App, Want};
use super::shelf::{Shelf, ShelfNews};
use super::wait::Wake;
use super::writer::{Answer, Job, Writer};
use crate::desk::{Desk, Snapshot, StoreState, StoreWatch, SubmitError, Watch};
use crate::domain::{Actor, TicketId};
use crate::drafts::{Doing, read_edited};
use crate::time::Stamp;
use crate::tui::{DraftKey, Effect, FileAsked, Me, Model, Msg, Settings, SubmitId, update, view};

/// How long a session that ends waits for what was sent and for the page.
const CLOSE_WAIT: Duration = Duration::from_secs(3);
/// How long after the first frame the work beside the screen begins: the terminal needs a core to
/// show that frame, and the work takes all there are. Source: nightdesk.
const BEGIN_DELAY: Duration = Duration::from_millis(20);
/// How long after the last key a story is read, so that holding a key reads one and not fifty.
const PREVIEW_DELAY: Duration = Duration::from_millis(80);
/// How long after somebody came or went the others are looked at, so that several changes make one
/// look.
const LOOK_DELAY: Duration = Duration::from_millis(50);
/// How long after the last change they are looked at once more: the kernel tells that the file of a
/// session that died is closed a moment before it frees the lock, and a busy machine may take long
/// over that moment.
const LOOK_AGAIN_DELAY: Duration = Duration::from_secs(1);

/// The desk on a screen.
pub(super) struct Screen {
    desk: Arc<Desk>,
    actor: Actor,
    model: Model,
    writer: Writer,
    shelf: Shelf,
    wake: Wake,
    watch: Option<Watch>,
    wants: VecDeque<Want>,
    is_dirty: bool,
    /// When the screen changes by the passing of time alone.
    due: Instant,
    /// When the work beside the screen begins: a moment after the first frame.
    begin: Option<Instant>,
    has_begun: bool,
    /// The story that is to be read once no key came for a moment.
    load: Option<(TicketId, Instant)>,
    /// The store, and what it did when it was last looked at.
    store: Option<StoreWatch>,
    store_was: StoreState,
    /// Where this session said that it is.
    said: Option<(TicketId, Doing)>,
    /// When the others are looked at, and when once more.
    look: Option<Instant>,
    look_again: Option<Instant>,
    /// The own editor, and what it edits now.
    editor: Option<Vec<String>>,
    /// The person's own folder, for `~` in a path that is typed.
    home: Option<PathBuf>,
    editing: Option<(DraftKey, PathBuf)>,
}

/// What a screen begins with.
pub(super) struct Begin {
    pub(super) desk: Arc<Desk>,
    pub(super) actor: Actor,
    pub(super) me: Me,
    pub(super) settings: Settings,
    pub(super) shelf: Shelf,
    pub(super) presence: Presence,
    pub(super) watch: Option<Watch>,
    pub(super) editor: Option<Vec<String>>,
    /// What is wrong in the person's own settings.
    pub(super) problems: Vec<String>,
    pub(super) home: Option<PathBuf>,
}

impl Screen {
    /// Begins a session at the desk; `wake` rings when the writer has an answer.
    ///
    /// # Errors
    /// The system gives no thread for the writer.
    pub(super) fn new(begin: Begin, wake: Wake) -> std::io::Result<Self> {
        let Begin {
            desk,
            actor,
            me,
            settings,
            shelf,
            presence,
            mut watch,
            editor,
            problems,
            home,
        } = begin;
        let fresh = Box::new(uuid::Uuid::now_v7);
        let model = Model::new(desk.snapshot(), me, settings, desk.now(), fresh);
        let writer = Writer::start(Arc::clone(&desk), presence, wake.clone())?;
        let mut screen = Self {
            watch: watch.take_if(|watch| watch.follow(desk.dir()).is_ok()),
            desk,
            actor,
            model,
            writer,
            shelf,
            wants: VecDeque::new(),
            is_dirty: true,
            due: Instant::now(),
            begin: None,
            has_begun: false,
            load: None,
            wake,
            store: None,
            store_was: StoreState::Off,
            said: None,
            look: None,
            look_again: None,
            editor,
            home,
            editing: None,
        };
        let (drafts, news) = screen.shelf.left();
        screen.tell(Msg::Drafts(drafts));
        for text in news.into_iter().chain(screen.desk.news()) {
            screen.tell(Msg::Note(text));
        }
        screen.tell(Msg::WrongSettings(problems));
        Ok(screen)
    }

    /// Begins what the first frame does not need and would only wait for: the store's thread, the
    /// others, and everything that is closed.
    fn begin_beside(&mut self) {
        let bell = self.wake.clone();
        // Nobody has the desk yet: the writer was asked for nothing.
        self.store = self.desk.begin_store(move || bell.desk_changed());
        // What was written between opening and watching.
        self.writer.ask(Job::Refresh);
        self.writer.ask(Job::Others);
        self.writer.ask(Job::LoadAll);
        // The store may have had its first news before it was watched.
        self.store_news();
    }

    /// What the desk knows now.
    pub(super) fn known(&self) -> Arc<Snapshot> {
        self.desk.snapshot()
    }

    /// Ends the session's work: what was sent is written, and the page kept for the next start.
    pub(super) fn close(&mut self) {
        self.shelf.keep_all();
        self.writer.close(CLOSE_WAIT);
        // What was still being saved is saved: its text is no draft any more.
        self.answers();
        self.shelf.keep_all();
    }

    fn tell(&mut self, msg: Msg) {
        self.take(msg);
        self.due = self.next_due();
        let is_at = self.model.is_at();
        if is_at != self.said {
            self.said = is_at;
            let at = is_at.map(|(ticket, doing)| (ticket.uuid(), doing));
            self.writer.ask(Job::Here(at, self.desk.now()));
        }
    }

    fn take(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.is_dirty = true;
        for effect in effects {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Submit(id, command) => {
                let job = Job::Submit(id, self.actor.clone(), command);
                self.ask(id, job);
            }
            Effect::Attach(id, asked) => self.attach(id, asked),
            Effect::Draft(key, Some((text, cursor))) => {
                self.shelf.put(key, text, cursor, self.desk.now());
            }
            Effect::Draft(key, None) => self.shelf.remove(key),
            Effect::Load(ticket) => self.load = Some((ticket, Instant::now() + PREVIEW_DELAY)),
            Effect::Editor(key, text) => self.hand_over(key, &text),
            Effect::Terminal(asked) => self.wants.push_back(asked.into()),
            Effect::Quit => self.wants.push_back(Want::Quit(0)),
        }
    }

    /// Asks the writer for something that has an answer.
    fn ask(&mut self, id: SubmitId, job: Job) {
        if !self.writer.ask(job) {
            let gone = "the writer is gone; leave and start again".to_owned();
            self.tell(Msg::Done(id, Err(SubmitError::ReadOnly(gone))));
        }
    }

    /// Has a file that somebody named read, kept and attached by the writer.
    fn attach(&mut self, id: SubmitId, asked: FileAsked) {
        match path_of(&asked.path, self.home.as_deref()) {
            Ok(path) => {
                let job = Job::Attach(id, self.actor.clone(), path, asked);
                self.ask(id, job);
            }
            Err(why) => self.tell(Msg::NotAttached(id, why)),
        }
    }

    /// Gives a draft to the person's own editor, as a file among the drafts.
    fn hand_over(&mut self, key: DraftKey, text: &str) {
        let Some(argv) = self.editor.clone() else {
            self.tell(Msg::Note(
                "no editor is set; editor = \"vi\" in config.toml sets one".into(),
            ));
            return;
        };
        let file = self.shelf.edit_file(&key);
        match file.and_then(|path| write_private(&path, text).map(|()| path)) {
            Ok(path) => {
                self.editing = Some((key, path.clone()));
                self.wants.push_back(Want::Editor { argv, path });
            }
            Err(error) => {
                self.tell(Msg::Note(format!(
                    "the text could not be handed over: {error}"
                )));
            }
        }
    }

    fn next_due(&self) -> Instant {
        let now: Stamp = self.desk.now();
        let at = self.model.next_due().unwrap_or(now.plus_minutes(1));
        let left = u64::try_from(at.epoch_ms() - now.epoch_ms()).unwrap_or(0);
        // A due moment that has passed already would else end every wait at once.
        Instant::now() + Duration::from_millis(left.clamp(20, 60_000))
    }

    /// What the store is at: a long taking over is shown as it goes on, and whatever it has to tell
    /// is fetched by the writer, for the desk may be busy with a command.
    fn store_news(&mut self) {
        let Some(state) = self.store.as_ref().map(StoreWatch::state) else {
            return;
        };
        if state == self.store_was {
            return;
        }
        let progress = |state: &StoreState| match state {
            StoreState::Building { done, all } => Some((*done, *all)),
            StoreState::Off
            | StoreState::Opening
            | StoreState::Ready
            | StoreState::InUse
            | StoreState::Ahead(_)
            | StoreState::Failed(_) => None,
        };
        let (before, now) = (progress(&self.store_was), progress(&state));
        if before != now {
            self.tell(Msg::Store(now));
        }
        if now.is_none() {
            self.writer.ask(Job::Refresh);
        }
        self.store_was = state;
    }

    fn drafts_news(&mut self) {
        for news in self.shelf.news() {
            self.tell(match news {
                ShelfNews::Kept(key, result) => Msg::DraftSaved(key, result),
                ShelfNews::Note(text) => Msg::Note(text),
            });
        }
    }

    fn answers(&mut self) {
        let answers: Vec<Answer> = self.writer.answers().collect();
        for answer in answers {
            match answer {
                Answer::Done(id, result, snapshot) => {
                    self.tell(Msg::Desk(snapshot));
                    self.tell(Msg::Done(id, result));
                }
                Answer::NotAttached(id, why) => self.tell(Msg::NotAttached(id, why)),
                Answer::Story(ticket, story) => self.tell(Msg::Story(ticket, story)),
                Answer::Desk(snapshot) => {
                    if snapshot.read_only.is_some() {
                        self.shelf.follow();
                    }
                    self.tell(Msg::Desk(snapshot));
                }
                Answer::Others(others) => self.tell(Msg::Others(others)),
                Answer::News(text) => self.tell(Msg::Note(text)),
            }
        }
    }
}

impl App for Screen {
    fn input(&mut self, event: Event) {
        self.take(Msg::Now(self.desk.now()));
        match event {
            Event::Key(key) => self.tell(Msg::Key(key)),
            Event::Paste(text) => self.tell(Msg::Paste(text)),
            Event::Mouse(mouse) => self.tell(Msg::Mouse(mouse)),
        }
    }

    fn resized(&mut self, cols: u16, rows: u16) {
        self.tell(Msg::Resize { cols, rows });
    }

    fn woken(&mut self) {
        let noticed = self.watch.as_mut().map(Watch::drain).unwrap_or_default();
        // The writer brings the news with whatever it is asked.
        let has_news = self.store.as_ref().is_some_and(StoreWatch::has_news);
        if noticed.journal || has_news {
            self.writer.ask(Job::Refresh);
        }
        self.drafts_news();
        self.store_news();
        if noticed.here {
            let now = Instant::now();
            self.look.get_or_insert(now + LOOK_DELAY);
            self.look_again = Some(now + LOOK_AGAIN_DELAY);
        }
        self.answers();
    }

    fn due(&self) -> Option<Instant> {
        let load = self.load.map(|(_, at)| at);
        let looks = [self.look, self.look_again];
        [self.shelf.due(), load, Some(self.due), self.begin]
            .into_iter()
            .chain(looks)
            .flatten()
            .min()
    }

    fn tick_due(&mut self) {
        if self.begin.take_if(|at| *at <= Instant::now()).is_some() {
            self.has_begun = true;
            self.begin_beside();
        }
        self.drafts_news();
        if let Some((ticket, _)) = self.load.take_if(|(_, at)| *at <= Instant::now()) {
            self.writer.ask(Job::Load(ticket));
        }
        for look in [&mut self.look, &mut self.look_again] {
            if look.take_if(|at| *at <= Instant::now()).is_some() {
                self.writer.ask(Job::Others);
            }
        }
        if self.due <= Instant::now() {
            self.tell(Msg::Now(self.desk.now()));
            // What the kernel did not tell of is found at the minute.
            self.writer.ask(Job::Refresh);
            if self.watch.is_none() {
                self.writer.ask(Job::Others);
            }
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        view(&self.model, frame);
        self.is_dirty = false;
        if !self.has_begun {
            self.begin
                .get_or_insert_with(|| Instant::now() + BEGIN_DELAY);
        }
    }

    fn dirty(&self) -> bool {
        self.is_dirty
    }

    fn wants(&mut self) -> Option<Want> {
        self.wants.pop_front()
    }

    fn edited(&mut self, ended: Result<(), EditorError>) {
        let Some((key, path)) = self.editing.take() else {
            return;
        };
        if let Err(error) = ended {
            self.tell(Msg::Note(format!("the editor: {error}")));
        }
        match read_edited(&path) {
            Ok(text) => {
                // The file goes once the text is a draft again.
                self.shelf.edited(key.clone());
                self.tell(Msg::EditorLeft(key, text));
            }
            Err(error) => {
                let at = path.display();
                self.tell(Msg::Note(format!(
                    "the edited text at {at} cannot be read, and stays: {error}"
                )));
            }
        }
    }
}
