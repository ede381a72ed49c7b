//! The embedded gateway, driven by a plain HTTP client from the contract alone.

mod admin;
mod deviations;
mod idp;
mod jks;
mod life;
mod mutual;
mod own;
mod quirks;
mod signed;
mod stores;
mod tools;
mod traffic;
mod vendor;

use std::sync::Arc;

use partnerctl::{
    clock::{Clock, Fixed, Stop, System},
    sandbox::{Quirks, Ready, Running, Settings, start},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A sandbox in a folder of its own and a client for it.
pub(crate) struct Rig {
    pub(crate) folder: TempDir,
    running: Option<Running>,
    settings: Settings,
    clock: Arc<dyn Clock>,
    runtime: Runtime,
    client: reqwest::Client,
    /// Every answer of the admin API: method, path, status, body.
    pub(crate) seen: std::cell::RefCell<Vec<(String, String, u16, Value)>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) body: Value,
    headers: reqwest::header::HeaderMap,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn error(&self) -> &str {
        self.body["errorDetails"].as_str().unwrap_or_else(|| panic!("no error in {self:?}"))
    }
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(Quirks::default())
    }

    pub(crate) fn with(quirks: Quirks) -> Self {
        Self::at(quirks, Arc::new(System))
    }

    pub(crate) fn fixed(quirks: Quirks) -> (Self, Arc<Fixed>) {
        let clock = Arc::new(Fixed::at(System.time()));
        (Self::at(quirks, Arc::clone(&clock) as Arc<dyn Clock>), clock)
    }

    fn at(quirks: Quirks, clock: Arc<dyn Clock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { quirks, ..Settings::local(folder.path().join("state")) };
        let running = start(settings.clone(), Arc::clone(&clock)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = client(running.ready(), None);
        Self { folder, running: Some(running), settings, clock, runtime, client, seen: std::cell::RefCell::default() }
    }

    pub(crate) fn ready(&self) -> &Ready {
        self.running.as_ref().unwrap().ready()
    }

    pub(crate) fn password(&self) -> String {
        std::fs::read_to_string(&self.ready().password_file).unwrap()
    }

    /// Stops the sandbox and starts it again on the same folder.
    fn restart(&mut self) {
        self.running.take().unwrap().stop();
        self.running = Some(start(self.settings.clone(), Arc::clone(&self.clock)).unwrap());
        self.reconnect();
    }

    /// Forgets open connections, which the other side may have closed meanwhile.
    fn reconnect(&mut self) {
        self.client = client(self.ready(), None);
    }

    /// Sends a request as it stands.
    pub(crate) fn send(&self, make: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder) -> Got {
        self.runtime.block_on(async {
            let answer = make(&self.client).send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let bytes = answer.bytes().await.unwrap();
            let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes)));
            Got { status, body: if bytes.is_empty() { Value::Null } else { body }, headers }
        })
    }

    /// Calls the admin API; a body of `null` is none.
    pub(crate) fn admin(&self, method: &str, path: &str, body: &Value) -> Got {
        let url = self.ready().url.join(&format!("/rest/apigateway{path}")).unwrap();
        let password = self.password();
        let got = self.send(|client| {
            let request = client.request(method.parse().unwrap(), url).basic_auth("Administrator", Some(password));
            if body.is_null() { request } else { request.json(body) }
        });
        self.seen.borrow_mut().push((method.to_owned(), format!("/rest/apigateway{path}"), got.status, got.body.clone()));
        got
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let got = self.admin("GET", path, &Value::Null);
        assert_eq!(got.status, 200, "GET {path}: {got:?}");
        got.body
    }

    /// Imports an API from a small description; returns its id.
    pub(crate) fn import(&self, name: &str, version: &str) -> String {
        let got = self.import_file(name, version, "openapi", &openapi("3.0.3"));
        assert_eq!(got.status, 200, "{got:?}");
        got.body["apiResponse"]["api"]["id"].as_str().unwrap().to_owned()
    }

    fn import_file(&self, name: &str, version: &str, kind: &str, file: &str) -> Got {
        let file = reqwest::multipart::Part::bytes(file.as_bytes().to_vec()).file_name("api.yaml");
        let form = reqwest::multipart::Form::new().part("file", file).text("type", kind.to_owned());
        let form = form.text("apiName", name.to_owned()).text("apiVersion", version.to_owned());
        let url = self.ready().url.join("/rest/apigateway/apis").unwrap();
        let password = self.password();
        let got = self.send(|client| client.post(url).basic_auth("Administrator", Some(password)).multipart(form));
        self.seen.borrow_mut().push(("POST".to_owned(), "/rest/apigateway/apis".to_owned(), got.status, got.body.clone()));
        got
    }

    /// Changes the API's transport to these protocols.
    pub(crate) fn allow(&self, api: &str, protocols: &[&str]) {
        let policy = self.policy_of(api);
        let transport = policy["policyEnforcements"][0]["enforcements"][0]["enforcementObjectId"].as_str().unwrap().to_owned();
        let mut action = self.get(&format!("/policyActions/{transport}"));
        action["policyAction"]["parameters"][0]["values"] = json!(protocols);
        assert_eq!(self.admin("PUT", &format!("/policyActions/{transport}"), &action).status, 200);
    }

    fn policy_of(&self, api: &str) -> Value {
        let id = self.get(&format!("/apis/{api}"))["apiResponse"]["api"]["policies"][0].as_str().unwrap().to_owned();
        self.get(&format!("/policies/{id}"))["policy"].clone()
    }

    /// Puts an Identify & Authorize action on an API; returns the action's id.
    pub(crate) fn identify(&self, api: &str, lookup: &str, kinds: &[&str]) -> String {
        let action = identify_action(lookup, kinds);
        let made = self.admin("POST", "/policyActions", &action);
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.body["policyAction"]["id"].as_str().unwrap().to_owned();
        let mut policy = self.policy_of(api);
        let stage = json!({ "stageKey": "IAM", "enforcements": [{ "enforcementObjectId": id, "order": null }] });
        policy["policyEnforcements"].as_array_mut().unwrap().push(stage);
        let path = format!("/policies/{}", policy["id"].as_str().unwrap());
        let put = self.admin("PUT", &path, &json!({ "policy": policy }));
        assert_eq!(put.status, 200, "{put:?}");
        id
    }

    /// Makes an application with a client of its own for these APIs; returns application id, strategy id, client id, secret.
    pub(crate) fn partner(&self, name: &str, apis: &[&str], scopes: &[&str]) -> [String; 4] {
        let application = self.admin("POST", "/applications", &json!({ "name": name })).body["id"].as_str().unwrap().to_owned();
        let made = self.admin("POST", "/strategies", &strategy(name, scopes));
        assert_eq!(made.status, 200, "{made:?}");
        let id = made.body["strategy"]["id"].as_str().unwrap().to_owned();
        let client = made.body["strategy"]["clientId"].as_str().unwrap().to_owned();
        let put = json!({ "name": name, "authStrategyIds": [id] });
        assert_eq!(self.admin("PUT", &format!("/applications/{application}"), &put).status, 200);
        let put = json!({ "apiIDs": apis });
        assert_eq!(self.admin("PUT", &format!("/applications/{application}/apis"), &put).status, 200);
        let secret = self.secret(&id);
        [application, id, client, secret]
    }

    /// The client secret from the list, the one place that shows it by default.
    pub(crate) fn secret(&self, strategy: &str) -> String {
        let list = self.get("/strategies");
        let found = list.as_array().unwrap().iter().find(|found| found["id"] == strategy).unwrap();
        found["clientRegistration"]["clientSecret"].as_str().unwrap().to_owned()
    }

    pub(crate) fn token(&self, client: &str, secret: &str) -> String {
        let got = self.grant(&json!({ "grant_type": "client_credentials", "client_id": client, "client_secret": secret }));
        assert_eq!(got.status, 200, "{got:?}");
        got.body["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn grant(&self, body: &Value) -> Got {
        let url = self.ready().url.join("/invoke/pub.apigateway.oauth2/getAccessToken").unwrap();
        self.send(|client| client.post(url).json(body))
    }

    /// Calls an API behind the gateway over plain HTTP.
    pub(crate) fn call(&self, path: &str, token: &str) -> Got {
        let url = self.ready().url.join(&format!("/gateway/{path}")).unwrap();
        self.send(|client| if token.is_empty() { client.get(url) } else { client.get(url).bearer_auth(token) })
    }
}

