//! `cert bundle`: certificates in order, in one file to be shared.

use super::{all_given, given, secret};
use crate::{
    cli::{
        command::{
            Run,
            material::{Out, tell},
            source::SecretSource,
        },
        failure::{Failure, Outcome},
        open::House,
    },
    crypto::key::Key,
    domain::{
        finding::{Finding, Level},
        secret::Secret,
    },
    files::Mode,
    job::{
        Event,
        cert::bundle::{self, Bundled, Order},
        material::unreadable,
    },
};

/// Puts certificates in order, leaf first, without private keys.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files with certificates, in any order and format.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Keep the root, which servers ask for rarely.
    #[arg(long)]
    with_root: bool,
    /// Write PKCS#12 with the key, for the partner's own programs.
    #[arg(long, requires = "key", requires = "passphrase_file", requires = "out")]
    pkcs12: bool,
    /// The private key for PKCS#12.
    #[arg(long, value_name = "FILE", requires = "pkcs12")]
    key: Option<String>,
    /// The passphrase of PKCS#12, read or written: a file, `-`, or `env:NAME`.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<SecretSource>,
    /// Opens the key, when it is protected: a file, `-`, or `env:NAME`.
    #[arg(long, value_name = "FILE", requires = "key")]
    key_passphrase_file: Option<SecretSource>,
    #[command(flatten)]
    out: Out,
}

const EXAMPLES: &str = "\
Examples:
  What a gateway wants to be sent, in one text:
    $ partnerctl cert bundle certs/acme-2026.pem certs/ca.pem
  Into a file, the root included:
    $ partnerctl cert bundle certs/acme-2026.pem certs/ca.pem --with-root --out acme-chain.pem";

impl Run for Args {
    type Answer = Bundled;

    fn run(self, house: &House) -> Outcome {
        let target = self.out.target();
        let passphrase = secret(self.passphrase_file.as_ref(), house)?;
        let order = Order {
            files: all_given(&self.files)?,
            passphrase: passphrase.clone(),
            with_root: self.with_root,
            at: house.clock().now(),
        };
        let (certificates, mut bundled) = bundle::collect(&order)?;
        tell(house, &bundled.findings);
        if let (true, Some(key), Some(passphrase)) = (self.pkcs12, &self.key, &passphrase) {
            if target.path.is_none() {
                return Err(Failure::usage("PKCS#12 is not written to stdout").next("name a file with `--out`"));
            }
            let opened = secret(self.key_passphrase_file.as_ref(), house)?;
            let key = given(key)?;
            let key =
                Key::read(&key.bytes, opened.as_ref().map(Secret::reveal)).map_err(|error| unreadable(&key.name, &error))?;
            target.write(&bundle::pkcs12(&certificates, &key, passphrase)?, Mode::Private)?;
            bundled.file = target.name();
            return house.answer(&bundled);
        }
        let text = bundle::pem(&certificates);
        for left in &bundled.left_out {
            let level = if left.starts_with("a private key") { Level::Warn } else { Level::Inform };
            house.tell(&Event::Note(Finding::new(level, "left-out", "left out", left.clone())));
        }
        target.write(text.as_bytes(), Mode::Public)?;
        bundled.file = target.name();
        bundled.bundle = bundled.file.is_none().then_some(text);
        house.answer(&bundled)
    }
}
