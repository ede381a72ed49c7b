//! Steps by evidence: what a person or the other side says is done, and what is open again.

use crate::{
    domain::{
        mechanism::MechanismKind,
        name::{ProfileKey, StepId},
        partner::{Partner, Presence},
        record::Record,
        step::{Evidence, EvidenceState, Step, StepState},
    },
    job::{Cause, Context, Error, Result, report::PartnerReport},
    ledger::{
        flow::{Flow, Proof, flow},
        next,
        state::{Known, steps},
    },
    store::LockScope,
};

/// What is said about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// It is done.
    Done {
        /// Who says so.
        by: String,
        /// What was seen.
        evidence: Option<Seen>,
        /// The value that the step established.
        value: Option<String>,
    },
    /// It is open again.
    Reopened {
        /// Why.
        why: String,
    },
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// In words.
    Text(String),
    /// A file, by its name and the SHA-256 of its content.
    File {
        /// Its name.
        name: String,
        /// Its digest, in hex.
        sha256: String,
    },
}

/// The ledger of a partner.
pub fn list(context: &Context<'_>, key: &ProfileKey) -> Result<PartnerReport> {
    Place::find(context, key)?.report(context)
}

/// Writes what is said about a step into the record, which is made when there is none yet.
pub fn say(context: &Context<'_>, key: &ProfileKey, step: &StepId, word: Word) -> Result<PartnerReport> {
    let place = Place::find(context, key)?;
    place.must_have(step)?;
    let failed = |error: Error| error.at(key);
    let scope = LockScope::Profile(key.clone());
    let _lock = context.store.lock(&scope, &context.holder()).map_err(|error| failed(error.into()))?;
    let found = context.store.record(key).map_err(|error| failed(error.into()))?;
    let (mut record, seen) = match found {
        Some(found) => (found.value, Some(found.revision)),
        None => (Record::new(key, place.mechanism(), context.clock.now()), None),
    };
    let told = word.sentence(step);
    place.enter(&mut record, step, word.evidence(context)).map_err(failed)?;
    record.metadata.updated = context.clock.now();
    context.store.save(&record, seen.as_ref()).map_err(|error| failed(error.into()))?;
    context.audit(Some(&key.partner), Some(&key.environment), told)?;
    place.report(context)
}

/// A partner in an environment, as its file and flow describe it.
struct Place<'a> {
    key: &'a ProfileKey,
    partner: Partner,
    presence: Presence,
    flow: Flow,
}

impl<'a> Place<'a> {
    fn find(context: &Context<'_>, key: &'a ProfileKey) -> Result<Self> {
        let failed = |error: Error| error.at(key);
        let partner = context.store.partner(&key.partner).map_err(|error| failed(error.into()))?;
        let Some(presence) = partner.spec.environments.get(&key.environment).cloned() else {
            let what = format!("partner `{}` is not wanted in `{}`", key.partner, key.environment);
            let next = match partner.spec.environments.keys().next() {
                Some(other) => format!("add it to the partner file, or choose `-e {other}`"),
                None => "add it to the partner file".to_owned(),
            };
            return Err(failed(Cause::NotFound { what, next }.into()));
        };
        let flow = flow(presence.authentication.mechanism)?;
        Ok(Self { key, partner, presence, flow })
    }

    fn mechanism(&self) -> MechanismKind {
        self.presence.authentication.mechanism
    }

    fn must_have(&self, step: &StepId) -> Result<()> {
        if self.flow.steps.iter().any(|known| known.id == *step) {
            return Ok(());
        }
        let known = self.flow.steps.iter().map(|step| format!("`{}`", step.id)).collect::<Vec<_>>().join(", ");
        let what = format!("`{}` has no step `{step}`", self.mechanism());
        Err(Error::from(Cause::NotFound { what, next: format!("choose {known}") }).at(self.key))
    }

    fn steps(&self, record: Option<&Record>) -> Vec<Step> {
        steps(&self.flow, Known { partner: &self.partner, presence: &self.presence, record })
    }

    /// Puts evidence into a record. What only the tool can do is not done by saying so.
    fn enter(&self, record: &mut Record, step: &StepId, evidence: Evidence) -> Result<()> {
        let proof = self.flow.steps.iter().find(|known| known.id == *step).map(|known| known.proof);
        let done = evidence.state == EvidenceState::Done;
        if done && proof == Some(Proof::CustomerSourceId) {
            let Some(value) = &evidence.value else {
                let what = "`customer-source-id` is done when the identifier is known".to_owned();
                return Err(Cause::Usage { what, next: "add `--value ID`".to_owned() }.into());
            };
            record.status.customer_source_id = Some(value.clone());
        }
        record.status.steps.insert(step.clone(), evidence);
        let state = self.steps(Some(record)).into_iter().find(|known| known.id == *step).map(|known| known.state);
        if done && state != Some(StepState::Done) {
            let what = format!("`{step}` is done by the tool, and it has not done it yet");
            let next = format!("run `partnerctl onboard {} -e {}`", self.key.partner, self.key.environment);
            return Err(Cause::Usage { what, next }.into());
        }
        Ok(())
    }

    fn report(&self, context: &Context<'_>) -> Result<PartnerReport> {
        let record = context.store.record(self.key).map_err(|error| Error::from(error).at(self.key))?;
        let steps = self.steps(record.as_ref().map(|found| &found.value));
        let mut report = PartnerReport::new(self.key.partner.clone(), self.key.environment.clone());
        report.mechanism = Some(self.mechanism());
        report.complete = next::is_complete(&steps);
        report.waiting_on = next::waiting_on(&steps);
        report.next = next::next_line(&steps, self.key);
        report.steps = steps;
        Ok(report)
    }
}

impl Word {
    fn sentence(&self, step: &StepId) -> String {
        match self {
            Self::Done { by, .. } => format!("step `{step}` done by {by}"),
            Self::Reopened { why } => format!("step `{step}` reopened: {why}"),
        }
    }

    fn evidence(self, context: &Context<'_>) -> Evidence {
        let at = context.clock.now();
        match self {
            Self::Done { by, evidence, value } => {
                let (what, sha256) = match evidence {
                    Some(Seen::Text(text)) => (Some(text), None),
                    Some(Seen::File { name, sha256 }) => (Some(name), Some(sha256)),
                    None => (None, None),
                };
                Evidence { state: EvidenceState::Done, by, at, what, sha256, value }
            }
            Self::Reopened { why } => {
                let by = format!("{}@{}", context.actor.user, context.actor.host);
                Evidence { state: EvidenceState::Reopened, by, at, what: Some(why), sha256: None, value: None }
            }
        }
    }
}
