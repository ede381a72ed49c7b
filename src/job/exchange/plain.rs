//! `receive NAME --certificate|--csr|--jwks`: plain files of partners without this tool. Nobody showed that the partner holds the key,
//! unless a request shows it itself.

mod recipient;

use url::Url;
use zeroize::Zeroizing;

use crate::{
    crypto::{certificate::Certificate, csr::SignatureState, jwk, public::PublicKey},
    domain::{
        exchange::KeyRule,
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::ProfileKey,
        workspace::Role,
    },
    job::{
        Cause, Context, Error, Result,
        exchange::{
            beside::{self, Place},
            done, invite,
            letter::refused,
            material::{certificate_file, checked_request, judged, must_be_strong, read_chain},
            must_be, prove,
            receive::{Received, possession},
            record, save,
        },
        handed,
        jwk::read_set,
        material::{Given, usage},
        session::Session,
    },
    store::LockScope,
};

/// What a partner sent.
pub enum Plain {
    /// Files with its certificate and those above it.
    Certificate(Vec<Given>),
    /// A certificate request.
    Request(Given),
    /// A key set in a file, whose certificate is taken.
    Keys(Given),
    /// Where it publishes its keys.
    KeysAt(Url),
    /// The age recipient that its credential is sealed for.
    Recipient(String),
}

/// Takes plain files of a partner.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, plain: &Plain) -> Result<Received> {
    must_be(ctx, Role::Operator)?;
    taken(ctx, key, plain).map_err(|error| error.at(key))
}

fn taken(ctx: &Context<'_>, key: &ProfileKey, plain: &Plain) -> Result<Received> {
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    if let Plain::Recipient(text) = plain {
        return recipient::taken(ctx, &session, text);
    }
    let rule = invite::key_rule(ctx, &session).ok_or_else(|| {
        let what = format!("mechanism `{}` has no key of the partner", session.mechanism());
        Error::from(Cause::Usage { what, next: "its answer comes as a response, or by `partnerctl partner set`".to_owned() })
    })?;
    let mut desk = Desk { ctx, session: &session, rule, changes: Vec::new(), findings: Vec::new(), shown: false, beside: None };
    let (file, shown) = match plain {
        Plain::Certificate(files) => (desk.certificate(files)?, false),
        Plain::Keys(given) => (desk.keys(given)?, false),
        Plain::KeysAt(url) => (desk.keys_at(url)?, false),
        Plain::Request(given) => (None, desk.request(given)?),
        Plain::Recipient(_) => (None, false),
    };
    let shown = shown || desk.shown;
    // What waits beside, or is known already, says nothing new about the key in use.
    let news = file.is_some() || matches!(plain, Plain::Request(_));
    if news {
        desk.note(file.as_deref(), shown)?;
    }
    ctx.audit(Some(&key.partner), Some(&key.environment), format!("took plain files: {}", desk.changes.join(", ")))?;
    let next = match (plain, &desk.beside) {
        (_, Some(file)) => format!("`{}`", beside::line(key, file)),
        (Plain::Request(_), None) => {
            let csr = certificate_file(key, "csr");
            format!(
                "have {csr} signed; then `partnerctl receive {} -e {} --certificate SIGNED.pem`",
                key.partner, key.environment
            )
        }
        _ => format!("`partnerctl onboard {} -e {}`", key.partner, key.environment),
    };
    Ok(Received {
        kind: "material".to_owned(),
        partner: key.partner.clone(),
        environment: key.environment.clone(),
        key: None,
        possession: (news || desk.beside.is_some()).then(|| possession(shown).to_owned()),
        changes: desk.changes,
        findings: desk.findings,
        next,
    })
}

struct Desk<'a> {
    ctx: &'a Context<'a>,
    session: &'a Session<'a>,
    rule: KeyRule,
    changes: Vec<String>,
    findings: Vec<Finding>,
    /// Whether the key of the certificate signed a response before.
    shown: bool,
    /// The file of a certificate that waits beside the one in use.
    beside: Option<String>,
}

