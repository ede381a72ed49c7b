//! The gateway as an issuer of JWTs: alias `local` with issuer, algorithm, life and signing key (section 6). What is set stays; only
//! what is missing is filled in. The setting goes first and the alias last, so that an alias that is complete means that all is.

use serde_json::{Map, Value, json};

use crate::{
    domain::{
        finding::{Finding, Level},
        mechanism::TokenIssuer,
        profile::RemoteRef,
    },
    gateway::{Desk, Effect, Result},
};

use super::{WebMethods, admin::tolerated, alias::LOCAL, manual::manual, wire::Alias};

impl WebMethods {
    /// Makes the gateway sign tokens.
    pub(super) fn become_issuer(&self, wanted: &TokenIssuer, desk: &dyn Desk) -> Result<Effect> {
        let notes = self.name_own_server(desk)?.into_iter().collect();
        let before = self.local_server()?;
        let mut alias = before.clone();
        self.fill_in(&mut alias, wanted)?;
        alias.take_scopes(&wanted.scopes);
        if alias != before {
            let (answer, after) = self.put_alias(&alias, "let the gateway sign tokens", desk)?;
            if own_issuer(&after).is_none() {
                return Err(answer.unexpected("alias `local` does not say what was written"));
            }
        }
        Ok(Effect { notes, ..Effect::default() })
    }

    fn fill_in(&self, alias: &mut Alias, wanted: &TokenIssuer) -> Result<()> {
        if alias.issuer().is_none() {
            let issuer = self.own_name(wanted)?;
            alias.edit("localIntrospectionConfig", |fields| set(fields, "issuer", json!(issuer)));
        }
        if alias.stated(SIGNING, STORE).is_none() || alias.stated(SIGNING, KEY).is_none() {
            let stores = self.stores()?;
            if stores.keystore_name.is_empty() || stores.signing_alias.is_empty() {
                return Err(manual(NO_KEY));
            }
            alias.edit(SIGNING, |fields| {
                set(fields, STORE, json!(stores.keystore_name));
                set(fields, KEY, json!(stores.signing_alias));
            });
        }
        if alias.stated(TOKENS, "algorithm").is_none() {
            alias.edit(TOKENS, |fields| set(fields, "algorithm", json!("RS256")));
        }
        if life(alias) == 0 {
            alias.edit(TOKENS, |fields| set(fields, "expiry", json!(MINUTES)));
        }
        if let Some(audience) = wanted.audience.as_ref().filter(|_| alias.stated(TOKENS, "audience").is_none()) {
            alias.edit(TOKENS, |fields| set(fields, "audience", json!(audience)));
        }
        Ok(())
    }

    /// The `iss` of tokens of the gateway where nobody chose one: what is wanted, else its published https address, else where we
    /// reach it.
    fn own_name(&self, wanted: &TokenIssuer) -> Result<String> {
        if !wanted.issuer.is_empty() {
            return Ok(wanted.issuer.clone());
        }
        let balancer = self.balancer()?;
        let public = balancer.https.first().unwrap_or_else(|| self.admin.base());
        Ok(public.as_str().trim_end_matches('/').to_owned())
    }

    /// Names `local` as the server of portal applications where none is named. That does not decide whether tokens are signed, so a
    /// login that may not do it gets a note.
    fn name_own_server(&self, desk: &dyn Desk) -> Result<Option<Finding>> {
        let Some(answer) = tolerated(self.admin.get(SETTINGS))? else { return Ok(Some(by_hand())) };
        let whole: Value = answer.json()?;
        let named = ["preferredSettings", "allSettings"].iter().any(|group| {
            let value = whole.get(group).and_then(|group| group.get("wattKeys")?.get(WATT)?.as_str());
            value.is_some_and(|value| !value.is_empty())
        });
        if named {
            return Ok(None);
        }
        desk.note(&RemoteRef::new("setting", WATT))?;
        let written = self.admin.put(SETTINGS, preferred(&whole), "name the authorization server of the gateway");
        Ok(tolerated(written)?.is_none().then(by_hand))
    }
}

