//! What is refused before anything is sent, and what only a person can do.

use partnerctl::sandbox::{Quirks, Version};

use super::{
    Rig,
    material::{INTERMEDIATE, MATERIAL},
    way::{Traces, Way},
};

type Make = fn(&Rig);

/// What the partner hands over, the class of the environment, and the words of the refusal.
const REFUSED: &[(&str, Make, &str, &[&str])] = &[
    ("a self-signed certificate in production", |_| {}, "production", &["certs/acme.pem", "self-signed"]),
    (
        "a certificate without its chain",
        |rig| rig.place.write("certs/acme.pem", &MATERIAL.issued.certificate),
        "non-production",
        &["certs/acme.pem", INTERMEDIATE],
    ),
    (
        "a certificate without its chain in production",
        |rig| rig.place.write("certs/acme.pem", &MATERIAL.issued.certificate),
        "production",
        &["certs/acme.pem", INTERMEDIATE],
    ),
    ("a private key in the file", |rig| with_key(rig, "certs/acme.pem"), "non-production", &["certs/acme.pem", "private key"]),
    ("a private key alone", |rig| rig.place.write("certs/acme.pem", &MATERIAL.alone.key), "non-production", &["private key"]),
    ("no certificate", |rig| rig.place.write("certs/acme.pem", "nothing"), "non-production", &["certs/acme.pem"]),
];

#[test]
fn what_the_class_of_an_environment_refuses_is_never_sent() {
    for (what, make, class, words) in REFUSED {
        let rig = Rig::new(Way::SelfSigned, Quirks::default());
        make(&rig);
        class_is(&rig, class);
        let before = Traces::on(&rig.sandbox);
        rig.relay.heal();
        for command in [&["onboard", "acme"][..], &["onboard", "acme", "--dry-run"], &["profile", "create", "acme"]] {
            let error = rig.refuses(&[command, &["-e", "test"]].concat(), 2);
            assert!(words.iter().all(|word| error.to_string().contains(word)), "{what}, {command:?}: {error}");
            assert!(!error.to_string().contains(secret(&MATERIAL.alone.key)), "{what}: {error}");
        }
        assert_eq!((rig.relay.writes(), Traces::on(&rig.sandbox)), (0, before), "{what}");
    }
}

#[test]
fn a_certificate_to_register_is_held_to_the_same_rules() {
    let rig = Rig::onboarded(Way::Issued);
    rig.place.write("certs/alone.pem", &MATERIAL.alone.certificate);
    with_key(&rig, "certs/key.pem");
    let before = Traces::on(&rig.sandbox);
    class_is(&rig, "production");
    for (file, words) in [("certs/alone.pem", "self-signed"), ("certs/next.pem", INTERMEDIATE), ("certs/key.pem", "private key")]
    {
        rig.relay.heal();
        let error = rig.refuses(&["cert", "register", "acme", file, "-e", "test"], 2);
        assert!(error.to_string().contains(words), "{file}: {error}");
        assert_eq!((rig.relay.writes(), Traces::on(&rig.sandbox)), (0, before), "{file}");
    }
    rig.does(&["cert", "register", "acme", "certs/next.pem", "certs/chain.pem", "-e", "test"]);
}

/// Partners send one file for each certificate as often as one for all; an authority is no leaf because it has a file of its own.
#[test]
fn authorities_may_come_in_files_of_their_own() {
    let rig = Rig::onboarded(Way::Issued);
    let whole = Traces::on(&rig.sandbox);
    let chain = [&MATERIAL.issued.certificate, &MATERIAL.intermediate].map(String::as_str).concat();
    let (root, middle) = (MATERIAL.root.as_str(), MATERIAL.intermediate.as_str());
    for (leaf, root_first) in [(chain.as_str(), false), (chain.as_str(), true), (&MATERIAL.issued.certificate, false)] {
        let rig = Rig::new(Way::Issued, Quirks::default());
        rig.place.write("certs/acme.pem", leaf);
        rig.place.write("certs/chain.pem", root);
        rig.place.write("certs/middle.pem", middle);
        let files = match (leaf == chain, root_first) {
            (true, false) => "[certs/acme.pem, certs/chain.pem]",
            (true, true) => "[certs/chain.pem, certs/acme.pem]",
            _ => "[certs/acme.pem, certs/chain.pem, certs/middle.pem]",
        };
        rig.set(&format!("authentication.certificates={files}"));
        class_is(&rig, "production");
        rig.does(&["onboard", "acme", "-e", "test"]);
        assert_eq!(Traces::on(&rig.sandbox), whole, "{files}");
        rig.verifies();
    }
    for (name, text) in [("root", root), ("middle", middle)] {
        rig.place.write(&format!("certs/{name}.pem"), text);
    }
    rig.does(&["cert", "register", "acme", "certs/root.pem", "certs/next.pem", "certs/middle.pem", "-e", "test"]);
    let error = rig.refuses(&["cert", "register", "acme", "certs/root.pem", "-e", "test"], 2);
    assert!(error.to_string().contains("ca-as-leaf"), "alone it stands above nothing: {error}");
}

