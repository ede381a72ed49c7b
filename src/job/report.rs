//! The shape in which the daily jobs answer: partners with their steps, changes and errors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    change::FieldChange,
    finding::Finding,
    mechanism::MechanismKind,
    name::{EnvironmentName, PartnerName},
    step::{Owner, Step},
};

/// What a daily job answers: `{"partners": [..]}`.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Board {
    /// One entry per partner.
    pub partners: Vec<PartnerReport>,
}

/// One partner in one environment. Members that a job has nothing to say about are absent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerReport {
    /// The partner.
    pub name: PartnerName,
    /// The environment.
    pub environment: EnvironmentName,
    /// How the partner authenticates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<MechanismKind>,
    /// Whether every step is done.
    pub complete: bool,
    /// Who must act next; null when nobody.
    pub waiting_on: Option<Owner>,
    /// The line to send them; null when there is nothing to do.
    pub next: Option<String>,
    /// The ledger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What was changed, or would be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeReport>,
    /// What was checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckReport>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
    /// The days since something last happened; absent when nothing is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_days: Option<i64>,
    /// When the first secret ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<crate::domain::moment::Moment>,
    /// How one credential follows another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation: Option<crate::domain::rotation::Rotation>,
    /// The failure itself; the reception turns it into `error`.
    #[serde(skip)]
    pub failure: Option<crate::job::Error>,
}

impl PartnerReport {
    /// A report that says nothing yet.
    #[must_use]
    pub const fn new(name: PartnerName, environment: EnvironmentName) -> Self {
        Self {
            name,
            environment,
            mechanism: None,
            complete: false,
            waiting_on: None,
            next: None,
            steps: Vec::new(),
            changes: Vec::new(),
            checks: Vec::new(),
            findings: Vec::new(),
            error: None,
            age_days: None,
            expires: None,
            rotation: None,
            failure: None,
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeReport {
    /// The operation, such as `create-profile`.
    pub operation: String,
    /// Whether it is made to what partners share.
    pub ground: bool,
    /// In one line.
    pub summary: String,
    /// How well the gateway supports it: `native`, `emulated`, ...
    pub support: String,
    /// Whether it was made; false in a dry run.
    pub done: bool,
    /// The fields that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

/// One check of a partner's calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// What was tried, such as `token` or `call quote-api/1.0`.
    pub name: String,
    /// Whether it came out as it should.
    pub ok: bool,
    /// Whether it was tried at all.
    pub ran: bool,
    /// What was seen.
    pub detail: String,
    /// Whether it shows that the partner can call; not part of the document.
    #[serde(skip)]
    pub proves: bool,
}

/// An error as scripts see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorReport {
    /// A stable word, such as `conflict`.
    pub code: String,
    /// The exit code that it gives alone.
    pub exit: u8,
    /// What happened.
    pub message: String,
    /// To which partner.
    pub partner: Option<PartnerName>,
    /// In which environment.
    pub environment: Option<EnvironmentName>,
    /// At which call.
    pub call: Option<String>,
    /// What to do next.
    pub next: Option<String>,
}
