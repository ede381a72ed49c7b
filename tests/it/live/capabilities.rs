//! What `gateway capabilities` says of one server that is set up in different ways: each answer is a file of its own.

use std::path::Path;

use snapbox::{Data, assert_data_eq};

use super::workplace::Workplace;

/// The name of a case, and what is different at the server.
type Case = (&'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    ("everything", &[]),
    (
        "no-registration",
        &[
            ("registration: { enabled: true", "registration: { enabled: false"),
            ("registrationManagement: { enabled: true", "registrationManagement: { enabled: false"),
        ],
    ),
    ("no-client-credentials", &[("clientCredentials: { enabled: true }", "clientCredentials: { enabled: false }")]),
    (
        "secrets-alone",
        &[
            ("'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none'],", "],"),
            ("selfSignedTlsClientAuth: true", "selfSignedTlsClientAuth: false"),
            ("tlsClientAuth: true", "tlsClientAuth: false"),
        ],
    ),
    (
        "keys-alone",
        &[
            ("clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt',", "clientAuthMethods: ["),
            ("'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none'],", "'private_key_jwt'],"),
            ("selfSignedTlsClientAuth: true", "selfSignedTlsClientAuth: false"),
            ("tlsClientAuth: true", "tlsClientAuth: false"),
        ],
    ),
];

#[test]
fn each_set_up_has_its_answer() {
    for (name, edits) in CASES {
        let Some(at) = Workplace::start_as(edits) else { return };
        let output = at.run(&["gateway", "capabilities"], 0);
        let text = String::from_utf8(output.stdout).unwrap();
        let text = text.replace(&at.server.issuer(), "ISSUER").replace(&at.server.mutual(), "MUTUAL");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/live/capabilities/{name}.txt"));
        assert_data_eq!(text, Data::read_from(&file, None).raw());
    }
}
