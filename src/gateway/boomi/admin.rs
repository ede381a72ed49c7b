//! Calls to the V3 API: signed in, at the pace that is allowed, refusals turned into errors, lists read to their end (sections 1 to 4).

use std::{collections::BTreeSet, time::Duration};

use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    domain::{
        message::{Method, Reply, Request},
        secret::Secret,
    },
    gateway::{
        Error, Result,
        error::{Call, Refusal},
    },
    http::{Http, redact},
};

use super::{
    pace::Pace,
    refusal::{self, Reason},
    token::{Answer as TokenAnswer, Grant, Tokens},
    wire::Record,
};

/// The V3 API of one area.
pub(super) struct Admin {
    http: Http,
    tokens: Tokens,
    pace: Pace,
}

/// An answer that was a success, with the call that it belongs to.
pub(super) struct Answer {
    pub(super) call: Call,
    pub(super) reply: Reply,
}

impl Admin {
    pub(super) fn new(http: Http, tokens: Tokens) -> Self {
        Self { http, tokens, pace: Pace::default() }
    }

    pub(super) fn area(&self) -> &str {
        self.tokens.area()
    }

    /// The time by which keys end.
    pub(super) fn now(&self) -> OffsetDateTime {
        self.http.time()
    }

    /// Calls in a second that this key may make, as far as it is known.
    pub(super) fn allotted(&self) -> usize {
        self.pace.allotted()
    }

    /// Reads an object that must be there.
    pub(super) fn get(&self, path: &str, fields: &str) -> Result<Answer> {
        self.send(&read(path, fields), "read")
    }

    /// Reads an object that may be absent.
    pub(super) fn find(&self, path: &str, fields: &str) -> Result<Option<Answer>> {
        absent_is_none(self.get(path, fields))
    }

    /// Writes fields of an object: sending the same twice is as good as once.
    pub(super) fn put(&self, path: &str, record: Value, doing: &str) -> Result<Answer> {
        self.send(&request(Method::Put, path).json(record).repeatable(), doing)
    }

    /// Makes an object; never repeated once it may have been carried out.
    pub(super) fn post(&self, path: &str, fields: &str, record: Value, doing: &str) -> Result<Answer> {
        let request = request(Method::Post, path).json(record);
        let request = if fields.is_empty() { request } else { request.query("fields", fields) };
        self.send(&request, doing)
    }

    /// Removes an object; `false` when it was not there.
    pub(super) fn delete(&self, path: &str, doing: &str) -> Result<bool> {
        absent_is_none(self.send(&request(Method::Delete, path).repeatable(), doing)).map(|answer| answer.is_some())
    }

    /// Sends a request until it is answered with a success or a refusal that time and a new token do not mend.
    pub(super) fn send(&self, request: &Request, doing: &str) -> Result<Answer> {
        let mut patience = Patience::default();
        loop {
            let reply = self.signed(request, doing)?;
            let call = Call::of(request).answered(&reply);
            if reply.is_success() {
                return Ok(Answer { call, reply });
            }
            match patience.after(&reply, self.http.retry_after(&reply), makes_child(request)) {
                Next::Wait(pause) => self.wait(request, pause)?,
                Next::SignIn => self.tokens.forget(),
                Next::Fail => return Err(self.refused(call, &reply, request, doing)),
            }
        }
    }

    /// Reads a whole list. `offset` is raised by items; where a server counts pages with it, by pages (section 4).
    pub(super) fn list<T: DeserializeOwned>(&self, path: &str, fields: &str, filter: Option<(&str, &str)>) -> Result<Vec<T>> {
        let (mut found, mut seen, mut by_page) = (Vec::new(), BTreeSet::new(), None);
        loop {
            let offset = by_page.unwrap_or(found.len());
            let mut request = read(path, fields).query("offset", offset.to_string()).query("limit", LIMIT.to_string());
            if let Some((name, value)) = filter {
                request = request.query("filter", format!("{name}:{value}"));
            }
            let answer = self.send(&request, "read")?;
            let page: Vec<Record> = answer.json()?;
            let (size, before) = (page.len(), found.len());
            let new = |item: &Record| item.get("id").and_then(Value::as_str).is_none_or(|id| seen.insert(id.to_owned()));
            found.extend(page.into_iter().filter(new));
            let total = answer.reply.header("x-total-count").and_then(|text| text.trim().parse().ok());
            if total.map_or(size < LIMIT || found.len() == before, |total: usize| found.len() >= total) {
                let all = found.into_iter().map(|item| serde_json::from_value(Value::Object(item)));
                return all.collect::<std::result::Result<_, _>>().map_err(|_| answer.unexpected("a list of another shape"));
            }
            by_page = match (by_page, found.len() == before) {
                (None, true) => Some(1),
                (Some(_), true) => return Err(answer.unexpected("the list ends before its total")),
                (page, false) => page.map(|page: usize| page + 1),
            };
        }
    }

