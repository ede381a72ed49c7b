//! What a partner handed over, as its file names it: certificates and the issuer of its tokens, read and checked by the rules of
//! the environment before anything is sent.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::{
    crypto::{
        bundle::Bundle,
        certificate::Certificate as Parsed,
        chain::{self, Purpose},
    },
    domain::{
        certificate::{Certificate, CertificateFacts},
        finding::{Finding, Level},
        mechanism::{IssuerKeys, Mechanism, MechanismKind, TokenIssuer},
        moment::Span,
        name::ProfileKey,
        partner::{Authentication, SignedBy},
        workspace::Environment,
    },
    job::{
        Cause, Context, Result,
        cert::{
            elsewhere::Elsewhere,
            verify::{self, Rules},
        },
        csr, issuer,
        material::Given,
    },
};

/// The mechanism with everything that belongs to it, and what people should know about it.
#[derive(Debug, Clone)]
pub struct Handed {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Warnings about what was handed over.
    pub findings: Vec<Finding>,
    /// What the partner has still to hand over before a profile makes sense; in words.
    pub missing: Option<String>,
}

impl From<Mechanism> for Handed {
    fn from(mechanism: Mechanism) -> Self {
        Self { mechanism, findings: Vec::new(), missing: None }
    }
}

/// Reads what the partner file names.
pub fn read(ctx: &Context<'_>, key: &ProfileKey, environment: &Environment, written: &Authentication) -> Result<Handed> {
    match written.mechanism {
        MechanismKind::Oauth2 => Ok(Mechanism::Oauth2 { scopes: written.scopes.iter().cloned().collect() }.into()),
        MechanismKind::Oidc => {
            let mechanism = Mechanism::Oidc(token_issuer(ctx, key, environment, written)?);
            let missing = written.client_id.is_none().then(|| CLIENT_ID.to_owned());
            Ok(Handed { missing, ..mechanism.into() })
        }
        MechanismKind::JwtBearer => Ok(Mechanism::JwtBearer(token_issuer(ctx, key, environment, written)?).into()),
        MechanismKind::ClientCertificate => certificates(ctx, (key, environment), written),
    }
}

fn token_issuer(ctx: &Context<'_>, key: &ProfileKey, environment: &Environment, written: &Authentication) -> Result<TokenIssuer> {
    let issuer = written.issuer.clone().unwrap_or_default();
    let keys = match (written.signed_by, &written.jwks_uri, written.certificates.first()) {
        (Some(SignedBy::Gateway), ..) => IssuerKeys::Gateway,
        (_, Some(url), _) => IssuerKeys::Published(url.clone()),
        (_, None, Some(file)) => IssuerKeys::Certificate(Box::new(issuer_certificate(ctx, file)?)),
        (_, None, None) => IssuerKeys::Published(issuer::published_keys(ctx, &key.environment, environment, &issuer)?),
    };
    Ok(TokenIssuer {
        issuer,
        keys,
        client_id: written.client_id.clone(),
        audience: written.audience.clone(),
        claims: written.claims.clone(),
        scopes: written.scopes.iter().cloned().collect(),
    })
}

fn issuer_certificate(ctx: &Context<'_>, file: &str) -> Result<Certificate> {
    let given = Given { name: file.to_owned(), bytes: Zeroizing::new(ctx.store.attachment(file)?) };
    let found = parsed(&given)?;
    let leaf = chain::leaves(&found).first().map(|leaf| named(leaf));
    leaf.ok_or_else(|| nothing_in(file))
}

fn certificates(ctx: &Context<'_>, whose: Whose<'_>, written: &Authentication) -> Result<Handed> {
    let read = |file: &String| Ok(Given { name: file.clone(), bytes: Zeroizing::new(ctx.store.attachment(file)?) });
    let files = written.certificates.iter().map(read).collect::<Result<Vec<_>>>()?;
    let (certificates, authorities, findings) = chains(ctx, whose, &files)?;
    let missing = certificates.is_empty().then(|| "the partner's certificate".to_owned());
    Ok(Handed { mechanism: Mechanism::ClientCertificate { certificates, authorities }, findings, missing })
}

/// The partner that hands something over, and where.
pub type Whose<'a> = (&'a ProfileKey, &'a Environment);

