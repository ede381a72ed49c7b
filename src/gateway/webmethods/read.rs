//! From the vendor's words to ours: profiles and the ground.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    domain::{
        ground::{Ground, PublishedApi},
        mechanism::MechanismKind,
        message::Method,
        name::ApiRef,
        profile::{Observed, RemoteRef, Settings, State},
    },
    gateway::{Error, ProfileTarget, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::{Answer, request},
    alias::{is_local, is_server},
    apis::reference,
    identifiers,
    marker::Stamp,
    own::own_issuer,
    wire::{Alias, Application, Applications},
};

/// The product's word for a profile.
pub(super) const APPLICATION: &str = "application";

impl WebMethods {
    /// Finds a profile: where it was last seen, else by name. Several of one name are told apart by our mark.
    pub(super) fn find(&self, target: &ProfileTarget) -> Result<Option<Application>> {
        if let Some(remote) = target.remote.as_ref().filter(|remote| remote.kind == APPLICATION)
            && let Some(found) = self.application(&remote.id)?
        {
            return Ok(Some(found));
        }
        let mut found = Vec::new();
        for hit in self.named(&target.name)? {
            found.extend(self.application(&hit.id)?.filter(|application| application.name == target.name));
        }
        let is_ours =
            |application: &Application| Stamp::read(application).marker.is_some_and(|marker| marker.same_profile(&target.marker));
        let ours: Vec<_> = found.iter().filter(|application| is_ours(application)).cloned().collect();
        let mut candidates = if ours.is_empty() { found } else { ours };
        if candidates.len() > 1 {
            let matches = candidates.iter().map(|application| format!("application {}", application.id)).collect();
            return Err(Error::Ambiguous { matches });
        }
        Ok(candidates.pop())
    }

    /// The applications of exactly this name. The keyword is a regular expression, so it is escaped and the result compared
    /// (section 2, "List / find by name").
    fn named(&self, name: &str) -> Result<Vec<Hit>> {
        let search = request(Method::Post, "/search").repeatable().json(json!({
            "types": ["APPLICATION"], "scope": [{"attributeName": "name", "keyword": escaped(name)}],
            "responseFields": ["applicationID", "name"], "condition": "and",
        }));
        let answer = self.admin.send(&search, "find the profile")?;
        let mut found: Vec<Hit> = hits(&answer)?.into_iter().filter(|hit| hit.name == name).collect();
        found.dedup_by(|left, right| left.id == right.id);
        Ok(found)
    }

    /// One application, whole.
    pub(super) fn application(&self, id: &str) -> Result<Option<Application>> {
        let Some(answer) = self.admin.find(&format!("/applications/{}", segment(id)))? else { return Ok(None) };
        let mut list: Applications = answer.json()?;
        // It was asked for by id, so a record without one is that one.
        list.applications
            .iter_mut()
            .filter(|application| application.id.is_empty())
            .for_each(|application| id.clone_into(&mut application.id));
        Ok(list.applications.into_iter().find(|application| application.id == id))
    }

    /// An application in our words.
    pub(super) fn observed(&self, application: &Application) -> Result<Observed> {
        self.observed_with(application, &self.assigned_ids(&application.id)?)
    }

    /// The same where the ids of its APIs were just read.
    pub(super) fn observed_with(&self, application: &Application, assigned: &[String]) -> Result<Observed> {
        let stamp = Stamp::read(application);
        let (apis, unknown_apis) = self.assigned(assigned)?;
        Ok(Observed {
            remote: RemoteRef::new(APPLICATION, application.id.clone()),
            settings: Settings {
                name: application.name.clone(),
                description: stamp.description,
                contacts: application.contact_emails.clone(),
                application_id: stamp.application_id,
                customer_source_id: stamp.customer_source_id,
            },
            marker: stamp.marker,
            state: if application.is_suspended { State::Suspended } else { State::Active },
            clients: self.clients(application)?,
            certificates: identifiers::certificates(&application.identifiers),
            claims: identifiers::claims(&application.identifiers),
            apis,
            unknown_apis,
            token_endpoint: self.token_endpoint(Some(&application.id))?,
            registered: None,
            halves: None,
        })
    }

    /// The ids of the APIs that an application may call.
    pub(super) fn assigned_ids(&self, application: &str) -> Result<Vec<String>> {
        let found = self.admin.find(&format!("/applications/{}/apis", segment(application)))?;
        let list = found.map(|answer| answer.json::<Assigned>()).transpose()?.unwrap_or_default();
        Ok(list.api_ids.unwrap_or_default())
    }

    fn assigned(&self, ids: &[String]) -> Result<(BTreeSet<ApiRef>, BTreeSet<String>)> {
        let (mut known, mut unknown) = (BTreeSet::new(), BTreeSet::new());
        if ids.is_empty() {
            return Ok((known, unknown));
        }
        let all = self.apis()?;
        for id in ids {
            match all.iter().find(|api| api.id == *id).and_then(reference) {
                Some(api) => known.insert(api),
                None => unknown.insert(id.clone()),
            };
        }
        Ok((known, unknown))
    }

    /// All profiles with a mark of our owner.
    pub(super) fn read_all(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        let list: Applications = self.admin.get("/applications")?.json()?;
        // The credentials of all profiles come in one call.
        self.with_strategies(|_| ())?;
        // A list may leave `customFields` out, or show them only where there are any.
        let complete = list.applications.iter().any(|application| application.custom_fields.is_some());
        Ok(Box::new(list.applications.into_iter().filter_map(move |listed| self.surveyed(&listed, complete).transpose())))
    }

