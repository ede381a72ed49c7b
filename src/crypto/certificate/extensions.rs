//! What a certificate's extensions say (RFC 5280, section 4.2).

use std::collections::BTreeSet;

use x509_parser::extensions::{
    AuthorityInfoAccess, CRLDistributionPoints, DistributionPointName, ExtendedKeyUsage, GeneralName, GeneralSubtree, KeyUsage,
    ParsedExtension, X509Extension,
};

use crate::crypto::{digest::hex, name::Name};

/// An extension's content, and whether it is marked critical.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged<T> {
    /// Whether who does not understand it must refuse the certificate.
    pub critical: bool,
    /// What it says.
    pub value: T,
}

/// Section 4.2.1.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether it may sign certificates.
    pub ca: bool,
    /// How many further authorities may stand below it.
    pub path_length: Option<u32>,
}

/// One alternative name of the subject (section 4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlternativeName {
    /// A host.
    Dns(String),
    /// A mailbox.
    Email(String),
    /// An address of a resource.
    Uri(String),
    /// An IP address of 4 or 16 octets; with its mask in constraints.
    Ip(Vec<u8>),
    /// A distinguished name.
    Directory(Name),
    /// Anything else, named by its kind.
    Other(String),
    /// Not decodable as what it claims to be.
    Invalid,
}

/// Which names an authority may certify (section 4.2.1.10).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Names of these kinds must lie in one of these.
    pub permitted: Vec<AlternativeName>,
    /// No name may lie in one of these.
    pub excluded: Vec<AlternativeName>,
}

/// All extensions of one certificate.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    /// Basic constraints.
    pub basic_constraints: Option<Flagged<BasicConstraints>>,
    /// Key usages by their names in section 4.2.1.3.
    pub key_usage: Option<Flagged<Vec<&'static str>>>,
    /// Extended key usages as dotted numbers.
    pub extended_key_usage: Option<Flagged<Vec<String>>>,
    /// Alternative names of the subject.
    pub alternative_names: Option<Flagged<Vec<AlternativeName>>>,
    /// The id of the issuer's key, in hex; `None` inside when only issuer and serial are given.
    pub authority_key_id: Option<Flagged<Option<String>>>,
    /// The id of its own key, in hex.
    pub subject_key_id: Option<Flagged<String>>,
    /// Name constraints.
    pub name_constraints: Option<Flagged<NameConstraints>>,
    /// Policy constraints are there.
    pub policy_constraints: Option<Flagged<()>>,
    /// Authority information access is there; the addresses where the issuer's certificate can be had.
    pub authority_access: Option<Flagged<Vec<String>>>,
    /// Certificate policies as dotted numbers.
    pub policies: Vec<String>,
    /// Addresses of revocation lists.
    pub revocation_urls: Vec<String>,
    /// Whether receipts of public certificate logs are inside (RFC 6962).
    pub is_logged: bool,
    /// Critical ones that are not known here.
    pub unknown_critical: Vec<String>,
    /// Those that stand there more than once.
    pub duplicates: Vec<String>,
    /// Those whose content cannot be read.
    pub malformed: Vec<String>,
    /// How many there are.
    pub count: usize,
}

impl Extensions {
    pub(super) fn read(list: &[X509Extension<'_>]) -> Self {
        let mut seen = BTreeSet::new();
        let mut all = Self { count: list.len(), ..Self::default() };
        for extension in list {
            let oid = extension.oid.to_id_string();
            if !seen.insert(oid.clone()) {
                all.duplicates.push(oid.clone());
            }
            all.take(extension, oid);
        }
        all
    }

    fn take(&mut self, extension: &X509Extension<'_>, oid: String) {
        let critical = extension.critical;
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(basic) => {
                let value = BasicConstraints { ca: basic.ca, path_length: basic.path_len_constraint };
                self.basic_constraints = Some(Flagged { critical, value });
            }
            ParsedExtension::KeyUsage(usage) => self.key_usage = Some(Flagged { critical, value: key_usages(*usage) }),
            ParsedExtension::ExtendedKeyUsage(usage) => {
                self.extended_key_usage = Some(Flagged { critical, value: purposes(usage) });
            }
            ParsedExtension::SubjectAlternativeName(names) => {
                let value = names.general_names.iter().map(alternative_name).collect();
                self.alternative_names = Some(Flagged { critical, value });
            }
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                let value = id.key_identifier.as_ref().map(|id| hex(id.0));
                self.authority_key_id = Some(Flagged { critical, value });
            }
            ParsedExtension::SubjectKeyIdentifier(id) => self.subject_key_id = Some(Flagged { critical, value: hex(id.0) }),
            ParsedExtension::NameConstraints(names) => {
                let value = NameConstraints {
                    permitted: subtrees(names.permitted_subtrees.as_deref()),
                    excluded: subtrees(names.excluded_subtrees.as_deref()),
                };
                self.name_constraints = Some(Flagged { critical, value });
            }
            ParsedExtension::PolicyConstraints(_) => self.policy_constraints = Some(Flagged { critical, value: () }),
            ParsedExtension::AuthorityInfoAccess(access) => {
                self.authority_access = Some(Flagged { critical, value: issuer_urls(access) });
            }
            ParsedExtension::CertificatePolicies(list) => {
                self.policies = list.iter().map(|policy| policy.policy_id.to_id_string()).collect();
            }
            ParsedExtension::CRLDistributionPoints(points) => self.revocation_urls = revocation_urls(points),
            ParsedExtension::SCT(_) => self.is_logged = true,
            ParsedExtension::ParseError { .. } => self.malformed.push(oid),
            ParsedExtension::UnsupportedExtension { .. } if critical => self.unknown_critical.push(oid),
            _ => {}
        }
    }

    /// Whether a key usage of this name is allowed: it is listed, or there is no such extension.
    #[must_use]
    pub fn may(&self, usage: &str) -> bool {
        self.key_usage.as_ref().is_none_or(|list| list.value.contains(&usage))
    }
}

