//! What stands behind the name of a secret: where it is one, and which word of the line it is.

use super::{Secret, each_is, none_is};

#[test]
fn each_name_announces_its_kind() {
    each_is(
        Secret::Password,
        &[
            ("pass: Hunter2!", "Hunter2!"),
            ("passwords: Hunter2!, same on all", "Hunter2!,"),
            ("db_pass: hunter", "hunter"),
            ("logon: jdoe Hunter2!", "Hunter2!"),
            ("creds: jdoe/Hunter2!", "jdoe/Hunter2!"),
        ],
    );
    each_is(
        Secret::Key,
        &[
            ("apikey: 9f8e7d6c", "9f8e7d6c"),
            ("secret: 9f8e7d6c", "9f8e7d6c"),
            ("token 9f8e7d6c handed out", "9f8e7d6c"),
            ("the wifi_key: 9f8e7d6c", "9f8e7d6c"),
        ],
    );
    each_is(
        Secret::Code,
        &[
            ("passcode: 4711", "4711"),
            ("pincode 4711", "4711"),
            ("the door-code: 4711", "4711"),
        ],
    );
    each_is(
        Secret::Social,
        &[
            ("ssn: 123-456-789", "123-456-789"),
            ("social security 123456789", "123456789"),
        ],
    );
    none_is(&[
        "error code: 4711",
        "registry key: 9f8e7d6c",
        "homeland security: 123456789",
        "pass: hunter",
    ]);
}

#[test]
fn behind_the_mark_a_word_alone_is_a_password_and_one_of_a_sentence_is_none() {
    each_is(
        Secret::Password,
        &[
            ("password=hunter&host=SRV1", "hunter&host=SRV1"),
            ("password: hunter, then in", "hunter,"),
            ("password: Hunter2! works", "Hunter2!"),
            ("password: web0815 works", "web0815"),
            ("password: Web01 works", "Web01"),
            ("password: hunter works: pw: Hunter2!", "Hunter2!"),
            ("password => hunter", "hunter"),
        ],
    );
    none_is(&[
        "password: hint was shown",
        "password:hint was shown",
        "password :hint was shown",
        "password= hint was shown",
        "password: hint;box",
        "password: web01 and web02",
        "password: web-01 and web-02",
        "password://hint",
        "changed the password ,Hunter2! was wrong",
        "(pw)Hunter2!",
    ]);
}

#[test]
fn a_word_alone_behind_the_mark_is_no_state_number_or_shout() {
    each_is(
        Secret::Password,
        &[
            ("password: cats", "cats"),
            ("password: 1234", "1234"),
            ("password: sun*shine", "sun*shine"),
        ],
    );
    none_is(&[
        "password: cat",
        "password: hunter.",
        "password: hunter?",
        "password: hunter\u{2026}",
        "password: cracked",
        "password: blank",
        "password: blank!",
        "password: a1234",
        "password: SRVDC",
        "password: SRV1",
        "password: sun-shine",
        "password: Xxxxxxxx",
        "password=$DBPW",
        "password: %DBPW%",
    ]);
}

#[test]
fn behind_words_a_password_is_announced_or_mixed() {
    each_is(
        Secret::Password,
        &[
            ("the password is now hunter2", "hunter2"),
            ("the password was still set back to hunter2", "hunter2"),
            ("changed the password to Welcome1", "Welcome1"),
            ("password to hunter2! again", "hunter2!"),
            ("password hunter2! again", "hunter2!"),
            ("password eDirec12 again", "eDirec12"),
            ("the password is different: Hunter2!", "Hunter2!"),
            ("pass P@ssw again", "P@ssw"),
            ("password (Hunter2!), changed", "(Hunter2!),"),
        ],
    );
    none_is(&[
        "password of Web#Shop2 changed",
        "password srv-web12 changed",
        "password Citrix2019 expired",
        "password eDir12 changed",
        "pass eDirec12 again",
        "password hunter2? changed",
        "password hunter2% changed",
        "password hunter! changed",
        "password R&Drive2 changed",
        "password to hunter2 changed",
        "password to HUNTERX changed",
        "password to R#D changed",
        "password for mail is now office-policy2",
        "password mail is srv-web12",
        "password changed. Note: Web#Shop2 is slow",
        "password of one, two, three, four, five, six, is: Hunter2!",
    ]);
}

