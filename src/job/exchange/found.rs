//! The partner's workspace: made from an invitation, or given a further environment.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;

use crate::{
    document::{self, edit},
    domain::{
        exchange::Invitation,
        name::EnvironmentName,
        workspace::{Role, Workspace},
    },
    files::{self, Mode},
    job::{Cause, Error, Result},
    template::{catalogue, render},
};

/// A workspace to be made for a partner.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Its folder.
    pub folder: PathBuf,
    /// The invitation that it is made for.
    pub invitation: &'a Invitation,
    /// Its id.
    pub id: String,
    /// The age recipient of sealed secrets; absent where the keyring of the operating system keeps them.
    pub recipient: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts<'a> {
    organisation: &'a str,
    id: &'a str,
    environment: &'a EnvironmentName,
    place: String,
    minimum_rsa_bits: u32,
    recipient: Option<&'a str>,
}

/// Refuses what [`make`] would refuse, before anything is made.
pub fn check(order: &Order<'_>) -> Result<()> {
    text(order).map(drop)
}

/// Writes the files of a partner's workspace. It is read back by its own rules before anything is written.
pub fn make(order: &Order<'_>) -> Result<()> {
    let text = text(order)?;
    files::create_dir(&order.folder)?;
    trust(&order.folder, order.invitation)?;
    files::write_new(&order.folder.join(FILE), text.as_bytes(), Mode::Public)?;
    if !files::exists(&order.folder.join(".gitignore")) {
        files::write_new(&order.folder.join(".gitignore"), b".partnerctl/\n", Mode::Public)?;
    }
    files::create_dir_private(&order.folder.join(".partnerctl"))?;
    Ok(())
}

/// Gives a workspace the environment of a further invitation, with comments and order kept.
pub fn extend(folder: &Path, workspace: &Workspace, invitation: &Invitation) -> Result<()> {
    if workspace.role != Role::Partner {
        let what = format!("`{}` is the operator's workspace, and invitations are accepted in a partner's own", folder.display());
        return Err(Cause::Conflict { what, next: "name another folder with `--dir`".to_owned() }.into());
    }
    trust(folder, invitation)?;
    let environment = &invitation.metadata.environment;
    if workspace.environments.contains_key(environment) {
        return Ok(());
    }
    let path = folder.join(FILE);
    let before = files::read_text(&path, LIMIT)?;
    let after = edit::set(FILE, &before, &format!("environments.{environment}"), &place(invitation))?;
    document::read::<Workspace>(FILE, &after)?;
    Ok(files::write_atomic(&path, after.as_bytes(), Mode::Public)?)
}

/// Whether a folder is a workspace already.
#[must_use]
pub fn is_there(folder: &Path) -> bool {
    files::exists(&folder.join(FILE))
}

fn text(order: &Order<'_>) -> Result<String> {
    let spec = &order.invitation.spec;
    let facts = Facts {
        organisation: &spec.organisation,
        id: &order.id,
        environment: &order.invitation.metadata.environment,
        place: place(order.invitation),
        minimum_rsa_bits: spec.keys.as_ref().map_or(2048, |rule| rule.minimum_rsa_bits),
        recipient: order.recipient.as_deref(),
    };
    let template = catalogue::template(TEMPLATE).map(|template| template.text).unwrap_or_default();
    let text = render(TEMPLATE, template, &facts, &[]).map_err(|error| unfit(&error))?;
    document::read::<Workspace>(FILE, &text)?;
    Ok(text)
}

/// The environment as flow YAML, which JSON is. The gateway's admin API is the operator's: there is no address of it.
fn place(invitation: &Invitation) -> String {
    let spec = &invitation.spec;
    let mut gateway = json!({ "driver": DRIVER });
    if spec.authorities.is_some() {
        gateway["caFile"] = json!(authorities(&invitation.metadata.environment));
    }
    let mut place = json!({ "class": spec.class, "gateway": gateway });
    if let Some(subject) = spec.keys.as_ref().and_then(|rule| rule.subject.as_ref()) {
        place["certificateSubject"] = json!(subject);
    }
    place.to_string()
}

/// Keeps the gateway's authorities where calls look for them.
fn trust(folder: &Path, invitation: &Invitation) -> Result<()> {
    let Some(pem) = &invitation.spec.authorities else { return Ok(()) };
    let path = folder.join(authorities(&invitation.metadata.environment));
    if let Some(parent) = path.parent() {
        files::create_dir(parent)?;
    }
    Ok(files::write_atomic(&path, pem.as_bytes(), Mode::Public)?)
}

fn authorities(environment: &EnvironmentName) -> String {
    format!("certs/{environment}.authorities.pem")
}

fn unfit(error: &dyn std::fmt::Display) -> Error {
    Cause::Usage { what: error.to_string(), next: "ask the operator for a new invitation".to_owned() }.into()
}

/// The word for a gateway whose admin API is the other side's.
pub const DRIVER: &str = "partner";
const FILE: &str = "partnerctl.yaml";
const TEMPLATE: &str = "templates/start/partner-side.yaml";
const LIMIT: u64 = 1 << 20;
