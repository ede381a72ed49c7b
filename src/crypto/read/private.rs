//! Private keys in DER: three outlines in clear, one encrypted.

use aws_lc_rs::{
    rsa,
    signature::{EcdsaKeyPair, Ed25519KeyPair},
};
use pkcs8::{
    EncryptedPrivateKeyInfoRef,
    der::{
        Decode as _, Encode as _, Tagged as _,
        asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef},
    },
    pkcs5::EncryptionScheme,
    spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef},
};
use zeroize::Zeroizing;

use super::{
    error::{ReadError, Trouble},
    shape::{Shape, children, leading_oid, sequence, shape},
};
use crate::crypto::{
    key::{Key, KeyType, Pair, joined_form},
    public::{PublicKey, kind_name},
};

/// Reads a private key in clear.
pub(super) fn read(known: Shape, der: &[u8]) -> Result<Key, ReadError> {
    let pair = match known {
        Shape::Pkcs8 => pkcs8(der)?,
        Shape::Pkcs1 => Pair::Rsa(pkcs1(der)?),
        Shape::Sec1 => Pair::Ec(sec1(der)?),
        _ => return Err(kind_refused("DSA")),
    };
    Key::from_pair(pair).ok_or_else(|| ReadError::damaged("the key cannot be used"))
}

/// Reads a private key under a passphrase (RFC 5958 section 3): PBES2 with AES or Triple-DES; PBKDF2 or scrypt.
pub(super) fn decrypt(der: &[u8], passphrase: Option<&str>) -> Result<Key, ReadError> {
    const WHAT: &str = "a private key";
    let outer = sequence(der).and_then(children).ok_or_else(|| ReadError::damaged("its DER structure cannot be read"))?;
    let cipher = outer.first().and_then(leading_oid).map(|oid| oid.to_string()).unwrap_or_default();
    if cipher != PBES2 {
        let fault = format!("is a private key encrypted with {}", old_cipher(&cipher));
        let advice = "write it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW.pem` (OpenSSL 3 may need `-provider legacy -provider default`)";
        return Err(ReadError::unsupported(fault, advice));
    }
    let info = EncryptedPrivateKeyInfoRef::from_der(der).map_err(|_| {
        let advice = "write it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW.pem`";
        ReadError::unsupported("is a private key encrypted in a way that is not known here", advice)
    })?;
    check_cost(&info.encryption_algorithm)?;
    let passphrase = passphrase.ok_or_else(|| ReadError::passphrase_needed(WHAT))?;
    let clear = info.decrypt(passphrase).map_err(|_| ReadError::passphrase_wrong(WHAT))?;
    // One wrong passphrase in 256 leaves a padding that looks right.
    match shape(clear.as_bytes()) {
        Some(Shape::Pkcs8) => read(Shape::Pkcs8, clear.as_bytes()),
        _ => Err(ReadError::passphrase_wrong(WHAT)),
    }
}

/// Reads an RSA public key of PKCS#1.
pub(super) fn rsa_public(der: &[u8]) -> Result<PublicKey, ReadError> {
    let bad = || ReadError::damaged("the RSA public key cannot be read");
    let algorithm = AlgorithmIdentifierRef { oid: oid(RSA).ok_or_else(bad)?, parameters: Some(AnyRef::NULL) };
    let bits = BitStringRef::from_bytes(der).map_err(|_| bad())?;
    let spki = SubjectPublicKeyInfoRef { algorithm, subject_public_key: bits }.to_der().map_err(|_| bad())?;
    PublicKey::from_spki_der(&spki).map_err(|error| ReadError::unsupported(error.to_string(), "take another key"))
}

