//! What the partner sent in: a token, a certificate, or neither; held against what the gateway takes from this partner.

use super::{There, is_token, offline, told};
use crate::{
    crypto::{bundle::Bundle, certificate::Certificate, jwk::Set, jwt, key::Key},
    domain::{
        finding::{Finding, Level},
        mechanism::MechanismKind,
        partner::SignedBy,
        record::Record,
        secret::{Secret, SecretRef},
    },
    job::{
        Context, Result,
        issuer::{self, Whose},
        material::Given,
        session::Session,
    },
    lint::{
        access::Reason,
        side::{self, Refused, Side, Signer},
    },
};

/// What everything that was sent is held against.
pub(super) struct Looking<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) session: &'a Session<'a>,
    pub(super) record: Option<&'a Record>,
    pub(super) there: Option<&'a There>,
}

impl Looking<'_> {
    /// What is wrong with everything that was sent, besides certificates that are the credential themselves.
    pub(super) fn at(&self, seen: &[Given], unseen: &mut Vec<String>) -> Result<Vec<Reason>> {
        let mut found = Vec::new();
        for given in seen {
            if is_token(given) {
                found.extend(self.token(given, unseen)?);
            } else if self.session.mechanism() != MechanismKind::ClientCertificate {
                found.extend(match certificates(given) {
                    certificates if certificates.is_empty() => self.word(given, unseen),
                    certificates => self.certificate(given, &certificates, unseen)?,
                });
            }
        }
        Ok(found)
    }

    fn token(&self, given: &Given, unseen: &mut Vec<String>) -> Result<Vec<Reason>> {
        let text = String::from_utf8_lossy(&given.bytes);
        match self.session.mechanism() {
            _ if self.is_client() => self.issued(given, &text, unseen),
            MechanismKind::Oauth2 => self.issued(given, &text, unseen),
            MechanismKind::ClientCertificate => Ok(vec![partner("token-not-wanted", given, NO_TOKEN)]),
            MechanismKind::Oidc | MechanismKind::JwtBearer => {
                let whose = self.whose();
                let checked = issuer::check_token_of(self.ctx, self.session, &text, &whose);
                let findings = match told(checked, "the keys of the issuer", unseen)? {
                    Some(findings) => findings,
                    None => offline(self.ctx, self.session, &text, &whose),
                };
                Ok(self.mended_by(findings, &text))
            }
        }
    }

    /// A JWT where an authorization server, or the gateway as one, issues the tokens.
    fn issued(&self, given: &Given, token: &str, unseen: &mut Vec<String>) -> Result<Vec<Reason>> {
        let server = self.there.and_then(|there| there.ground.as_ref()?.server.as_ref());
        let own = || self.there.and_then(|there| there.ground.as_ref()?.own_issuer.clone());
        let recorded = self.record.and_then(|record| record.status.authorization_server.clone());
        let Some(expected) = recorded.or_else(|| server.map(|server| server.issuer.clone())).or_else(own) else {
            if self.there.is_some() {
                return Ok(vec![partner("token-foreign", given, NO_JWT)]);
            }
            unseen.push(format!("{}: the gateway would have to say which tokens it issues", given.name));
            return Ok(Vec::new());
        };
        let keys = server.filter(|server| server.issuer == expected).and_then(|server| server.keys.as_ref());
        let set = match keys {
            Some(url) => told(issuer::set_at(self.ctx, self.session, url), "the keys of the authorization server", unseen)?,
            None => None,
        };
        Ok(issuer::check_access(self.ctx, token, &expected, set.as_ref())
            .into_iter()
            .map(|finding| Reason::new(if finding.code == "issued-in-future" { Side::Both } else { Side::Partner }, finding))
            .collect())
    }

    /// A file that is neither JWT nor certificate: an opaque token at best.
    fn word(&self, given: &Given, unseen: &mut Vec<String>) -> Vec<Reason> {
        let opaque = self.is_client() || self.session.mechanism() == MechanismKind::Oauth2;
        if !opaque || !is_opaque(&String::from_utf8_lossy(&given.bytes)) {
            return vec![partner("malformed", given, "this is no token: send it as the server gave it, and nothing besides")];
        }
        unseen
            .push(format!("{}: a token without a content of its own, which only the server that issued it can read", given.name));
        Vec::new()
    }

    /// A certificate where the partner signs tokens, or holds a secret.
    fn certificate(&self, given: &Given, certificates: &[Certificate], unseen: &mut Vec<String>) -> Result<Vec<Reason>> {
        let signs = matches!(self.session.mechanism(), MechanismKind::Oidc | MechanismKind::JwtBearer);
        if !signs || self.session.presence.authentication.signed_by == Some(SignedBy::Gateway) {
            return Ok(vec![partner("certificate-not-wanted", given, NO_CERTIFICATE)]);
        }
        let set = told(issuer::issuer_keys(self.ctx, self.session), "the keys of the issuer", unseen)?.flatten();
        let registered = self.record.and_then(|record| record.status.issuer.as_ref()?.certificate.as_ref());
        let known = |one: &Certificate| {
            registered.is_none_or(|facts| facts.sha256 == one.sha256()) && set.as_ref().is_none_or(|set| holds(set, one))
        };
        let reason = || {
            let subject = format!("`{}`: {}", given.name, certificates.first().map(Certificate::title).unwrap_or_default());
            Reason::new(Side::Operator, Finding::new(Level::Refuse, "not-registered", subject, OTHER_SIGNER))
        };
        Ok(if certificates.iter().any(known) { Vec::new() } else { vec![reason()] })
    }

    /// Whether the private key at hand belongs to one of the certificates that the gateway knows.
    pub(super) fn key(&self, unseen: &mut Vec<String>) -> Result<Vec<Reason>> {
        let certificates = self.written();
        let known = |sha256: &String| certificates.iter().any(|one| one.sha256() == *sha256);
        let recorded = self.record.map(|record| record.status.certificates.as_slice()).unwrap_or_default();
        if certificates.is_empty() || !recorded.iter().all(|facts| known(&facts.sha256)) {
            return Ok(Vec::new());
        }
        let slot = SecretRef::credential(&self.session.key);
        let kept = told(self.ctx.secrets.get(&slot).map_err(Into::into), "the secret store", unseen)?.flatten();
        let Some(secret) = kept else { return Ok(Vec::new()) };
        let key = Key::read(secret.reveal().as_bytes(), None).ok().map(|key| key.public().sha256());
        let fits = key.is_some_and(|key| certificates.iter().any(|one| one.public_key.sha256 == key));
        let finding = || Finding::new(Level::Refuse, "other-key", format!("the secret `{slot}`"), OTHER_KEY);
        Ok(if fits { Vec::new() } else { vec![Reason::new(Side::Partner, finding())] })
    }

    /// The certificates in the files that the partner file names.
    fn written(&self) -> Vec<Certificate> {
        let files = self.session.presence.authentication.certificates.iter();
        let read = |file: &String| Bundle::read(file, &self.ctx.store.attachment(file).ok()?, None).ok();
        files.filter_map(read).flat_map(|bundle| bundle.certificates).collect()
    }

    /// Whether the partner is a client of an authorization server, which issues its tokens.
    fn is_client(&self) -> bool {
        self.record.is_some_and(|record| record.status.authorization_server.is_some())
    }

    /// What is wrong with a token of the partner, with the side that can mend it.
    pub(super) fn mended_by(&self, findings: Vec<Finding>, token: &str) -> Vec<Reason> {
        let claims = jwt::decode(token.trim()).map(|decoded| decoded.claims).unwrap_or_default();
        let whose = self.whose();
        let written = self.session.presence.authentication.client_id.as_deref();
        let client_id = written.or(whose.client_id.as_deref());
        let signer = if findings.is_empty() { Signer::Partner } else { self.signer() };
        side::reasons(findings, &Refused { signer, claims: &claims, client_id, expected: &self.audiences() })
    }

    /// Who signs the partner's tokens. An issuer that has a token endpoint is no key of the partner's own.
    fn signer(&self) -> Signer {
        let written = &self.session.presence.authentication;
        let recorded = self.record.and_then(|record| record.status.issuer.as_ref());
        if written.signed_by == Some(SignedBy::Gateway) || recorded.is_some_and(|issuer| issuer.gateway) {
            return Signer::Gateway;
        }
        // A secret of the partner's that is no private key is that of its application at the issuer.
        let kept = self.ctx.secrets.get(&SecretRef::credential(&self.session.key)).ok().flatten();
        let by_client = kept.is_some_and(|secret| !is_key(&secret));
        let by_metadata = written.jwks_uri.is_none() && written.certificates.is_empty();
        let provider = by_client || (by_metadata && issuer::gives_tokens(self.ctx, self.session));
        if written.mechanism == MechanismKind::Oidc || provider { Signer::Issuer } else { Signer::Partner }
    }

    /// The audiences that record and gateway expect of the partner's tokens.
    fn audiences(&self) -> Vec<String> {
        let recorded = self.record.and_then(|record| record.status.issuer.as_ref()?.audience.clone());
        let observed = self.there.and_then(|there| there.observed.as_ref());
        let clients = observed.iter().flat_map(|observed| &observed.clients);
        let there =
            clients.filter(|client| client.mechanism == self.session.mechanism()).filter_map(|client| client.audience.clone());
        recorded.into_iter().chain(there).collect()
    }

    /// What record and gateway say about the partner's tokens, where the partner file leaves it open.
    fn whose(&self) -> Whose {
        let status = self.record.map(|record| &record.status);
        let issuer = status.and_then(|status| status.issuer.as_ref()).filter(|issuer| issuer.gateway);
        let observed = self.there.and_then(|there| there.observed.as_ref()).filter(|_| issuer.is_some());
        let claims = observed.map(|observed| observed.claims.iter().cloned().collect());
        let oidc = self.session.mechanism() == MechanismKind::Oidc;
        let client = status.and_then(|status| status.client.as_ref()).filter(|_| oidc);
        Whose {
            issuer: issuer.map(|issuer| issuer.issuer.clone()),
            claims: claims.unwrap_or_default(),
            client_id: client.map(|client| client.client_id.clone()),
        }
    }
}

