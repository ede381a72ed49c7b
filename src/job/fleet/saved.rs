//! Saved plans: exactly what was shown, to be carried out later, and by whom it was agreed to.
//!
//! The document holds no secret. Its hash covers everything but the approvals.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Order, acts::Act, draft::Draft};
use crate::{
    crypto::digest,
    domain::{
        mechanism::MechanismKind,
        moment::Moment,
        name::{ApplicationId, EnvironmentName, PartnerName},
    },
    job::{Cause, Context, Result, onboard::Promise, report::ChangeReport},
};

/// A saved plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Saved {
    /// `partnerctl/v1`.
    pub api_version: String,
    /// `Plan`.
    pub kind: String,
    /// Who made it, when and for what.
    pub metadata: SavedMetadata,
    /// What is done.
    pub spec: SavedSpec,
    /// Who agreed to it: signed documents (RFC 7515, section 7.2.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Value>,
}

/// Who made a plan, when and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedMetadata {
    /// Where it is to be carried out.
    pub environment: EnvironmentName,
    /// The workspace, see [`crate::domain::workspace::Workspace::owner`].
    pub owner: String,
    /// When it was made.
    pub created: Moment,
    /// By whom: user and host.
    pub by: String,
    /// The version of the program that made it, which alone can follow it.
    pub tool: String,
    /// The ticket number given with `--change`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Whether profiles that this workspace did not make may be taken over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopt: bool,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedSpec {
    /// Changes to what partners share.
    pub shared: Vec<ChangeReport>,
    /// The digest of those changes with every value.
    pub shared_digest: String,
    /// The partners, by name.
    pub partners: Vec<SavedPartner>,
}

/// One partner of a saved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedPartner {
    /// The partner.
    pub name: PartnerName,
    /// How it authenticates.
    pub mechanism: MechanismKind,
    /// The application ID that it has or gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The command that is carried out; what its file says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// Its changes, for people.
    pub changes: Vec<ChangeReport>,
    /// The digest of its changes with every value.
    pub digest: String,
}

impl Saved {
    /// The plan that was just drawn.
    pub(super) fn of(ctx: &Context<'_>, order: &Order, draft: &Draft) -> Self {
        let partner = |report: &crate::job::report::PartnerReport| {
            let promise = draft.promises.get(&report.name)?;
            Some(SavedPartner {
                name: report.name.clone(),
                mechanism: report.mechanism?,
                application_id: promise.application_id.clone(),
                act: None,
                changes: report.changes.clone(),
                digest: promise.digest.clone(),
            })
        };
        let spec = SavedSpec {
            shared: draft.fleet.shared.clone(),
            shared_digest: draft.ground_digest.clone(),
            partners: draft.fleet.partners.iter().filter_map(partner).collect(),
        };
        let mut saved = Self::new(ctx, &order.environment, spec);
        saved.metadata.adopt = order.adopt;
        saved
    }

    /// A plan that is made now, by whoever runs this.
    pub(super) fn new(ctx: &Context<'_>, environment: &EnvironmentName, spec: SavedSpec) -> Self {
        Self {
            api_version: VERSION.to_owned(),
            kind: KIND.to_owned(),
            metadata: SavedMetadata {
                environment: environment.clone(),
                owner: ctx.workspace.owner(),
                created: ctx.clock.now(),
                by: format!("{}@{}", ctx.actor.user, ctx.actor.host),
                tool: env!("CARGO_PKG_VERSION").to_owned(),
                change: ctx.actor.change.clone(),
                adopt: false,
            },
            spec,
            approvals: Vec::new(),
        }
    }

    /// Reads a saved plan.
    pub fn read(text: &str) -> Result<Self> {
        let refused = |why: String| {
            let next = "save it again with `partnerctl plan --out FILE`".to_owned();
            Cause::Usage { what: format!("this is no saved plan: {why}"), next }
        };
        let saved: Self = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
        if saved.api_version != VERSION || saved.kind != KIND {
            return Err(refused(format!("it is a `{}` of `{}`", saved.kind, saved.api_version)).into());
        }
        Ok(saved)
    }

    /// The document as it is written.
    pub fn text(&self) -> Result<String> {
        let failed =
            |error: serde_json::Error| Cause::Other { what: format!("the plan cannot be written: {error}"), next: String::new() };
        Ok(serde_json::to_string_pretty(self).map_err(failed)? + "\n")
    }

    /// The SHA-256 of everything but the approvals, in hex: what approvals sign.
    pub fn hash(&self) -> Result<String> {
        let bare = Self { approvals: Vec::new(), ..self.clone() };
        Ok(digest::sha256(bare.text()?.as_bytes()))
    }

    /// Refuses a plan of another workspace or of another version of the program.
    pub fn fits(&self, ctx: &Context<'_>) -> Result<()> {
        let SavedMetadata { owner, tool, .. } = &self.metadata;
        let what = if *owner != ctx.workspace.owner() {
            format!("this plan was made in workspace `{owner}`, not in this one")
        } else if tool != env!("CARGO_PKG_VERSION") {
            format!("this plan was made by version {tool} of this program, which alone can follow it")
        } else {
            return Ok(());
        };
        Err(Cause::Conflict { what, next: "save it again with `partnerctl plan --out FILE`".to_owned() }.into())
    }

    /// What is promised to each partner.
    pub(super) fn promises(&self) -> BTreeMap<PartnerName, Promise> {
        let promise =
            |partner: &SavedPartner| Promise { application_id: partner.application_id.clone(), digest: partner.digest.clone() };
        self.spec.partners.iter().map(|partner| (partner.name.clone(), promise(partner))).collect()
    }
}

const VERSION: &str = "partnerctl/v1";
const KIND: &str = "Plan";
