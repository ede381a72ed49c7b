//! The name of a partner from the name of its profile: the same each time, whatever else is on the gateway.

use crate::domain::name::{EnvironmentName, PartnerName};

/// Lower-case letters and digits with single hyphens between them, without the environment at the end; `None` when nothing is left.
pub(super) fn of_profile(profile: &str, environment: &EnvironmentName) -> Option<PartnerName> {
    let mut name = String::new();
    for sign in profile.chars().flat_map(char::to_lowercase) {
        match sign {
            'a'..='z' | '0'..='9' => name.push(sign),
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_end_matches('-');
    let ending = format!("-{environment}");
    let name = name.strip_suffix(&ending).filter(|rest| !rest.is_empty()).unwrap_or(name);
    let end = name.len().min(LONGEST);
    name[..end].trim_end_matches('-').parse().ok()
}

/// As long as a partner's name may be.
const LONGEST: usize = 63;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_the_same_each_time() {
        let environment: EnvironmentName = "production".parse().unwrap();
        let long = "x".repeat(62) + " y";
        for (profile, want) in [
            ("acme", Some("acme")),
            ("acme-production", Some("acme")),
            ("ACME Corp. (Production)", Some("acme-corp")),
            ("Söhne & Co", Some("s-hne-co")),
            ("  -- 4711 __ ", Some("4711")),
            ("production", Some("production")),
            ("İstanbul", Some("i-stanbul")),
            ("../../etc/passwd", Some("etc-passwd")),
            (long.as_str(), Some(&long[..62])),
            ("公司", None),
            ("", None),
            ("---", None),
        ] {
            assert_eq!(of_profile(profile, &environment).as_ref().map(PartnerName::as_str), want, "{profile}");
        }
    }
}
