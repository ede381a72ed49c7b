//! `notify [NAME...]`

use std::path::PathBuf;

use crate::{
    cli::{
        command::Run,
        failure::{Failure, Outcome, come_to},
        open::House,
        settings::Purpose,
    },
    domain::{moment::Span, name::PartnerName},
    job::notify::{self, Notified, Order, Way},
};

/// Sends the documents that are due, by mail or as files.
///
/// Invitation and handover go out once they are written, the firewall request while the ports are not open, the rotation notice before a
/// credential ends, and a reminder to whoever must act next when nothing was heard for a while. What was sent to whom and when is in the
/// record: the same thing is not sent twice.
///
/// The mail server is `mail` in `partnerctl.yaml`; its password is kept by `partnerctl secret put connections/mail`. Nothing is ever sent
/// in clear but to a relay on this machine. `.eml` files open in any mail program.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partners [default: all of the environment]
    #[arg(value_name = "NAME")]
    partners: Vec<PartnerName>,
    /// Only this document, such as `reminder`; may be repeated. A reminder that is asked for does not wait
    #[arg(long = "document", value_name = "NAME")]
    documents: Vec<String>,
    /// Writes `.eml` files into this folder instead of sending
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Shows who would get what, and sends nothing
    #[arg(long)]
    dry_run: bool,
    /// Sends once more what was sent before
    #[arg(long)]
    again: bool,
    /// How long before a credential ends its rotation notice goes out
    #[arg(long, value_name = "SPAN", default_value_t = Span::days(60))]
    within: Span,
    /// How long nothing must have been heard or sent before a reminder goes out
    #[arg(long, value_name = "SPAN", default_value_t = Span::days(7))]
    remind_after: Span,
}

const EXAMPLES: &str = "\
Examples:
  Who would get what:
    $ partnerctl notify --dry-run
  One document as a file for the mail program:
    $ partnerctl notify acme --document firewall-request --out outbox
  Everything that is due, for a nightly job:
    $ partnerctl notify -o json";

impl Run for Args {
    type Answer = Notified;

    fn run(self, house: &House) -> Outcome {
        let purpose = if self.dry_run { Purpose::Read } else { Purpose::Write };
        let mut notified = house.work_in(purpose, |ctx, environment| {
            let order = Order {
                names: self.partners,
                environment: environment.clone(),
                documents: self.documents,
                way: self.out.map_or(Way::Server, Way::Folder),
                dry_run: self.dry_run,
                again: self.again,
                within: self.within,
                patience: self.remind_after,
                timeout: house.settings.timeout.duration(),
            };
            notify::run(ctx, &order)
        })?;
        let failures = failures(&mut notified);
        let alone = notified.partners.len() == 1;
        if !alone || failures.is_empty() || !notified.partners.iter().all(|partner| partner.notices.is_empty()) {
            house.show(&notified)?;
        }
        come_to(failures, alone)
    }
}

/// Turns the failures into errors that scripts can read.
fn failures(notified: &mut Notified) -> Vec<Failure> {
    let mut failures = Vec::new();
    for line in &mut notified.partners {
        let Some(error) = line.failure.take() else { continue };
        let failure = Failure::from(error).at(&line.name, &line.environment);
        line.error = Some(failure.report());
        failures.push(failure);
    }
    failures
}
