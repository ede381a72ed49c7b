//! Rotations: one credential of a partner follows another, and both may be good for a while.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{moment::Moment, profile::RemoteRef, record::RecordedClient};

/// A rotation as the record keeps it: where it stands, and what is needed to go on after any interruption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rotation {
    /// What is replaced.
    pub kind: RotationKind,
    /// How far it is.
    pub state: RotationState,
    /// Whether both are good for a while, or one follows the other at once.
    pub way: RotationWay,
    /// When it was begun.
    pub begun: Moment,
    /// Nothing is changed before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Moment>,
    /// Nothing is changed after this: the end of the window of a cut-over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Moment>,
    /// Since when the new one is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<Moment>,
    /// When a live call with the new one was seen last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven: Option<Moment>,
    /// When the old one is retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_ends: Option<Moment>,
    /// When the old one was retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
    /// What is replaced.
    pub old: RotatedCredential,
    /// What replaces it, as far as it is known.
    #[serde(default, skip_serializing_if = "RotatedCredential::is_empty")]
    pub new: RotatedCredential,
    /// Credentials that were on the gateway before; all others are this rotation's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<RemoteRef>,
}

impl Rotation {
    /// Whether there is still something to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state != RotationState::Ended
    }

    /// The next day on which something is to be done about it.
    #[must_use]
    pub fn next_day(&self) -> Moment {
        match self.state {
            RotationState::Scheduled => self.not_before.unwrap_or(self.begun),
            RotationState::Active => self.active.unwrap_or(self.begun),
            RotationState::Ending | RotationState::Ended => self.old_ends.unwrap_or(self.begun),
        }
    }
}

/// What can be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RotationKind {
    /// A secret that the gateway issued.
    Secret,
    /// A certificate that is shown in the handshake.
    Certificate,
    /// A key that signs.
    Key,
}

impl fmt::Display for RotationKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Secret => "secret",
            Self::Certificate => "certificate",
            Self::Key => "key",
        })
    }
}

/// How far a rotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RotationState {
    /// It was written down; the old one alone is in use.
    Scheduled,
    /// The new one is there, and not proven by a call yet.
    Active,
    /// The new one is proven and in use; the old one has a day on which it ends.
    Ending,
    /// The old one is retired.
    Ended,
}

impl fmt::Display for RotationState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Scheduled => "scheduled",
            Self::Active => "active",
            Self::Ending => "ending",
            Self::Ended => "ended",
        })
    }
}

/// How one follows the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RotationWay {
    /// Both are good until the old one is retired.
    Overlap,
    /// The new one ends the old one at once, within a window that was told before.
    CutOver,
}

impl fmt::Display for RotationWay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Overlap => "overlap",
            Self::CutOver => "cut-over",
        })
    }
}

/// One side of a rotation; by construction without a secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RotatedCredential {
    /// Client id and object on the gateway, for a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<RecordedClient>,
    /// Certificates or keys, by the SHA-256 of their DER in hex.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sha256: Vec<String>,
    /// Their files, relative to the workspace.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

impl RotatedCredential {
    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.client.is_none() && self.sha256.is_empty() && self.files.is_empty()
    }
}
