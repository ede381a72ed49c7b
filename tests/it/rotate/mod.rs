//! Rotations: both credentials call meanwhile, the old one no longer afterwards, and a run that is ended loses and leaves nothing.

mod kills;
mod material;
mod secret;

use serde_json::Value;

use crate::support::{Place, Sandbox, tally::list};

/// What the partner holds at a moment: client id and secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) client: String,
    pub(crate) secret: String,
}

impl Held {
    /// What the record and the secret store say is in use.
    pub(crate) fn now(place: &Place) -> Self {
        Self {
            client: status(place)["client"]["clientId"].as_str().unwrap().to_owned(),
            secret: kept(place, "test/acme").unwrap(),
        }
    }

    /// Whether the token endpoint and the API take it, whatever the record says.
    pub(crate) fn calls(&self, place: &Place) -> bool {
        let status = status(place);
        let (url, api) = (status["tokenEndpoint"].as_str().unwrap(), status["apis"][0]["endpoints"][0].as_str().unwrap());
        place.write_private("held.txt", &self.secret);
        let words = ["call", "GET", &format!("{api}/status"), "--token-url", url, "--client-id", &self.client];
        let given = ["--client-secret-file", "held.txt", "--no-cache", "--ca", "ca.pem"];
        let output = place.run(&[&words[..], &given[..]].concat());
        assert!(matches!(output.status.code(), Some(0 | 5)), "{}", crate::support::told(&output));
        output.status.success()
    }
}

pub(crate) fn status(place: &Place) -> Value {
    place.json(&["record", "show", "acme"], 0)["status"].clone()
}

pub(crate) fn state(place: &Place) -> String {
    status(place)["rotation"]["state"].as_str().unwrap_or("none").to_owned()
}

/// A secret of the store, when it is there.
pub(crate) fn kept(place: &Place, slot: &str) -> Option<String> {
    let output = place.run(&["secret", "get", slot, "--reveal"]);
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// The slots of a rotation that are filled.
pub(crate) fn slots(place: &Place) -> Vec<String> {
    let names = place.json(&["secret", "list"], 0);
    let names = names["secrets"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned());
    names.filter(|name| ["next", "previous"].contains(&name.rsplit('.').next().unwrap())).collect()
}

pub(crate) fn strategies(sandbox: &Sandbox) -> usize {
    list(sandbox, "/strategies", "strategies").len()
}
