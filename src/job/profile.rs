//! `profile create|show|list|suspend|resume|delete`: straight to the gateway.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        change::{Change, Operation},
        finding::{Finding, Level},
        ground::Needs,
        name::{ApiRef, EnvironmentName, PartnerName, ProfileKey},
        profile::{Marker, Observed, RemoteRef, State},
        secret::{REGISTRATION_SLOTS, ROTATION_SLOTS, Secret, SecretRef},
        workspace::Environment,
    },
    gateway::{self, Gateway, ProfileTarget},
    job::{
        Cause, Context, Error, Result, allow_direct_writes,
        desk::JobDesk,
        ground::{self, blocked, change_report},
        recovery::Consent,
        report::{Board, ChangeReport, PartnerReport},
        secret::fingerprint,
        session::{Session, profile_name, published},
        token, whole,
        work::{Way, Work, registers},
    },
    plan::diff::diff,
};

/// A profile as the gateway has it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Its name on the gateway.
    pub name: String,
    /// The product's word and id.
    pub remote: RemoteRef,
    /// The partner that it is marked for; absent when this tool did not make it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerName>,
    /// The environment that it is marked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentName>,
    /// Whether calls are let through.
    pub state: State,
    /// The value of every request payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// The client ids of its credentials.
    pub clients: Vec<String>,
    /// What it may call.
    pub apis: Vec<ApiRef>,
}

/// Several profiles.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProfileList {
    /// The profiles.
    pub profiles: Vec<ProfileView>,
}

impl ProfileView {
    fn of(observed: &Observed) -> Self {
        let key = observed.marker.as_ref().map(|marker| &marker.key);
        Self {
            name: observed.settings.name.clone(),
            remote: observed.remote.clone(),
            partner: key.map(|key| key.partner.clone()),
            environment: key.map(|key| key.environment.clone()),
            state: observed.state,
            application_id: observed.settings.application_id.as_ref().map(ToString::to_string),
            clients: observed.clients.iter().filter_map(|client| client.client_id.clone()).collect(),
            apis: observed.apis.iter().cloned().collect(),
        }
    }
}

/// Lists the profiles of this workspace on the gateway of an environment.
pub fn list(ctx: &Context<'_>, environment: &EnvironmentName) -> Result<ProfileList> {
    let gateway = open(ctx, environment)?;
    let within = |error| Error::from(error).within(environment);
    let found = match gateway.survey() {
        Err(gateway::Error::Unsupported(_)) => return recorded(ctx, &*gateway, environment),
        found => found.map_err(within)?.map(|observed| observed.map(|observed| ProfileView::of(&observed))),
    };
    Ok(ProfileList { profiles: found.collect::<std::result::Result<_, _>>().map_err(within)? })
}

/// The profiles that records name, read one by one: where the product has no list.
fn recorded(ctx: &Context<'_>, gateway: &dyn Gateway, environment: &EnvironmentName) -> Result<ProfileList> {
    let mut profiles = Vec::new();
    for partner in ctx.store.records(environment)? {
        let key = ProfileKey { partner, environment: environment.clone() };
        let observed = look(ctx, gateway, &key).map_err(|error| error.at(&key))?;
        profiles.extend(observed.as_ref().map(ProfileView::of));
    }
    Ok(ProfileList { profiles })
}

fn look(ctx: &Context<'_>, gateway: &dyn Gateway, key: &ProfileKey) -> Result<Option<Observed>> {
    let record = ctx.store.record(key)?.map(|read| read.value);
    let target = ProfileTarget {
        marker: Marker { owner: ctx.workspace.owner(), key: key.clone(), generation: 0 },
        name: profile_name(key),
        remote: record.as_ref().and_then(|record| record.status.profile.clone()),
        identity: record.and_then(|record| record.status.identity),
        adopt: false,
        slot: SecretRef::credential(key),
    };
    Ok(gateway.observe(&target, &JobDesk::reading(ctx))?)
}

