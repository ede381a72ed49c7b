//! The commands on keys, requests and certificates: each flag counts, and what cannot be used is an error.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use partnerctl::crypto::certificate::Certificate;
use rcgen::{CertificateRevocationListParams, KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber};
use rustls::version::TLS13;
use serde_json::Value;
use time::Duration;

use super::{
    make::{Authority, NOW, self_signed},
    server::serve,
};
use crate::support::told;

/// A folder, and the program in it.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn has(&self, name: &str) -> bool {
        self.0.path().join(name).exists()
    }

    fn run(&self, words: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.args(words.split(' ')).current_dir(self.0.path()).env_clear().env("HOME", self.0.path()).output().unwrap()
    }

    /// The codes of the findings, the worst first.
    fn codes(&self, words: &str, exit: i32) -> Vec<String> {
        let output = self.run(&format!("{words} -o json"));
        assert_eq!(output.status.code(), Some(exit), "{words}: {}", told(&output));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    }

    fn fails(&self, words: &str, exit: i32, parts: &[&str]) {
        let output = self.run(words);
        let text = unfolded(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{words}: {}", told(&output));
        assert!(parts.iter().all(|part| text.contains(part)), "{words}: wanted {parts:?} in {text}");
    }
}

/// Without the line breaks of a terminal.
fn unfolded(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn weak(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/weak").join(name)
}

fn pem(certificates: &[&Certificate]) -> String {
    certificates.iter().map(|one| one.pem()).collect()
}

fn list(issuer: &Authority, serials: &[u8]) -> String {
    let revoked = serials.iter().map(|serial| RevokedCertParams {
        serial_number: SerialNumber::from_slice(&[*serial]),
        revocation_time: NOW - Duration::days(3),
        reason_code: None,
        invalidity_date: None,
    });
    let params = CertificateRevocationListParams {
        this_update: NOW - Duration::days(2),
        next_update: NOW + Duration::days(9),
        crl_number: SerialNumber::from(7),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(&issuer.issuer()).unwrap().pem().unwrap()
}

const AT: &str = "--at 2026-11-21T12:00:00Z";

fn has(codes: &[String], code: &str) -> bool {
    codes.iter().any(|one| one == code)
}

/// A root, an authority below it, and a client's certificate with number 0x42, with their files.
fn chain(bench: &Bench) -> (Authority, Authority, Certificate, KeyPair) {
    let root = Authority::root("Root");
    let middle = root.below("Middle");
    let key = KeyPair::generate().unwrap();
    let leaf = middle.client_for(&key, |params| params.serial_number = Some(SerialNumber::from_slice(&[0x42])));
    for (name, one) in [("root.pem", &root.certificate), ("middle.pem", &middle.certificate), ("leaf.pem", &leaf)] {
        bench.write(name, &one.pem());
    }
    bench.write("leaf.key", &key.serialize_pem());
    (root, middle, leaf, key)
}

#[test]
fn each_flag_of_cert_verify_counts() {
    let bench = Bench::new();
    let (root, middle, leaf, key) = chain(&bench);
    bench.write("quiet.crl", &(list(&middle, &[0x41]) + &list(&root, &[])));
    bench.write("back.crl", &list(&middle, &[0x42]));
    bench.write("bare.pem", &middle.client(|params| params.use_authority_key_identifier_extension = false).pem());
    bench.write("other.pem", &self_signed(|_| {}).pem());
    // The first item of this file is not the leaf's key: its private key is.
    bench.write("combined.pem", &(pem(&[&middle.certificate, &leaf]) + &key.serialize_pem()));
    bench.write("chain.pem", &pem(&[&root.certificate, &middle.certificate, &leaf]));
    for (words, exit, code) in [
        ("leaf.pem --roots root.pem", 7, "issuer-missing"),
        ("leaf.pem --roots root.pem --intermediates middle.pem", 0, ""),
        ("leaf.pem --roots root.pem --intermediates middle.pem --depth 1", 0, ""),
        ("leaf.pem --roots root.pem --intermediates middle.pem --depth 0", 7, "path-too-long"),
        ("leaf.pem middle.pem root.pem --crl quiet.crl", 0, ""),
        ("leaf.pem middle.pem root.pem --crl back.crl", 7, "revoked"),
        ("bare.pem middle.pem --roots root.pem", 0, "authority-key-id-missing"),
        ("bare.pem middle.pem --roots root.pem --strict", 7, "authority-key-id-missing"),
        ("leaf.pem middle.pem root.pem --roots other.pem", 7, "untrusted-root"),
        ("leaf.pem middle.pem --roots root.pem --key leaf.key", 0, ""),
        ("leaf.pem middle.pem --roots root.pem --key combined.pem", 0, ""),
        ("leaf.pem middle.pem --roots root.pem --key chain.pem", 0, ""),
        ("leaf.pem middle.pem --roots root.pem --key other.pem", 7, "key-mismatch"),
        ("leaf.pem middle.pem --roots root.pem --key other.pem --purpose server", 7, "key-mismatch"),
    ] {
        let codes = bench.codes(&format!("cert verify {words} {AT}"), exit);
        assert!(code.is_empty() || has(&codes, code), "{words}: {codes:?}");
    }
    for (words, parts) in [
        ("leaf.pem --crl root.pem", ["`root.pem`", "no revocation list"]),
        ("leaf.pem middle.pem root.pem --roots quiet.crl", ["`quiet.crl`", "no certificate"]),
        ("leaf.pem --intermediates quiet.crl", ["`quiet.crl`", "no certificate"]),
    ] {
        bench.fails(&format!("cert verify {words} {AT}"), 2, &parts);
    }
    bench.fails("cert verify leaf.pem --crl nowhere.crl", 3, &["nowhere.crl"]);
}

#[test]
fn a_server_is_judged_with_the_same_flags() {
    let bench = Bench::new();
    let root = Authority::root("Root");
    let upper = root.below("Upper");
    let lower = upper.below("Lower");
    bench.write("root.pem", &root.certificate.pem());
    bench.write("upper.pem", &upper.certificate.pem());
    bench.write("other.pem", &self_signed(|_| {}).pem());
    bench.write("lower.crl", &list(&upper, &[0x77]));
    for (words, exit, code, there) in [
        ("--intermediates upper.pem", 7, "other-host", true),
        ("", 7, "issuer-missing", true),
        ("--intermediates upper.pem", 7, "issuer-missing", false),
        ("--intermediates upper.pem", 7, "eku-absent", false),
        ("--intermediates upper.pem --purpose client", 7, "eku-absent", true),
        ("--intermediates upper.pem --key other.pem", 7, "key-mismatch", true),
        ("--intermediates upper.pem --crl lower.crl", 7, "revocation-unknown", true),
        ("--intermediates upper.pem --depth 1", 7, "path-too-long", true),
    ] {
        let (place, server) = serve(&lower, None, &TLS13);
        let line = format!("cert verify https://{place} --roots root.pem {words} {AT}");
        let codes = bench.codes(&line.replace("  ", " "), exit);
        let _ = server.join();
        assert_eq!(has(&codes, code), there, "{words}: {codes:?}");
    }
    for (words, exit, part) in
        [("--crl nowhere.crl", 3, "nowhere.crl"), ("--key nowhere.key", 3, "nowhere.key"), ("--crl root.pem", 2, "root.pem")]
    {
        bench.fails(&format!("cert verify https://127.0.0.1:1 {words}"), exit, &[part]);
    }
}

const WORKSPACE: &str = "\
apiVersion: partnerctl/v1
kind: Workspace
organisation: Juniper Networks
environments:
  test:
    class: non-production
    gateway: { driver: webmethods, url: \"https://gateway.example\", login: { basic: { user: onboarding } } }
    certificateSubject: SUBJECT
";

#[test]
fn the_subject_that_an_environment_wants_binds_every_command() {
    let bench = Bench::new();
    let (.., key) = chain(&bench);
    bench.write("partnerctl.yaml", &WORKSPACE.replace("SUBJECT", "\"CN=4711,O=*\""));
    bench.write("new.key", &key.serialize_pem());
    for (subject, part) in [
        ("CN=4712,O=Acme", "CN is `4712`"),
        ("CN=4711", "no O"),
        ("CN=4711,CN=evil,O=Acme", "CN 2 times"),
        ("CN=4711,O=Acme,L=x", "has L"),
    ] {
        bench.fails(&format!("csr create -e test --key new.key --subject {subject} --out no.csr"), 2, &["`test`", part]);
        assert!(!bench.has("no.csr"));
    }
    bench.fails("csr create -e test --key new.key --out no.csr", 2, &["--subject", "CN=4711,O=*"]);
    let made = bench.run("csr create -e test --key new.key --subject CN=4711,O=Acme --out good.csr");
    assert!(made.status.success(), "{}", told(&made));
    bench.codes("csr verify good.csr -e test", 0);
    bench.run("csr create --key new.key --subject CN=4711,CN=evil,O=Acme --out bad.csr");
    assert_eq!(bench.codes("csr verify bad.csr -e test", 7), ["subject-repeated"]);
    let codes = bench.codes(&format!("cert verify leaf.pem middle.pem root.pem -e test {AT}"), 7);
    assert!(has(&codes, "subject-value") && has(&codes, "subject-extra"), "{codes:?}");
    // Where only one subject fits, it is filled in.
    bench.write("partnerctl.yaml", &WORKSPACE.replace("SUBJECT", "\"CN=4711,O=Acme\""));
    let made = bench.run("csr create -e test --key new.key --out filled.csr -o name");
    assert!(made.status.success(), "{}", told(&made));
    bench.codes("csr verify filled.csr -e test", 0);
}

fn partner(name: &str, file: &str) -> String {
    format!(
        "apiVersion: partnerctl/v1\nkind: Partner\nmetadata: {{ name: {name} }}\nspec:\n  displayName: {name}\n  contacts:\n    - {{ role: technical, email: \
         dev@{name}.example }}\n  environments:\n    test:\n      authentication: {{ mechanism: client-certificate, certificates: [{file}] }}\n      apis: [quote-api/1.0]\n"
    )
}

#[test]
fn what_partners_use_is_compared_and_what_cannot_be_read_is_said() {
    let bench = Bench::new();
    let (_, middle, leaf, key) = chain(&bench);
    bench.write("partnerctl.yaml", &WORKSPACE.replace("    certificateSubject: SUBJECT\n", ""));
    bench.write("certs/acme.pem", &leaf.pem());
    bench.write("certs/again.pem", &middle.client_for(&key, |_| {}).pem());
    let line = |file: &str| format!("cert verify {file} middle.pem root.pem {AT}");
    for (name, file) in [("acme", "certs/acme.pem"), ("globex", "certs/acme.pem")] {
        bench.write(&format!("partners/{name}.yaml"), &partner(name, file));
    }
    let codes = bench.codes(&line("leaf.pem"), 0);
    assert!(has(&codes, "reused-certificate") && !has(&codes, "not-compared"), "{codes:?}");
    assert!(has(&bench.codes(&line("certs/again.pem"), 0), "reused-key"));
    bench.write("partners/initech.yaml", &partner("initech", "certs/gone.pem"));
    bench.write("partners/hooli.yaml", "kind: [");
    bench.write("certs/noise.pem", "no certificate");
    bench.write("partners/umbrella.yaml", &partner("umbrella", "certs/noise.pem"));
    let output = bench.run(&format!("{} -o json", line("leaf.pem")));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told: Vec<_> = answer["findings"].as_array().unwrap().iter().filter(|one| one["code"] == "not-compared").collect();
    for (name, reason) in [("initech", "gone.pem"), ("hooli", "hooli.yaml"), ("umbrella", "noise.pem")] {
        let of =
            told.iter().find(|one| one["subject"].as_str().unwrap().contains(name)).unwrap_or_else(|| panic!("{name}: {told:?}"));
        assert!(of["advice"].as_str().unwrap().contains(reason), "{of}");
    }
}

#[test]
fn bundles_hold_one_path() {
    let bench = Bench::new();
    let (_, middle, ..) = chain(&bench);
    bench.write("second.pem", &middle.client(|_| {}).pem());
    bench.write("stranger.pem", &Authority::root("Stranger").certificate.pem());
    for words in ["leaf.pem middle.pem second.pem", "leaf.pem middle.pem root.pem stranger.pem --with-root"] {
        bench.fails(&format!("cert bundle {words} --out no.pem"), 2, &["does not belong to the path"]);
        assert!(!bench.has("no.pem"), "{words}");
    }
    for (words, gap) in [
        ("leaf.pem middle.pem", false),
        ("root.pem leaf.pem middle.pem", false),
        ("leaf.pem middle.pem root.pem stranger.pem", false),
        ("leaf.pem root.pem --with-root", true),
        ("leaf.pem middle.pem stranger.pem --with-root", true),
    ] {
        let output = bench.run(&format!("cert bundle {words} -o json"));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{why}: {}", told(&output)));
        assert_eq!(answer["findings"][0]["code"] == "gap", gap, "{words}: {answer}");
        let people = bench.run(&format!("cert bundle {words}"));
        assert_eq!(unfolded(&people.stderr).contains("is missing"), gap, "{words}");
    }
}

#[test]
fn weak_keys_are_told_of_wherever_they_sign() {
    let bench = Bench::new();
    for (name, code) in [("roca", "key-weak"), ("close", "key-weak"), ("small", "key-weak"), ("e3", "small-exponent")] {
        let key = weak(&format!("{name}.key"));
        let key = key.display();
        let assert = format!("jwt assert --key {key} --issuer a --audience https://as.example");
        if code == "key-weak" {
            bench.fails(&assert, 2, &[code]);
        }
        for line in [
            format!("{assert} --anyway"),
            format!("cert self-sign --key {key} --subject CN=a"),
            format!("cert ca --key {key} --subject CN=a"),
            format!("csr create --key {key} --subject CN=a"),
            format!("jwk set {key}"),
            format!("key show {key}"),
        ] {
            let output = bench.run(&line);
            let all = told(&output);
            assert!(output.status.success() && all.contains(code), "{line}: {all}");
        }
    }
}

#[test]
fn a_short_key_is_called_short_and_not_forged() {
    let bench = Bench::new();
    assert_eq!(bench.codes(&format!("csr verify {}", weak("r1024.csr").display()), 7), ["key-short"]);
    for files in [vec!["OL.pem", "OR.pem"], vec!["r1024.pem"]] {
        let files: Vec<_> = files.into_iter().map(|name| weak(name).display().to_string()).collect();
        let codes = bench.codes(&format!("cert verify {} --class non-production --at 2026-11-30T00:00:00Z", files.join(" ")), 7);
        assert!(has(&codes, "rsa-too-small"), "{codes:?}");
        for wrong in ["bad-signature", "issuer-key-differs", "malformed"] {
            assert!(!has(&codes, wrong), "{codes:?}");
        }
    }
}

#[test]
fn a_small_exponent_is_a_warning_everywhere() {
    let bench = Bench::new();
    let key = weak("e3.key").display().to_string();
    bench.run(&format!("csr create --key {key} --subject CN=a --out e3.csr"));
    bench.run(&format!("cert self-sign --key {key} --subject CN=a --out e3.pem"));
    bench.run(&format!("jwk set {key} --out e3.json"));
    for line in ["csr verify e3.csr", "cert verify e3.pem --class non-production", "jwk verify e3.json"] {
        let codes = bench.codes(line, 0);
        assert!(has(&codes, "small-exponent"), "{line}: {codes:?}");
    }
}

#[test]
fn a_list_that_the_issuer_did_not_sign_takes_nothing_back() {
    let bench = Bench::new();
    let path = |name: &str| weak(name).display().to_string();
    let line = |list: &str| {
        let files = ["L.pem", "M.pem", "R.pem"].map(path).join(" ");
        format!("cert verify {files} --crl {} --at 2026-11-30T00:00:00Z", path(list))
    };
    let codes = bench.codes(&line("M2.crl"), 7);
    assert!(has(&codes, "revoked") && !has(&codes, "revocation-list-unusable"), "{codes:?}");
    let codes = bench.codes(&line("forged.crl"), 7);
    assert!(has(&codes, "revocation-list-unusable") && !has(&codes, "revoked") && !has(&codes, "malformed"), "{codes:?}");
    let output = bench.run(&line("forged.crl"));
    assert!(!told(&output).contains("Context") && !told(&output).contains("took it back"), "{}", told(&output));
}
