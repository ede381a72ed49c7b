//! What is read much later, and what works while the gateway is away.

use partnerctl::{
    crypto::key::Key,
    domain::{exchange::Invitation, moment::Span},
    job::{exchange::letter, material::Given},
};
use serde_json::Value;

use super::Pair;
use crate::support::told;

const OAUTH2: &str = "{ mechanism: oauth2, scopes: [quote-read] }";

fn message(answer: &Value) -> String {
    answer["error"]["message"].as_str().unwrap_or_default().to_owned()
}

/// An invitation is found a year later: it says when it ended, how long ago that was, and what to ask whom for.
#[test]
fn an_invitation_that_is_read_a_year_later_says_what_to_do() {
    let pair = Pair::new(OAUTH2);
    let words = pair.invite();
    let path = pair.partner.desk().join(&words[1]);
    let given = Given { name: "invitation".to_owned(), bytes: std::fs::read(&path).unwrap().into() };
    let mut old = letter::read::<Invitation>(&given).unwrap().document;
    let year = Span::days(365).duration();
    for at in [&mut old.metadata.issued, &mut old.metadata.expires] {
        *at = partnerctl::domain::moment::Moment::new(at.time() - year);
    }
    let key = pair.operator.json(&["secret", "get", "workspace/signing-key", "--reveal"], 0);
    let key = Key::read(key["secret"].as_str().unwrap().as_bytes(), None).unwrap();
    std::fs::write(&path, letter::write(&old, &key).unwrap().text).unwrap();
    let ended = pair.partner.json(&["accept", &words[1], "--operator-key", &words[3]], 7);
    let wanted = format!("the invitation ended at {}, 335 days ago", old.metadata.expires);
    assert!(message(&ended).contains(&wanted), "{ended}");
    assert_eq!((&ended["error"]["partner"], &ended["error"]["environment"]), (&"acme".into(), &"test".into()), "{ended}");
    assert!(ended["error"]["next"].as_str().unwrap().contains("`partnerctl invite acme -e test`"), "{ended}");
    assert!(!pair.partner.desk().join("partnerctl.yaml").exists(), "nothing is made");
    assert_eq!(pair.partner.json(&["show", &words[1]], 0)["ended"], true);
    for page in ["invitation.md", "invitation.txt"] {
        let text = pair.operator.read(&format!("handover/test/acme/{page}"));
        assert!(text.contains("ood until 20"), "{page}: {text}");
    }
}

/// A notice that is read or written after the end says that it is over, and asks for no more than can still be done.
#[test]
fn a_rotation_notice_after_the_end_says_that_it_is_over() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    pair.operator.json(&["onboard", "acme"], 0);
    let read = |form: &str| {
        pair.operator.json(&["handover", "acme", "--document", "rotation-notice"], 0);
        pair.operator.read(&format!("handover/test/acme/rotation-notice.{form}")).replace('\n', " ")
    };
    let today = &pair.operator.read("records/test/acme.yaml").split("updated: ").nth(1).unwrap()[..10].replace(['\'', '"'], "");
    let mail = read("txt");
    assert!(mail.contains(&format!("days after {today}")) && mail.contains("before that day"), "a date that stays right: {mail}");
    let record = pair.operator.read("records/test/acme.yaml");
    let ends = record.split("notAfter: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    pair.operator.write("records/test/acme.yaml", &record.replace(&ends, "2025-11-22T00:00:00Z"));
    for form in ["txt", "html"] {
        let text = read(form);
        assert!(text.contains("has ended") && text.contains("calls are refused now"), "{form}: {text}");
        assert!(text.contains("Please send us the new certificate now"), "{form}: {text}");
        assert!(!text.contains("before that day") && !text.contains("go on with the old one"), "{form}: {text}");
    }
}

