//! `srx check`: whether the JIMS servers would serve a firewall, by its own rules, and which one it would use.

use schemars::JsonSchema;
use serde::Serialize;

use super::server::{Probe, Target};
use crate::{
    crypto::{bundle::Bundle, certificate::Certificate},
    domain::{
        finding::{Finding, Level},
        moment::Moment,
        secret::Secret,
    },
    http::Http,
    job::{
        Event, Result,
        cert::Link,
        material::{Given, usage},
    },
};

/// What to check.
pub struct Order<'a> {
    /// The servers, the primary first.
    pub servers: Vec<Target>,
    /// The file of the authority; nobody else is trusted.
    pub ca: Given,
    /// The path where tokens are had.
    pub token_api: String,
    /// The path that is queried with the token; none is when it is absent.
    pub query_api: Option<String>,
    /// Where id and secret stand in the request.
    pub placement: crate::caller::oauth2::Placement,
    /// The time that counts.
    pub at: Moment,
    /// The client; each server's certificate is judged before it is used.
    pub http: &'a Http,
    /// How long one answer may take.
    pub patience: std::time::Duration,
    /// Says what happens.
    pub tell: &'a dyn Fn(&Event),
}

/// The firewall's credential at one server.
pub struct Credential {
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub secret: Secret,
}

/// What came out.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// The server that a firewall would use: `primary`, `secondary`, or null.
    pub serves: Option<String>,
    /// What was seen of each server.
    pub servers: Vec<Seen>,
    /// What is to be said, the worst first.
    pub findings: Vec<Finding>,
}

/// What was seen of one server.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// `primary` or `secondary`.
    pub role: String,
    /// Host and port.
    pub place: String,
    /// Whether a firewall would be served.
    pub ok: bool,
    /// The server's certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Link>,
    /// Whether it gave a token; absent when none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<bool>,
    /// How long that is good, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_expires_in: Option<u64>,
    /// The status of the query's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_status: Option<u16>,
}

/// Checks all servers, also the secondary one behind a good primary: a fallback that fails is found out too late otherwise.
pub fn run(order: &Order<'_>) -> Result<Checked> {
    let ca = authorities(&order.ca)?;
    let mut findings = beforehand(order);
    let mut servers = Vec::new();
    for target in &order.servers {
        (order.tell)(&Event::Waiting { what: target.place() });
        let (seen, found) = Probe { order, target, ca: &ca }.run()?;
        servers.push(seen);
        findings.extend(found);
    }
    let used = servers.iter().find(|seen| seen.ok).map(|seen| seen.role.clone());
    findings.extend(fallback(&servers, used.as_deref()));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    Ok(Checked { ok: findings.iter().all(|finding| finding.level != Level::Refuse), serves: used, servers, findings })
}

fn authorities(given: &Given) -> Result<Vec<Certificate>> {
    let found = Bundle::read(&given.name, &given.bytes, None)?.certificates;
    if found.is_empty() {
        return Err(usage(format!("`{}` holds no certificate", given.name), "name the file with the authority's certificate"));
    }
    Ok(found)
}

/// What is so before anybody is asked.
fn beforehand(order: &Order<'_>) -> Vec<Finding> {
    let [primary, secondary] = order.servers.as_slice() else { return Vec::new() };
    let mut found = Vec::new();
    if primary.port != secondary.port {
        let advice = "a firewall has one `connection port` for both servers: let both listen there";
        found.push(Finding::new(Level::Warn, "ports-differ", format!("ports {} and {}", primary.port, secondary.port), advice));
    }
    if primary.credential.secret.reveal() == secondary.credential.secret.reveal() {
        let advice = "let JIMS make a pair for each server: one that leaks then opens one server alone";
        found.push(Finding::new(Level::Warn, "same-secret", "primary and secondary have one secret", advice));
    }
    found
}

/// Which server a firewall would use: the primary is always tried first (Juniper CLI reference of `connection`).
fn fallback(servers: &[Seen], used: Option<&str>) -> Option<Finding> {
    let advice = match (used, servers) {
        (Some("secondary"), _) => {
            "the firewall uses it until the primary answers again, which it goes on trying: mend the primary"
        }
        (None, [_, _]) => "a firewall gets no users from either: see the refusals",
        (None, _) => "a firewall gets no users: see the refusals",
        _ => return None,
    };
    let (level, subject) = match used {
        Some(role) => (Level::Warn, format!("the {role} server would serve")),
        None => (Level::Refuse, "no server would serve".to_owned()),
    };
    Some(Finding::new(level, if used.is_some() { "fallback" } else { "no-server" }, subject, advice))
}
