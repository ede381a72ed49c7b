//! `gateway login|test|capabilities|raw`: the connection itself.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        capability::Probe,
        change::Operation,
        finding::{Finding, Level},
        mechanism::MechanismKind,
        message::{Reply, Request},
        name::EnvironmentName,
        pair::{Half, doers},
        secret::{Secret, SecretRef},
        workspace::Environment,
    },
    gateway,
    job::{Cause, Context, Error, Result, allow_direct_writes},
};

/// What a server says about itself and what can be done on it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapabilitiesReport {
    /// Where.
    pub environment: EnvironmentName,
    /// The driver that asked.
    pub driver: String,
    /// The product's name.
    pub product: String,
    /// Its version.
    pub version: String,
    /// Both products where they are two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<ConnectionReport>,
    /// Facts that the probe found.
    pub facts: Vec<Fact>,
    /// One row per operation and mechanism.
    pub capabilities: Vec<CapabilityRow>,
}

/// A fact that the probe found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// What.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// How well one operation is supported for one mechanism.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapabilityRow {
    /// The operation.
    pub operation: Operation,
    /// The mechanism.
    pub mechanism: MechanismKind,
    /// Which products do it where they are two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Half>,
    /// `native`, `emulated`, `manual` or `unsupported`.
    pub support: String,
    /// How, or why not; empty for `native`.
    pub note: String,
}

/// Probes the gateway and lists what can be done on it.
pub fn capabilities(ctx: &Context<'_>, name: &EnvironmentName) -> Result<CapabilitiesReport> {
    let environment = ctx.environment(name)?;
    let probe = connect(ctx, name)?.probe().map_err(|error| Error::from(error).within(name))?;
    let row = |operation: Operation, mechanism: MechanismKind| {
        let support = probe.capabilities.support(operation, mechanism);
        let by = if probe.capabilities.pair().is_some() { doers(operation, mechanism) } else { &[] };
        CapabilityRow { operation, mechanism, by: by.to_vec(), support: support.word().to_owned(), note: support.note() }
    };
    let rows = Operation::ALL.into_iter().flat_map(|operation| MechanismKind::ALL.map(|mechanism| row(operation, mechanism)));
    Ok(CapabilitiesReport {
        environment: name.clone(),
        driver: environment.gateway.driver.clone(),
        connections: connections(environment, &probe),
        capabilities: rows.collect(),
        facts: probe.facts.iter().map(|(name, value)| Fact { name: name.clone(), value: value.clone() }).collect(),
        product: probe.product,
        version: probe.version,
    })
}

/// One product of a pair.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionReport {
    /// Its part: `identity` issues the tokens, `gateway` guards the APIs.
    pub connection: Half,
    /// Its driver.
    pub driver: String,
    /// The product's name.
    pub product: String,
    /// Its version.
    pub version: String,
}

/// Whether the connection works.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestReport {
    /// Where.
    pub environment: EnvironmentName,
    /// Whether nothing stands in the way.
    pub ok: bool,
    /// The product's name.
    pub product: String,
    /// Its version.
    pub version: String,
    /// Both products where they are two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<ConnectionReport>,
    /// How far the server's clock is ahead of ours, in seconds; absent when it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_skew_seconds: Option<i64>,
    /// What people should know.
    pub findings: Vec<Finding>,
}

/// Signs in and compares clocks.
pub fn test(ctx: &Context<'_>, name: &EnvironmentName) -> Result<TestReport> {
    tested(ctx, name, &*connect(ctx, name)?)
}

