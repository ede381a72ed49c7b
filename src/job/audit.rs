//! The audit log: who did what and when, and whether its chain holds.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::name::PartnerName,
    job::{Context, Result},
    store::{self, Act, Head},
};

/// Acts, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActList {
    /// The lines of the log.
    pub acts: Vec<Act>,
    /// The last line of the whole log; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
}

/// Whether each line fits the line before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChainCheck {
    /// Whether the whole log holds.
    pub ok: bool,
    /// The number of good lines.
    pub lines: u64,
    /// The last line, to be kept elsewhere; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// The first bad line and why it is bad; absent when all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Reads the acts, those about one partner where it is named.
pub fn show(context: &Context<'_>, partner: Option<&PartnerName>) -> Result<ActList> {
    let audit = context.store.audit();
    let (acts, head) = (audit.acts()?, audit.head()?);
    let about = |act: &Act| partner.is_none_or(|partner| act.partner.as_ref() == Some(partner));
    Ok(ActList { acts: acts.into_iter().filter(about).collect(), head })
}

/// Recomputes the chain, and looks for a line that was the last one once: where it is gone, lines were cut off at the end.
pub fn verify(context: &Context<'_>, once: Option<&str>) -> Result<ChainCheck> {
    let audit = context.store.audit();
    let lines = match audit.verify() {
        Ok(lines) => lines,
        Err(error @ store::Error::AuditBroken { line, .. }) => {
            let (lines, reason) = (line.saturating_sub(1), Some(error.to_string()));
            return Ok(ChainCheck { ok: false, lines, head: audit.head()?, reason });
        }
        Err(error) => return Err(error.into()),
    };
    let gone = once.map(|once| Ok::<_, store::Error>((once, audit.holds(once)?))).transpose()?.filter(|(_, there)| !there);
    let reason = gone.map(|(once, _)| format!("the line with the hash {once} is gone: lines were cut off at the end"));
    Ok(ChainCheck { ok: reason.is_none(), lines, head: audit.head()?, reason })
}
