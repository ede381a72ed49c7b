//! The gateway's side of TLS: its certificate from its own test authority; clients may show one and need not.

use std::{net::IpAddr, path::Path, sync::Arc};

use rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject as _},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use time::OffsetDateTime;

use super::Error;
use crate::{
    crypto::issue::{Authority, Issued},
    domain::secret::Secret,
    files::{self, Mode},
};

/// Reads the authority and the server's certificate from the state folder, makes what is missing or over, and builds the
/// settings of the TLS listener.
pub(super) fn configure(state: &Path, now: OffsetDateTime) -> Result<ServerConfig, Error> {
    let authority = match load(state, "ca")? {
        Some(issued) if issued.is_valid_at(now)? => Authority::resume(issued),
        _ => {
            let authority = Authority::create("partnerctl sandbox test authority", now)?;
            // What an earlier authority has issued is worth nothing now.
            files::remove(&state.join("server.pem"))?;
            keep(state, "ca", authority.issued())?;
            authority
        }
    };
    let server = match load(state, "server")? {
        Some(issued) if issued.is_valid_at(now + RENEWAL)? => issued,
        _ => {
            let addresses = [IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])];
            let issued = authority.server(&["localhost"], &addresses, now)?;
            keep(state, "server", &issued)?;
            issued
        }
    };
    listener(&server)
}

fn load(state: &Path, name: &str) -> Result<Option<Issued>, Error> {
    let [certificate, key] = paths(state, name);
    if !files::exists(&certificate) || !files::exists(&key) {
        return Ok(None);
    }
    files::check_private(&key)?;
    let key = Secret::new(files::read_text(&key, PEM_LIMIT)?);
    Ok(Some(Issued { certificate: files::read_text(&certificate, PEM_LIMIT)?, key }))
}

fn keep(state: &Path, name: &str, issued: &Issued) -> Result<(), Error> {
    let [certificate, key] = paths(state, name);
    // The key first: a certificate without its key would look like a whole pair after a crash.
    files::write_atomic(&key, issued.key.reveal().as_bytes(), Mode::Private)?;
    Ok(files::write_atomic(&certificate, issued.certificate.as_bytes(), Mode::Public)?)
}

fn paths(state: &Path, name: &str) -> [std::path::PathBuf; 2] {
    [state.join(format!("{name}.pem")), state.join(format!("{name}.key"))]
}

fn listener(server: &Issued) -> Result<ServerConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let unreadable = |_| rustls::Error::General("the certificate of the sandbox is not readable".to_owned());
    let certificate = CertificateDer::from_pem_slice(server.certificate.as_bytes()).map_err(unreadable)?;
    let key = PrivateKeyDer::from_pem_slice(server.key.reveal().as_bytes()).map_err(unreadable)?;
    let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(Arc::new(AnyCertificate { provider }))
        .with_single_cert(vec![certificate], key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Takes any client certificate, or none, as a port with `clientAuth` `request` does: whether it means anything is decided
/// per API. That the client holds the private key is checked here.
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

const PEM_LIMIT: u64 = 64 * 1024;
/// How long before its end a server certificate is replaced.
const RENEWAL: time::Duration = time::Duration::days(30);
