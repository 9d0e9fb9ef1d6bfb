//! A table of faults: what somebody wrote by mistake, and what they are told.
//!
//! Each case takes a shipped file, replaces one piece of it, and expects one fault with the line of
//! that piece, its field, and its mend.

use crate::policy::{PackError, shipped};

const TOWN: &str = "profiles/001-bloomfield.toml";
const HIRE: &str = "checklists/new-employee.toml";
const OUTAGE: &str = "checklists/server-network-outage.toml";
const CLOCKS: &str = "clocks.toml";
const PROMPTS: &str = "prompts.toml";
const FEDERAL: &str = "holidays/us-federal.toml";

/// File, piece, what stands in its place, field, part of the fault, part of the mend.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // The form of TOML and of single values.
    (TOWN, "[words]", "[words", "", "this is not TOML", "mend the line"),
    (TOWN, "hr_gate = true", "hr_gate = \"yes\"", "security.hr_gate", "string stands where true or false", "true"),
    (TOWN, "breach_hours = 72", "breach_hours = -1", "security.breach_hours", "whole number", "30"),
    (TOWN, "kind = \"town\"", "kind = \"towm\"", "organisation.kind", "`towm` is no word", "did you mean `town`?"),
    (TOWN, "tz = \"America/New_York\"", "tz = \"America/NewYork\"", "organisation.tz", "NewYork", "the zone's name"),
    (TOWN, "mon = [\"08:30-16:30\"]", "mon = [\"16:30-08:30\"]", "hours.week.mon[0]", "form wanted", "\"08:30-16:30\""),
    (TOWN, "mon = [\"08:30-16:30\"]", "mon = [\"08:30-12:00\", \"11:00-16:30\"]", "hours.week.mon", "overlap", "in order"),
    (TOWN, "holidays = []", "holidays = [\"24.12.2026\"]", "hours.holidays[0]", "is no day", "\"2026-12-24\""),
    (TOWN, "quiet_hours = [\"22:00\", \"07:00\"]", "quiet_hours = [\"22:00\"]", "hours.quiet_hours", "two times", "[\"22:00\", \"07:00\"]"),
    (TOWN, "[\"all\", \"Whole organisation\", 0]", "[\"all\", \"Whole organisation\"]", "units.list[0]", "a head-count", "0 = unknown"),
    (TOWN, "work_hours = [2, 4, 8, 24, 40]", "work_hours = [2, 4]", "promises.work_hours", "2 hours for 5", "one number for each"),
    (TOWN, "period = \"180d\"", "period = \"180 days\"", "passwords.period", "form wanted", "\"180d\""),
    (TOWN, "rate = [3, 2]", "rate = [3, 0]", "comp_time.rate", "two whole numbers", "[3, 2]"),
    (TOWN, "tracking_name = \"Qalert\"", "tracking_name = \"Q\\u001b[2J\"", "log.tracking_name", "a terminal would obey", "take it out"),
    (TOWN, "language = \"en-US\"", "language = \"en\\u202e\"", "organisation.language", "a terminal would obey", "take it out"),
    (TOWN, "schema = 2", "schema = 3", "schema", "form 2, not 3", "ships"),
    // What a profile says of others.
    (TOWN, "breach = [\"director\"]", "breach = [\"directr\"]", "reporting.breach", "`directr` is no role", "did you mean `director`?"),
    (TOWN, "[\"us-federal\"]", "[\"us-fedral\"]", "hours.holiday_files[0]", "no holiday list `us-fedral`", "did you mean `us-federal`?"),
    (TOWN, "  \"access-grant\",", "  \"acess-grant\",", "checklists.enabled[0]", "no checklist `acess-grant`", "did you mean `access-grant`?"),
    (TOWN, "clocks = [\"records-us-ct\"]", "clocks = [\"records-us\"]", "disclosure.clocks[0]", "no clock", "did you mean"),
    (TOWN, "\"service-request\", \"repair\"]", "\"service-request\", \"repairs\"]", "records.categories[11]", "no category `repairs`", "did you mean `repair`?"),
    (TOWN, "\"access.authorisers\" =", "\"access.authoriser\" =", "provenance.access.authoriser", "no setting", "did you mean `access.authorisers`?"),
    (TOWN, "\"supervisor or designated personnel", "\"manager or designated personnel", "provenance.access.authorisers.words", "do not stand under", "copy them"),
    // Lists.
    (HIRE, "anchor = \"newhire.requested\"", "anchor = \"newhire.request\"", "anchor", "no event and no date", "did you mean `newhire.requested`?"),
    (HIRE, "record_category = \"service-request\"", "record_category = \"service\"", "record_category", "no category `service`", "write one of"),
    (HIRE, "id = \"who\"", "id = \"req\"", "step[1].id", "stands twice", "another id"),
    (HIRE, "opens = [\"yes\"]", "opens = [\"ja\"]", "step[1].gate", "`ja` is no choice", "write one of"),
    (HIRE, "blocks = [\"acct\", \"sens\"] }", "blocks = [\"acct\", \"tell\"] }", "step[0].gate", "telling is never held", "take it out"),
    (HIRE, "blocks = [\"acct\", \"sens\"], opens", "blocks = [\"no\"], opens", "step[1].gate", "keeps the gate shut", "take it out"),
    (HIRE, "blocks = [\"acct\", \"sens\"] }", "blocks = [\"acctt\"] }", "step[0].gate", "no step `acctt`", "did you mean `acct`?"),
    (HIRE, "answer = \"who\", is = [\"no\"]", "answer = \"who\", is = [\"nein\"]", "step[2].when", "`nein` is no choice", "write one of"),
    (HIRE, "setting = \"policy.agree_before_use\"", "setting = \"policy.agree\"", "step[13].gate.setting", "no setting", "write one of"),
    (HIRE, "id = \"policy-newhire\"", "id = \"policy-newhir\"", "step[13].clock.id", "no clock", "did you mean `policy-newhire`?"),
    (HIRE, "sets = \"newhire.first_day\"", "sets = \"newhire.first\"", "step[4].sets", "no event and no date", "newhire.first_day"),
    (HIRE, "evidence = [\"note\"]", "sets = \"leaver.last_day\"\nevidence = [\"note\"]", "step[3].sets", "nobody writes down", "evidence"),
    (HIRE, "limit = \"newhire.first_day-1wd\"", "limit = \"newhire.first_day-1 wd\"", "step[6].limit", "form wanted", "same day"),
    (HIRE, "to = [\"dept_head\"]", "to = [\"head\"]", "step[16].to[0]", "`head` is no role", "did you mean `lead`?"),
    (HIRE, "who = \"hr\"", "who = \"human\"", "step[13].who", "no role of any profile", "write one of"),
    (HIRE, "on = \"checklist.finished\"", "on = \"checklist.finish\"", "step[17].on", "no event", "did you mean `checklist.finished`?"),
    (HIRE, "at = \"A. Access to Services\"", "at = \"A. Access of Services\"", "step[3].source[1].at", "no line of", "did you mean"),
    (HIRE, "policy = \"004_ee1ab56efc9f9cdb.txt\", at = \"A. Access", "policy = \"004.txt\", at = \"A. Access", "step[3].source[1].policy", "no policy text", "site/policies/"),
    (HIRE, "words = \"based upon specific employee job requirements and needs\"", "words = \"based upon specific\"", "step[3].source[1].words", "3 words", "4 to 12"),
    (OUTAGE, "required = false\nevidence = []\nwho = \"oncall\"\nwhen = { place = \"remote\" }", "required = true\nevidence = []\nwho = \"oncall\"\nwhen = { place = \"remote\" }", "step[13].required", "never ticked", "required = false"),
    // Clocks, prompts, holidays.
    (CLOCKS, "length = \"72 elapsed_h\"", "length = \"72 hours\"", "clock[1].length", "form wanted", "elapsed_h"),
    (CLOCKS, "length = \"at newhire.first_day\"", "length = \"at newhire.firstday\"", "clock[7].length", "no date", "did you mean `newhire.first_day`?"),
    (CLOCKS, "warn = [\"daily\"]", "warn = [\"weekly\"]", "clock[2].warn[0]", "form wanted", "daily"),
    (CLOCKS, "stop = [\"lead.told\"]", "stop = [\"leed.told\"]", "clock[0].stop[0]", "no event", "did you mean `lead.told`?"),
    (CLOCKS, "tells = [\"director\"]", "tells = [\"dirctor\"]", "clock[17].tells[0]", "no role", "did you mean `director`?"),
    (CLOCKS, "id = \"breach-72h\"", "id = \"breach-internal\"", "clock[1].id", "two clocks", "another id"),
    (PROMPTS, "default = \"service-request\"", "default = \"services\"", "default", "no category", "name one of"),
    (PROMPTS, "clock = \"breach-72h\"", "clock = \"breach-72\"", "category.security-breach.clock", "no clock", "did you mean `breach-72h`?"),
    (PROMPTS, "from = \"impact\" },\n  { id = \"told\"", "from = \"impakt\" },\n  { id = \"told\"", "common.prompts[6].from", "no word known", "did you mean `impact`?"),
    (PROMPTS, "id = \"fault\"", "id = \"machine\"", "category.repair.prompts[1].id", "two prompts", "another id"),
    (FEDERAL, "date = \"2026-01-19\"", "date = \"2026-01-32\"", "days[1].date", "is no day", "year, month and day"),
    (FEDERAL, "date = \"2026-01-19\"", "date = \"2025-01-19\"", "days[1].date", "stands after", "order of the calendar"),
];

