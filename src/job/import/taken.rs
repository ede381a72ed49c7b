//! Writing partner file and record of one profile. A run that was ended in between goes on with the next one.

use std::collections::BTreeMap;

use super::{Found, IntakeLine, Outcome, Verdict, table::Row};
use crate::{
    domain::{
        document::{Format, Kind},
        finding::{Finding, Level},
        ground::Ground,
        mechanism::MechanismKind,
        name::{EnvironmentName, PartnerName, ProfileKey},
        partner::{Authentication, Contact, Metadata, Partner, PartnerSpec, Presence, SignedBy},
        profile::{Observed, ObservedClient},
        record::{Imported, Record, RecordedApi, RecordedClient},
    },
    job::{Context, Result},
    store::{self, LockScope},
};

/// What all profiles of one run are taken in with.
pub(super) struct Bench<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) environment: &'a EnvironmentName,
    pub(super) ground: &'a Ground,
}

impl Bench<'_> {
    /// Makes a partner of a profile, completes one that is known, or says why it is left alone.
    pub(super) fn take(&self, found: Found<'_>) -> Result<IntakeLine> {
        let Found { observed, row, verdict } = found;
        let name = match verdict {
            Verdict::Left(why) => return Ok(left(&observed, why)),
            Verdict::Known(name) => return self.completed(&self.key(name), &observed, row),
            Verdict::New(name) => name,
        };
        let authentication = match self.authentication(&observed) {
            Ok(authentication) => authentication,
            Err(why) => return Ok(left(&observed, why)),
        };
        let key = self.key(name);
        self.made(&key, &observed, authentication, row).map_err(|error| error.at(&key))
    }

    fn key(&self, partner: PartnerName) -> ProfileKey {
        ProfileKey { partner, environment: self.environment.clone() }
    }

    fn made(&self, key: &ProfileKey, observed: &Observed, own: Authentication, row: Option<&Row>) -> Result<IntakeLine> {
        let _lock = self.ctx.store.lock(&LockScope::Profile(key.clone()), &self.ctx.holder())?;
        let has = &observed.settings;
        let presence = Presence {
            apis: observed.apis.iter().cloned().collect(),
            customer_source_id: has.customer_source_id.clone().or_else(|| row?.customer_source_id.clone()),
            application_id: has.application_id.clone().or_else(|| row?.application_id.clone()),
            authentication: own,
        };
        let id = presence.application_id.as_ref();
        if let Some(id) = id.filter(|id| !matches!(self.ctx.store.application_id_is_free(id, key), Ok(true))) {
            return Ok(left(observed, format!("application ID `{id}` belongs to another partner of this workspace")));
        }
        let display_name = display_name(observed);
        let mut files = match self.partner_file(key, observed, &display_name, &presence)? {
            Ok(files) => files,
            Err(why) => return Ok(left(observed, why)),
        };
        let record = self.record(key, observed, &presence, (display_name, row));
        self.ctx.store.save(&record, None)?;
        files.push(format!("records/{}/{}.yaml", key.environment, key.partner));
        let what = format!("took in {} `{}`", observed.remote, has.name);
        self.ctx.audit(Some(&key.partner), Some(&key.environment), what)?;
        Ok(IntakeLine { files, findings: unknowns(observed, &presence), ..line(observed, Outcome::Imported, &record) })
    }

    /// The files that were written; the reason why the partner's own file stands against it.
    fn partner_file(
        &self,
        key: &ProfileKey,
        observed: &Observed,
        display_name: &str,
        presence: &Presence,
    ) -> Result<std::result::Result<Vec<String>, String>> {
        let file = format!("partners/{}.yaml", key.partner);
        let known = match self.ctx.store.partner(&key.partner) {
            Err(store::Error::NoPartner { .. }) => {
                self.ctx.store.add_partner(&partner(key, observed, display_name, presence))?;
                return Ok(Ok(vec![file]));
            }
            known => known?,
        };
        match known.spec.environments.get(&key.environment) {
            // A run that was ended before it wrote the record.
            Some(same) if same == presence => Ok(Ok(Vec::new())),
            Some(_) => Ok(Err(format!(
                "`{file}` declares another partner of this name here: join them with `partnerctl onboard {} -e {} --adopt`, or give \
                 another name in the column `name` of `--ids`",
                key.partner, key.environment
            ))),
            None => {
                let value = serde_json::to_string(presence).unwrap_or_default();
                self.ctx.store.revise(&key.partner, &format!("spec.environments.{}", key.environment), &value)?;
                Ok(Ok(vec![file]))
            }
        }
    }

    fn record(&self, key: &ProfileKey, observed: &Observed, presence: &Presence, with: (String, Option<&Row>)) -> Record {
        let (display_name, row) = with;
        let now = self.ctx.clock.now();
        let mechanism = presence.authentication.mechanism;
        let mut record = Record::new(key, mechanism, now);
        record.metadata.generation = observed.marker.as_ref().map_or(0, |marker| marker.generation);
        let status = &mut record.status;
        status.profile = Some(observed.remote.clone());
        status.suspended = observed.state == crate::domain::profile::State::Suspended;
        status.application_id.clone_from(&presence.application_id);
        status.customer_source_id.clone_from(&presence.customer_source_id);
        status.client = observed.clients.iter().rfind(|client| client.mechanism == mechanism).and_then(recorded);
        status.apis = observed.apis.iter().map(|api| RecordedApi { api: api.clone(), endpoints: self.endpoints(api) }).collect();
        if mechanism == MechanismKind::Oauth2 {
            status.token_endpoint = observed.token_endpoint.clone().or_else(|| self.ground.token_endpoint.clone());
        }
        status.imported = Some(Imported {
            at: now,
            by: format!("{}@{}", self.ctx.actor.user, self.ctx.actor.host),
            profile: observed.settings.name.clone(),
            description: observed.settings.description.clone(),
            display_name,
            secret_issued: row.and_then(|row| row.secret_issued),
            secret_expires: row.and_then(|row| row.secret_expires),
        });
        record
    }

    fn endpoints(&self, api: &crate::domain::name::ApiRef) -> Vec<url::Url> {
        self.ground.apis.get(api).map(|known| known.endpoints.clone()).unwrap_or_default()
    }

    /// Fills in what was unknown; what is known stays.
    fn completed(&self, key: &ProfileKey, observed: &Observed, row: Option<&Row>) -> Result<IntakeLine> {
        self.filled_in(key, observed, row).map_err(|error| error.at(key))
    }

    fn filled_in(&self, key: &ProfileKey, observed: &Observed, row: Option<&Row>) -> Result<IntakeLine> {
        let _lock = self.ctx.store.lock(&LockScope::Profile(key.clone()), &self.ctx.holder())?;
        let Some(read) = self.ctx.store.record(key)? else {
            return Ok(left(observed, "its record was removed in the meantime".to_owned()));
        };
        let mut record = read.value.clone();
        let Some((row, imported)) = row.zip(record.status.imported.as_mut()) else {
            return Ok(line(observed, Outcome::Unchanged, &record));
        };
        imported.secret_issued = imported.secret_issued.or(row.secret_issued);
        imported.secret_expires = imported.secret_expires.or(row.secret_expires);
        let mut settings: Vec<(&str, String)> = Vec::new();
        let status = &mut record.status;
        if let (None, Some(id)) = (&status.application_id, &row.application_id) {
            status.application_id = Some(id.clone());
            settings.push(("applicationId", id.to_string()));
        }
        if let (None, Some(id)) = (&status.customer_source_id, &row.customer_source_id) {
            status.customer_source_id = Some(id.clone());
            settings.push(("customerSourceId", id.clone()));
        }
        if record == read.value {
            return Ok(line(observed, Outcome::Unchanged, &record));
        }
        let mut files = Vec::new();
        for (name, value) in settings {
            let path = format!("spec.environments.{}.{name}", key.environment);
            self.ctx.store.revise(&key.partner, &path, &serde_json::Value::from(value).to_string())?;
            files = vec![format!("partners/{}.yaml", key.partner)];
        }
        record.metadata.updated = self.ctx.clock.now();
        self.ctx.store.save(&record, Some(&read.revision))?;
        files.push(format!("records/{}/{}.yaml", key.environment, key.partner));
        self.ctx.audit(Some(&key.partner), Some(&key.environment), "filled in what was unknown when it was taken in")?;
        Ok(IntakeLine { files, ..line(observed, Outcome::Completed, &record) })
    }

    /// How the partner authenticates, from its one kind of credential; the reason when that cannot be told.
    fn authentication(&self, observed: &Observed) -> std::result::Result<Authentication, String> {
        let mut kinds: Vec<MechanismKind> = observed.clients.iter().map(|client| client.mechanism).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mechanism = match (kinds.as_slice(), observed.certificates.is_empty()) {
            ([], true) => return Err("it has no credential, so how the partner authenticates cannot be told".to_owned()),
            ([], false) => MechanismKind::ClientCertificate,
            ([one], _) => *one,
            (several, _) => {
                let words = several.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" and ");
                return Err(format!("it has credentials of {words}: remove those that are not used, then import again"));
            }
        };
        let client = observed.clients.iter().rfind(|client| client.mechanism == mechanism);
        Ok(self.written(mechanism, client, observed))
    }

    fn written(&self, mechanism: MechanismKind, client: Option<&ObservedClient>, observed: &Observed) -> Authentication {
        let tokens = matches!(mechanism, MechanismKind::Oidc | MechanismKind::JwtBearer);
        let issuer = client.and_then(|client| client.issuer.clone()).filter(|_| tokens);
        let known = issuer.as_ref().and_then(|issuer| self.ground.issuers.get(issuer));
        let by_gateway = tokens && issuer.is_none() && mechanism == MechanismKind::JwtBearer;
        let client_id = client.and_then(|client| client.client_id.clone()).filter(|_| mechanism == MechanismKind::Oidc);
        let told = |(name, value): &&(String, String)| {
            let anyway = (name == "iss" && Some(value) == issuer.as_ref()) || Some(value) == client_id.as_ref();
            tokens && !anyway && !(by_gateway && name == "sub")
        };
        Authentication {
            mechanism,
            scopes: client.map(|client| client.scopes.iter().cloned().collect()).unwrap_or_default(),
            certificates: Vec::new(),
            signed_by: by_gateway.then_some(SignedBy::Gateway),
            jwks_uri: known.and_then(|known| known.jwks_uri.clone()),
            audience: client.and_then(|client| client.audience.clone()).filter(|_| tokens),
            claims: observed.claims.iter().filter(told).cloned().collect::<BTreeMap<_, _>>(),
            issuer,
            client_id,
        }
    }
}

