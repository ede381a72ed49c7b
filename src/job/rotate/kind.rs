//! What a mechanism has that can be replaced here.

use crate::{
    domain::{
        mechanism::{IssuerKeys, Mechanism},
        rotation::RotationKind,
    },
    job::{Context, Result, material::usage, session::Session},
};

/// What is replaced: what the mechanism has, which must be what was wished.
pub(super) fn of(ctx: &Context<'_>, session: &Session<'_>, wished: Option<RotationKind>) -> Result<RotationKind> {
    let has = has(ctx, session)?;
    let fits = match wished {
        None => true,
        Some(RotationKind::Secret) => has == RotationKind::Secret,
        // A certificate carries a key: both words mean the same there.
        Some(RotationKind::Certificate | RotationKind::Key) => has != RotationKind::Secret,
    };
    if fits {
        return Ok(has);
    }
    let what = format!("mechanism `{}` has no {} here", session.mechanism(), wished.unwrap_or(has));
    Err(usage(what, format!("what can be replaced is its {has}: `--{has}`")))
}

fn has(ctx: &Context<'_>, session: &Session<'_>) -> Result<RotationKind> {
    let partner = &session.key.partner;
    match &session.handed(ctx)?.mechanism {
        Mechanism::Oauth2 { .. } => Ok(RotationKind::Secret),
        Mechanism::ClientCertificate { .. } => Ok(RotationKind::Certificate),
        Mechanism::JwtBearer(issuer) => match &issuer.keys {
            IssuerKeys::Gateway => Ok(RotationKind::Secret),
            IssuerKeys::Certificate(_) => Ok(RotationKind::Key),
            IssuerKeys::Published(url) => {
                let what = format!("partner `{partner}` publishes its keys at {url}: nothing is to be changed here");
                Err(usage(what, "the partner adds its new key there, signs with it, and removes the old one a day later"))
            }
        },
        Mechanism::Oidc(_) => {
            let what = format!("the secret of partner `{partner}` is of its own identity provider");
            let slot = crate::domain::secret::SecretRef::credential(&session.key);
            Err(usage(what, format!("it makes a new one there; `partnerctl secret put {slot}` keeps it for its calls")))
        }
    }
}
