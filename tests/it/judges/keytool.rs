//! Java's keytool opens our containers, and we open its own.

use partnerctl::crypto::{
    pkcs12,
    read::{Item, items},
};
use tempfile::tempdir;

use super::{TYPES, is_there, key, put, run};

#[test]
fn java_opens_our_containers() {
    if !is_there("keytool", "-help") || !is_there("openssl", "version") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    for kind in TYPES {
        let key = key(kind);
        put(at, "k.pem", key.to_pem().as_bytes());
        run(at, "openssl", "req -x509 -new -key k.pem -subj /CN=acme -days 5 -outform DER -out c.der");
        let certificate = std::fs::read(at.join("c.der")).unwrap();
        put(at, "ours.p12", pkcs12::write(&key, &[certificate], "open-sesame", "acme").unwrap());
        let seen =
            run(at, "keytool", "-J-XX:TieredStopAtLevel=1 -list -v -keystore ours.p12 -storetype PKCS12 -storepass open-sesame");
        let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
        assert!(seen.contains("Alias name: acme") && seen.contains("PrivateKeyEntry"), "{kind}: {seen}");
    }
}

#[test]
fn containers_of_java_are_read() {
    if !is_there("keytool", "-help") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    for (name, flags) in [("new.p12", ""), ("old.p12", "-J-Dkeystore.pkcs12.legacy")] {
        let words = format!(
            "-J-XX:TieredStopAtLevel=1 {flags} -genkeypair -alias acme -keyalg EC -groupname secp256r1 -dname CN=acme -keystore {name} -storetype PKCS12 -storepass open-sesame"
        );
        run(at, "keytool", &words);
        let bytes = std::fs::read(at.join(name)).unwrap();
        assert_eq!(pkcs12::look(&bytes).old, name == "old.p12", "{:?}", pkcs12::look(&bytes));
        let found = items(&bytes, Some("open-sesame")).expect(name);
        assert_eq!(found.iter().map(Item::word).collect::<Vec<_>>(), ["a private key", "a certificate"]);
        assert_eq!(found[0].public(), found[1].public());
    }
    let words = "-J-XX:TieredStopAtLevel=1 -genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=a -keystore k.jks -storetype JKS -storepass open-sesame -keypass open-sesame";
    run(at, "keytool", words);
    let error = items(&std::fs::read(at.join("k.jks")).unwrap(), Some("open-sesame")).unwrap_err();
    assert!(error.fault.contains("JKS") && error.advice.contains("keytool -importkeystore"), "{error}");
}