fn partner(key: &ProfileKey, observed: &Observed, display_name: &str, presence: &Presence) -> Partner {
    let contact = |email: &String| Contact { role: "technical".to_owned(), email: email.clone() };
    Partner {
        api_version: Format::V1,
        kind: Kind::Partner,
        metadata: Metadata { name: key.partner.clone(), labels: BTreeMap::new() },
        spec: PartnerSpec {
            display_name: display_name.to_owned(),
            contacts: observed.settings.contacts.iter().map(contact).collect(),
            environments: BTreeMap::from([(key.environment.clone(), presence.clone())]),
        },
    }
}

/// The name that people use: the first line of what the profile says, when that is short; else the profile's own.
fn display_name(observed: &Observed) -> String {
    let first = observed.settings.description.lines().next().unwrap_or_default().trim();
    let fits = !first.is_empty() && first.chars().count() <= SHORT;
    let text = if fits { first } else { observed.settings.name.trim() };
    text.chars().filter(|sign| !sign.is_control()).collect()
}

fn recorded(client: &ObservedClient) -> Option<RecordedClient> {
    Some(RecordedClient {
        client_id: client.client_id.clone()?,
        remote: client.remote.clone(),
        scopes: client.scopes.iter().cloned().collect(),
        secret_in_body: client.usage.secret_in_body,
        key_header: client.usage.key_header.clone(),
    })
}

