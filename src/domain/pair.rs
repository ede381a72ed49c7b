//! A pair: one product issues the tokens, another guards the APIs. Together they behave as one gateway.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    capability::{Probe, Support},
    change::Operation,
    mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
};

/// One of the two connections of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    /// The product that issues the tokens.
    Identity,
    /// The product that guards the APIs.
    Gateway,
}

impl Half {
    /// The word in `partnerctl.yaml`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gateway => "gateway",
        }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// The tokens of the identity half, as the gateway half has to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Their `iss`.
    pub issuer: String,
    /// Where the keys are published that they are signed with.
    pub keys: Url,
    /// The `aud` that they must carry.
    pub audience: Option<String>,
    /// The claim that holds the client id.
    pub claim: String,
}

impl Tokens {
    /// The tokens of one client. Before a client is registered nobody knows its id: then no claim is named, and the pair fills it in
    /// when the change is made.
    #[must_use]
    pub fn of(&self, client_id: Option<&str>) -> TokenIssuer {
        let claim = client_id.map(|id| (self.claim.clone(), id.to_owned()));
        TokenIssuer {
            issuer: self.issuer.clone(),
            keys: IssuerKeys::Published(self.keys.clone()),
            client_id: None,
            audience: self.audience.clone(),
            claims: claim.into_iter().collect::<BTreeMap<_, _>>(),
            scopes: std::collections::BTreeSet::new(),
        }
    }
}

/// Both halves as they were probed, and what joins them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The product that issues the tokens.
    pub identity: Probe,
    /// The product that guards the APIs.
    pub gateway: Probe,
    /// What the one issues and the other checks.
    pub tokens: Tokens,
}

impl Pair {
    /// How well both together support an operation for a mechanism of a partner. A client of the identity half is known to the gateway
    /// half by its tokens, whatever it gets them with; ID tokens of a foreign issuer concern the gateway half alone.
    #[must_use]
    pub fn support(&self, operation: Operation, mechanism: MechanismKind) -> Support {
        if let Some(needless) = needless(operation) {
            return needless;
        }
        let (identity, gateway) = (&self.identity.capabilities, &self.gateway.capabilities);
        if mechanism == MechanismKind::Oidc {
            return gateway.support(operation, mechanism);
        }
        let there = || identity.support(operation, mechanism);
        let here = || gateway.support(operation, MechanismKind::JwtBearer);
        match doers(operation, mechanism) {
            [Half::Identity] => there(),
            [Half::Gateway] => here(),
            _ if operation == Operation::SetState => switched(there(), here()),
            _ => worse(there(), here()),
        }
    }
}

/// The halves that carry an operation out for a mechanism; ID tokens of a foreign issuer concern the gateway half alone.
#[must_use]
pub const fn doers(operation: Operation, mechanism: MechanismKind) -> &'static [Half] {
    match operation {
        _ if matches!(mechanism, MechanismKind::Oidc) => &[Half::Gateway],
        Operation::CreateProfile | Operation::UpdateProfile | Operation::SetState | Operation::RemoveProfile => {
            &[Half::Identity, Half::Gateway]
        }
        Operation::IssueSecret
        | Operation::RetireSecret
        | Operation::SetScopes
        | Operation::SetKeys
        | Operation::BindCertificates
        | Operation::EnsureScope
        | Operation::TrustChain
        | Operation::AskForCertificates => &[Half::Identity],
        Operation::PublishApi
        | Operation::RequireHttps
        | Operation::TrustIssuer
        | Operation::Admit
        | Operation::SetApiState
        | Operation::LinkSubject
        | Operation::Assign
        | Operation::Unassign => &[Half::Gateway],
    }
}

