//! Requests made here are read back with everything in them.

use super::*;

fn order(subject: &str) -> Order {
    Order {
        subject: subject.to_owned(),
        names: vec![
            AlternativeName::Dns("api.acme.example".to_owned()),
            AlternativeName::Email("dev@acme.example".to_owned()),
            AlternativeName::Uri("https://acme.example/id".to_owned()),
            AlternativeName::Ip("192.0.2.7".parse().unwrap()),
            AlternativeName::Ip("2001:db8::7".parse().unwrap()),
            AlternativeName::Directory("CN=other,O=Acme".to_owned()),
        ],
    }
}

#[test]
fn every_type_of_key_makes_a_request_that_proves_possession() {
    for kind in [KeyType::Rsa(2048), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519] {
        let key = Key::generate(kind).unwrap();
        let der = create(&key, &order("CN=acme,OU=a,OU=b,O=Acme,C=US")).unwrap();
        let read = Request::from_der(&der).unwrap();
        assert_eq!(read.signature, SignatureState::Good, "{kind}");
        assert_eq!(read.public, *key.public(), "{kind}");
        assert_eq!(read.subject.to_string(), "CN=acme,OU=a,OU=b,O=Acme,C=US");
        assert_eq!(read.purposes, ["clientAuth"]);
        assert!(!read.wants_authority);
        let names = "DNS:api.acme.example,email:dev@acme.example,URI:https://acme.example/id,IP:192.0.2.7,IP:2001:db8::7,DirName:CN=other,O=Acme";
        assert_eq!(read.names.join(","), names);
        let mut changed = der;
        let place = changed.windows(4).position(|four| four == b"acme").unwrap();
        changed[place] = b'b';
        assert_eq!(Request::from_der(&changed).unwrap().signature, SignatureState::Bad, "{kind}");
    }
}

#[test]
fn names_that_cannot_stand_are_refused() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let dns = |name: &str| AlternativeName::Dns(name.to_owned());
    for bad in
        [dns(""), dns("a b"), dns("-a.example"), dns("bücher.example"), dns("192.0.2.1"), dns("a..b"), dns(&"a".repeat(64))]
    {
        let order = Order { subject: "CN=x".to_owned(), names: vec![bad.clone()] };
        assert!(matches!(create(&key, &order), Err(Error::AlternativeName { .. })), "{bad:?}");
    }
    for bad in [AlternativeName::Email("acme".to_owned()), AlternativeName::Uri("acme.example".to_owned())] {
        let order = Order { subject: "CN=x".to_owned(), names: vec![bad.clone()] };
        assert!(matches!(create(&key, &order), Err(Error::AlternativeName { .. })), "{bad:?}");
    }
    for good in [dns("*.acme.example"), dns("localhost"), dns("xn--bcher-kva.example")] {
        assert!(create(&key, &Order { subject: "CN=x".to_owned(), names: vec![good] }).is_ok());
    }
    assert_eq!(create(&key, &Order::default()), Err(Error::Nobody));
    assert!(create(&key, &Order { subject: String::new(), names: vec![dns("a.example")] }).is_ok());
}
