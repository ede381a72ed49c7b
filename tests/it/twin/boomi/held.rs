//! Everything that was asked and answered, held against the description when the imitation ends: whatever a test is about, no request
//! and no answer slips past the judges.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Description;
use crate::{replies::Seen, wire_boomi::judge};

/// A request, and what the API itself said to it. The traffic manager's pages, and answers of planned trouble, are not the API's.
struct Exchange {
    seen: Seen,
    answer: Option<(u16, Value)>,
}

/// What is held.
#[derive(Default)]
pub(super) struct Held {
    exchanges: Vec<Exchange>,
    /// Whether requests are bad on purpose: those of the imitation's own checks.
    careless: bool,
}

impl Held {
    pub(super) fn careless() -> Self {
        Self { careless: true, ..Self::default() }
    }

    /// Keeps a call of the admin API; those of partners are described nowhere.
    pub(super) fn keep(&mut self, seen: &Seen, answer: Option<(u16, Value)>) {
        if seen.path.starts_with("/v3/") {
            let seen = Seen { body: on_the_usual_port(&String::from_utf8_lossy(&seen.body)).into_bytes(), ..seen.clone() };
            let usual = |body: Value| serde_json::from_str(&on_the_usual_port(&body.to_string())).unwrap_or(body);
            self.exchanges.push(Exchange { seen, answer: answer.map(|(status, body)| (status, usual(body))) });
        }
    }

    /// What the judges find, and how many requests and answers they saw; nothing where the description is not at hand.
    pub(super) fn judged(&self) -> (BTreeSet<String>, usize, usize) {
        let (mut found, mut requests, mut answers) = (BTreeSet::new(), 0, 0);
        for Exchange { seen, answer } in &self.exchanges {
            if let Some(description) = judge::Description::shared().filter(|_| !self.careless) {
                found.extend(description.judge(seen).1);
                requests += 1;
            }
            if let (Some(description), Some((status, body))) = (Description::shared(), answer) {
                found.extend(against(description, seen, *status, body));
                answers += 1;
            }
        }
        found.retain(|finding| !is_explained(finding));
        (found, requests, answers)
    }
}

fn against(description: &Description, seen: &Seen, status: u16, body: &Value) -> Vec<String> {
    let below = seen.path.strip_prefix("/v3/rest").unwrap_or(&seen.path);
    let method = if seen.method == "HEAD" { "GET" } else { &seen.method };
    // What is not described is no operation: that is the request's fault.
    let Some(operation) = description.name(method, below) else { return Vec::new() };
    let findings = description.check_response(&operation, status, body);
    findings.into_iter().map(|finding| format!("{operation}: {finding}")).collect()
}

/// A text whose public hosts are on their usual port: those of tests cannot be, and a host name has none.
fn on_the_usual_port(text: &str) -> String {
    let mut parts = text.split(LOOPBACK);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + "\"localhost" + part.trim_start_matches(|sign: char| sign.is_ascii_digit()))
}

fn is_explained(finding: &str) -> bool {
    EXPLAINED.iter().any(|(part, _)| finding.contains(part))
}

/// What tests do on purpose, with the reason in the contract.
const EXPLAINED: &[(&str, &str)] = &[
    ("/package: breaks `type`", "section 8: WA-14194, a habit"),
    ("status 201 is not described", "section 5: 201 should be accepted, a habit"),
    ("status 204 is not described", "section 5: 204 should be accepted, a habit"),
    ("/ticket is not described", "section 5: members have custom fields too"),
];

const LOOPBACK: &str = "\"localhost:";
