//! Single commands as saved plans: what `--plan FILE` writes down in place of the write, and `apply FILE` carries out later; exactly
//! that, or nothing when profile or record moved since.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Fleet,
    saved::{Saved, SavedPartner, SavedSpec},
};
use crate::{
    crypto::digest,
    domain::{
        change::Change,
        mechanism::MechanismKind,
        moment::Span,
        name::ProfileKey,
        profile::State,
        workspace::{Changes, Workspace},
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Result,
        ground::{blocked, change_report},
        offboard::{self, Wish},
        onboard::failed,
        profile,
        report::{Board, ChangeReport, PartnerReport},
        session::Session,
        work::{Way, Work},
    },
    plan::{Plan, Planned},
};

/// A command on one partner that a plan may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// `profile suspend`
    ProfileSuspend {},
    /// `profile resume`
    ProfileResume {},
    /// `profile delete`
    ProfileDelete {},
    /// `offboard`: suspends; withdraws when it was suspended for so long.
    Offboard {
        /// How long.
        wait: Span,
    },
    /// `offboard --now`
    OffboardNow {},
    /// `offboard --undo`
    OffboardUndo {},
}

impl Act {
    /// The same act of letting a partner go.
    #[must_use]
    pub const fn of(wish: Wish) -> Self {
        match wish {
            Wish::Leave(wait) => Self::Offboard { wait },
            Wish::Now => Self::OffboardNow {},
            Wish::Undo => Self::OffboardUndo {},
        }
    }

    const fn wish(self) -> Option<Wish> {
        match self {
            Self::Offboard { wait } => Some(Wish::Leave(wait)),
            Self::OffboardNow {} => Some(Wish::Now),
            Self::OffboardUndo {} => Some(Wish::Undo),
            Self::ProfileSuspend {} | Self::ProfileResume {} | Self::ProfileDelete {} => None,
        }
    }
}

/// Writes down what a command would do to a partner; nothing is sent but reads.
pub fn plan(ctx: &Context<'_>, key: &ProfileKey, act: Act) -> Result<(Board, Saved)> {
    let gateway = profile::open(ctx, &key.environment)?;
    let sketch = sketch(ctx, &*gateway, key, act).map_err(|error| error.at(key))?;
    let mut report = PartnerReport::new(key.partner.clone(), key.environment.clone());
    report.mechanism = Some(sketch.mechanism);
    report.changes.clone_from(&sketch.changes);
    let partner = SavedPartner {
        name: key.partner.clone(),
        mechanism: sketch.mechanism,
        application_id: None,
        act: Some(act),
        changes: sketch.changes,
        digest: sketch.digest,
    };
    let spec = SavedSpec { shared: Vec::new(), shared_digest: String::new(), partners: vec![partner] };
    Ok((Board { partners: vec![report] }, Saved::new(ctx, &key.environment, spec)))
}

/// Carries the commands of a saved plan out. One partner's failure never stops the rest.
pub(super) fn follow(ctx: &Context<'_>, saved: &Saved) -> Result<Fleet> {
    let environment = &saved.metadata.environment;
    let acts: Vec<(ProfileKey, Act, &str)> = saved.spec.partners.iter().filter_map(|partner| of(saved, partner)).collect();
    unmoved(ctx, &acts).map_err(|error| error.within(environment))?;
    // The saved plan is the permission that direct writes lack.
    let workspace = permitting(ctx, &acts);
    let ctx = &Context { workspace: &workspace, ..*ctx };
    let mut fleet = Fleet::default();
    for (key, act, _) in &acts {
        ctx.check_stop()?;
        match run(ctx, key, *act) {
            Ok(board) => board.partners.into_iter().for_each(|report| fleet.add(report)),
            Err(error) if matches!(*error.cause, Cause::Interrupted) => return Err(error),
            Err(error) => fleet.add(failed(&key.partner, environment, error)),
        }
    }
    fleet.hash = Some(saved.hash()?);
    Ok(fleet)
}