/// The exchange is files: but for onboarding and the partner's own calls nothing of it needs the gateway.
#[test]
fn files_go_to_and_fro_while_the_gateway_is_away() {
    let pair = Pair::new(OAUTH2);
    pair.operator.json(&["onboard", "acme"], 0);
    let Pair { sandbox, operator, partner } = pair;
    let home = sandbox.url();
    drop(sandbox);
    let mut socket = home.trim_start_matches("http://").trim_start_matches("https://").trim_end_matches('/').split(':');
    let port = socket.nth(1).unwrap().parse().unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err(), "the gateway is away");
    let invited = operator.json(&["invite", "acme"], 0);
    let carry = |from: &std::path::Path, to: &std::path::Path, file: &str| {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    };
    let handed = operator.root().join("handover/test/acme");
    carry(&handed, &partner.desk(), "acme.test.invitation.jws");
    let terms = partnerctl::crypto::digest::sha256(operator.read("terms.txt").as_bytes());
    let key = invited["fingerprint"].as_str().unwrap();
    let words = ["accept", "acme.test.invitation.jws", "--operator-key", key, "--accept-terms", &terms, "--by", "Jane Doe"];
    let accepted = partner.json(&words, 0);
    assert_eq!(accepted["complete"], true);
    assert!(accepted["firewall"].to_string().contains("closed"), "its way to the gateway is looked at, and told: {accepted}");
    carry(&partner.desk(), &operator.root(), "acme.test.response.jws");
    let received = operator.json(&["receive", "acme.test.response.jws"], 0);
    assert!(received["findings"].to_string().contains("firewall"), "{received}");
    assert_eq!(operator.json(&["handover", "acme"], 0)["sealed"], "recipient");
    for name in ["handover", "firewall-request", "reminder", "call", "collection", "rotation-notice"] {
        operator.json(&["handover", "acme", "--document", name], 0);
    }
    carry(&handed, &partner.desk(), "acme.test.handover.jws");
    // All of it is taken in; the first call alone fails, and says that nobody answers.
    let opened = partner.json(&["open", "acme.test.handover.jws"], 7);
    assert_eq!((&opened["stored"], &opened["call"]["ok"]), (&"test/acme".into(), &false.into()), "{opened}");
    assert!(opened["call"]["detail"].as_str().unwrap().contains("no connection"), "{opened}");
    for words in [&["status", "acme"][..], &["step", "list", "acme"], &["record", "show", "acme"], &["report"], &["due"]] {
        let output = operator.run(words);
        assert!(matches!(output.status.code(), Some(0 | 8)), "{words:?}: {}", told(&output));
    }
    for words in [&["status"][..], &["step", "list"], &["secret", "get"], &["show", "acme.test.handover.jws"]] {
        assert!(partner.run(words).status.success(), "{words:?}");
    }
    // What needs it says so, with the exit code for another try.
    for refused in [operator.json(&["onboard", "acme"], 6), partner.json(&["token", "get"], 6)] {
        assert!(refused["error"]["message"].is_string() || refused["partners"][0]["error"].is_object(), "{refused}");
    }
}

/// The document for machines goes along with the others.
#[test]
fn the_handover_for_machines_is_among_the_files() {
    let pair = Pair::new(OAUTH2);
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    pair.operator.json(&["onboard", "acme"], 0);
    let path = pair.operator.root().join("handover/test/acme/handover.json");
    for words in [&["handover", "acme"][..], &["handover", "acme", "--document", "handover"]] {
        std::fs::remove_file(&path).unwrap();
        let handed = pair.operator.json(words, 0);
        let files: Vec<&str> = handed["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
        assert!(files.contains(&"handover/test/acme/handover.json"), "{words:?}: {files:?}");
        let facts: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let record = pair.operator.json(&["record", "show", "acme"], 0);
        assert_eq!(facts["applicationId"], record["status"]["applicationId"], "{facts}");
        assert_eq!(facts["clientId"], record["status"]["client"]["clientId"], "{facts}");
        let secret = pair.operator.json(&["secret", "get", "test/acme", "--reveal"], 0);
        assert!(!facts.to_string().contains(secret["secret"].as_str().unwrap()), "it holds no secret");
    }
}
