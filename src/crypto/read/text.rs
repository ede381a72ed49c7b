//! Texts that hold DER: PEM with whatever stands around it, bare Base64, and the texts that only look like it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pem::{EncodeConfig, LineEnding, Pem};
use zeroize::Zeroizing;

use super::{
    error::{ReadError, Trouble},
    shape::shape,
};

/// One block of PEM.
pub(super) struct Block {
    /// The words between `BEGIN` and the dashes.
    pub(super) label: String,
    /// Whether it is encrypted in the old way, with headers inside (RFC 1421).
    pub(super) old_encryption: bool,
    /// What it holds.
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// More blocks than any file for one partner has.
const MAX_BLOCKS: usize = 1000;

/// Writes PEM with lines of 64 characters (RFC 7468).
pub(crate) fn to_pem(label: &str, der: &[u8]) -> String {
    pem::encode_config(&Pem::new(label, der), EncodeConfig::new().set_line_ending(LineEnding::LF))
}

/// The text without a byte order mark; refuses what is not a text that can hold PEM.
pub(super) fn text(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let advice = "save it as plain text: `Get-Content FILE | Set-Content -Encoding ascii NEW` in PowerShell";
        return Err(ReadError::new(Trouble::Damaged, "is text in UTF-16, as PowerShell writes it", advice));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| unknown())?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The blocks of a text; none when it has none at all.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, ReadError> {
    let begins = text.matches("-----BEGIN ").count();
    if begins == 0 {
        return Ok(Vec::new());
    }
    if begins > MAX_BLOCKS {
        return Err(ReadError::new(Trouble::TooLarge, format!("holds more than {MAX_BLOCKS} PEM blocks"), "split it"));
    }
    let found = pem::parse_many(text).map_err(|error| ReadError::damaged(&format!("its PEM cannot be read ({error})")))?;
    if found.len() != begins {
        return Err(ReadError::damaged("a `-----BEGIN` line has no `-----END` line of the same name"));
    }
    Ok(found.into_iter().map(block).collect())
}

fn block(pem: Pem) -> Block {
    let old_encryption = pem.headers().get("Proc-Type").is_some();
    Block { label: pem.tag().to_owned(), old_encryption, der: Zeroizing::new(pem.into_contents()) }
}

/// How OpenSSH names the kind, also inside its binary form (its `PROTOCOL.key`).
const ED25519: &[u8] = b"ssh-ed25519";
const NEW_ED25519: &str = "make a key of its own for this: `partnerctl key generate --type ed25519`";

/// DER in Base64 without the lines around it, as some portals show it.
pub(super) fn bare_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let packed: Zeroizing<String> = Zeroizing::new(text.split_ascii_whitespace().collect());
    let der = Zeroizing::new(STANDARD.decode(packed.as_bytes()).ok()?);
    shape(&der).is_some().then_some(der)
}

/// Something that nobody here knows; says what it looks like, where that helps.
pub(super) fn unknown() -> ReadError {
    let advice = "give a key, request or certificate as PEM or DER, a JWK, or a PKCS#12 file";
    ReadError::new(Trouble::SomethingElse, "is in no format that is known here", advice)
}

/// A private key in the form of OpenSSH, which its own program can turn into PKCS#8 unless the key is an Ed25519 key.
pub(super) fn openssh(content: &[u8]) -> ReadError {
    if content.windows(ED25519.len()).any(|kind| kind == ED25519) {
        return ReadError::unsupported("is an Ed25519 key of OpenSSH, which OpenSSH writes in no other form", NEW_ED25519);
    }
    let advice = "convert a copy: `cp FILE NEW && ssh-keygen -p -m PKCS8 -f NEW`, or make a key with `partnerctl key generate`";
    ReadError::unsupported("is a key of OpenSSH", advice)
}

/// A text without PEM, in words.
pub(super) fn unknown_text(text: &str) -> ReadError {
    let start = text.trim_start();
    if start.starts_with("PuTTY-User-Key-File") {
        let advice = "convert it: `puttygen FILE -O private-openssh-new -o NEW`, then `ssh-keygen -p -m PKCS8 -f NEW`";
        return ReadError::unsupported("is a key of PuTTY", advice);
    }
    if start.starts_with("ssh-ed25519") {
        return ReadError::unsupported("is a public Ed25519 key of OpenSSH, which OpenSSH writes in no other form", NEW_ED25519);
    }
    if start.starts_with("ssh-") || start.starts_with("ecdsa-sha2-") {
        let advice = "convert it: `ssh-keygen -e -m PKCS8 -f FILE`";
        return ReadError::unsupported("is a public key of OpenSSH", advice);
    }
    if start.starts_with('<') {
        return ReadError::new(Trouble::SomethingElse, "is a web page or XML", "download the file itself, not the page about it");
    }
    if start.matches('.').count() == 2 && start.starts_with("eyJ") {
        return ReadError::new(Trouble::SomethingElse, "is a JWT", "read it with `partnerctl jwt decode FILE`");
    }
    unknown()
}
