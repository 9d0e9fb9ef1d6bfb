//! Who sits at the terminal, as the machine knows them.
//!
//! The real user id decides. `USER` and `LOGNAME` are anyone's to set, so they are never read.
//!
//! Invariants: there is always an answer, if only the number; every text in it is clean.

use std::path::Path;

use crate::text::Clean;

/// Where the machine keeps its accounts.
const PASSWD: &str = "/etc/passwd";
/// The longest line of the accounts file that is looked at, in bytes.
const LINE_BYTES_MAX: usize = 64 << 10;

/// A person as the machine knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The real user id.
    pub uid: u32,
    /// The account's name, where there is an account.
    pub login: Option<Clean>,
    /// The person's full name, else the account's, else `uid N`.
    pub name: Clean,
    /// The machine's name.
    pub host: Clean,
    /// The terminal's name without `/dev/`, where there is one.
    pub tty: Option<Clean>,
}

impl Identity {
    /// Asks the machine.
    pub fn of_this_process() -> Self {
        let uid = rustix::process::getuid().as_raw();
        let accounts = std::fs::read(PASSWD).unwrap_or_default();
        let host = rustix::system::uname();
        Self::new(
            uid,
            &accounts,
            &host.nodename().to_string_lossy(),
            tty_name(),
        )
    }

    fn new(uid: u32, accounts: &[u8], host: &str, tty: Option<String>) -> Self {
        let account = account(accounts, uid);
        let (login, full) = account.unzip();
        let full = full.filter(|name| !name.is_blank());
        let name = full
            .or_else(|| login.clone())
            .unwrap_or_else(|| Clean::line(&format!("uid {uid}")));
        Self {
            uid,
            login,
            name,
            host: Clean::line(host),
            tty: tty.map(|name| Clean::line(&name)),
        }
    }
}

/// The account's name and the person's, from the accounts file.
fn account(accounts: &[u8], uid: u32) -> Option<(Clean, Clean)> {
    accounts
        .split(|byte| *byte == b'\n')
        .filter(|line| line.len() <= LINE_BYTES_MAX)
        .find_map(|line| {
            let line = String::from_utf8_lossy(line);
            let mut fields = line.split(':');
            let login = fields.next()?.to_owned();
            let number: u32 = fields.nth(1)?.parse().ok()?;
            let gecos = fields.nth(1).unwrap_or_default();
            let full = gecos.split(',').next().unwrap_or_default();
            // An ampersand stands for the account's name, by old custom.
            let full = full.replace('&', &capitalised(&login));
            (number == uid && !login.is_empty())
                .then(|| (Clean::line(&login), Clean::line(full.trim())))
        })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn tty_name() -> Option<String> {
    [0, 1, 2].into_iter().find_map(|fd| {
        let target = std::fs::read_link(Path::new("/proc/self/fd").join(fd.to_string())).ok()?;
        let name = target.strip_prefix("/dev").ok()?.to_str()?.to_owned();
        let is_terminal = name.starts_with("pts/") || name.starts_with("tty");
        is_terminal.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: &[u8] = b"root:x:0:0:root:/root:/bin/sh\n\
        broken line\n\
        ada:x:1001:1001:Ada Lovelace,Room 4,,:/home/ada:/bin/sh\n\
        bob:x:1002:1002::/home/bob:/bin/sh\n\
        eve:x:1003:1003:Eve\x1b[31337m\x9b:/home/eve:/bin/sh\n\
        ops:x:1004:1004:& Team:/:/bin/sh\n";

    fn name(uid: u32) -> String {
        Identity::new(uid, ACCOUNTS, "desk1", None).name.to_string()
    }

    #[test]
    fn the_name_is_the_accounts() {
        assert_eq!(name(1001), "Ada Lovelace");
        assert_eq!(name(1002), "bob");
        assert_eq!(name(1004), "Ops Team");
        assert_eq!(name(4711), "uid 4711");
    }

    #[test]
    fn a_name_is_clean() {
        assert!(!name(1003).contains('\x1b'));
        let who = Identity::new(4711, b"", "a\nb\x1b", Some("pts/3\x07".to_owned()));
        assert!(!who.host.as_str().contains(['\n', '\x1b']));
        assert!(!who.tty.unwrap().as_str().contains('\x07'));
        assert_eq!(who.login, None);
    }

    #[test]
    fn this_process_is_someone() {
        let who = Identity::of_this_process();
        assert_eq!(who.uid, rustix::process::getuid().as_raw());
        assert!(!who.name.is_blank());
    }
}
