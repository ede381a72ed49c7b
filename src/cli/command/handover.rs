//! `handover NAME`

use crate::{
    cli::{
        command::{Run, source::SecretSource},
        failure::Outcome,
        open::House,
        settings::Purpose,
        view::exchange::HandoverAnswer,
    },
    domain::{moment::Span, name::PartnerName},
    job::{
        document::written,
        exchange::{
            handover,
            letter::{LIFE, life},
        },
    },
};

/// Hands a partner over what it needs in order to call.
///
/// Writes the document for people, programs that make a first call, and a signed file with the record's facts. The credential that the
/// gateway issued is sealed in it for the partner's age recipient, or with a passphrase that is told by another way; it lies beside the file
/// once more for the program `age`. `--document` writes one document alone, in all its forms and without a credential: `handover`,
/// `firewall-request`, `rotation-notice`, `reminder`, `call`, `collection`, or one of the workspace's own.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// One document alone, by its name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["passphrase_file", "valid"])]
    document: Option<String>,
    /// Where the passphrase is that seals the credential, for partners without a recipient
    #[arg(long, value_name = "PATH|-|env:NAME")]
    passphrase_file: Option<SecretSource>,
    /// How long the file is good
    #[arg(long, value_name = "SPAN", default_value_t = LIFE, value_parser = life)]
    valid: Span,
    /// Hand over in production although nobody has accepted the terms of use yet
    #[arg(long, conflicts_with = "document")]
    terms_open: bool,
}

const EXAMPLES: &str = "\
Examples:
  Sealed for the partner that answered our invitation:
    $ partnerctl handover acme
  Sealed with a passphrase that is told on the telephone:
    $ partnerctl handover acme --passphrase-file passphrase.txt
  What the partner's network team has to open:
    $ partnerctl handover acme --document firewall-request";

impl Run for Args {
    type Answer = HandoverAnswer;

    fn run(self, house: &House) -> Outcome {
        if let Some(name) = &self.document {
            let written = house.work_on(Purpose::Write, self.partner, |ctx, key| written::run(ctx, key, name))?;
            return house.answer(&HandoverAnswer::Document(written));
        }
        let passphrase = self.passphrase_file.as_ref().map(|source| source.read(house)).transpose()?;
        let order = handover::Order { passphrase, life: self.valid, terms_open: self.terms_open };
        let handed = house.work_on(Purpose::Write, self.partner, |ctx, key| handover::run(ctx, key, &order))?;
        house.answer(&HandoverAnswer::Handover(handed))
    }
}