    /// Sends a request as it stands, below the API's root, and hands the answer over whatever it is.
    pub(super) fn raw(&self, request: &Request) -> Result<Reply> {
        if request.path.contains("://") {
            return Err(Error::Settings("give a path below the admin API, not a whole address".to_owned()));
        }
        let mut request = request.clone();
        let below = request.path.trim_start_matches('/');
        if !format!("/{below}/").starts_with(&format!("{ROOT}/")) {
            request.path = format!("{ROOT}/{below}");
        }
        self.signed(&request, "send a request")
    }

    /// One exchange with a token, at the pace that is allowed.
    fn signed(&self, request: &Request, doing: &str) -> Result<Reply> {
        let token = match self.tokens.current(self.http.time()) {
            Some(token) => token,
            None => self.sign_in()?,
        };
        self.exchange(&request.clone().header("authorization", format!("Bearer {}", token.reveal())), doing)
    }

    /// Gets a token: by renewal, else by signing in (section 1).
    fn sign_in(&self) -> Result<Secret> {
        let mut patience = Patience::default();
        loop {
            let (request, grant) = self.tokens.request();
            let reply = self.exchange(&request, "sign in")?;
            let call = Call::of(&request).answered(&reply);
            if reply.is_success() {
                let held = serde_json::from_slice::<TokenAnswer>(&reply.body);
                let held =
                    held.map_err(|_| Error::Unexpected { call, excerpt: "the token endpoint answers otherwise".to_owned() })?;
                return Ok(self.tokens.hold(held, self.http.time()));
            }
            if grant == Grant::Refresh {
                // An expired refresh token is answered with 400; whatever it is, the password counts.
                self.tokens.forget();
                continue;
            }
            match (refusal::reason(&reply), patience.after(&reply, self.http.retry_after(&reply), false)) {
                (Reason::TooFast, Next::Wait(pause)) => self.wait(&request, pause)?,
                (Reason::TooFast | Reason::UsedUp, _) => return Err(self.refused(call, &reply, &request, "sign in")),
                _ if matches!(reply.status, 400 | 401 | 403) => {
                    return Err(Error::Unauthenticated { call, message: self.words(&reply) });
                }
                _ => return Err(self.refused(call, &reply, &request, "sign in")),
            }
        }
    }

    fn exchange(&self, request: &Request, doing: &str) -> Result<Reply> {
        let call = Call::of(request);
        let failed = |error| Error::failed(call.clone(), request.repeat, doing, error);
        let pause = self.pace.next(self.http.time());
        if !pause.is_zero() {
            self.http.wait(pause).map_err(failed)?;
        }
        let reply = self.http.send(request).map_err(failed)?;
        self.pace.learn(&reply);
        Ok(reply)
    }

    fn wait(&self, request: &Request, pause: Duration) -> Result<()> {
        self.http.wait(pause).map_err(|error| Error::failed(Call::of(request), request.repeat, "wait", error))
    }

    /// The server's words without anything that signs somebody in.
    fn words(&self, reply: &Reply) -> String {
        let secrets = self.tokens.secrets();
        let secrets: Vec<&str> = secrets.iter().map(Secret::reveal).collect();
        let reply = self.http.without_login(reply);
        refusal::words(&Reply { body: redact::without(&reply.body, &secrets), ..reply })
    }