/// Reads one profile.
pub fn show(ctx: &Context<'_>, key: &ProfileKey) -> Result<ProfileView> {
    let gateway = open(ctx, &key.environment)?;
    let observed = look(ctx, &*gateway, key).map_err(|error| error.at(key))?;
    observed.as_ref().map(ProfileView::of).ok_or_else(|| {
        let what = format!("the gateway has no profile of {key}");
        Error::from(Cause::NotFound { what, next: format!("`partnerctl onboard {} -e {}`", key.partner, key.environment) })
            .at(key)
    })
}

/// Makes the profile with the credential of its mechanism, or brings both up to date; APIs are left alone.
pub fn create(ctx: &Context<'_>, key: &ProfileKey, adopt: bool) -> Result<Board> {
    let way = if adopt { Way::Adopt } else { Way::Change };
    change(ctx, key, way, |session, work| credential(ctx, session, work))
}

/// Brings the profile and its credential to what the partner file says, under the lock that is held; APIs are left alone.
pub(super) fn credential(ctx: &Context<'_>, session: &Session<'_>, work: &mut Work<'_>) -> Result<Vec<ChangeReport>> {
    let handed = session.handed(ctx)?;
    if let Some(missing) = &handed.missing {
        let next = "name it in the partner file, then run this again".to_owned();
        return Err(Cause::NotFound { what: format!("{missing} is not here yet"), next }.into());
    }
    work.findings.extend(handed.findings.iter().cloned());
    let wanted = session.wanted(ctx, work.record.status.application_id.clone())?;
    let able = work.gateway.probe()?.capabilities;
    ground::tells_apart(session, &wanted.mechanism, &able)?;
    let mut plan = diff(&wanted, work.observed.as_ref(), work.record.status.client.as_ref(), &able);
    plan.items.retain(|item| !matches!(item.change.operation(), Operation::Assign | Operation::Unassign));
    blocked(&plan)?;
    let mut changes = trust(ctx, session, work)?;
    if plan.items.iter().any(|item| item.change.issues_secret()) {
        // The secret store must open before there is a secret to keep.
        fingerprint(ctx, &Secret::new(String::new()))?;
    }
    work.record.metadata.mechanism = session.mechanism();
    if registers(&plan) {
        work.warn_of_unanswered();
    }
    plan.items.iter().try_for_each(|item| work.make(&item.change))?;
    work.take_over();
    let ground = work.gateway.ground()?;
    work.take_over_server(&ground);
    work.take_over_mechanism(&wanted.mechanism, ground.own_issuer.as_deref());
    work.settle_secret(&wanted.mechanism, &Consent { given: false, ask: &|_| Ok(false) })?;
    changes.extend(plan.items.iter().map(change_report));
    Ok(changes)
}

/// Makes the gateway trust what the partner's credential rests on: its issuer, the authorities of its certificates.
fn trust(ctx: &Context<'_>, session: &Session<'_>, work: &mut Work<'_>) -> Result<Vec<ChangeReport>> {
    let needs = ground::needs(ctx, std::slice::from_ref(session))?;
    let needs = Needs { clients: needs.clients, issuers: needs.issuers, authorities: needs.authorities, ..Needs::default() };
    shared(ctx, work, &needs, |_| true)
}

/// Changes what partners share, as far as one command needs it.
fn shared(
    ctx: &Context<'_>,
    work: &mut Work<'_>,
    needs: &Needs,
    wanted: impl Fn(Operation) -> bool,
) -> Result<Vec<ChangeReport>> {
    let able = work.gateway.probe()?.capabilities;
    let mut plan = ground::planned(ctx, &work.key.environment, needs, &work.gateway.ground()?, &able)?;
    plan.items.retain(|item| wanted(item.change.operation()));
    ground::refuse(&plan)?;
    ground::change_plan(ctx, work.gateway, &work.key.environment, &plan)?;
    let about_others = |finding: &&Finding| OTHERS.contains(&finding.code.as_str());
    work.findings.extend(plan.findings.iter().filter(about_others).cloned());
    Ok(plan.items.iter().map(|item| ChangeReport { ground: true, ..change_report(item) }).collect())
}

