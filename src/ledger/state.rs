//! How far each step is, from facts and evidence.

use std::collections::BTreeSet;

use crate::{
    domain::{
        name::{ApiRef, StepId},
        partner::{Partner, Presence, ROTATION_ROLE, SignedBy},
        record::Record,
        step::{Evidence, EvidenceState, Owner, Step, StepState},
    },
    ledger::flow::{Flow, FlowStep, Proof},
};

/// What is known about a partner in one environment.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The partner file.
    pub partner: &'a Partner,
    /// What it wants in this environment.
    pub presence: &'a Presence,
    /// The record, when there is one.
    pub record: Option<&'a Record>,
}

/// The steps of a flow with their states.
#[must_use]
pub fn steps(flow: &Flow, known: Known<'_>) -> Vec<Step> {
    let closed: BTreeSet<&StepId> = flow.steps.iter().filter(|step| is_closed(step, known)).map(|step| &step.id).collect();
    flow.steps.iter().map(|step| line(step, known, &closed)).collect()
}

fn line(step: &FlowStep, known: Known<'_>, closed: &BTreeSet<&StepId>) -> Step {
    let evidence = evidence(step, known);
    let skipped = evidence.is_some_and(|evidence| evidence.state == EvidenceState::Skipped) || is_needless(step, known);
    let state = match () {
        () if skipped => StepState::Skipped,
        () if closed.contains(&step.id) => StepState::Done,
        () if step.after.iter().any(|earlier| !closed.contains(earlier)) => StepState::Blocked,
        () if step.owner == Owner::Operator => StepState::Ready,
        () => StepState::Waiting,
    };
    Step { id: step.id.clone(), owner: step.owner, state, title: step.title.clone(), evidence: evidence.cloned() }
}

fn is_closed(step: &FlowStep, known: Known<'_>) -> bool {
    match evidence(step, known).map(|evidence| evidence.state) {
        Some(EvidenceState::Done | EvidenceState::Skipped) if !step.proof.is_deed() => true,
        Some(EvidenceState::Skipped) => true,
        _ if is_needless(step, known) => true,
        Some(EvidenceState::Reopened) => false,
        _ => holds(step.proof, known),
    }
}

/// The partner has no keys of its own where the gateway signs its tokens.
fn is_needless(step: &FlowStep, known: Known<'_>) -> bool {
    step.proof == Proof::Material && known.presence.authentication.signed_by == Some(SignedBy::Gateway)
}

fn evidence<'a>(step: &FlowStep, known: Known<'a>) -> Option<&'a Evidence> {
    known.record?.status.steps.get(&step.id)
}

fn holds(proof: Proof, known: Known<'_>) -> bool {
    let Known { partner, presence, record } = known;
    let status = record.map(|record| &record.status);
    match proof {
        Proof::Evidence => false,
        Proof::Material => {
            let written = &presence.authentication;
            // Where the file names no keys, the issuer's own metadata did.
            let published = || status.and_then(|status| status.issuer.as_ref()).is_some_and(|issuer| issuer.jwks_uri.is_some());
            !written.certificates.is_empty() || written.jwks_uri.is_some() || published()
        }
        Proof::ApplicationId => status.is_some_and(|status| status.application_id.is_some()),
        Proof::Credential => status.is_some_and(|status| {
            let client = status.client.as_ref().map(|client| client.client_id.as_str());
            client.is_some() && status.secrets.iter().any(|secret| secret.client_id.as_deref() == client)
        }),
        Proof::Profile => status.is_some_and(|status| status.profile.is_some()),
        Proof::Apis => status.is_some_and(|status| {
            let reachable = |api: &ApiRef| status.apis.iter().any(|known| known.api == *api && !known.endpoints.is_empty());
            !presence.apis.is_empty() && presence.apis.iter().all(reachable)
        }),
        Proof::Handover => status.is_some_and(|status| {
            status.steps.iter().any(|(id, evidence)| id.as_str() == "endpoints" && evidence.state == EvidenceState::Done)
        }),
        Proof::CustomerSourceId => {
            presence.customer_source_id.is_some() || status.is_some_and(|status| status.customer_source_id.is_some())
        }
        Proof::RotationContact => partner.spec.contacts.iter().any(|contact| contact.role == ROTATION_ROLE),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::{
        document,
        domain::{mechanism::MechanismKind, name::ProfileKey, record::Record},
        ledger::flow::flow,
    };

    const PARTNER: &str = "
apiVersion: partnerctl/v1
kind: Partner
metadata: { name: acme }
spec:
  displayName: Acme
  environments:
    test: { authentication: { mechanism: oauth2 }, apis: [quote-api/1.0] }
";

    fn record() -> Record {
        let key = ProfileKey { partner: "acme".parse().unwrap(), environment: "test".parse().unwrap() };
        Record::new(&key, MechanismKind::Oauth2, "2026-11-21T00:00:00Z".parse().unwrap())
    }

    fn states(record: Option<&Record>) -> Vec<(String, StepState)> {
        let partner: Partner = document::read("acme.yaml", PARTNER).unwrap();
        let presence = partner.spec.environments.values().next().unwrap();
        let known = Known { partner: &partner, presence, record };
        let lines = steps(&flow(MechanismKind::Oauth2).unwrap(), known);
        lines.into_iter().map(|step| (step.id.to_string(), step.state)).collect()
    }

    fn state(record: Option<&Record>, id: &str) -> StepState {
        states(record).into_iter().find(|(known, _)| known == id).unwrap().1
    }

    #[test]
    fn at_the_start_the_operator_is_ready_and_the_partner_is_waited_for() {
        assert_eq!(state(None, "terms"), StepState::Waiting);
        assert_eq!(state(None, "application-id"), StepState::Ready);
        assert_eq!(state(None, "apis"), StepState::Blocked);
        assert_eq!(state(None, "validate"), StepState::Blocked);
    }

    #[test]
    fn facts_close_steps_and_reopening_beats_facts() {
        let mut record = record();
        record.status.application_id = Some("abc".parse().unwrap());
        assert_eq!(state(Some(&record), "application-id"), StepState::Done);
        let evidence = Evidence {
            state: EvidenceState::Reopened,
            by: "ops".to_owned(),
            at: record.metadata.updated,
            what: None,
            sha256: None,
            value: None,
        };
        record.status.steps.insert("application-id".parse().unwrap(), evidence);
        assert_eq!(state(Some(&record), "application-id"), StepState::Ready);
    }

    #[test]
    fn evidence_closes_what_only_people_know() {
        let mut record = record();
        let evidence = Evidence {
            state: EvidenceState::Done,
            by: "jane".to_owned(),
            at: record.metadata.updated,
            what: Some("mail of 21 November".to_owned()),
            sha256: None,
            value: None,
        };
        record.status.steps.insert("terms".parse().unwrap(), evidence);
        assert_eq!(state(Some(&record), "terms"), StepState::Done);
    }
}
