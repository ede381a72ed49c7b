//! The signed result of the calls with a new credential, which names it: the other side takes it as the proof of its rotation.

use serde_json::json;

use crate::{
    crypto::random,
    domain::moment::Span,
    job::{
        Result,
        badge::Given as Holding,
        exchange::{file_name, taken::TYP},
        report::PartnerReport,
        signed, verify,
    },
};

use super::Own;

impl Own<'_> {
    /// Makes all calls with what is in use now, and writes what was seen to a signed file.
    pub(super) fn write_result(&self) -> Result<()> {
        let Some(rotation) = &self.record.status.rotation else { return Ok(()) };
        let key = &self.session.key;
        let mut report = PartnerReport::new(key.partner.clone(), key.environment.clone());
        report.mechanism = Some(self.session.mechanism());
        report.checks = verify::calls(self.ctx, &self.session, &self.record, &Holding::default())?;
        let at = self.ctx.clock.now();
        let outcome = json!({
            "id": random::identifier(), "at": at, "expires": at.after(LIFE), "credential": rotation.new.sha256.first(),
            "partners": [report],
        });
        let signed = signed::sign(self.ctx, TYP, &outcome)?;
        Ok(self.ctx.store.attach(&file_name(key, FILE), signed.as_bytes())?)
    }
}

pub(super) const FILE: &str = "result.jws";
const LIFE: Span = Span::days(30);
