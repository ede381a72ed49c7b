//! `api create|list|show|activate|deactivate`: APIs on the gateway, without partners.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use url::Url;

use crate::{
    domain::{
        change::{Change, Operation},
        ground::{Needs, PublishedApi},
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, ScopeName},
        profile::State,
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Result, allow_direct_writes,
        ground::{change_plan, change_report, refuse},
        profile::open,
        report::ChangeReport,
        session::published,
    },
    plan::{Plan, Planned, ground::diff_ground},
};

/// An API on the gateway.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiView {
    /// Name and version.
    pub api: ApiRef,
    /// Whether it serves calls.
    pub state: State,
    /// Where partners call it.
    pub endpoints: Vec<Url>,
    /// The mechanisms that it lets in.
    pub admits: Vec<MechanismKind>,
    /// Ways to identify a caller that this tool does not manage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_rules: Vec<String>,
    /// Scopes of which a token of the gateway's own must carry one.
    pub scopes: Vec<ScopeName>,
    /// The same for tokens of external issuers, by their `iss`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub issuer_scopes: BTreeMap<String, BTreeSet<ScopeName>>,
    /// Whether it answers on https.
    pub https: bool,
}

/// Several APIs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiList {
    /// The APIs.
    pub apis: Vec<ApiView>,
}

/// What was done to an API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiChanged {
    /// The API after it.
    pub api: ApiView,
    /// The changes; none when all was as wanted.
    pub changes: Vec<ChangeReport>,
}

/// Lists the APIs on the gateway.
pub fn list(ctx: &Context<'_>, environment: &EnvironmentName) -> Result<ApiList> {
    let ground = open(ctx, environment)?.ground().map_err(|error| Error::from(error).within(environment))?;
    Ok(ApiList { apis: ground.apis.iter().map(|(api, known)| view(api, known)).collect() })
}

/// Reads one API.
pub fn show(ctx: &Context<'_>, environment: &EnvironmentName, api: &ApiRef) -> Result<ApiView> {
    read(&*open(ctx, environment)?, environment, api)
}

/// Publishes an API from its document, guarded and reachable, but not yet active.
pub fn create(ctx: &Context<'_>, name: &EnvironmentName, api: &ApiRef) -> Result<ApiChanged> {
    allow_direct_writes(name, ctx.environment(name)?)?;
    let gateway = open(ctx, name)?;
    let within = |error: Error| error.within(name);
    let wanted = BTreeSet::from([api.clone()]);
    let needs =
        Needs { apis: BTreeMap::from([(api.clone(), BTreeSet::new())]), published: published(ctx, &wanted)?, ..Needs::default() };
    let able = gateway.probe().map_err(|error| within(error.into()))?.capabilities;
    let ground = gateway.ground().map_err(|error| within(error.into()))?;
    let mut plan = diff_ground(&needs, &ground, &able);
    plan.items.retain(|item| item.change.operation() != Operation::SetApiState);
    refuse(&plan).map_err(within)?;
    finish(ctx, &*gateway, name, api, &plan)
}

/// Serves an API, or no longer. An API that identifies nobody is served only when `open` says so.
pub fn set_state(ctx: &Context<'_>, name: &EnvironmentName, api: &ApiRef, state: State, open_to_all: bool) -> Result<ApiChanged> {
    allow_direct_writes(name, ctx.environment(name)?)?;
    let gateway = open(ctx, name)?;
    let known = read(&*gateway, name, api)?;
    if state == State::Active && known.admits.is_empty() && known.other_rules.is_empty() && !open_to_all {
        let what = format!("API {api} identifies nobody, so everyone could call it");
        let next = "onboard a partner, which also guards the API, or say `--open-to-all`".to_owned();
        return Err(Error::from(Cause::Denied { what, next }).within(name));
    }
    let change = Change::SetApiState(api.clone(), state);
    let support = gateway.probe()?.capabilities.support(change.operation(), MechanismKind::Oauth2);
    let items = if known.state == state { Vec::new() } else { vec![Planned { change, support }] };
    finish(ctx, &*gateway, name, api, &Plan { items, findings: Vec::new() })
}

fn finish(ctx: &Context<'_>, gateway: &dyn Gateway, name: &EnvironmentName, api: &ApiRef, plan: &Plan) -> Result<ApiChanged> {
    change_plan(ctx, gateway, name, plan).map_err(|error| error.within(name))?;
    let changes = plan.items.iter().map(|item| ChangeReport { ground: true, ..change_report(item) }).collect();
    Ok(ApiChanged { api: read(gateway, name, api)?, changes })
}

fn read(gateway: &dyn Gateway, name: &EnvironmentName, api: &ApiRef) -> Result<ApiView> {
    let ground = gateway.ground().map_err(|error| Error::from(error).within(name))?;
    ground.apis.get(api).map(|known| view(api, known)).ok_or_else(|| {
        let what = format!("the gateway has no API {api}");
        Error::from(Cause::NotFound { what, next: "`partnerctl api list` shows those that it has".to_owned() }).within(name)
    })
}

fn view(api: &ApiRef, known: &PublishedApi) -> ApiView {
    ApiView {
        api: api.clone(),
        state: known.state,
        endpoints: known.endpoints.clone(),
        admits: known.admits.iter().copied().collect(),
        other_rules: known.foreign_rules.iter().cloned().collect(),
        scopes: known.scopes.iter().cloned().collect(),
        issuer_scopes: known.issuer_scopes.clone(),
        https: known.https,
    }
}