fn of<'a>(saved: &Saved, partner: &'a SavedPartner) -> Option<(ProfileKey, Act, &'a str)> {
    let key = ProfileKey { partner: partner.name.clone(), environment: saved.metadata.environment.clone() };
    Some((key, partner.act?, partner.digest.as_str()))
}

/// Refuses a plan when one of its partners is not as it was.
fn unmoved(ctx: &Context<'_>, acts: &[(ProfileKey, Act, &str)]) -> Result<()> {
    let Some((first, ..)) = acts.first() else { return Ok(()) };
    let gateway = profile::open(ctx, &first.environment)?;
    for (key, act, digest) in acts {
        let now = sketch(ctx, &*gateway, key, *act).map_err(|error| error.at(key))?;
        if now.digest != *digest {
            let what = format!("{key} is not as it was when the plan was saved; nothing was written");
            let next = "save the plan again with the same command and `--plan FILE`".to_owned();
            return Err(Error::from(Cause::Conflict { what, next }).at(key));
        }
    }
    Ok(())
}

fn permitting(ctx: &Context<'_>, acts: &[(ProfileKey, Act, &str)]) -> Workspace {
    let mut workspace = ctx.workspace.clone();
    for (key, ..) in acts {
        if let Some(environment) = workspace.environments.get_mut(&key.environment) {
            environment.changes = Changes::Direct;
        }
    }
    workspace
}

fn run(ctx: &Context<'_>, key: &ProfileKey, act: Act) -> Result<Board> {
    match act {
        Act::ProfileSuspend {} => profile::set_state(ctx, key, State::Suspended),
        Act::ProfileResume {} => profile::set_state(ctx, key, State::Active),
        Act::ProfileDelete {} => profile::delete(ctx, key),
        Act::Offboard { wait } => offboard::run(ctx, key, Wish::Leave(wait)),
        Act::OffboardNow {} => offboard::run(ctx, key, Wish::Now),
        Act::OffboardUndo {} => offboard::run(ctx, key, Wish::Undo),
    }
}

/// What a command would do now.
struct Sketch {
    mechanism: MechanismKind,
    changes: Vec<ChangeReport>,
    digest: String,
}

fn sketch(ctx: &Context<'_>, gateway: &dyn Gateway, key: &ProfileKey, act: Act) -> Result<Sketch> {
    let mechanism = match ctx.store.record(key)? {
        Some(read) => read.value.metadata.mechanism,
        None => Session::open(ctx, &key.partner, &key.environment)?.mechanism(),
    };
    let work = Work::open(ctx, gateway, key, mechanism, Way::Look)?;
    let changes = match act.wish() {
        Some(wish) => offboard::outlook(ctx, &work, wish)?,
        None => of_profile(&work, act)?,
    };
    let able = gateway.probe()?.capabilities;
    let planned = |change: Change| Planned { support: able.support_of(&change, mechanism), change };
    let plan = Plan { items: changes.into_iter().map(planned).collect(), findings: Vec::new() };
    blocked(&plan)?;
    let seen = work.observed.as_ref().map(|observed| (&observed.remote, observed.marker.as_ref(), observed.state));
    let digest = digest::sha256(format!("{act:?} {:?} {seen:?}", plan.items).as_bytes());
    let changes = plan.items.iter().map(|item| ChangeReport { done: false, ..change_report(item) }).collect();
    Ok(Sketch { mechanism, changes, digest })
}

fn of_profile(work: &Work<'_>, act: Act) -> Result<Vec<Change>> {
    let state = match act {
        Act::ProfileDelete {} => return Ok(work.observed.iter().map(|_| Change::RemoveProfile).collect()),
        Act::ProfileSuspend {} => State::Suspended,
        _ => State::Active,
    };
    let differs = work.existing()?.state != state;
    Ok(differs.then_some(Change::SetState(state)).into_iter().collect())
}
