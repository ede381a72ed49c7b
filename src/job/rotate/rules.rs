//! How one credential follows another by itself: `templates/rotation.yaml`, which a workspace may override.

use serde::Deserialize;

use crate::{
    document,
    domain::moment::Span,
    job::{Context, Result, document::text},
};

/// The table.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Rules {
    /// How many days before its end a credential is replaced by itself.
    pub(super) begin_days: u64,
    /// How long both are good.
    pub(super) overlap: Span,
    /// How long a cut-over may take.
    pub(super) window: Span,
}

pub(super) fn read(ctx: &Context<'_>) -> Result<Rules> {
    Ok(document::read_any(FILE, &text(ctx, FILE)?.unwrap_or_default())?)
}

const FILE: &str = "templates/rotation.yaml";
