//! Identity providers that many partners have: where their issuers and keys are, as data.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use crate::{
    document,
    domain::mechanism::MechanismKind,
    job::{Cause, Result, partner::Draft},
};

/// A choice of a provider, with the values that make its addresses whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name of the preset, such as `okta`.
    pub provider: String,
    /// Values by name, such as `domain`.
    pub values: BTreeMap<String, String>,
}

/// The forms of one provider.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Preset {
    /// The provider's name.
    title: String,
    /// The `iss` of its access tokens, with `{placeholders}`.
    issuer: String,
    /// The `iss` of its ID tokens, where that is another one.
    #[serde(default)]
    oidc_issuer: Option<String>,
    /// Where its keys are.
    jwks_uri: String,
    /// Whether `issuer` is a name that nobody fetches, and need not begin with `https`.
    #[serde(default)]
    identifier: bool,
    /// The claim of its access tokens that names the client.
    client_claim: String,
    /// What the placeholders stand for.
    values: BTreeMap<String, Placeholder>,
    /// What people should know.
    notes: Vec<String>,
}

/// One placeholder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Placeholder {
    about: String,
    #[serde(default)]
    default: Option<String>,
}

impl Choice {
    /// Fills in what the provider says where the draft says nothing. Returns what people should know.
    pub fn complete(&self, draft: &mut Draft) -> Result<Vec<String>> {
        let preset = preset(&self.provider)?;
        let values = preset.values(self)?;
        let oidc = draft.mechanism == Some(MechanismKind::Oidc);
        let issuer = preset.oidc_issuer.as_ref().filter(|_| oidc).unwrap_or(&preset.issuer);
        draft.issuer.get_or_insert_with(|| filled(issuer, &values));
        if draft.jwks_uri.is_none() && draft.certificates.is_empty() {
            draft.jwks_uri = Some(address(&filled(&preset.jwks_uri, &values))?);
        }
        if !oidc && let Some(client) = draft.client_id.take() {
            draft.claims.entry(preset.client_claim).or_insert(client);
        }
        Ok(preset.notes.into_iter().map(|note| format!("{}: {note}", preset.title)).collect())
    }
}

impl Preset {
    /// All values, those of the choice first. One that is missing, or that no placeholder is for, is a fault.
    fn values(&self, choice: &Choice) -> Result<BTreeMap<String, String>> {
        if let Some(odd) = choice.values.keys().find(|name| !self.values.contains_key(*name)) {
            let known = self.values.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(usage(format!("`{}` has no value `{odd}`", choice.provider), format!("it has {known}")));
        }
        let mut values = choice.values.clone();
        for (name, placeholder) in &self.values {
            match (&placeholder.default, values.contains_key(name)) {
                (_, true) => {}
                (Some(default), false) => drop(values.insert(name.clone(), default.clone())),
                (None, false) => {
                    let what = format!("`{}` needs `{name}`: {}", choice.provider, placeholder.about);
                    return Err(usage(what, format!("add `--provider-value {name}=VALUE`")));
                }
            }
        }
        Ok(values)
    }
}

fn preset(name: &str) -> Result<Preset> {
    let Some((_, text)) = PRESETS.iter().find(|(known, _)| *known == name) else {
        let known = PRESETS.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(usage(format!("there is no provider `{name}`"), format!("choose one of {known}, or name issuer and keys")));
    };
    Ok(document::read_any(&format!("templates/providers/{name}.yaml"), text)?)
}

/// A form with its placeholders filled in; people write a domain with and without its scheme.
fn filled(form: &str, values: &BTreeMap<String, String>) -> String {
    let bare = |value: &str| value.trim().trim_start_matches("https://").trim_end_matches('/').to_owned();
    values.iter().fold(form.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &bare(value)))
}

fn address(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|error| usage(format!("`{text}` is not an address: {error}"), "look at the values".to_owned()))
}

fn usage(what: String, next: String) -> crate::job::Error {
    Cause::Usage { what, next }.into()
}

