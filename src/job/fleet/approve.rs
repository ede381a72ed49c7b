//! `plan approve`: a second person's signature below a saved plan, and whether a plan has the signatures that it needs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::saved::Saved;
use crate::{
    crypto::{jws, key::Key},
    domain::{moment::Moment, workspace::Approver},
    job::{Cause, Context, Error, Result},
};

/// What an approval says; the payload of the signed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approval {
    /// The hash of the plan.
    pub plan: String,
    /// Who agrees.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Signs a plan. Whoever made it cannot be the second person.
pub fn sign(ctx: &Context<'_>, saved: &mut Saved, key: &Key) -> Result<Approval> {
    saved.fits(ctx)?;
    let thumbprint = key.public().thumbprint();
    let Some(approver) = ctx.workspace.approvers.iter().find(|known| known.thumbprint == thumbprint) else {
        return Err(unknown(&thumbprint));
    };
    if is_maker(saved, approver) {
        let what = format!("`{}` made this plan; a second person has to agree", saved.metadata.by);
        return Err(Cause::Denied { what, next: "ask another approver".to_owned() }.into());
    }
    let approval = Approval { plan: saved.hash()?, by: approver.user.clone(), at: ctx.clock.now() };
    if agreed(ctx, saved)?.contains(&approval.by) {
        let what = format!("`{}` agreed to this plan already", approval.by);
        return Err(Cause::Conflict { what, next: "nothing is to be done".to_owned() }.into());
    }
    let text = serde_json::to_string(&approval).map_err(|error| unusable(&error))?;
    saved.approvals.push(jws::sign(key, TYPE, &text).map_err(|error| unusable(&error))?);
    Ok(approval)
}

/// Refuses a plan that too few people agreed to.
pub fn approved(ctx: &Context<'_>, saved: &Saved) -> Result<()> {
    let name = &saved.metadata.environment;
    let wanted = usize::from(ctx.environment(name)?.approvals);
    let agreed = agreed(ctx, saved)?;
    if agreed.len() >= wanted {
        return Ok(());
    }
    let have = if agreed.is_empty() { "nobody".to_owned() } else { agreed.join(", ") };
    let what = format!("environment `{name}` wants {wanted} approval(s) of a plan, and {have} agreed to this one");
    let next = "an approver runs `partnerctl plan approve FILE --key KEY`".to_owned();
    Err(Error::from(Cause::Denied { what, next }).within(name))
}

/// The approvers who agreed, each once. A signature that is not good is an error: somebody changed the file.
pub fn agreed(ctx: &Context<'_>, saved: &Saved) -> Result<Vec<String>> {
    let hash = saved.hash()?;
    let mut names = Vec::new();
    for signed in &saved.approvals {
        let opened = jws::open(&signed.to_string()).map_err(|error| forged(&error.to_string()))?;
        if !opened.good || opened.typ != TYPE {
            return Err(forged("its signature is not good"));
        }
        let approval: Approval = serde_json::from_str(&opened.payload).map_err(|error| forged(&error.to_string()))?;
        if approval.plan != hash {
            return Err(forged("it is of another plan, or the plan was changed after it"));
        }
        let thumbprint = opened.key.thumbprint();
        let known = ctx.workspace.approvers.iter().find(|known| known.thumbprint == thumbprint);
        let approver = known.ok_or_else(|| unknown(&thumbprint))?;
        if !is_maker(saved, approver) && !names.contains(&approver.user) {
            names.push(approver.user.clone());
        }
    }
    Ok(names)
}

/// Whether the approver made the plan: under the name that the environment says, or under that of the account beside it.
fn is_maker(saved: &Saved, approver: &Approver) -> bool {
    let user = saved.metadata.by.rsplit_once('@').map_or(saved.metadata.by.as_str(), |(user, _)| user);
    user.split([' ', '(', ')']).any(|name| name == approver.user)
}

fn unknown(thumbprint: &str) -> Error {
    let what = format!("the key with thumbprint `{thumbprint}` is no approver's");
    let next = "add `{ user, thumbprint }` to `approvers` in `partnerctl.yaml`".to_owned();
    Cause::Denied { what, next }.into()
}

fn forged(why: &str) -> Error {
    let what = format!("an approval in this plan is not valid: {why}");
    Cause::Denied { what, next: "save the plan again and have it approved again".to_owned() }.into()
}

fn unusable(error: &dyn std::fmt::Display) -> Error {
    Cause::Other { what: format!("the plan cannot be signed: {error}"), next: "try another key".to_owned() }.into()
}

const TYPE: &str = "partnerctl-plan-approval";
