//! From the vendor's words to ours: one profile, and the ground.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::{
    domain::{
        ground::{Ground, KnownIssuer, PublishedApi},
        name::ApiRef,
        profile::{Observed, ObservedClient, RemoteRef, Settings, State, Usage},
    },
    gateway::{Error, ProfileTarget, Result},
    http::segment,
};

use super::{
    Boomi,
    apis::{addresses, reference},
    connector, endpoints,
    endpoints::Guard,
    expiry,
    keys::PACKAGE_KEY,
    link::Link,
    marker::{Stamp, is_of},
    plans::Bundle,
    wire::{Application, Member, PackageKey, Record, Service, string},
};

/// The product's word for a profile.
pub(super) const APPLICATION: &str = "application";

/// Everything that makes up one profile.
pub(super) struct Parts<'a> {
    pub(super) application: &'a Application,
    pub(super) member: Option<&'a Member>,
    pub(super) bundle: Option<&'a Bundle>,
    pub(super) keys: &'a [PackageKey],
}

impl Boomi {
    /// Finds a profile: where it was last seen, else by name. Several of one name are told apart by our mark.
    pub(super) fn find(&self, target: &ProfileTarget) -> Result<Option<Application>> {
        if let Some(remote) = target.remote.as_ref().filter(|remote| remote.kind == APPLICATION)
            && let Some(found) = self.application(&remote.id)?
        {
            return Ok(Some(found));
        }
        let named: Vec<Application> = self.admin.list("/applications", Application::FIELDS, Some(("name", &target.name)))?;
        let named: Vec<_> = named.into_iter().filter(|application| application.name == target.name).collect();
        let is_ours =
            |application: &Application| Stamp::read(application).marker.is_some_and(|marker| marker.same_profile(&target.marker));
        let ours: Vec<_> = named.iter().filter(|application| is_ours(application)).cloned().collect();
        let mut candidates = if ours.is_empty() { named } else { ours };
        if candidates.len() > 1 {
            let matches = candidates.iter().map(|application| format!("application {}", application.id)).collect();
            return Err(Error::Ambiguous { matches });
        }
        Ok(candidates.pop())
    }

    /// One application.
    pub(super) fn application(&self, id: &str) -> Result<Option<Application>> {
        let found = self.admin.find(&application_path(id), Application::FIELDS)?;
        found.map(|answer| answer.json()).transpose()
    }

    /// An application in our words.
    pub(super) fn observed(&self, application: &Application) -> Result<Observed> {
        let member = self.member(&application.username)?;
        let bundle = self.bundle(&application.name)?;
        let keys = self.keys(application)?;
        self.assembled(&Parts { application, member: member.as_ref(), bundle: bundle.as_ref(), keys: &keys })
    }

    /// The same from parts that were read already.
    pub(super) fn assembled(&self, parts: &Parts<'_>) -> Result<Observed> {
        let stamp = Stamp::read(parts.application);
        let own = parts.member.filter(|member| stamp.marker.as_ref().is_some_and(|marker| is_of(member, marker)));
        let (apis, unknown_apis, token_endpoint) = self.assigned(parts.bundle, stamp.link.as_ref())?;
        Ok(Observed {
            remote: RemoteRef::new(APPLICATION, parts.application.id.clone()),
            settings: Settings {
                name: parts.application.name.clone(),
                description: parts.application.description.clone(),
                contacts: stamp.addresses(if stamp.marker.is_some() { own } else { parts.member }),
                application_id: stamp.application_id.clone(),
                customer_source_id: stamp.customer_source_id.clone(),
            },
            state: if parts.member.is_some_and(Member::is_disabled) { State::Suspended } else { State::Active },
            clients: clients(&stamp, parts),
            certificates: Vec::new(),
            claims: stamp.link.iter().flat_map(Link::shown).collect(),
            apis,
            unknown_apis,
            token_endpoint,
            marker: stamp.marker,
            registered: None,
            halves: None,
        })
    }

