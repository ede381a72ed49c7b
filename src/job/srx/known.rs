//! What a partner's record says for a firewall: the same kind of client id and secret, and the host of the token endpoint.

use crate::{
    domain::{
        name::ProfileKey,
        secret::{Secret, SecretRef},
    },
    job::{Cause, Context, Result, badge::not_onboarded, session::Session},
};

/// What the record and the secret store say.
pub struct Known {
    /// The host of the token endpoint.
    pub host: Option<String>,
    /// Its port, when it is not that of https.
    pub port: Option<u32>,
    /// The client id.
    pub client_id: Option<String>,
    /// The client secret.
    pub secret: Option<Secret>,
}

/// Reads them. The secret is read only when it is `wanted`.
pub fn known(ctx: &Context<'_>, key: &ProfileKey, wanted: bool) -> Result<Known> {
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let record = session.record.as_ref().map(|read| &read.value).ok_or_else(|| not_onboarded(key))?;
    let url = record.status.token_endpoint.as_ref();
    Ok(Known {
        host: url.and_then(|url| url.host_str()).map(str::to_owned),
        port: url.and_then(url::Url::port).map(u32::from),
        client_id: record.status.client.as_ref().map(|client| client.client_id.clone()),
        secret: if wanted { Some(secret(ctx, key)?) } else { None },
    })
}

fn secret(ctx: &Context<'_>, key: &ProfileKey) -> Result<Secret> {
    let slot = SecretRef::credential(key);
    let kept = ctx.secrets.get(&slot)?;
    Ok(kept.ok_or_else(|| Cause::NotFound {
        what: format!("there is no secret `{slot}` in this secret store"),
        next: "give it with `--client-secret-file`".to_owned(),
    })?)
}
