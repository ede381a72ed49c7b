//! What a partner sends: a token request and a call with the token.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::{
    caller::{
        self,
        oauth2::{Placement, token, token_by_client_secret},
    },
    clock::{Stop, System},
    domain::{
        message::{Body, Method},
        secret::Secret,
    },
    http::Http,
};

use crate::{
    replies::{Play, Server},
    wire::way::scopes,
};

fn partner(server: &Server) -> Http {
    caller::client(server.url(), None, Duration::from_secs(2), Arc::new(System), Stop::default()).unwrap()
}

#[test]
fn a_token_is_got_and_used() {
    let issued = r#"{"access_token":"token-4711","token_type":"Bearer","expires_in":"3600"}"#;
    let server = Server::play(vec![Play::text(200, issued), Play::text(200, issued), Play::text(200, "served")]);
    let http = partner(&server);
    let url = server.url().join("/invoke/pub.apigateway.oauth2/getAccessToken").unwrap();
    let secret = Secret::new("s/e+c".to_owned());
    let got = token_by_client_secret(&http, &url, "client", &secret, &scopes(&["a", "b"])).unwrap();
    assert_eq!((got.access_token.reveal(), got.expires_in), ("token-4711", 3600));
    assert!(!format!("{got:?}").contains("4711"));
    token(&http, &url, ("client", &secret), &BTreeSet::new(), Placement::Body).unwrap();
    let api = server.url().join("/gateway/quote-api/1.0/quotes").unwrap();
    let reply = caller::call(&http, Method::Get, &api, Some(&got.access_token), Body::Empty).unwrap();
    assert_eq!(reply.body, b"served");

    let seen = server.seen();
    let basic = format!("Basic {}", STANDARD.encode("client:s%2Fe%2Bc"));
    assert_eq!(seen[0].header("authorization"), Some(basic.as_str()));
    assert_eq!(String::from_utf8_lossy(&seen[0].body), "grant_type=client_credentials&scope=a+b");
    assert_eq!(seen[1].header("authorization"), None);
    let body = String::from_utf8_lossy(&seen[1].body).into_owned();
    assert_eq!(body, "grant_type=client_credentials&client_id=client&client_secret=s%2Fe%2Bc");
    assert_eq!(seen[2].header("authorization"), Some("Bearer token-4711"));
}