    /// What a partner may call, and where it gets tokens. Where its issuer is not told to an API, it cannot call that.
    fn assigned(
        &self,
        bundle: Option<&Bundle>,
        link: Option<&Link>,
    ) -> Result<(BTreeSet<ApiRef>, BTreeSet<String>, Option<Url>)> {
        let (mut known, mut unknown, mut tokens) = (BTreeSet::new(), BTreeSet::new(), None);
        let Some(bundle) = bundle else { return Ok((known, unknown, tokens)) };
        let services = self.services()?;
        for id in bundle.all() {
            let found = services.iter().find(|service| service.id == *id);
            let Some((service, api)) = found.and_then(|service| Some((service, reference(service)?))) else {
                unknown.insert(id.clone());
                continue;
            };
            if self.lets_in(service, link)? {
                known.insert(api);
                tokens = tokens.or(self.token_endpoint(service)?);
            }
        }
        Ok((known, unknown, tokens))
    }

    fn lets_in(&self, service: &Service, link: Option<&Link>) -> Result<bool> {
        let Some(link) = link else { return Ok(true) };
        Ok(self.serving(service)?.iter().all(|endpoint| connector::carries(endpoint, link, &self.claim_headers)))
    }

    /// What partners share.
    pub(super) fn read_ground(&self) -> Result<Ground> {
        self.forget_services();
        let mut ground = Ground::default();
        let paused: BTreeSet<String> = self.bundles()?.into_iter().flat_map(|bundle| bundle.paused).collect();
        for (api, service) in self.catalogue()? {
            let serving = self.serving(&service)?;
            let (admits, foreign_rules) = self.rules(&service, &serving)?;
            let all_https = serving.iter().all(|endpoint| endpoint.get("inboundSslRequired").is_some_and(|value| value == true));
            let active = !serving.is_empty() && !paused.contains(&service.id);
            let published = PublishedApi {
                remote: RemoteRef::new("service", service.id.clone()),
                state: if active { State::Active } else { State::Suspended },
                endpoints: serving.iter().flat_map(addresses).collect(),
                admits,
                foreign_rules,
                https_only: all_https,
                // Every public domain of the cloud is served over TLS; an endpoint can only shut plain http out.
                https: true,
                scopes: BTreeSet::new(),
                issuer_scopes: BTreeMap::new(),
            };
            ground.apis.insert(api, published);
            for endpoint in &serving {
                note_issuers(&mut ground, &service, endpoint);
            }
        }
        Ok(ground)
    }

    fn rules(
        &self,
        service: &Service,
        serving: &[Record],
    ) -> Result<(BTreeSet<crate::domain::mechanism::MechanismKind>, BTreeSet<String>)> {
        let guards: Vec<Guard> = serving.iter().map(|endpoint| self.guard(service, endpoint)).collect();
        let foreign = guards.iter().filter_map(|guard| match guard {
            Guard::Foreign(word) => Some(word.clone()),
            _ => None,
        });
        let foreign = foreign.collect();
        let admits = endpoints::admits(&guards);
        let complete = !guards.contains(&Guard::Oauth) || self.serves_tokens(service)?;
        Ok((if complete { admits.iter().copied().collect() } else { BTreeSet::new() }, foreign))
    }
}

/// The keys of a profile as credentials, the oldest first. One that waits for its approval is none yet.
fn clients(stamp: &Stamp, parts: &Parts<'_>) -> Vec<ObservedClient> {
    let plan = parts.bundle.map(|bundle| bundle.plan.id.as_str());
    let ours = parts.keys.iter().filter(|key| key.is_in(plan) && !key.is_waiting());
    let client = |key: &PackageKey| {
        let mut client = ObservedClient {
            remote: RemoteRef::new(PACKAGE_KEY, key.id.clone()),
            mechanism: stamp.mechanism(&key.apikey),
            client_id: Some(key.apikey.clone()),
            scopes: BTreeSet::new(),
            issuer: None,
            audience: None,
            usage: Usage { ends: expiry::read(&key.expires), ..Usage::default() },
        };
        stamp.link.iter().filter(|link| link.key == key.apikey).for_each(|link| link.complete(&mut client));
        client
    };
    ours.map(client).collect()
}

fn note_issuers(ground: &mut Ground, service: &Service, endpoint: &Record) {
    let (issuers, jwks) = connector::issuers(endpoint);
    let remote = RemoteRef::new("endpoint", format!("{}/{}", service.id, string(endpoint, "id")));
    for issuer in issuers {
        let (remote, jwks_uri) = (remote.clone(), jwks.parse().ok());
        let known = KnownIssuer { remote, jwks_uri, certificate: None, scopes: BTreeSet::new() };
        ground.issuers.insert(issuer, known);
    }
}

/// The path of one application.
pub(super) fn application_path(id: &str) -> String {
    format!("/applications/{}", segment(id))
}
