//! Whose tokens identify a partner, and by what: kept with the application, for the connector of an endpoint knows all partners at
//! once (section 6).

use std::collections::BTreeMap;

use crate::{
    domain::{
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
        profile::ObservedClient,
    },
    gateway::{Error, Result},
};

use super::{capabilities, connector::KEY_HEADER, line::Pairs};

/// The link of one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) mechanism: MechanismKind,
    pub(super) issuer: String,
    /// Where the gateway fetches the keys.
    pub(super) jwks: String,
    pub(super) audience: Option<String>,
    /// The package key that the tokens belong to.
    pub(super) key: String,
    /// The claim that holds the package key; `None` when the key travels beside the token.
    pub(super) claim: Option<String>,
    /// All claims that were asked for.
    pub(super) claims: BTreeMap<String, String>,
}

impl Link {
    /// What an issuer's tokens are known by. Without a claim that can be a key, `own` makes one.
    pub(super) fn wanted(issuer: &TokenIssuer, mechanism: MechanismKind, own: impl FnOnce() -> String) -> Result<Self> {
        let IssuerKeys::Published(jwks) = &issuer.keys else { return Err(Error::Unsupported(capabilities::unpublished())) };
        if jwks.scheme() != "https" {
            let what =
                format!("the gateway fetches the keys of `{}` over https only: publish them at such an address", issuer.issuer);
            return Err(Error::Settings(what));
        }
        let found = key_claim(issuer, mechanism);
        let (claim, key) = found.map_or_else(|| (None, own()), |(claim, key)| (Some(claim), key));
        Ok(Self {
            mechanism,
            issuer: issuer.issuer.clone(),
            jwks: jwks.to_string(),
            audience: issuer.audience.clone(),
            key,
            claim,
            claims: issuer.claims.clone(),
        })
    }

    /// The claims besides the one that holds the key: every token at the endpoint must carry them.
    pub(super) fn others(&self) -> impl Iterator<Item = (&String, &String)> {
        self.claims.iter().filter(|(name, _)| Some(*name) != self.claim.as_ref())
    }

    /// The claims as the plan compares them; a partner without any is known by its issuer.
    pub(super) fn shown(&self) -> impl Iterator<Item = (String, String)> {
        let own = self.claim.clone().unwrap_or_else(|| "iss".to_owned());
        let value = if self.claim.is_some() { self.key.clone() } else { self.issuer.clone() };
        self.claims.clone().into_iter().chain([(own, value)])
    }

    /// The credential of the link as the plan compares it.
    pub(super) fn complete(&self, client: &mut ObservedClient) {
        client.issuer = Some(self.issuer.clone());
        client.audience.clone_from(&self.audience);
        client.usage.key_header = self.claim.is_none().then(|| KEY_HEADER.to_owned());
    }

    pub(super) fn read(pairs: &Pairs) -> Option<Self> {
        let text = |name: &str| pairs.get(name).cloned();
        let claims = pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix(CLAIM)?.to_owned(), value.clone())));
        Some(Self {
            mechanism: pairs.get("mechanism")?.parse().ok()?,
            issuer: text("issuer")?,
            jwks: text("jwks")?,
            audience: text("audience"),
            key: text("key")?,
            claim: text("keyClaim"),
            claims: claims.collect(),
        })
    }

    pub(super) fn pairs(&self) -> Pairs {
        let mut pairs: Pairs = self.claims.iter().map(|(name, value)| (format!("{CLAIM}{name}"), value.clone())).collect();
        let texts = [("issuer", &self.issuer), ("jwks", &self.jwks), ("key", &self.key)];
        pairs.extend(texts.map(|(name, value)| (name.to_owned(), value.clone())));
        pairs.insert("mechanism".to_owned(), self.mechanism.to_string());
        pairs.extend(self.audience.clone().map(|value| ("audience".to_owned(), value)));
        pairs.extend(self.claim.clone().map(|value| ("keyClaim".to_owned(), value)));
        pairs
    }
}

/// The claim that tells this partner from others, with its value: one that fits a package key.
fn key_claim(issuer: &TokenIssuer, mechanism: MechanismKind) -> Option<(String, String)> {
    if let Some(client) = issuer.client_id.as_ref().filter(|client| fits(client)) {
        let named = issuer.claims.iter().find(|(_, value)| *value == client).map(|(name, _)| name.clone());
        // The audience of an ID token is the client (OpenID Connect Core 1.0, section 2).
        let usual = if mechanism == MechanismKind::Oidc { "aud" } else { "azp" };
        return Some((named.unwrap_or_else(|| usual.to_owned()), client.clone()));
    }
    let usual = USUAL.iter().find_map(|name| issuer.claims.get_key_value(*name).filter(|(_, value)| fits(value)));
    let any = || issuer.claims.iter().find(|(_, value)| fits(value));
    usual.or_else(any).map(|(name, value)| (name.clone(), value.clone()))
}

/// Whether a text can be a package key (section 5, "Own keys").
fn fits(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

const CLAIM: &str = "claim.";
const USUAL: [&str; 6] = ["azp", "client_id", "cid", "appid", "clientid", "sub"];
