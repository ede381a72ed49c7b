//! Signing in: a token for one area, got with a key and a service user, renewed inside a run (section 1). It never leaves memory.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde::Deserialize;
use time::OffsetDateTime;

use crate::domain::{
    message::{Body, Method, Request},
    secret::Secret,
    workspace::AreaLogin,
};

/// The login of an area, and the token that it has at the moment.
pub(super) struct Tokens {
    login: AreaLogin,
    password: Secret,
    held: Mutex<Held>,
}

/// What is held: nothing before the first call.
#[derive(Default)]
struct Held {
    access: Option<(Secret, OffsetDateTime)>,
    refresh: Option<Secret>,
}

impl Tokens {
    pub(super) fn new(login: AreaLogin, password: Secret) -> Self {
        Self { login, password, held: Mutex::default() }
    }

    pub(super) fn area(&self) -> &str {
        &self.login.area
    }

    /// The token, while it is good.
    pub(super) fn current(&self, now: OffsetDateTime) -> Option<Secret> {
        self.held().access.as_ref().filter(|(_, until)| *until > now).map(|(token, _)| token.clone())
    }

    /// The request for the next token: a renewal where that is possible. Getting one twice does no harm.
    pub(super) fn request(&self) -> (Request, Grant) {
        let refresh = self.held().refresh.clone();
        let (grant, form) = match &refresh {
            Some(refresh) => (Grant::Refresh, vec![("grant_type", "refresh_token"), ("refresh_token", refresh.reveal())]),
            None => (Grant::Password, self.password_form()),
        };
        let form = form.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        (Request::new(Method::Post, PATH).body(Body::Form(form)).repeatable(), grant)
    }

    fn password_form(&self) -> Vec<(&'static str, &str)> {
        let (user, password) = (self.login.user.as_str(), self.password.reveal());
        vec![("grant_type", "password"), ("username", user), ("password", password), ("scope", &self.login.area)]
    }

    /// Holds a token that was just got, until shortly before its end.
    pub(super) fn hold(&self, answer: Answer, now: OffsetDateTime) -> Secret {
        let token = Secret::new(answer.access_token);
        let life = Duration::from_secs(answer.expires_in).saturating_sub(MARGIN);
        let mut held = self.held();
        held.access = Some((token.clone(), now + life));
        held.refresh = answer.refresh_token.filter(|refresh| !refresh.is_empty()).map(Secret::new);
        token
    }

    /// Forgets the token: the next call signs in with the password.
    pub(super) fn forget(&self) {
        *self.held() = Held::default();
    }

    /// Texts that no message may show.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let held = self.held();
        let access = held.access.as_ref().map(|(token, _)| token.clone());
        access.into_iter().chain(held.refresh.clone()).chain([self.password.clone()]).collect()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    Password,
    Refresh,
}

/// The answer of the token endpoint.
#[derive(Deserialize)]
pub(super) struct Answer {
    access_token: String,
    #[serde(default = "hour")]
    expires_in: u64,
    #[serde(default)]
    refresh_token: Option<String>,
}

const fn hour() -> u64 {
    3600
}

const PATH: &str = "/v3/token";
const MARGIN: Duration = Duration::from_secs(60);
