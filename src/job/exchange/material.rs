//! The partner's key and certificate: taken as they are, or made by the rule of the invitation. The private key is in the secret store
//! before anything else happens, so that a command that is cut short loses none.

mod kept;

use url::Url;
use zeroize::Zeroizing;

use crate::{
    crypto::{
        certificate::Certificate,
        certify::Use,
        chain,
        csr::{self, AlternativeName, Request},
        key::{Key, KeyType},
        read::Item,
    },
    domain::{
        exchange::{Invitation, KeyRule},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::ProfileKey,
        secret::{Secret, SecretRef},
    },
    job::{
        Context, Error, Result,
        cert::make::{self, Own},
        exchange::{file_name, letter::refused, page::usual_subject},
        handed,
        material::{Given, unreadable, usage},
        secret,
    },
    lint::{
        request,
        subject::{Template, TemplateError},
    },
    store,
};

use self::kept::{certificate as kept_certificate, must_not_replace};

/// What the partner has already.
#[derive(Default)]
pub struct Order {
    /// Its private key.
    pub key: Option<Key>,
    /// Files with its certificate and those above it.
    pub certificates: Vec<Given>,
    /// Where it publishes its keys.
    pub jwks_uri: Option<Url>,
    /// The subject of what is made.
    pub subject: Option<String>,
    /// Whether a request is made where a certificate that is signed with its own key would do.
    pub request: bool,
}

/// The partner's key with what stands for it.
pub struct Material {
    /// The private key.
    pub key: Key,
    /// The file of the certificate, and its text.
    pub certificate: Option<(String, String)>,
    /// The file of the request, and its text, while it is not signed.
    pub request: Option<(String, String)>,
    /// What should be known about it.
    pub findings: Vec<Finding>,
}

/// Takes or makes the material of a partner.
pub fn settle(ctx: &Context<'_>, letter: &Invitation, rule: &KeyRule, order: &Order) -> Result<Material> {
    let place = letter.metadata.key();
    must_not_replace(ctx, &place, order)?;
    let key = held(ctx, &place, rule, order)?;
    let bench = Bench { ctx, letter, rule, place };
    let mut material = Material { key, certificate: None, request: None, findings: Vec::new() };
    if !order.certificates.is_empty() {
        bench.given(&mut material, &order.certificates)?;
    } else if let Some(known) = bench.known(&material.key)? {
        material.certificate = Some(known);
    } else if order.jwks_uri.is_some() {
        // The key set stands for the key.
    } else if order.request || !rule.self_signed {
        bench.ask(&mut material, order.subject.as_deref())?;
    } else {
        bench.sign(&mut material, order.subject.as_deref())?;
    }
    Ok(material)
}

/// The private key: given, kept before, or made by the rule.
fn held(ctx: &Context<'_>, place: &ProfileKey, rule: &KeyRule, order: &Order) -> Result<Key> {
    let slot = SecretRef::credential(place);
    let kept = ctx.secrets.get(&slot)?;
    if let Some(given) = &order.key {
        must_be_strong(given.public(), rule)?;
        let text = Secret::new(given.to_pem().to_string());
        secret::keep(ctx, &slot, &text)?;
        return read(&slot, &text);
    }
    if let Some(kept) = kept {
        return read(&slot, &kept);
    }
    if !order.certificates.is_empty() {
        let next = "give the private key, too, with `--key`";
        return Err(usage(format!("the key of the certificate is not in the secret store: there is no `{slot}`"), next));
    }
    let made = rule.kind.parse::<KeyType>().map_err(|error| usage(error.to_string(), "ask the operator for a new invitation"))?;
    let key = Key::generate(made).map_err(|error| usage(error.to_string(), "give a key with `--key`"))?;
    ctx.secrets.put(&slot, &Secret::new(key.to_pem().to_string()))?;
    ctx.audit(Some(&place.partner), Some(&place.environment), format!("made private key {}", key.public().sha256()))?;
    Ok(key)
}

fn read(slot: &SecretRef, text: &Secret) -> Result<Key> {
    Key::read(text.reveal().as_bytes(), None).map_err(|error| unreadable(&format!("secret {slot}"), &error))
}

