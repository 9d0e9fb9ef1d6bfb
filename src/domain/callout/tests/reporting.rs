//! Where one of our own people is suspected: whom the word goes to, everywhere it is named.

use super::Night;
use crate::domain::ticket::{OwedWhat, owed};
use crate::domain::{PersonId, StepName as N};

/// Dana is called; Lena Lead, to whom breaches are reported, is suspected, and the second post of
/// the reporting line has nobody in it.
fn lead_suspected() -> (Night, PersonId) {
    let mut night = Night::taken();
    let lena = night.world.staff("Lena Lead", 1004, &["facilities"]);
    night.world.site.policy.profile.reporting.breach = vec!["facilities".to_owned()];
    night.answer(N::Caller, &[("name", "Ann Lee"), ("phone", "555-03")]);
    night.answer(N::What, &[("kind", "7"), ("which", "4")]);
    night.answer(N::Suspect, &[("suspect", "2"), ("who", "Lena Lead")]);
    night.answer(N::Work, &[]);
    (night, lena)
}

/// How the ticket says that the reporting line is told.
fn pay_lead(night: &Night) -> Option<String> {
    let world = &night.world;
    let owes = owed(&world.records, &world.site, &world.ticket(1), world.now);
    let lead = owes.into_iter().find(|one| one.what == OwedWhat::Lead);
    lead.map(|one| one.pay)
}

#[test]
fn what_is_owed_to_the_lead_never_names_the_one_suspected() {
    let (mut night, _) = lead_suspected();
    // Nobody else is of the line: any director who is not suspected hears of it.
    let pay = pay_lead(&night).unwrap();
    assert_eq!(pay, "nightdesk tell T-1 \"Dana Reyes\" \"…\"");
    night.world.staff("Lea Osei", 1005, &["leadership"]);
    let pay = pay_lead(&night).unwrap();
    assert_eq!(pay, "nightdesk tell T-1 \"Lea Osei\" \"…\"");
}

#[test]
fn word_to_the_one_suspected_is_no_word_to_the_lead() {
    use crate::domain::command::{PersonRef, TellPerson, Told};
    use crate::domain::testing::clean;
    use crate::domain::{Channel, Command, ToldOutcome};
    let (mut night, lena) = lead_suspected();
    let ticket = night.callout().ticket;
    let tell = |who: PersonId| {
        Command::Tell(TellPerson {
            ticket,
            who: Told::Person(PersonRef::Id(who)),
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: Some(clean("odd log-ins")),
            happened: None,
        })
    };
    // Before HR's answer there is none at all.
    let refused = night.world.run(tell(lena)).unwrap_err();
    assert_eq!(refused.rule.to_string(), "R73");
    assert!(pay_lead(&night).is_some());
    let dana = night.world.actor.person;
    night.world.run(tell(dana)).unwrap();
    assert!(pay_lead(&night).is_none());
}

#[test]
fn the_report_goes_to_a_director_where_the_line_has_nobody_else() {
    let (mut night, _) = lead_suspected();
    night.world.staff("Bea Boss", 1005, &["director"]);
    night.answer(N::Seen, &[("seen", "odd log-ins")]);
    night.answer(N::Keep, &[]);
    night.answer(N::Isolate, &[("isolate", "1")]);
    let report = night.step().unwrap();
    assert_eq!(report.name, N::Report);
    // Not Dana Reyes, who walks it.
    assert!(report.parts[0].question.contains("Bea Boss"), "{report:?}");
}
