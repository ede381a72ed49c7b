//! The ways out of the house: straight to this machine, or through the proxy that the system names; plain or over TLS.

use std::{net::IpAddr, sync::OnceLock, time::Duration};

use reqwest::{Certificate, Client, ClientBuilder, Identity, redirect};
use tokio::runtime::{Builder, Handle, Runtime};
use url::{Host, Url};

use crate::http::{Error, failure};

/// Which way a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// To this machine over plain http; never through a proxy.
    LocalPlain,
    /// To this machine over TLS; never through a proxy.
    Local,
    /// To another one over plain http; through the system's proxy where there is one.
    RemotePlain,
    /// To another one over TLS; through the system's proxy where there is one.
    Remote,
}

impl Lane {
    /// How many there are.
    pub(super) const COUNT: usize = 4;

    /// The way to an address.
    pub(super) fn of(url: &Url) -> Self {
        let local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
            None => false,
        };
        match (local, url.scheme() == "https") {
            (true, false) => Self::LocalPlain,
            (true, true) => Self::Local,
            (false, false) => Self::RemotePlain,
            (false, true) => Self::Remote,
        }
    }

    /// Builds the client. Plain http does not wait for the system's authorities to be read, and a system without any still
    /// reaches those that were given.
    pub(super) fn client(
        self,
        authorities: &[Certificate],
        identity: Option<&Identity>,
        timeout: Duration,
    ) -> Result<Client, Error> {
        // The client asks for the process-wide provider; setting it twice is harmless.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let showing = || identity.iter().fold(self.builder(timeout), |builder, one| builder.identity((*one).clone()));
        let given = || showing().tls_certs_only(authorities.iter().cloned()).build();
        let client = match self {
            Self::LocalPlain | Self::RemotePlain => given(),
            Self::Local | Self::Remote => showing().tls_certs_merge(authorities.iter().cloned()).build().or_else(|_| given()),
        };
        client.map_err(|error| Error::Settings(failure::root(&error.without_url())))
    }

    /// What all clients of a way have in common.
    pub(super) fn builder(self, timeout: Duration) -> ClientBuilder {
        let builder = Client::builder()
            .user_agent(concat!("partnerctl/", env!("CARGO_PKG_VERSION")))
            // A redirect is an answer: following it could carry a login elsewhere.
            .redirect(redirect::Policy::none())
            .connect_timeout(timeout.min(CONNECT))
            .timeout(timeout)
            // Shorter than servers usually keep idle connections, so that a write does not meet one that is being closed.
            .pool_idle_timeout(IDLE);
        match self {
            Self::LocalPlain | Self::Local => builder.no_proxy(),
            Self::RemotePlain | Self::Remote => builder,
        }
    }
}

/// The authorities of a PEM text.
pub(super) fn authorities(pem: Option<&[u8]>) -> Result<Vec<Certificate>, Error> {
    let Some(pem) = pem else { return Ok(Vec::new()) };
    let found = Certificate::from_pem_bundle(pem).unwrap_or_default();
    if found.is_empty() {
        return Err(Error::Settings("the file of certificate authorities holds no certificate in PEM form".to_owned()));
    }
    Ok(found)
}

/// The one runtime of the process, made when it is first needed.
pub(super) fn runtime() -> Result<&'static Handle, Error> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let built =
        RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(2).thread_name("http").enable_all().build().ok());
    built.as_ref().map(Runtime::handle).ok_or_else(|| Error::Settings("the system gives no threads".to_owned()))
}

const CONNECT: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(10);
