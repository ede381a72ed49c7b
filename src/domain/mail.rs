//! Mail: how the workspace sends it, and what a record keeps of what was sent.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;

/// How documents are sent by mail. The password of the login never stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MailSettings {
    /// The mail server: host, with its port if that is not the usual one. Not needed to write `.eml` files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// How the connection to it is protected.
    #[serde(default)]
    pub security: MailSecurity,
    /// Who sends, such as `Juniper API onboarding <api@example.net>`.
    pub from: String,
    /// Where answers go, when not to the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Who on this side is reminded of what is open; the sender when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Who signs in at the server, where somebody must.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<MailLogin>,
    /// A PEM file, relative to the workspace, with certificate authorities to trust besides the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
}

/// A user of the mail server; the password is in the secret store, put there by `secret put connections/mail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MailLogin {
    /// The user's name.
    pub user: String,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the first byte; port 465.
    #[default]
    Tls,
    /// TLS before anything is said (STARTTLS), never less; port 587.
    StartTls,
    /// None, for a relay on this machine alone; port 25.
    None,
}

impl MailSecurity {
    /// The usual port.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// A document that went to an address: once for each event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentNotice {
    /// Which document, such as `handover`.
    pub document: String,
    /// What it was about, such as the id of the handover.
    pub event: String,
    /// The address.
    pub to: String,
    /// When it went last.
    pub at: Moment,
    /// What became of it.
    pub state: NoticeState,
    /// The `Message-ID` of the mail.
    pub message_id: String,
    /// How often it went.
    pub times: u32,
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoticeState {
    /// A mail server took it.
    Sent,
    /// It was written to a file.
    Written,
    /// The connection broke before the mail server answered.
    Unknown,
}

impl fmt::Display for NoticeState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Sent => "sent",
            Self::Written => "written",
            Self::Unknown => "unknown",
        })
    }
}
