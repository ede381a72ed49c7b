//! webMethods: the sandbox is its twin.

use partnerctl::{
    domain::{profile::Observed, secret::Secret},
    http::{BasicLogin, Http, Login},
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::client;
use crate::{
    conformance::bench::{Broken, Rig},
    replies::Play,
    support::{
        Sandbox,
        relay::{Meddling, Relay},
        runtime,
    },
    wire::desk::TestDesk,
};

/// The sandbox behind a relay.
pub(crate) struct Webmethods {
    sandbox: Sandbox,
    relay: Relay,
}

impl Webmethods {
    pub(crate) fn twin() -> Self {
        let sandbox = Sandbox::start(Quirks::default());
        let relay = Relay::before(&sandbox.url());
        Self { sandbox, relay }
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let (url, password) = (format!("{}rest/apigateway{path}", self.sandbox.url()), self.sandbox.password());
        runtime().block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            let request = client.request(method.parse().unwrap(), url).basic_auth("Administrator", Some(&password));
            request.header("accept", "application/json").json(body).send().await.unwrap().json().await.unwrap()
        })
    }

    fn application(&self, observed: &Observed) -> Value {
        self.sandbox.ask(&format!("/applications/{}", observed.remote.id))["applications"][0].clone()
    }
}

impl Rig for Webmethods {
    fn driver(&self) -> &'static str {
        "webmethods"
    }

    fn client(&self) -> Http {
        let login = BasicLogin { user: "Administrator".to_owned(), password: Secret::new(self.sandbox.password()) };
        client(self.relay.url().parse().unwrap(), Login::Basic(login), None)
    }

    fn writes(&self) -> usize {
        self.relay.writes()
    }

    fn plant(&self, name: &str) {
        self.send("POST", "/applications", &json!({ "name": name, "description": "made by hand" }));
    }

    fn planted(&self, name: &str) -> String {
        let all = self.sandbox.ask("/applications?from=0&size=1000");
        let own = all["applications"].as_array().unwrap().iter().filter(|application| application["name"] == name);
        own.map(Value::to_string).collect()
    }

    fn add_unknown(&self, observed: &Observed, _: &TestDesk) -> Option<()> {
        let mut application = self.application(observed);
        application["siteURLs"] = json!(["https://kept.example"]);
        self.send("PUT", &format!("/applications/{}", observed.remote.id), &application);
        Some(())
    }

    fn has_unknown(&self, observed: &Observed) -> bool {
        self.application(observed)["siteURLs"] == json!(["https://kept.example"])
    }

    fn break_calls(&self, how: Broken) -> bool {
        let play = match how {
            Broken::Status(status) => Play::json(status, &json!({ "errorDetails": "broken" })).with("retry-after", "70"),
            Broken::Page(status) => Play::text(status, "<html><title>Sign in</title></html>"),
            Broken::Closed => Play::Close,
            Broken::Cut => Play::Cut(b"{".to_vec()),
        };
        self.relay.meddle(Meddling::instead(1, play));
        true
    }

    fn lose_answer(&self) {
        self.relay.meddle(Meddling::after_write(1, Play::Close));
    }

    fn heal(&self) {
        self.relay.heal();
    }

    fn relay(&self) -> Option<&Relay> {
        Some(&self.relay)
    }

    /// A gateway that is busy says so with 503.
    fn throttling(&self) -> Play {
        Play::text(503, "busy").with("retry-after", "1")
    }

    fn vanish(&self, observed: &Observed) {
        let (id, password) = (&observed.remote.id, self.sandbox.password());
        let url = format!("{}rest/apigateway/applications/{id}", self.sandbox.url());
        runtime().block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            let sent = client.delete(url).basic_auth("Administrator", Some(&password)).send().await.unwrap();
            assert!(sent.status().is_success(), "{}", sent.status());
        });
    }

    fn page(&self) -> Option<usize> {
        Some(100)
    }
}
