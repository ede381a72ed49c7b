//! What a build is and can do.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{output::Report, page::Page},
    gateway::DRIVERS,
};

/// A build of partnerctl.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Build {
    /// Its version.
    pub version: String,
    /// The gateways that it can speak to.
    pub drivers: Vec<DriverLine>,
    /// What it was built with.
    pub features: Vec<String>,
}

/// One driver.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DriverLine {
    /// The word in `driver:`.
    pub name: String,
    /// The product.
    pub about: String,
}

impl Build {
    /// This build.
    #[must_use]
    pub fn this() -> Self {
        let line = |driver: &crate::gateway::Driver| DriverLine { name: driver.name.to_owned(), about: driver.about.to_owned() };
        let features = [("os-keyring", cfg!(feature = "os-keyring"))];
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            drivers: DRIVERS.iter().map(line).collect(),
            features: features.iter().filter(|(_, on)| *on).map(|(name, _)| (*name).to_owned()).collect(),
        }
    }
}

impl Report for Build {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("partnerctl {}", self.version));
        page.blank();
        let row = |driver: &DriverLine| vec![(&driver.name).into(), (&driver.about).into()];
        page.table(&["DRIVER", "PRODUCT"], self.drivers.iter().map(row).collect());
        page.blank();
        page.pairs(&[("features", self.features.join(", "))]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.version.clone()]
    }
}