/// Refuses a key that breaks the rule, or that can be broken.
pub fn must_be_strong(key: &crate::crypto::public::PublicKey, rule: &KeyRule) -> Result<()> {
    if let Some(finding) = request::weak(key).into_iter().find(|finding| finding.level == Level::Refuse) {
        return Err(refused(finding.subject, finding.advice));
    }
    match key.kind() {
        KeyType::Rsa(bits) if bits < rule.minimum_rsa_bits => {
            let what = format!("the RSA key has {bits} bits, and {} are the least", rule.minimum_rsa_bits);
            Err(refused(what, "take another key, or let one be made"))
        }
        _ => Ok(()),
    }
}

struct Bench<'a> {
    ctx: &'a Context<'a>,
    letter: &'a Invitation,
    rule: &'a KeyRule,
    place: ProfileKey,
}

impl Bench<'_> {
    /// Takes certificates that exist, from the leaf upwards.
    fn given(&self, material: &mut Material, files: &[Given]) -> Result<()> {
        let chain = read_chain(self.ctx, files, material.key.spki_der())?;
        material.findings = self.judged(&chain)?;
        material.certificate = Some(self.keep(&chain)?);
        Ok(())
    }

    /// The certificate that was made or taken before, when it is the key's.
    fn known(&self, key: &Key) -> Result<Option<(String, String)>> {
        kept_certificate(self.ctx, &self.place, key)
    }

    fn sign(&self, material: &mut Material, subject: Option<&str>) -> Result<()> {
        let key = read(&SecretRef::credential(&self.place), &Secret::new(material.key.to_pem().to_string()))?;
        let names = vec![AlternativeName::Dns(self.place.partner.to_string())];
        let own = Own { key, subject: self.subject(subject)?, names, usage: Use::Client, days: DAYS };
        let made = make::own(&own, self.ctx.clock.now())?;
        material.findings = self.judged(std::slice::from_ref(&made))?;
        material.certificate = Some(self.keep(&[made])?);
        Ok(())
    }

    /// Makes the request, or takes the one that was made before for the same key.
    fn ask(&self, material: &mut Material, subject: Option<&str>) -> Result<()> {
        let file = self.file("csr");
        let before = self.asked_before(&file, &material.key)?.filter(|_| subject.is_none());
        let text = before.map_or_else(|| self.requested(&material.key, subject), Ok)?;
        let given = Given { name: file.clone(), bytes: Zeroizing::new(text.clone().into_bytes()) };
        material.findings = checked_request(&given, self.rule)?.1;
        self.ctx.store.attach(&file, text.as_bytes())?;
        material.request = Some((file, text));
        Ok(())
    }

    fn requested(&self, key: &Key, subject: Option<&str>) -> Result<String> {
        let order = csr::Order { subject: self.subject(subject)?, names: Vec::new() };
        let der = csr::create(key, &order).map_err(|error| usage(error.to_string(), "give another `--subject`"))?;
        Ok(csr::to_pem_text(&der))
    }

    fn asked_before(&self, file: &str, key: &Key) -> Result<Option<String>> {
        let Some(bytes) = attached(self.ctx, file)? else { return Ok(None) };
        let given = Given { name: file.to_owned(), bytes: Zeroizing::new(bytes) };
        let same = request_in(&given)?.public.spki_der() == key.spki_der();
        Ok(same.then(|| String::from_utf8_lossy(&given.bytes).into_owned()))
    }

    fn subject(&self, given: Option<&str>) -> Result<String> {
        let usual = given.map(str::to_owned).or_else(|| usual_subject(self.letter));
        usual.ok_or_else(|| {
            let rule = self.rule.subject.clone().unwrap_or_default();
            usage(format!("the subject must be `{rule}`, and not all of it is fixed"), "give the whole one with `--subject`")
        })
    }

    fn judged(&self, chain: &[Certificate]) -> Result<Vec<Finding>> {
        if self.letter.spec.mechanism != MechanismKind::ClientCertificate {
            return Ok(Vec::new());
        }
        judged(self.ctx, (&self.place, self.ctx.environment(&self.place.environment)?), chain)
    }

    fn keep(&self, chain: &[Certificate]) -> Result<(String, String)> {
        let (file, text) = (self.file("pem"), chain.iter().map(Certificate::pem).collect::<String>());
        self.ctx.store.attach(&file, text.as_bytes())?;
        Ok((file, text))
    }

    fn file(&self, ending: &str) -> String {
        certificate_file(&self.place, ending)
    }
}

