//! Strategies: the OAuth 2.0 clients of a profile (section 3). A strategy of ours carries our mark in its description, so that one
//! that a killed run left behind is found and used instead of making a second.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    domain::{
        change::{Overlap, SecretOrder},
        message::Method,
        name::ScopeName,
        profile::{Marker, RemoteRef},
        secret::Secret,
    },
    gateway::{Desk, Effect, Error, Issued, Pending, ProfileTarget, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::{Answer, request},
    marker::{self, Stamp},
    memory::Strategies,
    scopes::{LOCAL, holds_masked, is_masked},
    wire::{Application, StrategySummary},
};

/// The product's word for what holds a credential.
pub(super) const STRATEGY: &str = "strategy";

impl WebMethods {
    /// Looks into the strategies of the gateway, which are read at most once.
    pub(super) fn with_strategies<T>(&self, look: impl FnOnce(&mut Strategies) -> T) -> Result<T> {
        let mut known = self.memory.strategies();
        if known.is_none() {
            *known = Some(Strategies::new(summaries(&self.admin.get("/strategies")?)?));
        }
        Ok(look(known.get_or_insert_default()))
    }

    /// One strategy, without its secret; from memory when the list was read already.
    pub(super) fn strategy(&self, id: &str) -> Result<Option<StrategySummary>> {
        if let Some(known) = self.memory.strategies().as_ref().and_then(|index| index.get(id)) {
            return Ok(Some(known.clone()));
        }
        let found = self.admin.find(&path(id))?;
        found.map(|answer| answer.json::<Boxed<StrategySummary>>().map(|boxed| boxed.strategy)).transpose()
    }

    /// Issues a credential: uses what an earlier run left, else makes a strategy; keeps the secret before anything else; attaches.
    pub(super) fn issue(&self, target: &ProfileTarget, order: &SecretOrder, desk: &dyn Desk) -> Result<Effect> {
        let application = self.mine(target)?;
        if order.overlap == Overlap::First
            && let Some(client) = self.attached_client(&application)?
        {
            return self.issued_before(target, &application, &client, desk);
        }
        self.finish_retirement(&application, desk)?;
        let (strategy, issued) = match self.left_behind(target, &application)? {
            Some(strategy) => self.pick_up(target, strategy, &order.scopes, desk)?,
            None => self.register(target, &application, order, desk)?,
        };
        let after = self.attach(target, &strategy.id, desk)?;
        Ok(Effect { observed: Some(self.observed(&after)?), issued: vec![issued], notes: Vec::new() })
    }

    /// A first credential that is there already. When its secret is not at the desk, an earlier run was ended before it was read.
    fn issued_before(
        &self,
        target: &ProfileTarget,
        application: &Application,
        client: &StrategySummary,
        desk: &dyn Desk,
    ) -> Result<Effect> {
        let kept = desk.credential(&target.slot)?.is_some();
        let issued = if kept { Vec::new() } else { vec![Issued::Later(pending(target, client))] };
        Ok(Effect { observed: Some(self.observed(application)?), issued, notes: Vec::new() })
    }

    fn attached_client(&self, application: &Application) -> Result<Option<StrategySummary>> {
        for id in &application.auth_strategy_ids {
            if let Some(strategy) = self.strategy(id)?.filter(is_client) {
                return Ok(Some(strategy));
            }
        }
        Ok(None)
    }

    /// Removes what was detached for removal by a run that was ended in between.
    fn finish_retirement(&self, application: &Application, desk: &dyn Desk) -> Result<()> {
        for id in Stamp::read(application).retired {
            if self.with_strategies(|index| index.get(&id).is_some())? && !application.auth_strategy_ids.contains(&id) {
                self.delete_strategy(&id, desk)?;
            }
        }
        Ok(())
    }

    /// A strategy of ours for this profile that is attached to nothing: an earlier run was ended before it was.
    fn left_behind(&self, target: &ProfileTarget, application: &Application) -> Result<Option<StrategySummary>> {
        let free = |summary: &&StrategySummary| {
            is_client(summary) && !application.auth_strategy_ids.contains(&summary.id) && is_ours(summary, &target.marker)
        };
        self.with_strategies(|index| index.family(&target.name).map(|(_, summary)| summary).find(free).cloned())
    }

