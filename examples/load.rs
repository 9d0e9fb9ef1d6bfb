//! Writes the tickets of a large desk as files for `nightdesk import`.
//!
//! `cargo run --release --example load -- COUNT FOLDER` writes `load-1.jsonl` to `load-4.jsonl`:
//! always the same ones for the same count.

#[path = "../tests/load_rig/mod.rs"]
mod load_rig;

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;

/// How many files: each stays below what `import` takes at once with 100,000 tickets.
const FILES: u64 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(count), Some(folder)) = (args.next(), args.next()) else {
        return Err("say how many tickets and in which folder: load 100000 FOLDER".into());
    };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let texts = load_rig::files(count.parse()?, FILES);
    for (n, text) in (1..).zip(&texts) {
        let path = folder.join(format!("load-{n}.jsonl"));
        std::fs::write(&path, text)?;
        let (name, size) = (path.display(), text.len());
        writeln!(std::io::stdout(), "{name} {size} bytes")?;
    }
    Ok(())
}
