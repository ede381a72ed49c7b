//! `report`: how far all partners are, whose move it is and what ends when, as data and as one page for operators. Reads files only.

mod timeline;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::timeline::{Ending, Slot, endings};
use crate::{
    domain::{
        mechanism::MechanismKind,
        moment::Moment,
        name::{EnvironmentName, PartnerName, StepId},
        partner::Partner,
        record::Record,
        step::{Owner, Step, StepState},
    },
    job::{Cause, Context, Error, Result, document, session::Session, status::touched, whole},
    ledger::next,
    template::clean::clean,
};

/// How all partners are.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// Who runs the gateway.
    pub organisation: String,
    /// When this was made.
    pub made: Moment,
    /// The environments that it is about.
    pub environments: Vec<EnvironmentName>,
    /// How many partners there are, by what they need.
    pub counts: Counts,
    /// Every partner in every environment; who waits for the operator first, the longest first.
    pub partners: Vec<Line>,
    /// What ends when: secrets and certificates, the first to end first.
    pub endings: Vec<Ending>,
    /// How many end in each month from now on.
    pub timeline: Vec<Slot>,
}

/// How many partners there are. Each is counted under one of the first five, a partner in two environments twice.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Whose file or record cannot be read.
    pub broken: usize,
    /// That wait for the operator.
    pub operator: usize,
    /// That wait for the partner.
    pub partner: usize,
    /// That wait for both sides.
    pub both: usize,
    /// With every step done.
    pub complete: usize,
    /// Whose calls are refused.
    pub suspended: usize,
    /// All together.
    pub all: usize,
    /// Secrets and certificates that have ended.
    pub ended: usize,
    /// Those that end within sixty days.
    pub ending: usize,
    /// By mechanism.
    pub mechanisms: BTreeMap<String, usize>,
}

/// One partner in one environment.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The partner.
    pub name: PartnerName,
    /// The name that people use.
    pub display_name: String,
    /// Where; null when the file cannot be read.
    pub environment: Option<EnvironmentName>,
    /// How the partner authenticates.
    pub mechanism: Option<MechanismKind>,
    /// Whether every step is done.
    pub complete: bool,
    /// Whether the gateway refuses the partner's calls.
    pub suspended: bool,
    /// Who must act next; null when nobody.
    pub waiting_on: Option<Owner>,
    /// The line that the operator types or sends; null when there is nothing to do.
    pub next: Option<String>,
    /// The step that is next.
    pub next_step: Option<String>,
    /// What the operator types for it; null when it waits for nobody.
    pub command: Option<String>,
    /// The ledger.
    pub steps: Vec<StepLine>,
    /// The days since something last happened; null when nothing is recorded.
    pub age_days: Option<i64>,
    /// When the first secret or certificate ends.
    pub expires: Option<Moment>,
    /// Why it cannot be read.
    pub error: Option<String>,
}

/// One step of a ledger.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepLine {
    /// The id.
    pub id: StepId,
    /// Who has to do it.
    pub owner: Owner,
    /// How far it is.
    pub state: StepState,
}

/// Reads all partners, in one environment or in all. A broken file costs one line, nothing else.
pub fn run(ctx: &Context<'_>, environment: Option<&EnvironmentName>) -> Result<Overview> {
    if let Some(name) = environment {
        ctx.environment(name)?;
    }
    let environments: Vec<EnvironmentName> =
        ctx.workspace.environments.keys().filter(|name| environment.is_none_or(|only| only == *name)).cloned().collect();
    let (mut partners, mut endings) = (Vec::new(), Vec::new());
    for name in ctx.store.partners()? {
        ctx.check_stop()?;
        match ctx.store.partner(&name) {
            Ok(partner) => lines(ctx, &partner, &environments, (&mut partners, &mut endings)),
            Err(error) => partners.push(broken(&name, None, &error.into())),
        }
    }
    partners.sort_by_key(rank);
    endings.sort_by(|one, other| (one.expires, &one.partner, &one.name).cmp(&(other.expires, &other.partner, &other.name)));
    let made = ctx.clock.now();
    Ok(Overview {
        organisation: ctx.workspace.organisation.clone(),
        made,
        environments,
        counts: counts(&partners, &endings),
        timeline: timeline::slots(&endings, made),
        partners,
        endings,
    })
}

