//! `completions` and `man`: what a shell and a manual need of the table of commands.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::answer::Reply;
use super::args::Cli;
use super::fail::Fail;

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Prints the completions.
pub(super) fn completions(args: &CompletionsArgs) -> Reply {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "nightdesk", &mut bytes);
    Reply::Raw(bytes)
}

/// Prints the man page, its commands after it.
pub(super) fn man() -> Result<Reply, Fail> {
    let mut bytes = Vec::new();
    let mut command = Cli::command();
    command.build();
    let wrong = |error: std::io::Error| Fail::Output(error.to_string());
    clap_mangen::Man::new(command.clone())
        .render(&mut bytes)
        .map_err(wrong)?;
    Ok(Reply::Raw(bytes))
}
