//! A journal that a newer program wrote on, and all files of a desk to be compared with later.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The journal's last line with the changes of a newer program, and its hash made anew.
pub fn newer_line(last: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(last).expect("a line is JSON");
    let (seq, prev, hash) = (&value["seq"], &value["prev"], &value["hash"]);
    let next = seq.as_u64().expect("a number") + 1;
    let (head, rest) = last.split_once(",\"data\":").expect("a line has data");
    let head = head
        .replacen("{\"v\":0,", "{\"v\":7,", 1)
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