/// Faults that show elsewhere than where the piece stood: what stands there, and the case.
#[rustfmt::skip]
const ELSEWHERE: &[(&str, Case)] = &[
    ("2028-01-17", (FEDERAL, "years = [2026, 2027, 2028]", "years = [2026, 2027]", "days[23].date", "no year", "add 2028")),
    ("[[step]]", (OUTAGE, "text = \"Look at the six: power, disk full, certificate or licence run out, time, DNS, DHCP\"\nwhy = \"they are most outages\"\nsource = [ { ours = true } ]\nrequired = false", "text = \"Look\"\nwhy = \"so\"\nsource = [ { ours = true } ]\nrequired = true", "step", "9 required steps", "make it optional")),
    ("from = \"told\"", (HIRE, "to = [\"dept_head\"]\n", "", "step[16].from", "belong together", "name the roles")),
    ("[security]", (TOWN, "hr_gate = true", "hr_gat = true", "security.hr_gate", "`hr_gate` is missing", "add `hr_gate")),
    ("[roles]", (TOWN, "hr = \"hr\"\n", "", "roles", "the role `hr` is missing", "add hr")),
    ("gate = { kind = \"authorised_requester\"", (HIRE, "kind = \"ask\"\nchoices = [\"yes\", \"no\"]\nwhy = \"only", "why = \"only", "step[1].gate", "no choice", "none to choose")),
];

