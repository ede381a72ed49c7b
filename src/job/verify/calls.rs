//! The partner's calls: its token, each assigned API, and what must be refused.

use std::{collections::BTreeSet, time::Duration};

use serde_json::Value;
use url::Url;

use crate::{
    caller::{self, CallerError, Token},
    crypto::jwt,
    domain::{
        message::{Body, Method, Request},
        moment::Span,
        name::ApiRef,
        record::{Record, RecordedApi},
        secret::Secret,
    },
    http::{self, Http},
    job::{
        Cause, Context, Error, Result,
        badge::{Badge, Flaw, Given},
        call::key_header,
        payload::{Facts, Issued, Shape},
        report::CheckReport,
        session::{Session, api},
        verify::api_call,
        whole,
    },
};

/// Makes the calls of a partner and says how they came out; nothing is noted.
pub fn calls(ctx: &Context<'_>, session: &Session<'_>, record: &Record, given: &Given) -> Result<Vec<CheckReport>> {
    Ok(Caller::open(ctx, session, record, given)?.checks())
}

/// Makes the partner's token and its call of the first API, and says how that came out; nothing is noted.
pub fn first_call(ctx: &Context<'_>, session: &Session<'_>, record: &Record, given: &Given) -> Result<CheckReport> {
    let caller = Caller::open(ctx, session, record, given)?;
    let Some(first) = record.status.apis.first() else { return Ok(not_run("first call", "the record names no API")) };
    Ok(match caller.token() {
        Ok(token) => {
            let token = token.as_ref().map(|token| &token.access_token);
            caller.admitted(first, Some(Shown { http: &caller.http, token }))
        }
        Err(error) => failed("token", whole(&error)),
    })
}

/// The partner, as played by this tool.
pub(super) struct Caller<'a> {
    pub(super) ctx: &'a Context<'a>,
    session: &'a Session<'a>,
    pub(super) record: &'a Record,
    /// Shows nothing.
    pub(super) bare: Http,
    /// Shows the partner's certificate, where that is the credential.
    pub(super) http: Http,
    pub(super) badge: Badge,
    /// How long a token's end is waited for.
    pub(super) patience: Span,
}

impl<'a> Caller<'a> {
    fn open(ctx: &'a Context<'a>, session: &'a Session<'a>, record: &'a Record, given: &Given) -> Result<Self> {
        let badge = Badge::open(ctx, session, record, given)?;
        let bare = (ctx.visit)(&session.key.environment, session.environment)?;
        let http = badge.over(&bare)?;
        let patience = given.patience.unwrap_or(Span::seconds(0));
        Ok(Self { ctx, session, record, bare, http, badge, patience })
    }

    fn checks(&self) -> Vec<CheckReport> {
        let token = self.token();
        let mut checks = match &token {
            Ok(Some(token)) if token.expires_in > 0 => {
                vec![passed("token", format!("{} for {} s{}", token.token_type, token.expires_in, self.unreadable(token)))]
            }
            Ok(Some(token)) => vec![passed("token", format!("{}{}", token.token_type, self.unreadable(token)))],
            Ok(None) => Vec::new(),
            Err(error) => vec![failed("token", whole(error))],
        };
        let shown =
            token.as_ref().ok().map(|token| Shown { http: &self.http, token: token.as_ref().map(|token| &token.access_token) });
        for known in &self.record.status.apis {
            checks.push(self.admitted(known, shown));
        }
        let assigned = |api: &&ApiRef| self.record.status.apis.iter().any(|known| known.api == **api);
        for api in self.session.presence.apis.iter().filter(|api| !assigned(api)) {
            checks.push(failed(&api_call(api), "not assigned yet: run `partnerctl onboard`".to_owned()));
        }
        if let Some(first) = self.record.status.apis.first() {
            checks.push(self.refused("no credential", first, Shown { http: &self.bare, token: None }));
            checks.extend(self.wrong_token(first, shown.and_then(|shown| shown.token)));
            checks.extend(Flaw::ALL.into_iter().filter_map(|flaw| self.flawed(flaw, first)));
        }
        checks.push(self.unassigned(shown));
        // The last call: it may have to wait until the token is over.
        let token = token.ok().flatten();
        checks.extend(self.record.status.apis.first().zip(token).and_then(|(first, token)| self.ended(first, &token)));
        checks
    }

