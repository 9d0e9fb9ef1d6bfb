//! A desk in one file and out of it again, by the real program.
//!
//! What a backup promises: it is one moment of the desk whoever writes meanwhile, it stands there
//! whole or not at all, and what is restored from it is the desk that it was.

mod newer;
mod program;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use newer::{bytes_below, newer_line, unknown_line};
use program::{Home, Ran, all_below, ended, has, is_root};

/// A desk with work of several kinds on it, an attachment, and a list that is being edited.
fn worked() -> Home {
    let home = Home::with_desk();
    home.file("letter.txt", "dear desk");
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    home.ok(&["import", "rows.jsonl"]);
    home.ok(&["attach", "T-1", "letter.txt"]);
    home.ok(&["check", "start", "wan-failure", "--ticket", "T-1"]);
    home.ok(&["callout", "start"]);
    home.ok(&["log", "T-1", "looked at it"]);
    fs::create_dir_all(home.desk().join("site/lists")).expect("a folder");
    fs::write(home.desk().join("site/lists/own.toml"), "# mine\n").expect("a file");
    home
}

fn on(home: &Home, desk: &str, args: &[&str]) -> Ran {
    let at = home.path().join(desk);
    ended(home.command(&[]).env("NIGHTDESK_DIR", at).args(args))
}

fn good(home: &Home, desk: &str, args: &[&str]) -> Ran {
    let ran = on(home, desk, args);
    assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
    ran
}

/// Names beside the desk, hidden ones too.
fn beside(home: &Home) -> Vec<String> {
    let names = fs::read_dir(home.path()).expect("a folder");
    let mut names: Vec<String> = names
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into()
        })
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .expect("it is there")
        .permissions()
        .mode()
        & 0o777
}

#[test]
fn what_was_backed_up_is_what_is_restored() {
    let home = worked();
    let asked = [
        &["queue", "--all", "--json"][..],
        &["show", "T-1", "--json"],
        &["check", "show", "L-1", "--json"],
        &["callout", "list", "--json"],
        &["staff", "list", "--json"],
    ];
    let before: Vec<String> = asked.iter().map(|args| home.ok(args).out).collect();
    let made = home.ok(&["backup", "b.tar.zst", "--json"]).json();
    assert_eq!(made["attachments"], 1, "{made}");
    assert_eq!(made["head"]["seq"], home.entries());
    let back = home
        .ok(&["restore", "b.tar.zst", "--into", "new", "--json"])
        .json();
    assert_eq!(back["from"]["sha256"], made["sha256"]);
    assert_eq!(back["lost"], 0);
    for (args, before) in asked.iter().zip(&before) {
        assert_eq!(good(&home, "new", args).out, *before, "{args:?}");
    }
    let report = good(&home, "new", &["verify", "--json"]).json();
    assert_eq!(report["entries"], home.entries() + 1);
    assert_eq!(report["attachments"]["files"], 1);
    // The old lines are the same bytes; the new one begins a copy of its own.
    let old = fs::read_to_string(home.journal()).expect("a journal");
    let new = fs::read_to_string(home.path().join("new/journal/000001.jsonl")).expect("a journal");
    let line = new.strip_prefix(old.as_str()).expect("the same lines");
    let line: serde_json::Value = serde_json::from_str(line).expect("one line");
    assert_eq!(line["kind"], "desk.restored");
    assert_eq!(line["replica"], line["data"]["replica"]);
    assert_ne!(line["replica"], line["data"]["from"]);
    let site = home.path().join("new/site/lists/own.toml");
    assert_eq!(fs::read_to_string(site).expect("a file"), "# mine\n");
    // It goes on where the other stood: from the journal, and from its own page.
    let next = home.ok(&["new", "there"]).out;
    for n in 0..2 {
        let found = good(&home, "new", &["new", "here"]).out;
        assert!(n > 0 || found == next, "{found}");
        good(&home, "new", &["rebuild"]);
    }
    good(&home, "new", &["verify"]);
    good(&home, "new", &["backup", "again.tar.zst"]);
}

