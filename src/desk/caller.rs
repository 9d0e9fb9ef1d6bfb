//! Who runs this process, as the machine knows them.

use crate::text::Clean;

/// The person behind this process. Never taken from the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The real uid.
    pub uid: u32,
    /// The name of the passwd entry, cleaned; `uid 1001` where there is none.
    pub name: Clean,
    /// The machine's name.
    pub host: String,
    /// The terminal, or a dash.
    pub tty: String,
    /// The process.
    pub pid: u32,
}

#[cfg(test)]
impl Caller {
    /// Who works at the desks of the tests: the account that runs them.
    pub(crate) fn of_tests() -> Self {
        Self {
            uid: rustix::process::getuid().as_raw(),
            name: Clean::from("Jo Dale"),
            host: "desk1".to_owned(),
            tty: "-".to_owned(),
            pid: std::process::id(),
        }
    }
}
