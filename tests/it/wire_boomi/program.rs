//! The program itself before the imitation: signed in as an area's service user, a partner onboarded, and nothing left to do.

use std::{path::PathBuf, process::Command};

use partnerctl::crypto::seal::Identity;
use serde_json::Value;

use crate::{
    support::told,
    twin::boomi::{AREA, Boomi, Habits, Kind, Pace, SERVICE_USER, V3_KEY},
};

/// A workspace with the imitation as its gateway.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn at(boomi: &Boomi) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let identity = Identity::generate();
        place.write("../identity.txt", identity.reveal().reveal());
        let login = format!("login: {{ area: {{ user: {}, key: {}, area: {AREA} }} }}", SERVICE_USER.0, V3_KEY.0);
        place.write(
            "partnerctl.yaml",
            &format!(
                "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Test Networks\nid: test\n\
                 defaults: {{ environment: test }}\nenvironments:\n  test:\n    class: non-production\n    \
                 gateway: {{ driver: boomi, url: \"{}\", {login} }}\n\
                 secrets: {{ store: sealed, recipient: {} }}\n",
                boomi.url(),
                identity.recipient()
            ),
        );
        place.write("apis/quote-api.yaml", API);
        place.write("apis/quote-api.openapi.json", include_str!("../../../templates/start/quote-api.openapi.json"));
        place.write("partners/acme.yaml", PARTNER);
        place
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    fn write(&self, path: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::create_dir_all(self.root()).unwrap();
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn json(&self, words: &[&str], code: i32) -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.env_clear().current_dir(self.root()).args(words).args(["-o", "json"]);
        command.env("HOME", self.folder.path()).env("USER", "tester").env("PARTNERCTL_NO_INPUT", "true");
        command.env("PARTNERCTL_SECRETS_IDENTITY", self.folder.path().join("identity.txt"));
        command.env("KEY_SECRET", V3_KEY.1).env("PASSWORD", SERVICE_USER.1);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", told(&output));
        let text = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
        serde_json::from_slice(text).unwrap_or_else(|error| panic!("{words:?}: {error}: {}", told(&output)))
    }
}

#[test]
fn a_partner_is_onboarded_by_a_service_user() {
    let boomi = Boomi::start(Habits { pace: Pace::PerSecond(40), ..Habits::default() });
    let place = Place::at(&boomi);
    let missing = place.json(&["gateway", "login", "--secret-file", "env:PASSWORD"], 2);
    assert!(missing["error"]["message"].as_str().unwrap().contains("connections/test.gateway-key"), "{missing}");
    place.json(&["secret", "put", "connections/test.gateway-key", "--secret-file", "env:KEY_SECRET"], 0);
    let report = place.json(&["gateway", "login", "--secret-file", "env:PASSWORD"], 0);
    assert_eq!(report["product"], "Boomi Cloud API Management");
    let first = place.json(&["onboard", "acme"], 0);
    let changes = &first["partners"][0]["changes"];
    assert!(changes.as_array().is_some_and(|changes| changes.len() >= 6), "{first}");
    let (writes, keys) = (boomi.count("WRITE /**"), boomi.list(Kind::PackageKey));
    assert_eq!(keys.len(), 1);
    let second = place.json(&["onboard", "acme"], 0);
    assert!(second["partners"][0]["changes"].is_null(), "{second}");
    assert_eq!(boomi.count("WRITE /**"), writes);
    let record = place.json(&["record", "show", "acme"], 0);
    assert_eq!(record["status"]["client"]["clientId"], keys[0]["apikey"]);
    let profiles = place.json(&["profile", "list"], 0);
    assert_eq!(profiles["profiles"].as_array().map(Vec::len), Some(1), "{profiles}");
    let everything = format!("{first}{second}{record}{profiles}");
    let secrets = [keys[0]["secret"].as_str().unwrap(), SERVICE_USER.1, V3_KEY.1];
    assert!(secrets.iter().all(|secret| !everything.contains(secret)));
}

const API: &str = "apiVersion: partnerctl/v1
kind: Api
metadata: { name: quote-api }
spec:
  version: \"1.0\"
  openapi: apis/quote-api.openapi.json
  upstream: https://backend.example/v1
";

const PARTNER: &str = "apiVersion: partnerctl/v1
kind: Partner
metadata: { name: acme }
spec:
  displayName: Acme
  contacts: [{ role: technical, email: dev@acme.example }]
  environments:
    test:
      authentication: { mechanism: oauth2 }
      apis: [quote-api/1.0]
";
