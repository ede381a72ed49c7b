//! Applications that this workspace did not make, for taking partners in that were there before. Reads alone.

use crate::{domain::profile::Observed, gateway::Result};

use super::{
    WebMethods,
    marker::Stamp,
    wire::{Application, Applications},
};

impl WebMethods {
    /// All applications without a mark of our owner. A list may leave fields out, so that each is read whole.
    pub(super) fn read_strangers(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        let list: Applications = self.admin.get("/applications")?.json()?;
        // The credentials of all profiles come in one call.
        self.with_strategies(|_| ())?;
        Ok(Box::new(list.applications.into_iter().filter_map(move |listed| self.stranger(&listed).transpose())))
    }

    fn stranger(&self, listed: &Application) -> Result<Option<Observed>> {
        let is_ours =
            |application: &Application| Stamp::read(application).marker.is_some_and(|marker| marker.owner == self.owner);
        if is_ours(listed) {
            return Ok(None);
        }
        // One that went meanwhile is none.
        let found = self.application(&listed.id)?.filter(|application| !is_ours(application));
        found.map(|application| self.observed(&application)).transpose()
    }
}
