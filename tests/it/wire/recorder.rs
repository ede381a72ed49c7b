//! A small stateful stand-in for the admin API: just enough for the driver to walk its whole way while every request is recorded.
//! Written from the contract page.

use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use crate::{
    replies::{Play, Seen, Server},
    wire::security::{self, Security},
};

/// What differs from server to server.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(crate) struct Habits {
    pub(crate) version: &'static str,
    /// Whether all answers but the list show secrets masked.
    pub(crate) masks: bool,
    /// Whether `GET /strategies` is a bare array.
    pub(crate) bare: bool,
    /// Whether `customFields` are dropped.
    pub(crate) drops_fields: bool,
    /// Whether a strategy is removed by `?ids=` only.
    pub(crate) by_query: bool,
    /// Whether `GET /applications` leaves `customFields` out.
    pub(crate) lists_less: bool,
    /// Whether even the list of strategies shows secrets masked.
    pub(crate) hides: bool,
    /// Whether the login may not look at ports, truststores and settings.
    pub(crate) provider_only: bool,
    /// How a port is written.
    pub(crate) port_form: PortForm,
    /// How the API key of an application is shown.
    pub(crate) key: Key,
}

/// How a port is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PortForm {
    Described,
    ByAlias,
    Broken,
}

/// How the API key of an application is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Shown,
    /// There is none before one is made.
    Cleared,
    Masked,
    /// None can be made.
    Refused,
}

impl Habits {
    pub(crate) const USUAL: Self = Self {
        version: "10.15",
        masks: true,
        bare: true,
        drops_fields: false,
        by_query: true,
        lists_less: false,
        hides: false,
        provider_only: false,
        port_form: PortForm::Described,
        key: Key::Masked,
    };
}

impl Default for Habits {
    fn default() -> Self {
        Self::USUAL
    }
}

/// What the server holds.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) applications: Map<String, Value>,
    pub(crate) assigned: Map<String, Value>,
    pub(crate) strategies: Map<String, Value>,
    pub(crate) apis: Map<String, Value>,
    pub(crate) policies: Map<String, Value>,
    pub(crate) actions: Map<String, Value>,
    pub(crate) scopes: Map<String, Value>,
    pub(crate) local: Value,
    pub(crate) security: Security,
    count: u32,
}

/// The stand-in with its state.
pub(crate) struct Recorder {
    pub(crate) server: Server,
    pub(crate) state: Arc<Mutex<State>>,
    cut: Arc<Mutex<Option<Cut>>>,
}

/// The connection breaks at a write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    /// How many writes come before it.
    pub(crate) after: usize,
    /// Whether it is still carried out.
    pub(crate) carried_out: bool,
}

impl Recorder {
    pub(crate) fn start(habits: Habits) -> Self {
        let local = json!({"id": "local", "name": "local", "type": "authServerAlias", "authServerType": "LOCAL_IS", "owner": "x",
            "scopes": [{"name": "other", "description": "d", "extra": 1}], "tokenGeneratorConfig": {"expiry": 0}});
        let state = Arc::new(Mutex::new(State { local, ..State::default() }));
        let (shared, cut) = (Arc::clone(&state), Arc::<Mutex<Option<Cut>>>::default());
        let planned = Arc::clone(&cut);
        let server = Server::serve(move |seen| {
            let reads = seen.method == "GET" || seen.path.ends_with("/search");
            let mut planned = planned.lock().unwrap();
            match planned.as_mut().filter(|_| !reads) {
                Some(Cut { after: 0, carried_out }) => {
                    if *carried_out {
                        answer(habits, &mut shared.lock().unwrap(), seen);
                    }
                    *planned = None;
                    return Play::Close;
                }
                Some(cut) => cut.after -= 1,
                None => {}
            }
            answer(habits, &mut shared.lock().unwrap(), seen)
        });
        Self { server, state, cut }
    }

    /// Plans a break.
    pub(crate) fn cut(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }

