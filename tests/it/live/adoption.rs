//! Clients that a server has already, taken over with the token by which they are managed.

use serde_json::{Value, json};

use super::workplace::Workplace;
use crate::{
    cli::{examples, path},
    examples::AT_A_SERVER,
    support::{authority::INITIAL, told},
};

/// A client as another tool made it; its registration.
fn made(at: &Workplace, method: &str) -> Value {
    let body = json!({
        "client_name": "made by hand", "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [],
        "token_endpoint_auth_method": method, "scope": "partner:read",
    });
    let login = format!("authorization: Bearer {INITIAL}");
    at.server.curl("/reg", &["-H", &login, "-H", "content-type: application/json", "-d", &body.to_string()])
}

fn text<'a>(registration: &'a Value, member: &str) -> &'a str {
    registration[member].as_str().unwrap()
}

/// Takes a client over; the answer.
fn adopt(at: &Workplace, partner: &str, client: &str, token: &str, code: i32) -> Value {
    at.place.write_private("token.txt", token);
    let words = ["onboard", partner, "--adopt", "--client", client, "--registration-token-file", "token.txt"];
    at.place.json(&words, code)
}

#[test]
fn a_client_of_another_tool_becomes_the_partners() {
    for by_id in [false, true] {
        let Some(at) = Workplace::start(true) else { return };
        let there = made(&at, if by_id { "client_secret_basic" } else { "client_secret_post" });
        let client = text(&there, if by_id { "client_id" } else { "registration_client_uri" });
        let report = adopt(&at, "acme", client, text(&there, "registration_access_token"), 0)["partners"][0].clone();
        assert_eq!(Workplace::operations(&report), ["update-profile"], "{report:#}");
        let clients = at.server.clients();
        assert_eq!((clients.len(), &clients[0]["client_id"]), (1, &there["client_id"]));
        assert_eq!(clients[0]["client_name"], "acme-test");
        let record = at.record("acme");
        assert_eq!(record["status"]["client"]["clientId"], there["client_id"]);
        assert_eq!(record["status"]["client"]["secretInBody"].as_bool().unwrap_or_default(), !by_id);
        assert_eq!(record["status"]["profile"]["id"], there["registration_client_uri"], "the server's own address counts");
        at.verify("acme", None);
        assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
        at.run(&["profile", "delete", "acme", "--confirm", "acme"], 0);
        assert_eq!(at.server.clients().len(), 0);
    }
}

#[test]
fn the_example_of_the_help_runs() {
    let Some(at) = Workplace::start(true) else { return };
    let there = made(&at, "client_secret_basic");
    at.place.write_private("token.txt", text(&there, "registration_access_token"));
    let [example] = AT_A_SERVER else { unreachable!("one example") };
    assert!(examples().iter().any(|(_, known)| known == example), "it stands in the help");
    let line = example.replace("https://as.example.net/reg/4711", text(&there, "registration_client_uri"));
    let output = at.place.shell(&line, &path());
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(at.record("acme")["status"]["client"]["clientId"], there["client_id"]);
}

#[test]
fn a_client_that_does_not_open_changes_nothing() {
    let Some(at) = Workplace::start(true) else { return };
    let there = made(&at, "client_secret_basic");
    let failure = adopt(&at, "acme", text(&there, "registration_client_uri"), "wrong", 4);
    assert_eq!(failure["error"]["code"], "disowned", "{failure}");
    at.run(&["record", "show", "acme"], 3);
    let secrets = at.place.json(&["secret", "list"], 0).to_string();
    assert!(!secrets.contains("registration-token"), "{secrets}");
    let away = adopt(&at, "acme", "https://elsewhere.example/reg/4711", "token", 2);
    assert!(away["error"]["message"].as_str().unwrap().contains("not at the server"), "{away}");
    at.run(&["onboard", "acme", "--client", "4711", "--registration-token-file", "token.txt"], 2);
    at.partner("globex", "mechanism: oauth2, scopes: [partner:read]");
    let both = ["onboard", "acme", "globex", "--adopt", "--client", "4711", "--registration-token-file", "token.txt"];
    let output = at.run(&both, 2);
    assert!(told(&output).contains("one partner"), "{}", told(&output));
    // The right token opens it all the same.
    adopt(&at, "acme", text(&there, "registration_client_uri"), text(&there, "registration_access_token"), 0);
}

#[test]
fn a_client_is_of_one_partner_and_a_partner_has_one_client() {
    let Some(at) = Workplace::start(false) else { return };
    let (first, second) = (made(&at, "client_secret_basic"), made(&at, "client_secret_basic"));
    let (address, token) = (text(&first, "registration_client_uri"), text(&first, "registration_access_token"));
    adopt(&at, "acme", address, token, 0);
    at.partner("globex", "mechanism: oauth2, scopes: [partner:read]");
    let refused = adopt(&at, "globex", address, token, 4);
    assert!(refused["error"]["message"].as_str().unwrap().contains("partner `acme`"), "{refused}");
    let refused = adopt(&at, "acme", text(&second, "registration_client_uri"), text(&second, "registration_access_token"), 4);
    assert!(refused["error"]["message"].as_str().unwrap().contains("has client"), "{refused}");
    assert_eq!(at.server.clients().len(), 2);
    // Its own client again, such as after the token was replaced elsewhere.
    adopt(&at, "acme", address, token, 0);
}
