//! The table itself, the most used first: the footer takes its words in this order.

use super::Action as A;
use super::Spot as S;
use super::{Needs, Spec};
use crate::domain::RuleId;
use crate::tui::{Key as K, KeyCode as C};

/// Everywhere.
const ALL: &[S] = &S::ALL;
/// The desk's panes.
const DESK: &[S] = &[
    S::Queue,
    S::Why,
    S::Narrative,
    S::Timeline,
    S::Facts,
    S::Checklist,
    S::Question,
    S::Owed,
];
/// The desk's panes and forms.
const DESKFORM: &[S] = &[
    S::Queue,
    S::Why,
    S::Narrative,
    S::Timeline,
    S::Facts,
    S::Checklist,
    S::Question,
    S::Owed,
    S::Form,
    S::Walk,
];
/// The desk's panes and what lies over them.
const DESKBOX: &[S] = &[
    S::Queue,
    S::Why,
    S::Narrative,
    S::Timeline,
    S::Facts,
    S::Checklist,
    S::Question,
    S::Owed,
    S::Box,
    S::Walk,
];
/// Wherever a digit is no answer.
const NOQUESTION: &[S] = &[
    S::Queue,
    S::Why,
    S::Narrative,
    S::Timeline,
    S::Facts,
    S::Checklist,
    S::Owed,
];
/// The desk's panes and the callout.
const DESKWALK: &[S] = &[
    S::Queue,
    S::Why,
    S::Narrative,
    S::Timeline,
    S::Facts,
    S::Checklist,
    S::Question,
    S::Owed,
    S::Walk,
];
/// The callout.
const WALK: &[S] = &[S::Walk];
/// At a step.
const STEPS: &[S] = &[S::Checklist, S::Question];
/// At a step, and in the queue.
const STEPQ: &[S] = &[S::Checklist, S::Question, S::Queue];
/// At a question.
const QUESTION: &[S] = &[S::Question, S::Walk];
/// In the timeline.
const TIMELINE: &[S] = &[S::Timeline, S::Walk];
/// In the timeline alone.
const LINE: &[S] = &[S::Timeline];

/// Builds the rows: action, name, keys, spots, needs, footer word (empty = none), the number of
/// the policy's rule (0 = none), help.
macro_rules! actions {
    ($($action:ident $name:literal [$($key:expr),*] $spots:ident $needs:ident $footer:literal
        $rule:literal => $help:literal;)*) => {
        /// Every action.
        pub const ACTIONS: &[Spec] = &[$(Spec {
            action: A::$action,
            name: $name,
            keys: &[$($key),*],
            spots: $spots,
            needs: Needs::$needs,
            footer: word($footer),
            help: $help,
            rule: rule($rule),
        }),*];
    };
}

