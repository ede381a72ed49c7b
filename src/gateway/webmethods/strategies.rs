//! Strategies: the OAuth 2.0 clients of a profile (section 3). A strategy of ours carries our mark in its description, so that one
//! that a killed run left behind is found and used instead of making a second.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    domain::{
        message::Method,
        name::ScopeName,
        profile::{Marker, RemoteRef},
        secret::Secret,
    },
    gateway::{Desk, Effect, Error, Pending, ProfileTarget, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::{Answer, request},
    alias::LOCAL,
    marker,
    mask::{holds_masked, is_masked},
    memory::Strategies,
    wire::StrategySummary,
};

/// The product's word for what holds a credential.
pub(super) const STRATEGY: &str = "strategy";

impl WebMethods {
    /// Looks into the strategies of the gateway, which are read at most once.
    pub(super) fn with_strategies<T>(&self, look: impl FnOnce(&mut Strategies) -> T) -> Result<T> {
        let mut known = self.memory.strategies();
        if known.is_none() {
            *known = Some(Strategies::new(listed(&self.admin.get("/strategies")?)?));
        }
        Ok(look(known.get_or_insert_default()))
    }

    /// One strategy, without its secret; from memory when the list was read already.
    pub(super) fn strategy(&self, id: &str) -> Result<Option<StrategySummary>> {
        if let Some(known) = self.memory.strategies().as_ref().and_then(|index| index.get(id)) {
            return Ok(Some(known.clone()));
        }
        let found = self.admin.find(&path(id))?;
        found.map(|answer| boxed(&answer)).transpose()
    }

    /// Reads secrets from the list, the one place that shows them on every version (section 3, "Where the secret is readable"). What
    /// belongs to no client of the gateway's own server is the API key of an application.
    pub(super) fn collect_secrets(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        let (mut keys, clients): (Vec<_>, Vec<_>) = pending.iter().cloned().partition(|wanted| wanted.remote.kind != STRATEGY);
        let all: Vec<Revealing> = if clients.is_empty() { Vec::new() } else { listed(&self.admin.get("/strategies")?)? };
        let by_id: BTreeMap<&str, &Revealing> =
            all.iter().filter_map(|strategy| Some((strategy.id.as_deref()?, strategy))).collect();
        let mut left = Vec::new();
        for wanted in clients {
            match by_id.get(wanted.remote.id.as_str()).map(|strategy| (strategy.secret(), strategy.is_client())) {
                Some((Some(secret), _)) => desk.keep(&wanted.slot, secret)?,
                Some((None, false)) => keys.push(wanted),
                _ => left.push(wanted),
            }
        }
        left.extend(self.collect_keys(keys, desk)?);
        Ok(left)
    }

    /// Sets what a credential may ask for.
    pub(super) fn set_scopes(
        &self,
        target: &ProfileTarget,
        remote: &RemoteRef,
        scopes: &BTreeSet<ScopeName>,
        desk: &dyn Desk,
    ) -> Result<Effect> {
        let application = self.mine(target)?;
        if !application.auth_strategy_ids.contains(&remote.id) {
            let next = "run `status` to see the credentials that it has".to_owned();
            return Err(Error::Missing { call: None, what: format!("{remote} attached to `{}`", target.name), next });
        }
        self.write_scopes(&remote.id, scopes, desk)?;
        Ok(Effect { observed: Some(self.observed(&application)?), ..Effect::default() })
    }

    /// Replaces the scopes in the whole record. A record that shows its secret masked is taken from the list, which shows it in
    /// clear; where even that is masked nothing is written, for the mask would become the secret.
    pub(super) fn write_scopes(&self, id: &str, scopes: &BTreeSet<ScopeName>, desk: &dyn Desk) -> Result<()> {
        let answer = self.admin.get(&path(id))?;
        let before = boxed::<StrategySummary>(&answer)?;
        if has_scopes(&before, scopes) {
            return Ok(());
        }
        let mut record = self.clear_record(id, &answer)?;
        let config = record.entry("dcrConfig").or_insert(Value::Null);
        if config.is_null() {
            *config = json!({});
        }
        let Some(fields) = config.as_object_mut() else { return Err(answer.unexpected("`dcrConfig` has another shape")) };
        fields.insert("scopes".to_owned(), json!(scopes));
        desk.note(&RemoteRef::new(STRATEGY, id))?;
        let put = self.admin.put(&path(id), Value::Object(record), "set the scopes of a credential")?;
        let after = boxed::<StrategySummary>(&self.admin.get(&path(id))?)?;
        self.with_strategies(|index| index.put(after.clone()))?;
        if after.client() != before.client() {
            return Err(put.unexpected("the client id changed; issue a new credential"));
        }
        if has_scopes(&after, scopes) {
            Ok(())
        } else {
            Err(put.unexpected("the scopes are not the wanted ones after they were set"))
        }
    }

    /// The whole record of a strategy as it may be written back. One that shows a secret masked is taken from the list.
    pub(super) fn clear_record(&self, id: &str, answer: &Answer) -> Result<Map<String, Value>> {
        let record = boxed::<Map<String, Value>>(answer)?;
        if !record.values().any(holds_masked) {
            return Ok(record);
        }
        let all: Vec<Map<String, Value>> = listed(&self.admin.get("/strategies")?)?;
        let clear = all.into_iter().find(|known| known.get("id").and_then(Value::as_str) == Some(id));
        let client = boxed::<StrategySummary>(answer)?.client().unwrap_or(id).to_owned();
        clear.filter(|known| !known.values().any(holds_masked)).ok_or(Error::SecretMasked { client })
    }

