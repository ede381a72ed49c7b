//! Dynamic client registration: a certified server.

use std::{fs, sync::Mutex};

use partnerctl::{
    domain::{
        profile::Observed,
        secret::{Secret, SecretRef},
    },
    gateway::Desk as _,
    http::{Http, Login},
};
use serde_json::{Value, json};

use super::{client, rfc7591::id};
use crate::{
    conformance::bench::{Broken, Rig},
    support::authority::{Authority, INITIAL},
    wire::desk::TestDesk,
};

/// The server, and the clients of somebody else on it.
pub(crate) struct Live {
    server: Authority,
    planted: Mutex<Vec<(String, String)>>,
}

impl Live {
    pub(crate) fn start() -> Result<Self, String> {
        Ok(Self { server: Authority::start(true)?, planted: Mutex::default() })
    }

    fn stored(&self, id: &str) -> Value {
        self.server.clients().into_iter().find(|client| client["client_id"] == id).unwrap_or_default()
    }
}

impl Rig for Live {
    fn driver(&self) -> &'static str {
        "rfc7591"
    }

    fn client(&self) -> Http {
        let ca = fs::read(self.server.pki("server-ca.pem")).unwrap();
        client(self.server.issuer().parse().unwrap(), Login::Bearer(Secret::new(INITIAL.to_owned())), Some(ca))
    }

    fn scopes(&self) -> [&'static str; 2] {
        ["partner:read", "partner:write"]
    }

    fn writes(&self) -> usize {
        self.server.calls().iter().filter(|call| !call.starts_with("GET ")).count()
    }

    fn plant(&self, name: &str) {
        let body = json!({
            "client_name": name, "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [],
            "token_endpoint_auth_method": "client_secret_basic",
        });
        let login = format!("authorization: Bearer {INITIAL}");
        let made = self.server.curl("/reg", &["-H", &login, "-H", "content-type: application/json", "-d", &body.to_string()]);
        self.planted.lock().unwrap().push((name.to_owned(), made["client_id"].as_str().unwrap().to_owned()));
    }

    fn planted(&self, name: &str) -> String {
        let planted = self.planted.lock().unwrap();
        let own = planted.iter().filter(|(known, _)| known == name).map(|(_, id)| self.stored(id).to_string());
        own.collect()
    }

    fn add_unknown(&self, observed: &Observed, desk: &TestDesk) -> Option<()> {
        let slot: SecretRef = desk.slot_ending("registration-token")?;
        let token = desk.credential(&slot).ok()??;
        let login = format!("authorization: Bearer {}", token.reveal());
        let path = format!("/reg/{}", id(observed));
        let mut members = self.server.curl(&path, &["-H", &login]);
        for made in ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"] {
            members.as_object_mut()?.remove(made);
        }
        members["rotation_contact"] = json!("kept@acme.example");
        let json = "content-type: application/json";
        let answer = self.server.curl(&path, &["-X", "PUT", "-H", &login, "-H", json, "-d", &members.to_string()]);
        desk.keep(&slot, &Secret::new(answer["registration_access_token"].as_str()?.to_owned())).ok()
    }

    fn has_unknown(&self, observed: &Observed) -> bool {
        self.stored(&id(observed))["rotation_contact"] == "kept@acme.example"
    }

    fn break_calls(&self, how: Broken) -> bool {
        let headers = json!({ "content-type": "application/json", "retry-after": "70" });
        let fault = match how {
            Broken::Status(status) => {
                let body = json!({ "error": "broken", "error_description": "for the sake of a law" }).to_string();
                json!({ "status": status, "headers": headers, "body": body, "times": 100 })
            }
            Broken::Page(status) => json!({ "status": status, "body": "<html><title>Sign in</title></html>", "times": 100 }),
            Broken::Closed => json!({ "drop": true, "times": 100 }),
            Broken::Cut => return false,
        };
        self.server.fault("/reg", &fault);
        true
    }

    /// This server closes before it does anything; a driver cannot tell that from an answer that was lost.
    fn lose_answer(&self) {
        self.server.fault("/reg", &json!({ "drop": true }));
    }

    fn heal(&self) {
        self.server.heal();
    }

    fn vanish(&self, _: &Observed) {
        unreachable!("faults are tried at the twin");
    }

    fn page(&self) -> Option<usize> {
        None
    }
}
