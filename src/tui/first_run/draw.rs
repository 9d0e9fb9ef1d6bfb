//! How the first run is drawn.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::{FirstRun, PAGES, Stage, profiles, zones};
use crate::tui::editor::{Editor, one_line};
use crate::tui::theme::Role;
use crate::tui::widgets::{Para, Show, cue, draw_paras, guard, pane, put};

/// What stands in the menu: the line and what it takes.
const MENU: [(&str, &str); super::LINES] = [
    ("Set up our department", "4 questions, about 3 minutes"),
    (
        "Look around with sample data",
        "a made-up library, kept apart",
    ),
    ("Open a desk that exists", ""),
    ("How it works", "3 screens"),
];

/// How it works, a screen each.
const HOW: [&[&str]; PAGES] = [
    &[
        "A ticket is a title and Enter. Everything else can be asked later; what nobody asked yet \
         shows a question mark.",
        "The queue is ordered by your policy: harm first, then legal dates, servers and networks, \
         then by how many people cannot work. Nobody types a priority. :why tells the reason.",
        "n logs a ticket, a logs what was done, u logs whom you told, c closes.",
    ],
    &[
        "Nothing is ever deleted or changed. A wrong line is corrected by a new one (x); both \
         stay in the record.",
        "Closing lists what your policy still wants, with the rule and its section. Enter goes to \
         where it is done.",
        "A refusal always says why, by which rule, and what can be done instead.",
    ],
    &[
        "What you type is kept as a draft within a second. If the line drops, it is offered when \
         you come back. Esc never throws text away.",
        "The last rows say whether keys are commands (NAV) or text (TYPE), when the desk last \
         saved, and which keys do something here.",
        "? shows the keys of where you are and the rules behind them; : finds any action by name.",
    ],
];

/// Draws the first run.
pub fn view(model: &FirstRun, frame: &mut Frame<'_>) {
    frame.buffer_mut().reset();
    let whole = frame.area();
    if whole.height == 0 || whole.width == 0 {
        return;
    }
    let area = Rect::new(whole.x, whole.y, whole.width, whole.height - 1);
    match model.stage {
        Stage::Menu => menu(model, frame, area),
        Stage::Name => ask(
            model,
            frame,
            area,
            "1 of 4  Name",
            "What is your organisation called? It stands on every page and report.",
            &model.name,
            "",
        ),
        Stage::Profile => profile(model, frame, area),
        Stage::Zone => ask(
            model,
            frame,
            area,
            "3 of 4  Time zone",
            "In which time zone do you work? Deadlines and working hours are read in it.",
            &model.zone,
            &zones(&model.zone.text()).join(", "),
        ),
        Stage::Group => ask(
            model,
            frame,
            area,
            "4 of 4  For whom",
            "Empty: for you alone. Or the name of the group on this machine whose members share \
             the desk.",
            &model.group,
            "",
        ),
        Stage::Path => ask(
            model,
            frame,
            area,
            "Open a desk",
            "In which folder is the desk?",
            &model.path,
            "",
        ),
        Stage::Review => review(model, frame, area),
        Stage::How(page) => how(model, frame, area, page),
    }
    let foot = Rect::new(whole.x, whole.bottom() - 1, whole.width, 1);
    put(frame, foot, 0, &[(keys(model), Role::Plain)], model.theme);
    guard(frame);
}

fn keys(model: &FirstRun) -> String {
    if !model.said.is_empty() {
        return format!(" {}", one_line(&model.said));
    }
    let keys = match model.stage {
        Stage::Menu => "NAV  Enter or digit  arrows move  b plain borders  q quit",
        Stage::Profile => "NAV  arrows or digit choose  Enter next  Esc back",
        Stage::Review => "NAV  Enter makes the desk  arrows scroll  Esc back",
        Stage::How(_) => "NAV  Enter next  Left back  Esc menu",
        Stage::Name | Stage::Zone | Stage::Group => "TYPE  Enter next  Esc back, keeps",
        Stage::Path => "TYPE  Enter opens it  Esc back, keeps",
    };
    format!(" {keys}")
}

