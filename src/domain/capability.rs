//! What a gateway can do, and how well.

mod second;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::{
    change::{Change, Operation},
    mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    pair::Pair,
    signature::Signatures,
};

/// How well an operation is supported. Nothing but `Native` happens without being shown first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "support")]
pub enum Support {
    /// The product has it.
    Native,
    /// Done in another way.
    Emulated {
        /// How, and what to look out for.
        how: String,
    },
    /// A person has to do it.
    Manual {
        /// What to do, step by step.
        steps: String,
    },
    /// It cannot be had.
    Unsupported {
        /// Why not.
        why: String,
        /// What would be needed.
        needs: String,
    },
}

impl Support {
    /// The word used in tables.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Emulated { .. } => "emulated",
            Self::Manual { .. } => "manual",
            Self::Unsupported { .. } => "unsupported",
        }
    }

    /// What people have to know about it; empty for `Native`.
    #[must_use]
    pub fn note(&self) -> String {
        match self {
            Self::Native => String::new(),
            Self::Emulated { how } => how.clone(),
            Self::Manual { steps } => steps.clone(),
            Self::Unsupported { why, needs } => format!("{why}; needs {needs}"),
        }
    }
}

/// What one server can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a product")]
pub struct Capabilities {
    rows: BTreeMap<(Operation, Option<MechanismKind>), Support>,
    without_apis: bool,
    whole: bool,
    issuers_at_apis: bool,
    knows_by_claims: bool,
    no_certificates_of_issuers: Option<Support>,
    no_own_tokens: Option<Support>,
    signatures: Signatures,
    no_second: BTreeMap<MechanismKind, Support>,
    one_subject: bool,
    pair: Option<Box<Pair>>,
}

impl Capabilities {
    /// What two products can do together.
    #[must_use]
    pub fn of_pair(pair: Pair) -> Self {
        let gateway = &pair.gateway.capabilities;
        let mut able = Self {
            issuers_at_apis: gateway.issuers_at_apis,
            no_certificates_of_issuers: gateway.no_certificates_of_issuers.clone(),
            no_own_tokens: gateway.no_own_tokens.clone(),
            signatures: gateway.signatures.clone(),
            no_second: gateway.no_second.clone(),
            one_subject: pair.identity.capabilities.one_subject,
            ..Self::default()
        };
        for operation in Operation::ALL {
            for mechanism in MechanismKind::ALL {
                able = able.with_mechanism(operation, mechanism, pair.support(operation, mechanism));
            }
        }
        Self { pair: Some(Box::new(pair)), ..able }
    }

    /// The two products that this is about, where they are two.
    #[must_use]
    pub fn pair(&self) -> Option<&Pair> {
        self.pair.as_deref()
    }

    /// Says how well an operation is supported for every mechanism.
    #[must_use]
    pub fn with(mut self, operation: Operation, support: Support) -> Self {
        self.rows.insert((operation, None), support);
        self
    }

    /// Says how well an operation is supported for one mechanism.
    #[must_use]
    pub fn with_mechanism(mut self, operation: Operation, mechanism: MechanismKind, support: Support) -> Self {
        self.rows.insert((operation, Some(mechanism)), support);
        self
    }

    /// Says that the product knows no APIs: it issues credentials, and partners call the APIs where they are.
    #[must_use]
    pub const fn without_apis(mut self) -> Self {
        self.without_apis = true;
        self
    }

    /// Whether the product publishes APIs and assigns them.
    #[must_use]
    pub const fn knows_apis(&self) -> bool {
        !self.without_apis
    }

    /// Says that a profile is made with its credential, in one request that is never repeated.
    #[must_use]
    pub const fn made_whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// Whether a profile is made with its credential, by [`crate::domain::change::Change::Register`].
    #[must_use]
    pub const fn makes_whole(&self) -> bool {
        self.whole
    }