    fn refused(&self, call: Call, reply: &Reply, request: &Request, doing: &str) -> Error {
        let message = self.words(reply);
        let subject = subject(&request.path);
        match refusal::reason(reply) {
            Reason::TooFast => {
                let pace = Duration::from_secs(1) / u32::try_from(self.allotted()).unwrap_or(1).max(1);
                let retry_after = Some(self.http.retry_after(reply).unwrap_or(pace));
                return Error::Throttled { call, retry_after, message };
            }
            Reason::UsedUp => {
                let retry_after = self.http.retry_after(reply).or_else(|| refusal::reset(reply, self.http.time()));
                let message = format!("the calls that the key may make are used up: {message}");
                return Error::Throttled { call, retry_after, message };
            }
            Reason::Token | Reason::Key => return Error::Unauthenticated { call, message },
            Reason::Other => {}
        }
        if refusal::is_duplicate(reply) {
            let next = "choose another name, or take what is there over".to_owned();
            return Error::Conflict { call: Some(call), what: message, next };
        }
        if refusal::is_absent(reply) {
            let next = "check the area of the login, and the address of the gateway".to_owned();
            return Error::Missing { call: Some(call), what: format!("`{subject}`"), next };
        }
        let refusal = Refusal {
            message,
            missing: format!("rights of the service user on `{}`", subject.split('/').next().unwrap_or_default()),
            retry_after: self.http.retry_after(reply),
            repeat: request.repeat,
            doing: doing.to_owned(),
        };
        Error::refused(call, reply, refusal)
    }
}

impl Answer {
    /// Reads the answer as JSON. Mark-up, cut text and other shapes are [`Error::Unexpected`].
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.reply.body).map_err(|_| self.unexpected(&refusal::words(&self.reply)))
    }

    /// The error that says that the answer does not fit.
    pub(super) fn unexpected(&self, excerpt: &str) -> Error {
        Error::Unexpected { call: self.call.clone(), excerpt: excerpt.to_owned() }
    }
}

/// What is left of the willingness to repeat one call.
#[derive(Default)]
struct Patience {
    waits: u32,
    logins: u32,
    births: u32,
}

enum Next {
    Wait(Duration),
    SignIn,
    Fail,
}

impl Patience {
    /// What to do after a refusal. Whoever is too fast reached nothing, so that every call may be repeated.
    fn after(&mut self, reply: &Reply, asked: Option<Duration>, makes_child: bool) -> Next {
        match refusal::reason(reply) {
            Reason::TooFast if self.waits < WAITS => {
                self.waits += 1;
                let pause = asked.unwrap_or(Duration::from_secs(self.waits.into()));
                if pause <= LONGEST { Next::Wait(pause) } else { Next::Fail }
            }
            Reason::Token if self.logins < LOGINS => self.signed_in(1),
            Reason::Key if self.logins < LOGINS => self.signed_in(LOGINS),
            // A child may be refused for a moment after its parent was made (section 2), which an earlier run may have done.
            Reason::Other if reply.status == 400 && makes_child && self.births < BIRTHS => self.born(reply),
            _ => Next::Fail,
        }
    }

    fn signed_in(&mut self, times: u32) -> Next {
        self.logins += times;
        Next::SignIn
    }

    fn born(&mut self, reply: &Reply) -> Next {
        self.births += 1;
        let known = refusal::names_fields(reply) || refusal::is_duplicate(reply) || refusal::is_absent(reply);
        if known { Next::Fail } else { Next::Wait(BIRTH) }
    }
}

/// A request below the API's root.
pub(super) fn request(method: Method, path: &str) -> Request {
    Request::new(method, format!("{ROOT}{path}"))
}

/// Whether a request makes something below another object: its path names that by its id.
fn makes_child(request: &Request) -> bool {
    request.method == Method::Post && request.path.trim_start_matches(ROOT).split('/').count() > 3
}

fn read(path: &str, fields: &str) -> Request {
    let request = request(Method::Get, path);
    if fields.is_empty() { request } else { request.query("fields", fields) }
}

fn absent_is_none(answer: Result<Answer>) -> Result<Option<Answer>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a path is about, for people: `applications/4711`.
fn subject(path: &str) -> String {
    redact::excerpt(path.trim_start_matches(ROOT).trim_start_matches('/').as_bytes())
}

const ROOT: &str = "/v3/rest";
const LIMIT: usize = 100;
const WAITS: u32 = 10;
const LOGINS: u32 = 3;
const BIRTHS: u32 = 3;
const BIRTH: Duration = Duration::from_secs(3);
const LONGEST: Duration = Duration::from_secs(60);