    fn surveyed(&self, listed: &Application, complete: bool) -> Result<Option<Observed>> {
        let is_ours =
            |application: &Application| Stamp::read(application).marker.is_some_and(|marker| marker.owner == self.owner);
        if is_ours(listed) {
            let observed = match assigned_in(listed) {
                Some(assigned) => self.observed_with(listed, &assigned),
                None => self.observed(listed),
            };
            return observed.map(Some);
        }
        // Where the list says nothing, only an application that could be ours is read by itself.
        if complete || Stamp::read(listed).marker.is_some() || !could_be_ours(&listed.name) {
            return Ok(None);
        }
        match self.application(&listed.id)?.filter(is_ours) {
            Some(application) => self.observed(&application).map(Some),
            None => Ok(None),
        }
    }

    /// The strategies that are attached to applications of other names.
    pub(super) fn used_strategies(&self, except: &str) -> Result<BTreeSet<String>> {
        let list: Applications = self.admin.get("/applications")?.json()?;
        let others = list.applications.into_iter().filter(|application| application.name != except);
        Ok(others.flat_map(|application| application.auth_strategy_ids).collect())
    }

    /// What partners share. One call per API for its policy's id and addresses, one for the policy; everything else comes in lists.
    pub(super) fn read_ground(&self) -> Result<Ground> {
        self.forget_apis();
        let mut ground = Ground { token_endpoint: self.token_endpoint(None)?, ..Ground::default() };
        let aliases = self.aliases()?;
        self.read_issuers(&mut ground, &aliases)?;
        let (actions, mut guards) = (self.actions()?, self.guards(&aliases)?);
        for (api, listed) in self.catalogue()? {
            let Some((detail, stated)) = self.api_detail(&listed.id)? else { continue };
            let rules = match detail.policies.first() {
                Some(policy) => self.rules(policy, &actions)?,
                None => super::identify::Rules::default(),
            };
            let https = rules.protocols.contains("https");
            let guard = guards.remove(&listed.id).unwrap_or_default();
            let published = PublishedApi {
                remote: RemoteRef::new("api", listed.id.clone()),
                state: if detail.is_active { State::Active } else { State::Suspended },
                endpoints: self.endpoints(&detail, &stated)?,
                admits: rules.admits,
                foreign_rules: rules.foreign,
                https_only: https && rules.protocols.len() == 1,
                https,
                scopes: guard.own,
                issuer_scopes: guard.issued,
            };
            ground.apis.insert(api, published);
        }
        // Nobody calls with a certificate where no API lets one in: then port and truststore are not read.
        if ground.apis.values().any(|api| api.admits.contains(&MechanismKind::ClientCertificate)) {
            (ground.anchors, ground.asks_for_certificates) = self.client_trust()?;
        }
        Ok(ground)
    }

    /// Scopes of the gateway's own authorization server, whether it signs tokens, and the issuers that are trusted besides.
    fn read_issuers(&self, ground: &mut Ground, all: &[Alias]) -> Result<()> {
        let local = all.iter().find(|alias| is_server(alias) && is_local(alias)).cloned();
        let local = local.map_or_else(|| self.local(), |alias| Ok(Some(alias)))?;
        let scopes = local.iter().flat_map(|alias| &alias.scopes);
        ground.scopes = scopes.filter_map(|scope| scope.name.parse().ok()).collect();
        ground.own_issuer = local.as_ref().and_then(own_issuer).map(str::to_owned);
        ground.issuers = self.known_issuers(all)?;
        Ok(())
    }
}

/// The ids of the APIs of an application, where the list names them (section 2, field `consumingAPIs`).
fn assigned_in(listed: &Application) -> Option<Vec<String>> {
    serde_json::from_value(listed.rest.get("consumingAPIs")?.clone()).ok()
}

/// Profile names are made of partner and environment names: lower-case letters, digits and hyphens.
fn could_be_ours(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte))
}

/// A text as a regular expression that matches it. Signs that dialects escape differently become a wildcard: what was found is
/// compared exactly anyway.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, sign| {
        match sign {
            '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' | '\\' => escaped.extend(['\\', sign]),
            '"' | '~' | '#' | '@' | '&' | '<' | '>' | '/' => escaped.push('.'),
            _ => escaped.push(sign),
        }
        escaped
    })
}

/// What a search found. The result's key is compared without case, its ids are `applicationID` (section 2).
pub(super) fn hits(answer: &Answer) -> Result<Vec<Hit>> {
    let whole: Value = answer.json()?;
    let Some(fields) = whole.as_object() else { return Err(answer.unexpected("a search result of another shape")) };
    let found = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case("APPLICATION")).map(|(_, list)| list.clone());
    match found {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(list) => serde_json::from_value(list).map_err(|_| answer.unexpected("a search result of another shape")),
    }
}

/// One found application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Hit {
    #[serde(rename = "applicationID", alias = "id")]
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Assigned {
    #[serde(rename = "apiIDs")]
    api_ids: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_searched_for_as_they_are() {
        assert_eq!(escaped("acme-prod"), "acme-prod");
        assert_eq!(escaped("a.b*c<d>"), r"a\.b\*c.d.");
    }
}
