//! The certificates of a partner: identifiers of its application (section 2, `httpsCertificate`).

use crate::{
    domain::certificate::Certificate,
    gateway::{Desk, Effect, ProfileTarget, Result},
};

use super::{WebMethods, identifiers::set_certificates, write::unkept};

impl WebMethods {
    /// Makes these the certificates that identify the partner. Identifiers of other kinds stay.
    pub(super) fn bind(&self, target: &ProfileTarget, certificates: &[Certificate], desk: &dyn Desk) -> Result<Effect> {
        let mut application = self.mine(target)?;
        let label = target.marker.key.partner.to_string();
        if set_certificates(&mut application.identifiers, certificates, &label)? {
            application = self.rewritten(target, application, desk)?;
            if set_certificates(&mut application.identifiers.clone(), certificates, &label)? {
                return Err(unkept(target, "the certificates"));
            }
        }
        Ok(Effect { observed: Some(self.observed(&application)?), ..Effect::default() })
    }
}
