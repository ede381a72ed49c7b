//! Paths: found in any order, explained when there is none, and judged by OpenSSL as well.

use std::{collections::BTreeSet, io::Write as _};

use partnerctl::{
    crypto::{
        bundle::Bundle,
        certificate::Certificate,
        chain::{self, Answer, Purpose, Question},
        revocation::RevocationList,
    },
    domain::finding::Level,
};
use rcgen::{
    BasicConstraints, CustomExtension, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose,
    NameConstraints,
};
use time::Duration;

use super::{
    make::{self, Authority, NOW, has_openssl, kept, named, now, openssl, rsa, self_signed, tagged},
    rules::unknown_critical,
};

/// A path to judge: leaf, the certificates beside it, the trusted ones.
struct Path {
    leaf: Certificate,
    others: Vec<Certificate>,
    roots: Vec<Certificate>,
}

type Row = (&'static str, &'static str, Judge, fn() -> Path);

/// Whether OpenSSL agrees with the refusal; where it does not, why.
#[derive(Clone, Copy)]
enum Judge {
    Same,
    Lenient(&'static str),
}
use Judge::{Lenient, Same};

const GOOD: &str = "";

const TABLE: &[Row] = &[
    ("leaf under a root", GOOD, Same, || path(|root| (root.client(|_| {}), vec![]))),
    ("leaf under an intermediate", GOOD, Same, || {
        path(|root| {
            let middle = root.below("Middle");
            (middle.client(|_| {}), vec![middle.certificate])
        })
    }),
    ("three intermediates, topsy-turvy", GOOD, Same, || {
        path(|root| {
            let one = root.below("One");
            let two = one.below("Two");
            let three = two.below("Three");
            (three.client(|_| {}), vec![two.certificate, one.certificate, root.certificate.clone(), three.certificate])
        })
    }),
    ("self-signed and trusted", GOOD, Same, || alone(self_signed(|_| {}))),
    ("renewed authority: two keys under one name", GOOD, Same, || {
        let (old, new) = (Authority::root("Root"), Authority::root("Root"));
        Path { leaf: new.client(|_| {}), others: vec![], roots: vec![old.certificate, new.certificate] }
    }),
    ("authority without an id of its issuer's key", GOOD, Same, || {
        path(|root| {
            let middle = root.below_with("Middle", |params| params.use_authority_key_identifier_extension = false);
            (middle.client(|_| {}), vec![middle.certificate])
        })
    }),
    ("constraint on mail addresses, kept", GOOD, Same, || mail("acme.example")),
    ("constraint on mail addresses, broken", "name-constraint", Same, || mail("other.example")),
    ("authority with a renewed key under its own name", GOOD, Same, || {
        path(|root| {
            let old = root.below_with("Middle", |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
            let new = old.below("Middle");
            (new.client(|_| {}), vec![old.certificate, new.certificate])
        })
    }),
    ("an intermediate is missing", "issuer-missing", Same, || path(|root| (root.below("Middle").client(|_| {}), vec![]))),
    ("the root is missing", "issuer-missing", Same, || {
        let mut path = path(|root| (root.client(|_| {}), vec![]));
        path.roots = vec![Authority::root("Stranger").certificate];
        path
    }),
    ("the root is there and not trusted", "untrusted-root", Same, || {
        let mut path = path(|root| (root.client(|_| {}), vec![root.certificate.clone()]));
        path.roots = vec![Authority::root("Stranger").certificate];
        path
    }),
    ("another key under the issuer's name", "issuer-key-differs", Same, || {
        let mut path = path(|root| (root.client(|_| {}), vec![]));
        path.roots = vec![Authority::root("Root").certificate];
        path
    }),
    ("authorities that issue each other", "issuer-circle", Same, circle),
    ("expired leaf", "expired", Same, || path(|root| (root.client(|params| params.not_after = NOW - Duration::days(1)), vec![]))),
    ("expired intermediate", "expired", Same, || below(|params| params.not_after = NOW - Duration::days(1))),
    ("expired root", "expired", Same, || under(|params| params.not_after = NOW - Duration::days(1))),
    ("leaf of tomorrow", "not-yet-valid", Same, || {
        path(|root| (root.client(|params| params.not_before = NOW + Duration::days(1)), vec![]))
    }),
    ("intermediate without the CA flag", "not-an-authority", Same, || below(|params| params.is_ca = IsCa::ExplicitNoCa)),
    ("root without the CA flag", "not-an-authority", Same, || under(|params| params.is_ca = IsCa::ExplicitNoCa)),
    ("intermediate that may not sign", "key-cert-sign-missing", Same, || {
        below(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign])
    }),
    ("root that may not sign", "key-cert-sign-missing", Same, || {
        under(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign])
    }),
    ("more authorities than the intermediate allows", "path-length-exceeded", Same, || {
        path(|root| {
            let one = root.below_with("One", |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
            let two = one.below("Two");
            (two.client(|_| {}), vec![one.certificate, two.certificate])
        })
    }),
    ("more authorities than the root allows", "path-length-exceeded", Same, || {
        let root = Authority::root_with("Root", |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
        let middle = root.below("Middle");
        Path { leaf: middle.client(|_| {}), others: vec![middle.certificate], roots: vec![root.certificate] }
    }),
    ("unknown critical extension", "unknown-critical-extension", Same, || {
        path(|root| (root.client(|params| params.custom_extensions.push(unknown_critical())), vec![]))
    }),
    ("extension twice", "duplicate-extension", Lenient("OpenSSL takes the first one without `-x509_strict`"), || {
        path(|root| (root.client(|params| params.custom_extensions.extend([policies(), policies()])), vec![]))
    }),
    ("extension that cannot be read", "malformed-extension", Lenient("OpenSSL reads policies only when asked to"), || {
        let broken = CustomExtension::from_oid_content(&[2, 5, 29, 32], vec![0x30, 5, 1]);
        path(|root| (root.client(|params| params.custom_extensions.push(broken)), vec![]))
    }),
    (
        "leaf marked as an authority",
        "ca-as-leaf",
        Lenient("OpenSSL lets an authority be a client; rustls, and e.4, do not"),
        || path(|root| (root.client(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)), vec![])),
    ),
    ("leaf for servers only", "eku-without-purpose", Same, || {
        path(|root| (root.client(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]), vec![]))
    }),
    ("name outside what the authority may certify", "name-constraint", Same, || {
        below(|params| {
            let permitted_subtrees = vec![GeneralSubtree::DnsName("other.example".to_owned())];
            params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: vec![] });
        })
    }),
    ("altered after signing", "issuer-key-differs", Same, || {
        let mut path = path(|root| (root.client(|_| {}), vec![]));
        let mut der = path.leaf.der().to_vec();
        let last = der.len() - 1;
        der[last] ^= 1;
        path.leaf = make::read(&der);
        path
    }),
    ("signed with SHA-1", "weak-signature", Lenient("OpenSSL 3.0 takes SHA-1 at its usual level"), || {
        alone(kept_one("sha1.pem"))
    }),
    ("RSA of 1024 bits", "rsa-too-small", Lenient("OpenSSL takes 1024 bits at its usual level"), || {
        path(|root| (root.client_for(&rsa(&[0xc5; 128], &[1, 0, 1]), |_| {}), vec![]))
    }),
    ("version 1", "old-version", Lenient("OpenSSL takes version 1; TLS libraries do not"), || alone(kept_one("v1.pem"))),
    ("algorithm named differently inside and outside", "signature-algorithm-mismatch", Same, || {
        let mut path = path(|root| (root.client(|_| {}), vec![]));
        let mut der = path.leaf.der().to_vec();
        let oid = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        let place = der.windows(oid.len()).position(|part| part == oid).unwrap();
        der[place + 7] = 3;
        path.leaf = make::read(&der);
        path
    }),
    ("issuer without a name", "empty-issuer", Lenient("OpenSSL compares empty names like others"), || nameless().0),
    ("authority without a name", "empty-subject", Lenient("OpenSSL compares empty names like others"), || nameless().0),
];

