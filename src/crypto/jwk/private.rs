//! Private JWKs: read into keys, and written where somebody asks for one by name.

use aws_lc_rs::{
    encoding::{AsBigEndian as _, Curve25519SeedBin, EcPrivateKeyBin},
    rsa,
    signature::{EcdsaKeyPair, Ed25519KeyPair, RsaPublicKeyComponents},
};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{JwkError, bytes, encode, fixed, text, whole};
use crate::crypto::{
    json::Object,
    key::{Error, Key, Pair, joined_form},
    public::PublicKey,
    read::pkcs1_numbers,
};

/// Reads a private key; the public numbers in it must belong to the private ones.
pub(super) fn read(jwk: &Object) -> Result<Key, JwkError> {
    let kind = PublicKey::from_jwk(jwk)?.kind();
    let pair = match text(jwk, "kty")? {
        "RSA" => Pair::Rsa(rsa_pair(jwk)?),
        "EC" => {
            let d = Zeroizing::new(bytes(jwk, "d")?);
            let point = [vec![4], bytes(jwk, "x")?, bytes(jwk, "y")?].concat();
            let needed = (point.len() - 1) / 2;
            if d.len() != needed {
                return Err(JwkError::Width { member: "d", found: d.len(), needed });
            }
            let pair = EcdsaKeyPair::from_private_key_and_public_key(joined_form(kind), &d, &point);
            Pair::Ec(pair.map_err(|_| JwkError::Inconsistent)?)
        }
        _ => {
            let (seed, public) = (Zeroizing::new(fixed(jwk, "d", 32)?), fixed(jwk, "x", 32)?);
            let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &public);
            Pair::Ed(pair.map_err(|_| JwkError::Inconsistent)?)
        }
    };
    Key::from_pair(pair).ok_or(JwkError::Inconsistent)
}

impl Key {
    /// The whole key as one line of JSON, private members and all (RFC 7518 section 6, RFC 8037 section 2). `kid` is the
    /// thumbprint. For files of the owner alone.
    pub fn to_private_jwk(&self) -> Result<Zeroizing<String>, Error> {
        let refused = || Error::Encoding(self.kind(), "its private numbers cannot be read".to_owned());
        let members: Vec<(&str, Zeroizing<String>)> = match self.pair() {
            Pair::Rsa(_) => self.rsa_members().ok_or_else(refused)?,
            Pair::Ec(pair) => {
                let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().map_err(|_| refused())?;
                vec![("d", Zeroizing::new(encode(d.as_ref())))]
            }
            Pair::Ed(pair) => {
                let seed = pair.seed().map_err(|_| refused())?;
                let d: Curve25519SeedBin<'_> = seed.as_be_bytes().map_err(|_| refused())?;
                vec![("d", Zeroizing::new(encode(d.as_ref())))]
            }
        };
        let mut public = self.public().to_jwk();
        public.insert("kid".to_owned(), Value::String(self.public().thumbprint()));
        let public = Value::Object(public).to_string();
        // Base64url needs no escaping, so the private members are joined without passing through a JSON value that is not wiped.
        let mut written = Zeroizing::new(String::with_capacity(8192));
        written.push_str(public.trim_end_matches('}'));
        for (name, value) in &members {
            for piece in [",\"", name, "\":\"", value, "\""] {
                written.push_str(piece);
            }
        }
        written.push('}');
        Ok(written)
    }

    fn rsa_members(&self) -> Option<Vec<(&'static str, Zeroizing<String>)>> {
        let info = pkcs8::PrivateKeyInfoRef::try_from(self.to_pkcs8_der()).ok()?;
        let numbers = pkcs1_numbers(info.private_key.as_bytes())?;
        let names = ["d", "p", "q", "dp", "dq", "qi"];
        Some(names.into_iter().zip(numbers.iter().skip(2)).map(|(name, number)| (name, Zeroizing::new(encode(number)))).collect())
    }
}

fn rsa_pair(jwk: &Object) -> Result<rsa::KeyPair, JwkError> {
    if ["p", "q", "dp", "dq", "qi"].iter().any(|member| !jwk.contains_key(*member)) {
        return Err(JwkError::Incomplete);
    }
    let private = |member| bytes(jwk, member).map(Zeroizing::new);
    let components = rsa::KeyPairComponents {
        public_key: RsaPublicKeyComponents { n: whole(jwk, "n")?, e: whole(jwk, "e")? },
        d: private("d")?,
        p: private("p")?,
        q: private("q")?,
        dP: private("dp")?,
        dQ: private("dq")?,
        qInv: private("qi")?,
    };
    rsa::KeyPair::from_components(&components).map_err(|_| JwkError::Inconsistent)
}
