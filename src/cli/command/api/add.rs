//! `api add`: an OpenAPI description becomes an API document.

use std::path::Path;

use url::Url;

use crate::{
    cli::{
        command::{Run, source},
        failure::{Failure, Kind, Outcome},
        fault,
        open::House,
    },
    domain::{
        message::{Method, Request},
        name::{ApiName, ApiVersion, ScopeName},
    },
    job::{
        Event,
        api_document::{self, ApiAdded, Order},
    },
};

/// Writes an API document from an OpenAPI description.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The description: OpenAPI 3.0 or 2.0 in YAML or JSON; a file, a URL, or `-` for stdin.
    #[arg(value_name = "FILE|URL")]
    description: String,
    /// The name [default: the title in small letters].
    #[arg(long, value_name = "NAME")]
    name: Option<ApiName>,
    /// The version [default: that of the description].
    #[arg(long, value_name = "VERSION")]
    version: Option<ApiVersion>,
    /// Where the gateway forwards calls to [default: the server in the description].
    #[arg(long, value_name = "URL")]
    upstream: Option<Url>,
    /// A scope that lets tokens call it; repeat it for several.
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<ScopeName>,
}

const EXAMPLES: &str = "\
Examples:
  From a file; name and version are those of the description:
    $ partnerctl api add contract-api.openapi.yaml
  With another name, and a scope that its callers need:
    $ partnerctl api add contract-api.openapi.yaml --name contracts --version 1.0 --scope contract-read";

impl Run for Args {
    type Answer = ApiAdded;

    fn run(self, house: &House) -> Outcome {
        let bytes = fetched(house, &self.description)?;
        let order = Order {
            source: source::title(&self.description).to_owned(),
            bytes,
            name: self.name,
            version: self.version,
            upstream: self.upstream,
            scopes: self.scopes,
        };
        let added = house.work(|context| api_document::add(context, order))?;
        house.answer(&added)
    }
}

/// A file that is there is a file, whatever its name looks like.
fn fetched(house: &House, description: &str) -> Result<Vec<u8>, Failure> {
    let url = ["http://", "https://"].iter().any(|scheme| description.starts_with(scheme));
    if !url || Path::new(description).exists() {
        return source::input(description, LIMIT);
    }
    let base = Url::parse(description).map_err(|error| Failure::usage(format!("`{description}` is not a URL: {error}")))?;
    house.tell(&Event::Waiting { what: description.to_owned() });
    let request = Request::new(Method::Get, description).header("accept", "*/*");
    let reply = house.client(base)?.send(&request).map_err(|error| fault::on_the_way(&error))?;
    if reply.is_success() {
        return Ok(reply.body);
    }
    let (kind, code) = match reply.status {
        404 | 410 => (Kind::NotFound, "not-found"),
        401 | 403 => (Kind::Denied, "forbidden"),
        429 | 500.. => (Kind::Unavailable, "server-error"),
        _ => (Kind::Other, "unexpected"),
    };
    let mut failure =
        Failure::new(kind, code, "the description could not be fetched").next("fetch it another way, and give the file");
    failure.place.call = Some(format!("GET {description} answered {}", reply.status));
    Err(failure)
}

const LIMIT: u64 = 16 << 20;
