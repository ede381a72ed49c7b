//! What both sides send each other by signed files: four documents, each the payload of one file, and what a record keeps of them.

mod recorded;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    certificate::CertificateFacts,
    document::{Document, Format, Kind},
    mechanism::MechanismKind,
    moment::Moment,
    name::{ApiRef, ApplicationId, EnvironmentName, PartnerName, ProfileKey, ScopeName},
    partner::{Contact, SignedBy},
    record::RecordedIssuer,
    workspace::{Class, FirewallLine},
};

pub use self::recorded::{Known, RecordedExchange, SentLetter};

/// Makes a document that is the payload of a signed file.
macro_rules! letter {
    ($(#[$doc:meta])* $name:ident, $spec:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            /// The version of this format.
            pub api_version: Format,
            /// What kind of document this is.
            pub kind: Kind,
            /// Which one it is, about whom, and for how long.
            pub metadata: LetterMetadata,
            /// What it says.
            pub spec: $spec,
        }

        impl $name {
            /// The document that says this.
            #[must_use]
            pub const fn new(metadata: LetterMetadata, spec: $spec) -> Self {
                Self { api_version: Format::V1, kind: Kind::$name, metadata, spec }
            }
        }

        impl Document for $name {
            const KIND: Kind = Kind::$name;

            fn kind(&self) -> Kind {
                self.kind
            }
        }

        impl Letter for $name {
            fn metadata(&self) -> &LetterMetadata {
                &self.metadata
            }
        }
    };
}

letter!(
    /// What a partner wishes for, before anybody invited it.
    Request,
    RequestSpec
);
letter!(
    /// What an operator asks a partner for.
    Invitation,
    InvitationSpec
);
letter!(
    /// What a partner answers: public material alone.
    Response,
    ResponseSpec
);
letter!(
    /// What an operator hands over: the record's facts, and secrets that only their recipient can open.
    Handover,
    HandoverSpec
);

/// A document that is the payload of a signed file.
pub trait Letter: Document {
    /// Which one it is, about whom, and for how long.
    fn metadata(&self) -> &LetterMetadata;
}

/// Which letter it is, about whom, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LetterMetadata {
    /// Its own id; no two letters have the same.
    pub id: String,
    /// When it was written.
    pub issued: Moment,
    /// When it ends.
    pub expires: Moment,
    /// The id of the letter that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The partner.
    pub partner: PartnerName,
    /// The environment.
    pub environment: EnvironmentName,
}

impl LetterMetadata {
    /// The partner and environment that the letter is about.
    #[must_use]
    pub fn key(&self) -> ProfileKey {
        ProfileKey { partner: self.partner.clone(), environment: self.environment.clone() }
    }
}

/// What a partner wishes for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestSpec {
    /// The name that people use.
    pub display_name: String,
    /// How it wants to authenticate.
    pub mechanism: MechanismKind,
    /// The APIs that it wants to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<ApiRef>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Who issues its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client id of its application at the issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// What an operator asks a partner for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationSpec {
    /// Who runs the gateway.
    pub organisation: String,
    /// The name of the partner that people use.
    pub display_name: String,
    /// Which rules hold.
    pub class: Class,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// Who signs its tokens (`jwt-bearer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
    /// The rule for its key and certificate, where it needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeyRule>,
    /// The issuer of its tokens, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client id at the issuer, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The `aud` of its tokens, where it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Claims that identify it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, String>,
    /// What it may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
    /// The terms of use to accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsFile>,
    /// What the partner's firewall must let through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firewall: Vec<FirewallLine>,
    /// The APIs, with their addresses as far as they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<SharedApi>,
    /// Where it gets its tokens, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Url>,
    /// The age recipient of the operator, for what has to be sealed.
    pub recipient: String,
    /// Authorities of the gateway besides those that every machine trusts, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<String>,
}

/// The rule for a partner's key and certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyRule {
    /// The type of a new key, such as `rsa-3072`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The shortest RSA modulus, in bits.
    pub minimum_rsa_bits: u32,
    /// What the subject must be, such as `CN=*,O=Acme,C=US`; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether a certificate that is signed with its own key is taken.
    pub self_signed: bool,
}

/// The terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsFile {
    /// The name of the file that comes along.
    pub file: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
}

/// An API with its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharedApi {
    /// Which one.
    pub api: ApiRef,
    /// Its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<Url>,
    /// A first call below each of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
}

/// A call that is good for a first try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trial {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
}

/// What a partner answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResponseSpec {
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// What became of the terms of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsAnswer>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// The certificate with those above it, leaf first, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The certificate request, while it is not signed, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Where the issuer publishes its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// The issuer of its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client id at the issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Claims that identify it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, String>,
    /// The age recipient that secrets are to be sealed for.
    pub recipient: String,
    /// The SHA-256 of the key that the partner's workspace signs its results with, in hex.
    pub signing_key: String,
    /// What the partner's firewall lets through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firewall: Vec<FirewallResult>,
}

/// What became of the terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsAnswer {
    /// The SHA-256 of the file, in hex.
    pub sha256: String,
    /// Who accepted them, or who is to.
    pub by: String,
    /// When they were accepted; absent while they are with the one who signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Moment>,
}

/// Whether a host and port can be reached from the partner's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirewallResult {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What came out.
    pub result: Reached,
    /// How far the way is open, where it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Hop>,
    /// What was seen.
    pub detail: String,
}

/// A stretch of the way to a host, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Hop {
    /// The host's name has no address.
    Dns,
    /// There is no connection to its port.
    Tcp,
    /// There is one, and no TLS over it.
    Tls,
    /// Its certificate is for another name.
    Name,
}

impl Hop {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Name => "name",
        }
    }
}

/// How a try to reach a host came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// It answered as it should.
    Open,
    /// It did not.
    Closed,
    /// It was not tried.
    NotTried,
}

/// What an operator hands over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandoverSpec {
    /// Who runs the gateway.
    pub organisation: String,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// The value of every request payload.
    pub application_id: ApplicationId,
    /// What the partner names itself with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What it may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
    /// Where it gets its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Url>,
    /// The issuer identifier of the authorization server that it is registered at; absent where the gateway knows it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_server: Option<String>,
    /// Whether id and secret go into the body of a token request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret_in_body: bool,
    /// The header in which the client id goes beside every token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_header: Option<String>,
    /// The API that it asks them for there (RFC 8707).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_audience: Option<String>,
    /// What it may call.
    pub apis: Vec<SharedApi>,
    /// The identifier that both sides agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_source_id: Option<String>,
    /// Certificates that identify it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateFacts>,
    /// Who issues its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<RecordedIssuer>,
    /// When the credential ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// Authorities of the gateway besides those that every machine trusts, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<String>,
    /// The credential, sealed in the age format as text; absent where the partner made it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}
