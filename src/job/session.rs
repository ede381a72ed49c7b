//! One partner in one environment: its file, its record and its ledger, read once.

use std::{collections::BTreeSet, sync::OnceLock};

use crate::{
    document,
    domain::{
        api::{Api, ApiDocument},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::{ApiRef, ApplicationId, EnvironmentName, PartnerName, ProfileKey},
        partner::{Partner, Presence},
        profile::{Settings, State, Wanted},
        record::Record,
        step::{Owner, Step},
        workspace::Environment,
    },
    job::{
        Cause, Context, Result,
        exchange::found::DRIVER,
        handed::{self, Handed},
        report::PartnerReport,
    },
    ledger::{flow, next, state},
    store::Versioned,
};

/// What the workspace says about one partner in one environment.
#[derive(Debug, Clone)]
pub struct Session<'a> {
    /// Who and where.
    pub key: ProfileKey,
    /// The environment's settings.
    pub environment: &'a Environment,
    /// The partner file.
    pub partner: Partner,
    /// What it wants here.
    pub presence: Presence,
    /// The record as it was read.
    pub record: Option<Versioned<Record>>,
    handed: OnceLock<Handed>,
}

impl<'a> Session<'a> {
    /// Reads partner file and record.
    pub fn open(ctx: &Context<'a>, name: &PartnerName, environment: &EnvironmentName) -> Result<Self> {
        let key = ProfileKey { partner: name.clone(), environment: environment.clone() };
        Self::read(ctx, &key).map_err(|error| error.at(&key))
    }

    /// The same for a partner file that was read.
    pub fn of(ctx: &Context<'a>, partner: Partner, environment: &EnvironmentName) -> Result<Self> {
        let key = ProfileKey { partner: partner.metadata.name.clone(), environment: environment.clone() };
        Self::with(ctx, &key, partner).map_err(|error| error.at(&key))
    }

    fn read(ctx: &Context<'a>, key: &ProfileKey) -> Result<Self> {
        ctx.environment(&key.environment)?;
        Self::with(ctx, key, ctx.store.partner(&key.partner)?)
    }

    fn with(ctx: &Context<'a>, key: &ProfileKey, partner: Partner) -> Result<Self> {
        let environment = ctx.environment(&key.environment)?;
        let presence = partner.spec.environments.get(&key.environment).cloned();
        let presence = presence.ok_or_else(|| Cause::NotFound {
            what: format!("partner `{}` wants nothing in environment `{}`", key.partner, key.environment),
            next: format!(
                "add `spec.environments.{}` to `partners/{}.yaml`, or choose another with `-e`",
                key.environment, key.partner
            ),
        })?;
        let record = ctx.store.record(key)?;
        Ok(Self { key: key.clone(), environment, partner, presence, record, handed: OnceLock::new() })
    }

    /// The same without what was read of the partner's material, which is read again when it is needed: for many that wait.
    #[must_use]
    pub fn at_rest(self) -> Self {
        Self { handed: OnceLock::new(), ..self }
    }

    /// The same with the record as it is now.
    #[must_use]
    pub fn as_of(&self, record: Option<Versioned<Record>>) -> Self {
        Self { record, ..self.clone() }
    }

    /// The mechanism's kind.
    #[must_use]
    pub const fn mechanism(&self) -> MechanismKind {
        self.presence.authentication.mechanism
    }

    /// The ledger with a record, which may be newer than the one that was read.
    pub fn steps(&self, record: Option<&Record>) -> Result<Vec<Step>> {
        let flow = flow::flow(self.mechanism())?;
        Ok(state::steps(&flow, state::Known { partner: &self.partner, presence: &self.presence, record }))
    }

    /// The one next line. What the operator does is waited for on the partner's side.
    fn next_line(&self, steps: &[Step]) -> Option<String> {
        let status = self.record.as_ref().map(|read| &read.value.status);
        let imported = status.is_some_and(|status| status.imported.is_some() && status.application_id.is_none());
        if imported && next::next_step(steps).is_some_and(|step| step.id.as_str() == "application-id") {
            let ProfileKey { partner, environment } = &self.key;
            let path = format!("spec.environments.{environment}.applicationId");
            return Some(format!(
                "operator: its application ID, which the partner knows: `partnerctl partner set {partner} {path}=VALUE`"
            ));
        }
        let known = status.and_then(|status| status.exchange.as_ref());
        let waits = known.is_some_and(|known| known.response.is_some() && known.other_side.is_some()) && self.is_partners();
        if waits && next::waiting_on(steps) == Some(Owner::Operator) {
            let ProfileKey { partner, environment } = &self.key;
            return Some(format!("operator: its handover; then `partnerctl open {partner}.{environment}.handover.jws`"));
        }
        if self.is_partners() {
            next::partners_line(steps, &self.key, status.is_some_and(|status| status.profile.is_some()))
        } else {
            next::next_line(steps, &self.key)
        }
    }

