//! The flows: which steps a mechanism has, who owns them, and what proves them.

use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    document,
    domain::{
        document::{Document, Format, Kind},
        mechanism::MechanismKind,
        name::StepId,
        step::Owner,
    },
};

/// The step ledger of one mechanism.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Flow {
    /// The version of this format.
    pub api_version: Format,
    /// Always `Flow`.
    pub kind: Kind,
    /// The mechanism.
    pub mechanism: MechanismKind,
    /// What it is, in one line.
    pub title: String,
    /// The steps in their order.
    pub steps: Vec<FlowStep>,
}

impl Document for Flow {
    const KIND: Kind = Kind::Flow;

    fn kind(&self) -> Kind {
        self.kind
    }
}

/// One step of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlowStep {
    /// The id.
    pub id: StepId,
    /// Who has to do it.
    pub owner: Owner,
    /// What it is, in one line.
    pub title: String,
    /// What shows that it is done.
    pub proof: Proof,
    /// Steps that must be done before.
    #[serde(default)]
    pub after: Vec<StepId>,
}

/// What shows that a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A person or the other side says so.
    Evidence,
    /// The partner file names what the partner handed over: certificate or key set.
    Material,
    /// The record holds an application ID.
    ApplicationId,
    /// The record holds a client id and its secret is kept.
    Credential,
    /// The record knows the profile.
    Profile,
    /// Every wanted API is assigned and has an address.
    Apis,
    /// The handover document was written.
    Handover,
    /// The partner file or the record names the customer source identifier.
    CustomerSourceId,
    /// The partner file has a contact for new secrets.
    RotationContact,
}

impl Proof {
    /// Whether the tool can do the step by itself.
    #[must_use]
    pub const fn is_deed(self) -> bool {
        matches!(self, Self::ApplicationId | Self::Credential | Self::Profile | Self::Apis | Self::Handover)
    }
}

/// The flow of a mechanism, read once per process.
pub fn flow(mechanism: MechanismKind) -> Result<Flow, document::Error> {
    static READ: [OnceLock<Flow>; MechanismKind::ALL.len()] = [const { OnceLock::new() }; MechanismKind::ALL.len()];
    let place = &READ[mechanism as usize];
    if let Some(known) = place.get() {
        return Ok(known.clone());
    }
    let (file, text) = source(mechanism);
    let flow: Flow = document::read(file, text)?;
    Ok(place.get_or_init(|| flow).clone())
}

const fn source(mechanism: MechanismKind) -> (&'static str, &'static str) {
    match mechanism {
        MechanismKind::Oidc => ("templates/flows/oidc.yaml", include_str!("../../templates/flows/oidc.yaml")),
        MechanismKind::Oauth2 => ("templates/flows/oauth2.yaml", include_str!("../../templates/flows/oauth2.yaml")),
        MechanismKind::ClientCertificate => {
            ("templates/flows/client-certificate.yaml", include_str!("../../templates/flows/client-certificate.yaml"))
        }
        MechanismKind::JwtBearer => ("templates/flows/jwt-bearer.yaml", include_str!("../../templates/flows/jwt-bearer.yaml")),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_mechanism_has_a_flow_that_waits_only_for_its_own_steps() {
        for mechanism in MechanismKind::ALL {
            let flow = flow(mechanism).unwrap();
            assert_eq!(flow.mechanism, mechanism);
            for (place, step) in flow.steps.iter().enumerate() {
                assert!(flow.steps[..place].iter().all(|earlier| earlier.id != step.id), "{mechanism}: `{}` twice", step.id);
                for awaited in &step.after {
                    assert!(flow.steps.iter().any(|other| other.id == *awaited), "{mechanism}: `{awaited}` is no step");
                    assert_ne!(*awaited, step.id, "{mechanism}: `{awaited}` waits for itself");
                }
            }
        }
    }

    /// Steps with the first letter of their owner, in order: the published onboarding page; for JWT bearer the product's own order.
    const LEDGERS: [(MechanismKind, &str); 4] = [
        (
            MechanismKind::Oidc,
            "terms P, firewall B, idp-app P, id-token P, application-id O, profile O, apis O, endpoints O, validate P, \
             customer-source-id B",
        ),
        (
            MechanismKind::Oauth2,
            "terms P, firewall B, application-id O, credentials O, profile O, apis O, endpoints O, validate P, \
             customer-source-id B, rotation-alias P",
        ),
        (
            MechanismKind::ClientCertificate,
            "terms P, firewall P, key-pair P, certificate P, profile O, apis O, application-id O, endpoints O, validate P, \
             customer-source-id B",
        ),
        (
            MechanismKind::JwtBearer,
            "terms P, firewall B, application-id O, key-pair P, certificate P, profile O, apis O, endpoints O, token P, \
             validate P, customer-source-id B",
        ),
    ];

    #[test]
    fn steps_and_owners_are_in_the_published_order() {
        assert!(MechanismKind::ALL.iter().all(|kind| LEDGERS.iter().any(|(known, _)| known == kind)));
        for (mechanism, wanted) in LEDGERS {
            let initial = |owner| match owner {
                Owner::Partner => 'P',
                Owner::Operator => 'O',
                Owner::Both => 'B',
            };
            let flow = flow(mechanism).unwrap();
            let found: Vec<_> = flow.steps.iter().map(|step| format!("{} {}", step.id, initial(step.owner))).collect();
            assert_eq!(found.join(", "), wanted, "{mechanism}");
        }
    }
}
