//! Text blocks, with whatever noise stands between them (RFC 7468; OpenSSL's `-text` output, mail, comments).

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};

use super::{Bundle, Container, Fault, pkcs7, sniff};
use crate::{
    crypto::{certificate::Certificate, revocation::RevocationList},
    domain::secret::Secret,
};

/// One text block with a line end.
#[must_use]
pub fn pem_block(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Whether a block begins anywhere.
pub(super) fn is_pem(bytes: &[u8]) -> bool {
    find(bytes, BEGIN).is_some()
}

/// Reads every block.
pub(super) fn read(bytes: &[u8], passphrase: Option<&Secret>) -> Result<Bundle, Fault> {
    let mut bundle = Bundle::default();
    let mut rest = bytes;
    let mut line = 1;
    while let Some(start) = find(rest, BEGIN) {
        line += lines(&rest[..start]);
        let block = Block::cut(&rest[start..], line)?;
        let found = block.read(passphrase)?;
        if found.container == Container::Pkcs7 {
            bundle.container = Container::Pkcs7;
        }
        bundle.add(found)?;
        line += lines(&rest[start..start + block.length]);
        rest = &rest[start + block.length..];
    }
    if bundle.certificates.is_empty() && bundle.revocations.is_empty() {
        return Err(without_certificate(&bundle));
    }
    Ok(bundle)
}

/// The bytes behind a text that is Base64 and nothing else; `None` when it is not, or when they are no structure.
pub(super) fn bare_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let der = decode(bytes)?;
    (der.len() > 16 && der.first() == Some(&super::SEQUENCE)).then_some(der)
}

struct Block<'a> {
    label: &'a str,
    body: &'a [u8],
    line: usize,
    length: usize,
}

impl<'a> Block<'a> {
    /// Cuts the block out that `text` begins with.
    fn cut(text: &'a [u8], line: usize) -> Result<Self, Fault> {
        let broken = |what: &str| Fault::new(format!("is damaged: {what}, line {line}"), "copy the whole text once more");
        let after = &text[BEGIN.len()..];
        let end = find(&after[..after.len().min(80)], DASHES).ok_or_else(|| broken("a BEGIN line is not closed"))?;
        let label = std::str::from_utf8(&after[..end]).map_err(|_| broken("a BEGIN line cannot be read"))?;
        let body = &after[end + DASHES.len()..];
        let closing = format!("-----END {label}-----");
        let stop = find(body, closing.as_bytes()).ok_or_else(|| broken(&format!("no END line closes the {label}")))?;
        if find(&body[..stop], BEGIN).is_some() {
            return Err(broken(&format!("another block begins inside the {label}")));
        }
        let length = text.len() - body.len() + stop + closing.len();
        Ok(Self { label, body: &body[..stop], line, length })
    }

    fn read(&self, passphrase: Option<&Secret>) -> Result<Bundle, Fault> {
        let at = |fault: &str| Fault::new(format!("holds a {} that is {fault}, line {}", self.label, self.line), COPY_AGAIN);
        if self.label.ends_with("PRIVATE KEY") {
            return Ok(Bundle { private_keys: vec![format!("line {}", self.line)], ..Bundle::default() });
        }
        let Some(kind) = LABELS.iter().find(|(label, _)| *label == self.label).map(|(_, kind)| *kind) else {
            return Ok(Bundle { skipped: vec![format!("a {} in line {}", self.safe_label(), self.line)], ..Bundle::default() });
        };
        let der = decode(self.body).ok_or_else(|| at("not valid Base64"))?;
        let read = match kind {
            Kind::Certificate => sniff::certificate_or(&der, pkcs7::read),
            Kind::Trusted => Certificate::first_of(&der).map(|(one, _)| one.into()).map_err(|error| error.to_string()),
            Kind::RevocationList => RevocationList::from_der(&der).map(Bundle::from).map_err(|error| error.to_string()),
            Kind::Pkcs7 => pkcs7::read(&der).map_err(|fault| fault.fault),
            Kind::Pkcs12 => return sniff::read(&der, passphrase),
        };
        read.map_err(|fault| at(&format!("damaged ({fault})")))
    }

    fn safe_label(&self) -> String {
        self.label.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == ' ').take(40).collect()
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Certificate,
    Trusted,
    RevocationList,
    Pkcs7,
    Pkcs12,
}

impl From<Certificate> for Bundle {
    fn from(certificate: Certificate) -> Self {
        Self { certificates: vec![certificate], ..Self::default() }
    }
}

impl From<RevocationList> for Bundle {
    fn from(list: RevocationList) -> Self {
        Self { revocations: vec![list], ..Self::default() }
    }
}

fn without_certificate(bundle: &Bundle) -> Fault {
    if bundle.private_keys.is_empty() {
        let found = bundle.skipped.join(", ");
        let advice = if found.contains("REQUEST") {
            "a request is what goes to the authority: name the certificate that came back"
        } else {
            "name the file with the certificate"
        };
        return Fault::new(format!("holds no certificate, only {found}"), advice);
    }
    Fault::new("holds a private key and no certificate", "name the file with the certificate; `partnerctl key show` reads keys")
}

/// Base64 with or without padding, whatever blanks stand between; header lines of old blocks are passed over.
fn decode(body: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(body).replace("\\r", "").replace("\\n", "\n");
    let plain: String = text
        .lines()
        .filter(|line| !line.contains(':'))
        .flat_map(str::chars)
        .filter(|sign| !sign.is_whitespace() && *sign != '\u{feff}')
        .collect();
    LENIENT.decode(plain).ok()
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    // Jumping from dash to dash keeps this quick for large inputs.
    let mut from = 0;
    loop {
        let dash = text.get(from..)?.iter().position(|byte| *byte == b'-')? + from;
        if text[dash..].starts_with(what) {
            return Some(dash);
        }
        from = dash + 1;
    }
}

fn lines(text: &[u8]) -> usize {
    text.split(|byte| *byte == b'\n').count() - 1
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";
const COPY_AGAIN: &str = "copy the whole block once more from where it was made";
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const LABELS: [(&str, Kind); 7] = [
    ("CERTIFICATE", Kind::Certificate),
    ("X509 CERTIFICATE", Kind::Certificate),
    ("TRUSTED CERTIFICATE", Kind::Trusted),
    ("X509 CRL", Kind::RevocationList),
    ("PKCS7", Kind::Pkcs7),
    ("CMS", Kind::Pkcs7),
    ("PKCS12", Kind::Pkcs12),
];
