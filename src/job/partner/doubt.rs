//! What is allowed in a partner file but looks like a slip: APIs and scopes that the workspace does not know.

use crate::{
    domain::{
        api::ApiDocument,
        finding::{Finding, Level},
        name::{ApiRef, ScopeName},
        partner::{Partner, Presence},
    },
    job::{Context, Event, Result},
};

/// Says what looks like a slip.
pub(super) fn tell(context: &Context<'_>, partner: &Partner) -> Result<()> {
    let known = context.store.apis()?;
    for (environment, presence) in &partner.spec.environments {
        for (code, advice) in slips(presence, &known) {
            let subject = format!("{} in {environment}", partner.metadata.name);
            (context.tell)(&Event::Note(Finding::new(Level::Warn, code, subject, advice)));
        }
    }
    Ok(())
}

/// The scopes that admit calls of some APIs, as their documents say; without one of them a guarded API answers 403.
pub(super) fn scopes(apis: &[ApiRef], known: &[ApiDocument]) -> Vec<ScopeName> {
    let named = known.iter().filter(|document| apis.contains(&document.reference()));
    let mut scopes: Vec<ScopeName> = named.flat_map(|document| document.spec.scopes.iter().cloned()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

fn slips(presence: &Presence, known: &[ApiDocument]) -> Vec<(&'static str, String)> {
    let apis = presence.apis.iter().filter(|api| !known.iter().any(|document| document.reference() == **api));
    let apis = apis.map(|api| ("unknown-api", format!("there is no API `{api}` in `apis/`: the gateway must have it already")));
    let named = scopes(&presence.apis, known);
    let scopes = presence.authentication.scopes.iter().filter(|scope| !named.contains(scope));
    let scopes = scopes.map(|scope| ("unknown-scope", format!("no document of its APIs in `apis/` names the scope `{scope}`")));
    apis.chain(scopes).collect()
}
