//! `handover --document`: one document about a partner, in all its forms, without a signed file and without a credential.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Facts, forms, rendered, write, write_authorities};
use crate::{
    domain::{
        name::{EnvironmentName, PartnerName, ProfileKey},
        record::Record,
        workspace::Role,
    },
    job::{Context, Result, exchange::must_be, handover, session::Session},
    template::document::Audience,
};

/// A document that was written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// The document's name.
    pub document: String,
    /// What it is.
    pub title: String,
    /// Whom it is for.
    pub audience: Audience,
    /// The files, relative to the workspace.
    pub files: Vec<String>,
    /// What to do next.
    pub next: String,
}

/// Writes a document below `handover/`. Nothing is asked of a gateway, and no secret is opened.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, name: &str) -> Result<Written> {
    must_be(ctx, Role::Operator)?;
    let forms = forms(ctx, name)?;
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let record = record(ctx, &session);
    let facts = facts(ctx, &session, &record, name).map_err(|error| error.at(key))?;
    let first = rendered(ctx, &facts, name, forms[0]).map_err(|error| error.at(key))?;
    let mut files = write(ctx, &session, &facts, name).map_err(|error| error.at(key))?;
    if name == handover::NAME {
        files.push(handover::write_json(ctx, &session, &record).map_err(|error| error.at(key))?);
        files.extend(write_authorities(ctx, &session)?);
    }
    ctx.audit(Some(&key.partner), Some(&key.environment), format!("wrote document {name}"))?;
    let next = match first.audience {
        Audience::Partner => "send it to the partner; it holds no secret",
        Audience::Operator => "it is for the operator",
        Audience::Owner => "send it to whoever has to act; it holds no secret",
    };
    Ok(Written {
        partner: key.partner.clone(),
        environment: key.environment.clone(),
        document: name.to_owned(),
        title: first.title,
        audience: first.audience,
        files,
        next: next.to_owned(),
    })
}

fn record(ctx: &Context<'_>, session: &Session<'_>) -> Record {
    let known = session.record.as_ref().map(|read| read.value.clone());
    known.unwrap_or_else(|| Record::new(&session.key, session.mechanism(), ctx.clock.now()))
}

fn facts(ctx: &Context<'_>, session: &Session<'_>, record: &Record, name: &str) -> Result<Facts> {
    if name == handover::NAME {
        handover::gathered(ctx, session, record, None)
    } else {
        Facts::gather(ctx, session, record, None)
    }
}