/// The text that `openssl` users know: `DNS:a.example`.
impl std::fmt::Display for AlternativeName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, text) = match self {
            Self::Dns(text) => ("DNS", text),
            Self::Email(text) => ("email", text),
            Self::Uri(text) => ("URI", text),
            Self::Ip(bytes) => ("IP", &address(bytes)),
            Self::Directory(name) => ("DirName", &name.to_string()),
            Self::Other(text) => ("other", text),
            Self::Invalid => ("invalid", &String::new()),
        };
        write!(out, "{kind}:{}", text.escape_debug())
    }
}

fn key_usages(usage: KeyUsage) -> Vec<&'static str> {
    let all = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ];
    all.into_iter().filter_map(|(set, name)| set.then_some(name)).collect()
}

fn purposes(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, super::purpose::ANY),
        (usage.server_auth, super::purpose::SERVER),
        (usage.client_auth, super::purpose::CLIENT),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let known = known.into_iter().filter(|(set, _)| *set).map(|(_, oid)| oid.to_owned());
    known.chain(usage.other.iter().map(x509_parser::asn1_rs::Oid::to_id_string)).collect()
}

fn alternative_name(name: &GeneralName<'_>) -> AlternativeName {
    match name {
        GeneralName::DNSName(text) => AlternativeName::Dns((*text).to_owned()),
        GeneralName::RFC822Name(text) => AlternativeName::Email((*text).to_owned()),
        GeneralName::URI(text) => AlternativeName::Uri((*text).to_owned()),
        GeneralName::IPAddress(bytes) if matches!(bytes.len(), 4 | 16) => AlternativeName::Ip(bytes.to_vec()),
        GeneralName::DirectoryName(name) => AlternativeName::Directory(Name::read(name)),
        GeneralName::OtherName(oid, _) => AlternativeName::Other(oid.to_id_string()),
        GeneralName::RegisteredID(oid) => AlternativeName::Other(format!("registeredID {}", oid.to_id_string())),
        GeneralName::X400Address(_) => AlternativeName::Other("x400Address".to_owned()),
        GeneralName::EDIPartyName(_) => AlternativeName::Other("ediPartyName".to_owned()),
        GeneralName::IPAddress(_) | GeneralName::Invalid(..) => AlternativeName::Invalid,
    }
}

fn subtrees(list: Option<&[GeneralSubtree<'_>]>) -> Vec<AlternativeName> {
    let subtree = |one: &GeneralSubtree<'_>| match one.base {
        GeneralName::IPAddress(bytes) if matches!(bytes.len(), 8 | 32) => AlternativeName::Ip(bytes.to_vec()),
        GeneralName::IPAddress(_) => AlternativeName::Invalid,
        ref other => alternative_name(other),
    };
    list.unwrap_or_default().iter().map(subtree).collect()
}

fn address(bytes: &[u8]) -> String {
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| std::net::Ipv4Addr::from(bytes).to_string());
    let six = || <[u8; 16]>::try_from(bytes).map(|bytes| std::net::Ipv6Addr::from(bytes).to_string());
    four.or_else(|_| six()).unwrap_or_else(|_| hex(bytes))
}

fn issuer_urls(access: &AuthorityInfoAccess<'_>) -> Vec<String> {
    let issuers = access.iter().filter(|entry| entry.access_method.to_id_string() == CA_ISSUERS);
    issuers.filter_map(|entry| url(&entry.access_location)).collect()
}

fn revocation_urls(points: &CRLDistributionPoints<'_>) -> Vec<String> {
    let names = points.iter().filter_map(|point| match point.distribution_point.as_ref()? {
        DistributionPointName::FullName(names) => Some(names),
        DistributionPointName::NameRelativeToCRLIssuer(_) => None,
    });
    names.flatten().filter_map(url).collect()
}

fn url(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::URI(text) => Some(text.escape_debug().to_string()),
        _ => None,
    }
}

const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
