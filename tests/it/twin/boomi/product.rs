//! Something to sell: what most tests need before a partner comes.

use serde_json::{Value, json};

use super::{Boomi, PUBLIC_HOST};

/// The ids of a service with a token endpoint and an echo, in a plan of a package.
pub(crate) struct Product {
    pub(crate) service: String,
    /// `/quotes`, by an OAuth token.
    pub(crate) endpoint: String,
    /// `/oauth/token`.
    pub(crate) token_endpoint: String,
    pub(crate) package: String,
    pub(crate) plan: String,
}

impl Boomi {
    /// Makes a product that is ready for keys.
    pub(crate) fn product(&self) -> Product {
        let id = |(status, value): (u16, Value)| {
            assert!(status < 300, "{value}");
            value["id"].as_str().unwrap_or_default().to_owned()
        };
        let post = |path: &str, body: Value| id(self.admin("POST", path, &body));
        let public = json!([{ "address": PUBLIC_HOST }]);
        let service = post("/services", json!({ "name": "quote-api", "version": "1.0" }));
        let profile = json!({ "grantTypes": ["client_credentials"], "accessTokenType": "bearer", "accessTokenTtlEnabled": true,
            "accessTokenTtl": 3600, "masheryTokenApiEnabled": true });
        post(&format!("/services/{service}/securityProfile/oauth"), profile);
        let endpoints = format!("/services/{service}/endpoints");
        let endpoint = post(
            &endpoints,
            json!({ "name": "quotes", "publicDomains": public, "requestPathAlias": "/quotes",
                "systemDomains": [{ "address": "backend.acme.example" }], "requestAuthenticationType": "oauth",
                "oauthGrantTypes": ["client_credentials"], "supportedHttpMethods": ["get", "post"] }),
        );
        let token_endpoint = post(
            &endpoints,
            json!({ "name": "token", "type": "token", "publicDomains": public, "requestPathAlias": "/oauth/token",
                "systemDomains": [], "httpsClientProfile": {} }),
        );
        let package = post("/packages", json!({ "name": "quotes" }));
        let plan = json!({ "name": "standard", "status": "active", "adminKeyProvisioningEnabled": true });
        let plan = post(&format!("/packages/{package}/plans"), plan);
        post(&format!("/packages/{package}/plans/{plan}/services"), json!({ "id": service }));
        Product { service, endpoint, token_endpoint, package, plan }
    }
}
