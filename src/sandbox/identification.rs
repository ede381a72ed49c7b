//! Who calls: the rules of an Identify & Authorize action, and the ways to identify an application (contract: section 5).

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use serde_json::Value;

use super::{
    Gateway,
    admin::{policies, system},
    certificates, claims,
    exchange::Call,
    token::{self, Worthless},
    world::{Kind, Shelves, list_of},
};

/// Who calls.
pub(super) struct Identity {
    /// The application; `None` for a caller that nobody asked who it is.
    pub(super) application: Option<Arc<Value>>,
    /// The client of the authorization server.
    pub(super) client_id: Option<String>,
    /// What the token allows; `None` when no token was used.
    pub(super) rights: Option<Rights>,
}

/// What a token allows.
#[derive(Debug, Clone)]
pub(super) struct Rights {
    /// The name of the authorization server whose scopes these are.
    pub(super) server: String,
    pub(super) scopes: BTreeSet<String>,
    /// Whether the token is one of the gateway's own opaque ones.
    pub(super) opaque: bool,
}

/// What a credential says: the applications that it may mean, oldest first.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) candidates: Vec<Arc<Value>>,
    pub(super) client_id: Option<String>,
    pub(super) rights: Option<Rights>,
}

/// Why a call goes no further.
#[derive(Debug)]
pub(super) struct Denied {
    pub(super) status: u16,
    pub(super) text: Cow<'static, str>,
    /// The name of the application, as far as it was known by then.
    pub(super) application: Option<String>,
    /// A word for rehearsals, which the product does not give away.
    pub(super) reason: Option<&'static str>,
}

impl Denied {
    pub(super) fn new(status: u16, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, text: text.into(), application: None, reason: None }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized application request")
    }

    pub(super) fn because(self, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..self }
    }

    pub(super) fn of(mut self, application: &Value) -> Self {
        self.application = application["name"].as_str().map(str::to_owned);
        self
    }
}

impl Identity {
    /// A caller that need not say who it is.
    pub(super) const fn nobody() -> Self {
        Self { application: None, client_id: None, rights: None }
    }
}

/// One way to identify an application; one line in [`IDENTIFICATIONS`].
struct Identification {
    /// Its word in the parameter `identificationType`.
    word: &'static str,
    /// Finds who calls; `Ok(None)` when the call carries nothing of this kind.
    identify: fn(&Gateway, &Shelves, &Call) -> Result<Option<Found>, Denied>,
}

const IDENTIFICATIONS: &[Identification] = &[
    Identification { word: "oAuth2Token", identify: by_token },
    Identification { word: "apiKey", identify: by_key },
    Identification { word: "jwtClaims", identify: by_jwt },
    Identification { word: "openIdClaims", identify: by_id_token },
    Identification { word: "httpsCertificate", identify: certificates::identify },
    Identification { word: "httpBasicAuth", identify: not_built },
    Identification { word: "ipAddressRange", identify: not_built },
    Identification { word: "hostNameAddress", identify: not_built },
    Identification { word: "wssecX509Token", identify: not_built },
    Identification { word: "wssecUsernameToken", identify: not_built },
    Identification { word: "payloadElement", identify: not_built },
    Identification { word: "kerberosToken", identify: not_built },
];

/// Applies the rules of an Identify & Authorize action, joined by its `AND` or `OR`.
pub(super) fn identify(
    gateway: &Gateway,
    shelves: &Shelves,
    call: &Call,
    api: &Value,
    action: &Value,
) -> Result<Identity, Denied> {
    let every = policies::value_of(action, "logicalConnector").is_some_and(|word| word.eq_ignore_ascii_case("and"));
    let (mut found, mut failed) = (None::<Identity>, None::<Denied>);
    for (lookup, word) in policies::identification_rules(action) {
        let known = IDENTIFICATIONS.iter().find(|entry| entry.word == word);
        let identified = match known {
            Some(entry) => (entry.identify)(gateway, shelves, call),
            None => Err(Denied::new(501, format!("The identification type {word} does not exist"))),
        };
        match (identified.and_then(|found| assigned(found, &lookup, api)), every) {
            (Ok(identity), false) => return Ok(identity),
            (Ok(identity), true) => found = Some(merge(found, identity)?),
            (Err(denied), true) => return Err(denied),
            (Err(denied), false) => failed = Some(more_telling(failed, denied)),
        }
    }
    let anonymous = policies::value_of(action, "allowAnonymous").is_some_and(|word| word == "true");
    match (found, anonymous) {
        (Some(identity), _) => Ok(identity),
        (None, true) => Ok(Identity::nobody()),
        (None, false) => Err(failed.unwrap_or_else(Denied::unauthorized)),
    }
}