fn menu(model: &FirstRun, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme;
    let inner = pane(frame, area, "nightdesk", true, theme);
    let mut row = 0;
    let mut line = |frame: &mut Frame<'_>, pieces: &[(String, Role)]| {
        put(frame, inner, row, pieces, theme);
        row += 1;
    };
    let plain = |text: &str| [(text.to_owned(), Role::Plain)];
    let welcome = " Welcome to nightdesk. Records stay on this machine.";
    line(frame, &[(welcome.to_owned(), Role::Strong)]);
    line(frame, &plain(""));
    for (at, (text, takes)) in MENU.iter().enumerate() {
        let is_chosen = model.at == at;
        let role = if is_chosen {
            Role::Selected
        } else {
            Role::Plain
        };
        let mark = if is_chosen { " > " } else { "   " };
        let text = format!("{}  {text}", at + 1);
        let gap = 36usize.saturating_sub(text.len());
        let pieces = [
            (mark.to_owned(), Role::Plain),
            (text, role),
            (format!("{}{takes}", " ".repeat(gap)), Role::Plain),
        ];
        line(frame, &pieces);
    }
    line(frame, &plain(""));
    let size = if model.cols >= 80 && model.rows >= 24 {
        "ok"
    } else {
        "small, works"
    };
    let utf8 = if model.check.is_utf8 {
        "UTF-8 ok"
    } else {
        "no UTF-8, press b"
    };
    let colours = match model.check.colours {
        0 => "no colours needed".to_owned(),
        n => format!("{n} colours"),
    };
    let check = format!(
        " Screen check: {}x{} {size}, {utf8}, {colours}, no mouse needed.",
        model.cols, model.rows
    );
    line(frame, &plain(&check));
    line(
        frame,
        &plain(" If the lines around this box look broken, press b for plain borders."),
    );
}

fn ask(
    model: &FirstRun,
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    question: &str,
    editor: &Editor,
    hint: &str,
) {
    let theme = model.theme;
    let inner = pane(frame, area, title, true, theme);
    let mut row = 0;
    for text in crate::text::wrap(question, usize::from(inner.width).saturating_sub(2)) {
        put(
            frame,
            inner,
            row,
            &[(format!(" {text}"), Role::Plain)],
            theme,
        );
        row += 1;
    }
    let room = usize::from(inner.width).saturating_sub(3);
    let (text, column) = editor.line_window(room);
    let pieces = [(" > ".to_owned(), Role::Strong), (text, Role::Plain)];
    put(frame, inner, row + 1, &pieces, theme);
    if inner.height > row + 1 && inner.width > 0 {
        let x = inner.x + (3 + column as u16).min(inner.width - 1);
        frame.set_cursor_position(Position::new(x, inner.y + row + 1));
    }
    if !hint.is_empty() {
        let hint = format!("   such as: {hint}");
        put(frame, inner, row + 2, &[(hint, Role::Plain)], theme);
    }
}

fn profile(model: &FirstRun, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme;
    let inner = pane(frame, area, "2 of 4  Policy", true, theme);
    let text = " Which of these policies is nearest to yours? Every setting can change.";
    put(frame, inner, 0, &[(text.to_owned(), Role::Plain)], theme);
    let paras: Vec<Para> = profiles()
        .into_iter()
        .enumerate()
        .map(|(at, (_, said))| Para::new(format!("{}  ", at + 1), said, Role::Plain))
        .collect();
    let list = Rect::new(
        inner.x,
        inner.y + 2.min(inner.height),
        inner.width,
        inner.height.saturating_sub(2),
    );
    let said = draw_paras(frame, list, &paras, Show::Chosen(model.profile), theme);
    cue(frame, area, &said, theme);
}

fn review(model: &FirstRun, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme;
    let inner = pane(frame, area, "Ready", true, theme);
    let ids = profiles();
    let policy = ids.get(model.profile).map_or("", |p| p.1.as_str());
    let group = model.group.text();
    let whom = if group.trim().is_empty() {
        "you alone".to_owned()
    } else {
        format!("the group {}", group.trim())
    };
    let open = model.unconfirmed();
    let mut paras = vec![
        Para::new("name: ", model.name.clean().as_str(), Role::Plain),
        Para::new("policy: ", policy, Role::Plain),
        Para::new("zone: ", model.zone.text(), Role::Plain),
        Para::new("for: ", whom, Role::Plain),
        Para::new("", "", Role::Plain),
        Para::new(
            "",
            format!(
                "{} settings are our defaults, because the policy does not state them. They hold, \
                 marked unconfirmed, until somebody confirms or changes them:",
                open.len()
            ),
            Role::Plain,
        ),
    ];
    let settings = open.into_iter();
    paras.extend(
        settings.map(|(key, value)| Para::new("? ", format!("{key} = {value}"), Role::Plain)),
    );
    let said = draw_paras(frame, inner, &paras, Show::From(model.scroll), theme);
    cue(frame, area, &said, theme);
}

fn how(model: &FirstRun, frame: &mut Frame<'_>, area: Rect, page: usize) {
    let theme = model.theme;
    let title = format!("How it works  {} of {PAGES}", page + 1);
    let inner = pane(frame, area, &title, true, theme);
    let mut paras = Vec::new();
    for text in HOW.get(page).copied().unwrap_or_default() {
        paras.push(Para::new(" ", *text, Role::Plain));
        paras.push(Para::new("", "", Role::Plain));
    }
    let said = draw_paras(frame, inner, &paras, Show::From(0), theme);
    cue(frame, area, &said, theme);
}
