//! Calls of the APIs behind the gateway: which API, over which transport, by whom, with which right.
//!
//! What an API demands is in its policy: the actions `entryProtocolPolicy` and `evaluatePolicy` (contract: sections 4 and
//! 5). An API without the latter is open, as on the product.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use time::macros::format_description;

use super::{
    Gateway,
    admin::{apis, policies, system},
    echo,
    exchange::{Call, Reply},
    token::{self, Worthless},
    world::{Kind, Shelves, list_of},
};

/// Who calls.
pub(super) struct Identity {
    /// The application; `None` for a caller that nobody asked who it is.
    pub(super) application: Option<Arc<Value>>,
    /// The client of the authorization server.
    pub(super) client_id: Option<String>,
    /// The scopes of the token; `None` when no token was used.
    pub(super) scopes: Option<BTreeSet<String>>,
}

/// Why a call goes no further.
#[derive(Debug)]
struct Denied {
    status: u16,
    text: Cow<'static, str>,
    /// The name of the application, as far as it was known by then.
    application: Option<String>,
}

impl Denied {
    fn new(status: u16, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, text: text.into(), application: None }
    }

    fn unauthorized() -> Self {
        Self::new(401, "Unauthorized application request")
    }

    fn of(mut self, application: &Value) -> Self {
        self.application = application["name"].as_str().map(str::to_owned);
        self
    }
}

/// One way to identify an application; one line in [`IDENTIFICATIONS`].
struct Identification {
    /// Its word in the parameter `identificationType`.
    word: &'static str,
    /// Finds who calls; `Ok(None)` when the call carries nothing of this kind.
    identify: fn(&Gateway, &Shelves, &Call) -> Result<Option<Identity>, Denied>,
}

const IDENTIFICATIONS: &[Identification] = &[
    Identification { word: "oAuth2Token", identify: by_token },
    Identification { word: "apiKey", identify: by_key },
    Identification { word: "jwtClaims", identify: not_built },
    Identification { word: "openIdClaims", identify: not_built },
    Identification { word: "httpsCertificate", identify: not_built },
    Identification { word: "httpBasicAuth", identify: not_built },
    Identification { word: "ipAddressRange", identify: not_built },
    Identification { word: "hostNameAddress", identify: not_built },
    Identification { word: "wssecX509Token", identify: not_built },
    Identification { word: "wssecUsernameToken", identify: not_built },
    Identification { word: "payloadElement", identify: not_built },
    Identification { word: "kerberosToken", identify: not_built },
];

/// Lets a call through to the echo API, or says why not.
pub(super) fn pass(gateway: &Gateway, call: &Call) -> Reply {
    let shelves = gateway.world.read();
    let Some((api, rest)) = addressed(&shelves, call) else {
        let denied = Denied::new(404, "Unknown API or resource");
        return refuse(gateway, call, "null", &denied);
    };
    let name = api["apiName"].as_str().unwrap_or_default().to_owned();
    match admit(gateway, &shelves, call, &api) {
        Ok(identity) => {
            // The echo takes its time over bodies; nobody has to wait for it.
            drop(shelves);
            echo::answer(gateway, call, &rest, &identity)
        }
        Err(denied) => refuse(gateway, call, &name, &denied),
    }
}

/// The API that a path leads to, and what is left of the path for the API itself.
fn addressed(shelves: &Shelves, call: &Call) -> Option<(Arc<Value>, String)> {
    if !call.parameter("name").is_empty() {
        let key = format!("ref:{}/{}", call.parameter("name"), call.parameter("version"));
        let api = shelves.find(Kind::Api, &key).next().cloned()?;
        return Some((api, format!("/{}", call.parameter("rest"))));
    }
    // Only endpoints that somebody has named: as many as there are, tried one after the other.
    shelves.all(Kind::Api).find_map(|api| {
        let fits = |path: String| {
            let rest = call.path.strip_prefix(path.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (Arc::clone(api), format!("/{}", rest.trim_start_matches('/'))))
        };
        apis::named_endpoints(api).find_map(fits)
    })
}

fn admit(gateway: &Gateway, shelves: &Shelves, call: &Call, api: &Value) -> Result<Identity, Denied> {
    if api["isActive"] != true {
        return Err(Denied::new(404, "API is not active"));
    }
    let protocols = policies::protocols(shelves, api);
    let scheme = if call.peer.tls { "https" } else { "http" };
    if !protocols.iter().any(|protocol| protocol == scheme) {
        return Err(Denied::new(403, format!("The API is not available over {scheme}")));
    }
    let Some(action) = policies::identify_action(shelves, api) else {
        return Ok(Identity { application: None, client_id: None, scopes: None });
    };
    let identity = identify(gateway, shelves, call, api, &action)?;
    let Some(application) = &identity.application else { return Ok(identity) };
    if application["isSuspended"] == true {
        return Err(Denied::new(403, "Application is suspended").of(application));
    }
    check_scopes(gateway, shelves, api, &identity)?;
    Ok(identity)
}

