//! What servers do to mail, and what is said about it: the address, the server's own words, what to do. Nothing is noted that was not taken.

use serde_json::Value;

use super::{
    Office, lines,
    server::{Cut, Manner, Tls},
    told,
};
use crate::srx::jims::{Authority, Nature};

const PASSWORD: &str = "canary-4711-mail";

fn message(answer: &Value) -> String {
    answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Runs `notify` for one partner, and returns what stderr says.
fn failing(office: &Office, words: &[&str], code: i32) -> Value {
    let output = office.place.run(&[&["notify", "acme", "-o", "json", "--timeout", "3s"], words].concat());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(!text.contains(PASSWORD) && !String::from_utf8_lossy(&output.stdout).contains(PASSWORD), "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn each_fault_has_its_reason_and_its_way_out() {
    let manner = Manner::default;
    let recipient = |answer| Manner { recipients: vec![("keys@", answer)], ..manner() };
    let table: [(Manner, i32, &str, &[&str]); 9] = [
        (
            recipient("550 5.1.1 no such user here"),
            1,
            "mail-refused",
            &["the recipient keys@acme.example", "550 5.1.1 no such user here"],
        ),
        (
            recipient("451 4.7.1 greylisted, come back"),
            6,
            "mail-deferred",
            &["keys@acme.example", "451 4.7.1 greylisted, come back"],
        ),
        (
            Manner { message: "554 5.6.0 we do not like it", ..manner() },
            1,
            "mail-refused",
            &["the mail to keys@acme.example", "554"],
        ),
        (Manner { cut: Some(Cut::AtTheRecipient), ..manner() }, 6, "mail-lost", &["the recipient keys@acme.example"]),
        (Manner { cut: Some(Cut::Silent), ..manner() }, 6, "mail-lost", &["no answer within 3 s"]),
        (Manner { greeting: "554 5.3.2 closed today", ..manner() }, 6, "mail-unreachable", &["554 5.3.2 closed today"]),
        (
            Manner { nature: Nature { dns: Some("other.example"), ..Nature::default() }, ..manner() },
            6,
            "mail-untrusted",
            &["other.example"],
        ),
        (Manner { nature: Nature { days: 20_000, ..Nature::default() }, ..manner() }, 6, "mail-untrusted", &["xpired"]),
        (Manner { tls: Tls::Later, greeting: "421 4.3.2 shutting down", ..manner() }, 6, "mail-unreachable", &["421 4.3.2"]),
    ];
    for (manner, code, word, texts) in table {
        let office = Office::new();
        let post = office.post(manner);
        let failed = failing(&office, &[], code);
        assert_eq!((&failed["error"]["code"], &failed["error"]["partner"]), (&word.into(), &"acme".into()), "{failed}");
        assert!(message(&failed).contains(&format!("localhost:{}", post.port)), "{failed}");
        assert!(texts.iter().all(|text| message(&failed).contains(text)), "{texts:?}: {failed}");
        assert!(failed["error"]["next"].as_str().is_some_and(|next| !next.is_empty()), "{failed}");
        assert!(post.taken().is_empty());
        assert!(!office.place.root().join("records/test/acme.yaml").exists(), "nothing is noted");
    }
}

#[test]
fn a_server_that_is_not_trusted_or_not_safe_hears_nothing() {
    let office = Office::new();
    let manner = || Manner { login: Some(("api", PASSWORD)), ..Manner::default() };
    office.place.write_private("word.txt", PASSWORD);
    office.place.json(&["secret", "put", "connections/mail", "--secret-file", "word.txt"], 0);
    // Another authority than the one in `caFile`.
    let post = office.post(manner());
    office.place.write("mail-ca.pem", &Authority::new("Other CA").pem());
    assert_eq!(failing(&office, &[], 6)["error"]["code"], "mail-untrusted");
    office.place.write("mail-ca.pem", &office.ca.pem());
    failing_is_over(&office);
    assert_eq!(post.taken().len(), 1);
    // A server that forgets to offer TLS, or somebody in the middle who takes the offer out.
    let plain = office.post(Manner { tls: Tls::Never, ..manner() });
    office.mail(&format!(
        "server: \"localhost:{}\", security: starttls, from: api@test.example, login: {{ user: api }}, caFile: mail-ca.pem",
        plain.port
    ));
    let refused = failing(&office, &["--again"], 6);
    assert_eq!(refused["error"]["code"], "mail-without-tls");
    assert!(plain.clear().iter().all(|line| line.starts_with("EHLO") || line.starts_with("QUIT")), "{:?}", plain.clear());
    // A port that speaks another way than is set.
    office.mail(&format!("server: \"localhost:{}\", from: api@test.example, caFile: mail-ca.pem", plain.port));
    failing(&office, &["--again"], 6);
    office.mail("server: \"localhost:1\", from: api@test.example");
    assert_eq!(failing(&office, &["--again"], 6)["error"]["code"], "mail-unreachable");
}

fn failing_is_over(office: &Office) {
    assert_eq!(told(&office.notify(&["acme"], 0))[0].2, "sent");
}

#[test]
fn a_wrong_password_is_refused_and_not_repeated() {
    let office = Office::new();
    let post = office.post(Manner { login: Some(("api", "another")), ..Manner::default() });
    office.place.write_private("word.txt", PASSWORD);
    office.place.json(&["secret", "put", "connections/mail", "--secret-file", "word.txt"], 0);
    let failed = failing(&office, &[], 5);
    assert_eq!(failed["error"]["code"], "mail-login");
    assert!(message(&failed).contains("535 5.7.8 who is api ***"), "{failed}");
    assert!(post.taken().is_empty());
}

#[test]
fn what_nobody_knows_is_not_sent_again_by_itself() {
    let office = Office::new();
    let post = office.post(Manner { cut: Some(Cut::AfterTheLastDot), ..Manner::default() });
    let failed = failing(&office, &[], 6);
    assert_eq!(failed["error"]["code"], "mail-unknown");
    assert!(message(&failed).contains("keys@acme.example"), "{failed}");
    let taken = post.taken();
    assert_eq!(taken.len(), 1, "it did arrive");
    assert!(office.place.read("records/test/acme.yaml").contains("state: unknown"));
    let known = office.notify(&["acme"], 0);
    assert_eq!(told(&known)[0].2, "unknown");
    assert_eq!(post.taken().len(), 1);
    // Once more on demand: the same id, by which the reader's server knows it again.
    let post = office.post(Manner::default());
    office.notify(&["acme", "--again"], 0);
    assert_eq!(post.taken()[0].header("Message-ID"), taken[0].header("Message-ID"));
    assert!(office.place.read("records/test/acme.yaml").contains("state: sent"));
}

#[test]
fn one_partner_never_stops_the_rest() {
    let office = Office::new();
    for name in ["globex", "hooli", "initech"] {
        office.place.write(&format!("partners/{name}.yaml"), &crate::support::partner(name, &["test"]));
    }
    office.contact("globex", "sales", "sales@globex.example");
    office.place.write("partners/broken.yaml", "apiVersion: partnerctl/v1\nkind: Nothing\n");
    let post = office.post(Manner { recipients: vec![("keys@hooli", "550 5.7.1 we do not know you")], ..Manner::default() });
    let answer = office.notify(&[], 9);
    let of = |name: &str| answer["partners"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    let to: Vec<String> = post.taken().iter().map(|mail| mail.to.clone()).collect();
    assert_eq!(to, ["keys@acme.example", "keys@initech.example"]);
    assert_eq!((&of("hooli")["error"]["exit"], &of("hooli")["notices"][0]["outcome"]), (&1.into(), &"failed".into()));
    assert!(of("hooli")["notices"][0]["answer"].as_str().unwrap().contains("550 5.7.1 we do not know you"));
    assert_eq!(of("globex")["error"]["exit"], 3);
    assert!(of("globex")["error"]["message"].as_str().unwrap().contains("no contact of `globex` is network"), "{answer}");
    assert_eq!(of("broken")["error"]["exit"], 2);
    // What failed is tried again, what was sent is not.
    let post = office.post(Manner::default());
    office.notify(&[], 9);
    assert_eq!(post.taken().iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["keys@hooli.example"]);
    // A server that is down is asked once, and every partner hears of it.
    let down = office.post(Manner { greeting: "554 closed", ..Manner::default() });
    let answer = office.notify(&["--again"], 9);
    assert_eq!((down.connections(), &answer["partners"][0]["error"]["exit"]), (1, &6.into()), "{answer}");
    assert!(lines(&answer)[0]["answer"].as_str().unwrap().contains("554 closed"));
}

#[test]
fn one_address_never_stops_the_others() {
    let office = Office::new();
    let both = "spec.contacts=[{ role: network, email: gone@acme.example }, { role: network, email: net@acme.example }]";
    office.place.json(&["partner", "set", "acme", both], 0);
    let post = office.post(Manner { recipients: vec![("gone@", "550 5.1.1 gone")], ..Manner::default() });
    assert!(message(&failing(&office, &[], 1)).contains("gone@acme.example"));
    assert_eq!(post.taken()[0].to, "net@acme.example");
    let again = failing(&office, &[], 1);
    assert!(message(&again).contains("gone@acme.example"));
    assert_eq!(post.taken().len(), 1);
}

#[test]
fn no_name_brings_a_header_of_its_own() {
    let office = Office::new();
    let file = office.place.read("partners/acme.yaml");
    let evil = "\"Acme\\r\\nBcc: thief@evil.example\\r\\n\\r\\nHello\"";
    office.place.write("partners/acme.yaml", &file.replace("The acme Corporation", evil));
    let post = office.post(Manner::default());
    office.notify(&["acme"], 0);
    let mail = &post.taken()[0];
    let head = mail.text.split("\r\n\r\n").next().unwrap();
    assert!(head.lines().all(|line| !line.to_ascii_lowercase().starts_with("bcc")), "{head}");
    assert_eq!((post.taken().len(), mail.to.as_str()), (1, "keys@acme.example"));
    for address in ["a@b.example\\r\\nRCPT TO:<thief@evil.example>", "no address", "a@b@c", "<a@b.example>, thief@evil.example"] {
        let file = file.replace("keys@acme.example", &format!("\"{address}\""));
        office.place.write("partners/acme.yaml", &file);
        let refused = failing(&office, &["--again"], 2);
        assert!(["mail-address", "document"].contains(&refused["error"]["code"].as_str().unwrap()), "{refused}");
    }
    assert_eq!(post.taken().len(), 1);
}
