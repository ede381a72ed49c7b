//! TLS on loopback before a server that speaks plain HTTP, for what is called by an https address alone.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use rustls_pki_types::PrivatePkcs8KeyDer;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::{provider, runtime};

/// The front; it ends with the value.
pub(crate) struct Front {
    /// `localhost` with its port.
    pub(crate) host: String,
    /// The certificate to trust, as PEM.
    pub(crate) ca_pem: String,
    _runtime: Runtime,
}

impl Front {
    /// A front before the server at `target`.
    pub(crate) fn before(target: &Url) -> Self {
        provider();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
        let private = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let config = rustls::ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.der().clone()], private).unwrap();
        let (runtime, target) = (runtime(), target.socket_addrs(|| None).unwrap()[0]);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let host = format!("localhost:{}", listener.local_addr().unwrap().port());
        runtime.spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(config));
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let (Ok(mut outside), Ok(mut inside)) = (acceptor.accept(stream).await, TcpStream::connect(target).await)
                    else {
                        return;
                    };
                    // Either side may end when it likes.
                    let _ = copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        Self { host, ca_pem: certificate.pem(), _runtime: runtime }
    }
}
