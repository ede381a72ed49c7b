//! Reading requests.

use x509_parser::{
    certification_request::X509CertificationRequest,
    cri_attributes::ParsedCriAttribute,
    extensions::{ExtendedKeyUsage, GeneralName, ParsedExtension},
    prelude::FromDer as _,
};

use crate::crypto::{
    name::Name,
    public::PublicKey,
    read::{ReadError, Trouble},
};

/// A request as facts.
#[derive(Debug, Clone)]
pub struct Request {
    /// The subject.
    pub subject: Name,
    /// The alternative names, such as `DNS:a.example`.
    pub names: Vec<String>,
    /// The extended key usages: short names or dotted numbers.
    pub purposes: Vec<String>,
    /// Whether it asks to become an authority.
    pub wants_authority: bool,
    /// The signature algorithm as dotted numbers.
    pub algorithm: String,
    /// The public key.
    pub public: PublicKey,
    /// Whether it is signed with the private key of that public key.
    pub signature: SignatureState,
}

/// What is known about a request's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureState {
    /// It proves possession of the key.
    Good,
    /// It was made with another key, or the request was changed.
    Bad,
    /// The algorithm is not checked here: SHA-1, RSA-PSS or another.
    Unknown,
}

impl Request {
    /// Reads a request in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, ReadError> {
        let read = X509CertificationRequest::from_der(der);
        let (rest, request) = read.map_err(|_| ReadError::damaged("the request's structure cannot be read"))?;
        if !rest.is_empty() {
            return Err(ReadError::damaged("bytes follow the end of the request"));
        }
        let info = &request.certification_request_info;
        let public = PublicKey::from_spki_der(info.subject_pki.raw).map_err(|error| {
            ReadError::new(Trouble::Unsupported, format!("is for a key that cannot be used: {error}"), "make another key")
        })?;
        let algorithm = request.signature_algorithm.algorithm.to_id_string();
        let signature = match public.verify_x509(&algorithm, info.raw, &request.signature_value.data) {
            Some(true) => SignatureState::Good,
            Some(false) => SignatureState::Bad,
            None => SignatureState::Unknown,
        };
        let mut read = Self {
            subject: Name::read(&info.subject),
            names: Vec::new(),
            purposes: Vec::new(),
            wants_authority: false,
            algorithm,
            public,
            signature,
        };
        for attribute in info.attributes() {
            if let ParsedCriAttribute::ExtensionRequest(wanted) = attribute.parsed_attribute() {
                wanted.extensions.iter().for_each(|extension| read.take(extension.parsed_extension()));
            }
        }
        Ok(read)
    }

    fn take(&mut self, extension: &ParsedExtension<'_>) {
        match extension {
            ParsedExtension::SubjectAlternativeName(names) => self.names.extend(names.general_names.iter().map(name)),
            ParsedExtension::ExtendedKeyUsage(usage) => self.purposes.extend(purposes(usage)),
            ParsedExtension::BasicConstraints(basic) => self.wants_authority |= basic.ca,
            _ => {}
        }
    }
}

fn name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(text) => format!("DNS:{}", text.escape_debug()),
        GeneralName::RFC822Name(text) => format!("email:{}", text.escape_debug()),
        GeneralName::URI(text) => format!("URI:{}", text.escape_debug()),
        GeneralName::IPAddress(bytes) => format!("IP:{}", address(bytes)),
        GeneralName::DirectoryName(name) => format!("DirName:{}", Name::read(name)),
        GeneralName::OtherName(oid, _) => format!("other:{}", oid.to_id_string()),
        GeneralName::RegisteredID(oid) => format!("RID:{}", oid.to_id_string()),
        _ => "other".to_owned(),
    }
}

fn address(bytes: &[u8]) -> String {
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| std::net::Ipv4Addr::from(bytes).to_string());
    let six = || <[u8; 16]>::try_from(bytes).map(|bytes| std::net::Ipv6Addr::from(bytes).to_string());
    four.or_else(|_| six()).unwrap_or_else(|_| "not an address".to_owned())
}

fn purposes(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "anyExtendedKeyUsage"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ];
    let known = known.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned());
    known.chain(usage.other.iter().map(x509_parser::asn1_rs::Oid::to_id_string)).collect()
}
