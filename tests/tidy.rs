//! What the compiler does not see: file and function lengths, first lines, and words that have no
//! place in the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines of code that a file may have. Source: `docs/architecture.md`, "Small rooms".
const FILE_LINES_MAX: usize = 400;
/// Lines that a function may have, from its first to its last brace.
const FUNCTION_LINES_MAX: usize = 70;

fn files(under: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(under)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// Lines that are neither empty nor a comment, without the tests at the end of a file.
fn code_lines(text: &str) -> usize {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with("//")
        })
        .count()
}

/// Each function's name and its length in lines, comments and blank lines aside. A function is
/// found by its `fn` and ends at the closing brace of the same indent, as rustfmt writes it.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let head = trimmed
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub(super) ")
            .trim_start_matches("pub ")
            .trim_start_matches("const ");
        let Some(rest) = head.strip_prefix("fn ") else {
            continue;
        };
        let indent = line.len() - trimmed.len();
        let close = format!("{}}}", " ".repeat(indent));
        let Some(length) = lines[start..].iter().position(|l| *l == close) else {
            continue;
        };
        let code = lines[start..=start + length]
            .iter()
            .filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with("//"))
            .count();
        let name = rest.split(['(', '<']).next().unwrap_or_default();
        found.push((name.to_owned(), code));
    }
    found
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut wrong = Vec::new();
    for (path, text) in files("src").into_iter().chain(files("tests")) {
        let lines = code_lines(&text);
        if lines > FILE_LINES_MAX {
            wrong.push(format!("{}: {lines} lines of code", path.display()));
        }
    }
    assert!(wrong.is_empty(), "split these:\n{}", wrong.join("\n"));
}

#[test]
fn no_function_is_too_long_to_read() {
    let mut wrong = Vec::new();
    for (path, text) in files("src") {
        // Tables of fixtures are read downward, not followed.
        if path.components().any(|part| part.as_os_str() == "testing") {
            continue;
        }
        for (name, lines) in functions(&text) {
            if lines > FUNCTION_LINES_MAX {
                wrong.push(format!("{}: {name} has {lines} lines", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "split these:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for (path, text) in files("src").into_iter().chain(files("tests")) {
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! "),
            "{}: begins with `{first}`",
            path.display()
        );
    }
}

#[test]
fn nothing_is_left_for_later() {
    for (path, text) in files("src") {
        for (number, line) in text.lines().enumerate() {
            for word in ["TODO", "FIXME", "XXX", "unimplemented!", "todo!"] {
                assert!(
                    !line.contains(word),
                    "{}:{}: {word}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn the_measure_counts_code_and_not_words_about_it() {
    let text = "//! Doc.\n\nfn a() {\n    // why\n    b();\n}\n\n#[cfg(test)]\nmod tests {\n}\n";
    assert_eq!(code_lines(text), 3);
    assert_eq!(functions(text), [("a".to_owned(), 3)]);
}
