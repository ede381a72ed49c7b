//! Scopes of tokens: whom they shut out of an API.

use std::collections::BTreeSet;

use crate::{
    domain::{
        change::{Change, Scope},
        finding::{Finding, Level},
        ground::{Ground, PublishedApi, TokenOrigin},
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, PartnerName, ScopeName},
        partner::{Authentication, SignedBy},
    },
    job::{Context, Result, session::Session},
    plan::Plan,
};

/// The partners of this workspace that a plan shuts out of an API: their issuer's tokens need a scope there for the first time, and
/// their files name none that is asked.
pub fn shut_out(ctx: &Context<'_>, environment: &EnvironmentName, plan: &Plan, ground: &Ground) -> Result<Vec<Finding>> {
    let mapped: Vec<&Scope> = plan.items.iter().filter_map(|item| mapped(&item.change)).collect();
    if mapped.is_empty() {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    for name in ctx.store.partners()? {
        // A file that cannot be read is the business of its own partner.
        let Ok(partner) = ctx.store.partner(&name) else { continue };
        let Some(presence) = partner.spec.environments.get(environment) else { continue };
        let Some(issuer) = &presence.authentication.issuer else { continue };
        for api in &presence.apis {
            let scopes = mapped.iter().filter(|scope| scope.issuer.as_ref() == Some(issuer) && scope.apis.contains(api));
            let asked: BTreeSet<&ScopeName> = scopes.map(|scope| &scope.name).collect();
            let guarded = ground.apis.get(api).is_some_and(|known| known.issuer_scopes.contains_key(issuer));
            let holds = presence.authentication.scopes.iter().any(|scope| asked.contains(scope));
            if !asked.is_empty() && !guarded && !holds {
                findings.push(left_out(&name, api, &asked));
            }
        }
    }
    Ok(findings)
}

fn mapped(change: &Change) -> Option<&Scope> {
    match change {
        Change::EnsureScope(scope) if scope.issuer.is_some() => Some(scope),
        _ => None,
    }
}

fn left_out(partner: &PartnerName, api: &ApiRef, asked: &BTreeSet<&ScopeName>) -> Finding {
    let advice = format!(
        "its calls of {api} are refused from now on: its tokens need scope {} there, and its file names none of them; once its issuer \
         sends one, name it in `scopes`",
        any_of(asked.iter().copied())
    );
    Finding::new(Level::Warn, "partner-shut-out", partner.to_string(), advice)
}

/// APIs of a partner that will refuse its tokens, for none of its scopes is mapped to them.
pub fn lacking(session: &Session<'_>, ground: &Ground) -> Vec<Finding> {
    let Some(server) = server(&session.presence.authentication) else { return Vec::new() };
    let own = &session.presence.authentication.scopes;
    let known = session.presence.apis.iter().filter_map(|api| Some((api, ground.apis.get(api)?)));
    let finding = |(api, known): (&ApiRef, &PublishedApi)| {
        let scopes = any_of(known.lacking(server, own)?);
        let advice = format!("its tokens need scope {scopes}, which the partner file does not name: calls will be refused");
        Some(Finding::new(Level::Warn, "scope-missing", api.to_string(), advice))
    };
    known.filter_map(finding).collect()
}

/// Whose tokens a partner sends, where they carry scopes.
fn server(written: &Authentication) -> Option<TokenOrigin<'_>> {
    match written.mechanism {
        MechanismKind::Oauth2 => Some(TokenOrigin::Gateway),
        MechanismKind::ClientCertificate => None,
        MechanismKind::Oidc | MechanismKind::JwtBearer if written.signed_by == Some(SignedBy::Gateway) => None,
        MechanismKind::Oidc | MechanismKind::JwtBearer => written.issuer.as_deref().map(TokenOrigin::Issuer),
    }
}

fn any_of<'a>(scopes: impl IntoIterator<Item = &'a ScopeName>) -> String {
    scopes.into_iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ")
}
