//! OpenSSL reads what we write, and we read what OpenSSL writes.

use partnerctl::crypto::{
    algorithm::Algorithm,
    csr::{AlternativeName, Order, Request, SignatureState, create, to_pem_text},
    jwt,
    key::KeyType,
    pkcs12,
    read::{Item, Trouble, items, key as read_key},
};
use pkcs8::der::{Encode as _, asn1::UintRef};
use tempfile::tempdir;

use super::{TYPES, is_there, key, put, run};

fn text(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn openssl_reads_every_key_in_clear_and_encrypted() {
    if !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    for kind in TYPES {
        let key = key(kind);
        put(at, "clear.pem", key.to_pem().as_bytes());
        put(at, "sealed.pem", key.to_encrypted_pem("open sesame").unwrap());
        put(at, "public.pem", key.public().to_pem());
        put(at, "key.der", key.to_pkcs8_der());
        put(at, "word", "open sesame");
        let want = key.public().to_pem();
        for words in [
            "pkey -in clear.pem -pubout",
            "pkey -in sealed.pem -passin file:word -pubout",
            "pkey -in key.der -inform DER -pubout",
            "pkey -pubin -in public.pem -pubout",
        ] {
            assert_eq!(text(&run(at, "openssl", words)), want, "{kind}: {words}");
        }
        run(at, "openssl", "pkey -in clear.pem -check -noout");
    }
}

#[test]
fn every_form_that_openssl_writes_is_read() {
    if !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    put(at, "word", "open sesame");
    for make in [
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k.pem",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2056 -out k.pem",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out k.pem",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out k.pem",
        "genpkey -algorithm ED25519 -out k.pem",
    ] {
        run(at, "openssl", make);
        let public = text(&run(at, "openssl", "pkey -in k.pem -pubout"));
        let mut forms = vec!["pkey -in k.pem -out f", "pkey -in k.pem -outform DER -out f"];
        if !make.contains("ED25519") {
            forms.push("pkey -in k.pem -traditional -out f");
            forms.push("pkey -in k.pem -traditional -outform DER -out f");
        }
        for form in forms {
            run(at, "openssl", form);
            let read = read_key(&std::fs::read(at.join("f")).unwrap(), None).expect(form);
            assert_eq!(read.public().to_pem(), public, "{make}: {form}");
        }
        for cipher in [
            "-v2 aes-256-cbc",
            "-v2 aes-128-cbc -v2prf hmacWithSHA1",
            "-v2 des3",
            "-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 1000",
            "-scrypt",
        ] {
            run(at, "openssl", &format!("pkcs8 -topk8 -in k.pem -passout file:word {cipher} -out f"));
            let sealed = std::fs::read(at.join("f")).unwrap();
            assert_eq!(read_key(&sealed, Some("open sesame")).expect(cipher).public().to_pem(), public, "{make}: {cipher}");
            assert_eq!(read_key(&sealed, Some("wrong")).unwrap_err().trouble, Trouble::PassphraseWrong, "{cipher}");
            assert_eq!(read_key(&sealed, None).unwrap_err().trouble, Trouble::PassphraseNeeded, "{cipher}");
        }
    }
}

#[test]
fn what_is_not_taken_is_named_with_a_way_out() {
    if !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    put(at, "word", "open sesame");
    run(at, "openssl", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k.pem");
    for (make, fault, advice) in [
        (
            "pkcs8 -topk8 -in k.pem -passout file:word -v1 PBE-SHA1-3DES -out f",
            "old cipher (PBES1, SHA-1 and Triple-DES)",
            "pkcs8 -topk8",
        ),
        ("pkey -in k.pem -traditional -aes256 -passout file:word -out f", "Proc-Type", "pkcs8 -topk8 -v2 aes-256-cbc -in f"),
        ("genrsa -out f 1024", "RSA key of 1024 bits", "key generate"),
        ("ecparam -name secp256k1 -genkey -noout -out f", "secp256k1", "key generate"),
        ("genpkey -algorithm ED448 -out f", "Ed448", "key generate"),
        ("genpkey -algorithm X25519 -out f", "X25519", "key generate"),
        ("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out f", "RSA-PSS", "key generate"),
        ("pkey -in k.pem -pubout -out f", "holds a public key", "private key"),
        ("req -x509 -new -key k.pem -subj /CN=a -out f", "holds a certificate", "private key"),
        ("req -new -key k.pem -subj /CN=a -out f", "holds a certificate request", "private key"),
        ("ecparam -name prime256v1 -out f", "parameters", "key itself"),
    ] {
        run(at, "openssl", make);
        let error = read_key(&std::fs::read(at.join("f")).unwrap(), Some("open sesame")).expect_err(make);
        assert!(error.fault.contains(fault), "{make}: {error}");
        assert!(error.advice_for("f").contains(advice), "{make}: {error}");
    }
    run(at, "openssl", "ecparam -name prime256v1 -genkey -out f");
    assert!(read_key(&std::fs::read(at.join("f")).unwrap(), None).is_ok(), "an EC PARAMETERS block before the key");
}

#[test]
fn openssl_judges_requests() {
    if !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    for kind in TYPES {
        let key = key(kind);
        let names = vec![
            AlternativeName::Dns("api.acme.example".to_owned()),
            AlternativeName::Email("dev@acme.example".to_owned()),
            AlternativeName::Uri("https://acme.example/id".to_owned()),
            AlternativeName::Ip("192.0.2.7".parse().unwrap()),
            AlternativeName::Ip("2001:db8::7".parse().unwrap()),
        ];
        let order = Order { subject: r"CN=Acme\, Inc.,OU=one,OU=two,O=Müller & Söhne,C=US".to_owned(), names };
        let der = create(&key, &order).unwrap();
        put(at, "r.pem", to_pem_text(&der));
        let seen = text(&run(at, "openssl", "req -in r.pem -verify -noout -text -nameopt RFC2253,-esc_msb,utf8"));
        for part in [
            r"Subject: CN=Acme\, Inc.,OU=one,OU=two,O=Müller & Söhne,C=US",
            "TLS Web Client Authentication",
            "Digital Signature",
            "DNS:api.acme.example, email:dev@acme.example, URI:https://acme.example/id, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7",
        ] {
            assert!(seen.contains(part), "{kind}: {part}\n{seen}");
        }
        assert_eq!(text(&run(at, "openssl", "req -in r.pem -noout -pubkey")), key.public().to_pem(), "{kind}");
        put(at, "k.pem", key.to_pem().as_bytes());
        run(at, "openssl", "req -new -key k.pem -subj /C=US/O=Acme/CN=acme -outform DER -out o.der");
        let read = Request::from_der(&std::fs::read(at.join("o.der")).unwrap()).unwrap();
        assert_eq!((read.subject.to_string().as_str(), read.signature), ("CN=acme,O=Acme,C=US", SignatureState::Good), "{kind}");
    }
}

#[test]
fn openssl_opens_our_containers_and_we_open_its_own_old_and_new() {
    if !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    put(at, "word", "open sesame");
    for kind in TYPES {
        let key = key(kind);
        put(at, "k.pem", key.to_pem().as_bytes());
        run(at, "openssl", "req -x509 -new -key k.pem -subj /CN=acme -days 5 -outform DER -out c.der");
        let certificate = std::fs::read(at.join("c.der")).unwrap();
        put(at, "ours.p12", pkcs12::write(&key, std::slice::from_ref(&certificate), "open sesame", "acme").unwrap());
        let seen = text(&run(at, "openssl", "pkcs12 -in ours.p12 -passin file:word -nodes"));
        assert!(seen.contains("PRIVATE KEY") && seen.contains("BEGIN CERTIFICATE"), "{kind}: {seen}");
        put(at, "back.pem", &seen);
        assert_eq!(text(&run(at, "openssl", "pkey -in back.pem -pubout")), key.public().to_pem(), "{kind}");
        run(at, "openssl", "x509 -inform DER -in c.der -out c.pem");
        for (flags, old) in [
            ("", false),
            ("-legacy", true),
            ("-legacy -descert", true),
            ("-nomac", false),
            ("-certpbe NONE -keypbe AES-256-CBC", false),
        ] {
            run(at, "openssl", &format!("pkcs12 -export -inkey k.pem -in c.pem -passout file:word {flags} -out t.p12"));
            let theirs = std::fs::read(at.join("t.p12")).unwrap();
            assert_eq!(pkcs12::look(&theirs).old, old, "{flags}: {:?}", pkcs12::look(&theirs));
            let found = items(&theirs, Some("open sesame")).expect(flags);
            assert_eq!(found.iter().map(Item::word).collect::<Vec<_>>(), ["a private key", "a certificate"], "{flags}");
            assert_eq!(found[0].public(), key.public(), "{flags}");
            assert_eq!(items(&theirs, Some("wrong")).unwrap_err().trouble, Trouble::PassphraseWrong, "{flags}");
            assert_eq!(items(&theirs, None).unwrap_err().trouble, Trouble::PassphraseNeeded, "{flags}");
        }
    }
}

#[test]
fn openssl_verifies_our_signatures() {
    if !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    for (kind, algorithm, flags) in [
        (TYPES[0], Algorithm::Rs256, "-sha256"),
        (TYPES[0], Algorithm::Rs384, "-sha384"),
        (TYPES[0], Algorithm::Rs512, "-sha512"),
        (TYPES[0], Algorithm::Ps256, "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"),
        (TYPES[0], Algorithm::Ps384, "-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"),
        (TYPES[0], Algorithm::Ps512, "-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"),
        (KeyType::EcP256, Algorithm::Es256, "-sha256"),
        (KeyType::EcP384, Algorithm::Es384, "-sha384"),
        (KeyType::EcP521, Algorithm::Es512, "-sha512"),
        (KeyType::Ed25519, Algorithm::EdDsa, ""),
    ] {
        let key = key(kind);
        let token = jwt::decode(&jwt::assert(&key, &signed_by(algorithm)).unwrap().jwt).unwrap();
        put(at, "p.pem", key.public().to_pem());
        put(at, "signed", &token.signed);
        let is_ecdsa = matches!(kind, KeyType::EcP256 | KeyType::EcP384 | KeyType::EcP521);
        put(at, "signature", if is_ecdsa { in_der(&token.signature) } else { token.signature.clone() });
        let words = match kind {
            KeyType::Ed25519 => "pkeyutl -verify -rawin -pubin -inkey p.pem -in signed -sigfile signature".to_owned(),
            _ => format!("dgst {flags} -verify p.pem -signature signature signed"),
        };
        run(at, "openssl", &words);
    }
}

fn signed_by(algorithm: Algorithm) -> jwt::Order {
    jwt::Order {
        purpose: jwt::Purpose::Grant,
        issuer: "acme".to_owned(),
        subject: "acme".to_owned(),
        audience: vec!["https://as.example".to_owned()],
        now: 1_800_000_000,
        lifetime: 60,
        id: "1".to_owned(),
        algorithm: Some(algorithm),
        kid: jwt::Kid::Thumbprint,
        typ: None,
        certificate: None,
        chain: Vec::new(),
        claims: Vec::new(),
    }
}

/// An ECDSA signature of a JWS, two numbers side by side (RFC 7518 section 3.4), as OpenSSL wants it (RFC 3279 section 2.2.3).
fn in_der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    [r, s].map(|number| UintRef::new(number).unwrap()).to_vec().to_der().unwrap()
}
