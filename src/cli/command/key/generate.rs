//! `key generate`: new private keys.

use std::path::PathBuf;

use crate::{
    cli::{
        command::{
            Run,
            material::{Out, failed, new_passphrase},
            source::SecretSource,
        },
        failure::Outcome,
        open::House,
        view::material::MadeKey,
    },
    crypto::key::KeyType,
    job::key::{self, Batch},
};

/// Makes a private key (PKCS#8), or many of them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The type: rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384, ec-p521 or ed25519.
    #[arg(long = "type", value_name = "TYPE", default_value = "rsa-3072")]
    kind: KeyType,
    #[command(flatten)]
    out: Out,
    /// Where the passphrase is that protects it.
    #[arg(long, value_name = "PATH|-|env:NAME", conflicts_with = "no_passphrase")]
    passphrase_file: Option<SecretSource>,
    /// Protect it by its file's mode alone, and do not ask.
    #[arg(long)]
    no_passphrase: bool,
    /// How many.
    #[arg(long, value_name = "N", requires = "out_dir", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: Option<u32>,
    /// The folder for many, as `key-0001.pem` and so on.
    #[arg(long, value_name = "DIR", requires = "count", conflicts_with = "out")]
    out_dir: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  A key that every gateway takes, readable by its owner alone:
    $ partnerctl key generate --out new.key
  A key for ES256, under a passphrase:
    $ partnerctl key generate --type ec-p256 --passphrase-file - --out new-jwt.key
  A hundred test keys on all cores:
    $ partnerctl key generate --type ec-p256 --count 100 --out-dir keys";

impl Run for Args {
    type Answer = MadeKey;

    fn run(self, house: &House) -> Outcome {
        let word = |house| new_passphrase(house, self.passphrase_file.as_ref(), self.no_passphrase, "--passphrase-file");
        if let (Some(count), Some(folder)) = (self.count, &self.out_dir) {
            let passphrase = word(house)?;
            let batch = Batch {
                kind: self.kind,
                count: count as usize,
                folder,
                passphrase: passphrase.as_ref(),
                replace: self.out.target().replace,
            };
            let made = key::generate_many(&batch, house.stop()).map_err(failed)?;
            return house.answer(&MadeKey::Many(made));
        }
        let target = self.out.private_target(house)?;
        target.check().map_err(failed)?;
        let made = key::generate(self.kind, word(house)?.as_ref(), &target).map_err(failed)?;
        house.answer(&MadeKey::from(made))
    }
}