/// What is no matter of a pair: scopes and authorities of clients belong to the authorization server, which its administrator sets up.
#[must_use]
pub fn needless(operation: Operation) -> Option<Support> {
    let (why, needs) = match operation {
        Operation::EnsureScope => {
            ("scopes are made at the authorization server, and the gateway lets its tokens in without them", CONSOLE)
        }
        Operation::TrustChain | Operation::AskForCertificates => {
            ("certificates are shown to the authorization server, which decides whose it trusts", CONSOLE)
        }
        _ => return None,
    };
    Some(Support::Unsupported { why: why.to_owned(), needs: needs.to_owned() })
}

/// Calls end at the gateway; tokens may go on.
fn switched(there: Support, here: Support) -> Support {
    match (there, here) {
        (Support::Unsupported { .. }, Support::Native) => Support::Emulated { how: STILL_TOKENS.to_owned() },
        (Support::Unsupported { .. }, Support::Emulated { how }) => Support::Emulated { how: format!("{how}; {STILL_TOKENS}") },
        (there, here) => worse(there, here),
    }
}

/// The one that can do less.
fn worse(one: Support, other: Support) -> Support {
    let rank = |support: &Support| match support {
        Support::Native => 0,
        Support::Emulated { .. } => 1,
        Support::Manual { .. } => 2,
        Support::Unsupported { .. } => 3,
    };
    if rank(&other) > rank(&one) { other } else { one }
}

const CONSOLE: &str = "the console of the authorization server";
const STILL_TOKENS: &str = "the gateway refuses the partner's calls, and the authorization server still gives it tokens";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::capability::Capabilities;

    fn probe(capabilities: Capabilities) -> Probe {
        Probe { product: String::new(), version: String::new(), capabilities, facts: Vec::new(), time: None }
    }

    fn unsupported() -> Support {
        Support::Unsupported { why: "no".to_owned(), needs: "more".to_owned() }
    }

    fn pair() -> Option<Pair> {
        let all = || Operation::ALL.into_iter().fold(Capabilities::default(), |able, one| able.with(one, Support::Native));
        let identity = all().with(Operation::SetState, unsupported()).with(Operation::Assign, unsupported()).with_mechanism(
            Operation::CreateProfile,
            MechanismKind::ClientCertificate,
            unsupported(),
        );
        let gateway = all().with(Operation::SetKeys, unsupported()).with(Operation::IssueSecret, unsupported());
        let keys = "https://as.example/jwks".parse().ok()?;
        let tokens = Tokens { issuer: "https://as.example".to_owned(), keys, audience: None, claim: "client_id".to_owned() };
        Some(Pair { identity: probe(identity), gateway: probe(gateway), tokens })
    }

    #[test]
    fn each_operation_is_as_good_as_the_half_that_does_it() {
        use MechanismKind::{ClientCertificate, JwtBearer, Oauth2, Oidc};
        use Operation::{Assign, CreateProfile, EnsureScope, IssueSecret, SetKeys, SetState};
        let rows = [
            (CreateProfile, Oauth2, "native"),
            (CreateProfile, ClientCertificate, "unsupported"),
            (IssueSecret, Oauth2, "native"),
            (IssueSecret, Oidc, "unsupported"),
            (SetKeys, JwtBearer, "native"),
            (SetKeys, Oidc, "unsupported"),
            (Assign, Oauth2, "native"),
            (SetState, Oauth2, "emulated"),
            (SetState, Oidc, "native"),
            (EnsureScope, Oauth2, "unsupported"),
            (EnsureScope, Oidc, "unsupported"),
        ];
        for (operation, mechanism, word) in rows {
            let support = pair().map(|pair| pair.support(operation, mechanism));
            assert_eq!(support.map(|support| support.word()), Some(word), "{operation} {mechanism}");
        }
    }

    #[test]
    fn a_client_is_known_by_its_id_once_it_has_one() {
        let known = pair().map(|pair| pair.tokens.of(Some("4711")).claims);
        assert_eq!(known, Some(BTreeMap::from([("client_id".to_owned(), "4711".to_owned())])));
        assert_eq!(pair().map(|pair| pair.tokens.of(None).claims), Some(BTreeMap::new()));
    }
}
