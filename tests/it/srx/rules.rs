//! Every rule has a value that breaks it, and nothing is written then.

use std::{collections::BTreeSet, fs};

use partnerctl::{
    domain::finding::Level,
    lint::srx::{BOUNDS, RULES},
};

use super::{run, said, told};

const GOOD: &str = "--release 24.4 --primary a.example --client-id a --client-secret-file one --ca-profile CA";
const OLD: &str = "--client-id a --client-secret-file one --release";

/// Flags on top of [`GOOD`], or a whole order where `--release` is named; code of the rule; what the message names besides.
const BAD: &[(&str, &str, &str)] = &[
    ("--port 0", "port", "1 to 65535"),
    ("--port 65536", "port", "--port 65536"),
    ("--token-api <129>", "token-api", "1 to 128"),
    ("--query-api abc", "query-api", "4 to 128"),
    ("--query-api <129>", "query-api", "24.4R1"),
    ("--source 2001:db8::1", "source", "IPv4"),
    ("--source here", "source", "--source here"),
    ("--interface ge-0/0/0;x", "interface", "letter"),
    ("--routing-instance a{b", "routing-instance", "letter"),
    ("--ca-identity <257>", "ca-identity", "1 to 256"),
    ("--ca-file a;b", "ca-file", "letter"),
    ("--include-ip global/<64>", "address-set", "1 to 63"),
    ("--exclude-ip global/a}b", "address-set", "--exclude-ip"),
    ("--include-ip <64>/a", "address-book", "1 to 63"),
    ("--include-ip a/b --include-ip a/c", "filter-sets", "2 sets"),
    ("--filter-domain <65>", "filter-domain", "1 to 64"),
    ("--filter-domain a;b", "filter-domain", "a;b"),
    ("<domains>", "filter-domains", "21 domains"),
    ("--batch-items 99", "batch-items", "100 to 1000"),
    ("--batch-items 1001", "batch-items", "--batch-items 1001"),
    ("--batch-interval 0", "batch-interval", "1 to 60"),
    ("--batch-interval 61", "batch-interval", "1 to 60"),
    ("--ip-query-delay 61", "ip-query-delay", "0 to 60"),
    ("--max-connections 21", "max-connections", "1 to 20"),
    ("--auth-timeout 9", "auth-timeout", "0, or 10 to 1440"),
    ("--auth-timeout 1441", "auth-timeout", "1441"),
    ("--invalid-auth-timeout 1", "invalid-auth-timeout", "0, or 10 to 1440"),
    ("--host-map a_b=192.0.2.1", "host-map-name", "host name"),
    ("--host-map a.b=2001:db8::1", "host-map-address", "IPv4"),
    ("--validator a;b", "validator", "1 to 128"),
    ("--validator v.example --validator-port 0", "validator-port", "1 to 65535"),
    ("--validator v.example --validator-port 443", "validator-port", "connection"),
    ("--validator v.example --port 591", "validator-port", "591"),
    ("--validator v.example --validator-client-id <65>", "validator-client-id", "1 to 64"),
    ("--validator v.example --validator-client-secret-file long", "validator-client-secret", "1 to 128"),
    ("--secondary b.example", "credential-missing", "--secondary-client-id"),
    ("--secondary b.example --secondary-client-id b", "credential-missing", "--secondary-client-secret-file"),
    ("--secondary b.example --secondary-client-id <65> --secondary-client-secret-file one", "client-id", "--secondary-client-id"),
    (
        "--secondary b.example --secondary-client-id b --secondary-client-secret-file long",
        "client-secret",
        "--secondary-client-secret",
    ),
    ("--secondary A.example --secondary-client-id b --secondary-client-secret-file one", "same-server", "A.example"),
    ("--release 24.4 --primary a.example --client-id <65> --client-secret-file one", "client-id", "1 to 64"),
    ("--release 24.4 --primary a.example --client-id a --client-secret-file long", "client-secret", "1 to 128"),
    ("--release 24.4 --primary a.example --client-id a --client-secret-file empty", "client-secret", "1 to 128"),
    ("--release 24.4 --primary a.example --client-id a --client-secret-file lines", "client-secret", "printable"),
    ("<old> 24.4 --primary a.example --ca-profile <33>", "ca-profile", "1 to 32"),
    ("<old> 24.4 --primary a.example --ca-profile a;b", "ca-profile", "letter"),
    ("<old> 24.2 --primary a.example --ca-certificate <257>", "ca-certificate", "1 to 256"),
    ("<old> 24.4 --primary a.example --ca-certificate f", "ca-statement", "24.4 to 25.2"),
    ("<old> 22.4 --primary 192.0.2.1 --ca-profile CA", "ca-statement", "--ca-certificate"),
    ("<old> 22.4 --primary a.example", "address-kind", "20.4 to 22.4"),
    ("<old> 24.4 --primary 2001:db8::1", "address-ipv6", "IPv4"),
    ("<old> 24.4 --primary https://a.example", "address-form", "without scheme"),
    ("<old> 24.4 --primary 192.0.2.1 --ca-profile CA", "ca-with-address", "host name"),
    ("<old> 25.4 --primary jims1 --ca-profile CA", "domain-part", "25.4"),
    ("<old> 22.4 --primary 192.0.2.1 --server-validity-check-interval 5", "validity-interval", "23.2"),
];

