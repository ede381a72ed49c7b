//! Paths against the cases of C2SP/x509-limbo: groups `chain` and `client`. The cases are not part of the project; where
//! they are absent the test says so.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use partnerctl::crypto::{
    certificate::Certificate,
    chain::{self, Purpose, Question},
    revocation::RevocationList,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Limbo {
    testcases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    features: Vec<String>,
    trusted_certs: Vec<String>,
    untrusted_intermediates: Vec<String>,
    peer_certificate: String,
    validation_time: Option<String>,
    extended_key_usage: Vec<String>,
    max_chain_depth: Option<usize>,
    crls: Vec<String>,
}

#[derive(Deserialize)]
struct Grouped {
    id: String,
    group: String,
    expected: String,
    openssl_3_0: String,
}

#[test]
fn paths_agree_with_the_published_cases() {
    let Some(folder) = vectors("x509-limbo") else { return };
    let limbo: Limbo = read(&folder.join("limbo.json"));
    let groups: Vec<Grouped> = read(&folder.join("groups.json"));
    let cases: BTreeMap<_, _> = limbo.testcases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut tally: BTreeMap<(&str, &str), [usize; 4]> = BTreeMap::new();
    let (mut wrong, mut tolerated) = (Vec::new(), Vec::new());
    for grouped in groups.iter().filter(|grouped| ["chain", "client"].contains(&grouped.group.as_str())) {
        let case = cases[grouped.id.as_str()];
        let [usual, strict] = [false, true].map(|strict| judge(case, strict));
        if case.features.iter().any(|feature| feature == "denial-of-service") {
            let took = quickest(case);
            assert!(took < Duration::from_secs(1), "{} took {took:?}", case.id);
        }
        let row = tally.entry((&grouped.group, &grouped.expected)).or_default();
        row[0] += 1;
        row[1] += usize::from(usual.0 == grouped.expected);
        row[2] += usize::from(strict.0 == grouped.expected);
        row[3] += usize::from(grouped.openssl_3_0 == grouped.expected);
        if usual.0 != grouped.expected && strict.0 == grouped.expected {
            tolerated.push((grouped, usual.1));
        }
        if strict.0 != grouped.expected {
            wrong.push((grouped, strict.1));
        }
    }
    println!("{:<8} {:<8} {:>5} {:>6} {:>6} {:>11}", "group", "expected", "cases", "usual", "strict", "OpenSSL 3.0");
    for ((group, expected), [all, usual, strict, openssl]) in &tally {
        println!("{group:<8} {expected:<8} {all:>5} {usual:>6} {strict:>6} {openssl:>11}");
    }
    println!("accepted without --strict, each a breach of RFC 5280 that servers tolerate and that is told as a warning:");
    for (grouped, told) in &tolerated {
        println!("  {} (expected {}): [{}]", grouped.id, grouped.expected, told.join("; "));
        assert!(told.iter().any(|finding| finding.starts_with("warn ")), "{} is accepted without a word", grouped.id);
    }
    println!("disagreements with --strict:");
    for (grouped, why) in &wrong {
        let reason = DISAGREEMENTS.iter().find(|(id, _)| *id == grouped.id).map_or("NOT LISTED", |(_, reason)| reason);
        println!("  {} (expected {}): {reason} [{}]", grouped.id, grouped.expected, why.join("; "));
    }
    for (id, _) in DISAGREEMENTS {
        assert!(wrong.iter().any(|(grouped, _)| grouped.id == *id), "{id} is listed as a disagreement and agrees now");
    }
    let unlisted = |(grouped, _): &&(&Grouped, Vec<String>)| !DISAGREEMENTS.iter().any(|(id, _)| *id == grouped.id);
    assert_eq!(wrong.iter().filter(unlisted).map(|(grouped, _)| &grouped.id).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Of a few runs, for the machine may have other work.
fn quickest(case: &Case) -> Duration {
    let runs = (0..3).map(|_| {
        let begun = Instant::now();
        let _ = judge(case, false);
        begun.elapsed()
    });
    runs.min().unwrap_or_default()
}

fn judge(case: &Case, strict: bool) -> (&'static str, Vec<String>) {
    let read_all = |texts: &[String]| texts.iter().map(|text| certificate(text)).collect::<Result<Vec<_>, _>>();
    let at = case.validation_time.as_deref().map_or_else(|| NOW.parse(), str::parse).unwrap();
    let parts = (certificate(&case.peer_certificate), read_all(&case.untrusted_intermediates), read_all(&case.trusted_certs));
    let (leaf, others, roots) = match parts {
        (Ok(leaf), Ok(others), Ok(roots)) => (leaf, others, roots),
        (leaf, others, roots) => {
            let faults = [leaf.err(), others.err(), roots.err()].into_iter().flatten();
            return ("FAILURE", faults.collect());
        }
    };
    let lists: Vec<_> = case.crls.iter().map(|text| RevocationList::from_der(&der(text)).unwrap()).collect();
    let purpose = match case.extended_key_usage.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serverAuth"] => Purpose::Server,
        ["clientAuth"] => Purpose::Client,
        _ => Purpose::Any,
    };
    let question = Question { at, purpose, depth: case.max_chain_depth, strict, revocations: &lists };
    let answer = chain::verify(&leaf, &others, &roots, &question);
    let told = answer.findings.iter().map(|finding| format!("{} {}", finding.level, finding.code)).collect();
    (if answer.is_good() { "SUCCESS" } else { "FAILURE" }, told)
}

fn certificate(pem: &str) -> Result<Certificate, String> {
    Certificate::from_der(&der(pem)).map_err(|error| error.to_string())
}

fn der(pem: &str) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A folder of published cases; `None` and a word about it where there is none.
pub(crate) fn vectors(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors");
    let folder = std::env::var_os("PARTNERCTL_VECTORS").map_or_else(beside, PathBuf::from).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    crate::support::not_run(&format!("the cases of {name} are not in {} (set PARTNERCTL_VECTORS)", folder.display()));
    None
}

/// Cases without a time of their own are judged at this one.
const NOW: &str = "2026-11-21T12:00:00Z";

/// Where the verdict differs, and why.
const DISAGREEMENTS: &[(&str, &str)] = &[
    ("pathlen::validation-ignores-pathlen-in-leaf", CA_AS_LEAF),
    ("rfc5280::ca-as-leaf", CA_AS_LEAF),
    (
        "pathological::nc-dos-3",
        "right: the path is valid, and judged within the bound of work; the case wants it refused for its size",
    ),
];

const CA_AS_LEAF: &str = "right: an authority's certificate is refused from a client by rule, as rustls does";
