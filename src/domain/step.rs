//! The onboarding ledger: steps, who owns them, and what proves that they are done.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{moment::Moment, name::StepId};

/// Who has to do a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The side that calls the APIs.
    Partner,
    /// The side that runs the gateway.
    Operator,
    /// Both together.
    Both,
}

impl fmt::Display for Owner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Partner => "partner",
            Self::Operator => "operator",
            Self::Both => "both",
        })
    }
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// A fact or evidence shows it.
    Done,
    /// The tool, or the operator, can do it now.
    Ready,
    /// The partner, or both sides, must act.
    Waiting,
    /// An earlier step is still open.
    Blocked,
    /// Not needed here.
    Skipped,
}

impl fmt::Display for StepState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Done => "done",
            Self::Ready => "ready",
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
        })
    }
}

/// One line of a partner's ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The id, as in `step done NAME STEP`.
    pub id: StepId,
    /// Who has to do it.
    pub owner: Owner,
    /// How far it is.
    pub state: StepState,
    /// What it is, in one line.
    pub title: String,
    /// What proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What proves that a step is done, or why it is open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    /// Whether this closes or opens the step.
    pub state: EvidenceState,
    /// Who says so: a person, or `partnerctl`.
    pub by: String,
    /// Since when.
    pub at: Moment,
    /// What was seen: a text, or the name of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The SHA-256 of the file, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The value that the step established, such as the customer source identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Whether evidence closes or opens a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceState {
    /// The step is done.
    Done,
    /// The step is open again, whatever the facts say.
    Reopened,
    /// The step is not needed.
    Skipped,
}
