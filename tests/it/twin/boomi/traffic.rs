//! The run-time side: a token endpoint and an echo, as partners see them (section 6).

use std::collections::BTreeMap;

use partnerctl::crypto::{json::Object, jwt::text};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    answer::{Manager, Refusal},
    call::{Call, form_decoded, value_of},
    connector::{WITH_CLAIM, handed_on, runs},
    item::{Area, Item, Kind},
    keys::expiry,
    world::World,
};
use crate::replies::Play;

/// Access tokens of partners, with the ids of key and service, and their ends.
pub(super) type Issued = BTreeMap<String, (String, String, OffsetDateTime)>;

impl World {
    /// Answers a partner: a token, or an echo of the call.
    pub(super) fn traffic(&mut self, call: &Call) -> Play {
        let token = !self.endpoints(call, true).is_empty();
        match if token { self.partner_token(call) } else { self.echo(call) } {
            Ok(body) => Play::json(200, &body),
            Err(refusal) => refusal.play(),
        }
    }

    fn partner_token(&mut self, call: &Call) -> Result<Value, Refusal> {
        let (key, service, seconds) = self.first(call, true, |area, endpoint| self.granted(call, area, endpoint))?;
        let (end, token) = (self.now() + Duration::seconds(seconds), self.mint.word(24));
        self.issued.insert(token.clone(), (key, service, end));
        let mut body = json!({ "access_token": token, "token_type": "bearer", "expires_in": seconds });
        if let Some(scope) = value_of(&call.form(), "scope") {
            body["scope"] = json!(scope);
        }
        Ok(body)
    }

    /// Client credentials: the key is the client, its secret the proof. Tells the key, the service and the seconds.
    fn granted(&self, call: &Call, area: &Area, endpoint: &Item) -> Result<(String, String, i64), Refusal> {
        let form = call.form();
        let field = |name: &str| value_of(&form, name).map(str::to_owned);
        let refused = || Refusal::Manager(Manager::NotAuthorized);
        let basic = call.basic().map(|(client, secret)| (form_decoded(&client), secret));
        let pair = basic.or_else(|| Some((field("client_id")?, field("client_secret")?)));
        let (client, secret) = pair.ok_or_else(refused)?;
        let service = endpoint.parent.clone().unwrap_or_default();
        let key = self.usable(area, |key| key.text("apikey") == client, |plan| exposes(area, plan, &service, None))?;
        let own = key.text("secret");
        if own.is_empty() || (secret != own && form_decoded(&secret) != own) {
            return Err(refused());
        }
        let profile = area.find(Kind::Service, &service).and_then(|service| service.value.get("securityProfile"));
        let profile = profile.map(|profile| profile["oauth"].clone()).unwrap_or_default();
        let allowed = profile["grantTypes"].as_array().is_some_and(|types| types.contains(&json!("client_credentials")));
        if !allowed || field("grant_type").as_deref() != Some("client_credentials") {
            return Err(Refusal::OAuth("unsupported_grant_type", "The grant type is not enabled".to_owned()));
        }
        Ok((key.id.clone(), service, profile["accessTokenTtl"].as_i64().unwrap_or(3600)))
    }

    fn echo(&self, call: &Call) -> Result<Value, Refusal> {
        self.first(call, false, |area, endpoint| {
            let (key, claims) = self.caller(call, area, endpoint)?;
            let headers = claims.map(|claims| handed_on(endpoint, &claims)).unwrap_or_default();
            Ok(json!({ "method": call.method, "path": format!("/{}", call.parts.join("/")), "apikey": key.text("apikey"),
                "endpoint": endpoint.text("name"), "injected": headers }))
        })
    }