/// The page, from the workspace's own template or the built-in one.
pub fn page(ctx: &Context<'_>, overview: &Overview) -> Result<String> {
    let mut facts = serde_json::to_value(overview).map_err(|error| unfit(&error))?;
    clean(&mut facts);
    document::filled(ctx, TEMPLATE, &facts)
}

fn lines(
    ctx: &Context<'_>,
    partner: &Partner,
    environments: &[EnvironmentName],
    (all, endings): (&mut Vec<Line>, &mut Vec<Ending>),
) {
    for environment in environments.iter().filter(|name| partner.spec.environments.contains_key(*name)) {
        match line(ctx, partner, environment, endings) {
            Ok(line) => all.push(line),
            Err(error) => all.push(broken(&partner.metadata.name, Some(environment), &error)),
        }
    }
}

fn line(ctx: &Context<'_>, partner: &Partner, environment: &EnvironmentName, endings: &mut Vec<Ending>) -> Result<Line> {
    let session = Session::of(ctx, partner.clone(), environment)?;
    let record = session.record.as_ref().map(|read| &read.value);
    let report = session.report(record)?;
    let now = ctx.clock.now();
    endings.extend(record.into_iter().flat_map(|record| timeline::endings(record, now)));
    Ok(Line {
        name: report.name,
        display_name: partner.spec.display_name.clone(),
        environment: Some(report.environment),
        mechanism: report.mechanism,
        complete: report.complete,
        suspended: record.is_some_and(|record| record.status.suspended),
        waiting_on: report.waiting_on,
        command: report.next.as_deref().and_then(|line| line.split('`').nth(1)).map(str::to_owned),
        next: report.next,
        next_step: next::next_step(&report.steps).map(|step| step.title.clone()),
        steps: report.steps.into_iter().map(step).collect(),
        age_days: record.map(|record: &Record| now.days_since(touched(record))),
        expires: report.expires,
        error: None,
    })
}

fn step(step: Step) -> StepLine {
    StepLine { id: step.id, owner: step.owner, state: step.state }
}

fn broken(name: &PartnerName, environment: Option<&EnvironmentName>, error: &Error) -> Line {
    Line {
        name: name.clone(),
        display_name: name.to_string(),
        environment: environment.cloned(),
        mechanism: None,
        complete: false,
        suspended: false,
        waiting_on: None,
        next: None,
        next_step: None,
        command: None,
        steps: Vec::new(),
        age_days: None,
        expires: None,
        error: Some(whole(error)),
    }
}

/// Who needs the operator comes first, then who has waited longest.
fn rank(line: &Line) -> (u8, i64, PartnerName, Option<EnvironmentName>) {
    let group = match (&line.error, line.waiting_on) {
        (Some(_), _) => 0,
        (None, Some(Owner::Operator)) => 1,
        (None, Some(Owner::Both)) => 2,
        (None, Some(Owner::Partner)) => 3,
        (None, None) => 4,
    };
    (group, -line.age_days.unwrap_or_default(), line.name.clone(), line.environment.clone())
}

fn counts(partners: &[Line], endings: &[Ending]) -> Counts {
    let mut counts = Counts { all: partners.len(), ..Counts::default() };
    for line in partners {
        let place = match (&line.error, line.waiting_on) {
            (Some(_), _) => &mut counts.broken,
            (None, Some(Owner::Operator)) => &mut counts.operator,
            (None, Some(Owner::Both)) => &mut counts.both,
            (None, Some(Owner::Partner)) => &mut counts.partner,
            (None, None) => &mut counts.complete,
        };
        *place += 1;
        counts.suspended += usize::from(line.suspended);
        if let Some(mechanism) = line.mechanism {
            *counts.mechanisms.entry(mechanism.to_string()).or_default() += 1;
        }
    }
    counts.ended = endings.iter().filter(|ending| ending.days < 0).count();
    counts.ending = endings.iter().filter(|ending| (0..=SOON).contains(&ending.days)).count();
    counts
}

fn unfit(error: &serde_json::Error) -> Error {
    Cause::Other { what: format!("the report cannot be written: {error}"), next: "report it".to_owned() }.into()
}

const SOON: i64 = 60;
const TEMPLATE: &str = "templates/pages/report.html";
