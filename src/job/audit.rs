//! The audit log: who did what and when, and whether its chain holds.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::name::PartnerName,
    job::{Context, Result},
    store::{self, Act},
};

/// Acts, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActList {
    /// The lines of the log.
    pub acts: Vec<Act>,
}

/// Whether each line fits the line before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChainCheck {
    /// Whether the whole log holds.
    pub ok: bool,
    /// The number of good lines.
    pub lines: u64,
    /// The first bad line and why it is bad; absent when all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Reads the acts, those about one partner where it is named.
pub fn show(context: &Context<'_>, partner: Option<&PartnerName>) -> Result<ActList> {
    let acts = context.store.audit().acts()?;
    let about = |act: &Act| partner.is_none_or(|partner| act.partner.as_ref() == Some(partner));
    Ok(ActList { acts: acts.into_iter().filter(about).collect() })
}

/// Recomputes the chain.
pub fn verify(context: &Context<'_>) -> Result<ChainCheck> {
    match context.store.audit().verify() {
        Ok(lines) => Ok(ChainCheck { ok: true, lines, reason: None }),
        Err(error @ store::Error::AuditBroken { line, .. }) => {
            Ok(ChainCheck { ok: false, lines: line.saturating_sub(1), reason: Some(error.to_string()) })
        }
        Err(error) => Err(error.into()),
    }
}
