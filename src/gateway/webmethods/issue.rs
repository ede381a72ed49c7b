//! Issuing a credential so that a crash at any point loses no secret and leaves no second client (section 3, a).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    domain::{
        change::{Overlap, SecretKind, SecretOrder},
        name::ScopeName,
        profile::{Marker, RemoteRef},
    },
    gateway::{Desk, Effect, Issued, Pending, ProfileTarget, Result},
};

use super::{
    WebMethods,
    alias::LOCAL,
    marker::{self, Stamp},
    memory::Strategies,
    strategies::{OAUTH2, Revealing, STRATEGY, boxed, is_client, is_ours, path},
    wire::{Application, StrategySummary},
};

impl WebMethods {
    /// Issues a credential: uses what an earlier run left, else makes a strategy; keeps the secret before anything else; attaches.
    pub(super) fn issue(&self, target: &ProfileTarget, order: &SecretOrder, desk: &dyn Desk) -> Result<Effect> {
        if order.kind == SecretKind::ApiKey {
            return self.issue_key(target, order, desk);
        }
        let application = self.mine(target)?;
        if order.overlap == Overlap::First
            && let Some(client) = self.attached_client(&application)?
        {
            return self.issued_before(target, &application, &client, desk);
        }
        self.finish_retirement(&application, desk)?;
        let (strategy, issued) = match self.left_behind(target, &application, &is_client)? {
            Some(strategy) => self.pick_up(target, strategy, &order.scopes, desk)?,
            None => self.register(target, &application, order, desk)?,
        };
        let after = self.attach(target, application, &strategy.id, desk)?;
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
        Ok(self.attached(application)?.into_iter().find(is_client))
    }

    /// Removes what was detached for removal by a run that was ended in between.
    pub(super) fn finish_retirement(&self, application: &Application, desk: &dyn Desk) -> Result<()> {
        for id in Stamp::read(application).retired {
            if self.with_strategies(|index| index.get(&id).is_some())? && !application.auth_strategy_ids.contains(&id) {
                self.delete_strategy(&id, desk)?;
            }
        }
        Ok(())
    }

    /// A strategy of ours for this profile that is attached to nothing: an earlier run was ended before it was.
    pub(super) fn left_behind(
        &self,
        target: &ProfileTarget,
        application: &Application,
        fits: &dyn Fn(&StrategySummary) -> bool,
    ) -> Result<Option<StrategySummary>> {
        let free = |summary: &&StrategySummary| {
            fits(summary) && !application.auth_strategy_ids.contains(&summary.id) && is_ours(summary, &target.marker)
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
        let shown = self.admin.find(&path(&strategy.id))?.map(|answer| boxed::<Revealing>(&answer)).transpose()?;
        let issued = kept(target, &strategy, &shown.unwrap_or_default(), desk)?;
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
        let name = self.free_name(target)?;
        desk.note(&RemoteRef::new("new-strategy", name.clone()))?;
        let doing = format!("issue credential {} of `{}`", attached.len() + 1, target.name);
        let answer = self.admin.post("/strategies", registration(&name, &target.marker, &order.scopes), &doing)?;
        let made = boxed::<StrategySummary>(&answer)?;
        if made.id.is_empty() {
            return Err(answer.unexpected("the new strategy has no id"));
        }
        // The secret first: everything else can be found again.
        let issued = kept(target, &made, &boxed::<Revealing>(&answer)?, desk)?;
        desk.note(&RemoteRef::new(STRATEGY, made.id.clone()))?;
        self.with_strategies(|index| index.put(made.clone()))?;
        Ok((made, issued))
    }

    /// The name of the next strategy of a profile.
    pub(super) fn free_name(&self, target: &ProfileTarget) -> Result<String> {
        let taken = |index: &mut Strategies| index.family(&target.name).map(|(number, _)| number).max();
        Ok(match self.with_strategies(taken)? {
            None => target.name.clone(),
            Some(last) => format!("{}-{}", target.name, last + 1),
        })
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

/// Keeps a secret that is shown in clear; one that is masked is to be read from the list later.
fn kept(target: &ProfileTarget, strategy: &StrategySummary, shown: &Revealing, desk: &dyn Desk) -> Result<Issued> {
    let pending = pending(target, strategy);
    let Some(secret) = shown.secret() else { return Ok(Issued::Later(pending)) };
    desk.keep(&target.slot, secret)?;
    Ok(Issued::Now(pending))
}

fn pending(target: &ProfileTarget, strategy: &StrategySummary) -> Pending {
    let remote = RemoteRef::new(STRATEGY, strategy.id.clone());
    Pending { slot: target.slot.clone(), remote, client_id: strategy.client().map(str::to_owned) }
}
