//! Java's keytool opens our key stores, and we open its own.

use std::path::Path;

use partnerctl::{
    clock::{Clock as _, System},
    crypto::{
        bundle::Bundle,
        issue::Authority,
        jks::{Body, Entry, Error, Jks, read, write},
    },
    domain::secret::Secret,
};
use tempfile::tempdir;

use crate::judges::{is_there, put, run};

const QUICK: &str = "-J-XX:TieredStopAtLevel=1 -J-Dfile.encoding=UTF-8";

fn password() -> Secret {
    Secret::new("open-sesame".to_owned())
}

fn authority(name: &str) -> Vec<u8> {
    let made = Authority::create(name, System.time()).unwrap();
    let bundle = Bundle::read("ca", made.issued().certificate.as_bytes(), None).unwrap();
    bundle.certificates[0].der().to_vec()
}

fn listed(folder: &Path, file: &str) -> String {
    let words = format!("{QUICK} -list -v -keystore {file} -storetype JKS -storepass open-sesame");
    String::from_utf8_lossy(&run(folder, "keytool", &words).stdout).into_owned()
}

#[test]
fn java_opens_our_key_stores() {
    if !is_there("keytool", "-help") {
        return;
    }
    let folder = tempdir().unwrap();
    let entry =
        |alias: &str| Entry { alias: alias.to_owned(), created: 1_790_000_000_000, body: Body::Certificate(authority(alias)) };
    let store = Jks { entries: vec![entry("partner-root"), entry("another")] };
    put(folder.path(), "ours.jks", write(&store, &password()));
    let seen = listed(folder.path(), "ours.jks");
    for text in ["partner-root", "another", "trustedCertEntry", "contains 2 entries", "CN=partner-root"] {
        assert!(seen.contains(text), "{text}: {seen}");
    }
}

#[test]
fn key_stores_of_java_are_read_and_keep_their_keys() {
    if !is_there("keytool", "-help") {
        return;
    }
    let folder = tempdir().unwrap();
    let at = folder.path();
    let words = format!(
        "{QUICK} -genkeypair -alias Acme -keyalg EC -groupname secp256r1 -dname CN=acme -keystore k.jks -storetype JKS \
         -storepass open-sesame -keypass open-sesame"
    );
    run(at, "keytool", &words);
    let bytes = std::fs::read(at.join("k.jks")).unwrap();
    let mut store = read(&bytes, Some(&password())).unwrap();
    assert_eq!(store.entries[0].alias, "acme");
    assert_eq!(store.entries[0].certificates().len(), 1);
    assert_eq!(write(&store, &password()), bytes, "byte for byte");
    assert_eq!(read(&bytes, Some(&Secret::new("wrong".to_owned()))), Err(Error::WrongPassword));
    // A certificate beside the key: Java sees both, and still opens the key.
    let body = Body::Certificate(authority("added"));
    store.entries.push(Entry { alias: "added".to_owned(), created: 1_790_000_000_000, body });
    put(at, "k.jks", write(&store, &password()));
    let seen = listed(at, "k.jks");
    assert!(seen.contains("PrivateKeyEntry") && seen.contains("trustedCertEntry"), "{seen}");
    let words =
        format!("{QUICK} -certreq -alias acme -keystore k.jks -storetype JKS -storepass open-sesame -keypass open-sesame");
    assert!(String::from_utf8_lossy(&run(at, "keytool", &words).stdout).contains("CERTIFICATE REQUEST"));
}