/// The applications that a call shows itself to be by key, certificate or token, whatever an API asks for.
pub(super) fn anyhow(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Arc<Value>, Denied> {
    let mut failed = None;
    for identify in [by_key, certificates::identify, by_token] {
        match identify(gateway, shelves, call) {
            Ok(Some(found)) if !found.candidates.is_empty() => {
                return found.candidates.into_iter().next().ok_or_else(Denied::unauthorized);
            }
            Ok(_) => {}
            Err(denied) => failed = Some(more_telling(failed, denied)),
        }
    }
    Err(failed.unwrap_or_else(|| Denied::unauthorized().because("no-credential")))
}

/// A credential that failed says more than one that is absent.
fn more_telling(before: Option<Denied>, now: Denied) -> Denied {
    let weight = |denied: &Denied| match (denied.status, &denied.application, denied.reason) {
        (501, ..) | (_, Some(_), _) => 2,
        (_, None, reason) => u8::from(reason != Some("no-credential")),
    };
    match before {
        Some(before) if weight(&before) >= weight(&now) => before,
        _ => now,
    }
}

/// `strict`: an application that is registered to the API; `open`: any; `relax`: any, else nobody in particular.
fn assigned(found: Option<Found>, lookup: &str, api: &Value) -> Result<Identity, Denied> {
    let Some(found) = found else {
        return if lookup == "relax" { Ok(Identity::nobody()) } else { Err(Denied::unauthorized().because("no-credential")) };
    };
    let id = api["id"].as_str().unwrap_or_default();
    let registered = |application: &&Arc<Value>| list_of(&application["consumingAPIs"]).any(|known| known == id);
    let chosen = found.candidates.iter().find(registered).or_else(|| found.candidates.first());
    match chosen {
        None if lookup == "relax" => {}
        None => return Err(Denied::unauthorized().because("no-application")),
        Some(application) if lookup == "strict" && !registered(&application) => {
            return Err(Denied::unauthorized().because("not-assigned").of(application));
        }
        Some(_) => {}
    }
    Ok(Identity { application: chosen.cloned(), client_id: found.client_id, rights: found.rights })
}

/// Two credentials of one call must mean the same application.
fn merge(first: Option<Identity>, second: Identity) -> Result<Identity, Denied> {
    let Some(first) = first else { return Ok(second) };
    let id = |identity: &Identity| identity.application.as_ref().map(|application| application["id"].clone());
    if id(&first) != id(&second) {
        return Err(Denied::unauthorized().because("two-applications"));
    }
    let client_id = first.client_id.or(second.client_id);
    Ok(Identity { application: second.application, client_id, rights: first.rights.or(second.rights) })
}

/// An access token: one of the gateway's own, or a JWT of another authorization server for a client that a strategy names.
fn by_token(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Found>, Denied> {
    match issued(gateway, shelves, call) {
        Err(denied) if denied.reason == Some(UNKNOWN) => claims::identify(gateway, shelves, call, &claims::ACCESS_TOKEN),
        found => found,
    }
}

fn by_jwt(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Found>, Denied> {
    claims::identify(gateway, shelves, call, &claims::JWT)
}

/// An ID token, or the access token that the gateway gave for one (contract: section 8).
fn by_id_token(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Found>, Denied> {
    match issued(gateway, shelves, call) {
        Ok(Some(found)) if found.rights.as_ref().is_some_and(|rights| !rights.opaque) => Ok(Some(found)),
        _ => claims::identify(gateway, shelves, call, &claims::ID_TOKEN),
    }
}

/// Looks the bearer token up among those that the gateway has issued.
fn issued(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Found>, Denied> {
    let Some(bearer) = call.bearer() else { return Ok(None) };
    let grant = token::look_up(gateway, shelves, bearer).map_err(|why| match why {
        Worthless::Unknown => Denied::unauthorized().because(UNKNOWN),
        Worthless::Expired => Denied::new(401, "Access token has expired").because("expired"),
    })?;
    Ok(Some(Found { candidates: grant.applications(shelves), client_id: Some(grant.client_id), rights: Some(grant.rights) }))
}

fn by_key(_: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Found>, Denied> {
    let header = system::setting(shelves, "apiKeyHeader").to_ascii_lowercase();
    let key = call.header(&header);
    if key.is_empty() {
        return Ok(None);
    }
    match shelves.find(Kind::Application, &format!("key:{key}")).next().cloned() {
        Some(application) => Ok(Some(Found { candidates: vec![application], client_id: None, rights: None })),
        None => Err(Denied::unauthorized().because("key-unknown")),
    }
}

fn not_built(_: &Gateway, _: &Shelves, _: &Call) -> Result<Option<Found>, Denied> {
    Err(Denied::new(501, "The sandbox does not enforce an identification type of this API yet"))
}

const UNKNOWN: &str = "token-unknown";
