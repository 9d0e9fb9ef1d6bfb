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