/// The eight numbers of an RSA private key, in the order of RFC 8017: n, e, d, p, q, dp, dq, qi.
pub(crate) fn pkcs1_numbers(der: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let members = children(sequence(der)?)?;
    let numbers = members.get(1..9)?;
    numbers.iter().map(|number| Some(Zeroizing::new(number.decode_as::<UintRef<'_>>().ok()?.as_bytes().to_vec()))).collect()
}

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";
const PBES2: &str = "1.2.840.113549.1.5.13";

/// The dearest derivation that is still carried out: well above what OpenSSL and Java write, well below a minute.
const MAX_ROUNDS: u32 = 10_000_000;
const MAX_SCRYPT_BYTES: u64 = 1 << 28;

fn pkcs8(der: &[u8]) -> Result<Pair, ReadError> {
    let bad = || ReadError::damaged("the private key cannot be read");
    let members = sequence(der).and_then(children).ok_or_else(bad)?;
    let (Some(algorithm), Some(inner)) = (members.get(1), members.get(2)) else { return Err(bad()) };
    let kind = leading_oid(algorithm).ok_or_else(bad)?;
    match kind.to_string().as_str() {
        RSA => {
            let inner = inner.decode_as::<&OctetStringRef>().map_err(|_| bad())?;
            Ok(Pair::Rsa(pkcs1(inner.as_bytes())?))
        }
        EC => {
            let form = joined_form(curve(&curve_of_algorithm(algorithm).ok_or_else(bad)?)?);
            Ok(Pair::Ec(EcdsaKeyPair::from_pkcs8(form, der).map_err(|_| inconsistent())?))
        }
        ED25519 => Ok(Pair::Ed(Ed25519KeyPair::from_pkcs8(der).map_err(|_| inconsistent())?)),
        _ => Err(kind_refused(&kind_name(kind))),
    }
}

fn pkcs1(der: &[u8]) -> Result<rsa::KeyPair, ReadError> {
    let numbers = pkcs1_numbers(der).ok_or_else(|| ReadError::damaged("the RSA key cannot be read"))?;
    check_rsa_size(&numbers[0])?;
    rsa::KeyPair::from_der(der).map_err(|_| inconsistent())
}

fn sec1(der: &[u8]) -> Result<EcdsaKeyPair, ReadError> {
    let members = sequence(der).and_then(children).ok_or_else(|| ReadError::damaged("the elliptic key cannot be read"))?;
    let named = members.iter().find(|member| member.tag().is_context_specific() && member.tag().number().value() == 0);
    let named = named.and_then(|named| ObjectIdentifier::from_der(named.value()).ok());
    let named = named.ok_or_else(|| {
        let advice =
            "write it anew: `openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW.pem`, with its `EC PARAMETERS` block before it";
        ReadError::unsupported("is an elliptic key that does not name its curve", advice)
    })?;
    EcdsaKeyPair::from_private_key_der(joined_form(curve(&named)?), der).map_err(|_| inconsistent())
}

/// Refuses RSA keys that no signature rests on (RFC 7518 section 3.3) or that the library cannot hold.
pub(crate) fn check_rsa_size(modulus: &[u8]) -> Result<(), ReadError> {
    let bits = modulus.len() * 8 - modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    match bits {
        0..2048 => Err(ReadError::unsupported(
            format!("is an RSA key of {bits} bits, and 2048 or more are needed"),
            "make a new one: `partnerctl key generate --type rsa-3072`",
        )),
        2048..=8192 => Ok(()),
        _ => Err(ReadError::unsupported(format!("is an RSA key of {bits} bits, and 8192 are the most"), "make a shorter one")),
    }
}

fn curve_of_algorithm(algorithm: &AnyRef<'_>) -> Option<ObjectIdentifier> {
    children(algorithm.value())?.get(1)?.decode_as::<ObjectIdentifier>().ok()
}

fn curve(named: &ObjectIdentifier) -> Result<KeyType, ReadError> {
    match named.to_string().as_str() {
        "1.2.840.10045.3.1.7" => Ok(KeyType::EcP256),
        "1.3.132.0.34" => Ok(KeyType::EcP384),
        "1.3.132.0.35" => Ok(KeyType::EcP521),
        _ => Err(kind_refused(&kind_name(*named))),
    }
}

fn kind_refused(name: &str) -> ReadError {
    let fault = format!("is a private key of the kind {name}, which gateways do not take");
    ReadError::unsupported(fault, "make a new one: `partnerctl key generate --type rsa-3072`")
}

fn inconsistent() -> ReadError {
    ReadError::damaged("the numbers of the private key do not fit together")
}

fn oid(text: &str) -> Option<ObjectIdentifier> {
    ObjectIdentifier::new(text).ok()
}

fn check_cost(scheme: &EncryptionScheme) -> Result<(), ReadError> {
    let kdf = scheme.pbes2().map(|parameters| &parameters.kdf);
    let rounds = kdf.and_then(|kdf| kdf.pbkdf2()).map_or(0, |pbkdf2| pbkdf2.iteration_count);
    let bytes = kdf.and_then(|kdf| kdf.scrypt()).map_or(0, |scrypt| {
        128 * u64::from(scrypt.block_size).saturating_mul(scrypt.cost_parameter).saturating_mul(u64::from(scrypt.parallelization))
    });
    if rounds > MAX_ROUNDS || bytes > MAX_SCRYPT_BYTES {
        let advice = "write it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW.pem`";
        return Err(ReadError::new(Trouble::Costly, "asks for more work than 10,000,000 rounds or 256 MB to open", advice));
    }
    Ok(())
}

fn old_cipher(oid: &str) -> &str {
    match oid {
        "1.2.840.113549.1.5.3" => "an old cipher (PBES1, MD5 and DES)",
        "1.2.840.113549.1.5.10" => "an old cipher (PBES1, SHA-1 and DES)",
        "1.2.840.113549.1.12.1.1" | "1.2.840.113549.1.12.1.2" => "an old cipher (PBES1, SHA-1 and RC4)",
        "1.2.840.113549.1.12.1.3" => "an old cipher (PBES1, SHA-1 and Triple-DES)",
        "1.2.840.113549.1.12.1.5" | "1.2.840.113549.1.12.1.6" => "an old cipher (PBES1, SHA-1 and RC2)",
        _ => "an unknown cipher",
    }
}