fn left(observed: &Observed, why: String) -> IntakeLine {
    IntakeLine {
        profile: observed.settings.name.clone(),
        remote: observed.remote.clone(),
        partner: None,
        outcome: Outcome::Left,
        mechanism: None,
        application_id: observed.settings.application_id.clone(),
        customer_source_id: observed.settings.customer_source_id.clone(),
        files: Vec::new(),
        why: Some(why),
        findings: Vec::new(),
    }
}

fn line(observed: &Observed, outcome: Outcome, record: &Record) -> IntakeLine {
    IntakeLine {
        profile: observed.settings.name.clone(),
        remote: observed.remote.clone(),
        partner: Some(record.metadata.name.clone()),
        outcome,
        mechanism: Some(record.metadata.mechanism),
        application_id: record.status.application_id.clone(),
        customer_source_id: record.status.customer_source_id.clone(),
        files: Vec::new(),
        why: None,
        findings: Vec::new(),
    }
}

/// What a person has to bring, because the gateway does not show it.
fn unknowns(observed: &Observed, presence: &Presence) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |code: &'static str, advice: &str| {
        findings.push(Finding::new(Level::Inform, code, observed.settings.name.clone(), advice));
    };
    if presence.authentication.mechanism == MechanismKind::ClientCertificate {
        note("certificate-unknown", "ask the partner for its certificate: `partnerctl receive NAME --certificate FILE`");
    }
    if !observed.unknown_apis.is_empty() {
        note("api-unknown", "it may call APIs that the gateway no longer names; they stay as they are");
    }
    findings
}

/// As long as a name for people may be.
const SHORT: usize = 80;
