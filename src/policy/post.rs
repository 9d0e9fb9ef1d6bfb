//! A post as people say it.
//!
//! The profile names posts by short ids, such as `it_manager`; whoever reads a page reads words.

/// A post's id in words, such as `IT manager`.
pub fn spoken_post(id: &str) -> String {
    let mut said = id.replace('_', " ");
    for short in ["it ", "hr"] {
        if said.starts_with(short) {
            said.replace_range(..2, &short[..2].to_uppercase());
        }
    }
    match said.as_str() {
        "tech" => "technician".to_owned(),
        "oncall" => "on call".to_owned(),
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_said_in_words() {
        let check = |id: &str, said: &str| assert_eq!(spoken_post(id), said);
        check("it_manager", "IT manager");
        check("hr", "HR");
        check("library_director", "library director");
        check("oncall", "on call");
    }
}
