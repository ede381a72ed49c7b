//! A workspace whose only environment is an authorization server, with one API behind it and partners of every mechanism.

use std::{fs, process::Output};

use serde_json::Value;

use crate::support::{
    Place,
    authority::{Authority, INITIAL},
    told,
};

/// A server and a workspace that points at it.
pub(crate) struct Workplace {
    pub(crate) server: Authority,
    pub(crate) place: Place,
}

impl Workplace {
    /// The description of the API.
    pub(crate) const ECHO: &str = r#"{
  "openapi": "3.0.0", "info": { "title": "echo", "version": "1" },
  "paths": { "/echo": { "post": { "operationId": "echo", "responses": { "200": { "description": "done" } } } } }
}"#;

    /// `None`, and a word, when the server cannot be had.
    pub(crate) fn start(rotates: bool) -> Option<Self> {
        match Authority::start(rotates) {
            Ok(server) => Some(Self::at(server)),
            Err(missing) => {
                crate::support::not_run(&missing);
                None
            }
        }
    }

    /// The same before a server that is set up otherwise.
    pub(crate) fn start_as(edits: &[(&str, &str)]) -> Option<Self> {
        match Authority::start_as(true, edits) {
            Ok(server) => Some(Self::at(server)),
            Err(missing) => {
                crate::support::not_run(&missing);
                None
            }
        }
    }

    /// Says more about the connection.
    pub(crate) fn connected(&self, more: &str) {
        let text = self.place.read("partnerctl.yaml").replace(", caFile: ca.pem", &format!(", caFile: ca.pem{more}"));
        self.place.write("partnerctl.yaml", &text);
    }

    pub(crate) fn at(server: Authority) -> Self {
        let (place, recipient) = Place::bare(INITIAL.to_owned());
        place.write("partnerctl.yaml", &Self::workspace(&server.issuer(), &recipient, ", caFile: ca.pem"));
        place.write("ca.pem", &fs::read_to_string(server.pki("server-ca.pem")).unwrap());
        place.write("apis/echo.yaml", &Self::api(&format!("{}/api", server.mutual()), "partner:read, partner:write"));
        place.write("apis/echo.json", Self::ECHO);
        let this = Self { server, place };
        this.partner("acme", "mechanism: oauth2, scopes: [partner:read]");
        this
    }

    /// A workspace whose environment is an authorization server.
    pub(crate) fn workspace(issuer: &str, recipient: &str, more: &str) -> String {
        format!(
            "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Test Networks\nid: test\n\
             defaults: {{ environment: test }}\nenvironments:\n  test: {{ class: non-production, gateway: {{ driver: rfc7591, \
             url: \"{issuer}\", login: {{ token: bearer }}{more} }} }}\n\
             secrets: {{ store: sealed, recipient: {recipient} }}\n"
        )
    }

    /// An API where it is.
    pub(crate) fn api(upstream: &str, scopes: &str) -> String {
        format!(
            "apiVersion: partnerctl/v1\nkind: Api\nmetadata: {{ name: echo }}\nspec:\n  version: \"1\"\n  openapi: apis/echo.json\n  \
             upstream: {upstream}\n  scopes: [{scopes}]\n"
        )
    }

    /// A partner of that API.
    pub(crate) fn partner_file(name: &str, authentication: &str) -> String {
        format!(
            "apiVersion: partnerctl/v1\nkind: Partner\nmetadata: {{ name: {name} }}\nspec:\n  displayName: The {name} Corporation\n  \
             contacts:\n    - {{ role: secret-rotation, email: keys@{name}.example }}\n  environments:\n    test:\n      \
             authentication: {{ {authentication} }}\n      apis: [echo/1]\n"
        )
    }

    /// Writes a partner file.
    pub(crate) fn partner(&self, name: &str, authentication: &str) {
        self.place.write(&format!("partners/{name}.yaml"), &Self::partner_file(name, authentication));
    }

    /// Copies a file of the server's certificates into the workspace.
    pub(crate) fn hand_over(&self, names: &[&str], to: &str) {
        let text: String = names.iter().map(|name| fs::read_to_string(self.server.pki(name)).unwrap()).collect();
        self.place.write(to, &text);
    }

    pub(crate) fn onboard(&self, name: &str) -> Value {
        self.place.json(&["onboard", name], 0)["partners"][0].clone()
    }

    /// The operations of a report that were carried out.
    pub(crate) fn operations(report: &Value) -> Vec<String> {
        let changes = report["changes"].as_array().into_iter().flatten();
        changes.map(|change| change["operation"].as_str().unwrap().to_owned()).collect()
    }

    /// The codes of a report's findings.
    pub(crate) fn codes(report: &Value) -> Vec<String> {
        let findings = report["findings"].as_array().into_iter().flatten();
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    }

    /// Makes the partner's calls, all of which must come out as they should.
    pub(crate) fn verify(&self, name: &str, key: Option<&str>) -> Vec<String> {
        let key = key.map(|key| self.server.pki(key).display().to_string());
        let mut words = vec!["verify", name];
        words.extend(key.iter().flat_map(|key| ["--secret-file", key]));
        let report = self.place.json(&words, 0);
        let checks = report["partners"][0]["checks"].as_array().unwrap().clone();
        let call = checks.iter().find(|check| check["name"] == "call echo/1").unwrap();
        assert!(call["detail"].as_str().unwrap().starts_with("200 "), "{checks:#?}");
        assert!(checks.iter().any(|check| check["name"] == "token" && check["ok"] == true), "{checks:#?}");
        checks.iter().filter(|check| check["ran"] == true).map(|check| check["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The calls to the registration endpoint and below since there were so many.
    pub(crate) fn managed(&self, before: usize) -> Vec<String> {
        let calls = self.server.calls().split_off(before);
        let short = |call: &String| Some(call.split_once(" /reg")?.0.to_owned());
        calls.iter().filter_map(short).collect()
    }

    /// Removes every client behind the tool's back, by the registration token that it keeps.
    pub(crate) fn forget_clients(&self) {
        for client in self.server.clients() {
            let token = self.run(&["secret", "get", "test/acme.registration-token", "--reveal"], 0).stdout;
            let token = String::from_utf8(token).unwrap();
            let address = format!("/reg/{}", client["client_id"].as_str().unwrap());
            self.server.remove(&address, token.trim());
        }
    }

    /// The partner's record.
    pub(crate) fn record(&self, name: &str) -> Value {
        self.place.json(&["record", "show", name], 0)
    }

    pub(crate) fn run(&self, words: &[&str], code: i32) -> Output {
        let output = self.place.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", told(&output));
        output
    }
}