/// Certificates in files, the authorities of their chains, and warnings about them. What the class of the environment refuses is
/// an error.
pub fn chains(
    ctx: &Context<'_>,
    whose: Whose<'_>,
    files: &[Given],
) -> Result<(Vec<Certificate>, Vec<Certificate>, Vec<Finding>)> {
    let (mut leaves, mut authorities, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    let found = files.iter().map(parsed).collect::<Result<Vec<_>>>()?;
    let everything: Vec<Parsed> = found.iter().flatten().cloned().collect();
    let all: Vec<&Parsed> = everything.iter().collect();
    for (file, found) in files.iter().zip(&found) {
        let leaf = chain::leaves(found).first().copied().cloned().ok_or_else(|| nothing_in(&file.name))?;
        if leaf.is_ca() && (!leaf.is_self_signed() || tops_a_chain(ctx, &leaf, &all)) {
            // A file of authorities, named so that the chains of the others are complete.
            continue;
        }
        let path = chain::trace(&leaf, &all, ctx.clock.now()).path;
        findings.extend(judged(ctx, whose, file, &everything, &path)?);
        let above = if path.len() > 1 { &path[1..] } else { &path[..] };
        authorities.extend(above.iter().map(named));
        leaves.push(named(&leaf));
    }
    let mut seen = BTreeSet::new();
    authorities.retain(|authority| seen.insert(authority.facts.sha256.clone()));
    Ok((leaves, authorities, findings))
}

/// Whether an authority stands above one of the certificates that are no authorities.
fn tops_a_chain(ctx: &Context<'_>, authority: &Parsed, all: &[&Parsed]) -> bool {
    let mut below = all.iter().filter(|one| !one.is_ca());
    below.any(|leaf| chain::trace(leaf, all, ctx.clock.now()).path.contains(authority))
}

/// Judges a certificate by the rules of the environment's class.
pub fn judgement(
    ctx: &Context<'_>,
    environment: &Environment,
    file: &Given,
    everything: &[Parsed],
    path: &[Parsed],
) -> Result<verify::Judgement> {
    judgement_of(ctx, (None, environment), file, everything, path)
}

/// The same for a partner, whose own use of the certificate is no second one.
pub fn judgement_of(
    ctx: &Context<'_>,
    (key, environment): (Option<&ProfileKey>, &Environment),
    file: &Given,
    everything: &[Parsed],
    path: &[Parsed],
) -> Result<verify::Judgement> {
    let given = |name: &str, bytes: Vec<u8>| Given { name: name.to_owned(), bytes: Zeroizing::new(bytes) };
    let top = path.last().map(Parsed::pem).unwrap_or_default();
    let others: String = everything.iter().map(Parsed::pem).collect();
    let order = verify::Order {
        files: vec![given(&file.name, file.bytes.to_vec())],
        intermediates: vec![given("the partner's other files", others.into_bytes())],
        // The topmost certificate that was handed over is what the gateway will trust.
        roots: if path.len() > 1 { vec![given("the partner's chain", top.into_bytes())] } else { Vec::new() },
        revocations: Vec::new(),
        key: None,
        passphrase: None,
        rules: Rules {
            at: ctx.clock.now(),
            class: environment.class,
            purpose: Purpose::Client,
            depth: None,
            strict: false,
            lead: LEAD,
            minimum_rsa_bits: ctx.workspace.policies.minimum_rsa_bits,
            elsewhere: Elsewhere::read(ctx)?,
            whose: key.map(ToString::to_string),
            subject: csr::template_in(environment)?,
        },
    };
    verify::files(&order)
}

/// The same. What refuses it stops the command; the rest is said.
fn judged(
    ctx: &Context<'_>,
    (key, environment): Whose<'_>,
    file: &Given,
    everything: &[Parsed],
    path: &[Parsed],
) -> Result<Vec<Finding>> {
    let judgement = judgement_of(ctx, (Some(key), environment), file, everything, path)?;
    let Some(refusal) = judgement.findings.iter().find(|finding| finding.level == Level::Refuse) else {
        return Ok(judgement.findings.into_iter().filter(|finding| finding.level == Level::Warn).collect());
    };
    let file = &file.name;
    let what = format!("`{file}` cannot be registered: {} ({})", refusal.advice, refusal.code);
    let next = match &judgement.missing_issuer {
        Some(issuer) => format!("ask for the certificate of `{issuer}` and name its file in `certificates`, too"),
        None => format!("`partnerctl cert verify {file}` says everything that is to be said about it"),
    };
    Err(Cause::Usage { what, next }.into())
}

/// The certificates in a file, which must hold no private key.
pub fn parsed(file: &Given) -> Result<Vec<Parsed>> {
    let bundle = Bundle::read(&file.name, &file.bytes, None).map_err(|error| {
        let what = format!("`{}` {}", error.file, error.fault);
        crate::job::Error::from(Cause::Usage { what, next: error.advice })
    })?;
    if let Some(place) = bundle.private_keys.first() {
        let what = format!("`{}` holds a private key ({place}): it must never leave the partner", file.name);
        let next = "remove the file, tell the partner to make a new key pair, and ask for the certificate alone".to_owned();
        return Err(Cause::Usage { what, next }.into());
    }
    Ok(bundle.certificates)
}

fn named(certificate: &Parsed) -> Certificate {
    let facts = CertificateFacts {
        subject: certificate.known_as(),
        issuer: certificate.issuer.to_string(),
        sha256: certificate.sha256(),
        not_after: certificate.not_after,
    };
    Certificate { facts, pem: certificate.pem() }
}

fn nothing_in(file: &str) -> crate::job::Error {
    Cause::Usage { what: format!("`{file}` holds no certificate"), next: "ask the partner for the certificate".to_owned() }.into()
}

const CLIENT_ID: &str = "the client id of the partner's application at its identity provider (`clientId`)";

/// How long before its end a certificate should be replaced.
const LEAD: Span = Span::days(30);
