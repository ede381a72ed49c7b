//! Everything that can be done to a gateway.

use std::{collections::BTreeSet, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    api::Api,
    certificate::Certificate,
    mechanism::{Mechanism, MechanismKind, TokenIssuer},
    name::{ApiRef, ScopeName},
    profile::{RemoteRef, Settings, State},
};

/// One change to a gateway. Closed on purpose: a new variant makes the compiler list every driver to revisit.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Makes the partner's profile.
    CreateProfile(Settings),
    /// Makes the partner's profile and its credential in one request, where the product has no other way.
    Register(Box<Registration>),
    /// Writes what the profile says about the partner; the second part names the fields that differ.
    UpdateProfile(Settings, Vec<FieldChange>),
    /// Lets calls through, or no longer.
    SetState(State),
    /// Removes the profile with its credentials.
    RemoveProfile,
    /// Issues a client id and secret.
    IssueSecret(SecretOrder),
    /// Removes one credential.
    RetireSecret(RemoteRef),
    /// Sets what a credential may ask for.
    SetScopes(RemoteRef, BTreeSet<ScopeName>),
    /// Registers the keys of the partner, or where they are published.
    SetKeys(KeySource),
    /// Sets the certificates that identify the partner; others that it has are removed.
    BindCertificates(Vec<Certificate>),
    /// Sets the issuer and claims that identify the partner.
    LinkSubject(TokenIssuer, MechanismKind),
    /// Lets the partner call these APIs, besides those it may call already.
    Assign(BTreeSet<ApiRef>),
    /// No longer lets the partner call these APIs.
    Unassign(BTreeSet<ApiRef>),

    /// Publishes an API from its description.
    PublishApi(Box<Api>),
    /// Serves an API, or no longer.
    SetApiState(ApiRef, State),
    /// Lets partners of a mechanism in at an API, besides those it lets in already.
    Admit(ApiRef, MechanismKind),
    /// Makes an API answer on https.
    RequireHttps(ApiRef),
    /// Makes the server of the tokens know a scope, and the scope admit calls to the APIs.
    EnsureScope(Scope),
    /// Trusts authorities of client certificates, besides those that are trusted already.
    TrustChain(Vec<Certificate>),
    /// Makes the gateway ask callers for a certificate; who shows none is served as before.
    AskForCertificates,
    /// Trusts an external issuer, or makes the gateway an issuer itself.
    TrustIssuer(TokenIssuer),
}

/// A profile that is made with its credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// What the profile says about the partner.
    pub settings: Settings,
    /// What the partner authenticates with.
    pub mechanism: Mechanism,
}

/// Which credential to issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretOrder {
    /// What it is.
    pub kind: SecretKind,
    /// What the client may ask for.
    pub scopes: BTreeSet<ScopeName>,
    /// Whether it stands beside one that is in use.
    pub overlap: Overlap,
}

/// The kinds of secrets that a gateway issues to a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// The secret of an OAuth 2.0 client.
    ClientSecret,
    /// A key by which the gateway knows the partner when it asks for a JWT that the gateway signs.
    ApiKey,
}

/// What becomes of the credential that is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overlap {
    /// There is none.
    First,
    /// It stays until it is retired.
    Beside,
}

/// Where the keys of a partner come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// In certificates of the partner: a JWK set is made of them (RFC 7517), public members only.
    Certificates(Vec<Certificate>),
    /// At the address of a JWK set.
    Published(url::Url),
}

/// A scope and the APIs that it admits calls to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The scope.
    pub name: ScopeName,
    /// The `iss` of the tokens that carry it; none for those of the gateway's own token server.
    pub issuer: Option<String>,
    /// The APIs, besides those it admits already.
    pub apis: BTreeSet<ApiRef>,
}

/// One field that differs, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The field, in the words of the partner file.
    pub field: String,
    /// What the gateway has; absent when it has nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What is wanted; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The kinds of changes: the rows of every table of capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the change of the same name")]
pub enum Operation {
    PublishApi,
    RequireHttps,
    TrustChain,
    AskForCertificates,
    TrustIssuer,
    EnsureScope,
    Admit,
    SetApiState,
    CreateProfile,
    UpdateProfile,
    SetState,
    IssueSecret,
    RetireSecret,
    SetScopes,
    SetKeys,
    BindCertificates,
    LinkSubject,
    Assign,
    Unassign,
    RemoveProfile,
}

impl Operation {
    /// All of them, in the order in which they build on each other: an API is served only when it is guarded.
    pub const ALL: [Self; 20] = [
        Self::PublishApi,
        Self::RequireHttps,
        Self::TrustChain,
        Self::AskForCertificates,
        Self::TrustIssuer,
        Self::EnsureScope,
        Self::Admit,
        Self::SetApiState,
        Self::CreateProfile,
        Self::UpdateProfile,
        Self::SetState,
        Self::IssueSecret,
        Self::RetireSecret,
        Self::SetScopes,
        Self::SetKeys,
        Self::BindCertificates,
        Self::LinkSubject,
        Self::Assign,
        Self::Unassign,
        Self::RemoveProfile,
    ];