/// The file of a partner's certificate or request, relative to the workspace.
#[must_use]
pub fn certificate_file(key: &ProfileKey, ending: &str) -> String {
    format!("certs/{}", file_name(key, ending))
}

/// The certificate of a key with those above it, leaf first, from files in any order.
pub fn read_chain(ctx: &Context<'_>, files: &[Given], spki: &[u8]) -> Result<Vec<Certificate>> {
    let all = files.iter().map(handed::parsed).collect::<Result<Vec<_>>>()?.concat();
    let pool: Vec<&Certificate> = all.iter().collect();
    let leaf = all.iter().find(|one| one.public_key.spki() == spki);
    let leaf = leaf.ok_or_else(|| refused("the certificate is not that of the key", "`partnerctl key match` compares them"))?;
    Ok(chain::trace(leaf, &pool, ctx.clock.now()).path)
}

/// Judges a partner's chain by the rules of the environment's class. What refuses it is a refusal; the rest is said. That the same partner
/// has another certificate with the same key there is no second use of it.
pub fn judged(ctx: &Context<'_>, whose: handed::Whose<'_>, chain: &[Certificate]) -> Result<Vec<Finding>> {
    let text: String = chain.iter().map(Certificate::pem).collect();
    let file = Given { name: "the certificate".to_owned(), bytes: Zeroizing::new(text.into_bytes()) };
    let pool: Vec<&Certificate> = chain.iter().collect();
    let Some(leaf) = chain.first() else { return Ok(Vec::new()) };
    let path = chain::trace(leaf, &pool, ctx.clock.now()).path;
    let judgement = handed::judgement_of(ctx, (Some(whose.0), whose.1), &file, chain, &path)?;
    let Some(no) = judgement.findings.iter().find(|finding| finding.level == Level::Refuse) else {
        return Ok(judgement.findings.into_iter().filter(|finding| finding.level == Level::Warn).collect());
    };
    let next = match &judgement.missing_issuer {
        Some(issuer) => format!("add the certificate of `{issuer}`"),
        None => "`partnerctl cert verify FILE` says everything that is to be said about it".to_owned(),
    };
    Err(refused(format!("{}: {} ({})", no.subject, no.advice, no.code), next))
}

/// Reads and checks a certificate request by the rule of the invitation.
pub fn checked_request(given: &Given, rule: &KeyRule) -> Result<(Request, Vec<Finding>)> {
    let read = request_in(given)?;
    must_be_strong(&read.public, rule)?;
    let template: Option<Template> =
        rule.subject.as_ref().map(|text| text.parse()).transpose().map_err(|error: TemplateError| {
            refused(error.to_string(), "ask the operator to correct the subject in the invitation")
        })?;
    let findings = request::check(&read, template.as_ref());
    match findings.iter().find(|finding| finding.level == Level::Refuse) {
        Some(no) => Err(refused(format!("{} ({})", no.subject, no.code), no.advice.clone())),
        None => Ok((read, findings)),
    }
}

fn request_in(given: &Given) -> Result<Request> {
    let found = given.items(None)?.into_iter().find_map(|item| match item {
        Item::Request(der, _) => Some(der),
        _ => None,
    });
    let der =
        found.ok_or_else(|| usage(format!("`{}` holds no certificate request", given.name), "give the file of the request"))?;
    Request::from_der(&der).map_err(|error| unreadable(&given.name, &error))
}

/// A file of the workspace; `None` when it is not there.
fn attached(ctx: &Context<'_>, path: &str) -> Result<Option<Vec<u8>>> {
    match ctx.store.attachment(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(store::Error::File(crate::files::Error::Missing { .. })) => Ok(None),
        Err(error) => Err(Error::from(error)),
    }
}

/// So many days lives a certificate that is signed with its own key.
const DAYS: u32 = 365;
