//! The examples of the help texts that need a partner of another mechanism run here.

use partnerctl::sandbox::Quirks;

use super::{
    Rig,
    material::{MATERIAL, key, token},
    way::{ISSUER, Way},
};
use crate::{
    cli::{examples, path},
    support::told,
};

/// A command, of which partner, and what the partner is called in its examples.
const COMMANDS: &[(&str, Way, &str)] = &[
    (" explain", Way::SignerCertificate, "hooli"),
    (" cert register", Way::SelfSigned, "initech"),
    (" cert list", Way::SelfSigned, "initech"),
    (" cert remove", Way::SelfSigned, "initech"),
    (" sandbox idp-app", Way::Oidc, "umbrella"),
];

#[test]
fn every_example_that_needs_another_mechanism_runs() {
    let all = examples();
    for (command, way, called) in COMMANDS {
        let own: Vec<_> = all.iter().filter(|(known, _)| known == command).collect();
        assert!(own.len() >= 2, "{command}");
        let rig = Rig::new(*way, Quirks::default());
        for (_, example) in own {
            let fingerprint = prepare(&rig);
            let example = example.replace(called, "acme");
            let line = format!("export PARTNERCTL_STATE={}; SHA256={fingerprint}; {example}", rig.sandbox.state());
            let output = rig.place.shell(&line, &path());
            assert!(output.status.success(), "`{example}`: {}", told(&output));
        }
    }
}

/// Makes what the examples name, and onboards the partner; returns the fingerprint of its certificate.
fn prepare(rig: &Rig) -> String {
    rig.place.write("certs/acme-2027.pem", &MATERIAL.alone_next.certificate);
    rig.place.write("leaf.pem", &MATERIAL.issued.certificate);
    rig.place.write("chain.pem", &format!("{}{}", MATERIAL.intermediate, MATERIAL.root));
    rig.place.write("token.jwt", &token(&key(&MATERIAL.signer), ISSUER, |_| {}));
    if rig.way.uses_certificates() {
        rig.set("authentication.certificates=[certs/acme.pem, certs/next.pem, leaf.pem, chain.pem]");
    }
    rig.does(&["onboard", "acme"]);
    rig.does(&["cert", "show", "certs/acme.pem"])["certificates"][0]["sha256"].as_str().unwrap().to_owned()
}
