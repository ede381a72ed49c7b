//! Linking a partner with the tokens of an issuer (section 6). The partner is a package key: in a claim of its tokens, or beside them.
//! Issuers are known to the endpoints of APIs, so that an issuer is told to an API when a partner of it may call that.

use crate::{
    crypto::random,
    domain::{
        finding::{Finding, Level},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    },
    gateway::{Desk, Effect, Error, ProfileTarget, Result},
};

use super::{
    Boomi, capabilities, connector,
    issue::fresh,
    keys::{NewKey, has_room},
    link::Link,
    marker::Stamp,
    plans::Bundle,
    wire::{Application, PackageKey, Service, string},
    write::unkept,
};

impl Boomi {
    /// Sets whose tokens identify the partner, and tells the APIs that it may call already.
    pub(super) fn link_subject(
        &self,
        target: &ProfileTarget,
        issuer: &TokenIssuer,
        kind: MechanismKind,
        desk: &dyn Desk,
    ) -> Result<Effect> {
        if issuer.is_gateway() {
            return Err(Error::Unsupported(capabilities::no_own_tokens()));
        }
        let application = self.mine(target)?;
        let before = Stamp::read(&application);
        let own = before.link.as_ref().filter(|link| link.claim.is_none()).map(|link| link.key.clone());
        let link = Link::wanted(issuer, kind, || own.unwrap_or_else(random::identifier))?;
        let bundle = self.ensured_bundle(&application.name, desk)?;
        let stamp = Stamp { link: Some(link.clone()), ..before.clone() };
        // The link first: it names the key, so that a killed run makes no second one.
        let after = if before == stamp { application } else { self.amend(&application, stamp.fields(&application), desk)? };
        if Stamp::read(&after).link.as_ref() != Some(&link) {
            return Err(unkept(target, "the link"));
        }
        self.linked_key(&after, (&bundle, &link), desk)?;
        self.drop_former(&after, &bundle, (before.link.as_ref(), &link), desk)?;
        if let Some(former) = before.link.as_ref().filter(|former| former.issuer != link.issuer) {
            self.untell(&after, former, |service| bundle.all().any(|id| *id == service.id), desk)?;
        }
        for service in self.services()?.iter().filter(|service| bundle.all().any(|id| *id == service.id)) {
            self.tell_api(service, &link, desk)?;
        }
        let notes = beside(&link).into_iter().collect();
        Ok(Effect { observed: Some(self.observed(&after)?), issued: Vec::new(), notes })
    }

    /// The key that the tokens belong to, made when it is absent. It never ends, and its secret opens nothing and is kept nowhere: what
    /// proves the partner is its tokens, also where the key travels beside them, as a client id does.
    fn linked_key(&self, application: &Application, (bundle, link): (&Bundle, &Link), desk: &dyn Desk) -> Result<()> {
        let keys = self.own_keys(application, bundle)?;
        let key = if let Some(key) = keys.iter().find(|key| key.apikey == link.key) {
            key.clone()
        } else {
            has_room(bundle, keys.len())?;
            self.make_key(application, bundle, &NewKey { apikey: &link.key, secret: &fresh()?, ends: None }, desk)?.0
        };
        self.approve(&key, desk)
    }

    /// Removes the key of a link that was replaced.
    fn drop_former(
        &self,
        application: &Application,
        bundle: &Bundle,
        (before, now): (Option<&Link>, &Link),
        desk: &dyn Desk,
    ) -> Result<()> {
        let Some(former) = before.filter(|before| before.key != now.key) else { return Ok(()) };
        let keys: Vec<PackageKey> = self.own_keys(application, bundle)?;
        keys.iter().filter(|key| key.apikey == former.key).try_for_each(|key| self.drop_key(key, desk))
    }

    /// Tells all endpoints of an API whose tokens to let in.
    pub(super) fn tell_api(&self, service: &Service, link: &Link, desk: &dyn Desk) -> Result<()> {
        for endpoint in self.serving(service)? {
            if !connector::is_known(connector::adapter(&endpoint)) {
                return Err(not_admitted(service));
            }
            self.amend_endpoint(service, string(&endpoint, "id"), desk, |endpoint| {
                connector::tell(endpoint, link, &self.claim_headers)
            })?;
        }
        Ok(())
    }