/// Lets calls through, or no longer. A partner is suspended at the gateway also while its authorization server is away: what is urgent
/// must not wait for that.
pub fn set_state(ctx: &Context<'_>, key: &ProfileKey, state: State) -> Result<Board> {
    let switch = |_: &Session<'_>, work: &mut Work<'_>| {
        let observed = work.existing()?;
        if observed.state == state {
            return Ok(Vec::new());
        }
        work.apply_now(&[Change::SetState(state)])
    };
    match change(ctx, key, Way::Change, switch) {
        Err(error) if state == State::Suspended && is_at_identity(&error) => suspend_here(ctx, key, &error, switch),
        done => done,
    }
}

fn is_at_identity(error: &Error) -> bool {
    matches!(&*error.cause, Cause::Gateway(error) if error.is_at_identity())
}

fn suspend_here<'d>(
    ctx: &Context<'_>,
    key: &ProfileKey,
    away: &Error,
    mut switch: impl FnMut(&Session<'_>, &mut Work<'_>) -> Result<Vec<ChangeReport>> + 'd,
) -> Result<Board> {
    let alone = Environment { identity: None, ..ctx.environment(&key.environment)?.clone() };
    let within = |error| Error::from(error).at(key);
    let gateway = (ctx.connect)(&key.environment, &alone).map_err(within)?;
    gateway.probe().map_err(within)?;
    let mut report = changed(ctx, &*gateway, key, Way::Half, &mut switch).map_err(|error| error.at(key))?;
    let advice =
        format!("the gateway refuses the partner's calls from now on; the authorization server was not asked: {}", whole(away));
    report.findings.push(Finding::new(Level::Warn, "identity-not-asked", key.to_string(), advice));
    Ok(Board { partners: vec![report] })
}

/// Removes the profile with its credentials; the record keeps what was.
pub fn delete(ctx: &Context<'_>, key: &ProfileKey) -> Result<Board> {
    change(ctx, key, Way::Remove, |_, work| withdraw(ctx, work))
}

/// Removes the profile that is worked on, and the secrets that opened it.
pub(super) fn withdraw(ctx: &Context<'_>, work: &mut Work<'_>) -> Result<Vec<ChangeReport>> {
    let key = work.key.clone();
    let had = work.had_profile();
    no_second_client(work)?;
    let changes = match &work.observed {
        Some(_) => work.apply_now(&[Change::RemoveProfile])?,
        None => Vec::new(),
    };
    if had || !changes.is_empty() {
        // The credential ended with the profile; nobody can use its secret any more.
        ctx.secrets.remove(&SecretRef::credential(&key))?;
        for slot in ROTATION_SLOTS.into_iter().chain([token::KEPT]) {
            ctx.secrets.remove(&SecretRef::slot(&key, slot))?;
        }
    }
    work.forget_profile();
    work.save()?;
    // Last of all: until the record is written, they say that the profile was ours.
    for slot in REGISTRATION_SLOTS {
        ctx.secrets.remove(&SecretRef::slot(&key, slot))?;
    }
    Ok(changes)
}

/// Where a second client stands beside the profile, removing the one would leave the other behind.
fn no_second_client(work: &Work<'_>) -> Result<()> {
    let open = work.record.status.rotation.as_ref().is_some_and(crate::domain::rotation::Rotation::is_open);
    if !open || !work.gateway.probe()?.capabilities.makes_whole() {
        return Ok(());
    }
    let line = format!("partnerctl rotate {} -e {}", work.key.partner, work.key.environment);
    let what = "a second client stands beside the profile, for a rotation is open".to_owned();
    Err(Cause::Conflict { what, next: format!("`{line} --finish` removes the old one, `{line} --cancel` the new one") }.into())
}

