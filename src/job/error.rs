//! What can go wrong in a job: where it happened and why.

use std::fmt;

use thiserror::Error as ThisError;

use crate::{
    caller,
    crypto::random,
    document,
    domain::{
        name::{EnvironmentName, PartnerName, ProfileKey},
        secret::SecretRef,
    },
    files, gateway, handshake, http, mail, prompt, secrets, store,
};

/// The result of every job.
pub type Result<T> = std::result::Result<T, Error>;

/// An error with the reasons below it, in one line.
#[must_use]
pub fn whole(error: &dyn std::error::Error) -> String {
    let below = std::iter::successors(error.source(), |cause| cause.source());
    below.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Why a job failed, and for whom.
#[derive(Debug)]
pub struct Error {
    /// The partner, where there is one.
    pub partner: Option<PartnerName>,
    /// The environment, where there is one.
    pub environment: Option<EnvironmentName>,
    /// Why. Boxed, for errors travel far and should be small.
    pub cause: Box<Cause>,
}

impl Error {
    /// The same, with the partner and environment that it happened to.
    #[must_use]
    pub fn at(mut self, key: &ProfileKey) -> Self {
        self.partner.get_or_insert_with(|| key.partner.clone());
        self.environment.get_or_insert_with(|| key.environment.clone());
        self
    }

    /// The same, with the environment that it happened in.
    #[must_use]
    pub fn within(mut self, environment: &EnvironmentName) -> Self {
        self.environment.get_or_insert_with(|| environment.clone());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(out)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.cause)
    }
}

impl<T: Into<Cause>> From<T> for Error {
    fn from(cause: T) -> Self {
        Self { partner: None, environment: None, cause: Box::new(cause.into()) }
    }
}

/// Why a job failed.
#[derive(Debug, ThisError)]
pub enum Cause {
    /// At the gateway.
    #[error(transparent)]
    Gateway(#[from] gateway::Error),
    /// In the store.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// In the secret store.
    #[error(transparent)]
    Secrets(#[from] secrets::Error),
    /// With a file.
    #[error(transparent)]
    File(#[from] files::Error),
    /// In a document.
    #[error(transparent)]
    Document(#[from] document::Error),
    /// At the terminal.
    #[error(transparent)]
    Prompt(#[from] prompt::Error),
    /// On the way to a server, outside a gateway's admin API.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// At a server that the partner calls.
    #[error(transparent)]
    Caller(#[from] caller::CallerError),
    /// In a handshake with a server.
    #[error(transparent)]
    Handshake(#[from] handshake::Error),
    /// On the way to a mail server, or to a file in its place.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::Error),
    /// The order cannot be carried out as it was given.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do.
        next: String,
    },
    /// Something named is not there.
    #[error("{what}")]
    NotFound {
        /// What is missing.
        what: String,
        /// What to do.
        next: String,
    },
    /// Something else is in the way.
    #[error("{what}")]
    Conflict {
        /// What.
        what: String,
        /// What to do.
        next: String,
    },
    /// A rule of the workspace, or of good sense, forbids it.
    #[error("{what}")]
    Denied {
        /// What is forbidden.
        what: String,
        /// What to do.
        next: String,
    },
    /// The other side cannot answer now.
    #[error("{what}")]
    Unavailable {
        /// What happened.
        what: String,
        /// What to do.
        next: String,
    },
    /// The gateway cannot do what is wanted.
    #[error("the gateway cannot do all that is wanted: {}", .0.join("; "))]
    Blocked(Vec<String>),
    /// A secret that the gateway issued is nowhere to be had.
    #[error("the secret of client `{client_id}` was issued but is not in the secret store, and the gateway does not show it")]
    SecretLost {
        /// The client.
        client_id: String,
        /// Where it should be.
        slot: SecretRef,
    },
    /// A check said no.
    #[error("{what}")]
    Refused {
        /// What was found.
        what: String,
        /// What to do.
        next: String,
    },
    /// Something failed that none of the above describes.
    #[error("{what}")]
    Other {
        /// What.
        what: String,
        /// What to do.
        next: String,
    },
    /// The user ended the command.
    #[error("interrupted")]
    Interrupted,
}