#[test]
fn only_its_owner_reads_it_and_nothing_is_written_over() {
    let home = worked();
    let umask = ["sh", "-c", "umask 000; exec \"$0\" \"$@\""];
    assert_eq!(home.run_by(&umask, &["backup", "b.tar.zst"]).status, 0);
    assert_eq!(mode(&home.path().join("b.tar.zst")), 0o600);
    let restore = ["restore", "b.tar.zst", "--into", "new"];
    assert_eq!(home.run_by(&umask, &restore).status, 0);
    for path in all_below(&home.path().join("new")) {
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
    let before = beside(&home);
    home.file("other", "keep me");
    fs::create_dir(home.path().join("full")).expect("a folder");
    home.file("full/x", "keep me");
    std::os::unix::fs::symlink("nowhere", home.path().join("link")).expect("a link");
    for (args, says) in [
        (&["backup", "b.tar.zst"][..], "is there already"),
        (&["backup", "other"], "is there already"),
        (&["backup", "link"], "is there already"),
        (&["backup", "desk/b.tar.zst"], "desk's own folder"),
        (&["backup", "desk/files/../b"], "desk's own folder"),
        (&["backup", "no/b.tar.zst"], "there is no folder"),
        (&["backup", ".."], "name a file"),
        (&["restore", "b.tar.zst", "--into", "full"], "files in it"),
        (&["restore", "b.tar.zst", "--into", "other"], "is no folder"),
        (&["restore", "b.tar.zst", "--into", "link"], "symbolic link"),
        (
            &["restore", "b.tar.zst", "--into", "new"],
            "holds a desk already",
        ),
    ] {
        home.refuses(args, 2, &[says]);
    }
    for (file, says) in [
        ("none", "no such file"),
        ("full", "no file"),
        ("other", "no backup"),
    ] {
        home.refuses(&["restore", file, "--into", "y"], 9, &[says]);
    }
    assert_eq!(
        fs::read_to_string(home.path().join("other")).expect("a file"),
        "keep me"
    );
    let mut expected = before;
    expected.extend(["full", "link", "other"].map(str::to_owned));
    expected.sort();
    assert_eq!(beside(&home), expected);
}

#[test]
fn an_auditor_opens_it_with_tar_alone() {
    if !has("tar") || !has("zstd") || !has("python3") {
        return;
    }
    let home = worked();
    home.ok(&["backup", "b.tar.zst"]);
    let out = home.path().join("out");
    fs::create_dir(&out).expect("a folder");
    let run = |words: &[&str]| {
        let done = Command::new(words[0])
            .args(&words[1..])
            .current_dir(&out)
            .output()
            .expect("it runs");
        assert!(done.status.success(), "{words:?}: {done:?}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    run(&["tar", "--zstd", "-xf", "../b.tar.zst"]);
    let seal = "head -c -48 ../b.tar.zst | sha256sum | cut -c1-64";
    let bytes = fs::read(home.path().join("b.tar.zst")).expect("a backup");
    let sum = run(&["sh", "-c", seal]);
    let sum = (0..32).map(|n| u8::from_str_radix(&sum[n * 2..][..2], 16).expect("hex"));
    assert!(sum.eq(bytes[bytes.len() - 32..].iter().copied()));
    let manifest = fs::read(out.join("backup.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    for file in manifest["files"].as_array().expect("files") {
        let sum = run(&["sha256sum", file["name"].as_str().expect("a name")]);
        assert!(
            sum.starts_with(file["sha256"].as_str().expect("a sum")),
            "{sum}"
        );
    }
    // The script of docs/journal.md, on what was taken out.
    let page = include_str!("../docs/journal.md");
    let from = page.find("```python\n").expect("a script") + "```python\n".len();
    let script = &page[from..][..page[from..].find("```").expect("its end")];
    home.file("check.py", script);
    let said = run(&["python3", "../check.py", "."]);
    assert!(
        said.starts_with(&format!("good: {} entries", home.entries())),
        "{said}"
    );
    home.ok(&["restore", "b.tar.zst", "--into", "new"]);
    let said = run(&["python3", "../check.py", "../new"]);
    assert!(
        said.starts_with(&format!("good: {} entries", home.entries() + 1)),
        "{said}"
    );
}

#[test]
fn the_head_of_a_backup_is_noted_and_a_restore_goes_on_above_what_was_noted() {
    let home = worked();
    // What is half edited keeps the profile from being changed.
    fs::remove_file(home.desk().join("site/lists/own.toml")).expect("it goes");
    let noted = home.path().join("noted");
    fs::create_dir(&noted).expect("a folder");
    let folder = noted.to_str().expect("a plain path");
    let set = [
        "profile",
        "set",
        "desk.witness_dir",
        folder,
        "--source",
        "me",
    ];
    home.ok(&set);
    let first = home.ok(&["backup", "b1.tar.zst", "--json"]).json();
    for title in ["two", "three", "four"] {
        home.ok(&["new", title]);
    }
    let next = home.ok(&["new", "five"]).out;
    let last = home.ok(&["backup", "b2.tar.zst", "--json"]).json();
    fs::rename(home.desk(), home.path().join("gone")).expect("the disk is dead");
    let desk = home.desk();
    let into = desk.to_str().expect("a plain path");
    let back = home
        .ok(&["restore", "b1.tar.zst", "--into", into, "--json"])
        .json();
    let seq = |made: &serde_json::Value| made["head"]["seq"].as_u64().expect("a seq");
    assert_eq!(back["lost"], seq(&last) - seq(&first), "{back}");
    let number = |text: &str| text.trim()[2..].parse::<u64>().expect("a number");
    assert_eq!(number(&home.ok(&["new", "six"]).out), number(&next) + 1);
    let report = home.ok(&["verify", "--witness", "--json"]).json();
    assert!(report["witnessed"].as_u64() >= Some(2), "{report}");
}

#[test]
fn eight_who_write_wait_for_nobody_and_it_holds_one_moment() {
    let home = worked();
    let sessions: Vec<_> = (0..8)
        .map(|_| {
            let script = "while \"$0\" new again >/dev/null; do :; done";
            let mut shell = home.command(&["sh", "-c", script]);
            std::os::unix::process::CommandExt::process_group(&mut shell, 0);
            let shell = shell.stdout(Stdio::null()).stderr(Stdio::null());
            shell.spawn().expect("a shell")
        })
        .collect();
    let mut heads = Vec::new();
    for n in 0..4 {
        let file = format!("b{n}.tar.zst");
        let made = home.ok(&["backup", &file, "--json"]).json();
        heads.push(made["head"]["seq"].as_u64().expect("a seq"));
    }
    for mut shell in sessions {
        let group = rustix::process::Pid::from_child(&shell);
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL).expect("it ends");
        shell.wait().expect("it ends");
    }
    assert!(heads.is_sorted(), "{heads:?}");
    let all = fs::read_to_string(home.journal()).expect("a journal");
    for (n, head) in heads.iter().enumerate() {
        let (file, desk) = (format!("b{n}.tar.zst"), format!("new{n}"));
        home.ok(&["restore", &file, "--into", &desk]);
        let report = good(&home, &desk, &["verify", "--json"]).json();
        assert_eq!(report["entries"], head + 1);
        let text = home.path().join(&desk).join("journal/000001.jsonl");
        let text = fs::read_to_string(text).expect("a journal");
        let (before, _) = text.trim_end().rsplit_once('\n').expect("lines");
        assert!(all.starts_with(before), "a prefix of what was written");
    }
    home.entries();
}

#[test]
fn a_disk_that_is_full_is_told_and_nothing_is_left() {
    let home = worked();
    if has("prlimit") {
        let before = beside(&home);
        let ran = home.run_by(&["prlimit", "--fsize=8192"], &["backup", "b.tar.zst"]);
        ran.says(6, &["may not grow", "ulimit -f"]);
        assert_eq!(beside(&home), before);
        home.ok(&["backup", "b.tar.zst"]);
        let ran = home.run_by(
            &["prlimit", "--fsize=8192"],
            &["restore", "b.tar.zst", "--into", "new"],
        );
        ran.says(6, &["may not grow"]);
        fs::remove_file(home.path().join("b.tar.zst")).expect("it goes");
        assert_eq!(beside(&home), before);
    }
    let disk = home.path().join("small");
    fs::create_dir(&disk).expect("a folder");
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=32k,mode=700", "tmpfs"])
        .arg(&disk)
        .output();
    if !is_root() || !mount.is_ok_and(|done| done.status.success()) {
        eprintln!("left out: this machine lets nobody mount a file system");
        return;
    }
    let ran = home.run(&["backup", "small/b.tar.zst"]);
    let left = fs::read_dir(&disk).expect("a folder").count();
    home.ok(&["backup", "b.tar.zst"]);
    let restored = home.run(&["restore", "b.tar.zst", "--into", "small/new"]);
    let left = left + fs::read_dir(&disk).expect("a folder").count();
    let _ = Command::new("umount").arg("-l").arg(&disk).output();
    ran.says(6, &["is full"]);
    restored.says(6, &["is full"]);
    assert_eq!(left, 0);
}

#[test]
fn whoever_is_killed_on_the_way_leaves_all_or_nothing() {
    let home = worked();
    let mut large = fs::File::create(home.path().join("large")).expect("a file");
    let mut state = 7_u64;
    for _ in 0..40_000 {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        large
            .write_all(&[state.to_be_bytes(); 25].concat())
            .expect("a write");
    }
    home.ok(&["attach", "T-1", "large"]);
    home.ok(&["backup", "good.tar.zst"]);
    let killed = |args: &[&str], after: u64| {
        let mut child = home
            .command(&[])
            .args(args)
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(after));
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
    };
    for n in 0..12 {
        let (file, desk) = (format!("k{n}.tar.zst"), format!("k{n}"));
        killed(&["backup", &file], n * 37);
        if home.path().join(&file).exists() {
            home.ok(&["restore", &file, "--into", &format!("from{n}")]);
        }
        killed(&["restore", "good.tar.zst", "--into", &desk], n * 37);
        if home.path().join(&desk).exists() {
            good(&home, &desk, &["verify"]);
        } else {
            home.ok(&["restore", "good.tar.zst", "--into", &desk]);
        }
    }
    home.entries();
}

#[test]
fn of_a_newer_programs_desk_none_is_made_and_nothing_is_changed() {
    for line in [newer_line, unknown_line] {
        let home = worked();
        home.ok(&["backup", "old.tar.zst"]);
        let text = fs::read_to_string(home.journal()).expect("a journal");
        let last = text.lines().last().expect("a line");
        fs::write(home.journal(), format!("{text}{}", line(last))).expect("it is written");
        let before = bytes_below(&home.desk());
        home.run(&["backup", "b.tar.zst"]).says(8, &["newer"]);
        assert!(!home.path().join("b.tar.zst").exists());
        assert!(bytes_below(&home.desk()) == before);
        home.ok(&["restore", "old.tar.zst", "--into", "new"]);
    }
}