#[test]
fn a_code_stands_near_its_name() {
    each_is(
        Secret::Code,
        &[
            ("PIN 4711", "4711"),
            ("PIN for the till: 4711", "4711"),
            ("(the PIN is 4711).", "4711)."),
            ("PIN: 12345678", "12345678"),
            ("PIN is 4711*", "4711*"),
        ],
    );
    none_is(&[
        "PIN is wrong: 4711 called about it",
        "PIN: 471",
        "PIN: 123456789",
        "PIN: 47a1",
        "PIN for 4711",
    ]);
}

#[test]
fn a_key_is_long_and_mixed_and_no_path_sum_or_date() {
    each_is(
        Secret::Key,
        &[
            ("token: abcd1234", "abcd1234"),
            ("token: 2024abcd", "2024abcd"),
            ("token: ab-cd-12", "ab-cd-12"),
            ("token: abcdefgh12/jklmnopqr", "abcdefgh12/jklmnopqr"),
            ("token is abcd1234", "abcd1234"),
        ],
    );
    none_is(&[
        "token: abc1234",
        "token: abcdefgh",
        "token: 12345678",
        "token: abcd(1234",
        "token: sha256abcd",
        "token: md5abcd12",
        "token: /etc/desk/token/of/the/old/srv1",
        "token: abcd1234.txt",
        "token: 2024-05-01T02",
    ]);
}

#[test]
fn the_number_of_a_person_has_nine_digits() {
    each_is(Secret::Social, &[("SSN is 123-456-789", "123-456-789")]);
    none_is(&["SSN: 12345678", "SSN: 1234567890", "SSN: 12345x6789"]);
}

#[test]
fn half_of_a_login_is_a_password() {
    each_is(
        Secret::Password,
        &[
            ("login: jdoe , Hunter2!", "Hunter2!"),
            ("login: admin on SRV1 Hunter2!", "Hunter2!"),
        ],
    );
    none_is(&[
        "login: admin on SRV1 and Hunter2!",
        "login admin Hunter2!",
        "login: hunter2",
    ]);
}

#[test]
fn a_strong_word_has_letters_and_a_digit_or_sign_and_is_no_name_of_a_thing() {
    use crate::text::secret::named::is_strong;
    for word in [
        "hunter2",
        "abc12",
        "a1234b",
        "abc1!",
        "ab@c",
        "1200abcd",
        "ab2!.cde",
        "hunter2.X",
        "hunter2.TXT",
        "hunter2.longer",
        "Wint3r",
        "SRV1x",
    ] {
        assert!(is_strong(word), "{word}");
    }
    for word in [
        "abc1",
        "1234x5",
        "12345ab",
        "1200mbs",
        "ab1!!",
        "a@b",
        "abcd!",
        "a12!3",
        "office2019",
        "windows-11",
        "windows10.1",
        "ABC-12",
        "SRV1!",
        "srv/web1",
        "srv\\web1",
        "srv:web1",
        "hunter2.txt",
        "hunter2.de",
        "hunter2.shtml",
        "jdoe@example.com",
        "abcdef",
    ] {
        assert!(!is_strong(word), "{word}");
    }
}

#[test]
fn what_stands_for_a_secret_is_none() {
    use crate::text::secret::named::is_masked;
    for text in ["", "****", "xxXX", "$DB_PW", "%DB_PW%"] {
        assert!(is_masked(text), "{text}");
    }
    for text in ["**x*", "$db_pw", "%db_pw%", "DB_PW", "%DB_PW"] {
        assert!(!is_masked(text), "{text}");
    }
}

#[test]
fn a_line_that_ends_in_a_passwords_name_and_mark_opens_the_next() {
    each_is(
        Secret::Password,
        &[
            ("Root password:\n\n  Sommer2024\n", "Sommer2024"),
            ("Root password : \r\nSommer2024\r\n", "Sommer2024"),
        ],
    );
    none_is(&[
        "seen\n\nSommer2024",
        "Password:\nsee below\nSommer2024",
        "Password:\nSommer2024 then",
        "Password:\nsummer",
        "Password (root):\nSommer2024",
        "PIN:\nSommer2024",
        "Password\nSommer2024",
    ]);
}