    /// Takes back what APIs of this workspace were told for a link, but for what its other partners need. At APIs of others nobody
    /// here can say who needs it.
    pub(super) fn untell(
        &self,
        application: &Application,
        link: &Link,
        concerns: impl Fn(&Service) -> bool,
        desk: &dyn Desk,
    ) -> Result<()> {
        let mut told = Vec::new();
        for service in self.services()?.into_iter().filter(|service| self.is_own(service) && concerns(service)) {
            let serving = self.serving(&service)?;
            let knowing = serving.into_iter().filter(|endpoint| connector::issuers(endpoint).0.contains(&link.issuer));
            told.extend(knowing.map(|endpoint| (service.clone(), string(&endpoint, "id").to_owned())));
        }
        let others = if told.is_empty() { Vec::new() } else { self.links_of_others(application)? };
        told.iter().try_for_each(|(service, endpoint)| {
            self.amend_endpoint(service, endpoint, desk, |endpoint| {
                connector::untell(endpoint, link, &others);
                Ok(())
            })
        })
    }

    /// The links of the workspace's other partners.
    fn links_of_others(&self, application: &Application) -> Result<Vec<Link>> {
        let all: Vec<Application> =
            self.admin.list("/applications", Application::FIELDS, Some(("externalId", &format!("{}/", self.owner))))?;
        let others = all.iter().filter(|other| other.id != application.id).map(Stamp::read);
        let ours = others.filter(|stamp| stamp.marker.as_ref().is_some_and(|marker| marker.owner == self.owner));
        Ok(ours.filter_map(|stamp| stamp.link).collect())
    }

    /// The link with the address that its issuer's keys were moved to, where they were.
    pub(super) fn moved_with(&self, link: Link) -> Result<Link> {
        for service in self.services()? {
            for endpoint in self.serving(&service)? {
                let (issuers, address) = connector::issuers(&endpoint);
                if issuers.contains(&link.issuer) {
                    return Ok(Link { jwks: address.to_owned(), ..link });
                }
            }
        }
        Ok(link)
    }

    /// The link of an application, kept with the address that its issuer's keys were moved to: the endpoint that tells of the move
    /// may be about to forget the issuer.
    pub(super) fn remembered(&self, application: &Application, desk: &dyn Desk) -> Result<Option<Link>> {
        let before = Stamp::read(application);
        let link = before.link.clone().map(|link| self.moved_with(link)).transpose()?;
        if link != before.link {
            self.amend(application, Stamp { link: link.clone(), ..before }.fields(application), desk)?;
        }
        Ok(link)
    }

    /// Moves an issuer to other keys wherever it is known. Where it is not known, it becomes so with the first assignment.
    pub(super) fn trust_issuer(&self, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<()> {
        let jwks = match &issuer.keys {
            IssuerKeys::Gateway => return Err(Error::Unsupported(capabilities::no_own_tokens())),
            IssuerKeys::Certificate(_) => return Err(Error::Unsupported(capabilities::unpublished())),
            IssuerKeys::Published(url) => url.as_str(),
        };
        for service in self.services()? {
            for endpoint in self.serving(&service)? {
                if connector::issuers(&endpoint).0.contains(&issuer.issuer) {
                    let id = string(&endpoint, "id");
                    self.amend_endpoint(&service, id, desk, |endpoint| connector::moved(endpoint, &issuer.issuer, jwks))?;
                }
            }
        }
        Ok(())
    }
}

/// What the partner has to do besides showing its token.
fn beside(link: &Link) -> Option<Finding> {
    let advice =
        format!("no claim can tell this partner from others: it sends its key in the header `{}`, too", connector::KEY_HEADER);
    link.claim.is_none().then(|| Finding::new(Level::Inform, "key-beside-token", link.key.clone(), advice))
}

fn not_admitted(service: &Service) -> Error {
    Error::Conflict {
        call: None,
        what: format!("API `{}/{}` lets no tokens of other issuers in", service.name, service.version),
        next: "repeat the onboarding, which admits them, or publish the API under another name".to_owned(),
    }
}
