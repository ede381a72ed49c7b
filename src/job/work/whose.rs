//! Whose profile was observed, and what its being there or not says.

use crate::{
    domain::{
        finding::{Finding, Level},
        profile::{Observed, RemoteRef},
    },
    gateway,
    job::{Cause, Result, desk::KEPT, session::profile_name},
    store::Unfinished,
};

use super::{Way, Work};

impl Work<'_> {
    /// Makes out whose profile was observed, and what its being there or not says.
    pub(super) fn judge(&mut self) -> Result<()> {
        let lost = self.note_lost_half();
        let Some(observed) = &self.observed else {
            if self.record.status.profile.is_some() {
                let advice = "the profile in the record is gone from the gateway; it is created anew, with a new credential";
                self.findings.push(Finding::new(Level::Warn, "profile-gone", self.key.to_string(), advice));
                self.forget_profile();
            }
            return Ok(());
        };
        let generation = self.recognise(observed, lost)?;
        if self.saved.is_none() {
            let advice = "there was no record here: it is rebuilt from the gateway; dates begin today, and what people confirmed is \
                          to be noted again with `step done`";
            self.findings.push(Finding::new(Level::Warn, "record-rebuilt", self.key.to_string(), advice));
        }
        self.record.metadata.generation = generation;
        Ok(())
    }

    /// What a killed or failed command asked the gateway for without hearing the answer: it may be there under an id that nobody
    /// knows. Where the product can search it would have been found.
    pub fn warn_of_unanswered(&mut self) {
        let unanswered = |entry: &&Unfinished| {
            entry.remotes.iter().rev().find(|remote| remote.kind != KEPT).is_some_and(|last| last.kind == gateway::ASKED)
        };
        let warn = |entry: &Unfinished| {
            let advice = format!(
                "the answer to a registration of {} was lost, so a second client of this name may exist whose id and secret nobody \
                 knows: ask the server's administrator to remove it",
                entry.begun.at
            );
            Finding::new(Level::Warn, "registration-unanswered", profile_name(&self.key), advice)
        };
        let findings: Vec<Finding> = self.unfinished.iter().filter(unanswered).map(warn).collect();
        self.findings.extend(findings);
    }

    /// Where a killed command made the profile without living to write that into the record.
    pub(in crate::job) fn noted_profile(&self) -> Option<RemoteRef> {
        let made = self.unfinished.iter().rev().filter(|entry| entry.remotes.iter().any(|remote| remote.kind == gateway::ASKED));
        let words = [gateway::ASKED, gateway::NOT_MADE, KEPT];
        made.flat_map(|entry| entry.remotes.iter().rev()).find(|remote| !words.contains(&remote.kind.as_str())).cloned()
    }

    /// Forgets what the record says about a profile that is gone, and the proof of its calls; application ID and terms stay.
    pub fn forget_profile(&mut self) {
        let status = &mut self.record.status;
        (status.profile, status.identity, status.imported) = (None, None, None);
        status.client = None;
        (status.authorization_server, status.token_audience) = (None, None);
        status.secrets.clear();
        status.rotation = None;
        status.apis.clear();
        self.drop_proof(&["validate", "token", "endpoints"]);
    }

    /// Forgets evidence that was about something else: what changed has to be proven and shared again.
    pub(in crate::job) fn drop_proof(&mut self, steps: &[&str]) {
        self.record.status.steps.retain(|id, _| !steps.contains(&id.as_str()));
    }

    /// Whose profile this is; the generation that it carries when it is ours. The newer mark may be `lost` with one half of a pair.
    fn recognise(&self, observed: &Observed, lost: bool) -> Result<u64> {
        let ours = self.marker(self.record.metadata.generation);
        let name = &observed.settings.name;
        let Some(marker) = &observed.marker else {
            if self.is_imported(&observed.remote) {
                return Ok(self.record.metadata.generation);
            }
            return self.foreign(format!("the gateway has a profile `{name}` that this tool did not make"));
        };
        if !marker.same_profile(&ours) {
            return self.foreign(format!("the profile `{name}` on the gateway belongs to `{marker}`, not to `{ours}`"));
        }
        if (lost || self.way == Way::Half) && marker.generation < self.record.metadata.generation {
            return Ok(self.record.metadata.generation);
        }
        if self.explains(marker.generation) || self.adopt {
            return Ok(marker.generation);
        }
        let what = format!(
            "the gateway shows generation {} of profile `{name}`, the record here is of generation {}",
            marker.generation, self.record.metadata.generation
        );
        let next = "bring the newer record here (such as `git pull`), or take the gateway's state over with `--adopt`".to_owned();
        Err(Cause::Conflict { what, next }.into())
    }

    /// Whether a profile without a mark is the one that was taken in under this name: `import` was the consent.
    fn is_imported(&self, remote: &RemoteRef) -> bool {
        self.record.status.imported.is_some() && self.record.status.profile.as_ref() == Some(remote)
    }

    /// The same for the profile that was read; one that carries a mark by now is judged by that.
    pub(super) fn may_be_marked(&self) -> bool {
        self.observed.as_ref().is_some_and(|observed| observed.marker.is_none() && self.is_imported(&observed.remote))
    }

    fn foreign(&self, what: String) -> Result<u64> {
        if self.adopt {
            return Ok(self.record.metadata.generation);
        }
        let next = "rename one of the two, or take it over with `--adopt`".to_owned();
        Err(Cause::Conflict { what, next }.into())
    }

    /// Whether a generation on the gateway is what this clone left there: recorded, begun by a command that was killed,
    /// or there is no record that it could contradict.
    fn explains(&self, generation: u64) -> bool {
        self.saved.is_none()
            || self.record.metadata.generation == generation
            || self.unfinished.iter().any(|entry| entry.begun.generation == generation)
    }
}