/// Applies the rules of an Identify & Authorize action, joined by its `AND` or `OR`.
fn identify(gateway: &Gateway, shelves: &Shelves, call: &Call, api: &Value, action: &Value) -> Result<Identity, Denied> {
    let every = policies::value_of(action, "logicalConnector").is_some_and(|word| word.eq_ignore_ascii_case("and"));
    let (mut found, mut failed) = (None::<Identity>, None::<Denied>);
    for (lookup, word) in policies::identification_rules(action) {
        let known = IDENTIFICATIONS.iter().find(|entry| entry.word == word);
        let identified = match known {
            Some(entry) => (entry.identify)(gateway, shelves, call),
            None => Err(Denied::new(501, format!("The identification type {word} does not exist"))),
        };
        let identified = identified.and_then(|identity| assigned(identity, &lookup, api));
        match (identified, every) {
            (Ok(identity), false) => return Ok(identity),
            (Ok(identity), true) => found = Some(merge(found, identity)?),
            (Err(denied), true) => return Err(denied),
            // The most telling reason stays: a credential that failed says more than one that is absent.
            (Err(denied), false) if failed.is_none() || denied.application.is_some() || denied.status == 501 => {
                failed = Some(denied);
            }
            (Err(_), false) => {}
        }
    }
    let anonymous = policies::value_of(action, "allowAnonymous").is_some_and(|word| word == "true");
    match (found, anonymous) {
        (Some(identity), _) => Ok(identity),
        (None, true) => Ok(Identity { application: None, client_id: None, scopes: None }),
        (None, false) => Err(failed.unwrap_or_else(Denied::unauthorized)),
    }
}

/// `strict`: an application that is registered to the API; `open`: any; `relax`: any, else nobody in particular.
fn assigned(identity: Option<Identity>, lookup: &str, api: &Value) -> Result<Identity, Denied> {
    let nobody = Identity { application: None, client_id: None, scopes: None };
    let Some(identity) = identity else {
        return if lookup == "relax" { Ok(nobody) } else { Err(Denied::unauthorized()) };
    };
    let Some(application) = &identity.application else {
        return if lookup == "relax" { Ok(identity) } else { Err(Denied::unauthorized()) };
    };
    let id = api["id"].as_str().unwrap_or_default();
    if lookup == "strict" && !list_of(&application["consumingAPIs"]).any(|known| known == id) {
        return Err(Denied::unauthorized().of(application));
    }
    Ok(identity)
}

/// Two credentials of one call must mean the same application.
fn merge(first: Option<Identity>, second: Identity) -> Result<Identity, Denied> {
    let Some(first) = first else { return Ok(second) };
    let id = |identity: &Identity| identity.application.as_ref().map(|application| application["id"].clone());
    if id(&first) != id(&second) {
        return Err(Denied::unauthorized());
    }
    let client_id = first.client_id.or(second.client_id);
    Ok(Identity { application: second.application, client_id, scopes: first.scopes.or(second.scopes) })
}

fn by_token(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Identity>, Denied> {
    let Some(bearer) = call.bearer() else { return Ok(None) };
    let grant = token::look_up(gateway, shelves, bearer).map_err(|why| match why {
        Worthless::Unknown => Denied::unauthorized(),
        Worthless::Expired => Denied::new(401, "Access token has expired"),
    })?;
    let application = shelves.find(Kind::Application, &format!("strategy:{}", grant.strategy)).next().cloned();
    Ok(Some(Identity { application, client_id: Some(grant.client_id), scopes: Some(grant.scopes) }))
}

fn by_key(_: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Identity>, Denied> {
    let header = system::setting(shelves, "apiKeyHeader").to_ascii_lowercase();
    let key = call.header(&header);
    if key.is_empty() {
        return Ok(None);
    }
    let application = shelves.find(Kind::Application, &format!("key:{key}")).next().cloned();
    match application {
        Some(application) => Ok(Some(Identity { application: Some(application), client_id: None, scopes: None })),
        None => Err(Denied::unauthorized()),
    }
}

fn not_built(_: &Gateway, _: &Shelves, _: &Call) -> Result<Option<Identity>, Denied> {
    Err(Denied::new(501, "The sandbox does not enforce an identification type of this API yet"))
}

/// A token must bring the scopes of one mapping that covers the API.
fn check_scopes(gateway: &Gateway, shelves: &Shelves, api: &Value, identity: &Identity) -> Result<(), Denied> {
    let Some(scopes) = &identity.scopes else { return Ok(()) };
    let id = api["id"].as_str().unwrap_or_default();
    let mut mapped = shelves.find(Kind::Scope, &format!("api:{id}")).peekable();
    let covered = match mapped.peek() {
        None => !gateway.quirks.scope_mapping_required,
        Some(_) => mapped.any(|mapping| {
            let mut needed = mapping["requiredAuthScopes"].as_array().into_iter().flatten();
            needed.all(|scope| {
                scope["authServerAlias"] != "local" || scope["scopeName"].as_str().is_some_and(|name| scopes.contains(name))
            })
        }),
    };
    if covered {
        return Ok(());
    }
    let denied = Denied::new(403, "The access token does not have the required scope");
    Err(match &identity.application {
        Some(application) => denied.of(application),
        None => denied,
    })
}

/// The product's run-time error, by the template that it ships with (contract: section 1).
fn refuse(gateway: &Gateway, call: &Call, api: &str, denied: &Denied) -> Reply {
    let now = gateway.now();
    let time = now.format(format_description!("[hour repr:12]:[minute]:[second] [period]")).unwrap_or_default();
    let date = now.format(format_description!("[month repr:short] [day padding:none], [year]")).unwrap_or_default();
    let text = format!(
        "API Gateway encountered an error. Error Message: {}. Request Details: Service - {api}, Operation - {}, Invocation \
         Time:{time}, Date:{date},  Client IP - {}, User - Default and Application:{}.",
        denied.text,
        call.path,
        call.peer.address.ip(),
        denied.application.as_deref().unwrap_or("sys:defaultApplication"),
    );
    Reply::json(denied.status, &json!({ "Exception": text }))
}
