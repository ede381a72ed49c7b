//! What can go wrong at a gateway. Closed: every driver turns every bad answer into one of these.

use std::time::Duration;

use thiserror::Error;

use crate::{
    domain::{
        capability::Support,
        message::{Repeat, Reply, Request},
        name::EnvironmentName,
    },
    http,
};

/// The result of every call to a gateway.
pub type Result<T> = std::result::Result<T, Error>;

/// The call that failed: `GET /rest/apigateway/applications`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Method and path, without query and host.
    pub text: String,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
}

impl Call {
    /// The call that a request is, before it is answered.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let path = request.path.split(['?', '#']).next().unwrap_or_default();
        Self { text: format!("{} {path}", request.method), status: None }
    }

    /// The same with the status of its answer.
    #[must_use]
    pub fn answered(mut self, reply: &Reply) -> Self {
        self.status = Some(reply.status);
        self
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.status {
            Some(status) => write!(out, "{} answered {status}", self.text),
            None => out.write_str(&self.text),
        }
    }
}

/// What went wrong.
#[derive(Debug, Error)]
pub enum Error {
    /// The server could not be reached, or the connection broke before anything was sent.
    #[error("the gateway cannot be reached")]
    Unreachable {
        /// The call.
        call: Call,
        /// Why.
        #[source]
        source: http::Error,
    },
    /// The server asks for patience.
    #[error("the gateway asks for patience: {message}")]
    Throttled {
        /// The call.
        call: Call,
        /// How long.
        retry_after: Option<Duration>,
        /// Its own words.
        message: String,
    },
    /// The login was refused.
    #[error("the gateway refused the login: {message}")]
    Unauthenticated {
        /// The call.
        call: Call,
        /// Its own words.
        message: String,
    },
    /// The login is good but may not do this.
    #[error("the gateway does not allow this: {message}")]
    Forbidden {
        /// The call.
        call: Call,
        /// The privilege that is missing, where it is known.
        missing: String,
        /// Its own words.
        message: String,
    },
    /// Something else is where our object should be.
    #[error("{what}")]
    Conflict {
        /// The call, where one was refused.
        call: Option<Call>,
        /// What stands in the way, and of whom.
        what: String,
        /// What to do.
        next: String,
    },
    /// The server refused what was sent.
    #[error("the gateway refused the request: {message}")]
    Invalid {
        /// The call.
        call: Call,
        /// Its own words.
        message: String,
    },
    /// Something that must be there is not: the API to assign, the profile to change.
    #[error("the gateway has no {what}")]
    Missing {
        /// The call that said so, where one did.
        call: Option<Call>,
        /// What.
        what: String,
        /// What to do.
        next: String,
    },
    /// The product no longer opens one profile to the token by which this tool manages it, and says no more: the profile is gone, or its
    /// token was replaced elsewhere (RFC 7592, section 2).
    #[error(
        "the server no longer opens {what} to the token by which it is managed: it was removed there, or its token was replaced elsewhere"
    )]
    Disowned {
        /// The call that said so.
        call: Call,
        /// Which profile.
        what: String,
    },
    /// Several objects could be meant.
    #[error("the gateway has several objects that could be meant: {}", matches.join(", "))]
    Ambiguous {
        /// Which.
        matches: Vec<String>,
    },
    /// The product cannot do it.
    #[error("this gateway cannot do that: {}", .0.note())]
    Unsupported(Support),
    /// The secret cannot be read in clear anywhere.
    #[error("the gateway shows the secret or API key of `{client}` only masked")]
    SecretMasked {
        /// The client id.
        client: String,
    },
    /// A call that is not repeatable was sent and its answer was lost.
    #[error("the answer was lost while trying to {doing}; whether it was done is not known")]
    OutcomeUnknown {
        /// The call.
        call: Call,
        /// What was being done.
        doing: String,
    },
    /// The server answered, but not in its own language.
    #[error("the gateway answered in a way that is not expected: {excerpt}")]
    Unexpected {
        /// The call.
        call: Call,
        /// The first words of the answer, without secrets and control characters.
        excerpt: String,
    },
    /// The desk could not keep a secret or a note.
    #[error("failed to keep what the gateway issued: {0}")]
    Desk(String),
    /// The user ended the command.
    #[error("interrupted")]
    Interrupted,
    /// The password or token of the admin login is nowhere to be found.
    #[error("the password for the gateway of `{environment}` is not known")]
    NoPassword {
        /// Where.
        environment: EnvironmentName,
    },
    /// The environment is the workspace's own sandbox, and that does not run.
    #[error("the sandbox does not run")]
    Asleep,
    /// The connection's settings cannot work.
    #[error("{0}")]
    Settings(String),
    /// Any of these at the identity half of a pair.
    #[error(transparent)]
    AtIdentity(AtIdentity),
}

