//! A bad journal under the real program: half a line, damage, a newer program's line, lost
//! neighbours, a lock that is never given back.
//!
//! Damage is named by file, line and entry and left as found; whatever can be mended by itself is
//! mended, and the journal is good after it.

mod newer;
mod program;
mod pty;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use newer::{bytes_below, newer_line};
use program::{Home, all_below, has};
use pty::Start;

#[test]
fn a_journal_of_a_newer_program_is_not_written() {
    let home = Home::with_desk();
    let text = fs::read_to_string(home.journal()).expect("a journal");
    let last = text.lines().last().expect("a line");
    let line = newer_line(last);
    fs::write(home.journal(), format!("{text}{line}")).expect("it is written");
    // The newer program has acknowledged it too.
    let value: serde_json::Value = serde_json::from_str(&line).expect("a line is JSON");
    let mut mark = value["seq"]
        .as_u64()
        .expect("a number")
        .to_be_bytes()
        .to_vec();
    let hash = value["hash"].as_str().expect("a hash");
    for at in (0..16).step_by(2) {
        mark.push(u8::from_str_radix(&hash[at..at + 2], 16).expect("hex"));
    }
    fs::write(home.desk().join("acked"), mark).expect("it is written");
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    for args in [
        &["new", "x"][..],
        &["log", "T-1", "x"],
        &["import", "rows.jsonl"],
        &["close", "T-1", "--with-reason", "x"],
    ] {
        home.refuses(args, 8, &["newer", "version 7", "Nothing was changed"]);
    }
    // Reading says what it can, that it is not all, and changes nothing either.
    for args in [&["queue"][..], &["show", "T-1"], &["head"]] {
        home.refuses(args, 8, &["newer", "version 7"]);
    }
    let next = text.lines().count() + 1;
    let newer = format!("newer: entry {next} has version 7; use the newer nightdesk");
    let verified = home.refuses(&["verify"], 8, &[]);
    assert!(verified.out.contains(&newer), "{verified:?}");
    let verified = home.refuses(&["verify", "--json"], 8, &[]).json();
    assert_eq!(verified["ok"], false);
    assert_eq!(verified["newer"]["seq"], next);
    assert_eq!(verified["entries"], next - 1);
    assert_eq!(verified["faults"], serde_json::json!([]));
    home.refuses(&["rebuild"], 8, &[&newer]);
    let hidden = format!("Entries {next} and later are not shown.");
    let ran = home.refuses(&["queue"], 8, &["WARNING", &hidden]);
    assert!(ran.out.contains("The first"), "{ran:?}");
    for args in [
        &["queue"][..],
        &["show", "T-1"],
        &["verify"],
        &["rebuild"],
        &["doctor"],
        &["new", "x"],
        &["import", "rows.jsonl"],
        &["attach", "T-1", "rows.jsonl"],
    ] {
        let before = bytes_below(&home.desk());
        home.run(args);
        for (path, bytes) in bytes_below(&home.desk()) {
            let was = before.get(&path);
            assert!(was == Some(&bytes), "{args:?} changed {}", path.display());
        }
    }
}

