//! Secrets that are known by their looks, and what only looks like one.

use super::{Secret, each_is, none_is};

#[test]
fn a_token_has_its_start_and_its_length() {
    let (key, small) = ("IOSFODNN7EXAMPLE", "iosfodnn7example");
    let thirty = "abcdefghijklmnopqrstuvwxyz0123";
    let found = |text: String, at: &str| each_is(Secret::Key, &[(&text, at)]);
    found(format!("id=AKIA{key} of"), &format!("AKIA{key}"));
    found(format!("(ghp_{thirty}"), &format!("ghp_{thirty}"));
    found(format!("ghp_{thirty}45"), &format!("ghp_{thirty}45"));
    found(format!("AIza{thirty}-_x.4"), &format!("AIza{thirty}-_x.4"));
    none_is(&[
        &format!("AKIA{key}X"),
        &format!("AKIA{small}"),
        &format!("AKIA{}", &key[1..]),
        &format!("xAKIA{key}"),
        &format!("/ghp_{thirty}"),
        &format!("+ghp_{thirty}"),
        &format!("ghp_{}", &thirty[1..]),
        &format!("ghp_{}+{thirty}", &thirty[1..]),
        &format!("AIza{thirty}-_x4"),
    ]);
}

#[test]
fn an_address_with_a_login_holds_a_password() {
    each_is(
        Secret::Password,
        &[
            ("see ftp://bob:geheim@10.0.0.5/up", "geheim"),
            ("ftp://bob:ge@heim@host", "ge@heim"),
        ],
    );
    none_is(&[
        "ftp://bob:@10.0.0.5/up",
        "ftp://bob@10.0.0.5/up",
        "http://host:8080/a@b",
        "http://host:8080?a@b",
        "ftp://bob:$FTP_PASS@10.0.0.5",
        "ftp://bob:%FTP_PASS%@10.0.0.5",
    ]);
}

#[test]
fn a_word_of_mixed_letters_digits_and_signs_is_a_password() {
    each_is(
        Secret::Password,
        &[
            ("it is xK9$mQ2!vL now", "xK9$mQ2!vL"),
            ("xK9+mQ2!vL", "xK9+mQ2!vL"),
            ("xK9@mQ2vLp", "xK9@mQ2vLp"),
            ("xK9@mQ2.vLp!a", "xK9@mQ2.vLp!a"),
            ("Weber2@Example", "Weber2@Example"),
            ("aB1!xY2#aB1!xY2#", "aB1!xY2#aB1!xY2#"),
            ("Desk2Abc#1444x", "Desk2Abc#1444x"),
            ("xK9!mQab#1444", "xK9!mQab#1444"),
        ],
    );
    none_is(&[
        "xK9$mQ2!v",
        "xk9$mq2!vl",
        "XK9$MQ2!VL",
        "xKp$mQr!vL",
        "xK9+mQ2-vL",
        "!xK9mQ2vLp",
        "xK9(mQ2!vL",
        "$xK9mQ2!vL",
        "-xK9mQ2!vL",
        "aB1!aB1!aB1!",
        "Desk2Abc#1444",
        "Ann.Weber2@Example.com",
        "Ann.Weber2@Ex-ample2.com",
    ]);
}

#[test]
fn a_card_is_known_however_it_is_grouped() {
    each_is(
        Secret::Card,
        &[
            ("378282246310005", "378282246310005"),
            ("3782-822463-10005", "3782-822463-10005"),
            ("on 12 3782 822463 10005 till 12", "3782 822463 10005"),
            ("4111-1111-1111-1111", "4111-1111-1111-1111"),
            ("12 4111 1111 1111 1111 12", "4111 1111 1111 1111"),
            ("4111111111111111 - paid", "4111111111111111"),
            ("(4111111111111111)", "4111111111111111"),
            ("card:4111111111111111", "4111111111111111"),
            ("T-12, 4111111111111111", "4111111111111111"),
        ],
    );
    none_is(&[
        "x4111111111111111",
        "_4111111111111111",
        "/4111111111111111",
        "4111111111111111x",
        "4111111111111111_",
        "41111111 11111111",
        "41111111-11111111",
        "411111111111111",
        "41111111111111110",
    ]);
}

#[test]
fn a_card_begins_as_cards_do_and_checks() {
    for digits in [
        "341111111111111",
        "371449635398431",
        "4012888888881881",
        "5105105105105100",
        "5555555555554444",
        "2223003122003222",
        "6011111111111117",
    ] {
        each_is(Secret::Card, &[(digits, digits)]);
    }
    none_is(&[
        "4111111111111112",
        "1234567812345670",
        "361111111111110",
        "351111111111118",
        "0000000000000000",
    ]);
}

#[test]
fn a_number_that_has_another_name_is_no_card() {
    none_is(&[
        "serial 4111111111111111",
        "Serial no. 4111111111111111",
        "serial:4111111111111111",
        "serial#4111111111111111",
        "serial=4111111111111111",
    ]);
    let far = "serial gone; paid with 4111111111111111";
    each_is(Secret::Card, &[(far, "4111111111111111")]);
}

#[test]
fn numbers_of_people_are_as_they_are_given_out() {
    each_is(Secret::Social, &[("12 123-45-6789 of hers", "123-45-6789")]);
    none_is(&[
        "000-45-6789",
        "666-45-6789",
        "912-45-6789",
        "123-00-6789",
        "123-45-0000",
        "1234-5-6789",
    ]);
}

#[test]
fn a_private_key_reaches_to_the_end_of_its_line() {
    let line = "of srv1: -----BEGIN PRIVATE KEY----- MIIE";
    each_is(Secret::Key, &[(line, "-----BEGIN PRIVATE KEY----- MIIE")]);
}

#[test]
fn a_password_that_a_command_was_given_is_noticed() {
    each_is(
        Secret::Password,
        &[
            ("net user jdoe Welcome /add", "Welcome"),
            ("ran C:\\Windows\\net.exe user jdoe hunter2", "hunter2"),
            ("net use Z: \\\\SRV1\\share hunter2 /user:jdoe", "hunter2"),
            ("net use \\\\SRV1\\share /USER:jdoe hunter2", "hunter2"),
            ("plink -pw hunter2 jdoe@srv1", "hunter2"),
            ("mysql -u root -phunter2 tickets", "hunter2"),
            ("then ran psexec -s -p hunter2 \\\\srv1", "hunter2"),
        ],
    );
    none_is(&[
        "net user jdoe Welcome",
        "net user jdoe /active:yes /domain",
        "net user jdoe ******** /add",
        "net user jdoe $NEW_PW /add",
        "net user jdoe \"\" /add",
        "net use Z: \\\\SRV1\\share hunter2",
        "net use Z: \\\\SRV1\\share welcome /user:jdoe",
        "net use Z: \\\\SRV1\\share * /user:jdoe",
        "net use hunter2 /user:jdoe",
        "net send \\\\SRV1\\share hunter2 /user:jdoe",
        "mysql -p tickets",
        "mysql -P 3306 -u hunter2",
        "nmap -p hunter2",
        "grep -phunter2 mysql",
    ]);
}
