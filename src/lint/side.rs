//! Whose move it is when a token is refused: by what is wrong with it, and by who signs the partner's tokens. A partner that signs its
//! own can mend all that they say; what an identity provider or the gateway writes into them can be mended there, or where it is expected.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::{
        json::Object,
        jwt::{audiences, text},
    },
    domain::finding::Finding,
    lint::access::Reason,
};

/// The side that can mend something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The side that calls the APIs.
    Partner,
    /// The side that runs the gateway.
    Operator,
    /// Whoever runs the identity provider that issues the partner's tokens; the partner has to ask there.
    Issuer,
    /// Partner and operator together.
    Both,
}

impl fmt::Display for Side {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Partner => "partner",
            Self::Operator => "operator",
            Self::Issuer => "issuer",
            Self::Both => "both",
        })
    }
}

/// Who signs the partner's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The partner itself, with its own key.
    Partner,
    /// An identity provider, at the partner's request.
    Issuer,
    /// The gateway.
    Gateway,
}

impl Signer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Partner, Self::Issuer, Self::Gateway];
}

/// What is known about a token that was refused.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// Who signs the partner's tokens.
    pub signer: Signer,
    /// What the token says.
    pub claims: &'a Object,
    /// The partner's client at its issuer.
    pub client_id: Option<&'a str>,
    /// The audiences that the record and the gateway expect, which the partner file may have wrong.
    pub expected: &'a [String],
}

/// The findings about a token as reasons, each with the side that can mend it.
#[must_use]
pub fn reasons(findings: Vec<Finding>, token: &Refused<'_>) -> Vec<Reason> {
    let codes: Vec<String> = findings.iter().map(|finding| finding.code.clone()).collect();
    let reason = |finding: Finding| {
        let (side, advice) = token.mended(&finding.code, &codes);
        Reason::new(side, Finding { advice: advice.map_or(finding.advice.clone(), str::to_owned), ..finding })
    };
    findings.into_iter().map(reason).collect()
}

impl Refused<'_> {
    /// Who can mend a finding, and what to do where that differs from what the rule says.
    fn mended(&self, code: &str, codes: &[String]) -> Verdict {
        if code == "aud" && audiences(self.claims).iter().any(|found| self.expected.iter().any(|known| known == found)) {
            return (Side::Operator, Some(FILE_ALONE));
        }
        if self.signer == Signer::Issuer && OF_ANOTHER.contains(&code) && !self.is_the_partners(code, codes) {
            return (Side::Partner, Some(ANOTHER_CLIENT));
        }
        if self.signer == Signer::Gateway && codes.iter().any(|known| known == "iss" || known == "signature") {
            return (Side::Partner, Some(NOT_THE_GATEWAYS));
        }
        let row = TABLE.iter().find(|row| row.code == code);
        row.map_or((Side::Partner, None), |row| match self.signer {
            Signer::Partner => row.partner,
            Signer::Issuer => row.issuer,
            Signer::Gateway => row.gateway,
        })
    }

    /// Whether the issuer made the token for the partner's own application. A token that it did not sign was not.
    fn is_the_partners(&self, code: &str, codes: &[String]) -> bool {
        let found = |code: &str| codes.iter().any(|known| known == code);
        if found("signature") || found("kid-unknown") || found("azp") {
            return false;
        }
        let Some(client) = self.client_id else { return code == "iss" || !found("claim") };
        let presenters = ["azp", "client_id"].iter().filter_map(|name| text(self.claims, name));
        code == "iss" || presenters.chain(audiences(self.claims)).any(|known| known == client)
    }
}

/// A side, and what it has to do where that is not what the rule says.
type Verdict = (Side, Option<&'static str>);

/// Who can mend a finding when the partner, its identity provider or the gateway signs.
struct Row {
    code: &'static str,
    partner: Verdict,
    issuer: Verdict,
    gateway: Verdict,
}

const fn row(code: &'static str, partner: Verdict, issuer: Verdict, gateway: Verdict) -> Row {
    Row { code, partner, issuer, gateway }
}

const PARTNER: Verdict = (Side::Partner, None);
const OPERATOR: Verdict = (Side::Operator, None);
const ISSUER: Verdict = (Side::Issuer, None);
const BOTH: Verdict = (Side::Both, None);
/// What the gateway writes into its own tokens by its settings.
const SETTINGS: Verdict =
    (Side::Operator, Some("the gateway writes this by its own settings: correct them, or what the partner file says"));

/// What a code is not in this table for is the partner's: it sent the token.
const TABLE: &[Row] = &[
    row("alg", (Side::Partner, Some("sign with RS256: the gateway verifies RSA signatures by public keys")), ISSUER, SETTINGS),
    row("kid-unknown", (Side::Partner, Some(SIGN_WITH_KNOWN)), ISSUER, PARTNER),
    row("kid-missing", (Side::Partner, Some("name the key in the header (`kid`)")), ISSUER, SETTINGS),
    row("iss", (Side::Partner, Some("sign with `iss` exactly as the operator registered it")), OPERATOR, PARTNER),
    row("aud", (Side::Partner, Some("sign with `aud` exactly as the operator registered it")), OPERATOR, SETTINGS),
    row(
        "claim",
        (Side::Partner, Some("sign with the claim by which the gateway knows the partner")),
        OPERATOR,
        (Side::Partner, Some(NOT_THE_GATEWAYS)),
    ),
    row("sub-missing", PARTNER, ISSUER, SETTINGS),
    row("exp-missing", PARTNER, ISSUER, SETTINGS),
    row("iat-missing", PARTNER, ISSUER, SETTINGS),
    row("milliseconds", PARTNER, ISSUER, SETTINGS),
    row("lifetime-long", PARTNER, ISSUER, SETTINGS),
    row("not-yet-valid", PARTNER, ISSUER, BOTH),
    row("issued-in-future", BOTH, BOTH, BOTH),
];

/// Codes that say that a token is somebody else's, unless it is seen to be the partner's own.
const OF_ANOTHER: &[&str] = &["iss", "aud", "claim"];
const FILE_ALONE: &str = "the token has what the gateway was told: correct `audience` in the partner file, or onboard again when the file is \
                          right and the tokens are to change";
const ANOTHER_CLIENT: &str = "the issuer did not make this token for the partner's own application: use the client that is registered, at the issuer that is";
const NOT_THE_GATEWAYS: &str =
    "the gateway signs this partner's tokens and did not make this one for it: ask the gateway for a new one";
const SIGN_WITH_KNOWN: &str = "sign with the key that is published, or publish this one and have the gateway read the keys again";

#[cfg(test)]
mod tests;
