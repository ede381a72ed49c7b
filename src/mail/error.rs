//! What goes wrong between a message and its taker.

use thiserror::Error as ThisError;

/// The result of everything here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a message was not taken. The server's own words stand in `answer`.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Error {
    /// A setting does not make sense.
    #[error("{0}")]
    Settings(String),
    /// The text is no mail address.
    #[error("`{text}` is no mail address: {reason}")]
    Address {
        /// The text.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The message cannot be written as a mail.
    #[error("the mail cannot be written: {0}")]
    Message(String),
    /// There is no connection.
    #[error("mail server {server} cannot be reached: {reason}")]
    Unreachable {
        /// The server.
        server: String,
        /// The system's reason.
        reason: String,
    },
    /// It did not show a certificate that is trusted.
    #[error("mail server {server} did not show who it is: {reason}")]
    Untrusted {
        /// The server.
        server: String,
        /// What is wrong with its certificate.
        reason: String,
    },
    /// It does not offer TLS.
    #[error("mail server {server} offers no STARTTLS, and nothing is sent in clear")]
    Clear {
        /// The server.
        server: String,
    },
    /// It does not take the login.
    #[error("mail server {server} refuses the login: {answer}")]
    Login {
        /// The server.
        server: String,
        /// Its answer.
        answer: String,
    },
    /// It refuses for good.
    #[error("mail server {server} refuses {what}: {answer}")]
    Refused {
        /// The server.
        server: String,
        /// What it refuses: the sender, the recipient with its address, the message.
        what: String,
        /// Its answer.
        answer: String,
    },
    /// It refuses for now.
    #[error("mail server {server} does not take {what} now: {answer}")]
    Deferred {
        /// The server.
        server: String,
        /// What it does not take.
        what: String,
        /// Its answer.
        answer: String,
    },
    /// The connection ended before the message was handed over: nothing was sent.
    #[error("the connection to mail server {server} ended before {what} was taken: {reason}")]
    Lost {
        /// The server.
        server: String,
        /// What was on its way.
        what: String,
        /// The system's reason.
        reason: String,
    },
    /// The connection ended after the message was handed over: nobody knows whether it was taken.
    #[error("the connection to mail server {server} ended while it was to answer for the mail to {address}: {reason}")]
    Unknown {
        /// The server.
        server: String,
        /// The address.
        address: String,
        /// The system's reason.
        reason: String,
    },
    /// The file cannot be written.
    #[error("{0}")]
    File(String),
}

impl Error {
    /// Whether all further messages would meet the same: it is about the server, and not about one message.
    #[must_use]
    pub const fn is_about_server(&self) -> bool {
        matches!(
            self,
            Self::Settings(_) | Self::Unreachable { .. } | Self::Untrusted { .. } | Self::Clear { .. } | Self::Login { .. }
        )
    }
}