fn broken(file: &str, piece: &str, instead: &str) -> (usize, Vec<PackError>) {
    let text = shipped()
        .files()
        .find(|f| f.name == file)
        .unwrap()
        .text
        .clone();
    let at = text
        .find(piece)
        .unwrap_or_else(|| panic!("{file} has no {piece}"));
    let line = text[..at].matches('\n').count() + 1;
    let changed = format!("{}{instead}{}", &text[..at], &text[at + piece.len()..]);
    let faults = shipped().checked("mine.toml", &changed).unwrap_err();
    (line, faults)
}

/// Breaks a file as the case says and finds the one fault that it names.
fn fault(case: &Case) -> (usize, PackError) {
    let (file, piece, instead, field, wrong, mend) = case;
    let (line, faults) = broken(file, piece, instead);
    let named = |fault: &&PackError| {
        fault.field == *field
            && fault.wrong.as_str().contains(wrong)
            && fault.mend.as_str().contains(mend)
    };
    let found = faults.iter().find(named).unwrap_or_else(|| {
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{instead:?} gives\n{}", shown.join("\n"))
    });
    assert_eq!(found.file, "mine.toml");
    (line, found.clone())
}

#[test]
fn every_broken_file_is_told_with_its_line_and_its_mend() {
    for case in CASES {
        let (line, found) = fault(case);
        assert_eq!(found.line, line, "{found}");
    }
}

#[test]
fn a_missing_piece_is_told_where_it_should_stand() {
    for (there, case) in ELSEWHERE {
        let (_, found) = fault(case);
        let text = &shipped().files().find(|f| f.name == case.0).unwrap().text;
        let changed = text.replacen(case.1, case.2, 1);
        let line = changed[..changed.find(there).unwrap()]
            .matches('\n')
            .count()
            + 1;
        assert_eq!(found.line, line, "{found}");
    }
}

#[test]
fn an_unknown_key_is_a_fault_with_the_line_and_the_key_that_was_meant() {
    let (line, faults) = broken(TOWN, "remove_device = true", "remove_devise = true");
    let found = faults
        .iter()
        .find(|f| f.field == "security.remove_devise")
        .unwrap();
    assert_eq!(found.line, line);
    assert_eq!(
        found.to_string(),
        format!(
            "mine.toml:{line}: security.remove_devise: the key `remove_devise` is not known here; \
             did you mean `remove_device`?"
        )
    );
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = "id = \"x\"\nversion = 0\nsurprise = 1\n[[step]]\nid = \"A b\"\n";
    let faults = shipped().checked("mine.toml", text).unwrap_err();
    assert!(faults.len() > 10, "{faults:?}");
    assert!(faults.windows(2).all(|pair| pair[0].line <= pair[1].line));
}

#[test]
fn hostile_text_never_reaches_the_terminal_through_a_fault() {
    let text = "[\u{1b}]0;x\n";
    let shown = shipped().checked("evil\u{1b}[2J.toml", text).unwrap_err();
    let shown = shown.iter().map(ToString::to_string).collect::<String>();
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    let text = "organisation = \"\\u001b[31m\"\n\"\\u001b\" = 1\n";
    let shown = shipped().checked("mine.toml", text).unwrap_err();
    let shown = shown.iter().map(ToString::to_string).collect::<String>();
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}
