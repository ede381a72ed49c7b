//! One JIMS server as a firewall sees it: certificate by the authority alone, name, dates, token, one query.

use std::collections::BTreeSet;

use url::Url;

use super::check::{Credential, Order, Seen};
use crate::{
    caller::{self, CallerError, Token, oauth2},
    crypto::{
        certificate::{AlternativeName, Certificate},
        chain::{self, Purpose, Question},
    },
    domain::{
        finding::{Finding, Level},
        message::{Body, Method},
    },
    handshake::{self, Place},
    http::{self, Http},
    job::{Cause, Result, cert::Link, error::whole, material::usage},
    lint::srx::{Kind, kind},
};

/// A server and the firewall's credential there.
pub struct Target {
    /// `primary` or `secondary`.
    pub role: &'static str,
    /// Its name or address, as the firewall is configured.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Client id and secret.
    pub credential: Credential,
}

impl Target {
    /// Host and port.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// A check of one server.
pub(super) struct Probe<'a> {
    pub(super) order: &'a Order<'a>,
    pub(super) target: &'a Target,
    pub(super) ca: &'a [Certificate],
}

impl Probe<'_> {
    /// Goes as far as each step allows. Nothing secret is sent to a server whose certificate is refused.
    pub(super) fn run(&self) -> Result<(Seen, Vec<Finding>)> {
        let mut seen = Seen { role: self.target.role.to_owned(), place: self.target.place(), ..Seen::default() };
        let mut found = Vec::new();
        if let Some(leaf) = self.certificate(&mut found) {
            seen.certificate = Some(Link::from(&leaf));
            if found.iter().all(|finding| finding.level != Level::Refuse) {
                self.talk(&self.order.http.pinned(leaf.der()), &mut seen, &mut found)?;
            }
        }
        seen.ok = found.iter().all(|finding| finding.level != Level::Refuse);
        Ok((seen, found))
    }

    /// The certificate that the server shows, and what is wrong with it.
    fn certificate(&self, found: &mut Vec<Finding>) -> Option<Certificate> {
        let (host, port) = (self.target.host.clone(), self.target.port);
        let chain = match handshake::read_chain(&Place { host, port, patience: self.order.patience }) {
            Ok(seen) => seen.chain,
            Err(error) => {
                let advice = format!("{error}; JIMS listens on 443 unless its installer was told otherwise");
                found.push(self.finding(Level::Refuse, "unreachable", "no TLS connection", &advice));
                return None;
            }
        };
        let leaf = chain.first()?.clone();
        let at = self.order.at;
        let question = Question { at, purpose: Purpose::Server, depth: None, strict: false, revocations: &[] };
        let path = chain::verify(&leaf, &chain, self.ca, &question).findings.into_iter();
        found.extend(path.filter(|finding| finding.level != Level::Inform).map(|finding| self.placed(finding)));
        found.extend(self.name(&leaf));
        found.extend(self.end(&leaf));
        Some(leaf)
    }

    /// Common name or a DNS name must equal the configured name: no wildcard stands for it (Juniper tech post).
    fn name(&self, leaf: &Certificate) -> Vec<Finding> {
        let names = names(leaf);
        let host = &self.target.host;
        let mut found = Vec::new();
        if !names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
            let list = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let advice = format!(
                "common name or a DNS name must equal the configured name, and it has {}: configure that name, or let JIMS have a \
                 certificate with `{host}`",
                if list.is_empty() { "none".to_owned() } else { list }
            );
            found.push(self.finding(Level::Refuse, "other-name", &format!("the certificate is not for `{host}`"), &advice));
        }
        if kind(host) == Kind::Ipv4 {
            let advice = "give the server's host name on the firewall (23.1 and later): certificates are compared by name";
            found.push(self.finding(Level::Warn, "address-with-ca", "an address, and a certificate that is verified", advice));
        }
        found
    }

    fn end(&self, leaf: &Certificate) -> Option<Finding> {
        let left = leaf.not_after.days_since(self.order.at);
        let what = format!("the certificate ends in {left} days");
        let advice = "replace `server-HOST.crt` and `.key` of JIMS in time: all firewalls lose their users at once otherwise";
        (0..SOON).contains(&left).then(|| self.finding(Level::Warn, "ends-soon", &what, advice))
    }

    /// Token and query.
    fn talk(&self, http: &Http, seen: &mut Seen, found: &mut Vec<Finding>) -> Result<()> {
        let Some(token) = self.token(http, found)? else {
            seen.token = Some(false);
            return Ok(());
        };
        seen.token = Some(true);
        seen.token_expires_in = Some(token.expires_in).filter(|seconds| *seconds > 0);
        if let Some(path) = &self.order.query_api {
            seen.query_status = self.query(http, &token, &self.url(path)?, found)?;
        }
        Ok(())
    }

    fn token(&self, http: &Http, found: &mut Vec<Finding>) -> Result<Option<Token>> {
        let Credential { client_id, secret } = &self.target.credential;
        let url = self.url(&self.order.token_api)?;
        match oauth2::token(http, &url, (client_id, secret), &BTreeSet::new(), self.order.placement) {
            Ok(token) => Ok(Some(token)),
            Err(CallerError::Unreachable(http::Error::Interrupted)) => Err(Cause::Interrupted.into()),
            Err(error) => {
                let (code, next) = advice(&error);
                found.push(self.finding(Level::Refuse, code, "no token", &format!("{}; {next}", whole(&error))));
                Ok(None)
            }
        }
    }

    /// One query. How JIMS wants to be asked is not public, so that only what concerns the token is judged.
    fn query(&self, http: &Http, token: &Token, url: &Url, found: &mut Vec<Finding>) -> Result<Option<u16>> {
        let reply = match caller::call(http, Method::Get, url, Some(&token.access_token), Body::Empty) {
            Ok(reply) => reply,
            Err(CallerError::Unreachable(http::Error::Interrupted)) => return Err(Cause::Interrupted.into()),
            Err(error) => {
                found.push(self.finding(Level::Refuse, "query-failed", "the query got no answer", &whole(&error)));
                return Ok(None);
            }
        };
        let (level, advice) = match reply.status {
            200..=299 => return Ok(Some(reply.status)),
            401 | 403 => (Level::Refuse, "it gave the token and does not take it: look at the log of JIMS"),
            404 => (Level::Warn, "this path is not served: compare `--query-api` with JIMS (its form is not public)"),
            500..=599 => (Level::Refuse, "JIMS failed: look at its log"),
            _ => (Level::Warn, "it took the token and wanted another query (its form is not public)"),
        };
        found.push(self.finding(level, "query-status", &format!("the query was answered with {}", reply.status), advice));
        Ok(Some(reply.status))
    }

    /// The address of a path: below `/api/` as with `ClearPass`, unless it begins with a slash.
    fn url(&self, path: &str) -> Result<Url> {
        let whole = if path.starts_with('/') { path.to_owned() } else { format!("/api/{path}") };
        let text = format!("https://{}{whole}", self.target.place());
        Url::parse(&text).map_err(|error| usage(format!("`{text}` is no address: {error}"), "check host and path"))
    }

    fn placed(&self, finding: Finding) -> Finding {
        Finding { subject: format!("{} {}: {}", self.target.role, self.target.place(), finding.subject), ..finding }
    }

    fn finding(&self, level: Level, code: &str, what: &str, advice: &str) -> Finding {
        self.placed(Finding::new(level, code, what, advice))
    }
}