/// What went wrong at the authorization server of a pair, said of that and not of the gateway.
#[derive(Debug)]
pub struct AtIdentity(Box<Error>);

impl std::fmt::Display for AtIdentity {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_string();
        let said = ["the gateway ", "this gateway "].into_iter().find_map(|begin| text.strip_prefix(begin));
        match (&*self.0, said) {
            (Error::NoPassword { environment }, _) => {
                write!(out, "the token or password for `identity` of `{environment}` is not known")
            }
            (_, Some(said)) => write!(out, "the authorization server (`identity`) {said}"),
            (_, None) => write!(out, "at the authorization server (`identity`): {text}"),
        }
    }
}

impl std::error::Error for AtIdentity {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0)
    }
}

impl Error {
    /// The same, said of the identity half of a pair. What went wrong on this side stays as it is.
    #[must_use]
    pub fn at_identity(self) -> Self {
        match self {
            Self::Interrupted | Self::Desk(_) | Self::AtIdentity(_) => self,
            other => Self::AtIdentity(AtIdentity(Box::new(other))),
        }
    }

    /// The error itself, at whichever half of a pair it happened.
    #[must_use]
    pub fn plain(&self) -> &Self {
        match self {
            Self::AtIdentity(AtIdentity(inner)) => inner.plain(),
            other => other,
        }
    }

    /// Whether it happened at the identity half of a pair.
    #[must_use]
    pub const fn is_at_identity(&self) -> bool {
        matches!(self, Self::AtIdentity(_))
    }

    /// The call that failed, where one did.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        match self.plain() {
            Self::Unreachable { call, .. }
            | Self::Throttled { call, .. }
            | Self::Unauthenticated { call, .. }
            | Self::Disowned { call, .. }
            | Self::Forbidden { call, .. }
            | Self::Invalid { call, .. }
            | Self::OutcomeUnknown { call, .. }
            | Self::Unexpected { call, .. } => Some(call),
            Self::Conflict { call, .. } | Self::Missing { call, .. } => call.as_ref(),
            _ => None,
        }
    }

    /// What a failed exchange means. Where the request may have been carried out and must not be repeated, the outcome is unknown.
    #[must_use]
    pub fn failed(call: Call, repeat: Repeat, doing: &str, source: http::Error) -> Self {
        match source {
            http::Error::Interrupted => Self::Interrupted,
            http::Error::Settings(why) => Self::Settings(why),
            http::Error::TimedOut { .. } | http::Error::Lost { .. } | http::Error::TooLarge { .. }
                if repeat == Repeat::Unsafe =>
            {
                Self::OutcomeUnknown { call, doing: doing.to_owned() }
            }
            http::Error::TooLarge { .. } => Self::Unexpected { call, excerpt: source.to_string() },
            source => Self::Unreachable { call, source },
        }
    }

    /// What an answer that is no success means: by its status, with the server's own words. A proxy that gave up on a write that
    /// must not be repeated leaves its outcome unknown.
    #[must_use]
    pub fn refused(call: Call, reply: &Reply, refusal: Refusal) -> Self {
        let Refusal { message, missing, retry_after, repeat, doing } = refusal;
        match reply.status {
            401 => Self::Unauthenticated { call, message },
            403 => Self::Forbidden { call, missing, message },
            409 => Self::Conflict {
                call: Some(call),
                what: format!("the gateway sees a conflict: {message}"),
                next: NEXT.to_owned(),
            },
            429 | 503 => Self::Throttled { call, retry_after, message },
            502 | 504 if repeat == Repeat::Unsafe => Self::OutcomeUnknown { call, doing },
            400 | 405 | 406 | 413 | 415 | 422 => Self::Invalid { call, message },
            _ => Self::Unexpected { call, excerpt: message },
        }
    }
}

/// What a driver knows about an answer that is no success.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The server's own words, redacted.
    pub message: String,
    /// The privilege that the call needs.
    pub missing: String,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// Whether the call may be sent again.
    pub repeat: Repeat,
    /// What was being done.
    pub doing: String,
}

const NEXT: &str = "look at what stands there, then repeat the command";