const fn word(text: &'static str) -> Option<&'static str> {
    if text.is_empty() { None } else { Some(text) }
}

const fn rule(number: u8) -> Option<RuleId> {
    if number == 0 {
        None
    } else {
        Some(RuleId::R(number))
    }
}

actions! {
    Open "open" [K::plain(C::Enter)] ALL Nothing "open" 0
        => "open, commit, or answer";
    Back "back" [K::plain(C::Esc)] ALL Nothing "" 0
        => "back, or leave a field; nothing typed is thrown away";
    Down "down" [K::plain(C::Down), K::char('j')] ALL Nothing "" 0
        => "one down";
    Up "up" [K::plain(C::Up), K::char('k')] ALL Nothing "" 0
        => "one up";
    PageDown "page down" [K::plain(C::PageDown), K::ctrl('d')] ALL Nothing "" 0
        => "a page down";
    PageUp "page up" [K::plain(C::PageUp), K::ctrl('u')] ALL Nothing "" 0
        => "a page up";
    Home "first" [K::plain(C::Home), K::char('g')] ALL Nothing "" 0
        => "the first";
    End "last" [K::plain(C::End), K::char('G')] ALL Nothing "" 0
        => "the last";
    Left "left" [K::plain(C::Left), K::char('h')] ALL Nothing "" 0
        => "the pane to the left; from the first pane back to the queue";
    Right "right" [K::plain(C::Right), K::char('l')] ALL Nothing "" 0
        => "the pane to the right";
    Next "next" [K::plain(C::Tab)] ALL Nothing "pane" 0
        => "the next pane or field";
    Prev "previous" [K::plain(C::BackTab)] ALL Nothing "" 0
        => "the previous pane or field";
    Tick "tick" [K::char(' ')] STEPQ Nothing "tick" 0
        => "tick the step; in the queue, mark the ticket";
    Answer "answer" [K::char('1'), K::char('2'), K::char('3'), K::char('4'), K::char('5'), K::char('6'), K::char('7'), K::char('8'), K::char('9')] QUESTION Step "answer" 0
        => "answer the question with the number of the choice";
    Skip "skip step" [K::char('s')] STEPS Step "skip" 0
        => "leave the step out, with a reason";
    Fail "fail step" [] STEPS Step "" 0
        => "the step was tried and failed; it stays open";
    New "new" [K::char('n')] DESK Nothing "new" 1
        => "log a new ticket: a title and Enter is enough";
    Callout "callout" [K::char('C')] DESKWALK Nothing "callout" 27
        => "start a callout, or go to the one that is open";
    Act "action" [K::char('a')] DESKWALK Unclosed "action" 3
        => "log what was done";
    Tell "told" [K::char('u')] DESKWALK Ticket "told" 5
        => "somebody was told: who, how, what came of it";
    Close "close" [K::char('c')] DESK Unclosed "close" 4
        => "close: what is owed is listed, Enter jumps there";
    Find "find" [K::char('/')] DESK Nothing "find" 0
        => "find and narrow; Enter keeps, Esc clears";
    Impact "impact" [K::char('i')] DESK Unclosed "impact" 6
        => "who is stopped, who is slowed; the class follows";
    Owner "owner" [K::char('o')] DESK Unclosed "" 0
        => "give the ticket an owner";
    Wait "wait" [K::char('w')] DESK Unclosed "" 0
        => "let it wait for something, until a date";
    Narrative "narrative" [K::char('e')] DESKWALK Unclosed "narrative" 13
        => "write the narrative";
    Correct "correct" [K::char('x')] TIMELINE Line "correct" 82
        => "correct a line, or in a callout the verdict; the old one stays";
    Move "move" [] LINE Line "" 82
        => "an action belongs to another ticket";
    Redact "redact" [] LINE Line "" 82
        => "have the text of a line taken out: one asks, a director decides";
    Filter "filter" [K::char('f')] DESK Nothing "" 0
        => "mine, all, resolved and not closed, waiting";
    Attach "attach" [] DESK Ticket "" 0
        => "a file belongs to it: a copy is kept with the record";
    Palette "palette" [K::char(':')] DESKFORM Nothing "cmd" 0
        => "every action by name";
    Help "help" [K::char('?'), K::plain(C::F(1))] ALL Nothing "help" 0
        => "the keys of this pane, then the rule behind it";
    Zoom "zoom" [K::char('z')] DESK Nothing "" 0
        => "the focused pane alone, and back";
    Desk "desk" [K::char('1')] NOQUESTION Nothing "" 0
        => "the desk";
    Why "why" [] DESK Ticket "" 6
        => "why it stands where it stands; with two marked, which fact decides";
    Category "category" [] DESK Unclosed "" 14
        => "the record category; it decides what the close asks";
    Note "note" [] DESK Unclosed "" 13
        => "answer a question of the record category";
    Contain "contain" [] DESK Harm "" 77
        => "the harm is over; its ordinary class returns";
    Report "report" [] DESK Report "" 67
        => "the report of the breach or violation was sent";
    Resolve "resolve" [] DESK Unclosed "" 4
        => "it works again: the outcome in words";
    Reopen "reopen" [] DESK Finished "" 0
        => "open it again, with a reason";
    StartList "check start" [] DESK Ticket "" 40
        => "begin a checklist for this ticket";
    Copy "copy" [K::char('y')] DESK Ticket "" 0
        => "copy the number, or the line that is selected";
    Resort "re-sort" [K::char('R')] DESK Nothing "" 6
        => "sort the queue again now";
    Editor "editor" [K::char('E')] DESKFORM Editor "" 0
        => "the text in your own editor";
    Mouse "mouse" [] DESK Nothing "" 0
        => "the mouse on and off: a click selects, the wheel moves";
    Messages "messages" [] DESK Nothing "" 0
        => "what was said in the status row";
    Backup "backup" [] DESK Nothing "" 0
        => "the command that copies the desk into one file";
    Drafts "drafts" [] DESK Draft "" 0
        => "unfinished texts; Enter goes on with one";
    Discard "discard" [] DESKFORM Draft "" 0
        => "throw an unfinished text away; it is shown first";
    CalloutView "callout view" [K::char('2')] NOQUESTION Nothing "" 27
        => "the view of the callout";
    Views "views" [K::char('v')] WALK Nothing "views" 0
        => "another view, by its digit";
    BackOne "back one question" [K::char('b')] WALK Nothing "" 0
        => "the question before; its answer stands until another is given";
    DontKnow "don't know yet" [K::char('d')] WALK Nothing "don't know" 0
        => "nobody knows yet: it is owed, and the walk goes on";
    Work "work" [K::char('W')] WALK Nothing "work" 3
        => "the work log at once; what was not asked is asked later";
    Clock "clock" [K::char('t')] WALK Nothing "clock" 27
        => "stop the clock, or let it go on";
    Call "whom to call" [K::char('H')] DESKWALK Nothing "" 30
        => "names and numbers: on call, lead, director, heads";
    Cure "cure" [K::char('r')] WALK Nothing "" 13
        => "tonight's list from what fixed it before";
    Runbook "runbook" [K::char('B'), K::ctrl('r')] DESKFORM Nothing "" 0
        => "read the department's runbook for this; commands in it are text";
    Bed "to bed" [K::char('Z')] WALK Nothing "" 27
        => "from the outcome on: the clock stops, the rest waits for the morning";
    TakeOver "take over" [] DESKWALK Nothing "" 27
        => "take a callout over that somebody else has";
    Give "hand over" [] WALK Nothing "" 27
        => "hand the callout to somebody else";
    Callouts "callouts" [] DESKWALK Nothing "" 27
        => "the callouts that run; Enter looks on";
    Night "last night" [] DESK Nothing "" 27
        => "the cards of last night's callouts; Enter opens the sheet";
    Roster "roster" [] DESK Nothing "" 30
        => "who is on call, now and this week; there a turn is added or ended";
    Claims "claim list" [] DESK Nothing "" 28
        => "your claims for comp time; a draft can be taken back";
    Quit "quit" [K::char('q')] DESKBOX Nothing "quit" 0
        => "leave; asks if word is owed";
    Interrupt "interrupt" [K::ctrl('c')] ALL Nothing "" 0
        => "clear a prompt; twice: leave";
    Suspend "suspend" [K::ctrl('z')] ALL Nothing "" 0
        => "stop here and go on with fg";
    Repaint "repaint" [K::ctrl('l')] ALL Nothing "" 0
        => "draw the screen again";
}
