//! Acts as the partner: gets tokens the way a partner does and calls APIs with them. Tokens and secrets are never shown or logged.
//! Knows nothing of a gateway's admin API; its client has no login of its own.

mod answer;
pub mod gateway;
pub mod oauth2;

use std::{sync::Arc, time::Duration};

use thiserror::Error;
use url::Url;

use crate::{
    clock::{Clock, Stop},
    domain::{
        message::{Body, Method, Reply, Request},
        secret::Secret,
    },
    http::{self, Http, HttpSettings},
};

pub use answer::Token;

/// Why a partner's call did not get through.
#[derive(Debug, Error)]
pub enum CallerError {
    /// The token endpoint does not know the client, or its secret is another one.
    #[error("the token endpoint refused the client: {message}")]
    InvalidClient {
        /// Its own words.
        message: String,
    },
    /// The token endpoint does not accept the assertion or grant (RFC 6749, section 5.2).
    #[error("the token endpoint refused the assertion: {message}")]
    InvalidGrant {
        /// Its own words.
        message: String,
    },
    /// The server understood and refused.
    #[error("the server refused with {status}: {message}")]
    Refused {
        /// The status code.
        status: u16,
        /// Its own words.
        message: String,
    },
    /// There was no answer; also when the user ended the command.
    #[error("no answer from the server")]
    Unreachable(#[from] http::Error),
    /// The server answered in a way that is not expected.
    #[error("the server answered {status} in a way that is not expected: {excerpt}")]
    Unexpected {
        /// The status code.
        status: u16,
        /// The first words of the answer, without secrets and control characters.
        excerpt: String,
    },
}

impl CallerError {
    /// Whether the other side looked at the credential and refused it.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::InvalidClient { .. }
                | Self::InvalidGrant { .. }
                | Self::Refused { .. }
                | Self::Unreachable(http::Error::Refused { .. } | http::Error::NoCertificate { .. })
        )
    }
}

/// A client without a login, such as a partner has. Nothing is opened.
pub fn client(
    base: Url,
    ca_pem: Option<Vec<u8>>,
    timeout: Duration,
    clock: Arc<dyn Clock>,
    stop: Stop,
) -> Result<Http, http::Error> {
    Http::new(HttpSettings { base, login: None, identity: None, ca_pem, timeout, retries: RETRIES }, clock, stop)
}

/// Calls an API as the partner does and hands the answer over whatever it is. Only reads are repeated.
pub fn call(http: &Http, method: Method, url: &Url, bearer: Option<&Secret>, body: Body) -> Result<Reply, CallerError> {
    send(http, Request::new(method, url.as_str()).body(body), bearer)
}

/// The same for a request that is made ready. A token goes into the header, never into the address (RFC 6750, section 2).
pub fn send(http: &Http, mut request: Request, bearer: Option<&Secret>) -> Result<Reply, CallerError> {
    if let Some(token) = bearer {
        request = request.header("authorization", format!("Bearer {}", token.reveal()));
    }
    Ok(http.send(&request)?)
}

const RETRIES: u32 = 2;