    /// The key with which an endpoint is called, and the claims of a token that was shown.
    fn caller<'a>(&self, call: &Call, area: &'a Area, endpoint: &Item) -> Result<(&'a Item, Option<Object>), Refusal> {
        let refused = || Refusal::Manager(Manager::NotAuthorized);
        let methods = endpoint.value.get("supportedHttpMethods").and_then(Value::as_array);
        if methods.is_some_and(|methods| !methods.contains(&json!(call.method.to_lowercase()))) {
            return Err(refused());
        }
        let service = endpoint.parent.clone().unwrap_or_default();
        let exposed = |plan: &str| exposes(area, plan, &service, Some(&endpoint.id));
        match endpoint.text("requestAuthenticationType") {
            "oauth" => {
                let known = call.bearer().and_then(|token| self.issued.get(token));
                let (id, _, _) = known.filter(|(_, of, end)| *of == service && self.now() < *end).ok_or_else(refused)?;
                Ok((self.usable(area, |key| key.id == *id, exposed)?, None))
            }
            "apiKey" => {
                let value = presented(call, endpoint).ok_or_else(refused)?;
                let key = self.usable(area, |key| key.text("apikey") == value, exposed)?;
                let claims = runs(endpoint).then(|| self.keys.claims(call, endpoint, self.now())).transpose()?;
                Ok((key, claims))
            }
            "custom" if endpoint.text("customRequestAuthenticationAdapter") == WITH_CLAIM => {
                let claims = self.keys.claims(call, endpoint, self.now())?;
                let value = text(&claims, endpoint.text("apiKeyValueLocationKey")).ok_or_else(refused)?;
                Ok((self.usable(area, |key| key.text("apikey") == value, exposed)?, Some(claims)))
            }
            _ => Err(refused()),
        }
    }

    /// What the first endpoint says that takes the call; else what the last one says.
    fn first<T>(&self, call: &Call, token: bool, ask: impl Fn(&Area, &Item) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut said = Err(Refusal::Manager(Manager::NoService));
        for (area, endpoint) in self.endpoints(call, token) {
            said = ask(area, endpoint);
            if said.is_ok() {
                break;
            }
        }
        said
    }

    /// The endpoints whose public path begins the path of a call, the longest first; token endpoints or others.
    fn endpoints(&self, call: &Call, token: bool) -> Vec<(&Area, &Item)> {
        let here = |endpoint: &Item| {
            let alias = endpoint.text("requestPathAlias").split('/').filter(|part| !part.is_empty());
            let mut parts = call.parts.iter();
            (endpoint.text("type") == "token") == token
                && alias.into_iter().all(|part| parts.next().is_some_and(|one| one == part))
        };
        let all = self.areas.values().flat_map(|area| area.of(Kind::Endpoint).map(move |endpoint| (area, endpoint)));
        let mut all: Vec<_> = all.filter(|(_, endpoint)| here(endpoint)).collect();
        all.sort_by_key(|(_, endpoint)| std::cmp::Reverse(endpoint.text("requestPathAlias").len()));
        all
    }

    /// A key that may be used here: active, not expired, of an active member, in an active plan that exposes what is called.
    fn usable<'a>(
        &self,
        area: &'a Area,
        wanted: impl Fn(&Item) -> bool,
        exposed: impl Fn(&str) -> bool,
    ) -> Result<&'a Item, Refusal> {
        let found: Vec<_> = area.of(Kind::PackageKey).filter(|key| wanted(key)).collect();
        let found = found.into_iter().find(|key| exposed(key.reference("plan")));
        let key = found.ok_or(Refusal::Manager(Manager::NotAuthorized))?;
        let expired = expiry(key.text("expires")).is_some_and(|day| self.now().date() > day);
        let member = area.developer(key).is_some_and(|member| member.text("areaStatus") != "disabled");
        if key.text("status") == "active" && !expired && member { Ok(key) } else { Err(Refusal::Manager(Manager::Inactive)) }
    }
}

fn exposes(area: &Area, plan: &str, service: &str, endpoint: Option<&str>) -> bool {
    let active = area.find(Kind::Plan, plan).is_some_and(|plan| plan.text("status") == "active");
    let held = area.contents.iter().any(|one| one.plan == plan && one.service == service && one.endpoint.as_deref() == endpoint);
    active && held
}

/// The key where the endpoint expects it.
fn presented(call: &Call, endpoint: &Item) -> Option<String> {
    let name = endpoint.text("apiKeyValueLocationKey");
    let places = endpoint.value.get("apiKeyValueLocations").and_then(Value::as_array);
    let mut places = places.into_iter().flatten().filter_map(Value::as_str);
    places.find_map(|place| match place {
        "request-header" => call.header(name).map(str::to_owned),
        "request-parameters" => call.parameter(name).map(str::to_owned),
        "request-body" => value_of(&call.form(), name).map(str::to_owned),
        _ => None,
    })
}
