//! Partner files: made, changed one value at a time, listed, shown.

mod doubt;
mod draft;
mod provider;
mod sheet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    document,
    domain::{
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, NameError, PartnerName},
        partner::Partner,
    },
    job::{Cause, Context, Error, Result, report::ErrorReport},
};

pub use draft::Draft;
pub use provider::Choice;
pub(in crate::job) use sheet::{refused, suggestion, unreadable};

/// Partner files that were written.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnersAdded {
    /// As they were written.
    pub partners: Vec<Partner>,
}

/// A partner file after a change.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerSet {
    /// What was set.
    pub set: Vec<Setting>,
    /// The file as it is now.
    pub partner: Partner,
}

/// One value of a partner file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// Where it stands, such as `spec.displayName`.
    pub path: String,
    /// What it is now, as YAML; empty when it was removed.
    pub value: String,
}

/// All partner files in short.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerList {
    /// By name.
    pub partners: Vec<PartnerLine>,
}

/// One partner file in short.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerLine {
    /// The name.
    pub name: PartnerName,
    /// The name that people use.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// Where the partner is wanted.
    pub environments: Vec<PresenceLine>,
    /// What is wrong with the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
    /// The failure itself; the reception turns it into `error`.
    #[serde(skip)]
    pub failure: Option<Error>,
}

/// One environment of a partner in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PresenceLine {
    /// The environment.
    pub name: EnvironmentName,
    /// How the partner authenticates there.
    pub mechanism: MechanismKind,
    /// The APIs that it may call.
    pub apis: Vec<ApiRef>,
}

/// Asks for the name of a new partner.
pub fn asked_name(context: &Context<'_>) -> Result<PartnerName> {
    let taken = context.store.partners()?;
    let fits = |text: &str| match text.trim().parse::<PartnerName>() {
        Ok(name) if taken.contains(&name) => Err(format!("there is a partner `{name}` already")),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    let text = context.prompt.answer("name of the partner", None, "NAME", &fits)?;
    text.trim()
        .parse()
        .map_err(|error: NameError| Cause::Usage { what: error.to_string(), next: "choose another name".to_owned() }.into())
}

/// Writes a new partner file; asks for what is missing.
pub fn add(context: &Context<'_>, draft: Draft, environment: &EnvironmentName) -> Result<PartnersAdded> {
    let name = draft.name.clone();
    let failed = |error: Error| Error { partner: error.partner.or_else(|| Some(name.clone())), ..error };
    must_be_new(context, &draft.name).map_err(failed)?;
    let partner = draft.complete(context, environment).map_err(failed)?;
    context.store.add_partner(&partner).map_err(|error| failed(error.into()))?;
    context.audit(Some(&partner.metadata.name), Some(environment), "added the partner file")?;
    doubt::tell(context, &partner)?;
    Ok(PartnersAdded { partners: vec![partner] })
}

/// Writes the partner files that a CSV file describes: all of them, or none when one row has a fault.
pub fn add_sheet(
    context: &Context<'_>,
    file: &str,
    bytes: &[u8],
    environment: Option<&EnvironmentName>,
) -> Result<PartnersAdded> {
    let partners = sheet::read(context, file, bytes, environment)?;
    for partner in &partners {
        context.check_stop()?;
        let name = &partner.metadata.name;
        context.store.add_partner(partner).map_err(|error| Error { partner: Some(name.clone()), ..Error::from(error) })?;
        context.audit(Some(name), None, format!("added the partner file from `{file}`"))?;
        doubt::tell(context, partner)?;
    }
    Ok(PartnersAdded { partners })
}

/// Changes values of a partner file; comments and order stay. An empty value removes the key.
pub fn set(context: &Context<'_>, name: &PartnerName, settings: Vec<Setting>) -> Result<PartnerSet> {
    let failed = |error: Error| Error { partner: Some(name.clone()), ..error };
    let mut partner = context.store.partner(name).map_err(|error| failed(error.into()))?;
    for Setting { path, value } in &settings {
        partner = context.store.revise(name, path, value).map_err(|error| failed(error.into()))?;
        context.audit(Some(name), None, format!("set `{path}` in the partner file"))?;
    }
    doubt::tell(context, &partner)?;
    Ok(PartnerSet { set: settings, partner })
}

/// Lists the partner files; a broken one is a line with its fault.
pub fn list(context: &Context<'_>) -> Result<PartnerList> {
    let line = |name: PartnerName| {
        let partner = match context.store.partner(&name) {
            Ok(partner) => partner,
            Err(error) => return broken(name, error.into()),
        };
        let environments = partner.spec.environments.into_iter().map(|(name, presence)| PresenceLine {
            name,
            mechanism: presence.authentication.mechanism,
            apis: presence.apis,
        });
        let environments = environments.collect();
        PartnerLine { name, display_name: partner.spec.display_name, environments, error: None, failure: None }
    };
    Ok(PartnerList { partners: context.store.partners()?.into_iter().map(line).collect() })
}

fn broken(name: PartnerName, failure: Error) -> PartnerLine {
    let failure = Some(Error { partner: Some(name.clone()), ..failure });
    PartnerLine { name, display_name: String::new(), environments: Vec::new(), error: None, failure }
}

/// Reads one partner file.
pub fn show(context: &Context<'_>, name: &PartnerName) -> Result<Partner> {
    Ok(context.store.partner(name)?)
}

fn must_be_new(context: &Context<'_>, name: &PartnerName) -> Result<()> {
    if !context.store.partners()?.contains(name) {
        return Ok(());
    }
    let what = format!("there is a partner `{name}` already");
    Err(Cause::Conflict {
        what,
        next: format!("see `partnerctl partner show {name}`, change it with `partnerctl partner set {name}`"),
    }
    .into())
}

/// The API of the workspace that a name was probably meant to be. APIs and versions that only the gateway knows are fine.
fn misspelt(api: &ApiRef, known: &[ApiRef]) -> Option<ApiRef> {
    if known.iter().any(|other| other.name == api.name) {
        return None;
    }
    let name = api.name.as_str();
    known.iter().find(|other| document::distance(name, other.name.as_str()) <= 2).cloned()
}
