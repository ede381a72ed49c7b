//! Linking a partner with the tokens of an issuer: a strategy that says whose tokens, and identifiers that say which of them
//! (sections 2, 3 b and 9). The strategy carries our mark, so that one that a killed run left behind is used instead of a second.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    crypto::certificate::{Certificate, KeyKind},
    domain::{
        finding::{Finding, Level},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
        profile::RemoteRef,
    },
    gateway::{Desk, Effect, Error, ProfileTarget, Result},
};

use super::{
    WebMethods,
    alias::LOCAL,
    clients::mechanism,
    identifiers::{der, set_claims},
    issuers::no_server,
    marker,
    strategies::{STRATEGY, boxed, is_ours, path},
    wire::{Application, StrategySummary},
    write::unkept,
};

/// What the strategy of a partner has to say.
struct Link {
    kind: &'static str,
    alias: String,
    client: Option<String>,
    audience: String,
}

impl WebMethods {
    /// Sets issuer and claims of the partner: strategy first, then the application in one write.
    pub(super) fn link_subject(
        &self,
        target: &ProfileTarget,
        issuer: &TokenIssuer,
        kind: MechanismKind,
        desk: &dyn Desk,
    ) -> Result<Effect> {
        let application = self.mine(target)?;
        let claims = claims(&application, issuer, kind)?;
        let client = issuer.client_id.clone().filter(|_| kind == MechanismKind::Oidc);
        let link = Link {
            kind: strategy_type(kind)?,
            alias: self.server_of(issuer, desk)?,
            // Else every token that the issuer gives this client would do, also those for other APIs.
            audience: issuer.audience.clone().or_else(|| client.clone()).unwrap_or_default(),
            client,
        };
        let strategy = self.linked(target, &application, &link, desk)?;
        let after = self.write_subject(target, application, (&strategy, kind, &claims), desk)?;
        Ok(Effect { observed: Some(self.observed(&after)?), notes: elliptic(issuer).into_iter().collect(), ..Effect::default() })
    }