type Breach = (&'static str, fn() -> Path);

/// Breaches that servers tolerate: told as warnings, refusals in strict mode.
const STRICT: &[Breach] = &[
    ("authority-key-id-missing", || {
        path(|root| (root.client(|params| params.use_authority_key_identifier_extension = false), vec![]))
    }),
    ("subject-key-id-missing", || {
        // The library writes the id of every authority: this one is an authority by its own extension alone.
        below(|params| {
            params.is_ca = IsCa::NoCa;
            let mut basic = CustomExtension::from_oid_content(&[2, 5, 29, 19], tagged(0x30, &[1, 1, 0xff]));
            basic.set_criticality(true);
            params.custom_extensions.push(basic);
        })
    }),
    ("not-critical", || {
        below(|params| {
            params.is_ca = IsCa::NoCa;
            let id = CustomExtension::from_oid_content(&[2, 5, 29, 14], tagged(4, &[7; 20]));
            params.key_identifier_method = KeyIdMethod::PreSpecified(vec![7; 20]);
            params
                .custom_extensions
                .extend([CustomExtension::from_oid_content(&[2, 5, 29, 19], tagged(0x30, &[1, 1, 0xff])), id]);
        })
    }),
    ("wrongly-critical", || {
        let mut id = CustomExtension::from_oid_content(&[2, 5, 29, 14], tagged(4, &[7; 20]));
        id.set_criticality(true);
        path(|root| (root.client(|params| params.custom_extensions.push(id)), vec![]))
    }),
    ("constraint-form", || {
        below(|params| {
            let permitted_subtrees = vec![GeneralSubtree::DnsName(".example".to_owned())];
            params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: vec![] });
        })
    }),
    ("authority-rights-on-leaf", || {
        path(|root| (root.client(|params| params.key_usages.push(KeyUsagePurpose::KeyCertSign)), vec![]))
    }),
];

