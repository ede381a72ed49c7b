//! The JSON of the standards: server metadata (RFC 8414) and a client's registration (RFC 7591, section 3.2.1).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::domain::{
    moment::Moment, name::ScopeName, profile::Usage, secret::Secret, signature::Signatures, workspace::ServerMetadata,
};

/// What a server says about itself. Lists that are absent mean what the standard says (RFC 8414, section 2).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Server {
    pub(super) issuer: String,
    pub(super) registration_endpoint: Option<Url>,
    pub(super) token_endpoint: Option<Url>,
    pub(super) jwks_uri: Option<Url>,
    grant_types_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_signing_alg_values_supported: Option<Vec<String>>,
    scopes_supported: Vec<String>,
    mtls_endpoint_aliases: Aliases,
    pub(super) tls_client_certificate_bound_access_tokens: bool,
    /// The `Date` of the answer.
    #[serde(skip)]
    pub(super) time: Option<time::OffsetDateTime>,
}

/// Addresses that ask for a client certificate (RFC 8705, section 5).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Aliases {
    token_endpoint: Option<Url>,
}

impl Server {
    /// The same with what the workspace says in the server's place, and besides it: some servers leave out what they support (section 1).
    pub(super) fn with(mut self, own: &ServerMetadata) -> Self {
        self.registration_endpoint = own.registration_endpoint.clone().or(self.registration_endpoint);
        self.token_endpoint = own.token_endpoint.clone().or(self.token_endpoint);
        add(&mut self.grant_types_supported, &own.grant_types, GRANTS);
        add(&mut self.token_endpoint_auth_methods_supported, &own.authentication_methods, METHODS);
        self
    }

    /// The words of a list, as people read them.
    pub(super) fn said(&self) -> [(&'static str, String); 2] {
        let shown = |list: &Option<Vec<String>>, absent: &[&str]| {
            list.as_ref().map_or_else(|| format!("not told, so {}", absent.join(", ")), |list| list.join(", "))
        };
        [
            ("grant types", shown(&self.grant_types_supported, GRANTS)),
            ("authentication of clients", shown(&self.token_endpoint_auth_methods_supported, METHODS)),
        ]
    }

    /// Whether clients may use a grant.
    pub(super) fn grants(&self, grant: &str) -> bool {
        listed(self.grant_types_supported.as_ref(), grant, GRANTS)
    }

    /// Whether clients may prove themselves in this way.
    pub(super) fn takes(&self, method: &str) -> bool {
        listed(self.token_endpoint_auth_methods_supported.as_ref(), method, METHODS)
    }

    /// How a client proves itself by its secret: in the header wherever that is taken (RFC 6749, section 2.3.1).
    pub(super) fn secret_method(&self) -> Option<&'static str> {
        [BASIC, POST].into_iter().find(|method| self.takes(method))
    }

    /// How assertions of clients may be signed; unknown where nothing is listed. Those with a shared secret have no public key.
    pub(super) fn signatures(&self) -> Signatures {
        let public = |name: &&String| !name.starts_with("HS");
        let known = self.token_endpoint_auth_signing_alg_values_supported.as_ref();
        known.map_or(Signatures::Untold, |known| Signatures::Named(known.iter().filter(public).cloned().collect()))
    }

    /// The scopes that it names and that can be written in a partner file.
    pub(super) fn scopes(&self) -> BTreeSet<ScopeName> {
        self.scopes_supported.iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// Where a client gets its tokens: the alias for those that show a certificate (RFC 8705, section 5).
    pub(super) fn token_endpoint(&self, method: &str) -> Option<Url> {
        let alias = self.mtls_endpoint_aliases.token_endpoint.as_ref().filter(|_| method.ends_with(TLS));
        alias.or(self.token_endpoint.as_ref()).cloned()
    }
}

fn listed(list: Option<&Vec<String>>, word: &str, absent: &[&str]) -> bool {
    list.map_or_else(|| absent.contains(&word), |list| list.iter().any(|known| known == word))
}

/// Adds words to a list that means something else where it is absent.
fn add(list: &mut Option<Vec<String>>, more: &[String], absent: &[&str]) {
    if more.is_empty() {
        return;
    }
    let known = list.get_or_insert_with(|| absent.iter().map(|word| (*word).to_owned()).collect());
    let fresh: Vec<String> = more.iter().filter(|word| !known.contains(word)).cloned().collect();
    known.extend(fresh);
}

/// The metadata of a client, every member of it, so that what we do not know survives an update.
#[derive(Clone)]
pub(super) struct Client(pub(super) Map<String, Value>);

impl Client {
    /// Reads an answer; `None` when it is no registration.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let members: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let client = Self(members);
        client.text("client_id").is_some_and(|id| !id.is_empty()).then_some(client)
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn id(&self) -> &str {
        self.text("client_id").unwrap_or_default()
    }