impl Desk<'_> {
    fn certificate(&mut self, files: &[Given]) -> Result<Option<String>> {
        let all = files.iter().map(handed::parsed).collect::<Result<Vec<_>>>()?.concat();
        let leaf = crate::crypto::chain::leaves(&all).first().map(|leaf| (*leaf).clone());
        let leaf = leaf.ok_or_else(|| usage("the files hold no certificate", "ask the partner for it"))?;
        let public =
            PublicKey::from_spki_der(leaf.public_key.spki()).map_err(|error| refused(error.to_string(), "ask for another"))?;
        must_be_strong(&public, &self.rule)?;
        // Who signed a response with this key has shown that it holds it.
        let exchange = self.session.record.as_ref().and_then(|read| read.value.status.exchange.as_ref());
        let known = exchange.and_then(|exchange| exchange.other_side.as_ref()).and_then(|known| known.key.as_ref());
        self.shown = known == Some(&public.sha256());
        let chain = read_chain(self.ctx, files, leaf.public_key.spki())?;
        if self.session.mechanism() == MechanismKind::ClientCertificate {
            self.findings = judged(self.ctx, (&self.session.key, self.session.environment), &chain)?;
        }
        let text: String = chain.iter().map(Certificate::pem).collect();
        match chain.first().map_or(Place::First, |leaf| beside::place(self.session, leaf)) {
            Place::First => self.named(&text).map(Some),
            Place::InUse => Ok(None),
            Place::Beside(file) => {
                self.ctx.store.attach(&file, text.as_bytes())?;
                self.changes.push(format!("wrote {file}"));
                self.findings.push(beside::finding(&self.session.key, &file));
                self.beside = Some(file);
                Ok(None)
            }
        }
    }

    /// A gateway takes keys from an address or from a certificate: a set in a file needs the latter.
    fn keys(&mut self, given: &Given) -> Result<Option<String>> {
        let set = read_set(&given.name, &given.bytes)?;
        if set.keys.iter().any(|entry| !entry.private.is_empty()) {
            let what = format!("`{}` holds a private key: it must never leave the partner", given.name);
            return Err(usage(
                what,
                "remove the file, tell the partner to make a new key pair, and ask for the public set alone",
            ));
        }
        let unfit = |error: &dyn std::fmt::Display| usage(format!("`{}`: {error}", given.name), "ask for the file again");
        let chain = jwk::Set::certificates(&String::from_utf8_lossy(&given.bytes)).map_err(|error| unfit(&error))?;
        let chain = chain.iter().map(|der| Certificate::from_der(der)).collect::<std::result::Result<Vec<_>, _>>();
        let chain = chain.map_err(|error| unfit(&error))?;
        if chain.is_empty() {
            let what = format!("no key of `{}` carries its certificate (`x5c`)", given.name);
            return Err(usage(what, "give the address of the set with `--jwks URL`, or a certificate with `--certificate`"));
        }
        let text: String = chain.iter().map(Certificate::pem).collect();
        self.certificate(&[Given { name: given.name.clone(), bytes: Zeroizing::new(text.into_bytes()) }])
    }

    fn keys_at(&mut self, url: &Url) -> Result<Option<String>> {
        self.set("jwksUri", &serde_json::Value::from(url.as_str()).to_string())?;
        Ok(Some(url.to_string()))
    }

    /// A request shows by its own signature that its sender holds the key.
    fn request(&mut self, given: &Given) -> Result<bool> {
        let (read, findings) = checked_request(given, &self.rule)?;
        self.findings = findings.into_iter().filter(|finding| finding.level == Level::Warn).collect();
        let file = certificate_file(&self.session.key, "csr");
        self.ctx.store.attach(&file, &given.bytes)?;
        self.changes.push(format!("wrote {file}"));
        Ok(read.signature == SignatureState::Good)
    }

    fn named(&mut self, text: &str) -> Result<String> {
        let file = certificate_file(&self.session.key, "pem");
        self.ctx.store.attach(&file, text.as_bytes())?;
        self.changes.push(format!("wrote {file}"));
        if !self.session.presence.authentication.certificates.contains(&file) {
            self.set("certificates", &format!("[{file}]"))?;
        }
        Ok(file)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let path = format!("spec.environments.{}.authentication.{name}", self.session.key.environment);
        self.ctx.store.revise(&self.session.key.partner, &path, value)?;
        self.changes.push(format!("set `{name}` to {value} in the partner file"));
        Ok(())
    }

    fn note(&mut self, file: Option<&str>, shown: bool) -> Result<()> {
        let (mut record, seen) = record(self.ctx, self.session)?;
        let (by, at) = (self.session.key.partner.as_str(), self.ctx.clock.now());
        let told = done(by, at, format!("plain files; possession of the key {}", possession(shown)));
        let mut proven = vec![("key-pair", told)];
        proven.extend(file.map(|file| ("certificate", done(by, at, format!("plain files: {file}")))));
        for (step, evidence) in proven {
            if prove(self.session, &mut record.status, step, evidence)? {
                self.changes.push(format!("step `{step}` is done"));
            }
        }
        save(self.ctx, record, seen.as_ref())
    }
}
