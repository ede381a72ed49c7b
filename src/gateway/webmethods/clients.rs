//! The credentials of a profile in our words: its strategies, whatever they are for (section 3).

use crate::{
    domain::{
        mechanism::MechanismKind,
        profile::{ObservedClient, RemoteRef, Usage},
    },
    gateway::Result,
};

use super::{
    WebMethods,
    alias::LOCAL,
    api_key::signs,
    memory::number,
    strategies::STRATEGY,
    wire::{Application, StrategySummary},
};

impl WebMethods {
    /// The credentials of an application, the oldest first: in the order in which they were attached.
    pub(super) fn clients(&self, application: &Application) -> Result<Vec<ObservedClient>> {
        let mut found = Vec::new();
        for id in &application.auth_strategy_ids {
            if let Some(strategy) = self.strategy(id)? {
                found.push((number(&strategy.name, &application.name).unwrap_or(0), self.client(&strategy, &application.id)?));
            }
        }
        found.sort_by_key(|(number, _)| *number);
        Ok(found.into_iter().map(|(_, client)| client).collect())
    }

    /// A strategy in our words. Tokens that the gateway signs itself are asked for in the name of the application.
    fn client(&self, strategy: &StrategySummary, application: &str) -> Result<ObservedClient> {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let own = if signs(strategy) { Some(application.to_owned()) } else { strategy.client().map(str::to_owned) };
        let external = given(&strategy.auth_server_alias).filter(|alias| alias != LOCAL);
        Ok(ObservedClient {
            remote: RemoteRef::new(STRATEGY, strategy.id.clone()),
            mechanism: mechanism(strategy),
            client_id: own,
            scopes: strategy.scopes().iter().filter_map(|scope| scope.parse().ok()).collect(),
            issuer: external.map(|alias| self.issuer_behind(&alias)).transpose()?,
            audience: given(&strategy.audience),
            usage: Usage::default(),
        })
    }
}

/// The mechanism that a strategy serves (section 3 b).
pub(super) fn mechanism(strategy: &StrategySummary) -> MechanismKind {
    match strategy.kind.as_str() {
        kind if kind.starts_with("JWT_") => MechanismKind::JwtBearer,
        kind if kind.starts_with("OPENID_") => MechanismKind::Oidc,
        _ => MechanismKind::Oauth2,
    }
}
