//! What a key may be used for, as extended key usages name it (RFC 5280, section 4.2.1.12).

/// Any purpose.
pub const ANY: &str = "2.5.29.37.0";
/// TLS servers.
pub const SERVER: &str = "1.3.6.1.5.5.7.3.1";
/// TLS clients.
pub const CLIENT: &str = "1.3.6.1.5.5.7.3.2";

/// The name that people know a purpose by; the dotted numbers where there is none.
#[must_use]
pub fn word(oid: &str) -> &str {
    WORDS.iter().find(|(known, _)| *known == oid).map_or(oid, |(_, word)| word)
}

const WORDS: [(&str, &str); 11] = [
    (ANY, "anyExtendedKeyUsage"),
    (SERVER, "serverAuth"),
    (CLIENT, "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("1.3.6.1.5.5.7.3.14", "eapOverLAN"),
    ("1.3.6.1.4.1.311.20.2.2", "smartcardLogon"),
    ("1.3.6.1.4.1.311.10.3.4", "encryptedFileSystem"),
    ("1.3.6.1.5.2.3.4", "pkinitKPClientAuth"),
];