    fn pick_up(
        &self,
        target: &ProfileTarget,
        strategy: StrategySummary,
        scopes: &BTreeSet<ScopeName>,
        desk: &dyn Desk,
    ) -> Result<(StrategySummary, Issued)> {
        desk.note(&RemoteRef::new(STRATEGY, strategy.id.clone()))?;
        let pending = pending(target, &strategy);
        let secret = self.admin.find(&path(&strategy.id))?.map(|answer| answer.json::<Boxed<Revealing>>()).transpose()?;
        let issued = match secret.and_then(|boxed| boxed.strategy.secret()) {
            Some(secret) => {
                desk.keep(&target.slot, &secret)?;
                Issued::Now(pending)
            }
            None => Issued::Later(pending),
        };
        self.write_scopes(&strategy.id, scopes, desk)?;
        Ok((strategy, issued))
    }

    fn register(
        &self,
        target: &ProfileTarget,
        application: &Application,
        order: &SecretOrder,
        desk: &dyn Desk,
    ) -> Result<(StrategySummary, Issued)> {
        let attached = &application.auth_strategy_ids;
        let taken = |index: &mut Strategies| index.family(&target.name).map(|(number, _)| number).max();
        let name = match self.with_strategies(taken)? {
            None => target.name.clone(),
            Some(last) => format!("{}-{}", target.name, last + 1),
        };
        desk.note(&RemoteRef::new("new-strategy", name.clone()))?;
        let doing = format!("issue credential {} of `{}`", attached.len() + 1, target.name);
        let answer = self.admin.post("/strategies", registration(&name, &target.marker, &order.scopes), &doing)?;
        let made = answer.json::<Boxed<StrategySummary>>()?.strategy;
        if made.id.is_empty() {
            return Err(answer.unexpected("the new strategy has no id"));
        }
        desk.note(&RemoteRef::new(STRATEGY, made.id.clone()))?;
        let secret = answer.json::<Boxed<Revealing>>()?.strategy.secret();
        let pending = pending(target, &made);
        let issued = match secret {
            Some(secret) => {
                desk.keep(&target.slot, &secret)?;
                Issued::Now(pending)
            }
            None => Issued::Later(pending),
        };
        self.with_strategies(|index| index.put(made.clone()))?;
        Ok((made, issued))
    }

