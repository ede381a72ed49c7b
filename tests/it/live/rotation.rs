//! Rotations at a certified authorization server.

use super::workplace::Workplace;

fn state(at: &Workplace) -> String {
    at.record("acme")["status"]["rotation"]["state"].as_str().unwrap_or("none").to_owned()
}

#[test]
fn a_secret_is_followed_by_that_of_a_second_client() {
    for rotates in [true, false] {
        let Some(at) = Workplace::start(rotates) else { return };
        at.onboard("acme");
        let old = at.record("acme")["status"]["client"]["clientId"].clone();
        at.place.json(&["rotate", "acme"], 0);
        assert_eq!((state(&at), at.server.clients().len()), ("ending".to_owned(), 2));
        at.verify("acme", None);
        assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
        at.place.json(&["rotate", "acme", "--finish"], 0);
        let clients = at.server.clients();
        assert_eq!((state(&at), clients.len()), ("ended".to_owned(), 1));
        assert_ne!(clients[0]["client_id"], old);
        at.verify("acme", None);
        assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
        at.place.json(&["profile", "delete", "acme", "--confirm", "acme"], 0);
        assert!(at.server.clients().is_empty());
    }
}

#[test]
fn a_key_is_replaced_in_a_window_that_was_declared() {
    let Some(at) = Workplace::start(true) else { return };
    at.hand_over(&["selfsigned.pem"], "partners/acme.pem");
    at.partner("acme", "mechanism: jwt-bearer, issuer: acme, certificates: [partners/acme.pem]");
    at.onboard("acme");
    at.place.json(&["key", "generate", "--type", "rsa-2048", "--no-passphrase", "--out", "new.key"], 0);
    at.place.json(&["cert", "self-sign", "--key", "new.key", "--subject", "CN=acme next", "--out", "new.pem"], 0);
    at.place.json(&["secret", "put", "test/acme.next", "--secret-file", "new.key"], 0);
    at.place.json(&["rotate", "acme", "--file", "new.pem"], 2);
    let now = partnerctl::domain::moment::Moment::new(time::OffsetDateTime::now_utc()).to_string();
    let board = at.place.json(&["rotate", "acme", "--file", "new.pem", "--at", &now], 0);
    assert_eq!((board["partners"][0]["rotation"]["way"].clone(), state(&at)), ("cut-over".into(), "ended".to_owned()), "{board}");
    at.verify("acme", None);
    let old = at.server.pki("selfsigned.key").display().to_string();
    at.run(&["verify", "acme", "--secret-file", &old], 7);
}