    /// The partner's token. A server may know a client that was just registered a little later (`contracts/rfc7591.md`, section 7).
    fn token(&self) -> Result<Option<Token>> {
        let fresh = self.record.status.authorization_server.is_some()
            && self.record.status.secrets.iter().any(|secret| self.ctx.clock.now() < secret.issued.after(SETTLING));
        let unknown = |error: &Error| matches!(&*error.cause, Cause::Caller(CallerError::InvalidClient { .. }));
        for _ in 0..TRIES {
            match self.badge.token(&self.http, self.ctx.clock) {
                Err(error) if fresh && unknown(&error) => {
                    self.ctx.clock.sleep(Duration::from_secs(1), self.ctx.stop);
                    self.ctx.check_stop()?;
                }
                token => return token,
            }
        }
        self.badge.token(&self.http, self.ctx.clock)
    }

    /// What the gateway of a pair will make of a token that is no JWT: it reads it itself, and asks nobody.
    fn unreadable(&self, token: &Token) -> &'static str {
        let checked_here = self.session.environment.identity.is_some() && self.record.status.authorization_server.is_some();
        if checked_here && jwt::decode(token.access_token.reveal()).is_err() { OPAQUE } else { "" }
    }

    fn admitted(&self, known: &RecordedApi, shown: Option<Shown<'_>>) -> CheckReport {
        let name = api_call(&known.api);
        let Some(shown) = shown else { return not_run(&name, "there is no token") };
        match self.call(known, shown) {
            Ok((line, 200..=299)) => CheckReport { proves: true, ..passed(&name, line) },
            Ok((line, 401 | 403)) => failed(&name, format!("{line}: the gateway refused the partner")),
            Ok((line, 404)) => failed(&name, format!("{line}: the API is not there, or not active")),
            Ok((line, 400..=499)) => passed(&name, format!("{line}: admitted; the API itself did not like the trial request")),
            Ok((line, _)) => failed(&name, line),
            Err(Unanswered { why, .. }) => failed(&name, why),
        }
    }

    pub(super) fn refused(&self, name: &str, known: &RecordedApi, shown: Shown<'_>) -> CheckReport {
        match self.call(known, shown) {
            Ok((line, 401 | 403)) => passed(name, format!("{line}, as it should be")),
            Ok((line, _)) => failed(name, format!("{line}: the gateway should have refused this")),
            Err(Unanswered { why, refused: true }) => passed(name, format!("{why}, as it should be")),
            Err(Unanswered { why, .. }) => failed(name, why),
        }
    }

    /// Calls an API that is on the gateway but not assigned to the partner.
    fn unassigned(&self, shown: Option<Shown<'_>>) -> CheckReport {
        let name = "unassigned API";
        let Some(shown) = shown else { return not_run(name, "there is no token") };
        match self.foreign_api() {
            Ok(Some(api)) => self.refused(&format!("{name} {}", api.api), &api, shown),
            Ok(None) => not_run(name, "the gateway has no other API"),
            Err(error) => not_run(name, &format!("the gateway's APIs cannot be listed from here: {}", whole(&error))),
        }
    }

    fn foreign_api(&self) -> Result<Option<RecordedApi>> {
        let gateway = (self.ctx.connect)(&self.session.key.environment, self.session.environment)?;
        gateway.probe()?;
        let assigned: BTreeSet<&ApiRef> = self.record.status.apis.iter().map(|known| &known.api).collect();
        let ground = gateway.ground()?;
        let mut others: Vec<_> = ground
            .apis
            .into_iter()
            .filter(|(api, known)| !assigned.contains(api) && !known.admits.is_empty() && !known.endpoints.is_empty())
            .collect();
        // One that lets the mechanism in says most: only the assignment is missing there.
        others.sort_by_key(|(_, known)| !known.admits.contains(&self.session.mechanism()));
        Ok(others.into_iter().next().map(|(api, known)| RecordedApi { api, endpoints: known.endpoints }))
    }

    fn call(&self, known: &RecordedApi, shown: Shown<'_>) -> std::result::Result<(String, u16), Unanswered> {
        let endpoint = known.endpoints.iter().find(|url| url.scheme() == "https").or(known.endpoints.first());
        let endpoint = endpoint.ok_or_else(|| Unanswered::new(format!("the record has no address of {}", known.api)))?;
        let (method, path) = self.trial(&known.api);
        let url = format!("{}{path}", endpoint.as_str().trim_end_matches('/')).parse::<Url>();
        let url = url.map_err(|error| Unanswered::new(error.to_string()))?;
        let body = if method == Method::Get { Body::Empty } else { Body::Json(self.payload(&path)?) };
        let request = Request::new(method, url.as_str()).body(body);
        let request = match key_header(self.record).filter(|_| shown.token.is_some()) {
            Some((name, value)) => request.header(name, value),
            None => request,
        };
        let reply = caller::send(shown.http, request, shown.token)?;
        Ok((format!("{} from {method} {path}", reply.status), reply.status))
    }

    /// The operation to try: of the API's description, where the workspace has it, else its root.
    fn trial(&self, reference: &ApiRef) -> (Method, String) {
        let documents = self.ctx.store.apis().unwrap_or_default();
        let document = documents.iter().find(|document| document.reference() == *reference);
        let trial = document.and_then(|document| api(self.ctx, document).ok()).and_then(|api| api.description.trial());
        let known = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
        let trial = trial.and_then(|(word, path)| Some((known.into_iter().find(|method| method.word() == word)?, path)));
        trial.unwrap_or((Method::Get, String::new()))
    }

    /// The fields that every request carries, where the operation wants them (`templates/payloads.yaml`).
    fn payload(&self, path: &str) -> std::result::Result<Value, Unanswered> {
        let status = &self.record.status;
        let facts = Facts {
            application_id: status.application_id.as_ref().map(ToString::to_string),
            customer_source_id: status.customer_source_id.clone(),
        };
        let filled = Shape::of(path).and_then(|shape| shape.beside(Issued::of(self.record)).fill(None, &facts, self.ctx.clock));
        filled.map(|(payload, _)| payload).map_err(|error| Unanswered::new(whole(&error)))
    }
}

