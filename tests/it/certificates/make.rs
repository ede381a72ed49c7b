//! Certificates of every kind, good and bad, made on the spot.

use std::{path::PathBuf, process::Command};

use partnerctl::{crypto::certificate::Certificate, domain::moment::Moment};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData, SanType,
};
use time::{Duration, OffsetDateTime, macros::datetime};

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

pub(crate) fn now() -> Moment {
    Moment::new(NOW)
}

/// An authority: its certificate, and what it signs with.
pub(crate) struct Authority {
    pub(crate) certificate: Certificate,
    pub(crate) params: CertificateParams,
    pub(crate) key: KeyPair,
}

impl Authority {
    pub(crate) fn root(name: &str) -> Self {
        Self::root_with(name, |_| {})
    }

    pub(crate) fn root_with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = authority(name);
        change(&mut params);
        let made = params.self_signed(&key).unwrap();
        Self { certificate: read(made.der()), params, key }
    }

    pub(crate) fn below(&self, name: &str) -> Self {
        self.below_with(name, |_| {})
    }

    pub(crate) fn below_with(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = authority(name);
        change(&mut params);
        let made = params.signed_by(&key, &self.issuer()).unwrap();
        Self { certificate: read(made.der()), params, key }
    }

    pub(crate) fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }

    /// A client's certificate with nothing wrong with it, changed.
    pub(crate) fn client(&self, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        self.client_for(&KeyPair::generate().unwrap(), change)
    }

    pub(crate) fn client_for(&self, key: &impl PublicKeyData, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let mut params = client("acme");
        change(&mut params);
        read(params.signed_by(key, &self.issuer()).unwrap().der())
    }
}

/// A public key of any bytes.
pub(crate) struct Raw(pub(crate) Vec<u8>, pub(crate) &'static rcgen::SignatureAlgorithm);

impl PublicKeyData for Raw {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.1
    }
}

/// An RSA key of these numbers, in big-endian bytes.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Raw {
    let body = [integer(modulus), integer(exponent)].concat();
    Raw(tagged(0x30, &body), &rcgen::PKCS_RSA_SHA256)
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    let plain: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    let sign = plain.first().is_none_or(|first| first & 0x80 != 0);
    tagged(2, &[if sign { vec![0] } else { Vec::new() }, plain].concat())
}

pub(crate) fn tagged(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = match body.len() {
        short @ 0..128 => vec![u8::try_from(short).unwrap()],
        long @ 128..256 => vec![0x81, u8::try_from(long).unwrap()],
        long => [vec![0x82], u16::try_from(long).unwrap().to_be_bytes().to_vec()].concat(),
    };
    [vec![tag], length, body.to_vec()].concat()
}

pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let mut params = client("acme");
    params.use_authority_key_identifier_extension = false;
    change(&mut params);
    read(params.self_signed(&KeyPair::generate().unwrap()).unwrap().der())
}

pub(crate) fn named(parts: &[(DnType, &str)]) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    for (kind, text) in parts {
        name.push(kind.clone(), *text);
    }
    name
}

pub(crate) fn read(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = client(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.extended_key_usages.clear();
    params.subject_alt_names.clear();
    params.not_after = NOW + Duration::days(3650);
    params
}

pub(crate) fn client(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name =
        named(&[(DnType::CommonName, name), (DnType::OrganizationName, "Acme"), (DnType::CountryName, "US")]);
    params.not_before = NOW - Duration::days(10);
    params.not_after = NOW + Duration::days(355);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.subject_alt_names =
        vec![SanType::DnsName(format!("{}.example", name.replace(' ', "-").to_lowercase()).try_into().unwrap())];
    params.use_authority_key_identifier_extension = true;
    params
}

/// A certificate that was made once and is kept with its origin.
pub(crate) fn kept(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/certificates");
    std::fs::read(folder.join(name)).unwrap()
}

/// Whether OpenSSL is there to give a second opinion; says so when it is not.
pub(crate) fn has_openssl() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !there {
        crate::support::not_run("OpenSSL is not installed, so there is no second opinion");
    }
    there
}

/// What OpenSSL prints, and whether it is content.
pub(crate) fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}