    /// Whether this is the partner's side: its gateway is the operator's.
    pub(in crate::job) fn is_partners(&self) -> bool {
        self.environment.gateway.driver == DRIVER
    }

    /// A report with the ledger filled in.
    pub fn report(&self, record: Option<&Record>) -> Result<PartnerReport> {
        let steps = self.steps(record)?;
        let mut report = PartnerReport::new(self.key.partner.clone(), self.key.environment.clone());
        report.mechanism = Some(self.mechanism());
        report.complete = next::is_complete(&steps);
        report.waiting_on = next::waiting_on(&steps);
        report.next = self.next_line(&steps);
        report.expires = record.and_then(|record| {
            let told = record.status.imported.iter().filter_map(|imported| imported.secret_expires);
            let told = told.filter(|_| record.status.secrets.is_empty());
            let secrets = record.status.secrets.iter().map(|secret| secret.expires).chain(told);
            let issuer = record.status.issuer.iter().filter_map(|issuer| issuer.certificate.as_ref());
            secrets.chain(record.status.certificates.iter().chain(issuer).map(|one| one.not_after)).min()
        });
        report.steps = steps;
        if record.is_some_and(|record| record.status.suspended) {
            let advice = "calls are refused until `partnerctl profile resume`";
            report.findings.push(Finding::new(Level::Warn, "profile-suspended", profile_name(&self.key), advice));
        }
        Ok(report)
    }

    /// What is wanted on the gateway.
    pub fn wanted(&self, ctx: &Context<'_>, application_id: Option<ApplicationId>) -> Result<Wanted> {
        let imported = self.record.as_ref().and_then(|record| record.value.status.imported.as_ref());
        let kept = imported.filter(|imported| imported.display_name == self.partner.spec.display_name);
        let contacts = self.partner.spec.contacts.iter().map(|contact| contact.email.clone()).collect::<BTreeSet<_>>();
        Ok(Wanted {
            key: self.key.clone(),
            settings: Settings {
                name: imported.map_or_else(|| profile_name(&self.key), |imported| imported.profile.clone()),
                description: kept.map_or(&self.partner.spec.display_name, |imported| &imported.description).clone(),
                contacts: contacts.into_iter().collect(),
                application_id,
                customer_source_id: self.customer_source_id(),
            },
            mechanism: self.handed(ctx)?.mechanism.clone(),
            apis: self.presence.apis.iter().cloned().collect(),
            state: State::Active,
        })
    }

    /// What the partner handed over, read and checked once.
    pub fn handed(&self, ctx: &Context<'_>) -> Result<&Handed> {
        if let Some(handed) = self.handed.get() {
            return Ok(handed);
        }
        let handed = handed::read(ctx, &self.key, self.environment, &self.presence.authentication)?;
        Ok(self.handed.get_or_init(|| handed))
    }

    /// The identifier that both sides agreed on: of the file, else of the record.
    #[must_use]
    pub fn customer_source_id(&self) -> Option<String> {
        let recorded = || self.record.as_ref().and_then(|record| record.value.status.customer_source_id.clone());
        self.presence.customer_source_id.clone().or_else(recorded)
    }
}

/// The name of a profile on a gateway: partner and environment, so that two environments may share one gateway.
#[must_use]
pub fn profile_name(key: &ProfileKey) -> String {
    format!("{}-{}", key.partner, key.environment)
}

/// Reads the API documents that are named, with their descriptions; those without a document are left out.
pub fn published(ctx: &Context<'_>, wanted: &BTreeSet<ApiRef>) -> Result<Vec<Api>> {
    let documents = ctx.store.apis()?;
    let named = documents.iter().filter(|document| wanted.contains(&document.reference()));
    named.map(|document| api(ctx, document)).collect()
}

/// One API with its description read.
pub fn api(ctx: &Context<'_>, document: &ApiDocument) -> Result<Api> {
    let description = document::openapi::read(&document.spec.openapi, &ctx.store.description(document)?)?;
    Ok(Api {
        reference: document.reference(),
        description,
        upstream: document.spec.upstream.clone(),
        scopes: document.spec.scopes.clone(),
    })
}
