//! External issuers of tokens: an alias each, shared by all partners whose tokens come from there (section 6). An alias is found by
//! its `iss`; one of ours carries our mark in its description and may be changed, one of others may be used and not changed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    domain::{
        certificate::Certificate,
        ground::KnownIssuer,
        mechanism::{IssuerKeys, TokenIssuer},
        name::ScopeName,
        profile::RemoteRef,
    },
    gateway::{Desk, Effect, Error, Result},
};

use super::{
    WebMethods,
    admin::tolerated,
    alias::{SERVER, is_external, unwrapped},
    marker,
    truststore::Truststore,
    wire::Alias,
};

impl WebMethods {
    /// Trusts an issuer: its alias is made, or one that is there completed.
    pub(super) fn trust_issuer(&self, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<Effect> {
        if issuer.is_gateway() {
            return self.become_issuer(issuer, desk);
        }
        let all = self.aliases()?;
        match self.alias_of(&all, &issuer.issuer) {
            None => self.make_alias(&all, issuer, desk)?,
            Some(known) if self.has_keys(known, &issuer.keys)? => self.complete_scopes(known, &issuer.scopes, desk)?,
            Some(known) if !self.is_our_alias(known) => return Err(foreign(known, issuer)),
            Some(known) => self.change_keys(known, issuer, desk)?,
        }
        Ok(Effect::default())
    }

    /// The alias of an issuer among all: ours before those of others.
    pub(super) fn alias_of<'a>(&self, all: &'a [Alias], issuer: &str) -> Option<&'a Alias> {
        let named = || all.iter().filter(|alias| is_external(alias) && alias.issuer() == Some(issuer));
        named().find(|alias| self.is_our_alias(alias)).or_else(|| named().next())
    }

    /// The external issuers that the gateway trusts, by their `iss`. A truststore is read only where keys come from it.
    pub(super) fn known_issuers(&self, all: &[Alias]) -> Result<BTreeMap<String, KnownIssuer>> {
        let names: BTreeSet<&str> = all.iter().filter(|alias| is_external(alias)).filter_map(Alias::issuer).collect();
        let (mut known, mut stores) = (BTreeMap::new(), BTreeMap::new());
        for name in names {
            let Some(alias) = self.alias_of(all, name) else { continue };
            let jwks_uri = jwks_uri(alias);
            let certificate = if jwks_uri.is_none() { self.certificate_of(alias, &mut stores)? } else { None };
            let remote = RemoteRef::new("alias", alias.address());
            let scopes = alias.scopes.iter().filter_map(|scope| scope.name.parse().ok()).collect();
            known.insert(name.to_owned(), KnownIssuer { remote, jwks_uri, certificate, scopes });
        }
        Ok(known)
    }

    /// Adds the scopes of a partner's tokens to the alias of their issuer. The alias in the list may be cut short, so it is read.
    pub(super) fn complete_scopes(&self, known: &Alias, scopes: &BTreeSet<ScopeName>, desk: &dyn Desk) -> Result<()> {
        if known.knows(scopes) {
            return Ok(());
        }
        self.add_scopes(self.whole(known)?, scopes, desk)
    }

    fn make_alias(&self, all: &[Alias], issuer: &TokenIssuer, desk: &dyn Desk) -> Result<()> {
        let config = self.introspection(issuer, desk)?;
        let name = free_name(all, &issuer.issuer);
        let mut alias = Alias { name: name.clone(), kind: SERVER.to_owned(), ..Alias::default() };
        alias.take_scopes(&issuer.scopes);
        alias.rest.insert("description".to_owned(), json!(marker::for_owner(&self.owner)));
        alias.rest.insert("authServerType".to_owned(), json!("EXTERNAL"));
        alias.edit(CONFIG, |fields| fields.extend(config));
        desk.note(&RemoteRef::new("new-alias", name))?;
        let answer = self.admin.post("/alias", json!(alias), &format!("trust issuer `{}`", issuer.issuer))?;
        self.forget_issuers();
        let made: Alias = unwrapped(&answer, "alias")?;
        let id = if made.id.is_empty() { alias.name } else { made.id };
        desk.note(&RemoteRef::new("alias", id.clone()))?;
        let back = self.alias(&id)?.ok_or_else(|| answer.unexpected("the alias is not there after it was made"))?;
        let trusted = back.issuer() == Some(&issuer.issuer) && self.has_keys(&back, &issuer.keys)?;
        if trusted { Ok(()) } else { Err(answer.unexpected("the alias does not say what it was made with")) }
    }

    fn change_keys(&self, known: &Alias, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<()> {
        let config = self.introspection(issuer, desk)?;
        let mut alias = self.whole(known)?;
        alias.take_scopes(&issuer.scopes);
        alias.edit(CONFIG, |fields| {
            fields.retain(|name, _| !KEYS.contains(&name.as_str()));
            fields.extend(config);
        });
        let (answer, after) = self.put_alias(&alias, &format!("change the keys of issuer `{}`", issuer.issuer), desk)?;
        let done = self.has_keys(&after, &issuer.keys)?;
        if done { Ok(()) } else { Err(answer.unexpected("the keys of the issuer are not the wanted ones after they were set")) }
    }

    /// What the alias says of issuer and keys. A certificate goes into our truststore first (section 6, "No JWKS").
    fn introspection(&self, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<Map<String, Value>> {
        let mut fields = Map::from_iter([("issuer".to_owned(), json!(issuer.issuer))]);
        match &issuer.keys {
            IssuerKeys::Published(url) => drop(fields.insert(JWKS_URI.to_owned(), json!(url.as_str()))),
            IssuerKeys::Certificate(certificate) => {
                let entry = self.keep_certificate(certificate, desk)?;
                fields.insert(STORE.to_owned(), json!(ISSUERS));
                fields.insert(ENTRY.to_owned(), json!(entry));
            }
            IssuerKeys::Gateway => {}
        }
        Ok(fields)
    }

    /// Puts the certificate of an issuer into our own truststore; returns the name of its entry.
    fn keep_certificate(&self, certificate: &Certificate, desk: &dyn Desk) -> Result<String> {
        let wanted = std::slice::from_ref(certificate);
        match self.truststore(ISSUERS)? {
            Some(store) => drop(self.complete(&store, wanted, desk)?),
            None => self.make_truststore(ISSUERS, &marker::for_owner(&self.owner), wanted, desk)?,
        }
        let entry = self.truststore(ISSUERS)?.and_then(|store| store.entry(&certificate.facts.sha256).map(str::to_owned));
        entry.ok_or_else(|| Error::Settings(format!("truststore `{ISSUERS}` does not hold what was put into it")))
    }

    /// Whether the keys of an alias are these.
    fn has_keys(&self, alias: &Alias, keys: &IssuerKeys) -> Result<bool> {
        Ok(match keys {
            IssuerKeys::Published(url) => jwks_uri(alias).as_ref() == Some(url),
            IssuerKeys::Certificate(certificate) => {
                let known = self.certificate_of(alias, &mut BTreeMap::new())?;
                jwks_uri(alias).is_none() && known.as_ref() == Some(&certificate.facts.sha256)
            }
            IssuerKeys::Gateway => false,
        })
    }

    /// The certificate that an alias names, as SHA-256 of its DER; none where the truststore may not be read. Each is read once.
    fn certificate_of(&self, alias: &Alias, stores: &mut Stores) -> Result<Option<String>> {
        let Some((name, entry)) = alias.stated(CONFIG, STORE).zip(alias.stated(CONFIG, ENTRY)) else { return Ok(None) };
        if !stores.contains_key(name) {
            stores.insert(name.to_owned(), tolerated(self.truststore(name))?.flatten());
        }
        Ok(stores.get(name).and_then(|store| store.as_ref()?.fingerprint(entry)))
    }

    fn is_our_alias(&self, alias: &Alias) -> bool {
        let description = alias.rest.get("description").and_then(Value::as_str);
        description.is_some_and(|text| marker::is_of_owner(text, &self.owner))
    }

    fn whole(&self, known: &Alias) -> Result<Alias> {
        let gone = || Error::Missing {
            call: None,
            what: format!("authorization server `{}`", known.name),
            next: "repeat the command".to_owned(),
        };
        self.alias(known.address())?.ok_or_else(gone)
    }
}

/// No alias is for the tokens of this issuer.
pub(super) fn no_server(issuer: &str) -> Error {
    Error::Missing {
        call: None,
        what: format!("authorization server for issuer `{issuer}`"),
        next: "repeat the onboarding, which makes it".to_owned(),
    }
}

fn jwks_uri(alias: &Alias) -> Option<Url> {
    alias.stated(CONFIG, JWKS_URI)?.parse().ok()
}

/// A name from the issuer's host that no alias has; no leading dot, which the data store rejects (section 1, row "Field limits").
fn free_name(all: &[Alias], issuer: &str) -> String {
    let host = Url::parse(issuer).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| issuer.to_owned());
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || ".-_".contains(sign) { sign.to_ascii_lowercase() } else { '-' };
    let host: String = host.chars().map(plain).take(LONGEST).collect();
    let base = match host.trim_matches(['.', '-']) {
        "" => "issuer",
        host => host,
    };
    let taken = |name: &str| all.iter().any(|alias| alias.name.eq_ignore_ascii_case(name) || alias.id == name);
    let numbered = (2_u32..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

fn foreign(known: &Alias, issuer: &TokenIssuer) -> Error {
    let keys = jwks_uri(known).map_or_else(|| "a certificate or elsewhere".to_owned(), |url| url.to_string());
    Error::Conflict {
        call: None,
        what: format!(
            "authorization server `{}`, which this tool did not make, trusts issuer `{}` with keys from {keys}",
            known.name, issuer.issuer
        ),
        next: "change its keys in the console, or name the same keys in the partner file".to_owned(),
    }
}

/// Truststores that were read, by name.
type Stores = BTreeMap<String, Option<Truststore>>;

/// Our truststore for the certificates of issuers; no port trusts it.
const ISSUERS: &str = "partnerctl_issuers";
const CONFIG: &str = "localIntrospectionConfig";
const JWKS_URI: &str = "jwksuri";
const STORE: &str = "trustStoreAlias";
const ENTRY: &str = "certificateAlias";
const KEYS: [&str; 3] = [JWKS_URI, STORE, ENTRY];
const LONGEST: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_named_after_the_host_and_unique() {
        let named = |name: &str| Alias { name: name.to_owned(), ..Alias::default() };
        let all = [named("idp.example"), named("IDP.example-2"), named("local")];
        for (issuer, expected) in [
            ("https://login.example/realms/a", "login.example"),
            ("https://idp.example", "idp.example-3"),
            (".hidden issuer:x", "hidden-issuer-x"),
            ("local", "local-2"),
            ("...", "issuer"),
        ] {
            assert_eq!(free_name(&all, issuer), expected, "{issuer}");
        }
    }
}
