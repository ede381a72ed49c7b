//! The ways in which the partner `acme` shows who it is, and what each comes to on a gateway.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::crypto::{digest::sha256, jks};
use serde_json::{Value, json};

use super::material::{MATERIAL, Paper, key, key_set};
use crate::{
    replies::{Play, Server},
    support::{Place, Sandbox, partner, tally::list},
};

/// A way of authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A certificate that the partner signed itself.
    SelfSigned,
    /// A certificate of an authority, with the intermediate one.
    Issued,
    /// Tokens whose issuer is known by a certificate.
    SignerCertificate,
    /// Tokens whose issuer is known by the address of its keys.
    SignerKeys,
    /// Tokens whose issuer names the address of its keys itself.
    SignerMetadata,
    /// Tokens that the gateway signs.
    Gateway,
    /// ID tokens of an identity provider, with a scope.
    Oidc,
}

impl Way {
    pub(crate) const ALL: &'static [Self] = &[
        Self::SelfSigned,
        Self::Issued,
        Self::SignerCertificate,
        Self::SignerKeys,
        Self::SignerMetadata,
        Self::Gateway,
        Self::Oidc,
    ];

    pub(crate) const fn uses_certificates(self) -> bool {
        matches!(self, Self::SelfSigned | Self::Issued)
    }

    pub(crate) const fn is_signer(self) -> bool {
        matches!(self, Self::SignerCertificate | Self::SignerKeys | Self::SignerMetadata)
    }

    /// What the partner uses, and what comes after it.
    pub(crate) fn papers(self) -> [&'static Paper; 2] {
        match self {
            Self::SelfSigned => [&MATERIAL.alone, &MATERIAL.alone_next],
            Self::Issued => [&MATERIAL.issued, &MATERIAL.issued_next],
            _ => [&MATERIAL.signer, &MATERIAL.signer_next],
        }
    }

    /// Gives a workspace what the partner hands over, and the secret store what the partner holds.
    pub(crate) fn equip(self, place: &Place, sandbox: &Sandbox) -> Publisher {
        let publisher = Publisher::start(key_set(&[&key(&MATERIAL.signer)]));
        let [paper, next] = self.papers();
        place.write("certs/acme.pem", &paper.certificate);
        place.write("certs/next.pem", &next.certificate);
        place.write("certs/chain.pem", &format!("{}{}", MATERIAL.intermediate, MATERIAL.root));
        self.write(place, &publisher, "");
        match self {
            Self::Gateway => {}
            Self::Oidc => register(place, sandbox),
            _ => {
                place.write_private("acme.key", &paper.key);
                place.json(&["secret", "put", "test/acme", "--secret-file", "acme.key", "--yes"], 0);
            }
        }
        publisher
    }

    /// Writes the partner file; `more` goes into `authentication`.
    fn write(self, place: &Place, publisher: &Publisher, more: &str) {
        let url = publisher.url();
        let common = "audience: quotes, claims: { sub: acme }";
        let authentication = match self {
            Self::SelfSigned => "mechanism: client-certificate, certificates: [certs/acme.pem]".to_owned(),
            Self::Issued => "mechanism: client-certificate, certificates: [certs/acme.pem, certs/chain.pem]".to_owned(),
            Self::SignerCertificate => {
                format!("mechanism: jwt-bearer, issuer: \"{ISSUER}\", certificates: [certs/acme.pem], {common}")
            }
            Self::SignerKeys => format!("mechanism: jwt-bearer, issuer: \"{ISSUER}\", jwksUri: \"{url}/jwks\", {common}"),
            Self::SignerMetadata => format!("mechanism: jwt-bearer, issuer: \"{url}\", {common}"),
            Self::Gateway => "mechanism: jwt-bearer, signedBy: gateway".to_owned(),
            Self::Oidc => format!("mechanism: oidc, issuer: \"{ISSUER}\", scopes: [quote-read]"),
        };
        let usual = "mechanism: oauth2, scopes: [quote-read]";
        let text = partner("acme", &["test"]).replace(usual, &format!("{authentication}{more}"));
        assert!(!text.contains(usual));
        place.write("partners/acme.yaml", &text);
    }

    /// What the first onboarding leaves on the gateway.
    pub(crate) const fn traces(self) -> Traces {
        let (certificate, external) = (self.uses_certificates(), self.is_signer() || matches!(self, Self::Oidc));
        Traces {
            applications: 1,
            strategies: if certificate { 0 } else { 1 },
            identifiers: 1,
            aliases: if external { 1 } else { 0 },
            authorities: match self {
                Self::SelfSigned => 1,
                Self::Issued => 2,
                _ => 0,
            },
            signers: if matches!(self, Self::SignerCertificate) { 1 } else { 0 },
            rules: 1,
            apis: 1,
            mappings: if matches!(self, Self::Oidc) { 2 } else { 1 },
        }
    }
}

