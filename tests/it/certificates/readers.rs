//! Containers of every kind are read by their content, and the facts are those that OpenSSL reads.

use partnerctl::{
    crypto::{
        bundle::{Bundle, Container, pem_block},
        certificate::Certificate,
    },
    domain::secret::Secret,
};
use rcgen::{DnType, KeyPair};

use super::make::{Authority, has_openssl, kept, named, openssl, self_signed};

#[test]
fn every_container_holds_the_same_three() {
    let chain = Bundle::read("chain.pem", &kept("chain.pem"), None).unwrap().certificates;
    let der: Vec<u8> = chain.iter().flat_map(|one| one.der().to_vec()).collect();
    let text = String::from_utf8(kept("chain.pem")).unwrap();
    let pems: String = chain.iter().map(Certificate::pem).collect();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(pems.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let base64 = |der: &[u8]| pem_block("X", der).lines().filter(|line| !line.starts_with('-')).collect::<String>();
    for (what, bytes, container) in [
        ("PEM with text between", text.clone().into_bytes(), Container::Pem),
        ("PEM", pems.clone().into_bytes(), Container::Pem),
        ("PEM from Windows", pems.replace('\n', "\r\n").into_bytes(), Container::Pem),
        ("PEM with a byte order mark", format!("\u{feff}{pems}").into_bytes(), Container::Pem),
        ("PEM in UTF-16", wide, Container::Pem),
        ("PEM in one line", pems.replace('\n', " ").into_bytes(), Container::Pem),
        ("PEM from a JSON text", pems.replace('\n', "\\n").into_bytes(), Container::Pem),
        ("PEM with indented lines", pems.replace('\n', "\n    ").into_bytes(), Container::Pem),
        (
            "PEM with other noise",
            format!("Dear all,\n\n-- \n{pems}-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\nregards")
                .into_bytes(),
            Container::Pem,
        ),
        ("DER one after the other", der.clone(), Container::Der),
        ("Base64 alone", base64(&der).into_bytes(), Container::Base64),
        ("PKCS#7 as PEM", kept("chain.p7b"), Container::Pkcs7),
        ("PKCS#7 in DER", kept("chain.p7b.der"), Container::Pkcs7),
        (
            "PKCS#7 labelled as a certificate",
            String::from_utf8(kept("chain.p7b")).unwrap().replace("PKCS7", "CERTIFICATE").into_bytes(),
            Container::Pkcs7,
        ),
        ("PKCS#7 of indefinite length", kept("indefinite.p7b.der"), Container::Pkcs7),
        ("PKCS#7 as Base64 alone", base64(&kept("chain.p7b.der")).into_bytes(), Container::Pkcs7),
        ("PKCS#12", kept("chain.p12"), Container::Pkcs12),
        ("PKCS#12 of old", kept("chain-legacy.p12"), Container::Pkcs12),
    ] {
        let passphrase = Secret::new("changeit".to_owned());
        let bundle = Bundle::read("file", &bytes, Some(&passphrase)).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(bundle.container, container, "{what}");
        let mut found: Vec<_> = bundle.certificates.iter().map(Certificate::sha256).collect();
        let mut want: Vec<_> = chain.iter().map(Certificate::sha256).collect();
        found.sort();
        want.sort();
        assert_eq!(found, want, "{what}");
        assert_eq!(bundle.private_keys.len(), usize::from(container == Container::Pkcs12), "{what}");
    }
}

#[test]
fn what_stands_beside_certificates_is_told() {
    let one = self_signed(|_| {}).pem();
    let key = KeyPair::generate().unwrap().serialize_pem();
    let list = String::from_utf8(kept("crl.pem")).unwrap();
    let bundle = Bundle::read("file", format!("# mine\n{one}\n{key}{list}").as_bytes(), None).unwrap();
    let lines = one.lines().count() + 3;
    assert_eq!(bundle.private_keys, [format!("line {lines}")]);
    assert_eq!((bundle.certificates.len(), bundle.revocations.len()), (1, 1));
    assert_eq!(bundle.revocations[0].len(), 1);
    let trusted = Bundle::read("trusted.pem", &kept("trusted.pem"), None).unwrap();
    assert_eq!(trusted.certificates.len(), 1);
    let strange = format!("{one}-----BEGIN STRANGE-----\n!!\n-----END STRANGE-----\n");
    assert_eq!(Bundle::read("file", strange.as_bytes(), None).unwrap().skipped.len(), 1);
}

#[test]
fn facts_are_those_that_openssl_reads() {
    if !has_openssl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.pem");
    let file = path.to_str().unwrap();
    let ca = Authority::root("Example root");
    let tricky = [(DnType::CommonName, "Müller, \"A+B\" <x>;#1\\ "), (DnType::OrganizationName, " Acme ")];
    let made = [
        ca.client(|_| {}),
        ca.client(|params| params.distinguished_name = named(&tricky)),
        ca.client_for(&KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap(), |_| {}),
        ca.client_for(&KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).unwrap(), |_| {}),
        ca.client_for(&KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap(), |_| {}),
        ca.certificate.clone(),
        self_signed(|params| params.subject_alt_names.clear()),
    ];
    let kept_ones = ["chain.pem", "sha1.pem", "v1.pem", "secp256k1.pem"];
    let kept_ones = kept_ones.into_iter().flat_map(|name| Bundle::read(name, &kept(name), None).unwrap().certificates);
    let mut count = 0;
    for one in made.into_iter().chain(kept_ones) {
        std::fs::write(&path, one.pem()).unwrap();
        let ask = |arguments: &[&str]| {
            let (good, text) = openssl(&[&["x509", "-in", file, "-noout"], arguments].concat());
            assert!(good, "{text}");
            text.lines()
                .next()
                .unwrap_or_default()
                .split_once('=')
                .map(|(_, value)| value.trim_start().to_owned())
                .unwrap_or_default()
        };
        let plain = |text: String| text.replace(':', "").to_lowercase();
        assert_eq!(plain(ask(&["-fingerprint", "-sha256"])), one.sha256());
        assert_eq!(plain(ask(&["-fingerprint", "-sha1"])), one.sha1());
        assert_eq!(ask(&["-serial"]).to_lowercase().trim_start_matches('0'), one.serial.to_string().trim_start_matches('0'));
        assert_eq!(ask(&["-subject", "-nameopt", "RFC2253,-esc_msb,utf8"]), one.subject.to_string());
        assert_eq!(ask(&["-issuer", "-nameopt", "RFC2253,-esc_msb,utf8"]), one.issuer.to_string());
        assert_eq!(ask(&["-enddate", "-dateopt", "iso_8601"]).replace(' ', "T"), one.not_after.to_string());
        assert_eq!(ask(&["-startdate", "-dateopt", "iso_8601"]).replace(' ', "T"), one.not_before.to_string());
        count += 1;
    }
    println!("OpenSSL reads the same seven facts of {count} certificates");
}
