//! All profiles of the workspace, from a few lists: one of applications, one of members, one of plans, one of services.

use std::collections::BTreeMap;

use crate::{domain::profile::Observed, gateway::Result};

use super::{
    Boomi,
    marker::Stamp,
    plans::Bundle,
    read::Parts,
    wire::{Application, Member, PackageKey},
};

impl Boomi {
    /// All profiles with a mark of our owner.
    pub(super) fn read_all(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        self.forget_services();
        let all: Vec<Application> = self.admin.list("/applications", Application::WITH_KEYS, None)?;
        let is_ours =
            |application: &Application| Stamp::read(application).marker.is_some_and(|marker| marker.owner == self.owner);
        let ours: Vec<_> = all.into_iter().filter(is_ours).collect();
        if ours.is_empty() {
            return Ok(Box::new(std::iter::empty()));
        }
        let members: Vec<Member> = self.admin.list("/members", Member::FIELDS, None)?;
        let members: BTreeMap<_, _> = members.into_iter().map(|member| (member.username.clone(), member)).collect();
        let bundles: BTreeMap<_, _> = self.bundles()?.into_iter().map(|bundle| (bundle.plan.name.clone(), bundle)).collect();
        Ok(Box::new(ours.into_iter().map(move |application| self.surveyed(&application, &members, &bundles))))
    }

    /// All applications without a mark of our owner, each with its own keys; plans of others are not read.
    pub(super) fn read_strangers(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        self.forget_services();
        let all: Vec<Application> = self.admin.list("/applications", Application::WITH_KEYS, None)?;
        let is_ours =
            |application: &Application| Stamp::read(application).marker.is_some_and(|marker| marker.owner == self.owner);
        Ok(Box::new(all.into_iter().filter(move |one| !is_ours(one)).map(|application| self.observed(&application))))
    }

    fn surveyed(
        &self,
        application: &Application,
        members: &BTreeMap<String, Member>,
        bundles: &BTreeMap<String, Bundle>,
    ) -> Result<Observed> {
        let keys = match &application.package_keys {
            Some(keys) if keys.iter().all(is_complete) => super::keys::in_order(keys.clone()),
            _ => self.keys(application)?,
        };
        self.assembled(&Parts {
            application,
            member: members.get(&application.username),
            bundle: bundles.get(&application.name),
            keys: &keys,
        })
    }
}

/// Whether a nested key says what is needed; which fields come there is not told (section 4).
fn is_complete(key: &PackageKey) -> bool {
    !key.apikey.is_empty() && !key.status.is_empty() && key.plan.is_some()
}