    /// How the client proves itself; the standard's default when it does not say (RFC 7591, section 2).
    pub(super) fn method(&self) -> &str {
        self.text("token_endpoint_auth_method").unwrap_or(BASIC)
    }

    /// The secret, where the client has one that it proves itself with; some servers give one to every client.
    pub(super) fn secret(&self) -> Option<Secret> {
        let text = self.text("client_secret").filter(|_| self.method().starts_with("client_secret"))?;
        Some(Secret::new(text.to_owned()))
    }

    /// The token by which it is managed.
    pub(super) fn token(&self) -> Option<Secret> {
        self.text("registration_access_token").map(|text| Secret::new(text.to_owned()))
    }

    /// Where it is managed, as the server says.
    pub(super) fn address(&self) -> Option<&str> {
        self.text("registration_client_uri")
    }

    /// When its secret ends (RFC 7591, section 3.2.1); `None` for never.
    pub(super) fn secret_ends(&self) -> Option<Moment> {
        let at = self.0.get("client_secret_expires_at").and_then(Value::as_i64).filter(|at| *at != 0)?;
        time::OffsetDateTime::from_unix_timestamp(at).ok().map(Moment::new)
    }

    /// How its credential is used.
    pub(super) fn usage(&self) -> Usage {
        let ends = self.secret_ends().filter(|_| self.method().starts_with("client_secret"));
        Usage { ends, secret_in_body: self.method() == POST, key_header: None }
    }

    /// What it may ask for.
    pub(super) fn scopes(&self) -> BTreeSet<ScopeName> {
        self.text("scope").unwrap_or_default().split_whitespace().filter_map(|name| name.parse().ok()).collect()
    }

    /// Texts of a member that is a list.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The keys that are registered with it.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Value> {
        self.0.get("jwks").and_then(|set| set.get("keys")).and_then(Value::as_array).into_iter().flatten()
    }

    /// What an update sends: everything from the last answer but what only the server writes (RFC 7592, section 2.2). The secret is
    /// left out, too: it cannot be chosen, and some servers refuse to see it (section 5).
    pub(super) fn for_update(&self) -> Map<String, Value> {
        let sent = |name: &String, value: &Value| !SERVER_MADE.contains(&name.as_str()) && !value.is_null();
        self.0.iter().filter(|(name, value)| sent(name, value)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// Scopes as one member.
pub(super) fn scope(scopes: &BTreeSet<ScopeName>) -> Value {
    json!(scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(" "))
}

/// The authentication methods of RFC 7591, section 2, and RFC 8705, section 2.
pub(super) const BASIC: &str = "client_secret_basic";
pub(super) const POST: &str = "client_secret_post";
pub(super) const KEY: &str = "private_key_jwt";
pub(super) const AUTHORITY: &str = "tls_client_auth";
pub(super) const SELF_SIGNED: &str = "self_signed_tls_client_auth";
const TLS: &str = "tls_client_auth";

/// The grant types of RFC 7591, section 2.
pub(super) const CREDENTIALS: &str = "client_credentials";
pub(super) const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What an absent list means (RFC 8414, section 2).
const GRANTS: &[&str] = &["authorization_code", "implicit"];
const METHODS: &[&str] = &[BASIC];

const SERVER_MADE: [&str; 5] =
    ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at", "client_secret"];
