//! What a reason may share with the text that is taken out, and who is named for the decision.

use super::*;

/// What a reason is refused by that is given for taking out a text.
fn said_again(text: &str, because: &str) -> bool {
    let (mut world, ticket) = world();
    world.run_as(TECH, log(ticket, text)).unwrap();
    let ask = redact(&world, ticket, Some(because));
    match world.run_as(TECH, Command::Redact(ask)) {
        Ok(_) => false,
        Err(refusal) => {
            assert_eq!(refusal.rule, RuleId::N(17), "{refusal:?}");
            true
        }
    }
}

#[test]
fn a_reason_shares_no_short_text_and_no_four_words_in_a_row_with_it() {
    for (text, because, again) in [
        // A text of one to three words is what is to be taken out, where it is not too short.
        ("Rosebud", "it was rosebud, in plain words", true),
        ("Rosebud", "a word that opens something", false),
        ("Red Fox", "the name \"Red Fox\" stood there", true),
        ("Red Fox", "a red car and a fox", false),
        ("yes", "yes, a name stood there", false),
        // From four words on four in a row are too many, however short they are.
        ("a b c d", "the letters a b c d", true),
        ("a b c d", "the letters a b c", false),
        (
            "She lives in Mill Lane now",
            "where she lives in mill lane",
            true,
        ),
        (
            "She lives in Mill Lane now",
            "she lives in another lane",
            false,
        ),
    ] {
        assert_eq!(said_again(text, because), again, "{text}: {because}");
    }
}

#[test]
fn whoever_may_decide_is_named_and_nobody_who_may_not() {
    let (mut world, ticket) = world();
    let dana = world.actor.person;
    let ask = redact(&world, ticket, Some("a password"));
    world.run_as(dana, Command::Redact(ask.clone())).unwrap();
    // Dana is the first director, and asked for it.
    let refusal = refused(&mut world, TECH, ask);
    assert!(refusal.because.contains("Dana Reyes asked"), "{refusal:?}");
    assert!(
        refusal.instead.starts_with("Hilda Head gives"),
        "{refusal:?}"
    );
}