#[test]
fn damage_is_named_by_file_line_and_entry_and_left_as_found() {
    let home = Home::with_desk();
    home.ok(&["log", "T-1", "a line of mine"]);
    let good = fs::read(home.journal()).expect("a journal");
    let seq = good.split(|byte| *byte == b'\n').count() - 1;
    let place = format!("000001.jsonl, line {seq}, where seq {seq} should stand");
    let at = |piece: &[u8]| {
        let places = good.windows(piece.len());
        places
            .rev()
            .position(|part| part == piece)
            .map(|back| good.len() - piece.len() - back)
    };
    let mut changed = good.clone();
    changed[at(b"a line of mine").expect("it is there") + 2] ^= 1;
    let last = at(b"{\"v\":0").expect("a line");
    // A changed letter, and a whole acknowledged line that is gone.
    for bytes in [&changed[..], &good[..last]] {
        fs::write(home.journal(), bytes).expect("it is written");
        home.refuses(&["new", "x"], 5, &[&place, "Nothing was changed"]);
        home.refuses(&["log", "T-1", "x"], 5, &[&place]);
        home.refuses(&["head"], 5, &[&place]);
        // What can be read is read, and nobody takes it for all.
        let hidden = format!("Entries {seq} and later are not shown; `nightdesk rebuild`");
        let ran = home.refuses(&["queue"], 5, &["WARNING", &place, &hidden]);
        assert!(ran.out.contains("The first"), "{ran:?}");
        home.refuses(&["show", "T-1"], 5, &[&place]);
        home.refuses(&["find", "first"], 5, &[&place]);
        assert_eq!(home.run(&["doctor"]).status, 0);
        home.refuses(&["rebuild"], 5, &[]);
        let verified = home.refuses(&["verify", "--json"], 5, &[]).json();
        assert_eq!(verified["ok"], false);
        let fault = &verified["faults"][0];
        assert_eq!(fault["file"], "000001.jsonl");
        assert_eq!((&fault["line"], &fault["seq"]), (&seq.into(), &seq.into()));
        assert!(fault["why"].as_str().is_some_and(|why| !why.is_empty()));
        assert!(home.run(&["verify"]).out.contains(&place));
    }
    // Damage in the first command leaves nothing to show.
    let mut first = good.clone();
    first[60] ^= 1;
    for bytes in [&first[..], b""] {
        fs::write(home.journal(), bytes).expect("it is written");
        for args in [&["queue"][..], &["new", "x"], &["show", "T-1"]] {
            home.refuses(args, 5, &["000001.jsonl, line 1, where seq 1"]);
        }
        home.refuses(&["verify"], 5, &[]);
        home.refuses(&["init"], 2, &["a desk already"]);
    }
    fs::write(home.journal(), &good).expect("it is written");
    assert_eq!(home.entries(), seq as u64);
    home.ok(&["log", "T-1", "and on"]);
}

#[test]
fn half_a_line_is_set_aside_and_counted() {
    for tail in [
        &b"{\"v\":0,\"app\":\"0.1"[..],
        &[0xfe; 4096],
        b"\n",
        b"null\n",
    ] {
        let home = Home::with_desk();
        let good = fs::read(home.journal()).expect("a journal");
        fs::write(home.journal(), [&good[..], tail].concat()).expect("it is written");
        let verified = home.ok(&["verify", "--json"]).json();
        assert_eq!(
            (&verified["ok"], &verified["torn"]),
            (&true.into(), &tail.len().into())
        );
        let text = home.ok(&["verify"]).out;
        assert!(
            text.contains(&format!("torn: {} bytes", tail.len())),
            "{text}"
        );
        let ran = home.ok(&["queue"]);
        let told = format!("{} bytes of a command that was never finished", tail.len());
        assert!(ran.err.contains(&told), "{ran:?}");
        assert!(home.ok(&["queue"]).err.is_empty(), "it is told once");
        assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
        let torn = all_below(&home.desk()).into_iter().find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("torn-")
        });
        assert_eq!(fs::read(torn.expect("it is kept")).expect("a file"), tail);
        assert_eq!(home.titles(), ["The first", "After"]);
        home.entries();
    }
}

#[test]
fn a_desk_that_lost_its_journal_is_not_made_anew() {
    let home = Home::with_desk();
    let entries = home.entries();
    let was = format!("was a desk: entry {entries} was saved");
    let aside = home.path().join("aside");
    let journal = home.desk().join("journal");
    let check = || {
        for args in [&["queue"][..], &["new", "x"], &["verify"], &["rebuild"]] {
            home.run(args).says(5, &[&was, "do not run init"]);
        }
        home.run(&["init"]).says(2, &[&was, "from a backup"]);
    };
    fs::rename(&journal, &aside).expect("it is moved");
    check();
    fs::create_dir(&journal).expect("a folder");
    check();
    fs::remove_dir(&journal).expect("it goes");
    fs::rename(&aside, &journal).expect("it comes back");
    assert_eq!(home.entries(), entries);
    // A making that was cut off is made again.
    let cut = home.path().join("cut");
    fs::create_dir_all(cut.join("journal")).expect("a folder");
    fs::write(cut.join("acked"), [0; 16]).expect("a file");
    home.ok(&["--desk", "cut", "init"]);
}

