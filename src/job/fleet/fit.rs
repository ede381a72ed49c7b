//! Whether the ground can carry what partners need: asked once for all partners that need the same.

use std::collections::BTreeSet;

use crate::{
    domain::{capability::Capabilities, ground::Ground, mechanism::Mechanism},
    job::{Context, Result, ground, session::Session},
};

/// What was asked already and fits.
#[derive(Debug, Default)]
pub(super) struct Fits(BTreeSet<String>);

impl Fits {
    /// Refuses a partner whose APIs or scopes nobody knows, or whose mechanism the gateway cannot do.
    pub(super) fn check(&mut self, ctx: &Context<'_>, session: &Session<'_>, ground: &Ground, able: &Capabilities) -> Result<()> {
        let signature = signature(session, &session.handed(ctx)?.mechanism);
        if !self.0.contains(&signature) {
            ground::fits(ctx, session, ground, able)?;
            self.0.insert(signature);
        }
        Ok(())
    }
}

/// What decides whether a partner fits.
fn signature(session: &Session<'_>, mechanism: &Mechanism) -> String {
    let keys = match mechanism {
        Mechanism::Oauth2 { .. } | Mechanism::ClientCertificate { .. } => String::new(),
        Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => {
            format!("{} {:?} {}", issuer.issuer, issuer.keys, issuer.claims.is_empty())
        }
    };
    format!("{} {:?} {:?} {keys}", mechanism.kind(), session.presence.apis, session.presence.authentication.scopes)
}