/// Common names and DNS names.
fn names(leaf: &Certificate) -> Vec<String> {
    let alternative = leaf.extensions.alternative_names.as_ref().map(|names| names.value.as_slice()).unwrap_or_default();
    let dns = alternative.iter().filter_map(|name| match name {
        AlternativeName::Dns(name) => Some(name.clone()),
        _ => None,
    });
    let mut all: Vec<String> = leaf.subject.texts("CN").map(str::to_owned).chain(dns).collect();
    all.dedup();
    all
}

fn advice(error: &CallerError) -> (&'static str, &'static str) {
    match error {
        CallerError::InvalidClient { .. } => (
            "client-refused",
            "client id and secret must equal those of the enforcement point in JIMS, which also knows a firewall by its address: from here \
             it may refuse what it grants the firewall",
        ),
        CallerError::Refused { status: 404, .. } => {
            ("token-path", "compare `--token-api` with JIMS: the form of its address is not public")
        }
        CallerError::Unreachable(http::Error::Untrusted { .. }) => {
            ("certificate-changed", "it showed another certificate: check again")
        }
        CallerError::Unreachable(_) => ("no-answer", "look whether JIMS runs"),
        _ => ("token-refused", "compare `--token-api` with JIMS, and look at its log"),
    }
}

const SOON: i64 = 30;
const MOST_NAMES: usize = 8;
