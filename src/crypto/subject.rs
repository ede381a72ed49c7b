//! Subjects as people write them: RFC 4514 text, most specific part first, turned into the encoded name.

use pkcs8::der::{
    Decode as _, Encode as _,
    asn1::{Any, Ia5StringRef, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef},
};
use thiserror::Error;
use x509_cert::{
    attr::AttributeTypeAndValue,
    name::{Name, RdnSequence, RelativeDistinguishedName},
};

/// Why a text is no subject.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SubjectError {
    /// There is nothing.
    #[error("the subject is empty: write it like `CN=acme,O=Acme,C=US`")]
    Empty,
    /// OpenSSL's old form.
    #[error(
        "`{0}` is OpenSSL's form of a subject: write it the other way round with commas, like `CN=acme,O=Acme,C=US` (RFC 4514)"
    )]
    Slashes(String),
    /// A part without a sign of equality.
    #[error("`{0}` is not TYPE=VALUE; a comma inside a value is written as `\\,` (RFC 4514 section 2.4)")]
    Part(String),
    /// A type that nobody knows.
    #[error(
        "`{0}` is not a known type: use CN, O, OU, C, ST, L, STREET, DC, UID, SN, GN, serialNumber, title, postalCode, emailAddress, organizationIdentifier, or dotted numbers"
    )]
    Type(String),
    /// A sign that must be escaped.
    #[error("`{0}` stands unescaped in the value of `{1}`: write `\\{0}` (RFC 4514 section 2.4)")]
    Unescaped(char, String),
    /// An escape that says nothing.
    #[error("the value of `{0}` has a `\\` that is not followed by a special character or two hex digits")]
    Escape(String),
    /// A value that the type cannot hold.
    #[error("the value of `{0}` is {1}")]
    Value(String, String),
}

/// One type of a subject: its names, its numbers, how it is encoded, and the most characters that it may have
/// (RFC 5280 appendix A.1).
struct Kind {
    names: &'static [&'static str],
    oid: &'static str,
    form: Form,
    longest: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Utf8,
    Printable,
    Country,
    Ia5,
}

/// Reads a subject and encodes it. The text begins with the most specific part, the encoding ends with it.
pub fn parse(text: &str) -> Result<Name, SubjectError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(SubjectError::Empty);
    }
    if trimmed.starts_with('/') {
        return Err(SubjectError::Slashes(shown(trimmed)));
    }
    let mut parts = Vec::new();
    for part in split(text, ',') {
        let values = split(part, '+').into_iter().map(attribute).collect::<Result<Vec<_>, _>>()?;
        let set = SetOfVec::try_from(values).map_err(|_| SubjectError::Part(shown(part)))?;
        parts.push(RelativeDistinguishedName::from(set));
    }
    parts.reverse();
    let encoded = RdnSequence::from(parts).to_der();
    encoded.and_then(|der| Name::from_der(&der)).map_err(|_| SubjectError::Part(shown(text)))
}

/// The subject in DER.
pub fn to_der(text: &str) -> Result<Vec<u8>, SubjectError> {
    parse(text)?.to_der().map_err(|_| SubjectError::Part(shown(text)))
}

/// The most characters of a value of this type; `None` for a type without a limit. By short name or dotted numbers.
#[must_use]
pub fn longest(kind: &str) -> Option<usize> {
    kind_of(kind).map(|kind| kind.longest)
}

/// The usual short name of a type, such as `CN` for `cn`, `commonName` or `2.5.4.3`.
#[must_use]
pub fn canonical(kind: &str) -> Option<&'static str> {
    kind_of(kind).and_then(|kind| kind.names.first().copied())
}