    /// The name of the authorization server that checks the tokens, with the scopes that the partner's tokens carry.
    fn server_of(&self, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<String> {
        if issuer.is_gateway() {
            self.add_scopes_if_any(issuer, desk)?;
            return Ok(LOCAL.to_owned());
        }
        let all = self.aliases()?;
        let known = self.alias_of(&all, &issuer.issuer).ok_or_else(|| no_server(&issuer.issuer))?;
        self.complete_scopes(known, &issuer.scopes, desk)?;
        Ok(known.name.clone())
    }

    fn add_scopes_if_any(&self, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<()> {
        if issuer.scopes.is_empty() { Ok(()) } else { self.add_scopes(self.local_server()?, &issuer.scopes, desk) }
    }

    /// The strategy of the link: one that is attached, one that a killed run left, or a new one. Returns its id.
    fn linked(&self, target: &ProfileTarget, application: &Application, link: &Link, desk: &dyn Desk) -> Result<String> {
        let attached = self.attached(application)?;
        if let Some(strategy) = attached.iter().find(|strategy| link.fits(strategy)) {
            return Ok(strategy.id.clone());
        }
        let ours = attached.into_iter().find(|strategy| strategy.kind == link.kind && is_ours(strategy, &target.marker));
        if let Some(ours) = ours {
            return self.relink(ours, link, desk);
        }
        self.finish_retirement(application, desk)?;
        match self.left_behind(target, application, &|strategy| strategy.kind == link.kind)? {
            Some(left) => self.relink(left, link, desk),
            None => self.register_link(target, link, desk),
        }
    }

    /// The strategies that are attached to an application.
    pub(super) fn attached(&self, application: &Application) -> Result<Vec<StrategySummary>> {
        let read = application.auth_strategy_ids.iter().map(|id| self.strategy(id));
        read.filter_map(Result::transpose).collect()
    }

    /// Takes the claims of a mechanism away with its last strategy, so that they open nothing.
    pub(super) fn forget_claims(&self, application: &mut Application, strategy: &str) -> Result<()> {
        let attached = self.attached(application)?;
        let Some(kind) = attached.iter().find(|known| known.id == strategy).map(mechanism) else { return Ok(()) };
        let last = attached.iter().filter(|known| mechanism(known) == kind).count() == 1;
        if last && [MechanismKind::Oidc, MechanismKind::JwtBearer].contains(&kind) {
            set_claims(&mut application.identifiers, kind, &BTreeMap::new(), "");
        }
        Ok(())
    }

    fn register_link(&self, target: &ProfileTarget, link: &Link, desk: &dyn Desk) -> Result<String> {
        let name = self.free_name(target)?;
        let mut record = Map::new();
        record.insert("name".to_owned(), json!(name));
        record.insert("description".to_owned(), json!(marker::for_strategy(&target.marker)));
        record.insert("type".to_owned(), json!(link.kind));
        link.write(&mut record);
        desk.note(&RemoteRef::new("new-strategy", name))?;
        let doing = format!("link the tokens of `{}`", target.name);
        let answer = self.admin.post("/strategies", Value::Object(record), &doing)?;
        let made = boxed::<StrategySummary>(&answer)?;
        if made.id.is_empty() {
            return Err(answer.unexpected("the new strategy has no id"));
        }
        desk.note(&RemoteRef::new(STRATEGY, made.id.clone()))?;
        self.with_strategies(|index| index.put(made.clone()))?;
        if link.fits(&made) { Ok(made.id) } else { self.relink(made, link, desk) }
    }

    /// Brings a strategy of ours to the link; its whole record goes back (section 3, row "Read / update").
    fn relink(&self, known: StrategySummary, link: &Link, desk: &dyn Desk) -> Result<String> {
        let answer = self.admin.get(&path(&known.id))?;
        let mut record = self.clear_record(&known.id, &answer)?;
        if link.fits(&boxed(&answer)?) {
            return Ok(known.id);
        }
        link.write(&mut record);
        desk.note(&RemoteRef::new(STRATEGY, known.id.clone()))?;
        let put = self.admin.put(&path(&known.id), Value::Object(record), "change the issuer of a partner")?;
        let after = boxed::<StrategySummary>(&self.admin.get(&path(&known.id))?)?;
        self.with_strategies(|index| index.put(after.clone()))?;
        if link.fits(&after) { Ok(known.id) } else { Err(put.unexpected("the strategy does not say what was written")) }
    }

    /// Attaches the strategy and sets the claims; writes nothing when both are so.
    fn write_subject(
        &self,
        target: &ProfileTarget,
        mut application: Application,
        (strategy, kind, claims): (&String, MechanismKind, &BTreeMap<String, String>),
        desk: &dyn Desk,
    ) -> Result<Application> {
        let label = format!("{} {}", target.marker.key.partner, kind);
        let change = |application: &mut Application| {
            let detached = !application.auth_strategy_ids.contains(strategy);
            if detached {
                application.auth_strategy_ids.push(strategy.clone());
            }
            set_claims(&mut application.identifiers, kind, claims, &label) || detached
        };
        if !change(&mut application) {
            return Ok(application);
        }
        let after = self.rewritten(target, application, desk)?;
        if change(&mut after.clone()) { Err(unkept(target, "issuer and claims")) } else { Ok(after) }
    }
}

impl Link {
    fn fits(&self, strategy: &StrategySummary) -> bool {
        strategy.kind == self.kind
            && strategy.auth_server_alias == self.alias
            && strategy.audience == self.audience
            && self.client.as_deref().is_none_or(|client| strategy.client() == Some(client))
    }

    fn write(&self, record: &mut Map<String, Value>) {
        record.insert("authServerAlias".to_owned(), json!(self.alias));
        record.insert("audience".to_owned(), json!(self.audience));
        if let Some(client) = &self.client {
            record.insert("clientId".to_owned(), json!(client));
        }
    }
}

/// The claims that identify the partner. A token of the gateway always names the application as its subject, and any application
/// may ask for any other claim (section 8), so the subject is among them.
fn claims(application: &Application, issuer: &TokenIssuer, kind: MechanismKind) -> Result<BTreeMap<String, String>> {
    let mut claims = issuer.claims.clone();
    if issuer.is_gateway() {
        claims.entry("sub".to_owned()).or_insert_with(|| application.id.clone());
    }
    if claims.is_empty() && kind == MechanismKind::JwtBearer {
        let what = format!(
            "tokens of `{}` need claims that tell this partner from others: name some in the partner file",
            issuer.issuer
        );
        return Err(Error::Settings(what));
    }
    Ok(claims)
}

/// The word of a mechanism in `type` (section 3 b).
fn strategy_type(kind: MechanismKind) -> Result<&'static str> {
    match kind {
        MechanismKind::Oidc => Ok("OPENID_CONNECT_RSA"),
        MechanismKind::JwtBearer => Ok("JWT_RSA"),
        other => Err(Error::Settings(format!("mechanism `{other}` has no issuer"))),
    }
}

/// The product names its strategies after RSA and has no other name; whether it takes other signatures is not known.
fn elliptic(issuer: &TokenIssuer) -> Option<Finding> {
    let IssuerKeys::Certificate(certificate) = &issuer.keys else { return None };
    let key = Certificate::from_der(&der(certificate).ok()?).ok()?.public_key.kind;
    let advice = format!(
        "its key is {key}; the gateway names RSA only (RS256, RS384, RS512): prove with `verify` that it takes the tokens"
    );
    (!matches!(key, KeyKind::Rsa { .. })).then(|| Finding::new(Level::Warn, "issuer-key-not-rsa", issuer.issuer.clone(), advice))
}
