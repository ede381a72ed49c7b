//! Fetches key sets from where issuers publish them: the one way in which the sandbox calls others.

use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, redirect};
use tokio::runtime::{Handle, RuntimeFlavor};
use url::{Host, Url};

/// Gets a text of at most a megabyte. TLS is trusted under the system's authorities and the given ones.
pub(super) fn text(uri: &str, authority: &str) -> Result<String, String> {
    let url = Url::parse(uri).map_err(|error| error.to_string())?;
    let handle = Handle::try_current().map_err(|error| error.to_string())?;
    if handle.runtime_flavor() != RuntimeFlavor::MultiThread {
        return Err("the runtime has one thread only".to_owned());
    }
    // Other calls, that of the very key set among them, go on meanwhile.
    tokio::task::block_in_place(|| handle.block_on(load(url, authority)))
}

async fn load(url: Url, authority: &str) -> Result<String, String> {
    let client = client(&url, authority).map_err(|error| error.to_string())?;
    let mut answer = client.get(url).header("accept", "application/json").send().await.map_err(|error| error.to_string())?;
    if !answer.status().is_success() {
        return Err(format!("status {}", answer.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| error.to_string())? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err("the answer is too large".to_owned());
        }
    }
    String::from_utf8(body).map_err(|error| error.to_string())
}

fn client(url: &Url, authority: &str) -> reqwest::Result<Client> {
    // The client asks for the process-wide provider; setting it twice is harmless.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let own = Certificate::from_pem_bundle(authority.as_bytes())?;
    if url.scheme() != "https" {
        return builder(url).tls_certs_only(own).build();
    }
    // A system without authorities still reaches what the sandbox's own has certified.
    builder(url).tls_certs_merge(own.clone()).build().or_else(|_| builder(url).tls_certs_only(own).build())
}

fn builder(url: &Url) -> ClientBuilder {
    let builder = Client::builder().redirect(redirect::Policy::none()).timeout(PATIENCE);
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if local { builder.no_proxy() } else { builder }
}

const PATIENCE: Duration = Duration::from_secs(5);
const LARGEST: usize = 1 << 20;
