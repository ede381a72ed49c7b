//! `gateway raw METHOD PATH`

use crate::{
    cli::{
        command::{Run, source},
        failure::{Failure, Kind, Outcome, Verdict},
        open::House,
        output,
        settings::Purpose,
    },
    domain::message::{Body, Method, Request},
    http::redact,
    job::gateway,
};

/// Sends an authenticated request to the admin API.
///
/// Prints the answer as it was received, with secrets in it masked unless `--reveal` is given.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The method
    #[arg(value_enum, ignore_case = true, value_name = "METHOD")]
    method: Verb,
    /// The path below the product's admin API, with query if there is one
    #[arg(value_name = "PATH")]
    path: String,
    /// A JSON file to send, or `-` for stdin
    #[arg(long, value_name = "FILE")]
    data: Option<String>,
    /// Print secrets in the answer, too
    #[arg(long)]
    reveal: bool,
}

/// The methods as words.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    const fn method(self) -> Method {
        match self {
            Self::Get => Method::Get,
            Self::Post => Method::Post,
            Self::Put => Method::Put,
            Self::Patch => Method::Patch,
            Self::Delete => Method::Delete,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  Every application, as the gateway answers it:
    $ partnerctl gateway raw GET /applications
  Sends a JSON file; `--data -` reads it from stdin:
    $ partnerctl gateway raw POST /search --data query.json";

impl Run for Args {
    type Answer = ();

    fn run(self, house: &House) -> Outcome {
        let method = self.method.method();
        let mut request = Request::new(method, &self.path);
        if let Some(path) = &self.data {
            request = request.body(Body::Bytes("application/json".to_owned(), source::input(path, DATA_LIMIT)?));
        }
        let purpose = if method.reads() { Purpose::Read } else { Purpose::Write };
        let reply = house.work_in(purpose, |ctx, environment| gateway::raw(ctx, environment, &request))?;
        if self.reveal {
            output::write_bytes(&reply.body)?;
        } else {
            output::write(&redact::mask(&String::from_utf8_lossy(&reply.body)))?;
        }
        match reply.status {
            200..=299 => Ok(Verdict::Done),
            status => Err(refused(&request, status)),
        }
    }
}

const DATA_LIMIT: u64 = 16 << 20;

fn refused(request: &Request, status: u16) -> Failure {
    let kind = match status {
        401 | 403 => Kind::Denied,
        404 => Kind::NotFound,
        409 => Kind::Conflict,
        429 | 500..=599 => Kind::Unavailable,
        _ => Kind::Other,
    };
    let mut failure = Failure::new(kind, "status", format!("the gateway answered {status}"));
    failure.place.call = Some(format!("{} {}", request.method, request.path));
    failure
}
