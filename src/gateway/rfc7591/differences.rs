//! What was asked for against what was registered: a server may drop, replace or add members (RFC 7591, section 3.2.1).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::finding::{Finding, Level};

use super::{identify::Members, wire::Client};

/// Everything that was registered otherwise than it was asked for, with what was added and what went missing inside of members.
pub(super) fn findings(asked: &Members, registered: &Client) -> Vec<Finding> {
    let mut findings = members(asked, registered);
    findings.extend(added_scopes(asked, registered));
    findings.extend(dropped_certificates(asked, registered));
    findings
}

/// One finding for each member that was registered otherwise than it was asked for.
pub(super) fn members(asked: &Members, registered: &Client) -> Vec<Finding> {
    let differs = |(name, wanted): (&String, &Value)| {
        let got = registered.0.get(name);
        if same(name, wanted, got) { None } else { Some(finding(registered.id(), name, wanted, got)) }
    };
    asked.iter().filter_map(differs).collect()
}

/// Scopes of a client that asked for none.
fn added_scopes(asked: &Members, registered: &Client) -> Option<Finding> {
    let got = registered.text("scope").filter(|got| !asked.contains_key("scope") && !got.trim().is_empty())?;
    let advice = format!("the server gave it the scopes {}, and none were asked for", short(&Value::from(got)));
    Some(Finding::new(Level::Warn, "scopes-added", registered.id(), advice))
}

/// Certificates that were sent with keys and did not come back, though the keys did: a client that shows a self-signed certificate is
/// known by nothing else (RFC 8705, section 2.2.2).
fn dropped_certificates(asked: &Members, registered: &Client) -> Option<Finding> {
    let sent = asked.get("jwks")?.get("keys")?.as_array()?.iter().any(|key| key.get("x5c").is_some());
    let mut back = registered.keys().peekable();
    let dropped = sent && back.peek().is_some() && !back.any(|key| key.get("x5c").is_some());
    let advice = "the server kept the keys without their certificates (`x5c`): it cannot know a certificate by them, and nobody sees \
                  here which ones are registered";
    dropped.then(|| Finding::new(Level::Warn, "certificates-dropped", registered.id(), advice))
}

/// Whether two values of a member mean the same. Lists and scopes have no order; an empty list is as good as none.
fn same(name: &str, asked: &Value, got: Option<&Value>) -> bool {
    match (asked, got) {
        (Value::Array(asked), got) => words(asked) == got.and_then(Value::as_array).map(|got| words(got)).unwrap_or_default(),
        (Value::String(asked), Some(Value::String(got))) if name == "scope" => {
            asked.split_whitespace().collect::<BTreeSet<_>>() == got.split_whitespace().collect::<BTreeSet<_>>()
        }
        (Value::Object(_), Some(got)) if name == "jwks" => names(asked) == names(got),
        (Value::Bool(false), None) => true,
        (asked, got) => Some(asked) == got,
    }
}

fn words(list: &[Value]) -> BTreeSet<String> {
    list.iter().map(Value::to_string).collect()
}

/// What tells the keys of a set apart: their numbers.
fn names(set: &Value) -> BTreeSet<String> {
    let keys = set.get("keys").and_then(Value::as_array).into_iter().flatten();
    let number = |key: &Value| key.get("n").or_else(|| key.get("x")).map(Value::to_string);
    keys.filter_map(number).collect()
}

fn finding(client: &str, name: &str, asked: &Value, got: Option<&Value>) -> Finding {
    let ours = ["software_id", "software_version", "application_id", "contacts", "client_name"].contains(&name);
    match got {
        None if ours => {
            let advice = format!("the server did not keep `{name}`: it is in the record here only");
            Finding::new(Level::Inform, "not-kept", client, advice)
        }
        got => {
            let got = got.map_or_else(|| "nothing".to_owned(), short);
            let advice =
                format!("the server registered `{name}` as {got}, and {} was asked for: ask its administrator", short(asked));
            Finding::new(Level::Warn, "registered-otherwise", client, advice)
        }
    }
}

fn short(value: &Value) -> String {
    let text: String = value.to_string().chars().filter(|sign| !sign.is_control()).take(80).collect();
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_added_or_lost_inside_is_said() {
        let read = |value: Value| Client::read(value.to_string().as_bytes());
        let asked = |value: Value| value.as_object().cloned().unwrap_or_default();
        let keys = |x5c: bool| if x5c { json!({"keys": [{"n": "1", "x5c": ["MII"]}]}) } else { json!({"keys": [{"n": "1"}]}) };
        let rows = [
            (json!({}), json!({"client_id": "c", "scope": "a b"}), vec!["scopes-added"]),
            (json!({}), json!({"client_id": "c", "scope": ""}), vec![]),
            (json!({"scope": "a"}), json!({"client_id": "c", "scope": "a b"}), vec!["registered-otherwise"]),
            (json!({"jwks": keys(true)}), json!({"client_id": "c", "jwks": keys(false)}), vec!["certificates-dropped"]),
            (json!({"jwks": keys(true)}), json!({"client_id": "c", "jwks": keys(true)}), vec![]),
            (json!({"jwks": keys(true)}), json!({"client_id": "c"}), vec!["registered-otherwise"]),
        ];
        for (wanted, got, codes) in rows {
            let client = read(got.clone());
            let found = client.iter().flat_map(|client| findings(&asked(wanted.clone()), client));
            assert_eq!(found.map(|finding| finding.code).collect::<Vec<_>>(), codes, "{wanted} {got}");
        }
    }

    #[test]
    fn values_that_mean_the_same_are_no_difference() {
        let rows = [
            ("scope", json!("a b"), json!("b a"), true),
            ("scope", json!("a b"), json!("a"), false),
            ("grant_types", json!(["x", "y"]), json!(["y", "x"]), true),
            ("grant_types", json!(["x"]), json!([]), false),
            ("jwks", json!({"keys": [{"n": "1"}]}), json!({"keys": [{"n": "1", "kid": "k"}]}), true),
            ("jwks", json!({"keys": [{"n": "1"}]}), json!({"keys": [{"n": "2"}]}), false),
            ("client_name", json!("a"), json!("b"), false),
        ];
        for (name, asked, got, expected) in rows {
            assert_eq!(same(name, &asked, Some(&got)), expected, "{name} {asked} {got}");
        }
        assert!(same("redirect_uris", &json!([]), None));
        assert!(!same("software_id", &json!("a"), None));
    }
}