/// How long after its registration a client may still be unknown, and how often it is tried.
const SETTLING: Span = Span::seconds(60);
const TRIES: u32 = 4;

/// What a call shows of its caller.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) http: &'a Http,
    pub(super) token: Option<&'a Secret>,
}

/// A call without an answer.
struct Unanswered {
    why: String,
    /// Whether the server ended the handshake because of the certificate.
    refused: bool,
}

impl Unanswered {
    const fn new(why: String) -> Self {
        Self { why, refused: false }
    }
}

impl From<CallerError> for Unanswered {
    fn from(error: CallerError) -> Self {
        let refused = matches!(&error, CallerError::Unreachable(http::Error::Refused { .. } | http::Error::NoCertificate { .. }));
        Self { why: whole(&error), refused }
    }
}

pub(super) fn passed(name: &str, detail: String) -> CheckReport {
    CheckReport { name: name.to_owned(), ok: true, ran: true, detail, proves: false }
}

pub(super) fn failed(name: &str, detail: String) -> CheckReport {
    CheckReport { name: name.to_owned(), ok: false, ran: true, detail, proves: false }
}

pub(super) fn not_run(name: &str, why: &str) -> CheckReport {
    CheckReport { name: name.to_owned(), ok: false, ran: false, detail: format!("not run: {why}"), proves: false }
}

const OPAQUE: &str = "; it is no JWT, and the gateway takes nothing else: name the `audience` of `identity` in `partnerctl.yaml`, or ask the \
                      server's administrator for JWTs";
