//! The rules that the program carries out: the 96 of the policies, and its own.
//!
//! A refusal, a reminder and an order name a rule by its number; here stands where the policy says
//! it. The rows are in the order of their numbers, so that a number is an index.
//!
//! Invariants: every heading stands in its policy's text (a test reads them); no number is used
//! twice and none is left out.

use crate::domain::site::{Rule, RuleId};

mod own;
mod shown;

pub use shown::{Shown, shown};

const S0: &str = "000_3d7c1b56d9f72f26.txt";
const S1: &str = "001_e326ec992fc63302.txt";
const S2: &str = "002_25b1ab9be083e977.txt";
const S3: &str = "003_090235472a08987f.txt";
const S4: &str = "004_ee1ab56efc9f9cdb.txt";

const MANAGEMENT: &str = "Management Responsibilities";
const PRODUCTION: &str = "Management of the Production Systems Environment";
const RECORDS: &str = "Record Keeping/Incident Logs";
const LOGGING: &str = "D. RECORD KEEPING";
const PRIORITIES: &str = "F. PRIORITIES";
const LAWS: &str = "A. ADHERENCE TO LAWS AND TOWN POLICIES";
const SPECIAL_ACCESS: &str = "B. SPECIAL ACCESS";
const PRIVACY: &str = "C. PRIVACY OF DATA/INFORMATION";
const MISUSE: &str = "E. INAPPROPRIATE USE";
const CREDENTIALS: &str = "Authentication Credentials/Passwords";
const ENFORCEMENT: &str = "Enforcement of the Employee Information Systems Security Policy";
const PROCEDURES: &str =
    "Procedures for Enforcement of the Employee Information Systems Security Policy";
const CONFIDENTIALITY: &str = "Confidentiality, Ethics, and Integrity";
const INAPPROPRIATE: &str = "Inappropriate Use";
const CYBERSECURITY: &str = "Cybersecurity";
const MONITORING: &str = "Confidentiality and Monitoring";
const PROHIBITED: &str = "C. Prohibited Use";
const ACCEPTABLE: &str = "Acceptable Technology Use Policy";

/// A row of the policies' table; what it says is our summary, not the policy's words.
const fn r(
    number: u8,
    source_file: &'static str,
    section: &'static str,
    clause: &'static str,
    line: &'static str,
) -> Rule {
    Rule {
        id: RuleId::R(number),
        source_file,
        section,
        clause,
        also: &[],
        line,
    }
}

