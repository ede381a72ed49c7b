//! A certificate authority for tests and rehearsals, and what it issues. Never a trust anchor for production.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use thiserror::Error;
use time::{Duration, OffsetDateTime};
use x509_parser::pem::parse_x509_pem;

use crate::domain::secret::Secret;

/// Why no certificate came out.
#[derive(Debug, Error)]
pub enum Error {
    /// The maker of certificates refused.
    #[error("failed to issue a certificate")]
    Refused(#[from] rcgen::Error),
    /// A name that cannot stand in a certificate.
    #[error("`{0}` cannot stand in a certificate as a server name")]
    Name(String),
    /// The text is no certificate.
    #[error("the text holds no certificate in PEM form")]
    Unreadable,
}

/// A certificate with its private key, both as PEM.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The certificate; without the authority's own.
    pub certificate: String,
    /// The private key (PKCS#8).
    pub key: Secret,
}

impl Issued {
    /// Whether the certificate is valid at this time.
    pub fn is_valid_at(&self, time: OffsetDateTime) -> Result<bool, Error> {
        let (_, pem) = parse_x509_pem(self.certificate.as_bytes()).map_err(|_| Error::Unreadable)?;
        let certificate = pem.parse_x509().map_err(|_| Error::Unreadable)?;
        let validity = certificate.validity();
        Ok(validity.not_before.to_datetime() <= time && time <= validity.not_after.to_datetime())
    }
}

/// A test authority: a self-signed certificate (P-256) and the key to issue under it.
#[derive(Debug, Clone)]
pub struct Authority(Issued);

impl Authority {
    /// Makes a new authority that is valid for ten years.
    pub fn create(name: &str, now: OffsetDateTime) -> Result<Self, Error> {
        let key = KeyPair::generate()?;
        let mut params = parameters(name, now, AUTHORITY_LIFE)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self(Issued { certificate, key: Secret::new(key.serialize_pem()) }))
    }

    /// Takes an authority that was made before.
    #[must_use]
    pub fn resume(issued: Issued) -> Self {
        Self(issued)
    }

    /// The authority's own certificate and key, to be kept.
    #[must_use]
    pub fn issued(&self) -> &Issued {
        &self.0
    }

    /// Issues a certificate for a server under these names and addresses.
    pub fn server(&self, names: &[&str], addresses: &[IpAddr], now: OffsetDateTime) -> Result<Issued, Error> {
        let mut params = parameters(names.first().unwrap_or(&"server"), now, LEAF_LIFE)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        for name in names {
            let name = (*name).try_into().map_err(|_| Error::Name((*name).to_owned()))?;
            params.subject_alt_names.push(SanType::DnsName(name));
        }
        params.subject_alt_names.extend(addresses.iter().copied().map(SanType::IpAddress));
        self.sign(params)
    }

    /// Issues a certificate with which a client proves who it is.
    pub fn client(&self, name: &str, now: OffsetDateTime) -> Result<Issued, Error> {
        let mut params = parameters(name, now, LEAF_LIFE)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params)
    }

    fn sign(&self, mut params: CertificateParams) -> Result<Issued, Error> {
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::from_ca_cert_pem(&self.0.certificate, KeyPair::from_pem(self.0.key.reveal())?)?;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &issuer)?.pem();
        Ok(Issued { certificate, key: Secret::new(key.serialize_pem()) })
    }
}

fn parameters(name: &str, now: OffsetDateTime, life: Duration) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    // An hour of grace for clocks that are behind.
    params.not_before = now - Duration::hours(1);
    params.not_after = now + life;
    Ok(params)
}

const AUTHORITY_LIFE: Duration = Duration::days(3650);
/// The longest life that common TLS clients accept.
const LEAF_LIFE: Duration = Duration::days(397);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn what_is_issued_names_its_authority_and_ends() {
        let now = datetime!(2026-10-01 12:00 UTC);
        let authority = Authority::create("Test authority", now).unwrap();
        let again = Authority::resume(authority.issued().clone());
        let server = again.server(&["localhost"], &[IpAddr::from([127, 0, 0, 1])], now).unwrap();
        let (_, pem) = parse_x509_pem(server.certificate.as_bytes()).unwrap();
        let certificate = pem.parse_x509().unwrap();
        assert_eq!(certificate.issuer().to_string(), "CN=Test authority");
        let (_, ca) = parse_x509_pem(authority.issued().certificate.as_bytes()).unwrap();
        assert!(certificate.verify_signature(Some(ca.parse_x509().unwrap().public_key())).is_ok());
        for (days, valid) in [(-1, false), (0, true), (396, true), (398, false)] {
            assert_eq!(server.is_valid_at(now + Duration::days(days)).unwrap(), valid, "{days}");
        }
        assert!(authority.server(&["bad näme"], &[], now).is_err());
    }
}