#[test]
fn verdicts_and_reasons() {
    for (what, code, _, make) in TABLE {
        let path = make();
        let answer = judge(&path, false);
        let told: Vec<_> = refused(&answer);
        match *code {
            GOOD => assert!(answer.is_good(), "{what}: {told:?}"),
            code => assert!(told.contains(&code), "{what}: {told:?}"),
        }
    }
    for (code, make) in STRICT {
        let path = make();
        let (usual, strict) = (judge(&path, false), judge(&path, true));
        let level = |answer: &Answer| answer.findings.iter().find(|finding| finding.code == *code).map(|finding| finding.level);
        assert!(strict.findings.iter().any(|finding| finding.code == *code), "{code}: {:?}", strict.findings);
        assert!(usual.is_good() || *code == "wrongly-critical", "{code}: {:?}", usual.findings);
        assert_eq!((level(&usual), level(&strict)), (Some(Level::Warn), Some(Level::Refuse)), "{code}");
    }
}

/// Every code that the tables above bring about.
pub(crate) fn broken() -> BTreeSet<String> {
    let answers = TABLE.iter().map(|(.., make)| judge(&make(), true)).chain(STRICT.iter().map(|(_, make)| judge(&make(), true)));
    answers.flat_map(|answer| answer.findings).map(|finding| finding.code).collect()
}

#[test]
fn openssl_agrees() {
    if !has_openssl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut agreed = 0;
    for (what, code, judge, make) in TABLE {
        let path = make();
        let file = |name: &str, list: &[Certificate]| {
            let path = folder.path().join(name);
            let mut file = std::fs::File::create(&path).unwrap();
            for one in list {
                file.write_all(one.pem().as_bytes()).unwrap();
            }
            path.to_str().unwrap().to_owned()
        };
        let at = moment_of(&path).time().unix_timestamp().to_string();
        let (leaf, others, roots) = (
            file("leaf.pem", std::slice::from_ref(&path.leaf)),
            file("others.pem", &path.others),
            file("roots.pem", &path.roots),
        );
        let mut arguments =
            vec!["verify", "-no-CApath", "-no-CAstore", "-CAfile", &roots, "-attime", &at, "-purpose", "sslclient"];
        if !path.others.is_empty() {
            arguments.extend(["-untrusted", &others]);
        }
        arguments.push(&leaf);
        let (good, text) = openssl(&arguments);
        match (judge, *code == GOOD) {
            (Same, ours) => {
                assert_eq!(good, ours, "{what}: OpenSSL says {text}");
                agreed += 1;
            }
            (Lenient(why), _) => {
                assert!(good, "{what} is listed as taken by OpenSSL ({why}) and is not: {text}");
                println!("OpenSSL takes `{what}`: {why}");
            }
        }
    }
    println!("OpenSSL agrees on {agreed} of {} paths; the others are listed with their reason", TABLE.len());
}

#[test]
fn the_missing_issuer_is_named_with_the_place_to_get_it() {
    let all = Bundle::read("chain.pem", &kept("chain.pem"), None).unwrap().certificates;
    let (leaf, root) = (&all[0], &all[2]);
    let question = Question { at: leaf.not_before, purpose: Purpose::Client, depth: None, strict: false, revocations: &[] };
    let answer = chain::verify(leaf, &[], std::slice::from_ref(root), &question);
    assert_eq!(answer.missing.map(|name| name.to_string()).as_deref(), Some("O=Example,CN=Test Intermediate"));
    let told = answer.findings.iter().find(|finding| finding.code == "issuer-missing").unwrap();
    assert!(told.advice.contains("http://ca.example/intermediate.cer"), "{}", told.advice);
    assert!(chain::verify(leaf, &all[1..2], std::slice::from_ref(root), &question).is_good());
}

