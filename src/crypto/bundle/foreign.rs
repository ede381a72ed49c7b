//! What people hand in by mistake, told by its first bytes, with what to do about it.

use super::Fault;

/// Text in two bytes per sign, as Windows writes it, turned into plain text; `None` when it is not that.
pub(super) fn wide_text(bytes: &[u8]) -> Option<String> {
    let units: fn(&[u8]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => |pair| pair.iter().rev().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)),
        [0xfe, 0xff, ..] => |pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)),
        _ => return None,
    };
    Some(char::decode_utf16(bytes[2..].chunks(2).map(units)).map(|sign| sign.unwrap_or('\u{fffd}')).collect())
}

/// What the bytes are, where that is known.
pub(super) fn explain(bytes: &[u8]) -> Fault {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
    let known = KNOWN.iter().find(|(mark, ..)| bytes[start..].starts_with(mark));
    known.map_or_else(
        || {
            Fault::new(
                "holds no certificate in PEM, DER, PKCS#7 or PKCS#12",
                "name a file that begins with `-----BEGIN CERTIFICATE-----`",
            )
        },
        |(_, what, advice)| Fault::new(format!("is {what}"), *advice),
    )
}

const KNOWN: [(&[u8], &str, &str); 14] = [
    (b"\xfe\xed\xfe\xed", "a Java keystore (JKS)", "export the certificate with `keytool -exportcert -rfc`"),
    (b"\xce\xce\xce\xce", "a Java keystore (JCEKS)", "export the certificate with `keytool -exportcert -rfc`"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it and name the certificate inside"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and name the certificate inside"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and name the certificate inside"),
    (b"%PDF", "a PDF document", "ask for the certificate itself as a file"),
    (b"<", "an HTML or XML page", "it may be a sign-in page that was saved: get the certificate once more"),
    (b"{", "a JSON document", "`partnerctl jwk show` reads keys in JWK form; a certificate is needed here"),
    (b"[", "a JSON document", "a certificate is needed here"),
    (b"ssh-", "a public key of SSH", "gateways take X.509 certificates: make one with `partnerctl cert self-sign`"),
    (b"ecdsa-sha2-", "a public key of SSH", "gateways take X.509 certificates: make one with `partnerctl cert self-sign`"),
    (b"age-encryption.org", "a sealed file (age)", "open it first"),
    (b"age1", "a recipient of sealed files (age)", "a certificate is needed here"),
    (b"eyJ", "a token or signed document (JOSE)", "`partnerctl jwt decode` reads tokens; a certificate is needed here"),
];
