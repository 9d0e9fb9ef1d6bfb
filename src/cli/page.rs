//! The page `docs/cli.md`, made from the table of commands.

use std::fmt::Write as _;

use clap::CommandFactory;

use super::args::Cli;

const HEAD: &str = "# The command line

This page is made from the program; change `src/cli/`, then run
`UPDATE_DOCS=1 cargo nextest run --test cli page`.

## What is the same everywhere
- The desk is the folder of `--desk DIR` or `NIGHTDESK_DIR`, else `$XDG_DATA_HOME/nightdesk`
  (`~/.local/share/nightdesk`).
- `--json` gives one JSON value with `\"schema\": 1`, keys in `snake_case`, times as RFC 3339 with
  offset, durations in minutes.
- A text argument that is `-` is read from standard input, up to 64 KiB; a mail up to 16 MiB.
- Times: `now`, `-20` (minutes ago), `21:30`, `yesterday 21:30`, `2026-11-22 21:30`, RFC 3339; to
  come: `+45`, `+3h`, `+2d`, `tomorrow`, `mon`, `14:30`. They are in the desk's zone.
  A time of what happened that has no day is not taken where it would be yesterday's and before the
  ring or the ticket, or more than twelve hours ago: both readings are named, each as it is typed.

## Exit status
| status | means |
|--:|---|
| 0 | done |
| 1 | a fault of the program; a report's path is on standard error |
| 2 | the arguments are wrong, or an answer is none that its question takes |
| 3 | refused by a rule: standard error names the rule, its source, and what to do instead |
| 4 | no such ticket, person, checklist, or no desk there |
| 5 | the desk is damaged or cannot be read |
| 6 | not saved: the disk is full or read-only; or it may have been saved, and the text says so |
| 7 | the desk is busy: another process had the lock for 5 s |
| 8 | a newer program made it |
| 9 | a file that was given is wrong: its name, line, field and the mend |
| 10 | not yours: another's desk, or you are not of its staff |

A refusal with `--json` is `{\"schema\":1,\"refused\":{rule, source, because, instead, also[]}}` on
standard output.

## A callout by commands
`nightdesk callout start` begins a callout and its ticket; with one open it gives that one, answers
who calls where nobody did so yet, and else says what of the call was not used (`unused`). A call
that cannot be read begins nothing. It and every verb of `callout` answer with the question that
comes next, so that a night is walked by `nightdesk callout answer` alone:

- `VALUE` answers the step that is asked now, `STEP=VALUE` a step by its name, `STEP.PART=VALUE` one
  part of it. Several in one call are parts of one step and are saved as one group; a value without
  a name goes to the next part that has none yet. Parts that are not given take their default, or
  are owed, and the step is left. `\"\"` takes the default.
- Values are typed as on the screen: the digit of a choice or its word, a number of people or `w`
  for the whole unit, a time such as `0155` or `-20`, `?` for what is not known yet.
- At `work` a value is a line of the log, `work=done` leaves it and `work=` goes to it. At `list` a
  value is for the step of the list that is shown; `leave` leaves the list, and the name of another
  list, such as `wan-failure`, begins that one instead. `handover=done` ends the callout.
- What is owed can be answered after the end too; without `--callout` it is your open callout, else
  your last one.

`--json`: `id` and `number` (`K-1`), `ticket`, `title`, `person`, `started`, `ended`, `over`,
`paused`, `to_bed`, `step`, `question`, `choices[{key, value, text}]`, `default`, `parts[{key,
question, kind, choices, default, answer, needed, hints, warns}]`, `rule`, `source`, `derived[]`,
`runbooks[{id, title}]`, `debts[{what, text, rule, pay, due, tonight, label, when}]` (`tonight`: a
rule wants it tonight; it is owed in the morning all the same, which `when` says), `claims[]`,
`clock_min`, `unsure` (why the length is not sure), `interruption{min, unsure}` (from the ring until
it worked again; null before), `done`; after a save `seq` and `at`. After the end `step` is null and
`done` true. `status` adds `trail[{step, state, says}]`, or `running[]` where none of yours is open; `show`
adds `sheet[]`, `trail[]` and `head`, the line at its foot (`head: SEQ HASH16 next T-N`), as does
`claim show`. `follow_up` is the ticket that was opened for the cause of what was worked round, or
null; `show T-1` has it too, and `show` of that ticket has `follows`. Where a callout is answered or
shown by itself, `outbox[{who, requester, phone, why, text[], pay}]` holds for each person who is
still owed word the two lines to say, as they are true now. Nothing is sent by the program: `pay` is
the command that records what was said, and with it the row is gone.

## Lines instead of a screen
`nightdesk --plain` (or `--screen-reader`, `ACCESSIBLE=1`, `plain = true` in your own settings)
reads lines from standard input and writes lines to standard output, through a pipe too: words, no
marks, no cursor movement, five rows of a list at a time. `help` lists its commands; at a question
`?` gives the rule and the words that go everywhere. A line without its end is kept as a draft.
Where `TERM` is `dumb`, `unknown`, empty or not set, lines come in place of the screen, and a line on
standard error says so; `ACCESSIBLE=0` draws the screen there too.

## Backup and restore
`docs/backup.md` tells how. `backup --json`: `file`, `bytes`, `sha256`, `head{seq, hash}`, `replica`,
`journal_files`, `attachments`, `missing[]` (sums of attachments that are lost; then the status is
5), `left_out[]`. `restore --json`: `desk`, `name`, `replica`, `from{replica, seq, hash, sha256,
made}`, `head{seq, hash}`, `next[]`, `numbers_from`, `lost` (entries), `attachments`, `missing` (a
number), `set_aside`, `doubts[]`.

## Commands
";

/// The whole page as Markdown.
pub fn cli_page() -> String {
    let mut page = HEAD.to_owned();
    let mut command = Cli::command().term_width(90);
    command.build();
    for sub in command.get_subcommands_mut() {
        chapter(&mut page, sub, 3);
    }
    page
}

fn chapter(page: &mut String, command: &mut clap::Command, depth: usize) {
    if command.get_name() == "help" {
        return;
    }
    let name = command
        .get_bin_name()
        .unwrap_or(command.get_name())
        .to_owned();
    let help = command.render_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let marks = "#".repeat(depth);
    let _ = write!(
        page,
        "\n{marks} `{name}`\n```text\n{}\n```\n",
        text.trim_end()
    );
    for sub in command.get_subcommands_mut() {
        chapter(page, sub, depth + 1);
    }
}
