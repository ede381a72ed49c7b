//! Packages and plans: what a partner may call is the content of its plan (section 5). All plans of a workspace are in one package; a
//! plan has the name of its profile. APIs that are out of service stand in a line of ours in the plan's notes.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    domain::profile::RemoteRef,
    gateway::{Desk, Error, Result},
    http::segment,
};

use super::{
    Boomi,
    line::{self, Pairs},
    wire::{Package, Plan, Record, Reference, string},
};

/// A plan with what it holds.
#[derive(Debug, Clone)]
pub(super) struct Bundle {
    pub(super) package: String,
    pub(super) plan: Plan,
    /// Services that can be called.
    pub(super) served: BTreeSet<String>,
    /// Services that were taken out of service.
    pub(super) paused: BTreeSet<String>,
}

impl Boomi {
    /// The plan of a profile, if there is one.
    pub(super) fn bundle(&self, profile: &str) -> Result<Option<Bundle>> {
        let Some(package) = self.package()? else { return Ok(None) };
        let path = format!("/packages/{}/plans", segment(&package));
        let found: Vec<Plan> = self.admin.list(&path, Plan::FIELDS, Some(("name", profile)))?;
        let plan = found.into_iter().find(|plan| plan.name == profile);
        plan.map(|plan| self.opened(&package, plan)).transpose()
    }

    /// All plans of the workspace.
    pub(super) fn bundles(&self) -> Result<Vec<Bundle>> {
        let Some(package) = self.package()? else { return Ok(Vec::new()) };
        let path = format!("/packages/{}/plans", segment(&package));
        let found: Vec<Plan> = self.admin.list(&path, Plan::FIELDS, None)?;
        found.into_iter().map(|plan| self.opened(&package, plan)).collect()
    }

    /// The plan of a profile, made when it is absent.
    pub(super) fn ensured_bundle(&self, profile: &str, desk: &dyn Desk) -> Result<Bundle> {
        if let Some(bundle) = self.bundle(profile)? {
            return Ok(bundle);
        }
        let package = match self.package()? {
            Some(package) => package,
            None => self.new_package(desk)?,
        };
        desk.note(&RemoteRef::new("new-plan", profile))?;
        let record = json!({
            "name": profile, "description": "The APIs of one partner. Made by partnerctl.", "status": "active",
            "adminKeyProvisioningEnabled": true, "selfServiceKeyProvisioningEnabled": false, "maxNumKeysAllowed": KEYS,
        });
        let path = format!("/packages/{}/plans", segment(&package));
        let plan: Plan = self.admin.post(&path, "", record, &format!("create plan `{profile}`"))?.json()?;
        desk.note(&RemoteRef::new("plan", plan.id.clone()))?;
        let none = Plan { services: Some(Vec::new()), ..plan };
        self.opened(&package, none)
    }

    /// Removes the plan of a profile, if there is one.
    pub(super) fn remove_bundle(&self, profile: &str, desk: &dyn Desk) -> Result<()> {
        let Some(bundle) = self.bundle(profile)? else { return Ok(()) };
        desk.note(&RemoteRef::new("plan", bundle.plan.id.clone()))?;
        self.admin.delete(&bundle.path(), &format!("remove plan `{profile}`")).map(drop)
    }

    /// Puts a service with its endpoints into a plan. Adding a service is documented to add its endpoints; what is missing then is
    /// added one by one.
    pub(super) fn put_into_plan(&self, bundle: &Bundle, service: &str, endpoints: &[&str], desk: &dyn Desk) -> Result<()> {
        let path = format!("{}/services", bundle.path());
        let doing = format!("put a service into plan `{}`", bundle.plan.name);
        desk.note(&RemoteRef::new("plan", bundle.plan.id.clone()))?;
        if !bundle.served.contains(service) {
            tolerant(self.admin.post(&path, "", json!({"id": service}), &doing))?;
        }
        let path = format!("{path}/{}/endpoints", segment(service));
        let there: Vec<Reference> = self.admin.get(&path, "")?.json()?;
        for endpoint in endpoints.iter().filter(|id| !there.iter().any(|known| known.id == **id)) {
            tolerant(self.admin.post(&path, "", json!({"id": endpoint}), &doing))?;
        }
        Ok(())
    }

