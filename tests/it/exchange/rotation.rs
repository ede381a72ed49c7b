//! The partner makes a new key on its own machine, and the operator takes it, without a gap on either side.

use serde_json::json;

use super::Pair;

fn connected(authentication: &str) -> Pair {
    let pair = Pair::new(authentication);
    let words = pair.invite();
    pair.accept(&words, &[]);
    pair.receive();
    assert_eq!(pair.finish(&[])["call"]["ok"], true);
    pair
}

fn state(board: &serde_json::Value) -> String {
    board["partners"][0]["rotation"]["state"].as_str().unwrap_or("none").to_owned()
}

fn kept(pair: &Pair) -> Vec<String> {
    let names = pair.partner.json(&["secret", "list"], 0)["secrets"].clone();
    let names = names.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned());
    names.filter(|name| name.starts_with("test/acme")).collect()
}

#[test]
fn a_new_certificate_goes_to_the_operator_and_is_proven_by_the_partner() {
    let pair = connected("{ mechanism: client-certificate }");
    let begun = pair.partner.json(&["rotate", "--key"], 0);
    assert_eq!(state(&begun), "active", "{begun}");
    assert!(begun["partners"][0]["next"].as_str().unwrap().contains("--file acme.test.rotation.jws"), "{begun}");
    assert_eq!(kept(&pair), ["test/acme", "test/acme.next"]);
    // Until the operator took it, a further run waits, and the old one is in use.
    let waits = pair.partner.json(&["rotate"], 0);
    assert_eq!((state(&waits), &waits["partners"][0]["waitingOn"]), ("active".to_owned(), &json!("operator")), "{waits}");
    pair.partner.json(&["verify"], 0);
    let letter = pair.to_operator("acme.test.rotation.jws");
    let taken = pair.operator.json(&["rotate", "acme", "--file", &letter], 0);
    assert_eq!((state(&taken), &taken["partners"][0]["waitingOn"]), ("active".to_owned(), &json!("partner")), "{taken}");
    pair.partner.json(&["verify"], 0);
    // Both are good: the partner proves the new one and keeps the old one.
    let proven = pair.partner.json(&["rotate"], 0);
    assert_eq!(state(&proven), "ending", "{proven}");
    assert_eq!(kept(&pair), ["test/acme", "test/acme.previous"]);
    pair.partner.json(&["verify"], 0);
    let result = pair.to_operator("acme.test.result.jws");
    let received = pair.operator.json(&["receive", &result], 0);
    assert!(received["changes"].to_string().contains("the new certificate is proven"), "{received}");
    let ended = pair.operator.json(&["rotate", "acme", "--finish"], 0);
    assert_eq!(state(&ended), "ended", "{ended}");
    pair.partner.json(&["verify"], 0);
    assert_eq!(state(&pair.partner.json(&["rotate", "--finish"], 0)), "ended");
    assert_eq!(kept(&pair), ["test/acme"]);
    pair.partner.json(&["verify"], 0);
    // The next one is signed with the key that came in this time.
    assert_eq!(state(&pair.partner.json(&["rotate", "--key"], 0)), "active");
    let letter = pair.to_operator("acme.test.rotation.jws");
    assert_eq!(state(&pair.operator.json(&["rotate", "acme", "--file", &letter], 0)), "active");
}

#[test]
fn a_letter_of_somebody_else_is_refused() {
    let pair = connected("{ mechanism: client-certificate }");
    let other = connected("{ mechanism: client-certificate }");
    other.partner.json(&["rotate", "--key"], 0);
    std::fs::copy(other.partner.desk().join("acme.test.rotation.jws"), pair.operator.root().join("foreign.jws")).unwrap();
    let refused = pair.operator.json(&["rotate", "acme", "--file", "foreign.jws"], 7);
    assert!(refused["error"]["message"].as_str().unwrap().contains("not known by"), "{refused}");
    assert_eq!(pair.operator.json(&["record", "show", "acme"], 0)["status"]["rotation"], json!(null));
}

#[test]
fn a_rotation_of_the_partner_is_given_up_before_it_is_in_use() {
    let pair = connected("{ mechanism: client-certificate }");
    pair.partner.json(&["rotate", "--finish"], 4);
    pair.partner.json(&["rotate", "--key"], 0);
    pair.partner.json(&["rotate", "--cancel"], 0);
    assert_eq!(kept(&pair), ["test/acme"]);
    pair.partner.json(&["verify"], 0);
}

#[test]
fn a_key_that_signs_tokens_is_taken_in_a_window_and_proven_by_the_partner() {
    let pair = connected("{ mechanism: jwt-bearer, issuer: \"https://acme.example\", audience: quotes, claims: { sub: acme } }");
    assert_eq!(state(&pair.partner.json(&["rotate", "--key"], 0)), "active");
    let letter = pair.to_operator("acme.test.rotation.jws");
    let now = partnerctl::domain::moment::Moment::new(time::OffsetDateTime::now_utc()).to_string();
    let taken = pair.operator.json(&["rotate", "acme", "--key", "--file", &letter, "--at", &now], 0);
    assert_eq!(state(&taken), "active", "{taken}");
    assert_eq!(state(&pair.partner.json(&["rotate"], 0)), "ending");
    pair.partner.json(&["verify"], 0);
    let result = pair.to_operator("acme.test.result.jws");
    pair.operator.json(&["receive", &result], 0);
    assert_eq!(state(&pair.operator.json(&["rotate", "acme"], 0)), "ended");
    assert_eq!(state(&pair.partner.json(&["rotate", "--finish"], 0)), "ended");
    pair.partner.json(&["verify"], 0);
}

#[test]
fn a_secret_that_the_operator_issued_is_opened_like_the_first_one() {
    let pair = connected("{ mechanism: oauth2, scopes: [quote-read] }");
    let refused = pair.partner.json(&["rotate"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("the operator issues"), "{refused}");
    pair.operator.json(&["rotate", "acme"], 0);
    pair.partner.json(&["verify"], 0);
    pair.operator.json(&["handover", "acme"], 0);
    let file = pair.to_partner("handover");
    assert_eq!(pair.partner.json(&["open", &file], 0)["call"]["ok"], true);
    pair.operator.json(&["rotate", "acme", "--finish"], 0);
    pair.partner.json(&["verify"], 0);
}
