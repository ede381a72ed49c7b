//! By the partner's record.

use zeroize::Zeroizing;

use crate::{
    cli::{
        command::{
            holding::{Holding, Ready},
            material::{failed, given},
        },
        failure::Failure,
        open::House,
        settings::Purpose,
    },
    crypto::{bundle::Bundle, certificate::Certificate},
    domain::{
        name::{PartnerName, ProfileKey},
        secret::Secret,
    },
    http::Http,
    job::{
        Context,
        badge::{Badge, Exchange, Given, IdToken, Shows, not_onboarded},
        material::usage,
        payload::Facts,
        session::Session,
        token::Cache,
    },
};

impl Holding {
    /// Opens what the partner holds and does something as it.
    pub(super) fn by_record<T>(
        &self,
        house: &House,
        partner: &PartnerName,
        (purpose, line): (Purpose, &str),
        act: impl FnOnce(&Ready<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        house.work(|ctx| -> Result<T, Failure> {
            let (environment, _) = house.settings.environment(ctx.workspace, purpose)?;
            let key = ProfileKey { partner: partner.clone(), environment };
            let placed = |mut failure: Failure| {
                failure.place.partner.get_or_insert_with(|| key.partner.clone());
                failure.place.environment.get_or_insert_with(|| key.environment.clone());
                failure
            };
            let given = self.given(house, &format!("partnerctl {line} --partner {} -e {}", key.partner, key.environment))?;
            let ready = self.ready(ctx, &key, &given).map_err(placed)?;
            act(&ready).map_err(placed)
        })
    }

    fn ready<'a>(&self, ctx: &'a Context<'_>, key: &ProfileKey, given: &Given) -> Result<Ready<'a>, Failure> {
        let session = Session::open(ctx, &key.partner, &key.environment)?;
        let record = session.record.as_ref().map(|read| read.value.clone()).ok_or_else(|| not_onboarded(key))?;
        let badge = self.exchanging(Badge::open(ctx, &session, &record, given)?, &record)?;
        let http = self.trusting(&badge.client(ctx, &session)?)?;
        let application_id = record.status.application_id.as_ref().map(ToString::to_string);
        let facts = Facts { application_id, customer_source_id: session.customer_source_id() };
        let cache = (!self.no_cache).then(|| Cache::of(ctx.secrets, key, ctx.tell));
        Ok(Ready { badge: Some(badge), http, cache, record: Some(record), facts, clock: ctx.clock })
    }

    /// What is given besides the record.
    fn given(&self, house: &House, line: &str) -> Result<Given, Failure> {
        let credential = match (&self.client_secret_file, &self.api_key_file, &self.key) {
            (Some(source), ..) | (None, Some(source), _) => Some(source.read(house)?),
            (None, None, Some(file)) => Some(Secret::new(self.opening.key(house, file)?.to_pem().to_string())),
            (None, None, None) => None,
        };
        Ok(Given {
            credential,
            id_token: Self::secret(house, self.token_file.as_ref())?,
            certificates: if self.cert.is_empty() { None } else { Some(self.certificates()?) },
            // An exchange asks the gateway for its own scopes, not the identity provider.
            scopes: (!self.scope.is_empty() && !self.exchange).then(|| self.scope.iter().cloned().collect()),
            resource: self.resource.clone(),
            token_url: self.token_url.clone(),
            line: Some(line.to_owned()),
            patience: None,
        })
    }

    /// The certificates of `--cert`.
    pub(super) fn certificates(&self) -> Result<Vec<Certificate>, Failure> {
        let mut found = Vec::new();
        for file in &self.cert {
            let bytes: Zeroizing<Vec<u8>> = given(file)?.bytes;
            let bundle = Bundle::read(file, &bytes, None);
            let bundle = bundle.map_err(|error| failed(usage(format!("`{}` {}", error.file, error.fault), error.advice)))?;
            found.extend(bundle.certificates);
        }
        Ok(found)
    }

    fn exchanging(&self, badge: Badge, record: &crate::domain::record::Record) -> Result<Badge, Failure> {
        if !self.exchange {
            return Ok(badge);
        }
        let known = record.status.apis.iter().flat_map(|api| &api.endpoints).next().and_then(|url| url.join("/").ok());
        let shows_access = matches!(&badge, Badge::IdToken(IdToken::Client(client)) if client.wants == Shows::AccessToken);
        match (badge, self.gateway.clone().or(known)) {
            _ if shows_access => Err(Failure::usage("this partner has no ID token to exchange").next("leave `--exchange` out")),
            (Badge::IdToken(id_token), Some(base)) => {
                Ok(Badge::Exchange(Exchange { base, id_token, scopes: self.scope.iter().map(ToString::to_string).collect() }))
            }
            (Badge::IdToken(IdToken::Given(_) | IdToken::Client(_)), None) => {
                Err(Failure::usage("the record names no address of the gateway").next("give it with `--gateway`"))
            }
            _ => Err(Failure::usage("this partner has no ID token to exchange").next("leave `--exchange` out")),
        }
    }

    fn trusting(&self, http: &Http) -> Result<Http, Failure> {
        let Some(more) = self.authorities()? else { return Ok(http.clone()) };
        let both = |known: Option<Vec<u8>>| [known.unwrap_or_default(), b"\n".to_vec(), more].concat();
        let altered = http.altered(|settings| settings.ca_pem = Some(both(settings.ca_pem.take())));
        altered.map_err(|error| Failure::usage(error.to_string()).next("check `--ca`"))
    }
}