/// The presets by name.
const PRESETS: &[(&str, &str)] = &[
    ("adfs", include_str!("../../../templates/providers/adfs.yaml")),
    ("cognito", include_str!("../../../templates/providers/cognito.yaml")),
    ("entra", include_str!("../../../templates/providers/entra.yaml")),
    ("okta", include_str!("../../../templates/providers/okta.yaml")),
    ("pingfederate", include_str!("../../../templates/providers/pingfederate.yaml")),
    ("pingone", include_str!("../../../templates/providers/pingone.yaml")),
];

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn draft(mechanism: MechanismKind) -> Draft {
        Draft { mechanism: Some(mechanism), client_id: Some("client".to_owned()), ..Draft::new("acme".parse().unwrap()) }
    }

    fn choice(provider: &str, values: &[(&str, &str)]) -> Choice {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Choice { provider: provider.to_owned(), values }
    }

    #[test]
    fn every_preset_reads_and_leaves_nothing_open() {
        for (name, _) in PRESETS {
            let preset = preset(name).unwrap();
            let values: Vec<_> = preset.values.keys().map(|value| (value.as_str(), "x.example")).collect();
            for mechanism in [MechanismKind::Oidc, MechanismKind::JwtBearer] {
                let mut draft = draft(mechanism);
                assert!(!choice(name, &values).complete(&mut draft).unwrap().is_empty());
                let (issuer, keys) = (draft.issuer.unwrap(), draft.jwks_uri.unwrap());
                assert!(!issuer.contains('{') && keys.scheme() == "https" && !keys.as_str().contains("%7B"), "{issuer} {keys}");
                let by_claim = draft.claims.get(&preset.client_claim).map(String::as_str);
                let expected = if mechanism == MechanismKind::Oidc { None } else { Some("client") };
                assert_eq!((by_claim, draft.client_id.is_some()), (expected, mechanism == MechanismKind::Oidc));
            }
        }
    }

    /// Every form of every provider with values as they are in life.
    #[test]
    fn the_forms_are_whole_addresses() {
        let samples = [
            ("adfs", vec![("domain", "sts.acme.example")]),
            ("cognito", vec![("region", "eu-central-1"), ("pool", "eu-central-1_Ab12Cd34E")]),
            ("entra", vec![("tenant", "72f988bf-86f1-41af-91ab-2d7cd011db47")]),
            ("okta", vec![("domain", "https://acme.okta.com/")]),
            ("okta", vec![("domain", "acme.okta.com"), ("server", "aus1a2b3c4")]),
            ("pingfederate", vec![("domain", "sso.acme.example:9031")]),
            ("pingone", vec![("environment", "1a2b3c4d-0000-4000-8000-000000000001"), ("domain", "auth.pingone.eu")]),
        ];
        assert!(PRESETS.iter().all(|(name, _)| samples.iter().any(|(known, _)| known == name)), "each has a sample");
        for (name, values) in samples {
            let preset = preset(name).unwrap();
            let whole = preset.values(&choice(name, &values)).unwrap();
            let forms = [
                ("issuer", Some(&preset.issuer)),
                ("oidcIssuer", preset.oidc_issuer.as_ref()),
                ("jwksUri", Some(&preset.jwks_uri)),
            ];
            for (what, form) in forms.into_iter().filter_map(|(what, form)| Some((what, form?))) {
                let text = filled(form, &whole);
                let url = Url::parse(&text).unwrap_or_else(|error| panic!("{name} {what} {text}: {error}"));
                let scheme = if what == "issuer" && preset.identifier { "http" } else { "https" };
                assert_eq!(url.scheme(), scheme, "{name} {what} {text}");
                assert!(url.host_str().is_some_and(|host| host.contains('.') && host != "https"), "{name} {what} {text}");
                assert!(
                    !text.contains(['{', '}', ' ']) && !text[8..].contains("//") && url.query().is_none(),
                    "{name} {what} {text}"
                );
                // An issuer is compared character by character: nothing may stand there that an address would lose.
                assert_eq!(url.as_str().trim_end_matches('/'), text.trim_end_matches('/'), "{name} {what}");
            }
        }
    }

    #[test]
    fn what_is_given_counts_and_what_is_missing_is_asked_for() {
        let mut given = Draft { issuer: Some("https://own.example".to_owned()), ..draft(MechanismKind::JwtBearer) };
        choice("okta", &[("domain", "acme.okta.com")]).complete(&mut given).unwrap();
        assert_eq!(given.issuer.as_deref(), Some("https://own.example"));
        assert_eq!(given.jwks_uri.unwrap().as_str(), "https://acme.okta.com/oauth2/default/v1/keys");
        for (bad, word) in
            [(choice("okta", &[]), "domain"), (choice("okta", &[("pool", "x")]), "pool"), (choice("x", &[]), "provider")]
        {
            let error = bad.complete(&mut draft(MechanismKind::JwtBearer)).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
    }
}
