//! What the partner's firewall lets through: name, connection, TLS, and whether the certificate is for that name.

use std::time::Duration;

use crate::{
    crypto::chain,
    domain::{
        exchange::{FirewallResult, Hop, Reached},
        finding::{Finding, Level},
        workspace::FirewallLine,
    },
    handshake::{self, Place},
};

/// Tries every line; nothing but a handshake is sent.
#[must_use]
pub fn look(lines: &[FirewallLine], patience: Duration) -> Vec<FirewallResult> {
    lines.iter().map(|line| try_one(line, patience)).collect()
}

/// The same lines, none of them tried.
#[must_use]
pub fn untried(lines: &[FirewallLine]) -> Vec<FirewallResult> {
    lines.iter().map(|line| result(line, Reached::NotTried, None, "not tried: `--offline`".to_owned())).collect()
}

/// The results in one line, for the ledger.
#[must_use]
pub fn summary(results: &[FirewallResult]) -> String {
    let one = |one: &FirewallResult| format!("{}:{} {}", one.host, one.port, word(one));
    results.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Whether every line was tried and is open.
#[must_use]
pub fn all_open(results: &[FirewallResult]) -> bool {
    !results.is_empty() && results.iter().all(|one| one.result == Reached::Open)
}

/// What the operator should know about ways that are not open.
#[must_use]
pub fn findings(results: &[FirewallResult]) -> Vec<Finding> {
    let closed = |one: &&FirewallResult| one.result == Reached::Closed;
    let told = |one: &FirewallResult| {
        let subject = format!("{}:{} is {} from the partner's side", one.host, one.port, word(one));
        Finding::new(Level::Warn, "firewall-closed", subject, one.detail.clone())
    };
    results.iter().filter(closed).map(told).collect()
}

/// A result in a word or two, such as `closed (tcp)`.
#[must_use]
pub fn word(one: &FirewallResult) -> String {
    let word = match one.result {
        Reached::Open => "open",
        Reached::Closed => "closed",
        Reached::NotTried => "not tried",
    };
    one.stopped_at.map_or_else(|| word.to_owned(), |hop| format!("{word} ({})", hop.word()))
}

fn try_one(line: &FirewallLine, patience: Duration) -> FirewallResult {
    let place = Place { host: line.host.clone(), port: line.port, patience };
    let closed = |hop, detail| result(line, Reached::Closed, Some(hop), detail);
    match handshake::read_chain(&place) {
        Ok(seen) => match seen.chain.first() {
            Some(leaf) if chain::serves(leaf, &line.host) => {
                result(line, Reached::Open, None, format!("{} with {}", seen.version, leaf.subject))
            }
            Some(leaf) => closed(Hop::Name, format!("its certificate is for {}, and not for `{}`", leaf.title(), line.host)),
            None => closed(Hop::Tls, "it showed no certificate".to_owned()),
        },
        Err(error) => closed(hop(&error), error.to_string()),
    }
}

/// How far the way was open.
const fn hop(error: &handshake::Error) -> Hop {
    match error {
        handshake::Error::Unknown { .. } => Hop::Dns,
        handshake::Error::Unreachable { .. } | handshake::Error::TimedOut { connected: false, .. } => Hop::Tcp,
        handshake::Error::TimedOut { .. } | handshake::Error::Handshake { .. } | handshake::Error::Identity { .. } => Hop::Tls,
    }
}

fn result(line: &FirewallLine, result: Reached, stopped_at: Option<Hop>, detail: String) -> FirewallResult {
    FirewallResult { host: line.host.clone(), port: line.port, result, stopped_at, detail }
}
