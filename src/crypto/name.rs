//! Distinguished names: compared as bytes and by meaning, written the three ways that servers ask for.

use std::fmt::{self, Write as _};

use x509_parser::{
    asn1_rs::{Any, Tag, ToDer as _},
    prelude::FromDer as _,
    x509::{AttributeTypeAndValue, X509Name},
};

/// A distinguished name, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
    parts: Vec<Vec<Attribute>>,
}

/// One type and value of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its type as dotted numbers.
    pub oid: String,
    /// Its value; `None` when it is no text.
    pub text: Option<String>,
    hex: String,
}

impl Name {
    /// Takes over what the parser read.
    #[must_use]
    pub fn read(name: &X509Name<'_>) -> Self {
        let parts = name.iter_rdn().map(|part| part.iter().map(attribute).collect()).collect();
        Self { der: name.as_raw().to_vec(), parts }
    }

    /// Reads an encoded name.
    #[must_use]
    pub fn from_der(der: &[u8]) -> Option<Self> {
        X509Name::from_der(der).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, name)| Self::read(&name))
    }

    /// The encoded name, as it stands in the certificate.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// All types and values, in the order of the encoding.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.parts.iter().flatten()
    }

    /// The texts of one type, such as `CN`.
    pub fn texts(&self, word: &str) -> impl Iterator<Item = &str> {
        let oid = SHORT.iter().find(|(_, short)| *short == word).map_or("", |(oid, _)| oid);
        self.attributes().filter(move |attribute| attribute.oid == oid).filter_map(|attribute| attribute.text.as_deref())
    }

    /// Whether both mean the same although their encodings may differ: case and runs of blanks do not count (RFC 5280,
    /// section 7.1).
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        self.der == other.der || self.folded() == other.folded()
    }

    /// Whether it lies below `other`: its first parts mean the same.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let first = Self { der: Vec::new(), parts: self.parts.iter().take(other.parts.len()).cloned().collect() };
        self.parts.len() >= other.parts.len() && first.folded() == other.folded()
    }

    fn folded(&self) -> Vec<Vec<(String, String)>> {
        self.parts.iter().map(|part| part.iter().map(Attribute::folded).collect()).collect()
    }

    /// The name as OpenSSL prints it today: first part first, blanks around the signs.
    #[must_use]
    pub fn openssl(&self) -> String {
        let part = |part: &Vec<Attribute>| part.iter().map(|one| one.written(" = ")).collect::<Vec<_>>().join(" + ");
        self.parts.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// The name as older tools print it: `/C=US/O=Acme/CN=acme`.
    #[must_use]
    pub fn legacy(&self) -> String {
        self.attributes().fold(String::new(), |mut text, one| {
            // Writing into a String cannot fail.
            let _ = write!(text, "/{}={}", one.word(), safe(one.text.as_deref().unwrap_or(&one.hex)));
            text
        })
    }
}

/// The form of RFC 4514: most specific part first, escaped, fit for any terminal.
impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().rev().enumerate() {
            let sign = if index == 0 { "" } else { "," };
            let part = part.iter().map(|one| one.written("=")).collect::<Vec<_>>();
            write!(out, "{sign}{}", part.join("+"))?;
        }
        Ok(())
    }
}

impl Attribute {
    /// The short word of its type, or the dotted numbers.
    #[must_use]
    pub fn word(&self) -> &str {
        SHORT.iter().find(|(oid, _)| *oid == self.oid).map_or(&self.oid, |(_, short)| short)
    }

    /// The value as `#` and the hex of its encoding (RFC 4514, section 2.4).
    #[must_use]
    pub fn encoded(&self) -> String {
        format!("#{}", self.hex)
    }

    fn written(&self, equals: &str) -> String {
        let known = SHORT.iter().any(|(oid, _)| *oid == self.oid);
        match &self.text {
            Some(text) if known => format!("{}{equals}{}", self.word(), escaped(text)),
            _ => format!("{}{equals}#{}", self.oid, self.hex),
        }
    }

    fn folded(&self) -> (String, String) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        (self.oid.clone(), self.text.as_deref().map_or_else(|| self.hex.clone(), words))
    }
}

fn attribute(raw: &AttributeTypeAndValue<'_>) -> Attribute {
    let value = raw.attr_value();
    Attribute { oid: raw.attr_type().to_id_string(), text: text(value), hex: hex(value) }
}

/// The value as text, in any of the string types that certificates use (RFC 5280, section 4.1.2.4).
fn text(value: &Any<'_>) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            std::str::from_utf8(value.data).ok().map(str::to_owned)
        }
        Tag::TeletexString => Some(value.data.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units = value.data.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)));
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        _ => None,
    }
}

fn hex(value: &Any<'_>) -> String {
    super::digest::hex(&value.to_der_vec().unwrap_or_else(|_| value.data.to_vec()))
}

/// RFC 4514, section 2.4; signs that a terminal would obey are written as hex, too.
fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut out = String::new();
    for (index, sign) in text.chars().enumerate() {
        let edge = (sign == ' ' && (index == 0 || index == last)) || (sign == '#' && index == 0);
        if edge || "\"+,;<>\\".contains(sign) {
            out.push('\\');
        }
        push_safe(&mut out, sign);
    }
    out
}

fn safe(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, sign| {
        push_safe(&mut out, sign);
        out
    })
}

fn push_safe(out: &mut String, sign: char) {
    let turns = matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if !sign.is_control() && !turns {
        return out.push(sign);
    }
    for byte in sign.encode_utf8(&mut [0; 4]).bytes() {
        // Writing into a String cannot fail.
        let _ = write!(out, "\\{byte:02X}");
    }
}

/// Registered short names (RFC 4514, section 3, and the registry of LDAP descriptors).
const SHORT: [(&str, &str); 18] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.12", "title"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "givenName"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.97", "organizationIdentifier"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_follow_the_rfc() {
        for (text, want) in [
            ("Acme", "Acme"),
            ("Acme, Inc.", "Acme\\, Inc."),
            (" both ", "\\ both\\ "),
            ("#1", "\\#1"),
            ("a+b\"c\\d<e>f;", "a\\+b\\\"c\\\\d\\<e\\>f\\;"),
            ("\u{1b}[31m", "\\1B[31m"),
            ("a\u{202e}b", "a\\E2\\80\\AEb"),
            ("Müller", "Müller"),
        ] {
            assert_eq!(escaped(text), want);
        }
    }
}
