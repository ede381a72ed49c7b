//! `profile create|show|list|suspend|resume|delete`: straight to the gateway.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        change::{Change, Operation},
        name::{ApiRef, EnvironmentName, PartnerName, ProfileKey},
        profile::{Marker, Observed, RemoteRef, State},
        secret::SecretRef,
    },
    gateway::{Gateway, ProfileTarget},
    job::{
        Cause, Context, Error, Result, allow_direct_writes,
        desk::JobDesk,
        ground::{blocked, change_report},
        report::{Board, PartnerReport},
        session::{Session, profile_name},
        work::{Way, Work},
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
    let found = gateway.survey().map_err(within)?.map(|observed| observed.map(|observed| ProfileView::of(&observed)));
    Ok(ProfileList { profiles: found.collect::<std::result::Result<_, _>>().map_err(within)? })
}

/// Reads one profile.
pub fn show(ctx: &Context<'_>, key: &ProfileKey) -> Result<ProfileView> {
    let gateway = open(ctx, &key.environment)?;
    let record = ctx.store.record(key)?.map(|read| read.value);
    let target = ProfileTarget {
        marker: Marker { owner: ctx.workspace.owner(), key: key.clone(), generation: 0 },
        name: profile_name(key),
        remote: record.and_then(|record| record.status.profile),
        adopt: false,
        slot: SecretRef::credential(key),
    };
    let observed = gateway.observe(&target, &JobDesk::reading(ctx)).map_err(|error| Error::from(error).at(key))?;
    observed.as_ref().map(ProfileView::of).ok_or_else(|| {
        let what = format!("the gateway has no profile of {key}");
        Error::from(Cause::NotFound { what, next: format!("`partnerctl onboard {} -e {}`", key.partner, key.environment) })
            .at(key)
    })
}

/// Makes the profile, or brings what it says up to date; credentials and APIs are left alone.
pub fn create(ctx: &Context<'_>, key: &ProfileKey, adopt: bool) -> Result<Board> {
    change(ctx, key, adopt, |session, work| {
        let wanted = session.wanted(ctx, work.record.status.application_id.clone())?;
        let able = work.gateway.probe()?.capabilities;
        let mut plan = diff(&wanted, work.observed.as_ref(), None, &able);
        plan.items.retain(|item| matches!(item.change.operation(), Operation::CreateProfile | Operation::UpdateProfile));
        blocked(&plan)?;
        plan.items.iter().try_for_each(|item| work.make(&item.change))?;
        work.take_over();
        Ok(plan.items.iter().map(change_report).collect())
    })
}

/// Lets calls through, or no longer.
pub fn set_state(ctx: &Context<'_>, key: &ProfileKey, state: State) -> Result<Board> {
    change(ctx, key, false, |_, work| {
        let observed = work.existing()?;
        if observed.state == state {
            return Ok(Vec::new());
        }
        work.apply_now(&[Change::SetState(state)])
    })
}

/// Removes the profile with its credentials; the record keeps what was.
pub fn delete(ctx: &Context<'_>, key: &ProfileKey) -> Result<Board> {
    change(ctx, key, false, |_, work| {
        if work.observed.is_none() {
            return Ok(Vec::new());
        }
        let changes = work.apply_now(&[Change::RemoveProfile])?;
        // The credential ended with the profile; nobody can use its secret any more.
        ctx.secrets.remove(&SecretRef::credential(key))?;
        work.forget_profile();
        Ok(changes)
    })
}

/// Lets the partner call more APIs, or fewer.
pub fn assign(ctx: &Context<'_>, key: &ProfileKey, apis: &[ApiRef], assigned: bool) -> Result<Board> {
    change(ctx, key, false, |session, work| {
        let has = &work.existing()?.apis;
        let named = apis.iter().filter(|api| has.contains(api) != assigned).cloned().collect::<std::collections::BTreeSet<_>>();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let change = if assigned { Change::Assign(named) } else { Change::Unassign(named) };
        let changes = work.apply_now(&[change])?;
        let ground = work.gateway.ground()?;
        work.take_over_apis(&ground);
        for api in apis.iter().filter(|api| session.presence.apis.contains(api) != assigned) {
            work.findings.push(file_differs(key, api));
        }
        Ok(changes)
    })
}

fn file_differs(key: &ProfileKey, api: &ApiRef) -> crate::domain::finding::Finding {
    let advice =
        format!("`partners/{}.yaml` says otherwise, and `onboard` follows the file: change `apis` there, too", key.partner);
    crate::domain::finding::Finding::new(crate::domain::finding::Level::Warn, "file-differs", api.to_string(), advice)
}

type Deed<'d> = dyn FnMut(&Session<'_>, &mut Work<'_>) -> Result<Vec<crate::job::report::ChangeReport>> + 'd;

fn change<'d>(
    ctx: &Context<'_>,
    key: &ProfileKey,
    adopt: bool,
    mut deed: impl FnMut(&Session<'_>, &mut Work<'_>) -> Result<Vec<crate::job::report::ChangeReport>> + 'd,
) -> Result<Board> {
    let deed: &mut Deed<'_> = &mut deed;
    let environment = ctx.environment(&key.environment)?;
    allow_direct_writes(&key.environment, environment)?;
    let gateway = open(ctx, &key.environment)?;
    let report = changed(ctx, &*gateway, key, adopt, deed).map_err(|error| error.at(key))?;
    Ok(Board { partners: vec![report] })
}

fn changed(
    ctx: &Context<'_>,
    gateway: &dyn Gateway,
    key: &ProfileKey,
    adopt: bool,
    deed: &mut Deed<'_>,
) -> Result<PartnerReport> {
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let way = if adopt { Way::Adopt } else { Way::Change };
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
