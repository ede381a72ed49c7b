//! The client's side of TLS: takes any server certificate and remembers it, shows the given one and remembers being asked.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rustls::{
    ClientConfig, DigitallySignedStruct, DistinguishedName, SignatureScheme,
    client::{
        ResolvesClientCert,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime},
    sign::CertifiedKey,
};

use super::{Error, Result};
use crate::crypto::{certificate::Certificate, key::Key, name::Name};

/// A certificate with its issuers, leaf first, and its key.
pub struct Identity(Arc<CertifiedKey>);

impl Identity {
    /// Checks that certificate and key belong together.
    pub fn new(chain: &[Certificate], key: &Key) -> Result<Self> {
        let refused = |error: rustls::Error| Error::Identity { reason: error.to_string() };
        let provider = aws_lc_rs::default_provider();
        let chain = chain.iter().map(|one| CertificateDer::from(one.der().to_vec())).collect();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.to_pkcs8_der().to_vec()));
        CertifiedKey::from_der(chain, key, &provider).map(|known| Self(Arc::new(known))).map_err(refused)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Identity(..)")
    }
}

/// What the two callbacks below were told.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) asked: bool,
    pub(super) accepted_issuers: Vec<Name>,
}

/// Where they write it down.
pub(super) type Notebook = Arc<Mutex<Notes>>;

/// A configuration that takes every server and writes down what it shows.
pub(super) fn config(identity: Option<&Identity>, notebook: &Notebook) -> Result<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(TakeAll { provider: Arc::clone(&provider), notebook: Arc::clone(notebook) });
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Error::Identity { reason: error.to_string() })?;
    let resolver = Show { identity: identity.map(|identity| Arc::clone(&identity.0)), notebook: Arc::clone(notebook) };
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_client_cert_resolver(Arc::new(resolver)))
}

/// Takes every server certificate: the point is to read the chain and to judge it afterwards, in words.
#[derive(Debug)]
struct TakeAll {
    provider: Arc<CryptoProvider>,
    notebook: Notebook,
}

impl ServerCertVerifier for TakeAll {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(end_entity).chain(intermediates).map(|der| der.as_ref().to_vec()).collect();
        self.notebook.lock().unwrap_or_else(PoisonError::into_inner).chain = chain;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Shows the given certificate, whatever issuers the server names, and writes these down.
#[derive(Debug)]
struct Show {
    identity: Option<Arc<CertifiedKey>>,
    notebook: Notebook,
}

impl ResolvesClientCert for Show {
    fn resolve(&self, issuers: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let mut notes = self.notebook.lock().unwrap_or_else(PoisonError::into_inner);
        notes.asked = true;
        // A server may name thousands; as many as anybody reads are kept.
        notes.accepted_issuers = issuers.iter().take(MOST_ISSUERS).filter_map(|der| name(der)).collect();
        self.identity.clone()
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// The library hands names over without their outer header.
fn name(content: &[u8]) -> Option<Name> {
    Name::from_der(content).or_else(|| Name::from_der(DistinguishedName::in_sequence(content).as_ref()))
}

const MOST_ISSUERS: usize = 200;
