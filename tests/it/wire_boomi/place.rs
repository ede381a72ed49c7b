//! A workspace whose gateway is the imitation, which partners call through TLS.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use partnerctl::crypto::{key::Key, seal::Identity};
use serde_json::Value;

use crate::{
    mechanisms::material::{MATERIAL, key, key_set},
    support::{front::Front, told},
    twin::boomi::{AREA, Boomi, Kind, SERVICE_USER, V3_KEY},
};

/// A workspace in a folder of its own.
pub(super) struct Place {
    pub(super) boomi: Boomi,
    pub(super) front: Front,
    folder: tempfile::TempDir,
}

/// The words that sign in.
pub(super) const SIGNED_IN: [&str; 4] = ["gateway", "login", "--secret-file", "env:PASSWORD"];

impl Place {
    /// A workspace with one API and one partner, `acme`; not signed in yet.
    pub(super) fn at(boomi: Boomi) -> Self {
        Self::with(boomi, "")
    }

    /// The same with more settings of the connection.
    pub(super) fn with(boomi: Boomi, more: &str) -> Self {
        let front = Front::before(&boomi.url());
        let domain = boomi.list(Kind::Domain).remove(0)["id"].as_str().unwrap().to_owned();
        boomi.edit(&domain, |domain| drop(domain.insert("domain".to_owned(), front.host.clone().into())));
        let place = Self { boomi, front, folder: tempfile::tempdir().unwrap() };
        let identity = Identity::generate();
        place.write("../identity.txt", identity.reveal().reveal());
        let login = format!("login: {{ area: {{ user: {}, key: {}, area: {AREA} }} }}", SERVICE_USER.0, V3_KEY.0);
        place.write(
            "partnerctl.yaml",
            &format!(
                "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Test Networks\nid: test\n\
                 defaults: {{ environment: test }}\nenvironments:\n  test:\n    class: non-production\n    \
                 gateway: {{ driver: boomi, url: \"{}\", {login}, caFile: ca.pem{more} }}\n\
                 secrets: {{ store: sealed, recipient: {} }}\n",
                place.boomi.url(),
                identity.recipient()
            ),
        );
        place.write("ca.pem", &place.front.ca_pem);
        place.write("signer.key", &MATERIAL.signer.key);
        place.api("quote-api");
        place.partner("acme", "mechanism: oauth2", "quote-api/1.0");
        place
    }

    /// A workspace that is signed in.
    pub(super) fn ready(boomi: Boomi, more: &str) -> Self {
        let place = Self::with(boomi, more);
        place.json(&["secret", "put", "connections/test.gateway-key", "--secret-file", "env:KEY_SECRET"], 0);
        place.json(&SIGNED_IN, 0);
        place
    }

    /// Describes an API.
    pub(super) fn api(&self, name: &str) {
        self.write(&format!("apis/{name}.yaml"), &API.replace("NAME", name));
        self.write(&format!("apis/{name}.openapi.json"), include_str!("../../../templates/start/quote-api.openapi.json"));
    }

    /// Writes a partner file.
    pub(super) fn partner(&self, name: &str, authentication: &str, apis: &str) {
        let text = PARTNER.replace("NAME", name).replace("AUTHENTICATION", authentication).replace("APIS", apis);
        self.write(&format!("partners/{name}.yaml"), &text);
    }

    /// Publishes the keys of a partner's issuer as `https://NAME.example/jwks.json`.
    pub(super) fn publish(&self, name: &str, keys: &[&Key]) {
        self.boomi.publish(&format!("https://{name}.example/jwks.json"), &key_set(keys));
    }

    /// The same with the usual key.
    pub(super) fn publish_signer(&self, name: &str) {
        self.publish(name, &[&key(&MATERIAL.signer)]);
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::create_dir_all(self.root()).unwrap();
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub(super) fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.env_clear().current_dir(self.root()).args(words);
        command.env("HOME", self.folder.path()).env("USER", "tester").env("PARTNERCTL_NO_INPUT", "true");
        command.env("PARTNERCTL_SECRETS_IDENTITY", self.folder.path().join("identity.txt"));
        command.env("KEY_SECRET", V3_KEY.1).env("PASSWORD", SERVICE_USER.1).env("PARTNERCTL_YES", "true");
        command.output().unwrap()
    }

    pub(super) fn json(&self, words: &[&str], code: i32) -> Value {
        let output = self.run(&[words, &["-o", "json"]].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", told(&output));
        let text = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
        serde_json::from_slice(text).unwrap_or_else(|error| panic!("{words:?}: {error}: {}", told(&output)))
    }

    /// The operations that a command carried out.
    pub(super) fn does(&self, words: &[&str]) -> Vec<String> {
        let board = self.json(words, 0);
        let changes = board["partners"][0]["changes"].as_array().into_iter().flatten();
        changes.map(|change| change["operation"].as_str().unwrap().to_owned()).collect()
    }

    /// The checks of `verify` with their outcome, those that ran.
    pub(super) fn verifies(&self, words: &[&str], code: i32) -> Vec<(String, bool)> {
        let board = self.json(words, code);
        let checks = board["partners"][0]["checks"].as_array().unwrap_or_else(|| panic!("{board:#}"));
        let ran = checks.iter().filter(|check| check["ran"] == true);
        ran.map(|check| (check["name"].as_str().unwrap().to_owned(), check["ok"] == true)).collect()
    }

    /// A part of the record.
    pub(super) fn record(&self, partner: &str, pointer: &str) -> Value {
        self.json(&["record", "show", partner], 0).pointer(pointer).cloned().unwrap_or_default()
    }
}

const API: &str = "apiVersion: partnerctl/v1
kind: Api
metadata: { name: NAME }
spec:
  version: \"1.0\"
  openapi: apis/NAME.openapi.json
  upstream: https://backend.example/v1
";

const PARTNER: &str = "apiVersion: partnerctl/v1
kind: Partner
metadata: { name: NAME }
spec:
  displayName: The NAME Corporation
  contacts: [{ role: technical, email: dev@NAME.example }]
  environments:
    test:
      authentication: { AUTHENTICATION }
      apis: [APIS]
";
