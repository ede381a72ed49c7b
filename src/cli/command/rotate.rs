//! `rotate NAME`

use crate::{
    cli::{
        command::{Run, material::given},
        failure::{Failure, Outcome},
        open::House,
        settings::Purpose,
        view::rotation::Rotated,
    },
    domain::{
        moment::{Moment, Span},
        name::PartnerName,
        rotation::RotationKind,
    },
    job::{
        exchange::only_partner,
        report::Board,
        rotate::{self, Order, Wish},
    },
};

/// Replaces a secret, a certificate or a key, without a gap.
///
/// A new one is issued or registered beside the old one, proven by a live call, and takes its place; the old one is retired when its day has come, or
/// with `--finish`. Run again, it goes on where it stands, also after an interruption. Where both cannot be good side by side, `--at` declares a
/// cut-over.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Args {
    /// The partners; may be left out in a partner's workspace with one connection
    #[arg(value_name = "NAME")]
    partners: Vec<PartnerName>,
    /// The secret that the gateway issued
    #[arg(long, conflicts_with_all = ["certificate", "key", "files"])]
    secret: bool,
    /// The certificate that is shown in the handshake
    #[arg(long, conflicts_with = "key")]
    certificate: bool,
    /// The key; the partner's own workspace makes it
    #[arg(long)]
    key: bool,
    /// The new certificate, or the letter that carries it; repeat it for those above it
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<String>,
    /// Not before this time, such as `2027-01-31T02:00:00Z`
    #[arg(long, value_name = "TIME", conflicts_with_all = ["finish", "cancel"])]
    at: Option<Moment>,
    /// How long a cut-over may take [default: 4h]
    #[arg(long, value_name = "SPAN", requires = "at")]
    window: Option<Span>,
    /// How long both are good [default: 14d]
    #[arg(long, value_name = "SPAN")]
    overlap: Option<Span>,
    /// Retire the old one now
    #[arg(long, conflicts_with = "cancel")]
    finish: bool,
    /// Give the new one up, as long as the old one is in use
    #[arg(long)]
    cancel: bool,
    /// All partners for whom it is time
    #[arg(long, conflicts_with_all = ["partners", "files", "at", "finish", "cancel"])]
    due: bool,
    /// Say only what would be begun
    #[arg(long, conflicts_with_all = ["finish", "cancel"])]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  A second secret beside the first; both are good for two weeks:
    $ partnerctl rotate acme
  The partner calls with the new one, so the old one goes now:
    $ partnerctl rotate acme --finish
  Whatever is due by the yearly schedule, from a nightly job:
    $ partnerctl rotate --due -o json";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let (names, due, wish) = (self.partners.clone(), self.due, self.wish()?);
        let board = house.work_in(Purpose::Write, |ctx, environment| {
            let names = if names.is_empty() && !due { vec![only_partner(ctx)?] } else { names };
            rotate::run(ctx, &Order { names, environment: environment.clone(), due, wish })
        })?;
        house.answer_board(board, Rotated)
    }
}

impl Args {
    fn wish(&self) -> Result<Wish, Failure> {
        let kinds =
            [(self.secret, RotationKind::Secret), (self.certificate, RotationKind::Certificate), (self.key, RotationKind::Key)];
        Ok(Wish {
            kind: kinds.into_iter().find(|(wished, _)| *wished).map(|(_, kind)| kind),
            files: self.files.iter().map(|file| given(file)).collect::<Result<_, _>>()?,
            at: self.at,
            window: self.window,
            overlap: self.overlap,
            finish: self.finish,
            cancel: self.cancel,
            dry_run: self.dry_run,
        })
    }
}