fn tested(ctx: &Context<'_>, name: &EnvironmentName, gateway: &dyn gateway::Gateway) -> Result<TestReport> {
    let probe = gateway.probe().map_err(|error| Error::from(error).within(name))?;
    let skew = |probe: &Probe| probe.time.map(|time| (time - ctx.clock.time()).whole_seconds());
    let limit = ctx.workspace.policies.clock_skew;
    let halves: Vec<(&str, &Probe)> = match probe.capabilities.pair() {
        Some(pair) => vec![("gateway", &pair.gateway), ("authorization server", &pair.identity)],
        None => vec![("gateway", &probe)],
    };
    let far = |(whose, half): (&str, &Probe)| {
        let skew = skew(half).filter(|skew| skew.unsigned_abs() > limit.duration().as_secs())?;
        let advice = format!("the {whose}'s clock is {skew} s ahead of this machine's; tokens may be refused: set both by NTP");
        Some(Finding::new(Level::Warn, "clock-skew", name.to_string(), advice))
    };
    let findings = halves.into_iter().filter_map(far).collect();
    Ok(TestReport {
        environment: name.clone(),
        ok: true,
        clock_skew_seconds: skew(&probe),
        connections: ctx.environment(name).map(|environment| connections(environment, &probe))?,
        product: probe.product,
        version: probe.version,
        findings,
    })
}

/// Both products of a pair; empty for one.
fn connections(environment: &Environment, probe: &Probe) -> Vec<ConnectionReport> {
    let (Some(pair), Some(identity)) = (probe.capabilities.pair(), &environment.identity) else { return Vec::new() };
    let report = |connection: Half, driver: &String, probe: &Probe| ConnectionReport {
        connection,
        driver: driver.clone(),
        product: probe.product.clone(),
        version: probe.version.clone(),
    };
    vec![
        report(Half::Identity, &identity.driver, &pair.identity),
        report(Half::Gateway, &environment.gateway.driver, &pair.gateway),
    ]
}

/// Tries the password or token of the admin API, then keeps it. One that the gateway does not take changes nothing.
pub fn login(ctx: &Context<'_>, name: &EnvironmentName, half: Half, password: &Secret) -> Result<TestReport> {
    let environment = ctx.environment(name)?;
    signs_in(environment, half, name).map_err(|error| error.within(name))?;
    let gateway = (ctx.try_login)(name, environment, half, password).map_err(|error| Error::from(error).within(name))?;
    let report = tested(ctx, name, &*gateway)?;
    ctx.secrets.put(&SecretRef::connection(name, half.word()), password)?;
    ctx.audit(None, Some(name), format!("signed in at the {half}"))?;
    Ok(report)
}

/// Whether there is a login to give a password to.
fn signs_in(environment: &Environment, half: Half, name: &EnvironmentName) -> Result<()> {
    let login = match half {
        Half::Gateway => environment.gateway.login.as_ref(),
        Half::Identity => environment.identity.as_ref().and_then(|identity| identity.login.as_ref()),
    };
    if login.is_some() {
        return Ok(());
    }
    let what = format!("the {half} of `{name}` has no `login` in `partnerctl.yaml`");
    let next = if half == Half::Gateway && environment.gateway.sandbox {
        "nothing is to be done: the tool knows the login of its own sandbox".to_owned()
    } else {
        format!("add `login: {{ basic: {{ user: NAME }} }}` or `login: {{ token: bearer }}` to the {half} of `{name}`")
    };
    Err(Cause::Usage { what, next }.into())
}

/// Sends a request as it stands.
pub fn raw(ctx: &Context<'_>, name: &EnvironmentName, request: &Request) -> Result<Reply> {
    let environment = ctx.environment(name)?;
    if !request.method.reads() {
        allow_direct_writes(name, environment)?;
        ctx.audit(None, Some(name), format!("raw {} {}", request.method, request.path))?;
    }
    connect(ctx, name)?.raw(request).map_err(|error| Error::from(error).within(name))
}

fn connect(ctx: &Context<'_>, name: &EnvironmentName) -> Result<Box<dyn gateway::Gateway>> {
    let environment = ctx.environment(name)?;
    (ctx.connect)(name, environment).map_err(|error| Error::from(error).within(name))
}