/// Registers the gateway at the sandbox's identity provider, as the partner does.
pub(crate) fn register(place: &Place, sandbox: &Sandbox) {
    place.json(&["sandbox", "idp-app", "acme", "--state", &sandbox.state()], 0);
}

pub(crate) const ISSUER: &str = "https://tokens.acme.example";

/// The partner's own issuer on loopback: its metadata and its keys, which can be replaced.
pub(crate) struct Publisher {
    server: Server,
    keys: Arc<Mutex<Value>>,
    metadata: Arc<Mutex<Value>>,
}

impl Publisher {
    pub(crate) fn start(keys: Value) -> Self {
        let keys = Arc::new(Mutex::new(keys));
        let metadata = Arc::new(Mutex::new(Value::Null));
        let (own, about) = (Arc::clone(&keys), Arc::clone(&metadata));
        let server = Server::serve(move |seen| match seen.path.split('?').next().unwrap() {
            "/jwks" => Play::json(200, &own.lock().unwrap()),
            "/.well-known/openid-configuration" if !about.lock().unwrap().is_null() => Play::json(200, &about.lock().unwrap()),
            _ => Play::text(404, "nothing here"),
        });
        let publisher = Self { server, keys, metadata };
        publisher.say(&json!({}));
        publisher
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Publishes other keys.
    pub(crate) fn publish(&self, keys: Value) {
        *self.keys.lock().unwrap() = keys;
    }

    /// Says something else in its metadata, besides the usual.
    pub(crate) fn say(&self, more: &Value) {
        let url = self.url();
        let mut metadata = json!({ "issuer": url, "jwks_uri": format!("{url}/jwks"),
            "id_token_signing_alg_values_supported": ["RS256"] });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        *self.metadata.lock().unwrap() = metadata;
    }

    /// Has no metadata any more.
    pub(crate) fn fall_silent(&self) {
        *self.metadata.lock().unwrap() = Value::Null;
    }
}

/// What is on a gateway for one partner, in numbers that a second creation would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traces {
    pub(crate) applications: usize,
    pub(crate) strategies: usize,
    pub(crate) identifiers: usize,
    /// Authorization servers besides the gateway's own.
    pub(crate) aliases: usize,
    /// What this program put into the truststore of the port.
    pub(crate) authorities: usize,
    /// What is in the truststore of issuers.
    pub(crate) signers: usize,
    /// Rules of Identify & Authorize.
    pub(crate) rules: usize,
    pub(crate) apis: usize,
    /// Scopes that are mapped to APIs: that of the document, and that of the partner's issuer.
    pub(crate) mappings: usize,
}

impl Traces {
    /// What is there now.
    pub(crate) fn on(sandbox: &Sandbox) -> Self {
        let applications = list(sandbox, "/applications", "applications");
        let identifiers = applications.iter().map(|application| {
            let detail = sandbox.ask(&format!("/applications/{}", application["id"].as_str().unwrap()));
            let detail = detail["applications"].get(0).unwrap_or(&detail);
            detail["identifiers"].as_array().map_or(0, Vec::len)
        });
        let aliases = list(sandbox, "/alias", "alias");
        let external = |alias: &&Value| alias["type"] == "authServerAlias" && alias["id"] != "local";
        let actions = list(sandbox, "/policyActions", "policyAction");
        let identify = actions.iter().filter(|action| action["templateKey"] == "evaluatePolicy");
        let rule = |parameter: &&Value| parameter["templateKey"] == "IdentificationRule";
        let port = sandbox.ask("/configurations/keystore")["truststoreName"].as_str().unwrap_or_default().to_owned();
        Self {
            applications: applications.len(),
            strategies: list(sandbox, "/strategies", "strategies").len(),
            identifiers: identifiers.sum(),
            aliases: aliases.iter().filter(external).count(),
            authorities: entries(sandbox, &port),
            signers: entries(sandbox, "partnerctl_issuers"),
            rules: identify.map(|action| action["parameters"].as_array().unwrap().iter().filter(rule).count()).sum(),
            apis: list(sandbox, "/apis", "apiResponse").len(),
            mappings: list(sandbox, "/scopes", "scopes").len(),
        }
    }
}

/// How many certificates this program put into a truststore; none is there twice.
fn entries(sandbox: &Sandbox, name: &str) -> usize {
    let found = sandbox.ask(&format!("/is/truststore/{name}"));
    let record = ["truststores", "truststore"].into_iter().find_map(|key| found.get(key)).unwrap_or(&found);
    let record = record.get(0).unwrap_or(record);
    let Some(content) = record["fileContent"].as_str() else { return 0 };
    let store = jks::read(&STANDARD.decode(content).unwrap(), None).unwrap();
    let all: Vec<(String, String)> = store.certificates().map(|(name, der)| (name.to_owned(), sha256(der))).collect();
    let different: BTreeSet<&String> = all.iter().map(|(_, hash)| hash).collect();
    assert_eq!(different.len(), all.len(), "{name}: {all:?}");
    all.iter().filter(|(name, _)| name.starts_with("partnerctl-")).count()
}
