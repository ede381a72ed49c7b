//! A small stateful stand-in for the V3 API: just enough for the driver to walk its whole way while every request is recorded. Written
//! from the contract page.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::{Map, Value, json};

use crate::replies::{Play, Seen, Server};

/// What differs from server to server.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(crate) struct Habits {
    /// Whether a write replaces the whole record.
    pub(crate) replaces: bool,
    /// Whether `offset` counts pages.
    pub(crate) pages: bool,
    /// Whether keys and members wait for an approval.
    pub(crate) reviews: bool,
    /// Whether nested lists are left out of lists.
    pub(crate) flat: bool,
}

/// What the server holds: records by path, such as `members/ID`.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) records: BTreeMap<String, Value>,
    /// User names that were ever used.
    pub(crate) names: Vec<String>,
    count: u32,
}

/// The stand-in with its state.
pub(crate) struct StandIn {
    pub(crate) server: Server,
    pub(crate) state: Arc<Mutex<State>>,
    cut: Arc<Mutex<Option<(usize, bool)>>>,
}

impl StandIn {
    pub(crate) fn start(habits: Habits) -> Self {
        let (state, cut) = (Arc::<Mutex<State>>::default(), Arc::<Mutex<Option<(usize, bool)>>>::default());
        let (shared, planned) = (Arc::clone(&state), Arc::clone(&cut));
        let server = Server::serve(move |seen| {
            let mut planned = planned.lock().unwrap();
            let writes = seen.method != "GET" && seen.path != "/v3/token";
            match planned.as_mut().filter(|_| writes) {
                Some((0, carried_out)) => {
                    if *carried_out {
                        answer(habits, &mut shared.lock().unwrap(), seen);
                    }
                    *planned = None;
                    return Play::Close;
                }
                Some((left, _)) => *left -= 1,
                None => {}
            }
            answer(habits, &mut shared.lock().unwrap(), seen)
        });
        Self { server, state, cut }
    }

    /// Breaks the connection at a write, after so many others.
    pub(crate) fn cut(&self, after: usize, carried_out: bool) {
        *self.cut.lock().unwrap() = Some((after, carried_out));
    }

    pub(crate) fn was_cut(&self) -> bool {
        self.cut.lock().unwrap().is_none()
    }

    /// Looks at the state, or changes it as somebody else would.
    pub(crate) fn with<T>(&self, edit: impl FnOnce(&mut State) -> T) -> T {
        edit(&mut self.state.lock().unwrap())
    }
}

impl State {
    pub(crate) fn id(&mut self) -> String {
        self.count += 1;
        format!("3b1f0a52-0000-4000-8000-{:012}", self.count)
    }

    /// The records directly below a path.
    pub(crate) fn below(&self, path: &str) -> Vec<Value> {
        let prefix = format!("{path}/");
        let direct = |key: &&String| key.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/'));
        self.records.keys().filter(direct).map(|key| self.records[key].clone()).collect()
    }

    fn make(&mut self, path: &str, mut record: Value) -> Value {
        let id = record["id"].as_str().map_or_else(|| self.id(), str::to_owned);
        record["id"] = json!(id);
        record["created"] = json!(format!("2026-11-21T09:30:{:02}.000+0000", self.count % 60));
        self.records.insert(format!("{path}/{id}"), record.clone());
        record
    }
}

fn answer(habits: Habits, state: &mut State, seen: &Seen) -> Play {
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    if path == "/v3/token" {
        return Play::json(
            200,
            &json!({"token_type": "bearer", "access_token": "canary-token", "expires_in": 3600,
            "refresh_token": "canary-refresh", "scope": super::AREA, "mapi": "x"}),
        );
    }
    let query: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let path = path.strip_prefix("/v3/rest/").unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let body: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
    match (seen.method.as_str(), parts.as_slice()) {
        ("GET", ["domains", "public", "hostnames"]) => ok(&json!([{"address": "api.example.com"}])),
        ("GET", ["domains", "system", "hostnames"]) => ok(&json!([{"address": "known.example.net"}])),
        ("GET", [.., "securityProfile", "oauth"]) => found(state, path),
        ("POST" | "PUT", [.., "securityProfile", "oauth"]) => {
            state.records.insert(path.to_owned(), body.clone());
            ok(&body)
        }
        ("GET", [.., "members" | "applications" | "packageKeys" | "packages" | "services" | "plans" | "endpoints"]) => {
            list(habits, state, path, &query)
        }
        ("GET", _) => match state.records.get(&home(path)) {
            Some(record) => ok(&shown(state, &home(path), record, &query)),
            None => absent(),
        },
        ("POST", _) => create(habits, state, &parts, path, body),
        ("PUT", _) => update(habits, state, &home(path), &body),
        ("DELETE", _) => {
            let prefix = format!("{}/", home(path));
            let gone = state.records.remove(&home(path));
            state.records.retain(|key, _| !key.starts_with(&prefix));
            gone.map_or_else(absent, |_| Play::text(200, ""))
        }
        _ => Play::text(405, "{}"),
    }
}

/// Applications and keys live by themselves, wherever they are named below something.
fn home(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["applications", _, "packageKeys", id] => format!("packageKeys/{id}"),
        _ => path.to_owned(),
    }
}

