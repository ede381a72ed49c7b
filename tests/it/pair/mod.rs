//! An authorization server as identity and an API gateway behind it: one plan, one record, one partner that calls.

mod boomi;
mod halves;
mod kills;
mod life;

use std::{
    fs,
    process::{Child, Output, Stdio},
};

use serde_json::Value;

use crate::support::{
    Place,
    authority::{Authority, INITIAL},
    told, until,
};

/// A certified authorization server, the embedded gateway as a process of its own, and a workspace that joins them.
pub(crate) struct Pair {
    pub(crate) server: Authority,
    pub(crate) place: Place,
    sandbox: Child,
}

impl Pair {
    /// `None`, and a word, when the server cannot be had.
    pub(crate) fn start() -> Option<Self> {
        match Authority::start(true) {
            Ok(server) => Some(Self::at(server)),
            Err(missing) => {
                crate::support::not_run(&missing);
                None
            }
        }
    }

    fn at(server: Authority) -> Self {
        let (place, recipient) = Place::bare("unused".to_owned());
        let issuer = server.issuer();
        let identity = format!(
            "identity: {{ driver: rfc7591, url: \"{issuer}\", login: {{ token: bearer }}, caFile: ca.pem, audience: \"{issuer}/api\" }}"
        );
        place.write("partnerctl.yaml", &workspace(&identity, "gateway: { driver: webmethods, sandbox: true }", &recipient));
        place.write("ca.pem", &fs::read_to_string(server.pki("server-ca.pem")).unwrap());
        apis(&place, "partner:read, partner:write");
        place.write_private("initial.txt", INITIAL);
        place.write("partners/acme.yaml", &partner("acme", "mechanism: oauth2, scopes: [partner:read]", "quote-api/1.0"));
        let sandbox = place.command(&["sandbox", "run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let ready = place.root().join(".partnerctl/sandbox/ready.json");
        until("the sandbox answers", || ready.exists());
        let this = Self { server, place, sandbox };
        this.does(&["gateway", "login", "--identity", "--secret-file", "initial.txt"]);
        this
    }

    pub(crate) fn does(&self, words: &[&str]) -> Value {
        self.place.json(words, 0)
    }

    pub(crate) fn onboard(&self, name: &str) -> Value {
        self.does(&["onboard", name])["partners"][0].clone()
    }

    pub(crate) fn record(&self, name: &str) -> Value {
        self.does(&["record", "show", name])["status"].clone()
    }

    pub(crate) fn run(&self, words: &[&str], code: i32) -> Output {
        let output = self.place.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", told(&output));
        output
    }

    /// Copies a file of the server's certificates into the workspace.
    fn hand_over(&self, names: &[&str], to: &str) {
        let text: String = names.iter().map(|name| fs::read_to_string(self.server.pki(name)).unwrap()).collect();
        self.place.write(to, &text);
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}

/// A workspace whose one environment is a pair.
fn workspace(identity: &str, gateway: &str, recipient: &str) -> String {
    format!(
        "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Test Networks\nid: test\n\
         defaults: {{ environment: test }}\nenvironments:\n  test:\n    class: non-production\n    {identity}\n    {gateway}\n\
         secrets: {{ store: sealed, recipient: {recipient} }}\n"
    )
}

/// Two APIs of one description.
fn apis(place: &Place, scopes: &str) {
    place.write("apis/quote-api.openapi.json", include_str!("../../../templates/start/quote-api.openapi.json"));
    for name in ["quote-api", "contract-api"] {
        place.write(
            &format!("apis/{name}.yaml"),
            &format!(
                "apiVersion: partnerctl/v1\nkind: Api\nmetadata: {{ name: {name} }}\nspec:\n  version: \"1.0\"\n  \
                 openapi: apis/quote-api.openapi.json\n  scopes: [{scopes}]\n"
            ),
        );
    }
}

fn partner(name: &str, authentication: &str, api: &str) -> String {
    format!(
        "apiVersion: partnerctl/v1\nkind: Partner\nmetadata: {{ name: {name} }}\nspec:\n  displayName: The {name} Corporation\n  \
         contacts:\n    - {{ role: secret-rotation, email: keys@{name}.example }}\n  environments:\n    test:\n      \
         authentication: {{ {authentication} }}\n      apis: [{api}]\n"
    )
}

/// The changes of a report, in words for people.
fn summaries(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().into_iter().flatten();
    changes.map(|change| change["summary"].as_str().unwrap().to_owned()).collect()
}

/// The codes of a report's findings.
fn codes(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().into_iter().flatten();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}