    /// The word used in tables, plans and the journal.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PublishApi => "publish-api",
            Self::SetApiState => "set-api-state",
            Self::RequireHttps => "require-https",
            Self::EnsureScope => "ensure-scope",
            Self::TrustChain => "trust-chain",
            Self::AskForCertificates => "ask-for-certificates",
            Self::TrustIssuer => "trust-issuer",
            Self::Admit => "admit",
            Self::CreateProfile => "create-profile",
            Self::UpdateProfile => "update-profile",
            Self::SetState => "set-state",
            Self::IssueSecret => "issue-secret",
            Self::RetireSecret => "retire-secret",
            Self::SetScopes => "set-scopes",
            Self::SetKeys => "set-keys",
            Self::BindCertificates => "bind-certificates",
            Self::LinkSubject => "link-subject",
            Self::Assign => "assign",
            Self::Unassign => "unassign",
            Self::RemoveProfile => "remove-profile",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl Change {
    /// Which kind of change this is.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        match self {
            Self::CreateProfile(_) | Self::Register(_) => Operation::CreateProfile,
            Self::UpdateProfile(..) => Operation::UpdateProfile,
            Self::SetState(_) => Operation::SetState,
            Self::RemoveProfile => Operation::RemoveProfile,
            Self::IssueSecret(_) => Operation::IssueSecret,
            Self::RetireSecret(_) => Operation::RetireSecret,
            Self::SetScopes(..) => Operation::SetScopes,
            Self::SetKeys(_) => Operation::SetKeys,
            Self::BindCertificates(_) => Operation::BindCertificates,
            Self::LinkSubject(..) => Operation::LinkSubject,
            Self::Assign(_) => Operation::Assign,
            Self::Unassign(_) => Operation::Unassign,
            Self::PublishApi(_) => Operation::PublishApi,
            Self::SetApiState(..) => Operation::SetApiState,
            Self::Admit(..) => Operation::Admit,
            Self::RequireHttps(_) => Operation::RequireHttps,
            Self::EnsureScope(_) => Operation::EnsureScope,
            Self::TrustChain(_) => Operation::TrustChain,
            Self::AskForCertificates => Operation::AskForCertificates,
            Self::TrustIssuer(_) => Operation::TrustIssuer,
        }
    }

    /// Whether the product answers it with a secret, so that the secret store must open before.
    #[must_use]
    pub const fn issues_secret(&self) -> bool {
        matches!(self, Self::IssueSecret(_) | Self::Register(_))
    }

    /// What it does, in one line for people.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::CreateProfile(settings) => format!("create profile `{}`", settings.name),
            Self::Register(registration) => {
                format!("register client `{}` with mechanism `{}`", registration.settings.name, registration.mechanism.kind())
            }
            Self::UpdateProfile(_, fields) => format!("update profile: {}", words(fields.iter().map(|field| &field.field))),
            Self::SetState(State::Active) => "let calls through".to_owned(),
            Self::SetState(State::Suspended) => "suspend the profile".to_owned(),
            Self::RemoveProfile => "remove the profile and its credentials".to_owned(),
            Self::IssueSecret(order) if order.kind == SecretKind::ApiKey => "issue an API key".to_owned(),
            Self::IssueSecret(order) if order.overlap == Overlap::Beside => "issue a second client id and secret".to_owned(),
            Self::IssueSecret(_) => "issue client id and secret".to_owned(),
            Self::RetireSecret(remote) => format!("remove {remote}"),
            Self::SetScopes(_, scopes) => format!("set scopes: {}", words(scopes)),
            Self::SetKeys(_) => "register the partner's keys".to_owned(),
            Self::BindCertificates(certificates) => format!("register certificate {}", subjects(certificates)),
            Self::LinkSubject(issuer, _) if issuer.is_gateway() => "link the gateway's own tokens".to_owned(),
            Self::LinkSubject(issuer, _) => format!("link tokens of `{}`", issuer.issuer),
            Self::Assign(apis) => format!("assign {}", words(apis)),
            Self::Unassign(apis) => format!("unassign {}", words(apis)),
            Self::PublishApi(api) => format!("publish API {}", api.reference),
            Self::SetApiState(api, State::Active) => format!("activate API {api}"),
            Self::SetApiState(api, State::Suspended) => format!("deactivate API {api}"),
            Self::Admit(api, mechanism) => format!("admit {mechanism} at API {api}"),
            Self::RequireHttps(api) => format!("serve API {api} on https"),
            Self::EnsureScope(Scope { name, issuer: Some(issuer), apis }) => {
                format!("map scope `{name}` of `{issuer}` to {}", words(apis))
            }
            Self::EnsureScope(scope) => format!("map scope `{}` to {}", scope.name, words(&scope.apis)),
            Self::TrustChain(authorities) => format!("trust {}", subjects(authorities)),
            Self::AskForCertificates => "ask callers for a certificate".to_owned(),
            Self::TrustIssuer(issuer) if issuer.is_gateway() => "let the gateway issue tokens".to_owned(),
            Self::TrustIssuer(issuer) => format!("trust issuer `{}`", issuer.issuer),
        }
    }
}

fn words(items: impl IntoIterator<Item = impl fmt::Display>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn subjects(certificates: &[Certificate]) -> String {
    words(certificates.iter().map(|certificate| format!("`{}`", certificate.facts.subject)))
}