/// A client that trusts the sandbox's authority alone.
pub(crate) fn client(ready: &Ready, identity: Option<reqwest::Identity>) -> reqwest::Client {
    let ca = std::fs::read(&ready.ca_file).unwrap();
    let builder = reqwest::Client::builder().no_proxy().tls_certs_only([reqwest::Certificate::from_pem(&ca).unwrap()]);
    match identity {
        Some(identity) => builder.identity(identity).build().unwrap(),
        None => builder.build().unwrap(),
    }
}

pub(crate) fn strategy(name: &str, scopes: &[&str]) -> Value {
    json!({
        "name": name, "description": "", "type": "OAUTH2", "authServerAlias": "local", "audience": "",
        "dcrConfig": {
            "allowedGrantTypes": ["client_credentials"], "clientType": "CONFIDENTIAL", "applicationType": "web",
            "authServer": "local", "expirationInterval": "3600", "refreshCount": "0", "redirectUris": [], "scopes": scopes,
        },
    })
}

pub(crate) fn identify_action(lookup: &str, kinds: &[&str]) -> Value {
    let rule = |kind: &&str| {
        json!({ "templateKey": "IdentificationRule", "parameters": [
            { "templateKey": "applicationLookup", "values": [lookup] },
            { "templateKey": "identificationType", "values": [kind] },
        ]})
    };
    let mut parameters = vec![
        json!({ "templateKey": "logicalConnector", "values": ["OR"] }),
        json!({ "templateKey": "allowAnonymous", "values": ["false"] }),
    ];
    parameters.extend(kinds.iter().map(rule));
    json!({ "policyAction": {
        "names": [{ "value": "any name", "locale": "en" }], "templateKey": "evaluatePolicy", "parameters": parameters,
        "active": false,
    }})
}

pub(crate) fn openapi(version: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{ title: Quotes, version: '1.0', description: Quotes of parts }}\nservers:\n  - url: \
         https://backend.example/quotes\npaths:\n  /quotes:\n    get:\n      responses: {{ '200': {{ description: ok }} }}\n"
    )
}

/// Keeps the unused parts of the clock from being forgotten: waiting ends at once when it is stopped.
#[test]
fn waiting_ends_when_the_user_stops() {
    let rig = Rig::new();
    let stop = Stop::default();
    std::thread::scope(|scope| {
        scope.spawn(|| rig.running.as_ref().unwrap().wait(&stop));
        stop.set();
    });
}
