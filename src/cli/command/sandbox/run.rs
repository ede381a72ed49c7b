//! `sandbox run`

use std::{net::SocketAddr, path::PathBuf};

use crate::{
    cli::{
        command,
        failure::{Failure, Outcome, Verdict},
        fault,
        open::House,
    },
    domain::finding::{Finding, Level},
    job::{
        Event,
        sandbox::{self, Order},
    },
    sandbox::Ready,
};

/// Runs the embedded gateway until Ctrl-C. Not for production.
///
/// It speaks the admin API of webMethods API Gateway and guards API traffic for real; behind it answers an echo API, whatever the
/// upstream is. It listens on loopback only, unless told otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The address for HTTP [default: a free port on 127.0.0.1, the same one every time]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// The address for HTTPS [default: a free port beside it]
    #[arg(long, value_name = "ADDRESS")]
    listen_tls: Option<SocketAddr>,
    /// Accept an address that other machines can reach
    #[arg(long)]
    allow_remote: bool,
    /// The folder of its state [default: of the workspace]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// A file to write addresses, CA and login to when it answers
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// A YAML file that switches peculiarities of the product on and off
    #[arg(long, value_name = "FILE")]
    quirks: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  In a workspace: environments with `sandbox: true` find it:
    $ partnerctl sandbox run
  Anywhere, for tests; the file tells addresses, CA and login when it answers:
    $ partnerctl sandbox run --state /tmp/gateway --ready-file /tmp/ready.json";

/// The authorities of the servers whose tokens the sandbox checks: of the identities beside it in the workspace, if there is one.
fn issuers(house: &House) -> Result<String, Failure> {
    let Ok(opened) = house.open() else { return Ok(String::new()) };
    let beside = opened.workspace.environments.values().filter(|environment| environment.gateway.sandbox);
    let files = beside.filter_map(|environment| environment.identity.as_ref()?.ca_file.as_ref());
    let read = files.map(|file| opened.store.attachment(file).map_err(|error| fault::in_store(&error)));
    let texts = read.collect::<Result<Vec<_>, _>>()?;
    Ok(texts.iter().map(|pem| String::from_utf8_lossy(pem).into_owned()).collect::<Vec<_>>().join("\n"))
}

impl command::Run for Args {
    type Answer = Ready;

    fn run(self, house: &House) -> Outcome {
        let order = Order {
            state: super::folder(self.state, house)?,
            listen: self.listen,
            listen_tls: self.listen_tls,
            allow_remote: self.allow_remote,
            ready_file: self.ready_file,
            quirks: self.quirks,
            trusted: issuers(house)?,
        };
        let stop = house.stop();
        let running = sandbox::start(&order, house.shared_clock()).map_err(Failure::from)?;
        house.show(running.ready())?;
        let advice = "runs until Ctrl-C; it is for trying out and for tests, not for production";
        house.tell(&Event::Note(Finding::new(Level::Warn, "sandbox", "the sandbox", advice)));
        running.wait(stop);
        running.stop();
        Ok(Verdict::Done)
    }
}