#[test]
fn what_stands_beside_the_journal_may_be_lost() {
    for gone in ["acked", "lock", "reserve", "page"] {
        let home = Home::with_desk();
        let entries = home.entries();
        // A desk that was never shown has no page yet; its absence is the same test.
        let _ = fs::remove_file(home.desk().join(gone));
        assert_eq!(home.titles(), ["The first"], "without {gone}");
        assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
        assert!(home.entries() > entries);
        let reserve = fs::metadata(home.desk().join("reserve"));
        assert_eq!(
            reserve.expect("it is there").len(),
            16 << 20,
            "without {gone}"
        );
    }
}

#[test]
fn a_failed_write_is_looked_into_at_the_next_opening() {
    let home = Home::with_desk();
    let entries = home.entries();
    fs::write(home.desk().join("fault"), "errno 5: sync after seq 3\n").expect("a file");
    let ran = home.ok(&["queue"]);
    assert!(ran.err.contains("is good again"), "{ran:?}");
    assert!(!home.desk().join("fault").exists());
    assert_eq!(home.entries(), entries + 1, "it is an entry");
    assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
}

#[test]
fn a_damaged_mark_is_put_right_by_the_next_command_and_recorded() {
    let home = Home::with_desk();
    let entries = home.entries();
    let acked = home.desk().join("acked");
    let mark = fs::read(&acked).expect("it is there");
    for (count, (byte, bit)) in (1..).zip([(0, 3), (7, 0), (8, 7), (15, 0)]) {
        let mut wrong = fs::read(&acked).expect("it is there");
        wrong[byte] ^= 1 << bit;
        fs::write(&acked, &wrong).expect("a file");
        let found = home.refuses(&["verify"], 5, &[]).out;
        assert!(
            found.contains("every line fits; the file `acked` alone"),
            "{found}"
        );
        let ran = home.ok(&["queue"]);
        assert!(ran.err.contains("the file `acked` was damaged"), "{ran:?}");
        assert!(home.ok(&["queue"]).err.is_empty(), "it is told once");
        assert_eq!(home.entries(), entries + count, "it is an entry");
        home.ok(&["verify"]);
    }
    assert_ne!(fs::read(&acked).expect("it is there"), mark);
    assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
}

#[test]
fn a_mark_that_stands_for_nothing_stops_the_desk_until_its_owner_decides() {
    let home = Home::with_desk();
    let entries = home.entries();
    let acked = home.desk().join("acked");
    let mut wrong = (entries + 3).to_be_bytes().to_vec();
    wrong.extend_from_slice(b"12345678");
    fs::write(&acked, &wrong).expect("a file");
    let before = fs::read(home.journal()).expect("a journal");
    let mend = "`nightdesk rebuild` gives back what the store has";
    home.refuses(&["new", "After"], 5, &["was acknowledged", mend]);
    home.refuses(
        &["rebuild"],
        5,
        &["nightdesk rebuild --as-it-stands", "Restore a backup"],
    );
    assert_eq!(
        fs::read(&acked).expect("a file"),
        wrong,
        "nothing was changed"
    );
    assert_eq!(fs::read(home.journal()).expect("a journal"), before);
    let said = home.ok(&["rebuild", "--as-it-stands"]).out;
    assert!(said.contains("set aside as it was found: "), "{said}");
    let aside = all_below(&home.desk()).into_iter().find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("acked.damaged-")
    });
    assert_eq!(fs::read(aside.expect("it is kept")).expect("a file"), wrong);
    let ran = home.ok(&["new", "After"]);
    assert_eq!(ran.out, "T-2\n");
    assert!(ran.err.contains("took the journal as it stands"), "{ran:?}");
    home.ok(&["verify"]);
    // Asked once more there is nothing to decide.
    let said = home.ok(&["rebuild", "--as-it-stands"]).out;
    assert!(!said.contains("set aside as it was found: acked"), "{said}");
}

