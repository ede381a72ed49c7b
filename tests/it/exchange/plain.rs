//! Partners without this tool: the words that they send by mail.

use partnerctl::crypto::seal::{self, Identity};
use serde_json::Value;

use super::Pair;

const OAUTH2: &str = "{ mechanism: oauth2, scopes: [quote-read] }";

fn message(answer: &Value) -> String {
    answer["error"]["message"].as_str().unwrap_or_default().to_owned()
}

/// The page asks for an age recipient; told by mail, it is what the credential is sealed for.
#[test]
fn a_recipient_that_was_told_opens_the_handover() {
    let pair = Pair::new(OAUTH2);
    pair.operator.json(&["invite", "acme"], 0);
    let page = pair.operator.read("handover/test/acme/invitation.md");
    assert!(page.contains("age-keygen -o age.key") && page.contains("begins with `age1`"), "{page}");
    let identity = Identity::generate();
    let recipient = identity.recipient().to_string();
    let taken = pair.operator.json(&["receive", "acme", "--recipient", &recipient], 0);
    assert_eq!((&taken["kind"], &taken["next"]), (&"recipient".into(), &"`partnerctl onboard acme -e test`".into()));
    assert!(taken["changes"].to_string().contains(&recipient), "{taken}");
    assert_eq!(
        pair.operator.json(&["receive", "acme", "--recipient", &format!(" {recipient}\n")], 0)["changes"],
        Value::Array(vec![])
    );
    pair.operator.json(&["onboard", "acme"], 0);
    let handed = pair.operator.json(&["handover", "acme"], 0);
    assert_eq!(handed["sealed"], "recipient", "{handed}");
    let sealed = std::fs::read(pair.operator.root().join("handover/test/acme/acme.test.credential.age")).unwrap();
    let opened: Value = serde_json::from_slice(&seal::open(&identity, &sealed).unwrap()).unwrap();
    let own = pair.operator.json(&["secret", "get", "test/acme", "--reveal"], 0);
    assert_eq!(opened["credential"], own["secret"]);
    assert!(pair.operator.read("handover/test/acme/handover.md").contains("age -d -i age.key"));
}

/// A response that comes later is believed like a first one; from then on its recipient changes by a signature alone.
#[test]
fn a_signed_response_comes_before_a_word_by_mail() {
    let pair = Pair::new(OAUTH2);
    let other = Identity::generate().recipient().to_string();
    pair.operator.json(&["receive", "acme", "--recipient", &other], 0);
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    let before = pair.operator.read("records/test/acme.yaml");
    assert!(!before.contains(&other), "{before}");
    let refused = pair.operator.json(&["receive", "acme", "--recipient", &other], 4);
    assert!(message(&refused).contains("signed response names another recipient"), "{refused}");
    assert_eq!(pair.operator.read("records/test/acme.yaml"), before);
    assert_eq!(pair.finish(&[])["call"]["ok"], true);
}

#[test]
fn what_is_no_recipient_is_refused() {
    let pair = Pair::new(OAUTH2);
    let secret = Identity::generate().reveal();
    for bad in ["", "age1", "ssh-ed25519 AAAA", secret.reveal(), "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q"]
    {
        let refused = pair.operator.json(&["receive", "acme", "--recipient", bad], 2);
        assert!(message(&refused).contains("no age recipient"), "{bad}: {refused}");
        assert!(bad.len() < 60 || !refused.to_string().contains(bad), "what was given is not said again");
    }
    assert!(!pair.operator.root().join("records").exists());
    let own = Pair::new("{ mechanism: client-certificate }");
    let recipient = Identity::generate().recipient().to_string();
    let refused = own.operator.json(&["receive", "acme", "--recipient", &recipient], 2);
    assert!(message(&refused).contains("nothing is sealed"), "{refused}");
}