    pub(crate) fn was_cut(&self) -> bool {
        self.cut.lock().unwrap().is_none()
    }

    /// Changes the state as somebody else would.
    pub(crate) fn with<T>(&self, edit: impl FnOnce(&mut State) -> T) -> T {
        edit(&mut self.state.lock().unwrap())
    }
}

impl State {
    pub(crate) fn id(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}-{:04}", self.count)
    }
}

fn answer(habits: Habits, state: &mut State, seen: &Seen) -> Play {
    let path = seen.path.split('?').next().unwrap_or_default();
    let below = path.strip_prefix("/rest/apigateway/").unwrap_or_default();
    let parts: Vec<&str> = below.split('/').collect();
    let body: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
    if let Some(play) = security::answer(habits, state, seen, &parts, &body) {
        return play;
    }
    match (seen.method.as_str(), parts.as_slice()) {
        ("GET", ["health"]) => ok(json!({"status": "green"})),
        ("GET", ["is", "serverinfo"]) => ok(json!({"version": format!("{}.0.1", habits.version)})),
        ("GET", ["configurations", "loadBalancer"]) => {
            ok(json!({"httpUrls": ["http://api.example"], "httpsUrls": ["https://api.example"]}))
        }
        ("POST", ["search"]) => search(state, &body),
        (_, ["applications", rest @ ..]) => applications(habits, state, seen, rest, body),
        (_, ["strategies", rest @ ..]) => strategies(habits, state, seen, rest, body),
        (_, ["apis", rest @ ..]) => apis(state, seen, rest),
        (method, ["policies", id]) => record(&mut state.policies, method, id, "policy", body["policy"].clone()),
        ("GET", ["policyActions"]) => ok(json!({"policyAction": state.actions.values().collect::<Vec<_>>()})),
        ("POST", ["policyActions"]) => {
            let id = state.id("action");
            made(&mut state.actions, id, "policyAction", body["policyAction"].clone(), 201)
        }
        // A naked body is answered with 200 and changes nothing.
        ("PUT", ["policyActions", id]) if body["policyAction"].is_null() => {
            ok(json!({"policyAction": state.actions.get(*id).cloned()}))
        }
        (method, ["policyActions", id]) => record(&mut state.actions, method, id, "policyAction", body["policyAction"].clone()),
        ("GET", ["scopes"]) => ok(json!({"scopes": state.scopes.values().collect::<Vec<_>>()})),
        ("POST", ["scopes"]) => {
            let id = state.id("scope");
            made(&mut state.scopes, id, "scope", body, 201)
        }
        (method, ["scopes", id]) => record(&mut state.scopes, method, id, "scope", body),
        _ => Play::text(404, r#"{"errorDetails":"no such resource"}"#),
    }
}

fn applications(habits: Habits, state: &mut State, seen: &Seen, rest: &[&str], mut body: Value) -> Play {
    if habits.drops_fields
        && let Some(fields) = body.as_object_mut()
    {
        fields.remove("customFields");
    }
    let known = rest.first().is_none_or(|id| state.applications.contains_key(*id));
    match (seen.method.as_str(), rest) {
        _ if !known => Play::text(404, "{}"),
        ("GET", []) => {
            let mut all: Vec<_> = state.applications.values().cloned().collect();
            all.iter_mut()
                .filter(|_| habits.lists_less)
                .for_each(|one| drop(one.as_object_mut().unwrap().remove("customFields")));
            ok(json!({"applications": all}))
        }
        ("POST", []) => {
            let id = state.id("app");
            body["id"] = json!(id);
            body["accessTokens"] = match habits.key {
                Key::Shown => json!({"apiAccessKey_credentials": {"apiAccessKey": format!("key-of-{id}")}}),
                Key::Cleared | Key::Refused => json!({}),
                Key::Masked => json!({"apiAccessKey_credentials": {"apiAccessKey": "****"}}),
            };
            body["unknownField"] = json!({"kept": true});
            state.applications.insert(id, body.clone());
            Play::json(201, &body)
        }
        ("GET", [id]) => ok(json!({"applications": [state.applications[*id]]})),
        ("PUT", [id]) => {
            body["id"] = json!(id);
            body["accessTokens"] = state.applications[*id]["accessTokens"].clone();
            state.applications.insert((*id).to_owned(), body.clone());
            ok(body)
        }
        ("PATCH", [id]) => {
            state.applications[*id]["isSuspended"] = body["isSuspended"].clone();
            ok(state.applications[*id].clone())
        }
        ("DELETE", [id]) => {
            state.applications.remove(*id);
            Play::text(204, "")
        }
        ("GET", [id, "apis"]) => ok(state.assigned.get(*id).cloned().unwrap_or_else(|| json!({}))),
        ("PUT", [id, "apis"]) => {
            state.assigned.insert((*id).to_owned(), body.clone());
            ok(body)
        }
        ("POST", [_, "accessTokens"]) if habits.key == Key::Refused => Play::text(400, r#"{"errorDetails":"Invalid type"}"#),
        ("POST", [id, "accessTokens"]) => {
            let key = if habits.key == Key::Masked { "****".to_owned() } else { format!("new-key-of-{id}") };
            state.applications[*id]["accessTokens"] = json!({"apiAccessKey_credentials": {"apiAccessKey": key}});
            ok(json!({}))
        }
        ("GET", [_, "accessTokens"]) => ok(json!({"local": {"uris": {"accessTokenUrl": "http://vm:5555/token"}}})),
        _ => Play::text(405, "{}"),
    }
}

fn strategies(habits: Habits, state: &mut State, seen: &Seen, rest: &[&str], mut body: Value) -> Play {
    let shown = |strategy: &Value| {
        let mut strategy = strategy.clone();
        if habits.masks && strategy.get("clientRegistration").is_some() {
            strategy["clientRegistration"]["clientSecret"] = json!("*".repeat(32));
        }
        json!({"strategy": strategy})
    };
    match (seen.method.as_str(), rest) {
        ("GET", []) => {
            let all = state.strategies.values().map(|one| if habits.hides { shown(one)["strategy"].take() } else { one.clone() });
            let all: Vec<_> = all.collect();
            ok(if habits.bare { json!(all) } else { json!({"strategies": all}) })
        }
        ("POST", []) if body.get("strategy").is_some() => Play::text(400, r#"{"errorDetails":"Unrecognized Type: [null]"}"#),
        ("POST", []) => {
            let id = state.id("strategy");
            let client = format!("client-{id}");
            body["id"] = json!(id);
            if body["type"] == "OAUTH2" {
                body["clientId"] = json!(client);
                body["clientRegistration"] = json!({"clientId": client, "clientSecret": format!("secret-of-{id}"), "enabled": true,
                    "clScopes": body["dcrConfig"]["scopes"]});
            }
            body["unknownField"] = json!({"kept": true});
            state.strategies.insert(id, body.clone());
            Play::json(201, &shown(&body))
        }
        ("DELETE", []) => {
            state.strategies.remove(seen.path.split("?ids=").nth(1).unwrap_or_default());
            Play::text(204, "")
        }
        ("DELETE", [_]) if habits.by_query => Play::text(405, "{}"),
        (_, [id]) if !state.strategies.contains_key(*id) => Play::text(404, "{}"),
        ("GET", [id]) => ok(shown(&state.strategies[*id])),
        ("PUT", [id]) => {
            state.strategies.insert((*id).to_owned(), body.clone());
            ok(shown(&body))
        }
        ("DELETE", [id]) => {
            state.strategies.remove(*id);
            Play::text(204, "")
        }
        _ => Play::text(405, "{}"),
    }
}

fn apis(state: &mut State, seen: &Seen, rest: &[&str]) -> Play {
    let query = seen.path.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let wrapped = |api: &Value| json!({"apiResponse": {"api": api, "responseStatus": "SUCCESS", "gatewayEndPoints": ["/gateway/quote-api/1.0"]}});
    match (seen.method.as_str(), rest) {
        ("GET", []) if state.apis.is_empty() => ok(json!({"apiResponse": [{"responseStatus": "NOT_FOUND"}]})),
        ("GET", []) => {
            let query: std::collections::HashMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
            let number = |name: &str| query.get(name).and_then(|text| text.parse().ok());
            let list = state.apis.values().map(|api| json!({"api": api, "responseStatus": "SUCCESS"}));
            let page = list.skip(number("from").unwrap_or(0)).take(number("size").unwrap_or(10));
            ok(json!({"apiResponse": page.collect::<Vec<_>>()}))
        }
        ("POST", []) => {
            let (id, policy, action) = (state.id("api"), state.id("policy"), state.id("action"));
            let text = String::from_utf8_lossy(&seen.body).into_owned();
            assert!(text.contains("https://backend.example/v1"), "the upstream replaces the servers: {text}");
            state.actions.insert(action.clone(), json!({"id": action, "names": [{"value": "Require HTTP / HTTPS", "locale": "en"}],
                "templateKey": "entryProtocolPolicy", "parameters": [{"templateKey": "protocol", "values": ["http"]}], "active": false}));
            state.policies.insert(policy.clone(), json!({"id": policy, "policyScope": "SERVICE", "global": false, "active": false,
                "policyEnforcements": [{"stageKey": "transport", "enforcements": [{"enforcementObjectId": action, "order": null}]},
                    {"stageKey": "routing", "enforcements": [{"enforcementObjectId": "r-1", "order": "0"}]}]}));
            let api = json!({"id": id, "apiName": "quote-api", "apiVersion": "1.0", "isActive": false, "type": "REST", "policies": [policy]});
            state.apis.insert(id, api.clone());
            ok(wrapped(&api))
        }
        ("GET", [id]) => state.apis.get(*id).map_or_else(|| Play::text(404, "{}"), |api| ok(wrapped(api))),
        ("PUT", [id, verb]) => {
            let wanted = *verb == "activate";
            if state.apis[*id]["isActive"] == json!(wanted) {
                return Play::text(400, r#"{"errorDetails":"already in this state"}"#);
            }
            state.apis[*id]["isActive"] = json!(wanted);
            ok(wrapped(&state.apis[*id]))
        }
        _ => Play::text(405, "{}"),
    }
}

/// Reads or replaces one wrapped record.
fn record(records: &mut Map<String, Value>, method: &str, id: &str, envelope: &str, body: Value) -> Play {
    if !records.contains_key(id) {
        return Play::text(404, "{}");
    }
    if method == "PUT" {
        records.insert(id.to_owned(), body);
    }
    ok(json!({envelope: records[id]}))
}

pub(crate) fn made(records: &mut Map<String, Value>, id: String, envelope: &str, mut body: Value, status: u16) -> Play {
    body["id"] = json!(id);
    records.insert(id, body.clone());
    Play::json(status, &json!({envelope: body}))
}

/// The keyword is a regular expression; this stand-in knows `.*` and escaped texts.
fn search(state: &State, body: &Value) -> Play {
    let keyword = body["scope"][0]["keyword"].as_str().unwrap_or_default().replace('\\', "");
    let fits = |name: &str| keyword == ".*" || name.eq_ignore_ascii_case(&keyword);
    let found = state.applications.iter().filter(|(_, application)| fits(application["name"].as_str().unwrap_or_default()));
    let found: Vec<_> = found.map(|(id, application)| json!({"applicationID": id, "name": application["name"]})).collect();
    ok(if found.is_empty() { json!({}) } else { json!({"application": found}) })
}

#[expect(clippy::needless_pass_by_value, reason = "the callers read better")]
pub(crate) fn ok(body: Value) -> Play {
    Play::json(200, &body)
}
