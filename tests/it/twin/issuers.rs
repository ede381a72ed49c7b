//! Where a server's metadata are: both well-known forms, for issuers with and without a path, and that they name the issuer.

use partnerctl::{
    domain::{moment::Span, secret::Secret, workspace::Connection},
    gateway::{Error, Gateway, Opening, registry::driver},
    http::Login,
};
use serde_json::json;

use crate::{
    conformance::rigs::client,
    replies::{Play, Server},
};

/// A server whose metadata are at one path alone and name an issuer of this path.
fn server(at: &'static str, path: &'static str) -> Server {
    Server::serve(move |seen| {
        let issuer = format!("http://{}{path}", seen.header("host").unwrap());
        let metadata = json!({ "issuer": issuer, "registration_endpoint": format!("{issuer}/reg"), "token_endpoint": format!("{issuer}/token") });
        if seen.path == at { Play::json(200, &metadata) } else { Play::text(404, "") }
    })
}

fn open(server: &Server, path: &str) -> Box<dyn Gateway> {
    let base = format!("http://{}{path}", server.address);
    let http = client(base.parse().unwrap(), Login::Bearer(Secret::new("initial".to_owned())), None);
    let connection = Connection { driver: "rfc7591".to_owned(), url: Some(http.base().clone()), ..Connection::default() };
    let opening = Opening { connection, http, owner: "test".to_owned(), password: None, secret_lifetime: Span::days(365) };
    (driver("rfc7591").unwrap().open)(opening).unwrap()
}

/// The path of the issuer, where its metadata are, and the requests until they are found.
const FORMS: &[(&str, &str, &[&str])] = &[
    ("", "/.well-known/openid-configuration", &["/.well-known/openid-configuration"]),
    (
        "",
        "/.well-known/oauth-authorization-server",
        &["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
    ),
    // OpenID Connect Discovery 1.0, section 4: after the path.
    ("/tenant/one", "/tenant/one/.well-known/openid-configuration", &["/tenant/one/.well-known/openid-configuration"]),
    // RFC 8414, section 3: between host and path.
    (
        "/tenant/one",
        "/.well-known/oauth-authorization-server/tenant/one",
        &["/tenant/one/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant/one"],
    ),
    // A slash at the end goes before anything is put there, and stays in the name.
    (
        "/tenant/",
        "/.well-known/oauth-authorization-server/tenant",
        &["/tenant/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant"],
    ),
];

#[test]
fn metadata_are_found_in_both_forms() {
    for (path, at, requests) in FORMS {
        let server = server(at, path);
        let gateway = open(&server, path);
        let known = gateway.ground().unwrap().server.unwrap();
        assert_eq!(known.issuer, format!("http://{}{path}", server.address), "{at}");
        let seen: Vec<String> = server.seen().into_iter().map(|seen| seen.path).collect();
        assert_eq!(seen, *requests, "{at}");
        let able = gateway.probe().unwrap();
        assert!(
            able.facts.iter().any(|(name, value)| name == "registration endpoint" && value.ends_with(&format!("{path}/reg")))
        );
        assert_eq!(server.seen().len(), requests.len(), "read once");
    }
}

/// The metadata of one tenant are no word about another (RFC 8414, section 3.3).
#[test]
fn metadata_that_name_another_issuer_are_refused() {
    for (own, named) in [("/tenant/one", ""), ("/tenant/one", "/tenant/two"), ("/tenant", "/tenant/"), ("/tenant/", "/tenant")] {
        let at: &'static str = match own {
            "/tenant/one" => "/tenant/one/.well-known/openid-configuration",
            _ => "/tenant/.well-known/openid-configuration",
        };
        let server = server(at, named);
        let refused = open(&server, own).probe().unwrap_err();
        assert!(matches!(&refused, Error::Settings(what) if what.contains("names another issuer")), "{own} {named}: {refused:?}");
    }
    let server = server("/nowhere", "");
    let refused = open(&server, "/tenant").probe().unwrap_err();
    assert!(matches!(&refused, Error::Missing { .. }), "{refused:?}");
}