    /// Whether the product takes keys of the partner itself, so that nobody else's tokens need to be trusted.
    #[must_use]
    pub fn takes_keys(&self, mechanism: MechanismKind) -> bool {
        self.support(Operation::SetKeys, mechanism) == Support::Native
    }

    /// Says that issuers are known to single APIs: one becomes known where a partner of it gets an API assigned.
    #[must_use]
    pub const fn with_issuers_at_apis(mut self) -> Self {
        self.issuers_at_apis = true;
        self
    }

    /// Whether a new issuer becomes known with an assignment, and not before.
    #[must_use]
    pub const fn knows_issuers_at_apis(&self) -> bool {
        self.issuers_at_apis
    }

    /// Says that the product tells the partners of one issuer apart by the claims of their JWTs, and by nothing else.
    #[must_use]
    pub const fn knowing_by_claims(mut self) -> Self {
        self.knows_by_claims = true;
        self
    }

    /// Whether a partner whose tokens are of this issuer has to name claims; a gateway that signs knows whom it signs for.
    #[must_use]
    pub fn needs_claims(&self, mechanism: MechanismKind, issuer: &TokenIssuer) -> bool {
        self.knows_by_claims && mechanism == MechanismKind::JwtBearer && !issuer.is_gateway() && issuer.claims.is_empty()
    }

    /// Says by which signature algorithms the product verifies tokens.
    #[must_use]
    pub fn verifying(mut self, signatures: Signatures) -> Self {
        self.signatures = signatures;
        self
    }

    /// By which signature algorithms the tokens of a partner are verified. In a pair a partner's own keys are the authorization
    /// server's matter, and tokens of an issuer outside the gateway's.
    #[must_use]
    pub fn signatures(&self, mechanism: MechanismKind) -> &Signatures {
        match &self.pair {
            Some(pair) if mechanism == MechanismKind::JwtBearer => &pair.identity.capabilities.signatures,
            _ => &self.signatures,
        }
    }

    /// Says why the product takes no issuer whose key is in a certificate: it reads keys at an address only.
    #[must_use]
    pub fn without_certificates_of_issuers(mut self, support: Support) -> Self {
        self.no_certificates_of_issuers = Some(support);
        self
    }

    /// Says why the product signs no JWTs for partners.
    #[must_use]
    pub fn without_own_tokens(mut self, support: Support) -> Self {
        self.no_own_tokens = Some(support);
        self
    }

    /// How well a change is supported: as its operation is, unless what it carries cannot be taken.
    #[must_use]
    pub fn support_of(&self, change: &Change, mechanism: MechanismKind) -> Support {
        let refused = match change {
            Change::LinkSubject(issuer, _) | Change::TrustIssuer(issuer) => self.refused_keys(issuer),
            _ => None,
        };
        refused.cloned().unwrap_or_else(|| self.support(change.operation(), mechanism))
    }

    const fn refused_keys(&self, issuer: &TokenIssuer) -> Option<&Support> {
        match issuer.keys {
            IssuerKeys::Certificate(_) => self.no_certificates_of_issuers.as_ref(),
            IssuerKeys::Gateway => self.no_own_tokens.as_ref(),
            IssuerKeys::Published(_) => None,
        }
    }

    /// How well an operation is supported for a mechanism: its own row, else the row for all; unsupported when there is neither.
    #[must_use]
    pub fn support(&self, operation: Operation, mechanism: MechanismKind) -> Support {
        let row = self.rows.get(&(operation, Some(mechanism))).or_else(|| self.rows.get(&(operation, None)));
        row.cloned().unwrap_or_else(|| Support::Unsupported {
            why: format!("this driver does not know how to {}", operation.word().replace('-', " ")),
            needs: "another driver, or the product's own console".to_owned(),
        })
    }
}

/// What a server says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The product's name.
    pub product: String,
    /// Its version, as it says.
    pub version: String,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Facts worth showing, such as where the marker lives.
    pub facts: Vec<(String, String)>,
    /// The time of the server, from its `Date` header, for comparing clocks.
    pub time: Option<time::OffsetDateTime>,
}