/// Splits at a sign that is not escaped.
pub(crate) fn split(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (place, sign) in text.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            sign if sign == at => {
                parts.push(&text[start..place]);
                start = place + sign.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What stands for itself after a backslash in a template or subject: the byte that is meant, and how many bytes say so.
pub(crate) fn escape(after: &[u8]) -> Option<(u8, usize)> {
    let coded = after.get(..2).and_then(pair).map(|code| (code, 2));
    let sign = after.first().filter(|sign| SPECIAL.contains(sign) || **sign == b'*');
    coded.or(sign.map(|sign| (*sign, 1)))
}

fn attribute(text: &str) -> Result<AttributeTypeAndValue, SubjectError> {
    let (name, value) = text.split_once('=').ok_or_else(|| SubjectError::Part(shown(text.trim())))?;
    let name = name.trim();
    let kind = kind_of(name);
    let oid = kind.map_or(name, |kind| kind.oid);
    let oid = ObjectIdentifier::new(oid).map_err(|_| SubjectError::Type(shown(name)))?;
    if let Some(hex) = value.trim().strip_prefix('#') {
        return Ok(AttributeTypeAndValue { oid, value: raw(name, hex)? });
    }
    let value = unescaped(name, value)?;
    let value = encoded(name, kind, &value)?;
    Ok(AttributeTypeAndValue { oid, value })
}

/// `#` and hex: the value as it is encoded (RFC 4514 section 2.4).
fn raw(name: &str, hex: &str) -> Result<Any, SubjectError> {
    let bad = || SubjectError::Value(name.to_owned(), "no DER in hex after its `#`".to_owned());
    let bytes = hex.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>().ok_or_else(bad)?;
    Any::from_der(&bytes).map_err(|_| bad())
}

/// The value without its escapes and without the blanks around it that are not escaped.
fn unescaped(name: &str, text: &str) -> Result<String, SubjectError> {
    let bytes = text.trim_start().as_bytes();
    let (mut found, mut place, mut kept) = (Vec::new(), 0, 0);
    while let Some(byte) = bytes.get(place) {
        match (byte, bytes.get(place + 1), bytes.get(place + 1..place + 3).and_then(pair)) {
            (b'\\', _, Some(code)) => {
                found.push(code);
                place += 3;
                kept = found.len();
            }
            (b'\\', Some(sign), None) if SPECIAL.contains(sign) => {
                found.push(*sign);
                place += 2;
                kept = found.len();
            }
            (b'\\', ..) => return Err(SubjectError::Escape(name.to_owned())),
            (b'"' | b';' | b'<' | b'>', ..) => return Err(SubjectError::Unescaped(char::from(*byte), name.to_owned())),
            _ => {
                found.push(*byte);
                place += 1;
                if *byte != b' ' {
                    kept = found.len();
                }
            }
        }
    }
    found.truncate(kept);
    String::from_utf8(found).map_err(|_| SubjectError::Value(name.to_owned(), "no UTF-8".to_owned()))
}

fn encoded(name: &str, kind: Option<&Kind>, value: &str) -> Result<Any, SubjectError> {
    let bad = |why: &str| SubjectError::Value(name.to_owned(), why.to_owned());
    if value.is_empty() {
        return Err(bad("empty"));
    }
    if value.chars().any(char::is_control) {
        return Err(bad("not fit: a control character stands in it"));
    }
    let longest = kind.map_or(usize::MAX, |kind| kind.longest);
    let length = value.chars().count();
    if length > longest {
        return Err(bad(&format!("{length} characters long, and {longest} are the most (RFC 5280 appendix A.1)")));
    }
    let form = kind.map_or(Form::Utf8, |kind| kind.form);
    if form == Form::Country && !(length == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return Err(bad("no country: two capital letters are needed, such as `US` (ISO 3166)"));
    }
    let made = match form {
        Form::Utf8 => Utf8StringRef::new(value).and_then(|text| Any::encode_from(&text)),
        Form::Printable | Form::Country => PrintableStringRef::new(value).and_then(|text| Any::encode_from(&text)),
        Form::Ia5 => Ia5StringRef::new(value).and_then(|text| Any::encode_from(&text)),
    };
    made.map_err(|_| bad("not fit: only plain letters, digits and common signs may stand in it"))
}

fn kind_of(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.oid == name || kind.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

fn pair(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.len() == 2 && !text.starts_with('+'))?;
    u8::from_str_radix(text, 16).ok()
}

fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(80).collect()
}

/// What may follow a backslash as itself.
const SPECIAL: &[u8] = b" \"#+,;<=>\\";

const fn kind(names: &'static [&'static str], oid: &'static str, form: Form, longest: usize) -> Kind {
    Kind { names, oid, form, longest }
}

