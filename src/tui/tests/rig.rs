//! A desk in memory behind a model, and a terminal of any size before it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};
use uuid::Uuid;

use crate::desk::{Receipt, Snapshot, Stories, SubmitError};
use crate::domain::command::{AttachFile, Console};
use crate::domain::event::DeskMade;
use crate::domain::testing::{World, clean};
use crate::domain::{Command, EntryHead, Event, Number};
use crate::tui::{
    self, DraftKey, Effect, FileAsked, Key, KeyCode, Me, Model, Msg, Settings, SubmitId, ThemeKind,
    update, view,
};

/// The entries of a desk in memory.
struct Log(Vec<(EntryHead, Event)>);

impl Stories for Log {
    fn entries_on(&self, record: Uuid) -> Result<Vec<(EntryHead, Event)>, String> {
        let on = |event: &Event| event.on().contains(&record);
        Ok(self.0.iter().filter(|(_, e)| on(e)).cloned().collect())
    }
}

pub(super) struct Rig {
    pub(super) world: World,
    pub(super) model: Model,
    pub(super) drafts: BTreeMap<DraftKey, String>,
    pub(super) submitted: Vec<Command>,
    pub(super) copied: Vec<String>,
    pub(super) has_quit: bool,
    /// How often the bell rang.
    pub(super) bells: usize,
    /// What the next submits answer instead of deciding.
    pub(super) fails: Option<SubmitError>,
    /// Why no draft is written.
    pub(super) no_drafts: Option<String>,
}

pub(super) fn snapshot(world: &World) -> Arc<Snapshot> {
    Arc::new(Snapshot {
        made: DeskMade {
            replica: "0".repeat(32),
            name: clean("Bloomfield Library"),
            zone: "America/New_York".to_owned(),
            group: None,
        },
        replica: String::new(),
        register: world.records.clone(),
        archive: None,
        site: Arc::new(world.site.clone()),
        seq: world.log.len() as u64,
        head: "0".repeat(16),
        read_only: None,
        is_full: false,
        low_disk: None,
        demo: false,
        practice: false,
        stories: Arc::new(Log(world.log.clone())),
    })
}

impl Rig {
    pub(super) fn new(world: World) -> Self {
        Self::with(world, Settings::default())
    }

    pub(super) fn with(world: World, settings: Settings) -> Self {
        let mut n = 1u128 << 90;
        let fresh = Box::new(move || {
            n += 1;
            Uuid::from_u128(n)
        });
        let me = Me {
            person: world.actor.person,
            name: clean("Dana Reyes"),
            console: Console {
                host: "desk1".to_owned(),
                tty: Some("tty1".to_owned()),
            },
        };
        let model = Model::new(snapshot(&world), me, settings, world.now, fresh);
        let mut rig = Self {
            world,
            model,
            drafts: BTreeMap::new(),
            submitted: Vec::new(),
            copied: Vec::new(),
            has_quit: false,
            bells: 0,
            fails: None,
            no_drafts: None,
        };
        let now = rig.world.now;
        rig.send(Msg::Now(now));
        rig
    }