#[test]
fn a_link_in_the_place_of_a_neighbour_is_not_followed() {
    let home = Home::with_desk();
    let away = home.path().join("away");
    home.file("note", "text");
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    home.ok(&["attach", "T-1", "note"]);
    home.ok(&["rebuild"]);
    // So many entries that the page is written.
    home.ok(&["import", "rows.jsonl"]);
    for name in ["acked", "lock", "journal", "store", "files", "page"] {
        let ours = home.desk().join(name);
        fs::rename(&ours, &away).expect("it is moved");
        let before: Vec<_> = all_below(&away).into_iter().map(|p| look(&p)).collect();
        symlink(&away, &ours).expect("a link");
        match name {
            "acked" | "lock" => {
                let told = format!("{name} is a symbolic link; remove it");
                home.run(&["queue"]).says(5, &[&told]);
                home.run(&["new", "x"]).says(5, &[&told]);
            }
            "journal" => {
                home.run(&["queue"]).says(5, &["a symbolic link"]);
            }
            "files" => {
                home.run(&["attach", "T-1", "rows.jsonl"])
                    .says(6, &["files is a symbolic link; remove it"]);
            }
            // Both can be made again, so whatever needs them goes on without.
            _ => {
                home.ok(&["queue"]);
                home.run(&["import", "rows.jsonl", "--dry-run"]);
            }
        }
        let after: Vec<_> = all_below(&away).into_iter().map(|p| look(&p)).collect();
        assert_eq!(before, after, "{name} was followed");
        if fs::symlink_metadata(&ours).is_ok_and(|meta| meta.is_symlink()) {
            fs::remove_file(&ours).expect("it goes");
            fs::rename(&away, &ours).expect("it comes back");
        } else if away.is_dir() {
            fs::remove_dir_all(&away).expect("it goes");
        } else {
            fs::remove_file(&away).expect("it goes");
        }
    }
    home.ok(&["queue"]);
    home.entries();
}

/// A file's name, kind, length and time of change.
fn look(path: &Path) -> String {
    let meta = fs::symlink_metadata(path).expect("it is there");
    let changed = meta.modified().expect("a time");
    format!(
        "{} {:?} {} {changed:?}",
        path.display(),
        meta.file_type(),
        meta.len()
    )
}

#[test]
fn drafts_behind_a_link_are_not_written_and_it_is_said() {
    let home = Home::with_desk();
    let away = home.path().join("away");
    fs::create_dir(&away).expect("a folder");
    symlink(&away, home.desk().join("drafts")).expect("a link");
    let desk = home.desk();
    let mut screen = Start::at(home.path())
        .env("NIGHTDESK_DIR", desk.to_str().expect("a name"))
        .start();
    assert_eq!(screen.ends(), 6);
    let said = String::from_utf8_lossy(&screen.bytes).into_owned();
    assert!(
        said.contains("drafts is a symbolic link; remove it"),
        "{said}"
    );
    assert_eq!(all_below(&away), [away]);
}

#[test]
fn a_lock_that_a_stopped_process_holds_is_told_with_its_holder() {
    if !has("flock") {
        return;
    }
    let home = Home::with_desk();
    let script = "exec 9<>\"$0\"; flock 9; \
                  printf 'pid %d uid 7 tty pts/9 since 2026-11-22T02:00:00-05:00\\n' $$ >&9; \
                  echo ready; kill -STOP $$";
    let mut holder = Command::new("sh")
        .args(["-c", script])
        .arg(home.desk().join("lock"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut ready = String::new();
    let stdout = holder.stdout.take().expect("it is piped");
    BufReader::new(stdout)
        .read_line(&mut ready)
        .expect("a line");
    assert_eq!(ready, "ready\n");
    let pid = format!("pid {}", holder.id());
    let start = Instant::now();
    home.refuses(
        &["new", "x"],
        7,
        &[
            &pid,
            "uid 7",
            "tty pts/9",
            "since 2026-11-22T02:00",
            "Nothing was saved",
            &format!("kill {}", holder.id()),
        ],
    );
    let took = start.elapsed();
    assert!(
        (Duration::from_secs(4)..Duration::from_secs(12)).contains(&took),
        "{took:?}"
    );
    // Nor does a rebuild, and it says as much.
    let told = ["uid 7", "tty pts/9", "since 2026-11-22T02:00"];
    home.refuses(&["rebuild"], 7, &[&pid[..], &told.join(" "), "kill"]);
    // Reading asks nobody.
    assert_eq!(home.titles(), ["The first"]);
    home.ok(&["show", "T-1"]);
    let looked = home.ok(&["doctor"]).out;
    assert!(looked.contains(&format!("held NOW by {pid}")), "{looked}");
    home.entries();
    holder.kill().expect("it ends");
    holder.wait().expect("it ended");
    assert_eq!(home.ok(&["new", "After"]).out, "T-2\n");
    home.entries();
}
