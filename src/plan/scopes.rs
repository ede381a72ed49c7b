//! Scopes that guard APIs: those of the gateway's own token server, as the documents of the APIs name them, and those of external
//! issuers, as the partners' files name them. What is mapped stays mapped; a scope that guards an API anew is said.

use std::collections::BTreeSet;

use crate::{
    domain::{
        api::Api,
        change::{Change, Scope},
        finding::{Finding, Level},
        ground::{Ground, Needs, PublishedApi},
        mechanism::{MechanismKind, TokenIssuer},
        name::{ApiRef, ScopeName},
    },
    plan::Planned,
};

/// Which scopes of an external issuer are to guard which of a partner's APIs: those that the API's document names, too, else all, so
/// that no API that names its scopes is opened by a token for another one.
#[must_use]
pub fn of_partner(issuer: &TokenIssuer, apis: &[ApiRef], published: &[Api]) -> Vec<Scope> {
    let mut wanted = Vec::new();
    for api in apis.iter().filter(|_| !issuer.is_gateway()) {
        let document = published.iter().find(|document| document.reference == *api);
        let named = |scope: &&ScopeName| document.is_some_and(|document| document.scopes.contains(scope));
        let common: Vec<_> = issuer.scopes.iter().filter(named).collect();
        let chosen = if common.is_empty() { issuer.scopes.iter().collect() } else { common };
        for name in chosen {
            let apis = BTreeSet::from([api.clone()]);
            add(&mut wanted, Scope { name: name.clone(), issuer: Some(issuer.issuer.clone()), apis });
        }
    }
    wanted
}

/// Adds a scope to others: one that is among them gets its APIs.
pub fn add(scopes: &mut Vec<Scope>, scope: Scope) {
    match scopes.iter_mut().find(|known| known.name == scope.name && known.issuer == scope.issuer) {
        Some(known) => known.apis.extend(scope.apis),
        None => scopes.push(scope),
    }
}

/// The scopes of the gateway's own token server that an API's document names and that are not mapped to it.
pub(super) fn documented(document: Option<&Api>, there: Option<&PublishedApi>, ground: &Ground) -> Vec<Change> {
    let Some(document) = document else { return Vec::new() };
    let mapped = |scope: &&ScopeName| there.is_some_and(|there| there.scopes.contains(scope)) && ground.scopes.contains(scope);
    let missing = document.scopes.iter().filter(|scope| !mapped(scope));
    let ensure = |scope: &ScopeName| {
        let apis = BTreeSet::from([document.reference.clone()]);
        Change::EnsureScope(Scope { name: scope.clone(), issuer: None, apis })
    };
    missing.map(ensure).collect()
}

/// The scopes of external issuers that are not mapped to the APIs that they are to guard.
pub(super) fn issued(needs: &Needs, ground: &Ground) -> Vec<Change> {
    let ensure = |scope: &Scope| {
        let issuer = scope.issuer.as_ref()?;
        let known = ground.issuers.get(issuer).is_some_and(|known| known.scopes.contains(&scope.name));
        let mapped = |api: &ApiRef| asked(ground, issuer, api).is_some_and(|scopes| scopes.contains(&scope.name));
        let apis: BTreeSet<_> = scope.apis.iter().filter(|api| !known || !mapped(api)).cloned().collect();
        (!apis.is_empty()).then(|| Change::EnsureScope(Scope { apis, ..scope.clone() }))
    };
    needs.scopes.iter().filter_map(ensure).collect()
}

/// What the first scope of an issuer at an API does to others, where there may be any.
pub(super) fn guarded_anew(needs: &Needs, ground: &Ground) -> Vec<Finding> {
    let pairs: BTreeSet<(&String, &ApiRef)> =
        needs.scopes.iter().filter_map(|scope| Some((scope, scope.issuer.as_ref()?))).flat_map(pairs).collect();
    let finding = |(issuer, api): (&String, &ApiRef)| {
        let there = ground.apis.get(api)?;
        let (open, admits) = (there.scopes.is_empty() && there.issuer_scopes.is_empty(), admits_tokens(there));
        let others = admits && (open || ground.issuers.contains_key(issuer));
        (others && asked(ground, issuer, api).is_none()).then(|| guards(needs, issuer, api, open))
    };
    pairs.into_iter().filter_map(finding).collect()
}

fn pairs<'a>((scope, issuer): (&'a Scope, &'a String)) -> impl Iterator<Item = (&'a String, &'a ApiRef)> {
    scope.apis.iter().map(move |api| (issuer, api))
}

/// The scopes of an issuer that guard an API; none when there is no such scope.
fn asked<'a>(ground: &'a Ground, issuer: &str, api: &ApiRef) -> Option<&'a BTreeSet<ScopeName>> {
    ground.apis.get(api)?.issuer_scopes.get(issuer).filter(|scopes| !scopes.is_empty())
}

fn admits_tokens(there: &PublishedApi) -> bool {
    there.admits.iter().any(|kind| *kind != MechanismKind::ClientCertificate)
}

fn guards(needs: &Needs, issuer: &str, api: &ApiRef, open: bool) -> Finding {
    let here = needs.scopes.iter().filter(|scope| scope.issuer.as_deref() == Some(issuer) && scope.apis.contains(api));
    let names = here.map(|scope| format!("`{}`", scope.name)).collect::<Vec<_>>().join(" or ");
    let more =
        if open { "; no scope guarded this API so far, so prove with `verify` that its other partners still get in" } else { "" };
    let advice =
        format!("from now on tokens of `{issuer}` must carry scope {names} here, those of its other partners, too{more}");
    Finding::new(Level::Warn, "scope-guards-api", api.to_string(), advice)
}

/// One scope that several APIs need is one change.
pub(super) fn merge(items: &mut Vec<Planned>) {
    let mut merged: Vec<Planned> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let Change::EnsureScope(scope) = &item.change else {
            merged.push(item);
            continue;
        };
        let twin = merged.iter_mut().find_map(|known| match &mut known.change {
            Change::EnsureScope(known) if known.name == scope.name && known.issuer == scope.issuer => Some(known),
            _ => None,
        });
        match twin {
            Some(twin) => twin.apis.extend(scope.apis.iter().cloned()),
            None => merged.push(item),
        }
    }
    *items = merged;
}

/// An API whose document names no scope.
pub(super) fn open(api: &ApiRef) -> Finding {
    let advice = "no scope guards this API, so a valid token without scopes is enough: name scopes in its document";
    Finding::new(Level::Warn, "api-without-scope", api.to_string(), advice)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests;