#[test]
fn every_bad_value_is_refused_with_flag_and_rule() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("one", "canary-4711"), ("long", &"s".repeat(129)), ("empty", ""), ("lines", "a\nset system root")] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    for (flags, code, named) in BAD {
        let words = filled(flags);
        let output = run(folder.path(), &words.iter().map(String::as_str).collect::<Vec<_>>());
        let told = told(&output);
        assert_eq!(output.status.code(), Some(2), "{flags}: {told}");
        assert!(said(&output).is_empty() && !folder.path().join("out").exists(), "{flags}");
        assert!(told.contains(&format!("[{code}]")) && told.contains(named) && told.contains("`--"), "{flags}: {told}");
        assert!(!told.contains("canary") && !told.contains("ssss"), "{flags}: {told}");
    }
}

#[test]
fn every_rule_has_a_bad_value() {
    let tried: BTreeSet<_> = BAD.iter().map(|(_, code, _)| *code).collect();
    let bounds = BOUNDS.iter().map(|bound| bound.code);
    let rules = RULES.iter().filter(|rule| rule.level == Level::Refuse).map(|rule| rule.code);
    let all: BTreeSet<_> = bounds.chain(rules).collect();
    assert_eq!(tried, all);
}

#[test]
fn nothing_can_be_slipped_into_a_statement() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one"), "s").unwrap();
    let flags = [
        "--ca-profile",
        "--ca-identity",
        "--interface",
        "--routing-instance",
        "--filter-domain",
        "--token-api",
        "--primary",
        "--source",
        "--validator",
        "--host-map",
        "--include-ip",
    ];
    for flag in flags {
        for bad in
            ["a\nset system root", "a\"b", "a;b", "a}b", "a{b", "a b", "a\\b", "a\tb", "a#b", "\u{202e}a", "a\r", "a[b]", ""]
        {
            let value = match flag {
                "--host-map" => format!("{bad}=192.0.2.1"),
                "--include-ip" => format!("global/{bad}"),
                _ => bad.to_owned(),
            };
            let mut words = vec!["srx", "render", "--release", "24.4", "--client-id", "a", "--client-secret-file", "one"];
            if flag != "--primary" {
                words.extend(["--primary", "a.example"]);
            }
            if flag != "--ca-profile" {
                words.extend(["--ca-profile", "CA"]);
            }
            words.extend([flag, &value]);
            let output = run(folder.path(), &words);
            assert_eq!(output.status.code(), Some(2), "{flag} {bad:?}: {}{}", said(&output), told(&output));
        }
    }
}

#[test]
fn limits_are_taken_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one"), "s".repeat(128)).unwrap();
    for good in [
        "--port 65535 --batch-items 100 --batch-interval 60 --ip-query-delay 0 --auth-timeout 0 --invalid-auth-timeout 1440",
        "--port 1 --batch-items 1000 --batch-interval 1 --ip-query-delay 60 --auth-timeout 10 --max-connections 20",
        "--query-api abcd --token-api <128> --include-ip global/<63> --filter-domain <64> --no-ip-query --preserve-valid-user",
        "--validator v.example --validator-port 444 --validator-client-id <64>",
    ] {
        let output = run(folder.path(), &filled(good).iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{good}: {}", told(&output));
    }
}

/// The words of an order: `<65>` is a word of so many letters.
fn filled(flags: &str) -> Vec<String> {
    let domains = (0..21).map(|number| format!("--filter-domain d{number}")).collect::<Vec<_>>().join(" ");
    let flags = flags.replace("<old>", OLD).replace("<domains>", &domains);
    let whole = if flags.contains("--release") { flags } else { format!("{GOOD} {flags}") };
    let word = |word: &str| match word.split_once('<') {
        Some((front, rest)) => {
            let (number, back) = rest.split_once('>').unwrap();
            format!("{front}{}{back}", "x".repeat(number.parse().unwrap()))
        }
        None => word.to_owned(),
    };
    ["srx", "render"].into_iter().map(str::to_owned).chain(whole.split(' ').map(word)).collect()
}
