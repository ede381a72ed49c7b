//! What the operator needs of a new key: a certificate in a letter, a request that is to be signed, or a key set that is to be published.

use zeroize::Zeroizing;

use crate::{
    crypto::{
        certificate::Certificate,
        certify::Use,
        csr,
        jwk::{self, Details},
        key::Key,
    },
    domain::{
        certificate::CertificateFacts,
        exchange::{LetterMetadata, Response, ResponseSpec},
        mechanism::MechanismKind,
        rotation::{RotatedCredential, Rotation, RotationState},
        secret::{ROTATION_SLOTS, SecretRef},
        workspace::Class,
    },
    files,
    job::{
        Result,
        cert::make::{self, Own as Wanted},
        exchange::{
            file_name,
            keys::identity,
            letter,
            material::{certificate_file, judged, read_chain},
        },
        handed,
        material::{Given, usage},
        signed,
    },
    store,
};

use super::Own;

impl Own<'_> {
    /// Makes what stands for the new key; false when somebody else has to sign it first.
    pub(super) fn make(&mut self) -> Result<bool> {
        let new = self.key(&self.slot(ROTATION_SLOTS[0]))?;
        if self.session.presence.authentication.jwks_uri.is_some() {
            let file = self.write_set(&new)?;
            return self.is_there(RotatedCredential { client: None, sha256: vec![new.public().sha256()], files: vec![file] });
        }
        let chain = match self.signed_elsewhere(&new)? {
            Some(chain) => chain,
            None => match self.signed_here(&new)? {
                Some(chain) => chain,
                None => return Ok(false),
            },
        };
        if self.session.mechanism() == MechanismKind::ClientCertificate {
            let found = judged(self.ctx, (&self.session.key, self.session.environment), &chain)?;
            self.findings.extend(found);
        }
        let file = self.file(&new, "pem");
        let text: String = chain.iter().map(Certificate::pem).collect();
        self.ctx.store.attach(&file, text.as_bytes())?;
        self.write_letter(text)?;
        let sha256 = chain.first().map(Certificate::sha256).into_iter().collect();
        self.is_there(RotatedCredential { client: None, sha256, files: vec![file] })
    }

    fn is_there(&mut self, new: RotatedCredential) -> Result<bool> {
        let now = self.ctx.clock.now();
        if let Some(rotation) = &mut self.record.status.rotation {
            (rotation.state, rotation.active, rotation.new) = (RotationState::Active, Some(now), new);
        }
        self.save()?;
        // The operator has to take it first: a call now would only be refused.
        Ok(false)
    }

    /// The certificate that is given, when it is that of the new key.
    fn signed_elsewhere(&self, new: &Key) -> Result<Option<Vec<Certificate>>> {
        if self.wish.files.is_empty() {
            return Ok(None);
        }
        read_chain(self.ctx, &self.wish.files, new.spki_der()).map(Some)
    }

    /// A certificate that the new key signs for itself, where the old one did and may; else a request for one.
    fn signed_here(&self, new: &Key) -> Result<Option<Vec<Certificate>>> {
        let old = self.old_certificate()?;
        let subject = old.subject.to_string();
        let bearer = self.session.mechanism() == MechanismKind::JwtBearer;
        if old.is_self_signed() && (bearer || self.session.environment.class == Class::NonProduction) {
            if let Some(known) = self.attached(&self.file(new, "pem"))? {
                return Ok(Some(handed::parsed(&known)?));
            }
            let key = self.key(&self.slot(ROTATION_SLOTS[0]))?;
            let names = vec![csr::AlternativeName::Dns(self.session.key.partner.to_string())];
            let wanted = Wanted { key, subject, names, usage: Use::Client, days: DAYS };
            return make::own(&wanted, self.ctx.clock.now()).map(|made| Some(vec![made]));
        }
        let file = self.file(new, "csr");
        if self.attached(&file)?.is_none() {
            let order = csr::Order { subject, names: Vec::new() };
            let der = csr::create(new, &order).map_err(|error| usage(error.to_string(), "make the request by hand"))?;
            self.ctx.store.attach(&file, csr::to_pem_text(&der).as_bytes())?;
        }
        Ok(None)
    }

    fn old_certificate(&self) -> Result<Certificate> {
        let old = self.key(&SecretRef::credential(&self.session.key))?;
        let mut found = Vec::new();
        for file in &self.session.presence.authentication.certificates {
            found.extend(self.attached(file)?.map(|given| handed::parsed(&given)).transpose()?.unwrap_or_default());
        }
        let own = found.into_iter().find(|one| one.public_key.spki() == old.spki_der());
        own.ok_or_else(|| usage("the partner file names no certificate of the key in use", "name it in `certificates`"))
    }

    /// Both public keys in one set: servers that read it take what either signs.
    fn write_set(&self, new: &Key) -> Result<String> {
        let old = self.key(&SecretRef::credential(&self.session.key))?;
        let entry = |key: &Key| {
            let public = key.public();
            let kid = Some(public.thumbprint());
            public.to_published_jwk(&Details { kid, usage: Some("sig".to_owned()), algorithm: None, certificates: Vec::new() })
        };
        let file = certificate_file(&self.session.key, "jwks.json");
        let set = jwk::write(vec![entry(&old), entry(new)]);
        self.ctx.store.attach(&file, format!("{set:#}\n").as_bytes())?;
        Ok(file)
    }

    /// The certificate in a letter that is signed with the key in use, by which the operator knows the partner.
    fn write_letter(&self, certificate: String) -> Result<()> {
        let old = self.key(&SecretRef::credential(&self.session.key))?;
        let key = &self.session.key;
        let exchange = self.record.status.exchange.as_ref();
        let answers = exchange.and_then(|exchange| exchange.invitations.last()).map(|invitation| invitation.id.clone());
        let metadata = LetterMetadata { answers, ..letter::metadata(self.ctx, key, letter::LIFE) };
        let own = &self.session.presence.authentication;
        let spec = ResponseSpec {
            mechanism: own.mechanism,
            terms: None,
            contacts: Vec::new(),
            certificate: Some(certificate),
            request: None,
            jwks_uri: None,
            issuer: own.issuer.clone(),
            client_id: own.client_id.clone(),
            claims: own.claims.clone(),
            recipient: identity(self.ctx)?.recipient().to_string(),
            signing_key: signed::key(self.ctx)?.public().sha256(),
            firewall: Vec::new(),
        };
        let written = letter::write(&Response::new(metadata, spec), &old)?;
        Ok(self.ctx.store.attach(&file_name(key, LETTER), written.text.as_bytes())?)
    }

    /// What is in use now.
    pub(super) fn named(&self, key: &Key) -> Result<RotatedCredential> {
        let files = self.session.presence.authentication.certificates.clone();
        let sha256 = if files.is_empty() { key.public().sha256() } else { self.old_certificate()?.sha256() };
        Ok(RotatedCredential { client: None, sha256: vec![sha256], files })
    }

    /// The certificate of the new key with those above it; none where its key set is published.
    pub(super) fn chain(&self) -> Result<Vec<Certificate>> {
        if self.session.presence.authentication.jwks_uri.is_some() {
            return Ok(Vec::new());
        }
        let files = self.record.status.rotation.iter().flat_map(|rotation| rotation.new.files.clone());
        let mut found = Vec::new();
        for file in files {
            found.extend(self.attached(&file)?.map(|given| handed::parsed(&given)).transpose()?.unwrap_or_default());
        }
        Ok(found)
    }

    /// Names the new certificate in the partner file of this side, where calls look for it.
    pub(super) fn name_files(&mut self) -> Result<()> {
        let files = self.record.status.rotation.as_ref().map(|rotation| rotation.new.files.clone()).unwrap_or_default();
        if self.session.presence.authentication.jwks_uri.is_some() || files.is_empty() {
            return Ok(());
        }
        let key = self.session.key.clone();
        let path = format!("spec.environments.{}.authentication.certificates", key.environment);
        self.ctx.store.revise(&key.partner, &path, &format!("[{}]", files.join(", ")))?;
        self.session = crate::job::session::Session::open(self.ctx, &key.partner, &key.environment)?;
        Ok(())
    }

    /// The one next line.
    pub(super) fn told_next(&self, rotation: &Rotation) -> Option<String> {
        let key = &self.session.key;
        let url = self.session.presence.authentication.jwks_uri.as_ref();
        match (rotation.state, url) {
            (RotationState::Scheduled, _) => {
                let file = self.key(&self.slot(ROTATION_SLOTS[0])).ok().map(|new| self.file(&new, "csr")).unwrap_or_default();
                Some(format!("have {file} signed, then `partnerctl rotate --key --file SIGNED.pem`, with those above it"))
            }
            (RotationState::Active, Some(url)) => {
                let file = rotation.new.files.first().cloned().unwrap_or_default();
                Some(format!("publish {file} at {url}, then `partnerctl rotate`"))
            }
            (RotationState::Active, None) => {
                let letter = file_name(key, LETTER);
                let theirs = format!("partnerctl rotate {} -e {} --file {letter}", key.partner, key.environment);
                Some(format!("send {letter} to the operator, who types `{theirs}`; then `partnerctl rotate`"))
            }
            (RotationState::Ending, Some(_)) => Some("publish the new key alone, then `partnerctl rotate --finish`".to_owned()),
            (RotationState::Ending, None) => {
                let result = file_name(key, super::result::FILE);
                Some(format!("send {result} to the operator; when the old one is retired there: `partnerctl rotate --finish`"))
            }
            (RotationState::Ended, _) => None,
        }
    }

    /// A file that belongs to a key: another key never overwrites it.
    fn file(&self, key: &Key, ending: &str) -> String {
        let print = key.public().sha256();
        certificate_file(&self.session.key, &format!("{}.{ending}", print.get(..8).unwrap_or(&print)))
    }

    fn attached(&self, path: &str) -> Result<Option<Given>> {
        match self.ctx.store.attachment(path) {
            Ok(bytes) => Ok(Some(Given { name: path.to_owned(), bytes: Zeroizing::new(bytes) })),
            Err(store::Error::File(files::Error::Missing { .. })) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// What a record says about a certificate.
pub(super) fn facts(certificate: &Certificate) -> CertificateFacts {
    CertificateFacts {
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        sha256: certificate.sha256(),
        not_after: certificate.not_after,
    }
}

/// So many days lives a certificate that is signed with its own key.
const DAYS: u32 = 365;
/// The letter with the new certificate.
const LETTER: &str = "rotation.jws";
