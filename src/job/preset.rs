//! What is known of single token servers, by name (`templates/presets/`): addresses, and what they want in assertions and requests.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use crate::{
    document,
    domain::{
        finding::{Finding, Level},
        moment::Span,
    },
    job::{Result, material::usage},
};

/// What is known of a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Preset {
    /// Whose it is.
    pub title: String,
    token_urls: BTreeMap<String, Url>,
    assertion: AssertionRule,
    request: RequestRule,
    #[serde(default)]
    unconfirmed: Vec<String>,
}

/// What an assertion must say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AssertionRule {
    issuer: String,
    subject: String,
    audience: String,
    lifetime: Span,
    kid: String,
}

/// What a certificate request must say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RequestRule {
    subject: String,
}

/// What an assertion for one client says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: String,
    /// How long it is good, in seconds.
    pub lifetime: i64,
    /// How the key is named: `auto`, `none` or a text.
    pub kid: String,
}

impl Preset {
    /// The preset of that name, with the name of an address behind a colon if there is one.
    pub fn named(text: &str) -> Result<(Self, Option<String>)> {
        let (name, place) = text.split_once(':').map_or((text, None), |(name, place)| (name, Some(place.to_owned())));
        let found = PRESETS.iter().find(|(known, _)| *known == name);
        let (file, source) = found.ok_or_else(|| {
            let known = PRESETS.iter().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", ");
            usage(format!("there is no preset `{}`", clean(name)), format!("choose {known}"))
        })?;
        Ok((document::read_any(&format!("templates/presets/{file}.yaml"), source)?, place))
    }

    /// The token endpoint of that name.
    pub fn token_url(&self, place: Option<&str>) -> Result<Url> {
        let known = || self.token_urls.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let place = place.ok_or_else(|| {
            usage(format!("{} has several addresses", self.title), format!("add one of {} behind a colon", known()))
        })?;
        let found = self.token_urls.get(place).cloned();
        found.ok_or_else(|| usage(format!("{} has no address `{}`", self.title, clean(place)), format!("choose {}", known())))
    }

    /// What an assertion of a client says.
    #[must_use]
    pub fn claims(&self, client_id: &str, token_url: &Url) -> Claims {
        let filled = |text: &str| text.replace("{clientId}", client_id).replace("{tokenUrl}", token_url.as_str());
        Claims {
            issuer: filled(&self.assertion.issuer),
            subject: filled(&self.assertion.subject),
            audience: filled(&self.assertion.audience),
            lifetime: i64::try_from(self.assertion.lifetime.duration().as_secs()).unwrap_or(i64::MAX),
            kid: self.assertion.kid.clone(),
        }
    }

    /// The subject of a certificate request (RFC 4514). Signs with a meaning in it are escaped.
    #[must_use]
    pub fn subject(&self, client_id: &str) -> String {
        let escaped = client_id.chars().fold(String::new(), |mut text, sign| {
            if ",+\"\\<>;=#".contains(sign) {
                text.push('\\');
            }
            text.push(sign);
            text
        });
        self.request.subject.replace("{clientId}", &escaped)
    }

    /// What people should know about it.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        if self.unconfirmed.is_empty() {
            return Vec::new();
        }
        let subject = format!("the claims {} for {} are not confirmed", self.unconfirmed.join(", "), self.title);
        let advice = "compare them with the server's own page; `--subject`, `--audience` and `--ttl` replace them";
        vec![Finding::new(Level::Inform, "not-confirmed", subject, advice)]
    }
}

fn clean(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(60).collect()
}

const PRESETS: &[(&str, &str)] = &[("bnp-paribas", include_str!("../../templates/presets/bnp-paribas.yaml"))];

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read() {
        for (name, _) in PRESETS {
            let (preset, _) = Preset::named(name).unwrap();
            assert!(preset.token_urls.values().all(|url| url.scheme() == "https"), "{name}");
        }
    }

    #[test]
    fn a_client_is_filled_in() {
        let (preset, place) = Preset::named("bnp-paribas:staging").unwrap();
        let url = preset.token_url(place.as_deref()).unwrap();
        let claims = preset.claims("CK-1", &url);
        assert_eq!((claims.issuer.as_str(), claims.subject.as_str(), claims.lifetime), ("CK-1", "CK-1", 180));
        assert_eq!(claims.audience, "https://apis-ce.staging.bnpparibas-pf.com/auth/oauth2/v2/token");
        assert_eq!(preset.subject("CK,1"), "CN=CK\\,1");
        for (name, place) in [("nobody", None), ("bnp-paribas", None), ("bnp-paribas:moon", Some("moon"))] {
            let found = Preset::named(name).and_then(|(preset, _)| preset.token_url(place));
            assert!(found.is_err(), "{name}");
        }
    }
}