    /// Reads secrets from the list, the one place that shows them on every version (section 3, "Where the secret is readable").
    pub(super) fn collect_secrets(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let all: Listed<Revealing> = self.admin.get("/strategies")?.json()?;
        let all = all.into_vec();
        let mut left = Vec::new();
        for wanted in pending {
            let found = all.iter().find(|strategy| strategy.id.as_deref() == Some(wanted.remote.id.as_str()));
            match found.and_then(Revealing::secret) {
                Some(secret) => desk.keep(&wanted.slot, &secret)?,
                None => left.push(wanted.clone()),
            }
        }
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
            return Err(Error::Missing { what: format!("{remote} attached to `{}`", target.name), next });
        }
        self.write_scopes(&remote.id, scopes, desk)?;
        Ok(Effect { observed: Some(self.observed(&application)?), ..Effect::default() })
    }

    /// Replaces the scopes in the whole record. A record that shows its secret masked is taken from the list, which shows it in
    /// clear; where even that is masked nothing is written, for the mask would become the secret.
    fn write_scopes(&self, id: &str, scopes: &BTreeSet<ScopeName>, desk: &dyn Desk) -> Result<()> {
        let answer = self.admin.get(&path(id))?;
        let before = answer.json::<Boxed<StrategySummary>>()?.strategy;
        if has_scopes(&before, scopes) {
            return Ok(());
        }
        let mut record = answer.json::<Boxed<Map<String, Value>>>()?.strategy;
        if record.values().any(holds_masked) {
            let all: Listed<Map<String, Value>> = self.admin.get("/strategies")?.json()?;
            let clear = all.into_vec().into_iter().find(|known| known.get("id").and_then(Value::as_str) == Some(id));
            let masked = || Error::SecretMasked { client: before.client().unwrap_or(id).to_owned() };
            record = clear.filter(|known| !known.values().any(holds_masked)).ok_or_else(masked)?;
        }
        let config = record.entry("dcrConfig").or_insert_with(|| Value::Object(Map::new()));
        config["scopes"] = json!(scopes);
        desk.note(&RemoteRef::new(STRATEGY, id))?;
        let put = self.admin.put(&path(id), Value::Object(record), "set the scopes of a credential")?;
        let after = self.admin.get(&path(id))?.json::<Boxed<StrategySummary>>()?.strategy;
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

    /// Removes one credential: detaches it, then removes it. Another profile's credential is left alone.
    pub(super) fn retire(&self, target: &ProfileTarget, remote: &RemoteRef, desk: &dyn Desk) -> Result<Effect> {
        let application = self.mine(target)?;
        let attached = application.auth_strategy_ids.contains(&remote.id);
        let known = self.strategy(&remote.id)?;
        if !attached && known.as_ref().is_some_and(|strategy| !is_ours(strategy, &target.marker)) {
            let next = "remove it in the console if it is not needed".to_owned();
            return Err(Error::Conflict { call: None, what: format!("{remote} does not belong to `{}`", target.name), next });
        }
        let after = if attached { self.detach(target, application, &remote.id, desk)? } else { application };
        if known.is_some() {
            self.delete_strategy(&remote.id, desk)?;
        }
        Ok(Effect { observed: Some(self.observed(&after)?), ..Effect::default() })
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
    fn delete_strategy(&self, id: &str, desk: &dyn Desk) -> Result<()> {
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

/// The body of a dynamic client registration at the gateway's own server (section 3, a).
fn registration(name: &str, marker: &Marker, scopes: &BTreeSet<ScopeName>) -> Value {
    json!({
        "name": name, "description": marker::for_strategy(marker), "type": OAUTH2, "authServerAlias": LOCAL, "audience": "",
        "dcrConfig": {
            "allowedGrantTypes": ["client_credentials"], "clientType": "CONFIDENTIAL", "applicationType": "web",
            "authServer": LOCAL, "expirationInterval": "3600", "refreshCount": "0", "redirectUris": [], "scopes": scopes,
        },
    })
}

fn pending(target: &ProfileTarget, strategy: &StrategySummary) -> Pending {
    let remote = RemoteRef::new(STRATEGY, strategy.id.clone());
    Pending { slot: target.slot.clone(), remote, client_id: strategy.client().map(str::to_owned) }
}

/// Whether a strategy is a client of the gateway's own server.
pub(super) fn is_client(strategy: &StrategySummary) -> bool {
    strategy.kind == OAUTH2 && strategy.auth_server_alias == LOCAL
}

fn has_scopes(strategy: &StrategySummary, scopes: &BTreeSet<ScopeName>) -> bool {
    let known: BTreeSet<&str> = strategy.scopes().iter().map(String::as_str).collect();
    known == scopes.iter().map(ScopeName::as_str).collect()
}

fn is_ours(strategy: &StrategySummary, marker: &Marker) -> bool {
    marker::of_strategy(&strategy.description).is_some_and(|known| known.same_profile(marker))
}

fn summaries(answer: &Answer) -> Result<Vec<StrategySummary>> {
    Ok(answer.json::<Listed<StrategySummary>>()?.into_vec())
}

fn path(id: &str) -> String {
    format!("/strategies/{}", segment(id))
}

/// `{"strategies":[]}` in the description, a bare array on 10.15 (section 3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed<T> {
    Bare(Vec<T>),
    Wrapped {
        #[serde(alias = "strategy")]
        strategies: Option<Vec<T>>,
    },
}

impl<T> Listed<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::Bare(all) => all,
            Self::Wrapped { strategies } => strategies.unwrap_or_default(),
        }
    }
}

/// `{"strategy":{}}`; sent naked, answered wrapped (section 1, row "Envelopes").
#[derive(Deserialize)]
struct Boxed<T> {
    strategy: T,
}

/// What is read of a strategy to learn its secret.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revealing {
    id: Option<String>,
    client_registration: Option<Registration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    client_secret: Option<String>,
}

impl Revealing {
    /// The secret, when it is shown in clear.
    fn secret(&self) -> Option<Secret> {
        let shown = self.client_registration.as_ref()?.client_secret.as_deref()?;
        (!shown.is_empty() && !is_masked(shown)).then(|| Secret::new(shown.to_owned()))
    }
}

const OAUTH2: &str = "OAUTH2";
