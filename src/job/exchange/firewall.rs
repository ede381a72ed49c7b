//! What the partner's firewall lets through: name, connection, TLS, and whether the certificate is for that name.

use std::time::Duration;

use crate::{
    crypto::chain,
    domain::{
        exchange::{FirewallResult, Reached},
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
    lines.iter().map(|line| result(line, Reached::NotTried, "not tried: `--offline`".to_owned())).collect()
}

/// The results in one line, for the ledger.
#[must_use]
pub fn summary(results: &[FirewallResult]) -> String {
    let one = |one: &FirewallResult| format!("{}:{} {}", one.host, one.port, word(one.result));
    results.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Whether every line was tried and is open.
#[must_use]
pub fn all_open(results: &[FirewallResult]) -> bool {
    !results.is_empty() && results.iter().all(|one| one.result == Reached::Open)
}

/// A result in one word.
#[must_use]
pub const fn word(result: Reached) -> &'static str {
    match result {
        Reached::Open => "open",
        Reached::Closed => "closed",
        Reached::NotTried => "not tried",
    }
}

fn try_one(line: &FirewallLine, patience: Duration) -> FirewallResult {
    let place = Place { host: line.host.clone(), port: line.port, patience };
    let (reached, detail) = match handshake::read_chain(&place) {
        Ok(seen) => match seen.chain.first() {
            Some(leaf) if chain::serves(leaf, &line.host) => (Reached::Open, format!("{} with {}", seen.version, leaf.subject)),
            Some(leaf) => (Reached::Closed, format!("its certificate is for {}, and not for `{}`", leaf.title(), line.host)),
            None => (Reached::Closed, "it showed no certificate".to_owned()),
        },
        Err(error) => (Reached::Closed, error.to_string()),
    };
    result(line, reached, detail)
}

fn result(line: &FirewallLine, result: Reached, detail: String) -> FirewallResult {
    FirewallResult { host: line.host.clone(), port: line.port, result, detail }
}
