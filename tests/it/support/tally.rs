//! What is on a gateway, in numbers that a second creation would change.

use serde_json::Value;

use super::Sandbox;

pub(crate) type Tally = [(&'static str, usize); 5];

/// What one onboarded partner comes to.
pub(crate) const ONE_OF_EACH: Tally = of(1, 1, 1);

/// What so many partners, APIs and scopes come to.
pub(crate) const fn of(partners: usize, apis: usize, scopes: usize) -> Tally {
    [
        ("applications", partners),
        ("strategies", partners),
        ("apis", apis),
        ("scopes", scopes),
        ("identify and authorize actions", apis),
    ]
}

/// Counts.
pub(crate) fn numbers(sandbox: &Sandbox) -> Tally {
    let actions = list(sandbox, "/policyActions", "policyAction");
    [
        ("applications", list(sandbox, "/applications", "applications").len()),
        ("strategies", list(sandbox, "/strategies", "strategies").len()),
        ("apis", list(sandbox, "/apis", "apiResponse").len()),
        ("scopes", list(sandbox, "/scopes", "scopes").len()),
        ("identify and authorize actions", actions.iter().filter(|action| action["templateKey"] == "evaluatePolicy").count()),
    ]
}

/// A list of the admin API, in its envelope or without.
pub(crate) fn list(sandbox: &Sandbox, path: &str, member: &str) -> Vec<Value> {
    let answer = sandbox.ask(path);
    answer.get(member).unwrap_or(&answer).as_array().cloned().unwrap_or_default()
}