#[test]
fn the_depth_of_a_server_is_kept() {
    let root = Authority::root("Root");
    let middle = root.below("Middle");
    let (leaf, others, roots) = (middle.client(|_| {}), [middle.certificate.clone()], [root.certificate.clone()]);
    for (depth, good) in [(None, true), (Some(1), true), (Some(0), false)] {
        let question = Question { depth, ..question(&[]) };
        assert_eq!(chain::verify(&leaf, &others, &roots, &question).is_good(), good, "{depth:?}");
    }
}

#[test]
fn bundles_are_ordered_and_repetitions_dropped() {
    let root = Authority::root("Root");
    let one = root.below("One");
    let two = one.below("Two");
    let leaf = two.client(|_| {});
    let right = vec![leaf, two.certificate, one.certificate, root.certificate];
    let mut turned = right.clone();
    for _ in 0..right.len() {
        turned.rotate_left(1);
        let twice = [turned.clone(), turned.clone()].concat();
        assert_eq!(chain::order(&twice, now()), right);
        let mirrored: Vec<_> = turned.iter().rev().cloned().collect();
        assert_eq!(chain::order(&mirrored, now()), right);
    }
    assert!(chain::is_ordered(&right, now()));
    assert!(!chain::is_ordered(&turned[1..].iter().rev().cloned().collect::<Vec<_>>(), now()));
}

fn judge(path: &Path, strict: bool) -> Answer {
    let at = moment_of(path);
    chain::verify(&path.leaf, &path.others, &path.roots, &Question { at, strict, ..question(&[]) })
}

/// What was kept is judged at the time it was made.
fn moment_of(path: &Path) -> partnerctl::domain::moment::Moment {
    if path.leaf.subject.to_string() == "O=Acme,CN=acme" { path.leaf.not_before } else { now() }
}

pub(super) fn question(lists: &[RevocationList]) -> Question<'_> {
    Question { at: now(), purpose: Purpose::Client, depth: None, strict: false, revocations: lists }
}

pub(super) fn refused(answer: &Answer) -> Vec<&str> {
    answer.findings.iter().filter(|finding| finding.level == Level::Refuse).map(|finding| finding.code.as_str()).collect()
}

fn path(make: impl FnOnce(&Authority) -> (Certificate, Vec<Certificate>)) -> Path {
    let root = Authority::root("Root");
    let (leaf, others) = make(&root);
    Path { leaf, others, roots: vec![root.certificate] }
}

fn below(change: impl FnOnce(&mut rcgen::CertificateParams)) -> Path {
    path(|root| {
        let middle = root.below_with("Middle", change);
        (middle.client(|_| {}), vec![middle.certificate])
    })
}

fn under(change: impl FnOnce(&mut rcgen::CertificateParams)) -> Path {
    let root = Authority::root_with("Root", change);
    Path { leaf: root.client(|_| {}), others: vec![], roots: vec![root.certificate] }
}

fn alone(leaf: Certificate) -> Path {
    Path { others: vec![], roots: vec![leaf.clone()], leaf }
}

fn nameless() -> (Path, KeyPair) {
    let root = Authority::root_with("Root", |params| params.distinguished_name = named(&[]));
    let path = Path { leaf: root.client(|_| {}), others: vec![], roots: vec![root.certificate] };
    (path, root.key)
}

/// Two authorities without a root, each signed by the other.
fn circle() -> Path {
    let (one, two) = (Authority::root("One"), Authority::root("Two"));
    let one_by_two = make::read(one.params.signed_by(&one.key, &two.issuer()).unwrap().der());
    let two_by_one = make::read(two.params.signed_by(&two.key, &one.issuer()).unwrap().der());
    Path { leaf: one.client(|_| {}), others: vec![one_by_two, two_by_one], roots: vec![Authority::root("Stranger").certificate] }
}

/// A client with a mail address under an authority that may certify those of one host.
fn mail(host: &str) -> Path {
    let root = Authority::root("Root");
    let middle = root.below_with("Middle", |params| {
        let permitted_subtrees = vec![GeneralSubtree::Rfc822Name(host.to_owned())];
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: vec![] });
    });
    let name = rcgen::SanType::Rfc822Name("api@acme.example".try_into().unwrap());
    let leaf = middle.client(|params| params.subject_alt_names.push(name));
    Path { leaf, others: vec![middle.certificate], roots: vec![root.certificate] }
}

fn policies() -> CustomExtension {
    CustomExtension::from_oid_content(&[2, 5, 29, 32], tagged(0x30, &tagged(0x30, &tagged(6, &[0x2a, 3, 4]))))
}

fn kept_one(name: &str) -> Certificate {
    Bundle::read(name, &kept(name), None).unwrap().certificates.remove(0)
}
