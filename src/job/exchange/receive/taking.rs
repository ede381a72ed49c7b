//! A response on its way into partner file, ledger and record.

use zeroize::Zeroizing;

use crate::{
    crypto::{certificate::Certificate, public::PublicKey},
    domain::{
        exchange::Response,
        finding::{Finding, Level},
        mechanism::MechanismKind,
        partner::Contact,
        record::RecordStatus,
        step::Evidence,
    },
    job::{
        Context, Result,
        exchange::{
            beside::{self, Place},
            done, file_name, firewall, invite,
            letter::{Signed, refused},
            material::{certificate_file, checked_request, judged, must_be_strong, read_chain},
            prove,
            receive::{Received, possession},
        },
        material::Given,
        session::Session,
    },
};

/// A response on its way into partner file and record.
pub(super) struct Taking<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) session: &'a Session<'a>,
    pub(super) letter: &'a Signed<Response>,
    pub(super) changes: Vec<String>,
    pub(super) findings: Vec<Finding>,
    /// Whether the private key was shown to be there, where that matters.
    pub(super) shown: Option<bool>,
    /// The file of a certificate that waits beside the one in use.
    pub(super) beside: Option<String>,
}

impl Taking<'_> {
    /// Checks certificate or request, and keeps its file.
    pub(super) fn material(&mut self) -> Result<Option<String>> {
        let spec = &self.letter.document.spec;
        let Some(rule) = invite::key_rule(self.ctx, self.session) else { return Ok(None) };
        must_be_strong(&self.letter.key, &rule)?;
        let given = |name: &str, text: &str| Given { name: name.to_owned(), bytes: Zeroizing::new(text.as_bytes().to_vec()) };
        if let Some(text) = &spec.certificate {
            let chain = read_chain(self.ctx, &[given("the certificate", text)], self.letter.key.spki_der())?;
            if self.session.mechanism() == MechanismKind::ClientCertificate {
                self.findings = judged(self.ctx, (&self.session.key, self.session.environment), &chain)?;
            }
            return self.placed(&chain);
        }
        if let Some(text) = &spec.request {
            let (read, findings) = checked_request(&given("the certificate request", text), &rule)?;
            must_be_same(&read.public, &self.letter.key)?;
            self.findings = findings.into_iter().filter(|finding| finding.level == Level::Warn).collect();
            self.kept("csr", text)?;
        }
        self.shown = Some(spec.request.is_some());
        Ok(None)
    }

    /// Keeps a certificate where it belongs; the file is returned where it is the first one.
    fn placed(&mut self, chain: &[Certificate]) -> Result<Option<String>> {
        let text: String = chain.iter().map(Certificate::pem).collect();
        let place = chain.first().map_or(Place::First, |leaf| beside::place(self.session, leaf));
        match place {
            Place::First => return self.kept("pem", &text).map(Some),
            Place::InUse => {}
            Place::Beside(file) => {
                self.ctx.store.attach(&file, text.as_bytes())?;
                self.changes.push(format!("wrote {file}"));
                self.findings.push(beside::finding(&self.session.key, &file));
                self.beside = Some(file);
            }
        }
        self.shown = Some(true);
        Ok(None)
    }

    fn kept(&mut self, ending: &str, text: &str) -> Result<String> {
        let file = certificate_file(&self.session.key, ending);
        self.ctx.store.attach(&file, text.as_bytes())?;
        self.changes.push(format!("wrote {file}"));
        self.shown = Some(true);
        Ok(file)
    }

    /// Brings the partner file up to date; comments and order stay.
    pub(super) fn partner_file(&mut self, certificate: Option<&str>) -> Result<()> {
        let spec = &self.letter.document.spec;
        let own = &self.session.presence.authentication;
        if let Some(file) = certificate.filter(|file| !own.certificates.iter().any(|known| known == file)) {
            self.set("certificates", &format!("[{file}]"))?;
        }
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let jwks = spec.jwks_uri.as_ref().map(ToString::to_string);
        let known = own.jwks_uri.as_ref().map(ToString::to_string);
        for (name, said, known) in
            [("jwksUri", &jwks, &known), ("issuer", &spec.issuer, &own.issuer), ("clientId", &spec.client_id, &own.client_id)]
        {
            if let Some(said) = said.as_ref().filter(|_| said != known) {
                self.set(name, &quoted(said))?;
            }
        }
        if !spec.claims.is_empty() && spec.claims != own.claims {
            self.set("claims", &serde_json::to_string(&spec.claims).unwrap_or_default())?;
        }
        spec.contacts.iter().try_for_each(|contact| self.contact(contact))
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let path = format!("spec.environments.{}.authentication.{name}", self.session.key.environment);
        self.ctx.store.revise(&self.session.key.partner, &path, value)?;
        self.changes.push(format!("set `{name}` to {value} in the partner file"));
        Ok(())
    }

    fn contact(&mut self, contact: &Contact) -> Result<()> {
        let name = &self.session.key.partner;
        let known = self.ctx.store.partner(name)?.spec.contacts;
        if known.contains(contact) {
            return Ok(());
        }
        let value = serde_json::to_string(contact).unwrap_or_default();
        let (path, value) = match known.len() {
            0 => ("spec.contacts".to_owned(), format!("[{value}]")),
            more => (format!("spec.contacts[{more}]"), value),
        };
        self.ctx.store.revise(name, &path, &value)?;
        self.changes.push(format!("added contact {} for `{}`", contact.email, contact.role));
        Ok(())
    }

    /// Writes into the ledger what the partner says, with the file that says it.
    pub(super) fn evidence(&mut self, status: &mut RecordStatus, certificate: Option<&str>) -> Result<()> {
        let (spec, metadata) = (&self.letter.document.spec, &self.letter.document.metadata);
        let file = file_name(&self.session.key, "response.jws");
        let said = |what: String| Evidence {
            sha256: Some(self.letter.sha256.clone()),
            ..done(metadata.partner.as_str(), metadata.issued, what)
        };
        let mut proven = Vec::new();
        if self.shown.is_some() {
            let word = possession(self.shown == Some(true));
            proven.push(("key-pair", said(format!("{file}: possession of the key {word}"))));
        }
        if let Some(certificate) = certificate {
            proven.push(("certificate", said(format!("{file}: {certificate}"))));
        }
        self.findings.extend(firewall::findings(&spec.firewall));
        if firewall::all_open(&spec.firewall) {
            proven.push(("firewall", said(format!("{file}: {}", firewall::summary(&spec.firewall)))));
        }
        proven.extend(self.terms()?);
        for (step, evidence) in proven {
            if prove(self.session, status, step, evidence)? {
                self.changes.push(format!("step `{step}` is done"));
            }
        }
        Ok(())
    }

    /// Who accepted which terms, and when, when they are those of this workspace.
    fn terms(&mut self) -> Result<Option<(&'static str, Evidence)>> {
        let Some(said) = &self.letter.document.spec.terms else { return Ok(None) };
        let wanted = invite::terms(self.ctx, self.session)?;
        let Some(wanted) = wanted.filter(|wanted| wanted.sha256 == said.sha256) else {
            let advice =
                format!("the response is about a file with the SHA-256 {}, which is not that of this workspace", said.sha256);
            self.findings.push(Finding::new(Level::Warn, "terms-differ", "the terms of use", advice));
            return Ok(None);
        };
        let Some(at) = said.accepted else {
            self.findings.push(Finding::new(
                Level::Inform,
                "terms-open",
                "the terms of use",
                format!("they are with {}", said.by),
            ));
            return Ok(None);
        };
        Ok(Some(("terms", Evidence { sha256: Some(wanted.sha256), ..done(&said.by, at, wanted.file) })))
    }

    pub(super) fn told(self) -> Received {
        let key = &self.session.key;
        let spec = &self.letter.document.spec;
        let next = match (&spec.request, &self.beside) {
            (_, Some(file)) => format!("`{}`", beside::line(key, file)),
            (Some(_), None) => {
                let file = certificate_file(key, "csr");
                format!(
                    "have {file} signed and send the certificate back; then `partnerctl receive {}`",
                    file_name(key, "response.jws")
                )
            }
            (None, None) => format!("`partnerctl onboard {} -e {}`", key.partner, key.environment),
        };
        Received {
            kind: "response".to_owned(),
            partner: key.partner.clone(),
            environment: key.environment.clone(),
            key: Some(self.letter.key.sha256()),
            possession: self.shown.map(|shown| possession(shown).to_owned()),
            changes: self.changes,
            findings: self.findings,
            next,
        }
    }
}

fn must_be_same(one: &PublicKey, other: &PublicKey) -> Result<()> {
    if one.spki_der() == other.spki_der() {
        return Ok(());
    }
    Err(refused("the request is not for the key that signed the response", "ask the partner for a new response"))
}
