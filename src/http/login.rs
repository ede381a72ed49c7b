//! Signing in: HTTP Basic (RFC 7617), bearer tokens (RFC 6750), and headers that must not be shown.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::{
    domain::secret::Secret,
    http::{Error, redact},
};

/// How a client signs in at its server.
#[derive(Debug, Clone)]
pub enum Login {
    /// With a user and password.
    Basic(BasicLogin),
    /// With a token.
    Bearer(Secret),
}

impl Login {
    /// The value of `Authorization`. Marked so that no log of the client shows it.
    pub(super) fn header(&self) -> Result<HeaderValue, Error> {
        match self {
            Self::Basic(basic) => basic.header(),
            Self::Bearer(token) => header_value("authorization", &Zeroizing::new(format!("Bearer {}", token.reveal()))),
        }
    }

    /// A body without this login, should the server have repeated it.
    pub(super) fn hidden(&self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Basic(basic) => redact::without(body, &[basic.password.reveal(), basic.encoded().trim_end_matches('=')]),
            Self::Bearer(token) => redact::without(body, &[token.reveal()]),
        }
    }
}

/// A user and password of the server.
#[derive(Debug, Clone)]
pub struct BasicLogin {
    /// The user's name; a colon is not allowed in it.
    pub user: String,
    /// The password.
    pub password: Secret,
}

impl BasicLogin {
    /// The value of `Authorization`. Marked so that no log of the client shows it.
    fn header(&self) -> Result<HeaderValue, Error> {
        if self.user.contains(':') {
            return Err(Error::Settings("the user's name must not hold a colon (RFC 7617)".to_owned()));
        }
        header_value("authorization", &format!("Basic {}", *self.encoded()))
    }

    /// User and password as they travel.
    fn encoded(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new(format!("{}:{}", self.user, self.password.reveal()));
        Zeroizing::new(STANDARD.encode(pair.as_bytes()))
    }
}

/// A header's value, hidden from logs when its name says that it signs somebody in.
pub(super) fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    let refused = |_| Error::Settings(format!("the header `{}` holds characters that cannot be sent", name.escape_default()));
    let mut built = HeaderValue::from_str(value).map_err(refused)?;
    built.set_sensitive(["authorization", "cookie", "key", "token"].iter().any(|word| name.to_ascii_lowercase().contains(word)));
    Ok(built)
}
