//! Records: what is so, per partner and environment.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        mechanism::MechanismKind,
        moment::Moment,
        name::{ApplicationId, EnvironmentName, PartnerName, ProfileKey},
        record::Record,
    },
    job::{Cause, Context, Error, Result},
};

/// The records of one environment or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordList {
    /// By environment and partner.
    pub records: Vec<RecordLine>,
}

/// One record in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordLine {
    /// The partner.
    pub name: PartnerName,
    /// The environment.
    pub environment: EnvironmentName,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// The value of every request payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// What the partner names itself with at the token endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// When it was written.
    pub updated: Moment,
}

/// Lists the records of an environment, or of all.
pub fn list(context: &Context<'_>, environment: Option<&EnvironmentName>) -> Result<RecordList> {
    let all: Vec<&EnvironmentName> = match environment {
        Some(name) => {
            context.environment(name)?;
            vec![name]
        }
        None => context.workspace.environments.keys().collect(),
    };
    let mut records = Vec::new();
    for environment in all {
        for partner in context.store.records(environment)? {
            let key = ProfileKey { partner, environment: environment.clone() };
            let found = context.store.record(&key).map_err(|error| Error::from(error).at(&key))?;
            records.extend(found.map(|found| line(found.value)));
        }
    }
    Ok(RecordList { records })
}

/// Reads one record.
pub fn show(context: &Context<'_>, key: &ProfileKey) -> Result<Record> {
    let found = context.store.record(key).map_err(|error| Error::from(error).at(key))?;
    let Some(found) = found else {
        context.store.partner(&key.partner)?;
        let what = format!("there is no record of {key} yet");
        let next = format!("begin with `partnerctl onboard {} -e {}`", key.partner, key.environment);
        return Err(Error::from(Cause::NotFound { what, next }).at(key));
    };
    Ok(found.value)
}

fn line(record: Record) -> RecordLine {
    RecordLine {
        name: record.metadata.name,
        environment: record.metadata.environment,
        mechanism: record.metadata.mechanism,
        application_id: record.status.application_id,
        client_id: record.status.client.map(|client| client.client_id),
        updated: record.metadata.updated,
    }
}
