//! `init [DIR]`

use std::path::PathBuf;

use url::Url;

use crate::{
    cli::{
        command::Run,
        failure::{Failure, Outcome},
        open::House,
        strongbox,
    },
    crypto::random,
    domain::{
        name::EnvironmentName,
        workspace::{Class, SecretStoreKind},
    },
    gateway::registry::DRIVERS,
    job::{
        self,
        init::{self, Founded, GatewayOrder, Order},
    },
    prompt::{self, Prompt as _},
};

/// Makes a new workspace, asked or by flags.
///
/// Without a gateway's address it starts on the embedded gateway, with one example API and one example partner that are ready
/// to onboard. The address, driver and class of a real gateway make that its first environment.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Who runs the gateway
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// The address of the gateway's admin API; the embedded gateway when absent
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// The driver that speaks its admin API
    #[arg(long, value_name = "DRIVER", default_value = "webmethods")]
    driver: String,
    /// Which rules hold there
    #[arg(long, value_enum, value_name = "CLASS", default_value = "non-production")]
    class: ClassWord,
    /// The user of the admin API
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// A PEM file with authorities to trust besides the system's, relative to the workspace
    #[arg(long, value_name = "FILE")]
    ca_file: Option<String>,
    /// Where secrets are kept [default: the keyring where one answers, else sealed files]
    #[arg(long, value_enum, value_name = "STORE")]
    secrets: Option<StoreWord>,
}

/// The classes as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ClassWord {
    /// Test places: self-signed certificates are allowed with their chain
    NonProduction,
    /// The real thing: changes go through saved plans
    Production,
}

/// The secret stores as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum StoreWord {
    /// The keyring of the operating system
    Keyring,
    /// One age file per secret, fit to be committed
    Sealed,
}

const EXAMPLES: &str = "\
Examples:
  A workspace here that is ready to try, with `sandbox run` and `onboard acme`:
    $ partnerctl init --no-input
  A workspace in `onboarding` for a gateway that is there:
    $ partnerctl init onboarding --environment non-production --url https://gateway-test.example.net:5543 --user onboarding";

impl Run for Args {
    type Answer = Founded;

    fn run(self, house: &House) -> Outcome {
        let founded = self.found(house)?;
        house.answer(&founded)
    }
}

impl Args {
    fn found(self, house: &House) -> Result<Founded, Failure> {
        let (organisation, url) = self.asked(house)?;
        let environment = self.environment(house, url.is_some())?;
        let id = format!("{}-{}", plain(&organisation), &random::identifier()[..8]);
        let gateway = url.map(|url| self.gateway(url)).transpose()?;
        let folder = self.folder.clone();
        let mut order = Order { folder, organisation, id, environment, gateway, recipient: None, identity: None };
        init::check(&order).map_err(Failure::from)?;
        if self.store(house, &order.id) == SecretStoreKind::Sealed {
            let (recipient, identity) = strongbox::new_identity(&house.env, &order.id, &house.prompt())?;
            (order.recipient, order.identity) = (Some(recipient), Some(identity));
        }
        init::run(&order).map_err(Failure::from)
    }

    /// What only a person knows, when one can be asked.
    fn asked(&self, house: &House) -> Result<(String, Option<Url>), Failure> {
        let prompt = house.prompt();
        let failed = |error| Failure::from(job::Error::from(error));
        let organisation = match &self.organisation {
            Some(name) => name.clone(),
            None if prompt.can_ask() => {
                prompt.text("Organisation that runs the gateway", Some("Example Networks"), "--organisation").map_err(failed)?
            }
            None => "Example Networks".to_owned(),
        };
        if self.url.is_some() || !prompt.can_ask() {
            return Ok((organisation, self.url.clone()));
        }
        let places = ["the embedded gateway, to try out".to_owned(), "a gateway that is there".to_owned()];
        if prompt.choose("Where are partners onboarded to first?", &places, "--url").map_err(failed)? == 0 {
            return Ok((organisation, None));
        }
        let url = prompt::value::<Url>(&prompt, "Address of its admin API", "--url").map_err(failed)?;
        Ok((organisation, Some(url)))
    }

    fn environment(&self, house: &House, real: bool) -> Result<EnvironmentName, Failure> {
        let given = house.settings.given_environment().cloned();
        let usual = match (real, self.class) {
            (false, _) => "sandbox",
            (true, ClassWord::NonProduction) => "non-production",
            (true, ClassWord::Production) => "production",
        };
        given.map_or_else(|| usual.parse().map_err(|error: crate::domain::name::NameError| Failure::usage(error.to_string())), Ok)
    }

    fn gateway(&self, url: Url) -> Result<GatewayOrder, Failure> {
        if !DRIVERS.iter().any(|driver| driver.name == self.driver) {
            let known = DRIVERS.iter().map(|driver| format!("`{}`", driver.name)).collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(format!("there is no driver `{}`; known: {known}", self.driver)));
        }
        let class = match self.class {
            ClassWord::NonProduction => Class::NonProduction,
            ClassWord::Production => Class::Production,
        };
        let (driver, user, ca_file) = (self.driver.clone(), self.user.clone(), self.ca_file.clone());
        Ok(GatewayOrder { driver, url, class, user, ca_file })
    }

    fn store(&self, house: &House, id: &str) -> SecretStoreKind {
        match self.secrets {
            Some(StoreWord::Keyring) => SecretStoreKind::Keyring,
            None if house.settings.asks && strongbox::keyring_answers(id) => SecretStoreKind::Keyring,
            Some(StoreWord::Sealed) | None => SecretStoreKind::Sealed,
        }
    }
}

/// A name in plain lower-case letters, digits and hyphens.
fn plain(text: &str) -> String {
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
