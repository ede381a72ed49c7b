//! The workspace file: organisation, environments, policies and defaults.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    document::{Document, Format, Kind},
    mail::MailSettings,
    moment::Span,
    name::EnvironmentName,
};

/// `partnerctl.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Workspace {
    /// The version of this format.
    pub api_version: Format,
    /// Always `Workspace`.
    pub kind: Kind,
    /// Whose machine this is.
    #[serde(default)]
    pub role: Role,
    /// The organisation that runs the gateway.
    pub organisation: String,
    /// Tells this workspace's profiles on a gateway from those of another; the organisation's name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is taken when a flag is absent.
    #[serde(default)]
    pub defaults: Defaults,
    /// The places partners are onboarded to.
    #[serde(default)]
    pub environments: BTreeMap<EnvironmentName, Environment>,
    /// Rules for all environments.
    #[serde(default)]
    pub policies: Policies,
    /// Who may agree to saved plans.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<Approver>,
    /// Where secrets are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<SecretSettings>,
    /// How documents are sent by mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailSettings>,
}

impl Document for Workspace {
    const KIND: Kind = Kind::Workspace;

    fn kind(&self) -> Kind {
        self.kind
    }
}

impl Workspace {
    /// The word that marks this workspace's profiles on a gateway: its id, else its organisation in plain letters.
    #[must_use]
    pub fn owner(&self) -> String {
        let plain = |text: &str| -> String {
            let words = text.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
        };
        self.id.clone().unwrap_or_else(|| plain(&self.organisation))
    }
}

/// Whose machine a workspace is on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the gateway.
    #[default]
    Operator,
    /// Calls the APIs.
    Partner,
}

/// What is taken when a flag is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Defaults {
    /// The environment of commands without `-e`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentName>,
}

/// One place partners are onboarded to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Environment {
    /// Which rules hold here.
    pub class: Class,
    /// Whether changes need a saved plan.
    #[serde(default, skip_serializing_if = "Changes::is_direct")]
    pub changes: Changes,
    /// How many people besides the maker of a saved plan must have signed it; see `approvers`.
    #[serde(default, skip_serializing_if = "is_none_wanted")]
    pub approvals: u8,
    /// What the subject of a partner's certificate must be, such as `CN=*,O=Acme,C=US`; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_subject: Option<String>,
    /// The hosts and ports that partners reach here, besides those of the addresses that are shared with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firewall: Vec<FirewallLine>,
    /// The file with the terms of use that partners accept, relative to the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The gateway that partners call.
    pub gateway: Connection,
    /// The product that issues the tokens, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
}

/// The product that issues the tokens of an environment, and what its tokens look like at the gateway.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identity {
    /// The driver that speaks its admin API, such as `rfc7591`.
    pub driver: String,
    /// The address of the server: its issuer.
    pub url: Url,
    /// How the tool signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Login>,
    /// A PEM file, relative to the workspace, with certificate authorities to trust besides the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    /// The `aud` that tokens must carry at the gateway; they are asked for with it (RFC 8707). Any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The claim of the tokens that holds the client id; what the driver knows when absent, such as `client_id` (RFC 9068).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_claim: Option<String>,
    /// Where the gateway reads the keys of the tokens, where that is another address than the server publishes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// What the server does not say about itself where it is looked for (`rfc7591`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<ServerMetadata>,
}

impl Identity {
    /// How to reach it.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection {
            driver: self.driver.clone(),
            url: Some(self.url.clone()),
            sandbox: false,
            login: self.login.clone(),
            ca_file: self.ca_file.clone(),
            metadata: self.metadata.clone(),
            ..Connection::default()
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none_wanted(count: &u8) -> bool {
    *count == 0
}

/// Who may agree to saved plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approver {
    /// The name that the person has on the machine, as in the audit log, before the `@`.
    pub user: String,
    /// The RFC 7638 thumbprint of the person's public key, as `partnerctl jwk thumbprint` prints it.
    pub thumbprint: String,
}

/// A host and port that a partner's firewall must let through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirewallLine {
    /// The host's name or address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// What it is for, such as `tokens`.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// Which rules hold in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Self-signed certificates are allowed with their complete chain.
    NonProduction,
    /// Certificates come from a certificate authority; never chosen by default by a command that writes.
    Production,
}

/// Whether changes need a saved plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Changes {
    /// Commands write at once.
    #[default]
    Direct,
    /// Commands write only what a saved plan names.
    Planned,
}

impl Changes {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_direct(&self) -> bool {
        *self == Self::Direct
    }
}

/// How to reach one product's admin API.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Connection {
    /// The driver that speaks its admin API, such as `webmethods`.
    pub driver: String,
    /// The address of the server, without the driver's own path. Absent with `sandbox: true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// Whether this is the workspace's own sandbox: its address, CA and login are found by the tool.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sandbox: bool,
    /// How the tool signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Login>,
    /// A PEM file, relative to the workspace, with certificate authorities to trust besides the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    /// Headers in which the gateway hands claims of a partner's token on to an API, each with the name of the claim (`boomi`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claim_headers: BTreeMap<String, String>,
    /// What an authorization server does not say about itself where it is looked for (`rfc7591`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<ServerMetadata>,
}

/// What is said here in the place of an authorization server's own metadata, or besides them (RFC 8414).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ServerMetadata {
    /// Where its metadata are, when they are at neither of the two well-known addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// Where clients are registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_endpoint: Option<Url>,
    /// Where clients get tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Url>,
    /// Grant types that it supports besides those that it lists, such as `client_credentials`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// Ways in which clients prove themselves besides those that it lists, such as `private_key_jwt`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authentication_methods: Vec<String>,
}

/// How the tool signs in at an admin API. The secret itself never stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Login {
    /// HTTP Basic (RFC 7617).
    Basic(BasicLogin),
    /// A token in the `Authorization` header; it is in the secret store, put there by `gateway login`.
    Token(TokenScheme),
    /// A service user of one area, who gets a token with an API key (`boomi`).
    Area(AreaLogin),
}

/// The word in front of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TokenScheme {
    /// `Bearer` (RFC 6750), such as an initial access token (RFC 7591, section 3).
    Bearer,
}

/// A user of the admin API; the password is in the secret store, put there by `gateway login`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BasicLogin {
    /// The user's name.
    pub user: String,
}

/// A service user and the API key that it gets tokens with. The user's password is put into the secret store by `gateway login`, the
/// key's shared secret by `secret put connections/ENVIRONMENT.gateway-key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AreaLogin {
    /// The service user's name.
    pub user: String,
    /// The key of the admin API, without its shared secret.
    pub key: String,
    /// The UUID of the area; a token is good for one.
    pub area: String,
}

/// Rules for all environments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Policies {
    /// How long a client secret is good for.
    pub secret_lifetime: Span,
    /// The shortest RSA modulus that is accepted, in bits.
    pub minimum_rsa_bits: u32,
    /// How far clocks may differ.
    pub clock_skew: Span,
}

impl Default for Policies {
    fn default() -> Self {
        Self { secret_lifetime: Span::days(365), minimum_rsa_bits: 2048, clock_skew: Span::seconds(60) }
    }
}

/// Where secrets are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretSettings {
    /// Which store.
    pub store: SecretStoreKind,
    /// The age recipient that sealed files are made for (`sealed`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The program and its arguments (`command`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
}

/// The kinds of secret stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SecretStoreKind {
    /// The keyring of the operating system.
    Keyring,
    /// One age file per secret below `secrets/`.
    Sealed,
    /// An external program.
    Command,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
