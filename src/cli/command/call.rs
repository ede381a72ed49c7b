//! `call METHOD URL`

mod draft;
mod verdict;

use std::fmt::Write as _;

use url::Url;

use self::draft::Draft;

use crate::{
    cli::{
        command::{
            Run,
            holding::{Holding, Ready},
            material::tell,
        },
        failure::{Failure, Outcome},
        open::House,
        output,
        settings::Purpose,
    },
    domain::{
        finding::{Finding, Level},
        message::{Method, Reply},
        name::ApiRef,
    },
    job::{
        call::{self, Caller, Order},
        jwt::is_private,
    },
};

/// Calls an API as the partner and prints the answer as received.
///
/// Gets the token first, or takes the one that is kept; after a 401 it gets a new one and calls once more, for a gateway that answers 401 has
/// not passed the call on. Only reads are repeated when an answer is lost. Exits with 5 for 401 and 403, 3 for 404, 6 for 429 and 5xx, else
/// with 1 for what is no success; also when the API says so in the body of a 200.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The method
    #[arg(value_parser = method, value_name = "METHOD")]
    method: Method,
    /// The address; with `--partner` also a path below the partner's first API
    #[arg(value_name = "URL")]
    url: String,
    /// The API that the path is below, when it is not the first.
    #[arg(long, value_name = "NAME/VERSION")]
    api: Option<ApiRef>,
    /// A file to send, or `-` for stdin
    #[arg(long, value_name = "FILE|-")]
    data: Option<String>,
    /// A header to send; repeat it for several
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// Print status and headers, too
    #[arg(long)]
    include: bool,
    /// Fill in `appId` and the other payload fields, as the operation wants them [default operation: the end of the path]
    #[arg(long, value_name = "OPERATION", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    payload: Option<String>,
    /// The application ID for `--payload` [default: that of the record]
    #[arg(long, value_name = "ID", requires = "payload", allow_hyphen_values = true)]
    app_id: Option<String>,
    /// The customer source identifier for `--payload` [default: that of the record]
    #[arg(long, value_name = "ID", requires = "payload", allow_hyphen_values = true)]
    customer_source_id: Option<String>,
    /// The header that carries the API key.
    #[arg(long, value_name = "NAME", requires = "api_key_file", default_value = "x-Gateway-APIKey")]
    api_key_header: String,
    #[command(flatten)]
    holding: Holding,
}

const EXAMPLES: &str = "\
Examples:
  A path of the partner's API, with the token by its record:
    $ partnerctl call GET /status --partner acme
  With the payload fields filled in:
    $ partnerctl call POST /querysrdetails --partner acme --data quote.json --payload
  By hand, with a client secret:
    $ partnerctl call GET $API_URL/status --token-url $TOKEN_URL --client-id $CLIENT_ID --client-secret-file secret.txt";

impl Run for Args {
    type Answer = ();

    fn run(self, house: &House) -> Outcome {
        let purpose = if self.method.reads() { Purpose::Read } else { Purpose::Write };
        let base = Url::parse(&self.url).ok();
        let line = format!("call {} {}", self.method, self.url);
        let (place, reply) = self.holding.act(house, (purpose, base.as_ref(), &line), |ready| {
            let url = call::address(&self.url, ready.record.as_ref(), self.api.as_ref())?;
            let place = format!("{} {}", self.method, call::shown(&url));
            let placed = |mut failure: Failure| {
                failure.place.call.get_or_insert_with(|| place.clone());
                failure
            };
            let reply = self.call(house, ready, url).map_err(placed)?;
            Ok((place.clone(), reply))
        })?;
        self.print(&reply)?;
        verdict::of(&reply).map_err(|mut failure| {
            failure.place.partner.clone_from(&self.holding.partner);
            failure.place.call = Some(place);
            failure
        })
    }
}

impl Args {
    fn call(&self, house: &House, ready: &Ready<'_>, url: Url) -> Result<Reply, Failure> {
        warn_in_clear(house, ready, &url);
        let draft = Draft::of(self, ready, url)?;
        tell(house, &draft.findings()?);
        let body = || draft.body();
        let order = Order { method: self.method, url: draft.url.clone(), headers: self.headers(house, ready)?, body: &body };
        let http = draft.client(&ready.http)?;
        let caller = Caller { badge: ready.badge.as_ref(), http: &http, clock: ready.clock, cache: ready.cache.as_ref() };
        Ok(caller.call(&order)?)
    }

    fn headers(&self, house: &House, ready: &Ready<'_>) -> Result<Vec<(String, String)>, Failure> {
        let mut headers = self.header.clone();
        if let Some((name, value)) = ready.record.as_ref().and_then(call::key_header)
            && !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            headers.push((name.to_owned(), value.to_owned()));
        }
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
            headers.push(("accept".to_owned(), "application/json, */*;q=0.8".to_owned()));
        }
        if let Some(source) =
            self.holding.api_key_file.as_ref().filter(|_| !self.holding.gateway_jwt && self.holding.partner.is_none())
        {
            headers.push((self.api_key_header.clone(), source.read(house)?.reveal().to_owned()));
        }
        Ok(headers)
    }

    fn print(&self, reply: &Reply) -> Result<(), Failure> {
        if self.include {
            let mut head = format!("HTTP {}\n", reply.status);
            for (name, value) in &reply.headers {
                // Writing into a String cannot fail.
                let _ = writeln!(head, "{name}: {value}");
            }
            output::write(&format!("{head}\n"))?;
        }
        output::write_bytes(&reply.body)
    }
}

/// A token that travels in clear is everybody's.
fn warn_in_clear(house: &House, ready: &Ready<'_>, url: &Url) {
    if ready.badge.is_some() && !is_private(url) {
        let subject = format!("`{}` is no https address", url.origin().ascii_serialization());
        tell(house, &[Finding::new(Level::Warn, "in-clear", subject, "whoever is on the way can read the token and use it")]);
    }
}

fn method(text: &str) -> Result<Method, String> {
    let known = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    let found = known.into_iter().find(|method| method.word().eq_ignore_ascii_case(text));
    found.ok_or_else(|| "choose `get`, `post`, `put`, `patch` or `delete`".to_owned())
}

/// `NAME:VALUE`. What signs somebody in does not stand on the command line, which others can read.
fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write it as NAME:VALUE")?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)) {
        return Err("the name of a header is made of letters, digits and hyphens".to_owned());
    }
    if SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret)) {
        return Err(format!("`{name}` signs somebody in: give it with `--token-file` or `--api-key-file`"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

const SECRET: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-gateway-apikey"];