    /// Takes a service out of a plan.
    pub(super) fn take_from_plan(&self, bundle: &Bundle, service: &str, desk: &dyn Desk) -> Result<()> {
        desk.note(&RemoteRef::new("plan", bundle.plan.id.clone()))?;
        let path = format!("{}/services/{}", bundle.path(), segment(service));
        self.admin.delete(&path, &format!("take a service out of plan `{}`", bundle.plan.name)).map(drop)
    }

    /// Writes down which services of a plan are out of service.
    pub(super) fn pause(&self, bundle: &Bundle, paused: &BTreeSet<String>, desk: &dyn Desk) -> Result<()> {
        if bundle.paused == *paused {
            return Ok(());
        }
        let mut pairs: Pairs = line::read(&bundle.plan.notes);
        pairs.remove(PAUSED);
        if !paused.is_empty() {
            pairs.insert(PAUSED.to_owned(), paused.iter().map(String::as_str).collect::<Vec<_>>().join(","));
        }
        desk.note(&RemoteRef::new("plan", bundle.plan.id.clone()))?;
        // A partial body is merged (documented for plans).
        let notes = line::write(&bundle.plan.notes, &pairs);
        self.admin.put(&bundle.path(), json!({"notes": notes}), &format!("update plan `{}`", bundle.plan.name)).map(drop)
    }

    fn opened(&self, package: &str, plan: Plan) -> Result<Bundle> {
        let services = match &plan.services {
            Some(services) => services.clone(),
            None => self.admin.get(&format!("{}/services", path(package, &plan.id)), "")?.json()?,
        };
        let paused = line::read(&plan.notes).remove(PAUSED).unwrap_or_default();
        let ids = |text: &str| text.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        Ok(Bundle {
            package: package.to_owned(),
            served: services.into_iter().map(|service| service.id).collect(),
            paused: ids(&paused),
            plan,
        })
    }

    /// The id of our package, if there is one.
    fn package(&self) -> Result<Option<String>> {
        if let Some(known) = self.memory.package().clone() {
            return Ok(Some(known));
        }
        let name = self.package_name();
        let found: Vec<Package> = self.admin.list("/packages", "id,name", Some(("name", &name)))?;
        let id = found.into_iter().find(|package| package.name == name).map(|package| package.id);
        self.memory.package().clone_from(&id);
        Ok(id)
    }

    fn new_package(&self, desk: &dyn Desk) -> Result<String> {
        let name = self.package_name();
        desk.note(&RemoteRef::new("new-package", name.clone()))?;
        let record = json!({"name": name, "description": "Partners of one workspace, a plan for each. Made by partnerctl."});
        let answer = self.admin.post("/packages", "", record, &format!("create package `{name}`"))?;
        let id = string(&answer.json::<Record>()?, "id").to_owned();
        if id.is_empty() {
            return Err(answer.unexpected("the new package has no id"));
        }
        desk.note(&RemoteRef::new("package", id.clone()))?;
        *self.memory.package() = Some(id.clone());
        Ok(id)
    }

    fn package_name(&self) -> String {
        format!("partnerctl-{}", self.owner)
    }
}

impl Bundle {
    fn path(&self) -> String {
        path(&self.package, &self.plan.id)
    }

    /// All services that the partner has, served or not.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.served.union(&self.paused)
    }
}

fn path(package: &str, plan: &str) -> String {
    format!("/packages/{}/plans/{}", segment(package), segment(plan))
}

/// What is in the plan already was wanted there.
fn tolerant<T>(sent: Result<T>) -> Result<()> {
    match sent {
        Ok(_) | Err(Error::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

const PAUSED: &str = "paused";
/// Two for a rotation, two more for a recovery in between; removed keys may still count (section 5, "Key status").
const KEYS: u32 = 10;