/// The 96 rules of the policies, in the order of their numbers.
#[rustfmt::skip]
static POLICY_RULES: [Rule; 96] = [
    // Intake, logging, priority, closing.
    r(1, S1, LOGGING, "i", "Every request for service becomes a ticket"),
    r(2, S1, LOGGING, "i", "Whatever takes longer than a minute or two is written down"),
    r(3, S1, LOGGING, "i", "What was done about a ticket is written down"),
    r(4, S1, LOGGING, "i", "A ticket is closed soon after its matter is settled"),
    r(5, S1, LOGGING, "ii", "Whoever reported a problem hears how it stands and what was done"),
    r(6, S1, PRIORITIES, "", "What keeps the most employees from their duties comes first"),
    r(7, S1, PRIORITIES, "", "Trouble with servers or the network comes before everything else in the queue"),
    r(8, S1, PRIORITIES, "", "Next comes what keeps one employee from working"),
    r(9, S1, PRIORITIES, "", "A PC that is wholly dead gets every effort, as fast as possible"),
    r(10, S1, LAWS, "iii", "Users are met with patience and respect"),
    r(11, S0, "Work Ethic", "", "Mail and phone messages are answered in good time"),
    r(12, S0, "Work Ethic", "", "Projects, meetings and working hours are kept on time"),
    r(13, S0, RECORDS, "", "A report holds date, time, narrative, steps taken and the day it was closed"),
    r(14, S0, RECORDS, "", "Changes of servers are recorded"),
    r(15, S0, RECORDS, "", "Changes of software settings are recorded"),
    r(16, S0, RECORDS, "", "Backups are recorded"),
    r(17, S0, RECORDS, "", "Changes of the firewall are recorded"),
    r(18, S0, RECORDS, "", "Changes of routers are recorded"),
    r(19, S0, RECORDS, "", "Violations of the security policy are recorded"),
    r(20, S0, RECORDS, "", "Security breaches are recorded"),
    r(21, S0, RECORDS, "", "Dealings with customers that may come back are recorded"),
    r(22, S0, RECORDS, "", "Dealings with staff that may come back are recorded"),
    r(23, S0, RECORDS, "", "Interruptions of the network are recorded"),
    r(24, S0, RECORDS, "", "IT staff keep every record that is due, without gaps"),
    r(25, S1, LAWS, "i", "Federal, state and local law is obeyed"),
    r(26, S1, LAWS, "ii", "The town's own computer policy goes on beside this one"),
    // After hours, comp time, access to offices.
    r(27, S1, LOGGING, "iii", "After-hours work that earns comp time is logged"),
    r(28, S1, LOGGING, "iii", "No comp time is approved without its entry in the service log"),
    r(29, S1, LOGGING, "iii", "Comp time is approved by the Director, an emergency set aside"),
    r(30, S1, SPECIAL_ACCESS, "ii", "The head of a department is told before planned access after hours"),
    r(31, S1, SPECIAL_ACCESS, "ii", "After emergency access its head is told as soon as possible"),
    r(32, S1, SPECIAL_ACCESS, "i", "Office keys serve IT work, or let that department's own people in"),
    r(33, S2, MANAGEMENT, "", "Service users use ICT only while staff are present"),
    // Access, accounts, data.
    r(34, S1, SPECIAL_ACCESS, "v", "No account and no access without a written request of one who may ask"),
    r(35, S1, SPECIAL_ACCESS, "iv", "Data is opened to another user only by the head who owns it"),
    r(36, S1, SPECIAL_ACCESS, "iii", "Privileged access stays in IT unless the owner of the data agrees"),
    r(37, S2, MANAGEMENT, "", "Access is approved by Information Managers by mail and set up by somebody else"),
    also(r(38, S2, MANAGEMENT, "", "Access is given expressly, by tiers of roles and closed departmental groups"), &[(S2, PRODUCTION), (S4, "A. Access to Services")]),
    r(39, S1, LOGGING, "iv", "The department head asks for a new person's account and names the programs"),
    r(40, S1, LOGGING, "iv", "Each new hire with an account has a fresh checklist, kept on-line"),
    r(41, S1, LOGGING, "v", "Personnel tells IT of everybody who leaves, for whatever reason"),
    r(42, S1, LOGGING, "v", "Each leaver with an account has a fresh checklist, kept on-line"),
    r(43, S2, MANAGEMENT, "", "A leaver's rights to the shared drive end right after the last day"),
    r(44, S2, MANAGEMENT, "", "A leaver's drive and mailbox are archived, and deleted only when the owners agree"),
    r(45, S1, LOGGING, "vi", "A deployment uses the checklist, one copy each, kept on-line"),
    r(46, S2, MANAGEMENT, "", "Workstations are assessed and discomfort is looked into"),
    r(47, S2, MANAGEMENT, "", "Nothing is put on the network before Administration allowed it"),
    r(48, S2, MANAGEMENT, "", "Nothing is borrowed without the line manager's permission"),
    r(49, S4, PROHIBITED, "C.20", "A private laptop needs the written word of the head and of the IT director"),
    r(50, S4, PROHIBITED, "C.8", "Installing or removing software needs both written permissions"),
    also(r(51, S1, LAWS, "iv", "Software without a licence is neither installed nor supported"), &[(S2, MANAGEMENT)]),
    r(52, S3, CYBERSECURITY, "", "A download needs IT's permission and is scanned before it is used"),
    r(53, S2, PRODUCTION, "", "Mobile devices get a complex password at issue and are reset between users"),
    r(54, S4, PROHIBITED, "C.10", "Mail to everybody needs the system administrator's permission"),
    // Passwords.
    r(55, S0, CREDENTIALS, "", "Passwords of systems change at least every 180 days"),
    r(56, S0, CREDENTIALS, "", "Passwords change at once after an outsider worked on a server"),
    r(57, S0, CREDENTIALS, "", "All IT staff who need a login have it"),
    r(58, S0, CREDENTIALS, "", "Logins are never printed"),
    r(59, S2, MANAGEMENT, "", "Group passwords are kept and changed by the head and manager of the service"),
    r(60, S2, PRODUCTION, "", "Passwords change at least twice a year"),
    r(61, S2, MANAGEMENT, "", "The password of a joint login says nothing of persons or the service"),
    r(62, S4, PROHIBITED, "C.13", "Who lost a password turns to the technology staff at once"),
    r(63, S0, CREDENTIALS, "", "Not guarding credentials is a matter of discipline"),
    // Violations, breaches, the security procedure.
    r(64, S0, ENFORCEMENT, "", "A violation is told at once to the IT Manager or the Assistant Director"),
    r(65, S1, MISUSE, "i", "Suspected misuse goes to the IT Director, who examines it and tells personnel"),
    r(66, S2, MANAGEMENT, "", "Any suspicion of a breach goes to the Senior Management Team at once"),
    r(67, S2, MANAGEMENT, "", "A breach is reported at once, or within 72 hours of becoming aware of it"),
    r(68, S3, CYBERSECURITY, "", "A suspected breach is told to IT at once"),
    r(69, S4, PROHIBITED, "C.17", "A known breach is told to the supervisor or the department head"),
    also(r(70, S3, INAPPROPRIATE, "", "Who sees a prohibited act tells the supervisor or personnel at once"), &[(S3, "Violations")]),
    r(71, S0, PROCEDURES, "1", "All details and follow-ups are recorded and the lead is told promptly"),
    r(72, S0, PROCEDURES, "", "The device concerned is taken off the network where that fits, and it is told"),
    r(73, S0, PROCEDURES, "", "Personnel decides whether it is a matter of discipline"),
    r(74, S0, PROCEDURES, "", "Without discipline the user is told and asked to explain"),
    r(75, S0, PROCEDURES, "", "After repeated vain attempts to reach the owner the account may be locked"),
    r(76, S0, PROCEDURES, "1, second", "With discipline, personnel is asked before anything is done"),
    r(77, S1, MISUSE, "ii", "Who endangers servers on purpose loses access at once"),
    also(r(78, S2, MANAGEMENT, "", "Every suspected breach and every report is looked into"), &[(S3, "Violations")]),
    also(r(79, S2, MANAGEMENT, "", "Damage by carelessness or intent is looked into, with time and cost"), &[(S4, "F. Compensation for Losses, Costs and/or Damages")]),
    r(80, S4, "REGULATIONS FOR ACCEPTABLE TECHNOLOGY USE:", "", "Illegal use may be handed to law enforcement"),
    r(81, S4, PROHIBITED, "C.18", "Use after access was denied or taken is a violation"),
    r(82, S4, PROHIBITED, "C.19", "Nothing about a possible violation is deleted or hidden"),
    r(83, S3, INAPPROPRIATE, "", "A device reset may take personal data with it, so its owner is warned"),
    // Confidentiality, disclosure, acknowledgements.
    also(r(84, S0, CONFIDENTIALITY, "", "Personal, financial and personnel data is told only as far as the work needs"), &[(S1, PRIVACY)]),
    r(85, S0, CONFIDENTIALITY, "", "Customer records are confidential; who is unsure asks"),
    r(86, S1, PRIVACY, "ii", "User data is not copied, backups aside, unless the owner's head agrees"),
    r(87, S1, PRIVACY, "iii", "User data goes to third parties only with the same word"),
    r(88, S4, PROHIBITED, "C.21", "Confidential items are passed on only to approved recipients"),
    also(r(89, S3, MONITORING, "", "Records may have to be disclosed to the public"), &[(S4, "E. Confidentiality of Information")]),
    r(90, S3, MONITORING, "", "A complaint or report made in confidence is marked so"),
    also(r(91, S2, MANAGEMENT, "", "A person's content is inspected only on authority, or to keep systems working"), &[(S3, MONITORING), (S4, "D. No Expectation of Privacy")]),
    r(92, S0, "Acknowledgment of IT Staff Security Policy", "", "IT staff sign both agreements, and the page goes to personnel only"),
    r(93, S1, "APPENDIX A", "", "IT personnel certify that they read the policy"),
    r(94, S2, MANAGEMENT, "", "ICT is used only after agreeing; going on after a notice is acceptance"),
    r(95, S4, ACCEPTABLE, "", "The policy goes round at least yearly, and to new staff before they begin"),
    also(r(96, S4, ACCEPTABLE, "", "The policy is reviewed and updated, and each version is known"), &[(S1, "TOWN OF BLOOMFIELD"), (S2, "Introduction"), (S3, "Information Systems Use Policy")]),
];

/// The same rule, with the other texts that say it.
const fn also(rule: Rule, texts: &'static [(&'static str, &'static str)]) -> Rule {
    Rule {
        also: texts,
        ..rule
    }
}

/// The rule of that number.
///
/// # Panics
/// The number is in no table, which a test of every number in use rules out.
pub fn rule(id: RuleId) -> &'static Rule {
    find(id).expect("every number in use has its row")
}

/// The rule of that number, where there is one.
pub fn find(id: RuleId) -> Option<&'static Rule> {
    let (table, number): (&'static [Rule], u8) = match id {
        RuleId::R(number) => (&POLICY_RULES, number),
        RuleId::N(number) => (own::OWN_RULES, number),
    };
    table.get(usize::from(number).checked_sub(1)?)
}

/// Every rule: those of the policies, then the product's own.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    POLICY_RULES.iter().chain(own::OWN_RULES)
}