fn is_key(secret: &Secret) -> bool {
    secret.reveal().contains("PRIVATE KEY") || Key::read(secret.reveal().as_bytes(), None).is_ok()
}

fn certificates(given: &Given) -> Vec<Certificate> {
    Bundle::read(&given.name, &given.bytes, None).map(|bundle| bundle.certificates).unwrap_or_default()
}

fn holds(set: &Set, certificate: &Certificate) -> bool {
    set.keys.iter().any(|entry| entry.key.sha256() == certificate.public_key.sha256)
}

/// Whether a text may be a token (RFC 6750, section 2.1) that nobody guesses (RFC 6749, section 10.10: 128 bits, 6 in a sign).
fn is_opaque(text: &str) -> bool {
    let sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-._~+/=".contains(&sign);
    let text = text.trim();
    text.len() >= SHORTEST && text.bytes().all(sign) && jwt::decode(text).is_err()
}

fn partner(code: &str, given: &Given, advice: &str) -> Reason {
    Reason::new(Side::Partner, Finding::new(Level::Refuse, code, format!("`{}`", given.name), advice))
}

const SHORTEST: usize = 22;
const NO_TOKEN: &str = "the gateway knows this partner by the certificate of its connection: a token opens nothing";
const NO_JWT: &str =
    "the gateway issues no JWTs, so this one is of somebody else: ask the token endpoint of the handover for one";
const NO_CERTIFICATE: &str = "the gateway does not know this partner by a certificate: use the credential of the handover";
const OTHER_SIGNER: &str = "the gateway knows another key of the signer: name this certificate in the partner file and onboard \
                            again, or let the partner sign with the registered key";
const OTHER_KEY: &str =
    "it is not the private key of the registered certificate: put that one there with `partnerctl secret put`";
