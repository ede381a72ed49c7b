//! `import`: partners that are on a gateway become minimal partner files and records. Nothing is written to the gateway, and nothing
//! is made up: what neither the gateway nor the table knows stays unknown.

mod found;
mod name;
mod table;
mod taken;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use self::found::{Found, Verdict};
use crate::{
    domain::{
        finding::Finding,
        mechanism::MechanismKind,
        name::{ApplicationId, EnvironmentName, PartnerName},
        profile::{Observed, RemoteRef},
        workspace::Role,
    },
    gateway::Gateway,
    job::{Context, Error, Event, Result, exchange::must_be, material::Given, profile},
};

/// What became of the profiles of a gateway.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Intake {
    /// Where.
    pub environment: EnvironmentName,
    /// The profiles, by their names.
    pub profiles: Vec<IntakeLine>,
    /// How many of each.
    pub summary: IntakeSummary,
    /// What to do next.
    pub next: Option<String>,
}

/// One profile.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntakeLine {
    /// Its name on the gateway.
    pub profile: String,
    /// Where it is.
    pub remote: RemoteRef,
    /// The partner that it is; absent when it was left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerName>,
    /// What became of it.
    pub outcome: Outcome,
    /// How the partner authenticates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<MechanismKind>,
    /// The value of every request payload; absent while nobody knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The identifier that both sides agreed on; absent while nobody knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_source_id: Option<String>,
    /// What was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Why it was left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What became of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is a partner now.
    Imported,
    /// It was one, and something that was unknown was filled in.
    Completed,
    /// It was one, and nothing changed.
    Unchanged,
    /// It was left alone.
    Left,
}

/// How many profiles became what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntakeSummary {
    /// All of them.
    pub profiles: usize,
    /// New partners.
    pub imported: usize,
    /// Partners that were completed.
    pub completed: usize,
    /// Partners as they were.
    pub unchanged: usize,
    /// Those that were left alone.
    pub left: usize,
}

/// Takes in all profiles of an environment. A table with a fault is refused before anything is asked, one that does not fit the
/// gateway before anything is written.
pub fn run(ctx: &Context<'_>, environment: &EnvironmentName, ids: Option<&Given>) -> Result<Intake> {
    must_be(ctx, Role::Operator)?;
    let table = ids.map(|given| table::read(&given.name, &given.bytes)).transpose()?.unwrap_or_default();
    (ctx.tell)(&Event::Waiting { what: format!("the gateway of `{environment}`") });
    let gateway = profile::open(ctx, environment)?;
    let within = |error: Error| error.within(environment);
    let ground = gateway.ground().map_err(Error::from).map_err(within)?;
    let profiles = listed(ctx, &*gateway, environment).map_err(within)?;
    let found = found::sort(ctx, environment, profiles, &table)?;
    let bench = taken::Bench { ctx, environment, ground: &ground };
    let mut lines = Vec::with_capacity(found.len());
    for found in found {
        ctx.check_stop()?;
        lines.push(bench.take(found)?);
    }
    Ok(told(environment, lines))
}

/// All profiles: those of others, and ours of this environment, whose files may be lost.
fn listed(ctx: &Context<'_>, gateway: &dyn Gateway, environment: &EnvironmentName) -> Result<Vec<Observed>> {
    let mut profiles = gateway.strangers()?.collect::<crate::gateway::Result<Vec<_>>>()?;
    for observed in gateway.survey()? {
        ctx.check_stop()?;
        let observed = observed?;
        if observed.marker.as_ref().is_some_and(|marker| marker.key.environment == *environment) {
            profiles.push(observed);
        }
    }
    profiles.sort_by(|one, other| (&one.settings.name, &one.remote).cmp(&(&other.settings.name, &other.remote)));
    Ok(profiles)
}

fn told(environment: &EnvironmentName, profiles: Vec<IntakeLine>) -> Intake {
    let count = |outcome: Outcome| profiles.iter().filter(|line| line.outcome == outcome).count();
    let summary = IntakeSummary {
        profiles: profiles.len(),
        imported: count(Outcome::Imported),
        completed: count(Outcome::Completed),
        unchanged: count(Outcome::Unchanged),
        left: count(Outcome::Left),
    };
    let next = (summary.imported + summary.completed > 0)
        .then(|| format!("`partnerctl plan -e {environment} --out FILE` shows the change that marks them as ours"));
    Intake { environment: environment.clone(), profiles, summary, next }
}

/// Rows of a table by the place of their profile.
type Rows<'a> = BTreeMap<usize, &'a table::Row>;