const KINDS: &[Kind] = &[
    kind(&["CN", "commonName"], "2.5.4.3", Form::Utf8, 64),
    kind(&["O", "organizationName"], "2.5.4.10", Form::Utf8, 64),
    kind(&["OU", "organizationalUnitName"], "2.5.4.11", Form::Utf8, 64),
    kind(&["C", "countryName"], "2.5.4.6", Form::Country, 2),
    kind(&["ST", "S", "stateOrProvinceName"], "2.5.4.8", Form::Utf8, 128),
    kind(&["L", "localityName"], "2.5.4.7", Form::Utf8, 128),
    kind(&["STREET", "streetAddress"], "2.5.4.9", Form::Utf8, 128),
    kind(&["DC", "domainComponent"], "0.9.2342.19200300.100.1.25", Form::Ia5, 63),
    kind(&["UID", "userId"], "0.9.2342.19200300.100.1.1", Form::Utf8, 256),
    kind(&["SN", "surname"], "2.5.4.4", Form::Utf8, 32768),
    kind(&["givenName", "GN"], "2.5.4.42", Form::Utf8, 32768),
    kind(&["serialNumber"], "2.5.4.5", Form::Printable, 64),
    kind(&["title"], "2.5.4.12", Form::Utf8, 64),
    kind(&["businessCategory"], "2.5.4.15", Form::Utf8, 128),
    kind(&["postalCode"], "2.5.4.17", Form::Utf8, 40),
    kind(&["dnQualifier"], "2.5.4.46", Form::Printable, 64),
    kind(&["organizationIdentifier"], "2.5.4.97", Form::Utf8, 256),
    kind(&["emailAddress", "E", "email"], "1.2.840.113549.1.9.1", Form::Ia5, 255),
];

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use x509_parser::{prelude::FromDer as _, x509::X509Name};

    use super::*;

    fn back(text: &str) -> String {
        let der = to_der(text).unwrap();
        crate::crypto::name::Name::read(&X509Name::from_der(&der).unwrap().1).to_string()
    }

    #[test]
    fn subjects_come_back_in_the_order_of_the_rfc() {
        for (text, wanted) in [
            ("CN=acme,O=Acme,C=US", "CN=acme,O=Acme,C=US"),
            ("cn=acme, o=Acme Corp , c=US", "CN=acme,O=Acme Corp,C=US"),
            (r"CN=Smith\, John,O=A\+B", r"CN=Smith\, John,O=A\+B"),
            (r"CN=a\2Cb", r"CN=a\,b"),
            (r"CN=\ both\ ", r"CN=\ both\ "),
            (r"CN=Lu\C4\8Di\C4\87", "CN=Lučić"),
            (r"CN=\#1", r"CN=\#1"),
            ("OU=one,OU=two,O=bic,O=swift", "OU=one,OU=two,O=bic,O=swift"),
            ("CN=acme,DC=example,DC=com", "CN=acme,DC=example,DC=com"),
            ("CN=J. Smith+OU=Sales,DC=example,DC=net", "OU=Sales+CN=J. Smith,DC=example,DC=net"),
            ("2.5.4.3=acme", "CN=acme"),
            ("1.3.6.1.4.1.1466.0=#04024869", "1.3.6.1.4.1.1466.0=#04024869"),
            ("emailAddress=dev@acme.example,CN=x", "emailAddress=dev@acme.example,CN=x"),
            ("CN=a=b=c", "CN=a=b=c"),
        ] {
            assert_eq!(back(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_encoded_is_refused_with_its_reason() {
        let long = format!("CN={}", "a".repeat(65));
        for (text, part) in [
            ("", "empty"),
            ("/C=US/CN=acme", "OpenSSL"),
            ("acme", "TYPE=VALUE"),
            ("CN=Smith, John", "TYPE=VALUE"),
            ("CM=acme", "known type"),
            ("CN=", "empty"),
            ("CN=acme,", "TYPE=VALUE"),
            ("C=USA", "2 are the most"),
            ("C=us", "capital"),
            ("CN=a;b", "unescaped"),
            ("CN=\"acme\"", "unescaped"),
            (r"CN=a\zb", "hex digits"),
            (r"CN=a\FFb", "UTF-8"),
            (r"CN=a\0Ab", "control"),
            ("CN=#zz", "hex"),
            (&long, "65 characters"),
            ("DC=exämple", "plain letters"),
            ("serialNumber=a_b", "plain letters"),
        ] {
            let error = to_der(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn lengths_count_characters_and_not_bytes() {
        assert!(to_der(&format!("CN={}", "ü".repeat(64))).is_ok());
        assert!(to_der(&format!("L={}", "x".repeat(128))).is_ok());
        assert!(to_der(&format!("L={}", "x".repeat(129))).is_err());
    }
}
