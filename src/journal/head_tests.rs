//! A head is read as JSON reads it, by whichever way and behind whatever other head.

use proptest::prelude::*;

use super::*;

const HEAD: &str = concat!(
    r#"{"v":0,"app":"0.1.0","replica":"5d2f0c4ab1e94f6f8a3e7c1d90b2a644","seq":48213,"of":[1,2],"#,
    r#""id":"0192f0c4-7a11-7c3e-9a55-0b7d3f2e6c10","hlc":"0192f0c47a11-0000","#,
    r#""at":"2026-11-22T02:14:07.120-05:00","boot":{"id":"8c1f03aa","ms":84211377},"#,
    r#""by":{"person":"0192f0c4-0000-7c3e-9a55-0b7d3f2e6c10","uid":1001,"host":"ref","how":"uid"},"#,
    r#""kind":"action.added","on":["0192f0c4-0001-7c3e-9a55-0b7d3f2e6c10","#,
    r#""0192f0c4-0002-7c3e-9a55-0b7d3f2e6c10"],"#,
    r#""sum":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","#,
    r#""prev":"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752""#,
);

fn as_json(head: &str) -> Option<String> {
    let object = format!("{head}}}");
    read_text(&object).ok().map(|text| format!("{text:?}"))
}

fn is_as_json(head: &str) -> bool {
    plain(head).is_none_or(|text| Some(format!("{text:?}")) == as_json(head))
}

#[test]
fn a_head_as_it_is_written_is_read_by_its_own_way() {
    assert!(plain(HEAD).is_some());
    assert!(is_as_json(HEAD));
    for (as_written, also) in [
        (
            r#""0192f0c4-0000-7c3e-9a55-0b7d3f2e6c10","uid""#,
            r#"null,"uid""#,
        ),
        (
            r#"["0192f0c4-0001-7c3e-9a55-0b7d3f2e6c10","0192f0c4-0002-7c3e-9a55-0b7d3f2e6c10"]"#,
            "[]",
        ),
        (r#""host":"ref""#, r#""host":"Bücherei 2""#),
        ("48213", "0"),
    ] {
        let head = HEAD.replace(as_written, also);
        assert!(
            head != HEAD && plain(&head).is_some() && is_as_json(&head),
            "{also}"
        );
    }
}

#[test]
fn what_json_would_refuse_or_read_otherwise_is_left_to_it() {
    for (as_written, other) in [
        ("48213", "048213"),
        ("48213", "+1"),
        ("48213", "1e3"),
        ("48213", "18446744073709551616"),
        ("\"v\":0", "\"v\":1"),
        ("\"ref\"", "\"r\\u0065f\""),
        ("\"ref\"", "\"r\nf\""),
        ("\"uid\":1001", "\"uid\": 1001"),
        ("\"uid\":1001", "\"uid\":-1"),
        ("6c10\",\"0192", "6c10\",,\"0192"),
    ] {
        let head = HEAD.replacen(as_written, other, 1);
        assert!(head != HEAD && plain(&head).is_none(), "{other}");
    }
    assert!(plain(&format!("{HEAD},\"more\":1")).is_none());
}

#[test]
fn a_group_has_its_stamping_once_and_another_line_its_own() {
    let mut heads = Heads::default();
    let first = heads.read(HEAD).ok().unwrap().stamping;
    let same = heads
        .read(&HEAD.replace("48213", "48214"))
        .ok()
        .unwrap()
        .stamping;
    assert!(Arc::ptr_eq(&first, &same));
    for (word, other) in [
        ("0.1.0", "0.2.0"),
        ("5d2f0c4a", "6d2f0c4a"),
        ("02:14:07.120", "02:14:07.121"),
        ("8c1f03aa", "8c1f03ab"),
        ("84211377", "84211378"),
        ("0192f0c4-0000", "0192f0c4-0003"),
        ("1001", "1002"),
        ("\"ref\"", "\"front\""),
        ("\"how\":\"uid\"", "\"how\":\"passphrase\""),
    ] {
        let head = HEAD.replace(word, other);
        let alone = Heads::default().read(&head).ok().unwrap().stamping;
        let behind = heads.read(&head).ok().unwrap().stamping;
        assert!(*behind == *alone && *alone != *first, "{other}");
        let again = heads.read(HEAD).ok().unwrap().stamping;
        assert!(*again == *first, "{other}");
    }
}

proptest! {
    #[test]
    fn a_head_with_other_bytes_is_never_read_otherwise_than_json(
        changes in prop::collection::vec(
            (0..HEAD.len(), prop::sample::select(b"\"\\{}[],:019aF -+.enul\x1f".to_vec()), 0..3_u8),
            1..3,
        )
    ) {
        let mut head = HEAD.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at.min(head.len() - 1);
            match how {
                0 => head[at] = byte,
                1 => head.insert(at, byte),
                _ => drop(head.remove(at)),
            }
        }
        let head = String::from_utf8(head).unwrap();
        prop_assert!(is_as_json(&head), "{}", head);
    }
}
