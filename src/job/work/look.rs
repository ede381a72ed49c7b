//! Looking at a profile: what is gone, and what is given up on consent.

use crate::{
    domain::{
        change::Operation,
        finding::{Finding, Level},
        profile::Observed,
    },
    gateway,
    job::{Result, desk::JobDesk},
};

use super::{Way, Work};

impl Work<'_> {
    /// Reads the profile; a client that is given up leaves the gateway's half of a pair.
    pub(in crate::job) fn look(&mut self) -> Result<Option<Observed>> {
        let observe = |work: &Self| work.gateway.observe(&work.target(false), &JobDesk::reading(work.ctx));
        match observe(self) {
            Ok(observed) => Ok(observed),
            Err(error) if error.is_at_identity() => {
                self.given_up(error)?;
                self.lost_client = true;
                Ok(observe(self)?)
            }
            Err(error) => {
                self.given_up(error)?;
                Ok(None)
            }
        }
    }

    /// Says which half of a pair is gone, and forgets what belonged to it; the other half stays. Returns whether one is.
    pub(super) fn note_lost_half(&mut self) -> bool {
        let Some(halves) = self.observed.as_ref().and_then(|observed| observed.halves.as_deref()) else { return false };
        let status = &self.record.status;
        // Before there was a pair, a client alone was the profile.
        let no_profile = halves.gateway.is_none() && status.profile.is_some() && status.identity.is_some();
        let no_client = halves.identity.is_none() && status.identity.is_some();
        let mut warn = |advice: &str| {
            self.findings.push(Finding::new(Level::Warn, "profile-gone", self.key.to_string(), advice));
        };
        if no_profile {
            warn("the profile in the record is gone from the gateway; it is created anew for the client that is there");
        }
        if no_client {
            warn("the client in the record is gone from the authorization server; it is registered anew, with a new credential");
            let status = &mut self.record.status;
            (status.identity, status.client) = (None, None);
            status.secrets.clear();
            self.drop_proof(&["validate", "token", "endpoints"]);
        }
        no_profile || no_client
    }

    /// A profile that cannot be opened any more is given up where that was agreed to: with `--adopt`, or when it is to be removed.
    fn given_up(&mut self, error: gateway::Error) -> Result<()> {
        let removed = || self.unfinished.iter().any(|entry| entry.begun.operation == Operation::RemoveProfile.word());
        let agreed = match error.plain() {
            gateway::Error::Disowned { .. } => self.adopt || self.way == Way::Remove || removed(),
            gateway::Error::Missing { .. } => self.adopt,
            _ => false,
        };
        if !agreed {
            return Err(error.into());
        }
        let advice =
            format!("{error}; it is given up here, and should it still be there, only the server's administrator can remove it");
        self.findings.push(Finding::new(Level::Warn, "profile-given-up", self.key.to_string(), advice));
        Ok(())
    }
}
