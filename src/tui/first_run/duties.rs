//! What the holder of a post is there for, by the roles behind which it stands.

/// What somebody who holds a post behind this role is there for.
pub(super) fn duty(role: &str) -> Option<&'static str> {
    Some(match role {
        "director" => "decides about claims and work at night",
        "lead" => "hears of breaches and violations",
        "lead_deputy" => "hears of them where the lead cannot",
        "hr" => "decides before anything is done to a person",
        "leadership" => "hears what concerns the lead, decides the director's own claims",
        "records_officer" => "decides what is disclosed",
        "evidence_examiner" => "examines evidence",
        "password_owner" => "answers for shared passwords",
        "operator" => "looks after servers and backups",
        "tech" => "works on tickets",
        "oncall" => "takes calls at night",
        "owner" => "agrees to access to their data",
        "facilities" => "is told of power, doors and lines",
        "administration" => "does the office's part",
        "designated" => "may ask for access for others",
        _ => return None,
    })
}
