//! A journal that a newer program wrote on, and all files of a desk to be compared with later.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The journal's last line with the changes of a newer program, and its hash made anew.
pub fn newer_line(last: &str) -> String {
    next_line(last, &|head| head.replacen("{\"v\":0,", "{\"v\":7,", 1))
}

/// The journal's last line as an entry of a kind that only a newer program knows.
pub fn unknown_line(last: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(last).expect("a line is JSON");
    let kind = format!("\"kind\":{}", value["kind"]);
    next_line(last, &|head| {
        head.replacen(&kind, "\"kind\":\"ticket.sung\"", 1)
    })
}

/// Another line behind the journal's last, changed, with its hash made anew.
fn next_line(last: &str, change: &dyn Fn(&str) -> String) -> String {
    let value: serde_json::Value = serde_json::from_str(last).expect("a line is JSON");
    let (seq, prev, hash) = (&value["seq"], &value["prev"], &value["hash"]);
    let next = seq.as_u64().expect("a number") + 1;
    let (head, rest) = last.split_once(",\"data\":").expect("a line has data");
    let head = change(head)
        .replacen(&format!("\"seq\":{seq}"), &format!("\"seq\":{next}"), 1)
        .replacen(&format!("\"prev\":{prev}"), &format!("\"prev\":{hash}"), 1);
    let mut sum = String::new();
    for byte in Sha256::digest(&head) {
        write!(sum, "{byte:02x}").expect("a text takes it");
    }
    let data = &rest[..rest.len() - 75];
    format!("{head},\"data\":{data},\"hash\":\"{sum}\"}}\n")
}

/// Every file below a folder with what is in it.
pub fn bytes_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                let bytes = fs::read(&path).expect("a file");
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// The mark that says that this line was saved.
pub fn mark_of(line: &str) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
    let seq = value["seq"].as_u64().expect("a number");
    let hash = value["hash"].as_str().expect("a hash");
    let hash = (0..16).step_by(2).map(|at| &hash[at..at + 2]);
    let hash = hash.map(|two| u8::from_str_radix(two, 16).expect("hex"));
    seq.to_be_bytes().into_iter().chain(hash).collect()
}

/// What a file or folder is, and when it was last changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    /// The bytes of a file; none of a folder.
    pub bytes: Option<Vec<u8>>,
    /// Seconds and nanoseconds since 1970.
    pub changed: (i64, i64),
}

/// Everything in a folder and below, and the folder itself, with names, bytes and times.
pub fn tree(folder: &Path) -> BTreeMap<PathBuf, Seen> {
    let meta = fs::symlink_metadata(folder).expect("it is there");
    let seen = Seen {
        bytes: meta.is_file().then(|| fs::read(folder).expect("a file")),
        changed: (meta.mtime(), meta.mtime_nsec()),
    };
    let mut found = BTreeMap::from([(folder.to_owned(), seen)]);
    if meta.is_dir() {
        for entry in fs::read_dir(folder).expect("a folder") {
            found.extend(tree(&entry.expect("an entry").path()));
        }
    }
    found
}
