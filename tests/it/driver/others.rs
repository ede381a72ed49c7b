//! What others keep on the gateway stays as it is.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::Change,
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    },
    gateway::Error,
    sandbox::Quirks,
};
use serde_json::{Value, json};

use crate::{
    driver::bench::{Bench, key_order},
    wire::pki::{authority, certified, gateway, leaf, published, root},
};

fn aliases(bench: &Bench) -> Vec<Value> {
    bench.ask("/alias")["alias"].as_array().cloned().unwrap()
}

#[test]
fn an_alias_of_others_is_used_where_it_fits_and_else_a_conflict() {
    let bench = Bench::new(Quirks::default());
    let theirs = json!({"name": "Corporate", "description": "by hand", "type": "authServerAlias", "authServerType": "EXTERNAL",
        "localIntrospectionConfig": {"issuer": published().issuer, "jwksuri": "https://login.acme.example/jwks"},
        "scopes": [{"name": "openid", "description": "d"}]});
    bench.post("/alias", theirs);
    let before = aliases(&bench);
    bench.ground(&Change::TrustIssuer(published()));
    bench.profile(&Change::LinkSubject(published(), MechanismKind::Oidc));
    assert_eq!(bench.observed().clients[0].issuer.as_ref(), Some(&published().issuer));
    let other = TokenIssuer { keys: IssuerKeys::Published("https://login.acme.example/other".parse().unwrap()), ..published() };
    let error = bench.try_ground(&Change::TrustIssuer(other)).unwrap_err();
    assert!(matches!(&error, Error::Conflict { what, .. } if what.contains("Corporate")), "{error:?}");
    assert_eq!(aliases(&bench), before);
    // A scope joins, and everything else stays.
    let wider = TokenIssuer { scopes: BTreeSet::from(["profile".parse().unwrap()]), ..published() };
    bench.profile(&Change::LinkSubject(wider, MechanismKind::Oidc));
    let after =
        bench.ask("/alias")["alias"].as_array().unwrap().iter().find(|alias| alias["name"] == "Corporate").cloned().unwrap();
    assert_eq!((&after["description"], &after["scopes"][0]["description"]), (&json!("by hand"), &json!("d")));
    assert_eq!(after["scopes"].as_array().unwrap().len(), 2);
}

#[test]
fn identifiers_and_records_of_others_survive() {
    let bench = Bench::new(Quirks::default());
    let id = bench.observed().remote.id;
    let mut application = bench.ask(&format!("/applications/{id}"))["applications"][0].clone();
    application["identifiers"] = json!([
        {"key": "ipAddressRange", "name": "office", "value": ["10.0.0.1-10.0.0.9"]},
        {"key": "httpsCertificate", "name": "broken", "value": ["bm9uc2Vuc2U="]},
        {"key": "jwtClaims", "name": "old", "value": ["{\"sub\":\"somebody\"}"]},
    ]);
    application["customFields"]["cost"] = json!("7");
    bench.put(&format!("/applications/{id}"), application);
    let (roots, external) = (authority("Roots"), certified(&authority("Signers")));
    bench.ground(&Change::TrustIssuer(external.clone()));
    bench.profile(&Change::BindCertificates(vec![leaf(&roots, "acme")]));
    bench.profile(&Change::LinkSubject(external, MechanismKind::JwtBearer));
    let after = bench.ask(&format!("/applications/{id}"))["applications"][0].clone();
    let of = |key: &str| -> Vec<Value> {
        after["identifiers"].as_array().unwrap().iter().filter(|one| one["key"] == key).cloned().collect()
    };
    assert_eq!((of("ipAddressRange")[0]["name"].clone(), of("ipAddressRange").len()), (json!("office"), 1));
    assert_eq!((of("httpsCertificate").len(), of("jwtClaims").len()), (1, 1), "the old claim opens nothing any more");
    assert_eq!(after["customFields"]["cost"], "7");
}

#[test]
fn certificates_of_others_stay_in_the_truststore() {
    let bench = Bench::new(Quirks::default());
    let name = bench.ask("/configurations/keystore")["truststoreName"].as_str().unwrap().to_owned();
    for authorities in [["One", "Two"], ["Three", "Four"]] {
        bench.ground(&Change::TrustChain(authorities.map(|name| root(&authority(name))).to_vec()));
    }
    let store = bench.ask(&format!("/is/truststore/{name}"));
    assert!(store.to_string().contains("\"isLoaded\":true"), "{store}");
    assert_eq!(bench.shared().anchors.len(), bench.ask_for_aliases(&name).len());
    assert!(bench.shared().anchors.len() >= 4);
}

#[test]
fn the_profile_of_another_is_not_linked() {
    let mut bench = Bench::new(Quirks::default());
    bench.ground(&Change::TrustIssuer(published()));
    bench.ground(&Change::TrustIssuer(gateway()));
    bench.target.marker.owner = "somebody-else".to_owned();
    bench.relay.heal();
    for change in [
        Change::BindCertificates(vec![leaf(&authority("Roots"), "acme")]),
        Change::LinkSubject(published(), MechanismKind::Oidc),
        Change::LinkSubject(gateway(), MechanismKind::JwtBearer),
        key_order(),
    ] {
        let error = bench.try_profile(&change).unwrap_err();
        assert!(matches!(error, Error::Conflict { .. }), "{}: {error:?}", change.summary());
    }
    assert_eq!((bench.relay.writes(), bench.desk.kept()), (0, None));
}

impl Bench {
    /// The names of the entries of a truststore, as the gateway lists them.
    fn ask_for_aliases(&self, name: &str) -> Vec<Value> {
        let store = self.ask(&format!("/is/truststore/{name}"));
        let record = store.pointer("/truststores/0").unwrap_or(&store);
        let listed = record.get("certficateAliases").or_else(|| record.get("certificateAliases"));
        listed.and_then(Value::as_array).cloned().unwrap()
    }
}