/// Lets the partner call more APIs, or fewer.
pub fn assign(ctx: &Context<'_>, key: &ProfileKey, apis: &[ApiRef], assigned: bool) -> Result<Board> {
    change(ctx, key, Way::Change, |session, work| {
        let has = &work.existing()?.apis;
        let named = apis.iter().filter(|api| has.contains(api) != assigned).cloned().collect::<BTreeSet<_>>();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let mut changes = if assigned { admit(ctx, session, work, &named)? } else { Vec::new() };
        let change = if assigned { Change::Assign(named) } else { Change::Unassign(named) };
        changes.extend(work.apply_now(&[change])?);
        let ground = work.gateway.ground()?;
        let callable = work.existing()?.apis.clone();
        work.take_over_apis(&ground, &callable);
        for api in apis.iter().filter(|api| session.presence.apis.contains(api) != assigned) {
            work.findings.push(file_differs(key, api));
        }
        Ok(changes)
    })
}

/// Lets the partner's mechanism in at APIs; they are not activated, for that serves all their partners.
fn admit(ctx: &Context<'_>, session: &Session<'_>, work: &mut Work<'_>, apis: &BTreeSet<ApiRef>) -> Result<Vec<ChangeReport>> {
    let admitted = apis.iter().map(|api| (api.clone(), BTreeSet::from([session.mechanism()]))).collect();
    let mut needs = Needs { apis: admitted, published: published(ctx, apis)?, ..Needs::default() };
    ground::guard(&mut needs, &session.handed(ctx)?.mechanism, &apis.iter().cloned().collect::<Vec<_>>());
    shared(ctx, work, &needs, |operation| {
        matches!(operation, Operation::Admit | Operation::RequireHttps | Operation::EnsureScope | Operation::AskForCertificates)
    })
}

fn file_differs(key: &ProfileKey, api: &ApiRef) -> Finding {
    let advice =
        format!("`partners/{}.yaml` says otherwise, and `onboard` follows the file: change `apis` there, too", key.partner);
    Finding::new(Level::Warn, "file-differs", api.to_string(), advice)
}

type Deed<'d> = dyn FnMut(&Session<'_>, &mut Work<'_>) -> Result<Vec<ChangeReport>> + 'd;

/// Does something to one profile under its lock, and reports how the partner stands afterwards.
pub(super) fn change<'d>(
    ctx: &Context<'_>,
    key: &ProfileKey,
    way: Way,
    mut deed: impl FnMut(&Session<'_>, &mut Work<'_>) -> Result<Vec<ChangeReport>> + 'd,
) -> Result<Board> {
    let deed: &mut Deed<'_> = &mut deed;
    let environment = ctx.environment(&key.environment)?;
    allow_direct_writes(&key.environment, environment)?;
    let gateway = open(ctx, &key.environment)?;
    let report = changed(ctx, &*gateway, key, way, deed).map_err(|error| error.at(key))?;
    Ok(Board { partners: vec![report] })
}

fn changed(ctx: &Context<'_>, gateway: &dyn Gateway, key: &ProfileKey, way: Way, deed: &mut Deed<'_>) -> Result<PartnerReport> {
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let mut work = Work::open(ctx, gateway, key, session.mechanism(), way)?;
    let changes = deed(&session, &mut work)?;
    work.settle()?;
    let mut report = session.report(Some(&work.record))?;
    report.changes = changes;
    report.findings = work.findings;
    Ok(report)
}

/// Opens the gateway and asks it what it is.
pub(super) fn open(ctx: &Context<'_>, name: &EnvironmentName) -> Result<Box<dyn Gateway>> {
    let environment = ctx.environment(name)?;
    let within = |error| Error::from(error).within(name);
    let gateway = (ctx.connect)(name, environment).map_err(within)?;
    gateway.probe().map_err(within)?;
    Ok(gateway)
}

/// Findings about what one partner's command changes for others.
const OTHERS: [&str; 3] = ["issuer-keys-change", "scope-guards-api", "partner-shut-out"];