fn create(habits: Habits, state: &mut State, parts: &[&str], path: &str, mut body: Value) -> Play {
    match parts {
        ["members"] => {
            let name = body["username"].as_str().unwrap_or_default().to_owned();
            if state.names.contains(&name) {
                return refused(1001, "Duplicate object: username");
            }
            state.names.push(name);
            if habits.reviews {
                body["areaStatus"] = json!("waiting");
            }
            ok(&state.make(path, body))
        }
        ["members", _, "applications"] => {
            body["isPackaged"] = Value::Null;
            body["onboarding_ticket"] = json!("REQ-9");
            ok(&state.make("applications", body))
        }
        ["applications", application, "packageKeys"] => {
            let taken = |record: &Value| record["apikey"] == body["apikey"];
            if state.below("packageKeys").iter().any(taken) {
                return refused(1001, "Duplicate object: apikey");
            }
            if habits.reviews {
                body["status"] = json!("waiting");
            }
            body["application"] = json!(application);
            ok(&state.make("packageKeys", body))
        }
        ["services"] => {
            let endpoints = body.as_object_mut().and_then(|fields| fields.remove("endpoints")).unwrap_or_default();
            let made = state.make(path, body);
            for mut endpoint in endpoints.as_array().cloned().unwrap_or_default() {
                endpoint["vendorField"] = json!(true);
                state.make(&format!("services/{}/endpoints", made["id"].as_str().unwrap()), endpoint);
            }
            ok(&made)
        }
        ["packages", package, "plans", plan, "services"] => {
            let service = body["id"].as_str().unwrap().to_owned();
            for endpoint in state.below(&format!("services/{service}/endpoints")) {
                let at = format!("packages/{package}/plans/{plan}/services/{service}/endpoints");
                state.make(&at, json!({"id": endpoint["id"]}));
            }
            ok(&state.make(path, body))
        }
        _ => ok(&state.make(path, body)),
    }
}

fn update(habits: Habits, state: &mut State, path: &str, body: &Value) -> Play {
    let Some(record) = state.records.get_mut(path) else { return absent() };
    let keeps = ["id", "created", "username", "apikey", "application", "package", "plan", "secret"];
    let whole = !path.starts_with("packageKeys") && !path.contains("/plans/");
    if habits.replaces && whole {
        record.as_object_mut().unwrap().retain(|name, _| keeps.contains(&name.as_str()));
    }
    let fields = record.as_object_mut().unwrap();
    fields.extend(body.as_object().cloned().unwrap_or_default());
    ok(&record.clone())
}

fn list(habits: Habits, state: &State, path: &str, query: &[(String, String)]) -> Play {
    let get = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let owner = path.strip_prefix("applications/").and_then(|rest| rest.strip_suffix("/packageKeys"));
    let mut all = match owner {
        Some(owner) => state.below("packageKeys").into_iter().filter(|key| key["application"] == json!(owner)).collect(),
        None => state.below(path),
    };
    if let Some(filter) = get("filter") {
        let (name, value) = filter.split_once(':').unwrap();
        all.retain(|record| record[name].as_str().is_some_and(|text| text.contains(value)));
    }
    let number = |name: &str, usual: usize| get(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (offset, limit) = (number("offset", 0), number("limit", 100));
    let skip = if habits.pages { offset * limit } else { offset };
    let total = all.len().to_string();
    let kind = if owner.is_some() { "packageKeys" } else { path };
    let page = all.iter().skip(skip).take(limit).map(|record| {
        let at = format!("{kind}/{}", record["id"].as_str().unwrap());
        let mut shown = shown(state, &at, record, query);
        if habits.flat {
            shown.as_object_mut().unwrap().retain(|name, _| !NESTED.contains(&name.as_str()));
        }
        shown
    });
    let page: Vec<Value> = page.collect();
    Play::json(200, &json!(page)).with("x-total-count", &total)
}

/// A record with the fields that were named; nested ones only then.
fn shown(state: &State, path: &str, record: &Value, query: &[(String, String)]) -> Value {
    let fields = query.iter().find(|(name, _)| name == "fields").map(|(_, value)| value.clone());
    let mut whole: Map<String, Value> = record.as_object().cloned().unwrap_or_default();
    let Some(fields) = fields else {
        whole.retain(|name, _| !["application", "processor", "secret"].contains(&name.as_str()));
        return Value::Object(whole);
    };
    if let Some(id) = path.strip_prefix("applications/") {
        let keys = state.below("packageKeys").into_iter().filter(|key| key["application"] == json!(id));
        whole.insert("packageKeys".to_owned(), keys.collect());
    }
    whole.insert("services".to_owned(), json!(state.below(&format!("{path}/services"))));
    whole.insert("endpoints".to_owned(), json!(state.below(&format!("{path}/endpoints"))));
    whole.retain(|name, _| fields.split(',').any(|field| field == name));
    Value::Object(whole)
}

fn found(state: &State, path: &str) -> Play {
    state.records.get(path).map_or_else(absent, ok)
}

fn ok(body: &Value) -> Play {
    Play::json(200, body)
}

fn absent() -> Play {
    Play::json(404, &json!({"errorCode": 404, "errorMessage": "Resource not found"}))
}

fn refused(code: u32, message: &str) -> Play {
    Play::json(400, &json!({"errorCode": code, "errorMessage": message}))
}

const NESTED: [&str; 3] = ["packageKeys", "services", "endpoints"];