    pub(super) fn send(&mut self, msg: Msg) {
        let mut effects = update(&mut self.model, msg);
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                if let Some(msg) = self.carry_out(effect) {
                    next.extend(update(&mut self.model, msg));
                }
            }
            effects = next;
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::Submit(id, command) => Some(self.submit(id, *command)),
            Effect::Attach(id, asked) => Some(self.attach(id, &asked)),
            Effect::Draft(key, Some(_)) if self.no_drafts.is_some() => {
                Some(Msg::DraftSaved(key, Err(self.no_drafts.clone()?)))
            }
            Effect::Draft(key, Some((text, _))) => {
                self.drafts.insert(key, text);
                None
            }
            Effect::Draft(key, None) => {
                self.drafts.remove(&key);
                None
            }
            Effect::Load(id) => Some(Msg::Story(
                id,
                snapshot(&self.world).story(id).map(Box::new),
            )),
            Effect::Terminal(asked) => {
                self.ask(asked);
                None
            }
            Effect::Quit => {
                self.has_quit = true;
                None
            }
            Effect::Editor(_, _) => None,
        }
    }

    fn ask(&mut self, asked: tui::Terminal) {
        use tui::Terminal;
        match asked {
            Terminal::Copy(text) => self.copied.push(text),
            Terminal::Bell => self.bells += 1,
            Terminal::Mouse(_) | Terminal::Suspend | Terminal::Repaint => {}
        }
    }

    /// The machine has one file, `~/letter.pdf`.
    fn attach(&mut self, id: SubmitId, asked: &FileAsked) -> Msg {
        if asked.path != "~/letter.pdf" {
            let why = "there is no such file; check the name".to_owned();
            return Msg::NotAttached(id, why);
        }
        let command = Command::Attach(AttachFile {
            ticket: asked.ticket,
            sha256: "0a".repeat(32),
            bytes: 1234,
            name: clean("letter.pdf"),
            purpose: asked.purpose,
        });
        self.submit(id, command)
    }

    fn submit(&mut self, id: SubmitId, command: Command) -> Msg {
        if let Some(error) = self.fails.clone() {
            return Msg::Done(id, Err(error));
        }
        let before = self.world.log.len() as u64;
        let result = self.world.run(command.clone());
        let answer = match result {
            Ok(events) => {
                self.submitted.push(command);
                let number = events.iter().find_map(|event| match event {
                    Event::TicketOpened(opened) => Some(opened.number),
                    Event::ChecklistStarted(started) => Some(started.number),
                    _ => None::<Number>,
                });
                let snapshot = snapshot(&self.world);
                self.send(Msg::Desk(snapshot));
                Ok(Receipt {
                    first_seq: before + 1,
                    seq: self.world.log.len() as u64,
                    at: self.world.now,
                    number,
                })
            }
            Err(refusal) => Err(SubmitError::Refused(Box::new(refusal))),
        };
        Msg::Done(id, answer)
    }

    /// Presses keys: `<Enter>`, `<Esc>`, `<Tab>`, `<c-c>` in brackets, all else as typed.
    pub(super) fn keys(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let named = rest
                .strip_prefix('<')
                .and_then(|r| r.split_once('>'))
                .and_then(|(name, after)| Some((named_key(name)?, after)));
            let (key, after) = named.unwrap_or((Key::char(c), &rest[c.len_utf8()..]));
            self.send(Msg::Key(key));
            rest = after;
        }
        self
    }

    pub(super) fn size(&mut self, cols: u16, rows: u16) -> &mut Self {
        self.send(Msg::Resize { cols, rows });
        self
    }

    pub(super) fn wait(&mut self, minutes: i64) -> &mut Self {
        self.world.wait(minutes);
        let now = self.world.now;
        self.send(Msg::Now(now));
        self
    }

    /// The frame as text.
    pub(super) fn frame(&self) -> String {
        self.drawn().0
    }

    /// The frame as text and as the runs of style in it.
    pub(super) fn drawn(&self) -> (String, String) {
        let (cols, rows) = (self.model.cols.max(1), self.model.rows.max(1));
        let mut terminal = Terminal::new(TestBackend::new(cols, rows)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let (mut text, mut styles) = (String::new(), String::new());
        for y in 0..rows {
            let mut line = String::new();
            let mut run: Option<(u16, String)> = None;
            let mut x = 0;
            while x < cols {
                let cell = &buffer[(x, y)];
                line.push_str(cell.symbol());
                let style = style_name(cell.fg, cell.bg, cell.modifier);
                if run.as_ref().map(|(_, s)| s) != Some(&style) {
                    flush(&mut styles, y, run.take(), x);
                    run = Some((x, style));
                }
                x += (crate::text::width(cell.symbol()) as u16).max(1);
            }
            flush(&mut styles, y, run, cols);
            text.push_str(line.trim_end());
            text.push('\n');
        }
        (text, styles)
    }
}

fn flush(out: &mut String, y: u16, run: Option<(u16, String)>, to: u16) {
    if let Some((from, style)) = run.filter(|(_, style)| !style.is_empty()) {
        writeln!(out, "{y}:{from}-{} {style}", to - 1).unwrap();
    }
}

fn style_name(fg: Color, bg: Color, modifier: Modifier) -> String {
    let mut name = String::new();
    if fg != Color::Reset {
        write!(name, "{fg} ").unwrap();
    }
    if bg != Color::Reset {
        write!(name, "on {bg} ").unwrap();
    }
    if !modifier.is_empty() {
        write!(name, "{modifier:?}").unwrap();
    }
    name.trim().to_owned()
}

fn named_key(name: &str) -> Option<Key> {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "BS" => KeyCode::Backspace,
        _ => {
            return name
                .strip_prefix("c-")
                .and_then(|c| Some(Key::ctrl(c.chars().next()?)));
        }
    };
    Some(Key::plain(code))
}

/// A desk with six tickets: a server, a dead PC, a queue of prints, one waiting, two requests.
pub(super) fn library() -> World {
    let mut world = World::new().at("2026-05-14T13:00-04:00");
    for template in crate::policy::shipped().templates().values() {
        world.adopt((**template).clone());
    }
    let mk = world.staff("Mara Kent", 1001, &["it_staff"]);
    let rita = world.contact("Rita Ortiz", &[]);
    world.open_with("Printer on the second floor wants toner", |o| {
        o.blocked = Some(crate::domain::command::Count::Number(0));
    });
    world.wait(22);
    world.open_with("R. Ortiz cannot log in (payroll)", |o| {
        o.from = Some(crate::domain::command::PersonRef::Id(rita));
        o.blocked = Some(crate::domain::command::Count::Number(1));
        o.affected = Some(crate::domain::Affected::Account);
    });
    let server = world.open_with("Circulation server down, all 4 branches", |o| {
        o.affected = Some(crate::domain::Affected::Server);
        o.blocked = Some(crate::domain::command::Count::Number(38));
        o.from = Some(crate::domain::command::PersonRef::Id(rita));
    });
    world.wait(8);
    world.assign(server, mk).unwrap();
    world.log(server, "df: /var 100 %, ils.log 61 GB").unwrap();
    world.tell(server, "on it, next word by 14:30").unwrap();
    world.wait(11);
    world
        .log(server, "rotated and compressed logs, 14 GB free")
        .unwrap();
    let waiting = world.open("Scanner lost its driver, Local history");
    world
        .wait_for(waiting, "the vendor's driver", "2026-05-18T09:00-04:00")
        .unwrap();
    world.open("Front desk PC will not power on");
    world
}

/// Every theme with its settings.
pub(super) fn settings(theme: ThemeKind, ascii: bool) -> Settings {
    Settings {
        theme,
        ascii,
        ..Settings::default()
    }
}
