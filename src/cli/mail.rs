//! What a ticket needs of a mail: who wrote it, its subject and its text.
//!
//! Headers are read with their folded lines and encoded words, and the first plain text of the
//! body. Everything else stays in the original bytes, which are attached.
//!
//! Invariants: any bytes are read, none fail; every text that comes out is clean.

use crate::text::Clean;

/// Parts of a mail that are looked through for its text.
const PARTS_MAX: usize = 50;
/// The longest text that is taken over, in bytes; the whole mail is attached.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// What a ticket needs of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mail {
    /// The writer's name, else the address.
    pub(super) from: Clean,
    /// The subject.
    pub(super) subject: Clean,
    /// The first plain text.
    pub(super) text: Clean,
}

impl Mail {
    /// Reads a mail.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (head, body) = split(bytes);
        let header = |name: &str| decode_words(&find(&head, name).unwrap_or_default());
        let text = text_of(&head, body, 0).unwrap_or_default();
        let mut end = text.len().min(TEXT_BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            from: Clean::line(&sender(&header("from"))),
            subject: Clean::line(&header("subject")),
            text: Clean::new(text[..end].trim()),
        }
    }
}

type Headers = Vec<(String, String)>;

/// The headers, each on one line, and the body.
fn split(bytes: &[u8]) -> (Headers, &[u8]) {
    let mut headers: Headers = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, after) = match end {
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &rest[rest.len()..]),
        };
        rest = after;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    (headers, rest)
}

fn find(headers: &Headers, name: &str) -> Option<String> {
    let found = headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone())
}

/// `Ada Lovelace <ada@example.org>` is Ada Lovelace; an address alone is itself.
fn sender(from: &str) -> String {
    match from.split_once('<') {
        Some((name, address)) => {
            let name = name.trim().trim_matches('"').trim();
            if name.is_empty() {
                address.trim_end_matches('>').trim().to_owned()
            } else {
                name.to_owned()
            }
        }
        None => from.trim().to_owned(),
    }
}

/// The first plain text of a body, its parts looked through in order.
fn text_of(headers: &Headers, body: &[u8], depth: usize) -> Option<String> {
    let kind = find(headers, "content-type").unwrap_or_else(|| "text/plain".to_owned());
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("multipart/") && depth < 4 {
        let boundary = parameter(&kind, "boundary")?;
        return parts(body, &boundary).into_iter().find_map(|part| {
            let (headers, body) = split(part);
            text_of(&headers, body, depth + 1)
        });
    }
    if !lower.starts_with("text/plain") {
        return None;
    }
    let encoding = find(headers, "content-transfer-encoding").unwrap_or_default();
    let bytes = match encoding.to_ascii_lowercase().as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted(body, false),
        _ => body.to_vec(),
    };
    let charset = parameter(&kind, "charset").unwrap_or_default();
    Some(in_charset(&bytes, &charset))
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mut found = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(mark.as_bytes()) {
            if let Some(from) = start {
                found.push(&body[from..at]);
            }
            let is_last = line[mark.len()..].starts_with(b"--");
            if is_last || found.len() == PARTS_MAX {
                return found;
            }
            start = Some(at + line.len());
        }
        at += line.len();
    }
    if let Some(from) = start {
        found.push(&body[from..]);
    }
    found
}

/// A parameter of a header, such as `charset`.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let is_it = key.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// Decodes `=?charset?B?…?=` and `=?charset?Q?…?=`; what stands between two of them is left out
/// where it is only white space.
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut was_word = false;
    while let Some(start) = rest.find("=?") {
        let before = &rest[..start];
        let Some((word, after)) = encoded_word(&rest[start..]) else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            was_word = false;
            continue;
        };
        if !(was_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        rest = after;
        was_word = true;
    }
    out.push_str(rest);
    out
}

fn encoded_word(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, inner) = inner.split_once('?')?;
    let (encoding, inner) = inner.split_once('?')?;
    let (data, after) = inner.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => base64(data.as_bytes()),
        "Q" | "q" => quoted(data.as_bytes(), true),
        _ => return None,
    };
    Some((in_charset(&bytes, charset), after))
}

/// Latin-1 as it is, all else as UTF-8 with marks for what is none.
fn in_charset(bytes: &[u8], charset: &str) -> String {
    let charset = charset.to_ascii_lowercase();
    let is_latin = ["iso-8859-1", "iso-8859-15", "windows-1252", "latin1"].contains(&&*charset);
    if is_latin {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    } else {
        Clean::from_bytes(bytes).into_string()
    }
}

fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

/// Quoted-printable; in a header `_` is a space.
fn quoted(text: &[u8], in_header: bool) -> Vec<u8> {
    let hex = |byte: Option<&u8>| {
        byte.and_then(|byte| char::from(*byte).to_digit(16))
            .map(|digit| digit as u8)
    };
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'=' => match (hex(text.get(at + 1)), hex(text.get(at + 2))) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    at += 3;
                }
                _ if text[at..].starts_with(b"=\r\n") => at += 3,
                _ if text[at..].starts_with(b"=\n") => at += 2,
                _ => {
                    out.push(b'=');
                    at += 1;
                }
            },
            b'_' if in_header => {
                out.push(b' ');
                at += 1;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, from: &str, subject: &str, text: &str) {
        let mail = Mail::read(raw.as_bytes());
        let got = (
            mail.from.as_str(),
            mail.subject.as_str(),
            mail.text.as_str(),
        );
        assert_eq!(got, (from, subject, text));
    }

    #[test]
    fn a_plain_mail_gives_sender_subject_and_text() {
        check(
            "From: \"Ada Lovelace\" <ada@example.org>\r\nSubject: Printer\r\n  jams\r\n\r\nAgain.\r\n",
            "Ada Lovelace",
            "Printer jams",
            "Again.",
        );
        check("From: ada@example.org\n\nx", "ada@example.org", "", "x");
    }

    #[test]
    fn encoded_words_and_bodies_are_read() {
        check(
            "From: =?UTF-8?Q?J=C3=BCrgen_M?= <j@x.org>\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\n \
             =?iso-8859-1?q?_aus_K=F6ln?=\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: quoted-printable\n\nsch=C3=B6n=\n e",
            "Jürgen M",
            "Grüße aus Köln",
            "schön e",
        );
    }

    #[test]
    fn the_plain_part_of_a_mail_with_parts_is_taken() {
        check(
            "From: a@b\nSubject: s\nContent-Type: multipart/alternative; boundary=\"xx\"\n\n\
             --xx\nContent-Type: text/html\n\n<b>no</b>\n--xx\nContent-Type: text/plain\n\
             Content-Transfer-Encoding: base64\n\neWVz\n--xx--\n",
            "a@b",
            "s",
            "yes",
        );
    }

    #[test]
    fn any_bytes_are_read_and_none_reach_a_terminal() {
        for raw in [
            &b""[..],
            b"\x1b[31m",
            b"Subject: =?x?B?\xff\n\n\x9b31m",
            b"Subject: =?utf-8?q?=1B]0;x=07?=\nContent-Type: multipart/x; boundary=\n\n--\n--\n",
        ] {
            let mail = Mail::read(raw);
            for text in [mail.from, mail.subject, mail.text] {
                assert!(!text.as_str().contains(['\x1b', '\x07', '\u{9b}']));
            }
        }
    }
}