/// The `iss` of the tokens that the gateway signs; none while something that it needs for signing is not set.
pub(super) fn own_issuer(alias: &Alias) -> Option<&str> {
    let signs =
        [(SIGNING, STORE), (SIGNING, KEY), (TOKENS, "algorithm")].iter().all(|(part, name)| alias.stated(part, name).is_some());
    alias.issuer().filter(|_| signs && life(alias) > 0)
}

/// How long tokens live, in minutes; a text of digits counts, too.
fn life(alias: &Alias) -> u64 {
    let stated = alias.rest.get(TOKENS).and_then(|tokens| tokens.get("expiry"));
    stated.and_then(|life| life.as_u64().or_else(|| life.as_str()?.parse().ok())).unwrap_or(0)
}

/// The preferred settings as they are, with ours: whether the call completes or replaces them is not told (section 7). A masked value
/// is left out.
fn preferred(whole: &Value) -> Value {
    let mut settings = whole.get("preferredSettings").and_then(Value::as_object).cloned().unwrap_or_default();
    for group in settings.values_mut().filter_map(Value::as_object_mut) {
        group.retain(|_, value| !super::mask::holds_masked(value));
    }
    let watt = settings.entry("wattKeys").or_insert(Value::Null);
    match watt {
        Value::Object(fields) => set(fields, WATT, json!(LOCAL)),
        other => *other = json!({ WATT: LOCAL }),
    }
    json!({ "preferredSettings": settings })
}

fn set(fields: &mut Map<String, Value>, name: &str, value: Value) {
    fields.insert(name.to_owned(), value);
}

fn by_hand() -> Finding {
    let advice =
        "this login may not change it: where applications come from the developer portal, set it to `local` in the console";
    Finding::new(Level::Inform, "setting-not-changed", WATT, advice)
}

const SETTINGS: &str = "/configurations/settings";
const WATT: &str = "watt.server.oauth.authServer.alias";
const SIGNING: &str = "sslConfig";
const STORE: &str = "keyStoreAlias";
const KEY: &str = "keyAlias";
const TOKENS: &str = "tokenGeneratorConfig";
const MINUTES: u32 = 60;
const NO_KEY: &str = "the gateway has no key to sign tokens with: in the console under Administration, Security choose a keystore and \
                      its signing alias, then repeat the command";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_an_issuer_only_when_it_can_sign() {
        let whole = json!({"id": "local", "name": "local", "localIntrospectionConfig": {"issuer": "https://gw.example"},
            "sslConfig": {"keyStoreAlias": "K", "keyAlias": "k"}, "tokenGeneratorConfig": {"algorithm": "RS256", "expiry": "60"}});
        let read = |value: Value| serde_json::from_value::<Alias>(value).unwrap_or_default();
        assert_eq!(own_issuer(&read(whole.clone())), Some("https://gw.example"));
        for (part, name) in [
            ("localIntrospectionConfig", "issuer"),
            ("sslConfig", "keyStoreAlias"),
            ("sslConfig", "keyAlias"),
            ("tokenGeneratorConfig", "algorithm"),
            ("tokenGeneratorConfig", "expiry"),
        ] {
            for missing in [json!(""), json!(null), json!(0)] {
                let mut half = whole.clone();
                half[part][name] = missing;
                assert_eq!(own_issuer(&read(half)), None, "{name}");
            }
        }
    }

    #[test]
    fn settings_of_others_go_back_and_masks_do_not() {
        let whole =
            json!({"preferredSettings": {"wattKeys": {"a": "1", "b": "*****"}, "extendedKeys": {"c": "2"}}, "allSettings": {}});
        let expected = json!({"preferredSettings": {"wattKeys": {"a": "1", WATT: "local"}, "extendedKeys": {"c": "2"}}});
        assert_eq!(preferred(&whole), expected);
        assert_eq!(preferred(&json!({})), json!({"preferredSettings": {"wattKeys": {WATT: "local"}}}));
    }
}