    /// Removes one credential: detaches it, then removes it. What is gone is success; another profile's credential is left alone.
    pub(super) fn retire(&self, target: &ProfileTarget, remote: &RemoteRef, desk: &dyn Desk) -> Result<Effect> {
        let mut application = self.mine_if_any(target)?;
        let attached = application.as_ref().is_some_and(|application| application.auth_strategy_ids.contains(&remote.id));
        let known = self.strategy(&remote.id)?;
        if !attached && known.as_ref().is_some_and(|strategy| !is_ours(strategy, &target.marker)) {
            let next = "remove it in the console if it is not needed".to_owned();
            return Err(Error::Conflict { call: None, what: format!("{remote} does not belong to `{}`", target.name), next });
        }
        if let Some(application) = application.as_mut().filter(|_| attached) {
            self.forget_claims(application, &remote.id)?;
        }
        if attached {
            application = application.map(|application| self.detach(target, application, &remote.id, desk)).transpose()?;
        }
        if known.is_some() {
            self.delete_strategy(&remote.id, desk)?;
        }
        let observed = application.map(|application| self.observed(&application)).transpose()?;
        Ok(Effect { observed, ..Effect::default() })
    }

    /// Removes the strategies of a profile that is going: all of ours, and those attached that no other profile uses.
    pub(super) fn delete_strategies(&self, target: &ProfileTarget, attached: &[String], desk: &dyn Desk) -> Result<()> {
        let ours = |summary: &&StrategySummary| is_ours(summary, &target.marker);
        let marked: BTreeSet<String> = self.with_strategies(|index| {
            index.family(&target.name).map(|(_, summary)| summary).filter(ours).map(|summary| summary.id.clone()).collect()
        })?;
        let others = attached.iter().filter(|id| !marked.contains(*id)).collect::<Vec<_>>();
        let used = if others.is_empty() { BTreeSet::new() } else { self.used_strategies(&target.name)? };
        let unused = others.into_iter().filter(|id| !used.contains(*id));
        marked.iter().chain(unused).try_for_each(|id| self.delete_strategy(id, desk))
    }

    /// Removes a strategy; one that is gone is success. 10.15 describes only the form with `ids` (section 3, row "Delete").
    pub(super) fn delete_strategy(&self, id: &str, desk: &dyn Desk) -> Result<()> {
        desk.note(&RemoteRef::new(STRATEGY, id))?;
        let doing = "remove a credential";
        let by_path = self.admin.delete(request(Method::Delete, &path(id)), doing);
        let gone = match by_path {
            Ok(gone) => gone,
            Err(Error::Invalid { .. }) => false,
            Err(error) => return Err(error),
        };
        if !gone && let Some(answer) = self.admin.find(&path(id))? {
            self.admin.delete(request(Method::Delete, "/strategies").query("ids", id), doing)?;
            if self.admin.find(&path(id))?.is_some() {
                return Err(answer.unexpected("the strategy is still there after it was removed"));
            }
        }
        self.with_strategies(|index| index.remove(id))
    }
}

/// Whether a strategy is a client of the gateway's own server.
pub(super) fn is_client(strategy: &StrategySummary) -> bool {
    strategy.kind == OAUTH2 && strategy.auth_server_alias == LOCAL
}

fn has_scopes(strategy: &StrategySummary, scopes: &BTreeSet<ScopeName>) -> bool {
    let known: BTreeSet<&str> = strategy.scopes().iter().map(String::as_str).collect();
    known == scopes.iter().map(ScopeName::as_str).collect()
}

pub(super) fn is_ours(strategy: &StrategySummary, marker: &Marker) -> bool {
    marker::of_strategy(&strategy.description).is_some_and(|known| known.same_profile(marker))
}

pub(super) fn path(id: &str) -> String {
    format!("/strategies/{}", segment(id))
}

/// The strategies of a list: `{"strategies":[]}` in the description, a bare array on 10.15 (section 3). The form is looked at first,
/// so that no secret is copied on the way.
fn listed<T: DeserializeOwned>(answer: &Answer) -> Result<Vec<T>> {
    #[derive(Deserialize)]
    struct Wrapped<T> {
        #[serde(alias = "strategy")]
        strategies: Option<Vec<T>>,
    }
    match answer.reply.body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => answer.json(),
        _ => Ok(answer.json::<Wrapped<T>>()?.strategies.unwrap_or_default()),
    }
}

/// One strategy: sent naked, answered as `{"strategy":{}}` (section 1, row "Envelopes").
pub(super) fn boxed<T: DeserializeOwned>(answer: &Answer) -> Result<T> {
    #[derive(Deserialize)]
    struct Wrapped<T> {
        strategy: T,
    }
    Ok(answer.json::<Wrapped<T>>()?.strategy)
}

/// What is read of a strategy to learn its secret.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Revealing {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    client_registration: Option<Registration>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Registration {
    #[serde(deserialize_with = "secret")]
    client_secret: Option<Secret>,
}

impl Revealing {
    fn is_client(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind == OAUTH2)
    }

    /// The secret, when it is shown in clear.
    pub(super) fn secret(&self) -> Option<&Secret> {
        let shown = self.client_registration.as_ref()?.client_secret.as_ref()?;
        Some(shown).filter(|secret| !secret.reveal().is_empty() && !is_masked(secret.reveal()))
    }
}

fn secret<'de, D: Deserializer<'de>>(input: D) -> std::result::Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(input)?.map(Secret::new))
}

pub(super) const OAUTH2: &str = "OAUTH2";
