//! Steps by evidence: what a person or the other side says is done, and what is open again.

use crate::{
    domain::{
        finding::Level,
        mechanism::MechanismKind,
        name::{ProfileKey, StepId},
        partner::{Partner, Presence},
        record::Record,
        secret::Secret,
        step::{Evidence, EvidenceState, Step, StepState},
    },
    job::{Cause, Context, Error, Event, Result, issuer, report::PartnerReport, session::Session},
    ledger::{
        flow::{Flow, Proof, flow},
        next,
        state::{Known, steps},
    },
    store::LockScope,
};

/// What is said about a step.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub enum Seen {
    /// In words.
    Text(String),
    /// A file, by its name and the SHA-256 of its content.
    File {
        /// Its name.
        name: String,
        /// Its digest, in hex.
        sha256: String,
        /// What it holds, when that is a short text: it may be a token.
        text: Option<Secret>,
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
    check(context, key, step, &word).map_err(failed)?;
    let scope = LockScope::Profile(key.clone());
    let _lock = context.store.lock(&scope, &context.holder()).map_err(|error| failed(error.into()))?;
    let found = context.store.record(key).map_err(|error| failed(error.into()))?;
    let (mut record, seen) = match found {
        Some(found) => (found.value, Some(found.revision)),
        None => (Record::new(key, place.mechanism(), context.clock.now()), None),
    };
    let evidence = word.evidence(context);
    let mut told = match evidence.state {
        EvidenceState::Skipped => format!("step `{step}` skipped{}", proof(&evidence)),
        EvidenceState::Done => format!("step `{step}` done by {}{}", evidence.by, proof(&evidence)),
        EvidenceState::Reopened => format!("step `{step}` reopened{}", proof(&evidence)),
    };
    if let Some(earlier) = record.status.steps.get(step).filter(|earlier| earlier.state == EvidenceState::Done) {
        told = format!("{told}; before that done by {} at {}{}", earlier.by, earlier.at, proof(earlier));
    }
    place.enter(&mut record, step, evidence).map_err(failed)?;
    record.metadata.updated = context.clock.now();
    context.store.save(&record, seen.as_ref()).map_err(|error| failed(error.into()))?;
    context.audit(Some(&key.partner), Some(&key.environment), told)?;
    place.report(context)
}

/// Checks what can be checked before it is believed: the issuer of ID tokens, and one of its tokens.
fn check(context: &Context<'_>, key: &ProfileKey, step: &StepId, word: &Word) -> Result<()> {
    let Word::Done { evidence, .. } = word else { return Ok(()) };
    let findings = match step.as_str() {
        "idp-app" => issuer::check(context, &Session::open(context, &key.partner, &key.environment)?)?,
        "id-token" => {
            let Some(Seen::File { text: Some(token), .. }) = evidence else {
                let what = "`id-token` is done when one of the partner's ID tokens was seen".to_owned();
                let next = "give the file with a token that is good now: `--evidence token.jwt`; the token itself is not kept";
                return Err(Cause::Usage { what, next: next.to_owned() }.into());
            };
            issuer::check_token(context, &Session::open(context, &key.partner, &key.environment)?, token.reveal())?
        }
        _ => return Ok(()),
    };
    for finding in findings.iter().filter(|finding| finding.level != Level::Refuse) {
        (context.tell)(&Event::Note(finding.clone()));
    }
    let Some(refusal) = findings.iter().find(|finding| finding.level == Level::Refuse) else { return Ok(()) };
    let what = format!("step `{step}` is not done: {} ({})", refusal.subject, refusal.code);
    Err(Cause::Refused { what, next: refusal.advice.clone() }.into())
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

/// What was said and seen, in words.
fn proof(evidence: &Evidence) -> String {
    let value = evidence.value.as_ref().map(|value| format!(", value `{value}`"));
    let what = evidence.what.as_ref().map(|what| format!(": {what}"));
    let digest = evidence.sha256.as_ref().map(|digest| format!(" (SHA-256 {digest})"));
    [value, what, digest].into_iter().flatten().collect()
}

impl Word {
    fn evidence(self, context: &Context<'_>) -> Evidence {
        let at = context.clock.now();
        match self {
            Self::Done { by, evidence, value } => {
                let (what, sha256) = match evidence {
                    Some(Seen::Text(text)) => (Some(text), None),
                    Some(Seen::File { name, sha256, .. }) => (Some(name), Some(sha256)),
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