#[test]
fn production_takes_what_an_authority_issued() {
    let rig = Rig::new(Way::Issued, Quirks::default());
    class_is(&rig, "production");
    rig.does(&["onboard", "acme", "-e", "test"]);
    rig.verifies();
}

/// Without claims any token of the issuer would be this partner's; that is said before there is trust in the issuer.
#[test]
fn a_signer_without_claims_is_refused_before_anything_is_written() {
    let rig = Rig::new(Way::SignerKeys, Quirks::default());
    rig.set("authentication.claims={}");
    let before = Traces::on(&rig.sandbox);
    rig.relay.heal();
    for command in [&["onboard", "acme"][..], &["onboard", "acme", "--dry-run"], &["plan"], &["profile", "create", "acme"]] {
        let output = rig.place.run(&[command, &["-e", "test", "-o", "json"]].concat());
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let next = "partnerctl partner set acme spec.environments.test.authentication.claims.sub=VALUE";
        assert!(!output.status.success() && told.contains(next), "{command:?}: {:?} {told}", output.status);
    }
    assert_eq!((rig.relay.writes(), Traces::on(&rig.sandbox)), (0, before));
    rig.set("authentication.claims.sub=acme");
    rig.does(&["onboard", "acme"]);
    rig.verifies();
}

#[test]
fn a_signer_with_its_private_key_is_refused_too() {
    let rig = Rig::new(Way::SignerCertificate, Quirks::default());
    let both = format!("{}{}", MATERIAL.signer.certificate, MATERIAL.signer.key);
    rig.place.write("certs/acme.pem", &both);
    rig.relay.heal();
    let error = rig.refuses(&["onboard", "acme"], 2);
    assert!(error.to_string().contains("private key"), "{error}");
    assert_eq!(rig.relay.writes(), 0);
}

/// Where the gateway does not let its port be changed, the person is told what to do, and there is no profile yet.
#[test]
fn a_port_that_cannot_be_changed_is_left_to_a_person() {
    for version in [Version::V10_11, Version::V10_15, Version::V11_0] {
        let rig = Rig::new(Way::SelfSigned, Quirks { version, port_put_refused: true, ..Quirks::default() });
        let error = rig.refuses(&["onboard", "acme"], 1);
        let told = error.to_string();
        assert!(told.contains("Request Client Certificates") && told.contains("console"), "{version:?}: {told}");
        assert_eq!(error["partner"].as_str().or(error["environment"].as_str()), Some("test"), "{told}");
        assert_eq!(Traces::on(&rig.sandbox).applications, 0, "{version:?}: no profile that nobody can call with");
        rig.refuses(&["onboard", "acme"], 1);
    }
}

/// The gateway may reach what is not reached from here, so it is a warning; it is there before anything is done, and only then.
#[test]
fn keys_that_cannot_be_read_are_said_before_anything_is_planned() {
    let rig = Rig::new(Way::SignerKeys, Quirks::default());
    let base = rig.publisher.url();
    let closed = "http://127.0.0.1:1/jwks";
    for (address, words) in [(format!("{base}/nothing"), "404"), (closed.to_owned(), "127.0.0.1:1"), (format!("{base}/jwks"), "")]
    {
        rig.set(&format!("authentication.jwksUri={address}"));
        let board = rig.does(&["onboard", "acme", "--dry-run"]);
        let findings = board["partners"][0]["findings"].as_array().cloned().unwrap_or_default();
        let said: Vec<_> = findings.iter().filter(|finding| finding["code"] == "keys").collect();
        assert_eq!(said.len(), usize::from(!words.is_empty()), "{address}: {board}");
        assert!(said.iter().all(|finding| finding["level"] == "warn" && finding.to_string().contains(words)), "{said:?}");
        assert_eq!(rig.relay.writes(), 0);
    }
    rig.publisher.publish(serde_json::json!({ "keys": [] }));
    let first = rig.does(&["onboard", "acme"]).to_string();
    assert!(first.contains("no-fitting-key"), "{first}");
    assert!(!rig.does(&["onboard", "acme"]).to_string().contains("no-fitting-key"), "the gateway reads them by now");
}

fn class_is(rig: &Rig, class: &str) {
    let text = rig.place.read("partnerctl.yaml");
    assert!(text.contains("class: non-production"));
    rig.place.write("partnerctl.yaml", &text.replace("class: non-production", &format!("class: {class}")));
}

fn with_key(rig: &Rig, file: &str) {
    rig.place.write(file, &format!("{}{}", MATERIAL.alone.certificate, MATERIAL.alone.key));
}

/// A line of a key that must not be seen.
fn secret(pem: &str) -> &str {
    pem.lines().nth(1).unwrap()
}
