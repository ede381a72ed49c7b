//! The signature algorithms of JSON Web Signatures that rest on a key pair, and which key suits which.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::key::KeyType;

/// A signature algorithm with a private and a public key (RFC 7518 section 3.1, RFC 8037 section 3.1).
///
/// `none` and the algorithms with a shared secret have no place here, so no caller can allow them by mistake
/// (RFC 8725 sections 3.1 and 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the standard")]
pub enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    Es512,
    EdDsa,
}

impl Algorithm {
    /// All of them, in the order of the standard's table.
    pub const ALL: [Self; 10] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
    ];

    /// The name in a header's `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm that every server understands for a key of this type; `RS256` is mandatory (RFC 7523 section 5).
    #[must_use]
    pub const fn default_of(kind: KeyType) -> Self {
        match kind {
            KeyType::Rsa(_) => Self::Rs256,
            KeyType::EcP256 => Self::Es256,
            KeyType::EcP384 => Self::Es384,
            KeyType::EcP521 => Self::Es512,
            KeyType::Ed25519 => Self::EdDsa,
        }
    }

    /// Whether a key of this type can make and check such signatures. Each curve goes with one algorithm (RFC 7518 section 3.4).
    #[must_use]
    pub const fn suits(self, kind: KeyType) -> bool {
        match kind {
            KeyType::Rsa(_) => {
                matches!(self, Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512)
            }
            KeyType::EcP256 => matches!(self, Self::Es256),
            KeyType::EcP384 => matches!(self, Self::Es384),
            KeyType::EcP521 => matches!(self, Self::Es512),
            KeyType::Ed25519 => matches!(self, Self::EdDsa),
        }
    }

    /// The algorithms that a key of this type can serve.
    pub fn of(kind: KeyType) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |algorithm| algorithm.suits(kind))
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// The text names no algorithm that may be used here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AlgorithmError {
    /// `none`: anybody could have written the token.
    #[error("`none` is no signature: anybody could have written the token")]
    None,
    /// A shared secret: a public key would serve an attacker as the secret.
    #[error("`{0}` needs a shared secret, and assertions here are signed with a private key: choose `RS256`, `ES256` or `EdDSA`")]
    SharedSecret(String),
    /// Something else.
    #[error(
        "`{0}` is not a known signature algorithm: choose one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA"
    )]
    Unknown(String),
}

impl FromStr for Algorithm {
    type Err = AlgorithmError;

    /// Reads the name as it stands in a header: upper and lower case count. `Ed25519` is another name of `EdDSA` (RFC 9864).
    fn from_str(name: &str) -> Result<Self, AlgorithmError> {
        if let Some(algorithm) = Self::ALL.into_iter().find(|algorithm| algorithm.name() == name) {
            return Ok(algorithm);
        }
        let shown: String = name.chars().filter(|sign| !sign.is_control()).take(40).collect();
        match name {
            "Ed25519" => Ok(Self::EdDsa),
            _ if name.eq_ignore_ascii_case("none") => Err(AlgorithmError::None),
            "HS256" | "HS384" | "HS512" => Err(AlgorithmError::SharedSecret(shown)),
            _ => Err(AlgorithmError::Unknown(shown)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.name().parse(), Ok(algorithm));
        }
        assert_eq!("Ed25519".parse(), Ok(Algorithm::EdDsa));
    }

    #[test]
    fn no_signature_and_shared_secrets_are_refused_by_name() {
        for (name, wanted) in [
            ("none", AlgorithmError::None),
            ("None", AlgorithmError::None),
            ("nOnE", AlgorithmError::None),
            ("HS256", AlgorithmError::SharedSecret("HS256".to_owned())),
            ("rs256", AlgorithmError::Unknown("rs256".to_owned())),
            ("", AlgorithmError::Unknown(String::new())),
        ] {
            assert_eq!(name.parse::<Algorithm>(), Err(wanted), "{name}");
        }
    }

    #[test]
    fn the_default_suits_its_key() {
        for kind in [KeyType::Rsa(3072), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519] {
            assert!(Algorithm::default_of(kind).suits(kind), "{kind}");
            assert!(Algorithm::of(kind).count() >= 1, "{kind}");
        }
    }
}
